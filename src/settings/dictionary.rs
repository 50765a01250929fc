//! The text of the dictionary to a checked [`Dictionary`].

use crate::model::dictionary::{Dictionary, Field, Kind, Need, Sheet, SheetKind, folded};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

const EMBEDDED: &str = include_str!("../../templates/intake/dictionary.toml");

/// The dictionary this program comes with, `templates/intake/dictionary.toml`.
pub fn embedded() -> Dictionary {
    static READ: LazyLock<Dictionary> =
        LazyLock::new(|| parse(EMBEDDED).expect("a test parses the embedded dictionary"));
    READ.clone()
}

/// Reads a dictionary and checks that it makes sense: no key or title twice, no title that fits two fields, every
/// name of a field, phase or value that it mentions is there. Errors: one sentence that names the place.
pub fn parse(text: &str) -> Result<Dictionary, String> {
    let dictionary: Dictionary =
        toml::from_str(text).map_err(|error| format!("the dictionary cannot be read: {error}"))?;
    check(&dictionary)?;
    Ok(dictionary)
}

/// As [`parse`] checks; for a dictionary that settings were added to.
pub fn check(dictionary: &Dictionary) -> Result<(), String> {
    let kinds: Vec<SheetKind> = dictionary.sheets.iter().map(|sheet| sheet.kind).collect();
    if kinds != SheetKind::EVERY {
        let names = SheetKind::EVERY.map(SheetKind::key).join(", ");
        return Err(format!("the dictionary must have the sheets {names} in this order"));
    }
    check_sheet_names(dictionary)?;
    let phases = dictionary.field(SheetKind::Initiatives, "phase").map_or(&[][..], |phase| &phase.allowed);
    for sheet in &dictionary.sheets {
        let wrong = |error: String| format!("dictionary, sheet {}: {error}", sheet.kind.name());
        check_titles(sheet).map_err(wrong)?;
        for field in &sheet.fields {
            let wrong =
                |error: String| format!("dictionary, sheet {}, field {}: {error}", sheet.kind.name(), field.key);
            check_need(field, sheet, phases).map_err(wrong)?;
            check_values(field).map_err(wrong)?;
        }
    }
    Ok(())
}

fn check_sheet_names(dictionary: &Dictionary) -> Result<(), String> {
    let mut claimed = BTreeMap::new();
    for sheet in &dictionary.sheets {
        for name in std::iter::once(sheet.kind.name()).chain(sheet.aliases.iter().map(String::as_str)) {
            if let Some(other) = claimed.insert(folded(name), sheet.kind.name()) {
                return Err(format!("the dictionary gives the name \"{name}\" to {other} and {}", sheet.kind.name()));
            }
        }
    }
    Ok(())
}

fn check_titles(sheet: &Sheet) -> Result<(), String> {
    let mut keys = BTreeSet::new();
    let mut claimed: BTreeMap<String, &str> = BTreeMap::new();
    for field in &sheet.fields {
        if !keys.insert(&field.key) {
            return Err(format!("the key {} stands twice", field.key));
        }
        for title in std::iter::once(&field.title).chain(&field.aliases) {
            let plain = folded(title);
            if plain.is_empty() {
                return Err(format!("field {} has a title without a letter", field.key));
            }
            // Settings may repeat what the dictionary says.
            if let Some(other) = claimed.insert(plain, &field.key).filter(|other| *other != field.key) {
                return Err(format!("the title \"{title}\" is claimed by {other} and {}", field.key));
            }
        }
    }
    Ok(())
}

fn check_need(field: &Field, sheet: &Sheet, phases: &[String]) -> Result<(), String> {
    let named = |key: &String| {
        let found = sheet.fields.iter().find(|other| other.key == *key);
        found.ok_or_else(|| format!("need names the field {key}, which the sheet does not have"))
    };
    match &field.need {
        Need::Required | Need::Optional => Ok(()),
        Need::ToReportingMonth => match sheet.fields.iter().any(|other| other.kind == Kind::Month) {
            true => Ok(()),
            false => Err("need to-reporting-month, but the sheet has no month".into()),
        },
        Need::FromPhase(phase) => match phases.contains(phase) {
            true => Ok(()),
            false => Err(format!("need names the phase {phase}, which is not allowed by the field phase")),
        },
        Need::WhenFilled(key) => named(key).map(|_| ()),
        Need::WhenValue { field: key, is } => {
            let other = named(key)?;
            match is.iter().find(|value| !other.allowed.contains(value)) {
                Some(value) => Err(format!("need names the value {value}, which {key} does not allow")),
                None => Ok(()),
            }
        }
    }
}

fn check_values(field: &Field) -> Result<(), String> {
    let is_choice = matches!(field.kind, Kind::Choice | Kind::ChoiceList);
    if is_choice && field.allowed.is_empty() && !field.configured {
        return Err("a choice needs allowed values, or configured = true".into());
    }
    let has_values = !field.allowed.is_empty() || !field.value_aliases.is_empty();
    if has_values && !is_choice {
        return Err("only a choice has allowed values".into());
    }
    let mut claimed = BTreeMap::new();
    for value in &field.allowed {
        if claimed.insert(folded(value), value).is_some() {
            return Err(format!("the allowed value {value} stands twice"));
        }
    }
    if let Some(value) = field.value_hints.keys().find(|value| !field.allowed.contains(value)) {
        return Err(format!("value_hints has words for {value}, which is not allowed"));
    }
    for (value, spellings) in &field.value_aliases {
        if !field.allowed.contains(value) {
            return Err(format!("value_aliases has spellings for {value}, which is not allowed"));
        }
        for spelling in spellings {
            if let Some(other) = claimed.insert(folded(spelling), value).filter(|other| *other != value) {
                return Err(format!("the spelling \"{spelling}\" stands for {other} and for {value}"));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_the_embedded_dictionary_says_what_to_type() {
        let dictionary = embedded();
        for field in dictionary.sheets.iter().flat_map(|sheet| &sheet.fields) {
            assert!(!field.help.is_empty() && !field.example.is_empty(), "{}", field.key);
        }
        let reason = dictionary.field(SheetKind::Initiatives, "status_reason").unwrap();
        let is = vec!["Amber".to_owned(), "Red".to_owned()];
        assert_eq!(reason.need, Need::WhenValue { field: "status".into(), is });
    }

    #[test]
    fn what_makes_no_sense_is_said_with_its_place() {
        let broken = |from: &str, to: &str| {
            assert!(EMBEDDED.contains(from), "{from}");
            parse(&EMBEDDED.replacen(from, to, 1)).unwrap_err()
        };
        let said = broken("key = \"name\"", "key = \"initiative_id\"");
        assert_eq!(said, "dictionary, sheet Initiatives: the key initiative_id stands twice");
        let said = broken("\"Idea ID\"", "\"department\"");
        assert!(said.ends_with("the title \"Department\" is claimed by initiative_id and department"), "{said}");
        let said = broken("need = { from-phase = \"Pilot\"", "need = { from-phase = \"Flight\"");
        assert!(said.contains("field owner_email") && said.contains("the phase Flight"), "{said}");
        let said = broken("need = { when-filled = \"sponsor\"", "need = { when-filled = \"patron\"");
        assert!(said.contains("the field patron"), "{said}");
        let said = broken("is = [\"Amber\", \"Red\"]", "is = [\"Amber\", \"Pink\"]");
        assert!(said.contains("the value Pink"), "{said}");
        let said = broken("Minimal = [\"Minimal risk\"", "Tiny = [\"Minimal risk\"");
        assert!(said.contains("spellings for Tiny"), "{said}");
        let said = broken("Limited = [\"Limited risk\"", "Limited = [\"Minimal\"");
        assert!(said.contains("stands for"), "{said}");
        let said = broken("aliases = [\"Money\"", "aliases = [\"Use cases\"");
        assert!(said.contains("to Initiatives and Financials"), "{said}");
        assert!(parse("sheets = 1").unwrap_err().starts_with("the dictionary cannot be read"));
    }

    #[test]
    fn examples_are_allowed_values() {
        for field in embedded().sheets.iter().flat_map(|sheet| &sheet.fields) {
            if field.kind == Kind::Choice && !field.configured {
                assert!(field.allowed.contains(&field.example), "{}", field.key);
            }
        }
    }
}
