//! The intake beside the ledger: what finance says was spent and gained, by department and month.

use super::{Joined, initiatives::Ids};
use crate::{
    model::{
        check::LedgerLine,
        dictionary::SheetKind,
        finding::{Code, Finding, Severity},
        identifier::identifier_key,
        money::Cents,
        period::Month,
        portfolio::CENTRE,
    },
    validate::kinds::choice::Choices,
};
use std::{collections::BTreeMap, sync::Arc};

/// What is compared; the keys are the same on Control totals and Financials.
const MEASURES: [&str; 2] = ["cost_actual", "benefit_actual"];

/// Department, month and index into [`MEASURES`].
type Key = (Arc<str>, Month, usize);

impl Joined<'_> {
    /// Compares what the ledger says, and nothing else: a department, month or measure that it leaves out is not
    /// compared. Rows that name no department or initiative go. `initiative_of` has the initiative of each row of
    /// Financials.
    pub(super) fn compare_with_ledger(
        &mut self,
        ids: &Ids,
        initiative_of: &[Option<u32>],
        findings: &mut Vec<Finding>,
    ) -> Vec<LedgerLine> {
        let departments = self.ledger_departments(ids, findings);
        let mut ledger: BTreeMap<Key, (Cents, usize)> = BTreeMap::new();
        for (key, row, cents) in self.amounts(SheetKind::ControlTotals, &departments) {
            ledger.entry(key).or_insert((Cents::ZERO, row)).0 += cents;
        }
        if ledger.is_empty() {
            return Vec::new();
        }
        let mut intake: BTreeMap<Key, Cents> = BTreeMap::new();
        let of_row: Vec<Arc<str>> = initiative_of.iter().map(|initiative| self.department_of(*initiative)).collect();
        for (key, _, cents) in self.amounts(SheetKind::Financials, &of_row) {
            *intake.entry(key).or_default() += cents;
        }
        let mut lines = Vec::with_capacity(ledger.len());
        for (key, (said, row)) in ledger {
            let read = intake.get(&key).copied().unwrap_or_default();
            let (department, month, measure) = key;
            let mut line = LedgerLine {
                department,
                month,
                measure: MEASURES[measure],
                intake: read,
                ledger: said,
                differs: false,
            };
            line.differs = line.difference().0.abs() > self.rules.ledger_tolerance.0;
            if line.differs {
                findings.push(self.differs_from_ledger(&line, row));
            }
            lines.push(line);
        }
        lines
    }

    /// The department that each row of Control totals is about; rows without one are set aside.
    fn ledger_departments(&mut self, ids: &Ids, findings: &mut Vec<Finding>) -> Vec<Arc<str>> {
        let kind = SheetKind::ControlTotals;
        let field = self.rules.dictionary.field(SheetKind::Initiatives, "department");
        let Some(choices) = field.map(Choices::of) else { return Vec::new() };
        let table = self.table(kind);
        let mut keep = vec![true; table.len()];
        let mut departments = Vec::with_capacity(table.len());
        for (row, (id, typed)) in table.text("initiative_id").iter().zip(table.text("department")).enumerate() {
            let aside = |key: &str, code, found: &str, problem: String, instead: String| {
                let finding = self.finding(Severity::SetAside, code, kind, key, row);
                Finding { found: found.to_owned(), problem, instead, ..finding }
            };
            let named = match (id, typed) {
                (Some(id), _) if identifier_key(id) == CENTRE => Ok(CENTRE.into()),
                (Some(id), _) => match ids.row_of.get(&identifier_key(id)) {
                    Some(initiative) => Ok(self.department_of(Some(*initiative))),
                    None => Err(aside(
                        "initiative_id",
                        Code::UnknownInitiative,
                        id,
                        format!("No initiative has the id {id}, so the row is not compared"),
                        "Type an id of the sheet Initiatives, or a department.".to_owned(),
                    )),
                },
                (None, Some(name)) if identifier_key(name) == CENTRE => Ok(CENTRE.into()),
                (None, Some(name)) => choices.read(name).map(|choice| choice.value).map_err(|remark| {
                    let instead = format!("Type {}.", remark.instead.as_deref().unwrap_or("a department"));
                    let problem = format!("The report has no department \"{name}\", so the row is not compared");
                    aside("department", Code::UnknownDepartment, name, problem, instead)
                }),
                (None, None) => Err(aside(
                    "department",
                    Code::MissingKey,
                    "",
                    "Without a department or an initiative the row belongs nowhere".to_owned(),
                    "Type a department, or the id of an initiative.".to_owned(),
                )),
            };
            match named {
                Ok(department) => departments.push(department),
                Err(finding) => {
                    keep[row] = false;
                    findings.push(finding);
                }
            }
        }
        self.set_aside(kind, &keep);
        departments
    }

    /// Every amount of a sheet that can be compared, with its row. `departments` has one for each row.
    fn amounts(&self, kind: SheetKind, departments: &[Arc<str>]) -> Vec<(Key, usize, Cents)> {
        let table = self.table(kind);
        let months = table.month("month");
        let of_measure = |measure: usize| {
            table.money(MEASURES[measure]).iter().enumerate().filter_map(move |(row, cents)| {
                Some(((departments[row].clone(), months[row]?, measure), row, (*cents)?))
            })
        };
        (0..MEASURES.len()).flat_map(of_measure).collect()
    }

    /// The department of an initiative's row, or the centre.
    fn department_of(&self, initiative: Option<u32>) -> Arc<str> {
        let Some(row) = initiative else { return CENTRE.into() };
        let department = self.table(SheetKind::Initiatives).text("department")[row as usize].clone();
        department.unwrap_or_else(|| "".into())
    }

    fn differs_from_ledger(&self, line: &LedgerLine, row: usize) -> Finding {
        let shown = |cents: Cents| self.rules.locale.number(cents.0, 2);
        let finding = self.finding(Severity::Noted, Code::LedgerDiffers, SheetKind::ControlTotals, line.measure, row);
        Finding {
            found: shown(line.ledger),
            problem: format!(
                "The intake has {} of {} for {} in {}, the ledger {}: a difference of {}",
                finding.column,
                shown(line.intake),
                line.department_name(),
                line.month.title(),
                shown(line.ledger),
                shown(line.difference())
            ),
            instead: "Compare the department's workbooks with the ledger and correct what is wrong.".to_owned(),
            ..finding
        }
    }
}
