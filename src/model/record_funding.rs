//! The part of `run.json` about funding and robustness. Initiatives are named by their ids; people are full-time
//! persons; the keys are documented in `templates/run.schema.json`.

use super::period::Month;
use serde::Serialize;
use std::collections::BTreeMap;

macro_rules! records {
    ($($(#[$doc:meta])* $name:ident { $($key:ident: $type:ty,)* })*) => {
        $($(#[$doc])*
        #[derive(Clone, Debug, Serialize)]
        #[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
        pub struct $name { $(pub $key: $type,)* })*
    };
}

records! {
    /// The weights of the score, and how they came about.
    WeightsRecord { shares: BTreeMap<&'static str, f64>, consistency_index: Option<f64>, consistency_ratio: Option<f64>, }
    /// What one initiative is worth by every method.
    AppraisalRecord {
        rice: Option<f64>, rice_unsure: bool, wsjf: Option<f64>, cd3_cents: Option<i64>,
        npv_outlook_cents: Option<i64>, npv_forward_cents: Option<i64>, irr: &'static str, irr_monthly: Vec<f64>,
        irr_annual: Option<f64>, mirr_annual: Option<f64>, payback_discounted_months: Option<f64>, pi: Option<f64>,
        rnpv_cents: Option<i64>, rnpv_benefits_cents: Option<i64>, rnpv_costs_cents: Option<i64>,
        p_success: Option<f64>, p_assumed: Option<bool>, outlook_months_incomplete: u32, pareto_layer: Option<u32>,
        stability: Option<BTreeMap<&'static str, RangeRecord>>,
    }
    /// A stretch of weights.
    RangeRecord { low: f64, high: f64, }
    /// The best set under the budget.
    FundingRecord {
        exact: bool, exact_up_to: u32, years: Vec<YearRecord>, years_without_budget: Vec<i16>, roles: Vec<RoleRecord>,
        best: ChoiceRecord, shortfall: Vec<YearAmountRecord>, shortfall_people: Vec<RoleAmountRecord>,
        next: Option<NextRecord>, changes: Vec<ChangeRecord>, tests: Vec<TestRecord>, frontier: Vec<PointRecord>,
        today: PointRecord, free: ChoiceRecord, stop: Vec<StopRecord>, initiatives: Vec<FundingLineRecord>,
    }
    /// A fiscal year's budget.
    YearRecord {
        year: i16, budget_cents: i64, spent_cents: i64, assumed_cents: i64, reserved_cents: i64, available_cents: i64, kept_cents: i64,
        chosen_cents: i64, left_cents: i64,
    }
    /// A role's cap.
    RoleRecord { role: String, month: Month, cap: f64, reserved: f64, kept: f64, chosen: f64, }
    /// A set of initiatives.
    ChoiceRecord {
        initiatives: Vec<String>, value_cents: i64, cost_cents: i64, cost_to_horizon_cents: i64, gap: f64, short: bool,
    }
    /// An amount of a fiscal year.
    YearAmountRecord { year: i16, cents: i64, }
    /// People of a role.
    RoleAmountRecord { role: String, people: f64, }
    /// The cheapest step beyond the budget.
    NextRecord { initiative_id: String, money_cents: i64, adds_cents: i64, }
    /// Another budget.
    ChangeRecord { budget_factor: f64, choice: ChoiceRecord, joins: Vec<String>, leaves: Vec<String>, }
    /// A named test.
    TestRecord { name: String, choice: ChoiceRecord, still_chosen: u32, testable: bool, untyped: u32, }
    /// A budget and its best value.
    PointRecord { money_cents: i64, used_cents: i64, value_cents: i64, chosen: u32, }
    /// A question whether to stop.
    StopRecord {
        initiative_id: String, value_cents: Option<i64>, takes: Vec<String>, frees: Vec<YearAmountRecord>,
        total_cents: i64, takes_frees: Vec<YearAmountRecord>, takes_total_cents: i64, buys: Vec<String>,
        gains_cents: i64,
    }
    /// One initiative of the selection.
    FundingLineRecord {
        initiative_id: String, standing: &'static str, value_cents: Option<i64>, cost: Vec<YearAmountRecord>,
        cost_in_budget_cents: i64, cost_from_request: bool, cost_unknown: bool, people: Vec<RoleAmountRecord>, recommended: bool,
        reason: &'static str, reason_initiatives: Vec<String>, worse_by_cents: Option<i64>,
        over: Vec<YearAmountRecord>, over_people: Vec<RoleAmountRecord>, adds_cents: Option<i64>,
        price: Option<PriceRecord>, in_tests: Vec<Option<bool>>, decided: Option<DecidedRecord>,
    }
    /// What it takes to have an initiative as well.
    PriceRecord {
        with: Vec<String>, money: Vec<YearAmountRecord>, people: Vec<RoleAmountRecord>, total_cents: i64,
        adds_cents: i64,
    }
    /// What people decided.
    DecidedRecord { decision: String, on: Option<String>, reason: Option<String>, differs: bool, }
    /// How sure the order by score is.
    RobustnessRecord {
        samples: u32, seed: u64, spread: f64, top: u32, left_out: u32, incomplete: u32, initiatives: Vec<RobustnessLineRecord>,
        compared: u32, disagreements: Vec<DisagreementRecord>,
    }
    /// How sure one place is.
    RobustnessLineRecord {
        initiative_id: String, rank_acceptability: Vec<f64>, top_share: f64,
        central_weights: Option<BTreeMap<&'static str, f64>>,
    }
    /// Score and money far apart.
    DisagreementRecord { initiative_id: String, by_score: u32, by_money: u32, }
}
