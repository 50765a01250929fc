//! Why each initiative is in or out, what it adds, and what it would take to have it as well.

use super::Today;
use crate::metrics::selection::{Best, Effort, Selection, SolverError};
use crate::model::{
    funding::{Price, Reason, RoleAmount, Standing, YearAmount},
    money::Cents,
};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// What is told about one candidate.
pub struct Told {
    pub recommended: bool,
    pub reason: Reason,
    pub adds: Option<Cents>,
    pub price: Option<Price>,
}

/// One for each candidate of the pool, in its order.
pub fn reasons(today: &Today) -> Result<Vec<Told>, SolverError> {
    let count = today.pool.candidates.len();
    let beside = Beside::of(today);
    (0..count).into_par_iter().map(|place| beside.told(place)).collect()
}

/// Questions beside today's best set.
struct Beside<'a> {
    today: &'a Today<'a>,
    best: &'a Best,
    /// The first one chosen of each group.
    chosen_of: BTreeMap<usize, usize>,
}

impl<'a> Beside<'a> {
    fn of(today: &'a Today<'a>) -> Self {
        let best = &today.best;
        let chosen = (0..best.chosen.len()).rev().filter(|place| best.chosen[*place]);
        let chosen_of =
            chosen.filter_map(|place| today.selection.entries[place].group.map(|group| (group, place))).collect();
        Beside { today, best, chosen_of }
    }

    fn told(&self, place: usize) -> Result<Told, SolverError> {
        let candidate = &self.today.pool.candidates[place];
        if candidate.standing == Standing::NotJudged {
            return Ok(Told { recommended: false, reason: Reason::NotJudged, adds: None, price: None });
        }
        if candidate.is_kept() {
            return Ok(Told { recommended: true, reason: Reason::Kept, adds: None, price: None });
        }
        if self.best.chosen[place] {
            let adds = self.adds(place)?;
            return Ok(Told { recommended: true, reason: Reason::Chosen, adds, price: None });
        }
        let reason = self.reason(place)?;
        let price = match reason {
            Reason::OverBudget { .. } | Reason::BeatenBy { .. } | Reason::WaitsFor(_) => self.price(place),
            _ => None,
        };
        Ok(Told { recommended: false, reason, adds: None, price })
    }

    /// What the best set would be worth less without it.
    fn adds(&self, place: usize) -> Result<Option<Cents>, SolverError> {
        if !self.today.exact {
            return Ok(None);
        }
        let without = self.set_with(place, false)?;
        Ok(without.map(|without| Cents(self.best.value - without.value)))
    }

    /// The best set with one decided beforehand.
    fn set_with(&self, place: usize, chosen: bool) -> Result<Option<Best>, SolverError> {
        let mut fixed = self.today.pool.fixed();
        fixed[place] = Some(chosen);
        self.today.selection.best_with(&fixed, Effort::Value)
    }

    fn reason(&self, place: usize) -> Result<Reason, SolverError> {
        let candidate = &self.today.pool.candidates[place];
        if let Some(barred) = &candidate.barred {
            return Ok(barred.clone());
        }
        let entry = &self.today.selection.entries[place];
        if let Some(rival) = entry.group.and_then(|group| self.chosen_of.get(&group)) {
            return Ok(Reason::Alternative(self.today.pool.candidates[*rival].row));
        }
        if entry.value <= 0 {
            return Ok(Reason::NotWorthIt);
        }
        let together = self.with_all_it_waits_for(place);
        for (with, places) in [(&[][..], &together[..1]), (&together[1..], &together[..])] {
            let (money, people) = self.over(places);
            if !money.is_empty() || !people.is_empty() {
                let mut with = self.today.rows(with);
                with.sort_unstable();
                return Ok(Reason::OverBudget { money, people, with });
            }
        }
        let missing: Vec<usize> = entry.waits_for.iter().copied().filter(|needed| !self.best.chosen[*needed]).collect();
        if !missing.is_empty() {
            return Ok(Reason::WaitsFor(self.today.rows(&missing)));
        }
        self.beaten(place)
    }

    /// One, then what it waits for, near and far, that is not kept.
    fn with_all_it_waits_for(&self, place: usize) -> Vec<usize> {
        self.closure(place, &|needed| !self.today.pool.candidates[needed].is_kept())
    }

    /// One, then those it waits for, near and far, that are wanted.
    fn closure(&self, place: usize, is_wanted: &dyn Fn(usize) -> bool) -> Vec<usize> {
        let entries = &self.today.selection.entries;
        let mut with = vec![place];
        let mut next = 0;
        while let Some(one) = with.get(next).copied() {
            for needed in entries[one].waits_for.iter().copied().filter(|needed| is_wanted(*needed)) {
                if !with.contains(&needed) {
                    with.push(needed);
                }
            }
            next += 1;
        }
        with
    }

    /// By how much some together, beside what is kept, are above budgets and caps.
    fn over(&self, places: &[usize]) -> (Vec<YearAmount>, Vec<RoleAmount>) {
        let Selection { entries, caps } = &self.today.selection;
        let over = |cap: usize| {
            let uses: i64 = places.iter().map(|place| entries[*place].uses[cap]).sum();
            // What takes nothing of a cap is not over it.
            if uses > 0 { uses + self.today.kept[cap] - caps[cap] } else { 0 }
        };
        self.today.pool.told(&(0..caps.len()).map(over).collect::<Vec<i64>>())
    }

    /// Which of today's set would have to go for it.
    fn beaten(&self, place: usize) -> Result<Reason, SolverError> {
        if !self.today.exact {
            return Ok(Reason::BeatenBy { rows: Vec::new(), worse_by: Cents::ZERO });
        }
        let Some(with) = self.set_with(place, true)? else {
            // It has an alternative that is kept, or waits for one that cannot be had beside it.
            return Ok(Reason::BeatenBy { rows: Vec::new(), worse_by: Cents::ZERO });
        };
        let leave = (0..with.chosen.len()).filter(|other| self.best.chosen[*other] && !with.chosen[*other]);
        let mut rows = self.today.rows(&leave.collect::<Vec<usize>>());
        rows.sort_unstable();
        Ok(Reason::BeatenBy { rows, worse_by: Cents(self.best.value - with.value) })
    }

    /// What more it takes to have it, with all it waits for, beside the whole of today's set.
    fn price(&self, place: usize) -> Option<Price> {
        let candidates = &self.today.pool.candidates;
        let entries = &self.today.selection.entries;
        let with = self.closure(place, &|needed| !self.best.chosen[needed]);
        let adds: i64 = with.iter().map(|one| entries[*one].value).sum();
        let possible = with.iter().all(|one| candidates[*one].barred.is_none() && !self.has_chosen_rival(*one));
        if !possible || adds <= 0 {
            return None;
        }
        let over = |cap: usize| {
            let more: i64 = with.iter().map(|one| entries[*one].uses[cap]).sum();
            if more > 0 { more - self.today.left(cap) } else { 0 }
        };
        let over: Vec<i64> = (0..self.today.selection.caps.len()).map(over).collect();
        let (money, people) = self.today.pool.told(&over);
        let mut others = self.today.rows(&with[1..]);
        others.sort_unstable();
        Some(Price {
            with: others,
            total: money.iter().map(|year| year.amount).sum(),
            money,
            people,
            adds: Cents(adds),
        })
    }

    fn has_chosen_rival(&self, place: usize) -> bool {
        let group = self.today.selection.entries[place].group;
        group.is_some_and(|group| self.chosen_of.contains_key(&group))
    }
}
