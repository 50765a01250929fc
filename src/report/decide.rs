//! What do you want from me? Key figures, decisions, what is Red, and how far the data can be trusted.

mod choices;
mod tiles;
mod trust;

pub use choices::choices;
pub use tiles::tiles;
pub use trust::trust;

use super::{
    ReportContext, changes,
    columns::Columns,
    funding, money, ranking,
    round::{self, MoneyScale},
    say::Known,
    status,
    tables::text,
    view::{Initiative, View},
    words,
};
use crate::model::{
    asked::asked_amount,
    assumptions::Assumptions,
    locale::Locale,
    money::Cents,
    phase::Phase,
    report::{
        Align, Block, Cell, Choice, Decision, DecisionForm, Entry, Judgement, Look, Paragraph, Rest, Section, Table,
        Tone,
    },
};

/// Initiatives named on a page 1 that asks for nothing, and how many of them because they are behind plan.
const BEST_RANKED: usize = 5;
const FURTHEST_BEHIND: usize = 3;

/// Decisions whose reason stands below them.
const WITH_REASON: usize = 3;

/// Letters of what is asked, of an owner's name, and of a reason.
const ASK_LENGTH: usize = 160;
const NAME_LENGTH: usize = 60;
const REASON_LENGTH: usize = 160;

/// Rows of what is Red that head page 2, and letters of a line of their reasons: two lines each where there are few.
const ALARMS_ON_PAGE_2: usize = 6;
const FEW_ALARMS: usize = 4;
const ALARM_LENGTH: usize = 56;

/// Heights of what stands on page 1 below the figures, in points of its type (15 on a line of 18.75).
mod room {
    /// Of it 358 as the page stands; the gaps may be a quarter narrower.
    pub const BELOW_FIGURES: f32 = 391.0;
    pub const LINE: f32 = 18.75;
    pub const GAP: f32 = 14.0;
    /// A heading with the room around it.
    pub const HEADING: f32 = 40.0;
    /// Between two decisions, and between two entries.
    pub const BETWEEN: f32 = 5.5;
    /// Letters of a line.
    pub const LETTERS: usize = 64;
    /// Letters of a bold line beside the day of an answer.
    const BOLD_LETTERS: usize = 48;

    /// Lines of a decision with all its facts, rather one too many.
    pub fn lines_of(decision: &super::Decision) -> usize {
        let count = |text: &str| text.chars().count();
        let behind = count(&decision.ask) % BOLD_LETTERS + 3 + count(&decision.brief) + count(&decision.more);
        count(&decision.ask) / BOLD_LETTERS + behind.div_ceil(BOLD_LETTERS)
    }
}

/// How many lines page 1 gives to each thing at most.
#[derive(Clone, Copy)]
struct Density {
    /// To a decision that says its reason.
    with_reason: u8,
    /// To another decision.
    brief: u8,
    /// To what is Red.
    alarm: u8,
}

impl Density {
    /// Everything is said in full.
    const ROOMY: Density = Density { with_reason: 4, brief: 2, alarm: 2 };

    /// From the roomiest to the tightest.
    const ALL: [Density; 5] = [
        Density::ROOMY,
        Density { alarm: 1, ..Density::ROOMY },
        Density { with_reason: 3, brief: 2, alarm: 1 },
        Density { with_reason: 2, brief: 2, alarm: 1 },
        Density { with_reason: 2, brief: 1, alarm: 1 },
    ];
}

/// Does a decision say its reason? The most urgent do, and those about what is Red or worse than reported.
fn has_reason((place, one): &(usize, &&Initiative)) -> bool {
    *place < WITH_REASON || status::is_alarming(one)
}

/// Page 1 of the executive report.
pub fn section(context: &ReportContext, view: &View, most_decisions: usize) -> Section {
    let page = FirstPage::of(context, view, most_decisions);
    let mut blocks = vec![Block::Tiles(tiles(context, view, None))];
    blocks.extend(page.decisions_block());
    blocks.extend(page.alarms_block());
    if page.decisions.is_empty() {
        blocks.extend(quiet(context, view, &page));
    }
    blocks.extend(page.sentences.iter().cloned().map(sentence));
    blocks.push(Block::Paragraph(Paragraph { tone: Tone::Trust, text: trust(context) }));
    Section {
        name: "Decide".to_owned(),
        title: title(context, view, page.decisions.len()),
        scope: format!(
            "{} · {} · {}",
            words::plural(view.initiatives.len() as u64, "AI initiative", "AI initiatives"),
            context.unit(context.scale()),
            context.year_to_date()
        ),
        detail_sheet: Some("Summary".to_owned()),
        blocks,
    }
}

/// What heads page 2, because page 1 has no room for it: the other decisions, and everything Red with its reason.
pub fn continued(context: &ReportContext, view: &View, most_decisions: usize) -> Vec<Block> {
    let page = FirstPage::of(context, view, most_decisions);
    [page.other_decisions(), page.all_alarms()].into_iter().flatten().map(Block::Table).collect()
}

fn sentence(text: String) -> Block {
    Block::Paragraph(Paragraph { tone: Tone::Plain, text })
}

/// What page 1 has to say, and how much of it fits.
struct FirstPage<'a> {
    context: &'a ReportContext<'a>,
    asked: Vec<&'a Initiative>,
    decisions: Vec<Decision>,
    /// Decisions that stand on it, the most urgent first.
    shown: usize,
    density: Density,
    /// What is Red or worse than reported and not among the decisions, which say so, the worst first.
    alarms: Vec<&'a Initiative>,
    /// Those in a row of their own; the others are named in one line.
    alarms_shown: usize,
    /// New money, and what moved, as far as there is room.
    sentences: Vec<String>,
}

impl<'a> FirstPage<'a> {
    fn of(context: &'a ReportContext<'a>, view: &'a View, most_decisions: usize) -> FirstPage<'a> {
        let asked = most_urgent_first(view);
        let decisions = decisions(context, view);
        let shown = decisions.len().min(most_decisions);
        let said: Vec<&str> =
            asked.iter().enumerate().take(shown).filter(has_reason).map(|(_, one)| &*one.id).collect();
        let alarms: Vec<&Initiative> = alarming(view).into_iter().filter(|one| !said.contains(&&*one.id)).collect();
        let wishes = [funding::in_two_lines(context, view), changes::movers_sentence(context)];
        let mut page = FirstPage {
            context,
            asked,
            decisions,
            shown,
            density: Density::ROOMY,
            alarms_shown: alarms.len(),
            alarms,
            sentences: wishes.into_iter().flatten().collect(),
        };
        page.loosen();
        // What moved has a page of its own, then the new money; who is Red is named at least.
        while !page.fits() && page.sentences.pop().is_some() {}
        while !page.fits() && page.alarms_shown > 1 {
            page.alarms_shown -= 1;
        }
        page.loosen();
        page
    }

    /// As roomy as all of the page fits, else as tight as can be.
    fn loosen(&mut self) {
        for density in Density::ALL {
            self.density = density;
            if self.fits() {
                return;
            }
        }
    }

    /// Lines of a decision at most.
    fn most_lines(&self, place: usize) -> u8 {
        match has_reason(&(place, &self.asked[place])) {
            true => self.density.with_reason,
            false => self.density.brief,
        }
    }

    fn fits(&self) -> bool {
        let between = room::BETWEEN * (self.shown as f32 - 1.0).max(0.0);
        let lines = |(place, decision): (usize, &Decision)| match self.most_lines(place) {
            1 => 1,
            most => room::lines_of(decision).min(most.into()),
        };
        let asked: usize = self.decisions.iter().take(self.shown).enumerate().map(lines).sum();
        let asked = asked as f32 * room::LINE + between;
        let red = self.alarms_shown as f32 * (f32::from(self.density.alarm) * room::LINE + room::BETWEEN);
        let named = if self.alarms_shown < self.alarms.len() { room::LINE + room::GAP } else { 0.0 };
        let headed = |is_there: bool, height: f32| if is_there { room::HEADING + height } else { 0.0 };
        let text = |text: &String| room::GAP + text.chars().count().div_ceil(room::LETTERS) as f32 * room::LINE;
        let said: f32 = self.sentences.iter().map(text).sum();
        headed(self.shown > 0, asked) + headed(!self.alarms.is_empty(), red + named) + said <= room::BELOW_FIGURES
    }

    fn decisions_block(&self) -> Vec<Block> {
        if self.shown == 0 {
            return Vec::new();
        }
        let heading = match self.decisions.len() - self.shown {
            0 => "We need from you".to_owned(),
            more => format!("We need from you: {} decisions, {more} of them on page 2", self.decisions.len()),
        };
        let formed = |(place, decision): (usize, &Decision)| Decision {
            form: DecisionForm::Lines(self.most_lines(place)),
            ..decision.clone()
        };
        let shown = self.decisions.iter().take(self.shown).enumerate().map(formed).collect();
        vec![Block::Heading(heading), Block::Decisions(shown)]
    }

    fn alarms_block(&self) -> Vec<Block> {
        if self.alarms.is_empty() {
            return Vec::new();
        }
        let locale = self.context.locale();
        let entry = |one: &&Initiative| Entry {
            name: format!("{} {}", one.id, words::middle(&one.name, 26)),
            mark: status::mark(one),
            judgement: status::worst(one).map_or(Judgement::Neutral, status::Colour::judgement),
            says: if self.density.alarm > 1 { String::new() } else { status::reason(one, locale) },
            lines: if self.density.alarm > 1 {
                vec![words::cut(&status::reason(one, locale), room::LETTERS)]
            } else {
                Vec::new()
            },
        };
        let heading = match self.asked.is_empty() {
            true => "Red, or worse than reported",
            false => "Also Red, or worse than reported",
        };
        let mut blocks = vec![
            Block::Heading(heading.to_owned()),
            Block::Entries(self.alarms.iter().take(self.alarms_shown).map(entry).collect()),
        ];
        let others: Vec<String> = self.alarms.iter().skip(self.alarms_shown).map(|one| one.id.to_string()).collect();
        if !others.is_empty() {
            blocks.push(sentence(format!("On page 2 with their reasons: {}.", words::listed_up_to(&others, 6))));
        }
        blocks
    }

    /// The decisions that page 1 has no room for.
    fn other_decisions(&self) -> Option<Table> {
        let scale = self.context.scale_for(self.asked.iter().filter_map(|one| one.budget_requested));
        let others: Vec<(&Initiative, &Decision)> =
            self.asked.iter().copied().zip(&self.decisions).skip(self.shown).collect();
        let columns = Columns::new()
            .short("ID", |(one, _): &(&Initiative, &Decision)| text(&*one.id))
            .words("We need from you", |(_, decision)| text(&*decision.ask))
            .short(
                format!("Amount, {}", scale.name(self.context.locale(), &self.context.rules.currency)),
                |(one, _)| one.budget_requested.map_or(Cell::Empty, |cents| Cell::Figure(scale.figure(cents))),
            )
            .align(Align::Right)
            .short("Owner", |(one, _)| text(one.sponsor.as_deref().unwrap_or("–")))
            .short("By", |(one, _)| one.decision_needed_by.map_or(Cell::Empty, Cell::Day));
        let caption = format!("Decisions, continued from page 1: {} of {}", others.len(), self.decisions.len());
        (!others.is_empty()).then(|| columns.table("OtherDecisions", caption, &others))
    }

    /// Everything Red or worse than reported, with its reason, where page 1 could not name the reasons of all.
    fn all_alarms(&self) -> Option<Table> {
        if self.alarms_shown == self.alarms.len() {
            return None;
        }
        let locale = self.context.locale();
        let colour = |colour: Option<status::Colour>| text(colour.map_or("–", status::Colour::name));
        let waiting = &self.alarms[self.alarms_shown..];
        let shown = if waiting.len() > ALARMS_ON_PAGE_2 + 1 { ALARMS_ON_PAGE_2 } else { waiting.len() };
        let more = waiting.len() - shown;
        let letters = if shown <= FEW_ALARMS { 2 * ALARM_LENGTH } else { ALARM_LENGTH };
        let columns = Columns::new()
            .words("Initiative", |one: &&Initiative| text(format!("{} {}", one.id, words::middle(&one.name, 32))))
            .short("Reported", |one| colour(status::reported(one)))
            .look(Look::Status)
            .short("Evidence", |one| colour(status::by_evidence(one)))
            .look(Look::Status)
            .words("Why", |one| text(words::cut(&status::reason(one, locale), letters)));
        let caption = "Red, or worse than reported, continued from page 1";
        Some(Table { rest: Rest::in_sheet(more, "Health"), ..columns.table("Alarms", caption, &waiting[..shown]) })
    }
}

/// What must be seen although nobody may ask about it: reported Red first, then what the evidence makes Red, then Amber.
pub fn alarming(view: &View) -> Vec<&Initiative> {
    let mut found: Vec<&Initiative> = view.initiatives.iter().filter(|one| status::is_alarming(one)).collect();
    found.sort_by_key(|one| {
        let is_reported = status::reported(one) == Some(status::Colour::Red);
        (!is_reported, std::cmp::Reverse(status::by_evidence(one)), one.id.clone())
    });
    found
}

/// What stands on page 1 where nobody asks for anything.
fn quiet(context: &ReportContext, view: &View, page: &FirstPage) -> Vec<Block> {
    let known = Known::new()
        .holds("none_reported", context.portfolio.initiatives.is_empty())
        .holds("none_red", page.alarms.is_empty());
    let said: Vec<String> = context.say("decide.quiet", known).into_iter().chain(stands_out(context, view)).collect();
    let mut blocks = Vec::new();
    if !said.is_empty() {
        blocks.push(Block::Heading("What stands out".to_owned()));
        blocks.push(sentence(said.join(" ")));
    }
    let behind = behind(context, view);
    let best = ranking::best(context, view, BEST_RANKED - behind.len());
    if !behind.is_empty() {
        blocks.push(Block::Heading("Furthest behind their planned benefit".to_owned()));
        blocks.push(Block::Entries(behind));
    }
    if !best.is_empty() && page.alarms.is_empty() {
        blocks.push(Block::Heading("Best ranked, by score".to_owned()));
        blocks.push(Block::Entries(best));
    }
    blocks
}

/// Who misses most of the benefit that was planned to date.
fn behind(context: &ReportContext, view: &View) -> Vec<Entry> {
    let locale = context.locale();
    let gap = |one: &Initiative| {
        let benefit = &one.metrics.money.year_to_date.benefit;
        let variance = benefit.variance().filter(|variance| variance.0 < 0)?;
        let is_on_plan = words::on_plan(variance, benefit.planned, context.assumptions.thresholds.on_plan);
        (!is_on_plan).then_some(variance)
    };
    let mut found: Vec<(Cents, &Initiative)> =
        view.initiatives.iter().filter_map(|one| Some((gap(one)?, one))).collect();
    found.sort_by_key(|(gap, one)| (*gap, one.id.clone()));
    let scale = context.scale_for(found.iter().map(|(gap, _)| *gap));
    let entry = |(gap, one): &(Cents, &Initiative)| {
        let mut parts = vec![one.department.as_deref().unwrap_or("department not reported").to_owned()];
        let reached = one.metrics.money.year_to_date.benefit.realisation().value();
        parts.extend(reached.map(|share| format!("reaches {} of plan", round::percent(share, 0).text(locale))));
        Entry {
            name: format!("{} · {}", words::middle(&one.name, 44), one.phase_name()),
            mark: scale.difference(*gap).text(locale),
            judgement: Judgement::Worse,
            says: String::new(),
            lines: vec![parts.join(" · ")],
        }
    };
    found.iter().take(FURTHEST_BEHIND).map(entry).collect()
}

/// The worst gap, and what has to be decided by when.
pub fn title(context: &ReportContext, view: &View, asked: usize) -> String {
    let reported = context.portfolio.initiatives.len();
    if reported == 0 {
        return context.title_of("decide.title", Known::new());
    }
    let known = Known::new()
        .figure("gap", money::worst_gap(context))
        .figure("asks", asks(context, view, asked))
        .digits("initiatives", reported);
    context.title_of("decide.title", known)
}

/// `two decisions, the next by 12 November`, `one decision by 12 November`, `two decisions, all overdue`.
fn asks(context: &ReportContext, view: &View, asked: usize) -> Option<String> {
    let (period, end) = (context.assumptions.period, context.assumptions.period_end());
    let days = || open_decisions(view).filter_map(|one| one.decision_needed_by);
    let overdue = days().filter(|day| *day <= end).count();
    let next = days().filter(|day| *day > end).min().map(|day| words::day_and_month(day, period));
    let known = Known::new()
        .some("asked", asked)
        .some("overdue", overdue)
        .figure("next", next)
        .some("red", alarming(view).iter().filter(|one| status::reported(one) == Some(status::Colour::Red)).count())
        .some("worse", alarming(view).iter().filter(|one| status::is_rosy(one)).count())
        .holds("only_one", asked == 1)
        .holds("all_overdue", asked > 0 && overdue == asked);
    context.say("decide.asks", known)
}

/// Everything that is asked of the portfolio's people, the most urgent first.
pub fn decisions(context: &ReportContext, view: &View) -> Vec<Decision> {
    decisions_of(view, context.assumptions, context.locale(), context.program_lead, true)
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
            // What the question names is not said twice.
            let amount = asked_amount(ask, one.budget_requested).filter(|_| asked_amount(ask, None).is_none());
            let amount = amount.map(|cents| row_scale(cents).figure(cents).text(locale));
            let owner = one.sponsor.as_ref().filter(|_| name_who).map(|sponsor| sponsor.to_string());
            let by = one.decision_needed_by.map(|day| format!("by {}", words::short_day(day, assumptions.period)));
            let last_day = match one.decision_needed_by {
                Some(day) => format!("by {}", locale.day(day)),
                None => "no date given".to_owned(),
            };
            let about = format!("{} {}", one.id, words::middle(&one.name, NAME_LENGTH));
            let initials = owner.as_deref().map(words::initial_and_surname);
            let decides = one.decides.as_ref().map(|who| format!("decides: {who}"));
            let why = why(one, locale);
            let more: String = [&why, &decides].into_iter().flatten().map(|fact| format!(" · {fact}")).collect();
            let brief = joined([Some(one.id.to_string()), amount.clone(), initials]);
            let facts = joined([Some(about.clone()), amount, owner, decides, Some(last_day), why]);
            let subject = format!("{} {}: {}", assumptions.period_title(), one.id, words::cut(ask, 60));
            let link = |answer: &str| {
                let body = format!("{ask}\r\n\r\nMy answer: {answer}");
                (!program_lead.is_empty()).then(|| words::mailto(program_lead, &subject, &body))
            };
            let choices: Vec<String> = choices(ask).into_iter().flatten().collect();
            Decision {
                about,
                ask: words::cut(ask, ASK_LENGTH),
                facts,
                brief,
                more,
                by: by.unwrap_or_default(),
                overdue: one.decision_needed_by.is_some_and(|day| day <= assumptions.period_end()),
                // On one line there is one place to tap: of two answers the reader takes one away.
                link: link(&choices.join(" / ")),
                choices: choices.into_iter().map(|word| Choice { link: link(&word), word }).collect(),
                form: DecisionForm::Whole,
            }
        })
        .collect()
}

fn joined<const N: usize>(facts: [Option<String>; N]) -> String {
    facts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Rows below each other are in thousands, but for what is too small or too large.
fn row_scale(amount: Cents) -> MoneyScale {
    match amount.0.unsigned_abs() / 100 {
        0..=999 => MoneyScale::Units,
        1_000..=99_999_999 => MoneyScale::Thousands,
        _ => MoneyScale::Millions,
    }
}

/// `Red: The camera supplier changed`; for a status that is better than the evidence, what speaks against it.
fn why(one: &Initiative, locale: &Locale) -> Option<String> {
    let mark = status::mark(one);
    let is_said = one.status_reason.is_some() || status::is_rosy(one);
    (!mark.is_empty() && is_said)
        .then(|| format!("{mark}: {}", words::cut(&status::reason(one, locale), REASON_LENGTH)))
}

/// At most three sentences that the tiles do not say.
fn stands_out(context: &ReportContext, view: &View) -> Vec<String> {
    [money::who_explains_the_gap(context), late_initiatives(context, view), unranked(context, view)]
        .into_iter()
        .flatten()
        .collect()
}

fn late_initiatives(context: &ReportContext, view: &View) -> Option<String> {
    let end = context.assumptions.period_end();
    let mut late: Vec<_> = view.initiatives.iter().filter(|one| one.is_overdue(end)).collect();
    late.sort_by_key(|one| (one.planned_production_on, one.id.clone()));
    let oldest = late.first()?;
    let known = Known::new()
        .count("late", late.len())
        .holds("several", late.len() > 1)
        .name("name", words::cut(&oldest.name, 60))
        .name("initiative", oldest.id.to_string())
        .figure("day", context.locale().day(oldest.planned_production_on?));
    context.say("decide.late", known)
}

fn unranked(context: &ReportContext, view: &View) -> Option<String> {
    let scored = |one: &&Initiative| {
        one.metrics.rank.is_none() && !matches!(one.metrics.phase, Some(Phase::Idea | Phase::Retired | Phase::Rejected))
    };
    let count = view.initiatives.iter().filter(scored).count();
    let least = round::percent(context.assumptions.thresholds.coverage, 0).text(context.locale());
    context.say("decide.unranked", Known::new().some("unranked", count).figure("coverage", least))
}
