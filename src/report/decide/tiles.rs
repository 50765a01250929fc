//! The four figures of page 1 and of the workbook's summary: each with its plan and with the month itself.

use crate::{
    model::{
        control::Answer,
        live::{Formula, Live, Term},
        measure::Part,
        metrics::{Attainment, MonthMetrics, PlanActual},
        money::Cents,
        phase::Phase,
        report::{Cell, Judgement, Tile, TileMonth, TileNote},
    },
    report::{
        ReportContext,
        calculations::{Calculations, InitiativeColumn as At},
        changes, funding, health, live, money, outcomes,
        round::{self, MoneyScale},
        view::View,
        words,
    },
};

/// The four figures of page 1 and of the workbook's summary.
pub fn tiles(context: &ReportContext, view: &View, live: Option<&Calculations>) -> Vec<Tile> {
    let mut tiles = Vec::new();
    if context.has_money() {
        tiles.push(spend_tile(context, live));
        tiles.push(benefit_tile(context, live));
    }
    tiles.push(production_tile(context, view, live));
    tiles.extend(
        controls_tile(context).or_else(|| {
            (!context.metrics.kpis.is_empty()).then(|| kpi_tile(context, &context.metrics.total.attainment))
        }),
    );
    tiles
}

/// The sum of a column over all initiatives and the centre itself.
fn sum_of(live: Option<&Calculations>, column: At, cents: Cents, scale: MoneyScale) -> Option<Box<Live>> {
    let formula = Formula::new("SUM({})", [live?.all(column)]);
    computed(live::number(scale.figure(cents), cents.units(), formula))
}

/// What computes a cell, if anything does.
fn computed(cell: Cell) -> Option<Box<Live>> {
    match cell {
        Cell::Live(live) => Some(live),
        _ => None,
    }
}

fn spend_tile(context: &ReportContext, live: Option<&Calculations>) -> Tile {
    let scale = context.scale();
    let spend: &PlanActual = &context.metrics.total.money.year_to_date.cost;
    let mut notes = vec![words::against_plan(context, spend, scale, false)];
    notes.extend(month_note(context, |month| month.cost_planned, |month| month.cost_actual));
    Tile {
        label: format!("Spend, {}", context.year_to_date()),
        value: (spend.reported() > 0).then(|| scale.figure(spend.actual)),
        exact: Some(spend.actual),
        live: sum_of(live, At::YearSpend, spend.actual, scale),
        missing: "not reported".to_owned(),
        notes,
        months: months(context, |month| month.cost_planned, |month| month.cost_actual),
        leads_to: Some(money::PAGE),
    }
}

fn benefit_tile(context: &ReportContext, live: Option<&Calculations>) -> Tile {
    let scale = context.scale();
    let window = context.metrics.total.money.year_to_date;
    let mut notes = vec![words::against_plan(context, &window.benefit, scale, true)];
    notes.extend(month_note(context, |month| month.benefit_planned, |month| month.benefit_actual));
    Tile {
        label: format!("Benefit, {}", context.year_to_date()),
        value: (window.benefit.reported() > 0).then(|| scale.figure(window.benefit.actual)),
        exact: Some(window.benefit.actual),
        live: sum_of(live, At::YearBenefit, window.benefit.actual, scale),
        missing: "not reported".to_owned(),
        notes,
        months: months(context, |month| month.benefit_planned, |month| month.benefit_actual),
        leads_to: Some(money::PAGE),
    }
}

/// `October 417k, plan 463k`: what the reporting month itself brought.
fn month_note(
    context: &ReportContext,
    plan: fn(&MonthMetrics) -> Cents,
    actual: fn(&MonthMetrics) -> Option<Cents>,
) -> Option<TileNote> {
    let period = context.assumptions.period;
    let month = context.metrics.months.iter().find(|month| month.month == period)?;
    let shown = |cents: Cents| context.scale().figure(cents).text(context.locale());
    let came = actual(month).map_or_else(|| "not reported".to_owned(), shown);
    let text = format!("{} {came}, plan {}", period.name(), shown(plan(month)));
    Some(TileNote::neutral(text))
}

/// Plan and actual of each month of the year.
fn months(
    context: &ReportContext,
    plan: fn(&MonthMetrics) -> Cents,
    actual: fn(&MonthMetrics) -> Option<Cents>,
) -> Vec<TileMonth> {
    let period = context.assumptions.period;
    let shown = |cents: Cents| context.scale().figure(cents);
    let drawn = |month: &MonthMetrics| TileMonth {
        plan: shown(plan(month)),
        actual: actual(month).filter(|_| month.month <= period).map(shown),
    };
    context.metrics.months.iter().map(drawn).collect()
}

fn production_tile(context: &ReportContext, view: &View, live: Option<&Calculations>) -> Tile {
    let in_phase = |phase| view.initiatives.iter().filter(|one| one.metrics.phase == Some(phase)).count();
    let end = context.assumptions.period_end();
    let overdue = view.initiatives.iter().filter(|one| one.is_overdue(end)).count();
    let all = words::plural(view.initiatives.len() as u64, "initiative", "initiatives");
    let mut notes = vec![TileNote::part_of(format!("{all}; {} in pilot", in_phase(Phase::Pilot)))];
    if overdue > 0 {
        notes.push(TileNote::new(format!("{overdue} past their planned date (late)"), Judgement::Worse));
    } else {
        notes.extend(changes::note(context, "initiatives_in_production"));
    }
    let in_production = round::count(in_phase(Phase::Production) as i64);
    let counted = live.and_then(|calculations| {
        let name = Term::Text(Phase::Production.name().to_owned());
        let formula = Formula::new("COUNTIF({},{})", [calculations.all(At::Phase), name]);
        computed(live::number(in_production, in_production.number(), formula))
    });
    Tile {
        label: "In production".to_owned(),
        value: Some(in_production),
        exact: None,
        live: counted,
        missing: String::new(),
        notes,
        months: Vec::new(),
        leads_to: Some(funding::RUNNING_PAGE),
    }
}

/// Controls met of those that apply; `None` where nobody answers for any.
fn controls_tile(context: &ReportContext) -> Option<Tile> {
    let met = context.metrics.health.measure("M14a").filter(|met| met.value.is_some())?;
    let (Some(Part::Count(yes)), Some(Part::Count(applying))) = (met.numerator, met.denominator) else { return None };
    let tiers = &context.metrics.health.controls;
    let silent: u32 = tiers.iter().map(|tier| tier.count(Answer::NotReported)).sum();
    let unanswered = if silent > 0 { format!(", {silent} not reported") } else { String::new() };
    let mut notes = vec![TileNote::neutral(format!("{yes} of {applying}{unanswered}"))];
    notes.extend(changes::share_note(context, "controls_met"));
    Some(Tile {
        label: "Controls met".to_owned(),
        value: met.value.map(|share| round::part(share, 0)),
        exact: None,
        live: None,
        missing: "not reported".to_owned(),
        notes,
        months: Vec::new(),
        leads_to: Some(health::PAGE),
    })
}

/// Where nobody answers for controls: how many KPIs are at target.
fn kpi_tile(context: &ReportContext, attainment: &Attainment) -> Tile {
    let unknown = match attainment.unknown {
        0 => String::new(),
        unknown => format!("; {unknown} not yet"),
    };
    let missing = words::missing(context.assumptions, context.locale(), attainment.known, attainment.unknown)
        .map_or_else(String::new, |words| format!(" ({words})"));
    let mut notes = vec![TileNote::part_of(format!("{} judged{unknown}{missing}", attainment.known))];
    if let Some(mean) = attainment.mean {
        let mean = round::percent(mean, 0).text(context.locale());
        notes.push(TileNote::neutral(format!("{mean} of the way on average")));
    }
    Tile {
        label: "KPIs at target".to_owned(),
        value: (attainment.known > 0).then(|| round::count(attainment.at_target)),
        exact: None,
        live: None,
        missing: "no reading".to_owned(),
        notes,
        months: Vec::new(),
        leads_to: Some(outcomes::PAGE),
    }
}
