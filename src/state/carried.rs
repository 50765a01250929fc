//! What the next month needs of a closed one: who sent what, and the rows of those who send nothing now.

use super::tables::KEPT;
use crate::model::{
    billing::BilledVolume,
    dictionary::{Dictionary, Kind, SheetKind},
    earlier::{Earlier, EarlierInitiative, EarlierSubmission},
    exact::Exact,
    identifier::identifier_key,
    money::Cents,
    period::Month,
    portfolio::{CheckedFile, CheckedSheet, CheckedWorkbook, Fate, MONEY_FIELDS, Tally, TallyKey},
    quality::Quality,
    rates::{CurrencySaid, LocalAmount, Rate, RateKind, UsedRate},
    snapshot::{Snapshot, SnapshotTable},
    stamp::Properties,
    table::{Column, Origin, Table, Values},
    workbook::{CellPlace, Format, SourceFile, column_of_letters},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Who sent what in a closed month, and which initiatives it had.
pub fn earlier(snapshot: &Snapshot) -> Earlier {
    let (files, rows) = (snapshot.table("submissions"), snapshot.table("initiatives"));
    let of_file = |file: &str| {
        let sources = rows.text("source_file").iter().enumerate();
        let theirs = sources.filter(|(_, source)| source.as_deref() == Some(file)).map(|(row, _)| row);
        let text = |column: &str, row: usize| at(rows.text(column), row).map(|text| text.to_string());
        theirs
            .map(|row| EarlierInitiative {
                id: text("initiative_id", row).unwrap_or_default(),
                name: text("name", row),
                department: text("department", row),
                phase: text("phase", row),
            })
            .collect()
    };
    let columns = money_columns(snapshot);
    let mut submissions: Vec<EarlierSubmission> = (0..files.len())
        .filter(|row| at(files.whole("rows_accepted"), *row).unwrap_or_default() > 0)
        .filter_map(|row| {
            let file = at(files.text("source_file"), row)?;
            Some(EarlierSubmission {
                submitter: at(files.text("submitter"), row).unwrap_or_default().to_string(),
                values_digest: at(files.text("values_digest"), row)?.to_string(),
                saved_at: at(files.text("saved_at"), row).and_then(|at| at.parse().ok()),
                money_columns: columns.get(&file).into_iter().flatten().copied().collect(),
                initiatives: of_file(&file),
                file: file.to_string(),
            })
        })
        .collect();
    submissions.sort();
    Earlier { period: snapshot.period, submissions }
}

/// The columns of money that each file had: those of whole columns, and those whose months go across.
fn money_columns(snapshot: &Snapshot) -> BTreeMap<Arc<str>, BTreeSet<usize>> {
    let mut columns: BTreeMap<Arc<str>, BTreeSet<usize>> = BTreeMap::new();
    for table in ["columns", "cells"].map(|name| snapshot.table(name)) {
        let (files, kinds, fields) = (table.text("source_file"), table.text("table"), table.text("field"));
        for row in 0..table.len() {
            let (Some(file), Some(kind), Some(field)) = (at(files, row), at(kinds, row), at(fields, row)) else {
                continue;
            };
            let place = MONEY_FIELDS.iter().position(|(sheet, key)| sheet.key() == &*kind && *key == &*field);
            columns.entry(file).or_default().extend(place);
        }
    }
    columns
}

/// The workbooks of those submitters as they were accepted then, without the initiatives that are there now under
/// another sender (`present`, upper-case ids). They say for which month they were sent.
pub fn carried(
    snapshot: &Snapshot,
    submitters: &[Arc<str>],
    present: &BTreeSet<String>,
    dictionary: &Dictionary,
) -> Vec<CheckedWorkbook> {
    let files = snapshot.table("submissions");
    let theirs = |row: &usize| at(files.text("submitter"), *row).is_some_and(|name| submitters.contains(&name));
    let workbooks = (0..files.len()).filter(theirs).filter_map(|row| {
        let mut workbook = workbook(snapshot, &SheetKind::OF_DEPARTMENTS, row, present, dictionary)?;
        workbook.file.as_of.get_or_insert(snapshot.period);
        Some(workbook)
    });
    workbooks.collect()
}

/// All workbooks of a closed month as they were accepted then.
pub fn workbooks(snapshot: &Snapshot, dictionary: &Dictionary) -> Vec<CheckedWorkbook> {
    let files = snapshot.table("submissions").len();
    (0..files).filter_map(|row| workbook(snapshot, &KEPT, row, &BTreeSet::new(), dictionary)).collect()
}

/// What initiatives used of units in a closed month, as the bills had it then.
pub fn billed_volumes(snapshot: &Snapshot) -> Vec<BilledVolume> {
    let kept = snapshot.table("billed_volumes");
    let volume = |row: usize| {
        Some(BilledVolume {
            initiative: at(kept.text("initiative_id"), row)?,
            month: at(kept.month("month"), row)?,
            unit: at(kept.text("unit"), row)?,
            quantity: Exact::read(&at(kept.text("quantity"), row)?)?,
        })
    };
    (0..kept.len()).filter_map(volume).collect()
}

/// The file of a row of `submissions` with its kept rows of these kinds; none when it has none.
fn workbook(
    snapshot: &Snapshot,
    kinds: &[SheetKind],
    row: usize,
    present: &BTreeSet<String>,
    dictionary: &Dictionary,
) -> Option<CheckedWorkbook> {
    let files = snapshot.table("submissions");
    let path = at(files.text("source_file"), row)?;
    let mut sheets = Vec::new();
    let mut tables = Vec::new();
    let mut sums = BTreeMap::new();
    let mut rates = Vec::new();
    for kind in kinds.iter().copied() {
        let kept = snapshot.table(kind.key());
        let of_file = |row: &usize| at(kept.text("source_file"), *row).as_deref() == Some(&*path);
        let is_free = |row: &usize| {
            let id = at(kept.text("initiative_id"), *row);
            id.is_some_and(|id| !present.contains(&identifier_key(&id)))
        };
        let rows: Vec<usize> = (0..kept.len()).filter(of_file).filter(is_free).collect();
        let names: BTreeSet<Arc<str>> = rows.iter().filter_map(|row| at(kept.text("source_sheet"), *row)).collect();
        for name in names {
            let of_sheet = |row: &&usize| at(kept.text("source_sheet"), **row).as_ref() == Some(&name);
            let rows: Vec<usize> = rows.iter().filter(of_sheet).copied().collect();
            let mut table = table(&kept, &rows, sheets.len() as u32, kind, dictionary);
            table.local = local(snapshot, (&path, &name), &table, &mut rates);
            count_money(&table, &mut sums);
            sheets.push(CheckedSheet {
                kind: Some(kind),
                header_row: 0,
                rows_read: rows.len() as u32,
                rows_accepted: rows.len() as u32,
                rows_set_aside: 0,
                rows_blank: 0,
                spread: spread(snapshot, &path, &name, kind),
                own_currency: Vec::new(),
                columns: columns(snapshot, &path, &name, kind),
                name,
            });
            tables.push(table);
        }
    }
    let text = |column: &str| at(files.text(column), row).map(|text| text.to_string());
    let format = if path.to_lowercase().ends_with(".csv") { Format::Csv } else { Format::Xlsx };
    let file = CheckedFile {
        source: SourceFile { sha256: text("sha256").unwrap_or_default(), bytes: 0, path },
        format,
        properties: Properties { saved_at: text("saved_at").and_then(|at| at.parse().ok()), ..Properties::default() },
        values_digest: text("values_digest"),
        quality: Quality::default(),
        skipped_because: None,
        as_of: at(files.month("as_of"), row),
        submitter: None,
        replaced_by: None,
        unchanged_since: None,
        sheets,
    };
    let has_rows = tables.iter().any(|table| !table.is_empty());
    let tally = Tally::from_sums(sums);
    has_rows.then_some(CheckedWorkbook {
        file,
        tables,
        findings: Vec::new(),
        ignored: Vec::new(),
        questions: Vec::new(),
        tally,
        foreign: Vec::new(),
        rates,
        bill: None,
    })
}

/// Some rows of a kept table, with every field that the dictionary has now.
fn table(kept: &SnapshotTable, rows: &[usize], sheet: u32, kind: SheetKind, dictionary: &Dictionary) -> Table {
    let fields = &dictionary.sheet(kind).fields;
    let columns = fields
        .iter()
        .map(|field| Column { key: field.key.as_str().into(), values: values(kept, &field.key, field.kind, rows) })
        .collect();
    let (source_rows, entries) = (kept.whole("source_row"), kept.whole("source_entry"));
    let origins = rows.iter().enumerate().map(|(entry, row)| Origin {
        file: 0,
        sheet,
        entry: at(entries, *row).and_then(|entry| u32::try_from(entry).ok()).unwrap_or(entry as u32),
        row: at(source_rows, *row).and_then(|row| u32::try_from(row - 1).ok()).unwrap_or_default(),
    });
    Table { kind, columns, unknown: Vec::new(), local: Vec::new(), origins: origins.collect() }
}

fn values(kept: &SnapshotTable, key: &str, kind: Kind, rows: &[usize]) -> Values {
    fn pick<T: Clone>(list: &[Option<T>], rows: &[usize]) -> Vec<Option<T>> {
        rows.iter().map(|row| at(list, *row)).collect()
    }
    match kind {
        Kind::Text | Kind::TextId | Kind::Choice | Kind::Email => Values::Text(pick(kept.text(key), rows)),
        Kind::ChoiceList | Kind::IdList => {
            let parts = |text: Arc<str>| text.split("; ").map(Arc::from).collect::<Arc<[Arc<str>]>>();
            Values::List(pick(kept.text(key), rows).into_iter().map(|text| text.map(parts)).collect())
        }
        Kind::Date => Values::Date(pick(kept.date(key), rows)),
        Kind::Month => Values::Month(pick(kept.month(key), rows)),
        Kind::Money => Values::Money(pick(kept.money(key), rows)),
        Kind::Number | Kind::Integer | Kind::Percent => Values::Number(pick(kept.number(key), rows)),
        Kind::YesNo => Values::YesNo(pick(kept.yes_no(key), rows)),
    }
}

/// Money cell by cell, as reading counts it.
fn count_money(table: &Table, sums: &mut BTreeMap<TallyKey, Cents>) {
    let months: Vec<Option<Month>> = match table.kind {
        SheetKind::Financials => table.month("month").to_vec(),
        _ => vec![None; table.len()],
    };
    for (field, (_, key)) in MONEY_FIELDS.iter().enumerate().filter(|(_, (kind, _))| *kind == table.kind) {
        for (row, cents) in table.money(key).iter().enumerate() {
            let Some(cents) = cents else { continue };
            let key = TallyKey { fate: Fate::Read, field: field as u8, file: 0, month: months[row] };
            *sums.entry(key).or_default() += *cents;
        }
    }
}

/// The amounts of a sheet that stand in another currency, as they were converted then.
fn local(
    snapshot: &Snapshot,
    (path, sheet): (&str, &str),
    table: &Table,
    rates: &mut Vec<UsedRate>,
) -> Vec<LocalAmount> {
    let kept = snapshot.table("local_amounts");
    let is = |column: &str, row: usize, wanted: &str| at(kept.text(column), row).as_deref() == Some(wanted);
    let of_sheet = |row: &usize| {
        is("source_file", *row, path) && is("source_sheet", *row, sheet) && is("table", *row, table.kind.key())
    };
    let rows: BTreeMap<i64, u32> = (0..).zip(&table.origins).map(|(row, origin)| (origin.entry.into(), row)).collect();
    let mut amounts: Vec<LocalAmount> = Vec::new();
    for row in (0..kept.len()).filter(of_sheet) {
        let mut amount = || {
            let text = |column: &str| at(kept.text(column), row);
            let rate = UsedRate {
                currency: text("currency")?,
                kind: RateKind::named(&text("rate_kind")?)?,
                span: text("rate_of")?.parse().ok()?,
                rate: Rate::of(at(kept.number("rate"), row)?)?,
                cells: Vec::new(),
                made_of: text("rate_cell")?.to_string(),
            };
            let place = rates.iter().position(|known| *known == rate).unwrap_or_else(|| {
                rates.push(rate.clone());
                rates.len() - 1
            });
            Some(LocalAmount {
                row: *rows.get(&at(kept.whole("source_entry"), row)?)?,
                field: text("field")?,
                currency: rate.currency,
                cents: at(kept.money("local_amount"), row)?,
                said: CurrencySaid::Initiative,
                rate: Some(place as u32),
                at_plan: at(kept.money("at_plan_rate"), row),
                plan_rate: None,
                last_year_rate: None,
            })
        };
        amounts.extend(amount());
    }
    amounts.sort_by_key(|amount| amount.row);
    amounts
}

/// Where the fields of a sheet stood.
fn columns(snapshot: &Snapshot, path: &str, sheet: &str, kind: SheetKind) -> Vec<(Arc<str>, u32)> {
    let kept = snapshot.table("columns");
    let is = |column: &str, row: usize, wanted: &str| at(kept.text(column), row).as_deref() == Some(wanted);
    (0..kept.len())
        .filter(|row| is("source_file", *row, path) && is("source_sheet", *row, sheet) && is("table", *row, kind.key()))
        .filter_map(|row| {
            let letters = at(kept.text("column"), row)?;
            Some((at(kept.text("field"), row)?, column_of_letters(&letters)?))
        })
        .collect()
}

/// Where values of a sheet stood whose rows were made of several of its rows or columns.
fn spread(snapshot: &Snapshot, path: &str, sheet: &str, kind: SheetKind) -> Vec<(Arc<str>, Vec<CellPlace>)> {
    let kept = snapshot.table("cells");
    let is = |column: &str, row: usize, wanted: &str| at(kept.text(column), row).as_deref() == Some(wanted);
    let of_sheet =
        |row: &usize| is("source_file", *row, path) && is("source_sheet", *row, sheet) && is("table", *row, kind.key());
    let mut fields: BTreeMap<Arc<str>, Vec<CellPlace>> = BTreeMap::new();
    for row in (0..kept.len()).filter(of_sheet) {
        let place = at(kept.text("cell"), row).and_then(|cell| cell.parse().ok());
        let entry = at(kept.whole("source_entry"), row).and_then(|entry| usize::try_from(entry).ok());
        let (Some(field), Some(entry), Some(place)) = (at(kept.text("field"), row), entry, place) else { continue };
        let places = fields.entry(field).or_default();
        // Entries between were set aside: nothing asks for their cells.
        places.resize(places.len().max(entry + 1), CellPlace { row: 0, column: 0 });
        places[entry] = place;
    }
    fields.into_iter().collect()
}

fn at<T: Clone>(values: &[Option<T>], row: usize) -> Option<T> {
    values.get(row).cloned().flatten()
}
