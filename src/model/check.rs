//! Two ways to the same number, side by side.

use super::{money::Cents, period::Month};
use std::sync::Arc;

/// What is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CheckUnit {
    /// Cents.
    Cents,
    /// Rows.
    Rows,
}

/// One check: it holds when both sides are equal, to the cent or the row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Check {
    /// What is cut by: `file`, `department`, `month`, `rows`, `report`.
    pub group: &'static str,
    /// Which file, department or month.
    pub scope: String,
    /// Which column or sum.
    pub measure: String,
    /// As read, cell by cell, without what was set aside or rejected.
    pub read: i64,
    /// As it stands in the reports.
    pub reported: i64,
    /// Of both.
    pub unit: CheckUnit,
}

impl Check {
    /// Are both sides equal?
    pub fn holds(&self) -> bool {
        self.read == self.reported
    }
}

/// The intake beside the ledger, for one department, month and measure. A difference is a doubt about the intake, not
/// about the report, so it never holds the report back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LedgerLine {
    /// The department; `COE` for the centre itself.
    pub department: Arc<str>,
    /// The month.
    pub month: Month,
    /// Key of the field on Control totals and Financials, `cost_actual` or `benefit_actual`.
    pub measure: &'static str,
    /// Sum of the accepted rows of Financials.
    pub intake: Cents,
    /// Sum of the accepted rows of Control totals.
    pub ledger: Cents,
    /// The difference is larger than the settings tolerate.
    pub differs: bool,
}

impl LedgerLine {
    /// The department for people.
    pub fn department_name(&self) -> &str {
        if self.department.is_empty() { "(no department)" } else { &self.department }
    }

    /// Intake − ledger.
    pub fn difference(&self) -> Cents {
        Cents(self.intake.0 - self.ledger.0)
    }
}
