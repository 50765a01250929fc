//! Who waits for whom: ids that nobody has, and circles.

use super::{Joined, initiatives::Ids};
use crate::{
    model::{
        dictionary::SheetKind,
        finding::{Code, Finding, Severity},
    },
    validate::kinds::text::identifier_key,
};

impl Joined<'_> {
    /// Ids under Depends on that nobody has, and circles.
    pub(super) fn note_dependencies(&self, ids: &Ids, findings: &mut Vec<Finding>) {
        let table = self.table(SheetKind::Initiatives);
        let mut edges: Vec<Vec<usize>> = vec![Vec::new(); table.len()];
        for (row, wanted) in table.list("depends_on").iter().enumerate() {
            for id in wanted.iter().flat_map(|wanted| wanted.iter()) {
                match ids.row_of.get(&identifier_key(id)) {
                    Some(other) => edges[row].push(*other as usize),
                    None => {
                        let mut finding = self.finding(
                            Severity::Noted,
                            Code::UnknownDependency,
                            SheetKind::Initiatives,
                            "depends_on",
                            row,
                        );
                        finding.found = id.to_string();
                        finding.problem = format!("No initiative has the id {id}");
                        finding.instead = "Type an id of the sheet Initiatives, or delete it.".to_owned();
                        findings.push(finding);
                    }
                }
            }
        }
        for row in rows_in_circles(&edges) {
            let mut finding =
                self.finding(Severity::Noted, Code::DependencyCycle, SheetKind::Initiatives, "depends_on", row);
            finding.found = table.text("initiative_id")[row].as_deref().unwrap_or_default().to_owned();
            finding.problem = "The initiative waits for itself, by way of the others it depends on".to_owned();
            finding.instead = "Delete the dependency that is not real.".to_owned();
            findings.push(finding);
        }
    }
}

/// Rows that can be reached from themselves.
fn rows_in_circles(edges: &[Vec<usize>]) -> Vec<usize> {
    // Peeling off whoever waits for nobody leaves the circles and those who wait for one; walking decides between them.
    let mut waits: Vec<usize> = edges.iter().map(Vec::len).collect();
    let mut waiting_for: Vec<Vec<usize>> = vec![Vec::new(); edges.len()];
    for (row, wanted) in edges.iter().enumerate() {
        for other in wanted {
            waiting_for[*other].push(row);
        }
    }
    let mut free: Vec<usize> = (0..edges.len()).filter(|row| waits[*row] == 0).collect();
    while let Some(row) = free.pop() {
        for other in &waiting_for[row] {
            waits[*other] -= 1;
            if waits[*other] == 0 {
                free.push(*other);
            }
        }
    }
    (0..edges.len()).filter(|row| waits[*row] > 0 && reaches_itself(edges, *row)).collect()
}

fn reaches_itself(edges: &[Vec<usize>], start: usize) -> bool {
    let mut seen = vec![false; edges.len()];
    let mut open = edges[start].clone();
    while let Some(row) = open.pop() {
        if row == start {
            return true;
        }
        if !std::mem::replace(&mut seen[row], true) {
            open.extend(&edges[row]);
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::rows_in_circles;

    #[test]
    fn only_rows_on_a_circle_are_named() {
        // 0 → 1 → 2 → 1, 3 → 0: 1 and 2 wait for each other, 0 and 3 wait for them.
        assert_eq!(rows_in_circles(&[vec![1], vec![2], vec![1], vec![0]]), [1, 2]);
        assert_eq!(rows_in_circles(&[vec![0]]), [0]);
        assert_eq!(rows_in_circles(&[vec![1], vec![]]), Vec::<usize>::new());
    }
}
