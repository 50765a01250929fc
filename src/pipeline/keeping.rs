//! What is kept of a run and what was kept before it: where the month stands, and closing it.

use crate::model::fingerprint::hex;
use crate::{
    delivery,
    metrics::{self, history},
    model::{
        closing::{Accepted, ClosingOrder, Obstacle, ObstacleKind, Signature, Withdrawal},
        earlier::Earlier,
        email::Withheld,
        finding::Finding,
        fiscal::FiscalCalendar,
        history::{ChangeLimits, Comparison, Picture},
        identifier::identifier_key,
        ledger::{ClosedMonth, Digests, RunEntry},
        period::Month,
        portfolio::{CheckedWorkbook, Portfolio},
        problem::Problem,
        record::RunRecord,
        report::State,
        rules::{MissingSubmitter, Rules},
        snapshot::Snapshot,
        submitter::Sent,
    },
    report::{self, Gate, Past, ReportContext},
    settings::Settings,
    state::{self, Closing, StateFolder},
    validate,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::Arc,
};

/// Months between a forecast and what came (metric M22).
const LAGS: [i32; 3] = [1, 3, 6];

/// Months of a trend, the reporting month among them.
const TREND_MONTHS: i32 = 12;

/// What a run is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// Reports, as often as people like.
    Report,
    /// Reports that are final, and the month kept, as a person orders it.
    Close(ClosingOrder),
    /// Closes if nothing stands against it and nobody is waited for; else reports. What the schedule does.
    Due(ClosingOrder),
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
    Closed(Box<ClosedMonth>),
    /// It was closed in this revision, and that was taken back since.
    Reopened(u32),
    /// It should be closed and cannot: what stands against it and was not accepted.
    Refused(Vec<Obstacle>),
    /// The schedule does not close it yet: who may still send.
    Waiting(Vec<String>),
}

/// The state folder during a run.
#[derive(Debug)]
pub struct Keeping {
    purpose: Purpose,
    /// Today, in the zone of the settings.
    today: Date,
    folder: Option<StateFolder>,
    closed: Vec<ClosedMonth>,
    /// The last closed month before the reporting month, and why it cannot be used if it cannot.
    last: Option<ClosedMonth>,
    /// Its snapshot, unless it cannot be used.
    pub last_snapshot: Option<Snapshot>,
    /// Closed months whose forecasts are held against this one.
    forecasts: Vec<Picture>,
    /// Figures of closed months, in order.
    trend: Vec<(Month, BTreeMap<Arc<str>, f64>)>,
    /// Snapshots that cannot be used, and why.
    pub trouble: Vec<Finding>,
}

/// What is asked of a `run.json` that was left behind.
#[derive(serde::Deserialize)]
struct LeftBehind {
    period: Month,
    state: String,
    outputs: Vec<LeftOutput>,
}

#[derive(serde::Deserialize)]
struct LeftOutput {
    path: String,
    sha256: String,
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
    /// Who closed that revision, and what they accepted.
    pub signature: Option<Signature>,
    /// What stands against closing the month.
    pub obstacles: Vec<Obstacle>,
    changes: Vec<String>,
    comparison: Option<Comparison>,
    past: PastKind,
}

/// What is known of earlier months, without the comparison itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PastKind {
    NotKept,
    Begins,
    Unusable,
}

impl Keeping {
    /// Takes the state folder, if one is named, and reads the last closed month.
    pub fn begin(settings: &Settings, purpose: Purpose) -> Result<Keeping, Problem> {
        let Some(path) = &settings.state else {
            return match purpose {
                Purpose::Report => Ok(Keeping::nothing()),
                Purpose::Close(_) | Purpose::Due(_) => Err(nowhere_to_keep()),
            };
        };
        if let Purpose::Close(order) = &purpose {
            check_closer(settings, &order.by)?;
        }
        Keeping::of(StateFolder::open(path)?, settings, purpose)
    }

    fn of(folder: StateFolder, settings: &Settings, purpose: Purpose) -> Result<Keeping, Problem> {
        let closed = folder.closed()?;
        let last = closed.iter().rfind(|month| month.period < settings.assumptions.period).cloned();
        let today = settings.started_at.to_zoned(settings.zone.clone()).date();
        let mut keeping = Keeping { purpose, today, folder: Some(folder), closed, last, ..Keeping::nothing() };
        keeping.read_earlier_months(settings.assumptions.period);
        keeping.note_what_the_ledger_lost()?;
        Ok(keeping)
    }

    /// Reads the last closed month, those whose forecasts were for this one, and the figures of a year. What cannot be
    /// used is a finding, and the rest is read.
    fn read_earlier_months(&mut self, period: Month) {
        let Some(folder) = &self.folder else { return };
        let mut trouble = Vec::new();
        let mut read = |month: &ClosedMonth| {
            folder.read(month.period, month.revision).map_err(|finding| trouble.push(*finding)).ok()
        };
        self.last_snapshot = self.last.as_ref().and_then(&mut read);
        for month in last_revisions(&self.closed).filter(|month| LAGS.contains(&period.since(month.period))) {
            let is_last = self.last.as_ref() == Some(month);
            let snapshot = if is_last { self.last_snapshot.clone() } else { read(month) };
            self.forecasts.extend(snapshot.as_ref().map(history::picture));
        }
        self.forecasts.reverse();
        let shown = |month: &&ClosedMonth| (1..TREND_MONTHS).contains(&period.since(month.period));
        for month in last_revisions(&self.closed).filter(shown) {
            match folder.read_tables(month.period, month.revision, &["figures", "measures"]) {
                Ok(kept) => self.trend.push((month.period, history::figures_of(&kept))),
                Err(finding) => trouble.push(*finding),
            }
        }
        trouble.sort();
        trouble.dedup();
        self.trouble = trouble;
    }

    /// Closed months of which the ledger does not know any more, as findings.
    fn note_what_the_ledger_lost(&mut self) -> Result<(), Problem> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let lost = folder.unknown_to_the_ledger()?;
        self.trouble.extend(lost.into_iter().map(|(period, revision)| state::lost_revision(period, revision)));
        Ok(())
    }

    /// The folder for these reports below that for all: drafts of a closed month stand beside its final reports.
    pub fn folder_for(&self, period: Month, state: &State) -> String {
        let was_closed = self.closed.iter().any(|month| month.period == period);
        match state {
            State::Draft | State::HeldBack if was_closed => delivery::drafts_of(period),
            _ => period.to_string(),
        }
    }

    /// What is kept of earlier months, for those who only look: no folder is made. A single file is looked at by itself.
    pub fn look(settings: &Settings) -> Result<Keeping, Problem> {
        let path = settings.state.as_deref().filter(|_| settings.only.is_none());
        match path.map(StateFolder::look).transpose()?.flatten() {
            Some(folder) => Keeping::of(folder, settings, Purpose::Report),
            None => Ok(Keeping::nothing()),
        }
    }

    /// Who sent what in the last closed month.
    pub fn earlier(&self) -> Option<Earlier> {
        self.last_snapshot.as_ref().map(state::earlier)
    }

    /// A run of which nothing is kept.
    pub fn nothing() -> Keeping {
        Keeping {
            purpose: Purpose::Report,
            today: Date::constant(1970, 1, 1),
            folder: None,
            closed: Vec::new(),
            last: None,
            last_snapshot: None,
            forecasts: Vec::new(),
            trend: Vec::new(),
            trouble: Vec::new(),
        }
    }

    /// Joins the workbooks, with what the last closed month says of them. Rows of expected submitters who sent nothing
    /// are carried forward from it, unless the setting leaves them out.
    pub fn join(&self, workbooks: Vec<CheckedWorkbook>, rules: &Rules) -> (Portfolio, Vec<Finding>) {
        let (portfolio, mut findings) = self.joined(workbooks, rules);
        findings.extend(validate::beside_the_past(&portfolio, self.last_snapshot.as_ref(), rules));
        findings.sort();
        (portfolio, findings)
    }

    fn joined(&self, workbooks: Vec<CheckedWorkbook>, rules: &Rules) -> (Portfolio, Vec<Finding>) {
        let Some(snapshot) = &self.last_snapshot else { return validate::join(workbooks, rules, None) };
        let earlier = state::earlier(snapshot);
        if rules.missing_submitter == MissingSubmitter::LeaveOut {
            return validate::join(workbooks, rules, Some(&earlier));
        }
        let (portfolio, findings) = validate::join(workbooks.clone(), rules, Some(&earlier));
        let ids = portfolio.initiatives.text("initiative_id").iter().flatten();
        let present: BTreeSet<String> = ids.map(|id| identifier_key(id)).collect();
        let carried = state::carried(snapshot, &missing(&portfolio), &present, &rules.dictionary);
        if carried.is_empty() {
            return (portfolio, findings);
        }
        validate::join(workbooks.into_iter().chain(carried).collect(), rules, Some(&earlier))
    }

    /// Where the month stands, before anything is written; `record` has everything but the outputs.
    pub fn draft(&self, context: &ReportContext, record: &RunRecord, settings: &Settings) -> Result<Draft, Problem> {
        let Some(folder) = &self.folder else { return Ok(Draft::not_kept()) };
        let mut snapshot = state::snapshot(context.portfolio, context.findings, record);
        let before = self.last_snapshot.as_ref().map(history::picture);
        let baselines = history::baselines(before.as_ref(), &history::picture(&snapshot), context.assumptions.calendar);
        snapshot.tables.push(state::baselines(&baselines));
        let calendar = context.assumptions.calendar;
        let comparison = self.compare(before, &snapshot, calendar, &settings.changes).map_err(super::not_computed)?;
        let digests = Digests {
            settings: record.settings_digest.clone(),
            inputs: self.inputs_digest(record, &report::withheld(context)),
            content: snapshot.digest(),
        };
        let draft = Draft {
            digests,
            past: if self.last.is_some() { PastKind::Unusable } else { PastKind::Begins },
            comparison,
            ..Draft::not_kept()
        };
        let obstacles = self.obstacles(&ReportContext { past: draft.past(), ..*context }, settings);
        let draft = Draft { obstacles, ..draft };
        let before = self.closed.iter().rfind(|month| month.period == snapshot.period);
        let unchanged = before.filter(|month| month.digests == draft.digests && month.withdrawn.is_none());
        let order = match &self.purpose {
            // What the schedule finds closed, it does not revise: that is for a person to decide.
            Purpose::Due(order) if before.is_none() => order,
            Purpose::Close(order) => order,
            Purpose::Report | Purpose::Due(_) => return Ok(draft.left_open(unchanged, before)),
        };
        if let Some(month) = unchanged.filter(|month| folder.read(month.period, month.revision).is_ok()) {
            return Ok(draft.left_open(Some(month), Some(month)));
        }
        let awaited = self.awaited(context.portfolio);
        if !awaited.is_empty() {
            return Ok(Draft { standing: Standing::Waiting(awaited), ..draft });
        }
        let open: Vec<Obstacle> = draft.obstacles.iter().filter(|one| !order.accepts(one)).cloned().collect();
        if !open.is_empty() {
            return Ok(Draft { standing: Standing::Refused(open), ..draft });
        }
        let changes = before.map(|before| self.changes_since(folder, before, &snapshot, &draft.digests, context));
        Ok(Draft {
            revision: Some(before.map_or(0, |month| month.revision) + 1),
            signature: Some(signature(order, &draft.obstacles, settings.started_at)),
            changes: changes.unwrap_or_default(),
            snapshot: Some(snapshot),
            ..draft
        })
    }

    /// What is different from a revision of the month.
    fn changes_since(
        &self,
        folder: &StateFolder,
        before: &ClosedMonth,
        snapshot: &Snapshot,
        digests: &Digests,
        context: &ReportContext,
    ) -> Vec<String> {
        let withdrawn = before.withdrawn.as_ref();
        let withdrawn =
            withdrawn.map(|one| format!("r{} was withdrawn by {}: {}", before.revision, one.by, one.because));
        let mut changes: Vec<String> = withdrawn.into_iter().collect();
        match folder.read(before.period, before.revision) {
            Ok(kept) => {
                let rows = history::cells_changed(&kept, snapshot);
                let (dictionary, locale) = (&context.rules.dictionary, context.locale());
                changes.extend(report::changes_since(before, &kept, snapshot, digests, &rows, dictionary, locale));
            }
            Err(finding) => changes.push(format!("r{} could not be read: {}", before.revision, finding.problem)),
        }
        changes
    }

    /// What stands against closing the month. The schedule may be allowed to do without senders whose rows stand in.
    fn obstacles(&self, context: &ReportContext, settings: &Settings) -> Vec<Obstacle> {
        let is_unusable = self.last.is_some() && self.last_snapshot.is_none();
        let gate = Gate {
            today: self.today,
            limits: &settings.plausible,
            before: self.last_snapshot.as_ref(),
            trouble: if is_unusable { &self.trouble } else { &[] },
        };
        let mut obstacles = report::obstacles(context, &gate);
        if matches!(self.purpose, Purpose::Due(_)) && settings.closing.without_missing_senders {
            let lost = missing(context.portfolio).into_iter().any(|name| !is_carried(context.portfolio, &name));
            obstacles.retain(|one| one.kind != ObstacleKind::SenderMissing || lost);
        }
        obstacles
    }

    fn compare(
        &self,
        before: Option<Picture>,
        snapshot: &Snapshot,
        calendar: FiscalCalendar,
        limits: &ChangeLimits,
    ) -> Result<Option<Comparison>, metrics::Error> {
        let (Some(before), Some(last)) = (before, &self.last) else { return Ok(None) };
        let now = history::picture(snapshot);
        let mut comparison = history::compare(&before, last.revision, &now, &self.forecasts, calendar, limits)?;
        comparison.trend = self.trend.clone();
        comparison.trend.push((now.period, now.figures));
        Ok(Some(comparison))
    }

    /// For whom the schedule waits: expected submitters of whom nothing new came, and whose day is not over.
    fn awaited(&self, portfolio: &Portfolio) -> Vec<String> {
        if !matches!(self.purpose, Purpose::Due(_)) {
            return Vec::new();
        }
        let expected = portfolio.submitters.iter().filter(|one| one.is_expected);
        let waiting = expected.filter(|one| !one.has_sent());
        let in_time = waiting.filter_map(|one| one.due_on.filter(|due| self.today <= *due).map(|due| (one, due)));
        in_time.map(|(one, due)| format!("{} has until {due}", one.name)).collect()
    }

    /// Fingerprint of what the run read: files, and the closed month it is compared with.
    fn inputs_digest(&self, record: &RunRecord, withheld: &[Withheld]) -> String {
        let mut hash = Sha256::new();
        for file in record.files.iter().filter(|file| file.skipped_because.is_none()) {
            hash.update(format!("{} {}\n", file.path, file.sha256));
        }
        if let Some(last) = &self.last {
            hash.update(format!("after {} r{}\n", last.period, last.revision));
        }
        // Whose report holds which initiatives is a matter of approvals.
        for part in withheld {
            hash.update(format!("withheld from {} {}\n", part.address, part.initiatives.join(" ")));
        }
        hex(&hash.finalize())
    }

    /// Keeps the month, if that is what the run is for. From here on it is closed, whatever happens to the outputs.
    pub fn close(
        &mut self,
        draft: &mut Draft,
        outputs: &[(String, Vec<u8>)],
        outputs_digest: &str,
        settings: &Settings,
    ) -> Result<(), Problem> {
        let (Some(folder), Some(snapshot)) = (&mut self.folder, &draft.snapshot) else { return Ok(()) };
        let closing = Closing {
            digests: draft.digests.clone(),
            outputs_digest: outputs_digest.to_owned(),
            at: settings.started_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            changes: std::mem::take(&mut draft.changes),
            signature: draft.signature.clone().unwrap_or_default(),
        };
        draft.standing = Standing::Closed(Box::new(folder.close(snapshot, outputs, closing)?));
        Ok(())
    }

    /// Where the reports of a revision are kept whole; `None` where nothing is.
    pub fn finals(&self, period: Month, revision: u32) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.finals(period, revision))
    }

    /// Clears what a run left behind that was ended, and puts the reports of a closed month in their place if it could
    /// not do so itself. Only for whoever holds the lock of the folder.
    pub fn recover(&self, out: &Path) -> Result<(), Problem> {
        recover(out, &self.closed)
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
        Draft {
            snapshot: None,
            digests,
            standing: Standing::NotKept,
            revision: None,
            signature: None,
            obstacles: Vec::new(),
            changes: Vec::new(),
            comparison: None,
            past: PastKind::NotKept,
        }
    }

    /// Without closing anything: `unchanged` is the revision that these reports are, `before` the last one.
    fn left_open(self, unchanged: Option<&ClosedMonth>, before: Option<&ClosedMonth>) -> Draft {
        let standing = match (unchanged, before) {
            (Some(month), _) => Standing::Unchanged(month.revision),
            (None, Some(month)) if month.withdrawn.is_some() => Standing::Reopened(month.revision),
            (None, Some(month)) => Standing::ChangedSince(month.revision),
            (None, None) => Standing::Open,
        };
        Draft {
            standing,
            revision: unchanged.map(|month| month.revision),
            signature: unchanged.map(|month| month.signature.clone()),
            ..self
        }
    }

    /// What is known of earlier months.
    pub fn past(&self) -> Past<'_> {
        match (&self.comparison, self.past) {
            (Some(comparison), _) => Past::Known(comparison),
            (None, PastKind::NotKept) => Past::NotKept,
            (None, PastKind::Begins) => Past::Begins,
            (None, PastKind::Unusable) => Past::Unusable,
        }
    }
}

/// Who closes the month, and what they accept.
fn signature(order: &ClosingOrder, obstacles: &[Obstacle], closed_at: Timestamp) -> Signature {
    let accepted = |one: &Obstacle| Accepted { kind: one.kind.text().to_owned(), found: one.found.clone() };
    Signature {
        closed_by: order.by.clone(),
        closed_on: Some(closed_at.to_zoned(TimeZone::UTC).date()),
        prepared_by: order.prepared_by.clone(),
        reviewed_by: order.reviewed_by.clone(),
        account: order.account.clone(),
        computer: order.computer.clone(),
        reason: if obstacles.is_empty() { String::new() } else { order.reason.clone() },
        accepted: obstacles.iter().map(accepted).collect(),
    }
}

/// Expected submitters who sent nothing.
fn missing(portfolio: &Portfolio) -> Vec<Arc<str>> {
    let missing = portfolio.submitters.iter().filter(|one| one.is_expected && one.sent == Sent::Missing);
    missing.map(|one| one.name.clone()).collect()
}

/// Clears what a run left behind in the folder of reports; see [`Keeping::recover`].
pub(super) fn recover(out: &Path, closed: &[ClosedMonth]) -> Result<(), Problem> {
    if !out.is_dir() {
        return Ok(());
    }
    delivery::recover(out, &|folder| is_of_closed_month(folder, closed))
}

/// Does this folder hold the whole reports of the last revision of a closed month?
fn is_of_closed_month(folder: &Path, closed: &[ClosedMonth]) -> bool {
    let Ok(bytes) = std::fs::read(folder.join("run.json")) else { return false };
    let Ok(left) = serde_json::from_slice::<LeftBehind>(&bytes) else { return false };
    let last = closed.iter().rfind(|month| month.period == left.period);
    last.is_some_and(|month| {
        left.state == State::Final(month.revision).text()
            && month.outputs_digest == super::digest_of(left.outputs.iter().map(|one| (&*one.path, &*one.sha256)))
    })
}

/// Do rows of the last closed month stand in for those of this submitter?
fn is_carried(portfolio: &Portfolio, name: &str) -> bool {
    portfolio.files.iter().any(|file| file.as_of.is_some() && file.submitter.as_deref() == Some(name))
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
    /// How much room the reports of all closed revisions take.
    pub finals_bytes: u64,
}

/// Reads the ledger of the state folder.
pub fn runs(settings: &Settings) -> Result<Remembered, Problem> {
    const MOST_RUNS: u32 = 20;
    let mut remembered =
        Remembered { format: "coe-report/runs/1", closed: Vec::new(), runs: Vec::new(), finals_bytes: 0 };
    let Some(path) = &settings.state else {
        return Err(Problem::usage(
            "Nothing is kept: report.toml names no state folder",
            "Name one: [state] folder = \"state\".",
        ));
    };
    // Whoever only looks need not wait for a run.
    if let Some(folder) = StateFolder::look(path)? {
        remembered.closed = folder.closed()?;
        remembered.runs = folder.runs(MOST_RUNS)?;
        remembered.finals_bytes = folder.finals_bytes();
    }
    Ok(remembered)
}

/// A revision that was taken back.
#[derive(Debug)]
pub struct Reopened {
    /// Which month.
    pub period: Month,
    /// Its last revision, which is withdrawn now.
    pub revision: u32,
    /// Who got its mail, or may have: they hear of the next revision.
    pub mailed: Vec<String>,
}

/// Takes the last revision of a closed month back: it stays, marked as withdrawn, and the month is open again.
///
/// Errors: the month is not closed or open again already; somebody who may not close months.
pub fn reopen(settings: &Settings, by: &str, because: &str) -> Result<Reopened, Problem> {
    let Some(path) = &settings.state else { return Err(nowhere_to_keep()) };
    check_closer(settings, by)?;
    let folder = StateFolder::open(path)?;
    let period = settings.assumptions.period;
    let closed = folder.closed()?;
    let Some(month) = closed.iter().rfind(|month| month.period == period) else {
        return Err(Problem::usage(format!("{period} is not closed"), "coe-report runs lists the closed months."));
    };
    if let Some(withdrawn) = &month.withdrawn {
        return Err(Problem::usage(
            format!("{period} is open again already: {} withdrew r{}", withdrawn.by, month.revision),
            format!("To close it again: coe-report close {period}"),
        ));
    }
    let mailed = super::mail::has_mail_of(&folder.mails_of(period, month.revision)?).into_iter().collect();
    let at = settings.started_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    folder.withdraw(month, &Withdrawal { by: by.to_owned(), because: because.to_owned(), at })?;
    Ok(Reopened { period, revision: month.revision, mailed })
}

/// Errors: the settings name who may close and reopen months, and this is somebody else.
fn check_closer(settings: &Settings, by: &str) -> Result<(), Problem> {
    if settings.closing.may_close(by) {
        return Ok(());
    }
    Err(Problem::usage(
        format!("{} may not close or reopen a month", if by.is_empty() { "Somebody without a name" } else { by }),
        format!(
            "[closing] closers in report.toml names who may: {}. Name yourself with --by.",
            settings.closing.closers.join(", ")
        ),
    ))
}

fn nowhere_to_keep() -> Problem {
    Problem::usage(
        "A month can only be closed where there is a folder to keep it in",
        "Name one in report.toml: [state] folder = \"state\".",
    )
}

/// The last revision of each closed month.
pub fn last_revisions(closed: &[ClosedMonth]) -> impl Iterator<Item = &ClosedMonth> {
    let is_last = |index: usize, period: Month| closed.get(index + 1).is_none_or(|next| next.period != period);
    closed.iter().enumerate().filter(move |(index, month)| is_last(*index, month.period)).map(|(_, month)| month)
}
