//! How numbers, dates and text tables look in the configured locale.

use super::{
    month_names::{month_called, month_named},
    period::Month,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The order in which people type the parts of a date.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// 31/10/2026
    DayFirst,
    /// 10/31/2026
    MonthFirst,
}

impl DateOrder {
    /// Both.
    pub const ALL: [DateOrder; 2] = [DateOrder::DayFirst, DateOrder::MonthFirst];

    /// As people choose it, `day-month`.
    pub fn name(self) -> &'static str {
        match self {
            DateOrder::DayFirst => "day-month",
            DateOrder::MonthFirst => "month-day",
        }
    }
}

/// Marks and orders of one locale. Words stay English; only digits and dates change.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Locale {
    /// BCP 47 name, `en-GB`.
    pub name: &'static str,
    /// Between units and fraction.
    pub decimal: char,
    /// Between thousands; people may type it in any of its spellings.
    pub group: char,
    /// How `03/04/2026` is read.
    pub date_order: DateOrder,
    /// Between columns of a text table, so that a double-click opens it in columns.
    pub list_separator: char,
    /// Between a number and `%`, `k` or `m`: nothing in `71%`, a space that does not break in `71 %`. As the patterns of
    /// per cent in the Unicode Common Locale Data Repository have it; `.ci/tools/check_locales.py` compares.
    pub unit_gap: &'static str,
}

/// A space that does not break and is as narrow as digits want it.
const NARROW: char = '\u{202f}';

/// What stands between a number and its unit.
const TIGHT: &str = "";
const SPACED: &str = "\u{a0}";

/// Every locale that can be configured.
pub const LOCALES: &[Locale] = &[
    locale("en-GB", '.', ',', DateOrder::DayFirst, ',', TIGHT),
    locale("en-US", '.', ',', DateOrder::MonthFirst, ',', TIGHT),
    locale("en-IE", '.', ',', DateOrder::DayFirst, ',', TIGHT),
    locale("de-DE", ',', '.', DateOrder::DayFirst, ';', SPACED),
    locale("de-AT", ',', '.', DateOrder::DayFirst, ';', SPACED),
    locale("de-CH", '.', '’', DateOrder::DayFirst, ';', TIGHT),
    locale("fr-FR", ',', NARROW, DateOrder::DayFirst, ';', SPACED),
    locale("it-IT", ',', '.', DateOrder::DayFirst, ';', TIGHT),
    locale("es-ES", ',', '.', DateOrder::DayFirst, ';', SPACED),
    locale("nl-NL", ',', '.', DateOrder::DayFirst, ';', TIGHT),
    locale("pl-PL", ',', NARROW, DateOrder::DayFirst, ';', TIGHT),
    locale("pt-PT", ',', '.', DateOrder::DayFirst, ';', TIGHT),
    locale("sv-SE", ',', NARROW, DateOrder::DayFirst, ';', SPACED),
    locale("nb-NO", ',', NARROW, DateOrder::DayFirst, ';', SPACED),
    locale("da-DK", ',', '.', DateOrder::DayFirst, ';', SPACED),
    locale("fi-FI", ',', NARROW, DateOrder::DayFirst, ';', SPACED),
];

const fn locale(
    name: &'static str,
    decimal: char,
    group: char,
    date_order: DateOrder,
    list_separator: char,
    unit_gap: &'static str,
) -> Locale {
    Locale { name, decimal, group, date_order, list_separator, unit_gap }
}

impl Locale {
    /// The number of a month by its name, in this locale's language, in English, or in any other that settings know.
    pub fn month_named(&self, text: &str) -> Option<u8> {
        month_named(text, self.name)
    }

    /// The number of a month by its whole name or its short form: `Marc` is a person.
    pub fn month_called(&self, text: &str) -> Option<u8> {
        month_called(text, self.name)
    }

    /// Is this the name of a month in any language?
    pub fn is_month_in_any_language(text: &str) -> bool {
        month_named(text, "en").is_some()
    }

    /// The locale of a BCP 47 name, if it is one of [`LOCALES`].
    pub fn named(name: &str) -> Option<Locale> {
        LOCALES.iter().copied().find(|locale| locale.name.eq_ignore_ascii_case(name))
    }

    /// `12 Nov 2026`, which nobody can misread.
    pub fn day(&self, day: Date) -> String {
        let month = Month::of(day);
        format!("{} {} {}", day.day(), month.short_name(), day.year())
    }

    /// Digits with this locale's marks: `digits` / 10^`decimals`, grouped by thousands.
    pub fn number(&self, digits: i64, decimals: u8) -> String {
        let scale = 10_u64.pow(u32::from(decimals));
        let size = digits.unsigned_abs();
        let whole = (size / scale).to_string();
        let mut text = String::with_capacity(whole.len() + whole.len() / 3 + 5);
        if digits < 0 {
            text.push('−');
        }
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                text.push(self.group);
            }
            text.push(digit);
        }
        if decimals > 0 {
            text.push(self.decimal);
            text.push_str(&format!("{:0width$}", size % scale, width = usize::from(decimals)));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_carry_the_marks_of_the_locale() {
        let british = Locale::named("en-gb").unwrap();
        assert_eq!(british.number(123_456_789, 2), "1,234,567.89");
        assert_eq!(british.number(-5, 2), "−0.05");
        assert_eq!(british.number(0, 0), "0");
        assert_eq!(british.number(i64::MIN, 0), "−9,223,372,036,854,775,808");
        assert_eq!(Locale::named("de-DE").unwrap().number(100_000, 1), "10.000,0");
        assert_eq!(Locale::named("de-CH").unwrap().number(1_000, 0), "1’000");
    }
}
