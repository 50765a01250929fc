//! Outcomes and health of the centre (M1–M34): one file a family, a named function a measure.
//!
//! Each measure says what stands above and below its line and how many rows were left out for want of data. Times are
//! medians and percentiles, money is summed in whole cents and only to the reporting month.

mod adoption;
mod alignment;
mod centralisation;
mod claims;
mod clear;
mod context;
pub mod decisions;
pub mod earned_value;
mod evidence;
mod governance;
mod lifecycle;
mod outcomes;
mod percentile;
mod phases;
mod roles;
mod scale;
mod sponsorship;
#[cfg(test)]
mod tests;

use crate::model::{
    assumptions::Assumptions,
    health::{BenefitKind, Counted, Health},
    metrics::{InitiativeMetrics, KpiMetrics, Money},
    money::Cents,
    phase::Phase,
    portfolio::Portfolio,
    table::Table,
    targets::HealthTargets,
};
use jiff::civil::Date;
use std::sync::Arc;

/// What every measure is computed from.
pub(super) struct Centre<'a> {
    portfolio: &'a Portfolio,
    assumptions: &'a Assumptions,
    initiatives: &'a [InitiativeMetrics],
    /// In order of initiative.
    kpis: &'a [KpiMetrics],
    /// Money of everything, the centre's own included.
    total: &'a Money,
    /// The last day of the reporting month.
    end: Date,
}

impl<'a> Centre<'a> {
    fn table(&self) -> &'a Table {
        &self.portfolio.initiatives
    }

    fn targets(&self) -> &'a HealthTargets {
        &self.assumptions.health
    }

    fn rows(&self) -> std::ops::Range<usize> {
        0..self.initiatives.len()
    }

    fn text(&self, key: &str, row: usize) -> Option<&'a Arc<str>> {
        self.table().text(key)[row].as_ref()
    }

    /// A day that is not after the reporting month: what is planned later has not happened yet.
    fn past_day(&self, key: &str, row: usize) -> Option<Date> {
        self.table().date(key)[row].filter(|day| *day <= self.end)
    }

    fn phase(&self, row: usize) -> Option<Phase> {
        self.initiatives[row].phase
    }

    fn in_flight(&self, row: usize) -> bool {
        self.phase(row).is_some_and(Phase::in_flight)
    }

    /// Approved, Pilot, Production, and On hold when it has been approved.
    fn is_active(&self, row: usize) -> bool {
        match self.phase(row) {
            Some(Phase::Approved | Phase::Pilot | Phase::Production) => true,
            Some(Phase::OnHold) => self.table().date("approved_on")[row].is_some(),
            _ => false,
        }
    }

    fn active_rows(&self) -> Vec<usize> {
        self.rows().filter(|row| self.is_active(*row)).collect()
    }

    fn in_flight_rows(&self) -> Vec<usize> {
        self.rows().filter(|row| self.in_flight(*row)).collect()
    }

    /// Rows whose phase cannot be read: they belong to no population.
    fn without_phase(&self) -> usize {
        self.rows().filter(|row| self.phase(*row).is_none()).count()
    }

    /// Real cost of the year to date; `None` when no month was reported.
    fn spend(&self, row: usize) -> Option<Cents> {
        let cost = &self.initiatives[row].money.year_to_date.cost;
        (cost.reported() > 0).then_some(cost.actual)
    }

    /// Real benefit of the year to date; `None` when no month was reported.
    fn benefit(&self, row: usize) -> Option<Cents> {
        let benefit = &self.initiatives[row].money.year_to_date.benefit;
        (benefit.reported() > 0).then_some(benefit.actual)
    }

    /// Spend of those rows that report it, how many do, and how many do not.
    fn spend_of(&self, rows: &[usize]) -> (Cents, usize, usize) {
        let known: Vec<Cents> = rows.iter().filter_map(|row| self.spend(*row)).collect();
        (known.iter().copied().sum(), known.len(), rows.len() - known.len())
    }

    fn kpis_of(&self, row: usize) -> &'a [KpiMetrics] {
        let start = self.kpis.partition_point(|kpi| (kpi.initiative as usize) < row);
        let end = self.kpis.partition_point(|kpi| kpi.initiative as usize <= row);
        &self.kpis[start..end]
    }
}

/// Initiatives above the line, behind those a measure counts from.
const INITIATIVES: Counted = Counted::Initiatives;

/// Rows as the model keeps them.
fn listed(rows: &[usize]) -> Vec<u32> {
    rows.iter().map(|row| *row as u32).collect()
}

/// All measures. `benefit_kinds` has the benefit of the year to date by kind.
pub(super) fn health(
    portfolio: &Portfolio,
    assumptions: &Assumptions,
    initiatives: &[InitiativeMetrics],
    kpis: &[KpiMetrics],
    total: &Money,
    benefit_kinds: Vec<BenefitKind>,
) -> Health {
    let end = assumptions.period.last_day();
    let centre = Centre { portfolio, assumptions, initiatives, kpis, total, end };
    let mut health = Health { benefit_kinds, ..Health::default() };
    outcomes::add(&centre, &mut health);
    earned_value::add(&centre, &mut health);
    outcomes::add_net(&centre, &mut health);
    lifecycle::add(&centre, &mut health);
    adoption::add(&centre, &mut health);
    sponsorship::add(&centre, &mut health);
    clear::add(&centre, &mut health);
    governance::add(&centre, &mut health);
    centralisation::add(&centre, &mut health);
    roles::add(&centre, &mut health);
    context::add_standards(&centre, &mut health);
    alignment::add(&centre, &mut health);
    decisions::add(&centre, &mut health);
    phases::add(&centre, &mut health);
    lifecycle::add_graveyard(&centre, &mut health);
    outcomes::add_mix(&centre, &mut health);
    context::add(&centre, &mut health);
    outcomes::add_concentration(&centre, &mut health);
    scale::add(&centre, &mut health);
    evidence::add(&centre, &mut health);
    claims::add(&centre, &mut health);
    health
}
