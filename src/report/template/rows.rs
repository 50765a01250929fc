//! Which rows of the intake a department gets back.

use crate::model::{
    dictionary::SheetKind,
    identifier::are_same,
    locale::Locale,
    portfolio::{CENTRE, Portfolio},
    table::{Table, UnknownColumn, Values},
    template::Entry,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Rows of one sheet.
pub(super) struct Picked<'a> {
    table: &'a Table,
    /// Indexes into the table, in its order.
    pub(super) rows: Vec<usize>,
    portfolio: &'a Portfolio,
}

/// A department's rows of a sheet. What the centre itself reports goes to the department with the most initiatives in
/// the file that it came in.
pub(super) fn of<'a>(department: &str, portfolio: &'a Portfolio, kind: SheetKind) -> Picked<'a> {
    let table = portfolio.table(kind);
    let initiatives = &portfolio.initiatives;
    let is_own = |row: &usize| initiatives.text("department")[*row].as_deref() == Some(department);
    let own_rows = (0..initiatives.len()).filter(is_own);
    if kind == SheetKind::Initiatives {
        return Picked { table, rows: own_rows.collect(), portfolio };
    }
    let own: BTreeSet<&str> = own_rows.filter_map(|row| initiatives.text("initiative_id")[row].as_deref()).collect();
    let ids = table.text("initiative_id");
    let belongs = |row: &usize| match ids[*row].as_deref() {
        Some(CENTRE) => main_department(portfolio, table.origins[*row].file) == Some(department),
        Some(id) => own.contains(id),
        None => false,
    };
    Picked { table, rows: (0..table.len()).filter(belongs).collect(), portfolio }
}

/// The department with the most initiatives in a file; of equals the first by name.
fn main_department(portfolio: &Portfolio, file: u32) -> Option<&str> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    let initiatives = &portfolio.initiatives;
    for (origin, department) in initiatives.origins.iter().zip(initiatives.text("department")) {
        if let Some(department) = department.as_deref().filter(|_| origin.file == file) {
            *counts.entry(department).or_default() += 1;
        }
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(department, _)| department)
}

impl<'a> Picked<'a> {
    /// Is the field filled in any row?
    pub(super) fn has(&self, key: &str) -> bool {
        let is_known = |row: &usize| self.values(key).is_some_and(|values| values.is_known(*row));
        self.rows.iter().any(|row| is_known(row) || self.table.local(key, *row).is_some())
    }

    /// What a cell gets: an amount in another currency as it was sent, never what it was converted to.
    pub(super) fn entry(&self, key: &str, row: usize, locale: &Locale) -> Option<Entry> {
        let Some(local) = self.table.local(key, row) else { return entry(self.values(key)?, row) };
        let is_of_initiative = self.currency_of_initiative(row).is_some_and(|code| are_same(&code, &local.currency));
        Some(match is_of_initiative {
            true => Entry::Number(local.cents.units()),
            false => Entry::Text(format!("{} {}", local.currency, locale.number(local.cents.0, 2)).into()),
        })
    }

    /// The currency that the sheet Initiatives says of a row's initiative.
    fn currency_of_initiative(&self, row: usize) -> Option<Arc<str>> {
        let initiative = match self.table.kind {
            SheetKind::Initiatives => row,
            SheetKind::Financials => self.portfolio.financials_initiative[row]? as usize,
            _ => return None,
        };
        self.portfolio.initiatives.text("currency")[initiative].clone()
    }

    /// Columns nobody knows that are filled in any row.
    pub(super) fn unknown_columns(&self) -> Vec<&'a UnknownColumn> {
        let is_filled = |column: &&UnknownColumn| self.rows.iter().any(|row| column.values[*row].is_some());
        self.table.unknown.iter().filter(is_filled).collect()
    }

    fn values(&self, key: &str) -> Option<&'a Values> {
        self.table.columns.iter().find(|column| &*column.key == key).map(|column| &column.values)
    }
}

/// Words for a cell.
pub(super) fn words(text: Arc<str>) -> Entry {
    Entry::Text(text)
}

fn entry(values: &Values, row: usize) -> Option<Entry> {
    match values {
        Values::Text(list) => list[row].clone().map(Entry::Text),
        Values::List(list) => list[row].as_ref().map(|texts| {
            let texts: Vec<&str> = texts.iter().map(|text| &**text).collect();
            Entry::Text(texts.join("; ").into())
        }),
        Values::Money(list) => list[row].map(|cents| Entry::Number(cents.units())),
        Values::Number(list) => list[row].map(Entry::Number),
        Values::Date(list) => list[row].map(Entry::Day),
        Values::Month(list) => list[row].map(Entry::Month),
        Values::YesNo(list) => list[row].map(|yes| Entry::Text(if yes { "Yes" } else { "No" }.into())),
    }
}
