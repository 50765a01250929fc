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
fn goals_unserved(centre: &Centre, health: &Health) -> Option<Found> {
    let configured: Vec<&GoalHealth> = health.goals.iter().filter(|goal| !goal.name.is_empty()).collect();
    let unserved = configured.iter().filter(|goal| goal.active == 0).count();
    let without = centre.active_rows().into_iter().filter(|row| centre.text("strategic_goal", *row).is_none()).count();
    let listed = centre.assumptions.goals.len();
    let count = if listed == 0 { 0 } else { unserved };
    let found = Found::share(count, listed).without(if listed == 0 { 0 } else { without });
    Some(found.counting(INITIATIVES, &[], &centre.active_rows()))
}

/// Every configured goal with what is done for it, others that occur, and none.
pub(super) fn goals(centre: &Centre) -> Vec<GoalHealth> {
    let active = centre.active_rows();
    let name_of = |row: usize| centre.text("strategic_goal", row).map_or("", |name| &**name);
    let mut names: Vec<&str> = centre.assumptions.goals.iter().map(String::as_str).collect();
    let mut others: Vec<&str> = active.iter().map(|row| name_of(*row)).filter(|name| !names.contains(name)).collect();
    others.sort_by_key(|name| (name.is_empty(), *name));
    others.dedup();
    names.extend(others);
    names
        .into_iter()
        .map(|name| {
            let rows: Vec<usize> = active.iter().copied().filter(|row| name_of(*row) == name).collect();
            let spend: Cents = rows.iter().filter_map(|row| centre.spend(*row)).sum();
            GoalHealth { name: name.into(), active: rows.len() as u32, spend }
        })
        .collect()
}
