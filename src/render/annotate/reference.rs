//! Cell references as text: `F17`, `A1:C3`, `'Use cases'!F17`.

use crate::model::workbook::{CellPlace, column_letters};

/// `F17` or `$F$17` as a place; none where it is no cell.
pub(super) fn cell(text: &str) -> Option<CellPlace> {
    let plain = text.replace('$', "");
    let digits = plain.find(|c: char| c.is_ascii_digit())?;
    let column = column(&plain[..digits])?;
    let row: u32 = plain[digits..].parse().ok()?;
    Some(CellPlace { row: row.checked_sub(1)?, column })
}

fn column(letters: &str) -> Option<u32> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    letters
        .bytes()
        .try_fold(0_u32, |sum, letter| {
            let letter = letter.to_ascii_uppercase();
            letter.is_ascii_uppercase().then(|| sum * 26 + u32::from(letter - b'A') + 1)
        })?
        .checked_sub(1)
}

/// `A1:C3` as first and last place; one cell is both.
pub(super) fn range(text: &str) -> Option<(CellPlace, CellPlace)> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    Some((cell(first)?, cell(last)?))
}

/// Where a link leads: `'Use cases'!F17`. Quotes are always allowed.
pub(super) fn location(sheet: &str, place: CellPlace) -> String {
    format!("{}!{place}", quoted(sheet))
}

/// `'Anna''s plan'`.
pub(super) fn quoted(sheet: &str) -> String {
    format!("'{}'", sheet.replace('\'', "''"))
}

/// What [`location`] was made of; names without quotes are read too.
pub(super) fn parse_location(text: &str) -> Option<(String, CellPlace)> {
    let (sheet, place) = text.rsplit_once('!')?;
    let inner = sheet.strip_prefix('\'').and_then(|inner| inner.strip_suffix('\''));
    Some((inner.map_or_else(|| sheet.to_owned(), |inner| inner.replace("''", "'")), cell(place)?))
}

/// `$A$8:$G$8` of a row: what every printed page repeats.
pub(super) fn whole_row(row: u32) -> String {
    format!("${0}:${0}", row + 1)
}

/// `A5:C5`.
pub(super) fn cells_of_row(row: u32, first: u32, last: u32) -> String {
    format!("{}{row}:{}{row}", column_letters(first), column_letters(last), row = row + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_as_excel_writes_them() {
        assert_eq!(cell("F17"), Some(CellPlace { row: 16, column: 5 }));
        assert_eq!(cell("$XFD$1048576"), Some(CellPlace { row: 1_048_575, column: 16_383 }));
        for wrong in ["", "17", "F", "F0", "ABCD1", "É1", "F1x"] {
            assert_eq!(cell(wrong), None, "{wrong}");
        }
        assert_eq!(range("B2:C3"), Some((CellPlace { row: 1, column: 1 }, CellPlace { row: 2, column: 2 })));
        let place = CellPlace { row: 16, column: 5 };
        assert_eq!(location("Anna's plan!", place), "'Anna''s plan!'!F17");
        assert_eq!(parse_location("'Anna''s plan!'!F17"), Some(("Anna's plan!".to_owned(), place)));
        assert_eq!(parse_location("Team!$F$17"), Some(("Team".to_owned(), place)));
    }
}
