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
    let mut columns = Vec::with_capacity(2 * COLUMNS.len());
    for (key, effect, unknown) in COLUMNS {
        let actual = table.money(key);
        let (mut effects, mut unknowns) = (vec![0_i64; table.len()], vec![0_i64; table.len()]);
        for amount in table.local.iter().filter(|amount| &*amount.field == key) {
            let row = amount.row as usize;
            match (actual[row], amount.at_plan) {
                (Some(actual), Some(at_plan)) => effects[row] += actual.0 - at_plan.0,
                (Some(_), None) => unknowns[row] += 1,
                (None, _) => {}
            }
        }
        columns.push(Column::new(effect.into(), effects));
        columns.push(Column::new(unknown.into(), unknowns));
    }
    columns
}
