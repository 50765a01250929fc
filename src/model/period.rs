//! Months: the unit of time of every report.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};

/// A calendar month, counted from year 0 so that differences are plain integers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Month(i32);

const NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Month {
    /// Before every month that anybody reports.
    pub const EARLIEST: Month = Month(0);
    /// After every month that anybody reports.
    pub const LATEST: Month = Month(12 * 10_000 - 1);

    /// The month `month` (1–12) of `year`; `None` outside 1–12.
    pub fn new(year: i16, month: u8) -> Option<Self> {
        (1..=12).contains(&month).then(|| Month(i32::from(year) * 12 + i32::from(month) - 1))
    }

    /// The month a day lies in.
    pub fn of(day: Date) -> Self {
        Month(i32::from(day.year()) * 12 + i32::from(day.month()) - 1)
    }

    /// The month from its count since year 0 (the number polars columns and Parquet hold).
    pub fn from_index(index: i32) -> Self {
        Month(index)
    }

    /// Months since year 0.
    pub fn index(self) -> i32 {
        self.0
    }

    /// The year, such as 2026.
    pub fn year(self) -> i16 {
        self.0.div_euclid(12) as i16
    }

    /// The month of the year, 1–12.
    pub fn number(self) -> u8 {
        self.0.rem_euclid(12) as u8 + 1
    }

    /// `months` later (earlier when negative).
    pub fn plus(self, months: i32) -> Self {
        Month(self.0 + months)
    }

    /// Whole months from `earlier` to this one.
    pub fn since(self, earlier: Month) -> i32 {
        self.0 - earlier.0
    }

    /// The first day of the month.
    pub fn first_day(self) -> Date {
        Date::new(self.year(), self.number() as i8, 1).expect("a month between the years 0 and 9999")
    }

    /// The last day of the month.
    pub fn last_day(self) -> Date {
        self.first_day().last_of_month()
    }

    /// The first month of the fiscal year this month lies in; `start` is the month (1–12) in which fiscal years begin.
    pub fn fiscal_year_start(self, start: u8) -> Month {
        let passed = (i32::from(self.number()) - i32::from(start)).rem_euclid(12);
        self.plus(-passed)
    }

    /// `October`.
    pub fn name(self) -> &'static str {
        NAMES[usize::from(self.number()) - 1]
    }

    /// `Oct`.
    pub fn short_name(self) -> &'static str {
        &self.name()[..3]
    }

    /// `October 2026`.
    pub fn title(self) -> String {
        format!("{} {}", self.name(), self.year())
    }
}

impl fmt::Display for Month {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}", self.year(), self.number())
    }
}

impl FromStr for Month {
    type Err = String;

    /// Reads `2026-10`.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("\"{text}\" is not a month; type it like 2026-10");
        let (year, month) = text.trim().split_once('-').ok_or_else(wrong)?;
        if year.len() != 4 || month.len() != 2 {
            return Err(wrong());
        }
        let year: i16 = year.parse().map_err(|_| wrong())?;
        let month: u8 = month.parse().map_err(|_| wrong())?;
        match Month::new(year, month) {
            Some(found) if (1990..=2100).contains(&year) => Ok(found),
            _ => Err(wrong()),
        }
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = String::deserialize(input)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fiscal_years_start_where_the_setting_says() {
        let october: Month = "2026-10".parse().unwrap();
        // By hand: years from January, April and November contain October 2026 from these months on.
        assert_eq!(october.fiscal_year_start(1).to_string(), "2026-01");
        assert_eq!(october.fiscal_year_start(4).to_string(), "2026-04");
        assert_eq!(october.fiscal_year_start(11).to_string(), "2025-11");
        assert_eq!(october.fiscal_year_start(10).to_string(), "2026-10");
    }

    #[test]
    fn months_are_counted_over_year_ends() {
        let december: Month = "2025-12".parse().unwrap();
        assert_eq!(december.plus(1).to_string(), "2026-01");
        assert_eq!(december.plus(-12).to_string(), "2024-12");
        assert_eq!("2026-03".parse::<Month>().unwrap().since(december), 3);
        assert_eq!(december.last_day().to_string(), "2025-12-31");
    }

    #[test]
    fn what_is_no_month_is_refused_with_an_example() {
        for wrong in ["2026-13", "2026-00", "26-10", "2026/10", "", "2026-1", "9999-01"] {
            assert!(wrong.parse::<Month>().unwrap_err().contains("2026-10"), "{wrong}");
        }
    }
}
