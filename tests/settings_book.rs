//! settings.xlsx: made by init, changed by people, moved to and from report.toml, refused with its cells.

use crate::support::{coe_report, complained, files_below, record, repository, said, workbook};
use calamine::{Data, Reader, open_workbook_auto};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// A workspace as `init` makes it.
fn workspace() -> (tempfile::TempDir, PathBuf) {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("ws");
    let arguments = ["init", "ws", "--company", "Halden", "--locale", "de-DE", "--budget", "900.000,00", "--quiet"];
    let made = coe_report(place.path(), &arguments);
    assert_eq!(made.status.code(), Some(0), "{}", complained(&made));
    (place, folder)
}

/// The sheets of the workbook, cell by cell as text.
fn sheets(path: &Path) -> BTreeMap<String, Vec<Vec<String>>> {
    let mut book = open_workbook_auto(path).expect("the workbook opens");
    let rows = |range: calamine::Range<Data>| {
        // From the first cell of the sheet on, so that places are those of the sheet.
        let (last_row, last_column) = range.end().unwrap_or((0, 0));
        let cell = |row, column| range.get_value((row, column)).map(Data::to_string).unwrap_or_default();
        (0..=last_row).map(|row| (0..=last_column).map(|column| cell(row, column)).collect()).collect()
    };
    book.worksheets().into_iter().map(|(name, range)| (name, rows(range))).collect()
}

/// Saves the workbook as a person would, with this cell changed: of a line by its key, of a table by title and row below
/// the titles.
fn change(folder: &Path, sheet: &str, what: &str, row: usize, text: &str) -> String {
    let path = folder.join("settings.xlsx");
    let mut all = sheets(&path);
    let rows = all.get_mut(sheet).unwrap();
    let at = rows.iter().position(|row| row.iter().any(|cell| cell == what)).unwrap_or_else(|| panic!("{what}"));
    let column = rows[at].iter().position(|cell| cell == what).unwrap();
    // A key stands in the last column, and its value in the second one.
    let (row, column) = if column == 4 { (at, 1) } else { (at + row, column) };
    if rows.len() <= row {
        rows.resize(row + 1, Vec::new());
    }
    let cells = rows[row].len().max(column + 1);
    rows[row].resize(cells, String::new());
    rows[row][column] = text.to_owned();
    let cells: Vec<(String, Vec<Vec<&str>>)> = all
        .iter()
        .map(|(name, rows)| (name.clone(), rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect()))
        .collect();
    let lines: Vec<(&str, Vec<&[&str]>)> =
        cells.iter().map(|(name, rows)| (name.as_str(), rows.iter().map(Vec::as_slice).collect())).collect();
    let sheets: Vec<(&str, &[&[&str]])> = lines.iter().map(|(name, rows)| (*name, rows.as_slice())).collect();
    workbook(&path, &sheets);
    format!("settings.xlsx › {sheet}!{}{}", char::from(b'A' + column as u8), row + 1)
}

fn put_sheet(folder: &Path) {
    fs::copy(repository().join("sample-data/intake/operations.xlsx"), folder.join("intake/operations.xlsx")).unwrap();
}

fn check(folder: &Path) -> std::process::Output {
    coe_report(folder, &["check", "--period", "2026-10"])
}

#[test]
fn init_makes_the_workbook_and_what_is_typed_into_it_holds() {
    let (_place, folder) = workspace();
    put_sheet(&folder);
    let year = sheets(&folder.join("settings.xlsx"))["Budgets"][3][0].clone();
    change(&folder, "Budgets", "Budget", 1, "1,5 Mio. €");
    change(&folder, "Company", "company", 0, "Halden & Söhne");
    let told = coe_report(&folder, &["settings"]);
    assert!(said(&told).contains("Company: Halden & Söhne (default Our company)"), "{}", said(&told));
    assert!(said(&told).contains(&format!("{year} · 1500000")), "{}", said(&told));
    let run = coe_report(&folder, &["run", "--period", "2026-10"]);
    assert_eq!(run.status.code(), Some(3), "{}", complained(&run));
    let record = record(&folder.join("reports/2026-10"));
    let notes = record["findings"]["list"].as_array().unwrap();
    let note = notes.iter().find(|note| note["code"] == "setting-read").expect("the amount is said back");
    assert_eq!(note["problem"], "\"1,5 Mio. €\" is EUR 1,500,000.00 in de-DE.");
}

#[test]
fn what_cannot_be_is_refused_with_its_cell_and_nothing_is_made() {
    let (_place, folder) = workspace();
    put_sheet(&folder);
    let share = change(&folder, "Targets and thresholds", "discount_rate", 0, "8");
    let budget = change(&folder, "Budgets", "Budget", 1, "900.000 or so");
    let refused = check(&folder);
    assert_eq!(refused.status.code(), Some(2));
    let words = complained(&refused);
    assert!(words.contains("2 cells that cannot be used"), "{words}");
    assert!(words.contains(&format!("{share}: ")) && words.contains("8% or 800%"), "{words}");
    assert!(words.contains(&format!("{budget}: ")) && words.contains("no amount of money"), "{words}");
    // What is possible as a number, and not as this setting.
    change(&folder, "Budgets", "Budget", 1, "5");
    let horizon = change(&folder, "Targets and thresholds", "horizon_months", 0, "999");
    change(&folder, "Targets and thresholds", "discount_rate", 0, "8%");
    let words = complained(&check(&folder));
    assert!(words.contains(&format!("{horizon}: horizon_months = 999")), "{words}");
}

#[test]
fn a_setting_in_both_files_is_refused_with_both_places() {
    let (_place, folder) = workspace();
    put_sheet(&folder);
    let toml = fs::read_to_string(folder.join("report.toml")).unwrap();
    fs::write(folder.join("report.toml"), format!("company = \"Other\"\n{toml}")).unwrap();
    let refused = check(&folder);
    assert_eq!(refused.status.code(), Some(2));
    let words = complained(&refused);
    assert!(words.contains("report.toml, line 1") && words.contains("settings.xlsx › Company!B5"), "{words}");
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn settings_move_into_the_workbook_and_back_and_the_reports_stay_the_same_bytes() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    fs::create_dir(folder.join("intake")).unwrap();
    put_sheet(folder);
    let sample = fs::read_to_string(repository().join("sample-data/report.toml")).unwrap();
    fs::write(folder.join("report.toml"), &sample).unwrap();
    let run = |out: &str| {
        coe_report(folder, &["run", "--period", "2026-10", "--out", out]);
        files_below(&folder.join(out))
    };
    let before = run("one");
    assert!(before.len() > 4);
    let moved = coe_report(folder, &["settings", "--to", "workbook"]);
    assert_eq!(moved.status.code(), Some(0), "{}", complained(&moved));
    let left = fs::read_to_string(folder.join("report.toml")).unwrap();
    assert!(
        left.contains("questions = \"\"") && !left.contains("expected_submitters") && !left.contains("company ="),
        "{left}"
    );
    assert_eq!(fs::read_to_string(folder.join("old report.toml")).unwrap(), sample);
    assert!(run("two") == before, "the same settings give the same reports, wherever they stand");
    // Once more: nothing is left to move, and the workbook stays as it is.
    let bytes = fs::read(folder.join("settings.xlsx")).unwrap();
    coe_report(folder, &["settings", "--to", "workbook"]);
    assert!(bytes == fs::read(folder.join("settings.xlsx")).unwrap());
    let back = coe_report(folder, &["settings", "--to", "text"]);
    assert_eq!(back.status.code(), Some(0), "{}", complained(&back));
    assert!(!folder.join("settings.xlsx").exists() && folder.join("old settings.xlsx").exists());
    assert!(run("three") == before);
    // Somebody has it open: nothing is touched.
    fs::write(folder.join("~$settings.xlsx"), "x").unwrap();
    let refused = coe_report(folder, &["settings", "--to", "workbook"]);
    assert!(complained(&refused).contains("open in another program"), "{}", complained(&refused));
    assert!(!folder.join("settings.xlsx").exists());
}

#[test]
fn the_workbook_is_no_intake_and_a_damaged_one_stops_the_run() {
    let (_place, folder) = workspace();
    put_sheet(&folder);
    fs::copy(folder.join("settings.xlsx"), folder.join("intake/our settings.xlsx")).unwrap();
    let checked = coe_report(&folder, &["check", "--period", "2026-10", "--json"]);
    let record: serde_json::Value = serde_json::from_str(&said(&checked)).unwrap();
    let files = record["files"].as_array().unwrap();
    let copy = files.iter().find(|file| file["path"] == "our settings.xlsx").unwrap();
    assert_eq!(copy["skipped_because"], "settings of the program", "{copy}");
    fs::write(folder.join("settings.xlsx"), "no workbook").unwrap();
    let refused = check(&folder);
    assert_eq!(refused.status.code(), Some(2));
    assert!(complained(&refused).contains("settings.xlsx cannot be read"), "{}", complained(&refused));
    #[cfg(unix)]
    {
        fs::remove_file(folder.join("settings.xlsx")).unwrap();
        std::os::unix::fs::symlink("/etc/hostname", folder.join("settings.xlsx")).unwrap();
        assert!(complained(&check(&folder)).contains("no ordinary file"));
    }
}

#[test]
fn readers_of_mail_in_the_workbook_get_mail_and_stand_nowhere_else() {
    let (_place, folder) = workspace();
    put_sheet(&folder);
    change(&folder, "Readers of mail", "Reader", 1, "board@halden.example");
    change(&folder, "Readers of mail", "Roles", 1, "executives; finance");
    change(&folder, "Company", "program_lead", 0, "ai@halden.example");
    coe_report(&folder, &["run", "--period", "2026-10"]);
    let shown = coe_report(&folder, &["preview", "--period", "2026-10"]);
    let mails: Vec<PathBuf> = files_below(&folder.join("outbox")).into_iter().map(|(path, _)| path).collect();
    let is_theirs = |path: &&PathBuf| path.display().to_string().contains("board_at_halden.example");
    assert_eq!(mails.iter().filter(is_theirs).count(), 2, "{mails:?} {}{}", said(&shown), complained(&shown));
    let listed = "[[recipient]]\naddress = \"Board@halden.example\"\nroles = [\"finance\"]\n";
    fs::write(folder.join("recipients.toml"), listed).unwrap();
    let refused = coe_report(&folder, &["preview", "--period", "2026-10"]);
    let words = complained(&refused);
    assert!(words.contains("recipients.toml") && words.contains("Readers of mail!A4"), "{words}");
}
