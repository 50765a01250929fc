//! Two effects in the difference from plan: what people did, at plan rates, and what exchange rates did.

use super::groups::group_name;
use crate::{
    model::{
        dictionary::SheetKind,
        live::{Column, Formula, Symbol, Term, symbol},
        metrics::{PlanActual, RateEffectMonth},
        money::Cents,
        period::Month,
        portfolio::CENTRE,
        report::{Cell, Table},
    },
    report::{ReportContext, columns::Columns, data, live, local_amounts, round, tables::text},
};
use std::{collections::BTreeMap, ops::Range};

/// A side of the table.
#[derive(Clone, Copy)]
struct Side {
    title: &'static str,
    keys: [&'static str; 2],
    of: fn(&RateEffectMonth) -> PlanActual,
    variance: Symbol,
    effect: Symbol,
    at_plan: Symbol,
}

const SIDES: [Side; 2] = [
    Side {
        title: "Spend",
        keys: ["cost_planned", "cost_actual"],
        of: |one| one.cost,
        variance: symbol("variance").within("spend"),
        effect: symbol("effect").within("spend"),
        at_plan: symbol("at plan rates").within("spend"),
    },
    Side {
        title: "Benefit",
        keys: ["benefit_planned", "benefit_actual"],
        of: |one| one.benefit,
        variance: symbol("variance").within("benefit"),
        effect: symbol("effect").within("benefit"),
        at_plan: symbol("at plan rates").within("benefit"),
    },
];

/// A month of an initiative, with its rows on the data sheet.
struct Line<'a> {
    month: &'a RateEffectMonth,
    rows: Option<Rows>,
}

/// Rows of the data sheet, one below the other.
#[derive(Clone)]
struct Rows {
    places: Range<u32>,
    /// The first one's row of the portfolio.
    first: usize,
}

impl Rows {
    /// The one row, if it is alone, as most are.
    fn alone(&self) -> Option<usize> {
        (self.places.len() == 1).then_some(self.first)
    }
}

/// Each month of an initiative in which rates had an effect, year to date; nothing where none had.
pub fn table(context: &ReportContext) -> Option<Table> {
    let effects = &context.metrics.rate_effects;
    let rows = if context.is_live() { rows_of_months(context) } else { BTreeMap::new() };
    let lines: Vec<Line> =
        effects.iter().map(|one| Line { month: one, rows: rows.get(&(one.initiative, one.month)).cloned() }).collect();
    let ids = context.portfolio.initiatives.text("initiative_id");
    let id = |line: &Line| match line.month.initiative {
        Some(row) => ids[row as usize].as_deref().unwrap_or_default().to_owned(),
        None => group_name(CENTRE).to_owned(),
    };
    let columns = Columns::new()
        .short("Initiative ID", move |line: &Line| text(id(line)))
        .below(text("All"))
        .short("Month", |line| Cell::Month(line.month.month))
        .each(SIDES, |columns, side| side_columns(context, columns, side));
    let caption = "Differences from plan, year to date: at plan rates, and by exchange rates";
    (!lines.is_empty()).then(|| columns.table("RateEffects", caption, lines))
}

/// Where the rows of each initiative's months stand on the data sheet, one below the other.
fn rows_of_months(context: &ReportContext) -> BTreeMap<(Option<u32>, Month), Rows> {
    let months = context.portfolio.financials.month("month");
    let mut found = BTreeMap::new();
    for (place, row) in (0..).zip(data::order(context, SheetKind::Financials)) {
        let Some(month) = months[row] else { continue };
        let key = (context.portfolio.financials_initiative[row], month);
        found.entry(key).or_insert(Rows { places: place..place, first: row }).places.end = place + 1;
    }
    found
}

fn side_columns<'a>(context: &'a ReportContext, columns: Columns<'a, Line<'a>>, side: Side) -> Columns<'a, Line<'a>> {
    let is_live = context.is_live();
    let compared = move |line: &Line| Some((side.of)(line.month)).filter(|money| money.compared > 0);
    columns
        .numbers(format!("{} Δ", side.title), move |line| {
            let Some(variance) = compared(line).and_then(|money| money.variance()) else { return Cell::Empty };
            live_or_shown(context, variance, variance_formula(context, line, side))
        })
        .symbol(side.variance)
        .sum(is_live)
        .numbers(format!("{} Δ at plan rates", side.title), move |line| {
            let Some(money) = compared(line) else { return Cell::Empty };
            let Some(variance) = money.variance_at_plan_rates().filter(|_| money.rate_unknown == 0) else {
                return Cell::Unknown;
            };
            let formula = Formula::new("{}-{}", [side.variance.into(), side.effect.into()]);
            live_or_shown(context, variance, line.rows.is_some().then_some(formula))
        })
        .symbol(side.at_plan)
        .sum(is_live)
        .numbers(format!("{} Δ by exchange rates", side.title), move |line| match compared(line) {
            None => Cell::Empty,
            Some(money) if money.rate_unknown > 0 => Cell::Unknown,
            Some(money) => live_or_shown(context, money.rate_effect, effect_formula(context, line, side)),
        })
        .symbol(side.effect)
        .sum(is_live)
}

fn live_or_shown(context: &ReportContext, cents: Cents, formula: Option<Formula>) -> Cell {
    let shown = Cell::Figure(round::cents_difference(cents));
    match formula.filter(|_| context.is_live()) {
        Some(formula) => live::live(shown, Some(cents.units()), live::DIFFERENCE, formula),
        None => shown,
    }
}

/// The sum of a field in the rows of a month.
fn sum(context: &ReportContext, rows: &Rows, key: &'static str) -> Option<Term> {
    let column = data::column(context, SheetKind::Financials, key)?;
    Some(match rows.alone() {
        Some(_) => Term::Cell(column, rows.places.start),
        None => Formula::new("SUM({})", [Term::Rows(column, rows.places.clone())]).into(),
    })
}

fn variance_formula(context: &ReportContext, line: &Line, side: Side) -> Option<Formula> {
    let [planned, actual] = side.keys;
    let rows = line.rows.as_ref()?;
    Some(Formula::new("{}-{}", [sum(context, rows, actual)?, sum(context, rows, planned)?]))
}

/// The actual of rows that have one at plan rates too, less that; nothing where no row has one.
fn effect_formula(context: &ReportContext, line: &Line, side: Side) -> Option<Formula> {
    let [_, key] = side.keys;
    let rows = line.rows.as_ref()?;
    let financials = &context.portfolio.financials;
    let actual = data::column(context, SheetKind::Financials, key)?;
    let at_plan = Column { symbol: local_amounts::at_plan_column(key)?, ..actual };
    if let Some(row) = rows.alone() {
        financials.local(key, row)?.at_plan?;
        let place = rows.places.start;
        return Some(Formula::new("{}-{}", [Term::Cell(actual, place), Term::Cell(at_plan, place)]));
    }
    // A column of local amounts is there only where any row of the field has one.
    financials.local.iter().find(|amount| &*amount.field == key)?;
    let [actual, at_plan] = [actual, at_plan].map(|column| Term::Rows(column, rows.places.clone()));
    Some(Formula::new("SUMIF({},\"<>\",{})-SUM({})", [at_plan.clone(), actual, at_plan]))
}
