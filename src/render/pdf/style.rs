//! Paper and sizes: what every measure of the layout comes from.

use super::{
    flow::Piece,
    font::{Fonts, Weight},
    frame::{Anchor, Frame},
    tags::{ElementId, Mark, Tags},
    text::{self, Line, Span, Style},
};
use crate::model::{
    locale::Locale,
    report::{Audience, Judgement, Section},
    theme::{Colour, Colours, Logo, PaperSize},
};

/// A page and its margins, in points.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Paper {
    /// Width of the page.
    pub width: f32,
    /// Height of the page.
    pub height: f32,
    /// Left and right margin.
    pub side: f32,
    /// From the top of the page to the head.
    pub top: f32,
    /// From the bottom of the page up to the end of the blocks; the foot stands below.
    pub bottom: f32,
}

impl Paper {
    /// A whole sheet for executives, half of one for sponsors.
    pub fn of(audience: Audience, size: PaperSize) -> Paper {
        let (width, height) = match (audience, size) {
            (Audience::Executives | Audience::Finance, PaperSize::A4) => (595.28, 841.89),
            (Audience::Executives | Audience::Finance, PaperSize::Letter) => (612.0, 792.0),
            (Audience::Sponsor, PaperSize::A4) => (419.53, 595.28),
            (Audience::Sponsor, PaperSize::Letter) => (396.0, 612.0),
        };
        match audience {
            Audience::Executives | Audience::Finance => Paper { width, height, side: 48.0, top: 36.0, bottom: 58.0 },
            Audience::Sponsor => Paper { width, height, side: 32.0, top: 26.0, bottom: 50.0 },
        }
    }

    /// Width between the margins.
    pub fn content_width(&self) -> f32 {
        self.width - 2.0 * self.side
    }
}

/// Sizes of type in points. Page 1 is read on a phone: drawn 390 px wide, nothing in its blocks but the trust strip is
/// under 9.5 px, which is 14.5 pt on A4 and 10.3 pt on A5. Elsewhere nothing is under 8.5 pt.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Sizes {
    /// Title of the section; gets smaller before it takes a third line.
    pub title: f32,
    /// Grey line below it.
    pub scope: f32,
    /// Headings of blocks.
    pub heading: f32,
    /// Running text, entries, labels of tiles.
    pub body: f32,
    /// Side remarks.
    pub note: f32,
    /// Tables and labels in charts.
    pub table: f32,
    /// Figures of tiles.
    pub figure: f32,
    /// The trust strip.
    pub trust: f32,
    /// Between blocks.
    pub gap: f32,
    /// Tiles beside each other, at most.
    pub tiles: usize,
}

/// Head and foot of every page.
pub const RUNNING_PT: f32 = 8.5;

impl Sizes {
    /// Sizes of a section: the first one is for the phone.
    pub fn of(audience: Audience, first: bool) -> Sizes {
        match (audience, first) {
            (Audience::Executives | Audience::Finance, true) => Sizes {
                title: 23.0,
                scope: 14.5,
                heading: 16.0,
                body: 15.0,
                note: 14.5,
                table: 14.5,
                figure: 28.0,
                trust: 9.5,
                gap: 14.0,
                tiles: 2,
            },
            (Audience::Executives | Audience::Finance, false) => Sizes {
                title: 17.0,
                scope: 9.5,
                heading: 12.0,
                body: 10.0,
                note: 9.0,
                table: 9.0,
                figure: 20.0,
                trust: 8.5,
                gap: 14.0,
                tiles: 4,
            },
            (Audience::Sponsor, true) => Sizes {
                title: 17.0,
                scope: 10.5,
                heading: 13.0,
                body: 12.0,
                note: 12.0,
                table: 12.0,
                figure: 21.0,
                trust: 8.5,
                gap: 10.0,
                tiles: 3,
            },
            (Audience::Sponsor, false) => Sizes {
                title: 14.0,
                scope: 9.0,
                heading: 11.0,
                body: 9.5,
                note: 8.5,
                table: 8.5,
                figure: 17.0,
                trust: 8.5,
                gap: 10.0,
                tiles: 3,
            },
        }
    }
}

/// All that setting a section needs.
pub struct Typesetter<'report> {
    /// Measures text.
    pub fonts: &'report Fonts,
    /// By job.
    pub colours: &'report Colours,
    /// The word that drafts carry.
    pub draft_mark: &'report str,
    /// Drawn at the head of pages.
    pub logo: Option<&'report Logo>,
    /// Marks of numbers.
    pub locale: &'report Locale,
    /// Code of the currency, before amounts that stand alone.
    pub currency: &'report str,
    /// Of this section.
    pub sizes: Sizes,
    /// Between the margins, in points.
    pub width: f32,
    /// Columns of months are drawn lower, so that a section takes a page less.
    pub has_low_charts: bool,
    /// The structure so far.
    pub tags: &'report mut Tags,
    /// The section's element.
    pub section: ElementId,
    /// All sections of the report.
    pub sections: &'report [Section],
}

impl Typesetter<'_> {
    /// Regular text.
    pub fn regular(&self, size_pt: f32, colour: Colour) -> Style {
        Style { size_pt, weight: Weight::Regular, colour }
    }

    /// Bold text.
    pub fn bold(&self, size_pt: f32, colour: Colour) -> Style {
        Style { size_pt, weight: Weight::Bold, colour }
    }

    /// The colour of a judgement.
    pub fn judged(&self, judgement: Judgement) -> Colour {
        match judgement {
            Judgement::Better => self.colours.good,
            Judgement::Worse => self.colours.bad,
            Judgement::Doubtful => self.colours.warn,
            Judgement::Neutral => self.colours.muted,
        }
    }

    /// Text set into lines.
    pub fn wrap(&self, text: &str, style: Style, width: f32) -> Vec<Line> {
        text::wrap(self.fonts, &[Span { text, style }], width)
    }

    /// Width of text in points.
    pub fn measure(&self, text: &str, style: Style) -> f32 {
        self.fonts.width_pt(text, style.weight, style.size_pt)
    }

    /// One line of text in a frame of its own height, its left end at `indent`.
    pub fn row(&self, line: Line, style: Style, indent: f32, mark: Mark) -> Frame {
        let mut frame = Frame::new(self.width, style.line_pt());
        frame.line_of_text(line, indent, style.baseline_pt(), Anchor::Start, mark);
        frame
    }

    /// Lines as pieces that pages may part, but never so that one line of them stands alone.
    pub fn rows(&self, lines: Vec<Line>, style: Style, indent: f32, mark: Mark) -> Vec<Piece> {
        let count = lines.len();
        let set = |(place, line)| {
            let lonely = place == 0 || place + 2 == count;
            Piece { with_next: lonely && place + 1 < count, ..Piece::of(self.row(line, style, indent, mark)) }
        };
        lines.into_iter().enumerate().map(set).collect()
    }
}
