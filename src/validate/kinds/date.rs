//! Days and months.

use super::{Reading, Remark};
use crate::model::{
    finding::Code,
    locale::{DateOrder, Locale},
    period::Month,
    workbook::RawValue,
};
use jiff::civil::Date;

const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

/// Serials of 1 January 1990 and 31 December 2100 in the 1900 system.
const SERIALS: std::ops::RangeInclusive<f64> = 32_874.0..=73_415.0;

/// Reads a day: a date cell, a serial number, or text in ISO order, in the locale's order or with the month's name.
pub fn date(value: &RawValue, locale: &Locale) -> Reading<Date> {
    let day = match value {
        RawValue::Date(day) => *day,
        RawValue::Number(serial) => from_serial(*serial, Code::NotADate)?,
        RawValue::Text(text) => {
            from_text(text, locale).ok_or_else(|| Remark::new(Code::NotADate, format!("\"{text}\" is not a date")))?
        }
        RawValue::PercentNumber(_) | RawValue::YesNo(_) | RawValue::Blank | RawValue::Error(_) | RawValue::NoResult => {
            return Err(Remark::new(Code::NotADate, "This is not a date"));
        }
    };
    if YEARS.contains(&day.year()) {
        Ok(day)
    } else {
        Err(Remark::new(Code::OutOfRange, format!("The year {} is not between 1990 and 2100", day.year())))
    }
}

/// How much of a date was typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Known {
    /// The day.
    Day,
    /// Only month and year, `01/2025`: its first day is taken.
    Month,
    /// Only the year, `2025`: 1 January is taken.
    Year,
}

/// Reads a day as [`date`] does, and where people know no more a month or a year.
pub fn date_or_part(value: &RawValue, locale: &Locale) -> Reading<(Date, Known)> {
    let year = match value {
        RawValue::Number(number) if number.fract() == 0.0 => Some(*number as i16),
        RawValue::Text(text) if text.trim().len() == 4 => text.trim().parse().ok(),
        _ => None,
    };
    if let Some(year) = year.filter(|year| YEARS.contains(year)) {
        return Ok((Date::constant(year, 1, 1), Known::Year));
    }
    date(value, locale).map(|day| (day, Known::Day)).or_else(|remark| {
        let part = match value {
            RawValue::Text(text) if remark.code == Code::NotADate => month_from_text(text, locale),
            _ => None,
        };
        part.map(|month| (month.first_day(), Known::Month)).ok_or(remark)
    })
}

/// Reads a month: anything that is a day, or `Jan-26`, `2026-01`, `1/2026`, `January 2026`, `202601`.
pub fn month(value: &RawValue, locale: &Locale) -> Reading<Month> {
    if let RawValue::Text(text) = value
        && let Some(month) = month_from_text(text, locale)
    {
        return Ok(month);
    }
    let digits = match value {
        RawValue::Number(number) => Some(*number),
        RawValue::Text(text) if text.len() == 6 => text.parse().ok(),
        _ => None,
    };
    if let Some(month) = digits.and_then(month_from_digits) {
        return Ok(month);
    }
    date(value, locale).map(Month::of).map_err(|remark| match remark.code {
        Code::NotADate => Remark { code: Code::NotAMonth, problem: remark.problem.replace("date", "month"), ..remark },
        _ => remark,
    })
}

fn from_serial(serial: f64, code: Code) -> Reading<Date> {
    if !SERIALS.contains(&serial) {
        return Err(Remark::new(code, format!("{serial} is not a date")));
    }
    // Day 60 of the 1900 system never was; every serial in range lies behind it.
    let first = Date::constant(1899, 12, 30);
    first
        .checked_add(jiff::Span::new().days(serial.trunc() as i64))
        .map_err(|_| Remark::new(code, format!("{serial} is not a date")))
}

fn from_text(text: &str, locale: &Locale) -> Option<Date> {
    let text = text.trim();
    let text = time_of_day_cut(text);
    if let Ok(day) = text.parse::<Date>() {
        return Some(day);
    }
    let parts: Vec<&str> =
        text.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts[..] else { return None };
    if let Some(month) = month_named(second, locale) {
        return day_of(third, month, first);
    }
    if let Some(month) = month_named(first, locale) {
        return day_of(third, month, second);
    }
    if first.len() == 4 {
        return day_of(first, second.parse().ok()?, third);
    }
    let (one, two): (u8, u8) = (first.parse().ok()?, second.parse().ok()?);
    // Dots only part dates that begin with the day; a part above 12 tells its place by itself.
    let day_first = text.contains('.') || locale.date_order == DateOrder::DayFirst;
    let day_first = if one > 12 {
        true
    } else if two > 12 {
        false
    } else {
        day_first
    };
    if day_first { day_of(third, two, first) } else { day_of(third, one, second) }
}

/// `2026-10-31 00:00:00` and `2026-10-31T00:00` lose their time of day.
fn time_of_day_cut(text: &str) -> &str {
    match text.find(['T', ' ']) {
        Some(place)
            if text[place + 1..].starts_with(|start: char| start.is_ascii_digit()) && text[place..].contains(':') =>
        {
            &text[..place]
        }
        _ => text,
    }
}

fn day_of(year: &str, month: u8, day: &str) -> Option<Date> {
    let day = day.trim_end_matches(|letter: char| letter.is_alphabetic());
    Date::new(year_of(year)?, month as i8, day.parse().ok()?).ok()
}

fn year_of(text: &str) -> Option<i16> {
    let year: i16 = text.parse().ok()?;
    match text.len() {
        4 => Some(year),
        2 => Some(2000 + year),
        _ => None,
    }
}

fn month_from_text(text: &str, locale: &Locale) -> Option<Month> {
    let parts: Vec<&str> =
        text.trim().split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let [first, second] = parts[..] else { return None };
    let (year, month) = if let Some(month) = month_named(first, locale) {
        (year_of(second)?, month)
    } else if let Some(month) = month_named(second, locale) {
        (year_of(first)?, month)
    } else if first.len() == 4 {
        (year_of(first)?, second.parse().ok()?)
    } else if second.len() == 4 {
        (year_of(second)?, first.parse().ok()?)
    } else {
        return None;
    };
    YEARS.contains(&year).then(|| Month::new(year, month)).flatten()
}

/// 202601 is January 2026.
fn month_from_digits(number: f64) -> Option<Month> {
    if number.fract() != 0.0 || !(199_001.0..=210_012.0).contains(&number) {
        return None;
    }
    Month::new((number / 100.0).trunc() as i16, (number % 100.0) as u8)
}

/// The number of a month by its name; Excel writes Sept for the ninth.
fn month_named(text: &str, locale: &Locale) -> Option<u8> {
    if text.eq_ignore_ascii_case("sept") { Some(9) } else { locale.month_named(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    fn read(text: &str, locale: &str) -> Reading<Date> {
        date(&RawValue::Text(text.into()), &Locale::named(locale).unwrap())
    }

    #[test]
    fn days_are_read_as_people_type_them() {
        for text in [
            "2026-10-31",
            "31/10/2026",
            "31.10.2026",
            "31-Oct-26",
            "31 October 2026",
            "Oct 31, 2026",
            "October 31st, 2026",
            "10/31/2026",
            "2026/10/31",
            "2026-10-31 00:00:00",
            "31.10.26",
        ] {
            assert_eq!(read(text, "en-GB"), Ok(day(2026, 10, 31)), "{text}");
        }
    }

    #[test]
    fn the_locale_settles_the_order() {
        assert_eq!(read("03/04/2026", "en-GB"), Ok(day(2026, 4, 3)));
        assert_eq!(read("03/04/2026", "en-US"), Ok(day(2026, 3, 4)));
        assert_eq!(read("03.04.2026", "en-US"), Ok(day(2026, 4, 3)));
    }

    #[test]
    fn what_is_no_day_is_said() {
        for text in ["last spring", "31/02/2026", "2026-13-01", "soon", "12", "Q3 2026", "1/2/3/4"] {
            assert_eq!(read(text, "en-GB").unwrap_err().code, Code::NotADate, "{text}");
        }
        assert_eq!(read("1/1/1850", "en-GB").unwrap_err().code, Code::OutOfRange);
    }

    #[test]
    fn a_month_or_a_year_is_a_date_of_which_less_is_known() {
        let read = |value: RawValue| date_or_part(&value, &Locale::named("en-US").unwrap());
        let typed = |text: &str| read(RawValue::Text(text.into()));
        for text in ["01/2025", "Jan 2025", "2025-01", "Jan-25"] {
            assert_eq!(typed(text), Ok((day(2025, 1, 1), Known::Month)), "{text}");
        }
        assert_eq!(typed("2025"), Ok((day(2025, 1, 1), Known::Year)));
        assert_eq!(read(RawValue::Number(2025.0)), Ok((day(2025, 1, 1), Known::Year)));
        assert_eq!(typed("08/01/2025 00:00:00"), Ok((day(2025, 8, 1), Known::Day)));
        assert_eq!(read(RawValue::Number(46_326.0)), Ok((day(2026, 10, 31), Known::Day)));
        for text in ["soon", "13/2025", "12", "1850", "Q3 2026"] {
            assert_eq!(typed(text).unwrap_err().code, Code::NotADate, "{text}");
        }
    }

    #[test]
    fn serials_are_days_of_the_1900_system() {
        // Excel shows 46326 as 31 October 2026.
        let serial = |number| date(&RawValue::Number(number), &Locale::named("en-GB").unwrap());
        assert_eq!(serial(46_326.0), Ok(day(2026, 10, 31)));
        assert_eq!(serial(32_874.0), Ok(day(1990, 1, 1)));
        assert_eq!(serial(73_415.0), Ok(day(2100, 12, 31)));
        assert_eq!(serial(12.0).unwrap_err().code, Code::NotADate);
    }

    #[test]
    fn months_are_read_as_people_type_them() {
        let january = Month::new(2026, 1).unwrap();
        let british = Locale::named("en-GB").unwrap();
        for text in ["Jan-26", "2026-01", "1/2026", "01.2026", "January 2026", "Jan 26", "2026 Jan", "31/01/2026"] {
            assert_eq!(month(&RawValue::Text(text.into()), &british), Ok(january), "{text}");
        }
        assert_eq!(month(&RawValue::Number(202_601.0), &british), Ok(january));
        assert_eq!(month(&RawValue::Text("202601".into()), &british), Ok(january));
        assert_eq!(month(&RawValue::Date(day(2026, 1, 17)), &british), Ok(january));
        let german = Locale::named("de-DE").unwrap();
        assert_eq!(month(&RawValue::Text("Okt. 26".into()), &german), Ok(january.plus(9)));
        assert_eq!(month(&RawValue::Text("13/2026".into()), &british).unwrap_err().code, Code::NotAMonth);
        assert_eq!(month(&RawValue::Text("spring".into()), &british).unwrap_err().code, Code::NotAMonth);
    }
}
