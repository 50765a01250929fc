//! Benefit by kind, category and department, what finance has validated apart.

use super::initiative_counts;
use crate::{
    model::{
        health::{BenefitKind, BenefitPart, DepartmentHealth, OutcomeMix},
        live::{Column, Formula, Symbol, Term, symbol},
        metrics::{GroupMetrics, PlanActual},
        money::Cents,
        report::{Cell, Look, RowKind, Table},
    },
    report::{
        ReportContext,
        calculations::{
            Calculations, InitiativeColumn, YEAR_TO_DATE,
            groups::{GROUP, GroupSums},
        },
        columns::Columns,
        live,
        money::{self, Part, Side},
        round,
        tables::{figure_or_empty, figure_or_unknown, text},
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
        tables.push(departments(context, live));
        tables.push(mix(context));
    }
    tables
}

/// A row's benefit, and what of it finance has validated.
type Gained = (PlanActual, Cents);

/// What formulas call the columns of benefit, and what finance has validated of it.
const BENEFIT: &str = YEAR_TO_DATE.groups[1];
const VALIDATED: Symbol = symbol("validated");

/// Plan, actual, difference, what finance has validated and its share; the same in every table here. What follows from
/// other cells of the row is live; `computed` gives plan, actual, unplanned (validated: none of them) with what computes it.
fn money_columns<'a, R: 'a>(
    context: &'a ReportContext,
    of: impl Fn(&R) -> Gained + Copy + 'a,
    computed: impl Fn(&R, Option<Part>, Cell) -> Cell + Copy + 'a,
) -> Columns<'a, R> {
    let is_live = context.is_live();
    let side = Side { title: "Benefit".to_owned(), group: BENEFIT, look: Look::GoodWhenPositive };
    let part = move |row: &R, part, cell| computed(row, Some(part), cell);
    money::compared_with_change(side, move |row| of(row).0, part, is_live)
        .numbers("Validated by finance", move |row| {
            let (benefit, validated) = of(row);
            let known = (benefit.reported() > 0).then(|| round::cents(validated));
            computed(row, None, figure_or_empty(known))
        })
        .symbol(VALIDATED)
        .numbers("Validated, share", move |row| {
            let (benefit, validated) = of(row);
            let is_known = benefit.reported() > 0 && benefit.actual.0 > 0;
            let share = is_known.then(|| validated.0 as f64 / benefit.actual.0 as f64);
            let cell = figure_or_empty(share.map(|share| round::percent(share, 0)));
            if !is_live {
                return cell;
            }
            let actual = Term::from(live::ACTUAL.within(BENEFIT));
            let formula = Formula::new("IF(N({})>0,{}/{},\"\")", [actual.clone(), VALIDATED.into(), actual]);
            live::live(cell, share, round::percent(0.0, 0).into(), formula)
        })
        .short("Remark", move |row| {
            let (benefit, _) = of(row);
            let missing =
                phrases::missing(context.assumptions, context.locale(), benefit.reported(), benefit.unreported);
            text(missing.unwrap_or_default())
        })
}

/// The cell as it is.
fn as_value<R>(_: &R, _: Option<Part>, cell: Cell) -> Cell {
    cell
}

/// One row a kind of benefit and part, the kinds in the order hard, avoided cost, revenue, soft, not reported.
fn by_kind(
    context: &ReportContext,
    name: &'static str,
    of: &str,
    parts: impl Fn(&BenefitKind) -> &Vec<BenefitPart>,
) -> Table {
    let kinds = &context.metrics.health.benefit_kinds;
    let named = |name: &str| if name.is_empty() { "Not reported".to_owned() } else { name.to_owned() };
    let mut lines: Vec<KindLine> = Vec::new();
    for kind in kinds {
        for part in parts(kind).iter().filter(|part| is_worth_a_row(&part.benefit)) {
            let gained = (part.benefit, part.validated);
            lines.push(KindLine { kind: RowKind::Body, of: named(&kind.name), part: named(&part.name), gained });
        }
    }
    let bodies = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    for kind in kinds.iter().filter(|kind| is_worth_a_row(&kind.benefit)) {
        let gained = (kind.benefit, kind.validated);
        lines.push(KindLine { kind: RowKind::Total, of: named(&kind.name), part: "all".to_owned(), gained });
    }
    const KIND: Symbol = symbol("kind");
    // Plan, actual, unplanned, validated: sums over the rows above that begin with the same kind.
    let computed = |line: &KindLine, part: Option<Part>, cell: Cell| {
        let is_sum = line.kind == RowKind::Total && context.is_live() && bodies > 0;
        if !is_sum || !matches!(cell, Cell::Figure(_)) {
            return cell;
        }
        let rows = |symbol| Term::Rows(Column { table: name, symbol }, 0..bodies);
        let amounts = rows(part.map_or(VALIDATED, |part| part.symbol().within(BENEFIT)));
        live::amount(cell, live::MONEY, Formula::new("SUMPRODUCT(--({}={}),{})", [rows(KIND), KIND.into(), amounts]))
    };
    Columns::new()
        .words("Kind of benefit", |line: &KindLine| text(&*line.of))
        .symbol(KIND)
        .words(of, |line| text(&*line.part))
        .and(money_columns(context, |line: &KindLine| line.gained, computed))
        .lines(name, format!("Benefit by kind and {}", of.to_lowercase()), &lines, |line| line.kind)
}

/// A line of the kinds: a part of one, or all of one.
struct KindLine {
    kind: RowKind,
    of: String,
    part: String,
    gained: Gained,
}

/// A plan or an actual that is not nothing.
fn is_worth_a_row(benefit: &PlanActual) -> bool {
    [benefit.planned, benefit.actual, benefit.planned_unreported].iter().any(|cents| *cents != Cents::ZERO)
}

/// Every department, those the mission names first and always.
fn departments(context: &ReportContext, live: Option<&Calculations>) -> Table {
    const NAME: &str = "OutcomeDepartments";
    let departments = &context.metrics.health.departments;
    let sums = &GroupSums::of(live, (NAME, InitiativeColumn::Department), departments.iter().map(|one| &*one.name));
    let group = |one: &DepartmentHealth| context.metrics.departments.iter().find(|group| group.name == one.name);
    let judged = move |one: &DepartmentHealth| group(one).filter(|group: &&GroupMetrics| group.attainment.known > 0);
    let computed = |_: &DepartmentHealth, part: Option<Part>, cell| match part {
        Some(part) => sums.compared(RowKind::Body, BENEFIT, YEAR_TO_DATE.benefit, part, cell),
        None => cell,
    };
    Columns::new()
        .words("Department", |one: &DepartmentHealth| text(&*one.name))
        .symbol(GROUP)
        .and(initiative_counts(sums, move |one: &DepartmentHealth| {
            (RowKind::Body, group(one).map_or(0, |group| group.initiatives), one.in_production)
        }))
        .and(money_columns(context, |one: &DepartmentHealth| (one.benefit, one.benefit_validated), computed))
        .numbers("KPIs at target", move |one| {
            figure_or_empty(judged(one).map(|group| round::count(group.attainment.at_target)))
        })
        .numbers("KPIs judged", move |one| {
            figure_or_empty(judged(one).map(|group| round::count(group.attainment.known)))
        })
        .numbers("KPI attainment", move |one| {
            let mean = judged(one).and_then(|group| group.attainment.mean);
            figure_or_empty(mean.map(|mean| round::percent(mean, 0)))
        })
        .table(NAME, "By department; Marketing, Sales, Operations and Finance always", departments)
}

/// Categories by department (M27).
fn mix(context: &ReportContext) -> Table {
    Columns::new()
        .words("Outcome category", |one: &OutcomeMix| text(money::group_name(&one.outcome)))
        .words("Department", |one| text(money::group_name(&one.department)))
        .numbers("Initiatives", |one| Cell::Figure(round::count(one.initiatives)))
        .and(money_columns(context, |one: &OutcomeMix| (one.benefit, one.benefit_validated), as_value))
        .numbers("KPIs judged", |one| Cell::Figure(round::count(one.kpis)))
        .numbers("KPI attainment", |one| figure_or_unknown(one.attainment.map(|mean| round::percent(mean, 0))))
        .table("OutcomeMix", "By outcome category and department (M27)", &context.metrics.health.outcome_mix)
}
