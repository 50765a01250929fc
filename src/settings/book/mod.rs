//! `settings.xlsx`: the settings that people change, as a workbook beside `report.toml`. Which there are, on which sheet
//! and as what stands in `declared.rs`; what they mean and their defaults come from `templates/report.toml`.

mod cells;
mod compose;
mod conditions;
mod declared;
mod merge;
mod moved;
mod taken;
pub(super) mod template;
mod words;

pub use cells::Typing;
pub use compose::book;
pub(super) use merge::{Merged, merged};
pub use moved::{into_text, out_of_text};
pub use taken::{Filled, taken};

use crate::{
    model::{
        annotated_copy::PlainSheet,
        locale::{LOCALES, Locale},
    },
    settings::file::FileSettings,
};
use declared::{Content, Rows, SHEETS};
use std::path::{Path, PathBuf};

/// Name of the file, also in messages.
pub const FILE: &str = "settings.xlsx";
/// Its hidden sheet with what may be chosen.
pub const LISTS: &str = "Lists";

/// Where it lies: beside the settings.
pub fn path(config: &Path) -> PathBuf {
    config.with_file_name(FILE)
}

/// The workbook as it was read, before anybody looks for settings in it.
#[derive(Clone, Debug, Default)]
pub struct Read {
    /// Its sheets with all their cells.
    pub sheets: Vec<PlainSheet>,
}

/// Does the setting of this path in `report.toml` stand in the workbook?
pub fn has(path: &str) -> bool {
    SHEETS.iter().any(|sheet| match &sheet.content {
        Content::Lines(groups) => groups.iter().flat_map(|group| group.keys).any(|(key, _)| *key == path),
        Content::Tables(tables) => tables.iter().any(|table| match table.rows {
            Rows::Pairs | Rows::Entries => is_in(path, table.key),
            Rows::Words => is_in(path, "fields") || is_in(path, "sheets"),
            Rows::Allowed(_) | Rows::People => false,
        }),
    })
}

/// Is it the part, or in it?
fn is_in(path: &str, part: &str) -> bool {
    path == part || path.strip_prefix(part).is_some_and(|rest| rest.starts_with('.'))
}

/// The template of `report.toml` without the settings of the workbook.
pub fn template_for_machines() -> String {
    let text = template::template().without(has);
    let place = text.find("\n\n").map_or(0, |place| place + 1);
    format!("{}{BESIDE}{}", &text[..place], &text[place..])
}

/// Below the first lines of a `report.toml` that has a workbook beside it.
const BESIDE: &str = "\
# The settings that people change stand in settings.xlsx beside this file: company, departments, senders, budgets, targets,
# measures, words. A setting stands in one of the two; where it stands in both, the program says where.
";

/// The settings as TOML. By its text: keys that are numbers, such as years, are no values of it.
fn table_of(file: &FileSettings) -> toml::Table {
    file.every_setting()
}

/// The settings that TOML says. Errors: the first that cannot be, in the words of the parser.
fn settings_of(table: &toml::Table) -> Result<FileSettings, String> {
    let text = toml::to_string(table).map_err(|error| error.to_string())?;
    toml::from_str(&text).map_err(|error| error.message().lines().next().unwrap_or_default().to_owned())
}

/// The settings of a workbook that was read before without a fault, as `report.toml` has them.
pub fn taken_table(sheets: &[PlainSheet], file: &FileSettings) -> toml::Table {
    let locale = Locale::named(&file.locale).unwrap_or(LOCALES[0]);
    taken(sheets, &Typing { locale, currency: file.currency.clone() }).table
}

#[cfg(test)]
mod tests;
