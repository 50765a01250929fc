//! Who uses it: adoption by department (M11).

use super::{Centre, INITIATIVES};
use crate::model::{
    health::{DepartmentHealth, Health, Measure, MeasureUnit, Part, Target},
    metrics::PlanActual,
    phase::Phase,
};
use std::{collections::BTreeSet, sync::Arc};

/// Departments that are always shown, also with nothing: the mission names them.
const OF_THE_MISSION: [&str; 4] = ["Marketing", "Sales", "Operations", "Finance"];

/// A listed department that is none.
const OTHER: &str = "Other";

/// M11: departments with something in production, users reached.
pub(super) fn add(centre: &Centre, health: &mut Health) {
    health.departments = names(centre).into_iter().map(|name| department(centre, name)).collect();
    health.measures.extend([in_production(centre, health), users(centre)]);
}

/// The departments there are, without "Other".
pub(super) fn listed_departments<'a>(centre: &Centre<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    centre.assumptions.departments.iter().map(String::as_str).filter(|name| *name != OTHER)
}

/// The four of the mission, those in use in the order of the settings, then others that occur.
fn names(centre: &Centre) -> Vec<Arc<str>> {
    let used: BTreeSet<&str> =
        centre.rows().filter_map(|row| centre.text("department", row).map(|name| &**name)).collect();
    let configured = centre.assumptions.departments.iter().map(String::as_str);
    let known: Vec<&str> = configured.filter(|name| OF_THE_MISSION.contains(name) || used.contains(name)).collect();
    let others = OF_THE_MISSION.into_iter().chain(used).filter(|name| !known.contains(name));
    let mut names: Vec<Arc<str>> =
        known.iter().copied().chain(others.collect::<BTreeSet<_>>()).map(Arc::from).collect();
    // The four first, as the mission lists them.
    names.sort_by_key(|name| OF_THE_MISSION.iter().position(|one| *one == &**name).unwrap_or(OF_THE_MISSION.len()));
    names
}

fn department(centre: &Centre, name: Arc<str>) -> DepartmentHealth {
    let rows: Vec<usize> =
        centre.rows().filter(|row| centre.text("department", *row).is_some_and(|own| *own == name)).collect();
    let active: Vec<usize> = rows.iter().copied().filter(|row| centre.is_active(*row)).collect();
    let (target_users, active_users, _) = users_of(centre, &active);
    let years = rows.iter().map(|row| centre.initiatives[*row].money.year_to_date);
    let supports = |row: &usize| {
        let named = centre.table().list("supporting_departments")[*row].as_deref().unwrap_or_default();
        named.contains(&name) && centre.text("department", *row) != Some(&name)
    };
    DepartmentHealth {
        active: active.len() as u32,
        in_production: active.iter().filter(|row| centre.phase(**row) == Some(Phase::Production)).count() as u32,
        target_users,
        active_users,
        supports: centre.active_rows().iter().filter(|row| supports(row)).count() as u32,
        benefit: years.clone().fold(PlanActual::default(), |sum, year| sum.plus(year.benefit)),
        benefit_validated: years.map(|year| year.benefit_validated).sum(),
        name,
    }
}

/// Users aimed at and users now over those that give both, and how many do not.
fn users_of(centre: &Centre, rows: &[usize]) -> (f64, f64, usize) {
    let number = |key: &str, row: usize| centre.table().number(key)[row];
    let both: Vec<(f64, f64)> =
        rows.iter().filter_map(|row| Some((number("target_users", *row)?, number("active_users", *row)?))).collect();
    (both.iter().map(|users| users.0).sum(), both.iter().map(|users| users.1).sum(), rows.len() - both.len())
}

/// M11: listed departments with at least one initiative in Production / listed departments.
fn in_production(centre: &Centre, health: &Health) -> Measure {
    let listed: Vec<&str> = listed_departments(centre).collect();
    let reached = |name: &&&str| {
        health.departments.iter().any(|department| &*department.name == **name && department.in_production > 0)
    };
    let homeless = centre
        .rows()
        .filter(|row| centre.phase(*row) == Some(Phase::Production) && centre.text("department", *row).is_none())
        .count();
    let rows: Vec<usize> = centre.rows().filter(|row| centre.phase(*row) == Some(Phase::Production)).collect();
    Measure::share(
        "M11a",
        "Departments with something in production",
        listed.iter().filter(reached).count(),
        listed.len(),
    )
    .counting(INITIATIVES, &rows, &rows)
    .without(homeless)
    .aiming(Target::AtLeast(centre.targets().departments_in_production))
}

/// M11: active_users / target_users over initiatives in flight that give both; 0 targets: unknown.
fn users(centre: &Centre) -> Measure {
    let rows = centre.in_flight_rows();
    let (target, active, left_out) = users_of(centre, &rows);
    let number = |key: &str, row: usize| centre.table().number(key)[row].is_some();
    let both: Vec<usize> =
        rows.iter().copied().filter(|row| number("target_users", *row) && number("active_users", *row)).collect();
    Measure::quotient(
        "M11b",
        "Users reached of users aimed at",
        MeasureUnit::Share,
        Part::Number(active),
        Part::Number(target),
    )
    .over(rows.len() - left_out)
    .without(left_out)
    .counting(INITIATIVES, &both, &both)
    .aiming(Target::AtLeast(centre.targets().users_reached))
}
