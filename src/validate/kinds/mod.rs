//! One cell, read as people type it. Each kind of the dictionary is a file with a function from the stored value to
//! the typed one; what cannot be read says why.

pub mod choice;
pub mod date;
pub mod money;
pub mod number;
pub mod text;
pub mod turning;

use crate::model::{
    finding::Code,
    shortest::push_shortest,
    workbook::{Look, RawValue},
};

/// Why a cell cannot be used, or what was assumed about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Remark {
    /// Stable name of the kind of finding.
    pub code: Code,
    /// What is wrong, one short sentence.
    pub problem: String,
    /// What to type instead, when it can be said better than by the field's help.
    pub instead: Option<String>,
}

impl Remark {
    /// A remark whose advice is the field's help.
    pub fn new(code: Code, problem: impl Into<String>) -> Self {
        Remark { code, problem: problem.into(), instead: None }
    }

    /// The same with advice of its own.
    pub fn advise(mut self, instead: impl Into<String>) -> Self {
        self.instead = Some(instead.into());
        self
    }
}

/// A cell after reading.
pub type Reading<T> = Result<T, Remark>;

/// Words people put where they know nothing yet. They are read as blank, and noted.
const PLACEHOLDERS: [&str; 14] =
    ["n/a", "na", "#n/a", "n.a.", "-", "–", "—", "?", "tbd", "tbc", "tba", "none", "unknown", "not known"];

/// Does this text say that nothing is known?
pub fn is_placeholder(text: &str) -> bool {
    PLACEHOLDERS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// What every kind says of a cell that holds an error or no result; `None` for cells that hold a value.
pub fn broken(value: &RawValue) -> Option<Remark> {
    match value {
        RawValue::Error(error) => {
            Some(Remark::new(Code::ErrorCell, format!("The cell shows the error {error}")).advise("the value itself"))
        }
        RawValue::NoResult => Some(
            Remark::new(Code::FormulaWithoutResult, "The formula was saved without its result")
                .advise("the value itself, or open the workbook in Excel, recalculate (F9) and save"),
        ),
        RawValue::Blank
        | RawValue::Text(_)
        | RawValue::Number(_)
        | RawValue::PercentNumber(_)
        | RawValue::Formatted(..)
        | RawValue::Date(_)
        | RawValue::DayOrNext(_)
        | RawValue::YesNo(_) => None,
    }
}

/// The value as a person sees it in the cell, for messages.
pub fn shown(value: &RawValue) -> String {
    const LONGEST: usize = 120;
    let text = match value {
        RawValue::Blank => String::new(),
        RawValue::Text(text) | RawValue::Error(text) => text.to_string(),
        RawValue::Number(number) => {
            let mut text = String::new();
            push_shortest(&mut text, *number);
            text
        }
        RawValue::Formatted(number, look) => shown_as(*number, look),
        RawValue::PercentNumber(share) => format!("{}%", number::tidy(share * 100.0)),
        RawValue::Date(day) => day.to_string(),
        RawValue::DayOrNext(day) => format!("{day}, shortly before midnight"),
        RawValue::YesNo(answer) => if *answer { "TRUE" } else { "FALSE" }.to_owned(),
        RawValue::NoResult => "(a formula without result)".to_owned(),
    };
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// A number with what its format shows beside it.
fn shown_as(number: f64, look: &Look) -> String {
    let currency = look.unit.as_ref().and_then(|unit| unit.currency.as_deref());
    match (look.shown(number), currency) {
        (Some(shown), _) => shown,
        (None, Some(currency)) => format!("{currency} {number}"),
        (None, None) => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_what_people_type_for_nothing() {
        for word in ["N/A", "tbd", "-", "–", "TBC"] {
            assert!(is_placeholder(word), "{word}");
        }
        assert!(!is_placeholder("Nadia"));
    }

    #[test]
    fn long_cells_are_cut_in_messages() {
        let shown = shown(&RawValue::Text("ż".repeat(500).into()));
        assert_eq!(shown.chars().count(), 121);
        assert!(shown.ends_with('…'));
    }
}
