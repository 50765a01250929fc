//! Which currency an amount is in, told by titles, rows and cells: what they say together, and what contradicts.

use super::{DOLLARS, faults, small, small_with};
use crate::support::cents;
use serde_json::Value;

/// Faults of Financials alone.
fn faults_of_money(run: &Value) -> Vec<(String, String)> {
    let is_there = |place: &str| place.starts_with("finance.xlsx Financials");
    faults(run).into_iter().filter(|(place, _)| is_there(place)).collect()
}

/// The title says which way round its rates are; without one that does they are not used, which is said once.
#[test]
fn a_title_of_rates_says_which_way_round_they_are() {
    let of = |title: &str, rates: &[&[&str]]| {
        let run = small_with(
            &["Initiative ID", "Month", "Cost actual"],
            &[&["F-1", "2026-10", "100"]],
            "USD",
            (title, rates),
        );
        let faults: Vec<String> =
            faults(&run).into_iter().filter(|(place, _)| place.contains("Rates")).map(|(_, problem)| problem).collect();
        (run["portfolio"]["cost_actual_ytd"]["numerator"].as_i64(), faults)
    };
    // 100 USD at 0.95 are 95.00 EUR; at 1 ÷ 0.8 USD for an euro, 80.00 EUR.
    assert_eq!(of("Rate: EUR for one unit", &DOLLARS), (Some(9_500), vec![]));
    let inverse: [&[&str]; 2] = [&["USD", "FY26", "Plan", "1.25"], &["USD", "2026-10", "Average", "1.25"]];
    assert_eq!(of("Exchange rate, units per EUR", &inverse), (Some(8_000), vec![]));
    let (counted, faults) = of("Rate", &DOLLARS);
    assert_eq!((counted, faults.len()), (None, 1), "{faults:?}");
    assert!(faults[0].starts_with("No title of the sheet says"), "{faults:?}");
}

#[test]
fn currencies_mixed_in_one_column_are_told_cell_by_cell() {
    let rows: [&[&str]; 6] = [
        &["F-1", "2026-10", "100"],
        &["F-1", "2026-10", "USD 200"],
        &["F-1", "2026-10", "€ 300"],
        &["F-1", "2026-10", "$400"],
        &["F-1", "2026-10", "£500"],
        &["F-1", "2026-10", "USD about 600"],
    ];
    let run = small(&["Initiative ID", "Month", "Cost actual"], &rows, "", &DOLLARS);
    // 100 + 200 · 0.95 + 300 + 400 · 0.95 = 970: the only dollars with rates are those of the United States.
    assert_eq!(cents(&run, "cost_actual_ytd"), 97_000);
    assert_eq!(
        faults_of_money(&run),
        [
            (
                "finance.xlsx Financials C6".to_owned(),
                "There is no average rate of GBP for 2026-10; the amount is not counted.".to_owned()
            ),
            ("finance.xlsx Financials C7".to_owned(), "\"USD about 600\" is no amount of money.".to_owned()),
        ]
    );
}

#[test]
fn a_mark_of_several_currencies_with_rates_says_nothing() {
    let rates = [DOLLARS[0], DOLLARS[1], &["CAD", "2026-10", "Average", "0.66"]];
    let titles = ["Initiative ID", "Month", "Cost actual ($)"];
    let run = small(&titles, &[&["F-1", "2026-10", "100"]], "", &rates);
    assert!(run["portfolio"]["cost_actual_ytd"]["numerator"].is_null());
    let problem =
        "\"$\" is the mark of several currencies, and the rates do not tell which; the amount is not counted.";
    assert_eq!(faults_of_money(&run), [("finance.xlsx Financials C1".to_owned(), problem.to_owned())]);
}

#[test]
fn what_contradicts_is_counted_in_neither_currency() {
    // The initiative is in dollars, and its column in euros; a row says yen, and its column dollars.
    let rows: [&[&str]; 1] = [&["F-1", "2026-10", "100"]];
    let run = small(&["Initiative ID", "Month", "Cost actual (EUR)"], &rows, "USD", &DOLLARS);
    assert!(run["portfolio"]["cost_actual_ytd"]["numerator"].is_null());
    let problem = "The amount is in EUR, and its initiative in USD; it is not counted.";
    assert_eq!(faults_of_money(&run), [("finance.xlsx Financials C2".to_owned(), problem.to_owned())]);
    let rows: [&[&str]; 2] = [&["F-1", "2026-10", "JPY", "100"], &["F-1", "2026-10", "USD", "200"]];
    let run = small(&["Initiative ID", "Month", "Currency", "Cost actual (USD)"], &rows, "", &DOLLARS);
    assert_eq!(cents(&run, "cost_actual_ytd"), 19_000);
    let problem = "The row says JPY, its column USD.";
    assert_eq!(faults_of_money(&run), [("finance.xlsx Financials D2".to_owned(), problem.to_owned())]);
}
