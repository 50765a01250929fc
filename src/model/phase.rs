//! The way of an initiative from idea to retirement.

use serde::{Deserialize, Serialize};

/// Where an initiative is. Ordered along its way; Rejected and On hold stand beside it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Phase {
    /// Somebody had it.
    Idea,
    /// Being looked at.
    Assessment,
    /// Money or people are promised.
    Approved,
    /// Tried with real users.
    Pilot,
    /// In daily use.
    Production,
    /// Taken out of use.
    Retired,
    /// Will not be done.
    Rejected,
    /// Waits.
    OnHold,
}

impl Phase {
    /// In the order in which reports list them.
    pub const ALL: [Phase; 8] = [
        Phase::Idea,
        Phase::Assessment,
        Phase::Approved,
        Phase::Pilot,
        Phase::Production,
        Phase::Retired,
        Phase::Rejected,
        Phase::OnHold,
    ];

    /// The dictionary's spelling, `On hold`.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Idea => "Idea",
            Phase::Assessment => "Assessment",
            Phase::Approved => "Approved",
            Phase::Pilot => "Pilot",
            Phase::Production => "Production",
            Phase::Retired => "Retired",
            Phase::Rejected => "Rejected",
            Phase::OnHold => "On hold",
        }
    }

    /// The phase of the dictionary's spelling.
    pub fn named(name: &str) -> Option<Phase> {
        Phase::ALL.into_iter().find(|phase| phase.name() == name)
    }

    /// Has an initiative in this phase been through `step`? One that was rejected or waits need not have been
    /// anywhere, so nothing is asked of it.
    pub fn has_reached(self, step: Phase) -> bool {
        match self {
            Phase::Rejected | Phase::OnHold => false,
            _ => self >= step,
        }
    }

    /// Pilot or Production.
    pub fn in_flight(self) -> bool {
        matches!(self, Phase::Pilot | Phase::Production)
    }
}
