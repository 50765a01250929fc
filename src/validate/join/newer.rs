//! Which of two files is the newer one. The file's own date is never asked: copying changes it.

use crate::model::{dictionary::SheetKind, period::Month, portfolio::CheckedWorkbook};
use jiff::tz::TimeZone;
use std::cmp::Ordering;

/// Which of two files is newer, and what says so.
pub(super) struct Newer {
    /// Greater where the first one is newer.
    pub(super) order: Ordering,
    /// Why, for the newer one: "it was saved later, …".
    pub(super) why: String,
    /// Only the names tell them apart. People and programs name copies in any way, so this decides nothing where the
    /// two hold other values.
    pub(super) is_by_name: bool,
}

/// Compares two files of one submission: by the month their templates were made for, by the moment they were saved (both
/// as the workbooks say), by the latest month with actual amounts, then by name as people count: `v10` is after `v9`,
/// `plan (1)` after `plan`. What one of them does not say cannot decide.
pub(super) fn compare(one: &CheckedWorkbook, other: &CheckedWorkbook) -> Newer {
    let decided = |order, why| Newer { order, why, is_by_name: false };
    let month = |workbook: &CheckedWorkbook| workbook.file.properties.stamp.as_ref().map(|stamp| stamp.period);
    if let Some((this, that)) = unlike(month(one), month(other)) {
        let why = format!("its template is of {}, this one's of {}", this.max(that), this.min(that));
        return decided(this.cmp(&that), why);
    }
    let saved = |workbook: &CheckedWorkbook| workbook.file.properties.saved_at;
    if let Some((this, that)) = unlike(saved(one), saved(other)) {
        let shown = |moment: jiff::Timestamp| moment.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M:%S").to_string();
        let why = format!("it was saved on {} UTC, this one on {}", shown(this.max(that)), shown(this.min(that)));
        return decided(this.cmp(&that), why);
    }
    if let Some((this, that)) = unlike(latest_actual(one), latest_actual(other)) {
        let why = format!("it has actual amounts up to {}, this one up to {}", this.max(that), this.min(that));
        return decided(this.cmp(&that), why);
    }
    Newer {
        order: natural(&one.file.source.path, &other.file.source.path),
        why: "by its name, for nothing in the two says which was saved later".into(),
        is_by_name: true,
    }
}

/// Both, if both are known and they differ.
fn unlike<T: PartialEq>(one: Option<T>, other: Option<T>) -> Option<(T, T)> {
    one.zip(other).filter(|(one, other)| one != other)
}

/// The latest month with an actual amount.
fn latest_actual(workbook: &CheckedWorkbook) -> Option<Month> {
    let tables = workbook.tables.iter().filter(|table| table.kind == SheetKind::Financials);
    let months = tables.flat_map(|table| {
        let known = |row: usize| ["cost_actual", "benefit_actual"].iter().any(|key| table.money(key)[row].is_some());
        table.month("month").iter().enumerate().filter(move |(row, _)| known(*row)).filter_map(|(_, month)| *month)
    });
    months.max()
}

/// Paths as people order them: without the ending first, numbers by their value.
fn natural(one: &str, other: &str) -> Ordering {
    let stem = |path: &str| parts(path.rsplit_once('.').map_or(path, |(stem, _)| stem));
    stem(one).cmp(&stem(other)).then_with(|| parts(one).cmp(&parts(other))).then_with(|| one.cmp(other))
}

/// A piece of a name; numbers stand before letters.
#[derive(PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Part {
    /// Digits without leading zeros, shorter ones first.
    Number(usize, String),
    Letters(String),
}

fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_digit = first.is_ascii_digit();
        let end = rest.find(|letter: char| letter.is_ascii_digit() != is_digit).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        parts.push(if is_digit {
            let digits = part.trim_start_matches('0');
            Part::Number(digits.len(), digits.to_owned())
        } else {
            Part::Letters(part.to_lowercase())
        });
        rest = after;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::natural;

    #[test]
    fn names_are_ordered_as_people_count() {
        let ordered = [
            "2026-09/finance.xlsx",
            "2026-10/finance.xlsx",
            "finance.xlsx",
            "finance (1).xlsx",
            "finance (2).xlsx",
            "finance (10).xlsx",
            "finance v2.csv",
            "Finance v2.xlsx",
            "finance v09.xlsx",
            "finance v10.xlsx",
        ];
        for pair in ordered.windows(2) {
            assert!(natural(pair[0], pair[1]).is_lt(), "{pair:?}");
            assert!(natural(pair[1], pair[0]).is_gt(), "{pair:?}");
        }
    }
}
