//! What `run.json` says of bills.

use super::ReportContext;
use crate::model::record::{BillPartRecord, BillRecord, BilledCostRecord, BillingRecord, TypedAndBilledRecord};

/// Nothing where the intake has no bill.
pub fn billing(context: &ReportContext) -> Option<BillingRecord> {
    let billing = &context.portfolio.billing;
    let path = |file: u32| context.portfolio.files[file as usize].source.path.to_string();
    let bills = billing.accounts.iter().map(|account| BillRecord {
        file: path(account.file),
        currency: account.currency.to_string(),
        rows: account.total.rows,
        total: account.total.sum.to_string(),
        total_cents: account.total.sum.cents().map(|cents| cents.0),
        rounding: account.rounding().to_string(),
        parts: account
            .parts
            .iter()
            .filter(|(_, sum)| sum.rows > 0)
            .map(|(part, sum)| (part.key(), BillPartRecord { rows: sum.rows, cents: sum.cents.0 }))
            .collect(),
    });
    let costs = billing.rows.iter().map(|row| BilledCostRecord {
        initiative_id: row.initiative.to_string(),
        month: row.month,
        file: path(row.file),
        rows: row.rows,
        currency: row.currency.to_string(),
        local_cents: row.cents.0,
        part: row.part.key(),
    });
    let typed = billing.typed.iter().map(|one| TypedAndBilledRecord {
        initiative_id: one.initiative.to_string(),
        month: one.month,
        typed_at: one.typed_at.to_string(),
        typed_cents: one.typed.map(|cents| cents.0),
        billed_cents: one.billed.map(|cents| cents.0),
        counts: one.counts,
    });
    (!billing.accounts.is_empty()).then(|| BillingRecord {
        bills: bills.collect(),
        costs: costs.collect(),
        typed_and_billed: typed.collect(),
    })
}
