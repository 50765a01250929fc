//! What only the values below a title can tell: which of several fields it means, and whether ids come with names.

use super::{finding, outcome::Place, title_finding, titles::SheetTitles};
use crate::model::{
    dictionary::{Field, Kind, folded},
    finding::{Address, Code, Finding, Severity},
    workbook::{CellPlace, RawColumn, RawTable, RawValue},
};

/// Gives titles that several fields could mean (`Status`, `Impact`, `Risk`) to the field that their values fit best.
pub(super) fn shared_titles(raw: &mut RawTable, sheet: &SheetTitles, place: &Place) -> Vec<Finding> {
    let mut findings = Vec::new();
    for shared in sheet.shared() {
        let title = folded(&shared.title);
        let Some(index) = raw.columns.iter().position(|column| folded(&column.title) == title) else { continue };
        let column = &raw.columns[index];
        let taken = |key: &str| {
            raw.columns.iter().any(|other| other.position != column.position && other.field.as_deref() == Some(key))
        };
        let free: Vec<&Field> = shared
            .fields
            .iter()
            .filter_map(|key| sheet.place_of(key))
            .map(|place| &sheet.fields[place])
            .filter(|field| !taken(&field.key))
            .collect();
        let fits = |field: &Field| column.values.iter().filter(|value| accepts(field, value)).count();
        let Some(most) = free.iter().map(|field| fits(field)).max().filter(|most| *most > 0) else { continue };
        let Some(best) = free.into_iter().find(|field| fits(field) == most) else { continue };
        if column.field.as_deref() == Some(&best.key) {
            continue;
        }
        let cell = CellPlace { row: raw.header_row, column: column.position };
        let typed = column.values.iter().filter(|value| **value != RawValue::Blank).count();
        let problem =
            format!("\"{}\" was read as \"{}\": {most} of its {typed} values fit it", column.title, best.title);
        let instead = format!("type \"{}\" as title, or another one if that is wrong", best.title);
        let named = (&place.file, place.sheet.as_ref());
        let texts = (problem, instead);
        findings.push(title_finding(
            named,
            cell,
            Severity::Noted,
            Code::TitleDecided,
            (&best.title, &column.title),
            texts,
        ));
        raw.columns[index].field = Some(best.key.as_str().into());
    }
    findings
}

/// Could the value stand in the field? Roughly, to tell fields apart: checking is done later.
fn accepts(field: &Field, value: &RawValue) -> bool {
    match (field.kind, value) {
        (Kind::Choice, RawValue::Text(text)) => {
            let plain = folded(text);
            let spellings = field.allowed.iter().chain(field.value_aliases.values().flatten());
            spellings.into_iter().any(|spelling| folded(spelling) == plain)
        }
        (Kind::Integer | Kind::Number, RawValue::Number(number) | RawValue::Formatted(number, _)) => {
            in_range(field, *number)
        }
        (Kind::Integer | Kind::Number, RawValue::Text(text)) => {
            text.parse().is_ok_and(|number| in_range(field, number))
        }
        _ => false,
    }
}

fn in_range(field: &Field, number: f64) -> bool {
    (field.kind != Kind::Integer || number.fract() == 0.0)
        && field.at_least.is_none_or(|least| number >= least)
        && field.at_most.is_none_or(|most| number <= most)
        && (field.one_of.is_empty() || field.one_of.contains(&number))
}

/// Parts ids from names typed in one cell: `FIN-001: Match invoices`. The name goes to a column of its own, with the same
/// cells, if the sheet has none.
pub(super) fn ids_with_names(raw: &mut RawTable, sheet: &SheetTitles, place: &Place) -> Vec<Finding> {
    let of_field = |key: &str| raw.columns.iter().position(|column| column.field.as_deref() == Some(key));
    let Some(ids) = of_field("initiative_id") else { return Vec::new() };
    let needs_name = of_field("name").is_none() && sheet.place_of("name").is_some();
    let typed = raw.columns[ids].values.iter().filter(|value| **value != RawValue::Blank).count();
    let parted = |value: &RawValue| match value {
        RawValue::Text(text) => id_and_name(text).map(|(id, name)| (id.to_owned(), name.to_owned())),
        _ => None,
    };
    let parts: Vec<Option<(String, String)>> = raw.columns[ids].values.iter().map(parted).collect();
    let count = parts.iter().flatten().count();
    if count == 0 || count * 2 < typed {
        return Vec::new();
    }
    let mut names = RawColumn { title: "".into(), values: Vec::new(), units: Vec::new(), ..raw.columns[ids].clone() };
    for (row, part) in parts.into_iter().enumerate() {
        let (id, name) = part.map_or((None, RawValue::Blank), |(id, name)| (Some(id), RawValue::Text(name.into())));
        names.values.push(name);
        if let Some(id) = id {
            raw.columns[ids].values[row] = RawValue::Text(id.into());
        }
    }
    if needs_name {
        let field = sheet.place_of("name").map(|name| &sheet.fields[name]);
        names.title = field.map_or("", |field| &field.title).into();
        names.field = field.map(|field| field.key.as_str().into());
        names.places = (0..raw.rows.len()).map(|row| raw.place(&raw.columns[ids], row)).collect();
        raw.columns.insert(ids + 1, names);
    }
    let column = &raw.columns[ids];
    let cell = CellPlace { row: raw.header_row, column: column.position };
    let address = Address { file: place.file.clone(), sheet: place.sheet.clone(), cell: Some(cell) };
    let read = if needs_name { "id and name" } else { "ids; the names behind them are not used" };
    let problem = format!("{count} cells with an id and a name were read as {read}");
    let instead = "put the names in a column of their own if that is wrong".to_owned();
    vec![finding(address, Severity::Noted, Code::IdWithName, problem, instead)]
}

/// `FIN-001: Match invoices`, `FIN-001 – Match invoices`: an id has a digit and no space.
fn id_and_name(text: &str) -> Option<(&str, &str)> {
    const LONGEST_ID: usize = 24;
    // Most ids stand alone.
    if !text.bytes().any(|letter| matches!(letter, b':' | b' ')) {
        return None;
    }
    [": ", ":", " - ", " – ", " — ", " | "].iter().find_map(|mark| {
        let (id, name) = text.split_once(mark)?;
        let (id, name) = (id.trim(), name.trim());
        let is_id = id.len() <= LONGEST_ID && id.contains(|letter: char| letter.is_ascii_digit());
        (is_id && !id.contains(char::is_whitespace) && name.contains(char::is_alphabetic)).then_some((id, name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_parted_from_names_and_left_alone_without_one() {
        for text in [
            "FIN-001: Match invoices",
            "FIN-001 – Match invoices",
            "FIN-001 - Match invoices",
            "FIN-001:Match invoices",
        ] {
            assert_eq!(id_and_name(text), Some(("FIN-001", "Match invoices")), "{text}");
        }
        for text in ["FIN-001", "FDIC – 3", "Phase 2: Match invoices", "A: 1", "a-very-long-word-that-is-no-id-1: x"]
        {
            assert_eq!(id_and_name(text), None, "{text}");
        }
    }
}
