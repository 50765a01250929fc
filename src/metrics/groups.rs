//! Departments, outcome categories and phases, the centre's own and everything: the same numbers of each.

use super::{
    frames::{
        TYPED_PHASE,
        columns::{cents, counts, numbers, rows_of, texts},
        groups::{Group, groups},
        money::{BENEFIT_KINDS, Benefit, KindOfBenefit, MoneyFrame, Totals},
    },
    kpi,
};
use crate::model::{
    assumptions::Assumptions,
    health::{BenefitKind, BenefitPart},
    metrics::{GroupMetrics, KpiMetrics, Money, PlanActual},
    money::Cents,
    phase::Phase,
    portfolio::CENTRE,
};
use polars::prelude::*;
use std::sync::Arc;

/// Groups of initiatives with their numbers.
pub struct Groups<'a> {
    /// Initiatives with what was computed of them.
    pub initiatives: &'a DataFrame,
    /// In order of initiative.
    pub kpis: &'a [KpiMetrics],
    pub totals: &'a Totals,
    pub assumptions: &'a Assumptions,
}

impl Groups<'_> {
    /// Those of a department each, the centre's own money behind them and what was not reported at the end.
    pub fn departments(&self, groups: &[Group]) -> PolarsResult<Vec<GroupMetrics>> {
        let mut departments = self.each(groups)?;
        departments.sort_by_key(|group| group.name.is_empty());
        let own = self.totals.centre;
        if own != Money::default() {
            departments.push(self.group(CENTRE.into(), &[], own)?);
        }
        Ok(departments)
    }

    /// Those of an outcome category each, what was not reported at the end.
    pub fn outcomes(&self, groups: &[Group]) -> PolarsResult<Vec<GroupMetrics>> {
        let mut outcomes = self.each(groups)?;
        outcomes.sort_by_key(|group| group.name.is_empty());
        Ok(outcomes)
    }

    /// Those of a phase each, in the order of the phases, others behind them.
    pub fn phases(&self) -> PolarsResult<Vec<GroupMetrics>> {
        let mut phases = self.each(&groups(self.initiatives, TYPED_PHASE)?)?;
        let place = |name: &str| Phase::ALL.iter().position(|phase| phase.name() == name);
        phases.sort_by_key(|group| place(&group.name).unwrap_or(Phase::ALL.len()));
        Ok(phases)
    }

    /// Everything, the centre's own money too.
    pub fn total(&self) -> PolarsResult<GroupMetrics> {
        let rows: Vec<usize> = (0..self.initiatives.height()).collect();
        self.group("Total".into(), &rows, self.totals.all)
    }

    fn each(&self, groups: &[Group]) -> PolarsResult<Vec<GroupMetrics>> {
        groups.iter().map(|group| self.group(group.name.clone(), &group.rows, self.totals.of(&group.rows))).collect()
    }

    fn group(&self, name: Arc<str>, rows: &[usize], money: Money) -> PolarsResult<GroupMetrics> {
        let members = rows_of(self.initiatives, rows)?;
        let in_production = texts(&members, "phase")?.equal(Phase::Production.name());
        let kpis = rows.iter().flat_map(|row| kpi::of_initiative(self.kpis, *row));
        Ok(GroupMetrics {
            name,
            initiatives: members.height() as u32,
            in_production: in_production.sum().unwrap_or_default(),
            budget_requested: cents(&members, "budget_requested")?.iter().flatten().map(Cents).sum(),
            money,
            attainment: kpi::attainment(kpis, self.assumptions),
            mean_score: mean_score(&members)?,
        })
    }
}

/// Over those that are ranked, in their order.
fn mean_score(members: &DataFrame) -> PolarsResult<Option<f64>> {
    let ranked = numbers(members, "score")?.filter(&counts(members, "place")?.is_not_null())?;
    Ok((!ranked.is_empty()).then(|| ranked.iter().flatten().sum::<f64>() / ranked.len() as f64))
}

/// Benefit of the year to date by kind: hard, avoided cost, revenue, soft, not reported; only those that occur.
pub fn benefit_kinds(
    money: &MoneyFrame,
    assumptions: &Assumptions,
    [outcomes, departments]: [&[Group]; 2],
) -> PolarsResult<Vec<BenefitKind>> {
    let mut kinds = Vec::new();
    for (name, kind) in BENEFIT_KINDS.into_iter().zip(money.benefit_by_kind(assumptions)?) {
        let Benefit { benefit, validated } = kind.all;
        if benefit != PlanActual::default() {
            kinds.push(BenefitKind {
                name: name.into(),
                benefit,
                validated,
                by_outcome: benefit_parts(&kind, outcomes),
                by_department: benefit_parts(&kind, departments),
            });
        }
    }
    Ok(kinds)
}

/// The groups that have any of it.
fn benefit_parts(kind: &KindOfBenefit, groups: &[Group]) -> Vec<BenefitPart> {
    let part = |group: &Group| {
        let Benefit { benefit, validated } = kind.of(&group.rows);
        BenefitPart { name: group.name.clone(), benefit, validated }
    };
    groups.iter().map(part).filter(|part| part.benefit != PlanActual::default()).collect()
}
