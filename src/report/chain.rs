//! The way from the plan to date to the actual to date, declared once: `run.json`, the sheet Money, page 2 and `explain`
//! take it from here. It foots: each sum is the sum before it with the step between them.

use crate::model::{metrics::PlanActual, money::Cents};

/// One line of the way.
pub struct Link {
    /// Its keys in `run.json`, of cost and of benefit over the year to date.
    pub keys: [&'static str; 2],
    /// For people.
    pub words: &'static str,
    /// The figure of the sentence `money.chain`.
    pub figure: &'static str,
    /// Its amount.
    pub amount: fn(&PlanActual) -> Cents,
    /// Is it known at all? Without a plan, or without an actual, it is nothing, and not 0.
    pub is_known: fn(&PlanActual) -> bool,
    /// What the amount does.
    pub kind: LinkKind,
}

/// A sum at which the way has arrived, or a step between two of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkKind {
    Sum,
    Added,
    TakenOff,
}

impl Link {
    /// The amount with the sign with which it is added.
    pub fn signed(&self, money: &PlanActual) -> Cents {
        let amount = (self.amount)(money);
        if self.kind == LinkKind::TakenOff { -amount } else { amount }
    }

    /// Is it no step?
    pub fn is_sum(&self) -> bool {
        self.kind == LinkKind::Sum
    }
}

/// From plan to actual.
pub const CHAIN: [Link; 7] = [
    Link {
        keys: ["cost_plan_to_date_ytd", "benefit_plan_to_date_ytd"],
        words: "Plan to date",
        figure: "plan",
        amount: PlanActual::plan_to_date,
        is_known: PlanActual::has_plan,
        kind: LinkKind::Sum,
    },
    Link {
        keys: ["cost_plan_without_actual_ytd", "benefit_plan_without_actual_ytd"],
        words: "Plan without actual",
        figure: "without_actual",
        amount: |money| money.planned_unreported,
        is_known: PlanActual::has_plan,
        kind: LinkKind::TakenOff,
    },
    Link {
        keys: ["cost_planned_ytd", "benefit_planned_ytd"],
        words: "Plan compared",
        figure: "compared",
        amount: |money| money.planned,
        is_known: PlanActual::has_plan,
        kind: LinkKind::Sum,
    },
    Link {
        keys: ["cost_variance_ytd", "benefit_variance_ytd"],
        words: "Variance",
        figure: "variance",
        amount: |money| money.actual_compared() - money.planned,
        is_known: |money| money.compared > 0,
        kind: LinkKind::Added,
    },
    Link {
        keys: ["cost_actual_compared_ytd", "benefit_actual_compared_ytd"],
        words: "Actual compared",
        figure: "reached",
        amount: PlanActual::actual_compared,
        is_known: |money| money.compared > 0,
        kind: LinkKind::Sum,
    },
    Link {
        keys: ["cost_unplanned_ytd", "benefit_unplanned_ytd"],
        words: "Unplanned",
        figure: "unplanned",
        amount: |money| money.actual_unplanned,
        is_known: PlanActual::has_actual,
        kind: LinkKind::Added,
    },
    Link {
        keys: ["cost_actual_ytd", "benefit_actual_ytd"],
        words: "Actual to date",
        figure: "actual",
        amount: |money| money.actual,
        is_known: PlanActual::has_actual,
        kind: LinkKind::Sum,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sum_is_the_one_before_it_and_the_step_between() {
        // By hand: 1,000 planned, of it 100 without an actual; 950 actual, of it 200 without a plan: 900 − 150 = 750.
        let money = PlanActual {
            planned: Cents(90_000),
            actual: Cents(95_000),
            compared: 8,
            planned_unreported: Cents(10_000),
            unreported: 1,
            actual_unplanned: Cents(20_000),
            unplanned: 2,
            ..PlanActual::default()
        };
        let amounts = CHAIN.map(|link| link.signed(&money).0);
        assert_eq!(amounts, [100_000, -10_000, 90_000, -15_000, 75_000, 20_000, 95_000]);
        for at in [2, 4, 6] {
            assert_eq!(amounts[at - 2] + amounts[at - 1], amounts[at]);
        }
        assert_eq!(CHAIN.map(|link| link.is_sum()), [true, false, true, false, true, false, true]);
    }
}
