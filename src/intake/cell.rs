//! Cells of the spreadsheet library as our values, the same for every format.

use super::{serial::day_of, strings::Strings};
use crate::model::workbook::RawValue;
use calamine::{Data, DataRef, ExcelDateTime};

/// The value of a cell that is read as it goes by.
pub(super) fn value(cell: &DataRef, is_1904: bool, strings: &mut Strings) -> RawValue {
    match cell {
        DataRef::Empty => RawValue::Blank,
        DataRef::SharedString(text) => strings.value_of_table(text),
        DataRef::String(text) | DataRef::DurationIso(text) => strings.value(text),
        DataRef::Float(number) => finite(*number, strings),
        DataRef::Int(number) => RawValue::Number(*number as f64),
        DataRef::Bool(yes) => RawValue::YesNo(*yes),
        DataRef::DateTime(moment) => date(moment, is_1904, strings),
        DataRef::DateTimeIso(text) => iso_date(text, strings),
        DataRef::Error(error) => RawValue::Error(strings.keep(&error.to_string())),
    }
}

/// The value of a cell that was read with its whole sheet.
pub(super) fn value_of_whole(cell: &Data, is_1904: bool, strings: &mut Strings) -> RawValue {
    match cell {
        Data::Empty => RawValue::Blank,
        Data::String(text) | Data::DurationIso(text) => strings.value(text),
        Data::Float(number) => finite(*number, strings),
        Data::Int(number) => RawValue::Number(*number as f64),
        Data::Bool(yes) => RawValue::YesNo(*yes),
        Data::DateTime(moment) => date(moment, is_1904, strings),
        Data::DateTimeIso(text) => iso_date(text, strings),
        Data::Error(error) => RawValue::Error(strings.keep(&error.to_string())),
    }
}

/// A number as it is, or shown as a percent.
pub(super) fn percent(value: RawValue) -> RawValue {
    match value {
        RawValue::Number(number) => RawValue::PercentNumber(number),
        other => other,
    }
}

/// A number, unless it is none.
pub(super) fn finite(number: f64, strings: &mut Strings) -> RawValue {
    if number.is_finite() { RawValue::Number(number) } else { RawValue::Error(strings.keep(&number.to_string())) }
}

/// The day that an ISO date or date and time begins with.
pub(super) fn iso_date(text: &str, strings: &mut Strings) -> RawValue {
    match text.get(..10).and_then(|day| day.parse().ok()) {
        Some(day) => RawValue::Date(day),
        None => strings.value(text),
    }
}

fn date(moment: &ExcelDateTime, is_1904: bool, strings: &mut Strings) -> RawValue {
    match day_of(moment.as_f64(), is_1904) {
        Some(day) if moment.is_datetime() => RawValue::Date(day),
        _ => finite(moment.as_f64(), strings),
    }
}

/// Number formats that are known by number alone and show percents: `0%` and `0.00%`.
pub(super) const BUILTIN_PERCENTS: [u16; 2] = [9, 10];

/// Whether numbers are shown as percents: a % outside quotes in the format for positive numbers.
pub(super) fn shows_percent(format: &str) -> bool {
    let mut letters = format.chars();
    let mut is_quoted = false;
    while let Some(letter) = letters.next() {
        match letter {
            '"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            '\\' | '_' | '*' => {
                letters.next();
            }
            ';' => return false,
            '%' => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percents_are_told_from_text_and_negatives() {
        for format in ["0%", "0.00%", "#,##0.0 %", "\"about \"0%"] {
            assert!(shows_percent(format), "{format}");
        }
        for format in ["General", "0\" %\"", "0\\%", "0;-0%", "0_%"] {
            assert!(!shows_percent(format), "{format}");
        }
    }

    #[test]
    fn numbers_that_are_none_are_errors() {
        let mut strings = Strings::default();
        assert_eq!(finite(f64::INFINITY, &mut strings), RawValue::Error("inf".into()));
        assert_eq!(finite(-0.5, &mut strings), RawValue::Number(-0.5));
    }

    #[test]
    fn iso_dates_lose_their_time() {
        let mut strings = Strings::default();
        let day = RawValue::Date(jiff::civil::date(2025, 10, 13));
        assert_eq!(iso_date("2025-10-13T18:00:00", &mut strings), day);
        assert_eq!(iso_date("2025-10-13", &mut strings), day);
        assert_eq!(iso_date("13.10.2025", &mut strings), RawValue::Text("13.10.2025".into()));
    }
}
