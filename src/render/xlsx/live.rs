//! Formulas: where every table and every named cell stands, and symbols turned into addresses.

use super::{
    book::Book,
    formats::{CellStyle, Content},
    sheet::Sheet,
};
use crate::model::{
    live::{Column, Exact, Formula, Live, Name, Piece, Symbol, Term, Within},
    report::{Cell, Table, TableColumn},
};
use rust_xlsxwriter::{
    self as excel, ColNum, RowNum, XlsxError,
    utility::{column_number_to_name, quote_sheet_name, row_col_to_cell_absolute},
};
use std::{
    collections::BTreeMap,
    fmt::{self, Write},
    ops::Range,
};

/// Where a table's first cell below the header stands.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) tab: Tab,
    pub(super) left: ColNum,
    pub(super) first: RowNum,
    /// Rows below the header.
    pub(super) rows: RowNum,
    /// Which column each symbol is.
    pub(super) columns: Columns,
}

/// The tab of a table.
#[derive(Clone, Debug)]
pub(super) struct Tab {
    name: String,
    /// As formulas on other tabs write it.
    quoted: String,
}

impl Tab {
    pub(super) fn of(name: &str) -> Tab {
        Tab { name: name.to_owned(), quoted: quote_sheet_name(name) }
    }
}

/// Which column of a table each symbol is, from its left.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns(BTreeMap<String, Vec<(Within, ColNum)>>);

impl Columns {
    /// Those of a table that have a symbol.
    pub(super) fn of(columns: &[TableColumn]) -> Columns {
        let mut found = Columns::default();
        for (place, symbol) in (0..).zip(columns).filter_map(|(place, column)| Some((place, column.symbol?))) {
            found.add(symbol.word, symbol.within, place);
        }
        found
    }

    fn add(&mut self, word: &str, within: Within, place: ColNum) {
        self.0.entry(word.to_owned()).or_default().push((within, place));
    }

    fn place(&self, symbol: Symbol) -> Option<ColNum> {
        self.0.get(symbol.word)?.iter().find(|(within, _)| *within == symbol.within).map(|(_, place)| *place)
    }
}

/// Where everything stands that formulas may speak of.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    tables: BTreeMap<String, Place>,
    names: BTreeMap<Name, String>,
}

impl Places {
    /// The data sheets; those that take more than one Excel sheet cannot be spoken of.
    pub(super) fn of_data(book: &Book) -> Places {
        let mut places = Places::default();
        for part in book.parts.iter().filter(|part| part.is_whole()) {
            let rows = RowNum::try_from(part.rows()).unwrap_or(RowNum::MAX);
            let mut columns = Columns::default();
            for (place, key) in (0..).zip(part.keys()).filter_map(|(place, key)| Some((place, key?))) {
                columns.add(key, Within::Table, place);
            }
            places.add_table(part.table(), Place { tab: Tab::of(&part.tab), left: 0, first: 1, rows, columns });
        }
        places
    }

    pub(super) fn add_table(&mut self, name: &str, place: Place) {
        self.tables.insert(name.to_owned(), place);
    }

    pub(super) fn add_name(&mut self, name: Name, tab: &str, row: RowNum, column: ColNum) {
        let cell = row_col_to_cell_absolute(row, column);
        self.names.insert(name, format!("={}!{cell}", quote_sheet_name(tab)));
    }

    /// Every named cell as Excel defines it.
    pub(super) fn definitions(&self) -> impl Iterator<Item = (String, &str)> {
        self.names.iter().map(|(name, cell)| (name.text(), cell.as_str()))
    }

    fn table(&self, name: &str) -> Result<&Place, XlsxError> {
        self.tables.get(name).ok_or_else(|| missing(name))
    }

    /// The code of a formula that stands in this cell.
    fn code(&self, formula: &Formula, at: &At) -> Result<String, XlsxError> {
        let mut code = String::new();
        self.write(formula, at, &mut code)?;
        Ok(code)
    }

    fn write(&self, formula: &Formula, at: &At, code: &mut String) -> Result<(), XlsxError> {
        formula.pieces().try_for_each(|piece| match piece {
            Piece::Code(written) => {
                code.push_str(written);
                Ok(())
            }
            Piece::Term(term) => self.write_term(term, at, code),
        })
    }

    fn write_term(&self, term: &Term, at: &At, code: &mut String) -> Result<(), XlsxError> {
        match term {
            Term::Here(symbol) => {
                let place = self.table(at.table)?.columns.place(*symbol);
                let place = place.ok_or_else(|| missing(&format!("{} {symbol:?}", at.table)))?;
                push(code, format_args!("${}{}", column_number_to_name(at.left + place), at.row + 1));
            }
            Term::Cell(column, row) => self.write_rows(*column, &(*row..*row + 1), at, code)?,
            Term::Rows(column, rows) => self.write_rows(*column, rows, at, code)?,
            Term::All(column) => {
                self.write_rows(*column, &(0..self.table(column.table)?.rows.max(1)), at, code)?;
            }
            Term::Named(name) if self.names.contains_key(name) => code.push_str(&name.text()),
            Term::Named(name) => return Err(missing(&name.text())),
            Term::Number(number) => push(code, format_args!("{number}")),
            Term::Text(words) => push(code, format_args!("\"{}\"", words.replace('"', "\"\""))),
            Term::Formula(formula) => self.write(formula, at, code)?,
        }
        Ok(())
    }

    /// Absolute, so that sorting the table in which the formula stands changes nothing.
    fn write_rows(&self, column: Column, rows: &Range<u32>, at: &At, code: &mut String) -> Result<(), XlsxError> {
        let place = self.table(column.table)?;
        if rows.is_empty() || rows.end > place.rows.max(1) {
            return Err(missing(&format!("{} rows {rows:?}", column.table)));
        }
        let offset = place.columns.place(column.symbol).ok_or_else(|| missing(&format!("{column:?}")))?;
        let name = column_number_to_name(place.left + offset);
        if place.tab.name != at.tab {
            push(code, format_args!("{}!", place.tab.quoted));
        }
        push(code, format_args!("${name}${}", place.first + rows.start + 1));
        if rows.len() > 1 {
            push(code, format_args!(":${name}${}", place.first + rows.end));
        }
        Ok(())
    }
}

/// Writes what is made by `format!`, without a text of its own in between: there are a hundred thousand formulas.
fn push(code: &mut String, words: fmt::Arguments) {
    code.write_fmt(words).expect("a text takes every letter");
}

/// A formula speaks of something that is not in the report: a mistake of this program.
fn missing(what: &str) -> XlsxError {
    XlsxError::ParameterError(format!("a formula speaks of {what}, which is not in the report"))
}

/// The cell a formula stands in.
pub(super) struct At<'a> {
    pub(super) tab: &'a str,
    /// Name of the table; empty outside tables.
    pub(super) table: &'a str,
    /// First column of the table.
    pub(super) left: ColNum,
    pub(super) row: RowNum,
}

/// Writes a live cell of a table that begins in column `left`.
pub(super) fn write(
    sheet: &mut Sheet,
    (table, left): (&Table, ColNum),
    column: ColNum,
    live: &Live,
    style: CellStyle,
) -> Result<(), XlsxError> {
    let formula = formula(sheet, (&table.name, left), live)?;
    let format = sheet.formats.cell(CellStyle { content: look(live), ..style });
    sheet.worksheet.write_formula_with_format(sheet.row, column, formula, format)?;
    Ok(())
}

/// How a live cell looks, whatever comes out.
pub(super) fn look(live: &Live) -> Content {
    match live.shown.shown() {
        Cell::Holds(holds) => Content::Check { holds: *holds },
        _ => Content::Figure { unit: live.look.unit, decimals: live.look.decimals, signed: live.look.signed },
    }
}

/// The formula with addresses in the next row of a table that begins in column `left`, and the engine's result.
pub(super) fn formula(sheet: &Sheet, (table, left): (&str, ColNum), live: &Live) -> Result<excel::Formula, XlsxError> {
    let code = code(sheet.book, &At { tab: sheet.tab, table, left, row: sheet.row }, live)?;
    Ok(excel::Formula::new(code).set_result(result(live)))
}

/// The formula with addresses, in this cell.
pub(super) fn code(book: &Book, at: &At, live: &Live) -> Result<String, XlsxError> {
    match &book.places {
        Some(places) => places.code(&live.formula, at),
        // The first pass only finds out where tables stand.
        None => Ok("0".to_owned()),
    }
}

/// The code of a formula in this cell of a data sheet.
pub(super) fn formula_code(book: &Book, at: &At, formula: &Formula) -> Result<String, XlsxError> {
    match &book.places {
        Some(places) => places.code(formula, at),
        None => Err(missing("a data sheet that computes itself")),
    }
}

fn result(live: &Live) -> String {
    match &live.result {
        Exact::Number(number) => format!("{number}"),
        Exact::Text(words) => words.clone(),
        Exact::Truth(holds) => holds.to_string().to_uppercase(),
    }
}
