//! What reports say of converted money: files handed back, closed months, rates' part in a difference, a second currency.

use super::{DOLLARS, INITIATIVES, RATES, company, department, money_titles, run, small};
use crate::support::{cells_of, coe_report, complained, pdf_text, record, said, workbook};
use serde_json::Value;
use std::{fs, path::Path};

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
