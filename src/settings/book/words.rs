//! Rows about the dictionary: allowed values with their spellings, and the sheet Words; to and from `[sheets]` and
//! `[fields]` of the settings.

use super::declared::{BETWEEN, What};
use crate::{
    model::dictionary::{Need, SheetKind, folded},
    settings::{dictionary::embedded, fields::FieldChange, file::FileSettings},
};
use serde::Deserialize;
use toml::{Table, Value};

/// Fields of Initiatives whose allowed values have tables of their own.
const WITH_TABLES: [&str; 2] = ["department", "strategic_goal"];

/// A row of the sheet Words.
#[derive(Clone, PartialEq, Debug)]
pub struct Word {
    /// `Initiatives`, `Initiatives › Phase`.
    pub of: String,
    pub what: What,
    pub yours: String,
    pub stands_for: String,
}

/// What a row sets in the settings: a path, and what is added there.
#[derive(Clone, PartialEq, Debug)]
pub enum Set {
    /// One more of a list.
    Added(Vec<String>, String),
    /// The value itself.
    To(Vec<String>, Value),
}

/// What a row of the sheet Words sets. Errors: the title of the cell that is wrong, what is wrong, what to type.
pub fn set(word: &Word) -> Result<Set, (&'static str, String, String)> {
    let (kind, field) = place(&word.of).ok_or_else(|| {
        let problem = format!("\"{}\" is no sheet or column of the program", word.of);
        ("Of", problem, "one from the list, such as Initiatives › Phase".to_owned())
    })?;
    let missing = |title: &'static str| (title, "The cell is empty".to_owned(), "what your sheets have".to_owned());
    let yours = (!word.yours.is_empty()).then(|| word.yours.clone());
    let Some(field) = field else {
        return match word.what {
            What::SheetName => {
                let path = vec!["sheets".to_owned(), kind.key().to_owned()];
                Ok(Set::Added(path, yours.ok_or_else(|| missing("Yours"))?))
            }
            _ => Err((
                "Of",
                "This needs a column".to_owned(),
                format!("one from the list, such as {}{BETWEEN}…", kind.name()),
            )),
        };
    };
    let path = |last: &str| vec!["fields".to_owned(), kind.key().to_owned(), field.clone(), last.to_owned()];
    match word.what {
        What::SheetName => Err(("Of", "This needs a sheet alone".to_owned(), kind.name().to_owned())),
        What::Title => Ok(Set::Added(path("aliases"), yours.ok_or_else(|| missing("Yours"))?)),
        What::Allowed => Ok(Set::Added(path("allowed"), yours.ok_or_else(|| missing("Yours"))?)),
        What::NotTitle => Ok(Set::Added(path("not_titles"), yours.ok_or_else(|| missing("Yours"))?)),
        What::NotWord => Ok(Set::Added(path("not_words"), yours.ok_or_else(|| missing("Yours"))?)),
        What::AnyValue => Ok(Set::To(path("allowed"), Value::Array(Vec::new()))),
        What::Word => {
            if word.stands_for.is_empty() {
                return Err(missing("Stands for"));
            }
            let mut path = path("value_aliases");
            path.push(word.stands_for.clone());
            Ok(Set::Added(path, yours.ok_or_else(|| missing("Yours"))?))
        }
        What::Default => Ok(Set::To(path("default"), Value::String(word.yours.clone()))),
        What::Need => match need(&word.yours) {
            Some(value) => Ok(Set::To(path("need"), value)),
            None => Err((
                "Yours",
                format!("\"{}\" does not say when it must be filled", word.yours),
                "required or optional".to_owned(),
            )),
        },
    }
}

/// The field's key, of a value's row in its own table.
pub fn set_allowed(field: &str, value: &str) -> Set {
    Set::Added(path_of(field, "allowed"), value.to_owned())
}

/// Another spelling of an allowed value.
pub fn set_spelling(field: &str, value: &str, spelling: &str) -> Set {
    let mut path = path_of(field, "value_aliases");
    path.push(value.to_owned());
    Set::Added(path, spelling.to_owned())
}

fn path_of(field: &str, last: &str) -> Vec<String> {
    ["fields", SheetKind::Initiatives.key(), field, last].map(str::to_owned).to_vec()
}

/// A sheet, and the key of its column.
fn place(typed: &str) -> Option<(SheetKind, Option<String>)> {
    let (sheet, title) = match typed.split_once(BETWEEN.trim()) {
        Some((sheet, title)) => (sheet, Some(title)),
        None => (typed, None),
    };
    let kind = SheetKind::EVERY.into_iter().find(|kind| folded(kind.name()) == folded(sheet))?;
    let Some(title) = title else { return Some((kind, None)) };
    let dictionary = embedded();
    let is_it = |key: &str, known: &str| key == title.trim() || folded(known) == folded(title);
    let field = dictionary.sheet(kind).fields.iter().find(|field| is_it(&field.key, &field.title))?;
    Some((kind, Some(field.key.clone())))
}

fn name_of(kind: SheetKind, key: &str) -> String {
    let title = embedded().field(kind, key).map_or_else(|| key.to_owned(), |field| field.title.clone());
    format!("{}{BETWEEN}{title}", kind.name())
}

/// `optional`, or as in `report.toml`: `{ from-phase = "Pilot" }`.
fn need(typed: &str) -> Option<Value> {
    let lower = typed.trim().to_lowercase();
    let as_table = toml::from_str::<Table>(&format!("need = {typed}")).ok().and_then(|mut table| table.remove("need"));
    let value = as_table.unwrap_or(Value::String(lower));
    Need::deserialize(value.clone()).is_ok().then_some(value)
}

fn need_text(need: &Need) -> String {
    match Value::try_from(need) {
        Ok(Value::String(word)) => word,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

/// An allowed value with its other spellings.
pub type Allowed = (String, Vec<String>);

/// The allowed values of a field that has a table of its own; none where the settings leave it as it is.
pub fn allowed(file: &FileSettings, field: &str) -> Vec<Allowed> {
    let change = change(file, field);
    let values = change.and_then(|change| change.allowed.clone()).unwrap_or_default();
    let spellings =
        |value: &String| change.and_then(|change| change.value_aliases.get(value)).cloned().unwrap_or_default();
    values.iter().map(|value| (value.clone(), spellings(value))).collect()
}

fn change<'a>(file: &'a FileSettings, field: &str) -> Option<&'a FieldChange> {
    file.fields.get(&SheetKind::Initiatives)?.get(field)
}

/// The rows of the sheet Words: all that has no table of its own.
pub fn rows(file: &FileSettings) -> Vec<Word> {
    let word = |of: &str, what: What, yours: &str, stands_for: &str| Word {
        of: of.to_owned(),
        what,
        yours: yours.to_owned(),
        stands_for: stands_for.to_owned(),
    };
    let mut rows = Vec::new();
    for (kind, names) in &file.sheets {
        rows.extend(names.iter().map(|name| word(kind.name(), What::SheetName, name, "")));
    }
    for (kind, fields) in &file.fields {
        for (key, change) in fields {
            let of = name_of(*kind, key);
            let has_table = *kind == SheetKind::Initiatives && WITH_TABLES.contains(&key.as_str());
            let in_table =
                |value: &String| has_table && change.allowed.as_ref().is_some_and(|allowed| allowed.contains(value));
            rows.extend(change.aliases.iter().map(|title| word(&of, What::Title, title, "")));
            match &change.allowed {
                Some(values) if values.is_empty() => rows.push(word(&of, What::AnyValue, "", "")),
                Some(values) if !has_table => {
                    rows.extend(values.iter().map(|value| word(&of, What::Allowed, value, "")))
                }
                _ => {}
            }
            for (value, spellings) in change.value_aliases.iter().filter(|(value, _)| !in_table(value)) {
                rows.extend(spellings.iter().map(|spelling| word(&of, What::Word, spelling, value)));
            }
            rows.extend(change.not_titles.iter().map(|title| word(&of, What::NotTitle, title, "")));
            rows.extend(change.not_words.iter().map(|typed| word(&of, What::NotWord, typed, "")));
            rows.extend(change.default.iter().map(|value| word(&of, What::Default, value, "")));
            rows.extend(change.need.iter().map(|need| word(&of, What::Need, &need_text(need), "")));
        }
    }
    rows
}
