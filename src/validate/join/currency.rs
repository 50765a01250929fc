//! Amounts in a currency that is not the report's.

use super::{Joined, initiatives::Ids};
use crate::{
    model::{
        dictionary::SheetKind,
        finding::{Code, Finding, Severity},
        identifier::identifier_key,
        portfolio::{Fate, TallyKey},
    },
    validate::sheet::not_counted,
};
use std::{collections::BTreeSet, sync::Arc};

impl Joined<'_> {
    /// Amounts in a currency that is not the report's cannot be added to it.
    pub(super) fn forget_other_currencies(&mut self, ids: &Ids, findings: &mut Vec<Finding>) {
        let table = self.table(SheetKind::Initiatives);
        let ours = &self.rules.currency;
        let others: Vec<(usize, Arc<str>)> = table
            .text("currency")
            .iter()
            .enumerate()
            .filter_map(|(row, code)| {
                code.clone().filter(|code| !code.eq_ignore_ascii_case(ours)).map(|code| (row, code))
            })
            .collect();
        if others.is_empty() {
            return;
        }
        let mut foreign = BTreeSet::new();
        for (row, code) in others {
            let mut finding =
                self.finding(Severity::Rejected, Code::UnknownCurrency, SheetKind::Initiatives, "currency", row);
            finding.found = code.to_string();
            finding.problem = format!("The amounts are in {code}, but the report counts {ours}; they are not counted");
            finding.instead = format!("Type all amounts of this initiative in {ours}.");
            finding.cents = self.table(SheetKind::Initiatives).money("budget_requested")[row];
            if let Some(cents) = finding.cents {
                let file = self.table(SheetKind::Initiatives).origins[row].file;
                *self.sums.entry(TallyKey { fate: Fate::Rejected, field: 0, file, month: None }).or_default() += cents;
            }
            findings.push(finding);
            if let Some(budget) = self.tables[0].values_mut("budget_requested") {
                budget.forget(row);
            }
            foreign.insert(row as u32);
        }
        let financials = self.table(SheetKind::Financials);
        let mut keep = vec![true; financials.len()];
        for (row, id) in financials.text("initiative_id").iter().enumerate() {
            let initiative = id.as_ref().and_then(|id| ids.row_of.get(&identifier_key(id)));
            keep[row] = initiative.is_none_or(|initiative| !foreign.contains(initiative));
        }
        let (kind, key) = (SheetKind::Financials, "initiative_id");
        for rows in self.by_cell(kind, key, (0..keep.len()).filter(|row| !keep[*row])) {
            let mut finding = self.finding(Severity::SetAside, Code::UnknownCurrency, kind, key, rows[0]);
            finding.found = financials.text(key)[rows[0]].as_deref().unwrap_or_default().to_owned();
            finding.problem = "The initiative's currency is not the report's".to_owned();
            finding.problem.push_str(&not_counted(financials, &rows, self.rules));
            finding.instead = format!("Type the amounts in {ours} and the currency of the initiative too.");
            findings.push(finding);
        }
        self.set_aside(SheetKind::Financials, &keep);
    }
}
