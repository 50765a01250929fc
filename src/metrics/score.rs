//! The score, its rank and the quadrant: a weighted sum of six criteria on 1–5 with missing ones left out.
//!
//! Source: simple additive weighting, e.g. Belton & Stewart, *Multiple Criteria Decision Analysis* (2002), ch. 5; the
//! bounds come from the scale, never from the sample, so that a new initiative never moves another one's score.

use crate::model::{
    assumptions::Criterion,
    metrics::{InitiativeMetrics, Quadrant, Rank, Score},
    table::Table,
};
use std::cmp::Ordering;

/// Criteria of one initiative on 0–1, 1 is best; `None` is missing. In the order of [`Criterion::ALL`].
pub type Criteria = [Option<f64>; 6];

/// The criteria of every initiative, from their 1–5 scale to 0–1, delivery risk reversed.
pub fn criteria(initiatives: &Table) -> Vec<Criteria> {
    let columns = Criterion::ALL.map(|criterion| initiatives.number(criterion.key()));
    (0..initiatives.len())
        .map(|row| {
            let mut scaled = [None; 6];
            for (place, criterion) in Criterion::ALL.into_iter().enumerate() {
                scaled[place] = columns[place][row].map(|given| {
                    let share = (given - 1.0) / 4.0;
                    if criterion == Criterion::DeliveryRisk { 1.0 - share } else { share }
                });
            }
            scaled
        })
        .collect()
}

/// score = 100 · Σ w n / Σ w over the known criteria; the interval puts the missing at worst and best.
pub fn score(criteria: &Criteria, weights: &[f64; 6]) -> Score {
    let mut known_weight = 0.0;
    let mut sum = 0.0;
    for (value, weight) in criteria.iter().zip(weights) {
        if let Some(value) = value {
            known_weight += weight;
            sum += weight * value;
        }
    }
    let all: f64 = weights.iter().sum();
    Score {
        score: (known_weight > 0.0).then(|| 100.0 * sum / known_weight),
        low: 100.0 * sum / all,
        high: 100.0 * (sum + (all - known_weight)) / all,
        coverage: known_weight / all,
    }
}

/// Value on 0–100: strategic fit and business value by weight; unknown when both are.
pub fn value(criteria: &Criteria, weights: &[f64; 6]) -> Option<f64> {
    part(criteria, weights, &[0, 1])
}

/// Feasibility on 0–100: feasibility, data and organisational readiness by weight; unknown when all are.
pub fn feasibility(criteria: &Criteria, weights: &[f64; 6]) -> Option<f64> {
    part(criteria, weights, &[2, 3, 4])
}

fn part(criteria: &Criteria, weights: &[f64; 6], places: &[usize]) -> Option<f64> {
    let known = places.iter().filter_map(|place| criteria[*place].map(|value| (value, weights[*place])));
    let (sum, weight) = known.fold((0.0, 0.0), |(sum, all), (value, weight)| (sum + value * weight, all + weight));
    (weight > 0.0).then(|| 100.0 * sum / weight)
}

/// Cut at the middle of the scale; on the line counts as the better side.
pub fn quadrant(value: Option<f64>, feasibility: Option<f64>) -> Option<Quadrant> {
    // A mean of 2 and 4 by weights is 50, whatever binary fractions make of it.
    const MIDDLE: f64 = 50.0 - 1e-9;
    Some(match (value? >= MIDDLE, feasibility? >= MIDDLE) {
        (true, true) => Quadrant::QuickWin,
        (true, false) => Quadrant::StrategicBet,
        (false, true) => Quadrant::FillIn,
        (false, false) => Quadrant::Deprioritise,
    })
}

/// Competition ranking (1, 2, 2, 4) on the score rounded to six decimals. Below the set coverage an initiative is
/// unranked. Inside a tie the list goes by npv (high first), budget (low first), day of submission and id.
pub fn rank(metrics: &mut [InitiativeMetrics], initiatives: &Table, least_coverage: f64) {
    let rounded = |score: f64| (score * 1e6).round() as i64;
    // A weight sum like 0.6000000000000001 must not unrank what has exactly the set coverage.
    let ranked =
        |one: &InitiativeMetrics| one.score.score.filter(|_| one.score.coverage + 1e-9 >= least_coverage).map(rounded);
    let budgets = initiatives.money("budget_requested");
    let submitted = initiatives.date("submitted_on");
    let ids = initiatives.text("initiative_id");
    let mut order: Vec<usize> = (0..metrics.len()).collect();
    order.sort_by(|one, other| {
        let known_first = |one: bool, other: bool| other.cmp(&one);
        known_first(budgets[*one].is_some(), budgets[*other].is_some())
            .then_with(|| budgets[*one].cmp(&budgets[*other]))
            .then_with(|| known_first(submitted[*one].is_some(), submitted[*other].is_some()))
            .then_with(|| submitted[*one].cmp(&submitted[*other]))
            .then_with(|| ids[*one].cmp(&ids[*other]))
    });
    for (place, row) in order.iter().enumerate() {
        metrics[*row].tie_order = place as u32;
    }
    // A stable sort keeps that order where scores and NPVs are equal.
    order.sort_by(|one, other| {
        let (first, second) = (&metrics[*one], &metrics[*other]);
        ranked(second).cmp(&ranked(first)).then_with(|| second.npv.cmp(&first.npv))
    });
    let mut place = 0;
    for (position, row) in order.iter().enumerate() {
        let score = ranked(&metrics[*row]);
        let before = position.checked_sub(1).map(|before| ranked(&metrics[order[before]]));
        let after = order.get(position + 1).map(|after| ranked(&metrics[*after]));
        if before != Some(score) {
            place = position as u32 + 1;
        }
        let tied = before == Some(score) || after == Some(score);
        metrics[*row].position = position as u32;
        metrics[*row].rank = score.map(|_| Rank { place, tied });
    }
    debug_assert!(
        order.is_sorted_by(|one, other| { ranked(&metrics[*one]).cmp(&ranked(&metrics[*other])) != Ordering::Less })
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::assumptions::Weights;

    fn near(one: f64, other: f64) -> bool {
        (one - other).abs() < 1e-9
    }

    #[test]
    fn a_full_score_is_the_weighted_mean() {
        // By hand, weights 25 25 15 15 10 10: fit 5 → 1, value 4 → 0.75, feasibility 3 → 0.5, data 2 → 0.25,
        // organisation 1 → 0, risk 2 → 0.75: 25 + 18.75 + 7.5 + 3.75 + 0 + 7.5 = 62.5.
        let criteria = [Some(1.0), Some(0.75), Some(0.5), Some(0.25), Some(0.0), Some(0.75)];
        let score = score(&criteria, &Weights::default().normalised());
        assert!(near(score.score.unwrap(), 62.5) && near(score.low, 62.5) && near(score.high, 62.5));
        assert!(near(score.coverage, 1.0));
    }

    #[test]
    fn missing_criteria_widen_the_interval_and_are_not_imputed() {
        // Only fit 1 and value 0.5 of weights 25 and 25: score (25 + 12.5) / 50 = 75; low 37.5; high 37.5 + 50 = 87.5.
        let criteria = [Some(1.0), Some(0.5), None, None, None, None];
        let score = score(&criteria, &Weights::default().normalised());
        assert!(near(score.score.unwrap(), 75.0) && near(score.low, 37.5) && near(score.high, 87.5));
        assert!(near(score.coverage, 0.5));
    }

    #[test]
    fn all_scores_missing_is_no_score() {
        let score = score(&[None; 6], &Weights::default().normalised());
        assert_eq!(score.score, None);
        assert!(near(score.low, 0.0) && near(score.high, 100.0) && near(score.coverage, 0.0));
    }

    #[test]
    fn the_middle_of_the_scale_counts_as_the_better_side() {
        assert_eq!(quadrant(Some(50.0), Some(50.0)), Some(Quadrant::QuickWin));
        assert_eq!(quadrant(Some(50.0), Some(49.9)), Some(Quadrant::StrategicBet));
        assert_eq!(quadrant(Some(49.9), Some(50.0)), Some(Quadrant::FillIn));
        assert_eq!(quadrant(Some(0.0), Some(0.0)), Some(Quadrant::Deprioritise));
        assert_eq!(quadrant(None, Some(90.0)), None);
    }
}
