//! Fields that several measures are told from.

use crate::model::{
    dictionary::SheetKind::{Financials, Initiatives, Outcomes, Team},
    measure::SheetFields,
};

pub(super) const PHASE: SheetFields = (Initiatives, &["phase"]);
pub(super) const SPEND: SheetFields = (Financials, &["cost_actual"]);
pub(super) const BENEFIT: SheetFields = (Financials, &["benefit_actual"]);
pub(super) const KPI: SheetFields =
    (Outcomes, &["kpi", "direction", "unit", "baseline", "target", "target_on", "read_on", "actual"]);
pub(super) const PEOPLE: SheetFields = (Team, &["role", "fte", "from", "to"]);
pub(super) const PERSON: SheetFields = (Team, &["person_email", "role", "fte", "from", "to"]);
