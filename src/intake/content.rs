//! What kind of file it is, told by its bytes: names lie.

use super::{Refusal, records::STREAMS};
use crate::model::finding::Code;
use memchr::memmem;
use std::{borrow::Cow, io::Cursor};

/// A file this program can try to read.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Content<'a> {
    /// A zip file; [`super::package`] says whether a workbook is in it, and which.
    Package,
    /// A compound file of old that may hold an .xls workbook.
    Compound,
    /// Text, without a byte order mark.
    Text(Cow<'a, str>),
}

const READS: &str = "only workbooks (.xlsx, .xlsm, .xlsb, .xls, .ods) and text tables (.csv) are read";

/// Whether a file begins as a zip file does.
pub(super) fn is_package(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Whether a file begins as a compound file of old does.
pub(super) fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xD0\xCF\x11\xE0")
}

/// Tells the kind of a file, or why it is none that can be read.
pub(super) fn tell(bytes: &[u8]) -> Result<Content<'_>, Refusal> {
    match bytes {
        _ if is_package(bytes) => Ok(Content::Package),
        _ if is_compound(bytes) => compound_file(bytes),
        [b'%', b'P', b'D', b'F', ..] => Err(not_a_workbook("a PDF")),
        [0xEF, 0xBB, 0xBF, text @ ..] => plain_text(decode_utf8(text)),
        [0xFF, 0xFE, text @ ..] => plain_text(decode_utf16(text, u16::from_le_bytes).into()),
        [0xFE, 0xFF, text @ ..] => plain_text(decode_utf16(text, u16::from_be_bytes).into()),
        _ => plain_text(decode_utf8(bytes)),
    }
}

/// A refusal that names what the file is and how to turn it into one that can be read.
pub(super) fn not_a_workbook(what: &str) -> Refusal {
    Refusal::new(Code::NotAWorkbook, format!("the file is {what}; {READS}"), "open it in Excel and save it as .xlsx")
}

/// Sync clients leave files that only point to a document.
fn link_to_elsewhere(what: &str) -> Refusal {
    Refusal::new(
        Code::NotAWorkbook,
        format!("the file is {what}"),
        "open the document, download it as .xlsx (File, Download) and send that file",
    )
}

/// Encrypted workbooks, the .xls and the .doc of old share one container.
fn compound_file(bytes: &[u8]) -> Result<Content<'_>, Refusal> {
    let named = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memmem::find(bytes, &name).is_some()
    };
    if named("EncryptedPackage") || named("EncryptionInfo") {
        // [MS-OFFCRYPTO] 2.2: rights management keeps its licences in a data space of this name.
        let is_labelled = named("DRMEncryptedDataSpace") || named("DRMEncryptedTransform") || named("DRMContent");
        return Err(if is_labelled { rights_protected() } else { password_protected() });
    }
    // A workbook may have documents embedded in it; what it is itself stands at its root.
    if holds_workbook(bytes) {
        return Ok(Content::Compound);
    }
    if named("DRMContent") || named("DRMEncryptedDataSpace") {
        Err(rights_protected())
    } else if named("WordDocument") || named("PowerPoint Document") {
        Err(not_a_workbook("an old Word or PowerPoint document"))
    } else {
        Ok(Content::Compound)
    }
}

/// Whether the root of a compound file has the stream of a workbook.
fn holds_workbook(bytes: &[u8]) -> bool {
    let file = cfb::CompoundFile::open(Cursor::new(bytes));
    file.is_ok_and(|file| STREAMS.into_iter().any(|name| file.is_stream(name)))
}

/// A sensitivity label or rights management encrypts without a password: there is none to remove.
fn rights_protected() -> Refusal {
    Refusal::new(
        Code::PasswordProtected,
        "a sensitivity label (rights management) protects the workbook, so only people it was given to can open it",
        "open it in Excel, choose a label without protection (Home, Sensitivity) or save the tables as a new workbook, and \
         send that file",
    )
}

pub(super) fn password_protected() -> Refusal {
    Refusal::new(
        Code::PasswordProtected,
        "the workbook is encrypted and asks for a password",
        "remove the password in Excel (File, Info, Protect Workbook, Encrypt with Password) and save it",
    )
}

/// Excel 4 kept macros on sheets of their own; the library reads no workbook that still has some.
pub(super) fn macro_sheets() -> Refusal {
    Refusal::new(
        Code::NotAWorkbook,
        "the workbook has sheets of Excel 4 macros, which this program does not read",
        "delete the macro sheets, or copy the tables to a new workbook; save it as .xlsx",
    )
}

fn plain_text(text: Cow<'_, str>) -> Result<Content<'_>, Refusal> {
    let start = text.trim_start().get(..6).unwrap_or_default().to_lowercase();
    let head = text.chars().take(4_000).collect::<String>().to_lowercase();
    let head = head.trim_start();
    if start.starts_with("mime-v") || head.contains("content-type: multipart/related") {
        return Err(not_a_workbook(
            "a web page with its parts (MHTML), as SAP and other programs export it under the name .xls",
        ));
    }
    if head.starts_with("[internetshortcut]") {
        return Err(link_to_elsewhere("a link (.url) to a page, not the workbook itself"));
    }
    if start.starts_with('{') && head.contains("\"doc_id\"") {
        return Err(link_to_elsewhere("a link to a Google sheet (.gsheet), not the workbook itself"));
    }
    if start.starts_with("<html") || start.starts_with("<table") || start.starts_with("<!doct") {
        return Err(not_a_workbook("a web page"));
    }
    if start.starts_with("<?xml") {
        return Err(not_a_workbook("an XML file"));
    }
    if text.chars().take(100_000).any(is_no_text) {
        return Err(not_a_workbook("no text and no workbook"));
    }
    Ok(Content::Text(text))
}

/// Control characters that no text table holds.
fn is_no_text(letter: char) -> bool {
    matches!(letter, '\0'..='\u{8}' | '\u{e}'..='\u{19}' | '\u{1b}'..='\u{1f}')
}

/// UTF-8, else the code page Western Excel writes.
fn decode_utf8(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => bytes.iter().map(|&byte| windows_1252(byte)).collect::<String>().into(),
    }
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Windows code page 1252; the five bytes it leaves open stay control characters, as the WHATWG encoding says.
fn windows_1252(byte: u8) -> char {
    const FROM_0X80: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => FROM_0X80[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        match tell(bytes) {
            Ok(Content::Text(text)) => text.into_owned(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn four_encodings_say_the_same() {
        assert_eq!(text("Zoë;5 €".as_bytes()), "Zoë;5 €");
        assert_eq!(text(b"\xEF\xBB\xBFZo\xC3\xAB"), "Zoë");
        assert_eq!(text(b"\xFF\xFEZ\0o\0\xEB\0"), "Zoë");
        assert_eq!(text(b"\xFE\xFF\0Z\0o\0\xEB"), "Zoë");
        // Code page 1252: ë is EB, € is 80.
        assert_eq!(text(b"Zo\xEB;5 \x80"), "Zoë;5 €");
    }

    #[test]
    fn what_is_no_table_is_said_by_name() {
        let said = |bytes: &[u8]| tell(bytes).unwrap_err().problem;
        assert!(said(b"%PDF-1.7").contains("a PDF"));
        assert!(said(b"\xD0\xCF\x11\xE0W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0").contains("Word"));
        assert_eq!(tell(b"\xD0\xCF\x11\xE0 xls"), Ok(Content::Compound));
        assert!(said(b" <HTML><body>").contains("web page"));
        assert!(said(b"\x89PNG\r\n\x1a\n\0\0").contains("no text"));
        let encrypted = b"\xD0\xCF\x11\xE0E\0n\0c\0r\0y\0p\0t\0i\0o\0n\0I\0n\0f\0o\0";
        assert_eq!(tell(encrypted).unwrap_err().code, Code::PasswordProtected);
    }
}
