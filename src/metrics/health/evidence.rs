//! Reported status beside the evidence (M32). Nothing is recoloured: both are shown.

use super::{Centre, INITIATIVES, clear, listed};
use crate::model::{
    health::{Evidence, Health, Measure, StatusEvidence, Target},
    phase::Phase,
};

/// M32: active initiatives that report Green while the evidence says otherwise / those that report Green.
pub(super) fn add(centre: &Centre, health: &mut Health) {
    let active = centre.active_rows();
    health.evidence = active
        .iter()
        .map(|row| StatusEvidence {
            row: *row as u32,
            status: centre.text("status", *row).cloned(),
            evidence: evidence(centre, *row),
        })
        .collect();
    let green = |one: &&StatusEvidence| one.status.as_deref() == Some("Green");
    let doubtful: Vec<usize> = health
        .evidence
        .iter()
        .filter(green)
        .filter(|one| !one.evidence.is_empty())
        .map(|one| one.row as usize)
        .collect();
    let reported: Vec<usize> = health.evidence.iter().filter(green).map(|one| one.row as usize).collect();
    let silent = health.evidence.iter().filter(|one| one.status.is_none()).count();
    health.measures.push(
        Measure::share("M32", "Green against the evidence", doubtful.len(), reported.len())
            .without(silent)
            .counting(INITIATIVES, &doubtful, &reported)
            .aiming(Target::AtMost(0.0))
            .listing(listed(&doubtful)),
    );
}

/// What speaks against Green.
fn evidence(centre: &Centre, row: usize) -> Vec<Evidence> {
    let over = cost_over_plan(centre, row).map(Evidence::CostOverPlan);
    let pace = slowest_pace(centre, row).map(Evidence::BehindPace);
    let overdue = production_overdue(centre, row).map(Evidence::ProductionOverdue);
    [over, pace, overdue, no_reading(centre, row)].into_iter().flatten().collect()
}

/// The outlook of the year's cost over its plan, when it is too far over.
fn cost_over_plan(centre: &Centre, row: usize) -> Option<f64> {
    let money = &centre.initiatives[row].money;
    let planned = money.year_cost_planned;
    let over = (money.year_cost_outlook - planned).0 as f64 / planned.0 as f64;
    (planned.0 > 0 && over > centre.targets().cost_over_plan).then_some(over)
}

/// The slowest KPI, when it is too slow.
fn slowest_pace(centre: &Centre, row: usize) -> Option<f64> {
    let paces = centre.kpis_of(row).iter().filter_map(|kpi| kpi.pace);
    paces.min_by(f64::total_cmp).filter(|pace| *pace < centre.targets().behind_pace)
}

/// The planned production day, when it has passed on the way there.
fn production_overdue(centre: &Centre, row: usize) -> Option<jiff::civil::Date> {
    let on_its_way = matches!(centre.phase(row), Some(Phase::Approved | Phase::Pilot));
    centre.past_day("planned_production_on", row).filter(|_| on_its_way)
}

/// In flight, and no KPI was read lately. Where nobody reports KPIs at all there is nothing to say.
fn no_reading(centre: &Centre, row: usize) -> Option<Evidence> {
    if !centre.in_flight(row) || centre.portfolio.outcomes.is_empty() {
        return None;
    }
    match centre.kpis_of(row).iter().filter_map(|kpi| kpi.read_on).max() {
        Some(day) if clear::is_recent(centre, day) => None,
        Some(day) => Some(Evidence::NoReading(Some(i64::from((centre.end - day).get_days())))),
        None => Some(Evidence::NoReading(None)),
    }
}
