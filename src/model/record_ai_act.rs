//! The part of `run.json` about the AI Act.

#[cfg(test)]
use super::ai_act::{Area, Case, Role, Tier};
use super::ai_act::{
    obligations::Subject,
    register::{Contradiction, DutyState},
};
use jiff::civil::Date;
use serde::Serialize;

/// The register of the AI Act, Regulation (EU) 2024/1689: facts as typed, no legal advice. Left out where nobody typed
/// anything of it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AiActRecord {
    /// The last day of the twelve months after the reporting month.
    pub looked_ahead_to: Date,
    /// Obligations that apply until then, of systems that are approved and not over, and are missing or not known.
    pub without_evidence: usize,
    /// Initiatives that are approved, in pilot or in production, and of which nobody typed anything of the register.
    pub not_in_register: usize,
    /// Systems by tier and role.
    pub by_tier: Vec<AiActTierRecord>,
    /// Obligations by the day on which they begin.
    pub due: Vec<AiActDueRecord>,
    /// Initiatives in the register, in the order of the intake; none that is rejected or retired.
    pub systems: Vec<AiActSystemRecord>,
}

/// Systems of a risk tier that are approved and not over; who builds what they use counts as provider and deployer.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AiActTierRecord {
    /// Which; null where nobody typed one.
    #[cfg_attr(test, schemars(with = "Option<Tier>"))]
    pub tier: Option<&'static str>,
    /// How many.
    pub systems: usize,
    /// Of them as provider.
    pub provider: usize,
    /// As deployer.
    pub deployer: usize,
    /// As importer.
    pub importer: usize,
    /// As distributor.
    pub distributor: usize,
    /// Nobody typed a role.
    pub role_not_reported: usize,
}

/// Obligations that begin together, of systems that are approved and not over.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AiActDueRecord {
    /// From when on they apply.
    pub from: Date,
    /// Articles 4 and 5, Article 50, systems in an area of Annex III, or systems in products of Annex I.
    pub about: Subject,
    /// How many systems have them.
    pub systems: usize,
    /// How many there are: the sum of the following.
    pub obligations: usize,
    /// The field says so.
    pub met: usize,
    /// Begun.
    pub in_progress: usize,
    /// No, or less than is asked.
    pub missing: usize,
    /// Nothing is typed, or N/A where that is no answer.
    pub not_known: usize,
    /// Waived.
    pub waived: usize,
    /// N/A, where the article has a condition that the register does not ask for.
    pub not_applicable: usize,
}

/// An initiative in the register.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AiActSystemRecord {
    /// Which.
    pub initiative_id: String,
    /// Its risk tier.
    #[cfg_attr(test, schemars(with = "Option<Tier>"))]
    pub tier: Option<&'static str>,
    /// What the company is to it; empty where nobody said.
    #[cfg_attr(test, schemars(with = "Vec<Role>"))]
    pub roles: Vec<&'static str>,
    /// Its area of Annex III, or None.
    #[cfg_attr(test, schemars(with = "Option<Area>"))]
    pub annex_iii_area: Option<&'static str>,
    /// Is it, or is it a safety component of, a product of Annex I?
    pub annex_i_product: Option<bool>,
    /// Cases of Article 50, or None; empty where nobody said.
    #[cfg_attr(test, schemars(with = "Vec<Case>"))]
    pub article_50_cases: Vec<&'static str>,
    /// As typed.
    pub general_purpose_model: Option<String>,
    /// As typed.
    pub next_review: Option<Date>,
    /// Is evidence asked for: approved, and not over?
    pub is_asked: bool,
    /// Keys of blank fields without which its obligations cannot be told.
    pub not_told_without: Vec<&'static str>,
    /// What does not fit together.
    pub contradictions: Vec<Contradiction>,
    /// Its obligations, in the order of the articles.
    pub obligations: Vec<DutyRecord>,
}

/// An obligation of an initiative.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DutyRecord {
    /// Its stable name.
    pub obligation: &'static str,
    /// Where it stands in Regulation (EU) 2024/1689.
    pub article: &'static str,
    /// From when on it applies.
    pub from: Date,
    /// What is known.
    pub state: DutyState,
    /// What is typed.
    pub answer: Option<String>,
    /// Key of the field that answers it.
    pub answered_by: &'static str,
}
