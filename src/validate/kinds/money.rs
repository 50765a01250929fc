//! Amounts of money, as people type them, to integer cents. No sum and no amount typed as text goes through a float.

use super::{Reading, Remark};
use crate::model::{
    finding::Code,
    locale::Locale,
    money::Cents,
    unit::{self, Said, Unit},
    workbook::RawValue,
};
use std::sync::Arc;

/// Reads an amount of a report in the currency `currency`. `declared` is what the sheet says about its amounts, in the
/// title or elsewhere; a cell that says it itself is believed. Numbers are rounded to the cent, halves away from zero.
pub fn money(value: &RawValue, locale: &Locale, currency: &str, declared: Option<&Unit>) -> Reading<Cents> {
    let cents = amount(value, locale, currency, declared)?;
    if cents.0.abs() > Cents::LARGEST_CELL {
        return Err(too_large());
    }
    Ok(cents)
}

fn too_large() -> Remark {
    Remark::new(Code::OutOfRange, "No single amount may be above ten billion")
}

/// The currency in which a cell says its amount stands, else that of its column; none where nothing is said, or the cell
/// says another one than its column.
pub fn currency_of(value: &RawValue, declared: Option<&Unit>) -> Option<Arc<str>> {
    let own = match value {
        RawValue::Formatted(_, look) => look.unit.as_ref().and_then(|unit| unit.currency.clone()),
        RawValue::Text(typed) => {
            let (_, unsigned) = without_sign(typed.trim())?;
            let (front, _, behind) = parts(&unsigned);
            unit_beside(front, behind)?.and_then(|unit| unit.currency)
        }
        _ => None,
    };
    let of_column = declared.and_then(|unit| unit.currency.clone());
    match (own, of_column) {
        (Some(own), Some(of_column)) if unit::may_be(&of_column, &own) => Some(own),
        (Some(own), Some(of_column)) => unit::may_be(&own, &of_column).then_some(of_column),
        (own, of_column) => own.or(of_column),
    }
}

/// Reads an amount of whatever currency; how much it may be shows when it is converted.
pub fn amount(value: &RawValue, locale: &Locale, currency: &str, declared: Option<&Unit>) -> Reading<Cents> {
    Ok(match value {
        RawValue::Number(number) => from_number(*number, unit_of_cell(None, declared, currency)?)?,
        RawValue::Formatted(number, look) => {
            from_number(*number, unit_of_cell(look.unit.as_ref(), declared, currency)?)?
        }
        RawValue::Text(text) => from_text(text, locale, currency, declared)?,
        RawValue::PercentNumber(_) => return Err(Remark::new(Code::NotMoney, "A percentage is no amount of money")),
        RawValue::Date(_) | RawValue::DayOrNext(_) => {
            return Err(Remark::new(Code::NotMoney, "A date is no amount of money"));
        }
        RawValue::YesNo(_) | RawValue::Blank | RawValue::Error(_) | RawValue::NoResult => {
            return Err(Remark::new(Code::NotMoney, "This is no amount of money"));
        }
    })
}

/// How many zeros an amount leaves out. Errors: its currency is not the report's, because its amount would be wrong; or
/// the cell says another currency than its column.
fn unit_of_cell(own: Option<&Unit>, declared: Option<&Unit>, currency: &str) -> Reading<u8> {
    let said = |unit: Option<&Unit>| unit.and_then(|unit| unit.currency.clone());
    let (own_currency, of_column) = (said(own), said(declared));
    if let (Some(own), Some(of_column)) = (&own_currency, &of_column)
        && !unit::may_be(own, of_column)
        && !unit::may_be(of_column, own)
    {
        let problem = format!("The cell says {own}, its column {of_column}");
        return Err(
            Remark::new(Code::UnknownCurrency, problem).advise(format!("the amount in {currency}, without a mark"))
        );
    }
    if let Some(other) = own_currency.or(of_column).filter(|other| !unit::may_be(other, currency)) {
        let problem = format!("The amount is in {other}, but the report counts {currency}");
        return Err(
            Remark::new(Code::UnknownCurrency, problem).advise(format!("the amount in {currency}, without a mark"))
        );
    }
    Ok(own.map(|unit| unit.zeros).filter(|zeros| *zeros > 0).or(declared.map(|unit| unit.zeros)).unwrap_or(0))
}

/// A number without any unit.
pub fn plain(number: f64) -> Reading<Cents> {
    from_number(number, 0)
}

fn from_number(number: f64, zeros: u8) -> Reading<Cents> {
    let cents = (number * 10_f64.powi(2 + i32::from(zeros))).round();
    if cents.abs() > 1e15 {
        return Err(too_large());
    }
    Ok(Cents(cents as i64))
}

fn from_text(typed: &str, locale: &Locale, currency: &str, declared: Option<&Unit>) -> Reading<Cents> {
    let wrong = || Remark::new(Code::NotMoney, format!("\"{typed}\" is no amount of money"));
    let (is_negative, unsigned) = without_sign(typed.trim()).ok_or_else(wrong)?;
    let (front, digits, behind) = parts(&unsigned);
    let own = unit_beside(front, behind).ok_or_else(wrong)?;
    let zeros = unit_of_cell(own.as_ref(), declared, currency)?;
    if digits.is_empty() {
        // Accountants show nothing as "$ -".
        return if is_negative && own.is_some() { Ok(Cents::ZERO) } else { Err(wrong()) };
    }
    let says_currency_only = own.as_ref().is_some_and(|own| own.zeros == 0);
    if let Some(declared) = declared.filter(|declared| declared.zeros > 0 && says_currency_only) {
        let problem = format!("The title says {}, the cell a whole amount", declared.name());
        return Err(Remark::new(Code::Ambiguous, problem).advise("a plain number, in what the title says"));
    }
    let amount = decimal(digits, locale).map_err(|problem| match problem {
        Unreadable::NotANumber => wrong(),
        Unreadable::TwoReadings => Remark::new(
            Code::Ambiguous,
            format!("\"{typed}\" can be read in two ways: its mark may be for thousands or for cents"),
        )
        .advise("a plain number such as 1234.50, without a mark for thousands"),
    })?;
    let cents = amount.scaled(2 + u32::from(zeros)).ok_or_else(wrong)?;
    Ok(Cents(if is_negative { -cents } else { cents }))
}

/// Takes the sign off: a minus in front or behind, or brackets, also around a currency. `5,-` is no negative amount. None
/// for two signs, or one between digits.
fn without_sign(text: &str) -> Option<(bool, String)> {
    let is_minus = |letter: char| matches!(letter, '-' | '−' | '–');
    if let Some(whole) = without_dash_for_cents(text, is_minus) {
        return Some((false, whole));
    }
    let count = |is: &dyn Fn(char) -> bool| text.chars().filter(|letter| is(*letter)).count();
    let (minuses, opened, closed) = (count(&is_minus), count(&|letter| letter == '('), count(&|letter| letter == ')'));
    let is_inside = |(place, _): (usize, &str)| {
        let is_digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
        let (front, behind) = (text[..place].trim_end(), text[place..].trim_start_matches(is_minus).trim_start());
        is_digit(front.chars().next_back()) && is_digit(behind.chars().next())
    };
    let is_between = text.match_indices(is_minus).any(is_inside);
    let is_right = opened == closed && opened + minuses <= 1 && !is_between;
    let bare: String = text.chars().filter(|letter| !is_minus(*letter) && !matches!(letter, '(' | ')')).collect();
    let bare = bare.trim().strip_prefix('+').map_or(bare.trim(), str::trim).to_owned();
    is_right.then_some((opened + minuses == 1, bare))
}

/// `5,-` and `5.- €` are whole amounts: the dash stands for no cents.
fn without_dash_for_cents(text: &str, is_minus: impl Fn(char) -> bool) -> Option<String> {
    let (place, mark) = text.match_indices(['.', ',']).next_back()?;
    let (front, behind) = (&text[..place], &text[place + mark.len()..]);
    let rest = behind.trim_start_matches(&is_minus);
    let is_dash =
        rest.len() < behind.len() && !rest.contains(|letter: char| letter.is_ascii_digit() || is_minus(letter));
    (is_dash && front.ends_with(|end: char| end.is_ascii_digit()) && !front.contains(is_minus))
        .then(|| format!("{front}{rest}"))
}

/// What stands in front of the digits, the digits with their marks, and what stands behind.
fn parts(text: &str) -> (&str, &str, &str) {
    let Some(first) = text.find(|letter: char| letter.is_ascii_digit()) else { return (text, "", "") };
    let last = text.rfind(|letter: char| letter.is_ascii_digit()).unwrap_or(first);
    // ".5" begins with its mark.
    let first = if text[..first].ends_with(['.', ','])
        && !text[..first].trim_end_matches(['.', ',']).ends_with(char::is_alphabetic)
    {
        first - 1
    } else {
        first
    };
    (text[..first].trim(), &text[first..=last], text[last + 1..].trim())
}

/// The unit that the words around an amount say, none where there are none. Errors: they say something else.
fn unit_beside(front: &str, behind: &str) -> Option<Option<Unit>> {
    let words = format!("{front} {behind}");
    if words.trim().is_empty() {
        return Some(None);
    }
    match Said::of(&words) {
        Said::Unit(unit) => Some(Some(unit)),
        Said::Partly => None,
        // A code that nobody here knows is another currency all the same.
        Said::Nothing => {
            let code = words.trim();
            let is_code = code.len() == 3 && code.bytes().all(|letter| letter.is_ascii_uppercase());
            is_code.then(|| Some(Unit { zeros: 0, currency: Some(code.into()) }))
        }
    }
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
        money(&RawValue::Text(text.into()), &Locale::named("en-GB").unwrap(), "EUR", None)
    }

    fn german(text: &str) -> Reading<Cents> {
        money(&RawValue::Text(text.into()), &Locale::named("de-DE").unwrap(), "EUR", None)
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
            ("€ (1,234.50)", -123_450),
            ("(€500)", -50_000),
            ("€ -", 0),
            ("€-", 0),
            ("5,-", 500),
            ("5.- €", 500),
            ("TEUR 12", 1_200_000),
            ("12 k€", 1_200_000),
            ("3 Mio. EUR", 300_000_000),
            ("2 Tsd.", 200_000),
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
        let read = |number| money(&RawValue::Number(number), &Locale::named("en-GB").unwrap(), "EUR", None);
        assert_eq!(read(1.005 + 1e-9), Ok(Cents(101)));
        assert_eq!(read(-0.125), Ok(Cents(-13)));
        assert_eq!(read(1e10), Ok(Cents(1_000_000_000_000)));
        assert_eq!(read(1.01e10).unwrap_err().code, Code::OutOfRange);
        assert_eq!(read(1e300).unwrap_err().code, Code::OutOfRange);
        assert_eq!(british("99999999999999999999").unwrap_err().code, Code::NotMoney);
    }
}
