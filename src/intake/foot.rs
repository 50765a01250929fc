//! What stands below a table and is no row of it: totals, which say what the columns should add up to, and notes.

use super::{finding, sheet::Place, titles::SheetTitles};
use crate::model::{
    dictionary::{Kind, folded},
    finding::{Address, Code, Finding, Severity},
    workbook::{CellPlace, RawTable, RawTotal, RawValue},
};

/// A totals row, taken off the table.
pub(super) struct TotalsRow {
    /// Row on the sheet, from 0.
    pub(super) row: u32,
    /// One for each column of the table.
    pub(super) values: Vec<RawValue>,
}

/// Words that begin the label of a totals row.
const TOTALS: [&str; 13] = [
    "total",
    "totals",
    "grand total",
    "subtotal",
    "sub total",
    "sum",
    "overall",
    "summe",
    "gesamt",
    "gesamtsumme",
    "somme",
    "totale",
    "suma",
];

/// Takes the totals and notes off the foot of a table.
pub(super) fn cut(raw: &mut RawTable, sheet: &SheetTitles, place: &Place) -> (Vec<TotalsRow>, Vec<Finding>) {
    let mut totals = Vec::new();
    let mut notes = Vec::new();
    let mut end = raw.rows.len();
    while end > 0 {
        let row = end - 1;
        if is_totals(raw, row, sheet) {
            let values = raw.columns.iter().map(|column| column.values[row].clone()).collect();
            totals.push(TotalsRow { row: raw.rows[row], values });
        } else if is_note(raw, row) {
            notes.push(first_cell(raw, row));
        } else {
            break;
        }
        end = row;
    }
    if end == raw.rows.len() {
        return (totals, Vec::new());
    }
    truncate(raw, end);
    totals.reverse();
    notes.reverse();
    (totals, notes.first().map(|cell| noted(place, *cell, notes.len())).into_iter().collect())
}

/// Takes off all rows from the index `end` on.
pub(super) fn truncate(raw: &mut RawTable, end: usize) {
    let below_new_end =
        raw.rows[end..].last().map_or(0, |last| last - raw.rows[..end].last().unwrap_or(&raw.header_row));
    raw.rows_blank = raw.rows_blank.saturating_sub(below_new_end - (raw.rows.len() - end) as u32);
    raw.rows.truncate(end);
    raw.columns.iter_mut().for_each(|column| column.values.truncate(end));
}

/// What the totals of an ordinary table say, column by column.
pub(super) fn of_columns(raw: &RawTable, totals: &[TotalsRow], sheet: &SheetTitles) -> Vec<RawTotal> {
    let mut said = Vec::new();
    for total in totals {
        for (column, value) in raw.columns.iter().zip(&total.values) {
            let Some(key) = &column.field else { continue };
            let is_money = sheet.place_of(key).is_some_and(|field| sheet.fields[field].kind == Kind::Money);
            if is_money && *value != RawValue::Blank {
                let place = CellPlace { row: total.row, column: column.position };
                said.push(RawTotal { field: key.clone(), month: None, value: value.clone(), place });
            }
        }
    }
    said
}

/// The label of a totals row without the word for total: `Total cost plan` is `cost plan`.
pub(super) fn without_total(label: &str) -> String {
    let plain = folded(label);
    let begun = TOTALS
        .iter()
        .filter_map(|word| plain.strip_prefix(word))
        .filter(|rest| rest.is_empty() || rest.starts_with(' '));
    begun.min_by_key(|rest| rest.len()).unwrap_or(&plain).trim().to_owned()
}

/// A label that says total and no key beside it; or nothing but numbers that add up what stands above them.
fn is_totals(raw: &RawTable, row: usize, sheet: &SheetTitles) -> bool {
    let cells = || {
        raw.columns.iter().map(|column| (column, &column.values[row])).filter(|(_, value)| **value != RawValue::Blank)
    };
    let is_number = |value: &RawValue| matches!(value, RawValue::Number(_) | RawValue::PercentNumber(_));
    let says_total = |value: &RawValue| match value {
        RawValue::Text(text) => {
            let plain = folded(text);
            TOTALS
                .iter()
                .any(|word| plain.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
        }
        _ => false,
    };
    let is_key = |key: &Option<std::sync::Arc<str>>| {
        sheet.keys().any(|field| key.as_deref() == Some(sheet.fields[field].key.as_str()))
    };
    let keys_say_nothing = cells().all(|(column, value)| !is_key(&column.field) || says_total(value));
    if !keys_say_nothing || !cells().any(|(_, value)| is_number(value)) {
        return false;
    }
    let is_labelled = cells().any(|(_, value)| says_total(value));
    is_labelled || cells().all(|(column, value)| adds_up(&column.values[..row], value))
}

/// Is this the sum of the two or more numbers above it?
fn adds_up(above: &[RawValue], value: &RawValue) -> bool {
    let numbers: Vec<f64> = above
        .iter()
        .filter_map(|value| match value {
            RawValue::Number(number) => Some(*number),
            _ => None,
        })
        .collect();
    let sum: f64 = numbers.iter().sum();
    matches!(value, RawValue::Number(total) if numbers.len() > 1 && (total - sum).abs() < 0.005 * sum.abs().max(1.0))
}

/// One text alone in a wide table: three words or more, or a mark that notes begin with.
fn is_note(raw: &RawTable, row: usize) -> bool {
    let mut texts = Vec::new();
    for column in &raw.columns {
        match &column.values[row] {
            RawValue::Blank => {}
            RawValue::Text(text) => texts.push(text),
            _ => return false,
        }
    }
    // A merged note may stand in every cell of its range.
    let [text, others @ ..] = &texts[..] else { return false };
    let is_alone = others.iter().all(|other| other == text);
    let has_mark = text.starts_with(['*', '†', '¹', '(']) || text.ends_with(':');
    raw.columns.len() >= 3
        && is_alone
        && (has_mark || text.split_whitespace().count() >= 3 || folded(text).starts_with("note"))
}

fn first_cell(raw: &RawTable, row: usize) -> CellPlace {
    let column = raw.columns.iter().find(|column| column.values[row] != RawValue::Blank);
    CellPlace { row: raw.rows[row], column: column.map_or(0, |column| column.position) }
}

fn noted(place: &Place, cell: CellPlace, count: usize) -> Finding {
    let problem = match count {
        1 => "this text below the table was read as a note, not as a row".to_owned(),
        _ => format!("{count} texts from here on below the table were read as notes, not as rows"),
    };
    let address = Address { file: place.file.clone(), sheet: place.sheet.clone(), cell: Some(cell) };
    let instead = "fill the other columns if it is a row".to_owned();
    finding(address, Severity::Noted, Code::NoteBelow, problem, instead)
}
