//! Who sent nothing new, and which columns of money are not there any more.

use super::{is_held, months::has_actual_of_the_month};
use crate::{
    model::{
        closing::{Obstacle, ObstacleKind},
        dictionary::SheetKind,
        portfolio::{CheckedFile, MONEY_FIELDS},
        snapshot::{Snapshot, SnapshotTable},
        submitter::{Sent, SubmitterStatus},
    },
    report::{Facts, words},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Expected senders of whom nothing came, or nothing new. Where the settings expect nobody, that nothing at all is new.
pub fn not_sent(facts: &Facts) -> Vec<Obstacle> {
    let expected = facts.portfolio.submitters.iter().filter(|one| one.is_expected);
    let mut found: Vec<Obstacle> =
        expected.filter_map(|one| missing(facts, one).or_else(|| unchanged(facts, one))).collect();
    if facts.portfolio.submitters.iter().all(|one| !one.is_expected) {
        found.extend(nothing_new(facts));
    }
    found
}

fn missing(facts: &Facts, sender: &SubmitterStatus) -> Option<Obstacle> {
    let files = || sender.files.iter().map(|file| &facts.portfolio.files[*file as usize]);
    let what = match sender.sent {
        Sent::Missing => "sent nothing".to_owned(),
        _ if files().all(|file| file.sheets.iter().all(|sheet| sheet.rows_accepted == 0)) => {
            let names: Vec<&str> = files().map(|file| &*file.source.path).collect();
            format!("sent nothing that could be read ({})", names.join(", "))
        }
        _ => return None,
    };
    let carried = facts
        .portfolio
        .files
        .iter()
        .find(|file| file.as_of.is_some() && file.submitter.as_deref() == Some(&*sender.name));
    let initiatives = words::plural(sender.initiatives_last, "initiative", "initiatives");
    let one_or_more = |one, more| if sender.initiatives_last == 1 { one } else { more };
    let instead_of = match carried.and_then(|file| file.as_of) {
        Some(month) => format!("; {} of {} {}", initiatives, month.title(), one_or_more("stands in", "stand in")),
        None => sender.sent_last.filter(|_| sender.initiatives_last > 0).map_or_else(String::new, |month| {
            format!("; {} of {} {} left out", initiatives, month.title(), one_or_more("is", "are"))
        }),
    };
    let kind = if is_held(facts) { ObstacleKind::HeldForSender } else { ObstacleKind::SenderMissing };
    Some(Obstacle { kind, found: format!("{} {what}{instead_of}.", sender.name), instead: ask(sender) })
}

fn unchanged(facts: &Facts, sender: &SubmitterStatus) -> Option<Obstacle> {
    let since = sender.files.iter().find_map(|file| facts.portfolio.files[*file as usize].unchanged_since)?;
    // Its values are those of last month, and of this one too: it was used ahead of its time.
    let is_of_the_month = sender.files.iter().any(|file| has_actual_of_the_month(facts, *file));
    (sender.is_unchanged && !is_of_the_month).then(|| Obstacle {
        kind: ObstacleKind::SenderUnchanged,
        found: format!("{} sent nothing new: every value is that of {}.", sender.name, since.title()),
        instead: ask(sender),
    })
}

fn nothing_new(facts: &Facts) -> Option<Obstacle> {
    let files = facts.portfolio.files.iter().enumerate();
    let sent: Vec<(usize, &CheckedFile)> = files.filter(|(_, file)| file.counts() && file.as_of.is_none()).collect();
    let since = sent.iter().find_map(|(_, file)| file.unchanged_since)?;
    let is_old = |(place, file): &(usize, &CheckedFile)| {
        file.unchanged_since.is_some() && !has_actual_of_the_month(facts, *place as u32)
    };
    sent.iter().all(is_old).then(|| Obstacle {
        kind: ObstacleKind::SenderUnchanged,
        found: format!("Nothing is new: every workbook has the values of {}.", since.title()),
        instead: format!("Ask the senders for the workbooks of {}.", facts.assumptions.period.title()),
    })
}

fn ask(sender: &SubmitterStatus) -> String {
    match sender.address.as_str() {
        "" => format!("Ask {} for the workbook.", sender.name),
        address => format!("Ask {} ({address}) for the workbook.", sender.name),
    }
}

/// Columns of money that a sender's workbooks had in the last closed month, and that those of now do not have.
pub fn columns_gone(facts: &Facts, before: &Snapshot) -> Vec<Obstacle> {
    let now = columns_now(facts);
    let mut found = Vec::new();
    for (sender, were) in columns_then(before) {
        // Who sent nothing is told of elsewhere.
        let Some(are) = now.get(&sender) else { continue };
        for (field, file) in were.into_iter().filter(|(field, _)| !are.contains(field)) {
            let (kind, key) = MONEY_FIELDS[field];
            let title = facts.title(kind, key);
            found.push(Obstacle {
                kind: ObstacleKind::ColumnGone,
                found: format!(
                    "{sender}: the column {title} stood in {file} in {} and is in none of its workbooks now.",
                    before.period.title()
                ),
                instead: renamed(facts, &sender, kind, title),
            });
        }
    }
    found
}

/// Which columns nobody knows: one of them may be the one that is gone.
fn renamed(facts: &Facts, sender: &str, kind: SheetKind, title: &str) -> String {
    let table = facts.portfolio.table(kind);
    let is_theirs = |row: usize| {
        let file = &facts.portfolio.files[table.origins[row].file as usize];
        file.submitter.as_deref() == Some(sender)
    };
    let unknown: Vec<String> = table
        .unknown
        .iter()
        .filter(|column| column.values.iter().enumerate().any(|(row, text)| text.is_some() && is_theirs(row)))
        .map(|column| format!("\"{}\"", column.title))
        .collect();
    match unknown.is_empty() {
        true => format!("Ask {sender} for a workbook with the column {title}."),
        false => format!(
            "If it is now called {}, rename the column to {title} in the workbook, or name the new title in \
             report.toml ([fields.{}] aliases).",
            words::listed(&unknown),
            kind.key()
        ),
    }
}

/// Indexes of the money fields, each with a file it stood in, by sender.
fn columns_then(before: &Snapshot) -> BTreeMap<Arc<str>, BTreeMap<usize, Arc<str>>> {
    let submissions = before.table("submissions");
    let senders: BTreeMap<Arc<str>, Arc<str>> = pairs(&submissions, "source_file", "submitter").into_iter().collect();
    let mut columns: BTreeMap<Arc<str>, BTreeMap<usize, Arc<str>>> = BTreeMap::new();
    for table in ["columns", "cells"].map(|name| before.table(name)) {
        let (files, kinds, fields) = (table.text("source_file"), table.text("table"), table.text("field"));
        for row in 0..table.len() {
            let (Some(file), Some(kind), Some(field)) = (&files[row], &kinds[row], &fields[row]) else { continue };
            let Some(place) = MONEY_FIELDS.iter().position(|(sheet, key)| sheet.key() == &**kind && *key == &**field)
            else {
                continue;
            };
            if let Some(sender) = senders.get(file) {
                columns.entry(sender.clone()).or_default().entry(place).or_insert_with(|| file.clone());
            }
        }
    }
    columns
}

fn pairs(table: &SnapshotTable, one: &str, other: &str) -> Vec<(Arc<str>, Arc<str>)> {
    let both = table.text(one).iter().zip(table.text(other));
    both.filter_map(|(one, other)| Some((one.clone()?, other.clone()?))).collect()
}

/// Indexes of the money fields that the workbooks of each sender have now.
fn columns_now(facts: &Facts) -> BTreeMap<Arc<str>, BTreeSet<usize>> {
    let mut columns: BTreeMap<Arc<str>, BTreeSet<usize>> = BTreeMap::new();
    // A file of which nothing could be read is told of elsewhere.
    let is_read = |file: &&CheckedFile| file.sheets.iter().any(|sheet| sheet.rows_accepted > 0);
    let sent = facts.portfolio.files.iter().filter(|file| file.counts() && file.as_of.is_none()).filter(is_read);
    for (file, sender) in sent.filter_map(|file| file.submitter.as_ref().map(|sender| (file, sender))) {
        columns.entry(sender.clone()).or_default().extend(money_columns(file));
    }
    columns
}

fn money_columns(file: &CheckedFile) -> impl Iterator<Item = usize> {
    let has = |kind: SheetKind, key: &str| {
        file.sheets.iter().filter(|sheet| sheet.kind == Some(kind)).any(|sheet| {
            let spread = sheet.spread.iter().map(|(field, _)| field);
            sheet.columns.iter().map(|(field, _)| field).chain(spread).any(|field| &**field == key)
        })
    };
    MONEY_FIELDS.iter().enumerate().filter(move |(_, (kind, key))| has(*kind, key)).map(|(place, _)| place)
}
