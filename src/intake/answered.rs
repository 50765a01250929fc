//! What somebody answered about the sheets of a file, applied to a table before anything else looks at its columns.

use super::{finding, foot::TotalsRow, outcome::Place, titles::Titles};
use crate::model::{
    dictionary::SheetKind,
    finding::{Address, Code, Finding, Severity},
    mapping::{About, Meaning},
    workbook::{CellPlace, RawColumn, RawTable, RawValue},
};

/// Takes out the columns that are to be left out, and gives each row its department where the sheet is named after it.
pub(super) fn apply(table: &mut RawTable, totals: &mut [TotalsRow], titles: &Titles, place: &Place) -> Option<Finding> {
    let answers = titles.answers();
    let kind = table.kind;
    let is_left_out = |column: &RawColumn| {
        let about = About::Title(kind, column.title.to_string());
        column.field.is_none() && answers.to(&about) == Some(&Meaning::LeaveOut)
    };
    let left_out: Vec<bool> = table.columns.iter().map(is_left_out).collect();
    if left_out.contains(&true) {
        table.columns = kept(std::mem::take(&mut table.columns), &left_out);
        totals.iter_mut().for_each(|total| total.values = kept(std::mem::take(&mut total.values), &left_out));
    }
    let is_department =
        kind == SheetKind::Initiatives && answers.sheets_are_departments() && table.column("department").is_none();
    is_department.then(|| {
        table.columns.push(department(table));
        let problem = format!("the department of its rows is the sheet's name, \"{}\", as answered", table.sheet);
        let instead = "nothing to do; what was answered stands in mapping.toml".to_owned();
        let address = Address { file: place.file.clone(), sheet: place.sheet.clone(), cell: None };
        finding(address, Severity::Noted, Code::Answered, problem, instead)
    })
}

fn kept<T>(all: Vec<T>, left_out: &[bool]) -> Vec<T> {
    all.into_iter().zip(left_out).filter(|(_, is_left_out)| !**is_left_out).map(|(one, _)| one).collect()
}

/// The sheet's name for each row. It stands in no cell, so the row of titles is its place.
fn department(table: &RawTable) -> RawColumn {
    let first = table.columns.iter().map(|column| column.position).min().unwrap_or_default();
    RawColumn {
        title: table.sheet.clone(),
        position: first,
        field: Some("department".into()),
        values: vec![RawValue::Text(table.sheet.clone()); table.rows.len()],
        places: vec![CellPlace { row: table.header_row, column: first }; table.rows.len()],
        units: Vec::new(),
    }
}
