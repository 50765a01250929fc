//! What printpdf does not write: fonts, structure, language, metadata, an identifier that depends on the content only.

use super::{
    embed::Embedding,
    ops::LOGO,
    tags::{Element, ElementId, Kid, Scope, Tag, Tags},
};
use crate::model::{report::Report, theme::Logo};
use flate2::{Compression, write::ZlibEncoder};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary, text_string};
use sha2::{Digest, Sha256};
use std::io::Write;

/// How tightly streams are packed, from 1 to 9: above 6 they take twice as long and come out hardly smaller.
const COMPRESSION: u32 = 6;

/// The language of all words.
const LANGUAGE: &str = "en-GB";

/// Completes a document of printpdf and returns its bytes. `links` says what each link does, by page.
pub fn finish(
    mut document: Document,
    report: &Report,
    (embedding, logo): (&Embedding<'_>, Option<&Logo>),
    tags: &Tags,
    links: &[Vec<String>],
) -> lopdf::Result<Vec<u8>> {
    let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
    let fonts = embedding.add_to(&mut document);
    let fonts = document.add_object(fonts);
    let logo = logo.map(|logo| document.add_object(picture(logo)));
    for page in &pages {
        set_resources(&mut document, *page, fonts, logo)?;
    }
    let annotations = annotations(&mut document, &pages, links)?;
    let root = structure(&mut document, tags, &pages, &annotations);
    for (place, page) in pages.iter().enumerate() {
        let page = document.get_dictionary_mut(*page)?;
        page.set("StructParents", place as i64);
        page.set("Tabs", "S");
    }
    catalog(&mut document, report, root)?;
    identify(&mut document, report);
    document.version = "1.7".into();
    compress(&mut document)?;
    let mut bytes = Vec::new();
    document.save_modern(&mut bytes)?;
    Ok(bytes)
}

/// Packs every stream that is not packed.
fn compress(document: &mut Document) -> lopdf::Result<()> {
    for object in document.objects.values_mut() {
        let Object::Stream(stream) = object else { continue };
        if stream.allows_compression && !stream.dict.has(b"Filter") {
            let mut packed =
                ZlibEncoder::new(Vec::with_capacity(stream.content.len() / 2), Compression::new(COMPRESSION));
            packed.write_all(&stream.content)?;
            stream.dict.set("Filter", "FlateDecode");
            stream.set_content(packed.finish()?);
        }
    }
    Ok(())
}

fn set_resources(
    document: &mut Document,
    page: ObjectId,
    fonts: ObjectId,
    logo: Option<ObjectId>,
) -> lopdf::Result<()> {
    let resources = document.get_dictionary(page)?.get(b"Resources")?.as_reference()?;
    let mut named = dictionary! { "Font" => fonts };
    if let Some(logo) = logo {
        named.set("XObject", dictionary! { LOGO => logo });
    }
    *document.get_dictionary_mut(resources)? = named;
    Ok(())
}

fn picture(logo: &Logo) -> Stream {
    let form = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Image",
        "Width" => i64::from(logo.width),
        "Height" => i64::from(logo.height),
        "ColorSpace" => "DeviceRGB",
        "BitsPerComponent" => 8,
    };
    Stream::new(form, logo.pixels.to_vec())
}

/// Links as objects of their own with a description; returns them by page.
fn annotations(
    document: &mut Document,
    pages: &[ObjectId],
    links: &[Vec<String>],
) -> lopdf::Result<Vec<Vec<ObjectId>>> {
    let mut all = Vec::with_capacity(pages.len());
    let mut number = pages.len() as i64;
    for (page, descriptions) in pages.iter().zip(links) {
        let written = document.get_dictionary_mut(*page)?.remove(b"Annots");
        let written = written.and_then(|list| list.as_array().cloned().ok()).unwrap_or_default();
        let mut ids = Vec::with_capacity(written.len());
        for (link, description) in written.into_iter().zip(descriptions) {
            let mut link = link.as_dict()?.clone();
            link.set("Contents", text_string(description));
            link.set("StructParent", number);
            // Printed as well.
            link.set("F", 4);
            number += 1;
            ids.push(document.add_object(link));
        }
        if !ids.is_empty() {
            let list: Vec<Object> = ids.iter().copied().map(Object::Reference).collect();
            document.get_dictionary_mut(*page)?.set("Annots", list);
        }
        all.push(ids);
    }
    Ok(all)
}

/// The tree of elements, and the way back from each content and link to its element.
fn structure(document: &mut Document, tags: &Tags, pages: &[ObjectId], annotations: &[Vec<ObjectId>]) -> ObjectId {
    let root = document.new_object_id();
    let ids: Vec<ObjectId> = tags.elements.iter().map(|_| document.new_object_id()).collect();
    for (element, id) in tags.elements.iter().zip(&ids) {
        let parent = element.parent.map_or(root, |parent| ids[parent.0]);
        let written = write_element(element, parent, &ids, pages, annotations);
        document.set_object(*id, written);
    }
    let mut numbers: Vec<Object> = Vec::new();
    let reference = |element: &ElementId| Object::Reference(ids[element.0]);
    for (place, page) in tags.pages.iter().enumerate() {
        let contents: Vec<Object> = page.contents.iter().map(reference).collect();
        numbers.extend([Object::from(place as i64), contents.into()]);
    }
    let links = tags.pages.iter().flat_map(|page| &page.links);
    for (place, element) in links.enumerate() {
        numbers.extend([Object::from((pages.len() + place) as i64), reference(element)]);
    }
    let next = numbers.len() as i64 / 2;
    let parents = document.add_object(dictionary! { "Nums" => numbers });
    let written = dictionary! {
        "Type" => "StructTreeRoot",
        "K" => vec![Object::Reference(ids[Tags::DOCUMENT.0])],
        "ParentTree" => parents,
        "ParentTreeNextKey" => next,
    };
    document.set_object(root, written);
    root
}

fn write_element(
    element: &Element,
    parent: ObjectId,
    ids: &[ObjectId],
    pages: &[ObjectId],
    annotations: &[Vec<ObjectId>],
) -> Dictionary {
    let own_page = element.kids.iter().find_map(|kid| match kid {
        Kid::Content { page, .. } | Kid::Link { page, .. } => Some(*page),
        Kid::Element(_) => None,
    });
    let kids: Vec<Object> = element
        .kids
        .iter()
        .map(|kid| match *kid {
            Kid::Element(child) => ids[child.0].into(),
            Kid::Content { page, number } if Some(page) == own_page => (number as i64).into(),
            Kid::Content { page, number } => {
                dictionary! { "Type" => "MCR", "Pg" => pages[page], "MCID" => number as i64 }.into()
            }
            Kid::Link { page, number } => {
                dictionary! { "Type" => "OBJR", "Pg" => pages[page], "Obj" => annotations[page][number] }.into()
            }
        })
        .collect();
    let mut written = dictionary! { "Type" => "StructElem", "S" => element.tag.name(), "P" => parent, "K" => kids };
    if let Some(page) = own_page {
        written.set("Pg", pages[page]);
    }
    if let Some(attributes) = attributes(element) {
        written.set("A", attributes);
    }
    if let Tag::Figure(alternative) = &element.tag {
        written.set("Alt", text_string(alternative));
    }
    written
}

fn attributes(element: &Element) -> Option<Dictionary> {
    match &element.tag {
        Tag::HeaderCell(scope, columns) => {
            let scope = match scope {
                Scope::Column => "Column",
                Scope::Row => "Row",
            };
            let mut attributes = dictionary! { "O" => "Table", "Scope" => scope };
            if *columns > 1 {
                attributes.set("ColSpan", *columns as i64);
            }
            Some(attributes)
        }
        Tag::Figure(_) => {
            let bounds = element.bounds_pt?.map(Object::Real).to_vec();
            Some(dictionary! { "O" => "Layout", "BBox" => bounds, "Placement" => "Block" })
        }
        Tag::NumberedList => Some(dictionary! { "O" => "List", "ListNumbering" => "Decimal" }),
        Tag::PlainList => Some(dictionary! { "O" => "List", "ListNumbering" => "None" }),
        Tag::Document
        | Tag::Section
        | Tag::Heading1
        | Tag::Heading2
        | Tag::Paragraph
        | Tag::Quote
        | Tag::ListItem
        | Tag::Label
        | Tag::ListBody
        | Tag::Table
        | Tag::Caption
        | Tag::Row
        | Tag::Cell
        | Tag::Link => None,
    }
}

fn catalog(document: &mut Document, report: &Report, root: ObjectId) -> lopdf::Result<()> {
    let kind = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
    let metadata = document.add_object(Stream::new(kind, metadata(report).into_bytes()).with_compression(false));
    let catalog = document.catalog_mut()?;
    catalog.set("StructTreeRoot", root);
    catalog.set("MarkInfo", dictionary! { "Marked" => true });
    catalog.set("Lang", Object::String(LANGUAGE.into(), StringFormat::Literal));
    catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
    catalog.set("Metadata", metadata);
    // printpdf writes this name as a string, which viewers ignore.
    let mode = if catalog.has(b"Outlines") { "UseOutlines" } else { "UseNone" };
    catalog.set("PageMode", mode);
    Ok(())
}

/// XMP: title, author, language, and the claim of PDF/UA.
fn metadata(report: &Report) -> String {
    let (title, author) = (escaped(&report.title), escaped(&report.company));
    format!(
        r#"<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{LANGUAGE}</rdf:li></rdf:Bag></dc:language>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"#
    )
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            character if character.is_control() => safe.push(' '),
            character => safe.push(character),
        }
    }
    safe
}

/// Title and author without a date, and an identifier made from the content: printpdf's comes from a counter of the
/// process.
fn identify(document: &mut Document, report: &Report) {
    let information = dictionary! { "Title" => text_string(&report.title), "Author" => text_string(&report.company) };
    let information = document.add_object(information);
    document.trailer.set("Info", information);
    let mut hash = Sha256::new();
    for object in document.objects.values() {
        if let Object::Stream(stream) = object {
            hash.update((stream.content.len() as u64).to_le_bytes());
            hash.update(&stream.content);
        }
    }
    let identifier = Object::String(hash.finalize()[..16].to_vec(), StringFormat::Hexadecimal);
    document.trailer.set("ID", vec![identifier.clone(), identifier]);
}
