//! Unpacks a workbook's parts within limits, so that a reader behind it can neither be fooled nor flooded.

use super::{Refusal, content, sheets};
use crate::model::{finding::Code, limits::Limits};
use memchr::memmem;
use std::{
    io::{self, Cursor, Read, Write},
    ops::Range,
};
use zip::{CompressionMethod, ZipArchive, ZipWriter, result::ZipError, write::SimpleFileOptions};

/// Which kind of workbook a zip file holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// .xlsx, .xlsm
    Xlsx,
    /// .xlsb
    Xlsb,
    /// .ods
    Ods,
}

/// Parts of Excel no cell comes from: some are large, and what they hold is neither run nor followed.
const NOT_NEEDED: [&str; 7] = [
    "xl/pivotcache/",
    "xl/drawings/",
    "xl/charts/",
    "xl/media/",
    "xl/externallinks/",
    "xl/printersettings/",
    "customxml/",
];

/// How many bytes of a part hold the tag that counts its strings, or says how large its sheet is.
const HEAD: u64 = 4_000;

/// The parts of an OpenDocument spreadsheet that are needed.
const NEEDED_OF_ODS: [&str; 3] = ["mimetype", "content.xml", "meta-inf/manifest.xml"];

/// An unpacked workbook.
#[derive(Debug)]
pub(super) struct Package {
    /// What it holds.
    pub(super) kind: Kind,
    /// A zip file without compression, holding only what cells are read from.
    pub(super) bytes: Vec<u8>,
    /// Path in lower case, and where in `bytes` the part lies.
    parts: Vec<(String, Range<usize>)>,
}

impl Package {
    /// The bytes of a part by its path, in any case.
    pub(super) fn part(&self, path: &str) -> Option<&[u8]> {
        let path = path.to_ascii_lowercase();
        let (_, place) = self.parts.iter().find(|(name, _)| *name == path)?;
        self.bytes.get(place.clone())
    }
}

/// How many parts a zip file has at most: the signs that begin each in its directory. Counted before the directory is
/// read, which for a million of them would take longer than what they hold.
pub(super) fn parts_said(bytes: &[u8]) -> u64 {
    if content::is_package(bytes) { memmem::find_iter(bytes, b"PK\x01\x02").count() as u64 } else { 0 }
}

/// How many bytes the directory says will be unpacked; 0 for what is no zip file.
pub(super) fn inflated_size(bytes: &[u8]) -> u64 {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return 0 };
    kind_of(&mut archive).and_then(|kind| declared_bytes(&mut archive, kind)).unwrap_or(0)
}

/// Unpacks what is needed of a workbook.
///
/// Unpacking happens here, once, and counts bytes as they come: a zip directory may lie about sizes. (The zip reader
/// stops at the declared size as well; counting does not depend on it.)
pub(super) fn unpacked(bytes: &[u8], limits: &Limits) -> Result<Package, Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(why_not_read)?;
    let kind = kind_of(&mut archive)?;
    let most = allowed_bytes(bytes.len() as u64, limits);
    let declared = declared_bytes(&mut archive, kind)?;
    if declared > most.bytes {
        return Err(most.refusal());
    }

    let mut stored = ZipWriter::new(Cursor::new(Vec::with_capacity(declared as usize + 10_000)));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut left = most.bytes;
    let list_of_sheets = if kind == Kind::Xlsx { sheets::without_leftovers(&mut archive, left) } else { None };
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(why_not_read)?;
        let name = entry.name().map_err(why_not_read)?.into_owned();
        if !is_needed(&name, kind) {
            continue;
        }
        if let Some(list) = list_of_sheets.as_ref().filter(|_| name.eq_ignore_ascii_case(sheets::LIST)) {
            stored.start_file(name, options).map_err(why_not_read)?;
            stored.write_all(list.as_bytes()).map_err(|_| Refusal::damaged())?;
            continue;
        }
        let path = name.to_ascii_lowercase();
        let is_strings = path.ends_with("sharedstrings.xml");
        let is_sheet = kind == Kind::Xlsx && path.contains("sheets/");
        stored.start_file(name, options).map_err(why_not_read)?;
        let mut entry = entry.take(left.saturating_add(1));
        let mut written = 0;
        if is_strings || is_sheet {
            let mut head = Vec::new();
            entry.by_ref().take(HEAD).read_to_end(&mut head).map_err(|_| Refusal::damaged())?;
            if is_strings {
                hide_string_count(&mut head);
            } else {
                hide_dimension(&mut head);
            }
            written = head.len() as u64;
            stored.write_all(&head).map_err(|_| Refusal::damaged())?;
        }
        written += io::copy(&mut entry, &mut stored).map_err(|_| Refusal::damaged())?;
        left = left.checked_sub(written).ok_or_else(|| most.refusal())?;
    }
    let bytes = stored.finish().map_err(why_not_read)?.into_inner();
    let package = Package { kind, parts: places_of_parts(&bytes)?, bytes };
    for (name, place) in &package.parts {
        refuse_document_type(name, &package.bytes[place.clone()])?;
    }
    Ok(package)
}

/// Where each part lies in a zip file without compression.
fn places_of_parts(stored: &[u8]) -> Result<Vec<(String, Range<usize>)>, Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(stored)).map_err(why_not_read)?;
    let mut places = Vec::with_capacity(archive.len());
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(why_not_read)?;
        let name = entry.name().map_err(why_not_read)?.replace('\\', "/").to_ascii_lowercase();
        let start = entry.data_start().ok_or_else(Refusal::damaged)? as usize;
        let end = start + entry.size() as usize;
        if end > stored.len() {
            return Err(Refusal::damaged());
        }
        places.push((name, start..end));
    }
    Ok(places)
}

/// A workbook declares no document type; entities in one are a known way to flood or to spy on a reader.
fn refuse_document_type(name: &str, part: &[u8]) -> Result<(), Refusal> {
    let wide: Vec<u8> = "<!DOCTYPE".bytes().flat_map(|letter| [letter, 0]).collect();
    let is_wide = matches!(part, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [b'<', 0, ..] | [0, b'<', ..]);
    let declares = memmem::find(part, b"<!DOCTYPE").is_some() || (is_wide && memmem::find(part, &wide).is_some());
    if !declares {
        return Ok(());
    }
    Err(Refusal::new(
        Code::DocumentType,
        format!("the part {name} declares a document type (DOCTYPE), which no workbook needs and attacks are made of"),
        "ask where the file comes from; if it is trusted, open it in Excel, save it again as .xlsx and send that file",
    ))
}

/// How many bytes may come out, and which limit says so.
struct Allowed {
    bytes: u64,
    setting: &'static str,
    value: u64,
}

impl Allowed {
    fn refusal(&self) -> Refusal {
        Refusal::too_large("the workbook unpacks to too much", self.setting, self.value)
    }
}

fn allowed_bytes(packed: u64, limits: &Limits) -> Allowed {
    let by_ratio = packed.saturating_mul(limits.max_inflate_ratio).max(Limits::INFLATE_GRACE);
    if by_ratio < limits.max_inflated_bytes {
        Allowed { bytes: by_ratio, setting: "max_inflate_ratio", value: limits.max_inflate_ratio }
    } else {
        Allowed { bytes: limits.max_inflated_bytes, setting: "max_inflated_bytes", value: limits.max_inflated_bytes }
    }
}

fn declared_bytes(archive: &mut ZipArchive<Cursor<&[u8]>>, kind: Kind) -> Result<u64, Refusal> {
    let mut sum = 0_u64;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(why_not_read)?;
        if is_needed(&entry.name().map_err(why_not_read)?, kind) {
            sum = sum.saturating_add(entry.size());
        }
    }
    Ok(sum)
}

fn is_needed(name: &str, kind: Kind) -> bool {
    let name = name.replace('\\', "/").to_ascii_lowercase();
    let is_xml = name.ends_with(".xml") || name.ends_with(".rels");
    let is_known = match kind {
        Kind::Ods => return NEEDED_OF_ODS.contains(&name.as_str()),
        Kind::Xlsx => is_xml,
        Kind::Xlsb => is_xml || (name.ends_with(".bin") && !name.ends_with("vbaproject.bin")),
    };
    is_known && !NOT_NEEDED.iter().any(|folder| name.starts_with(folder))
}

/// The declared number of strings is only a hint to reserve memory, and the reader would believe any number.
fn hide_string_count(part: &mut [u8]) {
    let attribute = b"uniqueCount";
    if let Some(at) = part.windows(attribute.len()).position(|window| window == attribute) {
        part[at] = b'x';
    }
}

/// What a sheet says of its size is a hint as well, and the reader would refuse a sheet for an odd one.
fn hide_dimension(part: &mut [u8]) {
    let name = b"dimension ";
    let end = memmem::find(part, b"sheetData").unwrap_or(part.len());
    let is_tag = |at: usize| {
        let before = &part[..at];
        let prefix =
            before.iter().rev().take_while(|letter| letter.is_ascii_alphanumeric() || **letter == b':').count();
        before[..at - prefix].ends_with(b"<")
    };
    if let Some(at) = memmem::find_iter(&part[..end], name).find(|at| is_tag(*at)) {
        part[at] = b'x';
    }
}

/// What the zip file holds, told by its parts. Errors: it is no workbook.
fn kind_of(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<Kind, Refusal> {
    let names: Vec<String> =
        archive.file_names().filter_map(|name| Some(name.ok()?.replace('\\', "/").to_ascii_lowercase())).collect();
    let has = |start: &str| names.iter().any(|name| name.starts_with(start));
    if has("xl/workbook.bin") {
        Ok(Kind::Xlsb)
    } else if has("mimetype") || has("content.xml") {
        refuse_other_open_document(archive).map(|()| Kind::Ods)
    } else if has("word/") || has("ppt/") {
        Err(content::not_a_workbook("a Word or PowerPoint document"))
    } else if !has("_rels/.rels") {
        Err(content::not_a_workbook("a zip archive"))
    } else {
        Ok(Kind::Xlsx)
    }
}

/// Text documents and presentations are zip files of the same build. One that does not say what it is may be a
/// spreadsheet.
fn refuse_other_open_document(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<(), Refusal> {
    let Ok(entry) = archive.by_name("mimetype") else { return Ok(()) };
    let mut says = String::new();
    let _ = entry.take(200).read_to_string(&mut says);
    if says.contains("opendocument") && !says.contains("spreadsheet") {
        return Err(content::not_a_workbook("an OpenDocument file, but no spreadsheet"));
    }
    Ok(())
}

fn why_not_read(error: ZipError) -> Refusal {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => content::password_protected(),
        _ => Refusal::damaged(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::finding::Code;

    fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn a_part_that_swells_is_refused_whatever_the_directory_says() {
        // 30 MB of zeros pack to about 30 kB: a ratio of about 1000.
        let zeros = vec![b'0'; 30_000_000];
        let mut bomb = packed(&[("_rels/.rels", b"x"), ("xl/a.xml", &zeros)]);
        let limits = Limits::default();
        let refusal = unpacked(&bomb, &limits).unwrap_err();
        assert_eq!(refusal.code, Code::TooLarge);
        assert!(refusal.problem.contains("max_inflate_ratio = 100"), "{}", refusal.problem);

        // The same with a directory that says 7 bytes.
        let honest = 30_000_000_u32.to_le_bytes();
        while let Some(at) = bomb.windows(4).position(|window| window == honest) {
            bomb[at..at + 4].copy_from_slice(&7_u32.to_le_bytes());
        }
        assert_eq!(unpacked(&bomb, &limits).unwrap_err().code, Code::Damaged);

        let few = Limits { max_inflated_bytes: 1_000, ..Limits::default() };
        let refusal = unpacked(&packed(&[("_rels/.rels", b"x"), ("xl/a.xml", &zeros[..2_000])]), &few).unwrap_err();
        assert!(refusal.problem.contains("max_inflated_bytes = 1000"), "{}", refusal.problem);
    }

    #[test]
    fn cut_and_foreign_archives_are_told_apart() {
        let whole = packed(&[("_rels/.rels", b"x"), ("xl/a.xml", b"<a/>"), ("xl/media/image1.png", b"x")]);
        assert!(unpacked(&whole, &Limits::default()).is_ok());
        assert_eq!(unpacked(&whole[..whole.len() - 30], &Limits::default()).unwrap_err().code, Code::Damaged);
        let document = packed(&[("_rels/.rels", b"x"), ("word/document.xml", b"x")]);
        assert!(unpacked(&document, &Limits::default()).unwrap_err().problem.contains("Word"));
    }

    #[test]
    fn a_document_type_is_refused_in_any_part_and_encoding() {
        let wide: Vec<u8> = "\u{feff}<?xml?><!DOCTYPE x>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big_endian: Vec<u8> = "<?xml?><!DOCTYPE x>".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for part in [b"<?xml?><!DOCTYPE x [<!ENTITY a 'b'>]><x/>".as_slice(), &wide, &big_endian] {
            let refusal =
                unpacked(&packed(&[("_rels/.rels", b"x"), ("xl/a.xml", part)]), &Limits::default()).unwrap_err();
            assert_eq!(refusal.code, Code::DocumentType);
            assert!(refusal.problem.contains("xl/a.xml"), "{}", refusal.problem);
        }
        // Text that only speaks of it, as XML writes text.
        let speaks = packed(&[("_rels/.rels", b"x"), ("xl/a.xml", b"<t>&lt;!DOCTYPE x></t>")]);
        assert!(unpacked(&speaks, &Limits::default()).is_ok());
    }

    #[test]
    fn kinds_are_told_by_their_parts_and_only_what_is_needed_is_unpacked() {
        let kind = |parts: &[(&str, &[u8])]| unpacked(&packed(parts), &Limits::default()).unwrap().kind;
        assert_eq!(kind(&[("_rels/.rels", b"x"), ("xl/workbook.xml", b"x")]), Kind::Xlsx);
        assert_eq!(kind(&[("xl/workbook.bin", b"x")]), Kind::Xlsb);
        let ods = packed(&[
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", b"<a/>"),
            ("Pictures/1.png", b"x"),
        ]);
        let package = unpacked(&ods, &Limits::default()).unwrap();
        assert_eq!((package.kind, package.part("CONTENT.xml")), (Kind::Ods, Some(&b"<a/>"[..])));
        assert_eq!(package.part("Pictures/1.png"), None);
        let text = packed(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<a/>")]);
        assert!(unpacked(&text, &Limits::default()).unwrap_err().problem.contains("no spreadsheet"));
        let macros =
            packed(&[("xl/workbook.bin", b"x"), ("xl/vbaProject.bin", b"x"), ("xl/externalLinks/a.xml", b"x")]);
        let package = unpacked(&macros, &Limits::default()).unwrap();
        assert_eq!((package.part("xl/vbaProject.bin"), package.part("xl/externalLinks/a.xml")), (None, None));
    }

    #[test]
    fn the_size_of_a_sheet_is_not_believed() {
        for (part, hidden) in [
            (r#"<worksheet><dimension ref="B"/><sheetData/>"#, r#"<worksheet><ximension ref="B"/><sheetData/>"#),
            (r#"<x:dimension ref=""/><x:sheetData>"#, r#"<x:ximension ref=""/><x:sheetData>"#),
            (r#"<sheetData><t>a dimension b</t>"#, r#"<sheetData><t>a dimension b</t>"#),
            (r#"<sheetPr codeName="dimension b"/>"#, r#"<sheetPr codeName="dimension b"/>"#),
        ] {
            let mut bytes = part.as_bytes().to_vec();
            hide_dimension(&mut bytes);
            assert_eq!(String::from_utf8(bytes).unwrap(), hidden);
        }
    }

    #[test]
    fn the_number_of_strings_is_not_believed() {
        let mut part = br#"<sst count="1" uniqueCount="99999999999">"#.to_vec();
        hide_string_count(&mut part);
        assert_eq!(part, br#"<sst count="1" xniqueCount="99999999999">"#);
    }
}
