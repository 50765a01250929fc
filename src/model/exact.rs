//! Decimals as bills have them, with many digits behind the point: read as they stand and added up exactly, whatever the
//! order. They are rounded once, at the end.

use super::money::Cents;
use serde::{Deserialize, Serialize};
use std::{fmt, ops::AddAssign};

/// Decimals behind the point of each of the two parts.
const PART_DECIMALS: u32 = 18;
/// A whole of a part.
const PART: i128 = 10_i128.pow(PART_DECIMALS);
/// Digits before the point that a single number may have: sums of ten billion of them still fit.
const MOST_WHOLE_DIGITS: i64 = 12;

/// A sum of decimals of at most 36 digits behind the point.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Exact {
    /// In units of 10⁻¹⁸.
    upper: i128,
    /// What is smaller, in units of 10⁻³⁶; in a settled number from 0 to below one unit of the upper part.
    lower: i128,
}

impl Exact {
    /// Nothing.
    pub const ZERO: Exact = Exact { upper: 0, lower: 0 };

    /// Reads `-0.0000012345` or `1.2E-7`. None for what is no number, has more than 36 digits behind the point or more
    /// than twelve before it: signs other than a minus, thousands separators and symbols are none of the specification.
    pub fn read(text: &str) -> Option<Exact> {
        let (is_negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match digits.find(['e', 'E']) {
            Some(place) => (&digits[..place], exponent_of(&digits[place + 1..])?),
            None => (digits, 0),
        };
        let (whole, behind) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let is_digits = |text: &str| text.bytes().all(|letter| letter.is_ascii_digit());
        if (whole.is_empty() && behind.is_empty()) || !is_digits(whole) || !is_digits(behind) {
            return None;
        }
        let sum = match exponent {
            0 if whole.len() <= MOST_WHOLE_DIGITS as usize && behind.len() <= PART_DECIMALS as usize => {
                plain(whole, behind)
            }
            _ => shifted(whole, behind, exponent)?,
        };
        Some(if is_negative { sum.negated() } else { sum })
    }

    /// An amount in cents.
    pub fn of_cents(cents: Cents) -> Exact {
        Exact { upper: i128::from(cents.0) * (PART / 100), lower: 0 }
    }

    /// Rounded to the cent, halves away from zero. None beyond all amounts.
    pub fn cents(self) -> Option<Cents> {
        let Exact { upper, lower } = self.settled();
        let cent = PART / 100;
        // The lower part is never negative: below zero it brings a half nearer to zero.
        let (floor, rest) = (upper.div_euclid(cent), upper.rem_euclid(cent));
        let half = cent / 2;
        let is_up = match rest.cmp(&half) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Greater => true,
            std::cmp::Ordering::Equal => lower > 0 || floor >= 0,
        };
        i64::try_from(floor + i128::from(is_up)).ok().map(Cents)
    }

    /// The number, for ratios.
    pub fn value(self) -> f64 {
        // Read as it is written: a division of powers of ten may be off by the last bit.
        self.to_string().parse().unwrap_or_default()
    }

    /// This less another.
    pub fn less(self, other: Exact) -> Exact {
        let mut sum = self;
        sum += other.negated();
        sum
    }

    /// Is it nothing?
    pub fn is_zero(self) -> bool {
        self.settled() == Exact::ZERO
    }

    /// How far it is from nothing, for order.
    pub fn size(self) -> f64 {
        self.value().abs()
    }

    fn negated(self) -> Exact {
        Exact { upper: -self.upper, lower: -self.lower }.settled()
    }

    fn settled(self) -> Exact {
        let over = self.lower.div_euclid(PART);
        Exact { upper: self.upper + over, lower: self.lower.rem_euclid(PART) }
    }
}

impl AddAssign for Exact {
    fn add_assign(&mut self, other: Exact) {
        self.upper += other.upper;
        self.lower += other.lower;
        if self.lower >= PART || self.lower < 0 {
            *self = self.settled();
        }
    }
}

impl std::iter::Sum for Exact {
    fn sum<I: Iterator<Item = Exact>>(numbers: I) -> Exact {
        numbers.fold(Exact::ZERO, |mut sum, number| {
            sum += number;
            sum
        })
    }
}

impl fmt::Display for Exact {
    /// `-0.0000012345`, every digit and no more.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settled = self.settled();
        let is_negative = settled.upper < 0;
        let size = if is_negative { settled.negated() } else { settled };
        // The size of a negative number whose lower part is not zero has its upper part rounded down once more.
        let (whole, behind) = (size.upper.div_euclid(PART), size.upper.rem_euclid(PART));
        let digits = format!("{behind:018}{:018}", size.lower);
        let digits = digits.trim_end_matches('0');
        let sign = if is_negative { "-" } else { "" };
        if digits.is_empty() { write!(out, "{sign}{whole}") } else { write!(out, "{sign}{whole}.{digits}") }
    }
}

/// Digits that fit as they stand, which nearly all do.
fn plain(whole: &str, behind: &str) -> Exact {
    let number = |text: &str| text.bytes().fold(0_i128, |sum, digit| sum * 10 + i128::from(digit - b'0'));
    let missing = PART_DECIMALS - behind.len() as u32;
    Exact { upper: number(whole) * PART + number(behind) * 10_i128.pow(missing), lower: 0 }
}

/// Each digit at its place. None where one has no place.
fn shifted(whole: &str, behind: &str, exponent: i64) -> Option<Exact> {
    let mut sum = Exact::ZERO;
    let digits = whole.bytes().chain(behind.bytes());
    for (place, digit) in digits.enumerate() {
        let digit = i128::from(digit - b'0');
        if digit == 0 {
            continue;
        }
        // The power of ten that the digit stands for.
        let power = whole.len() as i64 - 1 - place as i64 + exponent;
        let deepest = -2 * i64::from(PART_DECIMALS);
        if !(deepest..MOST_WHOLE_DIGITS).contains(&power) {
            return None;
        }
        let upper = power + i64::from(PART_DECIMALS);
        match u32::try_from(upper) {
            Ok(zeros) => sum.upper += digit * 10_i128.pow(zeros),
            Err(_) => sum.lower += digit * 10_i128.pow((power - deepest) as u32),
        }
    }
    Some(sum.settled())
}

/// `-7` and `+07`, of at most three digits.
fn exponent_of(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_number = (1..=3).contains(&digits.len()) && digits.bytes().all(|letter| letter.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Exact {
        Exact::read(text).unwrap_or_else(|| panic!("{text} is a number"))
    }

    #[test]
    fn numbers_are_read_and_written_digit_by_digit() {
        for (typed, written) in [
            ("0", "0"),
            ("-0", "0"),
            ("560.920320", "560.92032"),
            ("-3", "-3"),
            (".5", "0.5"),
            ("7.", "7"),
            ("-100.2", "-100.2"),
            ("0.0000000000123456789", "0.0000000000123456789"),
            ("1.2E-7", "0.00000012"),
            ("-1.5e+3", "-1500"),
            ("1.2345678901234567E-10", "0.00000000012345678901234567"),
            ("123456789012.123456789012345678", "123456789012.123456789012345678"),
            ("-0.000000000000000000000000000000000001", "-0.000000000000000000000000000000000001"),
            ("-1.000000000000000000000000000000000001", "-1.000000000000000000000000000000000001"),
        ] {
            assert_eq!(read(typed).to_string(), written, "{typed}");
        }
        for wrong in [
            "",
            "-",
            ".",
            "+3",
            "1,5",
            "1.234,56",
            "$3",
            "1 000",
            "--1",
            "1.2.3",
            "NaN",
            "1e",
            "1e9999",
            "1E-40",
            "1234567890123",
            "0x1",
        ] {
            assert_eq!(Exact::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn sums_have_no_error_whatever_the_order() {
        // Ten million times 0.1 is a million to the last digit; in binary fractions it is 999999.9998389754.
        let mut sum = Exact::ZERO;
        let tenth = read("0.1");
        (0..10_000_000).for_each(|_| sum += tenth);
        assert_eq!(sum.to_string(), "1000000");
        let numbers = ["0.1", "-7.000000000000000000000000000000000003", "1e-20", "12345678.9", "-1E-36"];
        let forth: Exact = numbers.iter().map(|text| read(text)).sum();
        let back: Exact = numbers.iter().rev().map(|text| read(text)).sum();
        // 12345678.9 + 0.1 − 7 = 12345672; then + 10⁻²⁰ − 3 · 10⁻³⁶ − 10⁻³⁶ = 10⁻²⁰ − 4 · 10⁻³⁶.
        assert_eq!(forth.to_string(), "12345672.000000000000000000009999999999999996");
        assert_eq!(forth, back);
        assert!(forth.less(back).is_zero());
    }

    #[test]
    fn cents_are_rounded_once_halves_away_from_zero() {
        for (typed, cents) in [
            ("0.005", 1),
            ("0.0049999999999999999999999999", 0),
            ("-0.005", -1),
            ("-0.0050000000000000000000000001", -1),
            ("-0.0049999999999999999999999999", 0),
            ("1.015", 102),
            ("-1.015", -102),
            ("2.675", 268),
            ("12.34", 1234),
            ("-12.345", -1235),
        ] {
            assert_eq!(read(typed).cents(), Some(Cents(cents)), "{typed}");
        }
        assert_eq!(Exact::of_cents(Cents(-1_235)).to_string(), "-12.35");
        assert_eq!(read("999999999999").cents(), Some(Cents(99_999_999_999_900)));
    }
}
