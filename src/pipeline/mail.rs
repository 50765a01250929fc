//! The month's mails: composed with the reports, addressed by who was approved, looked at, sent once.

mod notices;
mod send;

pub(super) use notices::has_mail_of;
pub use notices::{Word, remind, send_test, tell_of_withdrawal, tell_operators};
pub use send::{Foreseen, SendOrder, Sent, is_finished, last_closed, send, settle, try_server, words_of};

use crate::model::fingerprint::sha256;
use crate::{
    delivery::{self, Letter},
    disk::Lock,
    model::{
        assumptions::Assumptions,
        email::{Email, MAILS_FORMAT, MailRecord, MailText, MailsRecord, Topic, Withheld},
        ledger::ClosedMonth,
        mail::{AlsoSponsor, MailKey, Message, Recipient, Role, as_kept, is_address, is_in_domains},
        period::Month,
        problem::Problem,
    },
    render,
    settings::{self, Settings, mail::Listed as ListedPeople},
    state,
};
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

/// Lock of the outbox, held while a preview is written there.
const OUTBOX_LOCK: &str = ".coe-report.lock";
/// So long a preview waits for others.
const PREVIEW_WAITS: Duration = Duration::from_secs(60);

/// The mails in words, in the month's folder.
pub const MAILS: &str = "mails.json";

/// The record of the mails, for the month's folder.
pub(super) fn record(
    settings: &Settings,
    state: String,
    emails: &[Email],
    withheld: Vec<Withheld>,
) -> Result<MailsRecord, Problem> {
    let mails = emails.iter().map(|email| in_words(settings, email)).collect::<Result<_, Problem>>()?;
    Ok(MailsRecord { format: MAILS_FORMAT.to_owned(), period: settings.assumptions.period, state, mails, withheld })
}

/// A mail with the words of the templates around it.
fn in_words(settings: &Settings, email: &Email) -> Result<MailRecord, Problem> {
    let words = render::email::email(email, &settings.email_templates).map_err(|error| {
        Problem::usage(
            format!("The mail templates cannot be used: {error}"),
            "Correct the template, or empty [mail] templates in report.toml.",
        )
    })?;
    Ok(MailRecord {
        topic: email.topic,
        address: email.address.clone(),
        name: email.name.clone(),
        named_in: email.named_in.clone(),
        departments: email.departments.clone(),
        initiatives: email.initiatives.clone(),
        words,
        attachment: email.attachment.clone(),
    })
}

/// Somebody who would get mail and does not, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Held {
    /// Whom the sheets or settings name.
    pub address: String,
    /// Their name there.
    pub name: String,
    /// Which mail.
    pub topic: Topic,
    /// Why, one sentence.
    pub why: String,
    /// What a person may do about it.
    pub approval: Approval,
}

/// What a person may approve of who is held.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Approval {
    /// Nothing: something else has to change.
    Never,
    /// The address, for initiatives of these departments.
    Address(Vec<String>),
    /// More initiatives for an address, by name only: nobody should approve them together with all the others.
    Besides(AlsoSponsor),
}

impl Held {
    /// May a person approve it?
    pub fn can_approve(&self) -> bool {
        self.approval != Approval::Never
    }
}

/// The mails of a month, addressed.
#[derive(Debug)]
pub struct Post {
    /// The reporting month.
    pub period: Month,
    /// Draft, held back or final, as `run.json` says it.
    pub state: String,
    /// The closed revision; `None` for drafts.
    pub revision: Option<u32>,
    /// To whom people approved.
    pub messages: Vec<Message>,
    /// What each of them holds, in their order.
    pub contents: Vec<Content>,
    /// The mails of those who are not approved yet, to look at before.
    pub unapproved: Vec<Message>,
    /// To whom nobody did.
    pub held: Vec<Held>,
    /// Who gets another file than the others, or asked for one that is not there.
    pub notes: Vec<String>,
}

/// What a mail holds, in a few words.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Content {
    /// Name of the attachment; empty for none.
    pub attachment: String,
    /// Ids of the initiatives in it; empty for the whole portfolio.
    pub initiatives: Vec<String>,
    /// Their departments.
    pub departments: Vec<String>,
}

/// The month's folder as it lies there, every file as `run.json` lists it.
struct MonthFolder {
    path: PathBuf,
    state: String,
    sha256: BTreeMap<String, String>,
    digest: String,
    mails: Vec<MailRecord>,
    withheld: Vec<Withheld>,
}

/// What is read of `run.json`.
#[derive(Deserialize)]
struct RunOutputs {
    period: Month,
    state: String,
    outputs: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    path: String,
    sha256: String,
}

/// Addresses the mails of the month's folder. `closed` is its last revision in the ledger, for mails that are to be
/// sent: they are those that were closed, byte by byte. Without it they are drafts to look at.
pub fn post(settings: &Settings, closed: Option<&ClosedMonth>) -> Result<Post, Problem> {
    let folder = match closed {
        Some(_) => MonthFolder::read(settings)?,
        None => MonthFolder::newest(settings)?,
    };
    let revision = folder.revision();
    if let Some(closed) = closed {
        folder.is_that_of(closed, revision)?;
    }
    let ListedPeople { recipients, odd } = settings.listed()?;
    let (addressed, mut held) = addressed(settings, &recipients, &folder.mails)?;
    held.extend(folder.withheld.iter().map(withheld));
    held.extend(odd.iter().map(cannot_be_mailed));
    let date = date(&settings.assumptions, closed);
    let is_draft = closed.is_some() && settings.mail.is_by_hand();
    let write = |recipient: &Recipient, mail: &MailRecord| folder.write(settings, recipient, mail, (date, is_draft));
    let (mut messages, mut contents) = (Vec::new(), Vec::new());
    let mut notes = nobody_gets(&recipients, &folder.mails);
    for (recipient, mail) in addressed {
        let (message, content, path) = write(recipient, mail)?;
        notes.extend(path.and_then(|path| note_on(recipient, mail, &path)));
        messages.push(message);
        contents.push(content);
    }
    let mut unapproved = Vec::new();
    for (recipient, mail) in closed.is_none().then(|| not_yet_approved(&held, &folder.mails)).into_iter().flatten() {
        unapproved.push(write(&recipient, mail)?.0);
    }
    let period = settings.assumptions.period;
    Ok(Post { period, state: folder.state.clone(), revision, messages, contents, unapproved, held, notes })
}

/// The mails that people would get if somebody approved their address.
fn not_yet_approved<'a>(held: &[Held], mails: &'a [MailRecord]) -> Vec<(Recipient, &'a MailRecord)> {
    let waits = |one: &&Held| matches!(one.approval, Approval::Address(_));
    let recipient = |one: &Held| Recipient {
        address: one.address.clone(),
        name: one.name.clone(),
        roles: vec![role_of(one.topic)],
        copy: String::new(),
        workbook: false,
        departments: Vec::new(),
        also: Vec::new(),
    };
    let mail_of = |one: &Held| {
        mails.iter().find(|mail| mail.topic == one.topic && mail.address.as_deref() == Some(&*one.address))
    };
    held.iter().filter(waits).filter_map(|one| mail_of(one).map(|mail| (recipient(one), mail))).collect()
}

/// The initiatives that a sponsor's mail of a closed month held, by address, from its reports as they are kept; `None`
/// where they are not.
fn sponsors_of(finals: &Path) -> Option<BTreeMap<String, Vec<String>>> {
    let bytes = fs::read(finals.join(MAILS)).ok()?;
    let record: MailsRecord = serde_json::from_slice(&bytes).ok()?;
    Some(record.mails.into_iter().filter_map(|mail| Some((mail.address?, mail.initiatives))).collect())
}

/// Mails for everyone of a role that nobody has.
fn nobody_gets(recipients: &[Recipient], mails: &[MailRecord]) -> Vec<String> {
    let to_all = mails.iter().filter(|mail| mail.address.is_none()).map(|mail| role_of(mail.topic));
    let empty = to_all.filter(|role| !recipients.iter().any(|one| one.is(*role)));
    empty
        .map(|role| {
            let role = role.text();
            format!("The mail for {role} goes to nobody: nobody in recipients.toml has the role \"{role}\"")
        })
        .collect()
}

/// That somebody gets the workbook in place of the PDF, or would and there is none.
fn note_on(recipient: &Recipient, mail: &MailRecord, attached: &str) -> Option<String> {
    let who = &recipient.address;
    match (recipient.workbook, attached == mail.attachment) {
        (false, _) => None,
        (true, false) => Some(format!("{who} gets {attached} instead of the PDF (workbook = true in recipients.toml)")),
        // Finance gets the workbook anyway.
        (true, true) if attached.ends_with(".xlsx") => None,
        (true, true) => Some(format!(
            "{who} gets the PDF: no workbook of theirs is made. Name them in sponsor_workbooks of report.toml, or take \
             workbook = true out of recipients.toml"
        )),
    }
}

/// Who would get mail and is not approved: sponsors that the month's sheets name, senders that the settings name.
pub fn to_approve(settings: &Settings) -> Result<Vec<Held>, Problem> {
    let folder = MonthFolder::newest(settings)?;
    let ListedPeople { recipients, odd } = settings.listed()?;
    let mut held = addressed(settings, &recipients, &folder.mails)?.1;
    held.extend(folder.withheld.iter().map(withheld));
    held.extend(odd.iter().map(cannot_be_mailed));
    held.extend(notices::senders_to_approve(settings)?);
    Ok(held)
}

/// How long whoever approves waits for another who does.
const PATIENCE: Duration = Duration::from_secs(20);

/// Keeps others from changing `recipients.toml`, or from sending by it: the lock of the state folder, else that of the
/// folder of reports.
pub fn lock(settings: &Settings) -> Result<Lock, Problem> {
    match &settings.state {
        Some(state) => Lock::wait(state, state::LOCK, PATIENCE),
        None => Lock::wait(&settings.out, super::OUT_LOCK, PATIENCE),
    }
}

/// What was approved.
#[derive(Debug)]
pub struct Approved {
    /// New recipients.
    pub recipients: Vec<Recipient>,
    /// More initiatives for recipients.
    pub also: Vec<AlsoSponsor>,
    /// What `--all` left out: it has to be approved by name.
    pub left: Vec<Held>,
}

/// Adds some of them, or all, to `recipients.toml`. Initiatives for which an address was not approved are never among
/// all: they may be somebody else's. Errors: an address that nobody names.
pub fn approve(settings: &Settings, held: &[Held], only: Option<&[String]>) -> Result<Approved, Problem> {
    let open: Vec<&Held> = held.iter().filter(|one| one.can_approve()).collect();
    if let Some(unknown) = only.into_iter().flatten().find(|typed| {
        let typed = as_kept(typed);
        open.iter().all(|one| one.address != typed)
    }) {
        return Err(Problem::usage(
            format!("Nobody is waiting for approval as {unknown}"),
            "coe-report approve lists who is. Others can be added to recipients.toml by hand.",
        ));
    }
    let is_named = |one: &Held| only.is_some_and(|typed| typed.iter().any(|address| as_kept(address) == one.address));
    let mut approved = Approved { recipients: Vec::new(), also: Vec::new(), left: Vec::new() };
    for one in open {
        match &one.approval {
            Approval::Address(departments) if only.is_none() || is_named(one) => {
                approve_address(&mut approved.recipients, one, departments);
            }
            Approval::Besides(part) if is_named(one) => approved.also.push(part.clone()),
            Approval::Besides(_) if only.is_none() => approved.left.push(one.clone()),
            _ => {}
        }
    }
    if !approved.recipients.is_empty() || !approved.also.is_empty() {
        settings::mail::add_recipients(&settings.mail.recipients, &approved.recipients, &approved.also)?;
    }
    Ok(approved)
}

fn approve_address(fresh: &mut Vec<Recipient>, held: &Held, departments: &[String]) {
    let role = role_of(held.topic);
    match fresh.iter_mut().find(|other| other.address == held.address) {
        Some(other) => {
            if !other.is(role) {
                other.roles.push(role);
            }
            other.departments.extend(departments.iter().cloned());
        }
        None => fresh.push(Recipient {
            address: held.address.clone(),
            name: held.name.clone(),
            roles: vec![role],
            copy: String::new(),
            workbook: false,
            departments: departments.to_vec(),
            also: Vec::new(),
        }),
    }
}

/// A mail to an approved recipient, as bytes.
fn letter(
    settings: &Settings,
    recipient: &Recipient,
    words: &MailText,
    key: MailKey,
    attachment: Option<(&str, &[u8])>,
    date: Timestamp,
    is_draft: bool,
) -> Result<Message, Problem> {
    let from_name = if settings.mail.from_name.is_empty() { &settings.company } else { &settings.mail.from_name };
    delivery::message(&Letter {
        key,
        from: (from_name, from(settings)?),
        // A name in place of an address is none that can be answered.
        reply_to: if is_address(&settings.program_lead) { &settings.program_lead } else { "" },
        to: (&recipient.name, &recipient.address),
        copy: &recipient.copy,
        words,
        attachment,
        date,
        is_draft,
    })
}

/// Writes the month's mails into the outbox, to look at as their readers will see them; gives the folder. An older one is
/// replaced whole. What `send` puts into the outbox has folders of its own.
pub fn write_preview(settings: &Settings, post: &Post) -> Result<PathBuf, Problem> {
    let file = |message: &Message| (file_name(message), message.bytes.clone());
    let waiting = |message: &Message| (format!("not-approved-{}", file_name(message)), message.bytes.clone());
    let files: Vec<(String, Vec<u8>)> =
        post.messages.iter().map(file).chain(post.unapproved.iter().map(waiting)).collect();
    delivery::ensure_writable(&settings.mail.outbox)?;
    // One after the other: they write the same folder.
    let _lock = Lock::wait(&settings.mail.outbox, OUTBOX_LOCK, PREVIEW_WAITS)?;
    delivery::clear_previews(&settings.mail.outbox);
    delivery::write_folder(&settings.mail.outbox, &format!("{}{}", post.period, delivery::PREVIEW), &files)
}

/// `sponsor-ines_at_halden.example.eml`
fn file_name(message: &Message) -> String {
    format!("{}-{}.eml", message.key.report, super::plain_name(&message.key.recipient))
}

impl MonthFolder {
    /// The final reports, or drafts while the month was never closed.
    fn read(settings: &Settings) -> Result<MonthFolder, Problem> {
        MonthFolder::named(settings, &settings.assumptions.period.to_string())
    }

    /// The drafts beside the final reports where there are some: they are newer.
    fn newest(settings: &Settings) -> Result<MonthFolder, Problem> {
        let drafts = delivery::drafts_of(settings.assumptions.period);
        match settings.out.join(&drafts).is_dir() {
            true => MonthFolder::named(settings, &drafts),
            false => MonthFolder::read(settings),
        }
    }

    fn named(settings: &Settings, name: &str) -> Result<MonthFolder, Problem> {
        let period = settings.assumptions.period;
        let path = delivery::month_folder(&settings.out, name);
        let read = |name: &str| {
            fs::read(path.join(name)).map_err(|error| {
                Problem::files(
                    format!("{} cannot be read: {error}", path.join(name).display()),
                    format!("Make the reports of the month first: coe-report run --period {period}"),
                )
            })
        };
        let not_ours = |name: &str, why: &dyn std::fmt::Display| {
            Problem::files(
                format!("{} cannot be used: {why}", path.join(name).display()),
                "Make the reports of the month again with this version of the program.",
            )
        };
        let run: RunOutputs =
            serde_json::from_slice(&read("run.json")?).map_err(|error| not_ours("run.json", &error))?;
        if run.period != period {
            return Err(not_ours("run.json", &format!("it is of {}", run.period)));
        }
        let digest = super::digest_of(run.outputs.iter().map(|listed| (listed.path.as_str(), listed.sha256.as_str())));
        let mut folder = MonthFolder {
            path: path.clone(),
            state: run.state,
            sha256: run.outputs.into_iter().map(|listed| (listed.path, listed.sha256)).collect(),
            digest,
            mails: Vec::new(),
            withheld: Vec::new(),
        };
        let mails: MailsRecord =
            serde_json::from_slice(&folder.file(MAILS)?).map_err(|error| not_ours(MAILS, &error))?;
        if (mails.format.as_str(), mails.period) != (MAILS_FORMAT, period) {
            return Err(not_ours(MAILS, &format!("it is {} of {}", mails.format, mails.period)));
        }
        (folder.mails, folder.withheld) = (mails.mails, mails.withheld);
        Ok(folder)
    }

    /// A file's bytes, if they are still those that the run wrote.
    fn file(&self, name: &str) -> Result<Vec<u8>, Problem> {
        let path = self.path.join(name);
        let changed = |why: &str| {
            Problem::files(
                format!("{} {why}", path.display()),
                "Nothing was sent. Make the reports of the month again, and leave the folder as it is.",
            )
        };
        let listed = self.sha256.get(name).ok_or_else(|| changed("is not among the outputs of run.json"))?;
        let bytes = fs::read(&path).map_err(|error| changed(&format!("cannot be read: {error}")))?;
        if sha256(&bytes) == *listed { Ok(bytes) } else { Err(changed("was changed after it was made")) }
    }

    /// Is this folder the revision that the ledger closed last?
    fn is_that_of(&self, closed: &ClosedMonth, revision: Option<u32>) -> Result<(), Problem> {
        let (period, last) = (closed.period, closed.revision);
        if revision != Some(last) {
            return Err(Problem::usage(
                format!("The reports in {} are {}, and {period} is closed as r{last}", self.path.display(), self.state),
                format!("Close the month as it is now (coe-report close {period}), then send."),
            ));
        }
        if self.digest != closed.outputs_digest {
            return Err(Problem::files(
                format!("The reports in {} are not the ones that were closed as r{last}", self.path.display()),
                format!("Make them again: coe-report run --period {period}"),
            ));
        }
        Ok(())
    }

    /// A mail of the month as its recipient gets it, what it holds, and which file of the folder goes along.
    fn write(
        &self,
        settings: &Settings,
        recipient: &Recipient,
        mail: &MailRecord,
        (date, is_draft): (Timestamp, bool),
    ) -> Result<(Message, Content, Option<String>), Problem> {
        let attachment = self.attachment(mail, recipient.workbook)?;
        let period = settings.assumptions.period;
        let revision: Option<u32> = self.revision();
        let state = revision.map_or_else(|| "draft".to_owned(), |number| format!("r{number}"));
        let name = attachment.as_ref().map(|(path, _)| {
            let ending = Path::new(path).extension().map_or_else(String::new, |ending| ending.to_string_lossy().into());
            format!("AI-portfolio-{period}-{state}.{ending}")
        });
        let key = MailKey {
            period,
            revision: revision.unwrap_or_default(),
            report: mail.topic.text().to_owned(),
            recipient: recipient.address.clone(),
        };
        let file = name.as_deref().zip(attachment.as_ref().map(|(_, bytes)| bytes.as_slice()));
        let message = letter(settings, recipient, &mail.words, key, file, date, is_draft)?;
        let content = Content {
            attachment: name.unwrap_or_default(),
            initiatives: mail.initiatives.clone(),
            departments: mail.departments.clone(),
        };
        Ok((message, content, attachment.map(|(path, _)| path)))
    }

    /// The revision whose reports these are; `None` for drafts.
    fn revision(&self) -> Option<u32> {
        self.state.strip_prefix("final r").and_then(|number| number.parse().ok())
    }

    /// The one file that goes along, with its path: the workbook for those who want it, where there is one.
    fn attachment(&self, mail: &MailRecord, workbook: bool) -> Result<Option<(String, Vec<u8>)>, Problem> {
        if mail.attachment.is_empty() {
            return Ok(None);
        }
        let as_workbook = match mail.topic {
            Topic::Executives => "portfolio.xlsx".to_owned(),
            _ => Path::new(&mail.attachment).with_extension("xlsx").to_string_lossy().replace('\\', "/"),
        };
        let path =
            if workbook && self.sha256.contains_key(&as_workbook) { as_workbook } else { mail.attachment.clone() };
        let bytes = self.file(&path)?;
        Ok(Some((path, bytes)))
    }
}

/// A mail, and who gets it.
type Addressed<'a> = (&'a Recipient, &'a MailRecord);

/// Who gets which mail, and who does not get theirs.
fn addressed<'a>(
    settings: &Settings,
    recipients: &'a [Recipient],
    mails: &'a [MailRecord],
) -> Result<(Vec<Addressed<'a>>, Vec<Held>), Problem> {
    let domains = domains(settings)?;
    let mut addressed = Vec::new();
    let mut held = Vec::new();
    for mail in mails {
        let role = role_of(mail.topic);
        let is_theirs =
            |one: &&Recipient| one.is(role) && mail.address.as_ref().is_none_or(|address| *address == one.address);
        let theirs: Vec<&Recipient> = recipients.iter().filter(is_theirs).collect();
        if let (Some(address), true) = (&mail.address, theirs.is_empty()) {
            held.push(not_approved(address, mail, role, recipients));
        }
        for one in theirs {
            let outside = [&one.address, &one.copy];
            let outside = outside.into_iter().find(|text| !text.is_empty() && !is_in_domains(text, &domains));
            match outside {
                None => addressed.push((one, mail)),
                Some(outside) => held.push(Held {
                    address: one.address.clone(),
                    name: one.name.clone(),
                    topic: mail.topic,
                    why: format!("{outside} is in no domain to which mail may go ({})", domains.join(", ")),
                    approval: Approval::Never,
                }),
            }
        }
    }
    Ok((addressed, held))
}

/// Who gets such a mail.
fn role_of(topic: Topic) -> Role {
    match topic {
        Topic::Sponsor => Role::Sponsor,
        Topic::Executives => Role::Executives,
        Topic::Finance => Role::Finance,
        Topic::Reminder | Topic::AnnotatedCopy => Role::Submitters,
        Topic::Failure | Topic::Undelivered | Topic::Test => Role::Operators,
        // Whoever has the mail of the revision, whatever their role.
        Topic::Withdrawn => Role::Executives,
    }
}

/// Initiatives that are in nobody's report, and why.
fn withheld(part: &Withheld) -> Held {
    let of = if part.department.is_empty() { "no department".to_owned() } else { part.department.clone() };
    let count = part.initiatives.len();
    let whose = match (count, part.name.as_str()) {
        (1, "") => "names no sponsor".to_owned(),
        (1, name) => format!("names {name} as sponsor"),
        (_, "") => "name no sponsor".to_owned(),
        (_, name) => format!("name {name} as sponsor"),
    };
    let pattern = if part.looks_filled_down { "; the address looks filled down from the row above" } else { "" };
    Held {
        address: part.address.clone(),
        name: part.name.clone(),
        topic: Topic::Sponsor,
        why: format!(
            "not approved for {} of {of} ({}), which {whose}{pattern}{}",
            match count {
                1 => "an initiative".to_owned(),
                _ => format!("{count} initiatives"),
            },
            part.initiatives.join(", "),
            named_in(&part.named_in)
        ),
        approval: Approval::Besides(AlsoSponsor {
            address: part.address.clone(),
            department: part.department.clone(),
            name: part.name.clone(),
        }),
    }
}

/// Nobody approved this address in this role. Who is approved under the same name is said: perhaps somebody changed a
/// cell.
fn not_approved(address: &str, mail: &MailRecord, role: Role, recipients: &[Recipient]) -> Held {
    let held = |why: String, approval| Held {
        address: address.to_owned(),
        name: mail.name.clone(),
        topic: mail.topic,
        why: format!("{why}{}", named_in(&mail.named_in)),
        approval,
    };
    let file = "recipients.toml";
    if !is_address(address) {
        return held(
            "is no address to which mail can be sent: plain letters, one @ and a domain".to_owned(),
            Approval::Never,
        );
    }
    if recipients.iter().any(|one| one.address == address) {
        let why = format!("stands in {file} without \"{}\" among the roles; add it there", role.text());
        return held(why, Approval::Never);
    }
    let approval = Approval::Address(mail.departments.clone());
    let same_name = |one: &&Recipient| one.is(role) && !one.name.is_empty() && one.name == mail.name;
    match recipients.iter().find(same_name) {
        Some(known) => {
            held(format!("changed: {} is approved under that name, this address is not", known.address), approval)
        }
        None => held("new: not approved yet".to_owned(), approval),
    }
}

/// What stands in `recipients.toml` where an address should; the topic is that of most mails.
fn cannot_be_mailed((typed, line): &(String, usize)) -> Held {
    Held {
        address: typed.clone(),
        name: String::new(),
        topic: Topic::Sponsor,
        why: format!(
            "is no address to which mail can be sent (recipients.toml, line {line}): plain letters, one @ and a domain"
        ),
        approval: Approval::Never,
    }
}

/// ` (named in finance.xlsx › Initiatives!I4 and 3 more cells)`: where to look before approving.
fn named_in(cells: &[String]) -> String {
    match cells {
        [] => String::new(),
        [one] => format!(" (named in {one})"),
        [first, rest @ ..] => {
            format!(" (named in {first} and {} more {})", rest.len(), if rest.len() == 1 { "cell" } else { "cells" })
        }
    }
}

/// Domains to which mail may go: those of the settings, else the sender's.
fn domains(settings: &Settings) -> Result<Vec<String>, Problem> {
    if settings.mail.domains.is_empty() {
        let domain = from(settings)?.rsplit_once('@').map_or("", |(_, domain)| domain);
        return Ok(vec![domain.to_owned()]);
    }
    Ok(settings.mail.domains.clone())
}

/// The sender's address.
fn from(settings: &Settings) -> Result<&str, Problem> {
    let from = if settings.mail.from.is_empty() { &settings.program_lead } else { &settings.mail.from };
    if !from.is_empty() && !is_address(from) {
        return Err(Problem::usage(
            format!("Mails need a sender, and \"{from}\" is no address"),
            "Correct [mail] from or program_lead in report.toml: reports@example.com.",
        ));
    }
    if from.is_empty() {
        return Err(Problem::usage(
            "Mails need a sender",
            "Name one in report.toml: [mail] from = \"reports@example.com\", or program_lead.",
        ));
    }
    Ok(from)
}

/// When the month was closed; for a draft, the first day after it.
fn date(assumptions: &Assumptions, closed: Option<&ClosedMonth>) -> Timestamp {
    let day = assumptions.calendar.first_day(assumptions.period.plus(1)).at(0, 0, 0, 0).to_zoned(TimeZone::UTC);
    let first = day.map(|moment| moment.timestamp()).unwrap_or_default();
    closed.and_then(|month| month.closed_at.parse().ok()).unwrap_or(first)
}
