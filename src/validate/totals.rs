//! Totals rows below a table: what the columns should add up to, against what the rows do.

use super::{
    kinds::{self, Remark},
    plausible,
    sheet::Sheet,
};
use crate::model::{
    dictionary::Kind,
    finding::{Address, Code, Finding, Severity},
    money::Cents,
    table::Table,
    workbook::RawTotal,
};
use std::collections::BTreeMap;

/// Adds a finding for each total that differs by more than the tolerance. `table` has every row of the sheet, and
/// `rejected` by column the amounts that could be read and not be used: they stand above the total as well.
pub fn check(sheet: &Sheet, table: &Table, rejected: &[BTreeMap<usize, Cents>], findings: &mut Vec<Finding>) {
    let rules = sheet.rules;
    for total in &sheet.raw.totals {
        let field = rules.dictionary.field(sheet.raw.kind, &total.field);
        let Some(field) = field.filter(|field| field.kind == Kind::Money) else { continue };
        let finding = |remark: Remark| Finding {
            address: Address { cell: Some(total.place), ..sheet.address() },
            severity: Severity::Noted,
            code: remark.code,
            column: field.title.as_str().into(),
            found: kinds::shown(&total.value),
            problem: remark.problem,
            instead: remark.instead.unwrap_or_default(),
            cents: None,
        };
        let Ok(said) = kinds::money::money(&total.value, &rules.locale, &rules.currency, total.unit.as_deref()) else {
            continue;
        };
        let sum = sum_above(sheet, table, rejected, total);
        if (said.0 - sum.0).abs() > rules.ledger_tolerance.0 {
            let shown = |cents: Cents| rules.locale.number(cents.0, 2);
            let problem = format!(
                "The total says {}, the rows above add up to {}: a difference of {}",
                shown(said),
                shown(sum),
                shown(Cents(said.0 - sum.0))
            );
            let scale = plausible::factor(said.0 as f64 / sum.0 as f64);
            let (code, instead) = match scale {
                Some(_) => {
                    (Code::ScaleDoubtful, "Say in the titles what the amounts stand in, such as Cost actual (k€).")
                }
                None => (Code::TotalDiffers, "Look for a row that is missing, twice or outside the sum."),
            };
            findings.push(finding(Remark::new(code, problem).advise(instead)));
        }
    }
}

/// All amounts of the field that can be read, of the total's month if it is of one.
fn sum_above(sheet: &Sheet, table: &Table, rejected: &[BTreeMap<usize, Cents>], total: &RawTotal) -> Cents {
    let calendar = kinds::date::Calendar::of(sheet.rules);
    let month =
        total.month.as_ref().and_then(|month| kinds::date::month(month, &calendar).ok()).map(|(month, _)| month);
    let Some(place) = table.columns.iter().position(|column| column.key == total.field) else { return Cents::ZERO };
    let values = table.money(&total.field);
    let is_counted = |row: usize| month.is_none() || table.month("month")[row] == month;
    let cents = |row: usize| values[row].or_else(|| rejected[place].get(&row).copied());
    (0..values.len()).filter(|row| is_counted(*row)).filter_map(cents).sum()
}
