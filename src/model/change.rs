//! What is different between two snapshots.

use super::{dictionary::SheetKind, period::Month, snapshot::SnapshotValue};
use std::sync::Arc;

/// A row that both snapshots may have: the sheet, and what names the row on it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowName {
    /// Sheet of the intake.
    pub kind: SheetKind,
    /// Id of the initiative, or of the centre.
    pub initiative: Arc<str>,
    /// Month of a money row.
    pub month: Option<Month>,
    /// What else tells rows of one initiative apart: KPI and day, person and role; empty otherwise.
    pub part: String,
    /// 0, and counted up where all of that is the same.
    pub repeat: u32,
}

/// What became of a row or a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum RowChange {
    /// The row is new.
    Added,
    /// The row is no longer there.
    Removed,
    /// A cell of the row is different.
    Cell {
        /// Key of the dictionary's field.
        field: Arc<str>,
        /// Then; `None` is unknown.
        before: Option<SnapshotValue>,
        /// Now.
        now: Option<SnapshotValue>,
    },
}
