//! `check --annotate`: copies for those who sent the workbooks, and what comes of them when they come back.

use crate::support::{INITIATIVE_TITLES, coe_report, complained, files_below, intake_of, said, workbook};
use std::{
    fs,
    io::{Cursor, Read, Write},
    path::Path,
};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

const WRONG: &[&[&str]] = &[
    &INITIATIVE_TITLES,
    &["FIN-1", "Match invoices", "Finance", "Ada Lund", "Operational efficiency", "Wishful", "2026-01-05"],
];
const SETTINGS: &str = "level = \"start\"\n";

fn check(folder: &Path, more: &[&str]) -> std::process::Output {
    let arguments: Vec<&str> = ["check", "intake", "--period", "2026-10"].iter().chain(more).copied().collect();
    coe_report(folder, &arguments)
}

/// Types over a text of a workbook as somebody would in Excel: in its table of texts.
fn fix(path: &Path, wrong: &str, right: &str) {
    let bytes = fs::read(path).unwrap();
    let mut old = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut new = ZipWriter::new(Cursor::new(Vec::new()));
    let mut changed = 0;
    for index in 0..old.len() {
        let mut part = old.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = Vec::new();
        part.read_to_end(&mut text).unwrap();
        if name == "xl/sharedStrings.xml" {
            let before = String::from_utf8(text).unwrap();
            changed = before.matches(wrong).count();
            text = before.replace(wrong, right).into_bytes();
        }
        new.start_file(name, SimpleFileOptions::default()).unwrap();
        new.write_all(&text).unwrap();
    }
    assert_eq!(changed, 1, "{wrong} stands once in {}", path.display());
    fs::write(path, new.finish().unwrap().into_inner()).unwrap();
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn a_mended_copy_beside_its_original_is_read_once_and_clean() {
    let folder = intake_of(&[("Initiatives", WRONG)], SETTINGS);
    let lines: Vec<String> = WRONG.iter().map(|row| row.join(";").replace("FIN-1", "FIN-2")).collect();
    fs::write(folder.path().join("intake/legal.csv"), lines.join("\n")).unwrap();
    let mut clean = WRONG[1].to_vec();
    (clean[0], clean[5]) = ("FIN-3", "Idea");
    workbook(&folder.path().join("intake/clean.xlsx"), &[("Initiatives", &[&INITIATIVE_TITLES, &clean])]);

    let output = check(folder.path(), &["--annotate"]);
    assert_eq!(output.status.code(), Some(3), "{}", complained(&output));
    assert!(said(&output).contains("2 copies in answers"), "{}", said(&output));
    let answers = folder.path().join("answers");
    let names: Vec<_> = files_below(&answers).into_iter().map(|(path, _)| path.display().to_string()).collect();
    assert_eq!(names, ["finance - to fix.xlsx", "legal - to fix.xlsx"]);

    for name in names {
        let copy = answers.join(&name);
        fix(&copy, ">Wishful<", ">Idea<");
        fs::copy(&copy, folder.path().join("intake").join(&name)).unwrap();
    }
    let output = check(folder.path(), &["--annotate"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", said(&output), complained(&output));
    assert!(said(&output).contains("3 initiatives found"), "{}", said(&output));
    assert!(said(&output).contains("no copy was written"), "{}", said(&output));
}

#[test]
fn copies_are_no_input_and_overwrite_nothing() {
    let folder = intake_of(&[("Initiatives", WRONG)], SETTINGS);
    let output = check(folder.path(), &["--annotate", "intake/answers"]);
    assert_eq!(output.status.code(), Some(2), "{}", complained(&output));
    assert!(!folder.path().join("intake/answers").exists());

    let copy = folder.path().join("sent/finance - to fix.xlsx");
    check(folder.path(), &["--annotate", "sent"]);
    let first = fs::read(&copy).unwrap();
    fix(&copy, ">Ada Lund<", ">Ada L.<");
    let typed = fs::read(&copy).unwrap();
    check(folder.path(), &["--annotate", "sent"]);
    assert_eq!(fs::read(&copy).unwrap(), first);
    assert_eq!(fs::read(folder.path().join("sent/older/finance - to fix.xlsx")).unwrap(), typed);
}
