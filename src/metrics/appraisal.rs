//! What one initiative is worth by the methods people ask for, from what was typed about it and its months.

use super::{
    cashflow::{self, Discount, MonthFlow},
    returns,
};
use crate::model::{
    assumptions::Assumptions,
    funding::{Appraisal, Rnpv},
    funding_rules::StressRule,
    money::Cents,
    period::Month,
    phase::Phase,
};

/// Σ flow / (1 + monthly rate)^t of amounts that may be scaled; in cents, not rounded.
fn present_value(amounts: impl Iterator<Item = (Month, f64)>, discount: &Discount) -> f64 {
    amounts.map(|(month, amount)| discount.value(month, amount)).sum()
}

fn rounded(cents: f64) -> Cents {
    Cents(cents.round() as i64)
}

/// Present values of planned benefits and costs within the horizon, at the start of the fiscal year, not rounded.
fn planned_values(flows: &[MonthFlow], assumptions: &Assumptions) -> (f64, f64) {
    let within = || flows.iter().filter(|flow| flow.month <= assumptions.horizon_end());
    let value = |of: fn(&MonthFlow) -> Option<Cents>| {
        let amounts = within().filter_map(|flow| Some((flow.month, of(flow)?.0 as f64)));
        present_value(amounts, &Discount::of(assumptions))
    };
    (value(|flow| flow.benefit_planned), value(|flow| flow.cost_planned))
}

/// What is still to come of an initiative: its months after T within the horizon.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Ahead {
    months: Vec<MonthFlow>,
    /// Months behind them to the end of the horizon, for the test in which plans run on.
    run_on: Vec<MonthFlow>,
}

/// Planned months of which the mean is taken where a plan runs on.
const LAST_MONTHS: usize = 12;

/// The mean of a plan's last planned months in each month from the one after its last to the end of the horizon.
fn run_on(flows: &[MonthFlow], assumptions: &Assumptions) -> Vec<MonthFlow> {
    let mut last: Vec<&MonthFlow> = flows.iter().filter(|flow| flow.is_planned()).collect();
    last.drain(..last.len().saturating_sub(LAST_MONTHS));
    let (Some(end), false) = (flows.last().map(|flow| flow.month), last.is_empty()) else { return Vec::new() };
    let mean = |of: fn(&MonthFlow) -> Option<Cents>| {
        let sum: Cents = last.iter().filter_map(|flow| of(flow)).sum();
        let is_known = last.iter().any(|flow| of(flow).is_some());
        is_known.then(|| Cents((sum.0 as f64 / last.len() as f64).round() as i64))
    };
    let (cost, benefit) = (mean(|flow| flow.cost_planned), mean(|flow| flow.benefit_planned));
    let part = |of: fn(&MonthFlow) -> Cents| {
        let sum: Cents = last.iter().map(|flow| of(flow)).sum();
        Cents((sum.0 as f64 / last.len() as f64).round() as i64)
    };
    let flow = MonthFlow {
        month: end,
        cost_planned: cost,
        benefit_planned: benefit,
        cost,
        is_booked: false,
        benefit,
        benefit_hard: part(|flow| flow.benefit_hard),
        benefit_untyped: part(|flow| flow.benefit_untyped),
    };
    let first = end.max(assumptions.period).plus(1);
    let months = assumptions.horizon_end().since(first) + 1;
    (0..months.max(0)).map(|step| MonthFlow { month: first.plus(step), ..flow }).collect()
}

impl Ahead {
    /// Of months in order.
    pub fn of(flows: &[MonthFlow], assumptions: &Assumptions) -> Ahead {
        let horizon = assumptions.period.plus(1)..=assumptions.horizon_end();
        let months = flows.iter().filter(|flow| horizon.contains(&flow.month)).copied().collect();
        Ahead { months, run_on: run_on(flows, assumptions) }
    }

    /// The months under a test.
    fn under(&self, test: &StressRule) -> impl Iterator<Item = &MonthFlow> {
        let more = if test.plans_run_on { &self.run_on[..] } else { &[] };
        self.months.iter().chain(more)
    }

    /// Some of its benefit has no type, so that nobody can say whether it is hard-cashable.
    pub fn has_untyped_benefit(&self) -> bool {
        self.months.iter().any(|flow| flow.benefit_untyped != Cents::ZERO)
    }

    /// Months that lack cost or benefit.
    pub fn gaps(&self) -> u32 {
        self.months.iter().filter(|flow| flow.cost.is_none() || flow.benefit.is_none()).count() as u32
    }

    /// Does any month say a cost?
    pub fn cost_known(&self) -> bool {
        self.months.iter().any(|flow| flow.cost.is_some())
    }

    /// At least one month says a cost and at least one a benefit: a blank is never a zero, so without either there is
    /// no value.
    pub fn known(&self) -> bool {
        self.cost_known() && self.months.iter().any(|flow| flow.benefit.is_some())
    }

    /// Net present value, time 0 at T + 1; what was spent is left out. `None` when cost or benefit is not known.
    pub fn net_value(&self, assumptions: &Assumptions) -> Option<Cents> {
        let unchanged = StressRule::default();
        let (benefits, costs) = (self.benefits(assumptions, &unchanged), self.costs(assumptions, &unchanged));
        self.known().then(|| rounded(benefits - costs))
    }

    /// p · PV(benefits) − PV(costs) under a test. The rate is not raised for the risk as well.
    ///
    /// Source: risk-adjusted net present value as used for projects in development; Stewart, Allison & Johnson, *Nature
    /// Biotechnology* 19 (2001).
    pub fn rnpv(&self, assumptions: &Assumptions, test: &StressRule, p_success: f64, p_assumed: bool) -> Option<Rnpv> {
        let (benefits, costs) = (self.benefits(assumptions, test), self.costs(assumptions, test));
        // Rounded once: of parts rounded to the cent the value may be a cent off.
        self.known().then(|| Rnpv {
            value: rounded(p_success * benefits - costs),
            benefits: rounded(benefits),
            costs: rounded(costs),
            p_success,
            p_assumed,
        })
    }

    /// Costs after T by fiscal year under a test, in order, years without cost left out.
    pub fn cost_by_year(&self, assumptions: &Assumptions, test: &StressRule) -> Vec<(i16, Cents)> {
        let mut years: Vec<(i16, Cents)> = Vec::new();
        for flow in self.under(test) {
            let year = assumptions.calendar.year_of(flow.month);
            let cost = scaled(flow.cost.unwrap_or_default(), test.costs);
            match years.last_mut() {
                Some((last, sum)) if *last == year => *sum += cost,
                _ => years.push((year, cost)),
            }
        }
        years.retain(|(_, cost)| *cost != Cents::ZERO);
        years
    }

    fn benefits(&self, assumptions: &Assumptions, test: &StressRule) -> f64 {
        let of = |flow: &MonthFlow| {
            let whole = if test.hard_cashable_only { flow.benefit_hard } else { flow.benefit.unwrap_or_default() };
            scaled(whole, test.benefits).0 as f64
        };
        let later = self.under(test).map(|flow| (flow.month.plus(i32::from(test.delay_months)), of(flow)));
        let in_time = later.filter(|(month, _)| *month <= assumptions.horizon_end());
        present_value(in_time, &from_next_month(assumptions, test))
    }

    fn costs(&self, assumptions: &Assumptions, test: &StressRule) -> f64 {
        let amounts =
            self.under(test).map(|flow| (flow.month, scaled(flow.cost.unwrap_or_default(), test.costs).0 as f64));
        present_value(amounts, &from_next_month(assumptions, test))
    }
}

/// What is still to come is discounted to the first month after T, at the rate under a test.
fn from_next_month(assumptions: &Assumptions, test: &StressRule) -> Discount {
    Discount {
        to: assumptions.period.plus(1),
        monthly_rate: (1.0 + assumptions.discount_rate + test.rate).powf(1.0 / 12.0) - 1.0,
        ..Discount::of(assumptions)
    }
}

/// An amount times a factor, to the cent.
pub fn scaled(cents: Cents, factor: f64) -> Cents {
    Cents((cents.0 as f64 * factor).round() as i64)
}

/// What the months of one initiative are worth; `typed` is the probability of success as typed. What is no series of
/// months stands elsewhere and is left unknown.
pub fn appraise(typed: Option<f64>, phase: Option<Phase>, flows: &[MonthFlow], assumptions: &Assumptions) -> Appraisal {
    let planned = cashflow::gap_free(flows, assumptions.horizon_end());
    let outlook = outlook(flows, assumptions.horizon_end());
    let ahead = Ahead::of(flows, assumptions);
    let (benefits, costs) = planned_values(flows, assumptions);
    let rules = &assumptions.funding;
    Appraisal {
        npv_outlook: cashflow::npv(&outlook, &Discount::of(assumptions)),
        npv_forward: ahead.net_value(assumptions),
        irr: returns::irr_of(&planned),
        mirr_annual: returns::mirr_annual(&planned, rules.finance_rate, rules.reinvestment_rate),
        payback_discounted: returns::payback_discounted(&planned, &Discount::of(assumptions)),
        pi: returns::profitability_index(benefits, costs),
        rnpv: chance(typed, phase, assumptions)
            .and_then(|(p, assumed)| ahead.rnpv(assumptions, &StressRule::default(), p, assumed)),
        outlook_gaps: ahead.gaps(),
        ..Appraisal::default()
    }
}

/// The probability of success that was typed, else that of the phase (then `true`).
pub fn chance(typed: Option<f64>, phase: Option<Phase>, assumptions: &Assumptions) -> Option<(f64, bool)> {
    let of_phase = || phase.and_then(|phase| assumptions.funding.p_success.of(phase));
    typed.map(|p| (p, false)).or_else(|| of_phase().map(|p| (p, true)))
}

/// Outlook flows of months up to the horizon that know cost or benefit.
fn outlook(flows: &[MonthFlow], horizon: Month) -> Vec<(Month, Cents)> {
    let known = flows.iter().filter(|flow| flow.month <= horizon && (flow.cost.is_some() || flow.benefit.is_some()));
    known.map(|flow| (flow.month, flow.benefit.unwrap_or_default() - flow.cost.unwrap_or_default())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fiscal::FiscalCalendar;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    /// October 2026 at 12% a year, which is easy to work out by hand.
    fn test_assumptions() -> Assumptions {
        Assumptions { discount_rate: 0.12, ..Assumptions::standard(month("2026-10")) }
    }

    /// A month with a plan that is its outlook too.
    fn flow(text: &str, cost: i64, benefit: i64) -> MonthFlow {
        MonthFlow {
            month: month(text),
            cost_planned: Some(Cents(cost)),
            benefit_planned: Some(Cents(benefit)),
            cost: Some(Cents(cost)),
            is_booked: false,
            benefit: Some(Cents(benefit)),
            benefit_hard: Cents(0),
            benefit_untyped: Cents(0),
        }
    }

    #[test]
    fn rnpv_weighs_benefits_and_not_costs_by_the_chance() {
        let assumptions = test_assumptions();
        // T is October 2026, the rate 12% a year. November is time 0: cost 1,000; a year later benefit 2,240, which is
        // worth 2,000 now; at 60%: 0.6 · 2,000 − 1,000 = 200. October is over and left out.
        let flows = [flow("2026-10", 99_900, 0), flow("2026-11", 100_000, 0), flow("2027-11", 0, 224_000)];
        let ahead = Ahead::of(&flows, &assumptions);
        let rnpv = |test: StressRule| ahead.rnpv(&assumptions, &test, 0.6, false).unwrap().value;
        assert_eq!(rnpv(StressRule::default()), Cents(20_000));
        assert_eq!(ahead.net_value(&assumptions), Some(Cents(100_000)));
        // By hand: benefits 20% less 0.6 · 1,600 − 1,000 = −40; costs 20% more 1,200 − 1,200 = 0; twelve months later
        // 0.6 · 2,240 / 1.12² − 1,000 = 71.43; nothing is hard-cashable: −1,000.
        assert_eq!(rnpv(StressRule { benefits: 0.8, ..StressRule::default() }), Cents(-4_000));
        assert_eq!(rnpv(StressRule { costs: 1.2, ..StressRule::default() }), Cents(0));
        assert_eq!(rnpv(StressRule { delay_months: 12, ..StressRule::default() }), Cents(7_143));
        assert_eq!(rnpv(StressRule { hard_cashable_only: true, ..StressRule::default() }), Cents(-100_000));
        // The horizon ends in October 2029; benefits that come later than that are cut.
        assert_eq!(rnpv(StressRule { delay_months: 24, ..StressRule::default() }), Cents(-100_000));
        // The plan ends in November 2027. Running on to October 2029 at the mean of its three planned months, 199,900 / 3 =
        // 66,633 cost and 224,000 / 3 = 74,667 benefit a month, 0.6 of which does not pay for it.
        let run_on = ahead.under(&StressRule { plans_run_on: true, ..StressRule::default() }).last().unwrap();
        assert_eq!(
            (run_on.month, run_on.cost, run_on.benefit),
            (month("2029-10"), Some(Cents(66_633)), Some(Cents(74_667)))
        );
        assert!(rnpv(StressRule { plans_run_on: true, ..StressRule::default() }) < Cents(20_000));
        // At 12 + 3 points: 2,240 / 1.15 = 1,947.83; 0.6 · that − 1,000 = 168.70.
        assert_eq!(rnpv(StressRule { rate: 0.03, ..StressRule::default() }), Cents(16_870));
    }

    #[test]
    fn rnpv_is_rounded_once() {
        // At 12% a year, November being time 0: 1.00 in April is worth 1 / 1.12^(5/12) = 0.953878, 0.98 in December
        // 0.98 / 1.12^(1/12) = 0.970788. At 10%: 9.5388 − 97.0788 = −87.54 cents. Of rounded parts it would be 9.5, which
        // is 10, less 97: −87.
        let assumptions = test_assumptions();
        let flows = [flow("2026-12", 98, 0), flow("2027-04", 0, 100)];
        let ahead = Ahead::of(&flows, &assumptions);
        let rnpv = ahead.rnpv(&assumptions, &StressRule::default(), 0.1, false).unwrap();
        assert_eq!((rnpv.benefits, rnpv.costs, rnpv.value), (Cents(95), Cents(97), Cents(-88)));
    }

    #[test]
    fn without_a_cost_or_a_benefit_there_is_no_value() {
        let assumptions = test_assumptions();
        let value = |flows: &[MonthFlow]| Ahead::of(flows, &assumptions).net_value(&assumptions);
        let no_cost = MonthFlow { cost: None, ..flow("2026-11", 0, 100) };
        let no_benefit = MonthFlow { benefit: None, ..flow("2026-11", 100, 0) };
        assert_eq!((value(&[no_cost]), value(&[no_benefit]), value(&[])), (None, None, None));
        assert_eq!(value(&[no_cost, no_benefit]), Some(Cents(0)));
        assert_eq!(Ahead::of(&[no_cost, no_benefit], &assumptions).gaps(), 2);
    }

    #[test]
    fn costs_fall_into_fiscal_years() {
        let assumptions = Assumptions { calendar: FiscalCalendar::beginning_in(4), ..test_assumptions() };
        let flows = [flow("2026-11", 100, 0), flow("2027-03", 20, 0), flow("2027-04", 3, 0), flow("2028-05", 0, 7)];
        let years = Ahead::of(&flows, &assumptions).cost_by_year(&assumptions, &StressRule::default());
        assert_eq!(years, [(2026, Cents(120)), (2027, Cents(3))]);
    }

    #[test]
    fn the_chance_is_as_typed_else_that_of_the_phase() {
        let assumptions = test_assumptions();
        assert_eq!(chance(Some(0.9), Some(Phase::Pilot), &assumptions), Some((0.9, false)));
        assert_eq!(chance(None, Some(Phase::Pilot), &assumptions), Some((0.75, true)));
        assert_eq!(chance(None, None, &assumptions), None);
        assert_eq!(chance(None, Some(Phase::Retired), &assumptions), None);
    }
}
