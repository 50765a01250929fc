//! Sentences of the reports that people may put in their own words, as read from `templates/reports/sentences.toml`.

use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The templates of every sentence by its key, `money.title`, in the order in which they are tried.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Sentences {
    /// Of each sentence; the first whose figures are all known is said.
    pub templates: BTreeMap<String, Vec<String>>,
    /// The figures each may hold: those of its templates inside the program.
    pub figures: BTreeMap<String, BTreeSet<String>>,
}
