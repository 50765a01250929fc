//! What sheets mean: units, currencies, months, names and results that were never computed, through reading and checking,
//! in several formats and languages. Expected numbers are worked out beside each case.

use super::{check_workbook, join};
use crate::{
    intake::read_workbook,
    model::{
        dictionary::{Level, SheetKind},
        finding::{Code, Finding, Severity},
        locale::Locale,
        mapping::{About, Answer, Meaning},
        portfolio::{CheckedWorkbook, Portfolio},
        reading::ReadingRules,
        rules::{Printable, Rules},
    },
    settings::dictionary::embedded,
};
use rust_xlsxwriter::{Format, Formula, Note, Workbook as Writer, Worksheet};
use std::io::{Cursor, Write};
use zip::{ZipWriter, write::SimpleFileOptions};

/// October 2026, amounts in EUR, everything optional that can be.
fn rules(locale: &str) -> Rules {
    Rules {
        dictionary: embedded(),
        locale: Locale::named(locale).unwrap(),
        level: Level::Start,
        currency: "EUR".to_owned(),
        period: "2026-10".parse().unwrap(),
        calendar: Default::default(),
        says_date_order: true,
        plausible_years: 5,
        approvals: Default::default(),
        ai_act: Default::default(),
        ranking_methods: Vec::new(),
        comment_above: Default::default(),
        rates: Default::default(),
        billing: Default::default(),
        holidays: Default::default(),
        printable: Printable(vec![0..=0xFFFF]),
        ledger_tolerance: crate::model::money::Cents(100),
        reading_days: 60,
        max_findings: 1_000,
        submitters: Vec::new(),
        missing_submitter: Default::default(),
    }
}

fn checked(file: &str, bytes: &[u8], locale: &str) -> CheckedWorkbook {
    let rules = rules(locale);
    check_workbook(read_workbook(file, bytes, &rules.dictionary, &ReadingRules::default()), &rules)
}

/// The name of a sheet, and what fills it.
type Filled<'a> = (&'a str, &'a dyn Fn(&mut Worksheet));

/// An .xlsx of these sheets.
fn xlsx(sheets: &[Filled]) -> Vec<u8> {
    let mut book = Writer::new();
    for (name, fill) in sheets {
        fill(book.add_worksheet().set_name(*name).unwrap());
    }
    book.save_to_buffer().unwrap()
}

/// One sheet of an .ods from the XML of its rows.
fn ods(name: &str, rows: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |path: &str, text: &str| {
        zip.start_file(path, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    part("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
    let content = format!(
        r#"<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:calcext="c"><office:body><office:spreadsheet>
           <table:table table:name="{name}">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    part("content.xml", &content);
    zip.finish().unwrap().into_inner()
}

/// A row of an .ods of texts.
fn ods_row(texts: &[&str]) -> String {
    let cell = |text: &&str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    format!("<table:table-row>{}</table:table-row>", texts.iter().map(cell).collect::<String>())
}

/// All amounts of a field in cents; none for what is not known.
fn money(workbook: &CheckedWorkbook, kind: SheetKind, key: &str) -> Vec<Option<i64>> {
    let table = workbook.tables.iter().find(|table| table.kind == kind);
    let table = table.unwrap_or_else(|| panic!("no table of this kind: {:?}", workbook.findings));
    table.money(key).iter().map(|cents| cents.map(|cents| cents.0)).collect()
}

fn cost_actual(workbook: &CheckedWorkbook) -> Vec<Option<i64>> {
    money(workbook, SheetKind::Financials, "cost_actual")
}

fn with_code(findings: &[Finding], code: Code) -> Vec<String> {
    findings.iter().filter(|finding| finding.code == code).map(|finding| finding.address.to_string()).collect()
}

/// Cells and titles of which it is said, without rates, that their amounts are in another currency than the report.
fn in_other_currencies(workbook: CheckedWorkbook) -> Vec<String> {
    with_code(&join(vec![workbook], &rules("en-GB"), None).1, Code::UnknownCurrency)
}

fn codes_but(workbook: &CheckedWorkbook, but: &[Code]) -> Vec<Code> {
    workbook.findings.iter().map(|finding| finding.code).filter(|code| !but.contains(code)).collect()
}

/// What a minimal sheet always has to say: nothing here is about it.
const MISSING: [Code; 2] = [Code::MissingColumn, Code::MissingValue];

#[test]
fn scales_in_titles_are_read_in_any_language_and_noted() {
    // 90 thousand are 9,000,000 cents; 1.5 million are 150,000,000.
    for (title, value, cents) in [
        ("Cost actual (k€)", "90", 9_000_000),
        ("Cost actual [TEUR]", "90", 9_000_000),
        ("Actual cost (in Tsd. €)", "90", 9_000_000),
        ("Cost actual, in thousands", "90", 9_000_000),
        ("Cost actual (milliers d'euros)", "90", 9_000_000),
        ("Cost actual ('000)", "90", 9_000_000),
        ("Cost actual (Mio. EUR)", "1.5", 150_000_000),
        ("MEUR Cost actual", "1.5", 150_000_000),
    ] {
        let text = format!("Initiative ID;Month;Cost planned;{title}\nF-1;2026-09;1;{value}\n");
        let title = title.replace(',', "");
        let workbook = checked("financials.csv", text.as_bytes(), "en-GB");
        assert_eq!(cost_actual(&workbook), [Some(cents)], "{title}");
        assert_eq!(with_code(&workbook.findings, Code::UnitRead), ["financials.csv › D1"], "{title}");
        assert_eq!(money(&workbook, SheetKind::Financials, "cost_planned"), [Some(100)], "{title}");
    }
    // A cell that says its own unit is believed: 12 thousand, not 12 million.
    let own = checked("financials.csv", b"Initiative ID;Month;Cost actual (k\xE2\x82\xAC)\nF-1;2026-09;12k\n", "en-GB");
    assert_eq!(cost_actual(&own), [Some(1_200_000)]);
    // And one that says a whole amount contradicts the title.
    let both =
        checked("financials.csv", "Initiative ID;Month;Cost actual (k€)\nF-1;2026-09;90 €\n".as_bytes(), "en-GB");
    assert_eq!(cost_actual(&both), [None]);
    assert_eq!(with_code(&both.findings, Code::Ambiguous), ["financials.csv › C2"]);
}

#[test]
fn scales_beside_a_table_hold_for_all_its_amounts() {
    let banner = |text: &'static str| {
        xlsx(&[("Financials", &move |sheet: &mut Worksheet| {
            sheet.write(0, 0, text).unwrap();
            sheet.write_row(2, 0, ["Initiative ID", "Month", "Cost planned", "Cost actual"]).unwrap();
            sheet.write_row(3, 0, ["F-1", "2026-09"]).unwrap().write_row(3, 2, [100.0, 90.0]).unwrap();
        })])
    };
    for text in ["All figures in k€", "Alle Angaben in TEUR", "Kwoty w tys. EUR", "AI costs 2026 (in thousands)"] {
        let workbook = checked("a.xlsx", &banner(text), "en-GB");
        assert_eq!(cost_actual(&workbook), [Some(9_000_000)], "{text}");
        assert_eq!(with_code(&workbook.findings, Code::UnitRead), ["a.xlsx › Financials!A1"], "{text}");
    }
    // A note below, and the name of the sheet; the title of a column wins over both.
    let below = ods(
        "Financials",
        &[
            ods_row(&["Initiative ID", "Month", "Cost planned (EUR)", "Cost actual"]),
            ods_row(&["F-1", "2026-09", "100", "90"]),
            ods_row(&["* actual amounts in k€, as booked"]),
        ]
        .concat(),
    );
    let workbook = checked("b.ods", &below, "en-GB");
    assert_eq!(cost_actual(&workbook), [Some(9_000_000)]);
    assert_eq!(money(&workbook, SheetKind::Financials, "cost_planned"), [Some(10_000)]);
    let named = xlsx(&[("Financials (TEUR)", &|sheet: &mut Worksheet| {
        sheet.write_row(0, 0, ["Initiative ID", "Month", "Cost planned", "Cost actual"]).unwrap();
        sheet.write_row(1, 0, ["F-1", "2026-09"]).unwrap().write_row(1, 2, [100.0, 90.0]).unwrap();
    })]);
    assert_eq!(cost_actual(&checked("c.xlsx", &named, "en-GB")), [Some(9_000_000)]);
    // A cover sheet that speaks of thousands is a doubt: nobody knows which sheets it means.
    let cover = xlsx(&[
        ("Cover", &|sheet: &mut Worksheet| {
            sheet.write(0, 0, "All amounts in thousands of EUR").unwrap();
        }),
        ("Financials", &|sheet: &mut Worksheet| {
            sheet.write_row(0, 0, ["Initiative ID", "Month", "Cost planned", "Cost actual"]).unwrap();
            sheet.write_row(1, 0, ["F-1", "2026-09"]).unwrap().write_row(1, 2, [100.0, 90.0]).unwrap();
        }),
    ]);
    let workbook = checked("d.xlsx", &cover, "en-GB");
    assert_eq!(cost_actual(&workbook), [Some(9_000)]);
    assert_eq!(with_code(&workbook.findings, Code::UnitDoubtful), ["d.xlsx › Cover!A1"]);
}

#[test]
fn months_across_and_lines_carry_their_units() {
    let across = "Initiative ID;Line;Aug-26 (k€);Sep-26 (k€)\nF-1;Cost actual;1;2\nF-1;Cost plan (EUR);3;4\n";
    let workbook = checked("financials.csv", across.as_bytes(), "en-GB");
    assert_eq!(cost_actual(&workbook), [Some(100_000), Some(200_000)]);
    assert_eq!(money(&workbook, SheetKind::Financials, "cost_planned"), [Some(300), Some(400)]);
}

#[test]
fn columns_of_units_say_those_of_their_rows() {
    let read = |text: &str| checked("financials.csv", text.replace('|', "\n").as_bytes(), "en-GB");
    // 90 thousand are 9,000,000 cents; what a row says holds for it alone.
    for (text, cents) in [
        ("Initiative ID;Month;Cost planned;Cost actual;Unit|F-1;2026-08;1;90;k€|F-1;2026-09;1;90;k€", [9_000_000; 2]),
        (
            "Initiative ID;Month;Einheit;Cost planned;Cost actual|F-1;2026-08;TEUR;1;90|F-1;2026-09;EUR;1;90",
            [9_000_000, 9_000],
        ),
        (
            "Initiative ID;Month;Cost planned;Cost actual;Währung|F-1;2026-08;1;90;TEUR|F-1;2026-09;1;90;EUR",
            [9_000_000, 9_000],
        ),
        ("Initiative ID;Month;Cost planned;Cost actual;As|F-1;2026-08;1;90;k€|F-1;2026-09;1;90;k€", [9_000_000; 2]),
        (
            "Initiative ID;Month;Cost planned;Cost actual;Scale|F-1;2026-08;1;90;1000|F-1;2026-09;1;90;1",
            [9_000_000, 9_000],
        ),
        (
            "Initiative ID;Month;Cost planned;Cost actual;|F-1;2026-08;1;90;thousands|F-1;2026-09;1;90;thousands",
            [9_000_000; 2],
        ),
        ("Initiative ID;Line;Unit;Aug-26;Sep-26|F-1;Cost plan;EUR;1;1|F-1;Cost actual;k€;90;90", [9_000_000; 2]),
        // Nothing is nothing in every unit.
        ("Initiative ID;Month;Cost planned;Cost actual;Unit|F-1;2026-08;1;90;k€|F-1;2026-09;;0;", [9_000_000, 0]),
    ] {
        let workbook = read(text);
        assert_eq!(cost_actual(&workbook), cents.map(Some), "{text}");
        assert_eq!(with_code(&workbook.findings, Code::UnitRead).len(), 1, "{text}");
        assert_eq!(with_code(&workbook.findings, Code::UnitUnclear), [""; 0], "{text}");
    }
    // Each belongs to the amounts nearest to its left.
    let each = read("Initiative ID;Month;Cost planned;;Cost actual;|F-1;2026-08;1;EUR;90;k€");
    assert_eq!(
        (money(&each, SheetKind::Financials, "cost_planned"), cost_actual(&each)),
        (vec![Some(100)], vec![Some(9_000_000)])
    );
    for title in ["Devise", "Curr.", "Transaction currency", "Waluta", "FX", "Unit", "", "Paid as"] {
        let text = format!("Initiative ID;Month;Cost planned;Cost actual;{title}|F-1;2026-09;;90;USD");
        let workbook = read(&text);
        assert_eq!((cost_actual(&workbook), in_other_currencies(workbook).len()), (vec![None], 1), "{title}");
    }
    // Names and countries are no units, nor is a comment about one row.
    for (title, cells) in [
        ("Business unit", ["T", "M"]),
        ("Country", ["FR", "RS"]),
        ("Unit", ["Sales", "Legal"]),
        ("Note", ["k", "k"]),
        ("Units", ["1000", "1000"]),
        ("", ["1000", "1,000"]),
    ] {
        let [one, other] = cells;
        let text = format!(
            "Initiative ID;Month;Cost planned;Cost actual;{title}|F-1;2026-08;1;90;{one}|F-1;2026-09;1;90;{other}"
        );
        assert_eq!(cost_actual(&read(&text)), [Some(9_000); 2], "{title}");
    }
}

#[test]
fn amounts_whose_unit_in_the_row_is_not_clear_are_not_counted() {
    for (title, units, cents) in [
        ("Cost actual", ["k€", "bags"], [Some(9_000_000), None]),
        ("Cost actual", ["k€", "hours"], [Some(9_000_000), None]),
        ("Cost actual", ["k€", "mil €"], [Some(9_000_000), None]),
        ("Cost actual", ["k€", ""], [Some(9_000_000), None]),
        ("Cost actual", ["hours", "hours"], [None, None]),
        // The title says another thing.
        ("Cost actual (k€)", ["k€", "EUR"], [Some(9_000_000), None]),
        ("Cost actual (k€)", ["Mio. €", "k€"], [None, Some(9_000_000)]),
        ("Cost actual (EUR)", ["EUR", "TEUR"], [Some(9_000), None]),
        ("Cost actual (EUR)", ["USD", "EUR"], [None, Some(9_000)]),
    ] {
        let [one, other] = units;
        let text = format!("Initiative ID;Month;{title};Unit\nF-1;2026-08;90;{one}\nF-1;2026-09;90;{other}\n");
        let workbook = checked("financials.csv", text.as_bytes(), "en-GB");
        assert_eq!(cost_actual(&workbook), cents, "{title}: {units:?}");
        let row = if cents[0].is_none() { "D2" } else { "D3" };
        let said = with_code(&workbook.findings, Code::UnitUnclear);
        assert_eq!(said, [format!("financials.csv › {row}")], "{title}: {units:?}");
    }
}

#[test]
fn a_row_of_units_below_the_titles_says_those_of_its_columns() {
    let read = |text: &str| checked("financials.csv", text.replace('|', "\n").as_bytes(), "en-GB");
    for (text, cents) in [
        ("Initiative ID;Month;Cost planned;Cost actual|–;–;EUR;k€|F-1;2026-09;1;90", 9_000_000),
        ("Initiative ID;Month;Cost planned;Cost actual|;;€;in Tsd. €|F-1;2026-09;1;90", 9_000_000),
        ("Initiative ID;Month;Cost planned;Cost actual|Unit;yyyy-mm;EUR;(TEUR)|F-1;2026-09;1;90", 9_000_000),
        ("Initiative ID;Line;Sep-26|;;k€|F-1;Cost actual;90", 9_000_000),
        ("Initiative ID;Month;Cost planned;Cost actual (k€)|;;;EUR k|F-1;2026-09;1;90", 9_000_000),
    ] {
        let workbook = read(text);
        assert_eq!(cost_actual(&workbook), [Some(cents)], "{text}");
        assert_eq!(with_code(&workbook.findings, Code::UnitUnclear), [""; 0], "{text}");
        assert_eq!(with_code(&workbook.findings, Code::UnitRead).len(), 1, "{text}");
    }
    let dollars = read("Initiative ID;Month;Cost actual|;;USD|F-1;2026-09;90");
    assert_eq!((cost_actual(&dollars), in_other_currencies(dollars)), (vec![None], vec!["financials.csv › C1".into()]));
    for (title, unit) in
        [("Cost actual", "mil €"), ("Cost actual", "hours"), ("Cost actual (EUR)", "k€"), ("Cost actual (k€)", "EUR")]
    {
        let workbook = read(&format!("Initiative ID;Month;Cost planned;{title}|;;EUR;{unit}|F-1;2026-09;1;90"));
        assert_eq!(money(&workbook, SheetKind::Financials, "cost_planned"), [Some(100)], "{title} {unit}");
        assert_eq!(cost_actual(&workbook), [None], "{title} {unit}");
        let said = with_code(&workbook.findings, Code::UnitUnclear);
        assert_eq!(said, ["financials.csv › D2"], "{title} {unit}");
    }
    // What has an id, a month or an amount is a row.
    for text in [
        "Initiative ID;Month;Cost actual|1001;2026-08;1000|1001;2026-09;1000",
        "Initiative ID;Line;Aug-26|F-1;Cost plan;90 k€|;Cost actual;90 k€",
    ] {
        let workbook = read(text);
        let rows = workbook.file.sheets[0].rows_read;
        assert_eq!(with_code(&workbook.findings, Code::UnitRead), [""; 0], "{text}");
        assert_eq!(rows, if text.contains("Line") { 1 } else { 2 }, "{text}");
    }
}

#[test]
fn titles_of_months_and_amounts_in_no_unit_that_is_read_cost_the_column() {
    for title in
        ["Cost actual (in cents)", "Cost actual (in hundreds)", "Cost actual (миллионы)", "Cost actual (% of budget)"]
    {
        let text = format!("Initiative ID;Month;Cost planned;{title}\nF-1;2026-09;1;90\n");
        let workbook = checked("financials.csv", text.as_bytes(), "en-GB");
        let rejected = with_code(&workbook.findings, Code::UnitUnclear);
        assert_eq!(rejected, ["financials.csv › D1"], "{title}");
        assert!(!workbook.findings.iter().any(|finding| finding.code == Code::UnitRead), "{title}");
    }
    for unit in ["in cents", "hours", "миллионы"] {
        let text = format!("Initiative ID;Line;Aug-26;Sep-26 ({unit})\nF-1;Cost actual;1;90\n");
        let workbook = checked("financials.csv", text.as_bytes(), "en-GB");
        assert_eq!(cost_actual(&workbook), [Some(100)], "{unit}");
        assert_eq!(with_code(&workbook.findings, Code::UnitUnclear), ["financials.csv › D1"], "{unit}");
        let text = format!("Initiative ID;Line;Aug-26\nF-1;Cost plan;1\nF-1;Cost actual ({unit});90\n");
        let workbook = checked("financials.csv", text.as_bytes(), "en-GB");
        assert_eq!(money(&workbook, SheetKind::Financials, "cost_planned"), [Some(100)], "{unit}");
        assert_eq!(with_code(&workbook.findings, Code::UnclearAmounts), ["financials.csv › B3"], "{unit}");
    }
}

#[test]
fn scales_of_number_formats_and_lines_are_noted_once_a_sheet() {
    let bytes = xlsx(&[("Financials", &|sheet: &mut Worksheet| {
        sheet.write_row(0, 0, ["Initiative ID", "Month", "Cost planned", "Cost actual"]).unwrap();
        let thousands = Format::new().set_num_format("#,##0\"k\"");
        for row in 1..=2 {
            sheet.write_row(row, 0, ["F-1", if row == 1 { "2026-08" } else { "2026-09" }]).unwrap();
            sheet.write_number_with_format(row, 2, 100.0, &thousands).unwrap();
            sheet.write_number_with_format(row, 3, 90.0, &thousands).unwrap();
        }
    })]);
    let workbook = checked("a.xlsx", &bytes, "en-GB");
    assert_eq!(cost_actual(&workbook), [Some(9_000_000); 2]);
    assert_eq!(with_code(&workbook.findings, Code::UnitRead), ["a.xlsx › Financials!C2"]);
    let across =
        "Initiative ID;Line;Aug-26;Sep-26\nF-1;Cost plan;1;2\nF-1;Cost actual (k€);;90\nF-2;Cost actual (k€);1;2\n";
    let workbook = checked("financials.csv", across.as_bytes(), "en-GB");
    assert_eq!(with_code(&workbook.findings, Code::UnitRead), ["financials.csv › B3"]);
    let note = workbook.findings.iter().find(|finding| finding.code == Code::UnitRead).unwrap();
    assert!(note.problem.contains("90 is 90000"), "{}", note.problem);
}

#[test]
fn rows_that_commas_in_amounts_made_longer_are_set_aside() {
    let text = "Initiative ID,Month,Cost planned,Cost actual\nF-1,2026-08,100,90\nF-1,2026-09,1,100,1,090\n\
                F-2,2026-09,\"1,100\",90,see mail\n";
    let workbook = checked("financials.csv", text.as_bytes(), "en-GB");
    assert_eq!(cost_actual(&workbook), [Some(9_000), Some(9_000)]);
    let said: Vec<_> = workbook.findings.iter().filter(|finding| finding.code == Code::Ambiguous).collect();
    assert_eq!(said.len(), 1);
    assert!(said[0].problem.contains("line 3"), "{}", said[0].problem);
    assert_eq!(workbook.file.sheets[0].rows_set_aside, 1);
}

#[test]
fn other_currencies_are_never_read_as_the_report_s() {
    for title in
        ["Cost actual (USD)", "Cost actual ($)", "Cost actual in PLN", "Cost actual (tys. zł)", "Cost actual CHF"]
    {
        let text = format!("Initiative ID;Month;Cost planned;{title}\nF-1;2026-09;1;90\nF-1;2026-10;1;90\n");
        let workbook = checked("financials.csv", text.as_bytes(), "en-GB");
        assert_eq!(cost_actual(&workbook), [None, None], "{title}");
        // One finding for the column, not one a cell.
        assert_eq!(in_other_currencies(workbook), ["financials.csv › D1"], "{title}");
    }
    for (format, is_ours) in [
        ("[$$-409]#,##0.00", false),
        ("[$USD] #,##0", false),
        ("#,##0.00\\ \"zł\"", false),
        ("£#,##0", false),
        ("[$€-407]\\ #,##0", true),
        ("#,##0.00\\ \"€\"", true),
        ("#,##0.00", true),
        ("0.0,\" k\"", true),
    ] {
        let bytes = xlsx(&[("Financials", &move |sheet: &mut Worksheet| {
            sheet.write_row(0, 0, ["Initiative ID", "Month", "Cost planned", "Cost actual"]).unwrap();
            sheet.write_row(1, 0, ["F-1", "2026-09"]).unwrap().write(1, 2, 100.0).unwrap();
            sheet.write_number_with_format(1, 3, 90.0, &Format::new().set_num_format(format)).unwrap();
        })]);
        let workbook = checked("a.xlsx", &bytes, "en-GB");
        assert_eq!(cost_actual(&workbook), [is_ours.then_some(9_000)], "{format}");
        let rejected = if is_ours { vec![] } else { vec!["a.xlsx › Financials!D2"] };
        assert_eq!(in_other_currencies(workbook), rejected, "{format}");
    }
    // However many they are, each says what it is: they are no sheet of mistakes, of which nothing is read.
    let rows: String = (0..11_000).map(|row| format!("F-{row};2026-09;1;90;USD\n")).collect();
    let text = format!("Initiative ID;Month;Cost planned;Cost actual;Currency\n{rows}");
    let workbook = checked("financials.csv", text.as_bytes(), "en-GB");
    let counts = (workbook.tables[0].len(), workbook.tables[0].local.len(), workbook.findings.len());
    assert_eq!(counts, (11_000, 22_000, 0));
    // A format that writes k behind the number and divides nothing means thousands.
    let thousands = xlsx(&[("Financials", &|sheet: &mut Worksheet| {
        sheet.write_row(0, 0, ["Initiative ID", "Month", "Cost actual"]).unwrap();
        sheet.write_row(1, 0, ["F-1", "2026-09"]).unwrap();
        sheet.write_number_with_format(1, 2, 90.0, &Format::new().set_num_format("0\" k€\"")).unwrap();
    })]);
    assert_eq!(cost_actual(&checked("a.xlsx", &thousands, "en-GB")), [Some(9_000_000)]);
    let open_document = ods(
        "Financials",
        &(ods_row(&["Initiative ID", "Month", "Cost actual"])
            + r#"<table:table-row><table:table-cell><text:p>F-1</text:p></table:table-cell><table:table-cell><text:p>2026-09</text:p></table:table-cell>
               <table:table-cell office:value-type="currency" office:currency="USD" office:value="90"><text:p>$90.00</text:p></table:table-cell></table:table-row>"#),
    );
    assert_eq!(cost_actual(&checked("a.ods", &open_document, "en-GB")), [None]);
}

#[test]
fn titles_that_are_not_understood_cost_the_column_or_are_said() {
    for (title, code) in [
        ("Cost actual (mil €)", Code::UnitUnclear),
        ("Cost actual (YTD)", Code::UnitUnclear),
        ("Cost actual (kumuliert)", Code::UnitUnclear),
        ("Cost actual (cumulé)", Code::UnitUnclear),
    ] {
        let text = format!("Initiative ID;Month;Cost planned;{title}\nF-1;2026-09;1;90\n");
        let workbook = checked("financials.csv", text.as_bytes(), "en-GB");
        assert_eq!(with_code(&workbook.findings, code), ["financials.csv › D1"], "{title}");
        assert!(workbook.findings.iter().all(|finding| finding.code != Code::MoneyNotRead), "said once: {title}");
        let table = &workbook.tables[0];
        assert!(table.money("cost_actual").iter().all(Option::is_none), "{title}");
    }
    let said = checked("financials.csv", b"Initiative ID;Month;Cost actual (SAP)\nF-1;2026-09;90\n", "en-GB");
    assert_eq!(cost_actual(&said), [Some(9_000)]);
    assert_eq!(with_code(&said.findings, Code::TitleUncertain), ["financials.csv › C1"]);
    let known =
        checked("financials.csv", b"Initiative ID (*);Month (yyyy-mm);Cost (actual)\nF-1;2026-09;90\n", "en-GB");
    assert_eq!(with_code(&known.findings, Code::TitleUncertain), Vec::<String>::new());
}

#[test]
fn money_under_a_title_nobody_knows_is_said_with_its_sum() {
    for (file, text, cell, sum) in [
        (
            "financials.csv",
            "Initiative ID;Month;Cost planned;Ist-Kosten SAP\nF-1;2026-09;1;90\nF-1;2026-10;1;30,5\n",
            "D1",
            "120,50",
        ),
        (
            "initiatives.csv",
            "Initiative ID;Initiative name;Department;Cost actual YTD\nF-1;A;Finance;1.200,00\n",
            "D1",
            "1.200,00",
        ),
        (
            "initiatives.csv",
            "Initiative ID;Initiative name;Department;Wydatki 2026\nF-1;A;Finance;50 €\n",
            "D1",
            "50,00",
        ),
    ] {
        let workbook = checked(file, text.as_bytes(), "de-DE");
        let found: Vec<&Finding> = workbook.findings.iter().filter(|one| one.code == Code::MoneyNotRead).collect();
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(found[0].address.cell.unwrap().to_string(), cell);
        assert!(found[0].problem.contains(sum), "{}", found[0].problem);
    }
    // Hours, ranks and texts are no money.
    let text = "Initiative ID;Month;Cost planned;Cost actual;Benefit planned;Benefit actual;Hours;Owner\nF-1;2026-09;1;1;1;1;8;Bo\n";
    assert_eq!(codes_but(&checked("financials.csv", text.as_bytes(), "en-GB"), &MISSING), []);
    // Among months a title that is none.
    let among = "Initiative ID;Line;Aug-26;Sept.-x;Oct-26\nF-1;Cost actual;1;7;3\n";
    let workbook = checked("financials.csv", among.as_bytes(), "en-GB");
    assert_eq!(with_code(&workbook.findings, Code::MonthNotRead), ["financials.csv › D1"]);
    assert_eq!(cost_actual(&workbook), [Some(100), Some(300)]);
}

#[test]
fn months_across_are_read_as_excel_shows_them_in_each_language() {
    for (locale, titles) in [
        ("de-DE", "Mrz-26;Mai-26;Okt-26;Dez-26"),
        ("de-AT", "Jän-26;Feb-26;Mär-26;Dez-26"),
        ("fr-FR", "févr-26;mai-26;juil-26;déc-26"),
        ("pl-PL", "lip 26;sie 26;wrz 26;paź 26"),
        ("nl-NL", "mrt-26;mei-26;okt-26;dec-26"),
        ("pt-PT", "fev-26;maio-26;set-26;out-26"),
        ("fi-FI", "maalis 26;touko 26;loka 26;joulu 26"),
    ] {
        for read_in in [locale, "en-GB"] {
            let text = format!("Initiative ID;Line;{titles}\nF-1;Cost actual;1;2;3;4\n");
            let workbook = checked("financials.csv", text.as_bytes(), read_in);
            let cents = [Some(100), Some(200), Some(300), Some(400)];
            assert_eq!(cost_actual(&workbook), cents, "{titles} in {read_in}");
        }
    }
}

#[test]
fn results_that_were_never_computed_are_unknown() {
    let book = |result: &'static str| {
        xlsx(&[("Financials", &move |sheet: &mut Worksheet| {
            sheet.write_row(0, 0, ["Initiative ID", "Month", "Cost actual", "Hours"]).unwrap();
            sheet.write_row(1, 0, ["F-1", "2026-09"]).unwrap().write(1, 3, 10.0).unwrap();
            sheet.write_formula(1, 2, Formula::new("=D2*2").set_result(result)).unwrap();
        })])
    };
    // The writer asks for a full calculation on opening, as all that do not compute.
    let never = checked("a.xlsx", &book("0"), "en-GB");
    assert_eq!(cost_actual(&never), [None]);
    assert_eq!(with_code(&never.findings, Code::FormulaWithoutResult), ["a.xlsx › Financials!C2"]);
    assert_eq!(cost_actual(&checked("a.xlsx", &book("20"), "en-GB")), [Some(2_000)]);
    // Excel stores errors of .ods as 0 and shows their names.
    for shown in ["#NAME?", "#BEZUG!", "Err:509"] {
        let cell = format!(
            r#"<table:table-row><table:table-cell><text:p>F-1</text:p></table:table-cell><table:table-cell><text:p>2026-09</text:p></table:table-cell>
               <table:table-cell table:formula="of:=X" office:value-type="float" office:value="0"><text:p>{shown}</text:p></table:table-cell></table:table-row>"#
        );
        let bytes = ods("Financials", &(ods_row(&["Initiative ID", "Month", "Cost actual"]) + &cell));
        let workbook = checked("a.ods", &bytes, "en-GB");
        assert_eq!(cost_actual(&workbook), [None], "{shown}");
        assert_eq!(with_code(&workbook.findings, Code::ErrorCell), ["a.ods › Financials!C2"], "{shown}");
    }
    // A formula whose reference is gone has no result, whatever was saved with it.
    let gone = xlsx(&[("Financials", &|sheet: &mut Worksheet| {
        sheet.write_row(0, 0, ["Initiative ID", "Month", "Cost actual"]).unwrap();
        sheet.write_row(1, 0, ["F-1", "2026-09"]).unwrap();
        sheet.write_formula(1, 2, Formula::new("=SUM(#REF!)").set_result("90")).unwrap();
    })]);
    let workbook = checked("a.xlsx", &gone, "en-GB");
    assert_eq!(cost_actual(&workbook), [None]);
    assert_eq!(with_code(&workbook.findings, Code::ErrorCell), ["a.xlsx › Financials!C2"]);
}

#[test]
fn ids_are_what_excel_shows() {
    for (format, shown) in [("\"FIN-\"000", "FIN-007"), ("0000", "0007"), ("\\A\\I-00", "AI-07")] {
        let bytes = xlsx(&[("Team", &move |sheet: &mut Worksheet| {
            sheet.write_row(0, 0, ["Initiative ID", "Person e-mail"]).unwrap().write(1, 1, "a@b.example").unwrap();
            sheet.write_number_with_format(1, 0, 7.0, &Format::new().set_num_format(format)).unwrap();
        })]);
        let workbook = checked("a.xlsx", &bytes, "en-GB");
        assert_eq!(workbook.tables[0].text("initiative_id")[0].as_deref(), Some(shown), "{format}");
    }
    let bytes = ods(
        "Team",
        &(ods_row(&["Initiative ID", "Person e-mail"])
            + r#"<table:table-row><table:table-cell office:value-type="float" office:value="7"><text:p>FIN-007</text:p></table:table-cell>
               <table:table-cell><text:p>a@b.example</text:p></table:table-cell></table:table-row>"#),
    );
    let workbook = checked("a.ods", &bytes, "en-GB");
    assert_eq!(workbook.tables[0].text("initiative_id")[0].as_deref(), Some("FIN-007"));
}

#[test]
fn subtotals_are_no_rows_and_names_that_begin_like_totals_are() {
    for (inside, last) in [
        ("F-1 Total", "Grand Total"),
        ("F-1 Ergebnis", "Gesamtergebnis"),
        ("Zwischensumme", "Summe"),
        ("Sous-total", "Total général"),
    ] {
        let text = format!(
            "Initiative ID;Month;Cost planned;Cost actual\nF-1;2026-08;100;90\nF-1;2026-09;100;95\n{inside};;200;185\n\
             F-2;2026-09;50;40\n{last};;250;225\n"
        );
        let workbook = checked("financials.csv", text.as_bytes(), "en-GB");
        assert_eq!(cost_actual(&workbook), [Some(9_000), Some(9_500), Some(4_000)], "{inside}");
        assert_eq!(with_code(&workbook.findings, Code::SubtotalRead), ["financials.csv › A4"], "{inside}");
        assert_eq!(with_code(&workbook.findings, Code::TotalDiffers), Vec::<String>::new(), "{inside}");
    }
    // A total in another scale: 225 beside rows of 225,000.
    let scaled = "Initiative ID;Month;Cost actual\nF-1;2026-08;185000\nF-2;2026-09;40000\nTotal;;225\n";
    let workbook = checked("financials.csv", scaled.as_bytes(), "en-GB");
    assert_eq!(with_code(&workbook.findings, Code::ScaleDoubtful), ["financials.csv › C4"]);
    let named = "Initiative ID;Initiative name;Department;Business owner;Phase;Budget requested\n\
                 F-1;Total rewards chatbot;Finance;Bo;Idea;5\nF-2;Summe der Teile;Finance;Bo;Idea;5\nF-3;Overall equipment;Finance;Bo;Idea;5\n";
    let workbook = checked("initiatives.csv", named.as_bytes(), "en-GB");
    assert_eq!(workbook.tables[0].len(), 3);
}

#[test]
fn amounts_out_of_scale_or_sign_beside_their_plan_are_doubted() {
    let sheet = |actuals: [&str; 3]| {
        let mut text = "Initiative ID;Month;Cost planned;Cost actual\n".to_owned();
        for (month, actual) in (7..).zip(actuals) {
            text.push_str(&format!("F-1;2026-0{month};100;{actual}\n"));
        }
        checked("financials.csv", text.as_bytes(), "en-GB")
    };
    for actuals in [["90000", "95000", "120000"], ["0.09", "0.1", "0.11"], ["9900", "10000", "10100"]] {
        assert_eq!(with_code(&sheet(actuals).findings, Code::ScaleDoubtful), ["financials.csv › D1"], "{actuals:?}");
    }
    assert_eq!(with_code(&sheet(["-90", "-95", "-99"]).findings, Code::SignDoubtful), ["financials.csv › D1"]);
    // One cell alone in another unit.
    let single = sheet(["90", "95000", "99"]).findings;
    let told = single.iter().find(|one| one.code == Code::ScaleDoubtful).map(|one| one.problem.as_str());
    assert_eq!(
        told,
        Some("1 amount is about 1,000 times the plan under \"Cost planned\": 95,000.00 beside 100.00 in row 3")
    );
    for actuals in [["90", "950", "20"], ["300", "400", "500"], ["-10", "95", "99"]] {
        let found = sheet(actuals);
        assert!(
            found.findings.iter().all(|one| !matches!(one.code, Code::ScaleDoubtful | Code::SignDoubtful)),
            "{actuals:?}"
        );
    }
}

#[test]
fn costs_that_are_all_negative_are_doubted_and_credits_are_not() {
    let sheet = |costs: &str| {
        let text = format!("Initiative ID;Month;Cost planned;Cost actual;Benefit actual\n{costs}");
        with_code(&checked("financials.csv", text.as_bytes(), "en-GB").findings, Code::SignDoubtful)
    };
    assert_eq!(sheet("F-1;2026-08;-100;-90;50\n"), ["financials.csv › C1"]);
    assert_eq!(sheet("F-1;2026-08;;-90;50\nF-1;2026-09;;-95;50\n"), ["financials.csv › D1"]);
    // One credit alone, or among costs.
    assert_eq!(sheet("F-1;2026-08;;-90;50\n"), [""; 0]);
    assert_eq!(sheet("F-1;2026-08;100;-90;50\nF-1;2026-09;100;95;50\n"), [""; 0]);
}

#[test]
fn dates_and_bands_of_a_kpi_must_be_in_order() {
    let text = "Initiative ID;KPI;Baseline;Baseline date;Target;Target date;Band low;Band high;Reading date;Actual\n\
                F-1;Days;10;2026-03-01;5;2026-02-01;;;2026-09-30;8\n\
                F-1;Hours;10;2026-03-01;5;2026-12-31;;;2026-01-31;8\n\
                F-1;Stock;10;2026-03-01;;;60;50;2026-09-30;55\n\
                F-1;Share;10;2026-03-01;5;2026-12-31;40;50;2026-09-30;8\n";
    let findings = checked("outcomes.csv", text.as_bytes(), "en-GB").findings;
    assert_eq!(with_code(&findings, Code::DatesOutOfOrder), ["outcomes.csv › F2", "outcomes.csv › I3"]);
    assert_eq!(with_code(&findings, Code::OutOfRange), ["outcomes.csv › G4"]);
}

#[test]
fn dates_of_1904_are_told_also_where_no_format_says_date() {
    let mut bytes = xlsx(&[("Financials", &|sheet: &mut Worksheet| {
        sheet.write_row(0, 0, ["Initiative ID", "Month", "Cost actual"]).unwrap();
        // 44,804 days after 1 January 1904 is 1 September 2026.
        sheet.write(1, 0, "F-1").unwrap().write_row(1, 1, [44_804.0, 9.0]).unwrap();
    })]);
    bytes = with_1904(&bytes);
    let workbook = checked("a.xlsx", &bytes, "en-GB");
    assert_eq!(workbook.tables[0].month("month")[0].unwrap().to_string(), "2026-09");
}

#[test]
fn one_date_proves_the_order_of_its_sheet() {
    let months = |locale: &str, days: [&str; 2]| {
        let text = format!("Initiative ID;Month;Cost actual\nF-1;{};1\nF-1;{};2\n", days[0], days[1]);
        let workbook = checked("financials.csv", text.as_bytes(), locale);
        let months = workbook.tables[0].month("month").iter().map(|month| month.unwrap().to_string()).collect();
        (months, with_code(&workbook.findings, Code::DateOrder))
    };
    for (locale, days, read, said) in [
        ("en-GB", ["10/01/2026", "09/30/2026"], ["2026-10", "2026-09"], Some("financials.csv › B3")),
        ("de-DE", ["10-01-2026", "10-31-2026"], ["2026-10", "2026-10"], Some("financials.csv › B3")),
        ("en-US", ["31/08/2026", "01/09/2026"], ["2026-08", "2026-09"], Some("financials.csv › B2")),
        ("en-GB", ["01/10/2026", "30/09/2026"], ["2026-10", "2026-09"], None),
        ("en-US", ["10/01/2026", "09/30/2026"], ["2026-10", "2026-09"], None),
        // Dots part dates that begin with the day, whatever the locale.
        ("en-US", ["01.10.2026", "30.09.2026"], ["2026-10", "2026-09"], None),
        // Both orders are proven: each is read as it must be, and the odd one said.
        ("en-GB", ["31/10/2026", "09/30/2026"], ["2026-10", "2026-09"], Some("financials.csv › B3")),
    ] {
        let expected: (Vec<String>, Vec<String>) =
            (read.map(str::to_owned).to_vec(), said.map(str::to_owned).into_iter().collect());
        assert_eq!(months(locale, days), expected, "{locale} {days:?}");
    }
    let dates = "Initiative ID;Initiative name;Submitted on;Approved on\nF-1;A;02/03/2026;03/04/2026\nF-2;B;02/28/2026;03/05/2026\n";
    let workbook = checked("initiatives.csv", dates.as_bytes(), "en-GB");
    let table = &workbook.tables[0];
    assert_eq!(table.date("submitted_on")[0].unwrap().to_string(), "2026-02-03");
    // Whoever types one column so types the next one so.
    assert_eq!(table.date("approved_on")[0].unwrap().to_string(), "2026-03-04");
}

#[test]
fn titles_that_contradict_themselves_or_are_of_no_money_cost_the_column() {
    for title in [
        "Cost actual (planned)",
        "Cost planned (actual)",
        "Benefit actual (forecast)",
        "Cost actual (hours)",
        "Cost actual (%)",
        "Cost actual (÷1000)",
        "Benefit actual (Stunden)",
        "Cost actual (quarter)",
    ] {
        let text = format!("Initiative ID;Month;Phase note;{title}\nF-1;2026-09;x;90\n");
        let workbook = checked("financials.csv", text.as_bytes(), "en-GB");
        assert_eq!(with_code(&workbook.findings, Code::UnitUnclear), ["financials.csv › D1"], "{title}");
        for key in ["cost_actual", "cost_planned", "benefit_actual"] {
            assert!(workbook.tables[0].money(key).iter().all(Option::is_none), "{title}");
        }
    }
    for title in ["Cost planned (planned)", "Cost actual (ist)", "Cost (actual)", "Cost actual (2026/27)"] {
        let text = format!("Initiative ID;Month;{title}\nF-1;2026-09;90\n");
        let workbook = checked("financials.csv", text.as_bytes(), "en-GB");
        assert_eq!(with_code(&workbook.findings, Code::UnitUnclear), Vec::<String>::new(), "{title}");
    }
    // Hours on a sheet of amounts that nobody takes for one.
    let hours =
        checked("financials.csv", b"Initiative ID;Month;Cost actual;Effort (hours)\nF-1;2026-09;90;7\n", "en-GB");
    assert_eq!(with_code(&hours.findings, Code::UnitUnclear), Vec::<String>::new());
}

/// The same workbook in the 1904 system.
fn with_1904(bytes: &[u8]) -> Vec<u8> {
    edited(bytes, "xl/workbook.xml", "<workbookPr ", "<workbookPr date1904=\"1\" ")
}

/// The same workbook with another text in a part.
fn edited(bytes: &[u8], part: &str, from: &str, to: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut bytes).unwrap();
        if name == part {
            let text = String::from_utf8(bytes).unwrap();
            assert!(text.contains(from), "{text}");
            bytes = text.replace(from, to).into_bytes();
        }
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Financials of one row with 90 spent.
fn ninety(sheet: &mut Worksheet) {
    sheet.write_row(0, 0, ["Initiative ID", "Month", "Cost planned", "Cost actual"]).unwrap();
    sheet.write_row(1, 0, ["F-1", "2026-09"]).unwrap().write_row(1, 2, [100.0, 90.0]).unwrap();
}

#[test]
fn sheets_that_lead_to_no_part_are_passed_over() {
    let whole = xlsx(&[
        ("Old", &|sheet: &mut Worksheet| {
            sheet.write(0, 0, "left behind").unwrap();
        }),
        ("Financials", &ninety),
    ]);
    let (list, relations) = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels");
    for (part, from, to) in [
        // Empty, of no relation, without any, to a part that is not there, to a sheet of macros.
        (list, "r:id=\"rId1\"", "r:id=\"\""),
        (list, "r:id=\"rId1\"", "r:id=\"rId99\""),
        (list, " r:id=\"rId1\"", ""),
        (relations, "worksheets/sheet1.xml", "worksheets/sheet99.xml"),
        (
            relations,
            "relationships/worksheet\" Target=\"worksheets/sheet1",
            "relationships/xlMacrosheet\" Target=\"worksheets/sheet1",
        ),
    ] {
        let workbook = checked("a.xlsx", &edited(&whole, part, from, to), "en-GB");
        assert_eq!(cost_actual(&workbook), [Some(9_000)], "{from} {to}: {:?}", workbook.findings);
    }
}

#[test]
fn what_a_sheet_says_of_its_size_is_not_believed() {
    let whole = xlsx(&[("Financials", &ninety)]);
    for says in ["A1", "A1:A1", "A1:XFD1048576", "C3:D4", "", "B7:A1", "nonsense", "$A$1:$D$2", "A0:D0", "ZZZZZ9"] {
        let to = format!("<dimension ref=\"{says}\"/>");
        let bytes = edited(&whole, "xl/worksheets/sheet1.xml", "<dimension ref=\"A1:D2\"/>", &to);
        let workbook = checked("a.xlsx", &bytes, "en-GB");
        assert_eq!(cost_actual(&workbook), [Some(9_000)], "{says}: {:?}", workbook.findings);
    }
    let bytes = edited(&whole, "xl/worksheets/sheet1.xml", "<dimension ref=\"A1:D2\"/>", "");
    assert_eq!(cost_actual(&checked("a.xlsx", &bytes, "en-GB")), [Some(9_000)]);
}

#[test]
fn notes_at_titles_say_units_of_their_column() {
    let noted = |row: u32, column: u16, text: &'static str| {
        xlsx(&[("Financials", &move |sheet: &mut Worksheet| {
            ninety(sheet);
            sheet.insert_note(row, column, &Note::new(text).add_author_prefix(false)).unwrap();
        })])
    };
    // At the title of one column only, whatever the language; 90 thousand are 9,000,000 cents.
    for text in ["in k€", "Alle Beträge in TEUR", "Montants en milliers d'euros", "Bo Ek:\nin thousands of EUR"] {
        let workbook = checked("a.xlsx", &noted(0, 3, text), "en-GB");
        assert_eq!(cost_actual(&workbook), [Some(9_000_000)], "{text}");
        assert_eq!(money(&workbook, SheetKind::Financials, "cost_planned"), [Some(10_000)], "{text}");
        assert_eq!(with_code(&workbook.findings, Code::UnitRead), ["a.xlsx › Financials!D1"], "{text}");
    }
    let dollars = checked("a.xlsx", &noted(0, 3, "Please give costs in USD"), "en-GB");
    assert_eq!(cost_actual(&dollars), [None]);
    let unclear = checked("a.xlsx", &noted(0, 3, "in k€ (in USD)"), "en-GB");
    assert_eq!(with_code(&unclear.findings, Code::UnitDoubtful), ["a.xlsx › Financials!D1"]);
    // A note at a value is about that value, and those of this program are none; the title says more than a note.
    for (row, text) in [
        (1, "in k€"),
        (0, "coe-report: 1 to mend\ntype what they stand in, such as (k€)"),
        (0, "ask Bo\ncoe-report: in k€"),
        (0, "as booked"),
    ] {
        let workbook = checked("a.xlsx", &noted(row, 3, text), "en-GB");
        assert_eq!(cost_actual(&workbook), [Some(9_000)], "{text}");
        assert_eq!(codes_but(&workbook, &MISSING), [], "{text}");
    }
    let open_document = ods(
        "Financials",
        &(r#"<table:table-row><table:table-cell><text:p>Initiative ID</text:p></table:table-cell><table:table-cell><text:p>Month</text:p></table:table-cell>
            <table:table-cell><office:annotation><dc:creator>Bo Ek in USD</dc:creator><text:p>Kwoty w tys.</text:p><text:p>EUR</text:p></office:annotation><text:p>Cost actual</text:p></table:table-cell></table:table-row>"#
            .to_owned()
            + &ods_row(&["F-1", "2026-09", "90"])),
    );
    let workbook = checked("a.ods", &open_document, "en-GB");
    assert_eq!(cost_actual(&workbook), [Some(9_000_000)], "{:?}", workbook.findings);
}

#[test]
fn links_labels_and_web_pages_are_told_by_what_they_are() {
    let said = |bytes: &[u8]| {
        let workbook = checked("finance.xls", bytes, "en-GB");
        assert_eq!(workbook.findings[0].severity, Severity::Refused);
        format!("{} {}", workbook.findings[0].problem, workbook.findings[0].instead)
    };
    assert!(said(b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n").contains("MHTML"));
    assert!(said(b"[InternetShortcut]\r\nURL=https://x.example/a\r\n").contains(".url"));
    assert!(said(br#"{"url":"https://docs.example/a","doc_id":"1"}"#).contains("Google"));
    // [MS-OFFCRYPTO] 2.2: rights management of new and of old workbooks, and a password, in compound files.
    for streams in [
        ["EncryptedPackage", "\u{6}DataSpaces/TransformInfo/DRMEncryptedTransform/\u{6}Primary"],
        ["EncryptedPackage", "\u{6}DataSpaces/DataSpaceInfo/DRMEncryptedDataSpace"],
        ["Workbook2", "\u{9}DRMContent"],
    ] {
        let said = said(&compound(&streams));
        assert!(said.contains("sensitivity label") && !said.contains("remove the password"), "{streams:?}: {said}");
    }
    assert!(said(&compound(&["EncryptedPackage", "EncryptionInfo"])).contains("remove the password"));
}

/// A compound file with these streams, of no use inside.
fn compound(streams: &[&str]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for stream in streams {
        if let Some((folder, _)) = stream.rsplit_once('/') {
            file.create_storage_all(format!("/{folder}")).unwrap();
        }
        file.create_stream(format!("/{stream}")).unwrap().write_all(&[7; 64]).unwrap();
    }
    file.into_inner().into_inner()
}

#[test]
fn results_of_xls_that_were_never_computed_are_unknown() {
    // Written by xlwt, which computes nothing and saves empty texts as results.
    let bytes = include_bytes!("../../tests/data/formats/never-computed.xls");
    let empty = checked("a.xls", bytes, "en-GB");
    let unknown = ["a.xls › Financials!D2", "a.xls › Financials!D3", "a.xls › Financials!D4"];
    assert_eq!(cost_actual(&empty), [None, None, None]);
    assert_eq!(with_code(&empty.findings, Code::FormulaWithoutResult), unknown);
    let replaced = |from: &[u8], to: &[u8], bytes: &[u8]| {
        let places: Vec<usize> = (0..bytes.len() - from.len()).filter(|at| bytes[*at..].starts_with(from)).collect();
        let mut bytes = bytes.to_vec();
        places.iter().for_each(|at| bytes[*at..at + to.len()].copy_from_slice(to));
        (bytes, places.len())
    };
    // Saved as 0, and Excel says that it did not compute (record 0x5E in place of one about the way to compute).
    let (zeros, formulas) =
        replaced(&[0x11, 0, 3, 0, 0, 0, 0, 0, 0xFF, 0xFF], &[0x11, 0, 0, 0, 0, 0, 0, 0, 0, 0], bytes);
    let (uncalculated, sheets) = replaced(&[0x0D, 0, 2, 0, 1, 0], &[0x5E, 0, 2, 0, 0, 0], &zeros);
    assert_eq!((formulas, sheets), (3, 1));
    let workbook = checked("a.xls", &uncalculated, "en-GB");
    assert_eq!(with_code(&workbook.findings, Code::FormulaWithoutResult), unknown);
    // Zeros of which nobody says that they are none stay zeros; one result, 90, proves that somebody computed.
    assert_eq!(cost_actual(&checked("a.xls", &zeros, "en-GB")), [Some(0); 3]);
    let at = uncalculated.windows(10).position(|window| window == [0x11, 0, 0, 0, 0, 0, 0, 0, 0, 0]).unwrap();
    let mut computed = uncalculated.clone();
    computed[at + 2..at + 10].copy_from_slice(&90_f64.to_le_bytes());
    assert_eq!(cost_actual(&checked("a.xls", &computed, "en-GB")), [Some(9_000), Some(0), Some(0)]);
}

#[test]
fn a_row_pasted_twice_is_said_and_still_counted() {
    let rules = rules("en-GB");
    let files = [
        ("initiatives.csv", "Initiative ID;Initiative name;Department\nF-1;A;Finance\n"),
        (
            "financials.csv",
            "Initiative ID;Month;Cost planned;Cost actual\nF-1;2026-09;100;90\nF-1;2026-09;100;90\nF-1;2026-10;100;90\n",
        ),
    ];
    let (portfolio, findings) = joined(&files, &rules);
    assert_eq!(portfolio.financials.len(), 3);
    assert_eq!(with_code(&findings, Code::RowTwice), ["financials.csv › B3"]);
    // Told by what the cells mean, not by how they were typed; rows that differ in any column are two.
    for (rows, twice) in [
        ("F-1;2026-09;100;90;note\nF-1;Sep 2026;100.00;90;note\n", 1),
        ("F-1;2026-09;100;90;note\nf‑1;2026-09;1,00;90;note\n", 0),
        ("F-1;2026-09;100;90;first invoice\nF-1;2026-09;100;90;second invoice\n", 0),
        ("F-1;2026-09;100;90;\nF-1;2026-10;100;90;\nF-1;2026-09;100;90;\n", 1),
        ("COE;2026-09;100;90;\nCOE;2026-09;100;90;\n", 1),
        ("F-1;2026-09;;;\nF-1;2026-09;;;\n", 0),
    ] {
        let text = format!("Initiative ID;Month;Cost planned;Cost actual;Remark\n{rows}");
        let (_, findings) = joined(&[files[0], ("financials.csv", &text)], &rules);
        assert_eq!(with_code(&findings, Code::RowTwice).len(), twice, "{rows}");
    }
    let across = "Initiative ID;Line;2026-09;2026-10\nF-1;Cost actual;90;80\nF-1;Cost actual;90;80\n";
    let (_, findings) = joined(&[files[0], ("financials.csv", across)], &rules);
    assert!(!findings.iter().all(|one| one.severity == Severity::Noted && one.code != Code::RowTwice), "{findings:?}");
}

#[test]
fn a_sync_copy_with_other_values_counts_no_more_than_its_original() {
    let rules = rules("en-GB");
    let money = |actual: u32| {
        format!("Initiative ID;Month;Cost planned;Cost actual\nF-1;2026-09;100;95\nF-1;2026-10;100;{actual}\n")
    };
    let (one, other) = (money(120), money(999));
    for copy in [
        "Costs-LAPTOP-7K2J9Q.csv",
        "Costs (1).csv",
        "Kopie von Costs.csv",
        "Costs (Bo's conflicted copy 2026-10-30).csv",
    ] {
        let files = [
            ("initiatives.csv", "Initiative ID;Initiative name;Department\nF-1;A;Finance\n"),
            ("Costs.csv", one.as_str()),
            (copy, other.as_str()),
        ];
        let (portfolio, findings) = joined(&files, &rules);
        assert_eq!(portfolio.financials.len(), 0, "{copy}");
        assert_eq!(with_code(&findings, Code::TwoVersions).len(), 2, "{copy}");
        let both = findings
            .iter()
            .filter(|one| one.code == Code::TwoVersions)
            .all(|one| one.problem.contains("F-1 in 2026-10"));
        assert!(both, "{copy}: {findings:?}");
    }
}

fn joined(files: &[(&str, &str)], rules: &Rules) -> (Portfolio, Vec<Finding>) {
    let read = |(path, text): &(&str, &str)| {
        check_workbook(read_workbook(path, text.as_bytes(), &rules.dictionary, &ReadingRules::default()), rules)
    };
    join(files.iter().map(read).collect(), rules, None)
}

#[test]
fn what_a_column_of_dates_proves_by_itself_counts_before_the_other_columns() {
    let text = "Initiative ID;Initiative name;Submitted on;In production on\n\
                A-1;Sort;10/31/2026;31/12/2026\n\
                A-2;Find;03/04/2026;05/06/2026\n";
    let workbook = checked("initiatives.csv", text.as_bytes(), "en-GB");
    let dates = |key: &str| workbook.tables[0].date(key)[1].unwrap().to_string();
    // The month is in front in the first column, the day in the second.
    assert_eq!((dates("submitted_on"), dates("production_on")), ("2026-03-04".into(), "2026-06-05".into()));
    assert_eq!(with_code(&workbook.findings, Code::DateOrder), ["initiatives.csv › C2"]);
    assert!(workbook.questions.is_empty());
}

#[test]
fn marks_in_number_formats_and_cells_are_the_currency_that_was_answered() {
    let mut rules = rules("en-GB");
    for (mark, code) in [("kr", "NOK"), ("Br", "EUR")] {
        let means = Meaning::Currency(code.to_owned());
        rules.dictionary.mapping.learn(Answer {
            about: About::Currency(mark.to_owned()),
            sender: String::new(),
            means,
        });
    }
    let bytes = xlsx(&[("Financials", &|sheet: &mut Worksheet| {
        sheet.write_row(0, 0, ["Initiative ID", "Month", "Cost planned", "Cost actual"]).unwrap();
        for (row, format) in [(1, "[$kr-414]\\ #,##0"), (2, "[$Br-45E] #,##0"), (3, "General")] {
            sheet.write_row(row, 0, ["F-1", &format!("2026-0{row}")]).unwrap().write(row, 2, 1.0).unwrap();
            sheet.write_number_with_format(row, 3, 90.0, &Format::new().set_num_format(format)).unwrap();
        }
        sheet.write_row(4, 0, ["F-1", "2026-04", "1", "70 kr"]).unwrap();
    })]);
    let workbook = check_workbook(read_workbook("a.xlsx", &bytes, &rules.dictionary, &ReadingRules::default()), &rules);
    assert_eq!(cost_actual(&workbook), [None, Some(9_000), Some(9_000), None]);
    let local: Vec<(&str, i64)> =
        workbook.tables[0].local.iter().map(|amount| (&*amount.currency, amount.cents.0)).collect();
    assert_eq!(local, [("NOK", 9_000), ("NOK", 7_000)]);
    let at = ["a.xlsx › Financials!D2", "a.xlsx › Financials!D3", "a.xlsx › Financials!D5"];
    assert_eq!(with_code(&workbook.findings, Code::Answered), at);
    assert!(workbook.questions.is_empty(), "{:?}", workbook.questions);
}
