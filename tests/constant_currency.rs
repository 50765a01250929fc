//! What moved since the last closed month, told apart from what exchange rates did; worked by hand.

use crate::support::{MONEY_TITLES, cells_of, coe_report, complained, pdf_text, record, said, workbook};
use serde_json::{Value, json};
use std::{fs, path::Path};

const INITIATIVES: [&str; 9] = [
    "Initiative ID",
    "Initiative name",
    "Department",
    "Business owner",
    "Outcome category",
    "Phase",
    "Submitted on",
    "Approved on",
    "Currency",
];

/// A department's workbook with its one initiative in this currency.
fn department(folder: &Path, file: &str, (id, name, currency): (&str, &str, &str), rows: [[&str; 6]; 3]) {
    let tool = format!("Tool {id}");
    let known = ["A. Owner", "Operational efficiency", "Pilot", "2026-01-05", "2026-02-02"];
    let initiative: Vec<&str> = [id, &tool, name].into_iter().chain(known).chain([currency]).collect();
    let rows: Vec<&[&str]> = std::iter::once(&MONEY_TITLES[..]).chain(rows.iter().map(|row| &row[..])).collect();
    workbook(
        &folder.join("intake").join(file),
        &[("Initiatives", &[&INITIATIVES, &initiative]), ("Financials", &rows)],
    );
}

fn rates(folder: &Path, rates: &[[&str; 3]]) {
    let titles = ["Currency", "Month or fiscal year", "Kind", "EUR for one unit"];
    let rows: Vec<[&str; 4]> = rates
        .iter()
        .map(|&[currency, span, rate]| [currency, span, if span.starts_with("FY") { "Plan" } else { "Average" }, rate])
        .collect();
    let rows: Vec<&[&str]> = std::iter::once(&titles[..]).chain(rows.iter().map(|row| &row[..])).collect();
    workbook(&folder.join("intake/centre.xlsx"), &[("Rates", &rows)]);
}

/// September as it is closed: one euro initiative, one in dollars, one in zloty, each with three months of plan.
fn september(folder: &Path) {
    fs::create_dir_all(folder.join("intake")).unwrap();
    let settings = "quiet_seconds = 0\nlevel = \"start\"\nsponsor_workbooks = [\"*\"]\n[state]\nfolder = \"state\"\n";
    fs::write(folder.join("report.toml"), settings).unwrap();
    department(
        folder,
        "finance.xlsx",
        ("F-1", "Finance", ""),
        [
            ["F-1", "2026-09", "100", "110", "200", "180"],
            ["F-1", "2026-10", "100", "", "200", ""],
            ["F-1", "2026-11", "100", "", "200", ""],
        ],
    );
    department(
        folder,
        "sales.xlsx",
        ("U-1", "Sales", "USD"),
        [
            ["U-1", "2026-09", "1000", "1100", "2000", "1800"],
            ["U-1", "2026-10", "1000", "", "2000", ""],
            ["U-1", "2026-11", "1000", "", "2000", ""],
        ],
    );
    department(
        folder,
        "operations.xlsx",
        ("P-1", "Operations", "PLN"),
        [
            ["P-1", "2026-09", "4000", "4400", "8000", "8000"],
            ["P-1", "2026-10", "4000", "", "8000", ""],
            ["P-1", "2026-11", "4000", "", "8000", ""],
        ],
    );
    rates(
        folder,
        &[["USD", "FY26", "0.9"], ["USD", "2026-09", "0.92"], ["PLN", "FY26", "0.25"], ["PLN", "2026-09", "0.24"]],
    );
    close(folder, "2026-09");
}

fn close(folder: &Path, month: &str) {
    let output = coe_report(folder, &["close", month, "--out", "out", "-q", "--accept", "agreed", "--by", "A. Owner"]);
    assert!(folder.join(format!("state/finals/{month}-r1")).exists(), "{}{}", said(&output), complained(&output));
}

/// October: everybody's actuals come, those of Sales as planned. The dollar's plan rate is 0.95 now, its September was
/// corrected to 0.93, its October is 1.1; the zloty's October is 0.23. Operations spends 5,000 zloty instead of 4,000, and
/// plans 6,000 for November.
fn october(folder: &Path) {
    department(
        folder,
        "finance.xlsx",
        ("F-1", "Finance", ""),
        [
            ["F-1", "2026-09", "100", "110", "200", "180"],
            ["F-1", "2026-10", "100", "100", "200", "200"],
            ["F-1", "2026-11", "100", "", "200", ""],
        ],
    );
    department(
        folder,
        "sales.xlsx",
        ("U-1", "Sales", "USD"),
        [
            ["U-1", "2026-09", "1000", "1100", "2000", "1800"],
            ["U-1", "2026-10", "1000", "1000", "2000", "2000"],
            ["U-1", "2026-11", "1000", "", "2000", ""],
        ],
    );
    department(
        folder,
        "operations.xlsx",
        ("P-1", "Operations", "PLN"),
        [
            ["P-1", "2026-09", "4000", "4400", "8000", "8000"],
            ["P-1", "2026-10", "4000", "5000", "8000", "8000"],
            ["P-1", "2026-11", "6000", "", "8000", ""],
        ],
    );
    rates(
        folder,
        &[
            ["USD", "FY26", "0.95"],
            ["USD", "2026-09", "0.93"],
            ["USD", "2026-10", "1.1"],
            ["PLN", "FY26", "0.25"],
            ["PLN", "2026-09", "0.24"],
            ["PLN", "2026-10", "0.23"],
        ],
    );
}

fn run(folder: &Path, month: &str) -> Value {
    let output = coe_report(folder, &["run", "intake", "--period", month, "--out", "out", "-q"]);
    let run = record(&folder.join("out").join(month));
    assert_eq!(run["checks"]["all_hold"], true, "{}", said(&output));
    run
}

/// U-1 in September: 1,100 · 0.92 + 1,000 · 0.9 + 1,000 · 0.9 = 2,812; in October 1,100 · 0.93 + 1,000 · 1.1 + 1,000 ·
/// 0.95 = 3,073. Its dollars are the same: all 261 are rates. Benefit 1,800 · 0.92 + 2 · 2,000 · 0.9 = 5,256, then
/// 1,800 · 0.93 + 2,000 · 1.1 + 2,000 · 0.95 = 5,774: 518 are rates.
///
/// P-1 in September: 4,400 · 0.24 + 2 · 4,000 · 0.25 = 3,056; in October 1,056 + 5,000 · 0.23 + 6,000 · 0.25 = 3,706. At
/// the rates of then it would be 1,056 + 5,000 · 0.25 + 6,000 · 0.25 = 3,806: people did + 750, rates − 100. Benefit
/// 8,000 · 0.24 + 2 · 8,000 · 0.25 = 5,920, then 1,920 + 8,000 · 0.23 + 2,000 = 5,760: 160 less, by rates.
#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn nobody_moves_because_rates_did() {
    let folder = tempfile::tempdir().unwrap();
    september(folder.path());
    october(folder.path());
    let changes = run(folder.path(), "2026-10")["changes"].clone();
    let money = |kind: &Value| kind == "cost-outlook" || kind == "benefit-outlook";
    let moved: Vec<&Value> = changes["movers"].as_array().unwrap().iter().filter(|one| money(&one["kind"])).collect();
    let mover = json!({"initiative_id": "P-1", "kind": "cost-outlook", "before": 305_600, "now": 370_600,
        "rate_effect_cents": -10_000});
    assert_eq!(moved, [&mover]);
    // 1,100 dollars of September are 1,023 euros now, and were 1,012: nobody restated them.
    assert_eq!(changes["restated"], json!([]));
    // The plan in dollars is worth 50 a month more now: nobody wrote it anew. That of P-1 is 3 · 1,000, then 3,500.
    assert_eq!(
        changes["plans_rewritten"],
        json!([{"initiative_id": "P-1", "months": 1, "past_months": 0, "cost_before_cents": 300_000,
            "cost_now_cents": 350_000, "benefit_before_cents": 600_000, "benefit_now_cents": 600_000}])
    );
    let off = |changes: &Value| -> Vec<String> {
        let plans = changes["plans_off_baseline"].as_array().unwrap().iter();
        plans.map(|one| one["initiative_id"].as_str().unwrap().to_owned()).collect()
    };
    // 2,850 against a baseline of 2,700 is more than a twentieth, and all of it rates.
    assert_eq!(off(&changes), ["P-1"]);
    assert_eq!(
        changes["rate_effects"],
        json!([
            {"initiative_id": "P-1", "cost_outlook_before_cents": 305_600, "cost_outlook_now_cents": 370_600,
                "cost_rate_effect_cents": -10_000, "benefit_outlook_before_cents": 592_000,
                "benefit_outlook_now_cents": 576_000, "benefit_rate_effect_cents": -16_000},
            {"initiative_id": "U-1", "cost_outlook_before_cents": 281_200, "cost_outlook_now_cents": 307_300,
                "cost_rate_effect_cents": 26_100, "benefit_outlook_before_cents": 525_600,
                "benefit_outlook_now_cents": 577_400, "benefit_rate_effect_cents": 51_800},
        ])
    );
    // Outlook: 310 + 2,812 + 3,056 = 6,178, then 310 + 3,073 + 3,706 = 7,089; rates 261 − 100. To date: 110 + 1,012 + 1,056
    // = 2,178, then 210 + 2,123 + 2,206 = 4,539; rates 11 + 1,000 · (1.1 − 0.9) − 5,000 · (0.25 − 0.23) = 111.
    let like = &changes["like_for_like"];
    assert_eq!(like["cost_outlook_year"], json!({"before": 6_178.0, "now": 7_089.0, "rate_effect": 161.0}));
    assert_eq!(like["cost_actual_ytd"], json!({"before": 2_178.0, "now": 4_539.0, "rate_effect": 111.0}));

    // Sheet, page and explain say the same.
    let cells = cells_of(&folder.path().join("out/2026-10/portfolio.xlsx"), "Changes");
    let at = cells.iter().position(|row| row[0] == "At constant rates").expect("a table of its own");
    let row =
        |id: &str| cells[at..].iter().find(|row| row[0] == id).unwrap().iter().take(9).cloned().collect::<Vec<_>>();
    assert_eq!(row("P-1"), ["P-1", "3056", "3706", "750", "-100", "5920", "5760", "0", "-160"]);
    assert_eq!(row("U-1"), ["U-1", "2812", "3073", "0", "261", "5256", "5774", "0", "518"]);
    let all = row("All");
    assert_eq!((&*all[4], &*all[8]), ("161", "358"));
    let page = pdf_text(&folder.path().join("out/2026-10/executive.pdf"));
    assert!(page.contains("atconstantrates:thelargestchangesfirst"), "{page}");
    assert!(page.contains("WhomovedandwhichplanschangedistoldattheratesofSeptember."), "{page}");
    let told = coe_report(folder.path(), &["explain", "spend change by exchange rates of U-1", "--period", "2026-10"]);
    assert!(said(&told).contains("261.00"), "{}{}", said(&told), complained(&told));
    let told = said(&coe_report(folder.path(), &["explain", "cost_outlook_year of P-1", "--period", "2026-10"]));
    assert!(told.contains("Since September: +750.00 at constant rates, −100.00 by exchange rates."), "{told}");
    let told = said(&coe_report(folder.path(), &["explain", "cost_outlook_year", "--period", "2026-10"]));
    assert!(told.contains("+750.00 at constant rates, +161.00 by exchange rates."), "{told}");

    // In November the plan in dollars is still off its baseline by rates only, which was kept.
    close(folder.path(), "2026-10");
    let november = run(folder.path(), "2026-11");
    assert_eq!(off(&november["changes"]), ["P-1"]);
    assert_eq!(november["changes"]["rate_effects"], Value::Null);
}
