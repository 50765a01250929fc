//! Bills of providers (FOCUS), added up by hand: three vendors' published columns, versions 1.0 to 1.4, what is assigned and
//! what is not, and what was typed too.

use crate::support::{coe_report, complained, record, repository, said, workbook};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
};

const SETTINGS: &str = "quiet_seconds = 0\n\
    [billing.tags]\n\
    ticket-bot = \"FIN-001\"\n\
    [billing.resources]\n\
    vm-shared = \"COE\"\n\
    [billing.sub_accounts]\n\
    prod-platform = \"FIN-001\"\n\
    ai-dev = \"none\"\n";

const INITIATIVES: [&[&str]; 3] = [
    &[
        "Initiative ID",
        "Initiative name",
        "Department",
        "Business owner",
        "Outcome category",
        "Phase",
        "Submitted on",
        "Approved on",
        "Executive sponsor",
        "Sponsor e-mail",
    ],
    &[
        "FIN-001",
        "Ticket bot",
        "Finance",
        "A. Owner",
        "Operational efficiency",
        "Production",
        "2026-01-05",
        "2026-02-02",
        "Ann Lee",
        "ann.lee@example.com",
    ],
    &[
        "OPS-002",
        "Search",
        "Operations",
        "B. Owner",
        "Operational efficiency",
        "Production",
        "2026-01-05",
        "2026-02-02",
        "Ben Moor",
        "ben.moor@example.com",
    ],
];

const MONEY: [&str; 8] = [
    "Initiative ID",
    "Month",
    "Cost planned",
    "Cost actual",
    "Benefit planned",
    "Benefit actual",
    "Cost type",
    "Cost category",
];

/// What is typed where nothing is billed twice: actuals that the bill has are left empty, and people cost money besides.
const TYPED: [&[&str]; 4] = [
    &MONEY,
    &["FIN-001", "2026-09", "300", "", "900", "800"],
    &["FIN-001", "2026-10", "500", "", "900", "950"],
    &["OPS-002", "2026-10", "1100", "1000", "900", "950", "Opex", "Labour"],
];

const RATES: [&[&str]; 3] = [
    &["Currency", "Month or fiscal year", "Kind", "EUR for one unit"],
    &["USD", "2026-09", "Average", "0.9"],
    &["USD", "2026-10", "Average", "0.95"],
];

const BILLS: [&str; 7] = [
    "aws-focus-1.2.csv",
    "azure-focus-1.0.csv",
    "google-focus-1.2.csv",
    "oracle-focus-1.0-preview.csv",
    "vendor-focus-1.1.csv",
    "vendor-focus-1.3.csv",
    "vendor-focus-1.4.csv",
];

fn bill(name: &str) -> PathBuf {
    repository().join("tests/data/billing").join(name)
}

/// A company with bills, what its departments typed, and perhaps rates.
fn company(settings: &str, typed: &[&[&str]], rates: Option<&[&[&str]]>, bills: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let intake = folder.path().join("intake");
    fs::create_dir(&intake).unwrap();
    fs::write(folder.path().join("report.toml"), settings).unwrap();
    let mut sheets: Vec<(&str, &[&[&str]])> = vec![("Initiatives", &INITIATIVES), ("Financials", typed)];
    sheets.extend(rates.map(|rates| ("Rates", rates)));
    workbook(&intake.join("finance.xlsx"), &sheets);
    for name in bills {
        fs::copy(bill(name), intake.join(name)).unwrap();
    }
    folder
}

fn run(folder: &Path) -> Value {
    let output = coe_report(folder, &["run", "intake", "--period", "2026-10", "--out", "out", "-q"]);
    let run = record(&folder.join("out/2026-10"));
    assert_eq!(run["checks"]["all_hold"], true, "{}{}", said(&output), complained(&output));
    run
}

/// The bill of a file and currency: cents of each part, total and rounding.
fn account(run: &Value, file: &str, currency: &str) -> (Vec<(String, i64)>, String, String) {
    let bills = run["billing"]["bills"].as_array().unwrap();
    let found = bills.iter().find(|bill| bill["file"] == file && bill["currency"] == currency).unwrap();
    let parts = found["parts"].as_object().unwrap();
    let parts = parts.iter().map(|(part, sum)| (part.clone(), sum["cents"].as_i64().unwrap())).collect();
    let text = |key: &str| found[key].as_str().unwrap().to_owned();
    (parts, text("total"), text("rounding"))
}

/// `FIN-001 2026-09 USD 3012 of 3` of each cost of a bill.
fn costs(run: &Value, file: &str) -> Vec<String> {
    let costs = run["billing"]["costs"].as_array().unwrap().iter().filter(|cost| cost["file"] == file);
    let text = |cost: &Value, key: &str| cost[key].as_str().unwrap().to_owned();
    costs
        .map(|cost| {
            let [initiative, month, currency] = ["initiative_id", "month", "currency"].map(|key| text(cost, key));
            format!("{initiative} {month} {currency} {} of {}", cost["local_cents"], cost["rows"])
        })
        .collect()
}

fn findings<'a>(run: &'a Value, code: &'a str) -> Vec<&'a Value> {
    run["findings"]["list"].as_array().unwrap().iter().filter(|finding| finding["code"] == code).collect()
}

fn parts(list: &[(&str, i64)]) -> Vec<(String, i64)> {
    list.iter().map(|(part, cents)| ((*part).to_owned(), *cents)).collect()
}

/// Cost actual of all months, in cents.
fn cost_actual(run: &Value) -> i64 {
    run["totals"]["cents"]["Cost actual"].as_i64().unwrap()
}

#[test]
fn bills_of_four_vendors_and_five_versions_add_up_to_the_cent() {
    let folder = company(SETTINGS, &TYPED, Some(&RATES), &BILLS);
    let run = run(folder.path());
    // AWS, September: 0.064032 + 38.556572 − 8.5 (a correction billed in October) = 30.120604. October: 560.92032 +
    // 0.00000012 − 60.9200001 + 12.345 of tax in a mapped sub-account = 512.34532002. 10.733402 for Search.
    assert_eq!(
        costs(&run, "aws-focus-1.2.csv"),
        ["FIN-001 2026-09 USD 3012 of 3", "FIN-001 2026-10 USD 51235 of 4", "OPS-002 2026-10 USD 1073 of 1"]
    );
    // 7.77 has no name, 3.00 is of November. 563.96932602 − (553.20 + 7.77 + 3.00) = −0.00067398.
    let aws = parts(&[("assigned", 55_320), ("later_month", 300), ("not_assigned", 777)]);
    assert_eq!(account(&run, "aws-focus-1.2.csv", "USD"), (aws, "563.96932602".into(), "-0.00067398".into()));
    // Azure: 100.005 + 0.0000000001 is above the half; a resource of the centre; a tag value that the settings know.
    assert_eq!(
        costs(&run, "azure-focus-1.0.csv"),
        ["COE 2026-10 EUR 2050 of 1", "FIN-001 2026-09 EUR 25025 of 1", "OPS-002 2026-10 EUR 10001 of 2"]
    );
    let azure = parts(&[("assigned", 37_076), ("not_assigned", 75)]);
    assert_eq!(account(&run, "azure-focus-1.0.csv", "EUR"), (azure, "371.5050000001".into(), "-0.0049999999".into()));
    // Google: 41.999999 less a credit of 1.999999; 5.005 of a project that is no AI.
    assert_eq!(costs(&run, "google-focus-1.2.csv"), ["OPS-002 2026-10 EUR 4000 of 2"]);
    let google = parts(&[("assigned", 4_000), ("left_out", 501)]);
    assert_eq!(account(&run, "google-focus-1.2.csv", "EUR"), (google, "45.005".into(), "-0.005".into()));
    assert_eq!(costs(&run, "oracle-focus-1.0-preview.csv"), ["FIN-001 2026-10 USD 1250 of 1"]);
    // 1.1: 4.404 + 5.604; from 1.3 on the first is split to another one, and each is rounded by itself.
    assert_eq!(costs(&run, "vendor-focus-1.1.csv"), ["FIN-001 2026-10 EUR 1001 of 2"]);
    for file in ["vendor-focus-1.3.csv", "vendor-focus-1.4.csv"] {
        assert_eq!(costs(&run, file), ["FIN-001 2026-10 EUR 560 of 1", "OPS-002 2026-10 EUR 440 of 1"], "{file}");
        let vendor = parts(&[("assigned", 1_000), ("not_assigned", 50)]);
        assert_eq!(account(&run, file, "EUR"), (vendor, "10.508".into(), "0.008".into()), "{file}");
    }
    // In euros. Ticket bot, September: 30.12 · 0.9 = 27.108 → 27.11, + 250.25 = 277.36; October: 512.35 · 0.95 = 486.7325 →
    // 486.73, + 12.50 · 0.95 = 11.875 → 11.88, + 10.01 + 5.60 + 5.60 = 519.82. Search: 1,000.00 typed + 10.73 · 0.95 =
    // 10.1935 → 10.19, + 100.01 + 40.00 + 4.40 + 4.40 = 1,159.00. The centre: 20.50.
    assert_eq!(cost_actual(&run), 27_736 + 51_982 + 115_900 + 2_050);
    // What the bill has is not missing, though nobody typed it.
    assert_eq!(findings(&run, "missing-value").len(), 0, "{:?}", findings(&run, "missing-value"));
    assert_eq!(findings(&run, "billed-and-typed").len() + findings(&run, "billed-perhaps-typed").len(), 0);
    // Every cost without a name is said once a file, with its sum and where it stands.
    let unassigned = findings(&run, "cost-not-assigned");
    assert_eq!(unassigned.len(), 6);
    let aws = unassigned.iter().find(|finding| finding["file"] == "aws-focus-1.2.csv").unwrap();
    let problem = aws["problem"].as_str().unwrap();
    assert!(problem.contains("USD 7.77 in 1 row") && problem.contains("sub-account staging-platform"), "{problem}");
    let corrected = findings(&run, "bill-corrected");
    assert!(corrected[0]["problem"].as_str().unwrap().contains("USD −8.50"), "{}", corrected[0]["problem"]);
    assert_eq!(findings(&run, "cost-later").len(), 1);
}

#[test]
fn the_effective_cost_spreads_what_was_bought_ahead() {
    let settings = format!("{SETTINGS}[billing]\ncost = \"EffectiveCost\"\n");
    let settings = settings.replacen("[billing.tags]", "[billing]\ncost = \"EffectiveCost\"\n[billing.tags]", 1);
    let settings = settings.trim_end_matches("[billing]\ncost = \"EffectiveCost\"\n");
    let folder = company(settings, &TYPED, Some(&RATES), &["aws-focus-1.2.csv"]);
    let run = run(folder.path());
    // October without the purchase of 560.92032: 0.00000012 − 60.9200001 + 12.345 = −48.57499998.
    assert_eq!(costs(&run, "aws-focus-1.2.csv")[1], "FIN-001 2026-10 USD -4857 of 4");
}

#[test]
fn a_currency_without_a_rate_is_set_aside_and_the_bill_still_foots() {
    let folder = company(SETTINGS, &TYPED, None, &["aws-focus-1.2.csv", "azure-focus-1.0.csv"]);
    let run = run(folder.path());
    let aws = parts(&[("assigned", 0), ("later_month", 300), ("no_rate", 55_320), ("not_assigned", 777)]);
    let (found, _, rounding) = account(&run, "aws-focus-1.2.csv", "USD");
    let found: Vec<_> = found.into_iter().filter(|(_, cents)| *cents != 0).collect();
    assert_eq!(found, aws.into_iter().filter(|(_, cents)| *cents != 0).collect::<Vec<_>>());
    assert_eq!(rounding, "-0.00067398");
    // Typed 1,000.00, and Azure: 250.25 + 100.01 + 20.50.
    assert_eq!(cost_actual(&run), 100_000 + 37_076);
    let unknown = findings(&run, "unknown-currency");
    assert_eq!(unknown.len(), 1);
    assert_eq!(unknown[0]["file"], "aws-focus-1.2.csv");

    // A rate for one month only: the other month is said to be without.
    let one = company(SETTINGS, &TYPED, Some(&RATES[..2]), &["aws-focus-1.2.csv"]);
    let run = self::run(one.path());
    // 30.12 · 0.9 = 27.108.
    assert_eq!(cost_actual(&run), 100_000 + 2_711);
    let problem = findings(&run, "unknown-currency")[0]["problem"].as_str().unwrap();
    assert!(problem.contains("no average rate of USD for 2026-10; 2 of 3 amounts are not counted"), "{problem}");
}

/// Typed and billed: 400.00 in the same category, 100.00 without one, and 0 and 50.00 that are something else.
const TWICE: [&[&str]; 5] = [
    &MONEY,
    &["FIN-001", "2026-09", "300", "100", "900", "800"],
    &["FIN-001", "2026-10", "500", "400", "900", "950", "Opex", "Cloud"],
    &["OPS-002", "2026-10", "1100", "50", "900", "950", "Opex", "Labour"],
    &["OPS-002", "2026-09", "1100", "70", "900", "950", "Opex", "Cloud"],
];

#[test]
fn what_was_typed_and_billed_counts_once_and_is_said() {
    let bills = ["azure-focus-1.0.csv", "google-focus-1.2.csv", "vendor-focus-1.1.csv"];
    // Ticket bot: 250.25 in September, 10.01 in October. Search: 100.01 + 40.00 in October, nothing in September. 20.50.
    let folder = company(SETTINGS, &TWICE, None, &bills);
    let bill = run(folder.path());
    assert_eq!(cost_actual(&bill), 25_025 + 1_001 + 14_001 + 2_050 + 5_000 + 7_000);
    let same = findings(&bill, "billed-and-typed");
    assert_eq!(same.len(), 1);
    assert_eq!((same[0]["cell"].as_str(), same[0]["severity"].as_str()), (Some("D3"), Some("rejected")));
    let problem = same[0]["problem"].as_str().unwrap();
    for said in ["EUR 400.00 typed", "EUR 10.01 billed", "vendor-focus-1.1.csv", "FIN-001", "the bill counts"] {
        assert!(problem.contains(said), "{said}: {problem}");
    }
    let perhaps = findings(&bill, "billed-perhaps-typed");
    assert_eq!(perhaps.len(), 1);
    assert_eq!(perhaps[0]["cell"], "D2");
    assert!(perhaps[0]["problem"].as_str().unwrap().contains("EUR 250.25 billed"));
    assert!(perhaps[0]["instead"].as_str().unwrap().contains("Type the Cost category"));

    let settings = SETTINGS.replacen("[billing.tags]", "[billing]\ntyped = \"typed\"\n[billing.tags]", 1);
    let folder = company(&settings, &TWICE, None, &bills);
    let typed = run(folder.path());
    assert_eq!(cost_actual(&typed), 10_000 + 40_000 + 14_001 + 2_050 + 5_000 + 7_000);
    assert_eq!(findings(&typed, "billed-and-typed")[0]["severity"], "noted");
    let (azure, ..) = account(&typed, "azure-focus-1.0.csv", "EUR");
    assert!(azure.contains(&("typed_counts".to_owned(), 25_025)), "{azure:?}");
    // Both amounts stand in the record, and which of them counts.
    let list = typed["billing"]["typed_and_billed"].as_array().unwrap();
    let amounts: Vec<_> = list.iter().map(|one| (one["typed_cents"].as_i64(), one["billed_cents"].as_i64())).collect();
    assert_eq!(amounts, [(Some(10_000), Some(25_025)), (Some(40_000), Some(1_001))]);
    assert!(list.iter().all(|one| one["counts"] == "typed"));
}

#[test]
fn a_bill_in_parquet_or_packed_is_the_same_bill() {
    let text = company(SETTINGS, &TYPED, Some(&RATES), &["aws-focus-1.2.csv"]);
    let columns = company(SETTINGS, &TYPED, Some(&RATES), &["aws-focus-1.2.parquet"]);
    let (text, columns) = (run(text.path()), run(columns.path()));
    assert_eq!(costs(&text, "aws-focus-1.2.csv"), costs(&columns, "aws-focus-1.2.parquet"));
    let [one, other] = [(&text, "aws-focus-1.2.csv"), (&columns, "aws-focus-1.2.parquet")]
        .map(|(run, file)| account(run, file, "USD"));
    assert_eq!(one, other);
    let format = columns["files"].as_array().unwrap().iter().map(|file| file["format"].as_str().unwrap());
    assert_eq!(format.collect::<Vec<_>>(), ["parquet", "xlsx"]);

    // Another table of a data lake, and one that was cut.
    let other = company(SETTINGS, &TYPED, None, &[]);
    let whole = fs::read(bill("aws-focus-1.2.parquet")).unwrap();
    fs::write(other.path().join("intake/cut.parquet"), &whole[..whole.len() - 100]).unwrap();
    let run = run(other.path());
    assert_eq!(findings(&run, "damaged").len(), 1, "{:?}", run["findings"]["by_code"]);
}

#[test]
fn two_exports_of_one_month_count_once() {
    let folder = company(SETTINGS, &TYPED, None, &["azure-focus-1.0.csv"]);
    let intake = folder.path().join("intake");
    // A later export has one row more; the same file under another name is not read at all.
    let first = fs::read_to_string(bill("azure-focus-1.0.csv")).unwrap();
    let row = first.lines().nth(4).unwrap().replacen("250.25", "7.5", 2).replace("2026-09", "2026-10");
    fs::write(intake.join("azure-later.csv"), format!("{first}{row}\n")).unwrap();
    fs::copy(intake.join("azure-later.csv"), intake.join("copy of azure-later.csv")).unwrap();
    let run = run(folder.path());
    assert_eq!(cost_actual(&run), 100_000 + 37_076 + 750);
    let (older, ..) = account(&run, "azure-focus-1.0.csv", "EUR");
    assert_eq!(older, parts(&[("other_bill", 37_151)]));
    let twice = findings(&run, "billed-twice");
    assert_eq!(twice.len(), 2);
    assert!(twice.iter().all(|finding| finding["file"] == "azure-focus-1.0.csv"));
    assert_eq!(findings(&run, "same-file-twice").len(), 1);
}

#[test]
fn a_bill_may_be_larger_than_a_workbook_and_is_kept_like_one() {
    let settings = format!(
        "{SETTINGS}[limits]\nmax_file_bytes = 20000\nmax_cells = 100\nmax_table_rows = 10\n[state]\nfolder = \"state\"\n"
    );
    let folder = company(&settings, &TYPED, None, &[]);
    let whole = fs::read_to_string(bill("azure-focus-1.0.csv")).unwrap();
    let (titles, rows) = whole.split_once('\n').unwrap();
    let row = rows.lines().nth(2).unwrap();
    let many: String =
        (0..200).map(|number| format!("{}\n", row.replace("vm-shared", &format!("vm-{number}")))).collect();
    fs::write(folder.path().join("intake/large.csv"), format!("{titles}\n{many}")).unwrap();
    // 200 · 20.5 of nobody.
    for _ in 0..2 {
        let run = run(folder.path());
        let (parts, total, _) = account(&run, "large.csv", "EUR");
        assert_eq!((parts, total.as_str()), (self::parts(&[("not_assigned", 410_000)]), "4100"));
    }
    let settings = settings.replace("[state]", "max_bill_bytes = 30000\n[state]");
    fs::write(folder.path().join("report.toml"), settings).unwrap();
    let run = run(folder.path());
    let refused = findings(&run, "too-large");
    assert!(refused[0]["problem"].as_str().unwrap().contains("max_bill_bytes = 30000"), "{}", refused[0]["problem"]);
    assert!(run.get("billing").is_none());
}

#[test]
fn a_sponsor_sees_only_what_their_own_initiatives_are_billed() {
    let settings = format!("sponsor_workbooks = [\"*\"]\n{SETTINGS}");
    let folder = company(&settings, &TYPED, Some(&RATES), &BILLS);
    run(folder.path());
    let book = folder.path().join("out/2026-10/sponsors/ben.moor_at_example.com.xlsx");
    let mut sheets = calamine::open_workbook_auto(book).unwrap();
    let mut texts = Vec::new();
    for name in calamine::Reader::sheet_names(&sheets).to_owned() {
        let range = calamine::Reader::worksheet_range(&mut sheets, &name).unwrap();
        texts.extend(range.used_cells().map(|(_, _, cell)| cell.to_string()));
    }
    assert!(texts.iter().any(|text| text == "100.01"), "their own");
    // Amounts of the other one, sums of bills, and what is not assigned.
    for foreign in ["250.25", "486.73", "512.35", "371.51", "370.76", "563.97", "7.77", "FIN-001"] {
        assert!(!texts.iter().any(|text| text.contains(foreign)), "{foreign}");
    }
}

#[test]
fn a_wrong_setting_is_named() {
    for (settings, said) in [
        ("[billing]\ncategory = \"Clouds\"\n", "there is no cost category \"Clouds\""),
        ("[billing]\ncost = \"ListCost\"\n", "ListCost"),
    ] {
        let folder = company(settings, &TYPED, None, &["azure-focus-1.0.csv"]);
        let output = coe_report(folder.path(), &["check", "intake"]);
        assert!(complained(&output).contains(said), "{}", complained(&output));
    }
}
