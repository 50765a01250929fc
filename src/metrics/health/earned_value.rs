//! Earned value (M5), for initiatives that say how many per cent are complete.
//!
//! Source: PMI, *Practice Standard for Earned Value Management*; Fleming & Koppelman, *Earned Value Project Management*.

use super::{Centre, Declared, INITIATIVES, by};
use crate::model::{
    dictionary::SheetKind::Financials,
    health::{EarnedValue, Health},
    measure::{Declaration, Found, MeasureUnit, Months, Part, SheetFields, own},
    money::Cents,
    period::Month,
};
use polars::prelude::PolarsResult;
use std::collections::BTreeMap;

/// Per cent complete of one initiative in its latest month.
struct Complete {
    month: Month,
    planned: Option<f64>,
    actual: f64,
}

const EARNED: SheetFields = (Financials, &["cost_planned", "cost_actual", "percent_planned", "percent_actual"]);

/// M5: the portfolio as sums of PV, EV and AC; percentages are never added.
pub(super) fn measures() -> Vec<Declared> {
    let told = |declaration: Declaration| declaration.told_from(&[EARNED]).in_months(Months::All);
    vec![
        by(
            told(own("M5a", "cost_index", "Cost performance index (CPI)", MeasureUnit::Index))
                .at_least("earned_value_index")
                .formula("Earned value ÷ Cost actual, as sums over initiatives. Earned value = Percent complete actual of the latest month · all Cost planned."),
            |centre, health| Whole::of(health).cost_index(centre, health),
        ),
        by(
            told(own("M5b", "schedule_index", "Schedule performance index (SPI)", MeasureUnit::Index))
                .at_least("earned_value_index")
                .formula("Earned value ÷ planned value, as sums over initiatives. Planned value = Percent complete planned · all Cost planned."),
            |centre, health| Whole::of(health).schedule_index(centre, health),
        ),
        by(
            told(own("M5c", "at_completion", "Estimate at completion (EAC)", MeasureUnit::Money))
                .formula("All Cost planned ÷ cost performance index (M5a)."),
            |_, health| Whole::of(health).at_completion(),
        ),
        by(
            told(own("M5d", "variance_at_completion", "Variance at completion (VAC)", MeasureUnit::Money))
                .more_is_better()
                .formula("All Cost planned less the estimate at completion (M5c)."),
            |_, health| Whole::of(health).variance_at_completion(),
        ),
        by(
            told(own("M5e", "to_complete_index", "To-complete cost index (TCPI)", MeasureUnit::Index))
                .less_is_better()
                .formula("(All Cost planned − earned value) ÷ (all Cost planned − Cost actual): the index the rest must reach."),
            |_, health| Whole::of(health).to_complete(),
        ),
    ]
}

/// M5 of each initiative that says how many per cent are complete.
pub(super) fn each(centre: &Centre) -> Vec<EarnedValue> {
    let complete = complete(centre);
    let costs = cost_to(centre, &complete);
    complete.iter().map(|(row, complete)| earned_value(centre, *row, complete, costs.get(row).copied())).collect()
}

/// The latest month up to the reporting month with a percentage, of each initiative that has one.
fn complete(centre: &Centre) -> BTreeMap<u32, Complete> {
    let table = &centre.portfolio.financials;
    let (planned, actual) = (table.number("percent_planned"), table.number("percent_actual"));
    let mut latest: BTreeMap<u32, Complete> = BTreeMap::new();
    for (row, initiative) in centre.portfolio.financials_initiative.iter().enumerate() {
        let (Some(initiative), Some(month), Some(share)) = (*initiative, table.month("month")[row], actual[row]) else {
            continue;
        };
        if month > centre.assumptions.period {
            continue;
        }
        let found = Complete { month, planned: planned[row], actual: share };
        // Of two rows of one month the later one says how far it is now.
        if latest.get(&initiative).is_none_or(|before| before.month <= month) {
            latest.insert(initiative, found);
        }
    }
    latest
}

/// Real cost of each initiative up to the month of its percentage; absent when no month was reported.
fn cost_to(centre: &Centre, complete: &BTreeMap<u32, Complete>) -> BTreeMap<u32, Cents> {
    let table = &centre.portfolio.financials;
    let mut sums: BTreeMap<u32, Cents> = BTreeMap::new();
    for (row, initiative) in centre.portfolio.financials_initiative.iter().enumerate() {
        if let (Some(initiative), Some(month), Some(cost)) =
            (initiative, table.month("month")[row], table.money("cost_actual")[row])
            && complete.get(initiative).is_some_and(|complete| month <= complete.month)
        {
            *sums.entry(*initiative).or_default() += cost;
        }
    }
    sums
}

/// BAC = Σ cost_planned; PV = percent_planned · BAC, EV = percent_actual · BAC; CPI = EV/AC, SPI = EV/PV,
/// EAC = BAC/CPI, VAC = BAC − EAC, TCPI = (BAC − EV)/(BAC − AC).
/// AC or PV 0: that index is unknown; EV 0: EAC unknown; BAC = AC: TCPI unknown; BAC 0, because no cost was planned:
/// there is nothing to earn, and all are unknown.
fn earned_value(centre: &Centre, row: u32, complete: &Complete, cost: Option<Cents>) -> EarnedValue {
    let budget = centre.initiatives[row as usize].money.total_cost_planned;
    let of_budget = |share: f64| Cents((budget.0 as f64 * share).round() as i64);
    let (earned, planned) = (of_budget(complete.actual), complete.planned.map(of_budget));
    let indices = Indices::of(budget, earned, planned, cost);
    EarnedValue {
        row,
        month: complete.month,
        budget,
        planned,
        earned,
        cost,
        cost_index: indices.cost,
        schedule_index: indices.schedule,
        at_completion: indices.at_completion,
        variance_at_completion: indices.at_completion.map(|estimate| budget - estimate),
        to_complete: indices.to_complete,
    }
}

/// What earned value says about cost and time; `None` where it would divide by nothing.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Indices {
    /// CPI: earned value for each unit of money spent.
    pub cost: Option<f64>,
    /// SPI: earned value for each unit of money planned by now.
    pub schedule: Option<f64>,
    /// EAC: what all of it will cost at this pace.
    pub at_completion: Option<Cents>,
    /// TCPI: the cost index needed from here on to keep the budget.
    pub to_complete: Option<f64>,
}

impl Indices {
    /// From the budget at completion (BAC), earned value (EV), planned value (PV) and real cost (AC).
    pub fn of(budget: Cents, earned: Cents, planned: Option<Cents>, cost: Option<Cents>) -> Indices {
        if budget.0 <= 0 {
            return Indices { cost: None, schedule: None, at_completion: None, to_complete: None };
        }
        let cost_index = by_positive(earned, cost);
        let rest = cost.map(|cost| budget - cost);
        Indices {
            cost: cost_index,
            schedule: by_positive(earned, planned),
            at_completion: cost_index
                .filter(|index| *index > 0.0)
                .map(|index| Cents((budget.0 as f64 / index).round() as i64)),
            to_complete: rest.filter(|rest| rest.0 != 0).map(|rest| (budget - earned).0 as f64 / rest.0 as f64),
        }
    }
}

fn by_positive(numerator: Cents, denominator: Option<Cents>) -> Option<f64> {
    denominator.filter(|cents| cents.0 > 0).map(|cents| numerator.0 as f64 / cents.0 as f64)
}

/// The sums over initiatives whose BAC, PV, EV and AC are all known.
struct Whole {
    budget: Cents,
    planned: Cents,
    earned: Cents,
    cost: Cents,
    indices: Indices,
    rows: Vec<usize>,
    left_out: usize,
}

impl Whole {
    fn of(health: &Health) -> Whole {
        let list = &health.earned_value;
        let whole: Vec<(&EarnedValue, Cents, Cents)> =
            list.iter().filter(|one| one.budget.0 > 0).filter_map(|one| Some((one, one.planned?, one.cost?))).collect();
        let budget: Cents = whole.iter().map(|(one, ..)| one.budget).sum();
        let planned: Cents = whole.iter().map(|(_, planned, _)| *planned).sum();
        let earned: Cents = whole.iter().map(|(one, ..)| one.earned).sum();
        let cost: Cents = whole.iter().map(|(.., cost)| *cost).sum();
        Whole {
            budget,
            planned,
            earned,
            cost,
            indices: Indices::of(budget, earned, Some(planned), Some(cost)),
            rows: whole.iter().map(|(one, ..)| one.row as usize).collect(),
            left_out: list.len() - whole.len(),
        }
    }

    fn told(&self, found: Found) -> PolarsResult<Option<Found>> {
        Ok(Some(found.over(self.rows.len()).without(self.left_out).counting(INITIATIVES, &[], &self.rows)))
    }

    fn cost_index(&self, centre: &Centre, health: &Health) -> PolarsResult<Option<Found>> {
        let behind = behind(centre, health, |one| one.cost_index);
        self.told(Found::quotient(Part::Money(self.earned), Part::Money(self.cost)).listing(behind))
    }

    fn schedule_index(&self, centre: &Centre, health: &Health) -> PolarsResult<Option<Found>> {
        let behind = behind(centre, health, |one| one.schedule_index);
        self.told(Found::quotient(Part::Money(self.earned), Part::Money(self.planned)).listing(behind))
    }

    fn at_completion(&self) -> PolarsResult<Option<Found>> {
        self.told(Found::number(self.indices.at_completion.map(|cents| cents.0 as f64), 0))
    }

    fn variance_at_completion(&self) -> PolarsResult<Option<Found>> {
        self.told(Found::number(self.indices.at_completion.map(|cents| (self.budget - cents).0 as f64), 0))
    }

    fn to_complete(&self) -> PolarsResult<Option<Found>> {
        self.told(Found {
            numerator: Some(Part::Money(self.budget - self.earned)),
            denominator: Some(Part::Money(self.budget - self.cost)),
            ..Found::number(self.indices.to_complete, 0)
        })
    }
}

/// Initiatives whose index is below the target.
fn behind(centre: &Centre, health: &Health, index: fn(&EarnedValue) -> Option<f64>) -> Vec<u32> {
    let target = centre.targets().earned_value_index;
    let is_behind = |one: &&EarnedValue| index(one).is_some_and(|index| index < target);
    health.earned_value.iter().filter(is_behind).map(|one| one.row).collect()
}
