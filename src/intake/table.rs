//! Collects the rows below the titles into columns, cell by cell.

use super::{Refusal, outcome::Place, title_finding};
use crate::model::{
    dictionary::SheetKind,
    finding::{Code, Finding, Severity},
    workbook::{CellPlace, RawColumn, RawTable, RawValue, column_letters},
};
use std::sync::Arc;

/// A table while its rows come in, in the order of the sheet.
pub(super) struct TableBuilder {
    kind: SheetKind,
    header_row: u32,
    columns: Vec<RawColumn>,
    /// For each column of the sheet its index among `columns`.
    index_of: Vec<Option<usize>>,
    rows: Vec<u32>,
    untitled: Vec<u32>,
    /// Values and the blanks between them.
    cells: u64,
    most_cells: u64,
    max_cells: u64,
    max_rows: u32,
}

impl TableBuilder {
    /// An empty table; it may hold `most_cells`, which is what other tables have left of the setting `max_cells`, and
    /// `max_rows`.
    pub(super) fn new(
        kind: SheetKind,
        header_row: u32,
        columns: Vec<RawColumn>,
        (most_cells, max_cells): (u64, u64),
        max_rows: u32,
    ) -> Self {
        let width = columns.last().map_or(0, |last| last.position as usize + 1);
        let mut index_of = vec![None; width];
        for (index, column) in columns.iter().enumerate() {
            index_of[column.position as usize] = Some(index);
        }
        TableBuilder {
            kind,
            header_row,
            columns,
            index_of,
            rows: Vec::new(),
            untitled: Vec::new(),
            cells: 0,
            most_cells,
            max_cells,
            max_rows,
        }
    }

    /// Puts a value that is not blank below the titles. Errors: the limit of cells is reached.
    pub(super) fn put(&mut self, row: u32, position: u32, value: RawValue) -> Result<(), Refusal> {
        let index = match self.index_of.get(position as usize) {
            Some(Some(index)) => *index,
            _ => self.add_untitled(position),
        };
        if self.rows.last() != Some(&row) {
            self.rows.push(row);
            if self.rows.len() > self.max_rows as usize {
                let most = self.max_rows.into();
                return Err(Refusal::too_large("a table has too many rows", "max_table_rows", most));
            }
        }
        let values = &mut self.columns[index].values;
        // Counted with the blanks between, which take memory as well; a column without a value takes none.
        self.cells += (self.rows.len() - values.len()) as u64;
        if self.cells > self.most_cells {
            return Err(Refusal::too_large("the tables have too many cells", "max_cells", self.max_cells));
        }
        if values.len() + 1 < self.rows.len() {
            values.resize(self.rows.len() - 1, RawValue::Blank);
        }
        values.push(value);
        Ok(())
    }

    fn add_untitled(&mut self, position: u32) -> usize {
        let index = self.columns.len();
        let title: Arc<str> = format!("Column {}", column_letters(position)).into();
        self.columns.push(RawColumn {
            title,
            position,
            field: None,
            values: Vec::new(),
            places: Vec::new(),
            units: Vec::new(),
        });
        let width = self.index_of.len().max(position as usize + 1);
        self.index_of.resize(width, None);
        self.index_of[position as usize] = Some(index);
        self.untitled.push(position);
        index
    }

    /// The table, all columns of one length and in the sheet's order, and what was noticed.
    pub(super) fn finish(mut self, place: &Place, sheet: Arc<str>) -> (RawTable, Vec<Finding>) {
        // Titles that nobody knows and nothing below them: drawn borders, a formatted area.
        self.columns.retain(|column| column.field.is_some() || !column.values.is_empty());
        for column in &mut self.columns {
            column.values.resize(self.rows.len(), RawValue::Blank);
        }
        self.columns.sort_by_key(|column| column.position);
        self.untitled.sort_unstable();
        let findings = self.untitled.iter().map(|&position| untitled(place, self.header_row, position)).collect();
        let below = self.rows.last().map_or(0, |last| last - self.header_row);
        let table = RawTable {
            sheet,
            kind: self.kind,
            header_row: self.header_row,
            rows_blank: below - self.rows.len() as u32,
            rows: self.rows,
            columns: self.columns,
            rows_refused: 0,
            totals: Vec::new(),
            unclear_units: Vec::new(),
        };
        (table, findings)
    }
}

fn untitled(place: &Place, row: u32, column: u32) -> Finding {
    let problem = format!("column {} has values but no title", column_letters(column));
    let instead = "give it a title, or delete its values".to_owned();
    let cell = CellPlace { row, column };
    let place = (&place.file, place.sheet.as_ref());
    title_finding(place, cell, Severity::Noted, Code::UntitledColumn, ("", ""), (problem, instead))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(position: u32, title: &str) -> RawColumn {
        RawColumn {
            title: title.into(),
            position,
            field: None,
            values: Vec::new(),
            places: Vec::new(),
            units: Vec::new(),
        }
    }

    fn place() -> Place {
        Place { file: "a.xlsx".into(), sheet: Some("Team".into()) }
    }

    #[test]
    fn gaps_are_blanks_and_blank_rows_are_counted() {
        let columns = vec![column(0, "A"), column(3, "D")];
        let mut table = TableBuilder::new(SheetKind::Team, 1, columns, (100, 100), 100);
        for (row, position, number) in [(2, 3, 1.0), (5, 0, 2.0), (5, 1, 3.0), (6, 3, 4.0)] {
            table.put(row, position, RawValue::Number(number)).unwrap();
        }
        let (table, findings) = table.finish(&place(), "Team".into());
        // Rows 3 and 4 (from 0) hold nothing.
        assert_eq!((table.rows, table.rows_blank), (vec![2, 5, 6], 2));
        let titles: Vec<_> = table.columns.iter().map(|column| &*column.title).collect();
        assert_eq!(titles, ["A", "Column B", "D"]);
        assert_eq!(table.columns[0].values, [RawValue::Blank, RawValue::Number(2.0), RawValue::Blank]);
        assert_eq!(table.columns[2].values, [RawValue::Number(1.0), RawValue::Blank, RawValue::Number(4.0)]);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].address.to_string(), "a.xlsx › Team!B2");
    }

    #[test]
    fn the_limit_counts_the_blanks_between() {
        let mut table = TableBuilder::new(SheetKind::Team, 0, vec![column(0, "A"), column(1, "B")], (2, 9), 100);
        table.put(1, 0, RawValue::Number(1.0)).unwrap();
        table.put(2, 0, RawValue::Number(1.0)).unwrap();
        let refusal = table.put(3, 0, RawValue::Number(1.0)).unwrap_err();
        assert!(refusal.problem.contains("max_cells = 9"), "{}", refusal.problem);
        let mut table = TableBuilder::new(SheetKind::Team, 0, vec![column(0, "A")], (9, 9), 1);
        table.put(1, 0, RawValue::Number(1.0)).unwrap();
        let refusal = table.put(2, 0, RawValue::Number(1.0)).unwrap_err();
        assert!(refusal.problem.contains("max_table_rows = 1"), "{}", refusal.problem);
    }
}
