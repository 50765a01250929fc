//! KPI attainment (M2): how much of the way from baseline to target was gone; and whether that is on pace (M3).

use crate::model::{
    assumptions::Assumptions,
    metrics::{Attainment, KpiMetrics},
    portfolio::Portfolio,
};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What attainment is computed from.
#[derive(Clone, Copy, Debug, Default)]
pub struct KpiFacts<'a> {
    /// `Higher is better`, `Lower is better`, `Maintain` or `Band`.
    pub direction: &'a str,
    /// Where it started.
    pub baseline: Option<f64>,
    /// Where it should be.
    pub target: Option<f64>,
    /// Edges of the band it should stay in.
    pub band: Option<(f64, f64)>,
    /// Where it is.
    pub actual: f64,
}

/// How far a KPI has come, and whether that had to be told without its baseline; `None` when it cannot be.
pub fn attainment_of(facts: KpiFacts) -> Option<(f64, bool)> {
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
/// `None` when the days cannot say how much of the time has passed.
pub fn pace(attainment: f64, read_on: Date, baseline_on: Date, target_on: Date) -> Option<f64> {
    let (whole, passed) = ((target_on - baseline_on).get_days(), (read_on - baseline_on).get_days());
    let share = if passed >= whole { 1.0 } else { f64::from(passed) / f64::from(whole) };
    (whole > 0 && share > 0.0).then(|| attainment / share)
}

/// Several readings as one number: by default the most recent.
pub fn aggregate(aggregation: Option<&str>, readings: &[(Date, f64)]) -> Option<f64> {
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

/// All KPIs with their attainment at the end of the reporting month; later readings do not count yet.
pub fn kpis(portfolio: &Portfolio, assumptions: &Assumptions) -> Vec<KpiMetrics> {
    let table = &portfolio.outcomes;
    let end = assumptions.period.last_day();
    let (read_on, actual) = (table.date("read_on"), table.number("actual"));
    // One KPI whatever its case and spaces.
    let mut rows_of: BTreeMap<(u32, String), Vec<usize>> = BTreeMap::new();
    for row in 0..table.len() {
        if let (Some(initiative), Some(kpi)) = (portfolio.outcomes_initiative[row], &table.text("kpi")[row]) {
            let name = kpi.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            rows_of.entry((initiative, name)).or_default().push(row);
        }
    }
    let mut kpis = Vec::with_capacity(rows_of.len());
    for ((initiative, _), mut rows) in rows_of {
        // What was read after the month does not count yet; a KPI of which nothing else is known has no reading.
        let counts = |row: &usize| read_on[*row].is_none_or(|day| day <= end);
        if rows.iter().any(counts) {
            rows.retain(counts);
        }
        // The latest row says what baseline and target are now; a stable sort keeps the sheet's order inside a day.
        rows.sort_by_key(|row| read_on[*row]);
        let number = |key: &str| rows.iter().rev().find_map(|row| table.number(key)[*row]);
        let text = |key: &str| rows.iter().rev().find_map(|row| table.text(key)[*row].clone());
        // Of two readings of one day the later row counts.
        let by_day: BTreeMap<Date, f64> =
            rows.iter().filter(|row| counts(row)).filter_map(|row| Some((read_on[*row]?, actual[*row]?))).collect();
        let readings: Vec<(Date, f64)> = by_day.into_iter().collect();
        let aggregation = text("aggregation");
        let value = aggregate(aggregation.as_deref(), &readings);
        let direction = text("direction");
        let (baseline, target) = (number("baseline"), number("target"));
        let band = number("band_low").zip(number("band_high"));
        let date = |key: &str| rows.iter().rev().find_map(|row| table.date(key)[*row]);
        let (baseline_on, target_on) = (date("baseline_on"), date("target_on"));
        let latest = readings.last().map(|(day, _)| *day);
        let found = value.and_then(|actual| {
            attainment_of(KpiFacts {
                direction: direction.as_deref().unwrap_or_default(),
                baseline,
                target,
                band,
                actual,
            })
        });
        let band_free = !matches!(direction.as_deref(), Some("Maintain" | "Band"));
        kpis.push(KpiMetrics {
            initiative,
            rows: rows.iter().map(|row| *row as u32).collect(),
            outcome: text("outcome").or_else(|| portfolio.initiatives.text("outcome")[initiative as usize].clone()),
            kpi: text("kpi").unwrap_or_default(),
            direction,
            unit: text("unit"),
            baseline,
            target,
            actual: value,
            read_on: latest,
            readings: readings.len() as u32,
            attainment: found.map(|(share, _)| share),
            without_baseline: found.is_some_and(|(_, without)| without),
            baseline_on,
            target_on,
            band,
            // What is kept in a band, or has no baseline, has no way on which it could be late.
            pace: found
                .filter(|(_, without_baseline)| !without_baseline && band_free)
                .and_then(|(share, _)| pace(share, latest?, baseline_on?, target_on?)),
            source: text("source"),
            attribution: number("attribution"),
            weight: number("weight").unwrap_or(1.0),
        });
    }
    kpis
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
        let readings = [(date(2026, 6, 30), 4.0), (date(2026, 8, 31), 8.0), (date(2026, 9, 30), 6.0)];
        for (how, value) in
            [(None, 6.0), (Some("Sum"), 18.0), (Some("Average"), 6.0), (Some("Max"), 8.0), (Some("Min"), 4.0)]
        {
            assert_eq!(aggregate(how, &readings), Some(value), "{how:?}");
        }
        assert_eq!(aggregate(None, &[]), None);
    }
}
