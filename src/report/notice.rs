//! Mails that are no report: to who sent nothing, to who has something to fix, and to who runs the program.

use super::email::plain;
use crate::model::{
    email::{Email, Topic},
    locale::Locale,
    mail::as_kept,
    period::Month,
    problem::Problem,
    submitter::SubmitterStatus,
};

/// Letters of a sentence of a notice.
const SENTENCE_LENGTH: usize = 400;

/// What every notice says.
#[derive(Clone, Copy, Debug)]
pub struct Notices<'a> {
    /// Whose portfolio.
    pub company: &'a str,
    /// The reporting month.
    pub period: Month,
    /// Where questions go; empty when nobody is named.
    pub program_lead: &'a str,
    /// Digits and dates.
    pub locale: &'a Locale,
}

impl Notices<'_> {
    /// To an expected sender of whom nothing came.
    pub fn reminder(&self, sender: &SubmitterStatus) -> Email {
        let month = self.period.title();
        let due = sender.due_on.map(|day| format!("Please send it by {}.", self.locale.day(day)));
        let before = sender.sent_last.filter(|_| sender.initiatives_last > 0).map(|last| {
            let initiatives = super::words::plural(sender.initiatives_last, "initiative", "initiatives");
            format!("Until it comes, the report shows the {initiatives} you sent for {}.", last.title())
        });
        Email {
            headline: format!("The workbook of {} for {month} has not come yet.", plain(&sender.name, 80)),
            notes: due.into_iter().chain(before).collect(),
            ..self.notice(Topic::Reminder, sender)
        }
    }

    /// To a sender with something to fix in a file, or months to comment on; the copy that shows where goes along.
    pub fn answer(&self, sender: &SubmitterStatus, file: &str, to_fix: u32, comments: u32) -> Email {
        let file = plain(file, 80);
        let fix = super::words::plural(to_fix, "row or cell", "rows and cells");
        let asked = super::words::plural(comments, "month is", "months are");
        let off_plan = format!("{asked} off plan without a comment");
        Email {
            headline: match (to_fix, comments) {
                (0, _) => format!("{off_plan} in {file}."),
                (_, 0) => format!("{fix} of {file} cannot be used yet."),
                _ => format!("{fix} of {file} cannot be used yet; {off_plan}."),
            },
            asked: (to_fix + comments) as usize,
            notes: vec![
                "Your workbook is attached. Its first sheet, To fix, lists each cell and what to type instead; the \
                 cells are coloured."
                    .to_owned(),
                "Fix them in this copy, save it and send it back.".to_owned(),
            ],
            ..self.notice(Topic::AnnotatedCopy, sender)
        }
    }

    /// To operators: a run that nobody watched did not end well.
    pub fn failure(&self, problem: &Problem) -> Email {
        let sentence = |text: &str| plain(text, SENTENCE_LENGTH);
        Email {
            headline: format!("The run for {} did not work.", self.period.title()),
            notes: [sentence(&problem.what), sentence(&problem.hint)]
                .into_iter()
                .filter(|text| !text.is_empty())
                .collect(),
            ..self.empty(Topic::Failure)
        }
    }

    /// To operators: mails that nobody watched going out did not all arrive.
    pub fn undelivered(&self, problem: &Problem) -> Email {
        Email {
            headline: format!("Not every mail of {} arrived.", self.period.title()),
            ..Email { topic: Topic::Undelivered, ..self.failure(problem) }
        }
    }

    /// To who has the mail of a revision that was taken back. Why is said to nobody here: it may name what is another's.
    pub fn withdrawn(&self, revision: u32) -> Email {
        Email {
            revision,
            headline: format!("Revision {revision} of the report for {} is withdrawn.", self.period.title()),
            notes: vec![
                "Please do not use its figures any more.".to_owned(),
                "The corrected report comes once the month is closed again.".to_owned(),
            ],
            ..self.empty(Topic::Withdrawn)
        }
    }

    /// To whoever wants to see whether mails arrive.
    pub fn test(&self, address: &str) -> Email {
        Email {
            address: Some(address.to_owned()),
            headline: "If you can read this, the mails of the AI portfolio reach you.".to_owned(),
            notes: vec!["It was sent to nobody else, and holds no figures.".to_owned()],
            ..self.empty(Topic::Test)
        }
    }

    fn notice(&self, topic: Topic, sender: &SubmitterStatus) -> Email {
        Email {
            address: (!sender.address.is_empty()).then(|| as_kept(&sender.address)),
            name: plain(&sender.name, 80),
            named_in: vec!["report.toml › [[expected_submitters]]".to_owned()],
            ..self.empty(topic)
        }
    }

    fn empty(&self, topic: Topic) -> Email {
        Email {
            topic,
            address: None,
            name: String::new(),
            named_in: Vec::new(),
            departments: Vec::new(),
            initiatives: Vec::new(),
            company: plain(self.company, 80),
            month: self.period.name(),
            title: self.period.title(),
            state: String::new(),
            is_draft: false,
            revision: 0,
            headline: String::new(),
            figures: Vec::new(),
            asked: 0,
            by: String::new(),
            is_overdue: false,
            asks: Vec::new(),
            more_asks: 0,
            red: 0,
            reds: Vec::new(),
            more_reds: 0,
            waiting: 0,
            since: "",
            changes: Vec::new(),
            notes: Vec::new(),
            program_lead: self.program_lead.to_owned(),
            attachment: String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::submitter::Sent;

    #[test]
    fn who_has_something_to_do_is_told_what() {
        let locale = Locale::named("en-GB").unwrap();
        let period = "2026-10".parse().unwrap();
        let notices = Notices { company: "Halden", period, program_lead: "", locale: &locale };
        let sender = SubmitterStatus {
            name: "Finance".into(),
            address: "finance@halden.example".to_owned(),
            is_expected: true,
            due_on: None,
            sent: Sent::ToFix,
            is_unchanged: false,
            files: Vec::new(),
            replaced: Vec::new(),
            saved_at: None,
            findings: [0; 4],
            not_counted: Default::default(),
            sent_last: None,
            initiatives_last: 0,
        };
        let headline = |to_fix, comments| notices.answer(&sender, "finance.xlsx", to_fix, comments).headline;
        assert_eq!(headline(2, 0), "2 rows and cells of finance.xlsx cannot be used yet.");
        assert_eq!(headline(0, 1), "1 month is off plan without a comment in finance.xlsx.");
        assert_eq!(
            headline(1, 3),
            "1 row or cell of finance.xlsx cannot be used yet; 3 months are off plan without a comment."
        );
    }
}
