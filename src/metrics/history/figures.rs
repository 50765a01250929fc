//! Figures of page 1 against last month, like for like: over the submitters who sent in both.

use super::{
    joined::{AMOUNTS, Joined, OTHER, sum},
    rates::RatesOfThen,
};
use crate::{
    metrics::frames::columns::{certain, counts, marks, texts},
    model::{
        fiscal::FiscalCalendar,
        history::{FigureMove, Picture, RateEffectSince, Side},
        money::Cents,
        phase::Phase,
        portfolio::CENTRE,
    },
};
use polars::prelude::*;
use std::collections::BTreeSet;

/// Sums to date are compared only within one fiscal year.
pub fn figures(
    before: &Picture,
    now: &Picture,
    joined: &Joined,
    calendar: FiscalCalendar,
    rates: &RatesOfThen,
) -> PolarsResult<Vec<FigureMove>> {
    let mut moves = Vec::new();
    if calendar.first_month(before.period) == calendar.first_month(now.period) {
        for (key, _) in AMOUNTS {
            // Where nobody's amount is known on one side there is nothing to compare: unknown is no zero.
            let is_known = is_known(&joined.before, key)? && is_known(&joined.now, key)?;
            if let (Some(then), Some(today), true) =
                (comparable(before, &joined.before, key)?, comparable(now, &joined.now, key)?, is_known)
            {
                let rate_effect = rate_effect(joined, key, rates)?;
                moves.push(FigureMove { key, before: then, now: today, rate_effect });
            }
        }
    }
    let (then, today) = (in_production(&joined.before)?, in_production(&joined.now)?);
    moves.push(FigureMove { key: "initiatives_in_production", before: then, now: today, rate_effect: Cents::ZERO });
    Ok(moves)
}

/// The portfolio's figure without what cannot be compared: initiatives that are left out, and those whose amount the other
/// month does not know. It holds the centre's own money too.
fn comparable(of: &Picture, frame: &DataFrame, key: &str) -> PolarsResult<Option<f64>> {
    let left_out = marks(frame, "is_left_out")?;
    let apart: Cents = sum(frame, key, &(&left_out | &is_alone(frame, key)?))?;
    Ok(of.figures.get(key).map(|value| value - apart.units()))
}

/// Initiatives of both months whose amount the other month does not know.
fn is_alone(frame: &DataFrame, key: &str) -> PolarsResult<BooleanChunked> {
    let is_in_both = counts(frame, &format!("{OTHER}row"))?.is_not_null();
    Ok(&is_in_both & &frame.column(&format!("{OTHER}{key}"))?.is_null())
}

/// What exchange rates did to a figure of those who are compared and of the centre.
fn rate_effect(joined: &Joined, key: &str, rates: &RatesOfThen) -> PolarsResult<Cents> {
    let side = if key.starts_with("cost") { Side::Cost } else { Side::Benefit };
    let of = |initiative: &str| match key.ends_with("_ytd") {
        true => rates.of_year_to_date(initiative, side),
        false => rates.of_outlook(initiative, side),
    };
    Ok(compared(joined, key)?.into_iter().map(of).sum::<Cents>() + of(CENTRE))
}

/// What they did to the year's outlook of each of them.
pub fn rate_effects(joined: &Joined, rates: &RatesOfThen) -> PolarsResult<Vec<RateEffectSince>> {
    Ok(rates.of_each(&compared(joined, "cost_outlook_year")?, &compared(joined, "benefit_outlook_year")?))
}

/// The upper-case ids of those whose amount is compared.
fn compared<'a>(joined: &'a Joined, key: &str) -> PolarsResult<BTreeSet<&'a str>> {
    let (left_out, alone) = (marks(&joined.now, "is_left_out")?, is_alone(&joined.now, key)?);
    let is_compared = !&(&left_out | &alone);
    let keys = joined.now.column("key")?.as_materialized_series().str()?;
    let rows = keys.iter().zip(is_compared.iter());
    Ok(rows.filter(|(_, is_compared)| *is_compared == Some(true)).filter_map(|(key, _)| key).collect())
}

fn is_known(frame: &DataFrame, key: &str) -> PolarsResult<bool> {
    Ok((&!&marks(frame, "is_left_out")? & &frame.column(key)?.is_not_null()).any())
}

fn in_production(frame: &DataFrame) -> PolarsResult<f64> {
    let runs = certain(&texts(frame, "phase")?.equal(Phase::Production.name()));
    Ok(f64::from((&!&marks(frame, "is_left_out")? & &runs).sum().unwrap_or_default()))
}
