//! How many findings are listed: a file with a hundred thousand mistakes of one kind has one mistake, made often.

use crate::model::{
    finding::{Address, Code, Finding, Severity},
    money::Cents,
};
use std::{collections::BTreeMap, sync::Arc};

/// Whoever fixes so many cells of one sheet begins anew: from here on no row of it is used.
pub(super) const HOPELESS: usize = 20;

/// The findings without those beyond `most` of one kind in one file, and for these one that says how many they are.
pub(super) fn limited(findings: Vec<Finding>, most: u32) -> Vec<Finding> {
    let most = most as usize;
    let mut met: BTreeMap<(Arc<str>, Code), usize> = BTreeMap::new();
    let mut rest: BTreeMap<(Arc<str>, Code), Rest> = BTreeMap::new();
    let mut listed = Vec::with_capacity(findings.len().min(10_000));
    for finding in findings {
        let kind = (finding.address.file.clone(), finding.code);
        let count = met.entry(kind.clone()).or_default();
        *count += 1;
        match *count > most {
            false => listed.push(finding),
            true => rest.entry(kind).or_default().add(&finding),
        }
    }
    for finding in &mut listed {
        [&mut finding.found, &mut finding.problem, &mut finding.instead].into_iter().for_each(cut);
    }
    listed.extend(rest.into_iter().map(|((file, code), rest)| rest.finding(file, code, most)));
    listed
}

/// What was typed stands in messages, and a cell holds 32,767 letters.
fn cut(text: &mut String) {
    const MOST: usize = 1_000;
    if let Some((end, _)) = text.char_indices().nth(MOST) {
        text.truncate(end);
        text.push('…');
    }
}

/// Findings that are not listed.
#[derive(Default)]
struct Rest {
    count: usize,
    worst: Option<Severity>,
    cents: Option<Cents>,
}

impl Rest {
    fn add(&mut self, finding: &Finding) {
        self.count += 1;
        self.worst = Some(self.worst.map_or(finding.severity, |worst| worst.min(finding.severity)));
        if let Some(cents) = finding.cents {
            self.cents = Some(Cents(self.cents.unwrap_or_default().0.saturating_add(cents.0)));
        }
    }

    fn finding(self, file: Arc<str>, code: Code, listed: usize) -> Finding {
        let address = Address { file, sheet: None, cell: None };
        let finding = more(address, self.worst.unwrap_or(Severity::Noted), code, self.count, listed);
        Finding { cents: self.cents, ..finding }
    }
}

/// Says that there are more of a kind than are listed.
pub(super) fn more(address: Address, severity: Severity, code: Code, count: usize, listed: usize) -> Finding {
    Finding {
        address,
        severity,
        code,
        column: "".into(),
        found: String::new(),
        problem: match count {
            1 => format!("1 more finding of this kind ({}) is not listed.", code.text()),
            count => format!("{count} more findings of this kind ({}) are not listed.", code.text()),
        },
        instead: format!(
            "Mend the first {listed} and run again; max_findings in report.toml says how many are listed."
        ),
        cents: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(file: &str, code: Code, cents: i64) -> Finding {
        let address = Address { file: file.into(), sheet: None, cell: None };
        Finding { cents: Some(Cents(cents)), ..more(address, Severity::Rejected, code, 0, 0) }
    }

    #[test]
    fn of_each_kind_in_each_file_the_first_are_listed_and_the_others_counted_with_their_money() {
        let mut findings = vec![finding("b", Code::BadAddress, 1)];
        findings.extend((1..=5).map(|cents| finding("a", Code::MissingValue, cents)));
        let limited = limited(findings, 2);
        let told: Vec<_> = limited.iter().map(|one| (&*one.address.file, one.code, one.cents.unwrap().0)).collect();
        let (missing, bad) = (Code::MissingValue, Code::BadAddress);
        // 3 + 4 + 5 cents are in the rest.
        assert_eq!(told, [("b", bad, 1), ("a", missing, 1), ("a", missing, 2), ("a", missing, 12)]);
        assert!(limited[3].problem.starts_with("3 more findings"), "{}", limited[3].problem);
        assert_eq!(
            more(limited[0].address.clone(), Severity::Noted, Code::MissingValue, 1, 2).problem,
            "1 more finding of this kind (missing-value) is not listed."
        );
    }
}
