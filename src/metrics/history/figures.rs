//! Figures of page 1 against last month, like for like: over the submitters who sent in both.

use super::joined::{AMOUNTS, Joined, OTHER, sum};
use crate::{
    metrics::frames::columns::{certain, counts, marks, texts},
    model::{
        fiscal::FiscalCalendar,
        history::{FigureMove, Picture},
        money::Cents,
        phase::Phase,
    },
};
use polars::prelude::*;

/// Sums to date are compared only within one fiscal year.
pub fn figures(
    before: &Picture,
    now: &Picture,
    joined: &Joined,
    calendar: FiscalCalendar,
) -> PolarsResult<Vec<FigureMove>> {
    let mut moves = Vec::new();
    if calendar.first_month(before.period) == calendar.first_month(now.period) {
        for (key, _) in AMOUNTS {
            // Where nobody's amount is known on one side there is nothing to compare: unknown is no zero.
            let is_known = is_known(&joined.before, key)? && is_known(&joined.now, key)?;
            if let (Some(then), Some(today), true) =
                (comparable(before, &joined.before, key)?, comparable(now, &joined.now, key)?, is_known)
            {
                moves.push(FigureMove { key, before: then, now: today });
            }
        }
    }
    let (then, today) = (in_production(&joined.before)?, in_production(&joined.now)?);
    moves.push(FigureMove { key: "initiatives_in_production", before: then, now: today });
    Ok(moves)
}

/// The portfolio's figure without what cannot be compared: initiatives that are left out, and those whose amount the other
/// month does not know. It holds the centre's own money too.
fn comparable(of: &Picture, frame: &DataFrame, key: &str) -> PolarsResult<Option<f64>> {
    let left_out = marks(frame, "is_left_out")?;
    let is_in_both = counts(frame, &format!("{OTHER}row"))?.is_not_null();
    let is_alone = &is_in_both & &frame.column(&format!("{OTHER}{key}"))?.is_null();
    let apart: Cents = sum(frame, key, &(&left_out | &is_alone))?;
    Ok(of.figures.get(key).map(|value| value - apart.units()))
}

fn is_known(frame: &DataFrame, key: &str) -> PolarsResult<bool> {
    Ok((&!&marks(frame, "is_left_out")? & &frame.column(key)?.is_not_null()).any())
}

fn in_production(frame: &DataFrame) -> PolarsResult<f64> {
    let runs = certain(&texts(frame, "phase")?.equal(Phase::Production.name()));
    Ok(f64::from((&!&marks(frame, "is_left_out")? & &runs).sum().unwrap_or_default()))
}
