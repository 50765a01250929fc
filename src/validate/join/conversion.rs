//! The way of every amount in another currency through the rates: converted with a note of it, or left apart with a
//! finding that says which rate is not there.

use super::{
    Joined,
    changes::Changes,
    rates::{Book, Missing},
};
use crate::model::{
    dictionary::SheetKind,
    finding::{Address, Code, Finding, Severity},
    money::Cents,
    period::Month,
    portfolio::{Fate, LocalSums, MONEY_FIELDS, TallyKey},
    rates::{Basis, CurrencySaid, LocalAmount, Rate, RateKind, RateSpan, UsedRate},
    table::{Column, Table, Values},
};
use rustc_hash::FxHashMap;
use std::{collections::BTreeMap, sync::Arc};

/// Why an amount stays apart.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Apart {
    /// There is no such rate.
    Missing(Missing),
    /// Several currencies share the mark, and none of them, or more than one, has rates.
    Unclear(Arc<str>),
    /// In the report's currency it is more than one cell may hold.
    TooLarge,
}

/// What became of the amounts of one column, cell or row.
#[derive(Default)]
struct Outcome {
    converted: u32,
    apart: BTreeMap<Apart, u32>,
}

/// A rate with its place among those used, and for actuals the plan rate beside it.
#[derive(Clone, Copy)]
struct Known {
    rate: (u32, Rate),
    plan: Option<(u32, Rate)>,
}

/// Where the fields of amounts stand in a table: asked for each of thousands of amounts.
pub(super) struct FieldColumns(Vec<(Arc<str>, usize, Option<u8>)>);

impl FieldColumns {
    /// Those of a table.
    pub(super) fn of(table: &Table) -> FieldColumns {
        let money = table.columns.iter().enumerate().filter(|(_, column)| matches!(column.values, Values::Money(_)));
        let tallied = |key: &str| MONEY_FIELDS.iter().position(|(kind, of)| *kind == table.kind && *of == key);
        let place = |(place, column): (usize, &Column)| {
            (column.key.clone(), place, tallied(&column.key).map(|field| field as u8))
        };
        FieldColumns(money.map(place).collect())
    }

    /// Key, column and place of each field whose amounts are checked.
    pub(super) fn checked(&self) -> impl Iterator<Item = (&Arc<str>, usize, u8)> {
        self.0.iter().filter_map(|(key, column, field)| Some((key, *column, (*field)?)))
    }

    /// The column of a field, and its place among those whose amounts are checked.
    fn place(&self, key: &str) -> (Option<usize>, Option<u8>) {
        let found = self.0.iter().find(|(field, ..)| **field == *key);
        (found.map(|(_, column, _)| *column), found.and_then(|(.., field)| *field))
    }
}

/// What an amount like the one before it is converted at.
struct Recent {
    typed: Arc<str>,
    month: Month,
    code: Arc<str>,
    known: Known,
}

/// So many months are remembered.
const RECENT_MONTHS: usize = 64;

/// All local amounts on their way.
pub(super) struct Conversion<'a, 'b> {
    joined: &'a mut Joined<'b>,
    book: &'a Book,
    used: BTreeMap<(Arc<str>, RateKind, RateSpan), u32>,
    /// Which currency each code or mark is: asked of thousands of amounts, and there are few.
    codes: FxHashMap<Arc<str>, Option<Arc<str>>>,
    /// What was found last for each kind of amount and month: a row has the same month as its neighbours' neighbours.
    recent: Vec<Option<Recent>>,
    /// What each currency's amounts of a month are converted at.
    known: FxHashMap<(Arc<str>, Basis, Month), Result<Known, Missing>>,
    /// The average of each currency of a month, for amounts of the year after.
    last_year: FxHashMap<(Arc<str>, Month), Option<u32>>,
    /// Rates of closed months, at which rows that are carried forward were converted then.
    carried: Vec<UsedRate>,
    /// One for each column or cell that says another currency.
    outcomes_of_columns: Vec<Outcome>,
    /// Of rows whose initiative says it, and of which anything stays apart.
    outcomes_of_rows: BTreeMap<(SheetKind, u32), Outcome>,
    /// How many amounts of each row of the sheet at hand were converted because its initiative says the currency.
    converted_in_rows: Vec<u32>,
    /// What is said of amounts whose row says their currency and that have no rate.
    findings_of_cells: Vec<Finding>,
    /// By how much the sums of amounts that were read differ now.
    changes: Changes,
    /// How many amounts were converted, by file and sheet, and by currency.
    converted: Vec<((u32, u32), Arc<str>, u32)>,
}

impl<'a, 'b> Conversion<'a, 'b> {
    /// With the rates that can be used.
    pub(super) fn of(joined: &'a mut Joined<'b>, book: &'a Book) -> Self {
        let (used, codes, known, last_year, outcomes_of_rows, findings_of_cells, changes, converted) =
            Default::default();
        let carried = std::mem::take(&mut joined.currencies.used);
        let outcomes_of_columns = joined.foreign.iter().map(|_| Outcome::default()).collect();
        let recent = std::iter::repeat_with(|| None).take(3 * RECENT_MONTHS).collect();
        Conversion {
            joined,
            book,
            used,
            codes,
            recent,
            converted_in_rows: Vec::new(),
            known,
            last_year,
            carried,
            outcomes_of_columns,
            outcomes_of_rows,
            findings_of_cells,
            changes,
            converted,
        }
    }

    /// Converts what can be, and says what became of each amount.
    pub(super) fn run(mut self, findings: &mut Vec<Finding>) {
        for kind in SheetKind::EVERY {
            let table = self.joined.table_mut(kind);
            let mut amounts = std::mem::take(&mut table.local);
            if amounts.is_empty() {
                continue;
            }
            let months = match kind {
                SheetKind::Financials | SheetKind::ControlTotals => table.month("month").to_vec(),
                _ => vec![None; table.len()],
            };
            let columns = FieldColumns::of(table);
            self.converted_in_rows = vec![0; table.len()];
            amounts.iter_mut().for_each(|amount| self.settle(kind, (&columns, &months), amount));
            for ((_, row), outcome) in self.outcomes_of_rows.iter_mut().filter(|((of, _), _)| *of == kind) {
                outcome.converted = self.converted_in_rows[*row as usize];
            }
            self.joined.table_mut(kind).local = amounts;
        }
        for (key, cents) in std::mem::take(&mut self.changes).all() {
            *self.joined.sums.entry(key).or_default() += cents;
        }
        self.name_sums_by_code();
        findings.extend(self.findings_of_columns());
        findings.append(&mut self.findings_of_cells);
        findings.extend(self.findings_of_initiatives());
        findings.extend(self.notes());
    }

    /// Puts what an amount is worth into its cell, or nothing.
    fn settle(
        &mut self,
        kind: SheetKind,
        (columns, months): (&FieldColumns, &[Option<Month>]),
        amount: &mut LocalAmount,
    ) {
        let row = amount.row as usize;
        let (column, field) = columns.place(&amount.field);
        let table = self.joined.table_mut(kind);
        let origin = table.origins[row];
        let before = match column.map(|column| &table.columns[column].values) {
            Some(Values::Money(values)) => values[row],
            _ => None,
        };
        let converted = self.converted(amount, months[row].unwrap_or(self.joined.rules.period));
        let month_to_date = months[row].filter(|month| self.joined.currencies.with_last_year.contains(month));
        let month_to_date = month_to_date.filter(|_| kind == SheetKind::Financials && converted.is_ok());
        amount.last_year_rate = month_to_date.and_then(|month| self.last_year_rate(amount, month));
        let converted = converted.or_else(|why| self.as_carried(amount, before).ok_or(why));
        let cents = converted.as_ref().ok().copied();
        if let Some(field) = field {
            let month = months[row].filter(|_| kind == SheetKind::Financials);
            let key = TallyKey { fate: Fate::Read, field, file: origin.file, month };
            // What is carried from a closed month was counted as it was converted then.
            self.changes.add(key, cents.unwrap_or_default() - before.unwrap_or_default());
        }
        if let Some(Values::Money(values)) =
            column.map(|column| &mut self.joined.table_mut(kind).columns[column].values)
        {
            values[row] = cents;
        }
        match converted {
            Ok(_) => {
                match amount.said {
                    CurrencySaid::Initiative => self.converted_in_rows[row] += 1,
                    CurrencySaid::Column(place) => self.outcomes_of_columns[place as usize].converted += 1,
                    CurrencySaid::Row => {}
                }
                self.count((origin.file, origin.sheet), &amount.currency);
            }
            Err(why) => {
                match self.outcome(kind, amount) {
                    Some(outcome) => *outcome.apart.entry(why).or_default() += 1,
                    None => {
                        let outcome = Outcome { converted: 0, apart: BTreeMap::from([(why, 1)]) };
                        let (problem, instead) = self.joined.why_apart(&outcome);
                        let finding = self.joined.finding_of_row(kind, amount);
                        self.findings_of_cells.push(Finding { problem, instead, ..finding });
                    }
                }
                let key = (amount.currency.clone(), origin.file, amount.field.clone());
                self.joined.currencies.sums.entry(key).or_default().apart += amount.cents;
                (amount.rate, amount.at_plan, amount.plan_rate) = (None, None, None);
            }
        }
    }

    /// What became of an amount and those that are told with it; none where each is told by itself.
    fn outcome(&mut self, kind: SheetKind, amount: &LocalAmount) -> Option<&mut Outcome> {
        match amount.said {
            CurrencySaid::Column(place) => self.outcomes_of_columns.get_mut(place as usize),
            CurrencySaid::Initiative => Some(self.outcomes_of_rows.entry((kind, amount.row)).or_default()),
            CurrencySaid::Row => None,
        }
    }

    /// Counts an amount that was converted. Those of a sheet follow each other.
    fn count(&mut self, sheet: (u32, u32), currency: &Arc<str>) {
        match self.converted.last_mut() {
            Some((of, known, count)) if *of == sheet && known == currency => *count += 1,
            _ => self.converted.push((sheet, currency.clone(), 1)),
        }
    }

    /// What an amount of a month is in the report's currency; then it says its rates.
    fn converted(&mut self, amount: &mut LocalAmount, month: Month) -> Result<Cents, Apart> {
        let basis = Basis::of_field(&amount.field);
        let place = basis as usize * RECENT_MONTHS + month.index().rem_euclid(RECENT_MONTHS as i32) as usize;
        let is_it = |recent: &&Recent| recent.month == month && *recent.typed == *amount.currency;
        let (code, known) = match self.recent[place].as_ref().filter(is_it) {
            Some(recent) => (recent.code.clone(), recent.known),
            None => {
                let code = self.code_of(&amount.currency).ok_or_else(|| Apart::Unclear(amount.currency.clone()))?;
                let known = self.known(&code, basis, month).map_err(Apart::Missing)?;
                self.recent[place] = Some(Recent { typed: amount.currency.clone(), month, code: code.clone(), known });
                (code, known)
            }
        };
        let Known { rate, plan } = known;
        let is_fit = |cents: &Cents| cents.0.abs() <= Cents::LARGEST_CELL;
        let cents = rate.1.convert(amount.cents).filter(is_fit).ok_or(Apart::TooLarge)?;
        amount.currency = code;
        amount.at_plan = plan.and_then(|(_, plan)| plan.convert(amount.cents));
        (amount.rate, amount.plan_rate) = (Some(rate.0), plan.map(|(place, _)| place));
        Ok(cents)
    }

    /// The average of the same month a year before, for an actual.
    fn last_year_rate(&mut self, amount: &LocalAmount, month: Month) -> Option<u32> {
        if Basis::of_field(&amount.field) != Basis::Actual {
            return None;
        }
        let key = (amount.currency.clone(), month.plus(-12));
        if let Some(known) = self.last_year.get(&key) {
            return *known;
        }
        let found = self.book.average(&key.0, key.1).ok().map(|rate| self.place_of(rate));
        self.last_year.insert(key, found);
        found
    }

    fn code_of(&mut self, currency: &Arc<str>) -> Option<Arc<str>> {
        if let Some(code) = self.codes.get(currency) {
            return code.clone();
        }
        let code = self.book.code_of(currency);
        self.codes.insert(currency.clone(), code.clone());
        code
    }

    fn known(&mut self, code: &Arc<str>, basis: Basis, month: Month) -> Result<Known, Missing> {
        let key = (code.clone(), basis, month);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let found = self.book.rate(code, basis, month).map(|rate| {
            let plan = (basis == Basis::Actual).then(|| self.book.plan(code, month).ok()).flatten();
            let (value, plan_value) = (rate.rate, plan.as_ref().map(|plan| plan.rate));
            let rate = (self.place_of(rate), value);
            Known { rate, plan: plan.map(|plan| self.place_of(plan)).zip(plan_value) }
        });
        self.known.insert(key, found.clone());
        found
    }

    /// An amount that is carried forward stays as it was converted, where the rate of then is gone.
    fn as_carried(&mut self, amount: &mut LocalAmount, before: Option<Cents>) -> Option<Cents> {
        let rate = self.carried.get(amount.rate? as usize)?.clone();
        let before = before?;
        (amount.rate, amount.plan_rate) = (Some(self.place_of(rate)), None);
        Some(before)
    }

    fn place_of(&mut self, rate: UsedRate) -> u32 {
        let list = &mut self.joined.currencies.used;
        *self.used.entry((rate.currency.clone(), rate.kind, rate.span)).or_insert_with(|| {
            list.push(rate);
            list.len() as u32 - 1
        })
    }

    /// Local sums stand under the mark that was typed until it is known whose it is.
    fn name_sums_by_code(&mut self) {
        let before = std::mem::take(&mut self.joined.currencies.sums);
        for ((currency, file, field), LocalSums { read, apart }) in before {
            let code = self.code_of(&currency).unwrap_or(currency);
            let sums = self.joined.currencies.sums.entry((code, file, field)).or_default();
            sums.read += read;
            sums.apart += apart;
        }
    }

    /// What is said of columns and cells with amounts that have no rate, and of cells that cannot be read.
    fn findings_of_columns(&mut self) -> Vec<Finding> {
        let mut found = Vec::new();
        let outcomes = std::mem::take(&mut self.outcomes_of_columns);
        for ((file, column), outcome) in std::mem::take(&mut self.joined.foreign).into_iter().zip(outcomes) {
            if !outcome.apart.is_empty() {
                let (problem, instead) = self.joined.why_apart(&outcome);
                found.push(Finding { problem, instead, ..self.joined.foreign_finding(file, &column) });
            }
            found.extend(column.unread);
        }
        found
    }

    /// What is not there for amounts whose initiative says their currency: one finding for each row's first cell.
    fn findings_of_initiatives(&self) -> Vec<Finding> {
        let apart = self.outcomes_of_rows.iter().filter(|(_, outcome)| !outcome.apart.is_empty());
        apart
            .map(|((kind, row), outcome)| {
                let key = if *kind == SheetKind::Initiatives { "currency" } else { "initiative_id" };
                let finding = self.joined.finding(Severity::Rejected, Code::UnknownCurrency, *kind, key, *row as usize);
                let (problem, instead) = self.joined.why_apart(outcome);
                Finding { problem, instead, ..finding }
            })
            .collect()
    }

    /// Says of each sheet that amounts were converted.
    fn notes(&self) -> Vec<Finding> {
        let ours = &self.joined.rules.currency;
        let mut counts: BTreeMap<((u32, u32), &Arc<str>), u32> = BTreeMap::new();
        for (sheet, currency, count) in &self.converted {
            *counts.entry((*sheet, currency)).or_default() += count;
        }
        let note = |(((file, sheet), currency), count): (((u32, u32), &Arc<str>), u32)| {
            let file = &self.joined.files[file as usize];
            let sheet = file.has_sheets().then(|| file.sheets[sheet as usize].name.clone());
            let amounts = if count == 1 { "1 amount".to_owned() } else { format!("{count} amounts") };
            Finding {
                address: Address { file: file.source.path.clone(), sheet, cell: None },
                severity: Severity::Noted,
                code: Code::CurrencyConverted,
                column: "".into(),
                found: String::new(),
                problem: format!("{amounts} in {currency} converted to {ours}, at the rates that the intake holds"),
                instead: format!("Nothing to do if they are in {currency}; else name the currency in which they are."),
                cents: None,
            }
        };
        counts.into_iter().map(note).collect()
    }
}

impl Joined<'_> {
    /// Why amounts are not counted, and what to do.
    fn why_apart(&self, outcome: &Outcome) -> (String, String) {
        let count: u32 = outcome.apart.values().sum();
        let all = count + outcome.converted;
        let counted = match (count, all) {
            (1, 1) => "the amount is not counted".to_owned(),
            (count, all) if count == all => format!("{count} amounts are not counted"),
            (count, all) => format!("{count} of {all} amounts are not counted"),
        };
        let ours = &self.rules.currency;
        let Some(first) = outcome.apart.keys().next() else { return Default::default() };
        let more = match outcome.apart.len() {
            1 => String::new(),
            many => format!(" and {} more", many - 1),
        };
        match first {
            Apart::Missing(missing) => (
                format!("There is no {}{more}; {counted}", missing.words(self.rules.calendar)),
                format!("Add the rate to the sheet Rates, or type the amounts in {ours}."),
            ),
            Apart::Unclear(mark) => (
                format!("\"{mark}\" is the mark of several currencies, and the rates do not tell which; {counted}"),
                "Name the currency by its code, such as USD.".to_owned(),
            ),
            Apart::TooLarge => (
                format!("In {ours} no single amount may be above ten billion; {counted}"),
                "Look at the amount and at the rate.".to_owned(),
            ),
        }
    }
}
