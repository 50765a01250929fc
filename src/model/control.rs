//! The controls an AI initiative needs, and when.

use super::phase::Phase;

/// One control.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Control {
    /// Effects on people were assessed.
    ImpactAssessment,
    /// Tested before use.
    PredeploymentTest,
    /// The owner of the data agreed.
    DataSignoff,
    /// People can step in.
    HumanOversight,
    /// Watched in use.
    Monitoring,
    /// The model was reviewed lately.
    Review,
}

impl Control {
    /// In the order of the intake.
    pub const ALL: [Control; 6] = [
        Control::ImpactAssessment,
        Control::PredeploymentTest,
        Control::DataSignoff,
        Control::HumanOversight,
        Control::Monitoring,
        Control::Review,
    ];

    /// The dictionary's key of its field.
    pub fn key(self) -> &'static str {
        match self {
            Control::ImpactAssessment => "impact_assessment",
            Control::PredeploymentTest => "predeployment_test",
            Control::DataSignoff => "data_signoff",
            Control::HumanOversight => "human_oversight",
            Control::Monitoring => "monitoring",
            Control::Review => "last_model_review",
        }
    }

    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Control::ImpactAssessment => "impact assessment",
            Control::PredeploymentTest => "pre-deployment test",
            Control::DataSignoff => "data sign-off",
            Control::HumanOversight => "human oversight",
            Control::Monitoring => "monitoring",
            Control::Review => "model review",
        }
    }

    /// From which phase on, and for which risk tiers; none named is all.
    /// Basis: NIST AI RMF (Map, Measure, Manage), ISO/IEC 42001 Annex A, the tiers of the EU AI Act.
    fn rule(self) -> (Phase, &'static [&'static str]) {
        match self {
            Control::ImpactAssessment => (Phase::Approved, &["High", "Limited"]),
            Control::PredeploymentTest | Control::DataSignoff => (Phase::Pilot, &[]),
            Control::HumanOversight => (Phase::Pilot, &["High"]),
            Control::Monitoring | Control::Review => (Phase::Production, &["High", "Limited"]),
        }
    }

    /// Does it apply? `None` when that depends on a risk tier that is not known. Nothing is asked of what is over.
    pub fn applies(self, phase: Phase, tier: Option<&str>) -> Option<bool> {
        let (from, tiers) = self.rule();
        if phase == Phase::Retired || !phase.has_reached(from) {
            return Some(false);
        }
        if tiers.is_empty() { Some(true) } else { tier.map(|tier| tiers.contains(&tier)) }
    }
}

/// What was answered about a control that applies.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Answer {
    /// Done.
    Yes,
    /// Begun.
    InProgress,
    /// Not done.
    No,
    /// Somebody decided that it need not be done; counted apart.
    Waived,
    /// Blank, or `N/A` where it applies.
    NotReported,
}

impl Answer {
    /// In the order of the bars.
    pub const ALL: [Answer; 5] = [Answer::Yes, Answer::InProgress, Answer::No, Answer::Waived, Answer::NotReported];

    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Answer::Yes => "Yes",
            Answer::InProgress => "In progress",
            Answer::No => "No",
            Answer::Waived => "Waived",
            Answer::NotReported => "Not reported",
        }
    }

    /// From the dictionary's spelling.
    pub fn of(typed: Option<&str>) -> Answer {
        let named = |answer: &Answer| *answer != Answer::NotReported && Some(answer.name()) == typed;
        Answer::ALL.into_iter().find(named).unwrap_or(Answer::NotReported)
    }
}
