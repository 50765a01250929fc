//! Bills as data lakes keep them: Parquet, column by column. Each charge becomes a row of texts, as a csv has it; only the
//! columns that are read, and those that tell two charges apart, are unpacked.

use super::{columns::Columns, not_a_bill, tally::Tally, too_many_sums, without_cost};
use crate::{
    intake::Refusal,
    model::{billing::Bill, finding::Code, reading::ReadingRules},
};
use csv::ByteRecord;
use jiff::{Span, Timestamp, civil::date};
use parquet::{
    errors::ParquetError,
    file::{reader::FileReader, serialized_reader::SerializedFileReader},
    record::{Field, Row},
    schema::types::Type,
};
use serde_json::{Map, Value};
use std::fs::File;

/// What begins such a file.
pub(super) const MARK: &[u8] = b"PAR1";

/// Read besides, so that two charges that cost the same are not taken for one.
const TELL_APART: [&str; 8] = [
    "ChargePeriodEnd",
    "ChargeDescription",
    "InvoiceId",
    "ResourceId",
    "ServiceName",
    "SkuId",
    "SkuPriceId",
    "PricingQuantity",
];

/// Adds up a bill.
pub(super) fn read(file: File, rules: &ReadingRules) -> Result<Bill, Refusal> {
    let reader = SerializedFileReader::new(file).map_err(|error| damaged(&error))?;
    let schema = reader.metadata().file_metadata().schema().clone();
    let titles: Vec<&str> = schema.get_fields().iter().map(|field| field.name()).collect();
    let columns = Columns::of(titles.iter().map(|title| title.as_bytes())).ok_or_else(not_a_bill)?;
    columns.cost(rules.billing.cost).ok_or_else(|| without_cost(rules))?;
    let wanted: Vec<bool> = (0..titles.len())
        .map(|place| {
            let tells_apart = TELL_APART.iter().any(|name| name.eq_ignore_ascii_case(titles[place]));
            tells_apart || columns.is_read(place, rules.billing.cost)
        })
        .collect();
    let fields = schema.get_fields().iter().zip(&wanted).filter(|(_, wanted)| **wanted).map(|(field, _)| field.clone());
    let projected = Type::group_type_builder(schema.name()).with_fields(fields.collect()).build();
    let rows = projected.and_then(|projected| reader.get_row_iter(Some(projected))).map_err(|error| damaged(&error))?;
    let mut tally = Tally::of(&columns, rules);
    let mut record = ByteRecord::new();
    for row in rows {
        put_row(&row.map_err(|error| damaged(&error))?, &wanted, &mut record);
        tally.add(&record);
        if tally.is_full() {
            return Err(too_many_sums(rules));
        }
    }
    Ok(tally.bill())
}

/// The cells of a row at the places of the file; blank where a column is not read.
fn put_row(row: &Row, wanted: &[bool], record: &mut ByteRecord) {
    record.clear();
    let mut cells = row.get_column_iter().map(|(_, field)| field);
    for wanted in wanted {
        let cell = if *wanted { cells.next().map(text).unwrap_or_default() } else { String::new() };
        record.push_field(cell.as_bytes());
    }
}

/// A value as a csv has it.
fn text(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Bytes(bytes) => String::from_utf8_lossy(bytes.data()).into_owned(),
        // The shortest decimal that is this number, as vendors and other programs write it.
        Field::Double(number) => number.to_string(),
        Field::Float(number) => number.to_string(),
        Field::TimestampMillis(moment) => moment_text(Timestamp::from_millisecond(*moment)),
        Field::TimestampMicros(moment) => moment_text(Timestamp::from_microsecond(*moment)),
        Field::Date(days) => {
            let day = Span::new().try_days(*days).and_then(|days| date(1970, 1, 1).checked_add(days));
            day.map(|day| day.to_string()).unwrap_or_default()
        }
        Field::MapInternal(map) => {
            let pairs = map.entries().iter().map(|(key, value)| (text(key), value_of(value)));
            Value::Object(pairs.collect::<Map<String, Value>>()).to_string()
        }
        Field::ListInternal(list) => {
            let records = list.elements().iter().filter_map(|element| match element {
                Field::Group(row) => {
                    let pairs = row.get_column_iter().map(|(name, field)| (name.clone(), value_of(field)));
                    Some(Value::Object(pairs.collect()))
                }
                _ => None,
            });
            Value::Array(records.collect()).to_string()
        }
        number => number.to_string(),
    }
}

fn value_of(field: &Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Bool(answer) => Value::Bool(*answer),
        other => Value::String(text(other)),
    }
}

fn moment_text(moment: Result<Timestamp, jiff::Error>) -> String {
    moment.map(|moment| moment.to_string()).unwrap_or_default()
}

fn damaged(error: &ParquetError) -> Refusal {
    let is_codec = matches!(error, ParquetError::General(text) | ParquetError::NYI(text) if text.contains("codec") || text.contains("feature"));
    match is_codec {
        true => Refusal::new(
            Code::NotAWorkbook,
            format!("the bill is packed in a way that this program does not unpack ({error})"),
            "export it as csv, or as Parquet packed with Snappy or gzip",
        ),
        false => Refusal::new(
            Code::Damaged,
            format!("the bill is no whole Parquet file ({error})"),
            "export the bill again, and put it into the folder as it is",
        ),
    }
}
