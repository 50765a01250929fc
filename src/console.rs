//! Every word on the terminal: progress, findings, the end of a run. Nothing else in the library prints.

mod safe;

use crate::{
    manual::{self, Page},
    model::{
        finding::{Code, Finding, Severity},
        problem::Problem,
    },
    pipeline::{Progress, questions::Asked},
};
use console::{Style, Term};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use safe::painted;
use std::{
    collections::BTreeMap,
    io::{self, Write},
    path::Path,
};

/// As the standard ones, but what comes from cells, files and servers stays on its line and moves no cursor; and for a
/// reader who has gone, such as `head`: what was to be said to them is dropped, and the work goes on.
macro_rules! println {
    () => { $crate::console::safe::line(&mut std::io::stdout(), format_args!("")) };
    ($($what:tt)*) => { $crate::console::safe::line(&mut std::io::stdout(), format_args!($($what)*)) };
}
macro_rules! eprintln {
    ($($what:tt)*) => { $crate::console::safe::line(&mut std::io::stderr(), format_args!($($what)*)) };
}

mod explained;
mod intake;
mod mail;
mod month;
mod operate;
mod settings;

/// The most letters on a line of text that people read at length.
const WIDEST: usize = 100;

/// Columns of one sheet that are missing and told one by one.
const MOST_MISSING_COLUMNS: usize = 3;

/// Notes of one kind that are told one by one.
const MOST_NOTES: usize = 20;

/// How much is said, and to whom.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Voice {
    /// To a person.
    Person,
    /// To a person who wants to hear of problems only.
    Quiet,
    /// To a machine: records on standard output.
    Machine,
}

/// The terminal.
pub struct Console {
    voice: Voice,
    bar: ProgressBar,
}

impl Console {
    /// With progress on standard error where that is a terminal and a person listens.
    pub fn new(voice: Voice) -> Self {
        if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
            console::set_colors_enabled(false);
            console::set_colors_enabled_stderr(false);
        }
        let shown = voice == Voice::Person && Term::stderr().features().is_attended();
        let bar = ProgressBar::with_draw_target(
            None,
            if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() },
        );
        if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len}") {
            bar.set_style(style);
        }
        Console { voice, bar }
    }

    /// Shows progress; may be called from any thread.
    pub fn progress(&self, progress: Progress) {
        match progress {
            Progress::Reading(files) => self.start("Reading", files),
            Progress::Writing(outputs) => self.start("Writing", outputs),
            Progress::FileRead | Progress::OutputMade => self.bar.inc(1),
        }
    }

    fn start(&self, what: &'static str, length: usize) {
        self.bar.reset();
        self.bar.set_message(what);
        self.bar.set_length(length as u64);
    }

    /// A problem that stopped the run, on standard error, whatever the voice.
    pub fn problem(&self, problem: &Problem) {
        self.bar.finish_and_clear();
        let red = Style::new().for_stderr().red().bold();
        eprintln!("{} {}", painted(&red, "Problem:"), problem.what);
        if !problem.hint.is_empty() {
            eprintln!("{}", problem.hint);
        }
    }

    /// A page of the manual, as wide as the terminal and not so wide that it cannot be read.
    pub fn manual_page(&self, page: &Page) {
        let width = Term::stdout().size_checked().map_or(WIDEST, |(_, columns)| usize::from(columns).min(WIDEST));
        let bold = Style::new().bold();
        for line in manual::lines(page, width) {
            match line.is_heading {
                true => println!("{}", painted(&bold, line.text)),
                false => println!("{}", line.text),
            }
        }
    }

    /// Which pages the manual has.
    pub fn manual_contents(&self) {
        println!(
            "There is no screen to open the manual on. Its pages, each printed by `coe-report manual` and its name:"
        );
        println!();
        let width = manual::PAGES.iter().map(|page| page.name.len()).max().unwrap_or_default();
        for page in &manual::PAGES {
            println!("  {:width$}  {}", page.name, page.title());
        }
    }

    /// A script, as it is.
    pub fn script(&self, script: &str) {
        self.print_bytes(script.as_bytes());
    }

    /// Where the manual was written.
    pub fn manual_written(&self, path: &Path) {
        self.line("Wrote", path.display().to_string());
    }

    fn line(&self, name: &str, text: String) {
        println!("{} {text}", painted(&Style::new().bold(), format!("{name:8}")));
    }

    /// What is wrong, one by one, and notes that may change a figure, a few of each kind.
    fn findings(&self, findings: &[Finding]) {
        let mut notes: BTreeMap<Code, usize> = BTreeMap::new();
        let mut missing = missing_columns(findings);
        for finding in findings {
            if finding.code == Code::MissingColumn && finding.severity == Severity::Rejected {
                match missing.get_mut(&finding.address.to_string()).map(std::mem::take) {
                    Some(columns) if columns.is_empty() => continue,
                    Some(columns) => {
                        println!("{} {}", painted(&Style::new().yellow(), finding.severity.name()), finding.address);
                        println!("    {}", columns_in_words(&columns));
                        continue;
                    }
                    None => {}
                }
            }
            if finding.severity == Severity::Noted {
                let told = notes.entry(finding.code).or_default();
                *told += 1;
                if !finding.code.is_told() || *told > MOST_NOTES {
                    continue;
                }
            }
            let colour = match finding.severity {
                Severity::Refused | Severity::SetAside => Style::new().red(),
                Severity::Rejected => Style::new().yellow(),
                Severity::Noted => Style::new(),
            };
            println!("{} {}", painted(&colour, finding.severity.name()), finding.address);
            let column = if finding.column.is_empty() { String::new() } else { format!("{}: ", finding.column) };
            println!("    {column}{} {}", finding.problem, finding.instead);
        }
        for (code, count) in notes.into_iter().filter(|(code, count)| code.is_told() && *count > MOST_NOTES) {
            println!("{} more notes of the kind {}; --json lists them all", count - MOST_NOTES, code.text());
        }
    }

    fn print_bytes(&self, bytes: &[u8]) {
        // A reader that closes its end early has what it wanted.
        let _ = io::stdout().write_all(bytes);
    }
}

/// The columns that a sheet lacks, by the sheet, where it lacks so many that one line says it better than a list: a register
/// of somebody's own.
fn missing_columns(findings: &[Finding]) -> BTreeMap<String, Vec<&str>> {
    let mut missing: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let of_columns = |finding: &&Finding| finding.code == Code::MissingColumn && finding.severity == Severity::Rejected;
    for finding in findings.iter().filter(of_columns) {
        missing.entry(finding.address.to_string()).or_default().push(&finding.column);
    }
    missing.retain(|_, columns| columns.len() > MOST_MISSING_COLUMNS);
    missing
}

/// `18 columns that its rows need are not there: Approved on, Budget requested, …`
fn columns_in_words(columns: &[&str]) -> String {
    format!(
        "{} columns that its rows need are not there: {}. Add those that you can fill; the template has them all.",
        columns.len(),
        columns.join(", ")
    )
}

/// `1 file refused, 3 rows set aside, 13 cells rejected, 7 assumptions noted, 2 comments missing`, or that there is nothing.
fn summary(findings: &[Finding]) -> String {
    let of = |severity| findings.iter().filter(move |finding| finding.severity == severity);
    // Of a bill it is money that is not assigned, not a row.
    let bills = of(Severity::SetAside).filter(|finding| finding.code == Code::CostNotAssigned).count();
    let comments = of(Severity::Noted).filter(|finding| finding.asks_sender()).count();
    let parts = [
        (of(Severity::Refused).count(), "file or sheet refused", "files or sheets refused"),
        (of(Severity::SetAside).count() - bills, "row set aside", "rows set aside"),
        (bills, "bill with cost to assign", "bills with cost to assign"),
        (of(Severity::Rejected).count(), "cell rejected", "cells rejected"),
        (of(Severity::Noted).count() - comments, "assumption noted", "assumptions noted"),
        (comments, "comment missing", "comments missing"),
    ];
    let there = parts.into_iter().filter(|(count, ..)| *count > 0);
    let said: Vec<String> = there.map(|(count, one, many)| counted(count, one, many)).collect();
    if said.is_empty() { "nothing".to_owned() } else { said.join(", ") }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// `12 questions in questions.xlsx, 5 of which hold up closing`.
fn asked_in_words(asked: &Asked) -> String {
    let all = format!("{} in {}", counted(asked.questions, "question", "questions"), asked.path.display());
    match asked.weighty {
        0 => format!("{all}; none holds up closing"),
        1 if asked.questions == 1 => format!("{all}; the month cannot be closed before it is answered"),
        weighty if weighty == asked.questions => format!("{all}; the month cannot be closed before they are answered"),
        weighty => format!("{all}; {weighty} of them hold up closing"),
    }
}
