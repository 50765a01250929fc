//! Rows to a portfolio and findings. Pure: nothing is read, nothing can fail; what is wrong is a [`Finding`].
//!
//! [`check_workbook`] looks at one workbook by itself and may run anywhere, in any order. [`join`] puts the checked
//! workbooks together and finds what only shows across files. Invariant, for every sheet:
//! rows read = rows accepted + rows set aside + blank rows.

mod billing;
mod column;
mod currency_marks;
mod date_order;
mod digest;
mod foreign;
mod ids;
mod join;
pub mod kinds;
mod limit;
mod needs;
mod order;
mod past;
mod plausible;
mod quality;
mod questions;
mod sheet;
mod spread;
mod totals;
mod unread;

pub use join::{join, submitter_of};
pub use past::beside_the_past;

use crate::model::{
    finding::{Address, Code, Finding, Severity},
    portfolio::{CheckedFile, CheckedSheet, CheckedWorkbook, Tally},
    quality::Quality,
    rates::ForeignColumn,
    rules::Rules,
    workbook::{RawTable, SourceFile, Workbook},
};
use std::collections::{BTreeMap, VecDeque};

/// Checks one workbook by itself: cells by their kinds, what has to be filled, dates in order.
pub fn check_workbook(workbook: Workbook, rules: &Rules) -> CheckedWorkbook {
    let mut findings = workbook.findings;
    findings.extend(workbook.bill.iter().flat_map(|bill| billing::check(bill, &workbook.source, rules)));
    let mut sheets = Vec::new();
    let mut tables = Vec::new();
    let mut sums = BTreeMap::new();
    let mut digests = Vec::new();
    let mut quality = Quality::default();
    let mut foreign: Vec<ForeignColumn> = Vec::new();
    let mut questions = questions::of_workbook(&workbook.tables, &workbook.unclear, &workbook.source, rules);
    let mut waiting: VecDeque<RawTable> = workbook.tables.into();
    while let Some(raw) = waiting.pop_front() {
        let place = sheet::Place { source: &workbook.source, format: workbook.format, sheet: sheets.len() as u32 };
        let mut checked = sheet::check(raw, &place, rules, &mut sums);
        let before = foreign.len() as u32;
        checked.table.local.iter_mut().for_each(|amount| amount.said = amount.said.moved(before));
        foreign.append(&mut checked.foreign);
        questions.extend(checked.questions);
        waiting.extend(checked.spread);
        sheets.push(checked.sheet);
        digests.push(checked.digest);
        quality = quality.plus(checked.quality);
        tables.push(checked.table);
        findings.extend(checked.findings);
    }
    if !sheets.is_empty() && sheets.iter().all(|sheet| sheet.rows_read == sheet.rows_blank) {
        findings.push(without_rows(&workbook.source));
    }
    sheets.extend(workbook.bill.as_ref().map(|bill| billing::sheet(bill, &workbook.source)));
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
            spread: Vec::new(),
            own_currency: Vec::new(),
        });
    }
    let answers = rules.dictionary.mapping.of_file(&workbook.source.path);
    questions.retain(|question| !answers.is_waived(&question.about));
    quality.freshness = quality::freshness(&tables, &workbook.properties, rules);
    CheckedWorkbook {
        file: CheckedFile {
            source: workbook.source,
            format: workbook.format,
            properties: workbook.properties,
            values_digest: digest::of_workbook(digests),
            quality,
            skipped_because: workbook.skipped_because,
            as_of: None,
            submitter: None,
            replaced_by: None,
            unchanged_since: None,
            sheets,
        },
        tables,
        findings: limit::limited(findings, rules.max_findings),
        ignored: workbook.ignored,
        questions,
        tally: Tally::from_sums(sums),
        foreign,
        rates: Vec::new(),
        bill: workbook.bill,
    }
}

/// Somebody sent the blank template, or the titles of a workbook without its rows.
fn without_rows(source: &SourceFile) -> Finding {
    Finding {
        address: Address { file: source.path.clone(), sheet: None, cell: None },
        severity: Severity::Refused,
        code: Code::NoRows,
        column: "".into(),
        found: String::new(),
        problem: "The workbook has the titles of the intake, but no rows".to_owned(),
        instead: "Fill in at least the sheet Initiatives, or take the file out of the folder.".to_owned(),
        cents: None,
    }
}

#[cfg(test)]
mod tests;
