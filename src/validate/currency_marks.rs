//! Marks that several currencies share (`$`, `kr`), and marks that nobody knows: the currency that somebody answered is
//! put in their place, and where nobody did it is asked.

use super::{foreign::RowCurrencies, kinds::money::currency_of, sheet::Sheet};
use crate::model::{
    dictionary::{Dictionary, Field, Kind, SheetKind},
    finding::{Address, Code, Finding, Severity},
    mapping::{About, FileAnswers, Meaning, sender_of},
    money::Cents,
    question::{Guess, Question, Sureness},
    rates::{CurrencySaid, ForeignColumn},
    rules::Rules,
    table::Table,
    unit::{self, Unit, codes_of, is_code, may_be},
    workbook::{CellPlace, Look, RawColumn, RawTable, RawValue},
};
use rustc_hash::FxHashMap;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Titles or cells that a question shows.
const EXAMPLES: usize = 3;

/// What was put in the place of a mark: in a column by its title, or in one cell.
pub(super) struct Replaced {
    column: u32,
    cell: CellPlace,
    field: Arc<str>,
    found: String,
    mark: Arc<str>,
    code: Arc<str>,
}

/// Gives each amount whose title, cell or row says a mark the currency that somebody answered for the mark.
pub(super) fn apply(raw: &mut RawTable, answers: &FileAnswers, dictionary: &Dictionary) -> Vec<Replaced> {
    if !answers.says_currencies() {
        return Vec::new();
    }
    let of_rows: Vec<Option<Arc<str>>> = match raw.column("currency") {
        Some(column) if raw.kind == SheetKind::Financials => column.values.iter().map(mark_in_words).collect(),
        _ => Vec::new(),
    };
    let (rows, header_row) = (raw.rows.clone(), raw.header_row);
    let may_hold_amounts = |column: &RawColumn| match column.field.as_deref() {
        Some(key) => dictionary.field(raw.kind, key).is_some_and(|field| field.kind == Kind::Money),
        None => true,
    };
    let holds: Vec<bool> = raw.columns.iter().map(may_hold_amounts).collect();
    let mut replaced = Vec::new();
    for column in raw.columns.iter_mut().zip(holds).filter(|(_, holds)| *holds).map(|(column, _)| column) {
        let title = CellPlace { row: header_row, column: column.position };
        let mut named: FxHashMap<(u8, Arc<str>), Arc<Unit>> = FxHashMap::default();
        let mut is_title_said = false;
        for (row, at) in rows.iter().enumerate() {
            let declared = column.units.get(row).cloned().flatten();
            let of_column = declared.as_ref().and_then(|unit| unit.currency.clone());
            let of_cell = || currency_of(&column.values[row], None);
            let of_row = || of_rows.get(row).cloned().flatten();
            let Some(mark) = of_column.clone().or_else(of_cell).or_else(of_row) else { continue };
            let Some(code) = answers.currency(&mark) else { continue };
            let zeros = declared.as_ref().map_or(0, |unit| unit.zeros);
            let code: Arc<str> = code.into();
            let named = named.entry((zeros, code.clone()));
            let unit = named.or_insert_with(|| Arc::new(Unit { zeros, currency: Some(code.clone()) }));
            if let RawValue::Formatted(number, look) = &column.values[row]
                && let Some(own) = look.unit.as_ref().filter(|own| own.currency.as_ref() == Some(&mark))
            {
                // Not every mark of a format is known to be one of its currency.
                let own = Unit { currency: Some(code.clone()), ..own.clone() };
                let look = Look { unit: Some(own), ..(**look).clone() };
                column.values[row] = RawValue::Formatted(*number, Arc::new(look));
            }
            if column.units.is_empty() {
                column.units = vec![None; column.values.len()];
            }
            column.units[row] = Some(unit.clone());
            let is_of_title = of_column.is_some();
            if (is_of_title && std::mem::replace(&mut is_title_said, true)) || column.values[row] == RawValue::Blank {
                continue;
            }
            let cell = column.places.get(row).copied().unwrap_or(CellPlace { row: *at, ..title });
            replaced.push(Replaced {
                column: column.position,
                cell: if is_of_title { title } else { cell },
                field: column.title.clone(),
                found: if is_of_title { column.title.to_string() } else { super::kinds::shown(&column.values[row]) },
                mark,
                code,
            });
        }
    }
    replaced
}

/// The mark in a cell for the currency of its row.
fn mark_in_words(value: &RawValue) -> Option<Arc<str>> {
    match value {
        RawValue::Text(text) => Some(super::foreign::code_of(text)).filter(|said| !is_code(said)),
        _ => None,
    }
}

/// Says of each title and cell which currency its mark is.
pub(super) fn notes(sheet: &Sheet, replaced: &[Replaced]) -> Vec<Finding> {
    let titles: BTreeMap<u32, &str> = sheet
        .raw
        .columns
        .iter()
        .filter_map(|column| {
            let field = sheet.rules.dictionary.field(sheet.raw.kind, column.field.as_deref()?)?;
            Some((column.position, field.title.as_str()))
        })
        .collect();
    let note = |one: &Replaced| Finding {
        address: Address { cell: Some(one.cell), ..sheet.address() },
        severity: Severity::Noted,
        code: Code::Answered,
        column: titles.get(&one.column).map_or_else(|| one.field.clone(), |title| (*title).into()),
        found: one.found.clone(),
        problem: format!("\"{}\" was read as {}, as answered", one.mark, one.code),
        instead: "Nothing to do; what was answered stands in mapping.toml.".to_owned(),
        cents: None,
    };
    replaced.iter().map(note).collect()
}

/// One question for each mark of which nobody said the currency. `columns` is where the amounts of `table` stand that are
/// not in the report's currency.
pub(super) fn questions(
    sheet: &Sheet,
    table: &Table,
    columns: &[ForeignColumn],
    rows: &RowCurrencies,
) -> Vec<Question> {
    let mut asked: BTreeMap<Arc<str>, Question> = BTreeMap::new();
    for amount in table.local.iter().filter(|amount| !is_code(&amount.currency)) {
        let CurrencySaid::Column(place) = amount.said else { continue };
        let Some(column) = columns.get(place as usize) else { continue };
        let case = Case { mark: &amount.currency, address: &column.address, found: &column.found, cents: amount.cents };
        ask(&mut asked, sheet, table, &case);
    }
    let others: BTreeSet<&str> =
        table.local.iter().map(|amount| &*amount.currency).filter(|one| is_code(one)).collect();
    for (field, row, mark) in marks_that_may_be_others(sheet, &others, rows) {
        let Some(cents) = table.money(&field.key)[row] else { continue };
        let address = Address { cell: Some(sheet.place(field, row)), ..sheet.address() };
        let found = sheet.raw.column(&field.key).map(|column| super::kinds::shown(&column.values[row]));
        let case = Case { mark: &mark, address: &address, found: &found.unwrap_or_default(), cents };
        ask(&mut asked, sheet, table, &case);
    }
    asked.into_values().collect()
}

/// Amounts that were read as the report's by a mark which another currency shares that the sheet names too: `$ 500` beside
/// `CAD 300`, in a report in USD.
fn marks_that_may_be_others<'a>(
    sheet: &Sheet<'a>,
    others: &BTreeSet<&str>,
    rows: &RowCurrencies,
) -> Vec<(&'a Field, usize, Arc<str>)> {
    let ours = &sheet.rules.currency;
    let is_shared = |mark: &str| !is_code(mark) && may_be(mark, ours) && others.iter().any(|other| may_be(mark, other));
    if !others.iter().any(|other| unit::share_a_mark(other, ours)) {
        return Vec::new();
    }
    let money = sheet.rules.dictionary.sheet(sheet.raw.kind).fields.iter().filter(|field| field.kind == Kind::Money);
    let mut found = Vec::new();
    for (field, column) in money.filter_map(|field| Some((field, sheet.raw.column(&field.key)?))) {
        for (row, value) in column.values.iter().enumerate() {
            let Ok(unit) = rows.unit(Some(column), row) else { continue };
            found.extend(
                currency_of(value, unit.as_deref()).filter(|mark| is_shared(mark)).map(|mark| (field, row, mark)),
            );
        }
    }
    found
}

/// One amount whose currency is in question.
struct Case<'a> {
    mark: &'a Arc<str>,
    address: &'a Address,
    found: &'a str,
    cents: Cents,
}

fn ask(asked: &mut BTreeMap<Arc<str>, Question>, sheet: &Sheet, table: &Table, case: &Case) {
    let question = asked.entry(case.mark.clone()).or_insert_with(|| Question {
        about: About::Currency(case.mark.to_string()),
        sender: sender_of(sheet.file()),
        address: case.address.clone(),
        times: 0,
        cents: Some(Cents::ZERO),
        examples: Vec::new(),
        guess: guess(case.mark, table, sheet.rules),
        is_weighty: true,
    });
    question.times += 1;
    question.cents = question.cents.map(|sum| sum + case.cents);
    if question.examples.len() < EXAMPLES && !question.examples.iter().any(|known| **known == *case.found) {
        question.examples.push(case.found.into());
    }
}

/// Which currency a mark most likely is: the one of them that the sheet names, the report's, that of the settings' country,
/// or the one that most people mean.
fn guess(mark: &str, table: &Table, rules: &Rules) -> Option<Guess> {
    let codes = codes_of(mark);
    let named: BTreeSet<&str> =
        table.local.iter().map(|amount| &*amount.currency).filter(|code| codes.contains(code)).collect();
    let of_country = || {
        const COUNTRIES: [(&str, &str); 3] = [("sv-SE", "SEK"), ("nb-NO", "NOK"), ("da-DK", "DKK")];
        let (_, code) = COUNTRIES.iter().find(|(locale, _)| *locale == rules.locale.name)?;
        codes.contains(code).then_some(*code)
    };
    let of_most = || match codes.first() {
        Some(first @ (&"USD" | &"JPY")) => Some(*first),
        _ => None,
    };
    let is_ours = codes.contains(&&*rules.currency);
    let (code, sureness) = match named.first() {
        _ if is_ours => (Some(rules.currency.as_str()), Sureness::Perhaps),
        Some(only) if named.len() == 1 => (Some(*only), Sureness::Likely),
        _ => (of_country().or_else(of_most), Sureness::Perhaps),
    };
    code.map(|code| Guess { means: Meaning::Currency(code.to_owned()), sureness })
}
