//! A new workspace, and the ways in that need no typing: launchers, the conversation, something dropped.

use crate::support::{
    INITIATIVE_TITLES, SHORT_INITIATIVE_TITLES, coe_report, complained, files_below, repository, said, workbook,
};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

const ANSWERS: [&str; 10] = [
    "--company",
    "Müller & Söhne",
    "--currency",
    "chf",
    "--fiscal-year-start",
    "July",
    "--budget",
    "1.2m",
    "--program-lead",
    "ai@mueller.example",
];

/// A workspace in a folder whose name is not easy.
fn workspace() -> (tempfile::TempDir, PathBuf) {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("Łódź & co 100%");
    let mut arguments = vec!["init", folder.to_str().unwrap()];
    arguments.extend(ANSWERS);
    let output = coe_report(place.path(), &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", complained(&output));
    (place, folder)
}

fn typed(mut command: Command, lines: &str) -> Output {
    for name in ["COE_REPORT_CONFIG", "COE_REPORT_INTAKE", "COE_REPORT_OUT", "DISPLAY", "WAYLAND_DISPLAY"] {
        command.env_remove(name);
    }
    // A double-click is about the last complete month, whenever the tests run.
    command.env("COE_REPORT_NOW", "2026-11-10T08:00:00Z");
    command.env("COE_REPORT_PERIOD", "2026-10").env("NO_COLOR", "1");
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn started(folder: &Path, lines: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_coe-report"));
    command.current_dir(folder).arg("start");
    typed(command, lines)
}

fn fill(folder: &Path) {
    let from = repository().join("sample-data/intake/operations.xlsx");
    fs::copy(from, folder.join("intake/operations.xlsx")).unwrap();
}

#[test]
fn a_workspace_has_the_answers_and_a_template_and_is_never_made_twice() {
    let (place, folder) = workspace();
    let settings = said(&coe_report(&folder, &["settings"]));
    for line in ["Company: Müller & Söhne", "Currency: CHF", "Fiscal year start: 7", "· 1200000"] {
        assert!(settings.contains(line), "{line} in {settings}");
    }
    assert!(folder.join("intake template.xlsx").is_file());
    let before = files_below(&folder);
    let again = coe_report(place.path(), &["init", folder.to_str().unwrap()]);
    assert_eq!(again.status.code(), Some(2));
    assert!(complained(&again).contains("report.toml"), "{}", complained(&again));
    assert!(before == files_below(&folder));
}

#[test]
fn a_wrong_answer_makes_nothing() {
    let place = tempfile::tempdir().unwrap();
    let output = coe_report(place.path(), &["init", "new", "--currency", "euro"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(complained(&output).contains("EUR"), "{}", complained(&output));
    assert!(!place.path().join("new").exists());
}

#[cfg(unix)]
#[test]
fn launchers_work_in_folders_with_spaces_and_letters_of_other_alphabets() {
    let (_place, folder) = workspace();
    fill(&folder);
    let launch = |name: &str| typed(Command::new(folder.join(name)), "\n");
    let checked = launch("1 Check sheets.command");
    assert!(said(&checked).contains("8 initiatives found"), "{}{}", said(&checked), complained(&checked));
    let reported = launch("2 Make reports.command");
    assert!(said(&reported).contains("Next "), "{}{}", said(&reported), complained(&reported));
    assert!(folder.join("reports/2026-10/executive.pdf").is_file());
    // Most of the money stands in rows of initiatives that other workbooks hold: nobody closes that without a word.
    let open = launch("3 Close the month.command");
    assert!(said(&open).contains("2026-10 stays open"), "{}{}", said(&open), complained(&open));
    let settings = fs::read_to_string(folder.join("report.toml")).unwrap();
    fs::write(folder.join("report.toml"), settings + "\n[plausible]\nnot_counted = 1.0\n").unwrap();
    let closed = launch("3 Close the month.command");
    assert!(said(&closed).contains("final r1"), "{}{}", said(&closed), complained(&closed));
    assert!(folder.join("closed").is_dir());
}

#[test]
fn started_inside_a_workspace_it_makes_the_month() {
    let (_place, folder) = workspace();
    fill(&folder);
    let output = started(&folder, "\n");
    assert_eq!(output.status.code(), Some(3), "{}", complained(&output));
    let lines = said(&output);
    for word in ["Read ", "Fix ", "Totals ", "Wrote ", "Next ", "Press Enter"] {
        assert!(lines.contains(word), "{word} in {lines}");
    }
    assert!(folder.join("reports/2026-10/portfolio.xlsx").is_file());
}

#[test]
fn started_inside_an_empty_workspace_it_says_what_to_do_and_waits() {
    let (_place, folder) = workspace();
    let output = started(&folder, "\n\n");
    assert_eq!(output.status.code(), Some(0), "{}", complained(&output));
    for word in
        ["nothing to report on yet", "intake template.xlsx", "settings.xlsx", "1      Open the folder", "Press Enter"]
    {
        assert!(said(&output).contains(word), "{word} in {}", said(&output));
    }
    let before = files_below(&folder);
    let output = started(&folder, "2\n\n");
    assert_eq!(output.status.code(), Some(0), "{}", complained(&output));
    assert!(folder.parent().unwrap().join("coe-report-sample/reports/2026-10/executive.pdf").is_file());
    assert!(before == files_below(&folder), "the example lies beside the workspace");
}

#[test]
fn started_inside_a_workspace_it_offers_the_next_step_and_takes_it() {
    let (_place, folder) = workspace();
    // Something is to be fixed: copies to send back.
    fill(&folder);
    let output = started(&folder, "1\n\n");
    assert!(said(&output).contains("1      Write a copy of each workbook"), "{}", said(&output));
    assert!(folder.join("answers/operations - to fix.xlsx").is_file(), "{}{}", said(&output), complained(&output));
    // Questions wait: they come first.
    fs::remove_file(folder.join("intake/operations.xlsx")).unwrap();
    let list: &[&[&str]] = &[
        &["Vorhaben", "Abteilung", "Verantwortlich", "Stand", "Kosten Plan 2026"],
        &["Belege lesen", "Finance", "A. Berg", "im Betrieb", "1200"],
        &["Anfragen sortieren", "Operations", "B. Tal", "im Test", "2400"],
        &["Preise schätzen", "Sales", "C. See", "Konzept", "600"],
    ];
    workbook(&folder.join("intake/liste.xlsx"), &[("Liste", list)]);
    let output = started(&folder, "\n\n");
    assert!(said(&output).contains("questions.xlsx and answer"), "{}{}", said(&output), complained(&output));
    // Nothing to fix and nothing to ask: the month can be closed.
    fs::remove_file(folder.join("intake/liste.xlsx")).unwrap();
    let _ = fs::remove_file(folder.join("questions.xlsx"));
    let head = INITIATIVE_TITLES;
    let row = ["FIN-1", "Match invoices", "Finance", "A. Berg", "Revenue growth", "Idea", "2026-10-30"];
    let settings = fs::read_to_string(folder.join("report.toml")).unwrap();
    fs::write(folder.join("report.toml"), format!("level = \"start\"\n{settings}")).unwrap();
    workbook(&folder.join("intake/finance.xlsx"), &[("Initiatives", &[&head, &row])]);
    let output = started(&folder, "1\n\n\n");
    assert!(said(&output).contains("1      Close 2026-10"), "{}{}", said(&output), complained(&output));
    assert!(said(&output).contains("final r1"), "{}{}", said(&output), complained(&output));
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn started_elsewhere_it_offers_the_example_or_a_workspace() {
    let place = tempfile::tempdir().unwrap();
    let output = started(place.path(), "1\n\n");
    assert_eq!(output.status.code(), Some(0), "{}", complained(&output));
    assert!(place.path().join("coe-report-sample/reports/2026-10/executive.pdf").is_file(), "{}", said(&output));
    let output = started(place.path(), "2\nHalden\n\n\n\n\n\n");
    assert_eq!(output.status.code(), Some(0), "{}", complained(&output));
    let settings = said(&coe_report(&place.path().join("ai-portfolio"), &["settings"]));
    assert!(settings.contains("Company: Halden"), "{settings}");
    // Nothing chosen, nothing made.
    let before = fs::read_dir(place.path()).unwrap().count();
    started(place.path(), "\n\n");
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), before);
}

#[test]
fn a_workbook_or_folder_dropped_on_it_is_checked_with_the_settings_above_it() {
    let (place, folder) = workspace();
    fill(&folder);
    let workbook = folder.join("intake/operations.xlsx");
    // The workspace counts in CHF, so the workbook's EUR is a finding: its settings were read.
    for dropped in [workbook.clone(), folder.join("intake")] {
        let output = coe_report(place.path(), &[dropped.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(3), "{}", complained(&output));
        assert!(said(&output).contains("CHF") && said(&output).contains("1 file read"), "{}", said(&output));
    }
    let output = coe_report(place.path(), &[workbook.to_str().unwrap(), "no-such-file.xlsx"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn what_is_dropped_on_it_gets_copies_beside_it_and_never_in_the_intake() {
    let (place, folder) = workspace();
    fill(&folder);
    let name = "operations - to fix.xlsx";
    // A workbook of the workspace's intake, also of a subfolder, and the intake itself: beside the intake.
    fs::create_dir(folder.join("intake/plant")).unwrap();
    fs::rename(folder.join("intake/operations.xlsx"), folder.join("intake/plant/operations.xlsx")).unwrap();
    for (dropped, copy) in [
        ("intake/plant/operations.xlsx", format!("answers/{name}")),
        ("intake", format!("answers/plant/{name}")),
        ("intake/plant", format!("answers/{name}")),
    ] {
        let output = coe_report(place.path(), &[folder.join(dropped).to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(3), "{dropped}: {}{}", said(&output), complained(&output));
        let copy = folder.join(copy);
        assert!(copy.is_file() && said(&output).contains(copy.to_str().unwrap()), "{dropped}: {}", said(&output));
        fs::remove_dir_all(folder.join("answers")).unwrap();
    }
    assert_eq!(files_below(&folder.join("intake")).len(), 1);
    // Elsewhere, without settings: beside the workbook, and again where the copy itself is dropped.
    let desk = place.path().join("desk");
    fs::create_dir(&desk).unwrap();
    fs::copy(folder.join("intake/plant/operations.xlsx"), desk.join("operations.xlsx")).unwrap();
    for (dropped, copies) in [("operations.xlsx", 1), (&format!("answers/{name}"), 2)] {
        let output = coe_report(place.path(), &[desk.join(dropped).to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(3), "{dropped}: {}{}", said(&output), complained(&output));
        assert_eq!(files_below(&desk.join("answers")).len(), copies, "{dropped}: {}", said(&output));
    }
}

#[test]
fn without_arguments_in_a_terminal_it_gives_help_and_a_hint() {
    let place = tempfile::tempdir().unwrap();
    let output = coe_report(place.path(), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(complained(&output).contains("Usage:") && complained(&output).contains("coe-report start"));
}

/// A folder with a register of two departments' sheets, a workbook of a third one, and a list of something else.
fn folder_with_a_register() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    let titles: &[&str] = &["No.", "Name", "Owner", "Stage", "Outcome category", "Submitted"];
    let row = ["1", "Core defects", "A. Berg", "Idea", "Revenue growth", "2026-10-30"];
    let other = ["1", "Gauges", "B. Tal", "Idea", "Revenue growth", "2026-10-30"];
    let (foundry, works): (&[&[&str]], &[&[&str]]) = (&[titles, &row], &[titles, &other]);
    workbook(&place.path().join("AI register Oct.xlsx"), &[("Foundry", foundry), ("Works", works)]);
    let finance: &[&[&str]] = &[&SHORT_INITIATIVE_TITLES, &["FIN-1", "Match invoices", "Finance", "Idea"]];
    workbook(&place.path().join("finance-list 2026-10.xlsx"), &[("Initiatives", finance)]);
    fs::write(place.path().join("shopping.csv"), "Milk,3\nBread,1\n").unwrap();
    place
}

#[test]
fn a_workspace_takes_departments_and_senders_from_the_workbooks_that_lie_there() {
    let place = folder_with_a_register();
    let folder = place.path();
    let output = coe_report(folder, &["init", ".", "--company", "Müller"]);
    assert_eq!(output.status.code(), Some(0), "{}", complained(&output));
    for line in [
        "Taken    AI register Oct.xlsx, finance-list 2026-10.xlsx: in the folder intake now",
        "finance-list 2026-10.xlsx: Foundry, Works, Finance; to change on the sheet",
        "Taken    level start: only what a first report needs",
        "Taken    senders expected each month: Finance (finance*list*)",
        "Next     Open \"1 Check sheets\"",
    ] {
        assert!(said(&output).contains(line), "{line} is not in {}", said(&output));
    }
    let mut in_intake: Vec<_> =
        fs::read_dir(folder.join("intake")).unwrap().map(|file| file.unwrap().file_name()).collect();
    in_intake.sort();
    assert_eq!(in_intake, ["AI register Oct.xlsx", "finance-list 2026-10.xlsx"]);
    assert!(folder.join("AI register Oct.xlsx").is_file(), "what lay there stays");
    let settings = said(&coe_report(folder, &["settings"]));
    for line in ["  Foundry\n  Works\n  Finance\n", "  Finance · finance*list* · 5\n", "Level: start"] {
        assert!(settings.contains(line), "{line} is not in {settings}");
    }
    // The next workbook of the same name is the sender's, and one is missed where there is none.
    let is_missed = || {
        let output = coe_report(folder, &["check", "--period", "2026-10", "--json"]);
        let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        found["findings"]["list"].as_array().unwrap().iter().any(|finding| finding["code"] == "nothing-received")
    };
    assert!(!is_missed());
    let of_finance = |name: &str| folder.join("intake").join(name);
    fs::rename(of_finance("finance-list 2026-10.xlsx"), of_finance("Finance list Nov.xlsx")).unwrap();
    assert!(!is_missed());
    fs::remove_file(of_finance("Finance list Nov.xlsx")).unwrap();
    assert!(is_missed());
}

#[test]
fn the_first_double_click_offers_what_lies_beside_it() {
    let place = folder_with_a_register();
    // Six questions, then: copies yes, the departments corrected, no senders.
    let output = started(place.path(), "2\nMüller\n\n\n\n\n\nyes\nFoundry, Works, Sales\nno\n\n");
    let text = said(&output);
    assert!(
        text.contains("Found here: AI register Oct.xlsx, finance-list 2026-10.xlsx"),
        "{text}{}",
        complained(&output)
    );
    assert!(text.contains("[Foundry, Works, Finance]") && text.contains("from Finance (finance*list*)"), "{text}");
    let folder = place.path().join("ai-portfolio");
    assert!(folder.join("intake/AI register Oct.xlsx").is_file());
    let settings = said(&coe_report(&folder, &["settings"]));
    assert!(settings.contains("  Foundry\n  Works\n  Sales\n"), "{settings}");
    assert!(!settings.contains("finance*list*"), "{settings}");
    // Nothing is taken where it is refused.
    let place = folder_with_a_register();
    started(place.path(), "2\nMüller\n\n\n\n\n\nno\n\n");
    let folder = place.path().join("ai-portfolio");
    assert_eq!(fs::read_dir(folder.join("intake")).unwrap().count(), 0);
    assert!(!said(&coe_report(&folder, &["settings"])).contains("Foundry"));
}
