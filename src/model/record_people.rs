//! What `run.json` says of people ahead. People are full-time persons.

use super::period::Month;
use serde::Serialize;

/// Demand for people beside their supply, in full-time persons.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PeopleAheadRecord {
    /// The first month in which more are needed than there are, and of its roles the one with the most too few; null
    /// when there is none.
    pub first_short: Option<ShortRecord>,
    /// The same if every candidate began.
    pub first_short_with_all_candidates: Option<ShortRecord>,
    /// The month in which the funded candidates need most, over all roles; null when they need nobody.
    pub funded_add_most_in: Option<Month>,
    /// What they need then.
    pub funded_add: f64,
    /// Without a budget no candidate counts as funded.
    pub budget_is_set: bool,
    /// Roles with a capacity, by name.
    pub roles: Vec<RoleAheadRecord>,
    /// What is not in the numbers because nobody knows it.
    pub not_known: PeopleUnknownRecord,
}

/// Where people run short.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ShortRecord {
    /// As the Team sheet has it.
    pub role: String,
    /// Which.
    pub month: Month,
    /// Full-time persons too few.
    pub short_by: f64,
}

/// A role and its months.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RoleAheadRecord {
    /// As the Team sheet has it.
    pub role: String,
    /// Twelve.
    pub months: Vec<RoleMonthRecord>,
}

/// A role in a month, in full-time persons.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RoleMonthRecord {
    /// Which.
    pub month: Month,
    /// Setting capacity; null before the first month that it names.
    pub there: Option<f64>,
    /// Needed at COE, the own people of the centre.
    pub centre: f64,
    /// Needed in Pilot and Production, and where the phase cannot be read.
    pub running: f64,
    /// Needed for what is mandatory and has not begun.
    pub mandatory: f64,
    /// Needed for the candidates of the best set.
    pub funded: f64,
    /// These four together.
    pub needed: f64,
    /// There less needed; below zero people are short. Null where there is not known.
    pub left: Option<f64>,
    /// What the other candidates would need; not in needed.
    pub not_funded: f64,
}

/// What is not in the numbers because nobody knows it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PeopleUnknownRecord {
    /// Rows of Team in a role with a capacity whose FTE cannot be read: left out.
    pub rows_without_fte: usize,
    /// Rows of Team whose role cannot be read: left out.
    pub rows_without_role: usize,
    /// Rows of Team without a first month: they count in every month until their last.
    pub rows_without_first_month: usize,
    /// Initiatives that take part and report nobody: left out.
    pub initiatives_without_people: Vec<String>,
    /// Roles that somebody is needed in and that have no capacity.
    pub roles_without_capacity: Vec<String>,
}
