//! Cells of a table's row: what each shows, how it looks, how many lines the row is high.

use super::{
    formats::{CellStyle, Content, cell_number},
    live, measure,
    sheet::{Sheet, TEXT_ROOM, UNSET_WIDTH, column_after},
    text,
    widths::{MARGIN, leans},
};
use crate::model::{
    figure::Figure,
    live::NOT_REPORTED,
    locale::Locale,
    period::Month,
    report::{Align, Cell, Look, RowKind, Table, TableRow},
};
use jiff::civil::Date;
use rust_xlsxwriter::{ColNum, ExcelDateTime, XlsxError};
use std::borrow::Cow;

/// How the cells of a table's rows look, as far as it depends on the room they have.
pub(super) struct RowLooks<'a> {
    table: &'a Table,
    left: ColNum,
    /// Widths of the sheet's first columns, in digits.
    widths: Vec<f64>,
    /// The column whose words run over the empty cells at their right.
    leaning: Option<usize>,
}

impl<'a> RowLooks<'a> {
    pub(super) fn of(sheet: &Sheet, table: &'a Table, left: ColNum) -> Self {
        let leaning = leans(table, sheet.most_columns).then(|| table.columns.len() - 1);
        RowLooks { table, left, widths: sheet.widths.clone(), leaning }
    }

    /// The look of a text that does not wrap.
    pub(super) fn plain(&self, index: usize, kind: RowKind) -> CellStyle {
        let column = self.table.columns.get(index);
        let align = column.map_or(Align::Left, |column| column.align);
        let hidden_groups = match column.map(|column| column.look) {
            Some(Look::Scaled(groups)) => groups,
            _ => 0,
        };
        CellStyle { content: Content::Text { wraps: false }, kind, align, is_input: false, hidden_groups }
    }

    /// The looks of a row's cells as if all were texts, and the lines the row is high.
    pub(super) fn cells(&self, row: &TableRow) -> (Vec<CellStyle>, usize) {
        let mut lines = 1;
        let looks = row.cells.iter().zip(&self.table.columns).enumerate().map(|(index, (cell, column))| {
            let place = usize::from(self.left) + index;
            let room = self.widths.get(place).copied().unwrap_or(UNSET_WIDTH) - MARGIN / 2.0;
            let runs_on = self.leaning == Some(index) || column.is_folded;
            let wraps = row.kind != RowKind::Group && !runs_on && is_wrapped(cell, room);
            if let Cell::Text(words) = cell
                && wraps
            {
                lines = lines.max(measure::wrap(words, room).len());
            }
            CellStyle { content: Content::Text { wraps }, ..self.plain(index, row.kind) }
        });
        (looks.collect(), lines)
    }

    /// The last column that words of these rows touch. Words of a folded column end where the next begins.
    pub(super) fn furthest(&self, rows: &[TableRow]) -> ColNum {
        let last = self.left + self.table.columns.len().saturating_sub(1) as ColNum;
        let groups = rows.iter().filter(|row| row.kind == RowKind::Group).map(|row| (row, 0));
        let leaning = self.leaning.into_iter().flat_map(|index| rows.iter().map(move |row| (row, index)));
        let reach = |(row, index): (&TableRow, usize)| match row.cells.get(index) {
            Some(Cell::Text(words)) => {
                // A list of thousands of ids is for a search, not for paper.
                let room = measure::widest_line(words).min(TEXT_ROOM);
                column_after(&self.widths, self.left + index as ColNum, room)
            }
            _ => 0,
        };
        groups.chain(leaning).map(reach).fold(last, ColNum::max)
    }
}

pub(super) fn write_row(sheet: &mut Sheet, looks: &RowLooks, row: &TableRow) -> Result<(), XlsxError> {
    let (styles, lines) = looks.cells(row);
    for ((place, cell), style) in (looks.left..).zip(&row.cells).zip(styles) {
        write_cell(sheet, (looks.table, looks.left), place, cell, style)?;
    }
    sheet.height(sheet.row, lines)
}

fn is_wrapped(cell: &Cell, room: f64) -> bool {
    match cell {
        Cell::Text(words) => measure::width(words) > room || words.contains('\n'),
        Cell::Figure(_)
        | Cell::Day(_)
        | Cell::Month(_)
        | Cell::Empty
        | Cell::Unknown
        | Cell::Holds(_)
        | Cell::Live(_)
        | Cell::Named(_) => false,
    }
}

/// What stands in a cell that does not compute.
pub(super) enum Value<'a> {
    Blank,
    Number(f64),
    Day(ExcelDateTime),
    Text(Cow<'a, str>),
    Truth(bool),
}

/// What a cell shows: how it looks and its value; `style` is that of a text.
pub(super) fn shown<'a>(cell: &'a Cell, style: CellStyle, locale: &Locale) -> (CellStyle, Value<'a>) {
    let with = |content| CellStyle { content, ..style };
    match cell.shown() {
        Cell::Text(words) if words.is_empty() => (style, Value::Blank),
        Cell::Text(words) => (style, Value::Text(words.into())),
        Cell::Figure(figure) => (with(figure_look(figure)), Value::Number(cell_number(figure))),
        Cell::Day(day) => day_shown(*day, with(Content::Day), || locale.day(*day)),
        Cell::Month(month) => day_shown(month.first_day(), with(Content::Month), || month.title()),
        Cell::Unknown => (with(Content::Unknown), Value::Text(NOT_REPORTED.into())),
        Cell::Holds(holds) => (with(Content::Check { holds: *holds }), Value::Truth(*holds)),
        Cell::Empty | Cell::Live(_) | Cell::Named(_) => (style, Value::Blank),
    }
}

fn figure_look(figure: &Figure) -> Content {
    Content::Figure { unit: figure.unit, decimals: figure.decimals, signed: figure.signed }
}

/// A day as a date; in words where Excel's calendar does not reach.
fn day_shown<'a>(day: Date, style: CellStyle, words: impl FnOnce() -> String) -> (CellStyle, Value<'a>) {
    match excel_day(day) {
        Some(date) => (style, Value::Day(date)),
        None => (style, Value::Text(words().into())),
    }
}

/// Writes one cell of a table that begins in column `left`; `style` is that of a text.
fn write_cell(
    sheet: &mut Sheet,
    (table, left): (&Table, ColNum),
    column: ColNum,
    cell: &Cell,
    style: CellStyle,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Live(live) => live::write(sheet, (table, left), column, live, style),
        Cell::Named(named) => {
            let style = CellStyle { is_input: named.is_input, ..style };
            let (look, _) = shown(&named.cell, style, &sheet.book.report.locale);
            match named.exact {
                Some(exact) => write_value(sheet, column, look, Value::Number(exact)),
                None => write_cell(sheet, (table, left), column, &named.cell, style),
            }
        }
        cell => {
            let (style, value) = shown(cell, style, &sheet.book.report.locale);
            write_value(sheet, column, style, value)
        }
    }
}

fn write_value(sheet: &mut Sheet, column: ColNum, style: CellStyle, value: Value) -> Result<(), XlsxError> {
    let (row, format) = (sheet.row, sheet.formats.cell(style));
    match value {
        Value::Blank => sheet.worksheet.write_blank(row, column, format)?,
        Value::Number(number) => sheet.worksheet.write_number_with_format(row, column, number, format)?,
        Value::Day(day) => sheet.worksheet.write_datetime_with_format(row, column, &day, format)?,
        Value::Truth(truth) => sheet.worksheet.write_boolean_with_format(row, column, truth, format)?,
        Value::Text(words) => return text::write(sheet.worksheet, row, column, &words, Some(format)),
    };
    Ok(())
}

/// A day of Excel's calendar, which begins in 1900.
pub(super) fn excel_day(day: Date) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year()).ok().filter(|year| *year >= 1900)?;
    ExcelDateTime::from_ymd(year, day.month().unsigned_abs(), day.day().unsigned_abs()).ok()
}

/// The first day of a month of Excel's calendar.
pub(super) fn excel_month(month: Month) -> Option<ExcelDateTime> {
    excel_day(month.first_day())
}
