//! The five roles of a centre.

use super::phase::Phase;

/// What somebody does for an initiative.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Role {
    /// Leads the programme.
    Lead,
    /// Data scientists and ML engineers.
    DataScience,
    /// Data engineers.
    DataEngineering,
    /// Cloud and infrastructure architects.
    Cloud,
    /// Knows the business.
    Domain,
}

impl Role {
    /// In the order of the dictionary.
    pub const ALL: [Role; 5] = [Role::Lead, Role::DataScience, Role::DataEngineering, Role::Cloud, Role::Domain];

    /// The dictionary's spelling.
    pub fn name(self) -> &'static str {
        match self {
            Role::Lead => "AI Program Lead",
            Role::DataScience => "Data Scientist / ML Engineer",
            Role::DataEngineering => "Data Engineer",
            Role::Cloud => "Cloud & Infrastructure Architect",
            Role::Domain => "Business Domain Expert",
        }
    }

    /// The role of the dictionary's spelling.
    pub fn named(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Builds or runs the technique.
    pub fn is_technical(self) -> bool {
        matches!(self, Role::DataScience | Role::DataEngineering | Role::Cloud)
    }

    /// Does an initiative in this phase need it? Lead and domain from the idea on, data science and engineering from
    /// the pilot on, cloud in production.
    pub fn is_needed_in(self, phase: Phase) -> bool {
        let from = match self {
            Role::Lead | Role::Domain => Phase::Idea,
            Role::DataScience | Role::DataEngineering => Phase::Pilot,
            Role::Cloud => Phase::Production,
        };
        phase != Phase::Retired && phase.has_reached(from)
    }
}
