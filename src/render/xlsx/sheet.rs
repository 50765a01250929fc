//! A sheet that is being written from top to bottom.

use super::{book::Book, formats::Formats, live::Places, measure, package::Additions, text};
use rust_xlsxwriter::{ColNum, Format, RowNum, Worksheet, XlsxError};
use std::slice;

/// Height of a row of one line, in points.
pub(super) const LINE_HEIGHT: f64 = 15.0;
/// The same in pixels.
pub(super) const LINE_PIXELS: u32 = 20;
/// Running text is as wide as this many digits, over as many columns as it takes.
pub(super) const TEXT_ROOM: f64 = 110.0;
/// Excel's greatest height of a row, in points.
pub(super) const GREATEST_HEIGHT: f64 = 409.0;
/// Width of a column nobody has set, in digits.
pub(super) const UNSET_WIDTH: f64 = 9.0;

/// A front sheet, and how far it is written.
pub(super) struct Sheet<'s, 'a> {
    pub(super) book: &'a Book<'a>,
    pub(super) formats: &'s mut Formats,
    /// Names of the tables that are still to come.
    pub(super) table_names: slice::Iter<'a, String>,
    /// What the package gets beside what the library writes.
    pub(super) additions: Additions<'a>,
    /// Where tables and named cells stand, while that is being found out.
    pub(super) places: Option<&'s mut Places>,
    pub(super) worksheet: &'s mut Worksheet,
    /// Name of the sheet.
    pub(super) tab: &'a str,
    /// Widths of the first columns, in digits.
    pub(super) widths: Vec<f64>,
    /// Next free row.
    pub(super) row: RowNum,
    /// Last column that shows anything; what lies behind it is not printed.
    pub(super) last_column: ColNum,
    /// Columns of the sheet's widest table.
    pub(super) most_columns: usize,
    /// Single cells are looked up in it; nobody reads it through.
    pub(super) is_reference: bool,
    /// Every table, in order.
    pub(super) tables: Vec<TableFacts>,
}

/// What page set-up and panes want to know of a table.
pub(super) struct TableFacts {
    pub(super) left: ColNum,
    pub(super) header: RowNum,
    pub(super) rows: usize,
    /// Of each column: is it folded away, and may it wrap?
    pub(super) columns: Vec<(bool, bool)>,
}

impl Sheet<'_, '_> {
    /// Writes text into one cell.
    pub(super) fn text(&mut self, row: RowNum, column: ColNum, words: &str, format: &Format) -> Result<(), XlsxError> {
        self.use_column(column);
        text::write(self.worksheet, row, column, words, Some(format))
    }

    /// Writes one line that runs over the empty cells at its right.
    pub(super) fn line(&mut self, words: &str, format: &Format) -> Result<(), XlsxError> {
        self.line_from(0, words, format)?;
        self.row += 1;
        Ok(())
    }

    /// The same from another column on, without going down.
    pub(super) fn line_from(&mut self, column: ColNum, words: &str, format: &Format) -> Result<(), XlsxError> {
        self.text(self.row, column, words, format)?;
        self.use_column(self.column_after(column, measure::width(words)));
        Ok(())
    }

    /// Writes running text, a row for each of its lines: cells need no merging and rows no guessed height.
    pub(super) fn lines(&mut self, words: &str, format: &Format) -> Result<(), XlsxError> {
        for line in measure::wrap(words, TEXT_ROOM) {
            self.line(&line, format)?;
        }
        Ok(())
    }

    /// Leaves a row empty.
    pub(super) fn gap(&mut self) {
        self.row += 1;
    }

    /// Makes a row high enough for its lines.
    pub(super) fn height(&mut self, row: RowNum, lines: usize) -> Result<(), XlsxError> {
        if lines > 1 {
            self.worksheet.set_row_height(row, (LINE_HEIGHT * lines as f64).min(GREATEST_HEIGHT))?;
        }
        Ok(())
    }

    /// Width of a column, in digits.
    pub(super) fn width(&self, column: ColNum) -> f64 {
        self.widths.get(usize::from(column)).copied().unwrap_or(UNSET_WIDTH)
    }

    /// The last column that something `room` digits wide touches when it begins at `column`.
    pub(super) fn column_after(&self, column: ColNum, room: f64) -> ColNum {
        column_after(&self.widths, column, room)
    }

    /// Notes that a column shows something.
    pub(super) fn use_column(&mut self, column: ColNum) {
        self.last_column = self.last_column.max(column);
    }
}

/// The last column that something `room` digits wide touches when it begins at `column`; `widths` are those of the
/// first columns.
pub(super) fn column_after(widths: &[f64], column: ColNum, room: f64) -> ColNum {
    let width = |column: ColNum| widths.get(usize::from(column)).copied().unwrap_or(UNSET_WIDTH);
    let mut last = column;
    let mut left = room - width(last);
    while left > 0.0 {
        last += 1;
        left -= width(last);
    }
    last
}
