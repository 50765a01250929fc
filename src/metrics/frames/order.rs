//! Places in an order, and rows of one frame found in another.

use super::columns::texts;
use polars::prelude::*;
use rustc_hash::FxHashMap;

/// Competition ranking of a sorted key (1, 2, 2, 4): `place`, unknown where the key is, and whether others have the same,
/// `is_tied`.
pub fn competition(key: &Int64Chunked) -> PolarsResult<[Column; 2]> {
    let starts = key.not_equal_missing(&key.shift(1));
    let ends = key.not_equal_missing(&key.shift(-1));
    let positions = UInt32Chunked::from_vec("place".into(), (1..=key.len() as u32).collect());
    let first = positions.set(&!&starts, None)?.into_series().fill_null(FillNullStrategy::Forward(None))?;
    let place = first.u32()?.set(&key.is_null(), None)?;
    Ok([place.into_column(), (!&(&starts & &ends)).with_name("is_tied".into()).into_column()])
}

/// Of each row of a frame the row of another that has the same text under a key, the first of them; unknown where there is
/// none.
pub fn rows_in(other: &DataFrame, of: &DataFrame, key: &str) -> PolarsResult<IdxCa> {
    let (own, others) = (texts(of, key)?, texts(other, key)?);
    let mut row_of: FxHashMap<&str, IdxSize> = FxHashMap::default();
    for (row, text) in (0..).zip(others.iter()) {
        text.map(|text| *row_of.entry(text).or_insert(row));
    }
    let rows = own.iter().map(|text| row_of.get(text?).copied());
    Ok(IdxCa::from_iter_options(key.into(), rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_keys_share_the_place_of_the_first_of_them() {
        let key =
            Int64Chunked::from_iter_options("key".into(), [Some(9), Some(7), Some(7), Some(5), None, None].into_iter());
        let [place, is_tied] = competition(&key).unwrap();
        let place: Vec<_> = place.as_materialized_series().u32().unwrap().iter().collect();
        assert_eq!(place, [Some(1), Some(2), Some(2), Some(4), None, None]);
        let is_tied: Vec<_> = is_tied.as_materialized_series().bool().unwrap().iter().take(4).collect();
        assert_eq!(is_tied, [false, true, true, false].map(Some));
    }

    #[test]
    fn rows_are_found_by_their_texts() {
        let frame =
            |texts: &[Option<&str>]| DataFrame::new(texts.len(), vec![Column::new("key".into(), texts)]).unwrap();
        let other = frame(&[Some("B"), Some("A"), Some("B"), None]);
        let rows = rows_in(&other, &frame(&[Some("A"), Some("C"), None, Some("B")]), "key").unwrap();
        assert_eq!(rows.iter().collect::<Vec<_>>(), [Some(1), None, None, Some(0)]);
    }
}
