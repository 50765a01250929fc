//! Lines on a terminal whatever is in them: text of others is shown, and does nothing. Only the colours are ours.

use crate::model::printed::printed;
use console::Style;
use std::{
    cell::Cell,
    fmt::{self, Display, Write as _},
    io::Write,
};

thread_local! {
    /// A colour of this program's own is being written.
    static IS_OURS: Cell<bool> = const { Cell::new(false) };
}

/// Writes one line.
pub(super) fn line(out: &mut dyn Write, what: fmt::Arguments) {
    let mut line = Line(String::new());
    // Neither of them fails but for a reader who has gone.
    let _ = line.write_fmt(what);
    line.0.push('\n');
    let _ = out.write_all(line.0.as_bytes());
}

struct Line(String);

impl fmt::Write for Line {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if IS_OURS.get() {
            self.0.push_str(text)
        } else {
            self.0.push_str(&printed(text))
        }
        Ok(())
    }
}

/// Text in a colour.
pub(super) fn painted<Text: Display>(style: &Style, text: Text) -> Painted<Text> {
    Painted { style: style.clone(), text }
}

pub(super) struct Painted<Text> {
    style: Style,
    text: Text,
}

impl<Text: Display> Display for Painted<Text> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        const TEXT: char = '\0';
        let colours = self.style.apply_to(TEXT).to_string();
        let (begins, ends) = colours.split_once(TEXT).unwrap_or_default();
        ours(out, begins)?;
        self.text.fmt(out)?;
        ours(out, ends)
    }
}

fn ours(out: &mut fmt::Formatter<'_>, code: &str) -> fmt::Result {
    IS_OURS.set(true);
    let written = out.write_str(code);
    IS_OURS.set(false);
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(what: fmt::Arguments) -> String {
        let mut out = Vec::new();
        line(&mut out, what);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_cell_prints_no_line_of_its_own_and_only_our_colours_are_colours() {
        let cell = "a\r\nProblem: none\u{1b}[2J\u{9b}1A\u{202e}";
        let red = Style::new().red().force_styling(true);
        assert_eq!(
            said(format_args!("{} {cell}", painted(&red, cell))),
            "\u{1b}[31ma\\r\\nProblem: none\\u{1b}[2J\\u{9b}1A\\u{202e}\u{1b}[0m \
             a\\r\\nProblem: none\\u{1b}[2J\\u{9b}1A\\u{202e}\n"
        );
    }
}
