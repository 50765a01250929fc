//! How good the data of a file are: counted, not judged.

use super::sheet::Sheet;
use crate::model::{
    dictionary::SheetKind,
    finding::{Finding, Severity},
    quality::Part,
    rules::Rules,
    stamp::Properties,
    table::Table,
    workbook::{CellPlace, RawValue},
};
use jiff::{ToSpan, civil::Date, tz::TimeZone};
use std::collections::{BTreeMap, BTreeSet};

/// Cells of known columns in which something stands; good are those that no finding takes out.
pub fn validity(sheet: &Sheet, findings: &[Finding]) -> Part {
    let known = sheet.raw.columns.iter().filter(|column| column.field.is_some());
    let typed: usize =
        known.map(|column| column.values.iter().filter(|value| **value != RawValue::Blank).count()).sum();
    let refused: BTreeSet<CellPlace> = findings
        .iter()
        .filter(|finding| finding.severity < Severity::Noted && !finding.found.is_empty())
        .filter_map(|finding| finding.address.cell)
        .collect();
    Part { good: (typed - refused.len().min(typed)) as u32, all: typed as u32 }
}

/// KPIs that were read lately; without KPIs, whether the file was saved since the reporting month began.
pub fn freshness(tables: &[Table], properties: &Properties, rules: &Rules) -> Part {
    let end = rules.calendar.last_day(rules.period);
    let mut last_read: BTreeMap<(&str, &str), Option<Date>> = BTreeMap::new();
    for table in tables.iter().filter(|table| table.kind == SheetKind::Outcomes) {
        let (ids, kpis, days) = (table.text("initiative_id"), table.text("kpi"), table.date("read_on"));
        for row in 0..table.len() {
            let (Some(id), Some(kpi)) = (&ids[row], &kpis[row]) else { continue };
            let last = last_read.entry((id, kpi)).or_default();
            *last = (*last).max(days[row].filter(|day| *day <= end));
        }
    }
    if last_read.is_empty() {
        let Some(saved_at) = properties.saved_at else { return Part::default() };
        let saved_on = saved_at.to_zoned(TimeZone::UTC).date();
        return Part { good: u32::from(saved_on >= rules.calendar.first_day(rules.period)), all: 1 };
    }
    let since = end.saturating_sub(i64::from(rules.reading_days).days());
    let fresh = last_read.values().flatten().filter(|day| **day >= since).count();
    Part { good: fresh as u32, all: last_read.len() as u32 }
}
