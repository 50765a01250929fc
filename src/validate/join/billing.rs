//! Bills become rows of Financials: actual cost of the initiatives that they name, month by month. What cannot be given to
//! an initiative is kept beside, with its sum; of what was typed too only one of both counts.

mod owners;
mod twice;
mod typed;

use super::{Joined, about, empty_table, initiatives::Ids};
use crate::model::{
    billing::{BillAccount, BillEntry, BillPart, BilledRow, BilledVolume, PartSum},
    dictionary::SheetKind,
    exact::Exact,
    finding::{Address, Code, Finding, Severity},
    money::Cents,
    period::Month,
    portfolio::{Fate, MONEY_FIELDS, TallyKey},
    rates::{CurrencySaid, ForeignColumn, LocalAmount, SaidBy},
    table::{Origin, Table, Values},
    usage::RUNNING_COST_TYPE,
    workbook::CellPlace,
};
use owners::{Owner, Owners};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// The field that a bill fills.
const COST: &str = "cost_actual";

/// What an initiative is billed in a month and a currency.
type CostKey = (Arc<str>, Month, Arc<str>);

/// A sum of rows of a bill, with the first of them.
#[derive(Default)]
struct Cost {
    sum: Exact,
    rows: u64,
    first_row: u32,
}

/// What one bill adds up to, by what becomes of it.
#[derive(Default)]
struct Sorted {
    costs: BTreeMap<CostKey, Cost>,
    others: BTreeMap<(Arc<str>, BillPart), PartSum>,
    /// Tag values and mapped ids that are no initiatives, by currency.
    unknown: BTreeMap<(Arc<str>, Arc<str>), Exact>,
}

impl Sorted {
    fn add(&mut self, entry: &BillEntry, fate: Result<(Arc<str>, Month), BillPart>) {
        match fate {
            Ok((initiative, month)) => {
                let cost = self
                    .costs
                    .entry((initiative, month, entry.currency.clone()))
                    .or_insert_with(|| Cost { first_row: entry.first_row, ..Cost::default() });
                cost.sum += entry.sum;
                cost.rows += entry.rows;
                cost.first_row = cost.first_row.min(entry.first_row);
            }
            Err(part) => {
                let other = self.others.entry((entry.currency.clone(), part)).or_default();
                other.exact += entry.sum;
                other.rows += entry.rows;
                let named = entry.named.tag.as_ref().or(entry.named.mapped.as_ref());
                if let Some(named) = named.filter(|_| part == BillPart::NotAssigned) {
                    *self.unknown.entry((named.clone(), entry.currency.clone())).or_default() += entry.sum;
                }
            }
        }
    }
}

impl Joined<'_> {
    /// Does a row of Financials come from a bill?
    pub(super) fn is_billed(&self, row: usize) -> bool {
        let file = self.table(SheetKind::Financials).origins[row].file;
        self.bills.iter().any(|(bill, _)| *bill == file)
    }

    /// Puts what bills have behind the rows of Financials, before currencies are settled.
    pub(super) fn add_bills(&mut self, ids: &Ids, findings: &mut Vec<Finding>) {
        if self.bills.is_empty() {
            return;
        }
        let twice = self.billed_twice(findings);
        let (sorted, volumes) = self.sorted(ids, &twice);
        for (file, sorted) in sorted {
            self.add_bill(file, sorted, findings);
        }
        self.billing.volumes = volumes;
    }

    /// Every bill by what becomes of its costs, and the quantities of all of them.
    fn sorted(&self, ids: &Ids, twice: &BTreeSet<(u32, Month)>) -> (Vec<(u32, Sorted)>, Vec<BilledVolume>) {
        let owners = Owners::of(self.table(SheetKind::Initiatives), ids);
        let mut bills = Vec::new();
        let mut volumes: BTreeMap<(Arc<str>, Month, Arc<str>), Exact> = BTreeMap::new();
        for (file, bill) in &self.bills {
            let is_twice = |month: Month| twice.contains(&(*file, month));
            let mut sorted = Sorted::default();
            bill.entries.iter().for_each(|entry| sorted.add(entry, self.fate(entry, &owners, is_twice)));
            bills.push((*file, sorted));
            for volume in bill.volumes.iter().filter(|volume| !is_twice(volume.month)) {
                if let (Owner::Initiative(id), true) = (owners.owner(&volume.named), volume.month <= self.rules.period)
                {
                    *volumes.entry((id, volume.month, volume.unit.clone())).or_default() += volume.quantity;
                }
            }
        }
        let volumes = volumes
            .into_iter()
            .map(|((initiative, month, unit), quantity)| BilledVolume { initiative, month, unit, quantity })
            .collect();
        (bills, volumes)
    }

    /// Whose an entry is and in which month, or why it is nobody's.
    fn fate(
        &self,
        entry: &BillEntry,
        owners: &Owners,
        is_twice: impl Fn(Month) -> bool,
    ) -> Result<(Arc<str>, Month), BillPart> {
        let Some(month) = entry.month.filter(|_| !entry.currency.is_empty()) else { return Err(BillPart::Unreadable) };
        if is_twice(month) {
            return Err(BillPart::OtherBill);
        }
        match owners.owner(&entry.named) {
            Owner::Initiative(_) if month > self.rules.period => Err(BillPart::Later),
            Owner::Initiative(id) => Ok((id, month)),
            Owner::LeftOut => Err(BillPart::LeftOut),
            Owner::Nobody => Err(BillPart::NotAssigned),
        }
    }

    /// The rows and the accounts of one bill. `sorted` is by what becomes of it.
    fn add_bill(&mut self, file: u32, sorted: Sorted, findings: &mut Vec<Finding>) {
        let Sorted { costs, mut others, unknown } = sorted;
        let mut fitting = Vec::new();
        for ((initiative, month, currency), cost) in costs {
            match cost.sum.cents().filter(|cents| cents.0.abs() <= Cents::LARGEST_CELL) {
                Some(cents) => fitting.push((
                    BilledRow { file, initiative, month, currency, cents, rows: cost.rows, part: BillPart::Assigned },
                    cost,
                )),
                None => {
                    let other = others.entry((currency, BillPart::TooLarge)).or_default();
                    other.exact += cost.sum;
                    other.rows += cost.rows;
                }
            }
        }
        let Some((_, bill)) = self.bills.iter().find(|(other, _)| *other == file) else { return };
        let totals = bill.totals.clone();
        for (currency, total) in totals {
            let mut parts: BTreeMap<BillPart, PartSum> = others
                .iter()
                .filter(|((other, _), _)| *other == currency)
                .map(|((_, part), sum)| (*part, PartSum { cents: sum.exact.cents().unwrap_or_default(), ..*sum }))
                .collect();
            let own = fitting.iter().filter(|(row, _)| row.currency == currency);
            let assigned = own.fold(PartSum::default(), |sum, (row, cost)| PartSum {
                exact: [sum.exact, cost.sum].into_iter().sum(),
                cents: sum.cents + row.cents,
                rows: sum.rows + cost.rows,
            });
            if assigned.rows > 0 {
                parts.insert(BillPart::Assigned, assigned);
            }
            self.billing.accounts.push(BillAccount { file, currency, total, parts });
        }
        self.note_left(file, &unknown, findings);
        self.add_rows(file, fitting);
    }

    /// Rows of Financials. An amount in another currency goes through the rates like a typed one.
    fn add_rows(&mut self, file: u32, rows: Vec<(BilledRow, Cost)>) {
        let kind = SheetKind::Financials;
        let mut table = empty_table(kind, self.rules);
        let first_entry = self.billing.rows.len();
        let mut columns: BTreeMap<Arc<str>, u32> = BTreeMap::new();
        for (place, (row, cost)) in rows.iter().enumerate() {
            table.origins.push(Origin { file, sheet: 0, row: cost.first_row, entry: (first_entry + place) as u32 });
            let is_ours = row.currency.eq_ignore_ascii_case(&self.rules.currency);
            put_row(&mut table, row, &self.rules.billing.category, is_ours);
            if is_ours {
                let field = MONEY_FIELDS.iter().position(|(of, key)| *of == kind && *key == COST).unwrap_or_default();
                let key = TallyKey { fate: Fate::Read, field: field as u8, file, month: Some(row.month) };
                *self.sums.entry(key).or_default() += row.cents;
                continue;
            }
            let column = match columns.get(&row.currency) {
                Some(column) => *column,
                None => self.foreign_column(file, &row.currency, &rows),
            };
            columns.insert(row.currency.clone(), column);
            let sums = self.currencies.sums.entry((row.currency.clone(), file, COST.into())).or_default();
            sums.read += row.cents;
            table.local.push(LocalAmount {
                row: place as u32,
                field: COST.into(),
                currency: row.currency.clone(),
                cents: row.cents,
                said: CurrencySaid::Column(column),
                rate: None,
                at_plan: None,
                plan_rate: None,
                last_year_rate: None,
            });
        }
        let all = table.len();
        table.columns.iter_mut().for_each(|column| column.values.fill_up(all));
        let sheet = &mut self.files[file as usize].sheets[0];
        sheet.rows_read += all as u32;
        sheet.rows_accepted += all as u32;
        self.table_mut(kind).append(table);
        self.billing.rows.extend(rows.into_iter().map(|(row, _)| row));
    }

    /// The amounts of a bill in a currency that is not the report's.
    fn foreign_column(&mut self, file: u32, currency: &Arc<str>, rows: &[(BilledRow, Cost)]) -> u32 {
        let count = rows.iter().filter(|(row, _)| row.currency == *currency).count();
        let title: Arc<str> = format!("{} in {currency}", self.rules.billing.cost.name()).into();
        let cell = CellPlace { row: 0, column: self.bill_of(file).map_or(0, |bill| bill.columns.cost) };
        let address = Address { file: self.files[file as usize].source.path.clone(), sheet: None, cell: Some(cell) };
        let (found, said_by) = (currency.to_string(), SaidBy::Bill(count as u32));
        let column = ForeignColumn { address, title, found, currency: currency.clone(), said_by, unread: Vec::new() };
        self.foreign.push((file, column));
        self.foreign.len() as u32 - 1
    }

    fn bill_of(&self, file: u32) -> Option<&crate::model::billing::Bill> {
        self.bills.iter().find(|(other, _)| *other == file).map(|(_, bill)| bill)
    }

    /// Says of each part of a bill that is nobody's how much it is and what to do: once a file.
    fn note_left(&self, file: u32, unknown: &BTreeMap<(Arc<str>, Arc<str>), Exact>, findings: &mut Vec<Finding>) {
        let path = self.files[file as usize].source.path.clone();
        for (part, severity, code) in [
            (BillPart::NotAssigned, Severity::SetAside, Code::CostNotAssigned),
            (BillPart::Later, Severity::Noted, Code::CostLater),
            (BillPart::Unreadable, Severity::SetAside, Code::BillUnreadable),
            (BillPart::TooLarge, Severity::SetAside, Code::BillUnreadable),
        ] {
            let accounts = self.billing.accounts.iter().filter(|account| account.file == file);
            let sums: Vec<(&str, PartSum)> =
                accounts.filter_map(|account| Some((&*account.currency, *account.parts.get(&part)?))).collect();
            if sums.is_empty() {
                continue;
            }
            let rows: u64 = sums.iter().map(|(_, sum)| sum.rows).sum();
            let rows =
                format!("{} {}", self.rules.locale.number(rows as i64, 0), if rows == 1 { "row" } else { "rows" });
            let amount = sums.iter().map(|(currency, sum)| self.amount(currency, sum.cents)).collect::<Vec<_>>();
            let amount = amount.join(" and ");
            let (problem, instead) = match part {
                BillPart::NotAssigned => (
                    format!("{amount} in {rows} cannot be given to an initiative{}", self.whose(file, unknown)),
                    self.how_to_assign(),
                ),
                BillPart::Later => (
                    format!(
                        "{amount} in {rows} are of months after {}, and do not count yet",
                        self.rules.period.title()
                    ),
                    "Nothing to do: they count in the reports of their months".to_owned(),
                ),
                BillPart::TooLarge => (
                    format!("{amount} in {rows} are more than one amount may be (ten billion); not counted"),
                    "Look at the bill: such an amount is hardly one".to_owned(),
                ),
                _ => (
                    format!(
                        "{amount} in {rows} have no ChargePeriodStart or BillingCurrency that can be read; not counted"
                    ),
                    "Export the bill again, and put it into the folder as it is".to_owned(),
                ),
            };
            let only_ours = match sums[..] {
                [(currency, sum)] if currency.eq_ignore_ascii_case(&self.rules.currency) => Some(sum.cents),
                _ => None,
            };
            findings.push(Finding { severity, cents: only_ours, ..about(path.clone(), code, problem, instead) });
        }
    }

    fn amount(&self, currency: &str, cents: Cents) -> String {
        format!("{} {}", if currency.is_empty() { "?" } else { currency }, self.rules.locale.number(cents.0, 2))
    }

    /// Where most of it stands: what names no initiative, and sub-accounts where nothing names one.
    fn whose(&self, file: u32, unknown: &BTreeMap<(Arc<str>, Arc<str>), Exact>) -> String {
        const NAMED: usize = 3;
        let Some(bill) = self.bill_of(file) else { return String::new() };
        let unknown =
            unknown.iter().map(|((name, currency), sum)| (format!("\"{name}\", which is no id"), currency, *sum));
        let unnamed = bill.unnamed.iter().map(|one| {
            let name = if one.sub_account.is_empty() { "without a sub-account" } else { &*one.sub_account };
            let name = if one.sub_account.is_empty() { name.to_owned() } else { format!("sub-account {name}") };
            (name, &one.currency, one.cost.sum)
        });
        let mut largest: Vec<(String, &Arc<str>, Exact)> = unknown.chain(unnamed).collect();
        largest.sort_by(|one, other| other.2.size().total_cmp(&one.2.size()).then_with(|| one.0.cmp(&other.0)));
        let named: Vec<String> = largest
            .iter()
            .take(NAMED)
            .map(|(name, currency, sum)| format!("{name} ({})", self.amount(currency, sum.cents().unwrap_or_default())))
            .collect();
        match largest.len() {
            0 => String::new(),
            count if count <= NAMED => format!(": {}", named.join(", ")),
            _ => format!("; most of it: {}", named.join(", ")),
        }
    }

    fn how_to_assign(&self) -> String {
        let tag = &self.rules.billing.tag;
        let by_tag =
            if tag.is_empty() { String::new() } else { format!("Tag resources with {tag} = the initiative's id, or ") };
        let text = format!(
            "{by_tag}name the initiative of the sub-account, resource or tag value in [billing]; \"none\" there for what is no AI cost"
        );
        crate::model::finding::sentence(&text)
    }

    /// Once rates are settled and ids resolved: what has no rate, what was typed too, and what all of it adds up to.
    pub(super) fn settle_bills(&mut self, initiatives: &mut Vec<Option<u32>>, findings: &mut Vec<Finding>) {
        if self.bills.is_empty() {
            return;
        }
        let table = self.table(SheetKind::Financials);
        let without_rate: BTreeSet<u32> = table
            .local
            .iter()
            .filter(|amount| amount.rate.is_none() && self.is_billed(amount.row as usize))
            .map(|amount| table.origins[amount.row as usize].entry)
            .collect();
        without_rate.iter().for_each(|entry| self.move_row(*entry, BillPart::NoRate));
        self.settle_typed(initiatives, findings);
    }

    /// A row of a bill does not count after all.
    fn move_row(&mut self, entry: u32, to: BillPart) {
        let Some(row) = self.billing.rows.get_mut(entry as usize) else { return };
        let from = std::mem::replace(&mut row.part, to);
        let (file, currency, cents, rows) = (row.file, row.currency.clone(), row.cents, row.rows);
        let account =
            self.billing.accounts.iter_mut().find(|account| account.file == file && account.currency == currency);
        let Some(account) = account else { return };
        // What was rounded stays rounded: the row is known by its amount from here on.
        let moved = Exact::of_cents(cents);
        if let Some(part) = account.parts.get_mut(&from) {
            *part = PartSum { exact: part.exact.less(moved), cents: part.cents - cents, rows: part.rows - rows };
        }
        let part = account.parts.entry(to).or_default();
        *part =
            PartSum { exact: [part.exact, moved].into_iter().sum(), cents: part.cents + cents, rows: part.rows + rows };
    }
}

/// Fills the fields of a row that a bill knows; the others stay unknown.
fn put_row(table: &mut Table, row: &BilledRow, category: &str, is_ours: bool) {
    let place = table.len() - 1;
    for column in &mut table.columns {
        column.values.fill_up(place);
        let text = match &*column.key {
            "initiative_id" => Some(row.initiative.clone()),
            // What running a thing costs is no investment.
            "cost_type" => Some(RUNNING_COST_TYPE.into()),
            "cost_category" => Some(category.into()),
            _ => None,
        };
        match &mut column.values {
            Values::Text(list) => list.push(text),
            Values::Month(list) if &*column.key == "month" => list.push(Some(row.month)),
            Values::Money(list) if &*column.key == COST => list.push(is_ours.then_some(row.cents)),
            values => values.fill_up(place + 1),
        }
    }
}
