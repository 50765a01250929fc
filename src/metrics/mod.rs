//! Portfolio to numbers. One file a family of metrics, a named function a metric; definitions and edge rules are those
//! of the field's standards, cited where they are used.
//!
//! Money is summed as integer cents in polars frames, sorted before each aggregation, so that a run repeats to the bit.

pub mod appraisal;
pub mod cashflow;
mod frames;
mod funding;
pub mod health;
pub mod history;
mod initiatives;
pub mod kpi;
mod methods;
pub mod pareto;
mod percentile;
pub mod returns;
pub mod robustness;
mod score;
pub mod selection;
pub mod smaa;
pub mod stability;

use crate::model::{
    assumptions::Assumptions,
    health::{BenefitKind, BenefitPart},
    metrics::{GroupMetrics, InitiativeMetrics, KpiMetrics, Metrics, Money, OwnerMonth, PlanActual},
    money::Cents,
    period::Month,
    phase::Phase,
    portfolio::{CENTRE, Portfolio},
};
use frames::{
    Frames, Wanted,
    groups::Group,
    money::{BENEFIT_KINDS, MoneyFrame, Totals},
};
use std::sync::Arc;

/// Why numbers could not be computed: a fault inside the frames or the solver, never a fault of the data.
pub type Error = polars::error::PolarsError;

/// Computes all numbers of the reporting month in `assumptions`.
pub fn compute(portfolio: &Portfolio, assumptions: &Assumptions) -> Result<Metrics, Error> {
    let frames = Frames::of(portfolio, &health::wanted(assumptions))?;
    let money = MoneyFrame::of(&frames)?;
    compute_from(&frames, money, portfolio, assumptions)
}

/// The same with a row lost on the way into the frames: a fault that the checks must see.
#[cfg(test)]
pub(crate) fn compute_with_a_lost_row(portfolio: &Portfolio, assumptions: &Assumptions) -> Result<Metrics, Error> {
    let frames = Frames::of(portfolio, &health::wanted(assumptions))?;
    let money = MoneyFrame::of(&frames)?.without_first_row();
    compute_from(&frames, money, portfolio, assumptions)
}

/// Every month of every initiative that somebody reported, by initiative and month, the centre first: for who wants to
/// recompute what [`compute`] made of them.
pub fn months_by_owner(portfolio: &Portfolio, assumptions: &Assumptions) -> Result<Vec<OwnerMonth>, Error> {
    MoneyFrame::of(&Frames::of(portfolio, &Wanted::default())?)?.months(assumptions)
}

fn compute_from(
    frames: &Frames,
    money: MoneyFrame,
    portfolio: &Portfolio,
    assumptions: &Assumptions,
) -> Result<Metrics, Error> {
    let totals = money.totals(assumptions)?;
    let (kpi_rows, kpis) = kpi::kpis(frames, assumptions)?;
    let (mut initiatives, criteria) = initiatives::initiatives(frames, (&money, &totals), &kpis, assumptions)?;
    robustness::compare(&mut initiatives, &criteria, assumptions);
    let robustness = robustness::robustness(&initiatives, &criteria, assumptions);
    let groups = Groups { portfolio, initiatives: &initiatives, kpis: &kpis, totals: &totals, assumptions };
    let by = |key: &str| frames::groups::groups(&frames.initiatives, key);
    let (by_department, by_outcome) = (by("department")?, by("outcome")?);
    let mut departments = groups.each(&by_department);
    departments.extend(groups.centre());
    let mut outcomes = groups.each(&by_outcome);
    let mut phases = groups.each(&by(frames::TYPED_PHASE)?);
    // People look for what was not reported at the end, and the centre's own behind all departments.
    departments.sort_by_key(|group| (&*group.name == CENTRE, group.name.is_empty()));
    outcomes.sort_by_key(|group| group.name.is_empty());
    phases.sort_by_key(|group| {
        Phase::ALL.iter().position(|phase| phase.name() == &*group.name).unwrap_or(Phase::ALL.len())
    });
    let total = groups.total();
    let (health, funding) = rayon::join(
        || {
            let kinds = benefit_kinds(&money, assumptions, [&by_outcome, &by_department])?;
            health::health((frames, kpi_rows), portfolio, assumptions, (&initiatives, &kpis, &total.money), kinds)
        },
        || funding::funding(portfolio, assumptions, &totals).map_err(unsolved),
    );
    let (mut health, funding) = (health?, funding?);
    if let Some(funding) = &funding {
        health::add_choice(portfolio, assumptions, &mut health, (&funding.lines, &funding.stop));
    }
    let plans_end = |wanted: &dyn Fn(Month) -> bool| ends_of_plans(&totals).filter(|end| wanted(*end)).count() as u32;
    Ok(Metrics {
        plans_beyond_horizon: plans_end(&|end| end > assumptions.horizon_end()),
        plans_ending_early: plans_end(&|end| end < assumptions.horizon_end()),
        departments,
        outcomes,
        phases,
        total,
        months: totals.months,
        funding,
        robustness,
        frame_sums: money.sums(portfolio)?,
        health,
        initiatives,
        kpis,
    })
}

/// Benefit of the year to date by kind: hard, avoided cost, revenue, soft, not reported; only those that occur.
fn benefit_kinds(
    money: &MoneyFrame,
    assumptions: &Assumptions,
    [outcomes, departments]: [&[Group]; 2],
) -> Result<Vec<BenefitKind>, Error> {
    let mut kinds = Vec::new();
    for (kind, name) in BENEFIT_KINDS.into_iter().enumerate() {
        let totals = money.of_kind(kind)?.totals(assumptions)?;
        let year = totals.all.year_to_date;
        if year.benefit != PlanActual::default() {
            kinds.push(BenefitKind {
                name: name.into(),
                benefit: year.benefit,
                validated: year.benefit_validated,
                by_outcome: benefit_parts(&totals, outcomes),
                by_department: benefit_parts(&totals, departments),
            });
        }
    }
    Ok(kinds)
}

/// The groups that have any of it.
fn benefit_parts(totals: &Totals, groups: &[Group]) -> Vec<BenefitPart> {
    let part = |group: &Group| {
        let year = totals.of(&group.rows).year_to_date;
        BenefitPart { name: group.name.clone(), benefit: year.benefit, validated: year.benefit_validated }
    };
    groups.iter().map(part).filter(|part| part.benefit != PlanActual::default()).collect()
}

/// The solver of the selection gave up.
fn unsolved(error: selection::SolverError) -> Error {
    Error::ComputeError(error.to_string().into())
}

/// The last planned month of each initiative that has a plan.
fn ends_of_plans(totals: &Totals) -> impl Iterator<Item = Month> {
    totals.flows.iter().filter_map(|flows| flows.iter().rfind(|flow| flow.is_planned()).map(|flow| flow.month))
}

/// Groups of initiatives with their numbers.
struct Groups<'a> {
    portfolio: &'a Portfolio,
    initiatives: &'a [InitiativeMetrics],
    kpis: &'a [KpiMetrics],
    totals: &'a Totals,
    assumptions: &'a Assumptions,
}

impl Groups<'_> {
    fn each(&self, groups: &[Group]) -> Vec<GroupMetrics> {
        let of = |group: &Group| self.group(group.name.clone(), &group.rows, self.totals.of(&group.rows));
        groups.iter().map(of).collect()
    }

    /// The centre's own money, if it has any.
    fn centre(&self) -> Option<GroupMetrics> {
        let money = self.totals.centre;
        (money != Money::default()).then(|| self.group(CENTRE.into(), &[], money))
    }

    fn total(&self) -> GroupMetrics {
        let rows: Vec<usize> = (0..self.initiatives.len()).collect();
        self.group("Total".into(), &rows, self.totals.all)
    }

    fn group(&self, name: Arc<str>, rows: &[usize], money: Money) -> GroupMetrics {
        let budgets = self.portfolio.initiatives.money("budget_requested");
        let scores: Vec<f64> = rows
            .iter()
            .filter(|row| self.initiatives[**row].rank.is_some())
            .filter_map(|row| self.initiatives[*row].score.score)
            .collect();
        let in_group = |kpi: &&KpiMetrics| rows.binary_search(&(kpi.initiative as usize)).is_ok();
        GroupMetrics {
            name,
            initiatives: rows.len() as u32,
            in_production: rows.iter().filter(|row| self.initiatives[**row].phase == Some(Phase::Production)).count()
                as u32,
            budget_requested: rows.iter().filter_map(|row| budgets[*row]).sum::<Cents>(),
            money,
            attainment: kpi::attainment(self.kpis.iter().filter(in_group), self.assumptions),
            mean_score: (!scores.is_empty()).then(|| scores.iter().sum::<f64>() / scores.len() as f64),
        }
    }
}
