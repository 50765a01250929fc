//! Numbers, whole numbers and shares.

use super::{Reading, Remark, money::decimal};
use crate::model::{dictionary::Field, finding::Code, locale::Locale, workbook::RawValue};

/// Reads a number.
pub fn number(value: &RawValue, locale: &Locale) -> Reading<f64> {
    match value {
        RawValue::Number(number) | RawValue::Formatted(number, _) => Ok(*number),
        RawValue::PercentNumber(share) => Ok(tidy(share * 100.0)),
        RawValue::Text(text) => from_text(text, locale),
        RawValue::Date(_) | RawValue::DayOrNext(_) => Err(Remark::new(Code::NotANumber, "A date is no number")
            .advise("the number, and set the cell's format to Number")),
        RawValue::YesNo(_) | RawValue::Blank | RawValue::Error(_) | RawValue::NoResult => {
            Err(Remark::new(Code::NotANumber, "This is no number"))
        }
    }
}

fn from_text(typed: &str, locale: &Locale) -> Reading<f64> {
    let text = typed.trim();
    let (negative, digits) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest.trim()),
        None => (false, text.strip_prefix('+').unwrap_or(text).trim()),
    };
    match decimal(digits, locale) {
        Ok(found) => Ok(if negative { -found.value() } else { found.value() }),
        Err(_) => Err(Remark::new(Code::NotANumber, format!("\"{typed}\" is not a number"))),
    }
}

/// How a share was typed.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Share {
    /// `40%`, or a number in a cell with a percent format: the fraction it says.
    Sure(f64),
    /// A plain number: the column decides whether it is a fraction or a percentage.
    Plain(f64),
}

/// Reads a share.
pub fn share(value: &RawValue, locale: &Locale) -> Reading<Share> {
    match value {
        RawValue::PercentNumber(fraction) => Ok(Share::Sure(*fraction)),
        RawValue::Text(text) => match text.trim().strip_suffix('%') {
            Some(front) => from_text(front, locale).map(|percents| Share::Sure(percents / 100.0)),
            None => from_text(text, locale).map(Share::Plain),
        },
        other => number(other, locale).map(Share::Plain),
    }
}

/// No count, score or reading is larger.
const LARGEST: f64 = 1e12;

/// Is the number one the field allows?
pub fn in_range(number: f64, field: &Field) -> Reading<f64> {
    let out = |problem: String| Err(Remark::new(Code::OutOfRange, problem));
    let shown = tidy(number);
    if number.abs() > LARGEST {
        return out(format!("{shown} is too large"));
    }
    if field.at_least.is_some_and(|least| number < least) || field.more_than.is_some_and(|bound| number <= bound) {
        return out(format!("{shown} is too small"));
    }
    if field.at_most.is_some_and(|most| number > most) {
        return out(format!("{shown} is too large"));
    }
    if !field.one_of.is_empty() && !field.one_of.contains(&number) {
        return out(format!("{shown} is not on the scale"));
    }
    Ok(number)
}

/// Is the number whole?
pub fn whole(number: f64) -> Reading<f64> {
    if number.fract() == 0.0 {
        Ok(number)
    } else {
        Err(Remark::new(Code::OutOfRange, format!("{} is not a whole number", tidy(number))))
    }
}

/// The number without the noise of binary fractions, for messages: 56.00000000000001 becomes 56.
pub fn tidy(number: f64) -> f64 {
    (number * 1e9).round() / 1e9
}

#[cfg(test)]
mod tests {
    use super::*;

    fn british() -> Locale {
        Locale::named("en-GB").unwrap()
    }

    #[test]
    fn numbers_are_read_from_cells_and_text() {
        assert_eq!(number(&RawValue::Number(2.5), &british()), Ok(2.5));
        assert_eq!(number(&RawValue::Text("-1,200.5".into()), &british()), Ok(-1200.5));
        assert_eq!(number(&RawValue::Text("very high".into()), &british()).unwrap_err().code, Code::NotANumber);
        assert!(number(&RawValue::YesNo(true), &british()).is_err());
    }

    #[test]
    fn shares_say_whether_they_are_sure() {
        assert_eq!(share(&RawValue::Text("40 %".into()), &british()), Ok(Share::Sure(0.4)));
        assert_eq!(share(&RawValue::PercentNumber(0.4), &british()), Ok(Share::Sure(0.4)));
        assert_eq!(share(&RawValue::Number(40.0), &british()), Ok(Share::Plain(40.0)));
        assert_eq!(share(&RawValue::Text("0.4".into()), &british()), Ok(Share::Plain(0.4)));
    }

    #[test]
    fn whole_numbers_have_no_fraction() {
        assert_eq!(whole(4.0), Ok(4.0));
        assert_eq!(whole(4.5).unwrap_err().code, Code::OutOfRange);
    }
}
