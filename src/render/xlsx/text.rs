//! Words of people in cells: whatever they typed stays words, and the workbook stays readable.

use rust_xlsxwriter::{ColNum, Format, RowNum, Worksheet, XlsxError};
use std::borrow::Cow;

/// Longest text of a cell, in UTF-16 units.
const CELL_UNITS: usize = 32_767;

/// Writes text that is never a formula, link or number, whatever it begins with.
pub(in crate::render) fn write(
    worksheet: &mut Worksheet,
    row: RowNum,
    column: ColNum,
    text: &str,
    format: Option<&Format>,
) -> Result<(), XlsxError> {
    let text = clean(text);
    match format {
        // The writer takes text between these marks for its own rich text and would not escape it.
        _ if text.starts_with("<r>") && text.ends_with("</r>") => {
            let format = format.cloned().unwrap_or_default();
            worksheet.write_rich_string_with_format(row, column, &[(&format, &text)], &format)?
        }
        Some(format) => worksheet.write_string_with_format(row, column, text, format)?,
        None => worksheet.write_string(row, column, text)?,
    };
    Ok(())
}

/// Text that fits a cell: cut with `…` where Excel ends, line ends as Excel types them.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    let text =
        if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { text.into() };
    // No UTF-16 text has more units than its UTF-8 has bytes.
    if text.len() <= CELL_UNITS || text.encode_utf16().count() <= CELL_UNITS {
        return text;
    }
    Cow::Owned(format!("{}…", cut(&text, CELL_UNITS - 1)))
}

/// Text between tags of a cell or comment. What Excel would take for an escape of its own (`_x0041_`) is escaped, and so
/// are the characters XML does not know.
pub(in crate::render) fn push_escaped(xml: &mut String, text: &str) {
    push(xml, text, true);
}

/// The same for a formula and its result, in which nothing looks like an escape to Excel.
pub(super) fn push_code(xml: &mut String, code: &str) {
    push(xml, code, false);
}

fn push(xml: &mut String, text: &str, may_be_escape: bool) {
    let mut plain = 0;
    for (place, c) in text.char_indices() {
        let escape = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '_' if may_be_escape && is_escape(&text.as_bytes()[place..]) => "_x005F_",
            '\0'..='\u{1f}' if !matches!(c, '\t' | '\n') => &format!("_x{:04X}_", u32::from(c)),
            '\u{fffe}' | '\u{ffff}' => &format!("_x{:04X}_", u32::from(c)),
            _ => continue,
        };
        xml.push_str(&text[plain..place]);
        xml.push_str(escape);
        plain = place + c.len_utf8();
    }
    xml.push_str(&text[plain..]);
}

fn is_escape(text: &[u8]) -> bool {
    matches!(text, [b'_', b'x', digits @ .., ] if digits.len() >= 5 && digits[..4].iter().all(u8::is_ascii_hexdigit) && digits[4] == b'_')
}

/// The longest beginning of at most `units` UTF-16 units.
pub(super) fn cut(text: &str, units: usize) -> &str {
    let mut used = 0;
    for (place, c) in text.char_indices() {
        used += c.len_utf16();
        if used > units {
            return &text[..place];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_cut_with_a_mark() {
        // 20,000 emoji are 40,000 UTF-16 units; 16,383 of them and the mark are 32,767.
        let cut = clean(&"😀".repeat(20_000)).into_owned();
        assert_eq!(cut, format!("{}…", "😀".repeat(16_383)));
        assert_eq!(clean(&"x".repeat(CELL_UNITS)).len(), CELL_UNITS);
        assert_eq!(clean(&"x".repeat(CELL_UNITS + 1)), format!("{}…", "x".repeat(CELL_UNITS - 1)));
        assert_eq!(clean("a\r\nb\rc"), "a\nb\nc");
    }
}
