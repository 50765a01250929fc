//! Numbers to words: what each report says, in which order, rounded once. Renderers only draw it.
//!
//! Three layouts over the same facts: [`executive`], [`sponsor`] and [`finance`]. A sponsor's report is composed from
//! a [`View`](view::View) that holds that sponsor's rows and nothing else.

mod ai_act;
mod annotated_copy;
mod attention;
mod billing;
mod calculations;
mod chain;
mod change_record;
mod changes;
mod checks;
mod checks_sheet;
mod columns;
mod currencies;
mod data;
mod decide;
mod email;
mod executive;
mod explain;
mod finance;
mod findings;
mod funding;
mod gate;
mod health;
mod inputs;
mod last_year;
mod ledger;
pub mod live;
mod local_amounts;
mod method;
mod money;
mod notice;
mod outcomes;
mod people;
mod questions;
mod ranking;
pub mod record;
mod record_billing;
mod record_currencies;
mod record_funding;
mod record_people;
mod record_usage;
mod revision;
pub mod round;
#[cfg(test)]
mod same_figures;
mod say;
mod second_currency;
mod sources;
mod sponsor;
mod sponsor_workbook;
mod status;
mod tables;
mod template;
mod unit_costs;
pub mod view;
mod words;

pub use ai_act::book as ai_act_register;
pub use annotated_copy::annotated_copy;
pub use change_record::changes_record;
pub use checks::checks;
pub use email::{portfolio_emails, sponsor_emails};
pub use executive::executive;
pub use explain::explain;
pub use finance::finance;
pub use findings::findings_table;
pub use gate::{Gate, obstacles};
pub use notice::Notices;
pub use questions::{FILE as QUESTIONS, book as questions, taken as answers_taken};
pub use revision::changes_since;
pub use sponsor::{Sponsor, sponsor, sponsors, withheld};
pub use sponsor_workbook::sponsor_workbooks;
pub use template::{Order as TemplateOrder, decisions as decisions_to_fill, template};

use crate::model::{
    assumptions::Assumptions,
    check::Check,
    closing::Signature,
    dictionary::SheetKind,
    finding::{Finding, Severity},
    history::Comparison,
    locale::Locale,
    mail::Recipient,
    metrics::{Metrics, OwnerMonth},
    money::Cents,
    portfolio::{MONEY_FIELDS, Portfolio},
    presentation::Presentation,
    report::{Report, Section, State},
    rules::Rules,
};
use round::MoneyScale;
use say::Known;
use std::{
    collections::BTreeSet,
    sync::{Arc, OnceLock},
};
use view::View;

/// The report context: everything a report may say.
#[derive(Clone, Copy)]
pub struct ReportContext<'a> {
    /// Whose report.
    pub company: &'a str,
    /// The checked intake.
    pub portfolio: &'a Portfolio,
    /// The numbers.
    pub metrics: &'a Metrics,
    /// What the numbers of each initiative and month are, for the workbook's formulas; empty: there are none.
    pub months: &'a [OwnerMonth],
    /// All findings, in order of address.
    pub findings: &'a [Finding],
    /// All checks.
    pub checks: &'a [Check],
    /// What the numbers rest on.
    pub assumptions: &'a Assumptions,
    /// What the intake was checked against.
    pub rules: &'a Rules,
    /// Where answers go; empty when nobody is named.
    pub program_lead: &'a str,
    /// Who was approved to get mail, and for what.
    pub recipients: &'a [Recipient],
    /// Rows of the ranking in the executive report.
    pub ranking_rows: usize,
    /// Up to so many initiatives the workbook computes itself; above it holds values.
    pub live_formulas_up_to: usize,
    /// The revision in which the month is closed, when nothing changed since.
    pub closed: Option<u32>,
    /// Who closed that revision, and what they accepted; `None` for drafts and where it was not written down.
    pub signature: Option<&'a Signature>,
    /// What is known of earlier months.
    pub past: Past<'a>,
    /// Order, length and wording.
    pub presentation: &'a Presentation,
    /// What several reports need. It belongs to this context; another context has its own.
    pub shared: &'a Shared,
}

/// What several reports need, made once by the first that asks.
#[derive(Default)]
pub struct Shared {
    whole: OnceLock<Arc<View>>,
    executive: OnceLock<Report>,
    /// The workbook's sheets in front, with values instead of formulas.
    values: OnceLock<Vec<Section>>,
    /// The other currencies of each initiative's own amounts.
    currencies: OnceLock<Vec<BTreeSet<Arc<str>>>>,
}

impl Shared {
    /// What holds whatever is known of earlier months, for another context of the same portfolio.
    pub fn without_the_past(&self) -> Shared {
        Shared { whole: self.whole.clone(), ..Shared::default() }
    }
}

/// What is known of earlier months.
#[derive(Clone, Copy, Debug)]
pub enum Past<'a> {
    /// Nothing is kept: there is no state folder.
    NotKept,
    /// No earlier month is closed.
    Begins,
    /// The last closed month cannot be used; a finding says why.
    Unusable,
    /// This month against the last closed one.
    Known(&'a Comparison),
}

impl<'a> ReportContext<'a> {
    /// Every initiative.
    pub fn whole(&self) -> &'a View {
        self.shared.whole.get_or_init(|| Arc::new(View::all(self)))
    }

    /// Final when closed and unchanged, else a draft; held back when a check does not hold.
    pub fn state(&self) -> State {
        match self.closed {
            _ if !self.checks.iter().all(Check::holds) => State::HeldBack,
            Some(revision) => State::Final(revision),
            None => State::Draft,
        }
    }

    /// This month against the last closed one, if there is one.
    pub fn comparison(&self) -> Option<&Comparison> {
        match self.past {
            Past::Known(comparison) => Some(comparison),
            Past::NotKept | Past::Begins | Past::Unusable => None,
        }
    }

    /// Words of a sentence; `None` where none of its patterns fits.
    pub fn say(&self, key: &str, known: Known) -> Option<String> {
        say::say(&self.presentation.sentences, key, &known)
    }

    /// Words of a title.
    pub fn title_of(&self, key: &str, known: Known) -> String {
        say::title(&self.presentation.sentences, key, &known)
    }

    /// Digits and dates.
    pub fn locale(&self) -> &Locale {
        &self.rules.locale
    }

    /// The unit in which the portfolio's money is shown: that of the year to date.
    pub fn scale(&self) -> MoneyScale {
        words::scale_of(&self.metrics.total.money)
    }

    /// The unit for a list of single initiatives' amounts: never coarser than that of the report.
    pub fn scale_for(&self, amounts: impl Iterator<Item = Cents>) -> MoneyScale {
        let largest = amounts.map(|cents| Cents(cents.0.saturating_abs())).max().unwrap_or_default();
        MoneyScale::for_single(largest).min(self.scale())
    }

    /// Title of a money field, by its index into MONEY_FIELDS.
    pub fn money_title(&self, field: u8) -> &str {
        let (kind, key) = MONEY_FIELDS[usize::from(field)];
        self.title(kind, key)
    }

    /// Title of a field as the template writes it.
    pub fn title(&self, kind: SheetKind, key: &str) -> &str {
        self.rules.dictionary.field(kind, key).map_or("", |field| field.title.as_str())
    }

    /// Findings of a severity.
    pub fn found(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Does the workbook compute itself? Above the set number of initiatives it would take too long to open.
    pub fn is_live(&self) -> bool {
        /// Rows of each initiative that are still looked through in a moment.
        const ROWS_EACH: usize = 250;
        /// Rows that fit one sheet, so that formulas can speak of a whole column.
        const ONE_SHEET: usize = 1_000_000;
        let most = self.live_formulas_up_to.saturating_mul(ROWS_EACH).min(ONE_SHEET);
        self.portfolio.initiatives.len() <= self.live_formulas_up_to
            && SheetKind::EVERY
                .into_iter()
                .filter(|kind| *kind != SheetKind::Rates)
                .all(|kind| self.portfolio.table(kind).len() <= most)
    }

    /// Is there any money at all? Without, the money pages fold away.
    pub fn has_money(&self) -> bool {
        !self.portfolio.financials.is_empty()
    }

    /// `Jan–Oct 2026`: the fiscal year to the reporting month.
    pub fn year_to_date(&self) -> String {
        words::year_to_date(self.assumptions)
    }

    /// What the fiscal year of the reporting month is called: `2026`, `2026/27`, `FY26`.
    pub fn fiscal_year(&self) -> String {
        self.assumptions.calendar.label(self.assumptions.year_start())
    }

    /// `AI portfolio · EUR k · Jan–Oct 2026, actual against plan`.
    pub fn money_scope(&self, of: &str) -> String {
        format!("{of} · {} · {}, actual against plan", self.unit(self.scale()), self.year_to_date())
    }

    /// In what the amounts of a page stand: `EUR k`, or `EUR k, with PLN and USD converted`.
    pub fn unit(&self, scale: round::MoneyScale) -> String {
        currencies::unit(&scale.name(self.locale(), &self.rules.currency), &currencies::of_portfolio(self))
    }
}
