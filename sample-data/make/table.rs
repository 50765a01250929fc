//! Tables as text: a line of titles, then a line a record, cells between bars.

use std::collections::BTreeMap;

/// One line of a table by title; empty cells are left out.
pub type Record = BTreeMap<&'static str, &'static str>;

/// Reads a table. Panics on a line with another number of cells than titles: the tables are ours.
pub fn records(table: &'static str) -> Vec<Record> {
    let mut lines = table.lines().filter(|line| !line.trim().is_empty());
    let titles = cells(lines.next().expect("a line of titles"));
    lines
        .map(|line| {
            let values = cells(line);
            assert_eq!(values.len(), titles.len(), "cells in line: {line}");
            titles.iter().copied().zip(values).filter(|(_, value)| !value.is_empty()).collect()
        })
        .collect()
}

/// The trimmed cells of one line.
pub fn cells(line: &'static str) -> Vec<&'static str> {
    line.split('|').map(str::trim).collect()
}
