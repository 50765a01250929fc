//! `[sheets]` and `[fields]`: what a user changes about the dictionary. A title or word that is given to a field is taken
//! from the one that has it of the program.

use super::{
    dictionary,
    file::{FileSettings, nearest},
};
use crate::model::dictionary::{Dictionary, Field, Ids, Need, Sheet, SheetKind, folded};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a user changes about one field of the dictionary.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct FieldChange {
    /// More titles under which the column comes.
    pub aliases: Vec<String>,
    /// The allowed values instead of the dictionary's.
    pub allowed: Option<Vec<String>>,
    /// More spellings of allowed values.
    pub value_aliases: BTreeMap<String, Vec<String>>,
    /// Titles of the program under which it does not come.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_titles: Vec<String>,
    /// Words of the program that mean none of its values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_words: Vec<String>,
    /// Value where a sheet has no such column.
    pub default: Option<String>,
    /// Whether it has to be filled.
    pub need: Option<Need>,
}

impl FileSettings {
    /// The dictionary with what the file changes about it. Errors: a field that does not exist, an impossible change.
    pub fn dictionary(&self) -> Result<Dictionary, String> {
        let mut changed = dictionary::embedded();
        for (kind, names) in &self.sheets {
            let others = changed.sheets.iter_mut().filter(|sheet| sheet.kind != *kind);
            others.for_each(|sheet| take(&mut sheet.aliases, names));
        }
        for (kind, names) in &self.sheets {
            let sheet = changed.sheets.iter_mut().find(|sheet| sheet.kind == *kind);
            sheet.into_iter().for_each(|sheet| sheet.aliases.extend(names.iter().cloned()));
        }
        name_rates(&mut changed, &self.currency);
        let initiatives = changed.sheets.iter_mut().find(|sheet| sheet.kind == SheetKind::Initiatives);
        initiatives.into_iter().for_each(|sheet| sheet.make_ids = self.ids == Ids::MadeWhereMissing);
        for words in changed.sheets.iter_mut().filter_map(|sheet| sheet.amount_words.as_mut()) {
            words.assumed = self.amounts_are.clone();
            let known = [&words.cost, &words.benefit, &words.planned, &words.actual, &words.forecast];
            let is_known =
                |typed: &&str| known.iter().any(|list| list.iter().any(|word| folded(word) == folded(typed)));
            if let Some(other) = self.amounts_are.split_whitespace().find(|typed| !is_known(typed)) {
                return Err(format!(
                    "amounts_are has the word \"{other}\"; use words such as cost, benefit, plan, actual"
                ));
            }
        }
        for sheet in &mut changed.sheets {
            let Some(changes) = self.fields.get(&sheet.kind) else { continue };
            take_from_others(sheet, changes);
            for (key, change) in changes {
                apply(field_of(sheet, key)?, change)?;
            }
        }
        dictionary::check(&changed)?;
        Ok(changed)
    }
}

/// Titles of rates name the report's currency: `EUR for one unit`, `Units per EUR`.
fn name_rates(dictionary: &mut Dictionary, currency: &str) {
    const VALUES: [&str; 4] = ["for one unit", "for 1 unit", "per unit", "per 1 unit"];
    const UNITS: [&str; 4] = ["Units for one", "Units for 1", "Units per", "Currency per"];
    // Some put the word before it: `Rate: EUR for one unit`, `Exchange rate, units per EUR`.
    let with_word = |title: String| ["", "Rate ", "Exchange rate "].map(|word| format!("{word}{title}"));
    let values = VALUES.iter().flat_map(|rest| with_word(format!("{currency} {rest}")));
    let units = UNITS.iter().flat_map(|rest| with_word(format!("{rest} {currency}")));
    let rates = dictionary.sheets.iter_mut().filter(|sheet| sheet.kind == SheetKind::Rates);
    let (mut values, mut units) = (values.collect::<Vec<_>>(), units.collect::<Vec<_>>());
    for field in rates.flat_map(|sheet| &mut sheet.fields) {
        match field.key.as_str() {
            "rate" => field.aliases.append(&mut values),
            "rate_inverse" => field.aliases.append(&mut units),
            _ => {}
        }
    }
}

/// Takes these out of a list.
fn take(list: &mut Vec<String>, taken: &[String]) {
    if !taken.is_empty() {
        let taken: Vec<String> = taken.iter().map(|text| folded(text)).collect();
        list.retain(|known| !taken.contains(&folded(known)));
    }
}

/// Titles that the settings give to a field are no other field's of the program. What two fields are given by the
/// settings themselves stays, to be refused.
fn take_from_others(sheet: &mut Sheet, changes: &BTreeMap<String, FieldChange>) {
    for field in &mut sheet.fields {
        let given = changes.iter().filter(|(key, _)| **key != field.key);
        given.for_each(|(_, change)| take(&mut field.aliases, &change.aliases));
    }
}

fn field_of<'a>(sheet: &'a mut Sheet, key: &str) -> Result<&'a mut Field, String> {
    let kind = sheet.kind;
    let names: Vec<String> = sheet.fields.iter().map(|field| field.key.clone()).collect();
    let near = nearest(key, names.iter().map(String::as_str)).unwrap_or_default();
    let no_field = || format!("the sheet {} has no field \"{key}\"; did you mean \"{near}\"?", kind.name());
    sheet.fields.iter_mut().find(|field| field.key == key).ok_or_else(no_field)
}

/// Errors: something is taken away that cannot be.
fn apply(field: &mut Field, change: &FieldChange) -> Result<(), String> {
    if let Some(own) = change.not_titles.iter().find(|title| folded(title) == folded(&field.title)) {
        return Err(format!(
            "\"{own}\" is the title of {} in the template and cannot be taken from it for everybody; say for one sender \
             what it means: about = \"title\" in mapping.toml",
            field.key
        ));
    }
    if let Some(own) =
        change.not_words.iter().find(|word| field.allowed.iter().any(|value| folded(value) == folded(word)))
    {
        return Err(format!("\"{own}\" is a value of {} itself; use allowed to have other values", field.key));
    }
    take(&mut field.aliases, &change.not_titles);
    field.aliases.extend(change.aliases.iter().cloned());
    if let Some(allowed) = &change.allowed {
        field.allowed = allowed.clone();
        field.value_aliases.retain(|value, _| allowed.contains(value));
        field.value_hints.retain(|value, _| allowed.contains(value));
    }
    for (value, words) in &mut field.value_aliases {
        take(words, &change.not_words);
        let given = change.value_aliases.iter().filter(|(other, _)| *other != value);
        given.for_each(|(_, given)| take(words, given));
    }
    for (value, others) in &change.value_aliases {
        field.value_aliases.entry(value.clone()).or_default().extend(others.iter().cloned());
    }
    if let Some(default) = &change.default {
        field.default = Some(default.clone());
    }
    if let Some(need) = &change.need {
        field.need = need.clone();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_take_what_the_user_adds() {
        let settings: FileSettings = toml::from_str(
            "[fields.initiatives.department]\nallowed = [\"Foundry\"]\naliases = [\"Plant\"]\ndefault = \"Foundry\"\nneed = \"optional\"\n",
        )
        .unwrap();
        let dictionary = settings.dictionary().unwrap();
        let field = dictionary.field(SheetKind::Initiatives, "department").unwrap();
        assert_eq!(field.allowed, ["Foundry"]);
        assert!(field.aliases.contains(&"Plant".to_owned()));
        assert_eq!((field.default.as_deref(), &field.need), (Some("Foundry"), &Need::Optional));
    }

    #[test]
    fn a_field_nobody_has_is_answered_with_the_nearest() {
        let settings: FileSettings = toml::from_str("[fields.financials.cost_plan]\naliases = [\"x\"]\n").unwrap();
        assert!(settings.dictionary().unwrap_err().contains("cost_planned"));
    }

    fn phase(text: &str) -> Result<(Dictionary, Field), String> {
        let dictionary = toml::from_str::<FileSettings>(text).unwrap().dictionary()?;
        let field = dictionary.field(SheetKind::Initiatives, "phase").unwrap().clone();
        Ok((dictionary, field))
    }

    #[test]
    fn a_title_or_word_of_the_program_that_is_given_to_another_is_taken_from_the_one_that_has_it() {
        let embedded = dictionary::embedded();
        let others = embedded.sheet(SheetKind::Initiatives).fields.iter().filter(|field| field.key != "phase");
        let (other, title) =
            others.clone().find_map(|field| Some((field.key.clone(), field.aliases.first()?))).unwrap();
        let (dictionary, field) = phase(&format!("[fields.initiatives.phase]\naliases = [{title:?}]\n")).unwrap();
        assert!(field.aliases.contains(title));
        assert!(!dictionary.field(SheetKind::Initiatives, &other).unwrap().aliases.contains(title), "{other} {title}");
        // A word: from the value that has it to another one.
        let own = embedded.field(SheetKind::Initiatives, "phase").unwrap();
        let (value, word) = own.value_aliases.iter().find_map(|(value, words)| Some((value, words.first()?))).unwrap();
        let to = own.allowed.iter().find(|other| *other != value).unwrap();
        let text = format!("[fields.initiatives.phase.value_aliases]\n{to:?} = [{word:?}]\n");
        let (_, field) = phase(&text).unwrap();
        assert!(field.value_aliases[to].contains(word) && !field.value_aliases[value].contains(word));
        // A sheet's name.
        let name = &embedded.sheet(SheetKind::Initiatives).aliases[0];
        let text = format!("[sheets]\nfinancials = [{name:?}]\n");
        let changed = toml::from_str::<FileSettings>(&text).unwrap().dictionary().unwrap();
        assert!(!changed.sheet(SheetKind::Initiatives).aliases.contains(name));
        assert!(changed.sheet(SheetKind::Financials).aliases.contains(name));
    }

    #[test]
    fn a_title_or_word_of_the_program_can_be_taken_away_but_no_name_of_the_template() {
        let own = dictionary::embedded().field(SheetKind::Initiatives, "phase").unwrap().clone();
        let (title, word) = (&own.aliases[0], own.value_aliases.values().flatten().next().unwrap());
        let text = format!("[fields.initiatives.phase]\nnot_titles = [{title:?}]\nnot_words = [{word:?}]\n");
        let (_, field) = phase(&text).unwrap();
        assert!(!field.aliases.contains(title) && !field.value_aliases.values().flatten().any(|known| known == word));
        assert_eq!(field.aliases.len() + 1, own.aliases.len());
        let refused = |text: &str| phase(text).unwrap_err();
        assert!(refused("[fields.initiatives.phase]\nnot_titles = [\"phase\"]\n").contains("mapping.toml"));
        assert!(refused("[fields.initiatives.phase]\nnot_words = [\"Pilot\"]\n").contains("a value of phase itself"));
        // Given to two by the settings themselves.
        let twice = "[fields.initiatives.phase]\naliases = [\"Zustand\"]\n[fields.initiatives.status]\naliases = [\"zustand\"]\n";
        assert!(refused(twice).contains("claimed by"));
        // The title of the template stays the field's.
        assert!(refused("[fields.initiatives.phase]\naliases = [\"Department\"]\n").contains("claimed by"));
    }
}
