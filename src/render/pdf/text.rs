//! Text set into lines of a given width.

use super::font::{Fonts, Weight};
use crate::model::theme::Colour;
use hypher::Lang;

/// Height of a line as a multiple of the size.
pub const LEADING: f32 = 1.25;

/// Room for rounding, in points: text set into the width that was measured for it is not parted.
const SLACK_PT: f32 = 0.005;

/// How text looks.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Style {
    /// Size in points.
    pub size_pt: f32,
    /// Regular or bold.
    pub weight: Weight,
    /// Colour.
    pub colour: Colour,
}

impl Style {
    /// Height of a line in points.
    pub fn line_pt(self) -> f32 {
        self.size_pt * LEADING
    }

    /// From the top of a line down to its base line, in points: capitals (two thirds of the size) stand in the middle.
    pub fn baseline_pt(self) -> f32 {
        self.line_pt() / 2.0 + self.size_pt / 3.0
    }
}

/// Text with one look.
#[derive(Clone, Debug)]
pub struct Span<'text> {
    /// Words.
    pub text: &'text str,
    /// Look.
    pub style: Style,
}

/// A part of a line with one look.
#[derive(Clone, PartialEq, Debug)]
pub struct Run {
    /// From the left end of the line, in points.
    pub x_pt: f32,
    /// Words; a space at the end stands for the break of the line.
    pub text: String,
    /// Look.
    pub style: Style,
}

/// A line of text.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Line {
    /// Left to right.
    pub runs: Vec<Run>,
    /// Width in points, without a space at the end.
    pub width_pt: f32,
}

impl Line {
    /// The words of the line.
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

/// Marks that do not stand before an ellipsis.
const ENDS_NO_PHRASE: [char; 6] = ['·', ',', ';', ':', '–', '-'];

/// A piece of text that is not broken unless it is wider than a whole line.
struct Word<'text> {
    text: &'text str,
    space_after: bool,
}

/// Sets text into lines no wider than `width_pt`. Breaks at spaces, after hyphens and slashes, between ideographs, and
/// in a word that is wider than a line: between syllables with a hyphen, else anywhere.
pub fn wrap(fonts: &Fonts, spans: &[Span<'_>], width_pt: f32) -> Vec<Line> {
    wrap_beside(fonts, spans, width_pt, 0.0)
}

/// The same beside something that takes `beside_pt` of the first line.
pub fn wrap_beside(fonts: &Fonts, spans: &[Span<'_>], width_pt: f32, beside_pt: f32) -> Vec<Line> {
    let first_pt = width_pt - beside_pt;
    let mut setter = Setter { fonts, width_pt, first_pt, lines: vec![Line::default()], space_due: false };
    for span in spans {
        for word in words(span.text) {
            setter.set(&word, span.style);
        }
        setter.space_due |= span.text.ends_with(breaks);
    }
    setter.lines
}

/// Cuts lines off after `most` and ends the last with an ellipsis, behind a whole word where there is more than one.
pub fn shorten(fonts: &Fonts, lines: &mut Vec<Line>, most: usize, width_pt: f32) {
    if lines.len() <= most {
        return;
    }
    lines.truncate(most);
    let Some(last) = lines.last_mut() else { return };
    let Some(run) = last.runs.last_mut() else { return };
    let measure = |text: &str| run.x_pt + fonts.width_pt(text, run.style.weight, run.style.size_pt);
    let whole = run.text.trim_end();
    let mut kept = whole.to_owned();
    while !kept.is_empty() && measure(&format!("{kept}…")) > width_pt {
        kept.pop();
    }
    let is_in_word = whole[kept.len()..].starts_with(|next: char| !breaks(next));
    if is_in_word && let Some(end) = kept.rfind(breaks) {
        kept.truncate(end);
    }
    run.text = format!("{}…", kept.trim_end_matches(|mark: char| breaks(mark) || ENDS_NO_PHRASE.contains(&mark)));
    last.width_pt = run.x_pt + fonts.width_pt(&run.text, run.style.weight, run.style.size_pt);
}

/// One line of text, cut with an ellipsis if it is wider than `width_pt`.
pub fn fit(fonts: &Fonts, text: &str, style: Style, width_pt: f32) -> Line {
    let mut lines = wrap(fonts, &[Span { text, style }], width_pt);
    shorten(fonts, &mut lines, 1, width_pt);
    lines.swap_remove(0)
}

/// One line of text, cut in its middle with an ellipsis if it is wider than `width_pt`.
pub fn fit_middle(fonts: &Fonts, text: &str, style: Style, width_pt: f32) -> Line {
    let letters: Vec<char> = text.chars().collect();
    let mut kept = letters.len();
    let cut = |kept: usize| -> String {
        let tail = kept / 3;
        let front: String = letters[..kept - tail].iter().collect();
        let back: String = letters[letters.len() - tail..].iter().collect();
        format!("{}…{}", front.trim_end(), back.trim_start())
    };
    if fonts.width_pt(text, style.weight, style.size_pt) <= width_pt {
        return fit(fonts, text, style, width_pt);
    }
    while kept > 2 && fonts.width_pt(&cut(kept), style.weight, style.size_pt) > width_pt {
        kept -= 1;
    }
    fit(fonts, &cut(kept), style, width_pt)
}

/// White space at which a line may end; spaces made to hold numbers and units together are none.
fn breaks(character: char) -> bool {
    character.is_whitespace() && !matches!(character, '\u{a0}' | '\u{202f}' | '\u{2007}')
}

fn ideograph(character: char) -> bool {
    matches!(character, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    text.split(breaks).filter(|word| !word.is_empty()).flat_map(|word| {
        let mut parts: Vec<Word<'_>> = Vec::new();
        let mut start = 0;
        let mut characters = word.char_indices().peekable();
        while let Some((place, character)) = characters.next() {
            let end = place + character.len_utf8();
            let next = characters.peek().map(|(_, next)| *next);
            if next.is_none_or(|next| may_part(character, next)) {
                parts.push(Word { text: &word[start..end], space_after: next.is_none() });
                start = end;
            }
        }
        parts
    })
}

/// May a line end between these two characters?
fn may_part(character: char, next: char) -> bool {
    let after_mark = matches!(character, '-' | '/' | '–' | '_' | '\u{200b}') && next.is_alphabetic();
    after_mark || ideograph(character) || ideograph(next)
}

struct Setter<'fonts> {
    fonts: &'fonts Fonts,
    width_pt: f32,
    /// Width of the first line.
    first_pt: f32,
    lines: Vec<Line>,
    space_due: bool,
}

impl Setter<'_> {
    fn measure(&self, text: &str, style: Style) -> f32 {
        self.fonts.width_pt(text, style.weight, style.size_pt)
    }

    /// Width of the line that is being set.
    fn room(&self) -> f32 {
        if self.lines.len() == 1 { self.first_pt } else { self.width_pt }
    }

    fn line(&mut self) -> &mut Line {
        self.lines.last_mut().expect("there is always a line")
    }

    fn set(&mut self, word: &Word<'_>, style: Style) {
        let width = self.measure(word.text, style);
        let space = if self.space_due { self.measure(" ", style) } else { 0.0 };
        let start = self.line().width_pt;
        if start > 0.0 && start + space + width > self.room() + SLACK_PT {
            self.end_line();
        } else if self.space_due && start > 0.0 {
            self.append(" ", style, space);
        }
        if width <= self.room() + SLACK_PT {
            self.append(word.text, style, width);
        } else {
            self.set_long(word.text, style);
        }
        self.space_due = word.space_after;
    }

    /// A word wider than a line: as many of its syllables on each line as fit beside a hyphen. What is no word (an
    /// address, an id) gets no hyphen that somebody would type.
    fn set_long(&mut self, word: &str, style: Style) {
        if !word.chars().all(char::is_alphabetic) {
            return self.set_letters(word, style);
        }
        let hyphen = self.measure("-", style);
        let mut syllables = hypher::hyphenate(word, Lang::English).enumerate().peekable();
        while let Some((place, syllable)) = syllables.next() {
            let width = self.measure(syllable, style);
            let room = if syllables.peek().is_some() { self.room() - hyphen } else { self.room() };
            let start = self.line().width_pt;
            if start > 0.0 && start + width > room {
                if place > 0 && start + hyphen <= self.room() {
                    self.append("-", style, hyphen);
                }
                self.lines.push(Line::default());
            }
            if width > room {
                self.set_letters(syllable, style);
            } else {
                self.append(syllable, style, width);
            }
        }
    }

    /// As many letters on each line as fit.
    fn set_letters(&mut self, word: &str, style: Style) {
        for character in word.chars() {
            let mut buffer = [0; 4];
            let letter: &str = character.encode_utf8(&mut buffer);
            let width = self.measure(letter, style);
            let start = self.line().width_pt;
            if start > 0.0 && start + width > self.room() {
                self.lines.push(Line::default());
            }
            self.append(letter, style, width);
        }
    }

    /// The space at which a line ends is kept, so that copied text has it.
    fn end_line(&mut self) {
        if self.space_due
            && let Some(run) = self.line().runs.last_mut()
        {
            run.text.push(' ');
        }
        self.lines.push(Line::default());
    }

    fn append(&mut self, text: &str, style: Style, width_pt: f32) {
        let line = self.line();
        match line.runs.last_mut() {
            Some(run) if run.style == style => run.text.push_str(text),
            Some(_) | None => line.runs.push(Run { x_pt: line.width_pt, text: text.to_owned(), style }),
        }
        line.width_pt += width_pt;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::pdf::tests::fonts;

    const PLAIN: Style = Style { size_pt: 10.0, weight: Weight::Regular, colour: Colour(0, 0, 0) };

    fn lines(text: &str, width_pt: f32) -> Vec<Line> {
        wrap(fonts(), &[Span { text, style: PLAIN }], width_pt)
    }

    #[test]
    fn no_line_is_wider_than_asked_and_no_letter_is_lost() {
        let long = "x".repeat(200);
        let texts = ["Predict stock-outs in all stores", &long, "漢字漢字漢字漢字漢字", "שלום עולם", ""];
        for text in texts {
            for width in [30.0, 57.3, 200.0] {
                let set = lines(text, width);
                for line in &set {
                    let measured = fonts().width_pt(line.text().trim_end(), Weight::Regular, 10.0);
                    assert!(measured <= width + 0.01, "{} is {measured} wide", line.text());
                    assert!((measured - line.width_pt).abs() < 0.01);
                }
                let back: String = set.iter().map(Line::text).collect();
                assert_eq!(back.replace('-', ""), text.replace('-', ""), "at {width}");
            }
        }
    }

    #[test]
    fn a_word_wider_than_its_line_parts_between_syllables_with_a_hyphen() {
        let parts = |text: &str, width: f32| lines(text, width).iter().map(Line::text).collect::<Vec<_>>();
        // Merriam-Webster: in·ter·na·tion·al·i·za·tion.
        assert_eq!(parts("internationalization", 60.0), ["international-", "ization"]);
        // Nobody takes a hyphen for a part of an address.
        assert!(!parts("reports.of.the.month@example.com", 60.0).concat().contains('-'));
        for width in 20..90 {
            for line in lines("internationalization of documentation", width as f32) {
                assert!(line.width_pt <= width as f32 + 0.01, "{} at {width}", line.text());
            }
        }
    }

    #[test]
    fn a_number_and_its_unit_stay_together() {
        for width in 30..90 {
            for line in lines("spend is 1\u{202f}234k under plan", width as f32) {
                assert_eq!(line.text().contains('1'), line.text().contains('k'), "{} at {width}", line.text());
            }
        }
    }

    #[test]
    fn text_fits_into_the_width_measured_for_it() {
        for text in
            ["Sponsor who can be reached", "only 60% of departments have something in production", "a b c d e f g"]
        {
            for size_pt in [8.5, 9.0, 9.5, 10.0, 14.5] {
                let style = Style { size_pt, ..PLAIN };
                let width = fonts().width_pt(text, Weight::Regular, size_pt);
                assert_eq!(fit(fonts(), text, style, width).text(), text, "at {size_pt}");
            }
        }
    }

    #[test]
    fn spans_flow_on_one_line() {
        let bold = Style { weight: Weight::Bold, ..PLAIN };
        let set =
            wrap(fonts(), &[Span { text: "Overdue · ", style: bold }, Span { text: "Inês", style: PLAIN }], 200.0);
        assert_eq!(set.len(), 1);
        assert_eq!(set[0].text(), "Overdue · Inês");
        assert_eq!(set[0].runs.len(), 2);
    }

    #[test]
    fn what_does_not_fit_ends_with_an_ellipsis() {
        let mut set = lines("one two three four five six seven", 60.0);
        assert!(set.len() > 2);
        shorten(fonts(), &mut set, 2, 60.0);
        assert_eq!(set.len(), 2);
        assert!(set[1].text().ends_with('…') && set[1].width_pt <= 60.0);
        assert_eq!(fit(fonts(), "short", PLAIN, 60.0).text(), "short");
        assert_eq!(fit(fonts(), "pay for cameras", PLAIN, 60.0).text(), "pay for…");
        assert_eq!(fit(fonts(), "Nine presses, without", PLAIN, 68.0).text(), "Nine presses…");
        assert!(fit(fonts(), "internationalization", PLAIN, 60.0).text().starts_with("internat"));
    }

    #[test]
    fn the_first_line_leaves_room_for_what_stands_beside_it() {
        let text = "Release the second tranche for the roll-out to all plants";
        let set = wrap_beside(fonts(), &[Span { text, style: PLAIN }], 120.0, 40.0);
        assert!(set[0].width_pt <= 80.0, "{}", set[0].width_pt);
        assert!(set[1..].iter().any(|line| line.width_pt > 80.0) && set.iter().all(|line| line.width_pt <= 120.0));
        assert_eq!(set.iter().map(Line::text).collect::<String>(), text);
    }
}
