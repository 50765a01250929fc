//! What no weighting can put first: layers of initiatives that none of the others beats on every criterion.
//!
//! Source: Pareto dominance, peeled off layer by layer (Goldberg 1989, nondominated sorting).

use std::cmp::Ordering;

/// Layer of each alternative, 1 is best; `None` where a criterion is missing, because it cannot be compared. `scores`
/// on any scale, more is better.
pub fn layers<const CRITERIA: usize>(scores: &[[Option<f64>; CRITERIA]]) -> Vec<Option<u32>> {
    let complete = |row: usize| -> Option<[f64; CRITERIA]> {
        scores[row].iter().all(Option::is_some).then(|| scores[row].map(Option::unwrap_or_default))
    };
    let mut compared: Vec<(usize, [f64; CRITERIA])> =
        (0..scores.len()).filter_map(|row| complete(row).map(|scores| (row, scores))).collect();
    // What dominates has the larger sum, so each one comes after all that dominate it; equal ones stand together.
    let sum = |scores: &[f64; CRITERIA]| scores.iter().sum::<f64>();
    let by_score = |one: &[f64; CRITERIA], other: &[f64; CRITERIA]| {
        let each = one.iter().zip(other).map(|(one, other)| other.total_cmp(one));
        sum(other).total_cmp(&sum(one)).then(each.fold(Ordering::Equal, Ordering::then))
    };
    compared.sort_by(|one, other| by_score(&one.1, &other.1));
    let mut layers = vec![None; scores.len()];
    let mut members: Vec<Vec<[f64; CRITERIA]>> = Vec::new();
    let mut before: Option<([f64; CRITERIA], usize)> = None;
    for (row, own) in compared {
        // Whoever is beaten by one of a layer is beaten by one of each layer above it, so the first that does not beat
        // it is found by halving (Zhang et al., *IEEE Transactions on Evolutionary Computation* 19, 2015).
        let beats = |layer: &Vec<[f64; CRITERIA]>| layer.iter().rev().any(|other| dominates(other, &own));
        let layer = match before {
            Some((equal, layer)) if equal == own => layer,
            _ => members.partition_point(beats),
        };
        if before.is_none_or(|(equal, _)| equal != own) {
            members.resize_with(members.len().max(layer + 1), Vec::new);
            members[layer].push(own);
        }
        before = Some((own, layer));
        layers[row] = Some(layer as u32 + 1);
    }
    layers
}

/// At least as good on all criteria and better on one.
fn dominates<const CRITERIA: usize>(one: &[f64; CRITERIA], other: &[f64; CRITERIA]) -> bool {
    one.iter().zip(other).all(|(one, other)| one >= other) && one != other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_are_peeled_by_hand() {
        let all = |scores: [f64; 2]| scores.map(Some);
        let scores = [all([1.0, 0.0]), all([0.0, 1.0]), all([0.5, 0.0]), all([0.25, 0.0]), [Some(1.0), None]];
        // (1, 0) and (0, 1) are beaten by none; (0.5, 0) by the first only; (0.25, 0) by that one too.
        assert_eq!(layers(&scores), [Some(1), Some(1), Some(2), Some(3), None]);
        // Equal ones do not beat each other.
        assert_eq!(layers(&[all([0.5, 0.5]), all([0.5, 0.5])]), [Some(1), Some(1)]);
        assert!(layers::<2>(&[]).is_empty());
    }
}
