//! Days on which people work: Monday to Friday without holidays. A due date may be counted in them.

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{collections::BTreeSet, fmt, str::FromStr};

/// Days on which nobody works, beside Saturdays and Sundays.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Holidays {
    /// Single days.
    pub days: BTreeSet<Date>,
    /// Days of each year from the first one on: month, day, first year.
    pub yearly: BTreeSet<(i8, i8, i16)>,
}

impl Holidays {
    /// No days at all.
    pub fn is_empty(&self) -> bool {
        self.days.is_empty() && self.yearly.is_empty()
    }

    fn has(&self, day: Date) -> bool {
        let is_yearly =
            |(month, of, from): &(i8, i8, i16)| (*month, *of) == (day.month(), day.day()) && *from <= day.year();
        self.days.contains(&day) || self.yearly.iter().any(is_yearly)
    }

    /// Does anybody work on this day?
    pub fn is_working_day(&self, day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !self.has(day)
    }
}

/// When something is due: `5th working day`, `last working day`, of the month after the reporting month.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WorkingDay {
    /// So many working days into the month, from 1.
    Number(u8),
    /// The last one of the month.
    Last,
}

impl WorkingDay {
    /// The day of a month from its first to its last day; its last working day where it has fewer.
    pub fn between(self, first: Date, last: Date, holidays: &Holidays) -> Date {
        // A period of six weeks is the longest.
        let days = (0..42_i64).filter_map(|step| first.checked_add(step.days()).ok()).take_while(|day| *day <= last);
        let working: Vec<Date> = days.filter(|day| holidays.is_working_day(*day)).collect();
        let wanted = match self {
            WorkingDay::Number(number) => working.get(usize::from(number).saturating_sub(1)),
            WorkingDay::Last => None,
        };
        wanted.or(working.last()).copied().unwrap_or(last)
    }
}

impl fmt::Display for WorkingDay {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WorkingDay::Last => out.write_str("last working day"),
            WorkingDay::Number(number) => {
                let ending = match number {
                    1 | 21 => "st",
                    2 | 22 => "nd",
                    3 | 23 => "rd",
                    _ => "th",
                };
                write!(out, "{number}{ending} working day")
            }
        }
    }
}

impl FromStr for WorkingDay {
    type Err = String;

    /// Reads `5th working day`, `5 working days`, `last working day`.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("\"{text}\" is no working day; write it like \"5th working day\" or \"last working day\"");
        let plain = text.trim().to_lowercase();
        let rest = ["working day", "working days", "workday", "business day"]
            .iter()
            .find_map(|words| plain.strip_suffix(words))
            .ok_or_else(wrong)?
            .trim();
        if rest == "last" {
            return Ok(WorkingDay::Last);
        }
        let digits = rest.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
        let number: u8 = digits.parse().map_err(|_| wrong())?;
        // No month has more than 23.
        if (1..=23).contains(&number) { Ok(WorkingDay::Number(number)) } else { Err(wrong()) }
    }
}

impl Serialize for WorkingDay {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for WorkingDay {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        String::deserialize(input)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::period::Month;
    use jiff::civil::date;

    fn day(typed: &str, month: &str, holidays: &Holidays) -> String {
        {
            let month: Month = month.parse().unwrap();
            let day: WorkingDay = typed.parse().unwrap();
            day.between(month.first_day(), month.last_day(), holidays).to_string()
        }
    }

    #[test]
    fn working_days_are_counted_past_weekends_and_holidays() {
        let none = Holidays::default();
        // November 2026 begins on a Sunday: the fifth working day is Friday the 6th.
        assert_eq!(day("5th working day", "2026-11", &none), "2026-11-06");
        assert_eq!(day("1st working day", "2026-11", &none), "2026-11-02");
        // January 2027 begins on a Friday. With New Year and Epiphany (Wednesday the 6th) off: 4, 5, 7, 8, 11.
        let holidays = Holidays { days: [date(2027, 1, 6)].into(), yearly: [(1, 1, 2020)].into() };
        assert_eq!(day("5th working day", "2027-01", &none), "2027-01-07");
        assert_eq!(day("5th working day", "2027-01", &holidays), "2027-01-11");
        // May 2026 ends on a Sunday, and February 2027 has 20 working days.
        assert_eq!(day("last working day", "2026-05", &none), "2026-05-29");
        assert_eq!(day("23rd working day", "2027-02", &none), "2027-02-26");
        // A day of each year counts from its first one on.
        let later = Holidays { yearly: [(1, 1, 2028)].into(), ..Holidays::default() };
        assert!(later.is_working_day(date(2027, 1, 1)));
    }

    #[test]
    fn what_is_no_working_day_is_refused_with_an_example() {
        for typed in ["5", "working day", "0th working day", "24th working day", "fifth working day", "5th day"] {
            assert!(typed.parse::<WorkingDay>().unwrap_err().contains("5th working day"), "{typed}");
        }
        for (typed, shown) in [("3 working days", "3rd working day"), ("Last Working Day", "last working day")] {
            assert_eq!(typed.parse::<WorkingDay>().unwrap().to_string(), shown);
        }
    }
}
