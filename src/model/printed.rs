//! Text of others as it may be printed: it stays on its line, moves no cursor and turns no line around.

use std::borrow::Cow;

/// The text with every character escaped that does something to the line it is printed on: control characters (C0, C1,
/// line ends), marks of writing direction, and characters that are there and not seen: `\n`, `\u{1b}`, `\u{202e}`.
pub fn printed(text: &str) -> Cow<'_, str> {
    if !text.contains(does_something) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match does_something(letter) {
            true => safe.extend(letter.escape_default()),
            false => safe.push(letter),
        }
    }
    Cow::Owned(safe)
}

/// The same record as JSON in which no character does anything to a terminal: those that JSON itself leaves as they are
/// (C1, marks of direction) are escaped as it escapes the others. They can stand in its strings only.
pub fn json_printed(json: String) -> String {
    let is_left = |letter: char| letter > '~' && does_something(letter);
    // Most records are plain letters, and a hundred million of them.
    if json.bytes().all(|byte| byte <= b'~') || !json.contains(is_left) {
        return json;
    }
    let mut safe = String::with_capacity(json.len() + 16);
    for letter in json.chars() {
        match is_left(letter) {
            true => letter.encode_utf16(&mut [0; 2]).iter().for_each(|unit| safe += &format!("\\u{unit:04x}")),
            false => safe.push(letter),
        }
    }
    safe
}

/// Does this character do anything else than stand there?
pub fn does_something(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            // Arabic letter mark, marks and embeddings of direction, isolates.
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            // Line and paragraph separator.
            | '\u{2028}' | '\u{2029}'
            // Operators that are not seen, a byte order mark, annotations, tags.
            | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_something_is_shown_and_what_is_written_stays() {
        assert_eq!(printed("a\u{1b}[2Jb\r\nc\td"), "a\\u{1b}[2Jb\\r\\nc\\td");
        assert_eq!(
            printed("\u{9b}31m \u{202e}fdp.exe\u{2066}\u{2028}"),
            "\\u{9b}31m \\u{202e}fdp.exe\\u{2066}\\u{2028}"
        );
        for plain in ["Zoë Łukasz 東京 مرحبا עברית", "👩\u{200d}💻 5 € – “quoted”", "n\u{303}"]
        {
            assert!(matches!(printed(plain), Cow::Borrowed(_)), "{plain}");
        }
    }

    #[test]
    fn json_says_the_same_in_plain_letters() {
        let typed = "a\u{9b}2J\u{202e}\u{e0041}\u{7f}é";
        let json = json_printed(serde_json::to_string(typed).unwrap());
        assert_eq!(json, "\"a\\u009b2J\\u202e\\udb40\\udc41\\u007fé\"");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), typed);
    }

    #[test]
    fn every_control_and_bidi_character_is_escaped_to_plain_letters() {
        let controls = ('\0'..='\u{1f}').chain('\u{7f}'..='\u{9f}');
        let bidi = "\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}";
        for letter in controls.chain(bidi.chars()) {
            let safe = printed(&format!("a{letter}b")).into_owned();
            assert!(safe.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{letter:?}: {safe:?}");
        }
    }
}
