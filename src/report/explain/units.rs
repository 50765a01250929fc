//! What a unit of use costs: `unit cost`, `unit cost of FIN-001`, `unit cost of tickets answered in 2026-08`, `cost per
//! active user of FIN-001`.

use super::{
    cells::{Cells, Place},
    money,
    names::folded,
    scope::Scope,
};
use crate::{
    model::{
        dictionary::SheetKind,
        explanation::{Explanation, InputPart, NotFound, Step},
        period::Month,
        usage::{CostAndVolume, RUNNING_COST_TYPE, UnitCost, VolumeSource},
    },
    report::{ReportContext, round, unit_costs},
};
use std::collections::BTreeSet;

/// What questions about a unit begin with.
const UNIT: [&str; 6] =
    ["running cost per unit", "cost per unit", "unit costs", "unit cost", "running costs per unit", "costs per unit"];
/// And those about users.
const USER: [&str; 3] =
    ["running cost of the month per active user", "running cost per active user", "cost per active user"];

/// Most questions that are named in the place of one without an answer.
const MOST_NEAR: usize = 3;

/// By what running cost is divided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum By {
    Unit,
    User,
}

/// Units that are asked about.
pub struct Asked<'a> {
    by: By,
    units: Vec<&'a UnitCost>,
    month: Option<Month>,
}

/// Reads a question about unit costs, for whoever may see the rows of `list` only; nothing where it is about something
/// else.
pub fn read<'a>(context: &'a ReportContext, what: &str, list: Option<&Scope>) -> Option<Result<Asked<'a>, NotFound>> {
    let month = what.split_whitespace().find_map(|word| word.parse::<Month>().ok());
    let words: Vec<&str> = what.split_whitespace().filter(|word| word.parse::<Month>().is_err()).collect();
    let asked = folded(&words.join(" "));
    let behind = |called: &[&str]| called.iter().find_map(|called| asked.strip_prefix(called).map(str::to_owned));
    let (by, rest) = match (behind(&USER), behind(&UNIT)) {
        (Some(rest), _) => (By::User, rest),
        (None, Some(rest)) => (By::Unit, rest),
        (None, None) => return None,
    };
    let is_link = |word: &&str| ["of", "for", "in"].contains(word);
    let named = rest.split_whitespace().skip_while(is_link).collect::<Vec<_>>().join(" ");
    let named = named.strip_suffix(" in").unwrap_or(&named);
    let is_seen = |of: &&UnitCost| list.is_none_or(|list| list.rows.contains(&of.initiative));
    let seen: Vec<&UnitCost> = context.metrics.unit_costs.iter().filter(is_seen).collect();
    let mut units = seen.clone();
    units.retain(|of| named.is_empty() || names(context, of).contains(&named.to_owned()));
    if by == By::User {
        // It is of an initiative, whatever its units.
        units.dedup_by_key(|of| of.initiative);
    }
    if !units.is_empty() {
        return Some(Ok(Asked { by, units, month }));
    }
    let problem = match seen.is_empty() {
        true => "No unit of use is known: that takes a sheet Usage, or a bill with quantities".to_owned(),
        false => format!("No unit of use is known of \"{named}\""),
    };
    let of_id = |of: &&UnitCost| format!("unit cost of {}", unit_costs::id(context, of));
    let mut nearest: Vec<String> = seen.iter().map(of_id).collect();
    nearest.dedup();
    nearest.truncate(MOST_NEAR);
    Some(Err(NotFound { problem, nearest }))
}

/// What people may call a unit: whose it is, what it is, and both.
fn names(context: &ReportContext, of: &UnitCost) -> Vec<String> {
    let whose = [unit_costs::id(context, of), unit_costs::name(context, of)].map(|name| folded(&name));
    let unit = folded(&of.unit);
    let both = whose
        .iter()
        .flat_map(|whose| [format!("{whose} {unit}"), format!("{unit} {whose}"), format!("{unit} of {whose}")]);
    whose.iter().cloned().chain([unit.clone()]).chain(both).collect()
}

/// One answer a unit, or an initiative.
pub fn explain(context: &ReportContext, cells: &Cells, asked: &Asked) -> Vec<Explanation> {
    let told = Told { context, cells };
    let one = |of: &&UnitCost| match asked.by {
        By::Unit => told.unit(of, asked.month),
        By::User => told.user(of),
    };
    asked.units.iter().map(one).collect()
}

struct Told<'a> {
    context: &'a ReportContext<'a>,
    cells: &'a Cells<'a>,
}

impl Told<'_> {
    fn unit(&self, of: &UnitCost, month: Option<Month>) -> Explanation {
        let context = self.context;
        let (found, months): (CostAndVolume, &[_]) = match month {
            None => (of.actual, &of.months),
            Some(month) => match of.months.iter().find(|one| one.month == month) {
                Some(one) => (one.actual, std::slice::from_ref(one)),
                None => (CostAndVolume::default(), &[]),
            },
        };
        let both: BTreeSet<Month> =
            months.iter().filter(|one| one.actual.both().is_some()).map(|one| one.month).collect();
        let one_side: BTreeSet<Month> =
            months.iter().map(|one| one.month).filter(|month| !both.contains(month)).collect();
        let mut notes = Vec::new();
        if of.source == VolumeSource::Billed {
            notes.push(
                "Volumes are the quantities of bills, added up while they were read; no cell holds them.".to_owned(),
            );
        }
        notes.extend(unit_costs::dearer(context, of).map(|words| format!("Dearer while less is used: {words}.")));
        Explanation {
            key: "unit_cost".to_owned(),
            name: format!("Running cost per unit, {}", of.unit),
            scope: self.scope(of, month.map_or_else(|| context.year_to_date(), Month::title)),
            value: found.unit_cost(),
            shown: self.each(found),
            formula: unit_costs::FORMULA.to_owned(),
            steps: self.steps(of, found, months),
            notes,
            see_also: vec![format!("cost per active user of {}", unit_costs::id(context, of))],
            ..Explanation::default()
        }
        .with(self.cells.group(InputPart::Numerator, "Running cost", &self.costs(of, &both)))
        .with(self.cells.group(InputPart::Denominator, "Volume", &self.volumes(of, &both)))
        .with(self.cells.group(InputPart::LeftOut, "Left out: cost without a volume", &self.costs(of, &one_side)))
        .with(self.cells.group(
            InputPart::LeftOut,
            "Left out: volume without a cost",
            &self.volumes(of, &one_side),
        ))
    }

    fn steps(&self, of: &UnitCost, found: CostAndVolume, months: &[crate::model::usage::UnitMonth]) -> Vec<Step> {
        let cost = |name: &str, side: CostAndVolume| side.cost.map(|cents| money::step(self.context, name, cents));
        let volume = |name: &str, side: CostAndVolume| {
            side.volume.map(|volume| Step {
                name: name.to_owned(),
                value: Some(volume),
                shown: round::plain(volume).text(self.context.locale()),
            })
        };
        let each = |name: String, side: CostAndVolume| Step { name, value: side.unit_cost(), shown: self.each(side) };
        let planned = (months.len() == of.months.len()).then(|| each("Planned, a unit".to_owned(), of.planned));
        [cost("Running cost", found), volume("Volume", found), planned]
            .into_iter()
            .flatten()
            .chain(months.iter().map(|one| each(one.month.to_string(), one.actual)))
            .collect()
    }

    fn user(&self, of: &UnitCost) -> Explanation {
        let context = self.context;
        let period = context.assumptions.period;
        let users = context.portfolio.initiatives.number("active_users")[of.initiative as usize];
        let shown = of.per_active_user.map(|cost| self.in_currency(cost));
        let steps = users.map(|users| Step {
            name: "Active users".to_owned(),
            value: Some(users),
            shown: round::plain(users).text(context.locale()),
        });
        Explanation {
            key: "running_cost_per_active_user".to_owned(),
            name: "Running cost of the month per active user".to_owned(),
            scope: self.scope(of, period.title()),
            value: of.per_active_user,
            shown: shown.unwrap_or_else(|| "not known".to_owned()),
            formula:
                "Running cost (Cost actual of rows of Financials whose Cost type is Opex, bills among them) of the \
                      reporting month, divided by Active users."
                    .to_owned(),
            steps: steps.into_iter().collect(),
            ..Explanation::default()
        }
        .with(self.cells.group(InputPart::Numerator, "Running cost", &self.costs(of, &BTreeSet::from([period]))))
        .with(self.cells.group(
            InputPart::Denominator,
            "Active users",
            &[(SheetKind::Initiatives, of.initiative as usize, "active_users")],
        ))
    }

    fn scope(&self, of: &UnitCost, when: String) -> String {
        format!("{} {}, {when}", unit_costs::id(self.context, of), unit_costs::name(self.context, of))
    }

    fn each(&self, side: CostAndVolume) -> String {
        side.unit_cost().map_or_else(|| "not known".to_owned(), |cost| self.in_currency(cost))
    }

    fn in_currency(&self, cost: f64) -> String {
        format!("{} {}", self.context.rules.currency, round::unit_cost(cost).text(self.context.locale()))
    }

    /// Actual running costs of an initiative in these months.
    fn costs(&self, of: &UnitCost, months: &BTreeSet<Month>) -> Vec<Place<'static>> {
        let portfolio = self.context.portfolio;
        let table = &portfolio.financials;
        let (when, types, costs) = (table.month("month"), table.text("cost_type"), table.money("cost_actual"));
        (0..table.len())
            .filter(|row| portfolio.financials_initiative[*row] == Some(of.initiative))
            .filter(|row| when[*row].is_some_and(|month| months.contains(&month)))
            .filter(|row| types[*row].as_deref() == Some(RUNNING_COST_TYPE) && costs[*row].is_some())
            .map(|row| (SheetKind::Financials, row, "cost_actual"))
            .collect()
    }

    /// Actual volumes of a unit in these months; none where bills have them.
    fn volumes(&self, of: &UnitCost, months: &BTreeSet<Month>) -> Vec<Place<'static>> {
        let portfolio = self.context.portfolio;
        let table = &portfolio.usage;
        let (when, units, volumes) = (table.month("month"), table.text("unit"), table.number("volume_actual"));
        (0..table.len())
            .filter(|row| portfolio.usage_initiative[*row] == Some(of.initiative))
            .filter(|row| when[*row].is_some_and(|month| months.contains(&month)))
            .filter(|row| units[*row].as_deref().is_some_and(|unit| of.is_of(unit)) && volumes[*row].is_some())
            .map(|row| (SheetKind::Usage, row, "volume_actual"))
            .collect()
    }
}
