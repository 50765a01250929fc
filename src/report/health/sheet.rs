//! Sheet Health: every measure with what it is made of, what they rest on by role, department, tier, phase and person,
//! each initiative, and which measure answers which sentence of the mission.

use super::{figure, held_words, initiatives, missing_words, mission, part_figure, phase_name, target_words};
use crate::{
    model::{
        control::Answer,
        health::{
            CentreMonth, CentrePhase, DeliveringUnit, DepartmentHealth, GoalHealth, PersonLoad, PhaseTimes, RoleHealth,
            SharedClaim, TierControls,
        },
        history::Comparison,
        measure::{Measure, Part},
        mission as sentences,
        money::Cents,
        period::Month,
        report::{Block, Cell, Look, Paragraph, Section, Table, Tone},
    },
    report::{
        ReportContext,
        calculations::Calculations,
        columns::Columns,
        people as people_ahead,
        round::{self, MoneyScale},
        tables::{figure_or_empty, figure_or_unknown, text},
    },
};

/// The sheet; `None` when nothing about the centre is known.
pub fn sheet(context: &ReportContext, live: Option<&Calculations>) -> Option<Section> {
    let measures = measures(context)?;
    let mut blocks = vec![Block::Table(measures)];
    blocks.extend(nothing_to_measure(context).map(|text| Block::Paragraph(Paragraph { tone: Tone::Note, text })));
    blocks.extend(tables([phases(context), roles(context)]));
    blocks.extend(people_ahead::sheet(context));
    blocks.extend(tables([
        departments(context),
        controls_by_tier(context),
        phase_times(context),
        goals(context),
        delivering(context),
        people(context),
        months(context),
        claims(context),
    ]));
    blocks.extend(initiatives::blocks(context, live));
    blocks.extend(mission::blocks(context));
    Some(Section {
        name: "Health".to_owned(),
        title: super::title(context),
        scope: format!(
            "Outcomes and health of the centre · measures M1–M34 · {} · money {}",
            context.assumptions.period_title(),
            context.year_to_date()
        ),
        detail_sheet: None,
        blocks,
    })
}

/// Those that have rows.
fn tables<const COUNT: usize>(tables: [Option<Table>; COUNT]) -> impl Iterator<Item = Block> {
    tables.into_iter().flatten().filter(|table| !table.rows.is_empty()).map(Block::Table)
}

/// Is there anything to say about it: a value, or rows that lack one? What somebody asked for always is.
fn is_listed(measure: &Measure) -> bool {
    measure.value.is_some() || measure.left_out > 0 || !measure.declared.titles().is_empty()
}

fn measures(context: &ReportContext) -> Option<Table> {
    let listed: Vec<&Measure> = context.metrics.health.measures.iter().filter(|one| is_listed(one)).collect();
    let trend = Trend::of(context);
    let columns = trend
        .iter()
        .map(Trend::shown_columns)
        .fold(measure_columns(context), Columns::and)
        .words("Initiatives", |one| text(some_ids(context, &one.concerned, 3)))
        .words("What it answers", |one| {
            text(sentences::answered_by(one.family()).next().map_or("", |sentence| sentence.words))
        })
        .folded()
        .words("How it is computed", |one| text(super::formula(context, &one.declared)))
        .folded();
    let columns = trend.iter().map(Trend::columns).fold(columns, Columns::and);
    let is_known = listed.iter().any(|one| one.value.is_some());
    is_known.then(|| columns.table("HealthMeasures", "Measures: values of this run, not formulas", listed))
}

/// The measures of closed months and of this one.
struct Trend<'a> {
    comparison: &'a Comparison,
}

impl<'a> Trend<'a> {
    /// One month alone is no trend.
    fn of(context: &'a ReportContext<'a>) -> Option<Trend<'a>> {
        context.comparison().filter(|comparison| comparison.trend.len() > 1).map(|comparison| Trend { comparison })
    }

    /// The last month, and a line over all of them.
    fn shown_columns(&self) -> Columns<'a, &'a Measure> {
        let months = u8::try_from(self.comparison.trend.len()).unwrap_or(u8::MAX);
        let comparison = self.comparison;
        let last = comparison.trend.iter().find(|(month, _)| *month == comparison.with).map(|(_, all)| all);
        Columns::new()
            .numbers("Last month", move |measure: &&Measure| shown(measure, last.and_then(|all| all.get(measure.id()))))
            .short("Trend", |_| Cell::Empty)
            .look(Look::Trend(months))
    }

    /// The months behind the line of the column Trend: the last columns of the table.
    fn columns(&self) -> Columns<'a, &'a Measure> {
        let title = |month: &Month| format!("{} {}", month.short_name(), month.year());
        Columns::new().each(&self.comparison.trend, |columns: Columns<&Measure>, (month, all)| {
            columns.numbers(title(month), |measure| shown(measure, all.get(measure.id()))).folded()
        })
    }
}

/// A measure of some month.
fn shown(measure: &Measure, value: Option<&f64>) -> Cell {
    figure_or_empty(value.map(|value| figure(*value, measure.unit(), MoneyScale::Cents)))
}

/// What a measure is, what it is made of, and its target.
fn measure_columns<'a>(context: &'a ReportContext) -> Columns<'a, &'a Measure> {
    let part = |part: Option<Part>| figure_or_empty(part.map(|part| part_figure(part, MoneyScale::Cents)));
    Columns::new()
        .short("ID", |one: &&Measure| text(one.id()))
        .words("Measure", |one| text(one.label()))
        .numbers("Value", |one| figure_or_unknown(one.value.map(|value| figure(value, one.unit(), MoneyScale::Cents))))
        .numbers("Numerator", move |one| part(one.numerator))
        .numbers("Denominator", move |one| part(one.denominator))
        .numbers("Left out", |one| Cell::Figure(round::count(one.left_out)))
        .short("Target", |one| text(target_words(context, one)))
        .short("Held", |one| match one.is_met() {
            Some(true) => text("met"),
            Some(false) => text("missed"),
            None => text(""),
        })
        .words("Remark", |one| text(remark(context, one)))
}

/// What is to be known before the value is used.
fn remark(context: &ReportContext, measure: &Measure) -> String {
    let mut remarks: Vec<String> = missing_words(context, measure).into_iter().collect();
    remarks.extend(super::missing_column_words(context, &measure.declared));
    if measure.id() == "M9c" {
        remarks.extend(flow_remark(context, measure));
    }
    remarks.join("; ")
}

/// Work in progress that is far from what throughput and cycle time imply.
fn flow_remark(context: &ReportContext, progress: &Measure) -> Option<String> {
    let (now, implied) = (progress.value?, context.metrics.health.value("M9d").filter(|implied| *implied > 0.0)?);
    let difference = (now - implied) / implied;
    let side = if difference > 0.0 { "more" } else { "less" };
    (difference.abs() > context.assumptions.health.flow_difference).then(|| {
        format!(
            "{} {side} than throughput and cycle time imply",
            round::percent(difference.abs(), 0).text(context.locale())
        )
    })
}

/// Ids of some initiatives; a few of them, and how many more.
fn some_ids(context: &ReportContext, rows: &[u32], most: usize) -> String {
    let ids = context.portfolio.initiatives.text("initiative_id");
    let shown: Vec<&str> = rows.iter().take(most).filter_map(|row| ids[*row as usize].as_deref()).collect();
    match rows.len().saturating_sub(most) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// The columns of a table below the measures: the first says which measure it belongs to, so that it stands under them.
fn detail<'a, R>(family: &'static str) -> Columns<'a, R> {
    Columns::new().short("ID", move |_| text(family))
}

/// Measures without anything to measure yet, by their ids.
fn nothing_to_measure(context: &ReportContext) -> Option<String> {
    let silent: Vec<String> = context
        .metrics
        .health
        .measures
        .iter()
        .filter(|one| !is_listed(one))
        .map(|one| format!("{} ({})", one.id(), one.label()))
        .collect();
    (!silent.is_empty()).then(|| format!("Nothing to measure yet: {}.", silent.join("; ")))
}

fn phases(context: &ReportContext) -> Option<Table> {
    let known = context.metrics.health.centre_phases.iter().filter(|phase| phase.progress.is_some());
    let columns = detail("M24")
        .words("Phase, and what blocks it", |phase: &CentrePhase| {
            text(format!("{}: {}", phase_name(phase), held_words(context, phase)))
        })
        .numbers("Progress", |phase| figure_or_unknown(phase.progress.map(|progress| round::percent(progress, 0))))
        .look(Look::Bar);
    Some(columns.table("HealthPhases", "Four phases of the centre (M24)", known))
}

fn roles(context: &ReportContext) -> Option<Table> {
    let columns = detail("M16")
        .words("Role", |one: &RoleHealth| text(one.role.name()))
        .numbers("Needed", |one| Cell::Figure(round::count(one.needed)))
        .numbers("Filled", |one| Cell::Figure(round::count(one.filled)))
        .numbers("Filled, share", |one| {
            let share = (one.needed > 0).then(|| f64::from(one.filled) / f64::from(one.needed));
            figure_or_empty(share.map(|share| round::percent(share, 0)))
        })
        .look(Look::Bar)
        .numbers("FTE planned", |one| Cell::Figure(round::tenths(one.demand)))
        .numbers("FTE there", |one| Cell::Figure(round::tenths(one.capacity)))
        .short("At the centre", |one| text(if one.at_centre { "yes" } else { "no" }));
    Some(columns.table("HealthRoles", "Roles (M16)", &context.metrics.health.roles))
}

fn departments(context: &ReportContext) -> Option<Table> {
    let columns = detail("M11")
        .words("Department", |one: &DepartmentHealth| text(&*one.name))
        .numbers("Active", |one| Cell::Figure(round::count(one.active)))
        .numbers("In production", |one| Cell::Figure(round::count(one.in_production)))
        .numbers("Supports others", |one| Cell::Figure(round::count(one.supports)))
        .numbers("Users reached", |one| {
            let reached = (one.target_users > 0.0).then(|| one.active_users / one.target_users);
            figure_or_empty(reached.map(|share| round::percent(share, 0)))
        })
        .look(Look::Bar)
        .numbers("Benefit to date", |one| {
            figure_or_empty((one.benefit.reported() > 0).then(|| round::cents(one.benefit.actual)))
        });
    let caption = "Departments (M11, M18); the four of the mission first";
    Some(columns.table("HealthDepartments", caption, &context.metrics.health.departments))
}

fn controls_by_tier(context: &ReportContext) -> Option<Table> {
    let columns = detail("M14")
        .words("Risk tier", |tier: &TierControls| match &*tier.tier {
            "" => text("not reported"),
            name => text(name),
        })
        .numbers("Initiatives", |tier| Cell::Figure(round::count(tier.initiatives)))
        .each(Answer::ALL, |columns, answer| {
            columns.numbers(answer.name(), move |tier| Cell::Figure(round::count(tier.count(answer))))
        })
        .numbers("Met", |tier| {
            let applying = f64::from(tier.applying());
            let met = (applying > 0.0).then(|| f64::from(tier.count(Answer::Yes)) / applying);
            figure_or_empty(met.map(|met| round::percent(met, 0)))
        })
        .look(Look::Bar);
    let caption = "Controls that apply, by risk tier (M14)";
    Some(columns.table("HealthControls", caption, &context.metrics.health.controls))
}

fn phase_times(context: &ReportContext) -> Option<Table> {
    let count = |count: usize| Cell::Figure(round::count(count as i64));
    let columns = detail("M8")
        .words("Phase", |one: &PhaseTimes| text(one.phase.name()))
        .numbers("Finished", |one| count(one.finished()))
        .numbers("Left out", |one| count(one.left_out()))
        .numbers("Median", |one| figure_or_empty(one.median.map(round::days)))
        .numbers("85th percentile", |one| figure_or_empty(one.percentile_85.map(round::days)))
        .numbers("In it now", |one| count(one.open.len()))
        .numbers("Oldest", |one| {
            let oldest = one.open.iter().filter_map(|(_, age)| *age).max();
            figure_or_empty(oldest.map(|days| round::days(days as f64)))
        })
        .numbers("Long from", |one| Cell::Figure(round::days(one.limit)))
        .words("Long in it", |one| text(some_ids(context, &one.ageing, 6)));
    let caption = "Days in each phase (M8): median and 85th percentile as Excel's PERCENTILE.INC";
    Some(columns.table("HealthPhaseTimes", caption, &context.metrics.health.phase_times))
}

fn claims(context: &ReportContext) -> Option<Table> {
    // What is at stake in a group stands once, beside the first of its claims.
    let claims = context.metrics.health.claims.iter().flat_map(|group| {
        group.claims.iter().enumerate().map(|(place, claim)| (claim, (place == 0).then_some(group.at_stake)))
    });
    let columns = detail("M34")
        .words("KPI", |(one, _): &(&SharedClaim, Option<Cents>)| text(&*one.kpi))
        .numbers("At stake", |(_, at_stake)| figure_or_empty(at_stake.map(round::cents)))
        .numbers("Attributions", |(one, _)| figure_or_empty(one.attribution.map(|share| round::percent(share, 0))))
        .short("Department", |(one, _)| text(&*one.department))
        .short("Data source", |(one, _)| one.source.as_deref().map_or(Cell::Empty, text))
        .words("Initiatives", |(one, _)| text(some_ids(context, &one.rows, 6)));
    let caption = "One benefit claimed by several initiatives (M34); nothing is deducted";
    Some(columns.table("HealthClaims", caption, claims))
}

fn goals(context: &ReportContext) -> Option<Table> {
    let goals = &context.metrics.health.goals;
    let columns = detail("M20")
        .words("Goal", |one: &GoalHealth| match &*one.name {
            "" => text("no goal"),
            name => text(name),
        })
        .numbers("Active initiatives", |one| Cell::Figure(round::count(one.active)))
        .numbers("Spend to date", |one| Cell::Figure(round::cents(one.spend)))
        .look(Look::Bar);
    let has_goal = goals.iter().any(|one| !one.name.is_empty());
    has_goal.then(|| columns.table("HealthGoals", "Strategic goals (M20)", goals))
}

fn delivering(context: &ReportContext) -> Option<Table> {
    let units = &context.metrics.health.delivering;
    let all: u32 = units.iter().map(|unit| unit.halves).sum();
    let columns = detail("M15")
        .words("Unit", |unit: &DeliveringUnit| text(&*unit.name))
        .numbers("Active initiatives", |unit| Cell::Figure(round::plain(f64::from(unit.halves) / 2.0)))
        .numbers("Share", |unit| Cell::Figure(round::percent(f64::from(unit.halves) / f64::from(all), 0)))
        .look(Look::Bar);
    let caption = "Who delivers (M15); what centre and department deliver together is half of each";
    Some(columns.table("HealthDelivering", caption, units))
}

fn people(context: &ReportContext) -> Option<Table> {
    let most = context.assumptions.health.person_load;
    let columns = detail("M17")
        .words("Person", |one: &PersonLoad| text(one.name.as_deref().unwrap_or(&one.email)))
        .numbers("FTE", |one| figure_or_unknown(one.fte.map(round::tenths)))
        .look(Look::Bar)
        .numbers("Initiatives", |one| Cell::Figure(round::count(one.initiatives)))
        .numbers("Alone on", |one| Cell::Figure(round::count(one.alone_on)))
        .short("Remark", |one| match one.fte.is_some_and(|fte| fte > most + 1e-9) {
            true => text("more work than time"),
            false => text(""),
        });
    Some(columns.table("HealthPeople", "People in the reporting month (M17)", &context.metrics.health.people))
}

fn months(context: &ReportContext) -> Option<Table> {
    let columns = detail("M30")
        .words("Month", |one: &CentreMonth| Cell::Month(one.month))
        .numbers("FTE of the centre", |one| Cell::Figure(round::tenths(one.fte)))
        .numbers("Initiatives", |one| Cell::Figure(round::count(one.initiatives)))
        .numbers("Initiatives a person", |one| figure_or_empty(one.initiatives_per_fte().map(round::tenths)));
    Some(columns.table("HealthMonths", "How the centre grows (M30)", &context.metrics.health.months))
}
