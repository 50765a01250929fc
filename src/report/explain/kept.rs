//! What the report of a closed month said, held against what its rows give today.

use crate::{
    model::{
        explanation::Explanation,
        snapshot::{Snapshot, SnapshotTable, SnapshotValue},
    },
    report::{ReportContext, round},
};

/// Adds a note where the kept value is another one: then a setting has changed since.
pub fn compare(context: &ReportContext, kept: &Snapshot, explained: &mut Explanation) {
    let Some(said) = said(kept, explained) else { return };
    let is_same = explained.value.is_some_and(|value| (value - said).abs() <= 1e-9 * said.abs().max(1.0));
    if !is_same {
        explained.notes.push(format!(
            "The report of {} said {}: a setting has changed since.",
            kept.period,
            round::plain(said).text(context.locale())
        ));
    }
}

/// The value as it was kept, money in units.
fn said(kept: &Snapshot, explained: &Explanation) -> Option<f64> {
    let (figures, measures) = (kept.table("figures"), kept.table("measures"));
    if let Some(row) = row_of(&measures, "id", &explained.key) {
        let is_money = measures.text("unit").get(row).is_some_and(|unit| unit.as_deref() == Some("cents"));
        return number(&measures, "value", row).map(|value| if is_money { value / 100.0 } else { value });
    }
    let initiatives = kept.table("initiative_metrics");
    let id = explained.scope.split_whitespace().next().unwrap_or_default();
    if let Some(row) = row_of(&initiatives, "initiative_id", id) {
        return number(&initiatives, &explained.key, row);
    }
    let is_all = explained.scope.starts_with("all ");
    row_of(&figures, "key", &explained.key).filter(|_| is_all).and_then(|row| number(&figures, "value", row))
}

fn row_of(table: &SnapshotTable, column: &str, wanted: &str) -> Option<usize> {
    table.text(column).iter().position(|text| text.as_deref() == Some(wanted))
}

fn number(table: &SnapshotTable, column: &str, row: usize) -> Option<f64> {
    match table.column(column)?.at(row)? {
        SnapshotValue::Number(number) => Some(number),
        SnapshotValue::Whole(number) => Some(number as f64),
        SnapshotValue::Money(cents) => Some(cents.units()),
        _ => None,
    }
}
