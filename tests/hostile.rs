//! Workbooks made to end a run, all in one intake with good ones: each is answered, every good row is reported, and it
//! takes no longer and no more than is allowed.

#[path = "hostile/make.rs"]
mod make;

use crate::support::{complained, files_below, record, said};
use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    process::{Command, Output},
    time::Instant,
};

const SETTINGS: &str = "level = \"start\"\nquiet_seconds = 0\n[state]\nfolder = \"state\"\n";
const GOOD: usize = 10;

/// Runs the program with so much address space, for itself and for each process that it starts; and says at the end of
/// standard error how much processor time all of them took.
fn within(kilobytes: u64, folder: &Path, arguments: &str) -> Output {
    let program = env!("CARGO_BIN_EXE_coe-report");
    let line = format!("ulimit -v {kilobytes}; '{program}' {arguments}; code=$?; times >&2; exit $code");
    Command::new("sh").args(["-c", &line]).current_dir(folder).env("NO_COLOR", "1").output().unwrap()
}

#[test]
#[cfg(target_os = "linux")]
#[ignore = "slow: cargo test -- --include-ignored"]
fn hostile_workbooks_are_answered_and_the_good_ones_reported() {
    let folder = tempfile::tempdir().unwrap();
    let intake = folder.path().join("intake");
    fs::create_dir(&intake).unwrap();
    fs::write(folder.path().join("report.toml"), SETTINGS).unwrap();
    let hostile = make::everything();
    assert!(hostile.len() >= 60, "{}", hostile.len());
    let kinds: BTreeSet<&str> =
        hostile.iter().map(|(name, _)| name.trim_end_matches(".xlsx").split(['-', '.']).next().unwrap()).collect();
    assert!(kinds.len() >= 20, "{kinds:?}");
    for (name, bytes) in hostile.iter().chain(&(0..GOOD).map(make::good).collect::<Vec<_>>()) {
        fs::write(intake.join(name), bytes).unwrap();
    }

    let began = Instant::now();
    let ended = within(2_000_000, folder.path(), "run --period 2026-10");
    let took = began.elapsed();

    let complaints = complained(&ended);
    let (complaints, times) = complaints.trim_end().rsplit_once('\n').unwrap_or(("", complaints.trim_end()));
    let complaints = complaints.rsplit_once('\n').map_or("", |(words, _)| words);
    // 12m3.45s 0m1.20s: of the processes that the shell waited for, and those that they did.
    let seconds = |text: &str| {
        let (minutes, seconds) = text.trim_end_matches('s').split_once('m').unwrap();
        minutes.parse::<f64>().unwrap() * 60.0 + seconds.parse::<f64>().unwrap()
    };
    let processor: f64 = times.split_whitespace().map(seconds).sum();
    let told = format!("{}{complaints}", said(&ended));
    // 3: the reports are made, and there is something to fix.
    assert_eq!(ended.status.code(), Some(3), "{took:?} {told}");
    let reports = folder.path().join("reports/2026-10");
    let run = record(&reports);
    // Told what is wrong, or read.
    let list = run["findings"]["list"].as_array().unwrap();
    let mut answered: BTreeSet<&str> = list.iter().map(|finding| finding["file"].as_str().unwrap()).collect();
    let is_read = |file: &&serde_json::Value| {
        file["sheets"].as_array().unwrap().iter().any(|sheet| sheet["rows_accepted"].as_u64() > Some(0))
    };
    let read = run["files"].as_array().unwrap().iter().filter(is_read);
    answered.extend(read.map(|file| file["path"].as_str().unwrap()));
    let silent: Vec<&str> = hostile.iter().map(|(name, _)| &**name).filter(|name| !answered.contains(name)).collect();
    assert_eq!(silent, Vec::<&str>::new());
    let reported = fs::read_to_string(reports.join("run.json")).unwrap();
    for number in 0..GOOD {
        for row in 1..=3 {
            assert!(reported.contains(&format!("\"GOOD-{number}-{row}\"")), "GOOD-{number}-{row}");
        }
    }
    let bytes: usize = files_below(folder.path().join("reports").as_path()).iter().map(|(_, bytes)| bytes.len()).sum();
    let figures = format!("{} files: {processor} processor seconds, {took:?}, {bytes} bytes of outputs", hostile.len());
    assert!(bytes < 20_000_000, "{figures}");
    // A minute on two cores, also while they are busy with something else.
    assert!(processor < 120.0, "{figures}");
    assert_eq!(children_of(folder.path()), 0);
    // No cell and no name printed a line of its own, or anything that a terminal would do something for.
    let is_plain = |letter: char| letter == '\n' || !letter.is_control() && letter != '\u{202e}';
    assert!(told.chars().all(is_plain), "{told:?}");
    assert!(!told.lines().any(|line| line.starts_with("Problem: none")));
}

/// Processes of the program that work in this folder.
fn children_of(folder: &Path) -> usize {
    let mut count = 0;
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let (program, place) = (entry.path().join("exe"), entry.path().join("cwd"));
        let is_ours = fs::read_link(program).is_ok_and(|path| path == Path::new(env!("CARGO_BIN_EXE_coe-report")));
        count += usize::from(is_ours && fs::read_link(place).is_ok_and(|path| path == folder));
    }
    count
}
