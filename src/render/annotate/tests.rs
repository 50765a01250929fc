//! Whole copies: what calamine reads in them, and what stands in their parts.

use super::*;
use crate::model::{
    stamp::Stamp,
    theme::{Colour, Colours},
    workbook::RawValue,
};

use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Formula, Note as TheirNote, Workbook, Worksheet};
use std::io::{Cursor, Read, Write};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

fn theme() -> Theme {
    // Those of templates/brand/theme.toml; the fonts are not looked at.
    let [ink, muted, rule, panel, paper, accent, good, bad, warn] =
        ["#1B2733", "#56636F", "#C9D1D8", "#F1F4F7", "#FFFFFF", "#1F4E79", "#1F7A4D", "#941A12", "#8A5A00"]
            .map(|colour| Colour::try_from(colour.to_owned()).unwrap());
    Theme {
        colours: Colours { ink, muted, rule, panel, paper, accent, good, bad, warn },
        regular: [].into(),
        bold: [].into(),
        workbook_font: "Calibri".to_owned(),
        paper: Default::default(),
        draft_mark: "DRAFT".to_owned(),
        logo: None,
    }
}

fn remark(severity: Severity, sheet: &str, cell: &str) -> Remark {
    Remark {
        severity,
        sheet: Some(sheet.into()),
        cell: reference::cell(cell),
        place: format!("{sheet}!{cell}"),
        column: "Feasibility".to_owned(),
        found: "=HYPERLINK(\"http://x\")".to_owned(),
        problem: "It is no whole number.".to_owned(),
        instead: "Type 1 to 5.".to_owned(),
    }
}

fn annotated(remarks: Vec<Remark>) -> AnnotatedCopy {
    let own = None;
    AnnotatedCopy {
        stamp: Stamp::annotated_copy(1, "2026-10".parse().unwrap(), &"ab".repeat(32), own, "To fix"),
        title: "Things to fix".to_owned(),
        lead: vec!["Fix them.".to_owned()],
        legend: vec![(Severity::Rejected, "Not used.".to_owned())],
        titles: remarks
            .iter()
            .filter_map(|remark| Some((remark.sheet.clone()?, CellPlace { row: 0, column: remark.cell?.column })))
            .collect(),
        way_back: "Back".to_owned(),
        remarks,
    }
}

fn copy(bytes: &[u8], wanted: &AnnotatedCopy) -> Vec<u8> {
    let (package, _) = open(bytes, &Limits::default()).unwrap();
    write(package, wanted, &theme()).unwrap()
}

fn book(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2026, 10, 1).unwrap();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    fill(&mut workbook);
    workbook.save_to_buffer().unwrap()
}

fn sheet<'a>(workbook: &'a mut Workbook, name: &str) -> &'a mut Worksheet {
    workbook.add_worksheet().set_name(name).unwrap()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap_or_else(|_| panic!("{name} is there")).read_to_string(&mut text).unwrap();
    text
}

fn names(bytes: &[u8]) -> Vec<String> {
    let archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    archive.file_names().map(|name| name.unwrap().into_owned()).collect()
}

fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The part of a sheet, by the workbook's own words.
fn sheet_part(bytes: &[u8], name: &str) -> String {
    let mut package = Package::open(Cow::Borrowed(bytes), &Limits::default()).unwrap();
    let book = Book::read(&mut package).unwrap();
    let entry = book.sheets.iter().find(|sheet| sheet.name == name).unwrap();
    package.text(&entry.part).unwrap()
}

/// Start tag of a cell in a sheet's part.
fn cell_tag<'a>(sheet: &'a str, cell: &str) -> Option<&'a str> {
    let start = sheet.find(&format!("<c r=\"{cell}\""))?;
    Some(&sheet[start..start + sheet[start..].find('>')? + 1])
}

/// Number format and colour of the background of a cell.
fn look(bytes: &[u8], name: &str, cell: &str) -> (String, Option<String>) {
    let sheet = sheet_part(bytes, name);
    let tag = cell_tag(&sheet, cell).unwrap_or_else(|| panic!("{name}!{cell} is there"));
    let format: usize = xml::attribute(tag, "s").map_or(0, |format| format.parse().unwrap());
    let text = part(bytes, "xl/styles.xml");
    let root = xml::Root::of(&text).unwrap();
    let items = |name: &str| xml::elements(&text, root.child(name).unwrap().inner.clone()).unwrap();
    let format = &items("cellXfs")[format];
    let fill = items("fills")[format.number("fillId").unwrap() as usize].inner.clone();
    let colour = text[fill].split("fgColor rgb=\"").nth(1).map(|rest| rest[..8].to_owned());
    (format.attribute("numFmtId").unwrap().into_owned(), colour)
}

fn argb(severity: Severity) -> Option<String> {
    let colour = styles::background(&theme(), severity);
    Some(format!("FF{:02X}{:02X}{:02X}", colour.0, colour.1, colour.2))
}

fn values(bytes: &[u8], name: &str) -> Vec<(u32, u32, Data)> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let range = book.worksheet_range(name).unwrap();
    let (row, column) = range.start().unwrap_or_default();
    range.used_cells().map(|(r, c, value)| (r as u32 + row, c as u32 + column, value.clone())).collect()
}

/// Titles, a day, a number; B3 and all of row 3 are missing.
fn plain_book() -> Vec<u8> {
    book(|workbook| {
        let day = Format::new().set_num_format("yyyy-mm-dd");
        let grey = Format::new().set_num_format("0.00").set_background_color("#333333").set_font_color("#FFFFFF");
        let sheet = sheet(workbook, "Initiatives");
        sheet.write_row(0, 0, ["Initiative ID", "Submitted on", "Feasibility"]).unwrap();
        sheet.write_string(1, 0, "A-1").unwrap();
        sheet.write_datetime_with_format(1, 1, ExcelDateTime::from_ymd(2026, 5, 1).unwrap(), &day).unwrap();
        sheet.write_number_with_format(1, 2, 7.0, &grey).unwrap();
        sheet.write_string(3, 0, "A-2").unwrap();
        sheet.write_formula(3, 2, Formula::new("C2-3").set_result("4")).unwrap();
        sheet.set_column_format(1, &day).unwrap();
        self::sheet(workbook, "Notes").write_string(0, 0, "mine").unwrap();
        workbook.define_name("Notes!mine", "=Notes!$A$1").unwrap();
    })
}

#[test]
fn marked_cells_keep_their_look_and_the_rest_its_bytes() {
    let before = plain_book();
    let marks = [
        (Severity::Rejected, "C2"),
        (Severity::SetAside, "A4"),
        (Severity::Noted, "B2"),
        (Severity::Rejected, "B4"),
        (Severity::Rejected, "B3"),
        (Severity::Rejected, "C9"),
    ];
    let after = copy(&before, &annotated(marks.map(|(severity, cell)| remark(severity, "Initiatives", cell)).into()));
    for (severity, cell) in marks {
        assert_eq!(look(&after, "Initiatives", cell).1, argb(severity), "{cell}");
    }
    // Number formats are their own, also where the column gives it.
    assert_eq!(look(&after, "Initiatives", "C2").0, look(&before, "Initiatives", "C2").0);
    let day = look(&before, "Initiatives", "B2").0;
    assert_ne!(day, "0");
    assert_eq!(look(&after, "Initiatives", "B2").0, day);
    assert_eq!(look(&after, "Initiatives", "B4").0, day);
    assert_eq!(look(&after, "Initiatives", "C4"), look(&before, "Initiatives", "C4"));
    // White on dark grey became dark on light.
    assert!(part(&after, "xl/styles.xml").contains("<font><sz val=\"11\"/><color rgb=\"FF1B2733\"/>"));

    let order: Vec<&str> = ["A1", "A2", "C2", "B3", "A4", "B4", "C4", "C9"].into();
    let sheet = sheet_part(&after, "Initiatives");
    let places: Vec<usize> = order.iter().map(|cell| sheet.find(&format!("<c r=\"{cell}\"")).unwrap()).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(sheet.contains("<row r=\"3\"><c r=\"B3\""), "{sheet}");
    assert_eq!(values(&before, "Initiatives"), values(&after, "Initiatives"));
    assert_eq!(values(&before, "Notes"), values(&after, "Notes"));
    assert!(sheet.contains("<f>C2-3</f><v>4</v>"));
    assert_eq!(part(&before, "xl/sharedStrings.xml"), part(&after, "xl/sharedStrings.xml"));
    assert_eq!(after, copy(&before, &annotated(marks.map(|(s, cell)| remark(s, "Initiatives", cell)).into())));
}

#[test]
fn notes_and_links_lead_to_and_fro() {
    let after = copy(&plain_book(), &annotated(vec![remark(Severity::Rejected, "Initiatives", "C2")]));
    let notes = part(&after, "xl/comments1.xml");
    assert!(notes.contains("<comment ref=\"C2\""));
    for words in ["coe-report: rejected · Feasibility", "Found: =HYPERLINK", "It is no whole number.\nType 1 to 5."] {
        assert!(notes.contains(words), "{words} in {notes}");
    }
    let drawing = part(&after, "xl/drawings/vmlDrawing1.vml");
    assert!(drawing.contains("<x:Row>1</x:Row><x:Column>2</x:Column>"));
    let sheet = sheet_part(&after, "Initiatives");
    assert!(sheet.contains("<hyperlink ref=\"C1\" location=\"&apos;To fix&apos;!A1\" tooltip=\"Back\"/>"), "{sheet}");
    assert!(sheet.find("<hyperlinks>") < sheet.find("<pageMargins"), "{sheet}");
    assert!(sheet.find("<pageMargins") < sheet.find("<legacyDrawing"), "{sheet}");

    let list = sheet_part(&after, "To fix");
    assert!(list.contains("location=\"&apos;Initiatives&apos;!C2\""), "{list}");
    assert!(!list.contains("<f>"));
    let cells = values(&after, "To fix");
    assert!(cells.iter().any(|(_, _, value)| *value == Data::String("rejected".to_owned())));
    assert!(cells.iter().any(|(_, _, value)| *value == Data::String("=HYPERLINK(\"http://x\")".to_owned())));
}

#[test]
fn the_list_is_the_first_sheet_and_names_follow() {
    let mut mine = annotated(vec![remark(Severity::Rejected, "to FIX", "A1")]);
    mine.remarks.push(Remark { sheet: None, cell: None, ..remark(Severity::Refused, "", "A1") });
    let before = book(|workbook| {
        sheet(workbook, "to FIX").write_string(0, 0, "x").unwrap();
        let notes = sheet(workbook, "Notes");
        notes.write_string(0, 0, "x").unwrap().set_print_area(0, 0, 3, 3).unwrap().set_active(true);
        workbook.define_name("Total", "=Notes!$A$1").unwrap();
    });
    let after = copy(&before, &mine);
    let book: Xlsx<_> = Xlsx::new(Cursor::new(after.clone())).unwrap();
    assert_eq!(book.sheet_names(), ["To fix 2", "to FIX", "Notes"]);
    let workbook = part(&after, "xl/workbook.xml");
    assert!(workbook.contains("name=\"_xlnm.Print_Area\" localSheetId=\"2\""), "{workbook}");
    assert!(
        workbook.contains("name=\"_xlnm.Print_Titles\" localSheetId=\"0\">&apos;To fix 2&apos;!$4:$4<"),
        "{workbook}"
    );
    assert!(workbook.contains("activeTab=\"0\""), "{workbook}");
    assert!(!sheet_part(&after, "Notes").contains("tabSelected"));
    let stamp =
        crate::intake::read_workbook("a.xlsx", &after, &crate::settings::dictionary::embedded(), &Default::default());
    assert_eq!(stamp.properties.stamp.unwrap().findings_sheet.as_deref(), Some("To fix 2"));
}

#[test]
fn notes_of_others_stay_and_ours_follow() {
    let before = book(|workbook| {
        let sheet = sheet(workbook, "Team");
        sheet.write_string(0, 0, "x").unwrap().write_string(1, 0, "y").unwrap();
        sheet.insert_note(0, 0, &TheirNote::new("ask Ann").set_author("Bob")).unwrap();
        sheet.insert_note(1, 0, &TheirNote::new("fine").set_author("Bob")).unwrap();
    });
    let mut mine = annotated(vec![remark(Severity::Rejected, "Team", "A1"), remark(Severity::Rejected, "Team", "B5")]);
    mine.titles.clear();
    let after = copy(&before, &mine);
    let notes = part(&after, "xl/comments1.xml");
    let of = |cell: &str| {
        let start = notes.find(&format!("<comment ref=\"{cell}\"")).unwrap();
        &notes[start..start + notes[start..].find("</comment>").unwrap()]
    };
    assert!(of("A1").find("ask Ann") < of("A1").find("coe-report: rejected"));
    assert!(!of("A2").contains("coe-report"));
    assert!(of("B5").contains("coe-report: rejected"));
    let drawing = part(&after, "xl/drawings/vmlDrawing1.vml");
    assert_eq!(drawing.matches("<v:shape ").count(), 3);
    let ids: BTreeSet<&str> = drawing.match_indices("id=\"_x0000_s").map(|(at, _)| &drawing[at..at + 18]).collect();
    assert_eq!(ids.len(), 3, "{drawing}");
    assert_eq!(sheet_part(&after, "Team").matches("<legacyDrawing").count(), 1);

    // The next copy says less: our words go, theirs stay.
    let mut next = annotated(vec![remark(Severity::Noted, "Team", "C7")]);
    next.titles.clear();
    let after = copy(&after, &next);
    let notes = part(&after, "xl/comments1.xml");
    assert!(notes.contains("ask Ann") && notes.contains("fine") && !notes.contains("rejected"), "{notes}");
    assert_eq!(part(&after, "xl/drawings/vmlDrawing1.vml").matches("<v:shape ").count(), 3);
}

#[test]
fn a_copy_of_a_copy_shows_the_new_marks_only() {
    let before = plain_book();
    let first = copy(
        &before,
        &annotated(vec![
            remark(Severity::Rejected, "Initiatives", "C2"),
            remark(Severity::SetAside, "Initiatives", "B2"),
            remark(Severity::Rejected, "Initiatives", "B3"),
        ]),
    );
    let second = copy(&first, &annotated(vec![remark(Severity::Noted, "Initiatives", "B2")]));
    let book: Xlsx<_> = Xlsx::new(Cursor::new(second.clone())).unwrap();
    assert_eq!(book.sheet_names(), ["To fix", "Initiatives", "Notes"]);
    assert_eq!(look(&second, "Initiatives", "C2"), look(&before, "Initiatives", "C2"));
    assert_eq!(look(&second, "Initiatives", "B2").1, argb(Severity::Noted));
    assert_eq!(look(&second, "Initiatives", "B3").1, None);
    let notes = part(&second, "xl/comments1.xml");
    assert_eq!(notes.matches("<comment ref=").count(), 1, "{notes}");
    let sheet = sheet_part(&second, "Initiatives");
    assert!(!sheet.contains("ref=\"C1\"") && sheet.contains("<hyperlink ref=\"B1\""), "{sheet}");
    assert_eq!(part(&second, "xl/workbook.xml").matches("Print_Titles").count(), 1);
    // The second copy is what one made straight from the file looks like.
    let straight = copy(&before, &annotated(vec![remark(Severity::Noted, "Initiatives", "B2")]));
    for cell in ["A2", "B2", "C2", "C4"] {
        assert_eq!(look(&straight, "Initiatives", cell), look(&second, "Initiatives", cell), "{cell}");
    }
    // Ways back that lead nowhere any more are taken out whole.
    let third = copy(&second, &AnnotatedCopy { titles: Vec::new(), ..annotated(Vec::new()) });
    assert!(!sheet_part(&third, "Initiatives").contains("hyperlink"));
    assert_eq!(look(&third, "Initiatives", "B2"), look(&before, "Initiatives", "B2"));
}

const TYPES: &str = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default \
    Extension=\"bin\" ContentType=\"application/vnd.ms-office.vbaProject\"/><Override PartName=\"/xl/workbook.xml\" \
    ContentType=\"application/vnd.ms-excel.sheet.macroEnabled.main+xml\"/></Types>";
const RELATIONS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/\
    officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";

#[test]
fn odd_but_proper_packages_are_copied() {
    // Prefixes, no styles, cells and rows without addresses, no views, macros.
    let workbook = "<x:workbook xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
        xmlns:q=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><x:sheets><x:sheet name=\"A &amp; B\" \
        sheetId=\"4\" state=\"veryHidden\" q:id=\"rId7\"/></x:sheets></x:workbook>";
    let relations = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship \
        Id=\"rId7\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" \
        Target=\"/xl/s.xml\"/><Relationship Id=\"rId1\" \
        Type=\"http://schemas.microsoft.com/office/2006/relationships/vbaProject\" Target=\"vbaProject.bin\"/>\
        </Relationships>";
    let sheet = "<x:worksheet xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><x:sheetData><x:row>\
        <x:c><x:v>1</x:v></x:c><x:c t=\"inlineStr\"><x:is><x:t>two</x:t></x:is></x:c></x:row><x:row/></x:sheetData>\
        <x:mergeCells><x:mergeCell ref=\"D5:E9\"/></x:mergeCells></x:worksheet>";
    let before = packed(&[
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELATIONS),
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", relations),
        ("xl/s.xml", sheet),
        ("xl/vbaProject.bin", "not text"),
    ]);
    let (_, kind) = open(&before, &Limits::default()).unwrap();
    assert_eq!(kind, CopyKind::WithoutMacros);
    let marks = ["B1", "C1", "A2", "E7"].map(|cell| remark(Severity::Rejected, "A & B", cell));
    let after = copy(&before, &annotated(marks.into()));
    assert!(!names(&after).iter().any(|name| name.contains("vba")));
    let types = part(&after, "[Content_Types].xml");
    assert!(!types.contains("macroEnabled") && !types.contains("vbaProject"), "{types}");
    let text = sheet_part(&after, "A & B");
    assert!(text.contains("<x:c s=\"1\" t=\"inlineStr\">") || text.contains("<x:c t=\"inlineStr\" s=\"1\">"), "{text}");
    assert!(
        text.contains("</x:is></x:c><x:c r=\"C1\" s=\"1\"/></x:row><x:row><x:c r=\"A2\" s=\"1\"/></x:row>"),
        "{text}"
    );
    // E7 is inside a merged region that shows D5.
    assert!(text.contains("<x:row r=\"5\"><x:c r=\"D5\" s=\"1\"/></x:row></x:sheetData>"), "{text}");
    assert!(part(&after, "xl/comments1.xml").contains("ref=\"D5\""));
    // Nobody can fix what is hidden.
    assert!(!part(&after, "xl/workbook.xml").contains("veryHidden"));
    let mut read: Xlsx<_> = Xlsx::new(Cursor::new(after)).unwrap();
    assert_eq!(read.worksheet_range("A & B").unwrap().get((0, 1)), Some(&Data::String("two".to_owned())));
}

#[test]
fn broken_packages_are_refused_not_guessed_at() {
    let whole = plain_book();
    assert!(open(&whole[..whole.len() / 2], &Limits::default()).is_err());
    assert!(open(b"PK\x03\x04 no", &Limits::default()).is_err());
    let bomb = packed(&[
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELATIONS),
        ("xl/workbook.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><workbook/>"),
    ]);
    assert!(open(&bomb, &Limits::default()).is_err());
    let few = Limits { max_inflated_bytes: 100, ..Limits::default() };
    assert_eq!(open(&whole, &few).map(|_| ()).unwrap_err(), NotCopied::TooLarge);
}

#[test]
fn values_stand_where_they_stood() {
    let cells = [
        ("A1", RawValue::Text("=1+1".into())),
        ("C1", RawValue::Number(7.5)),
        ("A2", RawValue::Date(jiff::civil::date(2026, 5, 1))),
        ("B2", RawValue::PercentNumber(0.4)),
        ("C2", RawValue::YesNo(true)),
        ("A3", RawValue::Text("007".into())),
    ];
    let cells = cells.map(|(cell, value)| (reference::cell(cell).unwrap(), value)).into();
    let merged = vec![(CellPlace { row: 2, column: 0 }, CellPlace { row: 3, column: 0 })];
    let name = "legal/initiatives: [all] of the year 2026";
    let package =
        from_values(&[PlainSheet { name: name.into(), cells, merged, formulas: Vec::new() }], &theme()).unwrap();
    let bytes = write(package, &annotated(vec![remark(Severity::Rejected, name, "C1")]), &theme()).unwrap();
    let tab = "legal initiatives   all  of the";
    let found = values(&bytes, tab);
    let text = |text: &str| Data::String(text.to_owned());
    assert_eq!(found[0], (0, 0, text("=1+1")));
    assert_eq!(found[1], (0, 2, Data::Float(7.5)));
    // 1 May 2026 is day 46143 of Excel's count.
    assert!(matches!(&found[2], (1, 0, Data::DateTime(day)) if day.as_f64() == 46_143.0), "{:?}", found[2]);
    assert_eq!(found[3..], [(1, 1, Data::Float(0.4)), (1, 2, Data::Bool(true)), (2, 0, text("007"))]);
    assert_eq!(look(&bytes, tab, "C1").1, argb(Severity::Rejected));
    assert!(sheet_part(&bytes, tab).contains("<mergeCell ref=\"A3:A4\"/>"));
    assert!(sheet_part(&bytes, "To fix").contains("location=\"&apos;legal initiatives   all  of the&apos;!C1\""));
}

#[test]
fn a_list_can_stand_alone() {
    let bytes = write(empty().unwrap(), &annotated(vec![remark(Severity::Refused, "gone", "A1")]), &theme()).unwrap();
    let book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.clone())).unwrap();
    assert_eq!(book.sheet_names(), ["To fix"]);
    assert!(!sheet_part(&bytes, "To fix").contains("hyperlink"));
}
