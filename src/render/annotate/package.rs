//! The zip file that a workbook is: parts are read as they are asked for, and those nobody changed are copied as the
//! compressed bytes they came as.

use super::{
    NotCopied,
    xml::{Edits, Element, Root, escaped, with_attribute},
};
use crate::{model::limits::Limits, render::xlsx::COMPRESSION};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Read, Write},
};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

const CONTENT_TYPES: &str = "[Content_Types].xml";

/// A workbook that is being given marks.
pub struct Package<'a> {
    archive: ZipArchive<Cursor<Cow<'a, [u8]>>>,
    /// Where each part stands in the archive, by its name in small letters.
    index: BTreeMap<String, usize>,
    /// By name in small letters: the name, and new content or nothing for a part that is left out.
    changed: BTreeMap<String, (String, Option<Vec<u8>>)>,
    /// Content types to say, in the same way; nothing for a part that is left out.
    declared: BTreeMap<String, (String, Option<&'static str>)>,
    /// Bytes that may still be unpacked.
    left: u64,
    /// Names that sheets had to be given because Excel allows no others: (as asked, as given).
    pub(super) renamed: Vec<(String, String)>,
}

/// A relation of a part to another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Relation {
    pub(super) id: String,
    /// The last word of its type, `worksheet`.
    pub(super) kind: String,
    /// The part it leads to; an address outside for an external one.
    pub(super) target: String,
}

impl<'a> Package<'a> {
    /// Opens a file that should be an .xlsx or .xlsm package. Errors: it is none, or too much would come out of it.
    pub(super) fn open(bytes: Cow<'a, [u8]>, limits: &Limits) -> Result<Self, NotCopied> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| NotCopied::Broken)?;
        let mut index = BTreeMap::new();
        for place in 0..archive.len() {
            let Some(Ok(name)) = archive.name_for_index(place) else { return Err(NotCopied::Broken) };
            if index.insert(plain(&name), place).is_some() {
                return Err(NotCopied::Broken);
            }
        }
        let left = limits.max_inflated_bytes;
        let (changed, declared) = (BTreeMap::new(), BTreeMap::new());
        let package = Package { archive, index, changed, declared, left, renamed: Vec::new() };
        if package.has(CONTENT_TYPES) { Ok(package) } else { Err(NotCopied::Broken) }
    }

    /// Is there such a part?
    pub(super) fn has(&self, name: &str) -> bool {
        match self.changed.get(&plain(name)) {
            Some((_, content)) => content.is_some(),
            None => self.index.contains_key(&plain(name)),
        }
    }

    /// A part as text. Errors: it is not there, no UTF-8, or too large.
    pub(super) fn text(&mut self, name: &str) -> Result<String, NotCopied> {
        if let Some((_, content)) = self.changed.get(&plain(name)) {
            let bytes = content.clone().ok_or(NotCopied::Broken)?;
            return String::from_utf8(bytes).map_err(|_| NotCopied::Broken);
        }
        let place = *self.index.get(&plain(name)).ok_or(NotCopied::Broken)?;
        let mut bytes = Vec::new();
        let part = self.archive.by_index(place).map_err(|_| NotCopied::Broken)?;
        part.take(self.left.saturating_add(1)).read_to_end(&mut bytes).map_err(|_| NotCopied::Broken)?;
        self.left = self.left.checked_sub(bytes.len() as u64).ok_or(NotCopied::TooLarge)?;
        String::from_utf8(bytes).map_err(|_| NotCopied::Broken)
    }

    /// Puts a part in the place of the one of that name, or adds it.
    pub(super) fn put(&mut self, name: &str, text: String) {
        self.changed.insert(plain(name), (name.to_owned(), Some(text.into_bytes())));
    }

    /// Adds a part of a kind that the package has to declare.
    pub(super) fn add(&mut self, name: &str, content_type: &'static str, text: String) {
        self.put(name, text);
        self.declare(name, content_type);
    }

    /// Says what a part is.
    pub(super) fn declare(&mut self, name: &str, content_type: &'static str) {
        self.declared.insert(plain(name), (name.to_owned(), Some(content_type)));
    }

    /// Leaves a part out, with what it says of its relations.
    pub(super) fn remove(&mut self, name: &str) {
        for part in [name.to_owned(), relations_of(name)] {
            self.changed.insert(plain(&part), (part.clone(), None));
            self.declared.insert(plain(&part), (part, None));
        }
    }

    /// The first of `start1end`, `start2end`, … that no part is called.
    pub(super) fn free_name(&self, start: &str, end: &str) -> String {
        (1_u32..).map(|number| format!("{start}{number}{end}")).find(|name| !self.has(name)).unwrap_or_default()
    }

    /// Names of the parts below a folder, in small letters.
    pub(super) fn names_below(&self, folder: &str) -> Vec<String> {
        let all: BTreeSet<&String> = self.index.keys().chain(self.changed.keys()).collect();
        all.into_iter().filter(|name| name.starts_with(folder) && self.has(name)).cloned().collect()
    }

    /// What a part (or the package, for "") is related to.
    pub(super) fn relations(&mut self, part: &str) -> Result<Vec<Relation>, NotCopied> {
        let name = relations_of(part);
        if !self.has(&name) {
            return Ok(Vec::new());
        }
        let text = self.text(&name)?;
        Ok(Root::of(&text)?.children.iter().filter_map(|child| relation(part, child)).collect())
    }

    /// Adds a relation and gives its id. `kind` is the whole type.
    pub(super) fn relate(&mut self, part: &str, kind: &str, target: &str) -> Result<String, NotCopied> {
        const EMPTY: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships \
            xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>";
        let taken = self.relations(part)?;
        let id = (1_u32..)
            .map(|number| format!("rId{number}"))
            .find(|id| taken.iter().all(|relation| relation.id != *id))
            .unwrap_or_default();
        let name = relations_of(part);
        let text = if self.has(&name) { self.text(&name)? } else { EMPTY.to_owned() };
        let root = Root::of(&text)?.element;
        let mut edits = Edits::default();
        let (prefix, target) = (root.prefix(), escaped(target));
        let entry = format!("<{prefix}Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"/{target}\"/>");
        edits.append(&root, &entry);
        let text = edits.apply(&text)?;
        self.put(&name, text);
        Ok(id)
    }

    /// Takes relations out whose kind is one of these.
    pub(super) fn unrelate(&mut self, part: &str, kinds: &[&str]) -> Result<Vec<Relation>, NotCopied> {
        let gone: Vec<Relation> =
            self.relations(part)?.into_iter().filter(|relation| kinds.contains(&relation.kind.as_str())).collect();
        if gone.is_empty() {
            return Ok(gone);
        }
        let name = relations_of(part);
        let text = self.text(&name)?;
        let mut edits = Edits::default();
        for child in Root::of(&text)?.children {
            if relation(part, &child).is_some_and(|relation| gone.contains(&relation)) {
                edits.replace(child.whole, "");
            }
        }
        let text = edits.apply(&text)?;
        self.put(&name, text);
        Ok(gone)
    }

    /// The workbook with its changes as a file: parts in their order, new ones behind them.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, NotCopied> {
        self.write_content_types()?;
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let mut changed = self.changed;
        for place in 0..self.archive.len() {
            let Some(Ok(name)) = self.archive.name_for_index(place) else { return Err(NotCopied::Broken) };
            let name = name.into_owned();
            if name.ends_with('/') {
                continue;
            }
            match changed.remove(&plain(&name)) {
                Some((_, None)) => {}
                Some((_, Some(content))) => write_part(&mut zip, &name, &content)?,
                None => {
                    let part = self.archive.by_index_raw(place).map_err(|_| NotCopied::Broken)?;
                    zip.raw_copy_file(part).map_err(|_| NotCopied::Broken)?;
                }
            }
        }
        for (name, content) in changed.into_values() {
            if let Some(content) = content {
                write_part(&mut zip, &name, &content)?;
            }
        }
        Ok(zip.finish().map_err(|_| NotCopied::Broken)?.into_inner())
    }

    fn write_content_types(&mut self) -> Result<(), NotCopied> {
        let text = self.text(CONTENT_TYPES)?;
        let root = Root::of(&text)?;
        let mut edits = Edits::default();
        let mut declared = self.declared.clone();
        for child in &root.children {
            if child.local() == "Default"
                && child.attribute("ContentType").is_some_and(|kind| kind.ends_with("vbaProject"))
            {
                edits.replace(child.whole.clone(), "");
            }
            let Some(part) = child.attribute("PartName").map(|name| plain(&name)) else { continue };
            match declared.remove(&part).map(|(_, kind)| kind) {
                Some(Some(kind)) => {
                    edits.replace(child.tag_range(), with_attribute(child.tag, "ContentType", Some(kind)))
                }
                Some(None) => edits.replace(child.whole.clone(), ""),
                None => {}
            }
        }
        let prefix = root.element.prefix();
        let news: String = declared
            .values()
            .filter_map(|(part, kind)| kind.map(|kind| (escaped(part), kind)))
            .map(|(part, kind)| format!("<{prefix}Override PartName=\"/{part}\" ContentType=\"{kind}\"/>"))
            .collect();
        edits.append(&root.element, &news);
        let text = edits.apply(&text)?;
        self.put(CONTENT_TYPES, text);
        Ok(())
    }
}

fn write_part(zip: &mut ZipWriter<Cursor<Vec<u8>>>, name: &str, content: &[u8]) -> Result<(), NotCopied> {
    let options = SimpleFileOptions::default().compression_level(Some(COMPRESSION));
    zip.start_file(name, options).map_err(|_| NotCopied::Broken)?;
    zip.write_all(content).map_err(|_| NotCopied::Broken)
}

fn relation(part: &str, element: &Element) -> Option<Relation> {
    let target = element.attribute("Target")?;
    let is_external = element.attribute("TargetMode").is_some_and(|mode| mode == "External");
    Some(Relation {
        id: element.attribute("Id")?.into_owned(),
        kind: element.attribute("Type")?.rsplit('/').next().unwrap_or_default().to_owned(),
        target: if is_external { target.into_owned() } else { resolved(part, &target) },
    })
}

/// `xl/_rels/workbook.xml.rels` for `xl/workbook.xml`.
fn relations_of(part: &str) -> String {
    let (folder, file) = part.rsplit_once('/').map_or(("", part), |(folder, file)| (folder, file));
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{slash}_rels/{file}.rels")
}

/// The part that a target leads to, seen from the part that names it.
fn resolved(part: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut steps: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => part.rsplit_once('/').map_or(Vec::new(), |(folder, _)| folder.split('/').collect()),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// A part's name as it is compared: without a leading slash, in small letters.
fn plain(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found_from_where_they_are_named() {
        assert_eq!(relations_of("xl/workbook.xml"), "xl/_rels/workbook.xml.rels");
        assert_eq!(relations_of(""), "_rels/.rels");
        assert_eq!(resolved("xl/workbook.xml", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolved("xl/worksheets/sheet1.xml", "../comments1.xml"), "xl/comments1.xml");
        assert_eq!(resolved("xl/workbook.xml", "/xl/styles.xml"), "xl/styles.xml");
        assert_eq!(resolved("", "xl/workbook.xml"), "xl/workbook.xml");
    }
}
