//! A good set among many entries, and how much better the best possible one can be.
//!
//! The bound is a Lagrangian relaxation: every cap gets a price, entries pay for what they take, and then each tree of
//! dependencies is decided by itself; any prices give a bound from above, the lowest of them is looked for one price
//! after the other. The set takes entries in order of their value for what they take at those prices. Those nearest to
//! the line are then decided again together, exactly, as the core of the problem.
//!
//! Sources: Fisher, "The Lagrangian Relaxation Method for Solving Integer Programming Problems", *Management Science* 27
//! (1981); cores: Balas & Zemel, "An Algorithm for Large Zero-One Knapsack Problems", *Operations Research* 28 (1980).

use super::{Best, Demands, Fixed, Goal, Selection, SolverError};

/// Entries nearest to the line that are decided exactly; the second number only where the first leaves too wide a gap.
const CORES: [usize; 2] = [40, 150];

/// Value for the price of what pays nothing: above all that pays.
const FREE: f64 = 1e30;

/// Steps of the solver for a core. Counted, not timed, so that every machine finds the same set.
const CORE_STEPS: u64 = 2_000;

/// A good set with some entries decided beforehand, with its gap; `None` when what is decided does not fit. `fixed` has
/// had its consequences.
pub(super) fn best(selection: &Selection, fixed: &Fixed, wanted_gap: f64) -> Result<Option<Best>, SolverError> {
    let chosen: Vec<bool> = fixed.iter().map(|state| *state == Some(true)).collect();
    let left: Vec<i64> =
        selection.caps.iter().enumerate().map(|(cap, most)| most - selection.used(&chosen, cap)).collect();
    if left.iter().any(|left| *left < 0) {
        return Ok(None);
    }
    let decided = selection.value(&chosen);
    let forest = Forest::of(selection, fixed, &left);
    let mut set = Filling::of(selection, chosen, left);
    let (prices, bound) = forest.lowest_bound(&set);
    forest.fill(&mut set, &prices);
    let mut chosen = set.chosen;
    // A tenth of a cent for the rounding of the floating point sums.
    let bound = (bound + 0.1).floor().max(0.0);
    let gap = |chosen: &[bool]| {
        let value = (selection.value(chosen) - decided) as f64;
        if bound > 0.0 { ((bound - value) / bound).max(0.0) } else { 0.0 }
    };
    for size in CORES {
        if gap(&chosen) <= if size == CORES[0] { 0.0 } else { wanted_gap } {
            break;
        }
        if let Some(better) = forest.core(&chosen, &prices, size)? {
            chosen = better;
        }
    }
    Ok(Some(Best { value: selection.value(&chosen), cost: selection.cost(&chosen), gap: gap(&chosen), chosen, prices }))
}

/// What a set among many leaves out although it is worth something, waiting for others to go.
pub struct Queue<'a> {
    selection: &'a Selection,
    best: &'a Best,
    /// The best for its price first.
    next: Vec<usize>,
    left: Vec<i64>,
    groups: Vec<usize>,
}

impl<'a> Queue<'a> {
    /// Behind a set, with the entries that were decided beforehand.
    pub fn behind(selection: &'a Selection, best: &'a Best, fixed: &Fixed) -> Self {
        let waits =
            |entry: &usize| !best.chosen[*entry] && fixed[*entry].is_none() && selection.entries[*entry].value > 0;
        let mut worth: Vec<(f64, usize)> = (0..selection.entries.len())
            .filter(waits)
            .map(|entry| {
                let with = closure(selection, entry, &|entry| best.chosen[entry]);
                let value: i64 = with.iter().map(|entry| selection.entries[*entry].value).sum();
                let pays = |entry: &usize| -> f64 {
                    let uses = &selection.entries[*entry].uses;
                    uses.iter().zip(&best.prices).map(|(uses, price)| *uses as f64 * price).sum()
                };
                (for_its_price(value as f64, with.iter().map(pays).sum()), entry)
            })
            .collect();
        worth.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        let left =
            (0..selection.caps.len()).map(|cap| selection.caps[cap] - selection.used(&best.chosen, cap)).collect();
        let groups = taken_groups(selection, &best.chosen);
        Queue { selection, best, next: worth.into_iter().map(|(_, entry)| entry).collect(), left, groups }
    }

    /// Who comes in when these go: one after the other, each that fits by then, with what it waits for. Whoever waits
    /// for one that goes has to be among them.
    pub fn joining(&self, going: &[usize]) -> Vec<usize> {
        let entries = &self.selection.entries;
        let freed = |cap: usize| going.iter().map(|entry| entries[*entry].uses[cap]).sum::<i64>();
        let mut left: Vec<i64> = self.left.iter().enumerate().map(|(cap, left)| left + freed(cap)).collect();
        let mut groups = self.groups.clone();
        groups.retain(|group| !going.iter().any(|entry| entries[*entry].group == Some(*group)));
        let mut joining: Vec<usize> = Vec::new();
        for entry in &self.next {
            if entries[*entry].uses.iter().zip(&left).any(|(uses, left)| uses > left) || joining.contains(entry) {
                continue;
            }
            let is_there =
                |entry: usize| (self.best.chosen[entry] && !going.contains(&entry)) || joining.contains(&entry);
            let with = closure(self.selection, *entry, &is_there);
            if with.iter().any(|entry| going.contains(entry)) {
                continue;
            }
            if let Some(after) = fitting(self.selection, &with, &left, &groups, false) {
                left = after;
                groups.extend(with.iter().filter_map(|entry| entries[*entry].group));
                groups.sort_unstable();
                joining.extend(with);
            }
        }
        joining
    }
}

/// Entries that can still be chosen, each below one of those it waits for.
struct Forest<'a> {
    selection: &'a Selection,
    /// In an order in which everything comes after what it waits for.
    nodes: Vec<Node>,
    /// Node of an entry.
    node_of: Vec<Option<usize>>,
}

struct Node {
    entry: usize,
    /// One of the nodes it waits for. The bound leaves out the others, and that an alternative waits at all: that it has
    /// rivals counts for more. Leaving out rules only makes it wider.
    above: Option<usize>,
    value: f64,
    uses: Vec<f64>,
}

/// What a choice at given prices is worth and takes.
struct Priced {
    bound: f64,
    taken: Vec<f64>,
}

impl<'a> Forest<'a> {
    fn of(selection: &'a Selection, fixed: &Fixed, left: &[i64]) -> Self {
        let entries = &selection.entries;
        let is_open = |entry: &usize| fixed[*entry].is_none();
        // What others give back may be spent as well.
        let back = |cap: usize| -> i64 {
            (0..entries.len()).filter(is_open).map(|entry| entries[entry].uses[cap].min(0)).sum()
        };
        let room: Vec<i64> = left.iter().enumerate().map(|(cap, left)| left - back(cap)).collect();
        let can_fit = |entry: usize| entries[entry].uses.iter().zip(&room).all(|(uses, room)| uses <= room);
        let mut open: Vec<bool> = (0..entries.len()).map(|entry| is_open(&entry) && can_fit(entry)).collect();
        let order = in_order(selection, &mut open, fixed);
        // From the leaves up: what is worth nothing, frees nothing and has nothing waiting for it is never chosen.
        let mut wanted = vec![false; entries.len()];
        for entry in order.iter().rev() {
            let of = &entries[*entry];
            wanted[*entry] |= of.value > 0 || of.uses.iter().any(|uses| *uses < 0);
            if wanted[*entry] {
                of.waits_for.iter().for_each(|needed| wanted[*needed] = true);
            }
        }
        let mut node_of = vec![None; entries.len()];
        let mut nodes: Vec<Node> = Vec::new();
        for entry in order.into_iter().filter(|entry| wanted[*entry]) {
            let of = &entries[entry];
            let above = of.waits_for.iter().find_map(|needed| node_of[*needed]).filter(|_| of.group.is_none());
            node_of[entry] = Some(nodes.len());
            let uses = of.uses.iter().map(|uses| *uses as f64).collect();
            nodes.push(Node { entry, above, value: of.value as f64, uses });
        }
        Forest { selection, nodes, node_of }
    }

    /// The prices of the caps with the lowest bound found, and that bound.
    fn lowest_bound(&self, decided: &Filling) -> (Vec<f64>, f64) {
        let left: Vec<f64> = decided.left.iter().map(|left| *left as f64).collect();
        let free = self.at(&vec![0.0; left.len()], &left);
        // A cap that everything together keeps costs nothing.
        let short: Vec<usize> = (0..left.len()).filter(|cap| free.taken[*cap] > left[*cap]).collect();
        let mut lowest = (vec![0.0; left.len()], free.bound);
        if !short.is_empty() {
            let share = |cap: usize| if short.contains(&cap) { 1.0 / left[cap].max(1.0) } else { 0.0 };
            let shares: Vec<f64> = (0..left.len()).map(share).collect();
            self.halve(&shares, &left, &mut lowest);
            if short.len() > 1 {
                self.descend(decided.clone(), &shares, &left, &mut lowest);
            }
        }
        lowest
    }

    /// Finds prices in proportion to these shares, by halving the doubt about how high they are.
    fn halve(&self, shares: &[f64], left: &[f64], lowest: &mut (Vec<f64>, f64)) {
        /// Halvings until the digits of a price are used up.
        const HALVINGS: usize = 50;
        let mut is_over = |height: f64| {
            let prices: Vec<f64> = shares.iter().map(|share| height * share).collect();
            let priced = self.at(&prices, left);
            let over: f64 = shares
                .iter()
                .zip(priced.taken.iter().zip(left))
                .map(|(share, (taken, left))| share * (taken - left))
                .sum();
            if priced.bound < lowest.1 {
                *lowest = (prices, priced.bound);
            }
            over > 0.0
        };
        // Above the value of everything nothing is worth its price.
        let (mut low, mut high) = (0.0, 1.0);
        while is_over(high) && high < 1e30 {
            (low, high) = (high, high * 8.0);
        }
        for _ in 0..HALVINGS {
            let middle = (low + high) / 2.0;
            if is_over(middle) { low = middle } else { high = middle }
        }
    }

    /// Moves the prices of several caps together against what is left over or short of each, in shares of the cap.
    /// Source: Held, Wolfe & Crowder, "Validation of subgradient optimization", *Mathematical Programming* 6 (1974).
    fn descend(&self, mut set: Filling, shares: &[f64], left: &[f64], lowest: &mut (Vec<f64>, f64)) {
        const STEPS: usize = 400;
        /// So many steps that gain nothing make the steps half as long.
        const PATIENCE: usize = 12;
        self.fill(&mut set, &lowest.0);
        let reached = self.nodes.iter().filter(|node| set.chosen[node.entry]).map(|node| node.value).sum::<f64>();
        let mut prices = lowest.0.clone();
        let (mut length, mut idle) = (1.0, 0);
        for _ in 0..STEPS {
            let priced = self.at(&prices, left);
            idle += 1;
            if priced.bound < lowest.1 {
                idle = 0;
                *lowest = (prices.clone(), priced.bound);
            }
            if idle == PATIENCE {
                idle = 0;
                length /= 2.0;
                prices.clone_from(&lowest.0);
                continue;
            }
            let over = |cap: usize| (priced.taken[cap] - left[cap]) * shares[cap];
            let size: f64 = (0..left.len()).map(|cap| over(cap) * over(cap)).sum();
            if size == 0.0 || length < 1e-6 {
                break;
            }
            let step = length * (priced.bound - reached).max(0.0) / size;
            for (cap, price) in prices.iter_mut().enumerate() {
                *price = (*price + step * over(cap) * shares[cap]).max(0.0);
            }
        }
    }

    /// The bound at these prices, and what is taken by the choice that reaches it.
    fn at(&self, prices: &[f64], left: &[f64]) -> Priced {
        let (best, chosen) = self.decided(prices);
        let mut bound: f64 = prices.iter().zip(left).map(|(price, left)| price * left).sum();
        let mut taken = vec![0.0; left.len()];
        for (node, best) in self.nodes.iter().zip(&best) {
            if node.above.is_none() {
                bound += best;
            }
        }
        for (node, _) in self.nodes.iter().zip(&chosen).filter(|(_, chosen)| **chosen) {
            taken.iter_mut().zip(&node.uses).for_each(|(taken, uses)| *taken += uses);
        }
        Priced { bound, taken }
    }

    /// For each node what it and all below it are worth at these prices, and whether it is chosen.
    fn decided(&self, prices: &[f64]) -> (Vec<f64>, Vec<bool>) {
        let mut best: Vec<f64> = self.nodes.iter().map(|node| node.value - pays(node, prices)).collect();
        for (place, node) in self.nodes.iter().enumerate().rev() {
            best[place] = best[place].max(0.0);
            if let Some(above) = node.above {
                best[above] += best[place];
            }
        }
        // Of alternatives only the best one counts.
        let mut rivals: Vec<(usize, usize)> = Vec::new();
        for (place, node) in self.nodes.iter().enumerate() {
            let group = self.selection.entries[node.entry].group;
            if let (None, Some(group)) = (node.above, group) {
                rivals.push((group, place));
            }
        }
        rivals.sort_by(|one, other| one.0.cmp(&other.0).then(best[other.1].total_cmp(&best[one.1])));
        for pair in rivals.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
            best[pair[1].1] = 0.0;
        }
        let mut chosen = vec![false; self.nodes.len()];
        for (place, node) in self.nodes.iter().enumerate() {
            chosen[place] = best[place] > 0.0 && node.above.is_none_or(|above| chosen[above]);
        }
        (best, chosen)
    }

    /// Takes what the prices choose, the best for its price first, then whatever else fits.
    fn fill(&self, set: &mut Filling, prices: &[f64]) {
        let (_, chosen) = self.decided(prices);
        let worth: Vec<f64> = (0..self.nodes.len()).map(|place| self.worth(place, prices)).collect();
        let mut order: Vec<usize> = (0..self.nodes.len()).collect();
        order.sort_by(|one, other| worth[*other].total_cmp(&worth[*one]).then(one.cmp(other)));
        for place in order.iter().filter(|place| chosen[**place]) {
            set.take(self.nodes[*place].entry, true);
        }
        self.drop_idle(set);
        for place in order {
            set.take(self.nodes[place].entry, false);
        }
    }

    /// Gives up what is worth nothing alone, when what it was taken for did not fit.
    fn drop_idle(&self, set: &mut Filling) {
        let mut awaited = vec![false; set.chosen.len()];
        for node in self.nodes.iter().rev().filter(|node| set.chosen[node.entry]).collect::<Vec<&Node>>() {
            let of = &self.selection.entries[node.entry];
            if of.value <= 0 && !awaited[node.entry] && of.uses.iter().all(|uses| *uses >= 0) {
                set.give_up(node.entry);
            } else {
                of.waits_for.iter().for_each(|needed| awaited[*needed] = true);
            }
        }
    }

    /// Value for what it takes, with all it waits for, at these prices; what pays nothing comes first.
    fn worth(&self, place: usize, prices: &[f64]) -> f64 {
        let (mut value, mut paid) = (0.0, 0.0);
        for needed in closure(self.selection, self.nodes[place].entry, &|entry| self.node_of[entry].is_none()) {
            if let Some(node) = self.node_of[needed].map(|node| &self.nodes[node]) {
                value += node.value;
                paid += pays(node, prices);
            }
        }
        for_its_price(value, paid)
    }

    /// The best set that differs from `chosen` only near the line, if that is better.
    fn core(&self, chosen: &[bool], prices: &[f64], size: usize) -> Result<Option<Vec<bool>>, SolverError> {
        // At the line an entry is worth just what it pays.
        let mut near: Vec<(f64, usize)> =
            (0..self.nodes.len()).map(|place| ((self.worth(place, prices) - 1.0).abs(), place)).collect();
        near.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        let mut open: Fixed = chosen.iter().copied().map(Some).collect();
        for (_, place) in near.iter().take(size) {
            open[self.nodes[*place].entry] = None;
        }
        let Some(open) = self.selection.consequences(&open) else { return Ok(None) };
        let found = self.selection.search(&open, Goal::MostValue, &Demands::default(), Some(CORE_STEPS))?;
        Ok(found.filter(|found| self.selection.value(found) > self.selection.value(chosen)))
    }
}

/// Value for what is paid; what pays nothing comes first, the more valuable the earlier.
fn for_its_price(value: f64, paid: f64) -> f64 {
    if paid > 0.0 { value / paid } else { FREE + value }
}

fn pays(node: &Node, prices: &[f64]) -> f64 {
    node.uses.iter().zip(prices).map(|(uses, price)| uses * price).sum()
}

/// Open entries, each after all it waits for. One that waits for what is not open and not chosen is not open either.
fn in_order(selection: &Selection, open: &mut [bool], fixed: &Fixed) -> Vec<usize> {
    let mut order = Vec::new();
    let mut seen = vec![false; open.len()];
    for start in 0..open.len() {
        let mut stack = vec![(start, 0)];
        while let Some((entry, next)) = stack.pop() {
            if (next == 0 && seen[entry]) || fixed[entry].is_some() {
                continue;
            }
            seen[entry] = true;
            match selection.entries[entry].waits_for.get(next) {
                Some(needed) => stack.extend([(entry, next + 1), (*needed, 0)]),
                None => {
                    let has = |needed: &usize| fixed[*needed].unwrap_or(open[*needed]);
                    open[entry] &= selection.entries[entry].waits_for.iter().all(has);
                    order.extend(open[entry].then_some(entry));
                }
            }
        }
    }
    order
}

/// An entry and what it waits for, near and far, without what `is_there` already and what that waits for.
fn closure(selection: &Selection, entry: usize, is_there: &dyn Fn(usize) -> bool) -> Vec<usize> {
    let mut found = vec![entry];
    let mut next = 0;
    while let Some(one) = found.get(next).copied() {
        for needed in &selection.entries[one].waits_for {
            if !is_there(*needed) && !found.contains(needed) {
                found.push(*needed);
            }
        }
        next += 1;
    }
    found
}

/// Groups one of which is chosen, ascending.
fn taken_groups(selection: &Selection, chosen: &[bool]) -> Vec<usize> {
    let both = selection.entries.iter().zip(chosen);
    let mut groups: Vec<usize> = both.filter(|(_, chosen)| **chosen).filter_map(|(entry, _)| entry.group).collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// A set that is being filled.
#[derive(Clone)]
struct Filling<'a> {
    selection: &'a Selection,
    chosen: Vec<bool>,
    left: Vec<i64>,
    /// Groups one of which is chosen, ascending.
    groups: Vec<usize>,
}

impl<'a> Filling<'a> {
    fn of(selection: &'a Selection, chosen: Vec<bool>, left: Vec<i64>) -> Self {
        Filling { selection, groups: taken_groups(selection, &chosen), chosen, left }
    }

    fn give_up(&mut self, entry: usize) {
        self.chosen[entry] = false;
        let of = &self.selection.entries[entry];
        self.left.iter_mut().zip(&of.uses).for_each(|(left, uses)| *left += uses);
        if let Some(group) = of.group {
            self.groups.retain(|taken| *taken != group);
        }
    }

    /// Takes an entry with all it waits for, if that fits and (unless `at_any_value`) adds value.
    fn take(&mut self, entry: usize, at_any_value: bool) {
        if self.chosen[entry] {
            return;
        }
        let with = closure(self.selection, entry, &|entry| self.chosen[entry]);
        let Some(left) = fitting(self.selection, &with, &self.left, &self.groups, at_any_value) else { return };
        self.left = left;
        for entry in with {
            self.chosen[entry] = true;
            if let Some(group) = self.selection.entries[entry].group
                && let Err(place) = self.groups.binary_search(&group)
            {
                self.groups.insert(place, group);
            }
        }
    }
}

/// What is left of the caps with these entries; `None` when they do not fit or add nothing.
fn fitting(
    selection: &Selection,
    with: &[usize],
    left: &[i64],
    groups: &[usize],
    at_any_value: bool,
) -> Option<Vec<i64>> {
    let entries = || with.iter().map(|entry| &selection.entries[*entry]);
    if !at_any_value && entries().map(|entry| entry.value).sum::<i64>() <= 0 {
        return None;
    }
    let mut of_groups: Vec<usize> = entries().filter_map(|entry| entry.group).collect();
    of_groups.sort_unstable();
    let is_free = |group: &usize| groups.binary_search(group).is_err();
    if of_groups.windows(2).any(|pair| pair[0] == pair[1]) || !of_groups.iter().all(is_free) {
        return None;
    }
    let after: Vec<i64> =
        left.iter().enumerate().map(|(cap, left)| left - entries().map(|entry| entry.uses[cap]).sum::<i64>()).collect();
    let fits = after.iter().all(|after| *after >= 0);
    fits.then_some(after)
}
