//! Workbooks of Excel (.xlsx, .xlsm): each sheet streamed once, cell by cell, never as one rectangle.

use super::{
    Refusal, cell, content, finding,
    layout::Layout,
    layout_xml,
    number_format::NumberFormat,
    outcome::Place,
    package::Package,
    parts::{self, SheetParts},
    sheet::{Reading, SheetReader},
};
use crate::model::{
    finding::{Address, Code, Finding, Severity},
    workbook::{CellPlace, RawValue},
};
use calamine::{DataRef, Reader, Sheet, SheetType, Xlsx, XlsxError};
use memchr::memmem;
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
    reading.context.is_1904 = book.has_1904_epoch();
    let is_computed = !asks_for_calculation(package) || has_results(&mut book, &sheets, &parts)?;
    for sheet in &sheets {
        let mut layout = parts.find(&sheet.name).map(layout_xml::read).unwrap_or_default();
        layout.visibility = sheet.visible.into();
        if let Some(notes) = parts.notes(&sheet.name) {
            layout_xml::read_notes(notes, &mut layout);
        }
        read_sheet(&mut book, package, sheet, &layout, is_computed, reading)?;
    }
    Ok(())
}

fn read_sheet(
    book: &mut Book,
    package: &Package,
    sheet: &Sheet,
    layout: &Layout,
    is_computed: bool,
    reading: &mut Reading,
) -> Result<(), Refusal> {
    let name: Arc<str> = sheet.name.as_str().into();
    let place = Place { file: reading.context.file.clone(), sheet: Some(name.clone()) };
    let never_computed = if is_computed { Vec::new() } else { formulas(book, &name, |_| true)? };
    let (mut sheet, mut pass) = stream(book, &name, &place, &never_computed, reading)?;
    if is_computed && pass.met_empty_cells && may_hold_formula_without_result(&package.bytes) {
        let unresolved = formulas(book, &name, |result| matches!(result, DataRef::Empty))?;
        if !unresolved.is_empty() {
            (sheet, pass) = stream(book, &name, &place, &unresolved, reading)?;
        }
    }
    let outcome = sheet.finish()?;
    reading.add_laid_out(name.clone(), &place, outcome, layout);
    if reading.context.is_copied {
        reading.add_formulas(&formulas(book, &name, |_| true)?);
    }
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
    let formats: Vec<NumberFormat> = cells.styles().iter().map(number_format).collect();
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
            _ if !unresolved.is_empty() && unresolved.binary_search(&(row, column)).is_ok() => RawValue::NoResult,
            DataRef::Empty => {
                pass.met_empty_cells = true;
                continue;
            }
            value => {
                let value = cell::value(value, is_1904, &mut reading.strings);
                match formats.get(style) {
                    Some(format) if !format.is_plain() => format.applied(value),
                    _ => value,
                }
            }
        };
        if sheet.put(row, column, value).is_break() {
            break;
        }
    }
    Ok((sheet, pass))
}

fn number_format(style: &calamine::Style) -> NumberFormat {
    style.number_format.as_ref().map_or(NumberFormat::Plain, |format| NumberFormat::of(&format.format_code))
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

/// Does the workbook ask to be computed when it is opened, as programs write it that compute nothing themselves?
fn asks_for_calculation(package: &Package) -> bool {
    let part = package.part("xl/workbook.xml").unwrap_or_default();
    let set = parts::elements(part, "calcPr", ["fullCalcOnLoad", "fullCalcOnLoad"]);
    set.iter().any(|[value, _]| matches!(value.as_str(), "1" | "true"))
}

/// Has any formula of the workbook a result other than nothing or 0? Where none has, none was ever computed.
fn has_results(book: &mut Book, sheets: &[Sheet], parts: &SheetParts) -> Result<bool, Refusal> {
    let mut has_formulas = false;
    for sheet in sheets.iter().filter(|sheet| parts.find(&sheet.name).is_none_or(has_formula_tag)) {
        has_formulas |= !formulas(book, &sheet.name, |_| true)?.is_empty();
        if !formulas(book, &sheet.name, |result| !is_nothing(result))?.is_empty() {
            return Ok(true);
        }
    }
    Ok(!has_formulas)
}

/// A cheap look before a sheet is read once more: `<f>`, `<f t="shared"`, with or without a prefix.
fn has_formula_tag(part: &[u8]) -> bool {
    [&b"<f>"[..], b"<f ", b":f>", b":f "].iter().any(|tag| memmem::find(part, tag).is_some())
}

/// What a program that does not compute leaves as a result.
fn is_nothing(result: &DataRef) -> bool {
    match result {
        DataRef::Empty => true,
        DataRef::Int(number) => *number == 0,
        DataRef::Float(number) => *number == 0.0,
        DataRef::DateTime(moment) => moment.as_f64() == 0.0,
        DataRef::String(text) => text.is_empty(),
        _ => false,
    }
}

/// Places of formulas whose stored result is one of these, in the sheet's order.
fn formulas(book: &mut Book, name: &str, is_one: impl Fn(&DataRef) -> bool) -> Result<Vec<(u32, u32)>, Refusal> {
    let mut places = Vec::new();
    let mut unreadable = 0;
    let mut cells = book.worksheet_cells_reader(name).map_err(why_not_read)?;
    loop {
        match cells.next_cell_with_formula_metadata() {
            Ok(Some(cell)) if cell.formula.is_some() && is_one(&cell.value) => places.push(cell.pos),
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
