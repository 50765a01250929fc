//! How sure an order by weighted score is: weights are drawn, missing scores too, and places are counted.
//!
//! Source: stochastic multicriteria acceptability analysis, SMAA-2: Lahdelma & Salminen, *Operations Research* 49 (2001).
//! Written for any number of criteria, so that three of them can be held against areas of the weight triangle.

use crate::model::funding_rules::RobustnessRules;
use rayon::prelude::*;

/// What the draws say about one alternative.
#[derive(Clone, PartialEq, Debug)]
pub struct Acceptability<const CRITERIA: usize> {
    /// Share of the draws with place 1, 2, …; equal scores share the better place.
    pub ranks: Vec<f64>,
    /// Share of the draws among the first k.
    pub top_share: f64,
    /// Mean of the weights that put it first; `None` when none does.
    pub central_weights: Option<[f64; CRITERIA]>,
}

/// Draws weights and counts places. `scores` are on 0–1, 1 is best; a missing one is drawn evenly from 0–1 each time.
/// `set` adds up to 1 and is the middle of the draws when `rules.spread` is above 0.
pub fn acceptability<const CRITERIA: usize>(
    scores: &[[Option<f64>; CRITERIA]],
    set: &[f64; CRITERIA],
    rules: &RobustnessRules,
) -> Vec<Acceptability<CRITERIA>> {
    let missing = scores.iter().flatten().filter(|known| known.is_none()).count();
    let of_weights = if rules.spread > 0.0 { CRITERIA } else { CRITERIA - 1 };
    let parts: Vec<Counted<CRITERIA>> = (0..rules.samples.div_ceil(PART))
        .into_par_iter()
        .map(|part| {
            // Each part begins with the numbers that it would have drawn after the ones before it.
            let begin = u64::from(part * PART);
            let draws = Draws::after(rules.seed, begin * (of_weights + missing) as u64);
            count(scores, set, rules, draws, PART.min(rules.samples - part * PART))
        })
        .collect();
    let mut places = vec![vec![0_u32; scores.len()]; scores.len()];
    let mut first_weights = vec![[0.0; CRITERIA]; scores.len()];
    for part in parts {
        for (sum, more) in places.iter_mut().flatten().zip(part.places) {
            *sum += more;
        }
        for (alternative, weights) in part.first {
            first_weights[alternative].iter_mut().zip(&weights).for_each(|(sum, weight)| *sum += weight);
        }
    }
    let share = |count: u32| f64::from(count) / f64::from(rules.samples);
    let told = places.iter().zip(first_weights);
    told.map(|(places, weights)| Acceptability {
        ranks: places.iter().map(|count| share(*count)).collect(),
        top_share: share(places.iter().take(rules.top as usize).sum()),
        central_weights: (places[0] > 0).then(|| weights.map(|sum| sum / f64::from(places[0]))),
    })
    .collect()
}

/// Draws that are counted together; the parts are counted at the same time.
const PART: u32 = 1_000;

/// What some of the draws gave.
struct Counted<const CRITERIA: usize> {
    /// How often each alternative had each place, alternative by alternative.
    places: Vec<u32>,
    /// Who was first, and with which weights, draw by draw.
    first: Vec<(usize, [f64; CRITERIA])>,
}

fn count<const CRITERIA: usize>(
    scores: &[[Option<f64>; CRITERIA]],
    set: &[f64; CRITERIA],
    rules: &RobustnessRules,
    mut draws: Draws,
    samples: u32,
) -> Counted<CRITERIA> {
    let mut counted = Counted { places: vec![0; scores.len() * scores.len()], first: Vec::new() };
    let mut order: Vec<(f64, u32)> = Vec::with_capacity(scores.len());
    for _ in 0..samples {
        let weights = if rules.spread > 0.0 { draws.near(set, rules.spread) } else { draws.simplex() };
        order.clear();
        for (alternative, known) in (0..).zip(scores) {
            let parts = known.iter().zip(&weights);
            let sum = parts.map(|(known, weight)| weight * known.unwrap_or_else(|| draws.next())).sum();
            order.push((sum, alternative));
        }
        order.sort_unstable_by(|one, other| other.0.total_cmp(&one.0));
        let mut place = 0;
        for (position, (sum, alternative)) in order.iter().enumerate() {
            if position > 0 && order[position - 1].0 != *sum {
                place = position;
            }
            let alternative = *alternative as usize;
            counted.places[alternative * scores.len() + place] += 1;
            if place == 0 {
                counted.first.push((alternative, weights));
            }
        }
    }
    counted
}

/// Numbers drawn from a seed: SplitMix64 (Steele, Lea & Flood 2014). Ten lines of our own, because a library may change
/// its sequence with a version, and the same input must give the same report for years.
struct Draws(u64);

/// What the state of the draws moves by with each number.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl Draws {
    /// As they go on after so many numbers.
    fn after(seed: u64, drawn: u64) -> Self {
        Draws(seed.wrapping_add(STEP.wrapping_mul(drawn)))
    }

    /// Evenly from [0, 1).
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(STEP);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        (mixed >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Weights that add up to 1, every such set as likely: the gaps between points thrown on a line.
    fn simplex<const CRITERIA: usize>(&mut self) -> [f64; CRITERIA] {
        let mut points = [1.0; CRITERIA];
        points[..CRITERIA - 1].iter_mut().for_each(|point| *point = self.next());
        points[..CRITERIA - 1].sort_unstable_by(f64::total_cmp);
        let mut before = 0.0;
        points.map(|point| {
            let gap = point - before;
            before = point;
            gap
        })
    }

    /// Each weight within a share of the set one, all of them adding up to 1. Changes are drawn evenly, freed of their
    /// mean, and made smaller together where one would leave its share: dividing by the sum would carry weights out of it.
    fn near<const CRITERIA: usize>(&mut self, set: &[f64; CRITERIA], spread: f64) -> [f64; CRITERIA] {
        let drawn = set.map(|_| 2.0 * self.next() - 1.0);
        let mean: f64 = drawn.iter().zip(set).map(|(change, weight)| change * weight).sum();
        let changes = drawn.map(|change| change - mean);
        let largest = changes.iter().fold(1.0, |most: f64, change| most.max(change.abs()));
        let mut changes = changes.into_iter();
        set.map(|weight| weight * (1.0 + spread * changes.next().unwrap_or_default() / largest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(spread: f64) -> RobustnessRules {
        RobustnessRules { samples: 20_000, seed: 1, spread, top: 1, at_most: 200 }
    }

    fn known<const CRITERIA: usize>(scores: &[[f64; CRITERIA]]) -> Vec<[Option<f64>; CRITERIA]> {
        scores.iter().map(|one| one.map(Some)).collect()
    }

    #[test]
    fn two_criteria_by_hand() {
        // A (1, 0), B (0, 1), C (0.6, 0.6), first weight w: A beats C for w > 0.6, B beats C for w < 0.4; so A and B
        // are first in 40% each, C in 20%. Central weight of A: mean of 0.6…1 is 0.8.
        let found = acceptability(&known(&[[1.0, 0.0], [0.0, 1.0], [0.6, 0.6]]), &[0.5, 0.5], &rules(0.0));
        for (one, expected) in found.iter().zip([0.4, 0.4, 0.2]) {
            assert!((one.ranks[0] - expected).abs() < 0.012, "{one:?}");
            assert!((one.ranks.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            assert_eq!(one.top_share, one.ranks[0]);
        }
        assert!((found[0].central_weights.unwrap()[0] - 0.8).abs() < 0.01);
        assert!((found[2].central_weights.unwrap()[0] - 0.5).abs() < 0.01);
    }

    #[test]
    fn what_is_never_first_has_no_central_weights() {
        let found = acceptability(&known(&[[1.0, 0.5], [0.5, 0.4]]), &[0.5, 0.5], &rules(0.0));
        assert_eq!(found[1].central_weights, None);
        assert_eq!((found[0].ranks[0], found[1].ranks[1]), (1.0, 1.0));
    }

    #[test]
    fn weights_near_the_set_ones_stay_near() {
        // Set weights 0.5 and 0.5 within 20%: the first lies between 0.4/1.0 and 0.6/1.0, so A needs more than 0.6
        // and is never first.
        let found = acceptability(&known(&[[1.0, 0.0], [0.0, 1.0], [0.6, 0.6]]), &[0.5, 0.5], &rules(0.2));
        assert_eq!((found[0].ranks[0], found[2].ranks[0]), (0.0, 1.0));
    }

    #[test]
    fn weights_keep_to_their_share_and_add_up_to_one() {
        let set = [0.25, 0.25, 0.15, 0.15, 0.10, 0.10];
        let mut draws = Draws(3);
        let mut widest = [0.0_f64; 6];
        for _ in 0..5_000 {
            let weights = draws.near(&set, 0.2);
            assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            for ((weight, set), widest) in weights.iter().zip(set).zip(&mut widest) {
                let change = (weight / set - 1.0).abs();
                assert!(change <= 0.2 + 1e-12, "{weight} of {set}");
                *widest = widest.max(change);
            }
        }
        // The whole share is made use of.
        assert!(widest.iter().all(|change| *change > 0.19), "{widest:?}");
    }

    #[test]
    fn missing_scores_are_drawn_over_the_whole_scale() {
        // One criterion: 0.7 against unknown is beaten in 30% of the draws.
        let found = acceptability(&[[Some(0.7)], [None]], &[1.0], &rules(0.0));
        assert!((found[1].ranks[0] - 0.3).abs() < 0.012);
        // All scores missing: as likely first as any other like it.
        let found = acceptability(&[[None; 3], [None; 3]], &[1.0 / 3.0; 3], &rules(0.0));
        assert!((found[0].ranks[0] - 0.5).abs() < 0.012);
    }

    #[test]
    fn equal_scores_share_the_better_place() {
        let found = acceptability(&known(&[[0.5, 0.5], [0.5, 0.5], [0.1, 0.1]]), &[0.5, 0.5], &rules(0.0));
        assert_eq!((found[0].ranks[0], found[1].ranks[0], found[2].ranks[2]), (1.0, 1.0, 1.0));
    }

    #[test]
    fn numbers_go_on_where_others_stopped() {
        let mut whole = Draws(7);
        let drawn: Vec<f64> = (0..5).map(|_| whole.next()).collect();
        let mut rest = Draws::after(7, 3);
        assert_eq!([rest.next(), rest.next()], drawn[3..]);
    }

    #[test]
    fn the_same_seed_draws_the_same() {
        let scores = known(&[[1.0, 0.0], [0.0, 1.0]]);
        let draw = |seed| acceptability(&scores, &[0.5, 0.5], &RobustnessRules { seed, ..rules(0.0) });
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        assert!(acceptability::<2>(&[], &[0.5, 0.5], &rules(0.0)).is_empty());
    }
}
