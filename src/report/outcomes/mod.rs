//! What did we get? Outcomes by category and every KPI.

mod mix;
mod page;

pub use page::section;

use super::{
    ReportContext,
    calculations::{
        Calculations, InitiativeColumn, KpiColumn,
        groups::{self, BENEFIT_BY_OUTCOME, live_table},
    },
    money,
    round::{self, MoneyScale},
    say::Known,
    tables::{body, figure_or_unknown, looking, numbers, short, text, text_or_unknown, total, words},
};
use crate::model::{
    metrics::{GroupMetrics, KpiMetrics},
    report::{Block, Cell, Chart, Form, Look, Role, Section, Table},
    sentences,
};

/// The sheet Outcomes of the workbook.
pub fn sheet(context: &ReportContext, live: Option<&Calculations>) -> Section {
    let mut blocks = Vec::new();
    if context.has_money() {
        blocks.push(Block::Chart(benefit_by_category(context, live)));
    }
    blocks.push(Block::Table(live_table(by_category(context), "OutcomeCategories", &BENEFIT_BY_OUTCOME, live)));
    blocks.extend(mix::tables(context, live).into_iter().map(Block::Table));
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
    context.title_of(&sentences::OUTCOMES_TITLE, known)
}

fn benefit_by_category(context: &ReportContext, live: Option<&Calculations>) -> Chart {
    let scale = context.scale();
    let live = groups::distinct(&context.metrics.outcomes, live);
    let rows = context
        .metrics
        .outcomes
        .iter()
        .map(|group| {
            let benefit = &group.money.year_to_date.benefit;
            let sum = |column, cents| groups::sum(live, (InitiativeColumn::Outcome, column), cents);
            body(vec![
                text(money::group_name(&group.name)),
                sum(InitiativeColumn::YearBenefitPlan, benefit.planned),
                if benefit.reported() > 0 { sum(InitiativeColumn::YearBenefit, benefit.actual) } else { Cell::Unknown },
            ])
        })
        .collect();
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
        title: format!("Benefit by outcome category, {}", scale.name(&context.rules.currency)),
        alternative_text: format!("Benefit reached of plan: {}.", words.join(", ")),
        table: Table {
            name: "BenefitByCategory".to_owned(),
            caption: String::new(),
            columns: vec![
                short("Outcome category"),
                looking(numbers("Plan"), scale.look()),
                looking(numbers("Actual"), scale.look()),
            ],
            rows,
            rest: None,
        },
        roles: vec![Role::Category, Role::Plan, Role::Actual],
        more_is_better: true,
    }
}

fn by_category(context: &ReportContext) -> Table {
    let mut rows: Vec<_> = context.metrics.outcomes.iter().map(|group| body(category_cells(group))).collect();
    // The centre's own money belongs to no category, so this table's total is that of the initiatives alone.
    let sum = context.metrics.outcomes.iter().fold(None::<GroupMetrics>, |sum, group| {
        Some(match sum {
            None => GroupMetrics { name: "All initiatives".into(), ..group.clone() },
            Some(sum) => GroupMetrics {
                initiatives: sum.initiatives + group.initiatives,
                in_production: sum.in_production + group.in_production,
                money: sum.money.plus(group.money),
                ..sum
            },
        })
    });
    if let Some(sum) = sum {
        let all = GroupMetrics { attainment: context.metrics.total.attainment, ..sum };
        rows.push(total(category_cells(&all)));
    }
    Table {
        name: "OutcomeCategories".to_owned(),
        caption: "By outcome category".to_owned(),
        columns: [
            vec![words("Outcome category"), numbers("Initiatives"), numbers("In production")],
            money::plan_actual_columns("Benefit", Look::GoodWhenPositive),
            vec![
                numbers("Validated"),
                numbers("KPIs at target"),
                numbers("KPIs judged"),
                numbers("KPIs without reading"),
                numbers("KPI attainment"),
            ],
        ]
        .concat(),
        rows,
        rest: None,
    }
}

fn category_cells(group: &GroupMetrics) -> Vec<Cell> {
    let year = &group.money.year_to_date;
    let attainment = &group.attainment;
    let mut cells = vec![
        text(money::group_name(&group.name)),
        Cell::Figure(round::count(group.initiatives)),
        Cell::Figure(round::count(group.in_production)),
    ];
    cells.extend(money::plan_actual_cells(&year.benefit, MoneyScale::Cents));
    cells.push(money::variance_share(&year.benefit));
    cells.extend([
        Cell::Figure(round::cents(year.benefit_validated)),
        Cell::Figure(round::count(attainment.at_target)),
        Cell::Figure(round::count(attainment.known)),
        Cell::Figure(round::count(attainment.unknown)),
        figure_or_unknown(attainment.mean.map(|mean| round::percent(mean, 0))),
    ]);
    cells
}

fn kpis(context: &ReportContext, live: Option<&Calculations>) -> Table {
    Table {
        name: "KPIs".to_owned(),
        caption: "Every KPI".to_owned(),
        columns: vec![
            words("Initiative"),
            words("KPI"),
            short("Initiative ID"),
            short("Outcome category"),
            short("Direction"),
            short("Unit"),
            numbers("Baseline"),
            numbers("Target"),
            numbers("Actual"),
            short("Read on"),
            numbers("Attainment"),
            short("Remark"),
        ],
        rows: (context.metrics.kpis.iter().enumerate())
            .map(|(place, kpi)| {
                let computed = |column, value| match live {
                    Some(calculations) => calculations.show_kpi(column, place),
                    None => value,
                };
                body(kpi_cells(context, kpi, &computed))
            })
            .collect(),
        rest: None,
    }
}

fn kpi_cells(context: &ReportContext, kpi: &KpiMetrics, computed: &dyn Fn(KpiColumn, Cell) -> Cell) -> Vec<Cell> {
    let table = &context.portfolio.initiatives;
    let row = kpi.initiative as usize;
    let number = |number: Option<f64>| figure_or_unknown(number.map(round::plain));
    vec![
        text_or_unknown(table.text("name")[row].as_deref()),
        text(&*kpi.kpi),
        text_or_unknown(table.text("initiative_id")[row].as_deref()),
        text_or_unknown(kpi.outcome.as_deref()),
        text_or_unknown(kpi.direction.as_deref()),
        text_or_unknown(kpi.unit.as_deref()),
        computed(KpiColumn::Baseline, number(kpi.baseline)),
        computed(KpiColumn::Target, number(kpi.target)),
        computed(KpiColumn::Actual, number(kpi.actual)),
        kpi.read_on.map_or(Cell::Unknown, Cell::Day),
        computed(KpiColumn::Attainment, figure_or_unknown(kpi.attainment.map(round::attainment))),
        text(remark(kpi)),
    ]
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
