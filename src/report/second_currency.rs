//! Totals in a second currency, where the settings ask for one: a sentence of the page Money, a table of the sheet Money
//! and a key of `run.json`.

use super::{
    ReportContext,
    columns::Columns,
    data, live, round,
    tables::{figure_or_unknown, text},
};
use crate::model::{
    dictionary::SheetKind,
    figure::{Figure, Unit},
    live::{Formula, Symbol, Term, symbol},
    metrics::{SecondCurrency, SecondMonth},
    money::Cents,
    rates::Rate,
    record::{SecondCurrencyRecord, SecondMonthRecord},
    report::{Cell, Table},
};

/// Spend or benefit: each a plan and an actual.
#[derive(Clone, Copy)]
struct Side {
    name: &'static str,
    keys: [&'static str; 2],
    month: fn(&SecondMonth) -> [Option<Cents>; 2],
    to_date: fn(&SecondCurrency) -> [Option<Cents>; 2],
}

const SIDES: [Side; 2] = [
    Side {
        name: "Spend",
        keys: ["cost_planned", "cost_actual"],
        month: |month| month.cost,
        to_date: |second| second.cost,
    },
    Side {
        name: "Benefit",
        keys: ["benefit_planned", "benefit_actual"],
        month: |month| month.benefit,
        to_date: |second| second.benefit,
    },
];

const MONTH: Symbol = symbol("month");
const PLAN_RATE: Symbol = symbol("plan rate");
const AVERAGE_RATE: Symbol = symbol("average rate");

/// `In USD, spend to date is 4,608k against a plan to date of 4,612k, benefit …`; what lacks a rate is left out.
pub fn note(context: &ReportContext) -> Option<String> {
    let second = context.metrics.second_currency.as_ref()?;
    let shown = |cents: Cents| context.scale().figure(cents).text(context.locale());
    let said = |side: &Side| {
        let name = side.name.to_lowercase();
        match (side.to_date)(second).map(|cents| cents.map(shown)) {
            [Some(plan), Some(actual)] => Some(format!("{name} to date is {actual} against a plan to date of {plan}")),
            [None, Some(actual)] => Some(format!("{name} to date is {actual}")),
            [Some(plan), None] => Some(format!("the {name} planned to date is {plan}")),
            [None, None] => None,
        }
    };
    let sides: Vec<String> = SIDES.iter().filter_map(said).collect();
    let currency = &second.currency;
    match sides.is_empty() {
        true => Some(format!("Totals in {currency} want rates that the intake does not have.")),
        false => Some(format!(
            "In {currency}, {}: plans at the plan rate of their month, actuals at its average.",
            sides.join(", and ")
        )),
    }
}

/// The months to date, and their sums.
pub fn table(context: &ReportContext) -> Option<Table> {
    let second = context.metrics.second_currency.as_ref()?;
    let (ours, theirs) = (&context.rules.currency, &second.currency);
    let columns = Columns::new()
        .short("Month", |month: &SecondMonth| Cell::Month(month.month))
        .symbol(MONTH)
        .below(text("To date"))
        .numbers(format!("Plan rate, {ours} for one {theirs}"), |month| figure_or_unknown(month.plan_rate.map(in_full)))
        .symbol(PLAN_RATE)
        .numbers(format!("Average rate, {ours} for one {theirs}"), |month| {
            figure_or_unknown(month.average_rate.map(in_full))
        })
        .symbol(AVERAGE_RATE)
        .each(SIDES, |columns, side| side_columns(context, second, columns, side));
    let caption = format!("Totals in {theirs}: plans at the plan rate of their month, actuals at its average");
    Some(columns.table("SecondCurrency", caption, &second.months))
}

/// A rate with all its decimals: formulas divide by what stands in the cell.
fn in_full(rate: Rate) -> Figure {
    let (digits, decimals) = rate.digits();
    Figure { digits, decimals, unit: Unit::Plain, signed: false }
}

fn side_columns<'a>(
    context: &'a ReportContext,
    second: &'a SecondCurrency,
    columns: Columns<'a, SecondMonth>,
    side: Side,
) -> Columns<'a, SecondMonth> {
    let titles = ["plan", "actual"].map(|what| format!("{} {what}, {}", side.name, second.currency));
    let places = titles.into_iter().zip(side.keys).zip([PLAN_RATE, AVERAGE_RATE]).enumerate();
    places.fold(columns, |columns, (place, ((title, key), rate))| {
        let columns = columns
            .numbers(title, move |month| amount(context, (side.month)(month)[place], key, rate))
            .symbol(symbol(key).within("second currency"));
        // A sum of which a part is not known is none.
        match (side.to_date)(second)[place] {
            Some(_) => columns.sum(context.is_live()),
            None => columns.below(Cell::Unknown),
        }
    })
}

/// An amount of the month at the left, as a formula over the data and the rate where the workbook computes itself.
fn amount(context: &ReportContext, cents: Option<Cents>, key: &'static str, rate: Symbol) -> Cell {
    let Some(cents) = cents else { return Cell::Unknown };
    let shown = Cell::Figure(round::cents(cents));
    let find = |key: &'static str| data::column(context, SheetKind::Financials, key).map(Term::All);
    let (true, Some(months), Some(amounts)) = (context.is_live(), find("month"), find(key)) else { return shown };
    let formula = Formula::new("ROUND(SUMIFS({},{},{})/{},2)", [amounts, months, MONTH.into(), rate.into()]);
    live::live(shown, Some(cents.units()), live::MONEY, formula)
}

/// Nothing where the settings ask for none.
pub fn record(context: &ReportContext) -> Option<SecondCurrencyRecord> {
    let second = context.metrics.second_currency.as_ref()?;
    let [cost_plan, cost_actual] = second.cost.map(|cents| cents.map(|cents| cents.0));
    let [benefit_plan, benefit_actual] = second.benefit.map(|cents| cents.map(|cents| cents.0));
    Some(SecondCurrencyRecord {
        currency: second.currency.to_string(),
        cost_plan_to_date_cents: cost_plan,
        cost_actual_to_date_cents: cost_actual,
        benefit_plan_to_date_cents: benefit_plan,
        benefit_actual_to_date_cents: benefit_actual,
        months: second.months.iter().map(month_record).collect(),
    })
}

fn month_record(month: &SecondMonth) -> SecondMonthRecord {
    let cents = |cents: Option<Cents>| cents.map(|cents| cents.0);
    SecondMonthRecord {
        month: month.month,
        plan_rate: month.plan_rate.map(Rate::value),
        average_rate: month.average_rate.map(Rate::value),
        cost_planned_cents: cents(month.cost[0]),
        cost_actual_cents: cents(month.cost[1]),
        benefit_planned_cents: cents(month.benefit[0]),
        benefit_actual_cents: cents(month.benefit[1]),
    }
}
