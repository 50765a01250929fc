//! Accepted rows as data sheets: every column of the dictionary that anybody filled, those nobody knows, and where
//! each row came from.

use super::{ReportContext, currencies, local_amounts::LocalColumns, view::OwnRows};
use crate::model::{
    dictionary::{Kind, SheetKind},
    live::{Column, Formula, Term},
    period::Month,
    report::{DataColumn, DataSheet, DataValues},
    table::{Origin, Table, Values},
};
use std::{ops::Range, sync::Arc};

/// Kind of rows, tab and table of each data sheet.
const SHEETS: [(SheetKind, &str, &str); 7] = [
    (SheetKind::Initiatives, "Data initiatives", "DataInitiatives"),
    (SheetKind::Financials, "Data money", "DataMoney"),
    (SheetKind::Outcomes, "Data KPIs", "DataKpis"),
    (SheetKind::Team, "Data team", "DataTeam"),
    (SheetKind::Decisions, "Data decisions", "DataDecisions"),
    (SheetKind::ControlTotals, "Data ledger", "DataLedger"),
    (SheetKind::Usage, "Data usage", "DataUsage"),
];

/// Where formulas find a field; `None` when nobody filled it, for such columns are left out. Its rows are those of
/// [`order`].
pub fn column(context: &ReportContext, kind: SheetKind, key: &'static str) -> Option<Column> {
    filled(context.portfolio.table(kind), key)
}

/// The same on the data sheets of [`own_sheets`].
pub fn own_column(own: &OwnRows, kind: SheetKind, key: &'static str) -> Option<Column> {
    filled(own.tables.iter().find(|rows| rows.kind == kind)?, key)
}

fn filled(rows: &Table, key: &'static str) -> Option<Column> {
    let column = rows.columns.iter().find(|column| *column.key == *key)?;
    let is_filled = (0..rows.len()).any(|row| column.values.is_known(row));
    is_filled.then(|| Some(Column::new(table_of(rows.kind)?, key))).flatten()
}

/// The table of the data sheet of these rows.
fn table_of(kind: SheetKind) -> Option<&'static str> {
    SHEETS.into_iter().find(|(of, ..)| *of == kind).map(|(.., table)| table)
}

/// Where formulas find the file of each row.
pub fn file_column(kind: SheetKind) -> Option<Column> {
    table_of(kind).map(|table| Column::new(table, FILE))
}

/// What formulas call the column with the file of each row; no key of the dictionary begins so.
const FILE: &str = "origin file";

/// What formulas call the column with the number of each row: by it they find their rows in whatever order somebody sorts
/// them.
const NUMBER: &str = "row number";

/// The cell of a row, counted from 0 in [`order`].
pub fn cell(column: Column, row: u32) -> Term {
    let place = Formula::new("MATCH({},{},0)", [Term::Number(f64::from(row + 1)), Term::All(numbers_beside(column))]);
    Formula::new("INDEX({},{})", [Term::All(column), place.into()]).into()
}

/// The numbers of the rows beside a column.
pub fn numbers_beside(column: Column) -> Column {
    Column::new(column.table, NUMBER)
}

/// The amounts of a column in rows that stood below each other in [`order`], added up.
pub fn sum(column: Column, rows: &Range<u32>) -> Formula {
    let [numbers, from, to] = between(column, rows);
    Formula::new("SUMIFS({},{},{},{},{})", [Term::All(column), numbers.clone(), from, numbers, to])
}

/// How many of these rows have something in a column.
pub fn filled_rows(column: Column, rows: &Range<u32>) -> Formula {
    let [numbers, from, to] = between(column, rows);
    Formula::new("COUNTIFS({},{},{},{},{},\"<>\")", [numbers.clone(), from, numbers, to, Term::All(column)])
}

/// The amounts of a column in those of these rows that have nothing in another one, added up.
pub fn sum_without(column: Column, other: Column, rows: &Range<u32>) -> Formula {
    let [numbers, from, to] = between(column, rows);
    let terms = [Term::All(column), numbers.clone(), from, numbers, to, Term::All(other)];
    Formula::new("SUMIFS({},{},{},{},{},{},\"=\")", terms)
}

/// The numbers beside a column, and what they are held against: `">=12"`, `"<=15"`.
fn between(column: Column, rows: &Range<u32>) -> [Term; 3] {
    let (first, last) = (Term::Text(format!(">={}", rows.start + 1)), Term::Text(format!("<={}", rows.end)));
    [Term::All(numbers_beside(column)), first, last]
}

/// The rows of a data sheet from top to bottom, as rows of the portfolio. Money stands by initiative and month, so that
/// formulas about one of them speak of rows below each other; the centre's own is last.
pub fn order(context: &ReportContext, kind: SheetKind) -> Vec<usize> {
    let table = context.portfolio.table(kind);
    let mut rows: Vec<usize> = (0..table.len()).collect();
    if kind == SheetKind::Financials {
        let (whose, months) = (&context.portfolio.financials_initiative, table.month("month"));
        rows.sort_by_key(|row| (whose[*row].is_none(), whose[*row], months[*row]));
    }
    rows
}

/// The data sheets, without those that have no rows.
pub fn sheets(context: &ReportContext) -> Vec<DataSheet> {
    let rates: Vec<u32> = (0..context.portfolio.currencies.used.len() as u32).collect();
    SHEETS
        .into_iter()
        .filter(|(kind, _, _)| !context.portfolio.table(*kind).is_empty())
        .map(|(kind, name, table)| {
            let order = order(context, kind);
            let mut sheet = sheet(context, (context.portfolio.table(kind), &order), (name, table), &rates);
            if context.is_live() {
                sheet.columns.push(numbers(&sheet, order.len()));
            }
            sheet
        })
        .collect()
}

/// The data sheets of rows that are somebody's own.
pub fn own_sheets(context: &ReportContext, own: &OwnRows) -> Vec<DataSheet> {
    let named = [("Data initiatives", "DataInitiatives"), ("Data money", "DataMoney"), ("Data KPIs", "DataKpis")];
    let tables = own.tables.iter().zip(named).filter(|(table, _)| !table.is_empty());
    let rates = currencies::used_by(&own.tables);
    tables
        .map(|(rows, named)| {
            let order: Vec<usize> = (0..rows.len()).collect();
            sheet(context, (rows, &order), named, &rates)
        })
        .collect()
}

/// A sheet of these rows in an order. Of the facts, only titles of fields, names of files and the rates of these rows are
/// used; `rates` are those of the workbook.
fn sheet(context: &ReportContext, rows: (&Table, &[usize]), (name, table): (&str, &str), rates: &[u32]) -> DataSheet {
    DataSheet { name: name.to_owned(), table: table.to_owned(), columns: columns(context, rows, rates) }
}

fn columns(context: &ReportContext, (table, order): (&Table, &[usize]), rates: &[u32]) -> Vec<DataColumn> {
    let mut local = LocalColumns::of(context, (table, order), rates);
    let fields = &context.rules.dictionary.sheet(table.kind).fields;
    let mut columns: Vec<DataColumn> = fields
        .iter()
        .zip(&table.columns)
        .filter(|(_, column)| (0..table.len()).any(|row| column.values.is_known(row)))
        .flat_map(|(field, column)| {
            let (mut columns, live) = local.take(&field.key, &field.title);
            columns.push(DataColumn {
                title: field.title.clone(),
                key: Some(field.key.clone()),
                values: values(&column.values, field.kind, order),
                live,
            });
            columns
        })
        .collect();
    for unknown in &table.unknown {
        let title = unique_title(&columns, &unknown.title);
        columns.push(DataColumn {
            title,
            key: None,
            values: DataValues::Text(picked(&unknown.values, order)),
            live: Vec::new(),
        });
    }
    let origins = picked(&table.origins, order);
    for (title, values) in origin(context, &origins).into_iter().chain(as_of(context, &origins)) {
        let key = (title == FILE_TITLE).then(|| FILE.to_owned());
        let title = unique_title(&columns, title);
        columns.push(DataColumn { title, key, values, live: Vec::new() });
    }
    columns
}

/// The numbers of the rows as they stand now.
fn numbers(sheet: &DataSheet, count: usize) -> DataColumn {
    DataColumn {
        title: unique_title(&sheet.columns, "No."),
        key: Some(NUMBER.to_owned()),
        values: DataValues::Whole((1..=count as i64).map(Some).collect()),
        live: Vec::new(),
    }
}

/// The values of these rows.
fn picked<T: Clone>(values: &[T], rows: &[usize]) -> Vec<T> {
    rows.iter().map(|row| values[*row].clone()).collect()
}

/// An unknown column may carry the title of a known one; Excel wants every title once.
fn unique_title(columns: &[DataColumn], title: &str) -> String {
    let taken = |name: &str| columns.iter().any(|column| column.title.to_lowercase() == name.to_lowercase());
    if !taken(title) {
        return title.to_owned();
    }
    (2..).map(|count| format!("{title} ({count})")).find(|name| !taken(name)).unwrap_or_default()
}

fn values(values: &Values, kind: Kind, rows: &[usize]) -> DataValues {
    match values {
        Values::Text(texts) => DataValues::Text(picked(texts, rows)),
        Values::List(lists) => {
            let joined = |row: &usize| lists[*row].as_ref().map(|parts| Arc::from(parts.join("; ")));
            DataValues::Text(rows.iter().map(joined).collect())
        }
        Values::Money(amounts) => DataValues::Money(picked(amounts, rows)),
        Values::Number(numbers) if kind == Kind::Percent => DataValues::Percent(picked(numbers, rows)),
        Values::Number(numbers) => DataValues::Number(picked(numbers, rows)),
        Values::Date(days) => DataValues::Date(picked(days, rows)),
        Values::Month(months) => DataValues::Month(picked(months, rows)),
        Values::YesNo(answers) => {
            let (yes, no): (Arc<str>, Arc<str>) = ("Yes".into(), "No".into());
            let word = |answer: bool| if answer { yes.clone() } else { no.clone() };
            DataValues::Text(rows.iter().map(|row| answers[*row].map(word)).collect())
        }
    }
}

/// The month that carried rows were sent for; no column while every row is its sender's own of this month.
fn as_of(context: &ReportContext, origins: &[Origin]) -> Option<(&'static str, DataValues)> {
    let files = &context.portfolio.files;
    let months: Vec<Option<Month>> = origins.iter().map(|origin| files[origin.file as usize].as_of).collect();
    months.iter().any(Option::is_some).then_some(("As of", DataValues::Month(months)))
}

/// Title of the column with the file of each row.
const FILE_TITLE: &str = "File";

/// File, sheet and row of each row, as people see them.
fn origin(context: &ReportContext, origins: &[Origin]) -> [(&'static str, DataValues); 3] {
    let files = &context.portfolio.files;
    let file = |origin: &Origin| files[origin.file as usize].source.path.clone();
    let sheet = |origin: &Origin| files[origin.file as usize].sheets[origin.sheet as usize].name.clone();
    [
        (FILE_TITLE, DataValues::Text(origins.iter().map(|origin| Some(file(origin))).collect())),
        ("Sheet", DataValues::Text(origins.iter().map(|origin| Some(sheet(origin))).collect())),
        ("Row", DataValues::Whole(origins.iter().map(|origin| Some(i64::from(origin.row) + 1)).collect())),
    ]
}
