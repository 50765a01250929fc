//! Executive sponsorship (M12).

use super::{Centre, Declared, Health, INITIATIVES, by, fields::SPEND, listed};
use crate::model::{
    condition::{Condition, field},
    dictionary::SheetKind::Initiatives,
    identifier::identifier_key,
    measure::{Found, MeasureUnit, PageGroup, SheetFields, own, quotient_of, share, share_of},
    money::Cents,
    phase::Phase,
    population::Population::Active,
};
use polars::prelude::{Column, PolarsResult};
use std::collections::{BTreeMap, BTreeSet};

const SPONSOR: SheetFields = (Initiatives, &["phase", "sponsor", "sponsor_email"]);

/// The sponsor can be reached. Validation has already rejected what is no address.
pub(super) fn is_sponsored() -> Condition {
    field("sponsor").is_known().and(field("sponsor_email").is_known())
}

/// M12: by count, by spend, sponsors with too many, and money approved of money asked for.
pub(super) fn measures() -> Vec<Declared> {
    vec![
        share("M12a", "sponsored", "Active initiatives with a sponsor who can be reached")
            .short("Sponsor can be reached")
            .of(Active)
            .numerator(is_sponsored())
            .counting_unread_phases()
            .at_least("sponsored")
            .lists_the_rest()
            .formula("Active initiatives with an Executive sponsor and a valid Sponsor e-mail, divided by active initiatives (Approved, Pilot, Production, On hold once approved).")
            .told_from(&[SPONSOR])
            .on_page(PageGroup::Sponsorship, 1)
            .into(),
        share_of(field("cost_actual"), "M12b", "sponsored_spend", "Spend with a sponsor who can be reached")
            .short("Spend with such a sponsor")
            .of(Active)
            .numerator(is_sponsored())
            .at_least("sponsored")
            .lists_the_rest()
            .formula("Spend to date on active initiatives with a sponsor who can be reached, divided by spend to date on active initiatives.")
            .told_from(&[SPONSOR, SPEND])
            .on_page(PageGroup::Sponsorship, 2)
            .into(),
        by(
            own("M12c", "sponsors_overloaded", "Sponsors with too many initiatives", MeasureUnit::Share)
                .none_wanted()
                .formula("Sponsors with more than {initiatives_a_sponsor} active initiatives, divided by sponsors of active initiatives.")
                .told_from(&[SPONSOR]),
            overloaded,
        ),
        // The board's amount where there is one; over initiatives approved or rejected.
        quotient_of(
            field("amount_granted"),
            field("budget_requested"),
            "M12d",
            "budget_approved",
            "Budget approved of budget requested",
        )
        .among(field("was_decided").holds())
        .formula("Amount approved (the board's, else Budget requested) of initiatives that were approved, divided by Budget requested of those approved or rejected.")
        .told_from(&[(Initiatives, &["budget_requested", "phase", "approved_on", "decision"])])
        .into(),
    ]
}

/// Sponsors with more active initiatives than the setting / sponsors.
fn overloaded(centre: &Centre, _: &Health) -> PolarsResult<Option<Found>> {
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
    let found = Found::share(too_many.len(), rows_of.len()).counting(INITIATIVES, &above, &below);
    Ok(Some(found.listing(listed(&above))))
}

/// M12d: was it decided on, and how much was granted: nothing where it was rejected, the board's amount where it said one.
pub(super) fn columns(centre: &Centre) -> Vec<Column> {
    let board = amounts_of_the_board(centre);
    let requested = centre.table().money("budget_requested");
    let granted = |row: usize| match is_approved(centre, row)? {
        true => Some(board.get(&row).copied().unwrap_or(requested[row]?)),
        false => Some(Cents::ZERO),
    };
    vec![
        centre.marks("was_decided", |row| Some(is_approved(centre, row).is_some())),
        centre.money("amount_granted", granted),
    ]
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
