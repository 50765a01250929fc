//! Bills of providers in the FinOps Open Cost and Usage Specification (FOCUS): how they are read by the settings, what one
//! adds up to, and what became of it.

use super::{exact::Exact, finding::Address, money::Cents, period::Month};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// In `[billing]`: what is no cost of AI, and is left out on purpose.
pub const NONE: &str = "none";

/// `[billing]` of the settings.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct BillingRules {
    /// Which column is the cost.
    pub cost: CostColumn,
    /// Key of the tag whose value names the initiative; empty for none.
    pub tag: String,
    /// Which counts where an initiative typed a cost that a bill has too.
    pub typed: TypedOrBilled,
    /// The cost category that billed cost is given.
    pub category: String,
    /// Values of that tag that are no ids, with the initiative they mean.
    pub tags: BTreeMap<String, String>,
    /// Resources, by id or name, with their initiative.
    pub resources: BTreeMap<String, String>,
    /// Sub-accounts, by id or name, with their initiative.
    pub sub_accounts: BTreeMap<String, String>,
}

impl Default for BillingRules {
    fn default() -> Self {
        BillingRules {
            cost: CostColumn::default(),
            tag: "initiative".to_owned(),
            typed: TypedOrBilled::default(),
            category: "Cloud".to_owned(),
            tags: BTreeMap::new(),
            resources: BTreeMap::new(),
            sub_accounts: BTreeMap::new(),
        }
    }
}

impl BillingRules {
    /// Nothing is set.
    pub fn is_default(&self) -> bool {
        *self == BillingRules::default()
    }
}

/// Which column of a bill is its cost.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum CostColumn {
    /// What is invoiced.
    #[default]
    BilledCost,
    /// What the use of the period is worth, with purchases ahead spread over it.
    EffectiveCost,
}

impl CostColumn {
    /// Its name in the specification.
    pub fn name(self) -> &'static str {
        match self {
            CostColumn::BilledCost => "BilledCost",
            CostColumn::EffectiveCost => "EffectiveCost",
        }
    }
}

/// Which of two sources of one cost counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum TypedOrBilled {
    /// The bill; what was typed is set aside.
    #[default]
    Bill,
    /// What was typed; the bill's part is set aside.
    Typed,
}

/// Who a cost is of, as the bill and the settings say it, before anybody knows which initiatives there are.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Named {
    /// By the tag: an id, or what the settings say its value means.
    pub tag: Option<Arc<str>>,
    /// By the resource or the sub-account, as the settings map them.
    pub mapped: Option<Arc<str>>,
}

/// One sum of a bill: of what is named alike, in a month, in a currency.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BillEntry {
    /// Whose cost it is.
    pub named: Named,
    /// By ChargePeriodStart; none where that cannot be read.
    pub month: Option<Month>,
    /// Code as billed.
    pub currency: Arc<str>,
    /// The exact sum.
    pub sum: Exact,
    /// How many rows it is of.
    pub rows: u64,
    /// The first of them, from 0.
    pub first_row: u32,
}

/// Quantities of a bill: of what is named alike, in a month, in a unit.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BillVolume {
    /// Whose use it is.
    pub named: Named,
    /// By ChargePeriodStart.
    pub month: Month,
    /// ConsumedUnit.
    pub unit: Arc<str>,
    /// Exact sum of ConsumedQuantity.
    pub quantity: Exact,
    /// How many rows it is of.
    pub rows: u64,
}

/// A sum of rows in one currency.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct RowSum {
    /// The exact sum.
    pub sum: Exact,
    /// How many rows.
    pub rows: u64,
}

impl RowSum {
    /// Adds rows.
    pub fn add(&mut self, sum: Exact, rows: u64) {
        self.sum += sum;
        self.rows += rows;
    }
}

/// Cost that neither a tag nor the settings name an initiative for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct UnnamedCost {
    /// The sub-account, as people know it; empty for none.
    pub sub_account: Arc<str>,
    /// Code as billed.
    pub currency: Arc<str>,
    /// The rows.
    pub cost: RowSum,
}

/// A bill, added up while it was read.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Bill {
    /// Its columns of tags, of the month and of the cost, from 0.
    pub columns: BillColumns,
    /// Rows below the titles.
    pub rows: u64,
    /// In order of name, month and currency.
    pub entries: Vec<BillEntry>,
    /// In order of name, month and unit.
    pub volumes: Vec<BillVolume>,
    /// Every cost by currency, added row by row apart from the entries, so that both can be compared.
    pub totals: BTreeMap<Arc<str>, RowSum>,
    /// Of them corrections of bills that were issued before.
    pub corrections: BTreeMap<Arc<str>, RowSum>,
    /// Rows whose cost cannot be read, and where the first stands with what.
    pub unreadable: u64,
    /// The first of them.
    pub first_unreadable: Option<(u32, Arc<str>)>,
    /// Under which sub-accounts cost without a name stands, by currency.
    pub unnamed: Vec<UnnamedCost>,
    /// Quantities that cannot be read.
    pub quantities_unreadable: u64,
    /// Of each month the smallest fingerprints of its rows, in order: another bill with the same rows has the same ones.
    pub samples: BTreeMap<Month, Vec<u64>>,
}

impl Bill {
    /// Fingerprints that are kept of a month.
    pub const SAMPLE: usize = 256;

    /// Rows of a month.
    pub fn rows_of(&self, month: Month) -> u64 {
        self.entries.iter().filter(|entry| entry.month == Some(month)).map(|entry| entry.rows).sum()
    }

    /// The months that this bill and another one both have, with the very same rows. Two parts of one export have other
    /// rows; two exports of one month share nearly all of them.
    pub fn months_shared_with(&self, other: &Bill) -> Vec<Month> {
        let both = self.samples.iter().filter_map(|(month, own)| Some((*month, own, other.samples.get(month)?)));
        both.filter(|(_, own, others)| are_of_same_rows(own, others)).map(|(month, ..)| month).collect()
    }
}

/// Do two samples show that their rows are the same, as far as both reach? One in ten is enough: no two charges are alike
/// in every column.
fn are_of_same_rows(own: &[u64], others: &[u64]) -> bool {
    // Of a full sample nothing is known above its largest fingerprint.
    let reach = |sample: &[u64]| match sample.last() {
        Some(last) if sample.len() >= Bill::SAMPLE => *last,
        _ => u64::MAX,
    };
    let both = reach(own).min(reach(others));
    let within = |sample: &[u64]| sample.partition_point(|print| *print <= both);
    let (own, others) = (&own[..within(own)], &others[..within(others)]);
    let shared = own.iter().filter(|print| others.binary_search(print).is_ok()).count();
    let fewer = own.len().min(others.len());
    shared > 0 && (shared == fewer || (shared >= 2 && shared * 10 >= fewer))
}

/// Where the columns stand that make a row of Financials.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct BillColumns {
    /// Tags, else the sub-account, else the cost.
    pub named: u32,
    /// ChargePeriodStart.
    pub month: u32,
    /// The cost.
    pub cost: u32,
}

/// What became of a part of a bill.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum BillPart {
    /// Counted as actual cost of an initiative.
    Assigned,
    /// Nobody knows whose cost it is.
    NotAssigned,
    /// The settings say that it is no cost of AI.
    LeftOut,
    /// Of a month after the reporting month.
    Later,
    /// Its month or currency cannot be read.
    Unreadable,
    /// There is no rate for its currency.
    NoRate,
    /// The same cost was typed, and by the settings that counts.
    TypedCounts,
    /// More than one cell may hold.
    TooLarge,
    /// Another bill has the same rows.
    OtherBill,
}

impl BillPart {
    /// All of them, in the order of tables.
    pub const ALL: [BillPart; 9] = [
        BillPart::Assigned,
        BillPart::NotAssigned,
        BillPart::LeftOut,
        BillPart::Later,
        BillPart::Unreadable,
        BillPart::NoRate,
        BillPart::TypedCounts,
        BillPart::TooLarge,
        BillPart::OtherBill,
    ];

    /// As `run.json` says it.
    pub fn key(self) -> &'static str {
        match self {
            BillPart::Assigned => "assigned",
            BillPart::NotAssigned => "not_assigned",
            BillPart::LeftOut => "left_out",
            BillPart::Later => "later_month",
            BillPart::Unreadable => "unreadable",
            BillPart::NoRate => "no_rate",
            BillPart::TypedCounts => "typed_counts",
            BillPart::TooLarge => "too_large",
            BillPart::OtherBill => "other_bill",
        }
    }

    /// For people, as the title of a column.
    pub fn title(self) -> &'static str {
        match self {
            BillPart::Assigned => "Assigned",
            BillPart::NotAssigned => "Not assigned",
            BillPart::LeftOut => "Left out by settings",
            BillPart::Later => "After the month",
            BillPart::Unreadable => "Unreadable",
            BillPart::NoRate => "Without a rate",
            BillPart::TypedCounts => "Typed counts",
            BillPart::TooLarge => "Too large",
            BillPart::OtherBill => "In another bill",
        }
    }
}

/// What one part of a bill is.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct PartSum {
    /// The exact sum.
    pub exact: Exact,
    /// The sum of its amounts, each rounded to the cent.
    pub cents: Cents,
    /// Rows of the bill.
    pub rows: u64,
}

/// A bill in one currency, and what became of all of it.
#[derive(Clone, PartialEq, Debug)]
pub struct BillAccount {
    /// Index into the portfolio's files.
    pub file: u32,
    /// Code as billed.
    pub currency: Arc<str>,
    /// Added row by row.
    pub total: RowSum,
    /// What became of it.
    pub parts: BTreeMap<BillPart, PartSum>,
}

impl BillAccount {
    /// One part.
    pub fn part(&self, part: BillPart) -> PartSum {
        self.parts.get(&part).copied().unwrap_or_default()
    }

    /// What rounding to cents took away: the exact sum of all parts less that of their amounts.
    pub fn rounding(&self) -> Exact {
        self.parts.values().map(|part| part.exact.less(Exact::of_cents(part.cents))).sum()
    }

    /// What the total leaves for initiatives, in cents, by the rows of the bill alone. None beyond all amounts.
    pub fn left_for_initiatives(&self) -> Option<Cents> {
        let others = self.parts.iter().filter(|(part, _)| **part != BillPart::Assigned).map(|(_, part)| part.exact);
        let assigned = self.part(BillPart::Assigned);
        let rounding = assigned.exact.less(Exact::of_cents(assigned.cents));
        self.total.sum.less(others.sum()).less(rounding).cents()
    }
}

/// A cost of an initiative that a bill has: a row of Financials.
#[derive(Clone, PartialEq, Debug)]
pub struct BilledRow {
    /// Index into the portfolio's files.
    pub file: u32,
    /// Its id; that of the centre for the centre's own.
    pub initiative: Arc<str>,
    /// The month.
    pub month: Month,
    /// Code as billed.
    pub currency: Arc<str>,
    /// As billed, rounded to the cent.
    pub cents: Cents,
    /// Rows of the bill.
    pub rows: u64,
    /// What became of it.
    pub part: BillPart,
}

/// A cost that was typed and billed.
#[derive(Clone, PartialEq, Debug)]
pub struct TypedAndBilled {
    /// Its id.
    pub initiative: Arc<str>,
    /// The month.
    pub month: Month,
    /// The typed cell.
    pub typed_at: Address,
    /// In the report's currency; none without a rate.
    pub typed: Option<Cents>,
    /// What all bills have of it; in the report's currency, none without a rate.
    pub billed: Option<Cents>,
    /// Which of both counts.
    pub counts: TypedOrBilled,
}

/// What an initiative used of a unit in a month, as the bills have it.
#[derive(Clone, PartialEq, Debug)]
pub struct BilledVolume {
    /// Its id.
    pub initiative: Arc<str>,
    /// The month.
    pub month: Month,
    /// ConsumedUnit.
    pub unit: Arc<str>,
    /// The sum.
    pub quantity: Exact,
}

/// All bills of the intake. Empty where there is none.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Billing {
    /// By file and currency.
    pub accounts: Vec<BillAccount>,
    /// By file, initiative, month and currency.
    pub rows: Vec<BilledRow>,
    /// What was typed too.
    pub typed: Vec<TypedAndBilled>,
    /// Quantities by initiative, month and unit, of all bills.
    pub volumes: Vec<BilledVolume>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_rows_are_seen_as_far_as_both_samples_reach() {
        assert!(are_of_same_rows(&[1, 2, 3], &[2, 3, 4]));
        // All rows of the smaller one.
        assert!(are_of_same_rows(&[7], &[2, 7, 9]));
        // One row of many may be alike by chance.
        let many: Vec<u64> = (100..130).collect();
        assert!(!are_of_same_rows(&[1, 2, 3, 100], &many));
        assert!(!are_of_same_rows(&[1, 2], &[3, 4]));
        assert!(!are_of_same_rows(&[], &[]));
        // A full sample of a large bill reaches to 255 only; 900 and 901 may or may not be in it.
        let full: Vec<u64> = (0..Bill::SAMPLE as u64).collect();
        assert!(!are_of_same_rows(&[900, 901], &full));
        assert!(are_of_same_rows(&[10, 20, 900], &full));
    }

    #[test]
    fn a_bill_leaves_what_no_other_part_has() {
        let exact = |text: &str| Exact::read(text).unwrap();
        let part = |text: &str, cents: i64| PartSum { exact: exact(text), cents: Cents(cents), rows: 1 };
        let mut account = BillAccount {
            file: 0,
            currency: "USD".into(),
            total: RowSum { sum: exact("10.0149"), rows: 3 },
            parts: BTreeMap::from([
                (BillPart::Assigned, part("7.004", 700)),
                (BillPart::NotAssigned, part("3.0109", 301)),
            ]),
        };
        // 10.0149 − 3.0109 − (7.004 − 7.00) = 7.00; rounding: 0.004 + 0.0009.
        assert_eq!(account.left_for_initiatives(), Some(Cents(700)));
        assert_eq!(account.rounding().to_string(), "0.0049");
        // A row that went nowhere shows.
        account.total.sum += exact("1");
        assert_eq!(account.left_for_initiatives(), Some(Cents(800)));
    }
}
