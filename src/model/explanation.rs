//! The way from a figure back to the cells it rests on: what `explain` answers.

use super::period::Month;
use serde::Serialize;

/// Version of what `explain --json` prints.
pub const EXPLAIN_FORMAT: &str = "coe-report/explain/2";

/// What was asked about.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Question {
    /// A figure, a measure, an initiative, or a figure of an initiative or department: `spend to date`, `M7`, `AI-003`,
    /// `rank of AI-003`, `benefit of Sales`.
    pub what: String,
    /// Address of a sponsor: only that sponsor's initiatives count.
    pub sponsor: Option<String>,
}

/// Why a question has no answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotFound {
    /// What is wrong with it.
    pub problem: String,
    /// Names that are near, the nearest first.
    pub nearest: Vec<String>,
}

/// What came of a question.
#[derive(Clone, PartialEq, Debug)]
pub enum Answered {
    /// An answer.
    Explained(Explained),
    /// None.
    NotFound(NotFound),
}

/// The answer to one question.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Explained {
    /// Version of this record.
    pub format: &'static str,
    /// The reporting month.
    pub period: Month,
    /// `draft` from the intake, `final r1` from the snapshot of a closed month.
    pub state: String,
    /// Currency of all money.
    pub currency: String,
    /// One a figure; several for a family of measures.
    pub explanations: Vec<Explanation>,
}

/// One figure with its way back.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Explanation {
    /// Its key as in `run.json`: `cost_actual_ytd`, `M7a`, `npv`.
    pub key: String,
    /// In words, `Spend to date`.
    pub name: String,
    /// Of what: `all initiatives and the centre`, an initiative's id, a department.
    pub scope: String,
    /// The exact value, money in units of the currency; none when it is not known, or no number.
    pub value: Option<f64>,
    /// The value as people read it.
    pub shown: String,
    /// How it is computed, in words.
    pub formula: String,
    /// What lies between the cells and the value, in the order of the formula.
    pub steps: Vec<Step>,
    /// The cells.
    pub groups: Vec<InputGroup>,
    /// What else should be known.
    pub notes: Vec<String>,
    /// Other questions that lead further.
    pub see_also: Vec<String>,
}

/// A number between the cells and the value.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Step {
    /// What it is.
    pub name: String,
    /// Exact; money in units of the currency.
    pub value: Option<f64>,
    /// As people read it.
    pub shown: String,
}

/// Cells that have the same part in a figure.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct InputGroup {
    /// Their part.
    pub part: InputPart,
    /// In words.
    pub title: String,
    /// In order of initiative, month and cell.
    pub inputs: Vec<Input>,
}

/// The part of cells in a figure, in the order in which they are listed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum InputPart {
    /// Added up, or computed with.
    Used,
    /// In the numerator.
    Numerator,
    /// In the denominator and not in the numerator.
    Denominator,
    /// Not counted for want of data.
    LeftOut,
}

/// One cell.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Input {
    /// Whose row it is; `COE` for the centre.
    pub initiative_id: String,
    /// The month of its row, if it has one.
    pub month: Option<Month>,
    /// Key of its field.
    pub field: String,
    /// Title of its field as the template writes it.
    pub title: String,
    /// What was accepted, money in units of the currency; nothing when the cell is blank or was rejected.
    pub value: InputValue,
    /// The same as people read it.
    pub shown: String,
    /// Path of the workbook below the intake folder.
    pub file: String,
    /// Its sheet; none for a csv file, which has none.
    pub sheet: Option<String>,
    /// The cell, `F17`; none where the sheet has no such column and a default of the settings stands in.
    pub cell: Option<String>,
    /// The month the row was sent for, when it is carried forward.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Month>,
    /// The amount in its own currency, the rate at which it was converted and the cell of the rate; none for an amount in
    /// the report's currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub converted_from: Option<String>,
}

impl Input {
    /// `finance.xlsx › Initiatives!F17`, as findings write it.
    pub fn address(&self) -> String {
        let cell = self.cell.as_deref();
        match (&self.sheet, cell) {
            (Some(sheet), Some(cell)) => format!("{} › {sheet}!{cell}", self.file),
            (None, Some(cell)) => format!("{} › {cell}", self.file),
            (_, None) => format!("{}: no such column, from the settings", self.file),
        }
    }
}

/// The accepted value of a cell.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(untagged)]
pub enum InputValue {
    /// Blank or rejected.
    Unknown,
    /// A number, a share as a fraction, money in units.
    Number(f64),
    /// Words, days, months.
    Text(String),
    /// Yes or No.
    YesNo(bool),
}
