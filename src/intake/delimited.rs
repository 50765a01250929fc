//! Text tables: values between commas, semicolons or tabs.

use super::{
    Refusal, cell,
    header::{self, Row},
    outcome::{Outcome, Place},
    reference_rates,
    sheet::{Reading, SheetReader},
    strings::{Strings, trimmed},
    title_finding,
};
use crate::model::{
    finding::{Code, Finding, Severity},
    workbook::{CellPlace, RawColumn, RawTable, RawValue, column_letters},
};
use csv::StringRecord;
use std::{borrow::Cow, collections::BTreeSet, sync::Arc};

/// Reads the one table of a text. All values stay text; rows are counted as a spreadsheet would show them.
pub(super) fn read(text: &str, reading: &mut Reading) -> Result<(), Refusal> {
    let text = with_plain_line_ends(text);
    let stem: Arc<str> = stem(&reading.context.file).into();
    if let Some((table, findings)) = reference_rates_of(&text, &stem, reading) {
        reading.add_ready(table, findings);
        return Ok(());
    }
    let delimiter = delimiter(&text, reading);
    let named = reading.context.titles.kind_within(&stem);
    let place = Place { file: reading.context.file.clone(), sheet: None };
    let cells_left = reading.cells_left();
    let mut sheet = SheetReader::new(&reading.context, stem.clone(), place.clone(), named, cells_left);
    let mut records = Records::new(&text, delimiter);
    'rows: while let Some(row) = records.next_row() {
        for (column, field) in (0..).zip(&records.record) {
            if sheet.put(row, column, value(field, &mut reading.strings)).is_break() {
                break 'rows;
            }
        }
    }
    if records.is_unclosed(&text) {
        return Err(unclosed_quotation(records.row));
    }
    let mut outcome = sheet.finish()?;
    if let (b',', Outcome::Table { table, findings, .. }) = (delimiter, &mut outcome) {
        findings.extend(set_cut_rows_aside(table, &place));
    }
    reading.add(stem, &place, outcome);
    Ok(())
}

/// Sets rows aside that an amount with a comma of its own made longer than the row of titles: `1,090` is two fields.
fn set_cut_rows_aside(table: &mut RawTable, place: &Place) -> Vec<Finding> {
    let is_untitled = |column: &&RawColumn| *column.title == *format!("Column {}", column_letters(column.position));
    let Some(last) = table.columns.iter().filter(|column| !is_untitled(column)).map(|column| column.position).max()
    else {
        return Vec::new();
    };
    let has_digits = |value: &RawValue, most: &[usize]| matches!(value, RawValue::Text(text) if most.contains(&text.len()) && text.bytes().all(|one| one.is_ascii_digit()));
    let is_longer = |row: &usize| {
        let is_number = |value: &RawValue| matches!(value, RawValue::Text(text) if text.parse::<f64>().is_ok());
        table.columns.iter().any(|column| column.position > last && is_number(&column.values[*row]))
    };
    let longer: Vec<usize> = (0..table.rows.len()).filter(is_longer).collect();
    // Where all rows are longer, a column may just have no title; but no number is written 090.
    let are_all = longer.len() == table.rows.len();
    let is_end = |value: &RawValue| matches!(value, RawValue::Text(text) if !are_all || text.starts_with('0'));
    let is_cut = |row: &usize| {
        let values = || table.columns.iter().map(|column| &column.values[*row]);
        let mut pairs = values().zip(values().skip(1));
        pairs.any(|(front, behind)| has_digits(front, &[1, 2, 3]) && has_digits(behind, &[3]) && is_end(behind))
    };
    let cut: BTreeSet<usize> = longer.into_iter().filter(is_cut).collect();
    let said = |row: &usize| {
        let line = table.rows[*row];
        let cell = CellPlace { row: line, column: 0 };
        let problem = format!("line {} has more fields than there are titles; the row is set aside", line + 1);
        let instead =
            "put amounts with commas into quotation marks, such as \"1,090\", or type them without".to_owned();
        let at = (&place.file, place.sheet.as_ref());
        title_finding(at, cell, Severity::SetAside, Code::Ambiguous, ("", ""), (problem, instead))
    };
    let findings = cut.iter().map(said).collect();
    let keep = |row: &usize| !cut.contains(row);
    let kept: Vec<usize> = (0..table.rows.len()).filter(keep).collect();
    table.rows = kept.iter().map(|row| table.rows[*row]).collect();
    for column in table.columns.iter_mut().filter(|_| !cut.is_empty()) {
        column.values = kept.iter().map(|row| std::mem::take(&mut column.values[*row])).collect();
    }
    table.rows_refused += cut.len() as u32;
    findings
}

/// The published rates of the European Central Bank; a copy is made of the text as it stands.
fn reference_rates_of(text: &str, stem: &Arc<str>, reading: &Reading) -> Option<(RawTable, Vec<Finding>)> {
    let place = Place { file: reading.context.file.clone(), sheet: None };
    if reading.context.is_copied { None } else { reference_rates::read(text, stem, &place, reading.context.calendar) }
}

fn value(field: &str, strings: &mut Strings) -> RawValue {
    if cell::names_error(trimmed(field)) { RawValue::Error(strings.keep(field)) } else { strings.value(field) }
}

/// Every line ends in one `\n`, also the last: rows are counted by them.
fn with_plain_line_ends(text: &str) -> Cow<'_, str> {
    if text.ends_with('\n') && !text.contains('\r') {
        return text.into();
    }
    let mut plain = text.replace("\r\n", "\n").replace('\r', "\n");
    if !plain.ends_with('\n') {
        plain.push('\n');
    }
    plain.into()
}

/// The delimiter that parts the rows. Where several do, the one with which the most titles are known; of equals the one
/// with which a row has the most fields.
fn delimiter(text: &str, reading: &Reading) -> u8 {
    let limits = reading.context.limits;
    let first = |delimiter: u8| {
        let rows = first_rows(text, delimiter, limits.header_search_rows as usize, limits.max_columns as usize);
        (delimiter, most_fields(&rows), rows)
    };
    // The last of equal ones is taken, so the most common comes last. What is found nowhere need not be tried.
    let found = b"\t;,".iter().filter(|delimiter| text.as_bytes().contains(delimiter));
    let parting: Vec<_> = found.map(|delimiter| first(*delimiter)).filter(|(_, fields, _)| *fields > 1).collect();
    match &parting[..] {
        [] => b',',
        [(delimiter, ..)] => *delimiter,
        several => {
            let promise = |rows: &[Row]| header::most_matches(rows, &reading.context.titles);
            let best = several.iter().max_by_key(|(_, fields, rows)| (promise(rows), *fields));
            best.map_or(b',', |(delimiter, ..)| *delimiter)
        }
    }
}

/// How many fields with something in them the widest of these rows has.
fn most_fields(rows: &[Row]) -> usize {
    rows.iter().map(|row| row.cells().len()).max().unwrap_or(0)
}

/// Fields beyond the limit of columns are none of the table: a line may have millions of them.
fn first_rows(text: &str, delimiter: u8, most: usize, most_columns: usize) -> Vec<Row> {
    let mut records = Records::new(text, delimiter);
    let mut strings = Strings::default();
    let mut rows = Vec::new();
    while let Some(number) = records.next_row().filter(|_| rows.len() < most) {
        let cells = (0..).zip(records.record.iter().take(most_columns).map(|field| strings.value(field)));
        let cells: Vec<_> = cells.filter(|(_, value)| *value != RawValue::Blank).collect();
        if !cells.is_empty() {
            rows.push(Row::new(number, cells));
        }
    }
    rows
}

/// The file's name without folder and extension.
fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn unclosed_quotation(row: u32) -> Refusal {
    Refusal::new(
        Code::Damaged,
        format!(
            "a quotation mark that opens in row {} is never closed, so the rows below it cannot be told apart",
            row + 1
        ),
        "open the file in a spreadsheet, fix that row and save the file as .xlsx",
    )
}

/// The records of a text with the rows a spreadsheet would give them: empty lines are rows, too.
struct Records<'a> {
    reader: csv::Reader<&'a [u8]>,
    record: StringRecord,
    row: u32,
    next_row: u32,
    /// The last record ends in a line break that quotation marks hold inside it.
    ends_inside: bool,
}

impl<'a> Records<'a> {
    fn new(text: &'a str, delimiter: u8) -> Self {
        let mut builder = csv::ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(delimiter);
        let reader = builder.from_reader(text.as_bytes());
        Records { reader, record: StringRecord::new(), row: 0, next_row: 0, ends_inside: false }
    }

    /// Reads the next record and gives its row, from 0.
    fn next_row(&mut self) -> Option<u32> {
        let before = self.reader.position().line();
        if !self.reader.read_record(&mut self.record).unwrap_or(false) {
            return None;
        }
        let lines = self.reader.position().line() - before;
        let own_lines = 1 + self.lines_inside();
        let blank_before = u32::try_from(lines.saturating_sub(own_lines)).unwrap_or(u32::MAX);
        self.row = self.next_row.saturating_add(blank_before);
        self.next_row = self.row.saturating_add(1);
        self.ends_inside = self.record.iter().next_back().is_some_and(|field| field.ends_with('\n'));
        Some(self.row)
    }

    fn lines_inside(&self) -> u64 {
        self.record.iter().map(|field| field.matches('\n').count() as u64).sum()
    }

    /// Whether the last record ran to the end of the text because of a quotation mark without partner.
    fn is_unclosed(&self, text: &str) -> bool {
        let is_at_end = self.reader.position().byte() >= text.len() as u64;
        is_at_end && self.ends_inside && text.matches('"').count() % 2 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_those_a_spreadsheet_shows() {
        // Line 1 is blank, the record in line 2 has a line break inside, line 4 and 5 are blank.
        let text = with_plain_line_ends("\r\na;\"b\r\nc\"\r\n\r\n\r\nd;e");
        let mut records = Records::new(&text, b';');
        assert_eq!(records.next_row(), Some(1));
        assert_eq!(&records.record[1], "b\nc");
        assert_eq!(records.next_row(), Some(4));
        assert_eq!(&records.record[1], "e");
        assert_eq!(records.next_row(), None);
    }

    #[test]
    fn line_ends_of_all_systems_are_one() {
        assert_eq!(with_plain_line_ends("a\rb\r\nc"), "a\nb\nc\n");
        assert_eq!(with_plain_line_ends("a\nb\n"), "a\nb\n");
    }

    #[test]
    fn stems_have_neither_folder_nor_extension() {
        assert_eq!(stem("sales/2026.10 team.csv"), "2026.10 team");
        assert_eq!(stem("README"), "README");
    }
}
