//! Snapshots: what many readers see at once, as somebody read it through. `.github/CONTRIBUTING.md` says how they are
//! reviewed. Small ones run every day; the sample takes seconds.

use crate::support::{
    INITIATIVE_TITLES, KPI_TITLES, MONEY_TITLES, coe_report, complained, intake_of, record, repository,
};
use calamine::{Reader, Xlsx, open_workbook};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Compares with `tests/snapshots/NAME.snap`, which has no lines that change when only this file does.
fn reviewed(name: &str, text: &str) {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}

/// Takes out what changes with each release, computer or day: versions, hashes and sizes of files, times of saving.
fn redact(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                match key.as_str() {
                    "program_version" | "settings_digest" | "sha256" | "bytes" | "saved_at" if !member.is_null() => {
                        *member = format!("[{key}]").into();
                    }
                    _ => redact(member),
                }
            }
        }
        Value::Array(members) => members.iter_mut().for_each(redact),
        _ => {}
    }
}

/// JSON, each part that is short enough on one line: a record would take three thousand otherwise.
fn lines_of(value: &Value, depth: usize) -> String {
    let on_one = value.to_string();
    if on_one.chars().count() <= 240 {
        return on_one;
    }
    let inner = "  ".repeat(depth + 1);
    let member = |(key, member): (&String, &Value)| format!("{inner}{key:?}: {}", lines_of(member, depth + 1));
    let (open, members, close) = match value {
        Value::Object(members) => ('{', members.iter().map(member).collect(), '}'),
        Value::Array(members) => {
            ('[', members.iter().map(|one| format!("{inner}{}", lines_of(one, depth + 1))).collect::<Vec<_>>(), ']')
        }
        _ => return on_one,
    };
    format!("{open}\n{}\n{}{close}", members.join(",\n"), "  ".repeat(depth))
}

/// Two initiatives that are right, one with a phase that there is not (F4), money, a KPI and a budget.
#[test]
fn the_record_of_a_small_intake() {
    let initiatives: &[&[&str]] = &[
        &INITIATIVE_TITLES,
        &["F-1", "Match invoices", "Finance", "Ada Lund", "Operational efficiency", "Production", "2026-01-05"],
        &["S-1", "Price offers", "Sales", "Ben Tal", "Revenue growth", "Pilot", "2026-02-10"],
        &["S-2", "Sort requests", "Sales", "Ben Tal", "Revenue growth", "Wishful", "2026-03-02"],
    ];
    let money: &[&[&str]] = &[
        &MONEY_TITLES,
        &["F-1", "2026-09", "1000", "1100", "2000", "1800"],
        &["F-1", "2026-10", "1000", "900", "2000", "2200"],
        &["S-1", "2026-10", "500", "", "0", "0"],
        &["S-1", "2026-11", "500", "", "800", ""],
    ];
    let kpis: &[&[&str]] =
        &[&KPI_TITLES, &["F-1", "Invoices matched", "Higher is better", "%", "0.4", "0.8", "2026-10-30", "0.6"]];
    let sheets = [("Initiatives", initiatives), ("Financials", money), ("Outcomes", kpis)];
    let folder = intake_of(&sheets, "quiet_seconds = 0\nlevel = \"start\"\n[budgets]\n2026 = 10_000\n");
    let output = coe_report(folder.path(), &["run", "intake", "--period", "2026-10", "--out", "out", "-q"]);
    assert_eq!(output.status.code(), Some(3), "{}", complained(&output));
    let mut run = record(&folder.path().join("out/2026-10"));
    redact(&mut run);
    reviewed("small-run", &lines_of(&run, 0));
}

/// Runs a command of the program on a month of the sample company, as its settings say, and gives the month's folder.
fn sample(folder: &Path, command: &str, month: &str, settings: &Path) -> PathBuf {
    let intake = match month {
        "2026-10" => repository().join("sample-data/intake"),
        earlier => repository().join("sample-data/history").join(earlier),
    };
    let (intake, settings) = (intake.to_string_lossy(), settings.to_string_lossy());
    let arguments = match command {
        "close" => ["close", month, &intake, "--out", "out", "-q", "--config", &settings].to_vec(),
        run => [run, &intake, "--period", month, "--out", "out", "-q", "--config", &settings].to_vec(),
    };
    let output = coe_report(folder, &arguments);
    assert_eq!(output.status.code(), Some(3), "{month}: {}", complained(&output));
    folder.join("out").join(month)
}

/// What a screen reader says of a PDF. Where a drawing stands is for the eye.
fn structure(pdf: &Path) -> String {
    let output =
        Command::new("pdfinfo").arg("-struct-text").arg(pdf).output().expect("pdfinfo (poppler-utils) is there");
    let said = String::from_utf8(output.stdout).expect("pdfinfo says UTF-8");
    let placed = |line: &&str| ["/BBox ", "/Placement /Block"].iter().any(|start| line.trim_start().starts_with(start));
    said.lines().filter(|line| !placed(line)).collect::<Vec<_>>().join("\n")
}

/// Titles alone: of pages (H1), blocks (H2), tables and their columns, a line each.
fn titles(structure: &str) -> String {
    let (mut titles, mut element) = (Vec::new(), String::new());
    for line in structure.lines().map(str::trim) {
        let is_title = ["H1", "H2", "Caption", "TH column"].contains(&element.as_str());
        match line.strip_prefix('"') {
            Some(text) if is_title => titles.push(format!("{element}: {}", text.trim_end_matches('"'))),
            None if line == "/Scope /Column" => element = "TH column".to_owned(),
            None if !line.starts_with('/') => {
                element = line.split([' ', ':']).next().unwrap_or_default().to_owned();
            }
            _ => {}
        }
    }
    titles.join("\n")
}

/// Sheets of a workbook with the titles of the columns of their tables.
fn columns(workbook: &Path) -> String {
    let mut book: Xlsx<_> = open_workbook(workbook).unwrap();
    book.load_tables().unwrap();
    let tables: Vec<String> = book.table_names().into_iter().cloned().collect();
    let of_sheet = |book: &mut Xlsx<_>, sheet: &str| -> Vec<String> {
        let here: Vec<String> = book.table_names_in_sheet(sheet).into_iter().cloned().collect();
        let line = |table: &String| {
            let columns = book.table_by_name(table).unwrap().columns().join(" | ");
            format!("  {table}: {}", columns.split_whitespace().collect::<Vec<_>>().join(" "))
        };
        tables.iter().filter(|table| here.contains(table)).map(line).collect()
    };
    let sheets = book.sheet_names();
    let mut lines = Vec::new();
    for sheet in sheets {
        let tables = of_sheet(&mut book, &sheet);
        lines.push(sheet);
        lines.extend(tables);
    }
    lines.join("\n")
}

/// `M19 shared_platform: 0.727273 = 16 / 22; used 22, left out 0; SAL-03`.
fn measure_line(measure: &serde_json::Value) -> String {
    let number = |key: &str| match measure[key].as_f64() {
        None => "unknown".to_owned(),
        Some(number) => format!("{number:.6}").trim_end_matches('0').trim_end_matches('.').to_owned(),
    };
    let parts = match (measure["numerator"].is_null(), measure["denominator"].is_null()) {
        (true, true) => "-".to_owned(),
        _ => format!("{} / {}", number("numerator"), number("denominator")),
    };
    let text = |key: &str| measure[key].as_str().unwrap().to_owned();
    let initiatives: Vec<&str> =
        measure["initiatives"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    let line = format!(
        "{} {}: {} = {parts}; used {}, left out {}; {}",
        text("id"),
        text("key"),
        number("value"),
        measure["rows_used"],
        measure["left_out"],
        initiatives.join(", ")
    );
    line.trim_end_matches([';', ' ']).to_owned()
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn the_sample_of_october() {
    let folder = tempfile::tempdir().unwrap();
    let month = sample(folder.path(), "run", "2026-10", &repository().join("sample-data/report.toml"));
    reviewed("sample-findings", &fs::read_to_string(month.join("findings.csv")).unwrap());
    let measures = record(&month)["measures"].as_array().unwrap().iter().map(measure_line).collect::<Vec<_>>();
    reviewed("sample-measures", &measures.join("\n"));
    reviewed("sample-workbook-columns", &columns(&month.join("portfolio.xlsx")));
    let sponsor = month.join("sponsors/ines.yilmaz_at_halden.example.pdf");
    reviewed("sample-sponsor-titles", &titles(&structure(&sponsor)));
}

/// The executives' PDF whole, with everything that only closed months bring: August and September closed before it.
#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn the_executives_pdf_of_the_sample_on_two_closed_months() {
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("report.toml");
    let typed = fs::read_to_string(repository().join("sample-data/report.toml")).unwrap();
    fs::write(&settings, format!("{typed}\n[state]\nfolder = \"state\"\n")).unwrap();
    sample(folder.path(), "close", "2026-08", &settings);
    sample(folder.path(), "close", "2026-09", &settings);
    let month = sample(folder.path(), "run", "2026-10", &settings);
    let said = structure(&month.join("executive.pdf"));
    reviewed("sample-executive-titles", &titles(&said));
    reviewed("sample-executive-structure", &said);
}
