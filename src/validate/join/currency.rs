//! Amounts in a currency that is not the report's: converted where there is a rate, else not counted.

use super::{
    Joined,
    changes::Changes,
    conversion::{Conversion, FieldColumns},
    initiatives::Ids,
    place_of,
};
use crate::{
    model::{
        dictionary::SheetKind,
        finding::{Code, Finding, Severity},
        identifier::identifier_key,
        period::Month,
        portfolio::{Fate, TallyKey},
        rates::{CurrencySaid, ForeignColumn, LocalAmount, SaidBy, local_sums},
        table::Values,
        unit::{is_code, may_be},
        workbook::RawValue,
    },
    validate::{
        foreign::{self, code_of},
        kinds::shown,
        sheet::not_counted,
    },
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

impl Joined<'_> {
    /// Settles what becomes of amounts in other currencies, and gives the rates that were used. Without any rates in the
    /// intake none of them is counted.
    pub(super) fn settle_currencies(&mut self, ids: &Ids, findings: &mut Vec<Finding>) {
        let book = self.rates(findings);
        self.drop_answered_marks(ids, &book);
        if book.is_there {
            self.adopt_currencies_of_initiatives(ids, findings);
            self.currencies.with_last_year = self.months_with_last_year();
            Conversion::of(self, &book).run(findings);
            self.are_rates_settled = true;
        } else {
            self.forget_other_currencies(ids, findings);
            for (file, column) in std::mem::take(&mut self.foreign) {
                findings.push(self.foreign_finding(file, &column));
            }
            for kind in SheetKind::EVERY {
                let of_rows: Vec<LocalAmount> =
                    self.table(kind).local.iter().filter(|amount| amount.said == CurrencySaid::Row).cloned().collect();
                findings.extend(of_rows.iter().map(|amount| self.finding_of_row(kind, amount)));
            }
        }
        self.currencies.second = self.second_rates(&book, findings);
    }

    /// What is said of amounts that are not counted; their cell is not good, then.
    pub(super) fn foreign_finding(&mut self, file: u32, column: &ForeignColumn) -> Finding {
        let good = &mut self.files[file as usize].quality.validity.good;
        *good = good.saturating_sub(u32::from(column.address.cell.is_some()));
        foreign::not_counted(column, &self.rules.currency)
    }

    /// The same of an amount whose row says its currency.
    pub(super) fn finding_of_row(&mut self, kind: SheetKind, amount: &LocalAmount) -> Finding {
        let row = amount.row as usize;
        let Finding { address, column: title, .. } =
            self.finding(Severity::Rejected, Code::UnknownCurrency, kind, &amount.field, row);
        let found = shown(&RawValue::Number(amount.cents.units()));
        let (currency, said_by) = (amount.currency.clone(), SaidBy::Cell);
        let column = ForeignColumn { address, title, found, currency, said_by, unread: Vec::new() };
        self.foreign_finding(self.table(kind).origins[row].file, &column)
    }

    /// Is the file of a closed month in which amounts were converted then? They stay so.
    fn was_converted(&self, file: u32) -> bool {
        SheetKind::EVERY.into_iter().any(|kind| {
            let table = self.table(kind);
            let of_file = |amount: &&LocalAmount| table.origins[amount.row as usize].file == file;
            table.local.iter().filter(of_file).any(|amount| amount.rate.is_some())
        })
    }

    /// The rows of initiatives whose currency is another one, with its code.
    pub(super) fn initiatives_in_others(&self) -> Vec<(usize, Arc<str>)> {
        let codes = self.table(SheetKind::Initiatives).text("currency").iter().enumerate();
        let ours = &self.rules.currency;
        codes
            .filter_map(|(row, code)| Some((row, code.clone().filter(|code| !code.eq_ignore_ascii_case(ours))?)))
            .collect()
    }

    /// Amounts in a currency that is not the report's cannot be added to it.
    fn forget_other_currencies(&mut self, ids: &Ids, findings: &mut Vec<Finding>) {
        let ours = &self.rules.currency;
        let mut others = self.initiatives_in_others();
        others.retain(|(row, _)| !self.was_converted(self.table(SheetKind::Initiatives).origins[*row].file));
        if others.is_empty() {
            return;
        }
        let mut foreign = BTreeSet::new();
        for (row, code) in others {
            let mut finding =
                self.finding(Severity::Rejected, Code::UnknownCurrency, SheetKind::Initiatives, "currency", row);
            finding.found = code.to_string();
            finding.problem = format!("The amounts are in {code}, but the report counts {ours}; they are not counted");
            finding.instead = format!("Type all amounts of this initiative in {ours}.");
            finding.cents = self.table(SheetKind::Initiatives).money("budget_requested")[row];
            if let Some(cents) = finding.cents {
                let file = self.table(SheetKind::Initiatives).origins[row].file;
                *self.sums.entry(TallyKey { fate: Fate::Rejected, field: 0, file, month: None }).or_default() += cents;
            }
            findings.push(finding);
            if let Some(budget) = self.tables[0].values_mut("budget_requested") {
                budget.forget(row);
            }
            foreign.insert(row as u32);
        }
        let financials = self.table(SheetKind::Financials);
        let mut keep = vec![true; financials.len()];
        for (row, id) in financials.text("initiative_id").iter().enumerate() {
            let initiative = id.as_ref().and_then(|id| ids.row_of.get(&identifier_key(id)));
            // A bill says its currency itself.
            keep[row] = self.is_billed(row) || initiative.is_none_or(|initiative| !foreign.contains(initiative));
        }
        let (kind, key) = (SheetKind::Financials, "initiative_id");
        for rows in self.by_cell(kind, key, (0..keep.len()).filter(|row| !keep[*row])) {
            let mut finding = self.finding(Severity::SetAside, Code::UnknownCurrency, kind, key, rows[0]);
            finding.found = financials.text(key)[rows[0]].as_deref().unwrap_or_default().to_owned();
            finding.problem = "The initiative's currency is not the report's".to_owned();
            finding.problem.push_str(&not_counted(financials, &rows, self.rules));
            finding.instead = format!("Type the amounts in {ours} and the currency of the initiative too.");
            findings.push(finding);
        }
        self.set_aside(SheetKind::Financials, &keep);
    }

    /// Amounts of which nothing but their initiative says a currency stand in that one.
    fn adopt_currencies_of_initiatives(&mut self, ids: &Ids, findings: &mut Vec<Finding>) {
        let code_of_row: BTreeMap<u32, Arc<str>> =
            self.initiatives_in_others().into_iter().map(|(row, code)| (row as u32, code_of(&code))).collect();
        let code_of_row: BTreeMap<u32, Arc<str>> =
            code_of_row.into_iter().filter(|(_, code)| !may_be(code, &self.rules.currency)).collect();
        if code_of_row.is_empty() {
            return;
        }
        for kind in [SheetKind::Initiatives, SheetKind::Financials] {
            let table = self.table(kind);
            let of_row: Vec<(usize, Arc<str>)> = match kind {
                SheetKind::Initiatives => code_of_row.iter().map(|(row, code)| (*row as usize, code.clone())).collect(),
                _ => (table.text("initiative_id").iter().enumerate())
                    .filter(|(row, _)| !self.is_billed(*row))
                    .filter_map(|(row, id)| {
                        let initiative = ids.row_of.get(&identifier_key(id.as_ref()?))?;
                        Some((row, code_of_row.get(initiative)?.clone()))
                    })
                    .collect(),
            };
            let (mut adopted, mut changes) = (Vec::new(), Changes::default());
            let columns = FieldColumns::of(table);
            let months = match kind {
                SheetKind::Financials => table.month("month").to_vec(),
                _ => vec![None; table.len()],
            };
            for (row, code) in of_row {
                self.adopt((kind, &columns), (row, months[row]), &code, (&mut adopted, &mut changes, findings));
            }
            for (key, cents) in changes.all() {
                *self.sums.entry(key).or_default() += cents;
            }
            self.read_as_local(kind, &adopted);
            let local = &mut self.table_mut(kind).local;
            local.append(&mut adopted);
            local.sort_by_key(|amount| amount.row);
        }
    }

    /// Adds up what stands in other currencies.
    fn read_as_local(&mut self, kind: SheetKind, amounts: &[LocalAmount]) {
        let origins = &self.tables[place_of(kind)].origins;
        let file = |amount: &LocalAmount| origins[amount.row as usize].file;
        for of_file in amounts.chunk_by(|one, other| file(one) == file(other)) {
            for (first, sum) in local_sums(of_file) {
                let key = (first.currency.clone(), file(first), first.field.clone());
                self.currencies.sums.entry(key).or_default().read += sum;
            }
        }
    }

    /// The amounts of a row whose initiative stands in another currency: those that are its own now are put into the list.
    fn adopt(
        &mut self,
        (kind, columns): (SheetKind, &FieldColumns),
        (row, month): (usize, Option<Month>),
        code: &Arc<str>,
        (adopted, changes, findings): (&mut Vec<LocalAmount>, &mut Changes, &mut Vec<Finding>),
    ) {
        for (key, column, field) in columns.checked() {
            let table = self.table(kind);
            let origin = table.origins[row];
            let local = table.local(key, row);
            if let Some(said) = local.map(|local| local.currency.clone()) {
                if !may_be(&said, code) && !may_be(code, &said) {
                    findings.push(self.contradicts_initiative(kind, key, row, &said, code));
                    self.drop_local(kind, key, row);
                } else if !is_code(&said) && may_be(&said, code) {
                    self.name_local(kind, key, row, code);
                }
                continue;
            }
            let Values::Money(values) = &table.columns[column].values else { continue };
            let Some(cents) = values[row] else { continue };
            let tally = |fate| TallyKey { fate, field, file: origin.file, month };
            let sheet = &self.files[origin.file as usize].sheets[origin.sheet as usize];
            if sheet.own_currency.iter().any(|own| own == key) {
                let ours = self.rules.currency.clone();
                let finding = self.contradicts_initiative(kind, key, row, &ours, code);
                findings.push(Finding { cents: Some(cents), ..finding });
                changes.add(tally(Fate::Rejected), cents);
            } else {
                // What was read as the report's currency was none of it.
                changes.add(tally(Fate::Read), -cents);
                let (row, currency, field) = (row as u32, code.clone(), key.clone());
                adopted.push(LocalAmount {
                    row,
                    field,
                    currency,
                    cents,
                    said: CurrencySaid::Initiative,
                    rate: None,
                    at_plan: None,
                    plan_rate: None,
                    last_year_rate: None,
                });
            }
            self.table_mut(kind).columns[column].values.forget(row);
        }
    }

    fn contradicts_initiative(&self, kind: SheetKind, key: &str, row: usize, said: &str, code: &str) -> Finding {
        Finding {
            problem: format!("The amount is in {said}, and its initiative in {code}; it is not counted"),
            instead: format!("Type the amounts of the initiative in {code}, or another currency of the initiative."),
            ..self.finding(Severity::Rejected, Code::UnknownCurrency, kind, key, row)
        }
    }

    /// The mark of an amount is the currency that its initiative names.
    fn name_local(&mut self, kind: SheetKind, key: &str, row: usize, code: &Arc<str>) {
        let table = self.table_mut(kind);
        let file = table.origins[row].file;
        let is_it = |amount: &&mut LocalAmount| amount.row as usize == row && &*amount.field == key;
        let Some(amount) = table.local.iter_mut().find(is_it) else { return };
        let mark = std::mem::replace(&mut amount.currency, code.clone());
        let (field, cents) = (amount.field.clone(), amount.cents);
        self.currencies.sums.entry((mark, file, field.clone())).or_default().read += -cents;
        self.currencies.sums.entry((code.clone(), file, field)).or_default().read += cents;
    }

    /// An amount that cannot be converted stays apart.
    fn drop_local(&mut self, kind: SheetKind, key: &str, row: usize) {
        let table = self.table_mut(kind);
        let file = table.origins[row].file;
        let place = table.local.iter().position(|amount| amount.row as usize == row && &*amount.field == key);
        if let Some(amount) = place.map(|place| table.local.remove(place)) {
            self.currencies.sums.entry((amount.currency, file, amount.field)).or_default().apart += amount.cents;
        }
    }
}
