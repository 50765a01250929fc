//! Numbers by their shortest digits.

use std::fmt::Write as _;

/// Writes a number by the fewest digits that no other number shares, never with an exponent, as `{}` does. Amounts, shares
/// and rates have few decimals, and millions of them are written: those go without the search for the digits.
pub fn push_shortest(text: &mut String, number: f64) {
    /// Four decimals.
    const SCALE: u64 = 10_000;
    /// Decimals of fewer digits than this are each another number: sixteen may not be.
    const FIFTEEN_DIGITS: f64 = 1e15;
    let scaled = (number * SCALE as f64).round();
    // A division is rounded once, so this number is the one nearest to the decimal.
    if number == 0.0 || scaled.abs() >= FIFTEEN_DIGITS || scaled / SCALE as f64 != number {
        // A string takes whatever is written.
        let _ = write!(text, "{number}");
        return;
    }
    let digits = scaled.abs() as u64;
    let sign = if number < 0.0 { "-" } else { "" };
    let _ = write!(text, "{sign}{}", digits / SCALE);
    let (mut rest, mut place) = (digits % SCALE, SCALE / 10);
    if rest > 0 {
        text.push('.');
    }
    while rest > 0 {
        text.push(char::from(b'0' + (rest / place) as u8));
        (rest, place) = (rest % place, place / 10);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(number: f64) -> String {
        let mut text = String::new();
        push_shortest(&mut text, number);
        text
    }

    #[test]
    fn numbers_have_their_fewest_digits() {
        let numbers = [0.2568, -12.5, 0.05, 1e-7, 0.1 + 0.2, -0.0, 99_999_999_999.999_9, 123_456_789_012.345_6];
        let wanted = [
            "0.2568",
            "-12.5",
            "0.05",
            "0.0000001",
            "0.30000000000000004",
            "-0",
            "99999999999.9999",
            "123456789012.3456",
        ];
        assert_eq!(numbers.map(written), wanted);
    }

    proptest! {
        #[test]
        fn as_the_language_writes_them(digits in any::<i64>(), decimals in 0..7_i32, any in any::<f64>()) {
            let decimal = digits as f64 / 10_f64.powi(decimals);
            for number in [decimal, (digits % 100_000_000) as f64 / 10_f64.powi(decimals), any] {
                prop_assert_eq!(written(number), number.to_string());
            }
        }
    }
}
