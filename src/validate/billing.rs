//! A bill by itself: what could not be read of it, and what should be known of it.

use crate::model::{
    billing::{Bill, RowSum},
    dictionary::SheetKind,
    finding::{Address, Code, Finding, Severity},
    portfolio::CheckedSheet,
    rules::Rules,
    workbook::{CellPlace, SourceFile},
};
use std::sync::Arc;

/// The one sheet of a bill. Its rows are made where all files are there: nobody knows before which initiatives there are.
pub fn sheet(bill: &Bill, source: &SourceFile) -> CheckedSheet {
    let name = source.path.rsplit('/').next().unwrap_or(&source.path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let columns =
        [("initiative_id", bill.columns.named), ("month", bill.columns.month), ("cost_actual", bill.columns.cost)];
    CheckedSheet {
        name: stem.into(),
        kind: Some(SheetKind::Financials),
        header_row: 1,
        rows_read: 0,
        rows_accepted: 0,
        rows_set_aside: 0,
        rows_blank: 0,
        columns: columns.map(|(key, column)| (Arc::from(key), column)).to_vec(),
        spread: Vec::new(),
        own_currency: Vec::new(),
    }
}

/// Costs that cannot be read, and corrections of bills of before.
pub fn check(bill: &Bill, source: &SourceFile, rules: &Rules) -> Vec<Finding> {
    let title = rules.billing.cost.name();
    let at = |cell: Option<CellPlace>| Address { file: source.path.clone(), sheet: None, cell };
    let mut findings = Vec::new();
    if let Some((row, typed)) = &bill.first_unreadable {
        let rows = rules.locale.number(bill.unreadable as i64, 0);
        let (are, their) = if bill.unreadable == 1 { ("row has a", "its") } else { ("rows have a", "their") };
        findings.push(Finding {
            address: at(Some(CellPlace { row: *row, column: bill.columns.cost })),
            severity: Severity::SetAside,
            code: Code::BillUnreadable,
            column: title.into(),
            found: typed.to_string(),
            problem: format!("{rows} {are} {title} that is no number, so {their} cost is not counted"),
            instead: "Export the bill again, and put it into the folder as it is".to_owned(),
            cents: None,
        });
    }
    findings.extend(bill.corrections.iter().map(|(currency, sum)| corrected(at(None), currency, sum, rules)));
    findings
}

/// By the specification a correction stands in the month in which its cost came up, not in the one that bills it.
fn corrected(address: Address, currency: &str, sum: &RowSum, rules: &Rules) -> Finding {
    let rows = rules.locale.number(sum.rows as i64, 0);
    let amount = rules.locale.number(sum.sum.cents().unwrap_or_default().0, 2);
    let are = if sum.rows == 1 { "row is a correction" } else { "rows are corrections" };
    Finding {
        address,
        severity: Severity::Noted,
        code: Code::BillCorrected,
        column: "".into(),
        found: String::new(),
        problem: format!(
            "{rows} {are} of earlier bills, {currency} {amount} together; each counts in the month in which its cost came up"
        ),
        instead: "Nothing to do: a closed month that changes by it is listed under Changes".to_owned(),
        cents: None,
    }
}
