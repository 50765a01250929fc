//! The settings as a workbook: what differs from the default stands in its cell, the default beside it.

use super::{
    cells,
    declared::{Cell, Column, Content, Group, Rows, SHEETS, Sheet, Table as Declared},
    table_of,
    taken::value_at,
    template::template,
    words,
};
use crate::{
    model::{
        mail::Recipient,
        period::Month,
        setting::{
            SettingLine, SettingValue, SettingsBook, SettingsColumn, SettingsSheet, SettingsTable, SheetContent,
        },
        stamp::Stamp,
    },
    settings::{dictionary::embedded, file::FileSettings},
};
use toml::{Table, Value};

/// Composes the workbook of these settings and readers of mail.
pub fn book(file: &FileSettings, readers: &[Recipient], month: Month) -> SettingsBook {
    let (typed, defaults) = (table_of(file), table_of(&FileSettings::default()));
    let composer = Composer { file, readers, typed, defaults };
    SettingsBook {
        company: file.company.clone(),
        stamp: Stamp::settings(embedded().version, month),
        sheets: SHEETS.iter().map(|sheet| composer.sheet(sheet)).collect(),
    }
}

struct Composer<'a> {
    file: &'a FileSettings,
    readers: &'a [Recipient],
    typed: Table,
    defaults: Table,
}

impl Composer<'_> {
    fn sheet(&self, sheet: &Sheet) -> SettingsSheet {
        let content = match &sheet.content {
            Content::Lines(groups) => SheetContent::Lines(groups.iter().flat_map(|group| self.group(group)).collect()),
            Content::Tables(tables) => SheetContent::Tables(tables.iter().map(|table| self.table(table)).collect()),
        };
        SettingsSheet { name: sheet.name.to_owned(), lead: vec![sheet.lead.to_owned()], content }
    }

    fn group(&self, group: &Group) -> Vec<SettingLine> {
        let lines = group.keys.iter().map(|(key, cell)| self.line(key, *cell));
        std::iter::once(SettingLine::Heading(group.title.to_owned())).chain(lines).collect()
    }

    fn line(&self, key: &str, cell: Cell) -> SettingLine {
        let path: Vec<String> = key.split('.').map(str::to_owned).collect();
        let (typed, default) = (value_at(&self.typed, &path), value_at(&self.defaults, &path));
        let shown = |value: &Value| cells::shown(cell, value);
        SettingLine::Setting {
            label: label(key),
            key: key.to_owned(),
            kind: cell.kind(),
            value: typed.filter(|value| Some(*value) != default).and_then(shown),
            default: default.and_then(shown),
            help: as_in_cells(&template().help(key)),
        }
    }

    fn table(&self, table: &Declared) -> SettingsTable {
        let column = |column: &Column| SettingsColumn {
            title: column.title.to_owned(),
            help: help(table, column),
            kind: column.cell.kind(),
        };
        SettingsTable { columns: table.columns.iter().map(column).collect(), rows: self.rows(table) }
    }

    fn rows(&self, table: &Declared) -> Vec<Vec<Option<SettingValue>>> {
        let text = |text: &str| (!text.is_empty()).then(|| SettingValue::Text(text.to_owned()));
        match table.rows {
            Rows::Pairs => {
                let pairs = self.typed.get(table.key).and_then(Value::as_table);
                // A year such as 2026 stays a number.
                let key =
                    |key: &str| key.parse().map_or_else(|_| text(key), |number| Some(SettingValue::Number(number)));
                let row =
                    |(name, value): (&String, &Value)| vec![key(name), cells::shown(table.columns[1].cell, value)];
                pairs.into_iter().flatten().map(row).collect()
            }
            Rows::Entries => {
                let (typed, default) = (self.typed.get(table.key), self.defaults.get(table.key));
                let list = typed.filter(|_| typed != default).and_then(Value::as_array);
                list.into_iter().flatten().filter_map(Value::as_table).map(|entry| row_of(table, entry)).collect()
            }
            Rows::Allowed(field) => {
                let rows = words::allowed(self.file, field);
                rows.iter().map(|(value, spellings)| vec![text(value), text(&spellings.join("; "))]).collect()
            }
            Rows::Words => {
                let rows = words::rows(self.file);
                let row = |word: &words::Word| {
                    vec![text(&word.of), text(word.what.text()), text(&word.yours), text(&word.stands_for)]
                };
                rows.iter().map(row).collect()
            }
            Rows::People if table.key == "recipient" => {
                let entries = self.readers.iter().filter_map(|one| Table::try_from(one).ok());
                entries.map(|entry| row_of(table, &entry)).collect()
            }
            Rows::People => {
                let entries =
                    self.readers.iter().flat_map(|one| &one.also).filter_map(|also| Table::try_from(also).ok());
                entries.map(|entry| row_of(table, &entry)).collect()
            }
        }
    }
}

fn row_of(table: &Declared, entry: &Table) -> Vec<Option<SettingValue>> {
    let cell = |column: &Column| entry.get(column.key).and_then(|value| cells::shown(column.cell, value));
    table.columns.iter().map(cell).collect()
}

/// Its own words, else those of the template.
fn help(table: &Declared, column: &Column) -> String {
    match (column.help.is_empty(), column.key.is_empty()) {
        (false, _) => column.help.to_owned(),
        (true, false) => as_in_cells(&template().help(&format!("{}.{}", table.key, column.key))),
        (true, true) => as_in_cells(&template().help_of_part(table.key)),
    }
}

/// Help that speaks of TOML speaks of cells here.
pub(super) fn as_in_cells(help: &str) -> String {
    let words = [("true:", "Yes:"), (" false:", " No:"), ("[\"*\"]", "*"), (" as fractions", " in per cent")];
    words.iter().fold(help.to_owned(), |help, (in_text, in_cells)| help.replace(in_text, in_cells))
}

/// `Benefit realisation` of `health.benefit_realisation`.
pub(super) fn label(key: &str) -> String {
    let parts: Vec<&str> = key.split('.').collect();
    let name = match parts.as_slice() {
        ["hidden", last] => format!("hidden {last}"),
        ["funding", "p_success", last] => format!("success of {last}"),
        ["ai_act", "chapters_i_and_ii"] => "chapters I and II".to_owned(),
        ["ai_act", "annex_iii"] => "annex III".to_owned(),
        ["ai_act", "embedded"] => "products of Annex I".to_owned(),
        [.., last] => (*last).to_owned(),
        [] => String::new(),
    };
    let words = name.replace('_', " ").replace("kpis", "KPIs").replace("kpi ", "KPI ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
