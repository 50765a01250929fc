//! Clear success metrics (M13).

use super::{Centre, INITIATIVES, listed};
use crate::model::{
    health::{ClearMetrics, ClearPart, Health, Measure, Target},
    metrics::KpiMetrics,
};

/// M13: active initiatives whose success can be told, by count and by spend, and how much of what makes it clear is there.
pub(super) fn add(centre: &Centre, health: &mut Health) {
    // Where nobody reports KPIs at all it is unknown, not No.
    let asked = if centre.portfolio.outcomes.is_empty() { Vec::new() } else { centre.active_rows() };
    let unknown = centre.active_rows().len() - asked.len();
    health.clear_metrics = asked.into_iter().map(|row| clear_metrics(centre, row)).collect();
    let rows = |clear: bool| -> Vec<usize> {
        let wanted = |one: &&ClearMetrics| one.missing.is_empty() == clear;
        health.clear_metrics.iter().filter(wanted).map(|one| one.row as usize).collect()
    };
    let (clear, unclear) = (rows(true), rows(false));
    let all: Vec<usize> = health.clear_metrics.iter().map(|one| one.row as usize).collect();
    let target = Target::AtLeast(centre.targets().clear_metrics);
    let (spent, known, unspent) = centre.spend_of(&clear);
    let (rest, known_rest, unspent_rest) = centre.spend_of(&unclear);
    let applies: u32 = health.clear_metrics.iter().map(|one| one.applies).sum();
    let missing: usize = health.clear_metrics.iter().map(|one| one.missing.len()).sum();
    health.measures.extend([
        Measure::share(
            "M13a",
            "Active initiatives with clear success metrics",
            clear.len(),
            health.clear_metrics.len(),
        )
        .without(centre.without_phase() + unknown)
        .counting(INITIATIVES, &clear, &all)
        .aiming(target)
        .listing(listed(&unclear)),
        Measure::money_share("M13b", "Spend with clear success metrics", spent, spent + rest, known + known_rest)
            .without(unspent + unspent_rest + unknown)
            .counting(INITIATIVES, &clear, &all)
            .aiming(target),
        Measure::share(
            "M13c",
            "Parts of clear success metrics that are there",
            applies as usize - missing,
            applies as usize,
        )
        .counting(INITIATIVES, &clear, &all),
    ]);
}

/// By the initiative's best KPI: one that can be judged is enough.
fn clear_metrics(centre: &Centre, row: usize) -> ClearMetrics {
    let in_flight = centre.in_flight(row);
    let found = |kpi: Option<&KpiMetrics>| {
        let parts = parts(centre, kpi, in_flight, centre.text("outcome", row).is_some());
        let missing: Vec<ClearPart> = parts.iter().filter(|(_, there)| !there).map(|(part, _)| *part).collect();
        ClearMetrics { row: row as u32, applies: parts.len() as u32, missing }
    };
    let best = centre.kpis_of(row).iter().map(|kpi| found(Some(kpi))).min_by_key(|one| one.missing.len());
    best.unwrap_or_else(|| found(None))
}

/// The parts that apply, and whether each is there. A KPI to be kept in a band has no way from a baseline to a target.
fn parts(centre: &Centre, kpi: Option<&KpiMetrics>, in_flight: bool, category: bool) -> Vec<(ClearPart, bool)> {
    let is_band = kpi.is_some_and(|kpi| matches!(kpi.direction.as_deref(), Some("Maintain" | "Band")));
    let has = |part: fn(&KpiMetrics) -> bool| kpi.is_some_and(part);
    let recent = kpi.and_then(|kpi| kpi.read_on).is_some_and(|day| is_recent(centre, day));
    let mut parts = vec![
        (ClearPart::Kpi, kpi.is_some()),
        (ClearPart::Category, category || has(|kpi| kpi.outcome.is_some())),
        (ClearPart::UnitAndDirection, has(|kpi| kpi.unit.is_some() && kpi.direction.is_some())),
    ];
    if !is_band {
        parts.push((ClearPart::Baseline, has(|kpi| kpi.baseline.is_some())));
    }
    parts.push((
        ClearPart::Target,
        if is_band { has(|kpi| kpi.band.is_some()) } else { has(|kpi| kpi.target.is_some()) },
    ));
    if !is_band {
        parts.push((ClearPart::TargetDate, has(|kpi| kpi.target_on.is_some())));
    }
    if in_flight {
        parts.push((ClearPart::RecentReading, recent));
    }
    parts
}

/// Is a reading young enough at the end of the reporting month?
pub(super) fn is_recent(centre: &Centre, day: jiff::civil::Date) -> bool {
    (centre.end - day).get_days() <= i32::from(centre.targets().reading_days)
}
