//! What is remembered of closed months and of runs.

use super::{
    closing::{Signature, Withdrawal},
    period::Month,
};
use serde::Serialize;

/// Fingerprints that say whether anything is different: SHA-256, lower-case hex.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Digests {
    /// Of the settings.
    pub settings: String,
    /// Of the files of the intake, and of rows carried forward.
    pub inputs: String,
    /// Of the rows and numbers that came of them.
    pub content: String,
}

/// A revision of a closed month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClosedMonth {
    /// Which month.
    pub period: Month,
    /// 1 for the first closing.
    pub revision: u32,
    /// What it was made from and what came of it.
    pub digests: Digests,
    /// Fingerprint of the outputs that said `final`.
    pub outputs_digest: String,
    /// Which version of the program closed it.
    pub program_version: String,
    /// When, in UTC: `2026-11-06T08:00:00Z`.
    pub closed_at: String,
    /// What is different from the revision before; empty for the first.
    pub changes: Vec<String>,
    /// Who closed it, and what they accepted; of months that were closed before this was kept, all of it is empty.
    pub signature: Signature,
    /// Who took it back, if somebody did. Its files stay.
    pub withdrawn: Option<Withdrawal>,
}

/// A run that wrote reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunEntry {
    /// Reporting month.
    pub period: Month,
    /// As `run.json` says it: `draft`, `held back`, `final r1`.
    pub state: String,
    /// When, in UTC.
    pub at: String,
    /// Fingerprint of the settings.
    pub settings_digest: String,
    /// Fingerprint of the outputs.
    pub outputs_digest: String,
}
