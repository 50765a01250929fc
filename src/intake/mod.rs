//! Files to rows: reads what people sent as it stands, with the address of each cell, and judges nothing.
//!
//! [`list_files`] says what lies in the intake folder; [`read_file`] and [`read_workbook`] turn one file into a
//! [`Workbook`]. They cannot fail: a file that cannot be used is a workbook with a finding that says what to do.
//!
//! ```text
//! bytes ─► content: what kind of file? ─► package ─► excel, xlsb, ods ─┐
//!                                    ├──► xls (always isolated) ───────┤
//!                                    └──► delimited ───────────────────┴─► sheet: where are the titles? ─► table
//!                                         layout: what is hidden or merged ──┘    (header)
//! ```

mod amounts;
mod answered;
mod billing;
mod cell;
mod content;
mod decide;
mod delimited;
mod excel;
mod files;
mod foot;
mod header;
pub mod isolated;
mod layout;
mod layout_xml;
mod number_format;
mod ods;
mod outcome;
mod package;
mod parts;
mod plain;
mod properties;
mod protected;
mod records;
mod reference_rates;
mod second;
mod serial;
mod shape;
mod sheet;
mod sheets;
mod strings;
mod table;
mod title_text;
mod titles;
mod unit_cells;
mod units;
mod xls;
mod xlsb;

pub use files::{Lying, bytes_as_read, files_in, list_files, lying, read_file, read_unless, why_not_opened};
pub use plain::plain_sheets;

use crate::model::fingerprint::sha256;
use crate::{
    guard,
    model::{
        billing::Bill,
        dictionary::Dictionary,
        finding::{Address, Code, Finding, Severity},
        reading::ReadingRules,
        stamp::{Properties, StampKind},
        workbook::{CellPlace, Format, IgnoredSheet, RawTable, SourceFile, UnclearSheet, Workbook},
    },
};
use content::Content;
use package::Package;
use sheet::Reading;
use std::sync::Arc;

/// Reads one file: `path_name` is its path below the intake folder with `/`, `bytes` all that is in it.
///
/// Never fails and never panics; what cannot be read is a finding of the workbook.
pub fn read_workbook(path_name: &str, bytes: &[u8], dictionary: &Dictionary, rules: &ReadingRules) -> Workbook {
    let source = source(path_name, bytes);
    if let Some(reason) = files::reason_to_skip(path_name, source.bytes) {
        return Workbook { skipped_because: Some(reason.to_owned()), ..empty_workbook(source) };
    }
    let file = source.path.clone();
    let read =
        guard::catch(|| read_contents(&file, bytes, dictionary, rules)).unwrap_or_else(|_| Err(Refusal::damaged()));
    match read {
        Ok(contents) if contents.is_settings() => {
            let reason = "settings of the program".to_owned();
            Workbook { skipped_because: Some(reason), ..empty_workbook(source) }
        }
        Ok(contents) => contents.into_workbook(source),
        Err(refusal) => refused_workbook(source, refusal),
    }
}

/// What reading the inside of a file gives.
struct Contents {
    format: Format,
    properties: Properties,
    tables: Vec<RawTable>,
    ignored: Vec<IgnoredSheet>,
    unclear: Vec<UnclearSheet>,
    findings: Vec<Finding>,
    bill: Option<Bill>,
}

impl Contents {
    /// Is it the workbook of settings, or a copy of it?
    fn is_settings(&self) -> bool {
        self.properties.stamp.as_ref().is_some_and(|stamp| stamp.kind == StampKind::Settings)
    }

    fn into_workbook(self, source: SourceFile) -> Workbook {
        let Contents { format, properties, tables, ignored, unclear, findings, bill } = self;
        Workbook { source, format, properties, skipped_because: None, tables, ignored, unclear, findings, bill }
    }

    /// Of a bill that was read: nothing else is in its file.
    fn of_bill((format, bill): (Format, Bill)) -> Self {
        let (properties, tables, ignored, unclear, findings) = Default::default();
        Contents { format, properties, tables, ignored, unclear, findings, bill: Some(bill) }
    }
}

fn read_contents(
    file: &Arc<str>,
    bytes: &[u8],
    dictionary: &Dictionary,
    rules: &ReadingRules,
) -> Result<Contents, Refusal> {
    let limits = &rules.limits;
    let head = &bytes[..bytes.len().min(billing::HEAD)];
    if let Some(kind) = billing::kind(head) {
        return billing::read(kind, head, bytes, rules).map(Contents::of_bill);
    }
    if bytes.len() as u64 > limits.max_file_bytes {
        return Err(Refusal::too_large("the file is too big", "max_file_bytes", limits.max_file_bytes));
    }
    let opened = protected::opened(bytes);
    let bytes = opened.as_deref().unwrap_or(bytes);
    if package::parts_said(bytes) > limits.max_parts {
        return Err(Refusal::too_large("the workbook has too many parts", "max_parts", limits.max_parts));
    }
    let properties = properties::read(bytes);
    let findings_sheet = properties.stamp.as_ref().and_then(|stamp| stamp.findings_sheet.clone());
    let mut reading = Reading::new(file.clone(), findings_sheet, dictionary, rules);
    let format = read_all(bytes, &mut reading)?;
    if let Some(refusal) = reading.strings.refusal(limits) {
        return Err(refusal);
    }
    reading.expect_short_names()?;
    reading.note_cut_texts();
    Ok(reading.finish(format, properties))
}

/// Reads all sheets, and says what the file is.
fn read_all(bytes: &[u8], reading: &mut Reading) -> Result<Format, Refusal> {
    match content::tell(bytes)? {
        Content::Package => read_package(&package::unpacked(bytes, reading.context.limits)?, reading),
        Content::Compound => xls::read(bytes, reading).map(|()| Format::Xls),
        Content::Text(text) => delimited::read(&text, reading).map(|()| Format::Csv),
    }
}

fn read_package(package: &Package, reading: &mut Reading) -> Result<Format, Refusal> {
    match package.kind {
        package::Kind::Xlsx => excel::read(package, reading).map(|()| Format::Xlsx),
        package::Kind::Xlsb => xlsb::read(package, reading).map(|()| Format::Xlsb),
        package::Kind::Ods => ods::read(package, reading).map(|()| Format::Ods),
    }
}

/// Whether reading these bytes may take more time or memory than a run can stand: what the library reads as a whole,
/// whatever unpacks to much, and long texts.
fn is_for_own_process(bytes: &[u8], rules: &ReadingRules) -> bool {
    content::is_compound(bytes)
        || (content::is_package(bytes)
            && package::parts_said(bytes) <= rules.limits.max_parts
            && package::inflated_size(bytes) >= rules.limits.own_process_bytes)
        || (!content::is_package(bytes) && bytes.len() as u64 >= rules.limits.own_process_bytes)
}

fn source(path_name: &str, bytes: &[u8]) -> SourceFile {
    SourceFile { path: path_name.into(), sha256: sha256(bytes), bytes: bytes.len() as u64 }
}

fn empty_workbook(source: SourceFile) -> Workbook {
    Workbook {
        source,
        format: Format::Unknown,
        properties: Properties::default(),
        skipped_because: None,
        tables: Vec::new(),
        ignored: Vec::new(),
        unclear: Vec::new(),
        findings: Vec::new(),
        bill: None,
    }
}

fn refused_workbook(source: SourceFile, refusal: Refusal) -> Workbook {
    let findings = vec![refusal.at(source.path.clone(), None)];
    Workbook { findings, ..empty_workbook(source) }
}

/// Why a file or sheet cannot be used, and what to do about it.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Refusal {
    code: Code,
    problem: String,
    instead: String,
}

impl Refusal {
    fn new(code: Code, problem: impl Into<String>, instead: impl Into<String>) -> Self {
        Refusal { code, problem: problem.into(), instead: instead.into() }
    }

    fn damaged() -> Self {
        Refusal::new(
            Code::Damaged,
            "the workbook is damaged, was cut while it was copied, or was written in an unusual way",
            "open it in Excel, save it again as .xlsx and send that file",
        )
    }

    fn too_large(what: &str, setting: &str, value: u64) -> Self {
        Refusal::new(
            Code::TooLarge,
            format!("{what}: the limit is {setting} = {value}"),
            format!("delete what is not needed or split the file; or raise {setting} in the settings"),
        )
    }

    fn at(self, file: Arc<str>, sheet: Option<Arc<str>>) -> Finding {
        let address = Address { file, sheet, cell: None };
        finding(address, Severity::Refused, self.code, self.problem, self.instead)
    }
}

/// A finding about no particular column or value.
fn finding(address: Address, severity: Severity, code: Code, problem: String, instead: String) -> Finding {
    Finding { address, severity, code, column: "".into(), found: String::new(), problem, instead, cents: None }
}

/// A finding about a title in the header row.
fn title_finding(
    (file, sheet): (&Arc<str>, Option<&Arc<str>>),
    cell: CellPlace,
    severity: Severity,
    code: Code,
    (column, found): (&str, &str),
    (problem, instead): (String, String),
) -> Finding {
    Finding {
        address: Address { file: file.clone(), sheet: sheet.cloned(), cell: Some(cell) },
        severity,
        code,
        column: column.into(),
        found: found.chars().take(120).collect(),
        problem,
        instead,
        cents: None,
    }
}

#[cfg(test)]
mod tests;
