//! Each text of a workbook once in memory, trimmed as people see it.

use super::Refusal;
use crate::model::{identifier::composed, limits::Limits, workbook::RawValue};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// The texts of one workbook. Never iterated, so hashing reaches no output.
#[derive(Default)]
pub(super) struct Strings {
    texts: FxHashSet<Arc<str>>,
    /// By the address of a string in the workbook's own table, which does not move while it is read.
    of_table: FxHashMap<usize, RawValue>,
    /// Bytes of all texts.
    bytes: u64,
    /// How many were longer than a cell can hold.
    cut: u32,
}

impl Strings {
    /// The trimmed text, kept once, with letters and their marks put together.
    pub(super) fn keep(&mut self, text: &str) -> Arc<str> {
        let held = as_held(text);
        self.cut += u32::from(held.len() < text.len());
        let text = composed(trimmed(held));
        match self.texts.get(&*text) {
            Some(known) => known.clone(),
            None => {
                let kept: Arc<str> = text.into();
                self.bytes += kept.len() as u64;
                self.texts.insert(kept.clone());
                kept
            }
        }
    }

    /// The value of a cell that holds `text`.
    pub(super) fn value(&mut self, text: &str) -> RawValue {
        if trimmed(as_held(text)).is_empty() { RawValue::Blank } else { RawValue::Text(self.keep(text)) }
    }

    /// How many texts were longer than a cell of Excel can hold; they were cut there.
    pub(super) fn cut(&self) -> u32 {
        self.cut
    }

    /// Why the texts are too much.
    pub(super) fn refusal(&self, limits: &Limits) -> Option<Refusal> {
        let most = limits.max_text_bytes;
        (self.bytes > most).then(|| Refusal::too_large("the cells hold too much text", "max_text_bytes", most))
    }

    /// As [`Strings::value`], for a string of the workbook's table: many cells share it, so it is looked at once.
    pub(super) fn value_of_table(&mut self, text: &str) -> RawValue {
        let place = text.as_ptr() as usize;
        if let Some(known) = self.of_table.get(&place) {
            return known.clone();
        }
        let value = self.value(text);
        self.of_table.insert(place, value.clone());
        value
    }
}

/// As much of a text as a cell of Excel holds. What is longer comes from no spreadsheet, and everything behind this
/// point may count on it.
pub(super) fn as_held(text: &str) -> &str {
    if text.len() <= Limits::LETTERS_OF_CELL {
        return text;
    }
    text.char_indices().nth(Limits::LETTERS_OF_CELL).map_or(text, |(end, _)| &text[..end])
}

/// Without white space of any kind around it, visible or not.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches(|letter: char| {
        letter.is_whitespace() || matches!(letter, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_of_any_kind_is_blank() {
        let mut strings = Strings::default();
        for blank in ["", " ", "\u{a0}", "\u{200b}\u{feff}", "\r\n\t"] {
            assert_eq!(strings.value(blank), RawValue::Blank, "{blank:?}");
        }
        assert_eq!(strings.value("\u{a0} two words\u{200b} "), RawValue::Text("two words".into()));
    }

    #[test]
    fn a_text_is_cut_where_a_cell_of_excel_ends_and_all_texts_have_a_limit() {
        let mut strings = Strings::default();
        let long = "é".repeat(40_000);
        assert_eq!(strings.keep(&long).chars().count(), 32_767);
        assert_eq!(strings.cut(), 1);
        // 65,534 bytes: é has two.
        let limits = Limits { max_text_bytes: 65_534, ..Limits::default() };
        assert!(strings.refusal(&limits).is_none());
        strings.keep("one more");
        assert!(strings.refusal(&limits).unwrap().problem.contains("max_text_bytes = 65534"));
        // White space is looked at within these letters only.
        assert_eq!(strings.value(&(" ".repeat(50_000) + "far")), RawValue::Blank);
    }

    #[test]
    fn equal_texts_are_kept_once() {
        let mut strings = Strings::default();
        let (first, second) = (strings.keep("Pilot"), strings.keep(" Pilot "));
        assert!(Arc::ptr_eq(&first, &second));
    }
}
