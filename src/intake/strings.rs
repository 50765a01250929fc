//! Each text of a workbook once in memory, trimmed as people see it.

use crate::model::{identifier::composed, workbook::RawValue};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// The texts of one workbook. Never iterated, so hashing reaches no output.
#[derive(Default)]
pub(super) struct Strings {
    texts: FxHashSet<Arc<str>>,
    /// By the address of a string in the workbook's own table, which does not move while it is read.
    of_table: FxHashMap<usize, RawValue>,
}

impl Strings {
    /// The trimmed text, kept once, with letters and their marks put together.
    pub(super) fn keep(&mut self, text: &str) -> Arc<str> {
        let text = composed(trimmed(text));
        match self.texts.get(&*text) {
            Some(known) => known.clone(),
            None => {
                let kept: Arc<str> = text.into();
                self.texts.insert(kept.clone());
                kept
            }
        }
    }

    /// The value of a cell that holds `text`.
    pub(super) fn value(&mut self, text: &str) -> RawValue {
        if trimmed(text).is_empty() { RawValue::Blank } else { RawValue::Text(self.keep(text)) }
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
    fn equal_texts_are_kept_once() {
        let mut strings = Strings::default();
        let (first, second) = (strings.keep("Pilot"), strings.keep(" Pilot "));
        assert!(Arc::ptr_eq(&first, &second));
    }
}
