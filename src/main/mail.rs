//! Mail: to look at, to send, to approve; and word to operators of what did not work.

use crate::DONE;
use coe_report::{
    console::Console,
    model::{
        mail::{Secrets, Settlement},
        problem::Problem,
    },
    pipeline::{
        self,
        mail::{SendOrder, Word},
    },
    settings::{self, Given, Settings},
};

/// The reports are held back, or a month stays open.
pub const HELD_BACK: u8 = 4;
/// Some mail is held, or was not sent, or nobody knows whether it was.
const MAIL_OPEN: u8 = 5;

/// Puts the month's mails into the outbox, whatever its state: to look at.
pub fn preview(given: Given, console: &Console) -> Result<u8, Problem> {
    let settings = crate::settings(&given)?;
    let post = pipeline::mail::post(&settings, None)?;
    let folder = pipeline::mail::write_preview(&settings, &post)?;
    console.previewed(&post, &folder);
    Ok(if post.held.is_empty() { DONE } else { MAIL_OPEN })
}

/// Sends the mails of a closed month; where none is named and the last complete one is not closed yet, of the last one
/// that is.
pub fn send(given: Given, order: SendOrder, console: &Console) -> Result<Ended, Problem> {
    let settings = crate::settings(&given)?;
    let last_closed = given.period.is_none().then(|| pipeline::mail::last_closed(&settings)).transpose()?.flatten();
    let settings = match last_closed {
        Some(month) => crate::settings(&Given { period: Some(month), ..given })?,
        None => settings,
    };
    mailed(&pipeline::mail::send(&settings, &secrets(&settings)?, order)?, console)
}

/// Mails who has the mail of a withdrawn revision that it is withdrawn.
pub fn tell_of_withdrawal(given: &Given, dry_run: bool, console: &Console) -> Result<Ended, Problem> {
    let settings = crate::settings(given)?;
    mailed(&pipeline::mail::tell_of_withdrawal(&settings, &secrets(&settings)?, dry_run)?, console)
}

/// Mails who sent nothing, and who has something to fix.
pub fn remind(given: Given, dry_run: bool, console: &Console) -> Result<Ended, Problem> {
    let settings = crate::settings(&given)?;
    let watch = |progress| console.progress(progress);
    mailed(&pipeline::mail::remind(&settings, &secrets(&settings)?, dry_run, &watch)?, console)
}

/// Sends a test to one address.
pub fn send_test(given: &Given, address: &str, console: &Console) -> Result<Ended, Problem> {
    let settings = crate::settings(given)?;
    mailed(&pipeline::mail::send_test(&settings, &secrets(&settings)?, address)?, console)
}

fn mailed(sent: &pipeline::mail::Sent, console: &Console) -> Result<Ended, Problem> {
    console.sent(sent);
    let code = if sent.is_complete() { DONE } else { MAIL_OPEN };
    Ok(Ended { code, undelivered: sent.undelivered(), stays_open: Vec::new() })
}

/// The mail server's secrets, from the environment or the file that the settings name.
pub fn secrets(settings: &Settings) -> Result<Secrets, Problem> {
    settings::mail::secrets(&settings.mail, |name| std::env::var(name).ok())
}

/// How something ended that nobody watches.
pub struct Ended {
    /// The exit code.
    pub code: u8,
    /// What keeps which month open, a sentence a month.
    pub stays_open: Vec<String>,
    /// Mails that did not arrive, one line each.
    pub undelivered: Vec<String>,
}

impl From<u8> for Ended {
    fn from(code: u8) -> Ended {
        Ended { code, stays_open: Vec::new(), undelivered: Vec::new() }
    }
}

/// Lines of what did not arrive that operators are told; the rest is counted.
const MOST_LINES: usize = 5;

/// Mails the operators when something that nobody watches did not work, and hands on how it ended.
pub fn told(given: &Given, is_asked: bool, ended: Result<Ended, Problem>, console: &Console) -> Result<u8, Problem> {
    for (word, problem) in to_tell(&ended).into_iter().filter(|_| is_asked) {
        let tell = || {
            let settings = crate::settings(given)?;
            pipeline::mail::tell_operators(&settings, &secrets(&settings)?, word, &problem)
        };
        // What happened first is what counts; that nobody could be told is said too.
        match tell() {
            Ok(Some(sent)) if !sent.is_complete() => console.sent(&sent),
            Ok(_) => {}
            Err(second) => console.problem(&second),
        }
    }
    ended.map(|ended| ended.code)
}

fn to_tell(ended: &Result<Ended, Problem>) -> Vec<(Word, Problem)> {
    let ended = match ended {
        Err(problem) => return vec![(Word::Failed, problem.clone())],
        Ok(ended) => ended,
    };
    let mut words = Vec::new();
    if ended.code == HELD_BACK {
        let what = match ended.stays_open.is_empty() {
            true => "The reports are not released: totals do not agree".to_owned(),
            false => ended.stays_open.join(" "),
        };
        let hint = "Have it put right, or run coe-report close by hand: it lists all of it and asks.";
        words.push((Word::Failed, Problem::files(what, hint)));
    }
    if !ended.undelivered.is_empty() {
        let (shown, rest) = ended.undelivered.split_at(ended.undelivered.len().min(MOST_LINES));
        let more = if rest.is_empty() { String::new() } else { format!("; and {} more", rest.len()) };
        let hint = "coe-report send --dry-run lists all mails of the month and what became of them.";
        words.push((Word::Undelivered, Problem::files(format!("{}{more}", shown.join("; ")), hint)));
    }
    words
}

/// Writes down what a person says of mails that are uncertain.
pub fn settle(given: Given, settlement: &Settlement, console: &Console) -> Result<u8, Problem> {
    let settled = pipeline::mail::settle(&crate::settings(&given)?, settlement)?;
    console.settled(&settled, settlement);
    Ok(DONE)
}

/// Lists who is not approved, or approves them.
pub fn approve(given: Given, addresses: &[String], all: bool, console: &Console) -> Result<u8, Problem> {
    let settings = crate::settings(&given)?;
    // Two at once would each write what the other does not know.
    let _lock = pipeline::mail::lock(&settings)?;
    let held = pipeline::mail::to_approve(&settings)?;
    if addresses.is_empty() && !all {
        console.to_approve(&held);
        return Ok(DONE);
    }
    let approved = pipeline::mail::approve(&settings, &held, if all { None } else { Some(addresses) })?;
    console.approved(&approved, &settings.mail.recipients, settings.assumptions.period);
    Ok(DONE)
}
