//! The part of `run.json` about funding and robustness. Initiatives are named by their ids; people are full-time
//! persons.

#[cfg(test)]
use super::funding::Reason;
use super::{funding::Standing, period::Month};
use jiff::civil::Date;
use serde::Serialize;

/// Something of each criterion of the score.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "ByCriterion_{Value}"))]
pub struct ByCriterion<Value> {
    /// Business value.
    pub business_value: Value,
    /// Data readiness.
    pub data_readiness: Value,
    /// Delivery risk.
    pub delivery_risk: Value,
    /// Feasibility.
    pub feasibility: Value,
    /// Organisational readiness.
    pub org_readiness: Value,
    /// Strategic fit.
    pub strategic_fit: Value,
}

/// Whether there is an internal rate of return.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum IrrRecord {
    /// The flows, or their running sum, change sign once.
    One,
    /// Both change sign several times.
    NotMeaningful,
    /// There is none.
    NoRoot,
    /// The flows are all of one sign.
    NoSignChange,
    /// Nothing is planned.
    NoPlan,
}

/// The weights of the score.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WeightsRecord {
    /// By criterion, adding up to 1.
    pub shares: ByCriterion<f64>,
    /// Of the comparisons they were made from; null when they were set.
    pub consistency_index: Option<f64>,
    /// The index against that of random comparisons; below 0.10 is accepted.
    pub consistency_ratio: Option<f64>,
}

/// What the initiative is worth by every method.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AppraisalRecord {
    /// Reach · impact · confidence / effort.
    pub rice: Option<f64>,
    /// The confidence is below 50%.
    pub rice_unsure: bool,
    /// (User value + time criticality + risk or opportunity) / job size.
    pub wsjf: Option<f64>,
    /// Planned benefit of a steady month / months to production.
    pub cd3_cents: Option<i64>,
    /// Net present value over the outlook, at the start of the fiscal year.
    pub npv_outlook_cents: Option<i64>,
    /// Net present value of the months after the reporting month within the horizon.
    pub npv_forward_cents: Option<i64>,
    /// Whether there is an internal rate of return: one (the flows, or their running sum, change sign once);
    /// not_meaningful (both change sign several times); no_root; no_sign_change; no_plan.
    pub irr: IrrRecord,
    /// Every monthly rate in (−0.99, 10] at which the plan is worth nothing, ascending.
    pub irr_monthly: Vec<f64>,
    /// (1 + monthly)^12 − 1, when there is one.
    pub irr_annual: Option<f64>,
    /// Modified internal rate of return a year; null without money out or in.
    pub mirr_annual: Option<f64>,
    /// Payback of the discounted plan, from the first flow; null when never within the plan.
    pub payback_discounted_months: Option<f64>,
    /// Present value of planned benefits / of planned costs; null at cost 0.
    pub pi: Option<f64>,
    /// p · PV(benefits) − PV(costs) of the months after the reporting month; null without any cost or any benefit
    /// ahead.
    pub rnpv_cents: Option<i64>,
    /// Present value of those benefits before the risk.
    pub rnpv_benefits_cents: Option<i64>,
    /// Present value of those costs.
    pub rnpv_costs_cents: Option<i64>,
    /// Probability of success used.
    pub p_success: Option<f64>,
    /// It is the setting of the phase, because none was typed.
    pub p_assumed: Option<bool>,
    /// Months after the reporting month that lack cost or benefit, counted as no money.
    pub outlook_months_incomplete: u32,
    /// 1: none is at least as good on all criteria and better on one; null: a criterion is missing.
    pub pareto_layer: Option<u32>,
    /// Between which weights of each criterion its place holds; null: a criterion is missing, or it is not compared.
    pub stability: Option<ByCriterion<RangeRecord>>,
}

/// A stretch of weights.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RangeRecord {
    /// Below this weight the place changes; 0: never.
    #[cfg_attr(test, schemars(range(min = 0, max = 1)))]
    pub low: f64,
    /// Above this weight the place changes; 1: never.
    #[cfg_attr(test, schemars(range(min = 0, max = 1)))]
    pub high: f64,
}

/// The best set under the budget.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FundingRecord {
    /// Every set is exact, and not only within gap.
    pub exact: bool,
    /// Candidates above which a gap is allowed (setting).
    pub exact_up_to: u32,
    /// Fiscal years with a budget. budget − spent − reserved = available; available − kept − chosen = left.
    pub years: Vec<YearRecord>,
    /// Fiscal years in which something costs money but no budget is set: not limited.
    pub years_without_budget: Vec<i16>,
    /// Roles with a cap.
    pub roles: Vec<RoleRecord>,
    /// The best set.
    pub best: ChoiceRecord,
    /// By how much what is kept is above the budget; then nothing else is chosen.
    pub shortfall: Vec<YearAmountRecord>,
    /// The same for people.
    pub shortfall_people: Vec<RoleAmountRecord>,
    /// The cheapest step beyond the budget that adds value.
    pub next: Option<NextRecord>,
    /// The best set with 10% less, and with 10% more, of the money that is left to spend.
    pub changes: Vec<ChangeRecord>,
    /// The best set under each test of the settings.
    pub tests: Vec<TestRecord>,
    /// The best value at budgets from nothing to all.
    pub frontier: Vec<PointRecord>,
    /// Where the best set lies; at or below the frontier, because it keeps each year's budget.
    pub today: PointRecord,
    /// The best set when in-flight initiatives may lose their place; they are listed too.
    pub free: ChoiceRecord,
    /// In-flight initiatives that lose it: questions to the board.
    pub stop: Vec<StopRecord>,
    /// What is kept, then what is chosen, then what is left out.
    pub initiatives: Vec<FundingLineRecord>,
}

/// A fiscal year's budget.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct YearRecord {
    /// Calendar year in which it begins.
    pub year: i16,
    /// As set.
    pub budget_cents: i64,
    /// Cost up to the reporting month, the centre's own included.
    pub spent_cents: i64,
    /// Of that, not booked: forecast or plan of months without an actual. spent_cents − assumed_cents is all booked.
    pub assumed_cents: i64,
    /// Cost to come of the AI CoE's own work, of retired initiatives, and of those whose phase cannot be read.
    pub reserved_cents: i64,
    /// What initiatives may still cost.
    pub available_cents: i64,
    /// Cost to come of mandatory and in-flight initiatives.
    pub kept_cents: i64,
    /// Cost to come of the candidates chosen.
    pub chosen_cents: i64,
    /// What is left over; negative only in a shortfall.
    pub left_cents: i64,
}

/// A role's cap in full-time persons.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RoleRecord {
    /// As the Team sheet has it.
    pub role: String,
    /// The month after the reporting month in which least of it is left.
    pub month: Month,
    /// As set for the month.
    pub cap: f64,
    /// Demand of the centre's own people.
    pub reserved: f64,
    /// Demand of mandatory and in-flight initiatives.
    pub kept: f64,
    /// Demand of the candidates chosen.
    pub chosen: f64,
}

/// A set of initiatives.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ChoiceRecord {
    /// Ids of the candidates chosen, in the order of the intake.
    pub initiatives: Vec<String>,
    /// Their risk-adjusted value together.
    pub value_cents: i64,
    /// Their cost after the reporting month in the years with a budget.
    pub cost_cents: i64,
    /// Their cost after the reporting month over the whole horizon.
    pub cost_to_horizon_cents: i64,
    /// How far the best possible value may lie above, as a share of it; 0 is exact.
    #[cfg_attr(test, schemars(range(min = 0)))]
    pub gap: f64,
    /// What is kept is above a budget or cap by itself: that one had no room for candidates, others had.
    pub short: bool,
}

/// An amount of a fiscal year.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct YearAmountRecord {
    /// Calendar year in which the fiscal year begins.
    pub year: i16,
    /// How much, in cents.
    pub cents: i64,
}

/// People of one role.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RoleAmountRecord {
    /// As the Team sheet has it.
    pub role: String,
    /// Full-time persons.
    pub people: f64,
}

/// The cheapest step beyond the budget.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NextRecord {
    /// Whose.
    pub initiative_id: String,
    /// More money, all years together.
    pub money_cents: i64,
    /// The value it would add.
    pub adds_cents: i64,
}

/// The best set under another budget.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ChangeRecord {
    /// Of the money that is left to spend.
    pub budget_factor: f64,
    /// The set.
    pub choice: ChoiceRecord,
    /// Ids that join the best set.
    pub joins: Vec<String>,
    /// Ids that leave it.
    pub leaves: Vec<String>,
}

/// The best set under a test.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TestRecord {
    /// As set.
    pub name: String,
    /// The set.
    pub choice: ChoiceRecord,
    /// How many of the candidates of the best set are still chosen.
    pub still_chosen: u32,
    /// What is kept fits by itself under the test; if not, it counts for nobody.
    pub testable: bool,
    /// Initiatives with benefits ahead that have no type, which a test of hard-cashable benefits alone leaves out; 0 in
    /// other tests.
    pub untyped: u32,
}

/// A budget and the best value it can buy, beside what is kept.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PointRecord {
    /// Money for candidates, all years with a budget together.
    pub money_cents: i64,
    /// Of that, what the set costs.
    pub used_cents: i64,
    /// What the set is worth.
    pub value_cents: i64,
    /// How many candidates it has.
    pub chosen: u32,
}

/// An in-flight initiative that would not be chosen again.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StopRecord {
    /// Its id.
    pub initiative_id: String,
    /// Its risk-adjusted value from here on.
    pub value_cents: Option<i64>,
    /// In-flight initiatives that wait for it and would stop with it.
    pub takes: Vec<String>,
    /// The money it frees by itself, by year.
    pub frees: Vec<YearAmountRecord>,
    /// Of that, in years with a budget.
    pub total_cents: i64,
    /// The money that those in takes free, by year.
    pub takes_frees: Vec<YearAmountRecord>,
    /// Of that, in years with a budget.
    pub takes_total_cents: i64,
    /// Candidates that would be chosen in its place.
    pub buys: Vec<String>,
    /// By how much the whole set would be worth more.
    pub gains_cents: i64,
}

/// One initiative of the selection.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FundingLineRecord {
    /// Its id.
    pub initiative_id: String,
    /// in_flight and mandatory ones are kept; a candidate can be chosen; the money of one that is not_judged, because
    /// its phase cannot be read, is reserved.
    pub standing: Standing,
    /// Its risk-adjusted value.
    pub value_cents: Option<i64>,
    /// Its cost after the reporting month, by fiscal year.
    pub cost: Vec<YearAmountRecord>,
    /// Of that, in years with a budget.
    pub cost_in_budget_cents: i64,
    /// The cost is the budget it asked for, for want of Financials.
    pub cost_from_request: bool,
    /// It runs and says no cost ahead: nothing is charged.
    pub cost_unknown: bool,
    /// Its peak demand for people of roles with a cap.
    pub people: Vec<RoleAmountRecord>,
    /// It is part of the best set.
    pub recommended: bool,
    /// Why it is in or out.
    #[cfg_attr(test, schemars(with = "Reason"))]
    pub reason: &'static str,
    /// The others the reason names; with over_budget what it waits for, where it fits alone and not together with them.
    pub reason_initiatives: Vec<String>,
    /// How much less the best set with it is worth (beaten_by).
    pub worse_by_cents: Option<i64>,
    /// By how much it alone is over, beside what is kept (over_budget).
    pub over: Vec<YearAmountRecord>,
    /// The same for people.
    pub over_people: Vec<RoleAmountRecord>,
    /// What the best set would lose without it; null unless chosen, and above exact_up_to.
    pub adds_cents: Option<i64>,
    /// What it would take to have it as well.
    pub price: Option<PriceRecord>,
    /// Is it in the best set of each test? In the order of tests; null for one that is not testable.
    pub in_tests: Vec<Option<bool>>,
    /// What people decided; null when nothing was.
    pub decided: Option<DecidedRecord>,
}

/// What more it takes to have an initiative beside the whole best set.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PriceRecord {
    /// Others it waits for that come with it.
    pub with: Vec<String>,
    /// More money, by year.
    pub money: Vec<YearAmountRecord>,
    /// More people, by role.
    pub people: Vec<RoleAmountRecord>,
    /// Sum of money.
    pub total_cents: i64,
    /// The value it would add, with those it waits for.
    pub adds_cents: i64,
}

/// What people decided.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DecidedRecord {
    /// Approve, Defer, Reject, Stop or Override.
    pub decision: String,
    /// Day, as 2026-10-12.
    pub on: Option<Date>,
    /// As typed.
    pub reason: Option<String>,
    /// It differs from the recommendation.
    pub differs: bool,
}

/// How sure the order by score is (SMAA-2), and where score and money do not agree.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RobustnessRecord {
    /// Weightings drawn.
    pub samples: u32,
    /// Seed of the draws.
    pub seed: u64,
    /// Weights within this share of the set ones; 0: every possible weighting.
    pub spread: f64,
    /// k of top_share.
    pub top: u32,
    /// Ranked initiatives that were not drawn.
    pub left_out: u32,
    /// Initiatives drawn with a missing criterion, of which neither stability nor a Pareto layer is told.
    pub incomplete: u32,
    /// In order of their place by score.
    pub initiatives: Vec<RobustnessLineRecord>,
    /// Initiatives with both a rank and a risk-adjusted value.
    pub compared: u32,
    /// Those whose places lie far apart.
    pub disagreements: Vec<DisagreementRecord>,
}

/// How sure one place is.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RobustnessLineRecord {
    /// Its id.
    pub initiative_id: String,
    /// Share of the weightings under which it has place 1, 2, …
    #[cfg_attr(test, schemars(inner(range(min = 0, max = 1))))]
    pub rank_acceptability: Vec<f64>,
    /// Share of the weightings under which it is among the top k.
    #[cfg_attr(test, schemars(range(min = 0, max = 1)))]
    pub top_share: f64,
    /// Mean of the weights that put it first; null when none does.
    pub central_weights: Option<ByCriterion<f64>>,
}

/// An initiative that score and money place far apart.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DisagreementRecord {
    /// Its id.
    pub initiative_id: String,
    /// Place by score among those compared.
    pub by_score: u32,
    /// Place by risk-adjusted value.
    pub by_money: u32,
}
