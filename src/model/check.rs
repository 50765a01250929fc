//! Two ways to the same number, side by side.

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
