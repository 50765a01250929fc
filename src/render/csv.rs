//! A table as text that opens in columns on a double-click in the configured locale.

use crate::model::{
    locale::Locale,
    printed::printed,
    report::{Cell, Table},
};

/// UTF-8 with a byte-order mark (Excel takes other files for the old code page), the locale's separator and numbers.
pub fn csv(table: &Table, locale: &Locale) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(locale.list_separator as u8)
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let titles = table.columns.iter().map(|column| column.title.clone());
    let rows = table.rows.iter().map(|row| row.cells.iter().map(|cell| text(cell, locale)).collect());
    for row in std::iter::once(titles.collect::<Vec<String>>()).chain(rows) {
        writer.write_record(&row).expect("writing to memory, every row as long as the titles");
    }
    writer.into_inner().expect("writing to memory")
}

fn text(cell: &Cell, locale: &Locale) -> String {
    match cell {
        Cell::Text(words) => harmless(&printed(words)),
        // A spreadsheet knows a plain minus only.
        Cell::Figure(figure) => figure.digits_text(locale).replace('−', "-"),
        Cell::Day(day) => day.to_string(),
        Cell::Month(month) => month.to_string(),
        Cell::Empty => String::new(),
        Cell::Unknown => "n/r".to_owned(),
        Cell::Holds(holds) => holds.to_string(),
        Cell::Live(live) => text(&live.shown, locale),
        Cell::Named(named) => text(&named.cell, locale),
    }
}

/// Spreadsheets run what begins like a formula, even from a text file; an apostrophe makes it text.
/// Source: OWASP, *CSV Injection*.
fn harmless(words: &str) -> String {
    match words.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => format!("'{words}"),
        _ => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::report::{Align, Look, RowKind, TableColumn, TableRow};

    fn table(cells: Vec<Cell>) -> Table {
        let column = TableColumn {
            title: "Found".into(),
            spanner: None,
            align: Align::Left,
            flexible: true,
            look: Look::Plain,
            is_folded: false,
            symbol: None,
            meaning: None,
        };
        Table {
            name: "T".into(),
            caption: String::new(),
            columns: vec![column; cells.len()],
            rows: vec![TableRow { kind: RowKind::Body, cells }],
            rest: None,
        }
    }

    #[test]
    fn the_locale_decides_the_separator() {
        let cells = || vec![Cell::Text("a;b".into()), Cell::Empty];
        let german = String::from_utf8(csv(&table(cells()), &Locale::named("de-DE").unwrap())).unwrap();
        assert_eq!(german, "\u{feff}Found;Found\r\n\"a;b\";\r\n");
        let british = String::from_utf8(csv(&table(cells()), &Locale::named("en-GB").unwrap())).unwrap();
        assert_eq!(british, "\u{feff}Found,Found\r\na;b,\r\n");
    }

    #[test]
    fn nothing_typed_becomes_a_formula() {
        for typed in ["=cmd|'/c calc'!A0", "+1", "-1+1", "@SUM(1)", "\tx", "\rx", "＝1+1"] {
            assert!(harmless(typed).starts_with('\''), "{typed}");
        }
        assert_eq!(harmless("a=1"), "a=1");
    }
}
