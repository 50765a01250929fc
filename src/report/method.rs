//! How was it computed, and what was left out?

use super::{
    ReportContext, changes,
    columns::Columns,
    funding::running,
    gate, health, outcomes, questions,
    round::{self, MoneyScale},
    say::Known,
    tables::text,
    unit_costs,
    view::View,
    words as phrases,
};
use crate::model::{
    assumptions::Criterion,
    figure::Figure,
    fiscal::YearLabel,
    funding::RobustnessLine,
    layout::ExecutiveSection,
    mapping::Meaning,
    money::Cents,
    phase::Phase,
    report::{Block, Cell, Chart, Form, Paragraph, Role, Section, Table, Tone},
};

/// Figures that only some layouts show.
const NET_PRESENT_VALUE: &str = "Net present value";
const SCORE_RANGE: &str = "Range of the score";

/// Bars of the order by score.
const BARS: usize = 5;

/// The last page of the executive report.
pub fn section(context: &ReportContext, view: &View, lines: usize) -> Section {
    let mut shown = definitions(context);
    // Under a budget the pages show payback and rank, but neither NPV of the plan nor the range of the score.
    shown.retain(|one| context.metrics.funding.is_none() || ![NET_PRESENT_VALUE, SCORE_RANGE].contains(&one.name));
    shown.truncate(lines);
    let mut blocks = Vec::new();
    let title = context.title_of("method.title", Known::new().count("figures", shown.len()));
    blocks.push(Block::Table(definitions_table(&shown)));
    blocks.extend(places(context, view).map(Block::Chart));
    let mut settings = assumptions(context);
    let is_usual = context.assumptions.calendar.rules.is_default();
    settings.retain(|one| !(is_usual && FISCAL.contains(&one.name)) && one.name != CURRENCY);
    blocks.push(Block::Table(assumption_columns().table(ASSUMPTIONS, BEHIND_THE_NUMBERS, &settings)));
    let notes: Vec<String> =
        gate::signed(context).into_iter().chain(folded_away(context, view)).chain(glossary(context)).collect();
    if !notes.is_empty() {
        blocks.push(Block::Paragraph(Paragraph { tone: Tone::Note, text: notes.join(" ") }));
    }
    Section {
        name: "Method".to_owned(),
        title,
        scope: format!("Definitions · {}", context.assumptions.period_title()),
        detail_sheet: Some("Method".to_owned()),
        blocks,
    }
}

/// The sheet Method of the workbook: every figure, its formula and what was left out.
pub fn sheet(context: &ReportContext) -> Section {
    let mut blocks = vec![Block::Table(definitions_table(&definitions(context)))];
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
        scope: format!("Definitions · {}", context.assumptions.period_title()),
        detail_sheet: None,
        blocks,
    }
}

/// Settings that every page says, those of the calendar where months and years are as everywhere.
const FISCAL: [&str; 2] = ["Reporting month", "Fiscal year"];
const CURRENCY: &str = "Currency";

/// What the short words of the pages mean.
fn glossary(context: &ReportContext) -> Option<String> {
    context.say("method.glossary", Known::new())
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
    pages.filter_map(|page| context.say("method.folded", known(page))).collect()
}

/// What `explain` says of each part of a place.
const SHARE_OF_WEIGHTINGS: &str = "Share of the weightings drawn at random in which it has this place by score.";

/// How often the five best by score have which place over all weightings drawn.
fn places(context: &ReportContext, view: &View) -> Option<Chart> {
    let robustness = context.metrics.robustness.as_ref()?;
    let mut best: Vec<&RobustnessLine> = robustness.lines.iter().collect();
    best.sort_by(|one, other| other.top_share.total_cmp(&one.top_share).then(one.row.cmp(&other.row)));
    best.truncate(BARS);
    if robustness.lines.len() < 2 {
        return None;
    }
    let percent = |share: f64| round::percent(share, 0);
    let places = |from: usize, to: usize| {
        move |line: &&RobustnessLine| -> f64 { line.rank_acceptability.iter().take(to).skip(from).sum() }
    };
    let (first, next, then) = (places(0, 1), places(1, 3), places(3, 5));
    let lower = move |line: &&RobustnessLine| (1.0 - first(line) - next(line) - then(line)).max(0.0);
    let columns = Columns::new()
        .short("Initiative", |line: &&RobustnessLine| {
            let one = &view.initiatives[line.row as usize];
            text(format!("{} {}", one.id, phrases::cut(&one.name, 30)))
        })
        .role(Role::Category)
        .numbers("1st", move |line| Cell::Figure(percent(first(line))))
        .means(SHARE_OF_WEIGHTINGS)
        .role(Role::Part)
        .numbers("2nd or 3rd", move |line| Cell::Figure(percent(next(line))))
        .means(SHARE_OF_WEIGHTINGS)
        .role(Role::Part)
        .numbers("4th or 5th", move |line| Cell::Figure(percent(then(line))))
        .means(SHARE_OF_WEIGHTINGS)
        .role(Role::Part)
        .numbers("lower", move |line| Cell::Figure(percent(lower(line))))
        .means(SHARE_OF_WEIGHTINGS)
        .role(Role::Part);
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
        roles: columns.roles(),
        table: columns.table("Places", "", &best),
        more_is_better: true,
    })
}

/// A figure shown: its name, its formula and what was left out.
struct Definition {
    name: &'static str,
    formula: String,
    left_out: String,
}

fn definitions_table(definitions: &[Definition]) -> Table {
    Columns::new()
        .short("Figure", |one: &Definition| text(one.name))
        .words("How it is computed", |one| text(&*one.formula))
        .short("Left out", |one| text(&*one.left_out))
        .table("Definitions", "Figures, how they are computed, and what was left out", definitions)
}

/// Every figure shown.
fn definitions(context: &ReportContext) -> Vec<Definition> {
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
    let mut all = Vec::new();
    let mut add = |name, formula: &str, left_out| all.push(Definition { name, formula: formula.to_owned(), left_out });
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
                "Planned benefit less cost to the end of the horizon, discounted {} at {} a year to {}.",
                context.assumptions.calendar.discounted(),
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
    if !metrics.unit_costs.is_empty() {
        let left_out = unit_costs::months_left_out(context);
        add(
            "Cost per unit",
            "Running cost (Opex, bills among it) divided by what was used, over the months of the fiscal year that have both.",
            match left_out {
                0 => "none".to_owned(),
                left_out => phrases::plural(left_out as u64, "unit-month", "unit-months"),
            },
        );
    }
    if let Some(ahead) = &metrics.people_ahead {
        add(
            "People ahead",
            "Capacity of a role and month less the FTE of the AI CoE, of what runs, of what is mandatory and of funded \
             candidates; the choice of what is funded keeps to it.",
            initiatives(ahead.silent.len()),
        );
    }
    if !metrics.kpis.is_empty() {
        add(
            "KPI attainment",
            "(reading − baseline) / (target − baseline), shown within −100 and 150%; without baseline reading / target; in \
             a band 1, outside by the distance; an initiative's mean goes by the weights of its KPIs.",
            phrases::plural(metrics.total.attainment.unknown, "KPI", "KPIs"),
        );
    }
    add(
        "Late",
        "Approved or Pilot, with a planned production date on or before the end of the month.",
        "none".to_owned(),
    );
    all
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

/// What was set: name, value, setting of the file.
struct Assumption {
    name: &'static str,
    value: String,
    setting: &'static str,
}

const ASSUMPTIONS: &str = "Assumptions";
const BEHIND_THE_NUMBERS: &str = "Settings behind the numbers";

fn assumption_columns<'a>() -> Columns<'a, Assumption> {
    Columns::new().short("Assumption", |one: &Assumption| text(one.name)).words("Value", |one| text(&*one.value))
}

/// Weights, rate, horizon, thresholds, as they were set, with their names in the file.
pub fn assumptions_table(context: &ReportContext) -> Table {
    let columns = assumption_columns().short("Setting", |one| text(one.setting));
    let dictionary = &context.rules.dictionary;
    let answers = dictionary.mapping.answers.iter().map(|answer| Assumption {
        name: "Answered about sheets",
        value: questions::answered(answer, dictionary),
        setting: "mapping.toml",
    });
    columns.table(ASSUMPTIONS, BEHIND_THE_NUMBERS, assumptions(context).into_iter().chain(answers))
}

/// `October 2026`; of weeks with its place in the fiscal year and its days.
fn reporting_month(context: &ReportContext) -> String {
    let (set, locale) = (context.assumptions, context.locale());
    let title = set.period_title();
    match set.calendar.is_of_weeks() {
        false => title,
        true => {
            let (first, last) = (set.calendar.first_day(set.period), set.period_end());
            format!("{title}: {} to {}", locale.day(first), locale.day(last))
        }
    }
}

/// `January 2026 to December 2026`; what it is called where the settings say so, and of weeks its days.
fn fiscal_year(context: &ReportContext) -> String {
    let (set, locale) = (context.assumptions, context.locale());
    let (calendar, first) = (set.calendar, set.year_start());
    let name = match calendar.rules.labels {
        YearLabel::Both => String::new(),
        _ => format!("{}: ", calendar.label(first)),
    };
    match calendar.weeks_of_year(first) {
        None => format!("{name}{} to {}", first.title(), set.year_end().title()),
        Some(weeks) => {
            let last = calendar.last_day(set.year_end());
            let days = format!("{} to {}", locale.day(set.year_start_day()), locale.day(last));
            format!("{}: {days}, {weeks} weeks ({})", calendar.label(first), calendar.rules.weeks.text())
        }
    }
}

fn assumptions(context: &ReportContext) -> Vec<Assumption> {
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
        .map(|(year, budget)| {
            let year = set.calendar.label_of_year(*year);
            format!("{year}: {} {}", context.rules.currency, whole_or_cents(*budget).text(locale))
        })
        .collect();
    let is_compared = set.weights_consistency.is_some();
    let line = |name, value, setting| Assumption { name, value, setting };
    let mut all = vec![
        line("Reporting month", reporting_month(context), "--period"),
        line("Fiscal year", fiscal_year(context), "fiscal_year_start"),
        line(CURRENCY, context.rules.currency.clone(), "currency"),
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
    let dictionary = &context.rules.dictionary;
    let left_open = dictionary.mapping.answers.iter().filter(|answer| answer.means == Meaning::Waived);
    let left_open: Vec<String> = left_open.map(|answer| questions::answered(answer, dictionary)).collect();
    if !left_open.is_empty() {
        all.push(line("Questions left open", left_open.join("; "), "mapping.toml"));
    }
    if !set.budgets.is_empty() {
        all.extend(funding_settings(context).into_iter().map(|(name, value, setting)| line(name, value, setting)));
    }
    all
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
        set.capacity.0.iter().map(|(role, fte)| format!("{role} {}", round::people(*fte).text(locale))).collect();
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
