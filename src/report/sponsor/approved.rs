//! Which initiatives are whose. An address in a cell is a proposal: an initiative is in a sponsor's report only where the
//! address was approved for its department and its sponsor's name. What is not stays out of every sponsor's report.

use super::{ReportContext, Sponsor};
use crate::{
    model::{
        email::Withheld,
        mail::{Recipient, Role, as_kept, is_same_person},
    },
    report::email::cells_of,
};
use std::collections::BTreeMap;

/// Everyone who sponsors an initiative and has an address, in order of address, with the initiatives that are theirs.
pub fn sponsors(context: &ReportContext) -> Vec<Sponsor> {
    let named = named(context).into_iter();
    let own = named.map(|(email, rows)| {
        let name = usual_name(context, &rows);
        let rows = rows.into_iter().filter(|row| is_theirs(context, &email, &name, *row)).collect();
        Sponsor { name: if name.is_empty() { email.clone() } else { name }, email, rows }
    });
    own.filter(|sponsor| !sponsor.rows.is_empty()).collect()
}

/// The other initiatives that name an address, by address, department and name.
pub fn withheld(context: &ReportContext) -> Vec<Withheld> {
    let mut parts: BTreeMap<(String, String, String), Vec<u32>> = BTreeMap::new();
    for (email, rows) in named(context) {
        let usual = usual_name(context, &rows);
        for row in rows.into_iter().filter(|row| !is_theirs(context, &email, &usual, *row)) {
            let key = (email.clone(), text(context, "department", row), text(context, "sponsor", row));
            parts.entry(key).or_default().push(row);
        }
    }
    let part = |((address, department, name), rows): (_, Vec<u32>)| Withheld {
        address,
        department,
        name,
        initiatives: rows.iter().map(|row| text(context, "initiative_id", *row)).collect(),
        named_in: cells_of(context.portfolio, &rows),
        looks_filled_down: rows.iter().any(|row| is_below_another(context, *row)),
    };
    parts.into_iter().map(part).collect()
}

/// How many initiatives name each address and wait until somebody has approved that.
pub fn waiting(context: &ReportContext) -> BTreeMap<String, usize> {
    let mut waiting: BTreeMap<String, usize> = BTreeMap::new();
    for part in withheld(context) {
        *waiting.entry(part.address).or_default() += part.initiatives.len();
    }
    waiting
}

/// Rows of the initiatives that name each lower-cased address.
fn named(context: &ReportContext) -> BTreeMap<String, Vec<u32>> {
    let mut rows: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (row, address) in context.portfolio.initiatives.text("sponsor_email").iter().enumerate() {
        if let Some(address) = address {
            rows.entry(as_kept(address)).or_default().push(row as u32);
        }
    }
    rows
}

/// The name that stands on most of these rows; empty where none has one.
fn usual_name(context: &ReportContext, rows: &[u32]) -> String {
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for name in rows.iter().map(|row| text(context, "sponsor", *row)).filter(|name| !name.is_empty()) {
        *names.entry(name).or_default() += 1;
    }
    let usual =
        names.into_iter().max_by(|(one, count), (other, others)| count.cmp(others).then_with(|| other.cmp(one)));
    usual.map_or_else(String::new, |(name, _)| name)
}

fn is_theirs(context: &ReportContext, email: &str, usual: &str, row: u32) -> bool {
    let (department, name) = (text(context, "department", row), text(context, "sponsor", row));
    let is_recipient = |one: &&Recipient| one.address == email && one.is(Role::Sponsor);
    match context.recipients.iter().find(is_recipient) {
        Some(approved) => approved.may_see(&department, &name, usual),
        // Nobody gets it before an approval, and that is given for what stands in it.
        None => name.is_empty() || is_same_person(&name, usual),
    }
}

/// Does the row above it on the same sheet have the same address, and another sponsor's name?
fn is_below_another(context: &ReportContext, row: u32) -> bool {
    let table = &context.portfolio.initiatives;
    let address = |row: u32| as_kept(&text(context, "sponsor_email", row));
    let mut above = row;
    while above > 0 {
        above -= 1;
        let (one, other) = (&table.origins[above as usize], &table.origins[row as usize]);
        if (one.file, one.sheet) != (other.file, other.sheet) || address(above) != address(row) {
            return false;
        }
        if !is_same_person(&text(context, "sponsor", above), &text(context, "sponsor", row)) {
            return true;
        }
    }
    false
}

fn text(context: &ReportContext, key: &str, row: u32) -> String {
    context.portfolio.initiatives.text(key)[row as usize].as_deref().unwrap_or_default().to_owned()
}
