//! What the board decided: while a workbook of decisions is in the intake, no decision in a department's own workbook
//! counts. A department's workbook is one that holds initiatives.

use super::Joined;
use crate::model::{
    dictionary::SheetKind,
    finding::{Code, Finding, Severity},
    table::Values,
};
use jiff::civil::Date;
use std::{collections::BTreeMap, sync::Arc};

/// What departments may type about a decision on Initiatives.
const TYPED: [&str; 3] = ["decision", "decision_on", "decision_reason"];

impl Joined<'_> {
    /// Puts the latest decision of each initiative (by Decided on, then by row) in the place of what stands on
    /// Initiatives, and nothing where the board says nothing. `initiative_of` has the initiative of each decision.
    pub(super) fn settle_decisions(&mut self, initiative_of: &[Option<u32>], findings: &mut Vec<Finding>) {
        self.note_own_decisions(findings);
        let Some(central) = self.file_of_decisions() else { return };
        self.note_typed_decisions(&central, findings);
        let latest = self.latest_decisions(initiative_of);
        let decisions = self.table(SheetKind::Decisions);
        let rows = 0..self.table(SheetKind::Initiatives).len() as u32;
        let text = |key: &str| -> Vec<Option<Arc<str>>> {
            let values = decisions.text(key);
            rows.clone().map(|row| values[*latest.get(&row)?].clone()).collect()
        };
        let days = decisions.date("decided_on");
        let on: Vec<Option<Date>> = rows.clone().map(|row| days[*latest.get(&row)?]).collect();
        let settled = [Values::Text(text("decision")), Values::Date(on), Values::Text(text("reason"))];
        let initiatives = self.table_mut(SheetKind::Initiatives);
        for (key, settled) in TYPED.into_iter().zip(settled) {
            initiatives.values_mut(key).into_iter().for_each(|values| *values = settled.clone());
        }
    }

    /// Path of the first workbook of the board with a sheet of decisions, filled or not.
    pub(super) fn file_of_decisions(&self) -> Option<Arc<str>> {
        let central = (0..self.files.len()).find(|file| self.is_central(*file))?;
        Some(self.files[central].source.path.clone())
    }

    /// Does a file hold decisions, and no initiatives of its own to decide about? Nobody approves their own money.
    pub(super) fn is_central(&self, file: usize) -> bool {
        let file = &self.files[file];
        let holds = |kind: SheetKind| file.sheets.iter().any(|sheet| sheet.kind == Some(kind));
        file.counts() && holds(SheetKind::Decisions) && !holds(SheetKind::Initiatives)
    }

    /// One finding for each sheet of decisions beside the initiatives it decides about.
    fn note_own_decisions(&self, findings: &mut Vec<Finding>) {
        let mut last = None;
        for (row, origin) in self.table(SheetKind::Decisions).origins.iter().enumerate() {
            if self.is_central(origin.file as usize) || last == Some((origin.file, origin.sheet)) {
                continue;
            }
            last = Some((origin.file, origin.sheet));
            let (severity, code) = (Severity::Noted, Code::DecisionNotUsed);
            let mut finding = self.finding(severity, code, SheetKind::Decisions, "decision", row);
            finding.problem = "Decisions in a workbook that also holds initiatives are not used".to_owned();
            finding.instead = "Keep the board's decisions in a workbook of their own.".to_owned();
            findings.push(finding);
        }
    }

    /// For each initiative decided on, the row of its latest decision.
    fn latest_decisions(&self, initiative_of: &[Option<u32>]) -> BTreeMap<u32, usize> {
        let table = self.table(SheetKind::Decisions);
        let (decisions, days) = (table.text("decision"), table.date("decided_on"));
        let mut latest: BTreeMap<u32, usize> = BTreeMap::new();
        for (row, initiative) in initiative_of.iter().enumerate() {
            let (Some(initiative), Some(_)) = (initiative, &decisions[row]) else { continue };
            if !self.is_central(table.origins[row].file as usize) {
                continue;
            }
            let best = latest.entry(*initiative).or_insert(row);
            if days[row] >= days[*best] {
                *best = row;
            }
        }
        latest
    }

    /// One finding a sheet, at its first decision.
    fn note_typed_decisions(&self, central: &str, findings: &mut Vec<Finding>) {
        let table = self.table(SheetKind::Initiatives);
        let columns = TYPED.map(|key| table.known(key));
        let mut of_sheet: BTreeMap<(u32, u32), Vec<(usize, usize)>> = BTreeMap::new();
        for (row, origin) in table.origins.iter().enumerate() {
            let typed = columns.iter().position(|known| known.is_some_and(|values| values.is_known(row)));
            if let Some(column) = typed {
                of_sheet.entry((origin.file, origin.sheet)).or_default().push((row, column));
            }
        }
        for rows in of_sheet.values() {
            let (row, column) = rows[0];
            let (severity, code) = (Severity::Noted, Code::DecisionNotUsed);
            let mut finding = self.finding(severity, code, SheetKind::Initiatives, TYPED[column], row);
            finding.found = match TYPED[column] {
                key @ ("decision" | "decision_reason") => {
                    table.text(key)[row].as_deref().unwrap_or_default().to_owned()
                }
                key => table.date(key)[row].map(|day| day.to_string()).unwrap_or_default(),
            };
            let what = match rows.len() {
                1 => "The decision typed on this sheet is not used".to_owned(),
                many => format!("The {many} decisions typed on this sheet are not used"),
            };
            finding.problem = format!("{what}: what the board decided stands in {central}");
            finding.instead = format!("Empty the cell, or have the decision entered in {central}.");
            findings.push(finding);
        }
    }
}
