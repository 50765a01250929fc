//! Which initiatives score best?

use super::{
    ReportContext,
    calculations::{Calculations, InitiativeColumn as At, computed},
    inputs,
    round::{self, MoneyScale},
    say::Known,
    tables::{
        body, figure_or_empty, figure_or_unknown, fold_unknown, folded, looking, numbers, short, text, text_or_unknown,
        words,
    },
    view::{Initiative, View},
    words as phrases,
};
use crate::model::{
    figure::{Figure, Unit},
    metrics::{Payback, Rank},
    phase::Phase,
    report::{Block, Cell, Chart, Entry, Form, Judgement, Look, Paragraph, Role, Section, Table, Tone},
    sentences,
};

/// Bubbles that can still be told apart on a page, and in a workbook, where pointing at one names it.
const BUBBLES_ON_A_PAGE: usize = 20;
const BUBBLES_IN_THE_WORKBOOK: usize = 25;

/// The ranking in the executive report.
pub fn section(context: &ReportContext, view: &View) -> Section {
    let (ordered, scale) = (in_order(view), single_scale(context, view));
    let shown = context.ranking_rows.min(ordered.len());
    let rest = ordered.len() - shown;
    let ranges: Vec<Cell> = ordered.iter().take(shown).map(|one| range(context, one)).collect();
    let has_ranges = ranges.iter().any(|cell| *cell != Cell::Empty);
    let mut columns =
        vec![numbers("Rank"), short("ID"), words("Initiative"), short("Department"), short("Phase"), numbers("Score")];
    if has_ranges {
        columns.push(numbers("Range"));
    }
    if context.has_money() {
        columns.push(numbers(&format!("NPV {}", scale.name(&context.rules.currency))));
        columns.push(numbers("Payback months"));
    }
    let row = |(one, range): (&&Initiative, Cell)| {
        let mut cells = short_cells(one);
        cells.extend(has_ranges.then_some(range));
        cells.extend(context.has_money().then(|| money_cells(scale, one)).into_iter().flatten());
        body(cells)
    };
    let table = Table {
        name: "Ranking".to_owned(),
        caption: String::new(),
        columns,
        rows: ordered.iter().zip(ranges).map(row).collect(),
        rest: (rest > 0).then(|| {
            let more = phrases::plural(rest as u64, "more initiative", "more initiatives");
            format!("{more}: workbook, sheet Funding.")
        }),
    };
    Section {
        name: "Ranking".to_owned(),
        title: title(context, view),
        scope: format!(
            "{} · score 0–100 from six criteria · {}",
            phrases::plural(ordered.len() as u64, "initiative", "initiatives"),
            context.assumptions.period.title()
        ),
        detail_sheet: Some("Funding".to_owned()),
        // The picture first: the table may then go on over the page.
        blocks: quadrant_chart(view, BUBBLES_ON_A_PAGE)
            .map(Block::Chart)
            .into_iter()
            .chain([Block::Table(table), Block::Paragraph(note(context, has_ranges))])
            .collect(),
    }
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
    context.title_of(&sentences::RANKING_TITLE, known)
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

fn short_cells(one: &Initiative) -> Vec<Cell> {
    let metrics = &one.metrics;
    vec![
        rank_text(metrics.rank),
        text(&*one.id),
        text(&*one.name),
        text_or_unknown(one.department.as_deref()),
        text_or_unknown(metrics.phase.map(Phase::name)),
        figure_or_unknown(metrics.score.score.map(round::score)),
    ]
}

fn money_cells(scale: MoneyScale, one: &Initiative) -> [Cell; 2] {
    let npv = one.metrics.npv.map(|npv| Figure { unit: Unit::Money, ..scale.figure(npv) });
    [figure_or_unknown(npv), payback(one.metrics.payback)]
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
    let mut table = Table {
        name: "Ranking".to_owned(),
        caption: String::new(),
        columns: vec![
            numbers("Rank"),
            numbers("Place in the list"),
            short("Initiative ID"),
            words("Initiative"),
            short("Department"),
            short("Phase"),
            looking(short("Status"), Look::Status),
            looking(numbers("Score"), Look::Bar),
            folded(numbers("Score low")),
            folded(numbers("Score high")),
            numbers("Coverage"),
            numbers("Value"),
            numbers("Feasibility"),
            short("Quadrant"),
            numbers(&format!("Budget requested {}", context.rules.currency)),
            looking(numbers(&format!("NPV {}", context.rules.currency)), Look::GoodWhenPositive),
            short("NPV is"),
            short("Plan ends before the horizon"),
            numbers("Payback months"),
            numbers("KPI attainment"),
            numbers("Benefit realisation"),
            short("Decision typed"),
        ],
        rows: ordered.iter().map(|one| body(full_cells(one, live))).collect(),
        rest: None,
    };
    fold_unknown(&mut table);
    Section {
        name: "Funding".to_owned(),
        title: title(context, view),
        scope: format!(
            "{} · score 0–100 from six criteria · {}",
            phrases::plural(ordered.len() as u64, "initiative", "initiatives"),
            context.assumptions.period.title()
        ),
        detail_sheet: None,
        blocks: [Block::Table(table), Block::Paragraph(note(context, true))]
            .into_iter()
            .chain(inputs::why_values(context).map(|text| Block::Paragraph(Paragraph { tone: Tone::Note, text })))
            .chain(quadrant_chart(view, BUBBLES_IN_THE_WORKBOOK).map(Block::Chart))
            .collect(),
    }
}

fn full_cells(one: &Initiative, live: Option<&Calculations>) -> Vec<Cell> {
    let metrics = &one.metrics;
    let computed = |column, value| computed(live, column, metrics.row, value);
    let share = |share: Option<f64>| figure_or_unknown(share.map(|share| round::percent(share, 1)));
    vec![
        computed(At::Rank, rank_text(metrics.rank)),
        computed(At::Place, Cell::Figure(round::count(metrics.position + 1))),
        text(&*one.id),
        text(&*one.name),
        text_or_unknown(one.department.as_deref()),
        text_or_unknown(metrics.phase.map(Phase::name)),
        text_or_unknown(one.status.as_deref()),
        computed(At::Score, figure_or_unknown(metrics.score.score.map(round::score))),
        computed(At::Low, Cell::Figure(round::score(metrics.score.low))),
        computed(At::High, Cell::Figure(round::score(metrics.score.high))),
        computed(At::Coverage, Cell::Figure(round::percent(metrics.score.coverage, 0))),
        computed(At::Value, figure_or_unknown(metrics.value.map(round::score))),
        computed(At::Feasibility, figure_or_unknown(metrics.feasibility.map(round::score))),
        computed(At::Quadrant, text_or_unknown(metrics.quadrant.map(|quadrant| quadrant.name()))),
        figure_or_unknown(one.budget_requested.map(round::cents)),
        computed(At::Npv, figure_or_unknown(metrics.npv.map(round::cents))),
        metrics.npv.and(metrics.plan.bound()).map_or(Cell::Empty, |bound| text(bound.words())),
        metrics.plan.early_end().map_or(Cell::Empty, Cell::Month),
        computed(At::Payback, payback(metrics.payback)),
        computed(At::Attainment, share(metrics.attainment.mean)),
        computed(At::Reached, share(metrics.money.year_to_date.benefit.realisation().value())),
        one.decision.as_deref().map_or(Cell::Empty, text),
    ]
}

/// Value over feasibility of the best that have both; size is the budget asked for.
fn quadrant_chart(view: &View, most: usize) -> Option<Chart> {
    let placed: Vec<_> = leaders(view).filter(|one| one.metrics.quadrant.is_some()).take(most).collect();
    if placed.is_empty() {
        return None;
    }
    let largest = placed.iter().filter_map(|one| one.budget_requested).max().unwrap_or_default();
    let scale = MoneyScale::for_size(largest);
    let rows = placed
        .iter()
        .map(|one| {
            body(vec![
                text(&*one.id),
                figure_or_unknown(one.metrics.feasibility.map(round::score)),
                figure_or_unknown(one.metrics.value.map(round::score)),
                figure_or_empty(one.budget_requested.map(|budget| scale.figure(budget))),
            ])
        })
        .collect();
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
        table: Table {
            name: "Quadrant".to_owned(),
            caption: String::new(),
            columns: vec![
                short("Initiative ID"),
                numbers("Feasibility"),
                numbers("Value"),
                numbers("Budget requested"),
            ],
            rows,
            rest: None,
        },
        roles: vec![Role::Category, Role::Across, Role::Up, Role::Size],
        more_is_better: true,
    })
}
