//! Why a department is off its plan, in the words of those who sent it: the comment of the reporting month, else the
//! reason beside the status, of the initiative with the largest part in the gap.

use crate::{
    model::{metrics::GroupMetrics, money::Cents},
    report::{ReportContext, status, view::Initiative, words},
};
use std::cmp::Reverse;

/// Letters of what is quoted.
const LONGEST: usize = 90;

/// `OPS-01 −310k: “Three of nine presses have no sensors”, status`; empty where the department keeps to its plan.
pub fn of(context: &ReportContext, group: &GroupMetrics) -> String {
    let gap = super::groups::off_plan(group);
    let year = &group.money.year_to_date;
    let planned = Cents(year.benefit.planned.0.abs() + year.cost.planned.0.abs());
    if gap.0 >= 0 || words::on_plan(gap, planned, context.assumptions.thresholds.on_plan) {
        return String::new();
    }
    let is_own = |one: &&Initiative| one.department.as_deref().unwrap_or_default() == &*group.name;
    let mut own: Vec<&Initiative> = context.whole().initiatives.iter().filter(is_own).collect();
    own.sort_by_key(|one| (off_plan(one), one.id.clone()));
    let Some(worst) = own.first().filter(|one| off_plan(one).0 < 0) else { return String::new() };
    let size = context.scale().difference(off_plan(worst)).text(context.locale());
    let (quoted, source) = match (comment(context, worst), &worst.status_reason) {
        (Some(comment), _) => (Some(comment), format!("comment of {}", context.assumptions.period.short_name())),
        (None, Some(reason)) => (Some(reason.to_string()), "status reason".to_owned()),
        (None, None) => (None, String::new()),
    };
    match quoted {
        Some(words) => {
            format!("{} {size}: “{}” ({source})", worst.id, words::cut(words.trim_end_matches('.'), LONGEST))
        }
        None => match status::signs(worst, context.locale()).first() {
            Some(sign) => format!("{} {size}: no comment; {sign}", worst.id),
            None => format!("{} {size}: no comment", worst.id),
        },
    }
}

fn off_plan(one: &Initiative) -> Cents {
    let year = &one.metrics.money.year_to_date;
    year.benefit.variance().unwrap_or_default() - year.cost.variance().unwrap_or_default()
}

/// What was typed beside the money of the reporting month, of several rows the longest.
fn comment(context: &ReportContext, one: &Initiative) -> Option<String> {
    let table = &context.portfolio.financials;
    let (months, comments) = (table.month("month"), table.text("comment"));
    let is_own = |row: &usize| context.portfolio.financials_initiative[*row] == Some(one.metrics.row);
    let is_now = |row: &usize| months[*row] == Some(context.assumptions.period);
    let typed = (0..table.len()).filter(is_own).filter(is_now).filter_map(|row| comments[row].as_deref());
    typed.max_by_key(|comment| (comment.len(), Reverse(*comment))).map(str::to_owned)
}
