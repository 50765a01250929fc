//! The workbook part: which sheets there are, and a place in front of them for the list.

use super::{
    NotCopied,
    package::{Package, Relation},
    reference,
    xml::{Edits, Element, Root, escaped, prefixed_attribute, with_attribute},
};
use crate::render::xlsx::names::Names;
use std::collections::BTreeSet;

/// Order of a workbook's parts; what comes later than these is not needed to find a place.
const ORDER: [&str; 10] = [
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "AlternateContent",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
    "definedNames",
];

const MAIN: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
const WORKSHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
const PRINT_TITLES: &str = "_xlnm.Print_Titles";

/// Relations to what can run.
const MACROS: [&str; 2] = ["vbaProject", "attachedToolbars"];
/// Sheets of macros: no workbook without macros may have them.
const MACRO_SHEETS: [&str; 2] = ["xlMacrosheet", "xlIntlMacrosheet"];

/// What is known of the workbook part.
pub(super) struct Book {
    /// Its name.
    pub(super) part: String,
    /// In the workbook's order.
    pub(super) sheets: Vec<SheetEntry>,
    /// What types of relations begin with: ISO's strict workbooks have names of their own.
    pub(super) relation_types: &'static str,
    /// The namespace of sheets and comments.
    pub(super) namespace: &'static str,
}

/// A sheet as the workbook lists it.
pub(super) struct SheetEntry {
    pub(super) name: String,
    pub(super) part: String,
}

impl Book {
    pub(super) fn read(package: &mut Package) -> Result<Self, NotCopied> {
        let part = package
            .relations("")?
            .into_iter()
            .find(|relation| relation.kind == "officeDocument")
            .map(|relation| relation.target)
            .ok_or(NotCopied::Broken)?;
        let relations = package.relations(&part)?;
        if relations.iter().any(|relation| MACRO_SHEETS.contains(&relation.kind.as_str())) {
            return Err(NotCopied::MacroSheets);
        }
        let text = package.text(&part)?;
        let root = Root::of(&text)?;
        let mut sheets = Vec::new();
        for sheet in sheet_elements(&text, &root)? {
            let id = prefixed_attribute(sheet.tag, "id").ok_or(NotCopied::Broken)?;
            let relation = relations.iter().find(|relation| relation.id == id).ok_or(NotCopied::Broken)?;
            let name = sheet.attribute("name").ok_or(NotCopied::Broken)?.into_owned();
            sheets.push(SheetEntry { name, part: relation.target.clone() });
        }
        let is_strict = root.element.tag.contains("http://purl.oclc.org/ooxml/");
        let (relation_types, namespace) = if is_strict {
            (
                "http://purl.oclc.org/ooxml/officeDocument/relationships/",
                "http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
        } else {
            (
                "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
                "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            )
        };
        Ok(Book { part, sheets, relation_types, namespace })
    }

    /// The part of a kind that the workbook is related to.
    pub(super) fn related(&self, package: &mut Package, kind: &str) -> Result<Option<String>, NotCopied> {
        let found = package.relations(&self.part)?.into_iter().find(|relation| relation.kind == kind);
        Ok(found.map(|relation| relation.target))
    }

    /// Is there anything in the workbook that could run?
    pub(super) fn has_macros(&self, package: &mut Package) -> Result<bool, NotCopied> {
        Ok(package.relations(&self.part)?.iter().any(|relation| MACROS.contains(&relation.kind.as_str())))
    }

    /// Leaves out what can run, and signatures, which hold for the file as it was.
    pub(super) fn leave_out_macros(&self, package: &mut Package) -> Result<(), NotCopied> {
        for Relation { target, .. } in package.unrelate(&self.part, &MACROS)? {
            for inner in package.relations(&target)? {
                package.remove(&inner.target);
            }
            package.remove(&target);
        }
        if !package.unrelate("", &["origin"])?.is_empty() {
            for name in package.names_below("_xmlsignatures/") {
                package.remove(&name);
            }
        }
        package.declare(&self.part, MAIN);
        Ok(())
    }

    /// A name for the list that no sheet has.
    pub(super) fn free_tab(&self, wanted: &str) -> String {
        let mut names = Names::default();
        for sheet in &self.sheets {
            names.tab(&sheet.name);
        }
        names.tab(wanted)
    }

    /// Puts the list in front, or in the place of the list of an earlier copy. Every printed page of it repeats row
    /// `titles_row`.
    pub(super) fn put_list(&self, package: &mut Package, list: &List) -> Result<(), NotCopied> {
        let former = self.sheets.iter().position(|sheet| Some(&sheet.name) == list.former.as_ref());
        let part = match former {
            Some(index) => {
                let part = self.sheets[index].part.clone();
                package.remove(&part);
                part
            }
            None => package.free_name("xl/worksheets/sheet", ".xml"),
        };
        package.add(&part, WORKSHEET, list.xml.clone());
        let id = match former {
            Some(_) => None,
            None => Some(package.relate(&self.part, &format!("{}worksheet", self.relation_types), &part)?),
        };
        let text = package.text(&self.part)?;
        let root = Root::of(&text)?;
        let mut edits = Edits::default();
        if let Some(id) = id {
            self.insert_sheet(&text, &root, &list.name, &id, &mut edits)?;
        }
        for sheet in sheet_elements(&text, &root)? {
            let is_shown = sheet.attribute("name").is_some_and(|name| list.shown.contains(&*name));
            if is_shown && sheet.attribute("state").is_some() {
                edits.replace(sheet.tag_range(), with_attribute(sheet.tag, "state", None));
            }
        }
        let place = former.unwrap_or(0);
        show_first(&text, &root, place, &mut edits)?;
        name_titles_row(&text, &root, list, former, &mut edits)?;
        let text = edits.apply(&text)?;
        package.put(&self.part, text);
        Ok(())
    }

    fn insert_sheet(
        &self,
        text: &str,
        root: &Root,
        name: &str,
        relation: &str,
        edits: &mut Edits,
    ) -> Result<(), NotCopied> {
        let sheets = root.child("sheets").ok_or(NotCopied::Broken)?;
        let highest = sheet_elements(text, root)?.iter().filter_map(|sheet| sheet.number("sheetId")).max();
        let (id, prefix, name) = (highest.unwrap_or(0) + 1, sheets.prefix(), escaped(name));
        let namespace = self.relation_types.trim_end_matches('/');
        let entry =
            format!("<{prefix}sheet xmlns:r=\"{namespace}\" name=\"{name}\" sheetId=\"{id}\" r:id=\"{relation}\"/>");
        if sheets.is_closed() {
            edits.append(sheets, &entry)
        } else {
            edits.insert(sheets.inner.start, entry)
        }
        Ok(())
    }
}

/// The list as a sheet.
pub(super) struct List {
    pub(super) name: String,
    pub(super) xml: String,
    /// Name of the list of an earlier copy that it takes the place of.
    pub(super) former: Option<String>,
    /// Row of its columns' titles.
    pub(super) titles_row: u32,
    /// Names of sheets that must not be hidden, because something is to be fixed there.
    pub(super) shown: BTreeSet<String>,
}

fn sheet_elements<'a>(text: &'a str, root: &Root<'a>) -> Result<Vec<Element<'a>>, NotCopied> {
    let sheets = root.child("sheets").ok_or(NotCopied::Broken)?;
    super::xml::elements(text, sheets.inner.clone())
}

/// The workbook opens at the list.
fn show_first(text: &str, root: &Root, place: usize, edits: &mut Edits) -> Result<(), NotCopied> {
    let Some(views) = root.child("bookViews") else { return Ok(()) };
    for view in super::xml::elements(text, views.inner.clone())? {
        let tag = with_attribute(view.tag, "activeTab", Some(&place.to_string()));
        edits.replace(view.tag_range(), with_attribute(&tag, "firstSheet", None));
    }
    Ok(())
}

/// Names that belong to a sheet count sheets from the first, where one more stands now; the list gets one of its own.
fn name_titles_row(
    text: &str,
    root: &Root,
    list: &List,
    former: Option<usize>,
    edits: &mut Edits,
) -> Result<(), NotCopied> {
    let place = former.unwrap_or(0) as u32;
    let rows = format!("{}!{}", reference::quoted(&list.name), reference::whole_row(list.titles_row));
    let prefix = root.element.prefix();
    let name = format!(
        "<{prefix}definedName name=\"{PRINT_TITLES}\" localSheetId=\"{place}\">{}</{prefix}definedName>",
        escaped(&rows)
    );
    let Some(names) = root.child("definedNames") else {
        let at = root.place_of("definedNames", &ORDER);
        edits.insert(at, format!("<{prefix}definedNames>{name}</{prefix}definedNames>"));
        return Ok(());
    };
    for defined in super::xml::elements(text, names.inner.clone())? {
        let Some(sheet) = defined.number("localSheetId") else { continue };
        if former.is_none() {
            let shifted = (sheet + 1).to_string();
            edits.replace(defined.tag_range(), with_attribute(defined.tag, "localSheetId", Some(&shifted)));
        } else if sheet == place && defined.attribute("name").as_deref() == Some(PRINT_TITLES) {
            edits.replace(defined.whole.clone(), "");
        }
    }
    edits.append(names, &name);
    Ok(())
}
