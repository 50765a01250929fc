//! Fiscal years: in which month they begin, what they are called, and which days lie in each of their months. Companies
//! of the 4-4-5 kind count whole weeks: a month of theirs is a period of four or five weeks, and is still called by the
//! calendar month that most of it lies in.

pub mod names;

use super::period::Month;
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use names::{PeriodName, YearName};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};

/// By which calendar year a fiscal year is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NamedBy {
    /// That in which it begins.
    #[default]
    Start,
    /// That in which it ends.
    End,
}

/// How the name of a fiscal year is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum YearLabel {
    /// `2026/27`; `2026` where it is a calendar year.
    #[default]
    #[serde(rename = "2026/27")]
    Both,
    /// `FY2026`.
    #[serde(rename = "FY2026")]
    Long,
    /// `FY26`.
    #[serde(rename = "FY26")]
    Short,
}

/// How many weeks the three periods of a quarter have.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Weeks {
    /// None: calendar months.
    #[default]
    #[serde(rename = "")]
    None,
    /// Four, four and five.
    #[serde(rename = "4-4-5")]
    FourFourFive,
    /// Four, five and four.
    #[serde(rename = "4-5-4")]
    FourFiveFour,
    /// Five, four and four.
    #[serde(rename = "5-4-4")]
    FiveFourFour,
}

impl Weeks {
    /// `4-4-5`; empty for calendar months.
    pub fn text(self) -> &'static str {
        match self {
            Weeks::None => "",
            Weeks::FourFourFive => "4-4-5",
            Weeks::FourFiveFour => "4-5-4",
            Weeks::FiveFourFour => "5-4-4",
        }
    }

    fn of_quarter(self) -> [i32; 3] {
        match self {
            Weeks::None | Weeks::FourFourFive => [4, 4, 5],
            Weeks::FourFiveFour => [4, 5, 4],
            Weeks::FiveFourFour => [5, 4, 4],
        }
    }
}

/// On which day a year of weeks ends: `last Saturday` of its last month, or the `nearest Saturday` to the end of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct YearEnd {
    /// May the year end in the first days of the month after?
    pub is_nearest: bool,
    /// The last day of every week.
    pub weekday: Weekday,
}

impl Default for YearEnd {
    fn default() -> Self {
        YearEnd { is_nearest: false, weekday: Weekday::Saturday }
    }
}

impl YearEnd {
    /// Every one there is.
    pub fn all() -> impl Iterator<Item = YearEnd> {
        let of = |is_nearest| WEEKDAYS.iter().map(move |(weekday, _)| YearEnd { is_nearest, weekday: *weekday });
        of(false).chain(of(true))
    }

    /// The last day of a year whose last month by the calendar ends on `month_end`.
    fn of(self, month_end: Date) -> Date {
        let since = i64::from(month_end.weekday().since(self.weekday));
        // Of a week, three days lie after the day that is nearest, and three before.
        let step = if self.is_nearest && since > 3 { 7 - since } else { -since };
        shifted(month_end, step)
    }
}

const WEEKDAYS: [(Weekday, &str); 7] = [
    (Weekday::Monday, "Monday"),
    (Weekday::Tuesday, "Tuesday"),
    (Weekday::Wednesday, "Wednesday"),
    (Weekday::Thursday, "Thursday"),
    (Weekday::Friday, "Friday"),
    (Weekday::Saturday, "Saturday"),
    (Weekday::Sunday, "Sunday"),
];

impl fmt::Display for YearEnd {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = WEEKDAYS.iter().find(|(day, _)| *day == self.weekday).map_or("", |(_, name)| name);
        write!(out, "{} {name}", if self.is_nearest { "nearest" } else { "last" })
    }
}

impl FromStr for YearEnd {
    type Err = String;

    /// Reads `last Saturday`, `nearest Sunday`.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("\"{text}\" is no end of a year; write it like \"last Saturday\" or \"nearest Saturday\"");
        let plain = text.trim().to_lowercase();
        let (rule, day) = plain.split_once(' ').ok_or_else(wrong)?;
        let is_nearest = match rule {
            "last" => false,
            "nearest" => true,
            _ => return Err(wrong()),
        };
        let named = WEEKDAYS.iter().find(|(_, name)| name.to_lowercase() == day.trim());
        let (weekday, _) = named.ok_or_else(wrong)?;
        Ok(YearEnd { is_nearest, weekday: *weekday })
    }
}

impl Serialize for YearEnd {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for YearEnd {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        String::deserialize(input)?.parse().map_err(serde::de::Error::custom)
    }
}

/// `[calendar]` of the settings.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct CalendarRules {
    /// By which calendar year a fiscal year is called.
    pub named_by: NamedBy,
    /// How its name is written.
    pub labels: YearLabel,
    /// Whole weeks in place of calendar months.
    pub weeks: Weeks,
    /// On which day a year of weeks ends.
    pub year_ends: YearEnd,
    /// The period (1–12) that has a week more in a year of 53.
    pub week_53_in: u8,
}

impl Default for CalendarRules {
    fn default() -> Self {
        CalendarRules {
            named_by: NamedBy::default(),
            labels: YearLabel::default(),
            weeks: Weeks::default(),
            year_ends: YearEnd::default(),
            week_53_in: 12,
        }
    }
}

impl CalendarRules {
    /// Is it what holds when the settings say nothing?
    pub fn is_default(&self) -> bool {
        *self == CalendarRules::default()
    }
}

/// Which months and days make a fiscal year, and what it is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FiscalCalendar {
    /// Month (1–12) in which fiscal years begin; of weeks, the month that their first period is called by.
    #[serde(rename = "fiscal_year_start")]
    pub start: u8,
    /// What `[calendar]` says.
    #[serde(rename = "calendar", default, skip_serializing_if = "CalendarRules::is_default")]
    pub rules: CalendarRules,
}

impl Default for FiscalCalendar {
    fn default() -> Self {
        FiscalCalendar::beginning_in(1)
    }
}

impl FiscalCalendar {
    /// Years of calendar months that begin in this month (1–12).
    pub fn beginning_in(start: u8) -> Self {
        FiscalCalendar { start, rules: CalendarRules::default() }
    }

    /// Are its months periods of whole weeks?
    pub fn is_of_weeks(self) -> bool {
        self.rules.weeks != Weeks::None
    }

    /// The first month of the fiscal year that a month lies in.
    pub fn first_month(self, month: Month) -> Month {
        month.fiscal_year_start(self.start)
    }

    /// The calendar year in which the fiscal year of a month begins: how years are told apart wherever they are kept.
    pub fn year_of(self, month: Month) -> i16 {
        self.first_month(month).year()
    }

    /// The first month of the fiscal year that begins in a calendar year.
    pub fn year_from(self, begins_in: i16) -> Month {
        Month::new(begins_in, self.start).unwrap_or(Month::EARLIEST)
    }

    /// The calendar year that a fiscal year is called by, from its first month.
    fn number(self, first: Month) -> i16 {
        match self.rules.named_by {
            NamedBy::Start => first.year(),
            NamedBy::End => first.plus(11).year(),
        }
    }

    /// What the fiscal year is called that begins with this month: `2026`, `2026/27`, `FY2026`, `FY26`.
    pub fn label(self, first: Month) -> String {
        let number = self.number(first);
        match self.rules.labels {
            YearLabel::Long => format!("FY{number}"),
            YearLabel::Short => format!("FY{:02}", number % 100),
            YearLabel::Both => {
                let (start, end) = (first.year(), first.plus(11).year());
                if start == end { start.to_string() } else { format!("{start}/{:02}", end % 100) }
            }
        }
    }

    /// The calendar year that the fiscal year is called by which begins in one.
    pub fn called(self, begins_in: i16) -> i16 {
        self.number(self.year_from(begins_in))
    }

    /// What the fiscal year is called that begins in a calendar year.
    pub fn label_of_year(self, begins_in: i16) -> String {
        self.label(self.year_from(begins_in))
    }

    /// `P10 FY26`: a month by its place in its fiscal year.
    pub fn period_label(self, month: Month) -> String {
        let first = self.first_month(month);
        format!("P{:02} {}", month.since(first) + 1, self.label(first))
    }

    /// The first month of the year that is called by this calendar year, as `FY26` is by 2026.
    pub fn year_called(self, number: i16) -> Option<Month> {
        let is_later = self.rules.named_by == NamedBy::End && self.start != 1;
        Month::new(number - i16::from(is_later), self.start)
    }

    /// The first month of a fiscal year by its name: `FY26`, `FY2026`, `2026`, `2026/27`. One number is read as years are
    /// named here; two say in which the year begins and in which it ends.
    pub fn year_named(self, typed: &str) -> Option<Month> {
        let plain = typed.trim().to_uppercase();
        let plain =
            ["FISCAL YEAR", "FISCAL", "FY", "GJ"].iter().find_map(|word| plain.strip_prefix(word)).unwrap_or(&plain);
        let plain = plain.trim_start_matches([' ', '-', '.']);
        match plain.split_once('/') {
            None => self.year_called(year_of(plain)?),
            Some((first, second)) => self.year_over(first, second),
        }
    }

    /// The first month of the year of this name.
    pub fn year_of_name(self, name: YearName) -> Option<Month> {
        match name {
            YearName::Called(number) => self.year_called(number),
            YearName::From(year) => Month::new(year, self.start),
        }
    }

    /// The month that is a period of a year.
    pub fn month_of_name(self, name: PeriodName) -> Option<Month> {
        Some(self.year_of_name(name.year)?.plus(i32::from(name.number) - 1))
    }

    /// The first month of the year from one calendar year into the next: `2026` and `27`.
    pub fn year_over(self, first: &str, second: &str) -> Option<Month> {
        let year = year_of(first)?;
        let is_next = match second.len() {
            2 => second.parse().is_ok_and(|other: i16| other == (year + 1) % 100),
            4 => second.parse().is_ok_and(|other: i16| other == year + 1),
            _ => false,
        };
        is_next.then(|| Month::new(year, self.start))?
    }

    /// The month that a day lies in.
    pub fn month_of(self, day: Date) -> Month {
        let by_name = Month::of(day);
        if !self.is_of_weeks() {
            return by_name;
        }
        // A period begins at most some days before or after the month it is called by.
        let lies_in = |month: &Month| (self.first_day(*month)..=self.last_day(*month)).contains(&day);
        [by_name, by_name.plus(-1), by_name.plus(1)].into_iter().find(lies_in).unwrap_or(by_name)
    }

    /// The first day of a month.
    pub fn first_day(self, month: Month) -> Date {
        if !self.is_of_weeks() {
            return month.first_day();
        }
        let first = self.first_month(month);
        let weeks = (0..month.since(first)).map(|period| self.weeks_in(first, period)).sum::<i32>();
        shifted(self.year_begins(first), i64::from(weeks) * 7)
    }

    /// The last day of a month.
    pub fn last_day(self, month: Month) -> Date {
        if !self.is_of_weeks() {
            return month.last_day();
        }
        shifted(self.first_day(month.plus(1)), -1)
    }

    /// How many weeks the fiscal year has that begins with this month: 52 or 53; of a calendar year of months none.
    pub fn weeks_of_year(self, first: Month) -> Option<i32> {
        let days = || days_between(self.year_begins(first), self.year_begins(first.plus(12)));
        self.is_of_weeks().then(|| days() / 7)
    }

    /// Weeks of a period, from 0, of the year that begins with `first`.
    fn weeks_in(self, first: Month, period: i32) -> i32 {
        let of_pattern = self.rules.weeks.of_quarter()[(period % 3) as usize];
        let has_more = period + 1 == i32::from(self.rules.week_53_in) && self.weeks_of_year(first) == Some(53);
        of_pattern + i32::from(has_more)
    }

    /// The first day of a year of weeks.
    fn year_begins(self, first: Month) -> Date {
        shifted(self.rules.year_ends.of(first.plus(-1).last_day()), 1)
    }

    /// By how many months of discounting a month lies after another: whole ones of calendar months; of weeks true days,
    /// 365 to twelve months.
    pub fn months_between(self, from: Month, to: Month) -> f64 {
        match self.is_of_weeks() {
            false => f64::from(to.since(from)),
            true => f64::from(days_between(self.first_day(from), self.first_day(to))) * 12.0 / 365.0,
        }
    }

    /// How amounts are discounted, in a word or two.
    pub fn discounted(self) -> &'static str {
        if self.is_of_weeks() { "by days" } else { "monthly" }
    }

    /// What one becomes from a month to another, at the rate of a month: what later amounts are divided by.
    pub fn growth(self, monthly_rate: f64, from: Month, to: Month) -> f64 {
        match self.is_of_weeks() {
            false => (1.0 + monthly_rate).powi(to.since(from)),
            true => (1.0 + monthly_rate).powf(self.months_between(from, to)),
        }
    }
}

fn shifted(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// A year of two or four digits.
fn year_of(text: &str) -> Option<i16> {
    let is_digits = text.bytes().all(|letter| letter.is_ascii_digit());
    let year: i16 = text.parse().ok().filter(|_| is_digits)?;
    match text.len() {
        2 => Some(2000 + year),
        4 => (1990..=2100).contains(&year).then_some(year),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
