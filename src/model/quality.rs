//! How good the data of a file are, as counts: what is shown as a share is divided and rounded where it is reported.

use serde::{Deserialize, Serialize};

/// So many of so many.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Part {
    /// Those that are as they should be.
    pub good: u32,
    /// All of them; 0 where the question does not arise.
    pub all: u32,
}

impl Part {
    /// Both added up.
    pub fn plus(self, other: Part) -> Part {
        Part { good: self.good + other.good, all: self.all + other.all }
    }

    /// The share; `None` where the question does not arise.
    pub fn share(self) -> Option<f64> {
        (self.all > 0).then(|| f64::from(self.good) / f64::from(self.all))
    }
}

/// Data quality of one file (metric M26).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Quality {
    /// Cells that have to be filled, by the level of the settings and the phase of the initiative, and are.
    pub completeness: Part,
    /// Cells of known columns in which something stands, and of these those that were not rejected.
    pub validity: Part,
    /// KPIs of the file, and of these those read within the days the settings allow before the end of the reporting month.
    /// A file without KPIs that says when it was saved counts as one, fresh from the first day of that month on.
    pub freshness: Part,
}

impl Quality {
    /// Both added up.
    pub fn plus(self, other: Quality) -> Quality {
        Quality {
            completeness: self.completeness.plus(other.completeness),
            validity: self.validity.plus(other.validity),
            freshness: self.freshness.plus(other.freshness),
        }
    }
}
