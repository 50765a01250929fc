//! The sums of a bill, row by row. What is kept grows with initiatives, months, currencies and units, never with rows.

use super::{columns::Columns, tags};
use crate::model::{
    billing::{Bill, BillEntry, BillVolume, BillingRules, Named, RowSum, UnnamedCost},
    exact::Exact,
    fiscal::FiscalCalendar,
    period::Month,
    reading::ReadingRules,
};
use csv::ByteRecord;
use jiff::{Timestamp, tz::TimeZone};
use rustc_hash::{FxHashMap, FxHasher};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    hash::Hasher,
    sync::Arc,
};

/// Texts that are looked up again and again, of each kind; what goes beyond is looked up anew.
const MOST_REMEMBERED: usize = 20_000;
/// Sub-accounts that are named where cost has no name; the others are one.
const MOST_SUB_ACCOUNTS: usize = 1_000;
/// Months of which rows are compared with other bills: no bill has more.
const MOST_MONTHS_SAMPLED: usize = 240;

/// Texts by number, so that sums are found without comparing letters. 0 is no text.
#[derive(Default)]
struct Texts {
    numbers: FxHashMap<Arc<str>, u32>,
    texts: Vec<Arc<str>>,
}

impl Texts {
    fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let text: Arc<str> = text.into();
        self.texts.push(text.clone());
        let number = self.texts.len() as u32;
        self.numbers.insert(text, number);
        number
    }

    fn text(&self, number: u32) -> Option<Arc<str>> {
        self.texts.get(number.checked_sub(1)? as usize).cloned()
    }
}

/// What cells of one column were found to mean, for the cells that come again.
#[derive(Default)]
struct Remembered(FxHashMap<Box<[u8]>, u32>);

impl Remembered {
    fn or_find(&mut self, cell: &[u8], find: impl FnOnce(&str) -> u32) -> u32 {
        if let Some(number) = self.0.get(cell) {
            return *number;
        }
        let number = find(&String::from_utf8_lossy(cell));
        if self.0.len() < MOST_REMEMBERED {
            self.0.insert(cell.into(), number);
        }
        number
    }
}

/// Tag, mapping, month (none: before all months) and currency or unit, by number.
type Key = (u32, u32, i32, u32);

/// A month that cannot be read.
const NO_MONTH: i32 = i32::MIN;

struct Sum {
    cost: RowSum,
    first_row: u32,
}

/// All sums of a bill.
pub(super) struct Tally<'a> {
    columns: &'a Columns,
    cost: usize,
    rules: &'a BillingRules,
    /// Into which months days fall.
    calendar: FiscalCalendar,
    /// Names of the settings by their lower-case letters, as cells are compared.
    tag_values: BTreeMap<String, &'a str>,
    resources: BTreeMap<String, &'a str>,
    sub_accounts: BTreeMap<String, &'a str>,
    texts: Texts,
    tags: Remembered,
    accounts: Remembered,
    sums: FxHashMap<Key, Sum>,
    volumes: FxHashMap<Key, RowSum>,
    totals: FxHashMap<u32, RowSum>,
    corrections: FxHashMap<u32, RowSum>,
    unnamed: FxHashMap<(u32, u32), RowSum>,
    samples: FxHashMap<i32, BTreeSet<u64>>,
    rows: u64,
    unreadable: u64,
    first_unreadable: Option<(u32, Arc<str>)>,
    quantities_unreadable: u64,
    most: usize,
}

impl<'a> Tally<'a> {
    /// Of a bill with these columns.
    pub(super) fn of(columns: &'a Columns, reading: &'a ReadingRules) -> Self {
        let rules = &reading.billing;
        let folded = |map: &'a BTreeMap<String, String>| -> BTreeMap<String, &'a str> {
            map.iter().map(|(name, id)| (name.trim().to_lowercase(), id.trim())).collect()
        };
        Tally {
            columns,
            cost: columns.cost(rules.cost).unwrap_or_default(),
            rules,
            calendar: reading.calendar,
            tag_values: folded(&rules.tags),
            resources: folded(&rules.resources),
            sub_accounts: folded(&rules.sub_accounts),
            texts: Texts::default(),
            tags: Remembered::default(),
            accounts: Remembered::default(),
            sums: FxHashMap::default(),
            volumes: FxHashMap::default(),
            totals: FxHashMap::default(),
            corrections: FxHashMap::default(),
            unnamed: FxHashMap::default(),
            samples: FxHashMap::default(),
            rows: 0,
            unreadable: 0,
            first_unreadable: None,
            quantities_unreadable: 0,
            most: reading.limits.max_bill_sums as usize,
        }
    }

    /// Are there more sums than may be kept?
    pub(super) fn is_full(&self) -> bool {
        self.sums.len() > self.most || self.volumes.len() > self.most
    }

    /// A charge.
    pub(super) fn add(&mut self, record: &ByteRecord) {
        self.rows += 1;
        let row = u32::try_from(self.rows).unwrap_or(u32::MAX);
        let Some(cost) = Exact::read(&text(record, self.cost)) else {
            self.unreadable += 1;
            let typed = || text(record, self.cost).chars().take(120).collect::<String>();
            self.first_unreadable.get_or_insert_with(|| (row, typed().into()));
            return;
        };
        let currency = self.texts.number(&text(record, self.columns.currency).to_uppercase());
        let month = month_of(&text(record, self.columns.start), self.calendar).map_or(NO_MONTH, Month::index);
        let tag = self.tag(record);
        let mapped = self.mapped(record);
        self.totals.entry(currency).or_default().add(cost, 1);
        let sum = self
            .sums
            .entry((tag, mapped, month, currency))
            .or_insert_with(|| Sum { cost: RowSum::default(), first_row: row });
        sum.cost.add(cost, 1);
        if self.columns.class.is_some_and(|class| text(record, class).eq_ignore_ascii_case("Correction")) {
            self.corrections.entry(currency).or_default().add(cost, 1);
        }
        if tag == 0 && mapped == 0 {
            self.add_unnamed(record, currency, cost);
        }
        if month != NO_MONTH {
            self.add_volume(record, (tag, mapped, month));
            self.sample(record, month);
        }
    }

    /// What the tag says, or what the settings say its value means.
    fn tag(&mut self, record: &ByteRecord) -> u32 {
        let key = self.rules.tag.as_str();
        if key.is_empty() {
            return 0;
        }
        let (texts, tag_values) = (&mut self.texts, &self.tag_values);
        let cells = [self.columns.allocated_tags, self.columns.tags].into_iter().flatten();
        cells
            .map(|column| {
                self.tags.or_find(record.get(column).unwrap_or_default(), |cell| match tags::value_of(cell, key) {
                    Some(value) => {
                        texts.number(tag_values.get(&value.to_lowercase()).copied().unwrap_or(value.as_str()))
                    }
                    None => 0,
                })
            })
            .find(|number| *number != 0)
            .unwrap_or(0)
    }

    /// What the settings say of the resource, else of the sub-account.
    fn mapped(&mut self, record: &ByteRecord) -> u32 {
        if !self.resources.is_empty() {
            let names = self.columns.resources.iter().map(|column| text(record, *column).trim().to_lowercase());
            if let Some(id) = names.filter_map(|name| self.resources.get(&name)).next() {
                return self.texts.number(id);
            }
        }
        if self.sub_accounts.is_empty() {
            return 0;
        }
        let (texts, sub_accounts) = (&mut self.texts, &self.sub_accounts);
        let cells = self.columns.sub_accounts.iter().map(|column| record.get(*column).unwrap_or_default());
        cells
            .map(|cell| {
                self.accounts.or_find(cell, |cell| {
                    sub_accounts.get(&cell.trim().to_lowercase()).map_or(0, |id| texts.number(id))
                })
            })
            .find(|number| *number != 0)
            .unwrap_or(0)
    }

    fn add_unnamed(&mut self, record: &ByteRecord, currency: u32, cost: Exact) {
        let name = self.columns.sub_account_name.map(|column| text(record, column)).unwrap_or_default();
        let is_new = !self.texts.numbers.contains_key(name.trim());
        let name = if is_new && self.unnamed.len() >= MOST_SUB_ACCOUNTS { Cow::Borrowed("") } else { name };
        let name = self.texts.number(name.trim());
        self.unnamed.entry((name, currency)).or_default().add(cost, 1);
    }

    fn add_volume(&mut self, record: &ByteRecord, (tag, mapped, month): (u32, u32, i32)) {
        let (Some(quantity), Some(unit)) = (self.columns.quantity, self.columns.unit) else { return };
        let (quantity, unit) = (text(record, quantity), text(record, unit));
        if quantity.is_empty() || unit.trim().is_empty() {
            return;
        }
        let Some(quantity) = Exact::read(&quantity) else {
            self.quantities_unreadable += 1;
            return;
        };
        let unit = self.texts.number(unit.trim());
        self.volumes.entry((tag, mapped, month, unit)).or_default().add(quantity, 1);
    }

    /// Keeps the fingerprint of a row if it is among the smallest of its month.
    fn sample(&mut self, record: &ByteRecord, month: i32) {
        if self.samples.len() >= MOST_MONTHS_SAMPLED && !self.samples.contains_key(&month) {
            return;
        }
        // All letters of the row, whatever columns they stand in: an export in another version has the same.
        let mut hash = FxHasher::default();
        hash.write(record.as_slice());
        let print = hash.finish();
        let sample = self.samples.entry(month).or_default();
        if sample.len() < Bill::SAMPLE {
            sample.insert(print);
        } else if sample.last().is_some_and(|last| print < *last) && sample.insert(print) {
            sample.pop_last();
        }
    }

    /// What it all adds up to.
    pub(super) fn bill(self) -> Bill {
        let texts = &self.texts;
        let named = |tag: u32, mapped: u32| Named { tag: texts.text(tag), mapped: texts.text(mapped) };
        let word = |number: u32| texts.text(number).unwrap_or_else(|| "".into());
        let mut entries: Vec<BillEntry> = self
            .sums
            .iter()
            .map(|((tag, mapped, month, currency), sum)| BillEntry {
                named: named(*tag, *mapped),
                month: (*month != NO_MONTH).then(|| Month::from_index(*month)),
                currency: word(*currency),
                sum: sum.cost.sum,
                rows: sum.cost.rows,
                first_row: sum.first_row,
            })
            .collect();
        entries.sort_by(|one, other| {
            (&one.named, one.month, &one.currency).cmp(&(&other.named, other.month, &other.currency))
        });
        let mut volumes: Vec<BillVolume> = self
            .volumes
            .iter()
            .map(|((tag, mapped, month, unit), sum)| BillVolume {
                named: named(*tag, *mapped),
                month: Month::from_index(*month),
                unit: word(*unit),
                quantity: sum.sum,
                rows: sum.rows,
            })
            .collect();
        volumes.sort_by(|one, other| (&one.named, one.month, &one.unit).cmp(&(&other.named, other.month, &other.unit)));
        let by_currency = |sums: &FxHashMap<u32, RowSum>| -> BTreeMap<Arc<str>, RowSum> {
            sums.iter().map(|(currency, sum)| (word(*currency), *sum)).collect()
        };
        let mut unnamed: Vec<UnnamedCost> = self
            .unnamed
            .iter()
            .map(|((name, currency), cost)| UnnamedCost {
                sub_account: word(*name),
                currency: word(*currency),
                cost: *cost,
            })
            .collect();
        unnamed.sort_by(|one, other| (&one.currency, &one.sub_account).cmp(&(&other.currency, &other.sub_account)));
        Bill {
            columns: self.columns.places(self.cost),
            rows: self.rows,
            entries,
            volumes,
            totals: by_currency(&self.totals),
            corrections: by_currency(&self.corrections),
            unreadable: self.unreadable,
            first_unreadable: self.first_unreadable,
            unnamed,
            quantities_unreadable: self.quantities_unreadable,
            samples: self
                .samples
                .into_iter()
                .map(|(month, prints)| (Month::from_index(month), prints.into_iter().collect()))
                .collect(),
        }
    }
}

/// A cell as text, without white space around it. What is not there is blank in one export, and `NULL` in another.
fn text(record: &ByteRecord, column: usize) -> Cow<'_, str> {
    let cell = record.get(column).unwrap_or_default().trim_ascii();
    String::from_utf8_lossy(if cell.eq_ignore_ascii_case(b"NULL") { b"" } else { cell })
}

/// The month of a moment as the specification writes it (`2026-10-01T00:00:00Z`), and as vendors do (`2026-10-01`,
/// `2026-10-01 00:00:00`, `2026-10-01T00:00Z`). Moments are in UTC; one with another offset is brought there.
fn month_of(moment: &str, calendar: FiscalCalendar) -> Option<Month> {
    let bytes = moment.as_bytes();
    let number = |range: std::ops::Range<usize>| -> Option<i16> {
        let digits = bytes.get(range)?;
        digits
            .iter()
            .all(u8::is_ascii_digit)
            .then(|| digits.iter().fold(0, |sum, digit| sum * 10 + i16::from(digit - b'0')))
    };
    if bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
        return None;
    }
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let date = jiff::civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    match moment.get(10..)? {
        "" => Some(calendar.month_of(date)),
        time if is_of_utc(time) => Some(calendar.month_of(date)),
        _ => moment.parse::<Timestamp>().ok().map(|at| calendar.month_of(at.to_zoned(TimeZone::UTC).date())),
    }
}

/// `T00:00:00Z`, ` 00:00:00.000`, ` 00:00:00 UTC`: a time with no offset, or none but UTC.
fn is_of_utc(time: &str) -> bool {
    let Some(time) = time.strip_prefix(['T', ' ']) else { return false };
    let time = time.strip_suffix('Z').or_else(|| time.strip_suffix(" UTC")).unwrap_or(time);
    (4..=18).contains(&time.len())
        && time.bytes().all(|letter| letter.is_ascii_digit() || matches!(letter, b':' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fiscal::{CalendarRules, Weeks};

    #[test]
    fn months_are_those_of_utc() {
        for (moment, month) in [
            ("2026-10-01T00:00:00Z", "2026-10"),
            ("2026-10-31T23:59:59.999Z", "2026-10"),
            ("2026-10-31", "2026-10"),
            ("2026-10-31 23:00:00", "2026-10"),
            ("2026-10-31 23:00:00 UTC", "2026-10"),
            ("2026-10-31T00:00Z", "2026-10"),
            // 23:30 in New York is November in UTC; half past midnight in Berlin still October.
            ("2026-10-31T23:30:00-04:00", "2026-11"),
            ("2026-11-01T00:30:00+01:00", "2026-10"),
        ] {
            assert_eq!(
                month_of(moment, FiscalCalendar::default()).map(|month| month.to_string()).as_deref(),
                Some(month),
                "{moment}"
            );
        }
        for wrong in ["", "10/01/2026", "2026-13-01", "2026-02-30", "2026-10", "2026-10-01X", "20261001", "2026-10-01T"]
        {
            assert_eq!(month_of(wrong, FiscalCalendar::default()), None, "{wrong}");
        }
    }

    /// The 4-5-4 calendar of the National Retail Federation: September 2026 ends on 3 October, October on the 31st.
    #[test]
    fn of_weeks_they_are_the_periods_that_days_lie_in() {
        let rules = CalendarRules {
            weeks: Weeks::FourFiveFour,
            year_ends: "nearest Saturday".parse().unwrap(),
            ..CalendarRules::default()
        };
        let calendar = FiscalCalendar { start: 2, rules };
        for (moment, month) in
            [("2026-10-03T23:59:59Z", "2026-09"), ("2026-10-04", "2026-10"), ("2026-10-31T23:30:00-04:00", "2026-11")]
        {
            assert_eq!(month_of(moment, calendar).map(|month| month.to_string()).as_deref(), Some(month), "{moment}");
        }
    }
}
