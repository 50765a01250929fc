//! Which months can be compared with those of the fiscal year before.

use super::Joined;
use crate::model::{dictionary::SheetKind, period::Month, rates::Basis};
use std::collections::BTreeSet;

impl Joined<'_> {
    /// The months to date of which the year before has an actual, converted yet or not.
    pub(super) fn months_with_last_year(&self) -> BTreeSet<Month> {
        let rules = self.rules;
        let to_date = rules.calendar.first_month(rules.period)..=rules.period;
        let table = self.table(SheetKind::Financials);
        let months = table.month("month");
        let in_this_year = |row: usize| months[row].map(|month| month.plus(12)).filter(|month| to_date.contains(month));
        let converted = ["cost_actual", "benefit_actual"].map(|key| table.money(key));
        let in_ours = (0..table.len()).filter(|row| converted.iter().any(|amounts| amounts[*row].is_some()));
        let is_actual = |key: &str| Basis::of_field(key) == Basis::Actual;
        let in_others = table.local.iter().filter(|amount| is_actual(&amount.field)).map(|amount| amount.row as usize);
        in_ours.chain(in_others).filter_map(in_this_year).collect()
    }
}
