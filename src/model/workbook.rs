//! What a file of the intake holds before anybody judges it: cells with their addresses.

use super::{billing::Bill, dictionary::SheetKind, finding::Finding, money::Cents, stamp::Properties, unit::Unit};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr, sync::Arc};

/// A cell's place on its sheet, counted from 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct CellPlace {
    /// Row from 0; people see it plus 1.
    pub row: u32,
    /// Column from 0; people see it as letters.
    pub column: u32,
}

impl fmt::Display for CellPlace {
    /// `F17`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}{}", column_letters(self.column), self.row + 1)
    }
}

impl FromStr for CellPlace {
    type Err = String;

    /// Reads `F17`.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("\"{text}\" is no cell");
        let (letters, number) = text.split_at(text.find(|letter: char| letter.is_ascii_digit()).ok_or_else(wrong)?);
        let column = column_of_letters(letters).ok_or_else(wrong)?;
        let row: u32 = number.parse().map_err(|_| wrong())?;
        Ok(CellPlace { row: row.checked_sub(1).ok_or_else(wrong)?, column })
    }
}

/// `A`, `Z`, `AA`, … for a column counted from 0.
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        let letter = (rest - 1) % 26;
        letters.push(b'A' + letter as u8);
        rest = (rest - 1) / 26;
    }
    letters.reverse();
    letters.into_iter().map(char::from).collect()
}

/// The column, counted from 0, of `A`, `Z`, `AA`, …; `None` for what is no column.
pub fn column_of_letters(letters: &str) -> Option<u32> {
    let number = letters.bytes().try_fold(0_u32, |number, letter| match letter {
        b'A'..=b'Z' => number.checked_mul(26)?.checked_add(u32::from(letter - b'A') + 1),
        _ => None,
    })?;
    number.checked_sub(1)
}

/// What stands in a cell, as the file stores it.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub enum RawValue {
    /// Nothing, or only white space.
    #[default]
    Blank,
    /// Text as typed. Never empty.
    Text(Arc<str>),
    /// A finite number.
    Number(#[serde(with = "exact")] f64),
    /// A number in a cell with a percent format: 0.4 shown as 40%.
    PercentNumber(#[serde(with = "exact")] f64),
    /// A number whose cell format shows more than the number: a currency, a scale, letters or leading zeros.
    Formatted(#[serde(with = "exact")] f64, Arc<Look>),
    /// A day in a cell with a date format, already turned from its serial; a time of day is dropped.
    Date(jiff::civil::Date),
    /// A moment that may be meant for this day or for the next: within a minute of midnight, as formulas with rounding
    /// give it, or late on a day of another time zone.
    DayOrNext(jiff::civil::Date),
    /// TRUE or FALSE.
    YesNo(bool),
    /// An error cell, `#REF!`, or a number that is none (infinite).
    Error(Arc<str>),
    /// A formula that was saved without its result.
    NoResult,
}

impl RawValue {
    /// The number of a cell that holds one, whatever its format; a share as a fraction.
    pub fn number(&self) -> Option<f64> {
        match self {
            RawValue::Number(number) | RawValue::PercentNumber(number) | RawValue::Formatted(number, _) => {
                Some(*number)
            }
            _ => None,
        }
    }
}

/// What a cell's format shows besides its number.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Look {
    /// The unit it names.
    pub unit: Option<Unit>,
    /// How it shows whole numbers with letters or leading zeros (`"FIN-"000`): one character each, [`Look::DIGIT`] and
    /// [`Look::DIGIT_IF_ANY`] where a digit comes.
    pub pattern: Option<Arc<str>>,
}

impl Look {
    /// A digit, or 0 where the number has none.
    pub const DIGIT: char = '\u{1}';
    /// A digit, or nothing.
    pub const DIGIT_IF_ANY: char = '\u{2}';

    /// The number as a person sees it; none where the pattern says nothing about it.
    pub fn shown(&self, number: f64) -> Option<String> {
        let pattern = self.pattern.as_ref()?;
        if number.fract() != 0.0 || !(0.0..1e15).contains(&number) {
            return None;
        }
        let mut digits: Vec<char> = (number as u64).to_string().chars().collect();
        if number == 0.0 {
            digits.clear();
        }
        let first = pattern.chars().position(|letter| matches!(letter, Self::DIGIT | Self::DIGIT_IF_ANY));
        let mut shown = Vec::new();
        for (place, letter) in pattern.chars().collect::<Vec<_>>().into_iter().enumerate().rev() {
            match letter {
                // The first place takes all that is left.
                _ if Some(place) == first && digits.len() > 1 => shown.extend(digits.drain(..).rev()),
                Self::DIGIT => shown.push(digits.pop().unwrap_or('0')),
                Self::DIGIT_IF_ANY => shown.extend(digits.pop()),
                literal => shown.push(literal),
            }
        }
        Some(shown.into_iter().rev().collect())
    }
}

/// Numbers written out by their bits: a number that went through JSON as decimals may come back a trifle different.
mod exact {
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(number.to_bits())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        u64::deserialize(deserializer).map(f64::from_bits)
    }
}

/// One column of a table as the file has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RawColumn {
    /// Its title as typed.
    pub title: Arc<str>,
    /// Its column on the sheet, from 0.
    pub position: u32,
    /// Key of the dictionary's field it was matched to; `None` for a column nobody knows (carried along as it is).
    pub field: Option<Arc<str>>,
    /// One value for each row of the table.
    pub values: Vec<RawValue>,
    /// The cell of each value where rows were made of several rows or columns of the sheet; empty where a value stands
    /// in its row of the sheet and this column.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<CellPlace>,
    /// In what the amounts stand, as the title, a line above the table or a label beside them says; one for each value,
    /// or empty where nothing does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<Option<Arc<Unit>>>,
}

impl RawColumn {
    /// What is said of the unit of a value.
    pub fn unit(&self, row: usize) -> Option<&Unit> {
        self.units.get(row)?.as_deref()
    }

    /// The one unit that is said of every value, if there is one.
    pub fn only_unit(&self) -> Option<&Unit> {
        let first = self.units.first()?.as_deref()?;
        self.units.iter().all(|unit| unit.as_deref() == Some(first)).then_some(first)
    }
}

/// An amount of a totals row below the table: no record, but what the column should add up to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RawTotal {
    /// Key of the field.
    pub field: Arc<str>,
    /// The month it is of, for months across; none for a whole column.
    pub month: Option<RawValue>,
    /// What stands there.
    pub value: RawValue,
    /// In what it stands.
    #[serde(default)]
    pub unit: Option<Arc<Unit>>,
    /// Where.
    pub place: CellPlace,
}

/// Columns of amounts that are not read, because their titles say something about the unit that nobody understands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnclearUnit {
    /// What they say: `mil €`.
    pub said: Arc<str>,
    /// The first of these titles.
    pub title: Arc<str>,
    /// Its column.
    pub column: u32,
    /// Cells with something in them.
    pub filled: u32,
    /// Their numbers added up, as if they lacked no zeros.
    pub sum: Cents,
    /// The first of them.
    pub examples: Vec<Arc<str>>,
}

/// The data rows found on one sheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RawTable {
    /// The sheet's name as typed; of a csv file, the file's stem.
    pub sheet: Arc<str>,
    /// What the sheet is about.
    pub kind: SheetKind,
    /// Row of the titles, from 0.
    pub header_row: u32,
    /// For each row of the table, its row on the sheet, from 0. Rows that are wholly blank are not among them.
    pub rows: Vec<u32>,
    /// All columns with a title, in the sheet's order.
    pub columns: Vec<RawColumn>,
    /// Wholly blank rows between the titles and the last row that holds something; of months across, also initiatives'
    /// months without any amount.
    pub rows_blank: u32,
    /// Lines that say nothing known about their amounts. They have a finding and are among no rows here.
    #[serde(default)]
    pub rows_refused: u32,
    /// What a totals row below the table says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub totals: Vec<RawTotal>,
    /// Columns whose unit has to be asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unclear_units: Vec<UnclearUnit>,
}

impl RawTable {
    /// The column of a field, if the sheet has it.
    pub fn column(&self, key: &str) -> Option<&RawColumn> {
        self.columns.iter().find(|column| column.field.as_deref() == Some(key))
    }

    /// The cell of a column's value.
    pub fn place(&self, column: &RawColumn, row: usize) -> CellPlace {
        let in_row = CellPlace { row: self.rows[row], column: column.position };
        column.places.get(row).copied().unwrap_or(in_row)
    }

    /// Were the rows made of several rows or columns of the sheet?
    pub fn is_spread(&self) -> bool {
        self.columns.iter().any(|column| !column.places.is_empty())
    }
}

/// A sheet that holds no table for us.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IgnoredSheet {
    /// Its name as typed.
    pub name: Arc<str>,
    /// Why, in words: "no known name and no known titles".
    pub reason: String,
}

/// A sheet with titles that the program could not make a table of, because it does not know what they mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnclearSheet {
    /// Its name as typed.
    pub name: Arc<str>,
    /// What it is about, if that is known.
    pub kind: Option<SheetKind>,
    /// Row of what looks like titles, from 0.
    pub header_row: u32,
    /// Column and title of those that are not understood.
    pub titles: Vec<(u32, Arc<str>)>,
    /// A few of the texts below each of them, in their order.
    pub examples: Vec<Vec<Arc<str>>>,
    /// Keys of fields that are understood.
    pub known: Vec<Arc<str>>,
    /// Keys of the fields without which its rows cannot be placed.
    pub missing: Vec<Arc<str>>,
}

/// What kind of file it is, told by its content.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Excel workbook, with or without macros (which are never run).
    Xlsx,
    /// Binary workbook of Excel.
    Xlsb,
    /// Workbook of Excel before 2007.
    Xls,
    /// OpenDocument spreadsheet.
    Ods,
    /// Text table.
    Csv,
    /// Columns of a data lake, as bills of providers come.
    Parquet,
    /// Nothing this program reads.
    Unknown,
}

/// One file of the intake.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourceFile {
    /// Path below the intake folder with `/`, also the name in every message.
    pub path: Arc<str>,
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
}

/// One file as read: tables, what was left, and what was noticed while reading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Workbook {
    /// Which file.
    pub source: SourceFile,
    /// Told by content.
    pub format: Format,
    /// What it says about itself.
    pub properties: Properties,
    /// Why the whole file was passed over, if it was ("owner file of an open workbook"); then there are no tables.
    pub skipped_because: Option<String>,
    /// One for each sheet that holds intake rows, in the workbook's order.
    pub tables: Vec<RawTable>,
    /// The other sheets.
    pub ignored: Vec<IgnoredSheet>,
    /// Those of them that a question may make clear.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unclear: Vec<UnclearSheet>,
    /// A refused file or sheet, assumptions about titles.
    pub findings: Vec<Finding>,
    /// The bill of a provider, if it is one; then there are no tables.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bill: Option<Bill>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_spreadsheets_name_them() {
        // Excel's last column, 16,384th, is XFD.
        for (column, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(column_letters(column), letters);
            assert_eq!(column_of_letters(letters), Some(column));
        }
        let cell = CellPlace { row: 16, column: 5 };
        assert_eq!(cell.to_string(), "F17");
        assert_eq!("F17".parse(), Ok(cell));
        for wrong in ["17", "F", "F0", "f17", ""] {
            assert!(wrong.parse::<CellPlace>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn numbers_are_shown_as_their_format_shows_them() {
        let shown = |pattern: &str, number: f64| {
            let pattern = pattern.replace('0', "\u{1}").replace('#', "\u{2}");
            Look { unit: None, pattern: Some(pattern.into()) }.shown(number)
        };
        // Excel: =TEXT(7,"""FIN-""000") is FIN-007, TEXT(1234,"00\-000") is 01-234, TEXT(1234567,"00\-000") is 1234-567.
        assert_eq!(shown("FIN-000", 7.0).as_deref(), Some("FIN-007"));
        assert_eq!(shown("FIN-000", 12_345.0).as_deref(), Some("FIN-12345"));
        assert_eq!(shown("00-000", 1_234.0).as_deref(), Some("01-234"));
        assert_eq!(shown("00-000", 1_234_567.0).as_deref(), Some("1234-567"));
        assert_eq!(shown("P#", 12.0).as_deref(), Some("P12"));
        assert_eq!(shown("000", 0.0).as_deref(), Some("000"));
        assert_eq!(shown("000", 1.5), None);
        assert_eq!(shown("000", -1.0), None);
    }

    #[test]
    fn numbers_come_back_to_the_last_bit() {
        for number in [0.1, -0.0, 1e-310, 7.038531e-26, f64::MAX] {
            let text = serde_json::to_string(&RawValue::Number(number)).unwrap();
            let RawValue::Number(back) = serde_json::from_str(&text).unwrap() else { panic!("{text}") };
            assert_eq!(back.to_bits(), number.to_bits());
        }
    }
}
