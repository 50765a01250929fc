//! Columns of money against the plan beside them: amounts a hundred or a thousand times too large or too small, or with
//! another sign, are a doubt. Nothing is changed by it.

use super::sheet::Sheet;
use crate::model::{
    dictionary::SheetKind,
    finding::{Address, Code, Finding, Severity},
    money::Cents,
    table::Table,
    workbook::CellPlace,
};

/// A column and the plan that stands beside it.
const BESIDE: [(&str, &str); 4] = [
    ("cost_actual", "cost_planned"),
    ("benefit_actual", "benefit_planned"),
    ("cost_forecast", "cost_planned"),
    ("benefit_forecast", "benefit_planned"),
];

/// Fewer rows with both amounts say nothing.
const FEWEST: usize = 3;

/// Factors that a unit gone wrong leaves behind, and how far from them the middle ratio may lie. Money that is a hundredth
/// of its plan may just be little, so there the range is narrow.
const FACTORS: [(f64, f64); 4] = [(1_000.0, 2.0), (0.001, 2.0), (100.0, 1.4), (0.01, 1.4)];

/// How far from one of the factors a ratio may lie; the factor.
pub fn factor(ratio: f64) -> Option<f64> {
    FACTORS
        .into_iter()
        .find(|(factor, spread)| (factor / spread..=factor * spread).contains(&ratio))
        .map(|(factor, _)| factor)
}

/// `1,000 times`, `a thousandth of`.
pub fn how_much(factor: f64) -> &'static str {
    match factor {
        factor if factor >= 1_000.0 => "1,000 times",
        factor if factor >= 100.0 => "100 times",
        factor if factor >= 0.01 => "a hundredth of",
        _ => "a thousandth of",
    }
}

/// The factor by which amounts differ from those beside them: that of the one in the middle. The order is lost.
pub fn usual_factor(ratios: &mut [f64]) -> Option<f64> {
    let middle = ratios.len() / 2;
    if ratios.is_empty() {
        return None;
    }
    // The one in the middle needs no order among the others.
    factor(*ratios.select_nth_unstable_by(middle, f64::total_cmp).1)
}

/// How an amount compares with another one, whatever their signs.
pub fn ratio(amount: Cents, other: Cents) -> f64 {
    amount.0.unsigned_abs() as f64 / other.0.unsigned_abs() as f64
}

/// Have the two of most pairs of amounts another sign?
pub fn are_turned(turned: usize, pairs: usize) -> bool {
    turned * 5 >= pairs * 4
}

/// Has one of them another sign than the other?
pub fn is_turned(amount: Cents, other: Cents) -> bool {
    (amount.0 < 0) != (other.0 < 0)
}

/// Adds a finding for each doubtful column.
pub fn check(sheet: &Sheet, table: &Table, findings: &mut Vec<Finding>) {
    if table.kind != SheetKind::Financials {
        return;
    }
    for (key, plan) in BESIDE {
        if sheet.raw.column(key).is_none() || sheet.raw.column(plan).is_none() {
            continue;
        }
        let pairs = both(table, key, plan);
        // Who changed the unit this month changed it in the rows of this month alone.
        let doubtful = scale(sheet, key, plan, &pairs, "Most amounts").or_else(|| {
            let months = table.month("month");
            let of_month: Vec<_> =
                pairs.iter().copied().filter(|(row, ..)| months[*row] == Some(sheet.rules.period)).collect();
            scale(sheet, key, plan, &of_month, &format!("Most amounts of {}", sheet.rules.period))
        });
        let doubtful = doubtful.or_else(|| single(sheet, key, plan, &pairs));
        findings.extend(doubtful);
        findings.extend(sign(sheet, key, plan, &pairs));
    }
    findings.extend(negative_costs(sheet, table));
}

/// Costs as a ledger exports them, all with a minus: they would be gains. One alone may be a credit.
fn negative_costs(sheet: &Sheet, table: &Table) -> Option<Finding> {
    let costs = ["cost_planned", "cost_actual", "cost_forecast"].into_iter();
    let typed: Vec<&str> = costs.filter(|key| sheet.raw.column(key).is_some()).collect();
    let amounts = || typed.iter().flat_map(|key| table.money(key)).flatten().filter(|cents| **cents != Cents::ZERO);
    let count = amounts().count();
    if count < 2 || amounts().any(|cents| *cents > Cents::ZERO) {
        return None;
    }
    let key = typed.into_iter().find(|key| table.money(key).iter().flatten().any(|cents| *cents != Cents::ZERO))?;
    let problem = format!("All {count} costs of the sheet are negative, and count as money that came back");
    let instead = "Type costs as positive amounts, and only credits with a minus; nothing to do if all are credits.";
    Some(finding(sheet, key, Code::SignDoubtful, problem, instead))
}

/// Rows with both amounts, neither of them 0: row, amount, plan.
fn both(table: &Table, key: &str, plan: &str) -> Vec<(usize, Cents, Cents)> {
    let pairs = table.money(key).iter().zip(table.money(plan)).enumerate();
    pairs
        .filter_map(|(row, (amount, plan))| Some((row, (*amount)?, (*plan)?)))
        .filter(|(_, amount, plan)| *amount != Cents::ZERO && *plan != Cents::ZERO)
        .collect()
}

fn scale(sheet: &Sheet, key: &str, plan: &str, pairs: &[(usize, Cents, Cents)], which: &str) -> Option<Finding> {
    if pairs.len() < FEWEST {
        return None;
    }
    let mut ratios: Vec<f64> = pairs.iter().map(|(_, amount, plan)| ratio(*amount, *plan)).collect();
    let usual = usual_factor(&mut ratios)?;
    let is_usual = |(_, amount, plan): &&(usize, Cents, Cents)| factor(ratio(*amount, *plan)) == Some(usual);
    let first = pairs.iter().find(is_usual).unwrap_or(&pairs[0]);
    let problem = format!(
        "{which} are about {} those under \"{}\": {}",
        how_much(usual),
        title(sheet, plan),
        example(sheet, first)
    );
    let instead =
        "Say in the title what the amounts stand in, such as Cost actual (k€); nothing to do if they are right.";
    Some(finding(sheet, key, Code::ScaleDoubtful, problem, instead))
}

/// Single amounts a thousand times too large, which one cell typed in another unit leaves behind. Far below its plan an
/// amount may just be little, and small amounts say nothing.
fn single(sheet: &Sheet, key: &str, plan: &str, pairs: &[(usize, Cents, Cents)]) -> Option<Finding> {
    const LEAST: u64 = 1_000_000;
    let is_large = |(_, amount, plan): &&(usize, Cents, Cents)| {
        amount.0.unsigned_abs() >= LEAST && factor(ratio(*amount, *plan)) == Some(1_000.0)
    };
    let first = pairs.iter().find(is_large)?;
    let amounts = match pairs.iter().filter(is_large).count() {
        1 => "1 amount is".to_owned(),
        count => format!("{count} amounts are"),
    };
    let problem =
        format!("{amounts} about 1,000 times the plan under \"{}\": {}", title(sheet, plan), example(sheet, first));
    let instead = "Look whether the amount was typed in another unit than the others; nothing to do if it is right.";
    Some(finding(sheet, key, Code::ScaleDoubtful, problem, instead))
}

fn sign(sheet: &Sheet, key: &str, plan: &str, pairs: &[(usize, Cents, Cents)]) -> Option<Finding> {
    let is_turned = |(_, amount, plan): &&(usize, Cents, Cents)| is_turned(*amount, *plan);
    let turned = pairs.iter().filter(is_turned).count();
    let first = pairs.iter().find(is_turned)?;
    if pairs.len() < FEWEST || !are_turned(turned, pairs.len()) {
        return None;
    }
    let problem = format!(
        "{turned} of {} amounts have another sign than those under \"{}\": {}",
        pairs.len(),
        title(sheet, plan),
        example(sheet, first)
    );
    let instead = "Type costs and benefits as positive amounts; nothing to do if they are right.";
    Some(finding(sheet, key, Code::SignDoubtful, problem, instead))
}

fn title<'a>(sheet: &'a Sheet, key: &'a str) -> &'a str {
    sheet.rules.dictionary.field(sheet.raw.kind, key).map_or(key, |field| &field.title)
}

/// `90,000.00 beside 100.00 in row 5`.
fn example(sheet: &Sheet, (row, amount, plan): &(usize, Cents, Cents)) -> String {
    let shown = |cents: Cents| sheet.rules.locale.number(cents.0, 2);
    format!("{} beside {} in row {}", shown(*amount), shown(*plan), sheet.raw.rows[*row] + 1)
}

fn finding(sheet: &Sheet, key: &str, code: Code, problem: String, instead: &str) -> Finding {
    let column = sheet.raw.column(key).map_or(0, |column| column.position);
    Finding {
        address: Address { cell: Some(CellPlace { row: sheet.raw.header_row, column }), ..sheet.address() },
        severity: Severity::Noted,
        code,
        column: title(sheet, key).into(),
        found: sheet.raw.column(key).map(|column| column.title.to_string()).unwrap_or_default(),
        problem,
        instead: instead.to_owned(),
        cents: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_are_those_of_units_gone_wrong() {
        for (ratio, expected) in
            [(900.0, Some(1_000.0)), (0.0011, Some(0.001)), (98.0, Some(100.0)), (0.0101, Some(0.01))]
        {
            assert_eq!(factor(ratio), expected, "{ratio}");
        }
        // Half, double, ten times: budgets do that.
        for ratio in [0.5, 1.0, 2.0, 10.0, 40.0, 0.1, 0.05, 300.0, 10_000.0] {
            assert_eq!(factor(ratio), None, "{ratio}");
        }
    }
}
