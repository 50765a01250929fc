//! A table as one Parquet file: money is DECIMAL(18, 2), a day is DATE, a month is the DATE of its first day.
//!
//! Which columns are months, and by which version of this format the file was written, stands in the file's own
//! key-value metadata, so that a file is understood without the ledger.

use crate::model::{
    money::Cents,
    period::Month,
    snapshot::{SnapshotColumn, SnapshotTable, SnapshotValues},
};
use jiff::{ToSpan, civil::Date};
use parquet::{
    basic::{LogicalType, Repetition, Type as Physical},
    column::{reader::ColumnReader, reader::get_typed_column_reader},
    data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type},
    errors::ParquetError,
    file::{
        metadata::KeyValue,
        properties::WriterProperties,
        reader::{FileReader, RowGroupReader},
        serialized_reader::SerializedFileReader,
        writer::{SerializedFileWriter, SerializedRowGroupWriter},
    },
    schema::types::{Type, TypePtr},
};
use std::{fs::File, sync::Arc};

/// Version of the layout of tables; a change that readers could trip over makes a new one.
pub const FORMAT: u32 = 1;

const FORMAT_KEY: &str = "coe_report.format";
const MONTHS_KEY: &str = "coe_report.months";

/// Why a file cannot be used.
#[derive(Debug)]
pub enum ReadError {
    /// Written in another version of the format: which.
    OtherFormat(String),
    /// Not a whole Parquet file.
    Damaged(String),
}

impl From<ParquetError> for ReadError {
    fn from(error: ParquetError) -> Self {
        ReadError::Damaged(error.to_string())
    }
}

/// The bytes of a Parquet file with this table. The same table gives the same bytes.
pub fn write(table: &SnapshotTable) -> Result<Vec<u8>, ParquetError> {
    let fields = table.columns.iter().map(field).collect::<Result<Vec<TypePtr>, ParquetError>>()?;
    let schema = Arc::new(Type::group_type_builder("table").with_fields(fields).build()?);
    let months = table.columns.iter().filter(|column| matches!(column.values, SnapshotValues::Month(_)));
    let months: Vec<&str> = months.map(|column| &*column.name).collect();
    let about = [(FORMAT_KEY, FORMAT.to_string()), (MONTHS_KEY, months.join(","))];
    let about = about.map(|(key, value)| KeyValue::new(key.to_owned(), value));
    let properties = WriterProperties::builder()
        .set_created_by(format!("coe-report {}", env!("CARGO_PKG_VERSION")))
        .set_key_value_metadata(Some(about.into()))
        .build();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    for column in &table.columns {
        write_column(&mut group, &column.values)?;
    }
    group.close()?;
    writer.into_inner()
}

/// The type of a column as readers see it.
fn field(column: &SnapshotColumn) -> Result<TypePtr, ParquetError> {
    let (physical, logical) = match &column.values {
        SnapshotValues::Text(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        SnapshotValues::Money(_) => (Physical::INT64, Some(LogicalType::decimal(2, 18))),
        SnapshotValues::Number(_) => (Physical::DOUBLE, None),
        SnapshotValues::Whole(_) => (Physical::INT64, None),
        SnapshotValues::Date(_) | SnapshotValues::Month(_) => (Physical::INT32, Some(LogicalType::Date)),
        SnapshotValues::YesNo(_) => (Physical::BOOLEAN, None),
    };
    let is_money = matches!(column.values, SnapshotValues::Money(_));
    Type::primitive_type_builder(&column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .with_precision(if is_money { 18 } else { -1 })
        .with_scale(if is_money { 2 } else { -1 })
        .build()
        .map(Arc::new)
}

fn write_column(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    values: &SnapshotValues,
) -> Result<(), ParquetError> {
    match values {
        SnapshotValues::Text(list) => put::<ByteArrayType, _>(group, list, |text| ByteArray::from(&**text)),
        SnapshotValues::Money(list) => put::<Int64Type, _>(group, list, |cents| cents.0),
        SnapshotValues::Number(list) => put::<DoubleType, _>(group, list, |number| *number),
        SnapshotValues::Whole(list) => put::<Int64Type, _>(group, list, |number| *number),
        SnapshotValues::Date(list) => put::<Int32Type, _>(group, list, |day| days_since_1970(*day)),
        SnapshotValues::Month(list) => put::<Int32Type, _>(group, list, |month| days_since_1970(month.first_day())),
        SnapshotValues::YesNo(list) => put::<BoolType, _>(group, list, |answer| *answer),
    }
}

/// The known values one behind the other; definition level 1 says known, 0 unknown.
fn put<T: DataType, V>(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    list: &[Option<V>],
    stored: impl Fn(&V) -> T::T,
) -> Result<(), ParquetError> {
    let known: Vec<T::T> = list.iter().flatten().map(stored).collect();
    let levels: Vec<i16> = list.iter().map(|value| i16::from(value.is_some())).collect();
    let mut column = group.next_column()?.ok_or_else(|| ParquetError::General("a column too many".to_owned()))?;
    column.typed::<T>().write_batch(&known, Some(&levels), None)?;
    column.close()
}

/// The table in a file of ours.
pub fn read(name: &str, file: File) -> Result<SnapshotTable, ReadError> {
    let reader = SerializedFileReader::new(file)?;
    let about = reader.metadata().file_metadata();
    let value = |key: &str| {
        let pairs = about.key_value_metadata().map(Vec::as_slice).unwrap_or_default();
        pairs.iter().find(|pair| pair.key == key).and_then(|pair| pair.value.clone()).unwrap_or_default()
    };
    let format = value(FORMAT_KEY);
    if format != FORMAT.to_string() {
        return Err(ReadError::OtherFormat(format));
    }
    let months = value(MONTHS_KEY);
    let is_month = |name: &str| months.split(',').any(|month| month == name);
    let fields = about.schema_descr().columns();
    let mut columns: Vec<SnapshotColumn> = Vec::with_capacity(fields.len());
    for group in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group)?;
        for (index, field) in fields.iter().enumerate() {
            let values = read_column(&*group, index, field.logical_type_ref(), is_month(field.name()))?;
            match columns.get_mut(index) {
                Some(_) => return Err(ReadError::Damaged("two row groups".to_owned())),
                None => columns.push(SnapshotColumn { name: field.name().into(), values }),
            }
        }
    }
    Ok(SnapshotTable { name: name.into(), columns })
}

fn read_column(
    group: &dyn RowGroupReader,
    index: usize,
    logical: Option<&LogicalType>,
    is_month: bool,
) -> Result<SnapshotValues, ReadError> {
    let rows = group.metadata().num_rows() as usize;
    Ok(match group.get_column_reader(index)? {
        column @ ColumnReader::ByteArrayColumnReader(_) => {
            let texts = take::<ByteArrayType>(column, rows)?;
            let text = |bytes: ByteArray| bytes.as_utf8().map(Arc::<str>::from);
            SnapshotValues::Text(
                texts.into_iter().map(|bytes| bytes.map(text).transpose()).collect::<Result<_, ParquetError>>()?,
            )
        }
        column @ ColumnReader::Int64ColumnReader(_) => {
            let numbers = take::<Int64Type>(column, rows)?;
            match logical {
                Some(LogicalType::Decimal { .. }) => {
                    SnapshotValues::Money(numbers.into_iter().map(|cents| cents.map(Cents)).collect())
                }
                _ => SnapshotValues::Whole(numbers),
            }
        }
        column @ ColumnReader::Int32ColumnReader(_) => {
            let days = take::<Int32Type>(column, rows)?.into_iter().map(|days| days.map(day).transpose());
            let days = days.collect::<Result<Vec<Option<Date>>, ReadError>>()?;
            if is_month {
                SnapshotValues::Month(days.into_iter().map(|day| day.map(Month::of)).collect())
            } else {
                SnapshotValues::Date(days)
            }
        }
        column @ ColumnReader::DoubleColumnReader(_) => SnapshotValues::Number(take::<DoubleType>(column, rows)?),
        column @ ColumnReader::BoolColumnReader(_) => SnapshotValues::YesNo(take::<BoolType>(column, rows)?),
        _ => return Err(ReadError::Damaged("a column of a type that is never written".to_owned())),
    })
}

fn take<T: DataType>(column: ColumnReader, rows: usize) -> Result<Vec<Option<T::T>>, ReadError> {
    let mut reader = get_typed_column_reader::<T>(column);
    let (mut values, mut levels) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
    while levels.len() < rows {
        let (records, _, _) = reader.read_records(rows - levels.len(), Some(&mut levels), None, &mut values)?;
        if records == 0 {
            return Err(ReadError::Damaged("rows are missing".to_owned()));
        }
    }
    let mut values = values.into_iter();
    Ok(levels.into_iter().map(|level| if level == 1 { values.next() } else { None }).collect())
}

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

fn days_since_1970(day: Date) -> i32 {
    (day - EPOCH).get_days()
}

fn day(days: i32) -> Result<Date, ReadError> {
    EPOCH.checked_add(days.days()).map_err(|_| ReadError::Damaged("a day beyond the calendar".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::io::Write;

    fn column(name: &str, values: SnapshotValues) -> SnapshotColumn {
        SnapshotColumn { name: name.into(), values }
    }

    fn table() -> SnapshotTable {
        let columns = vec![
            column("name", SnapshotValues::Text(vec![Some("Łódź; ×".into()), None, Some("".into())])),
            column("money", SnapshotValues::Money(vec![Some(Cents(-100_000_000_005)), Some(Cents(0)), None])),
            column("share", SnapshotValues::Number(vec![None, Some(0.1), Some(-1e300)])),
            column("rank", SnapshotValues::Whole(vec![Some(i64::MAX), None, Some(0)])),
            column("day", SnapshotValues::Date(vec![Some(date(1969, 12, 31)), None, Some(date(2026, 10, 31))])),
            column("month", SnapshotValues::Month(vec![Month::new(2026, 10), None, Month::new(1999, 1)])),
            column("yes", SnapshotValues::YesNo(vec![Some(true), Some(false), None])),
        ];
        SnapshotTable { name: "all".into(), columns }
    }

    fn read_back(bytes: &[u8]) -> Result<SnapshotTable, ReadError> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        read("all", file)
    }

    #[test]
    fn every_kind_of_value_comes_back_also_where_it_is_unknown() {
        let bytes = write(&table()).unwrap();
        assert_eq!(read_back(&bytes).unwrap(), table());
        assert!(bytes == write(&table()).unwrap(), "the same table, the same bytes");
    }

    #[test]
    fn a_table_without_rows_keeps_its_columns() {
        let empty = SnapshotTable {
            name: "all".into(),
            columns: vec![column("name", SnapshotValues::Text(vec![])), column("month", SnapshotValues::Month(vec![]))],
        };
        assert_eq!(read_back(&write(&empty).unwrap()).unwrap(), empty);
    }

    #[test]
    fn a_file_of_another_version_is_told_by_its_own_mark() {
        let mut bytes = write(&table()).unwrap();
        let place = bytes.windows(FORMAT_KEY.len()).position(|window| window == FORMAT_KEY.as_bytes()).unwrap();
        // Behind the key stand a field mark, the value's length and the value.
        let value = &mut bytes[place + FORMAT_KEY.len() + 2];
        assert_eq!(*value, b'1');
        *value = b'0';
        assert!(matches!(read_back(&bytes), Err(ReadError::OtherFormat(version)) if version == "0"));
    }

    #[test]
    fn a_file_cut_anywhere_is_damaged_and_never_a_shorter_table() {
        let bytes = write(&table()).unwrap();
        for length in (0..bytes.len()).step_by(7) {
            assert!(matches!(read_back(&bytes[..length]), Err(ReadError::Damaged(_))), "{length}");
        }
    }
}
