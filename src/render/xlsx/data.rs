//! Sheets of data: every row as accepted, in a real table from A1 on.

use super::{
    book::Book,
    cells::{Rows, push_integer, push_money, push_number},
    formats::{DAY, Formats, GENERAL, MONTH},
    live::{self, At},
    measure,
    names::{self, Names},
    package::{Additions, Filling},
    print::{self, Extent},
    row::{excel_day, excel_month},
    sheet::LINE_HEIGHT,
    widths::{header_lines, header_width},
};
use crate::model::{
    live::{Exact, Formula},
    locale::Locale,
    report::{Align, DataColumn, DataSheet, DataValues},
};
use rust_xlsxwriter::{
    ColNum, ExcelDateTime, Format, IgnoreError, RowNum, Table, TableColumn, TableStyle, Worksheet, XlsxError,
};
use std::{fmt::Display, io::Write, ops::Range};

/// Rows of an Excel sheet below the header.
const MOST_ROWS: usize = 1_048_575;
/// Texts of so many rows are measured for a column's width; numbers are measured all.
const SAMPLE: usize = 500;
/// Widest column, in digits.
const WIDEST: f64 = 50.0;
/// Room of a cell's own margins, in digits.
const MARGIN: f64 = 2.0;

/// A data sheet, or as many of its rows as one Excel sheet takes.
pub(super) struct Part<'a> {
    sheet: &'a DataSheet,
    /// Name of the sheet.
    pub(super) tab: String,
    /// Name of its table as Excel has it.
    pub(super) table_name: String,
    rows: Range<usize>,
    all: usize,
}

impl Part<'_> {
    /// Name of the table, before Excel's rules.
    pub(super) fn table(&self) -> &str {
        &self.sheet.table
    }

    /// What formulas call its columns, from the left.
    pub(super) fn keys(&self) -> impl Iterator<Item = Option<&str>> {
        self.sheet.columns.iter().map(|column| column.key.as_deref())
    }

    /// Does this sheet hold all rows?
    pub(super) fn is_whole(&self) -> bool {
        self.rows.len() == self.all
    }

    /// How many rows it holds.
    pub(super) fn rows(&self) -> usize {
        self.rows.len()
    }

    /// What the contents say: how many rows, or which of them.
    pub(super) fn note(&self, locale: &Locale) -> String {
        let count = |number: usize| locale.number(i64::try_from(number).unwrap_or(i64::MAX), 0);
        if self.rows.len() == self.all {
            return format!("Data: {} rows as accepted", count(self.all));
        }
        let (first, last) = (count(self.rows.start + 1), count(self.rows.end));
        format!("Data: rows {first} to {last} of {}, because a sheet takes no more", count(self.all))
    }
}

/// The sheets that a data sheet takes, with their tabs' names.
pub(super) fn parts<'a>(sheet: &'a DataSheet, tabs: &mut Names, tables: &mut Names) -> Vec<Part<'a>> {
    split(sheet.columns.first().map_or(0, |column| column.values.len()), MOST_ROWS)
        .into_iter()
        .map(|(rows, all)| Part {
            sheet,
            tab: tabs.tab(&sheet.name),
            table_name: tables.table(&sheet.table),
            rows,
            all,
        })
        .collect()
}

/// Ranges of at most `most` rows, at least one, each with the number of all rows.
fn split(all: usize, most: usize) -> Vec<(Range<usize>, usize)> {
    let starts = (0..all.max(1)).step_by(most);
    starts.map(|start| (start..all.min(start + most), all)).collect()
}

/// Writes one data sheet; its rows are left to the package.
pub(super) fn write<'a>(
    worksheet: &mut Worksheet,
    book: &'a Book<'a>,
    formats: &Formats,
    part: &'a Part<'a>,
) -> Result<Additions<'a>, XlsxError> {
    worksheet.set_name(&part.tab)?;
    print::mark_data(worksheet, book);
    let headers = names::headers(part.sheet.columns.iter().map(|column| column.title.as_str()));
    let Some(last_column) = (0..).zip(&headers).map(|(column, _)| column).last() else {
        return Ok(Additions::default());
    };
    let last_row = RowNum::try_from(part.rows.len().max(1)).map_err(|_| XlsxError::RowColumnLimitError)?;

    let width = columns(worksheet, book, formats, part, &headers)?;
    let table = table(formats, part, headers).set_name(&part.table_name);
    worksheet.add_table(0, 0, 1, last_column, &table)?;
    worksheet.ignore_error_range(0, 0, last_row, last_column, IgnoreError::NumberStoredAsText)?;
    // The first column says which initiative.
    worksheet.set_freeze_panes(1, 1)?;
    print::set_up(
        worksheet,
        book,
        &Extent { last_row, last_column, repeated: (0, 0), repeated_columns: 1, width, is_reference: true },
    )?;
    let mut additions = Additions::default();
    if !part.rows.is_empty() {
        let looks: Vec<Format> =
            part.sheet.columns.iter().map(|column| formats.data(number_format(&column.values))).collect();
        let write = move |out: &mut dyn Write, looks: &[u32]| write_rows(out, part, book, looks);
        additions.lengths.insert(part.table_name.clone(), part.rows.len());
        additions.fillings.push(Filling::hold(worksheet, 1..=last_row, 0..=last_column, &looks, Box::new(write))?);
    }
    Ok(additions)
}

fn write_rows(out: &mut dyn Write, part: &Part, book: &Book, looks: &[u32]) -> Result<(), XlsxError> {
    let columns: Vec<(ColNum, u32, &DataColumn)> =
        (0..).zip(looks).zip(&part.sheet.columns).map(|((place, look), found)| (place, *look, found)).collect();
    let mut rows = Rows::new(out, columns.len() as ColNum);
    for (row, index) in (1..).zip(part.rows.clone()) {
        rows.begin(row, 1);
        for (place, look, column) in &columns {
            match formula(column, index) {
                Some(formula) => {
                    let at = At { tab: &part.tab, table: &part.sheet.table, left: 0, row };
                    let code = live::formula_code(book, &at, formula)?;
                    rows.formula(*place, *look, &code, &result(&column.values, index));
                }
                None => write_value(&mut rows, *place, *look, &column.values, index),
            }
        }
        rows.end()?;
    }
    Ok(rows.finish()?)
}

/// How a cell computes itself, if it does.
fn formula(column: &DataColumn, index: usize) -> Option<&Formula> {
    if column.live.is_empty() {
        return None;
    }
    let place = column.live.binary_search_by_key(&index, |(row, _)| *row as usize).ok()?;
    Some(&column.live[place].1)
}

/// What the engine computed for a cell that computes itself.
fn result(values: &DataValues, index: usize) -> Exact {
    match values {
        DataValues::Money(values) => Exact::Number(values[index].unwrap_or_default().units()),
        DataValues::Number(values) => Exact::Number(values[index].unwrap_or_default()),
        _ => Exact::Text(String::new()),
    }
}

/// Writes a cell, if there is something in it.
fn write_value(rows: &mut Rows, place: ColNum, look: u32, values: &DataValues, index: usize) {
    match values {
        DataValues::Text(values) => {
            if let Some(words) = values[index].as_deref().filter(|words| !words.is_empty()) {
                rows.text(place, look, words);
            }
        }
        DataValues::Money(values) => {
            if let Some(cents) = values[index] {
                rows.number(place, look, |xml| push_money(xml, cents));
            }
        }
        DataValues::Number(values) | DataValues::Percent(values) => {
            // What is no number at all stays empty.
            if let Some(number) = values[index].filter(|number| number.is_finite()) {
                rows.number(place, look, |xml| push_number(xml, number));
            }
        }
        DataValues::Whole(values) => {
            if let Some(number) = values[index] {
                rows.number(place, look, |xml| push_integer(xml, number));
            }
        }
        DataValues::Date(values) => {
            if let Some(day) = values[index] {
                write_day(rows, place, look, excel_day(day), &day);
            }
        }
        DataValues::Month(values) => {
            if let Some(month) = values[index] {
                write_day(rows, place, look, excel_month(month), &month);
            }
        }
    }
}

/// A day as Excel counts them; in words where its calendar does not reach.
fn write_day(rows: &mut Rows, place: ColNum, look: u32, date: Option<ExcelDateTime>, day: &dyn Display) {
    match date {
        Some(date) => rows.number(place, look, |xml| push_number(xml, date.to_excel())),
        None => rows.text(place, look, &day.to_string()),
    }
}

/// Widths and number formats by column, and the width of all: cells carry none of their own, so none has to be looked up for them.
fn columns(
    worksheet: &mut Worksheet,
    book: &Book,
    formats: &Formats,
    part: &Part,
    headers: &[String],
) -> Result<f64, XlsxError> {
    let (mut lines, mut all) = (1, 0.0);
    for ((place, column), title) in (0..).zip(&part.sheet.columns).zip(headers) {
        let room = content_width(&column.values, &part.rows, &book.report.locale);
        let width = room.max(header_width(title, true)) + MARGIN;
        worksheet.set_column_width(place, width)?;
        worksheet.set_column_format(place, &formats.data(number_format(&column.values)))?;
        lines = lines.max(header_lines(title, width, true));
        all += width;
    }
    worksheet.set_row_height(0, LINE_HEIGHT * lines as f64)?;
    Ok(all)
}

fn table(formats: &Formats, part: &Part, headers: Vec<String>) -> Table {
    let header = |column: &DataColumn| formats.header(align(&column.values));
    let columns: Vec<TableColumn> = headers
        .into_iter()
        .zip(&part.sheet.columns)
        .map(|(title, column)| TableColumn::new().set_header(title).set_header_format(header(column)))
        .collect();
    Table::new().set_style(TableStyle::Light1).set_columns(&columns)
}

fn number_format(values: &DataValues) -> &'static str {
    match values {
        DataValues::Text(_) | DataValues::Number(_) => GENERAL,
        DataValues::Money(_) => "#,##0.00",
        DataValues::Percent(_) => "0.0%",
        DataValues::Date(_) => DAY,
        DataValues::Month(_) => MONTH,
        DataValues::Whole(_) => "#,##0",
    }
}

fn align(values: &DataValues) -> Align {
    match values {
        DataValues::Text(_) => Align::Left,
        DataValues::Money(_)
        | DataValues::Number(_)
        | DataValues::Percent(_)
        | DataValues::Date(_)
        | DataValues::Month(_)
        | DataValues::Whole(_) => Align::Right,
    }
}

/// Width of what a column shows, in digits. A number that does not fit would show as `###`, a text is only cut.
fn content_width(values: &DataValues, rows: &Range<usize>, locale: &Locale) -> f64 {
    match values {
        DataValues::Text(values) => {
            let sample = values[rows.clone()].iter().take(SAMPLE).flatten();
            sample.map(|words| measure::widest_line(words)).fold(0.0, f64::max).min(WIDEST)
        }
        DataValues::Money(values) => {
            let longest =
                values[rows.clone()].iter().flatten().map(|cents| cents.0).max_by_key(|cents| cents.unsigned_abs());
            digits_width(longest, 2, locale)
        }
        DataValues::Whole(values) => {
            let longest = values[rows.clone()].iter().flatten().copied().max_by_key(|number| number.unsigned_abs());
            digits_width(longest, 0, locale)
        }
        DataValues::Percent(values) => {
            let largest = values[rows.clone()].iter().flatten().map(|share| share.abs()).fold(0.0, f64::max);
            measure::width(&format!("−{:.1}%", largest * 100.0)).min(WIDEST)
        }
        // Excel shortens such numbers itself.
        DataValues::Number(_) => 10.0,
        DataValues::Date(_) => measure::width("00 Mmm 0000"),
        DataValues::Month(_) => measure::width("Mmm 0000"),
    }
}

fn digits_width(longest: Option<i64>, decimals: u8, locale: &Locale) -> f64 {
    // The minus is measured even for the largest number, as a shorter one may carry it.
    longest.map_or(0.0, |digits| measure::width(&locale.number(-digits.saturating_abs(), decimals)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_split_where_a_sheet_ends() {
        assert_eq!(split(5, 2), [(0..2, 5), (2..4, 5), (4..5, 5)]);
        assert_eq!(split(4, 2), [(0..2, 4), (2..4, 4)]);
        assert_eq!(split(0, 2), [(0..0, 0)]);
    }

    #[test]
    fn money_columns_fit_their_longest_amount_with_its_sign() {
        use crate::model::money::Cents;
        let british = Locale::named("en-GB").unwrap();
        let mut amounts = vec![Some(Cents(1)); 1_000];
        amounts[999] = Some(Cents(-123_456_789_012));
        let values = DataValues::Money(amounts);
        assert_eq!(content_width(&values, &(0..1_000), &british), measure::width("−1,234,567,890.12"));
    }
}
