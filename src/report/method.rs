//! How was it computed, and what was left out?

use super::{
    ReportContext, changes,
    funding::running,
    gate, health, outcomes,
    round::{self, MoneyScale},
    say::Known,
    tables::{body, numbers, short, text, words},
    view::View,
    words as phrases,
};
use crate::model::{
    assumptions::Criterion,
    figure::Figure,
    layout::ExecutiveSection,
    money::Cents,
    phase::Phase,
    report::{Block, Cell, Chart, Form, Paragraph, Role, Section, Table, TableRow, Tone},
    sentences,
};

/// Figures that only some layouts show.
const NET_PRESENT_VALUE: &str = "Net present value";
const SCORE_RANGE: &str = "Range of the score";

/// Bars of the order by score.
const BARS: usize = 5;

/// The last page of the executive report.
pub fn section(context: &ReportContext, view: &View, lines: usize) -> Section {
    let mut table = shown_on_pages(context, definitions(context));
    table.rows.truncate(lines);
    let mut blocks = Vec::new();
    let title = context.title_of(&sentences::METHOD_TITLE, Known::new().count("figures", table.rows.len()));
    blocks.push(Block::Table(table));
    blocks.extend(places(context, view).map(Block::Chart));
    blocks.push(Block::Table(settings_on_the_page(context)));
    let notes: Vec<String> =
        gate::accepted(context).into_iter().chain(folded_away(context, view)).chain(glossary(context)).collect();
    if !notes.is_empty() {
        blocks.push(Block::Paragraph(Paragraph { tone: Tone::Note, text: notes.join(" ") }));
    }
    Section {
        name: "Method".to_owned(),
        title,
        scope: format!("Definitions · {}", context.assumptions.period.title()),
        detail_sheet: Some("Method".to_owned()),
        blocks,
    }
}

/// The sheet Method of the workbook: every figure, its formula and what was left out.
pub fn sheet(context: &ReportContext) -> Section {
    let table = definitions(context);
    let mut blocks = vec![Block::Table(table)];
    let measures =
        "How each measure M1–M34, and each of your own, is computed: sheet Health, folded away at its right.";
    let notes = gate::signed(context)
        .into_iter()
        .chain([measures.to_owned()])
        .chain(folded_away(context, context.whole()))
        .chain(changes::why_not(context));
    blocks.extend(notes.map(|text| Block::Paragraph(Paragraph { tone: Tone::Note, text })));
    Section {
        name: "Method".to_owned(),
        title: "How the figures are computed, and what was left out.".to_owned(),
        scope: format!("Definitions · {}", context.assumptions.period.title()),
        detail_sheet: None,
        blocks,
    }
}

/// Under a budget the pages show payback and rank, but neither NPV of the plan nor the range of the score.
fn shown_on_pages(context: &ReportContext, mut table: Table) -> Table {
    if context.metrics.funding.is_some() {
        let on_no_page = |row: &TableRow| matches!(row.cells.first(), Some(Cell::Text(name)) if name == NET_PRESENT_VALUE || name == SCORE_RANGE);
        table.rows.retain(|row| !on_no_page(row));
    }
    table
}

/// The settings without their names in the file, and without those that every page says.
fn settings_on_the_page(context: &ReportContext) -> Table {
    const ON_EVERY_PAGE: [&str; 3] = ["Reporting month", "Fiscal year", "Currency"];
    let mut table = assumptions_table(context);
    table.rows.retain(|row| !matches!(&row.cells[0], Cell::Text(name) if ON_EVERY_PAGE.contains(&name.as_str())));
    table.columns.truncate(2);
    table.rows.iter_mut().for_each(|row| row.cells.truncate(2));
    table
}

/// What the short words of the pages mean.
fn glossary(context: &ReportContext) -> Option<String> {
    context.say(&sentences::METHOD_GLOSSARY, Known::new())
}

/// Pages of the layout that are missing for want of data, and why.
fn folded_away(context: &ReportContext, view: &View) -> Vec<String> {
    let reason = |page: ExecutiveSection| match page {
        ExecutiveSection::Money if !context.has_money() => Some(("Money", "no Financials were sent")),
        ExecutiveSection::Fund if context.metrics.funding.is_none() && !view.initiatives.is_empty() => {
            Some(("Fund", "no budget is set, so initiatives are ranked by score instead"))
        }
        ExecutiveSection::KeepFixStop if !running::is_known(view) => {
            Some(("Keep, fix, stop", "nothing that runs reports costs and benefits ahead"))
        }
        ExecutiveSection::Outcomes if outcomes::section(context, 1).is_none() => {
            Some(("Outcomes", "no benefit and no KPI was reported"))
        }
        ExecutiveSection::Centre if health::section(context).is_none() => {
            Some(("The CoE", "too little is known of people, controls and sponsors"))
        }
        _ => None,
    };
    let pages = context.presentation.executive.0.iter().filter_map(|shown| reason(shown.name));
    let known =
        |(page, reason): (&str, &str)| Known::new().figure("page", page.to_owned()).figure("reason", reason.to_owned());
    pages.filter_map(|page| context.say(&sentences::METHOD_FOLDED, known(page))).collect()
}

/// How often the five best by score have which place over all weightings drawn.
fn places(context: &ReportContext, view: &View) -> Option<Chart> {
    let robustness = context.metrics.robustness.as_ref()?;
    let mut best: Vec<_> = robustness.lines.iter().collect();
    best.sort_by(|one, other| other.top_share.total_cmp(&one.top_share).then(one.row.cmp(&other.row)));
    best.truncate(BARS);
    if robustness.lines.len() < 2 {
        return None;
    }
    let percent = |share: f64| round::percent(share, 0);
    let rows = best.iter().map(|line| {
        let share = |from: usize, to: usize| -> f64 { line.rank_acceptability.iter().take(to).skip(from).sum() };
        let (first, next, then) = (share(0, 1), share(1, 3), share(3, 5));
        let one = &view.initiatives[line.row as usize];
        let parts = [first, next, then, (1.0 - first - next - then).max(0.0)];
        body(
            std::iter::once(text(format!("{} {}", one.id, phrases::cut(&one.name, 30))))
                .chain(parts.map(|share| Cell::Figure(percent(share))))
                .collect(),
        )
    });
    let said: Vec<String> = best
        .iter()
        .map(|line| {
            let first = line.rank_acceptability.first().copied().unwrap_or_default();
            format!("{} {}", view.initiatives[line.row as usize].id, percent(first).text(context.locale()))
        })
        .collect();
    Some(Chart {
        form: Form::Stacked,
        title: format!("Place by score over {} weightings", round::count(robustness.samples).text(context.locale())),
        alternative_text: format!("Share of weightings with the first place: {}.", said.join(", ")),
        table: Table {
            name: "Places".to_owned(),
            caption: String::new(),
            columns: vec![
                short("Initiative"),
                numbers("1st"),
                numbers("2nd or 3rd"),
                numbers("4th or 5th"),
                numbers("lower"),
            ],
            rows: rows.collect(),
            rest: None,
        },
        roles: vec![Role::Category, Role::Part, Role::Part, Role::Part, Role::Part],
        more_is_better: true,
    })
}

/// Name, formula and left-out count of each figure shown.
pub fn definitions(context: &ReportContext) -> Table {
    let metrics = context.metrics;
    let year = &metrics.total.money.year_to_date;
    let unranked = metrics.initiatives.iter().filter(|one| one.rank.is_none()).count();
    let no_plan = metrics.initiatives.iter().filter(|one| one.npv.is_none()).count();
    let gaps: u32 = metrics.initiatives.iter().map(|one| one.plan.months_incomplete()).sum();
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
    if context.has_money() {
        add(
            "Spend, benefit to date",
            "Sum of the fiscal year's actuals to the reporting month.",
            months(year.cost.unreported + year.benefit.unreported),
        );
        add(
            "Difference from plan",
            "Actual less plan over the months that have both; as a share of that plan.",
            months(year.cost.left_out()),
        );
        add(
            "Benefit reached",
            "Benefit actual divided by benefit planned, over the months that have both.",
            months(year.benefit.left_out()),
        );
        add(
            "Outlook of the year",
            "Each month's actual where known, else each row's forecast, else its plan.",
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
                round::percent(context.assumptions.discount_rate, 1).text(context.locale()),
                context.assumptions.year_start().title()
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
            "The candidates worth most together that fit each year's budget beside what runs, with what they wait for; a \
             year that what runs already exceeds has no room.",
            "none".to_owned(),
        );
    }
    if !metrics.kpis.is_empty() {
        add(
            "KPI attainment",
            "(reading − baseline) / (target − baseline), shown within −100 and 150 %; without baseline reading / target; in \
             a band 1, outside by the distance; an initiative's mean goes by the weights of its KPIs.",
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
fn horizon(context: &ReportContext) -> String {
    let metrics = context.metrics;
    let ends = |count: u32| phrases::plural(count, "plan ends", "plans end");
    format!(
        "{} months from the reporting month, to {}; {} beyond it, {} before it",
        context.assumptions.horizon_months,
        context.assumptions.horizon_end().title(),
        ends(metrics.plans_beyond_horizon),
        ends(metrics.plans_ending_early)
    )
}

/// A budget is mostly set in whole units of the currency.
fn whole_or_cents(budget: Cents) -> Figure {
    if budget.0 % 100 == 0 { MoneyScale::Units.figure(budget) } else { round::cents(budget) }
}

/// Weights, rate, horizon, thresholds, as they were set.
pub fn assumptions_table(context: &ReportContext) -> Table {
    let locale = context.locale();
    let set = context.assumptions;
    let weights = set.weights.normalised();
    let weights: Vec<String> = Criterion::ALL
        .iter()
        .zip(weights)
        .map(|(criterion, weight)| format!("{} {}", criterion.title(), round::percent(weight, 1).text(locale)))
        .collect();
    let budgets: Vec<String> = set
        .budgets
        .iter()
        .map(|(year, budget)| format!("{year}: {} {}", context.rules.currency, whole_or_cents(*budget).text(locale)))
        .collect();
    let is_compared = set.weights_consistency.is_some();
    let line = |name: &str, value: String, setting: &str| body(vec![text(name), Cell::Text(value), text(setting)]);
    let mut rows = vec![
        line("Reporting month", set.period.title(), "--period"),
        line("Fiscal year", format!("{} to {}", set.year_start().title(), set.year_end().title()), "fiscal_year_start"),
        line("Currency", context.rules.currency.clone(), "currency"),
        line("Discount rate a year", round::percent(set.discount_rate, 1).text(locale), "discount_rate"),
        line("Horizon", horizon(context), "horizon_months"),
        line("Budget", if budgets.is_empty() { "not set".to_owned() } else { budgets.join("; ") }, "budgets"),
        line("Weights of the score", weights.join(", "), if is_compared { "comparison" } else { "weights" }),
        line(
            "Thresholds",
            format!(
                "ranked from {} of the weights; KPI at target from {}; on plan within {}",
                round::percent(set.thresholds.coverage, 0).text(locale),
                round::percent(set.thresholds.kpi_at_target, 0).text(locale),
                round::percent(set.thresholds.on_plan, 1).text(locale)
            ),
            "thresholds",
        ),
    ];
    if !set.budgets.is_empty() {
        rows.extend(funding_settings(context).into_iter().map(|(name, value, setting)| line(name, value, setting)));
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
fn funding_settings(context: &ReportContext) -> Vec<(&'static str, String, &'static str)> {
    let (set, locale) = (context.assumptions, context.locale());
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
