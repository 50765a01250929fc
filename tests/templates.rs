//! The workbook that people fill: written, filled in, dropped into the intake, read back.

use crate::support::{coe_report, complained, intake_of, record, repository, said, workbook};
use calamine::{Data, Reader, Xlsx, open_workbook};
use coe_report::{
    model::dictionary::{Dictionary, Field, SheetKind},
    settings::dictionary::embedded,
};
use std::{fs, path::Path};

/// `level` is that of the settings; the template lies at `intake/blank.xlsx`.
fn blank(level: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("intake")).unwrap();
    fs::write(folder.path().join("report.toml"), format!("level = \"{level}\"\n")).unwrap();
    let output = coe_report(folder.path(), &["template", "--period", "2026-10", "--out", "intake/blank.xlsx"]);
    assert_eq!(output.status.code(), Some(0), "{}", complained(&output));
    folder
}

/// The titles of a sheet of the template, as they stand there.
fn titles(path: &Path, sheet: &str) -> Vec<String> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    range.rows().nth(1).unwrap().iter().map(Data::to_string).collect()
}

fn check(folder: &Path) -> (Option<i32>, serde_json::Value) {
    let output = coe_report(folder, &["check", "intake", "--period", "2026-10", "--json"]);
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap())
}

/// A right value for a field: its example, one that fits the other examples of its row.
fn right_value(field: &Field, kind: SheetKind) -> String {
    match (kind, field.key.as_str()) {
        (SheetKind::Initiatives, "phase") => "Production".to_owned(),
        // Another initiative would have to be there.
        (SheetKind::Initiatives, "depends_on") | (SheetKind::Initiatives, "retired_on") => String::new(),
        _ => field.example.clone(),
    }
}

fn field<'a>(dictionary: &'a Dictionary, kind: SheetKind, title: &str) -> &'a Field {
    let plain = title.trim_end_matches(" (*)").trim_end_matches(" *");
    dictionary.sheet(kind).fields.iter().find(|field| field.title == plain).unwrap_or_else(|| panic!("{title}"))
}

#[test]
fn a_template_filled_with_right_values_checks_clean_at_every_level() {
    let dictionary = embedded();
    for (level, sheets) in [("start", 1), ("standard", 4), ("full", 4)] {
        let folder = blank(level);
        let template = folder.path().join("intake/blank.xlsx");
        let mut filled: Vec<(&str, Vec<Vec<String>>)> = Vec::new();
        for kind in &SheetKind::ALL[..sheets] {
            let titles = titles(&template, kind.name());
            let values = titles.iter().map(|title| right_value(field(&dictionary, *kind, title), *kind)).collect();
            filled.push((kind.name(), vec![vec!["A line of words above the titles".to_owned()], titles, values]));
        }
        let borrowed: Vec<(&str, Vec<Vec<&str>>)> = filled
            .iter()
            .map(|(name, rows)| (*name, rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect()))
            .collect();
        let rows: Vec<(&str, Vec<&[&str]>)> =
            borrowed.iter().map(|(name, rows)| (*name, rows.iter().map(Vec::as_slice).collect())).collect();
        let sheets: Vec<(&str, &[&[&str]])> = rows.iter().map(|(name, rows)| (*name, rows.as_slice())).collect();
        workbook(&template, &sheets);
        let (code, checked) = check(folder.path());
        assert_eq!(checked["findings"]["list"], serde_json::json!([]), "{level}");
        assert_eq!(code, Some(0));
        let accepted: Vec<_> =
            checked["files"][0]["sheets"].as_array().unwrap().iter().map(|sheet| &sheet["rows_accepted"]).collect();
        assert_eq!(accepted, vec![&serde_json::json!(1); sheets.len()], "{level}");
    }
}

#[test]
fn a_blank_template_in_the_intake_is_told_to_have_no_rows() {
    let folder = blank("standard");
    let (code, checked) = check(folder.path());
    assert_eq!(code, Some(3));
    assert_eq!(checked["findings"]["by_code"], serde_json::json!({"no-rows": 1}));
    // The guide, the sheet that counts and the hidden lists are nobody's data.
    let sheets = checked["files"][0]["sheets"].as_array().unwrap();
    let kinds: Vec<_> =
        sheets.iter().map(|sheet| (sheet["name"].as_str().unwrap(), sheet["kind"].as_str().unwrap())).collect();
    assert_eq!(kinds.len(), 7, "{kinds:?}");
    for name in ["Guide", "Ready to send", "Lists"] {
        assert!(kinds.iter().any(|(sheet, kind)| *sheet == name && *kind == "ignored"), "{kinds:?}");
    }
}

/// A value without its parts that depend on the other initiatives.
fn alone(value: &serde_json::Value) -> serde_json::Value {
    let mut value = value.clone();
    if let Some(parts) = value.as_object_mut() {
        parts.retain(|key, _| !["pareto_layer", "stability"].contains(&key.as_str()));
    }
    value
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn a_departments_rows_come_back_whole() {
    let folder = tempfile::tempdir().unwrap();
    let sample = repository().join("sample-data");
    let path = |below: &str| sample.join(below).to_string_lossy().into_owned();
    let (intake, config) = (path("intake"), path("report.toml"));
    let run = |arguments: &[&str]| {
        let output = coe_report(folder.path(), &[arguments, &["--config", &config, "--period", "2026-10"]].concat());
        assert!(matches!(output.status.code(), Some(0 | 3)), "{}{}", said(&output), complained(&output));
        output
    };
    run(&["run", &intake, "--out", "before", "-q"]);
    run(&["template", &intake, "--department", "finance", "--out", "back/finance.xlsx", "-q"]);
    run(&["run", "back", "--out", "after", "-q"]);
    let all = record(&folder.path().join("before/2026-10"));
    let back = record(&folder.path().join("after/2026-10"));

    let own: Vec<_> = all["initiatives"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|initiative| initiative["department"] == "Finance")
        .cloned()
        .collect();
    let returned = back["initiatives"].as_array().unwrap();
    assert!(own.len() >= 5 && own.len() == returned.len());
    for (before, after) in own.iter().zip(returned) {
        for key in before.as_object().unwrap().keys() {
            // Where the row stands and how it ranks among others depend on the workbook it is in.
            if !["file", "sheet", "row", "rank", "rank_tied", "quadrant"].contains(&key.as_str()) {
                assert_eq!(alone(&before[key]), alone(&after[key]), "{} {key}", before["initiative_id"]);
            }
        }
    }
    let bad: Vec<_> =
        back["findings"]["list"].as_array().unwrap().iter().filter(|finding| finding["severity"] != "noted").collect();
    assert!(bad.is_empty(), "{bad:?}");
    assert!(back["checks"]["all_hold"].as_bool().unwrap());
}

#[test]
fn a_department_that_the_settings_do_not_have_is_a_usage_problem() {
    let folder = intake_of(&[], "");
    let output = coe_report(folder.path(), &["template", "intake", "--department", "Alchemy"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(complained(&output).contains("Alchemy") && complained(&output).contains("Finance"));
}

#[test]
fn a_template_never_replaces_a_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("intake.xlsx"), "mine").unwrap();
    let output = coe_report(folder.path(), &["template", "--period", "2026-10"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read_to_string(folder.path().join("intake.xlsx")).unwrap(), "mine");
}
