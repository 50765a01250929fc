//! Rows to a portfolio and findings. Pure: nothing is read, nothing can fail; what is wrong is a [`Finding`].
//!
//! [`check_workbook`] looks at one workbook by itself and may run anywhere, in any order. [`join`] puts the checked
//! workbooks together and finds what only shows across files. Invariant, for every sheet:
//! rows read = rows accepted + rows set aside + blank rows.
//!
//! [`Finding`]: crate::model::finding::Finding

mod column;
mod digest;
mod ids;
mod join;
pub mod kinds;
mod needs;
mod order;
mod sheet;

pub use join::join;

use crate::model::{
    portfolio::{CheckedFile, CheckedSheet, CheckedWorkbook, Tally},
    rules::Rules,
    workbook::Workbook,
};
use std::collections::BTreeMap;

/// Checks one workbook by itself: cells by their kinds, what has to be filled, dates in order.
pub fn check_workbook(workbook: Workbook, rules: &Rules) -> CheckedWorkbook {
    let mut findings = workbook.findings;
    let mut sheets = Vec::new();
    let mut tables = Vec::new();
    let mut sums = BTreeMap::new();
    let mut digests = Vec::new();
    for (index, raw) in workbook.tables.into_iter().enumerate() {
        let place = sheet::Place { source: &workbook.source, format: workbook.format, sheet: index as u32 };
        let checked = sheet::check(raw, &place, rules, &mut sums);
        sheets.push(checked.sheet);
        digests.push(checked.digest);
        tables.push(checked.table);
        findings.extend(checked.findings);
    }
    for ignored in &workbook.ignored {
        sheets.push(CheckedSheet {
            name: ignored.name.clone(),
            kind: None,
            header_row: 0,
            rows_read: 0,
            rows_accepted: 0,
            rows_set_aside: 0,
            rows_blank: 0,
            columns: Vec::new(),
        });
    }
    CheckedWorkbook {
        file: CheckedFile {
            source: workbook.source,
            format: workbook.format,
            properties: workbook.properties,
            values_digest: digest::of_workbook(digests),
            skipped_because: workbook.skipped_because,
            sheets,
        },
        tables,
        findings,
        ignored: workbook.ignored,
        tally: Tally::from_sums(sums),
    }
}
