//! The score, its rank and the quadrant: a weighted sum of six criteria on 1–5 with missing ones left out.
//!
//! Source: simple additive weighting, e.g. Belton & Stewart, *Multiple Criteria Decision Analysis* (2002), ch. 5; the
//! bounds come from the scale, never from the sample, so that a new initiative never moves another one's score.

use super::frames::{
    columns::{cents, millionths, numbered, numbers, ones, quotient, stable},
    order::competition,
};
use crate::model::assumptions::Criterion;
use polars::prelude::*;

/// Criteria of one initiative on 0–1, 1 is best; `None` is missing. In the order of [`Criterion::ALL`].
pub type Criteria = [Option<f64>; 6];

/// Value or feasibility from here on is high. A mean of 2 and 4 by weights is 50, whatever binary fractions make of it.
const MIDDLE: f64 = 50.0 - 1e-9;

/// The criteria of every initiative, from their 1–5 scale to 0–1, delivery risk reversed.
pub fn criteria(initiatives: &DataFrame) -> PolarsResult<DataFrame> {
    let scaled = |criterion: &Criterion| {
        let share = (numbers(initiatives, criterion.key())? - 1.0) / 4.0;
        let is_reversed = *criterion == Criterion::DeliveryRisk;
        let share = if is_reversed { share * -1.0 + 1.0 } else { share };
        Ok(share.with_name(criterion.key().into()).into_column())
    };
    let columns = Criterion::ALL.iter().map(scaled).collect::<PolarsResult<Vec<Column>>>()?;
    DataFrame::new(initiatives.height(), columns)
}

/// The criteria row by row, for what searches among them.
pub fn by_row(criteria: &DataFrame) -> PolarsResult<Vec<Criteria>> {
    let mut rows = vec![Criteria::default(); criteria.height()];
    for (place, criterion) in Criterion::ALL.iter().enumerate() {
        for (row, value) in rows.iter_mut().zip(numbers(criteria, criterion.key())?.iter()) {
            row[place] = value;
        }
    }
    Ok(rows)
}

/// The known criteria times their weights, added up in their order, and the weights of what is known.
struct Weighed {
    sum: Float64Chunked,
    weight: Float64Chunked,
}

impl Weighed {
    fn of(criteria: &DataFrame, weights: &[f64; 6], parts: &[Criterion]) -> PolarsResult<Weighed> {
        let mut sum = constant(0.0, criteria.height());
        let mut weight = sum.clone();
        for (criterion, own) in Criterion::ALL.iter().zip(weights).filter(|(criterion, _)| parts.contains(criterion)) {
            let value = numbers(criteria, criterion.key())?;
            weight = &weight + &(ones(&value.is_not_null())? * *own);
            sum = &sum + &(value.fill_null_with_values(0.0)? * *own);
        }
        Ok(Weighed { sum, weight })
    }

    /// On 0–100; unknown where none is known.
    fn mean(&self) -> PolarsResult<Float64Chunked> {
        quotient(&(&self.sum * 100.0), &self.weight)
    }
}

fn constant(number: f64, rows: usize) -> Float64Chunked {
    Float64Chunked::full("constant".into(), number, rows)
}

/// Of each initiative `score` = 100 · Σ w n / Σ w over the known criteria, `score_low` and `score_high` with the missing
/// at worst and best, `coverage`; `value_score` and `feasibility_score` on 0–100, each unknown where all of its criteria are, and
/// whether they reach the middle of the scale.
pub fn scores(criteria: &DataFrame, weights: &[f64; 6]) -> PolarsResult<DataFrame> {
    let known = Weighed::of(criteria, weights, &Criterion::ALL)?;
    let all = constant(weights.iter().sum(), criteria.height());
    let value = Weighed::of(criteria, weights, &Criterion::VALUE)?.mean()?;
    let feasibility = Weighed::of(criteria, weights, &Criterion::FEASIBILITY)?.mean()?;
    let at_best = &known.sum + &(&all - &known.weight);
    DataFrame::new(
        criteria.height(),
        vec![
            known.mean()?.with_name("score".into()).into_column(),
            quotient(&(&known.sum * 100.0), &all)?.with_name("score_low".into()).into_column(),
            quotient(&(at_best * 100.0), &all)?.with_name("score_high".into()).into_column(),
            quotient(&known.weight, &all)?.with_name("coverage".into()).into_column(),
            value.gt_eq(MIDDLE).with_name("is_valuable".into()).into_column(),
            feasibility.gt_eq(MIDDLE).with_name("is_feasible".into()).into_column(),
            value.with_name("value_score".into()).into_column(),
            feasibility.with_name("feasibility_score".into()).into_column(),
        ],
    )
}

/// Of each initiative its `place` by score, unknown where it is unranked, whether it `is_tied`, its `position` in the
/// ranked list and its `tie_order`.
///
/// Competition ranking (1, 2, 2, 4) on the score rounded to six decimals. Below the set coverage an initiative is
/// unranked. Inside a tie the list goes by npv (high first), budget (low first), day of submission and id.
/// `initiatives` has these beside `score` and `coverage`.
pub fn ranks(initiatives: &DataFrame, least_coverage: f64) -> PolarsResult<DataFrame> {
    let mut listed = initiatives.select(["row", "npv", "budget_requested", "submitted_on", "initiative_id"])?;
    listed.with_column(ranked_by(initiatives, least_coverage)?.into_column())?;
    let ties = ["budget_requested", "submitted_on", "initiative_id"];
    let mut listed = listed.sort(ties, stable().with_nulls_last_multi([true, true, false]))?;
    listed.with_column(numbered("tie_order", listed.height()))?;
    let mut listed = listed.sort(
        ["ranked_by", "npv", "tie_order"],
        stable().with_order_descending_multi([true, true, false]).with_nulls_last_multi([true, true, false]),
    )?;
    listed.with_column(numbered("position", listed.height()))?;
    let listed = listed.hstack(&competition(&cents(&listed, "ranked_by")?)?)?;
    listed.sort(["row"], stable())?.select(["place", "is_tied", "position", "tie_order"])
}

/// The score in millionths, where enough of it is known.
fn ranked_by(initiatives: &DataFrame, least_coverage: f64) -> PolarsResult<Int64Chunked> {
    // A weight sum like 0.6000000000000001 must not unrank what has exactly the set coverage.
    let is_covered = (numbers(initiatives, "coverage")? + 1e-9).gt_eq(least_coverage);
    let score = numbers(initiatives, "score")?.set(&!&is_covered, None)?;
    Ok(millionths(&score).with_name("ranked_by".into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        metrics::frames::{
            columns::{counts, marks},
            day_number,
        },
        model::assumptions::Weights,
    };

    /// Criteria as typed, a row each, and what the score makes of them under the standard weights.
    fn scored(rows: &[Criteria]) -> DataFrame {
        let column = |(place, criterion): (usize, &Criterion)| {
            Column::new(criterion.key().into(), rows.iter().map(|row| row[place]).collect::<Vec<_>>())
        };
        let columns = Criterion::ALL.iter().enumerate().map(column).collect();
        let frame = DataFrame::new(rows.len(), columns).unwrap();
        scores(&criteria(&frame).unwrap(), &Weights::default().normalised()).unwrap()
    }

    fn at(frame: &DataFrame, key: &str, row: usize) -> Option<f64> {
        numbers(frame, key).unwrap().get(row)
    }

    fn near(one: Option<f64>, other: f64) -> bool {
        one.is_some_and(|one| (one - other).abs() < 1e-9)
    }

    #[test]
    fn a_full_score_is_the_weighted_mean() {
        // By hand, weights 25 25 15 15 10 10: fit 5 → 1, value 4 → 0.75, feasibility 3 → 0.5, data 2 → 0.25,
        // organisation 1 → 0, risk 2 → 0.75: 25 + 18.75 + 7.5 + 3.75 + 0 + 7.5 = 62.5.
        let found = scored(&[[5.0, 4.0, 3.0, 2.0, 1.0, 2.0].map(Some)]);
        for key in ["score", "score_low", "score_high"] {
            assert!(near(at(&found, key, 0), 62.5), "{key}");
        }
        assert!(near(at(&found, "coverage", 0), 1.0));
    }

    #[test]
    fn missing_criteria_widen_the_interval_and_are_not_imputed() {
        // Only fit 5 and value 3 of weights 25 and 25: score (25 + 12.5) / 50 = 75; low 37.5; high 37.5 + 50 = 87.5.
        let found = scored(&[[Some(5.0), Some(3.0), None, None, None, None], [None; 6]]);
        assert!(near(at(&found, "score", 0), 75.0) && near(at(&found, "coverage", 0), 0.5));
        assert!(near(at(&found, "score_low", 0), 37.5) && near(at(&found, "score_high", 0), 87.5));
        assert_eq!(
            (at(&found, "score", 1), at(&found, "value_score", 1), at(&found, "feasibility_score", 0)),
            (None, None, None)
        );
        assert!(near(at(&found, "score_low", 1), 0.0) && near(at(&found, "score_high", 1), 100.0));
        assert!(near(at(&found, "coverage", 1), 0.0));
    }

    #[test]
    fn one_initiative_alone_has_the_score_it_has_among_others() {
        // 10 of the weight 75 that is known: 13.333333333333334. Times the reciprocal of 0.75 the last bit is another one.
        let row = [None, Some(1.0), Some(1.0), Some(1.0), Some(1.0), Some(1.0)];
        let (alone, among) = (scored(&[row]), scored(&[[None; 6], row]));
        for key in ["score", "score_low", "score_high", "coverage", "value_score", "feasibility_score"] {
            assert_eq!(at(&alone, key, 0).map(f64::to_bits), at(&among, key, 1).map(f64::to_bits), "{key}");
        }
    }

    #[test]
    fn the_middle_of_the_scale_counts_as_the_better_side() {
        // Value (2 + 4) / 2 → 50; feasibility by weights 15 15 10: 3 3 3 → 50, 3 3 2 → 43.75.
        let row = |last: f64| [Some(2.0), Some(4.0), Some(3.0), Some(3.0), Some(last), None];
        let found = scored(&[row(3.0), row(2.0), [None, None, Some(5.0), None, None, None]]);
        let side = |key: &str| marks(&found, key).unwrap().iter().collect::<Vec<_>>();
        assert_eq!(side("is_valuable"), [Some(true), Some(true), None]);
        assert_eq!(side("is_feasible"), [Some(true), Some(false), Some(true)]);
    }

    #[test]
    fn equal_scores_share_a_place_and_stand_by_npv_budget_day_and_id() {
        // Scores 70 80 80 80 80 80, and one of 90 of which too little is known. Among the 80s the one without an NPV comes
        // last, before it the one with the larger budget, then those of 100: the earlier day, then the id.
        let days = ["2026-01-01", "2026-03-01", "2026-03-01", "2026-02-01", "2026-01-01", "2026-01-01", "2026-01-01"];
        let days = days.map(|day| day_number(day.parse().unwrap()));
        let frame = DataFrame::new(
            7,
            vec![
                Column::new("row".into(), [0_u32, 1, 2, 3, 4, 5, 6]),
                Column::new("score".into(), [70.0, 80.0, 80.0 + 1e-8, 80.0, 80.0, 80.0, 90.0].map(Some)),
                Column::new("coverage".into(), [1.0, 1.0, 1.0, 1.0, 0.6 - 1e-12, 1.0, 0.5]),
                Column::new("npv".into(), [Some(9_i64), Some(5), Some(5), Some(5), Some(5), None, Some(9)]),
                Column::new(
                    "budget_requested".into(),
                    [Some(1_i64), Some(100), Some(100), Some(100), Some(200), Some(1), None],
                ),
                Column::new("submitted_on".into(), days),
                Column::new("initiative_id".into(), ["G", "B", "A", "C", "D", "E", "F"]),
            ],
        )
        .unwrap();
        let found = ranks(&frame, 0.6).unwrap();
        let column = |key: &str| counts(&found, key).unwrap().iter().collect::<Vec<_>>();
        assert_eq!(column("place"), [Some(6), Some(1), Some(1), Some(1), Some(1), Some(1), None]);
        assert_eq!(column("position"), [5, 2, 1, 0, 3, 4, 6].map(Some));
        let tied: Vec<_> = marks(&found, "is_tied").unwrap().iter().collect();
        assert_eq!(tied[..6], [false, true, true, true, true, true].map(Some));
    }
}
