//! The schema of `report.toml`, for editors: its shape from the types of the settings, what each setting means and its
//! default from `templates/report.toml`.

use super::{DEFAULTS, FileSettings, book::template::template};
use crate::model::schema::{compare, of_settings, written};
use serde_json::{Map, Value, json};

const FILE: &str = "templates/report.schema.json";

fn schema() -> Value {
    let mut schema = of_settings::<FileSettings>("report.toml of coe-report");
    let defaults: toml::Table = toml::from_str(DEFAULTS).expect("the template is a file of settings");
    explain(&mut schema, "", Some(&toml::Value::Table(defaults)));
    schema
}

/// Says of each setting below `path` what it means, and its default where the template has one.
fn explain(schema: &mut Value, path: &str, defaults: Option<&toml::Value>) {
    for (key, value) in properties(schema) {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        let default = defaults.and_then(|defaults| defaults.get(key));
        let help = help(&path, is_part(value));
        explain(value, &path, default);
        let Some(value) = value.as_object_mut() else { continue };
        if !help.is_empty() {
            value.insert("description".to_owned(), help.into());
        }
        if let Some(default) = default.filter(|default| !default.is_table()) {
            value.insert("default".to_owned(), json!(default));
        }
    }
}

fn help(path: &str, is_part: bool) -> String {
    // Only the example of a column says what may be changed of one.
    let path = if path == "fields" { "fields.initiatives.department" } else { path };
    let own = if is_part { template().help_of_part(path) } else { String::new() };
    if own.is_empty() { template().help(path) } else { own }
}

/// `[weights]`, `[[measure]]`, and not a line of a part.
fn is_part(schema: &Value) -> bool {
    let is_table = |schema: &Value| schema["type"] == "object";
    is_table(schema) || is_table(&schema["items"])
}

/// The settings of a part, or of each of several blocks.
fn properties(schema: &mut Value) -> Vec<(&String, &mut Value)> {
    let part = if schema.get("items").is_some() { &mut schema["items"] } else { schema };
    part.get_mut("properties").and_then(Value::as_object_mut).into_iter().flat_map(Map::iter_mut).collect()
}

#[test]
fn the_schema_of_report_toml_is_that_of_the_types() {
    let rank = |path: &str| template().line_of(path.trim_start_matches('.')).unwrap_or(usize::MAX);
    compare(FILE, &written(&schema(), &rank));
}
