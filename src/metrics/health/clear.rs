//! Clear success metrics (M13).

use super::{
    Centre, Declared, INITIATIVES, by,
    fields::{KPI, SPEND},
};
use crate::model::{
    condition::field,
    dictionary::SheetKind::Initiatives,
    health::{ClearMetrics, ClearPart, Health},
    measure::{Found, MeasureUnit, PageGroup, SheetFields, own, share, share_of},
    metrics::KpiMetrics,
    population::Population::Active,
};
use polars::prelude::{Column, PolarsResult};

const OUTCOME: SheetFields = (Initiatives, &["phase", "outcome"]);

/// M13: active initiatives whose success can be told, by count and by spend, and how much of what makes it clear is there.
pub(super) fn measures() -> Vec<Declared> {
    vec![
        share("M13a", "clear_metrics", "Active initiatives with clear success metrics")
            .short("Success is clear")
            .of(Active)
            .numerator(field("is_clear").holds())
            .counting_unread_phases()
            .at_least("clear_metrics")
            .lists_the_rest()
            .formula("Active initiatives with a KPI that has category, unit and direction, baseline, target and target date, and in flight a reading at most {reading_days} days old; divided by active initiatives.")
            .told_from(&[OUTCOME, KPI])
            .on_page(PageGroup::Success, 1)
            .into(),
        share_of(field("cost_actual"), "M13b", "clear_metrics_spend", "Spend with clear success metrics")
            .of(Active)
            .numerator(field("is_clear").holds())
            .at_least("clear_metrics")
            .formula("The same by spend to date.")
            .told_from(&[OUTCOME, KPI, SPEND])
            .into(),
        by(
            own("M13c", "clear_parts", "Parts of clear success metrics that are there", MeasureUnit::Share)
                .more_is_better()
                .formula("What M13a asks for and is there, divided by all that it asks for.")
                .told_from(&[OUTCOME, KPI]),
            clear_parts,
        ),
    ]
}

/// Is the success of each active initiative clear? Where nobody reports KPIs at all it is unknown, not No.
pub(super) fn add(centre: &Centre, health: &mut Health) -> Vec<Column> {
    let asked = if centre.portfolio.outcomes.is_empty() { Vec::new() } else { centre.active_rows() };
    health.clear_metrics = asked.into_iter().map(|row| clear_metrics(centre, row)).collect();
    let mut clear = vec![None; centre.rows().len()];
    for one in &health.clear_metrics {
        clear[one.row as usize] = Some(one.missing.is_empty());
    }
    vec![centre.marks("is_clear", |row| clear[row])]
}

fn clear_parts(_: &Centre, health: &Health) -> PolarsResult<Option<Found>> {
    let all: Vec<usize> = health.clear_metrics.iter().map(|one| one.row as usize).collect();
    let clear = health.clear_metrics.iter().filter(|one| one.missing.is_empty()).map(|one| one.row as usize);
    let applies: u32 = health.clear_metrics.iter().map(|one| one.applies).sum();
    let missing: usize = health.clear_metrics.iter().map(|one| one.missing.len()).sum();
    let found = Found::share(applies as usize - missing, applies as usize);
    Ok(Some(found.counting(INITIATIVES, &clear.collect::<Vec<usize>>(), &all)))
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
