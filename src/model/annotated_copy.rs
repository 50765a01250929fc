//! The annotated copy of one file of the intake: what its sender has to fix, to be written into a copy of the workbook.

use super::{
    finding::Severity,
    stamp::Stamp,
    workbook::{CellPlace, RawValue},
};
use std::sync::Arc;

/// What the copy holds of the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CopyKind {
    /// Everything.
    Whole,
    /// Everything but its macros.
    WithoutMacros,
    /// The values of its cells: the file is no .xlsx package.
    Values,
    /// Nothing: the file cannot be read.
    Nothing,
}

/// What is said in one annotated copy. All wording is settled; the renderer places it.
#[derive(Clone, PartialEq, Debug)]
pub struct AnnotatedCopy {
    /// What the copy says about itself. Its `findings_sheet` is the wanted name of the first sheet; the renderer puts
    /// the name in its place that the sheet got.
    pub stamp: Stamp,
    /// The sentence on top of the first sheet.
    pub title: String,
    /// Lines below it: what to do, and what of the file is not in the copy.
    pub lead: Vec<String>,
    /// What to fix first, then what was noted; each in order of address.
    pub remarks: Vec<Remark>,
    /// What the severities mean, the worst first; only those that occur.
    pub legend: Vec<(Severity, String)>,
    /// Cells with the titles of columns that have remarks: (sheet, cell). They lead back to the list.
    pub titles: Vec<(Arc<str>, CellPlace)>,
    /// Said when a mouse rests on such a title.
    pub way_back: String,
}

/// One finding, in words.
#[derive(Clone, PartialEq, Debug)]
pub struct Remark {
    /// How bad it is.
    pub severity: Severity,
    /// Name of the sheet in the copy; none for the whole file.
    pub sheet: Option<Arc<str>>,
    /// The cell; none for a whole sheet or file.
    pub cell: Option<CellPlace>,
    /// The same for people, `Initiatives!F17`.
    pub place: String,
    /// Title of the column, or empty.
    pub column: String,
    /// What stands there, or empty.
    pub found: String,
    /// What is wrong, a sentence.
    pub problem: String,
    /// What to do, a sentence.
    pub instead: String,
}

/// A sheet of a file that is no .xlsx package, as far as a copy can keep it.
#[derive(Clone, PartialEq, Debug)]
pub struct PlainSheet {
    /// Its name as typed; of a text file, its stem.
    pub name: Arc<str>,
    /// Cells that hold something, by row, then column.
    pub cells: Vec<(CellPlace, RawValue)>,
    /// Regions that show one cell, their first: first and last cell.
    pub merged: Vec<(CellPlace, CellPlace)>,
    /// Cells that hold formulas, by row, then column; of an .xlsx alone.
    pub formulas: Vec<CellPlace>,
}
