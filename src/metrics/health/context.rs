//! Shared standards (M19) and what those who run it need to know (M28).

use super::fields::PEOPLE;
use super::{Centre, Declared};
use crate::model::{
    condition::field,
    dictionary::SheetKind::{Initiatives, Outcomes},
    measure::{PageGroup, share},
    population::Population::InFlight,
};
use polars::prelude::Column;

/// M19: on the shared platform / in flight with an answer.
pub(super) fn standards_measures() -> Vec<Declared> {
    vec![
        share("M19", "shared_platform", "In flight on the shared platform")
            .short("On the shared platform")
            .of(InFlight)
            .numerator(field("uses_shared_platform").holds())
            .at_least("shared_platform")
            .lists_the_rest()
            .formula(
                "Initiatives in Pilot or Production with Uses shared platform = Yes, divided by those with an answer.",
            )
            .told_from(&[(Initiatives, &["phase", "uses_shared_platform"])])
            .on_page(PageGroup::Standards, 1)
            .into(),
    ]
}

/// M28: in flight with a cloud architect, a problem statement and a KPI / in flight.
pub(super) fn measures() -> Vec<Declared> {
    vec![
        share("M28", "context", "In flight with cloud architect, problem statement and KPI")
            .short("Infrastructure prerequisites met")
            .of(InFlight)
            .numerator(field("has_context").holds())
            .at_least("context")
            .lists_the_rest()
            .formula("Initiatives in Pilot or Production with a cloud architect, a problem statement and a KPI, divided by those of which people are known.")
            .told_from(&[(Initiatives, &["phase", "problem"]), (Outcomes, &["kpi"]), PEOPLE])
            .on_page(PageGroup::Standards, 5)
            .into(),
    ]
}

/// Architect, problem and KPI. Where nothing about people is known and the other two are there, it cannot be told.
pub(super) fn columns(centre: &Centre) -> Vec<Column> {
    let nobody_reports = centre.portfolio.team.is_empty() || centre.portfolio.outcomes.is_empty();
    let has_context = |row: usize| {
        let described = centre.text("problem", row).is_some() && !centre.kpis_of(row).is_empty();
        match (described, centre.team.has_architect(row)) {
            _ if nobody_reports => None,
            (true, answer) => answer,
            (false, _) => Some(false),
        }
    };
    vec![centre.marks("has_context", has_context)]
}
