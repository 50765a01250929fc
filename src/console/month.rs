//! The end of a run, how its month stands, and the months that there are.

use super::{Console, Voice, asked_in_words, counted, summary};
use crate::{
    model::{
        check::not_proved,
        closing::{Obstacle, Weight},
        finding::Finding,
        ledger::ClosedMonth,
        period::Month,
        problem::Problem,
        record::RunRecord,
        report::State,
    },
    pipeline::{Remembered, Reopened, Run, Standing, needs_fixing},
    render,
};
use std::path::Path;

impl Console {
    /// The end of `run`: what came of it and what to do next, in a few lines.
    pub fn ran(&self, run: &Run) {
        self.bar.finish_and_clear();
        match self.voice {
            Voice::Machine => self.print_bytes(&render::json::json(&run.record)),
            Voice::Quiet => self.stays_open(run),
            Voice::Person => self.tell(run),
        }
    }

    /// A month that should be closed and stays open is a problem, not a word too many.
    fn stays_open(&self, run: &Run) {
        let period = run.record.period;
        match (&run.standing, &run.state) {
            (Standing::Refused(open), _) => {
                self.problem(&Problem::files(refused(period, open), how_to_close(period, open)))
            }
            (_, State::HeldBack) => self.problem(&Problem::files(
                format!("The reports of {period} are not released: {}", totals(&run.record, &run.findings)),
                "Open the sheet Checks of portfolio.xlsx.",
            )),
            _ => {}
        }
    }

    /// The first line of what looks at a month: which one, and why.
    pub fn about(&self, period: Month, last_complete: Month, is_asked: bool) {
        if self.voice != Voice::Person {
            return;
        }
        let why = match (is_asked, period == last_complete) {
            (true, true) => "as asked; it is the last complete month".to_owned(),
            (true, false) => format!("as asked; the last complete month is {last_complete}"),
            (false, _) => "the last complete month; --period names another one".to_owned(),
        };
        self.line("About", format!("{period}, {why}."));
    }

    /// The same for a month that the schedule found due.
    pub fn about_due(&self, period: Month, last_complete: Month, may_close: bool) {
        if self.voice != Voice::Person {
            return;
        }
        let why = if period == last_complete { "the last complete month" } else { "missed, and not closed yet" };
        let then = if may_close {
            "it is closed if nothing stands against that"
        } else {
            "drafts only: [schedule] close is false, or a month before it is open"
        };
        self.line("About", format!("{period}, {why}; {then}."));
    }

    /// A revision was taken back: who has its mail, and what comes next.
    pub fn reopened(&self, reopened: &Reopened) {
        if self.voice != Voice::Person {
            return;
        }
        let (period, revision) = (reopened.period, reopened.revision);
        self.line("Reopened", format!("{period}: r{revision} is withdrawn; its files stay."));
        match reopened.mailed.as_slice() {
            [] => self.line("Mailed", "to nobody".to_owned()),
            mailed => self.line("Mailed", format!("to {}", mailed.join(", "))),
        }
        if !reopened.mailed.is_empty() {
            self.line("Next", format!("Tell them that it is withdrawn: coe-report send --period {period} --withdrawn"));
        }
        self.line("Next", format!("Fix the workbooks, then: coe-report close {period}"));
        if !reopened.mailed.is_empty() {
            self.line(
                "Then",
                format!("Mail the correction: coe-report send --period {period} --revision {}", revision + 1),
            );
        }
    }

    fn tell(&self, run: &Run) {
        let record = &run.record;
        let line = |name: &str, text: String| self.line(name, text);
        let sponsors =
            run.outputs.iter().filter(|path| path.starts_with("sponsors/") && path.ends_with(".pdf")).count();
        let is_there = |name: &&str| run.outputs.iter().any(|path| path == name);
        let books: String = ["decisions.xlsx", "register.xlsx"]
            .iter()
            .filter(|name| is_there(name))
            .map(|name| format!(", {name}"))
            .collect();
        line("Read", format!("{}, {}", counted(record.files.len(), "file", "files"), rows(record)));
        line("Fix", summary(&run.findings));
        line("Totals", totals(record, &run.findings));
        line(
            "Wrote",
            format!(
                "{}: portfolio.xlsx, executive.pdf, {}{books}, findings.csv, run.json",
                run.folder.display(),
                counted(sponsors, "sponsor report", "sponsor reports")
            ),
        );
        if let Some(asked) = &run.asked {
            line("Asked", asked_in_words(asked));
        }
        if let Some(words) = standing(&run.standing, record.period) {
            line("Month", words);
        }
        match &run.standing {
            Standing::Closed(month) => {
                changes(&month.changes);
                accepted(month);
                if let Some((folder, bytes)) = &run.kept {
                    line("Kept", format!("{}: the final reports, {}", folder.display(), room(*bytes)));
                }
            }
            Standing::Refused(open) => obstacles(open),
            Standing::Open if !run.obstacles.is_empty() => line(
                "Against",
                format!(
                    "{} against closing it; coe-report close {} lists what.",
                    counted(run.obstacles.len(), "thing stands", "things stand"),
                    record.period
                ),
            ),
            _ => {}
        }
        let next = match (&run.state, &run.standing) {
            (State::HeldBack, _) => {
                "Totals do not agree: open the sheet Checks of portfolio.xlsx. The reports stay drafts.".to_owned()
            }
            (_, Standing::Refused(open)) => how_to_close(record.period, open),
            (State::Draft, _) if run.asked.as_ref().is_some_and(|asked| asked.weighty > 0) => {
                "Answer the questions, save the workbook, and run again.".to_owned()
            }
            (State::Draft, _) if needs_fixing(&run.findings) => {
                format!(
                    "Give people copies with the mistakes coloured, and run again: coe-report check {} --period {} --annotate answers",
                    typed(&run.intake),
                    record.period
                )
            }
            (State::Draft | State::Final(_), _) => format!("Open {}.", run.folder.join("executive.pdf").display()),
        };
        line("Next", next);
        if let Standing::Closed(month) = &run.standing {
            let revision = if month.revision > 1 { format!(" --revision {}", month.revision) } else { String::new() };
            line(
                "Then",
                format!(
                    "See who gets which mail, then send: coe-report send --period {}{revision} --dry-run",
                    record.period
                ),
            );
        }
    }

    /// The end of `run --due` where no month was due.
    pub fn nothing_is_due(&self, last_complete: Month, newest: Option<Month>) {
        if self.voice != Voice::Person {
            return;
        }
        match newest.filter(|newest| *newest > last_complete) {
            None => println!("Nothing is due: {last_complete} is closed, and the month after it is not over."),
            Some(newest) => println!(
                "Nothing is due: {newest} is closed, although by the clock of this computer {last_complete} is the last \
                 month that is over. Is the clock right?"
            ),
        }
    }

    /// The answer of `runs`: closed months with what each revision changed, then the latest runs.
    pub fn remembered(&self, remembered: &Remembered) {
        if self.voice == Voice::Machine {
            return self.print_bytes(&render::json::json(remembered));
        }
        if remembered.closed.is_empty() {
            println!("No month is closed yet.");
        }
        for month in &remembered.closed {
            let by = match month.signature.closed_by.as_str() {
                "" => String::new(),
                name => format!(" by {name}"),
            };
            println!("{}  final r{}  closed {}{by}", month.period, month.revision, month.closed_at);
            if !month.signature.account.is_empty() {
                println!("    account {} on {}", month.signature.account, month.signature.computer);
            }
            let signature = &month.signature;
            for (step, name) in [("prepared", &signature.prepared_by), ("reviewed", &signature.reviewed_by)] {
                if !name.is_empty() {
                    println!("    {step} by {name}");
                }
            }
            accepted(month);
            changes(&month.changes);
            if let Some(withdrawal) = &month.withdrawn {
                println!("    withdrawn {} by {}: {}", withdrawal.at, withdrawal.by, withdrawal.because);
            }
        }
        if remembered.finals_bytes > 0 {
            println!("The final reports of all of them take {}.", room(remembered.finals_bytes));
        }
        if !remembered.runs.is_empty() {
            println!("Latest runs:");
        }
        for run in &remembered.runs {
            println!("{}  {}  {}", run.at, run.period, run.state);
        }
    }
}

/// How the month stands in the ledger; nothing to say where nothing is kept.
fn standing(standing: &Standing, period: Month) -> Option<String> {
    Some(match standing {
        Standing::NotKept => return None,
        Standing::Open => format!("{period} is open; coe-report close {period} freezes it."),
        Standing::Unchanged(revision) => format!("{period} is closed as final r{revision}; nothing changed since."),
        Standing::ChangedSince(revision) => format!(
            "{period} was closed as final r{revision} and something changed since: these reports are drafts. \
             coe-report close {period} makes r{}.",
            revision + 1
        ),
        Standing::Closed(month) => format!("{period} is closed now: final r{}.", month.revision),
        Standing::Waiting(awaited) => {
            format!("{period} is not closed yet, because somebody may still send: {}.", awaited.join("; "))
        }
        Standing::Reopened(revision) => {
            format!("{period} was closed as r{revision}, which is withdrawn: these reports are drafts.")
        }
        Standing::Refused(open) => {
            format!("{period} stays open. {} against closing it:", counted(open.len(), "thing stands", "things stand"))
        }
    })
}

/// Each thing that stands against closing, and what to do about it.
fn obstacles(open: &[Obstacle]) {
    for obstacle in open {
        println!("    {} {}", obstacle.found, obstacle.instead);
    }
}

/// The same in one line.
fn refused(period: Month, open: &[Obstacle]) -> String {
    let found: Vec<&str> = open.iter().map(|one| one.found.trim_end_matches('.')).collect();
    format!("{period} stays open: {}", found.join("; "))
}

/// How the month is closed in spite of it, as far as it can be.
fn how_to_close(period: Month, open: &[Obstacle]) -> String {
    match open.iter().map(|one| one.kind.weight()).min() {
        Some(Weight::Never) => "It cannot be closed before that is put right.".to_owned(),
        Some(Weight::Forced) => {
            format!("If these workbooks are right all the same: coe-report close {period} --force --accept \"why\"")
        }
        _ => format!("Have it put right, or say why it is right as it is: coe-report close {period} --accept \"why\""),
    }
}

/// What was accepted when a month was closed, and why.
fn accepted(month: &ClosedMonth) {
    let signature = &month.signature;
    if !signature.accepted.is_empty() {
        println!("    accepted by {}: {}", signature.closed_by, signature.reason);
    }
    for one in &signature.accepted {
        println!("      {}", one.found);
    }
}

/// What a revision changed, a few lines of it.
fn changes(changes: &[String]) {
    const MOST: usize = 20;
    for change in changes.iter().take(MOST) {
        println!("    {change}");
    }
    if changes.len() > MOST {
        println!("    {} more; --json lists them all", changes.len() - MOST);
    }
}

/// `40 initiatives, 548 money rows, 64 KPI rows, 91 team rows`.
fn rows(record: &RunRecord) -> String {
    let of = |name: &str| record.totals.rows.get(name).copied().unwrap_or_default() as usize;
    format!(
        "{}, {}, {}, {}",
        counted(of("Initiatives"), "initiative", "initiatives"),
        counted(of("Financials"), "money row", "money rows"),
        counted(of("Outcomes"), "KPI row", "KPI rows"),
        counted(of("Team"), "team row", "team rows")
    )
}

/// What was proved about the sums, and what was not: that amounts mean what they are taken for.
fn totals(record: &RunRecord, findings: &[Finding]) -> String {
    let failed: Vec<_> = record.checks.list.iter().filter(|check| !check.holds).collect();
    let checks = record.checks.list.len();
    match failed.first() {
        None => format!("agree with what was read ({checks} checks passed); {}", not_proved(findings).join("; ")),
        Some(first) => format!(
            "{} of {checks} checks failed; first: {} {}, {}: read {}, reported {} ({})",
            failed.len(),
            first.group,
            first.scope,
            first.measure,
            first.read,
            first.reported,
            first.unit
        ),
    }
}

/// `1.4 MB`, `380 kB`.
fn room(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// A path as it is typed into a terminal.
fn typed(path: &Path) -> String {
    let path = path.display().to_string();
    if path.contains(' ') { format!("\"{path}\"") } else { path }
}
