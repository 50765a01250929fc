//! Shared standards (M19) and what those who run it need to know (M28).

use super::{Centre, INITIATIVES, listed, roles::Team};
use crate::model::health::{Health, Measure, Target};

/// M19: on the shared platform / in flight with an answer.
pub(super) fn add_standards(centre: &Centre, health: &mut Health) {
    let rows = centre.in_flight_rows();
    let answers = centre.table().yes_no("uses_shared_platform");
    let with =
        |answer: bool| -> Vec<usize> { rows.iter().copied().filter(|row| answers[*row] == Some(answer)).collect() };
    let (on, off) = (with(true), with(false));
    health.measures.push(
        Measure::share("M19", "In flight on the shared platform", on.len(), on.len() + off.len())
            .without(rows.len() - on.len() - off.len())
            .counting(INITIATIVES, &on, &[on.as_slice(), &off].concat())
            .aiming(Target::AtLeast(centre.targets().shared_platform))
            .listing(listed(&off)),
    );
}

/// M28: in flight with a cloud architect, a problem statement and a KPI / in flight. Where nothing about people is known
/// and the other two are there, it cannot be told.
pub(super) fn add(centre: &Centre, health: &mut Health) {
    let team = Team::of(centre);
    let (mut with, mut lacking, mut unknown) = (Vec::new(), Vec::new(), 0);
    let nobody_reports = centre.portfolio.team.is_empty() || centre.portfolio.outcomes.is_empty();
    for row in centre.in_flight_rows() {
        let described = centre.text("problem", row).is_some() && !centre.kpis_of(row).is_empty();
        match (described, team.has_architect(row)) {
            _ if nobody_reports => unknown += 1,
            (true, Some(true)) => with.push(row),
            (true, None) => unknown += 1,
            _ => lacking.push(row),
        }
    }
    health.measures.push(
        Measure::share(
            "M28",
            "In flight with cloud architect, problem statement and KPI",
            with.len(),
            with.len() + lacking.len(),
        )
        .without(unknown)
        .counting(INITIATIVES, &with, &[with.as_slice(), &lacking].concat())
        .aiming(Target::AtLeast(centre.targets().context))
        .listing(listed(&lacking)),
    );
}
