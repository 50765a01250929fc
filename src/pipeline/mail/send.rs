//! Sending the mails of a closed month, each once, and settling those of which nobody knows.

use super::{Content, Held, Post, file_name, from, post, sponsors_of};
use crate::{
    delivery::{self, Graph, Limits, Mailer, Outcome, Smtp, Trouble},
    disk::points,
    model::{
        ledger::ClosedMonth,
        mail::{MailEntry, MailKey, MailLedger, MailState, Message, Secrets, Settlement, Way, as_kept},
        period::Month,
        problem::Problem,
    },
    settings::Settings,
    state::StateFolder,
};
use serde::Serialize;
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// How mails are to be sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SendOrder {
    /// Say what would be sent, and send nothing.
    pub dry_run: bool,
    /// The revision to send; needed from the second one on.
    pub revision: Option<u32>,
}

/// What came of sending.
#[derive(Debug)]
pub struct Sent {
    /// The reporting month.
    pub period: Month,
    /// Which of its revisions; 0 for mails of a month that is still open.
    pub revision: u32,
    /// Each mail, and what became of it.
    pub mails: Vec<(MailKey, Outcome)>,
    /// Who gets none.
    pub held: Vec<Held>,
    /// Where drafts lie that a person sends; `None` with a mail server.
    pub outbox: Option<PathBuf>,
    /// How many of them were put there now, and not earlier.
    pub fresh_drafts: usize,
    /// Who gets another file than the others, or asked for one that is not there.
    pub notes: Vec<String>,
    /// Nothing was sent, because nothing was to be.
    pub dry_run: bool,
    /// Of a dry run: what each mail holds, in the order of `mails`.
    pub foreseen: Vec<Foreseen>,
}

/// What a mail would hold, and how that differs from last month's.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Foreseen {
    /// Name of the attachment; empty for none.
    pub attachment: String,
    /// Ids of the initiatives in it; empty for the whole portfolio.
    pub initiatives: Vec<String>,
    /// Their departments.
    pub departments: Vec<String>,
    /// The last closed month, if its mails are kept.
    pub compared_with: Option<Month>,
    /// The same, if one of its mails went to this sponsor.
    pub since: Option<Month>,
    /// Initiatives that were not in last month's.
    pub added: Vec<String>,
    /// Initiatives of last month's that are not in this one.
    pub gone: Vec<String>,
}

impl Sent {
    /// Does everybody who is named have their mail, or their draft?
    pub fn is_complete(&self) -> bool {
        let is_done = |outcome: &Outcome| {
            matches!(outcome, Outcome::Sent | Outcome::SentBefore)
                || (self.outbox.is_some() && matches!(outcome, Outcome::Drafted(_)))
                || (self.dry_run && matches!(outcome, Outcome::Waiting(_)))
        };
        self.held.is_empty() && self.mails.iter().all(|(_, outcome)| is_done(outcome))
    }

    /// What did not arrive, or of which nobody knows, one line each; and how many wait for a person.
    pub fn undelivered(&self) -> Vec<String> {
        let is_trouble = |outcome: &Outcome| match outcome {
            Outcome::Sent | Outcome::SentBefore | Outcome::Drafted(_) => false,
            Outcome::Waiting(_) => !self.dry_run,
            Outcome::SentWithoutCopy(_) | Outcome::Refused(_) | Outcome::Uncertain(_) | Outcome::TooLarge(_) => true,
        };
        let troubled = self.mails.iter().filter(|(_, outcome)| is_trouble(outcome));
        let mut lines: Vec<String> = troubled
            .map(|(key, outcome)| {
                let (name, why) = words_of(outcome);
                format!("{} ({}) is {}: {why}", key.recipient, key.report, name.replace('-', " "))
            })
            .collect();
        if !self.held.is_empty() {
            let count = self.held.len();
            lines.push(format!("{count} {} held: coe-report approve", if count == 1 { "is" } else { "are" }));
        }
        lines
    }

    /// For machines.
    pub fn record(&self) -> SentRecord {
        let mail = |(place, (key, outcome)): (usize, &(MailKey, Outcome))| {
            let (outcome, why) = words_of(outcome);
            let holds = self.foreseen.get(place).cloned();
            MailOutcome { report: key.report.clone(), recipient: key.recipient.clone(), outcome, why, holds }
        };
        SentRecord {
            format: "coe-report/send/1",
            period: self.period,
            revision: self.revision,
            dry_run: self.dry_run,
            mails: self.mails.iter().enumerate().map(mail).collect(),
            held: self.held.iter().map(|held| (held.address.clone(), held.why.clone())).collect(),
        }
    }
}

/// What `send --json` prints.
#[derive(Clone, Debug, Serialize)]
pub struct SentRecord {
    /// Version of this record.
    pub format: &'static str,
    /// The reporting month.
    pub period: Month,
    /// Which of its revisions.
    pub revision: u32,
    /// Nothing was to be sent.
    pub dry_run: bool,
    /// Each mail.
    pub mails: Vec<MailOutcome>,
    /// Address and reason of those who get none.
    pub held: Vec<(String, String)>,
}

/// What became of one mail.
#[derive(Clone, Debug, Serialize)]
pub struct MailOutcome {
    /// `sponsor`, `executives`, …
    pub report: String,
    /// To whom.
    pub recipient: String,
    /// `sent`, `sent-without-copy`, `sent-before`, `refused`, `uncertain`, `drafted`, `waiting`, `too-large`.
    pub outcome: &'static str,
    /// The server's words, or why; empty when it was sent.
    pub why: String,
    /// Of a dry run: what it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holds: Option<Foreseen>,
}

/// The name of an outcome, and why.
pub fn words_of(outcome: &Outcome) -> (&'static str, String) {
    match outcome {
        Outcome::Sent => ("sent", String::new()),
        Outcome::SentWithoutCopy(why) => ("sent-without-copy", why.clone()),
        Outcome::SentBefore => ("sent-before", String::new()),
        Outcome::Refused(why) => ("refused", why.clone()),
        Outcome::Uncertain(why) => ("uncertain", why.clone()),
        Outcome::Drafted(why) => ("drafted", why.clone()),
        Outcome::Waiting(why) => ("waiting", why.clone()),
        Outcome::TooLarge(why) => ("too-large", why.clone()),
    }
}

/// Sends the mails of the closed month that were not sent yet. May be repeated: who has theirs gets no second one.
///
/// Errors: the month is not closed, a later revision was not asked for, more mails than allowed, the mail server takes
/// none at all.
pub fn send(settings: &Settings, secrets: &Secrets, order: SendOrder) -> Result<Sent, Problem> {
    let folder = state(settings)?;
    let closed = last_revision(&folder, settings.assumptions.period)?;
    check_revision(&closed, order.revision)?;
    let post = post(settings, Some(&closed))?;
    let name = format!("{}-r{}", closed.period, closed.revision);
    let sent = hand_over(settings, secrets, &folder, &post.messages, &name, order.dry_run)?;
    let foreseen = if order.dry_run { foreseen(&folder, &post)? } else { Vec::new() };
    Ok(Sent { revision: closed.revision, held: post.held, notes: post.notes, foreseen, ..sent })
}

/// What each mail holds, and how the list of a sponsor's initiatives differs from that of the last closed month.
fn foreseen(folder: &StateFolder, post: &Post) -> Result<Vec<Foreseen>, Problem> {
    let closed = folder.closed()?;
    let last = closed.iter().rfind(|month| month.period < post.period);
    let before = last.and_then(|month| sponsors_of(&folder.finals(month.period, month.revision)));
    let one = |(message, content): (&Message, &Content)| {
        let then = before.as_ref().and_then(|before| before.get(&message.key.recipient));
        let then = then.filter(|_| !content.initiatives.is_empty());
        let without = |ids: &[String], others: &[String]| -> Vec<String> {
            ids.iter().filter(|id| !others.contains(id)).cloned().collect()
        };
        Foreseen {
            attachment: content.attachment.clone(),
            initiatives: content.initiatives.clone(),
            departments: content.departments.clone(),
            compared_with: before.as_ref().and(last.map(|month| month.period)),
            since: then.and(last.map(|month| month.period)),
            added: then.map(|then| without(&content.initiatives, then)).unwrap_or_default(),
            gone: then.map(|then| without(then, &content.initiatives)).unwrap_or_default(),
        }
    };
    Ok(post.messages.iter().zip(&post.contents).map(one).collect())
}

/// Does the ledger know mails of this closed month, and is none of them still to be sent?
pub fn is_finished(settings: &Settings, period: Month) -> Result<bool, Problem> {
    let folder = state(settings)?;
    let closed = last_revision(&folder, period)?;
    let mails = folder.mails_of(period, closed.revision)?;
    Ok(!mails.is_empty() && mails.iter().all(|mail| !matches!(mail.state, MailState::Planned | MailState::Sending)))
}

/// Sends mails of a month that is still open.
pub(super) fn send_messages(
    settings: &Settings,
    secrets: &Secrets,
    messages: &[Message],
    held: Vec<Held>,
    outbox_name: &str,
    dry_run: bool,
) -> Result<Sent, Problem> {
    let folder = state(settings)?;
    Ok(Sent { held, ..hand_over(settings, secrets, &folder, messages, outbox_name, dry_run)? })
}

/// Sends those that were not sent yet: to the server, or to the outbox where there is none.
fn hand_over(
    settings: &Settings,
    secrets: &Secrets,
    folder: &StateFolder,
    messages: &[Message],
    outbox_name: &str,
    dry_run: bool,
) -> Result<Sent, Problem> {
    check_sender(settings, folder)?;
    let mut ledger = folder.mails(now(settings));
    let mut marks = marks(settings)?;
    check_nothing_went_out_unknown(settings, messages, &ledger, &marks)?;
    let mut sent = Sent {
        period: settings.assumptions.period,
        revision: 0,
        mails: delivery::foreseen(messages, &ledger)?,
        held: Vec::new(),
        outbox: None,
        fresh_drafts: 0,
        notes: Vec::new(),
        dry_run,
        foreseen: Vec::new(),
    };
    let open = sent.mails.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Waiting(_))).count();
    let most = settings.mail.most_mails;
    if open > most {
        return Err(Problem::usage(
            format!("{open} mails would be sent, and [mail] most_mails is {most}; nothing was sent"),
            "If that is right, raise most_mails in report.toml.",
        ));
    }
    if dry_run {
        return Ok(sent);
    }
    folder.set_sender(&settings.mail.computer)?;
    let mut ledger = delivery::MarkedLedger::new(&mut ledger, &mut marks, messages);
    if settings.mail.is_by_hand() {
        sent.outbox = Some(settings.mail.outbox.join(outbox_name));
        sent.fresh_drafts = draft(&settings.mail.outbox.join(outbox_name), messages, &mut ledger)?;
        sent.mails = delivery::foreseen(messages, &ledger)?;
    } else {
        sent.mails = deliver(settings, secrets, messages, &mut ledger)?;
    }
    Ok(sent)
}

/// Where it is marked that a mail went out: outside the state folder, which may be put back from a backup or copied.
fn marks(settings: &Settings) -> Result<delivery::Marks, Problem> {
    delivery::Marks::read(vec![settings.out.clone(), settings.mail.outbox.clone()], now(settings))
}

/// Errors: another computer sent by this ledger, or it lay in another folder that is still there. A folder that was
/// copied would send every mail a second time.
fn check_sender(settings: &Settings, folder: &StateFolder) -> Result<(), Problem> {
    let here = &settings.mail.computer;
    if let Some(original) = folder.copied_from(here)? {
        return Err(Problem::usage(
            format!("This state folder is a copy of {}, which is still there; nothing was sent", original.display()),
            "If both send, everybody gets two mails. If only this one sends from now on: coe-report send --settle \
             computer=moved",
        ));
    }
    match folder.sender()? {
        Some(other) if other != *here => Err(Problem::usage(
            format!(
                "Mails of this state folder were sent by the computer {other}, and this one is {here}; nothing was sent"
            ),
            format!(
                "If both send, everybody gets two mails. If {other} does not send any more: \
                 coe-report send --settle computer=moved"
            ),
        )),
        _ => Ok(()),
    }
}

/// Errors: mails went out of which the ledger does not know. It is older than they are.
fn check_nothing_went_out_unknown(
    settings: &Settings,
    messages: &[Message],
    ledger: &dyn MailLedger,
    marks: &delivery::Marks,
) -> Result<(), Problem> {
    let mut unknown = Vec::new();
    for message in messages {
        let is_open = ledger.entry(&message.key)?.is_none_or(|entry| entry.state == MailState::Planned);
        if let (Some(at), true) = (marks.went_out(&message.key), is_open) {
            unknown.push((&*message.key.recipient, at.get(..10).unwrap_or(at).to_owned()));
        }
    }
    let Some((address, day)) = unknown.first() else { return Ok(()) };
    let period = settings.assumptions.period;
    Err(Problem::usage(
        format!(
            "The state folder is older than what went out: {} of {period} went out, of which the ledger does not know \
             (first: {address} on {day}); nothing was sent",
            if unknown.len() == 1 { "one mail".to_owned() } else { format!("{} mails", unknown.len()) }
        ),
        format!(
            "Put the newer state folder back. If there is none, say what became of them: coe-report send --period \
             {period} --settle all=sent, or {address}=sent or {address}=not-sent, and so for each."
        ),
    ))
}

/// Takes mails to the server of the settings.
fn deliver(
    settings: &Settings,
    secrets: &Secrets,
    messages: &[Message],
    ledger: &mut dyn MailLedger,
) -> Result<Vec<(MailKey, Outcome)>, Problem> {
    let limits = Limits {
        message_bytes: settings.mail.max_message_bytes,
        waits: settings.mail.retry_seconds.iter().map(|seconds| Duration::from_secs(*seconds)).collect(),
    };
    let Some(mut mailer) = mailer(settings, secrets)? else { return delivery::foreseen(messages, ledger) };
    Ok(delivery::deliver(messages, ledger, &mut *mailer, &limits)?.mails)
}

/// What takes the mails to who delivers them; `None` where a person does.
fn mailer<'a>(settings: &'a Settings, secrets: &'a Secrets) -> Result<Option<Box<dyn Mailer + 'a>>, Problem> {
    let (rules, from, now) = (&settings.mail, from(settings)?, settings.started_at);
    Ok(match rules.way() {
        Way::Outbox => None,
        Way::Smtp => Some(Box::new(Smtp::new(rules, secrets, from, now))),
        Way::Graph => Some(Box::new(Graph::new(rules, secrets, from, now))),
    })
}

/// Puts mails into a folder of the outbox, each once, and writes down that a person sends them: a draft that somebody
/// sent and threw away does not come back. Gives how many.
fn draft(folder: &Path, messages: &[Message], ledger: &mut dyn MailLedger) -> Result<usize, Problem> {
    let mut fresh = 0;
    for message in messages {
        let state = ledger.entry(&message.key)?.map(|entry| entry.state);
        if matches!(state, None | Some(MailState::Planned)) {
            delivery::put_file(&folder.join(file_name(message)), &message.bytes)?;
            ledger.set(&message.key, MailState::Drafted, "put into the outbox, for a person to send")?;
            points::pass("draft in the ledger");
            fresh += 1;
        }
    }
    Ok(fresh)
}

/// A person says what became of mails: then they count as sent, or they are sent with the next `send`. Only those are
/// touched of which it is not certain. Gives what is settled. Errors: there is nothing to settle.
pub fn settle(settings: &Settings, settlement: &Settlement) -> Result<Vec<MailKey>, Problem> {
    let folder = state(settings)?;
    let (address, was_sent) = match settlement {
        Settlement::Mails { address, was_sent } => (address, *was_sent),
        Settlement::Moved => {
            folder.set_sender(&settings.mail.computer)?;
            return Ok(Vec::new());
        }
    };
    let closed = last_revision(&folder, settings.assumptions.period)?;
    let (state, note) = match was_sent {
        true => (MailState::Accepted, "a person said that it was sent"),
        false => (MailState::Planned, "a person said that it was not sent"),
    };
    let address = address.as_deref().map(as_kept);
    let mut marks = marks(settings)?;
    let keys = uncertain(&folder, &closed, &marks, settings)?;
    let keys: Vec<MailKey> =
        keys.into_iter().filter(|key| address.as_ref().is_none_or(|address| *address == key.recipient)).collect();
    let mut ledger = folder.mails(now(settings));
    let mut ledger = delivery::MarkedLedger::new(&mut ledger, &mut marks, &[]);
    for key in &keys {
        ledger.set(key, state, note)?;
    }
    if keys.is_empty() {
        let whom = address.unwrap_or_else(|| "anybody".to_owned());
        return Err(Problem::usage(
            format!("There is nothing to settle for {whom} in {} r{}", closed.period, closed.revision),
            "Only mails are settled of which nobody knows whether they were sent. coe-report send --dry-run lists the \
             mails and what became of them.",
        ));
    }
    Ok(keys)
}

/// The mails of a revision of which it is not certain whether they were sent: what the server said last is no answer, a
/// person was to send them, or they went out and the ledger does not know it. Never one that the server has.
fn uncertain(
    folder: &StateFolder,
    closed: &ClosedMonth,
    marks: &delivery::Marks,
    settings: &Settings,
) -> Result<Vec<MailKey>, Problem> {
    let is_uncertain = |entry: &MailEntry| match entry.state {
        MailState::Sending | MailState::Uncertain | MailState::Refused | MailState::Drafted => true,
        MailState::Planned => marks.went_out(&entry.key).is_some(),
        MailState::Accepted => false,
    };
    let known = folder.mails_of(closed.period, closed.revision)?;
    let is_known = |key: &MailKey| known.iter().any(|entry| entry.key == *key);
    // Whose mails those are that only the marks know, the month's reports say; without them the ledger alone is asked.
    let messages = post(settings, Some(closed)).map(|post| post.messages).unwrap_or_default();
    let unknown = messages.into_iter().map(|message| message.key);
    let unknown: Vec<MailKey> = unknown.filter(|key| marks.went_out(key).is_some() && !is_known(key)).collect();
    Ok(known.iter().filter(|entry| is_uncertain(entry)).map(|entry| entry.key.clone()).chain(unknown).collect())
}

/// Logs in to what takes the mails, and sends nothing. What was found, in words; `None` where a person sends.
pub fn try_server(settings: &Settings, secrets: &Secrets) -> Result<Option<String>, Problem> {
    if settings.mail.is_by_hand() {
        return Ok(None);
    }
    let rules = &settings.mail;
    let Some(mut mailer) = mailer(settings, secrets)? else { return Ok(None) };
    match mailer.limit() {
        Ok(_) if rules.way() == Way::Graph => Ok(Some(format!(
            "the login service gave a token for {}, to send as {}; coe-report test-mail shows whether it may",
            rules.graph_url,
            rules.mailbox(from(settings)?)
        ))),
        Ok(_) => Ok(Some(format!("{}:{} takes mail", rules.server, rules.port))),
        Err(Trouble::Stop(problem)) => Err(problem),
        Err(Trouble::Later(why)) => Err(Problem::files(
            format!("Not now: {why}"),
            "Check what [mail] in report.toml names, and the network; or try again later.",
        )),
    }
}

pub(super) fn state(settings: &Settings) -> Result<StateFolder, Problem> {
    let Some(path) = &settings.state else {
        return Err(Problem::usage(
            "There is no folder in which sent mails and closed months are kept",
            "Name one in report.toml: [state] folder = \"state\".",
        ));
    };
    StateFolder::open(path)
}

/// The last month that is closed; none where none is.
pub fn last_closed(settings: &Settings) -> Result<Option<Month>, Problem> {
    Ok(state(settings)?.closed()?.iter().map(|month| month.period).max())
}

pub(super) fn last_revision(folder: &StateFolder, period: Month) -> Result<ClosedMonth, Problem> {
    folder.closed()?.into_iter().rfind(|month| month.period == period).ok_or_else(|| {
        Problem::usage(
            format!("{period} is not closed, and drafts are not mailed"),
            format!(
                "Close it first: coe-report close {period}. To look at the mails: coe-report preview --period {period}"
            ),
        )
    })
}

/// A later revision is mailed only when it is asked for: most changes are too small for a second mail.
fn check_revision(closed: &ClosedMonth, asked: Option<u32>) -> Result<(), Problem> {
    let (period, last) = (closed.period, closed.revision);
    match asked {
        Some(asked) if asked != last => Err(Problem::usage(
            format!("The last revision of {period} is r{last}, not r{asked}"),
            "Only the last revision can be sent.",
        )),
        None if last > 1 => Err(Problem::usage(
            format!("{period} was closed again as r{last}; a later revision is mailed only when asked for"),
            format!("To send it: coe-report send --period {period} --revision {last}"),
        )),
        _ => Ok(()),
    }
}

fn now(settings: &Settings) -> String {
    settings.started_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
