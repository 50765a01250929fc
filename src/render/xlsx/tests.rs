//! The workbook as another program reads it.

use super::{book, xlsx};
use crate::model::{
    figure::{Figure, Unit},
    live::{Column, Exact, Formula, Live, Name, NamedCell, Term, symbol},
    locale::Locale,
    money::Cents,
    period::Month,
    report::*,
    theme::{Colour, Colours, Theme},
};
use calamine::{Data, Reader, Xlsx};
use std::{io::Cursor, sync::Arc};

/// What people type to make a spreadsheet compute, link or break.
const AWKWARD: [&str; 10] = [
    "=cmd|'/c calc'!A0",
    "+1",
    "@SUM(1)",
    "http://example.com",
    "{=1+1}",
    "<r><t>x</t></r>",
    "_x0041_",
    "a\u{1}b",
    "😀 需求 & <b>\"",
    " 007 ",
];

fn theme() -> Theme {
    let grey = Colour(90, 90, 90);
    let white = Colour(255, 255, 255);
    Theme {
        colours: Colours {
            ink: grey,
            muted: grey,
            rule: grey,
            panel: white,
            paper: white,
            accent: grey,
            good: grey,
            bad: grey,
            warn: grey,
        },
        regular: Arc::from(&[][..]),
        bold: Arc::from(&[][..]),
        workbook_font: "Calibri".into(),
        paper: Default::default(),
        draft_mark: "DRAFT".to_owned(),
        logo: None,
    }
}

fn table(name: &str, titles: &[&str], rows: Vec<TableRow>) -> Table {
    let column = |title: &&str| TableColumn {
        title: (*title).into(),
        spanner: None,
        align: Align::Left,
        flexible: false,
        look: Look::Plain,
        is_folded: false,
        symbol: None,
        meaning: None,
    };
    Table { name: name.into(), caption: String::new(), columns: titles.iter().map(column).collect(), rows, rest: None }
}

fn row(kind: RowKind, cells: Vec<Cell>) -> TableRow {
    TableRow { kind, cells }
}

fn figure(digits: i64, decimals: u8, unit: Unit) -> Cell {
    Cell::Figure(Figure { digits, decimals, unit, signed: false })
}

fn report(blocks: Vec<Block>, data_sheets: Vec<DataSheet>) -> Report {
    let (name, title, scope) = ("Summary".into(), "Nothing needs a decision.".into(), "AI portfolio".into());
    Report {
        audience: Audience::Finance,
        title: "AI portfolio, October 2026".into(),
        company: "Smith & Sons".into(),
        period: "2026-10".parse().unwrap(),
        period_title: "October 2026".to_owned(),
        state: State::Draft,
        locale: Locale::named("en-GB").unwrap(),
        currency: "EUR".into(),
        sections: vec![Section { name, title, scope, detail_sheet: None, blocks }],
        data_sheets,
        background: Vec::new(),
    }
}

fn read(report: &Report) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(xlsx(report, &theme()).unwrap())).unwrap()
}

/// The cells of the first sheet's table whose header begins with `title`, header first.
fn below(report: &Report, title: &str) -> Vec<Vec<Data>> {
    let range = read(report).worksheet_range_at(0).unwrap().unwrap();
    let rows = range.rows().map(<[Data]>::to_vec);
    rows.skip_while(|row| row[0] != Data::String(title.into())).collect()
}

#[test]
fn text_is_never_a_formula_a_number_or_markup() {
    let rows = AWKWARD.map(|text| row(RowKind::Body, vec![Cell::Text(text.into())]));
    let values = DataValues::Text(AWKWARD.map(|text| Some(Arc::from(text))).to_vec());
    let columns = vec![DataColumn { title: "Name".into(), key: None, values, live: Vec::new() }];
    let data = DataSheet { name: "Data".into(), table: "data".into(), columns };
    let report = report(vec![Block::Table(table("names", &["Name"], rows.to_vec()))], vec![data]);

    let rows = below(&report, "Name").into_iter().skip(1).take(AWKWARD.len());
    let front: Vec<Data> = rows.map(|row| row[0].clone()).collect();
    assert_eq!(front, AWKWARD.map(|text| Data::String(text.into())));
    let mut workbook = read(&report);
    let data: Vec<Data> = workbook.worksheet_range("Data").unwrap().rows().skip(1).map(|row| row[0].clone()).collect();
    assert_eq!(data, AWKWARD.map(|text| Data::String(text.into())));
    for sheet in ["Summary", "Data"] {
        assert!(
            workbook.worksheet_formula(sheet).unwrap().cells().all(|(_, _, formula)| formula.is_empty()),
            "{sheet}"
        );
    }
}

#[test]
fn cells_keep_their_types() {
    let october: Month = "2026-10".parse().unwrap();
    let cells = vec![
        Cell::Text("A".into()),
        figure(14, 0, Unit::Percent),
        figure(123_456, 2, Unit::Money),
        Cell::Day(october.last_day()),
        Cell::Month(october),
        Cell::Empty,
        Cell::Unknown,
        Cell::Holds(false),
    ];
    let titles = ["Name", "Share", "Money", "Day", "Month", "Nothing", "Missing", "Holds"];
    let report = report(vec![Block::Table(table("kinds", &titles, vec![row(RowKind::Body, cells)]))], vec![]);
    let found = below(&report, "Name").swap_remove(1);
    assert_eq!(found[1..3], [Data::Float(0.14), Data::Float(1234.56)]);
    // Excel counts days from 1899-12-30: 2026-10-31 is 46326, 2026-10-01 is 46296.
    assert!(matches!(&found[3], Data::DateTime(day) if day.as_f64() == 46_326.0), "{:?}", found[3]);
    assert!(matches!(&found[4], Data::DateTime(month) if month.as_f64() == 46_296.0), "{:?}", found[4]);
    assert_eq!(found[5..], [Data::Empty, Data::String("n/r".into()), Data::Bool(false)]);
}

#[test]
fn formulas_speak_of_cells_wherever_they_stand() {
    let live = |code, terms, number| {
        let shown = Figure { digits: number, decimals: 0, unit: Unit::Count, signed: false };
        let formula = Formula::new(code, terms);
        Cell::Live(Box::new(Live {
            formula,
            result: Exact::Number(number as f64 + 0.25),
            shown: Cell::Figure(shown),
            look: shown.into(),
        }))
    };
    let data = Column::new("DataMoney", "cost_planned");
    let later = Column::new("later", "value");
    let first = vec![
        row(
            RowKind::Body,
            vec![figure(2, 0, Unit::Count), live("{}*{}", [Term::Here(symbol("count")), Term::Cell(later, 1)], 14)],
        ),
        row(
            RowKind::Body,
            vec![figure(3, 0, Unit::Count), live("SUM({},{})", [Term::All(data), Term::Rows(data, 1..2)], 5)],
        ),
        row(
            RowKind::Body,
            vec![Cell::Empty, live("{}&{}", [Term::Named(Name::DiscountRate), Term::Text("a\"b".into())], 0)],
        ),
    ];
    let rate =
        NamedCell { name: Name::DiscountRate, is_input: true, cell: figure(8, 0, Unit::Percent), exact: Some(0.08125) };
    let second = vec![
        row(RowKind::Body, vec![Cell::Text("rate".into()), Cell::Named(Box::new(rate))]),
        row(RowKind::Body, vec![Cell::Text("x".into()), figure(7, 0, Unit::Count)]),
    ];
    let values = |numbers: [i64; 2]| DataValues::Whole(numbers.map(Some).to_vec());
    let column = |title: &str, key: &str, values| DataColumn {
        title: title.into(),
        key: Some(key.into()),
        values,
        live: Vec::new(),
    };
    let columns = vec![column("Month", "month", values([1, 2])), column("Cost", "cost_planned", values([3, 2]))];
    let sheet = DataSheet { name: "Data money".into(), table: "DataMoney".into(), columns };
    let mut tables = [table("first", &["A", "B"], first), table("later", &["Name", "Value"], second)];
    tables[0].columns[0].symbol = Some(symbol("count"));
    tables[1].columns[1].symbol = Some(symbol("value"));
    let mut workbook = read(&report(tables.map(Block::Table).to_vec(), vec![sheet]));

    let formulas = workbook.worksheet_formula("Summary").unwrap();
    let found: Vec<&String> = formulas.cells().map(|(_, _, formula)| formula).filter(|text| !text.is_empty()).collect();
    let range = workbook.worksheet_range("Summary").unwrap();
    let header = |title: &str| range.rows().position(|row| row[0] == Data::String(title.into())).unwrap() + 1;
    let (first, later) = (header("A"), header("Name"));
    assert_eq!(
        found,
        [
            &format!("$A{}*$B${}", first + 1, later + 2),
            "SUM('Data money'!$B$2:$B$3,'Data money'!$B$3)",
            "discount_rate&\"a\"\"b\"",
        ]
    );
    assert_eq!(range.get_value((first as u32, 1)), Some(&Data::Float(14.25)), "the engine's own number is stored");
    assert_eq!(range.get_value((later as u32, 1)), Some(&Data::Float(0.081_25)), "an input is not rounded");
    let names = workbook.defined_names();
    assert!(names.contains(&("discount_rate".into(), format!("Summary!$B${}", later + 1))), "{names:?}");
}

#[test]
fn a_formula_about_nothing_is_no_workbook() {
    let shown = Figure { digits: 1, decimals: 0, unit: Unit::Count, signed: false };
    for (term, named) in [
        (Term::All(Column::new("nowhere", "value")), "nowhere"),
        (Term::All(Column::new("one", "no_such_column")), "no_such_column"),
        (Term::Here(symbol("not_here")), "not_here"),
    ] {
        let formula = Formula::new("{}", [term]);
        let cell = Live { formula, result: Exact::Number(1.0), shown: Cell::Figure(shown), look: shown.into() };
        let rows = vec![row(RowKind::Body, vec![Cell::Live(Box::new(cell))])];
        let fault = xlsx(&report(vec![Block::Table(table("one", &["A"], rows))], vec![]), &theme()).unwrap_err();
        assert!(fault.to_string().contains(named), "{fault}");
    }
}

#[test]
fn sums_stand_below_the_rows_that_are_filtered() {
    let body = |name: &str| row(RowKind::Body, vec![Cell::Text(name.into())]);
    let total = || row(RowKind::Total, vec![Cell::Text("Total".into())]);
    let tables = vec![
        Block::Table(table("one", &["Name"], vec![body("a"), body("b"), total()])),
        Block::Table(table("One", &["Name"], vec![body("c")])),
        Block::Table(table("torn", &["Name"], vec![body("d"), total(), body("e")])),
    ];
    let mut workbook = read(&report(tables, vec![]));
    workbook.load_tables().unwrap();
    let names: Vec<String> = workbook.table_names().into_iter().cloned().collect();
    assert_eq!(names, ["one", "One_2"]);
    assert_eq!(workbook.table_by_name("one").unwrap().data().height(), 2);
}

#[test]
fn the_same_report_gives_the_same_bytes_a_second_later_in_another_thread() {
    let values = DataValues::Money((0..500).map(|cents| Some(Cents(cents))).collect());
    let columns = vec![DataColumn { title: "Cost".into(), key: None, values, live: Vec::new() }];
    let data = DataSheet { name: "Data money".into(), table: "data_money".into(), columns };
    let names = AWKWARD.map(|text| row(RowKind::Body, vec![Cell::Text(text.into()), figure(1, 0, Unit::Count)]));
    let report = report(vec![Block::Table(table("names", &["Name", "Count"], names.to_vec()))], vec![data]);
    let here = xlsx(&report, &theme()).unwrap();
    // Dates in the file count whole seconds.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let there = std::thread::spawn(move || xlsx(&report, &theme()).unwrap()).join().unwrap();
    assert!(here == there);
}

#[test]
fn names_that_excel_refuses_are_put_right() {
    let column =
        || DataColumn { title: String::new(), key: None, values: DataValues::Whole(vec![Some(1)]), live: Vec::new() };
    let sheet = |name: &str| DataSheet { name: name.into(), table: "A1".into(), columns: vec![column(), column()] };
    let mut workbook = read(&report(vec![], vec![sheet("summary"), sheet("a/b"), sheet(&"x".repeat(40))]));
    assert_eq!(workbook.sheet_names(), ["Summary", "summary 2", "a b", &"x".repeat(31)]);
    let headers = workbook.worksheet_range("a b").unwrap().rows().next().unwrap().to_vec();
    assert_eq!(headers, ["Column 1", "Column 2"].map(|title| Data::String(title.into())));
}

#[test]
fn a_report_without_anything_is_still_a_workbook() {
    let mut nothing = report(vec![], vec![]);
    nothing.sections.clear();
    assert_eq!(read(&nothing).sheet_names().len(), 1);
}

/// Cells of the first sheet, each with its value and everything its look is made of; then the rows' heights.
fn cells_and_looks(bytes: &[u8]) -> (Vec<(String, String)>, Vec<String>) {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut archive.by_name(name).unwrap(), &mut text).unwrap();
        text
    };
    let between = |text: &str, from: &str, to: &str| -> String {
        let rest = text.split_once(from).map_or("", |(_, rest)| rest);
        rest.split_once(to).map_or(rest, |(found, _)| found).to_owned()
    };
    let styles = part("xl/styles.xml");
    let list = |from: &str, to: &str, end: &str| -> Vec<String> {
        between(&styles, from, to).split(end).map(str::to_owned).collect()
    };
    let fonts = list("<fonts", "</fonts>", "</font>");
    let fills = list("<fills", "</fills>", "</fill>");
    let borders = list("<borders", "</borders>", "</border>");
    let number = |text: &str, name: &str| between(text, &format!(" {name}=\""), "\"").parse::<usize>().unwrap_or(0);
    let look = |entry: &str| {
        let format = between(&styles, &format!("<numFmt numFmtId=\"{}\"", number(entry, "numFmtId")), "/>");
        let parts = [(&fonts, "fontId"), (&fills, "fillId"), (&borders, "borderId")];
        // What stands before the first of a list differs in their count only.
        let parts = parts.map(|(list, name)| list[number(entry, name)].split_once('>').unwrap().1.to_owned());
        format!("{format} {parts:?} {}", between(entry, "<alignment", "/>"))
    };
    let looks: Vec<String> = between(&styles, "<cellXfs", "</cellXfs>")
        .split("<xf ")
        .skip(1)
        .map(|entry| look(&format!(" {entry}")))
        .collect();
    let shared: Vec<String> =
        part("xl/sharedStrings.xml").split("<si>").skip(1).map(|entry| between(entry, "<t", "</t>")).collect();
    let sheet = part("xl/worksheets/sheet1.xml");
    let cell = |entry: &str| {
        let (tag, rest) = entry.split_once('>').unwrap();
        let tag = format!(" {tag}");
        let kind = between(&tag, " t=\"", "\"");
        let value = match kind.as_str() {
            "s" => shared[between(rest, "<v>", "</v>").parse::<usize>().unwrap()].clone(),
            "inlineStr" => between(rest, "<t", "</t>"),
            _ => format!("{kind} {}", between(rest, "<v>", "</v>")),
        };
        (between(&tag, " r=\"", "\""), format!("{value} {}", looks[number(&tag, "s")]))
    };
    let cells = sheet.split("<c ").skip(1).map(cell).collect();
    let rows = sheet
        .split("<row ")
        .skip(1)
        .map(|row| format!("{} {}", number(&format!(" {row}"), "r"), between(row, " ht=", ">")));
    (cells, rows.collect())
}

#[test]
fn a_long_table_is_what_the_library_would_have_written() {
    let words = |index: usize| match index % 12 {
        10 => String::new(),
        11 => "a long story, told in as many words as it takes to need a second line in its cell".to_owned(),
        place => AWKWARD[place].to_owned(),
    };
    let line = |index: usize| {
        let day = jiff::civil::date(if index.is_multiple_of(7) { 1850 } else { 2026 }, 2, 28);
        let figure =
            Figure { digits: index as i64 * 37 - 900, decimals: 2, unit: Unit::Money, signed: index.is_multiple_of(2) };
        let cells = vec![
            Cell::Text(words(index)),
            if index.is_multiple_of(5) { Cell::Unknown } else { Cell::Figure(figure) },
            Cell::Day(day),
            Cell::Month("2026-10".parse().unwrap()),
            if index.is_multiple_of(3) { Cell::Empty } else { Cell::Holds(index.is_multiple_of(2)) },
        ];
        row(if index % 50 == 49 { RowKind::Group } else { RowKind::Body }, cells)
    };
    let mut rows: Vec<TableRow> = (0..200).map(line).collect();
    rows.push(row(
        RowKind::Total,
        vec![Cell::Text("All".into()), figure(12, 0, Unit::Count), Cell::Empty, Cell::Empty, Cell::Empty],
    ));
    let mut found = table("Long", &["Words", "Money", "Day", "Month", "Holds"], rows);
    found.columns[0].flexible = true;
    let paragraph = |text: &str| Block::Paragraph(Paragraph { tone: Tone::Plain, text: text.into() });
    let report = report(vec![paragraph("above"), Block::Table(found), paragraph("below")], vec![]);
    let [long, short] = [100, usize::MAX].map(|long| book::write(&report, &theme(), long).unwrap());
    assert_ne!(long, short);
    let (long, short) = (cells_and_looks(&long), cells_and_looks(&short));
    // 200 rows and their sums of five cells, five headers; the sheet's words are less than ten.
    assert!(short.0.len() > 1_010 && short.0.len() < 1_030, "{}", short.0.len());
    for (one, other) in long.0.iter().zip(&short.0) {
        assert_eq!(one, other);
    }
    assert_eq!(long, short);
}
