//! Page "Changes" of the executives' PDF: what moved, who sent, and how the figures of page 1 went month by month; where
//! no month is closed yet, how complete the figures are.

mod complete;

use super::{
    ReportContext, changes,
    round::{self, MoneyScale},
    say::Known,
    sources,
    tables::{body, figure_or_unknown, numbers, short, text, words as wide},
    words,
};
use crate::model::{
    figure::{Figure, Unit},
    history::{Answer, Comparison, Move, Mover, Side},
    money::Cents,
    report::{Align, Block, Cell, Chart, Form, Paragraph, Role, Section, Table, TableColumn, TableRow, Tone},
    sentences,
    submitter::{Sent, SubmitterStatus},
};
use jiff::civil::Date;

/// Months of a sparkline.
const MONTHS: usize = 12;

/// With so many rows of lists the page has room for the trend of page 1's figures.
const ROWS_BESIDE_A_TREND: usize = 22;

/// The page; `None` when nobody sends anything and there is no month to compare with.
pub fn section(context: &ReportContext, lines: usize) -> Option<Section> {
    let comparison = context.comparison();
    let mut blocks = Vec::new();
    if let Some(comparison) = comparison {
        blocks.extend(what_moved(context, comparison, lines));
        // The trend is worth less than any row of what moved.
        if rows_of(&blocks) + context.portfolio.submitters.len() <= ROWS_BESIDE_A_TREND {
            blocks.extend(sparks(context, comparison).map(Block::Chart));
        }
    } else {
        blocks.extend(changes::why_not(context).map(|text| Block::Paragraph(Paragraph { tone: Tone::Plain, text })));
    }
    let has_senders = !context.portfolio.submitters.is_empty();
    if comparison.is_some() && has_senders {
        blocks.push(Block::Table(senders(context, lines)));
    } else if has_senders {
        // Without anything to compare with, the page is about what the figures rest on, and has room for it.
        blocks.push(Block::Table(senders(context, lines * 3)));
        blocks.extend(complete::chart(context).map(Block::Chart));
        blocks.extend(complete::to_fix(context, lines * 2).map(Block::Table));
    }
    if blocks.is_empty() {
        return None;
    }
    Some(Section {
        name: "Changes".to_owned(),
        title: changes::title(context),
        scope: changes::scope(context, context.scale()),
        detail_sheet: Some(if comparison.is_some() { "Changes" } else { "Sources" }.to_owned()),
        blocks,
    })
}

/// Rows of all lists.
fn rows_of(blocks: &[Block]) -> usize {
    let rows = |block: &Block| match block {
        Block::Table(table) => table.rows.len(),
        Block::Chart(chart) => chart.table.rows.len(),
        _ => 0,
    };
    blocks.iter().map(rows).sum()
}

/// Asked and decided; what moved the money of the year, as one list; plans that were rewritten; and everything else.
fn what_moved(context: &ReportContext, comparison: &Comparison, lines: usize) -> Vec<Block> {
    let mut blocks: Vec<Block> = changes::asked_sentence(context, comparison).map(changes::plain).into_iter().collect();
    let asked = asked(context, comparison);
    if !asked.rows.is_empty() {
        blocks.push(Block::Table(changes::shortened(asked, lines.div_ceil(2), "Changes")));
    }
    blocks.extend(outlooks(context, comparison, lines).map(Block::Chart));
    blocks.extend(rewritten(context, comparison, lines).map(Block::Table));
    blocks.extend(others(comparison, context.scale(), lines).map(Block::Table));
    if blocks.is_empty() {
        blocks.extend(context.say(&sentences::CHANGES_NOTHING, Known::new()).map(changes::plain));
    }
    let notes: Vec<String> =
        [off_baseline(comparison), changes::not_sent(context, comparison)].into_iter().flatten().collect();
    if !notes.is_empty() {
        blocks.push(Block::Paragraph(Paragraph { tone: Tone::Note, text: notes.join(" ") }));
    }
    blocks
}

/// What was asked and what came of it, a line each.
fn asked(context: &ReportContext, comparison: &Comparison) -> Table {
    let rows = comparison.asked.iter().map(|one| {
        let answer = match (one.answer, &one.decision) {
            (Answer::Taken(day), Some(decision)) => format!("{decision}, {}", context.locale().day(day)),
            (Answer::Taken(day), None) => format!("decided {}", context.locale().day(day)),
            (Answer::Overdue | Answer::Open, _) if changes::is_replaced(context, one) => {
                "replaced by the question on page 1".to_owned()
            }
            (Answer::Overdue, _) => "overdue".to_owned(),
            (Answer::Open, _) => "open".to_owned(),
            (Answer::Withdrawn, _) => "no longer asked".to_owned(),
        };
        body(vec![text(&*one.id), text(words::cut(&one.question, 70)), text(answer)])
    });
    Table {
        name: "Asked".to_owned(),
        caption: String::new(),
        columns: vec![short("ID"), wide("Asked"), short("Answer")],
        rows: rows.collect(),
        rest: None,
    }
}

/// The year's outlook of spend and benefit, what changed most first: one list of bars.
fn outlooks(context: &ReportContext, comparison: &Comparison, lines: usize) -> Option<Chart> {
    let scale = context.scale();
    let mut moved: Vec<(&Mover, Cents, Cents, bool)> = comparison
        .movers
        .iter()
        .filter_map(|mover| match mover.how {
            Move::Cost { before, now } => Some((mover, before, now, true)),
            Move::Benefit { before, now } => Some((mover, before, now, false)),
            _ => None,
        })
        .collect();
    moved.sort_by_key(|(mover, before, now, is_cost)| {
        (std::cmp::Reverse((now.0 - before.0).abs()), mover.id.clone(), !is_cost)
    });
    let all = moved.len();
    let shown = if all > lines + 1 { lines } else { all };
    let money = |cents: Cents| without_unit(scale.figure(cents)).text(context.locale());
    let rows = moved.iter().take(shown).map(|(mover, before, now, is_cost)| {
        let side = if *is_cost { "spend" } else { "benefit" };
        let name = words::middle(mover.name.as_deref().unwrap_or_default(), 36);
        body(vec![
            text(format!("{} {name}", mover.id)),
            Cell::Figure(without_unit(scale.difference(*now - *before))),
            text(side),
            text(format!("{} → {}", money(*before), money(*now))),
            Cell::Holds(*is_cost),
        ])
    });
    let said: Vec<String> = moved
        .iter()
        .take(shown)
        .map(|(mover, before, now, is_cost)| {
            let side = if *is_cost { "spend" } else { "benefit" };
            format!("{} {side} {}", mover.id, scale.difference(*now - *before).text(context.locale()))
        })
        .collect();
    let (then, unit) = (comparison.with.name(), scale.name(&context.rules.currency));
    (shown > 0).then(|| Chart {
        form: Form::Diverging,
        title: format!("Outlook {} against that of {then}, {unit}: the largest changes first", context.fiscal_year()),
        alternative_text: format!("Outlook of the year since {}: {}.", comparison.with.title(), said.join(", ")),
        table: Table {
            name: "OutlookMoves".to_owned(),
            caption: String::new(),
            columns: vec![
                wide("Initiative"),
                numbers("Change"),
                short("Of"),
                short(&format!("{} → {}", comparison.with.short_name(), context.assumptions.period.short_name())),
                short("Less is better"),
            ],
            rows: rows.collect(),
            rest: (all > shown)
                .then(|| format!("{} more, each smaller (finance's workbook, sheet Changes).", all - shown)),
        },
        roles: vec![Role::Category, Role::Change, Role::Remark, Role::Remark, Role::LessIsBetter],
        more_is_better: true,
    })
}

/// Plans that were rewritten since the closed month: cost, benefit and start of production together.
fn rewritten(context: &ReportContext, comparison: &Comparison, lines: usize) -> Option<Table> {
    let (scale, locale) = (context.scale(), context.locale());
    let money = |(then, now): (Cents, Cents)| {
        let [then, now] = [then, now].map(|cents| without_unit(scale.figure(cents)).text(locale));
        text(if then == now { then } else { format!("{then} → {now}") })
    };
    let day = |day: Option<Date>| day.map_or_else(|| "–".to_owned(), |day| locale.day(day));
    let rows = comparison.rewritten.iter().map(|one| {
        let live = match one.production_on {
            (then, now) if then == now => day(now),
            (then, now) => format!("{} → {}", day(then), day(now)),
        };
        body(vec![text(&*one.id), money(one.cost), money(one.benefit), text(live)])
    });
    let rows: Vec<TableRow> = rows.collect();
    let caption = words::plural(rows.len() as u64, "plan was rewritten", "plans were rewritten");
    let columns = vec![
        wide("Initiative"),
        numbers("Planned cost"),
        numbers("Planned benefit"),
        TableColumn { align: Align::Right, ..short("Planned production") },
    ];
    let table = Table {
        name: "PlansRewritten".to_owned(),
        caption: format!("{caption} since {}", comparison.with.name()),
        columns,
        rows,
        rest: None,
    };
    (!table.rows.is_empty()).then(|| changes::shortened(table, lines, "Changes"))
}

/// Plans that are not as in their baseline, but were rewritten before the closed month.
fn off_baseline(comparison: &Comparison) -> Option<String> {
    let is_new = |id: &str| comparison.rewritten.iter().any(|one| *one.id == *id);
    let older = comparison.rebaselined.iter().map(|one| one.baseline.id.to_string()).filter(|id| !is_new(id));
    let older: Vec<String> = older.collect();
    (!older.is_empty()).then(|| format!("Rewritten in earlier months: {}.", words::listed_up_to(&older, 8)))
}

/// What moved but the money of the year, and past months that were restated.
fn others(comparison: &Comparison, scale: MoneyScale, lines: usize) -> Option<Table> {
    let is_other = |mover: &&Mover| !matches!(mover.how, Move::Cost { .. } | Move::Benefit { .. } | Move::NotSent);
    let movers: Vec<Mover> = comparison.movers.iter().filter(is_other).cloned().collect();
    let moved = changes::movers(&Comparison { movers, ..comparison.clone() }, scale).rows;
    let half = lines.div_ceil(2);
    let money = |cents: Cents| Cell::Figure(without_unit(scale.figure(cents)));
    let restated = comparison.restated.iter().map(|one| {
        let amount = |cents: Option<Cents>| cents.map_or(Cell::Unknown, money);
        let month = format!("Actual of {} {} restated", one.month.short_name(), one.month.year());
        let side = if one.side == Side::Cost { "cost" } else { "benefit" };
        body(vec![text(&*one.id), text(month), text(side), amount(one.before), amount(one.now)])
    });
    let mut rows = Vec::new();
    let mut more = 0;
    for list in [moved, restated.collect::<Vec<_>>()] {
        let shown = if list.len() > half + 1 { half } else { list.len() };
        more += list.len() - shown;
        rows.extend(list.into_iter().take(shown));
    }
    let all = rows.len() + more;
    (!rows.is_empty()).then(|| Table {
        name: "Moves".to_owned(),
        caption: words::plural(all as u64, "other change", "other changes"),
        columns: vec![short("ID"), wide("Initiative"), short("What"), numbers("Before"), numbers("Now")],
        rows,
        rest: (more > 0).then(|| format!("{more} more (finance's workbook, sheet Changes).")),
    })
}

/// In a table and a drawing the title names the unit.
fn without_unit(figure: Figure) -> Figure {
    Figure { unit: Unit::Money, ..figure }
}

/// The figures of page 1 over a year of closed months, this one last; nothing before two months are closed.
fn sparks(context: &ReportContext, comparison: &Comparison) -> Option<Chart> {
    let months = &comparison.trend[comparison.trend.len().saturating_sub(MONTHS)..];
    if months.len() < 3 {
        return None;
    }
    let scale = context.scale();
    type Shown<'a> = &'a dyn Fn(f64) -> Figure;
    let money = |value: f64| scale.figure(Cents((value * 100.0).round() as i64));
    let count = |value: f64| round::count(value as i64);
    let share = |value: f64| round::percent(value, 0);
    let all: [(&str, &str, Shown); 4] = [
        ("Spend to date", "cost_actual_ytd", &money),
        ("Benefit to date", "benefit_actual_ytd", &money),
        ("In production", "initiatives_in_production", &count),
        ("Controls met", "controls_met", &share),
    ];
    let known = |key: &str| months.iter().filter(|(_, figures)| figures.contains_key(key)).count() > 1;
    let rows: Vec<_> = all
        .iter()
        .filter(|(_, key, _)| known(key))
        .map(|(name, key, shown)| {
            let values =
                months.iter().map(|(_, figures)| figure_or_unknown(figures.get(*key).map(|value| shown(*value))));
            body(std::iter::once(text(*name)).chain(values).collect())
        })
        .collect();
    let (first, last) = (months.first()?.0, months.last()?.0);
    let mut columns = vec![short("Figure")];
    columns.extend(months.iter().map(|(month, _)| numbers(month.short_name())));
    (!rows.is_empty()).then(|| Chart {
        form: Form::Sparks,
        title: format!("Figures of page 1, {} to {}", first.title(), last.title()),
        alternative_text: format!("How the figures of page 1 went from {} to {}.", first.title(), last.title()),
        roles: std::iter::once(Role::Category).chain(months.iter().map(|_| Role::Point)).collect(),
        table: Table { name: "Sparks".to_owned(), caption: String::new(), columns, rows, rest: None },
        more_is_better: true,
    })
}

/// Who sent what, those with the most to fix first.
fn senders(context: &ReportContext, most: usize) -> Table {
    let mut submitters: Vec<&SubmitterStatus> = context.portfolio.submitters.iter().collect();
    submitters.sort_by_key(|one| (one.sent, std::cmp::Reverse(one.not_counted), one.name.clone()));
    let rows = submitters.iter().map(|one| {
        let [refused, set_aside, rejected, noted] = one.findings;
        let apart = MoneyScale::for_size(one.not_counted).figure(one.not_counted);
        body(vec![
            text(&*one.name),
            text(sent(one)),
            text(one.saved_at.map_or_else(|| "–".to_owned(), |moment| context.locale().day(sources::date_of(moment)))),
            Cell::Figure(round::count(refused + set_aside + rejected)),
            Cell::Figure(round::count(noted)),
            if one.not_counted == Cents::ZERO { Cell::Empty } else { Cell::Figure(apart) },
        ])
    });
    let table = Table {
        name: "Senders".to_owned(),
        caption: sources::summary(&context.portfolio.submitters),
        columns: vec![
            wide("Department or sender"),
            wide("Reported"),
            short("Saved on"),
            numbers("To fix"),
            numbers("Noted"),
            numbers(&format!("Not counted, {}", context.rules.currency)),
        ],
        rows: rows.collect(),
        rest: None,
    };
    changes::shortened(table, most, "Sources")
}

/// `missing, as of September 2026: 4 initiatives`.
fn sent(one: &SubmitterStatus) -> String {
    match (one.sent, one.sent_last) {
        (Sent::Missing, Some(month)) => format!(
            "missing; {} of {}",
            words::plural(one.initiatives_last, "initiative", "initiatives"),
            month.title()
        ),
        _ => one.sent_in_words(),
    }
}
