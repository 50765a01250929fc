//! A page of the manual as lines for the terminal.

use super::Page;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Between the columns of a table.
const GAP: usize = 2;

/// A line of a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// What stands on it.
    pub text: String,
    /// Is it a heading, or the titles of a table?
    pub is_heading: bool,
}

/// The page, no line wider than `width` but where a word, or a line of code, is.
pub fn lines(page: &Page, width: usize) -> Vec<Line> {
    let markdown = page.markdown();
    let mut writer = Writer { width, ..Writer::default() };
    for event in Parser::new_ext(&markdown, Options::ENABLE_TABLES) {
        writer.take(page, event);
    }
    writer.lines
}

/// Lines so far, and what is open.
#[derive(Default)]
struct Writer {
    width: usize,
    lines: Vec<Line>,
    /// Words of the paragraph, heading, entry or cell that is being read.
    words: String,
    /// The number of the next entry of each open list; none where it has bullets.
    lists: Vec<Option<u64>>,
    /// Stands before the next line: the mark of an entry.
    mark: String,
    /// Rows of the open table.
    rows: Vec<Vec<String>>,
    /// Where the open link leads to, as it is said behind it.
    link: String,
}

impl Writer {
    fn take(&mut self, page: &Page, event: Event) {
        match event {
            Event::Start(Tag::Heading { .. } | Tag::Paragraph) => {}
            Event::End(TagEnd::Heading(level)) => self.heading(level),
            Event::End(TagEnd::Paragraph) => {
                self.paragraph();
                self.blank();
            }
            Event::Start(Tag::List(first)) => {
                self.paragraph();
                self.lists.push(first);
            }
            Event::End(TagEnd::List(_)) => {
                self.lists.pop();
                if self.lists.is_empty() {
                    self.blank();
                }
            }
            Event::Start(Tag::Item) => {
                self.mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                };
            }
            Event::End(TagEnd::Item) => self.paragraph(),
            Event::Start(Tag::CodeBlock(_)) => self.paragraph(),
            Event::End(TagEnd::CodeBlock) => {
                let indent = self.indent() + 4;
                for line in std::mem::take(&mut self.words).lines() {
                    self.push(format!("{:indent$}{line}", ""), false);
                }
                self.blank();
            }
            Event::Start(Tag::Table(_)) => self.rows.clear(),
            Event::Start(Tag::TableHead | Tag::TableRow) => self.rows.push(Vec::new()),
            Event::End(TagEnd::TableCell) => {
                let cell = std::mem::take(&mut self.words).trim().to_owned();
                self.rows.last_mut().expect("a cell stands in a row").push(cell);
            }
            Event::End(TagEnd::Table) => self.table(),
            Event::Start(Tag::Link { dest_url, .. }) => {
                self.link = match page.target(&dest_url) {
                    Some((other, _)) if other.name != page.name => format!(" (manual {})", other.name),
                    _ if dest_url.starts_with("https://") => format!(" ({dest_url})"),
                    _ => String::new(),
                };
            }
            Event::End(TagEnd::Link) => self.words += &std::mem::take(&mut self.link),
            Event::Code(text) => self.words += &format!("`{text}`"),
            Event::Text(text) => self.words += &text,
            Event::SoftBreak | Event::HardBreak => self.words.push(' '),
            _ => {}
        }
    }

    fn push(&mut self, text: String, is_heading: bool) {
        self.lines.push(Line { text: text.trim_end().to_owned(), is_heading });
    }

    /// A blank line, unless there is one.
    fn blank(&mut self) {
        if self.lines.last().is_some_and(|line| !line.text.is_empty()) {
            self.push(String::new(), false);
        }
    }

    /// How far what stands in the open lists is set in.
    fn indent(&self) -> usize {
        self.lists.iter().map(|list| if list.is_some() { 3 } else { 2 }).sum()
    }

    fn heading(&mut self, level: HeadingLevel) {
        self.blank();
        let text = std::mem::take(&mut self.words);
        let text = if level == HeadingLevel::H1 { text.to_uppercase() } else { text };
        self.push(text, true);
        self.blank();
    }

    /// What was read, wrapped; the first line behind the mark of its entry, if it begins one.
    fn paragraph(&mut self) {
        let words = std::mem::take(&mut self.words);
        if words.trim().is_empty() {
            return;
        }
        let mark = std::mem::take(&mut self.mark);
        let indent = self.indent();
        for (place, line) in wrapped(&words, self.width.saturating_sub(indent)).into_iter().enumerate() {
            let before = if place == 0 { mark.as_str() } else { "" };
            self.push(format!("{before:>indent$}{line}"), false);
        }
    }

    /// The table, its cells wrapped where it would be too wide; then a blank line parts its rows.
    fn table(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        let widths = column_widths(&rows, self.width);
        let wrapped: Vec<Vec<Vec<String>>> = rows
            .iter()
            .map(|row| row.iter().zip(&widths).map(|(cell, width)| wrapped(cell, *width)).collect())
            .collect();
        let is_loose = wrapped.iter().flatten().any(|cell| cell.len() > 1);
        for (place, row) in wrapped.into_iter().enumerate() {
            let height = row.iter().map(Vec::len).max().unwrap_or_default();
            for line in 0..height {
                let cells = row.iter().zip(&widths).map(|(cell, width)| {
                    let text = cell.get(line).map_or("", String::as_str);
                    format!("{text:width$}")
                });
                let text = cells.collect::<Vec<_>>().join(&" ".repeat(GAP));
                // Tables without titles have an empty first row.
                if !(place == 0 && text.trim().is_empty()) {
                    self.push(text, place == 0);
                }
            }
            if is_loose {
                self.blank();
            }
        }
        self.blank();
    }
}

/// How wide each column is: as wide as its widest cell where that fits. Else the wide ones share what the narrow ones leave,
/// and none is so narrow that a word has to be cut, while there is room for that.
fn column_widths(rows: &[Vec<String>], width: usize) -> Vec<usize> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let widest = |column: usize, measure: fn(&str) -> usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| measure(cell)).max().unwrap_or_default()
    };
    let longest_word = |cell: &str| cell.split_whitespace().map(length).max().unwrap_or_default();
    let mut widths: Vec<usize> = (0..columns).map(|column| widest(column, length)).collect();
    let mut room = width.saturating_sub(GAP * columns.saturating_sub(1));
    let mut open: Vec<usize> = (0..columns).collect();
    while !open.is_empty() {
        let share = (room / open.len()).max(1);
        let narrow = open.iter().position(|column| widths[*column] <= share);
        let one_word = || open.iter().position(|column| widest(*column, longest_word) > share);
        let Some(place) = narrow.or_else(one_word) else {
            open.iter().for_each(|column| widths[*column] = share);
            break;
        };
        let column = open.remove(place);
        if widths[column] > share {
            widths[column] = widest(column, longest_word).min(room);
        }
        room = room.saturating_sub(widths[column]);
    }
    widths
}

/// The words in lines of at most `width` letters; a longer word is cut.
fn wrapped(words: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = vec![String::new()];
    for word in words.split_whitespace() {
        let letters: Vec<char> = word.chars().collect();
        for piece in letters.chunks(width) {
            let line = lines.last_mut().expect("there is a first one");
            let room = width.saturating_sub(length(line));
            if line.is_empty() {
                line.extend(piece);
            } else if piece.len() < room {
                line.push(' ');
                line.extend(piece);
            } else {
                lines.push(piece.iter().collect());
            }
        }
    }
    lines
}

fn length(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &'static str, width: usize) -> Vec<String> {
        let page = Page { name: "mail", path: "templates/manual/mail.md", text };
        lines(&page, width).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn paragraphs_lists_and_code_are_set_for_the_width() {
        let text = "# Mail\n\nOne mail a month, see [Closing](closing.md).\n\n1. First of all\n   - within **it**\n2. Then `send`\n\n```sh\ncoe-report send --dry-run\n```\n";
        let right = [
            "MAIL",
            "",
            "One mail a month,",
            "see Closing",
            "(manual closing).",
            "",
            "1. First of all",
            "   - within it",
            "2. Then `send`",
            "",
            "    coe-report send --dry-run",
            "",
        ];
        assert_eq!(shown(text, 18), right);
    }

    #[test]
    fn a_table_that_fits_is_aligned_and_a_wide_one_is_wrapped() {
        let text = "| code | meaning |\n|---|---|\n| 0 | done |\n| 3 | done, but something has to be fixed |\n";
        let right = ["code  meaning", "0     done", "3     done, but something has to be fixed", ""];
        assert_eq!(shown(text, 60), right);
        let right =
            ["code  meaning", "", "0     done", "", "3     done, but", "      something has", "      to be fixed", ""];
        assert_eq!(shown(text, 21), right);
    }

    #[test]
    fn a_word_that_is_too_long_is_cut_and_nothing_is_lost() {
        assert_eq!(wrapped("a abcdefgh b", 4), ["a", "abcd", "efgh", "b"]);
        assert_eq!(wrapped("", 4), [""]);
        // 3 + 2 columns of gaps, 40 letters: the narrow one keeps its 4, the others share 16.
        let cell = |words: usize| "abc ".repeat(words).trim_end().to_owned();
        assert_eq!(column_widths(&[vec!["four".to_owned(), cell(10), cell(10)]], 40), [4, 16, 16]);
        // A word of 20 letters takes them from the other wide column: 4 + 20 + 12 and the gaps.
        let word = format!("{} a", "x".repeat(20));
        assert_eq!(column_widths(&[vec!["four".to_owned(), word, cell(10)]], 40), [4, 20, 12]);
    }
}
