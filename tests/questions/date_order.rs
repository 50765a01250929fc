//! Dates that can be read both ways: when the order of day and month is asked about, and when it is known.

use super::{SETTINGS, answer, asked, questions, run, said_in};
use crate::support::{SHORT_INITIATIVE_TITLES, intake_of, record};
use std::fs;

/// Two months of a plan, each typed as a date that can be read both ways.
fn months_typed_as_dates(settings: &str, dates: [&str; 2]) -> tempfile::TempDir {
    let initiatives: &[&[&str]] = &[&SHORT_INITIATIVE_TITLES, &["A-1", "Sort invoices", "Finance", "Production"]];
    let money: &[&[&str]] = &[
        &["Initiative ID", "Month", "Cost planned", "Cost actual"],
        &["A-1", dates[0], "1000", "900"],
        &["A-1", dates[1], "20", "10"],
    ];
    intake_of(&[("Initiatives", initiatives), ("Financials", money)], settings)
}

#[test]
fn dates_that_can_be_read_both_ways_are_asked_about_and_read_as_answered() {
    // 8 and 9 October, or 10 August and 10 September.
    let folder = months_typed_as_dates(SETTINGS, ["08/10/2026", "09/10/2026"]);
    run(folder.path(), &["run"]);
    let of_month = || {
        let record = record(&folder.path().join("reports/2026-10"));
        ["cost_actual_month", "cost_actual_ytd"].map(|key| record["portfolio"][key]["value"].as_f64())
    };
    let (rows, _) = questions(folder.path());
    let row = rows.iter().find(|row| row["About"] == "Date order").expect("the order is asked about");
    assert_eq!(
        row["Question"],
        "In the dates of the column \"Month\", such as 08/10/2026, does the day or the month stand in front?"
    );
    // 1,000 + 20 planned, 900 + 10 spent.
    let said = ["First case", "Examples", "Rows", "Amount", "Our guess", "How sure", "Answer"];
    assert_eq!(
        said.map(|title| row[title].as_str()),
        [
            "finance.xlsx › Financials!B2",
            "08/10/2026 · 09/10/2026",
            "2",
            "1,930.00",
            "day-month",
            "perhaps",
            "day-month"
        ]
    );
    assert_eq!(of_month(), [Some(910.0), Some(910.0)], "by the guess both are October");
    let checked = run(folder.path(), &["check"]);
    assert!(said_in(&checked, "they were read as day-month, which is a guess"));
    // Which month amounts belong to rests on it: the month waits.
    let closing = run(folder.path(), &["close"]);
    assert!(!closing.status.success());
    assert!(said_in(&closing, "such as 08/10/2026, does the day or the month stand in front?"));

    answer(folder.path(), &[("in front", Some("month-day"))]);
    run(folder.path(), &["run"]);
    assert_eq!(of_month()[1], Some(910.0), "all of it was spent in the year");
    assert_eq!(of_month()[0], None, "and nothing in October");
    assert!(!folder.path().join("questions.xlsx").exists(), "{:?}", asked(folder.path()));
    let kept = fs::read_to_string(folder.path().join("mapping.toml")).unwrap();
    assert!(kept.contains("about = \"date-order\"") && kept.contains("means = \"month-day\""), "{kept}");
    let output = run(folder.path(), &["check", "--json"]);
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let answered: Vec<String> = found["findings"]["list"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["code"] == "answered")
        .map(|finding| format!("{} {}", finding["cell"].as_str().unwrap(), finding["problem"].as_str().unwrap()))
        .collect();
    assert_eq!(
        answered,
        [
            "B2 \"08/10/2026\" was read as 2026-08: month-day, as answered.",
            "B3 \"09/10/2026\" was read as 2026-09: month-day, as answered.",
        ]
    );
}

#[test]
fn an_order_of_dates_that_is_known_is_not_asked_about() {
    let told = "locale = \"en-GB\"\nlevel = \"start\"\n[state]\nfolder = \"closed\"\n";
    for (settings, dates) in [
        // The settings say it; a date proves it; dots part days that stand in front; both readings are one day.
        (told, ["08/10/2026", "09/10/2026"]),
        (SETTINGS, ["08/10/2026", "31/08/2026"]),
        (SETTINGS, ["08/10/2026", "08/31/2026"]),
        (SETTINGS, ["08.10.2026", "09.10.2026"]),
        (SETTINGS, ["09/09/2026", "10/10/2026"]),
        (SETTINGS, ["2026-08-10", "2026-09"]),
    ] {
        let folder = months_typed_as_dates(settings, dates);
        run(folder.path(), &["check"]);
        assert_eq!(asked(folder.path()), [""; 0], "{dates:?}");
    }
    // Months are typed by their first days.
    let folder = months_typed_as_dates(SETTINGS, ["08/01/2026", "09/01/2026"]);
    run(folder.path(), &["check"]);
    let (rows, _) = questions(folder.path());
    assert_eq!(["Our guess", "How sure"].map(|title| rows[0][title].as_str()), ["month-day", "likely"]);
    // What is left open is read by the guess and holds up nothing.
    answer(folder.path(), &[("in front", Some("Leave it open"))]);
    let output = run(folder.path(), &["check"]);
    assert_eq!(asked(folder.path()), [""; 0]);
    assert!(said_in(&output, "they were read as month-day, which is a guess"));
}
