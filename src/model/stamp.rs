//! What a workbook says about itself: when it was saved, and the stamp of workbooks that this program made.
//!
//! A stamp is a few custom document properties, all of them text. They survive saving in Excel and LibreOffice, also as
//! another format. Names and spelling stand here only; whoever makes a workbook writes [`Stamp::properties`].

use super::period::Month;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// This program with its version, as stamps name it.
pub const PROGRAM: &str = concat!("coe-report ", env!("CARGO_PKG_VERSION"));

const MADE_BY: &str = "coe-report made by";
const KIND: &str = "coe-report kind";
const DICTIONARY: &str = "coe-report dictionary";
const MONTH: &str = "coe-report month";
const DEPARTMENT: &str = "coe-report department";
const ANSWERS: &str = "coe-report answers";
const FINDINGS_SHEET: &str = "coe-report findings sheet";

/// Names of the custom document properties of a stamp.
pub const PROPERTIES: [&str; 7] = [MADE_BY, KIND, DICTIONARY, MONTH, DEPARTMENT, ANSWERS, FINDINGS_SHEET];

/// Excel keeps 255 characters of a property: three fingerprints and what stands between them.
const MOST_ANSWERED: usize = 3;

/// Which of our workbooks it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StampKind {
    /// A blank or filled-in intake workbook.
    Template,
    /// A submitter's workbook with what to fix.
    AnnotatedCopy,
    /// The settings, which are no input.
    Settings,
}

impl StampKind {
    const ALL: [StampKind; 3] = [StampKind::Template, StampKind::AnnotatedCopy, StampKind::Settings];

    /// As it stands in the property.
    pub fn text(self) -> &'static str {
        match self {
            StampKind::Template => "template",
            StampKind::AnnotatedCopy => "annotated copy",
            StampKind::Settings => "settings",
        }
    }
}

/// What a workbook that this program made says about itself.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Stamp {
    /// Which program wrote it, [`PROGRAM`].
    pub program: String,
    /// Which of our workbooks it is.
    pub kind: StampKind,
    /// [`Dictionary::version`](super::dictionary::Dictionary::version) when it was written.
    pub dictionary_version: u32,
    /// The reporting month it was made for.
    pub period: Month,
    /// The department it was made for, if for one.
    pub department: Option<String>,
    /// Of an annotated copy: SHA-256 of the file it answers at the end, before it those that file answered itself.
    /// Lower-case hex, at most three.
    pub answers: Vec<String>,
    /// Of an annotated copy: name of the sheet with the findings, which is no input.
    pub findings_sheet: Option<String>,
}

impl Stamp {
    /// For a template.
    pub fn template(dictionary_version: u32, period: Month, department: Option<String>) -> Stamp {
        Stamp {
            program: PROGRAM.to_owned(),
            kind: StampKind::Template,
            dictionary_version,
            period,
            department,
            answers: Vec::new(),
            findings_sheet: None,
        }
    }

    /// For the workbook of settings.
    pub fn settings(dictionary_version: u32, period: Month) -> Stamp {
        Stamp { kind: StampKind::Settings, ..Stamp::template(dictionary_version, period, None) }
    }

    /// For an annotated copy of the file with this fingerprint; `own` is that file's stamp, if it had one.
    pub fn annotated_copy(
        dictionary_version: u32,
        period: Month,
        sha256: &str,
        own: Option<&Stamp>,
        findings_sheet: &str,
    ) -> Stamp {
        let mut answers = own.map_or_else(Vec::new, |own| own.answers.clone());
        answers.push(sha256.to_owned());
        // The first file and the last ones are what may still lie in the folder.
        while answers.len() > MOST_ANSWERED {
            answers.remove(1);
        }
        Stamp {
            kind: StampKind::AnnotatedCopy,
            answers,
            findings_sheet: Some(findings_sheet.to_owned()),
            ..Stamp::template(dictionary_version, period, own.and_then(|own| own.department.clone()))
        }
    }

    /// Name and text of each custom document property; what is not known has none.
    pub fn properties(&self) -> Vec<(&'static str, String)> {
        let mut properties = vec![
            (MADE_BY, self.program.clone()),
            (KIND, self.kind.text().to_owned()),
            (DICTIONARY, self.dictionary_version.to_string()),
            (MONTH, self.period.to_string()),
        ];
        properties.extend(self.department.clone().map(|department| (DEPARTMENT, department)));
        if !self.answers.is_empty() {
            properties.push((ANSWERS, self.answers.join(" ")));
        }
        properties.extend(self.findings_sheet.clone().map(|sheet| (FINDINGS_SHEET, sheet)));
        properties
    }

    /// The stamp among a workbook's custom properties; `text_of` gives the text of the property of a name. `None` where
    /// there is none, or none that can be read.
    pub fn from_properties(text_of: impl Fn(&str) -> Option<String>) -> Option<Stamp> {
        let kind = text_of(KIND)?;
        Some(Stamp {
            program: text_of(MADE_BY)?,
            kind: StampKind::ALL.into_iter().find(|known| known.text() == kind)?,
            dictionary_version: text_of(DICTIONARY)?.trim().parse().ok()?,
            period: text_of(MONTH)?.parse().ok()?,
            department: text_of(DEPARTMENT),
            answers: text_of(ANSWERS).unwrap_or_default().split_whitespace().map(str::to_lowercase).collect(),
            findings_sheet: text_of(FINDINGS_SHEET),
        })
    }
}

/// What a workbook says about itself.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
pub struct Properties {
    /// When it was last saved, as the program that saved it wrote into it. Never the file's own date, which copying
    /// changes.
    pub saved_at: Option<Timestamp>,
    /// The stamp, if this program made it.
    pub stamp: Option<Stamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_back(stamp: &Stamp) -> Option<Stamp> {
        let written = stamp.properties();
        assert!(written.iter().all(|(name, text)| PROPERTIES.contains(name) && text.len() <= 255));
        Stamp::from_properties(|name| {
            written.iter().find(|(written, _)| *written == name).map(|(_, text)| text.clone())
        })
    }

    #[test]
    fn stamps_are_read_back_as_written() {
        let month = "2026-11".parse().unwrap();
        let template = Stamp::template(1, month, Some("HR".to_owned()));
        assert_eq!(read_back(&template), Some(template.clone()));
        let copy = Stamp::annotated_copy(1, month, &"ab".repeat(32), Some(&template), "To fix");
        assert_eq!(copy.department.as_deref(), Some("HR"));
        assert_eq!(read_back(&copy), Some(copy));
        let plain = Stamp::template(1, month, None);
        assert_eq!(read_back(&plain), Some(plain));
    }

    #[test]
    fn a_copy_of_a_copy_answers_the_first_file_and_the_last_ones() {
        let month = "2026-11".parse().unwrap();
        let mut stamp: Option<Stamp> = None;
        for letter in ["a", "b", "c", "d", "e"] {
            stamp = Some(Stamp::annotated_copy(1, month, &letter.repeat(64), stamp.as_ref(), "To fix"));
        }
        let answered = stamp.as_ref().unwrap().answers.iter().map(|sha256| &sha256[..1]).collect::<String>();
        assert_eq!(answered, "ade");
        assert_eq!(read_back(stamp.as_ref().unwrap()), stamp);
    }

    #[test]
    fn what_is_no_stamp_of_ours_is_none() {
        let with = |changed: &'static str, text: Option<&'static str>| {
            let written = Stamp::template(1, "2026-11".parse().unwrap(), None).properties();
            Stamp::from_properties(|name| {
                let stored = written.iter().find(|(written, _)| *written == name).map(|(_, text)| text.clone());
                if name == changed { text.map(str::to_owned) } else { stored }
            })
        };
        assert!(with("other", None).is_some());
        assert_eq!(with(KIND, None), None);
        assert_eq!(with(KIND, Some("letter")), None);
        assert_eq!(with(MONTH, Some("soon")), None);
        assert_eq!(with(DICTIONARY, Some("?")), None);
    }
}
