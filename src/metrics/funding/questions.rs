//! What would change the best set: other budgets, the tests of the settings, every amount of money, and stopping what
//! runs.

use super::{Today, pool::waiters};
use crate::metrics::selection::{Effort, Queue, Selection, SolverError};
use crate::model::{
    funding::{Change, Choice, FrontierPoint, FundingLine, Standing, StopQuestion, StressTest, YearAmount},
    funding_rules::StressRule,
    money::Cents,
};
use rayon::prelude::*;
use std::cmp::Reverse;

/// The best set with another budget: `factor` of the money that is left to spend.
pub fn change(today: &Today, factor: f64) -> Result<Change, SolverError> {
    let test = StressRule { budget: factor, ..StressRule::default() };
    let choice = today.choose(&today.pool.offer(&test, false), false)?;
    let now = today.choice(false);
    let missing_in =
        |list: &[u32], other: &[u32]| list.iter().copied().filter(|row| other.binary_search(row).is_err()).collect();
    Ok(Change {
        budget_factor: factor,
        joins: missing_in(&choice.rows, &now.rows),
        leaves: missing_in(&now.rows, &choice.rows),
        choice,
    })
}

/// The best set under each test of the settings.
pub fn stress_tests(today: &Today) -> Result<Vec<StressTest>, SolverError> {
    let now = today.choice(false);
    let untyped = today.pool.candidates.iter().filter(|one| one.has_untyped_benefit()).count() as u32;
    let tests = today.pool.assumptions.stress_tests.par_iter().map(|test| {
        let offer = today.pool.offer(test, false);
        // Years of equal months make many sets that are nearly as good, among which an exact search may not end; the gap
        // is told.
        let gap = today.pool.assumptions.funding.gap;
        let choice = match test.plans_run_on {
            true => today.choose_with(&offer, false, Effort::Within(gap))?,
            false => today.choose(&offer, false)?,
        };
        Ok(StressTest {
            name: test.name.as_str().into(),
            head: test.head(),
            still_chosen: now.rows.iter().filter(|row| choice.rows.binary_search(row).is_ok()).count() as u32,
            testable: !choice.short,
            untyped: if test.hard_cashable_only { untyped } else { 0 },
            choice,
        })
    });
    tests.collect()
}

/// Is a line's initiative in the best set of each test? What is kept always is; a test that cannot be made counts for
/// nobody.
pub fn in_tests(line: &FundingLine, tests: &[StressTest]) -> Vec<Option<bool>> {
    let kept = line.standing != Standing::Candidate;
    let is_in = |test: &StressTest| kept || test.choice.rows.binary_search(&line.row).is_ok();
    tests.iter().map(|test| test.testable.then(|| is_in(test))).collect()
}

/// The best value at budgets from nothing to all, beside what is kept, and where today's set lies. The years are taken
/// together, so that today's set, which has to keep each of them, lies at or below the frontier.
pub fn frontier(today: &Today) -> Result<(Vec<FrontierPoint>, FrontierPoint), SolverError> {
    let pool = today.pool;
    let years = pool.years.len();
    let money = |uses: &[i64]| uses[..years].iter().sum::<i64>();
    let plain = &today.selection;
    let open = |place: &usize| !pool.candidates[*place].is_kept() && pool.candidates[*place].barred.is_none();
    let all: i64 = (0..plain.entries.len()).filter(open).map(|place| money(&plain.entries[place].uses).max(0)).sum();
    let together = |budget: i64| {
        let mut entries = plain.entries.clone();
        for (place, entry) in entries.iter_mut().enumerate() {
            let beside = pool.candidates[place].is_kept();
            let people = entry.uses.split_off(years);
            let amount = if beside { 0 } else { money(&entry.uses) };
            entry.uses = [vec![amount], people].concat();
        }
        Selection { entries, caps: [budget].into_iter().chain(plain.caps[years..].iter().copied()).collect() }
    };
    let steps = i64::from(pool.assumptions.funding.frontier_budgets) - 1;
    let budgets =
        (0..=steps).into_par_iter().map(|step| (i128::from(all) * i128::from(step) / i128::from(steps)) as i64);
    let points = budgets.map(|budget| {
        let best = today.best_of(&together(budget), &pool.fixed())?;
        Ok(point(Cents(budget), &today.choice_of(plain, &best, false)))
    });
    let free = (0..years).map(|cap| plain.caps[cap] - today.kept[cap]).sum();
    let now = point(Cents(free), &today.choice(false));
    Ok((points.collect::<Result<Vec<FrontierPoint>, SolverError>>()?, now))
}

fn point(money: Cents, choice: &Choice) -> FrontierPoint {
    FrontierPoint { money, used: choice.cost, value: choice.value, chosen: choice.rows.len() as u32 }
}

/// In-flight initiatives that `free`, the set in which they may lose, leaves out.
pub fn stop(today: &Today, free: &Choice) -> Result<Vec<StopQuestion>, SolverError> {
    let candidates = &today.pool.candidates;
    let loses = |place: usize| {
        let one = &candidates[place];
        one.standing == Standing::InFlight && free.rows.binary_search(&one.row).is_err()
    };
    let worth_something = |place: usize| today.selection.entries[place].value > 0;
    let follows = |place: usize| worth_something(place) && candidates[place].waits_for.iter().any(|one| loses(*one));
    let stopping = Stopping::of(today);
    let asked: Vec<usize> = (0..candidates.len()).filter(|place| loses(*place) && !follows(*place)).collect();
    let mut questions: Vec<StopQuestion> =
        asked.into_par_iter().map(|place| stopping.question(place)).collect::<Result<_, _>>()?;
    questions.sort_by_key(|question| Reverse(question.total));
    Ok(questions)
}

/// What stopping one at a time would free and buy.
struct Stopping<'a> {
    today: &'a Today<'a>,
    now: Choice,
    waiters: Vec<Vec<usize>>,
    /// Among many candidates: who comes in then.
    queue: Option<Queue<'a>>,
}

/// What comes in when something stops: rows in order, and their value.
struct Bought {
    rows: Vec<u32>,
    value: i64,
}

impl<'a> Stopping<'a> {
    fn of(today: &'a Today<'a>) -> Self {
        Stopping {
            today,
            now: today.choice(false),
            waiters: waiters(&today.pool.candidates),
            queue: (!today.exact).then(|| Queue::behind(&today.selection, &today.best, &today.pool.fixed())),
        }
    }

    /// What one frees by itself, what else would stop with it, and what would be chosen if nothing else stopped.
    fn question(&self, place: usize) -> Result<StopQuestion, SolverError> {
        let today = self.today;
        let stopped = self.with_those_that_wait(place);
        let bought = self.bought(&stopped)?;
        let own: i64 = stopped.iter().map(|place| today.selection.entries[*place].value).sum();
        let (frees, takes_frees) = (self.frees(&stopped[..1]), self.frees(&stopped[1..]));
        Ok(StopQuestion {
            row: today.pool.candidates[place].row,
            value: today.pool.candidates[place].value(today.pool.assumptions, &StressRule::default()),
            takes: today.rows(&stopped[1..]),
            total: self.in_budget(&frees),
            frees,
            takes_total: self.in_budget(&takes_frees),
            takes_frees,
            buys: bought.rows,
            gains: Cents(bought.value - own),
        })
    }

    /// What some of them cost after T, by year.
    fn frees(&self, places: &[usize]) -> Vec<YearAmount> {
        let pool = self.today.pool;
        let plain = StressRule::default();
        let mut frees: Vec<YearAmount> = Vec::new();
        for cost in places.iter().flat_map(|place| pool.candidates[*place].cost(pool.assumptions, &plain)) {
            match frees.iter_mut().find(|year| year.year == cost.year) {
                Some(year) => year.amount += cost.amount,
                None => frees.push(cost),
            }
        }
        frees.sort_by_key(|year| year.year);
        frees
    }

    /// The part that falls into years with a budget.
    fn in_budget(&self, amounts: &[YearAmount]) -> Cents {
        let has_budget = |cost: &&YearAmount| self.today.pool.years.iter().any(|with| with.year == cost.year);
        amounts.iter().filter(has_budget).map(|cost| cost.amount).sum()
    }

    /// Few candidates: the choice is made again. Many: what is freed goes to those left out, the best first.
    fn bought(&self, stopped: &[usize]) -> Result<Bought, SolverError> {
        let today = self.today;
        if let Some(queue) = &self.queue {
            let chosen = |place: &usize| {
                today.pool.candidates[*place].standing == Standing::Candidate && today.best.chosen[*place]
            };
            let going = self.with_waiting(stopped.to_vec(), &chosen);
            let joining = queue.joining(&going);
            let value =
                |places: &[usize]| places.iter().map(|place| today.selection.entries[*place].value).sum::<i64>();
            let mut rows = today.rows(&joining);
            rows.sort_unstable();
            return Ok(Bought { rows, value: value(&joining) - value(&going[stopped.len()..]) });
        }
        let mut without = today.selection.clone();
        let mut fixed = today.pool.fixed();
        for place in stopped {
            without.entries[*place].kept = false;
            fixed[*place] = Some(false);
        }
        let best = today.best_of(&without, &fixed)?;
        let after = today.choice_of(&today.selection, &best, false);
        let is_new = |row: &u32| self.now.rows.binary_search(row).is_err();
        let value = (after.value - self.now.value).0;
        Ok(Bought { rows: after.rows.into_iter().filter(is_new).collect(), value })
    }

    /// One, then the in-flight initiatives that wait for it, near and far.
    fn with_those_that_wait(&self, place: usize) -> Vec<usize> {
        let in_flight = |other: &usize| self.today.pool.candidates[*other].standing == Standing::InFlight;
        self.with_waiting(vec![place], &in_flight)
    }

    /// These, then those of a kind that wait for them, near and far.
    fn with_waiting(&self, mut places: Vec<usize>, is_meant: &dyn Fn(&usize) -> bool) -> Vec<usize> {
        let mut next = 0;
        while let Some(one) = places.get(next).copied() {
            let waiting = self.waiters[one].iter().copied().filter(is_meant);
            let more: Vec<usize> = waiting.filter(|other| !places.contains(other)).collect();
            places.extend(more);
            next += 1;
        }
        places
    }
}
