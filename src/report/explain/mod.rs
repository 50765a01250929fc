//! The way from a figure back to the cells it rests on.
//!
//! A question names a figure (`spend to date`, a key of `run.json`), a measure (`M7`), an initiative, or a figure of an
//! initiative, department, outcome category or phase (`rank of AI-003`, `benefit of Sales`), people ahead of a role, or what a unit of use costs.

mod cells;
mod initiative;
mod kept;
mod measures;
mod money;
mod names;
#[cfg(test)]
mod page_names;
mod people;
mod printed;
mod scope;
mod since;
#[cfg(test)]
pub(super) mod tests;
mod units;
mod worth;

use super::{ReportContext, round};
use crate::model::{
    dictionary::SheetKind,
    explanation::{Answered, EXPLAIN_FORMAT, Explained, Explanation, InputGroup, InputPart, Question, Step},
    measure::Measure,
    metrics::Attainment,
    money::Cents,
    phase::Phase,
    snapshot::Snapshot,
};
use cells::{Cells, Place};
use money::{MoneyRows, Side, Span};
use names::{Asked, Name};
use scope::Scope;
use worth::Worth;

/// Answers a question about these facts. `kept` is the snapshot they were read back from, if they were: what the report
/// of a closed month said is told where the settings of today give another value.
pub fn explain(context: &ReportContext, question: &Question, kept: Option<&Snapshot>) -> Answered {
    let cells = Cells::of(context);
    let mut explanations: Vec<Explanation> = match names::read(context, question) {
        Asked::Nothing(not_found) => match printed::explain(context, question) {
            printed if printed.is_empty() => return Answered::NotFound(not_found),
            printed => printed,
        },
        Asked::Measures(measures) => measures.iter().map(|one| measures::explain(context, &cells, one)).collect(),
        Asked::People(asked) => people::explain(context, &cells, &asked),
        Asked::Units(asked) => units::explain(context, &cells, &asked),
        Asked::Initiative(row, list) => vec![initiative::explain(context, &cells, row, list.as_ref())],
        Asked::Figure(name, scope, list) => {
            let explained = figure(context, &cells, name, &scope, list.as_ref());
            let others = printed::explain(context, question);
            let others = others.into_iter().filter(|other| !printed::says_the_same(&explained, other));
            let others: Vec<Explanation> = others.filter(|other| other.value.is_some()).collect();
            [vec![explained], others].concat()
        }
    };
    if let Some(kept) = kept {
        explanations.iter_mut().for_each(|explained| kept::compare(context, kept, explained));
    }
    Answered::Explained(Explained {
        format: EXPLAIN_FORMAT,
        period: context.assumptions.period,
        state: context.state().text(),
        currency: context.rules.currency.clone(),
        explanations,
    })
}

impl Explanation {
    /// With one more group, unless it is empty.
    fn with(mut self, group: InputGroup) -> Explanation {
        if !group.inputs.is_empty() {
            self.groups.push(group);
        }
        self
    }
}

/// A figure of a scope, for whoever may see the rows of `list` only.
fn figure(context: &ReportContext, cells: &Cells, name: &Name, scope: &Scope, list: Option<&Scope>) -> Explanation {
    let explained = match scope.initiative {
        Some(row) => Worth { context, cells, row, visible: list }.figure(name.key),
        None => None,
    };
    let mut explained = explained
        .or_else(|| of_money(context, cells, name.key, scope))
        .unwrap_or_else(|| of_rows(context, cells, name.key, scope));
    // Whoever may see some rows only is told nothing of all of them.
    let is_free = list.is_none() || scope.initiative.is_some();
    explained.notes.extend(since::note(context, name.key, scope).filter(|_| is_free));
    Explanation { key: name.key.to_owned(), name: name.words.to_owned(), scope: scope.words.clone(), ..explained }
}

/// Sums of Financials and what is made of them.
fn of_money(context: &ReportContext, cells: &Cells, key: &str, scope: &Scope) -> Option<Explanation> {
    let rows = MoneyRows::of(context, cells, scope);
    let span = match key.rsplit('_').next()? {
        "month" => Span::Month,
        "life" => Span::Life,
        _ => Span::Year,
    };
    let side = if key.starts_with("cost") { Side::Cost } else { Side::Benefit };
    Some(match key {
        "cost_actual_month"
        | "cost_actual_ytd"
        | "cost_actual_life"
        | "benefit_actual_month"
        | "benefit_actual_ytd"
        | "benefit_actual_life" => rows.actual_figure(side, span),
        "cost_planned_month"
        | "cost_planned_ytd"
        | "cost_planned_life"
        | "benefit_planned_month"
        | "benefit_planned_ytd"
        | "benefit_planned_life" => rows.planned_figure(side, span),
        "cost_outlook_year" | "benefit_outlook_year" => rows.outlook_figure(side),
        "benefit_validated_ytd" => rows.validated_figure(),
        "benefit_validated_share_ytd" => rows.validated_share(),
        "benefit_realisation_ytd" | "benefit_realisation_life" => rows.realisation(Side::Benefit, span),
        "cost_of_plan_ytd" => rows.realisation(Side::Cost, span),
        key => return rows.chain_figure(key),
    })
}

/// Figures counted or added up from Initiatives and Outcomes.
fn of_rows(context: &ReportContext, cells: &Cells, key: &str, scope: &Scope) -> Explanation {
    let column = |rows: &[u32], key: &'static str| -> Vec<Place<'static>> {
        rows.iter().map(|row| (SheetKind::Initiatives, *row as usize, key)).collect()
    };
    let rows: Vec<u32> = scope.rows.iter().copied().collect();
    let counted = |formula: &str, found: Vec<u32>, field: &'static str| {
        let count = found.len();
        Explanation {
            value: Some(count as f64),
            shown: round::count(count as i64).text(context.locale()),
            formula: formula.to_owned(),
            ..Explanation::default()
        }
        .with(cells.group(InputPart::Used, "Counted", &column(&found, field)))
    };
    match key {
        "initiatives" => counted("Accepted rows of Initiatives, each id once.", rows, "initiative_id"),
        "initiatives_in_production" => {
            counted("Initiatives with Phase = Production.", scope.in_phase(context, Phase::Production), "phase")
        }
        "initiatives_in_pilot" => {
            counted("Initiatives with Phase = Pilot.", scope.in_phase(context, Phase::Pilot), "phase")
        }
        "initiatives_ranked" => {
            let is_ranked = |row: &u32| context.metrics.initiatives[*row as usize].rank.is_some();
            let ranked: Vec<u32> = rows.into_iter().filter(is_ranked).collect();
            let least = round::percent(context.assumptions.thresholds.coverage, 0).text(context.locale());
            counted(
                &format!("Initiatives whose scores cover at least {least} of the weights."),
                ranked,
                "initiative_id",
            )
        }
        "budget_requested" => {
            let budgets = context.portfolio.initiatives.money("budget_requested");
            let (known, blank): (Vec<u32>, Vec<u32>) =
                rows.into_iter().partition(|row| budgets[*row as usize].is_some());
            let sum: Cents = known.iter().filter_map(|row| budgets[*row as usize]).sum();
            Explanation {
                value: (!known.is_empty()).then(|| sum.units()),
                shown: if known.is_empty() { "not known".to_owned() } else { money::shown(context, sum) },
                formula: "Sum of Budget requested; a blank is no zero and is left out.".to_owned(),
                ..Explanation::default()
            }
            .with(cells.group(InputPart::Used, "Added up", &column(&known, "budget_requested")))
            .with(cells.group(
                InputPart::LeftOut,
                "Left out: no budget",
                &column(&blank, "budget_requested"),
            ))
        }
        _ => of_kpis(context, cells, key, scope),
    }
}

/// KPIs at target, and their mean attainment.
fn of_kpis(context: &ReportContext, cells: &Cells, key: &str, scope: &Scope) -> Explanation {
    let kpis = &context.metrics.kpis;
    let places: Vec<usize> = (0..kpis.len()).filter(|place| scope.rows.contains(&kpis[*place].initiative)).collect();
    let attainment = attainment(context, scope);
    let mean = worth::mean_attainment(context, cells, &places, attainment.mean);
    if key == "kpi_attainment_mean" || key == "kpi_attainment" {
        return mean;
    }
    let share = (attainment.known > 0).then(|| f64::from(attainment.at_target) / f64::from(attainment.known));
    let least = round::percent(context.assumptions.thresholds.kpi_at_target, 0).text(context.locale());
    let mut steps = vec![
        Step {
            name: "KPIs at target".to_owned(),
            value: Some(attainment.at_target.into()),
            shown: attainment.at_target.to_string(),
        },
        Step {
            name: "KPIs judged".to_owned(),
            value: Some(attainment.known.into()),
            shown: attainment.known.to_string(),
        },
    ];
    steps.extend(mean.steps);
    Explanation {
        value: share,
        shown: share
            .map_or_else(|| "no KPI can be judged".to_owned(), |share| round::percent(share, 0).text(context.locale())),
        formula: format!(
            "KPIs with an attainment of {least} or more, divided by the KPIs that can be judged. Attainment = (Actual − \
             Baseline) ÷ (Target − Baseline)."
        ),
        steps,
        ..mean
    }
}

/// The engine's attainment of a scope: of one initiative by the weights of its KPIs, else each KPI once.
fn attainment(context: &ReportContext, scope: &Scope) -> Attainment {
    match scope.initiative {
        Some(row) => context.metrics.initiatives[row as usize].attainment,
        None => {
            let kpis = context.metrics.kpis.iter().filter(|kpi| scope.rows.contains(&kpi.initiative));
            Attainment::of_group(kpis, context.assumptions.thresholds.kpi_at_target)
        }
    }
}

/// Measures of a family or an id, `M7` or `M7a`, whatever the case.
fn measures_named<'a>(context: &'a ReportContext, name: &str) -> Vec<&'a Measure> {
    let name = name.trim().to_uppercase();
    let all = &context.metrics.health.measures;
    let exact: Vec<&Measure> = all.iter().filter(|one| one.id().to_uppercase() == name).collect();
    if exact.is_empty() { all.iter().filter(|one| one.family().to_uppercase() == name).collect() } else { exact }
}
