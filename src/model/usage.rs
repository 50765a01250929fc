//! What a unit of use costs to run: running cost beside volumes, month by month.

use super::{money::Cents, period::Month};
use serde::Serialize;
use std::sync::Arc;

/// The cost type of rows of Financials whose cost is running cost.
pub const RUNNING_COST_TYPE: &str = "Opex";

/// By what units are compared: those that differ in case only are one.
pub fn unit_key(unit: &str) -> String {
    unit.trim().to_lowercase()
}

/// Where the volumes of a unit come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum VolumeSource {
    /// The sheet Usage.
    Typed,
    /// The quantities of bills, for a unit that nobody typed.
    Billed,
}

/// Running cost and volume, planned or real. What nobody said is not known.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct CostAndVolume {
    /// Of rows whose cost type is [`RUNNING_COST_TYPE`].
    pub cost: Option<Cents>,
    /// In the unit.
    pub volume: Option<f64>,
}

impl CostAndVolume {
    /// Both, where both are known.
    pub fn both(self) -> Option<(Cents, f64)> {
        self.cost.zip(self.volume)
    }

    /// Units of the currency for one unit of use. None where one of both is not known, or nothing was used.
    pub fn unit_cost(self) -> Option<f64> {
        self.both().filter(|(_, volume)| *volume > 0.0).map(|(cost, volume)| cost.units() / volume)
    }
}

/// A month of an initiative and unit.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct UnitMonth {
    /// Which.
    pub month: Month,
    /// As planned.
    pub planned: CostAndVolume,
    /// As it came.
    pub actual: CostAndVolume,
}

/// What a unit of use costs an initiative.
#[derive(Clone, PartialEq, Debug)]
pub struct UnitCost {
    /// Row of the initiative.
    pub initiative: u32,
    /// As it was spelled first.
    pub unit: Arc<str>,
    /// Where the volumes come from.
    pub source: VolumeSource,
    /// Months of the fiscal year to the reporting month of which anything is known, in order.
    pub months: Vec<UnitMonth>,
    /// Actuals of the months that have both, added up.
    pub actual: CostAndVolume,
    /// Plans of the months that have both, added up.
    pub planned: CostAndVolume,
    /// Running cost of the year to date in all cost of it; none without cost.
    pub run_share: Option<f64>,
    /// Running cost of the reporting month for one active user, in units of the currency.
    pub per_active_user: Option<f64>,
}

impl UnitCost {
    /// Is it the cost of this unit, however it is spelled?
    pub fn is_of(&self, unit: &str) -> bool {
        unit_key(&self.unit) == unit_key(unit)
    }

    /// The last two months whose unit cost is known, the earlier one first.
    pub fn last_two(&self) -> Option<[UnitMonth; 2]> {
        let known: Vec<UnitMonth> =
            self.months.iter().filter(|one| one.actual.unit_cost().is_some()).copied().collect();
        match known[..] {
            [.., before, last] => Some([before, last]),
            _ => None,
        }
    }

    /// Costs a unit more than in the known month before, while less is used?
    pub fn rises_while_volume_falls(&self) -> bool {
        self.last_two().is_some_and(|[before, last]| {
            last.actual.unit_cost() > before.actual.unit_cost() && last.actual.volume < before.actual.volume
        })
    }
}
