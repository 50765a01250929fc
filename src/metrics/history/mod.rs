//! One month against another. Both are snapshots, so a month just computed and one read back are compared in one way.

mod asked;
mod cells;
mod figures;
mod forecast;
mod joined;
mod movers;
mod picture;
mod plans;
mod rates;
#[cfg(test)]
mod tests;

pub use cells::cells_changed;
pub use picture::{figures as figures_of, picture};
pub use plans::baselines;

use super::Error;
use crate::model::{
    fiscal::FiscalCalendar,
    history::{ChangeLimits, Comparison, Picture},
};
use joined::Joined;
use rates::RatesOfThen;

/// Compares a month with the last closed one. `forecasts` are closed months whose forecasts are held against it.
pub fn compare(
    before: &Picture,
    revision: u32,
    now: &Picture,
    forecasts: &[Picture],
    calendar: FiscalCalendar,
    limits: &ChangeLimits,
) -> Result<Comparison, Error> {
    let joined = Joined::of(before, now)?;
    let both = movers::in_both(before, now, &joined)?;
    let rates = RatesOfThen::of(before, now, calendar);
    let figures = figures::figures(before, now, &joined, calendar, &rates)?;
    Ok(Comparison {
        with: before.period,
        revision,
        movers: movers::movers(before, now, &joined, (&both, &rates), limits)?,
        restated: plans::restated(before, now, &both, &rates),
        rewritten: plans::rewritten(before, now, &both, &rates),
        rebaselined: plans::rebaselined(before, now, calendar, limits, &rates),
        asked: asked::asked(before, now, calendar),
        accuracy: forecasts.iter().flat_map(|forecast| forecast::accuracy(forecast, now)).collect(),
        rate_effects: figures::rate_effects(&joined, &rates)?,
        figures,
        trend: Vec::new(),
    })
}
