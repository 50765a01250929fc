//! Fiscal years: what they are called on every page, periods as people name them, and years of whole weeks.

use crate::support::{MONEY_TITLES, cents, coe_report, complained, intake_of, record, said, workbook};
use serde_json::Value;
use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

const INITIATIVES: [&str; 8] = [
    "Initiative ID",
    "Initiative name",
    "Department",
    "Business owner",
    "Outcome category",
    "Phase",
    "Submitted on",
    "Approved on",
];
const ONE: [&str; 8] =
    ["F-1", "Match", "Finance", "A. Owner", "Operational efficiency", "Approved", "2026-01-05", "2026-02-02"];

/// An intake of one initiative with these rows of money.
fn company(settings: &str, money: &[&[&str]]) -> tempfile::TempDir {
    let rows: Vec<&[&str]> = std::iter::once(&MONEY_TITLES[..]).chain(money.iter().copied()).collect();
    let settings = format!("quiet_seconds = 0\nlevel = \"start\"\n{settings}");
    intake_of(&[("Initiatives", &[&INITIATIVES, &ONE]), ("Financials", &rows)], &settings)
}

fn run(folder: &Path, period: &str) -> Value {
    let output = coe_report(folder, &["run", "intake", "--period", period, "--out", "out", "-q"]);
    let run = record(&folder.join("out").join(period));
    assert_eq!(run["checks"]["all_hold"], true, "{}{}", said(&output), complained(&output));
    run
}

/// Everything that the finance workbook and the executives' PDF say.
fn text_of_reports(folder: &Path) -> String {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(folder.join("portfolio.xlsx")).unwrap();
    let sheets = calamine::Reader::worksheets(&mut book);
    let cells = sheets.iter().flat_map(|(_, range)| range.rows().flatten().map(ToString::to_string));
    let pdf = Command::new("pdftotext").arg(folder.join("executive.pdf")).arg("-").output().expect("pdftotext");
    cells.collect::<Vec<_>>().join("\n") + &String::from_utf8_lossy(&pdf.stdout)
}

/// Years from October, called by the year in which they end.
const BY_END: &str = "fiscal_year_start = 10\n[calendar]\nnamed_by = \"end\"\nlabels = \"FY26\"\n";

#[test]
fn fiscal_years_are_called_as_the_settings_say_on_every_page() {
    let settings = format!("{BY_END}[budgets]\nFY27 = 100_000\n\"2027/28\" = 50_000\n");
    let money: [&[&str]; 3] = [
        // September, October and November 2026.
        &["F-1", "P12 FY26", "500", "450", "70", "60"],
        &["F-1", "P01 FY27", "100", "120", "50", "40"],
        &["F-1", "FY27-P02", "300", "", "60", ""],
    ];
    let folder = company(&settings, &money);
    let run = run(folder.path(), "2026-10");
    // The year began in October; since the start 450 + 120 were spent; outlook 120 + 300.
    assert_eq!(cents(&run, "cost_actual_ytd"), 12_000);
    assert_eq!(cents(&run, "cost_actual_life"), 57_000);
    assert_eq!(cents(&run, "cost_outlook_year"), 42_000);
    let years: Vec<(i64, i64)> = run["funding"]["years"]
        .as_array()
        .unwrap()
        .iter()
        .map(|year| (year["year"].as_i64().unwrap(), year["budget_cents"].as_i64().unwrap()))
        .collect();
    // Keys of the record stay the calendar years in which fiscal years begin.
    assert_eq!(years, [(2026, 10_000_000), (2027, 5_000_000)]);
    let calendar = &run["fiscal_calendar"];
    assert_eq!((&calendar["fiscal_year"], &calendar["fiscal_period"]), (&"FY27".into(), &"P01 FY27".into()));
    let text = text_of_reports(&folder.path().join("out/2026-10"));
    for said in ["Outlook FY27", "FY27", "FY28", "FY27: October 2026 to September 2027"] {
        assert!(text.contains(said), "{said}");
    }
    for wrong in ["2026/27", "2027/28", "Budget 2026", "Cost 2026", "Outlook 2026"] {
        assert!(!text.contains(wrong), "{wrong}");
    }
}

#[test]
fn one_fiscal_year_named_twice_is_refused_with_its_line() {
    let folder = company(&format!("{BY_END}[budgets]\nFY27 = 1\n2027 = 2\n"), &[]);
    let output = coe_report(folder.path(), &["run", "intake", "--period", "2026-10", "--out", "out"]);
    let told = complained(&output);
    assert!(told.contains("report.toml, line 7") && told.contains("the same fiscal year"), "{told}");
    let folder = company("[budgets]\nsoon = 1\n", &[]);
    let told = complained(&coe_report(folder.path(), &["run", "intake", "--period", "2026-10", "--out", "out"]));
    assert!(told.contains("line 4") && told.contains("name it like 2026, FY26"), "{told}");
}

#[test]
fn periods_across_are_read_with_their_year_above() {
    let folder = tempfile::tempdir().unwrap();
    let intake = folder.path().join("intake");
    fs::create_dir(&intake).unwrap();
    fs::write(folder.path().join("report.toml"), format!("quiet_seconds = 0\nlevel = \"start\"\n{BY_END}")).unwrap();
    let money: &[&[&str]] = &[
        &["", "", "FY26", "FY27", ""],
        &["Initiative ID", "Line", "P12", "P1", "P2"],
        &["F-1", "Cost actual", "450", "120", ""],
        &["F-1", "Cost plan", "500", "100", "300"],
    ];
    workbook(&intake.join("finance.xlsx"), &[("Initiatives", &[&INITIATIVES, &ONE]), ("Financials", money)]);
    let run = run(folder.path(), "2026-10");
    assert_eq!((cents(&run, "cost_actual_ytd"), cents(&run, "cost_actual_life")), (12_000, 57_000));
    assert_eq!(cents(&run, "cost_outlook_year"), 42_000);
}

/// The 4-5-4 calendar of the National Retail Federation. October 2026 is the ninth period of fiscal 2026, 4 to 31 October.
const RETAIL: &str = "fiscal_year_start = 2\n\
    [calendar]\nlabels = \"FY26\"\nweeks = \"4-5-4\"\nyear_ends = \"nearest Saturday\"\n";

#[test]
fn days_fall_into_periods_of_weeks_and_periods_into_years() {
    // Days of postings: 31 January is the last of fiscal 2025, 3 October of September; 1 November begins November.
    let money: [&[&str]; 6] = [
        &["F-1", "2026-01-31", "10", "10", "", ""],
        &["F-1", "2026-02-01", "20", "20", "", ""],
        &["F-1", "2026-10-03", "40", "40", "", ""],
        &["F-1", "2026-10-04", "80", "80", "0", ""],
        &["F-1", "2026-10-31", "160", "160", "1000", ""],
        &["F-1", "2026-11-01", "320", "", "", ""],
    ];
    let folder = company(&format!("discount_rate = 0.08\n{RETAIL}"), &money);
    let run = run(folder.path(), "2026-10");
    assert_eq!(cents(&run, "cost_actual_month"), 24_000);
    assert_eq!(cents(&run, "cost_actual_ytd"), 30_000);
    assert_eq!(cents(&run, "cost_actual_life"), 31_000);
    let calendar = &run["fiscal_calendar"];
    for (key, value) in [
        ("fiscal_year", "FY26"),
        ("fiscal_period", "P09 FY26"),
        ("first_day", "2026-10-04"),
        ("last_day", "2026-10-31"),
        ("weeks", "4-5-4"),
    ] {
        assert_eq!(calendar[key], value, "{key}");
    }
    assert_eq!(calendar["weeks_of_year"], 52);
    // By true days from 1 February 2026: 4 January (January 2026 begins) is 28 days before, September begins 210 days
    // after (28 + 35 + 28 + 28 + 35 + 28 + 28), October 245, November 273. At 8% a year, to the power of days / 365:
    // −10 · 1.0059213 − 20 − 40 / 1.0452739 + (1000 − 240) / 1.0530164 − 320 / 1.0592516
    // = −10.0592 − 20 − 38.2675 + 721.7362 − 302.1001 = 351.3094.
    assert_eq!(run["initiatives"][0]["npv_cents"], 35_131);
    let text = text_of_reports(&folder.path().join("out/2026-10"));
    for said in
        ["October 2026 (P09 FY26): 4 Oct 2026 to 31 Oct 2026", "FY26: 1 Feb 2026 to 30 Jan 2027, 52 weeks (4-5-4)"]
    {
        assert!(text.contains(said), "{said}");
    }
}

/// Spreadsheets keep `Oct 2026` as 1 October, which is a day of the period September.
#[test]
fn first_days_of_months_name_periods_where_a_column_has_nothing_else() {
    let months: [&[&str]; 3] = [
        &["F-1", "2026-09-01", "1", "1", "", ""],
        &["F-1", "2026-10-01", "2", "2", "", ""],
        &["F-1", "2026-11-01", "4", "", "", ""],
    ];
    let run_of = |money: &[&[&str]]| run(company(RETAIL, money).path(), "2026-10");
    let run = run_of(&months);
    assert_eq!((cents(&run, "cost_actual_month"), cents(&run, "cost_actual_ytd")), (200, 300));
    // One day of a posting among them: all are days, and 1 October lies in September.
    let days: [&[&str]; 3] = [
        &["F-1", "2026-09-01", "1", "1", "", ""],
        &["F-1", "2026-10-01", "2", "2", "", ""],
        &["F-1", "2026-10-05", "4", "4", "", ""],
    ];
    let run = run_of(&days);
    assert_eq!((cents(&run, "cost_actual_month"), cents(&run, "cost_actual_ytd")), (400, 700));
}

#[test]
fn a_period_of_weeks_is_over_and_closed_by_its_last_day() {
    let settings = format!("{RETAIL}[state]\nfolder = \"closed\"\n");
    let folder = company(&settings, &[&["F-1", "P10 FY26", "20", "20", "5", "5"]]);
    let at = |now: &str, arguments: &[&str]| -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_coe-report"));
        command.current_dir(folder.path()).args(arguments).env("COE_REPORT_NOW", now).env("NO_COLOR", "1");
        command.output().unwrap()
    };
    // November 2026, the tenth period, ends on Saturday the 28th.
    let close = ["close", "2026-11", "--out", "out", "--by", "Ada Lund", "--accept", "the first one"];
    let told = said(&at("2026-11-28T12:00:00Z", &close));
    assert!(told.contains("its last day is 2026-11-28") && told.contains("from 2026-11-29 on"), "{told}");
    let told = said(&at("2026-11-29T12:00:00Z", &close));
    assert!(told.contains("2026-11 is closed now"), "{told}");
    // The last complete month of 30 November is November itself.
    let said_of = said(&at("2026-11-30T12:00:00Z", &["run", "intake", "--out", "again"]));
    assert!(folder.path().join("again/2026-11/run.json").is_file(), "{said_of}");
}
