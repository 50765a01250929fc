//! What moved since the last closed month, what was changed behind it, and what came of the decisions asked.

use super::{
    Past, ReportContext,
    round::{self, MoneyScale},
    say::Known,
    tables::{body, figure_or_empty, figure_or_unknown, numbers, short, text, text_or_unknown, words},
    view::View,
    words as phrases,
};
use crate::model::{
    history::{Answer, Asked, Comparison, FigureMove, Move, Mover, Rebaselined, Restated, Rewritten, Side},
    identifier::are_same,
    locale::Locale,
    money::Cents,
    period::Month,
    phase::Phase,
    report::{Block, Cell, Judgement, Paragraph, Section, Table, TableColumn, TableRow, TileNote, Tone},
    sentences,
    submitter::SubmitterStatus,
};
use jiff::civil::Date;

/// Movers named on page 1.
const MOST_NAMED: usize = 3;

/// The workbook's sheet, to the cent, with the trend; none without a closed month to compare with.
pub fn sheet(context: &ReportContext) -> Option<Section> {
    let comparison = context.comparison()?;
    let mut blocks: Vec<Block> = Vec::new();
    for (heading, table) in tables(context, comparison, MoneyScale::Cents) {
        blocks.push(Block::Heading(heading.to_owned()));
        blocks.push(Block::Table(table));
    }
    blocks.push(Block::Heading("Forecasts against what came".to_owned()));
    blocks.push(Block::Table(accuracy(comparison)));
    blocks.push(Block::Heading("Month by month".to_owned()));
    blocks.push(Block::Table(trend(comparison)));
    Some(Section {
        name: "Changes".to_owned(),
        title: title(context),
        scope: scope(context, MoneyScale::Cents),
        detail_sheet: None,
        blocks,
    })
}

/// Why there is nothing on the workbook's sheet.
pub fn why_no_sheet(context: &ReportContext) -> String {
    why_not(context).unwrap_or_else(|| {
        "Nothing is kept from month to month: name a state folder in report.toml, and changes are shown here."
            .to_owned()
    })
}

/// One line where there is nothing to compare with yet, and why.
pub fn why_not(context: &ReportContext) -> Option<String> {
    match context.past {
        Past::NotKept | Past::Known(_) => None,
        Past::Begins => {
            Some(format!("No earlier month is closed: the trend starts with {}.", context.assumptions.period))
        }
        Past::Unusable => {
            Some("The last closed month cannot be used, so nothing is compared with it: see the findings.".to_owned())
        }
    }
}

/// `Since September: HR-03 back from Pilot to Approved, OPS-08 retired, …`: at most three, the weightiest first.
pub fn movers_sentence(context: &ReportContext) -> Option<String> {
    let comparison = context.comparison()?;
    let mut named: Vec<&Mover> = comparison.movers.iter().filter(|mover| mover.how != Move::NotSent).collect();
    named.sort_by_key(|mover| (weight(&mover.how), std::cmp::Reverse(size(&mover.how))));
    let all = named.len();
    let lines: Vec<String> =
        named.into_iter().take(MOST_NAMED).map(|mover| in_words(mover, context.scale(), context.locale())).collect();
    let known = Known::new()
        .figure("month", comparison.with.name().to_owned())
        .figure("movers", Some(lines.join(", ")).filter(|movers| !movers.is_empty()))
        .some("more", all.saturating_sub(MOST_NAMED));
    context.say(&sentences::CHANGES_MOVED, known)
}

/// `+4 points since September`: a share against the last closed month.
pub fn share_note(context: &ReportContext, key: &str) -> Option<TileNote> {
    let comparison = context.comparison()?;
    let [.., (before_month, before), (_, now)] = &comparison.trend[..] else { return None };
    let difference = round::points(now.get(key)? - before.get(key)?);
    let text = match difference.digits {
        0 => format!("unchanged since {}", before_month.name()),
        _ => format!("{} since {}", difference.text(context.locale()), before_month.name()),
    };
    Some(TileNote { text, judgement: Judgement::Neutral })
}

/// What moved among the initiatives of a view, the weightiest first, under their names: `Predict stock-outs to Pilot`.
/// Places in the ranking are left out: they say how others moved.
pub fn of_view(context: &ReportContext, view: &View, most: usize) -> Vec<String> {
    let Some(comparison) = context.comparison() else { return Vec::new() };
    let name_of = |id: &str| view.initiatives.iter().find(|one| *one.id == *id).map(|one| phrases::cut(&one.name, 60));
    let mut moved: Vec<(&Mover, String)> = comparison
        .movers
        .iter()
        .filter(|mover| !matches!(mover.how, Move::Rank { .. } | Move::Renamed { .. } | Move::NotSent))
        .filter_map(|mover| name_of(&mover.id).map(|name| (mover, name)))
        .collect();
    moved.sort_by_key(|(mover, _)| (weight(&mover.how), std::cmp::Reverse(size(&mover.how))));
    let line = |(mover, name): (&Mover, String)| {
        let words = in_words(mover, context.scale(), context.locale());
        format!("{name}{}", words.strip_prefix(&*mover.id).unwrap_or(&words))
    };
    moved.into_iter().take(most).map(line).collect()
}

/// `+310 k since September`: a figure against the last closed month, like for like.
pub fn note(context: &ReportContext, key: &str) -> Option<TileNote> {
    let comparison = context.comparison()?;
    let FigureMove { before, now, .. } = comparison.figure(key)?;
    let difference = now - before;
    let since = format!("since {}", comparison.with.name());
    let figure = if key.starts_with("initiatives") {
        crate::model::figure::Figure { signed: true, ..round::count(difference as i64) }
    } else {
        context.scale().difference(Cents((difference * 100.0).round() as i64))
    };
    let words = match figure.digits {
        0 => format!("unchanged {since}"),
        _ => format!("{} {since}", figure.text(context.locale())),
    };
    Some(TileNote { text: words, judgement: Judgement::Neutral })
}

/// `14 initiatives moved, 6 plans were rewritten, 6 of 7 departments reported.`
pub fn title(context: &ReportContext) -> String {
    let submitters = &context.portfolio.submitters;
    let sent = |one: &&SubmitterStatus| one.has_sent();
    let expected = || submitters.iter().filter(|one| one.is_expected);
    let known = Known::new()
        .digits("sent", expected().filter(sent).count())
        .some_digits("expected", expected().count())
        .some_digits("senders", submitters.iter().filter(sent).count());
    let Some(comparison) = context.comparison() else { return context.title_of(&sentences::CHANGES_TITLE, known) };
    let moved = comparison.movers.iter().filter(|mover| mover.how != Move::NotSent);
    let mut ids: Vec<&str> = moved.map(|mover| &*mover.id).collect();
    ids.sort();
    ids.dedup();
    let known = known
        .digits("moved", ids.len())
        .some_digits("rewritten", comparison.rewritten.len())
        .some_digits("restated", comparison.restated.len())
        .figure("since", comparison.with.title());
    context.title_of(&sentences::CHANGES_TITLE, known)
}

/// What is compared with what, and in which unit.
pub fn scope(context: &ReportContext, scale: MoneyScale) -> String {
    let unit = scale.name(&context.rules.currency);
    let period = context.assumptions.period;
    match context.comparison() {
        Some(comparison) => {
            format!("AI portfolio · {unit} · {period} against {}, final r{}", comparison.with, comparison.revision)
        }
        None => format!("AI portfolio · who sent workbooks · {}", period.title()),
    }
}

/// Every list with its heading, in the order in which people ask.
fn tables(context: &ReportContext, comparison: &Comparison, scale: MoneyScale) -> Vec<(&'static str, Table)> {
    vec![
        ("Asked last month", asked(context, comparison)),
        ("Who moved", movers(comparison, scale)),
        ("Plans off their baseline", rebaselined(context, comparison, scale)),
        ("Plans rewritten", rewritten(comparison, scale)),
        ("Past months restated", restated(comparison, scale)),
    ]
}

fn table(name: &str, columns: Vec<TableColumn>, rows: Vec<TableRow>) -> Table {
    Table { name: name.to_owned(), caption: String::new(), columns, rows, rest: None }
}

/// The first lines, and how many more there are on which sheet.
pub fn shortened(mut table: Table, lines: usize, sheet: &str) -> Table {
    // The line that says how many more there are takes the room of one.
    if table.rows.len() > lines + 1 {
        table.rest = Some(format!("{} more (finance's workbook, sheet {sheet}).", table.rows.len() - lines));
        table.rows.truncate(lines);
    }
    table
}

fn asked(context: &ReportContext, comparison: &Comparison) -> Table {
    let day = |day: Option<Date>| day.map_or(Cell::Empty, Cell::Day);
    let rows = comparison.asked.iter().map(|one: &Asked| {
        let answer = match one.answer {
            Answer::Taken(day) => format!("decided {}", context.locale().day(day)),
            Answer::Overdue => "overdue".to_owned(),
            Answer::Open => "open".to_owned(),
            Answer::Withdrawn => "no longer asked".to_owned(),
        };
        let decided = matches!(one.answer, Answer::Taken(_)).then(|| one.decision.clone()).flatten();
        body(vec![
            text(&*one.id),
            text(&*one.question),
            day(one.by),
            text(answer),
            decided.map_or(Cell::Empty, |decision| text(&*decision)),
        ])
    });
    let columns = vec![short("Initiative ID"), words("Asked"), short("By"), short("Answer"), short("Decision")];
    table("Asked", columns, rows.collect())
}

pub fn movers(comparison: &Comparison, scale: MoneyScale) -> Table {
    let mut movers: Vec<&Mover> = comparison.movers.iter().collect();
    movers.sort_by_key(|mover| (weight(&mover.how), std::cmp::Reverse(size(&mover.how))));
    let rows = movers.into_iter().map(|mover| {
        let (what, before, now) = cells(mover, scale);
        body(vec![text(&*mover.id), text_or_unknown(mover.name.as_deref()), text(what), before, now])
    });
    let columns = vec![short("Initiative ID"), words("Initiative"), short("What"), numbers("Before"), numbers("Now")];
    table("Movers", columns, rows.collect())
}

/// What moved, then and now.
fn cells(mover: &Mover, scale: MoneyScale) -> (String, Cell, Cell) {
    let money = |cents: Cents| Cell::Figure(scale.figure(cents));
    let phase = |phase: Phase| text(phase.name());
    match &mover.how {
        Move::New => ("new".to_owned(), Cell::Empty, Cell::Empty),
        Move::Gone => ("gone".to_owned(), Cell::Empty, Cell::Empty),
        Move::NotSent => ("not sent".to_owned(), Cell::Empty, Cell::Empty),
        Move::Renamed { to, .. } => ("renamed?".to_owned(), text(&*mover.id), text(&**to)),
        Move::Ended(now) => (now.name().to_lowercase(), Cell::Empty, phase(*now)),
        Move::Phase { before, now, is_back } => {
            (if *is_back { "phase, back" } else { "phase" }.to_owned(), phase(*before), phase(*now))
        }
        Move::Rank { before, now } => {
            ("rank".to_owned(), Cell::Figure(round::count(*before)), Cell::Figure(round::count(*now)))
        }
        Move::Cost { before, now } => ("year's cost".to_owned(), money(*before), money(*now)),
        Move::Benefit { before, now } => ("year's benefit".to_owned(), money(*before), money(*now)),
        Move::Kpi { before, now } => {
            ("KPIs".to_owned(), Cell::Figure(round::attainment(*before)), Cell::Figure(round::attainment(*now)))
        }
    }
}

fn rebaselined(context: &ReportContext, comparison: &Comparison, scale: MoneyScale) -> Table {
    let has_approvals = comparison.rebaselined.iter().any(|one| one.approved_on.is_some());
    let rows = comparison.rebaselined.iter().map(|one: &Rebaselined| {
        let baseline = &one.baseline;
        let plans = then_and_now(
            (baseline.cost_planned, one.cost_planned),
            (baseline.benefit_planned, one.benefit_planned),
            (baseline.planned_production_on, one.planned_production_on),
            scale,
        );
        let approved = one.approved_on.map(|day| text(format!("approved {}", context.locale().day(day))));
        let lead = vec![text(&*baseline.id), Cell::Month(baseline.set_in)];
        let change = if has_approvals { vec![approved.unwrap_or(Cell::Empty)] } else { Vec::new() };
        body([lead, plans, change].concat())
    });
    let mut columns = vec![short("Initiative ID"), short("Baseline of")];
    columns.extend(then_and_now_columns());
    columns.extend(has_approvals.then(|| short("Change")));
    table("OffBaseline", columns, rows.collect())
}

fn rewritten(comparison: &Comparison, scale: MoneyScale) -> Table {
    let rows = comparison.rewritten.iter().map(|one: &Rewritten| {
        let counted = |count: u32| Cell::Figure(round::count(count));
        let lead = vec![text(&*one.id), counted(one.months), counted(one.past_months)];
        body([lead, then_and_now(one.cost, one.benefit, one.production_on, scale)].concat())
    });
    let mut columns = vec![short("Initiative ID"), numbers("Months"), numbers("Past")];
    columns.extend(then_and_now_columns());
    table("PlansRewritten", columns, rows.collect())
}

/// Planned cost, benefit and start of production of a plan, each then and now.
fn then_and_now(
    cost: (Cents, Cents),
    benefit: (Cents, Cents),
    production_on: (Option<Date>, Option<Date>),
    scale: MoneyScale,
) -> Vec<Cell> {
    let day = |day: Option<Date>| day.map_or(Cell::Empty, Cell::Day);
    let mut cells: Vec<Cell> =
        [cost.0, cost.1, benefit.0, benefit.1].map(|cents| Cell::Figure(scale.figure(cents))).to_vec();
    cells.extend([day(production_on.0), day(production_on.1)]);
    cells
}

/// The titles of those cells.
fn then_and_now_columns() -> Vec<TableColumn> {
    let mut columns = ["Cost then", "Cost now", "Benefit then", "Benefit now"].map(numbers).to_vec();
    columns.extend(["Live then", "Live now"].map(short));
    columns
}

fn restated(comparison: &Comparison, scale: MoneyScale) -> Table {
    let rows = comparison.restated.iter().map(|one: &Restated| {
        let what = match (one.before, one.now) {
            (None, _) => "came late",
            (_, None) => "taken back",
            _ => "changed",
        };
        let amount = |cents: Option<Cents>| figure_or_unknown(cents.map(|cents| scale.figure(cents)));
        let difference = one.before.zip(one.now).map(|(before, now)| scale.difference(now - before));
        body(vec![
            text(&*one.id),
            Cell::Month(one.month),
            text(side(one.side)),
            text(what),
            amount(one.before),
            amount(one.now),
            figure_or_empty(difference),
        ])
    });
    let columns = vec![
        short("Initiative ID"),
        short("Month"),
        short("Actual"),
        words("What"),
        numbers("Before"),
        numbers("Now"),
        numbers("Difference"),
    ];
    table("Restated", columns, rows.collect())
}

fn accuracy(comparison: &Comparison) -> Table {
    let percent = |share: Option<f64>| figure_or_unknown(share.map(|share| round::percent(share, 1)));
    let rows = comparison.accuracy.iter().map(|one| {
        body(vec![
            text(side(one.side)),
            Cell::Figure(round::count(one.lag)),
            percent(one.wape),
            percent(one.bias),
            Cell::Figure(round::count(one.compared)),
            Cell::Figure(round::count(one.left_out)),
        ])
    });
    let columns = vec![
        words("Of"),
        numbers("Months ahead"),
        numbers("Off by (WAPE)"),
        numbers("Too high by (bias)"),
        numbers("Initiatives"),
        numbers("Without forecast"),
    ];
    table("ForecastAccuracy", columns, rows.collect())
}

/// The figures of page 1 for a year, the reporting month last.
fn trend(comparison: &Comparison) -> Table {
    let rows = comparison.trend.iter().map(|(month, figures)| {
        let money = |key: &str| {
            figure_or_unknown(figures.get(key).map(|value| round::cents(Cents((value * 100.0).round() as i64))))
        };
        let share = |key: &str| figure_or_unknown(figures.get(key).map(|value| round::percent(*value, 1)));
        let count = |key: &str| figure_or_unknown(figures.get(key).map(|value| round::count(*value as i64)));
        body(vec![
            Cell::Month(*month),
            money("cost_actual_ytd"),
            money("cost_outlook_year"),
            money("benefit_actual_ytd"),
            money("benefit_outlook_year"),
            share("benefit_validated_share_ytd"),
            count("initiatives"),
            count("initiatives_in_production"),
            share("kpi_attainment_mean"),
        ])
    });
    let columns = vec![
        short("Month"),
        numbers("Spend to date"),
        numbers("Year's spend outlook"),
        numbers("Benefit to date"),
        numbers("Year's benefit outlook"),
        numbers("Validated"),
        numbers("Initiatives"),
        numbers("In production"),
        numbers("KPI attainment"),
    ];
    table("Trend", columns, rows.collect())
}

/// `Of 3 decisions asked in September 1 was taken, 1 is overdue, 1 is open.`
pub fn asked_sentence(context: &ReportContext, comparison: &Comparison) -> Option<String> {
    let asked = &comparison.asked;
    if asked.is_empty() {
        return None;
    }
    let is_waiting = |one: &&Asked| matches!(one.answer, Answer::Overdue | Answer::Open);
    let replaced = asked.iter().filter(is_waiting).filter(|one| is_replaced(context, one)).count();
    let count = |pick: fn(&Answer) -> bool| {
        let picked = asked.iter().filter(|one| pick(&one.answer));
        picked.filter(|one| !is_waiting(one) || !is_replaced(context, one)).count()
    };
    let parts: Vec<String> = [
        (count(|answer| matches!(answer, Answer::Taken(_))), "taken"),
        (count(|answer| *answer == Answer::Overdue), "overdue"),
        (count(|answer| *answer == Answer::Open), "still open"),
        (replaced, "replaced by another question"),
        (count(|answer| *answer == Answer::Withdrawn), "no longer asked"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, word)| format!("{count} {word}"))
    .collect();
    let days = days_to_decide(comparison.with, asked);
    let known = Known::new()
        .some("asked", asked.len())
        .figure("month", comparison.with.name().to_owned())
        .figure("answers", parts.join(", "))
        .figure("days", days.map(|days| phrases::plural(days.unsigned_abs(), "day", "days")));
    context.say(&sentences::CHANGES_ASKED, known)
}

/// Did another question of the same initiative take the place of one that was asked?
pub fn is_replaced(context: &ReportContext, asked: &Asked) -> bool {
    let now = context.whole().initiatives.iter().find(|one| are_same(&one.id, &asked.id));
    let question = now.filter(|one| one.is_open).and_then(|one| one.decision_needed.as_deref());
    question.is_some_and(|question| question.trim() != asked.question.trim())
}

/// Median days from the end of the closed month to the decisions taken; the lower one of two in the middle.
fn days_to_decide(with: Month, asked: &[Asked]) -> Option<i32> {
    let mut days: Vec<i32> = asked
        .iter()
        .filter_map(|one| match one.answer {
            Answer::Taken(day) => with.last_day().until(day).ok().map(|span| span.get_days()),
            _ => None,
        })
        .collect();
    days.sort();
    days.get(days.len().checked_sub(1)? / 2).copied()
}

/// `Four initiatives were not sent and are not compared.`
pub fn not_sent(context: &ReportContext, comparison: &Comparison) -> Option<String> {
    let count = comparison.movers.iter().filter(|mover| mover.how == Move::NotSent).count();
    context.say(&sentences::CHANGES_NOT_SENT, Known::new().some("not_sent", count))
}

/// `HR-03 back from Pilot to Approved`.
pub fn in_words(mover: &Mover, scale: MoneyScale, locale: &Locale) -> String {
    let id = &mover.id;
    let money = |before: Cents, now: Cents| scale.difference(now - before).text(locale);
    match &mover.how {
        Move::New => format!("{id} new"),
        Move::Gone => format!("{id} gone"),
        Move::NotSent => format!("{id} not sent"),
        Move::Renamed { to, .. } => format!("{id} perhaps renamed {to}"),
        Move::Ended(phase) => format!("{id} {}", phase.name().to_lowercase()),
        Move::Phase { before, now, is_back: true } => format!("{id} back from {} to {}", before.name(), now.name()),
        Move::Phase { now, .. } => format!("{id} to {}", now.name()),
        Move::Rank { before, now } => format!("{id} from place {before} to {now}"),
        Move::Cost { before, now } => format!("{id} {} cost this year", money(*before, *now)),
        Move::Benefit { before, now } => format!("{id} {} benefit this year", money(*before, *now)),
        Move::Kpi { before, now } => format!(
            "{id} KPIs from {} to {}",
            round::attainment(*before).text(locale),
            round::attainment(*now).text(locale)
        ),
    }
}

/// What is told first.
pub fn weight(how: &Move) -> u8 {
    match how {
        Move::Phase { is_back: true, .. } => 0,
        Move::Ended(_) | Move::Gone => 1,
        Move::Phase { .. } => 2,
        Move::New => 3,
        Move::Renamed { .. } => 4,
        Move::Cost { .. } | Move::Benefit { .. } => 5,
        Move::Kpi { .. } => 6,
        Move::Rank { .. } => 7,
        Move::NotSent => 8,
    }
}

/// How big it is among its kind, in cents, places or millionths.
fn size(how: &Move) -> i64 {
    match how {
        Move::Cost { before, now } | Move::Benefit { before, now } => (now.0 - before.0).abs(),
        Move::Rank { before, now } => i64::from(before.abs_diff(*now)),
        Move::Kpi { before, now } => ((now - before).abs() * 1e6) as i64,
        _ => 0,
    }
}

fn side(side: Side) -> &'static str {
    match side {
        Side::Cost => "Cost",
        Side::Benefit => "Benefit",
    }
}

pub fn plain(text: String) -> Block {
    Block::Paragraph(Paragraph { tone: Tone::Plain, text })
}
