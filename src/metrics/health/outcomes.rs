//! What came of it: benefits against plan (M1), KPIs (M2, M3), budget (M4), net benefit (M6), the mix (M27) and how
//! much of it rests on a few (M29).

use super::{
    Centre, Declared, INITIATIVES, by,
    fields::{BENEFIT, KPI},
    listed,
};
use crate::{
    metrics::{
        frames::{
            columns::{cents, counts, numbered, stable},
            groups::rows_by,
        },
        kpi,
    },
    model::{
        amount::amount,
        condition::field,
        dictionary::SheetKind::{Financials, Initiatives, Outcomes},
        health::{Health, OutcomeMix},
        measure::{Counted, Declaration, Found, MeasureUnit, SheetFields, amounts_of, own, share, share_of},
        metrics::PlanActual,
        money::Cents,
    },
};
use polars::prelude::*;
use std::sync::Arc;

/// How the dictionary spells the kinds of benefit.
const HARD: &str = "Hard-cashable";
const SOFT: &str = "Soft";

const COST: SheetFields = (Financials, &["cost_planned", "cost_actual"]);
const GAIN: SheetFields = (Financials, &["benefit_planned", "benefit_actual"]);
const VALIDATED: SheetFields = (Financials, &["benefit_planned", "benefit_actual", "finance_validated"]);
const KIND: SheetFields = (Financials, &["benefit_planned", "benefit_actual", "benefit_type"]);
const NET: SheetFields = (Financials, &["benefit_actual", "benefit_type", "cost_actual"]);

/// Money of each initiative in the year to date, under the keys of Financials; unknown where no month reports it.
pub(super) fn columns(centre: &Centre) -> Vec<Column> {
    let year = |row: usize| centre.initiatives[row].money.year_to_date;
    let planned = |side: PlanActual| side.has_plan().then(|| side.plan_to_date());
    vec![
        centre.money("cost_actual", |row| centre.spend(row)),
        centre.money("benefit_actual", |row| centre.benefit(row)),
        centre.money("cost_planned", |row| planned(year(row).cost)),
        centre.money("benefit_planned", |row| planned(year(row).benefit)),
        centre.money("cost_actual_life", |row| {
            let cost = &centre.initiatives[row].money.life.cost;
            (cost.reported() > 0).then_some(cost.actual)
        }),
    ]
}

/// M1–M4.
pub(super) fn measures() -> Vec<Declared> {
    let over_kpis = |declaration: Declaration| declaration.over(Counted::Kpis);
    vec![
        compared(share_of_plan("M1a", "benefit_realisation", "Benefit reached of plan"), BENEFITS)
            .adding(amount("benefit_actual").with("benefit_planned"))
            .at_least("benefit_realisation")
            .formula("Benefit actual divided by Benefit planned over {year_to_date}, over the months of an initiative that have both.")
            .told_from(&[GAIN])
            .into(),
        compared(share_of_plan("M1b", "benefit_realisation_validated", "Benefit validated by finance of plan"), BENEFITS)
            .adding(amount("benefit_actual").with("benefit_planned").only(field("finance_validated").holds()))
            .more_is_better()
            .formula("Benefit actual in rows with Finance validated = Yes, divided by Benefit planned of the same months, over {year_to_date}.")
            .told_from(&[VALIDATED])
            .into(),
        compared(share_of_plan("M1c", "benefit_realisation_hard", "Hard-cashable benefit reached of plan"), BENEFITS)
            .among(field("benefit_type").is_filled_with(HARD))
            .adding(amount("benefit_actual").with("benefit_planned"))
            .more_is_better()
            .formula("In rows with Benefit type = Hard-cashable: Benefit actual divided by Benefit planned over {year_to_date}, over the months of an initiative that have both.")
            .told_from(&[KIND])
            .into(),
        amounts_of("M1d", "benefit_unplanned", "Benefit in months without a plan", MeasureUnit::Money)
            .adding(amount("benefit_actual").without("benefit_planned"))
            .needing_some(amount("benefit_actual"))
            .formula("Sum of Benefit actual over {year_to_date}, in months of initiatives without any Benefit planned.")
            .told_from(&[GAIN])
            .into(),
        over_kpis(share("M2a", "kpis_at_target", "KPIs at target"))
            .numerator(field("attainment").at_least_set("kpi_at_target"))
            .at_least("kpis_at_target")
            .lists_the_rest()
            .formula("KPIs with an attainment of {kpi_at_target} or more, divided by the KPIs that can be judged. Attainment = (Actual − Baseline) ÷ (Target − Baseline); inside a band 1, outside it 1 − distance ÷ distance of the baseline.")
            .told_from(&[KPI])
            .into(),
        over_kpis(share("M2b", "kpis_worse", "KPIs worse than before"))
            .numerator(field("is_worse").holds())
            .none_wanted()
            .lists_them()
            .formula("KPIs further from their target than their baseline was, divided by the KPIs that can be judged.")
            .told_from(&[KPI])
            .into(),
        over_kpis(share("M3", "kpis_on_pace", "KPIs on pace for their target date"))
            .numerator(field("pace").at_least(1.0))
            .more_is_better()
            .lists_the_rest()
            .formula("KPIs whose attainment ÷ share of the time passed is 1 or more, divided by the KPIs with a baseline, a target and their dates.")
            .told_from(&[(Outcomes, &["kpi", "baseline", "baseline_on", "target", "target_on", "read_on", "actual"])])
            .into(),
        compared(amounts_of("M4a", "budget_variance", "Spend over plan (under plan: negative)", MeasureUnit::Money), COSTS)
            .adding(amount("cost_actual").with("cost_planned"))
            .less_is_better()
            .formula("Cost actual less Cost planned over the months of {year_to_date} that have both; above zero is over plan.")
            .told_from(&[COST])
            .into(),
        compared(share_of_plan("M4b", "budget_variance_share", "Spend over plan, share of plan"), COSTS)
            .adding(amount("cost_actual").with("cost_planned"))
            .less(amount("cost_planned").with("cost_actual"))
            .less_is_better()
            .formula("Cost actual less Cost planned, divided by Cost planned, over the months of {year_to_date} that have both.")
            .told_from(&[COST])
            .into(),
    ]
}

/// Planned and actual.
const COSTS: [&str; 2] = ["cost_planned", "cost_actual"];
const BENEFITS: [&str; 2] = ["benefit_planned", "benefit_actual"];

fn share_of_plan(id: &'static str, key: &'static str, label: &'static str) -> Declaration {
    amounts_of(id, key, label, MeasureUnit::Share)
}

/// Held against the plan over the compared months of the year to date, those of an initiative with both; what has one side
/// only is left out.
///
/// Sources: Axelos, *Managing Successful Programmes*, benefits realisation (M1); PMI, *Practice Standard for Earned Value
/// Management*, variance to plan (M4).
fn compared(declaration: Declaration, [planned, actual]: [&'static str; 2]) -> Declaration {
    declaration
        .against(amount(planned).with(actual))
        .leaving_out(amount(planned).without(actual))
        .leaving_out(amount(actual).without(planned))
}

/// M6: net benefit to date without soft benefits, its return on cost, and soft benefits apart.
pub(super) fn net_measures() -> Vec<Declared> {
    vec![
        net(amounts_of("M6a", "net_benefit", "Net benefit to date, soft benefits not counted", MeasureUnit::Money))
            .formula("Benefit actual but soft benefits, less Cost actual, over {year_to_date}.")
            .into(),
        net(amounts_of(
            "M6b",
            "return_on_cost",
            "Return on cost to date, soft benefits not counted",
            MeasureUnit::Share,
        ))
        .against(amount("cost_actual"))
        .formula("Benefit actual but soft benefits, less Cost actual, divided by Cost actual, over {year_to_date}.")
        .into(),
        amounts_of("M6c", "soft_benefit", "Soft benefits to date, apart", MeasureUnit::Money)
            .adding(amount("benefit_actual").only(field("benefit_type").is_filled_with(SOFT)))
            .needing_some(amount("benefit_actual"))
            .formula("Sum of Benefit actual over {year_to_date}, in rows with Benefit type = Soft.")
            .told_from(&[(Financials, &["benefit_actual", "benefit_type"])])
            .into(),
    ]
}

/// Benefit without soft benefits, less cost; not known before some month reports either.
fn net(declaration: Declaration) -> Declaration {
    declaration
        .adding(amount("benefit_actual").only(field("benefit_type").is_filled_with(SOFT).negated()))
        .less(amount("cost_actual"))
        .needing_some(amount("benefit_actual"))
        .needing_some(amount("cost_actual"))
        .leaving_out(amount("benefit_planned").without("benefit_actual"))
        .leaving_out(amount("cost_planned").without("cost_actual"))
        .more_is_better()
        .told_from(&[NET])
}

/// M27: benefit and mean attainment by outcome category and department.
pub(super) fn mix(centre: &Centre) -> PolarsResult<Vec<OutcomeMix>> {
    let name = |key: &str, row: usize| centre.text(key, row).cloned().unwrap_or_else(|| "".into());
    let groups = rows_by(&centre.frames.initiatives, &["outcome", "department"])?;
    let mut mix: Vec<OutcomeMix> = groups
        .into_iter()
        .map(|rows| one_mix(centre, name("outcome", rows[0]), name("department", rows[0]), &rows))
        .collect();
    mix.sort_by(|one, other| (&one.outcome, &one.department).cmp(&(&other.outcome, &other.department)));
    Ok(mix)
}

/// M27: the benefit of each category in the benefit of all.
pub(super) fn mix_measures() -> Vec<Declared> {
    vec![
        of_category("M27a", "benefit_efficiency", "Benefit from operational efficiency", "Operational efficiency")
            .formula("Benefit to date of initiatives with Outcome category = Operational efficiency, divided by that of all.")
            .into(),
        of_category("M27b", "benefit_growth", "Benefit from revenue growth", "Revenue growth")
            .formula("Benefit to date of initiatives with Outcome category = Revenue growth, divided by that of all.")
            .into(),
        of_category("M27c", "benefit_experience", "Benefit from customer experience", "Customer experience")
            .formula("Benefit to date of initiatives with Outcome category = Customer experience, divided by that of all.")
            .into(),
        of_category("M27d", "benefit_other", "Benefit from other outcomes", "Other")
            .formula("Benefit to date of initiatives with Outcome category = Other, divided by that of all.")
            .into(),
    ]
}

/// Benefit without a category is in the benefit of all, and said to be left out.
fn of_category(id: &'static str, key: &'static str, label: &'static str, outcome: &'static str) -> Declaration {
    share_of(field("benefit_actual"), id, key, label)
        .among(field("benefit_actual").is_known())
        .numerator(field("outcome").is_filled_with(outcome))
        .unsure(field("outcome").is_known().negated())
        .told_from(&[(Initiatives, &["outcome"]), BENEFIT])
}

fn one_mix(centre: &Centre, outcome: Arc<str>, department: Arc<str>, rows: &[usize]) -> OutcomeMix {
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

/// M29: how much of the benefit rests on a few.
pub(super) fn concentration_measures() -> Vec<Declared> {
    vec![by(
        own("M29", "top_three", "Benefit from the three largest initiatives", MeasureUnit::Share)
            .at_most("top_three_most")
            .formula("Benefit to date of the three initiatives with the most, divided by the benefit to date of all.")
            .told_from(&[BENEFIT]),
        concentration,
    )]
}

/// M29: the three largest initiatives in the real benefit of the year to date.
/// Source: the concentration ratio CR3 of industrial economics (Tirole, *The Theory of Industrial Organization*).
fn concentration(centre: &Centre, _: &Health) -> PolarsResult<Option<Found>> {
    let benefit = centre.money("benefit", |row| centre.benefit(row));
    let is_known = benefit.is_not_null();
    let known = DataFrame::new(benefit.len(), vec![numbered("row", benefit.len()), benefit])?.filter(&is_known)?;
    let known = known.sort(["benefit", "row"], stable().with_order_descending_multi([true, false]))?;
    let sum = |frame: &DataFrame| Ok::<_, PolarsError>(cents(frame, "benefit")?.iter().flatten().map(Cents).sum());
    let rows = |frame: &DataFrame| Ok::<_, PolarsError>(rows_in(&counts(frame, "row")?));
    let largest = known.head(Some(3));
    let top = rows(&largest.filter(&cents(&largest, "benefit")?.gt(0))?)?;
    let left_out = centre.in_flight_rows().iter().filter(|row| is_known.get(**row) != Some(true)).count();
    let found = Found::money_share(sum(&largest)?, sum(&known)?, known.height()).without(left_out);
    Ok(Some(found.counting(INITIATIVES, &top, &rows(&known)?).listing(listed(&top))))
}

fn rows_in(numbers: &UInt32Chunked) -> Vec<usize> {
    numbers.iter().flatten().map(|row| row as usize).collect()
}
