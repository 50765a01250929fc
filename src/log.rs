//! The log: one line of JSON for each thing that happened, in one file a day. For whoever looks after the program, so
//! it names no person unless the level is "debug": addresses and the path of somebody's home are left out.

use crate::{
    disk,
    model::{
        log::{LogLevel, LogRules},
        printed::json_printed,
    },
};
use jiff::{Timestamp, civil::Date};
use serde_json::{Map, Value, json};
use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Mutex,
    time::Instant,
};

/// Around the day in a file's name.
const BEGINS: &str = "coe-report-";
const ENDS: &str = ".jsonl";

/// The log of one start of the program.
#[derive(Debug)]
pub struct Log {
    /// None: nobody wants one, or it cannot be written.
    file: Option<Mutex<File>>,
    level: LogLevel,
    /// Tells the lines of one start from those of others: `20261106T050012Z-4711`.
    run: String,
    /// Left out of what is written.
    home: Option<PathBuf>,
    began: Instant,
}

impl Log {
    /// Begins a log, and throws away files older than is wished. Without a folder nothing is written.
    ///
    /// Errors: the folder cannot be written; the program can go on without a log.
    pub fn begin(rules: &LogRules, now: Timestamp, home: Option<PathBuf>) -> io::Result<Log> {
        let run = format!("{}-{}", now.strftime("%Y%m%dT%H%M%SZ"), std::process::id());
        let mut log = Log { file: None, level: rules.level, run, home, began: Instant::now() };
        if !rules.folder.as_os_str().is_empty() {
            fs::create_dir_all(&rules.folder)?;
            let today = now.strftime("%Y-%m-%d").to_string();
            let path = rules.folder.join(format!("{BEGINS}{today}{ENDS}"));
            log.file = Some(Mutex::new(disk::append(&path)?));
            if let Ok(today) = today.parse() {
                clear(&rules.folder, today, rules.keep_days);
            }
        }
        Ok(log)
    }

    /// A log that nobody keeps.
    pub fn none() -> Log {
        Log { file: None, level: LogLevel::Error, run: String::new(), home: None, began: Instant::now() }
    }

    /// Writes a line: what happened (`run-ended`), and facts about it, an object. The caller gives no facts about
    /// people above the level "debug"; text may name folders.
    pub fn line(&self, level: LogLevel, event: &str, facts: Value) {
        let Some(file) = self.file.as_ref().filter(|_| level <= self.level) else { return };
        let mut line = Map::new();
        line.insert("at".to_owned(), json!(Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()));
        line.insert("run".to_owned(), json!(self.run));
        line.insert("level".to_owned(), json!(level.text()));
        line.insert("event".to_owned(), json!(event));
        if let Value::Object(facts) = facts {
            let facts = facts.into_iter().map(|(name, value)| (name, self.told(value)));
            line.extend(facts);
        }
        let text = json_printed(Value::Object(line).to_string()) + "\n";
        // One write a line, so that lines of two programs do not mix. A full disk ends the log, not the run.
        let _ = file.lock().unwrap_or_else(|broken| broken.into_inner()).write_all(text.as_bytes());
    }

    /// Since the log began.
    pub fn milliseconds(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn told(&self, value: Value) -> Value {
        match value {
            Value::String(text) if self.level < LogLevel::Debug => json!(without_people(&text, self.home.as_deref())),
            other => other,
        }
    }
}

/// The text without mail addresses and without the path of somebody's home.
fn without_people(text: &str, home: Option<&Path>) -> String {
    let home = home.and_then(Path::to_str).filter(|home| home.len() > 1);
    let text = home.map_or_else(|| text.to_owned(), |home| text.replace(home, "~"));
    let is_of_address = |letter: char| letter.is_alphanumeric() || "._%+-@'".contains(letter);
    let mut told = String::new();
    for part in text.split_inclusive(|letter| !is_of_address(letter)) {
        let word = part.trim_end_matches(|letter| !is_of_address(letter));
        let is_address = word.split_once('@').is_some_and(|(who, place)| !who.is_empty() && !place.is_empty());
        told += if is_address { "<address>" } else { word };
        told += &part[word.len()..];
    }
    told
}

/// Throws away the files of days that are longer ago.
fn clear(folder: &Path, today: Date, keep_days: u16) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let day = name.strip_prefix(BEGINS).and_then(|rest| rest.strip_suffix(ENDS));
        let Some(day) = day.and_then(|day| day.parse::<Date>().ok()) else { continue };
        if (today - day).get_days() > i32::from(keep_days) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(folder: &Path, level: LogLevel) -> LogRules {
        LogRules { folder: folder.to_owned(), level, keep_days: 30 }
    }

    fn noon() -> Timestamp {
        "2026-11-06T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn people_are_left_out() {
        let home = Path::new("/home/ada");
        for (text, told) in [
            ("/home/ada/ai/intake cannot be read", "~/ai/intake cannot be read"),
            ("Ask legal <legal@halden.example>, please.", "Ask legal <<address>>, please."),
            ("ada.lund+x@halden.example", "<address>"),
            ("2026-10 is closed; 3 @ 4", "2026-10 is closed; 3 @ 4"),
            ("złoty żak@x.example: no", "złoty <address>: no"),
        ] {
            assert_eq!(without_people(text, Some(home)), told);
        }
    }

    #[test]
    fn lines_are_json_with_the_run_and_only_of_the_level() {
        let folder = tempfile::tempdir().unwrap();
        let log = Log::begin(&rules(folder.path(), LogLevel::Info), noon(), None).unwrap();
        log.line(LogLevel::Info, "began", json!({"command": "run", "for": "ada@x.example", "files": 7}));
        log.line(LogLevel::Debug, "finding", json!({"address": "finance.xlsx"}));
        let text = fs::read_to_string(folder.path().join("coe-report-2026-11-06.jsonl")).unwrap();
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 1);
        assert_eq!((&lines[0]["event"], &lines[0]["files"]), (&json!("began"), &json!(7)));
        assert_eq!(lines[0]["for"], "<address>");
        assert_eq!(lines[0]["run"], format!("20261106T120000Z-{}", std::process::id()));
    }

    #[test]
    fn old_files_go_and_others_stay() {
        let folder = tempfile::tempdir().unwrap();
        // 30 days before 6 November is 7 October.
        for name in ["coe-report-2026-10-06.jsonl", "coe-report-2026-10-07.jsonl", "coe-report-notes.jsonl", "a.txt"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        Log::begin(&rules(folder.path(), LogLevel::Info), noon(), None).unwrap();
        let mut left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        let right = ["a.txt", "coe-report-2026-10-07.jsonl", "coe-report-2026-11-06.jsonl", "coe-report-notes.jsonl"];
        assert_eq!(left, right);
    }

    #[test]
    fn without_a_folder_nothing_is_written_and_a_bad_one_is_told() {
        Log::begin(&LogRules::default(), noon(), None).unwrap().line(LogLevel::Error, "x", json!({}));
        let file = tempfile::NamedTempFile::new().unwrap();
        assert!(Log::begin(&rules(file.path(), LogLevel::Info), noon(), None).is_err());
    }
}
