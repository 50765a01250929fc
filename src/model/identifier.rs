//! How identifiers that people type are compared: one rule for the whole program.

use std::borrow::Cow;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// What two identifiers have in common if they mean the same thing. Case does not make another initiative, nor does
/// white space of any kind, a mark that nobody sees, a hyphen of another length, or a letter stored with its accent
/// apart (as file names of macOS are).
pub fn identifier_key(id: &str) -> String {
    if is_plain(id) {
        return id.to_ascii_uppercase();
    }
    let visible: String = composed(id).chars().filter(|letter| !is_invisible(*letter)).map(with_plain_hyphen).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase()
}

/// Do two identifiers mean the same thing?
pub fn are_same(one: &str, other: &str) -> bool {
    one == other || identifier_key(one) == identifier_key(other)
}

/// Letters and their marks put together (Unicode's form NFC): `u` and `¨` are `ü`.
pub fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc(text) { text.into() } else { text.nfc().collect::<String>().into() }
}

/// Most identifiers: nothing to fold but case.
fn is_plain(id: &str) -> bool {
    let is_parted = |pair: &[u8]| pair == b"  ";
    id.bytes().all(|letter| letter.is_ascii_graphic() || letter == b' ')
        && !id.starts_with(' ')
        && !id.ends_with(' ')
        && !id.as_bytes().windows(2).any(is_parted)
}

/// Joiners, the soft hyphen and marks of direction that come along with copied text.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
}

/// Hyphens, the minus sign and dashes that spreadsheets and phones put where a hyphen was typed.
fn with_plain_hyphen(letter: char) -> char {
    match letter {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => '-',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_cannot_see_does_not_make_another_initiative() {
        for typed in [
            "fin-001",
            " FIN-001 ",
            "FIN\u{2011}001",
            "FIN–001",
            "FIN−001",
            "\u{feff}FIN-001",
            "FIN-\u{200b}001",
            "FI\u{ad}N-001",
        ] {
            assert!(are_same(typed, "FIN-001"), "{typed:?}");
        }
        // The same letter in one code point and in two.
        assert!(are_same("M\u{dc}L-1", "mu\u{308}l-1"));
        assert!(are_same("mar\u{a0}001", "MAR  001"));
        assert!(are_same("ſ1", "S1"));
    }

    #[test]
    fn what_people_see_does() {
        for other in ["FIN001", "FIN 001", "FIN-01", "FİN-001", "FIN_001"] {
            assert!(!are_same(other, "FIN-001"), "{other}");
        }
    }
}
