//! Looks: colours, fonts and marks, read from `templates/brand/theme.toml` at the edge.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A colour as `#RRGGBB`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// Relative luminance, 0 (black) to 1 (white); WCAG 2.2.
    pub fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let share = f64::from(part) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// Contrast ratio of two colours, 1 to 21; WCAG 2.2.
    pub fn contrast(self, other: Colour) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

impl TryFrom<String> for Colour {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("\"{text}\" is not a colour; type it like #1F3864");
        let digits =
            text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii()).ok_or_else(wrong)?;
        let part = |from: usize| u8::from_str_radix(&digits[from..from + 2], 16).map_err(|_| wrong());
        Ok(Colour(part(0)?, part(2)?, part(4)?))
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> String {
        format!("#{:02X}{:02X}{:02X}", colour.0, colour.1, colour.2)
    }
}

/// The colours of a report. Each has one job, in every output.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Colours {
    /// Text and actual values.
    pub ink: Colour,
    /// Secondary text: grey lines, units, notes.
    pub muted: Colour,
    /// Hair lines and table rules.
    pub rule: Colour,
    /// Backgrounds of table headers and tiles.
    pub panel: Colour,
    /// The page.
    pub paper: Colour,
    /// The one accent: titles' mark, links, chosen items.
    pub accent: Colour,
    /// Better than plan, always with a sign or word.
    pub good: Colour,
    /// Worse than plan, always with a sign or word.
    pub bad: Colour,
    /// Needs a look.
    pub warn: Colour,
}

/// Paper of the executives' report; a sponsor's is half of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum PaperSize {
    /// 210 × 297 mm, and A5.
    #[default]
    A4,
    /// 8.5 × 11 inches, and half of it.
    Letter,
}

/// Looks of all outputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    /// By job.
    pub colours: Colours,
    /// Bytes of the TrueType font for text.
    pub regular: Arc<[u8]>,
    /// Bytes of the TrueType font for headings and figures.
    pub bold: Arc<[u8]>,
    /// Font that workbooks name (not embedded there; a font everybody has).
    pub workbook_font: String,
    /// Of the PDFs.
    pub paper: PaperSize,
    /// The word in the box of pages that may still change.
    pub draft_mark: String,
    /// Drawn at the head of every page of the PDFs, in the place of a plain mark.
    pub logo: Option<Logo>,
}

/// A picture of the company's, already on the colour of the paper.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Logo {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Red, green and blue of each pixel, row by row.
    pub pixels: Arc<[u8]>,
}
