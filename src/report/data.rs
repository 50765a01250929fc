//! Accepted rows as data sheets: every column of the dictionary that anybody filled, those nobody knows, and where
//! each row came from.

use super::Facts;
use crate::model::{
    dictionary::{Kind, SheetKind},
    report::{DataColumn, DataSheet, DataValues},
    table::{Table, Values},
};
use std::sync::Arc;

/// The data sheets, without those that have no rows.
pub fn sheets(facts: &Facts) -> Vec<DataSheet> {
    let named = [
        (SheetKind::Initiatives, "Data initiatives", "DataInitiatives"),
        (SheetKind::Financials, "Data money", "DataMoney"),
        (SheetKind::Outcomes, "Data KPIs", "DataKpis"),
        (SheetKind::Team, "Data team", "DataTeam"),
        (SheetKind::Decisions, "Data decisions", "DataDecisions"),
        (SheetKind::ControlTotals, "Data ledger", "DataLedger"),
    ];
    named
        .into_iter()
        .filter(|(kind, _, _)| !facts.portfolio.table(*kind).is_empty())
        .map(|(kind, name, table)| DataSheet {
            name: name.to_owned(),
            table: table.to_owned(),
            columns: columns(facts, kind),
        })
        .collect()
}

fn columns(facts: &Facts, kind: SheetKind) -> Vec<DataColumn> {
    let table = facts.portfolio.table(kind);
    let fields = &facts.rules.dictionary.sheet(kind).fields;
    let mut columns: Vec<DataColumn> = fields
        .iter()
        .zip(&table.columns)
        .filter(|(_, column)| (0..table.len()).any(|row| column.values.is_known(row)))
        .map(|(field, column)| DataColumn { title: field.title.clone(), values: values(&column.values, field.kind) })
        .collect();
    for unknown in &table.unknown {
        let title = unique_title(&columns, &unknown.title);
        columns.push(DataColumn { title, values: DataValues::Text(unknown.values.clone()) });
    }
    columns.extend(
        origin(facts, table).map(|(title, values)| DataColumn { title: unique_title(&columns, title), values }),
    );
    columns
}

/// An unknown column may carry the title of a known one; Excel wants every title once.
fn unique_title(columns: &[DataColumn], title: &str) -> String {
    let taken = |name: &str| columns.iter().any(|column| column.title.to_lowercase() == name.to_lowercase());
    if !taken(title) {
        return title.to_owned();
    }
    (2..).map(|count| format!("{title} ({count})")).find(|name| !taken(name)).unwrap_or_default()
}

fn values(values: &Values, kind: Kind) -> DataValues {
    match values {
        Values::Text(texts) => DataValues::Text(texts.clone()),
        Values::List(lists) => {
            DataValues::Text(lists.iter().map(|list| list.as_ref().map(|parts| Arc::from(parts.join("; ")))).collect())
        }
        Values::Money(amounts) => DataValues::Money(amounts.clone()),
        Values::Number(numbers) if kind == Kind::Percent => DataValues::Percent(numbers.clone()),
        Values::Number(numbers) => DataValues::Number(numbers.clone()),
        Values::Date(days) => DataValues::Date(days.clone()),
        Values::Month(months) => DataValues::Month(months.clone()),
        Values::YesNo(answers) => {
            let (yes, no): (Arc<str>, Arc<str>) = ("Yes".into(), "No".into());
            let word = |answer: bool| if answer { yes.clone() } else { no.clone() };
            DataValues::Text(answers.iter().map(|answer| answer.map(word)).collect())
        }
    }
}

/// File, sheet and row of each row, as people see them.
fn origin(facts: &Facts, table: &Table) -> [(&'static str, DataValues); 3] {
    let files = &facts.portfolio.files;
    let file = |origin: &crate::model::table::Origin| files[origin.file as usize].source.path.clone();
    let sheet =
        |origin: &crate::model::table::Origin| files[origin.file as usize].sheets[origin.sheet as usize].name.clone();
    [
        ("File", DataValues::Text(table.origins.iter().map(|origin| Some(file(origin))).collect())),
        ("Sheet", DataValues::Text(table.origins.iter().map(|origin| Some(sheet(origin))).collect())),
        ("Row", DataValues::Whole(table.origins.iter().map(|origin| Some(i64::from(origin.row) + 1)).collect())),
    ]
}
