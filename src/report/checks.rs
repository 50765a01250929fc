//! Does every cent foot? What was read cell by cell against what stands in the reports.

use super::ReportContext;
use crate::model::{
    check::{Check, CheckUnit, Cut},
    dictionary::SheetKind,
    metrics::FrameSums,
    money::Cents,
    portfolio::{Fate, MONEY_FIELDS, TallyKey},
    rates::{LocalAmount, local_sums},
};
use std::{collections::BTreeMap, sync::Arc};

/// All checks of a run. The left side never went through the frames, the right side did.
pub fn checks(context: &ReportContext) -> Vec<Check> {
    let mut checks = rows(context);
    checks.extend(by_file(context));
    checks.extend(by_department(context));
    checks.extend(by_month(context));
    checks.extend(inside_the_report(context));
    checks.extend(by_currency(context));
    checks.extend(by_bill(context));
    checks
}

/// Rows read = rows reported + rows set aside + blank rows, for each kind of sheet.
fn rows(context: &ReportContext) -> Vec<Check> {
    let sheets_of = |kind| {
        context.portfolio.files.iter().flat_map(|file| &file.sheets).filter(move |sheet| sheet.kind == Some(kind))
    };
    SheetKind::EVERY
        .into_iter()
        .filter(|kind| SheetKind::ALL.contains(kind) || sheets_of(*kind).next().is_some())
        .map(|kind| {
            let sheets = sheets_of(kind);
            let read: i64 = sheets
                .map(|sheet| i64::from(sheet.rows_read) - i64::from(sheet.rows_set_aside) - i64::from(sheet.rows_blank))
                .sum();
            Check {
                cut: Cut::Rows(kind),
                scope: kind.name().to_owned(),
                measure: "Rows".to_owned(),
                read,
                reported: context.portfolio.table(kind).len() as i64,
                unit: CheckUnit::Rows,
            }
        })
        .collect()
}

/// Read cell by cell, less what was set aside or rejected.
fn kept(context: &ReportContext, pass: impl Fn(&TallyKey) -> bool) -> i64 {
    let sum = |is_read: bool| context.portfolio.tally.sum(|key| (key.fate == Fate::Read) == is_read && pass(key)).0;
    sum(true) - sum(false)
}

fn money_check(context: &ReportContext, cut: Cut, scope: String, field: u8, sides: (i64, Cents)) -> Check {
    Check {
        cut,
        scope,
        measure: context.money_title(field).to_owned(),
        read: sides.0,
        reported: sides.1.0,
        unit: CheckUnit::Cents,
    }
}

fn by_file(context: &ReportContext) -> Vec<Check> {
    let FrameSums { by_file, .. } = &context.metrics.frame_sums;
    let reported: BTreeMap<(u32, u8), Cents> = by_file.iter().copied().collect();
    let mut read: BTreeMap<(u32, u8), i64> = BTreeMap::new();
    for (key, cents) in context.portfolio.tally.iter() {
        let sign = if key.fate == Fate::Read { 1 } else { -1 };
        *read.entry((key.file, key.field)).or_default() += sign * cents.0;
    }
    let mut keys: Vec<(u32, u8)> = read.keys().chain(reported.keys()).copied().collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter()
        .map(|key| {
            let path = context.portfolio.files[key.0 as usize].source.path.to_string();
            let (left, right) = (read.get(&key).copied(), reported.get(&key).copied());
            money_check(context, Cut::File(key.1), path, key.1, (left.unwrap_or_default(), right.unwrap_or_default()))
        })
        .filter(|check| check.read != 0 || check.reported != 0)
        .collect()
}

fn by_department(context: &ReportContext) -> Vec<Check> {
    let reported: BTreeMap<_, Cents> = context.metrics.frame_sums.by_department.iter().cloned().collect();
    let read = &context.portfolio.department_tally;
    let mut keys: Vec<_> = read.keys().chain(reported.keys()).cloned().collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter()
        .map(|key| {
            let name = if key.0.is_empty() { "(no department)".to_owned() } else { key.0.to_string() };
            let left = read.get(&key).copied().unwrap_or_default().0;
            let right = reported.get(&key).copied().unwrap_or_default();
            let (department, field) = key;
            money_check(context, Cut::Department(field, department), name, field, (left, right))
        })
        .filter(|check| check.read != 0 || check.reported != 0)
        .collect()
}

fn by_month(context: &ReportContext) -> Vec<Check> {
    let reported: BTreeMap<_, Cents> = context.metrics.frame_sums.by_month.iter().copied().collect();
    let mut keys: Vec<_> = reported.keys().copied().collect();
    keys.extend(context.portfolio.tally.iter().filter_map(|(key, _)| Some((key.month?, key.field))));
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter()
        .map(|(month, field)| {
            let read = kept(context, |key| key.month == Some(month) && key.field == field);
            let right = reported.get(&(month, field)).copied().unwrap_or_default();
            money_check(context, Cut::Month(field, month), month.to_string(), field, (read, right))
        })
        .filter(|check| check.read != 0 || check.reported != 0)
        .collect()
}

/// The same sum on two pages is the same number: departments, months and data sheets against the total.
fn inside_the_report(context: &ReportContext) -> Vec<Check> {
    let metrics = context.metrics;
    let total = metrics.total.money;
    let departments =
        metrics.departments.iter().fold(crate::model::metrics::Money::default(), |sum, group| sum.plus(group.money));
    let year = |pick: fn(&crate::model::metrics::MonthMetrics) -> Option<Cents>| -> Cents {
        metrics.months.iter().filter(|month| month.month <= context.assumptions.period).filter_map(pick).sum()
    };
    let check = |scope: &str, measure: &str, read: Cents, reported: Cents| Check {
        cut: Cut::Sums,
        scope: scope.to_owned(),
        measure: measure.to_owned(),
        read: read.0,
        reported: reported.0,
        unit: CheckUnit::Cents,
    };
    let column = |kind: SheetKind, key: &str| -> Cents {
        context.portfolio.table(kind).money(key).iter().flatten().copied().sum()
    };
    let mut checks = vec![
        check(
            "Departments and total",
            "Spend to date",
            departments.year_to_date.cost.actual,
            total.year_to_date.cost.actual,
        ),
        check(
            "Departments and total",
            "Benefit to date",
            departments.year_to_date.benefit.actual,
            total.year_to_date.benefit.actual,
        ),
        check("Months and total", "Spend to date", year(|month| month.cost_actual), total.year_to_date.cost.actual),
        check(
            "Months and total",
            "Benefit to date",
            year(|month| month.benefit_actual),
            total.year_to_date.benefit.actual,
        ),
    ];
    for (field, (kind, key)) in MONEY_FIELDS.iter().enumerate() {
        let read = Cents(kept(context, |tally| usize::from(tally.field) == field));
        let sums = check("Intake and data sheets", context.money_title(field as u8), read, column(*kind, key));
        checks.push(Check { cut: Cut::DataSheets(field as u8), ..sums });
    }
    checks
}

/// Local amounts by currency, file and field: those read less those set aside against those that stand beside converted
/// amounts.
fn by_currency(context: &ReportContext) -> Vec<Check> {
    let mut converted: BTreeMap<(Arc<str>, u32, Arc<str>), Cents> = BTreeMap::new();
    for kind in SheetKind::EVERY {
        let table = context.portfolio.table(kind);
        let file = |amount: &LocalAmount| table.origins[amount.row as usize].file;
        // The rows of a file follow each other, in few currencies and fields.
        for of_file in table.local.chunk_by(|one, other| file(one) == file(other)) {
            for (first, sum) in local_sums(of_file.iter().filter(|amount| amount.rate.is_some())) {
                let key = (first.currency.clone(), file(first), first.field.clone());
                *converted.entry(key).or_default() += sum;
            }
        }
    }
    let read = &context.portfolio.currencies.sums;
    let mut keys: Vec<_> = read.keys().chain(converted.keys()).cloned().collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter()
        .filter(|_| !context.portfolio.currencies.used.is_empty())
        .map(|key| {
            let (left, right) = (read.get(&key).cloned().unwrap_or_default(), converted.get(&key).copied());
            let (currency, file, field) = key;
            let title = MONEY_FIELDS.iter().position(|(_, known)| *known == &*field);
            let title = title.map_or(&*field, |field| context.money_title(field as u8));
            Check {
                scope: format!("{currency}, {}", context.portfolio.files[file as usize].source.path),
                measure: format!("{title}, {currency}"),
                cut: Cut::Currency(currency),
                read: (left.read - left.apart).0,
                reported: right.unwrap_or_default().0,
                unit: CheckUnit::Cents,
            }
        })
        .collect()
}

/// Bills in the currency billed: the total of all rows, added up row by row, less what is not assigned or was set aside and
/// what rounding took, against the amounts that stand in the data.
fn by_bill(context: &ReportContext) -> Vec<Check> {
    let financials = &context.portfolio.financials;
    let ours: Arc<str> = context.rules.currency.as_str().into();
    let is_bill = |file: u32| context.portfolio.billing.accounts.iter().any(|account| account.file == file);
    let mut reported: BTreeMap<(u32, Arc<str>), Cents> = BTreeMap::new();
    for (row, cents) in financials.money("cost_actual").iter().enumerate() {
        let file = financials.origins[row].file;
        let Some(cents) = cents.filter(|_| is_bill(file)) else { continue };
        let (currency, cents) = match financials.local("cost_actual", row) {
            Some(local) => (local.currency.clone(), local.cents),
            None => (ours.clone(), cents),
        };
        *reported.entry((file, currency)).or_default() += cents;
    }
    let accounts = context.portfolio.billing.accounts.iter();
    accounts
        .map(|account| Check {
            scope: context.portfolio.files[account.file as usize].source.path.to_string(),
            measure: format!("{}, {}", context.rules.billing.cost.name(), account.currency),
            cut: Cut::Bill(account.currency.clone()),
            read: account.left_for_initiatives().map_or(i64::MAX, |cents| cents.0),
            reported: reported.get(&(account.file, account.currency.clone())).copied().unwrap_or_default().0,
            unit: CheckUnit::Cents,
        })
        .collect()
}
