//! The numbers: exact, unrounded, with what was left out of each.

use super::{
    dictionary::SheetKind,
    funding::{Appraisal, Funding, Robustness},
    health::Health,
    money::Cents,
    people::PeopleAhead,
    period::Month,
    phase::Phase,
    portfolio::MONEY_FIELDS,
    rates::UsedRate,
    usage::UnitCost,
};
use jiff::civil::Date;
use serde::Serialize;
use std::sync::Arc;

/// A ratio with what it was made of. Published only together.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Ratio {
    /// What is divided.
    pub numerator: i64,
    /// By what it is divided.
    pub denominator: i64,
    /// Rows left out for want of data.
    pub left_out: u32,
}

impl Ratio {
    /// The fraction; `None` when the denominator is 0.
    pub fn value(&self) -> Option<f64> {
        (self.denominator != 0).then(|| self.numerator as f64 / self.denominator as f64)
    }
}

/// Planned against real over some months up to the reporting month. Only months of an initiative that have both are
/// compared (metrics M1, M4); what has one side only stands apart, so that the way from plan to actual foots:
/// plan to date − planned without an actual = planned; + variance = actual compared; + actual without a plan = actual.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PlanActual {
    /// Planned in the months that are compared.
    pub planned: Cents,
    /// Real, in all months: what the ledger has.
    pub actual: Cents,
    /// Months of initiatives with a plan and an actual.
    pub compared: u32,
    /// Planned in months without an actual.
    pub planned_unreported: Cents,
    /// Months of initiatives with a plan and no actual.
    pub unreported: u32,
    /// The part of `actual` in months without a plan.
    pub actual_unplanned: Cents,
    /// Months of initiatives with an actual and no plan.
    pub unplanned: u32,
    /// The part of the variance that is due to rates of other currencies: what the actual of the months compared is more
    /// than it would be at plan rates. Nothing where every amount is in the report's currency.
    pub rate_effect: Cents,
    /// Months compared that have actual amounts without a plan rate: of them nobody knows it.
    pub rate_unknown: u32,
}

impl PlanActual {
    /// Has any month a plan?
    pub fn has_plan(&self) -> bool {
        self.compared + self.unreported > 0
    }

    /// Has any month an actual?
    pub fn has_actual(&self) -> bool {
        self.reported() > 0
    }

    /// Months of initiatives with an actual.
    pub fn reported(&self) -> u32 {
        self.compared + self.unplanned
    }

    /// Months that have one side only.
    pub fn left_out(&self) -> u32 {
        self.unreported + self.unplanned
    }

    /// Planned in all months.
    pub fn plan_to_date(&self) -> Cents {
        self.planned + self.planned_unreported
    }

    /// Real in the months that are compared.
    pub fn actual_compared(&self) -> Cents {
        self.actual - self.actual_unplanned
    }

    /// Actual − planned over the months compared; `None` when there is none.
    pub fn variance(&self) -> Option<Cents> {
        (self.compared > 0).then(|| self.actual_compared() - self.planned)
    }

    /// The part of the variance that is due to what people did: at plan rates.
    pub fn variance_at_plan_rates(&self) -> Option<Cents> {
        self.variance().map(|variance| variance - self.rate_effect)
    }

    /// Actual / planned over the months compared (M1 for benefits); unknown when nothing was planned in them.
    pub fn realisation(&self) -> Ratio {
        Ratio { numerator: self.actual_compared().0, denominator: self.planned.0, left_out: self.left_out() }
    }

    /// Both together.
    pub fn plus(self, other: PlanActual) -> PlanActual {
        PlanActual {
            planned: self.planned + other.planned,
            actual: self.actual + other.actual,
            compared: self.compared + other.compared,
            planned_unreported: self.planned_unreported + other.planned_unreported,
            unreported: self.unreported + other.unreported,
            actual_unplanned: self.actual_unplanned + other.actual_unplanned,
            unplanned: self.unplanned + other.unplanned,
            rate_effect: self.rate_effect + other.rate_effect,
            rate_unknown: self.rate_unknown + other.rate_unknown,
        }
    }
}

/// Cost or benefit of one initiative, or of the centre, in one month.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct MonthSide {
    /// Planned.
    pub planned: Option<Cents>,
    /// Real.
    pub actual: Option<Cents>,
    /// Actual if the month is over and any row has one, else of each row its forecast, else its plan.
    pub outlook: Option<Cents>,
}

impl MonthSide {
    /// The plan of a month that has an actual too.
    pub fn compared(&self) -> Option<Cents> {
        self.planned.filter(|_| self.actual.is_some())
    }

    /// The actual of a month without a plan.
    pub fn unplanned(&self) -> Option<Cents> {
        self.actual.filter(|_| self.planned.is_none())
    }
}

/// The money that somebody reported for one initiative, or for the centre, in one month.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OwnerMonth {
    /// Row of the initiative; `None` is the centre.
    pub owner: Option<u32>,
    /// Which month.
    pub month: Month,
    /// What it costs.
    pub cost: MonthSide,
    /// What it brings.
    pub benefit: MonthSide,
}

/// What each amount of Financials adds up to, by its place in [`MONEY_FIELDS`]; unknown where nobody reported it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct AmountSums([Option<Cents>; MONEY_FIELDS.len()]);

impl AmountSums {
    /// From the sum of each amount, by its place in [`MONEY_FIELDS`].
    pub fn of(sum: impl Fn(usize) -> Option<Cents>) -> AmountSums {
        AmountSums(std::array::from_fn(sum))
    }

    /// The sum of an amount, by its key.
    pub fn sum(&self, key: &str) -> Option<Cents> {
        let place = MONEY_FIELDS.iter().position(|(kind, found)| *kind == SheetKind::Financials && *found == key)?;
        self.0[place]
    }

    /// Both together.
    pub fn plus(mut self, other: AmountSums) -> AmountSums {
        for (sum, other) in self.0.iter_mut().zip(other.0) {
            *sum = Cents::known_sum(*sum, other);
        }
        self
    }
}

/// Cost and benefit over one window.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Window {
    /// What was spent.
    pub cost: PlanActual,
    /// What was gained.
    pub benefit: PlanActual,
    /// The part of the real benefit that finance has validated.
    pub benefit_validated: Cents,
    /// Of that, what lies in months with a planned benefit.
    pub benefit_validated_compared: Cents,
    /// Each amount of Financials as it was reported, whatever it is compared with.
    pub amounts: AmountSums,
}

impl Window {
    /// Both together.
    pub fn plus(self, other: Window) -> Window {
        Window {
            cost: self.cost.plus(other.cost),
            benefit: self.benefit.plus(other.benefit),
            benefit_validated: self.benefit_validated + other.benefit_validated,
            benefit_validated_compared: self.benefit_validated_compared + other.benefit_validated_compared,
            amounts: self.amounts.plus(other.amounts),
        }
    }
}

/// The money of an initiative or of a group of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Money {
    /// The reporting month.
    pub month: Window,
    /// From the start of the fiscal year to the reporting month.
    pub year_to_date: Window,
    /// All months to the reporting month.
    pub life: Window,
    /// Planned cost of the whole fiscal year.
    pub year_cost_planned: Cents,
    /// Outlook of the fiscal year's cost: actual where known, else forecast, else plan.
    pub year_cost_outlook: Cents,
    /// Planned benefit of the whole fiscal year.
    pub year_benefit_planned: Cents,
    /// Outlook of the fiscal year's benefit.
    pub year_benefit_outlook: Cents,
    /// Planned cost of all months.
    pub total_cost_planned: Cents,
    /// Planned benefit of all months.
    pub total_benefit_planned: Cents,
}

impl Money {
    /// Both together.
    pub fn plus(self, other: Money) -> Money {
        Money {
            month: self.month.plus(other.month),
            year_to_date: self.year_to_date.plus(other.year_to_date),
            life: self.life.plus(other.life),
            year_cost_planned: self.year_cost_planned + other.year_cost_planned,
            year_cost_outlook: self.year_cost_outlook + other.year_cost_outlook,
            year_benefit_planned: self.year_benefit_planned + other.year_benefit_planned,
            year_benefit_outlook: self.year_benefit_outlook + other.year_benefit_outlook,
            total_cost_planned: self.total_cost_planned + other.total_cost_planned,
            total_benefit_planned: self.total_benefit_planned + other.total_benefit_planned,
        }
    }
}

/// Score on 0–100 from criteria that may be missing.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Score {
    /// Over the known criteria, re-weighted; `None` when none is known.
    pub score: Option<f64>,
    /// With every missing criterion at its worst.
    pub low: f64,
    /// With every missing criterion at its best.
    pub high: f64,
    /// Share of the weights that is known, 0–1.
    pub coverage: f64,
}

/// A place in the ranking.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rank {
    /// 1 is best; equal scores share a place (1, 2, 2, 4).
    pub place: u32,
    /// Others have the same place.
    pub tied: bool,
}

/// Where value and feasibility put an initiative.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quadrant {
    /// Valuable and feasible.
    QuickWin,
    /// Valuable, hard.
    StrategicBet,
    /// Feasible, worth little.
    FillIn,
    /// Neither.
    Deprioritise,
}

impl Quadrant {
    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Quadrant::QuickWin => "Quick win",
            Quadrant::StrategicBet => "Strategic bet",
            Quadrant::FillIn => "Fill-in",
            Quadrant::Deprioritise => "Deprioritise",
        }
    }
}

/// How far a plan reaches, and what it leaves blank.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PlanReach {
    /// The last planned month; `None` without a plan.
    pub end: Option<Month>,
    /// It ends before the horizon does: its value is not that of the whole horizon.
    pub ends_before_horizon: bool,
    /// Planned months within the horizon without a cost.
    pub costs_blank: u32,
    /// Planned months within the horizon without a benefit.
    pub benefits_blank: u32,
}

/// What blanks make of a value, because a blank adds nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// Benefits are missing.
    AtLeast,
    /// Costs are missing.
    AtMost,
    /// Both are.
    NotCertain,
}

impl PlanReach {
    /// Planned months within the horizon that lack a side.
    pub fn months_incomplete(&self) -> u32 {
        self.costs_blank + self.benefits_blank
    }

    /// What the blanks make of the value; `None` without any.
    pub fn bound(&self) -> Option<Bound> {
        match (self.costs_blank, self.benefits_blank) {
            (0, 0) => None,
            (0, _) => Some(Bound::AtLeast),
            (_, 0) => Some(Bound::AtMost),
            _ => Some(Bound::NotCertain),
        }
    }

    /// The last month of a plan that ends before the horizon.
    pub fn early_end(&self) -> Option<Month> {
        self.end.filter(|_| self.ends_before_horizon)
    }
}

impl Bound {
    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Bound::AtLeast => "at least",
            Bound::AtMost => "at most",
            Bound::NotCertain => "not certain",
        }
    }
}

/// When the planned flows have paid themselves back.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub enum Payback {
    /// Nothing is planned.
    #[default]
    NoPlan,
    /// After this many months from the first flow.
    Months(f64),
    /// Not within the plan.
    BeyondPlan,
}

/// Everything computed for one initiative.
#[derive(Clone, PartialEq, Debug)]
pub struct InitiativeMetrics {
    /// Row in the portfolio's initiatives.
    pub row: u32,
    /// Its phase, if it could be read.
    pub phase: Option<Phase>,
    /// Score with interval and coverage.
    pub score: Score,
    /// Place; `None` when unranked for want of scores.
    pub rank: Option<Rank>,
    /// Position in the ranked list including the order inside ties and, behind all ranked, the unranked. From 0.
    pub position: u32,
    /// Place among all by budget requested, day of submission and id: what decides inside a tie of equal NPVs. From 0.
    pub tie_order: u32,
    /// Value on 0–100: strategic fit and business value.
    pub value: Option<f64>,
    /// Feasibility on 0–100: feasibility, data and organisational readiness.
    pub feasibility: Option<f64>,
    /// `None` when either is unknown.
    pub quadrant: Option<Quadrant>,
    /// Net present value of the plan within the horizon, at the start of the fiscal year; `None` without a plan.
    pub npv: Option<Cents>,
    /// How far the plan reaches, and what it leaves blank.
    pub plan: PlanReach,
    /// Payback of the plan.
    pub payback: Payback,
    /// The cumulative planned flow turns negative again after it had paid back.
    pub payback_lost_again: bool,
    /// What it is worth by every other method.
    pub appraisal: Appraisal,
    /// It has rows in Financials.
    pub reports_money: bool,
    /// Money.
    pub money: Money,
    /// Mean attainment of its KPIs by their weights, each cut to −100…150%; with how many had none.
    pub attainment: Attainment,
}

/// Attainment over several KPIs.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Attainment {
    /// Mean over those known, each within −1…1.5; `None` when none is known.
    pub mean: Option<f64>,
    /// KPIs with a known attainment.
    pub known: u32,
    /// Of those, at or above the target threshold.
    pub at_target: u32,
    /// KPIs without reading, target or direction.
    pub unknown: u32,
}

impl Attainment {
    /// Over some KPIs: the mean of each cut to −100…150%, by their weights.
    pub fn over<'a>(
        kpis: impl Iterator<Item = &'a KpiMetrics>,
        at_target: f64,
        weight_of: fn(&KpiMetrics) -> f64,
    ) -> Attainment {
        let mut all = Attainment::default();
        let (mut sum, mut weights) = (0.0, 0.0);
        for kpi in kpis {
            match kpi.attainment {
                Some(share) => {
                    sum += weight_of(kpi) * share.clamp(-1.0, 1.5);
                    weights += weight_of(kpi);
                    all.known += 1;
                    all.at_target += u32::from(share + 1e-9 >= at_target);
                }
                None => all.unknown += 1,
            }
        }
        all.mean = (all.known > 0).then(|| sum / weights);
        all
    }

    /// Over the KPIs of a group, each counted once.
    pub fn of_group<'a>(kpis: impl Iterator<Item = &'a KpiMetrics>, at_target: f64) -> Attainment {
        Attainment::over(kpis, at_target, |_| 1.0)
    }
}

/// One KPI of one initiative.
#[derive(Clone, PartialEq, Debug)]
pub struct KpiMetrics {
    /// Row of its initiative.
    pub initiative: u32,
    /// Its rows in the portfolio's outcomes, by day of reading.
    pub rows: Vec<u32>,
    /// Its name.
    pub kpi: Arc<str>,
    /// Outcome category: its own, else the initiative's.
    pub outcome: Option<Arc<str>>,
    /// As typed.
    pub direction: Option<Arc<str>>,
    /// As typed.
    pub unit: Option<Arc<str>>,
    /// Where it started.
    pub baseline: Option<f64>,
    /// Where it should be.
    pub target: Option<f64>,
    /// Where it is, by its aggregation over the readings.
    pub actual: Option<f64>,
    /// Day of the latest reading.
    pub read_on: Option<Date>,
    /// Readings up to the reporting month.
    pub readings: u32,
    /// Share of the way from baseline to target, uncut; 1 is at target, below 0 worse than before.
    pub attainment: Option<f64>,
    /// Computed as actual / target for want of a baseline.
    pub without_baseline: bool,
    /// Day of the baseline.
    pub baseline_on: Option<Date>,
    /// Day by which the target should be reached.
    pub target_on: Option<Date>,
    /// Edges of the band it should stay in.
    pub band: Option<(f64, f64)>,
    /// Attainment over the share of the time that has passed (M3); 1 is on pace.
    pub pace: Option<f64>,
    /// Where its readings come from.
    pub source: Option<Arc<str>>,
    /// Share of it that the initiative claims.
    pub attribution: Option<f64>,
    /// How much it counts among the KPIs of its initiative; 1 where nothing is typed.
    pub weight: f64,
}

impl KpiMetrics {
    /// Further from where it should be than it was; without a baseline nobody knows where that was.
    pub fn is_worse_than_before(&self) -> bool {
        self.baseline.is_some() && self.attainment.is_some_and(|share| share < 0.0)
    }
}

/// What initiatives are grouped by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Grouping {
    /// By department; the centre itself is a group of its own.
    Department,
    /// By outcome category.
    Outcome,
    /// By phase.
    Phase,
}

/// The numbers of one group.
#[derive(Clone, PartialEq, Debug)]
pub struct GroupMetrics {
    /// `Sales`; the centre is `COE`; initiatives that say none are in the group with an empty name.
    pub name: Arc<str>,
    /// Initiatives in it.
    pub initiatives: u32,
    /// Of those, in production.
    pub in_production: u32,
    /// Budget requested, over those that say one.
    pub budget_requested: Cents,
    /// Money.
    pub money: Money,
    /// KPI attainment.
    pub attainment: Attainment,
    /// Mean score over the ranked.
    pub mean_score: Option<f64>,
}

/// An initiative's month whose variance has a part that rates of exchange made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RateEffectMonth {
    /// Row of the initiative; none for the centre itself.
    pub initiative: Option<u32>,
    /// The month.
    pub month: Month,
    /// Its cost.
    pub cost: PlanActual,
    /// Its benefit.
    pub benefit: PlanActual,
}

/// Money of one month over the whole portfolio.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct MonthMetrics {
    /// Which.
    pub month: Month,
    /// Planned cost.
    pub cost_planned: Cents,
    /// Real cost; `None` when nobody reported one.
    pub cost_actual: Option<Cents>,
    /// Latest estimate: forecast, else plan, of the initiatives; only for months after the reporting month.
    pub cost_outlook: Option<Cents>,
    /// Planned benefit.
    pub benefit_planned: Cents,
    /// Real benefit; `None` when nobody reported one.
    pub benefit_actual: Option<Cents>,
    /// Latest estimate, for months after the reporting month.
    pub benefit_outlook: Option<Cents>,
}

/// Totals to date in a second currency: each month's sum is converted once, to the cent, and the totals are sums of the
/// months.
#[derive(Clone, PartialEq, Debug)]
pub struct SecondCurrency {
    /// Its ISO 4217 code.
    pub currency: Arc<str>,
    /// The months to date of which there are amounts.
    pub months: Vec<SecondMonth>,
    /// Planned and real cost to date; `None` where an amount lacks its rate, or nothing is reported.
    pub cost: [Option<Cents>; 2],
    /// Planned and real benefit to date, likewise.
    pub benefit: [Option<Cents>; 2],
}

/// A month in a second currency; amounts are `None` without a rate, and actuals where nobody reported one.
#[derive(Clone, PartialEq, Debug)]
pub struct SecondMonth {
    /// Which.
    pub month: Month,
    /// What plans are converted at: units of the report's currency for one of the other.
    pub plan_rate: Option<UsedRate>,
    /// What actuals are.
    pub average_rate: Option<UsedRate>,
    /// Planned and real cost.
    pub cost: [Option<Cents>; 2],
    /// Planned and real benefit.
    pub benefit: [Option<Cents>; 2],
}

/// Actuals to date beside those of the same months of the fiscal year before, month by month. A side of a month is
/// compared where both years have an actual of it.
#[derive(Clone, PartialEq, Debug)]
pub struct LastYear {
    /// The months to date of which any side is compared.
    pub months: Vec<LastYearMonth>,
    /// Cost of all of them.
    pub cost: YearOnYear,
    /// Benefit of all of them.
    pub benefit: YearOnYear,
}

/// A month beside the same month of the fiscal year before.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct LastYearMonth {
    /// Which, of this year.
    pub month: Month,
    /// Its cost.
    pub cost: YearOnYear,
    /// Its benefit.
    pub benefit: YearOnYear,
}

/// Actuals of months that are compared with the same ones a year before.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct YearOnYear {
    /// How many months are compared; without any there is nothing else.
    pub months: u32,
    /// A year before.
    pub before: Cents,
    /// Now.
    pub now: Cents,
    /// The part of the difference that is due to exchange rates: what `now` is more than it would be at the averages of
    /// the same months a year before.
    pub rate_effect: Cents,
    /// Amounts of which that average is not there: then nobody knows the effect.
    pub rate_unknown: u32,
}

impl YearOnYear {
    /// Both together.
    pub fn plus(self, other: YearOnYear) -> YearOnYear {
        YearOnYear {
            months: self.months + other.months,
            before: self.before + other.before,
            now: self.now + other.now,
            rate_effect: self.rate_effect + other.rate_effect,
            rate_unknown: self.rate_unknown + other.rate_unknown,
        }
    }

    /// Now less then; `None` where nothing is compared.
    pub fn change(&self) -> Option<Cents> {
        (self.months > 0).then(|| self.now - self.before)
    }

    /// What exchange rates did of it, where that is known.
    pub fn effect_of_rates(&self) -> Option<Cents> {
        (self.months > 0 && self.rate_unknown == 0).then_some(self.rate_effect)
    }

    /// What people did of it: at the rates of a year before, where they are known.
    pub fn at_constant_rates(&self) -> Option<Cents> {
        Some(self.change()? - self.effect_of_rates()?)
    }
}

/// Every money column summed inside the frames, to be held against the cells that were read.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct FrameSums {
    /// (index of the file, index into MONEY_FIELDS) → sum, in order.
    pub by_file: Vec<((u32, u8), Cents)>,
    /// (department, index into MONEY_FIELDS) → sum, in order.
    pub by_department: Vec<((Arc<str>, u8), Cents)>,
    /// (month, index into MONEY_FIELDS) → sum, in order; Financials only.
    pub by_month: Vec<((Month, u8), Cents)>,
}

/// All numbers of a run.
#[derive(Clone, PartialEq, Debug)]
pub struct Metrics {
    /// One for each initiative, in the portfolio's order.
    pub initiatives: Vec<InitiativeMetrics>,
    /// By initiative, then name.
    pub kpis: Vec<KpiMetrics>,
    /// In order of name; what was not reported and the centre last.
    pub departments: Vec<GroupMetrics>,
    /// In order of name; what was not reported last.
    pub outcomes: Vec<GroupMetrics>,
    /// In the order of the phases.
    pub phases: Vec<GroupMetrics>,
    /// Months of the fiscal year, without gaps.
    pub months: Vec<MonthMetrics>,
    /// Months of the fiscal year to the reporting month with an effect of rates of exchange, by initiative and month, the
    /// centre first; none where every amount is in the report's currency.
    pub rate_effects: Vec<RateEffectMonth>,
    /// Totals to date in a second currency, where the settings ask for one.
    pub second_currency: Option<SecondCurrency>,
    /// The year to date beside the same months a year before; `None` where no month has actuals of both years.
    pub last_year: Option<LastYear>,
    /// The whole portfolio, the centre included.
    pub total: GroupMetrics,
    /// The best set under the budget; `None` when no budget is set.
    pub funding: Option<Funding>,
    /// How sure the order by score is; `None` when nothing is ranked.
    pub robustness: Option<Robustness>,
    /// For the checks.
    pub frame_sums: FrameSums,
    /// Initiatives whose plan goes beyond the horizon.
    pub plans_beyond_horizon: u32,
    /// Initiatives whose plan ends before the horizon does.
    pub plans_ending_early: u32,
    /// Outcomes and health of the centre, M1–M34.
    pub health: Health,
    /// What a unit of use costs to run, by initiative and unit; none without usage.
    pub unit_costs: Vec<UnitCost>,
    /// Who is needed and who is there, twelve months ahead; none without a capacity.
    pub people_ahead: Option<PeopleAhead>,
}
