//! A month as it is kept: named tables of typed columns, the same whether just computed or read back.

use super::fingerprint::hex;
use super::{money::Cents, period::Month};
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// One value for each row of a table. `None` is unknown.
#[derive(Clone, Debug, PartialEq)]
pub enum SnapshotValues {
    /// Words; several in one cell stand apart by `; `.
    Text(Vec<Option<Arc<str>>>),
    /// Money to the cent.
    Money(Vec<Option<Cents>>),
    /// Other numbers; shares as fractions.
    Number(Vec<Option<f64>>),
    /// Whole numbers.
    Whole(Vec<Option<i64>>),
    /// Days.
    Date(Vec<Option<Date>>),
    /// Months.
    Month(Vec<Option<Month>>),
    /// Yes or No.
    YesNo(Vec<Option<bool>>),
}

/// Calls the same code for every kind of values.
macro_rules! each_kind {
    ($values:expr, $list:ident => $do:expr) => {
        match $values {
            SnapshotValues::Text($list) => $do,
            SnapshotValues::Money($list) => $do,
            SnapshotValues::Number($list) => $do,
            SnapshotValues::Whole($list) => $do,
            SnapshotValues::Date($list) => $do,
            SnapshotValues::Month($list) => $do,
            SnapshotValues::YesNo($list) => $do,
        }
    };
}

/// The value of one cell.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "SnapshotValues documents the same kinds")]
pub enum SnapshotValue {
    Text(Arc<str>),
    Money(Cents),
    Number(f64),
    Whole(i64),
    Date(Date),
    Month(Month),
    YesNo(bool),
}

impl SnapshotValues {
    /// The value of a row; `None` when it is unknown or there is no such row.
    pub fn at(&self, row: usize) -> Option<SnapshotValue> {
        match self {
            SnapshotValues::Text(list) => list.get(row)?.clone().map(SnapshotValue::Text),
            SnapshotValues::Money(list) => list.get(row)?.map(SnapshotValue::Money),
            SnapshotValues::Number(list) => list.get(row)?.map(SnapshotValue::Number),
            SnapshotValues::Whole(list) => list.get(row)?.map(SnapshotValue::Whole),
            SnapshotValues::Date(list) => list.get(row)?.map(SnapshotValue::Date),
            SnapshotValues::Month(list) => list.get(row)?.map(SnapshotValue::Month),
            SnapshotValues::YesNo(list) => list.get(row)?.map(SnapshotValue::YesNo),
        }
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        each_kind!(self, list => list.len())
    }

    /// No rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A named column.
#[derive(Clone, Debug, PartialEq)]
pub struct SnapshotColumn {
    /// Key of the dictionary's field or of `run.json`.
    pub name: Arc<str>,
    /// One for each row.
    pub values: SnapshotValues,
}

/// A named table; all columns are equally long.
#[derive(Clone, Debug, PartialEq)]
pub struct SnapshotTable {
    /// `initiatives`, `financials`, …
    pub name: Arc<str>,
    /// In a fixed order.
    pub columns: Vec<SnapshotColumn>,
}

macro_rules! accessors {
    ($($(#[$doc:meta])* $name:ident: $variant:ident($type:ty);)*) => {
        impl SnapshotTable {
            $($(#[$doc])*
            /// Empty when the table has no such column (it was written by an older program) or one of another kind.
            pub fn $name(&self, column: &str) -> &[Option<$type>] {
                match self.column(column) {
                    Some(SnapshotValues::$variant(values)) => values,
                    _ => &[],
                }
            })*
        }
    };
}

accessors! {
    /// The texts of a column.
    text: Text(Arc<str>);
    /// The amounts of a column.
    money: Money(Cents);
    /// The numbers of a column.
    number: Number(f64);
    /// The whole numbers of a column.
    whole: Whole(i64);
    /// The days of a column.
    date: Date(Date);
    /// The months of a column.
    month: Month(Month);
    /// The answers of a column.
    yes_no: YesNo(bool);
}

impl SnapshotTable {
    /// How many rows.
    pub fn len(&self) -> usize {
        self.columns.first().map_or(0, |column| column.values.len())
    }

    /// No rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The values of a column, if the table has it.
    pub fn column(&self, name: &str) -> Option<&SnapshotValues> {
        self.columns.iter().find(|column| &*column.name == name).map(|column| &column.values)
    }
}

/// Everything that is kept of one month.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Which month.
    pub period: Month,
    /// In a fixed order.
    pub tables: Vec<SnapshotTable>,
}

impl Snapshot {
    /// The table of a name; an empty one when there is none.
    pub fn table(&self, name: &str) -> SnapshotTable {
        let found = self.tables.iter().find(|table| &*table.name == name);
        found.cloned().unwrap_or_else(|| SnapshotTable { name: name.into(), columns: Vec::new() })
    }

    /// SHA-256 of everything in it, lower-case hex: the same for the same content, however it is stored.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(self.period.to_string());
        for table in &self.tables {
            hash.update(format!("\n{} {}", table.name, table.len()));
            for column in &table.columns {
                hash.update(format!("\n{} ", column.name));
                each_kind!(&column.values, list => list.iter().for_each(|value| feed(&mut hash, value.as_ref())));
            }
        }
        hex(&hash.finalize())
    }
}

/// Length, then the value as text: no two lists of values feed the same bytes.
fn feed(hash: &mut Sha256, value: Option<&(impl std::fmt::Debug + ?Sized)>) {
    match value {
        None => hash.update([0_u8]),
        Some(value) => {
            let text = format!("{value:?}");
            hash.update([1_u8]);
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot(amounts: &[Option<i64>], names: &[&str]) -> Snapshot {
        let money = amounts.iter().map(|amount| amount.map(Cents)).collect();
        let text = names.iter().map(|name| Some((*name).into())).collect();
        let columns = vec![
            SnapshotColumn { name: "cost_actual".into(), values: SnapshotValues::Money(money) },
            SnapshotColumn { name: "name".into(), values: SnapshotValues::Text(text) },
        ];
        let table = SnapshotTable { name: "financials".into(), columns };
        Snapshot { period: "2026-10".parse().unwrap(), tables: vec![table] }
    }

    #[test]
    fn the_digest_is_that_of_the_content() {
        let digest = snapshot(&[Some(1), None], &["a", "bc"]).digest();
        assert_eq!(digest, snapshot(&[Some(1), None], &["a", "bc"]).digest());
        assert_ne!(digest, snapshot(&[Some(1), Some(0)], &["a", "bc"]).digest(), "unknown is not zero");
        assert_ne!(digest, snapshot(&[Some(1), None], &["ab", "c"]).digest());
    }

    #[test]
    fn what_an_older_program_did_not_keep_is_unknown() {
        let table = snapshot(&[Some(1)], &["a"]).table("financials");
        assert_eq!(table.money("cost_actual"), [Some(Cents(1))]);
        assert!(table.money("cost_planned").is_empty() && table.text("cost_actual").is_empty());
        assert!(snapshot(&[], &[]).table("team").is_empty());
    }
}
