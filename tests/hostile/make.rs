//! Hostile workbooks, made by a program: each kind asks for more time, memory or output than its few bytes are worth.

use std::io::{Cursor, Write};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const TITLES: [&str; 9] = [
    "Initiative ID",
    "Initiative name",
    "Department",
    "Business owner",
    "Outcome category",
    "Phase",
    "Submitted on",
    "Depends on",
    "Sponsor e-mail",
];
/// Letters of a large part: below what may come out of a file whatever its ratio.
const LARGE: usize = 12_000_000;

/// The name of a file and its bytes.
pub type File = (String, Vec<u8>);

/// One file for each kind and size, about seventy of more than thirty kinds.
pub fn everything() -> Vec<File> {
    let mut files: Vec<File> = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>| files.push((name.to_owned(), bytes));
    for (name, letters) in [("a", 100_000), ("b", 1_000_000), ("c", LARGE)] {
        // Text where it is compared, taken apart, or stands on a page.
        add(&format!("ids-{name}.xlsx"), with_cell(7, &"A1;".repeat(letters / 3)));
        add(&format!("phase-{name}.xlsx"), with_cell(5, &"Pilto ".repeat(letters / 6)));
        add(&format!("name-{name}.xlsx"), with_cell(1, &"n".repeat(letters)));
        add(&format!("title-{name}.xlsx"), sheet(&[&titles_with(&"Initiative ".repeat(letters / 11)), &row("A-1")]));
        add(&format!("tab-{name}.xlsx"), named_sheet(&"Initiatives".repeat(letters / 11)));
        add(&format!("blanks-{name}.xlsx"), with_cell(1, &" ".repeat(letters)));
        add(&format!("formula-{name}.xlsx"), with_formula(&" [".repeat(letters / 2)));
        add(&format!("line-{name}.csv"), format!("Initiative ID,Role\nA-1,{}\n", "x".repeat(letters)).into_bytes());
        add(
            &format!("columns-{name}.csv"),
            format!("Initiative ID,Role{}\nA-1,x\n", ",t".repeat(letters / 2)).into_bytes(),
        );
        // Rows that say that they are many.
        add(&format!("repeated-{name}.ods"), repeated_rows(letters / 12, 1));
    }
    add("repeated-columns.ods", repeated_rows(1_000, 16_384));
    add("repeated-deep.ods", nested("table:table-row-group", 300_000));
    add("long-cells.xlsx", many_rows(350, |number| with(number, 1, &format!("{number}{}", "w ".repeat(16_000)))));
    add("long-lists.xlsx", many_rows(300, |number| with(number, 7, &format!("X{number};{}", "Y;".repeat(16_000)))));
    // Many mistakes, and few bytes for each.
    add(
        "wrong-everywhere.xlsx",
        many_rows(3_000, |number| format!("{}{}", id(number), "<c t=\"str\"><v>?!</v></c>".repeat(8))),
    );
    add("same-id.xlsx", many_rows(3_000, |_| row("A-1")));
    add("no-id.xlsx", many_rows(3_000, |number| with(number, 0, "")));
    add("blank-cells.xlsx", many_rows(3_000, id));
    add("circle.xlsx", many_rows(1_500, |number| with(number, 7, &format!("A-{}", (number + 1) % 1_500))));
    add(
        "unknown-ids.xlsx",
        many_rows(1_500, |number| {
            with(number, 7, &(0..20).map(|other| format!("Z{number}-{other};")).collect::<String>())
        }),
    );
    add("same-list.xlsx", many_rows(1_500, |number| with(number, 7, &"Q;".repeat(150))));
    // Parts of a sheet that hold no value.
    add("merged.xlsx", around("", &merged(200_000)));
    add("merged-over-each-other.xlsx", around("", &merged_over(50_000)));
    add("col-elements.xlsx", around(&cols(200_000), ""));
    add("empty-cells.xlsx", many_rows(40, |_| "<c/>".repeat(50_000)));
    add("empty-rows.xlsx", around_rows(&"<row/>".repeat(1_000_000)));
    add("hidden-rows.xlsx", around_rows(&"<row r=\"7\" hidden=\"1\"/>".repeat(400_000)));
    add("far-cells.xlsx", around_rows("<row r=\"1048576\"><c r=\"XFD1048576\" t=\"str\"><v>far</v></c></row>"));
    add("backwards.xlsx", around_rows("<row r=\"9\"><c r=\"B9\"><v>1</v></c><c r=\"A9\"><v>1</v></c></row>"));
    add("nested.xlsx", around_rows(&("<a>".repeat(1_000_000) + &"</a>".repeat(1_000_000))));
    add("unclosed.xlsx", around_rows(&"<row><c><is><t>".repeat(300_000)));
    // Parts of the workbook.
    add("many-sheets.xlsx", many_sheets(20_000));
    add("names.xlsx", with_part("xl/workbook.xml", &workbook_xml("Initiatives", &names(200_000))));
    add("strings.xlsx", with_part("xl/sharedStrings.xml", &strings(400_000)));
    add(
        "string-runs.xlsx",
        with_part("xl/sharedStrings.xml", &format!("<sst><si>{}</si></sst>", "<r><t>x</t></r>".repeat(500_000))),
    );
    add(
        "string-count.xlsx",
        with_part("xl/sharedStrings.xml", "<sst count=\"4000000000\" uniqueCount=\"4000000000\"/>"),
    );
    add("formats.xlsx", with_part("xl/styles.xml", &formats(150_000)));
    add("properties.xlsx", properties(4_000));
    add("parts.xlsx", many_parts(60_000));
    add(
        "entities.xlsx",
        with_part(
            "xl/sharedStrings.xml",
            "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><sst><si><t>&b;</t></si></sst>",
        ),
    );
    add("bomb.xlsx", bomb());
    add("cut.xlsx", cut(sheet(&[&titles(), &row("A-1")])));
    add("old.xls", old_file());
    add("quotes.csv", format!("Initiative ID,Role\nA-1,\"{}\n", "x\n".repeat(1_000_000)).into_bytes());
    add("rows.csv", ("Initiative ID,Role\n".to_owned() + &"A-1,x\n".repeat(400_000)).into_bytes());
    add("controls.xlsx", with_cell(1, "&#x9b;2J\u{202e}gpj.exe&#10;Problem: none"));
    add("bidi\u{202e}xslx.\u{1b}[2J.xlsx", with_cell(1, "a name that turns the line around"));
    files
}

/// A workbook without anything wrong: three initiatives.
pub fn good(number: usize) -> File {
    let rows: Vec<String> = (1..=3).map(|row_number| row(&format!("GOOD-{number}-{row_number}"))).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    (format!("good-{number}.xlsx"), sheet(&[&[&*titles()][..], &rows].concat()))
}

fn text(text: &str) -> String {
    format!("<c t=\"str\"><v>{text}</v></c>")
}

fn titles() -> String {
    TITLES.map(text).concat()
}

fn titles_with(last: &str) -> String {
    titles() + &text(last)
}

fn cells(id: &str) -> [String; 9] {
    let cells = [id, "Match invoices", "Finance", "Ada Lund", "Operational efficiency", "Idea", "2026-01-05", "", ""];
    cells.map(text)
}

fn row(id: &str) -> String {
    cells(id).concat()
}

fn id(number: usize) -> String {
    text(&format!("A-{number}"))
}

/// A row in which one cell is another one.
fn with(number: usize, column: usize, typed: &str) -> String {
    let mut cells = cells(&format!("A-{number}"));
    cells[column] = text(typed);
    cells.concat()
}

fn with_cell(column: usize, typed: &str) -> Vec<u8> {
    sheet(&[&titles(), &with(1, column, typed)])
}

fn with_formula(formula: &str) -> Vec<u8> {
    sheet(&[&titles(), &format!("{}<c><f>{formula}</f><v>1</v></c>", row("A-1"))])
}

fn many_rows(count: usize, row: impl Fn(usize) -> String) -> Vec<u8> {
    let rows: String = (0..count).map(|number| format!("<row>{}</row>", row(number))).collect();
    around_rows(&rows)
}

fn sheet(rows: &[&str]) -> Vec<u8> {
    let rows: String = rows.iter().map(|row| format!("<row>{row}</row>")).collect();
    package("Initiatives", &format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"), &[])
}

/// More rows below the titles.
fn around_rows(rows: &str) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData><row>{}</row>{rows}</sheetData></worksheet>", titles());
    package("Initiatives", &sheet, &[])
}

/// Something before and behind a sound table.
fn around(before: &str, behind: &str) -> Vec<u8> {
    let rows = format!("<row>{}</row><row>{}</row><row>{}</row>", titles(), row("A-1"), row("A-2"));
    package("Initiatives", &format!("<worksheet>{before}<sheetData>{rows}</sheetData>{behind}</worksheet>"), &[])
}

fn with_part(path: &str, part: &str) -> Vec<u8> {
    let sheet =
        format!("<worksheet><sheetData><row>{}</row><row>{}</row></sheetData></worksheet>", titles(), row("A-1"));
    package("Initiatives", &sheet, &[(path, part)])
}

fn named_sheet(name: &str) -> Vec<u8> {
    package(name, &format!("<worksheet><sheetData><row>{}</row></sheetData></worksheet>", titles()), &[])
}

fn merged(count: usize) -> String {
    let areas: String =
        (0..count).map(|number| format!("<mergeCell ref=\"A{}:A{}\"/>", number * 2 + 1, number * 2 + 2)).collect();
    format!("<mergeCells>{areas}</mergeCells>")
}

fn merged_over(count: usize) -> String {
    let areas: String = (0..count).map(|number| format!("<mergeCell ref=\"B{}:B1048576\"/>", number + 2)).collect();
    format!("<mergeCells>{areas}</mergeCells>")
}

fn cols(count: usize) -> String {
    let cols: String = (0..count)
        .map(|number| format!("<col min=\"{}\" max=\"16384\" hidden=\"1\"/>", number % 16_000 + 12))
        .collect();
    format!("<cols>{cols}</cols>")
}

fn names(count: usize) -> String {
    let names: String = (0..count).map(|number| format!("<definedName name=\"n{number}\">A1</definedName>")).collect();
    format!("<definedNames>{names}</definedNames>")
}

fn strings(count: usize) -> String {
    let strings: String = (0..count).map(|number| format!("<si><t>s{number}</t></si>")).collect();
    format!("<sst>{strings}</sst>")
}

fn formats(count: usize) -> String {
    let own: String = (0..count).map(|number| format!("<numFmt numFmtId=\"{number}\" formatCode=\"0%\"/>")).collect();
    format!(
        "<styleSheet><numFmts>{own}</numFmts><cellXfs>{}</cellXfs></styleSheet>",
        "<xf numFmtId=\"9\"/>".repeat(count)
    )
}

fn workbook_xml(sheet: &str, more: &str) -> String {
    format!(
        "<workbook xmlns:r=\"r\"><sheets><sheet name=\"{sheet}\" sheetId=\"1\" r:id=\"rId1\"/></sheets>{more}</workbook>"
    )
}

fn many_sheets(count: usize) -> Vec<u8> {
    let sheets: String =
        (0..count).map(|number| format!("<sheet name=\"s{number}\" sheetId=\"1\" r:id=\"rId1\"/>")).collect();
    with_part("xl/workbook.xml", &format!("<workbook xmlns:r=\"r\"><sheets>{sheets}</sheets></workbook>"))
}

/// A package of Excel with one sheet; a part of the same path takes the place of the usual one.
fn package(name: &str, sheet: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let usual = [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        (
            "_rels/.rels",
            "<Relationships><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>".to_owned(),
        ),
        ("xl/workbook.xml", workbook_xml(name, "")),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>".to_owned(),
        ),
        ("xl/worksheets/sheet1.xml", sheet.to_owned()),
    ];
    let mut zip = Zip::new(CompressionMethod::Stored);
    for (path, part) in &usual {
        if more.iter().all(|(other, _)| other != path) {
            zip.part(path, part.as_bytes());
        }
    }
    more.iter().for_each(|(path, part)| zip.part(path, part.as_bytes()));
    zip.bytes()
}

/// An OpenDocument sheet of one row, said to stand there so often, each with cells that are said to stand there so often.
fn repeated_rows(rows: usize, columns: usize) -> Vec<u8> {
    let cell = |typed: &str, repeated: usize| {
        format!(
            "<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"{repeated}\"><text:p>{typed}</text:p></table:table-cell>"
        )
    };
    let titles: String = TITLES.iter().map(|title| cell(title, 1)).collect();
    let values: String = ["A-1", "Match", "Finance"].iter().map(|value| cell(value, columns)).collect();
    open_document(&format!(
        "<table:table-row>{titles}</table:table-row><table:table-row table:number-rows-repeated=\"{rows}\">{values}</table:table-row>"
    ))
}

fn nested(element: &str, depth: usize) -> Vec<u8> {
    open_document(&(format!("<{element}>").repeat(depth) + &format!("</{element}>").repeat(depth)))
}

fn open_document(rows: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body><office:spreadsheet><table:table table:name=\"Initiatives\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    let mut zip = Zip::new(CompressionMethod::Stored);
    zip.part("mimetype", b"application/vnd.oasis.opendocument.spreadsheet");
    zip.part("content.xml", content.as_bytes());
    zip.bytes()
}

/// Parts with properties, each of which unpacks to a megabyte.
fn properties(count: usize) -> Vec<u8> {
    let mut zip = Zip::new(CompressionMethod::Deflated);
    zip.part("_rels/.rels", b"<Relationships/>");
    let large = vec![b' '; 1_000_000];
    zip.part("a0.psmdcp", &large);
    let first = zip.bytes();
    let mut source = zip::ZipArchive::new(Cursor::new(first)).unwrap();
    let mut all = ZipWriter::new(Cursor::new(Vec::new()));
    all.raw_copy_file(source.by_index(0).unwrap()).unwrap();
    for number in 0..count {
        all.raw_copy_file_rename(source.by_index(1).unwrap(), format!("a{number}.psmdcp")).unwrap();
    }
    all.finish().unwrap().into_inner()
}

fn many_parts(count: usize) -> Vec<u8> {
    let mut zip = Zip::new(CompressionMethod::Stored);
    zip.part("_rels/.rels", b"<Relationships/>");
    (0..count).for_each(|number| zip.part(&format!("xl/{number}.xml"), b""));
    zip.bytes()
}

/// Thirty million spaces in thirty thousand bytes.
fn bomb() -> Vec<u8> {
    let mut zip = Zip::new(CompressionMethod::Deflated);
    zip.part("_rels/.rels", b"<Relationships/>");
    zip.part("xl/workbook.xml", &vec![b' '; 30_000_000]);
    zip.bytes()
}

fn cut(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(bytes.len() - 40);
    bytes
}

/// The first bytes of an .xls, and nonsense behind them.
fn old_file() -> Vec<u8> {
    let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    bytes.extend((0..200_000_u32).flat_map(|number| number.wrapping_mul(2_654_435_761).to_le_bytes()));
    bytes
}

struct Zip {
    writer: ZipWriter<Cursor<Vec<u8>>>,
    options: SimpleFileOptions,
}

impl Zip {
    fn new(method: CompressionMethod) -> Zip {
        let options = SimpleFileOptions::default().compression_method(method);
        Zip { writer: ZipWriter::new(Cursor::new(Vec::new())), options }
    }

    fn part(&mut self, path: &str, bytes: &[u8]) {
        self.writer.start_file(path, self.options).unwrap();
        self.writer.write_all(bytes).unwrap();
    }

    fn bytes(self) -> Vec<u8> {
        self.writer.finish().unwrap().into_inner()
    }
}
