//! Unit costs: running cost of an initiative over what was used of it, a series of months for each unit.
//!
//! Running cost is that of rows whose cost type is Opex; the whole of it stands over each unit. Months count where both
//! cost and volume are known, as everywhere: a month with one of both compares nothing.

use crate::model::{
    assumptions::Assumptions,
    money::Cents,
    period::Month,
    portfolio::Portfolio,
    usage::{CostAndVolume, RUNNING_COST_TYPE, UnitCost, UnitMonth, VolumeSource, unit_key},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Cost of an initiative in a month: planned and real, running and all.
#[derive(Clone, Copy, Default)]
struct MonthCost {
    run_planned: Option<Cents>,
    run_actual: Option<Cents>,
    all_actual: Option<Cents>,
}

/// Volume of a unit in a month: planned and real.
#[derive(Clone, Copy, Default)]
struct MonthVolume {
    planned: Option<f64>,
    actual: Option<f64>,
}

/// Volumes of a unit by month.
struct Volumes {
    unit: Arc<str>,
    source: VolumeSource,
    months: BTreeMap<Month, MonthVolume>,
}

/// By initiative, then unit. Empty without a sheet Usage and without quantities of bills.
pub fn unit_costs(portfolio: &Portfolio, assumptions: &Assumptions) -> Vec<UnitCost> {
    let volumes = volumes(portfolio);
    if volumes.is_empty() {
        return Vec::new();
    }
    let wanted: BTreeSet<u32> = volumes.keys().map(|(initiative, _)| *initiative).collect();
    let costs = costs(portfolio, assumptions, &wanted);
    let users = portfolio.initiatives.number("active_users");
    let year = assumptions.year_start()..=assumptions.period;
    volumes
        .into_iter()
        .map(|((initiative, _), volumes)| {
            let own = costs.get(&initiative);
            let cost_of = |month: Month| own.and_then(|own| own.get(&month)).copied().unwrap_or_default();
            let known: BTreeSet<Month> = volumes.months.keys().copied().filter(|month| year.contains(month)).collect();
            let months: Vec<UnitMonth> = known
                .into_iter()
                .map(|month| {
                    let (cost, volume) = (cost_of(month), volumes.months[&month]);
                    UnitMonth {
                        month,
                        planned: CostAndVolume { cost: cost.run_planned, volume: volume.planned },
                        actual: CostAndVolume { cost: cost.run_actual, volume: volume.actual },
                    }
                })
                .collect();
            let of_year = || own.into_iter().flatten().map(|(_, cost)| cost);
            let run = of_year().fold(None, |sum, cost| Cents::known_sum(sum, cost.run_actual));
            let all = of_year().fold(None, |sum, cost| Cents::known_sum(sum, cost.all_actual));
            let users = users[initiative as usize].filter(|users| *users > 0.0);
            UnitCost {
                initiative,
                unit: volumes.unit,
                source: volumes.source,
                actual: added_up(months.iter().map(|one| one.actual)),
                planned: added_up(months.iter().map(|one| one.planned)),
                months,
                run_share: all.filter(|all| all.0 > 0).map(|all| run.unwrap_or_default().0 as f64 / all.0 as f64),
                per_active_user: cost_of(assumptions.period)
                    .run_actual
                    .zip(users)
                    .map(|(cost, users)| cost.units() / users),
            }
        })
        .collect()
}

/// The months that have both.
fn added_up(months: impl Iterator<Item = CostAndVolume>) -> CostAndVolume {
    months.filter_map(CostAndVolume::both).fold(CostAndVolume::default(), |sum, (cost, volume)| CostAndVolume {
        cost: Cents::known_sum(sum.cost, Some(cost)),
        volume: Some(sum.volume.unwrap_or_default() + volume),
    })
}

/// Typed volumes by initiative and unit, and billed ones of units that the initiative did not type.
fn volumes(portfolio: &Portfolio) -> BTreeMap<(u32, String), Volumes> {
    let mut found: BTreeMap<(u32, String), Volumes> = BTreeMap::new();
    let table = &portfolio.usage;
    let (units, months) = (table.text("unit"), table.month("month"));
    let (planned, actual) = (table.number("volume_planned"), table.number("volume_actual"));
    for row in 0..table.len() {
        let (Some(initiative), Some(unit), Some(month)) =
            (portfolio.usage_initiative[row], units[row].as_ref(), months[row])
        else {
            continue;
        };
        let volumes = found.entry((initiative, unit_key(unit))).or_insert_with(|| Volumes {
            unit: unit.clone(),
            source: VolumeSource::Typed,
            months: BTreeMap::new(),
        });
        let month = volumes.months.entry(month).or_default();
        month.planned = known_sum(month.planned, planned[row]);
        month.actual = known_sum(month.actual, actual[row]);
    }
    let ids = portfolio.initiatives.text("initiative_id").iter().enumerate();
    let rows: BTreeMap<&str, u32> = ids.filter_map(|(row, id)| Some((id.as_deref()?, row as u32))).collect();
    for billed in &portfolio.billing.volumes {
        let Some(initiative) = rows.get(&*billed.initiative) else { continue };
        let volumes = found.entry((*initiative, unit_key(&billed.unit))).or_insert_with(|| Volumes {
            unit: billed.unit.clone(),
            source: VolumeSource::Billed,
            months: BTreeMap::new(),
        });
        if volumes.source == VolumeSource::Billed {
            let month = volumes.months.entry(billed.month).or_default();
            month.actual = known_sum(month.actual, Some(billed.quantity.value()));
        }
    }
    found
}

fn known_sum(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one + other),
        (one, other) => one.or(other),
    }
}

/// Costs of some initiatives by month of the fiscal year to the reporting month.
fn costs(
    portfolio: &Portfolio,
    assumptions: &Assumptions,
    wanted: &BTreeSet<u32>,
) -> BTreeMap<u32, BTreeMap<Month, MonthCost>> {
    let table = &portfolio.financials;
    let (months, kinds) = (table.month("month"), table.text("cost_type"));
    let (planned, actual) = (table.money("cost_planned"), table.money("cost_actual"));
    let year = assumptions.year_start()..=assumptions.period;
    let mut found: BTreeMap<u32, BTreeMap<Month, MonthCost>> = BTreeMap::new();
    for (row, initiative) in portfolio.financials_initiative.iter().enumerate() {
        let (Some(initiative), Some(month)) = (initiative, months[row]) else { continue };
        if !wanted.contains(initiative) || !year.contains(&month) {
            continue;
        }
        let cost = found.entry(*initiative).or_default().entry(month).or_default();
        cost.all_actual = Cents::known_sum(cost.all_actual, actual[row]);
        if kinds[row].as_deref() == Some(RUNNING_COST_TYPE) {
            cost.run_planned = Cents::known_sum(cost.run_planned, planned[row]);
            cost.run_actual = Cents::known_sum(cost.run_actual, actual[row]);
        }
    }
    found
}
