//! Unit costs by hand: two initiatives over six months, what is not known, and whose they are.

use crate::support::{coe_report, complained, record, repository, said, workbook};
use serde_json::Value;
use std::{fs, path::Path};

const INITIATIVES: [&[&str]; 3] = [
    &[
        "Initiative ID",
        "Initiative name",
        "Department",
        "Phase",
        "Submitted on",
        "Approved on",
        "Executive sponsor",
        "Sponsor e-mail",
        "Active users",
    ],
    &[
        "FIN-001",
        "Ticket bot",
        "Finance",
        "Production",
        "2026-01-05",
        "2026-02-02",
        "Ann Lee",
        "ann.lee@example.com",
        "250",
    ],
    &[
        "OPS-002",
        "Search",
        "Operations",
        "Production",
        "2026-01-05",
        "2026-02-02",
        "Ben Moor",
        "ben.moor@example.com",
        "",
    ],
];

const MONEY: [&[&str]; 14] = [
    &[
        "Initiative ID",
        "Month",
        "Cost planned",
        "Cost actual",
        "Benefit planned",
        "Benefit actual",
        "Cost type",
        "Cost category",
    ],
    &["FIN-001", "2026-05", "1000", "1000", "0", "0", "Opex", "Labour"],
    &["FIN-001", "2026-06", "1000", "1100", "0", "0", "Opex", "Labour"],
    &["FIN-001", "2026-07", "1000", "900", "0", "0", "Opex", "Labour"],
    &["FIN-001", "2026-08", "1000", "1200", "0", "0", "Opex", "Labour"],
    &["FIN-001", "2026-09", "1000", "1000", "0", "0", "Opex", "Labour"],
    &["FIN-001", "2026-10", "1000", "1150", "0", "0", "Opex", "Labour"],
    // What is invested is no running cost.
    &["FIN-001", "2026-10", "5000", "5000", "0", "0", "Capex", "Vendor"],
    &["OPS-002", "2026-05", "300", "300", "0", "0", "Opex", "Labour"],
    &["OPS-002", "2026-06", "300", "300", "0", "0", "Opex", "Labour"],
    &["OPS-002", "2026-07", "300", "300", "0", "0", "Opex", "Labour"],
    &["OPS-002", "2026-08", "300", "300", "0", "0", "Opex", "Labour"],
    &["OPS-002", "2026-09", "300", "300", "0", "0", "Opex", "Labour"],
    &["OPS-002", "2026-10", "300", "300", "0", "0", "Opex", "Labour"],
];

const USAGE: [&[&str]; 13] = [
    &["Initiative ID", "Month", "Unit", "Volume planned", "Volume actual"],
    &["FIN-001", "2026-05", "tickets answered", "2000", "2000"],
    &["FIN-001", "2026-06", "tickets answered", "2000", "2200"],
    &["FIN-001", "2026-07", "tickets answered", "2000", "1500"],
    &["FIN-001", "2026-08", "Tickets answered", "2000", "2400"],
    // Nobody counted in September.
    &["FIN-001", "2026-09", "tickets answered", "2000"],
    &["FIN-001", "2026-10", "tickets answered", "2000", "2000"],
    &["OPS-002", "2026-05", "invoices matched", "", "100"],
    &["OPS-002", "2026-06", "invoices matched", "", "120"],
    &["OPS-002", "2026-07", "invoices matched", "", "150"],
    &["OPS-002", "2026-08", "invoices matched", "", "200"],
    &["OPS-002", "2026-09", "invoices matched", "", "250"],
    &["OPS-002", "2026-10", "invoices matched", "", "300"],
];

fn company(usage: Option<&[&[&str]]>, bill: Option<&str>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let intake = folder.path().join("intake");
    fs::create_dir(&intake).unwrap();
    fs::write(folder.path().join("report.toml"), "quiet_seconds = 0\nsponsor_workbooks = [\"*\"]\n").unwrap();
    let mut sheets: Vec<(&str, &[&[&str]])> = vec![("Initiatives", &INITIATIVES), ("Financials", &MONEY)];
    sheets.extend(usage.map(|usage| ("Usage", usage)));
    workbook(&intake.join("finance.xlsx"), &sheets);
    if let Some(name) = bill {
        fs::copy(repository().join("tests/data/billing").join(name), intake.join(name)).unwrap();
    }
    folder
}

fn run(folder: &Path) -> Value {
    let output = coe_report(folder, &["run", "intake", "--period", "2026-10", "--out", "out", "-q"]);
    let run = record(&folder.join("out/2026-10"));
    assert_eq!(run["checks"]["all_hold"], true, "{}{}", said(&output), complained(&output));
    run
}

/// The unit of an initiative.
fn unit<'a>(run: &'a Value, initiative: &str, unit: &str) -> &'a Value {
    let list = run["unit_costs"].as_array().unwrap();
    list.iter()
        .find(|one| one["initiative_id"] == initiative && one["unit"] == unit)
        .unwrap_or_else(|| panic!("{unit}"))
}

fn is_near(found: &Value, right: f64) {
    let found = found.as_f64().unwrap_or_else(|| panic!("{found} is a number"));
    assert!((found - right).abs() < 1e-12, "{found}, {right} is right");
}

#[test]
fn unit_costs_of_two_initiatives_over_six_months() {
    let folder = company(Some(&USAGE), None);
    let run = run(folder.path());
    let tickets = unit(&run, "FIN-001", "tickets answered");
    let months: Vec<Option<f64>> =
        tickets["months"].as_array().unwrap().iter().map(|month| month["actual"]["unit_cost"].as_f64()).collect();
    // 1000/2000, 1100/2200, 900/1500, 1200/2400, not counted, 1150/2000.
    assert_eq!(months, [Some(0.5), Some(0.5), Some(0.6), Some(0.5), None, Some(0.575)]);
    // Without September: 1000 + 1100 + 900 + 1200 + 1150 = 5350 for 2000 + 2200 + 1500 + 2400 + 2000 = 10100.
    assert_eq!(tickets["actual"]["running_cost_cents"], 535_000);
    assert_eq!(tickets["actual"]["volume"], 10_100.0);
    is_near(&tickets["actual"]["unit_cost"], 5_350.0 / 10_100.0);
    // 6 · 1000 for 6 · 2000.
    is_near(&tickets["planned"]["unit_cost"], 0.5);
    // 6350 of 6350 + 5000, and 1150 for 250 users.
    is_near(&tickets["running_share_of_cost"], 6_350.0 / 11_350.0);
    is_near(&tickets["running_cost_per_active_user"], 4.6);
    // From August to October, the last two that are known: 0.50 to 0.575 while 2400 became 2000.
    assert_eq!(tickets["rises_while_volume_falls"], true);

    let invoices = unit(&run, "OPS-002", "invoices matched");
    // 1800 for 100 + 120 + 150 + 200 + 250 + 300 = 1120; nobody planned a volume, and nobody counted users.
    is_near(&invoices["actual"]["unit_cost"], 1_800.0 / 1_120.0);
    assert!(invoices["planned"]["unit_cost"].is_null() && invoices["running_cost_per_active_user"].is_null());
    assert_eq!(invoices["rises_while_volume_falls"], false);
    is_near(&invoices["running_share_of_cost"], 1.0);
    assert_eq!(run["unit_costs"].as_array().unwrap().len(), 2);
}

#[test]
fn quantities_of_a_bill_stand_for_units_that_nobody_typed() {
    let tokens: Vec<&[&str]> = vec![USAGE[0], &["OPS-002", "2026-10", "tokens", "", "4000000"]];
    // Azure bills 3,501,500 tokens and EUR 100.01 to Search in October, beside 300.00 of people.
    let folder = company(None, Some("azure-focus-1.0.csv"));
    let billed = run(folder.path());
    let of_bill = unit(&billed, "OPS-002", "Tokens");
    assert_eq!(
        (of_bill["volumes_from"].as_str(), of_bill["actual"]["volume"].as_f64()),
        (Some("billed"), Some(3_501_500.0))
    );
    assert_eq!(of_bill["actual"]["running_cost_cents"], 40_001);
    is_near(&of_bill["actual"]["unit_cost"], 400.01 / 3_501_500.0);

    let folder = company(Some(&tokens), Some("azure-focus-1.0.csv"));
    let typed = run(folder.path());
    let of_sheet = unit(&typed, "OPS-002", "tokens");
    assert_eq!(
        (of_sheet["volumes_from"].as_str(), of_sheet["actual"]["volume"].as_f64()),
        (Some("typed"), Some(4_000_000.0))
    );
}

/// What `explain` answers; it must answer.
fn explained(folder: &Path, question: &[&str]) -> String {
    let asked: Vec<&str> = [&["explain"], question, &["--period", "2026-10"]].concat();
    let output = coe_report(folder, &asked);
    assert_eq!(output.status.code(), Some(0), "{question:?}: {}", complained(&output));
    said(&output)
}

#[test]
fn a_unit_cost_is_told_in_words_with_its_cells() {
    let folder = company(Some(&USAGE), None);
    let told = explained(folder.path(), &["unit", "cost", "of", "FIN-001"]);
    // 5350 for 10100, month by month; of September there is a cost (row 6) and no volume.
    for words in [
        "EUR 0.530",
        "Running cost  EUR 5,350.00",
        "Volume  10,100",
        "0.575",
        "finance.xlsx › Financials!D2",
        "finance.xlsx › Usage!E2",
        "Left out: cost without a volume (1 cell)",
        "0.500 for 2,400 tickets answered in August 2026, 0.575 for 2,000 in October 2026",
        "Cost type is Opex",
    ] {
        let plain = told.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(plain.contains(&words), "{words}: {told}");
    }
    // The invested 5,000 stand in row 8, and are no running cost; of the other initiative nothing is said.
    assert!(!told.contains("Financials!D8") && !told.contains("OPS-002"), "{told}");

    let august = explained(folder.path(), &["unit", "cost", "of", "tickets", "answered", "in", "2026-08"]);
    assert!(august.contains("EUR 0.500") && august.contains("August 2026"), "{august}");
    let user = explained(folder.path(), &["cost", "per", "active", "user", "of", "FIN-001"]);
    assert!(user.contains("EUR 4.60") && user.contains("finance.xlsx › Initiatives!I2"), "{user}");
    let all = explained(folder.path(), &["unit", "cost"]);
    assert!(all.contains("tickets answered") && all.contains("invoices matched"), "{all}");
    // A sponsor is told of own units only.
    let ann = explained(folder.path(), &["unit", "cost", "--sponsor", "ann.lee@example.com"]);
    assert!(ann.contains("tickets answered") && !ann.contains("invoices"), "{ann}");
    let asked = ["explain", "unit", "cost", "of", "OPS-002", "--sponsor", "ann.lee@example.com", "--period", "2026-10"];
    let refused = coe_report(folder.path(), &asked);
    assert!(complained(&refused).contains("unit cost of FIN-001"), "{}", complained(&refused));
}

#[test]
fn a_closed_month_knows_its_unit_costs() {
    let folder = company(Some(&USAGE), Some("azure-focus-1.0.csv"));
    let settings = "quiet_seconds = 0\n[state]\nfolder = \"state\"\n";
    fs::write(folder.path().join("report.toml"), settings).unwrap();
    let close = ["close", "2026-10", "intake", "--out", "out", "--by", "Ada Lund", "--accept", "the first one"];
    let closed = coe_report(folder.path(), &close);
    assert!(said(&closed).contains("2026-10 is closed now"), "{}{}", said(&closed), complained(&closed));
    // The workbooks and the bill are gone; what was kept answers.
    fs::remove_dir_all(folder.path().join("intake")).unwrap();
    fs::create_dir(folder.path().join("intake")).unwrap();
    let typed = explained(folder.path(), &["unit", "cost", "of", "FIN-001", "in", "2026-08"]);
    assert!(typed.contains("EUR 0.500") && typed.contains("Usage!E5"), "{typed}");
    let billed = explained(folder.path(), &["unit", "cost", "of", "OPS-002", "Tokens"]);
    assert!(billed.contains("3,501,500") && billed.contains("quantities of bills"), "{billed}");
}

#[test]
fn volumes_of_who_sends_nothing_are_carried_forward() {
    let folder = company(Some(&USAGE), None);
    let settings = "quiet_seconds = 0\n[state]\nfolder = \"state\"\n[[expected_submitters]]\nname = \"Finance\"\n\
                    files = \"finance*.xlsx\"\n";
    fs::write(folder.path().join("report.toml"), settings).unwrap();
    let close = ["close", "2026-10", "intake", "--out", "out", "--by", "Ada Lund", "--accept", "the first one"];
    let closed = coe_report(folder.path(), &close);
    assert!(said(&closed).contains("2026-10 is closed now"), "{}{}", said(&closed), complained(&closed));
    // In November only somebody else sends.
    fs::remove_file(folder.path().join("intake/finance.xlsx")).unwrap();
    let other = ["HR-003", "Read forms", "HR", "Idea", "2026-11-02", "", "", "", ""];
    workbook(&folder.path().join("intake/hr.xlsx"), &[("Initiatives", &[INITIATIVES[0], &other])]);
    coe_report(folder.path(), &["run", "intake", "--period", "2026-11", "--out", "out", "-q"]);
    let november = record(&folder.path().join("out/2026-11"));
    let tickets = unit(&november, "FIN-001", "tickets answered");
    // What October knew, to date.
    assert_eq!(
        (tickets["actual"]["running_cost_cents"].as_i64(), tickets["actual"]["volume"].as_f64()),
        (Some(535_000), Some(10_100.0))
    );
    assert!(tickets["running_cost_per_active_user"].is_null(), "nobody said what November cost");
}

#[test]
fn without_usage_nothing_is_said() {
    let folder = company(None, None);
    let run = run(folder.path());
    assert!(run.get("unit_costs").is_none());
    assert!(run["checks"]["list"].as_array().unwrap().iter().all(|check| check["scope"] != "Usage"));
}

#[test]
fn a_sponsor_sees_the_unit_costs_of_their_own_initiatives() {
    let folder = company(Some(&USAGE), None);
    run(folder.path());
    let text = |name: &str| {
        let path = folder.path().join("out/2026-10/sponsors").join(name);
        let output = std::process::Command::new("pdftotext").args(["-layout"]).arg(path).arg("-").output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let ann = text("ann.lee_at_example.com.pdf");
    for said in [
        "tickets answered",
        "0.500",
        "0.530",
        "+6%",
        "0.500, 0.575",
        "4.60",
        "56%",
        "Dearer while less is used: Ticket bot",
    ] {
        assert!(ann.contains(said), "{said}: {ann}");
    }
    let ben = text("ben.moor_at_example.com.pdf");
    assert!(ben.contains("invoices matched") && ben.contains("1.61"), "{ben}");
    assert!(!ben.contains("tickets") && !ann.contains("invoices"));
}

#[test]
fn a_sheet_of_that_name_about_something_else_is_passed_over() {
    let folder = company(Some(&[&["Meeting room", "Hours"], &["A", "7"]]), None);
    let run = run(folder.path());
    assert!(run.get("unit_costs").is_none());
    let files = run["files"].as_array().unwrap();
    let sheets: Vec<_> =
        files[0]["sheets"].as_array().unwrap().iter().map(|sheet| sheet["kind"].as_str().unwrap()).collect();
    assert_eq!(sheets, ["initiatives", "financials", "ignored"]);
}
