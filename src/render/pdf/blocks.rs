//! Blocks of running text: headings, paragraphs, decisions, entries.

use super::{
    chart,
    flow::Piece,
    frame::{Anchor, Area, Frame, Item, Outline, Stroke, Target},
    style::Typesetter,
    table,
    tags::{ElementId, Mark, Tag},
    text::{self, Line, Span, Style},
    tiles,
};
use crate::model::report::{Block, Decision, DecisionForm, Entry, Paragraph, Tone};

/// The pieces of a section, top to bottom.
pub fn pieces(blocks: &[Block], setter: &mut Typesetter<'_>) -> Vec<Piece> {
    let mut all: Vec<Piece> = Vec::new();
    for block in blocks {
        let mut pieces = match block {
            Block::Heading(words) => heading(words, setter),
            Block::Paragraph(words) => paragraph(words, setter),
            Block::Tiles(tiles) => tiles::pieces(tiles, setter),
            Block::Decisions(decisions) => self::decisions(decisions, setter),
            Block::Entries(entries) => self::entries(entries, setter),
            Block::Table(table) => table::pieces(table, setter),
            Block::Chart(chart) => chart::pieces(chart, setter),
            Block::Charts(charts) => chart::beside(charts, setter),
        };
        let below_heading = all.last().is_some_and(|last| last.with_next);
        if let Some(first) = pieces.first_mut() {
            first.above = setter.sizes.gap * if below_heading { 0.45 } else { 1.0 };
            first.stretch = if below_heading { 0.0 } else { 1.0 };
        }
        all.extend(pieces);
    }
    all
}

/// A heading, kept with what follows.
pub fn heading(words: &str, setter: &mut Typesetter<'_>) -> Vec<Piece> {
    let element = setter.tags.add(setter.section, Tag::Heading2);
    let style = setter.bold(setter.sizes.heading, setter.colours.accent);
    let lines = setter.wrap(words, style, setter.width);
    let mut pieces = setter.rows(lines, style, 0.0, Mark::Element(element));
    pieces.iter_mut().for_each(|piece| piece.with_next = true);
    pieces
}

fn paragraph(paragraph: &Paragraph, setter: &mut Typesetter<'_>) -> Vec<Piece> {
    let tag = match paragraph.tone {
        Tone::Quote => Tag::Quote,
        Tone::Plain | Tone::Note | Tone::Trust => Tag::Paragraph,
    };
    let mark = Mark::Element(setter.tags.add(setter.section, tag));
    let (ink, muted) = (setter.colours.ink, setter.colours.muted);
    match paragraph.tone {
        Tone::Plain => text_rows(&paragraph.text, setter.regular(setter.sizes.body, ink), setter, mark),
        Tone::Note => text_rows(&paragraph.text, setter.regular(setter.sizes.note, muted), setter, mark),
        Tone::Trust => trust(&paragraph.text, setter, mark),
        Tone::Quote => quote(&paragraph.text, setter, mark),
    }
}

fn text_rows(words: &str, style: Style, setter: &Typesetter<'_>, mark: Mark) -> Vec<Piece> {
    setter.rows(setter.wrap(words, style, setter.width), style, 0.0, mark)
}

/// Someone's words, with a line at their left.
fn quote(words: &str, setter: &Typesetter<'_>, mark: Mark) -> Vec<Piece> {
    let style = setter.regular(setter.sizes.body, setter.colours.ink);
    let indent = setter.sizes.body;
    let mut pieces = setter.rows(setter.wrap(words, style, setter.width - indent), style, indent, mark);
    let bar = Stroke { colour: setter.colours.accent, width_pt: 1.5 };
    for piece in &mut pieces {
        piece.frame.rule((1.0, 0.0), (1.0, piece.frame.height), bar, Mark::Artifact);
    }
    pieces
}

/// The strip at the foot of the page, below a hair line.
fn trust(words: &str, setter: &Typesetter<'_>, mark: Mark) -> Vec<Piece> {
    let style = setter.regular(setter.sizes.trust, setter.colours.muted);
    let mut pieces = text_rows(words, style, setter, mark);
    pieces.iter_mut().for_each(|piece| piece.at_foot = true);
    if let Some(first) = pieces.first_mut() {
        let mut frame = Frame::new(setter.width, first.frame.height + 6.0);
        frame.rule((0.0, 0.0), (setter.width, 0.0), hair_line(setter), Mark::Artifact);
        frame.place(std::mem::take(&mut first.frame), 0.0, 6.0);
        first.frame = frame;
    }
    pieces
}

/// The thinnest line there is.
pub fn hair_line(setter: &Typesetter<'_>) -> Stroke {
    Stroke { colour: setter.colours.rule, width_pt: 0.6 }
}

fn decisions(decisions: &[Decision], setter: &mut Typesetter<'_>) -> Vec<Piece> {
    let list = setter.tags.add(setter.section, Tag::NumberedList);
    let mut pieces: Vec<Piece> = Vec::new();
    for (place, decision) in decisions.iter().enumerate() {
        let item = setter.tags.add(list, Tag::ListItem);
        let (mut rows, above) = match decision.form {
            DecisionForm::Whole => (self::decision(place + 1, decision, item, setter), 0.6),
            DecisionForm::Lines(most) => (decision_in_lines(place + 1, decision, most.into(), item, setter), 0.36),
        };
        if place > 0
            && let Some(first) = rows.first_mut()
        {
            first.above = setter.sizes.body * above;
            first.stretch = 0.3;
        }
        pieces.extend(rows);
    }
    pieces
}

/// The number, what is asked in bold, then who and when and why, and where the answer goes.
fn decision(number: usize, decision: &Decision, item: ElementId, setter: &mut Typesetter<'_>) -> Vec<Piece> {
    let size = setter.sizes.body;
    let indent = size * 1.8;
    let label = Mark::Element(setter.tags.add(item, Tag::Label));
    let body = setter.tags.add(item, Tag::ListBody);
    let ask = Mark::Element(setter.tags.add(body, Tag::Paragraph));
    let facts = Mark::Element(setter.tags.add(body, Tag::Paragraph));

    let bold = setter.bold(size, setter.colours.ink);
    let mut pieces = setter.rows(setter.wrap(&decision.ask, bold, setter.width - indent), bold, indent, ask);
    if let Some(first) = pieces.first_mut() {
        let style = setter.bold(size * 1.25, setter.colours.accent);
        let line = text::fit(setter.fonts, &number.to_string(), style, indent);
        first.frame.line_of_text(line, 0.0, bold.baseline_pt(), Anchor::Start, label);
    }

    let style = setter.regular(size, setter.colours.muted);
    let overdue = if decision.overdue { "Overdue · " } else { "" };
    let spans =
        [Span { text: overdue, style: setter.bold(size, setter.colours.bad) }, Span { text: &decision.facts, style }];
    let lines = text::wrap(setter.fonts, &spans, setter.width - indent);
    let mut end = indent + lines.last().map_or(0.0, |line| line.width_pt);
    pieces.extend(setter.rows(lines, style, indent, facts));
    let choices = decision.choices.iter().filter_map(|choice| Some((choice.word.as_str(), choice.link.as_deref()?)));
    let mut buttons: Vec<(&str, &str)> = choices.collect();
    if buttons.is_empty() {
        buttons.extend(decision.link.as_deref().map(|target| ("Answer", target)));
    }
    for button in buttons {
        end = answer_button(&mut pieces, end, indent, button, &decision.ask, body, setter);
    }
    keep_together(&mut pieces);
    pieces
}

/// The number, what is asked in bold and its day at the right, which is where an answer is tapped; the facts behind it.
fn decision_in_lines(
    number: usize,
    decision: &Decision,
    most: usize,
    item: ElementId,
    setter: &mut Typesetter<'_>,
) -> Vec<Piece> {
    let size = setter.sizes.body;
    let indent = size * 1.4;
    let label = Mark::Element(setter.tags.add(item, Tag::Label));
    let body = setter.tags.add(item, Tag::ListBody);
    let ask = Mark::Element(setter.tags.add(body, Tag::Paragraph));
    let bold = setter.bold(size, setter.colours.ink);
    let answer = Answer::of(decision, body, setter);
    let lines =
        Beside { width: setter.width - indent, answer: answer.width + size * 0.8 }.lines(decision, most, setter);
    let mut pieces = setter.rows(lines, bold, indent, ask);
    if let Some(first) = pieces.first_mut() {
        let style = setter.bold(size * 1.1, setter.colours.accent);
        let line = text::fit(setter.fonts, &number.to_string(), style, indent);
        first.frame.line_of_text(line, 0.0, bold.baseline_pt(), Anchor::Start, label);
        answer.draw(&mut first.frame, decision, setter);
    }
    keep_together(&mut pieces);
    pieces
}

/// The room of a decision beside its number: so wide, less what its answer takes of the first line.
#[derive(Clone, Copy)]
struct Beside {
    width: f32,
    answer: f32,
}

impl Beside {
    /// What is asked and the facts on so many lines: as much of what is asked as leaves room for the brief facts, and
    /// of the others what is left.
    fn lines(self, decision: &Decision, most: usize, setter: &Typesetter<'_>) -> Vec<Line> {
        let most = most.max(1);
        let mut ask = decision.ask.clone();
        let mut words: Vec<&str> = decision.ask.split_whitespace().collect();
        while words.len() > 1 && self.set(&ask, &decision.brief, setter).len() > most {
            words.pop();
            ask = format!("{}…", words.join(" ").trim_end_matches([',', ';', ':', '–']));
        }
        let facts = if most > 1 { format!("{}{}", decision.brief, decision.more) } else { decision.brief.clone() };
        let mut lines = self.set(&ask, &facts, setter);
        let room = if most == 1 { self.width - self.answer } else { self.width };
        text::shorten(setter.fonts, &mut lines, most, room);
        lines
    }

    fn set(self, ask: &str, facts: &str, setter: &Typesetter<'_>) -> Vec<Line> {
        let size = setter.sizes.body;
        let behind = format!(" · {facts}");
        let spans = [
            Span { text: ask, style: setter.bold(size, setter.colours.ink) },
            Span {
                text: if facts.is_empty() { "" } else { &behind },
                style: setter.regular(size, setter.colours.muted),
            },
        ];
        text::wrap_beside(setter.fonts, &spans, self.width, self.answer)
    }
}

/// The last useful day of an answer; in a box where a tap opens one.
struct Answer {
    label: Line,
    width: f32,
    style: Style,
    mark: Mark,
    /// The link, where there is one.
    element: Option<ElementId>,
}

impl Answer {
    fn of(decision: &Decision, body: ElementId, setter: &mut Typesetter<'_>) -> Answer {
        let size = setter.sizes.body;
        let words = match (decision.overdue, decision.by.as_str(), &decision.link) {
            (_, "", Some(_)) => "Answer".to_owned(),
            (true, by, _) if !by.is_empty() => format!("overdue, {by}"),
            (_, by, _) => by.to_owned(),
        };
        let colour = if decision.overdue { setter.colours.bad } else { setter.colours.accent };
        let style = setter.bold(size, colour);
        let label = text::fit(setter.fonts, &words, style, setter.width / 3.0);
        let element = decision.link.as_ref().map(|_| setter.tags.add(body, Tag::Link));
        let mark = match element {
            Some(element) => Mark::Element(element),
            None => Mark::Element(setter.tags.add(body, Tag::Paragraph)),
        };
        let width = label.width_pt + if element.is_some() { size * 0.9 } else { 0.0 };
        Answer { label, width, style, mark, element }
    }

    fn draw(self, frame: &mut Frame, decision: &Decision, setter: &Typesetter<'_>) {
        // As high as the line, so that it touches no other.
        let area =
            Area { left: setter.width - self.width, top: 0.6, width: self.width - 0.5, height: frame.height - 1.2 };
        if let (Some(element), Some(target)) = (self.element, &decision.link) {
            let edge = Stroke { colour: self.style.colour, width_pt: 0.9 };
            frame.shape(Outline::rounded(area, area.height / 4.0), None, Some(edge), Mark::Artifact);
            let description = format!("Answer: {}", decision.ask);
            frame.items.push(Item::Link { area, target: Target::Address(target.clone()), description, element });
        }
        let middle = area.left + area.width / 2.0;
        frame.line_of_text(self.label, middle, self.style.baseline_pt(), Anchor::Middle, self.mark);
    }
}

/// A button after what ends at `after` on the last line, or below it if the line is full; where it ends.
fn answer_button(
    pieces: &mut Vec<Piece>,
    after: f32,
    indent: f32,
    (word, target): (&str, &str),
    ask: &str,
    body: ElementId,
    setter: &mut Typesetter<'_>,
) -> f32 {
    let element = setter.tags.add(body, Tag::Link);
    let style = setter.bold(setter.sizes.body, setter.colours.paper);
    let label = text::fit(setter.fonts, word, style, setter.width - indent - style.size_pt * 1.4);
    let width = label.width_pt + style.size_pt * 1.4;
    let height = style.line_pt() * 1.1;
    let beside = after + style.size_pt * 0.8;
    let left = if beside + width <= setter.width {
        beside
    } else {
        let mut below = Piece::of(Frame::new(setter.width, style.line_pt()));
        below.above = style.size_pt * 0.35;
        pieces.push(below);
        indent
    };
    let Some(last) = pieces.last_mut() else { return after };
    let area = Area { left, top: (last.frame.height - height) / 2.0, width, height };
    last.frame.shape(Outline::rounded(area, height / 4.0), Some(setter.colours.accent), None, Mark::Artifact);
    let middle = area.left + area.width / 2.0;
    last.frame.line_of_text(label, middle, style.baseline_pt(), Anchor::Middle, Mark::Element(element));
    let description = match word {
        "Answer" => format!("Answer: {ask}"),
        word => format!("Answer {word}: {ask}"),
    };
    last.frame.items.push(Item::Link { area, target: Target::Address(target.to_owned()), description, element });
    left + width
}

fn entries(entries: &[Entry], setter: &mut Typesetter<'_>) -> Vec<Piece> {
    let list = setter.tags.add(setter.section, Tag::PlainList);
    let mut pieces: Vec<Piece> = Vec::new();
    for (place, entry) in entries.iter().enumerate() {
        let item = setter.tags.add(list, Tag::ListItem);
        let mut rows = self::entry(entry, item, setter);
        if place > 0
            && let Some(first) = rows.first_mut()
        {
            first.above = setter.sizes.body * 0.5;
            first.stretch = 0.3;
        }
        pieces.extend(rows);
    }
    pieces
}

/// The name in bold with its mark at the right, then a line for each sentence.
fn entry(entry: &Entry, item: ElementId, setter: &mut Typesetter<'_>) -> Vec<Piece> {
    let size = setter.sizes.body;
    let body = setter.tags.add(item, Tag::ListBody);
    let name = Mark::Element(setter.tags.add(body, Tag::Paragraph));
    let bold = setter.bold(size, setter.colours.ink);
    let mark =
        text::fit(setter.fonts, &entry.mark, setter.bold(size, setter.judged(entry.judgement)), setter.width / 2.0);
    let room = setter.width - mark.width_pt - size;
    let mut lines = if entry.says.is_empty() {
        setter.wrap(&entry.name, bold, room)
    } else {
        let plain = setter.regular(size, setter.colours.muted);
        let named = format!("{}: ", entry.name);
        let spans = [Span { text: &named, style: bold }, Span { text: &entry.says, style: plain }];
        text::wrap(setter.fonts, &spans, room)
    };
    if !entry.says.is_empty() {
        text::shorten(setter.fonts, &mut lines, 1, room);
    }
    let mut pieces = setter.rows(lines, bold, 0.0, name);
    if let Some(first) = pieces.first_mut()
        && !entry.mark.is_empty()
    {
        first.frame.line_of_text(mark, setter.width, bold.baseline_pt(), Anchor::End, name);
    }
    let style = setter.regular(size, setter.colours.muted);
    for line in &entry.lines {
        let mark = Mark::Element(setter.tags.add(body, Tag::Paragraph));
        let lines: Vec<Line> = setter.wrap(line, style, setter.width);
        pieces.extend(setter.rows(lines, style, 0.0, mark));
    }
    keep_together(&mut pieces);
    pieces
}

fn keep_together(pieces: &mut [Piece]) {
    if let Some((_, before_last)) = pieces.split_last_mut() {
        before_last.iter_mut().for_each(|piece| piece.with_next = true);
    }
}
