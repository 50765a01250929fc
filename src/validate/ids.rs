//! Ids for sheets of others that have none, so that a row is the same initiative next month.

use super::sheet::Sheet;
use crate::model::{
    dictionary::SheetKind,
    finding::{Code, Finding},
    mapping::{sender_of, words},
    table::{Table, Values},
};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Gives every row with a name but without an id one made of sender and name, and puts the file's name before ids of
/// digits only: other senders number theirs 1, 2, 3, too. Both are noted once for the sheet.
pub fn make(sheet: &Sheet, table: &mut Table, findings: &mut Vec<Finding>) {
    let names = table.text("name").to_vec();
    // Where somebody answered that names make the ids, running numbers of sheets are none: they move when rows are sorted.
    let by_name = sheet.answers.makes_ids();
    let departments = sheet.answers.sheets_are_departments().then(|| table.text("department").to_vec());
    let sender = sender_of(sheet.file());
    let former: BTreeMap<&str, &str> = sheet.answers.former().collect();
    let Some(Values::Text(ids)) = table.values_mut("initiative_id") else { return };
    let mut times: BTreeMap<String, u32> = BTreeMap::new();
    let mut made = Vec::new();
    let mut numbered = Vec::new();
    for (row, (id, name)) in ids.iter_mut().zip(&names).enumerate() {
        let is_number = id.as_ref().is_some_and(|typed| typed.bytes().all(|letter| letter.is_ascii_digit()));
        match (&*id, name) {
            (Some(typed), _) if is_number && !by_name => {
                numbered.push((typed.to_string(), format!("{sender}-{typed}")));
                *id = numbered.last().map(|(_, id)| Arc::from(id.as_str()));
            }
            (typed, Some(name)) if typed.is_none() || is_number => {
                let department = departments.as_ref().and_then(|departments| departments[row].as_deref());
                let plain = match department {
                    Some(department) => format!("{sender}-{}-{}", short(department), short(name)),
                    None => format!("{sender}-{}", short(name)),
                };
                let time = times.entry(plain.clone()).or_default();
                *time += 1;
                made.push(if *time == 1 { plain } else { format!("{plain}-{time}") });
                *id = made.last().map(|id| Arc::from(id.as_str()));
            }
            _ => {}
        }
    }
    let kept = keep_former(ids, &former);
    let title = sheet.rules.dictionary.field(SheetKind::Initiatives, "initiative_id").map_or("", |field| &field.title);
    if let Some((new, old)) = kept.first() {
        let problem =
            format!("{} with a new name kept the id of before, as answered: {new} is {old}", rows(kept.len()));
        let instead = "Nothing to do; what was answered stands in mapping.toml.".to_owned();
        findings.push(sheet.noted(Code::Answered, title, problem, instead));
    }
    if let Some(first) = made.first() {
        let problem =
            format!("{} without an id got one made of the sender and the name, such as {first}", rows(made.len()));
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

/// Initiatives that somebody said to be others under a new name keep the ids of those, unless one that has it is still
/// listed: then they are two.
fn keep_former(ids: &mut [Option<Arc<str>>], former: &BTreeMap<&str, &str>) -> Vec<(Arc<str>, Arc<str>)> {
    if former.is_empty() {
        return Vec::new();
    }
    let mut listed: BTreeSet<Arc<str>> = ids.iter().flatten().cloned().collect();
    let mut kept = Vec::new();
    for id in ids.iter_mut().flatten() {
        let Some(old) = former.get(&**id).map(|old| Arc::<str>::from(*old)) else { continue };
        if listed.insert(old.clone()) {
            kept.push((std::mem::replace(id, old.clone()), old));
        }
    }
    kept
}

fn rows(count: usize) -> String {
    if count == 1 { "1 row".to_owned() } else { format!("{count} rows") }
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

#[cfg(test)]
mod tests {
    use super::*;

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
