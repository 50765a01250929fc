//! People in the reporting month: roles filled (M16), load (M17), business and centre working together (M18).

use super::{
    Centre, Declared, INITIATIVES, adoption, by,
    fields::{PEOPLE, PERSON, PHASE},
};
use crate::{
    metrics::frames::columns::percentile,
    model::{
        assumptions::Assumptions,
        condition::field,
        dictionary::SheetKind::{Initiatives, Team as TeamSheet},
        health::{Health, PersonLoad, RoleGap, RoleHealth},
        measure::{Counted, Found, Goal, Level, MeasureUnit, PageGroup, Part, count, own, share, share_of_counts},
        metrics::InitiativeMetrics,
        phase::Phase,
        population::Population::{Active, InFlight},
        portfolio::Portfolio,
        role::Role,
    },
};
use polars::prelude::{Column, Float64Chunked, PolarsResult};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// How the dictionary spells the centre as a home department.
pub(super) const COE_HOME: &str = "AI CoE";

/// People of an initiative that was retired or rejected have left it; the centre itself, and one whose phase cannot be
/// read, are not over.
fn is_living(initiatives: &[InitiativeMetrics], initiative: Option<usize>) -> bool {
    let phase = initiative.and_then(|row| initiatives[row].phase);
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
    pub(super) fn of(portfolio: &Portfolio, assumptions: &Assumptions, initiatives: &[InitiativeMetrics]) -> Team {
        let table = &portfolio.team;
        let period = assumptions.period;
        let (from, to, fte) = (table.month("from"), table.month("to"), table.number("fte"));
        let mut team = Team::default();
        for row in 0..table.len() {
            let initiative = portfolio.team_initiative[row].map(|row| row as usize);
            team.reporting.extend(initiative);
            let role = table.text("role")[row].as_deref().and_then(Role::named);
            let is_over = to[row].is_some_and(|to| to < period);
            if is_over || from[row].is_some_and(|from| from > period) || !is_living(initiatives, initiative) {
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

/// M16–M18: there are none when nobody reports people.
pub(super) fn measures() -> Vec<Declared> {
    vec![
        // Initiatives that report nobody are left out.
        share_of_counts(
            [field("roles_filled"), field("roles_needed"), field("roles_unclear")],
            "M16a",
            "roles_filled",
            "Roles filled of those the phases need",
        )
        .short("Roles filled")
        .needing(TeamSheet)
        .at_least("roles_filled")
        .lists_the_rest()
        .formula("Roles with somebody in the reporting month (an FTE that cannot be read is somebody), divided by the roles that the phases of initiatives need; initiatives that report nobody are left out.")
        .told_from(&[PHASE, PEOPLE])
        .on_page(PageGroup::Standards, 2)
        .into(),
        by(
            own("M16b", "work_of_capacity", "Work planned of people's time", MeasureUnit::Share)
                .needing(TeamSheet)
                .aiming(Goal::AtMost(Level::Fixed(1.0)))
                .formula("Full-time equivalents planned in the reporting month, divided by those there are (setting capacity, else one for each person).")
                .told_from(&[PERSON]),
            capacity,
        ),
        by(
            own("M17a", "people_overloaded", "People with more work than time", MeasureUnit::Share)
                .needing(TeamSheet)
                .none_wanted()
                .formula("People with more than {person_load} full-time equivalents in the reporting month over all their rows but those of retired and rejected initiatives, divided by people.")
                .told_from(&[PERSON]),
            overloaded,
        ),
        by(
            own("M17b", "person_load", "Load of a person, median", MeasureUnit::People)
                .needing(TeamSheet)
                .formula("Median of the full-time equivalents of each person in the reporting month.")
                .told_from(&[PERSON]),
            median_load,
        ),
        by(
            count("M17c", "most_initiatives", "Most initiatives of one person")
                .needing(TeamSheet)
                .less_is_better()
                .formula("The most initiatives that one person is on in the reporting month.")
                .told_from(&[PERSON]),
            most_initiatives,
        ),
        share("M17d", "on_one_person", "In flight with one person in all technical roles")
            .of(InFlight)
            .needing(TeamSheet)
            .numerator(field("stands_on_one_person").holds())
            .none_wanted()
            .lists_them()
            .formula("Initiatives in Pilot or Production whose technical roles are all held by one person, divided by those that report people.")
            .told_from(&[PHASE, (TeamSheet, &["role", "person_email", "from", "to"])])
            .into(),
        share("M18a", "collaboration", "Active initiatives with business and centre together")
            .short("Business and CoE together")
            .of(Active)
            .needing(TeamSheet)
            .numerator(field("works_together").holds())
            .at_least("collaboration")
            .lists_the_rest()
            .formula("Active initiatives with a domain expert of their own department and a technical role of the AI CoE, divided by active initiatives that report people.")
            .told_from(&[
                (Initiatives, &["phase", "department"]),
                (TeamSheet, &["role", "home_department", "from", "to"]),
            ])
            .on_page(PageGroup::Standards, 3)
            .into(),
        by(
            own("M18b", "domain_time", "Time of business domain experts in all time", MeasureUnit::Share)
                .needing(TeamSheet)
                .formula("Full-time equivalents of business domain experts ÷ those of everybody, on active initiatives in the reporting month.")
                .told_from(&[PERSON]),
            domain_share,
        ),
        by(
            own("M18c", "departments_touched", "Departments in an active initiative", MeasureUnit::Share)
                .needing(TeamSheet)
                .more_is_better()
                .formula("Departments that own or support an active initiative, divided by the company's departments: those that the settings list, without a list those that own or support an initiative or are an expected sender; Other not among them.")
                .told_from(&[(Initiatives, &["phase", "department", "supporting_departments"])]),
            departments_touched,
        ),
    ]
}

/// Roles, people, and what is told of each initiative by them; nothing when nobody reports people.
pub(super) fn add(centre: &Centre, health: &mut Health) -> Vec<Column> {
    let team = &centre.team;
    let needs = Needs::of(centre, team);
    if !centre.portfolio.team.is_empty() {
        let main_roles = main_roles(team);
        health.roles = Role::ALL.map(|role| role_health(centre, team, (&needs, &main_roles), role)).to_vec();
        health.role_gaps = needs.gaps.clone();
        health.people = people(centre, team);
    }
    let alone = alone(centre, team);
    let needed = |row: usize| needs.of_initiative(row).count() as u32;
    let filled = |row: usize| needs.of_initiative(row).filter(|(_, _, filled)| *filled).count() as u32;
    vec![
        centre.counts("roles_needed", needed),
        centre.counts("roles_filled", filled),
        centre.counts("roles_unclear", |row| needs.unclear[row]),
        centre.marks("stands_on_one_person", |row| team.reporting.contains(&row).then(|| alone.contains_key(&row))),
        centre.marks("works_together", |row| works_together(centre, team, row)),
    ]
}

/// Which roles are needed, filled and missing.
struct Needs {
    /// Initiative, role, filled.
    known: Vec<(usize, Role, bool)>,
    gaps: Vec<RoleGap>,
    /// Of each initiative, roles it needs of which nobody knows whether somebody has them.
    unclear: Vec<u32>,
}

impl Needs {
    fn of(centre: &Centre, team: &Team) -> Needs {
        let mut needs = Needs { known: Vec::new(), gaps: Vec::new(), unclear: vec![0; centre.rows().len()] };
        for row in centre.rows() {
            let Some(phase) = centre.phase(row) else { continue };
            let wanted: Vec<Role> = Role::ALL.into_iter().filter(|role| role.is_needed_in(phase)).collect();
            if !team.reporting.contains(&row) {
                needs.unclear[row] = wanted.len() as u32;
                continue;
            }
            let (unclear, clear): (Vec<Role>, Vec<Role>) =
                wanted.into_iter().partition(|role| !team.has(row, *role) && team.unclear.contains(&(row, *role)));
            needs.unclear[row] = unclear.len() as u32;
            needs.known.extend(clear.iter().map(|role| (row, *role, team.has(row, *role))));
            let missing: Vec<Role> = clear.into_iter().filter(|role| !team.has(row, *role)).collect();
            if !missing.is_empty() {
                needs.gaps.push(RoleGap { row: row as u32, missing });
            }
        }
        needs
    }

    /// The needs of one initiative; they stand in its order.
    fn of_initiative(&self, row: usize) -> impl Iterator<Item = &(usize, Role, bool)> {
        let start = self.known.partition_point(|(of, ..)| *of < row);
        self.known[start..].iter().take_while(move |(of, ..)| *of == row)
    }
}

fn role_health(
    centre: &Centre,
    team: &Team,
    (needs, main_roles): (&Needs, &BTreeMap<Arc<str>, Role>),
    role: Role,
) -> RoleHealth {
    let people = main_roles.values().filter(|main| **main == role).count() as f64;
    let set = centre.assumptions.capacity.of(role.name(), centre.assumptions.period);
    let of_role = || needs.known.iter().filter(move |(_, one, _)| *one == role);
    RoleHealth {
        role,
        needed: of_role().count() as u32,
        filled: of_role().filter(|(_, _, filled)| *filled).count() as u32,
        demand: fte_sum(team.places.iter().filter(|place| place.role == Some(role)).filter_map(|place| place.fte)),
        capacity: set.map_or(people, |thousandths| thousandths as f64 / 1000.0),
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

/// M16: full-time equivalents planned / full-time equivalents there are.
fn capacity(centre: &Centre, health: &Health) -> PolarsResult<Option<Found>> {
    let demand = fte_sum(health.roles.iter().map(|role| role.demand));
    let capacity: f64 = health.roles.iter().map(|role| role.capacity).sum();
    let found = Found::quotient(Part::Number(demand), Part::Number(capacity));
    let found = found.over(health.people.len()).without(centre.team.unreadable());
    Ok(Some(found.counting(Counted::Team, &[], &centre.team.rows())))
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

/// Rows of Team that say whose they are.
fn named(team: &Team) -> Vec<usize> {
    team.places.iter().filter(|place| place.email.is_some()).map(|place| place.row).collect()
}

/// M17: people over the limit.
fn overloaded(centre: &Centre, health: &Health) -> PolarsResult<Option<Found>> {
    let team = &centre.team;
    let most = centre.targets().person_load;
    let is_too_much = |person: &&PersonLoad| person.fte.is_some_and(|fte| fte > most + 1e-9);
    let too_busy: BTreeSet<&Arc<str>> = health.people.iter().filter(is_too_much).map(|person| &person.email).collect();
    let known = health.people.iter().filter(|person| person.fte.is_some()).count();
    let is_over = |place: &&Place| place.email.as_ref().is_some_and(|email| too_busy.contains(email));
    let rows: Vec<usize> = team.places.iter().filter(is_over).map(|place| place.row).collect();
    let found = Found::share(too_busy.len(), known).without(team.unreadable());
    Ok(Some(found.counting(Counted::Team, &rows, &named(team))))
}

/// M17: median load.
fn median_load(centre: &Centre, health: &Health) -> PolarsResult<Option<Found>> {
    let loads: Vec<f64> = health.people.iter().filter_map(|person| person.fte).collect();
    let loads = Float64Chunked::from_vec("fte".into(), loads);
    let found = Found::number(percentile(&loads, 0.5)?, loads.len()).without(centre.team.unreadable());
    Ok(Some(found.counting(Counted::Team, &[], &named(&centre.team))))
}

/// M17: initiatives at once.
fn most_initiatives(centre: &Centre, health: &Health) -> PolarsResult<Option<Found>> {
    let most = health.people.iter().map(|person| person.initiatives).max().map(f64::from);
    let found = Found::number(most, health.people.len()).without(centre.team.unreadable());
    Ok(Some(found.counting(Counted::Team, &[], &named(&centre.team))))
}

/// M18: has an initiative a domain expert of its own department and a technical role of the centre? Unknown where it
/// reports nobody, or not whose it is.
fn works_together(centre: &Centre, team: &Team, row: usize) -> Option<bool> {
    let own = centre.text("department", row).filter(|_| team.reporting.contains(&row))?;
    let of_business = team.on(row).any(|place| place.has(Role::Domain) && place.home.as_ref() == Some(own));
    let of_centre = team.on(row).any(|place| place.is_technical() && place.home.as_deref() == Some(COE_HOME));
    Some(of_business && of_centre)
}

/// M18: time of domain experts / time of all on active initiatives.
fn domain_share(centre: &Centre, _: &Health) -> PolarsResult<Option<Found>> {
    let team = &centre.team;
    let is_on_active = |place: &&Place| place.initiative.is_some_and(|row| centre.is_active(row));
    let (known, unread): (Vec<&Place>, Vec<&Place>) =
        team.places.iter().filter(is_on_active).partition(|place| place.fte.is_some() && place.role.is_some());
    let experts: Vec<&Place> = known.iter().copied().filter(|place| place.role == Some(Role::Domain)).collect();
    let rows = |places: &[&Place]| places.iter().map(|place| place.row).collect::<Vec<usize>>();
    let fte = |places: &[&Place]| Part::Number(fte_sum(places.iter().filter_map(|place| place.fte)));
    let found = Found::quotient(fte(&experts), fte(&known)).over(known.len()).without(team.undated + unread.len());
    Ok(Some(found.counting(Counted::Team, &rows(&experts), &rows(&known))))
}

/// M18: departments that own or support an active initiative / listed departments.
fn departments_touched(centre: &Centre, _: &Health) -> PolarsResult<Option<Found>> {
    let mut touched: BTreeSet<&str> = BTreeSet::new();
    let active = centre.active_rows();
    for row in &active {
        touched.extend(centre.text("department", *row).map(|name| &**name));
        let supporting = centre.table().list("supporting_departments")[*row].as_deref().unwrap_or_default();
        touched.extend(supporting.iter().map(|name| &**name));
    }
    let all: Vec<&str> = adoption::listed_departments(centre).collect();
    let homeless = active.iter().filter(|row| centre.text("department", **row).is_none()).count();
    let found = Found::share(all.iter().filter(|name| touched.contains(*name)).count(), all.len());
    Ok(Some(found.without(homeless).counting(INITIATIVES, &[], &active)))
}
