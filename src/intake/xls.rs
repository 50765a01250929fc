//! Workbooks of Excel before 2007 (.xls): values from the library, which reads each sheet as a whole; what it does not
//! tell from the records of the workbook's stream.
//!
//! What a damaged file makes the library do has no bound, so such files are read in a process of their own
//! ([`super::isolated`]).

use super::{
    Refusal, cell, content,
    layout::{Layout, Merged},
    records::{self, u16_at, u32_at, wide_text},
    sheet::{Place, Reading},
};
use crate::model::workbook::CellPlace;
use calamine::{Reader, SheetType, Xls, XlsError};
use std::{
    io::{Cursor, Read},
    sync::Arc,
};

// Records of [MS-XLS]: 2.4.
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000A;
const PASSWORD: u16 = 0x002F;
const SHEET: u16 = 0x0085;
const FORMAT: u16 = 0x041E;
const CELL_FORMAT: u16 = 0x00E0;
const ROW: u16 = 0x0208;
const COLUMN_INFO: u16 = 0x007D;
const FILTER_MODE: u16 = 0x009B;
const FORMULA: u16 = 0x0006;
const NUMBER: u16 = 0x0203;
const SMALL_NUMBER: u16 = 0x027E;
const SMALL_NUMBERS: u16 = 0x00BD;

/// Reads all sheets.
pub(super) fn read(bytes: &[u8], reading: &mut Reading) -> Result<(), Refusal> {
    let stream = workbook_stream(bytes).unwrap_or_default();
    if records::of_xls(&stream).take_while(|(number, _)| *number != END).any(|(number, _)| number == PASSWORD) {
        return Err(content::password_protected());
    }
    let mut book = Xls::new(Cursor::new(bytes)).map_err(why_not_read)?;
    let is_1904 = book.has_1904_epoch();
    let mut told = told(&stream);
    let sheets = book.sheets_metadata().to_vec();
    reading.expect_sheets(sheets.len())?;
    told.resize_with(sheets.len(), Told::default);
    for (sheet, Told { mut layout, percents }) in sheets.iter().zip(told) {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        layout.visibility = sheet.visible.into();
        let regions = book.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default();
        let place = |(row, column)| CellPlace { row, column };
        layout.merged = regions.iter().map(|all| Merged { first: place(all.start), last: place(all.end) }).collect();
        let formulas = book.worksheet_formula(&sheet.name).map_err(why_not_read)?;
        let start = formulas.start().unwrap_or_default();
        for (row, column, formula) in formulas.used_cells() {
            layout.meet_formula(place((start.0 + row as u32, start.1 + column as u32)), formula);
        }
        drop(formulas);

        let name: Arc<str> = sheet.name.as_str().into();
        let place = Place { file: reading.context.file.clone(), sheet: Some(name.clone()) };
        let cells = book.worksheet_range(&sheet.name).map_err(why_not_read)?;
        let start = cells.start().unwrap_or_default();
        let (mut sheet, strings) = reading.begin_sheet(&name, &place);
        for (row, column, value) in cells.used_cells() {
            let (row, column) = (start.0 + row as u32, start.1 + column as u32);
            let mut value = cell::value_of_whole(value, is_1904, strings);
            if percents.binary_search(&(row, column)).is_ok() {
                value = cell::percent(value);
            }
            if sheet.put(row, column, value).is_break() {
                break;
            }
        }
        let outcome = sheet.finish()?;
        reading.add_laid_out(name, &place, outcome, &layout);
    }
    Ok(())
}

/// The stream that holds the workbook inside the compound file.
fn workbook_stream(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    let mut stream = Vec::new();
    let name = ["/Workbook", "/Book"].into_iter().find(|name| file.is_stream(name))?;
    // A compound file may hold the same sector many times; no stream is larger than the file.
    file.open_stream(name).ok()?.take(bytes.len() as u64).read_to_end(&mut stream).ok()?;
    Some(stream)
}

/// What the records of a sheet tell and the library does not.
#[derive(Default)]
struct Told {
    layout: Layout,
    /// Cells with a percent format, in order.
    percents: Vec<(u32, u32)>,
}

/// For each sheet of the workbook, in its order.
fn told(stream: &[u8]) -> Vec<Told> {
    let (mut own, mut is_percent, mut places) = (Vec::new(), Vec::new(), Vec::new());
    for (number, bytes) in records::of_xls(stream) {
        match number {
            END => break,
            SHEET => places.push(u32_at(bytes, 0).unwrap_or(u32::MAX)),
            FORMAT => own.extend(u16_at(bytes, 0).filter(|_| cell::shows_percent(&format_code(bytes)))),
            CELL_FORMAT => {
                let format = u16_at(bytes, 2).unwrap_or_default();
                is_percent.push(cell::BUILTIN_PERCENTS.contains(&format) || own.contains(&format));
            }
            _ => {}
        }
    }
    places.iter().map(|place| sheet(stream.get(*place as usize..).unwrap_or_default(), &is_percent)).collect()
}

/// A format's text: since Excel 97 with a long count and a flag for two bytes a letter, before with a short count.
fn format_code(bytes: &[u8]) -> String {
    let plain = |from: usize| bytes.get(from..).unwrap_or_default().iter().copied().map(char::from).collect();
    match bytes.get(4) {
        Some(0) => plain(5),
        Some(1) => wide_text(bytes, 5, u16_at(bytes, 2).unwrap_or_default().into()),
        _ => plain(3),
    }
}

fn sheet(stream: &[u8], is_percent: &[bool]) -> Told {
    let mut told = Told::default();
    // Charts inside the sheet are nested and have records of the same numbers.
    let mut depth = 0_u32;
    for (number, bytes) in records::of_xls(stream) {
        match number {
            BEGIN => depth += 1,
            END if depth <= 1 => break,
            END => depth -= 1,
            _ if depth != 1 => {}
            // 2.4.221: the sixth bit of the thirteenth byte says "zero height".
            ROW if bytes.get(12).is_some_and(|flags| flags & 0x20 != 0) => {
                told.layout.hidden_rows.extend(u16_at(bytes, 0).map(u32::from));
            }
            COLUMN_INFO if u16_at(bytes, 8).is_some_and(|flags| flags & 1 != 0) => {
                let columns = u16_at(bytes, 0).zip(u16_at(bytes, 2));
                told.layout.hidden_columns.extend(columns.map(|(first, last)| (first.into(), last.into())));
            }
            FILTER_MODE => told.layout.is_filtered = true,
            FORMULA | NUMBER | SMALL_NUMBER => told.meet_number(bytes, 4, 0, is_percent),
            SMALL_NUMBERS => {
                for at in 0..bytes.len().saturating_sub(6) / 6 {
                    told.meet_number(bytes, 4 + 6 * at, at as u32, is_percent);
                }
            }
            _ => {}
        }
    }
    told.layout.hidden_rows.sort_unstable();
    told.percents.sort_unstable();
    told
}

impl Told {
    /// A number whose cell format stands at `format_at`, so many columns right of the record's first.
    fn meet_number(&mut self, bytes: &[u8], format_at: usize, right_by: u32, is_percent: &[bool]) {
        let (Some(row), Some(column)) = (u16_at(bytes, 0), u16_at(bytes, 2)) else { return };
        let format = u16_at(bytes, format_at).map(usize::from);
        if format.is_some_and(|format| is_percent.get(format) == Some(&true)) {
            self.percents.push((row.into(), u32::from(column) + right_by));
        }
    }
}

/// For tests: what records of any kind tell.
#[cfg(test)]
pub(super) fn told_of_any(bytes: &[u8]) -> usize {
    let is_percent = [true, false];
    told(bytes).len()
        + sheet(bytes, &is_percent).percents.len()
        + workbook_stream(bytes).map_or(0, |stream| stream.len())
}

fn why_not_read(error: XlsError) -> Refusal {
    match error {
        XlsError::Password => content::password_protected(),
        _ => Refusal::damaged(),
    }
}
