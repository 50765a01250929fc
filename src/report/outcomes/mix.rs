//! Benefit by kind, category and department, what finance has validated apart.

use crate::{
    model::{
        health::{BenefitKind, BenefitPart, DepartmentHealth, OutcomeMix},
        live::{Column, Formula, Term},
        metrics::PlanActual,
        money::Cents,
        report::{Cell, Look, Table, TableColumn, TableRow},
    },
    report::{
        ReportContext,
        calculations::{
            Calculations,
            groups::{BENEFIT_BY_DEPARTMENT, live_table},
        },
        live, money,
        round::{self, MoneyScale},
        tables::{body, figure_or_empty, figure_or_unknown, numbers, short, text, total, words},
        words as phrases,
    },
};

/// Each table that has something to say.
pub fn tables(context: &ReportContext, live: Option<&Calculations>) -> Vec<Table> {
    let health = &context.metrics.health;
    let has_benefits = context.metrics.total.money.year_to_date.benefit.reported() > 0;
    let has_kinds = health.benefit_kinds.iter().any(|kind| !kind.name.is_empty());
    let mut tables = Vec::new();
    if has_benefits && has_kinds {
        tables.push(by_kind(context, "BenefitKindsByCategory", "Outcome category", |kind| &kind.by_outcome));
        tables.push(by_kind(context, "BenefitKindsByDepartment", "Department", |kind| &kind.by_department));
    }
    if has_benefits || !context.metrics.kpis.is_empty() {
        tables.push(live_table(departments(context), "OutcomeDepartments", &BENEFIT_BY_DEPARTMENT, live));
        tables.push(mix(context));
    }
    tables
}

/// Plan, actual, difference, what finance has validated and its share; of several columns the same in every table here.
fn money_columns() -> Vec<TableColumn> {
    let rest = [numbers("Validated by finance"), numbers("Validated, share"), short("Remark")];
    [money::plan_actual_columns("Benefit", Look::GoodWhenPositive), rest.to_vec()].concat()
}

/// The cells of [`money_columns`], the first of them in the column `plan`. What follows from others of the row is live.
fn money_cells(context: &ReportContext, plan: u16, benefit: &PlanActual, validated: Cents) -> Vec<Cell> {
    let mut cells = money::plan_actual_cells(benefit, MoneyScale::Cents).to_vec();
    cells.push(money::variance_share(benefit));
    let known = benefit.reported() > 0;
    cells.push(figure_or_empty(known.then(|| round::cents(validated))));
    let share = (known && benefit.actual.0 > 0).then(|| validated.0 as f64 / benefit.actual.0 as f64);
    cells.push(figure_or_empty(share.map(|share| round::percent(share, 0))));
    if context.is_live() {
        let [variance, change, validated] = [3, 4, 6].map(|place: usize| cells[place].clone());
        let exact = benefit.variance().filter(|_| benefit.planned != Cents::ZERO);
        let exact = exact.map(|variance| variance.0 as f64 / benefit.planned.0.abs() as f64);
        cells[3] = live::variance(variance, plan);
        cells[4] = live::change(change, exact, plan, plan + 3);
        let terms = [Term::Here(plan + 1), Term::Here(plan + 5), Term::Here(plan + 1)];
        let formula = Formula::new("IF(N({})>0,{}/{},\"\")", terms);
        cells[6] = live::live(validated, share, round::percent(0.0, 0).into(), formula);
    }
    let missing = phrases::missing(context.assumptions, context.locale(), benefit.reported(), benefit.unreported);
    cells.push(text(missing.unwrap_or_default()));
    cells
}

/// One row a kind of benefit and part, the kinds in the order hard, avoided cost, revenue, soft, not reported.
fn by_kind(
    context: &ReportContext,
    name: &'static str,
    of: &str,
    parts: impl Fn(&BenefitKind) -> &Vec<BenefitPart>,
) -> Table {
    /// Column of the plan.
    const FIRST: u16 = 2;
    let kinds = &context.metrics.health.benefit_kinds;
    let named = |name: &str| if name.is_empty() { "Not reported".to_owned() } else { name.to_owned() };
    let mut rows: Vec<TableRow> = Vec::new();
    for kind in kinds {
        for part in parts(kind).iter().filter(|part| is_worth_a_row(&part.benefit)) {
            let lead = vec![text(named(&kind.name)), text(named(&part.name))];
            rows.push(body([lead, money_cells(context, FIRST, &part.benefit, part.validated)].concat()));
        }
    }
    let parts = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    for kind in kinds.iter().filter(|kind| is_worth_a_row(&kind.benefit)) {
        let mut cells = vec![text(named(&kind.name)), text("all")];
        cells.extend(money_cells(context, FIRST, &kind.benefit, kind.validated));
        if context.is_live() && parts > 0 {
            // Plan, actual, unplanned, validated: sums over the rows above that begin with the same kind.
            for index in [FIRST, FIRST + 1, FIRST + 2, FIRST + 5] {
                let rows = |index| Term::Rows(Column { table: name, index }, 0..parts);
                let formula = Formula::new("SUMPRODUCT(--({}={}),{})", [rows(0), Term::Here(0), rows(index)]);
                let cell = &mut cells[usize::from(index)];
                if let Cell::Figure(_) = cell {
                    *cell = live::amount(cell.clone(), live::MONEY, formula);
                }
            }
        }
        rows.push(total(cells));
    }
    let mut columns = vec![words("Kind of benefit"), words(of)];
    columns.extend(money_columns());
    Table {
        name: name.to_owned(),
        caption: format!("Benefit by kind and {}", of.to_lowercase()),
        columns,
        rows,
        rest: None,
    }
}

/// A plan or an actual that is not nothing.
fn is_worth_a_row(benefit: &PlanActual) -> bool {
    [benefit.planned, benefit.actual, benefit.planned_unreported].iter().any(|cents| *cents != Cents::ZERO)
}

/// Every department, those the mission names first and always.
fn departments(context: &ReportContext) -> Table {
    let attainment = |name: &str| context.metrics.departments.iter().find(|group| &*group.name == name);
    let row = |one: &DepartmentHealth| {
        let group = attainment(&one.name);
        let mut cells = vec![
            text(&*one.name),
            Cell::Figure(round::count(group.map_or(0, |group| group.initiatives))),
            Cell::Figure(round::count(one.in_production)),
        ];
        cells.extend(money_cells(context, 3, &one.benefit, one.benefit_validated));
        let judged = group.filter(|group| group.attainment.known > 0);
        cells.push(figure_or_empty(judged.map(|group| round::count(group.attainment.at_target))));
        cells.push(figure_or_empty(judged.map(|group| round::count(group.attainment.known))));
        cells.push(figure_or_empty(judged.and_then(|group| group.attainment.mean).map(|mean| round::percent(mean, 0))));
        body(cells)
    };
    let mut columns = vec![words("Department"), numbers("Initiatives"), numbers("In production")];
    columns.extend(money_columns());
    columns.extend(["KPIs at target", "KPIs judged", "KPI attainment"].map(numbers));
    Table {
        name: "OutcomeDepartments".to_owned(),
        caption: "By department; Marketing, Sales, Operations and Finance always".to_owned(),
        columns,
        rows: context.metrics.health.departments.iter().map(row).collect(),
        rest: None,
    }
}

/// Categories by department (M27).
fn mix(context: &ReportContext) -> Table {
    let row = |one: &OutcomeMix| {
        let mut cells = vec![
            text(money::group_name(&one.outcome)),
            text(money::group_name(&one.department)),
            Cell::Figure(round::count(one.initiatives)),
        ];
        cells.extend(money_cells(context, 3, &one.benefit, one.benefit_validated));
        cells.push(Cell::Figure(round::count(one.kpis)));
        cells.push(figure_or_unknown(one.attainment.map(|mean| round::percent(mean, 0))));
        body(cells)
    };
    let mut columns = vec![words("Outcome category"), words("Department"), numbers("Initiatives")];
    columns.extend(money_columns());
    columns.extend(["KPIs judged", "KPI attainment"].map(numbers));
    Table {
        name: "OutcomeMix".to_owned(),
        caption: "By outcome category and department (M27)".to_owned(),
        columns,
        rows: context.metrics.health.outcome_mix.iter().map(row).collect(),
        rest: None,
    }
}
