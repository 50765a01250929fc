//! The register itself: each initiative of which anything is typed, its obligations, and what is known of each.

use super::{
    AiActRules, Area, Case, Role, System, Tier,
    obligations::{Evidence, OBLIGATIONS, Obligation},
};
use crate::model::{
    control::Answer,
    phase::Phase,
    table::{Table, Values},
};
use jiff::civil::Date;
use serde::Serialize;
use std::sync::Arc;

/// Fields by which an initiative comes into the register.
pub const FIELDS: [&str; 14] = [
    "ai_act_role",
    "annex_iii_area",
    "annex_i_product",
    "article_50_case",
    "general_purpose_model",
    "fria",
    "dpia",
    "ai_disclosure",
    "conformity",
    "logs_months",
    "oversight_person",
    "eu_database_id",
    "evidence_link",
    "next_review",
];

/// Fields without which nobody can tell which obligations there are.
/// The tier is not among them: an area or a product makes a system high-risk, whatever tier is typed.
const FACTS: [&str; 4] = ["ai_act_role", "annex_iii_area", "annex_i_product", "article_50_case"];

/// How far ahead what comes due is looked for.
pub const MONTHS_AHEAD: i32 = 12;

/// What is known of an obligation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DutyState {
    /// Its field says so.
    Met,
    /// Begun.
    InProgress,
    /// No, or less than is asked.
    Missing,
    /// Nothing is typed, or N/A where that is no answer.
    NotKnown,
    /// Somebody decided that it need not be done.
    Waived,
    /// Typed N/A, where the article has a condition that the register does not ask for.
    NotApplicable,
}

impl DutyState {
    /// In the order in which they are counted.
    pub const ALL: [DutyState; 6] = [
        DutyState::Met,
        DutyState::InProgress,
        DutyState::Missing,
        DutyState::NotKnown,
        DutyState::Waived,
        DutyState::NotApplicable,
    ];

    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            DutyState::Met => "met",
            DutyState::InProgress => "in progress",
            DutyState::Missing => "missing",
            DutyState::NotKnown => "not known",
            DutyState::Waived => "waived",
            DutyState::NotApplicable => "not applicable",
        }
    }

    /// Is evidence missing?
    pub fn is_open(self) -> bool {
        matches!(self, DutyState::Missing | DutyState::NotKnown)
    }
}

/// An obligation of an initiative.
#[derive(Clone, PartialEq, Debug)]
pub struct Duty {
    /// Which.
    pub obligation: &'static Obligation,
    /// From when on it applies.
    pub from: Date,
    /// What is known.
    pub state: DutyState,
    /// What is typed there.
    pub answer: Option<Arc<str>>,
}

/// A risk tier that says something else than the other fields.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Contradiction {
    /// An area of Annex III, and the tier Limited or Minimal.
    AreaOfLowTier,
    /// A product of Annex I, and the tier Limited or Minimal.
    ProductOfLowTier,
    /// Prohibited, and in Pilot or Production.
    ProhibitedRuns,
    /// High, with neither area nor product.
    HighForNoReason,
}

impl Contradiction {
    /// For people, about the initiative.
    pub fn words(self) -> &'static str {
        match self {
            Contradiction::AreaOfLowTier => "in an area of Annex III, and not of the tier High",
            Contradiction::ProductOfLowTier => "in a product of Annex I, and not of the tier High",
            Contradiction::ProhibitedRuns => "of the tier Prohibited, and running",
            Contradiction::HighForNoReason => "of the tier High, and in neither area nor product",
        }
    }
}

/// An initiative in the register.
#[derive(Clone, PartialEq, Debug)]
pub struct Registered {
    /// Its row among the initiatives.
    pub row: u32,
    /// What it is.
    pub system: System,
    /// The general-purpose model it uses, as typed.
    pub model: Option<Arc<str>>,
    /// Where its documents are.
    pub evidence_link: Option<Arc<str>>,
    /// When somebody looks again.
    pub next_review: Option<Date>,
    /// Keys of fields without which its obligations cannot be told.
    pub unclear: Vec<&'static str>,
    /// What does not fit together.
    pub contradictions: Vec<Contradiction>,
    /// Its obligations, in the order of the articles.
    pub duties: Vec<Duty>,
    /// Is evidence asked for: has it been approved, and is it not over?
    pub is_asked: bool,
}

impl Registered {
    /// What applies on a day, and of which evidence is missing.
    pub fn gaps(&self, until: Date) -> impl Iterator<Item = &Duty> {
        self.duties.iter().filter(move |duty| self.is_asked && duty.from <= until && duty.state.is_open())
    }
}

/// Every initiative of which a field of the register is filled, without what was rejected or is retired. Empty, and soon
/// made, where nobody filled one.
pub fn register(initiatives: &Table, rules: &AiActRules) -> Vec<Registered> {
    let own: Vec<&Values> = FIELDS.iter().filter_map(|key| initiatives.known(key)).collect();
    let is_listed = |row: &usize| own.iter().any(|values| values.is_known(*row));
    let listed: Vec<usize> = (0..initiatives.len()).filter(is_listed).collect();
    if listed.is_empty() {
        return Vec::new();
    }
    let answers: Vec<&Values> = OBLIGATIONS.iter().filter_map(|one| initiatives.known(one.evidence.key())).collect();
    let facts: Vec<(&'static str, &Values)> =
        FACTS.iter().filter_map(|key| Some((*key, initiatives.known(key)?))).collect();
    let phases = initiatives.text("phase");
    listed
        .into_iter()
        .filter_map(|row| {
            let phase = phases[row].as_deref().and_then(Phase::named);
            if matches!(phase, Some(Phase::Rejected | Phase::Retired)) {
                return None;
            }
            let system = system(initiatives, row);
            let duties = OBLIGATIONS.iter().zip(&answers);
            Some(Registered {
                row: row as u32,
                model: initiatives.text("general_purpose_model")[row].clone(),
                evidence_link: initiatives.text("evidence_link")[row].clone(),
                next_review: initiatives.date("next_review")[row],
                unclear: facts.iter().filter(|(_, values)| !values.is_known(row)).map(|(key, _)| *key).collect(),
                contradictions: contradictions(&system, phase),
                duties: duties.filter_map(|(one, values)| duty(one, &system, rules, (values, row))).collect(),
                is_asked: phase.is_none_or(|phase| phase.has_reached(Phase::Approved)),
                system,
            })
        })
        .collect()
}

fn system(initiatives: &Table, row: usize) -> System {
    let text = |key: &str| initiatives.text(key)[row].as_deref();
    let list = |key: &str| initiatives.list(key)[row].iter().flat_map(|list| list.iter());
    let mut roles: Vec<Role> = list("ai_act_role").filter_map(|name| Role::named(name)).collect();
    let mut cases: Vec<Case> = list("article_50_case").filter_map(|name| Case::named(name)).collect();
    roles.sort_unstable();
    roles.dedup();
    cases.sort_unstable();
    cases.dedup();
    System {
        roles,
        area: text("annex_iii_area").and_then(Area::named),
        is_product: initiatives.yes_no("annex_i_product")[row],
        cases,
        tier: text("risk_tier").and_then(Tier::named),
        in_use_since: initiatives.date("production_on")[row],
    }
}

/// From when on an obligation applies to a system; `None` where it does not, or where nobody said whose it is.
pub(super) fn applies(obligation: &Obligation, system: &System, rules: &AiActRules) -> Option<Date> {
    // What everybody has to do is known before it is known who they are.
    let is_everybodys = obligation.who.len() == Role::ALL.len();
    let is_theirs = is_everybodys || obligation.who.iter().any(|who| system.roles.contains(who));
    obligation.when.from(system, rules).filter(|_| is_theirs)
}

fn duty(
    obligation: &'static Obligation,
    system: &System,
    rules: &AiActRules,
    (answers, row): (&Values, usize),
) -> Option<Duty> {
    let from = applies(obligation, system, rules)?;
    let answer = match answers {
        Values::Text(list) => list[row].clone(),
        Values::Number(list) => list[row].map(|number| number.to_string().into()),
        _ => None,
    };
    let state = answer.as_deref().map_or(DutyState::NotKnown, |typed| answered(obligation, typed));
    Some(Duty { obligation, from, state, answer })
}

/// What is known by what was typed.
pub(super) fn answered(obligation: &Obligation, typed: &str) -> DutyState {
    match obligation.evidence {
        Evidence::Filled(_) => DutyState::Met,
        Evidence::NotProhibited if Tier::named(typed) == Some(Tier::Prohibited) => DutyState::Missing,
        Evidence::NotProhibited => DutyState::Met,
        Evidence::AtLeast(_, least) if typed.parse::<f64>().is_ok_and(|number| number >= least) => DutyState::Met,
        Evidence::AtLeast(..) => DutyState::Missing,
        Evidence::Control(_) => match Answer::of(Some(typed)) {
            Answer::Yes => DutyState::Met,
            Answer::InProgress => DutyState::InProgress,
            Answer::No => DutyState::Missing,
            Answer::Waived => DutyState::Waived,
            Answer::NotReported if obligation.may_not_apply => DutyState::NotApplicable,
            Answer::NotReported => DutyState::NotKnown,
        },
    }
}

pub(super) fn contradictions(system: &System, phase: Option<Phase>) -> Vec<Contradiction> {
    let is_low = matches!(system.tier, Some(Tier::Limited | Tier::Minimal));
    let is_running = phase.is_some_and(Phase::in_flight);
    let has_no_reason = system.area == Some(Area::None) && system.is_product == Some(false);
    [
        (Contradiction::AreaOfLowTier, is_low && system.has_area()),
        (Contradiction::ProductOfLowTier, is_low && system.is_product == Some(true)),
        (Contradiction::ProhibitedRuns, is_running && system.tier == Some(Tier::Prohibited)),
        (Contradiction::HighForNoReason, has_no_reason && system.tier == Some(Tier::High)),
    ]
    .into_iter()
    .filter_map(|(what, holds)| holds.then_some(what))
    .collect()
}
