//! How the centre grows (M30): its people and initiatives month by month.

use super::{
    Centre, Declared, INITIATIVES, by,
    roles::{COE_HOME, fte_sum},
};
use crate::model::{
    condition::field,
    dictionary::SheetKind::{Initiatives, Team},
    health::{CentreMonth, Health},
    measure::{Found, MeasureUnit, Part, own},
    period::Month,
};
use polars::prelude::PolarsResult;

/// M30: initiatives for each person of the centre.
pub(super) fn measures() -> Vec<Declared> {
    vec![by(
        own("M30", "initiatives_per_person", "Initiatives for each person of the centre", MeasureUnit::Index)
            .needing(Team)
            .formula("Initiatives approved and not over at the end of the reporting month, divided by the full-time equivalents of the centre.")
            .told_from(&[(Initiatives, &["phase", "approved_on", "retired_on"])]),
        initiatives_per_person,
    )]
}

fn initiatives_per_person(centre: &Centre, _: &Health) -> PolarsResult<Option<Found>> {
    let period = centre.assumptions.period;
    let now = month(centre, period)?;
    let undated = centre.active_rows().into_iter().filter(|row| centre.past_day("approved_on", *row).is_none()).count();
    let found = Found::quotient(Part::Count(i64::from(now.initiatives)), Part::Number(now.fte));
    let found = found.over(now.initiatives as usize).without(undated);
    Ok(Some(found.counting(INITIATIVES, &[], &running(centre, period)?)))
}

/// M30: people of the centre and initiatives, by month of the fiscal year; none where nobody reports people.
pub(super) fn months(centre: &Centre) -> PolarsResult<Vec<CentreMonth>> {
    if centre.portfolio.team.is_empty() {
        return Ok(Vec::new());
    }
    let (start, period) = (centre.assumptions.year_start(), centre.assumptions.period);
    (0..=period.since(start)).map(|step| month(centre, start.plus(step))).collect()
}

/// People whose home is the centre or who run it, and initiatives approved and not over at the end of the month.
fn month(centre: &Centre, month: Month) -> PolarsResult<CentreMonth> {
    let team = &centre.portfolio.team;
    let (from, to) = (team.month("from"), team.month("to"));
    let is_there = |row: &usize| from[*row].is_some_and(|from| from <= month) && to[*row].is_none_or(|to| to >= month);
    let is_centres = |row: &usize| {
        team.text("home_department")[*row].as_deref() == Some(COE_HOME)
            || centre.portfolio.team_initiative[*row].is_none()
    };
    let rows = (0..team.len()).filter(is_there).filter(is_centres);
    Ok(CentreMonth {
        month,
        fte: fte_sum(rows.filter_map(|row| team.number("fte")[row])),
        initiatives: running(centre, month)?.len() as u32,
    })
}

/// Initiatives approved and not over at the end of a month.
fn running(centre: &Centre, month: Month) -> PolarsResult<Vec<usize>> {
    let end = centre.assumptions.calendar.last_day(month);
    let is_retired_later = field("phase").is("Retired").and(field("retired_on").on_or_before(end).negated());
    let is_not_over = field("phase").is_one_of(&["Approved", "Pilot", "Production", "On hold"]).or(is_retired_later);
    centre.rows_where(&field("approved_on").on_or_before(end).and(is_not_over))
}
