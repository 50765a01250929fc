//! Decisions (M21): taken in time, and overrides with a reason.

use super::{Centre, Declared, INITIATIVES, listed};
use crate::model::{
    condition::field,
    dictionary::SheetKind::Initiatives,
    funding::{FundingLine, Reason, Standing, StopQuestion},
    measure::{Declaration, Found, Goal, Level, Measure, MeasureUnit, own, share},
    phase::Phase,
    portfolio::Portfolio,
};
use polars::prelude::Column;
use std::collections::BTreeSet;

/// M21.
pub(super) fn measures() -> Vec<Declared> {
    vec![
        share("M21a", "decided_in_time", "Decisions taken in time of those due")
            .among(field("decision_is_due").holds())
            .numerator(field("is_decided_in_time").holds())
            .at_least("decided_in_time")
            .lists_the_rest()
            .formula("Decisions taken by the day they were asked for, and no more than {decision_days} days before it, divided by the decisions whose day has passed.")
            .told_from(&[(Initiatives, &["decision_needed", "decision_needed_by", "decision", "decision_on"])])
            .into(),
        share("M21c", "overrides_with_reason", "Overrides with a reason")
            .among(field("decision").is_filled_with("Override"))
            .numerator(field("decision_reason").is_known())
            .aiming(Goal::AtLeast(Level::Fixed(1.0)))
            .lists_the_rest()
            .formula("Decisions = Override with a reason, divided by decisions = Override.")
            .told_from(&[(Initiatives, &["decision", "decision_reason"])])
            .into(),
    ]
}

/// M21b, which needs the choice under the budget, and its place among the measures.
pub(super) fn recommended(measures: &[Measure]) -> (Declaration, usize) {
    let declaration = own("M21b", "funded_recommended", "Funded initiatives that the choice recommends", MeasureUnit::Share)
        .more_is_better()
        .formula("Initiatives that are funded and that the choice under the budget recommends, divided by the funded ones it judges.")
        .told_from(&[(Initiatives, &["phase", "decision", "budget_requested"])]);
    (declaration, measures.iter().position(|one| one.id() == "M21c").unwrap_or(measures.len()))
}

/// M21: has the day of a decision come, and was it decided in the setting's days up to it? An older decision was about
/// something else, a later one came too late. One that is asked for without a day cannot be due.
pub(super) fn columns(centre: &Centre) -> Vec<Column> {
    let dates = centre.table().date("decision_needed_by");
    let is_due = |row: usize| match dates[row] {
        Some(day) => Some(day <= centre.end),
        None => centre.text("decision_needed", row).is_none().then_some(false),
    };
    let is_in_time = |row: usize| {
        let decided = centre.text("decision", row).and(centre.past_day("decision_on", row));
        let days = decided.zip(dates[row]).map(|(decided, due)| (due - decided).get_days());
        Some(days.is_some_and(|days| (0..=i32::from(centre.targets().decision_days)).contains(&days)))
    };
    vec![centre.marks("decision_is_due", is_due), centre.marks("is_decided_in_time", is_in_time)]
}

/// M21: funded and recommended / funded, over what the choice under the budget can judge. Funded is what runs, and what
/// was approved; what runs is recommended unless it would lose its place when it is free to (the stop list).
pub(super) fn funded_and_recommended(portfolio: &Portfolio, lines: &[FundingLine], stop: &[StopQuestion]) -> Found {
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
    let found = Found::share(with.len(), rows.len()).without(unjudged.len());
    found.counting(INITIATIVES, &with, &rows).listing(listed(&without))
}
