//! What is kept of a run and what was kept before it: where the month stands, and closing it.

use crate::{
    metrics::history,
    model::{
        finding::Finding,
        ledger::{ClosedMonth, Digests, RunEntry},
        period::Month,
        problem::Problem,
        record::RunRecord,
        snapshot::Snapshot,
    },
    report::{self, Facts},
    settings::Settings,
    state::{self, Closing, StateFolder},
    validate,
};
use sha2::{Digest, Sha256};

/// What a run is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// Reports, as often as people like.
    Report,
    /// Reports that are final, and the month kept.
    Close,
}

/// How the month of a run stands in the ledger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Standing {
    /// No folder is named in which anything could be kept.
    NotKept,
    /// It was never closed.
    Open,
    /// It was closed in this revision, and nothing changed since.
    Unchanged(u32),
    /// It was closed in this revision, and something changed since.
    ChangedSince(u32),
    /// This run closed it.
    Closed(ClosedMonth),
    /// It should be closed and cannot: what is open.
    Refused(Vec<String>),
}

/// The state folder during a run.
#[derive(Debug)]
pub struct Keeping {
    purpose: Purpose,
    folder: Option<StateFolder>,
    closed: Vec<ClosedMonth>,
    /// The last closed month before the reporting month, and why it cannot be used if it cannot.
    last: Option<ClosedMonth>,
    /// Its snapshot.
    pub last_snapshot: Option<Snapshot>,
    /// Why there is no snapshot of it.
    pub trouble: Option<Finding>,
}

/// What a run is about to say and to keep.
#[derive(Debug)]
pub struct Draft {
    snapshot: Option<Snapshot>,
    digests: Digests,
    /// Where the month stands.
    pub standing: Standing,
    /// The revision the reports say, if they are final.
    pub revision: Option<u32>,
    changes: Vec<String>,
}

impl Keeping {
    /// Takes the state folder, if one is named, and reads the last closed month.
    pub fn begin(settings: &Settings, purpose: Purpose) -> Result<Keeping, Problem> {
        let Some(path) = &settings.state else {
            return match purpose {
                Purpose::Report => Ok(Keeping::nothing()),
                Purpose::Close => Err(Problem::usage(
                    "A month can only be closed where there is a folder to keep it in",
                    "Name one in report.toml: [state] folder = \"state\".",
                )),
            };
        };
        let folder = StateFolder::open(path)?;
        let closed = folder.closed()?;
        let last = closed.iter().rfind(|month| month.period < settings.assumptions.period).cloned();
        let read = last.as_ref().map(|month| folder.read(month.period, month.revision)).transpose();
        let (last_snapshot, trouble) = match read {
            Ok(snapshot) => (snapshot, None),
            Err(finding) => (None, Some(*finding)),
        };
        Ok(Keeping { purpose, folder: Some(folder), closed, last, last_snapshot, trouble })
    }

    /// A run of which nothing is kept.
    pub fn nothing() -> Keeping {
        Keeping {
            purpose: Purpose::Report,
            folder: None,
            closed: Vec::new(),
            last: None,
            last_snapshot: None,
            trouble: None,
        }
    }

    /// Where the month stands, before anything is written; `record` has everything but the outputs.
    pub fn draft(&self, facts: &Facts, record: &RunRecord) -> Result<Draft, Problem> {
        let Some(folder) = &self.folder else { return Ok(Draft::not_kept()) };
        let submitters: Vec<Option<String>> = facts
            .portfolio
            .files
            .iter()
            .map(|file| validate::submitter_of(&file.source.path, facts.rules).map(|submitter| submitter.name.clone()))
            .collect();
        let snapshot = state::snapshot(facts.portfolio, facts.findings, record, &submitters);
        let digests = Digests {
            settings: record.settings_digest.clone(),
            inputs: self.inputs_digest(record),
            content: snapshot.digest(),
        };
        let before = self.closed.iter().rfind(|month| month.period == snapshot.period);
        let draft = |standing, revision| Draft {
            snapshot: None,
            digests: digests.clone(),
            standing,
            revision,
            changes: Vec::new(),
        };
        let unchanged = before.filter(|month| month.digests == digests);
        if self.purpose == Purpose::Report {
            return Ok(match (unchanged, before) {
                (Some(month), _) => draft(Standing::Unchanged(month.revision), Some(month.revision)),
                (None, Some(month)) => draft(Standing::ChangedSince(month.revision), None),
                (None, None) => draft(Standing::Open, None),
            });
        }
        let open = self.what_is_open(facts);
        if !open.is_empty() {
            return Ok(draft(Standing::Refused(open), None));
        }
        let mut changes = Vec::new();
        if let Some(before) = before {
            match folder.read(before.period, before.revision) {
                Ok(_) if unchanged.is_some() => {
                    return Ok(draft(Standing::Unchanged(before.revision), Some(before.revision)));
                }
                Ok(kept) => {
                    let rows = history::cells_changed(&kept, &snapshot);
                    let (dictionary, locale) = (&facts.rules.dictionary, facts.locale());
                    changes = report::changes_since(before, &kept, &snapshot, &digests, &rows, dictionary, locale);
                }
                Err(finding) => changes.push(format!("r{} could not be read: {}", before.revision, finding.problem)),
            }
        }
        let revision = before.map_or(0, |month| month.revision) + 1;
        Ok(Draft { snapshot: Some(snapshot), changes, ..draft(Standing::Open, Some(revision)) })
    }

    /// Why the month cannot be closed yet; empty when it can.
    fn what_is_open(&self, facts: &Facts) -> Vec<String> {
        let failed = facts.checks.iter().filter(|check| !check.holds()).count();
        let mut open = Vec::new();
        if failed > 0 {
            open.push(format!(
                "the money does not foot: {failed} of {} checks do not hold, see the sheet Checks",
                facts.checks.len()
            ));
        }
        if let Some(trouble) = &self.trouble {
            open.push(format!("{}: {} {}", trouble.address, trouble.problem, trouble.instead));
        }
        open
    }

    /// Fingerprint of what the run read: files, and the closed month it is compared with.
    fn inputs_digest(&self, record: &RunRecord) -> String {
        let mut hash = Sha256::new();
        for file in record.files.iter().filter(|file| file.skipped_because.is_none()) {
            hash.update(format!("{} {}\n", file.path, file.sha256));
        }
        if let Some(last) = &self.last {
            hash.update(format!("after {} r{}\n", last.period, last.revision));
        }
        super::hex(&hash.finalize())
    }

    /// Keeps the month, if that is what the run is for. From here on it is closed, whatever happens to the outputs.
    pub fn close(&mut self, draft: &mut Draft, outputs_digest: &str, settings: &Settings) -> Result<(), Problem> {
        let (Some(folder), Some(snapshot)) = (&mut self.folder, &draft.snapshot) else { return Ok(()) };
        let closing = Closing {
            digests: draft.digests.clone(),
            outputs_digest: outputs_digest.to_owned(),
            at: settings.started_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            changes: std::mem::take(&mut draft.changes),
        };
        draft.standing = Standing::Closed(folder.close(snapshot, closing)?);
        Ok(())
    }

    /// Writes the run down.
    pub fn note(&self, record: &RunRecord, outputs_digest: &str, settings: &Settings) -> Result<(), Problem> {
        let Some(folder) = &self.folder else { return Ok(()) };
        folder.note(&RunEntry {
            period: record.period,
            state: record.state.clone(),
            at: settings.started_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            settings_digest: record.settings_digest.clone(),
            outputs_digest: outputs_digest.to_owned(),
        })
    }
}

impl Draft {
    fn not_kept() -> Draft {
        let digests = Digests { settings: String::new(), inputs: String::new(), content: String::new() };
        Draft { snapshot: None, digests, standing: Standing::NotKept, revision: None, changes: Vec::new() }
    }
}

/// What the ledger says: every revision of every closed month, and the latest runs.
#[derive(Debug, serde::Serialize)]
pub struct Remembered {
    /// Version of this record.
    pub format: &'static str,
    /// In order of month and revision.
    pub closed: Vec<ClosedMonth>,
    /// The newest first.
    pub runs: Vec<RunEntry>,
}

/// Reads the ledger of the state folder.
pub fn runs(settings: &Settings) -> Result<Remembered, Problem> {
    const MOST_RUNS: u32 = 20;
    let mut remembered = Remembered { format: "coe-report/runs/1", closed: Vec::new(), runs: Vec::new() };
    let Some(path) = &settings.state else {
        return Err(Problem::usage(
            "Nothing is kept: report.toml names no state folder",
            "Name one: [state] folder = \"state\".",
        ));
    };
    if path.is_dir() {
        let folder = StateFolder::open(path)?;
        remembered.closed = folder.closed()?;
        remembered.runs = folder.runs(MOST_RUNS)?;
    }
    Ok(remembered)
}

/// The last revision of each closed month.
pub fn last_revisions(closed: &[ClosedMonth]) -> impl Iterator<Item = &ClosedMonth> {
    let is_last = |index: usize, period: Month| closed.get(index + 1).is_none_or(|next| next.period != period);
    closed.iter().enumerate().filter(move |(index, month)| is_last(*index, month.period)).map(|(_, month)| month)
}
