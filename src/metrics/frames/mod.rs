//! The accepted rows as polars frames, one for each sheet, built once: what every figure is computed from.
//!
//! Each has the row's number as the column `row`, and a column for each field of the dictionary by its key. Money is whole
//! cents, days and months are whole numbers, what is not known is null. Columns that nobody knows stand beside them under
//! [`unknown_column`].

pub mod columns;
pub mod conditions;
pub mod groups;
pub mod money;
pub mod order;
pub mod rates;

use crate::model::{
    assumptions::Criterion,
    condition::FieldName,
    dictionary::{SheetKind, folded},
    phase::Phase,
    population::Population,
    portfolio::{Portfolio, amounts_of},
    table::{Table, Values},
};
use jiff::{
    ToSpan,
    civil::{Date, date},
};
use polars::{chunked_array::builder::ListStringChunkedBuilder, prelude::*};
use rayon::prelude::*;
use std::{collections::BTreeSet, sync::Arc};

/// One frame for each sheet.
pub struct Frames {
    /// Initiatives; with a column for each [`Population`].
    pub initiatives: DataFrame,
    /// Financials: an initiative and month a row.
    pub months: DataFrame,
    /// Outcomes: a KPI and day a row.
    pub readings: DataFrame,
    /// Team: somebody in a role a row.
    pub people: DataFrame,
}

/// The columns that anything counts by: what nobody wants is not built.
pub struct Wanted {
    /// Of Initiatives.
    pub initiatives: BTreeSet<String>,
    /// Of Team.
    pub people: BTreeSet<String>,
}

impl Default for Wanted {
    /// What populations, groups, money and the prioritisation are made of.
    fn default() -> Wanted {
        let fields = INITIATIVE_FIELDS.into_iter().chain(Criterion::ALL.map(Criterion::key));
        Wanted { initiatives: fields.map(str::to_owned).collect(), people: BTreeSet::new() }
    }
}

/// What populations, groups, ranks and methods are made of, the criteria aside.
const INITIATIVE_FIELDS: [&str; 17] = [
    "initiative_id",
    "phase",
    "approved_on",
    "department",
    "outcome",
    "budget_requested",
    "submitted_on",
    "planned_production_on",
    "p_success",
    "reach",
    "impact",
    "confidence",
    "effort",
    "user_value",
    "time_criticality",
    "risk_opportunity",
    "job_size",
];

/// What money is made of, beside its amounts.
const MONTH_FIELDS: [&str; 3] = ["month", "benefit_type", "finance_validated"];

/// What KPIs are made of.
const READING_FIELDS: [&str; 16] = [
    "kpi",
    "outcome",
    "direction",
    "unit",
    "baseline",
    "baseline_on",
    "target",
    "target_on",
    "band_low",
    "band_high",
    "read_on",
    "actual",
    "aggregation",
    "source",
    "attribution",
    "weight",
];

impl Frames {
    /// From the accepted rows.
    pub fn of(portfolio: &Portfolio, wanted: &Wanted) -> PolarsResult<Frames> {
        let of_months = MONTH_FIELDS.into_iter().chain(amounts_of(SheetKind::Financials)).map(str::to_owned).collect();
        let of_readings: BTreeSet<String> = READING_FIELDS.map(str::to_owned).into();
        let (initiatives, (months, (readings, people))) = rayon::join(
            || initiatives(&portfolio.initiatives, &wanted.initiatives),
            || {
                rayon::join(
                    || sheet(&portfolio.financials, Some(&portfolio.financials_initiative), &of_months),
                    || {
                        (
                            sheet(&portfolio.outcomes, Some(&portfolio.outcomes_initiative), &of_readings),
                            sheet(&portfolio.team, Some(&portfolio.team_initiative), &wanted.people),
                        )
                    },
                )
            },
        );
        let mut months = months?;
        for column in rates::columns(portfolio) {
            months.with_column(column)?;
        }
        Ok(Frames { initiatives: initiatives?, months, readings: readings?, people: people? })
    }
}

/// Phases as they were accepted, those that settings added among them.
pub const TYPED_PHASE: &str = "phase_as_typed";

/// The column of a name.
pub fn column_name(name: &FieldName) -> PlSmallStr {
    match name {
        FieldName::Key(key) => (&**key).into(),
        FieldName::Title(title) => unknown_column(title),
    }
}

/// The name of the column that holds what people typed under a title nobody knows.
pub fn unknown_column(title: &str) -> PlSmallStr {
    format!("column {}", folded(title)).into()
}

/// Initiatives, with a column for each population: unknown where the phase cannot be read. `phase` has the phases that
/// have a meaning, [`TYPED_PHASE`] whatever was accepted.
fn initiatives(table: &Table, wanted: &BTreeSet<String>) -> PolarsResult<DataFrame> {
    let mut frame = sheet(table, None, wanted)?;
    let typed = frame.column("phase")?.clone().with_name(TYPED_PHASE.into());
    frame.with_column(typed)?;
    let phases = table.text("phase").iter().map(|phase| Some(Phase::named(phase.as_deref()?)?.name()));
    frame.with_column(StringChunked::from_iter_options("phase".into(), phases).into_column())?;
    for population in Population::ALL {
        let members = conditions::evaluated(&frame, &population.condition(), &|_| None)?;
        frame.with_column(members.with_name(population.key().into()).into_column())?;
    }
    Ok(frame)
}

/// A sheet: number of the row, whose it is, its file, and the fields that are wanted.
fn sheet(table: &Table, initiative: Option<&[Option<u32>]>, wanted: &BTreeSet<String>) -> PolarsResult<DataFrame> {
    let mut columns = vec![
        Column::new("row".into(), (0..table.len() as u32).collect::<Vec<u32>>()),
        Column::new("file".into(), table.origins.iter().map(|origin| origin.file).collect::<Vec<u32>>()),
    ];
    columns.extend(initiative.map(|rows| Column::new("initiative".into(), rows)));
    let known = table.columns.par_iter().filter(|column| wanted.contains(&*column.key));
    columns.par_extend(known.map(|column| values((&*column.key).into(), &column.values)));
    for unknown in &table.unknown {
        let name = unknown_column(&unknown.title);
        if !wanted.contains(name.as_str()) {
            continue;
        }
        // Two titles that people read as one are one column, the first filled cell of a row.
        match columns.iter_mut().find(|column| *column.name() == name) {
            Some(column) => *column = first_filled(column, &unknown.values)?,
            None => columns.push(texts(name, &unknown.values)),
        }
    }
    DataFrame::new(table.len(), columns)
}

/// The typed values of a field.
fn values(name: PlSmallStr, values: &Values) -> Column {
    match values {
        Values::Text(list) => texts(name, list),
        Values::List(list) => lists(name, list),
        Values::Money(list) => {
            Int64Chunked::from_iter_options(name, list.iter().map(|cents| cents.map(|cents| cents.0))).into_column()
        }
        Values::Number(list) => Float64Chunked::from_iter_options(name, list.iter().copied()).into_column(),
        Values::Date(list) => {
            Int32Chunked::from_iter_options(name, list.iter().map(|day| day.map(day_number))).into_column()
        }
        Values::Month(list) => {
            Int32Chunked::from_iter_options(name, list.iter().map(|month| month.map(|month| month.index())))
                .into_column()
        }
        Values::YesNo(list) => BooleanChunked::from_iter_options(name, list.iter().copied()).into_column(),
    }
}

fn texts(name: PlSmallStr, list: &[Option<Arc<str>>]) -> Column {
    StringChunked::from_iter_options(name, list.iter().map(Option::as_deref)).into_column()
}

fn lists(name: PlSmallStr, list: &[Option<Arc<[Arc<str>]>>]) -> Column {
    let mut builder = ListStringChunkedBuilder::new(name, list.len(), list.len());
    for words in list {
        match words {
            Some(words) => builder.append_values_iter(words.iter().map(|word| &**word)),
            None => builder.append_null(),
        }
    }
    builder.finish().into_column()
}

fn first_filled(column: &Column, list: &[Option<Arc<str>>]) -> PolarsResult<Column> {
    let before = column.as_materialized_series().str()?;
    let filled = before.iter().zip(list).map(|(before, typed)| before.or(typed.as_deref()));
    Ok(StringChunked::from_iter_options(column.name().clone(), filled).into_column())
}

/// A day as the number of days since 1970.
pub fn day_number(day: Date) -> i32 {
    (day - date(1970, 1, 1)).get_days()
}

/// The day of a number of days since 1970.
pub fn day_of(number: i32) -> Date {
    date(1970, 1, 1).saturating_add(number.days())
}
