//! What came of it: benefits against plan (M1), KPIs (M2, M3), budget (M4), net benefit (M6), the mix (M27) and how
//! much of it rests on a few (M29).

use super::{Centre, INITIATIVES, listed};
use crate::{
    metrics::kpi,
    model::{
        health::{Counted, Health, Measure, OutcomeMix, Part, Target},
        metrics::{KpiMetrics, PlanActual},
        money::Cents,
    },
};
use std::{collections::BTreeMap, sync::Arc};

/// How the dictionary spells the kinds of benefit.
const HARD: &str = "Hard-cashable";
const SOFT: &str = "Soft";

/// M1–M4.
pub(super) fn add(centre: &Centre, health: &mut Health) {
    health.measures.extend([
        benefit_realisation(centre),
        benefit_realisation_validated(centre),
        benefit_realisation_hard(health),
        benefit_unplanned(centre),
        kpis_at_target(centre),
        kpis_worse(centre),
        kpis_on_pace(centre),
        budget_variance(centre),
        budget_variance_share(centre),
    ]);
}

/// M1: Σ benefit_actual / Σ benefit_planned over the compared months of the year to date: those with both.
/// Source: Axelos, *Managing Successful Programmes*, benefits realisation.
fn benefit_realisation(centre: &Centre) -> Measure {
    let benefit = &centre.total.year_to_date.benefit;
    realised("M1a", "Benefit reached of plan", benefit, benefit.actual_compared())
        .aiming(Target::AtLeast(centre.targets().benefit_realisation))
}

/// M1 over what finance has validated.
fn benefit_realisation_validated(centre: &Centre) -> Measure {
    let year = &centre.total.year_to_date;
    realised("M1b", "Benefit validated by finance of plan", &year.benefit, year.benefit_validated_compared)
}

/// M1 over hard-cashable benefits alone.
fn benefit_realisation_hard(health: &Health) -> Measure {
    let hard = health.benefit_kinds.iter().find(|kind| &*kind.name == HARD);
    let benefit = hard.map(|kind| kind.benefit).unwrap_or_default();
    realised("M1c", "Hard-cashable benefit reached of plan", &benefit, benefit.actual_compared())
}

fn realised(id: &'static str, name: &'static str, benefit: &PlanActual, actual: Cents) -> Measure {
    let (used, left_out) = (benefit.compared as usize, benefit.left_out() as usize);
    Measure::money_share(id, name, actual, benefit.planned, used).without(left_out)
}

/// M1: real benefit in months for which none was planned.
fn benefit_unplanned(centre: &Centre) -> Measure {
    let benefit = &centre.total.year_to_date.benefit;
    Measure::money("M1d", "Benefit in months without a plan", benefit.actual_unplanned, benefit.reported() as usize)
}

/// M2: KPIs at target / KPIs judged; attainment is (actual − baseline) / (target − baseline).
fn kpis_at_target(centre: &Centre) -> Measure {
    let judged = kpis_with(centre, |kpi| kpi.attainment.is_some());
    let wanted = centre.assumptions.thresholds.kpi_at_target;
    let (met, short): (Vec<usize>, Vec<usize>) =
        judged.iter().partition(|kpi| centre.kpis[**kpi].attainment.is_some_and(|share| share + 1e-9 >= wanted));
    Measure::share("M2a", "KPIs at target", met.len(), judged.len())
        .without(centre.kpis.len() - judged.len())
        .counting(Counted::Kpis, &met, &judged)
        .aiming(Target::AtLeast(centre.targets().kpis_at_target))
        .listing(initiatives_of(centre, &short))
}

/// M2: KPIs that are worse than before.
fn kpis_worse(centre: &Centre) -> Measure {
    let judged = kpis_with(centre, |kpi| kpi.attainment.is_some());
    let worse = kpis_with(centre, KpiMetrics::is_worse_than_before);
    Measure::share("M2b", "KPIs worse than before", worse.len(), judged.len())
        .without(centre.kpis.len() - judged.len())
        .counting(Counted::Kpis, &worse, &judged)
        .aiming(Target::AtMost(0.0))
        .listing(initiatives_of(centre, &worse))
}

/// M3: KPIs that are as far as their dates ask.
fn kpis_on_pace(centre: &Centre) -> Measure {
    let paced = kpis_with(centre, |kpi| kpi.pace.is_some());
    let (on, behind): (Vec<usize>, Vec<usize>) =
        paced.iter().partition(|kpi| centre.kpis[**kpi].pace.is_some_and(|pace| pace + 1e-9 >= 1.0));
    Measure::share("M3", "KPIs on pace for their target date", on.len(), paced.len())
        .without(centre.kpis.len() - paced.len())
        .counting(Counted::Kpis, &on, &paced)
        .listing(initiatives_of(centre, &behind))
}

/// Places of some KPIs in the list.
fn kpis_with(centre: &Centre, wanted: impl Fn(&KpiMetrics) -> bool) -> Vec<usize> {
    (0..centre.kpis.len()).filter(|place| wanted(&centre.kpis[*place])).collect()
}

/// Each initiative of some KPIs once.
fn initiatives_of(centre: &Centre, kpis: &[usize]) -> Vec<u32> {
    let mut rows: Vec<u32> = kpis.iter().map(|kpi| centre.kpis[*kpi].initiative).collect();
    rows.dedup();
    rows
}

/// M4: Σ cost_actual − Σ cost_planned over the compared months of the year to date; above zero is over plan.
/// Source: PMI, *Practice Standard for Earned Value Management*, variance to plan.
fn budget_variance(centre: &Centre) -> Measure {
    let cost = &centre.total.year_to_date.cost;
    let variance = cost.variance().unwrap_or_default();
    let mut measure = Measure::money("M4a", "Spend over plan (under plan: negative)", variance, cost.compared as usize)
        .without(cost.left_out() as usize);
    measure.numerator = Some(Part::Money(cost.actual_compared()));
    measure.denominator = Some(Part::Money(cost.planned));
    measure
}

/// M4 as a share of the plan.
fn budget_variance_share(centre: &Centre) -> Measure {
    let cost = &centre.total.year_to_date.cost;
    let variance = cost.variance().unwrap_or_default();
    Measure::money_share("M4b", "Spend over plan, share of plan", variance, cost.planned, cost.compared as usize)
        .without(cost.left_out() as usize)
}

/// M6: net benefit to date without soft benefits, its return on cost, and soft benefits apart.
pub(super) fn add_net(centre: &Centre, health: &mut Health) {
    let year = &centre.total.year_to_date;
    let soft: Cents =
        health.benefit_kinds.iter().filter(|kind| &*kind.name == SOFT).map(|kind| kind.benefit.actual).sum();
    let net = year.benefit.actual - soft - year.cost.actual;
    let known = (year.benefit.reported().min(year.cost.reported())) as usize;
    let left_out = (year.benefit.unreported + year.cost.unreported) as usize;
    let cost = if known > 0 { year.cost.actual } else { Cents::ZERO };
    health.measures.extend([
        Measure::money("M6a", "Net benefit to date, soft benefits not counted", net, known).without(left_out),
        Measure::money_share("M6b", "Return on cost to date, soft benefits not counted", net, cost, known)
            .without(left_out),
        Measure::money("M6c", "Soft benefits to date, apart", soft, year.benefit.reported() as usize),
    ]);
}

/// M27: benefit and mean attainment by outcome category and department.
pub(super) fn add_mix(centre: &Centre, health: &mut Health) {
    let name = |key: &str, row: usize| centre.text(key, row).cloned().unwrap_or_else(|| "".into());
    let mut rows_of: BTreeMap<(Arc<str>, Arc<str>), Vec<usize>> = BTreeMap::new();
    for row in centre.rows() {
        rows_of.entry((name("outcome", row), name("department", row))).or_default().push(row);
    }
    health.outcome_mix =
        rows_of.into_iter().map(|((outcome, department), rows)| mix(centre, outcome, department, &rows)).collect();
    for (id, name, outcome) in [
        ("M27a", "Benefit from operational efficiency", "Operational efficiency"),
        ("M27b", "Benefit from revenue growth", "Revenue growth"),
        ("M27c", "Benefit from customer experience", "Customer experience"),
        ("M27d", "Benefit from other outcomes", "Other"),
    ] {
        health.measures.push(outcome_share(centre, id, name, outcome));
    }
}

fn mix(centre: &Centre, outcome: Arc<str>, department: Arc<str>, rows: &[usize]) -> OutcomeMix {
    let years = rows.iter().map(|row| centre.initiatives[*row].money.year_to_date);
    let kpis = rows.iter().flat_map(|row| centre.kpis_of(*row));
    let attainment = kpi::attainment(kpis, centre.assumptions);
    OutcomeMix {
        outcome,
        department,
        initiatives: rows.len() as u32,
        benefit: years.clone().fold(PlanActual::default(), |sum, year| sum.plus(year.benefit)),
        benefit_validated: years.map(|year| year.benefit_validated).sum(),
        attainment: attainment.mean,
        kpis: attainment.known,
    }
}

/// M27: the benefit of one category in the benefit of all.
fn outcome_share(centre: &Centre, id: &'static str, name: &'static str, outcome: &str) -> Measure {
    let known: Vec<(usize, Cents)> = centre.rows().filter_map(|row| Some((row, centre.benefit(row)?))).collect();
    let here = |row: &usize| centre.text("outcome", *row).is_some_and(|found| &**found == outcome);
    let sum = known.iter().filter(|(row, _)| here(row)).map(|(_, cents)| *cents).sum();
    let all = known.iter().map(|(_, cents)| *cents).sum();
    let rows: Vec<usize> = known.iter().map(|(row, _)| *row).collect();
    let of_category: Vec<usize> = rows.iter().copied().filter(here).collect();
    let uncategorised = known.iter().filter(|(row, _)| centre.text("outcome", *row).is_none()).count();
    Measure::money_share(id, name, sum, all, known.len() - uncategorised).without(uncategorised).counting(
        INITIATIVES,
        &of_category,
        &rows,
    )
}

/// M29: the three largest initiatives in the real benefit of the year to date.
/// Source: the concentration ratio CR3 of industrial economics (Tirole, *The Theory of Industrial Organization*).
pub(super) fn add_concentration(centre: &Centre, health: &mut Health) {
    let mut known: Vec<(Cents, usize)> = centre.rows().filter_map(|row| Some((centre.benefit(row)?, row))).collect();
    known.sort_by_key(|(cents, row)| (-cents.0, *row));
    let top: Vec<usize> = known.iter().take(3).filter(|(cents, _)| cents.0 > 0).map(|(_, row)| *row).collect();
    let sum = |list: &[(Cents, usize)]| -> Cents { list.iter().map(|(cents, _)| *cents).sum() };
    let (largest, all) = (sum(&known[..known.len().min(3)]), sum(&known));
    let left_out = centre.rows().filter(|row| centre.in_flight(*row) && centre.benefit(*row).is_none()).count();
    let measure = Measure::money_share("M29", "Benefit from the three largest initiatives", largest, all, known.len())
        .without(left_out)
        .counting(INITIATIVES, &top, &known.iter().map(|(_, row)| *row).collect::<Vec<usize>>())
        .aiming(Target::AtMost(centre.targets().top_three_most))
        .listing(listed(&top));
    health.measures.push(measure);
}
