//! Page "Outcomes": benefit by category, department and kind, and how far the KPIs are.

use crate::{
    model::{
        health::{BenefitKind, DepartmentHealth},
        metrics::{GroupMetrics, KpiMetrics, PlanActual},
        money::Cents,
        report::{Block, Cell, Chart, Form, Judgement, Paragraph, Rest, Role, Section, Table, Tone},
    },
    report::{
        ReportContext,
        columns::Columns,
        money, round,
        tables::{figure_or_empty, figure_or_unknown, text},
        unit_costs::{self, NotListed},
        words as phrases,
    },
};
use std::sync::Arc;

/// The page; `None` when nobody reported a benefit or a KPI.
pub fn section(context: &ReportContext, lines: usize) -> Option<Section> {
    let mut blocks = Vec::new();
    if has_benefits(context) {
        blocks.push(Block::Chart(by_category(context)));
        blocks.push(Block::Table(by_department(context, lines)));
        blocks.extend(by_kind(context).map(Block::Chart));
    }
    blocks.extend(unit_costs(context).map(Block::Table));
    blocks.extend(kpi_strip(context).map(Block::Chart));
    if blocks.is_empty() {
        return None;
    }
    blocks.extend(missing(context).map(|text| Block::Paragraph(Paragraph { tone: Tone::Note, text })));
    Some(Section {
        name: super::PAGE.to_owned(),
        title: title(context),
        scope: context.money_scope("Benefits and KPIs"),
        detail_sheet: Some("Outcomes".to_owned()),
        blocks,
    })
}

/// What a unit of use costs to run; none where nobody typed usage.
fn unit_costs(context: &ReportContext) -> Option<Table> {
    const MOST: usize = 5;
    let rest = NotListed { one: "more unit is on the sheet Outcomes.", many: "more units are on the sheet Outcomes." };
    let named = context.metrics.unit_costs.iter().map(|of| (unit_costs::name(context, of), of));
    unit_costs::lines(named, MOST, (&context.rules.currency, context.locale()), rest)
}

fn has_benefits(context: &ReportContext) -> bool {
    context.metrics.outcomes.iter().any(|group| group.money.year_to_date.benefit.reported() > 0)
}

/// `Revenue growth delivers 74% of its plan; 76% of benefits are validated by finance.`: of page and sheet.
pub(super) fn title(context: &ReportContext) -> String {
    let lowest = context
        .metrics
        .outcomes
        .iter()
        .filter(|group| !group.name.is_empty())
        .filter_map(|group| Some((group, group.money.year_to_date.benefit.realisation().value()?)))
        .min_by(|one, other| one.1.total_cmp(&other.1));
    super::title_about(context, lowest)
}

/// Plan as a tick, real as a bar, solid where finance has validated it.
fn by_category(context: &ReportContext) -> Chart {
    let rows = context.metrics.outcomes.iter().map(|group: &GroupMetrics| {
        let year = &group.money.year_to_date;
        let name = if group.name.is_empty() { "Category missing" } else { money::group_name(&group.name) };
        (name.to_owned(), year.benefit, year.benefit_validated)
    });
    benefit_bars(context, "BenefitByOutcome", "Benefit by outcome category", rows.collect())
}

/// Hard, avoided cost, revenue, soft.
fn by_kind(context: &ReportContext) -> Option<Chart> {
    let kinds = &context.metrics.health.benefit_kinds;
    // All of one unreported kind says nothing.
    kinds.iter().any(|kind| !kind.name.is_empty()).then(|| {
        let has_money = |kind: &&BenefitKind| kind.benefit.planned.0 != 0 || kind.benefit.actual.0 != 0;
        let rows = kinds.iter().filter(has_money).map(|kind| {
            let name = if kind.name.is_empty() { "Kind not reported" } else { &*kind.name };
            (name.to_owned(), kind.benefit, kind.validated)
        });
        benefit_bars(context, "BenefitByKind", "Benefit by kind", rows.collect())
    })
}

fn benefit_bars(
    context: &ReportContext,
    name: &'static str,
    caption: &str,
    mut rows: Vec<(String, PlanActual, Cents)>,
) -> Chart {
    let scale = context.scale();
    // What misses its plan by most stands first.
    rows.sort_by_key(|(name, benefit, _)| (benefit.variance().unwrap_or_default(), name.clone()));
    let threshold = context.assumptions.thresholds.on_plan;
    let remark = |benefit: &PlanActual| {
        let Some(share) = benefit.realisation().value() else { return String::new() };
        let judgement = phrases::judgement(benefit.variance().unwrap_or_default(), benefit.planned, true, threshold);
        let missed = if judgement == Judgement::Worse { ", missed" } else { "" };
        format!("{}{missed}", round::percent(share, 0).text(context.locale()))
    };
    let words: Vec<String> = rows
        .iter()
        .filter_map(|(name, benefit, _)| {
            Some(format!("{name} {}", round::percent(benefit.realisation().value()?, 0).text(context.locale())))
        })
        .collect();
    let known =
        |benefit: &PlanActual, cents: Cents| figure_or_unknown((benefit.reported() > 0).then(|| scale.figure(cents)));
    let columns = Columns::new()
        .short("Name", |(name, ..): &(String, PlanActual, Cents)| text(name.as_str()))
        .role(Role::Category)
        .numbers("Plan", |(_, benefit, _)| Cell::Figure(scale.figure(benefit.planned)))
        .role(Role::Plan)
        .numbers("Claimed", |(_, benefit, _)| known(benefit, benefit.actual))
        .role(Role::Actual)
        .numbers("Validated by finance", |(_, benefit, validated)| known(benefit, *validated))
        .role(Role::Confirmed)
        .short("Of plan", |(_, benefit, _)| text(remark(benefit)))
        .role(Role::Remark);
    Chart {
        form: Form::Bullets,
        title: format!("{caption}, {}", scale.name(context.locale(), &context.rules.currency)),
        alternative_text: format!("{caption}, reached of plan: {}.", words.join(", ")),
        roles: columns.roles(),
        table: columns.table(name, "", &rows),
        more_is_better: true,
    }
}

/// Departments by category: real benefit, and what it is of the plan. The four of the mission stand first, also with
/// nothing.
fn by_department(context: &ReportContext, lines: usize) -> Table {
    let scale = context.scale();
    let categories: Vec<Arc<str>> =
        context.metrics.outcomes.iter().map(|group| group.name.clone()).filter(|name| !name.is_empty()).collect();
    let departments = &context.metrics.health.departments;
    let more = departments.len().saturating_sub(lines);
    let actual = |department: &DepartmentHealth, outcome: &str| {
        let mix = &context.metrics.health.outcome_mix;
        let found = mix.iter().find(|one| one.department == department.name && &*one.outcome == outcome);
        figure_or_empty(found.filter(|one| one.benefit.reported() > 0).map(|one| scale.figure(one.benefit.actual)))
    };
    let attainment = |department: &DepartmentHealth| {
        let group = context.metrics.departments.iter().find(|group| group.name == department.name);
        figure_or_empty(group.and_then(|group| group.attainment.mean).map(round::attainment))
    };
    let columns = Columns::new()
        .words("Department", |department: &DepartmentHealth| text(&*department.name))
        .numbers("In production", |department| Cell::Figure(round::count(department.in_production)))
        .each(&categories, |columns, outcome| columns.numbers(outcome, move |department| actual(department, outcome)))
        .numbers("Of plan", |department| {
            figure_or_empty(department.benefit.realisation().value().map(|share| round::percent(share, 0)))
        })
        .numbers("Validated", |department| {
            let (validated, actual) = (department.benefit_validated, department.benefit.actual);
            figure_or_empty((actual.0 > 0).then(|| round::percent(validated.0 as f64 / actual.0 as f64, 0)))
        })
        .numbers("KPI attainment", attainment);
    let caption = format!("By department, {}", scale.name(context.locale(), &context.rules.currency));
    Table {
        rest: Rest::in_sheet(more, "Health"),
        ..columns.table("BenefitByDepartment", caption, departments.iter().take(lines))
    }
}

/// A dot a KPI; those without baseline, and those that cannot be judged, are lines of their own.
fn kpi_strip(context: &ReportContext) -> Option<Chart> {
    let mut kpis: Vec<(String, &KpiMetrics)> = context.metrics.kpis.iter().map(|kpi| (line_of(kpi), kpi)).collect();
    kpis.sort_by_key(|(line, kpi)| (place_of(kpi), line.clone()));
    let columns = Columns::new()
        .short("Outcome category", |(line, _): &(String, &KpiMetrics)| text(line.as_str()))
        .role(Role::Category)
        .numbers("Attainment", |(_, kpi)| figure_or_unknown(kpi.attainment.map(round::attainment)))
        .role(Role::Across)
        .words("KPI", |(_, kpi)| text(&*kpi.kpi));
    let known = &context.metrics.total.attainment;
    let worse = kpis.iter().filter(|(_, kpi)| kpi.is_worse_than_before()).count();
    (known.known > 0).then(|| Chart {
        form: Form::Dots,
        title: "How far each KPI is on its way from baseline to target".to_owned(),
        alternative_text: format!(
            "Of {} judged KPIs {} are at target and {worse} are worse than before; {} cannot be judged.",
            known.known, known.at_target, known.unknown
        ),
        roles: columns.roles(),
        table: columns.table("KpiStrip", "", &kpis),
        more_is_better: true,
    })
}

/// The line a KPI stands on.
fn line_of(kpi: &KpiMetrics) -> String {
    match place_of(kpi) {
        0 => kpi.outcome.as_deref().unwrap_or("Category not reported").to_owned(),
        1 => "No baseline".to_owned(),
        2 => "No reading".to_owned(),
        _ => "Cannot be judged".to_owned(),
    }
}

fn place_of(kpi: &KpiMetrics) -> u8 {
    match kpi.attainment {
        Some(_) if !kpi.without_baseline => 0,
        Some(_) => 1,
        None if kpi.actual.is_none() => 2,
        None => 3,
    }
}

/// How much the page rests on, when much is missing.
fn missing(context: &ReportContext) -> Option<String> {
    let said = ["M1a", "M2a"].iter().filter_map(|id| context.metrics.health.measure(id)).filter_map(|measure| {
        let share = measure.missing_share();
        (measure.value.is_some() && share >= context.assumptions.health.missing_said).then(|| {
            format!("{}: {} of inputs missing", measure.label(), round::percent(share, 0).text(context.locale()))
        })
    });
    let said: Vec<String> = said.collect();
    (!said.is_empty()).then(|| format!("{}.", said.join("; ")))
}
