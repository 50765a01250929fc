//! What a workbook says about itself, from the parts of a zip package that hold document properties.

use crate::model::stamp::{Properties, Stamp};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use quick_xml::{
    Reader, XmlVersion,
    escape::resolve_predefined_entity,
    events::{BytesStart, Event},
};
use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};
use zip::ZipArchive;

/// Excel: standard properties, then custom ones; OpenDocument: both in one.
const PARTS: [&str; 3] = ["docprops/core.xml", "docprops/custom.xml", "meta.xml"];

/// Properties are small; what is larger is none.
const MOST_BYTES: u64 = 1_000_000;

/// A package has one part for each kind of properties; of more the first ones are read.
const MOST_PARTS: usize = 8;

/// Reads the properties of a package (.xlsx, .xlsm, .xlsb, .ods). What is missing or cannot be read is not known: the
/// rows of the workbook count all the same. Files of other kinds say nothing that is read (.xls hides it in a stream of
/// its own, a csv file has none).
pub(super) fn read(bytes: &[u8]) -> Properties {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Properties::default() };
    let mut found = Found::default();
    let mut parts = 0;
    for index in 0..archive.len() {
        let Ok(part) = archive.by_index(index) else { continue };
        let Ok(name) = part.name().map(|name| name.replace('\\', "/").to_ascii_lowercase()) else { continue };
        // Some writers keep the standard properties under a name of their own that ends like this.
        if !PARTS.contains(&name.as_str()) && !name.ends_with(".psmdcp") {
            continue;
        }
        parts += 1;
        if parts > MOST_PARTS {
            break;
        }
        let mut text = String::new();
        if part.take(MOST_BYTES).read_to_string(&mut text).is_ok() {
            found.add(&text);
        }
    }
    let stamp = Stamp::from_properties(|name| found.custom.get(name).cloned());
    Properties { saved_at: found.saved_at.as_deref().and_then(moment), stamp }
}

/// Properties as text.
#[derive(Default)]
struct Found {
    saved_at: Option<String>,
    custom: BTreeMap<String, String>,
}

impl Found {
    /// Adds what a part says, up to the first fault in it.
    fn add(&mut self, xml: &str) {
        let mut reader = Reader::from_str(xml);
        let (mut name, mut text) = (None, String::new());
        loop {
            match reader.read_event() {
                Ok(Event::Start(element)) => {
                    // The name stands at the element itself (OpenDocument) or at the one around it (Excel).
                    name = name_of(&element).or(name);
                    text.clear();
                }
                Ok(Event::Text(part)) => text.push_str(&part.xml10_content()),
                Ok(Event::CData(part)) => text.push_str(&part.xml10_content()),
                Ok(Event::GeneralRef(part)) => match part.resolve_char_ref() {
                    Ok(Some(letter)) => text.push(letter),
                    _ => text.push_str(resolve_predefined_entity(&part).unwrap_or_default()),
                },
                Ok(Event::End(element)) => {
                    let text = std::mem::take(&mut text);
                    match (element.local_name().as_ref(), name.take()) {
                        ("modified" | "date", _) => self.saved_at = Some(text),
                        (_, Some(name)) => {
                            self.custom.insert(name, text);
                        }
                        _ => {}
                    }
                }
                // A document type can define what no properties need.
                Ok(Event::DocType(_) | Event::Eof) | Err(_) => return,
                Ok(Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_)) => {}
            }
        }
    }
}

fn name_of(element: &BytesStart) -> Option<String> {
    let attribute = element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == "name")?;
    Some(attribute.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

/// `2026-11-02T09:12:00Z`; a time without zone (OpenDocument) is taken as that of Greenwich.
fn moment(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let local = || text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok();
    text.parse::<Timestamp>().ok().or_else(|| Some(local()?.timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

    fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            std::io::Write::write_all(&mut zip, text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn a_workbook_with_a_stamp_says_when_it_was_saved_and_what_it_is() {
        let stamp = Stamp::template(3, "2026-11".parse().unwrap(), Some("R&D <1>".to_owned()));
        let saved = ExcelDateTime::from_ymd(2026, 11, 2).unwrap().and_hms(9, 30, 0).unwrap();
        let mut properties = DocProperties::new().set_creation_datetime(&saved);
        for (name, text) in stamp.properties() {
            properties = properties.set_custom_property(name, text);
        }
        let mut book = Workbook::new();
        book.set_properties(&properties);
        book.add_worksheet();
        let read = read(&book.save_to_buffer().unwrap());
        assert_eq!(read.stamp, Some(stamp));
        assert_eq!(read.saved_at.unwrap().to_string(), "2026-11-02T09:30:00Z");
    }

    /// As LibreOffice 7.4 wrote them when it saved a stamped workbook as .xlsx and as .ods.
    #[test]
    fn stamps_survive_another_program() {
        let excel = packed(&[
            (
                "docProps/core.xml",
                r#"<cp:coreProperties xmlns:cp="x"><dcterms:created xsi:type="dcterms:W3CDTF">2026-11-01T08:00:00Z</dcterms:created><dc:title></dc:title><dcterms:modified xsi:type="dcterms:W3CDTF">2026-11-22T15:37:20Z</dcterms:modified></cp:coreProperties>"#,
            ),
            (
                "docProps/custom.xml",
                r#"<Properties xmlns:vt="x"><property fmtid="{D5}" pid="2" name="coe-report department"><vt:lpwstr>R&amp;D &#60;1></vt:lpwstr></property><property fmtid="{D5}" pid="3" name="coe-report dictionary"><vt:lpwstr>1</vt:lpwstr></property><property fmtid="{D5}" pid="4" name="coe-report kind"><vt:lpwstr>template</vt:lpwstr></property><property fmtid="{D5}" pid="5" name="coe-report made by"><vt:lpwstr>coe-report 0.1.0</vt:lpwstr></property><property fmtid="{D5}" pid="6" name="coe-report month"><vt:lpwstr>2026-11</vt:lpwstr></property></Properties>"#,
            ),
        ]);
        let calc = packed(&[(
            "meta.xml",
            r#"<office:document-meta xmlns:meta="x"><office:meta><meta:creation-date>2026-11-01T08:00:00</meta:creation-date><dc:date>2026-11-22T15:37:20.518</dc:date><meta:document-statistic meta:table-count="1"/><meta:user-defined meta:name="AppVersion">3.1</meta:user-defined><meta:user-defined meta:name="coe-report department">R&amp;D &lt;1&gt;</meta:user-defined><meta:user-defined meta:name="coe-report dictionary">1</meta:user-defined><meta:user-defined meta:name="coe-report kind">template</meta:user-defined><meta:user-defined meta:name="coe-report made by">coe-report 0.1.0</meta:user-defined><meta:user-defined meta:name="coe-report month">2026-11</meta:user-defined></office:meta></office:document-meta>"#,
        )]);
        for (bytes, saved) in [(excel, "2026-11-22T15:37:20Z"), (calc, "2026-11-22T15:37:20.518Z")] {
            let read = read(&bytes);
            assert_eq!(read.saved_at.unwrap().to_string(), saved);
            assert_eq!(read.stamp.unwrap().department.as_deref(), Some("R&D <1>"));
        }
    }

    #[test]
    fn of_many_parts_with_properties_the_first_are_read() {
        let dated = |day: usize| format!("<x><dcterms:modified>2026-11-{day:02}T00:00:00Z</dcterms:modified></x>");
        let parts: Vec<(String, String)> = (1..=20).map(|day| (format!("a{day}.psmdcp"), dated(day))).collect();
        let parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (&**name, &**text)).collect();
        assert_eq!(read(&packed(&parts)).saved_at.unwrap().to_string(), "2026-11-08T00:00:00Z");
    }

    #[test]
    fn what_cannot_be_read_is_not_known() {
        let core = |text: &str| read(&packed(&[("docProps/core.xml", text)]));
        for text in [
            "",
            "<x><dcterms:modified>soon</dcterms:modified></x>",
            "<!DOCTYPE x [<!ENTITY a \"2026-11-22T15:37:20Z\">]><x><dcterms:modified>&a;</dcterms:modified></x>",
            "<x><dcterms:modified>2026-11-22T15:37:20Z",
        ] {
            assert_eq!(core(text), Properties::default(), "{text}");
        }
        assert_eq!(read(b"a,b,c"), Properties::default());
    }
}
