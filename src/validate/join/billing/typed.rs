//! A cost that an initiative typed and a bill has too: one of both counts, by a setting, and a finding at the typed cell
//! says so.

use super::{super::Joined, COST};
use crate::model::{
    billing::{BillPart, TypedAndBilled, TypedOrBilled},
    dictionary::SheetKind,
    finding::{Address, Code, Finding, Severity},
    money::Cents,
    period::Month,
    portfolio::{Fate, MONEY_FIELDS, TallyKey},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// The rows of Financials of an initiative (none: the centre) in a month.
#[derive(Default)]
struct SameMonth {
    billed: Vec<usize>,
    typed: Vec<usize>,
}

/// An amount as it stands in its cell.
struct Amount {
    /// In the report's currency; none without a rate.
    cents: Option<Cents>,
    /// As people see it.
    said: String,
}

impl Joined<'_> {
    /// Settles every cost that was typed and billed. `initiatives` has the initiative of each row of Financials.
    pub(super) fn settle_typed(&mut self, initiatives: &mut Vec<Option<u32>>, findings: &mut Vec<Finding>) {
        let same = self.same_months(initiatives);
        self.drop_missing(&same, findings);
        let mut keep = vec![true; initiatives.len()];
        let counts = self.rules.billing.typed;
        for SameMonth { billed, typed } in same.into_values() {
            let typed: Vec<usize> = typed.into_iter().filter(|row| self.may_be_billed(*row)).collect();
            for row in &typed {
                findings.push(self.typed_and_billed(*row, &billed));
            }
            match counts {
                TypedOrBilled::Bill => typed.into_iter().for_each(|row| self.reject_typed(row)),
                TypedOrBilled::Typed if !typed.is_empty() => billed.iter().for_each(|row| keep[*row] = false),
                TypedOrBilled::Typed => {}
            }
        }
        let origins = &self.table(SheetKind::Financials).origins;
        let gone: Vec<u32> = (0..keep.len()).filter(|row| !keep[*row]).map(|row| origins[row].entry).collect();
        gone.into_iter().for_each(|entry| self.move_row(entry, BillPart::TypedCounts));
        self.leave_out(SheetKind::Financials, &keep, Fate::CountedOnce);
        let mut row = 0;
        initiatives.retain(|_| {
            row += 1;
            keep[row - 1]
        });
    }

    /// Months that a bill has, with all their rows. What has no rate counts nowhere, and leaves what was typed alone.
    fn same_months(&self, initiatives: &[Option<u32>]) -> BTreeMap<(Option<u32>, Month), SameMonth> {
        let table = self.table(SheetKind::Financials);
        let (months, actuals) = (table.month("month"), table.money(COST));
        let is_billed: Vec<bool> = (0..table.len()).map(|row| self.is_billed(row)).collect();
        let key = |row: usize| months[row].map(|month| (initiatives[row], month));
        let mut same: BTreeMap<(Option<u32>, Month), SameMonth> = BTreeMap::new();
        for row in (0..table.len()).filter(|row| is_billed[*row] && actuals[*row].is_some()) {
            if let Some(key) = key(row) {
                same.entry(key).or_default().billed.push(row);
            }
        }
        for row in (0..table.len()).filter(|row| !is_billed[*row]) {
            if let Some(month) = key(row).and_then(|key| same.get_mut(&key)) {
                month.typed.push(row);
            }
        }
        same
    }

    /// Is a typed cost perhaps the one that is billed? One of another category is not, and nothing is nothing.
    fn may_be_billed(&self, row: usize) -> bool {
        let table = self.table(SheetKind::Financials);
        let amount = table.money(COST)[row].or_else(|| table.local(COST, row).map(|local| local.cents));
        let category = table.text("cost_category")[row].as_deref();
        amount.is_some_and(|cents| cents != Cents::ZERO)
            && category.is_none_or(|category| category == self.rules.billing.category)
    }

    /// A cell that was left empty because the bill has the cost lacks nothing.
    fn drop_missing(&self, same: &BTreeMap<(Option<u32>, Month), SameMonth>, findings: &mut Vec<Finding>) {
        let table = self.table(SheetKind::Financials);
        let is_empty = |row: &&usize| table.money(COST)[**row].is_none();
        let kind = SheetKind::Financials;
        let cells: BTreeSet<Address> = same
            .values()
            .flat_map(|month| month.typed.iter().filter(is_empty))
            .map(|row| self.finding(Severity::Noted, Code::MissingValue, kind, COST, *row).address)
            .collect();
        findings.retain(|finding| !(finding.code == Code::MissingValue && cells.contains(&finding.address)));
    }

    /// Both amounts, which one counts, and what to do.
    fn typed_and_billed(&mut self, row: usize, billed: &[usize]) -> Finding {
        let kind = SheetKind::Financials;
        let table = self.table(kind);
        let rules = self.rules;
        let (typed, counts) = (self.said(row), rules.billing.typed);
        let bills: BTreeSet<Arc<str>> =
            billed.iter().map(|row| self.files[table.origins[*row].file as usize].source.path.clone()).collect();
        let billed: Option<Cents> = billed.iter().map(|row| table.money(COST)[*row]).sum();
        let initiative = table.text("initiative_id")[row].clone().unwrap_or_default();
        let month = table.month("month")[row].unwrap_or(rules.period);
        let is_sure = table.text("cost_category")[row].is_some();
        let (code, severity) = match (is_sure, counts) {
            (true, TypedOrBilled::Bill) => (Code::BilledAndTyped, Severity::Rejected),
            (false, TypedOrBilled::Bill) => (Code::BilledPerhapsTyped, Severity::Rejected),
            (true, TypedOrBilled::Typed) => (Code::BilledAndTyped, Severity::Noted),
            (false, TypedOrBilled::Typed) => (Code::BilledPerhapsTyped, Severity::Noted),
        };
        let category = &rules.billing.category;
        let alike = match is_sure {
            true => format!("both {category}"),
            false => "and no cost category says that it is another cost".to_owned(),
        };
        let which = match counts {
            TypedOrBilled::Bill => "the bill counts, the typed amount does not",
            TypedOrBilled::Typed => "the typed amount counts, the bill does not",
        };
        let list = bills.iter().map(|path| path.to_string()).collect::<Vec<_>>().join(", ");
        let billed_said = format!("{} {}", rules.currency, rules.locale.number(billed.unwrap_or_default().0, 2));
        let problem = format!(
            "{} typed here and {billed_said} billed ({list}) for {initiative} in {}, {alike}: {which}",
            typed.said,
            month.title()
        );
        let instead = match (is_sure, counts) {
            (true, TypedOrBilled::Bill) => {
                "Delete the typed amount; typed = \"typed\" in [billing] lets it count".to_owned()
            }
            (false, TypedOrBilled::Bill) => format!(
                "Type the Cost category if it is another cost than {category}, in a row of its own; delete it if the bill has it"
            ),
            (true, TypedOrBilled::Typed) => "Delete the typed amount if the bill shall count".to_owned(),
            (false, TypedOrBilled::Typed) => format!(
                "Type the Cost category if it is another cost than {category}, so that both count; delete it if the bill has it"
            ),
        };
        let finding = self.finding(severity, code, kind, COST, row);
        self.billing.typed.push(TypedAndBilled {
            initiative,
            month,
            typed_at: finding.address.clone(),
            typed: typed.cents,
            billed,
            counts,
        });
        Finding { found: typed.said, problem, instead, cents: typed.cents, ..finding }
    }

    /// A typed amount in its own currency.
    fn said(&self, row: usize) -> Amount {
        let table = self.table(SheetKind::Financials);
        let cents = table.money(COST)[row];
        let (currency, own) = match table.local(COST, row) {
            Some(local) => (&*local.currency, local.cents),
            None => (self.rules.currency.as_str(), cents.unwrap_or_default()),
        };
        Amount { cents, said: format!("{currency} {}", self.rules.locale.number(own.0, 2)) }
    }

    /// The cell is as one that cannot be used: its amount was read, and does not count.
    fn reject_typed(&mut self, row: usize) {
        let kind = SheetKind::Financials;
        let table = self.table(kind);
        let (file, month, cents) = (table.origins[row].file, table.month("month")[row], table.money(COST)[row]);
        let local = table.local.iter().position(|amount| amount.row as usize == row && &*amount.field == COST);
        if let Some(cents) = cents {
            let field = MONEY_FIELDS.iter().position(|(of, key)| *of == kind && *key == COST).unwrap_or_default();
            let key = TallyKey { fate: Fate::CountedOnce, field: field as u8, file, month };
            *self.sums.entry(key).or_default() += cents;
        }
        if let Some(local) = local {
            let amount = self.table_mut(kind).local.remove(local);
            // Without a rate it stands apart already.
            if amount.rate.is_some() {
                self.currencies.sums.entry((amount.currency, file, amount.field)).or_default().apart += amount.cents;
            }
        }
        self.table_mut(kind).values_mut(COST).into_iter().for_each(|values| values.forget(row));
    }
}
