//! An intake workbook for somebody to fill in, before it has cells: sheets, columns, rows handed back, and what is
//! still missing in them. Composed in `report`, drawn in `render`.

use super::{dictionary::SheetKind, period::Month, stamp::Stamp};
use jiff::civil::Date;
use std::sync::Arc;

/// The workbook.
#[derive(Clone, Debug)]
pub struct Template {
    /// `AI initiatives, October 2026`, with the department where it is for one.
    pub title: String,
    /// Whose intake.
    pub company: String,
    /// For which month and department, so that the intake knows it when it comes back.
    pub stamp: Stamp,
    /// The sheets to fill, in the order of [`SheetKind::ALL`]; those above the level are left out.
    pub forms: Vec<Form>,
    /// What keeps it from being sent, in the order of the sheets and columns.
    pub tests: Vec<Test>,
    /// How to fill it in, a sentence each.
    pub steps: Vec<String>,
}

/// One sheet to fill.
#[derive(Clone, Debug)]
pub struct Form {
    /// What its rows are.
    pub kind: SheetKind,
    /// What one row is, and what the marks on the titles mean.
    pub sentence: String,
    /// From left to right. The first is the initiative's id.
    pub columns: Vec<Input>,
    /// Rows handed back; an entry for each column.
    pub rows: Vec<Vec<Option<Entry>>>,
    /// How many columns stay in sight while people scroll to the right.
    pub frozen_columns: usize,
}

/// One column to fill.
#[derive(Clone, Debug)]
pub struct Input {
    /// The dictionary's title, or that of a column of their own.
    pub title: String,
    /// When it has to be filled.
    pub asked: Asked,
    /// The same in words: `always`, `from phase Pilot on`.
    pub when: String,
    /// What may stand in a cell.
    pub accepts: Accepts,
    /// What to type, one sentence.
    pub help: String,
    /// A right value as people see it; empty where there is none.
    pub example: String,
}

/// Whether a column has to be filled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    /// In every row.
    Always,
    /// In some rows.
    Sometimes,
    /// In none.
    Never,
}

/// What may stand in a cell.
#[derive(Clone, PartialEq, Debug)]
pub enum Accepts {
    /// An id of this sheet.
    Id,
    /// An id of the sheet Initiatives; `centre` when also that of the centre itself.
    KnownId {
        /// May the id be the centre's?
        centre: bool,
    },
    /// Anything; `long` for sentences.
    Text {
        /// Sentences rather than names?
        long: bool,
    },
    /// One of these.
    OneOf(Vec<String>),
    /// An address.
    Email,
    /// A day.
    Day,
    /// A month.
    Month,
    /// An amount of money.
    Money(Range),
    /// A number.
    Number(Range),
    /// A whole number.
    Whole(Range),
    /// A share; 1 is 100%.
    Share(Range),
    /// One of these numbers.
    OneOfNumbers(Vec<f64>),
}

/// Between which numbers, if between any.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Range {
    /// The smallest one.
    pub at_least: Option<f64>,
    /// One that is too small.
    pub more_than: Option<f64>,
    /// The largest one.
    pub at_most: Option<f64>,
}

impl Range {
    /// Does a number lie in it?
    pub fn holds(&self, number: f64) -> bool {
        self.at_least.is_none_or(|least| number >= least)
            && self.more_than.is_none_or(|bound| number > bound)
            && self.at_most.is_none_or(|most| number <= most)
    }
}

/// What a cell of a row that is handed back holds.
#[derive(Clone, PartialEq, Debug)]
pub enum Entry {
    /// Words.
    Text(Arc<str>),
    /// A number; shares as fractions, money in units of the currency.
    Number(f64),
    /// A day.
    Day(Date),
    /// A month.
    Month(Month),
}

/// Something that keeps the workbook from being sent, counted in cells or rows.
#[derive(Clone, Debug)]
pub struct Test {
    /// Index of the form.
    pub form: usize,
    /// Index of the column that people have to look at.
    pub column: usize,
    /// What is counted.
    pub counts: Counts,
    /// What is wrong where the count is not zero: `Owner e-mail is empty`.
    pub wrong: String,
    /// What to do about it, one sentence.
    pub todo: String,
    /// How often it is so in the rows handed back.
    pub found: u32,
    /// Index of the first of them.
    pub first: Option<usize>,
}

/// What a [`Test`] counts, always in rows.
#[derive(Clone, PartialEq, Debug)]
pub enum Counts {
    /// A cell shows an error such as `#REF!`.
    Error,
    /// The row has something, but nothing in this column.
    EmptyKey,
    /// The row's value stands in another row of this column too.
    Twice,
    /// The row has its id, the condition holds, and the cell is empty.
    Empty(When),
    /// The cell is filled with something else than what it accepts.
    NotAccepted,
    /// The id is neither on the sheet of that index nor the centre's, where that is allowed.
    UnknownId {
        /// Index of the form Initiatives.
        of: usize,
    },
}

/// When a cell must not be empty.
#[derive(Clone, PartialEq, Debug)]
pub enum When {
    /// In every row.
    Always,
    /// Another column of the row is filled.
    Filled(usize),
    /// Another column of the row has one of these values.
    Is(usize, Vec<String>),
    /// Another column of the row has a month up to this one.
    UpTo(usize, Month),
}
