//! Closed months: what is kept, what a revision changed, and what happens when the folder is not as it was left.

use crate::support::{
    INITIATIVE_TITLES, MONEY_TITLES, coe_report, complained, files_below, record, repository, said, workbook,
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Output,
};

const INITIATIVES: &[&[&str]] = &[
    &INITIATIVE_TITLES,
    &["FIN-1", "Match invoices", "Finance", "Ada Lund", "Operational efficiency", "Idea", "2026-01-05"],
];

/// A company with one workbook and a state folder; the cost of September is what is given.
struct Company(tempfile::TempDir);

impl Company {
    fn new() -> Company {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("intake")).unwrap();
        fs::write(folder.path().join("report.toml"), "level = \"start\"\n[state]\nfolder = \"state\"\n").unwrap();
        let company = Company(folder);
        company.september_cost("6150");
        company
    }

    fn september_cost(&self, cost: &str) {
        let money: &[&[&str]] = &[&MONEY_TITLES, &["FIN-1", "2026-09", "6000", cost, "0", "0"]];
        let sheets: [(&str, &[&[&str]]); 2] = [("Initiatives", INITIATIVES), ("Financials", money)];
        workbook(&self.0.path().join("intake/finance.xlsx"), &sheets);
    }

    fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    fn say(&self, arguments: &[&str]) -> Output {
        coe_report(self.0.path(), arguments)
    }

    fn run(&self, period: &str) -> Output {
        self.say(&["run", "intake", "--period", period])
    }

    fn close(&self, period: &str) -> Output {
        // The workbook says the same for every month, which a person has to say is right.
        self.say(&["close", period, "intake", "--accept", "a test", "--force"])
    }

    fn state_of(&self, period: &str) -> String {
        record(&self.path(&format!("reports/{period}")))["state"].as_str().unwrap().to_owned()
    }

    fn runs(&self) -> serde_json::Value {
        serde_json::from_slice(&self.say(&["runs", "--json"]).stdout).unwrap()
    }

    /// The money rows of a revision.
    fn financials(&self, period: &str, revision: u32) -> PathBuf {
        self.path(&format!("state/snapshots/financials/period={period}/revision={revision}/financials.parquet"))
    }
}

fn ends(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "{}{}", said(output), complained(output));
}

#[test]
fn a_closed_month_is_final_until_something_changes() {
    let company = Company::new();
    ends(&company.run("2026-10"), 0);
    assert_eq!(company.state_of("2026-10"), "draft");
    ends(&company.close("2026-10"), 0);
    assert_eq!(company.state_of("2026-10"), "final r1");
    let closed = files_below(&company.path("reports"));

    // The same inputs make nothing new, not one byte.
    ends(&company.run("2026-10"), 0);
    ends(&company.close("2026-10"), 0);
    assert!(files_below(&company.path("reports")) == closed);
    assert_eq!(company.runs()["closed"].as_array().unwrap().len(), 1);

    // One cell is different: a draft, until it is closed again as r2, which says what changed.
    company.september_cost("8955");
    let changed = company.run("2026-10");
    assert_eq!(
        (company.state_of("2026-10-draft").as_str(), company.state_of("2026-10").as_str()),
        ("draft", "final r1")
    );
    assert!(said(&changed).contains("something changed since"), "{}", said(&changed));
    let again = company.close("2026-10");
    assert_eq!(company.state_of("2026-10"), "final r2");
    assert!(said(&again).contains("FIN-1, 2026-09, Cost actual: 6,150.00 became 8,955.00"), "{}", said(&again));
    let closed = company.runs()["closed"].clone();
    assert_eq!(closed[0]["changes"].as_array().unwrap().len(), 0);
    let expected = ["finance.xlsx changed", "FIN-1, 2026-09, Cost actual: 6,150.00 became 8,955.00"];
    assert_eq!(closed[1]["changes"], serde_json::json!(expected));
    assert!(company.financials("2026-10", 1).is_file() && company.financials("2026-10", 2).is_file());
}

#[test]
fn pages_and_sheets_say_final_where_they_said_draft() {
    let company = Company::new();
    let text = |path: PathBuf| {
        let document = lopdf::Document::load(path).unwrap();
        document.extract_text(&[1]).unwrap().replace(char::is_whitespace, "")
    };
    company.run("2026-10");
    assert!(text(company.path("reports/2026-10/executive.pdf")).contains("DRAFT"));
    company.close("2026-10");
    let words = text(company.path("reports/2026-10/executive.pdf"));
    assert!(words.contains("finalr1") && !words.contains("DRAFT"), "{words}");
}

#[test]
fn without_a_state_folder_everything_works_but_closing() {
    let company = Company::new();
    fs::write(company.path("report.toml"), "level = \"start\"\n").unwrap();
    ends(&company.run("2026-10"), 0);
    assert!(!company.path("state").exists());
    for command in [company.close("2026-10"), company.say(&["runs"])] {
        ends(&command, 2);
        assert!(complained(&command).contains("[state] folder"), "{}", complained(&command));
    }
}

#[test]
fn two_runs_at_once_do_not_share_a_state_folder() {
    let company = Company::new();
    company.close("2026-09");
    let held = fs::File::open(company.path("state/lock")).unwrap();
    held.lock().unwrap();
    for refused in [company.run("2026-10"), company.close("2026-10")] {
        ends(&refused, 1);
        assert!(complained(&refused).contains("Another run is using the folder state"), "{}", complained(&refused));
    }
    assert!(!company.path("reports/2026-10").exists());
    held.unlock().unwrap();
    ends(&company.run("2026-10"), 0);
}

#[test]
fn a_snapshot_cut_in_half_is_said_and_can_be_made_again() {
    let company = Company::new();
    company.close("2026-09");
    let path = company.financials("2026-09", 1);
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();

    // The report is there, compares with nothing, and says why; nothing is frozen on top of it.
    ends(&company.run("2026-10"), 3);
    let findings = record(&company.path("reports/2026-10"))["findings"].clone();
    assert_eq!(findings["by_code"]["snapshot-unusable"], 1);
    assert_eq!(findings["list"][0]["file"], "snapshots/financials/period=2026-09/revision=1/financials.parquet");
    assert!(findings["list"][0]["instead"].as_str().unwrap().contains("close 2026-09 again"));
    let refused = company.close("2026-10");
    ends(&refused, 4);
    assert!(said(&refused).contains("It cannot be closed before that is put right"), "{}", said(&refused));
    assert_eq!(company.runs()["closed"].as_array().unwrap().len(), 1);

    // Closing it again from the same intake fixes it, in a revision of its own.
    ends(&company.close("2026-09"), 0);
    assert_eq!(company.state_of("2026-09"), "final r2");
    ends(&company.close("2026-10"), 0);
    assert!(path.is_file(), "the damaged file is still there to be looked at");
}

#[test]
fn a_snapshot_that_is_missing_or_touched_is_said() {
    let company = Company::new();
    company.close("2026-09");
    let path = company.financials("2026-09", 1);
    let whole = fs::read(&path).unwrap();
    // Every byte turned once: whatever a reader would make of it, it is not read.
    let touched: Vec<u8> = whole.iter().map(|byte| byte ^ 1).collect();
    for (bytes, word) in
        [(Some(touched), "cut or changed"), (Some(Vec::new()), "cut or changed"), (None, "cannot be read")]
    {
        match bytes {
            Some(bytes) => fs::write(&path, bytes).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        ends(&company.run("2026-10"), 3);
        let findings = record(&company.path("reports/2026-10"))["findings"].clone();
        assert_eq!(findings["by_code"]["snapshot-unusable"], 1, "{word}");
        assert!(findings["list"][0]["problem"].as_str().unwrap().contains(word), "{findings}");
    }
    fs::write(&path, whole).unwrap();
    ends(&company.run("2026-10"), 0);
}

#[test]
fn a_ledger_of_another_version_stops_the_run_and_is_left_alone() {
    let company = Company::new();
    company.close("2026-09");
    let ledger = company.path("state/ledger.sqlite");
    let kept = fs::read(&ledger).unwrap();
    let mut newer = kept.clone();
    // Bytes 60 to 63 of an SQLite file are its user version, most significant first.
    newer[60..64].copy_from_slice(&2_u32.to_be_bytes());
    for (bytes, word) in [(newer, "of version 2"), (b"no database at all, only text".repeat(40), "cannot be used")] {
        fs::write(&ledger, &bytes).unwrap();
        let stopped = company.run("2026-10");
        ends(&stopped, 1);
        assert!(complained(&stopped).contains("ledger.sqlite") && complained(&stopped).contains(word));
        assert!(fs::read(&ledger).unwrap() == bytes, "touched");
    }
    fs::remove_file(&ledger).unwrap();
    let stopped = company.run("2026-10");
    ends(&stopped, 1);
    assert!(complained(&stopped).contains("no ledger.sqlite"), "{}", complained(&stopped));
    fs::write(&ledger, kept).unwrap();
    ends(&company.run("2026-10"), 0);
}

#[test]
fn a_deleted_state_folder_begins_anew() {
    let company = Company::new();
    company.close("2026-09");
    fs::remove_dir_all(company.path("state")).unwrap();
    assert!(said(&company.say(&["runs"])).contains("No month is closed yet"));
    assert!(!company.path("state").exists(), "asking makes nothing");
    ends(&company.run("2026-10"), 0);
    assert_eq!(company.state_of("2026-10"), "draft");
    ends(&company.close("2026-09"), 0);
    assert_eq!(company.state_of("2026-09"), "final r1");
}

#[test]
fn what_an_unfinished_closing_left_is_set_aside() {
    let company = Company::new();
    company.close("2026-08");
    // As if the program had ended between the files and the ledger.
    let left = company.path("state/snapshots/financials/period=2026-09/revision=1");
    fs::create_dir_all(&left).unwrap();
    fs::write(left.join("financials.parquet"), "half").unwrap();
    fs::create_dir_all(company.path("state/staging/team")).unwrap();
    let ledger = rusqlite::Connection::open(company.path("state/ledger.sqlite")).unwrap();
    ledger.execute("INSERT INTO closings_begun VALUES ('2026-09', 1)", []).unwrap();
    ends(&company.run("2026-09"), 0);
    assert_eq!(company.state_of("2026-09"), "draft");
    ends(&company.close("2026-09"), 0);
    ends(&company.run("2026-10"), 0);
    let aside = files_below(&company.path("state/set-aside"));
    assert_eq!(aside.len(), 1);
    assert_eq!(aside[0].1, b"half");
    assert!(!company.path("state/staging").exists());
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn a_quarter_of_the_sample_is_closed_month_by_month() {
    let folder = tempfile::tempdir().unwrap();
    let sample = repository().join("sample-data");
    let settings = fs::read_to_string(sample.join("report.toml")).unwrap() + "\n[state]\nfolder = \"state\"\n";
    fs::write(folder.path().join("report.toml"), settings).unwrap();
    let close = |period: &str, intake: &Path| {
        let intake = intake.to_string_lossy();
        let accepted = ["--by", "Ada Lund", "--accept", "Supply Chain sends next week"];
        coe_report(folder.path(), &[&["close", period, &intake, "--config", "report.toml"][..], &accepted].concat())
    };
    for (period, intake) in [("2026-08", "history/2026-08"), ("2026-09", "history/2026-09"), ("2026-10", "intake")] {
        ends(&close(period, &sample.join(intake)), 3);
        assert_eq!(record(&folder.path().join("reports").join(period))["state"], "final r1");
    }
    let listed = coe_report(folder.path(), &["runs"]);
    let months: Vec<String> = said(&listed).lines().take(3).map(|line| line[..17].to_owned()).collect();
    assert_eq!(months, ["2026-08  final r1", "2026-09  final r1", "2026-10  final r1"]);

    // "What moved" of sample-data/README.md, from September to October.
    let run = record(&folder.path().join("reports/2026-10"));
    let changes = &run["changes"];
    let ids = |list: &serde_json::Value, kinds: &[&str]| -> Vec<String> {
        let all = list.as_array().unwrap().iter();
        let wanted = all.filter(|one| kinds.is_empty() || kinds.contains(&one["kind"].as_str().unwrap_or_default()));
        wanted.map(|one| one["initiative_id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&changes["movers"], &["new"]), ["OPS-07"]);
    assert_eq!(ids(&changes["movers"], &["gone", "renamed"]), [""; 0]);
    assert_eq!(ids(&changes["movers"], &["not-sent"]), ["SC-01", "SC-02", "SC-03", "SC-04"]);
    assert_eq!(ids(&changes["movers"], &["phase"]), ["CSV-04", "OPS-04", "OPS-06"]);
    assert_eq!(ids(&changes["movers"], &["phase-back"]), ["HR-03"]);
    assert_eq!(ids(&changes["movers"], &["ended"]), ["OPS-08"]);
    let restated = changes["restated"].as_array().unwrap().iter().find(|one| one["initiative_id"] == "CSV-02").unwrap();
    assert_eq!((&restated["before_cents"], &restated["now_cents"]), (&615_000.into(), &895_500.into()));
    let asked: Vec<(&str, &str)> = changes["asked"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["initiative_id"].as_str().unwrap(), one["answer"].as_str().unwrap()))
        .collect();
    assert_eq!(asked, [("CSV-04", "taken"), ("FIN-03", "open"), ("OPS-02", "overdue")]);
    let replanned = changes["plans_rewritten"].as_array().unwrap().iter().find(|one| one["initiative_id"] == "IT-05");
    let replanned = replanned.unwrap();
    let more = replanned["cost_now_cents"].as_i64().unwrap() - replanned["cost_before_cents"].as_i64().unwrap();
    assert_eq!(more, 3_600_000);
    // Without the rows of Supply Chain, the year to date is that of October's files alone.
    assert_eq!(changes["like_for_like"]["cost_actual_ytd"]["now"], 4_224_894.83);

    // Supply Chain sent nothing: its four initiatives stand as of September, marked, and every cent still foots.
    assert_eq!(run["initiatives"].as_array().unwrap().len(), 44);
    assert_eq!(run["checks"]["all_hold"], true);
    let document = lopdf::Document::load(folder.path().join("reports/2026-10/executive.pdf")).unwrap();
    let page_1 = document.extract_text(&[1]).unwrap().replace(char::is_whitespace, "");
    assert!(page_1.contains("4initiativescarriedforward,asof2026-09"), "{page_1}");

    // Otherwise if the setting says so.
    let set = |how: &str| {
        let settings = fs::read_to_string(sample.join("report.toml")).unwrap();
        let settings = format!("missing_submitter = \"{how}\"\n{settings}\n[state]\nfolder = \"state\"\n");
        fs::write(folder.path().join("report.toml"), settings).unwrap();
        close("2026-10", &sample.join("intake"))
    };
    let held = set("hold");
    ends(&held, 4);
    assert!(said(&held).contains("Supply Chain sent nothing"), "{}", said(&held));
    ends(&set("leave-out"), 3);
    let run = record(&folder.path().join("reports/2026-10"));
    assert_eq!((run["initiatives"].as_array().unwrap().len(), &run["state"]), (40, &"final r2".into()));
    assert_eq!(run["changes"]["like_for_like"]["cost_actual_ytd"]["now"], 4_224_894.83);
}

#[test]
fn a_template_hands_back_the_rows_of_the_last_closed_month_where_nothing_was_sent_yet() {
    let company = Company::new();
    company.close("2026-09");
    fs::remove_file(company.path("intake/finance.xlsx")).unwrap();
    let template = |department: &str, file: &str| {
        ends(&company.say(&["template", "--department", department, "--period", "2026-10", "--out", file, "-q"]), 0);
        let mut book: calamine::Xlsx<_> = calamine::open_workbook(company.path(file)).unwrap();
        let sheet = calamine::Reader::worksheet_range(&mut book, "Initiatives").unwrap();
        sheet.rows().flatten().any(|cell| *cell == "FIN-1")
    };
    assert!(template("Finance", "finance.xlsx"));
    assert!(!template("Sales", "sales.xlsx"), "nothing of others");
}

#[test]
fn check_knows_what_was_sent_for_the_last_closed_month() {
    let company = Company::new();
    company.close("2026-09");
    let unchanged = |output: Output| -> serde_json::Value {
        let record: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        record["files"][0]["unchanged_since"].clone()
    };
    let check = || company.say(&["check", "intake", "--period", "2026-10", "--json"]);
    assert_eq!(unchanged(check()), "2026-09");
    company.september_cost("7000");
    assert_eq!(unchanged(check()), serde_json::Value::Null);
}
