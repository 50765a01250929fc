//! Tables of so many rows that the spreadsheet library is not asked to keep them.

use super::{
    book::Book,
    cells::{Rows, push_number},
    formats::{CellStyle, Content},
    live,
    package::Filling,
    row::{RowLooks, Value, shown},
    sheet::Sheet,
};
use crate::model::report::{Cell, RowKind, Table, TableRow};
use rust_xlsxwriter::{ColNum, Format, RowNum, XlsxError};

/// How many of a table's first rows are left to the package: all above its sums. None of a table whose cells have names,
/// and none that a chart draws, because the library notes for the chart what it draws.
pub(super) fn rows(table: &Table, book: &Book) -> usize {
    let sums = table.rows.iter().rev().take_while(|row| row.kind == RowKind::Total).count();
    let rows = &table.rows[..table.rows.len() - sums];
    let has_names = |row: &TableRow| row.cells.iter().any(|cell| matches!(cell, Cell::Named(_)));
    if rows.len() < book.long || rows.iter().any(has_names) { 0 } else { rows.len() }
}

/// Keeps room for the first `count` rows of a table, from the next free row on.
pub(super) fn hold<'a>(
    sheet: &mut Sheet<'_, 'a>,
    table: &'a Table,
    count: usize,
    left: ColNum,
) -> Result<(), XlsxError> {
    let rows = &table.rows[..count];
    let looks = RowLooks::of(sheet, table, left);
    let styles = styles(rows, &looks, sheet.book);
    let formats: Vec<Format> = styles.iter().map(|style| sheet.formats.cell(*style).clone()).collect();
    let first = sheet.row;
    let last = RowNum::try_from(count - 1).ok().and_then(|more| first.checked_add(more));
    let last = last.ok_or(XlsxError::RowColumnLimitError)?;
    let right = left + table.columns.len().saturating_sub(1) as ColNum;
    sheet.use_column(looks.furthest(rows));
    let (book, tab) = (sheet.book, sheet.tab);
    let write = move |out: &mut dyn std::io::Write, numbers: &[u32]| -> Result<(), XlsxError> {
        let mut written = Rows::new(out, right + 1);
        let known: Vec<(CellStyle, u32)> = styles.iter().copied().zip(numbers.iter().copied()).collect();
        // Most cells look like the one above.
        let mut above: Vec<Option<(CellStyle, u32)>> = vec![None; table.columns.len()];
        for (row, found) in (first..).zip(rows) {
            let (cells, lines) = looks.cells(found);
            written.begin(row, lines);
            for (((column, cell), style), above) in (left..).zip(&found.cells).zip(cells).zip(&mut above) {
                let (style, value) = content(cell, style, book);
                let number = match above {
                    Some((same, number)) if *same == style => *number,
                    _ => {
                        let entry = known.iter().find(|(known, _)| *known == style).copied();
                        let entry = entry.ok_or_else(|| XlsxError::CustomError("a look nobody foresaw".to_owned()))?;
                        above.insert(entry).1
                    }
                };
                if let Cell::Live(live) = cell {
                    written.formula(
                        column,
                        number,
                        &live::code(book, &live::At { tab, table: &table.name, left, row }, live)?,
                        &live.result,
                    );
                    continue;
                }
                match value {
                    Value::Blank => written.blank(column, number),
                    Value::Number(value) => written.number(column, number, |xml| push_number(xml, value)),
                    Value::Day(day) => written.number(column, number, |xml| push_number(xml, day.to_excel())),
                    Value::Text(words) => written.text(column, number, &words),
                    Value::Truth(truth) => written.truth(column, number, truth),
                }
            }
            written.end()?;
        }
        Ok(written.finish()?)
    };
    sheet.additions.fillings.push(Filling::hold(
        sheet.worksheet,
        first..=last,
        left..=right,
        &formats,
        Box::new(write),
    )?);
    sheet.row = last + 1;
    Ok(())
}

/// How a cell looks, and its value if it does not compute.
fn content<'a>(cell: &'a Cell, style: CellStyle, book: &Book) -> (CellStyle, Value<'a>) {
    match cell {
        Cell::Live(live) => (CellStyle { content: live::look(live), ..style }, Value::Blank),
        cell => shown(cell, style, &book.report.locale),
    }
}

/// Every look that cells of these rows may have, each once. Whether words wrap is not measured here, so both ways are
/// foreseen.
fn styles(rows: &[TableRow], looks: &RowLooks, book: &Book) -> Vec<CellStyle> {
    let mut styles: Vec<CellStyle> = Vec::new();
    let mut above: Vec<Option<CellStyle>> = Vec::new();
    for row in rows {
        above.resize(above.len().max(row.cells.len()), None);
        for ((index, cell), above) in row.cells.iter().enumerate().zip(&mut above) {
            let (style, _) = content(cell, looks.plain(index, row.kind), book);
            if *above == Some(style) {
                continue;
            }
            *above = Some(style);
            let wrapped = CellStyle { content: Content::Text { wraps: true }, ..style };
            let may_wrap = style.content == Content::Text { wraps: false };
            for style in [Some(style), may_wrap.then_some(wrapped)].into_iter().flatten() {
                if !styles.contains(&style) {
                    styles.push(style);
                }
            }
        }
    }
    styles
}
