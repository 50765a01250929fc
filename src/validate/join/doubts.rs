//! What may be wrong although nothing is lost: ids that look alike, money and readings that stand twice, sponsors with
//! two names.

use super::Joined;
use crate::model::{
    dictionary::{SheetKind, folded},
    finding::{Code, Finding, Severity},
    identifier::identifier_key,
    money::Cents,
    period::Month,
    portfolio::MONEY_FIELDS,
    table::{Table, Values},
};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// An initiative's row, a month, and the six amounts.
type MoneyKey = (Option<u32>, Option<Month>, [Option<Cents>; 6]);

/// Rows of one sheet that stand in another one too.
struct Copies {
    /// The first of them.
    row: usize,
    /// The row it repeats.
    earlier: usize,
    count: u32,
}

/// Texts as numbers; those that are one identifier have one number. Most texts repeat.
#[derive(Default)]
struct Spellings<'a> {
    numbers: FxHashMap<&'a str, u32>,
    keys: FxHashMap<String, u32>,
}

impl<'a> Spellings<'a> {
    fn number(&mut self, text: &'a str) -> u32 {
        let next = self.keys.len() as u32;
        *self.numbers.entry(text).or_insert_with(|| *self.keys.entry(identifier_key(text)).or_insert(next))
    }
}

/// Are two rows of a sheet alike in every column, read or not?
fn is_alike(table: &Table, one: usize, other: usize) -> bool {
    let is_same = |values: &Values| match values {
        Values::Text(all) => all[one] == all[other],
        Values::List(all) => all[one] == all[other],
        Values::Date(all) => all[one] == all[other],
        Values::Month(all) => all[one] == all[other],
        Values::Money(all) => all[one] == all[other],
        Values::Number(all) => all[one] == all[other],
        Values::YesNo(all) => all[one] == all[other],
    };
    table.columns.iter().all(|column| is_same(&column.values))
        && table.unknown.iter().all(|column| column.values[one] == column.values[other])
}

impl Joined<'_> {
    /// All of them. `financials_initiative` has the initiative of each row of Financials.
    pub(super) fn note_doubts(&self, financials_initiative: &[Option<u32>], findings: &mut Vec<Finding>) {
        self.note_ids_alike(findings);
        self.note_initiatives_twice(findings);
        self.note_money_twice(financials_initiative, findings);
        self.note_two_readings(findings);
        self.note_sponsors_with_two_names(findings);
    }

    /// `7` and `007` are two ids, but perhaps one initiative.
    fn note_ids_alike(&self, findings: &mut Vec<Finding>) {
        let table = self.table(SheetKind::Initiatives);
        let mut first: BTreeMap<String, usize> = BTreeMap::new();
        for (row, id) in table.text("initiative_id").iter().enumerate() {
            let Some(id) = id.as_deref().filter(|id| id.bytes().all(|letter| letter.is_ascii_digit())) else {
                continue;
            };
            let earlier = *first.entry(id.trim_start_matches('0').to_owned()).or_insert(row);
            if earlier != row {
                let (kind, code) = (SheetKind::Initiatives, Code::IdsAlike);
                let other = self.finding(Severity::Noted, code, kind, "initiative_id", earlier);
                let mut finding = self.finding(Severity::Noted, code, kind, "initiative_id", row);
                finding.found = id.to_owned();
                finding.problem = format!("{} has an id that differs in leading zeros only", other.address);
                finding.instead = "Type ids that nobody can take for each other.".to_owned();
                findings.push(finding);
            }
        }
    }

    /// One name in one department under two ids: perhaps one initiative.
    fn note_initiatives_twice(&self, findings: &mut Vec<Finding>) {
        let table = self.table(SheetKind::Initiatives);
        let mut first: BTreeMap<(String, &str), usize> = BTreeMap::new();
        for row in 0..table.len() {
            let (Some(name), Some(department)) = (&table.text("name")[row], &table.text("department")[row]) else {
                continue;
            };
            let earlier = *first.entry((folded(name), department)).or_insert(row);
            if earlier != row {
                let (kind, code) = (SheetKind::Initiatives, Code::InitiativeTwice);
                let other = self.finding(Severity::Noted, code, kind, "name", earlier);
                let mut finding = self.finding(Severity::Noted, code, kind, "name", row);
                let id = table.text("initiative_id")[earlier].as_deref().unwrap_or_default();
                finding.found = name.to_string();
                finding.problem = format!(
                    "{department} has an initiative of this name already, {id} ({}); both count",
                    other.address
                );
                finding.instead = "Delete one if they are the same, else tell their names apart.".to_owned();
                findings.push(finding);
            }
        }
    }

    /// The same initiative, month and amounts in two files or sheets: perhaps a copy, and then counted twice.
    fn note_money_twice(&self, initiatives: &[Option<u32>], findings: &mut Vec<Finding>) {
        let table = self.table(SheetKind::Financials);
        let amounts: [&[Option<Cents>]; 6] = std::array::from_fn(|place| table.money(MONEY_FIELDS[place + 1].1));
        let (ids, months) = (table.text("initiative_id"), table.month("month"));
        let key = |row: usize| -> MoneyKey {
            (initiatives[row], months[row], std::array::from_fn(|place| amounts[place][row]))
        };
        // A month without money is alike everywhere.
        let has_money =
            |row: &usize| amounts.iter().filter_map(|amounts| amounts[*row]).any(|cents| cents != Cents::ZERO);
        // Sorted, not looked up: rows of an initiative mostly stand together already, and a map of them all is large.
        let mut rows: Vec<usize> = (0..table.len()).filter(has_money).collect();
        rows.sort_by_key(|row| key(*row));
        let mut again: Vec<(usize, usize)> = Vec::new();
        for alike in rows.chunk_by(|one, other| key(*one) == key(*other)) {
            again.extend(alike[1..].iter().map(|row| (*row, alike[0])));
        }
        again.sort_unstable();
        let mut copies: BTreeMap<[u32; 4], Copies> = BTreeMap::new();
        for (row, earlier) in again {
            let (here, there) = (table.origins[row], table.origins[earlier]);
            let pair = [here.file, here.sheet, there.file, there.sheet];
            let is_other_sheet = (here.file, here.sheet) != (there.file, there.sheet);
            // Invoices of one month may be alike; rows that are alike in every column were perhaps pasted twice.
            if is_other_sheet || (here.entry != there.entry && is_alike(table, row, earlier)) {
                copies.entry(pair).or_insert(Copies { row, earlier, count: 0 }).count += 1;
            }
        }
        for Copies { row, earlier, count } in copies.into_values() {
            let is_own = table.origins[row].file == table.origins[earlier].file
                && table.origins[row].sheet == table.origins[earlier].sheet;
            let kind = SheetKind::Financials;
            let code = if is_own { Code::RowTwice } else { Code::SameMoneyTwice };
            let other = self.finding(Severity::Noted, code, kind, "month", earlier);
            let mut finding = self.finding(Severity::Noted, code, kind, "month", row);
            finding.found = ids[row].as_deref().unwrap_or_default().to_owned();
            let rows = if count == 1 { "row" } else { "rows" };
            finding.problem = match is_own {
                true => {
                    format!("{count} {rows} of this sheet stand twice, first at {}; both are added up", other.address)
                }
                false => format!(
                    "{count} {rows} of this sheet with the same initiative, month and amounts stand elsewhere too, first at {}; both are added up",
                    other.address
                ),
            };
            finding.instead = "Delete one of the two if it is a copy.".to_owned();
            findings.push(finding);
        }
    }

    /// Two different readings of one KPI for one day: the later row counts.
    fn note_two_readings(&self, findings: &mut Vec<Finding>) {
        let table = self.table(SheetKind::Outcomes);
        let (mut ids, mut kpis) = (Spellings::default(), Spellings::default());
        let mut first: FxHashMap<(u32, u32, Date), (usize, f64)> = FxHashMap::default();
        for row in 0..table.len() {
            let (Some(id), Some(kpi), Some(day), Some(actual)) = (
                &table.text("initiative_id")[row],
                &table.text("kpi")[row],
                table.date("read_on")[row],
                table.number("actual")[row],
            ) else {
                continue;
            };
            let key = (ids.number(id), kpis.number(kpi), day);
            let (earlier, read) = *first.entry(key).or_insert((row, actual));
            if read != actual {
                let (kind, code) = (SheetKind::Outcomes, Code::TwoReadings);
                let other = self.finding(Severity::Noted, code, kind, "actual", earlier);
                let mut finding = self.finding(Severity::Noted, code, kind, "actual", row);
                finding.found = actual.to_string();
                finding.problem =
                    format!("{kpi} was read as {read} on the same day ({}); the later row counts", other.address);
                finding.instead = "Type one reading a day, or another date.".to_owned();
                findings.push(finding);
            }
        }
    }

    /// One address is one sponsor; a name that most of its rows do not have is a doubt.
    fn note_sponsors_with_two_names(&self, findings: &mut Vec<Finding>) {
        let table = self.table(SheetKind::Initiatives);
        let mut rows_of: BTreeMap<String, BTreeMap<String, Vec<usize>>> = BTreeMap::new();
        for row in 0..table.len() {
            if let (Some(name), Some(address)) = (&table.text("sponsor")[row], &table.text("sponsor_email")[row]) {
                rows_of.entry(address.to_lowercase()).or_default().entry(name.to_lowercase()).or_default().push(row);
            }
        }
        for (address, names) in rows_of {
            let Some(most) = names.values().map(Vec::len).max() else { continue };
            let Some(usual) = names.values().find(|rows| rows.len() == most) else { continue };
            let usual_name = table.text("sponsor")[usual[0]].clone().unwrap_or_default();
            for row in names.values().filter(|rows| *rows != usual).flatten() {
                let mut finding =
                    self.finding(Severity::Noted, Code::SponsorAddress, SheetKind::Initiatives, "sponsor", *row);
                finding.found = table.text("sponsor")[*row].as_deref().unwrap_or_default().to_owned();
                finding.problem = format!("The address {address} is {usual_name} elsewhere");
                finding.instead = "Type the name and the address of one person.".to_owned();
                findings.push(finding);
            }
        }
    }
}
