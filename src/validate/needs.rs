//! What has to be filled, and when.

use super::{
    kinds::Remark,
    limit::more,
    sheet::{Sheet, is_asked},
};
use crate::model::{
    dictionary::{Field, Need, SheetKind},
    finding::{Code, Finding, Severity},
    phase::Phase,
    quality::Part,
    table::{Column, Table},
    workbook::RawValue,
};

/// Adds a finding for each cell that is asked for and blank; a column that is missing altogether is one finding. Gives
/// how many cells are asked for, keys among them, and how many of these are filled.
pub fn check(sheet: &Sheet, table: &Table, findings: &mut Vec<Finding>) -> Part {
    let mut completeness = Part::default();
    for (field, column) in sheet.rules.dictionary.sheet(sheet.raw.kind).fields.iter().zip(&table.columns) {
        if !is_asked(field, sheet.rules) {
            continue;
        }
        let raw = sheet.raw.column(&field.key);
        let blank = |row: usize| match raw {
            // What was typed and refused has its own finding already.
            Some(raw) => raw.values[row] == RawValue::Blank,
            None => !column.values.is_known(row),
        };
        let needed: Vec<usize> = (0..table.len()).filter(|row| is_needed(field, sheet, table, *row)).collect();
        let all = needed.len();
        let missing: Vec<usize> = needed.into_iter().filter(|row| blank(*row)).collect();
        completeness = completeness.plus(Part { good: (all - missing.len()) as u32, all: all as u32 });
        // Keys cost the row and are checked where rows are.
        if is_key(field, sheet.raw.kind) {
            continue;
        }
        if raw.is_none() {
            if !missing.is_empty() {
                findings.push(sheet.column_finding(Severity::Rejected, field, missing.len()));
            }
            continue;
        }
        let listed = missing.len().min(sheet.rules.max_findings as usize);
        if missing.len() > listed {
            let rest = missing.len() - listed;
            findings.push(more(sheet.address(), Severity::Rejected, Code::MissingValue, rest, listed));
        }
        for row in missing.into_iter().take(listed) {
            let remark = Remark::new(Code::MissingValue, format!("The cell is empty{}", because(field)));
            findings.push(sheet.finding(Severity::Rejected, field, row, remark));
        }
    }
    completeness
}

fn is_key(field: &Field, kind: SheetKind) -> bool {
    match field.key.as_str() {
        "initiative_id" => true,
        "month" => matches!(kind, SheetKind::Financials | SheetKind::ControlTotals | SheetKind::Usage),
        "holds_for" => kind == SheetKind::Rates,
        "currency" => kind == SheetKind::Rates,
        _ => false,
    }
}

fn is_needed(field: &Field, sheet: &Sheet, table: &Table, row: usize) -> bool {
    let known = |key: &str| column(table, key).is_some_and(|column| column.values.is_known(row));
    match &field.need {
        Need::Required => true,
        Need::Optional => false,
        Need::FromPhase(step) => {
            let phase = table.text("phase")[row].as_deref().and_then(Phase::named);
            match (phase, Phase::named(step)) {
                (Some(phase), Some(step)) => phase.has_reached(step),
                _ => false,
            }
        }
        Need::WhenFilled(key) => known(key),
        Need::WhenValue { field, is } => {
            table.text(field)[row].as_deref().is_some_and(|value| is.iter().any(|wanted| wanted == value))
        }
        Need::ToReportingMonth => table.month("month")[row].is_some_and(|month| month <= sheet.rules.period),
    }
}

fn column<'a>(table: &'a Table, key: &str) -> Option<&'a Column> {
    table.columns.iter().find(|column| &*column.key == key)
}

/// Why a field is asked for, in words.
fn because(field: &Field) -> String {
    match &field.need {
        Need::Required | Need::Optional => String::new(),
        Need::FromPhase(step) => format!("; it is needed from phase {step} on"),
        Need::WhenFilled(key) => format!("; it is needed because {} is filled", key.replace('_', " ")),
        Need::WhenValue { field, is } => {
            format!("; it is needed when {} is {}", field.replace('_', " "), is.join(" or "))
        }
        Need::ToReportingMonth => "; months up to the reporting month need it (0 if there was none)".to_owned(),
    }
}
