//! Two exports of one month: the same rows in two files count once.

use super::super::{Joined, about};
use crate::model::{
    billing::Bill,
    finding::{Code, Finding, Severity},
    period::Month,
};
use std::collections::{BTreeMap, BTreeSet};

impl Joined<'_> {
    /// Files and months whose rows another bill has too: there the bill with more rows of the month counts, of equals the
    /// later one by its path. A later export has all rows of an earlier one, and those that came after.
    pub(super) fn billed_twice(&self, findings: &mut Vec<Finding>) -> BTreeSet<(u32, Month)> {
        let mut twice: BTreeMap<(u32, Month), u32> = BTreeMap::new();
        for (place, (file, bill)) in self.bills.iter().enumerate() {
            for (other, other_bill) in &self.bills[place + 1..] {
                for month in bill.months_shared_with(other_bill) {
                    let is_larger = bill.rows_of(month) > other_bill.rows_of(month);
                    let (older, newer) = if is_larger { (*other, *file) } else { (*file, *other) };
                    twice.entry((older, month)).or_insert(newer);
                }
            }
        }
        for ((file, month), newer) in &twice {
            findings.extend(self.billed_twice_finding(*file, *month, *newer));
        }
        twice.into_keys().collect()
    }

    fn billed_twice_finding(&self, file: u32, month: Month, newer: u32) -> Option<Finding> {
        let path = |file: u32| self.files[file as usize].source.path.clone();
        let bill: &Bill = self.bill_of(file)?;
        let rows = self.rules.locale.number(bill.rows_of(month) as i64, 0);
        let problem = format!(
            "{} has the rows of {} too, so the {rows} rows of that month here do not count",
            path(newer),
            month.title()
        );
        let instead = "Delete the older export; if both are parts of one bill, export them again".to_owned();
        Some(Finding { severity: Severity::SetAside, ..about(path(file), Code::BilledTwice, problem, instead) })
    }
}
