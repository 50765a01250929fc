//! Who can be funded, what each would cost, waits for and takes of people, and what there is to spend.

use crate::metrics::{
    appraisal::{Ahead, chance, scaled},
    cashflow::MonthFlow,
    frames::Totals,
    selection::{Entry, Fixed, Selection},
};
use crate::model::{
    assumptions::Assumptions,
    funding::{MilliFte, Reason, RoleAmount, Standing, YearAmount},
    funding_rules::StressRule,
    identifier::identifier_key,
    money::Cents,
    phase::Phase,
    portfolio::{CENTRE, Portfolio},
};
use std::{
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
    /// Largest demand of any month after T, by role with a cap.
    people: Vec<MilliFte>,
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
    pub reserved: Cents,
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
    /// Roles with a cap and the cap, in order of name.
    pub roles: Vec<(Arc<str>, MilliFte)>,
}

impl Pool<'_> {
    /// What there is to choose from under a test. With `free`, in-flight initiatives may lose their place.
    pub fn selection(&self, test: &StressRule, free: bool) -> Selection {
        let entries = self.candidates.iter().map(|candidate| self.entry(candidate, test, free)).collect();
        let money = self.years.iter().map(|year| year.available(test.budget).0);
        let caps = money.chain(self.roles.iter().map(|(_, cap)| *cap)).collect();
        Selection { entries, caps }
    }

    fn entry(&self, candidate: &Candidate, test: &StressRule, free: bool) -> Entry {
        let cost = candidate.cost(self.assumptions, test);
        let in_year = |year: i16| cost.iter().find(|cost| cost.year == year).map_or(0, |cost| cost.amount.0);
        let value = candidate.value(self.assumptions, test);
        // What nothing is known about cannot lose its place.
        let may_lose = free && candidate.standing == Standing::InFlight && !candidate.mandatory && value.is_some();
        Entry {
            value: value.unwrap_or_default().0,
            cost: cost.iter().map(|cost| cost.amount.0).sum(),
            uses: self.years.iter().map(|year| in_year(year.year)).chain(candidate.people.iter().copied()).collect(),
            waits_for: candidate.waits_for.clone(),
            group: candidate.group,
            kept: candidate.is_kept() && !may_lose,
        }
    }

    /// Entries that are out whatever the budget.
    pub fn fixed(&self) -> Fixed {
        self.candidates.iter().map(|candidate| candidate.barred.is_some().then_some(false)).collect()
    }

    /// Demand for people of the roles with a cap, roles without demand left out.
    pub fn people(&self, candidate: &Candidate) -> Vec<RoleAmount> {
        let both = self.roles.iter().zip(&candidate.people).filter(|(_, fte)| **fte > 0);
        both.map(|((role, _), fte)| RoleAmount { role: role.clone(), fte: *fte }).collect()
    }

    /// An amount of each cap, told apart again into money and people; what is not above zero is left out.
    pub fn told(&self, amounts: &[i64]) -> (Vec<YearAmount>, Vec<RoleAmount>) {
        let money = self.years.iter().zip(amounts).filter(|(_, amount)| **amount > 0);
        let people = self.roles.iter().zip(&amounts[self.years.len()..]).filter(|(_, fte)| **fte > 0);
        (
            money.map(|(year, amount)| YearAmount { year: year.year, amount: Cents(*amount) }).collect(),
            people.map(|((role, _), fte)| RoleAmount { role: role.clone(), fte: *fte }).collect(),
        )
    }
}

/// The pool of a portfolio; `None` when no budget is set for any year in sight.
pub fn pool<'a>(portfolio: &Portfolio, assumptions: &'a Assumptions, totals: &Totals) -> Option<Pool<'a>> {
    let last = assumptions.horizon_end().fiscal_year_start(assumptions.fiscal_year_start).year();
    let in_sight = assumptions.year_start().year()..=last;
    let years: Vec<Year> = assumptions
        .budgets
        .iter()
        .filter(|(year, _)| in_sight.contains(year))
        .map(|(year, budget)| committed(portfolio, assumptions, totals, *year, *budget))
        .collect();
    let roles = assumptions.capacity.iter().map(|(role, cap)| (role.as_str().into(), *cap)).collect();
    let mut pool = Pool { assumptions, candidates: Vec::new(), years, roles };
    if pool.years.is_empty() {
        return None;
    }
    let row_of = row_of(portfolio);
    let people = people_of(portfolio, &row_of);
    pool.candidates = standings(portfolio)
        .into_iter()
        .map(|(row, standing)| candidate(portfolio, &pool, row, standing, &totals.flows[row], &people[row]))
        .collect();
    connect(&mut pool.candidates, portfolio, &row_of);
    Some(pool)
}

/// Rows by the key of their id.
fn row_of(portfolio: &Portfolio) -> BTreeMap<String, u32> {
    let ids = portfolio.initiatives.text("initiative_id").iter().enumerate().rev();
    ids.filter_map(|(row, id)| id.as_deref().map(|id| (identifier_key(id), row as u32))).collect()
}

/// The rows of Team of each initiative.
fn people_of(portfolio: &Portfolio, row_of: &BTreeMap<String, u32>) -> Vec<Vec<usize>> {
    let mut people = vec![Vec::new(); portfolio.initiatives.len()];
    for (person, id) in portfolio.team.text("initiative_id").iter().enumerate() {
        if let Some(row) = id.as_deref().and_then(|id| row_of.get(&identifier_key(id))) {
            people[*row as usize].push(person);
        }
    }
    people
}

/// What of a year's budget is gone already or not up for decision.
fn committed(portfolio: &Portfolio, assumptions: &Assumptions, totals: &Totals, year: i16, budget: Cents) -> Year {
    let phases = portfolio.initiatives.text("phase");
    let retired = |row: &usize| phases[*row].as_deref().and_then(Phase::named) == Some(Phase::Retired);
    let of_year = |flow: &&MonthFlow| flow.month.fiscal_year_start(assumptions.fiscal_year_start).year() == year;
    let cost = |flow: &MonthFlow| flow.cost.unwrap_or_default();
    let all = totals.flows.iter().chain([&totals.centre_flows]).flatten().filter(of_year);
    let spent = all.filter(|flow| flow.month <= assumptions.period).map(cost).sum();
    let retired = (0..totals.flows.len()).filter(retired).flat_map(|row| &totals.flows[row]);
    let beside = totals.centre_flows.iter().chain(retired).filter(of_year);
    let reserved = beside.filter(|flow| flow.month > assumptions.period).map(cost).sum();
    Year { year, budget, spent, reserved }
}

/// Rows that take part, in order of their ids.
fn standings(portfolio: &Portfolio) -> Vec<(usize, Standing)> {
    let table = &portfolio.initiatives;
    let mandatory = table.yes_no("mandatory");
    let standing = |row: usize| match table.text("phase")[row].as_deref().and_then(Phase::named)? {
        Phase::Pilot | Phase::Production => Some(Standing::InFlight),
        Phase::Assessment | Phase::Approved | Phase::OnHold if mandatory[row] == Some(true) => {
            Some(Standing::Mandatory)
        }
        Phase::Assessment | Phase::Approved | Phase::OnHold => Some(Standing::Candidate),
        Phase::Idea | Phase::Retired | Phase::Rejected => None,
    };
    let mut found: Vec<(usize, Standing)> =
        (0..table.len()).filter_map(|row| standing(row).map(|standing| (row, standing))).collect();
    found.sort_by(|one, other| table.text("initiative_id")[one.0].cmp(&table.text("initiative_id")[other.0]));
    found
}

fn candidate(
    portfolio: &Portfolio,
    pool: &Pool,
    row: usize,
    standing: Standing,
    flows: &[MonthFlow],
    people: &[usize],
) -> Candidate {
    let table = &portfolio.initiatives;
    let phase = table.text("phase")[row].as_deref().and_then(Phase::named);
    let says_cost = flows.iter().any(|flow| flow.cost.is_some());
    Candidate {
        row: row as u32,
        standing,
        mandatory: table.yes_no("mandatory")[row] == Some(true),
        ahead: Ahead::of(flows, pool.assumptions),
        chance: chance(table.number("p_success")[row], phase, pool.assumptions),
        requested: table.money("budget_requested")[row].filter(|_| !says_cost),
        people: pool.roles.iter().map(|(role, _)| demand(portfolio, pool.assumptions, people, role)).collect(),
        waits_for: Vec::new(),
        group: None,
        barred: None,
    }
}

/// The largest sum of FTE of any month after T within the horizon.
fn demand(portfolio: &Portfolio, assumptions: &Assumptions, people: &[usize], role: &str) -> MilliFte {
    let team = &portfolio.team;
    let in_role = |person: &usize| team.text("role")[*person].as_deref() == Some(role);
    let rows: Vec<usize> = people.iter().copied().filter(in_role).collect();
    let (first, last) = (assumptions.period.plus(1), assumptions.horizon_end());
    let there = |person: usize, month| {
        team.month("from")[person].is_none_or(|from| from <= month)
            && team.month("to")[person].is_none_or(|to| to >= month)
    };
    let fte = |person: usize| (team.number("fte")[person].unwrap_or_default() * 1000.0).round() as MilliFte;
    // The sum can only grow in a month in which somebody begins.
    let starts =
        rows.iter().filter_map(|person| team.month("from")[*person]).filter(|from| (first..=last).contains(from));
    starts
        .chain([first])
        .map(|month| rows.iter().filter(|person| there(**person, month)).map(|person| fte(*person)).sum())
        .max()
        .unwrap_or(0)
}

/// Who waits for whom and who is an alternative to whom; bars what can never be chosen.
fn connect(candidates: &mut [Candidate], portfolio: &Portfolio, row_of: &BTreeMap<String, u32>) {
    let place_of: BTreeMap<u32, usize> =
        candidates.iter().enumerate().map(|(place, candidate)| (candidate.row, place)).collect();
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
    group(candidates, portfolio, row_of);
    bar(candidates, &absent, &unknown);
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
