//! Executive sponsorship (M12).

use super::{Centre, INITIATIVES, listed};
use crate::model::{
    health::{Health, Measure, Target},
    identifier::identifier_key,
    money::Cents,
    phase::Phase,
};
use std::collections::{BTreeMap, BTreeSet};

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

/// M12d: amount approved, the board's where it says one / budget requested, over initiatives approved or rejected.
fn approved(centre: &Centre) -> Measure {
    let budgets = centre.table().money("budget_requested");
    let decided: Vec<usize> = centre.rows().filter(|row| is_approved(centre, *row).is_some()).collect();
    let asked: Vec<(usize, Cents)> = decided.iter().filter_map(|row| Some((*row, budgets[*row]?))).collect();
    let board = amounts_of_the_board(centre);
    let granted = |row: usize, requested: Cents| match is_approved(centre, row) {
        Some(true) => Some(board.get(&row).copied().unwrap_or(requested)),
        _ => None,
    };
    let approved: Vec<(usize, Cents)> =
        asked.iter().filter_map(|(row, requested)| Some((*row, granted(*row, *requested)?))).collect();
    let sum = |list: &[(usize, Cents)]| list.iter().map(|(_, cents)| *cents).sum::<Cents>();
    let rows = |list: &[(usize, Cents)]| list.iter().map(|(row, _)| *row).collect::<Vec<usize>>();
    Measure::money_share("M12d", "Budget approved of budget requested", sum(&approved), sum(&asked), asked.len())
        .without(decided.len() - asked.len())
        .counting(INITIATIVES, &rows(&approved), &rows(&asked))
}

/// Was it approved or rejected? `None` while neither is so. What was decided last counts.
fn is_approved(centre: &Centre, row: usize) -> Option<bool> {
    let decision = centre.text("decision", row).map(|decision| &**decision);
    if centre.phase(row) == Some(Phase::Rejected) || decision == Some("Reject") {
        return Some(false);
    }
    let is_approved = centre.is_active(row)
        || centre.past_day("approved_on", row).is_some()
        || matches!(decision, Some("Approve" | "Override"));
    is_approved.then_some(true)
}

/// The amount approved by the decision that stands for each initiative, where the board said one. Nobody approves their
/// own money: decisions in a workbook with initiatives do not count.
fn amounts_of_the_board(centre: &Centre) -> BTreeMap<usize, Cents> {
    let (table, decisions) = (centre.table(), &centre.portfolio.decisions);
    let senders: BTreeSet<u32> = table.origins.iter().map(|origin| origin.file).collect();
    let row_of: BTreeMap<String, usize> =
        centre.rows().filter_map(|row| Some((identifier_key(centre.text("initiative_id", row)?), row))).collect();
    let mut amounts = BTreeMap::new();
    for (place, id) in decisions.text("initiative_id").iter().enumerate() {
        let row = id.as_deref().and_then(|id| row_of.get(&identifier_key(id)).copied());
        let (Some(row), Some(amount)) = (row, decisions.money("amount_approved")[place]) else { continue };
        let stands = decisions.text("decision")[place].as_ref() == centre.text("decision", row)
            && decisions.date("decided_on")[place] == table.date("decision_on")[row];
        if stands && !senders.contains(&decisions.origins[place].file) {
            amounts.insert(row, amount);
        }
    }
    amounts
}
