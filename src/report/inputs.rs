//! The inputs on the sheet Assumptions: blue cells that formulas read, and what follows from them.

use super::{ReportContext, columns::Columns, live, round, tables::text};
use crate::model::{
    assumptions::{Assumptions, Criterion, Thresholds, Weights},
    figure::{Figure, Unit},
    funding_rules::FundingRules,
    live::{Formula, Name, NamedCell, Term},
    money::Cents,
    phase::Phase,
    report::{Align, Cell, Look, Table},
};

/// Amounts and scores that differ by less are the same.
const TOLERANCE: f64 = 1e-6;

/// What people may change.
struct Input {
    name: Name,
    title: String,
    value: f64,
    default: Option<f64>,
    unit: Unit,
    setting: String,
    /// What happens when it is changed.
    effect: &'static str,
}

const AT_ONCE: &str = "scores and ranks follow at once";
const WORTH: &str = "values follow; Recommended needs a new run";
const NEW_RUN: &str = "Recommended needs a new run";

/// Every input of the run.
fn inputs(set: &Assumptions) -> Vec<Input> {
    let standard = (Weights::default(), Thresholds::default(), FundingRules::default());
    let mut inputs = Vec::new();
    for criterion in Criterion::ALL {
        inputs.push(Input {
            name: Name::Weight(criterion),
            title: format!("Weight: {}", criterion.title()),
            value: set.weights.of(criterion),
            default: Some(standard.0.of(criterion)),
            unit: Unit::Plain,
            setting: format!("weights.{}", criterion.key()),
            effect: AT_ONCE,
        });
    }
    let mut add = |name, title: &str, value, default, unit, setting: &str, effect| {
        inputs.push(Input { name, title: title.to_owned(), value, default, unit, setting: setting.to_owned(), effect });
    };
    let limits = (&set.thresholds, &standard.1);
    let share = Unit::Percent;
    let coverage = (limits.0.coverage, Some(limits.1.coverage));
    add(
        Name::Coverage,
        "Ranked from this share of weights",
        coverage.0,
        coverage.1,
        share,
        "thresholds.coverage",
        AT_ONCE,
    );
    add(Name::DiscountRate, "Discount rate a year", set.discount_rate, Some(0.08), share, "discount_rate", WORTH);
    let (rules, usual) = (&set.funding, &standard.2);
    let finance = (rules.finance_rate, Some(usual.finance_rate));
    add(
        Name::FinanceRate,
        "Finance rate a year (MIRR)",
        finance.0,
        finance.1,
        share,
        "funding.finance_rate",
        "MIRR follows at once",
    );
    let again = (rules.reinvestment_rate, Some(usual.reinvestment_rate));
    add(
        Name::ReinvestmentRate,
        "Reinvestment rate a year (MIRR)",
        again.0,
        again.1,
        share,
        "funding.reinvestment_rate",
        "MIRR follows at once",
    );
    for phase in Phase::ALL {
        if let (Some(chance), default) = (rules.p_success.of(phase), usual.p_success.of(phase)) {
            let title = format!("Chance of success: {}", phase.name());
            let setting = format!("funding.p_success.{}", phase.name().to_lowercase().replace(' ', "_"));
            add(Name::Chance(phase), &title, chance, default, share, &setting, WORTH);
        }
    }
    for (year, budget) in &set.budgets {
        let called = set.calendar.called(*year);
        let (title, setting) = (format!("Budget {}", set.calendar.label_of_year(*year)), format!("budgets.{called}"));
        add(Name::Budget(called), &title, budget.units(), None, Unit::Money, &setting, NEW_RUN);
    }
    add(
        Name::Tolerance,
        "Live and engine differ by less than",
        TOLERANCE,
        Some(TOLERANCE),
        Unit::Plain,
        "",
        "Checks follow at once",
    );
    inputs
}

/// Why the workbook holds values only; `None` when it computes itself.
pub fn why_values(context: &ReportContext) -> Option<String> {
    if context.is_live() {
        return None;
    }
    let count = |number: usize| round::count(i64::try_from(number).unwrap_or(i64::MAX)).text(context.locale());
    Some(format!(
        "This workbook holds values, not formulas: {} initiatives with {} rows of money would take long to open. Formulas \
         come up to {} initiatives; the setting live_formulas_up_to moves that.",
        count(context.portfolio.initiatives.len()),
        count(context.portfolio.financials.len()),
        count(context.live_formulas_up_to)
    ))
}

/// The blue cells; none when the workbook holds values only.
pub fn tables(context: &ReportContext) -> Vec<Table> {
    if !context.is_live() {
        return Vec::new();
    }
    let inputs = inputs(context.assumptions);
    vec![table(&inputs), derived(context, &inputs)]
}

fn table(inputs: &[Input]) -> Table {
    let shown = |input: &Input, value: f64| Cell::Figure(figure(value, input.unit));
    Columns::new()
        .words("Input", |input: &Input| text(&*input.title))
        .numbers("Value", |input| {
            Cell::Named(Box::new(NamedCell {
                name: input.name,
                is_input: input.name != Name::Tolerance,
                cell: shown(input, input.value),
                exact: Some(input.value),
            }))
        })
        .numbers("In this run", |input| shown(input, input.value))
        .numbers("Default", |input| input.default.map_or(Cell::Empty, |value| shown(input, value)))
        .short("Name in formulas", |input| text(input.name.text()))
        .short("Setting in report.toml", |input| match &*input.setting {
            "" => Cell::Empty,
            setting => text(setting),
        })
        .words("When it is changed", |input| text(input.effect))
        .table("Inputs", "Inputs: blue cells may be changed", inputs)
}

/// What follows from the inputs: a cell with a name.
struct Derived {
    title: String,
    name: Name,
    cell: Cell,
    how: &'static str,
}

/// What follows from the inputs.
fn derived(context: &ReportContext, inputs: &[Input]) -> Table {
    let set = context.assumptions;
    let mut rows = Vec::new();
    let mut add = |title: String, name: Name, cell: Cell, how| rows.push(Derived { title, name, cell, how });
    let sum = Formula::joined("+", Criterion::ALL.map(|criterion| Name::Weight(criterion).into()));
    for (criterion, share) in Criterion::ALL.into_iter().zip(set.weights.normalised()) {
        let formula = Formula::new("{}/({})", [Name::Weight(criterion).into(), sum.clone().into()]);
        let cell = live::number(figure_of(share, 2, Unit::Percent), share, formula);
        add(format!("Share: {}", criterion.title()), Name::Share(criterion), cell, "weight / sum of weights");
    }
    let formula = Formula::new("(1+{})^(1/12)-1", [Name::DiscountRate.into()]);
    let monthly = set.monthly_rate();
    let cell = live::number(figure_of(monthly, 4, Unit::Percent), monthly, formula);
    add("Discount rate a month".to_owned(), Name::MonthlyRate, cell, "(1 + yearly rate)^(1/12) − 1");
    let used = &context.portfolio.currencies.used;
    let rates = (1..).map(Name::ExchangeRate).zip(used.iter().map(|rate| rate.rate.value()));
    let inputs: Vec<(Name, f64)> = inputs.iter().map(|input| (input.name, input.value)).chain(rates).collect();
    let as_run = |is_of: fn(Name) -> bool| {
        let of = inputs.iter().filter(|(name, _)| is_of(*name));
        let same = of.map(|(name, value)| {
            let terms = [(*name).into(), Term::Number(*value)];
            Term::from(Formula::new("ABS({}-{})<1E-12", terms))
        });
        Formula::joined(",", same)
    };
    for (title, name, is_of) in [
        ("Weights and thresholds are those of the run", Name::WeightsAsRun, is_weight as fn(Name) -> bool),
        ("Rates and chances are those of the run", Name::RatesAsRun, is_rate),
        ("Budgets are those of the run", Name::BudgetsAsRun, is_budget),
    ] {
        let formula = as_run(is_of);
        let same = if formula.is_empty() {
            Cell::Holds(true)
        } else {
            live::holds(true, Formula::new("IFERROR(AND({}),FALSE)", [formula.into()]))
        };
        add(title.to_owned(), name, same, "FALSE: Recommended and its neighbours are of other inputs, run again");
    }
    let formula =
        Formula::new("AND({},{},{})", [Name::WeightsAsRun.into(), Name::RatesAsRun.into(), Name::BudgetsAsRun.into()]);
    add("All inputs are those of the run".to_owned(), Name::InputsAsRun, live::holds(true, formula), "all three above");
    Columns::new()
        .words("What", |derived: &Derived| text(&*derived.title))
        .short("Value", |derived| {
            let cell = derived.cell.clone();
            Cell::Named(Box::new(NamedCell { name: derived.name, is_input: false, cell, exact: None }))
        })
        .align(Align::Right)
        .look(Look::Check)
        .short("Name in formulas", |derived| text(derived.name.text()))
        .words("How", |derived| text(derived.how))
        .table("Derived", "What follows from the inputs", &rows)
}

fn is_weight(name: Name) -> bool {
    matches!(name, Name::Weight(_) | Name::Coverage)
}

fn is_rate(name: Name) -> bool {
    matches!(
        name,
        Name::DiscountRate | Name::FinanceRate | Name::ReinvestmentRate | Name::Chance(_) | Name::ExchangeRate(_)
    )
}

fn is_budget(name: Name) -> bool {
    matches!(name, Name::Budget(_))
}

/// With as many decimals as the value has, at most eight.
fn figure(value: f64, unit: Unit) -> Figure {
    if unit == Unit::Money {
        return round::cents(Cents((value * 100.0).round() as i64));
    }
    let scale = if unit == Unit::Percent { 100.0 } else { 1.0 };
    let exact = |decimals: &u8| {
        let scaled = value * scale * 10_f64.powi(i32::from(*decimals));
        (scaled - scaled.round()).abs() < 1e-6
    };
    figure_of(value, (0..8).find(exact).unwrap_or(8), unit)
}

fn figure_of(value: f64, decimals: u8, unit: Unit) -> Figure {
    let scale = if unit == Unit::Percent { 100.0 } else { 1.0 };
    let digits = (value * scale * 10_f64.powi(i32::from(decimals))).round() as i64;
    Figure { digits, decimals, unit, signed: false }
}
