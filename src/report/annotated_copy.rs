//! What is said in the annotated copy of one file.

use super::words::plural;
use crate::model::{
    annotated_copy::{AnnotatedCopy, CopyKind, Remark},
    finding::{Finding, Severity},
    period::Month,
    portfolio::CheckedFile,
    stamp::Stamp,
    workbook::{CellPlace, Format},
};
use std::{collections::BTreeSet, sync::Arc};

/// Wanted name of the first sheet.
const SHEET: &str = "To fix";

/// The annotated copy of a file: `findings` are its own, in order of address.
pub fn annotated_copy(
    file: &CheckedFile,
    findings: &[&Finding],
    kind: CopyKind,
    period: Month,
    dictionary_version: u32,
) -> AnnotatedCopy {
    let mut remarks: Vec<Remark> = findings.iter().map(|finding| remark(file, finding)).collect();
    // Within a sheet the order of address stays.
    let place_of = |sheet: &Option<Arc<str>>| {
        sheet.as_ref().and_then(|name| file.sheets.iter().position(|sheet| sheet.name == *name))
    };
    remarks.sort_by_key(|remark| (remark.severity == Severity::Noted, place_of(&remark.sheet)));
    let own_stamp = file.properties.stamp.as_ref();
    let mut stamp = Stamp::annotated_copy(dictionary_version, period, &file.source.sha256, own_stamp, SHEET);
    if kind == CopyKind::Nothing {
        // A list without rows must never take the place of a file with rows.
        stamp.answers.clear();
    }
    AnnotatedCopy {
        stamp,
        title: title(file, &remarks),
        lead: lead(file, kind, period),
        legend: legend(&remarks),
        titles: titles(file, &remarks),
        way_back: format!("Back to the list \"{SHEET}\""),
        remarks,
    }
}

fn title(file: &CheckedFile, remarks: &[Remark]) -> String {
    let noted = remarks.iter().filter(|remark| remark.severity == Severity::Noted).count();
    let to_fix = remarks.len() - noted;
    let things = plural(to_fix as u64, "thing", "things");
    let name = name_of(file);
    match (to_fix, noted) {
        (0, noted) => format!("{} asked or noted in {name}", plural(noted as u64, "thing", "things")),
        (_, 0) => format!("{things} to fix in {name}"),
        _ => format!("{things} to fix in {name}, {noted} noted"),
    }
}

fn lead(file: &CheckedFile, kind: CopyKind, period: Month) -> Vec<String> {
    let (name, period) = (name_of(file), period.title());
    if kind == CopyKind::Nothing {
        return vec![
            format!("Checked for {period}. {name} could not be copied, so this is a list only."),
            format!("Fix {name} itself and send it again. This list need not be sent."),
        ];
    }
    let mut lead = vec![
        format!(
            "Checked for {period}. Fix the coloured cells in this copy, save it and send it: it takes the place of {name}."
        ),
        "A click on a place below leads to it; the title of a column with a coloured cell leads back. Each coloured cell \
         has a note. This sheet, colours and notes may stay: they are not read."
            .to_owned(),
    ];
    match kind {
        CopyKind::WithoutMacros => lead.push(
            "The macros of the workbook are not in this copy. Whoever needs them fixes the file itself and sends that."
                .to_owned(),
        ),
        CopyKind::Values if file.format == Format::Csv => {
            lead.push(format!("{name} is a text file: its values stand here as text, at the same addresses."));
        }
        CopyKind::Values => lead.push(format!(
            "Of {name} this copy has the values of all cells, at the same addresses, dates and percents as such. Formulas, \
             times of day, colours, widths, comments, charts and pictures are not in it."
        )),
        CopyKind::Whole | CopyKind::Nothing => {}
    }
    lead
}

fn name_of(file: &CheckedFile) -> &str {
    file.source.path.rsplit('/').next().unwrap_or(&file.source.path)
}

fn remark(file: &CheckedFile, finding: &Finding) -> Remark {
    let sheet = finding.address.sheet.clone().or_else(|| only_sheet(file));
    let cell = finding.address.cell;
    let place = match (&finding.address.sheet, cell) {
        (Some(sheet), Some(cell)) => format!("{sheet}!{cell}"),
        (None, Some(cell)) => cell.to_string(),
        (Some(sheet), None) => format!("{sheet}, whole sheet"),
        (None, None) => "whole file".to_owned(),
    };
    Remark {
        severity: finding.severity,
        sheet,
        cell,
        place,
        column: finding.column.to_string(),
        found: finding.found.clone(),
        problem: finding.problem.clone(),
        instead: finding.instead.clone(),
    }
}

/// The one sheet of a text file, which addresses do not name.
fn only_sheet(file: &CheckedFile) -> Option<Arc<str>> {
    (file.format == Format::Csv).then(|| file.sheets.first().map(|sheet| sheet.name.clone()))?
}

/// What each severity that occurs means.
fn legend(remarks: &[Remark]) -> Vec<(Severity, String)> {
    let severities: BTreeSet<Severity> = remarks.iter().map(|remark| remark.severity).collect();
    let meaning = |severity| match severity {
        Severity::Refused => "The file or sheet is not used at all.",
        Severity::SetAside => "The row is not used, because what it belongs to is not known.",
        Severity::Rejected => "The cell is not used; the rest of its row is.",
        Severity::Noted => {
            "Used, with an assumption, a doubt or a request. If it is right and nothing is asked, nothing has to be done."
        }
    };
    severities.into_iter().map(|severity| (severity, meaning(severity).to_owned())).collect()
}

/// Where the titles of columns with remarks stand.
fn titles(file: &CheckedFile, remarks: &[Remark]) -> Vec<(Arc<str>, CellPlace)> {
    let header_row = |name: &str| {
        let sheet = file.sheets.iter().find(|sheet| &*sheet.name == name && sheet.kind.is_some())?;
        sheet.header_row.checked_sub(1)
    };
    let titles: BTreeSet<_> = remarks
        .iter()
        .filter_map(|remark| {
            let (sheet, cell) = (remark.sheet.clone()?, remark.cell?);
            let row = header_row(&sheet)?;
            Some((sheet, CellPlace { row, column: cell.column }))
        })
        .collect();
    titles.into_iter().collect()
}
