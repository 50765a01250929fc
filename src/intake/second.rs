//! A second table below the first: its titles are no row of the first one.

use super::{
    finding, foot,
    outcome::Place,
    titles::{SheetTitles, Titles},
};
use crate::model::{
    dictionary::folded,
    finding::{Address, Code, Finding, Severity},
    workbook::{CellPlace, RawTable, RawValue},
};
use rustc_hash::FxHashMap;

/// Ends the table where the titles of another one stand, which is refused with its range. The same titles again, as on
/// each printed page, are left out.
pub(super) fn cut(raw: &mut RawTable, titles: &Titles, place: &Place) -> Vec<Finding> {
    let mut removed = 0;
    let mut groups = Vec::new();
    for found in rows_with_titles(raw, titles) {
        let row = found - removed;
        if repeats_titles(raw, row) {
            remove(raw, row);
            removed += 1;
            if let Some(group) = row.checked_sub(1).and_then(|above| name_of_group(raw, above, place)) {
                groups.push(group);
                remove(raw, row - 1);
                removed += 1;
            }
        } else if are_titles(raw, row, titles) {
            groups.push(second_table(raw, row, place));
            foot::truncate(raw, row);
            return groups;
        }
    }
    groups
}

fn remove(raw: &mut RawTable, row: usize) {
    raw.rows.remove(row);
    raw.columns.iter_mut().for_each(|column| drop(column.values.remove(row)));
}

/// A text alone in its row above titles that stand there again is the name of a group, as boards are exported.
fn name_of_group(raw: &RawTable, row: usize, place: &Place) -> Option<Finding> {
    let mut filled = raw.columns.iter().filter(|column| column.values[row] != RawValue::Blank);
    let (column, None) = (filled.next()?, filled.next()) else { return None };
    let RawValue::Text(name) = &column.values[row] else { return None };
    let cell = CellPlace { row: raw.rows[row], column: column.position };
    let address = Address { file: place.file.clone(), sheet: place.sheet.clone(), cell: Some(cell) };
    let problem =
        format!("\"{name}\" above titles that stand here again was read as the name of a group, not as a row");
    let instead = "nothing to do; fill the other cells of its row if it is one".to_owned();
    Some(finding(address, Severity::Noted, Code::SubtotalRead, problem, instead))
}

fn texts(raw: &RawTable, row: usize) -> impl Iterator<Item = &std::sync::Arc<str>> {
    raw.columns.iter().filter_map(move |column| match &column.values[row] {
        RawValue::Text(text) => Some(text),
        _ => None,
    })
}

/// The rows in which two cells or more say what is a title of some kind of sheet. Texts are stored once, so each is
/// looked up once; column by column, as they lie in memory: each cell of an intake comes by here.
fn rows_with_titles(raw: &RawTable, titles: &Titles) -> Vec<usize> {
    let mut known: FxHashMap<*const u8, bool> = FxHashMap::default();
    let mut found = vec![0_u32; raw.rows.len()];
    for column in &raw.columns {
        let mut above: Option<(*const u8, bool)> = None;
        for (row, value) in column.values.iter().enumerate() {
            let RawValue::Text(text) = value else { continue };
            let is_title = match above {
                Some((same, is_title)) if same == text.as_ptr() => is_title,
                _ => *known.entry(text.as_ptr()).or_insert_with(|| is_title(text, titles)),
            };
            above = Some((text.as_ptr(), is_title));
            found[row] += u32::from(is_title);
        }
    }
    (0..found.len()).filter(|row| found[*row] >= 2).collect()
}

fn is_title(text: &str, titles: &Titles) -> bool {
    let plain = folded(text);
    titles.sheets().iter().any(|sheet| sheet.field(&plain).is_some())
}

/// Would the row do as the titles of some kind of sheet?
fn are_titles(raw: &RawTable, row: usize, titles: &Titles) -> bool {
    let all: Vec<String> = texts(raw, row).map(|text| folded(text)).collect();
    let are_titles_of = |sheet: &SheetTitles| {
        let mut fields: Vec<usize> = all.iter().filter_map(|text| sheet.field(text)).map(|(field, _)| field).collect();
        fields.sort_unstable();
        fields.dedup();
        sheet.keys().all(|key| fields.contains(&key)) && fields.len() >= 2 && fields.len() * 2 >= all.len()
    };
    titles.sheets().iter().any(are_titles_of)
}

fn repeats_titles(raw: &RawTable, row: usize) -> bool {
    let repeats = |value: &RawValue, title: &str| match value {
        RawValue::Blank => true,
        RawValue::Text(text) => folded(text) == folded(title),
        _ => false,
    };
    raw.columns.iter().all(|column| repeats(&column.values[row], &column.title))
}

fn second_table(raw: &RawTable, row: usize, place: &Place) -> Finding {
    let is_used = |values: &[RawValue]| values[row..].iter().any(|value| *value != RawValue::Blank);
    let used = || raw.columns.iter().filter(|column| is_used(&column.values)).map(|column| column.position);
    let first = CellPlace { row: raw.rows[row], column: used().min().unwrap_or(0) };
    let last = CellPlace { row: *raw.rows.last().unwrap_or(&first.row), column: used().max().unwrap_or(0) };
    let address = Address { file: place.file.clone(), sheet: place.sheet.clone(), cell: Some(first) };
    let problem = format!("another table stands below the first one, in {first}:{last}; it is not read");
    let instead = "move it to a sheet of its own".to_owned();
    finding(address, Severity::Refused, Code::SecondTable, problem, instead)
}
