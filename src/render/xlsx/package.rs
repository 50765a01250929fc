//! The finished package: what the spreadsheet library wrote, with the rows of data and of long tables put in, and tables
//! as long as they are. The library would keep every cell, and a list of every cell of a table, until the end.

use quick_xml::{Reader, events::Event};
use rayon::prelude::*;
use rust_xlsxwriter::{ColNum, Format, RowNum, Worksheet, XlsxError, utility::row_col_to_cell};
use std::{
    collections::BTreeMap,
    io::{Cursor, Read, Write},
    ops::RangeInclusive,
};
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter, write::SimpleFileOptions};

/// A quarter larger than by the usual 6, in a quarter of the time; 3 makes it a twelfth smaller in half as long again.
pub(in crate::render) const COMPRESSION: i64 = 2;

/// About how many bytes a cell takes.
const CELL: usize = 40;
/// About how many times smaller a packed sheet is, rather too few.
const PACKED: usize = 6;

/// Writes rows, given the numbers that their looks have in the package.
type WriteRows<'a> = Box<dyn Fn(&mut dyn Write, &[u32]) -> Result<(), XlsxError> + Send + Sync + 'a>;

/// Rows that the package gets when the library has written the rest of the sheet.
pub(super) struct Filling<'a> {
    rows: RangeInclusive<RowNum>,
    /// How many columns they have.
    columns: usize,
    /// The cells that tell the looks' numbers.
    samples: Vec<String>,
    write: WriteRows<'a>,
}

impl<'a> Filling<'a> {
    /// Keeps room for rows on a sheet: a cell in each of these looks, and one at the end.
    pub(super) fn hold(
        worksheet: &mut Worksheet,
        rows: RangeInclusive<RowNum>,
        columns: RangeInclusive<ColNum>,
        looks: &[Format],
        write: WriteRows<'a>,
    ) -> Result<Self, XlsxError> {
        let cells = rows.clone().flat_map(|row| columns.clone().map(move |column| (row, column)));
        let mut samples = Vec::with_capacity(looks.len());
        for (look, (row, column)) in looks.iter().zip(cells) {
            worksheet.write_blank(row, column, look)?;
            samples.push(row_col_to_cell(row, column));
        }
        if samples.len() < looks.len() {
            return Err(unexpected("more looks than cells"));
        }
        let end = (*rows.end(), *columns.end());
        if !samples.contains(&row_col_to_cell(end.0, end.1))
            && let Some(look) = looks.first()
        {
            worksheet.write_blank(end.0, end.1, look)?;
        }
        Ok(Filling { rows, columns: columns.count(), samples, write })
    }
}

/// What the package gets beside what the library writes.
#[derive(Default)]
pub(super) struct Additions<'a> {
    /// The rows that tables have below their headers, by the tables' names.
    pub(super) lengths: BTreeMap<String, usize>,
    /// Rows of one sheet, from top to bottom.
    pub(super) fillings: Vec<Filling<'a>>,
}

/// Puts into the library's package what it is to have besides; `sheets` are in their order. Parts are packed here, all
/// at the same time, so the library should not.
pub(super) fn finish(package: Vec<u8>, sheets: Vec<Additions>) -> Result<Vec<u8>, XlsxError> {
    let archive = ZipArchive::new(Cursor::new(package.as_slice()))?;
    let parts: Vec<usize> = largest_first(&archive, &sheets);
    let lengths = sheets.iter().flat_map(|sheet| &sheet.lengths).map(|(name, rows)| (name.as_str(), *rows)).collect();
    let mut packed: Vec<(usize, Vec<u8>)> = parts
        .into_par_iter()
        .with_max_len(1)
        .map(|place| {
            let mut archive = archive.clone();
            let mut part = archive.by_index(place)?;
            let name = part.name()?.into_owned();
            let mut text = String::new();
            part.read_to_string(&mut text)?;
            let sheet = sheet_of(&name, &sheets);
            // Room for all of it at once: what grows is copied again and again.
            let room = (text.len() + written_bytes(sheet)) / PACKED;
            let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(room)));
            zip.start_file(&name, options())?;
            match sheet {
                Some(sheet) => fill(&mut zip, &text, &sheet.fillings)?,
                None if name.starts_with("xl/tables/") => zip.write_all(stretched(&text, &lengths)?.as_bytes())?,
                None => zip.write_all(text.as_bytes())?,
            }
            Ok((place, zip.finish()?.into_inner()))
        })
        .collect::<Result<_, XlsxError>>()?;
    // In the library's order, whatever the order they were packed in.
    packed.sort_by_key(|(place, _)| *place);
    // The directory at the end names each part once more.
    let room = packed.iter().map(|(_, part)| part.len()).sum();
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(room)));
    for (_, part) in packed {
        let mut part = ZipArchive::new(Cursor::new(part.as_slice()))?;
        zip.raw_copy_file(part.by_index_raw(0)?)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Places of all parts in the package, those that take longest at the front.
fn largest_first(archive: &ZipArchive<Cursor<&[u8]>>, sheets: &[Additions]) -> Vec<usize> {
    let size = |place: &usize| {
        let mut archive = archive.clone();
        let Ok(part) = archive.by_index_raw(*place) else { return 0 };
        let name = part.name().unwrap_or_default();
        part.size() + written_bytes(sheet_of(&name, sheets)) as u64
    };
    let mut places: Vec<usize> = (0..archive.len()).collect();
    places.sort_by_cached_key(|place| std::cmp::Reverse(size(place)));
    places
}

/// About how many bytes the rows take that a sheet is to have besides.
fn written_bytes(sheet: Option<&Additions>) -> usize {
    let fillings = sheet.map_or(&[][..], |sheet| &sheet.fillings);
    fillings.iter().map(|filling| filling.rows.clone().count() * filling.columns * CELL).sum()
}

/// What a part is to have besides, if it is a sheet.
fn sheet_of<'a, 'b>(name: &str, sheets: &'a [Additions<'b>]) -> Option<&'a Additions<'b>> {
    let number = name.strip_prefix("xl/worksheets/sheet")?.strip_suffix(".xml")?;
    sheets.get(number.parse::<usize>().ok()?.checked_sub(1)?)
}

/// As the library sets them, so that the same report gives the same bytes.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(COMPRESSION))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o600)
        .large_file(true)
}

/// A sheet with its rows in the places kept for them.
fn fill(out: &mut impl Write, sheet: &str, fillings: &[Filling]) -> Result<(), XlsxError> {
    let mut rest = sheet;
    for filling in fillings {
        let start = row_at_least(rest, *filling.rows.start())?;
        let end = start + row_at_least(&rest[start..], filling.rows.end() + 1)?;
        let numbers = looks(&rest[start..end], &filling.samples)?;
        let (before, _) = rest.split_at(start);
        out.write_all(before.as_bytes())?;
        (filling.write)(out, &numbers)?;
        rest = &rest[end..];
    }
    out.write_all(rest.as_bytes())?;
    Ok(())
}

/// Where the first row begins that is not above this one, or where the rows end.
fn row_at_least(sheet: &str, least: RowNum) -> Result<usize, XlsxError> {
    const ROW: &str = "<row r=\"";
    let mut from = 0;
    while let Some(found) = sheet[from..].find(ROW) {
        let start = from + found;
        let digits = &sheet[start + ROW.len()..];
        let number = digits.split('"').next().and_then(|digits| digits.parse::<RowNum>().ok());
        if number.is_none_or(|number| number > least) {
            return Ok(start);
        }
        from = start + ROW.len();
    }
    sheet.find("</sheetData>").ok_or_else(|| unexpected("a sheet without data"))
}

/// Numbers of the samples' looks; that of plain text is left out in the sheet.
fn looks(rows: &str, samples: &[String]) -> Result<Vec<u32>, XlsxError> {
    let mut found = BTreeMap::new();
    let mut reader = Reader::from_str(rows);
    loop {
        match reader.read_event().map_err(|error| unexpected(&error.to_string()))? {
            Event::Empty(tag) | Event::Start(tag) if tag.name().as_ref() == "c" => {
                let value = |name| tag.try_get_attribute(name).ok().flatten().map(|found| found.value.into_owned());
                if let (Some(cell), Some(look)) = (value("r"), value("s").and_then(|look| look.parse::<u32>().ok())) {
                    found.insert(cell, look);
                }
            }
            Event::Eof => return Ok(samples.iter().map(|cell| found.get(cell).copied().unwrap_or(0)).collect()),
            _ => {}
        }
    }
}

/// A table's part with its true range, which stands in it twice: of the table and of its filter.
fn stretched(table: &str, lengths: &BTreeMap<&str, usize>) -> Result<String, XlsxError> {
    let name = attribute(table, " name=\"")?;
    let Some(rows) = lengths.get(name) else { return Ok(table.to_owned()) };
    let range = attribute(table, " ref=\"")?;
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

/// The value of the first attribute that begins so.
fn attribute<'a>(text: &'a str, begins: &str) -> Result<&'a str, XlsxError> {
    let (_, value) = text.split_once(begins).ok_or_else(|| unexpected(begins))?;
    Ok(value.split('"').next().unwrap_or_default())
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
        let long = r#"<table id="1" name="Money" ref="B5:D240015"><autoFilter ref="B5:D240015"/></table>"#;
        assert_eq!(stretched(table, &BTreeMap::from([("Money", 240_010)])).unwrap(), long);
        assert_eq!(stretched(table, &BTreeMap::new()).unwrap(), table);
    }

    #[test]
    fn rows_take_the_place_that_was_kept_for_them() {
        let sheet = r#"<sheetData><row r="1"><c r="A1"/></row><row r="2" spans="1:2"><c r="A2" s="7"/><c r="B2"/></row><row r="9"><c r="B9" s="4"/></row><row r="10"/></sheetData><end/>"#;
        let filling = |rows, samples: &[&str]| Filling {
            rows,
            columns: 2,
            samples: samples.iter().map(|cell| cell.to_string()).collect(),
            write: Box::new(|out, looks| Ok(write!(out, "{looks:?}")?)),
        };
        let filled = |fillings: &[Filling]| {
            let mut out = Vec::new();
            fill(&mut out, sheet, fillings).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(
            filled(&[filling(1..=7, &["B2", "A2"]), filling(8..=9, &["B9"])]),
            r#"<sheetData><row r="1"><c r="A1"/></row>[0, 7][4]</sheetData><end/>"#
        );
        assert_eq!(filled(&[]), sheet);
    }
}
