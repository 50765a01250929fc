//! Amounts in another currency than the report's, while a sheet is read: each with what it would be counted as had it a
//! rate. Whether there is one shows when all files are there.

use super::{kinds::Remark, sheet::Sheet};
use crate::model::{
    dictionary::{Field, SheetKind},
    finding::{Code, Severity},
    money::Cents,
    rates::{ForeignColumn, LocalAmount},
    unit::{Unit, currency_of, may_be},
    workbook::{RawColumn, RawValue},
};
use std::sync::Arc;

/// What stands in another currency in one column, or on one sheet.
#[derive(Default)]
pub struct Foreign {
    /// What was found of them; amounts name it by its place.
    pub columns: Vec<ForeignColumn>,
    /// The amounts.
    pub amounts: Vec<LocalAmount>,
}

impl Foreign {
    /// Puts those of another column behind these.
    pub fn append(&mut self, other: Foreign) {
        let before = self.columns.len() as u32;
        let moved = |amount: LocalAmount| LocalAmount { column: amount.column.map(|place| place + before), ..amount };
        self.amounts.extend(other.amounts.into_iter().map(moved));
        self.columns.extend(other.columns);
    }

    /// An amount of the column added last.
    pub fn add(&mut self, row: usize, field: &Field, currency: Arc<str>, cents: Cents) {
        // A column has thousands of them, one behind the other.
        let last = self.amounts.last().filter(|last| *last.field == *field.key);
        let key = last.map_or_else(|| field.key.as_str().into(), |last| last.field.clone());
        self.amounts.push(LocalAmount {
            row: row as u32,
            field: key,
            currency,
            cents,
            column: self.columns.len().checked_sub(1).map(|place| place as u32),
            rate: None,
            at_plan: None,
            plan_rate: None,
        });
    }
}

/// What the rows of a sheet say of their currency, in a column for it.
pub struct RowCurrencies {
    /// One for each row, as typed; empty for a sheet without such a column.
    typed: Vec<Option<Arc<str>>>,
}

impl RowCurrencies {
    /// Of a sheet of money.
    pub fn of(sheet: &Sheet) -> RowCurrencies {
        let column = sheet.raw.column("currency").filter(|_| sheet.raw.kind == SheetKind::Financials);
        let code = |value: &RawValue| match value {
            RawValue::Text(text) => Some(code_of(text)),
            _ => None,
        };
        RowCurrencies { typed: column.map_or_else(Vec::new, |column| column.values.iter().map(code).collect()) }
    }

    /// In what the amount of a row stands, as its column and the row say. Errors: they say two currencies.
    pub fn unit(&self, column: Option<&RawColumn>, row: usize) -> Result<Option<Arc<Unit>>, Remark> {
        let of_column = column.and_then(|column| column.units.get(row)).and_then(Option::as_ref);
        let Some(of_row) = self.typed.get(row).and_then(Option::as_ref) else { return Ok(of_column.cloned()) };
        let zeros = of_column.map_or(0, |unit| unit.zeros);
        let currency = match of_column.and_then(|unit| unit.currency.as_ref()) {
            None => of_row.clone(),
            Some(title) if may_be(title, of_row) => of_row.clone(),
            Some(title) if may_be(of_row, title) => title.clone(),
            Some(title) => {
                let problem = format!("The row says {of_row}, its column {title}");
                return Err(Remark::new(Code::UnknownCurrency, problem).advise("one currency in both"));
            }
        };
        Ok(Some(Arc::new(Unit { zeros, currency: Some(currency) })))
    }

    /// Is there a column for it?
    pub fn are_said(&self) -> bool {
        !self.typed.is_empty()
    }
}

/// The code that a word, a mark or a code stands for; what nobody knows stays as it is, in capitals.
pub fn code_of(typed: &str) -> Arc<str> {
    currency_of(typed.trim()).unwrap_or_else(|| typed.trim().to_uppercase().into())
}

/// Does any cell of a column of amounts, or its title, say the report's own currency?
pub fn says_own(column: &RawColumn, rows: &RowCurrencies, currency: &str) -> bool {
    let is_own = |unit: &Unit| unit.currency.as_deref().is_some_and(|said| may_be(said, currency));
    // Most rows share the unit of the title.
    let mut units: Vec<&Arc<Unit>> = column.units.iter().flatten().collect();
    units.dedup_by(|one, other| Arc::ptr_eq(one, other));
    units.into_iter().any(|unit| is_own(unit))
        || rows.typed.iter().flatten().any(|said| may_be(said, currency))
        || column.values.iter().any(|value| match value {
            RawValue::Formatted(_, look) => look.unit.as_ref().is_some_and(is_own),
            RawValue::Text(_) => {
                super::kinds::money::currency_of(value, None).is_some_and(|said| may_be(&said, currency))
            }
            _ => false,
        })
}

/// What is said of the cell of an amount while it has no rate.
pub fn of_cell(sheet: &Sheet, field: &Field, row: usize) -> ForeignColumn {
    let finding = sheet.finding(Severity::Rejected, field, row, Remark::new(Code::UnknownCurrency, ""));
    ForeignColumn { address: finding.address, title: finding.column, found: finding.found, unread: Vec::new() }
}
