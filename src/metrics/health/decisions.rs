//! Decisions (M21): taken in time, and overrides with a reason.

use super::{Centre, listed};
use crate::model::health::{Health, Measure, Target};

/// M21.
pub(super) fn add(centre: &Centre, health: &mut Health) {
    health.measures.extend([in_time(centre), overrides(centre)]);
}

/// M21: decided within the setting's days of its date / asked with a date that has passed. An older decision was about
/// something else.
fn in_time(centre: &Centre) -> Measure {
    let asked: Vec<usize> = centre.rows().filter(|row| centre.text("decision_needed", *row).is_some()).collect();
    let dates = centre.table().date("decision_needed_by");
    let undated = asked.iter().filter(|row| dates[**row].is_none()).count();
    let due: Vec<usize> = centre.rows().filter(|row| centre.past_day("decision_needed_by", *row).is_some()).collect();
    let is_in_time = |row: &usize| {
        let decided = centre.text("decision", *row).and(centre.past_day("decision_on", *row));
        let days = decided.zip(dates[*row]).map(|(decided, due)| (decided - due).get_days().abs());
        days.is_some_and(|days| days <= i32::from(centre.targets().decision_days))
    };
    let (decided, late): (Vec<usize>, Vec<usize>) = due.iter().copied().partition(is_in_time);
    Measure::share("M21a", "Decisions taken in time of those due", decided.len(), due.len())
        .without(undated)
        .aiming(Target::AtLeast(centre.targets().decided_in_time))
        .listing(listed(&late))
}

/// M21: overrides with a reason / overrides.
fn overrides(centre: &Centre) -> Measure {
    let is_override = |row: &usize| centre.text("decision", *row).is_some_and(|decision| &**decision == "Override");
    let (with, without): (Vec<usize>, Vec<usize>) =
        centre.rows().filter(is_override).partition(|row| centre.text("decision_reason", *row).is_some());
    Measure::share("M21c", "Overrides with a reason", with.len(), with.len() + without.len())
        .aiming(Target::AtLeast(1.0))
        .listing(listed(&without))
}
