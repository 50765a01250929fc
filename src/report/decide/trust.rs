//! How far the data can be trusted.

use crate::{
    model::{
        billing::BillPart,
        check::{Check, not_proved},
        finding::Severity,
        money::Cents,
        period::Month,
        submitter::{Sent, SubmitterStatus},
    },
    report::{
        ReportContext, ledger,
        round::{self, MoneyScale},
        words,
    },
};
use std::collections::BTreeMap;

/// How far the data can be trusted, in one line.
pub fn trust(context: &ReportContext) -> String {
    let mut parts = vec![files_in(context)];
    // A file that a fixed one replaces is no loss; of a bill its money is said.
    let is_bill = |place: u32| context.portfolio.billing.accounts.iter().any(|account| account.file == place);
    let counted =
        (0..).zip(&context.portfolio.files).filter(|(place, file)| file.replaced_by.is_none() && !is_bill(*place));
    let rows: u32 = counted.flat_map(|(_, file)| &file.sheets).map(|sheet| sheet.rows_set_aside).sum();
    let rejected = context.found(Severity::Rejected);
    parts.push(format!(
        "{} set aside, {} rejected",
        words::plural(rows, "row", "rows"),
        words::plural(rejected as u64, "cell", "cells")
    ));
    parts.extend(excluded(context));
    parts.extend(not_assigned(context));
    parts.extend(validated(context));
    parts.extend(ledger::in_one_line(context));
    let failed = context.checks.iter().filter(|check| !Check::holds(check)).count();
    parts.push(match failed {
        0 => {
            let checks = context.checks.len();
            format!("totals agree with what was read ({checks} checks); {}", not_proved(context.findings).join("; "))
        }
        _ => format!("totals DO NOT agree: {failed} of {} checks failed", context.checks.len()),
    });
    parts.join(" · ")
}

/// `77% of benefit validated by finance`.
fn validated(context: &ReportContext) -> Option<String> {
    let year = &context.metrics.total.money.year_to_date;
    let share = round::share_of(year.benefit_validated, year.benefit.actual)?;
    Some(format!("{} of benefit validated by finance", share.text(context.locale())))
}

/// `EUR 15k of actual spend and 31k of actual benefit excluded, listed in Findings`: money in rows and cells that could
/// not be used.
fn excluded(context: &ReportContext) -> Option<String> {
    let apart = |key: &str| context.portfolio.counted_apart(key);
    let parts: Vec<String> = [("spend", apart("cost_actual")), ("benefit", apart("benefit_actual"))]
        .into_iter()
        .filter(|(_, cents)| *cents != Cents::ZERO)
        .enumerate()
        .map(|(place, (name, cents))| {
            let figure = MoneyScale::for_size(cents).figure(cents);
            let amount = match place {
                0 => context.locale().amount(&context.rules.currency, &figure),
                _ => figure.text(context.locale()),
            };
            format!("{amount} of actual {name}")
        })
        .collect();
    (!parts.is_empty()).then(|| format!("{} excluded, listed by finance in Findings", parts.join(" and ")))
}

/// `EUR 1,242 billed and assigned to no initiative`, each currency of a bill.
fn not_assigned(context: &ReportContext) -> Option<String> {
    let mut sums: BTreeMap<&str, Cents> = BTreeMap::new();
    for account in &context.portfolio.billing.accounts {
        *sums.entry(&account.currency).or_default() += account.part(BillPart::NotAssigned).cents;
    }
    let amounts: Vec<String> = (sums.into_iter())
        .filter(|(_, cents)| *cents != Cents::ZERO)
        .map(|(currency, cents)| {
            let locale = context.locale().for_currency(currency);
            locale.amount(currency, &MoneyScale::for_size(cents).figure(cents))
        })
        .collect();
    (!amounts.is_empty()).then(|| format!("{} billed and assigned to no initiative", words::listed(&amounts)))
}

/// `5 of 7 departments reported, Supply Chain did not, HR unchanged since last month`.
fn files_in(context: &ReportContext) -> String {
    let expected: Vec<&SubmitterStatus> = context.portfolio.submitters.iter().filter(|one| one.is_expected).collect();
    let read =
        context.portfolio.files.iter().filter(|file| file.sheets.iter().any(|sheet| sheet.kind.is_some())).count();
    if expected.is_empty() {
        return format!("{} read", words::plural(read as u64, "workbook", "workbooks"));
    }
    let named = |is_wanted: &dyn Fn(&SubmitterStatus) -> bool| {
        let names: Vec<&str> = expected.iter().filter(|one| is_wanted(one)).map(|one| &*one.name).collect();
        names.join(", ")
    };
    let sent = expected.iter().filter(|one| one.has_sent()).count();
    let mut text = format!("{sent} of {} departments reported", expected.len());
    let missing = named(&|one| one.sent == Sent::Missing);
    let unchanged = named(&|one| one.sent != Sent::Missing && !one.has_sent());
    if !missing.is_empty() {
        text.push_str(&format!(", {missing} did not"));
    }
    if !unchanged.is_empty() {
        text.push_str(&format!(", {unchanged} unchanged since last month"));
    }
    let of_file = |file: u32| context.portfolio.files[file as usize].as_of;
    let carried: Vec<Month> =
        context.portfolio.initiatives.origins.iter().filter_map(|origin| of_file(origin.file)).collect();
    if let Some(oldest) = carried.iter().min() {
        let initiatives = words::plural(carried.len() as u64, "initiative", "initiatives");
        text.push_str(&format!(" ({initiatives} carried forward, as of {oldest})"));
    }
    text
}
