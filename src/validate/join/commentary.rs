//! Months that are off plan without a word why: their senders are asked for a comment, which page 2 and the tables of
//! variances quote.

use super::Joined;
use crate::model::{
    dictionary::{Level, SheetKind},
    finding::{Code, Finding, Severity},
    money::Cents,
};
use std::collections::BTreeMap;

/// What was planned and what came, as far as the rows of one month say it.
#[derive(Clone, Copy, Default)]
struct Side {
    planned: Option<Cents>,
    actual: Option<Cents>,
}

impl Side {
    fn add(&mut self, planned: Option<Cents>, actual: Option<Cents>) {
        self.planned = Cents::known_sum(self.planned, planned);
        self.actual = Cents::known_sum(self.actual, actual);
    }
}

/// The reporting month of one initiative.
#[derive(Default)]
struct ReportingMonth {
    cost: Side,
    benefit: Side,
    /// Its row with the largest amounts off plan, where the comment belongs.
    row: usize,
    most: Cents,
    has_comment: bool,
}

impl Joined<'_> {
    /// Asks for a comment where the reporting month of an initiative is further from its plan than `comment_above`, and
    /// neither a comment beside its money nor a status reason says why. `initiatives` has the initiative of each row of
    /// Financials.
    pub(super) fn ask_for_comments(&self, initiatives: &[Option<u32>], findings: &mut Vec<Finding>) {
        let limits = &self.rules.comment_above;
        if self.rules.level < Level::Standard {
            return;
        }
        let locale = &self.rules.locale;
        let reasons = self.table(SheetKind::Initiatives).text("status_reason");
        for (initiative, month) in self.reporting_months(initiatives) {
            let is_explained = month.has_comment || reasons[initiative as usize].is_some();
            let sides = [("cost", month.cost), ("benefit", month.benefit)];
            let far = sides.iter().filter_map(|(what, side)| {
                // Months are compared where both are known, as everywhere.
                let (planned, actual) = (side.planned?, side.actual?);
                let variance = actual - planned;
                if !limits.asks(variance, planned) {
                    return None;
                }
                let side = if variance > Cents::ZERO { "above" } else { "below" };
                let amount = locale.number(variance.0.abs() / 100, 0);
                Some(format!("{what} of the month is {} {amount} {side} plan", self.rules.currency))
            });
            let far: Vec<String> = far.collect();
            if is_explained || far.is_empty() {
                continue;
            }
            let mut finding =
                self.finding(Severity::Noted, Code::CommentMissing, SheetKind::Financials, "comment", month.row);
            finding.problem = format!("{}, and nothing says why", far.join(", "));
            finding.instead = match self.has_column(SheetKind::Financials, "comment", month.row) {
                true => "Type one sentence in Comment; the report quotes it.".to_owned(),
                false => "Add the column Comment with one sentence, or say it in Status reason of the initiative; the \
                          report quotes it."
                    .to_owned(),
            };
            findings.push(finding);
        }
    }

    /// By the row of their initiative.
    fn reporting_months(&self, initiatives: &[Option<u32>]) -> BTreeMap<u32, ReportingMonth> {
        let table = self.table(SheetKind::Financials);
        let (months, comments) = (table.month("month"), table.text("comment"));
        let [cost_planned, cost_actual, benefit_planned, benefit_actual] =
            ["cost_planned", "cost_actual", "benefit_planned", "benefit_actual"].map(|key| table.money(key));
        let mut found: BTreeMap<u32, ReportingMonth> = BTreeMap::new();
        for row in (0..table.len()).filter(|row| months[*row] == Some(self.rules.period)) {
            let Some(initiative) = initiatives[row] else { continue };
            let is_billed = self.is_billed(row);
            let month = found.entry(initiative).or_insert_with(|| ReportingMonth { row, ..ReportingMonth::default() });
            // Nobody can type a comment into a bill.
            if !is_billed && self.is_billed(month.row) {
                (month.row, month.most) = (row, Cents::ZERO);
            }
            month.cost.add(cost_planned[row], cost_actual[row]);
            month.benefit.add(benefit_planned[row], benefit_actual[row]);
            month.has_comment |= comments[row].is_some();
            let gap = |planned: Option<Cents>, actual: Option<Cents>| {
                (actual.unwrap_or_default() - planned.unwrap_or_default()).0.abs()
            };
            let off = gap(cost_planned[row], cost_actual[row]) + gap(benefit_planned[row], benefit_actual[row]);
            if Cents(off) > month.most && !is_billed {
                (month.row, month.most) = (row, Cents(off));
            }
        }
        found
    }
}
