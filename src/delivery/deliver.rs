//! Each mail once. What became of it is in the ledger before the next step is taken, so a crash at any point leaves
//! either a mail that was surely not handed over, which is sent, or one of which nobody knows, which is said.
//!
//! ```text
//! planned ─► sending ─► accepted            the server said that it has it
//!    ▲          ├─────► refused             the server said that it will not take it
//!    ├──────────┤                           the server said: later (4xx). Tried again
//!    │          └─────► uncertain           the connection was cut after the text was begun. Never repeated by itself
//!    └── not reached, not wanted yet        nothing was handed over. Tried again
//! ```

use crate::{
    disk::points,
    model::{
        mail::{MailKey, MailLedger, MailState, Message},
        problem::Problem,
    },
};
use std::{thread, time::Duration};

/// Of a mail that was being sent when the program ended.
const STOPPED: &str = "the program was stopped while it was being handed over";

/// What a server said to one mail.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Response {
    /// It has it; its words.
    Accepted(String),
    /// It has it for the reader, and will not take it for the delegate; why.
    AcceptedWithoutCopy(String),
    /// It will never take it; why.
    Refused(String),
    /// Not now, and it does not have it; why.
    Later(String),
    /// The connection was cut, or it took too long: before the text was begun, or after it, and then nobody knows whether
    /// the server has the mail.
    Cut(String),
}

/// Why no mail at all can be sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// The server cannot be reached now.
    Later(String),
    /// It will not be better by trying again: certificate, login, settings.
    Stop(Problem),
}

/// Takes mails to a server.
pub trait Mailer {
    /// Connects. The most bytes that the server takes in one mail, if it says so.
    fn limit(&mut self) -> Result<Option<u64>, Trouble>;

    /// Hands a mail over. `begin` is called after the server agreed to everything and before the first byte of the
    /// text; if it fails nothing is handed over.
    fn send(&mut self, message: &Message, begin: &mut dyn FnMut() -> Result<(), Problem>) -> Result<Response, Trouble>;
}

/// What became of a mail.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The server has it now.
    Sent,
    /// The server has it now for the reader; the delegate gets no copy, and why.
    SentWithoutCopy(String),
    /// The server had it before this run.
    SentBefore,
    /// The server will not take it.
    Refused(String),
    /// Nobody knows whether the server has it.
    Uncertain(String),
    /// It was put into the outbox earlier, for a person to send.
    Drafted(String),
    /// Not sent yet, and nothing of it was handed over.
    Waiting(String),
    /// Larger than what may be sent, or than the server takes.
    TooLarge(String),
}

impl Outcome {
    /// Does the server have it?
    pub fn is_sent(&self) -> bool {
        matches!(self, Outcome::Sent | Outcome::SentWithoutCopy(_) | Outcome::SentBefore)
    }
}

/// What became of all mails, in their order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Receipt {
    /// Which mail, and what became of it.
    pub mails: Vec<(MailKey, Outcome)>,
}

/// How much and how often.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Larger mails are not sent.
    pub message_bytes: u64,
    /// Before each further try.
    pub waits: Vec<Duration>,
}

/// So many mails in a row that the connection was lost over, or none could be had for, and the others wait for the next try: a server that does not
/// answer is not met again for each of them.
const LOST_IN_A_ROW: usize = 3;

/// Delivers every mail that was not delivered yet. One that fails holds up no other and repeats no other.
///
/// Errors: the ledger cannot be written, or no mail can be sent at all. What was sent until then is in the ledger.
pub fn deliver(
    messages: &[Message],
    ledger: &mut dyn MailLedger,
    mailer: &mut dyn Mailer,
    limits: &Limits,
) -> Result<Receipt, Problem> {
    let mut outcomes = known(messages, ledger)?;
    let mut open: Vec<usize> = (0..messages.len()).filter(|place| is_open(&outcomes[*place])).collect();
    let first = std::iter::once(Duration::ZERO);
    for wait in first.chain(limits.waits.iter().copied()) {
        if open.is_empty() {
            break;
        }
        thread::sleep(wait);
        let server_limit = match mailer.limit() {
            Ok(limit) => limit,
            Err(Trouble::Stop(problem)) => return Err(problem),
            Err(Trouble::Later(why)) => {
                open.iter().for_each(|place| outcomes[*place] = Outcome::Waiting(why.clone()));
                continue;
            }
        };
        let mut tried = 0;
        let mut lost_in_a_row = 0;
        for place in &open {
            let message = &messages[*place];
            let (outcome, was_lost) = match too_large(message, limits.message_bytes, server_limit) {
                Some(why) => (Outcome::TooLarge(why), false),
                None => hand_over(message, ledger, mailer)?,
            };
            outcomes[*place] = outcome;
            tried += 1;
            lost_in_a_row = if was_lost { lost_in_a_row + 1 } else { 0 };
            if lost_in_a_row == LOST_IN_A_ROW {
                break;
            }
        }
        // Those that had no turn are the first of the next try, so that none is held up by the same others again.
        open.rotate_left(tried);
        for place in &open[..open.len() - tried] {
            let why = format!("the connection was lost over {LOST_IN_A_ROW} mails in a row before its turn came");
            outcomes[*place] = Outcome::Waiting(why);
        }
        open.retain(|place| is_open(&outcomes[*place]));
    }
    let keys = messages.iter().map(|message| message.key.clone());
    Ok(Receipt { mails: keys.zip(outcomes).collect() })
}

fn is_open(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Waiting(_))
}

/// What the ledger knows of each mail: those that `deliver` would send are waiting. Writes nothing.
pub fn foreseen(messages: &[Message], ledger: &dyn MailLedger) -> Result<Vec<(MailKey, Outcome)>, Problem> {
    let outcome = |message: &Message| {
        let Some(entry) = ledger.entry(&message.key)? else { return Ok(Outcome::Waiting(String::new())) };
        Ok(match entry.state {
            MailState::Planned => Outcome::Waiting(entry.note),
            MailState::Sending => Outcome::Uncertain(STOPPED.to_owned()),
            MailState::Accepted => Outcome::SentBefore,
            MailState::Refused => Outcome::Refused(entry.note),
            MailState::Uncertain => Outcome::Uncertain(entry.note),
            MailState::Drafted => Outcome::Drafted(entry.note),
        })
    };
    messages.iter().map(|message| Ok((message.key.clone(), outcome(message)?))).collect()
}

/// What became of each mail so far. Plans those that the ledger does not know, and settles that those are uncertain
/// during which the program died.
fn known(messages: &[Message], ledger: &mut dyn MailLedger) -> Result<Vec<Outcome>, Problem> {
    let foreseen = foreseen(messages, ledger)?;
    for (key, outcome) in &foreseen {
        let state = ledger.entry(key)?.map(|entry| entry.state);
        match (state, outcome) {
            (None, _) => {
                ledger.set(key, MailState::Planned, "")?;
                points::pass("mail planned");
            }
            (Some(MailState::Sending), Outcome::Uncertain(why)) => ledger.set(key, MailState::Uncertain, why)?,
            _ => {}
        }
    }
    Ok(foreseen.into_iter().map(|(_, outcome)| outcome).collect())
}

fn too_large(message: &Message, ours: u64, theirs: Option<u64>) -> Option<String> {
    let bytes = message.bytes.len() as u64;
    // A server that says 0 sets no limit (RFC 1870).
    let theirs = theirs.filter(|limit| *limit > 0).unwrap_or(u64::MAX);
    (bytes > ours.min(theirs)).then(|| {
        let whose = if theirs < ours { "the server takes" } else { "[mail] max_message_bytes allows" };
        format!("it has {bytes} bytes, {whose} {}", ours.min(theirs))
    })
}

/// One try of one mail: what became of it, and whether the connection was lost over it.
fn hand_over(
    message: &Message,
    ledger: &mut dyn MailLedger,
    mailer: &mut dyn Mailer,
) -> Result<(Outcome, bool), Problem> {
    let key = &message.key;
    let mut begun = false;
    let response = mailer.send(message, &mut || {
        ledger.set(key, MailState::Sending, &message.id)?;
        points::pass("mail begun");
        begun = true;
        Ok(())
    });
    points::pass("mail answered");
    let was_lost = matches!(response, Ok(Response::Cut(_)) | Err(Trouble::Later(_)));
    let (state, note, outcome) = match response {
        Ok(Response::Accepted(words)) => (MailState::Accepted, words, Outcome::Sent),
        Ok(Response::AcceptedWithoutCopy(why)) => {
            let why = format!("no copy to {}: {why}", message.copy);
            (MailState::Accepted, why.clone(), Outcome::SentWithoutCopy(why))
        }
        Ok(Response::Refused(why)) => (MailState::Refused, why.clone(), Outcome::Refused(why)),
        Ok(Response::Later(why)) => (MailState::Planned, why.clone(), Outcome::Waiting(why)),
        // Cut before the text was begun: the server cannot have it.
        Ok(Response::Cut(why)) if !begun => (MailState::Planned, why.clone(), Outcome::Waiting(why)),
        Ok(Response::Cut(why)) => (MailState::Uncertain, why.clone(), Outcome::Uncertain(why)),
        Err(Trouble::Later(why)) => (MailState::Planned, why.clone(), Outcome::Waiting(why)),
        Err(Trouble::Stop(problem)) => {
            // The server said that it takes none like this; it does not have this one.
            if begun {
                ledger.set(key, MailState::Planned, &problem.what)?;
            }
            return Err(problem);
        }
    };
    ledger.set(key, state, &note)?;
    points::pass("answer in the ledger");
    Ok((outcome, was_lost))
}

#[cfg(test)]
mod tests;
