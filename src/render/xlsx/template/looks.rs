//! Formats of the workbook to fill.

use crate::{
    model::{
        template::{Accepts, Asked},
        theme::{Colour, Theme},
    },
    render::xlsx::formats::{colour, text_size, tint},
};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, FormatPattern, FormatUnderline};

/// Days as they are asked for, so that what people see is what they type.
const DAY: &str = "yyyy-mm-dd";
const MONTH: &str = "yyyy-mm";
const MONEY: &str = "#,##0.00";
const SHARE: &str = "0%";
/// Text that stays text, so that an id like 007 keeps its zeros.
const TEXT: &str = "@";

/// All of them, by what they are for.
pub(super) struct Looks {
    theme: Theme,
}

impl Looks {
    pub(super) fn new(theme: &Theme) -> Self {
        Looks { theme: theme.clone() }
    }

    fn plain(&self) -> Format {
        let font = &self.theme.workbook_font;
        Format::new()
            .set_font_name(font)
            .set_font_size(text_size(font))
            .set_font_color(colour(self.theme.colours.ink))
            .set_align(FormatAlign::Top)
    }

    /// The sheet's name or answer.
    pub(super) fn title(&self) -> Format {
        self.plain().set_bold().set_font_size(16)
    }

    /// The line above the titles.
    pub(super) fn note(&self) -> Format {
        self.plain().set_font_color(colour(self.theme.colours.muted))
    }

    /// Words that wrap.
    pub(super) fn words(&self) -> Format {
        self.plain().set_text_wrap()
    }

    /// Words that count more.
    pub(super) fn strong(&self) -> Format {
        self.plain().set_bold()
    }

    /// A number of the list of what is missing.
    pub(super) fn count(&self) -> Format {
        self.plain().set_num_format("0;-0;–").set_align(FormatAlign::Right).set_indent(1)
    }

    /// A link.
    pub(super) fn link(&self) -> Format {
        self.plain().set_font_color(colour(self.theme.colours.accent)).set_underline(FormatUnderline::Single)
    }

    /// A title of a table that nobody fills.
    pub(super) fn header(&self) -> Format {
        self.boxed(self.theme.colours.panel)
    }

    /// A title of a column to fill. What is needed is bold and on a darker ground, besides its mark.
    pub(super) fn input_title(&self, asked: Asked, accepts: &Accepts) -> Format {
        let colours = &self.theme.colours;
        let format = match asked {
            Asked::Always => self.boxed(tint(colours.accent, colours.paper, 2)),
            Asked::Sometimes => self.boxed(tint(colours.accent, colours.paper, 1)).unset_bold(),
            Asked::Never => self.boxed(colours.panel).unset_bold(),
        };
        if is_digits(accepts) { format.set_align(FormatAlign::Right).set_indent(1) } else { format }
    }

    fn boxed(&self, ground: Colour) -> Format {
        let colours = &self.theme.colours;
        self.plain()
            .set_bold()
            .set_text_wrap()
            .set_background_color(colour(ground))
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color(colour(colours.muted))
            .set_border_right(FormatBorder::Thin)
            .set_border_right_color(colour(colours.paper))
    }

    /// A cell to fill.
    pub(super) fn input(&self, accepts: &Accepts) -> Format {
        let words = self.plain();
        // Digits keep away from the words of the next column.
        let digits = self.plain().set_align(FormatAlign::Right).set_indent(1);
        match accepts {
            Accepts::Id | Accepts::KnownId { .. } => words.set_num_format(TEXT),
            Accepts::Text { long: true } => words.set_text_wrap(),
            Accepts::Text { long: false } | Accepts::OneOf(_) | Accepts::Email => words,
            Accepts::Day => digits.set_num_format(DAY),
            Accepts::Month => digits.set_num_format(MONTH),
            Accepts::Money(_) => digits.set_num_format(MONEY),
            Accepts::Share(_) => digits.set_num_format(SHARE),
            Accepts::Number(_) | Accepts::Whole(_) | Accepts::OneOfNumbers(_) => digits,
        }
    }

    /// A cell that is needed and empty: hatched, so that it shows without colour.
    pub(super) fn missing(&self) -> Format {
        let colours = &self.theme.colours;
        Format::new()
            .set_pattern(FormatPattern::LightUp)
            .set_foreground_color(colour(tint(colours.warn, colours.paper, 5)))
            .set_background_color(colour(tint(colours.warn, colours.paper, 1)))
    }

    /// Something to fix in the list, and READY.
    pub(super) fn signal(&self, is_good: bool) -> Format {
        let colours = &self.theme.colours;
        let signal = if is_good { colours.good } else { colours.bad };
        Format::new().set_font_color(colour(signal)).set_bold()
    }

    /// A line of the list with nothing to fix.
    pub(super) fn quiet(&self) -> Format {
        Format::new().set_font_color(colour(self.theme.colours.muted))
    }

    /// Tabs to fill, and the others.
    pub(super) fn tab(&self, is_form: bool) -> rust_xlsxwriter::Color {
        colour(if is_form { self.theme.colours.accent } else { self.theme.colours.muted })
    }
}

/// Is the column one of digits, which stand at its right end?
fn is_digits(accepts: &Accepts) -> bool {
    !matches!(
        accepts,
        Accepts::Id | Accepts::KnownId { .. } | Accepts::Text { .. } | Accepts::OneOf(_) | Accepts::Email
    )
}
