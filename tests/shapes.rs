//! Sheets in other shapes: the same rows whatever the shape, and every finding at the cell where the value stands.

use crate::support::{MONEY_TITLES, workbook};
use coe_report::{
    intake,
    model::{
        finding::{Code, Severity},
        portfolio::{CheckedWorkbook, Portfolio},
        rules::Rules,
        table::Table,
    },
    settings::{Given, Settings},
    validate,
};

/// Settings from the text of a `report.toml`.
fn settings(toml: &str) -> Settings {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.toml");
    std::fs::write(&path, toml).unwrap();
    let given = Given { config: Some(path), period: "2026-02".parse().ok(), ..Given::default() };
    Settings::resolve(&given, "2026-03-01T00:00:00Z".parse().unwrap()).unwrap()
}

fn checked(sheets: &[(&str, &[&[&str]])], toml: &str) -> (CheckedWorkbook, Rules) {
    let settings = settings(toml);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlsx");
    workbook(&path, sheets);
    let bytes = std::fs::read(&path).unwrap();
    let raw = intake::read_workbook("a.xlsx", &bytes, &settings.rules.dictionary, &settings.reading);
    (validate::check_workbook(raw, &settings.rules), settings.rules)
}

/// One sheet, checked.
fn sheet(name: &str, rows: &[&[&str]]) -> CheckedWorkbook {
    checked(&[(name, rows)], "level = \"start\"").0
}

/// Code, severity and cell of each finding above noted.
fn above_noted(workbook: &CheckedWorkbook) -> Vec<(Code, String)> {
    let worse = workbook.findings.iter().filter(|finding| finding.severity < Severity::Noted);
    let mut found: Vec<_> = worse.map(|finding| (finding.code, finding.address.to_string())).collect();
    found.sort();
    found
}

fn noted(workbook: &CheckedWorkbook, code: Code) -> Vec<String> {
    let found = workbook.findings.iter().filter(|finding| finding.code == code);
    found.map(|finding| format!("{}: {}", finding.address, finding.problem)).collect()
}

/// `FIN-1 2026-01 100/90/20/–` for each row: cost planned and actual, benefit planned and actual, in whole units.
fn rows(table: &Table) -> Vec<String> {
    let units = |key: &str, row: usize| match table.money(key)[row] {
        Some(cents) => (cents.0 / 100).to_string(),
        None => "–".to_owned(),
    };
    let line = |row: usize| {
        let amounts = ["cost_planned", "cost_actual", "benefit_planned", "benefit_actual"].map(|key| units(key, row));
        let id = table.text("initiative_id")[row].as_deref().unwrap_or("?");
        format!("{id} {} {}", table.month("month")[row].unwrap(), amounts.join("/"))
    };
    let mut all: Vec<String> = (0..table.len()).map(line).collect();
    all.sort();
    all
}

/// Where each value of a field stands, by id and month.
fn cells(workbook: &CheckedWorkbook, field: &str) -> Vec<String> {
    let table = &workbook.tables[0];
    let cell = |row: usize| {
        let place = workbook.file.sheets[table.origins[row].sheet as usize].place(field, &table.origins[row]);
        format!(
            "{} {} {place}",
            table.text("initiative_id")[row].as_deref().unwrap(),
            table.month("month")[row].unwrap()
        )
    };
    let mut all: Vec<String> = (0..table.len()).map(cell).collect();
    all.sort();
    all
}

/// Two initiatives, two months. FIN-2 has no amounts in February but a plan of its cost.
const RIGHT: [&str; 4] = [
    "FIN-1 2026-01 100/90/20/25",
    "FIN-1 2026-02 110/95/30/35",
    "FIN-2 2026-01 200/180/0/0",
    "FIN-2 2026-02 210/–/–/–",
];

const LONG: &[&[&str]] = &[
    &MONEY_TITLES,
    &["FIN-1", "2026-01", "100", "90", "20", "25"],
    &["FIN-1", "2026-02", "110", "95", "30", "35"],
    &["FIN-2", "2026-01", "200", "180", "0", "0"],
    &["FIN-2", "2026-02", "210"],
];

const MATRIX: &[&[&str]] = &[
    &["Our money"],
    &[],
    &["Initiative ID", "Initiative name", "Line", "Jan-26", "2026-02"],
    &["FIN-1", "Match invoices", "Cost plan", "100", "110"],
    &["FIN-1", "Match invoices", "Cost actual", "90", "95"],
    &["FIN-1", "Match invoices", "Benefit plan", "20", "30"],
    &["FIN-1", "Match invoices", "Benefits (actual)", "25", "35"],
    &[],
    &["FIN-2", "Forecast cash", "Cost plan", "200", "210"],
    &["FIN-2", "Forecast cash", "Cost actual", "180"],
    &["FIN-2", "Forecast cash", "Benefit plan", "0"],
    &["FIN-2", "Forecast cash", "Benefit actual", "0"],
];

const WIDE: &[&[&str]] = &[
    &[
        "Initiative ID",
        "Jan-26 Cost plan",
        "Jan-26 Cost actual",
        "Jan-26 Benefit plan",
        "Jan-26 Benefit actual",
        "Feb-26 Cost plan",
        "Feb-26 Cost actual",
        "Feb-26 Benefit plan",
        "Feb-26 Benefit actual",
    ],
    &["FIN-1", "100", "90", "20", "25", "110", "95", "30", "35"],
    &["FIN-2", "200", "180", "0", "0", "210"],
];

const WIDE_IN_TWO_ROWS: &[&[&str]] = &[
    &["", "", "Jan 2026", "", "", "", "Feb 2026"],
    &[
        "Initiative ID",
        "Owner",
        "Cost plan",
        "Cost actual",
        "Benefit plan",
        "Benefit actual",
        "Cost plan",
        "Cost actual",
        "Benefit plan",
        "Benefit actual",
    ],
    &["FIN-1", "Amara", "100", "90", "20", "25", "110", "95", "30", "35"],
    &["FIN-2", "Bruno", "200", "180", "0", "0", "210"],
];

const GROUPS_IN_TWO_ROWS: &[&[&str]] = &[
    &["Initiative ID", "Month", "Cost", "", "Benefit"],
    &["", "", "Planned", "Actual", "Planned", "Actual"],
    &["FIN-1", "2026-01", "100", "90", "20", "25"],
    &["FIN-1", "2026-02", "110", "95", "30", "35"],
    &["FIN-2", "2026-01", "200", "180", "0", "0"],
    &["FIN-2", "2026-02", "210"],
];

const SCENARIO_LONG: &[&[&str]] = &[
    &["Initiative ID", "Month", "Scenario", "Line", "Amount"],
    &["FIN-1", "2026-01", "Plan", "Cost", "100"],
    &["FIN-1", "2026-01", "Actual", "Cost", "90"],
    &["FIN-1", "2026-01", "Plan", "Benefit", "20"],
    &["FIN-1", "2026-01", "Actual", "Benefit", "25"],
    &["FIN-1", "2026-02", "Plan", "Cost", "110"],
    &["FIN-1", "2026-02", "Actual", "Cost", "95"],
    &["FIN-1", "2026-02", "Plan", "Benefit", "30"],
    &["FIN-1", "2026-02", "Actual", "Benefit", "35"],
    &["FIN-2", "2026-01", "Plan", "Cost", "200"],
    &["FIN-2", "2026-02", "Plan", "Cost", "210"],
    &["FIN-2", "2026-01", "Actual", "Cost", "180"],
    &["FIN-2", "2026-01", "Plan", "Benefit", "0"],
    &["FIN-2", "2026-01", "Actual", "Benefit", "0"],
];

#[test]
fn every_shape_of_money_gives_the_same_rows() {
    for (shape, lines) in [
        ("long", LONG),
        ("matrix", MATRIX),
        ("wide", WIDE),
        ("wide in two rows", WIDE_IN_TWO_ROWS),
        ("groups in two rows", GROUPS_IN_TWO_ROWS),
        ("scenario-long", SCENARIO_LONG),
    ] {
        for name in ["Financials", "Sheet1"] {
            let workbook = sheet(name, lines);
            assert_eq!(above_noted(&workbook), [], "{shape}");
            assert_eq!(rows(&workbook.tables[0]), RIGHT, "{shape} on {name}");
            let sheet = &workbook.file.sheets[0];
            assert_eq!(sheet.rows_read, sheet.rows_accepted + sheet.rows_set_aside + sheet.rows_blank, "{shape}");
            assert_eq!(sheet.rows_accepted, 4, "{shape}");
            let is_said = !noted(&workbook, Code::ShapeRead).is_empty();
            assert_eq!(is_said, shape != "long", "{shape}");
        }
    }
}

#[test]
fn every_value_keeps_its_own_cell() {
    // Read off the constants above: cost actual of January and February, FIN-1 and FIN-2.
    for (lines, right) in [
        (LONG, ["D2", "D3", "D4", "D5"]),
        (MATRIX, ["D5", "E5", "D10", "E10"]),
        (WIDE, ["C2", "G2", "C3", "G3"]),
        (WIDE_IN_TWO_ROWS, ["D3", "H3", "D4", "H4"]),
        (GROUPS_IN_TWO_ROWS, ["D3", "D4", "D5", "D6"]),
    ] {
        let found = cells(&sheet("Financials", lines), "cost_actual");
        let ends: Vec<&str> = found.iter().map(|line| line.rsplit(' ').next().unwrap()).collect();
        assert_eq!(ends, right);
    }
    let found = cells(&sheet("Financials", SCENARIO_LONG), "cost_actual");
    assert_eq!(found[2], "FIN-2 2026-01 E12");
}

#[test]
fn findings_of_other_shapes_stand_at_the_cell_and_once() {
    let workbook = sheet(
        "Financials",
        &[
            &["Initiative ID", "Line", "Jan-26", "Feb-26", "Spring"],
            &["FIN-1", "Cost plan", "about 9 maybe", "110"],
            &["FIN-1", "Headcount", "3", "4"],
            &["", "Cost plan", "7", "8"],
        ],
    );
    assert_eq!(
        above_noted(&workbook),
        [
            (Code::MissingKey, "a.xlsx › Financials!A4".to_owned()),
            (Code::NotMoney, "a.xlsx › Financials!C2".to_owned()),
            (Code::UnclearAmounts, "a.xlsx › Financials!B3".to_owned()),
        ]
    );
    let sheet = &workbook.file.sheets[0];
    // FIN-1 in January and February; the line Headcount and the two months without an id are set aside.
    assert_eq!((sheet.rows_read, sheet.rows_accepted, sheet.rows_set_aside, sheet.rows_blank), (5, 2, 3, 0));
    let missing = workbook.findings.iter().find(|finding| finding.code == Code::MissingKey).unwrap();
    assert!(missing.problem.contains("Cost planned 15.00"), "{}", missing.problem);
}

#[test]
fn amounts_without_a_name_are_refused_unless_name_or_settings_say_what_they_are() {
    let lines: &[&[&str]] = &[&["Initiative ID", "Jan-26 Plan", "Feb-26 Plan"], &["FIN-1", "100", "110"]];
    let workbook = sheet("Financials", lines);
    assert_eq!(above_noted(&workbook), [(Code::UnclearAmounts, "a.xlsx › Financials".to_owned())]);
    assert!(
        workbook.findings[0].problem.contains("2 titles such as \"Jan-26 Plan\""),
        "{}",
        workbook.findings[0].problem
    );

    let right = ["FIN-1 2026-01 100/–/–/–", "FIN-1 2026-02 110/–/–/–"];
    let (by_setting, _) = checked(&[("Financials", lines)], "level = \"start\"\namounts_are = \"cost\"");
    assert_eq!(rows(&by_setting.tables[0]), right);
    assert_eq!(rows(&sheet("Costs", lines).tables[0]), right);
    // What a title says wins, and a line that contradicts it is not counted.
    let lines: &[&[&str]] =
        &[&["Initiative ID", "Line", "Jan-26 Plan"], &["FIN-1", "Cost", "1"], &["FIN-1", "Benefit actual", "2"]];
    let workbook = sheet("Financials", lines);
    assert_eq!(rows(&workbook.tables[0]), ["FIN-1 2026-01 1/–/–/–"]);
    assert_eq!(above_noted(&workbook), [(Code::UnclearAmounts, "a.xlsx › Financials!B3".to_owned())]);
}

#[test]
fn lines_of_one_initiative_stay_apart_where_their_attributes_differ() {
    let workbook = sheet(
        "Financials",
        &[
            &["Initiative ID", "Cost type", "Line", "Jan-26"],
            &["FIN-1", "Capex", "Cost plan", "100"],
            &["FIN-1", "Opex", "Cost plan", "7"],
            &["FIN-1", "", "Benefit plan", "20"],
            // The same line again: added up, never dropped.
            &["FIN-1", "Opex", "Cost plan", "3"],
        ],
    );
    let table = &workbook.tables[0];
    assert_eq!(rows(table), ["FIN-1 2026-01 100/–/20/–", "FIN-1 2026-01 3/–/–/–", "FIN-1 2026-01 7/–/–/–"]);
}

#[test]
fn ids_that_stand_once_for_several_lines_are_read_downwards_and_a_single_gap_is_not() {
    let once: &[&[&str]] = &[
        &["Initiative ID", "Line", "Jan-26"],
        &["FIN-1", "Cost plan", "1"],
        &["", "Cost actual", "2"],
        &["FIN-2", "Cost plan", "3"],
        &["", "Cost actual", "4"],
    ];
    let workbook = sheet("Financials", once);
    assert_eq!(rows(&workbook.tables[0]), ["FIN-1 2026-01 1/2/–/–", "FIN-2 2026-01 3/4/–/–"]);
    assert_eq!(noted(&workbook, Code::ShapeRead).len(), 2);
}

#[test]
fn of_two_columns_with_the_same_amounts_neither_is_counted() {
    // September stands twice; the columns of January are as they were.
    let across = sheet(
        "Financials",
        &[
            &["Initiative ID", "Line", "Jan-26", "Sep-26", "Sep-26"],
            &["FIN-1", "Cost plan", "50", "100", "70"],
            &["FIN-1", "Cost actual", "45", "10", "20"],
        ],
    );
    assert_eq!(rows(&across.tables[0]), ["FIN-1 2026-01 50/45/–/–"]);
    assert_eq!(above_noted(&across), [(Code::TwoColumnsOneField, "a.xlsx › Financials!E1".to_owned())]);
    // Two names of one amount, with a month in each title, and in a column of its own.
    let named = sheet(
        "Financials",
        &[
            &["Initiative ID", "Jan-26 Cost plan", "Jan-26 Cost budget", "Jan-26 Cost actual"],
            &["FIN-1", "100", "70", "10"],
        ],
    );
    assert_eq!(rows(&named.tables[0]), ["FIN-1 2026-01 –/10/–/–"]);
    assert_eq!(above_noted(&named), [(Code::TwoColumnsOneField, "a.xlsx › Financials!C1".to_owned())]);
    let long = sheet(
        "Financials",
        &[
            &["Initiative ID", "Month", "Line", "Plan", "Budget", "Actual"],
            &["FIN-1", "2026-01", "Cost", "100", "70", "10"],
        ],
    );
    assert_eq!(rows(&long.tables[0]), ["FIN-1 2026-01 –/10/–/–"]);
    // One of them has nothing: then the other one is what is meant.
    let empty = sheet(
        "Financials",
        &[
            &["Initiative ID", "Jan-26 Cost plan", "Jan-26 Cost budget", "Jan-26 Cost actual"],
            &["FIN-1", "100", "", "10"],
        ],
    );
    assert_eq!(rows(&empty.tables[0]), ["FIN-1 2026-01 100/10/–/–"]);
}

#[test]
fn months_without_a_year_are_no_months() {
    let workbook = sheet("Financials", &[&["Initiative ID", "Line", "Jan", "Feb"], &["FIN-1", "Cost plan", "1", "2"]]);
    let right = [
        (Code::NotAMonth, "a.xlsx › Financials!C1".to_owned()),
        (Code::NotAMonth, "a.xlsx › Financials!D1".to_owned()),
    ];
    assert_eq!(above_noted(&workbook), right);
    let with_years: &[&[&str]] =
        &[&["Initiative ID", "Line", "2026", ""], &["", "", "Jan", "Feb"], &["FIN-1", "Cost plan", "1", "2"]];
    assert_eq!(rows(&sheet("Financials", with_years).tables[0]), ["FIN-1 2026-01 1/–/–/–", "FIN-1 2026-02 2/–/–/–"]);
}

#[test]
fn totals_and_notes_below_the_data_are_no_rows() {
    let lines: &[&[&str]] = &[
        &["Initiative ID", "Month", "Cost planned", "Cost actual", "Benefit planned"],
        &["FIN-1", "2026-01", "100", "90", "20"],
        &[],
        &["FIN-1", "2026-02", "110", "95", "30"],
        &["Total", "", "210", "200", "50"],
        &[],
        &["All amounts in thousands"],
        &["* as of last week"],
    ];
    let workbook = sheet("Financials", lines);
    assert_eq!(above_noted(&workbook), []);
    let sheet_of = &workbook.file.sheets[0];
    assert_eq!((sheet_of.rows_read, sheet_of.rows_accepted, sheet_of.rows_blank), (3, 2, 1));
    assert_eq!(noted(&workbook, Code::NoteBelow).len(), 1);
    // The first note says thousands: 90 + 95 = 185,000, and the total says 200,000.
    let wrong = noted(&workbook, Code::TotalDiffers);
    assert_eq!(wrong.len(), 1);
    assert!(wrong[0].contains("Financials!D5") && wrong[0].contains("a difference of 15,000.00"), "{}", wrong[0]);
    // A difference that the settings allow is none.
    let (allowed, _) = checked(&[("Financials", lines)], "level = \"start\"\nledger_tolerance = 15000");
    assert_eq!(noted(&allowed, Code::TotalDiffers).len(), 0);
    // Sums without a label are totals if they add up, and a row without an id if they do not.
    for (sum, is_total) in [("210", true), ("213", false)] {
        let lines: &[&[&str]] = &[
            &["Initiative ID", "Month", "Cost planned"],
            &["FIN-1", "2026-01", "100"],
            &["FIN-1", "2026-02", "110"],
            &["", "", sum],
        ];
        assert_eq!(above_noted(&sheet("Financials", lines)).is_empty(), is_total, "{sum}");
    }
}

#[test]
fn totals_of_months_across_are_compared_month_by_month() {
    let workbook = sheet(
        "Financials",
        &[
            &["Initiative ID", "Line", "Jan-26", "Feb-26"],
            &["FIN-1", "Cost plan", "100", "110"],
            &["FIN-2", "Cost plan", "200", "210"],
            &["FIN-2", "Cost actual", "7", "8"],
            &["Total", "Cost plan", "300", "350"],
        ],
    );
    assert_eq!(above_noted(&workbook), []);
    let wrong = noted(&workbook, Code::TotalDiffers);
    assert_eq!(wrong.len(), 1);
    // 110 + 210 = 320.
    assert!(wrong[0].contains("Financials!D5") && wrong[0].contains("difference of 30.00"), "{}", wrong[0]);
}

/// What spans files sees the cells too.
#[test]
fn an_unknown_id_in_another_shape_is_one_finding_at_its_cell() {
    let initiatives: &[&[&str]] =
        &[&["Initiative ID", "Initiative name", "Department"], &["FIN-1", "Match invoices", "Finance"]];
    let matrix: &[&[&str]] = &[
        &["Initiative ID", "Line", "Jan-26", "Feb-26"],
        &["FIN-1", "Cost plan", "100", "110"],
        &["FIN-9", "Cost plan", "5", "6"],
        &["FIN-9", "Cost actual", "1", "2"],
    ];
    let (workbook, rules) = checked(&[("Initiatives", initiatives), ("Financials", matrix)], "level = \"start\"");
    let (portfolio, findings): (Portfolio, _) = validate::join(vec![workbook], &rules, None);
    let unknown: Vec<_> = findings.iter().filter(|finding| finding.code == Code::UnknownInitiative).collect();
    assert_eq!(unknown.len(), 1);
    assert_eq!(unknown[0].address.to_string(), "a.xlsx › Financials!A3");
    // 5 + 6, and 1 + 2.
    assert!(unknown[0].problem.contains("Cost planned 11.00, Cost actual 3.00"), "{}", unknown[0].problem);
    assert_eq!(rows(&portfolio.financials), ["FIN-1 2026-01 100/–/–/–", "FIN-1 2026-02 110/–/–/–"]);
}

#[test]
fn titles_that_several_fields_could_mean_are_decided_by_their_values() {
    let decided = |title: &str, values: [&str; 2]| -> (String, usize) {
        let rows: &[&[&str]] =
            &[&["Initiative ID", "Department", title], &["A-1", "HR", values[0]], &["A-2", "IT", values[1]]];
        let workbook = sheet("Initiatives", rows);
        let columns = &workbook.file.sheets[0].columns;
        let field =
            columns.iter().find(|(_, position)| *position == 2).map_or("none", |(field, _)| &**field).to_owned();
        (field, noted(&workbook, Code::TitleDecided).len())
    };
    assert_eq!(decided("Status", ["Amber", "Red"]), ("status".into(), 0));
    assert_eq!(decided("Status", ["Live", "Pilot"]), ("phase".into(), 1));
    assert_eq!(decided("Impact", ["0.5", "3"]), ("impact".into(), 0));
    assert_eq!(decided("Impact", ["5", "4"]), ("business_value".into(), 1));
    assert_eq!(decided("Risk", ["2", "5"]), ("delivery_risk".into(), 1));
    assert_eq!(decided("Risk", ["High", "Minimal"]), ("risk_tier".into(), 1));
    // Nothing fits: the title's own field stays, and its values are findings there.
    assert_eq!(decided("Status", ["blue", "grey"]), ("status".into(), 0));
}

#[test]
fn an_id_and_a_name_in_one_cell_are_two_values_of_one_cell() {
    let rows: &[&[&str]] = &[
        &["Use Case ID: Name", "Department"],
        &["FIN-001: Match invoices", "Finance"],
        &["FIN-002 – Forecast: cash", "Finance"],
    ];
    let workbook = sheet("Initiatives", rows);
    let table = &workbook.tables[0];
    let texts = |key: &str| table.text(key).iter().map(|text| text.as_deref().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(texts("initiative_id"), ["FIN-001", "FIN-002"]);
    assert_eq!(texts("name"), ["Match invoices", "Forecast: cash"]);
    assert_eq!(noted(&workbook, Code::IdWithName).len(), 1);
    let sheet = &workbook.file.sheets[0];
    assert_eq!(sheet.place("name", &table.origins[1]).to_string(), "A3");
}

#[test]
fn a_second_table_below_the_first_is_refused_with_its_range_and_the_first_is_read() {
    let workbook = sheet(
        "Financials",
        &[
            &["Our money"],
            &[],
            &["Initiative ID", "Month", "Cost planned"],
            &["FIN-1", "2026-01", "100"],
            &[],
            // The same titles again, as on a new page.
            &["Initiative ID", "Month", "Cost planned"],
            &["FIN-1", "2026-02", "about 9 maybe"],
            &[],
            &["", "Initiative ID", "KPI", "Unit", "Actual"],
            &["", "FIN-1", "Cycle time", "hours", "31"],
        ],
    );
    let right = [
        (Code::NotMoney, "a.xlsx › Financials!C7".to_owned()),
        (Code::SecondTable, "a.xlsx › Financials!B9".to_owned()),
    ];
    let mut found = above_noted(&workbook);
    found.sort_by(|one, other| one.1.cmp(&other.1).reverse());
    assert_eq!(found, [right[0].clone(), right[1].clone()]);
    assert!(workbook.findings.iter().any(|finding| finding.problem.contains("in B9:E10")), "{:?}", workbook.findings);
    assert_eq!(rows(&workbook.tables[0]), ["FIN-1 2026-01 100/–/–/–", "FIN-1 2026-02 –/–/–/–"]);
}
