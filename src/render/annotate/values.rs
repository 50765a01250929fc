//! A new workbook for files that are no package: values at the addresses they had.

use super::{NotCopied, package::Package};
use crate::{
    model::{annotated_copy::PlainSheet, limits::Limits, theme::Theme, workbook::RawValue},
    render::xlsx::{formats::text_size, measure, names::Names, text},
};
use rust_xlsxwriter::{
    ColNum, DocProperties, ExcelDateTime, Format, IgnoreError, RowNum, Workbook, Worksheet, XlsxError,
};
use std::{
    borrow::Cow,
    io::{Cursor, Write},
};
use zip::{ZipWriter, write::SimpleFileOptions};

/// Narrowest and widest column, in digits.
const WIDTHS: (f64, f64) = (9.0, 50.0);

/// The parts of a workbook without a sheet.
const EMPTY: [(&str, &str); 4] = [
    (
        "[Content_Types].xml",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Types \
         xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" \
         ContentType=\"application/xml\"/></Types>",
    ),
    (
        "_rels/.rels",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships \
         xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" \
         Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
         Target=\"xl/workbook.xml\"/></Relationships>",
    ),
    (
        "xl/workbook.xml",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<workbook \
         xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheets/></workbook>",
    ),
    (
        "xl/_rels/workbook.xml.rels",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships \
         xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>",
    ),
];

/// A workbook without a sheet.
pub(super) fn empty() -> Result<Package<'static>, NotCopied> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in EMPTY {
        zip.start_file(name, SimpleFileOptions::default()).map_err(|_| NotCopied::Broken)?;
        zip.write_all(text.as_bytes()).map_err(|_| NotCopied::Broken)?;
    }
    let bytes = zip.finish().map_err(|_| NotCopied::Broken)?.into_inner();
    Package::open(Cow::Owned(bytes), &Limits::default())
}

/// A workbook with the values of these sheets.
pub(super) fn package(sheets: &[PlainSheet], theme: &Theme) -> Result<Package<'static>, NotCopied> {
    let mut names = Names::default();
    let tabs: Vec<String> = sheets.iter().map(|sheet| names.tab(&sheet.name)).collect();
    let bytes = workbook(sheets, &tabs, theme).map_err(|_| NotCopied::Broken)?;
    // What this program wrote itself needs no limit against bombs.
    let limits = Limits { max_inflated_bytes: u64::MAX, ..Limits::default() };
    let mut package = Package::open(Cow::Owned(bytes), &limits)?;
    package.renamed = sheets.iter().map(|sheet| sheet.name.to_string()).zip(tabs).collect();
    Ok(package)
}

fn workbook(sheets: &[PlainSheet], tabs: &[String], theme: &Theme) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // Its parts are unpacked again at once, to be marked.
    workbook.set_zip_compression_level(1);
    // A fixed date: the same values give the same bytes. Whoever saves the copy puts the real one in its place.
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
    let plain = Format::new().set_font_name(&theme.workbook_font).set_font_size(text_size(&theme.workbook_font));
    let formats = Formats {
        day: plain.clone().set_num_format("yyyy-mm-dd"),
        percent: plain.clone().set_num_format("0.##%"),
        plain,
    };
    for (sheet, tab) in sheets.iter().zip(tabs) {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(tab)?;
        fill(worksheet, sheet, &formats)?;
    }
    workbook.save_to_buffer()
}

struct Formats {
    plain: Format,
    day: Format,
    percent: Format,
}

fn fill(worksheet: &mut Worksheet, sheet: &PlainSheet, formats: &Formats) -> Result<(), XlsxError> {
    for (first, last) in &sheet.merged {
        // Regions that overlap or are one cell are none; the cells keep their values.
        let _ = worksheet.merge_range(
            first.row,
            first.column as ColNum,
            last.row,
            last.column as ColNum,
            "",
            &formats.plain,
        );
    }
    let mut widths: Vec<f64> = Vec::new();
    let mut last = (0, 0);
    for (place, value) in &sheet.cells {
        let (row, column) = (place.row as RowNum, place.column as ColNum);
        last = (last.0.max(row), last.1.max(column));
        let wide = match value {
            RawValue::Text(words) | RawValue::Error(words) => {
                text::write(worksheet, row, column, words, Some(&formats.plain))?;
                measure::widest_line(words)
            }
            RawValue::Number(number) => {
                worksheet.write_number_with_format(row, column, *number, &formats.plain)?;
                number.to_string().len() as f64
            }
            RawValue::Formatted(number, look) => match look.shown(*number) {
                Some(shown) => {
                    text::write(worksheet, row, column, &shown, Some(&formats.plain))?;
                    shown.len() as f64
                }
                None => {
                    worksheet.write_number_with_format(row, column, *number, &formats.plain)?;
                    number.to_string().len() as f64
                }
            },
            RawValue::PercentNumber(share) => {
                worksheet.write_number_with_format(row, column, *share, &formats.percent)?;
                7.0
            }
            RawValue::Date(day) | RawValue::DayOrNext(day) => {
                worksheet.write_datetime_with_format(row, column, excel_day(*day)?, &formats.day)?;
                10.0
            }
            RawValue::YesNo(yes) => {
                worksheet.write_boolean_with_format(row, column, *yes, &formats.plain)?;
                6.0
            }
            RawValue::Blank | RawValue::NoResult => continue,
        };
        let column = usize::from(column);
        if widths.len() <= column {
            widths.resize(column + 1, WIDTHS.0);
        }
        widths[column] = widths[column].max((wide + 2.0).min(WIDTHS.1));
    }
    for (column, wide) in widths.iter().enumerate() {
        worksheet.set_column_width(column as ColNum, *wide)?;
    }
    // Text that looks like a number is what the file had; no green corners beside our own marks.
    worksheet.ignore_error_range(0, 0, last.0, last.1, IgnoreError::NumberStoredAsText)?;
    Ok(())
}

fn excel_day(day: jiff::civil::Date) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(day.year().unsigned_abs(), day.month().unsigned_abs(), day.day().unsigned_abs())
}
