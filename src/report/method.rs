//! How was it computed, and what was left out?

use super::{
    Facts, changes, round,
    say::Known,
    tables::{body, short, text, words},
    words as phrases,
};
use crate::model::{
    assumptions::Criterion,
    phase::Phase,
    report::{Block, Cell, Paragraph, Section, Table, TableRow, Tone},
    sentences,
};

/// Figures that only some layouts show.
const NET_PRESENT_VALUE: &str = "Net present value";
const SCORE_RANGE: &str = "Range of the score";

/// The last page of the executive report.
pub fn section(facts: &Facts, lines: usize) -> Section {
    let mut table = shown_on_pages(facts, definitions(facts));
    table.rows.truncate(lines);
    let mut blocks = Vec::new();
    let title = facts.title_of(&sentences::METHOD_TITLE, Known::new().count("figures", table.rows.len()));
    blocks.push(Block::Table(table));
    blocks.push(Block::Heading("What the numbers rest on".to_owned()));
    blocks.push(Block::Table(assumptions_table(facts)));
    let notes = folded_away(facts).into_iter().chain(changes::why_not(facts));
    blocks.extend(notes.map(|text| Block::Paragraph(Paragraph { tone: Tone::Note, text })));
    Section {
        name: "Method".to_owned(),
        title,
        scope: format!("Definitions · {}", facts.assumptions.period.title()),
        detail_sheet: Some("Method".to_owned()),
        blocks,
    }
}

/// The sheet Method of the workbook: every figure, its formula and what was left out.
pub fn sheet(facts: &Facts) -> Section {
    let table = definitions(facts);
    let mut blocks = vec![Block::Table(table)];
    let notes = folded_away(facts).into_iter().chain(changes::why_not(facts));
    blocks.extend(notes.map(|text| Block::Paragraph(Paragraph { tone: Tone::Note, text })));
    Section {
        name: "Method".to_owned(),
        title: "How the figures are computed, and what was left out.".to_owned(),
        scope: format!("Definitions · {}", facts.assumptions.period.title()),
        detail_sheet: None,
        blocks,
    }
}

/// Under a budget the pages show payback and rank, but neither NPV of the plan nor the range of the score.
fn shown_on_pages(facts: &Facts, mut table: Table) -> Table {
    if facts.metrics.funding.is_some() {
        let on_no_page = |row: &TableRow| matches!(row.cells.first(), Some(Cell::Text(name)) if name == NET_PRESENT_VALUE || name == SCORE_RANGE);
        table.rows.retain(|row| !on_no_page(row));
    }
    table
}

/// Pages that are missing for want of data.
fn folded_away(facts: &Facts) -> Option<String> {
    let mut missing = Vec::new();
    if !facts.has_money() {
        missing.push("no Financials were sent, so there is no page about money");
    }
    if facts.metrics.kpis.is_empty() {
        missing.push("no Outcomes were sent, so KPIs are not judged");
    }
    (!missing.is_empty()).then(|| format!("{}.", phrases::sentence(&missing.join("; "))))
}

/// Name, formula and left-out count of each figure shown.
pub fn definitions(facts: &Facts) -> Table {
    let metrics = facts.metrics;
    let year = &metrics.total.money.year_to_date;
    let unranked = metrics.initiatives.iter().filter(|one| one.rank.is_none()).count();
    let no_plan = metrics.initiatives.iter().filter(|one| one.npv.is_none()).count();
    let gaps: u32 = metrics.initiatives.iter().map(|one| one.plan_gaps).sum();
    let initiatives = |count: usize| {
        if count == 0 { "none".to_owned() } else { phrases::plural(count as u64, "initiative", "initiatives") }
    };
    let without_plan = if no_plan == 0 { "none".to_owned() } else { format!("{no_plan} without plan") };
    let months = |count: u32| {
        if count == 0 { "none".to_owned() } else { phrases::plural(count, "initiative-month", "initiative-months") }
    };
    let mut rows = Vec::new();
    let mut add = |name: &str, formula: &str, left_out: String| {
        rows.push(body(vec![text(name), text(formula), text(left_out)]));
    };
    if facts.has_money() {
        add(
            "Spend, benefit to date",
            "Sum of the fiscal year's actuals to the reporting month.",
            months(year.cost.unreported + year.benefit.unreported),
        );
        add(
            "Difference from plan",
            "Actual less plan over the months that have an actual; as a share of that plan.",
            months(year.cost.unreported),
        );
        add(
            "Benefit reached",
            "Benefit actual divided by benefit planned, over the months that have an actual.",
            months(year.benefit.unreported),
        );
        add(
            "Outlook of the year",
            "Each month's actual where known, else its forecast, else its plan.",
            "none".to_owned(),
        );
        add(
            "Validated share",
            "Benefit actual marked \"finance validated\", divided by all benefit actual.",
            "none".to_owned(),
        );
        add(
            NET_PRESENT_VALUE,
            &format!(
                "Planned benefit less cost to the end of the horizon, discounted monthly at {} a year to {}.",
                round::percent(facts.assumptions.discount_rate, 1).text(facts.locale()),
                facts.assumptions.year_start().title()
            ),
            if gaps == 0 { without_plan.clone() } else { format!("{without_plan}; months incomplete: {gaps}") },
        );
        add(
            "Payback",
            "Months from the first planned flow until the sum of flows is no longer negative and stays so.",
            without_plan,
        );
    }
    add(
        "Score",
        "Each criterion from 1–5 to 0–1 (delivery risk reversed), weighted; a missing one leaves both sides.",
        initiatives(metrics.initiatives.iter().filter(|one| one.score.score.is_none()).count()),
    );
    add(SCORE_RANGE, "The score with every missing criterion at its worst and at its best.", "none".to_owned());
    add("Rank", "1, 2, 2, 4 by score; ties are shown as ties.", format!("{unranked} unranked"));
    if let Some(funding) = &metrics.funding {
        let no_data = funding.lines.iter().filter(|line| line.value.is_none()).count();
        add(
            "Value of a candidate",
            "Chance of success times benefits less costs, from the month after the reporting month to the horizon, \
             discounted.",
            initiatives(no_data),
        );
        add(
            "Funded",
            "The candidates worth most together that fit each year's budget beside what runs, with what they wait for.",
            "none".to_owned(),
        );
    }
    if !metrics.kpis.is_empty() {
        add(
            "KPI attainment",
            "(reading − baseline) / (target − baseline), shown within −100 and 150 %; without baseline reading / target.",
            phrases::plural(metrics.total.attainment.unknown, "KPI", "KPIs"),
        );
    }
    add(
        "Late",
        "Approved or Pilot, with a planned production date on or before the end of the month.",
        "none".to_owned(),
    );
    Table {
        name: "Definitions".to_owned(),
        caption: "Figures, how they are computed, and what was left out".to_owned(),
        columns: vec![short("Figure"), words("How it is computed"), short("Left out")],
        rows,
        rest: None,
    }
}

/// How far plans reach: what is longer than the horizon and what ends early makes plans hard to compare.
fn horizon(facts: &Facts) -> String {
    let metrics = facts.metrics;
    let plans = |count: u32| phrases::plural(count, "plan", "plans");
    format!(
        "{} months after the reporting month; beyond it: {}; ending before {}: {}",
        facts.assumptions.horizon_months,
        plans(metrics.plans_beyond_horizon),
        facts.assumptions.year_end().title(),
        plans(metrics.plans_ending_early)
    )
}

/// Weights, rate, horizon, thresholds, as they were set.
pub fn assumptions_table(facts: &Facts) -> Table {
    let locale = facts.locale();
    let set = facts.assumptions;
    let weights = set.weights.normalised();
    let weights: Vec<String> = Criterion::ALL
        .iter()
        .zip(weights)
        .map(|(criterion, weight)| format!("{} {}", criterion.title(), round::percent(weight, 1).text(locale)))
        .collect();
    let budgets: Vec<String> = set
        .budgets
        .iter()
        .map(|(year, budget)| format!("{year}: {} {}", facts.rules.currency, round::cents(*budget).text(locale)))
        .collect();
    let is_compared = set.weights_consistency.is_some();
    let line = |name: &str, value: String, setting: &str| body(vec![text(name), Cell::Text(value), text(setting)]);
    let mut rows = vec![
        line("Reporting month", set.period.title(), "--period"),
        line("Fiscal year", format!("{} to {}", set.year_start().title(), set.year_end().title()), "fiscal_year_start"),
        line("Currency", facts.rules.currency.clone(), "currency"),
        line("Discount rate a year", round::percent(set.discount_rate, 1).text(locale), "discount_rate"),
        line("Horizon", horizon(facts), "horizon_months"),
        line("Budget", if budgets.is_empty() { "not set".to_owned() } else { budgets.join("; ") }, "budgets"),
        line("Weights of the score", weights.join(", "), if is_compared { "comparison" } else { "weights" }),
        line(
            "Thresholds",
            format!(
                "ranked from {} of the weights known; KPI at target from {}; \"on plan\" below a difference of {}",
                round::percent(set.thresholds.coverage, 0).text(locale),
                round::percent(set.thresholds.kpi_at_target, 0).text(locale),
                round::percent(set.thresholds.on_plan, 1).text(locale)
            ),
            "thresholds",
        ),
    ];
    if !set.budgets.is_empty() {
        rows.extend(funding_settings(facts).into_iter().map(|(name, value, setting)| line(name, value, setting)));
    }
    Table {
        name: "Assumptions".to_owned(),
        caption: "Settings behind the numbers".to_owned(),
        columns: vec![short("Assumption"), words("Value"), short("Setting")],
        rows,
        rest: None,
    }
}

/// What the choice under the budget rests on: name, value, setting.
fn funding_settings(facts: &Facts) -> Vec<(&'static str, String, &'static str)> {
    let (set, locale) = (facts.assumptions, facts.locale());
    let chances: Vec<String> = Phase::ALL
        .into_iter()
        .filter_map(|phase| Some((phase, set.funding.p_success.of(phase)?)))
        .map(|(phase, chance)| format!("{} {}", phase.name(), round::percent(chance, 0).text(locale)))
        .collect();
    let tests: Vec<&str> = set.stress_tests.iter().map(|test| test.name.as_str()).collect();
    let capacity: Vec<String> =
        set.capacity.iter().map(|(role, fte)| format!("{role} {}", round::people(*fte).text(locale))).collect();
    let drawn = round::count(set.robustness.samples).text(locale);
    let spread = match set.robustness.spread {
        0.0 => "over all weightings".to_owned(),
        share => format!("within {} of the set weights", round::percent(share, 0).text(locale)),
    };
    let mut settings = vec![
        ("Chance of success, if none is typed", chances.join(", "), "funding.p_success"),
        ("Tests of the choice", tests.join(", "), "stress_tests"),
        ("Weightings drawn", format!("{drawn} {spread}, seed {}", set.robustness.seed), "robustness"),
    ];
    if !capacity.is_empty() {
        settings.push(("Most people at work at once", capacity.join(", "), "capacity"));
    }
    settings
}
