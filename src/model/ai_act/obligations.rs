//! Which obligations follow from what a system is: one row each, with its article, whose it is, when it applies and what
//! answers it. All of them in one table.
//!
//! Articles are those of Regulation (EU) 2024/1689 as amended by Regulation (EU) 2026/1744. Beside each stand the
//! subcategories of the NIST AI RMF 1.0 and the controls of ISO/IEC 42001:2023, Annex A, under which the same is asked.

use super::{AiActRules, Area, Body, Case, Role, System};
use jiff::civil::Date;

/// An obligation.
#[derive(PartialEq, Debug)]
pub struct Obligation {
    /// Stable name in files for machines.
    pub id: &'static str,
    /// What is to be done.
    pub words: &'static str,
    /// Where it stands.
    pub article: &'static str,
    /// Whose it is.
    pub who: &'static [Role],
    /// Which systems it is about.
    pub when: When,
    /// What answers it.
    pub evidence: Evidence,
    /// Has the article a condition that the register does not ask for, so that N/A is an answer?
    pub may_not_apply: bool,
    /// Subcategories of the NIST AI RMF.
    pub nist: &'static str,
    /// Controls of ISO/IEC 42001, Annex A.
    pub iso: &'static str,
}

/// Which systems an obligation is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum When {
    /// All.
    Always,
    /// A case of Article 50.
    Transparency(Case),
    /// High-risk, by area or product.
    HighRisk,
    /// High-risk by its area.
    AnnexIii,
    /// The same, but for point 2.
    AnnexIiiRegistered,
    /// Point 2 of Annex III.
    CriticalInfrastructure,
    /// The same as [`When::AnnexIiiRegistered`], where the deployer is a public authority.
    PublicAuthority,
    /// Those of Article 27(1).
    RightsAssessment,
    /// In an area of Annex III, and judged not to be high-risk.
    Excepted,
}

/// What answers an obligation: a field of Initiatives.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Evidence {
    /// A control: Yes, In progress, No, Waived, N/A.
    Control(&'static str),
    /// A text.
    Filled(&'static str),
    /// A number that is at least so much.
    AtLeast(&'static str, f64),
    /// The risk tier: anything but Prohibited.
    NotProhibited,
}

impl Evidence {
    /// Key of the field.
    pub fn key(self) -> &'static str {
        match self {
            Evidence::Control(key) | Evidence::Filled(key) | Evidence::AtLeast(key, _) => key,
            Evidence::NotProhibited => "risk_tier",
        }
    }
}

impl When {
    /// From when on it applies to a system; `None` where it does not.
    pub fn from(self, system: &System, rules: &AiActRules) -> Option<Date> {
        let by_area = system.is_high_by_area();
        let is_registered = by_area && system.area != Some(Area::CriticalInfrastructure);
        let annex_iii = |applies: bool| applies.then_some(rules.annex_iii);
        match self {
            When::Always => Some(rules.chapters_i_and_ii),
            When::Transparency(case) if !system.cases.contains(&case) => None,
            When::Transparency(Case::SyntheticContent) => Some(marking(system, rules)),
            When::Transparency(_) => Some(rules.article_50),
            When::HighRisk => {
                let embedded = system.is_high_by_product().then_some(rules.embedded);
                annex_iii(by_area).into_iter().chain(embedded).min()
            }
            When::AnnexIii => annex_iii(by_area),
            When::AnnexIiiRegistered => annex_iii(is_registered),
            When::CriticalInfrastructure => annex_iii(by_area && !is_registered),
            When::PublicAuthority => annex_iii(is_registered && rules.deployer_is == Body::PublicAuthority),
            When::RightsAssessment => {
                let is_named = system.area == Some(Area::CreditOrInsurance);
                annex_iii(is_registered && (is_named || rules.deployer_is != Body::Private))
            }
            When::Excepted => annex_iii(system.is_excepted() && !system.is_high_by_product()),
        }
    }
}

impl When {
    /// What it is about, as obligations are counted together.
    pub fn subject(self, system: &System) -> Subject {
        match self {
            When::Always => Subject::Everything,
            When::Transparency(_) => Subject::Transparency,
            When::HighRisk if !system.is_high_by_area() => Subject::Products,
            _ => Subject::AnnexIii,
        }
    }
}

/// Obligations that begin together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// Articles 4 and 5.
    Everything,
    /// Article 50.
    Transparency,
    /// Systems in an area of Annex III.
    AnnexIii,
    /// Systems in products of Annex I.
    #[serde(rename = "annex-i-products")]
    Products,
}

impl Subject {
    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Subject::Everything => "AI literacy, prohibited practices (Art. 4, 5)",
            Subject::Transparency => "Transparency (Art. 50)",
            Subject::AnnexIii => "Systems in an area of Annex III",
            Subject::Products => "Systems in products of Annex I",
        }
    }
}

/// Article 50(2) waits for systems that were on the market before Article 50 applied: Article 111(4).
fn marking(system: &System, rules: &AiActRules) -> Date {
    match system.in_use_since {
        Some(day) if day < rules.article_50 => rules.marking_of_older_systems,
        _ => rules.article_50,
    }
}

use Evidence::{AtLeast, Control, Filled, NotProhibited};
use Role::{Deployer, Distributor, Importer, Provider};
use serde::Serialize;

/// Months for which logs are kept at least, Articles 19(1) and 26(6).
const LOGS: f64 = 6.0;

/// A row of the table whose answer may not be N/A.
const fn strict(
    (id, words, article): (&'static str, &'static str, &'static str),
    who: &'static [Role],
    when: When,
    evidence: Evidence,
    (nist, iso): (&'static str, &'static str),
) -> Obligation {
    Obligation { id, words, article, who, when, evidence, may_not_apply: false, nist, iso }
}

/// A row whose article has a further condition.
const fn conditional(
    named: (&'static str, &'static str, &'static str),
    who: &'static [Role],
    when: When,
    evidence: Evidence,
    mapped: (&'static str, &'static str),
) -> Obligation {
    Obligation { may_not_apply: true, ..strict(named, who, when, evidence, mapped) }
}

/// All of them, in the order of the articles.
///
/// Chapter III, section 5 (conformity, registration), Article 72 and Article 73 apply since 2 August 2026 by themselves,
/// but to systems that are high-risk by Article 6, which applies from the later dates; so they stand with these.
pub const OBLIGATIONS: &[Obligation] = &[
    strict(
        ("literacy", "Support the AI literacy of staff", "Art. 4(1)"),
        &[Provider, Deployer],
        When::Always,
        Filled("evidence_link"),
        ("GOVERN 2.2", "A.4.6"),
    ),
    strict(
        ("prohibited", "No prohibited practice", "Art. 5"),
        Role::ALL,
        When::Always,
        NotProhibited,
        ("GOVERN 1.1, MAP 1.1", "A.5.4, A.9.4"),
    ),
    strict(
        ("exception", "Document why it is not high-risk", "Art. 6(4)"),
        &[Provider],
        When::Excepted,
        Filled("evidence_link"),
        ("MAP 1.1, GOVERN 4.2", "A.5.3"),
    ),
    strict(
        ("risk-management", "Risk management system", "Art. 9"),
        &[Provider],
        When::HighRisk,
        Control("impact_assessment"),
        ("GOVERN 1.4, MAP 5.1, MANAGE 1.3", "A.5.2, A.5.3, A.5.4"),
    ),
    strict(
        ("data-governance", "Data and data governance", "Art. 10"),
        &[Provider],
        When::HighRisk,
        Control("data_signoff"),
        ("MAP 2.3, MEASURE 2.11", "A.7.2, A.7.3, A.7.4, A.7.5, A.7.6"),
    ),
    strict(
        ("technical-documentation", "Technical documentation, kept for ten years", "Art. 11, 18"),
        &[Provider],
        When::HighRisk,
        Filled("evidence_link"),
        ("MAP 2.1, GOVERN 4.2", "A.6.2.3, A.6.2.7"),
    ),
    strict(
        ("provider-logs", "Records events, logs kept for six months or more", "Art. 12, 19"),
        &[Provider],
        When::HighRisk,
        AtLeast("logs_months", LOGS),
        ("MEASURE 2.8", "A.6.2.8"),
    ),
    strict(
        ("instructions", "Instructions for use", "Art. 13"),
        &[Provider],
        When::HighRisk,
        Filled("evidence_link"),
        ("MAP 2.2, MEASURE 2.8", "A.8.2"),
    ),
    strict(
        ("oversight-by-design", "Made so that people can oversee it", "Art. 14"),
        &[Provider],
        When::HighRisk,
        Control("human_oversight"),
        ("MAP 3.5, GOVERN 3.2", "A.6.2.2, A.9.2"),
    ),
    strict(
        ("accuracy", "Accuracy, robustness and cybersecurity", "Art. 15"),
        &[Provider],
        When::HighRisk,
        Control("predeployment_test"),
        ("MEASURE 2.3, MEASURE 2.5, MEASURE 2.7", "A.6.2.4"),
    ),
    strict(
        ("quality-management", "Quality management system", "Art. 17"),
        &[Provider],
        When::HighRisk,
        Filled("evidence_link"),
        ("GOVERN 1.2, GOVERN 1.4", "A.2.2, A.6.1.3"),
    ),
    strict(
        ("importer", "Verify conformity before placing on the market", "Art. 23"),
        &[Importer],
        When::HighRisk,
        Control("conformity"),
        ("GOVERN 6.1, MANAGE 3.1", "A.10.2, A.10.3"),
    ),
    strict(
        ("distributor", "Verify CE marking and declaration before making available", "Art. 24"),
        &[Distributor],
        When::HighRisk,
        Control("conformity"),
        ("GOVERN 6.1, MANAGE 3.1", "A.10.2, A.10.3"),
    ),
    strict(
        ("use-by-instructions", "Use according to the instructions", "Art. 26(1)"),
        &[Deployer],
        When::HighRisk,
        Filled("evidence_link"),
        ("MAP 2.2, GOVERN 3.2", "A.9.2, A.9.4"),
    ),
    strict(
        ("oversight-person", "Competent people assigned to oversee it", "Art. 26(2)"),
        &[Deployer],
        When::HighRisk,
        Filled("oversight_person"),
        ("GOVERN 2.1, MAP 3.5", "A.3.2, A.9.2"),
    ),
    // As far as the deployer controls the input data.
    conditional(
        ("input-data", "Input data relevant and representative", "Art. 26(4)"),
        &[Deployer],
        When::HighRisk,
        Control("data_signoff"),
        ("MEASURE 2.11", "A.7.4"),
    ),
    strict(
        ("deployer-monitoring", "Monitor its operation, tell risks and incidents", "Art. 26(5)"),
        &[Deployer],
        When::HighRisk,
        Control("monitoring"),
        ("MEASURE 2.4, MANAGE 4.1", "A.6.2.6, A.8.4"),
    ),
    strict(
        ("deployer-logs", "Logs kept for six months or more", "Art. 26(6)"),
        &[Deployer],
        When::HighRisk,
        AtLeast("logs_months", LOGS),
        ("MEASURE 2.8", "A.6.2.8"),
    ),
    // Where it is used at a workplace.
    conditional(
        ("inform-workers", "Inform workers and their representatives", "Art. 26(7)"),
        &[Deployer],
        When::HighRisk,
        Control("ai_disclosure"),
        ("GOVERN 5.1, MAP 5.2", "A.8.5"),
    ),
    strict(
        ("register-use", "Register the use in the EU database", "Art. 26(8), 49(3), 71"),
        &[Deployer],
        When::PublicAuthority,
        Filled("eu_database_id"),
        ("GOVERN 1.6", "A.8.3, A.8.5"),
    ),
    // Where personal data ask for one: Article 35 of Regulation (EU) 2016/679.
    conditional(
        ("dpia", "Data protection impact assessment", "Art. 26(9)"),
        &[Deployer],
        When::HighRisk,
        Control("dpia"),
        ("MEASURE 2.10, MAP 5.1", "A.5.4"),
    ),
    // Where it makes decisions about people, or helps to.
    conditional(
        ("inform-people", "Inform people about whom it decides or helps to decide", "Art. 26(11)"),
        &[Deployer],
        When::AnnexIii,
        Control("ai_disclosure"),
        ("MEASURE 2.8, MAP 5.2", "A.8.2, A.8.5"),
    ),
    strict(
        ("fria", "Fundamental rights impact assessment", "Art. 27"),
        &[Deployer],
        When::RightsAssessment,
        Control("fria"),
        ("MAP 5.1, MAP 5.2", "A.5.2, A.5.3, A.5.4, A.5.5"),
    ),
    strict(
        ("conformity-assessment", "Conformity assessment", "Art. 43"),
        &[Provider],
        When::HighRisk,
        Control("conformity"),
        ("MANAGE 1.1, MEASURE 2.5", "A.6.2.4, A.6.2.5"),
    ),
    strict(
        ("declaration", "EU declaration of conformity and CE marking", "Art. 47, 48"),
        &[Provider],
        When::HighRisk,
        Control("conformity"),
        ("MANAGE 1.1", "A.6.2.5, A.8.3"),
    ),
    strict(
        ("registration", "Registration in the EU database", "Art. 49(1), 71"),
        &[Provider],
        When::AnnexIiiRegistered,
        Filled("eu_database_id"),
        ("GOVERN 1.6", "A.8.3, A.8.5"),
    ),
    strict(
        ("registration-exception", "Registration of a system judged not to be high-risk", "Art. 49(2), 71"),
        &[Provider],
        When::Excepted,
        Filled("eu_database_id"),
        ("GOVERN 1.6", "A.8.3, A.8.5"),
    ),
    strict(
        ("registration-national", "Registration at national level", "Art. 49(5)"),
        &[Provider],
        When::CriticalInfrastructure,
        Filled("eu_database_id"),
        ("GOVERN 1.6", "A.8.3, A.8.5"),
    ),
    // Not where it is obvious.
    conditional(
        ("tell-interaction", "People are told that they interact with AI", "Art. 50(1)"),
        &[Provider],
        When::Transparency(Case::InteractsWithPeople),
        Control("ai_disclosure"),
        ("MEASURE 2.8", "A.8.2"),
    ),
    // Not where it only assists in editing.
    conditional(
        ("mark-content", "Synthetic content is marked, so that machines can detect it", "Art. 50(2)"),
        &[Provider],
        When::Transparency(Case::SyntheticContent),
        Control("ai_disclosure"),
        ("MEASURE 2.8", "A.8.2"),
    ),
    // Not where the law allows it to detect crime.
    conditional(
        ("tell-recognition", "People are told of emotion recognition or categorisation", "Art. 50(3)"),
        &[Deployer],
        When::Transparency(Case::EmotionOrBiometrics),
        Control("ai_disclosure"),
        ("MEASURE 2.8, MEASURE 2.10", "A.8.2, A.8.5"),
    ),
    // Not where a person has editorial responsibility for a text.
    conditional(
        ("disclose-content", "Deep fakes and texts of public interest are disclosed", "Art. 50(4)"),
        &[Deployer],
        When::Transparency(Case::DeepFakeOrPublicText),
        Control("ai_disclosure"),
        ("MEASURE 2.8", "A.8.5"),
    ),
    strict(
        ("post-market-monitoring", "Post-market monitoring", "Art. 72"),
        &[Provider],
        When::HighRisk,
        Control("monitoring"),
        ("MANAGE 4.1, MEASURE 3.1", "A.6.2.6"),
    ),
    strict(
        ("incidents", "Report serious incidents", "Art. 73"),
        &[Provider],
        When::HighRisk,
        Filled("evidence_link"),
        ("MANAGE 4.3, GOVERN 4.3", "A.8.4"),
    ),
];
