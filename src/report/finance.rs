//! The workbook for finance: which sheets there are, in which order, and those that belong to no page of a PDF.

use super::{
    ReportContext,
    calculations::{
        Calculations, InitiativeColumn as At, WINDOWS, computed,
        groups::{self, live_table},
    },
    changes, checks_sheet, data, decide, findings, funding, gate, health, inputs, live, method, money, outcomes,
    ranking,
    round::{self, MoneyScale},
    sources,
    tables::{body, looking, numbers, short, text, text_or_unknown, total, words},
    view::View,
    words as phrases,
};
use crate::model::{
    check::Check,
    live::{Formula, Name},
    metrics::PlanActual,
    money::Cents,
    phase::Phase,
    report::{Audience, Block, Cell, Chart, Form, Look, Paragraph, Report, Role, Section, Table, TableRow, Tone},
};

/// Composes it: nine sheets in front, always the same nine; data and what explains them behind.
pub fn finance(context: &ReportContext) -> Report {
    let view = context.whole();
    let calculations = Calculations::of(context, view);
    let live = calculations.as_ref();
    let mut background: Vec<Section> = live.map(Calculations::sheet).into_iter().collect();
    background.extend([sources::sheet(context), method::sheet(context)]);
    Report {
        audience: Audience::Finance,
        title: format!("AI portfolio, {}", context.assumptions.period.title()),
        company: context.company.to_owned(),
        period: context.assumptions.period,
        state: context.state(),
        locale: *context.locale(),
        currency: context.rules.currency.clone(),
        sections: front(context, view, live),
        data_sheets: data::sheets(context),
        background,
    }
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
        scope: format!("AI portfolio · {}", context.assumptions.period.title()),
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
        blocks.push(Block::Chart(money::benefit_by_month(context, MoneyScale::Cents)));
        blocks.push(Block::Chart(money::spend_by_month(context, MoneyScale::Cents)));
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
    let mut columns = vec![looking(short("Every check on the sheet Checks"), Look::Check)];
    let mut cells = vec![checks];
    if live.is_some() {
        columns.push(looking(short("Every formula agrees with the program"), Look::Check));
        cells.push(named(true, Name::LiveAgrees));
    }
    Table { name: "Overall".to_owned(), caption: String::new(), columns, rows: vec![body(cells)], rest: None }
}

/// Money by department, month, phase and initiative, to the cent.
fn money_sheet(context: &ReportContext, view: &View, live: Option<&Calculations>) -> Section {
    let group = |groups, name, title, by| {
        let table = money::group_table(context, groups, name, title);
        Block::Table(live_table(table, name, &groups::money(by), live))
    };
    let mut blocks: Vec<Block> = money::bridge(context, MoneyScale::Cents).map(Block::Chart).into_iter().collect();
    blocks.push(Block::Table(money::chain_table(context, live)));
    blocks.push(Block::Chart(spend_by_department(context, live)));
    blocks.extend([
        group(&context.metrics.departments, "Departments", "Department", At::Department),
        Block::Chart(money::spend_by_month(context, MoneyScale::Cents)),
        Block::Chart(money::benefit_by_month(context, MoneyScale::Cents)),
        group(&context.metrics.phases, "Phases", "Phase", At::Phase),
        Block::Table(by_initiative(context, view, live)),
    ]);
    Section {
        name: "Money".to_owned(),
        title: money::title(context),
        scope: format!("AI portfolio · {} · {}, actual against plan", context.rules.currency, context.year_to_date()),
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
    let amounts = |title: &str| looking(numbers(title), scale.look());
    let shown = |cents: Cents| scale.figure(cents);
    let said: Vec<String> = spending
        .iter()
        .map(|(name, cost)| {
            let [actual, planned] = [cost.actual, cost.planned].map(|cents| shown(cents).text(context.locale()));
            format!("{name} {actual} of {planned}")
        })
        .collect();
    let rows = spending.iter().map(|(name, cost)| {
        let sum = |column, cents| groups::sum(live, (At::Department, column), cents);
        let actual = if cost.reported() > 0 { sum(At::YearSpend, cost.actual) } else { Cell::Unknown };
        body(vec![text(*name), sum(At::YearSpendPlan, cost.planned), actual])
    });
    Chart {
        form: Form::Bullets,
        title: format!("Spend by department, {}", scale.name(&context.rules.currency)),
        alternative_text: format!("Spend to date, actual of plan: {}.", said.join(", ")),
        table: Table {
            name: "SpendByDepartment".to_owned(),
            caption: String::new(),
            columns: vec![words("Department"), amounts("Plan"), amounts("Actual")],
            rows: rows.collect(),
            rest: None,
        },
        roles: vec![Role::Category, Role::Plan, Role::Actual],
        more_is_better: false,
    }
}

/// Every initiative: month, year to date and life, plan and actual.
fn by_initiative(context: &ReportContext, view: &View, live: Option<&Calculations>) -> Table {
    let mut columns = vec![words("Initiative"), short("Initiative ID"), short("Department"), short("Phase")];
    for span in [context.assumptions.period.short_name(), "YTD", "Life"] {
        for of in ["spend", "benefit"] {
            columns.push(numbers(&format!("{span} {of} plan")));
            columns.push(numbers(&format!("{span} {of} actual")));
            columns.push(numbers(&format!("{span} {of} unplanned")));
            let look = if of == "spend" { Look::GoodWhenNegative } else { Look::GoodWhenPositive };
            columns.push(looking(numbers(&format!("{span} {of} Δ")), look));
        }
    }
    columns.push(numbers("Year spend outlook"));
    columns.push(numbers("Year benefit outlook"));
    columns.push(numbers("Months without spend"));
    columns.push(numbers("Months without benefit"));
    let mut rows: Vec<TableRow> = view
        .initiatives
        .iter()
        .map(|one| {
            let money = &one.metrics.money;
            let mut cells = vec![
                text(&*one.name),
                text(&*one.id),
                text_or_unknown(one.department.as_deref()),
                text_or_unknown(one.metrics.phase.map(Phase::name)),
            ];
            let row = one.metrics.row;
            let windows = [&money.month, &money.year_to_date, &money.life];
            for (window, columns) in windows.into_iter().zip(WINDOWS) {
                for (side, columns) in [&window.cost, &window.benefit].into_iter().zip(columns) {
                    let first = u16::try_from(cells.len()).unwrap_or(u16::MAX);
                    let [plan, actual, unplanned, variance] = money::plan_actual_cells(side, MoneyScale::Cents);
                    let sums = [plan, actual, unplanned].into_iter().zip(columns);
                    cells.extend(sums.map(|(cell, column)| computed(live, column, row, cell)));
                    cells.push(if live.is_some() { live::variance(variance, first) } else { variance });
                }
            }
            let outlook = |cents| Cell::Figure(round::cents(cents));
            cells.push(computed(live, At::SpendOutlook, row, outlook(money.year_cost_outlook)));
            cells.push(computed(live, At::BenefitOutlook, row, outlook(money.year_benefit_outlook)));
            cells.push(Cell::Figure(round::count(money.life.cost.unreported)));
            cells.push(Cell::Figure(round::count(money.life.benefit.unreported)));
            body(cells)
        })
        .collect();
    let amounts = 4..u16::try_from(columns.len()).unwrap_or(u16::MAX);
    let mut sum = vec![text("All initiatives"), Cell::Empty, Cell::Empty, Cell::Empty];
    sum.extend(live::sums("MoneyByInitiative", &rows, amounts, live.is_some()));
    rows.push(total(sum));
    let without = view.initiatives.iter().filter(|one| !one.metrics.reports_money).count();
    let count = view.initiatives.len();
    Table {
        name: "MoneyByInitiative".to_owned(),
        caption: format!(
            "By initiative: {} of {} report money",
            count - without,
            phrases::plural(count as u64, "initiative", "initiatives")
        ),
        columns,
        rows,
        rest: None,
    }
}

fn assumptions(context: &ReportContext) -> Section {
    Section {
        name: "Assumptions".to_owned(),
        title: if context.is_live() {
            "Blue cells may be changed: formulas follow at once; what is recommended then needs a new run.".to_owned()
        } else {
            "The settings behind these numbers; change them in report.toml and run again.".to_owned()
        },
        scope: format!("Settings of this run · {}", context.assumptions.period.title()),
        detail_sheet: None,
        blocks: (inputs::why_values(context).into_iter())
            .map(|text| Block::Paragraph(Paragraph { tone: Tone::Plain, text }))
            .chain(inputs::tables(context).into_iter().chain([method::assumptions_table(context)]).map(Block::Table))
            .collect(),
    }
}
