//! What the schedule has to do: the months since the last closed one.

use super::{OUT_LOCK, keeping};
use crate::{
    disk::{self, Lock},
    model::{ledger::ClosedMonth, period::Month, problem::Problem},
    settings::Settings,
    state::StateFolder,
};
use jiff::Timestamp;

/// The months that are due, the oldest first: each complete one after the last closed one. Where none is closed yet,
/// the last complete one, for nobody can tell with which month a company begins.
///
/// Reports of a closed month that a run left behind, because it was ended before it could publish them, are published
/// first: that month is not due again.
pub fn catch_up(settings: &Settings) -> Result<Vec<Month>, Problem> {
    let (closed, last_run) = remembered(settings)?;
    check_clock(settings, last_run)?;
    if !closed.is_empty() && settings.out.is_dir() {
        let _lock = Lock::take(&settings.out, OUT_LOCK)?;
        keeping::recover(&settings.out, &closed)?;
    }
    let most = settings.schedule.catch_up_months as usize;
    Ok(months(&closed, settings.last_complete).into_iter().take(most).collect())
}

/// Errors: the clock is far ahead of the last run and of every file of the intake. It is wrong, or nobody looked after
/// the program for so long that somebody should before it closes and mails by itself.
fn check_clock(settings: &Settings, last_run: Option<Timestamp>) -> Result<(), Problem> {
    let newest_file = disk::newest_change(&settings.intake);
    let Some(latest) = last_run.max(newest_file) else { return Ok(()) };
    let days = settings.started_at.duration_since(latest).as_hours() / 24;
    if days <= i64::from(settings.schedule.clock_days) {
        return Ok(());
    }
    let day = |moment: Option<Timestamp>| moment.map_or("never".to_owned(), |at| at.strftime("%Y-%m-%d").to_string());
    Err(Problem::files(
        format!(
            "The clock says {}, {days} days after the last run ({}) and the newest file of the intake ({}); nothing was \
             done",
            settings.started_at.strftime("%Y-%m-%d"),
            day(last_run),
            day(newest_file)
        ),
        "Set the clock of this computer right. If it is right, run once by hand: coe-report run. [schedule] clock_days \
         says from when on it is doubted.",
    ))
}

/// The last closed month, if it is in its first revision: what the schedule may mail. A later revision is mailed only
/// when a person asks.
pub fn last_closed(settings: &Settings) -> Result<Option<Month>, Problem> {
    let (closed, _) = remembered(settings)?;
    let first = closed.last().filter(|month| month.revision == 1 && month.withdrawn.is_none());
    Ok(first.map(|month| month.period))
}

/// The newest month that is closed, in whichever revision.
pub fn newest_closed(settings: &Settings) -> Result<Option<Month>, Problem> {
    Ok(remembered(settings)?.0.last().map(|month| month.period))
}

/// The same months, without touching anything.
pub fn due(settings: &Settings) -> Result<Vec<Month>, Problem> {
    Ok(months(&remembered(settings)?.0, settings.last_complete))
}

/// The closed months, and when the last run was.
fn remembered(settings: &Settings) -> Result<(Vec<ClosedMonth>, Option<Timestamp>), Problem> {
    let Some(path) = &settings.state else {
        return Err(Problem::usage(
            "Which months are due is known only where closed months are kept",
            "Name a folder for them in report.toml: [state] folder = \"closed\".",
        ));
    };
    if !path.is_dir() {
        return Ok((Vec::new(), None));
    }
    let folder = StateFolder::open(path)?;
    let last_run = folder.runs(1)?.first().and_then(|run| run.at.parse().ok());
    Ok((folder.closed()?, last_run))
}

fn months(closed: &[ClosedMonth], last_complete: Month) -> Vec<Month> {
    // A month that was taken back is due again, and keeps those after it open.
    let last = keeping::last_revisions(closed).filter(|month| month.withdrawn.is_none());
    match last.map(|month| month.period).max() {
        None => vec![last_complete],
        Some(last) => (1..).map(|count| last.plus(count)).take_while(|month| *month <= last_complete).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{closing::Signature, ledger::Digests};

    fn due_after(closed: &[&str], last_complete: &str) -> String {
        let digests = Digests { settings: String::new(), inputs: String::new(), content: String::new() };
        let closed: Vec<ClosedMonth> = closed
            .iter()
            .map(|month| ClosedMonth {
                period: month.parse().unwrap(),
                revision: 1,
                digests: digests.clone(),
                outputs_digest: String::new(),
                program_version: String::new(),
                closed_at: String::new(),
                changes: Vec::new(),
                signature: Signature::default(),
                withdrawn: None,
            })
            .collect();
        let due = months(&closed, last_complete.parse().unwrap());
        due.iter().map(Month::to_string).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_month_since_the_last_closed_one_the_oldest_first() {
        assert_eq!(due_after(&[], "2026-10"), "2026-10");
        assert_eq!(due_after(&["2026-09"], "2026-10"), "2026-10");
        assert_eq!(due_after(&["2026-10"], "2026-10"), "");
        // Three missed months, over a year's end.
        assert_eq!(due_after(&["2025-09", "2025-10"], "2026-01"), "2025-11 2025-12 2026-01");
        // A hole that people left stays theirs; a month closed ahead of time is no reason to go back.
        assert_eq!(due_after(&["2026-05", "2026-08"], "2026-09"), "2026-09");
        assert_eq!(due_after(&["2026-11"], "2026-10"), "");
    }
}
