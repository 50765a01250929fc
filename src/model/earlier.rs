//! What is known of the last closed month when the next one is read: who sent what, and which initiatives were there.

use super::period::Month;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The last month that was closed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Earlier {
    /// Which month.
    pub period: Month,
    /// One for each file whose rows were used, in order of submitter and file.
    pub submissions: Vec<EarlierSubmission>,
}

/// One file of the closed month.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct EarlierSubmission {
    /// Whose it was: the name of an expected submitter, or what stood for it where none is configured.
    pub submitter: String,
    /// Path below the intake folder with `/`.
    pub file: String,
    /// [`CheckedFile::values_digest`](super::portfolio::CheckedFile::values_digest) of the file then.
    pub values_digest: String,
    /// When it was last saved, as the workbook itself said.
    pub saved_at: Option<Timestamp>,
    /// The initiatives whose accepted rows it held, in order of its rows.
    pub initiatives: Vec<EarlierInitiative>,
}

/// One initiative of the closed month.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct EarlierInitiative {
    /// Its id as typed.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// Its department.
    pub department: Option<String>,
    /// Its phase.
    pub phase: Option<String>,
}
