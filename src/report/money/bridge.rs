//! The way from plan to actual: as a table, as a bridge and in a sentence.

use super::groups::{Part, group_name};
use crate::{
    model::{
        dictionary::SheetKind,
        live::{Column, Formula, Symbol, Term, symbol},
        metrics::PlanActual,
        money::Cents,
        report::{Cell, Chart, Form, Look, Role, RowKind, Table},
    },
    report::{
        ReportContext,
        calculations::{Calculations, Compared, YEAR_TO_DATE},
        chain::{CHAIN, Link},
        checks_sheet::serial,
        columns::Columns,
        currencies, data, live,
        round::{self, MoneyScale},
        say::Known,
        tables::{figure_or_empty, text},
        words,
    },
};

/// Departments drawn in a bridge; the rest is one step.
const BRIDGE_STEPS: usize = 5;

/// The way from plan to actual of spend and of benefit, each amount live where the workbook computes itself.
pub fn chain_table(context: &ReportContext, calculations: Option<&Calculations>) -> Table {
    let year = &context.metrics.total.money.year_to_date;
    let side = |symbol: Symbol, of: Compared, money: PlanActual| {
        move |(place, link): &(usize, &Link)| {
            let amount = link.signed(&money);
            let shown =
                Cell::Figure(if link.is_sum() { round::cents(amount) } else { round::cents_difference(amount) });
            let formula = calculations.and_then(|calculations| {
                let planned = match place {
                    0 => plan_to_date(context, symbol),
                    _ => None,
                };
                planned.or_else(|| chain_formula(calculations, of, symbol, *place))
            });
            let look = if link.is_sum() { live::MONEY } else { live::DIFFERENCE };
            match formula {
                Some(formula) => live::amount(shown, look, formula),
                None => shown,
            }
        }
    };
    let (spend, benefit) = (symbol("spend"), symbol("benefit"));
    Columns::new()
        .words("Step", |(_, link): &(usize, &Link)| text(link.words))
        .numbers("Spend", side(spend, YEAR_TO_DATE.cost, year.cost))
        .symbol(spend)
        .numbers("Benefit", side(benefit, YEAR_TO_DATE.benefit, year.benefit))
        .symbol(benefit)
        .lines(PLAN_TO_ACTUAL, "From plan to actual, year to date", CHAIN.iter().enumerate(), |(_, link)| {
            if link.is_sum() { RowKind::Total } else { RowKind::Body }
        })
}

/// All that was planned in the year to the reporting month, which moves with rates of exchange.
fn plan_to_date(context: &ReportContext, symbol: Symbol) -> Option<Formula> {
    let key = if symbol.word == "spend" { "cost_planned" } else { "benefit_planned" };
    let find = |key: &'static str| data::column(context, SheetKind::Financials, key).map(Term::All);
    let (amounts, months) = (find(key)?, find("month")?);
    if context.portfolio.currencies.used.is_empty() {
        return None;
    }
    let [from, to] = [context.assumptions.year_start(), context.assumptions.period].map(serial).map(Term::Number);
    Some(Formula::new("SUMIFS({},{},\">=\"&{},{},\"<=\"&{})", [amounts, months.clone(), from, months, to]))
}

/// Name of that table.
const PLAN_TO_ACTUAL: &str = "PlanToActual";

/// Plan compared, unplanned and actual are sums over the initiatives; the others follow from them and from the plan.
fn chain_formula(calculations: &Calculations, of: Compared, symbol: Symbol, place: usize) -> Option<Formula> {
    let cell = |row: u32| Term::Cell(Column { table: PLAN_TO_ACTUAL, symbol }, row);
    let sum = |part: Part| Formula::new("SUM({})", [calculations.all(of.of(part))]);
    Some(match place {
        1 => Formula::new("{}-{}", [cell(2), cell(0)]),
        2 => sum(Part::Plan),
        3 => Formula::new("{}-{}", [cell(4), cell(2)]),
        4 => Formula::new("{}-{}", [cell(6), cell(5)]),
        5 => sum(Part::Unplanned),
        6 => sum(Part::Actual),
        _ => return None,
    })
}

/// From planned to real benefit, department by department, the largest changes first; nothing where nothing changed.
pub fn bridge(context: &ReportContext, scale: MoneyScale) -> Option<Chart> {
    let total = &context.metrics.total.money.year_to_date.benefit;
    let mut changes: Vec<(&str, Cents)> = context
        .metrics
        .departments
        .iter()
        .filter_map(|group| Some((&*group.name, group.money.year_to_date.benefit.variance_at_plan_rates()?)))
        .filter(|(_, change)| *change != Cents::ZERO)
        .collect();
    if changes.is_empty() && total.rate_effect == Cents::ZERO {
        return None;
    }
    changes.sort_by_key(|(name, change)| (std::cmp::Reverse(change.0.abs()), *name));
    let apart = [total.planned_unreported, total.rate_effect, total.actual_unplanned];
    let steps = BRIDGE_STEPS - apart.iter().filter(|cents| **cents != Cents::ZERO).count();
    let rest: Cents = changes.iter().skip(steps).map(|(_, change)| *change).sum();
    let mut rows = vec![BridgeStep::sum("Plan", total.plan_to_date())];
    if total.planned_unreported != Cents::ZERO {
        rows.push(BridgeStep::change("No actual yet", -total.planned_unreported));
    }
    rows.extend(changes.iter().take(steps).map(|(name, change)| BridgeStep::change(group_name(name), *change)));
    if changes.len() > steps {
        rows.push(BridgeStep::change(words::plural((changes.len() - steps) as u64, "other", "others"), rest));
    }
    if total.rate_effect != Cents::ZERO {
        rows.push(BridgeStep::change(currencies::EFFECT, total.rate_effect));
    }
    if total.actual_unplanned != Cents::ZERO {
        rows.push(BridgeStep::change("Unplanned", total.actual_unplanned));
    }
    rows.push(BridgeStep::sum("Actual", total.actual));
    let locale = context.locale();
    let look = if scale == MoneyScale::Cents { context.scale().look() } else { Look::Plain };
    let columns = Columns::new()
        .short("Step", |step: &BridgeStep| text(&*step.name))
        .role(Role::Category)
        .numbers("Sum", move |step| figure_or_empty(step.sum.map(|sum| scale.figure(sum))))
        .look(look)
        .role(Role::Sum)
        .numbers("Change", move |step| figure_or_empty(step.change.map(|change| scale.difference(change))))
        .look(look)
        .role(Role::Change);
    Some(Chart {
        form: Form::Bridge,
        title: format!(
            "Benefit, from plan to actual by department, {}",
            context.scale().name(context.locale(), &context.rules.currency)
        ),
        alternative_text: format!(
            "Planned benefit {}, real benefit {}. Largest changes: {}.",
            scale.figure(total.plan_to_date()).text(locale),
            scale.figure(total.actual).text(locale),
            changes
                .iter()
                .take(3)
                .map(|(name, change)| format!("{} {}", group_name(name), scale.difference(*change).text(locale)))
                .collect::<Vec<_>>()
                .join(", ")
        ),
        roles: columns.roles(),
        table: columns.table("BenefitBridge", "", rows),
        more_is_better: true,
    })
}

/// A bar of the bridge: a sum at its ends, a change between them.
struct BridgeStep {
    name: String,
    sum: Option<Cents>,
    change: Option<Cents>,
}

impl BridgeStep {
    fn sum(name: impl Into<String>, sum: Cents) -> Self {
        BridgeStep { name: name.into(), sum: Some(sum), change: None }
    }

    fn change(name: impl Into<String>, change: Cents) -> Self {
        BridgeStep { name: name.into(), sum: None, change: Some(change) }
    }
}

/// The way from plan to actual in a sentence, for a side that has months with one of them only.
pub(super) fn chain_note(context: &ReportContext, scale: MoneyScale, is_drawn: bool) -> Option<String> {
    let year = &context.metrics.total.money.year_to_date;
    let sides = [("Spend", &year.cost), ("Benefit", &year.benefit)];
    let notes: Vec<String> = sides
        .into_iter()
        // The bridge is that of the benefit.
        .filter(|(side, _)| !is_drawn || *side == "Spend")
        .filter(|(_, money)| money.left_out() > 0)
        .filter_map(|(side, money)| {
            let mut known = Known::new().figure("side", side.to_owned());
            for link in &CHAIN {
                let amount = link.signed(money);
                let figure = if link.is_sum() { scale.figure(amount) } else { scale.difference(amount) };
                known = known.figure(link.figure, figure.text(context.locale()));
            }
            context.say("money.chain", known)
        })
        .collect();
    (!notes.is_empty()).then(|| notes.join(" "))
}
