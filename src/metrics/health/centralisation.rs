//! Over-centralisation (M15). Both ends are bad: a centre that does all, and business units that do it alone.

use super::{Centre, Declared, INITIATIVES, by, fields::SPEND};
use crate::model::{
    condition::field,
    dictionary::SheetKind::Initiatives,
    health::{DeliveringUnit, Health},
    measure::{Found, MeasureUnit, PageGroup, SheetFields, median_of, own, share, share_of},
    population::Population::Active,
};
use polars::prelude::{Column, PolarsResult};
use std::{collections::BTreeMap, sync::Arc};

const CENTRE_LED: &str = "CoE-led";
const SHARED: &str = "Co-delivered";
const GUIDED: &str = "BU-led with CoE support";
const ALONE: &str = "BU-led independent";
const VENDOR: &str = "Vendor-led";

const DELIVERY: SheetFields = (Initiatives, &["phase", "delivery_model"]);

/// M15 (a) to (d).
pub(super) fn measures() -> Vec<Declared> {
    vec![
        share("M15a", "centre_led", "Active initiatives led by the centre")
            .short("Led by the CoE")
            .of(Active)
            .numerator(field("delivery_model").is(CENTRE_LED))
            .counting_unread_phases()
            .at_most("centre_share_most")
            .lists_them()
            .formula("Active initiatives with Delivery model = CoE-led, divided by active initiatives with a delivery model.")
            .told_from(&[DELIVERY])
            .on_page(PageGroup::Centralisation, 1)
            .into(),
        share_of(field("cost_actual"), "M15a-spend", "centre_led_spend", "Spend led by the CoE")
            .of(Active)
            .numerator(field("delivery_model").is(CENTRE_LED))
            .at_most("centre_share_most")
            .formula("Spend to date on active initiatives with Delivery model = CoE-led, divided by spend to date on those with a delivery model.")
            .told_from(&[DELIVERY, SPEND])
            .on_page(PageGroup::Centralisation, 2)
            .into(),
        by(
            own("M15b", "delivery_concentration", "Concentration of delivery (normalised HHI)", MeasureUnit::Index)
                .formula("Sum of the squared shares of the units that deliver (centre, departments, vendors), normalised as (sum − 1/K) ÷ (1 − 1/K) over K units.")
                .told_from(&[(Initiatives, &["phase", "delivery_model", "department"])]),
            concentration,
        ),
        median_of(
            field("days_to_approval"),
            MeasureUnit::Days,
            "M15c",
            "days_to_approval",
            "Days from idea to approval, median",
        )
        .short("Days to approval, median")
        .among(field("is_approved").holds().or(field("phase").is_known().and(Active.condition())))
        .at_most("approval_days")
        .formula("Median of the days from Submitted on to Approved on.")
        .told_from(&[(Initiatives, &["submitted_on", "approved_on"])])
        .on_page(PageGroup::Centralisation, 4)
        .into(),
        share("M15d", "guided", "Business-led initiatives that the centre guides")
            .short("Business-led and guided")
            .of(Active)
            .among(field("delivery_model").is_one_of(&[GUIDED, ALONE]))
            .numerator(field("delivery_model").is(GUIDED))
            .at_least("guided_share_least")
            .lists_the_rest()
            .formula("Active initiatives with Delivery model = BU-led with CoE support, divided by those and BU-led independent.")
            .told_from(&[DELIVERY])
            .on_page(PageGroup::Centralisation, 3)
            .into(),
    ]
}

/// M15 (c): was it approved, and how many days after it was submitted?
pub(super) fn columns(centre: &Centre) -> Vec<Column> {
    let days = |row: usize| {
        let (from, to) = (centre.past_day("submitted_on", row)?, centre.past_day("approved_on", row)?);
        (to >= from).then(|| f64::from((to - from).get_days()))
    };
    vec![
        centre.marks("is_approved", |row| Some(centre.past_day("approved_on", row).is_some())),
        centre.numbers("days_to_approval", days),
    ]
}

fn model<'a>(centre: &Centre<'a>, row: usize) -> Option<&'a str> {
    centre.text("delivery_model", row).map(|model| &**model)
}

/// Who delivers how much, largest first. What centre and department deliver together is half of each.
pub(super) fn delivering(centre: &Centre) -> Vec<DeliveringUnit> {
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
fn concentration(centre: &Centre, health: &Health) -> PolarsResult<Option<Found>> {
    let units = &health.delivering;
    let all: u32 = units.iter().map(|unit| unit.halves).sum();
    let value = (all > 0).then(|| {
        let index: f64 = units.iter().map(|unit| (f64::from(unit.halves) / f64::from(all)).powi(2)).sum();
        let even = 1.0 / units.len() as f64;
        if units.len() == 1 { 1.0 } else { (index - even) / (1.0 - even) }
    });
    let placed = (all / 2) as usize;
    let active = centre.active_rows();
    let modelled: Vec<usize> = active.iter().copied().filter(|row| model(centre, *row).is_some()).collect();
    Ok(Some(Found::number(value, placed).without(active.len() - placed).counting(INITIATIVES, &[], &modelled)))
}
