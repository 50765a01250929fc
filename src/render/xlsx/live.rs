//! Formulas: where every table and every named cell stands, and symbols turned into addresses.

use super::{
    book::Book,
    formats::{CellStyle, Content},
    sheet::Sheet,
};
use crate::model::{
    live::{Column, Exact, Formula, Live, Name, Piece, Term},
    report::Cell,
};
use rust_xlsxwriter::{
    self as excel, ColNum, RowNum, XlsxError,
    utility::{quote_sheet_name, row_col_to_cell_absolute},
};
use std::collections::BTreeMap;

/// Where a table's first cell below the header stands.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) tab: String,
    pub(super) left: ColNum,
    pub(super) first: RowNum,
    /// Rows below the header.
    pub(super) rows: RowNum,
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
            places.add_table(part.table(), Place { tab: part.tab.clone(), left: 0, first: 1, rows });
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

    fn table(&self, column: Column) -> Result<&Place, XlsxError> {
        self.tables.get(column.table).ok_or_else(|| missing(column.table))
    }

    /// The code of a formula that stands in this cell.
    fn code(&self, formula: &Formula, at: &At) -> Result<String, XlsxError> {
        let mut code = String::new();
        self.write(formula, at, &mut code)?;
        Ok(code)
    }

    fn write(&self, formula: &Formula, at: &At, code: &mut String) -> Result<(), XlsxError> {
        for piece in &formula.pieces {
            match piece {
                Piece::Code(written) => code.push_str(written),
                Piece::Term(Term::Formula(inner)) => self.write(inner, at, code)?,
                Piece::Term(term) => code.push_str(&self.term(term, at)?),
            }
        }
        Ok(())
    }

    fn term(&self, term: &Term, at: &At) -> Result<String, XlsxError> {
        match term {
            Term::Here(index) => {
                Ok(format!("${}{}", excel::utility::column_number_to_name(at.left + index), at.row + 1))
            }
            Term::Cell(column, row) => self.rows(*column, *column, &(*row..*row + 1), at),
            Term::Rows(column, rows) => self.rows(*column, *column, rows, at),
            Term::Block(first, last, rows) => self.rows(*first, *last, rows, at),
            Term::All(column) => self.rows(*column, *column, &(0..self.table(*column)?.rows.max(1)), at),
            Term::Named(name) if self.names.contains_key(name) => Ok(name.text()),
            Term::Named(name) => Err(missing(&name.text())),
            Term::Number(number) => Ok(format!("{number}")),
            Term::Text(words) => Ok(format!("\"{}\"", words.replace('"', "\"\""))),
            Term::Formula(formula) => self.code(formula, at),
        }
    }

    /// Absolute, so that sorting the table in which the formula stands changes nothing.
    fn rows(&self, first: Column, last: Column, rows: &std::ops::Range<u32>, at: &At) -> Result<String, XlsxError> {
        let place = self.table(first)?;
        if rows.is_empty() || rows.end > place.rows.max(1) {
            return Err(missing(&format!("{} rows {rows:?}", first.table)));
        }
        let cell = |column: Column, row: u32| row_col_to_cell_absolute(place.first + row, place.left + column.index);
        let (from, to) = (cell(first, rows.start), cell(last, rows.end - 1));
        let cells = if from == to { from } else { format!("{from}:{to}") };
        Ok(if place.tab == at.tab { cells } else { format!("{}!{cells}", quote_sheet_name(&place.tab)) })
    }
}

/// A formula speaks of something that is not in the report: a mistake of this program.
fn missing(what: &str) -> XlsxError {
    XlsxError::ParameterError(format!("a formula speaks of {what}, which is not in the report"))
}

/// The cell a formula stands in.
struct At<'a> {
    tab: &'a str,
    /// First column of the table.
    left: ColNum,
    row: RowNum,
}

/// Writes a live cell of a table that begins in column `left`.
pub(super) fn write(
    sheet: &mut Sheet,
    left: ColNum,
    column: ColNum,
    live: &Live,
    style: CellStyle,
) -> Result<(), XlsxError> {
    let formula = formula(sheet, left, live)?;
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

/// The formula with addresses, and the engine's result.
pub(super) fn formula(sheet: &Sheet, left: ColNum, live: &Live) -> Result<excel::Formula, XlsxError> {
    let code = code(sheet.book, sheet.tab, (sheet.row, left), live)?;
    Ok(excel::Formula::new(code).set_result(result(live)))
}

/// The formula with addresses, in a row of a table that begins in column `left`.
pub(super) fn code(book: &Book, tab: &str, (row, left): (RowNum, ColNum), live: &Live) -> Result<String, XlsxError> {
    match &book.places {
        Some(places) => places.code(&live.formula, &At { tab, left, row }),
        // The first pass only finds out where tables stand.
        None => Ok("0".to_owned()),
    }
}

fn result(live: &Live) -> String {
    match &live.result {
        Exact::Number(number) => format!("{number}"),
        Exact::Text(words) => words.clone(),
        Exact::Truth(holds) => holds.to_string().to_uppercase(),
    }
}
