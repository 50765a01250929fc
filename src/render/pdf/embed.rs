//! The part of a font that one document shows: a code for each character, a subset of the outlines, a map back to text.

use super::font::{Font, Fonts, Glyph, Weight, drawn};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};
use std::{collections::BTreeMap, fmt::Write};

/// Codes of the characters a document shows in one font. A code stands for a character, not for a glyph, so that text
/// that looks alike (or that the font lacks) can still be copied as it was written.
#[derive(Debug)]
pub struct Embedded<'fonts> {
    font: &'fonts Font,
    codes: BTreeMap<char, u16>,
    /// By code, from 1; code 0 is the font's "not defined".
    shown: Vec<(char, Glyph)>,
}

impl<'fonts> Embedded<'fonts> {
    fn new(font: &'fonts Font) -> Self {
        Embedded { font, codes: BTreeMap::new(), shown: Vec::new() }
    }

    /// The code of a character; the last code is shared should a text have more than 65,534 different ones.
    fn code(&mut self, character: char) -> u16 {
        if let Some(code) = self.codes.get(&character) {
            return *code;
        }
        let Ok(code) = u16::try_from(self.shown.len() + 1) else { return u16::MAX };
        self.shown.push((character, self.font.glyph(character)));
        self.codes.insert(character, code);
        code
    }

    /// The codes of a text.
    pub fn codes(&mut self, text: &str) -> Vec<u16> {
        let mut codes = Vec::with_capacity(text.len());
        drawn(text, |character| codes.push(self.code(character)));
        codes
    }

    /// Adds the font to a document: composite font, descriptor, outlines, widths and the map to Unicode.
    fn add_to(&self, document: &mut Document) -> ObjectId {
        let (outlines, glyph_of_code) = self.subset();
        let metrics = &self.font.metrics;
        let name = Object::Name(format!("{}+{}", subset_tag(&self.shown), metrics.name).into_bytes());
        let length = outlines.len() as i64;
        let file = document.add_object(Stream::new(dictionary! { "Length1" => length }, outlines));
        let descriptor = document.add_object(dictionary! {
            "Type" => "FontDescriptor",
            "FontName" => name.clone(),
            // Symbolic: the codes are our own.
            "Flags" => 4,
            "FontBBox" => metrics.bounds.map(Object::Real).to_vec(),
            "ItalicAngle" => 0,
            "Ascent" => metrics.ascent,
            "Descent" => metrics.descent,
            "CapHeight" => metrics.cap_height,
            "StemV" => i64::from(metrics.weight) / 5,
            "FontFile2" => file,
        });
        let glyph_map = document.add_object(Stream::new(Dictionary::new(), glyph_of_code));
        let to_unicode = document.add_object(Stream::new(Dictionary::new(), self.to_unicode().into_bytes()));
        let widths: Vec<Object> = self.shown.iter().map(|(_, glyph)| glyph.advance.into()).collect();
        let descendant = document.add_object(dictionary! {
            "Type" => "Font",
            "Subtype" => "CIDFontType2",
            "BaseFont" => name.clone(),
            "CIDSystemInfo" => dictionary! {
                "Registry" => Object::String(b"Adobe".to_vec(), StringFormat::Literal),
                "Ordering" => Object::String(b"Identity".to_vec(), StringFormat::Literal),
                "Supplement" => 0,
            },
            "FontDescriptor" => descriptor,
            "W" => vec![1.into(), widths.into()],
            "CIDToGIDMap" => glyph_map,
        });
        document.add_object(dictionary! {
            "Type" => "Font",
            "Subtype" => "Type0",
            "BaseFont" => name,
            "Encoding" => "Identity-H",
            "DescendantFonts" => vec![descendant.into()],
            "ToUnicode" => to_unicode,
        })
    }

    /// The cut-down font file, and for each code the number of its glyph there (two bytes each).
    fn subset(&self) -> (Vec<u8>, Vec<u8>) {
        let mut remapper = subsetter::GlyphRemapper::new();
        let mut glyph_of_code = vec![0, 0];
        for (_, glyph) in &self.shown {
            glyph_of_code.extend(remapper.remap(glyph.id).to_be_bytes());
        }
        let outlines = subsetter::subset(&self.font.bytes, 0, &remapper);
        (outlines.expect("Fonts::load has cut every glyph of this font"), glyph_of_code)
    }

    /// The CMap that leads from codes back to text.
    fn to_unicode(&self) -> String {
        let mut map = String::from(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
             /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
             /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
             1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
        );
        // The format allows 100 lines a block.
        for (block, characters) in self.shown.chunks(100).enumerate() {
            let _ = writeln!(map, "{} beginbfchar", characters.len());
            for (place, (character, _)) in characters.iter().enumerate() {
                let _ = write!(map, "<{:04X}> <", block * 100 + place + 1);
                for unit in character.encode_utf16(&mut [0; 2]) {
                    let _ = write!(map, "{unit:04X}");
                }
                map.push_str(">\n");
            }
            map.push_str("endbfchar\n");
        }
        map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
        map
    }
}

/// Six capitals that name a subset, the same for the same characters.
fn subset_tag(shown: &[(char, Glyph)]) -> String {
    // FNV-1a: short, and fixed for ever, unlike the hashers of the standard library.
    let hash = shown.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, (character, _)| {
        (hash ^ u64::from(u32::from(*character))).wrapping_mul(0x0100_0000_01b3)
    });
    (0..6).map(|place| char::from(b'A' + ((hash >> (8 * place)) % 26) as u8)).collect()
}

/// Both fonts of a document.
#[derive(Debug)]
pub struct Embedding<'fonts> {
    regular: Embedded<'fonts>,
    bold: Embedded<'fonts>,
}

impl<'fonts> Embedding<'fonts> {
    /// Nothing shown yet.
    pub fn new(fonts: &'fonts Fonts) -> Self {
        let embedded = |weight| Embedded::new(fonts.font(weight));
        Embedding { regular: embedded(Weight::Regular), bold: embedded(Weight::Bold) }
    }

    /// The codes of a text in a weight.
    pub fn codes(&mut self, weight: Weight, text: &str) -> Vec<u16> {
        match weight {
            Weight::Regular => self.regular.codes(text),
            Weight::Bold => self.bold.codes(text),
        }
    }

    /// Adds both fonts to a document and returns its table of fonts.
    pub fn add_to(&self, document: &mut Document) -> Dictionary {
        let mut fonts = Dictionary::new();
        for (weight, embedded) in [(Weight::Regular, &self.regular), (Weight::Bold, &self.bold)] {
            if !embedded.shown.is_empty() {
                fonts.set(resource_name(weight), embedded.add_to(document));
            }
        }
        fonts
    }
}

/// The name by which pages call a font.
pub fn resource_name(weight: Weight) -> &'static str {
    match weight {
        Weight::Regular => "Regular",
        Weight::Bold => "Bold",
    }
}
