//! The list of sheets in a package of Excel, without entries that lead nowhere: the library reads no workbook that has one.

use super::parts::{self, path_of};
use quick_xml::{Reader, events::Event};
use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};
use zip::ZipArchive;

/// The part that lists the sheets.
pub(super) const LIST: &str = "xl/workbook.xml";

/// What the library takes for a sheet, by the last word of the relation's type.
const READ: [&str; 3] = ["worksheet", "chartsheet", "dialogsheet"];

/// The list of sheets without entries whose relation is missing, leads to no part, or to a sheet of macros; none where all
/// are right. Parts of more than `most` bytes are left as they are.
pub(super) fn without_leftovers(archive: &mut ZipArchive<Cursor<&[u8]>>, most: u64) -> Option<String> {
    let list = text_of(archive, LIST, most)?;
    let relations = text_of(archive, "xl/_rels/workbook.xml.rels", most)?;
    let relations = relations.as_bytes();
    let targets: BTreeMap<String, String> = pairs(relations, "Target");
    let types: BTreeMap<String, String> = pairs(relations, "Type");
    let leads_to_sheet = |id: &str| {
        let kind = types.get(id).and_then(|kind| kind.rsplit('/').next());
        let target = targets.get(id).map(|target| path_of(target));
        kind.is_some_and(|kind| READ.contains(&kind)) && target.is_some_and(|target| has_part(archive, &target))
    };
    let (kept, left, cut) = with_sheets(&list, leads_to_sheet);
    (left > 0 && cut > 0).then_some(kept)
}

fn pairs(relations: &[u8], attribute: &str) -> BTreeMap<String, String> {
    parts::elements(relations, "Relationship", ["Id", attribute]).into_iter().map(|[id, value]| (id, value)).collect()
}

fn has_part(archive: &ZipArchive<Cursor<&[u8]>>, path: &str) -> bool {
    archive.file_names().filter_map(Result::ok).any(|name| name.replace('\\', "/").eq_ignore_ascii_case(path))
}

fn text_of(archive: &mut ZipArchive<Cursor<&[u8]>>, path: &str, most: u64) -> Option<String> {
    let index = (0..archive.len()).find(|index| {
        let entry = archive.by_index_raw(*index).ok();
        entry.and_then(|entry| entry.name().ok().map(|name| name.eq_ignore_ascii_case(path))).unwrap_or(false)
    })?;
    let entry = archive.by_index(index).ok()?;
    let mut text = String::new();
    entry.take(most).read_to_string(&mut text).ok()?;
    Some(text)
}

/// The list with those of its sheets only whose relation is right; how many these are, and how many others.
fn with_sheets(list: &str, is_right: impl Fn(&str) -> bool) -> (String, usize, usize) {
    let mut kept = String::with_capacity(list.len());
    let (mut left, mut cut) = (0, 0);
    let mut rest = list;
    while let Some(start) = next_sheet(rest) {
        let Some(length) = rest[start..].find('>') else { break };
        let element = &rest[start..start + length + 1];
        kept.push_str(&rest[..start]);
        if relation_of(element).is_some_and(|id| is_right(&id)) {
            kept.push_str(element);
            left += 1;
        } else {
            cut += 1;
        }
        rest = &rest[start + length + 1..];
    }
    (kept + rest, left, cut)
}

/// The relation that an element names; none if it names none.
fn relation_of(element: &str) -> Option<String> {
    let mut reader = Reader::from_str(element);
    match reader.read_event() {
        Ok(Event::Start(open) | Event::Empty(open)) => parts::attribute(&open, "id"),
        _ => None,
    }
}

/// Where the next element `sheet` begins, with or without a prefix; not `sheets`.
fn next_sheet(text: &str) -> Option<usize> {
    text.match_indices("sheet ").find_map(|(place, _)| {
        let open = text[..place].rfind('<')?;
        let between = &text[open + 1..place];
        let is_prefix = between.is_empty() || (between.ends_with(':') && between.len() < 20 && !between.contains(' '));
        is_prefix.then_some(open)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_cut_out_by_their_relation() {
        let list = "<x:sheets><x:sheet name=\"A\" r:id=\"rId1\"/><x:sheet name=\"M\" r:id=\"rId9\" /></x:sheets>";
        let kept = "<x:sheets><x:sheet name=\"A\" r:id=\"rId1\"/></x:sheets>".to_owned();
        assert_eq!(with_sheets(list, |id| id == "rId1"), (kept, 1, 1));
        // rId1 is no beginning of rId10; what names no relation leads nowhere.
        let list = "<sheet name=\"A\" id='rId10'/><sheet name=\"B\" id='rId1'/><sheet name=\"C\" sheetId=\"3\"/>";
        let kept = "<sheet name=\"A\" id='rId10'/>".to_owned();
        assert_eq!(with_sheets(list, |id| id == "rId10"), (kept, 1, 2));
    }
}
