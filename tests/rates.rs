//! Money in several currencies, worked by hand: rates, conversion, what has no rate, and what is said of it.

use crate::support::{cells_of, cents, coe_report, complained, pdf_text, record, repository, said, workbook};
use serde_json::Value;
use std::{fs, path::Path};

mod last_year;
mod reports;
mod told;

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
