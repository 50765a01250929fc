//! The rates of the intake: which can be used, and which of them an amount is converted at.

use super::Joined;
use crate::{
    model::{
        dictionary::SheetKind,
        finding::{Address, Code, Finding, Severity},
        fiscal::FiscalCalendar,
        period::Month,
        rates::{Basis, Rate, RateChoice, RateKind, RateRules, RateSpan, UsedRate},
        unit::may_be,
        workbook::RawValue,
    },
    validate::{foreign::code_of, kinds::date::Calendar, kinds::date::month},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// A rate further than this from the one before it, or from the plan, is a slip: 1,000 times or a thousandth.
const ABSURD: f64 = 1_000.0;

/// What a rate is of: the currency, the one it counts in, its kind and its time.
type Key = (Arc<str>, Arc<str>, RateKind, RateSpan);

/// A rate as it stands in its cell.
#[derive(Clone, Debug)]
struct Quote {
    typed: f64,
    /// It says how many units are one of the base, not what one unit is worth.
    is_inverse: bool,
    /// Its row among the accepted ones.
    row: usize,
    /// How many daily rates it is the average of.
    days: Option<Arc<str>>,
}

impl Quote {
    /// Units of the base for one of the currency.
    fn value(&self) -> f64 {
        if self.is_inverse { 1.0 / self.typed } else { self.typed }
    }
}

/// Which rate is wanted, and is not there.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Missing {
    pub(super) currency: Arc<str>,
    pub(super) kind: RateKind,
    pub(super) span: RateSpan,
}

impl Missing {
    /// `plan rate of USD for fiscal year 2026`.
    pub(super) fn words(&self, calendar: FiscalCalendar) -> String {
        let Missing { currency, kind, span } = self;
        match span {
            RateSpan::Year(first) => {
                format!("{} of {currency} for fiscal year {}", kind.words(), calendar.label(*first))
            }
            RateSpan::Month(month) => format!("{} of {currency} for {month}", kind.words()),
        }
    }
}

/// The rates that can be used.
pub(super) struct Book {
    ours: Arc<str>,
    rules: RateRules,
    calendar: FiscalCalendar,
    quotes: BTreeMap<Key, Quote>,
    /// The cell of each row's rate.
    cells: Vec<Address>,
    /// Is there any sheet of rates, whatever it is worth?
    pub(super) is_there: bool,
}

impl Joined<'_> {
    /// The rates of all sheets. What cannot be used is a finding at its cell.
    pub(super) fn rates(&self, findings: &mut Vec<Finding>) -> Book {
        let kind = SheetKind::Rates;
        let mut book = Book {
            ours: self.rules.currency.as_str().into(),
            rules: self.rules.rates.clone(),
            calendar: self.rules.calendar,
            quotes: BTreeMap::new(),
            cells: Vec::new(),
            is_there: self.files.iter().flat_map(|file| &file.sheets).any(|sheet| sheet.kind == Some(kind)),
        };
        let table = self.table(kind);
        let mut refused = |row: usize, key: &str, problem: String, instead: &str| {
            let mut finding = self.finding(Severity::Rejected, Code::RateUnusable, kind, key, row);
            finding.problem = problem;
            finding.instead = instead.to_owned();
            finding.found = found(self, key, row);
            findings.push(finding);
        };
        let mut contradicting: BTreeSet<Key> = BTreeSet::new();
        let mut without_rates = BTreeSet::new();
        for row in 0..table.len() {
            let key = self.rate_cell(row);
            book.cells.push(self.finding(Severity::Noted, Code::RateUnusable, kind, key, row).address);
            if !["rate", "rate_inverse"].iter().any(|key| self.has_column(kind, key, row)) {
                // Said once a sheet: it is about its titles.
                let origin = table.origins[row];
                if without_rates.insert((origin.file, origin.sheet)) {
                    let problem = "No title of the sheet says that its column has rates, and which way round they are";
                    let instead = format!(
                        "Call it {} for one unit, or Units per {0}: whichever of the two its numbers are.",
                        book.ours
                    );
                    refused(row, "holds_for", problem.to_owned(), &instead);
                }
                continue;
            }
            let quote = match self.quote(row) {
                Ok(quote) => quote,
                Err((key, problem, instead)) => {
                    refused(row, key, problem, instead);
                    continue;
                }
            };
            let (name, quote) = quote;
            if name.0 == name.1 {
                if quote.value() != 1.0 {
                    let problem = format!("{} is one {} and nothing else", name.0, name.1);
                    refused(row, key, problem, "Delete the row.");
                }
                continue;
            }
            match book.quotes.get(&name) {
                Some(other) if other.value() != quote.value() => {
                    let problem = format!(
                        "{} stands here and {} in {}; none of the two is used",
                        quote.typed, other.typed, book.cells[other.row]
                    );
                    refused(row, key, problem, "Leave the rate that is right, and delete the other one.");
                    contradicting.insert(name);
                }
                Some(_) => {}
                None => drop(book.quotes.insert(name, quote)),
            }
        }
        book.quotes.retain(|name, _| !contradicting.contains(name));
        for (name, problem) in book.absurd() {
            if let Some(quote) = book.quotes.remove(&name) {
                let instead = "Type the rate that is meant, and look at the title: it says which way round it is.";
                refused(quote.row, self.rate_cell(quote.row), problem, instead);
            }
        }
        book
    }

    /// In which of the two columns a row has its rate.
    fn rate_cell(&self, row: usize) -> &'static str {
        let table = self.table(SheetKind::Rates);
        if table.number("rate")[row].is_none() && table.number("rate_inverse")[row].is_some() {
            "rate_inverse"
        } else {
            "rate"
        }
    }

    /// A row's rate. Errors: key of the cell that is wrong, what is wrong and what to do.
    fn quote(&self, row: usize) -> Result<(Key, Quote), (&'static str, String, &'static str)> {
        let table = self.table(SheetKind::Rates);
        let text = |key: &str| table.text(key)[row].as_deref();
        let currency = code_of(text("currency").unwrap_or_default());
        let base = text("base").map_or_else(|| self.rules.currency.as_str().into(), code_of);
        for (key, code) in [("currency", &currency), ("base", &base)] {
            if code.len() != 3 || !code.bytes().all(|letter| letter.is_ascii_uppercase()) {
                let problem = format!("\"{code}\" is no code of a currency");
                return Err((key, problem, "Type its three-letter code, such as USD."));
            }
        }
        let typed = text("holds_for").unwrap_or_default();
        let span = self.span(typed).ok_or_else(|| {
            let problem = format!("\"{typed}\" is neither a month nor a fiscal year");
            ("holds_for", problem, "Type a month like 2026-10, or a fiscal year like FY26.")
        })?;
        let kind = text("rate_kind").and_then(RateKind::named).ok_or_else(|| {
            let problem = "The row does not say of which kind its rate is, so it is not used".to_owned();
            ("rate_kind", problem, "Choose one of: Plan, Average, Closing.")
        })?;
        let (value, inverse) = (table.number("rate")[row], table.number("rate_inverse")[row]);
        let (typed, is_inverse) = match (value, inverse) {
            (Some(value), None) => (value, false),
            (None, Some(inverse)) => (inverse, true),
            (Some(value), Some(inverse)) if (value * inverse - 1.0).abs() < 0.001 => (value, false),
            (Some(value), Some(inverse)) => {
                let problem = format!("{value} and {inverse} stand in one row, and one is not 1 ÷ the other");
                return Err(("rate", problem, "Leave one of the two."));
            }
            (None, None) => {
                let problem = "The row has no rate that can be read".to_owned();
                return Err((self.rate_cell(row), problem, "Type a number above zero, such as 0.92."));
            }
        };
        if Rate::of(typed).is_none() || Rate::of(1.0 / typed).is_none() {
            let problem = format!("{typed} is no rate");
            return Err((self.rate_cell(row), problem, "Type a number above zero, such as 0.92."));
        }
        let days = table.unknown.iter().find(|column| &*column.title == DAYS).and_then(|days| days.values[row].clone());
        Ok(((currency, base, kind, span), Quote { typed, is_inverse, row, days }))
    }

    /// A month, or a fiscal year by its name: `FY26`, `2026`, `FY2026/27`.
    fn span(&self, typed: &str) -> Option<RateSpan> {
        let named = self.rules.calendar.year_named(typed).map(RateSpan::Year);
        let in_month = || month(&RawValue::Text(typed.into()), &Calendar::of(self.rules)).ok();
        named.or_else(|| in_month().map(|(month, _)| RateSpan::Month(month)))
    }
}

/// Title of the column that says of how many days a reference average is made.
const DAYS: &str = "Days";

/// What stands in the cell of a rate's row.
fn found(joined: &Joined, key: &str, row: usize) -> String {
    let table = joined.table(SheetKind::Rates);
    match key {
        "rate" | "rate_inverse" => table.number(key)[row].map(|number| number.to_string()).unwrap_or_default(),
        key => table.text(key)[row].as_deref().unwrap_or_default().to_owned(),
    }
}

impl Book {
    /// Rates that cannot be, and why: those far from the last one before them, or from the plan.
    fn absurd(&self) -> Vec<(Key, String)> {
        let mut absurd: BTreeMap<Key, String> = BTreeMap::new();
        // In order of time within each kind: an absurd one is no measure for the next.
        let mut last: BTreeMap<(&str, &str, RateKind), f64> = BTreeMap::new();
        for (name, quote) in &self.quotes {
            let (currency, base, kind, span) = name;
            let before = last.get(&(&**currency, &**base, *kind)).copied();
            let plan = match (kind, span) {
                (RateKind::Plan, _) => None,
                (_, RateSpan::Month(month)) => self.plan_beside(currency, base, *month),
                (_, RateSpan::Year(first)) => self.plan_beside(currency, base, *first),
            };
            let is_far = |other: f64| !(1.0 / ABSURD..=ABSURD).contains(&(quote.value() / other));
            let against = match (plan, before) {
                (Some(plan), _) if is_far(plan) => Some(("the plan rate", plan)),
                (_, Some(before)) if is_far(before) => Some(("the rate before it", before)),
                _ => None,
            };
            match against {
                Some((what, other)) => {
                    let other = Rate::of(other).map(|rate| rate.to_string()).unwrap_or_default();
                    let problem = format!(
                        "One {currency} is {} {base} here, over 1,000 times or under a thousandth of {what}, {other}; it is \
                         not used",
                        Rate::of(quote.value()).map(|rate| rate.to_string()).unwrap_or_default()
                    );
                    absurd.insert(name.clone(), problem);
                }
                None => drop(last.insert((&**currency, &**base, *kind), quote.value())),
            }
        }
        absurd.into_iter().collect()
    }

    /// The plan rate of a month, as it stands.
    fn plan_beside(&self, currency: &Arc<str>, base: &Arc<str>, month: Month) -> Option<f64> {
        let spans = [RateSpan::Month(month), self.year_of(month)];
        let name = |span| (currency.clone(), base.clone(), RateKind::Plan, span);
        spans.into_iter().find_map(|span| self.quotes.get(&name(span))).map(Quote::value)
    }

    fn year_of(&self, month: Month) -> RateSpan {
        RateSpan::Year(self.calendar.first_month(month))
    }

    /// The code that a mark stands for which several currencies share: the one of them that has rates.
    pub(super) fn code_of(&self, currency: &Arc<str>) -> Option<Arc<str>> {
        let mut known: Vec<&Arc<str>> = self.quotes.keys().flat_map(|(one, other, ..)| [one, other]).collect();
        known.retain(|code| may_be(currency, code) && **code != self.ours);
        known.sort();
        known.dedup();
        match known[..] {
            [one] => Some(one.clone()),
            _ if currency.len() == 3 && currency.bytes().all(|letter| letter.is_ascii_uppercase()) => {
                Some(currency.clone())
            }
            _ => None,
        }
    }

    /// The rate for an amount of a month.
    pub(super) fn rate(&self, currency: &Arc<str>, basis: Basis, month: Month) -> Result<UsedRate, Missing> {
        let choice = match basis {
            Basis::Actual => return self.average(currency, month),
            Basis::Plan => self.rules.plans_at,
            Basis::Forecast => self.rules.forecasts_at,
        };
        match choice {
            RateChoice::Plan => self.plan(currency, month),
            RateChoice::LastKnown => self.last_known(currency, month),
        }
    }

    /// The plan rate of a month, else of its fiscal year.
    pub(super) fn plan(&self, currency: &Arc<str>, month: Month) -> Result<UsedRate, Missing> {
        let spans = [RateSpan::Month(month), self.year_of(month)];
        let found = spans.into_iter().find_map(|span| self.found(currency, RateKind::Plan, span));
        found.ok_or_else(|| Missing { currency: currency.clone(), kind: RateKind::Plan, span: spans[1] })
    }

    /// The average of a month: that of the books, else that of the published rates.
    pub(super) fn average(&self, currency: &Arc<str>, month: Month) -> Result<UsedRate, Missing> {
        let wanted = [
            (RateKind::Average, RateSpan::Month(month)),
            (RateKind::Average, self.year_of(month)),
            (RateKind::Reference, RateSpan::Month(month)),
        ];
        let found = wanted.into_iter().find_map(|(kind, span)| self.found(currency, kind, span));
        found.ok_or_else(|| Missing {
            currency: currency.clone(),
            kind: RateKind::Average,
            span: RateSpan::Month(month),
        })
    }

    /// The average of a month, else of the last month before it that has one.
    fn last_known(&self, currency: &Arc<str>, month: Month) -> Result<UsedRate, Missing> {
        let months: BTreeSet<Month> = self
            .quotes
            .keys()
            .filter_map(|(.., kind, span)| match span {
                RateSpan::Month(of) if *kind != RateKind::Plan && *of < month => Some(*of),
                _ => None,
            })
            .collect();
        self.average(currency, month).or_else(|missing| {
            months.into_iter().rev().find_map(|month| self.average(currency, month).ok()).ok_or(missing)
        })
    }

    /// What one unit is worth, of this kind and time: as it stands, the other way round, or over a third currency.
    fn found(&self, currency: &Arc<str>, kind: RateKind, span: RateSpan) -> Option<UsedRate> {
        let quote = |one: &Arc<str>, base: &Arc<str>| self.quotes.get(&(one.clone(), base.clone(), kind, span));
        let used = |rate: f64, quotes: &[&Quote], made_of: String| {
            Some(UsedRate {
                currency: currency.clone(),
                kind,
                span,
                rate: Rate::of(rate)?,
                cells: quotes.iter().map(|quote| self.cells[quote.row].clone()).collect(),
                made_of,
            })
        };
        if let Some(direct) = quote(currency, &self.ours) {
            let made_of = match direct.is_inverse {
                false => direct.of_days(),
                true => format!("1 ÷ {} {currency} per {}{}", direct.typed, self.ours, direct.of_days()),
            };
            return used(direct.value(), &[direct], made_of);
        }
        if let Some(turned) = quote(&self.ours, currency) {
            let rate = if turned.is_inverse { turned.typed } else { 1.0 / turned.typed };
            let made_of = match turned.is_inverse {
                true => format!("{} per {currency}{}", self.ours, turned.of_days()),
                false => format!("1 ÷ {} {currency} per {}{}", turned.typed, self.ours, turned.of_days()),
            };
            return used(rate, &[turned], made_of);
        }
        let bases: BTreeSet<&Arc<str>> = self.quotes.keys().map(|(_, base, ..)| base).collect();
        bases.into_iter().find_map(|base| {
            let (theirs, ours) = (quote(currency, base)?, quote(&self.ours, base)?);
            let made_of = format!(
                "over {base}: {} ÷ {}{}",
                ours.said(&self.ours, base),
                theirs.said(currency, base),
                theirs.of_days()
            );
            let (rate, made_of) = match (theirs.is_inverse, ours.is_inverse) {
                (true, true) => (ours.typed / theirs.typed, made_of),
                _ => {
                    let both =
                        format!("over {base}: {} and {}", theirs.said(currency, base), ours.said(&self.ours, base));
                    (theirs.value() / ours.value(), both)
                }
            };
            used(rate, &[theirs, ours], made_of)
        })
    }
}

impl Quote {
    /// `1.0834 USD per EUR`, as it stands.
    fn said(&self, currency: &str, base: &str) -> String {
        match self.is_inverse {
            true => format!("{} {currency} per {base}", Rate::of(self.typed).unwrap_or(Rate::ONE)),
            false => format!("{} {base} per {currency}", Rate::of(self.typed).unwrap_or(Rate::ONE)),
        }
    }

    /// `, average of 22 days`; empty for a rate that stands in one cell.
    fn of_days(&self) -> String {
        self.days.as_deref().map(|days| format!(", average of {days} days")).unwrap_or_default()
    }
}
