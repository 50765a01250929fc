//! Which initiatives score best?

use super::{
    ReportContext,
    calculations::{Calculations, InitiativeColumn as At, computed},
    columns::Columns,
    currencies, inputs,
    round::{self, MoneyScale},
    say::Known,
    tables::{figure_or_empty, figure_or_unknown, fold_unknown, text, text_or_unknown},
    view::{Initiative, View},
    words as phrases,
};
use crate::model::{
    figure::{Figure, Unit},
    metrics::{InitiativeMetrics, Payback, Rank},
    money::Cents,
    phase::Phase,
    report::{Block, Cell, Chart, Entry, Form, Judgement, Look, Paragraph, Rest, Role, Section, Table, Tone},
};

/// Bubbles that can still be told apart on a page, and in a workbook, where pointing at one names it.
const BUBBLES_ON_A_PAGE: usize = 20;
const BUBBLES_IN_THE_WORKBOOK: usize = 25;
/// Two or three places need no picture.
const LEAST_BUBBLES: usize = 4;

/// The ranking in the executive report.
pub fn section(context: &ReportContext, view: &View) -> Section {
    let (ordered, scale) = (in_order(view), single_scale(context, view));
    let shown = context.ranking_rows.min(ordered.len());
    let rest = ordered.len() - shown;
    let has_ranges = ordered.iter().take(shown).any(|one| range(context, one) != Cell::Empty);
    let money = |cents: Cents| Figure { unit: Unit::Money, ..scale.figure(cents) };
    let columns = Columns::new()
        .numbers("Rank", |one: &&Initiative| rank_text(one.metrics.rank))
        .short("ID", |one| text(&*one.id))
        .words("Initiative", |one| text(&*one.name))
        .short("Department", |one| text_or_unknown(one.department.as_deref()))
        .short("Phase", |one| text_or_unknown(one.metrics.phase.map(Phase::name)))
        .numbers("Score", |one| figure_or_unknown(one.metrics.score.score.map(round::score)))
        .when(has_ranges, |columns| columns.numbers("Range", |one| range(context, one)))
        .when(context.has_money(), |columns| {
            columns
                .numbers(format!("NPV {}", scale.name(context.locale(), &context.rules.currency)), move |one| {
                    figure_or_unknown(one.metrics.npv.map(money))
                })
                .numbers("Payback months", |one| payback(one.metrics.payback))
        });
    let table = Table {
        rest: Rest::of_left_out(
            rest,
            "more initiative: workbook, sheet Funding.",
            "more initiatives: workbook, sheet Funding.",
        ),
        ..columns.table("Ranking", "", ordered.iter().take(shown))
    };
    Section {
        name: "Ranking".to_owned(),
        title: title(context, view),
        scope: scope(context, ordered.len()),
        detail_sheet: Some("Funding".to_owned()),
        // The picture first: the table may then go on over the page.
        blocks: (quadrant_chart(view, BUBBLES_ON_A_PAGE).filter(|_| ordered.len() >= LEAST_BUBBLES))
            .map(Block::Chart)
            .into_iter()
            .chain([Block::Table(table), Block::Paragraph(note(context, has_ranges))])
            .collect(),
    }
}

/// `36 initiatives · score 0–100 from six criteria · October 2026`, and which amounts were converted.
fn scope(context: &ReportContext, count: usize) -> String {
    let parts = [
        phrases::plural(count as u64, "initiative", "initiatives"),
        "score 0–100 from six criteria".to_owned(),
        context.assumptions.period_title(),
    ];
    let converted = currencies::converted(context, &currencies::of_portfolio(context));
    parts.into_iter().chain(converted).collect::<Vec<_>>().join(" · ")
}

/// The unit of values of single initiatives.
fn single_scale(context: &ReportContext, view: &View) -> MoneyScale {
    context.scale_for(view.initiatives.iter().filter_map(|one| one.metrics.npv))
}

/// `Match supplier invoices leads the ranking; 36 of 40 initiatives can be ranked.`
pub fn title(context: &ReportContext, view: &View) -> String {
    let ordered = in_order(view);
    let ranked = ordered.iter().filter(|one| one.metrics.rank.is_some()).count();
    let first = leaders(view).next();
    let known = Known::new()
        .name("name", first.map(|first| phrases::cut(&first.name, 45)))
        .holds("shares", first.and_then(|first| first.metrics.rank).is_some_and(|rank| rank.tied))
        .holds("only_one", ranked == 1 && ordered.len() == 1)
        .digits("ranked", ranked)
        .digits("initiatives", ordered.len());
    context.title_of("ranking.title", known)
}

/// The ranked that are not over: what was retired or rejected keeps its place in the list but leads nothing.
fn leaders(view: &View) -> impl Iterator<Item = &Initiative> {
    let over = |one: &Initiative| matches!(one.metrics.phase, Some(Phase::Retired | Phase::Rejected));
    in_order(view).into_iter().filter(move |one| one.metrics.rank.is_some() && !over(one))
}

/// Best first; the unranked behind.
pub fn in_order(view: &View) -> Vec<&Initiative> {
    let mut ordered: Vec<&Initiative> = view.initiatives.iter().collect();
    ordered.sort_by_key(|one| one.metrics.position);
    ordered
}

/// The best ranked in two lines each, for a page that has room for them.
pub fn best(context: &ReportContext, view: &View, most: usize) -> Vec<Entry> {
    let (locale, scale) = (context.locale(), single_scale(context, view));
    leaders(view)
        .take(most)
        .map(|one| {
            let metrics = &one.metrics;
            let mut parts = vec![one.department.as_deref().unwrap_or("department not reported").to_owned()];
            parts.extend(metrics.npv.map(|npv| format!("NPV {}", scale.figure(npv).text(locale))));
            if let Payback::Months(months) = metrics.payback {
                let months = round::months(months);
                parts.push(match months.digits {
                    0 => "pays back at once".to_owned(),
                    _ => format!("pays back in {} months", months.text(locale)),
                });
            }
            Entry {
                name: format!("{} · {}", phrases::middle(&one.name, 44), one.phase_name()),
                mark: metrics.score.score.map_or_else(String::new, |score| round::score(score).text(locale)),
                judgement: Judgement::Neutral,
                says: String::new(),
                lines: vec![parts.join(" · ")],
            }
        })
        .collect()
}

/// `2=` for a shared second place.
pub fn rank_text(rank: Option<Rank>) -> Cell {
    match rank {
        Some(Rank { place, tied: true }) => text(format!("{place}=")),
        Some(Rank { place, tied: false }) => text(place.to_string()),
        None => Cell::Text("–".to_owned()),
    }
}

/// `47–72`, where the missing criteria could put the score; nothing when none is missing.
fn range(context: &ReportContext, one: &Initiative) -> Cell {
    let score = &one.metrics.score;
    if score.coverage > 1.0 - 1e-9 || score.score.is_none() {
        return Cell::Empty;
    }
    let text_of = |value: f64| round::score(value).text(context.locale());
    text(format!("{}–{}", text_of(score.low), text_of(score.high)))
}

/// Months until a plan has paid itself back, or why there are none.
pub fn payback(payback: Payback) -> Cell {
    match payback {
        Payback::Months(months) => Cell::Figure(round::months(months)),
        Payback::BeyondPlan => text("beyond plan"),
        Payback::NoPlan => Cell::Unknown,
    }
}

fn note(context: &ReportContext, has_ranges: bool) -> Paragraph {
    let least = round::percent(context.assumptions.thresholds.coverage, 0).text(context.locale());
    let mut text = format!("n/r: not reported. Unranked (–): less than {least} of the weights is known.");
    if has_ranges {
        text.push_str(" Range: where missing criteria could put the score.");
    }
    if context.has_money() {
        let rate = round::percent(context.assumptions.discount_rate, 1).text(context.locale());
        text.push_str(&format!(" NPV and payback are of the plan, at {rate} a year."));
    }
    Paragraph { tone: Tone::Note, text }
}

/// The sheet Funding of the workbook where no budget is set: every initiative in order, every column.
pub fn sheet(context: &ReportContext, view: &View, live: Option<&Calculations>) -> Section {
    let ordered = in_order(view);
    let currency = &context.rules.currency;
    let score = |score: Option<f64>| figure_or_unknown(score.map(round::score));
    let share = |share: Option<f64>| figure_or_unknown(share.map(|share| round::percent(share, 1)));
    let place = |one: &InitiativeMetrics| Cell::Figure(round::count(one.position + 1));
    let coverage = |one: &InitiativeMetrics| Cell::Figure(round::percent(one.score.coverage, 0));
    let quadrant = |one: &InitiativeMetrics| text_or_unknown(one.quadrant.map(|quadrant| quadrant.name()));
    let reached = move |one: &InitiativeMetrics| share(one.money.year_to_date.benefit.realisation().value());
    let columns = Columns::new()
        .numbers("Rank", of_metrics(live, At::Rank, |one| rank_text(one.rank)))
        .numbers("Place in the list", of_metrics(live, At::Place, place))
        .short("Initiative ID", |one: &&Initiative| text(&*one.id))
        .words("Initiative", |one| text(&*one.name))
        .short("Department", |one| text_or_unknown(one.department.as_deref()))
        .short("Phase", |one| text_or_unknown(one.metrics.phase.map(Phase::name)))
        .short("Status", |one| text_or_unknown(one.status.as_deref()))
        .look(Look::Status)
        .numbers("Score", of_metrics(live, At::Score, move |one| score(one.score.score)))
        .look(Look::Bar)
        .numbers("Score low", of_metrics(live, At::Low, move |one| score(Some(one.score.low))))
        .folded()
        .numbers("Score high", of_metrics(live, At::High, move |one| score(Some(one.score.high))))
        .folded()
        .numbers("Coverage", of_metrics(live, At::Coverage, coverage))
        .numbers("Value", of_metrics(live, At::Value, move |one| score(one.value)))
        .numbers("Feasibility", of_metrics(live, At::Feasibility, move |one| score(one.feasibility)))
        .short("Quadrant", of_metrics(live, At::Quadrant, quadrant))
        .numbers(format!("Budget requested {currency}"), |one| {
            figure_or_unknown(one.budget_requested.map(round::cents))
        })
        .numbers(
            format!("NPV {currency}"),
            of_metrics(live, At::Npv, |one| figure_or_unknown(one.npv.map(round::cents))),
        )
        .look(Look::GoodWhenPositive)
        .short("NPV is", |one| {
            one.metrics.npv.and(one.metrics.plan.bound()).map_or(Cell::Empty, |bound| text(bound.words()))
        })
        .short("Plan ends before the horizon", |one| one.metrics.plan.early_end().map_or(Cell::Empty, Cell::Month))
        .numbers("Payback months", of_metrics(live, At::Payback, |one| payback(one.payback)))
        .numbers("KPI attainment", of_metrics(live, At::Attainment, move |one| share(one.attainment.mean)))
        .numbers("Benefit realisation", of_metrics(live, At::Reached, reached))
        .short("Decision typed", |one| one.decision.as_deref().map_or(Cell::Empty, text));
    let mut table = columns.table("Ranking", "", &ordered);
    fold_unknown(&mut table);
    Section {
        name: "Funding".to_owned(),
        title: title(context, view),
        scope: scope(context, ordered.len()),
        detail_sheet: None,
        blocks: [Block::Table(table), Block::Paragraph(note(context, true))]
            .into_iter()
            .chain(inputs::why_values(context).map(|text| Block::Paragraph(Paragraph { tone: Tone::Note, text })))
            .chain(quadrant_chart(view, BUBBLES_IN_THE_WORKBOOK).map(Block::Chart))
            .collect(),
    }
}

/// What Calculations computes of an initiative, or the same as a value.
fn of_metrics<'a>(
    live: Option<&'a Calculations>,
    column: At,
    cell: impl Fn(&InitiativeMetrics) -> Cell + 'a,
) -> impl Fn(&&Initiative) -> Cell + 'a {
    move |one| computed(live, column, one.metrics.row, cell(&one.metrics))
}

/// Value over feasibility of the best that have both; size is the budget asked for.
fn quadrant_chart(view: &View, most: usize) -> Option<Chart> {
    let placed: Vec<_> = leaders(view).filter(|one| one.metrics.quadrant.is_some()).take(most).collect();
    if placed.is_empty() {
        return None;
    }
    let largest = placed.iter().filter_map(|one| one.budget_requested).max().unwrap_or_default();
    let scale = MoneyScale::for_size(largest);
    let columns = Columns::new()
        .short("Initiative ID", |one: &&Initiative| text(&*one.id))
        .role(Role::Category)
        .numbers("Feasibility", |one| figure_or_unknown(one.metrics.feasibility.map(round::score)))
        .role(Role::Across)
        .numbers("Value", |one| figure_or_unknown(one.metrics.value.map(round::score)))
        .role(Role::Up)
        .numbers("Budget requested", |one| figure_or_empty(one.budget_requested.map(|budget| scale.figure(budget))))
        .role(Role::Size);
    let count_of = |name: &str| {
        placed.iter().filter(|one| one.metrics.quadrant.is_some_and(|quadrant| quadrant.name() == name)).count()
    };
    Some(Chart {
        form: Form::Quadrant,
        title: match placed.len() {
            1 => "Value over feasibility".to_owned(),
            count => format!("Value over feasibility of the {count} best ranked"),
        },
        alternative_text: format!(
            "Value over feasibility: {} quick wins, {} strategic bets, {} fill-ins, {} to deprioritise.",
            count_of("Quick win"),
            count_of("Strategic bet"),
            count_of("Fill-in"),
            count_of("Deprioritise")
        ),
        roles: columns.roles(),
        table: columns.table("Quadrant", "", &placed),
        more_is_better: true,
    })
}
