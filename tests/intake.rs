//! From files to accepted rows: the sample against what its maker counted, and rules that need whole workbooks.

use crate::support::{
    COMMENTED_MONEY_TITLES, INITIATIVE_TITLES, KPI_TITLES, MONEY_TITLES, coe_report, intake_of, record, repository,
    said,
};
use serde_json::Value;
use std::fs;

/// What `sample-data/make` counted while it wrote the files; it shares no code with the program.
fn expected(month: &str) -> Value {
    let text = fs::read(repository().join("sample-data/expected.json")).unwrap();
    serde_json::from_slice::<Value>(&text).unwrap()[month].clone()
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn all_three_months_of_the_sample_foot_to_the_cent() {
    for (month, folder) in [("2026-08", "history/2026-08"), ("2026-09", "history/2026-09"), ("2026-10", "intake")] {
        let out = tempfile::tempdir().unwrap();
        let intake = repository().join("sample-data").join(folder);
        let config = repository().join("sample-data/report.toml");
        let arguments = [
            "run",
            &intake.to_string_lossy(),
            "--config",
            &config.to_string_lossy(),
            "--period",
            month,
            "--out",
            "out",
            "-q",
        ];
        coe_report(out.path(), &arguments);
        let run = record(&out.path().join("out").join(month));
        let expected = expected(month);
        assert_eq!(run["totals"]["rows"], expected["rows"], "{month}");
        assert_eq!(run["totals"]["cents"], expected["cents"], "{month}");
        for (key, title) in [
            ("cost_planned_ytd", "Cost planned"),
            ("cost_actual_ytd", "Cost actual"),
            ("benefit_planned_ytd", "Benefit planned"),
            ("benefit_actual_ytd", "Benefit actual"),
        ] {
            assert_eq!(run["portfolio"][key]["numerator"], expected["year_to_date_cents"][title], "{month} {key}");
        }
        // Rows set aside, sheet by sheet.
        let mut set_aside = ["initiatives", "financials", "outcomes", "team", "usage", "decisions"]
            .map(|kind| (kind, 0))
            .into_iter()
            .collect::<std::collections::BTreeMap<_, _>>();
        // The bill's rows are sums of its own.
        let files = run["files"].as_array().unwrap().iter().filter(|file| file["path"] != "platform-bill.csv");
        for sheet in files.flat_map(|file| file["sheets"].as_array().unwrap()) {
            let count = sheet["rows_set_aside"].as_u64().unwrap();
            let rows = |key: &str| sheet[key].as_u64().unwrap();
            assert_eq!(rows("rows_read"), rows("rows_accepted") + count + rows("rows_blank"));
            *set_aside.get_mut(sheet["kind"].as_str().unwrap()).unwrap() += count;
        }
        for (kind, name) in
            [("initiatives", "Initiatives"), ("financials", "Financials"), ("outcomes", "Outcomes"), ("team", "Team")]
        {
            assert_eq!(expected["set_aside"][name], set_aside[kind], "{month} {name}");
        }
    }
}

/// Severity, code and cell of each finding above noted.
fn findings_of(sheets: &[(&str, &[&[&str]])], settings: &str) -> Vec<(String, String, String)> {
    all_findings_of(sheets, settings).into_iter().filter(|(severity, _, _)| severity != "noted").collect()
}

/// Severity, code and cell of each finding.
fn all_findings_of(sheets: &[(&str, &[&[&str]])], settings: &str) -> Vec<(String, String, String)> {
    let folder = intake_of(sheets, settings);
    let output = coe_report(folder.path(), &["check", "intake", "--period", "2026-10", "--json"]);
    let checked: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    checked["findings"]["list"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            let cell = format!("{}!{}", text(finding, "sheet"), text(finding, "cell"));
            (text(finding, "severity"), text(finding, "code"), cell)
        })
        .collect()
}

fn finding(severity: &str, code: &str, cell: &str) -> (String, String, String) {
    (severity.to_owned(), code.to_owned(), cell.to_owned())
}

#[test]
fn a_banner_above_the_titles_and_blank_rows_keep_addresses_right() {
    let rows: &[&[&str]] = &[
        &["AI register of Finance, for internal use"],
        &[],
        &INITIATIVE_TITLES,
        &["FIN-1", "Match invoices", "Finance", "Ada Lund", "Operational efficiency", "Idea", "2026-01-05"],
        &[],
        &["FIN-2", "Forecast cash", "Finanze", "Ada Lund", "Operational efficiency", "Idea", "someday"],
    ];
    assert_eq!(
        findings_of(&[("Initiatives", rows)], "level = \"start\""),
        [finding("rejected", "unknown-choice", "Initiatives!C6"), finding("rejected", "not-a-date", "Initiatives!G6")]
    );
}

#[test]
fn a_bad_cell_loses_that_cell_and_a_bad_key_the_row() {
    let rows: &[&[&str]] = &[
        &INITIATIVE_TITLES,
        &["", "No id", "Finance", "Ada Lund", "Operational efficiency", "Idea", "2026-01-05"],
        &["FIN-2", "Forecast cash", "Finance", "Ada Lund", "Operational efficiency", "Idea", "#REF!"],
    ];
    assert_eq!(
        findings_of(&[("Initiatives", rows)], "level = \"start\""),
        [finding("set-aside", "missing-key", "Initiatives!A2"), finding("rejected", "not-a-date", "Initiatives!G3")]
    );
}

#[test]
fn what_the_level_does_not_ask_is_no_finding() {
    let rows: &[&[&str]] = &[
        &INITIATIVE_TITLES,
        &["FIN-1", "Match invoices", "Finance", "Ada Lund", "Operational efficiency", "Assessment", "2026-01-05"],
    ];
    let codes = |settings: &str| {
        let found = findings_of(&[("Initiatives", rows)], settings);
        found.into_iter().map(|(_, code, _)| code).collect::<Vec<_>>()
    };
    // Start asks an assessed initiative for business value, feasibility, delivery risk, budget and risk tier; standard
    // also for strategic fit, data and organisational readiness.
    assert_eq!(codes("level = \"start\""), ["missing-column"; 5]);
    assert_eq!(codes("level = \"standard\"").len(), 8);
}

#[test]
fn users_add_titles_values_and_defaults() {
    let rows: &[&[&str]] = &[
        &["Initiative ID", "Initiative name", "Werk", "Business owner", "Outcome category", "Phase", "Submitted on"],
        &["FIN-1", "Match invoices", "Foundry", "Ada Lund", "Operational efficiency", "Idea", "2026-01-05"],
    ];
    let settings =
        "level = \"start\"\n[fields.initiatives.department]\naliases = [\"Werk\"]\nallowed = [\"Foundry\"]\n";
    assert_eq!(findings_of(&[("Initiatives", rows)], settings), []);
    assert!(!findings_of(&[("Initiatives", rows)], "level = \"start\"").is_empty());
}

#[test]
fn amounts_in_another_currency_are_not_added_to_ours() {
    let initiatives: &[&[&str]] = &[
        &[
            "Initiative ID",
            "Initiative name",
            "Department",
            "Business owner",
            "Outcome category",
            "Phase",
            "Submitted on",
            "Currency",
            "Budget requested",
        ],
        &[
            "FIN-1",
            "Match invoices",
            "Finance",
            "Ada Lund",
            "Operational efficiency",
            "Idea",
            "2026-01-05",
            "USD",
            "500",
        ],
    ];
    let money: &[&[&str]] = &[&MONEY_TITLES, &["FIN-1", "2026-09", "100", "110", "0", "0"]];
    let folder = intake_of(&[("Initiatives", initiatives), ("Financials", money)], "level = \"start\"");
    coe_report(folder.path(), &["run", "intake", "--period", "2026-10", "--out", "out", "-q"]);
    let run = record(&folder.path().join("out/2026-10"));
    assert_eq!(run["totals"]["cents"]["Budget requested"], 0);
    assert_eq!(run["totals"]["cents"]["Cost actual"], 0);
    assert_eq!(run["findings"]["by_code"]["unknown-currency"], 2);
    assert_eq!(run["checks"]["all_hold"], true);
}

/// The record of a run over these sheets.
fn run_of(sheets: &[(&str, &[&[&str]])], settings: &str) -> Value {
    let folder = intake_of(sheets, settings);
    coe_report(folder.path(), &["run", "intake", "--period", "2026-10", "--out", "out", "-q"]);
    record(&folder.path().join("out/2026-10"))
}

const ONE: &[&[&str]] = &[
    &INITIATIVE_TITLES,
    &["FIN-1", "Match invoices", "Finance", "Ada Lund", "Operational efficiency", "Idea", "2026-01-05"],
];

#[test]
fn rows_of_a_month_are_added_up_on_each_side() {
    // Labour 600 planned and spent, cloud 400 planned and not reported: the month has both sides, 1,000 and 600, and
    // nothing is left out. Its outlook is what was booked.
    let money: &[&[&str]] =
        &[&MONEY_TITLES, &["FIN-1", "2026-09", "600", "600", "0", "0"], &["FIN-1", "2026-09", "400", "", "0", "0"]];
    let run = run_of(&[("Initiatives", ONE), ("Financials", money)], "level = \"start\"");
    let one = &run["initiatives"][0];
    assert_eq!((&one["cost_planned_ytd_cents"], &one["cost_actual_ytd_cents"]), (&100_000.into(), &60_000.into()));
    assert_eq!(one["cost_outlook_year_cents"], 60_000);
    assert_eq!(run["portfolio"]["cost_actual_ytd"]["left_out"], 0);
}

#[test]
fn plan_and_actual_in_rows_of_their_own_are_compared_as_a_month() {
    let money: &[&[&str]] =
        &[&MONEY_TITLES, &["FIN-1", "2026-09", "600", "", "0", ""], &["FIN-1", "2026-09", "", "650", "", "0"]];
    let run = run_of(&[("Initiatives", ONE), ("Financials", money)], "level = \"start\"");
    let one = &run["initiatives"][0];
    assert_eq!((&one["cost_planned_ytd_cents"], &one["cost_actual_ytd_cents"]), (&60_000.into(), &65_000.into()));
    assert_eq!(run["portfolio"]["cost_actual_ytd"]["left_out"], 0);
}

#[test]
fn actuals_without_any_plan_have_no_net_present_value() {
    let money: &[&[&str]] = &[&MONEY_TITLES, &["FIN-1", "2026-09", "", "600", "", "10"]];
    let run = run_of(&[("Initiatives", ONE), ("Financials", money)], "level = \"start\"");
    assert!(run["initiatives"][0]["npv_cents"].is_null());
    assert_eq!(run["initiatives"][0]["cost_actual_ytd_cents"], 60_000);
}

#[test]
fn plans_count_to_the_horizon_whatever_the_length_of_the_sheet() {
    let money: &[&[&str]] =
        &[&MONEY_TITLES, &["FIN-1", "2026-01", "100", "100", "0", "0"], &["FIN-1", "2027-06", "0", "", "900", ""]];
    let npv = |horizon: &str| {
        let settings = format!("level = \"start\"\ndiscount_rate = 0.0\nhorizon_months = {horizon}\n");
        run_of(&[("Initiatives", ONE), ("Financials", money)], &settings)["initiatives"][0]["npv_cents"].clone()
    };
    // At rate 0: −100 + 900 within eight months after October 2026, −100 within seven.
    assert_eq!((npv("8"), npv("7")), (80_000.into(), (-10_000).into()));
}

#[test]
fn the_centre_itself_is_no_initiative() {
    let rows: &[&[&str]] = &[ONE[0], ONE[1], &["coe", "The centre", "IT", "Bo", "Other", "Pilot", "2026-01-05"]];
    let found = findings_of(&[("Initiatives", rows)], "level = \"start\"");
    assert!(found.contains(&finding("set-aside", "centre-is-no-initiative", "Initiatives!A3")), "{found:?}");
}

#[test]
fn money_that_stands_in_two_sheets_is_noted() {
    let money: &[&[&str]] = &[&MONEY_TITLES, &["FIN-1", "2026-09", "600", "600", "0", "0"]];
    let run =
        run_of(&[("Initiatives", ONE), ("Financials", money), ("Costs and benefits", money)], "level = \"start\"");
    assert_eq!(run["findings"]["by_code"]["same-money-twice"], 1);
}

#[test]
fn of_two_readings_of_one_day_the_later_row_counts_and_later_days_do_not() {
    let kpis: &[&[&str]] = &[
        &KPI_TITLES,
        &["FIN-1", "Cycle time", "Lower is better", "days", "10", "0", "2026-09-30", "9"],
        &["FIN-1", "cycle  Time", "Lower is better", "days", "10", "0", "2026-09-30", "5"],
        &["FIN-1", "Cycle time", "Lower is better", "days", "10", "-90", "2026-12-30", "1"],
    ];
    let run = run_of(&[("Initiatives", ONE), ("Outcomes", kpis)], "level = \"start\"");
    assert_eq!(run["findings"]["by_code"]["two-readings"], 1);
    // From 10 down to 0, at 5: half the way.
    assert_eq!(run["initiatives"][0]["kpi_attainment"], 0.5);
    assert_eq!(run["initiatives"][0]["kpis_known"], 1);
}

/// A KPI in dollars is reached by its own share, whatever a dollar is worth; euros, or thousands of dollars, among them are
/// no part of it.
#[test]
fn a_kpi_stands_in_the_currency_of_its_latest_row() {
    let kpi = |unit: &'static str, before: &'static str, [baseline, target, actual]: [&'static str; 3]| {
        let kpis: &[&[&str]] = &[
            &KPI_TITLES,
            &["FIN-1", "Savings", "Higher is better", before, baseline, target, "2026-08-31", actual],
            &["FIN-1", "Savings", "Higher is better", unit, "", "1000", "2026-09-30", "600"],
            // What is read after the month says nothing yet.
            &["FIN-1", "Savings", "Higher is better", "GBP", "", "", "2026-12-30", "1"],
        ];
        let run = run_of(&[("Initiatives", ONE), ("Outcomes", kpis)], "level = \"start\"");
        (run["initiatives"][0]["kpi_attainment"].clone(), run["findings"]["by_code"]["unknown-currency"].clone())
    };
    // (600 − 200) ÷ (1,000 − 200): $ and US$ are dollars as well.
    for before in ["USD", "$", "US$", ""] {
        assert_eq!(kpi("USD", before, ["200", "900", "300"]), (0.5.into(), Value::Null), "{before}");
    }
    // Without a baseline in dollars 600 ÷ 1,000.
    for before in ["EUR", "kUSD"] {
        assert_eq!(kpi("USD", before, ["200", "900", "300"]), (0.6.into(), 1.into()), "{before}");
    }
    // What is no money may be called in two ways.
    assert_eq!(kpi("hours", "h", ["200", "900", "300"]), (0.5.into(), Value::Null));
}

#[test]
fn a_percentage_of_completion_that_falls_is_noted() {
    let titles: &[&str] = &["Initiative ID", "Month", "Cost planned", "Percent complete actual"];
    let rows = |october: &'static str| -> Value {
        let money: &[&[&str]] = &[
            titles,
            &["FIN-1", "2026-10", "100", october],
            &["FIN-1", "2026-09", "100", "60%"],
            &["FIN-1", "2026-09", "100", "55%"],
        ];
        run_of(&[("Initiatives", ONE), ("Financials", money)], "level = \"full\"")["findings"]["by_code"].clone()
    };
    // 60% in September, 50% in October; two rows of one month say nothing about time.
    assert_eq!(rows("50%")["percent-falls"], 1);
    assert!(rows("60%")["percent-falls"].is_null());
}

#[test]
fn a_control_that_applies_cannot_be_typed_away() {
    let titles: &[&str] = &["Initiative ID", "Phase", "Risk tier", "Impact assessment", "Pre-deployment test"];
    let noted = |phase: &'static str, tier: &'static str| -> Value {
        let rows: &[&[&str]] = &[titles, &["FIN-1", phase, tier, "N/A", "N/A"]];
        run_of(&[("Initiatives", rows)], "level = \"start\"")["findings"]["by_code"]["control-applies"].clone()
    };
    // An assessment from Approved on, at high and limited risk; a test of all from Pilot on.
    assert_eq!(noted("Approved", "High"), 1);
    assert_eq!(noted("Pilot", "Limited"), 2);
    assert_eq!(noted("Pilot", "Minimal"), 1);
    assert!(noted("Idea", "High").is_null() && noted("Approved", "Minimal").is_null());
}

#[test]
fn percents_that_climb_from_zero_are_percents() {
    let titles: &[&str] = &[
        "Initiative ID",
        "Month",
        "Cost planned",
        "Cost actual",
        "Benefit planned",
        "Benefit actual",
        "Percent complete planned",
    ];
    let money: &[&[&str]] = &[
        titles,
        &["FIN-1", "2026-06", "1", "1", "0", "0", "0"],
        &["FIN-1", "2026-07", "1", "1", "0", "0", "0"],
        &["FIN-1", "2026-08", "1", "1", "0", "0", "1"],
        &["FIN-1", "2026-09", "1", "1", "0", "0", "30"],
    ];
    assert_eq!(findings_of(&[("Initiatives", ONE), ("Financials", money)], "level = \"start\""), []);
}

/// The files of tests/data/inventories: (path, row of titles, rows). The counts are those the US budget office published.
const INVENTORIES: [(&str, u64, u64); 10] = [
    ("cftc.csv", 1, 3),
    ("commerce.xlsx", 2, 223),
    ("eac.xlsx", 2, 4),
    ("fdic.csv", 2, 50),
    ("ferc.xlsx", 2, 6),
    ("frb.xlsx", 1, 38),
    ("hud.xlsx", 2, 11),
    ("nsf.xlsx", 2, 17),
    ("state.csv", 2, 60),
    ("tva.csv", 1, 59),
];

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn inventories_of_others_are_read_whole_with_one_short_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let intake = repository().join("tests/data/inventories");
    let config = repository().join("sample-data/foreign/inventories.toml");
    let arguments =
        ["check", &intake.to_string_lossy(), "--config", &config.to_string_lossy(), "--period", "2026-10", "--json"];
    let output = coe_report(folder.path(), &arguments);
    let checked: Value = serde_json::from_slice(&output.stdout).unwrap();
    let read = |file: &Value| -> Vec<(String, u64, u64, u64)> {
        let sheets = file["sheets"].as_array().unwrap().iter().filter(|sheet| sheet["kind"] == "initiatives");
        sheets
            .map(|sheet| {
                let number = |key: &str| sheet[key].as_u64().unwrap();
                let path = file["path"].as_str().unwrap().to_owned();
                (path, number("header_row"), number("rows_read") - number("rows_blank"), number("rows_accepted"))
            })
            .collect()
    };
    let found: Vec<_> = checked["files"].as_array().unwrap().iter().flat_map(read).collect();
    let right: Vec<_> =
        INVENTORIES.iter().map(|(path, titles, rows)| (path.to_string(), *titles, *rows, *rows)).collect();
    assert_eq!(found, right);

    let findings = checked["findings"]["list"].as_array().unwrap();
    let of = |file: &str, code: &str| findings.iter().filter(|one| one["file"] == file && one["code"] == code).count();
    // What was assumed is said: a default for each column that lacks, ids that were made, dates without a day.
    assert_eq!(of("tva.csv", "default-used"), 2);
    assert_eq!((of("state.csv", "ids-made"), of("nsf.xlsx", "ids-made"), of("frb.xlsx", "ids-made")), (1, 1, 0));
    assert_eq!(of("nsf.xlsx", "date-precision"), 17);
    // Another form altogether: it is told what it lacks.
    let refused: Vec<_> = findings.iter().filter(|one| one["severity"] == "refused").collect();
    assert_eq!((refused.len(), refused[0]["file"].as_str()), (1, Some("ustda.xlsx")));
    let problem = refused[0]["problem"].as_str().unwrap();
    assert!(
        problem.contains("known titles: 1 of 5") && problem.contains("lacks Initiative ID, Department"),
        "{problem}"
    );
}

/// By hand: F-1 spends 30,000 more than its 100,000 (30%); F-2 30,000 more than 400,000 (7.5%, less than the share); F-3
/// 9,000 more than 10,000 (less than the amount); F-4 says why beside the money, F-5 beside its status; F-6 earns 20,000
/// less than 20,000 in the second of its two rows; F-7 is off in September only; F-8 has no actual.
#[test]
fn a_month_off_plan_without_a_word_is_asked_about() {
    let money: &[&[&str]] = &[
        &COMMENTED_MONEY_TITLES,
        &["F-1", "2026-10", "100000", "130000", "0", "0", ""],
        &["F-2", "2026-10", "400000", "430000", "0", "0", ""],
        &["F-3", "2026-10", "10000", "19000", "0", "0", ""],
        &["F-4", "2026-10", "100000", "130000", "0", "0", "Licences came early."],
        &["F-5", "2026-10", "100000", "130000", "0", "0", ""],
        &["F-6", "2026-10", "5000", "5000", "0", "0", ""],
        &["F-6", "2026-10", "5000", "5000", "20000", "0", ""],
        &["F-7", "2026-09", "100000", "130000", "0", "0", ""],
        &["F-7", "2026-10", "100000", "100000", "0", "0", ""],
        &["F-8", "2026-10", "100000", "", "0", "", ""],
    ];
    let reason = |id: &str| if id == "F-5" { "The supplier changed." } else { "" };
    let ids = ["F-1", "F-2", "F-3", "F-4", "F-5", "F-6", "F-7", "F-8"];
    let rows: Vec<[&str; 3]> = ids.iter().map(|id| [*id, *id, reason(id)]).collect();
    let rows: Vec<&[&str]> = rows.iter().map(|row| row.as_slice()).collect();
    let initiatives = [&[["Initiative ID", "Initiative name", "Status reason"].as_slice()][..], &rows].concat();
    let asked = |settings: &str| -> Vec<String> {
        let findings = all_findings_of(&[("Initiatives", &initiatives), ("Financials", money)], settings);
        let asked = findings.into_iter().filter(|(_, code, _)| code == "comment-missing");
        asked.inspect(|(severity, _, _)| assert_eq!(severity, "noted")).map(|(_, _, cell)| cell).collect()
    };
    assert_eq!(asked(""), ["Financials!G2", "Financials!G8"]);
    assert_eq!(
        asked("[comment_above]\namount = 9000.0\nshare = 0.07\n"),
        ["Financials!G2", "Financials!G3", "Financials!G4", "Financials!G8"]
    );
    assert_eq!(asked("level = \"start\"\n"), [""; 0]);
    // Without the column the row is named, and the advice is to add it.
    let without: Vec<&[&str]> = money.iter().map(|row| &row[..6]).collect();
    let folder = intake_of(&[("Initiatives", &initiatives), ("Financials", &without)], "");
    let told = said(&coe_report(folder.path(), &["check", "intake", "--period", "2026-10"]));
    assert!(told.contains("noted finance.xlsx › Financials!A2\n") && told.contains("Add the column Comment"), "{told}");
}
