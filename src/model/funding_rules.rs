//! Settings behind the choice of initiatives: rates, chances, tests, and how weightings are drawn.

use super::{assumptions::Criterion, phase::Phase};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How initiatives are chosen.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct FundingRules {
    /// Up to so many candidates the best set is exact.
    pub exact_up_to: u32,
    /// Above that, how far the best possible may lie above the set that is found, as a share.
    pub gap: f64,
    /// Budgets of the frontier, from nothing to all.
    pub frontier_budgets: u16,
    /// Yearly rate at which money that goes out is financed, for MIRR.
    pub finance_rate: f64,
    /// Yearly rate at which money that comes in is invested again, for MIRR.
    pub reinvestment_rate: f64,
    /// Probability of success where none is typed.
    pub p_success: PSuccess,
}

impl Default for FundingRules {
    fn default() -> Self {
        FundingRules {
            exact_up_to: 200,
            gap: 0.001,
            frontier_budgets: 21,
            finance_rate: 0.08,
            reinvestment_rate: 0.08,
            p_success: PSuccess::default(),
        }
    }
}

/// Probability of success by phase, 0–1.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct PSuccess {
    /// Of an idea.
    pub idea: f64,
    /// While it is being looked at.
    pub assessment: f64,
    /// Approved, not begun.
    pub approved: f64,
    /// Tried with real users.
    pub pilot: f64,
    /// In daily use.
    pub production: f64,
    /// Waiting.
    pub on_hold: f64,
}

impl Default for PSuccess {
    fn default() -> Self {
        PSuccess { idea: 0.3, assessment: 0.5, approved: 0.65, pilot: 0.75, production: 0.95, on_hold: 0.5 }
    }
}

impl PSuccess {
    /// Of a phase; nothing succeeds any more once it is retired or rejected.
    pub fn of(&self, phase: Phase) -> Option<f64> {
        match phase {
            Phase::Idea => Some(self.idea),
            Phase::Assessment => Some(self.assessment),
            Phase::Approved => Some(self.approved),
            Phase::Pilot => Some(self.pilot),
            Phase::Production => Some(self.production),
            Phase::OnHold => Some(self.on_hold),
            Phase::Retired | Phase::Rejected => None,
        }
    }
}

/// One test under which the choice is made again.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct StressRule {
    /// For people, `Benefits −20%`.
    pub name: String,
    /// Factor on benefits after the reporting month.
    pub benefits: f64,
    /// Factor on costs after the reporting month.
    pub costs: f64,
    /// Factor on the money that is left to spend.
    pub budget: f64,
    /// Added to the yearly rate: 0.03 is three points.
    pub rate: f64,
    /// Months by which benefits come later.
    pub delay_months: u16,
    /// Only benefits of the type Hard-cashable count.
    pub hard_cashable_only: bool,
    /// Plans that end before the horizon run on to it at the mean of their last twelve planned months.
    pub plans_run_on: bool,
}

impl StressRule {
    /// The head of a narrow column: the first of its changes, in a word and a number.
    pub fn head(&self) -> String {
        let percent = |factor: f64| {
            let change = ((factor - 1.0) * 100.0).round();
            if change < 0.0 { format!("−{}", -change) } else { format!("+{change}") }
        };
        let heads = [
            (self.benefits != 1.0, format!("Ben. {}", percent(self.benefits))),
            (self.hard_cashable_only, "Cash only".to_owned()),
            (self.delay_months > 0, format!("Late {}", self.delay_months)),
            (self.costs != 1.0, format!("Cost {}", percent(self.costs))),
            (self.rate != 0.0, format!("Rate {}", percent(1.0 + self.rate))),
            (self.budget != 1.0, format!("Bud. {}", percent(self.budget))),
            (self.plans_run_on, "Runs on".to_owned()),
        ];
        heads.into_iter().find(|(changes, _)| *changes).map_or_else(|| "As set".to_owned(), |(_, head)| head)
    }
}

impl Default for StressRule {
    fn default() -> Self {
        StressRule {
            name: String::new(),
            benefits: 1.0,
            costs: 1.0,
            budget: 1.0,
            rate: 0.0,
            delay_months: 0,
            hard_cashable_only: false,
            plans_run_on: false,
        }
    }
}

impl StressRule {
    /// The nine tests that hold when the settings say nothing.
    pub fn standard() -> Vec<StressRule> {
        let named = |name: &str| StressRule { name: name.to_owned(), ..StressRule::default() };
        vec![
            StressRule { benefits: 0.8, ..named("Benefits −20%") },
            StressRule { benefits: 0.6, ..named("Benefits −40%") },
            StressRule { hard_cashable_only: true, ..named("Hard-cashable only") },
            StressRule { delay_months: 6, ..named("Six months later") },
            StressRule { costs: 1.2, ..named("Costs +20%") },
            StressRule { rate: 0.03, ..named("Rate +3 points") },
            StressRule { budget: 0.9, ..named("Budget −10%") },
            StressRule { budget: 1.1, ..named("Budget +10%") },
            StressRule { plans_run_on: true, ..named("Plans run on") },
        ]
    }
}

/// How weightings are drawn to see how sure an order is.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct RobustnessRules {
    /// Weightings drawn.
    pub samples: u32,
    /// The same seed draws the same weightings.
    pub seed: u64,
    /// 0: every possible weighting; 0.2: each weight within ±20% of the set one.
    pub spread: f64,
    /// k of "stays in the top k".
    pub top: u32,
    /// At most so many initiatives are compared, the best by their highest possible score.
    pub at_most: u32,
}

impl Default for RobustnessRules {
    fn default() -> Self {
        RobustnessRules { samples: 10_000, seed: 20_260_101, spread: 0.0, top: 5, at_most: 200 }
    }
}

/// How many times as important a criterion is as others: `strategic_fit = { feasibility = 2 }`.
pub type Comparison = BTreeMap<Criterion, BTreeMap<Criterion, f64>>;

/// How consistent comparisons are (analytic hierarchy process).
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Consistency {
    /// Principal eigenvalue of the matrix of comparisons.
    pub eigenvalue: f64,
    /// Consistency index (λ − n) / (n − 1).
    pub index: f64,
    /// Consistency ratio: the index against that of random comparisons; accepted below 0.10.
    pub ratio: f64,
}
