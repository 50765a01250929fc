//! A sheet with one column for each field of the dictionary.

use super::{is_shown, rows::Picked};
use crate::model::{
    dictionary::{Field, Kind, Need, Sheet, SheetKind},
    finding::sentence,
    rules::Rules,
    template::{Accepts, Asked, Form, Input, Range},
};

/// The sheet, with the picked rows.
pub(super) fn of(sheet: &Sheet, rules: &Rules, picked: Option<&Picked>) -> Form {
    let fields: Vec<&Field> = sheet.fields.iter().filter(|field| is_shown(field, rules, picked)).collect();
    let mut columns: Vec<Input> = fields.iter().map(|field| input(field, sheet)).collect();
    let mut rows: Vec<Vec<_>> = Vec::new();
    if let Some(picked) = picked {
        let unknown = picked.unknown_columns();
        columns.extend(unknown.iter().map(|column| own_column(&column.title)));
        rows.extend(picked.rows.iter().map(|row| {
            let known = fields.iter().map(|field| picked.entry(&field.key, *row, &rules.locale));
            known.chain(unknown.iter().map(|column| column.values[*row].clone().map(super::rows::words))).collect()
        }));
    }
    Form { kind: sheet.kind, sentence: sentence_of(sheet.kind).to_owned(), columns, rows, frozen_columns: 2 }
}

/// What one row of a sheet is.
fn sentence_of(kind: SheetKind) -> &'static str {
    match kind {
        SheetKind::Initiatives => "One row for each initiative.",
        SheetKind::Financials => "One row for each initiative and month.",
        SheetKind::Outcomes => "One row for each reading of a KPI.",
        SheetKind::Team => "One row for each person in a role of an initiative.",
        SheetKind::Decisions => "One row for each decision about an initiative.",
        SheetKind::ControlTotals => "One row for each department and month.",
        SheetKind::Rates => "One row for each currency and month or fiscal year.",
        SheetKind::Usage => "One row for each initiative, month and unit.",
    }
}

/// The column of a field.
fn input(field: &Field, sheet: &Sheet) -> Input {
    Input {
        title: field.title.clone(),
        asked: match field.need {
            Need::Required => Asked::Always,
            Need::Optional => Asked::Never,
            _ => Asked::Sometimes,
        },
        when: when(field, sheet),
        accepts: accepts(field, sheet.kind),
        help: help(field),
        example: field.example.clone(),
    }
}

/// What to type. Where there is a list, its values: people who fill do not know the settings.
fn help(field: &Field) -> String {
    match field.kind {
        Kind::Choice if !field.allowed.is_empty() => format!("Choose one of: {}.", field.allowed.join(", ")),
        Kind::ChoiceList if !field.allowed.is_empty() => {
            format!("Type one or more of these, with ; between: {}.", field.allowed.join(", "))
        }
        _ => sentence(&format!("Type {}", field.help)),
    }
}

/// A column that the submitter added and the dictionary does not know.
pub(super) fn own_column(title: &str) -> Input {
    Input {
        title: title.to_owned(),
        asked: Asked::Never,
        when: "no".to_owned(),
        accepts: Accepts::Text { long: false },
        help: "A column of your own; it is carried along as it is.".to_owned(),
        example: String::new(),
    }
}

fn when(field: &Field, sheet: &Sheet) -> String {
    let title = |key: &str| {
        sheet.fields.iter().find(|other| other.key == key).map_or_else(|| key.to_owned(), |other| other.title.clone())
    };
    match &field.need {
        Need::Required => "always".to_owned(),
        Need::Optional => "no".to_owned(),
        Need::FromPhase(phase) => format!("from phase {phase} on"),
        Need::WhenFilled(key) => format!("when {} is filled", title(key)),
        Need::WhenValue { field, is } => format!("when {} is {}", title(field), is.join(" or ")),
        Need::ToReportingMonth => "up to the reporting month".to_owned(),
    }
}

fn accepts(field: &Field, sheet: SheetKind) -> Accepts {
    let range = Range { at_least: field.at_least, more_than: field.more_than, at_most: field.at_most };
    match field.kind {
        Kind::TextId if field.key == "initiative_id" && sheet != SheetKind::Initiatives => {
            Accepts::KnownId { centre: sheet != SheetKind::Outcomes }
        }
        Kind::TextId => Accepts::Id,
        Kind::Choice if !field.allowed.is_empty() => Accepts::OneOf(field.allowed.clone()),
        Kind::YesNo => Accepts::OneOf(vec!["Yes".to_owned(), "No".to_owned()]),
        Kind::Text => Accepts::Text { long: is_long(field) },
        Kind::Choice | Kind::ChoiceList | Kind::IdList => Accepts::Text { long: false },
        Kind::Email => Accepts::Email,
        Kind::Date => Accepts::Day,
        Kind::Month => Accepts::Month,
        Kind::Number | Kind::Integer if !field.one_of.is_empty() => Accepts::OneOfNumbers(field.one_of.clone()),
        Kind::Money => Accepts::Money(range),
        Kind::Number => Accepts::Number(range),
        Kind::Integer => Accepts::Whole(range),
        Kind::Percent => Accepts::Share(range),
    }
}

/// Fields whose example is a sentence hold sentences.
fn is_long(field: &Field) -> bool {
    field.example.ends_with('.')
}
