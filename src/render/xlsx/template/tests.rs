use super::*;
use crate::{
    model::{
        dictionary::SheetKind,
        stamp::Stamp,
        template::{Accepts, Asked, Counts, Entry, Input, Range, Test, When},
    },
    settings::{Given, Settings},
};
use calamine::{Data, Reader, Xlsx};
use std::io::{Cursor, Read};

fn input(title: &str, asked: Asked, accepts: Accepts) -> Input {
    Input {
        title: title.to_owned(),
        asked,
        when: "always".to_owned(),
        accepts,
        help: "Type it.".to_owned(),
        example: "x".to_owned(),
    }
}

/// One sheet with an id, a choice of more than 255 letters and a score; one row that lacks the choice.
fn sample() -> Template {
    let long: Vec<String> = (0..40).map(|number| format!("Choice number {number}")).collect();
    let form = Form {
        kind: SheetKind::Initiatives,
        sentence: "One row for each.".to_owned(),
        columns: vec![
            input("Initiative ID", Asked::Always, Accepts::Id),
            input("Choice", Asked::Sometimes, Accepts::OneOf(long)),
            input(
                "Score",
                Asked::Never,
                Accepts::Whole(Range { at_least: Some(1.0), more_than: None, at_most: Some(5.0) }),
            ),
        ],
        rows: vec![vec![Some(Entry::Text("007".into())), None, Some(Entry::Number(4.0))]],
        frozen_columns: 1,
    };
    let test = |column, counts, found, first| Test {
        form: 0,
        column,
        counts,
        wrong: "It is empty".to_owned(),
        todo: "Type it.".to_owned(),
        found,
        first,
    };
    Template {
        title: "AI initiatives, October 2026".to_owned(),
        company: "Halden".to_owned(),
        stamp: Stamp::template(7, "2026-10".parse().unwrap(), Some("Finance".to_owned())),
        forms: vec![form],
        tests: vec![
            test(0, Counts::Twice, 0, None),
            test(1, Counts::Empty(When::Always), 1, Some(0)),
            test(0, Counts::NotAccepted, 0, None),
        ],
        steps: vec!["Fill it in.".to_owned()],
    }
}

fn written() -> Vec<u8> {
    let theme = Settings::resolve(&Given::default(), jiff::Timestamp::UNIX_EPOCH).unwrap().theme;
    template(&sample(), &theme).unwrap()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn the_same_template_gives_the_same_bytes() {
    assert!(written() == written());
}

#[test]
fn rows_stand_below_marked_titles_and_ids_stay_text() {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(written())).unwrap();
    assert_eq!(book.sheet_names(), ["Guide", "Initiatives", "Ready to send", "Lists"]);
    let range = book.worksheet_range("Initiatives").unwrap();
    let row =
        |row: u32| (0..3).map(|column| range.get_value((row, column)).cloned().unwrap_or_default()).collect::<Vec<_>>();
    assert_eq!(row(TITLE_ROW), ["Initiative ID *", "Choice (*)", "Score"].map(|title| Data::String(title.into())));
    assert_eq!(row(FIRST_ROW), [Data::String("007".into()), Data::Empty, Data::Float(4.0)]);
}

#[test]
fn long_lists_come_from_the_hidden_sheet() {
    let bytes = written();
    let sheet = part(&bytes, "xl/worksheets/sheet2.xml");
    assert!(sheet.contains("<formula1>Lists!$A$1:$A$40</formula1>"), "{sheet}");
    assert!(sheet.contains("type=\"whole\"") && sheet.contains("<formula1>1</formula1><formula2>5</formula2>"));
    assert!(part(&bytes, "xl/workbook.xml").contains("name=\"Lists\" sheetId=\"4\" state=\"hidden\""));
}

#[test]
fn what_is_missing_is_a_live_formula_with_its_result() {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(written())).unwrap();
    let formulas = book.worksheet_formula(READY).unwrap();
    let values = book.worksheet_range(READY).unwrap();
    assert_eq!(
        formulas.get_value((6, 3)).unwrap(),
        "IFERROR(SUMPRODUCT((Initiatives!$A$3:$A$503<>\"\")*(Initiatives!$B$3:$B$503=\"\")),0)"
    );
    assert_eq!(values.get_value((6, 3)), Some(&Data::Float(1.0)));
    assert_eq!(values.get_value((6, 4)), Some(&Data::String("B3".into())));
    let answer = values.get_value((1, 0)).unwrap().to_string();
    assert_eq!(answer, "NOT READY: 1 to fix, marked below. Begin with Initiatives: It is empty.");
}

#[test]
fn the_stamp_is_written_as_custom_properties() {
    let properties = part(&written(), "docProps/custom.xml");
    for (name, value) in sample().stamp.properties() {
        assert!(properties.contains(&format!("name=\"{name}\"")) && properties.contains(&value), "{name}");
    }
}
