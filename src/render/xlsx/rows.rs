//! Rows of a data sheet as they stand in the package. The spreadsheet library writes everything around them; asked for
//! the rows as well, it would keep millions of cells and texts, and take three times as long.

use super::{
    data::Part,
    table::{excel_day, excel_month},
    text,
};
use crate::model::{money::Cents, report::DataValues};
use rust_xlsxwriter::{ExcelDateTime, utility::column_number_to_name};
use std::{
    fmt::{Display, Write as _},
    io::{self, Write},
};

/// Text that is kept before it goes to the packer, in bytes.
const KEPT: usize = 1 << 16;

/// Writes the rows of a part, from the sheet's second row on. `styles` are the cells' looks by column, as numbers of
/// the package's own list.
pub(super) fn write(out: &mut impl Write, part: &Part, styles: &[u32]) -> io::Result<()> {
    let columns: Vec<(Opening, &DataValues)> = (0..)
        .zip(part.columns())
        .map(|(column, found)| {
            let style = styles.get(usize::from(column)).copied().unwrap_or(0);
            (Opening { column: column_number_to_name(column), style }, &found.values)
        })
        .collect();
    let mut rows = Rows { xml: String::with_capacity(KEPT * 2), row: String::new() };
    for (row, index) in (2_usize..).zip(part.rows()) {
        rows.begin(row);
        for (opening, values) in &columns {
            rows.value(opening, values, index);
        }
        rows.xml.push_str("</row>");
        if rows.xml.len() >= KEPT {
            out.write_all(rows.xml.as_bytes())?;
            rows.xml.clear();
        }
    }
    out.write_all(rows.xml.as_bytes())
}

/// What the cells of a column begin with.
struct Opening {
    column: String,
    style: u32,
}

struct Rows {
    xml: String,
    /// Number of the row that is being written.
    row: String,
}

impl Rows {
    fn begin(&mut self, row: usize) {
        self.row.clear();
        push(&mut self.row, row);
        self.xml.push_str("<row r=\"");
        self.xml.push_str(&self.row);
        self.xml.push_str("\">");
    }

    /// A cell, if there is something in it.
    fn value(&mut self, opening: &Opening, values: &DataValues, index: usize) {
        match values {
            DataValues::Text(values) => {
                if let Some(words) = values[index].as_deref().filter(|words| !words.is_empty()) {
                    self.text(opening, words);
                }
            }
            DataValues::Money(values) => {
                if let Some(cents) = values[index] {
                    self.number(opening, |xml| push_money(xml, cents));
                }
            }
            DataValues::Number(values) | DataValues::Percent(values) => {
                // What is no number at all stays empty.
                if let Some(number) = values[index].filter(|number| number.is_finite()) {
                    self.number(opening, |xml| push(xml, number));
                }
            }
            DataValues::Whole(values) => {
                if let Some(number) = values[index] {
                    self.number(opening, |xml| push(xml, number));
                }
            }
            DataValues::Date(values) => {
                if let Some(day) = values[index] {
                    self.day(opening, excel_day(day), &day);
                }
            }
            DataValues::Month(values) => {
                if let Some(month) = values[index] {
                    self.day(opening, excel_month(month), &month);
                }
            }
        }
    }

    fn begin_cell(&mut self, opening: &Opening) {
        self.xml.push_str("<c r=\"");
        self.xml.push_str(&opening.column);
        self.xml.push_str(&self.row);
        if opening.style > 0 {
            self.xml.push_str("\" s=\"");
            push(&mut self.xml, opening.style);
        }
    }

    fn number(&mut self, opening: &Opening, write: impl FnOnce(&mut String)) {
        self.begin_cell(opening);
        self.xml.push_str("\"><v>");
        write(&mut self.xml);
        self.xml.push_str("</v></c>");
    }

    /// Words in the cell itself: a list of all texts of the workbook would have to be kept until it is finished.
    fn text(&mut self, opening: &Opening, words: &str) {
        let words = text::clean(words);
        self.begin_cell(opening);
        let keeps_its_ends = words.starts_with(char::is_whitespace) || words.ends_with(char::is_whitespace);
        let space = if keeps_its_ends { " xml:space=\"preserve\"" } else { "" };
        self.xml.push_str("\" t=\"inlineStr\"><is><t");
        self.xml.push_str(space);
        self.xml.push('>');
        text::push_escaped(&mut self.xml, &words);
        self.xml.push_str("</t></is></c>");
    }

    /// A day as Excel counts them; in words where its calendar does not reach.
    fn day(&mut self, opening: &Opening, date: Option<ExcelDateTime>, day: &dyn Display) {
        match date {
            Some(date) => self.number(opening, |xml| push(xml, date.to_excel())),
            None => self.text(opening, &day.to_string()),
        }
    }
}

fn push(xml: &mut String, value: impl Display) {
    // A string takes whatever is written.
    let _ = write!(xml, "{value}");
}

/// Units with the cents they have: `12.5`, never by way of a number that could round them.
fn push_money(xml: &mut String, amount: Cents) {
    let cents = amount.0.unsigned_abs();
    if amount.0 < 0 {
        xml.push('-');
    }
    push(xml, cents / 100);
    match cents % 100 {
        0 => {}
        tenths if tenths % 10 == 0 => push(xml, format_args!(".{}", tenths / 10)),
        hundredths => push(xml, format_args!(".{hundredths:02}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_to_the_cent() {
        let written = |cents| {
            let mut xml = String::new();
            push_money(&mut xml, Cents(cents));
            xml
        };
        assert_eq!([0, 5, -5, 50, 1200, -12_345_678].map(written), ["0", "0.05", "-0.05", "0.5", "12", "-123456.78"]);
        assert_eq!(written(i64::MIN), "-92233720368547758.08");
    }
}
