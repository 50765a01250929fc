//! Workbooks of Excel (.xlsx, .xlsm): each sheet streamed once, cell by cell, never as one rectangle.

use super::{
    Refusal, cell, content, finding,
    layout::Layout,
    layout_xml,
    package::Package,
    parts::SheetParts,
    sheet::{Place, Reading, SheetReader},
};
use crate::model::{
    finding::{Address, Code, Finding, Severity},
    workbook::{CellPlace, RawValue},
};
use calamine::{DataRef, Reader, Sheet, SheetType, Xlsx, XlsxError};
use std::{io::Cursor, sync::Arc};

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Cells that no value could be made of are passed over up to this number; more mean that the sheet is damaged.
pub(super) const MOST_UNREADABLE_CELLS: u32 = 1_000;

/// Reads all sheets of an unpacked workbook.
pub(super) fn read(package: &Package, reading: &mut Reading) -> Result<(), Refusal> {
    let mut book: Book = Xlsx::new(Cursor::new(package.bytes.as_slice())).map_err(why_not_read)?;
    let parts = SheetParts::of(package);
    let sheets: Vec<_> =
        book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).cloned().collect();
    reading.expect_sheets(sheets.len())?;
    for sheet in &sheets {
        let mut layout = parts.find(&sheet.name).map(layout_xml::read).unwrap_or_default();
        layout.visibility = sheet.visible.into();
        read_sheet(&mut book, package, sheet, &layout, reading)?;
    }
    Ok(())
}

fn read_sheet(
    book: &mut Book,
    package: &Package,
    sheet: &Sheet,
    layout: &Layout,
    reading: &mut Reading,
) -> Result<(), Refusal> {
    let name: Arc<str> = sheet.name.as_str().into();
    let place = Place { file: reading.context.file.clone(), sheet: Some(name.clone()) };
    let (mut sheet, mut pass) = stream(book, &name, &place, &[], reading)?;
    if pass.met_empty_cells && may_hold_formula_without_result(&package.bytes) {
        let unresolved = formulas_without_result(book, &name)?;
        if !unresolved.is_empty() {
            (sheet, pass) = stream(book, &name, &place, &unresolved, reading)?;
        }
    }
    let outcome = sheet.finish()?;
    reading.add_laid_out(name, &place, outcome, layout);
    if pass.unreadable > 0 {
        reading.note(unreadable_cells(&place, pass.unreadable, pass.before_unreadable));
    }
    Ok(())
}

/// What was noticed while a sheet's cells went by.
#[derive(Default)]
struct Pass {
    /// Some cell is there but holds no value: it has only a format, or a formula without result.
    met_empty_cells: bool,
    unreadable: u32,
    before_unreadable: Option<CellPlace>,
}

/// Feeds a sheet's cells to a [`SheetReader`]; `unresolved` are the places of formulas without result, in order.
fn stream<'a>(
    book: &mut Book,
    name: &Arc<str>,
    place: &Place,
    unresolved: &[(u32, u32)],
    reading: &'a mut Reading,
) -> Result<(SheetReader<'a>, Pass), Refusal> {
    let is_1904 = book.has_1904_epoch();
    let cells_left = reading.cells_left();
    let named = reading.context.titles.kind_named(name);
    let mut sheet = SheetReader::new(&reading.context, name.clone(), place.clone(), named, cells_left);
    let mut pass = Pass::default();
    let mut last = CellPlace { row: 0, column: 0 };
    let mut cells = book.worksheet_cells_reader(name).map_err(why_not_read)?;
    let is_percent: Vec<bool> = cells.styles().iter().map(shows_percent).collect();
    loop {
        let (next, style) = match cells.next_cell_with_style_id() {
            Ok(Some(next)) => next,
            Ok(None) => break,
            Err(error) if is_of_one_cell(&error) && pass.unreadable < MOST_UNREADABLE_CELLS => {
                pass.unreadable += 1;
                pass.before_unreadable.get_or_insert(last);
                continue;
            }
            Err(error) => return Err(why_not_read(error)),
        };
        let (row, column) = next.get_position();
        last = CellPlace { row, column };
        let value = match next.get_value() {
            DataRef::Empty if unresolved.binary_search(&(row, column)).is_ok() => RawValue::NoResult,
            DataRef::Empty => {
                pass.met_empty_cells = true;
                continue;
            }
            value if is_percent.get(style) == Some(&true) => {
                cell::percent(cell::value(value, is_1904, &mut reading.strings))
            }
            value => cell::value(value, is_1904, &mut reading.strings),
        };
        if sheet.put(row, column, value).is_break() {
            break;
        }
    }
    Ok((sheet, pass))
}

fn shows_percent(style: &calamine::Style) -> bool {
    style.number_format.as_ref().is_some_and(|format| cell::shows_percent(&format.format_code))
}

/// Errors after which the cells that follow can still be read.
fn is_of_one_cell(error: &XlsxError) -> bool {
    matches!(
        error,
        XlsxError::CellError(_)
            | XlsxError::CellTAttribute(_)
            | XlsxError::ParseFloat(_)
            | XlsxError::Unexpected(_)
            | XlsxError::UnexpectedNode(_)
            | XlsxError::Unrecognized { .. }
    )
}

fn why_not_read(error: XlsxError) -> Refusal {
    match error {
        XlsxError::Password => content::password_protected(),
        XlsxError::Unrecognized { typ: "sheet:type", .. } => content::macro_sheets(),
        _ => Refusal::damaged(),
    }
}

/// A finding about cells that had to be passed over; also for other formats.
pub(super) fn unreadable_cells(place: &Place, cells: u32, before: Option<CellPlace>) -> Finding {
    let after = before.map(|cell| format!(" (the first stands after {cell})")).unwrap_or_default();
    let problem = format!("{cells} cells hold values this program does not know{after}; they are left out");
    let instead = "look for error values there and replace them, or save the file again in Excel".to_owned();
    let address = Address { file: place.file.clone(), sheet: place.sheet.clone(), cell: None };
    finding(address, Severity::Rejected, Code::ErrorCell, problem, instead)
}

/// Whether the stored parts may hold a cell with a formula and no value: a cheap look before the sheet is read again.
fn may_hold_formula_without_result(package: &[u8]) -> bool {
    let mut is_waiting = false;
    for at in package.windows(4) {
        match at {
            b"<c r" => is_waiting = false,
            [b'<', b'f', b'>' | b' ' | b'/', _] => is_waiting = true,
            [b'<', b'v', b'>', first] if *first != b'<' => is_waiting = false,
            b"</c>" if is_waiting => return true,
            _ => {}
        }
    }
    false
}

/// Places of formulas that were saved without their result, in the sheet's order.
fn formulas_without_result(book: &mut Book, name: &str) -> Result<Vec<(u32, u32)>, Refusal> {
    let mut places = Vec::new();
    let mut unreadable = 0;
    let mut cells = book.worksheet_cells_reader(name).map_err(why_not_read)?;
    loop {
        match cells.next_cell_with_formula_metadata() {
            Ok(Some(cell)) if cell.formula.is_some() && matches!(cell.value, DataRef::Empty) => places.push(cell.pos),
            Ok(Some(_)) => {}
            Ok(None) => break,
            Err(error) if is_of_one_cell(&error) && unreadable < MOST_UNREADABLE_CELLS => unreadable += 1,
            Err(error) => return Err(why_not_read(error)),
        }
    }
    // In order already, unless the file is odd; the search in it relies on the order.
    places.sort_unstable();
    Ok(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_suspected_only_without_a_value() {
        let suspected = |cell: &str| may_hold_formula_without_result(cell.as_bytes());
        assert!(suspected("<c r=\"A1\"><f>B1</f></c>"));
        assert!(suspected("<c r=\"A1\"><f>B1</f><v/></c>"));
        assert!(suspected("<c r=\"A1\"><f>B1</f><v></v></c><c><v>3</v></c>"));
        assert!(suspected("<c r=\"A1\"><f t=\"shared\" si=\"0\"/></c>"));
        assert!(!suspected("<c r=\"A1\"><f>B1</f><v>7</v></c>"));
        assert!(!suspected("<c r=\"A1\" s=\"3\"/><font/>"));
    }
}
