//! What came in: what was read and found, who sent what, copies and templates to send back.

use super::{Console, Voice, asked_in_words, counted, safe::painted, summary};
use crate::{
    model::{annotated_copy::CopyKind, submitter::Sent},
    pipeline::{Checked, Copied, Extracted, Filler, Found, Reply, Watched, questions::Asked},
    render,
};
use console::Style;
use std::path::Path;

impl Console {
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
            let day = |moment: Option<String>| moment.map_or("–".to_owned(), |moment| moment[..10].to_owned());
            let money = checked.locale.number(status.not_counted.0, 2);
            let sent = status.sent_in_words();
            [
                name,
                sent,
                day(record.due_on.map(|day| day.to_string())),
                day(record.saved_at.map(|at| at.to_string())),
                refused,
                set_aside,
                rejected,
                noted,
                money,
            ]
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
    pub fn workspace_made(&self, folder: &Path, budget: Option<&str>, found: &Found) {
        if self.voice != Voice::Person {
            return;
        }
        self.line("Made", folder.display().to_string());
        if let Some(budget) = budget {
            self.line("Budget", budget.to_owned());
        }
        self.line(
            "Holds",
            "settings.xlsx (settings), report.toml (settings for IT), intake and reports (folders), intake template.xlsx, README.txt".to_owned(),
        );
        self.found(found);
        if !found.workbooks.is_empty() {
            let steps = "Open \"1 Check sheets\" and answer in questions.xlsx what it asks; then \"2 Make reports\", and at the end \"3 Close the month\".";
            return self.line("Next", steps.to_owned());
        }
        self.line(
            "Next",
            "Send \"intake template.xlsx\" to the departments and put what comes back into the folder intake."
                .to_owned(),
        );
        self.line("Then", "Open \"1 Check sheets\", and when nothing is left to fix, \"2 Make reports\"; at the end \"3 Close the month\".".to_owned());
    }

    /// What was taken from workbooks that lay there, and from which.
    fn found(&self, found: &Found) {
        let names: Vec<String> = found
            .workbooks
            .iter()
            .map(|path| path.file_name().unwrap_or_default().to_string_lossy().into_owned())
            .collect();
        let from = names.join(", ");
        if names.is_empty() {
            return;
        }
        self.line("Taken", format!("{from}: in the folder intake now"));
        if !found.departments.is_empty() {
            let departments = counted(found.departments.len(), "department", "departments");
            let where_to = "to change on the sheet \"Departments and goals\" of settings.xlsx";
            self.line("Taken", format!("{departments} of {from}: {}; {where_to}", found.departments.join(", ")));
        }
        if found.is_own {
            let level = "level start: only what a first report needs is asked for; to change on the sheet \"Company\"";
            self.line("Taken", level.to_owned());
        }
        if !found.senders.is_empty() {
            let senders: Vec<String> =
                found.senders.iter().map(|sender| format!("{} ({})", sender.name, sender.files)).collect();
            let where_to = "to change on the sheet \"Senders and due days\"";
            self.line("Taken", format!("senders expected each month: {}; {where_to}", senders.join(", ")));
        }
    }

    /// A workspace to which nothing was sent yet: what comes first.
    pub fn intake_is_empty(&self, intake: &Path, template: &Path, settings: Option<&Path>) {
        self.line("Empty", format!("{}: there is nothing to report on yet", intake.display()));
        let template = match template.exists() {
            true => format!("Send \"{}\" to the departments and put what comes back there", template.display()),
            false => "Put the departments' workbooks there".to_owned(),
        };
        self.line("Next", format!("{template}; registers of your own are fine as they are."));
        if let Some(settings) = settings {
            let what = "departments, senders, readers and budgets, if you have not said them yet";
            self.line("Besides", format!("{}: {what}.", settings.display()));
        }
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
}
