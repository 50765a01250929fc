//! Executive sponsorship (M12).

use super::{Centre, INITIATIVES, listed};
use crate::model::{
    health::{Health, Measure, Target},
    money::Cents,
};
use std::collections::BTreeMap;

/// M12: by count, by spend, sponsors with too many, and money approved of money asked for.
pub(super) fn add(centre: &Centre, health: &mut Health) {
    health.measures.extend([by_count(centre), by_spend(centre), overloaded(centre), approved(centre)]);
}

/// Can the sponsor be reached? Validation has already rejected what is no address.
pub(super) fn has_sponsor(centre: &Centre, row: usize) -> bool {
    centre.text("sponsor", row).is_some() && centre.text("sponsor_email", row).is_some()
}

fn split(centre: &Centre) -> (Vec<usize>, Vec<usize>) {
    centre.active_rows().into_iter().partition(|row| has_sponsor(centre, *row))
}

/// M12: active initiatives with a sponsor and a valid address / active initiatives.
fn by_count(centre: &Centre) -> Measure {
    let (with, without) = split(centre);
    Measure::share(
        "M12a",
        "Active initiatives with a sponsor who can be reached",
        with.len(),
        with.len() + without.len(),
    )
    .without(centre.without_phase())
    .counting(INITIATIVES, &with, &centre.active_rows())
    .aiming(Target::AtLeast(centre.targets().sponsored))
    .listing(listed(&without))
}

/// The same by spend of the year to date.
fn by_spend(centre: &Centre) -> Measure {
    let (with, without) = split(centre);
    let (sponsored, known, unknown) = centre.spend_of(&with);
    let (rest, known_rest, unknown_rest) = centre.spend_of(&without);
    Measure::money_share(
        "M12b",
        "Spend with a sponsor who can be reached",
        sponsored,
        sponsored + rest,
        known + known_rest,
    )
    .without(unknown + unknown_rest)
    .counting(INITIATIVES, &with, &centre.active_rows())
    .aiming(Target::AtLeast(centre.targets().sponsored))
    .listing(listed(&without))
}

/// Sponsors with more active initiatives than the setting / sponsors.
fn overloaded(centre: &Centre) -> Measure {
    let mut rows_of: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for row in centre.active_rows() {
        if let Some(address) = centre.text("sponsor_email", row) {
            rows_of.entry(address.to_lowercase()).or_default().push(row);
        }
    }
    let most = usize::from(centre.targets().initiatives_a_sponsor);
    let too_many: Vec<&Vec<usize>> = rows_of.values().filter(|rows| rows.len() > most).collect();
    let mut above: Vec<usize> = too_many.iter().flat_map(|rows| rows.iter().copied()).collect();
    above.sort_unstable();
    let mut below: Vec<usize> = rows_of.values().flatten().copied().collect();
    below.sort_unstable();
    Measure::share("M12c", "Sponsors with too many initiatives", too_many.len(), rows_of.len())
        .aiming(Target::AtMost(0.0))
        .counting(INITIATIVES, &above, &below)
        .listing(listed(&above))
}

/// Budget of what was approved / budget of all that asked for one.
fn approved(centre: &Centre) -> Measure {
    let budgets = centre.table().money("budget_requested");
    let asked: Vec<(usize, Cents)> = centre.rows().filter_map(|row| Some((row, budgets[row]?))).collect();
    let is_approved = |row: usize| centre.is_active(row) || centre.past_day("approved_on", row).is_some();
    let (approved, rest): (Vec<_>, Vec<_>) = asked.iter().copied().partition(|(row, _)| is_approved(*row));
    let sum = |list: &[(usize, Cents)]| list.iter().map(|(_, cents)| *cents).sum::<Cents>();
    let rows = |list: &[(usize, Cents)]| list.iter().map(|(row, _)| *row).collect::<Vec<usize>>();
    let (above, below) = (sum(&approved), sum(&approved) + sum(&rest));
    Measure::money_share("M12d", "Budget approved of budget requested", above, below, asked.len())
        .without(centre.rows().len() - asked.len())
        .counting(INITIATIVES, &rows(&approved), &rows(&asked))
}
