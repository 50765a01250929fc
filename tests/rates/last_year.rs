//! The year to date beside the same months of last year: what people did, and what exchange rates did.

use super::{department, money_titles, run};
use crate::support::{cells_of, coe_report, pdf_text, said, workbook};
use serde_json::{Value, json};
use std::{fs, path::Path};

/// EUR for one dollar, in both years.
const RATES: [&[&str]; 6] = [
    &["Currency", "Month or fiscal year", "Kind", "EUR for one unit"],
    &["USD", "FY26", "Plan", "0.9"],
    &["USD", "2025-09", "Average", "0.90"],
    &["USD", "2025-10", "Average", "0.88"],
    &["USD", "2026-09", "Average", "0.92"],
    &["USD", "2026-10", "Average", "0.95"],
];

/// An initiative in euros and one in dollars. Nothing was spent in March of last year, and no benefit was reported then.
fn company(folder: &Path, rates: &[&[&str]]) {
    let intake = folder.join("intake");
    fs::create_dir_all(&intake).unwrap();
    fs::write(folder.join("report.toml"), "quiet_seconds = 0\nlevel = \"start\"\n").unwrap();
    let rows: [&[&str]; 5] = [
        &["F-1", "2025-09", "100", "100"],
        &["F-1", "2025-10", "100", "100"],
        &["F-1", "2026-03", "100", "50"],
        &["F-1", "2026-09", "100", "110", "200", "180"],
        &["F-1", "2026-10", "100", "90", "200", "220"],
    ];
    department(&intake, "finance.xlsx", ("F-1", "Finance", ""), &money_titles(""), &rows);
    let rows: [&[&str]; 4] = [
        &["U-1", "2025-09", "1000", "800"],
        &["U-1", "2025-10", "1000", "1000"],
        &["U-1", "2026-09", "1000", "1100"],
        &["U-1", "2026-10", "1000", "1000"],
    ];
    department(&intake, "sales.xlsx", ("U-1", "Sales", "USD"), &money_titles(""), &rows);
    workbook(&intake.join("centre.xlsx"), &[("Rates", rates)]);
}

/// September: 100 + 800 · 0.90 = 820 last year, 110 + 1,100 · 0.92 = 1,122 now: 302 more, of which 1,100 · (0.92 − 0.90) =
/// 22 by rates and 280 at constant ones. October: 100 + 1,000 · 0.88 = 980, then 90 + 1,000 · 0.95 = 1,040: 60 more, of
/// which 1,000 · (0.95 − 0.88) = 70 by rates, 10 less at constant ones. Together 1,800, 2,162, 362, 92, 270.
#[test]
fn the_year_beside_last_year_is_what_people_did_and_what_rates_did() {
    let folder = tempfile::tempdir().unwrap();
    company(folder.path(), &RATES);
    let run = run(folder.path());
    let side = |months: u32, [before, now, change, constant, effect]: [i64; 5]| {
        json!({
            "months_compared": months,
            "last_year_cents": before * 100,
            "this_year_cents": now * 100,
            "change_cents": change * 100,
            "change_at_constant_rates_cents": constant * 100,
            "rate_effect_cents": effect * 100,
        })
    };
    let expected = json!({
        "cost": side(2, [1_800, 2_162, 362, 270, 92]),
        "benefit": null,
        "months": [
            {"month": "2026-09", "cost": side(1, [820, 1_122, 302, 280, 22]), "benefit": null},
            {"month": "2026-10", "cost": side(1, [980, 1_040, 60, -10, 70]), "benefit": null},
        ],
    });
    assert_eq!(run["last_year"], expected);
    // The rates of last year have their cells, like all others.
    let rates = run["currencies"]["rates"].as_array().unwrap();
    let of_then = rates.iter().find(|rate| rate["month"] == "2025-10").unwrap();
    assert_eq!(of_then["rate_cells"][0], "centre.xlsx › Rates!D4");
    // The sheet Money has the months and their sums, the data what each amount would be.
    let book = folder.path().join("out/2026-10/portfolio.xlsx");
    let rows = cells_of(&book, "Money");
    let sums = rows.iter().find(|row| row[0] == "All" && row.contains(&"1800".to_owned())).expect("the sums");
    assert_eq!(sums[2..7], ["1800", "2162", "362", "270", "92"].map(str::to_owned));
    let data = cells_of(&book, "Data money");
    let column = data[0].iter().position(|title| title == "Cost actual, at last year's rates").expect("the column");
    let amounts: Vec<(&str, &str)> = data[1..].iter().map(|row| (&*row[0], &*row[column])).collect();
    // 1,100 · 0.90 and 1,000 · 0.88; nothing for euros, and nothing for last year itself.
    let (euros, dollars) = amounts.split_at(5);
    assert!(euros.iter().all(|amount| *amount == ("F-1", "")), "{euros:?}");
    assert_eq!(dollars, [("U-1", ""), ("U-1", ""), ("U-1", "990"), ("U-1", "880")]);
    // 362 ÷ 1,800 = 20%, 270 ÷ 1,800 = 15%; two of the ten months to date are compared.
    let page = pdf_text(&folder.path().join("out/2026-10/executive.pdf"));
    assert!(
        page.contains(
            "Besidelastyear,inthe2monthsthatbothyearshave,spendis2,162against1,800(+20%,atconstantrates+15%)."
        ),
        "{page}"
    );
    let told = said(&coe_report(folder.path(), &["explain", "Spend Δ at constant rates", "--period", "2026-10"]));
    assert!(told.contains("270.00"), "{told}");
}

/// Without the average of October 2025 the dollars of that month are not counted, and those of October 2026 cannot be held
/// against it: 100 last year, 1,040 now.
#[test]
fn without_a_rate_of_last_year_nobody_knows_what_rates_did() {
    let folder = tempfile::tempdir().unwrap();
    let without: Vec<&[&str]> = RATES.into_iter().filter(|row| row[1] != "2025-10").collect();
    company(folder.path(), &without);
    let run = run(folder.path());
    let cost = &run["last_year"]["cost"];
    let known = ["last_year_cents", "this_year_cents", "change_cents"].map(|key| cost[key].as_i64());
    assert_eq!(known, [Some(92_000), Some(216_200), Some(124_200)]);
    assert_eq!((&cost["change_at_constant_rates_cents"], &cost["rate_effect_cents"]), (&Value::Null, &Value::Null));
    assert_eq!(run["last_year"]["months"][0]["cost"]["rate_effect_cents"], 2_200);
    let page = pdf_text(&folder.path().join("out/2026-10/executive.pdf"));
    assert!(page.contains("spendis2,162against920(+135%,atconstantratesnotknownforwantofarate)"), "{page}");
}

/// In one currency there is a change and no effect: 200 in two months of last year, 200 now; the sheet has no columns of
/// rates, and without amounts of last year there is nothing at all.
#[test]
fn in_one_currency_the_year_is_compared_without_a_word_of_rates() {
    let folder = tempfile::tempdir().unwrap();
    company(folder.path(), &RATES);
    let intake = folder.path().join("intake");
    fs::remove_file(intake.join("sales.xlsx")).unwrap();
    fs::remove_file(intake.join("centre.xlsx")).unwrap();
    let first = run(folder.path());
    assert_eq!(first["last_year"]["cost"]["change_cents"], 0);
    let rows = cells_of(&folder.path().join("out/2026-10/portfolio.xlsx"), "Money");
    let titles = rows.iter().find(|row| row[1] == "Month last year").expect("the table");
    assert!(titles.iter().all(|title| !title.contains("rates")), "{titles:?}");
    let rows: [&[&str]; 1] = [&["F-1", "2026-10", "100", "90", "200", "220"]];
    department(&intake, "finance.xlsx", ("F-1", "Finance", ""), &money_titles(""), &rows);
    assert_eq!(run(folder.path()).get("last_year"), None);
}
