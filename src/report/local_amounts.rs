//! Columns of local amounts on a data sheet: each before the column of what it was converted to, and once for all of them
//! in which currency a row stands and at which rates it was converted.

use super::{ReportContext, currencies};
use crate::model::{
    live::{Formula, Symbol, symbol},
    money::Cents,
    rates::{Basis, LocalAmount, Rate, UsedRate},
    report::{DataColumn, DataValues},
    table::Table,
};
use std::sync::Arc;

/// What formulas call the columns of a field of money.
struct Field {
    key: &'static str,
    basis: Basis,
    /// The local amounts.
    local: &'static str,
    /// Their currencies and rates, where they are not those of the row.
    currency: &'static str,
    rate: &'static str,
    /// The amounts at plan rates; of actuals only.
    at_plan: Option<&'static str>,
    /// The amounts at the rates of last year; of actuals only.
    at_last_year: Option<&'static str>,
}

macro_rules! fields {
    ($($key:literal $basis:ident $at_plan:expr, $at_last_year:expr;)*) => {
        /// Every field of money.
        const FIELDS: [Field; [$($key),*].len()] = [$(Field {
            key: $key,
            basis: Basis::$basis,
            local: concat!($key, " local"),
            currency: concat!($key, " currency"),
            rate: concat!($key, " rate"),
            at_plan: $at_plan,
            at_last_year: $at_last_year,
        }),*];
    };
}

fields! {
    "budget_requested" Plan None, None;
    "cost_planned" Plan None, None;
    "cost_actual" Actual Some("cost_actual at plan rates"), Some("cost_actual at last year's rates");
    "benefit_planned" Plan None, None;
    "benefit_actual" Actual Some("benefit_actual at plan rates"), Some("benefit_actual at last year's rates");
    "cost_forecast" Forecast None, None;
    "benefit_forecast" Forecast None, None;
}

/// What formulas call the currency of a row's local amounts.
const CURRENCY: &str = "local currency";

/// The rates of a row, in the order of [`Basis`], with what people and formulas call their columns.
const RATES: [(Basis, &str, &str); 3] = [
    (Basis::Plan, "Rate of plans", "rate of plans"),
    (Basis::Actual, "Rate of actuals", "rate of actuals"),
    (Basis::Forecast, "Rate of forecasts", "rate of forecasts"),
];

/// Where formulas find a field's actual amounts at plan rates; filled only for amounts of other currencies.
pub fn at_plan_column(key: &str) -> Option<Symbol> {
    FIELDS.iter().find(|field| field.key == key)?.at_plan.map(symbol)
}

/// Where formulas find a field's actual amounts at the rates of the same months a year before; filled only for amounts of
/// other currencies.
pub fn at_last_year_column(key: &str) -> Option<Symbol> {
    FIELDS.iter().find(|field| field.key == key)?.at_last_year.map(symbol)
}

/// A column that is being filled.
struct Filling<T> {
    values: Vec<Option<T>>,
    formulas: Vec<(u32, Formula)>,
}

impl<T: Clone> Filling<T> {
    fn of(rows: usize) -> Filling<T> {
        Filling { values: vec![None; rows], formulas: Vec::new() }
    }

    fn column(mut self, title: String, key: &str, values: fn(Vec<Option<T>>) -> DataValues) -> DataColumn {
        self.formulas.sort_unstable_by_key(|(row, _)| *row);
        DataColumn { title, key: Some(key.to_owned()), values: values(self.values), live: self.formulas }
    }
}

/// The columns of one field.
struct FieldColumns {
    local: Filling<Cents>,
    at_plan: Filling<Cents>,
    /// Where there is anything of last year to compare with.
    at_last_year: Option<Filling<Cents>>,
    /// How the converted amounts follow from those beside them: each rounded once to its cent.
    converted: Vec<(u32, Formula)>,
    /// Its own currencies and rates, where they are not those of the row.
    own: Option<(Filling<Arc<str>>, Filling<f64>)>,
}

/// The local columns of a data sheet; none where no row has a local amount.
#[derive(Default)]
pub struct LocalColumns {
    fields: [Option<FieldColumns>; FIELDS.len()],
    /// The currencies and rates of the rows, to stand before the first amount that needs them.
    currencies: Option<Filling<Arc<str>>>,
    rates: [Option<Filling<f64>>; RATES.len()],
}

impl LocalColumns {
    /// Of the rows of a table in this order; `places` are the rates on the workbook's sheet of rates.
    pub fn of(context: &ReportContext, (table, order): (&Table, &[usize]), places: &[u32]) -> LocalColumns {
        let mut columns = LocalColumns::default();
        if table.local.is_empty() {
            return columns;
        }
        let is_shared = shared(&table.local);
        let mut place_of_row = vec![0; table.len()];
        (0_u32..).zip(order).for_each(|(place, row)| place_of_row[*row] = place);
        let rates = Rates::of(context, places);
        for amount in &table.local {
            if let Some(field) = field_of(amount) {
                columns.add(amount, (field, is_shared[field]), place_of_row[amount.row as usize], table.len(), &rates);
            }
        }
        columns
    }

    /// An amount that stands in this row of the sheet, which has so many.
    fn add(&mut self, amount: &LocalAmount, (place, is_shared): (usize, bool), row: u32, rows: usize, rates: &Rates) {
        let field = &FIELDS[place];
        let columns = self.fields[place].get_or_insert_with(|| FieldColumns {
            local: Filling::of(rows),
            at_plan: Filling::of(if field.at_plan.is_some() { rows } else { 0 }),
            at_last_year: None,
            converted: Vec::new(),
            own: (!is_shared).then(|| (Filling::of(rows), Filling::of(rows))),
        });
        let at = row as usize;
        columns.local.values[at] = Some(amount.cents);
        let (currency, rate, rate_key) = match &mut columns.own {
            Some((currency, rate)) => (currency, rate, field.rate),
            None => {
                let basis = field.basis as usize;
                let currency = self.currencies.get_or_insert_with(|| Filling::of(rows));
                (currency, self.rates[basis].get_or_insert_with(|| Filling::of(rows)), RATES[basis].2)
            }
        };
        if currency.values[at].is_none() {
            currency.values[at] = Some(amount.currency.clone());
        }
        if rate.values[at].is_none() {
            rate.values[at] = amount.rate.map(|rate| rates.values[rate as usize]);
            let cell = rates.cell(amount.rate).map(|cell| (row, Formula::new("{}", [currencies::cell_of_rate(cell)])));
            rate.formulas.extend(cell);
        }
        if rates.is_live && amount.rate.is_some() {
            let terms = [symbol(field.local).into(), symbol(rate_key).into()];
            columns.converted.push((row, Formula::new("ROUND({}*{},2)", terms)));
        }
        if field.at_plan.is_some() {
            columns.at_plan.values[at] = amount.at_plan;
            if let Some(cell) = rates.cell(amount.plan_rate).filter(|_| amount.at_plan.is_some()) {
                let terms = [symbol(field.local).into(), currencies::cell_of_rate(cell)];
                columns.at_plan.formulas.push((row, Formula::new("ROUND({}*{},2)", terms)));
            }
        }
        if let Some((place, value)) = amount.last_year_rate.zip(rates.of_place(amount.last_year_rate)) {
            let filling = columns.at_last_year.get_or_insert_with(|| Filling::of(rows));
            filling.values[at] = value.convert(amount.cents);
            if let Some(cell) = rates.cell(Some(place)) {
                let terms = [symbol(field.local).into(), currencies::cell_of_rate(cell)];
                filling.formulas.push((row, Formula::new("ROUND({}*{},2)", terms)));
            }
        }
    }

    /// The columns to stand before that of a field, and how its amounts follow from them; nothing where no row has a local
    /// amount of it.
    pub fn take(&mut self, key: &str, title: &str) -> (Vec<DataColumn>, Vec<(u32, Formula)>) {
        let place = FIELDS.iter().position(|field| field.key == key);
        let Some((field, found)) = place.and_then(|place| Some((&FIELDS[place], self.fields[place].take()?))) else {
            return Default::default();
        };
        let mut columns = Vec::new();
        if found.own.is_none() {
            let currency = self.currencies.take();
            columns.extend(currency.map(|found| found.column("Local currency".to_owned(), CURRENCY, DataValues::Text)));
            for (found, (_, title, key)) in self.rates.iter_mut().zip(RATES) {
                let rate = found.take();
                columns.extend(rate.map(|found| found.column(title.to_owned(), key, DataValues::Number)));
            }
        }
        columns.push(found.local.column(format!("{title}, local"), field.local, DataValues::Money));
        if let Some((currency, rate)) = found.own {
            columns.push(currency.column(format!("{title}, currency"), field.currency, DataValues::Text));
            columns.push(rate.column(format!("{title}, rate"), field.rate, DataValues::Number));
        }
        if let Some(key) = field.at_plan {
            columns.push(found.at_plan.column(format!("{title}, at plan rates"), key, DataValues::Money));
        }
        if let Some((key, filling)) = field.at_last_year.zip(found.at_last_year) {
            columns.push(filling.column(format!("{title}, at last year's rates"), key, DataValues::Money));
        }
        let mut converted = found.converted;
        converted.sort_unstable_by_key(|(row, _)| *row);
        (columns, converted)
    }
}

fn field_of(amount: &LocalAmount) -> Option<usize> {
    FIELDS.iter().position(|field| *field.key == *amount.field)
}

/// Which fields always stand in the currency of their row's first amount, and were converted at the rate of the first of
/// their kind. Other fields say their own. The amounts of a row follow each other.
fn shared(amounts: &[LocalAmount]) -> [bool; FIELDS.len()] {
    let mut is_shared = [true; FIELDS.len()];
    for row in amounts.chunk_by(|one, other| one.row == other.row) {
        let mut rates = [None; RATES.len()];
        for amount in row {
            let Some(field) = field_of(amount) else { continue };
            let rate = *rates[FIELDS[field].basis as usize].get_or_insert(amount.rate);
            is_shared[field] &= rate == amount.rate && row[0].currency == amount.currency;
        }
    }
    is_shared
}

/// The rates that were used.
struct Rates<'a> {
    used: &'a [UsedRate],
    values: Vec<f64>,
    /// Where each stands on the sheet of rates, if there.
    rows: Vec<Option<u32>>,
    is_live: bool,
}

impl<'a> Rates<'a> {
    fn of(context: &ReportContext<'a>, places: &[u32]) -> Rates<'a> {
        let used = &context.portfolio.currencies.used;
        let mut rows = vec![None; used.len()];
        (0..).zip(places).for_each(|(row, rate)| rows[*rate as usize] = Some(row));
        Rates { used, values: used.iter().map(|used| used.rate.value()).collect(), rows, is_live: context.is_live() }
    }

    /// A rate.
    fn of_place(&self, rate: Option<u32>) -> Option<Rate> {
        Some(self.used[rate? as usize].rate)
    }

    /// The row of a rate on the sheet of rates, where formulas may speak of it.
    fn cell(&self, rate: Option<u32>) -> Option<u32> {
        self.rows[rate? as usize].filter(|_| self.is_live)
    }
}
