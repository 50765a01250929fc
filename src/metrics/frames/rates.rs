//! What rates do to amounts of other currencies: the part of an actual that is there because its month's rate is not the
//! planned one, and the part that is there because it is not that of a year before. No column where no amount was
//! converted.

use crate::model::{money::Cents, portfolio::Portfolio, rates::LocalAmount};
use polars::prelude::*;

/// What an actual is held against.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// The rates of the plan.
    Plan,
    /// The averages of the same months a year before.
    LastYear,
}

/// The columns of an actual, held against other rates.
pub struct Effect {
    /// Key of the actual.
    actual: &'static str,
    pub against: Against,
    /// What the actual amounts are more than they would be at the other rates.
    pub effect: &'static str,
    /// How many of them lack the other rate.
    pub unknown: &'static str,
}

/// Cost and benefit against the plan, then against last year.
pub const EFFECTS: [Effect; 4] = [
    effect("cost_actual", Against::Plan, "cost_rate_effect", "cost_rate_unknown"),
    effect("benefit_actual", Against::Plan, "benefit_rate_effect", "benefit_rate_unknown"),
    effect("cost_actual", Against::LastYear, "cost_last_year_effect", "cost_last_year_unknown"),
    effect("benefit_actual", Against::LastYear, "benefit_last_year_effect", "benefit_last_year_unknown"),
];

const fn effect(actual: &'static str, against: Against, effect: &'static str, unknown: &'static str) -> Effect {
    Effect { actual, against, effect, unknown }
}

/// The columns for the rows of Financials; none without amounts of other currencies, none against last year where there is
/// nothing to compare with.
pub fn columns(portfolio: &Portfolio) -> Vec<Column> {
    let table = &portfolio.financials;
    let has_last_year = !portfolio.currencies.with_last_year.is_empty();
    let is_wanted = |effect: &&Effect| !table.local.is_empty() && (effect.against == Against::Plan || has_last_year);
    EFFECTS.iter().filter(is_wanted).flat_map(|effect| columns_of(portfolio, effect)).collect()
}

fn columns_of(portfolio: &Portfolio, Effect { actual, against, effect, unknown }: &Effect) -> [Column; 2] {
    let table = &portfolio.financials;
    let amounts = table.money(actual);
    let at_other_rate = |amount: &LocalAmount| -> Option<Cents> {
        match against {
            Against::Plan => amount.at_plan,
            Against::LastYear => {
                let used = &portfolio.currencies.used[amount.last_year_rate? as usize];
                used.rate.convert(amount.cents)
            }
        }
    };
    let (mut effects, mut unknowns) = (vec![0_i64; table.len()], vec![0_i64; table.len()]);
    for amount in table.local.iter().filter(|amount| *amount.field == **actual) {
        let row = amount.row as usize;
        match (amounts[row], at_other_rate(amount)) {
            (Some(actual), Some(other)) => effects[row] += actual.0 - other.0,
            (Some(_), None) => unknowns[row] += 1,
            (None, _) => {}
        }
    }
    [Column::new((*effect).into(), effects), Column::new((*unknown).into(), unknowns)]
}
