//! Marks of the mails that went out, beside the reports and in the outbox: outside the state folder, so that a state
//! that is put back from a backup, or copied, does not send them again. One line a step, never rewritten.
//!
//! ```text
//! sent 2026-10 1 sponsor 3f79bb7b435b0532 2026-11-06T05:00:12Z <2026-10.r1.sponsor.…@company.example>
//! back 2026-10 1 sponsor 3f79bb7b435b0532 2026-11-06T05:00:13Z
//! ```
//!
//! Nobody is named in it: the address stands there as a piece of its fingerprint.

use crate::model::fingerprint::sha256;
use crate::{
    disk,
    model::{
        mail::{MailEntry, MailKey, MailLedger, MailState, Message},
        problem::Problem,
    },
};
use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write},
    path::PathBuf,
};

/// Name of the file in each place.
const FILE: &str = ".coe-report-mails";
const SENT: &str = "sent";
const BACK: &str = "back";

/// What the places know of mails that went out.
#[derive(Debug)]
pub struct Marks {
    places: Vec<PathBuf>,
    /// The mails that went out, each with when it did.
    gone: BTreeMap<String, String>,
    /// Now, in UTC.
    at: String,
}

impl Marks {
    /// Reads what the places know; one that is not there knows nothing. What is written down is dated with `at`.
    pub fn read(places: Vec<PathBuf>, at: String) -> Result<Marks, Problem> {
        let mut marks = Marks { places, gone: BTreeMap::new(), at };
        for place in marks.places.clone() {
            let text = match fs::read_to_string(place.join(FILE)) {
                Ok(text) => text,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(cannot(&place.join(FILE), "read", &error)),
            };
            marks.gone.extend(gone_in(&text));
        }
        Ok(marks)
    }

    /// When this mail went out, if it did.
    pub fn went_out(&self, key: &MailKey) -> Option<&str> {
        self.gone.get(&name_of(key)).map(String::as_str)
    }

    fn sent(&mut self, key: &MailKey, id: &str) -> Result<(), Problem> {
        let name = name_of(key);
        self.append(&format!("{SENT} {name} {} {id}\n", self.at))?;
        self.gone.insert(name, self.at.clone());
        Ok(())
    }

    fn back(&mut self, key: &MailKey) -> Result<(), Problem> {
        let name = name_of(key);
        if self.gone.remove(&name).is_some() {
            self.append(&format!("{BACK} {name} {}\n", self.at))?;
        }
        Ok(())
    }

    fn append(&self, line: &str) -> Result<(), Problem> {
        for place in &self.places {
            let path = place.join(FILE);
            let append = || {
                fs::create_dir_all(place)?;
                let mut file = disk::append(&path)?;
                // A line that a power cut left half would swallow this one.
                if fs::read(&path)?.last().is_some_and(|last| *last != b'\n') {
                    file.write_all(b"\n")?;
                }
                file.write_all(line.as_bytes())?;
                file.sync_all()
            };
            append().map_err(|error| cannot(&path, "written", &error))?;
        }
        Ok(())
    }
}

/// Names of the mails that went out, each with when: what was taken back is not among them.
fn gone_in(text: &str) -> BTreeMap<String, String> {
    let mut gone = BTreeMap::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let [step, period, revision, report, recipient, at, ..] = words[..] else { continue };
        let name = [period, revision, report, recipient].join(" ");
        match step {
            SENT => gone.insert(name, at.to_owned()),
            BACK => gone.remove(&name),
            _ => None,
        };
    }
    gone
}

/// What makes it this mail, without naming anybody.
fn name_of(key: &MailKey) -> String {
    format!("{} {} {} {}", key.period, key.revision, key.report, &sha256(&key.recipient)[..16])
}

fn cannot(path: &std::path::Path, what: &str, error: &io::Error) -> Problem {
    Problem::files(
        format!("{} cannot be {what}: {error}", path.display()),
        "It says which mails went out; nothing is sent without it. Check that you may read and write there; if it is \
         damaged, put it back from a backup.",
    )
}

/// A ledger of mails that leaves a mark of each mail that goes out. The ledger always knows first: a program that is
/// ended in between leaves a mail of which the ledger knows, and never a mark alone.
pub struct MarkedLedger<'a> {
    ledger: &'a mut dyn MailLedger,
    marks: &'a mut Marks,
    ids: BTreeMap<MailKey, String>,
}

impl<'a> MarkedLedger<'a> {
    /// Over a ledger, for these mails.
    pub fn new(ledger: &'a mut dyn MailLedger, marks: &'a mut Marks, messages: &[Message]) -> MarkedLedger<'a> {
        let ids = messages.iter().map(|message| (message.key.clone(), message.id.clone())).collect();
        MarkedLedger { ledger, marks, ids }
    }
}

impl MailLedger for MarkedLedger<'_> {
    fn entry(&self, key: &MailKey) -> Result<Option<MailEntry>, Problem> {
        self.ledger.entry(key)
    }

    fn set(&mut self, key: &MailKey, state: MailState, note: &str) -> Result<(), Problem> {
        // What did not go out is no longer marked before the ledger may try it again.
        if !state.may_have_arrived() {
            self.marks.back(key)?;
        }
        self.ledger.set(key, state, note)?;
        if matches!(state, MailState::Sending | MailState::Drafted) {
            self.marks.sent(key, self.ids.get(key).map_or("", String::as_str))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nothing;

    impl MailLedger for Nothing {
        fn entry(&self, _: &MailKey) -> Result<Option<MailEntry>, Problem> {
            Ok(None)
        }

        fn set(&mut self, _: &MailKey, _: MailState, _: &str) -> Result<(), Problem> {
            Ok(())
        }
    }

    fn key(recipient: &str) -> MailKey {
        MailKey {
            period: "2026-10".parse().unwrap(),
            revision: 1,
            report: "sponsor".to_owned(),
            recipient: recipient.to_owned(),
        }
    }

    #[test]
    fn a_mark_stays_until_the_mail_surely_did_not_go_and_names_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let places = || vec![folder.path().join("reports"), folder.path().join("outbox")];
        let read = || Marks::read(places(), "2026-11-06T05:00:00Z".to_owned()).unwrap();
        let set = |state| {
            let (mut marks, mut ledger) = (read(), Nothing);
            MarkedLedger::new(&mut ledger, &mut marks, &[]).set(&key("ann@x.example"), state, "").unwrap();
        };
        let went_out = || read().went_out(&key("ann@x.example")).map(str::to_owned);
        set(MailState::Planned);
        assert_eq!(went_out(), None);
        set(MailState::Sending);
        assert_eq!(went_out().as_deref(), Some("2026-11-06T05:00:00Z"));
        assert_eq!(read().went_out(&key("bo@x.example")), None);
        // The server wanted it later; then it took it.
        set(MailState::Planned);
        assert_eq!(went_out(), None);
        set(MailState::Sending);
        set(MailState::Accepted);
        assert!(went_out().is_some());
        // One of the places is enough.
        fs::remove_dir_all(folder.path().join("outbox")).unwrap();
        assert!(went_out().is_some());
        assert!(!fs::read_to_string(folder.path().join("reports").join(FILE)).unwrap().contains("ann"));
    }

    #[test]
    fn a_half_line_swallows_no_other() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), "sent 2026-10 1 spon").unwrap();
        let read = || Marks::read(vec![folder.path().to_owned()], "2026-11-06T05:00:00Z".to_owned()).unwrap();
        read().sent(&key("ann@x.example"), "<id>").unwrap();
        assert!(read().went_out(&key("ann@x.example")).is_some());
    }

    #[test]
    fn lines_that_are_none_are_passed_over() {
        let text = "\nsent 2026-10\nfoo 2026-10 1 sponsor ab at\nsent 2026-10 1 sponsor ab at <id>\n";
        assert_eq!(gone_in(text).len(), 1);
        assert!(gone_in(&format!("{text}back 2026-10 1 sponsor ab later\n")).is_empty());
    }
}
