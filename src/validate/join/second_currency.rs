//! The rates at which totals are told in a second currency, where the settings ask for one.

use super::{
    Joined,
    rates::{Book, Missing},
};
use crate::model::{
    dictionary::SheetKind,
    finding::{Address, Code, Finding, Severity},
    period::Month,
    rates::{SecondRates, UsedRate},
};
use std::{collections::BTreeMap, sync::Arc};

impl Joined<'_> {
    /// Plan rate and average of each month to date with amounts. Of what is missing, the first is said.
    pub(super) fn second_rates(&self, book: &Book, findings: &mut Vec<Finding>) -> Option<SecondRates> {
        let rules = self.rules;
        let currency: Arc<str> = Some(rules.rates.also_in.as_str()).filter(|code| !code.is_empty())?.into();
        let mut missing = Vec::new();
        let mut known = |is_needed: bool, found: Result<UsedRate, Missing>| -> Option<UsedRate> {
            found.map_err(|one| missing.extend(is_needed.then_some(one))).ok()
        };
        let months = self.months_with_amounts().into_iter().map(|(month, [is_planned, is_actual])| {
            let plan = known(is_planned, book.plan(&currency, month));
            (month, plan, known(is_actual, book.average(&currency, month)))
        });
        let months = months.collect();
        missing.sort();
        missing.dedup();
        if let Some(one) = missing.first() {
            let more = match missing.len() - 1 {
                0 => String::new(),
                more => format!(", and {more} more are not there"),
            };
            findings.push(Finding {
                address: Address { file: "settings".into(), sheet: None, cell: None },
                severity: Severity::Noted,
                code: Code::SecondCurrency,
                column: "".into(),
                found: currency.to_string(),
                problem: format!(
                    "Totals are to be told in {currency}, too, and there is no {}{more}",
                    one.words(rules.calendar)
                ),
                instead: "Add the rate to the sheet Rates, or leave also_in out.".to_owned(),
                cents: None,
            });
        }
        Some(SecondRates { currency, months })
    }
    /// The months to date with any amount, and whether there are plans and actuals among them.
    fn months_with_amounts(&self) -> BTreeMap<Month, [bool; 2]> {
        let rules = self.rules;
        let to_date = rules.calendar.first_month(rules.period)..=rules.period;
        let table = self.table(SheetKind::Financials);
        let sides = [["cost_planned", "benefit_planned"], ["cost_actual", "benefit_actual"]]
            .map(|keys| keys.map(|key| table.money(key)));
        let mut months: BTreeMap<Month, [bool; 2]> = BTreeMap::new();
        for (row, month) in table.month("month").iter().enumerate() {
            let Some(month) = month.filter(|month| to_date.contains(month)) else { continue };
            let found = months.entry(month).or_default();
            for (place, side) in sides.iter().enumerate() {
                found[place] |= side.iter().any(|amounts| amounts[row].is_some());
            }
        }
        months
    }
}
