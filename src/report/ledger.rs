//! The intake beside the ledger: a table for finance and a few words for page 1. Differences hold nothing back.

use super::{
    ReportContext,
    checks_sheet::{HALF_A_CENT, small_enough},
    columns::Columns,
    live::{self, GAP, LEFT, RIGHT},
    round::{self, MoneyScale},
    tables::text,
};
use crate::model::{
    check::LedgerLine,
    dictionary::SheetKind,
    live::Formula,
    money::Cents,
    report::{Cell, Look, Table},
};
use std::{cmp::Reverse, collections::BTreeMap};

/// Every department, month and measure that the ledger names, differences first.
pub fn table(context: &ReportContext) -> Table {
    let mut ordered: Vec<&LedgerLine> = context.portfolio.ledger.iter().collect();
    ordered.sort_by_key(|line| !line.differs);
    let tolerance = round::cents(context.rules.ledger_tolerance).text(context.locale());
    let caption = format!(
        "Intake and ledger, as far as the ledger says something; a difference up to {} {tolerance} is tolerated",
        context.rules.currency
    );
    Columns::new()
        .short("Department", |line: &&LedgerLine| text(line.department_name()))
        .short("Month", |line| text(line.month.title()))
        .short("What", |line| text(context.title(SheetKind::ControlTotals, line.measure)))
        .numbers("Intake", |line| Cell::Figure(round::cents(line.intake)))
        .symbol(LEFT)
        .numbers("Ledger", |line| Cell::Figure(round::cents(line.ledger)))
        .symbol(RIGHT)
        .numbers("Intake − ledger", |line| difference(context, line))
        .symbol(GAP)
        .short("Tolerated", |line| tolerated(context, line))
        .look(Look::Check)
        .table("Ledger", caption, &ordered)
}

fn difference(context: &ReportContext, line: &LedgerLine) -> Cell {
    let shown = Cell::Figure(round::cents_difference(line.difference()));
    if !context.is_live() {
        return shown;
    }
    live::amount(shown, live::DIFFERENCE, Formula::new("{}-{}", [LEFT.into(), RIGHT.into()]))
}

fn tolerated(context: &ReportContext, line: &LedgerLine) -> Cell {
    if !context.is_live() {
        return Cell::Holds(!line.differs);
    }
    let most = context.rules.ledger_tolerance.units() + HALF_A_CENT;
    small_enough(!line.differs, most)
}

/// `ledger differs by EUR 12k in Sales and 3k elsewhere`; nothing without control totals.
pub fn in_one_line(context: &ReportContext) -> Option<String> {
    let lines = &context.portfolio.ledger;
    // Sizes, not sums: a month too much must not hide a month too little.
    let mut by_department: BTreeMap<&str, Cents> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.differs) {
        *by_department.entry(line.department_name()).or_default() += Cents(line.difference().0.abs());
    }
    let figure = |cents: Cents| MoneyScale::for_size(cents).figure(cents);
    let Some((department, most)) = by_department.iter().max_by_key(|(name, cents)| (**cents, Reverse(**name))) else {
        return (!lines.is_empty()).then(|| "the ledger agrees".to_owned());
    };
    let others: Cents = by_department.values().copied().sum::<Cents>() - *most;
    let elsewhere = match by_department.len() {
        1 => String::new(),
        _ => format!(" and {} elsewhere", figure(others).text(context.locale())),
    };
    let most = context.locale().amount(&context.rules.currency, &figure(*most));
    Some(format!("ledger differs by {most} in {department}{elsewhere}"))
}
