//! Conditions on fields as people type them into a cell: `Risk tier = High, Limited; Monitoring = Yes; Sponsor filled`.
//! What cannot be said so is typed as in `report.toml`: `{ any = [{ … }, { … }] }`.

use toml::{Table, Value};

/// What a field can be without a word beside it.
const FILLED: [&str; 2] = ["filled", "blank"];

/// Signs of comparisons, the longer ones first.
const SIGNS: [&str; 4] = [">=", "<=", ">", "<"];

/// Reads the conditions of a cell. Errors: the part that is none.
pub fn read(typed: &str) -> Result<Table, String> {
    if typed.trim_start().starts_with('{') {
        let document = format!("conditions = {}", typed.trim());
        let table = toml::from_str::<Table>(&document).ok().and_then(|mut table| match table.remove("conditions") {
            Some(Value::Table(inner)) => Some(inner),
            _ => None,
        });
        return table.ok_or_else(|| typed.to_owned());
    }
    let mut table = Table::new();
    for part in typed.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        let (field, value) = condition(part).ok_or_else(|| part.to_owned())?;
        if table.insert(field, value).is_some() {
            return Err(part.to_owned());
        }
    }
    Ok(table)
}

fn condition(part: &str) -> Option<(String, Value)> {
    let text = |text: &str| Value::String(text.trim().to_owned());
    if let Some((place, sign)) = SIGNS.iter().filter_map(|sign| Some((part.find(sign)?, *sign))).min_by_key(|(p, _)| *p)
        && !part[..place].contains('=')
    {
        let limit = part[place + sign.len()..].trim();
        return named(&part[..place])
            .filter(|_| !limit.is_empty())
            .map(|field| (field, text(&format!("{sign} {limit}"))));
    }
    if let Some((field, words)) = part.split_once('=') {
        let words: Vec<Value> = words.split(',').map(text).collect();
        let is_whole = words.iter().all(|word| word.as_str() != Some(""));
        let value = if words.len() == 1 { words.into_iter().next()? } else { Value::Array(words) };
        return named(field).filter(|_| is_whole).map(|field| (field, value));
    }
    let (field, state) = part.rsplit_once(' ')?;
    let state = FILLED.into_iter().find(|known| known.eq_ignore_ascii_case(state))?;
    named(field).map(|field| (field, text(state)))
}

fn named(field: &str) -> Option<String> {
    let field = field.trim();
    (!field.is_empty()).then(|| field.to_owned())
}

/// The conditions as they are typed into a cell.
pub fn written(table: &Table) -> String {
    let simple = table.iter().map(|(field, value)| simple(field, value)).collect::<Option<Vec<_>>>();
    let simple = simple.map(|parts| parts.join("; ")).filter(|text| read(text).as_ref() == Ok(table));
    simple.unwrap_or_else(|| Value::Table(table.clone()).to_string())
}

fn simple(field: &str, value: &Value) -> Option<String> {
    match value {
        Value::String(text) if FILLED.contains(&text.as_str()) => Some(format!("{field} {text}")),
        Value::String(text) if SIGNS.iter().any(|sign| text.starts_with(sign)) => Some(format!("{field} {text}")),
        Value::String(text) => Some(format!("{field} = {text}")),
        Value::Array(list) => {
            let words = list.iter().map(Value::as_str).collect::<Option<Vec<_>>>()?;
            (words.len() > 1).then(|| format!("{field} = {}", words.join(", ")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_read_as_they_are_typed() {
        let table = |text: &str| toml::from_str::<Table>(text).unwrap();
        for (typed, meant) in [
            ("risk_tier = High", "risk_tier = \"High\""),
            (
                "Risk tier = High, Limited; Monitoring = Yes",
                "\"Risk tier\" = [\"High\", \"Limited\"]\nMonitoring = \"Yes\"",
            ),
            ("budget_requested >= 50000\nsponsor filled", "budget_requested = \">= 50000\"\nsponsor = \"filled\""),
            ("Go-live < 2026-12-31", "Go-live = \"< 2026-12-31\""),
            (
                "{ any = [{ phase = \"Pilot\" }, { phase = \"Idea\" }] }",
                "any = [{ phase = \"Pilot\" }, { phase = \"Idea\" }]",
            ),
            ("", ""),
        ] {
            assert_eq!(read(typed), Ok(table(meant)), "{typed}");
        }
        for wrong in ["High", "= High", "phase =", "a = 1; a = 2", "phase = Pilot,", "{ a = ", "phase >"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_written_is_read_back_whatever_it_is() {
        for text in [
            "a = \"filled\"\nb = \">= 4\"\nc = [\"x\", \"y z\"]\nd = \"v\"",
            "a = [\"x\"]",
            "a = true",
            "a = \"x, y\"",
            "a = \"x; b = y\"",
            "\"a = b\" = \"c\"",
            "not = { phase = \"Idea\" }\ncolumn.\"Plant region\" = \"North\"",
            "a = \"\"",
        ] {
            let table = toml::from_str::<Table>(text).unwrap();
            assert_eq!(read(&written(&table)).as_ref(), Ok(&table), "{text}: {}", written(&table));
        }
    }
}
