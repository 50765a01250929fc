//! Accepted rows as typed columns: what validation hands on, what data sheets and frames are made from.

use super::{dictionary::SheetKind, money::Cents, period::Month, rates::LocalAmount};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The typed values of one field, one for each row. `None` is unknown: not reported, or rejected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Values {
    /// Text, identifiers, addresses, and choices in their canonical spelling.
    Text(#[serde(with = "repeated")] Vec<Option<Arc<str>>>),
    /// Several texts a row.
    List(Vec<Option<Arc<[Arc<str>]>>>),
    /// Amounts in the reporting currency.
    Money(Vec<Option<Cents>>),
    /// Numbers; shares as fractions.
    Number(Vec<Option<f64>>),
    /// Days.
    Date(Vec<Option<Date>>),
    /// Months.
    Month(Vec<Option<Month>>),
    /// Yes or No.
    YesNo(Vec<Option<bool>>),
}

/// Texts written out once each, with the number of one for every row: names and choices repeat thousands of times, and
/// what is read back shares them again.
mod repeated {
    use rustc_hash::FxHashMap;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
    use std::sync::Arc;

    type Texts = Vec<Option<Arc<str>>>;

    pub fn serialize<S: Serializer>(values: &Texts, serializer: S) -> Result<S::Ok, S::Error> {
        let mut number_of: FxHashMap<&str, u32> = FxHashMap::default();
        let mut texts: Vec<&str> = Vec::new();
        let mut numbers: Vec<u32> = Vec::with_capacity(values.len());
        for value in values {
            // 0 is no text.
            numbers.push(value.as_deref().map_or(0, |text| {
                *number_of.entry(text).or_insert_with(|| {
                    texts.push(text);
                    texts.len() as u32
                })
            }));
        }
        (texts, numbers).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Texts, D::Error> {
        let (texts, numbers): (Vec<Arc<str>>, Vec<u32>) = Deserialize::deserialize(deserializer)?;
        let text = |number: u32| match number.checked_sub(1) {
            None => Ok(None),
            Some(place) => texts.get(place as usize).cloned().map(Some).ok_or_else(|| Error::custom("no such text")),
        };
        numbers.into_iter().map(text).collect()
    }
}

/// Calls the same code for every kind of values.
macro_rules! each_kind {
    ($values:expr, $list:ident => $do:expr) => {
        match $values {
            Values::Text($list) => $do,
            Values::List($list) => $do,
            Values::Money($list) => $do,
            Values::Number($list) => $do,
            Values::Date($list) => $do,
            Values::Month($list) => $do,
            Values::YesNo($list) => $do,
        }
    };
}

impl Values {
    /// Forgets the value of a row.
    pub fn forget(&mut self, row: usize) {
        each_kind!(self, list => list[row] = None)
    }

    /// Is the value of a row known?
    pub fn is_known(&self, row: usize) -> bool {
        each_kind!(self, list => list[row].is_some())
    }

    /// Makes room for so many more values.
    fn reserve(&mut self, rows: usize) {
        each_kind!(self, list => list.reserve(rows))
    }

    /// As many values as there are rows, what is new unknown.
    pub fn fill_up(&mut self, rows: usize) {
        each_kind!(self, list => list.resize(rows, None))
    }

    /// Keeps only the rows marked true.
    fn keep(&mut self, marks: &[bool]) {
        each_kind!(self, list => {
            let mut row = 0;
            list.retain(|_| {
                row += 1;
                marks[row - 1]
            });
        })
    }

    /// Some of the rows, in this order.
    fn picked(&self, rows: &[usize]) -> Values {
        macro_rules! pick {
            ($variant:ident, $list:expr) => {
                Values::$variant(rows.iter().map(|row| $list[*row].clone()).collect())
            };
        }
        match self {
            Values::Text(list) => pick!(Text, list),
            Values::List(list) => pick!(List, list),
            Values::Money(list) => pick!(Money, list),
            Values::Number(list) => pick!(Number, list),
            Values::Date(list) => pick!(Date, list),
            Values::Month(list) => pick!(Month, list),
            Values::YesNo(list) => pick!(YesNo, list),
        }
    }

    /// Puts the rows of another list of the same kind behind these.
    fn append(&mut self, other: Values) {
        match (self, other) {
            (Values::Text(list), Values::Text(more)) => list.extend(more),
            (Values::List(list), Values::List(more)) => list.extend(more),
            (Values::Money(list), Values::Money(more)) => list.extend(more),
            (Values::Number(list), Values::Number(more)) => list.extend(more),
            (Values::Date(list), Values::Date(more)) => list.extend(more),
            (Values::Month(list), Values::Month(more)) => list.extend(more),
            (Values::YesNo(list), Values::YesNo(more)) => list.extend(more),
            _ => unreachable!("a field has one kind in every table"),
        }
    }
}

/// One field's values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// The dictionary's key.
    pub key: Arc<str>,
    /// One value for each row.
    pub values: Values,
}

/// A column that the dictionary does not know, carried along as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnknownColumn {
    /// Its title as typed.
    pub title: Arc<str>,
    /// One text for each row.
    #[serde(with = "repeated")]
    pub values: Vec<Option<Arc<str>>>,
}

/// Where a row came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// Index into the portfolio's files.
    pub file: u32,
    /// Index into that file's sheets.
    pub sheet: u32,
    /// Row on the sheet, from 0.
    pub row: u32,
    /// Which of the sheet's rows as read, from 0: rows made of several cells of the sheet have their places by it.
    pub entry: u32,
}

/// Rows of one kind of sheet, from one workbook or many.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// What the rows are.
    pub kind: SheetKind,
    /// One for each field of the dictionary's sheet, in its order, whether the workbook had it or not.
    pub columns: Vec<Column>,
    /// Columns nobody knows.
    pub unknown: Vec<UnknownColumn>,
    /// Amounts that stand in another currency, in order of row: few tables have any.
    pub local: Vec<LocalAmount>,
    /// One for each row.
    pub origins: Vec<Origin>,
}

macro_rules! accessors {
    ($($(#[$doc:meta])* $name:ident: $variant:ident($type:ty);)*) => {
        impl Table {
            $($(#[$doc])*
            ///
            /// # Panics
            /// If the dictionary gives the field another kind: a mistake in this program, not in the data.
            pub fn $name(&self, key: &str) -> &[Option<$type>] {
                match &self.column(key).values {
                    Values::$variant(values) => values,
                    _ => panic!("the field {key} is not read as {}", stringify!($name)),
                }
            })*
        }
    };
}

accessors! {
    /// The texts of a field.
    text: Text(Arc<str>);
    /// The lists of a field.
    list: List(Arc<[Arc<str>]>);
    /// The amounts of a field.
    money: Money(Cents);
    /// The numbers of a field.
    number: Number(f64);
    /// The days of a field.
    date: Date(Date);
    /// The months of a field.
    month: Month(Month);
    /// The answers of a field.
    yes_no: YesNo(bool);
}

impl Table {
    /// How many rows.
    pub fn len(&self) -> usize {
        self.origins.len()
    }

    /// No rows.
    pub fn is_empty(&self) -> bool {
        self.origins.is_empty()
    }

    fn column(&self, key: &str) -> &Column {
        self.columns
            .iter()
            .find(|column| &*column.key == key)
            .unwrap_or_else(|| panic!("the dictionary has no field {key} on {}", self.kind.name()))
    }

    /// The values of a field, whatever its kind; `None` when there is no such field.
    pub fn known(&self, key: &str) -> Option<&Values> {
        self.columns.iter().find(|column| &*column.key == key).map(|column| &column.values)
    }

    /// The values of a field, to change them.
    pub fn values_mut(&mut self, key: &str) -> Option<&mut Values> {
        self.columns.iter_mut().find(|column| &*column.key == key).map(|column| &mut column.values)
    }

    /// A table of some of the rows, in this order, without the columns nobody knows.
    pub fn picked(&self, rows: &[usize]) -> Table {
        let column = |column: &Column| Column { key: column.key.clone(), values: column.values.picked(rows) };
        Table {
            kind: self.kind,
            columns: self.columns.iter().map(column).collect(),
            unknown: Vec::new(),
            local: self.picked_local(rows),
            origins: rows.iter().map(|row| self.origins[*row]).collect(),
        }
    }

    fn picked_local(&self, rows: &[usize]) -> Vec<LocalAmount> {
        if self.local.is_empty() {
            return Vec::new();
        }
        let of_row = |(to, row): (usize, &usize)| {
            self.local_of_row(*row).iter().map(move |amount| LocalAmount { row: to as u32, ..amount.clone() })
        };
        rows.iter().enumerate().flat_map(of_row).collect()
    }

    /// The amounts of a row that stand in another currency.
    pub fn local_of_row(&self, row: usize) -> &[LocalAmount] {
        let from = self.local.partition_point(|amount| (amount.row as usize) < row);
        let to = self.local.partition_point(|amount| amount.row as usize <= row);
        &self.local[from..to]
    }

    /// What stands in another currency in the cell of a field.
    pub fn local(&self, key: &str, row: usize) -> Option<&LocalAmount> {
        self.local_of_row(row).iter().find(|amount| &*amount.field == key)
    }

    /// Keeps only the rows marked true.
    pub fn keep(&mut self, marks: &[bool]) {
        let mut row = 0;
        for column in &mut self.columns {
            column.values.keep(marks);
        }
        for column in &mut self.unknown {
            let mut row = 0;
            column.values.retain(|_| {
                row += 1;
                marks[row - 1]
            });
        }
        self.origins.retain(|_| {
            row += 1;
            marks[row - 1]
        });
        self.keep_local(marks);
    }

    fn keep_local(&mut self, marks: &[bool]) {
        if self.local.is_empty() {
            return;
        }
        let mut next = 0;
        let place_of: Vec<u32> = marks.iter().map(|kept| (next, next += u32::from(*kept)).0).collect();
        self.local.retain_mut(|amount| {
            let before = amount.row as usize;
            amount.row = place_of[before];
            marks[before]
        });
    }

    /// Makes room for so many rows and amounts in other currencies: what grows is copied again and again.
    pub fn reserve(&mut self, rows: usize, local: usize) {
        self.columns.iter_mut().for_each(|column| column.values.reserve(rows));
        self.origins.reserve(rows);
        self.local.reserve(local);
    }

    /// Puts the rows of another table of the same kind behind these; unknown columns meet by their titles.
    pub fn append(&mut self, other: Table) {
        let before = self.len();
        let added = other.len();
        for (column, more) in self.columns.iter_mut().zip(other.columns) {
            debug_assert_eq!(column.key, more.key, "both tables follow one dictionary");
            column.values.append(more.values);
        }
        for more in other.unknown {
            let column = match self.unknown.iter_mut().find(|column| column.title == more.title) {
                Some(column) => column,
                None => {
                    self.unknown.push(UnknownColumn { title: more.title.clone(), values: vec![None; before] });
                    self.unknown.last_mut().expect("just pushed")
                }
            };
            // Two columns of one title in one workbook: the second follows in the same column's free cells.
            column.values.resize(before, None);
            column.values.extend(more.values);
        }
        for column in &mut self.unknown {
            column.values.resize(before + added, None);
        }
        let moved = |amount: LocalAmount| LocalAmount { row: amount.row + before as u32, ..amount };
        self.local.extend(other.local.into_iter().map(moved));
        self.origins.extend(other.origins);
    }
}
