//! What `settings` says.

use super::{Console, Voice};
use crate::{
    model::setting::{SettingKind, SettingLine, SettingValue, SettingsBook, SheetContent},
    pipeline::settings_book::Moved,
};

impl Console {
    /// The settings that differ from their defaults, by sheet of their workbook.
    pub fn settings(&self, book: &SettingsBook) {
        if self.voice != Voice::Person {
            return;
        }
        for sheet in &book.sheets {
            let said = match &sheet.content {
                SheetContent::Lines(lines) => lines.iter().filter_map(line).collect(),
                SheetContent::Tables(tables) => {
                    let rows = tables.iter().flat_map(|table| {
                        let kinds: Vec<&SettingKind> = table.columns.iter().map(|column| &column.kind).collect();
                        table.rows.iter().map(move |row| {
                            let cells =
                                row.iter().zip(&kinds).filter_map(|(value, kind)| Some(shown(value.as_ref()?, kind)));
                            cells.collect::<Vec<_>>().join(" · ")
                        })
                    });
                    rows.collect::<Vec<_>>()
                }
            };
            println!("{}", sheet.name);
            if said.is_empty() {
                println!("  as the program has it");
            }
            for line in said {
                println!("  {}", line);
            }
        }
    }

    /// Where settings went.
    pub fn settings_moved(&self, moved: &Moved, is_to_workbook: bool) {
        if self.voice != Voice::Person {
            return;
        }
        let (workbook, text) = (moved.workbook.display().to_string(), moved.text.display().to_string());
        if is_to_workbook {
            self.line("Wrote", workbook);
            self.line("Left", format!("what only machines need, in {text}"));
        } else {
            self.line("Wrote", text);
            self.line("Kept", format!("the workbook, which is read no more, as {workbook}"));
        }
        if let Some(before) = &moved.before {
            self.line("Before", before.display().to_string());
        }
    }
}

/// One setting that was changed.
fn line(line: &SettingLine) -> Option<String> {
    let SettingLine::Setting { label, kind, value: Some(value), default, .. } = line else { return None };
    let default = default.as_ref().map_or_else(|| "none".to_owned(), |default| shown(default, kind));
    Some(format!("{label}: {} (default {default})", shown(value, kind)))
}

fn shown(value: &SettingValue, kind: &SettingKind) -> String {
    match (value, kind) {
        (SettingValue::Text(text), _) => text.clone(),
        (SettingValue::Number(share), SettingKind::Share) => format!("{}%", (share * 1e10).round() / 1e8),
        (SettingValue::Number(number), _) => number.to_string(),
        (SettingValue::YesNo(answer), _) => if *answer { "Yes" } else { "No" }.to_owned(),
    }
}
