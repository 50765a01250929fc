//! What the board decided: while a sheet of decisions is in the intake, no decision of a department's own sheet counts.

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

    /// Path of the first file that holds a sheet of decisions, filled or not.
    fn file_of_decisions(&self) -> Option<Arc<str>> {
        let holds = |kind: SheetKind| move |sheet: &super::CheckedSheet| sheet.kind == Some(kind);
        let mut files = self.files.iter().filter(|file| file.counts());
        files.find(|file| file.sheets.iter().any(holds(SheetKind::Decisions))).map(|file| file.source.path.clone())
    }

    /// For each initiative decided on, the row of its latest decision.
    fn latest_decisions(&self, initiative_of: &[Option<u32>]) -> BTreeMap<u32, usize> {
        let table = self.table(SheetKind::Decisions);
        let (decisions, days) = (table.text("decision"), table.date("decided_on"));
        let mut latest: BTreeMap<u32, usize> = BTreeMap::new();
        for (row, initiative) in initiative_of.iter().enumerate() {
            let (Some(initiative), Some(_)) = (initiative, &decisions[row]) else { continue };
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
