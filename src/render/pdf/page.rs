//! Whole pages: head, blocks, foot.

use super::{
    blocks, fit,
    flow::{self, Placed, Room},
    font::{Fonts, Weight},
    frame::{Anchor, Area, Frame, Outline, Stroke},
    style::{Paper, RUNNING_PT, Sizes, Typesetter},
    tags::{Mark, Tag, Tags},
    text::{self, Line, Style},
};
use crate::model::{
    report::{Block, Report, Section, State},
    theme::Theme,
};

/// A page before it becomes bytes.
#[derive(Clone, Debug)]
pub struct Page {
    /// Everything on it.
    pub frame: Frame,
    /// Number of its section, from 0.
    pub section: usize,
}

/// Room between head and blocks, in points.
const BELOW_HEAD: f32 = 12.0;

/// Height of the head of a page that continues a section, in points.
const CONTINUED_HEAD: f32 = 30.0;

/// Lays out all pages of a report and the structure of what is on them.
pub fn pages(report: &Report, theme: &Theme, fonts: &Fonts) -> (Vec<Page>, Tags) {
    let paper = Paper::of(report.audience, theme.paper);
    let mut tags = Tags::new();
    let mut pages = Vec::new();
    for (number, section) in report.sections.iter().enumerate() {
        let element = tags.add(Tags::DOCUMENT, Tag::Section);
        let mut setter = Typesetter {
            fonts,
            colours: &theme.colours,
            draft_mark: &theme.draft_mark,
            locale: &report.locale,
            sizes: Sizes::of(report.audience, number == 0 && is_type_only(section)),
            width: paper.content_width(),
            tags: &mut tags,
            section: element,
        };
        pages.extend(section_pages(number, section, report, paper, &mut setter));
    }
    if pages.is_empty() {
        pages.push(Page { frame: Frame::new(paper.width, paper.height), section: 0 });
    }
    let count = pages.len();
    for (place, page) in pages.iter_mut().enumerate() {
        let detail = report.sections.get(page.section).and_then(|section| section.detail_sheet.as_deref());
        foot(&mut page.frame, report, theme, fonts, detail, (place + 1, count));
    }
    (pages, tags)
}

/// Only what is made for the phone is set for it: a table in that size would go on over the page.
fn is_type_only(section: &Section) -> bool {
    !section.blocks.iter().any(|block| matches!(block, Block::Table(_) | Block::Chart(_) | Block::Charts(_)))
}

fn section_pages(
    number: usize,
    section: &Section,
    report: &Report,
    paper: Paper,
    setter: &mut Typesetter<'_>,
) -> Vec<Page> {
    let head = head(section, report, setter);
    let bottom = paper.height - paper.bottom;
    let below = |head: f32| bottom - paper.top - head - BELOW_HEAD;
    // The first page of the report is filled; elsewhere blocks keep their distance.
    let stretch = if number == 0 { setter.sizes.gap * 3.0 } else { 0.0 };
    let room = Room { first: below(head.height), later: below(CONTINUED_HEAD), stretch };
    let parts = match fit::stays_on_one_page(section, report.audience) {
        true => fit::on_one_page(section, room, setter),
        false => flow::paginate(blocks::pieces(&section.blocks, setter), room),
    };
    let mut heads = Some(head);
    let page = |strips: Vec<Placed>| {
        let head = heads.take().unwrap_or_else(|| continued(section, report, setter));
        let top = paper.top + head.height + BELOW_HEAD;
        let mut frame = Frame::new(paper.width, paper.height);
        frame.place(head, paper.side, paper.top);
        for strip in strips {
            frame.place(strip.frame, paper.side, top + strip.top);
        }
        Page { frame, section: number }
    };
    parts.into_iter().map(page).collect()
}

/// The state as a word, on every page.
fn state(report: &Report, draft_mark: &str) -> String {
    match report.state {
        State::Draft => draft_mark.to_owned(),
        State::HeldBack => format!("{draft_mark}: held back"),
        State::Final(_) => report.state.text(),
    }
}

/// The name of the section with an accent, the state in a box, the title, the grey line.
fn head(section: &Section, report: &Report, setter: &mut Typesetter<'_>) -> Frame {
    let state = Mark::Element(setter.tags.add(setter.section, Tag::Paragraph));
    let mut frame = strip(&section.name, report, setter, state);
    let title = Mark::Element(setter.tags.add(setter.section, Tag::Heading1));
    let (lines, style) = title_lines(&section.title, setter);
    for line in lines {
        frame.line_of_text(line, 0.0, frame.height + style.baseline_pt() * 0.93, Anchor::Start, title);
        frame.height += style.line_pt() * 0.93;
    }
    if !section.scope.is_empty() {
        let scope = Mark::Element(setter.tags.add(setter.section, Tag::Paragraph));
        let style = setter.regular(setter.sizes.scope, setter.colours.muted);
        frame.height += style.size_pt * 0.3;
        for line in setter.wrap(&section.scope, style, setter.width) {
            frame.line_of_text(line, 0.0, frame.height + style.baseline_pt(), Anchor::Start, scope);
            frame.height += style.line_pt();
        }
    }
    frame
}

/// At most two lines: a longer title gets smaller, down to three quarters of its size.
fn title_lines(words: &str, setter: &Typesetter<'_>) -> (Vec<Line>, Style) {
    let mut style = setter.bold(setter.sizes.title, setter.colours.ink);
    loop {
        let lines = setter.wrap(words, style, setter.width);
        if lines.len() <= 2 || style.size_pt <= setter.sizes.title * 0.75 {
            return (lines, style);
        }
        style.size_pt -= 0.5;
    }
}

/// The head of a page that continues a section.
fn continued(section: &Section, report: &Report, setter: &Typesetter<'_>) -> Frame {
    let mut frame = strip(&format!("{}, continued", section.name), report, setter, Mark::Artifact);
    frame.height = CONTINUED_HEAD - BELOW_HEAD;
    frame
}

/// The topmost line: the section's name at the left, the state boxed at the right.
fn strip(name: &str, report: &Report, setter: &Typesetter<'_>, mark: Mark) -> Frame {
    let mut frame = Frame::new(setter.width, 20.0);
    let style = setter.bold(RUNNING_PT + 0.5, setter.colours.accent);
    let state = text::fit(
        setter.fonts,
        &state(report, setter.draft_mark),
        setter.bold(RUNNING_PT, setter.colours.ink),
        setter.width / 2.0,
    );
    let middle = 6.5;
    let base = middle + RUNNING_PT / 3.0;
    frame.fill(Area { left: 0.0, top: middle - 4.5, width: 18.0, height: 9.0 }, setter.colours.accent, Mark::Artifact);
    let label = text::fit(setter.fonts, name, style, setter.width - state.width_pt - 50.0);
    frame.line_of_text(label, 24.0, base, Anchor::Start, Mark::Artifact);
    let (width, height) = (state.width_pt + 12.0, 14.0);
    let area = Area { left: setter.width - width - 0.5, top: middle - height / 2.0, width, height };
    let stroke = Stroke { colour: setter.colours.ink, width_pt: 0.9 };
    frame.shape(Outline::rounded(area, 2.0), None, Some(stroke), Mark::Artifact);
    frame.line_of_text(state, area.left + width / 2.0, base, Anchor::Middle, mark);
    frame
}

/// Company · period · state, and below it where the detail is and the number of the page.
fn foot(
    frame: &mut Frame,
    report: &Report,
    theme: &Theme,
    fonts: &Fonts,
    detail: Option<&str>,
    (page, pages): (usize, usize),
) {
    let paper = Paper::of(report.audience, theme.paper);
    let style = Style { size_pt: RUNNING_PT, weight: Weight::Regular, colour: theme.colours.muted };
    let top = paper.height - paper.bottom + 16.0;
    let (left, right) = (paper.side, paper.width - paper.side);
    let rule = Stroke { colour: theme.colours.rule, width_pt: 0.6 };
    frame.rule((left, top), (right, top), rule, Mark::Artifact);

    let upper = top + 3.0 + style.baseline_pt();
    let lower = upper + style.line_pt();
    let issue = format!(" ·\u{a0}{} ·\u{a0}{}", report.period.title(), state(report, &theme.draft_mark));
    // The company's name gives way to what differs between reports.
    let room = paper.content_width() - fonts.width_pt(&issue, style.weight, style.size_pt);
    let company = text::fit(fonts, &report.company, style, room).text();
    let issue = text::fit(fonts, &format!("{company}{issue}"), style, paper.content_width());
    frame.line_of_text(issue, left, upper, Anchor::Start, Mark::Artifact);

    let number = text::fit(fonts, &format!("page {page} of {pages}"), style, paper.content_width());
    if let Some(sheet) = detail {
        let room = paper.content_width() - number.width_pt - RUNNING_PT;
        let detail = text::fit(fonts, &format!("Detail: sheet {sheet}"), style, room);
        frame.line_of_text(detail, left, lower, Anchor::Start, Mark::Artifact);
    }
    frame.line_of_text(number, right, lower, Anchor::End, Mark::Artifact);
}
