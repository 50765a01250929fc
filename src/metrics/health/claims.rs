//! The same benefit claimed by several initiatives (M34). Nothing is deducted.

use super::{Centre, Declared, INITIATIVES, by, fields::BENEFIT};
use crate::model::{
    dictionary::SheetKind::Outcomes,
    health::{ClaimGroup, Health, SharedClaim},
    measure::{Found, MeasureUnit, SheetFields, count, own},
    metrics::KpiMetrics,
    money::Cents,
};
use polars::prelude::PolarsResult;
use std::collections::{BTreeMap, BTreeSet};

const CLAIM: SheetFields = (Outcomes, &["kpi", "source", "attribution"]);

/// M34: initiatives that claim one benefit, and how much of it may be counted twice.
pub(super) fn measures() -> Vec<Declared> {
    vec![
        by(
            count("M34a", "claimed_twice", "Initiatives that claim a benefit another claims too")
                .less_is_better()
                .formula("Initiatives that share a KPI, a data source and a department with another, or whose attributions to one KPI add up to more than 100%.")
                .told_from(&[CLAIM]),
            claimants,
        ),
        by(
            own("M34b", "benefit_claimed_twice", "Benefit that may be counted twice", MeasureUnit::Money)
                .less_is_better()
                .formula("Of each group of initiatives tied by such claims: benefit to date of all but the largest, once however many KPIs tie them. Nothing is deducted anywhere.")
                .told_from(&[CLAIM, BENEFIT]),
            benefit_at_stake,
        ),
    ]
}

/// Initiatives that claim what another claims too, and all that have a KPI.
fn claiming(centre: &Centre, health: &Health) -> (BTreeSet<usize>, BTreeSet<usize>) {
    let claiming = health.claims.iter().flat_map(|group| &group.rows).map(|row| *row as usize).collect();
    (claiming, centre.kpis.iter().map(|kpi| kpi.initiative as usize).collect())
}

/// KPIs that say neither where their numbers come from nor how much of them is theirs.
fn unsourced(centre: &Centre) -> usize {
    centre.kpis.iter().filter(|kpi| kpi.source.is_none() && kpi.attribution.is_none()).count()
}

fn claimants(centre: &Centre, health: &Health) -> PolarsResult<Option<Found>> {
    let (rows, with_kpis) = claiming(centre, health);
    let (rows, with_kpis): (Vec<usize>, Vec<usize>) = (rows.into_iter().collect(), with_kpis.into_iter().collect());
    let found = Found::count(rows.len(), with_kpis.len()).without(unsourced(centre));
    Ok(Some(found.counting(INITIATIVES, &rows, &with_kpis).listing(super::listed(&rows))))
}

fn benefit_at_stake(centre: &Centre, health: &Health) -> PolarsResult<Option<Found>> {
    let (rows, with_kpis) = claiming(centre, health);
    let at_stake = health.claims.iter().map(|group| group.at_stake).sum::<Cents>();
    let rows: Vec<usize> = rows.into_iter().collect();
    let found = Found::money(at_stake, with_kpis.len()).without(unsourced(centre));
    Ok(Some(found.counting(INITIATIVES, &[], &rows)))
}

/// Groups of initiatives with one KPI, data source and department, or whose attributions are above 100%.
pub(super) fn groups(centre: &Centre) -> Vec<ClaimGroup> {
    tied(centre, claims(centre))
}

/// Claims that share an initiative, directly or through others, are one group: its benefit is at stake once, however
/// many KPIs tie its initiatives.
fn tied(centre: &Centre, claims: Vec<SharedClaim>) -> Vec<ClaimGroup> {
    let mut groups: Vec<ClaimGroup> = Vec::new();
    for claim in claims {
        let is_tied = |group: &ClaimGroup| group.rows.iter().any(|row| claim.rows.contains(row));
        let (joining, apart): (Vec<ClaimGroup>, Vec<ClaimGroup>) = groups.into_iter().partition(is_tied);
        let mut rows: BTreeSet<u32> = claim.rows.iter().copied().collect();
        let mut joined = Vec::new();
        for group in joining {
            rows.extend(group.rows);
            joined.extend(group.claims);
        }
        joined.push(claim);
        groups = apart;
        groups.push(ClaimGroup { claims: joined, at_stake: at_stake(centre, &rows), rows: rows.into_iter().collect() });
    }
    groups.sort_by(|one, other| (-one.at_stake.0, &one.rows).cmp(&(-other.at_stake.0, &other.rows)));
    groups
}

/// The benefit of some initiatives less the largest one.
fn at_stake(centre: &Centre, rows: &BTreeSet<u32>) -> Cents {
    let benefits: Vec<Cents> =
        rows.iter().filter_map(|row| centre.benefit(*row as usize)).filter(|benefit| benefit.0 > 0).collect();
    benefits.iter().copied().sum::<Cents>() - benefits.into_iter().max().unwrap_or_default()
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn claims(centre: &Centre) -> Vec<SharedClaim> {
    let mut groups: BTreeMap<(String, &str), Vec<&KpiMetrics>> = BTreeMap::new();
    for kpi in centre.kpis {
        if let Some(department) = centre.text("department", kpi.initiative as usize) {
            groups.entry((folded(&kpi.kpi), department)).or_default().push(kpi);
        }
    }
    groups.into_values().flat_map(|kpis| of_one_kpi(centre, &kpis)).collect()
}

/// KPIs of one name in one department: those of one source; else those whose typed attributions are too much together.
/// One source shared out in attributions of at most 100% is no double claim.
fn of_one_kpi(centre: &Centre, kpis: &[&KpiMetrics]) -> Vec<SharedClaim> {
    let mut by_source: BTreeMap<String, Vec<&KpiMetrics>> = BTreeMap::new();
    for kpi in kpis {
        if let Some(source) = &kpi.source {
            by_source.entry(folded(source)).or_default().push(kpi);
        }
    }
    let mut found: Vec<SharedClaim> = by_source
        .values()
        .filter(|kpis| kpis.len() > 1 && shared_out(kpis).is_none_or(is_too_much))
        .map(|kpis| claim(centre, kpis, true))
        .collect();
    let typed: Vec<&KpiMetrics> = kpis.iter().copied().filter(|kpi| kpi.attribution.is_some()).collect();
    if found.is_empty() && typed.len() > 1 && shared_out(&typed).is_some_and(is_too_much) {
        found.push(claim(centre, &typed, false));
    }
    found
}

/// The sum of the attributions, when every one is typed.
fn shared_out(kpis: &[&KpiMetrics]) -> Option<f64> {
    kpis.iter().map(|kpi| kpi.attribution).sum()
}

fn is_too_much(share: f64) -> bool {
    share > 1.0 + 1e-9
}

fn claim(centre: &Centre, kpis: &[&KpiMetrics], by_source: bool) -> SharedClaim {
    let rows: Vec<u32> = kpis.iter().map(|kpi| kpi.initiative).collect();
    SharedClaim {
        kpi: kpis[0].kpi.clone(),
        department: centre.text("department", rows[0] as usize).cloned().unwrap_or_else(|| "".into()),
        source: kpis[0].source.clone().filter(|_| by_source),
        attribution: shared_out(kpis),
        rows,
    }
}
