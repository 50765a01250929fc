//! How many people there are: `[capacity]` of the settings, by role and from which month on.

use super::{funding::MilliFte, period::Month};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, str::FromStr};

/// Whose capacity a line of the settings sets: `Data Engineer`, or `Data Engineer from 2027-03`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
pub struct RoleFrom {
    /// As the dictionary has it.
    pub role: String,
    /// The first month in which it holds; without one it holds until another line begins.
    pub from: Option<Month>,
}

impl TryFrom<String> for RoleFrom {
    type Error = String;

    fn try_from(typed: String) -> Result<Self, String> {
        // A month begins with a digit, and no role has one there.
        let is_dated = |(_, from): &(&str, &str)| from.trim_start().starts_with(|letter: char| letter.is_ascii_digit());
        match typed.rsplit_once(" from ").filter(is_dated) {
            Some((role, from)) => Ok(RoleFrom { role: role.trim().to_owned(), from: Some(Month::from_str(from)?) }),
            None => Ok(RoleFrom { role: typed, from: None }),
        }
    }
}

impl From<RoleFrom> for String {
    fn from(typed: RoleFrom) -> String {
        typed.to_string()
    }
}

impl fmt::Display for RoleFrom {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.from {
            Some(from) => write!(out, "{} from {from}", self.role),
            None => out.write_str(&self.role),
        }
    }
}

/// Most people at work at once, by role and month; roles that are not named are not limited.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
#[serde(transparent)]
pub struct Capacity(pub BTreeMap<RoleFrom, MilliFte>);

impl Capacity {
    /// Is nothing limited?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The roles that are limited in some month, in order of name.
    pub fn roles(&self) -> Vec<&str> {
        let mut roles: Vec<&str> = self.0.keys().map(|line| line.role.as_str()).collect();
        roles.dedup();
        roles
    }

    /// Full-time people of a role in a month: the latest line that has begun. None where nobody said.
    pub fn of(&self, role: &str, month: Month) -> Option<MilliFte> {
        // A role's lines stand in order of their months, the one without a month first.
        let begun = self.lines(role).filter(|(line, _)| line.from.is_none_or(|from| from <= month));
        begun.last().map(|(_, people)| *people)
    }

    /// The months in which a role's capacity changes.
    pub fn changes(&self, role: &str) -> Vec<Month> {
        self.lines(role).filter_map(|(line, _)| line.from).collect()
    }

    fn lines(&self, role: &str) -> impl Iterator<Item = (&RoleFrom, &MilliFte)> {
        self.0.iter().filter(move |(line, _)| line.role == role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    fn capacity(lines: &[(&str, MilliFte)]) -> Capacity {
        let line = |(typed, people): &(&str, MilliFte)| (RoleFrom::try_from((*typed).to_owned()).unwrap(), *people);
        Capacity(lines.iter().map(line).collect())
    }

    #[test]
    fn the_latest_line_that_has_begun_counts() {
        let capacity = capacity(&[("A from 2027-03", 3_000), ("A", 1_000), ("A from 2027-01", 2_000), ("B", 500)]);
        let of = |text| capacity.of("A", month(text));
        assert_eq!(
            ["2026-12", "2027-01", "2027-02", "2027-03", "2030-01"].map(of),
            [Some(1_000), Some(2_000), Some(2_000), Some(3_000), Some(3_000)]
        );
        assert_eq!((capacity.of("B", month("2026-12")), capacity.of("C", month("2026-12"))), (Some(500), None));
        assert_eq!(
            (capacity.roles(), capacity.changes("A")),
            (vec!["A", "B"], vec![month("2027-01"), month("2027-03")])
        );
    }

    #[test]
    fn before_the_first_month_nobody_knows() {
        let capacity = capacity(&[("A from 2027-03", 3_000)]);
        assert_eq!((capacity.of("A", month("2027-02")), capacity.of("A", month("2027-03"))), (None, Some(3_000)));
    }

    #[test]
    fn a_line_is_written_as_it_was_typed() {
        for typed in ["Data Engineer", "Data Engineer from 2027-03", "Person from Mars"] {
            assert_eq!(RoleFrom::try_from(typed.to_owned()).unwrap().to_string(), typed);
        }
        assert!(RoleFrom::try_from("Data Engineer from 2027-13".to_owned()).is_err());
    }

    /// What the digest of settings is made from stays as it was before lines had months.
    #[test]
    fn without_months_it_is_a_map_of_roles() {
        assert_eq!(serde_json::to_string(&capacity(&[("B", 1), ("A", 6_500)])).unwrap(), r#"{"A":6500,"B":1}"#);
    }
}
