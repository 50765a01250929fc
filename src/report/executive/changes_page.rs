//! Page "Changes" of the executives' PDF: what moved, who sent, and how the figures of page 1 went month by month; where
//! no month is closed yet, how complete the figures are.

mod complete;

use crate::{
    model::{
        figure::{Figure, Unit},
        history::{Asked, Comparison, Move, Mover, OutlookMove, Response, Rewritten, Side},
        money::Cents,
        report::{Align, Block, Cell, Chart, Form, Paragraph, Rest, Role, Section, Table, Tone},
        submitter::{Sent, SubmitterStatus},
    },
    report::{
        ReportContext,
        changes::{self, MovedLine},
        columns::Columns,
        round::{self, MoneyScale},
        say::Known,
        sources,
        tables::{figure_or_unknown, text},
        words,
    },
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
        blocks.extend(context.say("changes.nothing", Known::new()).map(changes::plain));
    }
    let notes =
        [changes::rates_note(context, comparison), off_baseline(comparison), changes::not_sent(context, comparison)];
    let notes: Vec<String> = notes.into_iter().flatten().collect();
    if !notes.is_empty() {
        blocks.push(Block::Paragraph(Paragraph { tone: Tone::Note, text: notes.join(" ") }));
    }
    blocks
}

/// What was asked and what came of it, a line each.
fn asked(context: &ReportContext, comparison: &Comparison) -> Table {
    let response = |one: &Asked| match (one.response, &one.decision) {
        (Response::Taken(day), Some(decision)) => text(format!("{decision}, {}", context.locale().day(day))),
        (Response::Taken(day), None) => text(format!("decided {}", context.locale().day(day))),
        (Response::Overdue | Response::Open, _) if changes::is_replaced(context, one) => {
            text("replaced by the question on page 1")
        }
        (Response::Overdue, _) => text("overdue"),
        (Response::Open, _) => text("open"),
        (Response::Withdrawn, _) => text("no longer asked"),
    };
    Columns::new()
        .short("ID", |one: &Asked| text(&*one.id))
        .words("Asked", |one| text(words::cut(&one.question, 70)))
        .short("Answer", response)
        .table("Asked", "", &comparison.asked)
}

/// The year's outlook of spend and benefit, what changed most first: one list of bars.
fn outlooks(context: &ReportContext, comparison: &Comparison, lines: usize) -> Option<Chart> {
    let scale = context.scale();
    let mut moved: Vec<SideMove> = comparison.movers.iter().filter_map(SideMove::of).collect();
    moved.sort_by_key(|one| (std::cmp::Reverse(one.change().0.abs()), one.mover.id.clone(), one.side));
    let all = moved.len();
    let shown = if all > lines + 1 { lines } else { all };
    let money = |cents: Cents| without_unit(scale.figure(cents)).text(context.locale());
    let said: Vec<String> = moved
        .iter()
        .take(shown)
        .map(|one| {
            let change = scale.difference(one.change()).text(context.locale());
            format!("{} {} {change}", one.mover.id, one.side_name())
        })
        .collect();
    let (then, unit) = (comparison.with.name(), scale.name(context.locale(), &context.rules.currency));
    let has_rates = moved.iter().any(|one| one.outlook.rate_effect != Cents::ZERO);
    let constant = if has_rates { ", at constant rates" } else { "" };
    let then_now = format!("{} → {}", comparison.with.short_name(), context.assumptions.period.short_name());
    let columns = Columns::new()
        .words("Initiative", |one: &SideMove| {
            let name = words::middle(one.mover.name.as_deref().unwrap_or_default(), 36);
            text(format!("{} {name}", one.mover.id))
        })
        .role(Role::Category)
        .numbers("Change", |one| Cell::Figure(without_unit(scale.difference(one.change()))))
        .role(Role::Change)
        .short("Of", |one| text(one.side_name()))
        .role(Role::Remark)
        .short(then_now, |one| {
            let rates = match one.outlook.rate_effect {
                Cents::ZERO => String::new(),
                effect => format!(", rates {}", without_unit(scale.difference(effect)).text(context.locale())),
            };
            text(format!("{} → {}{rates}", money(one.outlook.before), money(one.outlook.now)))
        })
        .role(Role::Remark)
        .short("Less is better", |one| Cell::Holds(one.side == Side::Cost))
        .role(Role::LessIsBetter);
    (shown > 0).then(|| Chart {
        form: Form::Diverging,
        title: format!(
            "Outlook {} against that of {then}, {unit}{constant}: the largest changes first",
            context.fiscal_year()
        ),
        alternative_text: format!("Outlook of the year since {}: {}.", comparison.with.title(), said.join(", ")),
        roles: columns.roles(),
        table: Table {
            rest: {
                let words = "more, each smaller (finance's workbook, sheet Changes).";
                Rest::of_left_out(all - shown, words, words)
            },
            ..columns.table("OutlookMoves", "", &moved[..shown])
        },
        more_is_better: true,
    })
}

/// A side of an initiative whose outlook of the year changed.
struct SideMove<'a> {
    mover: &'a Mover,
    side: Side,
    outlook: OutlookMove,
}

impl<'a> SideMove<'a> {
    fn of(mover: &'a Mover) -> Option<Self> {
        let (side, outlook) = match mover.how {
            Move::Cost(outlook) => (Side::Cost, outlook),
            Move::Benefit(outlook) => (Side::Benefit, outlook),
            _ => return None,
        };
        Some(SideMove { mover, side, outlook })
    }

    /// What people did.
    fn change(&self) -> Cents {
        self.outlook.at_constant_rates()
    }

    fn side_name(&self) -> &'static str {
        match self.side {
            Side::Cost => "spend",
            Side::Benefit => "benefit",
        }
    }
}

/// Plans that were rewritten since the closed month: cost, benefit and start of production together.
fn rewritten(context: &ReportContext, comparison: &Comparison, lines: usize) -> Option<Table> {
    let (scale, locale) = (context.scale(), context.locale());
    let money = |(then, now): (Cents, Cents)| {
        let [then, now] = [then, now].map(|cents| without_unit(scale.figure(cents)).text(locale));
        text(if then == now { then } else { format!("{then} → {now}") })
    };
    let day = |day: Option<Date>| day.map_or_else(|| "–".to_owned(), |day| locale.day(day));
    let live = |(then, now): (Option<Date>, Option<Date>)| match then == now {
        true => text(day(now)),
        false => text(format!("{} → {}", day(then), day(now))),
    };
    let plans = &comparison.rewritten;
    let caption = words::plural(plans.len() as u64, "plan was rewritten", "plans were rewritten");
    let table = Columns::new()
        .words("Initiative", |one: &Rewritten| text(&*one.id))
        .numbers("Planned cost", |one| money(one.cost))
        .numbers("Planned benefit", |one| money(one.benefit))
        .short("Planned production", |one| live(one.production_on))
        .align(Align::Right)
        .table("PlansRewritten", format!("{caption} since {}", comparison.with.name()), plans);
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
    let is_other = |mover: &&Mover| !matches!(mover.how, Move::Cost(_) | Move::Benefit(_) | Move::NotSent);
    let mut movers: Vec<&Mover> = comparison.movers.iter().filter(is_other).collect();
    changes::weightiest_first(&mut movers);
    let moved: Vec<MovedLine> = movers.into_iter().map(|mover| MovedLine::of(mover, scale)).collect();
    let half = lines.div_ceil(2);
    let amount =
        |cents: Option<Cents>| cents.map_or(Cell::Unknown, |cents| Cell::Figure(without_unit(scale.figure(cents))));
    let restated = comparison.restated.iter().map(|one| MovedLine {
        id: one.id.clone(),
        name: text(format!("Actual of {} {} restated", one.month.short_name(), one.month.year())),
        what: if one.side == Side::Cost { "cost" } else { "benefit" }.to_owned(),
        before: amount(one.before),
        now: amount(one.now),
        by_rates: Cell::Empty,
    });
    let mut shown = Vec::new();
    let mut more = 0;
    for list in [moved, restated.collect()] {
        let room = if list.len() > half + 1 { half } else { list.len() };
        more += list.len() - room;
        shown.extend(list.into_iter().take(room));
    }
    let caption = words::plural((shown.len() + more) as u64, "other change", "other changes");
    (!shown.is_empty()).then(|| Table {
        rest: Rest::in_sheet(more, "Changes"),
        ..MovedLine::columns("ID").table("Moves", caption, shown)
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
    let is_known =
        |(_, key, _): &(&str, &str, Shown)| months.iter().filter(|(_, figures)| figures.contains_key(*key)).count() > 1;
    let shown: Vec<_> = all.into_iter().filter(is_known).collect();
    let columns = Columns::new()
        .short("Figure", |(name, ..): &(&str, &str, Shown)| text(*name))
        .role(Role::Category)
        .each(months, |columns, (month, figures)| {
            columns
                .numbers(month.short_name(), |(_, key, shown)| {
                    figure_or_unknown(figures.get(*key).map(|value| shown(*value)))
                })
                .role(Role::Point)
        });
    let (first, last) = (months.first()?.0, months.last()?.0);
    (!shown.is_empty()).then(|| Chart {
        form: Form::Sparks,
        title: format!("Figures of page 1, {} to {}", first.title(), last.title()),
        alternative_text: format!("How the figures of page 1 went from {} to {}.", first.title(), last.title()),
        roles: columns.roles(),
        table: columns.table("Sparks", "", shown),
        more_is_better: true,
    })
}

/// Who sent what, those with the most to fix first.
fn senders(context: &ReportContext, most: usize) -> Table {
    let mut submitters: Vec<&SubmitterStatus> = context.portfolio.submitters.iter().collect();
    submitters.sort_by_key(|one| (one.sent, std::cmp::Reverse(one.not_counted), one.name.clone()));
    let saved = |one: &SubmitterStatus| match one.saved_at {
        Some(moment) => context.locale().day(sources::date_of(moment)),
        None => "–".to_owned(),
    };
    let table = Columns::new()
        .words("Department or sender", |one: &&SubmitterStatus| text(&*one.name))
        .words("Reported", |one| text(sent(one)))
        .short("Saved on", |one| text(saved(one)))
        .numbers("To fix", |one| {
            let [refused, set_aside, rejected, _] = one.findings;
            Cell::Figure(round::count(refused + set_aside + rejected))
        })
        .means("Findings of files refused, rows set aside and cells rejected.")
        .numbers("Noted", |one| {
            let [.., noted] = one.findings;
            Cell::Figure(round::count(noted))
        })
        .means("Findings that change no figure: something was assumed, or a comment is missing.")
        .numbers(format!("Not counted, {}", context.rules.currency), |one| match one.not_counted {
            Cents::ZERO => Cell::Empty,
            cents => Cell::Figure(MoneyScale::for_size(cents).figure(cents)),
        })
        .means("Sums of each column and month in rows set aside and cells rejected, added up without their signs.")
        .table("Senders", sources::summary(&context.portfolio.submitters), submitters);
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
