//! What outlives a run, in the one folder that `report.toml` names: the ledger of closed months and runs, and a
//! snapshot of each closed month.
//!
//! ```text
//! STATE/
//!   lock, lock.txt                           held by the run that uses the folder; which one that is
//!   ledger.sqlite                            closed months, their revisions and fingerprints; runs
//!   snapshots/<table>/period=2026-10/revision=1/<table>.parquet
//!   finals/2026-10-r1/                       the reports of each closed revision, whole
//!   cache/                                   checked workbooks of the last run, to read again only what changed
//!   staging/                                 a snapshot while it is written; nothing here counts
//!   set-aside/                               files of a revision that was never finished
//! ```
//!
//! `templates/state.md` says what stands in the tables and how other programs read them.

mod carried;
mod checked;
mod dataset;
mod ledger;
mod mails;
mod parquet;
mod tables;

pub use carried::{billed_volumes, carried, earlier, workbooks};
pub use checked::{CheckedFolder, FolderError};
pub use dataset::{CHECKED, write_part};
pub use mails::Mails;
pub use tables::{baselines, snapshot};

use crate::model::fingerprint::sha256;
use crate::{
    disk::{Lock, create, points, rename, size_of, sync_folder},
    model::{
        closing::{Signature, Withdrawal},
        finding::{Address, Code, Finding, Severity},
        ledger::{ClosedMonth, Digests, RunEntry},
        period::Month,
        problem::Problem,
        snapshot::{Snapshot, SnapshotTable},
    },
};
use ledger::{Ledger, LedgerError, SnapshotFile};
use parquet::ReadError;
use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

const LEDGER: &str = "ledger.sqlite";
/// Held by the run that uses the folder.
pub const LOCK: &str = "lock";
const SNAPSHOTS: &str = "snapshots";
const FINALS: &str = "finals";
/// The fact of the ledger that names the computer which sends.
const SENDER: &str = "sending computer";

/// The facts that name the folder in which the ledger lies, and the computer on which that is.
const PLACE: &str = "place";
const PLACE_ON: &str = "computer of the place";

/// The state folder, held for one run.
#[derive(Debug)]
pub struct StateFolder {
    folder: PathBuf,
    ledger: Ledger,
    /// Held until the run ends, however it ends; none for those who only look.
    _lock: Option<Lock>,
}

impl StateFolder {
    /// Takes the folder for this run; makes it where there is none.
    ///
    /// Errors: another run has it, it cannot be written, its ledger is not one or of another version.
    pub fn open(folder: &Path) -> Result<StateFolder, Problem> {
        let lock = Lock::take(folder, LOCK)?;
        let path = folder.join(LEDGER);
        if !path.exists() && folder.join(SNAPSHOTS).exists() {
            return Err(Problem::files(
                format!("The state folder {} has snapshots of closed months but no {LEDGER}", folder.display()),
                format!("Put {LEDGER} back from a backup, or name another state folder in report.toml."),
            ));
        }
        let ledger = Ledger::open(&path).map_err(|error| unusable_ledger(&path, &error))?;
        let opened = StateFolder { folder: folder.to_owned(), ledger, _lock: Some(lock) };
        opened.check_it_is_the_ledger_of_the_snapshots()?;
        Ok(opened)
    }

    /// Errors: there are snapshots, and the ledger knows of none of them. It is an empty one, or somebody else's.
    fn check_it_is_the_ledger_of_the_snapshots(&self) -> Result<(), Problem> {
        let known = self.ledger.known().map_err(|error| self.trouble(error))?;
        let there = revisions_below(&self.folder.join(SNAPSHOTS));
        if there.is_empty() || there.iter().any(|revision| known.contains(revision)) {
            return Ok(());
        }
        Err(Problem::files(
            format!(
                "{} does not know of any of the {} closed months whose snapshots lie beside it",
                self.folder.join(LEDGER).display(),
                there.len()
            ),
            format!(
                "It is empty, or of another company. Put {LEDGER} back from a backup, or name another state folder in \
                 report.toml."
            ),
        ))
    }

    /// Revisions with files that the ledger does not know: somebody deleted rows of it, or put an older one back.
    pub fn unknown_to_the_ledger(&self) -> Result<Vec<(Month, u32)>, Problem> {
        let known = self.ledger.known().map_err(|error| self.trouble(error))?;
        Ok(revisions_below(&self.folder.join(SNAPSHOTS)).into_iter().filter(|one| !known.contains(one)).collect())
    }

    /// The computer whose program sends by this ledger; `None` while none has.
    pub fn sender(&self) -> Result<Option<String>, Problem> {
        self.ledger.fact(SENDER).map_err(|error| self.trouble(error))
    }

    /// Writes down which computer sends by this ledger, from the place where it lies now.
    pub fn set_sender(&self, computer: &str) -> Result<(), Problem> {
        self.ledger.put_fact(SENDER, computer).map_err(|error| self.trouble(error))?;
        self.set_place(computer)
    }

    /// The folder that this one is a copy of: where its ledger lay before, on this computer, if one still lies there.
    pub fn copied_from(&self, computer: &str) -> Result<Option<PathBuf>, Problem> {
        let fact = |name| self.ledger.fact(name).map_err(|error| self.trouble(error));
        let (Some(place), Some(on)) = (fact(PLACE)?, fact(PLACE_ON)?) else { return Ok(None) };
        let before = PathBuf::from(place);
        let is_elsewhere = on == computer && before != self.place() && before.join(LEDGER).is_file();
        Ok(is_elsewhere.then_some(before))
    }

    /// Writes down where the ledger lies, and on which computer.
    fn set_place(&self, computer: &str) -> Result<(), Problem> {
        let place = self.place().to_string_lossy().into_owned();
        let put = |name, value: &str| self.ledger.put_fact(name, value).map_err(|error| self.trouble(error));
        put(PLACE, &place)?;
        put(PLACE_ON, computer)
    }

    fn place(&self) -> PathBuf {
        self.folder.canonicalize().unwrap_or_else(|_| self.folder.clone())
    }

    /// The folder for those who only look, whoever uses it meanwhile: what is closed never changes. `None` where nothing
    /// is kept yet.
    pub fn look(folder: &Path) -> Result<Option<StateFolder>, Problem> {
        let path = folder.join(LEDGER);
        if !path.exists() {
            return Ok(None);
        }
        let ledger = Ledger::open(&path).map_err(|error| unusable_ledger(&path, &error))?;
        Ok(Some(StateFolder { folder: folder.to_owned(), ledger, _lock: None }))
    }

    /// Every revision of every closed month, in order.
    pub fn closed(&self) -> Result<Vec<ClosedMonth>, Problem> {
        self.ledger.closed().map_err(|error| self.trouble(error))
    }

    /// The latest runs, the newest first.
    pub fn runs(&self, most: u32) -> Result<Vec<RunEntry>, Problem> {
        self.ledger.runs(most).map_err(|error| self.trouble(error))
    }

    /// Writes a run down.
    pub fn note(&self, run: &RunEntry) -> Result<(), Problem> {
        self.ledger.note(run).map_err(|error| self.trouble(error))
    }

    /// Keeps a snapshot as the next revision of its month, whole or not at all.
    pub fn close(
        &mut self,
        snapshot: &Snapshot,
        outputs: &[(String, Vec<u8>)],
        closing: Closing,
    ) -> Result<ClosedMonth, Problem> {
        let period = snapshot.period;
        let revision = self.ledger.last_revision(period).map_err(|error| self.trouble(error))? + 1;
        if self.unknown_to_the_ledger()?.contains(&(period, revision)) {
            return Err(Problem::files(
                format!("{period} r{revision} was closed already, and {LEDGER} does not know of it any more"),
                format!(
                    "Put the {LEDGER} that knows it back from a backup; if there is none, move the folders \
                     period={period}/revision={revision} out of {SNAPSHOTS}."
                ),
            ));
        }
        self.ledger.begin(period, revision).map_err(|error| self.trouble(error))?;
        self.keep_outputs(period, revision, outputs).map_err(|error| cannot_write(&self.folder, &error))?;
        let files = self.write(snapshot, revision)?;
        let month = ClosedMonth {
            period,
            revision,
            digests: closing.digests,
            outputs_digest: closing.outputs_digest,
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            closed_at: closing.at,
            changes: closing.changes,
            signature: closing.signature,
            withdrawn: None,
        };
        points::pass("snapshot in place");
        self.ledger.close(&month, &files).map_err(|error| self.trouble(error))?;
        points::pass("month in the ledger");
        if self.ledger.fact(PLACE).map_err(|error| self.trouble(error))?.is_none() {
            self.set_place(&month.signature.computer)?;
        }
        Ok(month)
    }

    /// Where the reports of a closed revision are kept.
    pub fn finals(&self, period: Month, revision: u32) -> PathBuf {
        self.folder.join(FINALS).join(format!("{period}-r{revision}"))
    }

    /// How much room the reports of all closed revisions take.
    pub fn finals_bytes(&self) -> u64 {
        size_of(&self.folder.join(FINALS))
    }

    /// Keeps the reports of a revision whole, whatever becomes of the month's folder.
    fn keep_outputs(&self, period: Month, revision: u32, outputs: &[(String, Vec<u8>)]) -> io::Result<()> {
        let target = self.finals(period, revision);
        let fresh = target.with_extension("new");
        for left in [&fresh, &target] {
            // Of a closing that was ended before the ledger knew of it: this one takes its place.
            match left.symlink_metadata() {
                // A link that somebody put there goes; what it leads to stays.
                Ok(about) if about.is_dir() => fs::remove_dir_all(left)?,
                Ok(_) => fs::remove_file(left)?,
                Err(_) => {}
            }
        }
        for (path, bytes) in outputs {
            let path = fresh.join(path);
            fs::create_dir_all(path.parent().unwrap_or(&fresh))?;
            let mut file = create(&path)?;
            file.write_all(bytes)?;
            file.sync_all()?;
        }
        points::pass("final reports made");
        rename(&fresh, &target)?;
        sync_folder(&self.folder.join(FINALS));
        points::pass("final reports kept");
        Ok(())
    }

    /// Writes down that the last revision of a month was taken back; its files stay.
    pub fn withdraw(&self, month: &ClosedMonth, withdrawal: &Withdrawal) -> Result<(), Problem> {
        self.ledger.withdraw(month.period, month.revision, withdrawal).map_err(|error| self.trouble(error))
    }

    /// The snapshot of a closed month. A file that is missing, cut or of another version is a finding that says so.
    pub fn read(&self, period: Month, revision: u32) -> Result<Snapshot, Box<Finding>> {
        let files = self.ledger.files(period, revision).map_err(|error| {
            Box::new(unusable_snapshot(LEDGER, period, format!("The ledger cannot be read: {error}")))
        })?;
        let tables = files.iter().map(|file| self.read_table(period, revision, file)).collect::<Result<_, _>>()?;
        Ok(Snapshot { period, tables })
    }

    /// Some tables of a closed month alone: what a trend needs. One that the ledger does not list is not among them.
    pub fn read_tables(&self, period: Month, revision: u32, names: &[&str]) -> Result<Snapshot, Box<Finding>> {
        let files = self.ledger.files(period, revision).unwrap_or_default();
        let wanted = files.iter().filter(|file| names.contains(&file.table.as_str()));
        let tables = wanted.map(|file| self.read_table(period, revision, file)).collect::<Result<_, _>>()?;
        Ok(Snapshot { period, tables })
    }

    fn read_table(&self, period: Month, revision: u32, listed: &SnapshotFile) -> Result<SnapshotTable, Box<Finding>> {
        let below = path_below(&listed.table, period, revision);
        let unusable = |problem: String| Box::new(unusable_snapshot(&below, period, problem));
        let path = self.folder.join(&below);
        let bytes = fs::read(&path).map_err(|error| unusable(format!("The file cannot be read: {error}")))?;
        // Only bytes that are ours are parsed: a damaged file could do anything to a reader.
        if sha256(&bytes) != listed.sha256 {
            return Err(unusable("The file is not the one that was closed: it was cut or changed since".to_owned()));
        }
        let opened = File::open(&path).map_err(|error| unusable(format!("The file cannot be read: {error}")))?;
        match parquet::read(&listed.table, opened) {
            Err(ReadError::OtherFormat(format)) => Err(unusable(format!(
                "The file is of version {format:?} of the snapshots' format, this program reads {}",
                parquet::FORMAT
            ))),
            Err(ReadError::Damaged(why)) => Err(unusable(format!("The file is damaged: {why}"))),
            Ok(table) => Ok(table),
        }
    }

    /// Writes every table beside its place, then moves all of them there. What counts is the ledger, afterwards.
    fn write(&self, snapshot: &Snapshot, revision: u32) -> Result<Vec<SnapshotFile>, Problem> {
        let staging = self.folder.join("staging");
        let files = stage(&staging, snapshot).map_err(|error| cannot_write(&self.folder, &error))?;
        for file in &files {
            let below = path_below(&file.table, snapshot.period, revision);
            let target = self.folder.join(below);
            let folder = target.parent().unwrap_or(&self.folder);
            self.move_into_place(&staging.join(&file.table), folder)
                .map_err(|error| cannot_write(&self.folder, &error))?;
        }
        fs::remove_dir(&staging).map_err(|error| cannot_write(&self.folder, &error))?;
        Ok(files)
    }

    fn move_into_place(&self, staged: &Path, target: &Path) -> io::Result<()> {
        let parent = target.parent().unwrap_or(&self.folder);
        fs::create_dir_all(parent)?;
        if target.exists() {
            // Left behind by a run that ended before the ledger knew of it: not ours to throw away.
            let aside = self.folder.join("set-aside");
            fs::create_dir_all(&aside)?;
            let name = target.strip_prefix(&self.folder).unwrap_or(target).to_string_lossy().replace(['/', '\\'], "-");
            let free = (1..).map(|number| aside.join(format!("{name}-{number}"))).find(|path| !path.exists());
            rename(target, &free.unwrap_or(aside))?;
        }
        rename(staged, target)?;
        sync_folder(parent);
        points::pass("table in place");
        Ok(())
    }

    fn trouble(&self, error: rusqlite::Error) -> Problem {
        unusable_ledger(&self.folder.join(LEDGER), &LedgerError::Sqlite(error))
    }
}

/// What a closing says beside the snapshot.
#[derive(Clone, Debug)]
pub struct Closing {
    /// What the month was made from and what came of it.
    pub digests: Digests,
    /// Fingerprint of the outputs.
    pub outputs_digest: String,
    /// When, in UTC.
    pub at: String,
    /// What is different from the revision before.
    pub changes: Vec<String>,
    /// Who closes it, and what they accepted.
    pub signature: Signature,
}

/// Writes the files of a snapshot, each table in a folder of its own, down to the disk.
fn stage(staging: &Path, snapshot: &Snapshot) -> io::Result<Vec<SnapshotFile>> {
    // A link in its place goes, and what it leads to stays.
    if staging.symlink_metadata().is_ok() {
        fs::remove_dir_all(staging)?;
    }
    let mut files = Vec::new();
    for table in &snapshot.tables {
        let folder = staging.join(&*table.name);
        fs::create_dir_all(&folder)?;
        let bytes = parquet::write(table).map_err(io::Error::other)?;
        let mut file = create(&folder.join(format!("{}.parquet", table.name)))?;
        file.write_all(&bytes)?;
        points::pass("table made");
        file.sync_all()?;
        sync_folder(&folder);
        points::pass("table staged");
        files.push(SnapshotFile { table: table.name.to_string(), sha256: sha256(&bytes), rows: table.len() });
    }
    Ok(files)
}

/// The revisions of which files lie below the folder of snapshots.
fn revisions_below(snapshots: &Path) -> BTreeSet<(Month, u32)> {
    let entries = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let named = |path: &Path, mark: &str| -> Option<String> {
        Some(path.file_name()?.to_string_lossy().strip_prefix(mark)?.to_owned())
    };
    let mut found = BTreeSet::new();
    for month in entries(snapshots).flat_map(|table| entries(&table).collect::<Vec<_>>()) {
        let Some(period) = named(&month, "period=").and_then(|period| period.parse().ok()) else { continue };
        let revisions = entries(&month).filter_map(|path| named(&path, "revision=")?.parse().ok());
        found.extend(revisions.map(|revision| (period, revision)));
    }
    found
}

fn path_below(table: &str, period: Month, revision: u32) -> String {
    format!("{SNAPSHOTS}/{table}/period={period}/revision={revision}/{table}.parquet")
}

/// Files of a closed month that the ledger does not know any more.
pub fn lost_revision(period: Month, revision: u32) -> Finding {
    Finding {
        address: Address { file: LEDGER.into(), sheet: None, cell: None },
        severity: Severity::Noted,
        code: Code::SnapshotUnusable,
        column: "".into(),
        found: String::new(),
        problem: format!("The snapshot of {period} r{revision} is there, and the ledger does not know of it."),
        instead: format!(
            "Rows of the ledger were deleted, or an older one was put back. Put the newest {LEDGER} back."
        ),
        cents: None,
    }
}

fn unusable_snapshot(file: &str, period: Month, problem: String) -> Finding {
    Finding {
        address: Address { file: file.into(), sheet: None, cell: None },
        severity: Severity::Refused,
        code: Code::SnapshotUnusable,
        column: "".into(),
        found: String::new(),
        problem: format!("{problem}. Nothing is compared with {period}."),
        instead: format!(
            "Put the file back from a backup of the state folder, or close {period} again from its intake."
        ),
        cents: None,
    }
}

fn unusable_ledger(path: &Path, error: &LedgerError) -> Problem {
    match error {
        LedgerError::OtherVersion(0) => Problem::files(
            format!("{} was not written by coe-report", path.display()),
            "Name another state folder in report.toml.",
        ),
        LedgerError::OtherVersion(version) => Problem::files(
            format!("{} is of version {version}; this program knows another one", path.display()),
            "Use the version of coe-report that wrote it, or name another state folder in report.toml.",
        ),
        LedgerError::Sqlite(error) if is_of_the_disk(error) => Problem::files(
            format!("{} cannot be written: {error}", path.display()),
            "Check that you may write there and that the disk has room. Nothing in it was changed.",
        ),
        LedgerError::Sqlite(error) => Problem::files(
            format!("{} cannot be used: {error}", path.display()),
            "Put it back from a backup, or name another state folder in report.toml to begin anew.",
        ),
    }
}

/// No room, no rights, no disk: the ledger itself is as it was.
fn is_of_the_disk(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{CannotOpen, DatabaseBusy, DatabaseLocked, DiskFull, ReadOnly, SystemIoFailure};
    let of_the_disk = [CannotOpen, DatabaseBusy, DatabaseLocked, DiskFull, ReadOnly, SystemIoFailure];
    error.sqlite_error_code().is_some_and(|code| of_the_disk.contains(&code))
}

fn cannot_write(folder: &Path, error: &io::Error) -> Problem {
    Problem::files(
        format!("The state folder {} cannot be written: {error}", folder.display()),
        "Check that you may write there and that the disk has room, or name another one in report.toml.",
    )
}
