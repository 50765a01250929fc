//! One row an initiative: an id belongs to one, whatever files its rows stand in.

use super::Joined;
use crate::{
    model::{
        dictionary::SheetKind,
        finding::{Code, Finding, Severity},
        portfolio::CENTRE,
    },
    validate::kinds::text::identifier_key,
};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Which initiative's row an id means, and in which files an id was set aside.
pub(super) struct Ids {
    pub(super) row_of: FxHashMap<String, u32>,
    pub(super) set_aside_in: BTreeSet<(String, u32)>,
}

impl Joined<'_> {
    /// Keeps the first row of each id; later ones are set aside.
    pub(super) fn unique_initiatives(&mut self, findings: &mut Vec<Finding>) -> Ids {
        let table = self.table(SheetKind::Initiatives);
        let mut first: BTreeMap<String, usize> = BTreeMap::new();
        let mut keep = vec![true; table.len()];
        let mut set_aside_in = BTreeSet::new();
        for (row, id) in table.text("initiative_id").iter().enumerate() {
            let Some(id) = id else { continue };
            let key = identifier_key(id);
            if key == CENTRE {
                findings.push(self.centre_among_initiatives(row));
                keep[row] = false;
                continue;
            }
            let Some(earlier) = first.get(&key) else {
                first.insert(key, row);
                continue;
            };
            let (here, there) = (table.origins[row], table.origins[*earlier]);
            let code = if here.file == there.file { Code::DuplicateId } else { Code::IdInTwoFiles };
            let earlier_row = self.finding(Severity::Noted, code, SheetKind::Initiatives, "initiative_id", *earlier);
            let mut finding = self.finding(Severity::SetAside, code, SheetKind::Initiatives, "initiative_id", row);
            finding.found = id.to_string();
            finding.problem = format!("The id {id} is used already in {}", earlier_row.address);
            finding.instead =
                "Type an id of its own if this is another initiative; delete the row if it is the same.".to_owned();
            finding.cents = table.money("budget_requested")[row];
            findings.push(finding);
            keep[row] = false;
            if here.file != there.file {
                set_aside_in.insert((key, here.file));
            }
        }
        self.set_aside(SheetKind::Initiatives, &keep);
        let table = self.table(SheetKind::Initiatives);
        let row_of = table
            .text("initiative_id")
            .iter()
            .enumerate()
            .filter_map(|(row, id)| id.as_ref().map(|id| (identifier_key(id), row as u32)))
            .collect();
        Ids { row_of, set_aside_in }
    }

    fn centre_among_initiatives(&self, row: usize) -> Finding {
        let (kind, code) = (SheetKind::Initiatives, Code::CentreIsNoInitiative);
        let mut finding = self.finding(Severity::SetAside, code, kind, "initiative_id", row);
        finding.found = CENTRE.to_owned();
        finding.problem = format!("{CENTRE} is the AI centre itself, not an initiative");
        finding.instead = format!(
            "Type an id of its own; {CENTRE} may stand on Financials and Team only, for the centre's costs and people."
        );
        finding.cents = self.table(kind).money("budget_requested")[row];
        finding
    }
}
