//! The four phases of a centre (M24) and what holds each.

use super::{Centre, Declared, by, sponsorship};
use crate::model::{
    condition::field,
    health::{CentrePart, CentrePhase, Health},
    measure::{Basis, Declaration, Found, MeasureUnit, Part, own},
    money::Cents,
    role::Role,
};
use polars::prelude::PolarsResult;

/// M24: how far each phase is. It rests on other measures: those before it.
pub(super) fn measures() -> Vec<Declared> {
    vec![
        by(
            of_phase("M24a", "phase_1", "Phase 1: valuable use cases found").short("Phase 1").resting_on(&["M13a"]),
            |centre, health| found(&one(centre, health, 1)?),
        ),
        by(
            of_phase("M24b", "phase_2", "Phase 2: team and sponsor in place")
                .short("Phase 2")
                .resting_on(&["M16a", "M12a"]),
            |centre, health| found(&one(centre, health, 2)?),
        ),
        by(
            of_phase("M24c", "phase_3", "Phase 3: standards and governance in use")
                .short("Phase 3")
                .resting_on(&["M19", "M14a"]),
            |centre, health| found(&one(centre, health, 3)?),
        ),
        by(
            of_phase("M24d", "phase_4", "Phase 4: spread over the company").short("Phase 4").resting_on(&["M11a"]),
            |centre, health| found(&one(centre, health, 4)?),
        ),
    ]
}

fn of_phase(id: &'static str, key: &'static str, label: &'static str) -> Declaration {
    own(id, key, label, MeasureUnit::Share).more_is_better().formula("Mean of the parts of the phase.")
}

/// The four bars with what blocks each.
pub(super) fn all(centre: &Centre, health: &Health) -> PolarsResult<Vec<CentrePhase>> {
    (1..=4).map(|number| one(centre, health, number)).collect()
}

fn one(centre: &Centre, health: &Health, number: u8) -> PolarsResult<CentrePhase> {
    Ok(match number {
        1 => CentrePhase { left_out: without_plan(centre)?, ..phase(1, use_cases(centre)?) },
        2 => phase(2, team_and_sponsor(centre)?),
        3 => phase(3, standards(health)),
        _ => phase(4, adoption(centre, health)),
    })
}

fn found(phase: &CentrePhase) -> PolarsResult<Option<Found>> {
    let known = phase.parts.iter().filter(|(_, share)| share.is_some()).count();
    Ok(Some(Found {
        numerator: phase.progress.map(|progress| Part::Number(progress * known as f64)),
        denominator: Some(Part::Count(phase.parts.len() as i64)),
        basis: Basis { parts: phase.parts.clone(), ..Basis::default() },
        ..Found::number(phase.progress, known).without(phase.parts.len() - known + phase.left_out as usize)
    }))
}

/// The mean of the parts; unknown while any part is.
fn phase(number: u8, parts: Vec<(CentrePart, Option<f64>)>) -> CentrePhase {
    let known: Option<Vec<f64>> = parts.iter().map(|(_, share)| *share).collect();
    let progress = known.filter(|known| !known.is_empty()).map(|known| known.iter().sum::<f64>() / known.len() as f64);
    CentrePhase { number, progress, parts, left_out: 0 }
}

/// What waits to be chosen.
fn waiting(centre: &Centre) -> PolarsResult<Vec<usize>> {
    centre.rows_where(&field("phase").is_one_of(&["Idea", "Assessment", "Approved", "On hold"]))
}

/// The risk-adjusted value of one that waits; `None` without a money plan.
fn worth(centre: &Centre, row: usize) -> Option<Cents> {
    centre.initiatives[row].appraisal.rnpv.map(|rnpv| rnpv.value)
}

/// How many of what waits have no money plan, so that nobody can say whether they are worth their cost.
fn without_plan(centre: &Centre) -> PolarsResult<u32> {
    Ok(waiting(centre)?.into_iter().filter(|row| worth(centre, *row).is_none()).count() as u32)
}

/// The share of some rows for which something holds.
fn share_of(rows: &[usize], holds: impl Fn(usize) -> bool) -> Option<f64> {
    (!rows.is_empty()).then(|| rows.iter().filter(|row| holds(**row)).count() as f64 / rows.len() as f64)
}

/// Phase 1: of what waits to be chosen, how much has a problem, an expected benefit, a KPI, and, of those with a money
/// plan, is worth its cost.
fn use_cases(centre: &Centre) -> PolarsResult<Vec<(CentrePart, Option<f64>)>> {
    let rows = waiting(centre)?;
    let share = |holds: &dyn Fn(usize) -> bool| share_of(&rows, holds);
    let planned: Vec<usize> = rows.iter().copied().filter(|row| worth(centre, *row).is_some()).collect();
    let is_worth = |row: usize| worth(centre, row).is_some_and(|worth| worth.0 > 0);
    // Where nobody reports KPIs at all it is unknown, not No.
    let kpis = share(&|row| !centre.kpis_of(row).is_empty()).filter(|_| !centre.portfolio.outcomes.is_empty());
    Ok(vec![
        (CentrePart::Problem, share(&|row| centre.text("problem", row).is_some())),
        (CentrePart::ExpectedBenefit, share(&|row| centre.text("expected_benefit", row).is_some())),
        (CentrePart::Kpi, kpis),
        (CentrePart::Worth, share_of(&planned, is_worth)),
    ])
}

/// Phase 2: the five roles at the centre itself (the first of them leads), and a sponsor who can be reached.
fn team_and_sponsor(centre: &Centre) -> PolarsResult<Vec<(CentrePart, Option<f64>)>> {
    let team = &centre.team;
    let known = !centre.portfolio.team.is_empty();
    let role = |role: Role| {
        let share = known.then(|| f64::from(u8::from(team.has_at_centre(role))));
        (CentrePart::RoleAtCentre(role), share)
    };
    let sponsored = !centre.rows_where(&sponsorship::is_sponsored())?.is_empty();
    let sponsor = (!centre.rows().is_empty()).then(|| f64::from(u8::from(sponsored)));
    Ok(Role::ALL.into_iter().map(role).chain([(CentrePart::Sponsor, sponsor)]).collect())
}

/// Phase 3: the mean of M19 and M14.
fn standards(health: &Health) -> Vec<(CentrePart, Option<f64>)> {
    vec![(CentrePart::SharedPlatform, health.value("M19")), (CentrePart::Controls, health.value("M14a"))]
}

/// Phase 4: M11, and Production in as many departments as the setting asks.
fn adoption(centre: &Centre, health: &Health) -> Vec<(CentrePart, Option<f64>)> {
    let wanted = f64::from(centre.targets().phase_4_departments.max(1));
    let reached = health.departments.iter().filter(|department| department.in_production > 0).count() as f64;
    let share = (!centre.rows().is_empty()).then_some((reached / wanted).min(1.0));
    vec![(CentrePart::Adoption, health.value("M11a")), (CentrePart::Departments, share)]
}
