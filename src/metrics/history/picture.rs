//! What comparing needs of a snapshot.

use crate::model::{
    history::{Baseline, LocalPart, MoneyKind, MonthMoney, Picture, Pictured, Side},
    identifier::identifier_key,
    money::Cents,
    period::Month,
    phase::Phase,
    rates::Rate,
    snapshot::{Snapshot, SnapshotTable},
};
use jiff::civil::Date;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// The picture of a month.
pub fn picture(snapshot: &Snapshot) -> Picture {
    let submissions = snapshot.table("submissions");
    let submitters = submitters(&submissions);
    let carried = submissions.month("as_of");
    let accepted = submissions.whole("rows_accepted");
    let sent = submissions.text("submitter").iter().enumerate();
    let counts = |row: usize| at(carried, row).is_none() && at(accepted, row).unwrap_or_default() > 0;
    let sent = sent.filter(|(row, _)| counts(*row)).filter_map(|(_, name)| name.clone()).collect();
    let money = money(&snapshot.table("financials"));
    Picture {
        period: snapshot.period,
        initiatives: initiatives(snapshot, &submitters),
        local: local(snapshot, &money),
        money,
        figures: figures(snapshot),
        baselines: baselines(&snapshot.table("baselines")),
        sent,
        approvals: approvals(snapshot),
    }
}

/// The board's latest approval of each initiative: decisions in workbooks that hold no initiatives.
fn approvals(snapshot: &Snapshot) -> BTreeMap<Arc<str>, Date> {
    let (decisions, initiatives) = (snapshot.table("decisions"), snapshot.table("initiatives"));
    let senders: BTreeSet<&str> = initiatives.text("source_file").iter().flatten().map(|file| &**file).collect();
    let mut latest: BTreeMap<Arc<str>, Date> = BTreeMap::new();
    for (row, id) in decisions.text("initiative_id").iter().enumerate() {
        let is_approval = matches!(at(decisions.text("decision"), row).as_deref(), Some("Approve" | "Override"));
        let is_boards = at(decisions.text("source_file"), row).is_some_and(|file| !senders.contains(&*file));
        let (Some(id), Some(day), true) = (id, at(decisions.date("decided_on"), row), is_approval && is_boards) else {
            continue;
        };
        let found = latest.entry(key(id)).or_insert(day);
        *found = day.max(*found);
    }
    latest
}

/// What joins an initiative with another month.
pub fn key(id: &str) -> Arc<str> {
    identifier_key(id).into()
}

fn at<T: Clone>(values: &[Option<T>], row: usize) -> Option<T> {
    values.get(row).cloned().flatten()
}

/// Whose each file is.
fn submitters(submissions: &SnapshotTable) -> BTreeMap<Arc<str>, Arc<str>> {
    let files = submissions.text("source_file").iter().flatten().cloned();
    let pairs = files.zip(submissions.text("submitter").iter().cloned());
    pairs.filter_map(|(file, name)| name.map(|name| (file, name))).collect()
}

fn initiatives(snapshot: &Snapshot, submitters: &BTreeMap<Arc<str>, Arc<str>>) -> Vec<Pictured> {
    let (rows, numbers) = (snapshot.table("initiatives"), snapshot.table("initiative_metrics"));
    let place: BTreeMap<Arc<str>, usize> =
        numbers.text("initiative_id").iter().flatten().enumerate().map(|(row, id)| (key(id), row)).collect();
    let ids = rows.text("initiative_id").iter().enumerate();
    ids.filter_map(|(row, id)| id.as_ref().map(|id| (row, id)))
        .map(|(row, id)| {
            let text = |column: &str| at(rows.text(column), row);
            let number = |column: &str| place.get(&key(id)).and_then(|row| at(numbers.number(column), *row));
            let money = |column: &str| place.get(&key(id)).and_then(|row| at(numbers.money(column), *row));
            let rank = place.get(&key(id)).and_then(|row| at(numbers.whole("rank"), *row));
            Pictured {
                id: id.clone(),
                key: key(id),
                name: text("name"),
                department: text("department"),
                phase: text("phase").and_then(|phase| Phase::named(&phase)),
                rank: rank.and_then(|rank| u32::try_from(rank).ok()),
                cost_outlook: money("cost_outlook_year"),
                benefit_outlook: money("benefit_outlook_year"),
                cost_to_date: money("cost_actual_ytd"),
                benefit_to_date: money("benefit_actual_ytd"),
                attainment: number("kpi_attainment"),
                approved_on: at(rows.date("approved_on"), row),
                planned_production_on: at(rows.date("planned_production_on"), row),
                decision_needed: text("decision_needed"),
                decision_needed_by: at(rows.date("decision_needed_by"), row),
                decision: text("decision"),
                decision_on: at(rows.date("decision_on"), row),
                submitter: text("source_file").and_then(|file| submitters.get(&file).cloned()),
                as_of: at(rows.month("as_of"), row),
            }
        })
        .collect()
}

/// Rows of one initiative and month added up; a column is unknown only when no row has it.
fn money(rows: &SnapshotTable) -> BTreeMap<(Arc<str>, Month), MonthMoney> {
    let mut sums: BTreeMap<(Arc<str>, Month), MonthMoney> = BTreeMap::new();
    let months = rows.month("month");
    for (row, id) in rows.text("initiative_id").iter().enumerate() {
        let (Some(id), Some(month)) = (id, at(months, row)) else { continue };
        let sum = sums.entry((key(id), month)).or_default();
        for (amount, column) in [
            (&mut sum.cost_planned, "cost_planned"),
            (&mut sum.cost_actual, "cost_actual"),
            (&mut sum.cost_forecast, "cost_forecast"),
            (&mut sum.benefit_planned, "benefit_planned"),
            (&mut sum.benefit_actual, "benefit_actual"),
            (&mut sum.benefit_forecast, "benefit_forecast"),
        ] {
            if let Some(cents) = at(rows.money(column), row) {
                *amount = Some(amount.unwrap_or_default() + cents);
            }
        }
    }
    sums
}

/// Amounts of Financials that stand in other currencies. A month that an older program kept has none.
fn local(
    snapshot: &Snapshot,
    money: &BTreeMap<(Arc<str>, Month), MonthMoney>,
) -> BTreeMap<(Arc<str>, Month), Vec<LocalPart>> {
    let mut parts: BTreeMap<(Arc<str>, Month), Vec<LocalPart>> = BTreeMap::new();
    let amounts = snapshot.table("local_amounts");
    if amounts.is_empty() {
        return parts;
    }
    let rows = snapshot.table("financials");
    let row_of = rows_by_entry(&rows);
    for place in 0..amounts.len() {
        let mut add = || {
            let text = |column: &str| at(amounts.text(column), place);
            let entry = (text("source_file")?, text("source_sheet")?, at(amounts.whole("source_entry"), place)?);
            let row = *row_of.get(&entry).filter(|_| text("table").as_deref() == Some("financials"))?;
            let field = text("field")?;
            let side = if field.starts_with("cost") { Side::Cost } else { Side::Benefit };
            let month = (key(&at(rows.text("initiative_id"), row)?), at(rows.month("month"), row)?);
            let part = LocalPart {
                side,
                kind: MoneyKind::Planned,
                currency: text("currency")?,
                local: at(amounts.money("local_amount"), place)?,
                rate: Rate::of(at(amounts.number("rate"), place)?)?,
                cents: at(rows.money(&field), row)?,
            };
            let real = money.get(&month).and_then(|sum| sum.actual(side)).filter(|_| month.1 <= snapshot.period);
            let has_forecast = || at(rows.money(forecast(side)), row).is_some();
            let kinds: &[MoneyKind] = match &*field {
                "cost_actual" | "benefit_actual" if real.is_some() => &[MoneyKind::Actual, MoneyKind::Outlook],
                "cost_actual" | "benefit_actual" => &[MoneyKind::Actual],
                "cost_forecast" | "benefit_forecast" if real.is_none() => &[MoneyKind::Outlook],
                "cost_planned" | "benefit_planned" if real.is_none() && !has_forecast() => {
                    &[MoneyKind::Planned, MoneyKind::Outlook]
                }
                "cost_planned" | "benefit_planned" => &[MoneyKind::Planned],
                _ => &[],
            };
            let of_month = parts.entry(month).or_default();
            of_month.extend(kinds.iter().map(|kind| LocalPart { kind: *kind, ..part.clone() }));
            Some(())
        };
        // What names no row that is kept says nothing.
        let _ = add();
    }
    parts
}

fn forecast(side: Side) -> &'static str {
    match side {
        Side::Cost => "cost_forecast",
        Side::Benefit => "benefit_forecast",
    }
}

/// The rows of a kept table by their files, sheets and entries.
fn rows_by_entry(rows: &SnapshotTable) -> BTreeMap<(Arc<str>, Arc<str>, i64), usize> {
    let (files, sheets, entries) = (rows.text("source_file"), rows.text("source_sheet"), rows.whole("source_entry"));
    let entry = |row: usize| Some(((at(files, row)?, at(sheets, row)?, at(entries, row)?), row));
    (0..rows.len()).filter_map(entry).collect()
}

/// Values of the portfolio's figures by their keys, and of the measures of the centre by their ids.
pub fn figures(snapshot: &Snapshot) -> BTreeMap<Arc<str>, f64> {
    let mut values = BTreeMap::new();
    for (table, key) in [("figures", "key"), ("measures", "id")] {
        let table = snapshot.table(table);
        let keys = table.text(key).iter().enumerate();
        values.extend(keys.filter_map(|(row, key)| Some((key.clone()?, at(table.number("value"), row)?))));
    }
    values
}

fn baselines(table: &SnapshotTable) -> BTreeMap<Arc<str>, Baseline> {
    let ids = table.text("initiative_id").iter().enumerate();
    ids.filter_map(|(row, id)| {
        let id = id.clone()?;
        let cents = |column: &str| at(table.money(column), row).unwrap_or(Cents::ZERO);
        let baseline = Baseline {
            set_in: at(table.month("set_in"), row)?,
            cost_planned: cents("cost_planned"),
            benefit_planned: cents("benefit_planned"),
            planned_production_on: at(table.date("planned_production_on"), row),
            cost_rate_effect: cents("cost_rate_effect"),
            benefit_rate_effect: cents("benefit_rate_effect"),
            id: id.clone(),
        };
        Some((key(&id), baseline))
    })
    .collect()
}
