//! The drop folder: each new workbook gets its answer within seconds. The folder is listed every two seconds, because
//! that works the same everywhere, on network shares too, where systems tell nobody of changes; a list of a thousand
//! files takes milliseconds. Nothing in the folder is moved or changed.

use super::{answers, check};
use crate::{
    disk::Lock,
    intake::{self, Lying},
    model::{
        finding::{Code, Finding},
        problem::Problem,
    },
    settings::Settings,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

/// Lock of a folder for answers, held by the program that watches.
const ANSWERS_LOCK: &str = ".coe-report.lock";
/// How often it is asked whether somebody wants to stop.
const STEP: Duration = Duration::from_millis(100);
/// So many times in a row a file may be in use before it is answered that it cannot be read.
const PATIENCE: u32 = 15;

/// What happened while watching.
#[derive(Debug)]
pub enum Watched {
    /// It begins; so many workbooks lie there.
    Began(usize),
    /// A workbook was answered.
    Answered(Reply),
    /// The folder, the settings or a copy cannot be used at the moment; it goes on.
    Trouble(Problem),
    /// The trouble is over.
    Over,
    /// Somebody stopped it.
    Ended,
}

/// The answer to one workbook.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Reply {
    /// Its path below the intake folder.
    pub file: String,
    /// Findings by severity: refused, set aside, rejected, noted.
    pub findings: [usize; 4],
    /// The copy with what is to be fixed; none where nothing is.
    pub copy: Option<PathBuf>,
}

/// Watches until `is_over`. The settings are asked for in each round: months pass, and the file of settings changes.
pub fn watch(
    settings: &dyn Fn() -> Result<Settings, Problem>,
    answers: &Path,
    pause: Duration,
    is_over: &dyn Fn() -> bool,
    tell: &dyn Fn(Watched),
) -> Result<(), Problem> {
    let first = settings()?;
    answers::refuse_intake(&first.intake, answers)?;
    let _lock = Lock::take(answers, ANSWERS_LOCK)?;
    tell(Watched::Began(lying(&first)?.len()));
    let mut seen = Seen::default();
    let mut is_troubled = false;
    while !is_over() {
        match settings().and_then(|settings| round(&settings, &mut seen, answers, tell)) {
            Ok(()) if is_troubled => {
                is_troubled = false;
                tell(Watched::Over);
            }
            Ok(()) => {}
            // Said once, and tried again each time.
            Err(problem) => {
                if !is_troubled {
                    tell(Watched::Trouble(problem));
                }
                is_troubled = true;
            }
        }
        wait(pause, is_over);
    }
    tell(Watched::Ended);
    Ok(())
}

/// Lists the folder and answers what is new and rests.
fn round(settings: &Settings, seen: &mut Seen, folder: &Path, tell: &dyn Fn(Watched)) -> Result<(), Problem> {
    let rested = seen.rested(&lying(settings)?);
    if rested.is_empty() {
        return Ok(());
    }
    // All of them, because what is wrong in one may lie in another: an id in two files, a correction.
    let checked = check(settings, &|_| ())?;
    let names: BTreeSet<&str> = rested.iter().map(|file| file.name.as_str()).collect();
    let of = |name: &str| -> Vec<&Finding> {
        checked.findings.iter().filter(|finding| *finding.address.file == *name).collect()
    };
    let answered: BTreeSet<&str> =
        names.into_iter().filter(|name| !is_in_use(&of(name)) || seen.is_out_of_patience(name)).collect();
    let copies = answers::annotate_those(settings, &checked, folder, &|file| answered.contains(file), &|_| ())?;
    for name in answered {
        let mut findings = [0; 4];
        of(name).iter().for_each(|finding| findings[finding.severity as usize] += 1);
        let copy = copies.iter().find(|copy| copy.file == name).map(|copy| copy.path.clone());
        tell(Watched::Answered(Reply { file: name.to_owned(), findings, copy }));
        seen.answered(name, &rested);
    }
    Ok(())
}

/// Workbooks that lie in the folder.
fn lying(settings: &Settings) -> Result<Vec<Lying>, Problem> {
    intake::lying(&settings.intake).map_err(|error| {
        Problem::files(
            format!("The intake folder {} cannot be read: {error}", settings.intake.display()),
            "It is tried again every few seconds. Check that the folder is there and the network is up.",
        )
    })
}

/// Somebody still copies or saves it, or has it open so that nobody else can read it.
fn is_in_use(findings: &[&Finding]) -> bool {
    findings.iter().any(|finding| matches!(finding.code, Code::BeingWritten | Code::Unreadable))
}

fn wait(pause: Duration, is_over: &dyn Fn() -> bool) {
    let mut left = pause;
    while !left.is_zero() && !is_over() {
        let step = left.min(STEP);
        thread::sleep(step);
        left -= step;
    }
}

/// What was seen in the folder, to tell what is new.
#[derive(Debug, Default)]
struct Seen {
    /// The list before this one.
    last: BTreeMap<String, Lying>,
    /// As each file was when it was answered.
    answered: BTreeMap<String, Lying>,
    /// How often each file was in use.
    in_use: BTreeMap<String, u32>,
}

impl Seen {
    /// Files that are as they were in the list before, and were not answered as they are.
    fn rested(&mut self, lying: &[Lying]) -> Vec<Lying> {
        let rested = lying
            .iter()
            .filter(|file| self.last.get(&file.name) == Some(*file) && self.answered.get(&file.name) != Some(*file));
        let rested = rested.cloned().collect();
        self.last = lying.iter().map(|file| (file.name.clone(), file.clone())).collect();
        self.answered.retain(|name, _| self.last.contains_key(name));
        self.in_use.retain(|name, _| self.last.contains_key(name));
        rested
    }

    fn is_out_of_patience(&mut self, name: &str) -> bool {
        let times = self.in_use.entry(name.to_owned()).or_default();
        *times += 1;
        *times >= PATIENCE
    }

    fn answered(&mut self, name: &str, rested: &[Lying]) {
        if let Some(file) = rested.iter().find(|file| file.name == name) {
            self.answered.insert(name.to_owned(), file.clone());
            self.in_use.remove(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, bytes: u64) -> Lying {
        Lying { name: name.to_owned(), bytes, changed: None }
    }

    fn names(files: Vec<Lying>) -> Vec<String> {
        files.into_iter().map(|file| file.name).collect()
    }

    #[test]
    fn a_file_is_answered_once_it_rests_and_again_when_it_changed() {
        let mut seen = Seen::default();
        assert!(seen.rested(&[file("a", 1)]).is_empty());
        // Still growing.
        assert!(seen.rested(&[file("a", 2)]).is_empty());
        assert_eq!(names(seen.rested(&[file("a", 2)])), ["a"]);
        seen.answered("a", &[file("a", 2)]);
        assert!(seen.rested(&[file("a", 2), file("b", 1)]).is_empty());
        assert_eq!(names(seen.rested(&[file("a", 2), file("b", 1)])), ["b"]);
        // Not answered, because it was in use: it is tried again.
        assert_eq!(names(seen.rested(&[file("a", 3), file("b", 1)])), ["b"]);
        assert_eq!(names(seen.rested(&[file("a", 3)])), ["a"]);
        // Gone and put there again.
        seen.answered("a", &[file("a", 3)]);
        assert!(seen.rested(&[]).is_empty());
        assert!(seen.rested(&[file("a", 3)]).is_empty());
        assert_eq!(names(seen.rested(&[file("a", 3)])), ["a"]);
    }

    #[test]
    fn patience_with_a_file_in_use_has_an_end() {
        let mut seen = Seen::default();
        let tries = (1..).find(|_| seen.is_out_of_patience("a")).unwrap();
        assert_eq!(tries, PATIENCE);
    }
}
