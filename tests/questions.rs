//! Registers of one's own: what is not understood is asked in questions.xlsx, answered there, kept and never asked again.

use crate::support::{coe_report, complained, files_below, intake_of, record, said, workbook};
use calamine::{Data, Reader, open_workbook_auto};
use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Output},
};

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
    let initiatives: &[&[&str]] = &[
        &["Initiative ID", "Initiative name", "Department", "Phase"],
        &["A-1", "Sort invoices", "Finance", "Production"],
    ];
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

fn said_in(output: &Output, words: &str) -> bool {
    let text = said(output);
    text.contains(words) || panic!("{words} is not in {text}")
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

/// A register as a project tool exports it.
struct Export {
    /// The file, without its end.
    tool: &'static str,
    /// The sheet; none for text.
    sheet: Option<&'static str>,
    rows: Vec<Vec<&'static str>>,
    /// How many questions it takes, and how many runs of `check`.
    takes: (usize, usize),
}

/// Registers as project tools export them, and in another language: three initiatives in three departments.
///
/// The titles are those of the tools, each with a column for the department, which companies add. Jira (CSV, all fields):
/// <https://support.atlassian.com/jira-software-cloud/docs/export-work-items/>, with titles and dates as exports in public
/// repositories have them. Planner (Export plan to Excel): the plan's name, id and day of export, an empty row, the titles
/// of tasks, and days as text with the month in front. monday.com (Export board to Excel): the board's name, each group
/// with its own titles, a row of sums below it. Smartsheet: the default columns of its project sheet, as
/// <https://help.smartsheet.com/learning-track/level-3-advanced-users/project-management-tutorial> names them. Microsoft
/// Project (export map of tasks): the sheet Task_Table, titles with low lines.
fn exports() -> Vec<Export> {
    let jira: &[&[&str]] = &[
        &[
            "Summary",
            "Issue key",
            "Issue id",
            "Issue Type",
            "Status",
            "Project key",
            "Project name",
            "Project type",
            "Project lead",
            "Priority",
            "Resolution",
            "Assignee",
            "Reporter",
            "Creator",
            "Created",
            "Updated",
            "Last Viewed",
            "Resolved",
            "Due date",
            "Votes",
            "Labels",
            "Labels",
            "Description",
            "Environment",
            "Original estimate",
            "Remaining Estimate",
            "Time Spent",
            "Work Ratio",
            "Custom field (Department)",
            "Status Category",
        ],
        &[
            "Match invoices",
            "AI-1",
            "10001",
            "Epic",
            "In Progress",
            "AI",
            "AI programme",
            "software",
            "M. Lead",
            "Medium",
            "",
            "A. Berg",
            "M. Lead",
            "M. Lead",
            "02/Feb/26 9:05 AM",
            "30/Oct/26 4:30 PM",
            "30/Oct/26 4:31 PM",
            "",
            "31/Dec/26 12:00 AM",
            "0",
            "ocr",
            "finance",
            "Reads invoices",
            "",
            "",
            "",
            "",
            "",
            "Finance",
            "In Progress",
        ],
        &[
            "Sort requests",
            "AI-2",
            "10002",
            "Epic",
            "To Do",
            "AI",
            "AI programme",
            "software",
            "M. Lead",
            "Low",
            "",
            "B. Tal",
            "M. Lead",
            "M. Lead",
            "03/Mar/26 9:05 AM",
            "12/Oct/26 1:30 PM",
            "",
            "",
            "",
            "0",
            "",
            "",
            "Routes requests",
            "",
            "",
            "",
            "",
            "",
            "Operations",
            "To Do",
        ],
        &[
            "Estimate prices",
            "AI-3",
            "10003",
            "Epic",
            "Done",
            "AI",
            "AI programme",
            "software",
            "M. Lead",
            "High",
            "Done",
            "C. See",
            "M. Lead",
            "M. Lead",
            "04/Jan/26 9:05 AM",
            "01/Oct/26 8:00 AM",
            "",
            "01/Oct/26 8:00 AM",
            "",
            "0",
            "",
            "",
            "Prices for offers",
            "",
            "",
            "",
            "",
            "",
            "Sales",
            "Done",
        ],
    ];
    let planner: &[&[&str]] = &[
        &["Plan name", "AI programme"],
        &["Plan ID", "Xy1-AbCdEf"],
        &["Date of export", "10/31/2026"],
        &[],
        &[
            "Task ID",
            "Task Name",
            "Bucket Name",
            "Progress",
            "Priority",
            "Assigned To",
            "Created By",
            "Created Date",
            "Start date",
            "Due date",
            "Is Recurring",
            "Late",
            "Completed Date",
            "Completed By",
            "Completed Checklist Items",
            "Checklist Items",
            "Labels",
            "Description",
        ],
        &[
            "xK1",
            "Match invoices",
            "Finance",
            "In progress",
            "Important",
            "A. Berg",
            "M. Lead",
            "02/03/2026",
            "03/01/2026",
            "12/05/2026",
            "false",
            "false",
            "",
            "",
            "1/2",
            "Data;Test",
            "",
            "Reads invoices",
        ],
        &[
            "xK2",
            "Sort requests",
            "Operations",
            "Not started",
            "Medium",
            "B. Tal",
            "M. Lead",
            "03/24/2026",
            "",
            "",
            "false",
            "false",
            "",
            "",
            "",
            "",
            "",
            "",
        ],
        &[
            "xK3",
            "Estimate prices",
            "Sales",
            "Completed",
            "Low",
            "C. See",
            "M. Lead",
            "01/05/2026",
            "02/01/2026",
            "09/01/2026",
            "false",
            "false",
            "10/01/2026",
            "C. See",
            "",
            "",
            "",
            "",
        ],
    ];
    let smartsheet: &[&[&str]] = &[
        &[
            "Task Name",
            "Duration",
            "Start",
            "Finish",
            "Predecessors",
            "Assigned To",
            "% Complete",
            "Status",
            "Department",
            "Comments",
        ],
        &["Match invoices", "240d", "02/01/26", "12/31/26", "", "A. Berg", "60%", "In Progress", "Finance", "ok"],
        &["Sort requests", "90d", "11/02/26", "03/05/27", "1", "B. Tal", "0%", "Not Started", "Operations", ""],
        &["Estimate prices", "180d", "01/05/26", "09/11/26", "", "C. See", "100%", "Complete", "Sales", ""],
    ];
    let titles: &[&str] = &[
        "Name",
        "Subitems",
        "Owner",
        "Status",
        "Department",
        "Timeline - Start",
        "Timeline - End",
        "Budget",
        "Item ID (auto generated)",
    ];
    let monday: &[&[&str]] = &[
        &["AI board"],
        &[],
        &["Running"],
        titles,
        &[
            "Match invoices",
            "",
            "A. Berg",
            "Working on it",
            "Finance",
            "2026-02-01",
            "2026-12-31",
            "1200",
            "1000000001",
        ],
        &["Sort requests", "", "B. Tal", "Stuck", "Plant North", "2026-11-01", "2027-03-31", "2400", "1000000002"],
        &["", "", "", "", "", "", "", "3600", ""],
        &[],
        &["Finished"],
        titles,
        &["Estimate prices", "", "C. See", "Done", "Sales", "2026-01-01", "2026-06-30", "600", "1000000003"],
        &["", "", "", "", "", "", "", "600", ""],
    ];
    let project: &[&[&str]] = &[
        &[
            "ID",
            "Active",
            "Task_Mode",
            "Name",
            "Duration",
            "Start",
            "Finish",
            "Predecessors",
            "Outline_Level",
            "Resource_Names",
            "Percent_Complete",
            "Department",
            "Notes",
        ],
        &[
            "1",
            "Yes",
            "Auto Scheduled",
            "Match invoices",
            "240 days",
            "February 2, 2026 8:00 AM",
            "December 31, 2026 5:00 PM",
            "",
            "1",
            "A. Berg",
            "0.6",
            "Finance",
            "",
        ],
        &[
            "2",
            "Yes",
            "Auto Scheduled",
            "Sort requests",
            "90 days",
            "November 2, 2026 8:00 AM",
            "March 5, 2027 5:00 PM",
            "1",
            "1",
            "B. Tal",
            "0",
            "Operations",
            "",
        ],
        &[
            "3",
            "Yes",
            "Auto Scheduled",
            "Estimate prices",
            "180 days",
            "January 5, 2026 8:00 AM",
            "September 11, 2026 5:00 PM",
            "",
            "1",
            "C. See",
            "1",
            "Sales",
            "",
        ],
    ];
    let projets: &[&[&str]] = &[
        &["Projet", "Service", "Responsable", "Avancement", "Coût prévu 2026", "Coût réel 2026"],
        &["Match invoices", "Finance", "A. Berg", "en production", "1200", "1000"],
        &["Sort requests", "Operations", "B. Tal", "pilote", "2400", "500"],
        &["Estimate prices", "Sales", "C. See", "idée", "600", ""],
    ];
    let export = |tool, sheet, rows: &[&[&'static str]], takes| Export {
        tool,
        sheet,
        rows: rows.iter().map(|row| row.to_vec()).collect(),
        takes,
    };
    vec![
        export("jira", None, jira, (10, 3)),
        export("planner", Some("Tasks"), planner, (11, 3)),
        export("smartsheet", Some("AI programme"), smartsheet, (10, 3)),
        export("monday", Some("AI board"), monday, (6, 4)),
        export("project", Some("Task_Table"), project, (1, 2)),
        export("projets", Some("Projets IA"), projets, (10, 3)),
    ]
}

fn save_export(folder: &Path, export: &Export) {
    match export.sheet {
        Some(sheet) => {
            let lines: Vec<&[&str]> = export.rows.iter().map(Vec::as_slice).collect();
            workbook(&folder.join("intake").join(format!("{}.xlsx", export.tool)), &[(sheet, &lines)]);
        }
        None => {
            let text: String = export.rows.iter().map(|row| row.join(",") + "\n").collect();
            fs::write(folder.join("intake").join(format!("{}.csv", export.tool)), text).unwrap();
        }
    }
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn exports_of_project_tools_and_registers_in_other_languages_need_no_text_editor() {
    for export in exports() {
        let tool = export.tool;
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        fs::create_dir(folder.join("intake")).unwrap();
        fs::write(folder.join("report.toml"), SETTINGS).unwrap();
        save_export(folder, &export);
        run(folder, &["check"]);
        let (mut rounds, mut questions_asked) = (1, 0);
        while folder.join("questions.xlsx").exists() {
            assert!(rounds < 5, "{tool} is still asked: {:?}", asked(folder));
            // Guesses are accepted; what has none is left open.
            let rows = questions(folder).0;
            questions_asked += rows.len();
            let open: Vec<(&str, Option<&str>)> = rows
                .iter()
                .filter(|row| row["Answer"].is_empty())
                .map(|row| (row["Question"].as_str(), Some("Leave it open")))
                .collect();
            answer(folder, &open);
            run(folder, &["check"]);
            rounds += 1;
        }
        run(folder, &["run", "--out", "out"]);
        let found = initiatives(&record(&folder.join("out/2026-10")));
        let mut names: Vec<&str> = found.iter().map(|one| one[1].as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["Estimate prices", "Match invoices", "Sort requests"], "{tool}");
        let departments: std::collections::BTreeSet<&str> = found.iter().map(|one| one[2].as_str()).collect();
        assert_eq!(departments.len(), 3, "{tool}: {departments:?}");
        assert_eq!((questions_asked, rounds), export.takes, "{tool}");
    }
}

/// Two months of a plan, each typed as a date that can be read both ways.
fn months_typed_as_dates(settings: &str, dates: [&str; 2]) -> tempfile::TempDir {
    let initiatives: &[&[&str]] = &[
        &["Initiative ID", "Initiative name", "Department", "Phase"],
        &["A-1", "Sort invoices", "Finance", "Production"],
    ];
    let money: &[&[&str]] = &[
        &["Initiative ID", "Month", "Cost planned", "Cost actual"],
        &["A-1", dates[0], "1000", "900"],
        &["A-1", dates[1], "20", "10"],
    ];
    intake_of(&[("Initiatives", initiatives), ("Financials", money)], settings)
}

#[test]
fn dates_that_can_be_read_both_ways_are_asked_about_and_read_as_answered() {
    // 8 and 9 October, or 10 August and 10 September.
    let folder = months_typed_as_dates(SETTINGS, ["08/10/2026", "09/10/2026"]);
    run(folder.path(), &["run"]);
    let of_month = || {
        let record = record(&folder.path().join("reports/2026-10"));
        ["cost_actual_month", "cost_actual_ytd"].map(|key| record["portfolio"][key]["value"].as_f64())
    };
    let (rows, _) = questions(folder.path());
    let row = rows.iter().find(|row| row["About"] == "Date order").expect("the order is asked about");
    assert_eq!(
        row["Question"],
        "In the dates of the column \"Month\", such as 08/10/2026, does the day or the month stand in front?"
    );
    // 1,000 + 20 planned, 900 + 10 spent.
    let said = ["First case", "Examples", "Rows", "Amount", "Our guess", "How sure", "Answer"];
    assert_eq!(
        said.map(|title| row[title].as_str()),
        [
            "finance.xlsx › Financials!B2",
            "08/10/2026 · 09/10/2026",
            "2",
            "1,930.00",
            "day-month",
            "perhaps",
            "day-month"
        ]
    );
    assert_eq!(of_month(), [Some(910.0), Some(910.0)], "by the guess both are October");
    let checked = run(folder.path(), &["check"]);
    assert!(said_in(&checked, "they were read as day-month, which is a guess"));
    // Which month amounts belong to rests on it: the month waits.
    let closing = run(folder.path(), &["close"]);
    assert!(!closing.status.success());
    assert!(said_in(&closing, "such as 08/10/2026, does the day or the month stand in front?"));

    answer(folder.path(), &[("in front", Some("month-day"))]);
    run(folder.path(), &["run"]);
    assert_eq!(of_month()[1], Some(910.0), "all of it was spent in the year");
    assert_eq!(of_month()[0], None, "and nothing in October");
    assert!(!folder.path().join("questions.xlsx").exists(), "{:?}", asked(folder.path()));
    let kept = fs::read_to_string(folder.path().join("mapping.toml")).unwrap();
    assert!(kept.contains("about = \"date-order\"") && kept.contains("means = \"month-day\""), "{kept}");
    let output = run(folder.path(), &["check", "--json"]);
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let answered: Vec<String> = found["findings"]["list"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["code"] == "answered")
        .map(|finding| format!("{} {}", finding["cell"].as_str().unwrap(), finding["problem"].as_str().unwrap()))
        .collect();
    assert_eq!(
        answered,
        [
            "B2 \"08/10/2026\" was read as 2026-08: month-day, as answered.",
            "B3 \"09/10/2026\" was read as 2026-09: month-day, as answered.",
        ]
    );
}

#[test]
fn an_order_of_dates_that_is_known_is_not_asked_about() {
    let told = "locale = \"en-GB\"\nlevel = \"start\"\n[state]\nfolder = \"closed\"\n";
    for (settings, dates) in [
        // The settings say it; a date proves it; dots part days that stand in front; both readings are one day.
        (told, ["08/10/2026", "09/10/2026"]),
        (SETTINGS, ["08/10/2026", "31/08/2026"]),
        (SETTINGS, ["08/10/2026", "08/31/2026"]),
        (SETTINGS, ["08.10.2026", "09.10.2026"]),
        (SETTINGS, ["09/09/2026", "10/10/2026"]),
        (SETTINGS, ["2026-08-10", "2026-09"]),
    ] {
        let folder = months_typed_as_dates(settings, dates);
        run(folder.path(), &["check"]);
        assert_eq!(asked(folder.path()), [""; 0], "{dates:?}");
    }
    // Months are typed by their first days.
    let folder = months_typed_as_dates(SETTINGS, ["08/01/2026", "09/01/2026"]);
    run(folder.path(), &["check"]);
    let (rows, _) = questions(folder.path());
    assert_eq!(["Our guess", "How sure"].map(|title| rows[0][title].as_str()), ["month-day", "likely"]);
    // What is left open is read by the guess and holds up nothing.
    answer(folder.path(), &[("in front", Some("Leave it open"))]);
    let output = run(folder.path(), &["check"]);
    assert_eq!(asked(folder.path()), [""; 0]);
    assert!(said_in(&output, "they were read as month-day, which is a guess"));
}

/// Dollars, of which nobody says whose, in a report in EUR; a second column in kronor of Sweden or Norway.
fn amounts_in_marks() -> tempfile::TempDir {
    let initiatives: &[&[&str]] = &[
        &["Initiative ID", "Initiative name", "Department", "Phase"],
        &["A-1", "Sort invoices", "Finance", "Production"],
    ];
    let money: &[&[&str]] = &[
        &["Initiative ID", "Month", "Cost planned", "Cost actual ($)", "Benefit actual"],
        &["A-1", "2026-09", "50", "100", "kr 1000"],
        &["A-1", "2026-10", "60", "200", "500"],
    ];
    intake_of(&[("Initiatives", initiatives), ("Financials", money)], SETTINGS)
}

#[test]
fn marks_that_several_currencies_share_are_asked_about_and_read_as_answered() {
    let folder = amounts_in_marks();
    run(folder.path(), &["run"]);
    let money = |key: &str| record(&folder.path().join("reports/2026-10"))["portfolio"][key]["value"].as_f64();
    assert_eq!((money("cost_actual_ytd"), money("benefit_actual_ytd")), (None, Some(500.0)));
    let (rows, _) = questions(folder.path());
    let said = ["Question", "First case", "Examples", "Rows", "Amount", "Our guess", "How sure"];
    let of = |row: &BTreeMap<String, String>| said.map(|title| row[title].clone());
    let marks: Vec<_> = rows.iter().filter(|row| row["About"] == "Currency").map(of).collect();
    assert_eq!(
        marks,
        [
            [
                "Which currency is \"$\"?",
                "finance.xlsx › Financials!D1",
                "Cost actual ($)",
                "2",
                "300.00",
                "USD",
                "perhaps"
            ],
            ["Which currency is \"kr\"?", "finance.xlsx › Financials!E2", "kr 1000", "1", "1,000.00", "", "no guess"],
        ]
        .map(|row| row.map(str::to_owned))
    );
    let closing = run(folder.path(), &["close"]);
    assert!(!closing.status.success());
    assert!(said_in(&closing, "Which currency is \"$\"?"));

    // The dollars are Canadian; there are rates of both. Of the kronor nobody knows.
    answer(folder.path(), &[("\"$\"", Some("CAD")), ("\"kr\"", Some("Leave it open"))]);
    let rates: &[&[&str]] = &[
        &["Currency", "Month or fiscal year", "Kind", "Value of one unit"],
        &["USD", "2026-09", "Average", "0.9"],
        &["USD", "2026-10", "Average", "0.9"],
        &["CAD", "2026-09", "Average", "0.6"],
        &["CAD", "2026-10", "Average", "0.7"],
    ];
    workbook(&folder.path().join("intake/rates.xlsx"), &[("Rates", rates)]);
    run(folder.path(), &["run"]);
    // 100 · 0.6 + 200 · 0.7, in EUR.
    assert_eq!(money("cost_actual_ytd"), Some(200.0));
    assert!(!folder.path().join("questions.xlsx").exists(), "{:?}", asked(folder.path()));
    let kept = fs::read_to_string(folder.path().join("mapping.toml")).unwrap();
    assert!(kept.contains("about = \"currency\"") && kept.contains("means = \"CAD\""), "{kept}");
    let output = run(folder.path(), &["check", "--json"]);
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let answered: Vec<&str> = found["findings"]["list"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["code"] == "answered")
        .filter_map(|finding| finding["problem"].as_str())
        .collect();
    assert_eq!(answered, ["\"$\" was read as CAD, as answered."]);
}

#[test]
fn a_mark_that_the_rates_or_the_report_settle_is_not_asked_about() {
    // One of the currencies that share the mark has rates.
    let folder = amounts_in_marks();
    let rates: &[&[&str]] = &[
        &["Currency", "Month or fiscal year", "Kind", "Value of one unit"],
        &["USD", "2026-09", "Average", "0.9"],
        &["USD", "2026-10", "Average", "0.9"],
        &["SEK", "2026-09", "Average", "0.1"],
    ];
    workbook(&folder.path().join("intake/rates.xlsx"), &[("Rates", rates)]);
    run(folder.path(), &["check"]);
    assert_eq!(asked(folder.path()), [""; 0]);
    // The report's own; but not where the same sheet names another one of the mark's.
    let own = |cell: &str| {
        let initiatives: &[&[&str]] = &[
            &["Initiative ID", "Initiative name", "Department", "Phase"],
            &["A-1", "Sort invoices", "Finance", "Production"],
        ];
        let money: &[&[&str]] = &[
            &["Initiative ID", "Month", "Cost planned", "Cost actual"],
            &["A-1", "2026-09", "$ 50", "50"],
            &["A-1", "2026-10", "$ 60", cell],
        ];
        let settings = format!("currency = \"USD\"\n{SETTINGS}");
        let folder = intake_of(&[("Initiatives", initiatives), ("Financials", money)], &settings);
        run(folder.path(), &["check"]);
        asked(folder.path())
    };
    assert_eq!(own("$ 40"), [""; 0]);
    assert_eq!(own("CAD 40"), ["Which currency is \"$\"?"]);
}

#[test]
fn the_currency_of_an_initiative_says_what_its_mark_is() {
    let initiatives: &[&[&str]] = &[
        &["Initiative ID", "Initiative name", "Department", "Phase", "Currency"],
        &["A-1", "Sort invoices", "Finance", "Production", "USD"],
    ];
    let money: &[&[&str]] =
        &[&["Initiative ID", "Month", "Cost planned", "Cost actual"], &["A-1", "2026-10", "50", "$ 100"]];
    let folder = intake_of(&[("Initiatives", initiatives), ("Financials", money)], SETTINGS);
    run(folder.path(), &["check"]);
    assert_eq!(asked(folder.path()), [""; 0]);
    // Rates of two currencies that share the mark do not make it doubtful.
    let rates: &[&[&str]] = &[
        &["Currency", "Month or fiscal year", "Kind", "Value of one unit"],
        &["USD", "2026", "Plan", "0.9"],
        &["USD", "2026-10", "Average", "0.9"],
        &["CAD", "2026-10", "Average", "0.6"],
    ];
    workbook(&folder.path().join("intake/rates.xlsx"), &[("Rates", rates)]);
    run(folder.path(), &["run"]);
    assert_eq!(asked(folder.path()), [""; 0]);
    // 100 · 0.9; and the 50 of its plan, which say no currency, are its own: 45.
    let record = record(&folder.path().join("reports/2026-10"));
    let money = |key: &str| record["portfolio"][key]["value"].as_f64();
    assert_eq!((money("cost_actual_ytd"), money("cost_plan_to_date_ytd")), (Some(90.0), Some(45.0)));
}
