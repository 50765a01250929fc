//! The program as people start it: what it says, what it writes, how it ends.

use crate::support::{
    INITIATIVE_TITLES, MONEY_TITLES, coe_report, complained, files_below, intake_of, record, repository, said, workbook,
};
use std::fs;

const INITIATIVES: &[&[&str]] = &[
    &INITIATIVE_TITLES,
    &["FIN-1", "Match invoices", "Finance", "Ada Lund", "Operational efficiency", "Idea", "2026-01-05"],
];

/// `level = "start"` asks for little, so that a workbook of one sheet is clean.
const SETTINGS: &str = "level = \"start\"\n";

fn sample(out: &std::path::Path) -> std::process::Output {
    let intake = repository().join("sample-data/intake");
    coe_report(out, &["run", &intake.to_string_lossy(), "--period", "2026-10", "--out", "out"])
}

#[test]
fn a_clean_run_ends_with_0_and_writes_every_output() {
    let folder = intake_of(&[("Initiatives", INITIATIVES)], SETTINGS);
    let output = coe_report(folder.path(), &["run", "intake", "--period", "2026-10", "--out", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", said(&output), complained(&output));
    let written: Vec<String> = files_below(&folder.path().join("out"))
        .into_iter()
        .map(|(path, _)| path.display().to_string().replace('\\', "/"))
        .collect();
    assert_eq!(
        written,
        [
            ".coe-report.lock",
            "2026-10/executive.pdf",
            "2026-10/findings.csv",
            "2026-10/mails.json",
            "2026-10/portfolio.xlsx",
            "2026-10/run.json"
        ]
    );
    assert!(said(&output).contains("agree with what was read") && said(&output).contains("checks passed"));
}

#[test]
fn the_sample_ends_with_3_because_of_its_mistakes() {
    let folder = tempfile::tempdir().unwrap();
    let output = sample(folder.path());
    assert_eq!(output.status.code(), Some(3), "{}", complained(&output));
    assert!(said(&output).contains("3 rows set aside"), "{}", said(&output));
    assert!(folder.path().join("out/2026-10/sponsors/lucja.zak_at_halden.example.pdf").is_file());
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn two_runs_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    sample(folder.path());
    let first = files_below(&folder.path().join("out"));
    sample(folder.path());
    let second = files_below(&folder.path().join("out"));
    assert!(first.len() > 10);
    for ((path, bytes), (other_path, other)) in first.iter().zip(&second) {
        assert_eq!(path, other_path);
        assert!(bytes == other, "{} differs", path.display());
    }
    assert_eq!(first.len(), second.len());
}

#[test]
fn check_prints_the_same_files_and_findings_as_the_record_of_a_run() {
    let folder = tempfile::tempdir().unwrap();
    sample(folder.path());
    let intake = repository().join("sample-data/intake");
    let output = coe_report(folder.path(), &["check", &intake.to_string_lossy(), "--period", "2026-10", "--json"]);
    assert_eq!(output.status.code(), Some(3));
    let checked: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let run = record(&folder.path().join("out/2026-10"));
    assert_eq!(checked["files"], run["files"]);
    assert_eq!(checked["findings"], run["findings"]);
}

#[test]
fn an_empty_or_missing_intake_could_not_run() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    for (intake, word) in [("empty", "empty"), ("nowhere", "cannot be read")] {
        let output = coe_report(folder.path(), &["run", intake, "--period", "2026-10", "--out", "out"]);
        assert_eq!(output.status.code(), Some(1));
        assert!(complained(&output).contains(intake) && complained(&output).contains(word), "{}", complained(&output));
        assert!(!folder.path().join("out").exists(), "nothing half-written");
    }
}

#[test]
fn one_broken_file_is_a_finding_and_the_others_go_on() {
    let folder = intake_of(&[("Initiatives", INITIATIVES)], SETTINGS);
    let whole = fs::read(folder.path().join("intake/finance.xlsx")).unwrap();
    fs::write(folder.path().join("intake/cut.xlsx"), &whole[..whole.len() / 2]).unwrap();
    let output = coe_report(folder.path(), &["run", "intake", "--period", "2026-10", "--out", "out"]);
    assert_eq!(output.status.code(), Some(3));
    let run = record(&folder.path().join("out/2026-10"));
    assert_eq!(run["initiatives"].as_array().unwrap().len(), 1);
    let finding = &run["findings"]["list"][0];
    assert_eq!((finding["file"].as_str(), finding["severity"].as_str()), (Some("cut.xlsx"), Some("refused")));
    assert_eq!(finding["code"], "damaged");
}

#[test]
fn an_out_folder_that_cannot_be_written_stops_before_the_work() {
    let folder = intake_of(&[("Initiatives", INITIATIVES)], SETTINGS);
    // A file where the folder should be: also root cannot write below it.
    fs::write(folder.path().join("out"), "in the way").unwrap();
    let output = coe_report(folder.path(), &["run", "intake", "--period", "2026-10", "--out", "out"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(complained(&output).contains("cannot be written"), "{}", complained(&output));
    assert_eq!(fs::read_to_string(folder.path().join("out")).unwrap(), "in the way");
}

#[test]
fn an_unknown_setting_is_a_usage_problem_with_line_and_nearest_name() {
    let folder = intake_of(&[("Initiatives", INITIATIVES)], "company = \"A\"\ndiscount_rat = 0.1\n");
    let output = coe_report(folder.path(), &["run", "intake", "--period", "2026-10", "--out", "out"]);
    assert_eq!(output.status.code(), Some(2));
    let message = complained(&output);
    assert!(
        message.contains("line 2") && message.contains("discount_rat\"") && message.contains("discount_rate"),
        "{message}"
    );
    assert!(!folder.path().join("out").exists());
}

#[test]
fn a_month_that_is_none_is_a_usage_problem_with_an_example() {
    let folder = tempfile::tempdir().unwrap();
    let output = coe_report(folder.path(), &["run", "--period", "October"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(complained(&output).contains("2026-10"), "{}", complained(&output));
}

#[test]
fn quiet_says_nothing_and_json_says_only_json() {
    let folder = intake_of(&[("Initiatives", INITIATIVES)], SETTINGS);
    let run = |flag: &str| coe_report(folder.path(), &["run", "intake", "--period", "2026-10", "--out", "out", flag]);
    let quiet = run("--quiet");
    assert_eq!((said(&quiet).as_str(), complained(&quiet).as_str()), ("", ""));
    let json = run("--json");
    let printed: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(printed, record(&folder.path().join("out/2026-10")));
    assert_eq!(complained(&json), "");
}

#[test]
fn settings_come_from_the_file_the_environment_and_flags_in_this_order() {
    let folder = intake_of(&[("Initiatives", INITIATIVES)], "level = \"start\"\nout = \"from-file\"\n");
    let run = |flags: &[&str], out: Option<&str>| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_coe-report"));
        command.current_dir(folder.path()).args(["run", "intake", "--period", "2026-10", "--quiet"]).args(flags);
        if let Some(out) = out {
            command.env("COE_REPORT_OUT", out);
        }
        assert!(command.status().unwrap().success());
    };
    run(&[], None);
    assert!(folder.path().join("from-file/2026-10/run.json").is_file());
    run(&[], Some("from-environment"));
    assert!(folder.path().join("from-environment/2026-10/run.json").is_file());
    run(&["--out", "from-flag"], Some("unused"));
    assert!(folder.path().join("from-flag/2026-10/run.json").is_file());
    assert!(!folder.path().join("unused").exists());
}

#[test]
fn try_writes_the_sample_runs_it_and_ends_well() {
    let folder = tempfile::tempdir().unwrap();
    let output = coe_report(folder.path(), &["try", "sample", "--quiet"]);
    assert_eq!(output.status.code(), Some(0), "{}", complained(&output));
    assert!(folder.path().join("sample/reports/2026-10/executive.pdf").is_file());
    let again = coe_report(folder.path(), &["try", "sample", "--quiet"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(complained(&again).contains("exists already"));
}

#[test]
fn the_help_names_the_exit_codes() {
    let output = coe_report(repository(), &["--help"]);
    for code in ["0  done", "1  could not run", "2  usage", "3  done, but", "4  not released"] {
        assert!(said(&output).contains(code), "{code}");
    }
}

#[test]
fn the_same_file_twice_is_read_once() {
    let folder = intake_of(&[("Initiatives", INITIATIVES)], SETTINGS);
    fs::copy(folder.path().join("intake/finance.xlsx"), folder.path().join("intake/finance copy.xlsx")).unwrap();
    let output = coe_report(folder.path(), &["run", "intake", "--period", "2026-10", "--out", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let run = record(&folder.path().join("out/2026-10"));
    assert_eq!(run["initiatives"].as_array().unwrap().len(), 1);
    assert_eq!(run["findings"]["by_code"]["same-file-twice"], 1);
}

#[test]
fn rows_of_an_initiative_that_two_files_claim_are_not_added_up() {
    let money: &[&[&str]] = &[&MONEY_TITLES, &["FIN-1", "2026-09", "100", "110.55", "0", "0"]];
    let folder = intake_of(&[("Initiatives", INITIATIVES), ("Financials", money)], SETTINGS);
    let other: &[&[&str]] = &[money[0], &["FIN-1", "2026-09", "900", "900", "0", "0"]];
    workbook(&folder.path().join("intake/second.xlsx"), &[("Initiatives", INITIATIVES), ("Financials", other)]);
    let output = coe_report(folder.path(), &["run", "intake", "--period", "2026-10", "--out", "out"]);
    assert_eq!(output.status.code(), Some(3), "{}", complained(&output));
    let run = record(&folder.path().join("out/2026-10"));
    assert_eq!(run["totals"]["cents"]["Cost actual"], 11_055);
    assert_eq!(run["findings"]["by_code"]["id-in-two-files"], 1);
    assert_eq!(run["findings"]["by_code"]["initiative-set-aside"], 1);
    assert_eq!(run["checks"]["all_hold"], true);
}

#[test]
fn status_says_who_sent_what_and_who_sent_nothing() {
    let settings = "level = \"start\"\n[[expected_submitters]]\nname = \"Finance\"\nfiles = \"finance*.xlsx\"\n\
        [[expected_submitters]]\nname = \"Legal\"\naddress = \"legal@example.com\"\nfiles = \"legal*\"\n";
    let folder = intake_of(&[("Initiatives", INITIATIVES)], settings);
    // A row without id, with money that cannot count.
    let titles = [INITIATIVES[0], &["Budget requested"]].concat();
    let row = [&[""], &INITIATIVES[1][1..], &["1250"]].concat();
    workbook(&folder.path().join("intake/guest.xlsx"), &[("Initiatives", &[&titles, &row])]);
    let output = coe_report(folder.path(), &["status", "intake", "--period", "2026-10"]);
    assert_eq!(output.status.code(), Some(0), "{}", complained(&output));
    assert!(said(&output).starts_with("About    2026-10, as asked"), "{}", said(&output));
    let words: Vec<Vec<String>> =
        said(&output).lines().skip(1).map(|line| line.split_whitespace().map(str::to_owned).collect()).collect();
    assert_eq!(words[1][..3], ["Finance", "clean", "2026-11-05"]);
    assert_eq!(words[2], ["Legal", "missing", "2026-11-05", "–", "0", "0", "0", "0", "0.00"]);
    assert_eq!(
        (&words[3][..4], words[3].last().unwrap().as_str()),
        (&["guest", "*", "to", "fix"].map(str::to_owned)[..], "1,250.00")
    );
    assert!(said(&output).contains("Ask Legal (legal@example.com) for the workbook."));

    let json = coe_report(folder.path(), &["status", "intake", "--period", "2026-10", "--json"]);
    let status: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(status["format"], "coe-report/status/1");
    let sent: Vec<&str> =
        status["submitters"].as_array().unwrap().iter().map(|one| one["sent"].as_str().unwrap()).collect();
    assert_eq!(sent, ["clean", "missing", "to-fix"]);
    assert_eq!(status["submitters"][2]["not_counted_cents"], 125_000);
    assert_eq!(status["submitters"][2]["findings"]["set-aside"], 1);
    // The same stands in run.json, with the quality of each file.
    coe_report(folder.path(), &["run", "intake", "--period", "2026-10", "--out", "out", "-q"]);
    let run = record(&folder.path().join("out/2026-10"));
    assert_eq!(run["submitters"], status["submitters"]);
    // Finance's one idea: seven cells asked for, seven filled.
    assert_eq!(run["files"][0]["quality"]["completeness"], serde_json::json!({"numerator": 7, "denominator": 7}));
}
