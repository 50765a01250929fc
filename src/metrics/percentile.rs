//! Medians and percentiles of times; never means, which a single old initiative would carry away.

/// The percentile `share` (0–1) as Excel's PERCENTILE.INC computes it: linear between the two values around position
/// share · (n − 1) of the sorted list. Source: Hyndman & Fan, *Sample Quantiles in Statistical Packages* (1996), type 7.
pub fn percentile(values: &[f64], share: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().checked_sub(1)?;
    let position = share.clamp(0.0, 1.0) * last as f64;
    let below = position.floor() as usize;
    let above = (below + 1).min(last);
    Some(sorted[below] + (sorted[above] - sorted[below]) * (position - below as f64))
}

/// The middle value; of an even number the mean of the two in the middle.
pub fn median(values: &[f64]) -> Option<f64> {
    percentile(values, 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_excel() {
        // Microsoft's example of PERCENTILE.INC: {1; 2; 3; 4} at 0.3 is 1.9.
        assert!((percentile(&[1.0, 3.0, 2.0, 4.0], 0.3).unwrap() - 1.9).abs() < 1e-12);
        assert_eq!(median(&[4.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0]), Some(2.5));
        assert_eq!(percentile(&[7.0], 0.85), Some(7.0));
        assert_eq!(percentile(&[1.0, 2.0], 1.0), Some(2.0));
        assert_eq!(percentile(&[], 0.85), None);
    }
}
