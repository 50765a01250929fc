//! Bills in the workbook of finance: what became of each, and what initiatives are billed.

use super::{ReportContext, columns::Columns, round, tables::text, words as phrases};
use crate::model::{
    billing::{BillAccount, BillPart, BilledRow},
    money::Cents,
    report::{Block, Cell, Section, Table},
};

/// Each bill in each of its currencies: total = assigned + not assigned + what was set aside + rounding. Nothing where the
/// intake has no bill.
pub fn accounts(context: &ReportContext) -> Option<Table> {
    let accounts = &context.portfolio.billing.accounts;
    let has = |part: BillPart| {
        let always = matches!(part, BillPart::Assigned | BillPart::NotAssigned);
        always || accounts.iter().any(|account| account.part(part).rows > 0)
    };
    let table = Columns::new()
        .words("Bill", |account: &BillAccount| text(path(context, account.file)))
        .short("Currency", |account| text(&*account.currency))
        .numbers("Rows", |account| Cell::Figure(round::count(account.total.rows as i64)))
        .numbers("Total", |account| Cell::Figure(round::cents(total(account))))
        .each(BillPart::ALL.into_iter().filter(|part| has(*part)), |columns, part| {
            columns.numbers(part.title(), move |account| Cell::Figure(round::cents(account.part(part).cents)))
        })
        .numbers("Rounding", |account| Cell::Figure(round::cents(rounding(account))))
        .table("Bills", "Bills: total = what became of its parts + rounding, in the currency billed", accounts);
    (!accounts.is_empty()).then_some(table)
}

fn path<'a>(context: &ReportContext<'a>, file: u32) -> &'a str {
    &context.portfolio.files[file as usize].source.path
}

fn total(account: &BillAccount) -> Cents {
    account.total.sum.cents().unwrap_or_default()
}

/// Of the total that is shown: all parts are rounded, and so is it.
fn rounding(account: &BillAccount) -> Cents {
    let parts: Cents = account.parts.values().map(|part| part.cents).sum();
    total(account) - parts
}

/// The sheet of what initiatives are billed; nothing where the intake has no bill.
pub fn sheet(context: &ReportContext) -> Option<Section> {
    let billing = &context.portfolio.billing;
    let column = context.rules.billing.cost.name();
    let assigned = billing.rows.iter().filter(|row| row.part == BillPart::Assigned).count() as u64;
    let from = phrases::plural(bills(context) as u64, "bill", "bills");
    let title = match assigned {
        0 => format!("Nothing from {from} counts as actual cost."),
        count => {
            let amounts = phrases::plural(count, "amount counts as actual cost", "amounts count as actual cost");
            format!("{} from {from}.", phrases::sentence(&amounts))
        }
    };
    let table = Columns::new()
        .words("Bill", |row: &BilledRow| text(path(context, row.file)))
        .short("Initiative", |row| text(&*row.initiative))
        .short("Month", |row| text(row.month.to_string()))
        .short("Currency", |row| text(&*row.currency))
        .numbers(column, |row| Cell::Figure(round::cents(row.cents)))
        .numbers("Rows of the bill", |row| Cell::Figure(round::count(row.rows as i64)))
        .short("What became of it", |row| text(row.part.title()))
        .table("Billed", "What initiatives are billed, in the currency billed", &billing.rows);
    (!billing.accounts.is_empty()).then(|| Section {
        name: "Billing".to_owned(),
        title,
        scope: format!("{column} by the month of ChargePeriodStart · what is not assigned stands on Checks"),
        detail_sheet: None,
        blocks: vec![Block::Table(table)],
    })
}

/// How many bills the intake has.
fn bills(context: &ReportContext) -> usize {
    let files: std::collections::BTreeSet<u32> =
        context.portfolio.billing.accounts.iter().map(|account| account.file).collect();
    files.len()
}
