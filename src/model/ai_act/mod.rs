//! The register of the AI Act, Regulation (EU) 2024/1689: what an initiative is to it, which obligations follow, from when,
//! and what is known of each. Facts for whoever has to judge them, no legal advice.
//!
//! Obligations are declared in [`obligations`], found and answered in [`register`].

pub mod obligations;
pub mod register;

#[cfg(test)]
mod tests;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// `[ai_act]` of the settings: from when obligations apply, and what the company is. `templates/report.toml` says where
/// each date stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct AiActRules {
    /// Chapters I and II: literacy, prohibited practices.
    pub chapters_i_and_ii: Date,
    /// Transparency.
    pub article_50: Date,
    /// Article 50(2) for systems that were on the market before.
    pub marking_of_older_systems: Date,
    /// High-risk systems of Annex III.
    pub annex_iii: Date,
    /// High-risk systems that are, or are a part of, products of Annex I.
    pub embedded: Date,
    /// What the company is as a deployer.
    pub deployer_is: Body,
}

impl Default for AiActRules {
    fn default() -> Self {
        AiActRules {
            chapters_i_and_ii: Date::constant(2025, 2, 2),
            article_50: Date::constant(2026, 8, 2),
            marking_of_older_systems: Date::constant(2026, 12, 2),
            annex_iii: Date::constant(2027, 12, 2),
            embedded: Date::constant(2028, 8, 2),
            deployer_is: Body::default(),
        }
    }
}

impl AiActRules {
    /// Nothing is set.
    pub fn is_default(&self) -> bool {
        *self == AiActRules::default()
    }
}

/// What a deployer is, as Articles 26(8), 27 and 49(3) ask.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Body {
    /// Neither of both.
    #[default]
    Private,
    /// A private entity that provides public services.
    PublicServices,
    /// A public authority or a body governed by public law.
    PublicAuthority,
}

/// What somebody is to a system, Article 3(3) to (7).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Role {
    /// Develops it, or has it developed, and puts it into service under its own name.
    Provider,
    /// Uses it under its authority.
    Deployer,
    /// Places a system from outside the Union on the market.
    Importer,
    /// Makes it available.
    Distributor,
}

/// An area of Annex III; its point 5 in two parts, because Article 27 names points 5(b) and (c).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Area {
    /// None of them.
    None,
    /// Point 1.
    Biometrics,
    /// Point 2.
    CriticalInfrastructure,
    /// Point 3.
    Education,
    /// Point 4.
    Employment,
    /// Point 5 without (b) and (c).
    EssentialServices,
    /// Point 5(b) and (c).
    CreditOrInsurance,
    /// Point 6.
    LawEnforcement,
    /// Point 7.
    MigrationAndBorders,
    /// Point 8.
    JusticeAndDemocracy,
}

/// A case of Article 50.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Case {
    /// None of them.
    None,
    /// 50(1).
    InteractsWithPeople,
    /// 50(2).
    SyntheticContent,
    /// 50(3).
    EmotionOrBiometrics,
    /// 50(4).
    DeepFakeOrPublicText,
}

/// How risky the intake says it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Tier {
    /// Article 5.
    Prohibited,
    /// Article 6.
    High,
    /// Article 50.
    Limited,
    /// Nothing of both.
    Minimal,
}

macro_rules! names {
    ($type:ident: $($variant:ident = $name:literal,)*) => {
        impl $type {
            /// In the order of the intake.
            pub const ALL: &'static [$type] = &[$($type::$variant,)*];

            /// The dictionary's spelling.
            pub fn name(self) -> &'static str {
                match self { $($type::$variant => $name,)* }
            }

            /// Of the dictionary's spelling.
            pub fn named(name: &str) -> Option<$type> {
                $type::ALL.iter().copied().find(|one| one.name() == name)
            }
        }
    };
}

names! { Role:
    Provider = "Provider",
    Deployer = "Deployer",
    Importer = "Importer",
    Distributor = "Distributor",
}

names! { Area:
    None = "None",
    Biometrics = "Biometrics",
    CriticalInfrastructure = "Critical infrastructure",
    Education = "Education",
    Employment = "Employment",
    EssentialServices = "Essential services",
    CreditOrInsurance = "Credit or insurance",
    LawEnforcement = "Law enforcement",
    MigrationAndBorders = "Migration and borders",
    JusticeAndDemocracy = "Justice and democracy",
}

names! { Case:
    None = "None",
    InteractsWithPeople = "Interacts with people",
    SyntheticContent = "Synthetic content",
    EmotionOrBiometrics = "Emotion recognition or biometric categorisation",
    DeepFakeOrPublicText = "Deep fake or text of public interest",
}

names! { Tier:
    Prohibited = "Prohibited",
    High = "High",
    Limited = "Limited",
    Minimal = "Minimal",
}

/// What is known of a system.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct System {
    /// What the company is to it; empty: nobody said.
    pub roles: Vec<Role>,
    /// Its area of Annex III.
    pub area: Option<Area>,
    /// Is it, or is it a safety component of, a product of Annex I?
    pub is_product: Option<bool>,
    /// Cases of Article 50; empty: nobody said.
    pub cases: Vec<Case>,
    /// The risk tier that was typed.
    pub tier: Option<Tier>,
    /// Since when it is in use; `None` where it is not yet.
    pub in_use_since: Option<Date>,
}

impl System {
    /// Does it stand in an area of Annex III?
    fn has_area(&self) -> bool {
        self.area.is_some_and(|area| area != Area::None)
    }

    /// Was it judged not to be high-risk although it stands in an area: Article 6(3)?
    fn is_excepted(&self) -> bool {
        self.has_area() && matches!(self.tier, Some(Tier::Limited | Tier::Minimal))
    }

    /// High-risk by Article 6(2).
    fn is_high_by_area(&self) -> bool {
        self.has_area() && !self.is_excepted() && self.tier != Some(Tier::Prohibited)
    }

    /// High-risk by Article 6(1).
    fn is_high_by_product(&self) -> bool {
        self.is_product == Some(true) && self.tier != Some(Tier::Prohibited)
    }
}
