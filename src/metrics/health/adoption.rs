//! Who uses it: adoption by department (M11).

use super::{Centre, Declared, INITIATIVES, by};
use crate::model::{
    condition::field,
    dictionary::SheetKind::Initiatives,
    health::{DepartmentHealth, Health},
    measure::{Found, MeasureUnit, PageGroup, own, quotient_of},
    metrics::PlanActual,
    phase::Phase,
    population::Population::InFlight,
};
use polars::prelude::PolarsResult;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Departments that are always shown, also with nothing: the mission names them.
const OF_THE_MISSION: [&str; 4] = ["Marketing", "Sales", "Operations", "Finance"];

/// A listed department that is none.
const OTHER: &str = "Other";

/// M11: departments with something in production, users reached.
pub(super) fn measures() -> Vec<Declared> {
    vec![
        by(
            own("M11a", "departments_in_production", "Departments with something in production", MeasureUnit::Share)
                .short("Departments in production")
                .at_least("departments_in_production")
                .formula("Departments with at least one initiative in Production, divided by the company's departments: those that the settings list, without a list those that own or support an initiative or are an expected sender; Other not among them.")
                .told_from(&[(Initiatives, &["department", "phase"])])
                .on_page(PageGroup::Standards, 4),
            in_production,
        ),
        // 0 users aimed at: unknown.
        quotient_of(
            field("active_users"),
            field("target_users"),
            "M11b",
            "users_reached",
            "Users reached of users aimed at",
        )
        .of(InFlight)
        .at_least("users_reached")
        .formula("Sum of Active users ÷ sum of Target users, over initiatives in Pilot or Production that give both.")
        .told_from(&[(Initiatives, &["active_users", "target_users"])])
        .into(),
    ]
}

/// Every department that is shown.
pub(super) fn departments(centre: &Centre) -> PolarsResult<Vec<DepartmentHealth>> {
    let mut rows_of = centre.rows_by("department")?;
    rows_of.remove("");
    let names = names(centre, &rows_of);
    Ok(names.into_iter().map(|name| department(centre, rows_of.remove(&name).unwrap_or_default(), name)).collect())
}

/// The departments that the company has, without "Other": those that are expected, and those that own or support an
/// initiative.
pub(super) fn listed_departments<'a>(centre: &Centre<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    let table = centre.table();
    let owning = table.text("department").iter().flatten().map(|name| &**name);
    let supporting =
        table.list("supporting_departments").iter().flatten().flat_map(|names| names.iter()).map(|name| &**name);
    let expected = centre.assumptions.expected_departments.iter().map(String::as_str);
    let had: BTreeSet<&str> = owning.chain(supporting).chain(expected).collect();
    let departments = centre.assumptions.departments.iter().map(String::as_str);
    departments.filter(move |name| *name != OTHER && had.contains(name))
}

/// The four of the mission, those in use in the order of the settings, then others that occur.
fn names(centre: &Centre, rows_of: &BTreeMap<Arc<str>, Vec<usize>>) -> Vec<Arc<str>> {
    let used: BTreeSet<&str> = rows_of.keys().map(|name| &**name).collect();
    let configured = centre.assumptions.departments.iter().map(String::as_str);
    let known: Vec<&str> = configured.filter(|name| OF_THE_MISSION.contains(name) || used.contains(name)).collect();
    let others = OF_THE_MISSION.into_iter().chain(used).filter(|name| !known.contains(name));
    let mut names: Vec<Arc<str>> =
        known.iter().copied().chain(others.collect::<BTreeSet<_>>()).map(Arc::from).collect();
    // The four first, as the mission lists them.
    names.sort_by_key(|name| OF_THE_MISSION.iter().position(|one| *one == &**name).unwrap_or(OF_THE_MISSION.len()));
    names
}

fn department(centre: &Centre, rows: Vec<usize>, name: Arc<str>) -> DepartmentHealth {
    let active: Vec<usize> = rows.iter().copied().filter(|row| centre.is_active(*row)).collect();
    let (target_users, active_users) = users_of(centre, &active);
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

/// Users aimed at and users now over those that give both.
fn users_of(centre: &Centre, rows: &[usize]) -> (f64, f64) {
    let number = |key: &str, row: usize| centre.table().number(key)[row];
    let both: Vec<(f64, f64)> =
        rows.iter().filter_map(|row| Some((number("target_users", *row)?, number("active_users", *row)?))).collect();
    (both.iter().map(|users| users.0).sum(), both.iter().map(|users| users.1).sum())
}

/// M11: listed departments with at least one initiative in Production / listed departments.
fn in_production(centre: &Centre, health: &Health) -> PolarsResult<Option<Found>> {
    let listed: Vec<&str> = listed_departments(centre).collect();
    let reached = |name: &&&str| {
        health.departments.iter().any(|department| &*department.name == **name && department.in_production > 0)
    };
    let rows = centre.rows_where(&field("phase").is("Production"))?;
    let homeless = rows.iter().filter(|row| centre.text("department", **row).is_none()).count();
    let found = Found::share(listed.iter().filter(reached).count(), listed.len()).without(homeless);
    Ok(Some(found.counting(INITIATIVES, &rows, &rows)))
}
