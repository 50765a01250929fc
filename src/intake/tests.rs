//! Whole files through [`read_workbook`], made here so that a reader can see what is in them.

use super::{plain_sheets, read_workbook};
use crate::model::{
    dictionary::SheetKind,
    finding::{Code, Severity},
    limits::Limits,
    reading::ReadingRules,
    stamp::Stamp,
    workbook::{Format, RawTable, RawValue, Workbook},
};
use crate::settings::dictionary::embedded;
use proptest::prelude::*;
use rust_xlsxwriter::{DocProperties, Format as CellFormat, Formula, Workbook as Writer, Worksheet};
use std::io::{Cursor, Read, Write};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

const TEAM: [&str; 4] = ["Initiative ID", "Person e-mail", "Role", "FTE"];

fn read(path: &str, bytes: &[u8]) -> Workbook {
    read_within(path, bytes, &Limits::default())
}

fn read_within(path: &str, bytes: &[u8], limits: &Limits) -> Workbook {
    read_workbook(path, bytes, &embedded(), &ReadingRules { limits: limits.clone(), ..ReadingRules::default() })
}

/// A workbook with one sheet.
fn made(sheet_name: &str, fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Writer::new();
    fill(book.add_worksheet().set_name(sheet_name).unwrap());
    book.save_to_buffer().unwrap()
}

fn team(rows: &[[&str; 4]]) -> Vec<u8> {
    made("Team", |sheet| {
        sheet.write_row(0, 0, TEAM).unwrap();
        sheet.write_row_matrix(1, 0, rows.iter().copied()).unwrap();
    })
}

/// The workbook with one text in one of its parts replaced by another.
fn edited(workbook: &[u8], part: &str, from: &str, to: &str) -> Vec<u8> {
    let mut old = ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut new = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..old.len() {
        let mut entry = old.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if name == part {
            let text = String::from_utf8(bytes).unwrap();
            assert!(text.contains(from), "{text}");
            bytes = text.replacen(from, to, 1).into_bytes();
        }
        new.start_file(name, SimpleFileOptions::default()).unwrap();
        new.write_all(&bytes).unwrap();
    }
    new.finish().unwrap().into_inner()
}

fn text(text: &str) -> RawValue {
    RawValue::Text(text.into())
}

fn values<'a>(table: &'a RawTable, key: &str) -> &'a [RawValue] {
    &table.column(key).unwrap_or_else(|| panic!("no column {key}")).values
}

/// Severity, code and address of each finding.
fn told(workbook: &Workbook) -> Vec<(Severity, Code, String)> {
    workbook.findings.iter().map(|one| (one.severity, one.code, one.address.to_string())).collect()
}

#[test]
fn a_workbook_as_people_send_it_is_read_with_its_addresses() {
    let bytes = made("Use cases", |sheet| {
        let day = CellFormat::new().set_num_format("dd/mm/yyyy");
        let percent = CellFormat::new().set_num_format("0.0%");
        sheet.merge_range(0, 0, 0, 4, "Our AI pipeline, October", &CellFormat::new()).unwrap();
        sheet.write_row(3, 1, ["Likelihood", "Submitted\non", "Ref", "Mandatory", "Shoe size"]).unwrap();
        sheet.write_with_format(4, 1, 0.4, &percent).unwrap();
        sheet.write_with_format(4, 2, 45_943.75, &day).unwrap();
        sheet.write(4, 3, 7).unwrap();
        sheet.write(4, 4, true).unwrap();
        sheet.write(6, 3, "\u{a0}IT-1 ").unwrap();
        sheet.write(6, 4, "\u{200b} ").unwrap();
        sheet.write(6, 7, "stray").unwrap();
    });
    let workbook = read("sales/plan.xlsx", &bytes);
    assert_eq!(workbook.format, Format::Xlsx);
    let table = &workbook.tables[0];
    assert_eq!((table.kind, table.header_row, &*table.sheet), (SheetKind::Initiatives, 3, "Use cases"));
    assert_eq!((table.rows.as_slice(), table.rows_blank), (&[4, 6][..], 1));
    assert_eq!(values(table, "initiative_id"), [RawValue::Number(7.0), text("IT-1")]);
    assert_eq!(values(table, "p_success"), [RawValue::PercentNumber(0.4), RawValue::Blank]);
    // 45,943 is 2025-10-13, and 0.75 of it a quarter to the next day.
    assert_eq!(values(table, "submitted_on")[0], RawValue::Date(jiff::civil::date(2025, 10, 13)));
    assert_eq!(values(table, "mandatory"), [RawValue::YesNo(true), RawValue::Blank]);
    let carried: Vec<_> = table.columns.iter().filter(|column| column.field.is_none()).collect();
    let titles: Vec<_> = carried.iter().map(|column| (&*column.title, column.position)).collect();
    assert_eq!(titles, [("Column H", 7)]);
    assert_eq!(told(&workbook), [(Severity::Noted, Code::UntitledColumn, "sales/plan.xlsx › Use cases!H4".into())]);
}

#[test]
fn hidden_sheets_are_read_and_a_second_one_of_a_kind_is_noted() {
    let mut book = Writer::new();
    for (name, hidden) in [("Team", false), ("People", true), ("Notes", false)] {
        let sheet = book.add_worksheet().set_name(name).unwrap().set_hidden(hidden);
        let header = if name == "Notes" { ["Please", "read", "this", "first"] } else { TEAM };
        sheet.write_row(0, 0, header).unwrap();
        sheet.write_row(1, 0, ["IT-1", "a@example.com", "Data Engineer", "0.5"]).unwrap();
    }
    let workbook = read("a.xlsx", &book.save_to_buffer().unwrap());
    assert_eq!(workbook.tables.len(), 2);
    let noted = |code| (Severity::Noted, code, "a.xlsx › People".to_owned());
    assert_eq!(told(&workbook), [noted(Code::TwoSheetsOneKind), noted(Code::HiddenSheet)]);
    assert_eq!(&*workbook.ignored[0].name, "Notes");
}

#[test]
fn merged_cells_count_only_in_their_column_below_the_titles() {
    let bytes = made("Team", |sheet| {
        let plain = CellFormat::new();
        // A banner above, a title over two rows, an area over two columns, and one beside the table.
        sheet.merge_range(0, 0, 0, 3, "Who does what", &plain).unwrap();
        sheet.write_row(1, 0, TEAM).unwrap();
        sheet.merge_range(1, 4, 2, 4, "Shoe size", &plain).unwrap();
        sheet.merge_range(3, 0, 6, 0, "IT-1", &plain).unwrap();
        for (row, role) in [(3, "Data Engineer"), (4, "Solution Architect"), (6, "Data Engineer")] {
            sheet.write(row, 2, role).unwrap();
        }
        sheet.merge_range(4, 1, 6, 2, "", &plain).unwrap();
        sheet.write(4, 1, "a@example.com").unwrap();
        sheet.write(6, 3, 0.5).unwrap();
        sheet.merge_range(7, 3, 8, 3, "1", &plain).unwrap();
    });
    let bytes = edited(&bytes, "xl/worksheets/sheet1.xml", "<row r=\"8\"", "<row r=\"8\" hidden=\"1\"");
    let workbook = read("a.xlsx", &bytes);
    let table = &workbook.tables[0];
    assert_eq!((table.header_row, table.rows.as_slice()), (1, &[3, 4, 6, 7][..]));
    let id = text("IT-1");
    assert_eq!(values(table, "initiative_id"), [id.clone(), id.clone(), id, RawValue::Blank]);
    // Nothing flows sideways or into a row that an area over two columns covers.
    let blank = RawValue::Blank;
    assert_eq!(values(table, "person_email"), [blank.clone(), text("a@example.com"), blank.clone(), blank]);
    let merged: Vec<_> = workbook.findings.iter().filter(|one| one.code == Code::MergedCells).collect();
    assert_eq!(merged.len(), 1, "{merged:?}");
    assert_eq!((merged[0].address.to_string().as_str(), &*merged[0].column), ("a.xlsx › Team!A4", "Initiative ID"));
    let hidden = workbook.findings.iter().find(|one| one.code == Code::HiddenRows).unwrap();
    assert!(hidden.problem.contains("1 of 4, the first is row 8"), "{}", hidden.problem);
}

#[test]
fn formulas_that_move_or_reach_into_other_files_are_noted_once_a_sheet() {
    let bytes = made("Team", |sheet| {
        sheet.write_row(0, 0, TEAM).unwrap();
        for row in 1..4 {
            sheet.write(row, 0, "IT-1").unwrap();
            sheet.write_formula(row, 3, Formula::new("OFFSET(A1,0,0)*0+TODAY()*0+1").set_result("1")).unwrap();
            sheet.write_formula(row, 4, Formula::new("[2]Plan!$A$1&\"[3]\"").set_result("x")).unwrap();
        }
    });
    let workbook = read("a.xlsx", &bytes);
    let notes: Vec<_> = told(&workbook).into_iter().filter(|(_, code, _)| *code != Code::UntitledColumn).collect();
    let noted = |code, cell: &str| (Severity::Noted, code, format!("a.xlsx › Team!{cell}"));
    assert_eq!(notes, [noted(Code::VolatileFormulas, "D2"), noted(Code::OtherFiles, "E2")]);
    let volatile = workbook.findings.iter().find(|one| one.code == Code::VolatileFormulas).unwrap();
    assert!(volatile.problem.contains("OFFSET, TODAY"), "{}", volatile.problem);
}

#[test]
fn more_sheets_than_allowed_are_refused() {
    let mut book = Writer::new();
    for name in ["Team", "Second", "Third"] {
        book.add_worksheet().set_name(name).unwrap().write_row(0, 0, TEAM).unwrap();
    }
    let workbook =
        read_within("a.xlsx", &book.save_to_buffer().unwrap(), &Limits { max_sheets: 2, ..Limits::default() });
    assert_eq!(told(&workbook), [(Severity::Refused, Code::TooLarge, "a.xlsx".into())]);
    assert!(workbook.findings[0].problem.contains("max_sheets = 2"), "{}", workbook.findings[0].problem);
}

/// An OpenDocument spreadsheet with this inside its one sheet.
fn ods(sheet_name: &str, rows: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"{sheet_name}\">{rows}\
         </table:table></office:spreadsheet></office:body></office:document-content>"
    );
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in
        [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_str())]
    {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(part.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const ODS_TITLES: &str = "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>Initiative ID</text:p>\
    </table:table-cell><table:table-cell office:value-type=\"string\"><text:p>Role</text:p></table:table-cell>\
    <table:table-cell office:value-type=\"string\"><text:p>FTE</text:p></table:table-cell></table:table-row>";

#[test]
fn cells_of_open_document_are_the_values_people_see() {
    let cell = |attributes: &str, text: &str| format!("<table:table-cell {attributes}>{text}</table:table-cell>");
    let row = [
        cell("office:value-type=\"string\"", "<text:p>IT<text:s/>&amp; &#x41;<office:annotation><text:p>no</text:p></office:annotation></text:p><text:p>two</text:p>"),
        cell("table:formula=\"of:=1/0\" office:value-type=\"string\" office:string-value=\"\" calcext:value-type=\"error\"", "<text:p>#DIV/0!</text:p>"),
        cell("office:value-type=\"time\" office:time-value=\"PT12H00M00S\"", "<text:p>12:00</text:p>"),
    ]
    .concat();
    let waiting = cell("table:formula=\"of:=1+1\"", "")
        + &cell("", "")
        + &cell("office:value-type=\"float\" office:value=\"inf\"", "");
    let bytes = ods(
        "Team",
        &format!("{ODS_TITLES}<table:table-row>{row}</table:table-row><table:table-row>{waiting}</table:table-row>"),
    );
    let workbook = read("a.ods", &bytes);
    assert_eq!(workbook.format, Format::Ods);
    let table = &workbook.tables[0];
    assert_eq!(values(table, "initiative_id"), [text("IT & A\ntwo"), RawValue::NoResult]);
    assert_eq!(values(table, "role"), [RawValue::Error("#DIV/0!".into()), RawValue::Blank]);
    assert_eq!(values(table, "fte"), [RawValue::Number(0.5), RawValue::Error("inf".into())]);
}

#[test]
fn rows_repeated_a_million_times_are_bounded_by_the_limits() {
    let row = |repeated: &str, cells: &str| {
        format!("<table:table-row table:number-rows-repeated=\"{repeated}\">{cells}</table:table-row>")
    };
    let id = "<table:table-cell office:value-type=\"string\"><text:p>IT-1</text:p></table:table-cell>";
    let empty = "<table:table-cell table:number-columns-repeated=\"16384\"/>";
    // Blank rows in any number cost nothing.
    let bytes = ods("Team", &format!("{ODS_TITLES}{}{}{}", row("9", empty), row("1", id), row("1048576", empty)));
    let workbook = read("a.ods", &bytes);
    assert_eq!((workbook.tables[0].rows.as_slice(), workbook.tables[0].rows_blank), (&[10][..], 9));
    // Rows with content count as often as they are repeated, whatever the number.
    for repeated in ["3001", "1048576", "99999999999999999999"] {
        let bytes = ods("Team", &format!("{ODS_TITLES}{}", row(repeated, id)));
        let workbook = read_within("a.ods", &bytes, &Limits { max_cells: 3_000, ..Limits::default() });
        assert_eq!(told(&workbook), [(Severity::Refused, Code::TooLarge, "a.ods".into())], "{repeated}");
    }
}

#[test]
fn sheets_without_what_their_rows_need_are_refused_in_words() {
    let bytes = made("Financials", |sheet| {
        sheet.write_row(0, 0, ["Initiative ID", "Cost planned", "Cost actual"]).unwrap();
    });
    let workbook = read("a.xlsx", &bytes);
    assert_eq!(told(&workbook), [(Severity::Refused, Code::MissingColumn, "a.xlsx › Financials".into())]);
    assert!(workbook.findings[0].instead.contains("\"Month\""));

    let workbook = read("a.xlsx", &made("Sheet1", |_| {}));
    assert_eq!(told(&workbook), [(Severity::Refused, Code::NoIntakeSheet, "a.xlsx".into())]);
    assert!(workbook.findings[0].problem.contains("Sheet1: it is empty"), "{}", workbook.findings[0].problem);
}

#[test]
fn a_key_with_a_slip_of_the_finger_is_still_the_key() {
    let bytes = made("Team", |sheet| {
        sheet.write_row(0, 0, ["Initative ID", "Role", "FTE"]).unwrap();
        sheet.write(1, 0, "IT-1").unwrap();
    });
    let workbook = read("a.xlsx", &bytes);
    assert_eq!(values(&workbook.tables[0], "initiative_id"), [text("IT-1")]);
    assert_eq!(told(&workbook), [(Severity::Noted, Code::TitleMatchedNearly, "a.xlsx › Team!A1".into())]);
}

#[test]
fn a_summary_beside_the_real_sheet_is_passed_over() {
    let mut book = Writer::new();
    for (name, id) in [("Summary", "Total"), ("Initiatives", "Initiative ID")] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write_row(0, 0, [id, "Department", "Phase", "Status", "Budget"]).unwrap();
    }
    let workbook = read("a.xlsx", &book.save_to_buffer().unwrap());
    assert_eq!((workbook.tables.len(), told(&workbook)), (1, vec![]));
    assert!(workbook.ignored[0].reason.contains("has no column \"Initiative ID\""), "{}", workbook.ignored[0].reason);
}

#[test]
fn a_key_with_a_default_may_be_missing() {
    let bytes = made("Initiatives", |sheet| {
        sheet.write_row(0, 0, ["Name", "Phase"]).unwrap();
        sheet.write_row(1, 0, ["Match invoices", "Pilot"]).unwrap();
    });
    let mut dictionary = embedded();
    let id = dictionary.sheets[0].fields.iter_mut().find(|field| field.key == "initiative_id").unwrap();
    id.default = Some("from the name".to_owned());
    let workbook = read_workbook("a.xlsx", &bytes, &dictionary, &ReadingRules::default());
    assert_eq!((workbook.tables.len(), workbook.findings.len()), (1, 0));
}

#[test]
fn cells_far_away_cost_nothing() {
    let alone = made("Sheet1", |sheet| {
        sheet.write(0, 0, "Hello").unwrap();
        sheet.write(1_048_575, 16_383, "far").unwrap();
    });
    assert_eq!(told(&read("a.xlsx", &alone)), [(Severity::Refused, Code::NoIntakeSheet, "a.xlsx".into())]);

    let beside_a_table = made("Team", |sheet| {
        sheet.write_row(0, 0, TEAM).unwrap();
        sheet.write(1, 0, "IT-1").unwrap();
        sheet.write(1_048_575, 16_383, "far").unwrap();
    });
    let workbook = read("a.xlsx", &beside_a_table);
    assert_eq!(workbook.tables[0].rows, [1]);
    assert_eq!(told(&workbook), [(Severity::Rejected, Code::TooLarge, "a.xlsx › Team!XFD1048576".into())]);
    assert!(workbook.findings[0].problem.contains("max_columns = 500"));
}

#[test]
fn limits_of_cells_and_rows_refuse_with_the_name_of_the_setting() {
    let row = ["IT-1", "a@example.com", "Data Engineer", "1"];
    let bytes = team(&[row; 10]);
    // 10 rows of 4 columns are 40 cells.
    assert_eq!(read_within("a.xlsx", &bytes, &Limits { max_cells: 40, ..Limits::default() }).tables.len(), 1);
    let workbook = read_within("a.xlsx", &bytes, &Limits { max_cells: 39, ..Limits::default() });
    assert_eq!(told(&workbook), [(Severity::Refused, Code::TooLarge, "a.xlsx".into())]);
    assert!(workbook.tables.is_empty() && workbook.findings[0].problem.contains("max_cells = 39"));

    assert_eq!(read_within("a.xlsx", &bytes, &Limits { max_rows: 11, ..Limits::default() }).tables.len(), 1);
    let workbook = read_within("a.xlsx", &bytes, &Limits { max_rows: 10, ..Limits::default() });
    assert_eq!(told(&workbook), [(Severity::Refused, Code::TooLarge, "a.xlsx › Team".into())]);
    assert!(workbook.findings[0].problem.contains("max_rows = 10"));
}

#[test]
fn errors_and_formulas_without_result_are_neither_blank_nor_zero() {
    let bytes = made("Team", |sheet| {
        sheet.write_row(0, 0, TEAM).unwrap();
        sheet.write_blank(1, 1, &CellFormat::new().set_bold()).unwrap();
        sheet.write_formula(1, 0, Formula::new("\"IT\"&1").set_result("IT1")).unwrap();
        sheet.write_formula(1, 3, Formula::new("1/0").set_result("#DIV/0!")).unwrap();
        // The whole row hangs on formulas: it must not vanish as blank.
        sheet.write_formula(2, 3, Formula::new("1/2").set_result("0.125")).unwrap();
    });
    let bytes = edited(&bytes, "xl/worksheets/sheet1.xml", "<v>0.125</v>", "");
    let workbook = read("a.xlsx", &bytes);
    let table = &workbook.tables[0];
    assert_eq!(table.rows, [1, 2]);
    assert_eq!(values(table, "initiative_id"), [text("IT1"), RawValue::Blank]);
    assert_eq!(values(table, "fte"), [RawValue::Error("#DIV/0!".into()), RawValue::NoResult]);
}

#[test]
fn one_strange_cell_does_not_cost_the_sheet() {
    let bytes = made("Team", |sheet| {
        sheet.write_row(0, 0, TEAM).unwrap();
        sheet.write_row(1, 0, ["IT-1", "a@example.com", "Data Engineer"]).unwrap();
        sheet.write(1, 3, 0.125).unwrap();
        sheet.write(2, 0, "IT-2").unwrap();
    });
    let sheet = "xl/worksheets/sheet1.xml";
    let strange = edited(&bytes, sheet, "><v>0.125</v>", " t=\"e\"><v>#UNHEARD!</v>");
    let workbook = read("a.xlsx", &strange);
    assert_eq!(workbook.tables[0].rows, [1, 2]);
    assert_eq!(told(&workbook), [(Severity::Rejected, Code::ErrorCell, "a.xlsx › Team".into())]);
    assert!(workbook.findings[0].problem.contains("after C2"), "{}", workbook.findings[0].problem);

    let infinite = edited(&bytes, sheet, "<v>0.125</v>", "<v>inf</v>");
    assert_eq!(values(&read("a.xlsx", &infinite).tables[0], "fte")[0], RawValue::Error("inf".into()));

    // A row again, and a cell twice.
    for (from, to) in [("r=\"A3\"", "r=\"A2\""), ("r=\"B2\"", "r=\"A2\"")] {
        let in_disorder = edited(&bytes, sheet, from, to);
        assert_eq!(told(&read("a.xlsx", &in_disorder)), [(Severity::Refused, Code::Damaged, "a.xlsx › Team".into())]);
    }
}

#[test]
fn the_1904_system_shifts_dates() {
    let bytes = made("Initiatives", |sheet| {
        sheet.write_row(0, 0, ["Initiative ID", "Submitted on"]).unwrap();
        sheet.write(1, 0, "IT-1").unwrap();
        sheet.write_with_format(1, 1, 44_481, &CellFormat::new().set_num_format("yyyy-mm-dd")).unwrap();
    });
    let bytes = edited(&bytes, "xl/workbook.xml", "<workbookPr", "<workbookPr date1904=\"1\"");
    // 44,481 + 1,462 days between the systems = 45,943, which is 2025-10-13.
    let expected = RawValue::Date(jiff::civil::date(2025, 10, 13));
    assert_eq!(values(&read("a.xlsx", &bytes).tables[0], "submitted_on")[0], expected);
}

#[test]
fn a_lie_about_the_number_of_strings_takes_no_memory() {
    let bytes = team(&[["IT-1", "a@example.com", "Data Engineer", "1"]]);
    let liar = edited(&bytes, "xl/sharedStrings.xml", "uniqueCount=\"8\"", "uniqueCount=\"90000000000000\"");
    assert_eq!(values(&read("a.xlsx", &liar).tables[0], "initiative_id"), [text("IT-1")]);
}

#[test]
fn cut_and_renamed_files_are_refused_by_name() {
    let bytes = team(&[["IT-1", "a@example.com", "Data Engineer", "1"]]);
    let code = |bytes: &[u8]| read("a.xlsx", bytes).findings[0].code;
    assert_eq!(code(&bytes[..bytes.len() / 2]), Code::Damaged);
    assert_eq!(code(b"%PDF-1.7 ..."), Code::NotAWorkbook);
    assert_eq!(read("~$a.xlsx", b"\x05owner").skipped_because.as_deref(), Some("owner file of an open workbook"));
}

#[test]
fn four_encodings_and_three_delimiters_say_the_same() {
    let table = |delimiter: &str| {
        let header = "Banner, with comma\n\nInitiative ID;Name;Business owner\n";
        format!("{header}IT-1;\"Zoë; Ltd\";Müller\nIT-2; ;#N/A\n").replace(';', delimiter)
    };
    let utf16 = |text: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(bytes).collect()
    };
    let windows: Vec<u8> = table(";").chars().map(|letter| letter as u8).collect();
    let files: [(&str, Vec<u8>); 6] = [
        (";", table(";").into_bytes()),
        (",", format!("\u{feff}{}", table(",")).into_bytes()),
        ("\t", utf16(&table("\t"), u16::to_le_bytes)),
        (",", utf16(&table(","), u16::to_be_bytes)),
        (";", windows),
        (";", table(";").replace('\n', "\r\n").into_bytes()),
    ];
    for (delimiter, bytes) in files {
        let workbook = read("it/ideas 2026.csv", &bytes);
        assert_eq!((workbook.format, workbook.findings.len()), (Format::Csv, 0), "{:?}", workbook.findings);
        let table = &workbook.tables[0];
        assert_eq!((table.header_row, table.rows.as_slice(), &*table.sheet), (2, &[3, 4][..], "ideas 2026"));
        assert_eq!(values(table, "name"), [text(&format!("Zoë{delimiter} Ltd")), RawValue::Blank]);
        assert_eq!(values(table, "business_owner"), [text("Müller"), RawValue::Error("#N/A".into())]);
    }
}

#[test]
fn a_quotation_mark_that_never_closes_is_no_table() {
    let workbook = read("team.csv", b"Initiative ID,Role\nIT-1,\"Data Engineer\nIT-2,SME\n");
    assert_eq!(told(&workbook), [(Severity::Refused, Code::Damaged, "team.csv".into())]);
    assert!(workbook.findings[0].problem.contains("row 2"), "{}", workbook.findings[0].problem);
}

#[test]
fn the_same_bytes_give_the_same_workbook() {
    let bytes = team(&[["IT-1", "a@example.com", "Data Engineer", "1"]]);
    let workbook = read("a.xlsx", &bytes);
    assert_eq!(workbook, read("a.xlsx", &bytes));
    // SHA-256 of the empty text, FIPS 180-4.
    assert_eq!(
        crate::model::fingerprint::sha256(b""),
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
}

/// Pieces of sheets; `#` stands for a number.
const XML_PIECES: [&str; 24] = [
    "<table:table-row table:number-rows-repeated=\"#\">",
    "<table:table-row table:visibility=\"filter\">",
    "</table:table-row>",
    "<table:table-cell table:number-columns-repeated=\"#\" office:value-type=\"float\" office:value=\"#\">",
    "<table:table-cell table:number-rows-spanned=\"#\" table:number-columns-spanned=\"#\" office:value-type=\"string\">",
    "<table:table-cell office:value-type=\"time\" office:time-value=\"PT#H#M#S\">",
    "</table:table-cell>",
    "<table:table-cell/>",
    "<text:p>IT-1</text:p>",
    "<text:p><text:s text:c=\"#\"/>&#x41;",
    "<table:table-column table:number-columns-repeated=\"#\" table:visibility=\"collapse\"/>",
    "<office:annotation>",
    "<table:table table:name=\"x\">",
    "</table:table>",
    "<row r=\"#\" hidden=\"1\">",
    "<c r=\"A#\"><f>TODAY()",
    "<c r=\"ZZZZ#\"><f>[#]x!A1</f>",
    "<col min=\"#\" max=\"#\" hidden=\"1\"/>",
    "<mergeCell ref=\"A#:B#\"/>",
    "<comment ref=\"A#\"><text><t>in k€ &",
    "</comment>",
    "<!DOCTYPE x>",
    "ID,\"Name\n",
    "ä;",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300), start in 0_usize..6) {
        let starts: [&[u8]; 6] = [b"", b"PK\x03\x04", b"\xD0\xCF\x11\xE0", b"\xFF\xFE", b"ID,Name\n", b"\xEF\xBB\xBF"];
        let workbook = read("any.xlsx", &[starts[start], &bytes].concat());
        prop_assert!(!workbook.tables.is_empty() || !workbook.findings.is_empty() || workbook.skipped_because.is_some());
    }

    /// Our own readers need no guard: nothing in a file makes them panic.
    #[test]
    fn our_own_readers_never_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        pieces in prop::collection::vec(0_usize..XML_PIECES.len(), 0..40),
        number in prop::sample::select(vec!["0", "2", "-1", "16385", "1048577", "4294967296", "1e300", "nan", ""]),
    ) {
        let xml = pieces.iter().map(|piece| XML_PIECES[*piece]).collect::<String>().replace('#', number);
        let (dictionary, rules) = (embedded(), ReadingRules {
            limits: Limits { max_cells: 20_000, ..Limits::default() },
            ..ReadingRules::default()
        });
        let unguarded = |bytes: &[u8]| super::read_contents(&"any".into(), bytes, &dictionary, &rules).is_ok();
        unguarded(&ods("Team", &format!("{ODS_TITLES}{xml}")));
        unguarded(xml.as_bytes());
        if !bytes.starts_with(b"PK") && !super::content::is_compound(&bytes) {
            unguarded(&bytes);
        }
        super::layout_xml::read(&bytes);
        super::layout_xml::read(xml.as_bytes());
        super::layout_xml::read_notes(xml.as_bytes(), &mut super::layout::Layout::default());
        super::protected::opened_of_any(&bytes);
        super::xlsb::told_of_any(&bytes);
        super::xls::told_of_any(&bytes);
    }

    #[test]
    fn any_damage_inside_a_sheet_is_read_or_refused(at in 0_usize..2_000, bytes in "[<>/&;\"= a-zA-Z0-9]{0,8}") {
        let whole = made("Team", |sheet| {
            sheet.write_row(0, 0, TEAM).unwrap();
            sheet.write_row(1, 0, ["IT-1", "a@example.com", "Data Engineer", "1"]).unwrap();
        });
        let mut sheet = String::new();
        let mut zip = ZipArchive::new(Cursor::new(whole.as_slice())).unwrap();
        zip.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut sheet).unwrap();
        let at = at % sheet.len();
        let damaged = format!("{}{bytes}{}", &sheet[..at], &sheet[(at + bytes.len()).min(sheet.len())..]);
        let workbook = read("a.xlsx", &edited(&whole, "xl/worksheets/sheet1.xml", &sheet, &damaged));
        prop_assert!(!workbook.tables.is_empty() || !workbook.findings.is_empty());
    }
}

#[test]
fn the_list_of_findings_in_an_annotated_copy_is_no_input() {
    // The list could pass for intake rows: it quotes the titles and cells of the sheet it is about.
    let list = |stamped: bool| {
        let mut book = Writer::new();
        book.add_worksheet().set_name("To mend").unwrap().write_row(0, 0, TEAM).unwrap();
        book.worksheet_from_index(0).unwrap().write_row(1, 0, ["F-1", "a@b.example", "Data Engineer", "9"]).unwrap();
        let sheet = book.add_worksheet().set_name("Team").unwrap();
        sheet.write_row(0, 0, TEAM).unwrap().write_row(1, 0, ["F-1", "a@b.example", "Data Engineer", "1"]).unwrap();
        if stamped {
            let stamp = Stamp::annotated_copy(1, "2026-10".parse().unwrap(), &"0".repeat(64), None, "To mend");
            let mut properties = DocProperties::new();
            for (name, text) in stamp.properties() {
                properties = properties.set_custom_property(name, text);
            }
            book.set_properties(&properties);
        }
        read("copy.xlsx", &book.save_to_buffer().unwrap())
    };
    assert_eq!(list(false).tables.len(), 2);
    let copy = list(true);
    assert_eq!(copy.tables.iter().map(|table| &*table.sheet).collect::<Vec<_>>(), ["Team"]);
    assert_eq!((&*copy.ignored[0].name, &*copy.ignored[0].reason), ("To mend", "it lists what this program found"));
    assert_eq!(copy.properties.stamp.unwrap().answers, ["0".repeat(64)]);
}

#[test]
fn a_copy_of_a_text_table_has_every_cell_where_it_stood() {
    let csv = b"Our list;;\n\nInitiative ID;Name;Budget\nA-1;=1+1;\"1,5\n\"\n";
    let sheets = plain_sheets("x/list.csv", csv, &embedded(), &ReadingRules::default()).unwrap();
    let [sheet] = sheets.as_slice() else { panic!("{} sheets", sheets.len()) };
    assert_eq!(&*sheet.name, "list");
    let cells: Vec<String> =
        sheet.cells.iter().map(|(place, value)| format!("{place} {}", shown(value).trim())).collect();
    assert_eq!(cells, ["A1 Our list", "A3 Initiative ID", "B3 Name", "C3 Budget", "A4 A-1", "B4 =1+1", "C4 1,5"]);

    let few = ReadingRules { limits: Limits { max_cells: 6, ..Limits::default() }, ..ReadingRules::default() };
    assert_eq!(plain_sheets("x/list.csv", csv, &embedded(), &few), None);
    assert_eq!(plain_sheets("x/list.csv", b"%PDF-1.7", &embedded(), &few), None);
}

fn shown(value: &RawValue) -> &str {
    match value {
        RawValue::Text(text) => text,
        other => panic!("{other:?} is no text"),
    }
}
