//! Which initiatives are whose. An address in a cell is a proposal: an initiative is in a sponsor's report only where the
//! address was approved for its department and its sponsor's name. What is not stays out of every sponsor's report.

use super::{Facts, Sponsor};
use crate::{
    model::{
        email::Withheld,
        mail::{Recipient, Role, as_kept, is_same_person},
    },
    report::email::cells_of,
};
use std::collections::BTreeMap;

/// Everyone who sponsors an initiative and has an address, in order of address, with the initiatives that are theirs.
pub fn sponsors(facts: &Facts) -> Vec<Sponsor> {
    let named = named(facts).into_iter();
    let own = named.map(|(email, rows)| {
        let name = usual_name(facts, &rows);
        let rows = rows.into_iter().filter(|row| is_theirs(facts, &email, &name, *row)).collect();
        Sponsor { name: if name.is_empty() { email.clone() } else { name }, email, rows }
    });
    own.filter(|sponsor| !sponsor.rows.is_empty()).collect()
}

/// The other initiatives that name an address, by address, department and name.
pub fn withheld(facts: &Facts) -> Vec<Withheld> {
    let mut parts: BTreeMap<(String, String, String), Vec<u32>> = BTreeMap::new();
    for (email, rows) in named(facts) {
        let usual = usual_name(facts, &rows);
        for row in rows.into_iter().filter(|row| !is_theirs(facts, &email, &usual, *row)) {
            let key = (email.clone(), text(facts, "department", row), text(facts, "sponsor", row));
            parts.entry(key).or_default().push(row);
        }
    }
    let part = |((address, department, name), rows): (_, Vec<u32>)| Withheld {
        address,
        department,
        name,
        initiatives: rows.iter().map(|row| text(facts, "initiative_id", *row)).collect(),
        named_in: cells_of(facts.portfolio, &rows),
        looks_filled_down: rows.iter().any(|row| is_below_another(facts, *row)),
    };
    parts.into_iter().map(part).collect()
}

/// How many initiatives name each address and wait until somebody has approved that.
pub fn waiting(facts: &Facts) -> BTreeMap<String, usize> {
    let mut waiting: BTreeMap<String, usize> = BTreeMap::new();
    for part in withheld(facts) {
        *waiting.entry(part.address).or_default() += part.initiatives.len();
    }
    waiting
}

/// Rows of the initiatives that name each lower-cased address.
fn named(facts: &Facts) -> BTreeMap<String, Vec<u32>> {
    let mut rows: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (row, address) in facts.portfolio.initiatives.text("sponsor_email").iter().enumerate() {
        if let Some(address) = address {
            rows.entry(as_kept(address)).or_default().push(row as u32);
        }
    }
    rows
}

/// The name that stands on most of these rows; empty where none has one.
fn usual_name(facts: &Facts, rows: &[u32]) -> String {
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for name in rows.iter().map(|row| text(facts, "sponsor", *row)).filter(|name| !name.is_empty()) {
        *names.entry(name).or_default() += 1;
    }
    let usual =
        names.into_iter().max_by(|(one, count), (other, others)| count.cmp(others).then_with(|| other.cmp(one)));
    usual.map_or_else(String::new, |(name, _)| name)
}

fn is_theirs(facts: &Facts, email: &str, usual: &str, row: u32) -> bool {
    let (department, name) = (text(facts, "department", row), text(facts, "sponsor", row));
    let is_recipient = |one: &&Recipient| one.address == email && one.is(Role::Sponsor);
    match facts.recipients.iter().find(is_recipient) {
        Some(approved) => approved.may_see(&department, &name, usual),
        // Nobody gets it before an approval, and that is given for what stands in it.
        None => name.is_empty() || is_same_person(&name, usual),
    }
}

/// Does the row above it on the same sheet have the same address, and another sponsor's name?
fn is_below_another(facts: &Facts, row: u32) -> bool {
    let table = &facts.portfolio.initiatives;
    let address = |row: u32| as_kept(&text(facts, "sponsor_email", row));
    let mut above = row;
    while above > 0 {
        above -= 1;
        let (one, other) = (&table.origins[above as usize], &table.origins[row as usize]);
        if (one.file, one.sheet) != (other.file, other.sheet) || address(above) != address(row) {
            return false;
        }
        if !is_same_person(&text(facts, "sponsor", above), &text(facts, "sponsor", row)) {
            return true;
        }
    }
    false
}

fn text(facts: &Facts, key: &str, row: u32) -> String {
    facts.portfolio.initiatives.text(key)[row as usize].as_deref().unwrap_or_default().to_owned()
}
