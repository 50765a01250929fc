//! What no weighting can put first: layers of initiatives that none of the others beats on every criterion.
//!
//! Source: Pareto dominance, peeled off layer by layer (Goldberg 1989, nondominated sorting).

/// Layer of each alternative, 1 is best; `None` where a criterion is missing, because it cannot be compared. `scores`
/// on any scale, more is better.
pub fn layers<const CRITERIA: usize>(scores: &[[Option<f64>; CRITERIA]]) -> Vec<Option<u32>> {
    let complete = |row: usize| -> Option<[f64; CRITERIA]> {
        scores[row].iter().all(Option::is_some).then(|| scores[row].map(Option::unwrap_or_default))
    };
    let mut compared: Vec<(usize, [f64; CRITERIA])> =
        (0..scores.len()).filter_map(|row| complete(row).map(|scores| (row, scores))).collect();
    // What dominates has the larger sum, so each one comes after all that dominate it.
    let sum = |scores: &[f64; CRITERIA]| scores.iter().sum::<f64>();
    compared.sort_by(|one, other| sum(&other.1).total_cmp(&sum(&one.1)));
    let mut layers = vec![None; scores.len()];
    for (place, (row, own)) in compared.iter().enumerate() {
        // A longest chain of dominators is as long as the layers that are peeled off before it.
        let dominators = compared[..place].iter().filter(|(_, other)| dominates(other, own));
        let above = dominators.filter_map(|(other, _)| layers[*other]).max();
        layers[*row] = Some(above.unwrap_or(0) + 1);
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
