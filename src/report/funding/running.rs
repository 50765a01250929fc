//! Which running initiatives cost more than they return?

use crate::{
    model::{
        funding::{Rnpv, StopQuestion},
        money::Cents,
        phase::Phase,
        report::{Block, Cell, Chart, Form, Look, Paragraph, Rest, Role, Section, Table, Tone},
    },
    report::{
        ReportContext,
        columns::Columns,
        round::{self, MoneyScale},
        say::Known,
        status::{self, Colour},
        tables::{figure_or_empty, text, text_or_unknown},
        view::{Initiative, View},
        words,
    },
};

/// Questions to the board on the page.
const QUESTIONS: usize = 6;

/// A month in days, on average.
const DAYS_OF_A_MONTH: i64 = 30;

/// Page 4 of the executive report; none when nothing that runs reports what is still to come.
pub fn section(context: &ReportContext, view: &View, bars: usize) -> Option<Section> {
    let running = Running::of(view);
    if running.known.is_empty() {
        return None;
    }
    let stop = context.metrics.funding.as_ref().map_or(&[][..], |funding| &funding.stop);
    let freed = stop.iter().map(|question| question.total);
    let scale = context.scale_for(running.known.iter().map(|(_, worth)| worth.value).chain(freed));
    let mut blocks = vec![Block::Chart(chart(context, scale, &running, stop, bars))];
    if !stop.is_empty() {
        blocks.push(Block::Table(questions(view, scale, stop)));
    }
    blocks.extend(note(context, &running).map(|text| Block::Paragraph(Paragraph { tone: Tone::Note, text })));
    Some(Section {
        name: super::RUNNING_PAGE.to_owned(),
        title: title(context, scale, &running, stop),
        scope: format!(
            "Pilot and production · {} · risk-adjusted value still to come after {}",
            context.unit(scale),
            context.assumptions.period_title()
        ),
        detail_sheet: Some("Funding".to_owned()),
        blocks,
    })
}

/// Does anything that runs report what is still to come?
pub fn is_known(view: &View) -> bool {
    view.initiatives.iter().any(|one| runs(one) && one.metrics.appraisal.rnpv.is_some())
}

fn runs(one: &Initiative) -> bool {
    matches!(one.metrics.phase, Some(Phase::Pilot | Phase::Production))
}

/// What runs, the worst first.
struct Running<'a> {
    /// Everything that runs.
    all: Vec<&'a Initiative>,
    /// With what each is worth from here on.
    known: Vec<(&'a Initiative, Rnpv)>,
    /// Reports no cost or no benefit ahead.
    unknown: usize,
}

impl<'a> Running<'a> {
    fn of(view: &'a View) -> Self {
        let all: Vec<&Initiative> = view.initiatives.iter().filter(|one| runs(one)).collect();
        let mut known: Vec<(&Initiative, Rnpv)> =
            all.iter().filter_map(|one| Some((*one, one.metrics.appraisal.rnpv?))).collect();
        known.sort_by_key(|(one, worth)| (worth.value, one.id.clone()));
        let unknown = all.len() - known.len();
        Running { all, known, unknown }
    }

    fn losing(&self) -> usize {
        self.known.iter().filter(|(_, value)| value.value.0 < 0).count()
    }
}

/// Value for each unit of money still to be spent; what costs nothing more comes last.
fn for_each(value: &Rnpv) -> f64 {
    if value.costs.0 > 0 { value.value.0 as f64 / value.costs.0 as f64 } else { f64::INFINITY }
}

/// `3 of 24 running initiatives cost more than they return; stopping two frees 310k.`
fn title(context: &ReportContext, scale: MoneyScale, running: &Running, stop: &[StopQuestion]) -> String {
    let frees: Cents = stop.iter().map(|question| question.total).sum();
    let reds = running.all.iter().filter(|one| status::reported(one) == Some(Colour::Red)).count();
    let worse = running.all.iter().filter(|one| status::is_rosy(one)).count();
    let known = Known::new()
        .some_digits("losing", running.losing())
        .digits("running", running.known.len())
        .holds("only_one", running.known.len() == 1)
        .some_digits("red", reds)
        .some_digits("worse", worse);
    let known = match frees.0 > 0 {
        true => known.count("stopping", stop.len()).figure("frees", scale.figure(frees).text(context.locale())),
        false => known,
    };
    context.title_of("keep.title", known)
}

/// `OPS-01 Energy forecast †`: id and name, marked where the plan ends before the horizon.
fn named(one: &Initiative) -> String {
    let mark = if one.metrics.plan.ends_before_horizon { " †" } else { "" };
    format!("{} {}{mark}", one.id, words::middle(&one.name, 44))
}

/// What the page proposes for an initiative.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Stop,
    Fix,
    Keep,
}

impl Verdict {
    const ALL: [Verdict; 3] = [Verdict::Stop, Verdict::Fix, Verdict::Keep];

    /// What costs more than it returns, or would lose its place, is a candidate to stop; what is Red, or worse than
    /// reported, is to fix.
    fn of(one: &Initiative, worth: &Rnpv, stop: &[StopQuestion]) -> Verdict {
        if worth.value.0 < 0 || stop.iter().any(|question| question.row == one.metrics.row) {
            Verdict::Stop
        } else if status::is_rosy(one) || status::worst(one) == Some(Colour::Red) {
            Verdict::Fix
        } else {
            Verdict::Keep
        }
    }

    fn heading(self, count: usize) -> String {
        let words = match self {
            Verdict::Stop => "Stop or replan",
            Verdict::Fix => "Fix: Red, or worse than reported",
            Verdict::Keep => "Keep",
        };
        format!("{words} ({count})")
    }
}

/// A bar each in three groups, the least value first.
fn chart(context: &ReportContext, scale: MoneyScale, running: &Running, stop: &[StopQuestion], bars: usize) -> Chart {
    let locale = context.locale();
    let columns = bars_of(context, scale);
    let mut rows = Vec::new();
    let mut said = Vec::new();
    let counts = Verdict::ALL
        .map(|verdict| running.known.iter().filter(|(one, worth)| Verdict::of(one, worth, stop) == verdict).count());
    for (verdict, shown) in Verdict::ALL.into_iter().zip(shared(bars, counts)) {
        let mut group: Vec<&(&Initiative, Rnpv)> =
            running.known.iter().filter(|(one, worth)| Verdict::of(one, worth, stop) == verdict).collect();
        group.sort_by_key(|(one, worth)| (worth.value, one.id.clone()));
        if group.is_empty() {
            continue;
        }
        let listed =
            group.iter().map(|(one, worth)| format!("{} {}", one.id, scale.difference(worth.value).text(locale)));
        said.push(format!("{}: {}", verdict.heading(group.len()), listed.collect::<Vec<_>>().join(", ")));
        rows.push(columns.heading(verdict.heading(group.len())));
        rows.extend(group.into_iter().take(shown).map(|bar| columns.body(bar)));
    }
    let more = running.known.len().saturating_sub(bars);
    Chart {
        form: Form::Diverging,
        title: format!("Value still to come, {}", scale.name(context.locale(), &context.rules.currency)),
        alternative_text: format!("Value still to come. {}.", said.join(". ")),
        roles: columns.roles(),
        table: Table {
            rest: {
                let words = "more (finance's workbook, sheet Funding).";
                Rest::of_left_out(more, words, words)
            },
            ..columns.of_rows("Running", "", rows)
        },
        more_is_better: true,
    }
}

/// How many of each group are shown: an equal share of the room, and what a small group leaves goes to the others, the
/// first ones before.
fn shared<const GROUPS: usize>(room: usize, counts: [usize; GROUPS]) -> [usize; GROUPS] {
    let groups = counts.iter().filter(|count| **count > 0).count().max(1);
    let mut shown = counts.map(|count| count.min(room / groups));
    let mut left = room.saturating_sub(shown.iter().sum());
    for (shown, count) in shown.iter_mut().zip(counts) {
        let more = (count - *shown).min(left);
        *shown += more;
        left -= more;
    }
    shown
}

/// What is worth how much from here on, what is left of it for each unit of money, and the marks at its right.
fn bars_of<'a>(context: &'a ReportContext, scale: MoneyScale) -> Columns<'a, (&'a Initiative, Rnpv)> {
    Columns::new()
        .words("Initiative", |(one, _): &(&Initiative, Rnpv)| text(named(one)))
        .role(Role::Category)
        .numbers("Value", move |(_, worth)| Cell::Figure(scale.difference(worth.value)))
        .means(super::VALUE)
        .look(Look::GoodWhenPositive)
        .role(Role::Change)
        .numbers(format!("Value per {}", context.rules.currency), |(_, worth)| {
            let each = Some(for_each(worth)).filter(|each| each.is_finite());
            figure_or_empty(each.map(round::signed_ratio))
        })
        .means("Value divided by the present value of the costs ahead.")
        .role(Role::Remark)
        .short("Long pilot", |(one, _)| text(long_pilot(context, one)))
        .role(Role::Remark)
        .short("Reported", |(one, _)| text_or_unknown(one.status.as_deref()))
        .look(Look::Status)
        .role(Role::Letter)
        .short("Evidence", |(one, _)| text(status::by_evidence(one).map_or("", Colour::name)))
        .look(Look::Status)
        .role(Role::Letter)
}

/// `16 months` where a pilot takes longer than most finished ones took; empty elsewhere.
fn long_pilot(context: &ReportContext, one: &Initiative) -> String {
    let row = one.metrics.row;
    let times = context.metrics.health.phase_times.iter().find(|times| Some(times.phase) == one.metrics.phase);
    // Production is where it should stay.
    let is_long = one.metrics.phase == Some(Phase::Pilot) && times.is_some_and(|times| times.ageing.contains(&row));
    let days = times.and_then(|times| times.open.iter().find(|(place, _)| *place == row)).and_then(|(_, days)| *days);
    match days.filter(|_| is_long) {
        Some(days) => {
            let months = (days / DAYS_OF_A_MONTH).unsigned_abs();
            words::plural(months, "month", "months")
        }
        None => String::new(),
    }
}

/// What would lose its place if it were not running: what stopping frees, and what that would buy.
fn questions(view: &View, scale: MoneyScale, stop: &[StopQuestion]) -> Table {
    let money = |cents: Cents| super::without_unit(scale.figure(cents));
    let one = |question: &StopQuestion| &view.initiatives[question.row as usize];
    let ids =
        |rows: &[u32]| match &rows.iter().map(|row| view.initiatives[*row as usize].id.to_string()).collect::<Vec<_>>()
            [..]
        {
            [] => text("–"),
            ids => text(words::listed(ids)),
        };
    let more = stop.len().saturating_sub(QUESTIONS);
    let columns = Columns::new()
        .short("ID", |question: &StopQuestion| text(&*one(question).id))
        .words("Initiative", |question| text(&*one(question).name))
        .numbers("Value", |question| question.value.map_or(Cell::Unknown, money))
        .means(super::VALUE)
        .numbers("Frees", |question| money(question.total))
        .means("Its cost after the reporting month, in years with a budget.")
        .words("Stops with it", |question| ids(&question.takes))
        .numbers("Frees too", |question| match question.takes.is_empty() {
            true => Cell::Empty,
            false => money(question.takes_total),
        })
        .means("The cost after the reporting month, in years with a budget, of what would stop with it.")
        .words("Would then be funded", |question| ids(&question.buys))
        .numbers("Gain", |question| money(question.gains))
        .means(
            "By how much everything kept and funded would be worth more if it stopped and its money were chosen anew.",
        );
    Table {
        rest: Rest::in_sheet(more, "Funding"),
        ..columns.table("StopQuestions", "Candidates to stop or replan", stop.iter().take(QUESTIONS))
    }
}

/// What the marks mean, who is reported too well, and who cannot be judged.
fn note(context: &ReportContext, running: &Running) -> Option<String> {
    let count = running.known.iter().filter(|(one, _)| status::is_rosy(one)).count();
    let rosy = Known::new().some_digits("rosy", count).digits("running", running.known.len());
    let said: Vec<String> = [
        context.say("keep.rosy", rosy),
        context.say("keep.marks", Known::new()),
        context.say("keep.unknown", Known::new().some("unknown", running.unknown)),
        super::early_ends(context, &running.known.iter().map(|(one, _)| *one).collect::<Vec<&Initiative>>()),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!said.is_empty()).then(|| said.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_has_its_share_of_the_bars() {
        assert_eq!(shared(34, [4, 5, 13]), [4, 5, 13]);
        // A third of 34 is 11 each; the one that is left goes to the first.
        assert_eq!(shared(34, [97, 85, 28]), [12, 11, 11]);
        assert_eq!(shared(34, [97, 0, 3]), [31, 0, 3]);
        assert_eq!(shared(2, [5, 5, 5]), [2, 0, 0]);
        assert_eq!(shared(10, [0, 0, 0]), [0, 0, 0]);
    }
}
