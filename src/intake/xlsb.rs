//! Binary workbooks of Excel (.xlsb): values from the library, cell by cell; what it does not tell from the records.
//!
//! The library gives neither number formats (so no percents) nor formulas whose result is an error. Both are read from
//! the sheet's records, and put between its cells.

use super::{
    Refusal, cell, content,
    excel::{MOST_UNREADABLE_CELLS, unreadable_cells},
    layout::{Layout, Merged},
    number_format::NumberFormat,
    outcome::Place,
    package::Package,
    parts,
    records::{self, u16_at, u32_at, wide_text},
    sheet::Reading,
};
use crate::{
    guard,
    model::workbook::{CellPlace, RawValue},
};
use calamine::{Reader, Sheet, SheetType, Xlsb, XlsbError};
use std::{collections::BTreeMap, io::Cursor, iter::Peekable, sync::Arc};

type Book<'a> = Xlsb<Cursor<&'a [u8]>>;

// Records of [MS-XLSB]: 2.4.
const ROW_HEADER: u16 = 0x0000;
const LAST_CELL: u16 = 0x000B;
const FORMULA_ERROR: u16 = 0x000B;
const FORMULAS: std::ops::RangeInclusive<u16> = 0x0008..=0x000B;
const SHEET: u16 = 0x009C;
const COLUMN_INFO: u16 = 0x003C;
const MERGED_CELLS: u16 = 0x00B0;
const FILTER_COLUMN: u16 = 0x00A3;
const FORMAT: u16 = 0x002C;
const CELL_FORMAT: u16 = 0x002F;
const BEGIN_CELL_FORMATS: u16 = 0x0269;
const END_CELL_FORMATS: u16 = 0x026A;

/// Reads all sheets of an unpacked workbook.
pub(super) fn read(package: &Package, reading: &mut Reading) -> Result<(), Refusal> {
    let mut book: Book = Xlsb::new(Cursor::new(package.bytes.as_slice())).map_err(why_not_read)?;
    let formats = number_formats(package.part("xl/styles.bin").unwrap_or_default());
    let parts = sheet_parts(package);
    reading.context.is_1904 = book.has_1904_epoch();
    let sheets: Vec<_> =
        book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).cloned().collect();
    reading.expect_sheets(sheets.len())?;
    for sheet in &sheets {
        let part = parts.iter().find(|(name, _)| *name == sheet.name).map_or(&[][..], |(_, part)| *part);
        let mut told = Told::of(part, &formats);
        told.layout.visibility = sheet.visible.into();
        if told.has_formulas {
            // Only for notes: a formula that the library cannot read costs the note, not the sheet.
            let _ = guard::catch(|| meet_formulas(&mut book, &sheet.name, &mut told.layout));
        }
        read_sheet(&mut book, sheet, told, reading)?;
    }
    Ok(())
}

fn read_sheet(book: &mut Book, sheet: &Sheet, told: Told, reading: &mut Reading) -> Result<(), Refusal> {
    let name: Arc<str> = sheet.name.as_str().into();
    let place = Place { file: reading.context.file.clone(), sheet: Some(name.clone()) };
    let is_1904 = book.has_1904_epoch();
    let (mut unreadable, mut before_unreadable) = (0, None);
    let mut last = CellPlace { row: 0, column: 0 };
    let Told { layout, styled, errors, .. } = told;
    let mut errors = errors.into_iter().peekable();
    let (mut sheet, strings) = reading.begin_sheet(&name, &place);
    let mut cells = book.worksheet_cells_reader(&name).map_err(why_not_read)?;
    loop {
        let next = match cells.next_cell() {
            Ok(Some(next)) => next,
            Ok(None) => break,
            Err(XlsbError::CellError(_)) if unreadable < MOST_UNREADABLE_CELLS => {
                unreadable += 1;
                before_unreadable.get_or_insert(last);
                continue;
            }
            Err(error) => return Err(why_not_read(error)),
        };
        let (row, column) = next.get_position();
        last = CellPlace { row, column };
        let mut value = cell::value(next.get_value(), is_1904, strings);
        if let Ok(at) = styled.binary_search_by_key(&(row, column), |(cell, _)| *cell) {
            value = styled[at].1.applied(value);
        }
        let is_over = put_errors(&mut errors, Some((row, column)), |row, column, error| {
            sheet.put(row, column, RawValue::Error(strings.keep(error))).is_break()
        });
        if is_over || sheet.put(row, column, value).is_break() {
            break;
        }
    }
    put_errors(&mut errors, None, |row, column, error| {
        sheet.put(row, column, RawValue::Error(strings.keep(error))).is_break()
    });
    let outcome = sheet.finish()?;
    reading.add_laid_out(name, &place, outcome, &layout);
    if unreadable > 0 {
        reading.note(unreadable_cells(&place, unreadable, before_unreadable));
    }
    Ok(())
}

type ErrorCell = ((u32, u32), &'static str);

/// Puts the errors that stand before a cell, or all that are left; gives whether no further cell is wanted.
fn put_errors(
    errors: &mut Peekable<impl Iterator<Item = ErrorCell>>,
    before: Option<(u32, u32)>,
    mut put: impl FnMut(u32, u32, &str) -> bool,
) -> bool {
    while let Some(((row, column), error)) = errors.next_if(|(place, _)| before.is_none_or(|before| *place < before)) {
        if put(row, column, error) {
            return true;
        }
    }
    false
}

/// What the records of a sheet tell and the library does not.
#[derive(Default)]
struct Told {
    layout: Layout,
    /// Cells of a format that shows more than the number, in order.
    styled: Vec<((u32, u32), NumberFormat)>,
    /// Formulas whose result is an error, in order.
    errors: Vec<ErrorCell>,
    has_formulas: bool,
}

impl Told {
    fn of(part: &[u8], formats: &[NumberFormat]) -> Told {
        let mut told = Told::default();
        let mut row = 0;
        for (number, bytes) in records::of_xlsb(part) {
            match number {
                ROW_HEADER => {
                    row = u32_at(bytes, 0).unwrap_or(row);
                    // 2.4.784: the fifth bit of the twelfth byte says "zero height".
                    if bytes.get(11).is_some_and(|flags| flags & 0x10 != 0) {
                        told.layout.hidden_rows.push(row);
                    }
                }
                1..=LAST_CELL => told.meet_cell(row, number, bytes, formats),
                COLUMN_INFO => {
                    let place = u32_at(bytes, 0).zip(u32_at(bytes, 4));
                    let is_hidden = u16_at(bytes, 16).is_some_and(|flags| flags & 1 != 0);
                    told.layout.hidden_columns.extend(place.filter(|_| is_hidden));
                }
                MERGED_CELLS => told.layout.merged.extend(merged(bytes)),
                FILTER_COLUMN => told.layout.is_filtered = true,
                _ => {}
            }
        }
        told.layout.hidden_rows.sort_unstable();
        told.styled.sort_unstable_by_key(|(cell, _)| *cell);
        told.errors.sort_unstable();
        told
    }

    fn meet_cell(&mut self, row: u32, number: u16, bytes: &[u8], formats: &[NumberFormat]) {
        let (Some(column), Some(style)) = (u32_at(bytes, 0), u32_at(bytes, 4)) else { return };
        let format = formats.get((style & 0x00FF_FFFF) as usize).filter(|format| !format.is_plain());
        self.styled.extend(format.map(|format| ((row, column), format.clone())));
        self.has_formulas |= FORMULAS.contains(&number);
        if number == FORMULA_ERROR {
            self.errors.push(((row, column), error_name(bytes.get(8).copied().unwrap_or_default())));
        }
    }
}

fn merged(bytes: &[u8]) -> Option<Merged> {
    let corner = |row, column| Some(CellPlace { row: u32_at(bytes, row)?, column: u32_at(bytes, column)? });
    Some(Merged { first: corner(0, 8)?, last: corner(4, 12)? })
}

/// Names of errors, 2.5.97.2 BErr.
fn error_name(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        _ => "#ERROR",
    }
}

/// For each cell format what it shows of numbers.
fn number_formats(styles: &[u8]) -> Vec<NumberFormat> {
    let mut own: BTreeMap<u16, NumberFormat> = BTreeMap::new();
    let mut formats = Vec::new();
    let mut is_inside = false;
    for (number, bytes) in records::of_xlsb(styles) {
        match number {
            FORMAT => {
                let code = wide_text(bytes, 6, u32_at(bytes, 2).unwrap_or_default() as usize);
                own.extend(u16_at(bytes, 0).map(|number| (number, NumberFormat::of(&code))));
            }
            BEGIN_CELL_FORMATS => is_inside = true,
            END_CELL_FORMATS => break,
            CELL_FORMAT if is_inside => {
                let number = u16_at(bytes, 2).unwrap_or_default();
                formats.push(own.get(&number).cloned().unwrap_or_else(|| NumberFormat::builtin(number)));
            }
            _ => {}
        }
    }
    formats
}

/// The name of each sheet and its part.
fn sheet_parts(package: &Package) -> Vec<(String, &[u8])> {
    let relations = package.part("xl/_rels/workbook.bin.rels").unwrap_or_default();
    let relations = parts::elements(relations, "Relationship", ["Id", "Target"]);
    let sheets = records::of_xlsb(package.part("xl/workbook.bin").unwrap_or_default());
    let find = |bytes: &[u8]| {
        let units = u32_at(bytes, 8).filter(|units| *units < 1_000)? as usize;
        let id = wide_text(bytes, 12, units);
        let name_at = 12 + 2 * units;
        let name = wide_text(bytes, name_at + 4, u32_at(bytes, name_at)? as usize);
        let [_, target] = relations.iter().find(|[relation, _]| *relation == id)?;
        Some((name, package.part(&parts::path_of(target))?))
    };
    sheets.filter(|(number, _)| *number == SHEET).filter_map(|(_, bytes)| find(bytes)).collect()
}

fn meet_formulas(book: &mut Book, name: &str, layout: &mut Layout) {
    let Ok(mut cells) = book.worksheet_cells_reader(name) else { return };
    while let Ok(Some(formula)) = cells.next_formula() {
        let (row, column) = formula.get_position();
        layout.meet_formula(CellPlace { row, column }, formula.get_value());
    }
}

/// For tests: what records of any kind tell.
#[cfg(test)]
pub(super) fn told_of_any(bytes: &[u8]) -> usize {
    let formats = number_formats(bytes);
    Told::of(bytes, &formats).styled.len() + formats.len()
}

fn why_not_read(error: XlsbError) -> Refusal {
    match error {
        XlsbError::Password => content::password_protected(),
        XlsbError::Unrecognized { typ: "BoundSheet8:dt", .. } => content::macro_sheets(),
        _ => Refusal::damaged(),
    }
}
