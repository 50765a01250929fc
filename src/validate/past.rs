//! Amounts beside their past: those of the same cells in the last closed month, and those of the sender's other files.
//! A unit that changed, a sign that turned and a column that is empty now show there and nowhere else. Nothing is changed
//! by it.

use super::plausible::{are_turned, factor, how_much, is_turned, ratio, usual_factor};
use crate::model::{
    dictionary::SheetKind,
    finding::{Address, Code, Finding, Severity, sentence},
    identifier::identifier_key,
    money::Cents,
    period::Month,
    portfolio::{CheckedFile, MONEY_FIELDS, Portfolio},
    rules::Rules,
    snapshot::{Snapshot, SnapshotTable},
};
use rustc_hash::FxHashMap;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Fewer amounts of two files say nothing of their units.
const FEWEST: usize = 5;

/// So few amounts of cells that stood in a closed month are enough only where they differ by exactly the factor.
const FEW: usize = 3;

/// What is doubtful about the amounts of the intake beside what the last closed month and the sender's other files say.
/// In order of address.
pub fn beside_the_past(portfolio: &Portfolio, before: Option<&Snapshot>, rules: &Rules) -> Vec<Finding> {
    let mut findings = Vec::new();
    let then = before.map(|before| Then::of(before, portfolio));
    for (kind, key) in MONEY_FIELDS.iter().filter(|(kind, _)| *kind == SheetKind::Financials) {
        let title = rules.dictionary.field(*kind, key).map_or(*key, |field| &field.title);
        let column = Column { portfolio, rules, key, title };
        if let Some(then) = &then {
            let pairs = column.beside(then);
            findings.extend(pairs.iter().filter_map(|(file, pairs)| column.scale(*file, then.closed, pairs)));
            findings.extend(pairs.iter().filter_map(|(file, pairs)| column.sign(*file, then.closed, pairs)));
            findings.extend(column.emptied(then));
        }
        findings.extend(column.beside_other_files());
    }
    for finding in &mut findings {
        finding.problem = sentence(&finding.problem);
        finding.instead = sentence(&finding.instead);
    }
    findings.sort();
    findings
}

/// An initiative and a month: a cell of each column of money.
type Cell = (Arc<str>, Month);

/// The closed month's Financials, and where its cells stand in those of now.
struct Then<'a> {
    closed: Month,
    money: SnapshotTable,
    /// Whose file each of its rows stood in.
    senders: Vec<Option<Arc<str>>>,
    /// Rows of then, by cell.
    rows: FxHashMap<Cell, Vec<usize>>,
    /// Rows of now of each file, those of one cell together.
    cells: BTreeMap<u32, BTreeMap<Cell, Vec<usize>>>,
    portfolio: &'a Portfolio,
}

impl<'a> Then<'a> {
    fn of(before: &Snapshot, portfolio: &'a Portfolio) -> Self {
        let submissions = before.table("submissions");
        let both = submissions.text("source_file").iter().zip(submissions.text("submitter"));
        let sender_of: BTreeMap<&Arc<str>, &Arc<str>> =
            both.filter_map(|(file, sender)| Some((file.as_ref()?, sender.as_ref()?))).collect();
        let money = before.table("financials");
        let senders =
            money.text("source_file").iter().map(|file| sender_of.get(file.as_ref()?).map(|one| (*one).clone()));
        let senders = senders.collect();
        let mut keys = Keys::default();
        let mut rows: FxHashMap<Cell, Vec<usize>> = FxHashMap::default();
        for (row, (id, month)) in money.text("initiative_id").iter().zip(money.month("month")).enumerate() {
            if let (Some(id), Some(month)) = (id, month) {
                rows.entry((keys.of(id), *month)).or_default().push(row);
            }
        }
        let table = &portfolio.financials;
        let mut cells: BTreeMap<u32, BTreeMap<Cell, Vec<usize>>> = BTreeMap::new();
        for (row, (id, month)) in table.text("initiative_id").iter().zip(table.month("month")).enumerate() {
            let (Some(id), Some(month), file) = (id, month, table.origins[row].file) else { continue };
            let cell = (keys.of(id), *month);
            if is_sent(&portfolio.files[file as usize]) && rows.contains_key(&cell) {
                cells.entry(file).or_default().entry(cell).or_default().push(row);
            }
        }
        Then { closed: before.period, money, senders, rows, cells, portfolio }
    }

    /// How many amounts of a column each sender had, and their sum.
    fn of_senders(&self, key: &str) -> BTreeMap<&Arc<str>, (usize, Cents)> {
        let mut senders: BTreeMap<&Arc<str>, (usize, Cents)> = BTreeMap::new();
        for (cents, sender) in self.money.money(key).iter().zip(&self.senders) {
            if let (Some(cents), Some(sender)) = (cents, sender) {
                let (count, sum) = senders.entry(sender).or_default();
                *count += 1;
                *sum += *cents;
            }
        }
        senders
    }
}

/// Lies it in the intake, and counts?
fn is_sent(file: &CheckedFile) -> bool {
    file.counts() && file.as_of.is_none()
}

/// Identifiers as they are compared, each made once: most of them stand in many rows.
#[derive(Default)]
struct Keys(FxHashMap<Arc<str>, Arc<str>>);

impl Keys {
    fn of(&mut self, id: &Arc<str>) -> Arc<str> {
        self.0.entry(id.clone()).or_insert_with(|| identifier_key(id).into()).clone()
    }
}

/// An amount and what stood in the same cell then, neither of them 0.
struct Pair {
    now: Cents,
    then: Cents,
    /// The first row of the amount.
    row: usize,
}

impl Pair {
    fn ratio(&self) -> f64 {
        ratio(self.now, self.then)
    }
}

/// One column of money in all files.
struct Column<'a> {
    portfolio: &'a Portfolio,
    rules: &'a Rules,
    key: &'a str,
    title: &'a str,
}

impl Column<'_> {
    /// For each file its amounts beside those of the same cells then.
    fn beside(&self, then: &Then) -> BTreeMap<u32, Vec<Pair>> {
        let (now, before) = (then.portfolio.financials.money(self.key), then.money.money(self.key));
        let sum = |rows: &[usize], amounts: &[Option<Cents>]| -> Option<Cents> {
            let known: Vec<Cents> = rows.iter().filter_map(|row| *amounts.get(*row)?).collect();
            (!known.is_empty()).then(|| known.into_iter().sum())
        };
        let pair = |(cell, rows): (&Cell, &Vec<usize>)| {
            let pair = Pair { now: sum(rows, now)?, then: sum(then.rows.get(cell)?, before)?, row: *rows.first()? };
            (pair.now != Cents::ZERO && pair.then != Cents::ZERO).then_some(pair)
        };
        then.cells.iter().map(|(file, cells)| (*file, cells.iter().filter_map(pair).collect())).collect()
    }

    fn scale(&self, file: u32, closed: Month, pairs: &[Pair]) -> Option<Finding> {
        let mut ratios: Vec<f64> = pairs.iter().map(Pair::ratio).collect();
        let is_exact = |ratio: &f64| factor(*ratio).is_some_and(|factor| (ratio / factor - 1.0).abs() < 0.01);
        if ratios.len() < FEW && !ratios.iter().all(is_exact) {
            return None;
        }
        let usual = usual_factor(&mut ratios)?;
        let problem = format!(
            "most amounts are about {} those that the report of {closed} had of the same months: {}",
            how_much(usual),
            self.example(pairs.iter().find(|pair| factor(pair.ratio()) == Some(usual))?)
        );
        Some(self.finding(file, Code::ScaleDoubtful, problem, SAY_THE_UNIT))
    }

    fn sign(&self, file: u32, closed: Month, pairs: &[Pair]) -> Option<Finding> {
        let turned: Vec<&Pair> = pairs.iter().filter(|pair| is_turned(pair.now, pair.then)).collect();
        let first = turned.first().filter(|_| are_turned(turned.len(), pairs.len()))?;
        let problem = format!(
            "{} of {} amounts have another sign than in the report of {closed}: {}",
            turned.len(),
            pairs.len(),
            self.example(first)
        );
        let instead = "type costs and benefits as positive amounts; nothing to do if they are right";
        Some(self.finding(file, Code::SignDoubtful, problem, instead))
    }

    /// Senders who gave amounts of the column then, and none now. Of whom the column itself is gone is told elsewhere.
    fn emptied(&self, then: &Then) -> Vec<Finding> {
        let table = &self.portfolio.financials;
        let known = table.money(self.key).iter().zip(&table.origins);
        let filled: BTreeSet<u32> = known.filter(|(cents, _)| cents.is_some()).map(|(_, origin)| origin.file).collect();
        let gone = then.of_senders(self.key).into_iter().filter_map(|(sender, (count, sum))| {
            let files: Vec<u32> =
                self.files().filter(|file| self.file(*file).submitter.as_ref() == Some(sender)).collect();
            let has_column =
                |file: &u32| self.file(*file).money_columns().any(|field| MONEY_FIELDS[field].1 == self.key);
            let is_empty = files.iter().all(|file| !filled.contains(file));
            let file = files.first().filter(|_| is_empty && files.iter().any(has_column))?;
            let amounts = match count {
                1 => "1 amount".to_owned(),
                count => format!("{count} amounts, together"),
            };
            let problem = format!(
                "the report of {} had {amounts} {} of {sender} under \"{}\"; now there is none",
                then.closed,
                self.rules.locale.number(sum.0, 2),
                self.title
            );
            let instead = format!(
                "type the amounts again; if the column has another title now, call it {} or name the new title in the \
                 settings ([fields.financials.{}] aliases)",
                self.title, self.key
            );
            Some(self.finding(*file, Code::AmountsGone, problem, &instead))
        });
        gone.collect()
    }

    /// Files whose amounts are a thousand times those of all other files of their sender, or a thousandth. A hundred
    /// times as much is what one initiative may cost beside another one.
    fn beside_other_files(&self) -> Vec<Finding> {
        let mut of_sender: BTreeMap<&Arc<str>, Vec<u32>> = BTreeMap::new();
        for file in self.files() {
            if let Some(sender) = &self.file(file).submitter {
                of_sender.entry(sender).or_default().push(file);
            }
        }
        of_sender.retain(|_, files| files.len() > 1);
        if of_sender.is_empty() {
            return Vec::new();
        }
        let table = &self.portfolio.financials;
        let mut sizes: BTreeMap<u32, Vec<u64>> = BTreeMap::new();
        for (cents, origin) in table.money(self.key).iter().zip(&table.origins) {
            if let Some(cents) = cents.filter(|cents| *cents != Cents::ZERO) {
                sizes.entry(origin.file).or_default().push(cents.0.unsigned_abs());
            }
        }
        let none = Vec::new();
        let of = |file: &u32| sizes.get(file).unwrap_or(&none);
        let mut found = Vec::new();
        for (sender, files) in of_sender {
            for file in &files {
                let others = files.iter().filter(|other| *other != file).flat_map(of).copied().collect();
                found.extend(self.file_out_of_scale(*file, sender, of(file).clone(), others));
            }
        }
        found
    }

    fn file_out_of_scale(&self, file: u32, sender: &str, mut own: Vec<u64>, mut others: Vec<u64>) -> Option<Finding> {
        // Of two files of unlike size the larger one is the rule.
        if own.len() < FEWEST || others.len() < own.len() {
            return None;
        }
        let (own, others) = (middle(&mut own), middle(&mut others));
        let usual = factor(own as f64 / others as f64).filter(|factor| *factor >= 1_000.0 || *factor <= 0.001)?;
        let shown = |cents: u64| self.rules.locale.number(cents as i64, 2);
        let problem = format!(
            "the middle one of its amounts is {}, about {} that of the other files of {sender}, {}",
            shown(own),
            how_much(usual),
            shown(others)
        );
        Some(self.finding(file, Code::ScaleDoubtful, problem, SAY_THE_UNIT))
    }

    /// Those that lie in the intake and count.
    fn files(&self) -> impl Iterator<Item = u32> {
        (0..).zip(&self.portfolio.files).filter(|(_, file)| is_sent(file)).map(|(place, _)| place)
    }

    fn file(&self, file: u32) -> &CheckedFile {
        &self.portfolio.files[file as usize]
    }

    /// `90,000.00 in row 5, 90.00 then`.
    fn example(&self, pair: &Pair) -> String {
        let shown = |cents: Cents| self.rules.locale.number(cents.0, 2);
        let origin = self.portfolio.financials.origins[pair.row];
        let sheet = &self.file(origin.file).sheets[origin.sheet as usize];
        let row = sheet.place(self.key, &origin).row + 1;
        format!("{} in row {row}, {} then", shown(pair.now), shown(pair.then))
    }

    fn finding(&self, file: u32, code: Code, problem: String, instead: &str) -> Finding {
        Finding {
            address: Address { file: self.file(file).source.path.clone(), sheet: None, cell: None },
            severity: Severity::Noted,
            code,
            column: self.title.into(),
            found: String::new(),
            problem,
            instead: instead.to_owned(),
            cents: None,
        }
    }
}

const SAY_THE_UNIT: &str =
    "say in the title what the amounts stand in, such as Cost actual (k€); nothing to do if they are right";

/// The amount in the middle; there is at least one.
fn middle(sizes: &mut [u64]) -> u64 {
    let place = sizes.len() / 2;
    *sizes.select_nth_unstable(place).1
}
