//! What the readers of sheets share: where they read, by what rules, and what a sheet turned out to be.

use super::{Refusal, titles::Titles};
use crate::model::{
    dictionary::SheetKind,
    finding::Finding,
    fiscal::FiscalCalendar,
    limits::Limits,
    reading::Hidden,
    unit::Said,
    workbook::{CellPlace, RawTable, RawValue, UnclearSheet},
};
use std::sync::Arc;

/// A file, or a sheet of it.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) file: Arc<str>,
    /// None for the one table of a csv file.
    pub(super) sheet: Option<Arc<str>>,
}

/// What stays the same while one file is read.
pub(super) struct Context<'a> {
    pub(super) file: Arc<str>,
    pub(super) titles: Titles<'a>,
    pub(super) limits: &'a Limits,
    pub(super) hidden: Hidden,
    /// Into which months days fall.
    pub(super) calendar: FiscalCalendar,
    /// Days are counted from 1904, as old workbooks of the Macintosh do.
    pub(super) is_1904: bool,
    /// Every cell is kept as it is, for a copy; nobody looks for titles.
    pub(super) is_copied: bool,
}

/// A text beside a table that says in what its amounts stand.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub(super) said: Said,
    /// The text.
    pub(super) text: Arc<str>,
    /// Its cell; none for the name of a sheet.
    pub(super) cell: Option<CellPlace>,
}

impl Statement {
    /// Of a text, if it says anything about a unit.
    pub(super) fn of(text: &Arc<str>, cell: CellPlace) -> Option<Self> {
        // What goes on for pages says no unit.
        const LONGEST: usize = 400;
        if text.len() > LONGEST {
            return None;
        }
        let said = Said::in_sentence(text);
        (said != Said::Nothing).then(|| Statement { said, text: text.clone(), cell: Some(cell) })
    }
}

/// What a sheet turned out to be.
pub(super) enum Outcome {
    /// Rows for the report, and what texts above them say about their amounts.
    Table { table: RawTable, findings: Vec<Finding>, stated: Vec<Statement> },
    /// Every cell, for a copy.
    Copied(Vec<(CellPlace, RawValue)>),
    /// Not for us, and why; it may say something about the amounts of other sheets.
    Ignored { reason: String, stated: Vec<Statement>, unclear: Option<UnclearSheet> },
    /// For us, but of no use; with the kind if only its titles say so.
    Refused { refusal: Refusal, findings: Vec<Finding>, guess: Option<SheetKind>, unclear: Option<UnclearSheet> },
}
