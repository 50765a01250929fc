//! Declarations that would be wrong without anybody noticing: names that nothing has, ids that stand twice.

use super::{
    super::{Centre, Declared, counting, declared, wanted},
    FINANCIALS, INITIATIVES, OUTCOMES, TEAM,
    intake::{Intake, settings},
};
use crate::{
    metrics::{compute, frames::Frames, kpi::kpis},
    model::{
        health::Health,
        measure::{Declaration, Goal, Level},
    },
};
use std::collections::BTreeSet;

fn declarations() -> Vec<Declaration> {
    declared().into_iter().map(|Declared { declaration, .. }| declaration).collect()
}

#[test]
fn ids_and_keys_stand_once() {
    let all = declarations();
    let ids: BTreeSet<&str> = all.iter().map(|one| &*one.id).collect();
    let keys: BTreeSet<&str> = all.iter().map(|one| &*one.key).collect();
    assert_eq!((ids.len(), keys.len()), (all.len(), all.len()));
    assert!(
        keys.iter()
            .all(|key| key.bytes().all(|letter| letter.is_ascii_lowercase() || matches!(letter, b'_' | b'0'..=b'9')))
    );
}

#[test]
fn every_measure_says_how_it_is_computed_and_from_which_fields() {
    let settings = settings();
    for one in declarations() {
        assert!(one.formula.ends_with('.'), "{}: {}", one.id, one.formula);
        assert!(one.family() == "M24" || !one.fields.is_empty(), "{} is told from nothing", one.id);
        for (kind, keys) in &one.fields {
            for key in keys {
                assert!(
                    settings.rules.dictionary.field(*kind, key).is_some(),
                    "{}: {} has no {key}",
                    one.id,
                    kind.name()
                );
            }
        }
        let named = one.formula.split('{').skip(1).map(|rest| rest.split('}').next().unwrap());
        for setting in named.filter(|name| *name != "year_to_date") {
            assert!(settings.assumptions.setting(setting).is_some(), "{}: no setting {setting}", one.id);
        }
        if let Some(Goal::AtLeast(Level::Setting(name)) | Goal::AtMost(Level::Setting(name))) = one.goal {
            assert!(settings.assumptions.health.number(name).is_some(), "{}: no setting {name}", one.id);
        }
    }
}

/// A misspelt name would be an unknown column, and the measure unknown.
#[test]
fn every_measure_counts_by_columns_that_are_there() {
    let settings = settings();
    let intake = Intake { initiatives: &INITIATIVES, financials: FINANCIALS, outcomes: OUTCOMES, team: TEAM };
    let portfolio = intake.portfolio(&settings.rules.dictionary);
    let metrics = compute(&portfolio, &settings.assumptions).unwrap();
    let frames = Frames::of(&portfolio, &wanted(&settings.assumptions)).unwrap();
    let computed = (&*metrics.initiatives, &*metrics.kpis);
    let centre = Centre::of(&frames, &portfolio, &settings.assumptions, computed).unwrap();
    let (kpis, _) = kpis(&frames, &settings.assumptions).unwrap();
    let counting = counting((&frames, kpis), &centre, &mut Health::default()).unwrap();
    for one in declarations() {
        let frame = counting.frame(one.counted);
        for name in one.names() {
            assert!(frame.column(name.text()).is_ok(), "{}: there is no column {}", one.id, name.text());
        }
    }
}
