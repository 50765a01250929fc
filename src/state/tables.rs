//! What is kept of a month: its rows as accepted, the numbers, who sent what, where each field stood, how many findings.

use crate::model::{
    dictionary::SheetKind,
    finding::{Finding, Severity},
    history::Baseline,
    money::Cents,
    period::Month,
    portfolio::{CheckedFile, Portfolio},
    rates::{LocalAmount, UsedRate},
    record::{FigureRecord, InitiativeRecord, MeasureRecord, RunRecord},
    snapshot::{Snapshot, SnapshotColumn, SnapshotTable, SnapshotValues},
    table::{Table, Values},
    workbook::column_letters,
};
use std::{collections::BTreeMap, sync::Arc};

/// The sheets whose rows are kept: what departments send, and what the board decided.
pub const KEPT: [SheetKind; 6] = [
    SheetKind::Initiatives,
    SheetKind::Financials,
    SheetKind::Outcomes,
    SheetKind::Team,
    SheetKind::Decisions,
    SheetKind::Usage,
];

/// The month of a run.
pub fn snapshot(portfolio: &Portfolio, findings: &[Finding], record: &RunRecord) -> Snapshot {
    let mut tables: Vec<SnapshotTable> =
        KEPT.into_iter().map(|kind| rows(portfolio.table(kind), &portfolio.files)).collect();
    tables.push(initiative_metrics(&record.initiatives));
    tables.push(figures(&record.portfolio));
    tables.push(measures(&record.measures));
    tables.push(submissions(&portfolio.files));
    tables.push(columns(&portfolio.files));
    tables.push(cells(portfolio));
    tables.push(finding_counts(findings));
    tables.extend(local_amounts(portfolio));
    tables.extend(billed_volumes(portfolio));
    Snapshot { period: record.period, tables }
}

/// Plans as they stood when each initiative was first closed in Approved or later.
pub fn baselines(baselines: &[Baseline]) -> SnapshotTable {
    let each = || baselines.iter();
    let mut columns = vec![
        text("initiative_id", each().map(|one| Some(one.id.clone()))),
        month("set_in", each().map(|one| Some(one.set_in))),
        money("cost_planned", each().map(|one| Some(one.cost_planned.0))),
        money("benefit_planned", each().map(|one| Some(one.benefit_planned.0))),
        column("planned_production_on", SnapshotValues::Date(each().map(|one| one.planned_production_on).collect())),
    ];
    // Most companies have one currency.
    if each().any(|one| [one.cost_rate_effect, one.benefit_rate_effect] != [Cents::ZERO; 2]) {
        columns.push(money("cost_rate_effect", each().map(|one| Some(one.cost_rate_effect.0))));
        columns.push(money("benefit_rate_effect", each().map(|one| Some(one.benefit_rate_effect.0))));
    }
    SnapshotTable { name: "baselines".into(), columns }
}

/// The measures of the centre, M1 to M34.
fn measures(measures: &[MeasureRecord]) -> SnapshotTable {
    let columns = vec![
        text("id", measures.iter().map(|one| Some((&*one.id).into()))),
        text("unit", measures.iter().map(|one| Some(one.unit.into()))),
        number("value", measures.iter().map(|one| one.value)),
        number("numerator", measures.iter().map(|one| one.numerator)),
        number("denominator", measures.iter().map(|one| one.denominator)),
        whole("left_out", measures.iter().map(|one| Some(one.left_out.into()))),
    ];
    SnapshotTable { name: "measures".into(), columns }
}

/// Accepted rows: every field of the dictionary, then where each row came from.
pub(super) fn rows(table: &Table, files: &[CheckedFile]) -> SnapshotTable {
    let mut columns: Vec<SnapshotColumn> = table
        .columns
        .iter()
        .map(|column| SnapshotColumn { name: column.key.clone(), values: kept(&column.values) })
        .collect();
    let file = |index: u32| &files[index as usize];
    let origins = || table.origins.iter();
    columns.push(text("source_file", origins().map(|origin| Some(file(origin.file).source.path.clone()))));
    columns.push(text(
        "source_sheet",
        origins().map(|origin| Some(file(origin.file).sheets[origin.sheet as usize].name.clone())),
    ));
    columns.push(whole("source_row", origins().map(|origin| Some(i64::from(origin.row) + 1))));
    columns.push(whole("source_entry", origins().map(|origin| Some(i64::from(origin.entry)))));
    columns.push(month("as_of", origins().map(|origin| file(origin.file).as_of)));
    SnapshotTable { name: table.kind.key().into(), columns }
}

fn kept(values: &Values) -> SnapshotValues {
    match values {
        Values::Text(list) => SnapshotValues::Text(list.clone()),
        Values::List(list) => {
            SnapshotValues::Text(list.iter().map(|texts| texts.as_ref().map(|texts| joined(texts).into())).collect())
        }
        Values::Money(list) => SnapshotValues::Money(list.clone()),
        Values::Number(list) => SnapshotValues::Number(list.clone()),
        Values::Date(list) => SnapshotValues::Date(list.clone()),
        Values::Month(list) => SnapshotValues::Month(list.clone()),
        Values::YesNo(list) => SnapshotValues::YesNo(list.clone()),
    }
}

fn joined(texts: &[Arc<str>]) -> String {
    texts.iter().map(|text| &**text).collect::<Vec<&str>>().join("; ")
}

/// The numbers of each initiative, under the names of `run.json` without `_cents`.
fn initiative_metrics(records: &[InitiativeRecord]) -> SnapshotTable {
    let of = |pick: fn(&InitiativeRecord) -> Option<i64>| records.iter().map(pick);
    let number = |name: &str, pick: fn(&InitiativeRecord) -> Option<f64>| number(name, records.iter().map(pick));
    let money = |name: &str, pick: fn(&InitiativeRecord) -> Option<i64>| money(name, of(pick));
    let counted = |name: &str, pick: fn(&InitiativeRecord) -> Option<i64>| whole(name, of(pick));
    let columns = vec![
        text("initiative_id", records.iter().map(|one| Some(one.initiative_id.as_str().into()))),
        number("score", |one| one.score),
        number("score_low", |one| Some(one.score_low)),
        number("score_high", |one| Some(one.score_high)),
        number("coverage", |one| Some(one.coverage)),
        counted("rank", |one| one.rank.map(i64::from)),
        number("value", |one| one.value),
        number("feasibility_score", |one| one.feasibility_score),
        text("quadrant", records.iter().map(|one| one.quadrant.map(Arc::from))),
        money("npv", |one| one.npv_cents),
        number("payback_months", |one| one.payback_months),
        money("cost_planned_ytd", |one| one.cost_planned_ytd_cents),
        money("cost_actual_ytd", |one| one.cost_actual_ytd_cents),
        money("benefit_planned_ytd", |one| one.benefit_planned_ytd_cents),
        money("benefit_actual_ytd", |one| one.benefit_actual_ytd_cents),
        money("cost_actual_life", |one| one.cost_actual_life_cents),
        money("benefit_actual_life", |one| one.benefit_actual_life_cents),
        money("cost_outlook_year", |one| one.cost_outlook_year_cents),
        money("benefit_outlook_year", |one| one.benefit_outlook_year_cents),
        number("kpi_attainment", |one| one.kpi_attainment),
        counted("kpis_known", |one| Some(one.kpis_known.into())),
        counted("kpis_unknown", |one| Some(one.kpis_unknown.into())),
    ];
    SnapshotTable { name: "initiative_metrics".into(), columns }
}

/// The portfolio's figures, one a row, under the names of `run.json`.
fn figures(figures: &BTreeMap<&'static str, FigureRecord>) -> SnapshotTable {
    let columns = vec![
        text("key", figures.keys().map(|key| Some((*key).into()))),
        text("unit", figures.values().map(|figure| Some(figure.unit.into()))),
        number("value", figures.values().map(|figure| figure.value)),
        whole("numerator", figures.values().map(|figure| figure.numerator)),
        whole("denominator", figures.values().map(|figure| figure.denominator)),
        whole("left_out", figures.values().map(|figure| Some(figure.left_out.into()))),
    ];
    SnapshotTable { name: "figures".into(), columns }
}

/// One row a finding of workbooks by themselves.
pub(super) fn findings(findings: &[&Finding]) -> SnapshotTable {
    let each = || findings.iter();
    let columns = vec![
        text("source_file", each().map(|one| Some(one.address.file.clone()))),
        text("source_sheet", each().map(|one| one.address.sheet.clone())),
        text("cell", each().map(|one| one.address.cell.map(|cell| cell.to_string().into()))),
        text("severity", each().map(|one| Some(one.severity.text().into()))),
        text("code", each().map(|one| Some(one.code.text().into()))),
        text("problem", each().map(|one| Some(one.problem.as_str().into()))),
        text("instead", each().map(|one| Some(one.instead.as_str().into()))),
        money("money", each().map(|one| one.cents.map(|cents| cents.0))),
    ];
    SnapshotTable { name: "findings".into(), columns }
}

/// One row a file of the intake.
pub(super) fn submissions(files: &[CheckedFile]) -> SnapshotTable {
    type Count = fn(&crate::model::portfolio::CheckedSheet) -> u32;
    let counted = |name: &str, pick: Count| {
        whole(name, files.iter().map(|file| Some(file.sheets.iter().map(|sheet| i64::from(pick(sheet))).sum())))
    };
    let columns = vec![
        text("source_file", files.iter().map(|file| Some(file.source.path.clone()))),
        text("submitter", files.iter().map(|file| file.submitter.clone())),
        text("sha256", files.iter().map(|file| Some(file.source.sha256.as_str().into()))),
        text("values_digest", files.iter().map(|file| file.values_digest.as_deref().map(Arc::from))),
        text("saved_at", files.iter().map(|file| file.properties.saved_at.map(|at| at.to_string().into()))),
        text("skipped_because", files.iter().map(|file| file.skipped_because.as_deref().map(Arc::from))),
        month("as_of", files.iter().map(|file| file.as_of)),
        counted("rows_read", |sheet| sheet.rows_read),
        counted("rows_accepted", |sheet| sheet.rows_accepted),
        counted("rows_set_aside", |sheet| sheet.rows_set_aside),
        counted("rows_blank", |sheet| sheet.rows_blank),
    ];
    SnapshotTable { name: "submissions".into(), columns }
}

/// Where each field stood: with the row of `initiatives` or another table, this is a cell.
fn columns(files: &[CheckedFile]) -> SnapshotTable {
    let fields = || {
        files.iter().flat_map(|file| {
            file.sheets.iter().flat_map(move |sheet| {
                sheet.columns.iter().filter_map(move |field| sheet.kind.map(|kind| (file, sheet, kind, field)))
            })
        })
    };
    let columns = vec![
        text("source_file", fields().map(|(file, ..)| Some(file.source.path.clone()))),
        text("source_sheet", fields().map(|(_, sheet, ..)| Some(sheet.name.clone()))),
        text("table", fields().map(|(_, _, kind, _)| Some(kind.key().into()))),
        whole("header_row", fields().map(|(_, sheet, ..)| Some(sheet.header_row.into()))),
        text("field", fields().map(|(.., (field, _))| Some(field.clone()))),
        text("column", fields().map(|(.., (_, position))| Some(column_letters(*position).into()))),
    ];
    SnapshotTable { name: "columns".into(), columns }
}

/// The cells of values whose rows were made of several rows or columns of a sheet: `columns` cannot say them.
fn cells(portfolio: &Portfolio) -> SnapshotTable {
    struct Value {
        file: Arc<str>,
        sheet: Arc<str>,
        kind: SheetKind,
        entry: u32,
        field: Arc<str>,
        cell: String,
    }
    let mut found: Vec<Value> = Vec::new();
    for kind in KEPT {
        for origin in &portfolio.table(kind).origins {
            let file = &portfolio.files[origin.file as usize];
            let sheet = &file.sheets[origin.sheet as usize];
            let places = sheet.spread.iter().filter_map(|(field, places)| {
                let place = places.get(origin.entry as usize)?;
                Some(Value {
                    file: file.source.path.clone(),
                    sheet: sheet.name.clone(),
                    kind,
                    entry: origin.entry,
                    field: field.clone(),
                    cell: place.to_string(),
                })
            });
            found.extend(places);
        }
    }
    let columns = vec![
        text("source_file", found.iter().map(|value| Some(value.file.clone()))),
        text("source_sheet", found.iter().map(|value| Some(value.sheet.clone()))),
        text("table", found.iter().map(|value| Some(value.kind.key().into()))),
        whole("source_entry", found.iter().map(|value| Some(value.entry.into()))),
        text("field", found.iter().map(|value| Some(value.field.clone()))),
        text("cell", found.iter().map(|value| Some(value.cell.as_str().into()))),
    ];
    SnapshotTable { name: "cells".into(), columns }
}

/// Amounts that stand in another currency, with the rate at which they were converted; no table where there are none.
fn local_amounts(portfolio: &Portfolio) -> Option<SnapshotTable> {
    let amounts: Vec<(SheetKind, &LocalAmount, &UsedRate)> = KEPT
        .into_iter()
        .flat_map(|kind| portfolio.table(kind).local.iter().map(move |amount| (kind, amount)))
        .filter_map(|(kind, amount)| Some((kind, amount, portfolio.currencies.used.get(amount.rate? as usize)?)))
        .collect();
    let each = || amounts.iter();
    let origin =
        |(kind, amount, _): &(SheetKind, &LocalAmount, &UsedRate)| portfolio.table(*kind).origins[amount.row as usize];
    let file = |one| &portfolio.files[origin(one).file as usize];
    let cells = |rate: &UsedRate| rate.cells.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ");
    let columns = vec![
        text("source_file", each().map(|one| Some(file(one).source.path.clone()))),
        text("source_sheet", each().map(|one| Some(file(one).sheets[origin(one).sheet as usize].name.clone()))),
        text("table", each().map(|(kind, ..)| Some(kind.key().into()))),
        whole("source_entry", each().map(|one| Some(origin(one).entry.into()))),
        text("field", each().map(|(_, amount, _)| Some(amount.field.clone()))),
        text("currency", each().map(|(_, amount, _)| Some(amount.currency.clone()))),
        money("local_amount", each().map(|(_, amount, _)| Some(amount.cents.0))),
        number("rate", each().map(|(.., rate)| Some(rate.rate.value()))),
        text("rate_kind", each().map(|(.., rate)| Some(rate.kind.value().into()))),
        text("rate_of", each().map(|(.., rate)| Some(rate.span.to_string().into()))),
        text("rate_cell", each().map(|(.., rate)| Some(cells(rate).into()))),
        text("rate_made_of", each().map(|(.., rate)| Some(rate.made_of.as_str().into()))),
        money("at_plan_rate", each().map(|(_, amount, _)| amount.at_plan.map(|cents| cents.0))),
    ];
    (!amounts.is_empty()).then(|| SnapshotTable { name: "local_amounts".into(), columns })
}

/// Quantities that bills have of initiatives; no table where there are none.
fn billed_volumes(portfolio: &Portfolio) -> Option<SnapshotTable> {
    let volumes = &portfolio.billing.volumes;
    let columns = vec![
        text("initiative_id", volumes.iter().map(|one| Some(one.initiative.clone()))),
        month("month", volumes.iter().map(|one| Some(one.month))),
        text("unit", volumes.iter().map(|one| Some(one.unit.clone()))),
        // Exact, with as many digits as the bill has.
        text("quantity", volumes.iter().map(|one| Some(one.quantity.to_string().into()))),
    ];
    (!volumes.is_empty()).then(|| SnapshotTable { name: "billed_volumes".into(), columns })
}

/// How many findings of each kind a file had, and the money they cost.
fn finding_counts(findings: &[Finding]) -> SnapshotTable {
    let mut counts: BTreeMap<(&str, Severity, &str), (i64, Cents)> = BTreeMap::new();
    for finding in findings {
        let key = (&*finding.address.file, finding.severity, finding.code.text());
        let (count, cents) = counts.entry(key).or_default();
        *count += 1;
        *cents += finding.cents.unwrap_or_default();
    }
    let columns = vec![
        text("source_file", counts.keys().map(|(file, ..)| Some((*file).into()))),
        text("severity", counts.keys().map(|(_, severity, _)| Some(severity.text().into()))),
        text("code", counts.keys().map(|(.., code)| Some((*code).into()))),
        whole("count", counts.values().map(|(count, _)| Some(*count))),
        money("money", counts.values().map(|(_, cents)| Some(cents.0))),
    ];
    SnapshotTable { name: "findings".into(), columns }
}

fn column(name: &str, values: SnapshotValues) -> SnapshotColumn {
    SnapshotColumn { name: name.into(), values }
}

fn text(name: &str, values: impl Iterator<Item = Option<Arc<str>>>) -> SnapshotColumn {
    column(name, SnapshotValues::Text(values.collect()))
}

fn whole(name: &str, values: impl Iterator<Item = Option<i64>>) -> SnapshotColumn {
    column(name, SnapshotValues::Whole(values.collect()))
}

fn number(name: &str, values: impl Iterator<Item = Option<f64>>) -> SnapshotColumn {
    column(name, SnapshotValues::Number(values.collect()))
}

fn money(name: &str, values: impl Iterator<Item = Option<i64>>) -> SnapshotColumn {
    column(name, SnapshotValues::Money(values.map(|cents| cents.map(Cents)).collect()))
}

fn month(name: &str, values: impl Iterator<Item = Option<Month>>) -> SnapshotColumn {
    column(name, SnapshotValues::Month(values.collect()))
}
