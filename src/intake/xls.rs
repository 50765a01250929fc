//! Workbooks of Excel before 2007 (.xls): values from the library, which reads each sheet as a whole; what it does not
//! tell from the records of the workbook's stream.
//!
//! What a damaged file makes the library do has no bound, so such files are read in a process of their own
//! ([`super::isolated`]).

use super::{
    Refusal, cell, content,
    layout::{Layout, Merged},
    number_format::NumberFormat,
    outcome::Place,
    records::{self, PASSWORD, SHEET, STREAMS, u16_at, u32_at, wide_text},
    sheet::Reading,
};
use crate::model::workbook::{CellPlace, RawValue};
use calamine::{Reader, SheetType, Xls, XlsError};
use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
    sync::Arc,
};

// Records of [MS-XLS]: 2.4.
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000A;
const FORMAT: u16 = 0x041E;
const CELL_FORMAT: u16 = 0x00E0;
const ROW: u16 = 0x0208;
const COLUMN_INFO: u16 = 0x007D;
const FILTER_MODE: u16 = 0x009B;
const FORMULA: u16 = 0x0006;
const NUMBER: u16 = 0x0203;
const SMALL_NUMBER: u16 = 0x027E;
const SMALL_NUMBERS: u16 = 0x00BD;
const UNCALCULATED: u16 = 0x005E;

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
    reading.context.is_1904 = is_1904;
    let never_computed = never_computed(&told);
    for (sheet, Told { mut layout, styled, .. }) in sheets.iter().zip(told) {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        layout.visibility = sheet.visible.into();
        let regions = book.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default();
        let place = |(row, column)| CellPlace { row, column };
        layout.merged = regions.iter().map(|all| Merged { first: place(all.start), last: place(all.end) }).collect();
        let mut unresolved = Vec::new();
        let formulas = book.worksheet_formula(&sheet.name).map_err(why_not_read)?;
        let start = formulas.start().unwrap_or_default();
        for (row, column, formula) in formulas.used_cells() {
            let cell = (start.0 + row as u32, start.1 + column as u32);
            layout.meet_formula(place(cell), formula);
            if never_computed {
                unresolved.push(cell);
            }
        }
        drop(formulas);

        let name: Arc<str> = sheet.name.as_str().into();
        let place = Place { file: reading.context.file.clone(), sheet: Some(name.clone()) };
        let cells = book.worksheet_range(&sheet.name).map_err(why_not_read)?;
        let start = cells.start().unwrap_or_default();
        let (mut sheet, strings) = reading.begin_sheet(&name, &place);
        let mut values: Vec<((u32, u32), RawValue)> = cells
            .used_cells()
            .map(|(row, column, value)| {
                let cell = (start.0 + row as u32, start.1 + column as u32);
                (cell, cell::value_of_whole(value, is_1904, strings))
            })
            .collect();
        put_unresolved(&mut values, &unresolved);
        for ((row, column), value) in values {
            let value = match styled.binary_search_by_key(&(row, column), |(cell, _)| *cell) {
                Ok(at) => styled[at].1.applied(value),
                Err(_) => value,
            };
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
    let name = STREAMS.into_iter().find(|name| file.is_stream(name))?;
    // A compound file may hold the same sector many times; no stream is larger than the file.
    file.open_stream(name).ok()?.take(bytes.len() as u64).read_to_end(&mut stream).ok()?;
    Some(stream)
}

/// What the records of a sheet tell and the library does not.
#[derive(Default)]
struct Told {
    layout: Layout,
    /// Cells of a format that shows more than the number, in order.
    styled: Vec<((u32, u32), NumberFormat)>,
    /// Formulas and how many of them have a result other than nothing.
    formulas: u32,
    results: u32,
    /// Excel itself says that the sheet was not computed before it was saved.
    is_uncalculated: bool,
    /// No formula of it has so much as a 0.
    has_zeros: bool,
}

/// For each sheet of the workbook, in its order.
fn told(stream: &[u8]) -> Vec<Told> {
    let mut own: BTreeMap<u16, NumberFormat> = BTreeMap::new();
    let (mut formats, mut places) = (Vec::new(), Vec::new());
    for (number, bytes) in records::of_xls(stream) {
        match number {
            END => break,
            SHEET => places.push(u32_at(bytes, 0).unwrap_or(u32::MAX)),
            FORMAT => own.extend(u16_at(bytes, 0).map(|number| (number, NumberFormat::of(&format_code(bytes))))),
            CELL_FORMAT => {
                let number = u16_at(bytes, 2).unwrap_or_default();
                formats.push(own.get(&number).cloned().unwrap_or_else(|| NumberFormat::builtin(number)));
            }
            _ => {}
        }
    }
    places.iter().map(|place| sheet(stream.get(*place as usize..).unwrap_or_default(), &formats)).collect()
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

fn sheet(stream: &[u8], formats: &[NumberFormat]) -> Told {
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
            UNCALCULATED => told.is_uncalculated = true,
            FORMULA => {
                told.formulas += 1;
                told.results += u32::from(has_result(bytes));
                told.has_zeros |= bytes.get(6..14) == Some(&[0; 8]);
                told.meet_number(bytes, 4, 0, formats);
            }
            NUMBER | SMALL_NUMBER => told.meet_number(bytes, 4, 0, formats),
            SMALL_NUMBERS => {
                for at in 0..bytes.len().saturating_sub(6) / 6 {
                    told.meet_number(bytes, 4 + 6 * at, at as u32, formats);
                }
            }
            _ => {}
        }
    }
    told.layout.hidden_rows.sort_unstable();
    told.styled.sort_unstable_by_key(|(cell, _)| *cell);
    told
}

impl Told {
    /// A number whose cell format stands at `format_at`, so many columns right of the record's first.
    fn meet_number(&mut self, bytes: &[u8], format_at: usize, right_by: u32, formats: &[NumberFormat]) {
        let (Some(row), Some(column)) = (u16_at(bytes, 0), u16_at(bytes, 2)) else { return };
        let format = u16_at(bytes, format_at).and_then(|format| formats.get(usize::from(format)));
        if let Some(format) = format.filter(|format| !format.is_plain()) {
            self.styled.push(((row.into(), u32::from(column) + right_by), format.clone()));
        }
    }
}

/// 2.5.133: eight bytes; two of FF at the end mark a result that is no number, and a first byte of 3 one that is empty.
fn has_result(formula: &[u8]) -> bool {
    let Some(result) = formula.get(6..14) else { return true };
    match result {
        [3, .., 0xFF, 0xFF] => false,
        [.., 0xFF, 0xFF] => true,
        number => number.iter().any(|byte| *byte != 0),
    }
}

/// Was no formula of the workbook ever computed? None has a result, and either Excel says so, or not even 0 was saved, as
/// programs do that compute nothing.
fn never_computed(told: &[Told]) -> bool {
    let formulas: u32 = told.iter().map(|sheet| sheet.formulas).sum();
    let has_results = told.iter().any(|sheet| sheet.results > 0);
    formulas > 0
        && !has_results
        && (told.iter().any(|sheet| sheet.is_uncalculated) || !told.iter().any(|sheet| sheet.has_zeros))
}

/// Puts formulas without result into a sheet's values, which are in order.
fn put_unresolved(values: &mut Vec<((u32, u32), RawValue)>, unresolved: &[(u32, u32)]) {
    for cell in unresolved {
        match values.binary_search_by_key(cell, |(cell, _)| *cell) {
            Ok(at) => values[at].1 = RawValue::NoResult,
            Err(at) => values.insert(at, (*cell, RawValue::NoResult)),
        }
    }
}

/// For tests: what records of any kind tell.
#[cfg(test)]
pub(super) fn told_of_any(bytes: &[u8]) -> usize {
    let formats = [NumberFormat::Percent, NumberFormat::Plain];
    told(bytes).len() + sheet(bytes, &formats).styled.len() + workbook_stream(bytes).map_or(0, |stream| stream.len())
}

fn why_not_read(error: XlsError) -> Refusal {
    match error {
        XlsError::Password => content::password_protected(),
        _ => Refusal::damaged(),
    }
}
