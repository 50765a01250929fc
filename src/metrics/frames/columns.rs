//! Columns by their types, and what is done with them row by row.

use polars::prelude::*;

/// Numbers.
pub fn numbers(frame: &DataFrame, key: &str) -> PolarsResult<Float64Chunked> {
    Ok(series(frame, key)?.f64()?.clone())
}

/// Amounts of money, in cents.
pub fn cents(frame: &DataFrame, key: &str) -> PolarsResult<Int64Chunked> {
    Ok(series(frame, key)?.i64()?.clone())
}

/// Days since 1970, or months.
pub fn times(frame: &DataFrame, key: &str) -> PolarsResult<Int32Chunked> {
    Ok(series(frame, key)?.i32()?.clone())
}

/// Numbers of rows, and things counted.
pub fn counts(frame: &DataFrame, key: &str) -> PolarsResult<UInt32Chunked> {
    Ok(series(frame, key)?.u32()?.clone())
}

/// Texts.
pub fn texts(frame: &DataFrame, key: &str) -> PolarsResult<StringChunked> {
    Ok(series(frame, key)?.str()?.clone())
}

/// Yes or No.
pub fn marks(frame: &DataFrame, key: &str) -> PolarsResult<BooleanChunked> {
    Ok(series(frame, key)?.bool()?.clone())
}

/// Some of the rows, in this order.
pub fn rows_of(frame: &DataFrame, rows: &[usize]) -> PolarsResult<DataFrame> {
    let places: Vec<IdxSize> = rows.iter().map(|row| *row as IdxSize).collect();
    frame.take(&IdxCa::from_vec("rows".into(), places))
}

/// The rows numbered as they stand.
pub fn numbered(name: &str, rows: usize) -> Column {
    Column::new(name.into(), (0..rows as u32).collect::<Vec<u32>>())
}

/// Rows that are equal keep their order.
pub fn stable() -> SortMultipleOptions {
    SortMultipleOptions::default().with_maintain_order(true)
}

fn series<'a>(frame: &'a DataFrame, key: &str) -> PolarsResult<&'a Series> {
    Ok(frame.column(key)?.as_materialized_series())
}

/// One number by another, row by row: unknown where one of them is, or where the denominator is not above 0.
///
/// Both are columns: divided by a single number, polars multiplies by its reciprocal, which can change the last bit.
pub fn quotient(numerator: &Float64Chunked, denominator: &Float64Chunked) -> PolarsResult<Float64Chunked> {
    Ok(numerator / &denominator.set(&denominator.lt_eq(0.0), None)?)
}

/// Rounded to six decimals, so that binary fractions tell no two apart.
pub fn millionths(values: &Float64Chunked) -> Int64Chunked {
    let rounded = values.iter().map(|value| value.map(|value| (value * 1e6).round() as i64));
    Int64Chunked::from_iter_options(values.name().clone(), rounded)
}

/// The percentile `share` (0–1) of what is known, as Excel's PERCENTILE.INC computes it: linear between the two values around
/// position share · (n − 1) of the sorted list. Times are medians and percentiles, never means, which a single old
/// initiative would carry away. Source: Hyndman & Fan, *Sample Quantiles in Statistical Packages* (1996), type 7.
pub fn percentile(values: &Float64Chunked, share: f64) -> PolarsResult<Option<f64>> {
    values.quantile(share, QuantileMethod::Linear)
}

/// What cannot be told does not hold.
pub fn certain(marks: &BooleanChunked) -> BooleanChunked {
    marks & &marks.is_not_null()
}

/// 1 where it holds, else 0.
pub fn ones(marks: &BooleanChunked) -> PolarsResult<Float64Chunked> {
    Ok(certain(marks).cast(&DataType::Float64)?.f64()?.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_excel() {
        let of =
            |values: &[f64], share| percentile(&Float64Chunked::from_slice("values".into(), values), share).unwrap();
        // Microsoft's example of PERCENTILE.INC: {1; 2; 3; 4} at 0.3 is 1.9.
        assert!((of(&[1.0, 3.0, 2.0, 4.0], 0.3).unwrap() - 1.9).abs() < 1e-12);
        assert_eq!((of(&[4.0, 1.0, 2.0], 0.5), of(&[4.0, 1.0], 0.5)), (Some(2.0), Some(2.5)));
        assert_eq!((of(&[7.0], 0.85), of(&[1.0, 2.0], 1.0), of(&[], 0.85)), (Some(7.0), Some(2.0), None));
    }

    #[test]
    fn nothing_is_divided_by_what_is_not_above_zero() {
        let column = |values: [Option<f64>; 4]| Float64Chunked::from_iter_options("values".into(), values.into_iter());
        let denominator = column([Some(2.0), Some(0.0), None, Some(-1.0)]);
        let found: Vec<Option<f64>> = quotient(&column([Some(1.0); 4]), &denominator).unwrap().iter().collect();
        assert_eq!(found, [Some(0.5), None, None, None]);
    }
}
