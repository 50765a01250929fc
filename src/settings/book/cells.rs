//! A cell of `settings.xlsx` becomes a value of TOML, read as cells of the intake are, and a value becomes a cell again.

use super::{conditions, declared::Cell};
use crate::{
    model::{dictionary::folded, locale::Locale, setting::SettingValue, workbook::RawValue},
    validate::kinds::{
        Remark, broken,
        choice::yes_no,
        money::money,
        number::{Share, number, share, whole},
        text::text,
    },
};
use toml::Value;

/// How people type.
pub struct Typing {
    /// How numbers and dates are typed.
    pub locale: Locale,
    /// That of the report.
    pub currency: String,
}

/// Why a cell cannot be used.
#[derive(Clone, PartialEq, Debug)]
pub struct Refused {
    /// What is wrong.
    pub problem: String,
    /// What to type.
    pub instead: String,
}

fn refused<T>(problem: impl Into<String>, instead: impl Into<String>) -> Result<T, Refused> {
    Err(Refused { problem: problem.into(), instead: instead.into() })
}

/// Reads a cell; none for a blank one.
pub fn read(cell: Cell, value: &RawValue, typing: &Typing) -> Result<Option<Value>, Refused> {
    if *value == RawValue::Blank {
        return Ok(None);
    }
    if let Some(remark) = broken(value) {
        return Err(of_remark(remark, "the value itself"));
    }
    let typed = text(value).trim().to_owned();
    let read = match cell {
        Cell::Text | Cell::Offered(_) => Value::String(typed),
        Cell::Texts => several(&typed),
        Cell::SomeOf(list) => some_of(&typed, &list())?,
        Cell::OneOf(list) => Value::String(one_of(&typed, &list())?),
        Cell::Whole => Value::Integer(read_whole(value, typing)?),
        Cell::Number => match is_in_percent(value) {
            true => return refused(format!("\"{typed}\" is a share"), "a plain number"),
            false => Value::Float(read_number(value, typing)?),
        },
        Cell::Level => match is_in_percent(value) {
            true => Value::Float(read_share(value, typing)?),
            false => Value::Float(read_number(value, typing)?),
        },
        Cell::Share => Value::Float(read_share(value, typing)?),
        Cell::Amount => match money(value, &typing.locale, &typing.currency, None) {
            Ok(cents) => Value::Float(cents.0 as f64 / 100.0),
            Err(remark) => return Err(of_remark(remark, "an amount such as 1250000")),
        },
        Cell::YesNo => match yes_no(value) {
            Ok(answer) => Value::Boolean(answer),
            Err(remark) => return Err(of_remark(remark, "Yes or No")),
        },
        Cell::Conditions => match conditions::read(&typed) {
            Ok(table) => Value::Table(table),
            Err(part) => {
                return refused(
                    format!("\"{part}\" is no condition"),
                    "conditions such as Risk tier = High, Limited; Monitoring = Yes",
                );
            }
        },
    };
    Ok(Some(read))
}

fn of_remark(remark: Remark, otherwise: &str) -> Refused {
    Refused { problem: remark.problem, instead: remark.instead.unwrap_or_else(|| otherwise.to_owned()) }
}

fn several(typed: &str) -> Value {
    let parts = typed.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty());
    Value::Array(parts.map(|part| Value::String(part.to_owned())).collect())
}

fn some_of(typed: &str, list: &[String]) -> Result<Value, Refused> {
    let parts = typed.split([';', ',', '\n']).map(str::trim).filter(|part| !part.is_empty());
    let each: Vec<Value> = parts.map(|part| one_of(part, list).map(Value::String)).collect::<Result<_, _>>()?;
    Ok(Value::Array(each))
}

fn one_of(typed: &str, list: &[String]) -> Result<String, Refused> {
    match list.iter().find(|known| folded(known) == folded(typed)) {
        Some(known) => Ok(known.clone()),
        None => refused(format!("\"{typed}\" is none of the answers"), format!("one of: {}", list.join(", "))),
    }
}

fn is_in_percent(value: &RawValue) -> bool {
    match value {
        RawValue::PercentNumber(_) => true,
        RawValue::Text(text) => text.trim().ends_with('%'),
        _ => false,
    }
}

fn read_number(value: &RawValue, typing: &Typing) -> Result<f64, Refused> {
    number(value, &typing.locale).map_err(|remark| of_remark(remark, "a plain number"))
}

fn read_whole(value: &RawValue, typing: &Typing) -> Result<i64, Refused> {
    let number = match is_in_percent(value) {
        true => return refused("A percentage is no whole number", "a plain number without a fraction"),
        false => read_number(value, typing)?,
    };
    let number = whole(number).map_err(|remark| of_remark(remark, "a number without a fraction"))?;
    match number.abs() <= LARGEST_WHOLE {
        true => Ok(number as i64),
        false => refused(format!("{number} is too large"), "a smaller number"),
    }
}

/// Above it a cell does not tell two whole numbers apart.
const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;

fn read_share(value: &RawValue, typing: &Typing) -> Result<f64, Refused> {
    match share(value, &typing.locale).map_err(|remark| of_remark(remark, "a share such as 8%"))? {
        Share::Sure(fraction) => Ok(fraction),
        Share::Plain(number) if number.abs() <= 1.0 => Ok(number),
        Share::Plain(number) => refused(
            format!("{number} may be {number}% or {}%", number * 100.0),
            format!("it with its sign, such as {number}%"),
        ),
    }
}

/// The cell of a value; none for one that its cell cannot say.
pub fn shown(cell: Cell, value: &Value) -> Option<SettingValue> {
    let words = |text: &str| (!text.trim().is_empty()).then(|| SettingValue::Text(text.to_owned()));
    match (cell, value) {
        (Cell::Conditions, Value::Table(table)) => words(&conditions::written(table)).filter(|_| !table.is_empty()),
        (_, Value::String(text)) => words(text),
        (_, Value::Integer(number)) => Some(SettingValue::Number(*number as f64)),
        (_, Value::Float(number)) => Some(SettingValue::Number(*number)),
        (_, Value::Boolean(answer)) => Some(SettingValue::YesNo(*answer)),
        (_, Value::Array(list)) => {
            let each: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
            words(&each.join("; "))
        }
        _ => None,
    }
}

/// An amount that was typed as text, said back as it was understood: `"900.000,00" is 900,000.00 in de-DE`.
pub fn understood(cell: Cell, value: &RawValue, read: &Value, typing: &Typing) -> Option<String> {
    let (Cell::Amount, RawValue::Text(typed), Value::Float(amount)) = (cell, value, read) else { return None };
    let is_plain = typed.trim().bytes().all(|letter| letter.is_ascii_digit());
    let cents = (amount * 100.0).round() as i64;
    let british = Locale::named("en-GB").unwrap_or(typing.locale).number(cents, 2);
    (!is_plain).then(|| format!("\"{}\" is {} {british} in {}", typed.trim(), typing.currency, typing.locale.name))
}
