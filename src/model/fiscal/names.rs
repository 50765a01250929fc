//! Periods of fiscal years as people name them: `P10 FY26`, `FY26-P09`, `2026/27 Period 3`.

use super::FiscalCalendar;
use serde::{Deserialize, Serialize};

/// A fiscal year by its name, before anybody knows which months it has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum YearName {
    /// One number: `FY26`, `2026`.
    Called(i16),
    /// From this calendar year into the next: `2026/27`.
    From(i16),
}

/// The name of a fiscal year as settings have it: `2026`, `FY26`, `2026/27`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
pub struct TypedYear(String);

impl TypedYear {
    /// As it was typed.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for TypedYear {
    type Error = String;

    fn try_from(typed: String) -> Result<Self, String> {
        match FiscalCalendar::default().year_named(&typed) {
            Some(_) => Ok(TypedYear(typed)),
            None => Err(format!("\"{typed}\" is no fiscal year; name it like 2026, FY26 or \"2026/27\"")),
        }
    }
}

impl From<TypedYear> for String {
    fn from(typed: TypedYear) -> String {
        typed.0
    }
}

impl From<i16> for TypedYear {
    fn from(year: i16) -> Self {
        TypedYear(year.to_string())
    }
}

/// A period by its number (1–12) and year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PeriodName {
    /// Its place in the year, from 1.
    pub number: u8,
    /// The fiscal year.
    pub year: YearName,
}

impl YearName {
    /// The year that these words and numbers are: `fy`, `26`; `2026`, `27`. Two digits alone are a year only behind a word
    /// for it.
    fn of(words: &[&str]) -> Option<YearName> {
        let (is_marked, digits) = match words {
            ["fiscal", "year", digits @ ..] | ["fy" | "gj" | "fiscal", digits @ ..] => (true, digits),
            digits => (false, digits),
        };
        let year = |text: &str| match (text.len(), text.parse::<i16>().ok()?) {
            (4, year) if (1990..=2100).contains(&year) => Some(year),
            (2, year) if is_marked => Some(2000 + year),
            _ => None,
        };
        match digits {
            [only] => year(only).map(YearName::Called),
            [first, second] => {
                let first = year(first)?;
                let second: i16 = second.parse().ok()?;
                [first + 1, (first + 1) % 100].contains(&second).then_some(YearName::From(first))
            }
            _ => None,
        }
    }
}

/// Is this word the mark of a fiscal year, behind which two digits are one?
fn marks_a_year(words: &[&str]) -> bool {
    matches!(words.first(), Some(&("fy" | "gj" | "fiscal")))
}

/// The number behind the first of these words, and the year that all other words are.
fn numbered<'a>(words: &[&'a str], is_wanted: impl Fn(&str) -> bool) -> Option<(u8, Vec<&'a str>)> {
    let place = words.iter().position(|word| is_wanted(word))?;
    let number = words.get(place + 1).filter(|number| number.len() <= 2)?.parse().ok()?;
    let (before, after) = (&words[..place], &words[place + 2..]);
    // The year stands on one side.
    (before.is_empty() != after.is_empty()).then(|| (number, [before, after].concat()))
}

/// The period that a text names and nothing else.
pub fn period_in(text: &str) -> Option<PeriodName> {
    let words = words_and_numbers(text);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if let Some(name) = of_a_ledger(&words) {
        return Some(name);
    }
    let (number, year) = numbered(&words, |word| matches!(word, "p" | "per" | "period" | "m"))?;
    // `M9 2026` may be many things.
    let is_sure = marks_a_year(&year) || !words.contains(&"m");
    let year = YearName::of(&year).filter(|_| is_sure)?;
    (1..=12).contains(&number).then_some(PeriodName { number, year })
}

/// A posting period as SAP writes it, with three digits: `003.2026`, `2026/003`.
fn of_a_ledger(words: &[&str]) -> Option<PeriodName> {
    let is_period = |word: &str| word.len() == 3 && word.starts_with('0');
    let (period, year) = match words {
        [period, year] if is_period(period) => (period, year),
        [year, period] if is_period(period) => (period, year),
        _ => return None,
    };
    let number = period.parse().ok().filter(|number| (1..=12).contains(number))?;
    let year = year.parse().ok().filter(|_| year.len() == 4 && year.starts_with("20"))?;
    Some(PeriodName { number, year: YearName::Called(year) })
}

/// The quarter or half of a fiscal year that a text names: its year, which of them, and how many months each has. Without
/// a word for fiscal years it may be one of the calendar year.
pub fn part_in(text: &str) -> Option<(YearName, i32, i32)> {
    let words = words_and_numbers(text);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (number, year) = numbered(&words, |word| matches!(word, "q" | "h"))?;
    let (months, most) = if words.contains(&"q") { (3, 4) } else { (6, 2) };
    let year = YearName::of(&year).filter(|_| marks_a_year(&year))?;
    (1..=most).contains(&number).then_some((year, i32::from(number), months))
}

/// Runs of letters, in lower case, and of digits: `FY26-P09` is `fy`, `26`, `p`, `09`.
pub fn words_and_numbers(text: &str) -> Vec<String> {
    let mut runs: Vec<String> = Vec::new();
    let mut was_digit = None;
    for letter in text.to_lowercase().chars() {
        let is_digit = letter.is_alphanumeric().then(|| letter.is_ascii_digit());
        match (is_digit, runs.last_mut()) {
            (Some(_), Some(run)) if was_digit == is_digit => run.push(letter),
            (Some(_), _) => runs.push(letter.to_string()),
            (None, _) => {}
        }
        was_digit = is_digit;
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read_as_people_name_them() {
        let called = |number, year| Some(PeriodName { number, year: YearName::Called(year) });
        for text in
            ["P10 FY26", "FY26-P10", "FY2026 Period 10", "FY26P10", "fy 26 p10", "2026 P10", "P10 2026", "M10 FY26"]
        {
            assert_eq!(period_in(text), called(10, 2026), "{text}");
        }
        assert_eq!(period_in("FY26 P9"), called(9, 2026));
        for text in ["003.2026", "003/2026", "2026.003"] {
            assert_eq!(period_in(text), called(3, 2026), "{text}");
        }
        for text in ["03.2026", "013.2026", "000.2026", "003.1926", "003.2026 cost"] {
            assert_eq!(period_in(text), None, "{text}");
        }
        for text in ["2026/27 P09", "FY26/27-P9", "Fiscal year 2026/2027, period 9"] {
            assert_eq!(period_in(text), Some(PeriodName { number: 9, year: YearName::From(2026) }), "{text}");
        }
        for text in
            ["P13 FY26", "P0 FY26", "P9", "P9 26", "M9 2026", "FY26", "P9 FY26 cost", "2026/28 P9", "FY26 P9 2027"]
        {
            assert_eq!(period_in(text), None, "{text}");
        }
    }

    #[test]
    fn quarters_are_of_a_fiscal_year_where_they_say_so() {
        let year = YearName::Called(2026);
        assert_eq!(part_in("Q3 FY26"), Some((year, 3, 3)));
        assert_eq!(part_in("FY2026-H2"), Some((year, 2, 6)));
        for text in ["Q3 2026", "Q5 FY26", "H3 FY26", "FY26", "Q3"] {
            assert_eq!(part_in(text), None, "{text}");
        }
    }
}
