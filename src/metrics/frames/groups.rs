//! Initiatives that share the value of a field.

use polars::prelude::*;
use std::sync::Arc;

/// Initiatives of one department, outcome category or phase.
pub struct Group {
    /// What they share; empty where it is not known.
    pub name: Arc<str>,
    /// Their rows, in order.
    pub rows: Vec<usize>,
}

/// A group for each value of a field that occurs, in order of name.
pub fn groups(initiatives: &DataFrame, key: &str) -> PolarsResult<Vec<Group>> {
    let grouped = initiatives.group_by_stable([key])?.groups()?;
    let (names, rows) = (&grouped.columns()[0], &grouped.columns()[1]);
    let names = names.as_materialized_series().str()?.iter().map(|name| Arc::from(name.unwrap_or_default()));
    let rows = rows.as_materialized_series().list()?.series_iter().map(places);
    let groups = names.zip(rows).map(|(name, rows)| Ok(Group { name, rows: rows? }));
    let mut groups = groups.collect::<PolarsResult<Vec<Group>>>()?;
    groups.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(groups)
}

fn places(rows: Option<Series>) -> PolarsResult<Vec<usize>> {
    let rows = rows.unwrap_or_default();
    Ok(rows.cast(&DataType::UInt32)?.u32()?.iter().flatten().map(|row| row as usize).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_one_name_stand_together_and_what_is_not_known_comes_first() {
        let names = [Some("Sales"), None, Some("Finance"), Some("Sales"), None];
        let frame = DataFrame::new(5, vec![Column::new("department".into(), names)]).unwrap();
        let found = groups(&frame, "department").unwrap();
        let found: Vec<(&str, &[usize])> = found.iter().map(|group| (&*group.name, &*group.rows)).collect();
        assert_eq!(found, [("", &[1, 4][..]), ("Finance", &[2]), ("Sales", &[0, 3])]);
        assert!(groups(&frame.slice(0, 0), "department").unwrap().is_empty());
    }
}
