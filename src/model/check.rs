//! Two ways to the same number, side by side.

use super::{
    dictionary::SheetKind,
    finding::{Code, Finding},
    money::Cents,
    period::Month,
};
use std::sync::Arc;

/// What is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CheckUnit {
    /// Cents.
    Cents,
    /// Rows.
    Rows,
}

/// By what a check cuts, and which part it is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cut {
    /// The rows of a kind of sheet.
    Rows(SheetKind),
    /// An amount in a file.
    File(u8),
    /// An amount of a department, by its name; empty where none is typed.
    Department(u8, Arc<str>),
    /// An amount in a month.
    Month(u8, Month),
    /// A sum in two places of the report.
    Sums,
    /// An amount in the intake and on the data sheets. Amounts are indexes into
    /// [`MONEY_FIELDS`](super::portfolio::MONEY_FIELDS).
    DataSheets(u8),
    /// Amounts of another currency in a file, in that currency.
    Currency(Arc<str>),
    /// The cost of a bill in the currency billed: its total, less what went elsewhere, against its rows of Financials.
    Bill(Arc<str>),
}

impl Cut {
    /// As `run.json` and the sheet Checks say it.
    pub fn name(&self) -> &'static str {
        match self {
            Cut::Rows(_) => "rows",
            Cut::File(_) => "file",
            Cut::Department(..) => "department",
            Cut::Month(..) => "month",
            Cut::Sums | Cut::DataSheets(_) => "report",
            Cut::Currency(_) => "currency",
            Cut::Bill(_) => "bill",
        }
    }
}

/// One check: it holds when both sides are equal, to the cent or the row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Check {
    /// What is cut by, and which part it is.
    pub cut: Cut,
    /// The same for people: which file, department or month.
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

/// What checks cannot prove, a few words each: that amounts mean what they are taken for. Units and currencies are those
/// that the workbooks state; columns that were not read and doubts are counted. The one place that says so.
pub fn not_proved(findings: &[Finding]) -> Vec<String> {
    let count = |wanted: fn(Code) -> bool| findings.iter().filter(|finding| wanted(finding.code)).count();
    let unread = count(|code| matches!(code, Code::MoneyNotRead | Code::MonthNotRead | Code::UnitUnclear));
    let doubts = count(Code::leaves_amounts_open) - unread;
    let counted = |count: usize, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{count} {many}")),
    };
    let mut parts = vec!["units and currencies as stated".to_owned()];
    parts.extend(counted(unread, "column of amounts was not read", "columns of amounts were not read"));
    parts.extend(counted(doubts, "amount or month is doubtful", "amounts or months are doubtful"));
    parts
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
