//! Conditions row by row: holds, holds not, or cannot be told.

use super::{column_name, day_number};
use crate::model::condition::{Comparison, Condition, FieldName, Limit};
use polars::prelude::*;
use std::borrow::Cow;

/// Numbers of the settings by their names.
pub type Settings<'a> = &'a dyn Fn(&str) -> Option<f64>;

/// Decimal numbers that are this near count as equal: binary fractions of decimal limits do not decide.
const NEAR: f64 = 1e-9;

/// Of each row: does the condition hold? Null where it cannot be told.
pub fn evaluated(frame: &DataFrame, condition: &Condition, settings: Settings) -> PolarsResult<BooleanChunked> {
    let rows = frame.height();
    Ok(match condition {
        Condition::Always => BooleanChunked::full("always".into(), true, rows),
        Condition::Known(name) => match column(frame, name) {
            Some(values) => values.is_not_null(),
            None => BooleanChunked::full("known".into(), false, rows),
        },
        Condition::IsOneOf(name, words) => match column(frame, name) {
            Some(values) => is_one_of(values, words)?,
            None => BooleanChunked::full_null("is".into(), rows),
        },
        Condition::Compares(name, comparison, limit) => match column(frame, name) {
            Some(values) => compared(values, *comparison, limit, settings)?,
            None => BooleanChunked::full_null("compares".into(), rows),
        },
        Condition::All(all) => joined(frame, all, settings, true)?,
        Condition::Any(any) => joined(frame, any, settings, false)?,
        Condition::Not(one) => !evaluated(frame, one, settings)?,
    })
}

/// The column of a name; none for a title that nobody typed.
pub fn column<'a>(frame: &'a DataFrame, name: &FieldName) -> Option<&'a Series> {
    let column = frame.column(&column_name(name));
    column.ok().map(Column::as_materialized_series)
}

/// All hold, or one of them does. The operators of polars keep what cannot be told: false and unknown is false.
fn joined(
    frame: &DataFrame,
    conditions: &[Condition],
    settings: Settings,
    is_all: bool,
) -> PolarsResult<BooleanChunked> {
    let mut whole = BooleanChunked::full("joined".into(), is_all, frame.height());
    for condition in conditions {
        let one = evaluated(frame, condition, settings)?;
        whole = if is_all { whole & one } else { whole | one };
    }
    Ok(whole)
}

/// Has the cell one of the words? Case does not matter: columns that nobody knows are free text.
fn is_one_of(values: &Series, words: &[Cow<'static, str>]) -> PolarsResult<BooleanChunked> {
    let lowered: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    // Each row of a large sheet comes by here: most cells have the word as it is written, or are plain letters.
    let is_word = |text: &str| {
        words.iter().any(|word| **word == *text)
            || match text.is_ascii() {
                true => lowered.iter().any(|word| word.eq_ignore_ascii_case(text)),
                false => lowered.contains(&text.to_lowercase()),
            }
    };
    let name = values.name().clone();
    Ok(match values.dtype() {
        DataType::Boolean => {
            let marks = values.bool()?.iter();
            let is_it = |yes: bool| is_word(if yes { "Yes" } else { "No" });
            BooleanChunked::from_iter_options(name, marks.map(|mark| mark.map(is_it)))
        }
        DataType::List(_) => {
            let lists = values.list()?.series_iter();
            let has_it = |list: Series| Ok(list.str()?.iter().flatten().any(is_word));
            let found: PolarsResult<Vec<Option<bool>>> = lists.map(|list| list.map(has_it).transpose()).collect();
            BooleanChunked::from_iter_options(name, found?.into_iter())
        }
        _ => {
            let texts = values.str()?.iter();
            BooleanChunked::from_iter_options(name, texts.map(|text| text.map(is_word)))
        }
    })
}

/// Numbers as they are, money in units, days and months by their order. Text that is a number counts as one.
fn compared(
    values: &Series,
    comparison: Comparison,
    limit: &Limit,
    settings: Settings,
) -> PolarsResult<BooleanChunked> {
    let name = values.name().clone();
    let Some(limit) = number_of(limit, values, settings) else {
        return Ok(BooleanChunked::full_null(name, values.len()));
    };
    let holds = |value: f64| match comparison {
        Comparison::AtLeast => value >= limit - NEAR,
        Comparison::AtMost => value <= limit + NEAR,
        Comparison::MoreThan => value > limit + NEAR,
        Comparison::LessThan => value < limit - NEAR,
    };
    let numbers = numbers(values)?;
    Ok(BooleanChunked::from_iter_options(name, numbers.iter().map(|value| value.map(holds))))
}

/// The values as numbers.
pub fn numbers(values: &Series) -> PolarsResult<Float64Chunked> {
    match values.dtype() {
        DataType::String => {
            let texts = values.str()?.iter();
            let parsed = texts.map(|text| text?.trim().parse::<f64>().ok().filter(|number| number.is_finite()));
            Ok(Float64Chunked::from_iter_options(values.name().clone(), parsed))
        }
        _ => Ok(values.cast(&DataType::Float64)?.f64()?.clone()),
    }
}

/// A limit on the scale of the values it is held against: money is kept in cents.
fn number_of(limit: &Limit, values: &Series, settings: Settings) -> Option<f64> {
    let is_money = *values.dtype() == DataType::Int64;
    let number = match limit {
        Limit::Number(number) => *number,
        Limit::Setting(name) => settings(name)?,
        Limit::Day(day) => return Some(f64::from(day_number(*day))),
        Limit::Month(month) => return Some(f64::from(month.index())),
    };
    Some(if is_money { number * 100.0 } else { number })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        metrics::frames::{lists, unknown_column},
        model::condition::field,
    };
    use std::sync::Arc;

    /// Rows: A Yes 1,000.00 5; B No 999.99 4; C blank; D Yes blank 3.
    fn frame() -> DataFrame {
        DataFrame::new(
            4,
            vec![
                Column::new("platform".into(), [Some(true), Some(false), None, Some(true)]),
                Column::new("budget".into(), [Some(100_000_i64), Some(99_999), None, None]),
                Column::new("fit".into(), [Some(5.0), Some(4.0), None, Some(3.0)]),
                Column::new("phase".into(), [Some("Pilot"), Some("Production"), None, Some("On hold")]),
                Column::new(unknown_column("Plant region"), [Some("North"), Some("north"), Some("South"), None]),
            ],
        )
        .unwrap()
    }

    fn told(condition: Condition) -> Vec<Option<bool>> {
        let settings = |name: &str| (name == "good_fit").then_some(4.0);
        evaluated(&frame(), &condition, &settings).unwrap().iter().collect()
    }

    const YES: Option<bool> = Some(true);
    const NO: Option<bool> = Some(false);

    #[test]
    fn a_blank_cannot_be_told_but_whether_it_is_filled_can() {
        assert_eq!(told(field("platform").holds()), [YES, NO, None, YES]);
        assert_eq!(told(field("phase").is_known()), [YES, YES, NO, YES]);
        assert_eq!(told(field("phase").is_one_of(&["Pilot", "On hold"])), [YES, NO, None, YES]);
        assert_eq!(told(field("phase").is_filled_with("Pilot")), [YES, NO, NO, NO]);
    }

    #[test]
    fn what_decides_decides_although_the_rest_is_unknown() {
        // Kleene's tables: false and unknown is false, true or unknown is true.
        let fit = || field("fit").at_least_set("good_fit");
        assert_eq!(told(field("platform").holds().and(field("budget").at_least(1_000.0))), [YES, NO, None, None]);
        assert_eq!(told(field("budget").is_known().and(fit())), [YES, YES, NO, NO]);
        assert_eq!(told(fit().or(field("platform").is_known())), [YES, YES, None, YES]);
        assert_eq!(told(field("platform").holds().negated()), [NO, YES, None, NO]);
    }

    #[test]
    fn money_is_compared_in_units_and_to_the_cent() {
        assert_eq!(told(field("budget").at_least(1_000.0)), [YES, NO, None, None]);
        let below = Condition::Compares(field("budget"), Comparison::LessThan, Limit::Number(1_000.0));
        assert_eq!(told(below), [NO, YES, None, None]);
    }

    #[test]
    fn columns_that_nobody_knows_are_found_by_their_titles_and_missing_ones_are_unknown() {
        let region = |title: &str| FieldName::Title(title.to_owned());
        assert_eq!(told(region("PLANT  region").is("North")), [YES, YES, NO, None]);
        assert_eq!(told(region("Country").is("North")), [None; 4]);
        assert_eq!(told(region("Country").is_known()), [NO; 4]);
    }

    #[test]
    fn of_several_words_in_a_cell_one_is_enough() {
        let words = |list: &[&str]| Some(list.iter().map(|word| Arc::from(*word)).collect::<Arc<[Arc<str>]>>());
        let supporting = [words(&["Sales", "HR"]), words(&["Finance"]), None, words(&[])];
        let frame = DataFrame::new(4, vec![lists("supporting".into(), &supporting)]).unwrap();
        let told = evaluated(&frame, &field("supporting").is_one_of(&["hr", "Legal"]), &|_| None).unwrap();
        assert_eq!(told.iter().collect::<Vec<_>>(), [YES, NO, None, NO]);
    }
}
