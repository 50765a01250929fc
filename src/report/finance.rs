//! The workbook for finance: which sheets there are, in which order, and those that belong to no page of a PDF.

use super::{
    Facts,
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
pub fn finance(facts: &Facts) -> Report {
    let view = facts.whole();
    let calculations = Calculations::of(facts, view);
    let live = calculations.as_ref();
    let mut background: Vec<Section> = live.map(Calculations::sheet).into_iter().collect();
    background.extend([sources::sheet(facts), method::sheet(facts)]);
    Report {
        audience: Audience::Finance,
        title: format!("AI portfolio, {}", facts.assumptions.period.title()),
        company: facts.company.to_owned(),
        period: facts.assumptions.period,
        state: facts.state(),
        locale: *facts.locale(),
        currency: facts.rules.currency.clone(),
        sections: front(facts, view, live),
        data_sheets: data::sheets(facts),
        background,
    }
}

fn front(facts: &Facts, view: &View, live: Option<&Calculations>) -> Vec<Section> {
    let is_empty = view.initiatives.is_empty();
    let ranking = || (!is_empty).then(|| ranking::sheet(facts, view, live));
    let or_nothing =
        |section: Option<Section>, name: &str, why: String| section.unwrap_or_else(|| nothing(facts, name, why));
    let no_initiatives = || "No initiative could be used, so there is nothing to show here: see Findings.".to_owned();
    vec![
        summary(facts, view, live),
        or_nothing(funding::sheet(facts, view, live).or_else(ranking), "Funding", no_initiatives()),
        or_nothing(
            facts.has_money().then(|| money_sheet(facts, view, live)),
            "Money",
            "No Financials were sent.".to_owned(),
        ),
        or_nothing((!is_empty).then(|| outcomes::sheet(facts, live)), "Outcomes", no_initiatives()),
        or_nothing(health::sheet(facts, live), "Health", no_initiatives()),
        or_nothing(changes::sheet(facts), "Changes", changes::why_no_sheet(facts)),
        findings::sheet(facts),
        checks_sheet::sheet(facts, view, live),
        assumptions(facts),
    ]
}

/// A sheet that says why there is nothing on it.
fn nothing(facts: &Facts, name: &str, why: String) -> Section {
    Section {
        name: name.to_owned(),
        title: why,
        scope: format!("AI portfolio · {}", facts.assumptions.period.title()),
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

fn summary(facts: &Facts, view: &View, live: Option<&Calculations>) -> Section {
    let decisions = decide::decisions(facts, view);
    let title = decide::title(facts, view, decisions.len());
    let paragraph = |tone, text| Block::Paragraph(Paragraph { tone, text });
    let mut blocks = vec![Block::Tiles(decide::tiles(facts, view, live)), Block::Table(overall(facts, live))];
    if !decisions.is_empty() {
        blocks.push(Block::Heading("Decisions asked for".to_owned()));
        blocks.push(Block::Decisions(decisions));
    }
    if facts.has_money() {
        blocks.push(Block::Chart(money::benefit_by_month(facts, MoneyScale::Cents)));
        blocks.push(Block::Chart(money::spend_by_month(facts, MoneyScale::Cents)));
    }
    blocks.push(Block::Heading("Can it be trusted?".to_owned()));
    blocks.push(paragraph(Tone::Trust, decide::trust(facts)));
    blocks.extend(gate::accepted(facts).map(|accepted| paragraph(Tone::Trust, accepted)));
    blocks.push(Block::Heading("How to read this workbook".to_owned()));
    blocks.push(paragraph(Tone::Note, HOW_TO_READ.join("\n")));
    Section { name: "Summary".to_owned(), title, scope: facts.money_scope("AI portfolio"), detail_sheet: None, blocks }
}

/// Whether figures may be used, in one line: a cell for each way of checking.
fn overall(facts: &Facts, live: Option<&Calculations>) -> Table {
    let holds = facts.checks.iter().all(Check::holds);
    let named = |holds, name: Name| live::holds(holds, Formula::new("{}", [name.into()]));
    let checks = if facts.is_live() { named(holds, Name::ChecksHold) } else { Cell::Holds(holds) };
    let mut columns = vec![looking(short("Every check on the sheet Checks"), Look::Check)];
    let mut cells = vec![checks];
    if live.is_some() {
        columns.push(looking(short("Every formula agrees with the program"), Look::Check));
        cells.push(named(true, Name::LiveAgrees));
    }
    Table { name: "Overall".to_owned(), caption: String::new(), columns, rows: vec![body(cells)], rest: None }
}

/// Money by department, month, phase and initiative, to the cent.
fn money_sheet(facts: &Facts, view: &View, live: Option<&Calculations>) -> Section {
    let group = |groups, name, title, by| {
        let table = money::group_table(facts, groups, name, title);
        Block::Table(live_table(table, name, &groups::money(by), live))
    };
    let mut blocks: Vec<Block> = money::bridge(facts, MoneyScale::Cents).map(Block::Chart).into_iter().collect();
    blocks.push(Block::Table(money::chain_table(facts, live)));
    blocks.push(Block::Chart(spend_by_department(facts, live)));
    blocks.extend([
        group(&facts.metrics.departments, "Departments", "Department", At::Department),
        Block::Chart(money::spend_by_month(facts, MoneyScale::Cents)),
        Block::Chart(money::benefit_by_month(facts, MoneyScale::Cents)),
        group(&facts.metrics.phases, "Phases", "Phase", At::Phase),
        Block::Table(by_initiative(facts, view, live)),
    ]);
    Section {
        name: "Money".to_owned(),
        title: money::title(facts),
        scope: format!("AI portfolio · {} · {}, actual against plan", facts.rules.currency, facts.year_to_date()),
        detail_sheet: None,
        blocks,
    }
}

/// A bar for each department, its plan beside it.
fn spend_by_department(facts: &Facts, live: Option<&Calculations>) -> Chart {
    let scale = facts.scale();
    let live = groups::distinct(&facts.metrics.departments, live);
    let spending: Vec<(&str, &PlanActual)> = facts
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
            let [actual, planned] = [cost.actual, cost.planned].map(|cents| shown(cents).text(facts.locale()));
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
        title: format!("Spend by department, {}", scale.name(&facts.rules.currency)),
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
fn by_initiative(facts: &Facts, view: &View, live: Option<&Calculations>) -> Table {
    let mut columns = vec![words("Initiative"), short("Initiative ID"), short("Department"), short("Phase")];
    for span in [facts.assumptions.period.short_name(), "YTD", "Life"] {
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

fn assumptions(facts: &Facts) -> Section {
    Section {
        name: "Assumptions".to_owned(),
        title: if facts.is_live() {
            "Blue cells may be changed: formulas follow at once; what is recommended then needs a new run.".to_owned()
        } else {
            "The settings behind these numbers; change them in report.toml and run again.".to_owned()
        },
        scope: format!("Settings of this run · {}", facts.assumptions.period.title()),
        detail_sheet: None,
        blocks: (inputs::why_values(facts).into_iter())
            .map(|text| Block::Paragraph(Paragraph { tone: Tone::Plain, text }))
            .chain(inputs::tables(facts).into_iter().chain([method::assumptions_table(facts)]).map(Block::Table))
            .collect(),
    }
}
