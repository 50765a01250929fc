//! Strategy alignment (M20).

use super::{Centre, INITIATIVES, listed};
use crate::model::{
    health::{GoalHealth, Health, Measure, Target},
    money::Cents,
};

/// M20: spend on aligned initiatives, goals that nothing serves.
pub(super) fn add(centre: &Centre, health: &mut Health) {
    health.goals = goals(centre);
    health.measures.extend([aligned_spend(centre), goals_unserved(centre)]);
}

/// M20: spend on active initiatives with a goal and strategic_fit from the setting on / spend on active initiatives.
/// Without a goal it is not aligned; with a goal and without a score it cannot be told.
fn aligned_spend(centre: &Centre) -> Measure {
    let fit = centre.table().number("strategic_fit");
    let (mut aligned, mut all, mut left_out) = (Cents::ZERO, Cents::ZERO, 0);
    let (mut good, mut not) = (Vec::new(), Vec::new());
    for row in centre.active_rows() {
        let has_goal = centre.text("strategic_goal", row).is_some();
        let (Some(spend), true) = (centre.spend(row), !has_goal || fit[row].is_some()) else {
            left_out += 1;
            continue;
        };
        all += spend;
        if has_goal && fit[row].is_some_and(|fit| fit >= centre.targets().good_fit) {
            aligned += spend;
            good.push(row);
        } else {
            not.push(row);
        }
    }
    Measure::money_share("M20a", "Spend on a strategic goal with a good fit", aligned, all, good.len() + not.len())
        .without(left_out)
        .counting(INITIATIVES, &good, &[good.as_slice(), &not].concat())
        .aiming(Target::AtLeast(centre.targets().aligned_spend))
        .listing(listed(&not))
}

/// M20: configured goals without an active initiative / configured goals.
fn goals_unserved(centre: &Centre) -> Measure {
    let goals = goals(centre);
    let configured: Vec<&GoalHealth> = goals.iter().filter(|goal| !goal.name.is_empty()).collect();
    let unserved = configured.iter().filter(|goal| goal.active == 0).count();
    let without = centre.active_rows().into_iter().filter(|row| centre.text("strategic_goal", *row).is_none()).count();
    let listed = centre.assumptions.goals.len();
    let count = if listed == 0 { 0 } else { unserved };
    Measure::share("M20b", "Strategic goals that no active initiative serves", count, listed)
        .without(if listed == 0 { 0 } else { without })
        .counting(INITIATIVES, &[], &centre.active_rows())
        .aiming(Target::AtMost(0.0))
}

/// Every configured goal with what is done for it, others that occur, and none.
fn goals(centre: &Centre) -> Vec<GoalHealth> {
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
            GoalHealth { name: name.into(), active: rows.len() as u32, spend: centre.spend_of(&rows).0 }
        })
        .collect()
}
