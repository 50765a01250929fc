//! People in the reporting month: roles filled (M16), load (M17), business and centre working together (M18).

use super::{Centre, INITIATIVES, adoption, listed, percentile::median};
use crate::model::{
    health::{Counted, Health, Measure, MeasureUnit, Part, PersonLoad, RoleGap, RoleHealth, Target},
    phase::Phase,
    role::Role,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// How the dictionary spells the centre as a home department.
pub(super) const COE_HOME: &str = "AI CoE";

/// People of an initiative that was retired or rejected have left it; the centre itself, and one whose phase cannot be
/// read, are not over.
fn is_living(centre: &Centre, initiative: Option<usize>) -> bool {
    let phase = initiative.and_then(|row| centre.phase(row));
    !matches!(phase, Some(Phase::Retired | Phase::Rejected))
}

/// A sum of full-time equivalents, added in whole thousandths so that its order does not matter.
pub(super) fn fte_sum(shares: impl Iterator<Item = f64>) -> f64 {
    shares.map(|share| (share * 1000.0).round() as i64).sum::<i64>() as f64 / 1000.0
}

/// One row of Team that counts in the reporting month.
pub(super) struct Place {
    /// Its row in Team.
    pub row: usize,
    /// Initiative; `None` for the centre itself.
    pub initiative: Option<usize>,
    /// `None` when it cannot be read.
    pub role: Option<Role>,
    /// `None` when it cannot be read: somebody is there, nobody knows how much.
    pub fte: Option<f64>,
    /// Lower-cased address.
    pub email: Option<Arc<str>>,
    pub name: Option<Arc<str>>,
    pub home: Option<Arc<str>>,
}

impl Place {
    /// Is somebody there in this role? A share that cannot be read is somebody.
    fn has(&self, role: Role) -> bool {
        self.role == Some(role) && self.fte.is_none_or(|fte| fte > 0.0)
    }

    fn is_technical(&self) -> bool {
        self.role.is_some_and(Role::is_technical)
    }
}

/// The Team of the reporting month, and what cannot be told of it.
#[derive(Default)]
pub(super) struct Team {
    pub places: Vec<Place>,
    /// Places of each initiative, in order.
    by_initiative: BTreeMap<usize, Vec<usize>>,
    /// Initiatives with any row of Team; others say nothing about their people.
    reporting: BTreeSet<usize>,
    /// Roles of initiatives whose month cannot be read: neither there nor missing.
    unclear: BTreeSet<(usize, Role)>,
    /// Rows without a month.
    undated: usize,
}

impl Team {
    pub(super) fn of(centre: &Centre) -> Team {
        let table = &centre.portfolio.team;
        let (from, to, fte) = (table.month("from"), table.month("to"), table.number("fte"));
        let mut team = Team::default();
        for row in 0..table.len() {
            let initiative = centre.portfolio.team_initiative[row].map(|row| row as usize);
            team.reporting.extend(initiative);
            let role = table.text("role")[row].as_deref().and_then(Role::named);
            let is_over = to[row].is_some_and(|to| to < centre.assumptions.period);
            if is_over
                || from[row].is_some_and(|from| from > centre.assumptions.period)
                || !is_living(centre, initiative)
            {
                continue;
            }
            if from[row].is_none() {
                team.undated += 1;
                team.unclear.extend(initiative.zip(role));
                continue;
            }
            team.places.push(Place {
                row,
                initiative,
                role,
                fte: fte[row],
                email: table.text("person_email")[row].as_ref().map(|email| email.to_lowercase().into()),
                name: table.text("person")[row].clone(),
                home: table.text("home_department")[row].clone(),
            });
        }
        for (place, of) in team.places.iter().enumerate() {
            of.initiative.into_iter().for_each(|row| team.by_initiative.entry(row).or_default().push(place));
        }
        team
    }

    /// The rows of Team that count in the month.
    fn rows(&self) -> Vec<usize> {
        self.places.iter().map(|place| place.row).collect()
    }

    /// Rows that no sum of full-time equivalents can have: their month or their share cannot be read.
    fn unreadable(&self) -> usize {
        self.undated + self.places.iter().filter(|place| place.fte.is_none()).count()
    }

    /// People on an initiative.
    fn on(&self, row: usize) -> impl Iterator<Item = &Place> {
        let places = self.by_initiative.get(&row).map_or(&[][..], Vec::as_slice);
        places.iter().map(|place| &self.places[*place])
    }

    fn has(&self, row: usize, role: Role) -> bool {
        self.on(row).any(|place| place.has(role))
    }

    /// Somebody has the role at the centre itself.
    pub(super) fn has_at_centre(&self, role: Role) -> bool {
        self.places.iter().any(|place| place.initiative.is_none() && place.has(role))
    }

    /// An architect, for the context of M28; `None` where nothing about people is known.
    pub(super) fn has_architect(&self, row: usize) -> Option<bool> {
        let unclear = self.unclear.contains(&(row, Role::Cloud));
        (self.reporting.contains(&row) && !unclear).then(|| self.has(row, Role::Cloud))
    }
}

/// M16–M18. Nothing when nobody reports people.
pub(super) fn add(centre: &Centre, health: &mut Health) {
    if centre.portfolio.team.is_empty() {
        return;
    }
    let team = Team::of(centre);
    let needs = Needs::of(centre, &team);
    let main_roles = main_roles(&team);
    health.roles = Role::ALL.map(|role| role_health(centre, &team, (&needs, &main_roles), role)).to_vec();
    health.role_gaps = needs.gaps.clone();
    health.people = people(centre, &team);
    health.measures.extend([role_coverage(centre, &needs), capacity(&team, health)]);
    health.measures.extend(load(centre, &team, &health.people));
    health.measures.extend([together(centre, &team), domain_share(centre, &team), departments_touched(centre)]);
}

/// Which roles are needed, filled and missing.
struct Needs {
    /// Initiative, role, filled.
    known: Vec<(usize, Role, bool)>,
    gaps: Vec<RoleGap>,
    left_out: usize,
}

impl Needs {
    fn of(centre: &Centre, team: &Team) -> Needs {
        let mut needs = Needs { known: Vec::new(), gaps: Vec::new(), left_out: 0 };
        for row in centre.rows() {
            let Some(phase) = centre.phase(row) else { continue };
            let wanted: Vec<Role> = Role::ALL.into_iter().filter(|role| role.is_needed_in(phase)).collect();
            if !team.reporting.contains(&row) {
                needs.left_out += wanted.len();
                continue;
            }
            let (unclear, clear): (Vec<Role>, Vec<Role>) =
                wanted.into_iter().partition(|role| !team.has(row, *role) && team.unclear.contains(&(row, *role)));
            needs.left_out += unclear.len();
            needs.known.extend(clear.iter().map(|role| (row, *role, team.has(row, *role))));
            let missing: Vec<Role> = clear.into_iter().filter(|role| !team.has(row, *role)).collect();
            if !missing.is_empty() {
                needs.gaps.push(RoleGap { row: row as u32, missing });
            }
        }
        needs
    }
}

fn role_health(
    centre: &Centre,
    team: &Team,
    (needs, main_roles): (&Needs, &BTreeMap<Arc<str>, Role>),
    role: Role,
) -> RoleHealth {
    let people = main_roles.values().filter(|main| **main == role).count() as f64;
    let set = centre.assumptions.capacity.get(role.name()).map(|thousandths| *thousandths as f64 / 1000.0);
    let of_role = || needs.known.iter().filter(move |(_, one, _)| *one == role);
    RoleHealth {
        role,
        needed: of_role().count() as u32,
        filled: of_role().filter(|(_, _, filled)| *filled).count() as u32,
        demand: fte_sum(team.places.iter().filter(|place| place.role == Some(role)).filter_map(|place| place.fte)),
        capacity: set.unwrap_or(people),
        at_centre: team.has_at_centre(role),
    }
}

/// The role in which each person spends most time.
fn main_roles(team: &Team) -> BTreeMap<Arc<str>, Role> {
    let mut by_role: BTreeMap<Arc<str>, BTreeMap<Role, f64>> = BTreeMap::new();
    for place in &team.places {
        if let (Some(email), Some(role)) = (&place.email, place.role) {
            *by_role.entry(email.clone()).or_default().entry(role).or_default() += place.fte.unwrap_or_default();
        }
    }
    // Of equal shares the first role of the list.
    let main = |roles: BTreeMap<Role, f64>| {
        roles.into_iter().rev().max_by(|one, other| one.1.total_cmp(&other.1)).map(|(role, _)| role)
    };
    by_role.into_iter().filter_map(|(email, roles)| Some((email, main(roles)?))).collect()
}

/// M16: roles with FTE > 0 in the month / roles the phases need. Initiatives that report nobody are left out.
fn role_coverage(centre: &Centre, needs: &Needs) -> Measure {
    let filled = needs.known.iter().filter(|(_, _, filled)| *filled).count();
    let mut rows: Vec<usize> = needs.known.iter().map(|(row, ..)| *row).collect();
    rows.dedup();
    let with_gap: BTreeSet<usize> = needs.gaps.iter().map(|gap| gap.row as usize).collect();
    let whole: Vec<usize> = rows.iter().copied().filter(|row| !with_gap.contains(row)).collect();
    Measure::share("M16a", "Roles filled of those the phases need", filled, needs.known.len())
        .without(needs.left_out)
        .counting(INITIATIVES, &whole, &rows)
        .aiming(Target::AtLeast(centre.targets().roles_filled))
        .listing(needs.gaps.iter().map(|gap| gap.row).collect())
}

/// M16: full-time equivalents planned / full-time equivalents there are.
fn capacity(team: &Team, health: &Health) -> Measure {
    let demand = fte_sum(health.roles.iter().map(|role| role.demand));
    let capacity: f64 = health.roles.iter().map(|role| role.capacity).sum();
    Measure::quotient(
        "M16b",
        "Work planned of people's time",
        MeasureUnit::Share,
        Part::Number(demand),
        Part::Number(capacity),
    )
    .over(health.people.len())
    .without(team.unreadable())
    .counting(Counted::Team, &[], &team.rows())
    .aiming(Target::AtMost(1.0))
}

fn people(centre: &Centre, team: &Team) -> Vec<PersonLoad> {
    let mut places: BTreeMap<Arc<str>, Vec<&Place>> = BTreeMap::new();
    for place in &team.places {
        if let Some(email) = &place.email {
            places.entry(email.clone()).or_default().push(place);
        }
    }
    let mut alone_on: BTreeMap<Arc<str>, u32> = BTreeMap::new();
    for person in alone(centre, team).into_values() {
        *alone_on.entry(person).or_default() += 1;
    }
    let mut people: Vec<PersonLoad> = places
        .into_iter()
        .map(|(email, places)| PersonLoad {
            name: places.iter().find_map(|place| place.name.clone()),
            fte: places
                .iter()
                .any(|place| place.fte.is_some())
                .then(|| fte_sum(places.iter().filter_map(|place| place.fte))),
            initiatives: places.iter().filter_map(|place| place.initiative).collect::<BTreeSet<_>>().len() as u32,
            alone_on: alone_on.get(&email).copied().unwrap_or(0),
            email,
        })
        .collect();
    people.sort_by(|one, other| other.fte.unwrap_or_default().total_cmp(&one.fte.unwrap_or_default()));
    people
}

/// In-flight initiatives whose technical roles are all held by one person, with that person.
fn alone(centre: &Centre, team: &Team) -> BTreeMap<usize, Arc<str>> {
    let only = |row: usize| {
        let technical: Vec<&Place> = team.on(row).filter(|place| place.is_technical()).collect();
        let people: BTreeSet<&Arc<str>> = technical.iter().filter_map(|place| place.email.as_ref()).collect();
        let everyone_known = technical.iter().all(|place| place.email.is_some());
        (people.len() == 1 && everyone_known).then(|| people.into_iter().next().cloned()).flatten()
    };
    centre.in_flight_rows().into_iter().filter_map(|row| Some((row, only(row)?))).collect()
}

/// M17: people over the limit, median load, initiatives at once, and initiatives that stand on one person.
fn load(centre: &Centre, team: &Team, people: &[PersonLoad]) -> [Measure; 4] {
    let most = centre.targets().person_load;
    let is_too_much = |person: &&PersonLoad| person.fte.is_some_and(|fte| fte > most + 1e-9);
    let over = people.iter().filter(is_too_much).count();
    let loads: Vec<f64> = people.iter().filter_map(|person| person.fte).collect();
    let at_once = people.iter().map(|person| person.initiatives).max();
    let alone = alone(centre, team);
    let rows: Vec<usize> = alone.into_keys().collect();
    let in_flight: Vec<usize> =
        centre.in_flight_rows().into_iter().filter(|row| team.reporting.contains(row)).collect();
    let too_busy: BTreeSet<&Arc<str>> = people.iter().filter(is_too_much).map(|person| &person.email).collect();
    let is_over = |place: &&Place| place.email.as_ref().is_some_and(|email| too_busy.contains(email));
    let overloaded: Vec<usize> = team.places.iter().filter(is_over).map(|place| place.row).collect();
    let named: Vec<usize> = team.places.iter().filter(|place| place.email.is_some()).map(|place| place.row).collect();
    let of_people = |measure: Measure| measure.without(team.unreadable()).counting(Counted::Team, &[], &named);
    [
        Measure::share("M17a", "People with more work than time", over, loads.len())
            .without(team.unreadable())
            .counting(Counted::Team, &overloaded, &named)
            .aiming(Target::AtMost(0.0)),
        of_people(Measure::number(
            "M17b",
            "Load of a person, median",
            MeasureUnit::People,
            median(&loads),
            loads.len(),
        )),
        of_people(Measure::number(
            "M17c",
            "Most initiatives of one person",
            MeasureUnit::Count,
            at_once.map(f64::from),
            people.len(),
        )),
        Measure::share("M17d", "In flight with one person in all technical roles", rows.len(), in_flight.len())
            .without(centre.in_flight_rows().len() - in_flight.len())
            .counting(INITIATIVES, &rows, &in_flight)
            .aiming(Target::AtMost(0.0))
            .listing(listed(&rows)),
    ]
}

/// M18: active initiatives with a domain expert of the owning department and a technical role of the centre / active
/// initiatives that report people.
fn together(centre: &Centre, team: &Team) -> Measure {
    let active = centre.active_rows();
    let known: Vec<usize> = active
        .iter()
        .copied()
        .filter(|row| team.reporting.contains(row) && centre.text("department", *row).is_some())
        .collect();
    let of_business = |row: usize| {
        let own = centre.text("department", row);
        team.on(row).any(|place| place.has(Role::Domain) && place.home.as_ref() == own)
    };
    let of_centre =
        |row: usize| team.on(row).any(|place| place.is_technical() && place.home.as_deref() == Some(COE_HOME));
    let (both, not): (Vec<usize>, Vec<usize>) =
        known.iter().copied().partition(|row| of_business(*row) && of_centre(*row));
    Measure::share("M18a", "Active initiatives with business and centre together", both.len(), known.len())
        .without(active.len() - known.len())
        .counting(INITIATIVES, &both, &known)
        .aiming(Target::AtLeast(centre.targets().collaboration))
        .listing(listed(&not))
}

/// M18: time of domain experts / time of all on active initiatives.
fn domain_share(centre: &Centre, team: &Team) -> Measure {
    let on_active: Vec<&Place> =
        team.places.iter().filter(|place| place.initiative.is_some_and(|row| centre.is_active(row))).collect();
    let on_active_places = on_active.len();
    let on_active: Vec<&Place> =
        on_active.into_iter().filter(|place| place.fte.is_some() && place.role.is_some()).collect();
    let left_out = team.undated + on_active_places - on_active.len();
    let fte = |wanted: &dyn Fn(&Place) -> bool| -> f64 {
        fte_sum(on_active.iter().filter(|place| wanted(place)).filter_map(|place| place.fte))
    };
    let rows = |wanted: &dyn Fn(&Place) -> bool| -> Vec<usize> {
        on_active.iter().filter(|place| wanted(place)).map(|place| place.row).collect()
    };
    let is_domain = |place: &Place| place.role == Some(Role::Domain);
    let (domain, all) = (fte(&is_domain), fte(&|_| true));
    Measure::quotient(
        "M18b",
        "Time of business domain experts in all time",
        MeasureUnit::Share,
        Part::Number(domain),
        Part::Number(all),
    )
    .over(on_active.len())
    .without(left_out)
    .counting(Counted::Team, &rows(&is_domain), &rows(&|_| true))
}

/// M18: departments that own or support an active initiative / listed departments.
fn departments_touched(centre: &Centre) -> Measure {
    let mut touched: BTreeSet<&str> = BTreeSet::new();
    let active = centre.active_rows();
    for row in &active {
        touched.extend(centre.text("department", *row).map(|name| &**name));
        let supporting = centre.table().list("supporting_departments")[*row].as_deref().unwrap_or_default();
        touched.extend(supporting.iter().map(|name| &**name));
    }
    let all: Vec<&str> = adoption::listed_departments(centre).collect();
    let homeless = active.iter().filter(|row| centre.text("department", **row).is_none()).count();
    Measure::share(
        "M18c",
        "Departments in an active initiative",
        all.iter().filter(|name| touched.contains(*name)).count(),
        all.len(),
    )
    .without(homeless)
    .counting(INITIATIVES, &[], &active)
}
