//! Outcomes and health of the centre: one file a family of measures.
//!
//! A measure is declared once, in `measures()` of its family: words, fields, target, and either which rows count, as
//! data, or the function that computes it. What rows count by is a column: a field of the dictionary, or one that the
//! family computes for each initiative. Times are medians and percentiles, money is summed in whole cents and only to the
//! reporting month.

mod adoption;
mod alignment;
mod amounts;
mod centralisation;
mod claims;
mod clear;
mod context;
mod decisions;
pub mod earned_value;
mod evaluate;
mod evidence;
mod fields;
mod governance;
mod lifecycle;
mod outcomes;
mod phases;
mod roles;
mod scale;
mod sponsorship;
#[cfg(test)]
mod tests;

use super::{
    frames::{
        Frames, Wanted, column_name,
        conditions::evaluated,
        groups::{groups, owner_months},
    },
    kpi,
};
use crate::model::{
    assumptions::Assumptions,
    condition::Condition,
    dictionary::SheetKind,
    funding::{FundingLine, StopQuestion},
    health::{BenefitKind, Health},
    measure::{Counted, Declaration, Found, Measure},
    metrics::{InitiativeMetrics, KpiMetrics},
    money::Cents,
    phase::Phase,
    population::Population,
    portfolio::Portfolio,
    table::Table,
    targets::HealthTargets,
};
use evaluate::Counting;
use jiff::civil::Date;
use polars::prelude::{BooleanChunked, Column, DataFrame, PolarsResult};
use rayon::prelude::*;
use roles::Team;
use std::{collections::BTreeMap, sync::Arc};

/// What every measure is computed from.
pub(super) struct Centre<'a> {
    portfolio: &'a Portfolio,
    assumptions: &'a Assumptions,
    frames: &'a Frames,
    initiatives: &'a [InitiativeMetrics],
    /// In order of initiative.
    kpis: &'a [KpiMetrics],
    /// The last day of the reporting month.
    end: Date,
    /// Which initiatives are active, and which in flight, by row.
    active: Vec<bool>,
    flying: Vec<bool>,
    /// The people of the reporting month.
    team: Team,
}

impl<'a> Centre<'a> {
    fn of(
        frames: &'a Frames,
        portfolio: &'a Portfolio,
        assumptions: &'a Assumptions,
        (initiatives, kpis): (&'a [InitiativeMetrics], &'a [KpiMetrics]),
    ) -> PolarsResult<Centre<'a>> {
        let members = |population: Population| -> PolarsResult<Vec<bool>> {
            let marks = frames.initiatives.column(population.key())?.as_materialized_series().bool()?;
            Ok(marks.iter().map(|mark| mark == Some(true)).collect())
        };
        Ok(Centre {
            portfolio,
            assumptions,
            frames,
            initiatives,
            kpis,
            end: assumptions.period_end(),
            active: members(Population::Active)?,
            flying: members(Population::InFlight)?,
            team: Team::of(portfolio, assumptions, initiatives),
        })
    }

    fn table(&self) -> &'a Table {
        &self.portfolio.initiatives
    }

    fn targets(&self) -> &'a HealthTargets {
        &self.assumptions.health
    }

    fn rows(&self) -> std::ops::Range<usize> {
        0..self.initiatives.len()
    }

    fn text(&self, key: &str, row: usize) -> Option<&'a Arc<str>> {
        self.table().text(key)[row].as_ref()
    }

    /// A day that is not after the reporting month: what is planned later has not happened yet.
    fn past_day(&self, key: &str, row: usize) -> Option<Date> {
        self.table().date(key)[row].filter(|day| *day <= self.end)
    }

    fn phase(&self, row: usize) -> Option<Phase> {
        self.initiatives[row].phase
    }

    fn in_flight(&self, row: usize) -> bool {
        self.flying[row]
    }

    fn is_active(&self, row: usize) -> bool {
        self.active[row]
    }

    fn active_rows(&self) -> Vec<usize> {
        self.rows().filter(|row| self.active[*row]).collect()
    }

    fn in_flight_rows(&self) -> Vec<usize> {
        self.rows().filter(|row| self.flying[*row]).collect()
    }

    /// Real cost of the year to date; `None` when no month was reported.
    fn spend(&self, row: usize) -> Option<Cents> {
        let cost = &self.initiatives[row].money.year_to_date.cost;
        (cost.reported() > 0).then_some(cost.actual)
    }

    /// Real benefit of the year to date; `None` when no month was reported.
    fn benefit(&self, row: usize) -> Option<Cents> {
        let benefit = &self.initiatives[row].money.year_to_date.benefit;
        (benefit.reported() > 0).then_some(benefit.actual)
    }

    /// Rows of the initiatives for which a condition holds.
    fn rows_where(&self, condition: &Condition) -> PolarsResult<Vec<usize>> {
        let settings = |name: &str| self.assumptions.setting(name).map(|(number, _)| number);
        let holds = evaluated(&self.frames.initiatives, condition, &settings)?;
        Ok(rows_that_hold(&holds))
    }

    /// Rows of the initiatives that share a value of a field, and those of which it is not known under an empty name.
    fn rows_by(&self, key: &str) -> PolarsResult<BTreeMap<Arc<str>, Vec<usize>>> {
        Ok(groups(&self.frames.initiatives, key)?.into_iter().map(|group| (group.name, group.rows)).collect())
    }

    fn kpis_of(&self, row: usize) -> &'a [KpiMetrics] {
        kpi::of_initiative(self.kpis, row)
    }

    /// A column over all initiatives: holds, holds not, or cannot be told.
    fn marks(&self, name: &str, of: impl Fn(usize) -> Option<bool>) -> Column {
        Column::new(name.into(), self.rows().map(of).collect::<Vec<Option<bool>>>())
    }

    /// A column of numbers over all initiatives.
    fn numbers(&self, name: &str, of: impl Fn(usize) -> Option<f64>) -> Column {
        Column::new(name.into(), self.rows().map(of).collect::<Vec<Option<f64>>>())
    }

    /// A column of money over all initiatives.
    fn money(&self, name: &str, of: impl Fn(usize) -> Option<Cents>) -> Column {
        Column::new(name.into(), self.rows().map(|row| of(row).map(|cents| cents.0)).collect::<Vec<Option<i64>>>())
    }

    /// A column of things counted in each initiative.
    fn counts(&self, name: &str, of: impl Fn(usize) -> u32) -> Column {
        Column::new(name.into(), self.rows().map(of).collect::<Vec<u32>>())
    }
}

/// The places of what holds for certain.
fn rows_that_hold(marks: &BooleanChunked) -> Vec<usize> {
    marks.iter().enumerate().filter(|(_, holds)| *holds == Some(true)).map(|(row, _)| row).collect()
}

/// What the rows of most measures are.
const INITIATIVES: Counted = Counted::Initiatives;

/// Rows as the model keeps them.
fn listed(rows: &[usize]) -> Vec<u32> {
    rows.iter().map(|row| *row as u32).collect()
}

/// A function that computes a measure of its own; nothing where there is no such measure.
type Own = fn(&Centre, &Health) -> PolarsResult<Option<Found>>;

/// A measure with the function that computes it, if its declaration alone does not.
struct Declared {
    declaration: Declaration,
    own: Option<Own>,
}

impl From<Declaration> for Declared {
    fn from(declaration: Declaration) -> Declared {
        Declared { declaration, own: None }
    }
}

/// A measure that a function of its own computes.
fn by(declaration: Declaration, own: Own) -> Declared {
    Declared { declaration, own: Some(own) }
}

/// Every measure, in the order of their numbers.
fn declared() -> Vec<Declared> {
    let families: [fn() -> Vec<Declared>; 18] = [
        outcomes::measures,
        earned_value::measures,
        outcomes::net_measures,
        lifecycle::measures,
        adoption::measures,
        sponsorship::measures,
        clear::measures,
        governance::measures,
        centralisation::measures,
        roles::measures,
        context::standards_measures,
        alignment::measures,
        decisions::measures,
        phases::measures,
        lifecycle::graveyard_measures,
        outcomes::mix_measures,
        context::measures,
        outcomes::concentration_measures,
    ];
    let last: [fn() -> Vec<Declared>; 3] = [scale::measures, evidence::measures, claims::measures];
    families.into_iter().chain(last).flat_map(|family| family()).collect()
}

/// The columns that measures, those of the settings too, count by. What a family computes is added later.
pub(super) fn wanted(assumptions: &Assumptions) -> Wanted {
    let mut wanted = Wanted::default();
    let declared = declared().into_iter().map(|one| Arc::new(one.declaration));
    for declaration in declared.chain(assumptions.measures.iter().cloned()) {
        let columns = match declaration.counted {
            Counted::Initiatives => &mut wanted.initiatives,
            Counted::Team => &mut wanted.people,
            Counted::Kpis | Counted::Months => continue,
        };
        columns.extend(declaration.names().into_iter().map(|name| column_name(name).to_string()));
        // What a function of a family's own looks at.
        let told_from = declaration.fields.iter().filter(|(kind, _)| *kind == SheetKind::Initiatives);
        wanted.initiatives.extend(told_from.flat_map(|(_, keys)| keys.iter().map(|key| key.to_string())));
    }
    wanted
}

/// What the measures rest on, and the columns by which they count.
fn details(centre: &Centre, health: &mut Health) -> PolarsResult<Vec<Column>> {
    let mut columns = outcomes::columns(centre);
    health.outcome_mix = outcomes::mix(centre)?;
    health.earned_value = earned_value::each(centre);
    columns.extend(lifecycle::add(centre, health)?);
    health.departments = adoption::departments(centre)?;
    columns.extend(sponsorship::columns(centre));
    columns.extend(clear::add(centre, health));
    columns.extend(governance::add(centre, health));
    health.delivering = centralisation::delivering(centre);
    columns.extend(centralisation::columns(centre));
    columns.extend(roles::add(centre, health));
    columns.extend(context::columns(centre));
    health.goals = alignment::goals(centre)?;
    columns.extend(decisions::columns(centre));
    health.months = scale::months(centre)?;
    columns.extend(evidence::add(centre, health));
    health.claims = claims::groups(centre);
    Ok(columns)
}

/// The lists whose rows measures count, with every column they count by; what that rests on goes to `health`.
fn counting<'a>(
    (frames, kpis): (&Frames, DataFrame),
    centre: &Centre<'a>,
    health: &mut Health,
) -> PolarsResult<Counting<'a>> {
    let mut initiatives = frames.initiatives.clone();
    for column in details(centre, health)? {
        initiatives.with_column(column)?;
    }
    let mut months = frames.months.clone();
    let (numbers, owner_months) = owner_months(&months)?;
    months.with_column(numbers)?;
    Ok(Counting {
        initiatives,
        kpis,
        people: frames.people.clone(),
        months,
        owner_months,
        assumptions: centre.assumptions,
    })
}

/// All measures. `kpi_rows` are the KPIs as a frame, `benefit_kinds` has the benefit of the year to date by kind.
pub(super) fn health(
    (frames, kpi_rows): (&Frames, DataFrame),
    portfolio: &Portfolio,
    assumptions: &Assumptions,
    computed: (&[InitiativeMetrics], &[KpiMetrics]),
    benefit_kinds: Vec<BenefitKind>,
) -> PolarsResult<Health> {
    let centre = Centre::of(frames, portfolio, assumptions, computed)?;
    let mut health = Health { benefit_kinds, ..Health::default() };
    let counting = counting((frames, kpi_rows), &centre, &mut health)?;
    let of_settings = assumptions.measures.iter().map(|one| (one.clone(), None));
    let declared = declared().into_iter().map(|one| (Arc::new(one.declaration), one.own)).chain(of_settings);
    let declared: Vec<(Arc<Declaration>, Option<Own>)> = declared.collect();
    let is_absent = |declaration: &Declaration| declaration.needs.is_some_and(|kind| portfolio.table(kind).is_empty());
    // What is counted looks at rows alone; a function of its own may look at the measures before it.
    let counted = declared.par_iter().map(|(declaration, own)| match own {
        None if !is_absent(declaration) => counting.found(declaration),
        _ => Ok(None),
    });
    let counted: Vec<Option<Found>> = counted.collect::<PolarsResult<_>>()?;
    for ((declaration, own), counted) in declared.into_iter().zip(counted) {
        let found = match own.filter(|_| !is_absent(&declaration)) {
            Some(own) => own(&centre, &health)?,
            None => counted,
        };
        health.measures.extend(found.map(|found| Measure::of(declaration, found, &assumptions.health)));
    }
    health.centre_phases = phases::all(&centre, &health)?;
    Ok(health)
}

/// With the measure that needs the choice under the budget, at its place.
pub(super) fn add_choice(
    portfolio: &Portfolio,
    assumptions: &Assumptions,
    health: &mut Health,
    (lines, stop): (&[FundingLine], &[StopQuestion]),
) {
    let (declaration, place) = decisions::recommended(&health.measures);
    let found = decisions::funded_and_recommended(portfolio, lines, stop);
    health.measures.insert(place, Measure::of(Arc::new(declaration), found, &assumptions.health));
}
