//! Two months joined on the ids of their initiatives.

use crate::{
    metrics::frames::{
        columns::{cents, certain, counts, marks, numbered},
        order::rows_in,
    },
    model::{
        history::{Picture, Pictured},
        money::Cents,
    },
};
use polars::prelude::*;
use std::collections::BTreeSet;

/// An amount of an initiative.
pub type Pick = fn(&Pictured) -> Option<Cents>;

/// Amounts by the keys of the portfolio's figures.
pub const AMOUNTS: [(&str, Pick); 4] = [
    ("cost_actual_ytd", |one| one.cost_to_date),
    ("cost_outlook_year", |one| one.cost_outlook),
    ("benefit_actual_ytd", |one| one.benefit_to_date),
    ("benefit_outlook_year", |one| one.benefit_outlook),
];

/// What stands in the other month, in a column's name.
pub const OTHER: &str = "other_";

/// One frame a month, one row an initiative: what is known of it, and with [`OTHER`] before its name what is known of it
/// in the other month.
pub struct Joined {
    pub before: DataFrame,
    pub now: DataFrame,
}

impl Joined {
    /// The last closed month and the one that is compared with it.
    pub fn of(before: &Picture, now: &Picture) -> PolarsResult<Joined> {
        let sent: BTreeSet<&str> = now.sent.iter().map(|name| &**name).collect();
        let (then, today) = (frame(before, &sent)?, frame(now, &sent)?);
        let mut joined = Joined { before: with_other(&then, &today)?, now: with_other(&today, &then)? };
        // What is carried forward now, or was not sent now, cannot be compared.
        let is_carried = certain(&marks(&joined.before, "other_is_carried")?);
        let is_absent = counts(&joined.before, "other_row")?.is_null();
        let not_sent = &is_carried | &(&is_absent & &!&marks(&joined.before, "has_sent")?);
        joined.before.with_column(not_sent.with_name("is_left_out".into()).into_column())?;
        let carried = marks(&joined.now, "is_carried")?;
        joined.now.with_column(carried.with_name("is_left_out".into()).into_column())?;
        Ok(joined)
    }
}

/// `sent` are those who sent this month. Where nobody is known to have sent an initiative, its absence is its own.
fn frame(picture: &Picture, sent: &BTreeSet<&str>) -> PolarsResult<DataFrame> {
    let all = &picture.initiatives;
    let has_sent = |one: &Pictured| one.submitter.as_ref().is_none_or(|submitter| sent.contains(&**submitter));
    let mut columns = vec![
        numbered("row", all.len()),
        Column::new("key".into(), all.iter().map(|one| &*one.key).collect::<Vec<&str>>()),
        Column::new("phase".into(), all.iter().map(|one| one.phase.map(|phase| phase.name())).collect::<Vec<_>>()),
        Column::new("rank".into(), all.iter().map(|one| one.rank).collect::<Vec<Option<u32>>>()),
        Column::new("is_carried".into(), all.iter().map(|one| one.as_of.is_some()).collect::<Vec<bool>>()),
        Column::new("has_sent".into(), all.iter().map(has_sent).collect::<Vec<bool>>()),
    ];
    columns.extend(AMOUNTS.map(|(key, of)| {
        Column::new(key.into(), all.iter().map(|one| of(one).map(|cents| cents.0)).collect::<Vec<Option<i64>>>())
    }));
    DataFrame::new(all.len(), columns)
}

fn with_other(of: &DataFrame, other: &DataFrame) -> PolarsResult<DataFrame> {
    let mut found = other.take(&rows_in(other, of, "key")?)?;
    let names: Vec<String> = found.get_column_names().iter().map(|name| format!("{OTHER}{name}")).collect();
    found.set_column_names(&names)?;
    of.hstack(found.columns())
}

/// The sum of what is known of an amount over some rows.
pub fn sum(frame: &DataFrame, key: &str, rows: &BooleanChunked) -> PolarsResult<Cents> {
    Ok(cents(frame, key)?.filter(rows)?.iter().flatten().map(Cents).sum())
}
