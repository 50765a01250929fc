//! Tables of spend and benefit by department, phase or outcome category: planned, actual, and the way between them.

use super::why;
use crate::{
    model::{
        figure::{Figure, Unit},
        live::{Symbol, symbol},
        metrics::{GroupMetrics, Money, PlanActual, Window},
        money::Cents,
        portfolio::CENTRE,
        report::{Cell, Look, Rest, RowKind, Table},
    },
    report::{
        ReportContext,
        calculations::{
            Calculations, Compared, InitiativeColumn, YEAR_TO_DATE,
            groups::{GROUP, GroupSums},
        },
        columns::Columns,
        live,
        round::{self, MoneyScale},
        tables::{figure_or_empty, text},
        words,
    },
};

/// A group's name for people.
pub fn group_name(name: &str) -> &str {
    match name {
        "" => "Department missing",
        CENTRE => "AI CoE (own costs)",
        name => name,
    }
}

/// Actual against plan by department, the worst first, with why; who sent no money is named below.
pub(super) fn departments(context: &ReportContext, scale: MoneyScale, lines: usize) -> Table {
    let is_empty = |group: &GroupMetrics| {
        let year = &group.money.year_to_date;
        [&year.cost, &year.benefit].iter().all(|side| side.planned == Cents::ZERO && side.actual == Cents::ZERO)
    };
    let (empty, mut groups): (Vec<&GroupMetrics>, Vec<&GroupMetrics>) =
        context.metrics.departments.iter().partition(|group| is_empty(group));
    groups.sort_by_key(|group| (off_plan(group), group.name.clone()));
    let sum = context.metrics.departments.iter().fold(empty_group(), add);
    let year = &sum.money.year_to_date;
    let named = |group: &GroupMetrics| {
        let year = &group.money.year_to_date;
        format!("{}{}", group_name(&group.name), words::missing_in_brackets(context, &[&year.cost, &year.benefit]))
    };
    let line = |kind, name: String, group: &GroupMetrics, why: String| DepartmentLine {
        kind,
        name,
        year: group.money.year_to_date,
        why,
    };
    let shown = groups.iter().take(lines);
    let mut rows: Vec<DepartmentLine> =
        shown.map(|group| line(RowKind::Body, named(group), group, why::of(context, group))).collect();
    if groups.len() > lines {
        let rest = groups.iter().skip(lines).fold(empty_group(), |sum, group| add(sum, group));
        // A sum, so that a full page never leaves it out and counts it as one.
        let name = words::plural((groups.len() - lines) as u64, "other", "others");
        rows.push(line(RowKind::Total, name, &rest, String::new()));
    }
    rows.push(line(RowKind::Total, "Total".to_owned(), &sum, String::new()));
    let columns = Columns::new()
        .words("Department", |line: &DepartmentLine| text(&*line.name))
        .and(page_side("Spend", Look::GoodWhenNegative, scale, &year.cost, |line| line.year.cost))
        .and(page_side("Benefit", Look::GoodWhenPositive, scale, &year.benefit, |line| line.year.benefit))
        .words("Why", |line| text(&*line.why));
    let silent: Vec<String> = empty.iter().map(|group| group_name(&group.name).to_owned()).collect();
    let caption = "Actual against plan by department, the largest gap first";
    Table {
        rest: (!silent.is_empty())
            .then(|| Rest::of_words(format!("No spend and no benefit: {}.", words::listed(&silent))))
            .flatten(),
        ..columns.lines("Departments", caption, rows, |line| line.kind)
    }
}

/// A line of the departments on the page.
struct DepartmentLine {
    kind: RowKind,
    name: String,
    year: Window,
    why: String,
}

/// Plan, actual, what of it is unplanned if anything is, and Δ of one side on a page; and what of Δ is due to rates, if
/// anything is.
fn page_side<'a>(
    side: &'static str,
    look: Look,
    scale: MoneyScale,
    sum: &PlanActual,
    of: fn(&DepartmentLine) -> PlanActual,
) -> Columns<'a, DepartmentLine> {
    let (has_unplanned, has_effect) = (sum.unplanned > 0, sum.rate_effect != Cents::ZERO);
    let part = |part: Part| move |line: &DepartmentLine| without_unit_letter(part.cell(&of(line), scale));
    Columns::new()
        .numbers(format!("{side} plan"), part(Part::Plan))
        .spanned(side, "Plan")
        .numbers(format!("{side} actual"), part(Part::Actual))
        .spanned(side, "Actual")
        .when(has_unplanned, |columns| {
            columns.numbers(format!("{side} unplanned"), part(Part::Unplanned)).spanned(side, "Unplanned")
        })
        .numbers(format!("{side} Δ"), move |line| without_unit_letter(variance(&of(line), scale)))
        .look(look)
        .spanned(side, "Δ")
        .when(has_effect, |columns| {
            columns
                .numbers(format!("{side} Δ by rates"), move |line| {
                    let effect = Some(of(line)).filter(|money| money.compared > 0).map(|money| money.rate_effect);
                    figure_or_empty(effect.map(|effect| unit_left_out(scale.difference(effect))))
                })
                .spanned(side, "by rates")
        })
}

/// By how much a department is worse than its plan: benefit that is missing and spend above plan, the worst lowest.
pub(super) fn off_plan(group: &GroupMetrics) -> Cents {
    let year = &group.money.year_to_date;
    year.benefit.variance().unwrap_or_default() - year.cost.variance().unwrap_or_default()
}

/// Plan, actual and outlook of any grouping to the cent, with the total where the groups cover everything; live where the
/// workbook computes itself.
pub fn group_table(
    context: &ReportContext,
    groups: &[GroupMetrics],
    (name, title): (&'static str, &str),
    by: InitiativeColumn,
    live: Option<&Calculations>,
) -> Table {
    let missing = |group: &GroupMetrics| {
        let year = &group.money.year_to_date;
        words::missing_in_brackets(context, &[&year.cost, &year.benefit])
    };
    // Names are looked up by others, so what is missing stands below the table.
    let incomplete: Vec<String> = groups
        .iter()
        .map(|group| (group, missing(group)))
        .filter(|(_, missing)| !missing.is_empty())
        .map(|(group, missing)| format!("{}{missing}", group_name(&group.name)))
        .collect();
    let sum = groups.iter().fold(empty_group(), add);
    // Only departments have a line for the centre's own money; elsewhere the sum is that of the initiatives.
    let everything = groups.iter().any(|group| &*group.name == CENTRE);
    let sum_name = if everything { "Total" } else { "All initiatives" };
    let rows = groups.iter().map(|group| GroupLine { kind: RowKind::Body, name: group_name(&group.name), group });
    let rows = rows.chain([GroupLine { kind: RowKind::Total, name: sum_name, group: &sum }]);
    let sums = &GroupSums::of(live, (name, by), groups.iter().map(|group| group_name(&group.name)));
    let side = |title: &str, look, group, of: fn(&GroupLine) -> PlanActual, columns: Compared| {
        let side = Side { title: title.to_owned(), group, look };
        let computed = move |line: &GroupLine, part, cell| sums.compared(line.kind, group, columns, part, cell);
        compared_with_change(side, of, computed, sums.is_live())
    };
    let [spend, benefit] = YEAR_TO_DATE.groups;
    let outlook = symbol("outlook");
    let columns = Columns::new()
        .words(title, |line: &GroupLine| text(line.name))
        .symbol(GROUP)
        .and(side("Spend", Look::GoodWhenNegative, spend, |line| line.year().cost, YEAR_TO_DATE.cost))
        .and(side("Benefit", Look::GoodWhenPositive, benefit, |line| line.year().benefit, YEAR_TO_DATE.benefit))
        .numbers(format!("Spend outlook {}", context.fiscal_year()), |line| {
            let cell = Cell::Figure(MoneyScale::Cents.figure(line.group.money.year_cost_outlook));
            sums.amount(line.kind, outlook, InitiativeColumn::SpendOutlook, cell)
        })
        .symbol(outlook);
    let caption = format!("{} by {}", "Actual against plan", title.to_lowercase());
    Table {
        rest: (!incomplete.is_empty())
            .then(|| Rest::of_words(format!("Incomplete: {}.", words::listed(&incomplete))))
            .flatten(),
        ..columns.lines(name, caption, rows, |line| line.kind)
    }
}

/// A line of a table by groups: one of them, or all.
struct GroupLine<'a> {
    kind: RowKind,
    name: &'a str,
    group: &'a GroupMetrics,
}

impl GroupLine<'_> {
    fn year(&self) -> &Window {
        &self.group.money.year_to_date
    }
}

fn empty_group() -> GroupMetrics {
    GroupMetrics {
        name: "".into(),
        initiatives: 0,
        in_production: 0,
        budget_requested: Cents::ZERO,
        money: Money::default(),
        attainment: Default::default(),
        mean_score: None,
    }
}

fn add(mut sum: GroupMetrics, group: &GroupMetrics) -> GroupMetrics {
    sum.money = sum.money.plus(group.money);
    sum
}

/// What of plan and actual a column shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// The plan of months that have an actual.
    Plan,
    /// The actual.
    Actual,
    /// The actual of months without a plan.
    Unplanned,
}

impl Part {
    /// Left to right. With the variance they foot: plan + variance + unplanned = actual.
    const ALL: [Part; 3] = [Part::Plan, Part::Actual, Part::Unplanned];

    /// What formulas call its column.
    pub fn symbol(self) -> Symbol {
        match self {
            Part::Plan => live::PLAN,
            Part::Actual => live::ACTUAL,
            Part::Unplanned => live::UNPLANNED,
        }
    }

    /// Of one window.
    pub fn cell(self, money: &PlanActual, scale: MoneyScale) -> Cell {
        let (is_known, cents) = match self {
            Part::Plan => (money.compared > 0, money.planned),
            Part::Actual => (money.reported() > 0, money.actual),
            Part::Unplanned => (money.reported() > 0, money.actual_unplanned),
        };
        if is_known { Cell::Figure(scale.figure(cents)) } else { missing(money) }
    }
}

/// Nothing planned and nothing reported is nothing; a plan without an actual is unknown.
fn missing(money: &PlanActual) -> Cell {
    if money.unreported > 0 { Cell::Unknown } else { Cell::Empty }
}

/// The variance of one window.
pub fn variance(money: &PlanActual, scale: MoneyScale) -> Cell {
    money.variance().map_or_else(|| missing(money), |variance| Cell::Figure(scale.difference(variance)))
}

/// The variance as a share of the plan.
fn variance_share(money: &PlanActual) -> Cell {
    match money.variance() {
        Some(variance) => figure_or_empty(round::change(variance, money.planned, 1)),
        None if money.unreported > 0 => Cell::Unknown,
        None => Cell::Empty,
    }
}

/// One side of the money in a table of a workbook.
pub struct Side {
    /// How its columns' titles begin, `Spend`.
    pub title: String,
    /// What formulas call the group of its columns.
    pub group: &'static str,
    /// Of the variance.
    pub look: Look,
}

/// Plan, actual, unplanned and variance of one side, to the cent; `computed` gives the cell with what computes it.
pub fn compared<'a, R: 'a>(
    side: &Side,
    of: impl Fn(&R) -> PlanActual + Copy + 'a,
    computed: impl Fn(&R, Part, Cell) -> Cell + Copy + 'a,
    is_live: bool,
) -> Columns<'a, R> {
    let Side { title, group, look } = side;
    let group = *group;
    Columns::new()
        .each(Part::ALL, |columns: Columns<R>, part| {
            let word = part.symbol().word;
            columns
                .numbers(format!("{title} {word}"), move |row| {
                    computed(row, part, part.cell(&of(row), MoneyScale::Cents))
                })
                .symbol(part.symbol().within(group))
        })
        .numbers(format!("{title} Δ"), move |row| {
            let cell = variance(&of(row), MoneyScale::Cents);
            if is_live { live::variance(cell, group) } else { cell }
        })
        .symbol(live::VARIANCE.within(group))
        .look(*look)
}

/// The same, and the variance as a share of the plan.
pub fn compared_with_change<'a, R: 'a>(
    side: Side,
    of: impl Fn(&R) -> PlanActual + Copy + 'a,
    computed: impl Fn(&R, Part, Cell) -> Cell + Copy + 'a,
    is_live: bool,
) -> Columns<'a, R> {
    let group = side.group;
    compared(&side, of, computed, is_live).numbers(format!("{} Δ %", side.title), move |row| {
        let money = of(row);
        let exact = money.variance().filter(|_| money.planned != Cents::ZERO);
        let exact = exact.map(|variance| variance.0 as f64 / money.planned.0.abs() as f64);
        let cell = variance_share(&money);
        if is_live { live::change(cell, exact, group) } else { cell }
    })
}

/// In a table the grey line names the unit; its letter behind every number would only be noise.
fn without_unit_letter(cell: Cell) -> Cell {
    match cell {
        Cell::Figure(figure) => Cell::Figure(unit_left_out(figure)),
        other => other,
    }
}

pub(super) fn unit_left_out(figure: Figure) -> Figure {
    match figure.unit {
        Unit::MoneyThousands | Unit::MoneyMillions => Figure { unit: Unit::Money, ..figure },
        _ => figure,
    }
}
