//! Which rows and cells of the intake are different between two snapshots.

use crate::model::{
    change::{RowChange, RowName},
    dictionary::SheetKind,
    snapshot::{Snapshot, SnapshotTable, SnapshotValue},
};
use std::collections::BTreeMap;

/// Columns that say where a row came from, not what it says.
const ORIGIN: [&str; 4] = ["source_file", "source_sheet", "source_row", "as_of"];

/// Every difference, in order of sheet and row; cells in the order of their columns. What an older version did not keep is
/// not known of then, and no difference.
pub fn cells_changed(before: &Snapshot, now: &Snapshot) -> Vec<(RowName, RowChange)> {
    let was_kept = |kind: &SheetKind| before.tables.iter().any(|table| &*table.name == kind.key());
    SheetKind::OF_DEPARTMENTS.into_iter().filter(was_kept).flat_map(|kind| table_changed(kind, before, now)).collect()
}

fn table_changed(kind: SheetKind, before: &Snapshot, now: &Snapshot) -> Vec<(RowName, RowChange)> {
    let (before, now) = (before.table(kind.key()), now.table(kind.key()));
    let (old_rows, new_rows) = (rows_by_name(kind, &before), rows_by_name(kind, &now));
    let mut changes = Vec::new();
    let mut names: Vec<&RowName> = old_rows.keys().chain(new_rows.keys()).collect();
    names.sort();
    names.dedup();
    for name in names {
        match (old_rows.get(name), new_rows.get(name)) {
            (Some(old), Some(new)) => {
                changes.extend(row_changed(&before, *old, &now, *new).into_iter().map(|change| (name.clone(), change)))
            }
            (None, Some(_)) => changes.push((name.clone(), RowChange::Added)),
            _ => changes.push((name.clone(), RowChange::Removed)),
        }
    }
    changes
}

fn row_changed(before: &SnapshotTable, old: usize, now: &SnapshotTable, new: usize) -> Vec<RowChange> {
    let told = now.columns.iter().filter(|column| !ORIGIN.contains(&&*column.name));
    told.filter_map(|column| {
        let was = before.column(&column.name)?.at(old);
        let is = column.values.at(new);
        (was != is).then(|| RowChange::Cell { field: column.name.clone(), before: was, now: is })
    })
    .collect()
}

/// Where each row stands, by its name.
fn rows_by_name(kind: SheetKind, table: &SnapshotTable) -> BTreeMap<RowName, usize> {
    let ids = table.text("initiative_id");
    let months = table.month("month");
    let parts: &[&str] = match kind {
        SheetKind::Initiatives
        | SheetKind::Financials
        | SheetKind::Decisions
        | SheetKind::ControlTotals
        | SheetKind::Rates => &[],
        SheetKind::Outcomes => &["kpi", "read_on"],
        SheetKind::Team => &["person_email", "role", "from"],
        SheetKind::Usage => &["unit"],
    };
    let mut rows = BTreeMap::new();
    for (row, id) in ids.iter().enumerate() {
        let Some(id) = id else { continue };
        let part: Vec<String> = parts.iter().map(|part| part_of(table, part, row)).collect();
        let mut name = RowName {
            kind,
            initiative: id.clone(),
            month: months.get(row).copied().flatten(),
            part: part.join(", "),
            repeat: 0,
        };
        while rows.contains_key(&name) {
            name.repeat += 1;
        }
        rows.insert(name, row);
    }
    rows
}

fn part_of(table: &SnapshotTable, column: &str, row: usize) -> String {
    match table.column(column).and_then(|values| values.at(row)) {
        Some(SnapshotValue::Text(text)) => text.to_string(),
        Some(SnapshotValue::Date(day)) => day.to_string(),
        Some(SnapshotValue::Month(month)) => month.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        period::Month,
        snapshot::{SnapshotColumn, SnapshotValues},
    };

    /// October with these volumes of tickets, in the table of that name; without one none is kept.
    fn october(usage: Option<&[(&str, f64)]>) -> Snapshot {
        let month = Month::new(2026, 10).unwrap();
        let column = |name: &str, values| SnapshotColumn { name: name.into(), values };
        let table = usage.map(|rows| SnapshotTable {
            name: "usage".into(),
            columns: vec![
                column("initiative_id", SnapshotValues::Text(rows.iter().map(|_| Some("A-1".into())).collect())),
                column("month", SnapshotValues::Month(rows.iter().map(|_| Some(month)).collect())),
                column("unit", SnapshotValues::Text(rows.iter().map(|(unit, _)| Some((*unit).into())).collect())),
                column("volume_actual", SnapshotValues::Number(rows.iter().map(|(_, volume)| Some(*volume)).collect())),
            ],
        });
        Snapshot { period: month, tables: table.into_iter().collect() }
    }

    #[test]
    fn what_an_older_version_did_not_keep_is_no_difference() {
        let now = october(Some(&[("tickets", 7.0)]));
        assert_eq!(cells_changed(&october(None), &now), []);
        // Kept, and empty: then the row is new.
        let added = cells_changed(&october(Some(&[])), &now);
        assert_eq!(added.iter().map(|(_, change)| change).collect::<Vec<_>>(), [&RowChange::Added]);
    }

    #[test]
    fn units_of_an_initiative_are_told_apart() {
        let before = october(Some(&[("tickets", 7.0), ("calls", 3.0)]));
        let now = october(Some(&[("calls", 4.0), ("tickets", 7.0)]));
        let changed = cells_changed(&before, &now);
        let [(name, RowChange::Cell { field, before: Some(was), now: Some(is) })] = &changed[..] else {
            panic!("{changed:?}")
        };
        assert_eq!((&*name.part, &**field), ("calls", "volume_actual"));
        assert_eq!((was, is), (&SnapshotValue::Number(3.0), &SnapshotValue::Number(4.0)));
    }
}
