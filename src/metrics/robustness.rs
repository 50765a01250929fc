//! How sure the order by score is: which initiatives are compared, and what the methods say about them.

use super::{pareto, score::Criteria, smaa, stability};
use crate::model::{
    assumptions::Assumptions,
    funding::{Disagreement, Robustness, RobustnessLine},
    metrics::InitiativeMetrics,
    phase::Phase,
};
use std::{cmp::Reverse, collections::BTreeMap};

/// Fills in what needs all initiatives: layers of dominance, and the weights between which each place holds.
pub fn compare(initiatives: &mut [InitiativeMetrics], criteria: &[Criteria], assumptions: &Assumptions) {
    for (initiative, layer) in initiatives.iter_mut().zip(pareto::layers(criteria)) {
        initiative.appraisal.pareto_layer = layer;
    }
    let complete: Vec<usize> =
        drawn(initiatives, assumptions).into_iter().filter(|row| criteria[*row].iter().all(Option::is_some)).collect();
    let scores: Vec<[f64; 6]> = complete.iter().map(|row| criteria[*row].map(Option::unwrap_or_default)).collect();
    let ranges = stability::ranges(&scores, &assumptions.weights.normalised());
    for (row, ranges) in complete.into_iter().zip(ranges) {
        initiatives[row].appraisal.stability = Some(ranges);
    }
}

/// Draws weightings over the ranked initiatives; `None` when nothing is ranked.
pub fn robustness(
    initiatives: &[InitiativeMetrics],
    criteria: &[Criteria],
    assumptions: &Assumptions,
) -> Option<Robustness> {
    let rules = &assumptions.robustness;
    let rows = drawn(initiatives, assumptions);
    let ranked = initiatives.iter().filter(|one| one.rank.is_some()).count();
    let scores: Vec<Criteria> = rows.iter().map(|row| criteria[*row]).collect();
    let found = smaa::acceptability(&scores, &assumptions.weights.normalised(), rules);
    let lines = rows.iter().zip(found).map(|(row, found)| RobustnessLine {
        row: *row as u32,
        rank_acceptability: found.ranks,
        top_share: found.top_share,
        central_weights: found.central_weights,
    });
    let (compared, disagreements) = disagreements(initiatives, assumptions.thresholds.far_apart);
    (!rows.is_empty()).then(|| Robustness {
        samples: rules.samples,
        seed: rules.seed,
        spread: rules.spread,
        top: rules.top,
        left_out: (ranked - rows.len()) as u32,
        incomplete: scores.iter().filter(|known| known.iter().any(Option::is_none)).count() as u32,
        lines: lines.collect(),
        compared,
        disagreements,
    })
}

/// Rows of the ranked initiatives that are compared, in order of their place: the best by highest possible score.
fn drawn(initiatives: &[InitiativeMetrics], assumptions: &Assumptions) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..initiatives.len()).filter(|row| initiatives[*row].rank.is_some()).collect();
    let best = |row: &usize| Reverse((initiatives[*row].score.high * 1e6).round() as i64);
    rows.sort_by_key(|row| (best(row), initiatives[*row].position));
    rows.truncate(assumptions.robustness.at_most as usize);
    rows.sort_by_key(|row| initiatives[*row].position);
    rows
}

/// Candidates and in-flight initiatives whose places by score and by money lie further apart than a share of their
/// list, and how many are compared.
fn disagreements(initiatives: &[InitiativeMetrics], far_apart: f64) -> (u32, Vec<Disagreement>) {
    let in_choice = |one: &&InitiativeMetrics| {
        matches!(
            one.phase,
            Some(Phase::Assessment | Phase::Approved | Phase::OnHold | Phase::Pilot | Phase::Production)
        )
    };
    let mut by_score: Vec<(&InitiativeMetrics, i64)> = initiatives
        .iter()
        .filter(in_choice)
        .filter(|one| one.rank.is_some())
        .filter_map(|one| one.appraisal.rnpv.map(|rnpv| (one, rnpv.value.0)))
        .collect();
    by_score.sort_by_key(|(one, _)| one.position);
    let mut by_money = by_score.clone();
    by_money.sort_by_key(|(one, value)| (Reverse(*value), one.position));
    let compared = by_score.len();
    let place_by_money: BTreeMap<u32, u32> = (1..).zip(&by_money).map(|(place, (one, _))| (one.row, place)).collect();
    let apart = (1..).zip(&by_score).map(|(place, (one, _))| Disagreement {
        row: one.row,
        by_score: place,
        by_money: place_by_money.get(&one.row).copied().unwrap_or_default(),
    });
    let far = |one: &Disagreement| f64::from(one.by_score.abs_diff(one.by_money)) > far_apart * compared as f64;
    (compared as u32, apart.filter(far).collect())
}
