//! Sheet Health: every measure with what it is made of, what they rest on by role, department, tier, phase and person,
//! each initiative, and which measure answers which sentence of the mission.

use super::{figure, held_words, initiatives, missing_words, mission, part_figure, phase_name, target_words};
use crate::{
    model::{
        control::Answer,
        history::Comparison,
        measure::Measure,
        mission as sentences,
        period::Month,
        report::{Block, Cell, Look, Paragraph, Section, Table, TableColumn, Tone},
    },
    report::{
        ReportContext,
        calculations::Calculations,
        round::{self, MoneyScale},
        tables::{body, figure_or_empty, figure_or_unknown, folded, looking, numbers, short, text, words},
    },
};

/// The sheet; `None` when nothing about the centre is known.
pub fn sheet(context: &ReportContext, live: Option<&Calculations>) -> Option<Section> {
    let measures = measures(context)?;
    let mut blocks = vec![Block::Table(measures)];
    blocks.extend(nothing_to_measure(context).map(|text| Block::Paragraph(Paragraph { tone: Tone::Note, text })));
    let details = [
        phases(context),
        roles(context),
        departments(context),
        controls_by_tier(context),
        phase_times(context),
        goals(context),
        delivering(context),
        people(context),
        months(context),
        claims(context),
    ];
    blocks.extend(details.into_iter().flatten().filter(|table| !table.rows.is_empty()).map(Block::Table));
    blocks.extend(initiatives::blocks(context, live));
    blocks.extend(mission::blocks(context));
    Some(Section {
        name: "Health".to_owned(),
        title: super::title(context),
        scope: format!(
            "Outcomes and health of the centre · measures M1–M34 · {} · money {}",
            context.assumptions.period.title(),
            context.year_to_date()
        ),
        detail_sheet: None,
        blocks,
    })
}

/// Is there anything to say about it: a value, or rows that lack one? What somebody asked for always is.
fn is_listed(measure: &Measure) -> bool {
    measure.value.is_some() || measure.left_out > 0 || !measure.declared.titles().is_empty()
}

fn measures(context: &ReportContext) -> Option<Table> {
    let listed: Vec<&Measure> = context.metrics.health.measures.iter().filter(|one| is_listed(one)).collect();
    let trend = Trend::of(context);
    let mut columns = vec![
        short("ID"),
        words("Measure"),
        numbers("Value"),
        numbers("Numerator"),
        numbers("Denominator"),
        numbers("Left out"),
        short("Target"),
        short("Held"),
        words("Remark"),
    ];
    columns.extend(trend.iter().flat_map(Trend::shown_columns));
    columns.extend([short("Initiatives"), folded(words("What it answers")), folded(words("How it is computed"))]);
    columns.extend(trend.iter().flat_map(Trend::columns));
    let cells = |one: &&Measure| {
        let mut cells = measure_cells(context, one);
        cells.extend(trend.iter().flat_map(|trend| trend.shown_cells(one)));
        cells.push(text(some_ids(context, &one.concerned, 3)));
        cells.push(text(sentences::answered_by(one.family()).next().map_or("", |sentence| sentence.words)));
        cells.push(text(super::formula(context, &one.declared)));
        cells.extend(trend.iter().flat_map(|trend| trend.cells(one)));
        body(cells)
    };
    listed.iter().any(|one| one.value.is_some()).then(|| Table {
        name: "HealthMeasures".to_owned(),
        caption: "Measures: values of this run, not formulas".to_owned(),
        rows: listed.iter().map(cells).collect(),
        columns,
        rest: None,
    })
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

    fn shown_columns(&self) -> [TableColumn; 2] {
        let months = u8::try_from(self.comparison.trend.len()).unwrap_or(u8::MAX);
        [numbers("Last month"), looking(short("Trend"), Look::Trend(months))]
    }

    fn shown_cells(&self, measure: &Measure) -> [Cell; 2] {
        let mut months = self.comparison.trend.iter();
        let last = months.find(|(month, _)| *month == self.comparison.with).and_then(|(_, all)| all.get(measure.id()));
        [Self::shown(measure, last), Cell::Empty]
    }

    fn shown(measure: &Measure, value: Option<&f64>) -> Cell {
        figure_or_empty(value.map(|value| figure(*value, measure.unit(), MoneyScale::Cents)))
    }

    /// The months behind the line of the column Trend: the last columns of the table.
    fn columns(&self) -> Vec<TableColumn> {
        let month = |month: Month| format!("{} {}", month.short_name(), month.year());
        self.comparison.trend.iter().map(|(of, _)| folded(numbers(&month(*of)))).collect()
    }

    fn cells(&self, measure: &Measure) -> Vec<Cell> {
        self.comparison.trend.iter().map(|(_, all)| Self::shown(measure, all.get(measure.id()))).collect()
    }
}

fn measure_cells(context: &ReportContext, measure: &Measure) -> Vec<Cell> {
    let part = |part| figure_or_empty(Option::map(part, |part| part_figure(part, MoneyScale::Cents)));
    vec![
        text(measure.id()),
        text(measure.label()),
        figure_or_unknown(measure.value.map(|value| figure(value, measure.unit(), MoneyScale::Cents))),
        part(measure.numerator),
        part(measure.denominator),
        Cell::Figure(round::count(measure.left_out)),
        text(target_words(context, measure)),
        text(match measure.is_met() {
            Some(true) => "met",
            Some(false) => "missed",
            None => "",
        }),
        text(remark(context, measure)),
    ]
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

/// A table below the measures. Its first column says which measure it belongs to, so that it stands under them.
fn detail(
    family: &str,
    name: &str,
    caption: &str,
    columns: Vec<TableColumn>,
    rows: impl Iterator<Item = Vec<Cell>>,
) -> Option<Table> {
    let mut titles = vec![short("ID")];
    titles.extend(columns);
    let lead = |cells: Vec<Cell>| body([vec![text(family)], cells].concat());
    Some(Table {
        name: name.to_owned(),
        caption: caption.to_owned(),
        columns: titles,
        rows: rows.map(lead).collect(),
        rest: None,
    })
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
    let rows = context.metrics.health.centre_phases.iter().filter(|phase| phase.progress.is_some()).map(|phase| {
        let progress = phase.progress.map(|progress| round::percent(progress, 0));
        vec![text(format!("{}: {}", phase_name(phase), held_words(context, phase))), figure_or_unknown(progress)]
    });
    detail(
        "M24",
        "HealthPhases",
        "Four phases of the centre (M24)",
        vec![words("Phase, and what blocks it"), looking(numbers("Progress"), Look::Bar)],
        rows,
    )
}

fn roles(context: &ReportContext) -> Option<Table> {
    let rows = context.metrics.health.roles.iter().map(|one| {
        let share = (one.needed > 0).then(|| round::percent(f64::from(one.filled) / f64::from(one.needed), 0));
        vec![
            text(one.role.name()),
            Cell::Figure(round::count(one.needed)),
            Cell::Figure(round::count(one.filled)),
            figure_or_empty(share),
            Cell::Figure(round::tenths(one.demand)),
            Cell::Figure(round::tenths(one.capacity)),
            text(if one.at_centre { "yes" } else { "no" }),
        ]
    });
    detail(
        "M16",
        "HealthRoles",
        "Roles (M16)",
        vec![
            words("Role"),
            numbers("Needed"),
            numbers("Filled"),
            looking(numbers("Filled, share"), Look::Bar),
            numbers("FTE planned"),
            numbers("FTE there"),
            short("At the centre"),
        ],
        rows,
    )
}

fn departments(context: &ReportContext) -> Option<Table> {
    let rows = context.metrics.health.departments.iter().map(|one| {
        let reached = (one.target_users > 0.0).then(|| round::percent(one.active_users / one.target_users, 0));
        vec![
            text(&*one.name),
            Cell::Figure(round::count(one.active)),
            Cell::Figure(round::count(one.in_production)),
            Cell::Figure(round::count(one.supports)),
            figure_or_empty(reached),
            figure_or_empty((one.benefit.reported() > 0).then(|| round::cents(one.benefit.actual))),
        ]
    });
    detail(
        "M11",
        "HealthDepartments",
        "Departments (M11, M18); the four of the mission first",
        vec![
            words("Department"),
            numbers("Active"),
            numbers("In production"),
            numbers("Supports others"),
            looking(numbers("Users reached"), Look::Bar),
            numbers("Benefit to date"),
        ],
        rows,
    )
}

fn controls_by_tier(context: &ReportContext) -> Option<Table> {
    let mut columns = vec![words("Risk tier"), numbers("Initiatives")];
    columns.extend(Answer::ALL.map(|answer| numbers(answer.name())));
    columns.push(looking(numbers("Met"), Look::Bar));
    let rows = context.metrics.health.controls.iter().map(|tier| {
        let name = if tier.tier.is_empty() { "not reported" } else { &*tier.tier };
        let mut cells = vec![text(name), Cell::Figure(round::count(tier.initiatives))];
        cells.extend(tier.answers.map(|count| Cell::Figure(round::count(count))));
        let applying = f64::from(tier.applying());
        let met = (applying > 0.0).then(|| round::percent(f64::from(tier.count(Answer::Yes)) / applying, 0));
        cells.push(figure_or_empty(met));
        cells
    });
    detail("M14", "HealthControls", "Controls that apply, by risk tier (M14)", columns, rows)
}

fn phase_times(context: &ReportContext) -> Option<Table> {
    let rows = context.metrics.health.phase_times.iter().map(|one| {
        let oldest = one.open.iter().filter_map(|(_, age)| *age).max();
        vec![
            text(one.phase.name()),
            Cell::Figure(round::count(one.finished() as i64)),
            Cell::Figure(round::count(one.left_out() as i64)),
            figure_or_empty(one.median.map(round::days)),
            figure_or_empty(one.percentile_85.map(round::days)),
            Cell::Figure(round::count(one.open.len() as i64)),
            figure_or_empty(oldest.map(|days| round::days(days as f64))),
            Cell::Figure(round::days(one.limit)),
            text(some_ids(context, &one.ageing, 6)),
        ]
    });
    detail(
        "M8",
        "HealthPhaseTimes",
        "Days in each phase (M8): median and 85th percentile as Excel's PERCENTILE.INC",
        vec![
            words("Phase"),
            numbers("Finished"),
            numbers("Left out"),
            numbers("Median"),
            numbers("85th percentile"),
            numbers("In it now"),
            numbers("Oldest"),
            numbers("Long from"),
            words("Long in it"),
        ],
        rows,
    )
}

fn claims(context: &ReportContext) -> Option<Table> {
    // What is at stake in a group stands once, beside the first of its claims.
    let claims = context.metrics.health.claims.iter().flat_map(|group| {
        group.claims.iter().enumerate().map(|(place, claim)| (claim, (place == 0).then_some(group.at_stake)))
    });
    let rows = claims.map(|(one, at_stake)| {
        let attribution = one.attribution.map(|share| round::percent(share, 0));
        vec![
            text(&*one.kpi),
            figure_or_empty(at_stake.map(round::cents)),
            figure_or_empty(attribution),
            text(&*one.department),
            one.source.as_deref().map_or(Cell::Empty, text),
            text(some_ids(context, &one.rows, 6)),
        ]
    });
    detail(
        "M34",
        "HealthClaims",
        "One benefit claimed by several initiatives (M34); nothing is deducted",
        vec![
            words("KPI"),
            numbers("At stake"),
            numbers("Attributions"),
            short("Department"),
            short("Data source"),
            short("Initiatives"),
        ],
        rows,
    )
}

fn goals(context: &ReportContext) -> Option<Table> {
    let rows = context.metrics.health.goals.iter().map(|one| {
        let name = if one.name.is_empty() { "no goal" } else { &*one.name };
        vec![text(name), Cell::Figure(round::count(one.active)), Cell::Figure(round::cents(one.spend))]
    });
    let has_goal = context.metrics.health.goals.iter().any(|one| !one.name.is_empty());
    has_goal.then_some(())?;
    detail(
        "M20",
        "HealthGoals",
        "Strategic goals (M20)",
        vec![words("Goal"), numbers("Active initiatives"), looking(numbers("Spend to date"), Look::Bar)],
        rows,
    )
}

fn delivering(context: &ReportContext) -> Option<Table> {
    let units = &context.metrics.health.delivering;
    let all: u32 = units.iter().map(|unit| unit.halves).sum();
    let rows = units.iter().map(|unit| {
        vec![
            text(&*unit.name),
            Cell::Figure(round::plain(f64::from(unit.halves) / 2.0)),
            Cell::Figure(round::percent(f64::from(unit.halves) / f64::from(all), 0)),
        ]
    });
    detail(
        "M15",
        "HealthDelivering",
        "Who delivers (M15); what centre and department deliver together is half of each",
        vec![words("Unit"), numbers("Active initiatives"), looking(numbers("Share"), Look::Bar)],
        rows,
    )
}

fn people(context: &ReportContext) -> Option<Table> {
    let most = context.assumptions.health.person_load;
    let rows = context.metrics.health.people.iter().map(|one| {
        vec![
            text(one.name.as_deref().unwrap_or(&one.email)),
            figure_or_unknown(one.fte.map(round::tenths)),
            Cell::Figure(round::count(one.initiatives)),
            Cell::Figure(round::count(one.alone_on)),
            text(if one.fte.is_some_and(|fte| fte > most + 1e-9) { "more work than time" } else { "" }),
        ]
    });
    detail(
        "M17",
        "HealthPeople",
        "People in the reporting month (M17)",
        vec![
            words("Person"),
            looking(numbers("FTE"), Look::Bar),
            numbers("Initiatives"),
            numbers("Alone on"),
            short("Remark"),
        ],
        rows,
    )
}

fn months(context: &ReportContext) -> Option<Table> {
    let rows = context.metrics.health.months.iter().map(|one| {
        vec![
            Cell::Month(one.month),
            Cell::Figure(round::tenths(one.fte)),
            Cell::Figure(round::count(one.initiatives)),
            figure_or_empty(one.initiatives_per_fte().map(round::tenths)),
        ]
    });
    detail(
        "M30",
        "HealthMonths",
        "How the centre grows (M30)",
        vec![words("Month"), numbers("FTE of the centre"), numbers("Initiatives"), numbers("Initiatives a person")],
        rows,
    )
}
