//! Page "Changes" of the executives' PDF: what moved, who sent, and how the figures of page 1 went month by month; where
//! no month is closed yet, how complete the figures are.

mod complete;

use super::{
    Facts, changes,
    round::{self, MoneyScale},
    say::Known,
    sources,
    tables::{body, figure_or_unknown, numbers, short, text, words as wide},
    words,
};
use crate::model::{
    figure::{Figure, Unit},
    history::{Answer, Comparison, Move, Mover, Rebaselined, Side},
    money::Cents,
    report::{Block, Cell, Chart, Form, Paragraph, Role, Section, Table, TableRow, Tone},
    sentences,
    submitter::{Sent, SubmitterStatus},
};
use jiff::civil::Date;

/// Slopes in one drawing; two stand beside each other.
const SLOPES: usize = 4;

/// Months of a sparkline.
const MONTHS: usize = 12;

/// The page; `None` when nobody sends anything and there is no month to compare with.
pub fn section(facts: &Facts, lines: usize) -> Option<Section> {
    let comparison = facts.comparison();
    let mut blocks = Vec::new();
    if let Some(comparison) = comparison {
        blocks.extend(what_moved(facts, comparison, lines));
        blocks.extend(sparks(facts, comparison).map(Block::Chart));
    } else {
        blocks.extend(changes::why_not(facts).map(|text| Block::Paragraph(Paragraph { tone: Tone::Plain, text })));
    }
    let has_senders = !facts.portfolio.submitters.is_empty();
    if comparison.is_some() && has_senders {
        blocks.push(Block::Table(senders(facts, lines)));
    } else if has_senders {
        // Without anything to compare with, the page is about what the figures rest on, and has room for it.
        blocks.push(Block::Table(senders(facts, lines * 3)));
        blocks.extend(complete::chart(facts).map(Block::Chart));
        blocks.extend(complete::to_fix(facts, lines * 2).map(Block::Table));
    }
    if blocks.is_empty() {
        return None;
    }
    Some(Section {
        name: "Changes".to_owned(),
        title: changes::title(facts),
        scope: changes::scope(facts, facts.scale()),
        detail_sheet: Some(if comparison.is_some() { "Changes" } else { "Sources" }.to_owned()),
        blocks,
    })
}

/// Asked and decided, the money of the year, and one list of other moves, plans and past months.
fn what_moved(facts: &Facts, comparison: &Comparison, lines: usize) -> Vec<Block> {
    let mut blocks: Vec<Block> = changes::asked_sentence(facts, comparison).map(changes::plain).into_iter().collect();
    let asked = asked(facts, comparison);
    if !asked.rows.is_empty() {
        blocks.push(Block::Table(changes::shortened(asked, lines.div_ceil(2), "Changes")));
    }
    let slopes: Vec<Chart> =
        [slope(facts, comparison, true), slope(facts, comparison, false)].into_iter().flatten().collect();
    if !slopes.is_empty() {
        blocks.push(Block::Charts(slopes));
    }
    blocks.extend(moves(comparison, facts.scale(), lines).map(Block::Table));
    if blocks.is_empty() {
        blocks.extend(facts.say(&sentences::CHANGES_NOTHING, Known::new()).map(changes::plain));
    }
    let note = changes::not_sent(facts, comparison);
    blocks.extend(note.map(|text| Block::Paragraph(Paragraph { tone: Tone::Note, text })));
    blocks
}

/// What was asked and what came of it, a line each.
fn asked(facts: &Facts, comparison: &Comparison) -> Table {
    let rows = comparison.asked.iter().map(|one| {
        let answer = match (one.answer, &one.decision) {
            (Answer::Taken(day), Some(decision)) => format!("{decision}, {}", facts.locale().day(day)),
            (Answer::Taken(day), None) => format!("decided {}", facts.locale().day(day)),
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

/// Everything of a plan that is not as in its baseline, a row each: cost, benefit and planned production together say
/// what was rewritten.
fn off_baseline(one: &Rebaselined, money: &dyn Fn(Cents) -> Cell) -> Vec<TableRow> {
    let then = &one.baseline;
    let since = format!("Plan off its baseline of {} {}", then.set_in.short_name(), then.set_in.year());
    let parts = [
        ("planned cost", money(then.cost_planned), money(one.cost_planned)),
        ("planned benefit", money(then.benefit_planned), money(one.benefit_planned)),
        ("planned production", day(then.planned_production_on), day(one.planned_production_on)),
    ];
    let changed = parts.into_iter().filter(|(_, before, now)| before != now);
    changed.map(|(what, before, now)| body(vec![text(&*then.id), text(&*since), text(what), before, now])).collect()
}

/// What moved but the money of the year, which is drawn; plans off their baseline; past months restated.
fn moves(comparison: &Comparison, scale: MoneyScale, lines: usize) -> Option<Table> {
    let is_other = |mover: &&Mover| !matches!(mover.how, Move::Cost { .. } | Move::Benefit { .. } | Move::NotSent);
    let movers: Vec<Mover> = comparison.movers.iter().filter(is_other).cloned().collect();
    let moved = changes::movers(&Comparison { movers, ..comparison.clone() }, scale).rows;
    let half = lines.div_ceil(2);
    let money = |cents: Cents| Cell::Figure(without_unit(scale.figure(cents)));
    let plans = comparison.rebaselined.iter().flat_map(|one| off_baseline(one, &money));
    let restated = comparison.restated.iter().map(|one| {
        let amount = |cents: Option<Cents>| cents.map_or(Cell::Unknown, money);
        let month = format!("Actual of {} {} restated", one.month.short_name(), one.month.year());
        let side = if one.side == Side::Cost { "cost" } else { "benefit" };
        body(vec![text(&*one.id), text(month), text(side), amount(one.before), amount(one.now)])
    });
    let mut rows = Vec::new();
    let mut more = 0;
    for (list, most) in [(moved, half), (plans.collect::<Vec<_>>(), half), (restated.collect(), half)] {
        more += list.len().saturating_sub(most);
        rows.extend(list.into_iter().take(most));
    }
    (!rows.is_empty()).then(|| Table {
        name: "Moves".to_owned(),
        caption: "What else moved".to_owned(),
        columns: vec![short("ID"), wide("Initiative"), short("What"), numbers("Before"), numbers("Now")],
        rows,
        rest: (more > 0).then(|| format!("{more} more: workbook, sheet Changes.")),
    })
}

fn day(day: Option<Date>) -> Cell {
    day.map_or(Cell::Empty, Cell::Day)
}

/// In a table and a drawing the title names the unit.
fn without_unit(figure: Figure) -> Figure {
    Figure { unit: Unit::Money, ..figure }
}

/// The year's outlook of those that moved most, last month and now.
fn slope(facts: &Facts, comparison: &Comparison, is_cost: bool) -> Option<Chart> {
    let scale = facts.scale();
    let mut moved: Vec<(&str, Cents, Cents)> = comparison
        .movers
        .iter()
        .filter_map(|mover| match mover.how {
            Move::Cost { before, now } if is_cost => Some((&*mover.id, before, now)),
            Move::Benefit { before, now } if !is_cost => Some((&*mover.id, before, now)),
            _ => None,
        })
        .collect();
    moved.sort_by_key(|(id, before, now)| (std::cmp::Reverse((now.0 - before.0).abs()), *id));
    moved.truncate(SLOPES);
    let difference = |before: Cents, now: Cents| scale.difference(now - before);
    let rows = moved.iter().map(|(id, before, now)| {
        let change = without_unit(difference(*before, *now)).text(facts.locale());
        let money = |cents: Cents| Cell::Figure(without_unit(scale.figure(cents)));
        body(vec![text(format!("{id} ({change})")), money(*before), money(*now)])
    });
    let side = if is_cost { "Spend" } else { "Benefit" };
    let said: Vec<String> = moved
        .iter()
        .map(|(id, before, now)| format!("{id} {}", difference(*before, *now).text(facts.locale())))
        .collect();
    (!moved.is_empty()).then(|| Chart {
        form: Form::Slope,
        title: format!("{side} outlook {}, {}", facts.fiscal_year(), scale.name(&facts.rules.currency)),
        alternative_text: format!("{side} outlook of the year since {}: {}.", comparison.with.title(), said.join(", ")),
        table: Table {
            name: format!("{side}Slope"),
            caption: String::new(),
            columns: vec![
                short("Initiative"),
                numbers(comparison.with.short_name()),
                numbers(facts.assumptions.period.short_name()),
            ],
            rows: rows.collect(),
            rest: None,
        },
        roles: vec![Role::Category, Role::Before, Role::Actual],
        more_is_better: !is_cost,
    })
}

/// The figures of page 1 over a year of closed months, this one last; nothing before two months are closed.
fn sparks(facts: &Facts, comparison: &Comparison) -> Option<Chart> {
    let months = &comparison.trend[comparison.trend.len().saturating_sub(MONTHS)..];
    if months.len() < 3 {
        return None;
    }
    let scale = facts.scale();
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
fn senders(facts: &Facts, most: usize) -> Table {
    let mut submitters: Vec<&SubmitterStatus> = facts.portfolio.submitters.iter().collect();
    submitters.sort_by_key(|one| (one.sent, std::cmp::Reverse(one.not_counted), one.name.clone()));
    let rows = submitters.iter().map(|one| {
        let [refused, set_aside, rejected, noted] = one.findings;
        let apart = MoneyScale::for_size(one.not_counted).figure(one.not_counted);
        body(vec![
            text(&*one.name),
            text(sent(one)),
            text(one.saved_at.map_or_else(|| "–".to_owned(), |moment| facts.locale().day(sources::date_of(moment)))),
            Cell::Figure(round::count(refused + set_aside + rejected)),
            Cell::Figure(round::count(noted)),
            if one.not_counted == Cents::ZERO { Cell::Empty } else { Cell::Figure(apart) },
        ])
    });
    let table = Table {
        name: "Senders".to_owned(),
        caption: sources::summary(&facts.portfolio.submitters),
        columns: vec![
            wide("Sender"),
            wide("Sent"),
            short("Saved on"),
            numbers("To fix"),
            numbers("Noted"),
            numbers(&format!("Not counted, {}", facts.rules.currency)),
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
