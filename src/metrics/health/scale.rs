//! How the centre grows (M30): its people and initiatives month by month.

use super::{
    Centre, INITIATIVES,
    roles::{COE_HOME, fte_sum},
};
use crate::model::{
    health::{CentreMonth, Health, Measure, MeasureUnit, Part},
    period::Month,
    phase::Phase,
};

/// M30: people of the centre, initiatives, and initiatives for each of them, by month of the fiscal year.
pub(super) fn add(centre: &Centre, health: &mut Health) {
    if centre.portfolio.team.is_empty() {
        return;
    }
    let (start, period) = (centre.assumptions.year_start(), centre.assumptions.period);
    health.months = (0..=period.since(start)).map(|step| month(centre, start.plus(step))).collect();
    let now = month(centre, period);
    let undated = centre.active_rows().into_iter().filter(|row| centre.past_day("approved_on", *row).is_none()).count();
    health.measures.push(
        Measure::quotient(
            "M30",
            "Initiatives for each person of the centre",
            MeasureUnit::Index,
            Part::Count(i64::from(now.initiatives)),
            Part::Number(now.fte),
        )
        .over(now.initiatives as usize)
        .without(undated)
        .counting(INITIATIVES, &[], &running(centre, period)),
    );
}

/// People whose home is the centre or who run it, and initiatives approved and not over at the end of the month.
fn month(centre: &Centre, month: Month) -> CentreMonth {
    let team = &centre.portfolio.team;
    let (from, to) = (team.month("from"), team.month("to"));
    let is_there = |row: &usize| from[*row].is_some_and(|from| from <= month) && to[*row].is_none_or(|to| to >= month);
    let is_centres = |row: &usize| {
        team.text("home_department")[*row].as_deref() == Some(COE_HOME)
            || centre.portfolio.team_initiative[*row].is_none()
    };
    let rows = (0..team.len()).filter(is_there).filter(is_centres);
    CentreMonth {
        month,
        fte: fte_sum(rows.filter_map(|row| team.number("fte")[row])),
        initiatives: running(centre, month).len() as u32,
    }
}

/// Initiatives approved and not over at the end of a month.
fn running(centre: &Centre, month: Month) -> Vec<usize> {
    let end = month.last_day();
    let is_running = |row: &usize| {
        let approved = centre.table().date("approved_on")[*row].is_some_and(|day| day <= end);
        let over = match centre.phase(*row) {
            Some(Phase::Retired) => centre.table().date("retired_on")[*row].is_none_or(|day| day <= end),
            Some(Phase::Rejected | Phase::Idea | Phase::Assessment) | None => true,
            _ => false,
        };
        approved && !over
    };
    centre.rows().filter(is_running).collect()
}
