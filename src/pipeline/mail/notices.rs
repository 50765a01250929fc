//! Mails of a month that is still open: reminders, workbooks to fix, and word of a run that failed.

use super::{Approval, Held, addressed, domains, in_words, letter, send};
use crate::model::fingerprint::sha256;
use crate::{
    model::{
        email::{Email, MailRecord, Topic},
        ledger::ClosedMonth,
        mail::{MailEntry, MailKey, Recipient, Role, Secrets, as_kept, is_address, is_in_domains},
        problem::Problem,
        submitter::{Sent as Came, SubmitterStatus},
    },
    pipeline::{Checked, Watch, answers, check},
    report::Notices,
    settings::Settings,
};
use std::collections::BTreeSet;

/// Name of a workbook that is sent back, whatever it was called.
const COPY: &str = "workbook-to-fix.xlsx";

/// A mail that is no report.
struct Notice {
    mail: MailRecord,
    /// What makes it the same mail: it is sent once.
    report: String,
    copy: Option<Vec<u8>>,
}

/// Mails a reminder to each expected sender of whom nothing came, at most one a day, and to each with something to fix
/// a copy that shows where, once. To those who were approved as submitters.
pub fn remind(settings: &Settings, secrets: &Secrets, dry_run: bool, watch: Watch) -> Result<send::Sent, Problem> {
    if settings.rules.submitters.is_empty() {
        return Err(Problem::usage(
            "Nobody is named who sends a workbook each month, so nobody can be reminded",
            "List them as [[expected_submitters]] in report.toml: name, address, files, due_day.",
        ));
    }
    let checked = check(settings, watch)?;
    let mut notices = Vec::new();
    let mut held = Vec::new();
    for sender in checked.portfolio.submitters.iter().filter(|sender| sender.is_expected) {
        let theirs = notices_to(settings, &checked, sender)?;
        if sender.address.is_empty() && !theirs.is_empty() {
            held.push(Held {
                address: sender.name.to_string(),
                name: String::new(),
                topic: theirs[0].mail.topic,
                why: "has no address in report.toml ([[expected_submitters]])".to_owned(),
                approval: Approval::Never,
            });
        } else {
            notices.extend(theirs);
        }
    }
    deliver(settings, secrets, &notices, held, dry_run)
}

/// What operators are told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Word {
    /// A run did not work.
    Failed,
    /// Not every mail arrived.
    Undelivered,
}

/// Mails operators what did not work; the same trouble once a day. `None` where nobody is named to be told.
pub fn tell_operators(
    settings: &Settings,
    secrets: &Secrets,
    word: Word,
    problem: &Problem,
) -> Result<Option<send::Sent>, Problem> {
    if !settings.listed()?.recipients.iter().any(|one| one.is(Role::Operators)) {
        return Ok(None);
    }
    let email = match word {
        Word::Failed => words(settings).failure(problem),
        Word::Undelivered => words(settings).undelivered(problem),
    };
    let digest = sha256(problem.to_string().as_bytes());
    let report = format!("{}-{}-{}", email.topic.text(), day(settings), &digest[..8]);
    let mail = in_words(settings, &email)?;
    deliver(settings, secrets, &[Notice { mail, report, copy: None }], Vec::new(), false).map(Some)
}

/// Mails everybody who has a mail of the last revision, or may have, that it is withdrawn; each once.
///
/// Errors: the last revision is not withdrawn.
pub fn tell_of_withdrawal(settings: &Settings, secrets: &Secrets, dry_run: bool) -> Result<send::Sent, Problem> {
    let (month, mails) = last_revision_and_mails(settings)?;
    let (period, revision) = (month.period, month.revision);
    if month.withdrawn.is_none() {
        return Err(Problem::usage(
            format!("{period} r{revision} is not withdrawn"),
            format!("To take it back: coe-report reopen {period} --because \"why\""),
        ));
    }
    let mail = in_words(settings, &words(settings).withdrawn(revision))?;
    let listed = settings.listed()?.recipients;
    let domains = domains(settings)?;
    let (mut messages, mut held) = (Vec::new(), Vec::new());
    for address in has_mail_of(&mails) {
        let recipient = listed.iter().find(|one| one.address == address);
        let why = match recipient {
            None => Some("has its mail, and does not stand in recipients.toml any more".to_owned()),
            Some(one) => [&one.address, &one.copy]
                .into_iter()
                .find(|text| !text.is_empty() && !is_in_domains(text, &domains))
                .map(|outside| format!("{outside} is in no domain to which mail may go ({})", domains.join(", "))),
        };
        match (recipient, why) {
            (Some(recipient), None) => {
                let report = mail.topic.text().to_owned();
                let key = MailKey { period, revision, report, recipient: address };
                let is_draft = settings.mail.is_by_hand();
                messages.push(letter(settings, recipient, &mail.words, key, None, settings.started_at, is_draft)?);
            }
            (_, why) => held.push(Held {
                address,
                name: String::new(),
                topic: mail.topic,
                why: why.unwrap_or_default(),
                approval: Approval::Never,
            }),
        }
    }
    let outbox = format!("{period}-r{revision}-withdrawn");
    let sent = send::send_messages(settings, secrets, &messages, held, &outbox, dry_run)?;
    Ok(send::Sent { revision, ..sent })
}

/// The last revision of the month, and what the ledger knows of its mails; the ledger is free again.
fn last_revision_and_mails(settings: &Settings) -> Result<(ClosedMonth, Vec<MailEntry>), Problem> {
    let folder = send::state(settings)?;
    let month = send::last_revision(&folder, settings.assumptions.period)?;
    let mails = folder.mails_of(month.period, month.revision)?;
    Ok((month, mails))
}

/// Who has a mail of a revision or may have, in order; not counting word that it is withdrawn.
pub(in crate::pipeline) fn has_mail_of(mails: &[MailEntry]) -> BTreeSet<String> {
    let arrived = mails.iter().filter(|mail| mail.state.may_have_arrived());
    arrived.filter(|mail| mail.key.report != Topic::Withdrawn.text()).map(|mail| mail.key.recipient.clone()).collect()
}

/// Sends a test to one address, by the server and the rules of the settings: whether it is approved does not matter, its
/// domain does. Each test is a mail of its own.
pub fn send_test(settings: &Settings, secrets: &Secrets, address: &str) -> Result<send::Sent, Problem> {
    let address = as_kept(address);
    if !is_address(&address) {
        return Err(Problem::usage(format!("{address} is no address"), "Use an address such as you@example.com."));
    }
    let domains = domains(settings)?;
    if !is_in_domains(&address, &domains) {
        return Err(Problem::usage(
            format!("{address} is in no domain to which mail may go ({})", domains.join(", ")),
            "[mail] domains in report.toml names more.",
        ));
    }
    let mail = in_words(settings, &words(settings).test(&address))?;
    let recipient = Recipient {
        address,
        name: String::new(),
        roles: Vec::new(),
        copy: String::new(),
        workbook: false,
        departments: Vec::new(),
        also: Vec::new(),
    };
    let report = format!("test-{}", settings.started_at.strftime("%Y-%m-%dT%H-%M-%S"));
    let key =
        MailKey { period: settings.assumptions.period, revision: 0, report, recipient: recipient.address.clone() };
    let is_draft = settings.mail.is_by_hand();
    let message = letter(settings, &recipient, &mail.words, key, None, settings.started_at, is_draft)?;
    let folder = format!("{}-notices-{}", settings.assumptions.period, day(settings));
    send::send_messages(settings, secrets, &[message], Vec::new(), &folder, false)
}

/// Who is named as a sender and was not approved.
pub(super) fn senders_to_approve(settings: &Settings) -> Result<Vec<Held>, Problem> {
    let recipients = settings.listed()?.recipients;
    let mut held = Vec::new();
    for sender in settings.rules.submitters.iter().filter(|sender| !sender.address.is_empty()) {
        let status = SubmitterStatus::named(&sender.name, &sender.address);
        let mail = in_words(settings, &words(settings).reminder(&status))?;
        held.extend(addressed(settings, &recipients, std::slice::from_ref(&mail))?.1);
    }
    Ok(held)
}

fn words(settings: &Settings) -> Notices<'_> {
    Notices {
        company: &settings.company,
        period: settings.assumptions.period,
        program_lead: &settings.program_lead,
        locale: &settings.rules.locale,
    }
}

fn notices_to(settings: &Settings, checked: &Checked, sender: &SubmitterStatus) -> Result<Vec<Notice>, Problem> {
    let notice = |email: &Email, report: String, copy| Ok(Notice { mail: in_words(settings, email)?, report, copy });
    if sender.sent == Came::Missing {
        return Ok(vec![notice(&words(settings).reminder(sender), format!("reminder-{}", day(settings)), None)?]);
    }
    let copies = answers::copies_of(settings, checked, &sender.files)?;
    copies
        .into_iter()
        .map(|copy| {
            let email = words(settings).answer(sender, &copy.file, copy.to_fix, copy.comments);
            notice(&email, format!("answer-{}", &sha256(&copy.bytes)[..12]), Some(copy.bytes))
        })
        .collect()
}

fn day(settings: &Settings) -> String {
    settings.started_at.strftime("%Y-%m-%d").to_string()
}

fn deliver(
    settings: &Settings,
    secrets: &Secrets,
    notices: &[Notice],
    mut held: Vec<Held>,
    dry_run: bool,
) -> Result<send::Sent, Problem> {
    let recipients = settings.listed()?.recipients;
    let mut messages = Vec::new();
    for notice in notices {
        let (theirs, not_theirs) = addressed(settings, &recipients, std::slice::from_ref(&notice.mail))?;
        held.extend(not_theirs);
        for (recipient, mail) in theirs {
            let key = MailKey {
                period: settings.assumptions.period,
                revision: 0,
                report: notice.report.clone(),
                recipient: recipient.address.clone(),
            };
            let file = notice.copy.as_deref().map(|bytes| (COPY, bytes));
            let is_draft = settings.mail.is_by_hand();
            messages.push(letter(settings, recipient, &mail.words, key, file, settings.started_at, is_draft)?);
        }
    }
    let folder = format!("{}-notices-{}", settings.assumptions.period, day(settings));
    send::send_messages(settings, secrets, &messages, held, &folder, dry_run)
}
