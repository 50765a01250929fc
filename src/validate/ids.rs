//! Ids for sheets of others that have none, so that a row is the same initiative next month.

use super::sheet::Sheet;
use crate::model::{
    dictionary::SheetKind,
    finding::{Code, Finding},
    identifier::composed,
    table::{Table, Values},
};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, sync::Arc};

/// Gives every row with a name but without an id one made of file and name, and puts the file's name before ids of
/// digits only: other senders number theirs 1, 2, 3, too. Both are noted once for the sheet.
pub fn make(sheet: &Sheet, table: &mut Table, findings: &mut Vec<Finding>) {
    let names = table.text("name").to_vec();
    let Some(Values::Text(ids)) = table.values_mut("initiative_id") else { return };
    let sender = sender(sheet.file());
    let mut times: BTreeMap<String, u32> = BTreeMap::new();
    let mut made = Vec::new();
    let mut numbered = Vec::new();
    for (id, name) in ids.iter_mut().zip(&names) {
        match (&*id, name) {
            (Some(typed), _) if typed.bytes().all(|letter| letter.is_ascii_digit()) => {
                numbered.push((typed.to_string(), format!("{sender}-{typed}")));
                *id = numbered.last().map(|(_, id)| Arc::from(id.as_str()));
            }
            (None, Some(name)) => {
                let plain = format!("{sender}-{}", short(name));
                let time = times.entry(plain.clone()).or_default();
                *time += 1;
                made.push(if *time == 1 { plain } else { format!("{plain}-{time}") });
                *id = made.last().map(|id| Arc::from(id.as_str()));
            }
            _ => {}
        }
    }
    let title = sheet.rules.dictionary.field(SheetKind::Initiatives, "initiative_id").map_or("", |field| &field.title);
    if let Some(first) = made.first() {
        let problem = format!("{} without an id got one made of file and name, such as {first}", rows(made.len()));
        let instead = "Type ids of your own if the names may change.".to_owned();
        findings.push(sheet.noted(Code::IdsMade, title, problem, instead));
    }
    if let Some((typed, id)) = numbered.first() {
        let problem =
            format!("{} with digits only as id got the file's name before it: {typed} is {id}", rows(numbered.len()));
        let instead = "Type ids that nobody else uses.".to_owned();
        findings.push(sheet.noted(Code::IdsMade, title, problem, instead));
    }
}

fn rows(count: usize) -> String {
    if count == 1 { "1 row".to_owned() } else { format!("{count} rows") }
}

/// Who sent the file, by its name without what changes from month to month: `in/State 2026-10 v2.csv` is `state`.
fn sender(path: &str) -> String {
    let path = &*composed(path);
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let lasting: Vec<String> =
        words(stem).filter(|word| !word.contains(|letter: char| letter.is_ascii_digit())).collect();
    if lasting.is_empty() { words(stem).collect::<Vec<_>>().join("-") } else { lasting.join("-") }
}

/// The name as part of an id: its words up to 40 letters; what was cut is told apart by its fingerprint.
fn short(name: &str) -> String {
    const LONGEST: usize = 40;
    let whole: Vec<String> = words(name).collect();
    let mut short = String::new();
    for word in &whole {
        if !short.is_empty() && short.chars().count() + 1 + word.chars().count() > LONGEST {
            let digest = Sha256::digest(whole.join("-"));
            return format!("{short}-{:02x}{:02x}", digest[0], digest[1]);
        }
        if !short.is_empty() {
            short.push('-');
        }
        short.push_str(word);
    }
    short
}

/// The words of a text in lower case, without marks.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn senders_are_known_without_month_and_version() {
        assert_eq!(sender("state.csv"), "state");
        assert_eq!(sender("in/State 2026-10 v2.csv"), "state");
        assert_eq!(sender("2026.csv"), "2026");
        // As macOS stores the name.
        assert_eq!(sender("Mu\u{308}ller.csv"), "müller");
    }

    #[test]
    fn names_become_short_ids_that_differ_where_names_do() {
        assert_eq!(short("BudgetChat AI Tool"), "budgetchat-ai-tool");
        let (one, other) =
            (short(&format!("{} one", "Long name ".repeat(9))), short(&format!("{} two", "Long name ".repeat(9))));
        assert_ne!(one, other);
        // 40 letters hold four times "long-name-"; then a mark and four digits.
        assert!(one.starts_with("long-name-long-name-long-name-long-name-") && one.len() == 44, "{one}");
    }
}
