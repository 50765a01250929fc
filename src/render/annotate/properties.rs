//! The stamp of a copy: custom document properties, beside those the workbook has of its own.

use super::{
    NotCopied,
    package::Package,
    workbook::Book,
    xml::{Edits, Root, elements, escaped, text_of},
};
use crate::model::stamp::{PROPERTIES, Stamp};

const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.custom-properties+xml";
/// Of properties that people and programs add.
const FORMAT_ID: &str = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}";
const KINDS: [&str; 2] = ["custom-properties", "customProperties"];
const NONE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Properties \
    xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\" \
    xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\"></Properties>";
const VALUE_TYPES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes";

fn part(package: &mut Package) -> Result<Option<String>, NotCopied> {
    let found = package.relations("")?.into_iter().find(|relation| KINDS.contains(&relation.kind.as_str()));
    Ok(found.map(|relation| relation.target).filter(|target| package.has(target)))
}

/// The stamp that the workbook has, if it came from this program.
pub(super) fn stamp(package: &mut Package) -> Result<Option<Stamp>, NotCopied> {
    let Some(part) = part(package)? else { return Ok(None) };
    let text = package.text(&part)?;
    let properties = Root::of(&text)?.children;
    let text_of_property = |name: &str| {
        let property = properties.iter().find(|property| property.attribute("name").is_some_and(|own| own == name))?;
        let value = elements(&text, property.inner.clone()).ok()?.into_iter().next()?;
        Some(text_of(&text[value.inner]).into_owned())
    };
    Ok(Stamp::from_properties(text_of_property))
}

/// Puts a stamp in the place of the one the workbook has.
pub(super) fn put(package: &mut Package, book: &Book, stamp: &Stamp) -> Result<(), NotCopied> {
    let part = match part(package)? {
        Some(part) => part,
        None => {
            let part = "docProps/custom.xml";
            package.add(part, CONTENT_TYPE, NONE.to_owned());
            let kind = if book.relation_types.contains("purl") { KINDS[1] } else { KINDS[0] };
            package.relate("", &format!("{}{kind}", book.relation_types), part)?;
            part.to_owned()
        }
    };
    let text = package.text(&part)?;
    let root = Root::of(&text)?;
    let prefix = root.element.prefix();
    let mut edits = Edits::default();
    let mut highest = 1;
    for property in &root.children {
        if property.attribute("name").is_some_and(|name| PROPERTIES.contains(&&*name)) {
            edits.replace(property.whole.clone(), "");
        } else {
            highest = highest.max(property.number("pid").unwrap_or(0));
        }
    }
    let new: String = stamp
        .properties()
        .into_iter()
        .zip(highest + 1..)
        .map(|((name, value), id)| {
            format!(
                "<{prefix}property fmtid=\"{FORMAT_ID}\" pid=\"{id}\" name=\"{name}\"><vt:lpwstr \
                 xmlns:vt=\"{VALUE_TYPES}\">{}</vt:lpwstr></{prefix}property>",
                escaped(&value)
            )
        })
        .collect();
    edits.append(&root.element, &new);
    let text = edits.apply(&text)?;
    package.put(&part, text);
    Ok(())
}
