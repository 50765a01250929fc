//! Every word on the terminal: progress, findings, the end of a run. Nothing else in the library prints.

mod safe;

use crate::{
    manual::{self, Page},
    model::{
        annotated_copy::CopyKind,
        check::not_proved,
        closing::{Obstacle, Weight},
        explanation::{Explained, Explanation, Input},
        finding::{Code, Finding, Severity},
        ledger::ClosedMonth,
        mail::{MailKey, Settlement},
        period::Month,
        problem::Problem,
        record::RunRecord,
        report::State,
        submitter::Sent,
    },
    pipeline::{
        Checked, Copied, Extracted, Filler, Progress, Remembered, Reopened, Reply, Run, Standing, Watched,
        doctor::{Examination, Examined, Verdict},
        mail::{Approval, Approved, Foreseen, Held, Post, Sent as SentMails, words_of},
        needs_fixing,
        questions::Asked,
    },
    render,
    schedule::Schedule,
};
use console::{Style, Term};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use safe::painted;
use std::{collections::BTreeMap, io::Write, path::Path};

/// As the standard ones, but what comes from cells, files and servers stays on its line and moves no cursor; and for a
/// reader who has gone, such as `head`: what was to be said to them is dropped, and the work goes on.
macro_rules! println {
    () => { safe::line(&mut std::io::stdout(), format_args!("")) };
    ($($what:tt)*) => { safe::line(&mut std::io::stdout(), format_args!($($what)*)) };
}
macro_rules! eprintln {
    ($($what:tt)*) => { safe::line(&mut std::io::stderr(), format_args!($($what)*)) };
}

/// The most letters on a line of text that people read at length.
const WIDEST: usize = 100;

/// Notes of one kind that are told one by one.
const MOST_NOTES: usize = 20;

/// `12 questions in questions.xlsx, 5 of which hold up closing`.
fn asked_in_words(asked: &Asked) -> String {
    let all = format!("{} in {}", counted(asked.questions, "question", "questions"), asked.path.display());
    match asked.weighty {
        0 => format!("{all}; none holds up closing"),
        weighty if weighty == asked.questions => format!("{all}; the month cannot be closed before they are answered"),
        weighty => format!("{all}; {weighty} of them hold up closing"),
    }
}

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

    /// The end of `check`: what to fix, file by file.
    pub fn checked(&self, checked: &Checked) {
        self.bar.finish_and_clear();
        match self.voice {
            Voice::Machine => self.print_bytes(&render::json::json(&checked.record)),
            Voice::Quiet => {}
            Voice::Person => {
                self.findings(&checked.findings);
                let files = checked.portfolio.files.len();
                let rows = checked.portfolio.initiatives.len();
                println!(
                    "{} read, {} found. {}",
                    counted(files, "file", "files"),
                    counted(rows, "initiative", "initiatives"),
                    summary(&checked.findings)
                );
            }
        }
    }

    /// What people are asked, if anything.
    pub fn asked(&self, asked: Option<&Asked>) {
        if let (Voice::Person, Some(asked)) = (self.voice, asked) {
            self.line("Asked", asked_in_words(asked));
        }
    }

    /// What was added to a dataset.
    pub fn extracted(&self, extracted: &Extracted, dataset: &Path) {
        self.bar.finish_and_clear();
        if self.voice == Voice::Person {
            let (files, rows) = (counted(extracted.files, "file", "files"), counted(extracted.rows, "row", "rows"));
            self.line("Read", format!("{files}, {rows} accepted"));
            self.line("Wrote", dataset.display().to_string());
            self.line("Next", format!("When every share is there: coe-report run --from {}", dataset.display()));
        }
    }

    /// The answer of `status`: a table of who sent what.
    pub fn status(&self, checked: &Checked) {
        self.bar.finish_and_clear();
        let submitters = &checked.portfolio.submitters;
        match self.voice {
            Voice::Machine => return self.print_bytes(&render::json::json(&checked.status)),
            Voice::Quiet => return,
            Voice::Person => {}
        }
        let heads =
            ["Sender", "Sent", "Due", "Saved", "Refused", "Set aside", "Rejected", "Noted", "Money not counted"];
        let mut rows = vec![heads.map(str::to_owned)];
        rows.extend(checked.status.submitters.iter().zip(submitters).map(|(record, status)| {
            let [refused, set_aside, rejected, noted] = status.findings.map(|count| count.to_string());
            let name = if status.is_expected { record.name.clone() } else { format!("{} *", record.name) };
            let day = |moment: &Option<String>| moment.as_deref().map_or("–", |moment| &moment[..10]).to_owned();
            let money = checked.locale.number(status.not_counted.0, 2);
            let sent = status.sent_in_words();
            [name, sent, day(&record.due_on), day(&record.saved_at), refused, set_aside, rejected, noted, money]
        }));
        let widths: [usize; 9] =
            std::array::from_fn(|place| rows.iter().map(|row| row[place].chars().count()).max().unwrap_or_default());
        for row in &rows {
            let cells: Vec<String> = row
                .iter()
                .zip(widths)
                .enumerate()
                .map(
                    |(place, (cell, width))| {
                        if place < 4 { format!("{cell:width$}") } else { format!("{cell:>width$}") }
                    },
                )
                .collect();
            println!("{}", cells.join("  ").trim_end());
        }
        if submitters.iter().any(|status| !status.is_expected) {
            println!("* named after the file: [[expected_submitters]] in report.toml does not name them");
        }
        for status in submitters.iter().filter(|status| status.sent == Sent::Missing && !status.address.is_empty()) {
            println!("Ask {} ({}) for the workbook.", status.name, status.address);
        }
    }

    /// The end of `template`: which file, what is in it, what to do next.
    pub fn template_written(&self, path: &Path, filler: &Filler) {
        self.bar.finish_and_clear();
        if self.voice != Voice::Person {
            return;
        }
        let rows: Vec<String> = filler.rows.iter().map(|(kind, rows)| format!("{} {rows}", kind.name())).collect();
        let empty = filler.rows.iter().all(|(_, rows)| *rows == 0);
        self.line("Wrote", path.display().to_string());
        match &filler.department {
            Some(department) if empty => {
                self.line("Note", format!("The intake has no rows of {department}; the workbook is blank."));
            }
            Some(department) => self.line("Holds", format!("rows of {department}: {}", rows.join(", "))),
            None => self.line(
                "Holds",
                "no rows; a guide, lists to choose from, and a sheet that counts what is missing".to_owned(),
            ),
        }
        self.line("Next", "Send it to whoever fills it in, and put what comes back into the intake folder.".to_owned());
    }

    /// The end of `init`: what there is now, with the budget as it was understood, and what to do next.
    pub fn workspace_made(&self, folder: &Path, budget: Option<&str>) {
        if self.voice != Voice::Person {
            return;
        }
        self.line("Made", folder.display().to_string());
        if let Some(budget) = budget {
            self.line("Budget", budget.to_owned());
        }
        self.line(
            "Holds",
            "report.toml (settings), intake and reports (folders), intake template.xlsx, README.txt".to_owned(),
        );
        self.line(
            "Next",
            "Send \"intake template.xlsx\" to the departments and put what comes back into the folder intake."
                .to_owned(),
        );
        self.line("Then", "Open \"1 Check sheets\", and when nothing is left to fix, \"2 Make reports\"; at the end \"3 Close the month\".".to_owned());
    }

    /// The end of `check --annotate`: which copies were written.
    pub fn copied(&self, copied: &[Copied], folder: &Path) {
        self.bar.finish_and_clear();
        if self.voice != Voice::Person {
            return;
        }
        if copied.is_empty() {
            println!("Nothing has to be fixed, so no copy was written.");
            return;
        }
        for copy in copied {
            let kind = match copy.kind {
                CopyKind::Whole => "",
                CopyKind::WithoutMacros => " (without macros)",
                CopyKind::Values => " (values only)",
                CopyKind::Nothing => " (a list only)",
            };
            println!("{} {}{kind}", painted(&Style::new().green(), "wrote"), copy.path.display());
        }
        println!(
            "{} in {}. Send each to its submitter; fixed, it goes into the intake folder beside the file it answers.",
            counted(copied.len(), "copy", "copies"),
            folder.display()
        );
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
        let decisions = if run.outputs.iter().any(|path| path == "decisions.xlsx") { ", decisions.xlsx" } else { "" };
        line("Read", format!("{}, {}", counted(record.files.len(), "file", "files"), rows(record)));
        line("Fix", summary(&run.findings));
        line("Totals", totals(record, &run.findings));
        line(
            "Wrote",
            format!(
                "{}: portfolio.xlsx, executive.pdf, {}{decisions}, findings.csv, run.json",
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

    /// What happens while a folder is watched.
    pub fn watched(&self, what: &Watched, intake: &Path, answers: &Path) {
        match (self.voice, what) {
            (_, Watched::Trouble(problem)) => self.problem(problem),
            (Voice::Person, Watched::Began(count)) => println!(
                "Watching {}: {} there. What has to be fixed goes to {}. Ctrl-C ends it.",
                intake.display(),
                counted(*count, "file", "files"),
                answers.display()
            ),
            (Voice::Person, Watched::Answered(reply)) => self.replied(reply),
            (Voice::Person, Watched::Over) => println!("The folder can be used again."),
            (Voice::Person, Watched::Ended) => println!("No longer watching."),
            (Voice::Machine, Watched::Answered(reply)) => {
                self.print_bytes(&render::json::line(reply));
            }
            _ => {}
        }
    }

    fn replied(&self, reply: &Reply) {
        let [refused, set_aside, rejected, noted] = reply.findings;
        match &reply.copy {
            None if noted == 0 => println!("{} {}", painted(&Style::new().green(), "clean  "), reply.file),
            None => println!("{} {}: {noted} noted", painted(&Style::new().green(), "clean  "), reply.file),
            Some(copy) => {
                let counts = [
                    (refused, counted(refused, "sheet or file refused", "sheets or files refused")),
                    (set_aside, counted(set_aside, "row set aside", "rows set aside")),
                    (rejected, counted(rejected, "cell rejected", "cells rejected")),
                ];
                let said: Vec<String> =
                    counts.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words).collect();
                let word = painted(&Style::new().yellow(), "to fix");
                println!("{word} {}: {} → {}", reply.file, said.join(", "), copy.display());
            }
        }
    }

    /// The answer of `doctor`: a line for each part, and what to do below it.
    pub fn examined(&self, examination: &Examination) {
        if self.voice == Voice::Machine {
            return self.print_bytes(&render::json::json(examination));
        }
        let is_said = |part: &&Examined| self.voice == Voice::Person || part.verdict > Verdict::Ok;
        for part in examination.parts.iter().filter(is_said) {
            let (word, colour) = match part.verdict {
                Verdict::Ok => ("OK", Style::new().green()),
                Verdict::LookAt => ("look at", Style::new().yellow()),
                Verdict::Wrong => ("wrong", Style::new().red()),
            };
            println!("{} {:15} {}", painted(&colour, format!("{word:7}")), part.part, part.found);
            if !part.instead.is_empty() {
                println!("{:23} {}", "", part.instead);
            }
        }
    }

    /// The answer of `schedule`: the files as they are, or where they were written and how they are switched on.
    pub fn scheduled(&self, schedule: &Schedule, is_written: bool) {
        for file in &schedule.files {
            match is_written {
                true => self.line("Wrote", schedule.folder.join(&file.name).display().to_string()),
                false => {
                    println!("# {}", schedule.folder.join(&file.name).display());
                    file.text.lines().for_each(|line| println!("{line}"));
                }
            }
        }
        match is_written {
            true => println!("Switch it on with:"),
            false => println!("# coe-report schedule --install writes it. Then switch it on with:"),
        }
        schedule.switch_on.iter().for_each(|line| println!("  {line}"));
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
            if !month.signature.reviewed_by.is_empty() {
                println!("    reviewed by {}", month.signature.reviewed_by);
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

    /// The end of `preview`: where the mails are, and who gets none.
    pub fn previewed(&self, post: &Post, folder: &Path) {
        self.bar.finish_and_clear();
        if self.voice != Voice::Person {
            return;
        }
        self.line("Wrote", format!("{}: {}", folder.display(), counted(post.messages.len(), "mail", "mails")));
        if !post.unapproved.is_empty() {
            let mails = counted(post.unapproved.len(), "mail", "mails");
            self.line("Besides", format!("{mails} of people who wait for approval: not-approved-…"));
        }
        post.notes.iter().for_each(|note| self.line("Note", format!("{note}.")));
        self.held(&post.held);
        let next = match &post.revision {
            _ if post.messages.is_empty() => {
                "Nobody gets mail yet: approve people, or add them to recipients.toml, then preview again.".to_owned()
            }
            Some(_) => format!("Open some of them, then send: coe-report send --period {}", post.period),
            None => format!(
                "Open some of them. Drafts are not sent: close the month first, coe-report close {}.",
                post.period
            ),
        };
        self.line("Next", next);
    }

    /// The end of `send`: how many went, and what is with each of the others.
    pub fn sent(&self, sent: &SentMails) {
        self.bar.finish_and_clear();
        match self.voice {
            Voice::Machine => return self.print_bytes(&render::json::json(&sent.record())),
            Voice::Quiet => return,
            Voice::Person => {}
        }
        let of = |wanted: &str| sent.mails.iter().filter(|(_, outcome)| words_of(outcome).0 == wanted).count();
        let period = sent.period;
        let revision = if sent.revision == 0 { String::new() } else { format!(" r{}", sent.revision) };
        for (place, (key, outcome)) in sent.mails.iter().enumerate() {
            if sent.dry_run && words_of(outcome).0 == "waiting" {
                let holds = sent.foreseen.get(place).map_or_else(String::new, |holds| format!(": {}", holding(holds)));
                self.line("To", format!("{} ({}){holds}", key.recipient, key.report));
            }
        }
        if sent.dry_run {
            self.line("Would", format!("send {} of {period}{revision}", counted(of("waiting"), "mail", "mails")));
        } else if let Some(folder) = &sent.outbox {
            if sent.fresh_drafts > 0 {
                self.line("Wrote", format!("{}: {}", folder.display(), counted(sent.fresh_drafts, "draft", "drafts")));
            }
            let earlier = of("drafted") - sent.fresh_drafts;
            if earlier > 0 {
                let mails = counted(earlier, "draft was", "drafts were");
                self.line("Before", format!("{mails} put into {} earlier, not again", folder.display()));
            }
        } else {
            let sent = of("sent") + of("sent-without-copy");
            self.line("Sent", format!("{} of {period}{revision}", counted(sent, "mail", "mails")));
        }
        if sent.mails.is_empty() && sent.held.is_empty() {
            self.line("Nothing", "nobody has to get mail now".to_owned());
        }
        if of("sent-before") > 0 {
            self.line(
                "Before",
                format!("{} sent earlier, not again", counted(of("sent-before"), "mail was", "mails were")),
            );
        }
        let is_told = |name: &str| match name {
            "sent" | "sent-before" => false,
            "waiting" => !sent.dry_run,
            "drafted" => sent.outbox.is_none(),
            _ => true,
        };
        for (key, outcome) in &sent.mails {
            let (name, why) = words_of(outcome);
            if is_told(name) {
                self.line(name, format!("{} ({}): {why}", key.recipient, key.report));
            }
        }
        sent.notes.iter().for_each(|note| self.line("Note", format!("{note}.")));
        self.held(&sent.held);
        self.next_mails(sent, &of);
    }

    fn next_mails(&self, sent: &SentMails, of: &dyn Fn(&str) -> usize) {
        let period = sent.period;
        if sent.fresh_drafts > 0 {
            self.line("Next", "Open each with your mail program and press Send.".to_owned());
        }
        if of("waiting") > 0 && !sent.dry_run {
            self.line("Next", format!("Try those that wait again later: coe-report send --period {period}"));
        }
        if of("uncertain") + of("refused") > 0 || (of("drafted") > 0 && sent.outbox.is_none()) {
            self.line(
                "Next",
                format!(
                    "Ask whether they have theirs, then say so: coe-report send --period {period} --settle \
                     ADDRESS=sent or ADDRESS=not-sent"
                ),
            );
        }
    }

    /// The end of `send --settle`.
    pub fn settled(&self, settled: &[MailKey], settlement: &Settlement) {
        if self.voice != Voice::Person {
            return;
        }
        if *settlement == Settlement::Moved {
            self.line("Settled", "this computer sends from now on".to_owned());
        }
        for key in settled {
            let words = if matches!(settlement, Settlement::Mails { was_sent: true, .. }) {
                "counts as sent"
            } else {
                "is sent with the next coe-report send"
            };
            self.line("Settled", format!("{} ({}) {words}", key.recipient, key.report));
        }
    }

    /// Mails that nobody gets, and why.
    fn held(&self, held: &[Held]) {
        for one in held {
            let name = if one.name.is_empty() { String::new() } else { format!(" ({})", one.name) };
            self.line("Held", format!("{}{name}: {}", one.address, one.why));
        }
        if held.iter().any(|one| matches!(one.approval, Approval::Address(_))) {
            self.line("Approve", "coe-report approve ADDRESS …, or --all, after a look at each address".to_owned());
        }
        if held.iter().any(|one| matches!(one.approval, Approval::Besides(_))) {
            self.line(
                "Look",
                "initiatives that may be somebody else's are approved by name only, never with --all: coe-report approve \
                 ADDRESS"
                    .to_owned(),
            );
        }
    }

    /// The answer of `approve` without addresses: who is not approved.
    pub fn to_approve(&self, held: &[Held]) {
        if self.voice != Voice::Person {
            return;
        }
        if held.is_empty() {
            println!("Everybody who is named is approved.");
        }
        self.held(held);
    }

    /// The end of `approve`: who was added.
    pub fn approved(&self, approved: &Approved, path: &Path, period: Month) {
        if self.voice != Voice::Person {
            return;
        }
        self.held(&approved.left);
        if approved.recipients.is_empty() && approved.also.is_empty() {
            if approved.left.is_empty() {
                println!("Everybody who is named is approved.");
            }
            return;
        }
        for one in &approved.recipients {
            self.line("Approved", format!("{} ({})", one.address, one.name));
        }
        for one in &approved.also {
            self.line("Approved", format!("{} for {} under the name {}", one.address, one.department, one.name));
        }
        self.line("Wrote", path.display().to_string());
        if !approved.also.is_empty() {
            self.line(
                "Next",
                format!("Make the reports again: coe-report run --period {period}, or close if it was closed."),
            );
        }
    }

    /// The answer of `explain`: value, formula, what lies between, and the cells.
    pub fn explained(&self, explained: &Explained, prints_all: bool) {
        self.bar.finish_and_clear();
        if self.voice == Voice::Machine {
            return self.print_bytes(&render::json::json(explained));
        }
        for (place, one) in explained.explanations.iter().enumerate() {
            if place > 0 {
                println!();
            }
            self.explanation(explained, one, prints_all);
        }
    }

    fn explanation(&self, explained: &Explained, one: &Explanation, prints_all: bool) {
        const MOST: usize = 10;
        const MOST_STEPS: usize = 20;
        let bold = Style::new().bold();
        println!("{}  {}", painted(&bold, &one.name), painted(&bold, &one.shown));
        println!("{} · {} · {} · {}", one.key, one.scope, explained.period, explained.state);
        println!();
        println!("  {}", one.formula);
        // Between cells and value there may be many numbers too: a rank has one a rival.
        let steps = if prints_all { one.steps.len() } else { MOST_STEPS.min(one.steps.len()) };
        let widest = one.steps[..steps].iter().map(|step| step.name.chars().count()).max().unwrap_or_default();
        for step in &one.steps[..steps] {
            println!("  {:widest$}  {}", step.name, step.shown);
        }
        rest(one.steps.len() - steps);
        for group in &one.groups {
            println!();
            println!("  {} ({})", painted(&bold, &group.title), counted(group.inputs.len(), "cell", "cells"));
            let shown = if prints_all { group.inputs.len() } else { MOST.min(group.inputs.len()) };
            cells(&group.inputs[..shown]);
            rest(group.inputs.len() - shown);
        }
        for note in &one.notes {
            println!();
            println!("  {note}");
        }
        if !one.see_also.is_empty() {
            println!();
            println!("  See also: coe-report explain {}", one.see_also.join("; "));
        }
    }

    /// What is wrong, one by one, and notes that may change a figure, a few of each kind.
    fn findings(&self, findings: &[Finding]) {
        let mut notes: BTreeMap<Code, usize> = BTreeMap::new();
        for finding in findings {
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
        let _ = std::io::stdout().write_all(bytes);
    }
}

/// `AI-portfolio-2026-10-r1.pdf, 3 initiatives of Finance, HR; since 2026-09 new HR-3, gone FIN-2`.
fn holding(holds: &Foreseen) -> String {
    let mut text = holds.attachment.clone();
    if holds.initiatives.is_empty() {
        text.push_str(", the whole portfolio");
        return text;
    }
    let departments: Vec<&str> =
        holds.departments.iter().map(|name| if name.is_empty() { "no department" } else { name }).collect();
    let count = counted(holds.initiatives.len(), "initiative", "initiatives");
    text.push_str(&format!(", {count} of {}", departments.join(", ")));
    let changes: Vec<String> = [("new", &holds.added), ("gone", &holds.gone)]
        .into_iter()
        .filter(|(_, ids)| !ids.is_empty())
        .map(|(what, ids)| format!("{what} {}", ids.join(", ")))
        .collect();
    match (holds.since, changes.is_empty()) {
        (None, _) => text.extend(holds.compared_with.map(|month| format!("; none in {month}"))),
        (Some(month), true) => text.push_str(&format!("; the same as in {month}")),
        (Some(month), false) => text.push_str(&format!("; since {month} {}", changes.join(", "))),
    }
    text
}

/// Cells in columns: whose, month, title, value, where.
fn cells(inputs: &[Input]) {
    let month = |input: &Input| input.month.map_or_else(String::new, |month| month.to_string());
    let address = |input: &Input| match input.as_of {
        Some(as_of) => format!("{} (as of {as_of})", input.address()),
        None => input.address(),
    };
    let rows: Vec<[String; 5]> = inputs
        .iter()
        .map(|input| {
            [input.initiative_id.clone(), month(input), input.title.clone(), input.shown.clone(), address(input)]
        })
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let (id, month, title, value) = (width(0), width(1), width(2), width(3));
    for row in &rows {
        let month = if month == 0 { String::new() } else { format!("  {:month$}", row[1]) };
        println!("    {:id$}{month}  {:title$}  {:>value$}  {}", row[0], row[2], row[3], row[4]);
    }
}

/// What was not printed.
fn rest(count: usize) {
    if count > 0 {
        println!("    and {count} more: --all prints them");
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

/// `1 file refused, 3 rows set aside, 13 cells rejected, 7 noted`, or that there is nothing.
fn summary(findings: &[Finding]) -> String {
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let mut parts = Vec::new();
    for (severity, one, many) in [
        (Severity::Refused, "file or sheet refused", "files or sheets refused"),
        (Severity::SetAside, "row set aside", "rows set aside"),
        (Severity::Rejected, "cell rejected", "cells rejected"),
        (Severity::Noted, "assumption noted", "assumptions noted"),
    ] {
        let count = count(severity);
        if count > 0 {
            parts.push(counted(count, one, many));
        }
    }
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
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

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
