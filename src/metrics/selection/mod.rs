//! The best set of initiatives under budgets and caps: a 0/1 linear program, solved exactly, or among many entries
//! within a gap that is told ([`many`]).
//!
//! maximise Σ value·x, for each budget of a year or role Σ use·x ≤ cap, x_i ≤ x_j where i waits for j, Σ x ≤ 1 in each
//! group of alternatives. Among sets of equal value the cheaper one is best, and among those the one that holds the
//! earlier entry where they first differ (entries come in order of their ids).
//!
//! Source: the capital rationing problem of Lorie and Savage (1955) in the form of Weingartner, *Mathematical
//! Programming and the Analysis of Capital Budgeting Problems* (1963). Branch and bound over linear relaxations is done
//! by `microlp`, in floating point; every set it gives is checked here in whole cents, and one that breaks a cap by a
//! cent is ruled out and the search goes on. A second search, for any other set worth at least as much, is the proof
//! that there is no better one; it settles ties as well.

mod many;

pub use many::Queue;

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOptions, Variable};
use std::collections::{BTreeMap, BTreeSet};

/// Something that can be chosen.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Entry {
    /// What it is worth, in cents; may be negative.
    pub value: i64,
    /// What it costs, in cents, for telling sets of equal value apart.
    pub cost: i64,
    /// What it takes of each cap: cents of a year, thousandths of a person of a role.
    pub uses: Vec<i64>,
    /// Entries without which it cannot be chosen. No circles.
    pub waits_for: Vec<usize>,
    /// At most one entry of a group is chosen.
    pub group: Option<usize>,
    /// It is in every set, whatever it waits for and whichever group it is of.
    pub kept: bool,
}

/// What can be chosen, and within what.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Selection {
    /// In order of their ids.
    pub entries: Vec<Entry>,
    /// Caps, in the order of [`Entry::uses`].
    pub caps: Vec<i64>,
}

/// A set that was chosen.
#[derive(Clone, PartialEq, Debug)]
pub struct Best {
    /// For each entry, whether it is in the set.
    pub chosen: Vec<bool>,
    /// Value of the set.
    pub value: i64,
    /// Cost of the set.
    pub cost: i64,
    /// How far the best possible value of what can be chosen may lie above this one, as a share of the best possible; 0
    /// is exact.
    pub gap: f64,
    /// Value that one more of each cap would add, in cents, about; empty after an exact search, which knows no prices.
    pub prices: Vec<f64>,
}

/// How much trouble to take.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Effort {
    /// The best set, ties settled.
    Exact,
    /// The best value, by any set that has it.
    Value,
    /// A good set among many, quickly; more trouble is taken where it may be worth more than this share less than the
    /// best possible. The gap that is left is told.
    Within(f64),
}

/// The solver gave up: a fault of the program, never of the data.
pub type SolverError = microlp::Error;

/// Entries that are decided beforehand.
pub type Fixed = Vec<Option<bool>>;

/// What a further search asks of a set.
#[derive(Clone, Default)]
struct Demands {
    least_value: Option<i64>,
    most_cost: Option<i64>,
    other_than: Vec<Vec<bool>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Goal {
    MostValue,
    LeastCost,
}

impl Selection {
    /// The best set; `None` when what is kept does not fit.
    pub fn best(&self, effort: Effort) -> Result<Option<Best>, SolverError> {
        self.best_with(&vec![None; self.entries.len()], effort)
    }

    /// The best set with some entries decided beforehand; `None` when there is no such set.
    pub fn best_with(&self, fixed: &Fixed, effort: Effort) -> Result<Option<Best>, SolverError> {
        let Some(fixed) = self.consequences(fixed) else { return Ok(None) };
        if let Effort::Within(gap) = effort {
            return many::best(self, &fixed, gap);
        }
        let Some(mut chosen) = self.search(&fixed, Goal::MostValue, &Demands::default(), None)? else {
            return Ok(None);
        };
        if effort == Effort::Exact {
            chosen = self.settle(&fixed, chosen)?;
        }
        let (value, cost) = (self.value(&chosen), self.cost(&chosen));
        Ok(Some(Best { value, cost, gap: 0.0, chosen, prices: Vec::new() }))
    }

    /// The set that wins the tie-break among all sets worth as much as `chosen`, or more.
    fn settle(&self, fixed: &Fixed, mut chosen: Vec<bool>) -> Result<Vec<bool>, SolverError> {
        /// Ties are listed one by one up to this many; beyond, each entry is tried in turn.
        const MOST_LISTED: usize = 12;
        let mut listed = vec![chosen.clone()];
        while listed.len() <= MOST_LISTED {
            let (value, cost) = (self.value(&chosen), self.cost(&chosen));
            let demands = Demands { least_value: Some(value), most_cost: Some(cost), other_than: listed.clone() };
            let Some(other) = self.search(fixed, Goal::LeastCost, &demands, None)? else { return Ok(chosen) };
            let better = self.value(&other) > value || self.cost(&other) < cost || earlier_first(&other, &chosen);
            if better {
                chosen.clone_from(&other);
            }
            listed.push(other);
        }
        self.earliest(fixed, chosen)
    }

    /// The first set by ids among those of equal value and cost: each entry in turn is taken in if it can be.
    fn earliest(&self, fixed: &Fixed, mut chosen: Vec<bool>) -> Result<Vec<bool>, SolverError> {
        let mut fixed = fixed.clone();
        for entry in 0..self.entries.len() {
            if fixed[entry].is_some() {
                continue;
            }
            if !chosen[entry] {
                let mut tried = fixed.clone();
                tried[entry] = Some(true);
                let demands = Demands {
                    least_value: Some(self.value(&chosen)),
                    most_cost: Some(self.cost(&chosen)),
                    other_than: Vec::new(),
                };
                if let Some(tried) = self.consequences(&tried)
                    && let Some(found) = self.search(&tried, Goal::LeastCost, &demands, None)?
                {
                    chosen = found;
                }
            }
            fixed[entry] = Some(chosen[entry]);
        }
        Ok(chosen)
    }

    /// What follows from entries decided beforehand; `None` when they contradict each other. Entries that are kept are
    /// in, and what waits for nothing but them is free of them.
    fn consequences(&self, fixed: &Fixed) -> Option<Fixed> {
        let mut fixed = fixed.clone();
        for (entry, state) in self.entries.iter().zip(&mut fixed) {
            if entry.kept {
                *state = Some(true);
            }
        }
        loop {
            let before = fixed.clone();
            for (place, entry) in self.entries.iter().enumerate() {
                for needed in entry.waits_for.iter().filter(|_| !entry.kept) {
                    match (fixed[place], fixed[*needed]) {
                        (Some(true), Some(false)) => return None,
                        (Some(true), None) => fixed[*needed] = Some(true),
                        (None, Some(false)) => fixed[place] = Some(false),
                        _ => {}
                    }
                }
                if fixed[place] == Some(true) && entry.group.is_some() {
                    for (other, state) in fixed.iter_mut().enumerate() {
                        if other != place && self.entries[other].group == entry.group {
                            match state {
                                Some(true) if !(entry.kept || self.entries[other].kept) => return None,
                                None => *state = Some(false),
                                _ => {}
                            }
                        }
                    }
                }
            }
            if fixed == before {
                return Some(fixed);
            }
        }
    }

    /// One search of the solver, repeated until what it gives holds in whole numbers. With a number of steps it gives the
    /// best set it saw in so many, which may be none.
    fn search(
        &self,
        fixed: &Fixed,
        goal: Goal,
        demands: &Demands,
        steps: Option<u64>,
    ) -> Result<Option<Vec<bool>>, SolverError> {
        let mut demands = demands.clone();
        /// More sets than this that hold in floating point and not in cents would be a fault of the solver.
        const MOST_REPEATS: usize = 1_000;
        /// Entries that are decided both ways because the solver gives up.
        const MOST_PARTED: u8 = 16;
        for _ in 0..MOST_REPEATS {
            let Some(chosen) = self.solve_or_part(fixed, goal, &demands, steps, MOST_PARTED)? else { return Ok(None) };
            if self.allows(&chosen, &demands) {
                return Ok(Some(chosen));
            }
            demands.other_than.push(chosen);
        }
        Err(microlp::Error::InternalError("no set that was found holds in whole cents".to_owned()))
    }

    /// Amounts of a cent beside amounts of millions can be too much for the solver ("Singular matrix", once in a thousand
    /// made portfolios). Then one entry is taken in and left out, and the better of both sets is the best one: each of the
    /// two programs is smaller and another one.
    fn solve_or_part(
        &self,
        fixed: &Fixed,
        goal: Goal,
        demands: &Demands,
        steps: Option<u64>,
        most_parted: u8,
    ) -> Result<Option<Vec<bool>>, SolverError> {
        let found = self.solve(fixed, goal, demands, steps);
        let open = fixed.iter().position(Option::is_none).filter(|_| most_parted > 0);
        let (Err(microlp::Error::InternalError(_)), Some(entry)) = (&found, open) else { return found };
        let mut best: Option<Vec<bool>> = None;
        for is_in in [true, false] {
            let mut parted = fixed.clone();
            parted[entry] = Some(is_in);
            let Some(parted) = self.consequences(&parted) else { continue };
            let Some(set) = self.solve_or_part(&parted, goal, demands, steps, most_parted - 1)? else { continue };
            let is_better = best.as_ref().is_none_or(|best| match goal {
                Goal::MostValue => self.value(&set) > self.value(best),
                Goal::LeastCost => self.cost(&set) < self.cost(best),
            });
            if is_better {
                best = Some(set);
            }
        }
        Ok(best)
    }

    /// The linear program of what is not decided, in floating point.
    fn solve(
        &self,
        fixed: &Fixed,
        goal: Goal,
        demands: &Demands,
        steps: Option<u64>,
    ) -> Result<Option<Vec<bool>>, SolverError> {
        let open: Vec<usize> = (0..self.entries.len()).filter(|entry| fixed[*entry].is_none()).collect();
        let settled: Vec<bool> = fixed.iter().map(|state| *state == Some(true)).collect();
        if open.is_empty() {
            return Ok(self.allows(&settled, demands).then_some(settled));
        }
        let direction = match goal {
            Goal::MostValue => OptimizationDirection::Maximize,
            Goal::LeastCost => OptimizationDirection::Minimize,
        };
        let mut program = Problem::new(direction);
        let mut variable: Vec<Option<Variable>> = vec![None; self.entries.len()];
        for entry in &open {
            let of = &self.entries[*entry];
            let weight = if goal == Goal::MostValue { of.value } else { of.cost };
            variable[*entry] = Some(program.add_binary_var(weight as f64));
        }
        self.add_limits(&mut program, &variable, &settled, demands);
        self.add_rules(&mut program, &variable);
        self.add_order(&mut program, &variable);
        let mut options = SolveOptions::default();
        options.node_limit = steps;
        // The default of a billionth of the value is a matter of cents here.
        options.tolerances.prune_epsilon = 0.0;
        options.int_tol = 1e-9;
        let solution = match program.solve_with(options) {
            Ok(outcome) => match outcome.into_solution() {
                Ok(solution) => solution,
                Err(_) if steps.is_some() => return Ok(None),
                Err(_) => return Err(stopped()),
            },
            Err(microlp::Error::Infeasible) => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut chosen = settled;
        for entry in open {
            chosen[entry] = variable[entry].is_some_and(|variable| solution.var_value_raw(variable) > 0.5);
        }
        Ok(Some(chosen))
    }

    /// Caps, and the demands of a further search.
    fn add_limits(&self, program: &mut Problem, variable: &[Option<Variable>], settled: &[bool], demands: &Demands) {
        let terms = |of: &dyn Fn(&Entry) -> i64| -> Vec<(Variable, f64)> {
            let both = variable.iter().zip(&self.entries);
            let known = both.filter_map(|(variable, entry)| variable.map(|variable| (variable, of(entry))));
            known.filter(|(_, amount)| *amount != 0).map(|(variable, amount)| (variable, amount as f64)).collect()
        };
        let taken = |of: &dyn Fn(&Entry) -> i64| -> i64 {
            self.entries.iter().zip(settled).filter(|(_, settled)| **settled).map(|(entry, _)| of(entry)).sum()
        };
        // Half a cent more lets through what is exactly on the line and nothing beyond it.
        const HALF: f64 = 0.5;
        for (place, cap) in self.caps.iter().enumerate() {
            let of = |entry: &Entry| entry.uses[place];
            program.add_constraint(terms(&of), ComparisonOp::Le, (cap - taken(&of)) as f64 + HALF);
        }
        if let Some(least) = demands.least_value {
            let of = |entry: &Entry| entry.value;
            program.add_constraint(terms(&of), ComparisonOp::Ge, (least - taken(&of)) as f64 - HALF);
        }
        if let Some(most) = demands.most_cost {
            let of = |entry: &Entry| entry.cost;
            program.add_constraint(terms(&of), ComparisonOp::Le, (most - taken(&of)) as f64 + HALF);
        }
        for other in &demands.other_than {
            // Σ of entries that differ ≥ 1. A set that cannot come up any more rules nothing out.
            if (0..other.len()).any(|entry| variable[entry].is_none() && other[entry] != settled[entry]) {
                continue;
            }
            let of = |entry: usize| variable[entry].map(|variable| (variable, if other[entry] { -1.0 } else { 1.0 }));
            let in_other = (0..other.len()).filter(|entry| variable[*entry].is_some() && other[*entry]).count();
            let differing: Vec<(Variable, f64)> = (0..other.len()).filter_map(of).collect();
            program.add_constraint(differing, ComparisonOp::Ge, 1.0 - in_other as f64);
        }
    }

    /// Who waits for whom, and alternatives. What was decided beforehand has had its consequences already.
    fn add_rules(&self, program: &mut Problem, variable: &[Option<Variable>]) {
        for (entry, own) in self.entries.iter().zip(variable) {
            for needed in &entry.waits_for {
                if let (Some(own), Some(needed)) = (own, variable[*needed]) {
                    program.add_constraint([(*own, 1.0), (needed, -1.0)], ComparisonOp::Le, 0.0);
                }
            }
        }
        let mut groups: Vec<usize> = self.entries.iter().filter_map(|entry| entry.group).collect();
        groups.sort_unstable();
        groups.dedup();
        for group in groups {
            let both = self.entries.iter().zip(variable).filter(|(entry, _)| entry.group == Some(group));
            let members: Vec<(Variable, f64)> = both.filter_map(|(_, own)| own.map(|own| (own, 1.0))).collect();
            if members.len() > 1 {
                program.add_constraint(members, ComparisonOp::Le, 1.0);
            }
        }
    }

    /// Of open entries that differ in nothing but their ids the earlier ones are chosen first, as in a tie. Without this
    /// the search would try every mixture of a hundred like ones.
    fn add_order(&self, program: &mut Problem, variable: &[Option<Variable>]) {
        let needed: BTreeSet<usize> = self.entries.iter().flat_map(|entry| entry.waits_for.iter().copied()).collect();
        let mut alike: BTreeMap<(i64, i64, &[i64]), Vec<Variable>> = BTreeMap::new();
        for (place, (entry, own)) in self.entries.iter().zip(variable).enumerate() {
            let is_free = entry.waits_for.is_empty() && entry.group.is_none() && !needed.contains(&place);
            if let (Some(own), true) = (own, is_free) {
                alike.entry((entry.value, entry.cost, &entry.uses)).or_default().push(*own);
            }
        }
        for pair in alike.values().flat_map(|alike| alike.windows(2)) {
            program.add_constraint([(pair[1], 1.0), (pair[0], -1.0)], ComparisonOp::Le, 0.0);
        }
    }

    /// Does the set keep every rule, in whole numbers?
    fn allows(&self, chosen: &[bool], demands: &Demands) -> bool {
        self.holds(chosen)
            && demands.least_value.is_none_or(|least| self.value(chosen) >= least)
            && demands.most_cost.is_none_or(|most| self.cost(chosen) <= most)
            && demands.other_than.iter().all(|other| other != chosen)
    }

    /// Does the set keep caps, dependencies and groups, in whole numbers?
    pub fn holds(&self, chosen: &[bool]) -> bool {
        let caps = (0..self.caps.len()).all(|cap| self.used(chosen, cap) <= self.caps[cap]);
        let entries = || self.entries.iter().enumerate();
        let waits = entries()
            .all(|(place, entry)| !chosen[place] || entry.kept || entry.waits_for.iter().all(|needed| chosen[*needed]));
        let groups = entries().all(|(place, entry)| {
            let rival = |(other, rival): (usize, &Entry)| {
                other != place && chosen[other] && rival.group == entry.group && !(rival.kept && entry.kept)
            };
            !chosen[place] || entry.group.is_none() || !entries().any(rival)
        });
        let kept = entries().all(|(place, entry)| chosen[place] || !entry.kept);
        caps && waits && groups && kept
    }

    /// What a set takes of a cap.
    pub fn used(&self, chosen: &[bool], cap: usize) -> i64 {
        self.sum(chosen, |entry| entry.uses[cap])
    }

    fn value(&self, chosen: &[bool]) -> i64 {
        self.sum(chosen, |entry| entry.value)
    }

    fn cost(&self, chosen: &[bool]) -> i64 {
        self.sum(chosen, |entry| entry.cost)
    }

    fn sum(&self, chosen: &[bool], of: impl Fn(&Entry) -> i64) -> i64 {
        self.entries.iter().zip(chosen).filter(|(_, chosen)| **chosen).map(|(entry, _)| of(entry)).sum()
    }
}

/// Does `one` hold the earlier entry where two sets first differ?
fn earlier_first(one: &[bool], other: &[bool]) -> bool {
    one.iter().zip(other).find(|(one, other)| one != other).is_some_and(|(one, _)| *one)
}

fn stopped() -> SolverError {
    microlp::Error::InternalError("the search for the best set stopped early".to_owned())
}
