//! One table in every format gives the same rows and the same findings, through the same doors as a run.

use crate::support::repository;
use coe_report::{
    intake,
    model::{
        portfolio::CheckedWorkbook,
        reading::{Hidden, HiddenPolicy, ReadingRules},
        table::Table,
        workbook::Format,
    },
    settings::{Given, Settings},
    validate,
};
use jiff::{Timestamp, civil::date};
use proptest::prelude::*;
use rust_xlsxwriter::{Format as CellFormat, Formula, Workbook as Writer};
use std::path::Path;

fn checked(file: &str, rules: &ReadingRules) -> CheckedWorkbook {
    let folder = repository().join("tests/data/formats");
    let settings =
        Settings::resolve(&Given { period: "2026-10".parse().ok(), ..Given::default() }, Timestamp::UNIX_EPOCH)
            .expect("the defaults hold");
    let program = Path::new(env!("CARGO_BIN_EXE_coe-report"));
    let workbook = intake::read_file(&folder, &folder.join(file), &settings.rules.dictionary, rules, Some(program));
    validate::check_workbook(workbook, &settings.rules)
}

fn read(file: &str) -> CheckedWorkbook {
    checked(file, &ReadingRules { quiet_seconds: 0, ..ReadingRules::default() })
}

/// Sheet (none in a csv file, which has no sheets), cell, severity and code, found and problem of each finding.
fn findings(workbook: &CheckedWorkbook) -> Vec<String> {
    let told = workbook.findings.iter().map(|one| {
        let cell = one.address.cell.map(|cell| cell.to_string()).unwrap_or_default();
        format!("{cell} {} {}: {:?} {}", one.severity.text(), one.code.text(), one.found, one.problem)
    });
    let mut all: Vec<String> = told.collect();
    all.sort();
    all
}

fn tables(workbook: CheckedWorkbook) -> Vec<Table> {
    workbook.tables
}

#[test]
fn one_table_in_five_formats_gives_the_same_rows_and_findings() {
    let formats = [
        ("initiatives.xlsb", Format::Xlsb),
        ("initiatives.xls", Format::Xls),
        ("initiatives.ods", Format::Ods),
        ("initiatives.csv", Format::Csv),
    ];
    let first = read("initiatives.xlsx");
    // Hand count: rows 4 to 8 hold values, row 6 of them none; nothing is set aside.
    let sheet = &first.file.sheets[0];
    assert_eq!((sheet.header_row, sheet.rows_read, sheet.rows_accepted, sheet.rows_blank), (3, 5, 4, 1));
    let table = &first.tables[0];
    assert_eq!(table.date("submitted_on")[..2], [Some(date(2026, 1, 5)), Some(date(2026, 2, 28))]);
    assert_eq!(table.number("p_success"), [Some(0.4), Some(0.07), Some(0.7), None]);
    assert_eq!(table.yes_no("mandatory"), [Some(true), Some(false), Some(true), Some(true)]);
    // What is wrong by plan: the spelling in C5, then row 7 (owner, category, error), then row 8.
    for wrong in ["C5 noted recoded", "E7 rejected", "J7 rejected error-cell", "C8 rejected", "F8 rejected"] {
        assert!(findings(&first).iter().any(|finding| finding.starts_with(wrong)), "{wrong}: {:#?}", findings(&first));
    }
    for (file, format) in formats {
        let other = read(file);
        assert_eq!(other.file.format, format);
        let counts = |book: &CheckedWorkbook| {
            let sheet = &book.file.sheets[0];
            (sheet.header_row, sheet.rows_read, sheet.rows_accepted, sheet.rows_set_aside, sheet.rows_blank)
        };
        assert_eq!(counts(&other), counts(&first), "{file}");
        // How a csv file shows a percent or a whole amount is all that may differ in what was found.
        let plain = |workbook: &CheckedWorkbook| findings(workbook).join("\n");
        assert_eq!(plain(&other), plain(&first), "{file}");
        assert_eq!(tables(other), first.tables, "{file}");
    }
}

#[test]
fn what_excel_encrypts_with_its_own_password_is_opened_like_any_other() {
    // Written by three programs, see make_protected.py.
    let protected = [
        ("protected-2013.xlsx", "initiatives.xlsx"),
        ("protected-2010.xlsx", "initiatives.xlsx"),
        ("protected-sha384.xlsx", "initiatives.xlsx"),
        ("protected-2007.xlsx", "initiatives.xlsx"),
        ("protected.xls", "initiatives.xls"),
    ];
    for (file, plain) in protected {
        let (opened, plain) = (read(file), read(plain));
        assert_eq!(opened.file.format, plain.file.format, "{file}");
        assert_eq!(findings(&opened), findings(&plain), "{file}");
        assert_eq!(tables(opened), plain.tables, "{file}");
    }
}

#[test]
fn what_is_hidden_merged_or_moving_is_told_alike_in_four_formats() {
    let first = read("dressed.xlsx");
    let table = &first.tables[0];
    // Days from 1904 are the same days; the department of row 2 is that of rows 2 to 4, the budget is of row 2 alone.
    assert_eq!(table.date("submitted_on")[0], Some(date(2026, 1, 5)));
    let departments: Vec<_> = table.text("department").iter().flatten().map(|text| &**text).collect();
    assert_eq!(departments, ["IT", "IT", "IT", "HR"]);
    let budgets = table.money("budget_requested").iter().map(|cents| cents.map(|cents| cents.0));
    assert_eq!(budgets.collect::<Vec<_>>(), [Some(90_000), None, None, Some(10_000)]);
    let told = findings(&first);
    for finding in [
        "C2 noted merged-cells: \"\" C2:C4 are merged; the value counts for each of their rows",
        "J2 noted merged-cells: \"\" J2:J4 are merged; the number counts once, for the first of their rows",
        "K2 noted volatile-formulas: \"\" formulas use TODAY",
        " noted hidden-rows: \"\" hidden rows: 1 of 4, the first is row 5",
        " noted hidden-columns: \"\" 1 column is hidden (D \"Business owner\")",
        " noted hidden-sheet: \"\" the sheet is hidden; it is read like any other, with 1 row",
    ] {
        assert!(told.iter().any(|one| one.starts_with(finding)), "{finding}: {told:#?}");
    }
    for file in ["dressed.xlsb", "dressed.xls", "dressed.ods"] {
        let other = read(file);
        assert_eq!(findings(&other), told, "{file}");
        assert_eq!(other.tables, first.tables, "{file}");
    }
}

#[test]
fn what_is_hidden_is_left_out_where_the_settings_say_so() {
    let leave_out = HiddenPolicy::LeaveOut;
    let hidden = Hidden { sheets: leave_out, rows: leave_out, columns: leave_out };
    let rules = ReadingRules { hidden, quiet_seconds: 0, ..ReadingRules::default() };
    for file in ["dressed.xlsx", "dressed.xlsb", "dressed.xls", "dressed.ods"] {
        let workbook = checked(file, &rules);
        assert_eq!(workbook.tables.len(), 1, "{file}: the hidden sheet is left out");
        assert_eq!(workbook.tables[0].len(), 3, "{file}: the hidden row is left out");
        assert_eq!(workbook.tables[0].text("business_owner"), [None, None, None], "{file}");
        let told = findings(&workbook).join("\n");
        for words in ["it is left out, with 1 row", "hidden rows: 1 of 4, the first is row 5; they are left out"] {
            assert!(told.contains(words), "{file}: {told}");
        }
    }
}

/// A cell as anybody may fill it.
#[derive(Clone, Debug)]
enum Typed {
    Blank,
    Text(String),
    Number(f64),
    Percent(f64),
    Date(u32),
    YesNo(bool),
    Error,
}

fn typed() -> impl Strategy<Value = Typed> {
    prop_oneof![
        4 => Just(Typed::Blank),
        3 => prop::sample::select(vec!["FIN-1", "FIN-2", "N/A", "Finance", "2026-10", " ", "12k", "(500)", "Amount"])
            .prop_map(|text| Typed::Text(text.to_owned())),
        1 => "\\PC{0,12}".prop_map(Typed::Text),
        2 => prop::num::f64::NORMAL.prop_map(Typed::Number),
        1 => (-2.0..3.0).prop_map(Typed::Percent),
        1 => (0_u32..2_958_465).prop_map(Typed::Date),
        1 => any::<bool>().prop_map(Typed::YesNo),
        1 => Just(Typed::Error),
    ]
}

const MONEY: [&str; 5] = ["Initiative ID", "Month", "Cost planned", "Cost actual", "Benefit actual"];

fn sound(month: &str) -> Vec<Typed> {
    let keys = ["FIN-9", month].map(|text| Typed::Text(text.to_owned()));
    keys.into_iter().chain([3.0, 4.0, 5.0].map(Typed::Number)).collect()
}

fn written(rows: &[Vec<Typed>]) -> Vec<u8> {
    let (percent, day) = (CellFormat::new().set_num_format("0%"), CellFormat::new().set_num_format("yyyy-mm-dd"));
    let mut book = Writer::new();
    let sheet = book.add_worksheet().set_name("Financials").unwrap();
    sheet.write_row(0, 0, MONEY).unwrap();
    for (row, cells) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Typed::Blank => continue,
                Typed::Text(text) => sheet.write(row, column, text),
                Typed::Number(number) => sheet.write(row, column, *number),
                Typed::Percent(number) => sheet.write_with_format(row, column, *number, &percent),
                Typed::Date(serial) => sheet.write_with_format(row, column, *serial, &day),
                Typed::YesNo(yes) => sheet.write(row, column, *yes),
                Typed::Error => sheet.write_formula(row, column, Formula::new("1/0").set_result("#DIV/0!")),
            }
            .unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    #[test]
    #[ignore = "slow: cargo test -- --include-ignored"]
    fn rows_read_are_accepted_set_aside_or_blank(
        rows in prop::collection::vec(prop::collection::vec(typed(), MONEY.len()), 0..12),
    ) {
        // A sound row begins them, because a row of words below the titles is the second row of titles; and one ends
        // them: notes and totals at the foot are no rows. Nor are subtotals, so no text says total.
        let rows = [vec![sound("2026-08")], rows, vec![sound("2026-09")]].concat();
        let given = Given { period: "2026-10".parse().ok(), ..Given::default() };
        let rules = Settings::resolve(&given, Timestamp::UNIX_EPOCH).expect("the defaults hold").rules;
        let workbook =
            intake::read_workbook("a.xlsx", &written(&rows), &rules.dictionary, &ReadingRules::default());
        let below_titles = workbook.tables[0].rows.last().copied().unwrap_or(0);
        let checked = validate::check_workbook(workbook, &rules);
        let sheet = &checked.file.sheets[0];
        prop_assert_eq!(sheet.rows_read, sheet.rows_accepted + sheet.rows_set_aside + sheet.rows_blank);
        // The last row that holds something is the last row read, and no row is read twice or lost.
        prop_assert_eq!(sheet.rows_read, below_titles);
        let is_filled = |cell: &Typed| match cell {
            Typed::Blank => false,
            Typed::Text(text) => text.chars().any(|letter| !letter.is_whitespace() && !('\u{200b}'..='\u{200d}').contains(&letter) && letter != '\u{2060}' && letter != '\u{feff}'),
            _ => true,
        };
        let filled = rows.iter().filter(|cells| cells.iter().any(is_filled)).count() as u32;
        prop_assert_eq!(sheet.rows_accepted + sheet.rows_set_aside, filled);
        prop_assert_eq!(checked.tables[0].len() as u32, sheet.rows_accepted);
    }
}
