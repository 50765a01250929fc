//! Funding and robustness for machines: the same data with ids instead of rows.

use super::ReportContext;
use crate::model::{
    assumptions::Assumptions,
    funding::{
        Appraisal, Change, Choice, FrontierPoint, Funding, FundingLine, Irr, MilliFte, Reason, RoleAmount, YearAmount,
    },
    metrics::Payback,
    money::Cents,
    record_funding::{
        AppraisalRecord, ByCriterion, ChangeRecord, ChoiceRecord, DecidedRecord, DisagreementRecord, FundingLineRecord,
        FundingRecord, IrrRecord, NextRecord, PointRecord, PriceRecord, RangeRecord, RobustnessLineRecord,
        RobustnessRecord, RoleAmountRecord, RoleRecord, StopRecord, TestRecord, WeightsRecord, YearAmountRecord,
        YearRecord,
    },
};

/// The weights of the score as shares.
pub fn weights(assumptions: &Assumptions) -> WeightsRecord {
    let consistency = assumptions.weights_consistency;
    WeightsRecord {
        shares: by_criterion(assumptions.weights.normalised()),
        consistency_index: consistency.map(|consistency| consistency.index),
        consistency_ratio: consistency.map(|consistency| consistency.ratio),
    }
}

/// One initiative's appraisal.
pub fn appraisal(one: &Appraisal) -> AppraisalRecord {
    let cents = |cents: Option<Cents>| cents.map(|cents| cents.0);
    let (irr, irr_monthly, irr_annual) = match &one.irr {
        Irr::NoPlan => (IrrRecord::NoPlan, Vec::new(), None),
        Irr::NoSignChange => (IrrRecord::NoSignChange, Vec::new(), None),
        Irr::NoRoot => (IrrRecord::NoRoot, Vec::new(), None),
        Irr::One { monthly, annual } => (IrrRecord::One, vec![*monthly], Some(*annual)),
        Irr::Several(roots) => (IrrRecord::NotMeaningful, roots.clone(), None),
    };
    AppraisalRecord {
        rice: one.rice,
        rice_unsure: one.rice_unsure,
        wsjf: one.wsjf,
        cd3_cents: cents(one.cd3),
        npv_outlook_cents: cents(one.npv_outlook),
        npv_forward_cents: cents(one.npv_forward),
        irr,
        irr_monthly,
        irr_annual,
        mirr_annual: one.mirr_annual,
        payback_discounted_months: match one.payback_discounted {
            Payback::Months(months) => Some(months),
            Payback::NoPlan | Payback::BeyondPlan => None,
        },
        pi: one.pi,
        rnpv_cents: one.rnpv.map(|rnpv| rnpv.value.0),
        rnpv_benefits_cents: one.rnpv.map(|rnpv| rnpv.benefits.0),
        rnpv_costs_cents: one.rnpv.map(|rnpv| rnpv.costs.0),
        p_success: one.rnpv.map(|rnpv| rnpv.p_success),
        p_assumed: one.rnpv.map(|rnpv| rnpv.p_assumed),
        outlook_months_incomplete: one.outlook_gaps,
        pareto_layer: one.pareto_layer,
        stability: one
            .stability
            .map(|ranges| by_criterion(ranges.map(|range| RangeRecord { low: range.low, high: range.high }))),
    }
}

/// How sure the order by score is.
pub fn robustness(context: &ReportContext) -> Option<RobustnessRecord> {
    let found = context.metrics.robustness.as_ref()?;
    Some(RobustnessRecord {
        samples: found.samples,
        seed: found.seed,
        spread: found.spread,
        top: found.top,
        left_out: found.left_out,
        incomplete: found.incomplete,
        initiatives: found
            .lines
            .iter()
            .map(|line| RobustnessLineRecord {
                initiative_id: id(context, line.row),
                rank_acceptability: line.rank_acceptability.clone(),
                top_share: line.top_share,
                central_weights: line.central_weights.map(by_criterion),
            })
            .collect(),
        compared: found.compared,
        disagreements: found
            .disagreements
            .iter()
            .map(|one| DisagreementRecord {
                initiative_id: id(context, one.row),
                by_score: one.by_score,
                by_money: one.by_money,
            })
            .collect(),
    })
}

/// The best set under the budget; `None` when no budget is set.
pub fn funding(context: &ReportContext) -> Option<FundingRecord> {
    let funding = context.metrics.funding.as_ref()?;
    Some(FundingRecord {
        exact: funding.exact,
        exact_up_to: funding.exact_up_to,
        years: years(funding),
        years_without_budget: funding.years_without_budget.clone(),
        roles: funding
            .roles
            .iter()
            .map(|role| RoleRecord {
                role: role.role.to_string(),
                month: role.month,
                cap: people(role.cap),
                reserved: people(role.reserved),
                kept: people(role.kept),
                chosen: people(role.chosen),
            })
            .collect(),
        best: choice(context, &funding.best),
        shortfall: amounts(&funding.shortfall),
        shortfall_people: roles(&funding.shortfall_roles),
        next: funding.next.map(|next| NextRecord {
            initiative_id: id(context, next.row),
            money_cents: next.money.0,
            adds_cents: next.adds.0,
        }),
        changes: [&funding.less, &funding.more].map(|one| change(context, one)).into(),
        tests: funding
            .tests
            .iter()
            .map(|test| TestRecord {
                name: test.name.to_string(),
                choice: choice(context, &test.choice),
                still_chosen: test.still_chosen,
                testable: test.testable,
                untyped: test.untyped,
            })
            .collect(),
        frontier: funding.frontier.iter().map(point).collect(),
        today: point(&funding.today),
        free: choice(context, &funding.free),
        stop: stop(context, funding),
        initiatives: funding.lines.iter().map(|one| line(context, one)).collect(),
    })
}

fn years(funding: &Funding) -> Vec<YearRecord> {
    let record = |year: &crate::model::funding::YearBudget| YearRecord {
        year: year.year,
        budget_cents: year.budget.0,
        spent_cents: year.spent.0,
        assumed_cents: year.assumed.0,
        reserved_cents: year.reserved.0,
        available_cents: year.available.0,
        kept_cents: year.kept.0,
        chosen_cents: year.chosen.0,
        left_cents: year.left.0,
    };
    funding.years.iter().map(record).collect()
}

fn stop(context: &ReportContext, funding: &Funding) -> Vec<StopRecord> {
    let record = |one: &crate::model::funding::StopQuestion| StopRecord {
        initiative_id: id(context, one.row),
        value_cents: one.value.map(|value| value.0),
        takes: ids(context, &one.takes),
        frees: amounts(&one.frees),
        total_cents: one.total.0,
        takes_frees: amounts(&one.takes_frees),
        takes_total_cents: one.takes_total.0,
        buys: ids(context, &one.buys),
        gains_cents: one.gains.0,
    };
    funding.stop.iter().map(record).collect()
}

fn line(context: &ReportContext, line: &FundingLine) -> FundingLineRecord {
    let (others, worse_by, money, over_people) = match &line.reason {
        Reason::Cycle(rows) | Reason::WaitsFor(rows) => (ids(context, rows), None, Vec::new(), Vec::new()),
        Reason::Alternative(row) => (vec![id(context, *row)], None, Vec::new(), Vec::new()),
        Reason::BeatenBy { rows, worse_by } => (ids(context, rows), Some(worse_by.0), Vec::new(), Vec::new()),
        Reason::OverBudget { money, people, with } => (ids(context, with), None, amounts(money), roles(people)),
        Reason::Kept
        | Reason::Chosen
        | Reason::NoData
        | Reason::WaitsForUnknown
        | Reason::NotWorthIt
        | Reason::NotJudged => (Vec::new(), None, Vec::new(), Vec::new()),
    };
    FundingLineRecord {
        initiative_id: id(context, line.row),
        standing: line.standing,
        value_cents: line.value.map(|value| value.0),
        cost: amounts(&line.cost),
        cost_in_budget_cents: line.cost_in_budget.0,
        cost_from_request: line.cost_from_request,
        cost_unknown: line.cost_unknown,
        people: roles(&line.people),
        recommended: line.recommended,
        reason: line.reason.key(),
        reason_initiatives: others,
        worse_by_cents: worse_by,
        over: money,
        over_people,
        adds_cents: line.adds.map(|adds| adds.0),
        price: line.price.as_ref().map(|price| PriceRecord {
            with: ids(context, &price.with),
            money: amounts(&price.money),
            people: roles(&price.people),
            total_cents: price.total.0,
            adds_cents: price.adds.0,
        }),
        in_tests: line.in_tests.clone(),
        decided: line.decided.as_ref().map(|decided| DecidedRecord {
            decision: decided.decision.to_string(),
            on: decided.on,
            reason: decided.reason.as_deref().map(str::to_owned),
            differs: decided.differs,
        }),
    }
}

fn change(context: &ReportContext, one: &Change) -> ChangeRecord {
    ChangeRecord {
        budget_factor: one.budget_factor,
        choice: choice(context, &one.choice),
        joins: ids(context, &one.joins),
        leaves: ids(context, &one.leaves),
    }
}

fn choice(context: &ReportContext, one: &Choice) -> ChoiceRecord {
    ChoiceRecord {
        initiatives: ids(context, &one.rows),
        value_cents: one.value.0,
        cost_cents: one.cost.0,
        cost_to_horizon_cents: one.cost_to_horizon.0,
        gap: one.gap,
        short: one.short,
    }
}

fn point(one: &FrontierPoint) -> PointRecord {
    PointRecord { money_cents: one.money.0, used_cents: one.used.0, value_cents: one.value.0, chosen: one.chosen }
}

fn amounts(amounts: &[YearAmount]) -> Vec<YearAmountRecord> {
    amounts.iter().map(|one| YearAmountRecord { year: one.year, cents: one.amount.0 }).collect()
}

fn roles(roles: &[RoleAmount]) -> Vec<RoleAmountRecord> {
    roles.iter().map(|one| RoleAmountRecord { role: one.role.to_string(), people: people(one.fte) }).collect()
}

/// Full-time persons.
fn people(fte: MilliFte) -> f64 {
    fte as f64 / 1000.0
}

fn ids(context: &ReportContext, rows: &[u32]) -> Vec<String> {
    rows.iter().map(|row| id(context, *row)).collect()
}

fn id(context: &ReportContext, row: u32) -> String {
    context.portfolio.initiatives.text("initiative_id")[row as usize].as_deref().unwrap_or_default().to_owned()
}

/// Of values in the order of [`Criterion::ALL`](crate::model::assumptions::Criterion::ALL).
fn by_criterion<Value>(values: [Value; 6]) -> ByCriterion<Value> {
    let [strategic_fit, business_value, feasibility, data_readiness, org_readiness, delivery_risk] = values;
    ByCriterion { business_value, data_readiness, delivery_risk, feasibility, org_readiness, strategic_fit }
}
