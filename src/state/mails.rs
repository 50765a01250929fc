//! What became of each mail, in the ledger. Every change is on the disk before the program goes on: SQLite's default,
//! `synchronous = FULL`, waits for it.

use super::StateFolder;
use crate::model::{
    mail::{MailEntry, MailKey, MailLedger, MailState},
    period::Month,
    problem::Problem,
};
use rusqlite::{Connection, OptionalExtension, Row, params, types::Type};

/// Made where it is missing: ledgers of closed months are older than mail.
pub(super) const TABLE: &str = "
CREATE TABLE IF NOT EXISTS mails (
    period     TEXT    NOT NULL,
    revision   INTEGER NOT NULL,
    report     TEXT    NOT NULL,
    recipient  TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    note       TEXT    NOT NULL,
    at         TEXT    NOT NULL,
    PRIMARY KEY (period, revision, report, recipient)
) STRICT;
";

/// The mails of the ledger, as a run knows them.
#[derive(Debug)]
pub struct Mails<'a> {
    folder: &'a StateFolder,
    /// When this run began, in UTC.
    at: String,
}

impl StateFolder {
    /// The mails; what is written down is dated with `at`.
    pub fn mails(&self, at: String) -> Mails<'_> {
        Mails { folder: self, at }
    }

    /// Every mail of a month and revision, in order of report and recipient.
    pub fn mails_of(&self, period: Month, revision: u32) -> Result<Vec<MailEntry>, Problem> {
        let read = |connection: &Connection| -> rusqlite::Result<Vec<MailEntry>> {
            let mut statement = connection.prepare(
                "SELECT period, revision, report, recipient, state, note, at FROM mails
                 WHERE period = ?1 AND revision = ?2 ORDER BY report, recipient",
            )?;
            statement.query_map(params![period.to_string(), revision], entry)?.collect()
        };
        read(self.ledger.connection()).map_err(|error| self.trouble(error))
    }
}

impl MailLedger for Mails<'_> {
    fn entry(&self, key: &MailKey) -> Result<Option<MailEntry>, Problem> {
        let found = self.folder.ledger.connection().query_row(
            "SELECT period, revision, report, recipient, state, note, at FROM mails
             WHERE period = ?1 AND revision = ?2 AND report = ?3 AND recipient = ?4",
            params![key.period.to_string(), key.revision, key.report, key.recipient],
            entry,
        );
        found.optional().map_err(|error| self.folder.trouble(error))
    }

    fn set(&mut self, key: &MailKey, state: MailState, note: &str) -> Result<(), Problem> {
        let written = self.folder.ledger.connection().execute(
            "INSERT INTO mails (period, revision, report, recipient, state, note, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT DO UPDATE SET state = excluded.state, note = excluded.note, at = excluded.at",
            params![key.period.to_string(), key.revision, key.report, key.recipient, state.text(), note, self.at],
        );
        written.map(|_| ()).map_err(|error| self.folder.trouble(error))
    }
}

fn entry(row: &Row) -> rusqlite::Result<MailEntry> {
    let text: String = row.get(0)?;
    let period = text.parse().map_err(|why: String| unreadable(0, why))?;
    let text: String = row.get(4)?;
    let state = MailState::ALL.into_iter().find(|state| state.text() == text);
    Ok(MailEntry {
        key: MailKey { period, revision: row.get(1)?, report: row.get(2)?, recipient: row.get(3)? },
        state: state.ok_or_else(|| unreadable(4, format!("no mail is \"{text}\"")))?,
        note: row.get(5)?,
        at: row.get(6)?,
    })
}

fn unreadable(column: usize, why: String) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, why.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_is_there_for_the_next_run() {
        let place = tempfile::tempdir().unwrap();
        let key = MailKey {
            period: Month::new(2026, 10).unwrap(),
            revision: 1,
            report: "sponsor".to_owned(),
            recipient: "a@x.example".to_owned(),
        };
        {
            let folder = StateFolder::open(place.path()).unwrap();
            let mut mails = folder.mails("2026-11-06T08:00:00Z".to_owned());
            assert_eq!(mails.entry(&key).unwrap(), None);
            mails.set(&key, MailState::Planned, "").unwrap();
            mails.set(&key, MailState::Sending, "<id>").unwrap();
        }
        let folder = StateFolder::open(place.path()).unwrap();
        let entry = folder.mails(String::new()).entry(&key).unwrap().unwrap();
        assert_eq!(
            (entry.state, entry.note.as_str(), entry.at.as_str()),
            (MailState::Sending, "<id>", "2026-11-06T08:00:00Z")
        );
        assert_eq!(folder.mails_of(key.period, 1).unwrap(), [entry]);
        assert_eq!(folder.mails_of(key.period, 2).unwrap(), []);
    }
}
