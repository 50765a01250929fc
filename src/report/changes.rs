//! What moved since the last closed month, what was changed behind it, and what came of the decisions asked.

use super::{
    Past, ReportContext,
    columns::Columns,
    round::{self, MoneyScale},
    say::Known,
    tables::{figure_or_empty, figure_or_unknown, text, text_or_unknown},
    view::View,
    words as phrases,
};
use crate::model::{
    figure::Figure,
    history::{
        Accuracy, Asked, Comparison, FigureMove, Move, Mover, OutlookMove, RateEffectSince, Rebaselined, Response,
        Restated, Rewritten, Side, Since,
    },
    identifier::are_same,
    locale::Locale,
    money::Cents,
    period::Month,
    phase::Phase,
    report::{Block, Cell, Paragraph, Rest, Section, Table, TileNote, Tone},
    submitter::SubmitterStatus,
};
use jiff::civil::Date;
use std::{collections::BTreeMap, sync::Arc};

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
    if let Some(table) = at_constant_rates(comparison) {
        blocks.push(Block::Heading("At constant rates".to_owned()));
        blocks.extend(rates_note(context, comparison).map(plain));
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
    weightiest_first(&mut named);
    let all = named.len();
    let lines: Vec<String> =
        named.into_iter().take(MOST_NAMED).map(|mover| in_words(mover, context.scale(), context.locale())).collect();
    let known = Known::new()
        .figure("month", comparison.with.name().to_owned())
        .figure("movers", Some(lines.join(", ")).filter(|movers| !movers.is_empty()))
        .some("more", all.saturating_sub(MOST_NAMED));
    context.say("changes.moved", known)
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
    Some(TileNote::neutral(text))
}

/// What moved among the initiatives of a view, the weightiest first, under their names: `Predict stock-outs to Pilot`.
/// Places in the ranking are left out: they say how others moved.
pub fn of_view(context: &ReportContext, view: &View, most: usize) -> Vec<String> {
    let Some(comparison) = context.comparison() else { return Vec::new() };
    let name_of = |id: &str| view.initiatives.iter().find(|one| *one.id == *id).map(|one| phrases::cut(&one.name, 60));
    let mut movers: Vec<(&Mover, String)> = comparison
        .movers
        .iter()
        .filter(|mover| !matches!(mover.how, Move::Rank { .. } | Move::Renamed { .. } | Move::NotSent))
        .filter_map(|mover| name_of(&mover.id).map(|name| (mover, name)))
        .collect();
    movers.sort_by_key(|(mover, _)| (weight(&mover.how), std::cmp::Reverse(size(&mover.how))));
    let line = |(mover, name): (&Mover, String)| format!("{name} {}", moved(mover, context.scale(), context.locale()));
    movers.into_iter().take(most).map(line).collect()
}

/// `+310k since September`: a figure against the last closed month, like for like.
pub fn note(context: &ReportContext, key: &str) -> Option<TileNote> {
    let comparison = context.comparison()?;
    let FigureMove { before, now, .. } = comparison.figure(key)?;
    let difference = now - before;
    let since = format!("since {}", comparison.with.name());
    let figure = if key.starts_with("initiatives") {
        Figure { signed: true, ..round::count(difference as i64) }
    } else {
        context.scale().difference(Cents((difference * 100.0).round() as i64))
    };
    let words = match figure.digits {
        0 => format!("unchanged {since}"),
        _ => format!("{} {since}", figure.text(context.locale())),
    };
    Some(TileNote::neutral(words))
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
    let Some(comparison) = context.comparison() else { return context.title_of("changes.title", known) };
    let moved = comparison.movers.iter().filter(|mover| mover.how != Move::NotSent);
    let mut ids: Vec<&str> = moved.map(|mover| &*mover.id).collect();
    ids.sort();
    ids.dedup();
    let known = known
        .digits("moved", ids.len())
        .some_digits("rewritten", comparison.rewritten.len())
        .some_digits("restated", comparison.restated.len())
        .figure("since", comparison.with.title());
    context.title_of("changes.title", known)
}

/// What is compared with what, and in which unit.
pub fn scope(context: &ReportContext, scale: MoneyScale) -> String {
    let unit = context.unit(scale);
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

/// The year's outlook of each initiative to which exchange rates did something since the closed month: what people did,
/// at the rates of then, and what rates did; nothing where they did nothing.
fn at_constant_rates(comparison: &Comparison) -> Option<Table> {
    type Line = RateEffectSince;
    type Of = fn(&Line) -> Since;
    let sides: [(&str, Of); 2] = [("Spend", |one| one.cost), ("Benefit", |one| one.benefit)];
    let shown = |cents: Option<Cents>| figure_or_empty(cents.map(round::cents));
    let difference = |cents: Option<Cents>| figure_or_empty(cents.map(round::cents_difference));
    let columns = Columns::new().short("Initiative ID", |one: &Line| text(&*one.id)).below(text("All")).each(
        sides,
        |columns, (title, of)| {
            let title = |words: &str| format!("{title} {words}");
            columns
                .numbers(title("then"), move |one| shown(of(one).before))
                .numbers(title("now"), move |one| shown(of(one).now))
                .numbers(title("change at constant rates"), move |one| difference(of(one).at_constant_rates()))
                .means("Outlook of the year now less that of the closed month, both at the rates of the closed month.")
                .numbers(title("change by exchange rates"), move |one| difference(Some(of(one).rate_effect)))
                .means("Outlook of the year now at the rates of now, less the same at those of the closed month.")
                .sum(false)
        },
    );
    let effects = &comparison.rate_effects;
    (!effects.is_empty()).then(|| {
        columns.table("RatesSince", format!("Outlook of the year against that of {}", comparison.with.name()), effects)
    })
}

/// `Since September exchange rates changed the year's outlook by +12k of spend. All changes are told at the rates of
/// September.` Nothing where they did nothing.
pub fn rates_note(context: &ReportContext, comparison: &Comparison) -> Option<String> {
    if comparison.rate_effects.is_empty() {
        return None;
    }
    let month = comparison.with.name();
    let effects: Vec<String> = [("cost_outlook_year", "spend"), ("benefit_outlook_year", "benefit")]
        .into_iter()
        .filter_map(|(key, side)| Some((comparison.figure(key)?.rate_effect, side)))
        .filter(|(effect, _)| *effect != Cents::ZERO)
        .map(|(effect, side)| format!("{} of {side}", context.scale().difference(effect).text(context.locale())))
        .collect();
    let moved = match effects.is_empty() {
        true => String::new(),
        false => format!("Since {month} exchange rates changed the year's outlook by {}. ", effects.join(" and ")),
    };
    Some(format!("{moved}Who moved and which plans changed is told at the rates of {month}."))
}

/// The first lines, and how many more there are on which sheet.
pub fn shortened(mut table: Table, lines: usize, sheet: &str) -> Table {
    // The line that says how many more there are takes the room of one.
    if table.rows.len() > lines + 1 {
        table.rest = Rest::in_sheet(table.rows.len() - lines, sheet);
        table.rows.truncate(lines);
    }
    table
}

fn asked(context: &ReportContext, comparison: &Comparison) -> Table {
    let response = |one: &Asked| match one.response {
        Response::Taken(day) => text(format!("decided {}", context.locale().day(day))),
        Response::Overdue => text("overdue"),
        Response::Open => text("open"),
        Response::Withdrawn => text("no longer asked"),
    };
    let decision = |one: &Asked| match (one.response, &one.decision) {
        (Response::Taken(_), Some(decision)) => text(&**decision),
        _ => Cell::Empty,
    };
    Columns::new()
        .short("Initiative ID", |one: &Asked| text(&*one.id))
        .words("Asked", |one| text(&*one.question))
        .short("By", |one| day(one.by))
        .short("Answer", response)
        .short("Decision", decision)
        .table("Asked", "", &comparison.asked)
}

fn day(day: Option<Date>) -> Cell {
    day.map_or(Cell::Empty, Cell::Day)
}

pub fn movers(comparison: &Comparison, scale: MoneyScale) -> Table {
    let mut movers: Vec<&Mover> = comparison.movers.iter().collect();
    weightiest_first(&mut movers);
    let has_rates = movers.iter().any(|mover| mover.how.rate_effect() != Cents::ZERO);
    let moved = movers.into_iter().map(|mover| MovedLine::of(mover, scale));
    MovedLine::columns("Initiative ID")
        .when(has_rates, |columns| columns.numbers("By exchange rates", |line| line.by_rates.clone()))
        .table("Movers", "", moved)
}

/// What rates did of a difference; nothing where they did nothing.
fn by_rates(effect: Cents, scale: MoneyScale) -> Cell {
    figure_or_empty(Some(effect).filter(|effect| *effect != Cents::ZERO).map(|effect| scale.difference(effect)))
}

/// A line about what moved: whose, what, then and now.
pub struct MovedLine {
    pub id: Arc<str>,
    pub name: Cell,
    pub what: String,
    pub before: Cell,
    pub now: Cell,
    /// What exchange rates did of the difference.
    pub by_rates: Cell,
}

impl MovedLine {
    /// Of a mover.
    pub fn of(mover: &Mover, scale: MoneyScale) -> Self {
        let (what, before, now) = then_and_now(mover, scale);
        let (id, name) = (mover.id.clone(), text_or_unknown(mover.name.as_deref()));
        MovedLine { id, name, what, before, now, by_rates: by_rates(mover.how.rate_effect(), scale) }
    }

    /// The columns of such lines.
    pub fn columns<'a>(id: &str) -> Columns<'a, MovedLine> {
        Columns::new()
            .short(id, |line: &MovedLine| text(&*line.id))
            .words("Initiative", |line| line.name.clone())
            .short("What", |line| text(&*line.what))
            .numbers("Before", |line| line.before.clone())
            .numbers("Now", |line| line.now.clone())
    }
}

/// What moved, then and now.
fn then_and_now(mover: &Mover, scale: MoneyScale) -> (String, Cell, Cell) {
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
        Move::Cost(outlook) => ("year's cost".to_owned(), money(outlook.before), money(outlook.now)),
        Move::Benefit(outlook) => ("year's benefit".to_owned(), money(outlook.before), money(outlook.now)),
        Move::Kpi { before, now } => {
            ("KPIs".to_owned(), Cell::Figure(round::attainment(*before)), Cell::Figure(round::attainment(*now)))
        }
    }
}

fn rebaselined(context: &ReportContext, comparison: &Comparison, scale: MoneyScale) -> Table {
    let has_approvals = comparison.rebaselined.iter().any(|one| one.approved_on.is_some());
    let approved = |one: &Rebaselined| match one.approved_on {
        Some(day) => text(format!("approved {}", context.locale().day(day))),
        None => Cell::Empty,
    };
    Columns::new()
        .short("Initiative ID", |one: &Rebaselined| text(&*one.baseline.id))
        .short("Baseline of", |one| Cell::Month(one.baseline.set_in))
        .and(plans(scale, |one: &Rebaselined| Plans {
            cost: (one.baseline.cost_planned, one.cost_planned),
            benefit: (one.baseline.benefit_planned, one.benefit_planned),
            production_on: (one.baseline.planned_production_on, one.planned_production_on),
        }))
        .and(plan_rates(scale, &comparison.rebaselined, |one: &Rebaselined| one.rate_effects))
        .when(has_approvals, |columns| columns.short("Change", approved))
        .table("OffBaseline", "", &comparison.rebaselined)
}

fn rewritten(comparison: &Comparison, scale: MoneyScale) -> Table {
    Columns::new()
        .short("Initiative ID", |one: &Rewritten| text(&*one.id))
        .numbers("Months", |one| Cell::Figure(round::count(one.months)))
        .numbers("Past", |one| Cell::Figure(round::count(one.past_months)))
        .and(plans(scale, |one: &Rewritten| Plans {
            cost: one.cost,
            benefit: one.benefit,
            production_on: one.production_on,
        }))
        .and(plan_rates(scale, &comparison.rewritten, |one: &Rewritten| one.rate_effects))
        .table("PlansRewritten", "", &comparison.rewritten)
}

/// Planned cost, benefit and start of production of a plan, each then and now.
struct Plans {
    cost: (Cents, Cents),
    benefit: (Cents, Cents),
    production_on: (Option<Date>, Option<Date>),
}

fn plans<'a, R: 'a>(scale: MoneyScale, of: impl Fn(&R) -> Plans + Copy + 'a) -> Columns<'a, R> {
    let money = move |cents: Cents| Cell::Figure(scale.figure(cents));
    Columns::new()
        .numbers("Cost then", move |one| money(of(one).cost.0))
        .numbers("Cost now", move |one| money(of(one).cost.1))
        .numbers("Benefit then", move |one| money(of(one).benefit.0))
        .numbers("Benefit now", move |one| money(of(one).benefit.1))
        .short("Live then", move |one| day(of(one).production_on.0))
        .short("Live now", move |one| day(of(one).production_on.1))
}

/// What exchange rates did to plans; no columns where they did nothing.
fn plan_rates<'a, R: 'a>(scale: MoneyScale, plans: &[R], of: fn(&R) -> (Cents, Cents)) -> Columns<'a, R> {
    let is_any = plans.iter().any(|one| of(one) != (Cents::ZERO, Cents::ZERO));
    Columns::new().when(is_any, |columns| {
        columns
            .numbers("Cost by exchange rates", move |one| by_rates(of(one).0, scale))
            .numbers("Benefit by exchange rates", move |one| by_rates(of(one).1, scale))
    })
}

fn restated(comparison: &Comparison, scale: MoneyScale) -> Table {
    let amount = |cents: Option<Cents>| figure_or_unknown(cents.map(|cents| scale.figure(cents)));
    Columns::new()
        .short("Initiative ID", |one: &Restated| text(&*one.id))
        .short("Month", |one| Cell::Month(one.month))
        .short("Actual", |one| text(side(one.side)))
        .words("What", |one| match (one.before, one.now) {
            (None, _) => text("came late"),
            (_, None) => text("taken back"),
            _ => text("changed"),
        })
        .numbers("Before", |one| amount(one.before))
        .numbers("Now", |one| amount(one.now))
        .numbers("Difference", |one| {
            let difference = one.before.zip(one.now).map(|(before, now)| now - before);
            figure_or_empty(difference.map(|cents| scale.difference(cents)))
        })
        .when(comparison.restated.iter().any(|one| one.rate_effect != Cents::ZERO), |columns| {
            columns.numbers("By exchange rates", |one| by_rates(one.rate_effect, scale))
        })
        .table("Restated", "", &comparison.restated)
}

fn accuracy(comparison: &Comparison) -> Table {
    let percent = |share: Option<f64>| figure_or_unknown(share.map(|share| round::percent(share, 1)));
    Columns::new()
        .words("Of", |one: &Accuracy| text(side(one.side)))
        .numbers("Months ahead", |one| Cell::Figure(round::count(one.lag)))
        .numbers("Off by (WAPE)", |one| percent(one.wape))
        .numbers("Too high by (bias)", |one| percent(one.bias))
        .numbers("Initiatives", |one| Cell::Figure(round::count(one.compared)))
        .numbers("Without forecast", |one| Cell::Figure(round::count(one.left_out)))
        .table("ForecastAccuracy", "", &comparison.accuracy)
}

/// The figures of page 1 for a year, the reporting month last.
fn trend(comparison: &Comparison) -> Table {
    type OfMonth = (Month, BTreeMap<Arc<str>, f64>);
    fn shown<'a>(key: &'static str, figure: fn(f64) -> Figure) -> impl Fn(&OfMonth) -> Cell + 'a {
        move |(_, figures)| figure_or_unknown(figures.get(key).map(|value| figure(*value)))
    }
    let money = |key| shown(key, |value| round::cents(Cents((value * 100.0).round() as i64)));
    let share = |key| shown(key, |value| round::percent(value, 1));
    let count = |key| shown(key, |value| round::count(value as i64));
    Columns::new()
        .short("Month", |(month, _): &OfMonth| Cell::Month(*month))
        .numbers("Spend to date", money("cost_actual_ytd"))
        .numbers("Year's spend outlook", money("cost_outlook_year"))
        .numbers("Benefit to date", money("benefit_actual_ytd"))
        .numbers("Year's benefit outlook", money("benefit_outlook_year"))
        .numbers("Validated", share("benefit_validated_share_ytd"))
        .numbers("Initiatives", count("initiatives"))
        .numbers("In production", count("initiatives_in_production"))
        .numbers("KPI attainment", share("kpi_attainment_mean"))
        .table("Trend", "", &comparison.trend)
}

/// `Of 3 decisions asked in September 1 was taken, 1 is overdue, 1 is open.`
pub fn asked_sentence(context: &ReportContext, comparison: &Comparison) -> Option<String> {
    let asked = &comparison.asked;
    if asked.is_empty() {
        return None;
    }
    let is_waiting = |one: &&Asked| matches!(one.response, Response::Overdue | Response::Open);
    let replaced = asked.iter().filter(is_waiting).filter(|one| is_replaced(context, one)).count();
    let count = |pick: fn(&Response) -> bool| {
        let picked = asked.iter().filter(|one| pick(&one.response));
        picked.filter(|one| !is_waiting(one) || !is_replaced(context, one)).count()
    };
    let parts: Vec<String> = [
        (count(|response| matches!(response, Response::Taken(_))), "taken"),
        (count(|response| *response == Response::Overdue), "overdue"),
        (count(|response| *response == Response::Open), "still open"),
        (replaced, "replaced by another question"),
        (count(|response| *response == Response::Withdrawn), "no longer asked"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, word)| format!("{count} {word}"))
    .collect();
    let days = days_to_decide(context.assumptions.calendar.last_day(comparison.with), asked);
    let known = Known::new()
        .some("asked", asked.len())
        .figure("month", comparison.with.name().to_owned())
        .figure("answers", parts.join(", "))
        .figure("days", days.map(|days| phrases::plural(days.unsigned_abs(), "day", "days")));
    context.say("changes.asked", known)
}

/// Did another question of the same initiative take the place of one that was asked?
pub fn is_replaced(context: &ReportContext, asked: &Asked) -> bool {
    let now = context.whole().initiatives.iter().find(|one| are_same(&one.id, &asked.id));
    let question = now.filter(|one| one.is_open).and_then(|one| one.decision_needed.as_deref());
    question.is_some_and(|question| question.trim() != asked.question.trim())
}

/// Median days from the end of the closed month to the decisions taken; the lower one of two in the middle.
fn days_to_decide(end: Date, asked: &[Asked]) -> Option<i32> {
    let mut days: Vec<i32> = asked
        .iter()
        .filter_map(|one| match one.response {
            Response::Taken(day) => end.until(day).ok().map(|span| span.get_days()),
            _ => None,
        })
        .collect();
    days.sort();
    days.get(days.len().checked_sub(1)? / 2).copied()
}

/// `Four initiatives were not sent and are not compared.`
pub fn not_sent(context: &ReportContext, comparison: &Comparison) -> Option<String> {
    let count = comparison.movers.iter().filter(|mover| mover.how == Move::NotSent).count();
    context.say("changes.not_sent", Known::new().some("not_sent", count))
}

/// `HR-03 back from Pilot to Approved`.
pub fn in_words(mover: &Mover, scale: MoneyScale, locale: &Locale) -> String {
    format!("{} {}", mover.id, moved(mover, scale, locale))
}

/// `back from Pilot to Approved`.
fn moved(mover: &Mover, scale: MoneyScale, locale: &Locale) -> String {
    let money = |outlook: &OutlookMove, side: &str| {
        let rates = if outlook.rate_effect == Cents::ZERO { "" } else { " at constant rates" };
        format!("{} {side} this year{rates}", scale.difference(outlook.at_constant_rates()).text(locale))
    };
    match &mover.how {
        Move::New => "new".to_owned(),
        Move::Gone => "gone".to_owned(),
        Move::NotSent => "not sent".to_owned(),
        Move::Renamed { to, .. } => format!("perhaps renamed {to}"),
        Move::Ended(phase) => phase.name().to_lowercase(),
        Move::Phase { before, now, is_back: true } => format!("back from {} to {}", before.name(), now.name()),
        Move::Phase { now, .. } => format!("to {}", now.name()),
        Move::Rank { before, now } => format!("from place {before} to {now}"),
        Move::Cost(outlook) => money(outlook, "cost"),
        Move::Benefit(outlook) => money(outlook, "benefit"),
        Move::Kpi { before, now } => {
            let [before, now] = [before, now].map(|share| round::attainment(*share).text(locale));
            format!("KPIs from {before} to {now}")
        }
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
        Move::Cost(_) | Move::Benefit(_) => 5,
        Move::Kpi { .. } => 6,
        Move::Rank { .. } => 7,
        Move::NotSent => 8,
    }
}

/// What is told first stands first.
pub fn weightiest_first(movers: &mut [&Mover]) {
    movers.sort_by_key(|mover| (weight(&mover.how), std::cmp::Reverse(size(&mover.how))));
}

/// How big it is among its kind, in cents, places or millionths.
fn size(how: &Move) -> i64 {
    match how {
        Move::Cost(outlook) | Move::Benefit(outlook) => outlook.at_constant_rates().0.abs(),
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
