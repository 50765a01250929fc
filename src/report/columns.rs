//! Tables declared by their columns: title, cell, alignment, look, sum and symbol of a column stand in one place, so a
//! column comes, goes or changes its place by itself, and nothing else has to be counted.

use super::{live, tables};
use crate::model::{
    figure::Figure,
    live::{Column as LiveColumn, Formula, Symbol, Term},
    report::{Align, Cell, Look, Role, RowKind, Spanner, Table, TableColumn, TableRow},
};
use std::borrow::Borrow;

/// The columns of a table whose rows are made of `R`, left to right.
pub struct Columns<'a, R> {
    columns: Vec<Column<'a, R>>,
}

/// One column.
struct Column<'a, R> {
    head: TableColumn,
    cell: Box<dyn Fn(&R) -> Cell + 'a>,
    below: Below,
    role: Role,
}

/// What stands below a column.
enum Below {
    /// Nothing; a total only where another column has one.
    Nothing,
    /// Words or a figure.
    Cell(Cell),
    /// The sum of the figures above, which have one unit.
    Sum {
        /// As a formula.
        is_live: bool,
    },
}

impl<'a, R> Columns<'a, R> {
    /// None yet.
    pub fn new() -> Self {
        Columns { columns: Vec::new() }
    }

    fn push(mut self, head: TableColumn, cell: impl Fn(&R) -> Cell + 'a) -> Self {
        self.columns.push(Column { head, cell: Box::new(cell), below: Below::Nothing, role: Role::Silent });
        self
    }

    /// A column of words that may wrap.
    pub fn words(self, title: impl AsRef<str>, cell: impl Fn(&R) -> Cell + 'a) -> Self {
        self.push(tables::words(title.as_ref()), cell)
    }

    /// A column of short words that keep their width.
    pub fn short(self, title: impl AsRef<str>, cell: impl Fn(&R) -> Cell + 'a) -> Self {
        self.push(tables::short(title.as_ref()), cell)
    }

    /// A column of numbers.
    pub fn numbers(self, title: impl AsRef<str>, cell: impl Fn(&R) -> Cell + 'a) -> Self {
        self.push(tables::numbers(title.as_ref()), cell)
    }

    /// A column for each of these.
    pub fn each<T>(self, items: impl IntoIterator<Item = T>, column: impl Fn(Self, T) -> Self) -> Self {
        items.into_iter().fold(self, column)
    }

    /// Columns that are there only if it holds.
    pub fn when(self, is_there: bool, columns: impl FnOnce(Self) -> Self) -> Self {
        if is_there { columns(self) } else { self }
    }

    /// These columns behind the others.
    pub fn and(mut self, others: Columns<'a, R>) -> Self {
        self.columns.extend(others.columns);
        self
    }

    fn last(mut self, change: impl FnOnce(&mut Column<'a, R>)) -> Self {
        if let Some(last) = self.columns.last_mut() {
            change(last);
        }
        self
    }

    /// The last column stands like this.
    pub fn align(self, align: Align) -> Self {
        self.last(|column| column.head.align = align)
    }

    /// Help for the eye in the last column.
    pub fn look(self, look: Look) -> Self {
        self.last(|column| column.head.look = look)
    }

    /// The last column is folded away at first in a workbook.
    pub fn folded(self) -> Self {
        self.last(|column| column.head.is_folded = true)
    }

    /// On a page the last column stands, with this header, below the name of a group whose columns stand side by side.
    pub fn spanned(self, name: &'static str, head: &'static str) -> Self {
        self.last(|column| column.head.spanner = Some(Spanner { name, head }))
    }

    /// What formulas call the last column.
    pub fn symbol(self, symbol: impl Into<Symbol>) -> Self {
        self.last(|column| column.head.symbol = Some(symbol.into()))
    }

    /// How the figures of the last column are computed, a sentence that `explain` says.
    pub fn means(self, sentence: &'static str) -> Self {
        self.last(|column| column.head.meaning = Some(sentence))
    }

    /// What the last column stands for in a chart.
    pub fn role(self, role: Role) -> Self {
        self.last(|column| column.role = role)
    }

    /// What stands below the last column.
    pub fn below(self, cell: Cell) -> Self {
        self.last(|column| column.below = Below::Cell(cell))
    }

    /// The sum of the last column stands below it; as a formula where the workbook computes itself, and then the column
    /// has a symbol.
    pub fn sum(self, is_live: bool) -> Self {
        self.last(|column| column.below = Below::Sum { is_live })
    }

    /// The sum of each of these columns stands below it.
    pub fn sums(mut self, is_live: bool) -> Self {
        self.columns.iter_mut().for_each(|column| column.below = Below::Sum { is_live });
        self
    }

    /// What each column stands for in a chart.
    pub fn roles(&self) -> Vec<Role> {
        self.columns.iter().map(|column| column.role).collect()
    }

    /// The cells of one row.
    pub fn cells(&self, row: &R) -> Vec<Cell> {
        self.columns.iter().map(|column| (column.cell)(row)).collect()
    }

    /// A heading of the rows below it: words in the first column.
    pub fn heading(&self, words: impl Into<String>) -> TableRow {
        let mut cells = vec![Cell::Empty; self.columns.len()];
        if let Some(first) = cells.first_mut() {
            *first = tables::text(words);
        }
        TableRow { kind: RowKind::Group, cells }
    }

    /// A row of things listed.
    pub fn body(&self, row: &R) -> TableRow {
        tables::body(self.cells(row))
    }

    /// The table of these things, one row each, and below them the sums of the columns that have one.
    pub fn table(
        self,
        name: &'static str,
        caption: impl Into<String>,
        rows: impl IntoIterator<Item: Borrow<R>>,
    ) -> Table {
        let rows = rows.into_iter().map(|row| self.body(row.borrow())).collect();
        self.of_rows(name, caption, rows)
    }

    /// The table of these things, one row each of its kind.
    pub fn lines(
        self,
        name: &'static str,
        caption: impl Into<String>,
        rows: impl IntoIterator<Item: Borrow<R>>,
        kind: impl Fn(&R) -> RowKind,
    ) -> Table {
        let row = |row: &R| TableRow { kind: kind(row), cells: self.cells(row) };
        let rows = rows.into_iter().map(|found| row(found.borrow())).collect();
        self.of_rows(name, caption, rows)
    }

    /// The table of rows that these columns made.
    pub fn of_rows(self, name: &'static str, caption: impl Into<String>, mut rows: Vec<TableRow>) -> Table {
        if self.columns.iter().any(|column| !matches!(column.below, Below::Nothing)) {
            let sums = (0..).zip(&self.columns).map(|(place, column)| column.below(name, place, &rows)).collect();
            rows.push(tables::total(sums));
        }
        Table {
            name: name.to_owned(),
            caption: caption.into(),
            columns: self.columns.into_iter().map(|column| column.head).collect(),
            rows,
            rest: None,
        }
    }
}

impl<R> Column<'_, R> {
    /// What stands below these rows, in which the column is at this place.
    fn below(&self, table: &'static str, place: usize, rows: &[TableRow]) -> Cell {
        let is_live = match &self.below {
            Below::Nothing => return Cell::Empty,
            Below::Cell(cell) => return cell.clone(),
            Below::Sum { is_live } => *is_live,
        };
        let figures = rows.iter().filter_map(|row| match row.cells.get(place).map(Cell::shown) {
            Some(Cell::Figure(figure)) => Some(*figure),
            _ => None,
        });
        let Some(sum) = figures.reduce(|sum, one| Figure { digits: sum.digits + one.digits, ..sum }) else {
            return Cell::Empty;
        };
        let shown = Cell::Figure(sum);
        match self.head.symbol.filter(|_| is_live) {
            Some(symbol) => {
                let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
                let formula = Formula::new("SUM({})", [Term::Rows(LiveColumn { table, symbol }, 0..count)]);
                live::live(shown, None, sum.into(), formula)
            }
            None => shown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{
            figure::Unit,
            live::{Piece, symbol},
        },
        report::{round, tables::text},
    };

    /// Two rows: 3 and 4 of a unit, 7 together.
    fn two_rows(is_live: bool) -> Table {
        Columns::new()
            .words("Name", |(name, _): &(&str, i64)| text(*name))
            .below(text("All"))
            .when(false, |columns| columns.short("Never", |_| Cell::Unknown))
            .numbers("Count", |(_, count)| Cell::Figure(round::count(*count)))
            .symbol("count")
            .folded()
            .sum(is_live)
            .short("Remark", |_| Cell::Empty)
            .table("Two", "", [("a", 3), ("b", 4)])
    }

    #[test]
    fn heads_cells_and_sums_stand_below_each_other() {
        let table = two_rows(false);
        let titles: Vec<&str> = table.columns.iter().map(|column| &*column.title).collect();
        assert_eq!(titles, ["Name", "Count", "Remark"]);
        assert!(table.columns[1].is_folded && !table.columns[0].is_folded);
        let count = |digits| Cell::Figure(Figure { digits, decimals: 0, unit: Unit::Count, signed: false });
        let cells: Vec<&[Cell]> = table.rows.iter().map(|row| &row.cells[..]).collect();
        assert_eq!(
            cells,
            [
                &[text("a"), count(3), Cell::Empty],
                &[text("b"), count(4), Cell::Empty],
                &[text("All"), count(7), Cell::Empty]
            ]
        );
        assert_eq!(table.rows[2].kind, RowKind::Total);
    }

    #[test]
    fn a_live_sum_speaks_of_its_column_by_symbol() {
        let Cell::Live(live) = two_rows(true).rows[2].cells[1].clone() else { panic!("no formula") };
        let rows = Term::Rows(LiveColumn { table: "Two", symbol: symbol("count") }, 0..2);
        let pieces: Vec<Piece> = live.formula.pieces().collect();
        assert_eq!(pieces, [Piece::Code("SUM("), Piece::Term(&rows), Piece::Code(")")]);
    }

    #[test]
    fn without_sums_nothing_stands_below() {
        let table = Columns::new().words("Name", |name: &&str| text(*name)).table("One", "", ["a"]);
        assert_eq!((table.rows.len(), table.rows[0].kind), (1, RowKind::Body));
    }
}
