//! What kind of file it is, told by its bytes: names lie.

use super::Refusal;
use crate::model::finding::Code;
use std::borrow::Cow;

/// A file this program can try to read.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Content<'a> {
    /// A zip file; [`super::package`] says whether a workbook is in it.
    Excel,
    /// Text, without a byte order mark.
    Text(Cow<'a, str>),
}

const READS: &str = "this version reads .xlsx, .xlsm and .csv";

/// Tells the kind of a file, or why it is none that can be read.
pub(super) fn tell(bytes: &[u8]) -> Result<Content<'_>, Refusal> {
    match bytes {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Ok(Content::Excel),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Err(compound_file(bytes)),
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

/// Encrypted workbooks and the .xls of old share one container.
fn compound_file(bytes: &[u8]) -> Refusal {
    let named = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(name.len()).any(|window| window == name)
    };
    if named("EncryptedPackage") || named("EncryptionInfo") {
        password_protected()
    } else if named("WordDocument") || named("PowerPoint Document") {
        not_a_workbook("an old Word or PowerPoint document")
    } else {
        not_a_workbook("a workbook in the old .xls format")
    }
}

pub(super) fn password_protected() -> Refusal {
    Refusal::new(
        Code::PasswordProtected,
        "the workbook asks for a password",
        "remove the password in Excel (File, Info, Protect Workbook, Encrypt with Password) and save it",
    )
}

fn plain_text(text: Cow<'_, str>) -> Result<Content<'_>, Refusal> {
    let start = text.trim_start().get(..6).unwrap_or_default().to_lowercase();
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
        assert!(said(b"\xD0\xCF\x11\xE0 xls").contains(".xls"));
        assert!(said(b" <HTML><body>").contains("web page"));
        assert!(said(b"\x89PNG\r\n\x1a\n\0\0").contains("no text"));
        let encrypted = b"\xD0\xCF\x11\xE0E\0n\0c\0r\0y\0p\0t\0i\0o\0n\0I\0n\0f\0o\0";
        assert_eq!(tell(encrypted).unwrap_err().code, Code::PasswordProtected);
    }
}
