//! The workbook for finance: which sheets there are, in which order, and those that belong to no page of a PDF.

use super::{
    ReportContext, ai_act, billing,
    calculations::{
        Calculations, Compared, InitiativeColumn as At, WINDOWS, WindowColumns, computed,
        groups::{self, GROUP},
    },
    changes, checks_sheet,
    columns::Columns,
    currencies, data, decide, findings, funding, gate, health, inputs, last_year, live, method,
    money::{self, Part, Side},
    outcomes, ranking,
    round::{self, MoneyScale},
    second_currency, sources,
    tables::{text, text_or_unknown},
    view::{Initiative, View},
    words as phrases,
};
use crate::model::{
    check::Check,
    live::{Formula, Name},
    metrics::{Money, PlanActual, Window},
    money::Cents,
    phase::Phase,
    report::{Audience, Block, Cell, Chart, Form, Look, Paragraph, Report, Role, Section, Table, Tone},
};

/// Composes it: nine sheets in front, always the same nine; data and what explains them behind.
pub fn finance(context: &ReportContext) -> Report {
    let view = context.whole();
    let calculations = Calculations::of(context, view);
    let sections = front(context, view, calculations.as_ref());
    let mut background: Vec<Section> = calculations.map(Calculations::into_sheet).into_iter().collect();
    let rates: Vec<u32> = (0..context.portfolio.currencies.used.len() as u32).collect();
    background.extend(currencies::sheet(context, &rates));
    background.extend(billing::sheet(context));
    background.extend(ai_act::sheet(context));
    background.extend([sources::sheet(context), method::sheet(context)]);
    Report {
        audience: Audience::Finance,
        title: format!("AI portfolio, {}", context.assumptions.period_title()),
        company: context.company.to_owned(),
        period: context.assumptions.period,
        period_title: context.assumptions.period_title(),
        state: context.state(),
        locale: *context.locale(),
        currency: context.rules.currency.clone(),
        sections,
        data_sheets: data::sheets(context),
        background,
    }
}

/// The sheets in front with values instead of formulas, composed when they are first asked for.
pub fn values<'a>(context: &ReportContext<'a>) -> &'a [Section] {
    context.shared.values.get_or_init(|| front(context, context.whole(), None))
}

fn front(context: &ReportContext, view: &View, live: Option<&Calculations>) -> Vec<Section> {
    let is_empty = view.initiatives.is_empty();
    let ranking = || (!is_empty).then(|| ranking::sheet(context, view, live));
    let or_nothing =
        |section: Option<Section>, name: &str, why: String| section.unwrap_or_else(|| nothing(context, name, why));
    let no_initiatives = || "No initiative could be used, so there is nothing to show here: see Findings.".to_owned();
    vec![
        summary(context, view, live),
        or_nothing(funding::sheet(context, view, live).or_else(ranking), "Funding", no_initiatives()),
        or_nothing(
            context.has_money().then(|| money_sheet(context, view, live)),
            "Money",
            "No Financials were sent.".to_owned(),
        ),
        or_nothing((!is_empty).then(|| outcomes::sheet(context, live)), "Outcomes", no_initiatives()),
        or_nothing(health::sheet(context, live), "Health", no_initiatives()),
        or_nothing(changes::sheet(context), "Changes", changes::why_no_sheet(context)),
        findings::sheet(context),
        checks_sheet::sheet(context, view, live),
        assumptions(context),
    ]
}

/// A sheet that says why there is nothing on it.
fn nothing(context: &ReportContext, name: &str, why: String) -> Section {
    Section {
        name: name.to_owned(),
        title: why,
        scope: format!("AI portfolio · {}", context.assumptions.period_title()),
        detail_sheet: None,
        blocks: Vec::new(),
    }
}

/// How to read the workbook, a line each.
const HOW_TO_READ: [&str; 5] = [
    "Each tab answers one question: its first line is the answer, the grey line says of what, in which unit and for when.",
    "Tabs in front are to read. Grey tabs are to look up: every accepted row with its file, sheet and row, every file with its fingerprint.",
    "n/r: not reported. It is never counted as zero. Δ: actual less plan; its sign says the same as its colour.",
    "Checks sets what was read cell by cell against what is reported. While one says FALSE, use no figure before you have seen Findings.",
    "Recommended, Adds, Price and the tests on Funding come from a solver: change a setting and run the program again.",
];

fn summary(context: &ReportContext, view: &View, live: Option<&Calculations>) -> Section {
    let decisions = decide::decisions(context, view);
    let title = decide::title(context, view, decisions.len());
    let paragraph = |tone, text| Block::Paragraph(Paragraph { tone, text });
    let mut blocks = vec![Block::Tiles(decide::tiles(context, view, live)), Block::Table(overall(context, live))];
    if !decisions.is_empty() {
        blocks.push(Block::Heading("Decisions asked for".to_owned()));
        blocks.push(Block::Decisions(decisions));
    }
    if context.has_money() {
        blocks.push(Block::Chart(money::benefit_by_month(context, MoneyScale::Cents, false)));
        blocks.push(Block::Chart(money::spend_by_month(context, MoneyScale::Cents, false)));
    }
    blocks.push(Block::Heading("Can it be trusted?".to_owned()));
    blocks.push(paragraph(Tone::Trust, decide::trust(context)));
    blocks.extend(gate::accepted(context).map(|accepted| paragraph(Tone::Trust, accepted)));
    blocks.push(Block::Heading("How to read this workbook".to_owned()));
    blocks.push(paragraph(Tone::Note, HOW_TO_READ.join("\n")));
    Section {
        name: "Summary".to_owned(),
        title,
        scope: context.money_scope("AI portfolio"),
        detail_sheet: None,
        blocks,
    }
}

/// Whether figures may be used, in one line: a cell for each way of checking.
fn overall(context: &ReportContext, live: Option<&Calculations>) -> Table {
    let holds = context.checks.iter().all(Check::holds);
    let named = |holds, name: Name| live::holds(holds, Formula::new("{}", [name.into()]));
    let checks = if context.is_live() { named(holds, Name::ChecksHold) } else { Cell::Holds(holds) };
    Columns::new()
        .short("Every check on the sheet Checks", |()| checks.clone())
        .look(Look::Check)
        .when(live.is_some(), |columns| {
            let agrees = |(): &()| named(true, Name::LiveAgrees);
            columns.short("Every formula agrees with the program", agrees).look(Look::Check)
        })
        .table("Overall", "", [()])
}

/// Money by department, month, phase and initiative, to the cent.
fn money_sheet(context: &ReportContext, view: &View, live: Option<&Calculations>) -> Section {
    let group = |groups, name, title, by| Block::Table(money::group_table(context, groups, (name, title), by, live));
    let mut blocks: Vec<Block> = money::bridge(context, MoneyScale::Cents).map(Block::Chart).into_iter().collect();
    blocks.push(Block::Table(money::chain_table(context, live)));
    blocks.extend(money::effects::table(context).map(Block::Table));
    blocks.extend(last_year::table(context).map(Block::Table));
    blocks.extend(second_currency::table(context).map(Block::Table));
    blocks.push(Block::Chart(spend_by_department(context, live)));
    blocks.extend([
        group(&context.metrics.departments, "Departments", "Department", At::Department),
        Block::Chart(money::spend_by_month(context, MoneyScale::Cents, false)),
        Block::Chart(money::benefit_by_month(context, MoneyScale::Cents, false)),
        group(&context.metrics.phases, "Phases", "Phase", At::Phase),
        Block::Table(by_initiative(context, view, live)),
    ]);
    Section {
        name: "Money".to_owned(),
        title: money::title(context),
        scope: format!(
            "AI portfolio · {} · {}, actual against plan",
            context.unit(MoneyScale::Cents),
            context.year_to_date()
        ),
        detail_sheet: None,
        blocks,
    }
}

/// A bar for each department, its plan beside it.
fn spend_by_department(context: &ReportContext, live: Option<&Calculations>) -> Chart {
    let scale = context.scale();
    let live = groups::distinct(&context.metrics.departments, live);
    let spending: Vec<(&str, &PlanActual)> = context
        .metrics
        .departments
        .iter()
        .map(|group| (money::group_name(&group.name), &group.money.year_to_date.cost))
        .filter(|(_, cost)| cost.planned != Cents::ZERO || cost.reported() > 0)
        .collect();
    let shown = |cents: Cents| scale.figure(cents);
    let said: Vec<String> = spending
        .iter()
        .map(|(name, cost)| {
            let [actual, planned] = [cost.actual, cost.planned].map(|cents| shown(cents).text(context.locale()));
            format!("{name} {actual} of {planned}")
        })
        .collect();
    let sum = |column, cents| groups::sum(live, (At::Department, column), cents);
    let columns = Columns::new()
        .words("Department", |(name, _): &(&str, &PlanActual)| text(*name))
        .symbol(GROUP)
        .role(Role::Category)
        .numbers("Plan", |(_, cost)| sum(At::YearSpendPlan, cost.planned))
        .look(scale.look())
        .role(Role::Plan)
        .numbers("Actual", |(_, cost)| match cost.reported() {
            0 => Cell::Unknown,
            _ => sum(At::YearSpend, cost.actual),
        })
        .look(scale.look())
        .role(Role::Actual);
    Chart {
        form: Form::Bullets,
        title: format!("Spend by department, {}", scale.name(context.locale(), &context.rules.currency)),
        alternative_text: format!("Spend to date, actual of plan: {}.", said.join(", ")),
        roles: columns.roles(),
        table: columns.table("SpendByDepartment", "", &spending),
        more_is_better: false,
    }
}

/// Every initiative: month, year to date and life, plan and actual.
fn by_initiative(context: &ReportContext, view: &View, live: Option<&Calculations>) -> Table {
    let is_live = live.is_some();
    let columns = Columns::new()
        .words("Initiative", |one: &Initiative| text(&*one.name))
        .below(text("All initiatives"))
        .short("Initiative ID", |one| text(&*one.id))
        .short("Department", |one| text_or_unknown(one.department.as_deref()))
        .short("Phase", |one| text_or_unknown(one.metrics.phase.map(Phase::name)))
        .and(window_columns(context.assumptions.period.short_name(), |money| money.month, WINDOWS[0], live))
        .and(window_columns("YTD", |money| money.year_to_date, WINDOWS[1], live))
        .and(window_columns("Life", |money| money.life, WINDOWS[2], live))
        .numbers("Year spend outlook", |one| {
            let outlook = Cell::Figure(round::cents(one.metrics.money.year_cost_outlook));
            computed(live, At::SpendOutlook, one.metrics.row, outlook)
        })
        .symbol("spend outlook")
        .sum(is_live)
        .numbers("Year benefit outlook", |one| {
            let outlook = Cell::Figure(round::cents(one.metrics.money.year_benefit_outlook));
            computed(live, At::BenefitOutlook, one.metrics.row, outlook)
        })
        .symbol("benefit outlook")
        .sum(is_live)
        .numbers("Months without spend", |one| Cell::Figure(round::count(one.metrics.money.life.cost.unreported)))
        .symbol("months without spend")
        .sum(is_live)
        .numbers("Months without benefit", |one| Cell::Figure(round::count(one.metrics.money.life.benefit.unreported)))
        .symbol("months without benefit")
        .sum(is_live);
    let without = view.initiatives.iter().filter(|one| !one.metrics.reports_money).count();
    let count = view.initiatives.len();
    let caption = format!(
        "By initiative: {} of {} report money",
        count - without,
        phrases::plural(count as u64, "initiative", "initiatives")
    );
    columns.table("MoneyByInitiative", caption, &view.initiatives)
}

/// Spend and benefit of a window, plan and actual, with their sums below.
fn window_columns<'a>(
    span: &str,
    window: fn(&Money) -> Window,
    columns: WindowColumns,
    live: Option<&'a Calculations>,
) -> Columns<'a, Initiative> {
    let is_live = live.is_some();
    let [spend, benefit] = columns.groups;
    let side = |title, group, look| Side { title: format!("{span} {title}"), group, look };
    let computed = move |of: Compared| {
        move |one: &Initiative, part: Part, cell| computed(live, of.of(part), one.metrics.row, cell)
    };
    let cost = move |one: &Initiative| window(&one.metrics.money).cost;
    let gained = move |one: &Initiative| window(&one.metrics.money).benefit;
    let (spend, benefit) =
        (side("spend", spend, Look::GoodWhenNegative), side("benefit", benefit, Look::GoodWhenPositive));
    money::compared(&spend, cost, computed(columns.cost), is_live)
        .and(money::compared(&benefit, gained, computed(columns.benefit), is_live))
        .sums(is_live)
}

fn assumptions(context: &ReportContext) -> Section {
    Section {
        name: "Assumptions".to_owned(),
        title: if context.is_live() {
            "Blue cells may be changed: formulas follow at once; what is recommended then needs a new run.".to_owned()
        } else {
            "The settings behind these numbers; change them in report.toml and run again.".to_owned()
        },
        scope: format!("Settings of this run · {}", context.assumptions.period_title()),
        detail_sheet: None,
        blocks: (inputs::why_values(context).into_iter())
            .map(|text| Block::Paragraph(Paragraph { tone: Tone::Plain, text }))
            .chain(inputs::tables(context).into_iter().chain([method::assumptions_table(context)]).map(Block::Table))
            .collect(),
    }
}
