//! Strategy alignment (M20).

use super::{Centre, Declared, Health, INITIATIVES, by, fields::SPEND};
use crate::model::{
    condition::field,
    dictionary::SheetKind::Initiatives,
    health::GoalHealth,
    measure::{Found, MeasureUnit, PageGroup, own, share_of},
    money::Cents,
    population::Population::Active,
};
use polars::prelude::PolarsResult;
use std::sync::Arc;

/// M20: spend on aligned initiatives, goals that nothing serves.
pub(super) fn measures() -> Vec<Declared> {
    vec![
        // Without a goal it is not aligned; with a goal and without a score it cannot be told.
        share_of(field("cost_actual"), "M20a", "aligned_spend", "Spend on a strategic goal with a good fit")
            .short("Spend fits the strategy")
            .of(Active)
            .numerator(field("strategic_goal").is_known().and(field("strategic_fit").at_least_set("good_fit")))
            .at_least("aligned_spend")
            .lists_the_rest()
            .formula("Spend to date on active initiatives with a strategic goal and Strategic fit of {good_fit} or more, divided by spend to date on active initiatives.")
            .told_from(&[(Initiatives, &["phase", "strategic_goal", "strategic_fit"]), SPEND])
            .on_page(PageGroup::Success, 2)
            .into(),
        by(
            own("M20b", "goals_unserved", "Strategic goals that no active initiative serves", MeasureUnit::Share)
                .none_wanted()
                .formula("Strategic goals of the settings without an active initiative, divided by the goals of the settings.")
                .told_from(&[(Initiatives, &["phase", "strategic_goal"])]),
            goals_unserved,
        ),
    ]
}

/// M20: configured goals without an active initiative / configured goals.
fn goals_unserved(centre: &Centre, health: &Health) -> PolarsResult<Option<Found>> {
    let configured: Vec<&GoalHealth> = health.goals.iter().filter(|goal| !goal.name.is_empty()).collect();
    let unserved = configured.iter().filter(|goal| goal.active == 0).count();
    let without = centre.active_rows().into_iter().filter(|row| centre.text("strategic_goal", *row).is_none()).count();
    let listed = centre.assumptions.goals.len();
    let count = if listed == 0 { 0 } else { unserved };
    let found = Found::share(count, listed).without(if listed == 0 { 0 } else { without });
    Ok(Some(found.counting(INITIATIVES, &[], &centre.active_rows())))
}

/// Every configured goal with what is done for it, others that occur, and none.
pub(super) fn goals(centre: &Centre) -> PolarsResult<Vec<GoalHealth>> {
    let mut rows_of = centre.rows_by("strategic_goal")?;
    rows_of.values_mut().for_each(|rows| rows.retain(|row| centre.is_active(*row)));
    rows_of.retain(|_, rows| !rows.is_empty());
    let mut names: Vec<Arc<str>> = centre.assumptions.goals.iter().map(|name| name.as_str().into()).collect();
    let mut others: Vec<Arc<str>> = rows_of.keys().filter(|name| !names.contains(name)).cloned().collect();
    others.sort_by_key(|name| name.is_empty());
    names.extend(others);
    let goal = |name: Arc<str>| {
        let rows = rows_of.get(&name).map_or(&[][..], Vec::as_slice);
        let spend: Cents = rows.iter().filter_map(|row| centre.spend(*row)).sum();
        GoalHealth { active: rows.len() as u32, spend, name }
    };
    Ok(names.into_iter().map(goal).collect())
}
