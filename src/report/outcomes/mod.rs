//! What did we get? Outcomes by category and every KPI.

mod mix;
mod page;

pub use page::section;

use super::{
    ReportContext,
    calculations::{
        Calculations, InitiativeColumn as At, KpiColumn, YEAR_TO_DATE,
        groups::{self, GROUP, GroupSums},
    },
    columns::Columns,
    money::{self, Part, Side},
    round,
    say::Known,
    tables::{figure_or_unknown, text, text_or_unknown},
    unit_costs,
};
use crate::model::{
    live::symbol,
    metrics::{GroupMetrics, KpiMetrics},
    phase::Phase,
    report::{Block, Cell, Chart, Form, Look, Role, RowKind, Section, Table},
};

/// Name of the page.
pub const PAGE: &str = "Outcomes";

/// The sheet Outcomes of the workbook.
pub fn sheet(context: &ReportContext, live: Option<&Calculations>) -> Section {
    let mut blocks = Vec::new();
    if context.has_money() {
        blocks.push(Block::Chart(benefit_by_category(context, live)));
    }
    blocks.push(Block::Table(by_category(context, live)));
    blocks.extend(mix::tables(context, live).into_iter().map(Block::Table));
    blocks.extend(unit_costs::tables(context).into_iter().map(Block::Table));
    if !context.metrics.kpis.is_empty() {
        blocks.push(Block::Table(kpis(context, live)));
    }
    Section {
        name: "Outcomes".to_owned(),
        title: page::title(context),
        scope: context.money_scope("Outcomes by category, KPIs by initiative"),
        detail_sheet: None,
        blocks,
    }
}

/// The title that names a category and the share of its plan that it delivers.
fn title_about(context: &ReportContext, category: Option<(&GroupMetrics, f64)>) -> String {
    let percent = |share: f64| round::percent(share, 0).text(context.locale());
    let year = &context.metrics.total.money.year_to_date;
    let attainment = &context.metrics.total.attainment;
    let validated =
        (year.benefit.actual.0 > 0).then(|| percent(year.benefit_validated.0 as f64 / year.benefit.actual.0 as f64));
    let mut known = Known::new()
        .name("category", category.map(|(group, _)| group.name.to_string()))
        .figure("share", category.map(|(_, share)| percent(share)))
        .figure("validated", validated)
        .holds("none_known", attainment.known == 0);
    if attainment.known > 0 {
        known = known.digits("at_target", attainment.at_target as usize).digits("known", attainment.known as usize);
    }
    context.title_of("outcomes.title", known)
}

fn benefit_by_category(context: &ReportContext, live: Option<&Calculations>) -> Chart {
    let scale = context.scale();
    let live = groups::distinct(&context.metrics.outcomes, live);
    let sum = |column, cents| groups::sum(live, (At::Outcome, column), cents);
    let columns = Columns::new()
        .short("Outcome category", |group: &GroupMetrics| text(money::group_name(&group.name)))
        .symbol(GROUP)
        .role(Role::Category)
        .numbers("Plan", |group| sum(At::YearBenefitPlan, group.money.year_to_date.benefit.planned))
        .look(scale.look())
        .role(Role::Plan)
        .numbers("Actual", |group| match &group.money.year_to_date.benefit {
            benefit if benefit.reported() > 0 => sum(At::YearBenefit, benefit.actual),
            _ => Cell::Unknown,
        })
        .look(scale.look())
        .role(Role::Actual);
    let words: Vec<String> = context
        .metrics
        .outcomes
        .iter()
        .filter_map(|group| {
            let share = group.money.year_to_date.benefit.realisation().value()?;
            Some(format!("{} {}", money::group_name(&group.name), round::percent(share, 0).text(context.locale())))
        })
        .collect();
    Chart {
        form: Form::Bullets,
        title: format!("Benefit by outcome category, {}", scale.name(context.locale(), &context.rules.currency)),
        alternative_text: format!("Benefit reached of plan: {}.", words.join(", ")),
        roles: columns.roles(),
        table: columns.table("BenefitByCategory", "", &context.metrics.outcomes),
        more_is_better: true,
    }
}

/// Every category, and below them what all initiatives have.
fn by_category(context: &ReportContext, live: Option<&Calculations>) -> Table {
    const NAME: &str = "OutcomeCategories";
    let groups = &context.metrics.outcomes;
    let mut lines: Vec<CategoryLine> = groups
        .iter()
        .map(|group| CategoryLine {
            kind: RowKind::Body,
            name: money::group_name(&group.name).to_owned(),
            group: group.clone(),
        })
        .collect();
    // The centre's own money belongs to no category, so this table's total is that of the initiatives alone.
    let sum = groups.iter().cloned().reduce(|sum, group| GroupMetrics {
        initiatives: sum.initiatives + group.initiatives,
        in_production: sum.in_production + group.in_production,
        money: sum.money.plus(group.money),
        ..sum
    });
    lines.extend(sum.map(|sum| CategoryLine {
        kind: RowKind::Total,
        name: "All initiatives".to_owned(),
        group: GroupMetrics { attainment: context.metrics.total.attainment, ..sum },
    }));
    let names = groups.iter().map(|group| money::group_name(&group.name));
    let sums = &GroupSums::of(live, (NAME, At::Outcome), names);
    let benefit = YEAR_TO_DATE.groups[1];
    let side = Side { title: "Benefit".to_owned(), group: benefit, look: Look::GoodWhenPositive };
    let computed =
        |line: &CategoryLine, part: Part, cell| sums.compared(line.kind, benefit, YEAR_TO_DATE.benefit, part, cell);
    let columns = Columns::new()
        .words("Outcome category", |line: &CategoryLine| text(&*line.name))
        .symbol(GROUP)
        .and(initiative_counts(sums, |line: &CategoryLine| {
            (line.kind, line.group.initiatives, line.group.in_production)
        }))
        .and(money::compared_with_change(
            side,
            |line: &CategoryLine| line.group.money.year_to_date.benefit,
            computed,
            sums.is_live(),
        ));
    let added = |symbol| move |line: &CategoryLine, figure| sums.added(line.kind, symbol, Cell::Figure(figure));
    let [validated, at_target, judged, silent] =
        ["validated", "KPIs at target", "KPIs judged", "KPIs without reading"].map(symbol);
    columns
        .numbers("Validated", move |line| {
            added(validated)(line, round::cents(line.group.money.year_to_date.benefit_validated))
        })
        .symbol(validated)
        .numbers("KPIs at target", move |line| added(at_target)(line, round::count(line.group.attainment.at_target)))
        .symbol(at_target)
        .numbers("KPIs judged", move |line| added(judged)(line, round::count(line.group.attainment.known)))
        .symbol(judged)
        .numbers("KPIs without reading", move |line| added(silent)(line, round::count(line.group.attainment.unknown)))
        .symbol(silent)
        .numbers("KPI attainment", |line| {
            figure_or_unknown(line.group.attainment.mean.map(|mean| round::percent(mean, 0)))
        })
        .lines(NAME, "By outcome category", lines, |line| line.kind)
}

/// A line of the categories: one of them, or all.
struct CategoryLine {
    kind: RowKind,
    name: String,
    group: GroupMetrics,
}

/// How many initiatives a group has, and how many of them are in production.
fn initiative_counts<'a, R>(
    sums: &'a GroupSums,
    counts: impl Fn(&R) -> (RowKind, u32, u32) + Copy + 'a,
) -> Columns<'a, R> {
    let (all, in_production) = (symbol("initiatives"), symbol("in production"));
    Columns::new()
        .numbers("Initiatives", move |row| {
            let (kind, count, _) = counts(row);
            sums.count(kind, all, None, Cell::Figure(round::count(count)))
        })
        .symbol(all)
        .numbers("In production", move |row| {
            let (kind, _, count) = counts(row);
            sums.count(kind, in_production, Some(Phase::Production), Cell::Figure(round::count(count)))
        })
        .symbol(in_production)
}

fn kpis(context: &ReportContext, live: Option<&Calculations>) -> Table {
    let typed = |key| {
        move |(_, kpi): &(usize, &KpiMetrics)| {
            text_or_unknown(context.portfolio.initiatives.text(key)[kpi.initiative as usize].as_deref())
        }
    };
    let computed = |column, place: usize, value| match live {
        Some(calculations) => calculations.show_kpi(column, place),
        None => value,
    };
    let number =
        |column, place, number: Option<f64>| computed(column, place, figure_or_unknown(number.map(round::plain)));
    Columns::new()
        .words("Initiative", typed("name"))
        .words("KPI", |(_, kpi): &(usize, &KpiMetrics)| text(&*kpi.kpi))
        .short("Initiative ID", typed("initiative_id"))
        .short("Outcome category", |(_, kpi)| text_or_unknown(kpi.outcome.as_deref()))
        .short("Direction", |(_, kpi)| text_or_unknown(kpi.direction.as_deref()))
        .short("Unit", |(_, kpi)| text_or_unknown(kpi.unit.as_deref()))
        .numbers("Baseline", |(place, kpi)| number(KpiColumn::Baseline, *place, kpi.baseline))
        .numbers("Target", |(place, kpi)| number(KpiColumn::Target, *place, kpi.target))
        .numbers("Actual", |(place, kpi)| number(KpiColumn::Actual, *place, kpi.actual))
        .short("Read on", |(_, kpi)| kpi.read_on.map_or(Cell::Unknown, Cell::Day))
        .numbers("Attainment", |(place, kpi)| {
            computed(KpiColumn::Attainment, *place, figure_or_unknown(kpi.attainment.map(round::attainment)))
        })
        .short("Remark", |(_, kpi)| text(remark(kpi)))
        .table("KPIs", "Every KPI", context.metrics.kpis.iter().enumerate())
}

/// Why an attainment is missing or to be taken with care.
fn remark(kpi: &KpiMetrics) -> &'static str {
    let against = match kpi.direction.as_deref() {
        Some("Higher is better") => kpi.baseline > kpi.target,
        Some("Lower is better") => kpi.baseline < kpi.target,
        _ => false,
    };
    match kpi.attainment {
        Some(_) if kpi.is_worse_than_before() => "worse than before",
        Some(_) if kpi.without_baseline => "no baseline: actual / target",
        Some(_) => "",
        None if kpi.actual.is_none() => "no reading",
        None => match kpi.direction.as_deref() {
            None => "no direction",
            Some("Maintain" | "Band") => "no band",
            Some(_) if kpi.target.is_none() => "no target",
            Some(_) if kpi.baseline.is_none() => "target or reading is zero",
            Some(_) if against => "direction against target",
            Some(_) => "baseline equals target",
        },
    }
}
