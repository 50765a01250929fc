//! Mails of a closed month go out once, whatever becomes of the state folder and the clock.

use super::company::*;
use crate::support::{complained, files_below, record, said};
use std::{fs, path::Path};

/// October is closed, and its state copied before the mails are drafted.
fn sent_after_a_copy() -> Company {
    let company = Company::after_september();
    ends(&company.at(OCTOBER, &["close", "2026-10"]), 0);
    copy(&company.path("closed"), &company.path("saved"));
    ends(&company.at(OCTOBER, &["send"]), 0);
    assert_eq!(company.mails(1).len(), 1);
    company
}

fn copy(from: &Path, to: &Path) {
    for (path, bytes) in files_below(from) {
        fs::create_dir_all(to.join(&path).parent().unwrap()).unwrap();
        fs::write(to.join(path), bytes).unwrap();
    }
}

/// In December the last complete month is November, and the last closed one October.
#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn without_a_month_the_last_closed_one_is_sent_once() {
    let company = Company::after_september();
    let december = "2026-12-02T06:00:00Z";
    ends(&company.at(december, &["close", "2026-10", "--accept", "agreed", "--by", "Ada Lund"]), 0);
    for _ in 0..2 {
        ends(&company.at(december, &["send"]), 0);
        assert_eq!(company.mails(1).len(), 1);
    }
    let asked = company.at(december, &["send", "--period", "2026-11"]);
    ends(&asked, 2);
    assert!(complained(&asked).contains("2026-11 is not closed"), "{}", complained(&asked));
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn a_state_that_is_older_than_what_went_out_sends_nothing_again() {
    for lost in ["outbox", "reports"] {
        let company = sent_after_a_copy();
        fs::remove_dir_all(company.path("closed")).unwrap();
        fs::rename(company.path("saved"), company.path("closed")).unwrap();
        // Whatever else is lost: the mark is in two places.
        match lost {
            "outbox" => fs::remove_dir_all(company.path("outbox")).unwrap(),
            _ => fs::remove_file(company.path("reports/.coe-report-mails")).unwrap(),
        }
        let _ = fs::remove_dir_all(company.path("outbox/2026-10-r1"));
        for command in [&["send"][..], &["send", "--dry-run"]] {
            let output = company.at(OCTOBER, command);
            ends(&output, 2);
            let why = "older than what went out: one mail of 2026-10 went out";
            assert!(complained(&output).contains(why), "{}", complained(&output));
        }
        assert_eq!(company.mails(1).len(), 0);
        // A person knows: they have theirs.
        ends(&company.at(OCTOBER, &["send", "--settle", "all=sent"]), 0);
        ends(&company.at(OCTOBER, &["send"]), 0);
        assert_eq!(company.mails(1).len(), 0);
        // Or they do not.
        let again = company.at(OCTOBER, &["send", "--settle", "cfo@x.example=not-sent"]);
        ends(&again, 2);
        assert!(complained(&again).contains("nothing to settle"), "what was settled is certain");
    }
}

#[test]
fn a_state_that_was_copied_to_another_computer_sends_nothing_until_somebody_says_so() {
    let company = sent_after_a_copy();
    fs::remove_dir_all(company.path("outbox")).unwrap();
    let there = |arguments: &[&str]| company.on("laptop", OCTOBER, arguments);
    let output = there(&["send"]);
    ends(&output, 2);
    assert!(
        complained(&output).contains("sent by the computer office, and this one is laptop"),
        "{}",
        complained(&output)
    );
    ends(&there(&["send", "--settle", "computer=moved"]), 0);
    ends(&there(&["send"]), 0);
    assert_eq!(company.mails(1).len(), 0, "the ledger knows that it went out");
    ends(&company.at(OCTOBER, &["send"]), 2);
}

#[test]
fn a_copy_of_everything_beside_the_original_sends_nothing_until_somebody_says_so() {
    let company = Company::after_september();
    ends(&company.at(OCTOBER, &["close", "2026-10"]), 0);
    // Copied before anything went out: the ledger knows of no mail and of no sender.
    let copied = Company(tempfile::tempdir().unwrap());
    copy(&company.path(""), &copied.path(""));
    let output = copied.at(OCTOBER, &["send"]);
    ends(&output, 2);
    assert!(complained(&output).contains("which is still there; nothing was sent"), "{}", complained(&output));
    ends(&company.at(OCTOBER, &["send"]), 0);
    assert_eq!((company.mails(1).len(), copied.mails(1).len()), (1, 0));
    // What was moved is no copy.
    fs::rename(company.path("closed"), company.path("elsewhere")).unwrap();
    company.change("report.toml", |text| text.replace("folder = \"closed\"", "folder = \"elsewhere\""));
    ends(&company.at(OCTOBER, &["send"]), 0);
    // The first one is gone, or somebody says that only this one sends.
    ends(&copied.at(OCTOBER, &["send", "--settle", "computer=moved"]), 0);
    ends(&copied.at(OCTOBER, &["send"]), 0);
    assert_eq!(copied.mails(1).len(), 1);
}

#[test]
fn a_clock_that_runs_ahead_or_back_closes_and_mails_nothing() {
    let company = Company::after_september();
    // The files of a test are new, whatever the clock says: as old as the last run.
    let when = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_791_000_000);
    for (path, _) in files_below(&company.path("intake")) {
        fs::File::options().write(true).open(company.path("intake").join(path)).unwrap().set_modified(when).unwrap();
    }
    let ahead = company.at("2029-11-10T06:00:00Z", &["run", "--due"]);
    ends(&ahead, 1);
    assert!(complained(&ahead).contains("The clock says 2029-11-10"), "{}", complained(&ahead));
    assert_eq!(company.closed(), ["2026-09 r1"]);
    // Some months: not all of them, and none whose files hold no actuals.
    let missed = company.at("2027-01-15T06:00:00Z", &["run", "--due"]);
    ends(&missed, 4);
    assert_eq!(company.closed(), ["2026-09 r1", "2026-10 r1"]);
    let runs = company.ledger()["runs"].as_array().unwrap().len();
    assert_eq!(runs, 1 + 3, "three months at once at most");
    assert_eq!(company.mails(1).len(), 1);
    // Set back a month.
    for (path, _) in files_below(&company.path("outbox/2026-10-r1")) {
        fs::remove_file(company.path("outbox/2026-10-r1").join(path)).unwrap();
    }
    let back = company.at("2026-10-15T06:00:00Z", &["run", "--due"]);
    assert!(
        said(&back).contains("2026-10 is closed, although by the clock of this computer 2026-09"),
        "{}",
        said(&back)
    );
    company.at("2026-10-15T06:00:00Z", &["send", "--period", "2026-10"]);
    assert_eq!((company.closed().len(), company.mails(1).len()), (2, 0));
}

#[test]
fn settling_touches_only_what_is_uncertain() {
    let company = sent_after_a_copy();
    let ledger = rusqlite::Connection::open(company.path("closed/ledger.sqlite")).unwrap();
    let insert = "INSERT INTO mails VALUES ('2026-10', 1, ?1, 'cfo@x.example', ?2, '', '')";
    for (report, state) in [("finance", "accepted"), ("sponsor", "uncertain"), ("reminder", "planned")] {
        ledger.execute(insert, [report, state]).unwrap();
    }
    ends(&company.at(OCTOBER, &["send", "--settle", "cfo@x.example=not-sent"]), 0);
    let mut states = ledger.prepare("SELECT report, state FROM mails ORDER BY report").unwrap();
    let states: Vec<(String, String)> =
        states.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    let states: Vec<String> = states.into_iter().map(|(report, state)| format!("{report} {state}")).collect();
    assert_eq!(states, ["executives planned", "finance accepted", "reminder planned", "sponsor planned"]);
}

#[test]
fn an_empty_or_foreign_ledger_beside_snapshots_is_refused() {
    let company = Company::after_september();
    let ledger = company.path("closed/ledger.sqlite");
    let own = fs::read(&ledger).unwrap();
    fs::write(&ledger, "").unwrap();
    for command in [&["run"][..], &["close", "2026-10"], &["send", "--period", "2026-09"]] {
        let output = company.at(OCTOBER, command);
        ends(&output, 1);
        assert!(complained(&output).contains("does not know of any of the 1 closed months"), "{}", complained(&output));
    }
    // A row that was deleted is said, and the month is not closed a first time again.
    fs::write(&ledger, own).unwrap();
    ends(&company.at(OCTOBER, &["close", "2026-10"]), 0);
    let rows = rusqlite::Connection::open(&ledger).unwrap();
    rows.execute_batch("DELETE FROM closed_months WHERE period = '2026-10'; DELETE FROM closings_begun").unwrap();
    ends(&company.at(OCTOBER, &["run"]), 0);
    let findings = record(&company.path("reports/2026-10"))["findings"].to_string();
    assert!(findings.contains("The snapshot of 2026-10 r1 is there, and the ledger does not know of it"), "{findings}");
    let again = company.at(OCTOBER, &["close", "2026-10"]);
    ends(&again, 1);
    assert!(complained(&again).contains("2026-10 r1 was closed already"), "{}", complained(&again));
}
