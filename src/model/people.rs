//! People ahead: who is needed in each role and month after the reporting month, beside who is there.

use super::{funding::MilliFte, period::Month};
use std::{cmp::Reverse, sync::Arc};

/// How many months are looked ahead.
pub const MONTHS_AHEAD: i32 = 12;

/// A row of Team: somebody's time in a role.
#[derive(Clone, PartialEq, Debug)]
pub struct Work {
    /// Its row in Team.
    pub row: u32,
    /// As the dictionary has it; `None` when it cannot be read.
    pub role: Option<Arc<str>>,
    /// `None` when it cannot be read: somebody is there, nobody knows how much.
    pub fte: Option<MilliFte>,
    /// The first month; without one it counts in every month until the last: who limits people must not overlook one.
    pub from: Option<Month>,
    /// The last month; without one it goes on.
    pub to: Option<Month>,
}

impl Work {
    /// Does it take time in the month?
    pub fn is_in(&self, month: Month) -> bool {
        self.from.is_none_or(|from| from <= month) && self.to.is_none_or(|to| month <= to)
    }

    /// Does it take time in any of these months?
    pub fn is_between(&self, first: Month, last: Month) -> bool {
        self.from.is_none_or(|from| from <= last) && self.to.is_none_or(|to| first <= to)
    }
}

/// For what somebody's time is needed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum NeededFor {
    /// The centre itself.
    Centre,
    /// What runs: Pilot or Production; also what nobody can say that it does not run, because its phase cannot be read.
    Running,
    /// What is mandatory and has not begun.
    Mandatory,
    /// Candidates of the best set under the budget.
    Funded,
    /// Candidates that are not of it; without a budget all of them.
    NotFunded,
}

impl NeededFor {
    /// In the order of tables.
    pub const ALL: [NeededFor; 5] =
        [NeededFor::Centre, NeededFor::Running, NeededFor::Mandatory, NeededFor::Funded, NeededFor::NotFunded];

    /// As tables say it.
    pub fn title(self) -> &'static str {
        match self {
            NeededFor::Centre => "AI CoE",
            NeededFor::Running => "Running",
            NeededFor::Mandatory => "Mandatory",
            NeededFor::Funded => "Funded",
            NeededFor::NotFunded => "Not funded",
        }
    }
}

/// Demand for people and supply of them, twelve months ahead. There is none without a capacity in the settings, or without
/// a full-time equivalent in a role that has one.
#[derive(Clone, PartialEq, Debug)]
pub struct PeopleAhead {
    /// Roles with a capacity, in order of name.
    pub roles: Vec<RoleAhead>,
    /// Is there a budget, and so a best set? Without one nothing is chosen.
    pub has_choice: bool,
    /// Rows of Team in roles with a capacity, or in none that can be read, whose time is not known.
    pub without_fte: Vec<u32>,
    /// Rows of Team whose role cannot be read.
    pub without_role: Vec<u32>,
    /// Rows of Team without a first month: they count in every month until their last.
    pub without_start: Vec<u32>,
    /// Rows of initiatives that report nobody: what they need is not known.
    pub silent: Vec<(u32, NeededFor)>,
    /// Roles that somebody is needed in and that have no capacity, in order of name.
    pub roles_without_capacity: Vec<Arc<str>>,
}

/// A role's months.
#[derive(Clone, PartialEq, Debug)]
pub struct RoleAhead {
    /// As the dictionary has it.
    pub role: Arc<str>,
    /// In order.
    pub months: Vec<RoleMonth>,
    /// The rows of Team that count in some of them, and for what, in order of rows.
    pub work: Vec<(Work, NeededFor)>,
}

/// Full-time people of a role in a month, in thousandths.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RoleMonth {
    /// Which.
    pub month: Month,
    /// As the settings have it; `None` before the first month they name.
    pub supply: Option<MilliFte>,
    /// In the order of [`NeededFor::ALL`].
    pub needed_for: [MilliFte; 5],
}

impl RoleMonth {
    /// What one thing needs.
    pub fn part(&self, of: NeededFor) -> MilliFte {
        self.needed_for[of as usize]
    }

    /// What centre, running, mandatory and funded initiatives need together.
    pub fn demand(&self) -> MilliFte {
        self.needed_for.iter().sum::<MilliFte>() - self.part(NeededFor::NotFunded)
    }

    /// Supply less demand; below zero where people are short.
    pub fn left(&self) -> Option<MilliFte> {
        self.supply.map(|supply| supply - self.demand())
    }

    /// The same if every candidate began.
    pub fn left_with_all(&self) -> Option<MilliFte> {
        self.left().map(|left| left - self.part(NeededFor::NotFunded))
    }
}

impl RoleAhead {
    /// The month with the least room, the first of equal ones.
    pub fn tightest(&self) -> Option<&RoleMonth> {
        self.months.iter().filter(|month| month.supply.is_some()).min_by_key(|month| (month.left(), month.month))
    }

    /// The first month in which people are short.
    pub fn first_short(&self) -> Option<&RoleMonth> {
        self.months.iter().find(|month| month.left().is_some_and(|left| left < 0))
    }

    /// The month in which a part needs most, the first of equal ones; none where it needs nothing.
    pub fn most_for(&self, part: NeededFor) -> Option<&RoleMonth> {
        let needing = self.months.iter().filter(|month| month.part(part) > 0);
        needing.max_by_key(|month| (month.part(part), Reverse(month.month)))
    }
}

/// A role in a month.
pub type RoleInMonth<'a> = (&'a RoleAhead, &'a RoleMonth);

impl PeopleAhead {
    /// Where it breaks: the first month in which people are short, and of its roles the one with the most too few.
    pub fn first_short(&self) -> Option<RoleInMonth<'_>> {
        self.first_below(RoleMonth::left)
    }

    /// The same if every candidate began.
    pub fn first_short_with_all(&self) -> Option<RoleInMonth<'_>> {
        self.first_below(RoleMonth::left_with_all)
    }

    fn first_below(&self, left: impl Fn(&RoleMonth) -> Option<MilliFte>) -> Option<RoleInMonth<'_>> {
        let short = self.role_months().filter(|(_, month)| left(month).is_some_and(|left| left < 0));
        short.min_by_key(|(_, month)| (month.month, left(month)))
    }

    /// The role and month with the least room, the earlier one of equals.
    pub fn tightest(&self) -> Option<RoleInMonth<'_>> {
        let known = self.role_months().filter(|(_, month)| month.supply.is_some());
        known.min_by_key(|(_, month)| (month.left(), month.month))
    }

    /// What the funded candidates add over all roles in the month in which it is most; none where they add nobody.
    pub fn chosen_adds(&self) -> Option<(Month, MilliFte)> {
        let months = self.roles.first().map(|role| role.months.as_slice()).unwrap_or_default();
        let of_month = |place: usize| self.roles.iter().map(|role| role.months[place].part(NeededFor::Funded)).sum();
        let sums = months.iter().enumerate().map(|(place, month)| (month.month, of_month(place)));
        sums.filter(|(_, people): &(Month, MilliFte)| *people > 0)
            .max_by_key(|(month, people)| (*people, Reverse(*month)))
    }

    /// The last month that is looked at.
    pub fn last_month(&self) -> Option<Month> {
        self.roles.first()?.months.last().map(|month| month.month)
    }

    fn role_months(&self) -> impl Iterator<Item = RoleInMonth<'_>> {
        self.roles.iter().flat_map(|role| role.months.iter().map(move |month| (role, month)))
    }
}
