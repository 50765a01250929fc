//! Which initiatives a figure is about, each population named once.

use super::condition::{Condition, field};
use serde::{Deserialize, Serialize};

/// Some of the initiatives, told by their phase.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Population {
    /// Every accepted initiative.
    #[default]
    All,
    /// Approved, Pilot, Production, and On hold when it has been approved.
    Active,
    /// Pilot and Production.
    InFlight,
    /// What the choice under a budget decides on: Assessment, Approved, On hold.
    Candidates,
}

impl Population {
    /// Everyone of them.
    pub const ALL: [Population; 4] =
        [Population::All, Population::Active, Population::InFlight, Population::Candidates];

    /// As settings name it.
    pub fn key(self) -> &'static str {
        match self {
            Population::All => "all",
            Population::Active => "active",
            Population::InFlight => "in-flight",
            Population::Candidates => "candidates",
        }
    }

    /// In a sentence: `active initiatives`.
    pub fn words(self) -> &'static str {
        match self {
            Population::All => "initiatives",
            Population::Active => "active initiatives",
            Population::InFlight => "initiatives in flight",
            Population::Candidates => "candidates",
        }
    }

    /// What makes an initiative one of them. Unknown where its phase cannot be read.
    pub fn condition(self) -> Condition {
        let phase = || field("phase");
        match self {
            Population::All => Condition::Always,
            Population::Active => phase()
                .is_one_of(&["Approved", "Pilot", "Production"])
                .or(phase().is("On hold").and(field("approved_on").is_known())),
            Population::InFlight => phase().is_one_of(&["Pilot", "Production"]),
            Population::Candidates => phase().is_one_of(&["Assessment", "Approved", "On hold"]),
        }
    }
}
