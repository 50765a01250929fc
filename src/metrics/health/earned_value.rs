//! Earned value (M5), for initiatives that say how many per cent are complete.
//!
//! Source: PMI, *Practice Standard for Earned Value Management*; Fleming & Koppelman, *Earned Value Project Management*.

use super::{Centre, INITIATIVES};
use crate::model::{
    health::{EarnedValue, Health, Measure, MeasureUnit, Part, Target},
    money::Cents,
    period::Month,
};
use std::collections::BTreeMap;

/// Per cent complete of one initiative in its latest month.
struct Complete {
    month: Month,
    planned: Option<f64>,
    actual: f64,
}

/// M5: per initiative, and the portfolio as sums of PV, EV and AC; percentages are never added.
pub(super) fn add(centre: &Centre, health: &mut Health) {
    let complete = complete(centre);
    let costs = cost_to(centre, &complete);
    health.earned_value =
        complete.iter().map(|(row, complete)| earned_value(centre, *row, complete, costs.get(row).copied())).collect();
    health.measures.extend(portfolio(&health.earned_value, centre.targets().earned_value_index));
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
/// AC or PV 0: that index is unknown; EV 0: EAC unknown; BAC = AC: TCPI unknown.
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
        let quotient = |above: Cents, below: Option<Cents>| {
            below.filter(|below| below.0 > 0).map(|below| above.0 as f64 / below.0 as f64)
        };
        let cost_index = quotient(earned, cost);
        let rest = cost.map(|cost| budget - cost);
        Indices {
            cost: cost_index,
            schedule: quotient(earned, planned),
            at_completion: cost_index
                .filter(|index| *index > 0.0)
                .map(|index| Cents((budget.0 as f64 / index).round() as i64)),
            to_complete: rest.filter(|rest| rest.0 != 0).map(|rest| (budget - earned).0 as f64 / rest.0 as f64),
        }
    }
}

/// The sums over initiatives whose PV, EV and AC are all known.
fn portfolio(list: &[EarnedValue], target: f64) -> [Measure; 5] {
    let whole: Vec<(Cents, Cents, Cents, Cents)> =
        list.iter().filter_map(|one| Some((one.budget, one.planned?, one.earned, one.cost?))).collect();
    let (budget, planned, earned, cost) =
        whole.iter().fold(Default::default(), |sum: (Cents, Cents, Cents, Cents), one| {
            (sum.0 + one.0, sum.1 + one.1, sum.2 + one.2, sum.3 + one.3)
        });
    let indices = Indices::of(budget, earned, Some(planned), Some(cost));
    let (used, left_out) = (whole.len(), list.len() - whole.len());
    let is_whole = |one: &&EarnedValue| one.planned.is_some() && one.cost.is_some();
    let rows: Vec<usize> = list.iter().filter(is_whole).map(|one| one.row as usize).collect();
    let behind = |index: &dyn Fn(&EarnedValue) -> Option<f64>| -> Vec<u32> {
        list.iter().filter(|one| index(one).is_some_and(|index| index < target)).map(|one| one.row).collect()
    };
    let index = |id, name, above: Cents, below: Cents| {
        Measure::quotient(id, name, MeasureUnit::Index, Part::Money(above), Part::Money(below))
            .over(used)
            .without(left_out)
            .counting(INITIATIVES, &[], &rows)
    };
    let estimate = |id, name, amount: Option<Cents>| {
        Measure::number(id, name, MeasureUnit::Money, amount.map(|cents| cents.0 as f64), used)
            .without(left_out)
            .counting(INITIATIVES, &[], &rows)
    };
    let to_complete =
        Measure::number("M5e", "To-complete cost index (TCPI)", MeasureUnit::Index, indices.to_complete, used);
    [
        index("M5a", "Cost performance index (CPI)", earned, cost)
            .aiming(Target::AtLeast(target))
            .listing(behind(&|one| one.cost_index)),
        index("M5b", "Schedule performance index (SPI)", earned, planned)
            .aiming(Target::AtLeast(target))
            .listing(behind(&|one| one.schedule_index)),
        estimate("M5c", "Estimate at completion (EAC)", indices.at_completion),
        estimate("M5d", "Variance at completion (VAC)", indices.at_completion.map(|estimate| budget - estimate)),
        Measure {
            numerator: Some(Part::Money(budget - earned)),
            denominator: Some(Part::Money(budget - cost)),
            ..to_complete.without(left_out).counting(INITIATIVES, &[], &rows)
        },
    ]
}
