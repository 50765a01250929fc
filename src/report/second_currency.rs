//! Totals in a second currency, where the settings ask for one: a sentence of the page Money, a table of the sheet Money
//! and a key of `run.json`.

use super::{ReportContext, columns::Columns, currencies, data, live, round, tables::text};
use crate::model::{
    dictionary::SheetKind,
    figure::{Figure, Unit},
    live::{Formula, Name, Symbol, Term, symbol},
    metrics::{SecondCurrency, SecondMonth},
    money::Cents,
    rates::UsedRate,
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
    let locale = context.locale().for_currency(&second.currency);
    let shown = |cents: Cents| context.scale().figure(cents).text(&locale);
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
        .numbers(format!("Plan rate, {ours} for one {theirs}"), move |month| rate_cell(context, &month.plan_rate))
        .symbol(PLAN_RATE)
        .numbers(format!("Average rate, {ours} for one {theirs}"), move |month| rate_cell(context, &month.average_rate))
        .symbol(AVERAGE_RATE)
        .each(SIDES, |columns, side| side_columns(context, second, columns, side))
        .words("Where the rates stand", |month| text(places(month)));
    let caption = format!("Totals in {theirs}: plans at the plan rate of their month, actuals at its average");
    Some(columns.table("SecondCurrency", caption, &second.months))
}

/// A rate with all its decimals, because formulas divide by what stands in the cell; where it stands on the sheet Rates,
/// the cell there.
fn rate_cell(context: &ReportContext, used: &Option<UsedRate>) -> Cell {
    let Some(used) = used else { return Cell::Unknown };
    let (digits, decimals) = used.rate.digits();
    let figure = Figure { digits, decimals, unit: Unit::Plain, signed: false };
    let listed = context.portfolio.currencies.used.iter().position(|one| one == used);
    match listed.filter(|_| context.is_live()) {
        Some(place) => {
            let name = Term::Named(Name::ExchangeRate(place as u32 + 1));
            live::number(figure, used.rate.value(), Formula::new("{}", [name]))
        }
        None => Cell::Figure(figure),
    }
}

/// The cells of a month's rates.
fn places(month: &SecondMonth) -> String {
    let rates = [&month.plan_rate, &month.average_rate].into_iter().flatten();
    rates.map(currencies::cells).collect::<Vec<_>>().join("; ")
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
    let value = |used: &Option<UsedRate>| used.as_ref().map(|used| used.rate.value());
    SecondMonthRecord {
        month: month.month,
        plan_rate: value(&month.plan_rate),
        average_rate: value(&month.average_rate),
        cost_planned_cents: cents(month.cost[0]),
        cost_actual_cents: cents(month.cost[1]),
        benefit_planned_cents: cents(month.benefit[0]),
        benefit_actual_cents: cents(month.benefit[1]),
    }
}
