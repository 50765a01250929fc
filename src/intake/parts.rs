//! Which part of a package of Excel holds which sheet.

use super::package::Package;
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

/// The parts of the sheets by the sheets' names. What cannot be told is missing: the sheet is read all the same, only
/// what its layout hides is not known.
pub(super) struct SheetParts<'a> {
    package: &'a Package,
    /// Names of sheets, paths and bytes of their parts.
    parts: Vec<(String, String, &'a [u8])>,
}

impl<'a> SheetParts<'a> {
    /// Of a workbook in XML, as its list of sheets and its relations say.
    pub(super) fn of(package: &'a Package) -> Self {
        let sheets = elements(package.part("xl/workbook.xml").unwrap_or_default(), "sheet", ["name", "id"]);
        let relations =
            elements(package.part("xl/_rels/workbook.xml.rels").unwrap_or_default(), "Relationship", ["Id", "Target"]);
        let find = |[name, id]: [String; 2]| {
            let [_, target] = relations.iter().find(|[relation, _]| *relation == id)?;
            let path = path_of(target);
            let part = package.part(&path)?;
            Some((name, path, part))
        };
        SheetParts { package, parts: sheets.into_iter().filter_map(find).collect() }
    }

    /// The part of a sheet.
    pub(super) fn find(&self, name: &str) -> Option<&'a [u8]> {
        self.parts.iter().find(|(known, ..)| known == name).map(|(.., part)| *part)
    }

    /// The part with the notes at the cells of a sheet.
    pub(super) fn notes(&self, name: &str) -> Option<&'a [u8]> {
        let (_, path, _) = self.parts.iter().find(|(known, ..)| known == name)?;
        let (folder, file) = path.rsplit_once('/')?;
        let relations = self.package.part(&format!("{folder}/_rels/{file}.rels"))?;
        let relations = elements(relations, "Relationship", ["Type", "Target"]);
        let [_, target] = relations.iter().find(|[kind, _]| kind.ends_with("/comments"))?;
        self.package.part(&beside(folder, target))
    }
}

/// The target of a relation of `xl/workbook` as a path in the package.
pub(super) fn path_of(target: &str) -> String {
    let target = target.replace('\\', "/");
    match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("xl/{}", target.trim_start_matches("./")),
    }
}

/// A target as a path in the package, seen from a folder of it: `../comments1.xml`.
fn beside(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').collect();
    for part in target.split('/') {
        match part {
            ".." => {
                path.pop();
            }
            "." => {}
            part => path.push(part),
        }
    }
    path.join("/")
}

/// Two attributes of each element of a name; elements that lack one are passed over.
pub(super) fn elements(part: &[u8], element: &str, attributes: [&str; 2]) -> Vec<[String; 2]> {
    let text = String::from_utf8_lossy(part);
    let mut reader = Reader::from_str(&text);
    let mut found = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(open) | Event::Empty(open)) if open.local_name().as_ref() == element => {
                let both = attributes.map(|name| attribute(&open, name));
                if let [Some(first), Some(second)] = both {
                    found.push([first, second]);
                }
            }
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

/// An attribute by its name without prefix, unescaped.
pub(super) fn attribute(element: &BytesStart, name: &str) -> Option<String> {
    let mut all = element.attributes();
    let found = all.with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    quick_xml::escape::unescape(&found.value).ok().map(|text| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_relative_absolute_or_of_windows() {
        assert_eq!(path_of("worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(path_of("/xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(path_of("worksheets\\sheet1.xml"), "xl/worksheets/sheet1.xml");
    }

    #[test]
    fn targets_are_seen_from_the_folder_of_their_part() {
        assert_eq!(beside("xl/worksheets", "../comments1.xml"), "xl/comments1.xml");
        assert_eq!(beside("xl/worksheets", "/xl/notes/n.xml"), "xl/notes/n.xml");
        assert_eq!(beside("xl/worksheets", "n.xml"), "xl/worksheets/n.xml");
    }

    #[test]
    fn attributes_are_found_without_their_prefix() {
        let list = br#"<sheets><sheet name="A &amp; B" sheetId="1" r:id="rId1"/><sheet name="C"/></sheets>"#;
        assert_eq!(elements(list, "sheet", ["name", "id"]), [["A & B".to_owned(), "rId1".to_owned()]]);
    }
}
