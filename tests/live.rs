//! The workbook computes itself: how many formulas, which functions, and what is said where there are none. Whether they
//! give what the engine stored is for a spreadsheet program to say (`.ci/check_outputs.py`).

use crate::support::{coe_report, repository};
use calamine::{Data, Reader, Xlsx};
use std::{collections::BTreeSet, fs::File, io::BufReader, path::Path};

/// Functions that Excel 2010 and LibreOffice know, and no others stand in a formula.
const FUNCTIONS: [&str; 27] = [
    "ABS",
    "AND",
    "AVERAGE",
    "COUNT",
    "COUNTIF",
    "COUNTIFS",
    "EXACT",
    "IF",
    "IFERROR",
    "INDEX",
    "IRR",
    "ISNUMBER",
    "MATCH",
    "MAX",
    "MIN",
    "MIRR",
    "N",
    "NOT",
    "OR",
    "RANK",
    "ROUND",
    "ROW",
    "ROWS",
    "SUM",
    "SUMIF",
    "SUMIFS",
    "SUMPRODUCT",
];

/// The sample's workbook of October 2026, with one more line of settings.
fn workbook(setting: &str) -> (tempfile::TempDir, Xlsx<BufReader<File>>) {
    let folder = tempfile::tempdir().unwrap();
    let sample = repository().join("sample-data");
    let settings = std::fs::read_to_string(sample.join("report.toml")).unwrap();
    std::fs::write(folder.path().join("report.toml"), format!("{setting}\n{settings}")).unwrap();
    let intake = sample.join("intake").to_string_lossy().into_owned();
    coe_report(
        folder.path(),
        &["run", &intake, "--config", "report.toml", "--period", "2026-10", "--out", "out", "-q"],
    );
    let book = open(&folder.path().join("out/2026-10/portfolio.xlsx"));
    (folder, book)
}

fn open(path: &Path) -> Xlsx<BufReader<File>> {
    Xlsx::new(BufReader::new(File::open(path).unwrap())).unwrap()
}

/// Sheet and code of every formula.
fn formulas(book: &mut Xlsx<BufReader<File>>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for sheet in book.sheet_names() {
        let range = book.worksheet_formula(&sheet).unwrap();
        let codes = range.used_cells().filter(|(_, _, code)| !code.is_empty());
        found.extend(codes.map(|(_, _, code)| (sheet.clone(), code.clone())));
    }
    found
}

/// Words before an opening bracket, texts left out.
fn functions(code: &str) -> BTreeSet<String> {
    let outside: String = code.split('"').step_by(2).collect::<Vec<_>>().join(" ");
    let mut words = BTreeSet::new();
    let mut word = String::new();
    for letter in outside.chars() {
        match letter {
            '(' if !word.is_empty() => drop(words.insert(std::mem::take(&mut word))),
            letter if letter.is_ascii_alphabetic() || letter == '.' || letter == '_' => word.push(letter),
            _ => word.clear(),
        }
    }
    words
}

#[test]
fn the_workbook_computes_itself_with_functions_that_excel_2010_knows() {
    let (_folder, mut book) = workbook("");
    let found = formulas(&mut book);
    assert!(found.len() >= 1_000, "{} formulas", found.len());
    for sheet in ["Funding", "Money", "Outcomes", "Checks", "Assumptions", "Calculations"] {
        assert!(found.iter().any(|(on, _)| on == sheet), "no formula on {sheet}");
    }
    // The figures on top of Summary: spend, benefit, and how many are in production.
    let on_summary = |start: &str| found.iter().filter(|(on, code)| on == "Summary" && code.starts_with(start)).count();
    assert_eq!((on_summary("SUM(Calculations!"), on_summary("COUNTIF(Calculations!")), (2, 1));
    let known: BTreeSet<String> = FUNCTIONS.iter().map(|name| (*name).to_owned()).collect();
    for (sheet, code) in &found {
        let others: Vec<String> = functions(code).difference(&known).cloned().collect();
        assert!(others.is_empty(), "{sheet}: {others:?} in {code}");
    }
    // Data are what was read, never computed.
    assert!(found.iter().all(|(sheet, _)| !sheet.starts_with("Data ")));
}

#[test]
fn inputs_have_names_that_formulas_use() {
    let (_folder, mut book) = workbook("");
    let names: BTreeSet<String> = book.defined_names().iter().map(|(name, _)| name.clone()).collect();
    let found = formulas(&mut book);
    for name in
        ["discount_rate", "weight_strategic_fit", "least_coverage", "finance_rate", "chance_pilot", "budget_2026"]
    {
        assert!(names.contains(name), "{name} of {names:?}");
        assert!(found.iter().any(|(_, code)| code.contains(name)), "no formula speaks of {name}");
    }
}

#[test]
fn above_the_set_number_of_initiatives_there_are_values_and_it_is_said() {
    let (_folder, mut book) = workbook("live_formulas_up_to = 39");
    // The list of sheets and the template aside, nothing in this workbook is a formula.
    assert_eq!(formulas(&mut book), []);
    for sheet in ["Funding", "Assumptions"] {
        let said = book.worksheet_range(sheet).unwrap().cells().any(|(_, _, cell)| match cell {
            Data::String(words) => words.contains("values, not formulas"),
            _ => false,
        });
        assert!(said, "{sheet} says nothing");
    }
    assert!(!book.sheet_names().contains(&"Calculations".to_owned()));
}
