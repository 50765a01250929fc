//! What `run.json` says of people ahead.

use super::ReportContext;
use crate::model::{
    funding::MilliFte,
    people::{NeededFor, RoleAhead, RoleInMonth, RoleMonth},
    record_people::{PeopleAheadRecord, PeopleUnknownRecord, RoleAheadRecord, RoleMonthRecord, ShortRecord},
};

/// Nothing where nobody set a capacity.
pub fn people_ahead(context: &ReportContext) -> Option<PeopleAheadRecord> {
    let ahead = context.metrics.people_ahead.as_ref()?;
    let ids = context.portfolio.initiatives.text("initiative_id");
    let added = ahead.chosen_adds();
    Some(PeopleAheadRecord {
        first_short: ahead.first_short().map(|found| short(found, RoleMonth::left)),
        first_short_with_all_candidates: ahead
            .first_short_with_all()
            .map(|found| short(found, RoleMonth::left_with_all)),
        funded_add_most_in: added.map(|(month, _)| month),
        funded_add: people(added.map_or(0, |(_, people)| people)),
        budget_is_set: ahead.has_choice,
        roles: ahead.roles.iter().map(role).collect(),
        not_known: PeopleUnknownRecord {
            rows_without_fte: ahead.without_fte.len(),
            rows_without_role: ahead.without_role.len(),
            rows_without_first_month: ahead.without_start.len(),
            initiatives_without_people: (ahead.silent.iter())
                .map(|(row, _)| ids[*row as usize].as_deref().unwrap_or_default().to_owned())
                .collect(),
            roles_without_capacity: ahead.roles_without_capacity.iter().map(|role| role.to_string()).collect(),
        },
    })
}

fn short((role, month): RoleInMonth, left: fn(&RoleMonth) -> Option<MilliFte>) -> ShortRecord {
    ShortRecord { role: role.role.to_string(), month: month.month, short_by: people(-left(month).unwrap_or_default()) }
}

fn role(one: &RoleAhead) -> RoleAheadRecord {
    RoleAheadRecord { role: one.role.to_string(), months: one.months.iter().map(month).collect() }
}

fn month(one: &RoleMonth) -> RoleMonthRecord {
    let part = |of| people(one.part(of));
    RoleMonthRecord {
        month: one.month,
        there: one.supply.map(people),
        centre: part(NeededFor::Centre),
        running: part(NeededFor::Running),
        mandatory: part(NeededFor::Mandatory),
        funded: part(NeededFor::Funded),
        needed: people(one.demand()),
        left: one.left().map(people),
        not_funded: part(NeededFor::NotFunded),
    }
}

/// Full-time persons.
fn people(fte: MilliFte) -> f64 {
    fte as f64 / 1000.0
}
