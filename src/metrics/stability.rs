//! Between which weights of a criterion a place holds, while the other weights keep their proportions.
//!
//! Source: one-way sensitivity of additive weights, e.g. Triantaphyllou & Sánchez, *Decision Sciences* 28 (1997).

use crate::model::funding::WeightRange;

/// For each alternative and criterion, the range around the set weight in which no other alternative changes places
/// with it. Two swap at t* = (R_b − R_a) / ((n_aj − R_a) − (n_bj − R_b)), R the score without criterion j; a swap outside
/// 0–1 never happens. Scores on 0–1, all known; `weights` add up to 1.
pub fn ranges<const CRITERIA: usize>(
    scores: &[[f64; CRITERIA]],
    weights: &[f64; CRITERIA],
) -> Vec<[WeightRange; CRITERIA]> {
    let mut ranges = vec![[WeightRange { low: 0.0, high: 1.0 }; CRITERIA]; scores.len()];
    for criterion in 0..CRITERIA {
        let rest: Vec<f64> = scores.iter().map(|scores| without(scores, weights, criterion)).collect();
        for one in 0..scores.len() {
            for other in 0..scores.len() {
                let (own, theirs) = (scores[one][criterion] - rest[one], scores[other][criterion] - rest[other]);
                let Some(swap) = swap_at(rest[other] - rest[one], own - theirs) else { continue };
                narrow(&mut ranges[one][criterion], weights[criterion], swap, own > theirs);
            }
        }
    }
    ranges
}

/// The score over the other criteria, their weights scaled up to 1.
fn without<const CRITERIA: usize>(scores: &[f64; CRITERIA], weights: &[f64; CRITERIA], criterion: usize) -> f64 {
    let others = || (0..CRITERIA).filter(|place| *place != criterion);
    let weight: f64 = others().map(|place| weights[place]).sum();
    others().map(|place| weights[place] * scores[place]).sum::<f64>() / weight
}

/// The weight at which two are level; `None` when they are so at every weight or at none within 0–1.
pub fn swap_at(difference: f64, slope: f64) -> Option<f64> {
    const LEVEL: f64 = 1e-12;
    let swap = difference / slope;
    (slope.abs() > LEVEL && (0.0..=1.0).contains(&swap)).then_some(swap)
}

/// `gains`: the first of the two gets ahead as the weight grows.
fn narrow(range: &mut WeightRange, set: f64, swap: f64, gains: bool) {
    // Level at the set weight itself: on the side on which it gets ahead its place holds, on the other it loses it.
    const SAME: f64 = 1e-9;
    let is_level = (swap - set).abs() < SAME;
    if (is_level && gains) || swap <= set - SAME {
        range.low = range.low.max(swap.min(set));
    } else {
        range.high = range.high.min(swap.max(set));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_swap_where_the_formula_says() {
        // Weights 0.5, 0.3, 0.2. A (1, 0, 0), B (0, 1, 1). First criterion: R_a = 0, R_b = 1, so
        // t* = (1 − 0) / ((1 − 0) − (0 − 1)) = 0.5: level at the set weight already.
        let found = ranges(&[[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]], &[0.5, 0.3, 0.2]);
        // A gets ahead as it grows and keeps its place there; B keeps its own below.
        assert_eq!(found[0][0], WeightRange { low: 0.5, high: 1.0 });
        assert_eq!(found[1][0], WeightRange { low: 0.0, high: 0.5 });
        // C (1, 0, 0.5) leads B by 0.6 to 0.5. Second criterion at t: R_c = (0.5 + 0.1) / 0.7 = 0.857143,
        // R_b = 0.2 / 0.7 = 0.285714; t* = (0.285714 − 0.857143) / ((0 − 0.857143) − (1 − 0.285714)) = 0.363636.
        let found = ranges(&[[1.0, 0.0, 0.5], [0.0, 1.0, 1.0]], &[0.5, 0.3, 0.2]);
        assert!((found[0][1].high - 4.0 / 11.0).abs() < 1e-12 && found[0][1].low == 0.0, "{found:?}");
        assert_eq!(found[0][1], found[1][1]);
    }

    #[test]
    fn what_is_better_on_everything_never_swaps() {
        let found = ranges(&[[1.0, 0.9], [0.2, 0.1]], &[0.6, 0.4]);
        assert_eq!(found[0], [WeightRange { low: 0.0, high: 1.0 }; 2]);
        assert_eq!(swap_at(0.5, -1.0), None);
        assert_eq!(swap_at(0.5, 0.0), None);
        assert_eq!(swap_at(2.0, 1.0), None);
    }
}
