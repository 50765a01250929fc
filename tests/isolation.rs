//! Dangerous workbooks are read in a process of their own: the same rows come out, and what it does has an end.

use crate::support::repository;
use coe_report::{
    intake,
    model::{
        finding::Code,
        limits::Limits,
        reading::ReadingRules,
        workbook::{Format, Workbook},
    },
    settings::dictionary::embedded,
};
use std::path::Path;

fn read(file: &str, limits: Limits, program: Option<&Path>) -> Workbook {
    let folder = repository().join("tests/data/formats");
    let rules = ReadingRules { limits, quiet_seconds: 0, ..ReadingRules::default() };
    intake::read_file(&folder, &folder.join(file), &embedded(), &rules, program)
}

fn program() -> Option<&'static Path> {
    Some(Path::new(env!("CARGO_BIN_EXE_coe-report")))
}

#[test]
fn the_other_process_reads_to_the_last_bit_what_this_one_reads() {
    for file in ["initiatives.xlsx", "dressed.xlsx", "initiatives.xlsb", "dressed.ods", "initiatives.xls"] {
        let everything = Limits { own_process_bytes: 0, ..Limits::default() };
        let there = read(file, everything, program());
        assert_ne!(there.format, Format::Unknown, "{file}: {:?}", there.findings);
        assert_eq!(there, read(file, Limits::default(), None), "{file}");
    }
}

#[test]
fn time_and_memory_of_the_other_process_are_limited_by_name() {
    let too_long = read("initiatives.xls", Limits { max_seconds: 0, ..Limits::default() }, program());
    assert_eq!(too_long.findings[0].code, Code::TooLarge);
    assert!(too_long.findings[0].problem.contains("max_seconds = 0"), "{}", too_long.findings[0].problem);

    let too_much = read("initiatives.xls", Limits { max_memory_bytes: 1_000, ..Limits::default() }, program());
    assert_eq!(too_much.findings[0].code, Code::TooLarge);
    assert!(too_much.findings[0].problem.contains("max_memory_bytes = 1000"), "{}", too_much.findings[0].problem);
}

#[test]
fn a_process_that_cannot_be_started_or_answers_nonsense_is_a_finding() {
    let nowhere = read("initiatives.xls", Limits::default(), Some(Path::new("/nowhere/coe-report")));
    assert_eq!(nowhere.findings[0].code, Code::Unreadable);
    // A workbook in a process of its own that ends with an error and says nothing.
    let other_program = std::env::current_exe().expect("the tests run from a file");
    let nonsense = read("initiatives.xls", Limits::default(), Some(&other_program));
    assert_eq!(nonsense.findings[0].code, Code::Damaged);
    assert_eq!(nonsense.source.sha256.len(), 64, "the file is still named by its fingerprint");
}
