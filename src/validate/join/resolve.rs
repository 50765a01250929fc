//! Rows of Financials, Outcomes and Team find the initiative their id means.

use super::{Joined, initiatives::Ids};
use crate::{
    model::{
        dictionary::SheetKind,
        finding::{Code, Finding, Severity},
        identifier::identifier_key,
        portfolio::CENTRE,
    },
    validate::sheet::not_counted,
};
use std::{collections::BTreeMap, sync::Arc};

/// What an id was found to mean: rows of one initiative follow each other and share one stored id.
struct Resolved {
    id: *const u8,
    file: u32,
    /// The initiative's row, nothing for the centre itself, or why the row has to go.
    found: Result<Option<u32>, Code>,
}

impl Joined<'_> {
    /// Finds the initiative of each row; rows of unknown ids, and of initiatives set aside in their own file, go too.
    pub(super) fn resolve(&mut self, kind: SheetKind, ids: &Ids, findings: &mut Vec<Finding>) -> Vec<Option<u32>> {
        let table = self.table(kind);
        let centre_counts = matches!(kind, SheetKind::Financials | SheetKind::Team);
        let mut keep = vec![true; table.len()];
        let mut rows = Vec::with_capacity(table.len());
        let mut gone: BTreeMap<usize, Code> = BTreeMap::new();
        let mut last: Option<Resolved> = None;
        // Comparing letters with every id is slow, and after so many slips no suggestion helps.
        const MOST_SUGGESTIONS: usize = 100;
        let mut nearest: BTreeMap<Arc<str>, Option<Arc<str>>> = BTreeMap::new();
        for (row, id) in table.text("initiative_id").iter().enumerate() {
            let Some(id) = id else { continue };
            let file = table.origins[row].file;
            let found = match last {
                Some(last) if last.id == id.as_ptr() && last.file == file => last.found,
                _ => {
                    let key = identifier_key(id);
                    let in_own_file =
                        |row: &u32| self.table(SheetKind::Initiatives).origins[*row as usize].file == file;
                    match ids.row_of.get(&key) {
                        _ if centre_counts && key == CENTRE => Ok(None),
                        Some(row) if in_own_file(row) || !ids.set_aside_in.contains(&(key, file)) => Ok(Some(*row)),
                        Some(_) => Err(Code::InitiativeSetAside),
                        None => Err(Code::UnknownInitiative),
                    }
                }
            };
            last = Some(Resolved { id: id.as_ptr(), file, found });
            match found {
                Ok(initiative) => rows.push(initiative),
                Err(code) => {
                    keep[row] = false;
                    if code == Code::UnknownInitiative && nearest.len() < MOST_SUGGESTIONS && !nearest.contains_key(id)
                    {
                        nearest.insert(id.clone(), self.nearest_id(id));
                    }
                    gone.insert(row, code);
                }
            }
        }
        for rows in self.by_cell(kind, "initiative_id", gone.keys().copied()) {
            let id = table.text("initiative_id")[rows[0]].clone().unwrap_or_default();
            let near = nearest.get(&id).cloned().flatten();
            findings.push(self.unresolved(kind, gone[&rows[0]], &rows, &id, near));
        }
        self.set_aside(kind, &keep);
        rows
    }

    fn unresolved(&self, kind: SheetKind, code: Code, rows: &[usize], id: &str, near: Option<Arc<str>>) -> Finding {
        let mut finding = self.finding(Severity::SetAside, code, kind, "initiative_id", rows[0]);
        finding.found = id.to_owned();
        if code == Code::UnknownInitiative {
            finding.problem = format!("No initiative has the id {id}");
            finding.instead = match near {
                Some(near) => format!("Type {near} if that is meant, or add {id} to the sheet Initiatives."),
                None => format!("Type an id of the sheet Initiatives, or add {id} there."),
            };
        } else {
            finding.problem = format!("The initiative {id} of this workbook was set aside");
            finding.instead = "Mend the id on the sheet Initiatives first.".to_owned();
        }
        finding.problem.push_str(&not_counted(self.table(kind), rows, self.rules));
        finding
    }

    fn nearest_id(&self, id: &str) -> Option<Arc<str>> {
        const MOST_SLIPS: usize = 2;
        let key = identifier_key(id);
        self.table(SheetKind::Initiatives)
            .text("initiative_id")
            .iter()
            .flatten()
            // Comparing takes as long as both lengths multiplied; ids of other lengths are not near.
            .filter(|other| other.len().abs_diff(id.len()) <= 4 * MOST_SLIPS)
            .map(|other| (strsim::damerau_levenshtein(&key, &identifier_key(other)), other))
            .filter(|(distance, _)| *distance <= MOST_SLIPS)
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, other)| other.clone())
    }
}
