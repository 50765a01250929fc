//! The register of the AI Act in reports: what comes due and has no evidence on the page The CoE, a sheet for finance, a
//! workbook for an auditor, a part for each sponsor, and the record. All of them count here. Facts, no legal advice.

mod book;
mod record;
mod sheet;

pub use book::book;
pub use record::record;
pub use sheet::sheet;

use super::{ReportContext, columns::Columns, round, tables::text, view::Initiative, words as phrases};
use crate::model::{
    ai_act::{
        Role, Tier,
        obligations::Subject,
        register::{Duty, DutyState, MONTHS_AHEAD, Registered},
    },
    assumptions::Assumptions,
    finding::Address,
    locale::Locale,
    phase::Phase,
    report::{Block, Cell, Chart, Form, Look, Paragraph, Rest, Role as ChartRole, Table, Tone},
};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Said wherever obligations are listed.
pub const NO_ADVICE: &str = "Facts as typed, no legal advice";

/// Name of the sheet in finance's workbook.
pub const SHEET: &str = "AI Act";

/// `2 systems have no evidence for 3 obligations that apply within 12 months.`
pub fn title(context: &ReportContext) -> String {
    let until = until(context.assumptions);
    let gaps: Vec<usize> = asked(context).map(|one| one.gaps(until).count()).filter(|count| *count > 0).collect();
    let obligations: usize = gaps.iter().sum();
    if obligations == 0 {
        return "No evidence is missing for what the AI Act asks within 12 months.".to_owned();
    }
    let systems = phrases::plural(gaps.len() as u64, "system has", "systems have");
    let of = phrases::plural(obligations as u64, "obligation that applies", "obligations that apply");
    format!("{systems} no evidence for {of} within 12 months.")
}

/// Obligations of one subject that begin on one day.
struct Due {
    from: Date,
    subject: Subject,
    systems: usize,
    /// In the order of [`DutyState::ALL`].
    states: [usize; 6],
}

impl Due {
    fn count(&self, state: DutyState) -> usize {
        self.states[state as usize]
    }

    fn obligations(&self) -> usize {
        self.states.iter().sum()
    }

    fn open(&self) -> usize {
        DutyState::ALL.into_iter().filter(|state| state.is_open()).map(|state| self.count(state)).sum()
    }
}

/// Of which evidence is asked: approved and not over.
fn asked<'a>(context: &ReportContext<'a>) -> impl Iterator<Item = &'a Registered> + use<'a> {
    context.portfolio.register.iter().filter(|one| one.is_asked)
}

/// All obligations of what is asked, the earliest day first.
fn due(context: &ReportContext) -> Vec<Due> {
    let mut groups: BTreeMap<(Date, Subject), (BTreeSet<u32>, [usize; 6])> = BTreeMap::new();
    for one in asked(context) {
        for duty in &one.duties {
            let subject = duty.obligation.when.subject(&one.system);
            let (systems, states) = groups.entry((duty.from, subject)).or_default();
            systems.insert(one.row);
            states[duty.state as usize] += 1;
        }
    }
    let group = |((from, subject), (systems, states)): (_, (BTreeSet<u32>, _))| Due {
        from,
        subject,
        systems: systems.len(),
        states,
    };
    groups.into_iter().map(group).collect()
}

/// How many of what is asked are of each tier and role; the last tier and the last role are those that nobody typed.
fn by_tier_and_role(context: &ReportContext) -> Vec<TierLine> {
    let tiers = Tier::ALL.iter().copied().map(Some).chain([None]);
    let line = |tier: Option<Tier>| {
        let of_tier: Vec<&Registered> = asked(context).filter(|one| one.system.tier == tier).collect();
        let of_role = |role: &Role| of_tier.iter().filter(|one| one.system.roles.contains(role)).count();
        TierLine {
            tier,
            systems: of_tier.len(),
            roles: Role::ALL.iter().map(of_role).collect(),
            without_role: of_tier.iter().filter(|one| one.system.roles.is_empty()).count(),
        }
    };
    tiers.map(line).filter(|line| line.systems > 0).collect()
}

/// A risk tier, and how many systems of it there are; who is provider and deployer counts as both.
struct TierLine {
    tier: Option<Tier>,
    systems: usize,
    /// In the order of [`Role::ALL`].
    roles: Vec<usize>,
    without_role: usize,
}

impl TierLine {
    fn name(&self) -> &'static str {
        self.tier.map_or("without a tier", Tier::name)
    }
}

/// The last day of what is looked ahead.
fn until(assumptions: &Assumptions) -> Date {
    assumptions.calendar.last_day(assumptions.period.plus(MONTHS_AHEAD))
}

/// Does it apply at the end of the reporting month, or when?
fn when(from: Date, assumptions: &Assumptions) -> &'static str {
    match from {
        from if from <= assumptions.period_end() => "applies",
        from if from <= until(assumptions) => "within 12 months",
        _ => "later",
    }
}

/// What comes due by date, and what has no evidence, for a workbook.
fn due_table(context: &ReportContext) -> Option<Table> {
    let due = due(context);
    let count = |number: usize| Cell::Figure(round::count(number as i64));
    let columns = Columns::new()
        .short("Applies from", |one: &Due| Cell::Day(one.from))
        .words("AI Act", |one| text(one.subject.name()))
        .short("Due", |one| text(when(one.from, context.assumptions)))
        .numbers("Systems", move |one| count(one.systems))
        .numbers("Obligations", move |one| count(one.obligations()))
        .each(DutyState::ALL, |columns, state| {
            columns.numbers(title_of(state), move |one| count(one.count(state))).means(meaning(state))
        })
        .numbers("No evidence", move |one| count(one.open()))
        .look(Look::GoodWhenNegative)
        .means("Obligations that are missing or not known: the field says No, too little, or nothing.");
    let caption = format!("Obligations by date, {}", systems_in_words(context));
    (!due.is_empty()).then(|| Table { rest: rest(context), ..columns.table("AiActDue", caption, &due) })
}

/// `In progress`.
fn title_of(state: DutyState) -> String {
    phrases::sentence(state.name())
}

/// `16 systems: 12 Limited, 4 Minimal; 8 as provider, 15 as deployer`. Of what is approved and not over.
fn systems_in_words(context: &ReportContext) -> String {
    let lines = by_tier_and_role(context);
    let systems: usize = lines.iter().map(|line| line.systems).sum();
    let tiers: Vec<String> = lines.iter().map(|line| format!("{} {}", line.systems, line.name())).collect();
    let of_role = |place: usize| lines.iter().map(|line| line.roles[place]).sum::<usize>();
    let named = Role::ALL.iter().enumerate().map(|(place, role)| (of_role(place), role.name().to_lowercase()));
    let without: usize = lines.iter().map(|line| line.without_role).sum();
    let named = named.map(|(count, name)| (count, format!("as {name}")));
    let roles: Vec<String> = named
        .chain([(without, "without a role".to_owned())])
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    let systems = phrases::plural(systems as u64, "system", "systems");
    format!("{systems}: {}; {}", tiers.join(", "), roles.join(", "))
}

/// Obligations by date on the page The CoE, in words where other things take the room of the bars.
pub fn block(context: &ReportContext, is_full: bool) -> Option<Block> {
    chart(context).map(|chart| match is_full {
        true => Block::Paragraph(Paragraph {
            tone: Tone::Plain,
            text: format!("{}. {}", chart.title, chart.alternative_text),
        }),
        false => Block::Chart(chart),
    })
}

/// What applies already in one bar, each day of the months ahead in one of its own, and what is later in one.
fn chart(context: &ReportContext) -> Option<Chart> {
    let (end, until) = (context.assumptions.period_end(), until(context.assumptions));
    let due = due(context);
    let later: BTreeSet<Date> = due.iter().map(|one| one.from).filter(|from| *from > until).collect();
    let mut bars: BTreeMap<Option<Date>, [usize; 6]> = BTreeMap::new();
    for one in &due {
        let from = if one.from > until { later.first().copied() } else { (one.from > end).then_some(one.from) };
        let states = bars.entry(from).or_default();
        states.iter_mut().zip(one.states).for_each(|(sum, count)| *sum += count);
    }
    let bars: Vec<Bar> = bars.into_iter().map(|(from, states)| Bar { from, states }).collect();
    let name = |bar: &Bar| match bar.from {
        None => "Applies now".to_owned(),
        Some(day) if day > until && later.len() > 1 => format!("{} on", context.locale().day(day)),
        Some(day) => context.locale().day(day),
    };
    let said: Vec<String> = bars
        .iter()
        .map(|bar| match bar.from {
            None => format!("{} that apply now", bar.open_of_all()),
            Some(_) => format!("{} from {}", bar.open_of_all(), name(bar)),
        })
        .collect();
    let columns = Columns::new()
        .short("Applies from", |bar: &Bar| text(name(bar)))
        .role(ChartRole::Category)
        .each(PARTS, |columns, (title, states, meaning)| {
            let count = move |bar: &Bar| states.iter().map(|state| bar.states[*state as usize]).sum::<usize>();
            columns
                .numbers(title, move |bar| Cell::Figure(round::count(count(bar) as i64)))
                .means(meaning)
                .role(ChartRole::Part)
        })
        .short("No evidence", |bar| text(format!("{} without evidence", bar.open_of_all())))
        .role(ChartRole::Remark);
    (!bars.is_empty()).then(|| Chart {
        form: Form::Stacked,
        title: format!("AI Act, {} (facts, no legal advice)", systems_in_words(context)),
        alternative_text: format!("Obligations without evidence: {}.", said.join(", ")),
        roles: columns.roles(),
        table: columns.table("AiActByDate", "", &bars),
        more_is_better: true,
    })
}

/// Obligations from a day on; without a day those that apply already.
struct Bar {
    from: Option<Date>,
    /// In the order of [`DutyState::ALL`].
    states: [usize; 6],
}

impl Bar {
    /// `9 of 39`.
    fn open_of_all(&self) -> String {
        let open: usize =
            DutyState::ALL.into_iter().filter(|one| one.is_open()).map(|one| self.states[one as usize]).sum();
        format!("{open} of {}", self.states.iter().sum::<usize>())
    }
}

/// Parts of a bar, in the order and with the looks of the answers about controls.
const PARTS: [(&str, &[DutyState], &str); 5] = [
    ("Met", &[DutyState::Met], meaning(DutyState::Met)),
    ("In progress", &[DutyState::InProgress], meaning(DutyState::InProgress)),
    ("Missing", &[DutyState::Missing], meaning(DutyState::Missing)),
    (
        "Waived, n/a",
        &[DutyState::Waived, DutyState::NotApplicable],
        "Obligations answered Waived, or N/A where the article has a condition that the register does not ask for.",
    ),
    ("Not known", &[DutyState::NotKnown], meaning(DutyState::NotKnown)),
];

/// What is counted under a state.
const fn meaning(state: DutyState) -> &'static str {
    match state {
        DutyState::Met => "Obligations whose field says so: Yes, a text, or six months and more.",
        DutyState::InProgress => "Obligations answered In progress.",
        DutyState::Missing => "Obligations answered No, or with less than is asked.",
        DutyState::NotKnown => "Obligations of which nothing is typed, or N/A where that is no answer.",
        DutyState::Waived => "Obligations answered Waived.",
        DutyState::NotApplicable => {
            "Obligations answered N/A, where the article has a condition that the register does not ask for."
        }
    }
}

/// Initiatives that are approved, in pilot or in production, and of which nobody typed anything.
fn not_in_register(context: &ReportContext) -> usize {
    let listed: BTreeSet<u32> = context.portfolio.register.iter().map(|one| one.row).collect();
    let phases = context.portfolio.initiatives.text("phase").iter();
    let phases = phases.map(|phase| phase.as_deref().and_then(Phase::named));
    let is_asked = |phase: Option<Phase>| phase.is_some_and(|one| one == Phase::Approved || one.in_flight());
    (0..).zip(phases).filter(|(row, phase)| is_asked(*phase) && !listed.contains(row)).count()
}

/// What contradicts, what cannot be told, and what is not there.
fn rest(context: &ReportContext) -> Option<Rest> {
    let register = &context.portfolio.register;
    let absent = not_in_register(context) as u64;
    let contradicting = register.iter().filter(|one| !one.contradictions.is_empty()).count() as u64;
    let unclear = register.iter().filter(|one| !one.unclear.is_empty()).count() as u64;
    let said = [
        (contradicting, phrases::plural(contradicting, "risk tier contradicts", "risk tiers contradict"), "the rest"),
        (
            unclear,
            phrases::plural(unclear, "initiative lacks", "initiatives lack"),
            "what tells which obligations there are",
        ),
        (
            absent,
            phrases::plural(absent, "approved or running initiative is", "approved or running initiatives are"),
            "not in the register",
        ),
    ];
    let said: Vec<String> = said
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(_, subject, object)| phrases::sentence(&format!("{subject} {object}.")))
        .collect();
    (!said.is_empty()).then(|| Rest::of_words(said.join(" "))).flatten()
}

/// What is due of some initiatives and has no evidence, the first so many, with how many are left out; a sponsor's part.
/// None where nothing is. `Ticket routing: Art. 4(1) since 2 Feb 2025, Art. 50(1) from 2 Dec 2026; Search: …`.
pub fn gaps_in_words<'a>(
    initiatives: impl Iterator<Item = &'a Initiative>,
    most: usize,
    assumptions: &Assumptions,
    locale: &Locale,
) -> Option<(String, usize)> {
    let (end, until) = (assumptions.period_end(), until(assumptions));
    let mut listed: Vec<String> = Vec::new();
    let (mut room, mut left_out) = (most, 0);
    for one in initiatives {
        let gaps: Vec<&Duty> = one.register.iter().flat_map(|register| register.gaps(until)).collect();
        let shown: Vec<String> = gaps.iter().take(room).map(|duty| since(duty, end, locale)).collect();
        room -= shown.len();
        left_out += gaps.len() - shown.len();
        if !shown.is_empty() {
            listed.push(format!("{}: {}", one.name, shown.join(", ")));
        }
    }
    (!listed.is_empty()).then(|| (listed.join("; "), left_out))
}

/// `Art. 50(1) since 2 Aug 2026`, or `from` a day to come.
fn since(duty: &Duty, end: Date, locale: &Locale) -> String {
    let word = if duty.from <= end { "since" } else { "from" };
    format!("{} {word} {}", duty.obligation.article, locale.day(duty.from))
}

/// An initiative's obligations in words, one each: `Art. 50(1), people are told …, from 2 Aug 2026: missing (No)`.
pub fn in_words(context: &ReportContext, row: u32) -> Vec<String> {
    let Some(one) = context.portfolio.register.iter().find(|one| one.row == row) else { return Vec::new() };
    let duty = |duty: &Duty| {
        let answer = duty.answer.as_deref().map(|typed| format!(", \"{typed}\"")).unwrap_or_default();
        format!(
            "AI Act, {}: {}, from {}: {}{answer} ({}).",
            duty.obligation.article,
            duty.obligation.words,
            context.locale().day(duty.from),
            duty.state.name(),
            place(context, row, duty.obligation.evidence.key())
        )
    };
    let contradicting = one.contradictions.iter().map(|what| format!("AI Act: {}.", what.words()));
    one.duties.iter().map(duty).chain(contradicting).collect()
}

/// `hr.xlsx › Initiatives!N6`; where the sheet lacks the column, the sheet alone. Rows of a closed month say which.
fn place(context: &ReportContext, row: u32, key: &str) -> String {
    let origin = &context.portfolio.initiatives.origins[row as usize];
    let file = &context.portfolio.files[origin.file as usize];
    let sheet = &file.sheets[origin.sheet as usize];
    let has_column =
        sheet.columns.iter().any(|(field, _)| &**field == key) || sheet.spread.iter().any(|(field, _)| &**field == key);
    let address = Address {
        file: file.source.path.clone(),
        sheet: file.has_sheets().then(|| sheet.name.clone()),
        cell: has_column.then(|| sheet.place(key, origin)),
    };
    let lacks = if has_column { "" } else { ", no such column" };
    let as_of = file.as_of.map(|month| format!(" (as of {month})")).unwrap_or_default();
    format!("{address}{lacks}{as_of}")
}
