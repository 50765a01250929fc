//! What the schedule has to do: the months since the last closed one.

use super::{OUT_LOCK, keeping};
use crate::{
    disk::Lock,
    model::{ledger::ClosedMonth, period::Month, problem::Problem},
    settings::Settings,
    state::StateFolder,
};

/// The months that are due, the oldest first: each complete one after the last closed one. Where none is closed yet,
/// the last complete one, for nobody can tell with which month a company begins.
///
/// Reports of a closed month that a run left behind, because it was ended before it could publish them, are published
/// first: that month is not due again.
pub fn catch_up(settings: &Settings) -> Result<Vec<Month>, Problem> {
    let closed = closed(settings)?;
    if !closed.is_empty() && settings.out.is_dir() {
        let _lock = Lock::take(&settings.out, OUT_LOCK)?;
        keeping::recover(&settings.out, &closed)?;
    }
    Ok(months(&closed, settings.last_complete))
}

/// The last closed month, if it is in its first revision: what the schedule may mail. A later revision is mailed only
/// when a person asks.
pub fn last_closed(settings: &Settings) -> Result<Option<Month>, Problem> {
    Ok(closed(settings)?.last().filter(|month| month.revision == 1).map(|month| month.period))
}

/// The same months, without touching anything.
pub fn due(settings: &Settings) -> Result<Vec<Month>, Problem> {
    Ok(months(&closed(settings)?, settings.last_complete))
}

fn closed(settings: &Settings) -> Result<Vec<ClosedMonth>, Problem> {
    let Some(path) = &settings.state else {
        return Err(Problem::usage(
            "Which months are due is known only where closed months are kept",
            "Name a folder for them in report.toml: [state] folder = \"closed\".",
        ));
    };
    if path.is_dir() { StateFolder::open(path)?.closed() } else { Ok(Vec::new()) }
}

fn months(closed: &[ClosedMonth], last_complete: Month) -> Vec<Month> {
    match closed.iter().map(|month| month.period).max() {
        None => vec![last_complete],
        Some(last) => (1..).map(|count| last.plus(count)).take_while(|month| *month <= last_complete).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ledger::Digests;

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
