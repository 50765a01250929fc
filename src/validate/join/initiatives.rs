//! One row an initiative: an id belongs to one, whatever files its rows stand in.

use super::Joined;
use crate::model::{
    dictionary::{SheetKind, folded},
    finding::{Address, Code, Finding, Severity},
    identifier::identifier_key,
    portfolio::CENTRE,
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
            let names = table.text("name");
            let code = match are_names_alike(names[row].as_deref(), names[*earlier].as_deref()) {
                false => Code::IdForTwoInitiatives,
                true if here.file == there.file => Code::DuplicateId,
                true => Code::IdInTwoFiles,
            };
            let earlier_row = self.finding(Severity::Noted, code, SheetKind::Initiatives, "initiative_id", *earlier);
            let mut finding = self.finding(Severity::SetAside, code, SheetKind::Initiatives, "initiative_id", row);
            finding.found = id.to_string();
            (finding.problem, finding.instead) = self.used_already(code, row, *earlier, &earlier_row.address);
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

    /// What is wrong with an id that an earlier row has too, and what to do.
    fn used_already(&self, code: Code, row: usize, earlier: usize, there: &Address) -> (String, String) {
        let table = self.table(SheetKind::Initiatives);
        let id = table.text("initiative_id")[row].as_deref().unwrap_or_default();
        let name = |row: usize| table.text("name")[row].as_deref().unwrap_or_default();
        match code {
            Code::IdForTwoInitiatives => (
                format!("The id {id} is that of \"{}\" in {there}, here it is \"{}\"", name(earlier), name(row)),
                "Type an id of its own for one of the two.".to_owned(),
            ),
            Code::IdInTwoFiles => (
                format!("The initiative {id} stands in {there} too; the row here does not count"),
                "Delete the row in one of the two files; if one file is an old version of the other, delete that file."
                    .to_owned(),
            ),
            _ => (
                format!("The id {id} is used already in {there}"),
                "Type an id of its own if this is another initiative; delete the row if it is the same.".to_owned(),
            ),
        }
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

/// Can two names mean one initiative? Alike but for case and punctuation, one within the other, or at most every fifth
/// letter another. A name that is not known is like any.
pub(super) fn are_names_alike(one: Option<&str>, other: Option<&str>) -> bool {
    let (Some(one), Some(other)) = (one.map(folded), other.map(folded)) else { return true };
    // The name of an initiative is a line, not a page: comparing takes as long as both lengths multiplied.
    const MOST_BYTES: usize = 1_000;
    if one.len().max(other.len()) > MOST_BYTES {
        return one == other;
    }
    one.contains(&other) || other.contains(&one) || strsim::normalized_damerau_levenshtein(&one, &other) >= 0.8
}

#[cfg(test)]
mod tests {
    use super::are_names_alike;

    #[test]
    fn slips_and_longer_names_are_alike_and_other_things_are_not() {
        let alike = |one, other| are_names_alike(Some(one), Some(other));
        // By hand: 14 letters, one left out, so 1 − 1/14 = 0.93.
        assert!(alike("Match invoices", "match-invoces"));
        assert!(alike("Match invoices", "Match invoices with orders"));
        assert!(are_names_alike(Some("Match invoices"), None));
        assert!(!alike("Match invoices", "Forecast cash"));
        // 8 of 13 letters stay: 0.62.
        assert!(!alike("Forecast cash", "Forecast staff"));
    }
}
