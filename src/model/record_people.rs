//! What `run.json` says of people ahead; `templates/run.schema.json` documents every key. People are full-time persons.

use super::period::Month;
use serde::Serialize;

/// Demand for people and supply of them, twelve months ahead.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct PeopleAheadRecord {
    pub first_short: Option<ShortRecord>,
    pub first_short_with_all_candidates: Option<ShortRecord>,
    pub funded_add_most_in: Option<Month>,
    pub funded_add: f64,
    pub budget_is_set: bool,
    pub roles: Vec<RoleAheadRecord>,
    pub not_known: PeopleUnknownRecord,
}

/// Where people run short.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct ShortRecord {
    pub role: String,
    pub month: Month,
    pub short_by: f64,
}

/// A role.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct RoleAheadRecord {
    pub role: String,
    pub months: Vec<RoleMonthRecord>,
}

/// A month of a role.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct RoleMonthRecord {
    pub month: Month,
    pub there: Option<f64>,
    pub centre: f64,
    pub running: f64,
    pub mandatory: f64,
    pub funded: f64,
    pub needed: f64,
    pub left: Option<f64>,
    pub not_funded: f64,
}

/// What is not in the numbers, or is there for want of better knowledge.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct PeopleUnknownRecord {
    pub rows_without_fte: usize,
    pub rows_without_role: usize,
    pub rows_without_first_month: usize,
    pub initiatives_without_people: Vec<String>,
    pub roles_without_capacity: Vec<String>,
}
