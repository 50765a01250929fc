//! Weights from pairwise comparisons (analytic hierarchy process): people say how many times as important one criterion
//! is as another, and contradictions show.
//!
//! Source: T. L. Saaty, *The Analytic Hierarchy Process* (1980); random indices from the same.

use crate::model::{
    assumptions::{Criterion, Weights},
    funding_rules::{Comparison, Consistency},
};

/// Comparisons with at least this consistency ratio are refused.
pub const INCONSISTENT_FROM: f64 = 0.10;

/// What a matrix of comparisons says.
#[derive(Clone, PartialEq, Debug)]
pub struct Judged {
    /// Principal eigenvector, adding up to 1.
    pub weights: Vec<f64>,
    /// How little the comparisons contradict each other.
    pub consistency: Consistency,
    /// (row, column) of the comparison furthest from what all the others say.
    pub worst: (usize, usize),
}

/// Weights of a reciprocal matrix: `matrix[i][j]` says how many times as important `i` is as `j`. For two criteria any
/// comparison is consistent; random indices are known for three to six.
pub fn judge(matrix: &[Vec<f64>]) -> Judged {
    let weights = principal_eigenvector(matrix);
    let count = matrix.len() as f64;
    let eigenvalue = image(matrix, &weights).iter().zip(&weights).map(|(image, weight)| image / weight).sum::<f64>();
    let eigenvalue = eigenvalue / count;
    let index = if count > 1.0 { (eigenvalue - count) / (count - 1.0) } else { 0.0 };
    let random = match matrix.len() {
        0..=2 => f64::INFINITY,
        3 => 0.58,
        4 => 0.90,
        5 => 1.12,
        _ => 1.24,
    };
    // Rounding leaves ±1e-16 where the matrix is perfectly consistent.
    let consistency = Consistency { eigenvalue, index: index.max(0.0), ratio: (index / random).max(0.0) };
    Judged { worst: worst(matrix, &weights), weights, consistency }
}

/// By repeated multiplication; a positive matrix has one, and it is reached (Perron–Frobenius).
fn principal_eigenvector(matrix: &[Vec<f64>]) -> Vec<f64> {
    const ROUNDS: usize = 1_000;
    let mut weights = vec![1.0 / matrix.len() as f64; matrix.len()];
    for _ in 0..ROUNDS {
        let image = image(matrix, &weights);
        let sum: f64 = image.iter().sum();
        weights = image.into_iter().map(|part| part / sum).collect();
    }
    weights
}

fn image(matrix: &[Vec<f64>], weights: &[f64]) -> Vec<f64> {
    matrix.iter().map(|row| row.iter().zip(weights).map(|(times, weight)| times * weight).sum()).collect()
}

/// The comparison whose value is the most times too large or too small.
fn worst(matrix: &[Vec<f64>], weights: &[f64]) -> (usize, usize) {
    let mut worst = (0, 0);
    let mut furthest = -1.0;
    for row in 0..matrix.len() {
        for column in row + 1..matrix.len() {
            let error = (matrix[row][column] * weights[column] / weights[row]).ln().abs();
            if error > furthest {
                (worst, furthest) = ((row, column), error);
            }
        }
    }
    worst
}

/// The score's weights from the settings' comparisons. Errors say which comparison is missing, impossible, given twice
/// or the worst of those that contradict each other.
pub fn weights(comparison: &Comparison) -> Result<(Weights, Consistency), String> {
    let matrix = matrix(comparison)?;
    let judged = judge(&matrix);
    if judged.consistency.ratio >= INCONSISTENT_FROM {
        let (row, column) = judged.worst;
        let (one, other) = (Criterion::ALL[row].key(), Criterion::ALL[column].key());
        return Err(format!(
            "the comparisons contradict each other (consistency ratio {:.2}, below 0.10 is accepted); the worst is \
             {one} against {other}: {} is set, the others together say {:.1}",
            judged.consistency.ratio,
            short(matrix[row][column]),
            judged.weights[row] / judged.weights[column]
        ));
    }
    let of = |criterion: Criterion| judged.weights[criterion as usize];
    let weights = Weights {
        strategic_fit: of(Criterion::StrategicFit),
        business_value: of(Criterion::BusinessValue),
        feasibility: of(Criterion::Feasibility),
        data_readiness: of(Criterion::DataReadiness),
        org_readiness: of(Criterion::OrgReadiness),
        delivery_risk: of(Criterion::DeliveryRisk),
    };
    Ok((weights, judged.consistency))
}

fn short(times: f64) -> String {
    let text = format!("{times:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn matrix(comparison: &Comparison) -> Result<Vec<Vec<f64>>, String> {
    /// Saaty's scale goes from a ninth to nine times as important.
    const LARGEST: f64 = 9.0;
    let said = |one: Criterion, other: Criterion| comparison.get(&one).and_then(|row| row.get(&other)).copied();
    let mut matrix = vec![vec![1.0; Criterion::ALL.len()]; Criterion::ALL.len()];
    for (row, one) in Criterion::ALL.into_iter().enumerate() {
        if said(one, one).is_some_and(|times| times != 1.0) {
            return Err(format!("{} is compared with itself", one.key()));
        }
        for (column, other) in Criterion::ALL.into_iter().enumerate().skip(row + 1) {
            let pair = format!("{} and {}", one.key(), other.key());
            let times = match (said(one, other), said(other, one)) {
                (Some(times), None) => times,
                (None, Some(times)) => 1.0 / times,
                (Some(_), Some(_)) => return Err(format!("{pair} are compared twice")),
                (None, None) => return Err(format!("{pair} are not compared")),
            };
            if !(1.0 / LARGEST - 1e-9..=LARGEST + 1e-9).contains(&times) {
                return Err(format!("{pair}: a comparison lies between 1/9 (0.111) and 9"));
            }
            (matrix[row][column], matrix[column][row]) = (times, 1.0 / times);
        }
    }
    Ok(matrix)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Comparisons that follow exactly from these weights.
    fn consistent(weights: [f64; 6]) -> Comparison {
        let mut comparison = Comparison::new();
        for (row, one) in Criterion::ALL.into_iter().enumerate() {
            for (column, other) in Criterion::ALL.into_iter().enumerate().skip(row + 1) {
                comparison.entry(one).or_default().insert(other, weights[row] / weights[column]);
            }
        }
        comparison
    }

    #[test]
    fn consistent_comparisons_give_back_their_weights() {
        let (found, consistency) = weights(&consistent([4.0, 4.0, 2.0, 2.0, 1.0, 1.0])).unwrap();
        // By hand: 4/14, 2/14 and 1/14.
        assert!((found.strategic_fit - 4.0 / 14.0).abs() < 1e-12 && (found.delivery_risk - 1.0 / 14.0).abs() < 1e-12);
        assert!(consistency.ratio < 1e-12);
    }

    #[test]
    fn contradicting_comparisons_are_refused_and_the_worst_is_named() {
        let mut comparison = consistent([4.0, 4.0, 2.0, 2.0, 1.0, 1.0]);
        // The weights say 4 times; said is a ninth: 36 times too small.
        comparison.get_mut(&Criterion::StrategicFit).unwrap().insert(Criterion::DeliveryRisk, 1.0 / 9.0);
        let refused = weights(&comparison).unwrap_err();
        assert!(refused.contains("strategic_fit against delivery_risk"), "{refused}");
        assert!(refused.contains("0.11 is set"), "{refused}");
    }

    #[test]
    fn a_circle_of_comparisons_has_the_ratio_worked_out_by_hand() {
        // By hand for A over B twice, B over C twice, but C over A twice: every row's product is 1, so all weights are
        // equal and λ = 1 + 2 + 1/2 = 3.5; CI = 0.25; CR = 0.25 / 0.58 = 0.431.
        let judged = judge(&[vec![1.0, 2.0, 0.5], vec![0.5, 1.0, 2.0], vec![2.0, 0.5, 1.0]]);
        assert!((judged.consistency.eigenvalue - 3.5).abs() < 1e-12);
        assert!((judged.consistency.ratio - 0.25 / 0.58).abs() < 1e-12);
    }

    #[test]
    fn incomplete_and_impossible_comparisons_are_refused() {
        let whole = consistent([1.0; 6]);
        let mut missing = whole.clone();
        missing.get_mut(&Criterion::Feasibility).unwrap().remove(&Criterion::DataReadiness);
        assert_eq!(weights(&missing).unwrap_err(), "feasibility and data_readiness are not compared");
        // The other way round is as good.
        missing.entry(Criterion::DataReadiness).or_default().insert(Criterion::Feasibility, 1.0);
        assert!(weights(&missing).is_ok());
        missing.get_mut(&Criterion::Feasibility).unwrap().insert(Criterion::DataReadiness, 1.0);
        assert!(weights(&missing).unwrap_err().contains("twice"));
        for wrong in [0.0, -2.0, 12.0, f64::NAN, f64::INFINITY] {
            let mut comparison = whole.clone();
            comparison.get_mut(&Criterion::OrgReadiness).unwrap().insert(Criterion::DeliveryRisk, wrong);
            assert!(weights(&comparison).unwrap_err().contains("between 1/9"), "{wrong}");
        }
    }
}
