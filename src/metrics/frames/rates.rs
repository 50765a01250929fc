//! What rates do to amounts of other currencies: the part of an actual that is there because its month's rate is not the
//! planned one. No column where no amount was converted.

use crate::model::table::Table;
use polars::prelude::*;

/// The columns of a side: what its actual amounts would be less at plan rates, and how many have no plan rate.
pub const COLUMNS: [(&str, &str, &str); 2] = [
    ("cost_actual", "cost_rate_effect", "cost_rate_unknown"),
    ("benefit_actual", "benefit_rate_effect", "benefit_rate_unknown"),
];

/// The columns for the rows of Financials; none without amounts of other currencies.
pub fn columns(table: &Table) -> Vec<Column> {
    if table.local.is_empty() {
        return Vec::new();
    }
    let actuals = COLUMNS.map(|(key, ..)| (key, table.money(key)));
    let mut effects = COLUMNS.map(|_| (vec![0_i64; table.len()], vec![0_i64; table.len()]));
    for amount in &table.local {
        let Some(side) = actuals.iter().position(|(key, _)| **key == *amount.field) else { continue };
        let row = amount.row as usize;
        let (effect, unknown) = &mut effects[side];
        match (actuals[side].1[row], amount.at_plan) {
            (Some(actual), Some(at_plan)) => effect[row] += actual.0 - at_plan.0,
            (Some(_), None) => unknown[row] += 1,
            (None, _) => {}
        }
    }
    let named = COLUMNS.into_iter().zip(effects).flat_map(|((_, effect, unknown), (effects, unknowns))| {
        [Column::new(effect.into(), effects), Column::new(unknown.into(), unknowns)]
    });
    named.collect()
}
