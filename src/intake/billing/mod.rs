//! Bills of providers in the FinOps Open Cost and Usage Specification (FOCUS, 1.0 to 1.4), as clouds and other vendors
//! export them: one charge a row, millions of them. They are told by their titles and added up row by row while they are
//! read; no row is kept.
//!
//! What is read is the dataset *Cost and Usage*. The other datasets of the specification (contract commitments, billing
//! periods, invoice details) have no ChargePeriodStart and are no bills.

mod columns;
mod packed;
mod tags;
mod tally;

use super::Refusal;
use crate::model::{billing::Bill, finding::Code, limits::Limits, reading::ReadingRules, workbook::Format};
use columns::Columns;
use csv::ByteRecord;
use flate2::read::MultiGzDecoder;
use std::{
    cell::Cell,
    fs::File,
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

/// How a bill is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// Text.
    Csv,
    /// Text, packed with gzip.
    Gzip,
    /// Parquet: whether it is a bill is told by its end.
    Parquet,
}

/// Is it a bill, and how is it written? Told by the first bytes of the file.
pub(super) fn kind(head: &[u8]) -> Option<Kind> {
    if head.starts_with(packed::MARK) {
        return Some(Kind::Parquet);
    }
    if head.starts_with(b"\x1f\x8b") {
        return is_text(&unpacked(head)).then_some(Kind::Gzip);
    }
    is_text(head).then_some(Kind::Csv)
}

fn is_text(head: &[u8]) -> bool {
    // Most files of an intake are workbooks: no text begins like a zip or an old Excel file.
    let is_workbook = head.starts_with(b"PK") || head.starts_with(b"\xD0\xCF");
    !is_workbook && [b',', b';', b'\t'].into_iter().any(|delimiter| titles(head, delimiter).is_some())
}

/// The first bytes of what gzip packed, as far as they can be unpacked.
fn unpacked(head: &[u8]) -> Vec<u8> {
    let mut text = vec![0; HEAD];
    let mut decoder = MultiGzDecoder::new(head);
    let mut length = 0;
    while length < HEAD {
        match decoder.read(&mut text[length..]) {
            // It ends where the first bytes end.
            Ok(0) | Err(_) => break,
            Ok(count) => length += count,
        }
    }
    text.truncate(length);
    text
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

/// Adds up a bill that lies in a file, of which nothing was read yet.
pub(super) fn read_file(kind: Kind, head: &[u8], file: File, rules: &ReadingRules) -> Result<(Format, Bill), Refusal> {
    match kind {
        Kind::Parquet => packed::read(file, rules).map(|bill| (Format::Parquet, bill)),
        Kind::Csv | Kind::Gzip => read(kind, head, file, rules),
    }
}

/// Adds up a bill. `head` are its first bytes, which `input` gives again.
pub(super) fn read(kind: Kind, head: &[u8], input: impl Read, rules: &ReadingRules) -> Result<(Format, Bill), Refusal> {
    let bill = match kind {
        Kind::Csv => read_text(head, input, rules)?,
        Kind::Gzip => {
            // What a few bytes unpack to has an end, too.
            let text = MultiGzDecoder::new(input).take(rules.limits.max_bill_bytes.saturating_add(1));
            read_text(&unpacked(head), text, rules)?
        }
        Kind::Parquet => return Err(not_a_bill()),
    };
    Ok((Format::Csv, bill))
}

fn read_text(head: &[u8], input: impl Read, rules: &ReadingRules) -> Result<Bill, Refusal> {
    if titles(head, b',').is_none() {
        return Err(saved_again());
    }
    let given = Rc::new(Given::default());
    let input = Bounded { input, given: given.clone() };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(BUFFER)
        .from_reader(WithoutMark { input, is_begun: false });
    let mut record = ByteRecord::new();
    let mut row = 0;
    let mut next = |record: &mut ByteRecord| {
        row += 1;
        given.since_row.set(0);
        reader.read_byte_record(record).map_err(|error| not_read(&error, row))
    };
    next(&mut record)?;
    let columns = Columns::of(record.iter()).ok_or_else(saved_again)?;
    columns.cost(rules.billing.cost).ok_or_else(|| without_cost(rules))?;
    let mut tally = Tally::of(&columns, rules);
    while next(&mut record)? {
        tally.add(&record);
        if tally.is_full() {
            return Err(too_many_sums(rules));
        }
    }
    if given.all.get() > rules.limits.max_bill_bytes {
        return Err(too_large(&rules.limits));
    }
    Ok(tally.bill())
}

fn too_many_sums(rules: &ReadingRules) -> Refusal {
    let problem = "the bill has too many sums of initiatives, months, currencies and units";
    Refusal::too_large(problem, "max_bill_sums", rules.limits.max_bill_sums.into())
}

fn not_a_bill() -> Refusal {
    Refusal::new(
        Code::NotAWorkbook,
        "the file is Parquet, and has not the columns of a bill (FOCUS)",
        "export the bill in the FinOps Open Cost and Usage Specification; save a table as .xlsx or .csv",
    )
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
            Code::Damaged,
            format!("the bill could not be read to its end ({error})"),
            "check that the file is whole and may be read, and run again",
        ),
    }
}

/// Bytes that were given.
#[derive(Default)]
struct Given {
    since_row: Cell<u64>,
    all: Cell<u64>,
}

/// Gives no more bytes than a row may have until somebody says that a row is over: one without end fills no memory.
struct Bounded<Input> {
    input: Input,
    given: Rc<Given>,
}

impl<Input: Read> Read for Bounded<Input> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given.since_row.get() > Limits::BYTES_OF_BILL_ROW {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let count = self.input.read(buffer)?;
        self.given.since_row.set(self.given.since_row.get() + count as u64);
        self.given.all.set(self.given.all.get() + count as u64);
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
