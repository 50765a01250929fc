//! Columns of money that a sender's workbooks had in the last closed month and do not have now. Whoever renamed one does
//! not see it: without it every amount below it is unknown.

use super::{Joined, Sender};
use crate::model::{
    dictionary::SheetKind,
    earlier::Earlier,
    finding::{Address, Code, Finding, Severity},
    portfolio::{CheckedFile, MONEY_FIELDS},
};
use std::collections::{BTreeMap, BTreeSet};

impl Joined<'_> {
    /// Adds a finding for each such column, to the file in which it should stand; it says more than the one that a
    /// needed column is missing. `senders` has one for each file.
    pub(super) fn note_columns_gone(&self, senders: &[Sender], earlier: Option<&Earlier>, findings: &mut Vec<Finding>) {
        let Some(earlier) = earlier else { return };
        let now = self.money_columns_now(senders);
        for (sender, were) in self.money_columns_then(earlier) {
            // Who sent nothing, or nothing that could be read, is told of elsewhere.
            let Some((first, are)) = now.get(&sender) else { continue };
            for (field, file) in were.into_iter().filter(|(field, _)| !are.contains(field)) {
                let gone = self.column_gone(&sender, senders, *first, field, (file, earlier));
                findings.retain(|one| !is_same_column_missing(one, &gone));
                findings.push(gone);
            }
        }
    }

    fn column_gone(
        &self,
        sender: &Sender,
        senders: &[Sender],
        file: usize,
        field: usize,
        (then, earlier): (&str, &Earlier),
    ) -> Finding {
        let (kind, key) = MONEY_FIELDS[field];
        let title = self.rules.dictionary.sheet(kind).fields.iter().find(|one| one.key == key);
        let title = title.map_or(key, |field| &field.title);
        let name = self.name_of(sender);
        let sheet = self.files[file].sheets.iter().find(|sheet| sheet.kind == Some(kind));
        let unknown = self.unknown_columns(sender, senders, kind);
        Finding {
            address: Address {
                file: self.files[file].source.path.clone(),
                sheet: sheet.filter(|_| self.files[file].has_sheets()).map(|sheet| sheet.name.clone()),
                cell: None,
            },
            severity: Severity::Rejected,
            code: Code::ColumnGone,
            column: title.into(),
            found: String::new(),
            problem: format!(
                "{name}: the column {title} stood in {then} in {} and is in none of its workbooks now",
                earlier.period.title()
            ),
            instead: match unknown.is_empty() {
                true => format!("Ask {name} for a workbook with the column {title}."),
                false => format!(
                    "If it is now called {}, rename the column to {title} in the workbook, or name the new title in \
                     report.toml ([fields.{}] aliases).",
                    unknown.join(" or "),
                    kind.key()
                ),
            },
            cents: None,
        }
    }

    /// Titles that nobody knows in the workbooks of a sender: one of them may be the one that is gone.
    fn unknown_columns(&self, sender: &Sender, senders: &[Sender], kind: SheetKind) -> Vec<String> {
        let table = self.table(kind);
        let is_theirs = |row: usize| senders[table.origins[row].file as usize] == *sender;
        let has_values = |values: &[Option<_>]| (0..values.len()).any(|row| values[row].is_some() && is_theirs(row));
        let columns = table.unknown.iter().filter(|column| has_values(&column.values));
        columns.map(|column| format!("\"{}\"", column.title)).collect()
    }

    /// Indexes of the money fields, each with a file it stood in, by sender.
    fn money_columns_then<'a>(&self, earlier: &'a Earlier) -> BTreeMap<Sender, BTreeMap<usize, &'a str>> {
        let mut columns: BTreeMap<Sender, BTreeMap<usize, &str>> = BTreeMap::new();
        for sent in &earlier.submissions {
            let own = columns.entry(self.sender_of_earlier(sent)).or_default();
            for field in &sent.money_columns {
                own.entry(*field).or_insert(&sent.file);
            }
        }
        columns
    }

    /// The first file of each sender that was read, and the indexes of the money fields that all of them have.
    fn money_columns_now(&self, senders: &[Sender]) -> BTreeMap<Sender, (usize, BTreeSet<usize>)> {
        let mut columns: BTreeMap<Sender, (usize, BTreeSet<usize>)> = BTreeMap::new();
        let is_read = |file: &CheckedFile| file.sheets.iter().any(|sheet| sheet.rows_accepted > 0);
        for (place, file) in self.files.iter().enumerate() {
            if file.counts() && file.as_of.is_none() && is_read(file) {
                let (_, own) = columns.entry(senders[place].clone()).or_insert((place, BTreeSet::new()));
                own.extend(file.money_columns());
            }
        }
        columns
    }
}

fn is_same_column_missing(one: &Finding, gone: &Finding) -> bool {
    one.code == Code::MissingColumn && one.column == gone.column && one.address == gone.address
}
