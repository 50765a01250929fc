//! Where do we stand against the plan and the budget?

mod why;

use super::{
    ReportContext,
    calculations::{
        Calculations, Compared, InitiativeColumn, MonthColumn, YEAR_TO_DATE,
        groups::{GROUP, GroupSums},
        month_column,
    },
    chain::{CHAIN, Link},
    columns::Columns,
    data, live,
    round::{self, MoneyScale},
    say::Known,
    tables::{figure_or_empty, figure_or_unknown, text},
    words,
};
use crate::model::{
    dictionary::SheetKind,
    figure::{Figure, Unit},
    live::{Column, Formula, Symbol, Term, symbol},
    metrics::{GroupMetrics, Money, MonthMetrics, PlanActual, Window},
    money::Cents,
    period::Month,
    portfolio::CENTRE,
    report::{Block, Cell, Chart, Form, Look, Paragraph, Rest, Role, RowKind, Section, Table, Tone},
};

/// Departments drawn in a bridge; the rest is one step.
const BRIDGE_STEPS: usize = 5;

/// Page 2 of the executive report; `is_crowded` where page 1 left something for it.
pub fn section(context: &ReportContext, lines: usize, is_crowded: bool) -> Section {
    let scale = context.scale();
    let months: Vec<Chart> = [spend_by_month(context, scale, true), benefit_by_month(context, scale, true)]
        .into_iter()
        .filter(has_amounts)
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
    context.title_of("money.title", known)
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
    context.say("money.spend", known)
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
    context.say("decide.gap", known)
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
    context.say("decide.explains", known)
}

/// Spend of each month of the fiscal year: plan, actual, outlook.
pub fn spend_by_month(context: &ReportContext, scale: MoneyScale, is_page: bool) -> Chart {
    let locale = context.locale();
    let year = &context.metrics.total.money;
    let columns = month_columns(context, SPEND, scale, is_page);
    Chart {
        form: Form::MonthColumns,
        title: format!("Spend by month, {}", context.scale().name(&context.rules.currency)),
        alternative_text: format!(
            "Spend by month of fiscal year {}: {} spent to {} against {} planned; outlook for the year {}.",
            context.fiscal_year(),
            context.scale().figure(year.year_to_date.cost.actual).text(locale),
            context.assumptions.period.title(),
            context.scale().figure(year.year_to_date.cost.planned).text(locale),
            context.scale().figure(year.year_cost_outlook).text(locale)
        ),
        roles: columns.roles(),
        table: columns.table("SpendByMonth", "", &context.metrics.months),
        more_is_better: false,
    }
}

/// Benefit of each month of the fiscal year: plan, actual, outlook.
pub fn benefit_by_month(context: &ReportContext, scale: MoneyScale, is_page: bool) -> Chart {
    let locale = context.locale();
    let year = &context.metrics.total.money.year_to_date.benefit;
    let columns = month_columns(context, BENEFIT, scale, is_page);
    Chart {
        form: Form::MonthColumns,
        title: format!("Benefit by month, {}", context.scale().name(&context.rules.currency)),
        alternative_text: format!(
            "Benefit by month: {} to {} against {} planned.",
            context.scale().figure(year.actual).text(locale),
            context.assumptions.period.title(),
            context.scale().figure(year.planned).text(locale)
        ),
        roles: columns.roles(),
        table: columns.table("BenefitByMonth", "", &context.metrics.months),
        more_is_better: true,
    }
}

/// Is there anything to draw?
fn has_amounts(chart: &Chart) -> bool {
    let is_amount = |cell: &Cell| matches!(cell.shown(), Cell::Figure(figure) if figure.digits != 0);
    chart.table.rows.iter().any(|row| row.cells.iter().any(is_amount))
}

/// Which amounts of a month a chart draws.
#[derive(Clone, Copy)]
struct MonthPick {
    /// Keys of the dictionary: planned, actual.
    keys: [&'static str; 2],
    plan: fn(&MonthMetrics) -> Cents,
    actual: fn(&MonthMetrics) -> Option<Cents>,
    outlook: fn(&MonthMetrics) -> Option<Cents>,
    /// Where each initiative's outlook of a month is computed.
    outlook_column: MonthColumn,
}

/// Spend by month.
const SPEND: MonthPick = MonthPick {
    keys: ["cost_planned", "cost_actual"],
    plan: |month| month.cost_planned,
    actual: |month| month.cost_actual,
    outlook: |month| month.cost_outlook,
    outlook_column: MonthColumn::CostOutlook,
};
/// Benefit by month.
const BENEFIT: MonthPick = MonthPick {
    keys: ["benefit_planned", "benefit_actual"],
    plan: |month| month.benefit_planned,
    actual: |month| month.benefit_actual,
    outlook: |month| month.benefit_outlook,
    outlook_column: MonthColumn::BenefitOutlook,
};

impl MonthPick {
    /// By how much a month that is over is off its plan, where both are known.
    fn off_plan(&self, month: &MonthMetrics, period: Month) -> Option<Cents> {
        (self.actual)(month).filter(|_| month.month <= period).map(|actual| actual - (self.plan)(month))
    }
}

/// What formulas call the column of months.
const MONTH: Symbol = symbol("month");

/// Plan, actual and outlook by month; on a page also how far each month is off its plan.
fn month_columns<'a>(
    context: &'a ReportContext,
    pick: MonthPick,
    scale: MoneyScale,
    is_page: bool,
) -> Columns<'a, MonthMetrics> {
    let period = context.assumptions.period;
    // In full where a workbook holds them; it shows them in the scale of the report.
    let look = if scale == MoneyScale::Cents { context.scale().look() } else { Look::Plain };
    let [planned, actual] = pick.keys;
    Columns::new()
        .short("Month", |month: &MonthMetrics| Cell::Month(month.month))
        .symbol(MONTH)
        .role(Role::Category)
        .numbers("Plan", move |month| month_sum(context, (planned, Part::Plan), Some((pick.plan)(month)), scale))
        .look(look)
        .role(Role::Plan)
        .numbers("Actual", move |month| match month.month > period {
            true => Cell::Empty,
            false => month_sum(context, (actual, Part::Actual), (pick.actual)(month), scale),
        })
        .look(look)
        .role(Role::Actual)
        .numbers("Outlook", move |month| outlook_sum(context, pick.outlook_column, (pick.outlook)(month), scale))
        .look(look)
        .role(Role::Forecast)
        .when(is_page, |columns| {
            columns
                .numbers("Δ to plan", move |month| {
                    let off = pick.off_plan(month, period);
                    figure_or_empty(off.map(|off| unit_left_out(scale.difference(off))))
                })
                .role(Role::Change)
        })
}

/// The sum of a field over the month at the left, live where somebody filled it; unknown where nobody did in that month.
fn month_sum(
    context: &ReportContext,
    (key, part): (&'static str, Part),
    sum: Option<Cents>,
    scale: MoneyScale,
) -> Cell {
    let shown = figure_or_unknown(sum.map(|cents| scale.figure(cents)));
    let find = |key: &'static str| data::column(context, SheetKind::Financials, key).map(Term::All);
    // A page computes nothing, and shows amounts in its own scale.
    let is_live = context.is_live() && scale == MoneyScale::Cents;
    let (true, Some(months), Some(amounts)) = (is_live, find("month"), find(key)) else { return shown };
    let sums = Formula::new("SUMIFS({},{},{})", [amounts.clone(), months.clone(), MONTH.into()]);
    let look = scale.figure(Cents::ZERO).into();
    let exact = sum.map(|cents| cents.units());
    // A month without a plan has none; one without an actual is unknown.
    if part == Part::Plan {
        return live::live(shown, exact, look, sums);
    }
    let terms = [months, MONTH.into(), amounts, sums.into()];
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
    let formula = Formula::new("SUMIFS({},{},{})", [outlooks, months, MONTH.into()]);
    live::live(shown, Some(cents.units()), scale.figure(Cents::ZERO).into(), formula)
}

/// The way from plan to actual of spend and of benefit, each amount live where the workbook computes itself.
pub fn chain_table(context: &ReportContext, calculations: Option<&Calculations>) -> Table {
    let year = &context.metrics.total.money.year_to_date;
    let side = |symbol: Symbol, of: Compared, money: PlanActual| {
        move |(place, link): &(usize, &Link)| {
            let amount = link.signed(&money);
            let shown =
                Cell::Figure(if link.is_sum() { round::cents(amount) } else { round::cents_difference(amount) });
            let formula = calculations.and_then(|calculations| chain_formula(calculations, of, symbol, *place));
            let look = if link.is_sum() { live::MONEY } else { live::DIFFERENCE };
            match formula {
                Some(formula) => live::amount(shown, look, formula),
                None => shown,
            }
        }
    };
    let (spend, benefit) = (symbol("spend"), symbol("benefit"));
    Columns::new()
        .words("Step", |(_, link): &(usize, &Link)| text(link.words))
        .numbers("Spend", side(spend, YEAR_TO_DATE.cost, year.cost))
        .symbol(spend)
        .numbers("Benefit", side(benefit, YEAR_TO_DATE.benefit, year.benefit))
        .symbol(benefit)
        .lines(PLAN_TO_ACTUAL, "From plan to actual, year to date", CHAIN.iter().enumerate(), |(_, link)| {
            if link.is_sum() { RowKind::Total } else { RowKind::Body }
        })
}

/// Name of that table.
const PLAN_TO_ACTUAL: &str = "PlanToActual";

/// Plan compared, unplanned and actual are sums over the initiatives; the others follow from them and from the plan.
fn chain_formula(calculations: &Calculations, of: Compared, symbol: Symbol, place: usize) -> Option<Formula> {
    let cell = |row: u32| Term::Cell(Column { table: PLAN_TO_ACTUAL, symbol }, row);
    let sum = |part: Part| Formula::new("SUM({})", [calculations.all(of.of(part))]);
    Some(match place {
        1 => Formula::new("{}-{}", [cell(2), cell(0)]),
        2 => sum(Part::Plan),
        3 => Formula::new("{}-{}", [cell(4), cell(2)]),
        4 => Formula::new("{}-{}", [cell(6), cell(5)]),
        5 => sum(Part::Unplanned),
        6 => sum(Part::Actual),
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
    let mut rows = vec![BridgeStep::sum("Plan", total.plan_to_date())];
    if total.planned_unreported != Cents::ZERO {
        rows.push(BridgeStep::change("No actual yet", -total.planned_unreported));
    }
    rows.extend(changes.iter().take(steps).map(|(name, change)| BridgeStep::change(group_name(name), *change)));
    if changes.len() > steps {
        rows.push(BridgeStep::change(words::plural((changes.len() - steps) as u64, "other", "others"), rest));
    }
    if total.actual_unplanned != Cents::ZERO {
        rows.push(BridgeStep::change("Unplanned", total.actual_unplanned));
    }
    rows.push(BridgeStep::sum("Actual", total.actual));
    let locale = context.locale();
    let look = if scale == MoneyScale::Cents { context.scale().look() } else { Look::Plain };
    let columns = Columns::new()
        .short("Step", |step: &BridgeStep| text(&*step.name))
        .role(Role::Category)
        .numbers("Sum", move |step| figure_or_empty(step.sum.map(|sum| scale.figure(sum))))
        .look(look)
        .role(Role::Sum)
        .numbers("Change", move |step| figure_or_empty(step.change.map(|change| scale.difference(change))))
        .look(look)
        .role(Role::Change);
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
        roles: columns.roles(),
        table: columns.table("BenefitBridge", "", rows),
        more_is_better: true,
    })
}

/// A bar of the bridge: a sum at its ends, a change between them.
struct BridgeStep {
    name: String,
    sum: Option<Cents>,
    change: Option<Cents>,
}

impl BridgeStep {
    fn sum(name: impl Into<String>, sum: Cents) -> Self {
        BridgeStep { name: name.into(), sum: Some(sum), change: None }
    }

    fn change(name: impl Into<String>, change: Cents) -> Self {
        BridgeStep { name: name.into(), sum: None, change: Some(change) }
    }
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
        .and(page_side("Spend", Look::GoodWhenNegative, scale, year.cost.unplanned > 0, |line| line.year.cost))
        .and(page_side("Benefit", Look::GoodWhenPositive, scale, year.benefit.unplanned > 0, |line| line.year.benefit))
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

/// Plan, actual, what of it is unplanned if anything is, and Δ of one side on a page.
fn page_side<'a>(
    side: &'static str,
    look: Look,
    scale: MoneyScale,
    has_unplanned: bool,
    of: fn(&DepartmentLine) -> PlanActual,
) -> Columns<'a, DepartmentLine> {
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
}

/// By how much a department is worse than its plan: benefit that is missing and spend above plan, the worst lowest.
fn off_plan(group: &GroupMetrics) -> Cents {
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
    if all_foot { None } else { context.say("money.rounding", Known::new()) }
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
            for link in &CHAIN {
                let amount = link.signed(money);
                let figure = if link.is_sum() { scale.figure(amount) } else { scale.difference(amount) };
                known = known.figure(link.figure, figure.text(context.locale()));
            }
            context.say("money.chain", known)
        })
        .collect();
    (!notes.is_empty()).then(|| notes.join(" "))
}
