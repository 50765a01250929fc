//! Fonts: parsed once, shared by every report. Which characters they draw and how wide.

use super::PdfError;
use crate::model::theme::Theme;
use std::{collections::BTreeMap, ops::RangeInclusive, sync::Arc};
use ttf_parser::Face;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Drawn for a character that a font lacks: a box that everybody sees, in the first of these the font has.
const SUBSTITUTES: [char; 3] = ['\u{25a1}', '\u{fffd}', '?'];

/// Which of the two fonts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weight {
    /// Text.
    Regular,
    /// Headings and figures.
    Bold,
}

/// A drawing of a character inside a font.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Glyph {
    /// Its number in the font file.
    pub id: u16,
    /// How far it moves the pen, in thousandths of the size.
    pub advance: f32,
}

/// Measures a PDF font descriptor wants, in thousandths of the size.
#[derive(Clone, Debug)]
pub struct Metrics {
    /// PostScript name.
    pub name: String,
    /// Highest reach above the base line.
    pub ascent: f32,
    /// Lowest reach below it, negative.
    pub descent: f32,
    /// Height of capitals.
    pub cap_height: f32,
    /// Left, bottom, right, top around all glyphs.
    pub bounds: [f32; 4],
    /// OS/2 weight, 400 or 700.
    pub weight: u16,
}

/// One font file.
#[derive(Debug)]
pub struct Font {
    /// The file, without its table of names.
    pub bytes: Arc<[u8]>,
    /// For its descriptor.
    pub metrics: Metrics,
    glyphs: BTreeMap<char, Glyph>,
    substitute: Glyph,
    /// Those of ASCII by their codes: most letters of a text, and each is measured many times.
    plain: [Glyph; 128],
}

impl Font {
    fn parse(bytes: &Arc<[u8]>, role: &'static str) -> Result<Font, PdfError> {
        let unusable = |reason: String| PdfError { font: role, reason };
        let face = Face::parse(bytes, 0).map_err(|error| unusable(error.to_string()))?;
        if face.tables().glyf.is_none() {
            return Err(unusable("it has no TrueType outlines".into()));
        }
        let glyphs = glyphs(&face);
        let substitute = SUBSTITUTES.iter().find_map(|character| glyphs.get(character)).copied();
        let substitute = substitute.ok_or_else(|| unusable("it has no Unicode characters".into()))?;
        let plain = std::array::from_fn(|code| glyphs.get(&char::from(code as u8)).copied().unwrap_or(substitute));
        let bytes = without_names(bytes);
        // Cut once with every glyph, so that no report can meet a broken one.
        let every: Vec<u16> = glyphs.values().map(|glyph| glyph.id).collect();
        subsetter::subset(&bytes, 0, &subsetter::GlyphRemapper::new_from_glyphs(&every))
            .map_err(|error| unusable(error.to_string()))?;
        Ok(Font { bytes, metrics: metrics(&face), glyphs, substitute, plain })
    }

    /// The glyph of a character, or the visible substitute.
    pub fn glyph(&self, character: char) -> Glyph {
        match self.plain.get(character as usize) {
            Some(glyph) => *glyph,
            None => self.glyphs.get(&character).copied().unwrap_or(self.substitute),
        }
    }
}

/// The font without its table of names: 9 kB of licence text that would be in every document, and is beside the fonts.
fn without_names(bytes: &Arc<[u8]>) -> Arc<[u8]> {
    const DIRECTORY: usize = 12;
    const RECORD: usize = 16;
    let count = bytes.get(4..6).map_or(0, |count| usize::from(u16::from_be_bytes([count[0], count[1]])));
    let tag = |place: usize| bytes.get(DIRECTORY + RECORD * place..DIRECTORY + RECORD * place + 4);
    let Some(found) = (0..count).find(|place| tag(*place) == Some(b"name")) else { return Arc::clone(bytes) };
    // Records hold places in the whole file, so the tables themselves stay where they are.
    let mut kept = bytes.to_vec();
    kept[4..6].copy_from_slice(&((count - 1) as u16).to_be_bytes());
    kept.copy_within(DIRECTORY + RECORD * (found + 1)..DIRECTORY + RECORD * count, DIRECTORY + RECORD * found);
    kept.into()
}

fn glyphs(face: &Face<'_>) -> BTreeMap<char, Glyph> {
    let mut glyphs = BTreeMap::new();
    let scale = 1000.0 / f32::from(face.units_per_em());
    for subtable in face.tables().cmap.iter().flat_map(|cmap| cmap.subtables).filter(|table| table.is_unicode()) {
        subtable.codepoints(|code| {
            let found = char::from_u32(code).filter(|character| !character.is_control());
            if let (Some(character), Some(id)) = (found, subtable.glyph_index(code)) {
                let advance = f32::from(face.glyph_hor_advance(id).unwrap_or(0)) * scale;
                glyphs.insert(character, Glyph { id: id.0, advance });
            }
        });
    }
    glyphs
}

fn metrics(face: &Face<'_>) -> Metrics {
    let scale = |value: i16| f32::from(value) * 1000.0 / f32::from(face.units_per_em());
    let bounds = face.global_bounding_box();
    let name = face.names().into_iter().find(|name| name.name_id == ttf_parser::name_id::POST_SCRIPT_NAME);
    let name = name.and_then(|name| name.to_string()).unwrap_or_default();
    let name: String =
        name.chars().filter(|character| character.is_ascii_alphanumeric() || *character == '-').collect();
    Metrics {
        name: if name.is_empty() { "Font".into() } else { name },
        ascent: scale(face.ascender()),
        descent: scale(face.descender()),
        cap_height: scale(face.capital_height().unwrap_or(face.ascender())),
        bounds: [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(scale),
        weight: face.weight().to_number(),
    }
}

/// The two fonts of a theme, parsed once and shared between reports and threads.
#[derive(Debug)]
pub struct Fonts {
    regular: Font,
    bold: Font,
}

impl Fonts {
    /// Reads the fonts of a theme.
    pub fn load(theme: &Theme) -> Result<Fonts, PdfError> {
        Ok(Fonts { regular: Font::parse(&theme.regular, "regular")?, bold: Font::parse(&theme.bold, "bold")? })
    }

    /// The font of a weight.
    pub fn font(&self, weight: Weight) -> &Font {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// The characters both fonts can draw, as ascending ranges of code points.
    pub fn printable(&self) -> Vec<RangeInclusive<u32>> {
        let mut ranges: Vec<RangeInclusive<u32>> = Vec::new();
        let both = self.regular.glyphs.keys().filter(|character| self.bold.glyphs.contains_key(character));
        for code in both.map(|character| u32::from(*character)) {
            match ranges.last_mut() {
                Some(last) if last.end() + 1 == code => *last = *last.start()..=code,
                Some(_) | None => ranges.push(code..=code),
            }
        }
        ranges
    }

    /// Width of text in points.
    pub fn width_pt(&self, text: &str, weight: Weight, size_pt: f32) -> f32 {
        let font = self.font(weight);
        let mut width = 0.0;
        drawn(text, |character| width += font.glyph(character).advance);
        width * size_pt / 1000.0
    }
}

/// Hands over the characters of a text as they are drawn: composed, white space as spaces, invisible marks left out.
pub fn drawn(text: &str, mut take: impl FnMut(char)) {
    let mut visible = |character: char| match character {
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => {}
        character if character.is_control() || character == '\u{2028}' || character == '\u{2029}' => take(' '),
        character => take(character),
    };
    if text.is_ascii() {
        return text.chars().for_each(visible);
    }
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text.chars().for_each(&mut visible),
        IsNormalized::No | IsNormalized::Maybe => text.nfc().for_each(&mut visible),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::pdf::tests::{fonts, theme};

    #[test]
    fn digits_stand_under_digits() {
        for weight in [Weight::Regular, Weight::Bold] {
            let widths: Vec<f32> =
                ('0'..='9').map(|digit| fonts().width_pt(&digit.to_string(), weight, 10.0)).collect();
            assert!(widths.iter().all(|width| *width == widths[0]), "{weight:?} {widths:?}");
        }
    }

    #[test]
    fn printable_has_names_of_europe_and_no_hebrew() {
        let ranges = fonts().printable();
        let has = |character: char| ranges.iter().any(|range| range.contains(&u32::from(character)));
        assert!("Łucja Żak Håkon İnês Yılmaz ȘțőűЖΩ€−\u{202f}\u{a0}".chars().all(has));
        assert!(!has('א') && !has('漢') && !has('\n'));
        assert!(ranges.windows(2).all(|pair| *pair[0].end() + 1 < *pair[1].start()));
    }

    #[test]
    fn composed_and_decomposed_letters_are_drawn_alike() {
        let mut seen = String::new();
        drawn("e\u{301}\u{200b}\t\u{feff}x", |character| seen.push(character));
        assert_eq!(seen, "é x");
    }

    #[test]
    fn what_is_no_font_is_refused_by_name() {
        let mut broken = theme();
        broken.bold = Arc::from(&b"not a font"[..]);
        assert_eq!(Fonts::load(&broken).unwrap_err().font, "bold");
    }
}
