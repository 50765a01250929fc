//! Decisions (M21): taken in time, and overrides with a reason.

use super::{Centre, INITIATIVES, listed};
use crate::model::{
    funding::{FundingLine, Reason, Standing, StopQuestion},
    health::{Health, Measure, Target},
    phase::Phase,
    portfolio::Portfolio,
};
use std::collections::BTreeSet;

/// M21.
pub(super) fn add(centre: &Centre, health: &mut Health) {
    health.measures.extend([in_time(centre), overrides(centre)]);
}

/// M21: decided in the setting's days up to its date / asked with a date that has passed. An older decision was about
/// something else, a later one came too late.
fn in_time(centre: &Centre) -> Measure {
    let asked: Vec<usize> = centre.rows().filter(|row| centre.text("decision_needed", *row).is_some()).collect();
    let dates = centre.table().date("decision_needed_by");
    let undated = asked.iter().filter(|row| dates[**row].is_none()).count();
    let due: Vec<usize> = centre.rows().filter(|row| centre.past_day("decision_needed_by", *row).is_some()).collect();
    let is_in_time = |row: &usize| {
        let decided = centre.text("decision", *row).and(centre.past_day("decision_on", *row));
        let days = decided.zip(dates[*row]).map(|(decided, due)| (due - decided).get_days());
        days.is_some_and(|days| (0..=i32::from(centre.targets().decision_days)).contains(&days))
    };
    let (decided, late): (Vec<usize>, Vec<usize>) = due.iter().copied().partition(is_in_time);
    Measure::share("M21a", "Decisions taken in time of those due", decided.len(), due.len())
        .without(undated)
        .counting(INITIATIVES, &decided, &due)
        .aiming(Target::AtLeast(centre.targets().decided_in_time))
        .listing(listed(&late))
}

/// M21: funded and recommended / funded, over what the choice under the budget can judge. Funded is what runs, and what
/// was approved; what runs is recommended unless it would lose its place when it is free to (the stop list).
pub fn funded_and_recommended(portfolio: &Portfolio, lines: &[FundingLine], stop: &[StopQuestion]) -> Measure {
    let phase =
        |line: &FundingLine| portfolio.initiatives.text("phase")[line.row as usize].as_deref().and_then(Phase::named);
    let approved = |line: &FundingLine| portfolio.initiatives.date("approved_on")[line.row as usize].is_some();
    let is_funded = |line: &&FundingLine| match phase(line) {
        Some(Phase::Approved | Phase::Pilot | Phase::Production) => true,
        Some(Phase::OnHold) => approved(line),
        _ => false,
    };
    let (unjudged, judged): (Vec<&FundingLine>, Vec<&FundingLine>) =
        lines.iter().filter(is_funded).partition(|line| line.reason == Reason::NoData);
    let stopping: BTreeSet<u32> = stop.iter().map(|stop| stop.row).collect();
    let stops = |line: &FundingLine| stopping.contains(&line.row);
    let is_recommended = |line: &&&FundingLine| match line.standing {
        Standing::InFlight => !stops(line),
        Standing::Mandatory | Standing::Candidate | Standing::NotJudged => line.recommended,
    };
    let mut rows: Vec<usize> = judged.iter().map(|line| line.row as usize).collect();
    let mut with: Vec<usize> = judged.iter().filter(is_recommended).map(|line| line.row as usize).collect();
    rows.sort_unstable();
    with.sort_unstable();
    let without: Vec<usize> = rows.iter().copied().filter(|row| with.binary_search(row).is_err()).collect();
    Measure::share("M21b", "Funded initiatives that the choice recommends", with.len(), rows.len())
        .without(unjudged.len())
        .counting(INITIATIVES, &with, &rows)
        .listing(listed(&without))
}

/// M21: overrides with a reason / overrides.
fn overrides(centre: &Centre) -> Measure {
    let is_override = |row: &usize| centre.text("decision", *row).is_some_and(|decision| &**decision == "Override");
    let (with, without): (Vec<usize>, Vec<usize>) =
        centre.rows().filter(is_override).partition(|row| centre.text("decision_reason", *row).is_some());
    Measure::share("M21c", "Overrides with a reason", with.len(), with.len() + without.len())
        .counting(INITIATIVES, &with, &[with.as_slice(), &without].concat())
        .aiming(Target::AtLeast(1.0))
        .listing(listed(&without))
}
