//! Who sends workbooks, and what came of it this month.

use super::{money::Cents, period::Month};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What came of a submitter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Sent {
    /// Nothing.
    Missing,
    /// Something has to be fixed.
    ToFix,
    /// Only what the last closed month had already, with nothing to fix.
    Unchanged,
    /// A workbook with nothing to fix.
    Clean,
}

impl Sent {
    /// In the order in which people ask.
    pub const ALL: [Sent; 4] = [Sent::Missing, Sent::ToFix, Sent::Unchanged, Sent::Clean];

    /// As it stands in run.json, `to-fix`.
    pub fn text(self) -> &'static str {
        match self {
            Sent::Missing => "missing",
            Sent::ToFix => "to-fix",
            Sent::Unchanged => "unchanged",
            Sent::Clean => "clean",
        }
    }

    /// For people, `to fix`.
    pub fn name(self) -> &'static str {
        match self {
            Sent::ToFix => "to fix",
            other => other.text(),
        }
    }
}

/// A submitter and what came of what they sent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SubmitterStatus {
    /// As reports name them; of files nobody is expected to send, made of the file's name.
    pub name: Arc<str>,
    /// Where questions go; empty when the settings name none.
    pub address: String,
    /// Whether the settings expect them.
    pub is_expected: bool,
    /// Last day on which they are to send, for the expected.
    pub due_on: Option<Date>,
    /// What came of it.
    pub sent: Sent,
    /// Whether every workbook that counts has the values of the last closed month. May be true of one `ToFix` too.
    pub is_unchanged: bool,
    /// Indexes into the portfolio's files: those whose rows count, or that were refused.
    pub files: Vec<u32>,
    /// Indexes of files that a newer one replaces, or that came twice.
    pub replaced: Vec<u32>,
    /// The newest moment at which one of `files` was saved, as the workbooks say.
    pub saved_at: Option<Timestamp>,
    /// Findings by severity: refused, set aside, rejected, noted.
    pub findings: [u32; 4],
    /// Money in rows set aside and cells rejected of `files`: the sizes of the sums of each column and month.
    pub not_counted: Cents,
    /// The last closed month in which they sent, if it is known.
    pub sent_last: Option<Month>,
    /// How many initiatives of theirs that month had. When nothing came they are not gone, only not sent.
    pub initiatives_last: u32,
}

impl SubmitterStatus {
    /// Did something new come? A workbook with the values of the last closed month was not sent for this one.
    pub fn has_sent(&self) -> bool {
        self.sent != Sent::Missing && !self.is_unchanged
    }

    /// What came of it in words: `unchanged, to fix` where both are true.
    pub fn sent_in_words(&self) -> String {
        match self.sent {
            Sent::ToFix if self.is_unchanged => format!("{}, {}", Sent::Unchanged.name(), Sent::ToFix.name()),
            other => other.name().to_owned(),
        }
    }

    /// An expected sender of whom nothing is known but name and address.
    pub fn named(name: &str, address: &str) -> SubmitterStatus {
        SubmitterStatus {
            name: name.into(),
            address: address.to_owned(),
            is_expected: true,
            due_on: None,
            sent: Sent::Missing,
            is_unchanged: false,
            files: Vec::new(),
            replaced: Vec::new(),
            saved_at: None,
            findings: [0; 4],
            not_counted: Cents::ZERO,
            sent_last: None,
            initiatives_last: 0,
        }
    }
}
