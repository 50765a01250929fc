//! Sums of money that every page takes.

use super::intake::{Intake, settings};
use crate::{
    metrics::compute,
    model::{metrics::Window, money::Cents},
};

#[test]
fn every_amount_of_financials_is_added_up_as_it_was_reported() {
    // To October: plan 10 + 20 (March and October), forecast 5 of October only; November is not over, 2025 is not of the
    // year. Nobody reports a benefit.
    let intake = Intake {
        initiatives: &["initiative_id | department | phase
                        A             | Sales      | Pilot"],
        financials: "initiative_id | month   | cost_planned | cost_forecast
                     A             | 2025-12 | 7            |
                     A             | 2026-03 | 10           |
                     A             | 2026-10 | 20           | 5
                     A             | 2026-11 | 40           | 50",
        ..Intake::default()
    };
    let settings = settings();
    let metrics = compute(&intake.portfolio(&settings.rules.dictionary), &settings.assumptions).unwrap();
    let sums =
        |window: Window| ["cost_planned", "cost_forecast", "benefit_forecast"].map(|key| window.amounts.sum(key));
    let money = metrics.total.money;
    assert_eq!(sums(money.year_to_date), [Some(Cents(30_00)), Some(Cents(5_00)), None]);
    assert_eq!(sums(money.life), [Some(Cents(37_00)), Some(Cents(5_00)), None]);
    assert_eq!(sums(money.month), [Some(Cents(20_00)), Some(Cents(5_00)), None]);
}
