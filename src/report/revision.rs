//! What a new revision of a closed month changed, as a list for the ledger.

use crate::model::{
    change::{RowChange, RowName},
    dictionary::{Dictionary, SheetKind},
    ledger::{ClosedMonth, Digests},
    locale::Locale,
    snapshot::{Snapshot, SnapshotValue},
};

/// Lines of one list; a month that was typed anew says how many more there are.
const MOST_LINES: usize = 200;

/// What is different from the revision before: program, settings, files, then rows and cells.
pub fn changes_since(
    closed: &ClosedMonth,
    before: &Snapshot,
    now: &Snapshot,
    digests: &Digests,
    rows: &[(RowName, RowChange)],
    dictionary: &Dictionary,
    locale: &Locale,
) -> Vec<String> {
    let mut lines = Vec::new();
    let program = env!("CARGO_PKG_VERSION");
    if closed.program_version != program {
        lines.push(format!("computed by coe-report {program} instead of {}", closed.program_version));
    }
    if closed.digests.settings != digests.settings {
        lines.push("settings changed".to_owned());
    }
    let files = files_changed(before, now);
    if files.is_empty() && closed.digests.inputs != digests.inputs {
        lines.push("the closed month before it has a new revision".to_owned());
    }
    lines.extend(files);
    lines.extend(rows.iter().take(MOST_LINES).map(|(name, change)| line(name, change, dictionary, locale)));
    if rows.len() > MOST_LINES {
        lines.push(format!("{} more differences", rows.len() - MOST_LINES));
    }
    lines
}

/// `finance.xlsx changed`, by the files' fingerprints.
fn files_changed(before: &Snapshot, now: &Snapshot) -> Vec<String> {
    let files = |snapshot: &Snapshot| {
        let table = snapshot.table("submissions");
        let paths = table.text("source_file").iter().flatten().cloned();
        paths.zip(table.text("sha256").iter().cloned()).collect::<std::collections::BTreeMap<_, _>>()
    };
    let (old, new) = (files(before), files(now));
    let mut lines: Vec<String> = new
        .iter()
        .filter_map(|(path, sha256)| match old.get(path) {
            None => Some(format!("{path} is new")),
            Some(was) => (was != sha256).then(|| format!("{path} changed")),
        })
        .collect();
    lines.extend(old.keys().filter(|path| !new.contains_key(*path)).map(|path| format!("{path} is gone")));
    lines
}

/// `CSV-02, 2026-09, Cost actual: 6,150.00 became 8,955.00`.
fn line(name: &RowName, change: &RowChange, dictionary: &Dictionary, locale: &Locale) -> String {
    let mut row = name.initiative.to_string();
    row.extend(name.month.map(|month| format!(", {month}")));
    if !name.part.is_empty() {
        row.push_str(&format!(", {}", name.part));
    }
    match change {
        RowChange::Added => format!("{row}: row added to {}", name.kind.name()),
        RowChange::Removed => format!("{row}: row gone from {}", name.kind.name()),
        RowChange::Cell { field, before, now } => {
            let title = title(dictionary, name.kind, field);
            format!("{row}, {title}: {} became {}", value(before, locale), value(now, locale))
        }
    }
}

fn title<'a>(dictionary: &'a Dictionary, kind: SheetKind, field: &'a str) -> &'a str {
    dictionary.field(kind, field).map_or(field, |field| field.title.as_str())
}

/// A cell's value as people read it; nothing known is `empty`.
fn value(value: &Option<SnapshotValue>, locale: &Locale) -> String {
    match value {
        None => "empty".to_owned(),
        Some(SnapshotValue::Text(text)) => super::words::cut(text, 60),
        Some(SnapshotValue::Money(cents)) => locale.number(cents.0, 2),
        Some(SnapshotValue::Number(number)) => number.to_string(),
        Some(SnapshotValue::Whole(number)) => number.to_string(),
        Some(SnapshotValue::Date(day)) => locale.day(*day),
        Some(SnapshotValue::Month(month)) => month.to_string(),
        Some(SnapshotValue::YesNo(answer)) => if *answer { "Yes" } else { "No" }.to_owned(),
    }
}
