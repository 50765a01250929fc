//! Which initiatives deserve the money: what each is worth, the best set under the budget, and how sure that is.
//!
//! Reasons are data with row numbers, not sentences, so that a sponsor's report can leave out the names of others.
//! A row is a place in the portfolio's initiatives. Money of a year is what is still to be spent after the reporting
//! month T. People are counted in thousandths of a full-time person ([`MilliFte`]), so that sums are exact.

use super::{metrics::Payback, money::Cents, period::Month};
use jiff::civil::Date;
use serde::Serialize;
use std::sync::Arc;

/// Thousandths of a full-time person: 0.3 FTE is 300.
pub type MilliFte = i64;

/// What one initiative is worth, by every method people ask for. One decides ([`Appraisal::rnpv`]); the others are
/// columns beside it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Appraisal {
    /// Reach · impact · confidence / effort, in people a quarter for a person-month; `None` when one is missing.
    pub rice: Option<f64>,
    /// RICE rests on a confidence below 50%.
    pub rice_unsure: bool,
    /// (user value + time criticality + risk or opportunity) / job size; `None` when one is missing.
    pub wsjf: Option<f64>,
    /// Cost of delay divided by duration: planned benefit of a steady month / months to production, both from T.
    pub cd3: Option<Cents>,
    /// Net present value over the outlook (actual, else forecast, else plan), at the start of the fiscal year.
    pub npv_outlook: Option<Cents>,
    /// Net present value of what is still to come: months after T within the horizon, time 0 at T + 1.
    pub npv_forward: Option<Cents>,
    /// Internal rate of return of the planned monthly flows.
    pub irr: Irr,
    /// Modified internal rate of return a year, as a fraction; `None` without money out or in.
    pub mirr_annual: Option<f64>,
    /// Payback of the flows discounted to the first one.
    pub payback_discounted: Payback,
    /// Profitability index: present value of planned benefits / present value of planned costs; `None` at cost 0.
    pub pi: Option<f64>,
    /// Risk-adjusted net present value of what is still to come; `None` without any cost or without any benefit ahead.
    pub rnpv: Option<Rnpv>,
    /// Months after T whose outlook lacks cost or benefit, counted as no money.
    pub outlook_gaps: u32,
    /// 1: no other initiative is at least as good on all criteria and better on one; 2: once those are taken away, …
    /// `None`: a criterion is missing, so it cannot be compared.
    pub pareto_layer: Option<u32>,
    /// Between which weights of each criterion (in the order of `Criterion::ALL`) its place holds, the other weights
    /// keeping their proportions. `None`: a criterion is missing, or it is not among the best that are compared.
    pub stability: Option<[WeightRange; 6]>,
}

/// Rates of return at which flows are worth nothing.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Irr {
    /// Nothing is planned.
    #[default]
    NoPlan,
    /// The flows never change their sign: there is no rate.
    NoSignChange,
    /// The signs change, but no rate between −99% and 1000% a month makes the flows worth nothing.
    NoRoot,
    /// The signs of the flows change once, or those of their running sum: the rate.
    One {
        /// A month, as a fraction.
        monthly: f64,
        /// A year: (1 + monthly)^12 − 1.
        annual: f64,
    },
    /// Both change several times: every monthly rate in (−0.99, 10], ascending. Not meaningful; see MIRR.
    Several(Vec<f64>),
}

/// Risk-adjusted net present value: p · PV(benefits) − PV(costs), over outlook months after T within the horizon,
/// time 0 at T + 1.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Rnpv {
    /// The value.
    pub value: Cents,
    /// Present value of the benefits before the risk.
    pub benefits: Cents,
    /// Present value of the costs.
    pub costs: Cents,
    /// Probability of success, 0–1.
    pub p_success: f64,
    /// The probability is the setting for the phase, because none was typed.
    pub p_assumed: bool,
}

/// A stretch of weights, 0–1.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct WeightRange {
    /// Below it the place changes; 0: never.
    pub low: f64,
    /// Above it the place changes; 1: never.
    pub high: f64,
}

/// An amount of a fiscal year, named by the calendar year in which it begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct YearAmount {
    /// `2026`.
    pub year: i16,
    /// How much.
    pub amount: Cents,
}

/// People of one role.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoleAmount {
    /// As the dictionary has it.
    pub role: Arc<str>,
    /// How many.
    pub fte: MilliFte,
}

/// The best set under the budget, and everything asked about it. There is none when no budget is set.
#[derive(Clone, PartialEq, Debug)]
pub struct Funding {
    /// Fiscal years with a budget, in order.
    pub years: Vec<YearBudget>,
    /// Fiscal years in which something would cost money but no budget is set: not limited.
    pub years_without_budget: Vec<i16>,
    /// Roles with a cap, in order of name.
    pub roles: Vec<RoleCapacity>,
    /// In-flight initiatives and candidates, in the order of [`Funding::order`]: what is kept, what is chosen, what is
    /// left out.
    pub lines: Vec<FundingLine>,
    /// The best set.
    pub best: Choice,
    /// What is kept (mandatory and in flight) alone is above these budgets: they have no room for candidates, others do.
    pub shortfall: Vec<YearAmount>,
    /// The same for roles.
    pub shortfall_roles: Vec<RoleAmount>,
    /// The cheapest step beyond the budget that would add value: "+X would add Y".
    pub next: Option<NextStep>,
    /// With 10% less of the money that is left to spend.
    pub less: Change,
    /// With 10% more.
    pub more: Change,
    /// The selection again under each test of the settings, in their order.
    pub tests: Vec<StressTest>,
    /// The best value at budgets from nothing to all, ascending; the years with a budget taken together.
    pub frontier: Vec<FrontierPoint>,
    /// Where today's best set lies; at or below the frontier, because it has to keep each year's budget.
    pub today: FrontierPoint,
    /// In-flight initiatives that lose their place when they are free to, by what each frees, the largest first. One
    /// that loses it only because what it waits for does is named there.
    pub stop: Vec<StopQuestion>,
    /// The selection with in-flight initiatives free to lose.
    pub free: Choice,
    /// Every solve is exact. If not, `gap` of each choice says how far the best possible may lie above it.
    pub exact: bool,
    /// Candidates above which a gap is allowed (setting).
    pub exact_up_to: u32,
}

/// A fiscal year's budget and what of it can still be decided. Each line foots:
/// budget − spent − reserved = available; available − kept = free; free − chosen = left.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct YearBudget {
    /// Named by the calendar year in which it begins.
    pub year: i16,
    /// As set.
    pub budget: Cents,
    /// Cost of all initiatives and the centre up to T: actual, where unknown the forecast or plan.
    pub spent: Cents,
    /// The part of `spent` that is not booked: forecast or plan of months without an actual.
    pub assumed: Cents,
    /// Outlook after T of the centre itself, of retired initiatives and of those whose phase cannot be read: not up for
    /// decision.
    pub reserved: Cents,
    /// What initiatives may still cost; may be negative.
    pub available: Cents,
    /// Outlook after T of mandatory and in-flight initiatives.
    pub kept: Cents,
    /// Outlook after T of the candidates chosen.
    pub chosen: Cents,
    /// What is left over; negative only in a shortfall.
    pub left: Cents,
}

impl YearBudget {
    /// Money that candidates may take; negative in a shortfall.
    pub fn free(&self) -> Cents {
        self.available - self.kept
    }

    /// Both years together; the year is that of the first.
    pub fn plus(self, other: &YearBudget) -> YearBudget {
        YearBudget {
            year: self.year,
            budget: self.budget + other.budget,
            spent: self.spent + other.spent,
            assumed: self.assumed + other.assumed,
            reserved: self.reserved + other.reserved,
            available: self.available + other.available,
            kept: self.kept + other.kept,
            chosen: self.chosen + other.chosen,
            left: self.left + other.left,
        }
    }
}

/// A role's cap and who takes from it in the month after T in which least of it is left.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoleCapacity {
    /// As the dictionary has it.
    pub role: Arc<str>,
    /// The month.
    pub month: Month,
    /// As set for the month.
    pub cap: MilliFte,
    /// Demand of the centre's own people.
    pub reserved: MilliFte,
    /// Demand of mandatory and in-flight initiatives.
    pub kept: MilliFte,
    /// Demand of the candidates chosen.
    pub chosen: MilliFte,
}

impl RoleCapacity {
    /// What nobody takes; below zero where what is kept is above the cap.
    pub fn left(&self) -> MilliFte {
        self.cap - self.reserved - self.kept - self.chosen
    }
}

/// A set of initiatives with what it is worth and costs.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Choice {
    /// Rows of the candidates chosen (in [`Funding::free`]: of the in-flight ones too), ascending.
    pub rows: Vec<u32>,
    /// Their risk-adjusted value together.
    pub value: Cents,
    /// Their cost after T in the years with a budget.
    pub cost: Cents,
    /// Their cost after T over the whole horizon.
    pub cost_to_horizon: Cents,
    /// How far the best possible value may lie above `value`, as a share of the best possible; 0 is exact.
    pub gap: f64,
    /// What is kept is above a budget or cap by itself: that one had no room.
    pub short: bool,
}

/// Why an initiative is in the selection at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Pilot or Production: kept.
    InFlight,
    /// A candidate that is mandatory: kept.
    Mandatory,
    /// Assessment, Approved or On hold.
    Candidate,
    /// Its phase cannot be read: nobody can say that it does not run, so its money is reserved.
    NotJudged,
}

/// One initiative of the selection.
#[derive(Clone, PartialEq, Debug)]
pub struct FundingLine {
    /// Its row.
    pub row: u32,
    /// Kept or to be decided.
    pub standing: Standing,
    /// Its risk-adjusted value; 0 counts for one that is kept without a plan.
    pub value: Option<Cents>,
    /// Outlook of its cost after T, by fiscal year, in order, years without cost left out.
    pub cost: Vec<YearAmount>,
    /// Of that, in years with a budget.
    pub cost_in_budget: Cents,
    /// Its cost is the budget it asked for, put into the current year, for want of Financials.
    pub cost_from_request: bool,
    /// It runs and says no cost ahead: nobody knows it, and nothing is charged.
    pub cost_unknown: bool,
    /// Its peak demand for people of the roles with a cap, in their order, roles without demand left out.
    pub people: Vec<RoleAmount>,
    /// It is part of the best set: kept or chosen.
    pub recommended: bool,
    /// Why it is in or out.
    pub reason: Reason,
    /// What the best set would lose without it (and what waits for it); `None` unless chosen.
    pub adds: Option<Cents>,
    /// What it would take to have it beside the best set; `None` when chosen or when no money could help.
    pub price: Option<Price>,
    /// Is it in the best set under each test? In the order of [`Funding::tests`]; `None` for one that cannot be made.
    pub in_tests: Vec<Option<bool>>,
    /// What people decided; `None` when nothing was.
    pub decided: Option<Decided>,
}

/// Why an initiative is in the best set or out of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reason {
    /// In flight or mandatory: kept.
    Kept,
    /// Part of the best set.
    Chosen,
    /// Its Financials show no cost or no benefit after T.
    NoData,
    /// It waits for itself by way of these, itself among them.
    Cycle(Vec<u32>),
    /// It waits for these, which are neither kept nor chosen.
    WaitsFor(Vec<u32>),
    /// It waits for an initiative that the intake does not have.
    WaitsForUnknown,
    /// This alternative of its group is kept or chosen.
    Alternative(u32),
    /// It costs more than it brings: its risk-adjusted value is not above zero.
    NotWorthIt,
    /// Beside what is kept, it is above these budgets and caps: alone, or together with what it waits for.
    OverBudget {
        /// By how much, in which years.
        money: Vec<YearAmount>,
        /// By how many people, in which roles.
        people: Vec<RoleAmount>,
        /// What it waits for, where it fits alone and not with them.
        with: Vec<u32>,
    },
    /// It would fit, but these would have to go, which are worth more.
    BeatenBy {
        /// What the best set with it would leave out.
        rows: Vec<u32>,
        /// How much less that set is worth.
        worse_by: Cents,
    },
    /// Its phase cannot be read.
    NotJudged,
}

impl Reason {
    /// Stable name in `run.json`, `over_budget`.
    pub fn key(&self) -> &'static str {
        match self {
            Reason::Kept => "kept",
            Reason::Chosen => "chosen",
            Reason::NoData => "no_data",
            Reason::Cycle(_) => "cycle",
            Reason::WaitsFor(_) => "waits_for",
            Reason::WaitsForUnknown => "waits_for_unknown",
            Reason::Alternative(_) => "alternative",
            Reason::NotWorthIt => "not_worth_it",
            Reason::OverBudget { .. } => "over_budget",
            Reason::BeatenBy { .. } => "beaten_by",
            Reason::NotJudged => "not_judged",
        }
    }
}

/// What more it takes to have an initiative beside the whole best set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Price {
    /// Others it waits for that come with it.
    pub with: Vec<u32>,
    /// More money, by year; years that need none are left out.
    pub money: Vec<YearAmount>,
    /// More people, by role.
    pub people: Vec<RoleAmount>,
    /// Sum of `money`.
    pub total: Cents,
    /// What it (with those it waits for) would add.
    pub adds: Cents,
}

/// The cheapest step beyond the budget.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NextStep {
    /// Whose.
    pub row: u32,
    /// X: more money, all years together.
    pub money: Cents,
    /// Y: the value it would add.
    pub adds: Cents,
}

/// The best set under another budget.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// Of the money left to spend: 0.9 is 10% less.
    pub budget_factor: f64,
    /// The set.
    pub choice: Choice,
    /// Rows that join the best set.
    pub joins: Vec<u32>,
    /// Rows that leave it.
    pub leaves: Vec<u32>,
}

/// The best set under a named test.
#[derive(Clone, PartialEq, Debug)]
pub struct StressTest {
    /// `Benefits −20%`.
    pub name: Arc<str>,
    /// The head of its column, `Ben. −20`.
    pub head: String,
    /// The set.
    pub choice: Choice,
    /// How many of the candidates that today's best set chose are still chosen.
    pub still_chosen: u32,
    /// What is kept fits by itself; if not, the test counts for nobody.
    pub testable: bool,
    /// Initiatives left out of a test of hard-cashable benefits alone, in part or whole: some benefit has no type.
    pub untyped: u32,
}

impl FundingLine {
    /// Its cost after T over the whole horizon.
    pub fn cost_to_horizon(&self) -> Cents {
        self.cost.iter().map(|cost| cost.amount).sum()
    }

    /// Does it stay in the set under every test that can be made?
    pub fn holds_in_all(&self) -> bool {
        self.in_tests.iter().all(|stays| *stays != Some(false))
    }
}

/// One budget and the best value it can buy, beside what is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FrontierPoint {
    /// Money for candidates, all years with a budget together.
    pub money: Cents,
    /// Of that, what the set costs.
    pub used: Cents,
    /// What the candidates chosen are worth.
    pub value: Cents,
    /// How many they are.
    pub chosen: u32,
}

/// An in-flight initiative that would not be chosen again: a question to the board.
#[derive(Clone, PartialEq, Debug)]
pub struct StopQuestion {
    /// Its row.
    pub row: u32,
    /// Its risk-adjusted value from here on; `None` when it reports no cost or no benefit ahead.
    pub value: Option<Cents>,
    /// In-flight initiatives that wait for it and would stop with it.
    pub takes: Vec<u32>,
    /// The money it frees by itself, by year.
    pub frees: Vec<YearAmount>,
    /// Sum of `frees` in the years with a budget.
    pub total: Cents,
    /// The money that those free, by year.
    pub takes_frees: Vec<YearAmount>,
    /// Sum of `takes_frees` in the years with a budget.
    pub takes_total: Cents,
    /// Candidates that would be chosen in its place, if nothing else stopped.
    pub buys: Vec<u32>,
    /// By how much the whole set would then be worth more.
    pub gains: Cents,
}

/// What people decided about an initiative.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decided {
    /// `Approve`, `Defer`, `Reject`, `Stop` or `Override`.
    pub decision: Arc<str>,
    /// When.
    pub on: Option<Date>,
    /// Why, as typed.
    pub reason: Option<Arc<str>>,
    /// Does it differ from the recommendation? Approve and Override fund it, the others do not.
    pub differs: bool,
}

/// How sure the order by score is (SMAA-2), and where score and money do not agree.
#[derive(Clone, PartialEq, Debug)]
pub struct Robustness {
    /// Weightings drawn.
    pub samples: u32,
    /// Seed of the draws.
    pub seed: u64,
    /// Weights within this share of the set ones; 0: every possible weighting.
    pub spread: f64,
    /// k of "stays in the top k".
    pub top: u32,
    /// Ranked initiatives that were left out, because only so many best by `score_high` are drawn.
    pub left_out: u32,
    /// Initiatives drawn with a missing criterion: neither the weights between which their place holds nor their layer of
    /// dominance can be told.
    pub incomplete: u32,
    /// One for each initiative drawn, in order of its place by score.
    pub lines: Vec<RobustnessLine>,
    /// Candidates and in-flight initiatives that have both a rank and a risk-adjusted value.
    pub compared: u32,
    /// Of those, whose places by score and by money lie further apart than the set share of the list.
    pub disagreements: Vec<Disagreement>,
}

/// How sure one initiative's place is.
#[derive(Clone, PartialEq, Debug)]
pub struct RobustnessLine {
    /// Its row.
    pub row: u32,
    /// Share of the weightings under which it has place 1, 2, … Equal scores share the better place.
    pub rank_acceptability: Vec<f64>,
    /// Share of the weightings under which it is among the top k.
    pub top_share: f64,
    /// Mean of the weights that put it first, in the order of `Criterion::ALL`; `None` when none does.
    pub central_weights: Option<[f64; 6]>,
}

/// An initiative that the score and the money place far apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Disagreement {
    /// Its row.
    pub row: u32,
    /// Place by score among those compared, 1 is best.
    pub by_score: u32,
    /// Place by risk-adjusted value among those compared.
    pub by_money: u32,
}
