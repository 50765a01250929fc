//! Whole pages: head, blocks, foot.

use super::{
    blocks, fit,
    flow::{self, Placed, Room},
    font::{Fonts, Weight},
    frame::{Anchor, Area, Frame, Item, Outline, Stroke},
    style::{Paper, RUNNING_PT, Sizes, Typesetter},
    tags::{ElementId, Mark, Tag, Tags},
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
    /// Numbers of the sections on it, from 0: one, or some small ones below each other.
    pub sections: Vec<usize>,
}

/// Room between head and blocks, in points.
const BELOW_HEAD: f32 = 12.0;

/// Room between two sections on one page, in points.
const BETWEEN_SECTIONS: f32 = 30.0;

/// A last line of a title that takes less of the width than this looks lost.
const SHORT_LAST_LINE: f32 = 0.25;

/// Most room of a logo, in points.
const LOGO_HEIGHT: f32 = 18.0;
const LOGO_WIDTH: f32 = 96.0;

/// Height of the head of a page that continues a section, in points.
const CONTINUED_HEAD: f32 = 30.0;

/// Lays out all pages of a report and the structure of what is on them.
pub fn pages(report: &Report, theme: &Theme, fonts: &Fonts) -> (Vec<Page>, Tags) {
    let press = Press { report, theme, fonts, paper: Paper::of(report.audience, theme.paper) };
    let mut tags = Tags::new();
    let mut pages: Vec<Page> = Vec::new();
    let places = press.places();
    for (number, section) in report.sections.iter().enumerate() {
        let element = tags.add(Tags::DOCUMENT, Tag::Section);
        let mut setter = press.setter(number, section, &mut tags, element);
        let place = places[number];
        let mut made = press.section_pages(section, &mut setter, place).into_iter();
        if place.below > 0.0
            && let (Some(last), Some(frame)) = (pages.last_mut(), made.next())
        {
            last.frame.place(frame, 0.0, 0.0);
            last.sections.push(number);
        }
        pages.extend(made.map(|frame| Page { frame, sections: vec![number] }));
    }
    if pages.is_empty() {
        pages.push(Page { frame: Frame::new(press.paper.width, press.paper.height), sections: Vec::new() });
    }
    let count = pages.len();
    for (place, page) in pages.iter_mut().enumerate() {
        let details = details(report, &page.sections);
        foot(&mut page.frame, report, theme, fonts, details.as_deref(), (place + 1, count));
    }
    (pages, tags)
}

/// `sheet Money`, `sheets Funding, Outcomes`: where the detail of all that stands on a page is.
fn details(report: &Report, sections: &[usize]) -> Option<String> {
    let mut sheets: Vec<&str> =
        sections.iter().filter_map(|number| report.sections[*number].detail_sheet.as_deref()).collect();
    sheets.dedup();
    match sheets[..] {
        [] => None,
        [one] => Some(format!("sheet {one}")),
        _ => Some(format!("sheets {}", sheets.join(", "))),
    }
}

/// Only what is made for the phone is set for it: a table in that size would go on over the page.
fn is_type_only(section: &Section) -> bool {
    !section.blocks.iter().any(|block| matches!(block, Block::Table(_) | Block::Chart(_) | Block::Charts(_)))
}

/// Where a section stands.
#[derive(Clone, Copy, Default)]
struct Place {
    /// How far below the top of the page before it, in points; 0 when it has pages of its own.
    below: f32,
    /// How much its gaps may grow so that its page is filled, in points.
    stretch: f32,
}

/// What all sections of a report are laid out with.
struct Press<'a> {
    report: &'a Report,
    theme: &'a Theme,
    fonts: &'a Fonts,
    paper: Paper,
}

impl Press<'_> {
    fn setter<'t>(
        &'t self,
        number: usize,
        section: &Section,
        tags: &'t mut Tags,
        element: ElementId,
    ) -> Typesetter<'t> {
        Typesetter {
            fonts: self.fonts,
            colours: &self.theme.colours,
            draft_mark: &self.theme.draft_mark,
            logo: self.theme.logo.as_ref(),
            locale: &self.report.locale,
            currency: &self.report.currency,
            sizes: Sizes::of(self.report.audience, number == 0 && is_type_only(section)),
            width: self.paper.content_width(),
            has_low_charts: false,
            tags,
            section: element,
            sections: &self.report.sections,
        }
    }

    /// Sections that leave so much of their page that the next one fits below share it; the first stands alone. The gaps
    /// of a page with one section grow, those of the first page most.
    fn places(&self) -> Vec<Place> {
        let sections = &self.report.sections;
        let heights: Vec<Option<f32>> = (0..sections.len()).map(|number| self.height_on_one_page(number)).collect();
        let room = self.paper.height - self.paper.top - self.paper.bottom;
        let mut places = vec![Place::default(); sections.len()];
        let mut filled: Option<f32> = None;
        for number in 1..sections.len() {
            let below = filled.map(|filled| filled + BETWEEN_SECTIONS);
            match (below, heights[number]) {
                (Some(below), Some(height)) if below + height <= room => {
                    places[number].below = below;
                    filled = Some(below + height);
                }
                (_, height) => filled = height,
            }
        }
        for number in 0..sections.len() {
            let shares = places[number].below > 0.0 || places.get(number + 1).is_some_and(|next| next.below > 0.0);
            let gap = Sizes::of(self.report.audience, number == 0).gap;
            places[number].stretch = match number {
                0 => gap * 3.0,
                _ if shares => 0.0,
                _ => gap * 1.2,
            };
        }
        places
    }

    /// From the top of its head to the end of its blocks; `None` where it takes more than a page, and of what
    /// shares its page with nobody.
    fn height_on_one_page(&self, number: usize) -> Option<f32> {
        // The first stands alone, and the second of two has nobody to share with.
        if number == 0 || self.report.sections.len() < 3 {
            return None;
        }
        let section = &self.report.sections[number];
        let mut tags = Tags::new();
        let element = tags.add(Tags::DOCUMENT, Tag::Section);
        let mut setter = self.setter(number, section, &mut tags, element);
        let head = head(section, self.report, &mut setter, true).height + BELOW_HEAD;
        match &self.parts(section, &mut setter, head, 0.0)[..] {
            [strips] => Some(head + strips.last().map_or(0.0, |last| last.top + last.frame.height)),
            _ => None,
        }
    }

    fn parts(&self, section: &Section, setter: &mut Typesetter<'_>, head: f32, stretch: f32) -> Vec<Vec<Placed>> {
        let room = self.paper.height - self.paper.top - self.paper.bottom;
        let room = Room { first: room - head, later: room - CONTINUED_HEAD - BELOW_HEAD, stretch };
        match fit::most_pages(section, self.report.audience, is_first(section, self.report)) {
            Some(most) => fit::on_pages(section, most, room, setter),
            None => flow::paginate(blocks::pieces(&section.blocks, setter), room),
        }
    }

    fn section_pages(&self, section: &Section, setter: &mut Typesetter<'_>, place: Place) -> Vec<Frame> {
        let paper = self.paper;
        let head = head(section, self.report, setter, place.below == 0.0);
        let parts = self.parts(section, setter, head.height + BELOW_HEAD, place.stretch);
        let mut heads = Some(head);
        let page = |strips: Vec<Placed>| {
            let head = heads.take().unwrap_or_else(|| continued(section, self.report, setter));
            let top = paper.top + place.below + head.height + BELOW_HEAD;
            let mut frame = Frame::new(paper.width, paper.height);
            if place.below > 0.0 {
                let y = paper.top + place.below - BETWEEN_SECTIONS / 2.0;
                frame.rule((paper.side, y), (paper.width - paper.side, y), blocks::hair_line(setter), Mark::Artifact);
            }
            frame.place(head, paper.side, paper.top + place.below);
            for strip in strips {
                frame.place(strip.frame, paper.side, top + strip.top);
            }
            frame
        };
        parts.into_iter().map(page).collect()
    }
}

fn is_first(section: &Section, report: &Report) -> bool {
    report.sections.first().is_some_and(|first| std::ptr::eq(first, section))
}

/// The state as a word, on every page.
fn state(report: &Report, draft_mark: &str) -> String {
    match report.state {
        State::Draft => draft_mark.to_owned(),
        State::HeldBack => format!("{draft_mark}: not released"),
        State::Final(_) => report.state.text(),
    }
}

/// The name of the section with an accent, on top of a page the state in a box; the title, the grey line.
fn head(section: &Section, report: &Report, setter: &mut Typesetter<'_>, is_on_top: bool) -> Frame {
    // The first page says whose report it is.
    let name = match is_first(section, report) {
        true => format!("{} · AI portfolio · {}", report.company, report.period_title),
        false => section.name.clone(),
    };
    let state = is_on_top.then(|| Mark::Element(setter.tags.add(setter.section, Tag::Paragraph)));
    let mut frame = strip(&name, report, setter, state);
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
            return (balanced(words, lines, style, setter), style);
        }
        style.size_pt -= 0.5;
    }
}

/// A last line of a few words looks lost: then a line ends where the sentence pauses, or all are as narrow as their
/// number allows.
fn balanced(words: &str, lines: Vec<Line>, style: Style, setter: &Typesetter<'_>) -> Vec<Line> {
    let is_lost = lines.len() == 2 && lines[1].width_pt < setter.width * SHORT_LAST_LINE;
    if !is_lost {
        return lines;
    }
    let pause = words.rfind("; ").map(|place| words.split_at(place + 2));
    if let Some((before, behind)) = pause {
        let parted = [setter.wrap(before, style, setter.width), setter.wrap(behind, style, setter.width)];
        if parted.iter().all(|part| part.len() == 1) {
            return parted.into_iter().flatten().map(with_space).collect();
        }
    }
    let (mut narrow, mut wide) = (setter.width / 2.0, setter.width);
    let mut best = lines;
    while wide - narrow > style.size_pt / 4.0 {
        let middle = (narrow + wide) / 2.0;
        let tried = setter.wrap(words, style, middle);
        if tried.len() == 2 {
            (best, wide) = (tried, middle);
        } else {
            narrow = middle;
        }
    }
    best
}

/// Copied text has a space where a line ends within a sentence.
fn with_space(mut line: Line) -> Line {
    if let Some(run) = line.runs.last_mut().filter(|run| run.text.ends_with(';')) {
        run.text.push(' ');
    }
    line
}

/// The head of a page that continues a section.
fn continued(section: &Section, report: &Report, setter: &Typesetter<'_>) -> Frame {
    let mut frame = strip(&format!("{}, continued", section.name), report, setter, Some(Mark::Artifact));
    frame.height = CONTINUED_HEAD - BELOW_HEAD;
    frame
}

/// The topmost line: the section's name at the left, the state boxed at the right where it has a mark.
fn strip(name: &str, report: &Report, setter: &Typesetter<'_>, state_mark: Option<Mark>) -> Frame {
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
    let company = company_mark(&mut frame, middle, setter);
    let label = text::fit(setter.fonts, name, style, setter.width - state.width_pt - company - 32.0);
    frame.line_of_text(label, company + 6.0, base, Anchor::Start, Mark::Artifact);
    let Some(mark) = state_mark else { return frame };
    let (width, height) = (state.width_pt + 12.0, 14.0);
    let area = Area { left: setter.width - width - 0.5, top: middle - height / 2.0, width, height };
    let stroke = Stroke { colour: setter.colours.ink, width_pt: 0.9 };
    frame.shape(Outline::rounded(area, 2.0), None, Some(stroke), Mark::Artifact);
    frame.line_of_text(state, area.left + width / 2.0, base, Anchor::Middle, mark);
    frame
}

/// The logo, else a box in the accent's colour, its middle at this height; how wide it is.
fn company_mark(frame: &mut Frame, middle: f32, setter: &Typesetter<'_>) -> f32 {
    let Some(logo) = setter.logo else {
        let box_of_accent = Area { left: 0.0, top: middle - 4.5, width: 18.0, height: 9.0 };
        frame.fill(box_of_accent, setter.colours.accent, Mark::Artifact);
        return box_of_accent.width;
    };
    let shape = logo.width as f32 / logo.height as f32;
    let width = (LOGO_HEIGHT * shape).min(LOGO_WIDTH);
    let height = width / shape;
    frame.items.push(Item::Logo { area: Area { left: 0.0, top: middle - height / 2.0, width, height } });
    width
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
    let issue = format!(" ·\u{a0}{} ·\u{a0}{}", report.period_title, state(report, &theme.draft_mark));
    // The company's name gives way to what differs between reports.
    let room = paper.content_width() - fonts.width_pt(&issue, style.weight, style.size_pt);
    let company = text::fit(fonts, &report.company, style, room).text();
    let issue = text::fit(fonts, &format!("{company}{issue}"), style, paper.content_width());
    frame.line_of_text(issue, left, upper, Anchor::Start, Mark::Artifact);

    let number = text::fit(fonts, &format!("page {page} of {pages}"), style, paper.content_width());
    if let Some(sheets) = detail {
        let room = paper.content_width() - number.width_pt - RUNNING_PT;
        let detail = text::fit(fonts, &format!("Detail: {sheets}"), style, room);
        frame.line_of_text(detail, left, lower, Anchor::Start, Mark::Artifact);
    }
    frame.line_of_text(number, right, lower, Anchor::End, Mark::Artifact);
}
