//! What the program has to ask about a workbook: sheets, titles and words that are not understood or only guessed.

use super::{
    finding::Address,
    mapping::{About, Meaning},
    money::Cents,
    period::Month,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// One thing to be asked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Question {
    /// What it is about.
    pub about: About,
    /// Whose file it is, as [`super::mapping::sender_of`] calls them.
    pub sender: String,
    /// The first case.
    pub address: Address,
    /// Rows that it concerns.
    pub times: u32,
    /// Money that rests on it, in the reporting currency.
    pub cents: Option<Cents>,
    /// A few of the values below a title, or the sheets.
    pub examples: Vec<Arc<str>>,
    /// What the program takes it for, if for anything.
    pub guess: Option<Guess>,
    /// Does an initiative's place, a phase or money rest on it? Then it stands against closing.
    pub is_weighty: bool,
}

/// What something probably means.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Guess {
    /// What.
    pub means: Meaning,
    /// How sure.
    pub sureness: Sureness,
}

/// How sure a guess is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Sureness {
    /// Title and values speak for it.
    Likely,
    /// Something speaks for it.
    Perhaps,
}

/// `questions.xlsx` before it has cells. Composed in `report`, drawn in `render`.
#[derive(Clone, PartialEq, Debug)]
pub struct QuestionBook {
    /// Whose.
    pub company: String,
    /// The month it was asked for.
    pub period: Month,
    /// Name of the sheet.
    pub sheet: String,
    /// What to do, above the table.
    pub lead: Vec<String>,
    /// From left to right.
    pub columns: Vec<AskedColumn>,
    /// One row a question.
    pub rows: Vec<AskedRow>,
}

/// A column of the table of questions.
#[derive(Clone, PartialEq, Debug)]
pub struct AskedColumn {
    /// Its title.
    pub title: String,
    /// A note on the title; empty for none.
    pub help: String,
    /// In letters.
    pub width: f64,
    /// People choose from a list here. The columns of this kind have the lists of [`AskedRow::choices`], in order.
    pub is_answer: bool,
    /// Its texts are numbers and stand at the right end.
    pub is_number: bool,
    /// It tells the program which question the row is, and people nothing.
    pub is_for_program: bool,
}

/// A row of the table of questions.
#[derive(Clone, PartialEq, Debug)]
pub struct AskedRow {
    /// A text for each column.
    pub cells: Vec<String>,
    /// What may be chosen in each column that is an answer.
    pub choices: [Vec<String>; 2],
    /// The month cannot be closed while it is open.
    pub is_weighty: bool,
}
