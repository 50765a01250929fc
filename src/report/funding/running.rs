//! Which running initiatives cost more than they return?

use crate::{
    model::{
        control::{Answer, Control},
        funding::{Rnpv, StopQuestion},
        money::Cents,
        phase::Phase,
        report::{Block, Cell, Chart, Form, Look, Paragraph, Role, Section, Table, Tone},
        sentences,
    },
    report::{
        Facts,
        round::{self, MoneyScale},
        say::Known,
        tables::{body, figure_or_empty, looking, numbers, short, text, text_or_unknown, words as wide},
        view::{Initiative, View},
        words,
    },
};

/// Questions to the board on the page.
const QUESTIONS: usize = 6;

/// A month in days, on average.
const DAYS_OF_A_MONTH: i64 = 30;

/// Page 4 of the executive report; none when nothing that runs reports what is still to come.
pub fn section(facts: &Facts, view: &View, bars: usize) -> Option<Section> {
    let running = Running::of(view);
    if running.known.is_empty() {
        return None;
    }
    let stop = facts.metrics.funding.as_ref().map_or(&[][..], |funding| &funding.stop);
    let freed = stop.iter().map(|question| question.total);
    let scale = facts.scale_for(running.known.iter().map(|(_, worth)| worth.value).chain(freed));
    let mut blocks = vec![Block::Chart(chart(facts, scale, &running, bars))];
    if !stop.is_empty() {
        blocks.push(Block::Table(questions(view, scale, stop)));
    }
    blocks.extend(note(facts, &running).map(|text| Block::Paragraph(Paragraph { tone: Tone::Note, text })));
    Some(Section {
        name: "Keep, fix, stop".to_owned(),
        title: title(facts, scale, &running, stop),
        scope: format!(
            "Pilot and Production · {} · risk-adjusted value after {}",
            scale.name(&facts.rules.currency),
            facts.assumptions.period.title()
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
        known.sort_by(|(one, first), (other, second)| {
            for_each(first).total_cmp(&for_each(second)).then(one.id.cmp(&other.id))
        });
        let unknown = all.len() - known.len();
        Running { known, unknown }
    }

    fn losing(&self) -> usize {
        self.known.iter().filter(|(_, value)| value.value.0 < 0).count()
    }
}

/// Value for each unit of money still to be spent; what costs nothing more comes last.
fn for_each(value: &Rnpv) -> f64 {
    if value.costs.0 > 0 { value.value.0 as f64 / value.costs.0 as f64 } else { f64::INFINITY }
}

/// `3 of 24 running initiatives cost more than they return; stopping two frees 310 k.`
fn title(facts: &Facts, scale: MoneyScale, running: &Running, stop: &[StopQuestion]) -> String {
    let frees: Cents = stop.iter().map(|question| question.total).sum();
    let known = Known::new().some("losing", running.losing()).digits("running", running.known.len());
    let reds = running.known.iter().filter(|(one, _)| one.status.as_deref() == Some("Red")).count();
    let known = known.holds("only_one", running.known.len() == 1).some("red", reds);
    let known = match frees.0 > 0 {
        true => known.count("stopping", stop.len()).figure("frees", scale.figure(frees).text(facts.locale())),
        false => known,
    };
    facts.title_of(&sentences::KEEP_TITLE, known)
}

/// `OPS-01 Energy forecast †`: id and name, marked where the plan ends before the horizon.
fn named(one: &Initiative) -> String {
    let mark = if one.metrics.plan.ends_before_horizon { " †" } else { "" };
    format!("{} {}{mark}", one.id, words::cut(&one.name, 44))
}

fn chart(facts: &Facts, scale: MoneyScale, running: &Running, bars: usize) -> Chart {
    let locale = facts.locale();
    let rows = running
        .known
        .iter()
        .take(bars)
        .map(|(one, value)| {
            body(vec![
                text(named(one)),
                Cell::Figure(scale.difference(value.value)),
                figure_or_empty(Some(for_each(value)).filter(|each| each.is_finite()).map(round::signed_ratio)),
                text(phase_and_age(facts, one)),
                text(controls_met(facts, one)),
                text_or_unknown(one.status.as_deref()),
                text(evidence(facts, one)),
            ])
        })
        .collect();
    let more = running.known.len().saturating_sub(bars);
    let worst = running
        .known
        .first()
        .map(|(one, value)| format!(" Worst: {} with {}.", one.id, scale.difference(value.value).text(locale)));
    Chart {
        form: Form::Diverging,
        title: format!("Value still to come, least for each {} spent first", facts.rules.currency),
        alternative_text: format!(
            "Value still to come of {} running initiatives; {} below zero.{}",
            running.known.len(),
            running.losing(),
            worst.unwrap_or_default()
        ),
        table: Table {
            name: "Running".to_owned(),
            caption: String::new(),
            columns: vec![
                wide("Initiative"),
                looking(numbers("Value"), Look::GoodWhenPositive),
                numbers(&format!("Value per {}", facts.rules.currency)),
                short("Phase, time in it"),
                short("Controls"),
                looking(short("Reported"), Look::Status),
                looking(short("Evidence"), Look::Status),
            ],
            rows,
            rest: (more > 0).then(|| {
                let more = words::plural(more as u64, "more is worth more", "more are worth more");
                format!("{more}: workbook, sheet Funding.")
            }),
        },
        roles: vec![Role::Category, Role::Change, Role::Remark, Role::Remark, Role::Remark, Role::Letter, Role::Letter],
        more_is_better: true,
    }
}

/// `Pilot, 14 months (long)`: whole months in its phase, and whether that is longer than usual.
fn phase_and_age(facts: &Facts, one: &Initiative) -> String {
    let row = one.metrics.row;
    let times = facts.metrics.health.phase_times.iter().find(|times| Some(times.phase) == one.metrics.phase);
    let days = times.and_then(|times| times.open.iter().find(|(place, _)| *place == row)).and_then(|(_, days)| *days);
    let months = days.map(|days| format!(", {}", words::plural((days / DAYS_OF_A_MONTH).max(0) as u64, "month", "months")));
    // Production is where it should stay.
    let is_old = one.metrics.phase == Some(Phase::Pilot) && times.is_some_and(|times| times.ageing.contains(&row));
    format!("{}{}{}", one.phase_name(), months.unwrap_or_default(), if is_old { " (long)" } else { "" })
}

/// `3 of 4`: controls met of those that apply; empty where none does or nobody answers for any.
fn controls_met(facts: &Facts, one: &Initiative) -> String {
    let table = &facts.portfolio.initiatives;
    let row = one.metrics.row;
    let tier = table.text("risk_tier")[row as usize].as_deref();
    let applies = |control: &Control| one.metrics.phase.and_then(|phase| control.applies(phase, tier)) == Some(true);
    let health = &facts.metrics.health;
    let open = || health.open_controls.iter().filter(|open| open.row == row);
    let waived = open().filter(|open| open.answer == Answer::Waived).count();
    let applying = Control::ALL.iter().filter(|control| applies(control)).count() - waived;
    if applying == 0 || health.controls.is_empty() {
        return String::new();
    }
    format!("{} of {applying}", applying + waived - open().count())
}

/// What the evidence says beside what was reported (M32): nothing against it Green, one sign Amber, more Red.
fn evidence(facts: &Facts, one: &Initiative) -> &'static str {
    // In order of row, as everything about the centre is.
    let all = &facts.metrics.health.evidence;
    let found = all.binary_search_by_key(&one.metrics.row, |found| found.row).ok();
    match found.map(|place| all[place].evidence.len()) {
        Some(0) => "Green",
        Some(1) => "Amber",
        Some(_) => "Red",
        None => "",
    }
}

/// How bad a colour is; `None` for anything else.
fn badness(colour: &str) -> Option<usize> {
    ["Green", "Amber", "Red"].iter().position(|one| *one == colour)
}

/// Initiatives reported better than the evidence says.
fn rosy(facts: &Facts, running: &Running) -> usize {
    let is_rosy = |one: &Initiative| badness(one.status.as_deref()?).zip(badness(evidence(facts, one)));
    running.known.iter().filter(|(one, _)| is_rosy(one).is_some_and(|(said, seen)| said < seen)).count()
}

/// What would lose its place if it were not running: what stopping frees, and what that would buy.
fn questions(view: &View, scale: MoneyScale, stop: &[StopQuestion]) -> Table {
    let money = |cents: Cents| super::without_unit(scale.figure(cents));
    let ids = |row: &u32| view.initiatives[*row as usize].id.to_string();
    let rows = stop
        .iter()
        .take(QUESTIONS)
        .map(|question| {
            let one = &view.initiatives[question.row as usize];
            let named = |rows: &[u32], none: &str| match &rows.iter().map(ids).collect::<Vec<String>>()[..] {
                [] => none.to_owned(),
                ids => words::listed(ids),
            };
            body(vec![
                text(&*one.id),
                text(&*one.name),
                question.value.map_or(Cell::Unknown, money),
                money(question.total),
                text(named(&question.takes, "–")),
                if question.takes.is_empty() { Cell::Empty } else { money(question.takes_total) },
                text(named(&question.buys, "–")),
                money(question.gains),
            ])
        })
        .collect();
    let more = stop.len().saturating_sub(QUESTIONS);
    Table {
        name: "StopQuestions".to_owned(),
        caption: "Candidates to stop or replan".to_owned(),
        columns: vec![
            short("ID"),
            wide("Initiative"),
            numbers("Value"),
            numbers("Frees"),
            wide("Stops with it"),
            numbers("Frees too"),
            wide("Would then be funded"),
            numbers("Gain"),
        ],
        rows,
        rest: (more > 0).then(|| format!("{more} more: workbook, sheet Funding.")),
    }
}

/// What the marks mean, who is reported too well, and who cannot be judged.
fn note(facts: &Facts, running: &Running) -> Option<String> {
    let rosy = Known::new().some("rosy", rosy(facts, running)).digits("running", running.known.len());
    let said: Vec<String> = [
        facts.say(&sentences::KEEP_ROSY, rosy),
        facts.say(&sentences::KEEP_MARKS, Known::new()),
        facts.say(&sentences::KEEP_UNKNOWN, Known::new().some("unknown", running.unknown)),
        super::early_ends(facts, &running.known.iter().map(|(one, _)| *one).collect::<Vec<&Initiative>>()),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!said.is_empty()).then(|| said.join(" "))
}
