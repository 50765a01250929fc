//! How the files of the intake are read: the written policy for what people hide, and the limits.

use super::{billing::BillingRules, fiscal::FiscalCalendar, limits::Limits};
use serde::{Deserialize, Serialize};

/// What is done with something hidden.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum HiddenPolicy {
    /// It is read like the rest, counted and noted: hiding is a matter of looks, and money must not vanish by it.
    #[default]
    Read,
    /// It is left out, counted and noted.
    LeaveOut,
}

/// The policy for sheets, rows and columns that are hidden.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Hidden {
    /// Sheets, hidden or very hidden (which only a macro shows again).
    pub sheets: HiddenPolicy,
    /// Rows, hidden by hand, by a group or by a filter.
    pub rows: HiddenPolicy,
    /// Columns, hidden by hand or by a group.
    pub columns: HiddenPolicy,
}

/// Everything that decides how a file is read, but for the dictionary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingRules {
    /// What is hidden.
    pub hidden: Hidden,
    /// Bounds on one file.
    pub limits: Limits,
    /// How long a file must have rested, in seconds, before one that may be cut is believed to be whole.
    pub quiet_seconds: u32,
    /// Whose the costs of bills are.
    pub billing: BillingRules,
    /// Into which months days fall, for averages of daily rates.
    pub calendar: FiscalCalendar,
}

impl Default for ReadingRules {
    fn default() -> Self {
        ReadingRules {
            hidden: Hidden::default(),
            limits: Limits::default(),
            quiet_seconds: 2,
            billing: BillingRules::default(),
            calendar: FiscalCalendar::default(),
        }
    }
}
