//! Who sends, and what came of it.

use super::Joined;
use crate::model::{
    finding::{Address, Code, Finding, Severity},
    rules::{Rules, Submitter},
};

impl Joined<'_> {
    /// Expected submitters of whom no file came.
    pub(super) fn note_missing_submitters(&self, findings: &mut Vec<Finding>) {
        for submitter in &self.rules.submitters {
            let sent = self
                .files
                .iter()
                .any(|file| file.skipped_because.is_none() && glob_matches(&submitter.files, &file.source.path));
            if !sent {
                findings.push(Finding {
                    address: Address { file: submitter.files.as_str().into(), sheet: None, cell: None },
                    severity: Severity::Noted,
                    code: Code::NothingReceived,
                    column: "".into(),
                    found: String::new(),
                    problem: format!("{} sent no workbook", submitter.name),
                    instead: format!("Ask {} for it.", submitter.name),
                    cents: None,
                });
            }
        }
    }
}

/// Whose file it is, by the first pattern that its path matches.
pub fn submitter_of<'a>(path: &str, rules: &'a Rules) -> Option<&'a Submitter> {
    rules.submitters.iter().find(|submitter| glob_matches(&submitter.files, path))
}

/// Does a path match a submitter's pattern with `*` and `?`, whatever the case?
fn glob_matches(pattern: &str, path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let options = glob::MatchOptions { case_sensitive: false, ..glob::MatchOptions::new() };
    glob::Pattern::new(pattern)
        .is_ok_and(|pattern| pattern.matches_with(path, options) || pattern.matches_with(name, options))
}
