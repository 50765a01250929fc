//! Rows and cells as they stand in a sheet's part of the package, for sheets and tables of many rows: the spreadsheet
//! library would keep each cell until the end.

use super::{
    sheet::{GREATEST_HEIGHT, LINE_HEIGHT},
    text,
};
use crate::model::{live::Exact, money::Cents, shortest::push_shortest};
use rust_xlsxwriter::{ColNum, RowNum, utility::column_number_to_name};
use std::{
    fmt::{Display, Write as _},
    io::{self, Write},
};

/// Text that is kept before it goes to the packer, in bytes.
const KEPT: usize = 1 << 16;

/// Writes rows from top to bottom, and in them cells from left to right.
pub(super) struct Rows<'a> {
    out: &'a mut dyn Write,
    xml: String,
    /// Number of the row that is being written, as people see it.
    row: String,
    /// Names of the columns, from the first of the sheet.
    columns: Vec<String>,
}

impl<'a> Rows<'a> {
    /// Rows of a sheet that has so many columns.
    pub(super) fn new(out: &'a mut dyn Write, columns: ColNum) -> Self {
        let columns = (0..columns).map(column_number_to_name).collect();
        Rows { out, xml: String::with_capacity(KEPT * 2), row: String::new(), columns }
    }

    /// Begins a row that is so many lines high.
    pub(super) fn begin(&mut self, row: RowNum, lines: usize) {
        self.row.clear();
        push_integer(&mut self.row, row + 1);
        self.xml.push_str("<row r=\"");
        self.xml.push_str(&self.row);
        if lines > 1 {
            let height = (LINE_HEIGHT * lines as f64).min(GREATEST_HEIGHT);
            push(&mut self.xml, format_args!("\" ht=\"{height}\" customHeight=\"1"));
        }
        self.xml.push_str("\">");
    }

    /// Ends a row.
    pub(super) fn end(&mut self) -> io::Result<()> {
        self.xml.push_str("</row>");
        if self.xml.len() >= KEPT {
            self.out.write_all(self.xml.as_bytes())?;
            self.xml.clear();
        }
        Ok(())
    }

    /// Hands on what is still kept.
    pub(super) fn finish(self) -> io::Result<()> {
        self.out.write_all(self.xml.as_bytes())
    }

    fn begin_cell(&mut self, column: ColNum, look: u32) {
        self.xml.push_str("<c r=\"");
        self.xml.push_str(self.columns.get(usize::from(column)).map_or("", String::as_str));
        self.xml.push_str(&self.row);
        if look > 0 {
            self.xml.push_str("\" s=\"");
            push_integer(&mut self.xml, look);
        }
    }

    /// A cell that has a look and nothing else.
    pub(super) fn blank(&mut self, column: ColNum, look: u32) {
        self.begin_cell(column, look);
        self.xml.push_str("\"/>");
    }

    /// A number, as whoever writes it spells it.
    pub(super) fn number(&mut self, column: ColNum, look: u32, write: impl FnOnce(&mut String)) {
        self.begin_cell(column, look);
        self.xml.push_str("\"><v>");
        write(&mut self.xml);
        self.xml.push_str("</v></c>");
    }

    /// TRUE or FALSE.
    pub(super) fn truth(&mut self, column: ColNum, look: u32, truth: bool) {
        self.begin_cell(column, look);
        self.xml.push_str("\" t=\"b\"><v>");
        self.xml.push(if truth { '1' } else { '0' });
        self.xml.push_str("</v></c>");
    }

    /// A formula with its result. Its functions are no newer than Excel 2007, so none needs a prefix.
    pub(super) fn formula(&mut self, column: ColNum, look: u32, code: &str, result: &Exact) {
        self.begin_cell(column, look);
        self.xml.push_str(match result {
            Exact::Number(_) => "\"><f>",
            Exact::Text(_) => "\" t=\"str\"><f>",
            Exact::Truth(_) => "\" t=\"b\"><f>",
        });
        text::push_code(&mut self.xml, code);
        self.xml.push_str("</f><v>");
        match result {
            Exact::Number(number) => push_number(&mut self.xml, *number),
            Exact::Text(words) => text::push_code(&mut self.xml, words),
            Exact::Truth(truth) => self.xml.push(if *truth { '1' } else { '0' }),
        }
        self.xml.push_str("</v></c>");
    }

    /// Words in the cell itself: a list of all texts of the workbook would have to be kept until it is finished.
    pub(super) fn text(&mut self, column: ColNum, look: u32, words: &str) {
        let words = text::clean(words);
        self.begin_cell(column, look);
        let keeps_its_ends = words.starts_with(char::is_whitespace) || words.ends_with(char::is_whitespace);
        let space = if keeps_its_ends { " xml:space=\"preserve\"" } else { "" };
        self.xml.push_str("\" t=\"inlineStr\"><is><t");
        self.xml.push_str(space);
        self.xml.push('>');
        text::push_escaped(&mut self.xml, &words);
        self.xml.push_str("</t></is></c>");
    }
}

/// Writes a value behind what is there.
fn push(xml: &mut String, value: impl Display) {
    // A string takes whatever is written.
    let _ = write!(xml, "{value}");
}

/// Millions of cells are whole numbers, and each has the number of its look.
pub(super) fn push_integer(xml: &mut String, number: impl itoa::Integer) {
    xml.push_str(itoa::Buffer::new().format(number));
}

/// A number by its shortest digits, never with an exponent.
pub(super) fn push_number(xml: &mut String, number: f64) {
    /// Up to here every whole number is one of its own.
    const WHOLE: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() < WHOLE && !(number == 0.0 && number.is_sign_negative()) {
        push_integer(xml, number as i64);
    } else {
        push_shortest(xml, number);
    }
}

/// Units with the cents they have: `12.5`, never by way of a number that could round them.
pub(super) fn push_money(xml: &mut String, amount: Cents) {
    let cents = amount.0.unsigned_abs();
    if amount.0 < 0 {
        xml.push('-');
    }
    push_integer(xml, cents / 100);
    match cents % 100 {
        0 => {}
        tenths if tenths % 10 == 0 => {
            xml.push('.');
            push_integer(xml, tenths / 10);
        }
        hundredths => {
            xml.push_str(if hundredths < 10 { ".0" } else { "." });
            push_integer(xml, hundredths);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_by_their_shortest_digits() {
        let written = |number| {
            let mut xml = String::new();
            push_number(&mut xml, number);
            xml
        };
        let numbers = [0.0, -0.0, 46_000.0, -7.0, 0.1, -2.5, 1e20, 9_007_199_254_740_993.0];
        let wanted = ["0", "-0", "46000", "-7", "0.1", "-2.5", "100000000000000000000", "9007199254740992"];
        assert_eq!(numbers.map(written), wanted);
    }

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
