//! Whose file it is.

use crate::model::{
    dictionary::SheetKind,
    identifier::{are_same, composed},
    portfolio::CheckedWorkbook,
    rules::{Rules, Submitter},
};
use std::collections::BTreeSet;

/// Who sent a file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Sender {
    /// Index into the expected submitters of the settings.
    Expected(usize),
    /// Nobody who is expected: what the file's name leaves without months, numbers and words such as "final".
    Named(String),
}

/// Who sent it: the expected submitter whose pattern the path matches; else the one whose department stands in the
/// workbook's stamp, or is that of all its initiatives; else a name made of the path.
pub(super) fn sender(workbook: &CheckedWorkbook, rules: &Rules) -> Sender {
    let path = &workbook.file.source.path;
    // A bill is nobody's submission: of one that does not come nothing is carried forward, which the next one has too.
    if workbook.bill.is_some() {
        return Sender::Named(plain_name(path));
    }
    if let Some(place) = rules.submitters.iter().position(|submitter| is_theirs(submitter, path)) {
        return Sender::Expected(place);
    }
    let stamped = workbook.file.properties.stamp.as_ref().and_then(|stamp| stamp.department.clone());
    let department = stamped.or_else(|| only_department(workbook));
    let of_department: Vec<usize> = (0..rules.submitters.len())
        .filter(|place| {
            let theirs = rules.submitters[*place].department.trim();
            !theirs.is_empty() && department.as_deref().is_some_and(|name| are_same(name, theirs))
        })
        .collect();
    match of_department[..] {
        [one] => Sender::Expected(one),
        _ => Sender::Named(plain_name(path)),
    }
}

/// Whose file a path is by the patterns of the settings, if anybody's.
pub fn submitter_of<'a>(path: &str, rules: &'a Rules) -> Option<&'a Submitter> {
    rules.submitters.iter().find(|submitter| is_theirs(submitter, path))
}

/// Does the path, or its last part, match the submitter's pattern with `*` and `?`, whatever the case?
fn is_theirs(submitter: &Submitter, path: &str) -> bool {
    // macOS stores `ü` as two letters in the names of files.
    let path = &*composed(path);
    let name = path.rsplit('/').next().unwrap_or(path);
    let options = glob::MatchOptions { case_sensitive: false, ..glob::MatchOptions::new() };
    glob::Pattern::new(&composed(&submitter.files))
        .is_ok_and(|pattern| pattern.matches_with(path, options) || pattern.matches_with(name, options))
}

/// The department of all initiatives of the workbook, if they have one.
fn only_department(workbook: &CheckedWorkbook) -> Option<String> {
    let tables = workbook.tables.iter().filter(|table| table.kind == SheetKind::Initiatives);
    let departments: BTreeSet<_> = tables.flat_map(|table| table.text("department")).collect();
    match departments.into_iter().collect::<Vec<_>>()[..] {
        [Some(one)] => Some(one.to_string()),
        _ => None,
    }
}

/// Words of file names that tell versions apart, not senders.
const OF_A_VERSION: [&str; 58] = [
    "af",
    "av",
    "copia",
    "copie",
    "cópia",
    "de",
    "di",
    "kopi",
    "kopia",
    "von",
    "annotated",
    "checked",
    "copy",
    "corrected",
    "correction",
    "draft",
    "final",
    "fixed",
    "kopie",
    "latest",
    "mend",
    "mended",
    "new",
    "of",
    "resend",
    "resent",
    "rev",
    "revised",
    "to",
    "update",
    "updated",
    "v",
    "version",
    "alt",
    "backup",
    "bak",
    "definitief",
    "definitif",
    "definitiva",
    "definitivo",
    "endfassung",
    "endgültig",
    "entwurf",
    "korrektur",
    "korrigiert",
    "neu",
    "nieuw",
    "nouveau",
    "nouvelle",
    "nueva",
    "nuevo",
    "old",
    "r",
    "revision",
    "stand",
    "ver",
    "vers",
    "wersja",
];

/// Words in front of the number or letter of a version: `rev A`, `v1.10`.
const BEFORE_A_VERSION: [&str; 8] = ["v", "r", "rev", "revision", "ver", "vers", "version", "wersja"];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// What a path says about who sent it, the same each month and for each version: `2026-10/Finance_v2 (1).xlsx` is
/// `finance`, `Plant 2 - Oct 2026 final.csv` is `plant 2`. Where nothing is left, the path without its ending.
pub(super) fn plain_name(path: &str) -> String {
    let stem = composed(path.rsplit_once('.').map_or(path, |(stem, _)| stem)).to_lowercase();
    // Folders 2026/10, or 2026-10, are months; a folder 10 alone may be a plant.
    let is_year = |part: &str| part.len() == 4 && part.starts_with("20");
    let is_number = |part: &str| part.bytes().all(|letter| letter.is_ascii_digit());
    let by_year = stem.split('/').any(|part| is_number(part) && is_year(part));
    let parts = stem.split('/').filter(|part| !(by_year && is_number(part) && part.len() <= 2));
    let plain: Vec<String> = parts.map(plain_part).filter(|part| !part.is_empty()).collect();
    if plain.is_empty() { stem } else { plain.join("/") }
}

fn plain_part(part: &str) -> String {
    let words: Vec<&str> =
        part.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut stays: Vec<bool> = words.iter().map(|word| !is_of_a_version(word)).collect();
    let numbers = |word: &str| word.bytes().all(|letter| letter.is_ascii_digit());
    for place in 0..words.len() {
        let word = words[place];
        // `(1)`: the first of two downloads.
        if numbers(word) && part.contains(&format!("({word})")) {
            stays[place] = false;
        }
        let is_year = numbers(word) && word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
        let is_date = numbers(word) && (word.len() == 6 || word.len() == 8) && word.starts_with("20");
        if is_year || is_date || is_month(word) {
            stays[place] = false;
            // What follows is a day, a month or a short year; before a year too, before a month it may be a plant.
            let short = |other: &usize| numbers(words[*other]) && words[*other].len() <= 2;
            (place + 1..words.len()).take(2).take_while(short).for_each(|other| stays[other] = false);
            if !is_month(word) {
                (0..place).rev().take(2).take_while(short).for_each(|other| stays[other] = false);
            }
        }
        if place > 0 && is_of_the_version_before(word, words[place - 1], &stays[..place]) {
            stays[place] = false;
        }
    }
    let kept: Vec<&str> = words.iter().zip(stays).filter(|(_, stays)| *stays).map(|(word, _)| *word).collect();
    kept.join(" ")
}

/// The `10` of `v1.10`, the `3` of `rev 3` and the `A` of `rev A`.
fn is_of_the_version_before(word: &str, before: &str, stays: &[bool]) -> bool {
    let is_number = |word: &str| word.bytes().all(|letter| letter.is_ascii_digit());
    let letters = before.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let is_named = BEFORE_A_VERSION.contains(&letters) && stays.last() == Some(&false);
    let goes_on = is_number(before) && is_number(word) && stays.last() == Some(&false) && word.len() <= 2;
    let is_letter = letters == before && word.chars().count() == 1;
    (is_named && (is_number(word) || is_letter)) || (goes_on && stays.len() > 1 && !stays[stays.len() - 2])
}

/// `final`, `v2`, `q3`, `fy26`, `oct`, `october`, `oct26`.
fn is_of_a_version(word: &str) -> bool {
    let letters = word.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let is_numbered = letters != word && (["q", "fy"].contains(&letters) || OF_A_VERSION.contains(&letters));
    OF_A_VERSION.contains(&word) || is_month(letters) || is_numbered
}

/// In full, or as people cut it.
fn is_month(word: &str) -> bool {
    word == "sept" || MONTHS.iter().any(|month| *month == word || month[..3] == *word)
}

#[cfg(test)]
mod tests {
    use super::plain_name;

    #[test]
    fn versions_and_months_of_one_sender_have_one_name() {
        for path in [
            "finance.xlsx",
            "Finance (1).xlsx",
            "finance_v2.xlsx",
            "Finance - Copy (2).csv",
            "Copy of finance.xlsx",
            "2026-10/finance.xlsx",
            "2026/10/finance final 3 11 2026.xlsx",
            "finance_2026-10-31.xlsx",
            "20261031 finance.xlsx",
            "finance Oct-26.xlsx",
            "finance Oct26 rev 3.xlsx",
            "finance corrected.xlsx",
            "finance r2.xlsx",
            "finance_rev_B.xlsx",
            "finance v1.10.xlsx",
            "finance version 2.3.1.xlsx",
            "finance final2.xlsx",
            "Finance neu.xlsx",
        ] {
            assert_eq!(plain_name(path), "finance", "{path}");
        }
    }

    #[test]
    fn senders_that_differ_in_more_stay_apart() {
        let names = [
            "plant 1.xlsx",
            "plant 2.xlsx",
            "plant a.xlsx",
            "finance.xlsx",
            "finance-hr.xlsx",
            "hr/intake.xlsx",
            "it/intake.xlsx",
        ];
        let plain: std::collections::BTreeSet<String> = names.iter().map(|path| plain_name(path)).collect();
        assert_eq!(plain.len(), names.len(), "{plain:?}");
        assert_eq!(plain_name("plant 2 - Oct 2026 final.csv"), "plant 2");
        // Nothing is left of it but itself.
        assert_eq!(plain_name("2026-10.xlsx"), "2026-10");
    }
}
