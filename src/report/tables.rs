//! Short ways to make columns, rows and cells.

use crate::model::{
    figure::Figure,
    report::{Align, Cell, Look, RowKind, Table, TableColumn, TableRow},
};

/// A column of words that may wrap.
pub fn words(title: &str) -> TableColumn {
    TableColumn {
        title: title.to_owned(),
        spanner: None,
        align: Align::Left,
        flexible: true,
        look: Look::Plain,
        is_folded: false,
        symbol: None,
        meaning: None,
    }
}

/// A column of short words that keep their width.
pub fn short(title: &str) -> TableColumn {
    TableColumn { flexible: false, ..words(title) }
}

/// A column of numbers.
pub fn numbers(title: &str) -> TableColumn {
    TableColumn { align: Align::Right, ..short(title) }
}

/// Folds columns away in which no row that is no sum has anything.
pub fn fold_unknown(table: &mut Table) {
    for (place, column) in table.columns.iter_mut().enumerate() {
        let rows = table.rows.iter().filter(|row| row.kind == RowKind::Body);
        let mut cells = rows.map(|row| row.cells[place].shown());
        column.is_folded |= cells.all(|cell| matches!(cell, Cell::Unknown | Cell::Empty));
    }
}

/// A row of things listed.
pub fn body(cells: Vec<Cell>) -> TableRow {
    TableRow { kind: RowKind::Body, cells }
}

/// A sum of rows above.
pub fn total(cells: Vec<Cell>) -> TableRow {
    TableRow { kind: RowKind::Total, cells }
}

/// Words.
pub fn text(words: impl Into<String>) -> Cell {
    Cell::Text(words.into())
}

/// Words, or unknown.
pub fn text_or_unknown(words: Option<&(impl AsRef<str> + ?Sized)>) -> Cell {
    words.map_or(Cell::Unknown, |words| Cell::Text(words.as_ref().to_owned()))
}

/// A number, or unknown.
pub fn figure_or_unknown(figure: Option<Figure>) -> Cell {
    figure.map_or(Cell::Unknown, Cell::Figure)
}

/// A number, or nothing where none belongs.
pub fn figure_or_empty(figure: Option<Figure>) -> Cell {
    figure.map_or(Cell::Empty, Cell::Figure)
}
