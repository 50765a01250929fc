//! The funding line: the best set under the budget, a reason for each initiative, and what would change it.

mod pool;
mod questions;
mod reasons;

use super::{
    frames::money::Totals,
    people::People,
    selection::{Best, Effort, Fixed, Selection, SolverError},
};
use crate::model::{
    assumptions::Assumptions,
    funding::{Choice, Decided, Funding, FundingLine, NextStep, RoleCapacity, Standing, YearAmount, YearBudget},
    funding_rules::StressRule,
    money::Cents,
    people::PeopleAhead,
    portfolio::Portfolio,
};
use pool::{Candidate, Offer, Pool};
use std::cmp::Reverse;

/// What is chosen, and whom it takes.
pub struct Chosen {
    /// The best set and everything asked about it; `None` when no budget is set for any year in sight.
    pub funding: Option<Funding>,
    /// People needed and people there; `None` where nobody is limited.
    pub people_ahead: Option<PeopleAhead>,
}

/// Chooses among the portfolio's initiatives.
pub fn funding(portfolio: &Portfolio, assumptions: &Assumptions, totals: &Totals) -> Result<Chosen, SolverError> {
    let years = pool::years(portfolio, assumptions, totals);
    if years.is_empty() && assumptions.capacity.is_empty() {
        return Ok(Chosen { funding: None, people_ahead: None });
    }
    let people = People::of(portfolio, assumptions);
    let pool = pool::pool(portfolio, assumptions, totals, (years, &people));
    if pool.years.is_empty() {
        let taking_part: Vec<_> = pool.candidates.iter().map(|one| (one.row, one.standing, false)).collect();
        return Ok(Chosen { funding: None, people_ahead: people.ahead(assumptions.period, &taking_part, false) });
    }
    let funding = best(&pool, portfolio)?;
    let taking_part: Vec<_> = funding.lines.iter().map(|line| (line.row, line.standing, line.recommended)).collect();
    let people_ahead = people.ahead(assumptions.period, &taking_part, true);
    Ok(Chosen { funding: Some(funding), people_ahead })
}

/// The best set of a pool and everything asked about it.
fn best(pool: &Pool, portfolio: &Portfolio) -> Result<Funding, SolverError> {
    let assumptions = pool.assumptions;
    let today = Today::of(pool)?;
    let tests = questions::stress_tests(&today)?;
    let mut lines = lines(&today, portfolio)?;
    for line in &mut lines {
        line.in_tests = questions::in_tests(line, &tests);
    }
    let mut next: Vec<NextStep> = lines.iter().filter_map(next_step).collect();
    next.sort_by_key(|step| (step.money, Reverse(step.adds)));
    let (shortfall, shortfall_roles) = today.shortfall();
    let (frontier, point) = questions::frontier(&today)?;
    let free = today.choose(&pool.offer(&StressRule::default(), true), true)?;
    Ok(Funding {
        years: today.years(),
        years_without_budget: years_without_budget(pool),
        roles: today.roles(),
        best: today.choice(false),
        shortfall,
        shortfall_roles,
        next: next.first().copied(),
        less: questions::change(&today, 0.9)?,
        more: questions::change(&today, 1.1)?,
        tests,
        frontier,
        today: point,
        stop: questions::stop(&today, &free)?,
        free,
        exact: today.exact,
        exact_up_to: assumptions.funding.exact_up_to,
        lines,
    })
}

/// Today's best set, with what it was chosen from.
struct Today<'a> {
    pool: &'a Pool<'a>,
    selection: Selection,
    best: Best,
    /// By how much what is kept is above each cap.
    over: Vec<i64>,
    /// What is kept and what is in today's set take of each cap.
    kept: Vec<i64>,
    used: Vec<i64>,
    /// Few enough candidates for an exact answer?
    exact: bool,
}

impl<'a> Today<'a> {
    fn of(pool: &'a Pool<'a>) -> Result<Self, SolverError> {
        let Offer { selection, over } = pool.offer(&StressRule::default(), false);
        let effort = effort(&selection, pool);
        let best = found(selection.best_with(&pool.fixed(), effort)?)?;
        let is_kept: Vec<bool> = pool.candidates.iter().map(Candidate::is_kept).collect();
        let taken = |set: &[bool]| (0..selection.caps.len()).map(|cap| selection.used(set, cap)).collect();
        let (kept, used) = (taken(&is_kept), taken(&best.chosen));
        Ok(Today { pool, selection, best, over, kept, used, exact: effort == Effort::Exact })
    }

    /// The set of another offer of the same candidates.
    fn choose(&self, offer: &Offer, in_flight_too: bool) -> Result<Choice, SolverError> {
        self.choose_with(offer, in_flight_too, effort(&offer.selection, self.pool))
    }

    fn choose_with(&self, offer: &Offer, in_flight_too: bool, effort: Effort) -> Result<Choice, SolverError> {
        let best = found(offer.selection.best_with(&self.pool.fixed(), effort)?)?;
        let is_short = offer.over.iter().any(|over| *over > 0);
        Ok(Choice { short: is_short, ..self.choice_of(&offer.selection, &best, in_flight_too) })
    }

    fn best_of(&self, selection: &Selection, fixed: &Fixed) -> Result<Best, SolverError> {
        found(selection.best_with(fixed, effort(selection, self.pool))?)
    }

    fn choice(&self, in_flight_too: bool) -> Choice {
        let is_short = self.over.iter().any(|over| *over > 0);
        Choice { short: is_short, ..self.choice_of(&self.selection, &self.best, in_flight_too) }
    }

    /// A set as rows and sums.
    fn choice_of(&self, selection: &Selection, best: &Best, in_flight_too: bool) -> Choice {
        let counts = |place: &usize| {
            let standing = self.pool.candidates[*place].standing;
            standing == Standing::Candidate || (in_flight_too && standing == Standing::InFlight)
        };
        let chosen: Vec<usize> = (0..best.chosen.len()).filter(|place| best.chosen[*place]).filter(counts).collect();
        let years = self.pool.years.len();
        let entries = || chosen.iter().map(|place| &selection.entries[*place]);
        let mut rows = self.rows(&chosen);
        rows.sort_unstable();
        Choice {
            rows,
            value: Cents(entries().map(|entry| entry.value).sum()),
            cost: Cents(entries().flat_map(|entry| &entry.uses[..years]).sum()),
            cost_to_horizon: Cents(entries().map(|entry| entry.cost).sum()),
            gap: best.gap,
            short: false,
        }
    }

    fn rows(&self, places: &[usize]) -> Vec<u32> {
        places.iter().map(|place| self.pool.candidates[*place].row).collect()
    }

    /// What of a cap is left beside today's set; nothing in a shortfall.
    fn left(&self, cap: usize) -> i64 {
        self.selection.caps[cap] - self.used[cap]
    }

    fn years(&self) -> Vec<YearBudget> {
        let line = |(cap, year): (usize, &pool::Year)| YearBudget {
            year: year.year,
            budget: year.budget,
            spent: year.spent,
            assumed: year.assumed,
            reserved: year.reserved,
            available: year.available(1.0),
            kept: Cents(self.kept[cap]),
            chosen: Cents(self.used[cap] - self.kept[cap]),
            left: Cents(self.left(cap) - self.over[cap]),
        };
        self.pool.years.iter().enumerate().map(line).collect()
    }

    /// Each role in the month in which least of it is left, the first of equal ones.
    fn roles(&self) -> Vec<RoleCapacity> {
        let line = |(place, role): (usize, &pool::RoleMonths)| {
            let caps = self.pool.caps_of(place);
            let months = role.months.iter().zip(caps).map(|(month, cap)| RoleCapacity {
                role: role.role.clone(),
                month: month.month,
                cap: month.cap,
                reserved: month.reserved,
                kept: self.kept[cap],
                chosen: self.used[cap] - self.kept[cap],
            });
            months.min_by_key(|month| (month.left(), month.month))
        };
        self.pool.roles.iter().enumerate().filter_map(line).collect()
    }

    /// By how much what is kept is above its budgets and caps.
    fn shortfall(&self) -> (Vec<YearAmount>, Vec<crate::model::funding::RoleAmount>) {
        self.pool.told(&self.over)
    }
}

/// What is kept always fits the caps of an offer, so there is a set.
fn found(best: Option<Best>) -> Result<Best, SolverError> {
    best.ok_or_else(|| SolverError::InternalError("what is kept contradicts itself".to_owned()))
}

/// Exact for as many open entries as the settings say, beyond that within their gap.
fn effort(selection: &Selection, pool: &Pool) -> Effort {
    let both = selection.entries.iter().zip(&pool.candidates);
    let open = both.filter(|(entry, candidate)| !entry.kept && candidate.barred.is_none()).count();
    let rules = &pool.assumptions.funding;
    if open <= rules.exact_up_to as usize { Effort::Exact } else { Effort::Within(rules.gap) }
}

/// One line for each, what is kept first, then what is chosen, then what is left out; the more valuable first.
fn lines(today: &Today, portfolio: &Portfolio) -> Result<Vec<FundingLine>, SolverError> {
    let reasons = reasons::reasons(today)?;
    let assumptions = today.pool.assumptions;
    let plain = StressRule::default();
    let mut lines: Vec<FundingLine> = Vec::with_capacity(reasons.len());
    for (candidate, told) in today.pool.candidates.iter().zip(reasons) {
        let cost = candidate.cost(assumptions, &plain);
        let has_budget = |cost: &&YearAmount| today.pool.years.iter().any(|year| year.year == cost.year);
        lines.push(FundingLine {
            row: candidate.row,
            standing: candidate.standing,
            value: candidate.value(assumptions, &plain),
            cost_in_budget: cost.iter().filter(has_budget).map(|cost| cost.amount).sum(),
            cost,
            cost_from_request: candidate.costs_what_it_asked_for(),
            cost_unknown: candidate.is_cost_unknown(),
            people: today.pool.people(candidate),
            recommended: told.recommended,
            reason: told.reason,
            adds: told.adds,
            price: told.price,
            in_tests: Vec::new(),
            decided: decided(portfolio, candidate.row, told.recommended),
        });
    }
    let group = |line: &FundingLine| match (line.standing, line.recommended) {
        (Standing::InFlight, _) => 0,
        (Standing::Mandatory, _) => 1,
        (Standing::Candidate, true) => 2,
        (Standing::Candidate, false) => 3,
        (Standing::NotJudged, _) => 4,
    };
    // The pool is in order of ids, and the sort keeps it among equals.
    lines.sort_by_key(|line| (group(line), Reverse(line.value)));
    Ok(lines)
}

/// What people decided, beside the recommendation.
fn decided(portfolio: &Portfolio, row: u32, recommended: bool) -> Option<Decided> {
    let table = &portfolio.initiatives;
    let row = row as usize;
    let decision = table.text("decision")[row].clone()?;
    let funds = matches!(&*decision, "Approve" | "Override");
    Some(Decided {
        on: table.date("decision_on")[row],
        reason: table.text("decision_reason")[row].clone(),
        differs: funds != recommended,
        decision,
    })
}

fn next_step(line: &FundingLine) -> Option<NextStep> {
    let price = line.price.as_ref().filter(|price| price.people.is_empty() && price.total > Cents::ZERO)?;
    Some(NextStep { row: line.row, money: price.total, adds: price.adds })
}

fn years_without_budget(pool: &Pool) -> Vec<i16> {
    let plain = StressRule::default();
    let costs = pool.candidates.iter().flat_map(|candidate| candidate.cost(pool.assumptions, &plain));
    let mut years: Vec<i16> =
        costs.map(|cost| cost.year).filter(|year| pool.years.iter().all(|with| with.year != *year)).collect();
    years.sort_unstable();
    years.dedup();
    years
}
