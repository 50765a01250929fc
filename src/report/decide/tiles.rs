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
        Facts,
        calculations::{Calculations, InitiativeColumn as At},
        changes, live,
        round::{self, MoneyScale},
        view::View,
        words,
    },
};

/// The four figures of page 1 and of the workbook's summary.
pub fn tiles(facts: &Facts, view: &View, live: Option<&Calculations>) -> Vec<Tile> {
    let mut tiles = Vec::new();
    if facts.has_money() {
        tiles.push(spend_tile(facts, live));
        tiles.push(benefit_tile(facts, live));
    }
    tiles.push(production_tile(facts, view, live));
    tiles.extend(
        controls_tile(facts)
            .or_else(|| (!facts.metrics.kpis.is_empty()).then(|| kpi_tile(facts, &facts.metrics.total.attainment))),
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

fn spend_tile(facts: &Facts, live: Option<&Calculations>) -> Tile {
    let scale = facts.scale();
    let spend: &PlanActual = &facts.metrics.total.money.year_to_date.cost;
    let mut notes = vec![words::against_plan(facts, spend, scale, false)];
    notes.extend(month_note(facts, |month| month.cost_planned, |month| month.cost_actual));
    Tile {
        label: format!("Spend, {}", facts.year_to_date()),
        value: (spend.reported() > 0).then(|| scale.figure(spend.actual)),
        exact: Some(spend.actual),
        live: sum_of(live, At::YearSpend, spend.actual, scale),
        missing: "not reported".to_owned(),
        notes,
        months: months(facts, |month| month.cost_planned, |month| month.cost_actual),
    }
}

fn benefit_tile(facts: &Facts, live: Option<&Calculations>) -> Tile {
    let scale = facts.scale();
    let window = facts.metrics.total.money.year_to_date;
    let mut notes = vec![words::against_plan(facts, &window.benefit, scale, true)];
    notes.extend(month_note(facts, |month| month.benefit_planned, |month| month.benefit_actual));
    Tile {
        label: format!("Benefit, {}", facts.year_to_date()),
        value: (window.benefit.reported() > 0).then(|| scale.figure(window.benefit.actual)),
        exact: Some(window.benefit.actual),
        live: sum_of(live, At::YearBenefit, window.benefit.actual, scale),
        missing: "not reported".to_owned(),
        notes,
        months: months(facts, |month| month.benefit_planned, |month| month.benefit_actual),
    }
}

/// `October 417 k, plan 463 k`: what the reporting month itself brought.
fn month_note(
    facts: &Facts,
    plan: fn(&MonthMetrics) -> Cents,
    actual: fn(&MonthMetrics) -> Option<Cents>,
) -> Option<TileNote> {
    let period = facts.assumptions.period;
    let month = facts.metrics.months.iter().find(|month| month.month == period)?;
    let shown = |cents: Cents| facts.scale().figure(cents).text(facts.locale());
    let came = actual(month).map_or_else(|| "not reported".to_owned(), shown);
    let text = format!("{} {came}, plan {}", period.name(), shown(plan(month)));
    Some(TileNote { text, judgement: Judgement::Neutral })
}

/// Plan and actual of each month of the year.
fn months(
    facts: &Facts,
    plan: fn(&MonthMetrics) -> Cents,
    actual: fn(&MonthMetrics) -> Option<Cents>,
) -> Vec<TileMonth> {
    let period = facts.assumptions.period;
    let shown = |cents: Cents| facts.scale().figure(cents);
    let drawn = |month: &MonthMetrics| TileMonth {
        plan: shown(plan(month)),
        actual: actual(month).filter(|_| month.month <= period).map(shown),
    };
    facts.metrics.months.iter().map(drawn).collect()
}

fn production_tile(facts: &Facts, view: &View, live: Option<&Calculations>) -> Tile {
    let in_phase = |phase| view.initiatives.iter().filter(|one| one.metrics.phase == Some(phase)).count();
    let end = facts.assumptions.period.last_day();
    let overdue = view.initiatives.iter().filter(|one| one.is_overdue(end)).count();
    let mut notes = vec![TileNote {
        text: format!(
            "of {}; {} in pilot",
            words::plural(view.initiatives.len() as u64, "initiative", "initiatives"),
            in_phase(Phase::Pilot)
        ),
        judgement: Judgement::Neutral,
    }];
    if overdue > 0 {
        notes.push(TileNote { text: format!("{overdue} past their planned date (late)"), judgement: Judgement::Worse });
    } else {
        notes.extend(changes::note(facts, "initiatives_in_production"));
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
    }
}

/// Controls met of those that apply; `None` where nobody answers for any.
fn controls_tile(facts: &Facts) -> Option<Tile> {
    let met = facts.metrics.health.measure("M14a").filter(|met| met.value.is_some())?;
    let (Some(Part::Count(yes)), Some(Part::Count(applying))) = (met.numerator, met.denominator) else { return None };
    let tiers = &facts.metrics.health.controls;
    let silent: u32 = tiers.iter().map(|tier| tier.count(Answer::NotReported)).sum();
    let unanswered = if silent > 0 { format!(", {silent} not reported") } else { String::new() };
    let mut notes = vec![TileNote { text: format!("{yes} of {applying}{unanswered}"), judgement: Judgement::Neutral }];
    notes.extend(changes::share_note(facts, "controls_met"));
    Some(Tile {
        label: "Controls met".to_owned(),
        value: met.value.map(|share| round::part(share, 0)),
        exact: None,
        live: None,
        missing: "not reported".to_owned(),
        notes,
        months: Vec::new(),
    })
}

/// Where nobody answers for controls: how many KPIs are at target.
fn kpi_tile(facts: &Facts, attainment: &Attainment) -> Tile {
    let unknown = match attainment.unknown {
        0 => String::new(),
        unknown => format!("; {unknown} not yet"),
    };
    let missing = words::missing(facts.assumptions, facts.locale(), attainment.known, attainment.unknown)
        .map_or_else(String::new, |words| format!(" ({words})"));
    let mut notes = vec![TileNote {
        text: format!("of {} judged{unknown}{missing}", attainment.known),
        judgement: Judgement::Neutral,
    }];
    if let Some(mean) = attainment.mean {
        notes.push(TileNote {
            text: format!("{} of the way on average", round::percent(mean, 0).text(facts.locale())),
            judgement: Judgement::Neutral,
        });
    }
    Tile {
        label: "KPIs at target".to_owned(),
        value: (attainment.known > 0).then(|| round::count(attainment.at_target)),
        exact: None,
        live: None,
        missing: "no reading".to_owned(),
        notes,
        months: Vec::new(),
    }
}
