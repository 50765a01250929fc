//! Amounts in other currencies: at which rates they were converted, told wherever one of them is shown.

use super::{ReportContext, columns::Columns, round, tables::text, words};
use crate::model::{
    figure::{Figure, Unit},
    live::{Column, Name, NamedCell, Symbol, Term, symbol},
    portfolio::Portfolio,
    rates::{LocalAmount, Rate, RateSpan, UsedRate},
    report::{Block, Cell, Section, Table as ReportTable},
    table::Table,
};
use std::{collections::BTreeSet, sync::Arc};

/// What the part of a variance is called that is due to rates.
pub const EFFECT: &str = "Exchange rates";

/// Name of the table of rates in a workbook.
const RATES: &str = "Rates";
/// What formulas call its column of rates.
const RATE: Symbol = symbol("rate");

/// Decimals of a rate that are shown; a cell holds them all.
const SHOWN_DECIMALS: u8 = 6;

/// The other currencies of these rows, by their codes.
pub fn of_rows<'a>(tables: impl IntoIterator<Item = &'a Table>) -> BTreeSet<Arc<str>> {
    tables.into_iter().flat_map(|table| &table.local).map(|amount| amount.currency.clone()).collect()
}

/// The other currencies of the whole portfolio.
pub fn of_portfolio(context: &ReportContext) -> BTreeSet<Arc<str>> {
    context.portfolio.currencies.used.iter().map(|rate| rate.currency.clone()).collect()
}

/// The other currencies of some initiatives' own amounts.
pub fn of_initiatives(context: &ReportContext, rows: &[u32]) -> BTreeSet<Arc<str>> {
    let of_each = context.shared.currencies.get_or_init(|| of_each_initiative(context.portfolio));
    rows.iter().flat_map(|row| &of_each[*row as usize]).cloned().collect()
}

/// All amounts are looked at once, not once for each sponsor.
fn of_each_initiative(portfolio: &Portfolio) -> Vec<BTreeSet<Arc<str>>> {
    let mut of_each = vec![BTreeSet::new(); portfolio.initiatives.len()];
    let of_budget = portfolio.initiatives.local.iter().map(|amount| (Some(amount.row), amount));
    let owner = |amount: &LocalAmount| portfolio.financials_initiative[amount.row as usize];
    let of_months = portfolio.financials.local.iter().map(|amount| (owner(amount), amount));
    for (row, amount) in of_budget.chain(of_months) {
        if let Some(row) = row {
            of_each[row as usize].insert(amount.currency.clone());
        }
    }
    of_each
}

/// `Amounts in PLN and USD are converted to EUR`; nothing where there are none.
pub fn converted(context: &ReportContext, currencies: &BTreeSet<Arc<str>>) -> Option<String> {
    let names: Vec<String> = currencies.iter().map(|currency| currency.to_string()).collect();
    let said = || format!("Amounts in {} are converted to {}", words::listed(&names), context.rules.currency);
    (!names.is_empty()).then(said)
}

/// `EUR k`, or `EUR k, with PLN and USD converted`.
pub fn unit(unit: &str, converted: &BTreeSet<Arc<str>>) -> String {
    /// More codes than these are counted.
    const LISTED: usize = 4;
    let names: Vec<String> = converted.iter().map(|currency| currency.to_string()).collect();
    match names.len() {
        0 => unit.to_owned(),
        1..=LISTED => format!("{unit}, with {} converted", words::listed(&names)),
        many => format!("{unit}, with {many} currencies converted"),
    }
}

/// What the page of money says of converted amounts; nothing where there are none. `is_way_drawn`: the way from plan to
/// actual stands on it.
pub fn note(context: &ReportContext, is_way_drawn: bool) -> Option<String> {
    let converted = converted(context, &of_portfolio(context))?;
    let year = &context.metrics.total.money.year_to_date;
    let effects: Vec<String> = [("spend", &year.cost), ("benefit", &year.benefit)]
        .into_iter()
        .map(|(name, side)| (name, context.scale().difference(side.rate_effect)))
        .filter(|(_, effect)| effect.digits != 0)
        .map(|(name, effect)| format!("{} of {name}", effect.text(context.locale())))
        .collect();
    let way = if is_way_drawn { "; the way from plan to actual shows departments at plan rates" } else { "" };
    let effect = match effects.is_empty() {
        true => String::new(),
        false => format!(" Of the differences from plan {} come from exchange rates{way}.", effects.join(" and ")),
    };
    let unknown = match year.cost.rate_unknown + year.benefit.rate_unknown {
        0 => "",
        _ => " Of some actuals it is not known, for want of a plan rate.",
    };
    Some(format!("{converted}: {}.{effect}{unknown}", context.rules.rates.words()))
}

/// The places of the rates that these rows were converted at, in their order, and of the plan rates beside them.
pub fn used_by<'a>(tables: impl IntoIterator<Item = &'a Table>) -> Vec<u32> {
    let local = tables.into_iter().flat_map(|table| &table.local);
    let used: BTreeSet<u32> = local.flat_map(|one| [one.rate, one.plan_rate, one.last_year_rate]).flatten().collect();
    used.into_iter().collect()
}

/// The sheet of the rates at these places; none without any.
pub fn sheet(context: &ReportContext, places: &[u32]) -> Option<Section> {
    let ours = &context.rules.currency;
    let title = format!("Amounts in other currencies are converted to {ours} at the rates below.");
    let scope = format!("{ours} for one unit · {}", context.rules.rates.words());
    let blocks = vec![Block::Table(table(context, places))];
    (!places.is_empty()).then(|| Section { name: RATES.to_owned(), title, scope, detail_sheet: None, blocks })
}

/// The cell of the rate in this row of the table of rates.
pub fn cell_of_rate(row: u32) -> Term {
    Term::Cell(Column::new(RATES, RATE), row)
}

/// One row a rate; blue cells where the workbook computes itself.
fn table(context: &ReportContext, places: &[u32]) -> ReportTable {
    let rates: Vec<(u32, &UsedRate)> =
        (1..).zip(places.iter().map(|place| &context.portfolio.currencies.used[*place as usize])).collect();
    let is_live = context.is_live();
    Columns::new()
        .short("Currency", |(_, rate): &(u32, &UsedRate)| text(&*rate.currency))
        .short("Kind", |(_, rate)| text(rate.kind.value()))
        .short("Month or fiscal year", |(_, rate)| text(span(context, rate.span)))
        .numbers(format!("{} for one unit", context.rules.currency), |(number, rate)| rate_cell(*number, rate, is_live))
        .symbol(RATE)
        .short("Name in formulas", |(number, _)| text(Name::ExchangeRate(*number).text()))
        .words("Where it stands", |(_, rate)| text(cells(rate)))
        .words("How it was made", |(_, rate)| match &*rate.made_of {
            "" => text("as it stands"),
            made_of => text(made_of),
        })
        .table(RATES, "Rates at which amounts were converted", rates)
}

fn rate_cell(number: u32, rate: &UsedRate, is_live: bool) -> Cell {
    let cell = Cell::Figure(shown(rate.rate));
    if !is_live {
        return cell;
    }
    let name = Name::ExchangeRate(number);
    Cell::Named(Box::new(NamedCell { name, is_input: true, cell, exact: Some(rate.rate.value()) }))
}

/// A rate as people read it.
fn shown(rate: Rate) -> Figure {
    let digits = (rate.value() * 10_f64.powi(i32::from(SHOWN_DECIMALS))).round() as i64;
    Figure { digits, decimals: SHOWN_DECIMALS, unit: Unit::Plain, signed: false }
}

fn span(context: &ReportContext, span: RateSpan) -> String {
    match span {
        RateSpan::Year(first) => format!("fiscal year {}", context.assumptions.calendar.label(first)),
        RateSpan::Month(month) => month.to_string(),
    }
}

/// Where a rate stands.
pub fn cells(rate: &UsedRate) -> String {
    rate.cells.iter().map(|cell| cell.to_string()).collect::<Vec<_>>().join(" and ")
}

/// `USD 1,100.00 at 0.92, average rate 2026-09, centre.xlsx › Rates!D3`; nothing while there is no rate.
pub fn told(context: &ReportContext, amount: &LocalAmount) -> Option<String> {
    let rate = &context.portfolio.currencies.used[amount.rate? as usize];
    // Of a closed month only the words are kept.
    let place = match (rate.cells.is_empty(), rate.made_of.is_empty()) {
        (true, _) => rate.made_of.clone(),
        (false, true) => cells(rate),
        (false, false) => format!("{} ({})", cells(rate), rate.made_of),
    };
    Some(format!(
        "{} {} at {}, {} {}, {place}",
        amount.currency,
        round::cents(amount.cents).text(context.locale()),
        rate.rate,
        rate.kind.words(),
        span(context, rate.span),
    ))
}
