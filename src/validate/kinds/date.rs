//! Days and months.

use super::{Reading, Remark};
use crate::model::{
    finding::Code,
    fiscal::{
        FiscalCalendar,
        names::{part_in, period_in, words_and_numbers},
    },
    locale::{DateOrder, Locale},
    moment::{self, Said},
    period::Month,
    rules::Rules,
    workbook::{RawColumn, RawValue},
};
use jiff::civil::Date;

const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

/// Serials of 1 January 1990 and 31 December 2100 in the 1900 system.
const SERIALS: std::ops::RangeInclusive<f64> = 32_874.0..=73_415.0;

/// What dates are read by.
#[derive(Clone, Copy, Debug)]
pub struct Calendar<'a> {
    /// How dates are typed.
    pub locale: &'a Locale,
    /// The reporting month: where no year is typed, it says which one is meant.
    pub period: Month,
    /// Which months and days make a fiscal year, and what years are called.
    pub fiscal: FiscalCalendar,
    /// What dates in place of months are.
    pub dates: Dates,
    /// A month further away from the reporting month than these years is questioned.
    pub plausible_years: u8,
}

/// What dates in a column of months are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dates {
    /// Months by their first or last day, as spreadsheets keep `Oct 2026`: that of the calendar, whatever period of weeks
    /// the day lies in.
    NameMonths,
    /// Days, of postings for example: of weeks, the period that they lie in.
    AreDays,
}

impl<'a> Calendar<'a> {
    /// For a column of months: all of its dates name months, or all are days.
    pub fn of_months(self, column: Option<&RawColumn>) -> Self {
        let Some(column) = column.filter(|_| self.fiscal.is_of_weeks()) else { return self };
        let days: Vec<Date> = column.values.iter().filter_map(|value| date(value, &self).ok()).collect();
        let are_named =
            days.iter().all(|day| day.day() == 1) || days.iter().all(|day| *day == Month::of(*day).last_day());
        Calendar { dates: if are_named { Dates::NameMonths } else { Dates::AreDays }, ..self }
    }

    /// The month of a day in a column of months.
    fn month_of(&self, day: Date) -> Month {
        match self.dates {
            Dates::NameMonths => Month::of(day),
            Dates::AreDays => self.fiscal.month_of(day),
        }
    }

    /// As the rules say.
    pub fn of(rules: &'a Rules) -> Self {
        Calendar {
            locale: &rules.locale,
            period: rules.period,
            fiscal: rules.calendar,
            dates: Dates::NameMonths,
            plausible_years: rules.plausible_years,
        }
    }
}

/// A day or month that was read, and what was assumed about it.
pub type Noted<T> = (T, Option<Remark>);

/// A year typed before its month is believed within so many months of the reporting month.
const YEAR_IN_FRONT: i32 = 36;

/// Reads a day: a date cell, a serial number, or text in ISO order, in the locale's order or with the month's name.
pub fn date(value: &RawValue, calendar: &Calendar) -> Reading<Date> {
    let day = match value {
        RawValue::Date(day) | RawValue::DayOrNext(day) => *day,
        RawValue::Number(serial) | RawValue::Formatted(serial, _) => from_serial(*serial, Code::NotADate)?,
        RawValue::Text(text) => from_text(text, calendar.locale)
            .ok_or_else(|| Remark::new(Code::NotADate, format!("\"{text}\" is not a date")))?,
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

/// Reads a day as [`date`] does, and where people know no more a month or a year, of which the first day is taken.
pub fn date_or_part(value: &RawValue, calendar: &Calendar) -> Reading<Noted<Date>> {
    let year = match value {
        RawValue::Number(number) if number.fract() == 0.0 => Some(*number as i16),
        RawValue::Text(text) if text.trim().len() == 4 => text.trim().parse().ok(),
        _ => None,
    };
    if let Some(year) = year.filter(|year| YEARS.contains(year)) {
        let day = Date::constant(year, 1, 1);
        return Ok((day, Some(only_known("year", day))));
    }
    let remark = match date(value, calendar) {
        Ok(day) => return Ok((day, other_order(value, calendar.locale, day))),
        Err(remark) => remark,
    };
    let RawValue::Text(text) = value else { return Err(remark) };
    if remark.code != Code::NotADate {
        return Err(remark);
    }
    let typed = match month_from_text(text, calendar) {
        Ok(typed) => typed,
        // That a quarter is no month does not help with a date.
        Err(other) if other.code == Code::NotAMonth => return Err(remark),
        Err(other) => return Err(other),
    };
    match typed {
        Some(Typed { month, day: Some(day), .. }) => match Date::new(month.year(), month.number() as i8, day as i8) {
            Ok(day) => Ok((day, Some(year_assumed(text, day.to_string())))),
            Err(_) => Err(remark),
        },
        Some(Typed { month, .. }) => {
            let first = calendar.fiscal.first_day(month);
            Ok((first, Some(only_known("month", first))))
        }
        None => Err(remark),
    }
}

/// A date whose parts stand in another order than the column's: only a part above 12 gave it away, so others of the same
/// sender may have been read the other way round.
fn other_order(value: &RawValue, locale: &Locale, day: Date) -> Option<Remark> {
    let RawValue::Text(text) = value else { return None };
    (proven_order(text)? != locale.date_order).then(|| {
        let problem = format!("\"{text}\" is in another order than the settings say; it was read as {day}");
        Remark::new(Code::DateOrder, problem).advise(format!("{day}, and other dates of this column in the same way"))
    })
}

/// The order that a date proves by a part above 12; none where it could be read both ways or dots part it, which no
/// language does with the month in front.
fn proven_order(text: &str) -> Option<DateOrder> {
    match day_and_month(text)? {
        (13..=31, 1..=12) => Some(DateOrder::DayFirst),
        (1..=12, 13..=31) => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

/// Is this a date that is another day when the month is read first?
pub fn can_be_both(text: &str) -> bool {
    matches!(day_and_month(text), Some((first @ 1..=12, second @ 1..=12)) if first != second)
}

/// The first two parts of a date of numbers whose marks do not say which is the day.
fn day_and_month(text: &str) -> Option<(u8, u8)> {
    let text = time_of_day_cut(text.trim());
    if !text.starts_with(|letter: char| letter.is_ascii_digit()) || text.contains('.') {
        return None;
    }
    let mut parts = text.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty());
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    let day_and_month = (first.parse().ok()?, second.parse().ok()?);
    (parts.next().is_none() && year_of(year).is_some()).then_some(day_and_month)
}

/// What the dates of a column show of the order of their parts.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Seen {
    /// The first row that proves the day in front.
    day_first: Option<usize>,
    /// The first row that proves the month in front.
    month_first: Option<usize>,
    /// Rows that can be read both ways.
    pub open: Vec<usize>,
}

impl Seen {
    /// The first row that proves this order.
    pub fn proof(&self, order: DateOrder) -> Option<usize> {
        match order {
            DateOrder::DayFirst => self.day_first,
            DateOrder::MonthFirst => self.month_first,
        }
    }

    /// The orders that are proven.
    pub fn proven(&self) -> impl Iterator<Item = DateOrder> + '_ {
        [DateOrder::DayFirst, DateOrder::MonthFirst].into_iter().filter(|order| self.proof(*order).is_some())
    }
}

/// Looks through the cells of a column.
pub fn seen(values: &[RawValue]) -> Seen {
    let mut seen = Seen::default();
    for (row, value) in values.iter().enumerate() {
        let RawValue::Text(text) = value else { continue };
        match day_and_month(text) {
            Some((13..=31, 1..=12)) => drop(seen.day_first.get_or_insert(row)),
            Some((1..=12, 13..=31)) => drop(seen.month_first.get_or_insert(row)),
            Some((first @ 1..=12, second @ 1..=12)) if first != second => seen.open.push(row),
            _ => {}
        }
    }
    seen
}

fn only_known(part: &str, day: Date) -> Remark {
    Remark::new(Code::DatePrecision, format!("Only the {part} is known; it was read as {day}"))
        .advise("the day, when it is known")
}

fn year_assumed(text: &str, read: String) -> Remark {
    Remark::new(Code::YearAssumed, format!("\"{text}\" has no year; it was read as {read}"))
        .advise(format!("{read}, or the right year"))
}

/// Reads a month: anything that is a day, or `Jan-26`, `2026-01`, `1/2026`, `January 2026`, `202601`, `P10 FY26`. A month
/// that lies years away from the reporting month is questioned.
pub fn month(value: &RawValue, calendar: &Calendar) -> Reading<Noted<Month>> {
    let (month, remark) = month_as_typed(value, calendar)?;
    let months_away = 12 * i32::from(calendar.plausible_years);
    let is_far = (calendar.period.plus(-months_away) > month) || (calendar.period.plus(months_away) < month);
    let questioned = || {
        let problem = format!("{month} lies more than {} years from {}", calendar.plausible_years, calendar.period);
        Remark::new(Code::MonthFar, problem).advise("the year with four digits, like 2026-10, if another one is meant")
    };
    Ok((month, if is_far { Some(questioned()) } else { remark }))
}

fn month_as_typed(value: &RawValue, calendar: &Calendar) -> Reading<Noted<Month>> {
    if let RawValue::DayOrNext(day) = value {
        return month_at_midnight(*day, calendar).map(|month| (month, None));
    }
    if let RawValue::Text(text) = value {
        if let Some(said) = moment::day_of_iso(text.trim()) {
            return match said {
                Said::Day(day) => Ok((calendar.month_of(day), None)),
                Said::DayOrNext(day) => month_at_midnight(day, calendar).map(|month| (month, None)),
            };
        }
        if let Some(typed) = month_from_text(text, calendar)? {
            let remark = typed.day.map(|_| year_assumed(text, typed.month.to_string())).or(typed.remark);
            return Ok((typed.month, remark));
        }
    }
    let digits = match value {
        RawValue::Number(number) => Some(*number),
        RawValue::Text(text) if text.len() == 6 => text.parse().ok(),
        _ => None,
    };
    if let Some(month) = digits.and_then(month_from_digits) {
        return Ok((month, None));
    }
    let read = date(value, calendar).map(|day| (calendar.month_of(day), other_order(value, calendar.locale, day)));
    read.map_err(|remark| match remark.code {
        Code::NotADate => Remark { code: Code::NotAMonth, problem: remark.problem.replace("date", "month"), ..remark },
        _ => remark,
    })
}

/// The month of a moment that may be meant for the next day. Errors: that day is in another month.
fn month_at_midnight(day: Date, calendar: &Calendar) -> Reading<Month> {
    let (of, next) = (calendar.month_of(day), calendar.month_of(day.tomorrow().unwrap_or(day)));
    if of == next {
        return Ok(of);
    }
    let problem = format!("Shortly before midnight, this may be {of} or {next}");
    Err(Remark::new(Code::Ambiguous, problem).advise(format!("{of} or {next}")))
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
    if let Some(month) = locale.month_named(second) {
        return day_of(third, month, first);
    }
    if let Some(month) = locale.month_named(first) {
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

/// A month as typed.
struct Typed {
    month: Month,
    /// The day, where it was typed in the place of a year: `31-Aug`.
    day: Option<u8>,
    remark: Option<Remark>,
}

/// Reads month and year. Errors: it is a quarter or the like, or can be read in two ways.
fn month_from_text(text: &str, calendar: &Calendar) -> Reading<Option<Typed>> {
    let locale = calendar.locale;
    let parts: Vec<&str> =
        text.trim().split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    if let Some(month) = period_in(text).and_then(|named| calendar.fiscal.month_of_name(named)) {
        let remark = (calendar.fiscal.start != 1)
            .then(|| Remark::new(Code::Recoded, format!("\"{text}\" was read as {month}")).advise(month.to_string()));
        return Ok(Some(Typed { month, day: None, remark }));
    }
    if is_span(&parts) {
        let months = part_in(text).and_then(|(year, number, months)| {
            let first = calendar.fiscal.year_of_name(year)?.plus((number - 1) * months);
            Some(format!("{first} to {}", first.plus(months - 1)))
        });
        let months = months.unwrap_or_else(|| "more than one month".to_owned());
        let problem = format!("\"{text}\" is {months}, and amounts are by month");
        return Err(Remark::new(Code::NotAMonth, problem).advise("one month like 2026-10, and one row for each month"));
    }
    let [first, second] = parts[..] else { return Ok(None) };
    let known = |year: Option<i16>, month: Option<u8>| {
        let year = year.filter(|year| YEARS.contains(year))?;
        Some(Typed { month: Month::new(year, month?)?, day: None, remark: None })
    };
    if let Some(month) = locale.month_named(first) {
        return Ok(known(year_of(second), Some(month)));
    }
    if let Some(month) = locale.month_named(second) {
        return if first.len() == 4 {
            Ok(known(year_of(first), Some(month)))
        } else {
            number_before(text, first, month, calendar)
        };
    }
    Ok(if first.len() == 4 {
        known(year_of(first), second.parse().ok())
    } else if second.len() == 4 {
        known(year_of(second), first.parse().ok())
    } else {
        None
    })
}

/// `01-Jul`, `31-Aug`: exports of dates without their year look like this, and `26-Jul` may be a day or a year. Errors:
/// both would do, and mean different months.
fn number_before(text: &str, number: &str, month: u8, calendar: &Calendar) -> Reading<Option<Typed>> {
    let Ok(number) = number.trim_end_matches(char::is_alphabetic).parse::<u8>() else { return Ok(None) };
    let near = |found: &Month| found.since(calendar.period).abs() <= YEAR_IN_FRONT;
    let as_year = Month::new(2000 + i16::from(number), month).filter(near);
    let of_period = Month::new(calendar.period.year(), month);
    let as_day = of_period.filter(|month| Date::new(month.year(), month.number() as i8, number as i8).is_ok());
    match (as_year, as_day) {
        (Some(one), Some(other)) if one != other => {
            let problem = format!("\"{text}\" may be {one}, or a day of {other}");
            Err(Remark::new(Code::Ambiguous, problem).advise(format!("{one} or {other}")))
        }
        (Some(month), _) => Ok(Some(Typed { month, day: None, remark: None })),
        (None, Some(month)) => Ok(Some(Typed { month, day: Some(number), remark: None })),
        (None, None) => Ok(None),
    }
}

/// A quarter, half-year or week: `Q4 2026`, `2026-Q4`, `H1/26`, `KW 12`.
fn is_span(parts: &[&str]) -> bool {
    let is_one = |part: &&str| {
        let words = words_and_numbers(part);
        let word = words.first().map(String::as_str).unwrap_or_default();
        matches!(word, "q" | "h" | "t" | "kw" | "cw" | "w") && words.get(1).is_some_and(|number| number.len() <= 2)
            || matches!(
                word,
                "quarter" | "quartal" | "trimestre" | "kwartał" | "kwartaal" | "kvartal" | "halbjahr" | "semestre"
            )
            || matches!((words.first().map(String::len), words.get(1).map(String::as_str)), (Some(1), Some("q" | "h")))
    };
    parts.iter().any(is_one)
}

/// 202601 is January 2026.
fn month_from_digits(number: f64) -> Option<Month> {
    if number.fract() != 0.0 || !(199_001.0..=210_012.0).contains(&number) {
        return None;
    }
    Month::new((number / 100.0).trunc() as i16, (number % 100.0) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fiscal::{CalendarRules, NamedBy};
    use jiff::civil::date as day;

    /// October 2026, fiscal years from January.
    fn calendar(locale: &str) -> Calendar<'static> {
        let locale = crate::model::locale::LOCALES.iter().find(|known| known.name == locale).unwrap();
        Calendar {
            locale,
            period: Month::new(2026, 10).unwrap(),
            fiscal: FiscalCalendar::default(),
            dates: Dates::NameMonths,
            plausible_years: 5,
        }
    }

    fn read(text: &str, locale: &str) -> Reading<Date> {
        date(&RawValue::Text(text.into()), &calendar(locale))
    }

    fn month_of(text: &str, calendar: &Calendar) -> Result<(String, Option<Code>), Code> {
        let read = month(&RawValue::Text(text.into()), calendar);
        read.map(|(month, remark)| (month.to_string(), remark.map(|remark| remark.code))).map_err(|remark| remark.code)
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
        let read = |value: RawValue| {
            let read = date_or_part(&value, &calendar("en-US"));
            read.map(|(day, remark)| (day, remark.map(|remark| remark.code)))
        };
        let typed = |text: &str| read(RawValue::Text(text.into()));
        let part = Some(Code::DatePrecision);
        for text in ["01/2025", "Jan 2025", "2025-01", "Jan-25"] {
            assert_eq!(typed(text), Ok((day(2025, 1, 1), part)), "{text}");
        }
        assert_eq!(typed("2025"), Ok((day(2025, 1, 1), part)));
        assert_eq!(read(RawValue::Number(2025.0)), Ok((day(2025, 1, 1), part)));
        assert_eq!(typed("08/01/2025 00:00:00"), Ok((day(2025, 8, 1), None)));
        assert_eq!(read(RawValue::Number(46_326.0)), Ok((day(2026, 10, 31), None)));
        assert_eq!(typed("31-Aug"), Ok((day(2026, 8, 31), Some(Code::YearAssumed))));
        for text in ["soon", "13/2025", "12", "1850", "Q3 2026", "31-Feb"] {
            assert_eq!(typed(text).unwrap_err().code, Code::NotADate, "{text}");
        }
    }

    #[test]
    fn serials_are_days_of_the_1900_system() {
        // Excel shows 46326 as 31 October 2026.
        let serial = |number| date(&RawValue::Number(number), &calendar("en-GB"));
        assert_eq!(serial(46_326.0), Ok(day(2026, 10, 31)));
        assert_eq!(serial(32_874.0), Ok(day(1990, 1, 1)));
        assert_eq!(serial(73_415.0), Ok(day(2100, 12, 31)));
        assert_eq!(serial(12.0).unwrap_err().code, Code::NotADate);
    }

    #[test]
    fn months_are_read_as_people_type_them() {
        let british = calendar("en-GB");
        for text in [
            "Jan-26",
            "2026-01",
            "1/2026",
            "01.2026",
            "January 2026",
            "Jan 26",
            "2026 Jan",
            "31/01/2026",
            "202601",
            "2026-01-01T00:00:00+02:00",
        ] {
            assert_eq!(month_of(text, &british), Ok(("2026-01".into(), None)), "{text}");
        }
        assert_eq!(month(&RawValue::Number(202_601.0), &british).unwrap().0.to_string(), "2026-01");
        assert_eq!(month(&RawValue::Date(day(2026, 1, 17)), &british).unwrap().0.to_string(), "2026-01");
        for (locale, text) in [("de-DE", "Okt. 26"), ("en-GB", "Okt-26"), ("fr-FR", "oct. 2026"), ("pl-PL", "paź 26")]
        {
            assert_eq!(month_of(text, &calendar(locale)), Ok(("2026-10".into(), None)), "{text}");
        }
        for text in ["13/2026", "spring"] {
            assert_eq!(month_of(text, &british), Err(Code::NotAMonth), "{text}");
        }
    }

    #[test]
    fn a_number_before_the_month_is_a_day_or_a_year_and_never_guessed() {
        let british = calendar("en-GB");
        let assumed = Some(Code::YearAssumed);
        assert_eq!(month_of("01-Jul", &british), Ok(("2026-07".into(), assumed)));
        assert_eq!(month_of("31-Aug", &british), Ok(("2026-08".into(), assumed)));
        // As a year it is 2026, as a day it lies in 2026: the same month.
        assert_eq!(month_of("26-Jul", &british), Ok(("2026-07".into(), None)));
        // July 2025, or 25 July 2026.
        assert_eq!(month_of("25-Jul", &british), Err(Code::Ambiguous));
        assert_eq!(month_of("31-Jun", &british), Err(Code::NotAMonth));
        assert_eq!(month_of("Jul-01", &british), Ok(("2001-07".into(), Some(Code::MonthFar))));
    }

    #[test]
    fn fiscal_periods_are_months_and_quarters_are_not() {
        let october = Calendar { fiscal: FiscalCalendar::beginning_in(10), ..calendar("en-GB") };
        for text in ["P10 FY26", "FY26-P10", "FY2026 Period 10", "FY26P10"] {
            assert_eq!(month_of(text, &calendar("en-GB")), Ok(("2026-10".into(), None)), "{text}");
        }
        // The year that begins in October 2025 is FY25 here; its first period is October.
        assert_eq!(month_of("P01 FY25", &october), Ok(("2025-10".into(), Some(Code::Recoded))));
        assert_eq!(month_of("FY25-P12", &october), Ok(("2026-09".into(), Some(Code::Recoded))));
        // Named by the year in which it ends, that of October 2025 is FY26.
        let by_end = CalendarRules { named_by: NamedBy::End, ..CalendarRules::default() };
        let october = Calendar { fiscal: FiscalCalendar { start: 10, rules: by_end }, ..october };
        for text in ["P01 FY26", "FY26-P01", "P1 2026", "2025/26 P1"] {
            assert_eq!(month_of(text, &october), Ok(("2025-10".into(), Some(Code::Recoded))), "{text}");
        }
        let quarter = month(&RawValue::Text("Q3 FY26".into()), &october).unwrap_err();
        assert!(quarter.problem.contains("2026-04 to 2026-06"), "{}", quarter.problem);
        for text in ["Q4 2026", "2026-Q4", "H1/26", "4. Quartal 2026", "KW 12 2026", "P13 FY26"] {
            assert_eq!(month_of(text, &calendar("en-GB")), Err(Code::NotAMonth), "{text}");
        }
    }

    #[test]
    fn a_moment_before_midnight_is_no_month_where_two_could_be_meant() {
        let british = calendar("en-GB");
        let at =
            |value: RawValue| month(&value, &british).map(|(month, _)| month.to_string()).map_err(|remark| remark.code);
        assert_eq!(at(RawValue::DayOrNext(day(2026, 9, 30))), Err(Code::Ambiguous));
        assert_eq!(at(RawValue::DayOrNext(day(2026, 9, 29))), Ok("2026-09".into()));
        assert_eq!(at(RawValue::Text("2026-09-30T22:00:00Z".into())), Err(Code::Ambiguous));
        assert_eq!(at(RawValue::Text("2026-09-30T22:00:00+02:00".into())), Ok("2026-09".into()));
        assert_eq!(date(&RawValue::DayOrNext(day(2026, 9, 30)), &british), Ok(day(2026, 9, 30)));
    }
}
