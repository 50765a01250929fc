//! Tables of a section: real Excel tables where people may filter and sort, plain rows where that would tear groups apart.

use super::{
    emphasis,
    live::{Columns, Place, Tab},
    long, names,
    row::{RowLooks, write_row},
    sheet::{Sheet, TableFacts},
    widths::header_lines,
};
use crate::model::report::{Cell, RowKind, Table};
use rust_xlsxwriter::{self as excel, ColNum, IgnoreError, RowNum, TableStyle, XlsxError};

/// A table with fewer rows has no buttons to filter and sort by.
const ROWS_TO_FILTER: usize = 12;

/// Where a table stands.
pub(super) struct Placed {
    pub(super) left: ColNum,
    pub(super) header: RowNum,
    /// First row below the header.
    pub(super) first: RowNum,
    /// First row below the table.
    pub(super) end: RowNum,
}

/// Writes a table with its caption and what was left out of it.
pub(super) fn write<'a>(sheet: &mut Sheet<'_, 'a>, table: &'a Table) -> Result<(), XlsxError> {
    caption(sheet, table, 0)?;
    place(sheet, table, 0, long::rows(table, sheet.book))?;
    rest(sheet, table)?;
    sheet.gap();
    Ok(())
}

/// Writes the heading of a table, if it has one.
pub(super) fn caption(sheet: &mut Sheet, table: &Table, left: ColNum) -> Result<(), XlsxError> {
    if table.caption.is_empty() {
        return Ok(());
    }
    let heading = sheet.formats.heading();
    sheet.line_from(left, &table.caption, &heading)?;
    sheet.row += 1;
    Ok(())
}

/// Writes what was left out of a table.
pub(super) fn rest(sheet: &mut Sheet, table: &Table) -> Result<(), XlsxError> {
    let Some(rest) = &table.rest else { return Ok(()) };
    let muted = sheet.formats.scope();
    sheet.lines(&rest.text(), &muted)
}

/// Writes header and rows from the next free row on; the first `long` rows are left to the package.
pub(super) fn place<'a>(
    sheet: &mut Sheet<'_, 'a>,
    table: &'a Table,
    left: ColNum,
    long: usize,
) -> Result<Placed, XlsxError> {
    let header = sheet.row;
    let headers = names::headers(table.columns.iter().map(|column| column.title.as_str()));
    if sheet.places.is_some() {
        return Ok(note(sheet, table, left));
    }
    write_header(sheet, table, &headers, left)?;
    sheet.row += 1;
    if long > 0 {
        long::hold(sheet, table, long, left)?;
    }
    let looks = RowLooks::of(sheet, table, left);
    for row in &table.rows[long..] {
        write_row(sheet, &looks, row)?;
        sheet.row += 1;
    }
    sheet.use_column(looks.furthest(&table.rows[long..]));
    let placed = Placed { left, header, first: header + 1, end: sheet.row };
    sheet.tables.push(TableFacts {
        left,
        header,
        rows: table.rows.len(),
        columns: table.columns.iter().map(|column| (column.is_folded, column.flexible)).collect(),
    });
    if filtered_rows(table) > 0 {
        add_table(sheet, table, headers, &placed)?;
    }
    if table.rows.is_empty() {
        let muted = sheet.formats.scope();
        sheet.line_from(left, "None.", &muted)?;
        sheet.row += 1;
    }
    for (column, found) in (left..).zip(&table.columns) {
        sheet.use_column(column);
        emphasis::look(sheet, table, column, found, &placed)?;
        // Excel ignores one kind of warning a cell. Rows may differ in what they know, and so in their formulas.
        let is_live =
            table.rows.iter().any(|row| matches!(row.cells.get(usize::from(column - left)), Some(Cell::Live(_))));
        let warning = if is_live { IgnoreError::FormulaDiffers } else { IgnoreError::NumberStoredAsText };
        sheet.worksheet.ignore_error_range(header, column, placed.end, column, warning)?;
    }
    Ok(placed)
}

/// Notes where a table stands, and the named cells in it.
fn note(sheet: &mut Sheet, table: &Table, left: ColNum) -> Placed {
    let header = sheet.row;
    let first = header + 1;
    let end = (first..).nth(table.rows.len()).unwrap_or(RowNum::MAX);
    sheet.row = if table.rows.is_empty() { end + 1 } else { end };
    if let Some(places) = &mut sheet.places {
        let columns = Columns::of(&table.columns);
        let place = Place { tab: Tab::of(sheet.tab), left, first, rows: end - first, columns };
        places.add_table(&table.name, place);
        for (row, found) in (first..).zip(&table.rows) {
            for (column, cell) in (left..).zip(&found.cells) {
                if let Cell::Named(named) = cell {
                    places.add_name(named.name, sheet.tab, row, column);
                }
            }
        }
    }
    Placed { left, header, first, end }
}

/// How many rows a filter may hide and sort: those above the sums at the end. None where headings stand between rows.
pub(super) fn filtered_rows(table: &Table) -> usize {
    let body = table.rows.iter().take_while(|row| row.kind == RowKind::Body).count();
    if table.rows[body..].iter().all(|row| row.kind == RowKind::Total) { body } else { 0 }
}

/// A few rows are seen at once; the buttons would only hide their titles.
pub(super) fn has_filter(table: &Table) -> bool {
    filtered_rows(table) >= ROWS_TO_FILTER
}

fn add_table(sheet: &mut Sheet, table: &Table, headers: Vec<String>, placed: &Placed) -> Result<(), XlsxError> {
    let columns: Vec<excel::TableColumn> = headers
        .into_iter()
        .zip(&table.columns)
        .map(|(title, column)| {
            excel::TableColumn::new().set_header(title).set_header_format(sheet.formats.header(column.align))
        })
        .collect();
    let body = (placed.first..).zip(&table.rows).filter(|(_, row)| row.kind == RowKind::Body);
    let last_row = body.map(|(row, _)| row).last().unwrap_or(placed.first);
    let last_column = (placed.left..).zip(&columns).map(|(column, _)| column).last().unwrap_or(placed.left);
    // Named for every table that has such rows, so one is there.
    let name = sheet.table_names.next().cloned().unwrap_or_default();
    sheet.additions.lengths.insert(name.clone(), (last_row - placed.header) as usize);
    let object = excel::Table::new()
        .set_name(name)
        .set_style(TableStyle::None)
        .set_alt_text_title(&table.caption)
        .set_columns(&columns)
        .set_autofilter(has_filter(table));
    // The library would keep a list of all its cells; the package says later how long it is.
    sheet.worksheet.add_table(placed.header, placed.left, placed.first, last_column, &object)?;
    Ok(())
}

fn write_header(sheet: &mut Sheet, table: &Table, headers: &[String], left: ColNum) -> Result<(), XlsxError> {
    let row = sheet.row;
    let mut lines = 1;
    for ((place, title), column) in (left..).zip(headers).zip(&table.columns) {
        let format = sheet.formats.header(column.align);
        sheet.text(row, place, title, &format)?;
        lines = lines.max(header_lines(title, sheet.width(place), has_filter(table)));
    }
    sheet.height(row, lines)
}
