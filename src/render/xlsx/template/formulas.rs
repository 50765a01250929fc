//! Tests as formulas that every Excel since 2010 and LibreOffice compute alike: arrays only inside SUMPRODUCT.

use super::{FIRST_ROW, block, cells, lists::Lists, quoted, tab};
use crate::model::{
    portfolio::CENTRE,
    template::{Accepts, Counts, Form, Range, Template, Test, When},
    workbook::column_letters,
};

/// Serial numbers of 1 January 1990 and 31 December 2100: what the intake takes for a date.
pub(super) const DAYS: (u32, u32) = (32_874, 73_415);
/// What stands where there is no first cell. Never empty text: viewers would take the stored result for 0.
pub(super) const NOTHING: &str = "–";
/// More than any row number.
const NO_ROW: u32 = 9_999_999;

/// How often the test finds something, as a formula.
pub(super) fn count(test: &Test, template: &Template, lists: &Lists) -> String {
    let sums: Vec<String> =
        conditions(test, template, lists).iter().map(|condition| format!("SUMPRODUCT({condition})")).collect();
    // Only the test for errors may count a cell with an error; it would spoil the others.
    format!("=IFERROR({},0)", sums.join("+"))
}

/// The cell of the first thing the test finds as a link, or nothing; `counted` is the cell with the count.
pub(super) fn first(test: &Test, template: &Template, lists: &Lists, counted: &str) -> String {
    let form = &template.forms[test.form];
    let sum: Vec<String> = conditions(test, template, lists).iter().map(|condition| format!("({condition})")).collect();
    let row = format!("SUMPRODUCT(MIN(ROW({})+{NO_ROW}*(({})=0)))", on_sheet(form, &cells(form, 0)), sum.join("+"));
    let letters = column_letters(test.column as u32);
    format!(
        "=IF({counted}=0,\"{NOTHING}\",IFERROR(HYPERLINK(\"#{0}!{letters}\"&{row},\"{letters}\"&{row}),\"{NOTHING}\"))",
        tab(form)
    )
}

/// Arrays over the rows (or over rows and columns) of the form that are above zero where the test finds something.
fn conditions(test: &Test, template: &Template, lists: &Lists) -> Vec<String> {
    let form = &template.forms[test.form];
    let all = |column: usize| on_sheet(form, &cells(form, column));
    let (id, own) = (all(0), all(test.column));
    match &test.counts {
        Counts::Error => {
            vec![format!("--ISERROR({})", on_sheet(form, &block(form, 0, form.columns.len() - 1)))]
        }
        Counts::EmptyKey => {
            let others = (0..form.columns.len()).filter(|column| *column != test.column);
            let filled: Vec<String> = others.map(|column| format!("({}<>\"\")", all(column))).collect();
            vec![format!("({own}=\"\")*(({})>0)", filled.join("+"))]
        }
        Counts::Twice => vec![format!("({own}<>\"\")*(COUNTIF({own},{own})>1)")],
        Counts::Empty(when) => vec![format!("({id}<>\"\")*({own}=\"\"){}", condition(when, &all))],
        Counts::UnknownId { of } => {
            let known = &template.forms[*of];
            let known = on_sheet(known, &cells(known, 0));
            let centre = match form.columns[0].accepts {
                Accepts::KnownId { centre: true } => format!("*({id}<>{})", quoted(CENTRE)),
                _ => String::new(),
            };
            vec![format!("({id}<>\"\"){centre}*(COUNTIF({known},{id})=0)")]
        }
        Counts::NotAccepted => not_accepted(form, lists),
    }
}

fn condition(when: &When, all: &dyn Fn(usize) -> String) -> String {
    match when {
        When::Always => String::new(),
        When::Filled(column) => format!("*({}<>\"\")", all(*column)),
        When::Is(column, values) => {
            let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
            format!("*ISNUMBER(MATCH({},{{{}}},0))", all(*column), values.join(","))
        }
        When::UpTo(column, month) => {
            format!("*ISNUMBER({0})*({0}<=DATE({1},{2},1))", all(*column), month.year(), month.number())
        }
    }
}

/// Neighbours that accept the same numbers are looked at together.
fn not_accepted(form: &Form, lists: &Lists) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut column = 0;
    while column < form.columns.len() {
        let accepts = &form.columns[column].accepts;
        let is_number = range(accepts).is_some();
        let same = |other: &usize| is_number && form.columns[*other].accepts == *accepts;
        let last = (column + 1..form.columns.len()).take_while(same).last().unwrap_or(column);
        let place = on_sheet(form, &block(form, column, last));
        found.extend(refuses(accepts, &place, lists).map(|refuses| format!("({place}<>\"\")*{refuses}")));
        column = last + 1;
    }
    // A form of nothing but text accepts everything.
    if found.is_empty() { vec![format!("0*ROW({})", on_sheet(form, &cells(form, 0)))] } else { found }
}

/// 1 where filled cells hold what is not accepted; nothing where everything is, or where another test looks.
fn refuses(accepts: &Accepts, place: &str, lists: &Lists) -> Option<String> {
    match accepts {
        Accepts::Id | Accepts::KnownId { .. } | Accepts::Text { .. } => None,
        Accepts::OneOf(values) => Some(format!("ISNA(MATCH({place},{},0))", lists.place(values))),
        Accepts::OneOfNumbers(numbers) => {
            let numbers: Vec<String> = numbers.iter().map(f64::to_string).collect();
            Some(format!("ISNA(MATCH({place},{{{}}},0))", numbers.join(",")))
        }
        Accepts::Email => Some(format!("ISERROR(FIND(\"@\",{place}))")),
        Accepts::Day
        | Accepts::Month
        | Accepts::Money(_)
        | Accepts::Number(_)
        | Accepts::Whole(_)
        | Accepts::Share(_) => {
            let bounds: String = range(accepts)?.iter().map(|bound| format!("*({place}{bound})")).collect();
            Some(format!("(1-ISNUMBER({place}){bounds})"))
        }
    }
}

/// How a cell compares with the bounds of its numbers, `>=1`; `None` where it holds no number.
pub(super) fn range(accepts: &Accepts) -> Option<Vec<String>> {
    match accepts {
        Accepts::Day | Accepts::Month => Some(vec![format!(">={}", DAYS.0), format!("<={}", DAYS.1)]),
        Accepts::Money(range) | Accepts::Number(range) | Accepts::Whole(range) | Accepts::Share(range) => {
            let Range { at_least, more_than, at_most } = range;
            let bounds = [(">=", at_least), (">", more_than), ("<=", at_most)];
            Some(bounds.into_iter().filter_map(|(sign, bound)| bound.map(|bound| format!("{sign}{bound}"))).collect())
        }
        _ => None,
    }
}

/// Where a cell of the first row to fill is needed and empty, or refused, as a rule of its own sheet.
pub(super) fn shades(test: &Test, template: &Template) -> Option<String> {
    let form = &template.forms[test.form];
    let one = |column: usize| format!("${}{}", column_letters(column as u32), FIRST_ROW + 1);
    let (id, own) = (one(0), one(test.column));
    match &test.counts {
        Counts::EmptyKey => {
            let last = column_letters(form.columns.len() as u32 - 1);
            Some(format!("=AND({own}=\"\",COUNTA($A{0}:${last}{0})>0)", FIRST_ROW + 1))
        }
        Counts::Empty(when) => {
            let when = match when {
                When::Always => "TRUE".to_owned(),
                When::Filled(column) => format!("{}<>\"\"", one(*column)),
                When::Is(column, values) => {
                    let is: Vec<String> =
                        values.iter().map(|value| format!("{}={}", one(*column), quoted(value))).collect();
                    format!("OR({})", is.join(","))
                }
                When::UpTo(column, month) => {
                    format!("AND(ISNUMBER({0}),{0}<=DATE({1},{2},1))", one(*column), month.year(), month.number())
                }
            };
            Some(format!("=AND({id}<>\"\",{own}=\"\",{when})"))
        }
        Counts::Error | Counts::Twice | Counts::NotAccepted | Counts::UnknownId { .. } => None,
    }
}

fn on_sheet(form: &Form, place: &str) -> String {
    format!("{}!{place}", tab(form))
}
