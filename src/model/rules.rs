//! What validation goes by, from the settings, the dictionary and the fonts.

use super::{
    ai_act::AiActRules,
    approval::Approvals,
    billing::BillingRules,
    dictionary::{Dictionary, Level},
    fiscal::FiscalCalendar,
    locale::Locale,
    money::Cents,
    period::Month,
    ranking_method::RankingMethod,
    rates::RateRules,
    working_days::{Holidays, WorkingDay},
};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// Somebody who sends a workbook each month.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Submitter {
    /// As reports name them, `Finance`.
    pub name: String,
    /// Where questions go.
    #[serde(default)]
    pub address: String,
    /// Which files are theirs, with `*` and `?`: `finance*.xlsx`. Empty: told by the department.
    #[serde(default)]
    pub files: String,
    /// Whose initiatives they send: files that match nobody's pattern and hold this department only are theirs.
    #[serde(default)]
    pub department: String,
    /// Day of the following month by which they send.
    #[serde(default = "default_due_day")]
    pub due_day: u8,
    /// The same counted in working days, which goes before it: `5th working day`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<WorkingDay>,
}

impl Submitter {
    /// With this name, and what holds where nothing else is said.
    pub fn named(name: String) -> Self {
        Submitter {
            name,
            address: String::new(),
            files: String::new(),
            department: String::new(),
            due_day: default_due_day(),
            due: None,
        }
    }
}

fn default_due_day() -> u8 {
    5
}

/// What becomes of the rows of an expected submitter who sent nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum MissingSubmitter {
    /// Those of the last closed month stand in for them, without new actuals, and say so.
    #[default]
    CarryForward,
    /// They are not there.
    LeaveOut,
    /// As carried forward, and the month cannot be closed.
    Hold,
}

/// Characters the fonts of the reports can print, as sorted ranges of code points.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Printable(pub Vec<RangeInclusive<u32>>);

impl Printable {
    /// Can this character be printed?
    pub fn has(&self, letter: char) -> bool {
        let code = u32::from(letter);
        let after = self.0.partition_point(|range| *range.start() <= code);
        after > 0 && self.0[after - 1].contains(&code)
    }
}

/// `[comment_above]` of the settings: from which difference from plan the month of an initiative needs a comment. Both
/// must be reached.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct CommentLimits {
    /// Units of the currency.
    pub amount: f64,
    /// Of the planned amount, a fraction.
    pub share: f64,
}

impl Default for CommentLimits {
    fn default() -> Self {
        CommentLimits { amount: 10_000.0, share: 0.1 }
    }
}

impl CommentLimits {
    /// Is a difference of so much from a planned amount to be explained?
    pub fn asks(&self, variance: Cents, planned: Cents) -> bool {
        let off = variance.0.abs() as f64;
        off >= self.amount * 100.0 && off >= self.share * planned.0.abs() as f64
    }
}

/// What a workbook is checked against.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Fields, kinds, allowed values.
    pub dictionary: Dictionary,
    /// How numbers and dates are typed.
    pub locale: Locale,
    /// Do the settings say the locale, and with it the order of dates? Else it is a guess.
    pub says_date_order: bool,
    /// How much is asked.
    pub level: Level,
    /// Ways to rank whose columns are asked for besides.
    pub ranking_methods: Vec<RankingMethod>,
    /// ISO 4217 code of the reporting currency.
    pub currency: String,
    /// The reporting month.
    pub period: Month,
    /// Which months and days make a fiscal year, and what years are called.
    pub calendar: FiscalCalendar,
    /// A month further away from the reporting month than these years is questioned.
    pub plausible_years: u8,
    /// Which rates amounts in other currencies are converted at.
    pub rates: RateRules,
    /// What becomes of costs that bills have.
    pub billing: BillingRules,
    /// What can be printed.
    pub printable: Printable,
    /// A difference from a ledger or a totals row that does not matter, in cents.
    pub ledger_tolerance: Cents,
    /// From where on a month off plan needs a comment.
    pub comment_above: CommentLimits,
    /// Who may decide about how much.
    pub approvals: Approvals,
    /// From when the AI Act asks for what.
    pub ai_act: AiActRules,
    /// Days after which a reading of a KPI is old.
    pub reading_days: u16,
    /// Findings of one kind in one file that are listed; the others are counted.
    pub max_findings: u32,
    /// Days on which nobody works.
    pub holidays: Holidays,
    /// Who is expected to send.
    pub submitters: Vec<Submitter>,
    /// What becomes of the rows of those who sent nothing.
    pub missing_submitter: MissingSubmitter,
}
