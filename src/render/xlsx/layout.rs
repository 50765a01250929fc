//! Which columns are folded away, which rows and columns stay in sight, how wide a sheet is.

use super::sheet::{TableFacts, UNSET_WIDTH};
use rust_xlsxwriter::{ColNum, RowNum};

/// Headers further down would leave no room for the rows below them when frozen.
const LOWEST_FROZEN_HEADER: RowNum = 8;
/// A table with other blocks below it keeps its header in sight only if it has more rows than a screen shows.
const LONG: usize = 15;
/// A table with fewer rows is seldom on more than one page.
const ROWS_OF_A_PAGE: usize = 40;
/// Width of a laptop's screen, in digits; a sheet that is wider keeps its first columns in sight.
const SCREEN: f64 = 180.0;
/// Columns in sight take no more than so many digits.
const WIDEST_FROZEN: f64 = 80.0;

/// How a sheet with these tables is seen and printed.
#[derive(Debug, PartialEq)]
pub(super) struct Layout {
    /// First and last column of each group that is folded away.
    pub(super) folded: Vec<(ColNum, ColNum)>,
    /// Rows and columns that stay when people scroll.
    pub(super) frozen_rows: RowNum,
    pub(super) frozen_columns: ColNum,
    /// Rows that every printed page begins with.
    pub(super) repeated_rows: (RowNum, RowNum),
    /// Width of what is not folded away, in digits.
    pub(super) shown_width: f64,
}

impl Layout {
    /// `widths` are those of the first columns, in digits; `last_column` is the last one that shows anything.
    pub(super) fn of(tables: &[TableFacts], widths: &[f64], last_column: ColNum) -> Layout {
        let folded_columns = folded_columns(tables);
        let shown = (0..=last_column).filter(|column| !folded_columns.contains(column));
        let width = |column: ColNum| widths.get(usize::from(column)).copied().unwrap_or(UNSET_WIDTH);
        let shown_width = shown.map(width).sum();
        let header = frozen_header(tables);
        Layout {
            folded: runs(&folded_columns),
            frozen_rows: header.map_or(2, |row| row + 1),
            frozen_columns: if shown_width > SCREEN { frozen_columns(tables, widths) } else { 0 },
            repeated_rows: repeated_header(tables).map_or((0, 1), |row| (row, row)),
            shown_width,
        }
    }
}

/// Columns that one table folds and no other table needs.
fn folded_columns(tables: &[TableFacts]) -> Vec<ColNum> {
    let wanted = |table: &TableFacts, wanted: fn(bool) -> bool| -> Vec<ColNum> {
        (table.left..).zip(&table.columns).filter(|(_, (folds, _))| wanted(*folds)).map(|(column, _)| column).collect()
    };
    let needed: Vec<ColNum> = tables.iter().flat_map(|table| wanted(table, |folds| !folds)).collect();
    let mut folded: Vec<ColNum> = tables.iter().flat_map(|table| wanted(table, |folds| folds)).collect();
    folded.sort_unstable();
    folded.dedup();
    folded.retain(|column| !needed.contains(column));
    folded
}

/// First and last of each run of neighbours.
fn runs(columns: &[ColNum]) -> Vec<(ColNum, ColNum)> {
    let mut runs: Vec<(ColNum, ColNum)> = Vec::new();
    for column in columns {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *column => *last = *column,
            _ => runs.push((*column, *column)),
        }
    }
    runs
}

/// The header that stays in sight: that of the first table, if it stands high enough and is long or alone.
fn frozen_header(tables: &[TableFacts]) -> Option<RowNum> {
    let first = tables.first().filter(|table| table.header <= LOWEST_FROZEN_HEADER)?;
    (tables.len() == 1 || first.rows >= LONG).then_some(first.header)
}

/// The header that every printed page begins with: that of the only table, or of one that takes most of several pages.
fn repeated_header(tables: &[TableFacts]) -> Option<RowNum> {
    let rows: usize = tables.iter().map(|table| table.rows).sum();
    let is_most = |table: &&TableFacts| table.rows >= ROWS_OF_A_PAGE && table.rows * 2 > rows;
    match tables {
        [only] => frozen_header(std::slice::from_ref(only)),
        several => several.iter().find(is_most).map(|table| table.header),
    }
}

/// The columns of the widest table up to the one that says what a row is about.
fn frozen_columns(tables: &[TableFacts], widths: &[f64]) -> ColNum {
    let Some(widest) = tables.iter().max_by_key(|table| table.columns.len()) else { return 0 };
    let named = widest.columns.iter().position(|(_, is_flexible)| *is_flexible).map_or(0, |place| place + 1);
    let taken: f64 = widths.iter().take(named).sum();
    let columns = ColNum::try_from(named).unwrap_or(0);
    if widest.left == 0 && named <= 3 && taken <= WIDEST_FROZEN { columns } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(header: RowNum, rows: usize, columns: &[(bool, bool)]) -> TableFacts {
        TableFacts { left: 0, header, rows, columns: columns.to_vec() }
    }

    const SHOWN: (bool, bool) = (false, false);
    const WORDS: (bool, bool) = (false, true);
    const FOLDED: (bool, bool) = (true, false);

    #[test]
    fn folded_columns_are_grouped_unless_another_table_needs_them() {
        let wide = table(3, 40, &[SHOWN, WORDS, FOLDED, FOLDED, SHOWN, FOLDED]);
        let layout = Layout::of(&[wide], &[50.0; 6], 5);
        assert_eq!(layout.folded, [(2, 3), (5, 5)]);
        // Three columns are left.
        assert_eq!(layout.shown_width, 150.0);
        let wide = table(3, 40, &[SHOWN, WORDS, FOLDED, FOLDED, SHOWN, FOLDED]);
        let other = table(50, 2, &[SHOWN, SHOWN, SHOWN]);
        assert_eq!(Layout::of(&[wide, other], &[50.0; 6], 5).folded, [(3, 3), (5, 5)]);
    }

    #[test]
    fn a_long_first_table_keeps_its_header_and_names_in_sight() {
        let columns = [SHOWN, WORDS, SHOWN, SHOWN, SHOWN];
        let small = || table(60, 3, &[WORDS]);
        let seen = |tables: &[TableFacts]| {
            let layout = Layout::of(tables, &[40.0; 5], 4);
            (layout.frozen_rows, layout.frozen_columns, layout.repeated_rows)
        };
        assert_eq!(seen(&[table(3, 40, &columns)]), (4, 2, (3, 3)));
        assert_eq!(seen(&[table(3, 40, &columns), small()]), (4, 2, (3, 3)));
        // Above another table that is as long, the header would be wrong on that one's pages.
        assert_eq!(seen(&[table(3, 40, &columns), table(50, 40, &[WORDS])]), (4, 2, (0, 1)));
        // Too short, or too far down: the sentence stays in sight.
        assert_eq!(seen(&[table(3, 5, &columns), small()]), (2, 2, (0, 1)));
        assert_eq!(seen(&[table(20, 40, &columns), small()]), (2, 2, (20, 20)));
        // A sheet as wide as a screen needs no frozen columns: 4 × 40 = 160 digits.
        assert_eq!(Layout::of(&[table(3, 40, &columns[..4])], &[40.0; 4], 3).frozen_columns, 0);
    }
}
