//! Registers of one's own: what is not understood is asked in questions.xlsx, answered there, kept and never asked again.

use crate::support::{SHORT_INITIATIVE_TITLES, coe_report, complained, files_below, intake_of, record, said, workbook};
use calamine::{Data, Reader, open_workbook_auto};
use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Output},
};

mod currency_marks;
mod date_order;
mod exports;

const SETTINGS: &str = "level = \"start\"\n[state]\nfolder = \"closed\"\n";

/// A register in German without ids: one sheet, words of its own, a totals row.
const REGISTER: &[&[&str]] = &[
    &["KI-Vorhaben 2026"],
    &["Vorhaben", "Abteilung", "Verantwortlich", "Stand", "Kosten Plan 2026", "Kosten Ist 2026", "Interne Notiz"],
    &["Belege lesen", "Finance", "A. Berg", "im Betrieb", "1200", "1000", "geheim eins"],
    &["Anfragen sortieren", "Operations", "B. Tal", "im Test", "2400", "500", "geheim zwei"],
    &["Preise schätzen", "Sales", "C. See", "Konzept", "600", "", "geheim drei"],
    &["Summe", "", "", "", "4200", "1500", ""],
];

fn register(rows: &[&[&str]]) -> tempfile::TempDir {
    intake_of(&[("KI-Liste", rows)], SETTINGS)
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    coe_report(folder, &[arguments, &["--period", "2026-10"]].concat())
}

/// The rows of the questions by their titles, and the row of the titles on the sheet, from 0.
fn questions(folder: &Path) -> (Vec<BTreeMap<String, String>>, usize) {
    let mut book = open_workbook_auto(folder.join("questions.xlsx")).expect("there are questions");
    let range = book.worksheet_range("Questions").unwrap();
    let rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(Data::to_string).collect()).collect();
    let head = rows.iter().position(|row| row.iter().any(|cell| cell == "Answer")).unwrap();
    let titles = &rows[head];
    let named = |row: &Vec<String>| titles.iter().cloned().zip(row.iter().cloned()).collect();
    (rows[head + 1..].iter().map(named).collect(), head)
}

/// Saves the questions as a person would: with these answers, given by a part of the question, and the others as they
/// are. `None` clears an answer.
fn answer(folder: &Path, answers: &[(&str, Option<&str>)]) {
    let (mut rows, _) = questions(folder);
    for (part, answer) in answers {
        let mut asked = rows.iter_mut().filter(|row| row["Question"].contains(part));
        let row = asked.next().unwrap_or_else(|| panic!("nothing asks about {part}"));
        row.insert("Answer".to_owned(), answer.unwrap_or_default().to_owned());
    }
    let titles: Vec<String> = rows[0].keys().cloned().collect();
    let mut sheet: Vec<Vec<&str>> = vec![titles.iter().map(String::as_str).collect()];
    sheet.extend(rows.iter().map(|row| titles.iter().map(|title| row[title].as_str()).collect()));
    let lines: Vec<&[&str]> = sheet.iter().map(Vec::as_slice).collect();
    workbook(&folder.join("questions.xlsx"), &[("Questions", &lines)]);
}

fn asked(folder: &Path) -> Vec<String> {
    match folder.join("questions.xlsx").exists() {
        true => questions(folder).0.into_iter().map(|row| row["Question"].clone()).collect(),
        false => Vec::new(),
    }
}

fn text_of_pdfs(folder: &Path) -> String {
    let pdfs = files_below(folder).into_iter().filter(|(path, _)| path.extension().is_some_and(|end| end == "pdf"));
    let text = |(path, _)| {
        let output = Command::new("pdftotext").arg(folder.join(path)).arg("-").output().expect("pdftotext is there");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    pdfs.map(text).collect()
}

/// Id, name, department and phase of each initiative.
fn initiatives(record: &serde_json::Value) -> Vec<[String; 4]> {
    let text = |one: &serde_json::Value, key: &str| one[key].as_str().unwrap_or("–").to_owned();
    let all = record["initiatives"].as_array().unwrap();
    let mut found: Vec<_> =
        all.iter().map(|one| ["initiative_id", "name", "department", "phase"].map(|key| text(one, key))).collect();
    found.sort();
    found
}

fn said_in(output: &Output, words: &str) -> bool {
    let text = said(output);
    text.contains(words) || panic!("{words} is not in {text}")
}

#[test]
fn a_register_in_german_without_ids_needs_its_questions_accepted_and_no_settings() {
    let folder = register(REGISTER);
    let folder = folder.path();
    let first = run(folder, &["check"]);
    assert!(said(&first).contains("questions.xlsx"), "{}", said(&first));
    // The sheet has a name nobody knows and too few known titles: what it is comes first, its titles after that.
    let mut runs = 1;
    while folder.join("questions.xlsx").exists() {
        assert!(runs < 4, "still asked: {:?}", asked(folder));
        answer(folder, &[]);
        run(folder, &["check"]);
        runs += 1;
    }
    run(folder, &["run", "--out", "out"]);
    let record = record(&folder.join("out/2026-10"));
    let id = |name: &str| format!("finance-{name}");
    assert_eq!(
        initiatives(&record),
        [
            [&id("anfragen-sortieren"), "Anfragen sortieren", "Operations", "Pilot"].map(str::to_owned),
            [&id("belege-lesen"), "Belege lesen", "Finance", "Production"].map(str::to_owned),
            [&id("preise-schätzen"), "Preise schätzen", "Sales", "Assessment"].map(str::to_owned),
        ]
    );
    // By hand: 1,000 + 500 were spent by October. Of the plan of 4,200 for twelve months, ten are over: 3,500.
    let value = |key: &str| record["portfolio"][key]["value"].as_f64();
    assert_eq!((value("cost_actual_ytd"), value("cost_plan_to_date_ytd")), (Some(1500.0), Some(3500.0)));
    let pdfs = text_of_pdfs(&folder.join("out"));
    assert!(pdfs.contains("Belege lesen") && !pdfs.contains("geheim"), "a private note is in nobody's report");
}

const BY_DEPARTMENT: &[&str] = &["No.", "Name", "Owner", "Stage", "Outcome category", "Submitted"];

fn by_department(rows: [&[&[&str]]; 2]) -> Vec<(&'static str, Vec<Vec<String>>)> {
    let sheet = |rows: &[&[&str]]| {
        let lines = std::iter::once(&BY_DEPARTMENT).chain(rows).map(|row| row.iter().map(|cell| (*cell).to_owned()));
        lines.map(Iterator::collect).collect()
    };
    vec![("Foundry", sheet(rows[0])), ("Works", sheet(rows[1]))]
}

fn save(folder: &Path, name: &str, sheets: &[(&str, Vec<Vec<String>>)]) {
    let lines: Vec<(&str, Vec<Vec<&str>>)> = sheets
        .iter()
        .map(|(name, rows)| (*name, rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect()))
        .collect();
    let rows: Vec<(&str, Vec<&[&str]>)> =
        lines.iter().map(|(name, rows)| (*name, rows.iter().map(Vec::as_slice).collect())).collect();
    let sheets: Vec<(&str, &[&[&str]])> = rows.iter().map(|(name, rows)| (*name, rows.as_slice())).collect();
    workbook(&folder.join("intake").join(name), &sheets);
}

#[test]
fn sheets_by_department_keep_their_ids_when_rows_are_added_and_sorted() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::create_dir(folder.join("intake")).unwrap();
    fs::write(folder.join("report.toml"), SETTINGS).unwrap();
    let row = |number: &'static str, name: &'static str, phase: &'static str| {
        [number, name, "A. Berg", phase, "Revenue growth", "2026-10-30"]
    };
    let (one, two, three) =
        (row("1", "Core defects", "pilot phase"), row("2", "Melt time", "Idea"), row("1", "Gauges", "running"));
    save(folder, "register oct.xlsx", &by_department([&[&one, &two], &[&three]]));
    run(folder, &["check"]);
    let first = asked(folder);
    assert_eq!(first.len(), 3, "the departments and two words: {first:?}");
    answer(folder, &[]);
    run(folder, &["run", "--out", "out"]);
    assert_eq!(asked(folder), [""; 0]);
    let october = initiatives(&record(&folder.join("out/2026-10")));
    let departments: Vec<&str> = october.iter().map(|one| one[2].as_str()).collect();
    assert_eq!(departments, ["Foundry", "Foundry", "Works"]);
    // The next month: sorted the other way, numbered anew, one more.
    fs::remove_file(folder.join("intake/register oct.xlsx")).unwrap();
    let (one, two) = (row("2", "Core defects", "pilot phase"), row("1", "Melt time", "Idea"));
    let new = row("2", "Sand mix", "Idea");
    save(folder, "register nov.xlsx", &by_department([&[&two, &one], &[&three, &new]]));
    coe_report(folder, &["run", "--period", "2026-11", "--out", "out"]);
    assert_eq!(asked(folder), [""; 0], "the sender's next workbook needs no answer");
    let november = initiatives(&record(&folder.join("out/2026-11")));
    assert_eq!(november.len(), 4);
    for one in &october {
        assert!(november.contains(one), "{one:?} is not in {november:?}");
    }
}

#[test]
fn an_initiative_with_a_new_name_is_asked_about_and_keeps_its_id() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::create_dir(folder.join("intake")).unwrap();
    fs::write(folder.join("report.toml"), SETTINGS).unwrap();
    let row =
        |number: &'static str, name: &'static str| [number, name, "A. Berg", "Idea", "Revenue growth", "2026-10-30"];
    let (one, two, three) = (row("1", "Core defects"), row("2", "Melt time forecast"), row("1", "Gauges"));
    save(folder, "register oct.xlsx", &by_department([&[&one, &two], &[&three]]));
    run(folder, &["check"]);
    answer(folder, &[]);
    run(folder, &["check"]);
    assert_eq!(asked(folder), [""; 0]);
    let closed = coe_report(folder, &["close", "2026-10", "--by", "M", "--accept", "test", "--out", "out"]);
    assert!(said(&closed).contains("is closed now"), "{}{}", said(&closed), complained(&closed));
    let october = initiatives(&record(&folder.join("out/2026-10")));
    // November: sorted the other way, one with another name, one that is really new in another department.
    fs::remove_file(folder.join("intake/register oct.xlsx")).unwrap();
    let (two, new) = (row("1", "Forecast of melting time"), row("2", "Sand mix"));
    save(folder, "register nov.xlsx", &by_department([&[&two, &one], &[&three, &new]]));
    let november = |arguments: &[&str]| coe_report(folder, &[arguments, &["--period", "2026-11"]].concat());
    november(&["check"]);
    let open = asked(folder);
    assert_eq!(
        open,
        [
            "\"Forecast of melting time\" is new and \"Melt time forecast\" is not listed any more. Is it the same initiative \
          under another name?"
        ]
    );
    answer(folder, &[("Forecast", Some("Yes"))]);
    november(&["run", "--out", "out"]);
    assert_eq!(asked(folder), [""; 0]);
    let now = initiatives(&record(&folder.join("out/2026-11")));
    assert_eq!(now.len(), 4);
    let id = |name: &str, all: &[[String; 4]]| all.iter().find(|one| one[1] == name).unwrap()[0].clone();
    assert_eq!(id("Forecast of melting time", &now), id("Melt time forecast", &october));
    assert_eq!(id("Core defects", &now), id("Core defects", &october));
    // Where the old one comes back beside it, they are two.
    let old = row("3", "Melt time forecast");
    save(folder, "register nov.xlsx", &by_department([&[&two, &one, &old], &[&three, &new]]));
    november(&["run", "--out", "out"]);
    let both = initiatives(&record(&folder.join("out/2026-11")));
    assert_eq!(both.len(), 5);
    assert_ne!(id("Forecast of melting time", &both), id("Melt time forecast", &both));
}

/// `mil` is a thousand in Spanish and a million in a hurry: nobody guesses, the column waits for an answer.
#[test]
fn what_a_title_says_of_its_amounts_and_nobody_understands_is_asked_and_read_as_answered() {
    let initiatives: &[&[&str]] = &[&SHORT_INITIATIVE_TITLES, &["A-1", "Sort invoices", "Finance", "Production"]];
    let money: &[&[&str]] = &[
        &["Initiative ID", "Month", "Cost planned (mil €)", "Cost actual (mil €)", "Benefit actual"],
        &["A-1", "2026-09", "12", "10", "500"],
        &["A-1", "2026-10", "12", "11.5", "700"],
    ];
    let folder = intake_of(&[("Initiatives", initiatives), ("Financials", money)], SETTINGS);
    run(folder.path(), &["run"]);
    let spent = || record(&folder.path().join("reports/2026-10"))["portfolio"]["cost_actual_ytd"]["value"].clone();
    assert!(spent().is_null(), "nothing is read before it is said: {}", spent());
    let (rows, _) = questions(folder.path());
    let row = rows.iter().find(|row| row["About"] == "Unit").expect("the unit is asked about");
    assert_eq!(row["Question"], "In what are the amounts whose titles say \"mil €\"?");
    // 12 + 12 + 10 + 11.5, as they stand; no guess, and so no answer.
    let said = ["First case", "Rows", "Amount", "Our guess", "Answer"].map(|title| row[title].as_str());
    assert_eq!(said, ["finance.xlsx › Financials!C1", "4", "45.50", "", ""]);
    // What rests on it are amounts: the month waits.
    let closing = run(folder.path(), &["close"]);
    assert!(!closing.status.success());
    assert!(said_in(&closing, "In what are the amounts whose titles say \"mil €\"?"));

    answer(folder.path(), &[("mil €", Some("Thousands"))]);
    run(folder.path(), &["run"]);
    // 10 + 11.5 thousand, in cents.
    assert_eq!(spent(), 21_500.0);
    assert!(!folder.path().join("questions.xlsx").exists(), "{:?}", asked(folder.path()));
    let kept = fs::read_to_string(folder.path().join("mapping.toml")).unwrap();
    assert!(kept.contains("about = \"unit\"") && kept.contains("means = \"thousands\""), "{kept}");
    let output = run(folder.path(), &["check"]);
    assert!(said_in(&output, "\"Cost planned (mil €)\" and 1 more title were read as thousands of EUR: 12 is 12000"));
}

/// What a year's cell holds is of all its months: where it cannot be read they are not empty, and where it is empty that
/// is said of this cell and not of the plan beside it.
#[test]
fn a_years_amount_that_cannot_be_read_is_said_once_and_at_its_cell() {
    let mut rows: Vec<Vec<&str>> = REGISTER.iter().map(|row| row.to_vec()).collect();
    rows[2][5] = "1.000 oder mehr";
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let folder = intake_of(&[("KI-Liste", &rows)], "[state]\nfolder = \"closed\"\n");
    run(folder.path(), &["run"]);
    answer(folder.path(), &[]);
    run(folder.path(), &["run"]);
    let output = run(folder.path(), &["check", "--json"]);
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let of_money: Vec<String> = found["findings"]["list"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["severity"] == "rejected" && finding["column"] == "Cost actual")
        .map(|finding| format!("{} {}", finding["cell"].as_str().unwrap(), finding["code"].as_str().unwrap()))
        .collect();
    // F3 says no amount; F5 is empty. The plans stand in column E.
    assert_eq!(of_money, ["F3 not-money", "F5 missing-value"]);
}

#[test]
fn a_wrong_answer_is_a_finding_at_its_cell_and_the_others_hold() {
    let folder = register(REGISTER);
    let folder = folder.path();
    run(folder, &["check"]);
    answer(folder, &[]);
    run(folder, &["check"]);
    let before = asked(folder);
    assert!(before.len() > 2, "{before:?}");
    answer(folder, &[("im Test", Some("Pilto")), ("im Betrieb", Some("Production"))]);
    let output = run(folder, &["check"]);
    assert!(said(&output).contains("questions.xlsx › Questions!"), "{}", said(&output));
    assert!(said(&output).contains("\"Pilto\" is none of the answers"), "{}", said(&output));
    let open = asked(folder);
    assert!(open.iter().any(|question| question.contains("im Test")), "{open:?}");
    assert!(!open.iter().any(|question| question.contains("im Betrieb")), "{open:?}");
}

#[test]
fn two_columns_that_are_said_to_be_one_field_are_neither() {
    let folder = register(REGISTER);
    let folder = folder.path();
    run(folder, &["check"]);
    let name = Some("Initiative name");
    answer(folder, &[("Vorhaben", name), ("Verantwortlich", name)]);
    let output = run(folder, &["check"]);
    assert!(said(&output).contains("are both said to be Initiative name"), "{}", said(&output));
    // Each at its cell, with the other's.
    let mut cells = places(&said(&output));
    cells.dedup();
    assert!(cells.len() >= 2 && cells[0] != cells[1], "{cells:?}");
    let open = asked(folder);
    assert!(open.iter().any(|question| question.contains("Vorhaben")), "{open:?}");
}

/// Places in questions.xlsx that were found fault with, as they are printed.
fn places(said: &str) -> Vec<String> {
    let begin = "questions.xlsx › Questions!";
    let place = |(at, _): (usize, &str)| {
        said[at + begin.len()..].chars().take_while(|letter| letter.is_ascii_alphanumeric()).collect::<String>()
    };
    said.match_indices(begin).map(place).collect()
}

#[test]
fn a_formula_and_two_answers_to_one_question_are_findings_and_the_question_stays_open() {
    let folder = register(REGISTER);
    let folder = folder.path();
    run(folder, &["check"]);
    let (rows, _) = questions(folder);
    let titles: Vec<String> = rows[0].keys().cloned().collect();
    let at = |title: &str| titles.iter().position(|known| known == title).unwrap() as u16;
    let about = |part: &str| rows.iter().position(|row| row["Question"].contains(part)).unwrap();
    let (name, stage) = (about("Vorhaben"), about("Stand"));
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Questions").unwrap();
    for (column, title) in (0..).zip(&titles) {
        sheet.write_string(0, column, title).unwrap();
        for (row, cells) in (1..).zip(&rows) {
            sheet.write_string(row, column, &cells[title]).unwrap();
        }
    }
    // A formula that gave a right answer when it was saved.
    let formula = rust_xlsxwriter::Formula::new("=\"Initiative\"&\" name\"").set_result("Initiative name");
    sheet.write_formula(name as u32 + 1, at("Answer"), formula).unwrap();
    // The row about the phase once more, with another answer.
    let twice = rows.len() as u32 + 1;
    for (column, title) in (0..).zip(&titles) {
        sheet.write_string(twice, column, &rows[stage][title]).unwrap();
    }
    sheet.write_string(twice, at("Answer"), "Leave out").unwrap();
    book.save(folder.join("questions.xlsx")).unwrap();
    let output = run(folder, &["check"]);
    let words = said(&output);
    assert!(
        words.contains("The answer is a formula") && words.contains("The same question is answered with"),
        "{words}"
    );
    let mut found = places(&words);
    found.sort();
    found.dedup();
    let letter = char::from(b'A' + at("Answer") as u8);
    for row in [name + 2, stage + 2, twice as usize + 1] {
        assert!(found.contains(&format!("{letter}{row}")), "{letter}{row} in {found:?}: {words}");
    }
    let open = asked(folder);
    for part in ["Vorhaben", "Stand"] {
        assert!(open.iter().any(|question| question.contains(part)), "{part}: {open:?}");
    }
}

#[test]
fn a_question_that_is_left_open_holds_up_no_closing_and_stands_in_assumptions() {
    let rows: &[&[&str]] = &[
        &[
            "Initiative ID",
            "Initiative name",
            "Department",
            "Business owner",
            "Outcome category",
            "Phase",
            "Submitted on",
            "Costs (planned) FY26",
        ],
        &["FIN-1", "Match invoices", "Finance", "A. Berg", "Revenue growth", "Idea", "2026-10-30", "1200"],
    ];
    let folder = intake_of(&[("Initiatives", rows)], SETTINGS);
    let folder = folder.path();
    run(folder, &["check"]);
    answer(folder, &[("Costs (planned) FY26", Some("Leave it open"))]);
    let checked = run(folder, &["check"]);
    assert_eq!(asked(folder), [""; 0], "it is not asked again");
    assert!(fs::read_to_string(folder.join("mapping.toml")).unwrap().contains("means = \"leave-open\""));
    // Nothing is lost: its amount is said.
    run(folder, &["run", "--out", "out"]);
    let record = record(&folder.join("out/2026-10"));
    let found = record["findings"]["list"].as_array().unwrap();
    let left = found.iter().find(|one| one["code"] == "answered").unwrap_or_else(|| panic!("{}", said(&checked)));
    assert!(left["problem"].as_str().unwrap().contains("left open; its amount, 1,200.00"), "{left}");
    let against = coe_report(folder, &["close", "2026-10", "--by", "Maria", "--out", "out"]);
    assert!(!said(&against).contains("Costs (planned)"), "{}", said(&against));
    let mut book = open_workbook_auto(folder.join("out/2026-10/portfolio.xlsx")).unwrap();
    let text: String = book
        .worksheets()
        .into_iter()
        .flat_map(|(_, range)| range.rows().flatten().map(Data::to_string).collect::<Vec<_>>())
        .collect::<Vec<_>>()
        .join("\n");
    assert!(text.contains("Column \"Costs (planned) FY26\": left open (for finance)"), "{text}");
}

#[test]
fn a_month_with_an_open_question_on_money_is_closed_only_with_a_reason() {
    let rows: &[&[&str]] = &[
        &[
            "Initiative ID",
            "Initiative name",
            "Department",
            "Business owner",
            "Outcome category",
            "Phase",
            "Submitted on",
            "Costs (planned) FY26",
        ],
        &["FIN-1", "Match invoices", "Finance", "A. Berg", "Revenue growth", "Idea", "2026-10-30", "1200"],
    ];
    let folder = intake_of(&[("Initiatives", rows)], SETTINGS);
    let folder = folder.path();
    run(folder, &["check"]);
    assert_eq!(asked(folder), ["What stands in the column \"Costs (planned) FY26\"?"]);
    let refused = coe_report(folder, &["close", "2026-10", "--by", "Maria", "--out", "out"]);
    assert_eq!(refused.status.code(), Some(4), "{}{}", said(&refused), complained(&refused));
    assert!(said(&refused).contains("Costs (planned) FY26"), "{}", said(&refused));
    answer(folder, &[]);
    let closed =
        coe_report(folder, &["close", "2026-10", "--by", "Maria", "--accept", "no actuals yet", "--out", "out"]);
    assert!(!said(&closed).contains("What stands in the column"), "{}", said(&closed));
    // An answer that was given travels with the month: the same files give the same figures.
    let first = record(&folder.join("out/2026-10"));
    assert_eq!(asked(folder), [""; 0]);
    run(folder, &["run", "--out", "again"]);
    assert_eq!(first["portfolio"], record(&folder.join("again/2026-10"))["portfolio"]);
}

#[test]
fn what_a_register_means_is_asked_the_same_way_each_time_and_not_asked_of_the_template() {
    let folder = register(REGISTER);
    let folder = folder.path();
    run(folder, &["check"]);
    let bytes = || fs::read(folder.join("questions.xlsx")).unwrap();
    let first = bytes();
    fs::remove_file(folder.join("questions.xlsx")).unwrap();
    run(folder, &["check"]);
    assert_eq!(first, bytes());
    fs::write(folder.join("report.toml"), format!("questions = \"\"\n{SETTINGS}")).unwrap();
    fs::remove_file(folder.join("questions.xlsx")).unwrap();
    run(folder, &["check"]);
    assert!(!folder.join("questions.xlsx").exists(), "the settings say that nothing is asked");
    let refused = coe_report(folder, &["close", "2026-10", "--by", "Maria", "--out", "out"]);
    assert!(!said(&refused).contains("questions.xlsx"), "what is not asked holds up nothing: {}", said(&refused));
}
