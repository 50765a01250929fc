//! The [`Layout`] of a sheet of .xlsx, from its XML: the library gives values only.

use super::layout::{Layout, Merged};
use crate::model::workbook::CellPlace;
use memchr::memmem;
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

/// What has to stand in a sheet's part for it to be worth reading a second time.
const SIGNS: [&str; 11] = [
    "#REF!",
    "hidden=",
    "mergeCell ",
    "TODAY(",
    "NOW(",
    "RAND(",
    "RANDBETWEEN(",
    "RANDARRAY(",
    "OFFSET(",
    "INDIRECT(",
    "]",
];

/// Reads what is hidden, merged and volatile, up to the first fault; whether the part is sound is decided elsewhere.
pub(super) fn read(part: &[u8]) -> Layout {
    let mut layout = Layout::default();
    if !SIGNS.iter().any(|sign| memmem::find(part, sign.as_bytes()).is_some()) {
        return layout;
    }
    let text = String::from_utf8_lossy(part);
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = false;
    let mut next_row = 0;
    let mut cell: Option<BytesStart> = None;
    let mut is_formula = false;
    loop {
        let event = reader.read_event();
        let (element, is_open) = match event {
            Ok(Event::Start(element)) => (element, true),
            Ok(Event::Empty(element)) => (element, false),
            Ok(Event::Text(formula)) if is_formula => {
                let place = cell.as_ref().and_then(|cell| place_of(&attribute(cell, "r")?));
                layout.meet_formula(place.unwrap_or(CellPlace { row: 0, column: 0 }), &formula.xml10_content());
                continue;
            }
            Ok(Event::End(_)) => {
                is_formula = false;
                continue;
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => continue,
        };
        is_formula = false;
        match element.local_name().as_ref() {
            "c" => cell = Some(element),
            "f" => is_formula = is_open,
            "row" => {
                let row = number(&element, "r").map_or(next_row, |row| row.saturating_sub(1));
                next_row = row.saturating_add(1);
                // Out of order or twice they come from no spreadsheet.
                if is_set(&element, "hidden") && layout.hidden_rows.last().is_none_or(|last| *last < row) {
                    layout.hidden_rows.push(row);
                }
            }
            "col" if is_set(&element, "hidden") => {
                let (first, last) = (number(&element, "min"), number(&element, "max"));
                if let (Some(first), Some(last)) = (first, last) {
                    layout.hidden_columns.push((first.saturating_sub(1), last.saturating_sub(1)));
                }
            }
            "mergeCell" => layout.merged.extend(attribute(&element, "ref").and_then(|area| area_of(&area))),
            "filterColumn" => layout.is_filtered = true,
            _ => {}
        }
    }
    layout.hidden_rows.sort_unstable();
    layout
}

/// Adds the notes of a part to a layout, up to the first fault.
pub(super) fn read_notes(part: &[u8], layout: &mut Layout) {
    let text = String::from_utf8_lossy(part);
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = false;
    let (mut cell, mut words, mut is_text) = (None, String::new(), false);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => match element.local_name().as_ref() {
                "comment" => {
                    cell = attribute(&element, "ref").and_then(|cell| place_of(&cell));
                    words.clear();
                }
                "t" => is_text = true,
                _ => {}
            },
            Ok(Event::Text(more)) if is_text && words.len() < LONGEST_NOTE => words.push_str(&more.xml10_content()),
            Ok(Event::End(element)) => match element.local_name().as_ref() {
                "comment" => {
                    if let Some(cell) = cell.take() {
                        layout.meet_note(cell, &words);
                    }
                }
                "t" => is_text = false,
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// What goes on for longer says no unit.
const LONGEST_NOTE: usize = 2_000;

fn attribute(element: &BytesStart, name: &str) -> Option<String> {
    let found = element.attributes().with_checks(false).flatten().find(|attribute| attribute.key.as_ref() == name)?;
    Some(found.value.into_owned())
}

fn number(element: &BytesStart, name: &str) -> Option<u32> {
    attribute(element, name)?.trim().parse().ok()
}

fn is_set(element: &BytesStart, name: &str) -> bool {
    attribute(element, name).is_some_and(|value| matches!(value.trim(), "1" | "true"))
}

/// `A5:B7`
fn area_of(text: &str) -> Option<Merged> {
    let (first, last) = text.split_once(':')?;
    Some(Merged { first: place_of(first)?, last: place_of(last)? })
}

/// `B7`, with or without `$`.
fn place_of(text: &str) -> Option<CellPlace> {
    let text = text.replace('$', "");
    let digits = text.find(|letter: char| letter.is_ascii_digit())?;
    let (letters, row) = text.split_at(digits);
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut column = 0;
    for letter in letters.bytes() {
        let value = letter.to_ascii_uppercase().checked_sub(b'A').filter(|value| *value < 26)?;
        column = column * 26 + u32::from(value) + 1;
    }
    Some(CellPlace { row: row.parse::<u32>().ok()?.checked_sub(1)?, column: column - 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_and_areas_are_read_as_excel_names_them() {
        assert_eq!(place_of("XFD1048576"), Some(CellPlace { row: 1_048_575, column: 16_383 }));
        assert_eq!(place_of("$B$7"), Some(CellPlace { row: 6, column: 1 }));
        for wrong in ["", "7", "A", "A0", "AAAA1", "Ä1", "A1x"] {
            assert_eq!(place_of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn hidden_and_merged_is_read_from_any_writer_s_xml() {
        let sheet = r#"<x:worksheet xmlns:x="u"><x:cols><x:col min="2" max="3" hidden="true"/><x:col min="4" max="4"/></x:cols>
            <x:sheetData><x:row><x:c r="A1"/></x:row><x:row hidden="1"><x:c r="A2"><x:f>1+TODAY()</x:f></x:c></x:row>
            <x:row r="9" hidden="0"/></x:sheetData><x:mergeCells><x:mergeCell ref="A5:A7"/></x:mergeCells></x:worksheet>"#;
        let layout = read(sheet.as_bytes());
        assert_eq!(layout.hidden_rows, [1]);
        assert_eq!(layout.hidden_columns, [(1, 2)]);
        let area = Merged { first: CellPlace { row: 4, column: 0 }, last: CellPlace { row: 6, column: 0 } };
        assert_eq!(layout.merged, [area]);
        assert!(format!("{layout:?}").contains("TODAY"));
        assert!(read(b"<worksheet><sheetData/></worksheet>").hidden_rows.is_empty());
    }
}
