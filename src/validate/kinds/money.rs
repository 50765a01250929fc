//! Amounts of money, as people type them, to integer cents. No sum and no amount typed as text goes through a float.

use super::{Reading, Remark};
use crate::model::{finding::Code, locale::Locale, money::Cents, workbook::RawValue};

/// Marks of currencies and the codes they may stand for.
const MARKS: [(&str, &[&str]); 8] = [
    ("€", &["EUR"]),
    ("£", &["GBP"]),
    ("$", &["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"]),
    ("¥", &["JPY", "CNY"]),
    ("zł", &["PLN"]),
    ("kr", &["SEK", "NOK", "DKK", "ISK"]),
    ("Fr", &["CHF"]),
    ("₹", &["INR"]),
];

/// Words behind an amount and how many zeros they stand for.
const MULTIPLES: [(&str, u32); 9] =
    [("thousand", 3), ("million", 6), ("mio", 6), ("mn", 6), ("tsd", 3), ("bn", 9), ("k", 3), ("m", 6), ("t", 3)];

/// Reads an amount in the currency `currency`. Numbers are rounded to the cent, halves away from zero.
pub fn money(value: &RawValue, locale: &Locale, currency: &str) -> Reading<Cents> {
    let cents = match value {
        RawValue::Number(number) => from_number(*number)?,
        RawValue::Text(text) => from_text(text, locale, currency)?,
        RawValue::PercentNumber(_) => return Err(Remark::new(Code::NotMoney, "A percentage is no amount of money")),
        RawValue::Date(_) => return Err(Remark::new(Code::NotMoney, "A date is no amount of money")),
        RawValue::YesNo(_) | RawValue::Blank | RawValue::Error(_) | RawValue::NoResult => {
            return Err(Remark::new(Code::NotMoney, "This is no amount of money"));
        }
    };
    if cents.0.abs() > Cents::LARGEST_CELL {
        return Err(Remark::new(Code::OutOfRange, "No single amount may be above ten billion"));
    }
    Ok(cents)
}

fn from_number(number: f64) -> Reading<Cents> {
    let cents = (number * 100.0).round();
    if cents.abs() > 1e15 {
        return Err(Remark::new(Code::OutOfRange, "No single amount may be above ten billion"));
    }
    Ok(Cents(cents as i64))
}

fn from_text(typed: &str, locale: &Locale, currency: &str) -> Reading<Cents> {
    let wrong = || Remark::new(Code::NotMoney, format!("\"{typed}\" is no amount of money"));
    let mut rest = typed.trim().to_owned();
    let bracketed = rest.starts_with('(') && rest.ends_with(')');
    if bracketed {
        rest = rest[1..rest.len() - 1].trim().to_owned();
    }
    rest = without_currency(&rest, currency)?;
    let mut negative = bracketed;
    for mark in ['-', '−'] {
        if let Some(inside) = rest.strip_prefix(mark).or_else(|| rest.strip_suffix(mark)) {
            if negative {
                return Err(wrong());
            }
            negative = true;
            rest = without_currency(inside.trim(), currency)?;
            break;
        }
    }
    let rest = rest.strip_prefix('+').unwrap_or(&rest).trim();
    let (digits, zeros) = without_multiple(rest);
    let amount = decimal(digits, locale).map_err(|problem| match problem {
        Unreadable::NotANumber => wrong(),
        Unreadable::TwoReadings => Remark::new(
            Code::Ambiguous,
            format!("\"{typed}\" can be read in two ways: its mark may be for thousands or for cents"),
        )
        .advise("a plain number such as 1234.50, without a mark for thousands"),
    })?;
    let cents = amount.scaled(2 + zeros).ok_or_else(wrong)?;
    Ok(Cents(if negative { -cents } else { cents }))
}

/// Takes the reporting currency's mark or code off; another currency is refused, because its amount would be wrong.
fn without_currency(text: &str, currency: &str) -> Reading<String> {
    let other = |name: &str| {
        Remark::new(Code::UnknownCurrency, format!("The amount is in {name}, but the report counts {currency}"))
            .advise(format!("the amount in {currency}, without a mark"))
    };
    let text = text.trim();
    let code_of = |part: &str| part.len() == 3 && part.bytes().all(|letter| letter.is_ascii_uppercase());
    if let (Some(front), Some(behind)) = (text.get(..3), text.get(3..))
        && code_of(front)
    {
        return if front == currency { Ok(behind.trim().to_owned()) } else { Err(other(front)) };
    }
    if let Some(start) = text.len().checked_sub(3)
        && let (Some(front), Some(behind)) = (text.get(..start), text.get(start..))
        && code_of(behind)
    {
        return if behind == currency { Ok(front.trim().to_owned()) } else { Err(other(behind)) };
    }
    for (mark, codes) in MARKS {
        if let Some(rest) = text.strip_prefix(mark).or_else(|| text.strip_suffix(mark)) {
            let rest = rest.trim_start_matches('.').trim();
            return if codes.contains(&currency) { Ok(rest.to_owned()) } else { Err(other(mark)) };
        }
    }
    Ok(text.to_owned())
}

/// Splits `12k` into `12` and three zeros.
fn without_multiple(text: &str) -> (&str, u32) {
    // "Mio." and "Tsd." end in a point.
    let text = text.strip_suffix('.').unwrap_or(text);
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return (text, 0);
    }
    for (word, zeros) in MULTIPLES {
        if let Some(front) = lower.strip_suffix(word)
            && front.trim_end().ends_with(|letter: char| letter.is_ascii_digit())
        {
            return (text[..front.len()].trim_end(), zeros);
        }
    }
    (text, 0)
}

/// Why digits cannot be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unreadable {
    /// Something else stands among them.
    NotANumber,
    /// The marks allow two numbers.
    TwoReadings,
}

/// A decimal number as typed: its digits and how many stand behind the decimal mark.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Decimal {
    digits: i64,
    decimals: u32,
}

impl Decimal {
    /// The number times 10^`places` as an integer, halves away from zero; `None` when it does not fit.
    fn scaled(self, places: u32) -> Option<i64> {
        if self.decimals <= places {
            return self.digits.checked_mul(10_i64.checked_pow(places - self.decimals)?);
        }
        let divisor = 10_i64.checked_pow(self.decimals - places)?;
        Some((self.digits.checked_add(divisor / 2)?) / divisor)
    }

    /// The number.
    pub fn value(self) -> f64 {
        self.digits as f64 / 10_f64.powi(self.decimals as i32)
    }
}

/// Reads unsigned digits with marks. The locale says which mark is which; two different marks explain themselves.
pub fn decimal(text: &str, locale: &Locale) -> Result<Decimal, Unreadable> {
    // Spaces and apostrophes only ever part thousands.
    let parted: String = text.chars().map(|letter| if is_space_mark(letter) { ' ' } else { letter }).collect();
    let marks: Vec<char> = parted.chars().filter(|letter| !letter.is_ascii_digit()).collect();
    if marks.iter().any(|mark| !matches!(mark, '.' | ',' | ' ')) || !parted.ends_with(|end: char| end.is_ascii_digit())
    {
        return Err(Unreadable::NotANumber);
    }
    let last = marks.last().copied();
    let first = marks.first().copied();
    let count = |mark: char| marks.iter().filter(|other| **other == mark).count();
    let decimal_mark = match (first, last) {
        (None, _) | (_, None) => None,
        // Marks of two kinds: the last is the decimal one, if it stands alone.
        (Some(first), Some(last)) if first != last => {
            if last == ' ' || count(last) > 1 {
                return Err(Unreadable::NotANumber);
            }
            Some(last)
        }
        (Some(' '), Some(_)) => None,
        (Some(mark), Some(_)) if count(mark) > 1 => None,
        // One mark, once: the locale decides, and digits that contradict it stay open.
        (Some(mark), Some(_)) => {
            let behind = parted.len() - parted.find(mark).unwrap_or_default() - 1;
            let in_front = parted.len() - behind - 1;
            if mark == locale.decimal {
                if behind == 3 && in_front > 0 && in_front <= 3 && !parted.starts_with('0') {
                    return Err(Unreadable::TwoReadings);
                }
                Some(mark)
            } else if behind == 3 && in_front > 0 && in_front <= 3 {
                None
            } else {
                return Err(Unreadable::TwoReadings);
            }
        }
    };
    let (whole, fraction) = match decimal_mark {
        Some(mark) => parted.rsplit_once(mark).unwrap_or((&parted, "")),
        None => (parted.as_str(), ""),
    };
    let groups: Vec<&str> = whole.split(['.', ',', ' ']).collect();
    let well_grouped = groups.len() == 1
        || groups.iter().enumerate().all(
            |(place, group)| {
                if place == 0 { (1..=3).contains(&group.len()) } else { group.len() == 3 }
            },
        );
    if !well_grouped || (whole.is_empty() && fraction.is_empty()) {
        return Err(Unreadable::NotANumber);
    }
    let digits: String = groups.concat() + fraction;
    let digits = digits.parse().map_err(|_| Unreadable::NotANumber)?;
    Ok(Decimal { digits, decimals: fraction.len() as u32 })
}

fn is_space_mark(letter: char) -> bool {
    matches!(letter, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn british(text: &str) -> Reading<Cents> {
        money(&RawValue::Text(text.into()), &Locale::named("en-GB").unwrap(), "EUR")
    }

    fn german(text: &str) -> Reading<Cents> {
        money(&RawValue::Text(text.into()), &Locale::named("de-DE").unwrap(), "EUR")
    }

    #[test]
    fn amounts_are_read_as_people_type_them() {
        for (typed, cents) in [
            ("1,234.50", 123_450),
            ("1.234,50 €", 123_450),
            ("EUR 12,500.00", 1_250_000),
            ("(500)", -50_000),
            ("-500", -50_000),
            ("500-", -50_000),
            ("−€ 500", -50_000),
            ("12k", 1_200_000),
            ("12.5 k", 1_250_000),
            ("3m", 300_000_000),
            ("€3 million", 300_000_000),
            ("12.5 Mio. €", 1_250_000_000),
            ("1 234 567", 123_456_700),
            ("1'234.5", 123_450),
            ("0.125", 13),
            (".5", 50),
            ("1,234,567", 123_456_700),
            ("0", 0),
        ] {
            assert_eq!(british(typed), Ok(Cents(cents)), "{typed}");
        }
    }

    #[test]
    fn the_locale_settles_which_mark_is_which() {
        assert_eq!(british("1,234"), Ok(Cents(123_400)));
        assert_eq!(german("1.234"), Ok(Cents(123_400)));
        assert_eq!(german("12,5"), Ok(Cents(1_250)));
        assert_eq!(british("12.5"), Ok(Cents(1_250)));
        // 1.234 under a decimal point has more digits than money has; 12,5 is no thousand.
        assert_eq!(british("1.234").unwrap_err().code, Code::Ambiguous);
        assert_eq!(british("12,5").unwrap_err().code, Code::Ambiguous);
        assert_eq!(german("1,234").unwrap_err().code, Code::Ambiguous);
    }

    #[test]
    fn what_is_no_amount_is_said() {
        for typed in
            ["about 9 maybe", "tbc by Anna", "12 34", "1,2,3", "--5", "(-5)", "12kk", "1.2.3,4,5", "€", "12 apples"]
        {
            assert_eq!(british(typed).unwrap_err().code, Code::NotMoney, "{typed}");
        }
    }

    #[test]
    fn another_currency_is_not_taken_for_ours() {
        for typed in ["$500", "500 USD", "GBP 1,000", "£3m"] {
            assert_eq!(british(typed).unwrap_err().code, Code::UnknownCurrency, "{typed}");
        }
    }

    #[test]
    fn numbers_are_rounded_to_the_cent_and_bounded() {
        let read = |number| money(&RawValue::Number(number), &Locale::named("en-GB").unwrap(), "EUR");
        assert_eq!(read(1.005 + 1e-9), Ok(Cents(101)));
        assert_eq!(read(-0.125), Ok(Cents(-13)));
        assert_eq!(read(1e10), Ok(Cents(1_000_000_000_000)));
        assert_eq!(read(1.01e10).unwrap_err().code, Code::OutOfRange);
        assert_eq!(read(1e300).unwrap_err().code, Code::OutOfRange);
        assert_eq!(british("99999999999999999999").unwrap_err().code, Code::NotMoney);
    }
}
