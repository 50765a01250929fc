//! One month against another. Both are snapshots, so a month just computed and one read back are compared in one way.

mod asked;
mod cells;
mod figures;
mod forecast;
mod movers;
mod picture;
mod plans;
#[cfg(test)]
mod tests;

pub use cells::cells_changed;
pub use picture::{figures as figures_of, picture};
pub use plans::baselines;

use crate::model::history::{Comparison, Picture};

/// From where on a change is worth a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Places in the ranking.
    pub rank_places: u32,
    /// Change of the year's outlook, a fraction; more than this moves.
    pub money_share: f64,
    /// Change of the mean attainment of KPIs, a fraction.
    pub attainment: f64,
    /// Likeness of two names, 0–1, from which a new id may be an old one renamed.
    pub name_likeness: f64,
    /// Change of a planned total or of the way to production, a fraction; more than this is another plan.
    pub baseline_share: f64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { rank_places: 3, money_share: 0.05, attainment: 0.1, name_likeness: 0.9, baseline_share: 0.05 }
    }
}

/// Compares a month with the last closed one. `forecasts` are closed months whose forecasts are held against it.
pub fn compare(
    before: &Picture,
    revision: u32,
    now: &Picture,
    forecasts: &[Picture],
    year_start: u8,
    limits: &Limits,
) -> Comparison {
    Comparison {
        with: before.period,
        revision,
        movers: movers::movers(before, now, limits),
        restated: plans::restated(before, now),
        rewritten: plans::rewritten(before, now),
        rebaselined: plans::rebaselined(before, now, limits),
        asked: asked::asked(before, now),
        accuracy: forecasts.iter().flat_map(|forecast| forecast::accuracy(forecast, now)).collect(),
        figures: figures::figures(before, now, year_start),
        trend: Vec::new(),
    }
}
