//! Files that did not change, and shares that were read elsewhere: the reports are those of one run over everything.

use crate::support::{coe_report, complained, files_below, repository};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The sample's intake and settings in a folder of their own, with a state folder.
struct Company(tempfile::TempDir);

impl Company {
    fn new() -> Company {
        let folder = tempfile::tempdir().unwrap();
        let sample = repository().join("sample-data");
        fs::create_dir(folder.path().join("intake")).unwrap();
        for (path, bytes) in files_below(&sample.join("intake")) {
            let path = folder.path().join("intake").join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let settings = fs::read_to_string(sample.join("report.toml")).unwrap();
        fs::write(folder.path().join("report.toml"), format!("{settings}\n[state]\nfolder = \"state\"\n")).unwrap();
        Company(folder)
    }

    fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    /// Exit code 3: the sample has mistakes on purpose.
    fn run(&self, more: &[&str]) {
        let arguments = [&["run", "--period", "2026-10", "--quiet", "--config", "report.toml"], more].concat();
        let output = coe_report(self.0.path(), &arguments);
        assert_eq!(output.status.code(), Some(3), "{}", complained(&output));
    }

    fn extract(&self, share: &str, into: &str) {
        let arguments = ["extract", share, "--into", into, "--period", "2026-10", "--config", "report.toml", "--quiet"];
        let output = coe_report(self.0.path(), &arguments);
        assert_eq!(output.status.code(), Some(0), "{}", complained(&output));
    }

    fn reports(&self, out: &str) -> Vec<(PathBuf, Vec<u8>)> {
        files_below(&self.path(out).join("2026-10"))
    }

    fn kept(&self) -> Vec<PathBuf> {
        files_below(&self.path("state/cache")).into_iter().map(|(path, _)| path).collect()
    }
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn what_did_not_change_is_not_read_again_and_the_reports_are_the_same() {
    let company = Company::new();
    company.run(&["intake", "--out", "first"]);
    let first = company.kept();
    assert!(first.len() >= 5, "{first:?}");

    // A file less, a file more: the reports are those of a run that kept nothing.
    let files = files_below(&company.path("intake"));
    let (gone, other) = (&files[0].0, files.last().unwrap());
    fs::remove_file(company.path("intake").join(gone)).unwrap();
    let copy = format!("copy-{}", other.0.file_name().unwrap().to_string_lossy());
    fs::write(company.path("intake").join(copy), &other.1).unwrap();
    company.run(&["intake", "--out", "again"]);
    let settings = fs::read_to_string(company.path("report.toml")).unwrap();
    fs::write(company.path("report.toml"), settings.replace("folder = \"state\"", "folder = \"other\"")).unwrap();
    company.run(&["intake", "--out", "fresh"]);
    assert!(company.reports("again") == company.reports("fresh"));
    assert!(company.reports("again") != company.reports("first"));
    // What belonged to the file that is gone was deleted, what belonged to the others is there still.
    let again = company.kept();
    assert!(first.iter().filter(|name| !again.contains(name)).count() <= 1, "{first:?} {again:?}");
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn what_is_kept_is_used_and_what_is_damaged_is_read_again() {
    let company = Company::new();
    company.run(&["intake", "--out", "first"]);
    // A kept workbook under the name of another one is not its own, one that is cut is none.
    let kept = company.kept();
    let at = |place: usize| company.path("state/cache").join(&kept[place]);
    fs::copy(at(0), at(1)).unwrap();
    let bytes = fs::read(at(2)).unwrap();
    fs::write(at(2), &bytes[..bytes.len() / 2]).unwrap();
    company.run(&["intake", "--out", "again"]);
    assert!(company.reports("first") == company.reports("again"));
    assert_eq!(fs::read(at(2)).unwrap(), bytes, "it was made again");
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn shares_that_were_read_apart_give_the_report_of_one_run() {
    let company = Company::new();
    company.run(&["intake", "--out", "whole"]);
    for (place, (path, bytes)) in files_below(&company.path("intake")).into_iter().enumerate() {
        let share = company.path(&format!("share-{}", place % 3)).join(path);
        fs::create_dir_all(share.parent().unwrap()).unwrap();
        fs::write(share, bytes).unwrap();
    }
    for share in ["share-2", "share-0", "share-1", "share-0"] {
        company.extract(share, "dataset");
    }
    company.run(&["--from", "dataset", "--out", "parts"]);
    assert!(company.reports("whole") == company.reports("parts"));
    let tables = ["initiatives", "financials", "outcomes", "team", "findings", "submissions"];
    assert!(tables.iter().all(|table| company.path("dataset").join(table).is_dir()));
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn a_dataset_that_does_not_fit_is_refused_in_words() {
    let company = Company::new();
    let refused = |more: &[&str]| {
        let arguments = [&["run", "--quiet", "--config", "report.toml", "--out", "out"], more].concat();
        let output = coe_report(company.0.path(), &arguments);
        assert_eq!(output.status.code(), Some(1));
        complained(&output)
    };
    assert!(refused(&["--from", "nowhere"]).contains("coe-report extract intake --into nowhere"));
    company.extract("intake", "dataset");
    assert!(
        refused(&["--from", "dataset", "--period", "2026-09"]).contains("for another month or with other settings")
    );
    let checked = company.path("dataset/checked");
    let (name, bytes) = files_below(&checked).remove(0);
    fs::write(checked.join(&name), &bytes[..bytes.len() - 1]).unwrap();
    assert!(refused(&["--from", "dataset", "--period", "2026-10"]).contains(&name.display().to_string()));
    // The same file in another state.
    fs::write(checked.join(&name), bytes).unwrap();
    let csv = |folder: &Path| {
        fs::create_dir_all(folder).unwrap();
        fs::write(folder.join("legal.csv"), "Initiative ID,Role\nLEG-1,Data Engineer\n").unwrap();
    };
    csv(&company.path("one"));
    company.extract("one", "twice");
    fs::write(company.path("one/legal.csv"), "Initiative ID,Role\nLEG-2,Data Engineer\n").unwrap();
    company.extract("one", "twice");
    assert!(refused(&["--from", "twice", "--period", "2026-10"]).contains("two states of legal.csv"));
}
