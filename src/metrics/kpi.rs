//! KPI attainment (M2): how much of the way from baseline to target was gone; and whether that is on pace (M3).

use super::frames::{
    Frames,
    columns::{certain, counts, marks, numbered, numbers, stable, texts, times},
    day_number, day_of,
    groups::{last_known, rows_by},
};
use crate::model::{
    assumptions::Assumptions,
    metrics::{Attainment, KpiMetrics},
};
use polars::prelude::*;
use std::sync::Arc;

/// What attainment is computed from.
#[derive(Clone, Copy, Debug, Default)]
struct KpiFacts<'a> {
    /// `Higher is better`, `Lower is better`, `Maintain` or `Band`.
    direction: &'a str,
    /// Where it started.
    baseline: Option<f64>,
    /// Where it should be.
    target: Option<f64>,
    /// Edges of the band it should stay in.
    band: Option<(f64, f64)>,
    /// Where it is.
    actual: f64,
}

/// How far a KPI has come, and whether that had to be told without its baseline; `None` when it cannot be.
fn attainment_of(facts: KpiFacts) -> Option<(f64, bool)> {
    match facts.direction {
        "Higher is better" => way_gone(facts, true),
        "Lower is better" => way_gone(facts, false),
        "Maintain" | "Band" => band_kept(facts).map(|share| (share, false)),
        _ => None,
    }
}

/// (actual − baseline) / (target − baseline); the sign cancels for lower-is-better. A direction against the sign of
/// target − baseline contradicts itself: unknown. Without baseline actual / target, inverse for lower.
fn way_gone(facts: KpiFacts, higher_is_better: bool) -> Option<(f64, bool)> {
    let target = facts.target?;
    let Some(baseline) = facts.baseline else {
        let share = if higher_is_better { quotient(facts.actual, target) } else { quotient(target, facts.actual) };
        return share.map(|share| (share, true));
    };
    let is_contradiction = (target < baseline) == higher_is_better;
    let share = quotient(facts.actual - baseline, target - baseline).filter(|_| !is_contradiction);
    share.map(|share| (share, false))
}

/// 1 inside the band. Outside: with a baseline outside the share of its distance that is gone, 1 − distance(actual) /
/// distance(baseline); else 1 − distance / width.
fn band_kept(facts: KpiFacts) -> Option<f64> {
    let (low, high) = facts.band?;
    let distance = |value: f64| (low - value).max(value - high).max(0.0);
    let from_baseline = facts.baseline.map(distance).filter(|distance| *distance > 0.0);
    let (whole, left) = (from_baseline.unwrap_or(high - low), distance(facts.actual));
    if left == 0.0 { Some(1.0) } else { quotient(left, whole).filter(|_| whole > 0.0).map(|share| 1.0 - share) }
}

fn quotient(numerator: f64, denominator: f64) -> Option<f64> {
    (denominator != 0.0).then(|| numerator / denominator)
}

/// M3: attainment / ((read_on − baseline_on) / (target_on − baseline_on)); past the target's day it is compared with 1.
/// `None` when the days, numbered, cannot say how much of the time has passed.
fn pace(attainment: f64, read_on: i32, baseline_on: i32, target_on: i32) -> Option<f64> {
    let (whole, passed) = (target_on - baseline_on, read_on - baseline_on);
    let share = if passed >= whole { 1.0 } else { f64::from(passed) / f64::from(whole) };
    (whole > 0 && share > 0.0).then(|| attainment / share)
}

/// Several readings, in order of day, as one number: by default the most recent.
fn aggregate(aggregation: Option<&str>, readings: &[(i32, f64)]) -> Option<f64> {
    let values = readings.iter().map(|(_, value)| *value);
    let count = readings.len();
    if count == 0 {
        return None;
    }
    Some(match aggregation {
        Some("Sum") => values.sum(),
        Some("Average") => values.sum::<f64>() / count as f64,
        Some("Max") => values.fold(f64::NEG_INFINITY, f64::max),
        Some("Min") => values.fold(f64::INFINITY, f64::min),
        _ => readings[count - 1].1,
    })
}

/// What the latest row of a KPI that says something says of it.
const TOLD: [&str; 14] = [
    "kpi",
    "outcome",
    "direction",
    "unit",
    "baseline",
    "baseline_on",
    "target",
    "target_on",
    "band_low",
    "band_high",
    "aggregation",
    "source",
    "attribution",
    "weight",
];

/// All KPIs in order of initiative and name, with their attainment at the end of the reporting month; later readings do
/// not count yet. As a frame, for what counts them, and one by one.
pub fn kpis(frames: &Frames, assumptions: &Assumptions) -> PolarsResult<(DataFrame, Vec<KpiMetrics>)> {
    let readings = by_kpi(&frames.readings)?;
    let day = times(&readings, "read_on")?;
    let end = day_number(assumptions.period_end());
    let counts = &day.is_null() | &day.lt_eq(end);
    // The latest row says what baseline and target are now.
    let rows: Vec<Vec<usize>> =
        rows_by(&readings, &["initiative", "name"])?.into_iter().map(|rows| counting(rows, &counts)).collect();
    let told = TOLD.map(|key| last_known(&readings, key, &rows)).into_iter().collect::<PolarsResult<Vec<Column>>>()?;
    let mut kpis = DataFrame::new(rows.len(), told)?;
    kpis.with_column(numbered("row", rows.len()))?;
    kpis.with_column(last_known(&readings, "initiative", &rows)?)?;
    for column in read(&readings, &rows, &counts, &texts(&kpis, "aggregation")?)? {
        kpis.with_column(column)?;
    }
    for column in attainments(&kpis)? {
        kpis.with_column(column)?;
    }
    let row_of = counts_of(&readings, "row")?;
    let rows = rows.iter().map(|rows| rows.iter().map(|row| row_of[*row]).collect());
    let list = listed(&kpis, rows.collect(), &texts(&frames.initiatives, "outcome")?)?;
    let is_worse = list.iter().map(|kpi| kpi.attainment.map(|_| kpi.is_worse_than_before()));
    kpis.with_column(Column::new("is_worse".into(), is_worse.collect::<Vec<Option<bool>>>()))?;
    Ok((kpis, list))
}

/// The readings of an initiative's KPIs in order of KPI and day, those without a day first; rows of one day in the order
/// of the sheet. One KPI whatever its case and spaces.
fn by_kpi(readings: &DataFrame) -> PolarsResult<DataFrame> {
    let has_owner = counts(readings, "initiative")?.is_not_null();
    let mut named = readings.filter(&(&has_owner & &texts(readings, "kpi")?.is_not_null()))?;
    let folded = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let names = texts(&named, "kpi")?;
    let names = names.iter().map(|name| name.map(folded));
    named.with_column(StringChunked::from_iter_options("name".into(), names).into_column())?;
    named.sort(["initiative", "name", "read_on"], stable())
}

/// What was read after the month does not count yet; a KPI of which nothing else is known has no reading.
fn counting(rows: Vec<usize>, counts: &BooleanChunked) -> Vec<usize> {
    let counting: Vec<usize> = rows.iter().copied().filter(|row| counts.get(*row) == Some(true)).collect();
    if counting.is_empty() { rows } else { counting }
}

/// Of each KPI its readings put together, the day of the latest one, and how many there are.
fn read(
    readings: &DataFrame,
    rows: &[Vec<usize>],
    counts: &BooleanChunked,
    aggregation: &StringChunked,
) -> PolarsResult<[Column; 3]> {
    let (day, actual) = (times(readings, "read_on")?, numbers(readings, "actual")?);
    let known = |row: &usize| Some((day.get(*row)?, actual.get(*row)?)).filter(|_| counts.get(*row) == Some(true));
    // Of two readings of one day the later row counts.
    let by_day = |rows: &Vec<usize>| -> Vec<(i32, f64)> {
        let known: Vec<(i32, f64)> = rows.iter().filter_map(known).collect();
        known.chunk_by(|one, other| one.0 == other.0).filter_map(|of_day| of_day.last().copied()).collect()
    };
    let read: Vec<Vec<(i32, f64)>> = rows.iter().map(by_day).collect();
    let together = read.iter().zip(aggregation.iter()).map(|(readings, how)| aggregate(how, readings));
    let latest = read.iter().map(|readings| readings.last().map(|reading| reading.0));
    Ok([
        Column::new("actual".into(), together.collect::<Vec<Option<f64>>>()),
        Column::new("read_on".into(), latest.collect::<Vec<Option<i32>>>()),
        Column::new("readings".into(), read.iter().map(|readings| readings.len() as u32).collect::<Vec<u32>>()),
    ])
}

/// How far each KPI has come, whether that was told without its baseline, and its pace.
fn attainments(kpis: &DataFrame) -> PolarsResult<[Column; 3]> {
    let direction = texts(kpis, "direction")?;
    let [baseline, target, low, high, actual] =
        ["baseline", "target", "band_low", "band_high", "actual"].map(|key| numbers(kpis, key));
    let (baseline, target, low, high, actual) = (baseline?, target?, low?, high?, actual?);
    let facts = |row: usize| {
        Some(KpiFacts {
            direction: direction.get(row).unwrap_or_default(),
            baseline: baseline.get(row),
            target: target.get(row),
            band: low.get(row).zip(high.get(row)),
            actual: actual.get(row)?,
        })
    };
    let found: Vec<Option<(f64, bool)>> = (0..kpis.height()).map(|row| attainment_of(facts(row)?)).collect();
    let attainment = found.iter().map(|found| found.map(|(share, _)| share));
    let attainment = Float64Chunked::from_iter_options("attainment".into(), attainment);
    let without_baseline: BooleanChunked =
        found.iter().map(|found| Some(found.is_some_and(|(_, without)| without))).collect();
    Ok([
        paces(kpis, &attainment, &without_baseline)?.with_name("pace".into()).into_column(),
        attainment.into_column(),
        without_baseline.with_name("without_baseline".into()).into_column(),
    ])
}

/// What is kept in a band, or has no baseline, has no way on which it could be late.
fn paces(
    kpis: &DataFrame,
    attainment: &Float64Chunked,
    without_baseline: &BooleanChunked,
) -> PolarsResult<Float64Chunked> {
    let direction = texts(kpis, "direction")?;
    let is_kept = &direction.equal("Maintain") | &direction.equal("Band");
    let on_its_way = attainment.set(&(&certain(&is_kept) | without_baseline), None)?;
    let [read_on, baseline_on, target_on] = ["read_on", "baseline_on", "target_on"].map(|key| times(kpis, key));
    let (read_on, baseline_on, target_on) = (read_on?, baseline_on?, target_on?);
    let of = |row: usize| pace(on_its_way.get(row)?, read_on.get(row)?, baseline_on.get(row)?, target_on.get(row)?);
    Ok(Float64Chunked::from_iter_options("pace".into(), (0..kpis.height()).map(of)))
}

/// The KPIs one by one; `rows` are theirs in the sheet, `outcomes` those of the initiatives.
fn listed(kpis: &DataFrame, rows: Vec<Vec<u32>>, outcomes: &StringChunked) -> PolarsResult<Vec<KpiMetrics>> {
    let text = |key: &str| texts(kpis, key);
    let (kpi, outcome, direction, unit, source) =
        (text("kpi")?, text("outcome")?, text("direction")?, text("unit")?, text("source")?);
    let number = |key: &str| numbers(kpis, key);
    let (baseline, target, actual, low, high) =
        (number("baseline")?, number("target")?, number("actual")?, number("band_low")?, number("band_high")?);
    let (attainment, pace, attribution, weight) =
        (number("attainment")?, number("pace")?, number("attribution")?, number("weight")?);
    let (read_on, baseline_on, target_on) =
        (times(kpis, "read_on")?, times(kpis, "baseline_on")?, times(kpis, "target_on")?);
    let (initiative, readings) = (counts_of(kpis, "initiative")?, counts_of(kpis, "readings")?);
    let without_baseline = marks(kpis, "without_baseline")?;
    let shared = |texts: &StringChunked, row: usize| texts.get(row).map(Arc::from);
    let one = |(row, rows): (usize, Vec<u32>)| KpiMetrics {
        initiative: initiative[row],
        rows,
        kpi: shared(&kpi, row).unwrap_or_default(),
        outcome: shared(&outcome, row).or_else(|| shared(outcomes, initiative[row] as usize)),
        direction: shared(&direction, row),
        unit: shared(&unit, row),
        baseline: baseline.get(row),
        target: target.get(row),
        actual: actual.get(row),
        read_on: read_on.get(row).map(day_of),
        readings: readings[row],
        attainment: attainment.get(row),
        without_baseline: without_baseline.get(row) == Some(true),
        baseline_on: baseline_on.get(row).map(day_of),
        target_on: target_on.get(row).map(day_of),
        band: low.get(row).zip(high.get(row)),
        pace: pace.get(row),
        source: shared(&source, row),
        attribution: attribution.get(row),
        weight: weight.get(row).unwrap_or(1.0),
    };
    Ok(rows.into_iter().enumerate().map(one).collect())
}

fn counts_of(frame: &DataFrame, key: &str) -> PolarsResult<Vec<u32>> {
    Ok(counts(frame, key)?.iter().map(Option::unwrap_or_default).collect())
}

/// Those of an initiative; `kpis` in order of initiative.
pub fn of_initiative(kpis: &[KpiMetrics], row: usize) -> &[KpiMetrics] {
    let start = kpis.partition_point(|kpi| (kpi.initiative as usize) < row);
    let end = kpis.partition_point(|kpi| kpi.initiative as usize <= row);
    &kpis[start..end]
}

/// Attainment over the KPIs of a group.
pub fn attainment<'a>(kpis: impl Iterator<Item = &'a KpiMetrics>, assumptions: &Assumptions) -> Attainment {
    Attainment::of_group(kpis, assumptions.thresholds.kpi_at_target)
}

/// Attainment of each initiative, in their order: the mean by the weights of its KPIs. `kpis` in order of initiative.
pub fn attainment_by_initiative(kpis: &[KpiMetrics], assumptions: &Assumptions, count: usize) -> Vec<Attainment> {
    let mut found = vec![Attainment::default(); count];
    for of_one in kpis.chunk_by(|one, other| one.initiative == other.initiative) {
        found[of_one[0].initiative as usize] =
            Attainment::over(of_one.iter(), assumptions.thresholds.kpi_at_target, |kpi| kpi.weight);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn facts(direction: &str, baseline: Option<f64>, target: Option<f64>, actual: f64) -> KpiFacts<'_> {
        KpiFacts { direction, baseline, target, band: None, actual }
    }

    #[test]
    fn attainment_is_the_share_of_the_way() {
        // From 40 to 60, now 50: half. From 10 hours down to 6, now 7: three quarters.
        assert_eq!(attainment_of(facts("Higher is better", Some(40.0), Some(60.0), 50.0)), Some((0.5, false)));
        assert_eq!(attainment_of(facts("Lower is better", Some(10.0), Some(6.0), 7.0)), Some((0.75, false)));
        // Worse than before is below zero, beyond the target above one: stored uncut.
        assert_eq!(attainment_of(facts("Higher is better", Some(40.0), Some(60.0), 30.0)), Some((-0.5, false)));
        assert_eq!(attainment_of(facts("Higher is better", Some(40.0), Some(60.0), 90.0)), Some((2.5, false)));
    }

    #[test]
    fn without_baseline_the_ratio_to_the_target_is_marked_so() {
        assert_eq!(attainment_of(facts("Higher is better", None, Some(80.0), 60.0)), Some((0.75, true)));
        assert_eq!(attainment_of(facts("Lower is better", None, Some(6.0), 8.0)), Some((0.75, true)));
    }

    #[test]
    fn what_cannot_be_computed_is_unknown() {
        assert_eq!(attainment_of(facts("Higher is better", Some(5.0), Some(5.0), 6.0)), None);
        assert_eq!(attainment_of(facts("Higher is better", Some(5.0), None, 6.0)), None);
        assert_eq!(attainment_of(facts("Band", None, None, 6.0)), None);
        assert_eq!(attainment_of(facts("", Some(1.0), Some(2.0), 6.0)), None);
        // Higher is better, but the target lies below the baseline; and the other way round.
        assert_eq!(attainment_of(facts("Higher is better", Some(80.0), Some(60.0), 60.0)), None);
        assert_eq!(attainment_of(facts("Lower is better", Some(60.0), Some(80.0), 80.0)), None);
    }

    #[test]
    fn outside_a_band_the_way_from_a_baseline_outside_counts() {
        let band = |baseline, actual| {
            attainment_of(KpiFacts { direction: "Band", baseline, target: None, band: Some((50.0, 60.0)), actual })
                .map(|found| found.0)
        };
        // From 200, 140 above the band, to 100, 40 above it: 1 − 40 / 140.
        assert_eq!(band(Some(200.0), 100.0), Some(1.0 - 40.0 / 140.0));
        // Further off than before: below zero. From inside, or from nowhere: by the width of 10.
        assert_eq!(band(Some(70.0), 80.0), Some(-1.0));
        assert_eq!((band(Some(55.0), 62.0), band(None, 62.0)), (Some(0.8), Some(0.8)));
        // From below to above: 5 off, then 10 off.
        assert_eq!(band(Some(45.0), 70.0), Some(-1.0));
        assert_eq!(band(Some(200.0), 60.0), Some(1.0));
    }

    #[test]
    fn pace_is_attainment_over_the_time_that_passed() {
        // Half the way after 73 of 365 days, a fifth of the time: 0.5 / 0.2 = 2.5. After the day, compared with 1.
        let date = |year, month, day| day_number(date(year, month, day));
        let year = |read_on| pace(0.5, read_on, date(2026, 1, 1), date(2027, 1, 1));
        assert!((year(date(2026, 3, 15)).unwrap() - 2.5).abs() < 1e-12);
        assert_eq!(year(date(2027, 6, 1)), Some(0.5));
        // No time has passed, or the target lies before the baseline: unknown.
        assert_eq!(year(date(2026, 1, 1)), None);
        assert_eq!(pace(0.5, date(2026, 3, 1), date(2026, 1, 1), date(2025, 1, 1)), None);
    }

    #[test]
    fn a_band_is_met_inside_and_falls_off_with_the_distance() {
        let band = |actual| {
            attainment_of(KpiFacts { direction: "Band", band: Some((10.0, 14.0)), actual, ..KpiFacts::default() })
        };
        assert_eq!(band(10.0), Some((1.0, false)));
        assert_eq!(band(15.0), Some((0.75, false)));
        assert_eq!(band(8.0), Some((0.5, false)));
        assert_eq!(band(20.0), Some((-0.5, false)));
    }

    #[test]
    fn readings_are_put_together_as_the_kpi_says() {
        let readings = [(20_634, 4.0), (20_696, 8.0), (20_726, 6.0)];
        for (how, value) in
            [(None, 6.0), (Some("Sum"), 18.0), (Some("Average"), 6.0), (Some("Max"), 8.0), (Some("Min"), 4.0)]
        {
            assert_eq!(aggregate(how, &readings), Some(value), "{how:?}");
        }
        assert_eq!(aggregate(None, &[]), None);
    }
}
