//! How wide text stands in the workbook's font, in digits (the unit of Excel's column widths), and where it wraps.

/// Width of text in digits: wide enough for a sans-serif font, twice as much for East Asian text and emoji.
pub(super) fn width(text: &str) -> f64 {
    text.chars().map(char_width).sum()
}

/// Width of the longest line of a text.
pub(in crate::render) fn widest_line(text: &str) -> f64 {
    text.lines().map(width).fold(0.0, f64::max)
}

/// Width of the longest word.
pub(super) fn widest_word(text: &str) -> f64 {
    text.split_whitespace().map(width).fold(0.0, f64::max)
}

/// The lines a text takes in a column `room` digits wide.
pub(in crate::render) fn wrap(text: &str, room: f64) -> Vec<String> {
    text.lines().flat_map(|line| wrap_line(line, room)).collect()
}

fn wrap_line(line: &str, room: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut current = String::new();
    let mut used = 0.0;
    for piece in line.split_inclusive(' ').flat_map(|word| pieces(word, room)) {
        let wide = width(piece);
        if used + width(piece.trim_end()) > room && !current.is_empty() {
            lines.push(std::mem::take(&mut current).trim_end().to_owned());
            used = 0.0;
        }
        current.push_str(piece);
        used += wide;
    }
    lines.push(current.trim_end().to_owned());
    lines
}

/// A word, cut where it is longer than a whole line.
fn pieces(word: &str, room: f64) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut start, mut used) = (0, 0.0);
    for (place, c) in word.char_indices() {
        let wide = if c == ' ' { 0.0 } else { char_width(c) };
        if used + wide > room && place > start {
            found.push(&word[start..place]);
            (start, used) = (place, 0.0);
        }
        used += wide;
    }
    found.push(&word[start..]);
    found
}

fn char_width(c: char) -> f64 {
    match c {
        ' ' | '\u{a0}' | '\u{202f}' | 'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.5,
        'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '{' | '}' | '-' | '/' | '’' => 0.68,
        'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' => 0.9,
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0.0,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' | '…' | '→' => 1.6,
        'A'..='Z' => 1.2,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{1f000}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2.2,
        _ => 1.02,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_wraps_between_words_and_inside_those_too_long() {
        assert_eq!(wrap("one two three", 7.0), ["one two", "three"]);
        assert_eq!(wrap("nnnnnnnnnn", 5.3), ["nnnnn", "nnnnn"]);
        assert_eq!(wrap("a\n\nb", 10.0), ["a", "", "b"]);
        assert_eq!(wrap("", 10.0).len(), 0);
        assert_eq!(wrap("漢字漢字", 5.0), ["漢字", "漢字"]);
    }
}
