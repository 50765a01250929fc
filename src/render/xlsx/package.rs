//! The finished package: what the spreadsheet library wrote, with the rows of the data put in and tables as long as
//! they are. The library would keep a list of every cell of a table.

use super::{data::Part, rows};
use quick_xml::{Reader, events::Event};
use rayon::prelude::*;
use rust_xlsxwriter::XlsxError;
use std::{
    collections::BTreeMap,
    io::{Cursor, Read, Write},
};
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter, write::SimpleFileOptions};

/// As Excel itself compresses: 5 % larger than the usual 6, in half the time.
pub(super) const COMPRESSION: u8 = 3;

/// The rows that tables have below their headers, by the tables' names.
pub(super) type Lengths = BTreeMap<String, usize>;

/// Puts rows into the data sheets, which stand from sheet number `first` on (counted from 1), and stretches the tables.
pub(super) fn finish(package: Vec<u8>, first: usize, parts: &[Part], tables: &Lengths) -> Result<Vec<u8>, XlsxError> {
    let archive = ZipArchive::new(Cursor::new(package.as_slice()))?;
    let filled: Vec<(String, Vec<u8>)> = parts
        .par_iter()
        .enumerate()
        .map(|(index, part)| {
            let name = format!("xl/worksheets/sheet{}.xml", first + index);
            let sheet = read(&mut archive.clone(), &name)?;
            let packed = pack(&name, |out| fill(out, &sheet, part))?;
            Ok((name, packed))
        })
        .collect::<Result<_, XlsxError>>()?;
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(package.len())));
    let mut archive = archive;
    for place in 0..archive.len() {
        let part = archive.by_index_raw(place)?;
        let name = part.name()?.into_owned();
        if let Some((_, packed)) = filled.iter().find(|(filled, _)| *filled == name) {
            let mut packed = ZipArchive::new(Cursor::new(packed.as_slice()))?;
            zip.raw_copy_file(packed.by_index_raw(0)?)?;
        } else if name.starts_with("xl/tables/") {
            drop(part);
            let table = read(&mut archive, &name)?;
            zip.start_file(name, options())?;
            zip.write_all(stretched(&table, tables)?.as_bytes())?;
        } else {
            zip.raw_copy_file(part)?;
        }
    }
    Ok(zip.finish()?.into_inner())
}

/// As the library sets them, so that the same report gives the same bytes.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(COMPRESSION.into()))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o600)
}

fn read(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<String, XlsxError> {
    let mut text = String::new();
    archive.by_name(name)?.read_to_string(&mut text)?;
    Ok(text)
}

/// One part as an archive of its own, from which its compressed bytes can be copied.
fn pack(
    name: &str,
    write: impl FnOnce(&mut ZipWriter<Cursor<Vec<u8>>>) -> Result<(), XlsxError>,
) -> Result<Vec<u8>, XlsxError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, options().large_file(true))?;
    write(&mut zip)?;
    Ok(zip.finish()?.into_inner())
}

/// A data sheet with its rows.
fn fill(out: &mut impl Write, sheet: &str, part: &Part) -> Result<(), XlsxError> {
    const END: &str = "</sheetData>";
    let (head, foot) = sheet.split_once(END).ok_or_else(|| unexpected("a sheet without data"))?;
    // Programs make room for the range that is named here.
    let (before, range, after) = attribute(head, "<dimension ref=\"")?;
    let range = lengthened(range, part.rows().len())?;
    for text in [before, &range, after] {
        out.write_all(text.as_bytes())?;
    }
    rows::write(out, part, &column_styles(head)?)?;
    out.write_all(END.as_bytes())?;
    out.write_all(foot.as_bytes())?;
    Ok(())
}

/// Number of each column's look in the package's list.
fn column_styles(sheet: &str) -> Result<Vec<u32>, XlsxError> {
    let mut styles = Vec::new();
    let mut reader = Reader::from_str(sheet);
    loop {
        match reader.read_event().map_err(|error| unexpected(&error.to_string()))? {
            Event::Empty(tag) if tag.name().as_ref() == "col" => {
                let number = |name: &str| -> Option<u32> { tag.try_get_attribute(name).ok()??.value.parse().ok() };
                // Columns side by side that look the same share an entry.
                if let (Some(last), Some(style)) = (number("max"), number("style")) {
                    styles.resize(last as usize, style);
                }
            }
            Event::Start(tag) if tag.name().as_ref() == "sheetData" => return Ok(styles),
            Event::Eof => return Ok(styles),
            _ => {}
        }
    }
}

/// A table's part with its true range, which stands in it twice: of the table and of its filter.
fn stretched(table: &str, lengths: &Lengths) -> Result<String, XlsxError> {
    let (_, name, _) = attribute(table, " name=\"")?;
    let Some(rows) = lengths.get(name) else { return Ok(table.to_owned()) };
    let (_, range, _) = attribute(table, " ref=\"")?;
    let wanted = lengthened(range, *rows)?;
    Ok(table.replace(&format!(" ref=\"{range}\""), &format!(" ref=\"{wanted}\"")))
}

/// A range with so many rows below its first.
fn lengthened(range: &str, rows: usize) -> Result<String, XlsxError> {
    let split = |cell: &str| {
        let digits = cell.find(|letter: char| letter.is_ascii_digit())?;
        Some((cell[..digits].to_owned(), cell[digits..].parse::<usize>().ok()?))
    };
    let (from, to) = range.split_once(':').unwrap_or((range, range));
    let (Some((_, row)), Some((column, _))) = (split(from), split(to)) else { return Err(unexpected(range)) };
    Ok(format!("{from}:{column}{}", row + rows))
}

/// A text around the value of the first attribute that begins so.
fn attribute<'a>(text: &'a str, begins: &str) -> Result<(&'a str, &'a str, &'a str), XlsxError> {
    let start = text.find(begins).ok_or_else(|| unexpected(begins))? + begins.len();
    let end = start + text[start..].find('"').ok_or_else(|| unexpected(begins))?;
    Ok((&text[..start], &text[start..end], &text[end..]))
}

/// The library writes other parts than this was made for: a mistake of this program.
fn unexpected(what: &str) -> XlsxError {
    XlsxError::CustomError(format!("unexpected in a part of the workbook: {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_as_long_as_its_rows() {
        let table = r#"<table id="1" name="Money" ref="B5:D6"><autoFilter ref="B5:D6"/></table>"#;
        let lengths = Lengths::from([("Money".to_owned(), 240_010)]);
        let long = r#"<table id="1" name="Money" ref="B5:D240015"><autoFilter ref="B5:D240015"/></table>"#;
        assert_eq!(stretched(table, &lengths).unwrap(), long);
        assert_eq!(stretched(table, &Lengths::new()).unwrap(), table);
    }

    #[test]
    fn columns_that_share_an_entry_share_its_look() {
        let sheet = r#"<cols><col min="1" max="1" width="9" style="4"/><col min="2" max="4" width="9" style="7"/></cols>
            <sheetData><col min="9" max="9" style="1"/>"#;
        assert_eq!(column_styles(sheet).unwrap(), [4, 7, 7, 7]);
    }
}
