//! People needed and people there, by role and month. The choice under a budget keeps to these numbers, and the view of the
//! months ahead shows them: both ask here.

use crate::model::{
    assumptions::Assumptions,
    capacity::Capacity,
    funding::{MilliFte, Standing},
    people::{MONTHS_AHEAD, NeededFor, PeopleAhead, RoleAhead, RoleMonth, Work},
    period::Month,
    portfolio::Portfolio,
};
use std::{collections::BTreeSet, sync::Arc};

/// Whose people.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whose {
    /// The centre's own.
    Centre,
    /// Of the initiative in this row.
    Initiative(u32),
}

/// Demand for people, and supply of them.
pub struct People<'a> {
    capacity: &'a Capacity,
    /// The rows of Team of each initiative; none where nobody is limited.
    of: Vec<Vec<Work>>,
    centre: Vec<Work>,
}

impl<'a> People<'a> {
    pub fn of(portfolio: &Portfolio, assumptions: &'a Assumptions) -> People<'a> {
        let capacity = &assumptions.capacity;
        let mut people = People { capacity, of: vec![Vec::new(); portfolio.initiatives.len()], centre: Vec::new() };
        if capacity.is_empty() {
            return people;
        }
        let team = &portfolio.team;
        let (roles, fte) = (team.text("role"), team.number("fte"));
        let (from, to) = (team.month("from"), team.month("to"));
        for (row, initiative) in portfolio.team_initiative.iter().enumerate() {
            let work = Work {
                row: row as u32,
                role: roles[row].clone(),
                fte: fte[row].map(|fte| (fte * 1000.0).round() as MilliFte),
                from: from[row],
                to: to[row],
            };
            match initiative {
                Some(initiative) => people.of[*initiative as usize].push(work),
                None => people.centre.push(work),
            }
        }
        people
    }

    /// Roles that are limited, in order of name.
    pub fn roles(&self) -> Vec<&'a str> {
        self.capacity.roles()
    }

    /// How many of a role there are in a month; none where nobody said.
    pub fn supply(&self, role: &str, month: Month) -> Option<MilliFte> {
        self.capacity.of(role, month)
    }

    /// How many of a role somebody needs in a month. What cannot be read is not in it.
    pub fn demand(&self, whose: Whose, role: &str, month: Month) -> MilliFte {
        let in_role = self.work(whose).iter().filter(|work| work.role.as_deref() == Some(role));
        in_role.filter(|work| work.is_in(month)).filter_map(|work| work.fte).sum()
    }

    /// The months, of these, in which more of a role can be needed or fewer can be there than in the month before: the
    /// first, and those in which somebody begins or the supply changes.
    pub fn turns(&self, everybody: &[Whose], role: &str, (first, last): (Month, Month)) -> BTreeSet<Month> {
        let in_role =
            everybody.iter().flat_map(|whose| self.work(*whose)).filter(|work| work.role.as_deref() == Some(role));
        let begins = in_role.filter_map(|work| work.from);
        let within = begins.chain(self.capacity.changes(role)).filter(|month| (first..=last).contains(month));
        within.chain([first]).collect()
    }

    fn work(&self, whose: Whose) -> &[Work] {
        match whose {
            Whose::Centre => &self.centre,
            Whose::Initiative(row) => &self.of[row as usize],
        }
    }

    /// The months after `period`, for those that take part: their rows, what they are, and whether they were chosen.
    pub fn ahead(&self, period: Month, taking_part: &[(u32, Standing, bool)], has_choice: bool) -> Option<PeopleAhead> {
        let needs: Vec<(Whose, NeededFor)> = std::iter::once((Whose::Centre, NeededFor::Centre))
            .chain(
                taking_part
                    .iter()
                    .map(|(row, standing, is_chosen)| (Whose::Initiative(*row), needed_for(*standing, *is_chosen))),
            )
            .collect();
        let (first, last) = (period.plus(1), period.plus(MONTHS_AHEAD));
        let all: Vec<(&Work, NeededFor)> = needs
            .iter()
            .flat_map(|(whose, part)| self.work(*whose).iter().map(|work| (work, *part)))
            .filter(|(work, _)| work.is_between(first, last))
            .collect();
        let limited = self.roles();
        let is_limited = |work: &Work| work.role.as_deref().is_some_and(|role| limited.contains(&role));
        if !all.iter().any(|(work, _)| is_limited(work) && work.fte.is_some()) {
            return None;
        }
        let rows = |wanted: &dyn Fn(&Work) -> bool| -> Vec<u32> {
            let mut rows: Vec<u32> = all.iter().filter(|(work, _)| wanted(work)).map(|(work, _)| work.row).collect();
            rows.sort_unstable();
            rows
        };
        let others = all.iter().filter(|(work, _)| !is_limited(work)).filter_map(|(work, _)| work.role.clone());
        let others: BTreeSet<Arc<str>> = others.collect();
        Some(PeopleAhead {
            roles: limited.iter().map(|role| self.role_ahead(role, (first, last), &needs, &all)).collect(),
            has_choice,
            without_fte: rows(&|work| work.fte.is_none() && is_limited(work)),
            without_role: rows(&|work| work.role.is_none()),
            without_start: rows(&|work| work.from.is_none() && is_limited(work)),
            silent: (needs.iter())
                .filter_map(|(whose, part)| match whose {
                    Whose::Initiative(row) if self.work(*whose).is_empty() => Some((*row, *part)),
                    _ => None,
                })
                .collect(),
            roles_without_capacity: others.into_iter().collect(),
        })
    }

    fn role_ahead(
        &self,
        role: &str,
        (first, last): (Month, Month),
        needs: &[(Whose, NeededFor)],
        all: &[(&Work, NeededFor)],
    ) -> RoleAhead {
        let month_of = |month: Month| {
            let mut needed_for = [0; NeededFor::ALL.len()];
            for (whose, part) in needs {
                needed_for[*part as usize] += self.demand(*whose, role, month);
            }
            RoleMonth { month, supply: self.supply(role, month), needed_for }
        };
        let mut work: Vec<(Work, NeededFor)> = (all.iter())
            .filter(|(work, _)| work.role.as_deref() == Some(role))
            .map(|(work, part)| ((*work).clone(), *part))
            .collect();
        work.sort_by_key(|(work, _)| work.row);
        let months = (0..=last.since(first)).map(|ahead| month_of(first.plus(ahead))).collect();
        RoleAhead { role: role.into(), months, work }
    }
}

fn needed_for(standing: Standing, is_chosen: bool) -> NeededFor {
    match standing {
        Standing::InFlight | Standing::NotJudged => NeededFor::Running,
        Standing::Mandatory => NeededFor::Mandatory,
        Standing::Candidate if is_chosen => NeededFor::Funded,
        Standing::Candidate => NeededFor::NotFunded,
    }
}
