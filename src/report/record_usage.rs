//! What `run.json` says of unit costs.

use super::ReportContext;
use crate::model::{
    record::{CostAndVolumeRecord, UnitCostRecord, UnitMonthRecord},
    usage::{CostAndVolume, UnitCost, UnitMonth},
};

/// Empty without usage.
pub fn unit_costs(context: &ReportContext) -> Vec<UnitCostRecord> {
    let ids = context.portfolio.initiatives.text("initiative_id");
    let record = |of: &UnitCost| UnitCostRecord {
        initiative_id: ids[of.initiative as usize].as_deref().unwrap_or_default().to_owned(),
        unit: of.unit.to_string(),
        volumes_from: of.source,
        planned: side(of.planned),
        actual: side(of.actual),
        running_share_of_cost: of.run_share,
        running_cost_per_active_user: of.per_active_user,
        rises_while_volume_falls: of.rises_while_volume_falls(),
        months: of.months.iter().map(month).collect(),
    };
    context.metrics.unit_costs.iter().map(record).collect()
}

fn month(one: &UnitMonth) -> UnitMonthRecord {
    UnitMonthRecord { month: one.month, planned: side(one.planned), actual: side(one.actual) }
}

fn side(of: CostAndVolume) -> CostAndVolumeRecord {
    CostAndVolumeRecord {
        running_cost_cents: of.cost.map(|cents| cents.0),
        volume: of.volume,
        unit_cost: of.unit_cost(),
    }
}
