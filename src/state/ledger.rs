//! The ledger: which months are closed, in which revisions, from what; and which runs there were. One SQLite file.
//!
//! A revision counts from the moment its row is committed here: files of a revision that the ledger does not list are
//! what a crash left behind.

use crate::model::{
    closing::{Accepted, Signature, Withdrawal},
    ledger::{ClosedMonth, Digests, RunEntry},
    period::Month,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, Transaction, params};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// Version of the ledger's tables.
const VERSION: i32 = 1;

const TABLES: &str = "
CREATE TABLE closed_months (
    period           TEXT    NOT NULL,
    revision         INTEGER NOT NULL,
    settings_digest  TEXT    NOT NULL,
    inputs_digest    TEXT    NOT NULL,
    content_digest   TEXT    NOT NULL,
    outputs_digest   TEXT    NOT NULL,
    program_version  TEXT    NOT NULL,
    closed_at        TEXT    NOT NULL,
    PRIMARY KEY (period, revision)
) STRICT;
CREATE TABLE snapshot_files (
    period           TEXT    NOT NULL,
    revision         INTEGER NOT NULL,
    table_name       TEXT    NOT NULL,
    sha256           TEXT    NOT NULL,
    row_count        INTEGER NOT NULL,
    PRIMARY KEY (period, revision, table_name)
) STRICT;
CREATE TABLE changes (
    period           TEXT    NOT NULL,
    revision         INTEGER NOT NULL,
    position         INTEGER NOT NULL,
    what             TEXT    NOT NULL,
    PRIMARY KEY (period, revision, position)
) STRICT;
CREATE TABLE runs (
    id               INTEGER PRIMARY KEY,
    period           TEXT    NOT NULL,
    state            TEXT    NOT NULL,
    at               TEXT    NOT NULL,
    settings_digest  TEXT    NOT NULL,
    outputs_digest   TEXT    NOT NULL
) STRICT;
";

/// Made where they are missing: ledgers of version 0.1 do not have them, and are read all the same.
const LATER_TABLES: &str = "
CREATE TABLE IF NOT EXISTS signatures (
    period           TEXT    NOT NULL,
    revision         INTEGER NOT NULL,
    closed_by        TEXT    NOT NULL,
    reviewed_by      TEXT    NOT NULL,
    account          TEXT    NOT NULL,
    computer         TEXT    NOT NULL,
    reason           TEXT    NOT NULL,
    PRIMARY KEY (period, revision)
) STRICT;
CREATE TABLE IF NOT EXISTS preparers (
    period           TEXT    NOT NULL,
    revision         INTEGER NOT NULL,
    prepared_by      TEXT    NOT NULL,
    PRIMARY KEY (period, revision)
) STRICT;
CREATE TABLE IF NOT EXISTS accepted (
    period           TEXT    NOT NULL,
    revision         INTEGER NOT NULL,
    position         INTEGER NOT NULL,
    kind             TEXT    NOT NULL,
    found            TEXT    NOT NULL,
    PRIMARY KEY (period, revision, position)
) STRICT;
CREATE TABLE IF NOT EXISTS closings_begun (
    period           TEXT    NOT NULL,
    revision         INTEGER NOT NULL,
    PRIMARY KEY (period, revision)
) STRICT;
CREATE TABLE IF NOT EXISTS facts (
    name             TEXT    NOT NULL PRIMARY KEY,
    value            TEXT    NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS withdrawals (
    period           TEXT    NOT NULL,
    revision         INTEGER NOT NULL,
    withdrawn_by     TEXT    NOT NULL,
    because          TEXT    NOT NULL,
    at               TEXT    NOT NULL,
    PRIMARY KEY (period, revision)
) STRICT;
";

/// Why the ledger cannot be used.
#[derive(Debug)]
pub enum LedgerError {
    /// Its version, which this program does not know.
    OtherVersion(i32),
    /// SQLite's own complaint.
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        LedgerError::Sqlite(error)
    }
}

/// A file of a snapshot as the ledger lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotFile {
    /// Which table.
    pub table: String,
    /// Of its bytes.
    pub sha256: String,
    /// How many rows it has.
    pub rows: usize,
}

/// The open ledger.
#[derive(Debug)]
pub struct Ledger {
    connection: Connection,
}

/// A link where the ledger should be is not followed: it would have another file taken for it, or written over.
fn flags() -> OpenFlags {
    OpenFlags::default() | OpenFlags::SQLITE_OPEN_NOFOLLOW
}

/// The path with the links resolved on the way to its folder, which people may have set; only the file itself is left.
fn behind_no_link(path: &Path) -> PathBuf {
    let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
    folder.zip(path.file_name()).map_or_else(|| path.to_owned(), |(folder, name)| folder.join(name))
}

impl Ledger {
    /// Opens the ledger, or begins one where there is none.
    pub fn open(path: &Path) -> Result<Ledger, LedgerError> {
        let mut connection = Connection::open_with_flags(behind_no_link(path), flags())?;
        let version: i32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        match (version, tables) {
            (VERSION, _) => {}
            (0, 0) => {
                let transaction = connection.transaction()?;
                transaction.execute_batch(TABLES)?;
                transaction.pragma_update(None, "user_version", VERSION)?;
                transaction.commit()?;
            }
            _ => return Err(LedgerError::OtherVersion(version)),
        }
        connection.execute_batch(super::mails::TABLE)?;
        connection.execute_batch(LATER_TABLES)?;
        Ok(Ledger { connection })
    }

    /// For the other tables of the ledger.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Every revision of every closed month, in order.
    pub fn closed(&self) -> rusqlite::Result<Vec<ClosedMonth>> {
        let mut statement = self.connection.prepare(
            "SELECT period, revision, settings_digest, inputs_digest, content_digest, outputs_digest, program_version,
                    closed_at
             FROM closed_months ORDER BY period, revision",
        )?;
        let mut months = statement.query_map([], closed_month)?.collect::<rusqlite::Result<Vec<_>>>()?;
        let mut changes = self
            .connection
            .prepare("SELECT what FROM changes WHERE period = ?1 AND revision = ?2 ORDER BY position")?;
        for month in &mut months {
            let listed = changes.query_map(params![month.period.to_string(), month.revision], |row| row.get(0))?;
            month.changes = listed.collect::<rusqlite::Result<_>>()?;
            month.signature = self.signature(month)?;
            month.withdrawn = self.withdrawal(month.period, month.revision)?;
        }
        Ok(months)
    }

    fn signature(&self, month: &ClosedMonth) -> rusqlite::Result<Signature> {
        let (period, revision) = (month.period, month.revision);
        let signed = self.connection.query_row(
            "SELECT closed_by, reviewed_by, account, computer, reason, prepared_by
             FROM signatures LEFT JOIN preparers USING (period, revision)
             WHERE period = ?1 AND revision = ?2",
            params![period.to_string(), revision],
            |row| {
                Ok(Signature {
                    closed_by: row.get(0)?,
                    closed_on: month.closed_at.parse().ok().map(day_of),
                    // Ledgers from before do not know.
                    prepared_by: row.get::<_, Option<String>>(5)?.unwrap_or_default(),
                    reviewed_by: row.get(1)?,
                    account: row.get(2)?,
                    computer: row.get(3)?,
                    reason: row.get(4)?,
                    accepted: Vec::new(),
                })
            },
        );
        let mut accepted = self
            .connection
            .prepare("SELECT kind, found FROM accepted WHERE period = ?1 AND revision = ?2 ORDER BY position")?;
        let listed = accepted.query_map(params![period.to_string(), revision], |row| {
            Ok(Accepted { kind: row.get(0)?, found: row.get(1)? })
        })?;
        Ok(Signature { accepted: listed.collect::<rusqlite::Result<_>>()?, ..signed.optional()?.unwrap_or_default() })
    }

    fn withdrawal(&self, period: Month, revision: u32) -> rusqlite::Result<Option<Withdrawal>> {
        self.connection
            .query_row(
                "SELECT withdrawn_by, because, at FROM withdrawals WHERE period = ?1 AND revision = ?2",
                params![period.to_string(), revision],
                |row| Ok(Withdrawal { by: row.get(0)?, because: row.get(1)?, at: row.get(2)? }),
            )
            .optional()
    }

    /// Writes down that files of a revision will be put in their place.
    pub fn begin(&self, period: Month, revision: u32) -> rusqlite::Result<()> {
        self.connection.execute(
            "INSERT OR IGNORE INTO closings_begun (period, revision) VALUES (?1, ?2)",
            params![period.to_string(), revision],
        )?;
        Ok(())
    }

    /// The revisions of which files may lie in their place: those that were closed, or whose closing was begun.
    pub fn known(&self) -> rusqlite::Result<BTreeSet<(Month, u32)>> {
        let mut statement = self
            .connection
            .prepare("SELECT period, revision FROM closed_months UNION SELECT period, revision FROM closings_begun")?;
        statement.query_map([], |row| Ok((month(row, 0)?, row.get(1)?)))?.collect()
    }

    /// A fact about this ledger that was written down under a name.
    pub fn fact(&self, name: &str) -> rusqlite::Result<Option<String>> {
        self.connection.query_row("SELECT value FROM facts WHERE name = ?1", [name], |row| row.get(0)).optional()
    }

    /// Writes a fact down, in place of an older one of that name.
    pub fn put_fact(&self, name: &str, value: &str) -> rusqlite::Result<()> {
        self.connection.execute("INSERT OR REPLACE INTO facts (name, value) VALUES (?1, ?2)", [name, value])?;
        Ok(())
    }

    /// Writes down that a revision was taken back.
    pub fn withdraw(&self, period: Month, revision: u32, withdrawal: &Withdrawal) -> rusqlite::Result<()> {
        self.connection.execute(
            "INSERT INTO withdrawals (period, revision, withdrawn_by, because, at) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![period.to_string(), revision, withdrawal.by, withdrawal.because, withdrawal.at],
        )?;
        Ok(())
    }

    /// The files of a revision.
    pub fn files(&self, period: Month, revision: u32) -> rusqlite::Result<Vec<SnapshotFile>> {
        let mut statement = self.connection.prepare(
            "SELECT table_name, sha256, row_count FROM snapshot_files WHERE period = ?1 AND revision = ?2
             ORDER BY rowid",
        )?;
        let file = |row: &Row| {
            Ok(SnapshotFile { table: row.get(0)?, sha256: row.get(1)?, rows: row.get::<_, i64>(2)? as usize })
        };
        statement.query_map(params![period.to_string(), revision], file)?.collect()
    }

    /// Writes a closed month down, whole or not at all.
    pub fn close(&mut self, month: &ClosedMonth, files: &[SnapshotFile]) -> rusqlite::Result<()> {
        let transaction = self.connection.transaction()?;
        insert_month(&transaction, month)?;
        let period = month.period.to_string();
        for file in files {
            transaction.execute(
                "INSERT INTO snapshot_files (period, revision, table_name, sha256, row_count)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![period, month.revision, file.table, file.sha256, file.rows as i64],
            )?;
        }
        for (position, what) in month.changes.iter().enumerate() {
            transaction.execute(
                "INSERT INTO changes (period, revision, position, what) VALUES (?1, ?2, ?3, ?4)",
                params![period, month.revision, position as i64, what],
            )?;
        }
        insert_signature(&transaction, month)?;
        transaction.commit()
    }

    /// Writes a run down.
    pub fn note(&self, run: &RunEntry) -> rusqlite::Result<()> {
        self.connection.execute(
            "INSERT INTO runs (period, state, at, settings_digest, outputs_digest) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![run.period.to_string(), run.state, run.at, run.settings_digest, run.outputs_digest],
        )?;
        Ok(())
    }

    /// The latest runs, the newest first.
    pub fn runs(&self, most: u32) -> rusqlite::Result<Vec<RunEntry>> {
        let mut statement = self
            .connection
            .prepare("SELECT period, state, at, settings_digest, outputs_digest FROM runs ORDER BY id DESC LIMIT ?1")?;
        let entry = |row: &Row| {
            Ok(RunEntry {
                period: month(row, 0)?,
                state: row.get(1)?,
                at: row.get(2)?,
                settings_digest: row.get(3)?,
                outputs_digest: row.get(4)?,
            })
        };
        statement.query_map([most], entry)?.collect()
    }

    /// The highest revision of a month; 0 when it was never closed.
    pub fn last_revision(&self, period: Month) -> rusqlite::Result<u32> {
        let found = self.connection.query_row(
            "SELECT max(revision) FROM closed_months WHERE period = ?1",
            [period.to_string()],
            |row| row.get::<_, Option<u32>>(0),
        );
        Ok(found.optional()?.flatten().unwrap_or_default())
    }
}

/// The day of a moment in UTC.
fn day_of(moment: Timestamp) -> Date {
    moment.to_zoned(TimeZone::UTC).date()
}

fn insert_month(transaction: &Transaction, month: &ClosedMonth) -> rusqlite::Result<usize> {
    transaction.execute(
        "INSERT INTO closed_months (period, revision, settings_digest, inputs_digest, content_digest, outputs_digest,
                                    program_version, closed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            month.period.to_string(),
            month.revision,
            month.digests.settings,
            month.digests.inputs,
            month.digests.content,
            month.outputs_digest,
            month.program_version,
            month.closed_at,
        ],
    )
}

fn insert_signature(transaction: &Transaction, month: &ClosedMonth) -> rusqlite::Result<()> {
    let (period, signature) = (month.period.to_string(), &month.signature);
    transaction.execute(
        "INSERT INTO signatures (period, revision, closed_by, reviewed_by, account, computer, reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            period,
            month.revision,
            signature.closed_by,
            signature.reviewed_by,
            signature.account,
            signature.computer,
            signature.reason,
        ],
    )?;
    transaction.execute(
        "INSERT INTO preparers (period, revision, prepared_by) VALUES (?1, ?2, ?3)",
        params![period, month.revision, signature.prepared_by],
    )?;
    for (position, one) in signature.accepted.iter().enumerate() {
        transaction.execute(
            "INSERT INTO accepted (period, revision, position, kind, found) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![period, month.revision, position as i64, one.kind, one.found],
        )?;
    }
    Ok(())
}

fn closed_month(row: &Row) -> rusqlite::Result<ClosedMonth> {
    Ok(ClosedMonth {
        period: month(row, 0)?,
        revision: row.get(1)?,
        digests: Digests { settings: row.get(2)?, inputs: row.get(3)?, content: row.get(4)? },
        outputs_digest: row.get(5)?,
        program_version: row.get(6)?,
        closed_at: row.get(7)?,
        changes: Vec::new(),
        signature: Signature::default(),
        withdrawn: None,
    })
}

fn month(row: &Row, column: usize) -> rusqlite::Result<Month> {
    let text: String = row.get(column)?;
    text.parse().map_err(|why: String| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, why.into())
    })
}
