//! Who can be funded, what each would cost, waits for and takes of people, and what there is to spend.

use crate::metrics::{
    appraisal::{Ahead, chance, scaled},
    cashflow::MonthFlow,
    frames::money::Totals,
    people::{People, Whose},
    selection::{Entry, Fixed, Selection},
};
use crate::model::{
    assumptions::Assumptions,
    funding::{MilliFte, Reason, RoleAmount, Standing, YearAmount},
    funding_rules::StressRule,
    identifier::identifier_key,
    money::Cents,
    period::Month,
    phase::Phase,
    portfolio::{CENTRE, Portfolio},
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// One initiative that is kept or can be chosen.
pub struct Candidate {
    /// Its row in the portfolio.
    pub row: u32,
    pub standing: Standing,
    mandatory: bool,
    ahead: Ahead,
    chance: Option<(f64, bool)>,
    /// The budget it asked for, where its Financials say no cost at all.
    requested: Option<Cents>,
    /// Demand by role with a cap and its months.
    people: Vec<Vec<MilliFte>>,
    /// Something that never loses its place needs it, directly or through others.
    is_needed: bool,
    /// Places in the pool.
    pub waits_for: Vec<usize>,
    group: Option<usize>,
    /// Why it cannot be chosen, whatever the budget.
    pub barred: Option<Reason>,
}

impl Candidate {
    /// Kept whatever it is worth.
    pub fn is_kept(&self) -> bool {
        self.standing != Standing::Candidate
    }

    /// Runs, and says no cost ahead: nobody knows it, so nothing is charged.
    pub fn is_cost_unknown(&self) -> bool {
        self.standing == Standing::InFlight && !self.ahead.cost_known()
    }

    /// Some of its benefit ahead has no type.
    pub fn has_untyped_benefit(&self) -> bool {
        self.ahead.has_untyped_benefit()
    }

    /// Its risk-adjusted value under a test.
    pub fn value(&self, assumptions: &Assumptions, test: &StressRule) -> Option<Cents> {
        let (p, assumed) = self.chance?;
        self.ahead.rnpv(assumptions, test, p, assumed).map(|rnpv| rnpv.value)
    }

    /// Its cost after T by fiscal year under a test.
    pub fn cost(&self, assumptions: &Assumptions, test: &StressRule) -> Vec<YearAmount> {
        let years = match self.requested {
            Some(requested) => vec![(assumptions.year_start().year(), scaled(requested, test.costs))],
            None => self.ahead.cost_by_year(assumptions, test),
        };
        years.into_iter().map(|(year, amount)| YearAmount { year, amount }).collect()
    }

    /// Is its cost the budget it asked for?
    pub fn costs_what_it_asked_for(&self) -> bool {
        self.requested.is_some()
    }
}

/// A fiscal year with a budget.
pub struct Year {
    pub year: i16,
    pub budget: Cents,
    pub spent: Cents,
    /// The part of `spent` that is not booked: forecast or plan of months without an actual.
    pub assumed: Cents,
    pub reserved: Cents,
}

/// A role with a cap, and the months in which there can be least room: the first after T and those in which somebody
/// begins or the cap changes.
pub struct RoleMonths {
    pub role: Arc<str>,
    pub months: Vec<CappedMonth>,
}

/// A month of a role.
pub struct CappedMonth {
    pub month: Month,
    pub cap: MilliFte,
    /// Demand of the centre's own people.
    pub reserved: MilliFte,
}

/// What there is to choose from under a test.
pub struct Offer {
    /// With caps in which what is kept fits: one that it exceeds has no room for anything else.
    pub selection: Selection,
    /// By how much what is kept is above each cap.
    pub over: Vec<i64>,
}

impl Year {
    /// What initiatives may still cost, with a factor on what is left to spend.
    pub fn available(&self, factor: f64) -> Cents {
        scaled(self.budget - self.spent, factor) - self.reserved
    }
}

/// Everything a selection is made from.
pub struct Pool<'a> {
    pub assumptions: &'a Assumptions,
    /// In order of their ids.
    pub candidates: Vec<Candidate>,
    /// In order.
    pub years: Vec<Year>,
    /// Roles with a cap, in order of name.
    pub roles: Vec<RoleMonths>,
}

impl Pool<'_> {
    /// What there is to choose from under a test. With `free`, in-flight initiatives may lose their place.
    pub fn offer(&self, test: &StressRule, free: bool) -> Offer {
        let entries: Vec<Entry> = self.candidates.iter().map(|candidate| self.entry(candidate, test, free)).collect();
        let money = self.years.iter().map(|year| year.available(test.budget).0);
        let people = self.roles.iter().flat_map(|role| &role.months).map(|month| month.cap - month.reserved);
        let mut caps: Vec<i64> = money.chain(people).collect();
        let kept = |cap: usize| entries.iter().filter(|entry| entry.kept).map(|entry| entry.uses[cap]).sum::<i64>();
        let over: Vec<i64> = caps.iter().enumerate().map(|(place, cap)| (kept(place) - cap).max(0)).collect();
        caps.iter_mut().zip(&over).for_each(|(cap, over)| *cap += over);
        Offer { selection: Selection { entries, caps }, over }
    }

    fn entry(&self, candidate: &Candidate, test: &StressRule, free: bool) -> Entry {
        // The money of what is not judged is reserved, not kept.
        let is_judged = candidate.standing != Standing::NotJudged;
        let cost = if is_judged { candidate.cost(self.assumptions, test) } else { Vec::new() };
        let in_year = |year: i16| cost.iter().find(|cost| cost.year == year).map_or(0, |cost| cost.amount.0);
        let value = candidate.value(self.assumptions, test).filter(|_| is_judged);
        // What nothing is known about cannot lose its place.
        let may_lose = free
            && candidate.standing == Standing::InFlight
            && !candidate.mandatory
            && !candidate.is_needed
            && value.is_some();
        Entry {
            value: value.unwrap_or_default().0,
            cost: cost.iter().map(|cost| cost.amount.0).sum(),
            uses: (self.years.iter().map(|year| in_year(year.year)))
                .chain(candidate.people.iter().flatten().copied())
                .collect(),
            waits_for: candidate.waits_for.clone(),
            group: candidate.group,
            kept: candidate.is_kept() && !may_lose,
        }
    }

    /// Entries that are out whatever the budget.
    pub fn fixed(&self) -> Fixed {
        self.candidates.iter().map(|candidate| candidate.barred.is_some().then_some(false)).collect()
    }

    /// Peak demand for people of the roles with a cap, roles without demand left out.
    pub fn people(&self, candidate: &Candidate) -> Vec<RoleAmount> {
        self.peaks(&candidate.people.concat())
    }

    /// The places of a role's months among the caps.
    pub fn caps_of(&self, role: usize) -> std::ops::Range<usize> {
        let first = self.years.len() + self.roles[..role].iter().map(|role| role.months.len()).sum::<usize>();
        first..first + self.roles[role].months.len()
    }

    /// An amount of each cap, told apart again into money and people; what is not above zero is left out.
    pub fn told(&self, amounts: &[i64]) -> (Vec<YearAmount>, Vec<RoleAmount>) {
        let money = self.years.iter().zip(amounts).filter(|(_, amount)| **amount > 0);
        (
            money.map(|(year, amount)| YearAmount { year: year.year, amount: Cents(*amount) }).collect(),
            self.peaks(&amounts[self.years.len()..]),
        )
    }

    /// Of people by role and month the most of each role.
    fn peaks(&self, people: &[i64]) -> Vec<RoleAmount> {
        let mut rest = people;
        let mut peaks = Vec::new();
        for role in &self.roles {
            let (own, others) = rest.split_at(role.months.len());
            rest = others;
            let fte = own.iter().copied().max().unwrap_or(0);
            peaks.push(RoleAmount { role: role.role.clone(), fte });
        }
        peaks.retain(|peak| peak.fte > 0);
        peaks
    }
}

/// Fiscal years in sight with a budget.
pub fn years(portfolio: &Portfolio, assumptions: &Assumptions, totals: &Totals) -> Vec<Year> {
    let last = assumptions.calendar.year_of(assumptions.horizon_end());
    let in_sight = assumptions.year_start().year()..=last;
    assumptions
        .budgets
        .iter()
        .filter(|(year, _)| in_sight.contains(year))
        .map(|(year, budget)| committed(portfolio, assumptions, totals, *year, *budget))
        .collect()
}

/// The pool of a portfolio.
pub fn pool<'a>(
    portfolio: &Portfolio,
    assumptions: &'a Assumptions,
    totals: &Totals,
    (years, people): (Vec<Year>, &People),
) -> Pool<'a> {
    let standings = standings(portfolio);
    let roles = roles(assumptions, people, &standings);
    let mut pool = Pool { assumptions, candidates: Vec::new(), years, roles };
    pool.candidates = standings
        .into_iter()
        .map(|(row, standing)| candidate(portfolio, &pool, row, standing, &totals.flows[row], people))
        .collect();
    connect(&mut pool, portfolio, &row_of(portfolio));
    pool
}

/// Rows by the key of their id.
fn row_of(portfolio: &Portfolio) -> BTreeMap<String, u32> {
    let ids = portfolio.initiatives.text("initiative_id").iter().enumerate().rev();
    ids.filter_map(|(row, id)| id.as_deref().map(|id| (identifier_key(id), row as u32))).collect()
}

/// Roles with a cap, and the months in which they can be short: a sum grows only when somebody begins. Of months in which
/// everybody together fits, one is enough.
fn roles(assumptions: &Assumptions, people: &People, standings: &[(usize, Standing)]) -> Vec<RoleMonths> {
    let everybody: Vec<Whose> =
        standings.iter().map(|(row, _)| Whose::Initiative(*row as u32)).chain([Whose::Centre]).collect();
    let in_sight = (assumptions.period.plus(1), assumptions.horizon_end());
    let of_role = |role: &str| {
        let demand_in =
            |month: Month| -> MilliFte { everybody.iter().map(|whose| people.demand(*whose, role, month)).sum() };
        let capped = |month: Month| {
            let reserved = people.demand(Whose::Centre, role, month);
            people.supply(role, month).map(|cap| CappedMonth { month, cap, reserved })
        };
        let months = people.turns(&everybody, role, in_sight).into_iter().filter_map(capped);
        let (mut tight, mut loose): (Vec<CappedMonth>, Vec<CappedMonth>) =
            months.partition(|month| demand_in(month.month) > month.cap);
        if tight.is_empty() {
            loose.sort_by_key(|month| (Reverse(demand_in(month.month) - month.cap), month.month));
            tight.extend(loose.into_iter().next());
        }
        RoleMonths { role: role.into(), months: tight }
    };
    people.roles().into_iter().map(of_role).filter(|role| !role.months.is_empty()).collect()
}

/// What of a year's budget is gone already or not up for decision.
fn committed(portfolio: &Portfolio, assumptions: &Assumptions, totals: &Totals, year: i16, budget: Cents) -> Year {
    let phases = portfolio.initiatives.text("phase");
    // Retired, or in a phase that cannot be read: nobody can say that it does not run.
    let is_apart = |row: &usize| {
        let phase = phases[*row].as_deref().and_then(Phase::named);
        matches!(phase, None | Some(Phase::Retired))
    };
    let of_year = |flow: &&MonthFlow| assumptions.calendar.year_of(flow.month) == year;
    let cost = |flow: &MonthFlow| flow.cost.unwrap_or_default();
    let over: Vec<&MonthFlow> = (totals.flows.iter().chain([&totals.centre_flows]).flatten())
        .filter(of_year)
        .filter(|flow| flow.month <= assumptions.period)
        .collect();
    let apart = (0..totals.flows.len()).filter(is_apart).flat_map(|row| &totals.flows[row]);
    let beside = totals.centre_flows.iter().chain(apart).filter(of_year);
    Year {
        year,
        budget,
        spent: over.iter().map(|flow| cost(flow)).sum(),
        assumed: over.iter().filter(|flow| !flow.is_booked).map(|flow| cost(flow)).sum(),
        reserved: beside.filter(|flow| flow.month > assumptions.period).map(cost).sum(),
    }
}

/// Rows that take part, in order of their ids.
fn standings(portfolio: &Portfolio) -> Vec<(usize, Standing)> {
    let table = &portfolio.initiatives;
    let mandatory = table.yes_no("mandatory");
    let phase = |row: usize| table.text("phase")[row].as_deref().and_then(Phase::named);
    let standing = |row: usize| match phase(row) {
        None => Some(Standing::NotJudged),
        Some(phase) => of_phase(phase, mandatory[row] == Some(true)),
    };
    let mut found: Vec<(usize, Standing)> =
        (0..table.len()).filter_map(|row| standing(row).map(|standing| (row, standing))).collect();
    found.sort_by(|one, other| table.text("initiative_id")[one.0].cmp(&table.text("initiative_id")[other.0]));
    found
}

fn of_phase(phase: Phase, is_mandatory: bool) -> Option<Standing> {
    match phase {
        Phase::Pilot | Phase::Production => Some(Standing::InFlight),
        Phase::Assessment | Phase::Approved | Phase::OnHold if is_mandatory => Some(Standing::Mandatory),
        Phase::Assessment | Phase::Approved | Phase::OnHold => Some(Standing::Candidate),
        Phase::Idea | Phase::Retired | Phase::Rejected => None,
    }
}

fn candidate(
    portfolio: &Portfolio,
    pool: &Pool,
    row: usize,
    standing: Standing,
    flows: &[MonthFlow],
    people: &People,
) -> Candidate {
    let table = &portfolio.initiatives;
    let phase = table.text("phase")[row].as_deref().and_then(Phase::named);
    let says_cost = flows.iter().any(|flow| flow.cost.is_some());
    let is_asked = matches!(standing, Standing::Candidate | Standing::Mandatory);
    let own = Whose::Initiative(row as u32);
    let in_months =
        |role: &RoleMonths| role.months.iter().map(|month| people.demand(own, &role.role, month.month)).collect();
    Candidate {
        row: row as u32,
        standing,
        mandatory: table.yes_no("mandatory")[row] == Some(true),
        ahead: Ahead::of(flows, pool.assumptions),
        chance: chance(table.number("p_success")[row], phase, pool.assumptions),
        // What runs without Financials may have spent what it asked for: its cost ahead is not known.
        requested: table.money("budget_requested")[row].filter(|_| !says_cost && is_asked),
        people: pool.roles.iter().map(in_months).collect(),
        is_needed: false,
        waits_for: Vec::new(),
        group: None,
        barred: None,
    }
}

/// Who waits for whom and who is an alternative to whom; bars what can never be chosen.
fn connect(pool: &mut Pool, portfolio: &Portfolio, row_of: &BTreeMap<String, u32>) {
    let candidates = &mut pool.candidates[..];
    // Whether what is not judged is there, nobody knows.
    let is_judged = |candidate: &&Candidate| candidate.standing != Standing::NotJudged;
    let place_of: BTreeMap<u32, usize> = (0..candidates.len())
        .filter(|place| is_judged(&&candidates[*place]))
        .map(|place| (candidates[place].row, place))
        .collect();
    let mut absent: Vec<Vec<u32>> = vec![Vec::new(); candidates.len()];
    let mut unknown = vec![false; candidates.len()];
    let runs: Vec<bool> = candidates.iter().map(|candidate| candidate.standing == Standing::InFlight).collect();
    for place in 0..candidates.len() {
        let wanted = portfolio.initiatives.list("depends_on")[candidates[place].row as usize].clone();
        for id in wanted.iter().flat_map(|wanted| wanted.iter()) {
            match row_of.get(&identifier_key(id)).map(|row| (row, place_of.get(row))) {
                Some((_, Some(other))) => candidates[place].waits_for.push(*other),
                Some((row, None)) => absent[place].push(*row),
                // The centre is always there.
                None => unknown[place] |= identifier_key(id) != CENTRE,
            }
        }
        // What runs does so without what has not begun; it can lose only what runs as well.
        if runs[place] {
            candidates[place].waits_for.retain(|other| runs[*other]);
        }
    }
    keep_what_mandatory_ones_wait_for(candidates);
    mark_what_is_needed(candidates, pool.assumptions);
    group(candidates, portfolio, row_of);
    bar(candidates, &absent, &unknown);
}

/// Marks everything that something needs, near or far, which never loses its place.
fn mark_what_is_needed(candidates: &mut [Candidate], assumptions: &Assumptions) {
    let stays = |one: &Candidate| {
        one.is_kept() && (one.mandatory || one.standing != Standing::InFlight || is_worth_unknown(one, assumptions))
    };
    let mut open: Vec<usize> = (0..candidates.len()).filter(|place| stays(&candidates[*place])).collect();
    while let Some(place) = open.pop() {
        for needed in candidates[place].waits_for.clone() {
            if !std::mem::replace(&mut candidates[needed].is_needed, true) {
                open.push(needed);
            }
        }
    }
}

fn is_worth_unknown(one: &Candidate, assumptions: &Assumptions) -> bool {
    one.value(assumptions, &StressRule::default()).is_none()
}

fn keep_what_mandatory_ones_wait_for(candidates: &mut [Candidate]) {
    let mut open: Vec<usize> =
        (0..candidates.len()).filter(|place| candidates[*place].standing == Standing::Mandatory).collect();
    while let Some(place) = open.pop() {
        for needed in candidates[place].waits_for.clone() {
            if candidates[needed].standing == Standing::Candidate {
                candidates[needed].standing = Standing::Mandatory;
                open.push(needed);
            }
        }
    }
}

/// Groups by the words typed; where they are the id of another initiative, that one is of the group too.
fn group(candidates: &mut [Candidate], portfolio: &Portfolio, row_of: &BTreeMap<String, u32>) {
    let typed = portfolio.initiatives.text("exclusive_group");
    let words: Vec<Option<String>> =
        candidates.iter().map(|one| typed[one.row as usize].as_deref().map(identifier_key)).collect();
    let mut names: Vec<&String> = words.iter().flatten().collect();
    names.sort();
    names.dedup();
    let number = |name: &String| names.binary_search(&name).ok();
    let by_id: BTreeMap<u32, &String> =
        names.iter().rev().filter_map(|name| row_of.get(*name).map(|row| (*row, *name))).collect();
    for (place, candidate) in candidates.iter_mut().enumerate() {
        candidate.group = words[place].as_ref().or(by_id.get(&candidate.row).copied()).and_then(number);
    }
}

fn bar(candidates: &mut [Candidate], absent: &[Vec<u32>], unknown: &[bool]) {
    let circles = circles(candidates);
    for place in 0..candidates.len() {
        let one = &candidates[place];
        let with = &circles[place];
        let reason = if one.is_kept() {
            None
        } else if !one.ahead.known() {
            Some(Reason::NoData)
        } else if !with.is_empty() {
            Some(Reason::Cycle(rows(candidates, with)))
        } else if unknown[place] {
            Some(Reason::WaitsForUnknown)
        } else if !absent[place].is_empty() {
            Some(Reason::WaitsFor(absent[place].clone()))
        } else {
            None
        };
        candidates[place].barred = reason;
    }
    // Whoever waits for one that is barred is barred: the first by id, then whoever comes first once that is so.
    let waiters = waiters(candidates);
    let waiting = |candidates: &[Candidate], on: usize| -> Vec<usize> {
        let free = |place: &usize| candidates[*place].barred.is_none() && !candidates[*place].is_kept();
        waiters[on].iter().copied().filter(free).collect()
    };
    let barred = |candidates: &[Candidate], place: usize| -> Vec<usize> {
        candidates[place].waits_for.iter().copied().filter(|needed| candidates[*needed].barred.is_some()).collect()
    };
    let mut open: BTreeSet<usize> = (0..candidates.len())
        .filter(|place| candidates[*place].barred.is_some())
        .flat_map(|place| waiting(candidates, place))
        .collect();
    while let Some(place) = open.pop_first() {
        candidates[place].barred = Some(Reason::WaitsFor(rows(candidates, &barred(candidates, place))));
        open.extend(waiting(candidates, place));
    }
}

/// For each candidate those that wait for it, in order.
pub fn waiters(candidates: &[Candidate]) -> Vec<Vec<usize>> {
    let mut waiters = vec![Vec::new(); candidates.len()];
    for (place, candidate) in candidates.iter().enumerate() {
        candidate.waits_for.iter().for_each(|needed| waiters[*needed].push(place));
    }
    waiters.iter_mut().for_each(Vec::dedup);
    waiters
}

fn rows(candidates: &[Candidate], places: &[usize]) -> Vec<u32> {
    places.iter().map(|place| candidates[*place].row).collect()
}

/// For each candidate those that it waits for and that wait for it, itself among them; empty outside circles.
fn circles(candidates: &[Candidate]) -> Vec<Vec<usize>> {
    // What is on no circle is taken away from both ends: what waits for nothing that is left, what nothing left waits
    // for. The few that remain are followed one by one.
    let waiters = waiters(candidates);
    let mut left = vec![true; candidates.len()];
    let mut open: Vec<usize> = (0..candidates.len()).collect();
    while let Some(place) = open.pop() {
        let is_end = |others: &[usize]| !others.iter().any(|other| left[*other]);
        if left[place] && (is_end(&candidates[place].waits_for) || is_end(&waiters[place])) {
            left[place] = false;
            open.extend(candidates[place].waits_for.iter().chain(&waiters[place]));
        }
    }
    let reached = |from: usize| if left[from] { reach(candidates, from) } else { BTreeSet::new() };
    let reached: Vec<BTreeSet<usize>> = (0..candidates.len()).map(reached).collect();
    (0..candidates.len())
        .map(|place| reached[place].iter().copied().filter(|other| reached[*other].contains(&place)).collect())
        .collect()
}

/// Everything one waits for, near and far; itself only by a circle.
fn reach(candidates: &[Candidate], from: usize) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    let mut open = candidates[from].waits_for.clone();
    while let Some(place) = open.pop() {
        if reached.insert(place) {
            open.extend(&candidates[place].waits_for);
        }
    }
    reached
}
