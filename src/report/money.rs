//! Where do we stand against the plan and the budget?

mod why;

use super::{
    ReportContext,
    calculations::{Calculations, InitiativeColumn, MonthColumn, WINDOWS, month_column},
    chain::CHAIN,
    data, live,
    round::{self, MoneyScale},
    say::Known,
    tables::{body, figure_or_empty, figure_or_unknown, looking, numbers, short, spanned, text, total, words as wide},
    words,
};
use crate::model::{
    dictionary::SheetKind,
    figure::{Figure, Unit},
    live::{Column, Formula, Term},
    metrics::{GroupMetrics, Money, MonthMetrics, PlanActual, Window},
    money::Cents,
    portfolio::CENTRE,
    report::{Block, Cell, Chart, Form, Look, Paragraph, Role, Section, Table, TableColumn, TableRow, Tone},
    sentences,
};

/// Departments drawn in a bridge; the rest is one step.
const BRIDGE_STEPS: usize = 5;

/// Page 2 of the executive report; `is_crowded` where page 1 left something for it.
pub fn section(context: &ReportContext, lines: usize, is_crowded: bool) -> Section {
    let scale = context.scale();
    let months: Vec<Chart> = [spend_by_month(context, scale), benefit_by_month(context, scale)]
        .into_iter()
        .filter(has_amounts)
        .map(|chart| with_differences(context, chart, scale))
        .collect();
    let mut blocks = match months.len() {
        0 => Vec::new(),
        _ => vec![Block::Charts(months)],
    };
    // The table says which department is how far off; the way from plan to actual then stands in words.
    let bridge = if is_crowded { None } else { bridge(context, scale) };
    let is_drawn = bridge.is_some();
    blocks.extend(bridge.map(Block::Chart));
    blocks.push(Block::Table(departments(context, scale, lines)));
    let notes: Vec<String> =
        [rounding_note(context, scale), chain_note(context, scale, is_drawn)].into_iter().flatten().collect();
    if !notes.is_empty() {
        blocks.push(Block::Paragraph(Paragraph { tone: Tone::Note, text: notes.join(" ") }));
    }
    Section {
        name: "Money".to_owned(),
        title: title(context),
        scope: context.money_scope("AI portfolio"),
        detail_sheet: Some("Money".to_owned()),
        blocks,
    }
}

/// `Spend is 1 % over plan, benefits reach 87 %; Operations explains 86 % of the gap.`
pub fn title(context: &ReportContext) -> String {
    let year = &context.metrics.total.money.year_to_date;
    let locale = context.locale();
    let benefits = year.benefit.realisation().value().map(|share| round::percent(share, 0).text(locale));
    let (department, share) = explains(context).unzip();
    let known = Known::new()
        .figure("spend", spend_against_plan(context))
        .figure("benefits", benefits)
        .name("department", department)
        .figure("share", share.map(|share| share.text(locale)));
    context.title_of(&sentences::MONEY_TITLE, known)
}

/// `Spend is 1 % over plan`.
fn spend_against_plan(context: &ReportContext) -> Option<String> {
    let cost = &context.metrics.total.money.year_to_date.cost;
    let variance = cost.variance();
    let is_on_plan =
        variance.is_some_and(|variance| words::on_plan(variance, cost.planned, context.assumptions.thresholds.on_plan));
    let size = variance
        .filter(|_| !is_on_plan)
        .and_then(|variance| round::change(Cents(variance.0.abs()), cost.planned, 0))
        .map(|change| Figure { signed: false, ..change }.text(context.locale()));
    let is_over = variance.is_some_and(|variance| variance.0 > 0);
    let known = Known::new()
        .figure("over", size.clone().filter(|_| is_over))
        .figure("under", size.clone().filter(|_| !is_over))
        .holds("on_plan", is_on_plan)
        .holds("without_plan", variance.is_some() && !is_on_plan && size.is_none())
        .holds("not_reported", variance.is_none());
    context.say(&sentences::MONEY_SPEND, known)
}

/// `Benefits are 13 % behind plan`: the larger of the two gaps, or what stands instead of one; `None` when nothing was
/// reported at all.
pub fn worst_gap(context: &ReportContext) -> Option<String> {
    let year = &context.metrics.total.money.year_to_date;
    let share = |money: &PlanActual, sign: i64| {
        let worse = money.variance()?.0 * sign;
        (money.planned != Cents::ZERO).then(|| worse as f64 / money.planned.0.abs() as f64)
    };
    let (benefit, spend) = (share(&year.benefit, -1), share(&year.cost, 1));
    let threshold = context.assumptions.thresholds.on_plan;
    let worst = benefit.unwrap_or_default().max(spend.unwrap_or_default());
    let mut known = Known::new();
    if worst >= threshold && worst > 0.0 {
        let (name, money) =
            if benefit == Some(worst) { ("benefits_behind", &year.benefit) } else { ("spend_over", &year.cost) };
        let missing = words::missing_in_brackets(context, &[money]);
        known = known.figure(name, format!("{}{missing}", round::percent(worst, 0).text(context.locale())));
    }
    for (money, [is_known, without_plan, not_reported]) in [
        (&year.cost, ["spend_known", "spend_without_plan", "spend_not_reported"]),
        (&year.benefit, ["benefits_known", "benefits_without_plan", "benefits_not_reported"]),
    ] {
        let (is_reported, is_planned) = (money.reported() > 0, money.planned != Cents::ZERO);
        known = known
            .holds(is_known, is_reported && is_planned)
            .holds(without_plan, is_reported && !is_planned)
            .holds(not_reported, !is_reported);
    }
    context.say(&sentences::DECIDE_GAP, known)
}

/// The department with the largest part of the benefit gap, and that part.
fn explains(context: &ReportContext) -> Option<(String, Figure)> {
    let gap = context.metrics.total.money.year_to_date.benefit.variance().filter(|gap| gap.0 < 0)?;
    let mut parts: Vec<(Cents, &str)> = context
        .metrics
        .departments
        .iter()
        .filter(|group| &*group.name != CENTRE && !group.name.is_empty())
        .map(|group| (group.money.year_to_date.benefit.variance().unwrap_or_default(), &*group.name))
        .collect();
    parts.sort_unstable();
    let (worst, name) = *parts.first()?;
    let next = parts.get(1).map(|(next, _)| *next)?;
    // Where others make up for it, or two are alike, nobody "explains" the gap.
    let share = worst.0 as f64 / gap.0 as f64;
    ((0.3..=1.0).contains(&share) && worst < next).then(|| (name.to_owned(), round::percent(share, 0)))
}

/// One sentence for page 1.
pub fn who_explains_the_gap(context: &ReportContext) -> Option<String> {
    let (name, share) = explains(context)?;
    let gap = context.metrics.total.money.year_to_date.benefit.variance()?;
    let locale = context.locale();
    let known = Known::new()
        .name("department", name)
        .figure("share", share.text(locale))
        .figure("gap", context.scale().figure(Cents(gap.0.abs())).text(locale));
    context.say(&sentences::DECIDE_EXPLAINS, known)
}

/// Spend of each month of the fiscal year: plan, actual, outlook.
pub fn spend_by_month(context: &ReportContext, scale: MoneyScale) -> Chart {
    let name = context.scale().name(&context.rules.currency);
    let locale = context.locale();
    let year = &context.metrics.total.money;
    month_chart(
        context,
        MonthPick {
            of: "cost",
            plan: |month| month.cost_planned,
            actual: |month| month.cost_actual,
            outlook: |month| month.cost_outlook,
            outlook_column: MonthColumn::CostOutlook,
        },
        scale,
        "SpendByMonth",
        format!("Spend by month, {name}"),
        format!(
            "Spend by month of fiscal year {}: {} spent to {} against {} planned; outlook for the year {}.",
            context.fiscal_year(),
            context.scale().figure(year.year_to_date.cost.actual).text(locale),
            context.assumptions.period.title(),
            context.scale().figure(year.year_to_date.cost.planned).text(locale),
            context.scale().figure(year.year_cost_outlook).text(locale)
        ),
        false,
    )
}

/// Benefit of each month of the fiscal year: plan, actual, outlook.
pub fn benefit_by_month(context: &ReportContext, scale: MoneyScale) -> Chart {
    let name = context.scale().name(&context.rules.currency);
    let locale = context.locale();
    let year = &context.metrics.total.money.year_to_date.benefit;
    month_chart(
        context,
        MonthPick {
            of: "benefit",
            plan: |month| month.benefit_planned,
            actual: |month| month.benefit_actual,
            outlook: |month| month.benefit_outlook,
            outlook_column: MonthColumn::BenefitOutlook,
        },
        scale,
        "BenefitByMonth",
        format!("Benefit by month, {name}"),
        format!(
            "Benefit by month: {} to {} against {} planned.",
            context.scale().figure(year.actual).text(locale),
            context.assumptions.period.title(),
            context.scale().figure(year.planned).text(locale)
        ),
        true,
    )
}

/// Is there anything to draw?
fn has_amounts(chart: &Chart) -> bool {
    let is_amount = |cell: &Cell| matches!(cell.shown(), Cell::Figure(figure) if figure.digits != 0);
    chart.table.rows.iter().any(|row| row.cells.iter().any(is_amount))
}

/// The months with what each is off its plan, where both are known.
fn with_differences(context: &ReportContext, mut chart: Chart, scale: MoneyScale) -> Chart {
    let is_spend = !chart.more_is_better;
    for (row, month) in chart.table.rows.iter_mut().zip(&context.metrics.months) {
        let (plan, actual) = match is_spend {
            true => (month.cost_planned, month.cost_actual),
            false => (month.benefit_planned, month.benefit_actual),
        };
        let off = actual.filter(|_| month.month <= context.assumptions.period).map(|actual| actual - plan);
        row.cells.push(figure_or_empty(off.map(|off| unit_left_out(scale.difference(off)))));
    }
    chart.table.columns.push(numbers("Δ to plan"));
    chart.roles.push(Role::Change);
    chart
}

/// Which amounts of a month a chart draws.
struct MonthPick {
    /// `cost` or `benefit`: how the dictionary's keys begin.
    of: &'static str,
    plan: fn(&MonthMetrics) -> Cents,
    actual: fn(&MonthMetrics) -> Option<Cents>,
    outlook: fn(&MonthMetrics) -> Option<Cents>,
    /// Where each initiative's outlook of a month is computed.
    outlook_column: MonthColumn,
}

fn month_chart(
    context: &ReportContext,
    pick: MonthPick,
    scale: MoneyScale,
    name: &str,
    title: String,
    alternative_text: String,
    more_is_better: bool,
) -> Chart {
    let period = context.assumptions.period;
    // In full where a workbook holds them; it shows them in the scale of the report.
    let amounts = |title: &str| {
        looking(numbers(title), if scale == MoneyScale::Cents { context.scale().look() } else { Look::Plain })
    };
    let rows = context
        .metrics
        .months
        .iter()
        .map(|month| {
            let actual = (pick.actual)(month);
            body(vec![
                Cell::Month(month.month),
                month_sum(context, &format!("{}_planned", pick.of), Some((pick.plan)(month)), scale),
                if month.month > period {
                    Cell::Empty
                } else {
                    month_sum(context, &format!("{}_actual", pick.of), actual, scale)
                },
                outlook_sum(context, pick.outlook_column, (pick.outlook)(month), scale),
            ])
        })
        .collect();
    Chart {
        form: Form::MonthColumns,
        title,
        alternative_text,
        table: Table {
            name: name.to_owned(),
            caption: String::new(),
            columns: vec![short("Month"), amounts("Plan"), amounts("Actual"), amounts("Outlook")],
            rows,
            rest: None,
        },
        roles: vec![Role::Category, Role::Plan, Role::Actual, Role::Forecast],
        more_is_better,
    }
}

/// The sum of a field over the month at the left, live where somebody filled it; unknown where nobody did in that month.
fn month_sum(context: &ReportContext, key: &str, sum: Option<Cents>, scale: MoneyScale) -> Cell {
    let shown = figure_or_unknown(sum.map(|cents| scale.figure(cents)));
    let find = |key: &str| data::column(context, SheetKind::Financials, key).map(Term::All);
    // A page computes nothing, and shows amounts in its own scale.
    let is_live = context.is_live() && scale == MoneyScale::Cents;
    let (true, Some(months), Some(amounts)) = (is_live, find("month"), find(key)) else { return shown };
    let sums = Formula::new("SUMIFS({},{},{})", [amounts.clone(), months.clone(), Term::Here(0)]);
    let look = scale.figure(Cents::ZERO).into();
    let exact = sum.map(|cents| cents.units());
    if key.ends_with("_planned") {
        return live::live(shown, exact, look, sums);
    }
    let terms = [months, Term::Here(0), amounts, sums.into()];
    live::live(shown, exact, look, Formula::new("IF(COUNTIFS({},{},{},\"<>\")=0,\"n/r\",{})", terms))
}

/// The sum of every initiative's outlook of the month at the left; nothing for a month that is over.
fn outlook_sum(context: &ReportContext, column: MonthColumn, sum: Option<Cents>, scale: MoneyScale) -> Cell {
    let Some(cents) = sum else { return Cell::Empty };
    let shown = Cell::Figure(scale.figure(cents));
    let find = |column| month_column(context, column).map(Term::All);
    let (true, Some(months), Some(outlooks)) = (scale == MoneyScale::Cents, find(MonthColumn::Month), find(column))
    else {
        return shown;
    };
    let formula = Formula::new("SUMIFS({},{},{})", [outlooks, months, Term::Here(0)]);
    live::live(shown, Some(cents.units()), scale.figure(Cents::ZERO).into(), formula)
}

/// The way from plan to actual of spend and of benefit, each amount live where the workbook computes itself.
pub fn chain_table(context: &ReportContext, calculations: Option<&Calculations>) -> Table {
    let year = &context.metrics.total.money.year_to_date;
    let rows = CHAIN.iter().enumerate().map(|(place, link)| {
        let mut cells = vec![text(link.words)];
        for (side, columns) in [&year.cost, &year.benefit].into_iter().zip(WINDOWS[1]) {
            let amount = link.signed(side);
            let shown =
                Cell::Figure(if link.is_sum() { round::cents(amount) } else { round::cents_difference(amount) });
            let column = u16::try_from(cells.len()).unwrap_or(u16::MAX);
            let formula = calculations.and_then(|of| chain_formula(of, columns, column, place));
            let look = if link.is_sum() { live::MONEY } else { live::DIFFERENCE };
            cells.push(match formula {
                Some(formula) => live::amount(shown, look, formula),
                None => shown,
            });
        }
        if link.is_sum() { total(cells) } else { body(cells) }
    });
    Table {
        name: PLAN_TO_ACTUAL.to_owned(),
        caption: "From plan to actual, year to date".to_owned(),
        columns: vec![wide("Step"), numbers("Spend"), numbers("Benefit")],
        rows: rows.collect(),
        rest: None,
    }
}

/// Name of that table.
const PLAN_TO_ACTUAL: &str = "PlanToActual";

/// Plan compared, unplanned and actual are sums over the initiatives; the others follow from them and from the plan.
fn chain_formula(
    calculations: &Calculations,
    [plan, actual, unplanned]: [InitiativeColumn; 3],
    column: u16,
    place: usize,
) -> Option<Formula> {
    let cell = |row: u32| Term::Cell(Column { table: PLAN_TO_ACTUAL, index: column }, row);
    let sum = |of: InitiativeColumn| Formula::new("SUM({})", [calculations.all(of)]);
    Some(match place {
        1 => Formula::new("{}-{}", [cell(2), cell(0)]),
        2 => sum(plan),
        3 => Formula::new("{}-{}", [cell(4), cell(2)]),
        4 => Formula::new("{}-{}", [cell(6), cell(5)]),
        5 => sum(unplanned),
        6 => sum(actual),
        _ => return None,
    })
}

/// From planned to real benefit, department by department, the largest changes first; nothing where nothing changed.
pub fn bridge(context: &ReportContext, scale: MoneyScale) -> Option<Chart> {
    let total = &context.metrics.total.money.year_to_date.benefit;
    let mut changes: Vec<(&str, Cents)> = context
        .metrics
        .departments
        .iter()
        .filter_map(|group| Some((&*group.name, group.money.year_to_date.benefit.variance()?)))
        .filter(|(_, change)| *change != Cents::ZERO)
        .collect();
    if changes.is_empty() {
        return None;
    }
    changes.sort_by_key(|(name, change)| (std::cmp::Reverse(change.0.abs()), *name));
    let apart = [total.planned_unreported, total.actual_unplanned];
    let steps = BRIDGE_STEPS - apart.iter().filter(|cents| **cents != Cents::ZERO).count();
    let rest: Cents = changes.iter().skip(steps).map(|(_, change)| *change).sum();
    let mut rows = vec![end_of_bridge("Plan", scale.figure(total.plan_to_date()))];
    let step = |name: &str, change: Cents| body(vec![text(name), Cell::Empty, Cell::Figure(scale.difference(change))]);
    if total.planned_unreported != Cents::ZERO {
        rows.push(step("No actual yet", -total.planned_unreported));
    }
    rows.extend(changes.iter().take(steps).map(|(name, change)| step(group_name(name), *change)));
    if changes.len() > steps {
        rows.push(step(&words::plural((changes.len() - steps) as u64, "other", "others"), rest));
    }
    if total.actual_unplanned != Cents::ZERO {
        rows.push(step("Unplanned", total.actual_unplanned));
    }
    rows.push(end_of_bridge("Actual", scale.figure(total.actual)));
    let locale = context.locale();
    let look = if scale == MoneyScale::Cents { context.scale().look() } else { Look::Plain };
    let amounts = |title: &str| looking(numbers(title), look);
    Some(Chart {
        form: Form::Bridge,
        title: format!("Benefit, from plan to actual by department, {}", context.scale().name(&context.rules.currency)),
        alternative_text: format!(
            "Planned benefit {}, real benefit {}. Largest changes: {}.",
            scale.figure(total.plan_to_date()).text(locale),
            scale.figure(total.actual).text(locale),
            changes
                .iter()
                .take(3)
                .map(|(name, change)| format!("{} {}", group_name(name), scale.difference(*change).text(locale)))
                .collect::<Vec<_>>()
                .join(", ")
        ),
        table: Table {
            name: "BenefitBridge".to_owned(),
            caption: String::new(),
            columns: vec![short("Step"), amounts("Sum"), amounts("Change")],
            rows,
            rest: None,
        },
        roles: vec![Role::Category, Role::Sum, Role::Change],
        more_is_better: true,
    })
}

fn end_of_bridge(name: &str, sum: Figure) -> TableRow {
    body(vec![text(name), Cell::Figure(sum), Cell::Empty])
}

/// A group's name for people.
pub fn group_name(name: &str) -> &str {
    match name {
        "" => "Department missing",
        CENTRE => "AI CoE (own costs)",
        name => name,
    }
}

/// Actual against plan by department, the worst first, with why; who sent no money is named below.
fn departments(context: &ReportContext, scale: MoneyScale, lines: usize) -> Table {
    let is_empty = |group: &GroupMetrics| {
        let year = &group.money.year_to_date;
        [&year.cost, &year.benefit].iter().all(|side| side.planned == Cents::ZERO && side.actual == Cents::ZERO)
    };
    let (empty, mut groups): (Vec<&GroupMetrics>, Vec<&GroupMetrics>) =
        context.metrics.departments.iter().partition(|group| is_empty(group));
    groups.sort_by_key(|group| (off_plan(group), group.name.clone()));
    let sum = context.metrics.departments.iter().fold(empty_group(), add);
    let year = &sum.money.year_to_date;
    let has_unplanned = [year.cost.unplanned > 0, year.benefit.unplanned > 0];
    let cells = |name: String, group: &GroupMetrics, why: String| {
        let year = &group.money.year_to_date;
        let mut cells = vec![text(name)];
        for (side, has_unplanned) in [&year.cost, &year.benefit].into_iter().zip(has_unplanned) {
            let [plan, actual, unplanned, variance] = plan_actual_cells(side, scale);
            cells.extend([plan, actual]);
            cells.extend(has_unplanned.then_some(unplanned));
            cells.push(variance);
        }
        cells.push(text(why));
        cells.into_iter().map(without_unit_letter).collect::<Vec<Cell>>()
    };
    let named = |group: &GroupMetrics| {
        let year = &group.money.year_to_date;
        format!("{}{}", group_name(&group.name), words::missing_in_brackets(context, &[&year.cost, &year.benefit]))
    };
    let mut rows: Vec<TableRow> =
        groups.iter().take(lines).map(|group| body(cells(named(group), group, why::of(context, group)))).collect();
    if groups.len() > lines {
        let rest = groups.iter().skip(lines).fold(empty_group(), |sum, group| add(sum, group));
        // A sum, so that a full page never leaves it out and counts it as one.
        let name = words::plural((groups.len() - lines) as u64, "other", "others");
        rows.push(total(cells(name, &rest, String::new())));
    }
    rows.push(total(cells("Total".to_owned(), &sum, String::new())));
    let mut columns = vec![wide("Department")];
    let sides = [("Spend", Look::GoodWhenNegative), ("Benefit", Look::GoodWhenPositive)];
    for ((side, look), has_unplanned) in sides.into_iter().zip(has_unplanned) {
        columns.push(spanned(side, numbers(&format!("{side} plan"))));
        columns.push(spanned(side, numbers(&format!("{side} actual"))));
        columns.extend(has_unplanned.then(|| spanned(side, numbers(&format!("{side} unplanned")))));
        columns.push(spanned(side, looking(numbers(&format!("{side} Δ")), look)));
    }
    columns.push(wide("Why"));
    let silent: Vec<String> = empty.iter().map(|group| group_name(&group.name).to_owned()).collect();
    Table {
        name: "Departments".to_owned(),
        caption: "Actual against plan by department, the largest gap first".to_owned(),
        columns,
        rows,
        rest: (!silent.is_empty()).then(|| format!("No spend and no benefit: {}.", words::listed(&silent))),
    }
}

/// By how much a department is worse than its plan: benefit that is missing and spend above plan, the worst lowest.
fn off_plan(group: &GroupMetrics) -> Cents {
    let year = &group.money.year_to_date;
    year.benefit.variance().unwrap_or_default() - year.cost.variance().unwrap_or_default()
}

/// Plan, actual and outlook of any grouping to the cent, with the total where the groups cover everything.
pub fn group_table(context: &ReportContext, groups: &[GroupMetrics], name: &str, title: &str) -> Table {
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
    let mut rows: Vec<TableRow> =
        groups.iter().map(|group| body(group_cells(group_name(&group.name), group))).collect();
    // Only departments have a line for the centre's own money; elsewhere the sum is that of the initiatives.
    let everything = groups.iter().any(|group| &*group.name == CENTRE);
    rows.push(total(group_cells(if everything { "Total" } else { "All initiatives" }, &sum)));
    let mut columns = vec![wide(title)];
    columns.extend(plan_actual_columns("Spend", Look::GoodWhenNegative));
    columns.extend(plan_actual_columns("Benefit", Look::GoodWhenPositive));
    columns.push(numbers(&format!("Spend outlook {}", context.fiscal_year())));
    Table {
        name: name.to_owned(),
        caption: format!("{} by {}", "Actual against plan", title.to_lowercase()),
        columns,
        rows,
        rest: (!incomplete.is_empty()).then(|| format!("Incomplete: {}.", words::listed(&incomplete))),
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

/// A row of such a table.
fn group_cells(name: &str, group: &GroupMetrics) -> Vec<Cell> {
    let scale = MoneyScale::Cents;
    let mut cells = vec![text(name)];
    for side in [&group.money.year_to_date.cost, &group.money.year_to_date.benefit] {
        cells.extend(plan_actual_cells(side, scale));
        cells.push(variance_share(side));
    }
    cells.push(Cell::Figure(scale.figure(group.money.year_cost_outlook)));
    cells
}

/// Plan compared, actual, what of it is unplanned, and the variance of one window. They foot: plan + variance +
/// unplanned = actual.
pub fn plan_actual_cells(money: &PlanActual, scale: MoneyScale) -> [Cell; 4] {
    // Nothing planned and nothing reported is nothing; a plan without an actual is unknown.
    let missing = || if money.unreported > 0 { Cell::Unknown } else { Cell::Empty };
    let known = |is_known: bool, cents: Cents| if is_known { Cell::Figure(scale.figure(cents)) } else { missing() };
    [
        known(money.compared > 0, money.planned),
        known(money.reported() > 0, money.actual),
        known(money.reported() > 0, money.actual_unplanned),
        money.variance().map_or_else(missing, |variance| Cell::Figure(scale.difference(variance))),
    ]
}

/// The variance as a share of the plan.
pub fn variance_share(money: &PlanActual) -> Cell {
    match money.variance() {
        Some(variance) => figure_or_empty(round::change(variance, money.planned, 1)),
        None if money.unreported > 0 => Cell::Unknown,
        None => Cell::Empty,
    }
}

/// The columns of [`plan_actual_cells`] and [`variance_share`]; `Spend` or `Benefit`, with its look.
pub fn plan_actual_columns(side: &str, look: Look) -> Vec<TableColumn> {
    vec![
        numbers(&format!("{side} plan")),
        numbers(&format!("{side} actual")),
        numbers(&format!("{side} unplanned")),
        looking(numbers(&format!("{side} Δ")), look),
        numbers(&format!("{side} Δ %")),
    ]
}

/// In a table the grey line names the unit; its letter behind every number would only be noise.
fn without_unit_letter(cell: Cell) -> Cell {
    match cell {
        Cell::Figure(figure) => Cell::Figure(unit_left_out(figure)),
        other => other,
    }
}

fn unit_left_out(figure: Figure) -> Figure {
    match figure.unit {
        Unit::MoneyThousands | Unit::MoneyMillions => Figure { unit: Unit::Money, ..figure },
        _ => figure,
    }
}

/// Says so when rounded columns do not foot.
fn rounding_note(context: &ReportContext, scale: MoneyScale) -> Option<String> {
    let digits = |cents: Cents| scale.figure(cents).digits;
    let foots = |pick: fn(&Window) -> Cents| {
        let parts: i64 = context.metrics.departments.iter().map(|group| digits(pick(&group.money.year_to_date))).sum();
        parts == digits(pick(&context.metrics.total.money.year_to_date))
    };
    let all_foot = foots(|window| window.cost.planned)
        && foots(|window| window.cost.actual)
        && foots(|window| window.benefit.planned)
        && foots(|window| window.benefit.actual);
    if all_foot { None } else { context.say(&sentences::MONEY_ROUNDING, Known::new()) }
}

/// The way from plan to actual in a sentence, for a side that has months with one of them only.
fn chain_note(context: &ReportContext, scale: MoneyScale, is_drawn: bool) -> Option<String> {
    let year = &context.metrics.total.money.year_to_date;
    let sides = [("Spend", &year.cost), ("Benefit", &year.benefit)];
    let notes: Vec<String> = sides
        .into_iter()
        // The bridge is that of the benefit.
        .filter(|(side, _)| !is_drawn || *side == "Spend")
        .filter(|(_, money)| money.left_out() > 0)
        .filter_map(|(side, money)| {
            let mut known = Known::new().figure("side", side.to_owned());
            for (link, key) in CHAIN.iter().zip(&sentences::MONEY_CHAIN.figures[1..]) {
                let amount = link.signed(money);
                let figure = if link.is_sum() { scale.figure(amount) } else { scale.difference(amount) };
                known = known.figure(key, figure.text(context.locale()));
            }
            context.say(&sentences::MONEY_CHAIN, known)
        })
        .collect();
    (!notes.is_empty()).then(|| notes.join(" "))
}
