//! Looks of cells: each mark is the cell's own look with another background, so that numbers and dates show as before.

use super::{
    NotCopied,
    xml::{Edits, Element, Root, elements, with_attribute},
};
use crate::model::{
    finding::Severity,
    theme::{Colour, Theme},
};
use std::collections::BTreeMap;

const ORDER: [&str; 11] = [
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
];

/// Styles of a workbook that has none.
pub(super) const NONE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<styleSheet \
    xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><fonts count=\"1\"><font><sz val=\"11\"/>\
    <name val=\"Calibri\"/><family val=\"2\"/></font></fonts><fills count=\"2\"><fill><patternFill \
    patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills><borders count=\"1\">\
    <border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count=\"1\"><xf numFmtId=\"0\" \
    fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs><cellXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" \
    fillId=\"0\" borderId=\"0\" xfId=\"0\"/></cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" \
    builtinId=\"0\"/></cellStyles></styleSheet>";

/// The styles part with what is added to it.
pub(super) struct Styles {
    text: String,
    fonts: Collection,
    fills: Collection,
    borders: Collection,
    formats: Collection,
    /// Formats of marks by own format and severity.
    marks: BTreeMap<(u32, Severity), u32>,
    mark_fills: BTreeMap<Severity, u32>,
    ink: Colour,
    theme: Theme,
}

/// A list of the part: what it has, and what is new.
struct Collection {
    name: &'static str,
    had: Vec<String>,
    new: Vec<String>,
}

impl Collection {
    /// A list that is missing, because nothing had a look of its own, begins as that of a workbook without styles.
    fn of(text: &str, root: &Root, name: &'static str) -> Result<Self, NotCopied> {
        let Some(list) = root.child(name) else {
            if !root.element.prefix().is_empty() {
                return Err(NotCopied::Broken);
            }
            let none = Root::of(NONE)?;
            let new = Collection::of(NONE, &none, name)?.had;
            return Ok(Collection { name, had: Vec::new(), new });
        };
        let had = elements(text, list.inner.clone())?.iter().map(|item| text[item.whole.clone()].to_owned()).collect();
        Ok(Collection { name, had, new: Vec::new() })
    }

    fn get(&self, index: u32) -> Option<&str> {
        let index = index as usize;
        self.had.get(index).or_else(|| self.new.get(index.checked_sub(self.had.len())?)).map(String::as_str)
    }

    /// The index of an item, which is added if it is not there.
    fn add(&mut self, item: String) -> u32 {
        let known = self.had.iter().chain(&self.new).position(|known| *known == item);
        known.unwrap_or_else(|| {
            self.new.push(item);
            self.had.len() + self.new.len() - 1
        }) as u32
    }

    fn write(&self, root: &Root, edits: &mut Edits) {
        if self.new.is_empty() {
            return;
        }
        let (count, new) = ((self.had.len() + self.new.len()).to_string(), self.new.concat());
        match root.child(self.name) {
            Some(list) if list.is_closed() => edits.append(list, &new),
            Some(list) => {
                edits.replace(list.tag_range(), with_attribute(list.tag, "count", Some(&count)));
                edits.insert(list.inner.end, new);
            }
            None => {
                let (prefix, name) = (root.element.prefix(), self.name);
                let list = format!("<{prefix}{name} count=\"{count}\">{new}</{prefix}{name}>");
                edits.insert(root.place_of(name, &ORDER), list);
            }
        }
    }
}

/// A look of a cell of the list.
#[derive(Clone, Copy, Default)]
pub(super) struct Look {
    pub(super) is_bold: bool,
    /// Points; 0 is the size of ordinary text.
    pub(super) size: u8,
    pub(super) colour: Option<Colour>,
    pub(super) is_link: bool,
    pub(super) background: Option<Colour>,
    pub(super) is_ruled: bool,
    pub(super) wraps: bool,
}

impl Styles {
    pub(super) fn read(text: String, theme: &Theme) -> Result<Self, NotCopied> {
        let root = Root::of(&text)?;
        let [fonts, fills, borders, formats] =
            ["fonts", "fills", "borders", "cellXfs"].map(|name| Collection::of(&text, &root, name));
        let (fonts, fills, borders, formats) = (fonts?, fills?, borders?, formats?);
        Ok(Styles {
            fonts,
            fills,
            borders,
            formats,
            marks: BTreeMap::new(),
            mark_fills: BTreeMap::new(),
            ink: theme.colours.ink,
            theme: theme.clone(),
            text,
        })
    }

    /// The format of a marked cell whose own format is `own`.
    pub(super) fn marked(&mut self, own: u32, severity: Severity) -> Result<u32, NotCopied> {
        if let Some(found) = self.marks.get(&(own, severity)) {
            return Ok(*found);
        }
        let fill = match self.mark_fills.get(&severity) {
            Some(fill) => *fill,
            None => {
                let fill = self.fill(background(&self.theme, severity))?;
                self.mark_fills.insert(severity, fill);
                fill
            }
        };
        let plain = format!("<{}xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>", self.prefix()?);
        let format = self.formats.get(own).unwrap_or(&plain).to_owned();
        let tag = first_tag(&format)?;
        let mut marked = with_attribute(tag.tag, "fillId", Some(&fill.to_string()));
        marked = with_attribute(&marked, "applyFill", Some("1"));
        // White words on a dark background would be lost on the light one of the mark.
        if tag.number("fillId").unwrap_or(0) > 1 {
            let font = self.inked(tag.number("fontId").unwrap_or(0))?;
            marked = with_attribute(&marked, "fontId", Some(&font.to_string()));
            marked = with_attribute(&marked, "applyFont", Some("1"));
        }
        let rest = &format[tag.tag.len()..];
        let index = self.formats.add(format!("{marked}{rest}"));
        self.marks.insert((own, severity), index);
        Ok(index)
    }

    /// The same font in the colour of ink.
    fn inked(&mut self, font: u32) -> Result<u32, NotCopied> {
        let Some(own) = self.fonts.get(font).map(str::to_owned) else { return Ok(0) };
        let root = Root::of(&own)?;
        let Some(colour) = root.child("color") else { return Ok(font) };
        let mut edits = Edits::default();
        edits.replace(colour.whole.clone(), format!("<{}color rgb=\"{}\"/>", colour.prefix(), argb(self.ink)));
        let inked = edits.apply(&own)?;
        Ok(self.fonts.add(inked))
    }

    /// Indices of fills that formats have.
    pub(super) fn fill_of(&self, format: u32) -> Option<u32> {
        first_tag(self.formats.get(format)?).ok()?.number("fillId")
    }

    /// A format without its background.
    pub(super) fn without_fill(&mut self, format: u32) -> Result<u32, NotCopied> {
        let Some(own) = self.formats.get(format).map(str::to_owned) else { return Ok(0) };
        let tag = first_tag(&own)?;
        let bare = with_attribute(tag.tag, "fillId", Some("0"));
        let rest = own[tag.tag.len()..].to_owned();
        Ok(self.formats.add(format!("{bare}{rest}")))
    }

    /// The format of a cell of the list.
    pub(super) fn look(&mut self, look: Look) -> Result<u32, NotCopied> {
        let p = self.prefix()?;
        let colours = &self.theme.colours;
        let colour = argb(look.colour.unwrap_or(colours.ink));
        let rule = argb(colours.rule);
        let size = if look.size == 0 { 11 } else { look.size };
        let bold = if look.is_bold { format!("<{p}b/>") } else { String::new() };
        let line = if look.is_link { format!("<{p}u/>") } else { String::new() };
        let name = super::xml::escaped(&self.theme.workbook_font);
        let font = format!(
            "<{p}font>{bold}{line}<{p}sz val=\"{size}\"/><{p}color rgb=\"{colour}\"/><{p}name val=\"{name}\"/>\
             <{p}family val=\"2\"/></{p}font>"
        );
        let font = self.fonts.add(font);
        let fill = match look.background {
            Some(colour) => self.fill(colour)?,
            None => 0,
        };
        let border = if look.is_ruled {
            self.borders.add(format!(
                "<{p}border><{p}left/><{p}right/><{p}top/><{p}bottom style=\"thin\"><{p}color rgb=\"{rule}\"/>\
                 </{p}bottom><{p}diagonal/></{p}border>"
            ))
        } else {
            0
        };
        let wrap = if look.wraps { " wrapText=\"1\"" } else { "" };
        let indent = if look.is_ruled { " horizontal=\"left\" indent=\"1\"" } else { "" };
        Ok(self.formats.add(format!(
            "<{p}xf numFmtId=\"49\" fontId=\"{font}\" fillId=\"{fill}\" borderId=\"{border}\" xfId=\"0\" \
             applyNumberFormat=\"1\" applyFont=\"1\" applyFill=\"1\" applyBorder=\"1\" applyAlignment=\"1\">\
             <{p}alignment vertical=\"top\"{wrap}{indent}/></{p}xf>"
        )))
    }

    fn fill(&mut self, colour: Colour) -> Result<u32, NotCopied> {
        let p = self.prefix()?;
        Ok(self.fills.add(format!(
            "<{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor rgb=\"{}\"/><{p}bgColor indexed=\"64\"/>\
             </{p}patternFill></{p}fill>",
            argb(colour)
        )))
    }

    fn prefix(&self) -> Result<String, NotCopied> {
        Ok(Root::of(&self.text)?.element.prefix().to_owned())
    }

    /// The part with everything that was added.
    pub(super) fn write(&self) -> Result<String, NotCopied> {
        let root = Root::of(&self.text)?;
        let mut edits = Edits::default();
        for list in [&self.fonts, &self.fills, &self.borders, &self.formats] {
            list.write(&root, &mut edits);
        }
        edits.apply(&self.text)
    }
}

fn first_tag(item: &str) -> Result<Element<'_>, NotCopied> {
    elements(item, 0..item.len())?.into_iter().next().ok_or(NotCopied::Broken)
}

/// The background of a severity: its colour of the theme at full brightness, thinned with paper. Noted is the lightest.
pub(super) fn background(theme: &Theme, severity: Severity) -> Colour {
    let colours = &theme.colours;
    let (colour, share) = match severity {
        Severity::Refused | Severity::SetAside => (colours.bad, 0.36),
        Severity::Rejected => (colours.warn, 0.36),
        Severity::Noted => (colours.muted, 0.40),
    };
    let brightest = f64::from(colour.0.max(colour.1).max(colour.2).max(1));
    let thinned = |part: u8, paper: u8| {
        let bright = f64::from(part) * 255.0 / brightest;
        (bright * share + f64::from(paper) * (1.0 - share)).round() as u8
    };
    let paper = colours.paper;
    Colour(thinned(colour.0, paper.0), thinned(colour.1, paper.1), thinned(colour.2, paper.2))
}

/// `FF1B2733`.
fn argb(colour: Colour) -> String {
    format!("FF{:02X}{:02X}{:02X}", colour.0, colour.1, colour.2)
}
