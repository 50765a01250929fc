//! Who waits for whom: ids that no initiative has, and circles.

use super::{super::limit::more, Joined, initiatives::Ids};
use crate::model::{
    dictionary::SheetKind,
    finding::{Address, Code, Finding, Severity},
    identifier::identifier_key,
};
use std::collections::{BTreeMap, VecDeque};

impl Joined<'_> {
    /// Ids under Depends on that nobody has, and circles.
    pub(super) fn note_dependencies(&self, ids: &Ids, findings: &mut Vec<Finding>) {
        let table = self.table(SheetKind::Initiatives);
        let mut edges: Vec<Vec<usize>> = vec![Vec::new(); table.len()];
        let most = self.rules.max_findings as usize;
        let mut unlisted: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
        for (row, wanted) in table.list("depends_on").iter().enumerate() {
            for id in wanted.iter().flat_map(|wanted| wanted.iter()) {
                match ids.row_of.get(&identifier_key(id)) {
                    Some(other) => edges[row].push(*other as usize),
                    None => {
                        let file = table.origins[row].file;
                        let (count, _) = unlisted.entry(file).or_insert((0, row));
                        *count += 1;
                        if *count > most {
                            continue;
                        }
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
        for (count, row) in unlisted.into_values().filter(|(count, _)| *count > most) {
            let first =
                self.finding(Severity::Noted, Code::UnknownDependency, SheetKind::Initiatives, "depends_on", row);
            let address = Address { cell: None, ..first.address };
            findings.push(more(address, Severity::Noted, Code::UnknownDependency, count - most, most));
        }
        for circle in circles(&edges) {
            let row = circle[0];
            let mut finding =
                self.finding(Severity::Noted, Code::DependencyCycle, SheetKind::Initiatives, "depends_on", row);
            finding.found = table.list("depends_on")[row]
                .iter()
                .flat_map(|wanted| wanted.iter())
                .cloned()
                .collect::<Vec<_>>()
                .join("; ");
            finding.problem = format!("The initiative waits for itself: {}", self.chain(&circle));
            finding.instead = "Delete the dependency that is not real.".to_owned();
            findings.push(finding);
        }
    }

    /// `OPS-1 → OPS-3 → OPS-1`; the middle of a long one is left out.
    fn chain(&self, circle: &[usize]) -> String {
        const MOST: usize = 8;
        let ids = self.table(SheetKind::Initiatives).text("initiative_id");
        let name = |row: &usize| ids[*row].as_deref().unwrap_or_default();
        let mut names: Vec<&str> = circle.iter().take(MOST).map(name).collect();
        if circle.len() > MOST {
            names.push("…");
        }
        names.extend(circle.first().map(name));
        names.join(" → ")
    }
}

/// For each row that can be reached from itself the shortest way round, itself first; for the first so many rows. Each
/// way may be as long as the table, and mending one circle mends it for all who are on it.
fn circles(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
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
    const MOST: usize = 200;
    let waiting = (0..edges.len()).filter(|row| waits[*row] > 0).take(MOST);
    waiting.filter_map(|row| way_round(edges, row)).collect()
}

/// The shortest way from a row back to it, found ring by ring.
fn way_round(edges: &[Vec<usize>], start: usize) -> Option<Vec<usize>> {
    let mut came_from: Vec<Option<usize>> = vec![None; edges.len()];
    let mut open = VecDeque::from([start]);
    while let Some(row) = open.pop_front() {
        for next in &edges[row] {
            if *next == start {
                let mut way = vec![row];
                while let Some(before) = came_from[way[way.len() - 1]] {
                    way.push(before);
                }
                way.reverse();
                return Some(way);
            }
            if came_from[*next].is_none() {
                came_from[*next] = Some(row);
                open.push_back(*next);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::circles;

    #[test]
    fn only_rows_on_a_circle_are_named_with_the_shortest_way_round() {
        // 0 → 1 → 2 → 1, 3 → 0: 1 and 2 wait for each other, 0 and 3 wait for them.
        assert_eq!(circles(&[vec![1], vec![2], vec![1], vec![0]]), [[1, 2], [2, 1]]);
        assert_eq!(circles(&[vec![0]]), [[0]]);
        assert_eq!(circles(&[vec![1], vec![]]), Vec::<Vec<usize>>::new());
        // 0 → 1 → 2 → 3 → 0 has a short cut 1 → 3.
        assert_eq!(circles(&[vec![1], vec![2, 3], vec![3], vec![0]])[0], [0, 1, 3]);
    }
}
