//! The list of sheets in a package of Excel, without entries that lead nowhere: the library reads no workbook that has one.

use super::parts::{self, path_of};
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
    let sheets = parts::elements(list.as_bytes(), "sheet", ["name", "id"]);
    let leftovers: Vec<&String> = sheets.iter().map(|[_, id]| id).filter(|id| !leads_to_sheet(id)).collect();
    if leftovers.is_empty() || leftovers.len() == sheets.len() {
        return None;
    }
    Some(without_sheets(&list, &leftovers))
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

/// Cuts out the elements of these relations.
fn without_sheets(list: &str, leftovers: &[&String]) -> String {
    let mut kept = String::with_capacity(list.len());
    let mut rest = list;
    while let Some(start) = next_sheet(rest) {
        let Some(length) = rest[start..].find('>') else { break };
        let element = &rest[start..start + length + 1];
        kept.push_str(&rest[..start]);
        let names =
            |id: &&String| [format!("id=\"{id}\""), format!("id='{id}'")].iter().any(|text| element.contains(text));
        if !leftovers.iter().any(names) {
            kept.push_str(element);
        }
        rest = &rest[start + length + 1..];
    }
    kept + rest
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
        let kept = without_sheets(list, &[&"rId9".to_owned()]);
        assert_eq!(kept, "<x:sheets><x:sheet name=\"A\" r:id=\"rId1\"/></x:sheets>");
        // rId1 is no beginning of rId10.
        let list = "<sheet name=\"A\" id='rId10'/><sheet name=\"B\" id='rId1'/>";
        assert_eq!(without_sheets(list, &[&"rId1".to_owned()]), "<sheet name=\"A\" id='rId10'/>");
    }
}
