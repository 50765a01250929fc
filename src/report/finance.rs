//! The workbook for finance: summary, ranking, money, outcomes, findings, checks, what the numbers rest on, the data.

use super::{
    Facts, changes, data, decide, findings, funding, health, ledger, method, money, outcomes, ranking,
    round::{self, MoneyScale},
    sources,
    tables::{body, looking, numbers, short, text, text_or_unknown, words},
    view::View,
    words as phrases,
};
use crate::model::{
    check::{Check, CheckUnit},
    figure::{Figure, Unit},
    metrics::Window,
    phase::Phase,
    report::{Audience, Block, Cell, Look, Paragraph, Report, Section, Table, Tone},
};

/// Composes it.
pub fn finance(facts: &Facts) -> Report {
    let view = View::all(facts);
    let mut sections = vec![summary(facts, &view)];
    let ranking = || (!view.initiatives.is_empty()).then(|| ranking::sheet(facts, &view));
    sections.extend(funding::sheet(facts, &view).or_else(ranking));
    if facts.has_money() {
        sections.push(money_sheet(facts));
        sections.push(money_by_initiative(facts, &view));
    }
    if !view.initiatives.is_empty() {
        sections.push(outcomes::sheet(facts));
        sections.extend(health::sheet(facts));
        sections.extend(health::sheet_by_initiative(facts));
        sections.extend(health::mission_sheet(facts));
    }
    sections.extend(changes::sheet(facts));
    sections.push(findings::sheet(facts));
    sections.push(checks_sheet(facts));
    sections.push(assumptions(facts));
    sections.push(sources::sheet(facts));
    Report {
        audience: Audience::Finance,
        title: format!("AI portfolio, {}", facts.assumptions.period.title()),
        company: facts.company.to_owned(),
        period: facts.assumptions.period,
        state: facts.state(),
        locale: *facts.locale(),
        currency: facts.rules.currency.clone(),
        sections,
        data_sheets: data::sheets(facts),
    }
}

fn summary(facts: &Facts, view: &View) -> Section {
    let decisions = decide::decisions(facts, view);
    let mut blocks = vec![Block::Tiles(decide::tiles(facts, view))];
    if facts.has_money() {
        blocks.push(Block::Chart(money::spend_by_month(facts, facts.scale())));
        blocks.push(Block::Chart(money::benefit_by_month(facts, facts.scale())));
    }
    let title = decide::title(facts, view, decisions.len());
    if !decisions.is_empty() {
        blocks.push(Block::Heading("Decisions asked for".to_owned()));
        blocks.push(Block::Decisions(decisions));
    }
    blocks.push(Block::Heading("Can it be trusted?".to_owned()));
    blocks.push(Block::Paragraph(Paragraph { tone: Tone::Trust, text: decide::trust(facts) }));
    Section { name: "Summary".to_owned(), title, scope: facts.money_scope("AI portfolio"), detail_sheet: None, blocks }
}

/// Money by department and phase, to the cent.
fn money_sheet(facts: &Facts) -> Section {
    let group =
        |groups, name, title| Block::Table(money::group_table(facts, groups, name, title, MoneyScale::Cents, None));
    Section {
        name: "Money".to_owned(),
        title: money::title(facts),
        scope: format!("AI portfolio · {} · {}, actual against plan", facts.rules.currency, facts.year_to_date()),
        detail_sheet: None,
        blocks: money::bridge(facts, facts.scale())
            .map(Block::Chart)
            .into_iter()
            .chain([
                group(&facts.metrics.departments, "Departments", "Department"),
                group(&facts.metrics.phases, "Phases", "Phase"),
            ])
            .collect(),
    }
}

/// Money of every initiative, to the cent.
fn money_by_initiative(facts: &Facts, view: &View) -> Section {
    let without = view.initiatives.iter().filter(|one| !one.metrics.reports_money).count();
    let count = view.initiatives.len();
    Section {
        name: "Money by initiative".to_owned(),
        title: format!(
            "{} of {} report money.",
            count - without,
            phrases::plural(count as u64, "initiative", "initiatives")
        ),
        scope: format!(
            "Initiatives · {} · {}, {} and life to date, actual against plan",
            facts.rules.currency,
            facts.assumptions.period.title(),
            facts.year_to_date()
        ),
        detail_sheet: None,
        blocks: vec![Block::Table(by_initiative(facts, view))],
    }
}

/// Every initiative: month, year to date and life, plan and actual.
fn by_initiative(facts: &Facts, view: &View) -> Table {
    let mut columns = vec![short("Initiative ID"), words("Initiative"), short("Department"), short("Phase")];
    for span in [facts.assumptions.period.short_name(), "YTD", "Life"] {
        for of in ["spend", "benefit"] {
            columns.push(numbers(&format!("{span} {of} plan")));
            columns.push(numbers(&format!("{span} {of} actual")));
            let look = if of == "spend" { Look::GoodWhenNegative } else { Look::GoodWhenPositive };
            columns.push(looking(numbers(&format!("{span} {of} Δ")), look));
        }
    }
    columns.push(numbers("Year spend outlook"));
    columns.push(numbers("Year benefit outlook"));
    columns.push(numbers("Months without spend"));
    columns.push(numbers("Months without benefit"));
    let rows = view
        .initiatives
        .iter()
        .map(|one| {
            let money = &one.metrics.money;
            let mut cells = vec![
                text(&*one.id),
                text(&*one.name),
                text_or_unknown(one.department.as_deref()),
                text_or_unknown(one.metrics.phase.map(Phase::name)),
            ];
            for window in [&money.month, &money.year_to_date, &money.life] {
                cells.extend(window_cells(window));
            }
            cells.push(Cell::Figure(round::cents(money.year_cost_outlook)));
            cells.push(Cell::Figure(round::cents(money.year_benefit_outlook)));
            cells.push(Cell::Figure(round::count(money.life.cost.unreported)));
            cells.push(Cell::Figure(round::count(money.life.benefit.unreported)));
            body(cells)
        })
        .collect();
    Table { name: "MoneyByInitiative".to_owned(), caption: String::new(), columns, rows, rest: None }
}

fn window_cells(window: &Window) -> Vec<Cell> {
    [&window.cost, &window.benefit]
        .into_iter()
        .flat_map(|money| match money.variance() {
            Some(variance) => [
                Cell::Figure(round::cents(money.planned)),
                Cell::Figure(round::cents(money.actual)),
                Cell::Figure(round::cents_difference(variance)),
            ],
            None if money.unreported > 0 => [Cell::Unknown, Cell::Unknown, Cell::Unknown],
            None => [Cell::Empty, Cell::Empty, Cell::Empty],
        })
        .collect()
}

/// Both sides of each check, failures first.
fn checks_sheet(facts: &Facts) -> Section {
    let mut ordered: Vec<&Check> = facts.checks.iter().collect();
    ordered.sort_by_key(|check| check.holds());
    let failed = ordered.iter().filter(|check| !check.holds()).count();
    let title = match failed {
        0 => format!("All {} checks hold: every cent that was read is in the report or listed.", ordered.len()),
        _ => format!("{failed} of {} checks do not hold; the report is held back.", ordered.len()),
    };
    let value = |check: &Check, number: i64| {
        Cell::Figure(match check.unit {
            CheckUnit::Cents => round::cents(crate::model::money::Cents(number)),
            CheckUnit::Rows => Figure { digits: number, decimals: 0, unit: Unit::Count, signed: false },
        })
    };
    let rows = ordered
        .iter()
        .map(|check| {
            body(vec![
                text(check.group),
                text(&*check.scope),
                text(&*check.measure),
                value(check, check.read),
                value(check, check.reported),
                value(check, check.reported - check.read),
                Cell::Holds(check.holds()),
            ])
        })
        .collect();
    Section {
        name: "Checks".to_owned(),
        title,
        scope: format!(
            "Read cell by cell, less what was set aside or rejected, against the report · {}",
            facts.rules.currency
        ),
        detail_sheet: None,
        blocks: std::iter::once(Block::Table(Table {
            name: "Checks".to_owned(),
            caption: String::new(),
            columns: vec![
                short("By"),
                short("Of"),
                short("What"),
                numbers("As read"),
                numbers("In the report"),
                numbers("Difference"),
                looking(short("Holds"), Look::Check),
            ],
            rows,
            rest: None,
        }))
        .chain((!facts.portfolio.ledger.is_empty()).then(|| Block::Table(ledger::table(facts))))
        .collect(),
    }
}

fn assumptions(facts: &Facts) -> Section {
    Section {
        name: "Assumptions".to_owned(),
        title: "The settings behind these numbers; change them in report.toml and run again.".to_owned(),
        scope: format!("Settings of this run · {}", facts.assumptions.period.title()),
        detail_sheet: None,
        blocks: vec![Block::Table(method::assumptions_table(facts)), Block::Table(method::definitions(facts))],
    }
}
