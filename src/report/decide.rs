//! What do you want from me? Key figures, decisions, what stands out, and how far the data can be trusted.

use super::{
    Facts,
    calculations::{Calculations, InitiativeColumn as At},
    changes, funding, ledger, live, money, ranking,
    round::{self, MoneyScale},
    say::Known,
    view::{Initiative, View},
    words,
};
use crate::model::{
    assumptions::Assumptions,
    check::{Check, not_proved},
    control::Answer,
    finding::Severity,
    live::{Formula, Live, Term},
    locale::Locale,
    measure::Part,
    metrics::Attainment,
    money::Cents,
    period::Month,
    phase::Phase,
    report::{Block, Cell, Decision, Entry, Judgement, Paragraph, Section, Tile, TileNote, Tone},
    sentences,
    submitter::{Sent, SubmitterStatus},
};

/// Initiatives named on a page 1 that asks for nothing, and how many of them because they are behind plan.
const BEST_RANKED: usize = 5;
const FURTHEST_BEHIND: usize = 3;

/// Half lines of text that stand below the figures of page 1.
const HALF_LINES: usize = 43;

/// Letters of who, when and why: two lines with a button behind them.
const FACTS_LENGTH: usize = 100;

/// A reason cut shorter than this says nothing.
const SHORTEST_REASON: usize = 20;

/// Page 1 of the executive report.
pub fn section(facts: &Facts, view: &View, most_decisions: usize) -> Section {
    let decisions = decisions(facts, view);
    let funding = funding::in_two_lines(facts, view);
    let mut blocks = vec![Block::Tiles(tiles(facts, view, None))];
    let mut stands_out = stands_out(facts, view).into_iter();
    let sentence = |text| Block::Paragraph(Paragraph { tone: Tone::Plain, text });
    let reds = reds(view);
    blocks.extend(reds.clone().map(sentence));
    if decisions.is_empty() {
        let none = facts.portfolio.initiatives.is_empty();
        let quiet = facts.say(&sentences::DECIDE_QUIET, Known::new().holds("none_reported", none));
        blocks.push(Block::Heading("What stands out".to_owned()));
        blocks.push(sentence(quiet.into_iter().chain(stands_out).collect::<Vec<_>>().join(" ")));
        let behind = behind(facts, view);
        let best = ranking::best(facts, view, BEST_RANKED - behind.len());
        if !behind.is_empty() {
            blocks.push(Block::Heading("Furthest behind their planned benefit".to_owned()));
            blocks.push(Block::Entries(behind));
        }
        if !best.is_empty() {
            blocks.push(Block::Heading("Best ranked, by score".to_owned()));
            blocks.push(Block::Entries(best));
        }
    } else {
        let moved = changes::movers_sentence(facts);
        // What moved takes the place of one sentence, and the figures say the change in a line of their own.
        let more = moved.as_deref().map_or(0, lines_of);
        blocks.extend(moved.or_else(|| stands_out.next()).map(sentence));
        let taken = 2 * (funding.as_deref().map_or(0, lines_of) + more + reds.as_deref().map_or(0, text_lines));
        let shown = that_fit(&decisions, most_decisions, HALF_LINES.saturating_sub(taken));
        let heading = match decisions.len() - shown.len() {
            0 => "We need from you".to_owned(),
            _ => format!("We need from you: {} of {}, the rest on sheet Summary", shown.len(), decisions.len()),
        };
        blocks.push(Block::Heading(heading));
        blocks.push(Block::Decisions(shown));
    }
    if let Some(text) = funding {
        blocks.push(Block::Heading("New money".to_owned()));
        blocks.push(sentence(text));
    }
    blocks.push(Block::Paragraph(Paragraph { tone: Tone::Trust, text: trust(facts) }));
    Section {
        name: "Decide".to_owned(),
        title: title(facts, view, decisions.len()),
        scope: format!(
            "{} · {} · {}",
            words::plural(view.initiatives.len() as u64, "AI initiative", "AI initiatives"),
            facts.scale().name(&facts.rules.currency),
            facts.year_to_date()
        ),
        detail_sheet: Some("Summary".to_owned()),
        blocks,
    }
}

/// `Red: A-1 Price engine: Bank stopped the project`. What is active, reported Red and asks for no decision, with its
/// reason: a Red that nobody asks about is not hidden.
fn reds(view: &View) -> Option<String> {
    /// Initiatives named in it.
    const MOST: usize = 3;
    let is_asked = |one: &Initiative| open_decisions(view).any(|asking| asking.id == one.id);
    let red: Vec<&Initiative> = view
        .initiatives
        .iter()
        .filter(|one| matches!(one.metrics.phase, Some(Phase::Approved | Phase::Pilot | Phase::Production)))
        .filter(|one| one.status.as_deref() == Some("Red") && !is_asked(one))
        .collect();
    let named = red.iter().take(MOST).map(|one| {
        let reason = one.status_reason.as_deref().map_or("no reason given", |reason| reason.trim_end_matches('.'));
        format!("{} {}: {}", one.id, words::cut(&one.name, 32), words::cut(reason, 48))
    });
    let mut said: Vec<String> = named.collect();
    if red.len() > MOST {
        said.push(format!("{} more", red.len() - MOST));
    }
    (!said.is_empty()).then(|| words::sentence(&format!("Red: {}", said.join("; "))))
}

/// Who misses most of the benefit that was planned to date.
fn behind(facts: &Facts, view: &View) -> Vec<Entry> {
    let locale = facts.locale();
    let gap = |one: &Initiative| {
        let benefit = &one.metrics.money.year_to_date.benefit;
        let variance = benefit.variance().filter(|variance| variance.0 < 0)?;
        let is_on_plan = words::on_plan(variance, benefit.planned, facts.assumptions.thresholds.on_plan);
        (!is_on_plan).then_some(variance)
    };
    let mut found: Vec<(Cents, &Initiative)> =
        view.initiatives.iter().filter_map(|one| Some((gap(one)?, one))).collect();
    found.sort_by_key(|(gap, one)| (*gap, one.id.clone()));
    let scale = facts.scale_for(found.iter().map(|(gap, _)| *gap));
    let entry = |(gap, one): &(Cents, &Initiative)| {
        let mut parts = vec![one.department.as_deref().unwrap_or("department not reported").to_owned()];
        let reached = one.metrics.money.year_to_date.benefit.realisation().value();
        parts.extend(reached.map(|share| format!("reaches {} of plan", round::percent(share, 0).text(locale))));
        Entry {
            name: format!("{} · {}", words::cut(&one.name, 44), one.phase_name()),
            mark: scale.difference(*gap).text(locale),
            judgement: Judgement::Worse,
            lines: vec![parts.join(" · ")],
        }
    };
    found.iter().take(FURTHEST_BEHIND).map(entry).collect()
}

/// Lines that a paragraph with its heading takes on page 1.
fn lines_of(text: &str) -> usize {
    2 + text_lines(text)
}

/// Lines of the text itself.
fn text_lines(text: &str) -> usize {
    text.chars().count().div_ceil(64)
}

/// The most urgent decisions for which page 1 has room, at most so many and at least one.
fn that_fit(decisions: &[Decision], most: usize, mut room: usize) -> Vec<Decision> {
    /// Letters of a bold line, and of a plain one.
    const ASK_LENGTH: usize = 56;
    const FACTS_LINE: usize = 64;
    /// Room of the button behind the facts, in letters.
    const BUTTON: usize = 8;
    let half_lines = |decision: &Decision| {
        let ask = decision.ask.chars().count().div_ceil(ASK_LENGTH);
        let facts = (decision.facts.chars().count() + BUTTON).div_ceil(FACTS_LINE);
        2 * (ask + facts) + 1
    };
    let mut shown: Vec<Decision> = Vec::new();
    for decision in decisions.iter().take(most) {
        let needed = half_lines(decision);
        if needed > room && !shown.is_empty() {
            break;
        }
        room = room.saturating_sub(needed);
        shown.push(decision.clone());
    }
    shown
}

/// The worst gap, and what has to be decided by when.
pub fn title(facts: &Facts, view: &View, asked: usize) -> String {
    let reported = facts.portfolio.initiatives.len();
    if reported == 0 {
        return facts.title_of(&sentences::DECIDE_TITLE, Known::new());
    }
    let known = Known::new()
        .figure("gap", money::worst_gap(facts))
        .figure("asks", asks(facts, view, asked))
        .digits("initiatives", reported);
    facts.title_of(&sentences::DECIDE_TITLE, known)
}

/// `two decisions, the next by 12 November`, `one decision by 12 November`, `two decisions, all overdue`.
fn asks(facts: &Facts, view: &View, asked: usize) -> Option<String> {
    let period = facts.assumptions.period;
    let days = || open_decisions(view).filter_map(|one| one.decision_needed_by);
    let overdue = days().filter(|day| *day <= period.last_day()).count();
    let next = days().filter(|day| *day > period.last_day()).min().map(|day| words::day_and_month(day, period));
    let known = Known::new()
        .some("asked", asked)
        .some("overdue", overdue)
        .figure("next", next)
        .holds("only_one", asked == 1)
        .holds("all_overdue", asked > 0 && overdue == asked);
    facts.say(&sentences::DECIDE_ASKS, known)
}

/// The four figures of page 1 and of the workbook's summary.
pub fn tiles(facts: &Facts, view: &View, live: Option<&Calculations>) -> Vec<Tile> {
    let mut tiles = Vec::new();
    if facts.has_money() {
        tiles.push(spend_tile(facts, live));
        tiles.push(benefit_tile(facts, live));
    }
    tiles.push(production_tile(facts, view, live));
    tiles.extend(
        controls_tile(facts)
            .or_else(|| (!facts.metrics.kpis.is_empty()).then(|| kpi_tile(facts, &facts.metrics.total.attainment))),
    );
    tiles
}

/// The sum of a column over all initiatives and the centre itself.
fn sum_of(live: Option<&Calculations>, column: At, cents: Cents, scale: MoneyScale) -> Option<Box<Live>> {
    let formula = Formula::new("SUM({})/{}", [live?.all(column), Term::Number(scale.units())]);
    computed(live::number(scale.figure(cents), cents.units() / scale.units(), formula))
}

/// What computes a cell, if anything does.
fn computed(cell: Cell) -> Option<Box<Live>> {
    match cell {
        Cell::Live(live) => Some(live),
        _ => None,
    }
}

fn spend_tile(facts: &Facts, live: Option<&Calculations>) -> Tile {
    let (scale, locale, money) = (facts.scale(), facts.locale(), facts.metrics.total.money);
    let spend = &money.year_to_date.cost;
    let mut notes = vec![words::against_plan(facts, spend, scale, false)];
    let outlook = money.year_cost_outlook;
    notes.push(match facts.assumptions.budget() {
        Some(budget) => {
            let over = outlook - budget;
            let (word, judgement) = if over.0 > 0 { ("over", Judgement::Worse) } else { ("under", Judgement::Neutral) };
            let size = scale.figure(Cents(over.0.abs())).text(locale);
            TileNote { text: format!("outlook {size} {word} budget"), judgement }
        }
        None => TileNote {
            text: format!("outlook {}, no budget", scale.figure(outlook).text(locale)),
            judgement: Judgement::Neutral,
        },
    });
    notes.extend(changes::note(facts, "cost_actual_ytd"));
    Tile {
        label: format!("Spend, {}", facts.year_to_date()),
        value: (spend.reported() > 0).then(|| scale.figure(spend.actual)),
        live: sum_of(live, At::YearSpend, spend.actual, scale),
        missing: "not reported".to_owned(),
        notes,
    }
}

fn benefit_tile(facts: &Facts, live: Option<&Calculations>) -> Tile {
    let (scale, locale) = (facts.scale(), facts.locale());
    let window = facts.metrics.total.money.year_to_date;
    let mut notes = vec![words::against_plan(facts, &window.benefit, scale, true)];
    if window.benefit.actual.0 > 0 {
        let share = window.benefit_validated.0 as f64 / window.benefit.actual.0 as f64;
        notes.push(TileNote {
            text: format!("{} validated by finance", round::percent(share, 0).text(locale)),
            judgement: Judgement::Neutral,
        });
    }
    notes.extend(changes::note(facts, "benefit_actual_ytd"));
    Tile {
        label: format!("Benefit, {}", facts.year_to_date()),
        value: (window.benefit.reported() > 0).then(|| scale.figure(window.benefit.actual)),
        live: sum_of(live, At::YearBenefit, window.benefit.actual, scale),
        missing: "not reported".to_owned(),
        notes,
    }
}

fn production_tile(facts: &Facts, view: &View, live: Option<&Calculations>) -> Tile {
    let in_phase = |phase| view.initiatives.iter().filter(|one| one.metrics.phase == Some(phase)).count();
    let end = facts.assumptions.period.last_day();
    let overdue = view.initiatives.iter().filter(|one| one.is_overdue(end)).count();
    let mut notes = vec![TileNote {
        text: format!(
            "of {}; {} in pilot",
            words::plural(view.initiatives.len() as u64, "initiative", "initiatives"),
            in_phase(Phase::Pilot)
        ),
        judgement: Judgement::Neutral,
    }];
    if overdue > 0 {
        notes.push(TileNote { text: format!("{overdue} past their planned date (late)"), judgement: Judgement::Worse });
    }
    notes.extend(changes::note(facts, "initiatives_in_production"));
    let in_production = round::count(in_phase(Phase::Production) as i64);
    let counted = live.and_then(|calculations| {
        let name = Term::Text(Phase::Production.name().to_owned());
        let formula = Formula::new("COUNTIF({},{})", [calculations.all(At::Phase), name]);
        computed(live::number(in_production, in_production.number(), formula))
    });
    Tile { label: "In production".to_owned(), value: Some(in_production), live: counted, missing: String::new(), notes }
}

/// Controls met of those that apply; `None` where nobody answers for any.
fn controls_tile(facts: &Facts) -> Option<Tile> {
    let met = facts.metrics.health.measure("M14a").filter(|met| met.value.is_some())?;
    let (Some(Part::Count(yes)), Some(Part::Count(applying))) = (met.numerator, met.denominator) else { return None };
    let tiers = &facts.metrics.health.controls;
    let silent: u32 = tiers.iter().map(|tier| tier.count(Answer::NotReported)).sum();
    let mut notes = vec![TileNote { text: format!("{yes} of {applying} that apply"), judgement: Judgement::Neutral }];
    if silent > 0 {
        notes.push(TileNote { text: format!("{silent} not reported (worse)"), judgement: Judgement::Worse });
    }
    notes.extend(changes::share_note(facts, "controls_met"));
    Some(Tile {
        label: "Controls met".to_owned(),
        value: met.value.map(|share| round::percent(share, 0)),
        live: None,
        missing: "not reported".to_owned(),
        notes,
    })
}

/// Where nobody answers for controls: how many KPIs are at target.
fn kpi_tile(facts: &Facts, attainment: &Attainment) -> Tile {
    let unknown = match attainment.unknown {
        0 => String::new(),
        unknown => format!("; {unknown} not yet"),
    };
    let missing = words::missing(facts.assumptions, facts.locale(), attainment.known, attainment.unknown)
        .map_or_else(String::new, |words| format!(" ({words})"));
    let mut notes = vec![TileNote {
        text: format!("of {} judged{unknown}{missing}", attainment.known),
        judgement: Judgement::Neutral,
    }];
    if let Some(mean) = attainment.mean {
        notes.push(TileNote {
            text: format!("{} of the way on average", round::percent(mean, 0).text(facts.locale())),
            judgement: Judgement::Neutral,
        });
    }
    Tile {
        label: "KPIs at target".to_owned(),
        value: (attainment.known > 0).then(|| round::count(attainment.at_target)),
        live: None,
        missing: "no reading".to_owned(),
        notes,
    }
}

/// Everything that is asked of the portfolio's people, the most urgent first.
pub fn decisions(facts: &Facts, view: &View) -> Vec<Decision> {
    decisions_of(view, facts.assumptions, facts.locale(), facts.program_lead, true)
}

/// Initiatives about which something is asked and not yet decided.
pub fn open_decisions(view: &View) -> impl Iterator<Item = &Initiative> {
    view.initiatives.iter().filter(|one| one.is_open)
}

/// The same, by the last useful day of the answer.
pub fn most_urgent_first(view: &View) -> Vec<&Initiative> {
    let mut asked: Vec<&Initiative> = open_decisions(view).collect();
    asked.sort_by_key(|one| (one.decision_needed_by.is_none(), one.decision_needed_by, one.id.clone()));
    asked
}

/// What is asked about the initiatives of a view, the most urgent first; `name_who` says whom.
pub fn decisions_of(
    view: &View,
    assumptions: &Assumptions,
    locale: &Locale,
    program_lead: &str,
    name_who: bool,
) -> Vec<Decision> {
    most_urgent_first(view)
        .into_iter()
        .map(|one| {
            let ask = one.decision_needed.as_deref().unwrap_or_default();
            let about = format!("{} {}", one.id, words::cut(&one.name, 60));
            let mut parts = vec![about.clone()];
            parts.extend(one.sponsor.as_ref().filter(|_| name_who).map(|sponsor| sponsor.to_string()));
            parts.push(match one.decision_needed_by {
                Some(day) => format!("by {}", locale.day(day)),
                None => "no date given".to_owned(),
            });
            let taken = parts.join(" · ").chars().count();
            let room = FACTS_LENGTH.saturating_sub(taken);
            if let (Some(status), Some(reason)) = (&one.status, &one.status_reason)
                && room > SHORTEST_REASON
            {
                parts.push(format!("{status}: {}", words::cut(reason, room)));
            }
            let subject = format!("{} {}: {}", assumptions.period.title(), one.id, words::cut(ask, 60));
            let answer = format!("{ask}\r\n\r\nMy answer: ");
            Decision {
                about,
                ask: words::cut(ask, 160),
                facts: parts.join(" · "),
                overdue: one.decision_needed_by.is_some_and(|day| day <= assumptions.period.last_day()),
                link: (!program_lead.is_empty()).then(|| words::mailto(program_lead, &subject, &answer)),
            }
        })
        .collect()
}

/// At most three sentences that the tiles do not say.
fn stands_out(facts: &Facts, view: &View) -> Vec<String> {
    [money::who_explains_the_gap(facts), late_initiatives(facts, view), unranked(facts, view)]
        .into_iter()
        .flatten()
        .collect()
}

fn late_initiatives(facts: &Facts, view: &View) -> Option<String> {
    let end = facts.assumptions.period.last_day();
    let mut late: Vec<_> = view.initiatives.iter().filter(|one| one.is_overdue(end)).collect();
    late.sort_by_key(|one| (one.planned_production_on, one.id.clone()));
    let oldest = late.first()?;
    let known = Known::new()
        .count("late", late.len())
        .holds("several", late.len() > 1)
        .name("name", words::cut(&oldest.name, 60))
        .name("initiative", oldest.id.to_string())
        .figure("day", facts.locale().day(oldest.planned_production_on?));
    facts.say(&sentences::DECIDE_LATE, known)
}

fn unranked(facts: &Facts, view: &View) -> Option<String> {
    let scored = |one: &&Initiative| {
        one.metrics.rank.is_none() && !matches!(one.metrics.phase, Some(Phase::Idea | Phase::Retired | Phase::Rejected))
    };
    let count = view.initiatives.iter().filter(scored).count();
    let least = round::percent(facts.assumptions.thresholds.coverage, 0).text(facts.locale());
    facts.say(&sentences::DECIDE_UNRANKED, Known::new().some("unranked", count).figure("coverage", least))
}

/// How far the data can be trusted, in one line.
pub fn trust(facts: &Facts) -> String {
    let mut parts = vec![files_in(facts)];
    // A file that a fixed one replaces is no loss.
    let counted = facts.portfolio.files.iter().filter(|file| file.replaced_by.is_none());
    let rows: u32 = counted.flat_map(|file| &file.sheets).map(|sheet| sheet.rows_set_aside).sum();
    let rejected = facts.found(Severity::Rejected);
    parts.push(format!(
        "{} set aside, {} rejected",
        words::plural(rows, "row", "rows"),
        words::plural(rejected as u64, "cell", "cells")
    ));
    parts.extend(counted_apart(facts));
    parts.extend(ledger::in_one_line(facts));
    let failed = facts.checks.iter().filter(|check| !Check::holds(check)).count();
    parts.push(match failed {
        0 => {
            let checks = facts.checks.len();
            format!("totals agree with what was read ({checks} checks); {}", not_proved(facts.findings).join("; "))
        }
        _ => format!("totals DO NOT agree: {failed} of {} checks failed", facts.checks.len()),
    });
    parts.join(" · ")
}

/// `EUR 15 k of actual spend and 31 k of actual benefit excluded`: money in rows and cells that could not be used.
fn counted_apart(facts: &Facts) -> Option<String> {
    let apart = |key: &str| facts.portfolio.counted_apart(key);
    let parts: Vec<String> = [("spend", apart("cost_actual")), ("benefit", apart("benefit_actual"))]
        .into_iter()
        .filter(|(_, cents)| *cents != Cents::ZERO)
        .map(|(name, cents)| {
            format!("{} of actual {name}", MoneyScale::for_size(cents).figure(cents).text(facts.locale()))
        })
        .collect();
    (!parts.is_empty()).then(|| format!("{} {} counted apart", facts.rules.currency, parts.join(" and ")))
}

/// `5 of 7 departments reported, Supply Chain did not, HR unchanged since last month`.
fn files_in(facts: &Facts) -> String {
    let expected: Vec<&SubmitterStatus> = facts.portfolio.submitters.iter().filter(|one| one.is_expected).collect();
    let read = facts.portfolio.files.iter().filter(|file| file.sheets.iter().any(|sheet| sheet.kind.is_some())).count();
    if expected.is_empty() {
        return format!("{} read", words::plural(read as u64, "workbook", "workbooks"));
    }
    let named = |is_wanted: &dyn Fn(&SubmitterStatus) -> bool| {
        let names: Vec<&str> = expected.iter().filter(|one| is_wanted(one)).map(|one| &*one.name).collect();
        names.join(", ")
    };
    let sent = expected.iter().filter(|one| one.has_sent()).count();
    let mut text = format!("{sent} of {} departments reported", expected.len());
    let missing = named(&|one| one.sent == Sent::Missing);
    let unchanged = named(&|one| one.sent != Sent::Missing && !one.has_sent());
    if !missing.is_empty() {
        text.push_str(&format!(", {missing} did not"));
    }
    if !unchanged.is_empty() {
        text.push_str(&format!(", {unchanged} unchanged since last month"));
    }
    let of_file = |file: u32| facts.portfolio.files[file as usize].as_of;
    let carried: Vec<Month> =
        facts.portfolio.initiatives.origins.iter().filter_map(|origin| of_file(origin.file)).collect();
    if let Some(oldest) = carried.iter().min() {
        let initiatives = words::plural(carried.len() as u64, "initiative", "initiatives");
        text.push_str(&format!(" ({initiatives} carried forward, as of {oldest})"));
    }
    text
}
