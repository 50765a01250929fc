//! Amounts in another currency than the report's, while a sheet is read: each with what it would be counted as had it a
//! rate. Whether there is one shows when all files are there.

use super::{
    kinds::{self, Remark},
    sheet::Sheet,
};
use crate::model::{
    dictionary::{Field, SheetKind},
    finding::{Address, Code, Finding, Severity},
    money::Cents,
    rates::{CurrencySaid, ForeignColumn, LocalAmount, SaidBy},
    unit::{Unit, currency_of, is_code, may_be},
    workbook::{RawColumn, RawValue},
};
use rustc_hash::FxHashMap;
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
        let moved = |amount: LocalAmount| LocalAmount { said: amount.said.moved(before), ..amount };
        self.amounts.extend(other.amounts.into_iter().map(moved));
        self.columns.extend(other.columns);
    }

    /// An amount of the column added last.
    pub fn add(&mut self, row: usize, field: &Field, currency: Arc<str>, cents: Cents) {
        let column = (self.columns.len() as u32).saturating_sub(1);
        self.add_said(CurrencySaid::Column(column), row, field, (currency, cents));
    }

    /// An amount whose currency something says.
    pub fn add_said(&mut self, said: CurrencySaid, row: usize, field: &Field, (currency, cents): (Arc<str>, Cents)) {
        // A column has thousands of them, one behind the other.
        let last = self.amounts.last().filter(|last| *last.field == *field.key);
        let key = last.map_or_else(|| field.key.as_str().into(), |last| last.field.clone());
        self.amounts.push(LocalAmount {
            row: row as u32,
            field: key,
            currency,
            cents,
            said,
            rate: None,
            at_plan: None,
            plan_rate: None,
            last_year_rate: None,
        });
    }
}

/// What the rows of a sheet say of their currency, in a column for it.
pub struct RowCurrencies {
    /// One for each row; empty for a sheet without such a column.
    units: Vec<Option<Arc<Unit>>>,
    /// For each row the code of another currency than the report's, where it says one.
    others: Vec<Option<Arc<str>>>,
}

impl RowCurrencies {
    /// Of a sheet of money.
    pub fn of<'a>(sheet: &Sheet<'a>) -> RowCurrencies {
        let column = sheet.raw.column("currency").filter(|_| sheet.raw.kind == SheetKind::Financials);
        // Thousands of rows say one of a few.
        let mut known: FxHashMap<&str, (Arc<Unit>, Option<Arc<str>>)> = FxHashMap::default();
        let is_other = |code: &Arc<str>| is_code(code) && !may_be(code, &sheet.rules.currency);
        let said = |value: &'a RawValue| match value {
            RawValue::Text(text) => {
                let said = || {
                    let code = code_of(text);
                    let unit = Unit { zeros: 0, currency: Some(code.clone()) };
                    (Arc::new(unit), Some(code).filter(is_other))
                };
                let (unit, other) = known.entry(text).or_insert_with(said);
                (Some(unit.clone()), other.clone())
            }
            _ => (None, None),
        };
        let (units, others) = column.into_iter().flat_map(|column| &column.values).map(said).unzip();
        RowCurrencies { units, others }
    }

    /// The code of another currency than the report's that a row says; none where it says none, or a mark.
    pub fn other(&self, row: usize) -> Option<&Arc<str>> {
        self.others.get(row)?.as_ref()
    }

    /// In what the amount of a row stands, as its column and the row say. Errors: they say two currencies.
    pub fn unit(&self, column: Option<&RawColumn>, row: usize) -> Result<Option<Arc<Unit>>, Remark> {
        let of_column = column.and_then(|column| column.units.get(row)).and_then(Option::as_ref);
        let Some(of_row) = self.units.get(row).and_then(Option::as_ref) else { return Ok(of_column.cloned()) };
        let Some(of_column) = of_column else { return Ok(Some(of_row.clone())) };
        let Some(of_row) = &of_row.currency else { return Ok(Some(of_column.clone())) };
        let currency = match &of_column.currency {
            None => of_row.clone(),
            Some(title) if may_be(title, of_row) => of_row.clone(),
            Some(title) if may_be(of_row, title) => title.clone(),
            Some(title) => {
                let problem = format!("The row says {of_row}, its column {title}");
                return Err(Remark::new(Code::UnknownCurrency, problem).advise("one currency in both"));
            }
        };
        Ok(Some(Arc::new(Unit { zeros: of_column.zeros, currency: Some(currency) })))
    }

    /// Is there a column for it?
    pub fn are_said(&self) -> bool {
        !self.units.is_empty()
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
    let units = |units: &[Option<Arc<Unit>>]| {
        let neighbours = units.chunk_by(|one, other| one.as_ref().map(Arc::as_ptr) == other.as_ref().map(Arc::as_ptr));
        neighbours.filter_map(|same| same[0].as_deref()).any(is_own)
    };
    units(&column.units)
        || units(&rows.units)
        || column.values.iter().any(|value| match value {
            RawValue::Formatted(_, look) => look.unit.as_ref().is_some_and(is_own),
            RawValue::Text(_) => kinds::money::currency_of(value, None).is_some_and(|said| may_be(&said, currency)),
            _ => false,
        })
}

/// The cell of an amount that says another currency by itself, or whose row says it beside something that is no plain
/// number.
pub fn cell(sheet: &Sheet, (field, title): (&Field, &Arc<str>), row: usize, currency: &Arc<str>) -> ForeignColumn {
    let column = sheet.raw.column(&field.key);
    ForeignColumn {
        address: Address { cell: Some(sheet.place(field, row)), ..sheet.address() },
        title: title.clone(),
        found: column.map(|column| kinds::shown(&column.values[row])).unwrap_or_default(),
        currency: currency.clone(),
        said_by: SaidBy::Cell,
        unread: Vec::new(),
    }
}

/// What is said of amounts that have no rate, in a report in the currency `ours`.
pub fn not_counted(column: &ForeignColumn, ours: &str) -> Finding {
    let ForeignColumn { found, currency, .. } = column;
    let (problem, instead) = match column.said_by {
        SaidBy::Cell => (
            format!("The amount is in {currency}, but the report counts {ours}"),
            format!("Type the amount in {ours}, without a mark."),
        ),
        SaidBy::Title(amounts) => {
            let amounts = if amounts == 1 { "its amount is".to_owned() } else { format!("its {amounts} amounts are") };
            (
                format!("\"{found}\" is in {currency}, but the report counts {ours}; {amounts} not counted"),
                format!("Type the amounts in {ours}, and {ours} or nothing in the title and beside them."),
            )
        }
        SaidBy::Bill(amounts) => {
            let amounts = if amounts == 1 { "1 amount".to_owned() } else { format!("{amounts} amounts") };
            (
                format!("{amounts} of the bill in {currency} cannot be added to {ours}; not counted"),
                format!("Add a sheet Rates with the average of {currency} for each month"),
            )
        }
    };
    Finding {
        address: column.address.clone(),
        severity: Severity::Rejected,
        code: Code::UnknownCurrency,
        column: column.title.clone(),
        found: found.clone(),
        problem,
        instead,
        cents: None,
    }
}
