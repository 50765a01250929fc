//! Obligations beside the articles of Regulation (EU) 2024/1689, as amended by Regulation (EU) 2026/1744: who has which, and
//! from when. Each row was taken from the articles it names, not from the table of the program.

use super::{
    AiActRules, Area, Body, Case, Role, System, Tier,
    obligations::{Evidence, OBLIGATIONS},
    register::{Contradiction, DutyState, FIELDS, answered, applies, contradictions},
};
use crate::{
    model::{
        dictionary::{Kind, Level, SheetKind},
        phase::Phase,
    },
    settings::dictionary::embedded,
};
use Role::{Deployer, Distributor, Importer, Provider};

/// A system by what the articles ask.
#[derive(Clone, Copy)]
struct Asked {
    roles: &'static [Role],
    area: Option<Area>,
    is_product: bool,
    cases: &'static [Case],
    tier: Tier,
    body: Body,
    in_use_since: Option<&'static str>,
}

/// A deployer of something minimal.
const PLAIN: Asked = Asked {
    roles: &[Deployer],
    area: Some(Area::None),
    is_product: false,
    cases: &[Case::None],
    tier: Tier::Minimal,
    body: Body::Private,
    in_use_since: None,
};

impl Asked {
    fn system(self) -> System {
        System {
            roles: self.roles.to_vec(),
            area: self.area,
            is_product: Some(self.is_product),
            cases: self.cases.to_vec(),
            tier: Some(self.tier),
            in_use_since: self.in_use_since.map(|day| day.parse().unwrap()),
        }
    }

    /// `Art. 26(2) 2027-12-02`, each.
    fn obligations(self, rules: AiActRules) -> Vec<String> {
        let rules = AiActRules { deployer_is: self.body, ..rules };
        let system = self.system();
        let each = OBLIGATIONS.iter().filter_map(|one| Some((one, applies(one, &system, &rules)?)));
        each.map(|(one, from)| format!("{} {from}", one.article)).collect()
    }
}

const GENERAL: [&str; 2] = ["Art. 4(1) 2025-02-02", "Art. 5 2025-02-02"];

/// Articles 8 to 19, 43, 47 to 49, 72 and 73 of a provider, without registration and with the date that holds.
fn of_provider(from: &str, registered: Option<&str>) -> Vec<String> {
    let before = ["9", "10", "11, 18", "12, 19", "13", "14", "15", "17", "43", "47, 48"];
    let after = ["72", "73"];
    let named = |article: &str| format!("Art. {article} {from}");
    let mut expected: Vec<String> = GENERAL.map(str::to_owned).to_vec();
    expected.extend(before.map(&named));
    expected.extend(registered.map(named));
    expected.extend(after.map(named));
    expected
}

/// Article 26 of a deployer, with what follows besides.
fn of_deployer(from: &str, more: &[&str]) -> Vec<String> {
    let each = ["26(1)", "26(2)", "26(4)", "26(5)", "26(6)", "26(7)", "26(9)"];
    let mut expected: Vec<String> = GENERAL.map(str::to_owned).to_vec();
    expected.extend(each.map(|article| format!("Art. {article} {from}")));
    expected.extend(more.iter().map(|one| (*one).to_owned()));
    expected.sort();
    expected
}

#[test]
fn obligations_follow_from_role_area_product_and_case() {
    let (annex_iii, embedded) = ("2027-12-02", "2028-08-02");
    let general = || GENERAL.map(str::to_owned).to_vec();
    let with = |more: &str| [general(), vec![more.to_owned()]].concat();
    let high = |roles, area| Asked { roles, area: Some(area), tier: Tier::High, ..PLAIN };
    let cases: Vec<(&str, Asked, Vec<String>)> = vec![
        // Article 4(1) names providers and deployers, Article 5 everybody.
        ("a deployer of something minimal", PLAIN, general()),
        ("an importer of something minimal", Asked { roles: &[Importer], ..PLAIN }, vec![GENERAL[1].to_owned()]),
        // Article 113(a): nobody said whose it is, and Article 5 is everybody's.
        ("nobody said who", Asked { roles: &[], ..PLAIN }, vec![GENERAL[1].to_owned()]),
        // Articles 6(2), 16 and 113(c): Annex III, point 4.
        ("a provider in employment", high(&[Provider], Area::Employment), of_provider(annex_iii, Some("49(1), 71"))),
        // Article 49(1) leaves out point 2, Article 49(5) names it.
        (
            "a provider in critical infrastructure",
            high(&[Provider], Area::CriticalInfrastructure),
            of_provider(annex_iii, Some("49(5)")),
        ),
        // Articles 6(1) and 113(c): Article 49 names Annex III alone.
        (
            "a provider of a product",
            Asked { roles: &[Provider], is_product: true, tier: Tier::High, ..PLAIN },
            of_provider(embedded, None),
        ),
        // Articles 23 and 24.
        (
            "an importer in employment",
            high(&[Importer], Area::Employment),
            vec![GENERAL[1].to_owned(), format!("Art. 23 {annex_iii}")],
        ),
        (
            "a distributor of a product",
            Asked { roles: &[Distributor], is_product: true, tier: Tier::High, ..PLAIN },
            vec![GENERAL[1].to_owned(), format!("Art. 24 {embedded}")],
        ),
        // Article 26; 26(11) for Annex III; Article 27(1) for neither private companies nor points other than 5(b), (c).
        (
            "a deployer in employment",
            high(&[Deployer], Area::Employment),
            of_deployer(annex_iii, &["Art. 26(11) 2027-12-02"]),
        ),
        (
            "a deployer of credit scoring",
            high(&[Deployer], Area::CreditOrInsurance),
            of_deployer(annex_iii, &["Art. 26(11) 2027-12-02", "Art. 27 2027-12-02"]),
        ),
        (
            "a deployer of other essential services",
            high(&[Deployer], Area::EssentialServices),
            of_deployer(annex_iii, &["Art. 26(11) 2027-12-02"]),
        ),
        // Article 27(1): private entities that provide public services; Article 49(3) is for public authorities.
        (
            "a provider of public services deploys in education",
            Asked { body: Body::PublicServices, ..high(&[Deployer], Area::Education) },
            of_deployer(annex_iii, &["Art. 26(11) 2027-12-02", "Art. 27 2027-12-02"]),
        ),
        (
            "a public authority deploys in migration",
            Asked { body: Body::PublicAuthority, ..high(&[Deployer], Area::MigrationAndBorders) },
            of_deployer(
                annex_iii,
                &["Art. 26(11) 2027-12-02", "Art. 26(8), 49(3), 71 2027-12-02", "Art. 27 2027-12-02"],
            ),
        ),
        // Articles 27(1) and 49(3) leave out point 2.
        (
            "a public authority deploys in critical infrastructure",
            Asked { body: Body::PublicAuthority, ..high(&[Deployer], Area::CriticalInfrastructure) },
            of_deployer(annex_iii, &["Art. 26(11) 2027-12-02"]),
        ),
        // Articles 26(11) and 27(1) name Annex III alone.
        (
            "a public authority deploys a product",
            Asked { is_product: true, tier: Tier::High, body: Body::PublicAuthority, ..PLAIN },
            of_deployer(embedded, &[]),
        ),
        // Both ways to be high-risk: the earlier date.
        (
            "a deployer of a product in biometrics",
            Asked { is_product: true, ..high(&[Deployer], Area::Biometrics) },
            of_deployer(annex_iii, &["Art. 26(11) 2027-12-02"]),
        ),
        // An area makes it high-risk, whether a tier was typed or not; Article 6(3) and (4) if it was judged otherwise.
        (
            "a provider judges it not to be high-risk",
            Asked { tier: Tier::Limited, ..high(&[Provider], Area::Education) },
            [general(), vec!["Art. 6(4) 2027-12-02".to_owned(), "Art. 49(2), 71 2027-12-02".to_owned()]].concat(),
        ),
        ("a deployer of the same", Asked { tier: Tier::Limited, ..high(&[Deployer], Area::Education) }, general()),
        // Article 5 leaves no other obligation to meet.
        ("something prohibited", Asked { tier: Tier::Prohibited, ..high(&[Deployer], Area::Employment) }, general()),
        // Article 50(1) to (4) and whose they are; Article 113.
        (
            "a chatbot of one's own",
            Asked { roles: &[Provider], cases: &[Case::InteractsWithPeople], ..PLAIN },
            with("Art. 50(1) 2026-08-02"),
        ),
        ("a chatbot of others", Asked { cases: &[Case::InteractsWithPeople], ..PLAIN }, general()),
        ("emotion recognition", Asked { cases: &[Case::EmotionOrBiometrics], ..PLAIN }, with("Art. 50(3) 2026-08-02")),
        ("deep fakes", Asked { cases: &[Case::DeepFakeOrPublicText], ..PLAIN }, with("Art. 50(4) 2026-08-02")),
        // Article 111(4): what was on the market before Article 50 applied has until 2 December 2026 to mark content.
        (
            "synthetic content, new",
            Asked { roles: &[Provider], cases: &[Case::SyntheticContent], in_use_since: Some("2026-08-02"), ..PLAIN },
            with("Art. 50(2) 2026-08-02"),
        ),
        (
            "synthetic content, in use before",
            Asked { roles: &[Provider], cases: &[Case::SyntheticContent], in_use_since: Some("2026-08-01"), ..PLAIN },
            with("Art. 50(2) 2026-12-02"),
        ),
    ];
    for (what, asked, mut expected) in cases {
        let mut found = asked.obligations(AiActRules::default());
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{what}");
    }
}

#[test]
fn who_builds_what_they_use_has_the_obligations_of_both() {
    let high = Asked { area: Some(Area::Employment), tier: Tier::High, ..PLAIN };
    let of = |roles| Asked { roles, ..high }.obligations(AiActRules::default());
    let both = of(&[Provider, Deployer]);
    let mut parts = [of(&[Provider]), of(&[Deployer])].concat();
    parts.sort();
    parts.dedup();
    let mut sorted = both.clone();
    sorted.sort();
    assert_eq!(sorted, parts);
    // 2 general, 13 of the provider in an area and 8 of the deployer.
    assert_eq!(both.len(), 23);
}

/// The law moved these dates once; the settings move them again.
#[test]
fn each_date_is_the_settings() {
    let day = |text: &str| text.parse().unwrap();
    let rules = AiActRules {
        chapters_i_and_ii: day("2031-01-01"),
        article_50: day("2031-02-01"),
        marking_of_older_systems: day("2031-03-01"),
        annex_iii: day("2031-04-01"),
        embedded: day("2031-05-01"),
        deployer_is: Body::Private,
    };
    let everything = Asked {
        roles: &[Provider, Deployer],
        cases: &[Case::InteractsWithPeople, Case::SyntheticContent],
        in_use_since: Some("2030-06-01"),
        ..PLAIN
    };
    let from = |asked: Asked, article: &str| {
        let named = format!("Art. {article} ");
        asked.obligations(rules).iter().find_map(|one| one.strip_prefix(&named).map(str::to_owned)).unwrap()
    };
    assert_eq!(from(everything, "4(1)"), "2031-01-01");
    assert_eq!(from(everything, "50(1)"), "2031-02-01");
    assert_eq!(from(everything, "50(2)"), "2031-03-01");
    assert_eq!(from(Asked { area: Some(Area::Education), tier: Tier::High, ..everything }, "26(2)"), "2031-04-01");
    assert_eq!(from(Asked { is_product: true, tier: Tier::High, ..everything }, "26(2)"), "2031-05-01");
}

#[test]
fn what_is_typed_says_how_an_obligation_stands() {
    use DutyState::{InProgress, Met, Missing, NotApplicable, NotKnown, Waived};
    for (id, article, typed, expected) in [
        // A control, whose article has no further condition.
        ("fria", "Art. 27", "Yes", Met),
        ("fria", "Art. 27", "In progress", InProgress),
        ("fria", "Art. 27", "No", Missing),
        ("fria", "Art. 27", "Waived", Waived),
        ("fria", "Art. 27", "N/A", NotKnown),
        // Article 26(9) refers to Article 35 of the GDPR, which not every system meets.
        ("dpia", "Art. 26(9)", "N/A", NotApplicable),
        // At least six months.
        ("deployer-logs", "Art. 26(6)", "6", Met),
        ("deployer-logs", "Art. 26(6)", "5.5", Missing),
        ("provider-logs", "Art. 12, 19", "24", Met),
        ("oversight-person", "Art. 26(2)", "Ada Lund", Met),
        ("prohibited", "Art. 5", "High", Met),
        ("prohibited", "Art. 5", "Prohibited", Missing),
    ] {
        let one = OBLIGATIONS.iter().find(|one| one.id == id).unwrap();
        assert_eq!((one.article, answered(one, typed)), (article, expected), "{id}: {typed}");
    }
}

#[test]
fn tiers_that_contradict_the_rest_are_found_and_no_others() {
    use Contradiction::{AreaOfLowTier, HighForNoReason, ProductOfLowTier, ProhibitedRuns};
    let area = Asked { area: Some(Area::Employment), ..PLAIN };
    let product = Asked { is_product: true, ..PLAIN };
    for (asked, phase, expected) in [
        (PLAIN, Phase::Production, vec![]),
        (area, Phase::Production, vec![AreaOfLowTier]),
        (Asked { tier: Tier::Limited, ..area }, Phase::Idea, vec![AreaOfLowTier]),
        (Asked { tier: Tier::High, ..area }, Phase::Production, vec![]),
        (product, Phase::Pilot, vec![ProductOfLowTier]),
        (Asked { tier: Tier::High, ..product }, Phase::Pilot, vec![]),
        (Asked { area: Some(Area::Biometrics), ..product }, Phase::Pilot, vec![AreaOfLowTier, ProductOfLowTier]),
        (Asked { tier: Tier::Prohibited, ..PLAIN }, Phase::Pilot, vec![ProhibitedRuns]),
        (Asked { tier: Tier::Prohibited, ..PLAIN }, Phase::Approved, vec![]),
        (Asked { tier: Tier::Prohibited, ..PLAIN }, Phase::OnHold, vec![]),
        (Asked { tier: Tier::High, ..PLAIN }, Phase::Production, vec![HighForNoReason]),
        // Nobody said whether it stands in an area: no contradiction yet.
        (Asked { tier: Tier::High, area: None, ..PLAIN }, Phase::Production, vec![]),
    ] {
        let found = contradictions(&asked.system(), Some(phase));
        assert_eq!(found, expected, "{:?} {:?} {:?}", asked.tier, asked.area, phase);
    }
}

/// What the table names is in the dictionary, as the table reads it, and in no template below level full.
#[test]
fn the_fields_of_the_register_are_those_of_the_dictionary() {
    let dictionary = embedded();
    let field = |key: &str| dictionary.field(SheetKind::Initiatives, key).unwrap_or_else(|| panic!("no field {key}"));
    for key in FIELDS {
        assert_eq!(field(key).level, Level::Full, "{key}");
    }
    for one in OBLIGATIONS {
        let kind = match one.evidence {
            Evidence::Control(_) | Evidence::NotProhibited => Kind::Choice,
            Evidence::Filled(_) => Kind::Text,
            Evidence::AtLeast(..) => Kind::Number,
        };
        assert_eq!(field(one.evidence.key()).kind, kind, "{}", one.id);
    }
    let names = |all: &[&'static str]| all.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>();
    let roles: Vec<&str> = Role::ALL.iter().map(|one| one.name()).collect();
    let areas: Vec<&str> = Area::ALL.iter().map(|one| one.name()).collect();
    let cases: Vec<&str> = Case::ALL.iter().map(|one| one.name()).collect();
    let tiers: Vec<&str> = Tier::ALL.iter().map(|one| one.name()).collect();
    assert_eq!(field("ai_act_role").allowed, names(&roles));
    assert_eq!(field("annex_iii_area").allowed, names(&areas));
    assert_eq!(field("article_50_case").allowed, names(&cases));
    assert_eq!(field("risk_tier").allowed, names(&tiers));
    let mut ids: Vec<&str> = OBLIGATIONS.iter().map(|one| one.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), OBLIGATIONS.len());
}
