//! Two sheets of one workbook with the same rows of money: a sheet beside its old copy (`Financials`, `Financials old`).
//!
//! Sheets with the same values count once. Where values differ nobody knows which sheet is right, and a name does not say
//! it: neither counts. Sheets that only share initiatives and months (labour on one, software on the other) are parts, and
//! both count.

use super::Joined;
use crate::model::{
    dictionary::{SheetKind, folded},
    finding::{Address, Code, Finding, Severity},
    identifier::identifier_key,
    money::Cents,
    period::Month,
    portfolio::MONEY_FIELDS,
    workbook::Format,
};
use std::collections::{BTreeMap, BTreeSet};

/// Of the smaller sheet's initiatives and months, at least this many in ten must stand on the other one.
const KEYS_IN_TEN: usize = 9;

/// An initiative and month, and the amounts of all its rows.
type Rows = BTreeMap<(String, Option<Month>), BTreeSet<[Option<Cents>; 6]>>;

/// How two sheets of money are to each other.
#[derive(PartialEq, Eq, Debug)]
enum Pair {
    /// They hold other things.
    Parts,
    /// The later one has nothing that the first has not.
    Copies,
    /// Versions with other values.
    Versions,
}

impl Joined<'_> {
    /// Sets sheets aside that would count money twice, or of which nobody knows which counts.
    pub(super) fn settle_sheet_versions(&mut self, findings: &mut Vec<Finding>) {
        let sheets = self.sheets_of_money();
        let mut aside: BTreeSet<(u32, u32)> = BTreeSet::new();
        let places: Vec<(u32, u32)> = sheets.keys().copied().collect();
        for (index, one) in places.iter().enumerate() {
            for other in places[index + 1..].iter().filter(|other| other.0 == one.0) {
                match self.pair(&sheets, *one, *other) {
                    Pair::Parts => {}
                    Pair::Copies => {
                        aside.insert(*other);
                        findings.push(self.about_copy(*one, *other));
                    }
                    Pair::Versions => {
                        aside.extend([*one, *other]);
                        findings.push(self.about_version(*one, *other));
                        findings.push(self.about_version(*other, *one));
                    }
                }
            }
        }
        if aside.is_empty() {
            return;
        }
        let told = |finding: &Finding| {
            aside.iter().any(|(file, sheet)| {
                let file = &self.files[*file as usize];
                let name = Some(&file.sheets[*sheet as usize].name);
                finding.address.file == file.source.path && finding.address.sheet.as_ref() == name
            })
        };
        // That both are read is no longer so.
        findings.retain(|finding| finding.code != Code::TwoSheetsOneKind || !told(finding));
        let origins = &self.table(SheetKind::Financials).origins;
        let keep: Vec<bool> = origins.iter().map(|origin| !aside.contains(&(origin.file, origin.sheet))).collect();
        self.set_aside(SheetKind::Financials, &keep);
    }

    /// What each sheet of money holds, by file and sheet, where a file has several.
    fn sheets_of_money(&self) -> BTreeMap<(u32, u32), Rows> {
        let table = self.table(SheetKind::Financials);
        let has_several = |file: u32| {
            let sheets = self.files[file as usize].sheets.iter();
            sheets.filter(|sheet| sheet.kind == Some(SheetKind::Financials)).count() > 1
        };
        let several: Vec<bool> = (0..self.files.len() as u32).map(has_several).collect();
        let amounts: [&[Option<Cents>]; 6] = std::array::from_fn(|place| table.money(MONEY_FIELDS[place + 1].1));
        let mut sheets: BTreeMap<(u32, u32), Rows> = BTreeMap::new();
        for (row, origin) in table.origins.iter().enumerate().filter(|(_, origin)| several[origin.file as usize]) {
            let Some(id) = &table.text("initiative_id")[row] else { continue };
            let key = (identifier_key(id), table.month("month")[row]);
            let rows = sheets.entry((origin.file, origin.sheet)).or_default().entry(key).or_default();
            rows.insert(std::array::from_fn(|place| amounts[place][row]));
        }
        sheets
    }

    fn pair(&self, sheets: &BTreeMap<(u32, u32), Rows>, one: (u32, u32), other: (u32, u32)) -> Pair {
        let name = |(file, sheet): (u32, u32)| folded(&self.files[file as usize].sheets[sheet as usize].name);
        let (first, second) = (name(one), name(other));
        let is_named_alike = first.starts_with(&second) || second.starts_with(&first);
        how(&sheets[&one], &sheets[&other], is_named_alike)
    }

    fn about_copy(&self, one: (u32, u32), other: (u32, u32)) -> Finding {
        let problem =
            format!("The sheet has the amounts of \"{}\" once more; it is not counted again", self.sheet_name(one));
        self.about_sheet(other, Severity::Noted, Code::SameMoneyTwice, problem, "Delete one of the two.")
    }

    fn about_version(&self, sheet: (u32, u32), beside: (u32, u32)) -> Finding {
        let problem = format!(
            "\"{}\" holds the same rows with other values, and nothing says which of the two sheets is right; neither is \
             counted",
            self.sheet_name(beside)
        );
        self.about_sheet(sheet, Severity::Refused, Code::TwoSheetVersions, problem, "Delete the sheet that is old.")
    }

    fn sheet_name(&self, (file, sheet): (u32, u32)) -> &str {
        &self.files[file as usize].sheets[sheet as usize].name
    }

    fn about_sheet(
        &self,
        (file, sheet): (u32, u32),
        severity: Severity,
        code: Code,
        problem: String,
        instead: &str,
    ) -> Finding {
        let file = &self.files[file as usize];
        let name = file.sheets[sheet as usize].name.clone();
        Finding {
            address: Address {
                file: file.source.path.clone(),
                sheet: (file.format != Format::Csv).then_some(name),
                cell: None,
            },
            severity,
            code,
            column: "".into(),
            found: String::new(),
            problem,
            instead: instead.to_owned(),
            cents: None,
        }
    }
}

/// Names alike help to tell versions: then half of the keys are enough, and amounts may all be others.
fn how(one: &Rows, other: &Rows, is_named_alike: bool) -> Pair {
    let shared: Vec<_> = one.iter().filter_map(|(key, rows)| Some((rows, other.get(key)?))).collect();
    let smaller = one.len().min(other.len());
    let is_much = shared.len() * 10 >= smaller * KEYS_IN_TEN || (is_named_alike && shared.len() * 2 >= smaller);
    if !is_much || !shared.iter().any(|(one, other)| have_one_field(one, other)) {
        return Pair::Parts;
    }
    let same = shared.iter().filter(|(one, other)| one == other).count();
    let is_whole = other.len() == shared.len();
    // One sheet a month, each with the whole year, or one a scenario: plans are the same, and actuals others.
    let same_in_a_field = shared.iter().filter(|(one, other)| share_an_amount(one, other)).count();
    match same {
        same if same == shared.len() && is_whole => Pair::Copies,
        _ if same_in_a_field * 2 >= shared.len() || is_named_alike => Pair::Versions,
        _ => Pair::Parts,
    }
}

/// Have both the same amount, and not nothing, in one field?
fn share_an_amount(one: &BTreeSet<[Option<Cents>; 6]>, other: &BTreeSet<[Option<Cents>; 6]>) -> bool {
    let amounts = |rows: &BTreeSet<[Option<Cents>; 6]>, field: usize| -> BTreeSet<Cents> {
        rows.iter().filter_map(|row| row[field]).filter(|cents| *cents != Cents::ZERO).collect()
    };
    one == other || (0..6).any(|field| !amounts(one, field).is_disjoint(&amounts(other, field)))
}

/// Do both have money in one field? Costs on one sheet and benefits on the other have none.
fn have_one_field(one: &BTreeSet<[Option<Cents>; 6]>, other: &BTreeSet<[Option<Cents>; 6]>) -> bool {
    let has = |rows: &BTreeSet<[Option<Cents>; 6]>, field: usize| {
        rows.iter().any(|row| row[field].is_some_and(|cents| cents != Cents::ZERO))
    };
    (0..6).any(|field| has(one, field) && has(other, field))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Actual costs of one initiative by month.
    fn rows(costs: &[(u8, i64)]) -> Rows {
        let row = |(month, cost): &(u8, i64)| {
            let key = ("F-1".to_owned(), Month::new(2026, *month));
            (key, BTreeSet::from([[Some(Cents(*cost)), None, None, None, None, None]]))
        };
        costs.iter().map(row).collect()
    }

    #[test]
    fn copies_count_once_versions_not_at_all_and_parts_both() {
        let first = rows(&[(1, 10), (2, 20), (3, 30), (4, 40)]);
        assert_eq!(how(&first, &rows(&[(1, 10), (2, 20)]), false), Pair::Copies);
        // One of four amounts differs.
        assert_eq!(how(&first, &rows(&[(1, 10), (2, 20), (3, 30), (4, 41)]), false), Pair::Versions);
        // All differ: labour and software, unless the names say that one is the other's copy.
        let others = rows(&[(1, 1), (2, 2), (3, 3), (4, 4)]);
        assert_eq!(how(&first, &others, false), Pair::Parts);
        assert_eq!(how(&first, &others, true), Pair::Versions);
        // Plans are the same, and actuals differ: one sheet a month, each with the year to date.
        let with_plan = |actual: i64| -> Rows {
            let row = |month: u8| {
                let amounts = [Some(Cents(100)), Some(Cents(actual)), None, None, None, None];
                (("F-1".to_owned(), Month::new(2026, month)), BTreeSet::from([amounts]))
            };
            [1, 2].map(row).into()
        };
        assert_eq!(how(&with_plan(90), &with_plan(95), false), Pair::Versions);
        // Other months.
        assert_eq!(how(&first, &rows(&[(5, 10), (6, 20)]), true), Pair::Parts);
    }
}
