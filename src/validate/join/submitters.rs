//! Who sent what, who sent nothing, and what the last closed month had that is not there now.

use super::{
    Joined, about,
    senders::{Sender, plain_name},
};
use crate::model::{
    dictionary::SheetKind,
    earlier::{Earlier, EarlierSubmission},
    finding::{Code, Finding, Severity},
    identifier::identifier_key,
    money::Cents,
    period::Month,
    rules::Submitter,
    submitter::{Sent, SubmitterStatus},
};
use jiff::{ToSpan, civil::Date};
use rustc_hash::FxHashMap;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

impl Joined<'_> {
    /// Files that have the values of the last closed month.
    pub(super) fn note_unchanged(&mut self, earlier: Option<&Earlier>, findings: &mut Vec<Finding>) {
        let Some(earlier) = earlier else { return };
        let known: BTreeMap<&str, &EarlierSubmission> =
            earlier.submissions.iter().map(|sent| (sent.values_digest.as_str(), sent)).collect();
        for file in self.files.iter_mut().filter(|file| file.counts() && file.as_of.is_none()) {
            let Some(same) = file.values_digest.as_deref().and_then(|digest| known.get(digest)) else { continue };
            file.unchanged_since = Some(earlier.period);
            findings.push(about(
                file.source.path.clone(),
                Code::Unchanged,
                format!("Every value is that of {} in {}", same.file, earlier.period.title()),
                format!("Send the workbook of {} if this is the old one.", self.rules.period.title()),
            ));
        }
    }

    /// One status for each expected submitter, each other sender of a file, and each sender of the last closed month.
    /// Notes who sent nothing, and initiatives that their sender lists no more. `senders` has one for each file.
    pub(super) fn submitters(
        &mut self,
        senders: &[Sender],
        earlier: Option<&Earlier>,
        findings: &mut Vec<Finding>,
    ) -> Vec<SubmitterStatus> {
        let mut of: BTreeMap<Sender, Vec<u32>> =
            (0..self.rules.submitters.len()).map(|place| (Sender::Expected(place), Vec::new())).collect();
        for (file, sender) in senders.iter().enumerate() {
            let is_junk = self.files[file].skipped_because.is_some() && self.files[file].replaced_by.is_none();
            if is_junk {
                continue;
            }
            self.files[file].submitter = Some(self.name_of(sender));
            let files = of.entry(sender.clone()).or_default();
            // Rows carried forward from a closed month were not sent again.
            if self.files[file].as_of.is_none() {
                files.push(file as u32);
            }
        }
        let mut sent_last: BTreeMap<Sender, Vec<&EarlierSubmission>> = BTreeMap::new();
        for sent in earlier.iter().flat_map(|earlier| &earlier.submissions) {
            let sender = self.sender_of_earlier(sent);
            of.entry(sender.clone()).or_default();
            sent_last.entry(sender).or_default().push(sent);
        }
        let listed: BTreeSet<String> = self
            .table(SheetKind::Initiatives)
            .text("initiative_id")
            .iter()
            .flatten()
            .map(|id| identifier_key(id))
            .collect();
        let mut of_files = self.tallied(findings);
        let mut statuses = Vec::with_capacity(of.len());
        for (sender, files) in of {
            let (replaced, files): (Vec<u32>, Vec<u32>) =
                files.into_iter().partition(|file| self.files[*file as usize].replaced_by.is_some());
            let last = Last {
                month: earlier.map(|earlier| earlier.period),
                sent: sent_last.remove(&sender).unwrap_or_default(),
            };
            let refused: u32 = files.iter().map(|file| of_files[*file as usize].findings[0]).sum();
            // What nobody could read is not gone.
            if let (Some(file), 0) = (files.first(), refused)
                && let Some(finding) = self.no_longer_listed(*file, &last, &listed)
            {
                of_files[*file as usize].findings[Severity::Noted as usize] += 1;
                findings.push(finding);
            }
            let status = self.status(&sender, files, replaced, &last, &of_files);
            if status.sent == Sent::Missing {
                findings.push(self.nothing_received(&status, &sender));
            }
            statuses.push(status);
        }
        statuses
    }

    fn expected(&self, sender: &Sender) -> Option<&Submitter> {
        match sender {
            Sender::Expected(place) => self.rules.submitters.get(*place),
            Sender::Named(_) => None,
        }
    }

    pub(super) fn name_of(&self, sender: &Sender) -> Arc<str> {
        match (self.expected(sender), sender) {
            (Some(expected), _) => expected.name.as_str().into(),
            (None, Sender::Named(name)) => name.as_str().into(),
            (None, Sender::Expected(_)) => "".into(),
        }
    }

    /// By name among the expected; others have the name that their file had then.
    pub(super) fn sender_of_earlier(&self, sent: &EarlierSubmission) -> Sender {
        let is_named = |submitter: &Submitter| submitter.name.to_lowercase() == sent.submitter.to_lowercase();
        match self.rules.submitters.iter().position(is_named) {
            Some(place) => Sender::Expected(place),
            None if sent.submitter.is_empty() => Sender::Named(plain_name(&sent.file)),
            None => Sender::Named(sent.submitter.clone()),
        }
    }

    fn status(
        &self,
        sender: &Sender,
        files: Vec<u32>,
        replaced: Vec<u32>,
        last: &Last,
        of_files: &[OfFile],
    ) -> SubmitterStatus {
        let own = |file: &u32| &self.files[*file as usize];
        let counts =
            std::array::from_fn(|severity| files.iter().map(|file| of_files[*file as usize].findings[severity]).sum());
        let [refused, set_aside, rejected, _] = counts;
        let is_unchanged = !files.is_empty() && files.iter().all(|file| own(file).unchanged_since.is_some());
        let expected = self.expected(sender);
        SubmitterStatus {
            name: self.name_of(sender),
            address: expected.map(|expected| expected.address.clone()).unwrap_or_default(),
            is_expected: expected.is_some(),
            due_on: expected.map(|expected| self.due_on(expected)),
            sent: match () {
                () if files.is_empty() => Sent::Missing,
                () if refused + set_aside + rejected > 0 => Sent::ToFix,
                () if is_unchanged => Sent::Unchanged,
                () => Sent::Clean,
            },
            is_unchanged,
            saved_at: files.iter().filter_map(|file| own(file).properties.saved_at).max(),
            findings: counts,
            not_counted: files.iter().map(|file| of_files[*file as usize].not_counted).sum(),
            sent_last: last.month.filter(|_| !last.sent.is_empty()),
            initiatives_last: last.sent.iter().map(|sent| sent.initiatives.len() as u32).sum(),
            files,
            replaced,
        }
    }

    /// Findings and money left out, for each file.
    fn tallied(&self, findings: &[Finding]) -> Vec<OfFile> {
        let mut of_files = vec![OfFile::default(); self.files.len()];
        let place_of: FxHashMap<&str, usize> =
            self.files.iter().enumerate().map(|(place, file)| (&*file.source.path, place)).collect();
        for finding in findings {
            if let Some(place) = place_of.get(&*finding.address.file) {
                of_files[*place].findings[finding.severity as usize] += 1;
            }
        }
        for (key, cents) in self.sums.iter().filter(|(key, _)| key.fate.is_loss()) {
            of_files[key.file as usize].not_counted += Cents(cents.0.abs());
        }
        of_files
    }

    /// The day of the month after the reporting month, by the calendar or counted in working days; its last day where it
    /// is shorter.
    fn due_on(&self, expected: &Submitter) -> Date {
        let (calendar, next) = (self.rules.calendar, self.rules.period.plus(1));
        let (first, last) = (calendar.first_day(next), calendar.last_day(next));
        if let Some(day) = expected.due {
            return day.between(first, last, &self.rules.holidays);
        }
        let later = i64::from(expected.due_day).saturating_sub(1);
        first.saturating_add(later.days()).min(last)
    }

    fn nothing_received(&self, status: &SubmitterStatus, sender: &Sender) -> Finding {
        let mut problem = format!("{} sent no workbook", status.name);
        if let Some(month) = status.sent_last {
            let count = status.initiatives_last;
            problem.push_str(&format!(
                "; {count} {} of {} not gone, only not sent",
                if count == 1 { "initiative" } else { "initiatives" },
                if count == 1 { format!("{} is", month.title()) } else { format!("{} are", month.title()) }
            ));
        }
        let pattern = self.expected(sender).map(|expected| expected.files.as_str()).filter(|files| !files.is_empty());
        about(
            pattern.unwrap_or(&status.name).into(),
            Code::NothingReceived,
            problem,
            format!("Ask {} for it.", status.name),
        )
    }

    /// Initiatives that stood in what the sender of the file sent last, and stand nowhere now.
    fn no_longer_listed(&self, file: u32, last: &Last, listed: &BTreeSet<String>) -> Option<Finding> {
        const MOST: usize = 10;
        let gone: Vec<&str> = last
            .sent
            .iter()
            .flat_map(|sent| &sent.initiatives)
            .filter(|initiative| !listed.contains(&identifier_key(&initiative.id)))
            .map(|initiative| initiative.id.as_str())
            .collect();
        let month = last.month.filter(|_| !gone.is_empty())?;
        let more = if gone.len() > MOST { format!(" and {} more", gone.len() - MOST) } else { String::new() };
        Some(about(
            self.files[file as usize].source.path.clone(),
            Code::NoLongerListed,
            format!("Listed in {} and not now: {}{more}", month.title(), gone[..gone.len().min(MOST)].join(", ")),
            "Add them again; what has ended stays listed, with the phase Retired or Rejected.".to_owned(),
        ))
    }
}

/// Findings by severity and money left out, of one file.
#[derive(Clone, Copy, Default)]
struct OfFile {
    findings: [u32; 4],
    not_counted: Cents,
}

/// What a sender sent in the last closed month.
struct Last<'a> {
    month: Option<Month>,
    sent: Vec<&'a EarlierSubmission>,
}
