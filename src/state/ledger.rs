//! The ledger: which months are closed, in which revisions, from what; and which runs there were. One SQLite file.
//!
//! A revision counts from the moment its row is committed here: files of a revision that the ledger does not list are
//! what a crash left behind.

use crate::model::{
    ledger::{ClosedMonth, Digests, RunEntry},
    period::Month,
};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use std::path::Path;

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

impl Ledger {
    /// Opens the ledger, or begins one where there is none.
    pub fn open(path: &Path) -> Result<Ledger, LedgerError> {
        let mut connection = Connection::open(path)?;
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
        }
        Ok(months)
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

fn closed_month(row: &Row) -> rusqlite::Result<ClosedMonth> {
    Ok(ClosedMonth {
        period: month(row, 0)?,
        revision: row.get(1)?,
        digests: Digests { settings: row.get(2)?, inputs: row.get(3)?, content: row.get(4)? },
        outputs_digest: row.get(5)?,
        program_version: row.get(6)?,
        closed_at: row.get(7)?,
        changes: Vec::new(),
    })
}

fn month(row: &Row, column: usize) -> rusqlite::Result<Month> {
    let text: String = row.get(column)?;
    text.parse().map_err(|why: String| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, why.into())
    })
}
