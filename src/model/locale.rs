//! How numbers, dates and text tables look in the configured locale.

use super::period::Month;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The order in which people type the parts of a date.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// 31/10/2026
    DayFirst,
    /// 10/31/2026
    MonthFirst,
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
}

/// A space that does not break and is as narrow as digits want it.
const NARROW: char = '\u{202f}';

/// Every locale that can be configured.
pub const LOCALES: &[Locale] = &[
    locale("en-GB", '.', ',', DateOrder::DayFirst, ','),
    locale("en-US", '.', ',', DateOrder::MonthFirst, ','),
    locale("en-IE", '.', ',', DateOrder::DayFirst, ','),
    locale("de-DE", ',', '.', DateOrder::DayFirst, ';'),
    locale("de-AT", ',', '.', DateOrder::DayFirst, ';'),
    locale("de-CH", '.', '’', DateOrder::DayFirst, ';'),
    locale("fr-FR", ',', NARROW, DateOrder::DayFirst, ';'),
    locale("it-IT", ',', '.', DateOrder::DayFirst, ';'),
    locale("es-ES", ',', '.', DateOrder::DayFirst, ';'),
    locale("nl-NL", ',', '.', DateOrder::DayFirst, ';'),
    locale("pl-PL", ',', NARROW, DateOrder::DayFirst, ';'),
    locale("pt-PT", ',', '.', DateOrder::DayFirst, ';'),
    locale("sv-SE", ',', NARROW, DateOrder::DayFirst, ';'),
    locale("nb-NO", ',', NARROW, DateOrder::DayFirst, ';'),
    locale("da-DK", ',', '.', DateOrder::DayFirst, ';'),
    locale("fi-FI", ',', NARROW, DateOrder::DayFirst, ';'),
];

const fn locale(name: &'static str, decimal: char, group: char, date_order: DateOrder, list_separator: char) -> Locale {
    Locale { name, decimal, group, date_order, list_separator }
}

/// Names of the months by language, beginnings of which people type: `Okt 26`, `déc. 2026`.
const MONTHS: &[(&str, [&str; 12])] = &[
    (
        "de",
        [
            "januar",
            "februar",
            "märz",
            "april",
            "mai",
            "juni",
            "juli",
            "august",
            "september",
            "oktober",
            "november",
            "dezember",
        ],
    ),
    (
        "fr",
        [
            "janvier",
            "février",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "août",
            "septembre",
            "octobre",
            "novembre",
            "décembre",
        ],
    ),
    (
        "it",
        [
            "gennaio",
            "febbraio",
            "marzo",
            "aprile",
            "maggio",
            "giugno",
            "luglio",
            "agosto",
            "settembre",
            "ottobre",
            "novembre",
            "dicembre",
        ],
    ),
    (
        "es",
        [
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre",
            "octubre",
            "noviembre",
            "diciembre",
        ],
    ),
    (
        "nl",
        [
            "januari",
            "februari",
            "maart",
            "april",
            "mei",
            "juni",
            "juli",
            "augustus",
            "september",
            "oktober",
            "november",
            "december",
        ],
    ),
    (
        "pl",
        [
            "styczeń",
            "luty",
            "marzec",
            "kwiecień",
            "maj",
            "czerwiec",
            "lipiec",
            "sierpień",
            "wrzesień",
            "październik",
            "listopad",
            "grudzień",
        ],
    ),
    (
        "pt",
        [
            "janeiro",
            "fevereiro",
            "março",
            "abril",
            "maio",
            "junho",
            "julho",
            "agosto",
            "setembro",
            "outubro",
            "novembro",
            "dezembro",
        ],
    ),
    (
        "sv",
        [
            "januari",
            "februari",
            "mars",
            "april",
            "maj",
            "juni",
            "juli",
            "augusti",
            "september",
            "oktober",
            "november",
            "december",
        ],
    ),
    (
        "nb",
        [
            "januar",
            "februar",
            "mars",
            "april",
            "mai",
            "juni",
            "juli",
            "august",
            "september",
            "oktober",
            "november",
            "desember",
        ],
    ),
    (
        "da",
        [
            "januar",
            "februar",
            "marts",
            "april",
            "maj",
            "juni",
            "juli",
            "august",
            "september",
            "oktober",
            "november",
            "december",
        ],
    ),
    (
        "fi",
        [
            "tammikuu",
            "helmikuu",
            "maaliskuu",
            "huhtikuu",
            "toukokuu",
            "kesäkuu",
            "heinäkuu",
            "elokuu",
            "syyskuu",
            "lokakuu",
            "marraskuu",
            "joulukuu",
        ],
    ),
];

impl Locale {
    /// The number of the month whose name in this locale's language, else in English, begins with `text` (three
    /// letters or more, any case).
    pub fn month_named(&self, text: &str) -> Option<u8> {
        let lower = text.to_lowercase();
        if lower.chars().count() < 3 {
            return None;
        }
        let own = MONTHS.iter().find(|(language, _)| self.name.starts_with(language)).map(|(_, names)| names);
        let begins =
            |names: &[&str; 12]| names.iter().position(|name| name.starts_with(&lower)).map(|place| place as u8 + 1);
        own.and_then(begins).or_else(|| {
            (1..=12).find(|number| {
                Month::new(2000, *number).is_some_and(|month| month.name().to_lowercase().starts_with(&lower))
            })
        })
    }

    /// Is this the name of a month, or its beginning, in English or any configured language?
    pub fn is_month_in_any_language(text: &str) -> bool {
        let lower = text.to_lowercase();
        let english = (1..=12).filter_map(|number| Month::new(2000, number)).map(|month| month.name().to_lowercase());
        lower.chars().count() >= 3
            && (lower == "sept"
                || MONTHS.iter().flat_map(|(_, names)| names).any(|name| name.starts_with(&lower))
                || english.into_iter().any(|name| name.starts_with(&lower)))
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
    fn months_are_known_in_the_language_of_the_locale_and_in_english() {
        let german = Locale::named("de-DE").unwrap();
        let numbers = ["Okt", "Mär", "mai", "Dezember", "October", "May"].map(|name| german.month_named(name));
        assert_eq!(numbers, [Some(10), Some(3), Some(5), Some(12), Some(10), Some(5)]);
        assert_eq!(Locale::named("fr-FR").unwrap().month_named("déc"), Some(12));
        assert_eq!(Locale::named("en-GB").unwrap().month_named("Okt"), None);
        assert_eq!(german.month_named("Ma"), None);
    }

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
