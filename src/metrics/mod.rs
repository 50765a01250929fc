//! Portfolio to numbers. One file a family of metrics, a named function a metric; definitions and edge rules are those
//! of the field's standards, cited where they are used.
//!
//! Money is summed as integer cents in polars frames, sorted before each aggregation, so that a run repeats to the bit.

pub mod appraisal;
pub mod cashflow;
mod frames;
mod funding;
mod groups;
pub mod health;
pub mod history;
mod initiatives;
pub mod kpi;
mod methods;
pub mod pareto;
mod people;
pub mod returns;
mod robustness;
mod score;
mod second_currency;
pub mod selection;
pub mod smaa;
pub mod stability;
mod usage;

use crate::model::{
    assumptions::Assumptions,
    metrics::{Metrics, OwnerMonth},
    portfolio::Portfolio,
};
use frames::{Frames, Wanted, columns::times, money::MoneyFrame};
use funding::Chosen;
use groups::Groups;
use initiatives::Initiatives;
use polars::prelude::ChunkCompareIneq;

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
    let (totals, kpis) = rayon::join(|| money.totals(assumptions), || kpi::kpis(frames, assumptions));
    let (totals, (kpi_rows, kpis)) = (totals?, kpis?);
    let Initiatives { frame, mut list, criteria } =
        initiatives::initiatives(frames, (&money, &totals), &kpis, assumptions)?;
    initiatives::add_comparison(&mut list, robustness::compare(&frame, &criteria, assumptions)?);
    let groups = Groups { initiatives: &frame, kpis: &kpis, totals: &totals, assumptions };
    let (by_department, by_outcome) =
        (frames::groups::groups(&frame, "department")?, frames::groups::groups(&frame, "outcome")?);
    let total = groups.total()?;
    let (health, (funding, (robustness, frame_sums))) = rayon::join(
        || {
            let kinds = groups::benefit_kinds(&money, assumptions, [&by_outcome, &by_department])?;
            health::health((frames, kpi_rows), portfolio, assumptions, (&list, &kpis), kinds)
        },
        || {
            rayon::join(
                || funding::funding(portfolio, assumptions, &totals).map_err(unsolved),
                || (robustness::robustness(&frame, &criteria, assumptions), money.sums(portfolio)),
            )
        },
    );
    let (mut health, Chosen { funding, people_ahead }) = (health?, funding?);
    if let Some(funding) = &funding {
        health::add_choice(portfolio, assumptions, &mut health, (&funding.lines, &funding.stop));
    }
    let plan_end = times(&frame, "plan_end")?;
    let horizon = assumptions.horizon_end().index();
    Ok(Metrics {
        plans_beyond_horizon: plan_end.gt(horizon).sum().unwrap_or_default(),
        plans_ending_early: plan_end.lt(horizon).sum().unwrap_or_default(),
        departments: groups.departments(&by_department)?,
        outcomes: groups.outcomes(&by_outcome)?,
        phases: groups.phases()?,
        total,
        robustness: robustness?,
        second_currency: second_currency::second_currency(portfolio, &totals.months),
        last_year: totals.last_year,
        months: totals.months,
        rate_effects: totals.rate_effects,
        funding,
        people_ahead,
        frame_sums: frame_sums?,
        health,
        unit_costs: usage::unit_costs(portfolio, assumptions),
        initiatives: list,
        kpis,
    })
}

/// The solver of the selection gave up.
fn unsolved(error: selection::SolverError) -> Error {
    Error::ComputeError(error.to_string().into())
}
