//! Outcomes and the health of the centre in the reports: where the mission is answered, and what folds away.

use crate::support::{MONEY_TITLES, coe_report, complained, intake_of, record, repository, said};
use calamine::{Data, Reader, Xlsx, open_workbook};
use lopdf::Document;
use std::{collections::BTreeMap, path::Path};

/// Sheets of a workbook as rows of text.
fn sheets(path: &Path) -> BTreeMap<String, Vec<Vec<String>>> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let rows =
        |range: calamine::Range<Data>| range.rows().map(|row| row.iter().map(Data::to_string).collect()).collect();
    book.worksheets().into_iter().map(|(name, range)| (name, rows(range))).collect()
}

/// The text of each page, letters only.
fn pages(pdf: &Path) -> Vec<String> {
    let document = Document::load(pdf).unwrap();
    let text = |page: u32| document.extract_text(&[page]).unwrap();
    let squeezed = |text: String| text.chars().filter(|letter| !letter.is_whitespace()).collect();
    document.get_pages().into_keys().map(text).map(squeezed).collect()
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn every_sentence_of_the_mission_is_answered_in_the_reports_of_the_sample() {
    let out = tempfile::tempdir().unwrap();
    let sample = repository().join("sample-data");
    let (intake, config) = (sample.join("intake"), sample.join("report.toml"));
    let arguments = ["run", &intake.to_string_lossy(), "--config", &config.to_string_lossy(), "--period", "2026-10"];
    coe_report(out.path(), &[&arguments[..], &["--out", "out", "-q"]].concat());
    let folder = out.path().join("out/2026-10");
    let (sheets, pages) = (sheets(&folder.join("portfolio.xlsx")), pages(&folder.join("executive.pdf")));
    assert!(pages.len() <= 8, "{} pages", pages.len());

    let mission: Vec<&Vec<String>> = sheets["Health"]
        .iter()
        .skip_while(|row| row[1] != "What the mission says")
        .skip(1)
        .filter(|row| !row[1].is_empty())
        .collect();
    assert_eq!(mission.len(), 17, "the rows of the table in metrics.md, responsibilities and roles included");
    for row in mission {
        let [sentence, measures, on_sheets, on_pages] = &row[1..5] else { panic!("four columns: {row:?}") };
        for sheet in on_sheets.split(", ") {
            assert!(sheets.contains_key(sheet), "{sentence}: sheet {sheet}");
        }
        for page in on_pages.split(", ") {
            let name: String = page.split_whitespace().collect();
            assert!(!name.is_empty() && pages.iter().any(|text| text.contains(&name)), "{sentence}: page {page}");
        }
        // Each family has at least one measure with a value on the sheet Health.
        for family in measures.split(", ").filter(|family| family.starts_with('M')) {
            let of_family = |id: &str| {
                id.strip_prefix(family).is_some_and(|rest| !rest.starts_with(|letter: char| letter.is_ascii_digit()))
            };
            let known =
                sheets["Health"].iter().any(|row| of_family(&row[0]) && !["", "n/r"].contains(&row[2].as_str()));
            assert!(known, "{sentence}: {family}");
        }
    }
}

const START: &[&str] = &[
    "Initiative ID",
    "Initiative name",
    "Department",
    "Business owner",
    "Outcome category",
    "Phase",
    "Submitted on",
    "Risk tier",
];

#[test]
fn a_starter_intake_has_no_empty_chart_and_few_pages() {
    let initiatives: &[&[&str]] = &[
        START,
        &["A-1", "Alpha", "Finance", "Ada", "Revenue growth", "Production", "2026-01-05", "High"],
        &["B-1", "Bravo", "Sales", "Bo", "Other", "Idea", "2026-01-05", ""],
    ];
    let folder = intake_of(&[("Initiatives", initiatives)], "level = \"start\"");
    coe_report(folder.path(), &["run", "intake", "--period", "2026-10", "--out", "out", "-q"]);
    let folder = folder.path().join("out/2026-10");
    let pages = pages(&folder.join("executive.pdf"));
    assert!(pages.len() <= 5, "{} pages", pages.len());
    let text = pages.concat();
    assert!(!text.contains("Nothingwasreported"), "{text}");
    // Nobody reports KPIs or controls: no strip, no bars, and no accusation.
    for absent in ["HowfareachKPI", "Controlsthatapply", "Benefitby", "Rolesfilled", "Successisclear"] {
        assert!(!text.contains(absent), "{absent}");
    }
    let health = &sheets(&folder.join("portfolio.xlsx"))["Health"];
    let row = |id: &str| health.iter().find(|row| row[0] == id);
    // Unknown, not No: what is left out is counted.
    assert_eq!(row("M13a").map(|row| (row[2].as_str(), row[5].as_str())), Some(("n/r", "1")));
    assert!(row("M16a").is_none(), "nobody reports people");
}

#[test]
fn a_figure_with_forty_per_cent_of_its_inputs_missing_says_so_wherever_it_is_shown() {
    let titles: &[&str] = &[START, &["Uses shared platform", "Approved on"]].concat();
    let row = |id: &'static str, answer: &'static str| -> Vec<&'static str> {
        vec![id, id, "Finance", "Ada", "Other", "Pilot", "2026-01-05", "Minimal", answer, "2026-02-05"]
    };
    let run = |answers: [&'static str; 5]| {
        let rows: Vec<Vec<&str>> =
            ["A", "B", "C", "D", "E"].into_iter().zip(answers).map(|(id, answer)| row(id, answer)).collect();
        let mut all: Vec<&[&str]> = vec![titles];
        all.extend(rows.iter().map(Vec::as_slice));
        let folder = intake_of(&[("Initiatives", &all)], "level = \"start\"");
        coe_report(folder.path(), &["run", "intake", "--period", "2026-10", "--out", "out", "-q"]);
        let folder = folder.path().join("out/2026-10");
        let health = sheets(&folder.join("portfolio.xlsx"))["Health"].clone();
        let remark = health.into_iter().find(|row| row[0] == "M19").unwrap()[8].clone();
        let on_page = pages(&folder.join("executive.pdf")).concat().contains("40%ofinputsmissing");
        (remark, on_page)
    };
    // Two of five gave no answer: 40%. One of five: nothing is said.
    let (remark, on_page) = run(["Yes", "No", "Yes", "", ""]);
    assert_eq!(remark.split_whitespace().collect::<Vec<_>>().join(" "), "40% of inputs missing");
    assert!(on_page);
    assert_eq!(run(["Yes", "No", "Yes", "No", ""]), (String::new(), false));
}

/// Two initiatives of one sponsor with ten months planned; so many of the first one's have an actual.
fn with_actuals(months: usize) -> tempfile::TempDir {
    let titles: &[&str] = &[START, &["Approved on", "Executive sponsor", "Sponsor e-mail"]].concat();
    let row = |id: &'static str, department: &'static str| -> Vec<&'static str> {
        let of_all = vec![id, id, department, "Ada", "Revenue growth", "Pilot", "2026-01-05", "Minimal"];
        [of_all, vec!["2026-02-05", "Sue Ray", "sue@x.example"]].concat()
    };
    // Only the first one reports money.
    let (first, second) = (row("A", "Finance"), row("B", "Sales"));
    let initiatives: &[&[&str]] = &[titles, &first, &second];
    let month: Vec<String> = (1..=10).map(|number| format!("2026-{number:02}")).collect();
    let mut money: Vec<Vec<&str>> = vec![MONEY_TITLES.to_vec()];
    for (place, month) in month.iter().enumerate() {
        let actual = |amount: &'static str| if place < months { amount } else { "" };
        money.push(vec!["A", month, "1000", actual("1200"), "2000", actual("1000")]);
    }
    let money: Vec<&[&str]> = money.iter().map(Vec::as_slice).collect();
    let folder = intake_of(&[("Initiatives", initiatives), ("Financials", &money)], "level = \"start\"");
    coe_report(folder.path(), &["run", "intake", "--period", "2026-10", "--out", "out", "-q"]);
    folder
}

#[test]
fn money_with_forty_per_cent_of_its_months_missing_says_so_on_every_page_and_sheet_that_shows_it() {
    const SAID: &str = "40%ofinputsmissing";
    let squeezed = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
    // Six of ten months have an actual.
    let folder = with_actuals(6);
    let out = folder.path().join("out/2026-10");
    let executive = pages(&out.join("executive.pdf"));
    for (page, what) in [("page1of", "Benefit"), ("Money", "Finance"), ("Outcomes", "Benefit")] {
        let shown = executive.iter().find(|text| text.contains(page) && text.contains(what)).unwrap();
        assert!(shown.contains(SAID), "page {page}: {shown}");
    }
    let sponsor = pages(&out.join("sponsors/sue_at_x.example.pdf")).concat();
    assert!(sponsor.matches(SAID).count() >= 3, "spend, benefit and the initiative's own: {sponsor}");
    let sheets = sheets(&out.join("portfolio.xlsx"));
    for sheet in ["Summary", "Money", "Outcomes", "Health"] {
        let text = squeezed(&sheets[sheet].concat().concat());
        assert!(text.contains(SAID), "sheet {sheet}");
    }

    // Seven of ten: nothing is said anywhere.
    let folder = with_actuals(7);
    let out = folder.path().join("out/2026-10");
    let executive = pages(&out.join("executive.pdf"));
    let with_money = executive.iter().filter(|text| text.contains("page1of") || text.contains("Money"));
    let sponsor = pages(&out.join("sponsors/sue_at_x.example.pdf"));
    assert!(with_money.chain(&sponsor).all(|text| !text.contains("ofinputsmissing")));
}

#[test]
fn work_in_progress_far_from_what_its_flow_implies_is_said() {
    let titles: &[&str] = &[START, &["Approved on", "In production on"]].concat();
    let row = |id: &'static str, phase: &'static str, live: &'static str| -> Vec<&'static str> {
        vec![id, id, "Finance", "Ada", "Other", phase, "2025-12-01", "Minimal", "2026-01-01", live]
    };
    let rows = [
        row("A", "Production", "2026-03-02"),
        row("B", "Approved", ""),
        row("C", "Approved", ""),
        row("D", "Approved", ""),
    ];
    let mut all: Vec<&[&str]> = vec![titles];
    all.extend(rows.iter().map(Vec::as_slice));
    let folder = intake_of(&[("Initiatives", &all)], "level = \"start\"");
    coe_report(folder.path(), &["run", "intake", "--period", "2026-10", "--out", "out", "-q"]);
    let health = sheets(&folder.path().join("out/2026-10/portfolio.xlsx"))["Health"].clone();
    let row = health.into_iter().find(|row| row[0] == "M9c").unwrap();
    // By hand: one entry in twelve months is 1/12 a month; 60 days are 1.9713 months; together 0.1643. Three are in
    // progress: (3 − 0.1643) / 0.1643 = 1,726% more.
    let said = row.iter().find(|cell| cell.contains("imply")).unwrap_or_else(|| panic!("{row:?}"));
    assert!(said.contains("1,726") && said.contains("more than throughput and cycle time imply"), "{said}");
}

/// Measures of one's own: one by a column that only these workbooks have, one with that column misspelt.
const OWN: &str = r#"
level = "start"

[[measure]]
id = "X1"
name = "Active initiatives in the north"
short_name = "In the north"
of = "active"
when = { column."Plant region" = "North" }
at_least = 0.6
on_page = true

[[measure]]
id = "X2"
name = "Pilots in the north"
when = { phase = "Pilot", column."Plant regoin" = "North" }
"#;

#[test]
fn a_measure_of_ones_own_stands_on_health_in_the_record_on_the_page_and_is_explained() {
    let titles: &[&str] =
        &[START, &["Approved on", "Uses shared platform", "Executive sponsor", "Sponsor e-mail", "Plant region"]]
            .concat();
    let row = |id: &'static str, region: &'static str| -> Vec<&'static str> {
        let of_all = vec![id, id, "Finance", "Ada", "Other", "Pilot", "2026-01-05", "Minimal", "2026-02-05", "Yes"];
        [of_all, vec!["Sue Ray", "sue@x.example", region]].concat()
    };
    let rows = [row("A", "North"), row("B", "South"), row("C", "north"), row("D", "")];
    let mut all: Vec<&[&str]> = vec![titles];
    all.extend(rows.iter().map(Vec::as_slice));
    let folder = intake_of(&[("Initiatives", &all)], OWN);
    coe_report(folder.path(), &["run", "intake", "--period", "2026-10", "--out", "out", "-q"]);
    let month = folder.path().join("out/2026-10");

    // North: A and C of A, B and C; of D nobody says where it is.
    let record = record(&month);
    let measure =
        |id: &str| record["measures"].as_array().unwrap().iter().find(|measure| measure["id"] == id).unwrap().clone();
    let own = measure("X1");
    assert_eq!((own["value"].as_f64(), own["left_out"].as_u64()), (Some(2.0 / 3.0), Some(1)));
    assert_eq!((&own["is_met"], &own["initiatives"]), (&true.into(), &serde_json::json!(["B"])));
    assert_eq!(
        own["formula"],
        "Active initiatives with Plant region = North, divided by active initiatives; where it cannot be told, left out."
    );
    assert_eq!(measure("X2")["columns_missing"], serde_json::json!(["Plant regoin"]));

    let health = &sheets(&month.join("portfolio.xlsx"))["Health"];
    let row = |id: &str| health.iter().find(|row| row[0] == id).unwrap().clone();
    assert_eq!(
        (&*row("X1")[1], &*row("X1")[3], &*row("X1")[4], &*row("X1")[7]),
        ("Active initiatives in the north", "2", "3", "met")
    );
    let unknown = row("X2");
    assert_eq!(unknown[2], "n/r");
    assert!(unknown[8].ends_with("no workbook has the column \"Plant regoin\"; near: \"Plant region\""), "{unknown:?}");
    let text = pages(&month.join("executive.pdf")).concat();
    assert!(text.contains("Ourownmeasures") && text.contains("Inthenorth"), "{text}");
    assert!(!text.contains("Pilotsinthenorth"), "not asked for on the page");

    let explained =
        said(&coe_report(folder.path(), &["explain", "in the north", "--intake", "intake", "--period", "2026-10"]));
    for part in [
        "X1",
        "Numerator",
        "Counted: 2 initiatives",
        "Denominator only: 1 initiative",
        "Left out: 1 initiative",
        "columns of your own: Plant region",
    ] {
        assert!(explained.contains(part), "{part}: {explained}");
    }
}

#[test]
fn a_measure_with_a_wrong_name_is_refused_with_its_line_and_the_nearest() {
    let settings = "level = \"start\"\n[[measure]]\nid = \"X1\"\nname = \"a\"\nwhen = { risk_teir = \"High\" }\n";
    let folder = intake_of(&[("Initiatives", &[START])], settings);
    let refused = coe_report(folder.path(), &["check", "intake"]);
    let text = complained(&refused);
    assert_eq!(refused.status.code(), Some(2), "{text}");
    assert!(
        text.contains("line 5: there is no field \"risk_teir\"") && text.contains("Did you mean \"risk_tier\"?"),
        "{text}"
    );
}
