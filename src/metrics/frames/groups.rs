//! Initiatives that share the value of a field.

use super::columns::{texts, times};
use polars::prelude::*;
use rustc_hash::FxHashMap;
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
    let rows = rows_by(initiatives, &[key])?;
    let names = texts(initiatives, key)?;
    let name_of = |rows: &[usize]| Arc::from(rows.first().and_then(|row| names.get(*row)).unwrap_or_default());
    let mut groups: Vec<Group> = rows.into_iter().map(|rows| Group { name: name_of(&rows), rows }).collect();
    groups.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(groups)
}

/// The rows that share their values in some columns, in order; groups in the order of their first rows.
pub fn rows_by(frame: &DataFrame, keys: &[&str]) -> PolarsResult<Vec<Vec<usize>>> {
    // Not `groups()`, which makes a series of each group.
    Ok(frame.group_by_stable(keys.iter().copied())?.get_groups().iter().map(places).collect())
}

fn places(group: GroupsIndicator) -> Vec<usize> {
    match group {
        GroupsIndicator::Idx((_, rows)) => rows.iter().map(|row| *row as usize).collect(),
        GroupsIndicator::Slice([first, length]) => (first as usize..(first + length) as usize).collect(),
    }
}

/// The column with the number of each row's month of an initiative.
pub const OWNER_MONTH: &str = "owner_month";

/// Of each row of Financials the number of its initiative's month, in the order in which they come, and how many there
/// are. One look-up a row: there may be hundreds of thousands of both.
pub fn owner_months(months: &DataFrame) -> PolarsResult<(Column, usize)> {
    let initiatives = months.column("initiative")?.as_materialized_series().u32()?;
    let month = times(months, "month")?;
    let mut numbers: FxHashMap<(Option<u32>, Option<i32>), u32> = FxHashMap::default();
    let of_rows = initiatives.iter().zip(month.iter()).map(|key| {
        let next = numbers.len() as u32;
        *numbers.entry(key).or_insert(next)
    });
    let of_rows = UInt32Chunked::from_iter_values(OWNER_MONTH.into(), of_rows);
    Ok((of_rows.into_column(), numbers.len()))
}

/// The last known value of each list of rows, as a column of their number.
pub fn last_known(frame: &DataFrame, key: &str, lists: &[Vec<usize>]) -> PolarsResult<Column> {
    let values = frame.column(key)?.as_materialized_series();
    let is_known = values.is_not_null();
    let last = lists.iter().map(|rows| rows.iter().rfind(|row| is_known.get(**row) == Some(true)));
    let places = IdxCa::from_iter_options(key.into(), last.map(|row| row.map(|row| *row as IdxSize)));
    Ok(values.take(&places)?.into_column())
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

    #[test]
    fn rows_of_one_month_of_one_initiative_have_one_number() {
        let columns = vec![
            Column::new("initiative".into(), [Some(0_u32), Some(1), Some(0), None, Some(1)]),
            Column::new("month".into(), [Some(7_i32), Some(7), Some(7), Some(7), Some(8)]),
        ];
        let frame = DataFrame::new(5, columns).unwrap();
        let (numbers, count) = owner_months(&frame).unwrap();
        assert_eq!((numbers, count), (Column::new(OWNER_MONTH.into(), [0_u32, 1, 0, 2, 3]), 4));
    }

    #[test]
    fn what_is_told_last_is_what_the_latest_row_says_that_says_something() {
        let frame = DataFrame::new(4, vec![Column::new("target".into(), [Some(1.0), Some(2.0), None, None])]).unwrap();
        let last = last_known(&frame, "target", &[vec![1, 0, 2], vec![2, 3], vec![]]).unwrap();
        let last: Vec<Option<f64>> = last.as_materialized_series().f64().unwrap().iter().collect();
        assert_eq!(last, [Some(1.0), None, None]);
    }
}
