//! Fonts, colours and number formats of cells.

use crate::model::{
    figure::{Figure, Unit},
    report::{Align, Judgement, Report, RowKind, Tone},
    theme::{Colour, Theme},
};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

/// Days as nobody can misread them.
pub(super) const DAY: &str = "dd mmm yyyy";
/// Months.
pub(super) const MONTH: &str = "mmm yyyy";
/// Numbers as Excel likes to show them.
pub(super) const GENERAL: &str = "General";
/// Excel shows TRUE and FALSE whatever the format; LibreOffice would show 1 and 0.
const CHECK: &str = "\"TRUE\";\"TRUE\";\"FALSE\"";
/// Size of the tiles' figures, in points.
pub(super) const TILE_SIZE: u8 = 20;
/// Size of a sheet's sentence, in points.
pub(super) const TITLE_SIZE: u8 = 16;

/// What a cell of a table holds, as far as its looks depend on it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Content {
    Text { wraps: bool },
    Figure { unit: Unit, decimals: u8, signed: bool },
    Day,
    Month,
    Check { holds: bool },
    Unknown,
}

/// Everything the looks of a table's cell depend on.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct CellStyle {
    pub(super) content: Content,
    pub(super) kind: RowKind,
    pub(super) align: Align,
    /// People may type another value.
    pub(super) is_input: bool,
    /// Groups of three digits that are not shown, though the cell holds them.
    pub(super) hidden_groups: u8,
}

/// The blue of inputs, as finance people know it; their ground is tinted as well.
const INPUT: Colour = Colour(0, 0, 255);

/// Formats of one workbook. Those of table cells are made once, because there may be many thousand cells.
pub(super) struct Formats {
    theme: Theme,
    size: u8,
    cells: Vec<(CellStyle, Format)>,
}

impl Formats {
    pub(super) fn new(theme: &Theme) -> Self {
        Formats { theme: theme.clone(), size: text_size(&theme.workbook_font), cells: Vec::new() }
    }

    /// Plain text of the workbook.
    pub(super) fn plain(&self) -> Format {
        Format::new().set_font_name(&self.theme.workbook_font).set_font_size(self.size)
    }

    fn ink(&self) -> Format {
        self.plain().set_font_color(colour(self.theme.colours.ink))
    }

    fn muted(&self) -> Format {
        self.plain().set_font_color(colour(self.theme.colours.muted))
    }

    /// The sentence that a sheet answers with.
    pub(super) fn title(&self) -> Format {
        self.ink().set_bold().set_font_size(TITLE_SIZE)
    }

    /// The grey line below it.
    pub(super) fn scope(&self) -> Format {
        self.muted()
    }

    /// DRAFT.
    pub(super) fn state(&self) -> Format {
        self.plain().set_bold().set_font_color(colour(self.theme.colours.bad))
    }

    /// A heading inside a sheet.
    pub(super) fn heading(&self) -> Format {
        self.ink().set_bold().set_font_size(self.size + 2)
    }

    /// Running text.
    pub(super) fn paragraph(&self, tone: Tone) -> Format {
        match tone {
            Tone::Plain => self.ink(),
            Tone::Note | Tone::Trust => self.muted(),
            Tone::Quote => self.ink().set_italic().set_indent(1),
        }
    }

    /// First line of a decision or an entry.
    pub(super) fn strong(&self) -> Format {
        self.ink().set_bold()
    }

    /// Words in the colour of a judgement.
    pub(super) fn judged(&self, judgement: Judgement) -> Format {
        self.plain().set_font_color(self.judgement_colour(judgement)).set_bold()
    }

    /// A link.
    pub(super) fn link(&self) -> Format {
        let accent = colour(self.theme.colours.accent);
        self.plain().set_font_color(accent).set_underline(FormatUnderline::Single)
    }

    /// A cell of a tile; neighbours are parted by a line of paper.
    fn tile(&self) -> Format {
        let colours = &self.theme.colours;
        self.plain()
            .set_background_color(colour(colours.panel))
            .set_border_right(FormatBorder::Thick)
            .set_border_right_color(colour(colours.paper))
            .set_align(FormatAlign::Left)
            .set_align(FormatAlign::Top)
            .set_indent(1)
    }

    /// A tile's label.
    pub(super) fn tile_label(&self) -> Format {
        let colours = &self.theme.colours;
        self.tile()
            .set_font_color(colour(colours.muted))
            .set_text_wrap()
            .set_align(FormatAlign::VerticalCenter)
            .set_border_top(FormatBorder::Medium)
            .set_border_top_color(colour(colours.accent))
    }

    /// A tile's figure; an amount is there in full.
    pub(super) fn tile_figure(&self, figure: &Figure, report: &Report) -> Format {
        let (locale, unit) = (&report.locale, figure.unit);
        let words = (locale.before(unit, &report.currency), locale.behind(unit));
        let digits = match figure.unit {
            Unit::MoneyThousands => scaled_format(1, figure.signed, &words),
            Unit::MoneyMillions => scaled_format(2, figure.signed, &words),
            unit => number_format(unit, figure.decimals, figure.signed),
        };
        self.tile_missing().set_num_format(digits).unset_italic()
    }

    /// What stands in a tile's figure's place.
    pub(super) fn tile_missing(&self) -> Format {
        let ink = colour(self.theme.colours.ink);
        self.tile().set_align(FormatAlign::VerticalCenter).set_font_color(ink).set_bold().set_font_size(TILE_SIZE)
    }

    /// The lines below a tile's figure.
    pub(super) fn tile_notes(&self) -> Format {
        self.tile().set_text_wrap()
    }

    /// One of these lines.
    pub(super) fn tile_note(&self, judgement: Judgement) -> Format {
        self.plain().set_font_color(self.judgement_colour(judgement))
    }

    /// A header of a table. The filter's button stands at the right end and must not hide a header that ends there.
    pub(super) fn header(&self, align: Align) -> Format {
        let colours = &self.theme.colours;
        let format = self
            .plain()
            .set_bold()
            .set_font_color(colour(colours.ink))
            .set_background_color(colour(colours.panel))
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color(colour(colours.muted))
            .set_text_wrap()
            .set_align(horizontal(align))
            .set_align(FormatAlign::Bottom);
        if align == Align::Right { format.set_indent(2) } else { format }
    }

    /// A cell of a table.
    pub(super) fn cell(&mut self, style: CellStyle) -> &Format {
        let known = self.cells.iter().position(|(known, _)| *known == style);
        let place = known.unwrap_or_else(|| {
            self.cells.push((style, self.new_cell(style)));
            self.cells.len() - 1
        });
        &self.cells[place].1
    }

    fn new_cell(&self, style: CellStyle) -> Format {
        let colours = &self.theme.colours;
        let format = self.row(style.kind).set_align(horizontal(style.align)).set_align(FormatAlign::VerticalCenter);
        let format = if style.is_input {
            format.set_font_color(colour(INPUT)).set_background_color(colour(tint(INPUT, colours.paper, 1)))
        } else {
            format
        };
        // Digits keep away from the words of the next column.
        let shown = |sections: &str| if style.align == Align::Right { aired(sections) } else { sections.to_owned() };
        match style.content {
            Content::Text { wraps: true } => format.set_text_wrap(),
            Content::Text { wraps: false } => format,
            Content::Figure { unit, decimals, signed } => {
                let digits = match style.hidden_groups {
                    0 => number_format(unit, decimals, signed),
                    groups => scaled_format(groups, signed, &NO_WORDS),
                };
                format.set_num_format(shown(&digits))
            }
            Content::Day => format.set_num_format(shown(DAY)),
            Content::Month => format.set_num_format(shown(MONTH)),
            Content::Check { holds } => {
                let (ground, letters) = self.signal_colours(if holds { colours.good } else { colours.bad });
                format.set_bold().set_background_color(ground).set_font_color(letters).set_num_format(CHECK)
            }
            Content::Unknown => format
                .set_italic()
                .set_font_color(colour(colours.muted))
                .set_num_format(shown("General;General;General;@")),
        }
    }

    fn row(&self, kind: RowKind) -> Format {
        let rule = colour(self.theme.colours.rule);
        let ruled = self.ink().set_border_bottom(FormatBorder::Thin).set_border_bottom_color(rule);
        match kind {
            RowKind::Body => ruled,
            RowKind::Group => ruled.set_bold(),
            RowKind::Total => {
                ruled.set_bold().set_border_top(FormatBorder::Thin).set_border_top_color(colour(self.theme.colours.ink))
            }
        }
    }

    /// A column of a data sheet. Excel shortens numbers to the column's width in its general format only.
    pub(super) fn data(&self, number_format: &str) -> Format {
        let is_general = number_format == GENERAL;
        self.plain().set_num_format(if is_general { number_format.to_owned() } else { aired(number_format) })
    }

    /// What a conditional format makes of a good, bad or doubtful word.
    pub(super) fn signal(&self, signal: Colour) -> Format {
        let (ground, letters) = self.signal_colours(signal);
        Format::new().set_font_color(letters).set_background_color(ground).set_bold()
    }

    /// A tint, and letters of the same colour where they can be read on it.
    fn signal_colours(&self, signal: Colour) -> (Color, Color) {
        let ground = tint(signal, self.theme.colours.paper, 1);
        let letters = if signal.contrast(ground) >= 4.5 { signal } else { self.theme.colours.ink };
        (colour(ground), colour(letters))
    }

    /// What a conditional format makes of a number that is better or worse: its colour only, the sign is printed.
    pub(super) fn coloured(&self, signal: Colour) -> Format {
        Format::new().set_font_color(colour(signal))
    }

    fn judgement_colour(&self, judgement: Judgement) -> Color {
        let colours = &self.theme.colours;
        colour(match judgement {
            Judgement::Better => colours.good,
            Judgement::Worse => colours.bad,
            Judgement::Doubtful => colours.warn,
            Judgement::Neutral => colours.muted,
        })
    }
}

/// A colour as the writer takes it.
pub(super) fn colour(colour: Colour) -> Color {
    Color::RGB(u32::from_be_bytes([0, colour.0, colour.1, colour.2]))
}

/// So many eighths of a colour, the rest paper.
pub(super) fn tint(colour: Colour, paper: Colour, eighths: u16) -> Colour {
    let mix = |part: u8, ground: u8| ((eighths * u16::from(part) + (8 - eighths) * u16::from(ground)) / 8) as u8;
    Colour(mix(colour.0, paper.0), mix(colour.1, paper.1), mix(colour.2, paper.2))
}

/// Size of text in points. Wider fonts are set smaller, so that a digit is 7 pixels wide: the unit of Excel's columns.
pub(in crate::render) fn text_size(font: &str) -> u8 {
    if matches!(font, "Calibri" | "Carlito" | "Aptos Narrow") { 11 } else { 10 }
}

/// The number format that shows exactly a figure's digits, sign and unit.
pub(super) fn number_format(unit: Unit, decimals: u8, signed: bool) -> String {
    let fraction = if decimals == 0 { String::new() } else { format!(".{}", "0".repeat(decimals.into())) };
    let mark = match unit {
        Unit::Money | Unit::Count | Unit::Score | Unit::Plain => "",
        Unit::MoneyThousands => "\"k\"",
        Unit::MoneyMillions => "\"m\"",
        Unit::Percent => "%",
        Unit::PercentPoints => " \"points\"",
        Unit::Months => " \"months\"",
        Unit::Days => " \"days\"",
    };
    let digits = format!("#,##0{fraction}{mark}");
    let plus = if signed { "+" } else { "" };
    // What rounds to zero has no sign: a value that is computed may be a hair off it.
    let half = half_of_the_last_digit(unit, decimals);
    format!("[>={half}]{plus}{digits};[<=-{half}]\"−\"{digits};{digits}")
}

/// Of amounts whose unit stands elsewhere.
const NO_WORDS: (String, String) = (String::new(), String::new());

/// The number format that shows an amount in thousands (one group hidden) or in millions with one decimal (two), between
/// these words.
fn scaled_format(groups: u8, signed: bool, (before, behind): &(String, String)) -> String {
    let (digits, half) = match groups {
        1 => ("#,##0,", "500"),
        _ => ("#,##0.0,,", "50000"),
    };
    let plus = if signed { "+" } else { "" };
    let quoted = |words: &String| if words.is_empty() { String::new() } else { format!("\"{words}\"") };
    let (before, behind) = (quoted(before), quoted(behind));
    let shown = format!("{digits}{behind}");
    format!("[>={half}]{before}{plus}{shown};[<=-{half}]{before}\"−\"{shown};{before}{shown}")
}

/// `0.005` for two decimals; per cent are hundredths.
fn half_of_the_last_digit(unit: Unit, decimals: u8) -> String {
    let places = usize::from(decimals) + if unit == Unit::Percent { 2 } else { 0 };
    if places == 0 { "0.5".to_owned() } else { format!("0.{}5", "0".repeat(places)) }
}

/// A number format with room for one more digit at its right end.
fn aired(sections: &str) -> String {
    sections.split(';').map(|section| format!("{section}_0")).collect::<Vec<_>>().join(";")
}

/// The number a cell holds. Excel's own per cent is hundredths, so that people can go on computing with the cell;
/// one exact scaling keeps the digits shown.
pub(super) fn cell_number(figure: &Figure) -> f64 {
    match figure.unit {
        Unit::Percent => Figure { decimals: figure.decimals + 2, ..*figure }.number(),
        Unit::Money
        | Unit::MoneyThousands
        | Unit::MoneyMillions
        | Unit::PercentPoints
        | Unit::Count
        | Unit::Score
        | Unit::Months
        | Unit::Days
        | Unit::Plain => figure.number(),
    }
}

fn horizontal(align: Align) -> FormatAlign {
    match align {
        Align::Left => FormatAlign::Left,
        Align::Right => FormatAlign::Right,
        Align::Centre => FormatAlign::Center,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_formats_show_every_digit_and_the_unit() {
        assert_eq!(number_format(Unit::Money, 2, false), "[>=0.005]#,##0.00;[<=-0.005]\"−\"#,##0.00;#,##0.00");
        assert_eq!(
            number_format(Unit::MoneyThousands, 0, true),
            "[>=0.5]+#,##0\"k\";[<=-0.5]\"−\"#,##0\"k\";#,##0\"k\""
        );
        assert_eq!(number_format(Unit::Percent, 1, false), "[>=0.0005]#,##0.0%;[<=-0.0005]\"−\"#,##0.0%;#,##0.0%");
    }

    #[test]
    fn amounts_in_full_are_shown_in_thousands() {
        assert_eq!(
            scaled_format(1, false, &("EUR ".to_owned(), "k".to_owned())),
            "[>=500]\"EUR \"#,##0,\"k\";[<=-500]\"EUR \"\"−\"#,##0,\"k\";\"EUR \"#,##0,\"k\""
        );
        assert_eq!(scaled_format(2, true, &NO_WORDS), "[>=50000]+#,##0.0,,;[<=-50000]\"−\"#,##0.0,,;#,##0.0,,");
    }

    #[test]
    fn per_cent_are_hundredths_with_the_same_digits() {
        let figure = |digits, decimals| Figure { digits, decimals, unit: Unit::Percent, signed: false };
        // The nearest double of each decimal number, by hand.
        assert_eq!(cell_number(&figure(14, 0)), 0.14);
        assert_eq!(cell_number(&figure(-145, 1)), -0.145);
        assert_eq!(cell_number(&figure(29, 0)), 0.29);
        assert_eq!(cell_number(&Figure { digits: 29, decimals: 1, unit: Unit::Score, signed: false }), 2.9);
    }
}
