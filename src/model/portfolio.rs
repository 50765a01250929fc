//! The checked intake: files, accepted rows, and what every cent that was read became.

use super::{
    ai_act::register::Registered,
    billing::{Bill, Billing},
    check::LedgerLine,
    dictionary::SheetKind,
    finding::Finding,
    money::Cents,
    period::Month,
    quality::Quality,
    question::Question,
    rates::{ForeignColumn, SecondRates, UsedRate},
    stamp::Properties,
    submitter::SubmitterStatus,
    table::{Origin, Table},
    workbook::{CellPlace, Format, IgnoredSheet, SourceFile},
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// The fields that hold money and are summed to the cent, with their sheet; in the order in which totals list them. A
/// further amount of Financials is added up by standing here: see [`AmountSums`](super::metrics::AmountSums).
pub const MONEY_FIELDS: [(SheetKind, &str); 7] = [
    (SheetKind::Initiatives, "budget_requested"),
    (SheetKind::Financials, "cost_planned"),
    (SheetKind::Financials, "cost_actual"),
    (SheetKind::Financials, "benefit_planned"),
    (SheetKind::Financials, "benefit_actual"),
    (SheetKind::Financials, "cost_forecast"),
    (SheetKind::Financials, "benefit_forecast"),
];

/// The amounts of a sheet among them, by their keys.
pub fn amounts_of(kind: SheetKind) -> impl Iterator<Item = &'static str> {
    MONEY_FIELDS.into_iter().filter(move |(of, _)| *of == kind).map(|(_, key)| key)
}

/// The id under which the centre itself reports its costs and people.
pub const CENTRE: &str = "COE";

/// What became of the rows of one sheet. `rows_read` = accepted + set aside + blank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedSheet {
    /// Its name as typed.
    pub name: Arc<str>,
    /// What it is about; `None` for a sheet that was passed over.
    pub kind: Option<SheetKind>,
    /// Row of the titles, from 1 as people see it; 0 for a sheet that was passed over.
    pub header_row: u32,
    /// Rows below the titles, to the last one that holds something.
    pub rows_read: u32,
    /// Rows used.
    pub rows_accepted: u32,
    /// Rows whose key could not be used.
    pub rows_set_aside: u32,
    /// Wholly blank rows between titles and the last row.
    pub rows_blank: u32,
    /// Where the known columns stand: (key of the field, column from 0).
    pub columns: Vec<(Arc<str>, u32)>,
    /// Where the values of known columns stand if rows were made of several rows or columns of the sheet:
    /// [`Origin::entry`](super::table::Origin) says which. Empty for ordinary sheets.
    pub spread: Vec<(Arc<str>, Vec<CellPlace>)>,
    /// Keys of the fields of money of which a title or a cell says that they are in the report's currency.
    pub own_currency: Vec<Arc<str>>,
}

impl CheckedSheet {
    /// The cell of a field's value in a row; the row's first cell where the sheet lacks the column.
    pub fn place(&self, field: &str, origin: &Origin) -> CellPlace {
        let spread = self.spread.iter().find(|(key, _)| &**key == field);
        if let Some(place) = spread.and_then(|(_, places)| places.get(origin.entry as usize)) {
            return *place;
        }
        let column = self.columns.iter().find(|(key, _)| &**key == field).map_or(0, |(_, position)| *position);
        CellPlace { row: origin.row, column }
    }
}

/// What became of one file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckedFile {
    /// Which file.
    pub source: SourceFile,
    /// Told by content.
    pub format: Format,
    /// What it says about itself.
    pub properties: Properties,
    /// Fingerprint of its values, whatever the file they stand in: lower-case hex of a SHA-256. `None` without any row.
    pub values_digest: Option<String>,
    /// How good its data are.
    pub quality: Quality,
    /// Why it was passed over, if it was.
    pub skipped_because: Option<String>,
    /// The month its rows were sent for, when its submitter sent nothing and they are carried forward from a closed
    /// month; `None` for a file that lies in the intake.
    pub as_of: Option<Month>,
    /// Whose it is, once all files are joined: name of an expected submitter, or made of the file's name.
    pub submitter: Option<Arc<str>>,
    /// Path of the newer file that replaces it; then all its rows are set aside.
    pub replaced_by: Option<Arc<str>>,
    /// The last closed month, if that had the same values.
    pub unchanged_since: Option<Month>,
    /// Its sheets, those passed over at the end.
    pub sheets: Vec<CheckedSheet>,
}

impl CheckedFile {
    /// Has it sheets with names?
    pub fn has_sheets(&self) -> bool {
        !matches!(self.format, Format::Csv | Format::Parquet)
    }

    /// The columns of money that it has, as indexes into [`MONEY_FIELDS`].
    pub fn money_columns(&self) -> impl Iterator<Item = usize> {
        let has = |kind: SheetKind, key: &str| {
            self.sheets.iter().filter(|sheet| sheet.kind == Some(kind)).any(|sheet| {
                let spread = sheet.spread.iter().map(|(field, _)| field);
                sheet.columns.iter().map(|(field, _)| field).chain(spread).any(|field| &**field == key)
            })
        };
        MONEY_FIELDS.iter().enumerate().filter(move |(_, (kind, key))| has(*kind, key)).map(|(place, _)| place)
    }

    /// Was it read, and does no other file stand for it?
    pub fn counts(&self) -> bool {
        self.skipped_because.is_none() && self.replaced_by.is_none()
    }
}

/// One workbook after checking by itself: what an isolated process, a cache or a shard hands on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckedWorkbook {
    /// The file and the counts of its sheets.
    pub file: CheckedFile,
    /// Rows whose keys can be read; [`super::table::Origin::sheet`] points into the file's sheets, `file` is 0.
    pub tables: Vec<Table>,
    /// In any order.
    pub findings: Vec<Finding>,
    /// Sheets passed over.
    pub ignored: Vec<IgnoredSheet>,
    /// What has to be asked about its sheets, titles and words.
    pub questions: Vec<Question>,
    /// Every readable amount of money, counted cell by cell while reading.
    pub tally: Tally,
    /// What was found of amounts in other currencies; those of the tables name it by its place.
    pub foreign: Vec<ForeignColumn>,
    /// The rates at which amounts of a closed month were converted then; none for a file that lies in the intake.
    pub rates: Vec<UsedRate>,
    /// The bill of a provider, if it is one.
    pub bill: Option<Bill>,
}

/// What an amount that was read became.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Fate {
    /// Read from a cell, whatever came of it.
    Read,
    /// In a row that was set aside.
    SetAside,
    /// In a cell that was rejected although its amount could be read.
    Rejected,
    /// One of two amounts of the same cost, of which the other one counts: typed and billed.
    CountedOnce,
}

impl Fate {
    /// Does it miss in the figures?
    pub fn is_loss(self) -> bool {
        matches!(self, Fate::SetAside | Fate::Rejected)
    }
}

/// A sum of money cells, by where they stood. Counted apart from the metrics, so that both can be compared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct TallyKey {
    /// What became of the amount.
    pub fate: Fate,
    /// Index into [`MONEY_FIELDS`].
    pub field: u8,
    /// Index into the portfolio's files.
    pub file: u32,
    /// Month of the row, for Financials with a readable month.
    pub month: Option<Month>,
}

/// Sums by [`TallyKey`].
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Tally {
    /// In key order, as a list because JSON has no keys but text.
    sums: Vec<(TallyKey, Cents)>,
}

impl Tally {
    /// From sums collected while reading.
    pub fn from_sums(sums: BTreeMap<TallyKey, Cents>) -> Self {
        Tally { sums: sums.into_iter().collect() }
    }

    /// All sums in key order.
    pub fn iter(&self) -> impl Iterator<Item = (TallyKey, Cents)> + '_ {
        self.sums.iter().copied()
    }

    /// The sum of all amounts whose key passes.
    pub fn sum(&self, pass: impl Fn(&TallyKey) -> bool) -> Cents {
        self.sums.iter().filter(|(key, _)| pass(key)).map(|(_, cents)| *cents).sum()
    }
}

/// Amounts of one currency in one file, as they were read: read = converted + apart.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LocalSums {
    /// Read from cells, whatever came of them.
    pub read: Cents,
    /// Without a rate, or in rows that were set aside.
    pub apart: Cents,
}

/// What is known of other currencies than the report's. Empty where no rates are in the intake.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Currencies {
    /// The rates at which amounts were converted; amounts name them by their place.
    pub used: Vec<UsedRate>,
    /// Local amounts by currency, index of the file and key of the field.
    pub sums: BTreeMap<(Arc<str>, u32, Arc<str>), LocalSums>,
    /// The rates of the second currency in which totals are told; `None` where none is asked for.
    pub second: Option<SecondRates>,
    /// The months of the fiscal year to date of which the year before has an actual, of whatever currency: their amounts
    /// name the rates of then.
    pub with_last_year: BTreeSet<Month>,
}

/// All accepted rows of the intake.
#[derive(Clone, Debug, PartialEq)]
pub struct Portfolio {
    /// Every file of the intake, in order of path.
    pub files: Vec<CheckedFile>,
    /// One row an initiative; ids are unique.
    pub initiatives: Table,
    /// Money by initiative and month; every id has its initiative (or is [`CENTRE`]).
    pub financials: Table,
    /// For each row of `financials`, its initiative's row; `None` for the centre itself.
    pub financials_initiative: Vec<Option<u32>>,
    /// KPI readings.
    pub outcomes: Table,
    /// For each row of `outcomes`, its initiative's row.
    pub outcomes_initiative: Vec<Option<u32>>,
    /// People; every id has its initiative (or is [`CENTRE`]).
    pub team: Table,
    /// For each row of `team`, its initiative's row; `None` for the centre itself.
    pub team_initiative: Vec<Option<u32>>,
    /// Money as read and as left out, by file and month.
    pub tally: Tally,
    /// Who sent what: the expected in the order of the settings, then the others by name.
    pub submitters: Vec<SubmitterStatus>,
    /// Money of accepted rows by department, counted cell by cell: (department, index into [`MONEY_FIELDS`]).
    pub department_tally: BTreeMap<(Arc<str>, u8), Cents>,
    /// What the board decided, one row a decision; every id has its initiative. The latest of each stands in
    /// `initiatives` already.
    pub decisions: Table,
    /// Accepted rows of what the ledger says.
    pub control_totals: Table,
    /// Accepted rows of rates.
    pub rates: Table,
    /// How much was used; every id has its initiative.
    pub usage: Table,
    /// For each row of `usage`, its initiative's row.
    pub usage_initiative: Vec<Option<u32>>,
    /// Other currencies: at which rates they were converted, and what became of each local amount.
    pub currencies: Currencies,
    /// Bills of providers, and what became of all they have. Their rows stand in `financials`.
    pub billing: Billing,
    /// The intake beside the ledger, by department, month and measure, as far as the ledger says something.
    pub ledger: Vec<LedgerLine>,
    /// Initiatives in the register of the AI Act, in the order of their rows; empty where nobody typed anything of it.
    pub register: Vec<Registered>,
    /// What has to be asked about sheets, titles and words, each once for a sender.
    pub questions: Vec<Question>,
}

impl Portfolio {
    /// Money of a column (a field's key) in rows that were set aside and in cells that were rejected. Sizes, not sums: a
    /// credit must not hide a charge. What stands in a file that a fixed one replaces is no loss, nor is what another amount
    /// says.
    pub fn counted_apart(&self, key: &str) -> Cents {
        let field = MONEY_FIELDS.iter().position(|(_, other)| *other == key);
        let is_replaced = |file: u32| self.files.get(file as usize).is_some_and(|file| file.replaced_by.is_some());
        let counts = |tally: &TallyKey| {
            tally.fate.is_loss() && Some(usize::from(tally.field)) == field && !is_replaced(tally.file)
        };
        let amounts = self.tally.iter().filter(|(tally, _)| counts(tally));
        amounts.map(|(_, cents)| Cents(cents.0.abs())).sum()
    }

    /// The table of a kind.
    pub fn table(&self, kind: SheetKind) -> &Table {
        match kind {
            SheetKind::Initiatives => &self.initiatives,
            SheetKind::Financials => &self.financials,
            SheetKind::Outcomes => &self.outcomes,
            SheetKind::Team => &self.team,
            SheetKind::Decisions => &self.decisions,
            SheetKind::ControlTotals => &self.control_totals,
            SheetKind::Rates => &self.rates,
            SheetKind::Usage => &self.usage,
        }
    }
}
