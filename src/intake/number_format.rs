//! What a cell's number format shows besides the number: percents, a currency, a scale, letters and leading zeros.

use crate::model::{
    unit::{self, Said, Unit},
    workbook::{Look, RawValue},
};
use std::sync::Arc;

/// What is done with numbers of a format.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum NumberFormat {
    /// Nothing: a number, or a date the library tells.
    Plain,
    /// It shows percents.
    Percent,
    /// It shows more than the number.
    Shown(Arc<Look>),
}

/// Formats that are known by number alone and show percents: `0%` and `0.00%`.
pub(super) const BUILTIN_PERCENTS: [u16; 2] = [9, 10];

/// Accounting formats known by number alone: the currency is that of whoever looks, whatever the text says.
const OF_WHOEVER_LOOKS: [&str; 2] =
    ["_($* #,##0_);_($* (#,##0);_($* \"-\"_);_(@_)", "_($* #,##0.00_);_($* (#,##0.00);_($* \"-\"??_);_(@_)"];

impl NumberFormat {
    /// Of a format's text. Only the part for positive numbers counts.
    pub(super) fn of(code: &str) -> Self {
        // Excel allows 255 letters.
        if code.is_empty() || code.chars().nth(255).is_some() || code == "General" || OF_WHOEVER_LOOKS.contains(&code) {
            return NumberFormat::Plain;
        }
        let section = Section::of(code);
        if section.is_percent {
            return NumberFormat::Percent;
        }
        if section.is_date || !section.has_digits {
            return NumberFormat::Plain;
        }
        let look = Look { unit: section.unit(), pattern: section.pattern() };
        if look == Look::default() { NumberFormat::Plain } else { NumberFormat::Shown(Arc::new(look)) }
    }

    /// Of a format known by its number, which has no text of its own.
    pub(super) fn builtin(number: u16) -> Self {
        if BUILTIN_PERCENTS.contains(&number) { NumberFormat::Percent } else { NumberFormat::Plain }
    }

    /// A value as a cell of this format holds it.
    pub(super) fn applied(&self, value: RawValue) -> RawValue {
        match (value, self) {
            (RawValue::Number(number), NumberFormat::Percent) => RawValue::PercentNumber(number),
            (RawValue::Number(number), NumberFormat::Shown(look)) => RawValue::Formatted(number, look.clone()),
            (value, _) => value,
        }
    }

    /// Is there nothing to apply?
    pub(super) fn is_plain(&self) -> bool {
        *self == NumberFormat::Plain
    }
}

/// The part of a format for positive numbers, taken apart.
#[derive(Default)]
struct Section {
    is_percent: bool,
    is_date: bool,
    has_digits: bool,
    /// Marks of currencies in `[$…]`.
    mark: Option<String>,
    /// Literal text, a space where digits stand.
    literals: String,
    /// Literals and places of digits.
    pattern: String,
    /// Commas behind the last digit: each divides what is shown by a thousand.
    commas: u8,
    /// The digits are grouped, have decimals or an exponent.
    is_number: bool,
}

impl Section {
    fn of(code: &str) -> Self {
        let mut section = Section::default();
        let mut letters = code.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '"' => {
                    let quoted: String = letters.by_ref().take_while(|letter| *letter != '"').collect();
                    section.literal(&quoted);
                }
                '\\' => section.literal(&letters.next().map(String::from).unwrap_or_default()),
                '_' | '*' => {
                    letters.next();
                    section.literals.push(' ');
                }
                '[' => {
                    let inside: String = letters.by_ref().take_while(|letter| *letter != ']').collect();
                    section.bracket(&inside);
                }
                ';' => break,
                '%' => section.is_percent = true,
                '0' | '#' | '?' => section.digit(letter),
                ',' => {
                    section.commas += 1;
                    section.is_number = true;
                }
                '.' => section.is_number = true,
                'E' | 'e' if section.has_digits => section.is_number = true,
                'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' | 'A' | 'a' | 'P' | 'p' => {
                    section.is_date = true
                }
                '@' => {}
                other => section.literal(&other.to_string()),
            }
        }
        section
    }

    fn literal(&mut self, text: &str) {
        self.literals.push_str(text);
        self.pattern.push_str(text);
    }

    fn digit(&mut self, letter: char) {
        self.has_digits = true;
        self.commas = 0;
        if !self.literals.ends_with(' ') {
            self.literals.push(' ');
        }
        self.pattern.push(if letter == '0' { Look::DIGIT } else { Look::DIGIT_IF_ANY });
    }

    /// `[$€-407]` is a currency; `[Red]`, `[>100]` and `[h]` are not.
    fn bracket(&mut self, inside: &str) {
        match inside.strip_prefix('$') {
            Some(rest) => {
                let mark = rest.split('-').next().unwrap_or_default().trim();
                self.mark = (!mark.is_empty()).then(|| mark.to_owned()).or(self.mark.take());
            }
            None => {
                self.is_date |=
                    matches!(inside.to_ascii_lowercase().trim_matches(['h', 'm', 's']), "") && !inside.is_empty()
            }
        }
    }

    /// The currency and scale that its letters name. `#,##0," k"` divides what it shows: the number itself is whole.
    fn unit(&self) -> Option<Unit> {
        let mark = self.mark.as_deref().map(|mark| unit::currency_of(mark).unwrap_or_else(|| mark.into()));
        let said = match Said::of(&self.literals) {
            Said::Unit(unit) => unit,
            Said::Partly | Said::Nothing => Unit::default(),
        };
        let unit = Unit { zeros: said.zeros.saturating_sub(3 * self.commas), currency: mark.or(said.currency) };
        (!unit.is_plain()).then_some(unit)
    }

    /// How whole numbers look, where letters or leading zeros make an identifier of them.
    fn pattern(&self) -> Option<Arc<str>> {
        let has_letters = self.pattern.chars().any(char::is_alphanumeric);
        let zeros = self.pattern.chars().filter(|letter| *letter == Look::DIGIT).count();
        let is_shown = !self.is_number && self.mark.is_none() && (has_letters || zeros > 1);
        is_shown.then(|| self.pattern.trim().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(code: &str) -> Option<String> {
        match NumberFormat::of(code) {
            NumberFormat::Shown(look) => look.unit.as_ref().map(Unit::name),
            _ => None,
        }
    }

    #[test]
    fn percents_are_told_from_text_and_negatives() {
        for format in ["0%", "0.00%", "#,##0.0 %", "\"about \"0%"] {
            assert_eq!(NumberFormat::of(format), NumberFormat::Percent, "{format}");
        }
        for format in ["General", "0\" %\"", "0\\%", "0;-0%", "0_%"] {
            assert_ne!(NumberFormat::of(format), NumberFormat::Percent, "{format}");
        }
    }

    #[test]
    fn currencies_and_scales_of_formats_are_read() {
        for (code, name) in [
            ("[$$-409]#,##0.00", "$"),
            ("[$USD] #,##0", "USD"),
            ("[$€-407]\\ #,##0", "EUR"),
            ("#,##0.00\\ \"zł\"", "PLN"),
            ("£#,##0", "GBP"),
            ("_-* #,##0.00\\ \"€\"_-;\\-* #,##0.00\\ \"€\"_-", "EUR"),
            ("\"$\"#,##0_);(\"$\"#,##0)", "$"),
            ("[$kr-414]\\ #,##0", "kr"),
            ("0\" k€\"", "thousands of EUR"),
            ("#,##0.0,\" k€\"", "EUR"),
            ("0.0,,\" Mio. €\"", "EUR"),
        ] {
            assert_eq!(unit(code).as_deref(), Some(name), "{code}");
        }
        for code in [
            "#,##0",
            "0.0,\" k\"",
            "0\" h\"",
            "[Red]0.00",
            "yyyy-mm-dd",
            "_($* #,##0_);_($* (#,##0);_($* \"-\"_);_(@_)",
        ] {
            assert_eq!(unit(code), None, "{code}");
        }
    }

    #[test]
    fn formats_that_make_identifiers_are_known() {
        let shown = |code: &str, number: f64| match NumberFormat::of(code) {
            NumberFormat::Shown(look) => look.shown(number),
            _ => None,
        };
        assert_eq!(shown("\"FIN-\"000", 7.0).as_deref(), Some("FIN-007"));
        assert_eq!(shown("\\A\\I00", 7.0).as_deref(), Some("AI07"));
        assert_eq!(shown("0000", 7.0).as_deref(), Some("0007"));
        for code in ["0", "#,##0", "0.00", "dd.mm.yyyy", "General"] {
            assert_eq!(shown(code, 7.0), None, "{code}");
        }
    }
}
