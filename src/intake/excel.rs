//! Workbooks of Excel (.xlsx, .xlsm): each sheet streamed once, cell by cell, never as one rectangle.

use super::{
    Refusal, finding,
    serial::day_of,
    sheet::{Place, Reading, SheetReader},
    strings::Strings,
};
use crate::model::{
    finding::{Address, Code, Finding, Severity},
    workbook::{CellPlace, RawValue},
};
use calamine::{DataRef, Reader, SheetType, Xlsx, XlsxError};
use std::{io::Cursor, sync::Arc};

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Cells that no value could be made of are passed over up to this number; more mean that the sheet is damaged.
const MOST_UNREADABLE_CELLS: u32 = 1_000;

/// Reads all sheets, hidden or not. `package` is what [`super::package::inflated`] gives.
pub(super) fn read(package: &[u8], reading: &mut Reading) -> Result<(), Refusal> {
    let mut book: Book = Xlsx::new(Cursor::new(package)).map_err(why_not_read)?;
    let sheets: Vec<_> =
        book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).cloned().collect();
    for sheet in sheets {
        read_sheet(&mut book, package, &sheet.name, reading)?;
    }
    Ok(())
}

fn read_sheet(book: &mut Book, package: &[u8], sheet_name: &str, reading: &mut Reading) -> Result<(), Refusal> {
    let name: Arc<str> = sheet_name.into();
    let place = Place { file: reading.context.file.clone(), sheet: Some(name.clone()) };
    let (mut sheet, mut pass) = stream(book, &name, &place, &[], reading)?;
    if pass.met_empty_cells && may_hold_formula_without_result(package) {
        let unresolved = formulas_without_result(book, &name)?;
        if !unresolved.is_empty() {
            (sheet, pass) = stream(book, &name, &place, &unresolved, reading)?;
        }
    }
    let outcome = sheet.finish()?;
    reading.add(name, &place, outcome);
    if pass.unreadable > 0 {
        reading.note(unreadable_cells(&place, &pass));
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
        let (cell, style) = match cells.next_cell_with_style_id() {
            Ok(Some(next)) => next,
            Ok(None) => break,
            Err(error) if is_of_one_cell(&error) && pass.unreadable < MOST_UNREADABLE_CELLS => {
                pass.unreadable += 1;
                pass.before_unreadable.get_or_insert(last);
                continue;
            }
            Err(error) => return Err(why_not_read(error)),
        };
        let (row, column) = cell.get_position();
        last = CellPlace { row, column };
        let value = match cell.get_value() {
            DataRef::Empty if unresolved.binary_search(&(row, column)).is_ok() => RawValue::NoResult,
            DataRef::Empty => {
                pass.met_empty_cells = true;
                continue;
            }
            DataRef::Float(number) if is_percent.get(style) == Some(&true) && number.is_finite() => {
                RawValue::PercentNumber(*number)
            }
            value => raw_value(value, is_1904, &mut reading.strings),
        };
        if sheet.put(row, column, value).is_break() {
            break;
        }
    }
    Ok((sheet, pass))
}

fn raw_value(value: &DataRef, is_1904: bool, strings: &mut Strings) -> RawValue {
    match value {
        DataRef::Empty => RawValue::Blank,
        DataRef::SharedString(text) => strings.value_of_table(text),
        DataRef::String(text) | DataRef::DurationIso(text) => strings.value(text),
        DataRef::Float(number) => finite(*number, strings),
        DataRef::Int(number) => RawValue::Number(*number as f64),
        DataRef::Bool(yes) => RawValue::YesNo(*yes),
        DataRef::DateTime(moment) => match day_of(moment.as_f64(), is_1904) {
            Some(day) if moment.is_datetime() => RawValue::Date(day),
            _ => finite(moment.as_f64(), strings),
        },
        DataRef::DateTimeIso(text) => match text.get(..10).and_then(|day| day.parse().ok()) {
            Some(day) => RawValue::Date(day),
            None => strings.value(text),
        },
        DataRef::Error(error) => RawValue::Error(strings.keep(&error.to_string())),
    }
}

fn finite(number: f64, strings: &mut Strings) -> RawValue {
    if number.is_finite() { RawValue::Number(number) } else { RawValue::Error(strings.keep(&number.to_string())) }
}

/// Whether numbers are shown as percents: a % outside quotes in the format for positive numbers.
fn shows_percent(style: &calamine::Style) -> bool {
    let Some(format) = &style.number_format else { return false };
    let mut letters = format.format_code.chars();
    let mut is_quoted = false;
    while let Some(letter) = letters.next() {
        match letter {
            '"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            '\\' | '_' | '*' => {
                letters.next();
            }
            ';' => return false,
            '%' => return true,
            _ => {}
        }
    }
    false
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
        XlsxError::Password => super::content::password_protected(),
        _ => Refusal::damaged(),
    }
}

fn unreadable_cells(place: &Place, pass: &Pass) -> Finding {
    let after = pass.before_unreadable.map(|cell| format!(" (the first stands after {cell})")).unwrap_or_default();
    let problem = format!("{} cells hold values this program does not know{after}; they are left out", pass.unreadable);
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
