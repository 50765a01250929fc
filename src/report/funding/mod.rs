//! Which initiatives deserve the money, and which running ones cost more than they return?

mod charts;
pub mod feasible;
pub mod reason;
pub mod robustness;
pub mod running;
mod sheet;

pub use sheet::{ABOVE_HIGHEST_IRR, HIGHEST_IRR, irr, sheet};

use super::{
    ReportContext,
    columns::Columns,
    round::{self, MoneyScale},
    say::Known,
    tables::text,
    view::{Initiative, View},
    words,
};
use crate::model::{
    figure::{Figure, Unit},
    funding::{Choice, Funding, FundingLine, Reason, Standing},
    metrics::Payback,
    money::Cents,
    report::{Align, Block, Cell, Paragraph, Rest, RowKind, Section, Table, Tone},
};
use reason::Reader;
use std::sync::Arc;

/// What `explain` says of the columns that several tables have.
const COST: &str = "Forecast, else plan, of its cost after the reporting month, over the whole horizon.";
const COST_IN_BUDGET: &str = "Of its cost after the reporting month, the part in fiscal years with a budget.";
const VALUE: &str = "Probability of success × present value of the benefits − present value of the costs, over the \
                     outlook after the reporting month within the horizon.";

/// Name of the page about what runs.
pub const RUNNING_PAGE: &str = "Keep, fix, stop";

/// Page 3 of the executive report; none when no budget is set.
pub fn section(context: &ReportContext, view: &View, lines: usize) -> Option<Section> {
    let page = Page::new(context, view)?;
    let mut blocks = vec![Block::Table(feasible::budget_line(&page, page.scale, false))];
    blocks.extend(page.candidates(lines).into_iter().map(Block::Table));
    // Where nothing can be chosen, other budgets and pictures would all be empty.
    let can_choose = !page.funding.best.rows.is_empty() || !page.funding.best.short;
    let other = if can_choose { page.other_budgets_sentence() } else { None };
    let sure: Vec<String> = [
        page.tests(),
        page.next_step(),
        other,
        robustness::sentence(context, view),
        robustness::disagreement(context, view),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !sure.is_empty() {
        blocks.push(Block::Paragraph(Paragraph { tone: Tone::Plain, text: sure.join(" ") }));
    }
    let charts: Vec<_> = [charts::frontier(&page), charts::quadrant(&page)].into_iter().flatten().collect();
    if can_choose && !charts.is_empty() {
        blocks.push(Block::Charts(charts));
    }
    Some(Section {
        name: "Fund".to_owned(),
        title: page.title(),
        scope: page.scope(),
        detail_sheet: Some("Funding".to_owned()),
        blocks,
    })
}

/// The funding line in two lines, for page 1.
pub fn in_two_lines(context: &ReportContext, view: &View) -> Option<String> {
    let page = Page::new(context, view)?;
    let next = page.next_step().map(|next| format!(" {next}")).unwrap_or_default();
    Some(format!("{} {}{next}", outlook(context), page.title()))
}

/// `Outlook 2026: 5,554k, 4k over budget.`
fn outlook(context: &ReportContext) -> String {
    let (scale, locale) = (context.scale(), context.locale());
    let outlook = context.metrics.total.money.year_cost_outlook;
    let shown = scale.figure(outlook).text(locale);
    let year = context.fiscal_year();
    let Some(budget) = context.assumptions.budget() else { return format!("Outlook {year}: {shown}, no budget.") };
    let over = outlook - budget;
    let size = scale.figure(Cents(over.0.abs())).text(locale);
    let word = if over.0 > 0 { "over" } else { "under" };
    let is_small = words::on_plan(over, budget, context.assumptions.thresholds.on_plan);
    let tolerated = if is_small { " (within tolerance)" } else { "" };
    format!("Outlook {year}: {shown}, {size} {word} budget{tolerated}.")
}

/// What the page is made of.
struct Page<'a> {
    context: &'a ReportContext<'a>,
    view: &'a View,
    funding: &'a Funding,
    scale: MoneyScale,
}

impl<'a> Page<'a> {
    fn new(context: &'a ReportContext<'a>, view: &'a View) -> Option<Self> {
        let funding = context.metrics.funding.as_ref()?;
        let candidates = funding.lines.iter().filter(|line| line.standing == Standing::Candidate);
        let scale = context.scale_for(candidates.flat_map(|line| [Some(line.cost_to_horizon()), line.value]).flatten());
        Some(Page { context, view, funding, scale })
    }

    /// In the unit of the page, or in the coarser one of the report where an amount is that large.
    fn amount(&self, cents: Cents) -> String {
        let scale = MoneyScale::for_single(Cents(cents.0.saturating_abs())).clamp(self.scale, self.context.scale());
        scale.figure(cents).text(self.context.locale())
    }

    /// What the fiscal year is called that begins in a calendar year.
    fn year(&self, begins_in: i16) -> String {
        self.context.assumptions.calendar.label_of_year(begins_in)
    }

    /// By which calendar year formulas know it.
    fn called(&self, begins_in: i16) -> i16 {
        self.context.assumptions.calendar.called(begins_in)
    }

    fn initiative(&self, row: u32) -> &'a Initiative {
        &self.view.initiatives[row as usize]
    }

    fn id_of(&self) -> impl Fn(u32) -> Option<Arc<str>> + '_ {
        |row| Some(self.initiative(row).id.clone())
    }

    fn candidates_in_order(&self) -> Vec<&'a Initiative> {
        let candidates = self.funding.lines.iter().filter(|line| line.standing == Standing::Candidate);
        candidates.map(|line| self.initiative(line.row)).collect()
    }

    fn candidates_of(&self, recommended: bool) -> Vec<&'a FundingLine> {
        let wanted = |line: &&FundingLine| line.standing == Standing::Candidate && line.recommended == recommended;
        self.funding.lines.iter().filter(wanted).collect()
    }

    /// `1.2m funds 11 of 19 candidates, worth 3.4m; 0.4m falls into budget years.` The cost is that of the whole horizon,
    /// as the worth is.
    pub fn title(&self) -> String {
        let chosen = self.candidates_of(true);
        let all = chosen.len() + self.candidates_of(false).len();
        let shortfall = self.funding.shortfall.first();
        let cost: Cents = chosen.iter().map(|line| line.cost_to_horizon()).sum();
        let in_budget: Cents = chosen.iter().map(|line| line.cost_in_budget).sum();
        let value: Cents = chosen.iter().filter_map(|line| line.value).sum();
        let is_funded = !chosen.is_empty();
        let known = Known::new()
            .figure("shortfall", shortfall.map(|short| self.amount(short.amount)))
            .figure("year", shortfall.map(|short| self.year(short.year)))
            .holds("people_short", !self.funding.shortfall_roles.is_empty())
            .holds("nothing_funded", !is_funded)
            .holds("nobody_asks", all == 0)
            .holds("none_earns", !is_funded)
            .digits("candidates", all)
            .figure("cost", is_funded.then(|| self.amount(cost)))
            .figure("in_budget", (is_funded && in_budget != cost).then(|| self.amount(in_budget)))
            .figure("value", is_funded.then(|| self.amount(value)))
            .figure("set", is_funded.then(|| self.set(chosen.len(), all)).flatten());
        self.context.title_of("fund.title", known)
    }

    /// `11 of 19 candidates`.
    fn set(&self, funded: usize, all: usize) -> Option<String> {
        let known = Known::new()
            .digits("funded", funded)
            .digits("candidates", all)
            .holds("all", funded == all)
            .holds("only_one", all == 1);
        self.context.say("fund.set", known)
    }

    /// `Of those funded, nine pass all seven tests that can be made.`
    fn tests(&self) -> Option<String> {
        let chosen = self.candidates_of(true);
        let hold = chosen.iter().filter(|line| line.holds_in_all()).count();
        let testable = self.funding.tests.iter().filter(|test| test.testable).count();
        let known = Known::new()
            .some("hold", hold)
            .holds("none_holds", hold == 0)
            .digits("tests", testable)
            .holds("all_tests", testable == self.funding.tests.len());
        (testable > 0 && !chosen.is_empty()).then(|| self.context.say("fund.tests", known)).flatten()
    }

    fn scope(&self) -> String {
        let locale = self.context.locale();
        let rate = round::percent(self.context.assumptions.discount_rate, 1).text(locale);
        format!(
            "Candidates · {} after {} · value: chance of success × benefits − costs, discounted at {rate} a year",
            self.context.unit(self.scale),
            self.context.assumptions.period_title()
        )
    }

    /// Years without a budget; whose money is reserved because nobody can judge it; whose cost ahead is not known.
    fn budget_notes(&self, adds_up: bool) -> Vec<String> {
        let years: Vec<String> = self.funding.years_without_budget.iter().map(|year| self.year(*year)).collect();
        let unlimited =
            (!years.is_empty()).then(|| format!("No budget is set for {}: not limited.", words::listed(&years)));
        let not_judged = self.listed(|line| line.standing == Standing::NotJudged);
        let not_judged = not_judged
            .map(|ids| format!("Not judged, their money reserved, because their phase cannot be read: {ids}."));
        let unknown = self.listed(|line| line.cost_unknown);
        let unknown = unknown.map(|ids| format!("Running, cost ahead not known and nothing charged: {ids}."));
        let rounding = if adds_up { None } else { self.context.say("money.rounding", Known::new()) };
        [unlimited, not_judged, unknown, rounding].into_iter().flatten().collect()
    }

    /// The ids of some lines, the first of many.
    fn listed(&self, wanted: impl Fn(&FundingLine) -> bool) -> Option<String> {
        let lines = self.funding.lines.iter().filter(|line| wanted(line));
        listed_ids(lines.map(|line| self.initiative(line.row).id.to_string()).collect())
    }

    /// Everything chosen with its tests and their sum; then who is next in line, and what it would take.
    fn candidates(&self, lines: usize) -> Vec<Table> {
        let mut chosen = self.candidates_of(true);
        // Half as many as may be funded; where nobody is, the room is theirs.
        let left_out_lines = if chosen.is_empty() { lines + lines.div_ceil(2) } else { lines.div_ceil(2) };
        chosen.sort_by_key(|line| (std::cmp::Reverse(line.value), line.row));
        let mut tables = Vec::new();
        if !chosen.is_empty() {
            tables.push(self.funded(&chosen, lines));
        }
        let (left_out, hopeless) = self.left_out();
        let unseen = left_out.len().saturating_sub(left_out_lines);
        let rest = self.rest(unseen, &hopeless);
        if !left_out.is_empty() || rest.is_some() {
            let columns = Columns::new()
                .short("ID", |line: &&FundingLine| text(&*self.initiative(line.row).id))
                .words("Initiative", |line| self.named(line))
                .numbers("Cost", |line| self.money(line.cost_to_horizon()))
                .means(COST)
                .numbers("Value", |line| line.value.map_or(Cell::Unknown, |value| self.money(value)))
                .means(VALUE)
                .words("Why not, and what it would take", |line| text(self.why(line)));
            let shown = left_out.iter().take(left_out_lines);
            tables.push(Table { rest, ..columns.table("NextInLine", "Next in line", shown) });
        }
        tables
    }

    fn funded(&self, chosen: &[&FundingLine], lines: usize) -> Table {
        let (shown, more) = chosen.split_at(lines.min(chosen.len()));
        let mut rows: Vec<FundedLine> = shown.iter().map(|line| FundedLine::One(line)).collect();
        if !more.is_empty() {
            rows.push(FundedLine::Sum(RowKind::Body, format!("{} more, each worth less", more.len()), more));
        }
        rows.push(FundedLine::Sum(RowKind::Total, "Total funded".to_owned(), chosen));
        let sum = |of: fn(&FundingLine) -> Cents| {
            move |row: &FundedLine| match row {
                FundedLine::One(line) => self.money(of(line)),
                FundedLine::Sum(_, _, lines) => self.money(lines.iter().map(|line| of(line)).sum()),
            }
        };
        let columns = Columns::new()
            .short("ID", |row: &FundedLine| row.one().map_or(Cell::Empty, |line| text(&*self.initiative(line.row).id)))
            .words("Initiative", |row| match row {
                FundedLine::One(line) => self.named(line),
                FundedLine::Sum(_, name, _) => text(&**name),
            })
            .numbers("Cost", sum(FundingLine::cost_to_horizon))
            .means(COST)
            .numbers("In budget years", sum(|line| line.cost_in_budget))
            .means(COST_IN_BUDGET)
            .numbers("Value", move |row| match row {
                FundedLine::One(FundingLine { value: None, .. }) => Cell::Unknown,
                row => sum(|line| line.value.unwrap_or_default())(row),
            })
            .means(VALUE)
            .each(self.funding.tests.iter().enumerate(), |columns: Columns<FundedLine>, (place, test)| {
                let stays = move |row: &FundedLine| Some(text(dot(*row.one()?.in_tests.get(place)?)));
                columns.short(&test.head, move |row| stays(row).unwrap_or(Cell::Empty)).align(Align::Centre)
            });
        let legend = [self.differing(chosen), self.legend()].concat();
        Table {
            rest: Rest::of_words(legend.join(" ")),
            ..columns.lines("Funding", "Funded, and under which tests it stays funded", rows, FundedLine::kind)
        }
    }

    /// Those funded here about which people decided otherwise.
    fn differing(&self, chosen: &[&FundingLine]) -> Vec<String> {
        let differs = |line: &&&FundingLine| line.decided.as_ref().is_some_and(|decided| decided.differs);
        let said =
            |line: &&FundingLine| decided(line).map(|decided| format!("{}: {decided}.", self.initiative(line.row).id));
        chosen.iter().filter(differs).filter_map(said).collect()
    }

    /// Candidates next in line, the nearest first; and those that no money would help, about which nobody decided
    /// otherwise.
    fn left_out(&self) -> (Vec<&'a FundingLine>, Vec<&'a FundingLine>) {
        let differs = |line: &FundingLine| line.decided.as_ref().is_some_and(|decided| decided.differs);
        let is_hopeless =
            |line: &&FundingLine| matches!(line.reason, Reason::NotWorthIt | Reason::NoData) && !differs(line);
        let (hopeless, mut left_out): (Vec<_>, Vec<_>) = self.candidates_of(false).into_iter().partition(is_hopeless);
        left_out.sort_by_key(|line| {
            let price = line.price.as_ref().map(|price| price.total);
            (price.is_none(), price, std::cmp::Reverse(line.value), line.row)
        });
        (left_out, hopeless)
    }

    /// Who stands in no row of the tables, and why.
    fn rest(&self, unseen: usize, hopeless: &[&FundingLine]) -> Option<Rest> {
        let listed = |why: &str, reason: Reason| {
            let lines = hopeless.iter().filter(|line| line.reason == reason);
            let ids = listed_ids(lines.map(|line| self.initiative(line.row).id.to_string()).collect());
            ids.map(|ids| format!("{why}: {ids}."))
        };
        let place = "(finance's workbook, sheet Funding).";
        let more = Rest::of_left_out(
            unseen,
            format!("more candidate is left out {place}"),
            format!("more candidates are left out {place}"),
        );
        let said: Vec<String> = [
            listed("Left out because they cost more than they bring", Reason::NotWorthIt),
            listed("Left out for want of costs or benefits ahead", Reason::NoData),
        ]
        .into_iter()
        .flatten()
        .chain(early_ends(self.context, &self.candidates_in_order()))
        .collect();
        match (more, Rest::of_words(said.join(" "))) {
            (Some(more), Some(said)) => Some(Rest { words: said.words, ..more }),
            (more, said) => more.or(said),
        }
    }

    /// In the unit of the page, which the grey line names.
    fn money(&self, cents: Cents) -> Cell {
        without_unit(self.scale.figure(cents))
    }

    /// The name, marked where the plan ends before the horizon.
    fn named(&self, line: &FundingLine) -> Cell {
        let one = self.initiative(line.row);
        let name = words::middle(&one.name, 30);
        text(if one.metrics.plan.ends_before_horizon { format!("{name} †") } else { name })
    }

    /// The value it adds, or why it is out and its price.
    fn why(&self, line: &FundingLine) -> String {
        let id_of = self.id_of();
        let calendar = self.context.assumptions.calendar;
        let reader = Reader { locale: self.context.locale(), scale: self.scale, calendar, id_of: &id_of };
        let why = match (line.adds, &line.price) {
            (Some(adds), _) => Some(format!("adds {}", self.amount(adds))),
            (None, Some(price)) => Some(format!("{}; {}", reader.reason(line), reader.price(price))),
            (None, None) => Some(reader.reason(line)),
        };
        words::sentence(&why.into_iter().chain(decided(line)).collect::<Vec<_>>().join("; "))
    }

    /// What the dots of the table mean, and how exact the choice is.
    fn legend(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if !self.funding.tests.is_empty() {
            notes.push(
                "● stays funded, ○ does not, – cannot be tested; page Method says how each test changes the plans."
                    .to_owned(),
            );
            let untyped = self.funding.tests.iter().map(|test| test.untyped).max().unwrap_or(0);
            if untyped > 0 {
                let whose = words::plural(untyped, "initiative has benefits", "initiatives have benefits");
                notes.push(format!("{whose} without a type, left out where only hard-cashable ones count."));
            }
        }
        if !self.funding.exact {
            let gap = round::percent(self.funding.best.gap, 2).text(self.context.locale());
            notes.push(format!("The best possible set may be worth up to {gap} more."));
        }
        notes
    }

    /// `With 10% less money out: A-1; with 10% more in: B-2.`
    fn other_budgets_sentence(&self) -> Option<String> {
        let ids = self.id_of();
        let calendar = self.context.assumptions.calendar;
        let reader = Reader { locale: self.context.locale(), scale: self.scale, calendar, id_of: &ids };
        let funding = self.funding;
        let said = |word: &str, factor: f64, joins: &[u32], leaves: &[u32]| {
            let part = |verb: &str, rows: &[u32]| (!rows.is_empty()).then(|| format!("{verb} {}", reader.names(rows)));
            let moved: Vec<String> = [part("out", leaves), part("in", joins)].into_iter().flatten().collect();
            let moved = if moved.is_empty() { "no change".to_owned() } else { moved.join(", ") };
            let size = round::percent((factor - 1.0).abs(), 0).text(self.context.locale());
            format!("{size} {word} money: {moved}")
        };
        let less = said("less", funding.less.budget_factor, &funding.less.joins, &funding.less.leaves);
        let more = said("more", funding.more.budget_factor, &funding.more.joins, &funding.more.leaves);
        Some(words::sentence(&format!("{less}; {more}.")))
    }

    /// What leaves with 10% less, what joins with 10% more.
    fn other_budgets(&self, scale: MoneyScale) -> Table {
        let funding = self.funding;
        let money = |cents| without_unit(scale.figure(cents));
        let reader_ids = self.id_of();
        let calendar = self.context.assumptions.calendar;
        let reader = Reader { locale: self.context.locale(), scale, calendar, id_of: &reader_ids };
        let moves = |joins: &[u32], leaves: &[u32]| {
            let part = |verb: &str, rows: &[u32]| (!rows.is_empty()).then(|| format!("{verb} {}", reader.names(rows)));
            let said: Vec<String> = [part("out:", leaves), part("in:", joins)].into_iter().flatten().collect();
            text(if said.is_empty() { "no change".to_owned() } else { said.join("; ") })
        };
        let percent = |factor: f64| round::signed_percent(factor - 1.0).text(self.context.locale());
        let (less, more) = (&funding.less, &funding.more);
        let rows = [
            (percent(less.budget_factor), &less.choice, moves(&less.joins, &less.leaves)),
            ("as set".to_owned(), &funding.best, Cell::Empty),
            (percent(more.budget_factor), &more.choice, moves(&more.joins, &more.leaves)),
        ];
        Columns::new()
            .short("Budget", |(name, ..): &(String, &Choice, Cell)| text(&**name))
            .numbers("Funded", |(_, choice, _)| Cell::Figure(round::count(choice.rows.len() as i64)))
            .numbers("Cost", |(_, choice, _)| money(choice.cost_to_horizon))
            .means(COST)
            .numbers("In budget years", |(_, choice, _)| money(choice.cost))
            .means(COST_IN_BUDGET)
            .numbers("Value", |(_, choice, _)| money(choice.value))
            .means(VALUE)
            .words("What changes", |(.., moved)| moved.clone())
            .table("OtherBudgets", "With 10% less or more of the money left to spend", rows)
    }

    /// `+120k would add 80k (OPS-3).`
    fn next_step(&self) -> Option<String> {
        let next = self.funding.next?;
        let known = Known::new()
            .figure("money", self.amount(next.money))
            .name("initiative", self.initiative(next.row).id.to_string())
            .figure("adds", self.amount(next.adds));
        self.context.say("fund.next", known)
    }
}

/// A row of what is funded: one candidate, or the sum of some.
enum FundedLine<'a> {
    One(&'a FundingLine),
    Sum(RowKind, String, &'a [&'a FundingLine]),
}

impl FundedLine<'_> {
    fn kind(&self) -> RowKind {
        match self {
            FundedLine::One(_) => RowKind::Body,
            FundedLine::Sum(kind, ..) => *kind,
        }
    }

    fn one(&self) -> Option<&FundingLine> {
        match self {
            FundedLine::One(line) => Some(line),
            FundedLine::Sum(..) => None,
        }
    }
}

/// How many of some plans end before the horizon: a longer one must not look better for being longer.
fn early_ends(context: &ReportContext, initiatives: &[&Initiative]) -> Option<String> {
    let planned = initiatives.iter().filter(|one| one.metrics.plan.end.is_some()).count();
    let early = initiatives.iter().filter(|one| one.metrics.plan.ends_before_horizon).count();
    let end = context.assumptions.horizon_end().title();
    (early > 0).then(|| format!("† {early} of {planned} plans end before the horizon, {end}: their value stops there."))
}

/// `A, B and 3 more`; `None` without any.
fn listed_ids(mut ids: Vec<String>) -> Option<String> {
    /// Ids in a sentence.
    const MOST: usize = 8;
    let more = ids.len().saturating_sub(MOST);
    ids.truncate(MOST);
    if more > 0 {
        ids.push(format!("{more} more"));
    }
    (!ids.is_empty()).then(|| words::listed(&ids))
}

/// What was decided, with its reason where it differs from the recommendation.
fn decided(line: &FundingLine) -> Option<String> {
    let decided = line.decided.as_ref()?;
    let verb = decided.decision.to_lowercase();
    Some(match (&decided.reason, decided.differs) {
        (_, false) => format!("decided: {verb}"),
        (Some(reason), true) => format!("decided otherwise: {verb}, “{}”", words::cut(reason, 70)),
        (None, true) => format!("decided otherwise: {verb}, no reason given"),
    })
}

/// Funded under a test? One that cannot be made counts for nobody.
fn dot(stays: Option<bool>) -> &'static str {
    match stays {
        Some(true) => "●",
        Some(false) => "○",
        None => "–",
    }
}

fn payback(payback: Payback) -> Cell {
    match payback {
        Payback::Months(months) => Cell::Figure(round::months(months)),
        Payback::BeyondPlan => text("> plan"),
        Payback::NoPlan => Cell::Unknown,
    }
}

/// In a table the grey line names the unit.
fn without_unit(figure: Figure) -> Cell {
    match figure.unit {
        Unit::MoneyThousands | Unit::MoneyMillions => Cell::Figure(Figure { unit: Unit::Money, ..figure }),
        _ => Cell::Figure(figure),
    }
}
