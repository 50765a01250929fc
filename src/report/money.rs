//! Where do we stand against the plan and the budget?

mod bridge;
pub mod effects;
mod groups;
mod why;

pub use bridge::{bridge, chain_table};
pub use groups::{Part, Side, compared, compared_with_change, group_name, group_table};

use crate::{
    model::{
        dictionary::SheetKind,
        figure::Figure,
        live::{Formula, Symbol, Term, symbol},
        metrics::{MonthMetrics, PlanActual, Window},
        money::Cents,
        period::Month,
        portfolio::CENTRE,
        report::{Block, Cell, Chart, Form, Look, Paragraph, Role, Section, Tone},
    },
    report::{
        ReportContext,
        calculations::{MonthColumn, month_column},
        columns::Columns,
        currencies, data, last_year, live,
        round::{self, MoneyScale},
        say::Known,
        second_currency,
        tables::{figure_or_empty, figure_or_unknown},
        words,
    },
};

/// Name of the page.
pub const PAGE: &str = "Money";

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
    // Of one department it says what the table below says.
    let is_told = context.metrics.departments.len() < 2;
    let bridge = if is_crowded || is_told { None } else { bridge(context, scale) };
    let is_drawn = bridge.is_some();
    blocks.extend(bridge.map(Block::Chart));
    blocks.push(Block::Table(groups::departments(context, scale, lines)));
    let notes: Vec<String> = [
        rounding_note(context, scale),
        bridge::chain_note(context, scale, is_drawn),
        currencies::note(context, is_drawn),
        last_year::note(context),
        second_currency::note(context),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !notes.is_empty() {
        blocks.push(Block::Paragraph(Paragraph { tone: Tone::Note, text: notes.join(" ") }));
    }
    Section {
        name: PAGE.to_owned(),
        title: title(context),
        scope: context.money_scope("AI portfolio"),
        detail_sheet: Some("Money".to_owned()),
        blocks,
    }
}

/// `Spend is 1% over plan, benefits reach 87%; Operations explains 86% of the gap.`
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

/// `Spend is 1% over plan`.
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

/// `Benefits are 13% behind plan`: the larger of the two gaps, or what stands instead of one; `None` when nothing was
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
        title: format!("Spend by month, {}", context.scale().name(context.locale(), &context.rules.currency)),
        alternative_text: format!(
            "Spend by month of fiscal year {}: {} spent to {} against {} planned; outlook for the year {}.",
            context.fiscal_year(),
            context.scale().figure(year.year_to_date.cost.actual).text(locale),
            context.assumptions.period_title(),
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
        title: format!("Benefit by month, {}", context.scale().name(context.locale(), &context.rules.currency)),
        alternative_text: format!(
            "Benefit by month: {} to {} against {} planned.",
            context.scale().figure(year.actual).text(locale),
            context.assumptions.period_title(),
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
                    figure_or_empty(off.map(|off| groups::unit_left_out(scale.difference(off))))
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
