//! The workbook for finance as other programs read it: its sheets and where they stand.

use crate::support::{
    COMMENTED_MONEY_TITLES, INITIATIVE_TITLES, KPI_TITLES, coe_report, intake_of, record, repository, workbook,
};
use calamine::{Data, Reader, Xlsx};
use lopdf::Document;
use std::{fs::File, io::BufReader, io::Read, path::Path};

/// The sheets in front, in every workbook.
const FRONT: [&str; 9] =
    ["Summary", "Funding", "Money", "Outcomes", "Health", "Changes", "Findings", "Checks", "Assumptions"];

/// The portfolio of one initiative: no money, no KPIs, nothing to compare with.
fn starter() -> tempfile::TempDir {
    let initiatives: &[&[&str]] =
        &[&INITIATIVE_TITLES, &["A-1", "Sort the post", "Finance", "Ada", "Revenue growth", "Idea", "2026-01-05"]];
    intake_of(&[("Initiatives", initiatives)], "level = \"start\"")
}

/// Runs the program on an intake and gives the month's folder.
fn run(folder: &Path, intake: &str, config: &str) -> std::path::PathBuf {
    let arguments = ["run", intake, "--config", config, "--period", "2026-10", "--out", "out", "-q"];
    coe_report(folder, &arguments);
    folder.join("out/2026-10")
}

fn tabs(workbook: &Path) -> Vec<String> {
    let book: Xlsx<_> = Xlsx::new(BufReader::new(File::open(workbook).unwrap())).unwrap();
    book.sheet_names()
}

/// A part of the package as text.
fn part(workbook: &Path, name: &str) -> String {
    let mut package = zip::ZipArchive::new(File::open(workbook).unwrap()).unwrap();
    let mut text = String::new();
    package.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn nine_sheets_stand_in_front_and_grey_ones_behind() {
    let sample = repository().join("sample-data");
    let whole = tempfile::tempdir().unwrap();
    let (intake, config) = (sample.join("intake"), sample.join("report.toml"));
    let sample = run(whole.path(), &intake.to_string_lossy(), &config.to_string_lossy());
    let small = starter();
    let small = run(small.path(), "intake", "report.toml");
    for folder in [&sample, &small] {
        let workbook = folder.join("portfolio.xlsx");
        let tabs = tabs(&workbook);
        assert_eq!(tabs[..9], FRONT);
        assert_eq!(tabs[tabs.len() - 2..], ["Sources", "Method"]);
        assert!(
            tabs[9..tabs.len() - 2]
                .iter()
                .all(|tab| ["Calculations", "Billing", "AI Act"].contains(&&**tab) || tab.starts_with("Data ")),
            "{tabs:?}"
        );
        // In front the theme's accent, behind its muted grey.
        let colours = (1..=tabs.len()).map(|number| part(&workbook, &format!("xl/worksheets/sheet{number}.xml")));
        let grey = colours.map(|xml| xml.contains("<tabColor rgb=\"FF56636F\"/>"));
        assert_eq!(grey.collect::<Vec<_>>(), (0..tabs.len()).map(|index| index >= 9).collect::<Vec<_>>());

        // The foot of a page of the executives' PDF names the sheet with its detail: `sheet Money`.
        let pdf = Document::load(folder.join("executive.pdf")).unwrap();
        let pages: Vec<u32> = pdf.get_pages().into_keys().collect();
        let mut named = 0;
        for page in pages {
            let text = pdf.extract_text(&[page]).unwrap().replace(['\n', ' '], "");
            let Some((_, after)) = text.split_once("Detail:sheet") else { continue };
            // Small sections share a page: `sheets Funding, Outcomes`.
            let sheets = after.strip_prefix('s').unwrap_or(after).split("page").next().unwrap();
            for sheet in sheets.split(',') {
                assert!(FRONT.iter().chain(&["Sources", "Method"]).any(|tab| sheet.starts_with(tab)), "{after}");
                named += 1;
            }
        }
        assert!(named >= 2, "{named} pages name a sheet");
    }
}

/// The rows of a sheet as text; days as `2026-10-31`.
fn rows(path: &Path, sheet: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(BufReader::new(File::open(path).unwrap())).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let cell = |cell: &Data| match cell {
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        other => other.to_string(),
    };
    range.rows().map(|row| row.iter().map(cell).collect()).collect()
}

const ASKING: &[&str] = &[
    "Initiative ID",
    "Initiative name",
    "Department",
    "Business owner",
    "Outcome category",
    "Phase",
    "Submitted on",
    "Decision needed",
    "Decision needed by",
    "Budget requested",
];

#[test]
fn decisions_that_are_filled_in_and_dropped_in_the_intake_are_known_next_time() {
    let initiatives: &[&[&str]] = &[
        ASKING,
        &["A-1", "Sort the post", "Finance", "Ada", "Other", "Idea", "2026-01-05", "Stop it?", "2026-11-12", "1000.50"],
        &["B-1", "Read meters", "Sales", "Bo", "Other", "Idea", "2026-01-05", "Go on?", "2026-11-05", ""],
        &["C-1", "Nothing asked", "Sales", "Cy", "Other", "Idea", "2026-01-05", "", "", ""],
    ];
    let folder = intake_of(&[("Initiatives", initiatives)], "level = \"start\"");
    let out = run(folder.path(), "intake", "report.toml");
    let asked = rows(&out.join("decisions.xlsx"), "Decisions");
    let titles: Vec<&str> = asked[1].iter().map(String::as_str).collect();
    // What is asked, the most urgent first; then what the board fills in, as the intake reads it.
    let wanted = ["Initiative ID *", "About", "Asked", "Needed by", "Asked for, EUR", "Decision", "Amount approved"];
    assert_eq!(titles[..7], wanted);
    assert_eq!(titles[7..], ["Decided on (*)", "Decided by (*)", "Reason"]);
    assert_eq!(asked[2][..6], ["B-1", "Read meters", "Go on?", "2026-11-05", "", ""]);
    assert_eq!(asked[3][..6], ["A-1", "Sort the post", "Stop it?", "2026-11-12", "1000.5", ""]);
    assert_eq!(asked.len(), 4);

    // Dropped with nothing filled in: nothing is wrong with it, and everything is still asked.
    let dropped = folder.path().join("intake/decisions.xlsx");
    std::fs::copy(out.join("decisions.xlsx"), &dropped).unwrap();
    let again = run(folder.path(), "intake", "report.toml");
    assert_eq!(record(&again)["findings"]["list"], serde_json::json!([]));
    assert_eq!(rows(&again.join("decisions.xlsx"), "Decisions"), asked);

    // Filled in at the meeting.
    let filled: Vec<Vec<String>> = asked
        .iter()
        .map(|row| {
            let mut row = row.clone();
            match row[0].as_str() {
                "A-1" => {
                    row[5..].clone_from_slice(&["Stop", "", "2026-11-03", "AI board", "Too dear."].map(String::from))
                }
                "B-1" => row[5..].clone_from_slice(&["Approve", "70", "2026-11-03", "AI board", ""].map(String::from)),
                _ => {}
            }
            row
        })
        .collect();
    let cells: Vec<Vec<&str>> = filled.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let cells: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
    workbook(&dropped, &[("Decisions", &cells)]);
    let decided = run(folder.path(), "intake", "report.toml");
    assert_eq!(record(&decided)["findings"]["list"], serde_json::json!([]));
    assert!(!decided.join("decisions.xlsx").exists(), "nothing is left to decide");
    let funding = rows(&decided.join("portfolio.xlsx"), "Funding");
    let decision = funding[3].iter().position(|title| title == "Decision typed").unwrap();
    let id = funding[3].iter().position(|title| title == "Initiative ID").unwrap();
    let of = |wanted: &str| funding.iter().find(|row| row[id] == wanted).map(|row| row[decision].as_str());
    assert_eq!((of("A-1"), of("B-1"), of("C-1")), (Some("Stop"), Some("Approve"), Some("")));
}

#[test]
fn each_question_says_who_decides_it_where_limits_are_set() {
    let asking = |id: &'static str, ask: &'static str, budget: &'static str| {
        [id, "Sort the post", "Finance", "Ada", "Other", "Idea", "2026-01-05", ask, "2026-11-12", budget]
    };
    let rows_of: Vec<[&str; 10]> = vec![
        ASKING.try_into().unwrap(),
        asking("A-1", "Start it?", "50000"),
        asking("B-1", "Start it?", "50000.01"),
        // The question names what it is about; the budget is the whole of it.
        asking("C-1", "Release EUR 20,000?", "400000"),
        asking("D-1", "Start it?", "400000"),
    ];
    let cells: Vec<&[&str]> = rows_of.iter().map(|row| row.as_slice()).collect();
    let limits = "level = \"start\"\n[[approval]]\nup_to = 50_000\nwho = \"AI Program Lead\"\npeople = [\"Bo\"]\n\
        [[approval]]\nup_to = 300_000\nwho = \"Directors\"\npeople = [\"Cy\", \"Di\"]\nsignatures = 2\n";
    let folder = intake_of(&[("Initiatives", &cells)], limits);
    let out = run(folder.path(), "intake", "report.toml");
    let asked = rows(&out.join("decisions.xlsx"), "Decisions");
    let place = asked[1].iter().position(|title| title == "Decides").unwrap();
    let decides: Vec<&str> = asked[2..].iter().map(|row| row[place].as_str()).collect();
    assert_eq!(decides, ["AI Program Lead", "Directors, 2 signatures", "AI Program Lead", ""]);
    let decisions = record(&out)["decisions"].clone();
    let line = |id: &str, cents: i64, who: Option<&str>, up_to: Option<i64>, signatures: Option<u8>| {
        let asked = if id == "C-1" { "Release EUR 20,000?" } else { "Start it?" };
        serde_json::json!({
            "initiative_id": id, "asked": asked, "by": "2026-11-12", "amount_cents": cents, "who": who,
            "up_to_cents": up_to, "signatures": signatures
        })
    };
    let lead = Some("AI Program Lead");
    assert_eq!(
        decisions,
        serde_json::json!([
            line("A-1", 5_000_000, lead, Some(5_000_000), Some(1)),
            line("B-1", 5_000_001, Some("Directors"), Some(30_000_000), Some(2)),
            line("C-1", 2_000_000, lead, Some(5_000_000), Some(1)),
            line("D-1", 40_000_000, None, None, None),
        ])
    );
    let pages = Document::load(out.join("executive.pdf")).unwrap();
    let text = pages.extract_text(&[1]).unwrap().replace('\n', " ");
    for said in ["decides: AI Program Lead", "decides: Directors, 2 signatures", "decides: nobody (above every limit)"]
    {
        assert!(text.contains(said), "{said}: {text}");
    }
}

/// Every part of a package as one text, so that nothing hides in properties, names or charts.
fn everything_in(workbook: &Path) -> String {
    let mut package = zip::ZipArchive::new(File::open(workbook).unwrap()).unwrap();
    let mut all = String::new();
    for index in 0..package.len() {
        let mut part = package.by_index(index).unwrap();
        all.push_str(&part.name().unwrap());
        let _ = part.read_to_string(&mut all);
    }
    all
}

#[test]
fn a_sponsors_workbook_has_own_rows_with_their_checks_and_nobody_elses() {
    let titles: &[&str] = &[
        "Initiative ID",
        "Initiative name",
        "Department",
        "Business owner",
        "Executive sponsor",
        "Sponsor e-mail",
        "Outcome category",
        "Phase",
        "Submitted on",
        "Depends on",
        "Alternative to",
        "Our own remark",
    ];
    let of = |id, name, sponsor, email, depends, group, remark| {
        vec![id, name, "IT", "Cy", sponsor, email, "Other", "Idea", "2026-01-05", depends, group, remark]
    };
    let initiatives = [
        titles.to_vec(),
        of(
            "ID-ALPHA",
            "Canary alpha",
            "Ada Ash",
            "ada@x.example",
            "ID-BRAVO; ID-GOLF",
            "group hotel",
            "like bravoword",
        ),
        of("ID-BRAVO", "Canary bravo", "Bo Birch", "BO@x.example", "", "group hotel", ""),
        of("ID-GOLF", "Canary golf", "Ada Ash", "ada@x.example", "", "", ""),
    ];
    let money: [&[&str]; 5] = [
        &COMMENTED_MONEY_TITLES,
        &["ID-ALPHA", "2025-12", "10", "7.01", "0", "0", ""],
        &["ID-ALPHA", "2026-09", "10", "11.10", "5", "4.44", "late by alphaword"],
        &["ID-BRAVO", "2026-09", "1", "99.99", "1", "1", "late by bravoword"],
        // After the reporting month: no actual yet, not in any sum.
        &["ID-ALPHA", "2026-11", "10", "", "5", "", ""],
    ];
    let kpis: [&[&str]; 3] = [
        &KPI_TITLES,
        &["ID-ALPHA", "Hours alpha", "Lower is better", "hours", "10", "6", "2026-09-30", "7"],
        &["ID-BRAVO", "Hours bravo", "Lower is better", "hours", "10", "6", "2026-09-30", "8"],
    ];
    let initiatives: Vec<&[&str]> = initiatives.iter().map(Vec::as_slice).collect();
    let sheets: [(&str, &[&[&str]]); 3] = [("Initiatives", &initiatives), ("Financials", &money), ("Outcomes", &kpis)];
    let folder = intake_of(&sheets, "level = \"start\"\nsponsor_workbooks = [\"*\"]\n");
    let sponsors = run(folder.path(), "intake", "report.toml").join("sponsors");
    let [ada, bo] = ["ada", "bo"].map(|name| sponsors.join(format!("{name}_at_x.example.xlsx")));

    let words = ["ID-ALPHA", "ID-GOLF", "Canary alpha", "alphaword", "Hours alpha", "Ada Ash"];
    let foreign = ["ID-BRAVO", "Canary bravo", "bravoword", "Hours bravo", "Bo Birch", "bo@x.example", "group hotel"];
    let (own, other) = (everything_in(&ada), everything_in(&bo));
    assert!(words.iter().all(|word| own.contains(word)));
    assert!(
        foreign.iter().all(|word| !own.to_lowercase().contains(&word.to_lowercase())),
        "somebody else's in {ada:?}"
    );
    assert!(words.iter().all(|word| !other.contains(word)));
    assert!(own.contains("an initiative outside your list; ID-GOLF"));

    // Year to date 11.10, life 7.01 + 11.10 = 18.11; every check holds.
    let checks = rows(&ada, "Checks");
    let of = |what: &str| checks.iter().find(|row| row[0] == "Canary alpha" && row[2] == what).unwrap()[3..].to_vec();
    assert_eq!(of("Spend, year to date"), ["11.1", "11.1", "0", "true"]);
    assert_eq!(of("Spend, life to date"), ["18.11", "18.11", "0", "true"]);
    assert_eq!(of("Benefit, life to date"), ["4.44", "4.44", "0", "true"]);
    assert!(checks[0][0].starts_with("All 8 checks passed"), "{:?}", checks[0]);
    // They compute themselves from the rows: one cent more in a row turns its check.
    let mut book: Xlsx<_> = Xlsx::new(BufReader::new(File::open(&ada).unwrap())).unwrap();
    let formulas = book.worksheet_formula("Checks").unwrap();
    let codes: Vec<&String> = formulas.used_cells().map(|(_, _, code)| code).filter(|code| !code.is_empty()).collect();
    // Two initiatives with four checks: a difference and TRUE or FALSE each, and a sum of the rows.
    assert_eq!(codes.len(), 8 * 3, "{codes:?}");
    assert_eq!(codes.iter().filter(|code| code.contains("'Data money'!")).count(), 8);
    // The way back: file, sheet and row of each row.
    let data = rows(&ada, "Data money");
    assert_eq!(
        data.iter().map(|row| row[row.len() - 3..].to_vec()).collect::<Vec<_>>(),
        [
            ["File", "Sheet", "Row"],
            ["finance.xlsx", "Financials", "2"],
            ["finance.xlsx", "Financials", "3"],
            ["finance.xlsx", "Financials", "5"],
        ]
    );
}

#[test]
fn only_sponsors_who_are_named_get_a_workbook() {
    let initiatives: &[&[&str]] = &[
        &["Initiative ID", "Initiative name", "Department", "Executive sponsor", "Sponsor e-mail", "Phase"],
        &["A", "Alpha", "IT", "Ada", "ada@x.example", "Idea"],
        &["B", "Bravo", "IT", "Bo", "bo@x.example", "Idea"],
    ];
    for (settings, wanted) in [("", &[][..]), ("sponsor_workbooks = [\"BO@x.example\"]", &["bo_at_x.example.xlsx"][..])]
    {
        let folder = intake_of(&[("Initiatives", initiatives)], &format!("level = \"start\"\n{settings}\n"));
        let sponsors = run(folder.path(), "intake", "report.toml").join("sponsors");
        let names = std::fs::read_dir(sponsors).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let books: Vec<String> = names.filter(|name| name.ends_with(".xlsx")).collect();
        assert_eq!(books, wanted);
    }
}
