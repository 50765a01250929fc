//! How wide the columns are that the tables of a sheet share.

use super::{book::Book, measure, names, table::has_filter};
use crate::model::{
    figure::Figure,
    live::NOT_REPORTED,
    locale::Locale,
    report::{Cell, RowKind, Table},
};
use rust_xlsxwriter::ColNum;

/// Widest column of texts, in digits; longer texts wrap.
const WIDEST_TEXT: f64 = 48.0;
/// The same where another table of the sheet has short words or numbers in the column: they would stand in wide gaps.
const MIXED_TEXT: f64 = 25.0;
/// Room of a cell's own margins, in digits.
pub(super) const MARGIN: f64 = 2.5;
/// Room of a header's filter button, in digits.
const BUTTON: f64 = 3.5;
/// Bold letters are wider than plain ones.
const BOLD: f64 = 1.1;
/// A header is given as many lines as this before it is given more width.
const HEADER_LINES: usize = 2;
/// A chart's table may begin so many columns from the left.
const FURTHEST_LEFT: usize = 3;

/// Does a table let the words of its last column run over the empty cells at their right? They would widen a column
/// that a wider table on the sheet keeps narrow.
pub(super) fn leans(table: &Table, most_columns: usize) -> bool {
    table.columns.len() < most_columns && table.columns.last().is_some_and(|column| column.flexible)
}

/// Makes the first columns wide enough for a table. Words in a column that is `narrow` for another table wrap.
pub(super) fn widen(widths: &mut Vec<f64>, table: &Table, book: &Book, leans: bool, narrow: &[bool]) {
    let mut needs = needs(table, book);
    if leans {
        needs.pop();
    }
    for ((need, column), narrow) in needs.iter_mut().zip(&table.columns).zip(narrow) {
        if column.flexible && *narrow {
            *need = need.min(MIXED_TEXT).max(header_width(&column.title, has_filter(table)) + MARGIN);
        }
    }
    for (index, need) in needs.into_iter().enumerate() {
        at_least(widths, index, need);
    }
}

/// Makes columns wide enough for a chart's table, which stands where it widens least what other tables share.
pub(super) fn widen_anywhere(widths: &mut Vec<f64>, table: &Table, book: &Book) {
    let needs = needs(table, book);
    let widening =
        |left: usize| needs.iter().enumerate().map(|(index, need)| lack(widths, left + index, *need)).sum::<f64>();
    let best = (0..=FURTHEST_LEFT).min_by(|one, other| widening(*one).total_cmp(&widening(*other))).unwrap_or(0);
    for (index, need) in needs.into_iter().enumerate() {
        at_least(widths, best + index, need);
    }
}

/// The first column from which on a chart's table fits into the widths.
pub(super) fn left(widths: &[f64], table: &Table, book: &Book) -> ColNum {
    let needs = needs(table, book);
    let fits = |left: usize| needs.iter().enumerate().all(|(index, need)| lack(widths, left + index, *need) == 0.0);
    (0..).zip(0..=FURTHEST_LEFT).find(|(_, left)| fits(*left)).map_or(0, |(column, _)| column)
}

/// How much a column lacks to the width it needs.
fn lack(widths: &[f64], index: usize, need: f64) -> f64 {
    (need - widths.get(index).copied().unwrap_or(0.0)).max(0.0)
}

/// Width each column of a table needs, in digits.
fn needs(table: &Table, book: &Book) -> Vec<f64> {
    let headers = names::headers(table.columns.iter().map(|column| column.title.as_str()));
    let need = |(index, title): (usize, &String)| {
        let mut measured = Measured::default();
        let cells = table.rows.iter().filter(|row| row.kind != RowKind::Group).filter_map(|row| {
            let swelling = if row.kind == RowKind::Total { BOLD } else { 1.0 };
            let cell = row.cells.get(index).filter(|cell| swelling > 1.0 || !measured.knows(cell))?;
            Some(cell_width(cell, &book.report.locale) * swelling)
        });
        cells.fold(header_width(title, has_filter(table)), f64::max) + MARGIN
    };
    headers.iter().enumerate().map(need).collect()
}

/// Makes one column at least this wide.
pub(super) fn at_least(widths: &mut Vec<f64>, index: usize, width: f64) {
    let least = 6.0;
    widths.resize(widths.len().max(index + 1), least);
    widths[index] = widths[index].max(width);
}

/// The narrowest width in which a header keeps its words whole and takes few lines, beside a filter's button if its
/// table has one.
pub(super) fn header_width(title: &str, has_filter: bool) -> f64 {
    let mut room = measure::widest_word(title).min(WIDEST_TEXT);
    while measure::wrap(title, room).len() > HEADER_LINES && room < WIDEST_TEXT {
        room += 1.0;
    }
    room * BOLD + button(has_filter)
}

/// Lines a header takes in a column of this width.
pub(super) fn header_lines(title: &str, width: f64, has_filter: bool) -> usize {
    measure::wrap(title, (width - button(has_filter) - MARGIN / 2.0) / BOLD).len()
}

fn button(has_filter: bool) -> f64 {
    if has_filter { BUTTON } else { 0.0 }
}

/// The longest numbers of a column so far, below zero and above: digits are all equally wide, so that no shorter number
/// of the kind has to be measured.
#[derive(Default)]
struct Measured([Option<Figure>; 2]);

impl Measured {
    /// Is a number that is at least as long measured already? If not, this one will be.
    fn knows(&mut self, cell: &Cell) -> bool {
        let Cell::Figure(figure) = cell.shown() else { return false };
        let longest = &mut self.0[usize::from(figure.digits > 0)];
        let is_known = longest.is_some_and(|longest| {
            (longest.unit, longest.decimals, longest.signed) == (figure.unit, figure.decimals, figure.signed)
                && longest.digits.unsigned_abs() >= figure.digits.unsigned_abs()
        });
        if !is_known {
            *longest = Some(*figure);
        }
        is_known
    }
}

fn cell_width(cell: &Cell, locale: &Locale) -> f64 {
    match cell.shown() {
        Cell::Text(words) => measure::widest_line(words).min(WIDEST_TEXT),
        Cell::Figure(figure) => measure::width(&figure.text(locale)),
        Cell::Day(_) => measure::width("00 Mmm 0000"),
        Cell::Month(_) => measure::width("Mmm 0000"),
        Cell::Empty => 0.0,
        Cell::Unknown => measure::width(NOT_REPORTED),
        Cell::Holds(_) => measure::width("FALSE"),
        Cell::Live(_) | Cell::Named(_) => 0.0,
    }
}
