//! Reported status beside the evidence (M32). Nothing is recoloured: both are shown.

use super::{Centre, Declared, clear};
use crate::model::{
    condition::field,
    dictionary::SheetKind::{Initiatives, Outcomes},
    health::{Evidence, Health, StatusEvidence},
    measure::share,
    phase::Phase,
    population::Population::Active,
};
use polars::prelude::Column;

/// M32: active initiatives that report Green while the evidence says otherwise / those that report Green.
pub(super) fn measures() -> Vec<Declared> {
    vec![
        share("M32", "green_against_evidence", "Green against the evidence")
            .of(Active)
            .among(field("status").is("Green"))
            .numerator(field("has_evidence_against").holds())
            .none_wanted()
            .lists_them()
            .formula("Active initiatives with Status = Green although the cost outlook is {cost_over_plan} over plan, a KPI is below {behind_pace} of its pace, the planned production day has passed, or no KPI was read for {reading_days} days; divided by active initiatives with Status = Green.")
            .told_from(&[
                (Initiatives, &["phase", "status", "planned_production_on"]),
                (Outcomes, &["read_on", "actual"]),
            ])
            .into(),
    ]
}

/// What speaks against Green, of each active initiative whatever it reports.
pub(super) fn add(centre: &Centre, health: &mut Health) -> Vec<Column> {
    let of_row = |row: usize| StatusEvidence {
        row: row as u32,
        status: centre.text("status", row).cloned(),
        evidence: evidence(centre, row),
    };
    health.evidence = centre.active_rows().into_iter().map(of_row).collect();
    let mut against = vec![None; centre.rows().len()];
    for one in &health.evidence {
        against[one.row as usize] = Some(!one.evidence.is_empty());
    }
    vec![centre.marks("has_evidence_against", |row| against[row])]
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
