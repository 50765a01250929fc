//! Units that stand in cells of the table itself: in a row below the titles, or in a column beside the amounts.

use super::{
    outcome::Place,
    title_finding,
    title_text::{UnitText, is_hint, names_unit},
    titles::SheetTitles,
    units::scale_read,
};
use crate::model::{
    dictionary::{Kind, SheetKind, folded},
    finding::{Code, Finding, Severity},
    unit::{Unit, joint},
    workbook::{CellPlace, RawColumn, RawTable, RawValue, column_letters},
};
use rustc_hash::FxHashMap;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Titles of columns that say in what amounts stand, folded.
const UNIT_TITLES: [&str; 35] = [
    "unit",
    "units",
    "uom",
    "unit of measure",
    "unit of amounts",
    "amount unit",
    "amounts in",
    "in",
    "denomination",
    "einheit",
    "einheiten",
    "maßeinheit",
    "währungseinheit",
    "unité",
    "unités",
    "unità",
    "unità di misura",
    "unidad",
    "unidades",
    "unidade",
    "eenheid",
    "eenheden",
    "jednostka",
    "jednostki",
    "enhet",
    "enheter",
    "enhed",
    "enheder",
    "yksikkö",
    "yksiköt",
    "jednotka",
    "egység",
    "unitate",
    "birim",
    "единица",
];

/// Titles of columns that say how many zeros are left out, also as a number, folded.
const SCALE_TITLES: [&str; 12] = [
    "scale",
    "scaling",
    "factor",
    "magnitude",
    "skalierung",
    "faktor",
    "échelle",
    "scala",
    "escala",
    "schaal",
    "skala",
    "mittakaava",
];

/// A column whose cells say in what the amounts of their rows stand.
struct UnitColumn {
    index: usize,
    /// One for each row.
    cells: Vec<UnitText>,
    /// Some of its cells leave zeros out: its other cells then mean whole amounts.
    is_scaled: bool,
}

/// Unit columns that stand side by side, and the columns of amounts that they are about.
struct Mark {
    units: Vec<UnitColumn>,
    amounts: Vec<usize>,
}

/// Why the amounts of a row are not read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    Unclear,
    Contradiction,
    Missing,
}

/// A row below the titles that says in what the amounts of each column stand.
pub(super) struct UnitRow {
    row: u32,
    /// Position of each column with what stands there.
    cells: Vec<(u32, Arc<str>, UnitText)>,
}

impl UnitRow {
    /// What it says of a column, if anything, and where.
    pub(super) fn of(&self, position: u32) -> Option<(&Arc<str>, &UnitText, CellPlace)> {
        let (column, text, says) = self.cells.iter().find(|(column, ..)| *column == position)?;
        Some((text, says, CellPlace { row: self.row, column: *column }))
    }
}

/// Takes off the table a first row that has nothing but units in columns of amounts, and blanks, dashes and words such as
/// `Unit` elsewhere: it is no row of data.
pub(super) fn below_titles(table: &mut RawTable, titles: &SheetTitles) -> Option<UnitRow> {
    let row = *table.rows.first()?;
    let mut cells = Vec::new();
    let mut says_unit = false;
    for column in &table.columns {
        let text = match &column.values[0] {
            RawValue::Blank => continue,
            // What has digits, but those of '000, is a value.
            RawValue::Text(text) if !text.contains(|letter| matches!(letter, '1'..='9')) => text,
            _ => return None,
        };
        let says = UnitText::of(text);
        let is_about_unit = matches!(says, UnitText::Unit(_) | UnitText::Unclear);
        match (is_amount(column, titles), &says) {
            (_, UnitText::Nothing) => {}
            (true, _) => {
                says_unit |= is_about_unit;
                cells.push((column.position, text.clone(), says));
            }
            // A label such as "Unit", or what is to be typed below.
            (false, _) if means_unit(&folded(text), titles) || is_hint(text) => {}
            (false, _) if column.field.is_none() && is_about_unit => {}
            (false, _) => return None,
        }
    }
    if !says_unit {
        return None;
    }
    table.rows.remove(0);
    table.columns.iter_mut().for_each(|column| drop(column.values.remove(0)));
    Some(UnitRow { row, cells })
}

/// Gives the amounts of each row the unit that a column beside them says. Those of rows that say nothing clear, or
/// another thing than the title, are not read: amounts of another scale are worse than none.
pub(super) fn beside(table: &mut RawTable, titles: &SheetTitles, place: &Place) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut scaled: Vec<(Unit, Finding)> = Vec::new();
    for mark in marks(table, titles) {
        let rows = table.rows.len();
        let said: Vec<Result<Option<Unit>, Fault>> = (0..rows).map(|row| mark.said(row)).collect();
        let mut faults: BTreeMap<Fault, BTreeSet<usize>> = BTreeMap::new();
        let mut shared: Vec<Arc<Unit>> = Vec::new();
        let is_filled = |column: &RawColumn| column.values.iter().any(|value| *value != RawValue::Blank);
        for &index in &mark.amounts {
            if !is_filled(&table.columns[index]) {
                continue;
            }
            let mut units = std::mem::take(&mut table.columns[index].units);
            units.resize(rows, None);
            for (row, said) in said.iter().enumerate() {
                let value = &table.columns[index].values[row];
                match settled(units[row].as_deref(), said, mark.is_scaled()) {
                    Ok(None) => {}
                    Ok(Some(unit)) => {
                        if unit.zeros > 0 && !scaled.iter().any(|(known, _)| *known == unit) {
                            scaled.extend(note_scale(table, &mark, (row, index), &unit, place));
                        }
                        let known = shared.iter().find(|known| ***known == unit).cloned();
                        units[row] = Some(known.unwrap_or_else(|| {
                            shared.push(Arc::new(unit));
                            shared[shared.len() - 1].clone()
                        }));
                    }
                    // Nothing is nothing in every unit.
                    Err(_) if *value == RawValue::Blank || number_in(value) == Some(0.0) => {}
                    Err(fault) => {
                        table.columns[index].values[row] = RawValue::Blank;
                        faults.entry(fault).or_default().insert(row);
                    }
                }
            }
            table.columns[index].units = if units.iter().any(Option::is_some) { units } else { Vec::new() };
        }
        findings.extend(faults.into_iter().map(|(fault, rows)| not_read(table, &mark, fault, &rows, place)));
        // What says a unit is no field by itself.
        mark.units.iter().for_each(|unit| table.columns[unit.index].field = None);
    }
    findings.extend(scaled.into_iter().map(|(_, finding)| finding));
    findings
}

/// The unit of an amount: what its row says beside what its title or the sheet says. None where the row says nothing.
fn settled(own: Option<&Unit>, said: &Result<Option<Unit>, Fault>, is_scaled: bool) -> Result<Option<Unit>, Fault> {
    match said {
        Err(fault) => Err(*fault),
        // A title that says the scale needs no word in each row.
        Ok(None) if is_scaled && own.is_none_or(|own| own.zeros == 0) => Err(Fault::Missing),
        Ok(None) => Ok(None),
        Ok(Some(unit)) => together(own, unit, is_scaled).map(Some).ok_or(Fault::Contradiction),
    }
}

/// Two units that are said of one amount; none if they contradict each other. Beside cells that leave zeros out, a
/// currency alone means whole amounts, and so does `(EUR)` in a title beside `k€`.
pub(super) fn together(own: Option<&Unit>, unit: &Unit, is_scaled: bool) -> Option<Unit> {
    let Some(own) = own else { return Some(unit.clone()) };
    let is_whole = |one: &Unit| one.zeros == 0 && one.currency.is_some();
    let differ = own.zeros != unit.zeros
        && (is_whole(own) && is_whole(&Unit { zeros: 0, ..unit.clone() }) && unit.zeros > 0
            || is_scaled && unit.zeros == 0);
    if differ { None } else { joint(own.clone(), unit.clone()) }
}

impl Mark {
    fn is_scaled(&self) -> bool {
        self.units.iter().any(|unit| unit.is_scaled)
    }

    /// What a row says; none where it says nothing.
    fn said(&self, row: usize) -> Result<Option<Unit>, Fault> {
        let mut all: Option<Unit> = None;
        for column in &self.units {
            match &column.cells[row] {
                UnitText::Nothing => {}
                UnitText::Unclear | UnitText::Other => return Err(Fault::Unclear),
                UnitText::Unit(unit) => {
                    let both = joint(all.unwrap_or_default(), unit.clone());
                    all = Some(both.ok_or(Fault::Contradiction)?);
                }
            }
        }
        Ok(all)
    }

    /// The cell of a row that says most of the unit.
    fn cell(&self, row: usize) -> usize {
        let says = |unit: &&UnitColumn| !matches!(unit.cells[row], UnitText::Nothing);
        let zeros = |unit: &&UnitColumn| matches!(&unit.cells[row], UnitText::Unit(unit) if unit.zeros > 0);
        let found = self.units.iter().find(zeros).or_else(|| self.units.iter().find(says));
        found.or(self.units.iter().find(|unit| unit.is_scaled)).map_or(self.units[0].index, |unit| unit.index)
    }
}

/// The unit columns of a table, with the amounts that each is about: all of the row where they stand together, else those
/// nearest to its left. What stands left of all amounts is about all of them.
fn marks(table: &RawTable, titles: &SheetTitles) -> Vec<Mark> {
    let are_monthly = is_monthly(titles.kind);
    let is_amount: Vec<bool> = table.columns.iter().map(|column| is_amount(column, titles)).collect();
    if !is_amount.contains(&true) {
        return Vec::new();
    }
    let mut units: Vec<Option<UnitColumn>> = (0..table.columns.len())
        .map(|index| if is_amount[index] { None } else { unit_column(table, index, titles) })
        .collect();
    let mut marks: Vec<Mark> = Vec::new();
    let mut amounts: Vec<usize> = Vec::new();
    let mut is_beside = false;
    for index in 0..table.columns.len() {
        match units[index].take() {
            // On a sheet about other things a unit is that of the amount it stands behind.
            Some(_) if !are_monthly && !is_beside => {}
            Some(unit) => match marks.last_mut().filter(|_| amounts.is_empty()) {
                Some(mark) => mark.units.push(unit),
                None => marks.push(Mark { units: vec![unit], amounts: std::mem::take(&mut amounts) }),
            },
            None if is_amount[index] => {
                amounts.push(index);
                is_beside = true;
            }
            None if are_monthly => {}
            None => {
                amounts.clear();
                is_beside = false;
            }
        }
    }
    if are_monthly && marks.len() == 1 {
        marks[0].amounts = (0..table.columns.len()).filter(|index| is_amount[*index]).collect();
    }
    if are_monthly && marks.len() > 1 && marks[0].amounts.is_empty() {
        let first = marks.remove(0);
        let mut alone = amounts;
        for mark in &mut marks {
            for unit in &first.units {
                mark.units.push(UnitColumn { cells: unit.cells.clone(), ..*unit });
            }
        }
        if !alone.is_empty() {
            marks.push(Mark { units: first.units, amounts: std::mem::take(&mut alone) });
        }
    }
    marks
}

fn is_monthly(kind: SheetKind) -> bool {
    matches!(kind, SheetKind::Financials | SheetKind::ControlTotals)
}

/// A column of money, or one that a shape will take for amounts.
fn is_amount(column: &RawColumn, titles: &SheetTitles) -> bool {
    if let Some(key) = column.field.as_deref() {
        return titles.place_of(key).is_some_and(|place| titles.fields[place].kind == Kind::Money);
    }
    names_amounts(&column.title, titles)
}

/// Does a title that is no field's name amounts, perhaps those of a month?
pub(super) fn names_amounts(title: &Arc<str>, titles: &SheetTitles) -> bool {
    let Some(amounts) = titles.amounts() else { return false };
    let told = titles.told(title);
    let (plain, folded) = (&told.parts().plain, &told.parts().folded);
    let is_label = amounts.is_line_title(folded) || amounts.is_scenario_title(folded);
    let says_amounts = || amounts.read(plain, titles).is_some_and(|said| said != Default::default());
    !is_label && (amounts.is_amount_title(folded) || titles.month_in(plain).is_some() || says_amounts())
}

/// Cells of other columns, none of them about a unit, that are looked at before a column is passed over.
const LOOKED_AT: u32 = 64;

/// The column as one that says units, if it does: each filled cell names a currency, under whatever title; or most cells
/// are about units, under a title that means unit or none at all.
fn unit_column(table: &RawTable, index: usize, titles: &SheetTitles) -> Option<UnitColumn> {
    let column = &table.columns[index];
    let is_currency = column.field.as_deref() == Some("currency");
    if column.field.is_some() && !is_currency {
        return None;
    }
    let title = folded(&column.title);
    let is_untitled = *column.title == *format!("Column {}", column_letters(column.position));
    let is_scale = SCALE_TITLES.contains(&&*title);
    let means_unit = is_currency || is_scale || means_unit(&title, titles);
    let mut known: FxHashMap<*const u8, UnitText> = FxHashMap::default();
    let (mut filled, mut clear, mut named, mut about) = (0_u32, 0_u32, 0_u32, 0_u32);
    let mut cells = Vec::with_capacity(column.values.len());
    for value in &column.values {
        let says = match value {
            RawValue::Blank => UnitText::Nothing,
            RawValue::Text(text) => {
                let says = || match typed_number(text) {
                    Some(number) => factor_if(is_scale, number),
                    None => UnitText::of(text),
                };
                known.entry(text.as_ptr()).or_insert_with(says).clone()
            }
            RawValue::Number(number) => factor_if(is_scale, *number),
            _ => UnitText::Other,
        };
        filled += u32::from(!matches!(says, UnitText::Nothing));
        about += u32::from(matches!(says, UnitText::Unclear));
        clear += u32::from(matches!(says, UnitText::Unit(_)));
        named += u32::from(matches!((&says, value), (UnitText::Unit(_), RawValue::Text(text)) if names_unit(text)));
        if filled == LOOKED_AT && clear + about == 0 {
            return None;
        }
        cells.push(says);
    }
    let is_scaled = cells.iter().any(|cell| matches!(cell, UnitText::Unit(unit) if unit.zeros > 0));
    let has_currencies =
        || table.column("currency").is_some_and(|column| column.values.iter().any(|value| *value != RawValue::Blank));
    let is_unit = match (means_unit, is_untitled) {
        // A column for currencies is read where amounts are checked, unless it says more.
        _ if is_currency => is_monthly(titles.kind) && is_scaled,
        (true, _) => named > 0 || clear + about > 0 && (clear + about) * 2 >= filled,
        (_, true) => named > 0 && named * 2 >= filled || clear > 0 && clear == filled,
        _ => {
            is_monthly(titles.kind)
                && named > 0
                && (named == filled || named * 2 >= filled && is_scaled)
                && (is_scaled || !has_currencies())
        }
    };
    is_unit.then_some(UnitColumn { index, cells, is_scaled })
}

/// A title that is a word for unit, or has a word for currency.
fn means_unit(title: &str, titles: &SheetTitles) -> bool {
    let names_currency =
        |word: &str| titles.field(word).is_some_and(|(place, _)| titles.fields[place].key == "currency");
    let words = || title.split(' ').filter(|word| word.len() > 2);
    UNIT_TITLES.contains(&title) || names_currency(title) || words().any(names_currency)
}

/// A number that amounts are to be multiplied by, such as 1,000, under a title that says so.
fn factor_if(is_scale: bool, number: f64) -> UnitText {
    let zeros = [0, 3, 6, 9].into_iter().find(|zeros| is_scale && number == 10_f64.powi(*zeros));
    zeros.map_or(UnitText::Other, |zeros| UnitText::Unit(Unit { zeros: zeros as u8, currency: None }))
}

/// The number in a cell of a text file.
fn typed_number(text: &str) -> Option<f64> {
    let plain = text.replace([',', '.', ' ', '\'', '\u{a0}'], "");
    if text.starts_with(|first: char| first.is_ascii_digit()) { plain.parse().ok() } else { None }
}

/// A plain number, also in a text file.
pub(super) fn number_in(value: &RawValue) -> Option<f64> {
    match value {
        RawValue::Text(text) => text.parse().ok(),
        value => value.number(),
    }
}

fn note_scale(
    table: &RawTable,
    mark: &Mark,
    (row, index): (usize, usize),
    unit: &Unit,
    place: &Place,
) -> Option<(Unit, Finding)> {
    let value = &table.columns[index].values[row];
    if *value == RawValue::Blank {
        return None;
    }
    let number = number_in(value).unwrap_or(1.0);
    let column = &table.columns[mark.cell(row)];
    let said = shown(&column.values[row]);
    let what = format!("amounts beside \"{said}\" under \"{}\"", column.title);
    let cell = table.place(column, row);
    Some((unit.clone(), scale_read((&what, &column.title, &said), unit, cell, number, place)))
}

fn not_read(table: &RawTable, mark: &Mark, fault: Fault, rows: &BTreeSet<usize>, place: &Place) -> Finding {
    let row = *rows.first().expect("a fault has a row");
    let column = &table.columns[mark.cell(row)];
    let said = shown(&column.values[row]);
    let whose = match rows.len() {
        1 => "the amounts of its row are not read".to_owned(),
        2 => "the amounts of its row and of 1 more row are not read".to_owned(),
        rows => format!("the amounts of its row and of {} more rows are not read", rows - 1),
    };
    let title = &column.title;
    let problem = match fault {
        Fault::Unclear => format!("\"{said}\" under \"{title}\" is no unit that is understood; {whose}"),
        Fault::Contradiction => {
            format!("\"{said}\" under \"{title}\" and the title of the amounts, or the sheet, say two units; {whose}")
        }
        Fault::Missing => {
            format!("the cell under \"{title}\" is blank, and others there leave zeros out of their amounts; {whose}")
        }
    };
    let instead = "type what the amounts of the row stand in, such as EUR, k€ or USD m, and say it once".to_owned();
    let at = (&place.file, place.sheet.as_ref());
    let texts = (problem, instead);
    title_finding(at, table.place(column, row), Severity::Rejected, Code::UnitUnclear, (title, &said), texts)
}

fn shown(value: &RawValue) -> String {
    match value {
        RawValue::Text(text) => text.chars().take(40).collect(),
        value => value.number().map_or_else(String::new, |number| number.to_string()),
    }
}
