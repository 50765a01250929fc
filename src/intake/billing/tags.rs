//! The value of one tag: *Tags* are an object of JSON in a cell.

use serde_json::Value;

/// The value of a key, told apart by case only where no other is spelled so. None where there is none, where the tag has
/// no value (`true` by the specification) and where the cell is no JSON.
pub(super) fn value_of(tags: &str, key: &str) -> Option<String> {
    match serde_json::from_str(tags.trim()).ok()? {
        Value::Object(pairs) => {
            let alike = || pairs.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value);
            text(pairs.get(key).or_else(alike)?)
        }
        // As BigQuery writes repeated records: [{"key": "initiative", "value": "FIN-001"}].
        Value::Array(records) => {
            let named = |record: &&Value| {
                record.get("key").and_then(Value::as_str).is_some_and(|name| name.eq_ignore_ascii_case(key))
            };
            text(records.iter().find(named)?.get("value")?)
        }
        _ => None,
    }
}

fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_found_in_each_form() {
        for (tags, value) in [
            (r#"{"initiative":"FIN-001","Owner":"team-data"}"#, Some("FIN-001")),
            (r#"{"Initiative":"FIN-001"}"#, Some("FIN-001")),
            (r#"{"Initiative":"other","initiative":"FIN-001"}"#, Some("FIN-001")),
            (r#"{"initiative":7}"#, Some("7")),
            (r#"[{"key":"env","value":"prod"},{"key":"initiative","value":"FIN-001"}]"#, Some("FIN-001")),
            (r#" {"initiative" : " FIN-001 "} "#, Some("FIN-001")),
            // Valueless, null, empty, nested, other keys, no JSON.
            (r#"{"initiative":true}"#, None),
            (r#"{"initiative":null}"#, None),
            (r#"{"initiative":" "}"#, None),
            (r#"{"initiative":{"a":"b"}}"#, None),
            (r#"{"userDefinedTagScheme1/initiative":"FIN-001"}"#, None),
            ("initiative=FIN-001", None),
            ("", None),
        ] {
            assert_eq!(value_of(tags, "initiative").as_deref(), value, "{tags}");
        }
    }
}
