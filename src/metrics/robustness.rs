//! How sure the order by score is: which initiatives are compared, and what the methods say about them.

use super::{
    frames::columns::{certain, counts, marks, millionths, numbered, numbers, stable},
    pareto,
    score::Criteria,
    smaa, stability,
};
use crate::model::{
    assumptions::Assumptions,
    funding::{Disagreement, Robustness, RobustnessLine, WeightRange},
    population::Population,
};
use polars::prelude::*;

/// What needs all initiatives: layers of dominance, and the weights between which each place holds.
pub struct Compared {
    /// Of each initiative; unknown where a criterion is missing.
    pub layers: Vec<Option<u32>>,
    /// Rows and ranges of those that are compared.
    pub ranges: Vec<(usize, [WeightRange; 6])>,
}

/// Compares all of them on every criterion, and the best of them under every weight.
pub fn compare(initiatives: &DataFrame, criteria: &[Criteria], assumptions: &Assumptions) -> PolarsResult<Compared> {
    let mut complete = drawn(initiatives, assumptions)?;
    complete.retain(|row| criteria[*row].iter().all(Option::is_some));
    let scores: Vec<[f64; 6]> = complete.iter().map(|row| criteria[*row].map(Option::unwrap_or_default)).collect();
    let ranges = stability::ranges(&scores, &assumptions.weights.normalised());
    Ok(Compared { layers: pareto::layers(criteria), ranges: complete.into_iter().zip(ranges).collect() })
}

/// Draws weightings over the ranked initiatives; `None` when nothing is ranked.
pub fn robustness(
    initiatives: &DataFrame,
    criteria: &[Criteria],
    assumptions: &Assumptions,
) -> PolarsResult<Option<Robustness>> {
    let rules = &assumptions.robustness;
    let rows = drawn(initiatives, assumptions)?;
    if rows.is_empty() {
        return Ok(None);
    }
    let ranked = initiatives.height() - counts(initiatives, "place")?.null_count();
    let scores: Vec<Criteria> = rows.iter().map(|row| criteria[*row]).collect();
    let found = smaa::acceptability(&scores, &assumptions.weights.normalised(), rules);
    let lines = rows.iter().zip(found).map(|(row, found)| RobustnessLine {
        row: *row as u32,
        rank_acceptability: found.ranks,
        top_share: found.top_share,
        central_weights: found.central_weights,
    });
    let (compared, disagreements) = disagreements(initiatives, assumptions.thresholds.far_apart)?;
    Ok(Some(Robustness {
        samples: rules.samples,
        seed: rules.seed,
        spread: rules.spread,
        top: rules.top,
        left_out: (ranked - rows.len()) as u32,
        incomplete: scores.iter().filter(|known| known.iter().any(Option::is_none)).count() as u32,
        lines: lines.collect(),
        compared,
        disagreements,
    }))
}

/// Rows of the ranked initiatives that are compared, in order of their place: the best by highest possible score.
fn drawn(initiatives: &DataFrame, assumptions: &Assumptions) -> PolarsResult<Vec<usize>> {
    let mut ranked =
        initiatives.select(["row", "position", "score_high"])?.filter(&counts(initiatives, "place")?.is_not_null())?;
    ranked.with_column(millionths(&numbers(&ranked, "score_high")?).with_name("best".into()).into_column())?;
    let best = ranked.sort(["best", "position"], stable().with_order_descending_multi([true, false]))?;
    let best = best.head(Some(assumptions.robustness.at_most as usize)).sort(["position"], stable())?;
    Ok(counts(&best, "row")?.iter().flatten().map(|row| row as usize).collect())
}

/// Candidates and in-flight initiatives whose places by score and by money lie further apart than a share of their
/// list, and how many are compared.
fn disagreements(initiatives: &DataFrame, far_apart: f64) -> PolarsResult<(u32, Vec<Disagreement>)> {
    let [candidates, in_flight] =
        [Population::Candidates, Population::InFlight].map(|population| marks(initiatives, population.key()));
    let in_choice = &certain(&candidates?) | &certain(&in_flight?);
    let is_known = &counts(initiatives, "place")?.is_not_null() & &initiatives.column("rnpv")?.is_not_null();
    let listed = initiatives.select(["row", "position", "rnpv"])?.filter(&(&in_choice & &is_known))?;
    let mut by_money = listed.sort(["rnpv", "position"], stable().with_order_descending_multi([true, false]))?;
    by_money.with_column(numbered("by_money", listed.height()))?;
    let by_score = by_money.sort(["position"], stable())?;
    let (row, by_money) = (counts(&by_score, "row")?, counts(&by_score, "by_money")?);
    let apart = (1..)
        .zip(row.iter().flatten().zip(by_money.iter().flatten()))
        .map(|(place, (row, by_money))| Disagreement { row, by_score: place, by_money: by_money + 1 });
    let compared = listed.height();
    let is_far = |one: &Disagreement| f64::from(one.by_score.abs_diff(one.by_money)) > far_apart * compared as f64;
    Ok((compared as u32, apart.filter(is_far).collect()))
}
