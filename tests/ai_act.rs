//! The register of the AI Act in everything that is written: counted by hand, the same everywhere, a sponsor's own, and
//! nothing of it where nobody types it.

use crate::support::{coe_report, complained, record, said, workbook};
use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::{Value, json};
use std::{fs, path::Path, process::Command};

const TITLES: &[&str] = &[
    "Initiative ID",         // A
    "Initiative name",       // B
    "Department",            // C
    "Phase",                 // D
    "Submitted on",          // E
    "Approved on",           // F
    "In production on",      // G
    "Executive sponsor",     // H
    "Sponsor e-mail",        // I
    "Risk tier",             // J
    "Data sign-off",         // K
    "Monitoring",            // L
    "AI Act role",           // M
    "Annex III area",        // N
    "Annex I product",       // O
    "Article 50 case",       // P
    "General-purpose model", // Q
    "DPIA",                  // R
    "AI disclosure",         // S
    "Logs kept in months",   // T
    "Oversight person",      // U
    "Evidence link",         // V
    "Next review",           // W
];

/// A chatbot that the company built: Articles 4(1), 5, 50(1), and 50(2) later because it was in production before.
const BOT: &[&str] = &[
    "FIN-001",
    "Ticket bot",
    "Finance",
    "Production",
    "2026-01-05",
    "2026-02-02",
    "2026-05-04",
    "Ann Lee",
    "ann.lee@example.com",
    "Limited",
    "",
    "",
    "Provider; Deployer",
    "None",
    "No",
    "Interacts with people; Synthetic content",
    "Model X",
    "",
    "No",
    "",
    "",
    "https://files.example.com/bot",
    "2027-03-31",
];

/// Bought to screen applicants: Articles 4(1), 5 and 26.
const SCREENING: &[&str] = &[
    "HR-002",
    "Screen applicants",
    "HR",
    "Pilot",
    "2026-01-05",
    "2026-02-02",
    "",
    "Ben Moor",
    "ben.moor@example.com",
    "High",
    "Yes",
    "Waived",
    "Deployer",
    "Employment",
    "No",
    "None",
    "No",
    "In progress",
    "N/A",
    "3",
    "Bo Ek",
    "",
    "",
];

/// In no register.
const SEARCH: &[&str] = &[
    "IT-003",
    "Search",
    "IT",
    "Production",
    "2026-01-05",
    "2026-02-02",
    "2026-05-04",
    "Cy Ray",
    "cy.ray@example.com",
    "Minimal",
    "Yes",
    "Yes",
];

fn company(rows: &[&[&str]]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let intake = folder.path().join("intake");
    fs::create_dir(&intake).unwrap();
    fs::write(folder.path().join("report.toml"), "quiet_seconds = 0\nsponsor_workbooks = [\"*\"]\n").unwrap();
    workbook(&intake.join("all.xlsx"), &[("Initiatives", rows)]);
    folder
}

fn run(folder: &Path, period: &str) -> Value {
    let output = coe_report(folder, &["run", "intake", "--period", period, "--out", "out", "-q"]);
    let run = record(&folder.join("out").join(period));
    assert_eq!(run["checks"]["all_hold"], true, "{}{}", said(&output), complained(&output));
    run
}

fn text_of(path: &Path) -> String {
    let output = Command::new("pdftotext").args(["-layout"]).arg(path).arg("-").output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Rows of a sheet as texts, days as they are shown in ISO.
fn rows_of(path: &Path, sheet: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let shown = |cell: &Data| match cell {
        Data::DateTime(day) => {
            (jiff::civil::date(1899, 12, 30) + jiff::Span::new().days(day.as_f64() as i64)).to_string()
        }
        other => other.to_string(),
    };
    range.rows().map(|row| row.iter().map(shown).collect()).collect()
}

#[test]
fn the_register_is_counted_by_hand() {
    let folder = company(&[TITLES, BOT, SCREENING, SEARCH]);
    let run = run(folder.path(), "2026-10");
    let register = &run["ai_act"];
    assert_eq!(register["looked_ahead_to"], "2027-10-31");
    // 50(1) and 50(2) of the bot, and 4(1) of the screening.
    assert_eq!(register["without_evidence"], 3);
    // The search.
    assert_eq!(register["not_in_register"], 1);
    let due = |from: &str, about: &str, systems: u32, counts: [u32; 6]| {
        let [met, in_progress, missing, not_known, waived, not_applicable] = counts;
        let obligations: u32 = counts.iter().sum();
        json!({
            "from": from, "about": about, "systems": systems, "obligations": obligations, "met": met,
            "in_progress": in_progress, "missing": missing, "not_known": not_known, "waived": waived,
            "not_applicable": not_applicable,
        })
    };
    assert_eq!(
        register["due"],
        json!([
            // 4(1) and 5 of both: the screening has no link.
            due("2025-02-02", "everything", 2, [3, 0, 0, 1, 0, 0]),
            due("2026-08-02", "transparency", 1, [0, 0, 1, 0, 0, 0]),
            due("2026-12-02", "transparency", 1, [0, 0, 1, 0, 0, 0]),
            // Article 26: (2) and (4) met, (9) begun, (6) three months, (1) no link, (5) waived, (7) and (11) N/A.
            due("2027-12-02", "annex-iii", 1, [2, 1, 1, 1, 1, 2]),
        ])
    );
    let tier = |tier: &str, provider: u32, deployer: u32| {
        json!({
            "tier": tier, "systems": 1, "provider": provider, "deployer": deployer, "importer": 0, "distributor": 0,
            "role_not_reported": 0,
        })
    };
    assert_eq!(register["by_tier"], json!([tier("High", 0, 1), tier("Limited", 1, 1)]));
    assert_eq!(register["systems"].as_array().unwrap().len(), 2);
    let logs = register["systems"][1]["obligations"].as_array().unwrap();
    let logs = logs.iter().find(|one| one["article"] == "Art. 26(6)").unwrap();
    assert_eq!(
        logs,
        &json!({
            "obligation": "deployer-logs", "article": "Art. 26(6)", "from": "2027-12-02", "state": "missing",
            "answer": "3", "answered_by": "logs_months",
        })
    );
    // From December on, Annex III is within twelve months: 26(1) and 26(6) besides.
    let output = coe_report(folder.path(), &["run", "intake", "--period", "2026-12", "--out", "out"]);
    assert!(said(&output).contains(", register.xlsx, findings.csv"), "{}", said(&output));
    let later = self::run(folder.path(), "2026-12");
    assert_eq!(later["ai_act"]["without_evidence"], 5);
}

#[test]
fn page_sheet_and_register_say_the_same() {
    let folder = company(&[TITLES, BOT, SCREENING, SEARCH]);
    run(folder.path(), "2026-10");
    let month = folder.path().join("out/2026-10");
    let page = text_of(&month.join("executive.pdf"));
    for said in [
        "AI Act, 2 systems: 1 High, 1 Limited; 1 as provider, 2 as deployer (facts, no legal advice)",
        "2 of 5 without evidence",
        "1 of 1 without evidence",
        "2 of 8 without evidence",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let sheet = rows_of(&month.join("portfolio.xlsx"), "AI Act");
    let told = "1 approved or running initiative is not in the register.";
    assert!(sheet.iter().any(|row| row[0] == told), "{sheet:?}");
    // The review of the bot is not due before March 2027.
    assert!(!sheet.iter().any(|row| row.iter().any(|cell| cell.contains("review was due"))));
    let line = |from: &str| sheet.iter().find(|row| row[0] == from).unwrap()[2..12].join(" ");
    assert_eq!(sheet[0][0], "2 systems have no evidence for 3 obligations that apply within 12 months.");
    assert_eq!(line("2025-02-02"), "applies 2 4 3 0 0 1 0 0 1");
    assert_eq!(line("2026-12-02"), "within 12 months 1 1 0 0 1 0 0 0 1");
    assert_eq!(line("2027-12-02"), "later 1 8 2 1 1 1 1 2 2");

    let register = rows_of(&month.join("register.xlsx"), "Register");
    // Four of the bot and ten of the screening.
    assert_eq!(register.iter().filter(|row| row[6].starts_with("Art. ")).count(), 14);
    let of = |id: &str, article: &str| register.iter().find(|row| row[0] == id && row[6] == article).unwrap().clone();
    assert_eq!(
        of("HR-002", "Art. 26(6)"),
        [
            "HR-002",
            "Screen applicants",
            "Pilot",
            "High",
            "Deployer",
            "Logs kept for six months or more",
            "Art. 26(6)",
            "2027-12-02",
            "later",
            "missing",
            "3",
            "all.xlsx › Initiatives!T3",
            "n/r",
            "n/r",
            "MEASURE 2.8",
            "A.6.2.8"
        ]
    );
    let told = of("FIN-001", "Art. 50(1)");
    assert_eq!(
        told[7..14].join(" "),
        "2026-08-02 applies missing No all.xlsx › Initiatives!S2 https://files.example.com/bot 2027-03-31"
    );
    assert_eq!(told[4], "Provider");
    // It is for an auditor, and goes to nobody by mail.
    let mails = fs::read_to_string(month.join("mails.json")).unwrap();
    assert!(!mails.contains("register"), "{mails}");
}

#[test]
fn explain_names_the_obligations_of_an_initiative() {
    let folder = company(&[TITLES, BOT, SCREENING, SEARCH]);
    let output = coe_report(folder.path(), &["explain", "FIN-001", "--period", "2026-10"]);
    let told = said(&output).split_whitespace().collect::<Vec<&str>>().join(" ");
    let expected = "AI Act, Art. 50(1): People are told that they interact with AI, from 2 Aug 2026: missing, \"No\" (all.xlsx › \
                    Initiatives!S2).";
    assert!(told.contains(expected), "{told}{}", complained(&output));
    assert!(!told.contains("Art. 26"), "{told}");
    // And a figure of the bars what it counts.
    let output = coe_report(folder.path(), &["explain", "missing of applies now", "--period", "2026-10"]);
    let told = said(&output);
    for words in ["Missing  1", "Obligations answered No, or with less than is asked.", "page The CoE: AI Act."] {
        assert!(told.contains(words), "{words}: {told}{}", complained(&output));
    }
}

#[test]
fn a_sponsor_sees_the_obligations_of_their_own_initiatives_and_of_no_others() {
    let folder = company(&[TITLES, BOT, SCREENING, SEARCH]);
    run(folder.path(), "2026-10");
    let sponsors = folder.path().join("out/2026-10/sponsors");
    let text = |name: &str| text_of(&sponsors.join(name)).split_whitespace().collect::<Vec<&str>>().join(" ");
    let ann = text("ann.lee_at_example.com.pdf");
    let expected = "AI Act, without evidence within 12 months: Ticket bot: Art. 50(1) since 2 Aug 2026, Art. 50(2) from 2 Dec \
                    2026. Facts, no legal advice.";
    assert!(ann.contains(expected), "{ann}");
    assert!(!ann.contains("Screen applicants") && !ann.contains("Art. 4(1)"), "{ann}");
    let ben = text("ben.moor_at_example.com.pdf");
    assert!(ben.contains("Screen applicants: Art. 4(1) since 2 Feb 2025. Facts"), "{ben}");
    assert!(!ben.contains("Ticket bot") && !ben.contains("Art. 50"), "{ben}");
    assert!(!text("cy.ray_at_example.com.pdf").contains("AI Act"));
    // The same of their workbooks, which have the rows themselves.
    for (own, other) in [("ann.lee", ["Screen applicants", "Bo Ek"]), ("ben.moor", ["Ticket bot", "files.example.com"])]
    {
        let mut book: Xlsx<_> = open_workbook(sponsors.join(format!("{own}_at_example.com.xlsx"))).unwrap();
        for (name, range) in book.worksheets() {
            for cell in range.used_cells() {
                let shown = cell.2.to_string();
                assert!(!other.iter().any(|theirs| shown.contains(theirs)), "{own}, {name}: {shown}");
            }
        }
    }
}

#[test]
fn the_register_of_who_sends_nothing_is_that_of_the_closed_month() {
    let folder = company(&[TITLES, BOT, SCREENING, SEARCH]);
    let settings = "quiet_seconds = 0\n[state]\nfolder = \"closed\"\n[[expected_submitters]]\nname = \"All\"\n\
                    files = \"all*.xlsx\"\n";
    fs::write(folder.path().join("report.toml"), settings).unwrap();
    let output = coe_report(
        folder.path(),
        &["close", "2026-10", "intake", "--by", "Bo Ek", "--accept", "no money", "--out", "out"],
    );
    assert!(said(&output).contains("Kept"), "{}{}", said(&output), complained(&output));
    fs::remove_file(folder.path().join("intake/all.xlsx")).unwrap();
    // Of another sender, in no register; its sheet lacks the columns.
    let other = ["IT-009", "Translate", "IT", "Pilot", "2026-01-05", "2026-02-02", "", "", "", "", "", "", "Deployer"];
    workbook(&folder.path().join("intake/it.xlsx"), &[("Initiatives", &[&TITLES[..13], &other])]);
    run(folder.path(), "2026-11");
    let register = rows_of(&folder.path().join("out/2026-11/register.xlsx"), "Register");
    let of = |id: &str, article: &str| register.iter().find(|row| row[0] == id && row[6] == article).unwrap().clone();
    assert_eq!(of("HR-002", "Art. 26(6)")[10..12], ["3", "all.xlsx › Initiatives!T3 (as of 2026-10)"]);
    assert_eq!(of("FIN-001", "Art. 50(2)")[4..5], ["Provider"]);
    assert_eq!(of("IT-009", "Art. 4(1)")[9..12], ["not known", "n/r", "it.xlsx › Initiatives, no such column"]);
}

#[test]
fn where_nobody_types_anything_of_it_nothing_is_said() {
    let folder = company(&[TITLES, SEARCH]);
    let run = run(folder.path(), "2026-10");
    assert!(run.get("ai_act").is_none());
    let month = folder.path().join("out/2026-10");
    assert!(!month.join("register.xlsx").exists());
    let book: Xlsx<_> = open_workbook(month.join("portfolio.xlsx")).unwrap();
    assert!(!book.sheet_names().iter().any(|name| name == "AI Act"));
    assert!(!text_of(&month.join("executive.pdf")).contains("AI Act"));
    assert!(!fs::read_to_string(month.join("findings.csv")).unwrap().contains("ai-act"));
}
