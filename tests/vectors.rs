//! Published answers, through the public functions (that of RICE, a column, stands beside it). The files in `tests/data/vectors` name their sources.

use crate::support::repository;
use coe_report::{
    metrics::{
        cashflow,
        health::earned_value::Indices,
        returns,
        selection::{Effort, Entry, Selection},
    },
    model::{fiscal::FiscalCalendar, funding::Irr, money::Cents, period::Month},
    settings::comparison,
};
use serde_json::Value;

fn vectors(name: &str) -> Value {
    let text = std::fs::read_to_string(repository().join("tests/data/vectors").join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

/// To the start of a month.
fn discount(to: Month, monthly_rate: f64) -> cashflow::Discount {
    cashflow::Discount { calendar: FiscalCalendar::default(), to, monthly_rate }
}

/// Flows as whole cents, a month each.
fn monthly(flows: &[f64]) -> Vec<(Month, Cents)> {
    let first = Month::new(2026, 1).unwrap();
    let cents = flows.iter().map(|flow| Cents((flow * 100.0).round() as i64));
    cents.enumerate().map(|(step, cents)| (first.plus(step as i32), cents)).collect()
}

/// Equal to the digits that were published, whether they were rounded or cut off.
fn published(found: f64, published: &Value) {
    let text = published.to_string();
    let digits = text.split_once('.').map_or(0, |(_, digits)| digits.len()) as i32;
    let expected = published.as_f64().unwrap();
    assert!((found - expected).abs() < 10_f64.powi(-digits), "{found} is not {expected}");
}

#[test]
fn npv_is_that_of_numpy_financial_and_of_excel() {
    for case in vectors("finance.json")["npv"].as_array().unwrap() {
        let flows = monthly(&numbers(&case["flows"]));
        let rate = case["rate"].as_f64().unwrap();
        let value = |start: Month| cashflow::npv(&flows, &discount(start, rate)).unwrap().units();
        if !case["t0"].is_null() {
            published(value(flows[0].0), &case["t0"]);
        }
        // Excel's NPV discounts the first flow as well. Ours rounds to the cent, which is finer than one more digit.
        let excel = case["excel_npv"].as_f64().unwrap();
        assert!((value(flows[0].0.plus(-1)) - excel).abs() <= 0.0051, "{case}");
    }
}

#[test]
fn irr_finds_every_published_root() {
    for case in vectors("finance.json")["irr"].as_array().unwrap() {
        let flows = numbers(&case["flows"]);
        let roots = returns::irr(&flows);
        match &case["irr"] {
            Value::Null => assert!(roots.is_empty() && returns::sign_changes(&flows) == 0, "{case}"),
            Value::Array(expected) => {
                assert_eq!(roots.len(), expected.len(), "{roots:?}: {case}");
                roots.iter().zip(expected).for_each(|(root, expected)| published(*root, expected));
                // Where the running sum changes its sign once, the only positive root is the rate (Norstrøm 1972).
                let positive: Vec<f64> = roots.iter().copied().filter(|root| *root > 0.0).collect();
                match returns::irr_of(&monthly(&flows)) {
                    Irr::One { monthly, .. } => assert_eq!(positive, [monthly], "{case}"),
                    found => assert!(matches!(found, Irr::Several(_)), "{case}"),
                }
            }
            one => {
                assert_eq!(roots.len(), 1, "{roots:?}: {case}");
                published(roots[0], one);
                assert!(matches!(returns::irr_of(&monthly(&flows)), Irr::One { .. }), "{case}");
            }
        }
    }
}

#[test]
fn mirr_is_that_of_excel() {
    for case in vectors("finance.json")["mirr"].as_array().unwrap() {
        let (finance, reinvest) = (case["finance"].as_f64().unwrap(), case["reinvest"].as_f64().unwrap());
        published(returns::mirr(&numbers(&case["flows"]), finance, reinvest).unwrap(), &case["mirr"]);
    }
}

#[test]
fn comparisons_give_the_published_weights() {
    for case in vectors("finance.json")["ahp"].as_array().unwrap() {
        let matrix: Vec<Vec<f64>> = case["matrix"].as_array().unwrap().iter().map(numbers).collect();
        let judged = comparison::judge(&matrix);
        for (found, expected) in judged.weights.iter().zip(numbers(&case["weights"])) {
            assert!((found - expected).abs() < 1e-12, "{judged:?}");
        }
        assert!((judged.consistency.ratio - case["cr"].as_f64().unwrap()).abs() < 1e-9, "{judged:?}");
    }
}

#[test]
fn selections_of_the_or_library_reach_their_optimum() {
    // OR-Library, mknap1; values have one decimal, so they are counted in tenths.
    let file = vectors("selection.json");
    for case in file["instances"].as_array().unwrap() {
        let tenths = |value: f64| (value * 10.0).round() as i64;
        let rows: Vec<Vec<f64>> = case["costs"].as_array().unwrap().iter().map(numbers).collect();
        let entry = |(place, value): (usize, f64)| Entry {
            value: tenths(value),
            cost: rows.iter().map(|row| row[place] as i64).sum(),
            uses: rows.iter().map(|row| row[place] as i64).collect(),
            ..Entry::default()
        };
        let entries = numbers(&case["values"]).into_iter().enumerate().map(entry).collect();
        let selection = Selection { entries, caps: numbers(&case["caps"]).iter().map(|cap| *cap as i64).collect() };
        let best = selection.best(Effort::Exact).unwrap().unwrap();
        assert_eq!(best.value, tenths(case["optimum"].as_f64().unwrap()), "instance {}", case["instance"]);
        assert!(selection.holds(&best.chosen) && best.gap == 0.0);
    }
}

/// The example of a public course on earned value, see the file's source line.
#[test]
fn earned_value_is_that_of_the_published_example() {
    for case in vectors("finance.json")["earned_value"].as_array().unwrap() {
        let amount = |key: &str| Cents((case[key].as_f64().unwrap() * 100.0).round() as i64);
        let found = Indices::of(amount("bac"), amount("ev"), Some(amount("pv")), Some(amount("ac")));
        published(found.cost.unwrap(), &case["cpi"]);
        published(found.schedule.unwrap(), &case["spi"]);
        published(found.to_complete.unwrap(), &case["tcpi"]);
        assert_eq!(found.at_completion.unwrap(), amount("eac"));
        assert_eq!(amount("bac") - found.at_completion.unwrap(), amount("vac"));
    }
}
