//! Marks that several currencies share: when it is asked which one is meant, and when that is settled.

use super::{SETTINGS, answer, asked, questions, run, said_in};
use crate::support::{SHORT_INITIATIVE_TITLES, intake_of, record, workbook};
use std::{collections::BTreeMap, fs};

/// Dollars, of which nobody says whose, in a report in EUR; a second column in kronor of Sweden or Norway.
fn amounts_in_marks() -> tempfile::TempDir {
    let initiatives: &[&[&str]] = &[&SHORT_INITIATIVE_TITLES, &["A-1", "Sort invoices", "Finance", "Production"]];
    let money: &[&[&str]] = &[
        &["Initiative ID", "Month", "Cost planned", "Cost actual ($)", "Benefit actual"],
        &["A-1", "2026-09", "50", "100", "kr 1000"],
        &["A-1", "2026-10", "60", "200", "500"],
    ];
    intake_of(&[("Initiatives", initiatives), ("Financials", money)], SETTINGS)
}

#[test]
fn marks_that_several_currencies_share_are_asked_about_and_read_as_answered() {
    let folder = amounts_in_marks();
    run(folder.path(), &["run"]);
    let money = |key: &str| record(&folder.path().join("reports/2026-10"))["portfolio"][key]["value"].as_f64();
    assert_eq!((money("cost_actual_ytd"), money("benefit_actual_ytd")), (None, Some(500.0)));
    let (rows, _) = questions(folder.path());
    let said = ["Question", "First case", "Examples", "Rows", "Amount", "Our guess", "How sure"];
    let of = |row: &BTreeMap<String, String>| said.map(|title| row[title].clone());
    let marks: Vec<_> = rows.iter().filter(|row| row["About"] == "Currency").map(of).collect();
    assert_eq!(
        marks,
        [
            [
                "Which currency is \"$\"?",
                "finance.xlsx › Financials!D1",
                "Cost actual ($)",
                "2",
                "300.00",
                "USD",
                "perhaps"
            ],
            ["Which currency is \"kr\"?", "finance.xlsx › Financials!E2", "kr 1000", "1", "1,000.00", "", "no guess"],
        ]
        .map(|row| row.map(str::to_owned))
    );
    let closing = run(folder.path(), &["close"]);
    assert!(!closing.status.success());
    assert!(said_in(&closing, "Which currency is \"$\"?"));

    // The dollars are Canadian; there are rates of both. Of the kronor nobody knows.
    answer(folder.path(), &[("\"$\"", Some("CAD")), ("\"kr\"", Some("Leave it open"))]);
    let rates: &[&[&str]] = &[
        &["Currency", "Month or fiscal year", "Kind", "Value of one unit"],
        &["USD", "2026-09", "Average", "0.9"],
        &["USD", "2026-10", "Average", "0.9"],
        &["CAD", "2026-09", "Average", "0.6"],
        &["CAD", "2026-10", "Average", "0.7"],
    ];
    workbook(&folder.path().join("intake/rates.xlsx"), &[("Rates", rates)]);
    run(folder.path(), &["run"]);
    // 100 · 0.6 + 200 · 0.7, in EUR.
    assert_eq!(money("cost_actual_ytd"), Some(200.0));
    assert!(!folder.path().join("questions.xlsx").exists(), "{:?}", asked(folder.path()));
    let kept = fs::read_to_string(folder.path().join("mapping.toml")).unwrap();
    assert!(kept.contains("about = \"currency\"") && kept.contains("means = \"CAD\""), "{kept}");
    let output = run(folder.path(), &["check", "--json"]);
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let answered: Vec<&str> = found["findings"]["list"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["code"] == "answered")
        .filter_map(|finding| finding["problem"].as_str())
        .collect();
    assert_eq!(answered, ["\"$\" was read as CAD, as answered."]);
}

#[test]
fn a_mark_that_the_rates_or_the_report_settle_is_not_asked_about() {
    // One of the currencies that share the mark has rates.
    let folder = amounts_in_marks();
    let rates: &[&[&str]] = &[
        &["Currency", "Month or fiscal year", "Kind", "Value of one unit"],
        &["USD", "2026-09", "Average", "0.9"],
        &["USD", "2026-10", "Average", "0.9"],
        &["SEK", "2026-09", "Average", "0.1"],
    ];
    workbook(&folder.path().join("intake/rates.xlsx"), &[("Rates", rates)]);
    run(folder.path(), &["check"]);
    assert_eq!(asked(folder.path()), [""; 0]);
    // The report's own; but not where the same sheet names another one of the mark's.
    let own = |cell: &str| {
        let initiatives: &[&[&str]] = &[&SHORT_INITIATIVE_TITLES, &["A-1", "Sort invoices", "Finance", "Production"]];
        let money: &[&[&str]] = &[
            &["Initiative ID", "Month", "Cost planned", "Cost actual"],
            &["A-1", "2026-09", "$ 50", "50"],
            &["A-1", "2026-10", "$ 60", cell],
        ];
        let settings = format!("currency = \"USD\"\n{SETTINGS}");
        let folder = intake_of(&[("Initiatives", initiatives), ("Financials", money)], &settings);
        run(folder.path(), &["check"]);
        asked(folder.path())
    };
    assert_eq!(own("$ 40"), [""; 0]);
    assert_eq!(own("CAD 40"), ["Which currency is \"$\"?"]);
}

#[test]
fn the_currency_of_an_initiative_says_what_its_mark_is() {
    let initiatives: &[&[&str]] = &[
        &["Initiative ID", "Initiative name", "Department", "Phase", "Currency"],
        &["A-1", "Sort invoices", "Finance", "Production", "USD"],
    ];
    let money: &[&[&str]] =
        &[&["Initiative ID", "Month", "Cost planned", "Cost actual"], &["A-1", "2026-10", "50", "$ 100"]];
    let folder = intake_of(&[("Initiatives", initiatives), ("Financials", money)], SETTINGS);
    run(folder.path(), &["check"]);
    assert_eq!(asked(folder.path()), [""; 0]);
    // Rates of two currencies that share the mark do not make it doubtful.
    let rates: &[&[&str]] = &[
        &["Currency", "Month or fiscal year", "Kind", "Value of one unit"],
        &["USD", "2026", "Plan", "0.9"],
        &["USD", "2026-10", "Average", "0.9"],
        &["CAD", "2026-10", "Average", "0.6"],
    ];
    workbook(&folder.path().join("intake/rates.xlsx"), &[("Rates", rates)]);
    run(folder.path(), &["run"]);
    assert_eq!(asked(folder.path()), [""; 0]);
    // 100 · 0.9; and the 50 of its plan, which say no currency, are its own: 45.
    let record = record(&folder.path().join("reports/2026-10"));
    let money = |key: &str| record["portfolio"][key]["value"].as_f64();
    assert_eq!((money("cost_actual_ytd"), money("cost_plan_to_date_ytd")), (Some(90.0), Some(45.0)));
}
