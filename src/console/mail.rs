//! Mails: what would go, what went, who waits for approval.

use super::{Console, Voice, counted};
use crate::{
    model::{
        mail::{MailKey, Settlement},
        period::Month,
    },
    pipeline::mail::{Approval, Approved, Foreseen, Held, Post, Sent as SentMails, words_of},
    render,
};
use std::path::Path;

impl Console {
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
        let is_open = |name: &str| match name {
            "uncertain" | "refused" => true,
            "drafted" => sent.outbox.is_none(),
            _ => false,
        };
        let mut open = sent.mails.iter().filter(|(_, outcome)| is_open(words_of(outcome).0)).map(|(key, _)| key);
        if let Some(MailKey { recipient, .. }) = open.next() {
            self.line(
                "Next",
                format!(
                    "Ask whether they have theirs, then say so, each by the address: coe-report send --period {period} \
                     --settle {recipient}=sent or {recipient}=not-sent"
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
        let first = |is_meant: &dyn Fn(&Approval) -> bool| held.iter().find(|one| is_meant(&one.approval));
        if let Some(one) = first(&|approval| matches!(approval, Approval::Address(_))) {
            self.line("Approve", format!("coe-report approve {}, or --all, after a look at each address", one.address));
        }
        if let Some(one) = first(&|approval| matches!(approval, Approval::Besides(_))) {
            self.line(
                "Look",
                format!(
                    "initiatives that may be somebody else's are approved by name only, never with --all: coe-report \
                     approve {}",
                    one.address
                ),
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
