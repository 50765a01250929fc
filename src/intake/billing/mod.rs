//! Bills of providers in the FinOps Open Cost and Usage Specification (FOCUS, 1.0 to 1.4), as clouds and other vendors
//! export them: one charge a row, millions of them. They are told by their titles and added up row by row while they are
//! read; no row is kept.
//!
//! What is read is the dataset *Cost and Usage*. The other datasets of the specification (contract commitments, billing
//! periods, invoice details) have no ChargePeriodStart and are no bills.

mod columns;
mod tags;
mod tally;

use super::Refusal;
use crate::model::{billing::Bill, finding::Code, limits::Limits, reading::ReadingRules, workbook::Format};
use columns::Columns;
use csv::ByteRecord;
use std::{
    cell::Cell,
    io::{self, Read},
    rc::Rc,
};
use tally::Tally;

/// How much of a file tells whether it is a bill: the titles of all versions and vendors take less than half of it.
pub(super) const HEAD: usize = 16_384;

/// What is read from the disk at once.
const BUFFER: usize = 1 << 20;

/// What begins a text in UTF-8 that Excel or PowerShell wrote.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// Is it a bill? Told by the first bytes of the file.
pub(super) fn is_bill(head: &[u8]) -> bool {
    titles(head, b',').is_some() || titles(head, b';').is_some() || titles(head, b'\t').is_some()
}

/// The columns of a bill whose titles are parted in this way.
fn titles(head: &[u8], delimiter: u8) -> Option<Columns> {
    let head = head.strip_prefix(MARK).unwrap_or(head);
    // The first line is enough, and no text of millions of letters is looked through for its end.
    let line = head.split(|byte| matches!(byte, b'\n' | b'\r')).next()?;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(line);
    let mut record = ByteRecord::new();
    let is_read = reader.read_byte_record(&mut record).unwrap_or(false);
    is_read.then(|| Columns::of(record.iter())).flatten()
}

/// Adds up a bill. `head` are its first bytes, which `input` gives again.
pub(super) fn read(head: &[u8], input: impl Read, rules: &ReadingRules) -> Result<(Format, Bill), Refusal> {
    if titles(head, b',').is_none() {
        return Err(saved_again());
    }
    let since_record = Rc::new(Cell::new(0));
    let input = Bounded { input, given: since_record.clone() };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(BUFFER)
        .from_reader(WithoutMark { input, is_begun: false });
    let mut record = ByteRecord::new();
    let mut row = 0;
    let mut next = |record: &mut ByteRecord| {
        row += 1;
        since_record.set(0);
        reader.read_byte_record(record).map_err(|error| not_read(&error, row))
    };
    next(&mut record)?;
    let columns = Columns::of(record.iter()).ok_or_else(saved_again)?;
    columns.cost(rules.billing.cost).ok_or_else(|| without_cost(rules))?;
    let mut tally = Tally::of(&columns, &rules.billing, rules.limits.max_bill_sums as usize);
    while next(&mut record)? {
        tally.add(&record);
        if tally.is_full() {
            let problem = "the bill has too many sums of initiatives, months, currencies and units";
            return Err(Refusal::too_large(problem, "max_bill_sums", rules.limits.max_bill_sums.into()));
        }
    }
    Ok((Format::Csv, tally.bill()))
}

/// A bill that is larger than allowed.
pub(super) fn too_large(limits: &Limits) -> Refusal {
    Refusal::too_large("the bill is too big", "max_bill_bytes", limits.max_bill_bytes)
}

/// Spreadsheets write other delimiters and fewer digits than the vendor did.
fn saved_again() -> Refusal {
    Refusal::new(
        Code::NotAWorkbook,
        "the file has the columns of a bill (FOCUS), but a spreadsheet saved it again: digits of its amounts may be gone",
        "put the file here as the vendor gives it, without opening it in a spreadsheet before",
    )
}

fn without_cost(rules: &ReadingRules) -> Refusal {
    let name = rules.billing.cost.name();
    Refusal::new(
        Code::MissingColumn,
        format!("the bill has no column {name}, which the settings take as its cost"),
        format!("export the bill with {name}, or set another cost in [billing]"),
    )
}

fn not_read(error: &csv::Error, row: u64) -> Refusal {
    match error.kind() {
        csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::InvalidData => Refusal::new(
            Code::Damaged,
            format!("row {row} of the bill is longer than any charge: a quotation mark is never closed"),
            "export the bill again, and put it into the folder as it is",
        ),
        _ => Refusal::new(
            Code::Unreadable,
            format!("the bill could not be read to its end ({error})"),
            "check that the file is whole and may be read, and run again",
        ),
    }
}

/// Gives no more bytes than a row may have until somebody says that a row is over: one without end fills no memory.
struct Bounded<Input> {
    input: Input,
    given: Rc<Cell<u64>>,
}

impl<Input: Read> Read for Bounded<Input> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given.get() > Limits::BYTES_OF_BILL_ROW {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let count = self.input.read(buffer)?;
        self.given.set(self.given.get() + count as u64);
        Ok(count)
    }
}

/// Leaves out the mark at the beginning.
struct WithoutMark<Input> {
    input: Input,
    is_begun: bool,
}

impl<Input: Read> Read for WithoutMark<Input> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut count = self.input.read(buffer)?;
        // The first read is of a whole buffer.
        if !self.is_begun && count >= MARK.len() && buffer.starts_with(MARK) {
            buffer.copy_within(MARK.len()..count, 0);
            count -= MARK.len();
        }
        self.is_begun = true;
        Ok(count)
    }
}

#[cfg(test)]
mod tests;
