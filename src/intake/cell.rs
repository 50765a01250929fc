//! Cells of the spreadsheet library as our values, the same for every format.

use super::{serial::day_of, strings::Strings};
use crate::model::{
    moment::{self, Said},
    workbook::RawValue,
};
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

/// A number, unless it is none.
pub(super) fn finite(number: f64, strings: &mut Strings) -> RawValue {
    if number.is_finite() { RawValue::Number(number) } else { RawValue::Error(strings.keep(&number.to_string())) }
}

/// The day that an ISO date or date and time says.
pub(super) fn iso_date(text: &str, strings: &mut Strings) -> RawValue {
    moment::day_of_iso(text).map_or_else(
        || strings.value(text),
        |said| match said {
            Said::Day(day) => RawValue::Date(day),
            Said::DayOrNext(day) => RawValue::DayOrNext(day),
        },
    )
}

fn date(moment: &ExcelDateTime, is_1904: bool, strings: &mut Strings) -> RawValue {
    match day_of(moment.as_f64(), is_1904) {
        Some(day) if moment.is_datetime() => day,
        _ => finite(moment.as_f64(), strings),
    }
}

/// Is this what a spreadsheet shows for an error, in whatever language: `#NAME?`, `#BEZUG!`, `#NV`, `Err:509`?
pub(super) fn names_error(text: &str) -> bool {
    const WITHOUT_MARK: [&str; 7] = ["#N/A", "#NV", "#N/D", "#I/T", "#NA", "#SPILL", "#CALC"];
    let is_code = |rest: &str| rest.len() == 3 && rest.bytes().all(|digit| digit.is_ascii_digit());
    let is_word = || text.len() <= 16 && !text.contains(char::is_whitespace) && text.to_uppercase() == text;
    (text.starts_with('#') && is_word() && (text.ends_with(['!', '?']) || WITHOUT_MARK.contains(&text)))
        || text.strip_prefix("Err:").is_some_and(is_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_known_in_any_language() {
        for text in ["#NAME?", "#REF!", "#BEZUG!", "#NV", "#¿NOMBRE?", "#VALEUR!", "#ADR!", "Err:509", "#N/A"] {
            assert!(names_error(text), "{text}");
        }
        for text in ["#1", "#priority", "No. 5!", "Error", "#Not this one!", "#", "Err:x"] {
            assert!(!names_error(text), "{text}");
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
        // Midnight of the 14th in Berlin, as a browser writes it.
        let either = RawValue::DayOrNext(jiff::civil::date(2025, 10, 13));
        assert_eq!(iso_date("2025-10-13T22:00:00Z", &mut strings), either);
        assert_eq!(iso_date("2025-10-13T00:00:00+02:00", &mut strings), day);
        assert_eq!(iso_date("13.10.2025", &mut strings), RawValue::Text("13.10.2025".into()));
    }
}
