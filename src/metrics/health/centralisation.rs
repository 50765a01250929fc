//! Over-centralisation (M15). Both ends are bad: a centre that does all, and business units that do it alone.

use super::{Centre, INITIATIVES, listed, percentile::median};
use crate::model::health::{DeliveringUnit, Health, Measure, MeasureUnit, Target};
use std::{collections::BTreeMap, sync::Arc};

const CENTRE_LED: &str = "CoE-led";
const SHARED: &str = "Co-delivered";
const GUIDED: &str = "BU-led with CoE support";
const ALONE: &str = "BU-led independent";
const VENDOR: &str = "Vendor-led";

/// M15 (a) to (d).
pub(super) fn add(centre: &Centre, health: &mut Health) {
    health.delivering = delivering(centre);
    let concentration = concentration(centre, &health.delivering);
    health.measures.extend([
        centre_led(centre),
        centre_led_spend(centre),
        concentration,
        days_to_approval(centre),
        guided(centre),
    ]);
}

fn model<'a>(centre: &Centre<'a>, row: usize) -> Option<&'a str> {
    centre.text("delivery_model", row).map(|model| &**model)
}

/// Active rows with a delivery model, and how many have none.
fn modelled(centre: &Centre) -> (Vec<usize>, usize) {
    let active = centre.active_rows();
    let known: Vec<usize> = active.iter().copied().filter(|row| model(centre, *row).is_some()).collect();
    let left_out = active.len() - known.len();
    (known, left_out)
}

/// M15 (a): CoE-led / active with a delivery model.
fn centre_led(centre: &Centre) -> Measure {
    let (known, left_out) = modelled(centre);
    let led: Vec<usize> = known.iter().copied().filter(|row| model(centre, *row) == Some(CENTRE_LED)).collect();
    Measure::share("M15a", "Active initiatives led by the centre", led.len(), known.len())
        .without(left_out + centre.without_phase())
        .counting(INITIATIVES, &led, &known)
        .aiming(Target::AtMost(centre.targets().centre_share_most))
        .listing(listed(&led))
}

/// M15 (a) by spend of the year to date.
fn centre_led_spend(centre: &Centre) -> Measure {
    let (known, left_out) = modelled(centre);
    let (led, others): (Vec<usize>, Vec<usize>) =
        known.iter().partition(|row| model(centre, **row) == Some(CENTRE_LED));
    let (spent, used, unknown) = centre.spend_of(&led);
    let (rest, used_rest, unknown_rest) = centre.spend_of(&others);
    Measure::money_share("M15a-spend", "Spend led by the centre", spent, spent + rest, used + used_rest)
        .without(left_out + unknown + unknown_rest)
        .counting(INITIATIVES, &led, &known)
        .aiming(Target::AtMost(centre.targets().centre_share_most))
}

/// Who delivers how much, largest first. What centre and department deliver together is half of each.
fn delivering(centre: &Centre) -> Vec<DeliveringUnit> {
    let mut halves: BTreeMap<Arc<str>, u32> = BTreeMap::new();
    let coe: Arc<str> = "AI CoE".into();
    for row in centre.active_rows() {
        let department = centre.text("department", row);
        let units: Vec<Arc<str>> = match (model(centre, row), department) {
            (Some(CENTRE_LED), _) => vec![coe.clone(), coe.clone()],
            (Some(VENDOR), _) => vec!["Vendors".into(), "Vendors".into()],
            (Some(SHARED), Some(department)) => vec![coe.clone(), department.clone()],
            (Some(GUIDED | ALONE), Some(department)) => vec![department.clone(), department.clone()],
            _ => Vec::new(),
        };
        units.into_iter().for_each(|unit| *halves.entry(unit).or_default() += 1);
    }
    let mut units: Vec<DeliveringUnit> =
        halves.into_iter().map(|(name, halves)| DeliveringUnit { name, halves }).collect();
    units.sort_by_key(|unit| std::cmp::Reverse(unit.halves));
    units
}

/// M15 (b): HHI = Σ s², normalised (HHI − 1/K)/(1 − 1/K); one unit alone is 1.
/// Source: the Herfindahl–Hirschman index; normalised as in Tirole, *The Theory of Industrial Organization*.
fn concentration(centre: &Centre, units: &[DeliveringUnit]) -> Measure {
    let all: u32 = units.iter().map(|unit| unit.halves).sum();
    let value = (all > 0).then(|| {
        let index: f64 = units.iter().map(|unit| (f64::from(unit.halves) / f64::from(all)).powi(2)).sum();
        let even = 1.0 / units.len() as f64;
        if units.len() == 1 { 1.0 } else { (index - even) / (1.0 - even) }
    });
    let placed = (all / 2) as usize;
    Measure::number("M15b", "Concentration of delivery (normalised HHI)", MeasureUnit::Index, value, placed)
        .without(centre.active_rows().len() - placed)
        .counting(INITIATIVES, &[], &modelled(centre).0)
}

/// M15 (c): median days from submitted_on to approved_on.
fn days_to_approval(centre: &Centre) -> Measure {
    let approved: Vec<usize> = centre.rows().filter(|row| centre.past_day("approved_on", *row).is_some()).collect();
    let days: Vec<f64> = approved
        .iter()
        .filter_map(|row| Some((centre.past_day("submitted_on", *row)?, centre.past_day("approved_on", *row)?)))
        .filter(|(from, to)| to >= from)
        .map(|(from, to)| f64::from((to - from).get_days()))
        .collect();
    let undated = approved.len() - days.len();
    let unapproved = centre.active_rows().iter().filter(|row| approved.binary_search(row).is_err()).count();
    Measure::number("M15c", "Days from idea to approval, median", MeasureUnit::Days, median(&days), days.len())
        .without(undated + unapproved)
        .counting(INITIATIVES, &[], &approved)
        .aiming(Target::AtMost(centre.targets().approval_days))
}

/// M15 (d): BU-led with CoE support / all BU-led.
fn guided(centre: &Centre) -> Measure {
    let led = |name: &str| -> Vec<usize> {
        centre.active_rows().into_iter().filter(|row| model(centre, *row) == Some(name)).collect()
    };
    let (guided, alone) = (led(GUIDED), led(ALONE));
    let (_, left_out) = modelled(centre);
    Measure::share("M15d", "Business-led initiatives that the centre guides", guided.len(), guided.len() + alone.len())
        .without(left_out)
        .counting(INITIATIVES, &guided, &[guided.as_slice(), &alone].concat())
        .aiming(Target::AtLeast(centre.targets().guided_share_least))
        .listing(listed(&alone))
}
