//! Money in several currencies, worked by hand: rates, conversion, what has no rate, and what is said of it.

use crate::support::{cells_of, coe_report, complained, pdf_text, record, repository, said, workbook};
use serde_json::Value;
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

/// Titles of money in the currency that a bracket says; none says nothing.
fn money_titles(unit: &str) -> Vec<String> {
    let title = |title: &str| if unit.is_empty() { title.to_owned() } else { format!("{title} ({unit})") };
    let amounts =
        ["Cost planned", "Cost actual", "Benefit planned", "Benefit actual", "Cost forecast", "Benefit forecast"];
    ["Initiative ID", "Month"].map(str::to_owned).into_iter().chain(amounts.map(title)).collect()
}

/// A department's workbook: its initiative, the currency that the sheet Initiatives says of it, titles and rows of money.
fn department(
    folder: &Path,
    file: &str,
    (id, name, currency): (&str, &str, &str),
    titles: &[String],
    rows: &[&[&str]],
) {
    let initiative = [
        id,
        &format!("Tool {id}"),
        name,
        "A. Owner",
        "Operational efficiency",
        "Pilot",
        "2026-01-05",
        "2026-02-02",
        currency,
    ];
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let rows: Vec<&[&str]> = std::iter::once(&titles[..]).chain(rows.iter().copied()).collect();
    workbook(&folder.join(file), &[("Initiatives", &[&INITIATIVES, &initiative]), ("Financials", &rows)]);
}

/// Rates of the centre: EUR for one unit, or units for one EUR.
const RATES: [&[&str]; 8] = [
    &["Currency", "Month or fiscal year", "Kind", "EUR for one unit", "Units per EUR"],
    &["USD", "FY26", "Plan", "0.9"],
    &["USD", "2026-09", "Average", "0.92"],
    &["USD", "2026-10", "Average", "0.95"],
    &["PLN", "FY26", "Plan", "", "4"],
    &["PLN", "2026-09", "Average", "0.24"],
    &["PLN", "2026-10", "Average", "0.23"],
    &["JPY", "FY26", "Budget", "0.006"],
];

/// As the European Central Bank publishes them. Yen: September (160 + 162) / 2 = 161, October (163 + 165) / 2 = 164 for
/// one euro. Its dollars are not used, for the company has its own.
const PUBLISHED: &str = "Date,USD,JPY,CYP,\n\
    2026-10-30,1.1,165,N/A,\n\
    2026-10-01,1.2,163,N/A,\n\
    2026-09-30,1.3,162,N/A,\n\
    2026-09-01,1.4,160,N/A,\n";

/// A company in euros with initiatives in four currencies: that of the report, of an initiative, of titles, of rows.
fn company(folder: &Path, rates: Option<&[&[&str]]>) {
    let intake = folder.join("intake");
    fs::create_dir_all(&intake).unwrap();
    fs::write(folder.join("report.toml"), "quiet_seconds = 0\nlevel = \"start\"\n").unwrap();
    department(
        &intake,
        "finance.xlsx",
        ("F-1", "Finance", ""),
        &money_titles(""),
        &[
            &["F-1", "2026-09", "100", "110", "200", "180"],
            &["F-1", "2026-10", "100", "90", "200", "220"],
            &["F-1", "2026-11", "100", "", "200", "", "120", "210"],
        ],
    );
    department(
        &intake,
        "sales.xlsx",
        ("U-1", "Sales", "USD"),
        &money_titles(""),
        &[
            &["U-1", "2026-09", "1000", "1100", "2000", "1800"],
            &["U-1", "2026-10", "1000", "1000", "2000", "2500"],
            &["U-1", "2026-11", "1000", "", "2000", "", "1200", "2100"],
        ],
    );
    department(
        &intake,
        "operations.xlsx",
        ("P-1", "Operations", ""),
        &money_titles("PLN"),
        &[
            &["P-1", "2026-09", "4000", "4400", "8000", "8000"],
            &["P-1", "2026-10", "4000", "4000", "8000", "9000"],
            &["P-1", "2026-11", "4000", "", "8000"],
        ],
    );
    let mut titles = money_titles("");
    titles.insert(2, "Currency".to_owned());
    department(
        &intake,
        "it.xlsx",
        ("J-1", "IT", ""),
        &titles,
        &[
            &["J-1", "2026-09", "JPY", "100000", "120000", "200000", "150000"],
            &["J-1", "2026-10", "JPY", "100000", "100000", "200000", "250000"],
            &["J-1", "2026-11", "JPY", "100000", "", "200000"],
        ],
    );
    if let Some(rates) = rates {
        workbook(&intake.join("centre.xlsx"), &[("Rates", rates)]);
        fs::write(intake.join("eurofxref-hist.csv"), PUBLISHED).unwrap();
    }
}

/// Runs the month and gives its record.
fn run(folder: &Path) -> Value {
    let output = coe_report(folder, &["run", "intake", "--period", "2026-10", "--out", "out", "-q"]);
    let run = record(&folder.join("out/2026-10"));
    assert_eq!(run["checks"]["all_hold"], true, "{}", said(&output));
    run
}

/// Cents of a figure of the portfolio.
fn cents(run: &Value, key: &str) -> i64 {
    run["portfolio"][key]["numerator"].as_i64().unwrap_or_else(|| panic!("{key} is known: {}", run["portfolio"][key]))
}

fn codes(run: &Value) -> Vec<String> {
    let of = |finding: &Value| finding["code"].as_str().unwrap().to_owned();
    let mut codes: Vec<String> = run["findings"]["list"].as_array().unwrap().iter().map(of).collect();
    codes.sort();
    codes.dedup();
    codes
}

#[test]
fn a_company_in_four_currencies_is_counted_in_one() {
    let folder = tempfile::tempdir().unwrap();
    company(folder.path(), Some(&RATES));
    let run = run(folder.path());
    // Plans at the plan rates: 200 EUR, 2,000 USD · 0.9 = 1,800, 8,000 PLN ÷ 4 = 2,000, 200,000 JPY · 0.006 = 1,200.
    assert_eq!(cents(&run, "cost_planned_ytd"), 520_000);
    // Actuals at their month's average: 200 EUR; 1,100 · 0.92 + 1,000 · 0.95 = 1,012 + 950 = 1,962 of USD; 4,400 · 0.24 +
    // 4,000 · 0.23 = 1,056 + 920 = 1,976 of PLN; 120,000 ÷ 161 = 745.34, 100,000 ÷ 164 = 609.76, 1,355.10 of JPY.
    assert_eq!(cents(&run, "cost_actual_ytd"), 20_000 + 196_200 + 197_600 + 135_510);
    // Benefit: 400 + 3,600 + 4,000 + 2,400 planned; 400 + (1,800 · 0.92 = 1,656) + (2,500 · 0.95 = 2,375) + (8,000 · 0.24 =
    // 1,920) + (9,000 · 0.23 = 2,070) + (150,000 ÷ 161 = 931.68) + (250,000 ÷ 164 = 1,524.39) actual.
    assert_eq!(cents(&run, "benefit_planned_ytd"), 40_000 + 360_000 + 400_000 + 240_000);
    assert_eq!(cents(&run, "benefit_actual_ytd"), 40_000 + 165_600 + 237_500 + 192_000 + 207_000 + 93_168 + 152_439);
    // The year: what is spent, and November as expected: 120 EUR, 1,200 USD · 0.9 = 1,080, 4,000 PLN ÷ 4 = 1,000, 100,000
    // JPY · 0.006 = 600.
    assert_eq!(cents(&run, "cost_outlook_year"), 549_310 + 12_000 + 108_000 + 100_000 + 60_000);
    assert_eq!(codes(&run), ["currency-converted", "missing-column", "recoded"]);
    // By department.
    let spent = |id: &str| {
        let initiatives = run["initiatives"].as_array().unwrap();
        initiatives.iter().find(|one| one["initiative_id"] == id).unwrap()["cost_actual_ytd_cents"].as_i64().unwrap()
    };
    assert_eq!(["F-1", "U-1", "P-1", "J-1"].map(spent), [20_000, 196_200, 197_600, 135_510]);
    // Without a budget the ranking stands in the place of funding, and says it too.
    let said = "six criteria · October 2026 · Amounts in JPY, PLN and USD are converted to EUR";
    let pages = pdf_text(&folder.path().join("out/2026-10/executive.pdf"));
    assert!(pages.contains(&said.replace(' ', "")), "{pages}");
    let sheet = cells_of(&folder.path().join("out/2026-10/portfolio.xlsx"), "Funding").concat();
    assert!(sheet.iter().any(|cell| cell.contains(said)), "{sheet:?}");
}

/// Every finding above noted, and what it says.
fn faults(run: &Value) -> Vec<(String, String)> {
    let list = run["findings"]["list"].as_array().unwrap().iter();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let place = |finding: &Value| {
        let parts = ["file", "sheet", "cell"].map(|key| text(finding, key));
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    };
    list.filter(|finding| finding["severity"] != "noted")
        .map(|finding| (place(finding), text(finding, "problem")))
        .collect()
}

#[test]
fn without_rates_other_currencies_stay_apart_as_before() {
    let folder = tempfile::tempdir().unwrap();
    company(folder.path(), None);
    let run = run(folder.path());
    // Finance alone.
    assert_eq!(cents(&run, "cost_actual_ytd"), 20_000);
    let faults = faults(&run);
    assert!(
        faults.iter().any(|(_, problem)| problem == "The amount is in JPY, but the report counts EUR."),
        "{faults:?}"
    );
    assert!(faults.iter().any(|(_, problem)| problem.starts_with("\"Cost actual (PLN)\" is in PLN")), "{faults:?}");
    assert!(faults.iter().any(|(_, problem)| problem.starts_with("The amounts are in USD")), "{faults:?}");
}

#[test]
fn a_rate_that_is_not_there_leaves_its_amounts_apart_and_never_one_to_one() {
    let folder = tempfile::tempdir().unwrap();
    let known: Vec<&[&str]> = RATES.into_iter().filter(|row| !(row[0] == "PLN" && row[1] == "2026-10")).collect();
    company(folder.path(), Some(&known));
    let run = run(folder.path());
    // Without the 4,000 PLN of October, which were 920 EUR.
    assert_eq!(cents(&run, "cost_actual_ytd"), 20_000 + 196_200 + 105_600 + 135_510);
    let mut faults = faults(&run);
    faults.retain(|(place, _)| place.contains("Financials"));
    let titles = ["operations.xlsx Financials D1", "operations.xlsx Financials F1"];
    assert_eq!(faults.iter().map(|(place, _)| &**place).collect::<Vec<_>>(), titles, "{faults:?}");
    let problem = "There is no average rate of PLN for 2026-10; 1 of 2 amounts are not counted.";
    assert_eq!(faults[0].1, problem);
}

#[test]
fn rates_that_cannot_be_are_found_and_not_used() {
    let folder = tempfile::tempdir().unwrap();
    let mut rates = RATES.to_vec();
    // A thousand times the month before; zero; a currency that is none; two rates for one month; no kind; and a plan
    // rate that is right.
    rates[3] = &["USD", "2026-10", "Average", "950"];
    rates[6] = &["PLN", "2026-10", "Average", "0"];
    rates.extend([
        &["Dollars of ours", "2026-10", "Average", "1"] as &[&str],
        &["CHF", "2026-10", "Average", "0.91"],
        &["CHF", "2026-10", "Average", "0.92"],
        &["CHF", "2026-10", "", "0.92"],
        &["CHF", "some time", "Plan", "0.92"],
        &["CHF", "FY26", "Plan", "0.92"],
    ]);
    company(folder.path(), Some(&rates));
    let run = run(folder.path());
    let faults = faults(&run);
    let of_rates: Vec<(&str, &str)> = faults
        .iter()
        .filter_map(|(place, problem)| Some((place.strip_prefix("centre.xlsx Rates ")?, &**problem)))
        .collect();
    assert_eq!(
        of_rates,
        [
            (
                "D4",
                "One USD is 950 EUR here, over 1,000 times or under a thousandth of the plan rate, 0.9; it is not used."
            ),
            ("D7", "0 is no rate."),
            ("A9", "\"DOLLARS OF OURS\" is no code of a currency."),
            ("D11", "0.92 stands here and 0.91 in centre.xlsx › Rates!D10; none of the two is used."),
            ("C12", "The cell is empty."),
            ("C12", "The row does not say of which kind its rate is, so it is not used."),
            ("B13", "\"some time\" is neither a month nor a fiscal year."),
        ]
    );
    // September alone: 1,012 of USD and 1,056 of PLN; the dollars' own October is not that of the published file, which has
    // no part in it: (1.1 + 1.2) / 2 = 1.15 for one euro, 1,000 ÷ 1.15 = 869.57.
    assert_eq!(cents(&run, "cost_actual_ytd"), 20_000 + 101_200 + 86_957 + 105_600 + 135_510);
}

/// The same company with every amount in euros, as it would be at a rate of 1.
fn in_euros(folder: &Path) {
    company(folder, None);
    let intake = folder.join("intake");
    for (file, id, name, amounts) in [
        ("sales.xlsx", "U-1", "Sales", [["1000", "1100", "2000", "1800"], ["1000", "1000", "2000", "2500"]]),
        ("operations.xlsx", "P-1", "Operations", [["4000", "4400", "8000", "8000"], ["4000", "4000", "8000", "9000"]]),
        ("it.xlsx", "J-1", "IT", [["100000", "120000", "200000", "150000"], ["100000", "100000", "200000", "250000"]]),
    ] {
        let [one, two] = amounts;
        let forecast = if id == "U-1" { ["1200", "2100"] } else { ["", ""] };
        let rows = [
            [id, "2026-09", one[0], one[1], one[2], one[3], "", ""],
            [id, "2026-10", two[0], two[1], two[2], two[3], "", ""],
            [id, "2026-11", two[0], "", two[2], "", forecast[0], forecast[1]],
        ];
        let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
        department(&intake, file, (id, name, ""), &money_titles(""), &rows);
    }
}

/// Every kind of rate of the three currencies at this value, and no published ones.
fn all_at(folder: &Path, value: &str, of: &str) {
    let rate = |currency: &str| if of.is_empty() || of == currency { value.to_owned() } else { "1".to_owned() };
    let mut rows = vec![["Currency", "Month or fiscal year", "Kind", "EUR for one unit"].map(str::to_owned)];
    for currency in ["USD", "PLN", "JPY"] {
        for (time, kind) in [("FY26", "Plan"), ("2026-09", "Average"), ("2026-10", "Average")] {
            rows.push([currency, time, kind, &rate(currency)].map(str::to_owned));
        }
    }
    let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
    workbook(&folder.join("intake/centre.xlsx"), &[("Rates", &rows)]);
    let _ = fs::remove_file(folder.join("intake/eurofxref-hist.csv"));
}

/// What a run computed, without what names its files and checks.
fn computed(run: &Value) -> Value {
    let mut initiatives = run["initiatives"].clone();
    for one in initiatives.as_array_mut().unwrap() {
        one.as_object_mut().unwrap().remove("row");
    }
    serde_json::json!([run["portfolio"], initiatives, run["funding"], run["totals"]["cents"]])
}

#[test]
fn at_rates_of_one_every_figure_is_that_of_a_run_without_rates() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    company(one.path(), Some(&RATES));
    all_at(one.path(), "1", "");
    in_euros(other.path());
    assert_eq!(computed(&run(one.path())), computed(&run(other.path())));
}

#[test]
fn a_rate_times_k_moves_the_amounts_of_its_currency_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    company(folder.path(), Some(&RATES));
    all_at(folder.path(), "1", "");
    let before = run(folder.path());
    all_at(folder.path(), "3", "PLN");
    let after = run(folder.path());
    let keys =
        ["cost_planned_ytd_cents", "cost_actual_ytd_cents", "benefit_actual_ytd_cents", "cost_outlook_year_cents"];
    for (one, other) in before["initiatives"].as_array().unwrap().iter().zip(after["initiatives"].as_array().unwrap()) {
        let times = if one["initiative_id"] == "P-1" { 3 } else { 1 };
        for key in keys {
            let (one, other) = (one[key].as_i64().unwrap(), other[key].as_i64().unwrap());
            assert_eq!(other, one * times, "{key}");
        }
    }
}

/// An intake of one workbook of money with these titles and rows, and these rates.
fn small(titles: &[&str], rows: &[&[&str]], currency: &str, rates: &[&[&str]]) -> Value {
    small_with(titles, rows, currency, ("EUR for 1 unit", rates))
}

/// The same with rates under another title.
fn small_with(titles: &[&str], rows: &[&[&str]], currency: &str, (rate_title, rates): (&str, &[&[&str]])) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let intake = folder.path().join("intake");
    fs::create_dir(&intake).unwrap();
    fs::write(folder.path().join("report.toml"), "quiet_seconds = 0\nlevel = \"start\"\n").unwrap();
    let titles: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
    department(&intake, "finance.xlsx", ("F-1", "Finance", currency), &titles, rows);
    let titles: &[&str] = &["Currency", "Month", "Kind", rate_title];
    let rates: Vec<&[&str]> = std::iter::once(titles).chain(rates.iter().copied()).collect();
    workbook(&intake.join("centre.xlsx"), &[("Rates", &rates)]);
    run(folder.path())
}

const DOLLARS: [&[&str]; 2] = [&["USD", "FY26", "Plan", "0.9"], &["USD", "2026-10", "Average", "0.95"]];

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

#[test]
fn the_cases_in_dollars_are_converted_where_there_are_rates() {
    for case in ["unit-usd", "format-usd"] {
        let folder = tempfile::tempdir().unwrap();
        let from = repository().join("tests/data/cases").join(case);
        fs::create_dir(folder.path().join("intake")).unwrap();
        fs::copy(from.join("report.toml"), folder.path().join("report.toml")).unwrap();
        fs::copy(from.join("intake/a.xlsx"), folder.path().join("intake/a.xlsx")).unwrap();
        let rates: [&[&str]; 3] = [
            &["Currency", "Month", "Kind", "Units per EUR"],
            &["USD", "2026", "Plan", "1.25"],
            &["USD", "2026-09", "Average", "1.25"],
        ];
        workbook(&folder.path().join("intake/centre.xlsx"), &[("Rates", &rates)]);
        let run = run(folder.path());
        // 90 dollars ÷ 1.25 = 72.
        assert_eq!(cents(&run, "cost_actual_ytd"), 7_200, "{case}");
        // 100 dollars planned.
        assert_eq!(cents(&run, "cost_planned_ytd"), 8_000, "{case}");
        let faults: Vec<String> = faults(&run).into_iter().map(|(place, _)| place).collect();
        // One cell of the second case shows pounds, which have no rate.
        let expected: &[&str] = if case == "format-usd" { &["a.xlsx Financials F2"] } else { &[] };
        let of_money: Vec<&String> = faults.iter().filter(|place| place.contains("Financials")).collect();
        assert_eq!(of_money, expected, "{case}");
    }
}

#[test]
fn rates_of_a_third_currency_go_over_it() {
    let folder = tempfile::tempdir().unwrap();
    let intake = folder.path().join("intake");
    fs::create_dir(&intake).unwrap();
    let settings = "quiet_seconds = 0\nlevel = \"start\"\ncurrency = \"PLN\"\n[rates]\nplans_at = \"last-known\"\n";
    fs::write(folder.path().join("report.toml"), settings).unwrap();
    let rows: [&[&str]; 3] =
        [&["F-1", "2026-10", "USD 100", "100"], &["F-1", "2026-10", "EUR 100", ""], &["F-1", "2026-11", "", "USD 100"]];
    let titles = ["Initiative ID", "Month", "Cost actual", "Cost planned"].map(str::to_owned);
    department(&intake, "finance.xlsx", ("F-1", "Finance", ""), &titles, &rows);
    let published = "Date,USD,PLN,JPY,\n2026-10-30,1.25,4.5,160,\n2026-10-29,1.15,4.3,160,\n";
    fs::write(intake.join("eurofxref-hist.csv"), published).unwrap();
    let run = run(folder.path());
    // The months' averages are 1.2 USD and 4.4 PLN for one euro: one dollar is 4.4 ÷ 1.2 = 3.666… zloty, 100 of them
    // 366.67; 100 euros are 440.
    assert_eq!(cents(&run, "cost_actual_ytd"), 36_667 + 44_000);
    // November has no rate yet: the last known one.
    assert_eq!(cents(&run, "cost_outlook_year"), 36_667 + 44_000 + 36_667);
    let output = coe_report(folder.path(), &["explain", "cost_actual_ytd", "--period", "2026-10"]);
    let told = said(&output);
    assert!(
        told.contains("USD 100.00 at 3.66666666667, average reference rate 2026-10, eurofxref-hist.csv › B2"),
        "{told}"
    );
    assert!(
        told.contains("over EUR: 4.4 PLN per EUR ÷ 1.2 USD per EUR, average of 2 days"),
        "{told}{}",
        complained(&output)
    );
}

#[test]
fn what_is_handed_back_is_what_was_sent() {
    let folder = tempfile::tempdir().unwrap();
    company(folder.path(), Some(&RATES));
    // Of an initiative in dollars plain amounts, of titles in zloty the amounts with their code.
    for (department, id, amount) in [("Sales", "U-1", "1000"), ("Operations", "P-1", "PLN 4,000.00")] {
        let arguments = ["template", "intake", "--department", department, "--period", "2026-10", "--out", "back.xlsx"];
        let output = coe_report(folder.path(), &arguments);
        let rows = cells_of(&folder.path().join("back.xlsx"), "Financials");
        let row = rows.iter().find(|row| row[0] == id).unwrap_or_else(|| panic!("{rows:?} {}", complained(&output)));
        assert_eq!(row[2], amount, "{department}");
        fs::remove_file(folder.path().join("back.xlsx")).unwrap();
    }
}

#[test]
fn a_closed_month_keeps_local_amounts_and_rates_and_is_carried_forward_with_them() {
    let folder = tempfile::tempdir().unwrap();
    company(folder.path(), Some(&RATES));
    let settings = "quiet_seconds = 0\nlevel = \"start\"\n[state]\nfolder = \"state\"\n\
        [[expected_submitters]]\nname = \"Sales\"\nfiles = \"sales*\"\n";
    fs::write(folder.path().join("report.toml"), settings).unwrap();
    let close = ["close", "2026-10", "--out", "out", "-q", "--accept", "agreed", "--by", "A. Owner"];
    let output = coe_report(folder.path(), &close);
    assert!(folder.path().join("out/2026-10/run.json").exists(), "{}{}", said(&output), complained(&output));
    // What the closed month said is explained from what was kept of it.
    let told = said(&coe_report(folder.path(), &["explain", "cost_actual_ytd", "--period", "2026-10"]));
    assert!(told.contains("USD 1,100.00 at 0.92, average rate 2026-09, centre.xlsx › Rates!D3"), "{told}");
    // In November nobody of Sales sends anything: the rows of October stand in, with their dollars.
    fs::remove_file(folder.path().join("intake/sales.xlsx")).unwrap();
    let run = |folder: &Path| {
        coe_report(folder, &["run", "intake", "--period", "2026-11", "--out", "out", "-q"]);
        record(&folder.join("out/2026-11"))
    };
    let spent = |run: &Value| {
        let initiatives = run["initiatives"].as_array().unwrap();
        let one = initiatives.iter().find(|one| one["initiative_id"] == "U-1").unwrap().clone();
        one["cost_actual_ytd_cents"].as_i64()
    };
    let november = run(folder.path());
    assert_eq!(spent(&november), Some(196_200));
    assert_eq!(november["checks"]["all_hold"], true);
    // Corrected rates count for them too: 1,100 · 0.93 + 1,000 · 0.95 = 1,973.
    let mut corrected = RATES.to_vec();
    corrected[2] = &["USD", "2026-09", "Average", "0.93"];
    workbook(&folder.path().join("intake/centre.xlsx"), &[("Rates", &corrected)]);
    assert_eq!(spent(&run(folder.path())), Some(197_300));
    // Without any rates they stay as they were converted, and are still said to be of October.
    fs::remove_file(folder.path().join("intake/centre.xlsx")).unwrap();
    fs::remove_file(folder.path().join("intake/eurofxref-hist.csv")).unwrap();
    assert_eq!(spent(&run(folder.path())), Some(196_200));
}

/// In the data sheet the currency and the rates of a row stand once; an amount in another currency than the row's first
/// says its own. 100 · 0.9 = 90, 100 · 0.95 = 95, 400 · 0.25 = 100.
#[test]
fn the_currency_and_the_rates_of_a_row_stand_once() {
    let folder = tempfile::tempdir().unwrap();
    let intake = folder.path().join("intake");
    fs::create_dir(&intake).unwrap();
    fs::write(folder.path().join("report.toml"), "quiet_seconds = 0\nlevel = \"start\"\n").unwrap();
    let titles = ["Initiative ID", "Month", "Cost planned (USD)", "Cost actual (USD)", "Benefit planned (PLN)"];
    let rows: [&[&str]; 1] = [&["F-1", "2026-10", "100", "100", "400"]];
    department(&intake, "finance.xlsx", ("F-1", "Finance", ""), &titles.map(str::to_owned), &rows);
    let rates: [&[&str]; 4] =
        [&["Currency", "Month", "Kind", "EUR for 1 unit"], DOLLARS[0], DOLLARS[1], &["PLN", "FY26", "Plan", "0.25"]];
    workbook(&intake.join("centre.xlsx"), &[("Rates", &rates)]);
    run(folder.path());
    let cells = cells_of(&folder.path().join("out/2026-10/portfolio.xlsx"), "Data money");
    let columns: Vec<(&str, &str)> = cells[0].iter().zip(&cells[1]).map(|(title, cell)| (&**title, &**cell)).collect();
    assert_eq!(
        columns[2..14],
        [
            ("Local currency", "USD"),
            ("Rate of plans", "0.9"),
            ("Rate of actuals", "0.95"),
            ("Cost planned, local", "100"),
            ("Cost planned", "90"),
            ("Cost actual, local", "100"),
            ("Cost actual, at plan rates", "90"),
            ("Cost actual", "95"),
            ("Benefit planned, local", "400"),
            ("Benefit planned, currency", "PLN"),
            ("Benefit planned, rate", "0.25"),
            ("Benefit planned", "100"),
        ]
    );
}

/// A difference from plan in run.json: as it is, at plan rates, and what rates did.
fn effects(of: &Value) -> [i64; 3] {
    ["variance_cents", "variance_at_plan_rates_cents", "rate_effect_cents"].map(|key| of[key].as_i64().unwrap())
}

#[test]
fn a_difference_from_plan_is_what_people_did_and_what_rates_did() {
    let folder = tempfile::tempdir().unwrap();
    company(folder.path(), Some(&RATES));
    let run = run(folder.path());
    // Cost at plan rates: 200 EUR; 2,100 USD · 0.9 = 1,890; 8,400 PLN ÷ 4 = 2,100; 220,000 JPY · 0.006 = 1,320: 5,510, which
    // is 310 over the plan of 5,200. At the months' rates it is 5,493.10: rates took 16.90 off (USD + 72.00, PLN − 124.00,
    // JPY + 35.10).
    assert_eq!(effects(&run["currencies"]["cost"]), [29_310, 31_000, -1_690]);
    // Benefit at plan rates: 400 + 4,300 · 0.9 + 17,000 ÷ 4 + 400,000 · 0.006 = 400 + 3,870 + 4,250 + 2,400 = 10,920, 520 over
    // the plan of 10,400; at the months' rates 10,877.07.
    assert_eq!(effects(&run["currencies"]["benefit"]), [47_707, 52_000, -4_293]);
    // Of one initiative in one month: 1,000 USD planned are 900, 1,100 real ones 990 at the plan rate and 1,012 at that of
    // September.
    let months = run["currencies"]["months"].as_array().unwrap();
    let month = months.iter().find(|one| one["initiative_id"] == "U-1" && one["month"] == "2026-09").unwrap();
    let side_of = |one: &Value, side: &str| {
        ["variance", "rate_effect"].map(|part| one[format!("{side}_{part}_cents")].as_i64().unwrap())
    };
    assert_eq!(side_of(month, "cost"), [11_200, 2_200]);
    // They add up to the cent.
    for side in ["cost", "benefit"] {
        let sum: i64 = months.iter().map(|one| side_of(one, side)[1]).sum();
        assert_eq!(sum, run["currencies"][side]["rate_effect_cents"].as_i64().unwrap());
        let [variance, at_plan_rates, effect] = effects(&run["currencies"][side]);
        assert_eq!(variance, at_plan_rates + effect);
    }
    // Every rate has its cell.
    let rates = run["currencies"]["rates"].as_array().unwrap();
    let yen = rates.iter().find(|rate| rate["currency"] == "JPY" && rate["month"] == "2026-10").unwrap();
    assert_eq!(
        (&yen["rate_cells"][0], &yen["rate_kind"]),
        (&"eurofxref-hist.csv › C2".into(), &"Reference average".into())
    );
    // The workbook says the same, month by month, and beside every amount what it is at plan rates.
    let rows = cells_of(&folder.path().join("out/2026-10/portfolio.xlsx"), "Money");
    let row =
        rows.iter().find(|row| row[0] == "U-1" && row.iter().any(|cell| cell == "22")).expect("the month's effect");
    assert!(["112", "90", "22"].iter().all(|amount| row.contains(&(*amount).to_owned())), "{row:?}");
    let told = said(&coe_report(folder.path(), &["explain", "cost_variance_ytd", "--period", "2026-10"]));
    assert!(told.contains("At plan rates: what people did") && told.contains("310.00"), "{told}");
    assert!(told.contains("By exchange rates") && told.contains("16.90"), "{told}");
}

#[test]
fn without_a_plan_rate_nobody_knows_what_rates_did() {
    let rows: [&[&str]; 1] = [&["F-1", "2026-10", "90", "USD 100"]];
    let run = small(&["Initiative ID", "Month", "Cost planned", "Cost actual"], &rows, "", &DOLLARS[1..]);
    // 100 · 0.95 − 90 = 5: all of it stands as it is, and one month is counted as not known.
    assert_eq!(effects(&run["currencies"]["cost"]), [500, 500, 0]);
    assert_eq!(run["currencies"]["cost"]["months_without_plan_rate"], 1);
    let month = &run["currencies"]["months"][0];
    assert_eq!((&month["cost_variance_cents"], &month["cost_rate_effect_cents"]), (&500.into(), &Value::Null));
}

#[test]
fn a_sponsor_sees_the_rates_of_their_own_amounts_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    company(folder.path(), Some(&RATES));
    let intake = folder.path().join("intake");
    // Ann sponsors the initiative in dollars, Ben the one in euros.
    let titles: Vec<&str> = INITIATIVES.iter().copied().chain(["Executive sponsor", "Sponsor e-mail"]).collect();
    for (file, id, currency, sponsor) in [("sales.xlsx", "U-1", "USD", "Ann"), ("finance.xlsx", "F-1", "", "Ben")] {
        let address = format!("{}@x.example", sponsor.to_lowercase());
        let name = format!("Tool {id}");
        let row = [
            id,
            &name,
            "Sales",
            "A. Owner",
            "Operational efficiency",
            "Pilot",
            "2026-01-05",
            "2026-02-02",
            currency,
            sponsor,
            &address,
        ];
        let money = money_titles("");
        let money: Vec<&str> = money.iter().map(String::as_str).collect();
        let rows: [&[&str]; 3] = [
            &money,
            &[id, "2026-09", "1000", "1100", "2000", "1800"],
            &[id, "2026-10", "1000", "1000", "2000", "2500"],
        ];
        workbook(&intake.join(file), &[("Initiatives", &[&titles, &row]), ("Financials", &rows)]);
    }
    let settings = "quiet_seconds = 0\nlevel = \"start\"\nsponsor_workbooks = [\"*\"]\n";
    fs::write(folder.path().join("report.toml"), settings).unwrap();
    run(folder.path());
    let sponsors = folder.path().join("out/2026-10/sponsors");
    let rates = cells_of(&sponsors.join("ann_at_x.example.xlsx"), "Rates");
    let currencies: Vec<&str> = rates.iter().map(|row| &*row[0]).filter(|cell| cell.len() == 3).collect();
    assert_eq!(currencies, ["USD", "USD", "USD"]);
    let text = |row: &Vec<String>| row.join(" ");
    assert!(!rates.iter().map(text).any(|row| row.contains("PLN") || row.contains("JPY")), "{rates:?}");
    use calamine::{Reader, Xlsx, open_workbook};
    let book: Xlsx<_> = open_workbook(sponsors.join("ben_at_x.example.xlsx")).unwrap();
    assert!(!book.sheet_names().contains(&"Rates".to_owned()));
    let pages = |name: &str| pdf_text(&sponsors.join(name));
    assert!(pages("ann_at_x.example.pdf").contains("withUSDconverted"));
    let ben = pages("ben_at_x.example.pdf");
    assert!(!ben.contains("converted") && !ben.contains("exchangerates"), "{ben}");
    // The mails say it, too, each of what its reader sees.
    let mails = fs::read_to_string(folder.path().join("out/2026-10/mails.json")).unwrap();
    let mails: Value = serde_json::from_str(&mails).unwrap();
    let says = |address: Option<&str>, sentence: &str| {
        let all = mails["mails"].as_array().unwrap();
        let mail = all.iter().find(|mail| mail["address"].as_str() == address).unwrap();
        mail["text"].as_str().unwrap().contains(sentence)
    };
    assert!(says(Some("ann@x.example"), "Amounts in USD are converted to EUR."));
    assert!(!says(Some("ben@x.example"), "converted"));
    assert!(says(None, "Amounts in JPY, PLN and USD are converted to EUR."));
}

/// October as `also_in = "USD"` tells it; one dollar is planned at 0.9 and was 0.92 in September, 0.95 in October. In
/// euros, by the sums of the months: plan cost 100 + 900 + 1,000 + 600 = 2,600 a month; actual cost of September 110 +
/// 1,100 · 0.92 + 4,400 · 0.24 + 120,000 ÷ 161 = 110 + 1,012 + 1,056 + 745.34 = 2,923.34, of October 90 + 950 + 920 +
/// 100,000 ÷ 164 = 90 + 950 + 920 + 609.76 = 2,569.76.
#[test]
fn totals_are_told_in_a_second_currency() {
    let folder = tempfile::tempdir().unwrap();
    company(folder.path(), Some(&RATES));
    let settings = folder.path().join("report.toml");
    let typed = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, format!("{typed}[rates]\nalso_in = \"USD\"\n")).unwrap();
    let second = run(folder.path())["second_currency"].clone();
    assert_eq!(second["currency"], "USD");
    // 2,600 ÷ 0.9 = 2,888.89 a month, twice.
    assert_eq!(second["cost_plan_to_date_cents"], 577_778);
    // 2,923.34 ÷ 0.92 = 3,177.54 and 2,569.76 ÷ 0.95 = 2,705.01.
    let months = second["months"].as_array().unwrap();
    let costs: Vec<i64> = months.iter().map(|month| month["cost_actual_cents"].as_i64().unwrap()).collect();
    assert_eq!(costs, [317_754, 270_501]);
    assert_eq!(second["cost_actual_to_date_cents"], 588_255);
    assert_eq!((&months[1]["plan_rate"], &months[1]["average_rate"]), (&0.9.into(), &0.95.into()));
    // On the page, marked, and on the sheet with its sums.
    let page = pdf_text(&folder.path().join("out/2026-10/executive.pdf"));
    assert!(page.contains("InUSD,spendtodateis5,883againstaplantodateof5,778"), "{page}");
    let rows = cells_of(&folder.path().join("out/2026-10/portfolio.xlsx"), "Money");
    let titles = rows.iter().position(|row| row.iter().any(|cell| cell == "Spend actual, USD")).unwrap();
    let column = rows[titles].iter().position(|cell| cell == "Spend actual, USD").unwrap();
    let amounts: Vec<&str> = (1..=3).map(|below| &*rows[titles + below][column]).collect();
    assert_eq!(amounts, ["3177.54", "2705.01", "5882.55"]);
}

/// Without the average of September nothing is said of actuals, but of plans; and it is said which rate is not there.
#[test]
fn a_second_currency_without_a_rate_says_which() {
    let folder = tempfile::tempdir().unwrap();
    company(folder.path(), Some(&RATES));
    let settings = folder.path().join("report.toml");
    let typed = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, format!("{typed}[rates]\nalso_in = \"GBP\"\n")).unwrap();
    let told = run(folder.path());
    let problems: Vec<String> = faults_of(&told, "second-currency");
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].contains("no plan rate of GBP for fiscal year 2026, and 2 more are not there"), "{problems:?}");
    assert_eq!(told["second_currency"]["cost_plan_to_date_cents"], Value::Null);
    let page = pdf_text(&folder.path().join("out/2026-10/executive.pdf"));
    assert!(page.contains("TotalsinGBPwantratesthattheintakedoesnothave."), "{page}");
    fs::write(&settings, format!("{typed}[rates]\nalso_in = \"EUR\"\n")).unwrap();
    let refused = coe_report(folder.path(), &["run", "intake", "--period", "2026-10", "--out", "out"]);
    assert!(complained(&refused).contains("no second currency"), "{}", complained(&refused));
}

fn faults_of(run: &Value, code: &str) -> Vec<String> {
    let list = run["findings"]["list"].as_array().unwrap();
    list.iter().filter(|one| one["code"] == code).map(|one| one["problem"].as_str().unwrap().to_owned()).collect()
}
