//! Measures of the settings over the ten initiatives, worked by hand.

use super::{
    FINANCIALS, INITIATIVES, OUTCOMES, TEAM,
    intake::{Intake, ids, settings_with},
};
use crate::{
    metrics::compute,
    model::{measure::Measure, portfolio::Portfolio, table::UnknownColumn},
};

fn measured(settings: &str, change: impl FnOnce(&mut Portfolio)) -> Measure {
    let settings = settings_with(settings);
    let intake = Intake { initiatives: &INITIATIVES, financials: FINANCIALS, outcomes: OUTCOMES, team: TEAM };
    let mut portfolio = intake.portfolio(&settings.rules.dictionary);
    change(&mut portfolio);
    let health = compute(&portfolio, &settings.assumptions).unwrap().health;
    health.measure("X1").unwrap().clone()
}

#[test]
fn a_share_of_initiatives_leaves_out_where_it_cannot_be_told() {
    // In flight with a high or limited risk: A (monitoring in progress), B (blank), C (Yes). One of two, B is left out.
    let one = measured(
        r#"
[[measure]]
id = "X1"
name = "Monitored"
of = "in-flight"
among = { risk_tier = ["High", "Limited"] }
when = { monitoring = "Yes" }
at_least = 0.9
"#,
        |_| (),
    );
    assert_eq!((one.value, one.used, one.left_out, one.is_met()), (Some(0.5), 2, 1, Some(false)));
    assert_eq!((ids(&one.basis.numerator), ids(&one.basis.left_out)), ("C".to_owned(), "B".to_owned()));
    assert_eq!(ids(&one.concerned), "A");
}

#[test]
fn a_share_of_money_and_a_sum() {
    // Active with a fit: A 200, B 300, C 100, D 400; four and more are A, C and D. E and J have no fit.
    let share = measured(
        "[[measure]]\nid = \"X1\"\nname = \"Fits\"\nof = \"active\"\nwhen = { strategic_fit = \">= 4\" }\nsum = \"cost_actual\"\n",
        |_| (),
    );
    assert_eq!((share.value, share.used, share.left_out), (Some(0.7), 4, 2));
    // Pilots: B 300 and D 400, in cents.
    let sum = measured(
        "[[measure]]\nid = \"X1\"\nname = \"Pilots\"\nwhen = { phase = \"Pilot\" }\nsum = \"cost_actual\"\nshow = \"amount\"\n",
        |_| (),
    );
    assert_eq!((sum.value, sum.used, sum.left_out), (Some(70_000.0), 2, 0));
}

#[test]
fn a_column_that_nobody_knows_counts_by_its_title() {
    const SETTINGS: &str = r#"
[[measure]]
id = "X1"
name = "In the north"
of = "in-flight"
when = { column."Plant Region" = "North" }
"#;
    // A is in the north, B is not, of C and D nobody says it.
    let one = measured(SETTINGS, |portfolio| {
        let region = |text: &str| Some(text.into());
        let mut values = vec![None; portfolio.initiatives.len()];
        (values[0], values[1]) = (region("north"), region("South"));
        portfolio.initiatives.unknown.push(UnknownColumn { title: "plant region".into(), values });
    });
    assert_eq!((one.value, one.used, one.left_out), (Some(0.5), 2, 2));
    // Where nobody sent it, nothing is known.
    let one = measured(SETTINGS, |_| ());
    assert_eq!((one.value, one.used, one.left_out), (None, 0, 4));
}
