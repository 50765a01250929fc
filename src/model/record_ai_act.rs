//! The part of `run.json` about the AI Act.

use jiff::civil::Date;
use serde::Serialize;

/// The register.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct AiActRecord {
    pub looked_ahead_to: Date,
    pub without_evidence: usize,
    pub not_in_register: usize,
    pub by_tier: Vec<AiActTierRecord>,
    pub due: Vec<AiActDueRecord>,
    pub systems: Vec<AiActSystemRecord>,
}

/// Systems of a risk tier.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct AiActTierRecord {
    pub tier: Option<&'static str>,
    pub systems: usize,
    pub provider: usize,
    pub deployer: usize,
    pub importer: usize,
    pub distributor: usize,
    pub role_not_reported: usize,
}

/// Obligations that begin together.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct AiActDueRecord {
    pub from: Date,
    pub about: &'static str,
    pub systems: usize,
    pub obligations: usize,
    pub met: usize,
    pub in_progress: usize,
    pub missing: usize,
    pub not_known: usize,
    pub waived: usize,
    pub not_applicable: usize,
}

/// An initiative of the register.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct AiActSystemRecord {
    pub initiative_id: String,
    pub tier: Option<&'static str>,
    pub roles: Vec<&'static str>,
    pub annex_iii_area: Option<&'static str>,
    pub annex_i_product: Option<bool>,
    pub article_50_cases: Vec<&'static str>,
    pub general_purpose_model: Option<String>,
    pub next_review: Option<Date>,
    pub is_asked: bool,
    pub not_told_without: Vec<&'static str>,
    pub contradictions: Vec<&'static str>,
    pub obligations: Vec<DutyRecord>,
}

/// An obligation of an initiative.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct DutyRecord {
    pub obligation: &'static str,
    pub article: &'static str,
    pub from: Date,
    pub state: &'static str,
    pub answer: Option<String>,
    pub answered_by: &'static str,
}
