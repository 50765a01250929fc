//! Which of several files of one submission counts.

use crate::model::{
    finding::{Address, Code, Finding, Severity},
    portfolio::{CheckedWorkbook, Tally},
};
use std::{collections::BTreeMap, sync::Arc};

/// The same bytes twice are read once.
pub(super) fn pass_over_copies(workbooks: &mut [CheckedWorkbook], findings: &mut Vec<Finding>) {
    let mut seen: BTreeMap<String, Arc<str>> = BTreeMap::new();
    for workbook in workbooks {
        if workbook.file.skipped_because.is_some() {
            continue;
        }
        let path = workbook.file.source.path.clone();
        let Some(first) = seen.get(&workbook.file.source.sha256) else {
            seen.insert(workbook.file.source.sha256.clone(), path);
            continue;
        };
        findings.push(Finding {
            address: Address { file: path, sheet: None, cell: None },
            severity: Severity::Noted,
            code: Code::SameFileTwice,
            column: "".into(),
            found: String::new(),
            problem: format!("The file has the same content as {first} and was not read again"),
            instead: "Delete one of the two.".to_owned(),
            cents: None,
        });
        workbook.file.skipped_because = Some(format!("same content as {first}"));
        workbook.file.sheets.clear();
        workbook.tables.clear();
        workbook.findings.clear();
        workbook.tally = Tally::default();
    }
}
