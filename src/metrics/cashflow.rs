//! Discounting and payback of monthly flows.

use crate::model::{assumptions::Assumptions, fiscal::FiscalCalendar, metrics::Payback, money::Cents, period::Month};

/// Money of one initiative in one month.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MonthFlow {
    /// Which month.
    pub month: Month,
    /// Planned cost.
    pub cost_planned: Option<Cents>,
    /// Planned benefit.
    pub benefit_planned: Option<Cents>,
    /// Outlook of the cost: actual if the month is over and it is known, else forecast, else plan.
    pub cost: Option<Cents>,
    /// `cost` is an actual.
    pub is_booked: bool,
    /// Outlook of the benefit.
    pub benefit: Option<Cents>,
    /// The part of `benefit` in rows of the type Hard-cashable; in months that are over it is not told apart.
    pub benefit_hard: Cents,
    /// The part of `benefit` in rows without a type; in months that are over it is not told apart.
    pub benefit_untyped: Cents,
}

impl MonthFlow {
    /// Is anything planned? A blank side adds nothing.
    pub fn is_planned(&self) -> bool {
        self.cost_planned.is_some() || self.benefit_planned.is_some()
    }

    /// Planned benefit − planned cost, over what is known.
    pub fn planned(&self) -> Cents {
        self.benefit_planned.unwrap_or_default() - self.cost_planned.unwrap_or_default()
    }
}

/// Planned flows for each month from the first to the last that has a plan, zeros between, months after `horizon` cut
/// off: a longer sheet must not buy a better rank. `flows` in order of month.
pub fn gap_free(flows: &[MonthFlow], horizon: Month) -> Vec<(Month, Cents)> {
    let planned: Vec<&MonthFlow> = flows.iter().filter(|flow| flow.is_planned() && flow.month <= horizon).collect();
    let (Some(first), Some(last)) = (planned.first(), planned.last()) else { return Vec::new() };
    let mut series: Vec<(Month, Cents)> =
        (0..=last.month.since(first.month)).map(|step| (first.month.plus(step), Cents::ZERO)).collect();
    for flow in &planned {
        series[flow.month.since(first.month) as usize].1 += flow.planned();
    }
    series
}

/// How amounts of months are discounted: to the start of which month, at which rate of a month.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Discount {
    /// Says how far months lie apart.
    pub calendar: FiscalCalendar,
    /// The month to which amounts are discounted.
    pub to: Month,
    /// The rate of a month.
    pub monthly_rate: f64,
}

impl Discount {
    /// To the start of the fiscal year, at the rate of the settings.
    pub fn of(assumptions: &Assumptions) -> Self {
        Discount {
            calendar: assumptions.calendar,
            to: assumptions.year_start(),
            monthly_rate: assumptions.monthly_rate(),
        }
    }

    /// An amount of a month; one of an earlier month grows.
    pub fn value(&self, month: Month, amount: f64) -> f64 {
        amount / self.calendar.growth(self.monthly_rate, self.to, month)
    }
}

/// Net present value Σ flow / (1 + monthly rate)^t, t in months from that of `discount` (negative before it), to the cent.
///
/// Source: Brealey, Myers & Allen, *Principles of Corporate Finance*, ch. 2; the flow of that month is not
/// discounted, unlike the first value of Excel's NPV.
/// `None` when nothing is planned, or when an extreme rate makes a number that is none.
pub fn npv(flows: &[(Month, Cents)], discount: &Discount) -> Option<Cents> {
    let sum: f64 = flows.iter().map(|(month, cents)| discount.value(*month, cents.0 as f64)).sum();
    /// Ten trillion in units: beyond it a sum of money has no meaning.
    const LARGEST: f64 = 1e15;
    (!flows.is_empty() && sum.abs() <= LARGEST).then(|| Cents(sum.round() as i64))
}

/// Months from the first flow until the cumulative flow is not negative and stays so, linear inside the month.
///
/// Source: the payback rule of Brealey, Myers & Allen, ch. 5; the first flow lies at time 0, the next at month 1.
pub fn payback(flows: &[(Month, Cents)]) -> Payback {
    let flows = from_first_flow(flows);
    if flows.is_empty() {
        return Payback::NoPlan;
    }
    // Whole cents far below 2^53, so that sums of them are exact.
    payback_of(&flows.iter().map(|(_, cents)| cents.0 as f64).collect::<Vec<f64>>())
}

/// The same of flows that may be discounted, the first of them not nothing.
pub(super) fn payback_of(flows: &[f64]) -> Payback {
    if flows.is_empty() {
        return Payback::NoPlan;
    }
    let cumulative: Vec<f64> = flows
        .iter()
        .scan(0.0, |sum, flow| {
            *sum += flow;
            Some(*sum)
        })
        .collect();
    let Some(last_negative) = cumulative.iter().rposition(|sum| *sum < 0.0) else { return Payback::Months(0.0) };
    let paid_back = last_negative + 1;
    if paid_back == cumulative.len() {
        return Payback::BeyondPlan;
    }
    Payback::Months(last_negative as f64 - cumulative[last_negative] / flows[paid_back])
}

/// Does the cumulative flow turn negative again after it was not?
pub fn payback_lost_again(flows: &[(Month, Cents)]) -> bool {
    let cumulative = cumulative(from_first_flow(flows));
    let first_negative = cumulative.iter().position(|sum| *sum < 0);
    let Some(first_negative) = first_negative else { return false };
    let recovered = cumulative[first_negative..].iter().position(|sum| *sum >= 0);
    recovered.is_some_and(|recovered| cumulative[first_negative + recovered..].iter().any(|sum| *sum < 0))
}

/// Flows without the months before the first that is not nothing.
pub(super) fn from_first_flow(flows: &[(Month, Cents)]) -> &[(Month, Cents)] {
    let first = flows.iter().position(|(_, cents)| *cents != Cents::ZERO).unwrap_or(flows.len());
    &flows[first..]
}

fn cumulative(flows: &[(Month, Cents)]) -> Vec<i64> {
    flows
        .iter()
        .scan(0, |sum, (_, cents)| {
            *sum += cents.0;
            Some(*sum)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(to: Month, monthly_rate: f64) -> Discount {
        Discount { calendar: FiscalCalendar::default(), to, monthly_rate }
    }

    fn monthly(cents: &[i64]) -> Vec<(Month, Cents)> {
        let first = Month::new(2026, 1).unwrap();
        cents.iter().enumerate().map(|(step, cents)| (first.plus(step as i32), Cents(*cents))).collect()
    }

    #[test]
    fn npv_is_the_published_value_when_months_are_years() {
        // numpy-financial's test: npv(0.05, [-15000, 1500, 2500, 3500, 4500, 6000]) = 122.89 with the first flow at 0.
        let flows = monthly(&[-1_500_000, 150_000, 250_000, 350_000, 450_000, 600_000]);
        assert_eq!(npv(&flows, &to(flows[0].0, 0.05)), Some(Cents(12_289)));
    }

    #[test]
    fn flows_before_the_start_grow() {
        // One flow of 100.00 two months before the start at 1% a month: 100 · 1.01² = 102.01.
        let flows = monthly(&[10_000]);
        assert_eq!(npv(&flows, &to(flows[0].0.plus(2), 0.01)), Some(Cents(10_201)));
        // And two months after it: 100 / 1.01² = 98.03.
        assert_eq!(npv(&flows, &to(flows[0].0.plus(-2), 0.01)), Some(Cents(9_803)));
    }

    #[test]
    fn payback_is_linear_inside_the_month() {
        // −100 at 0, then 50, 50: back at month 2. −100, 30, 30, 80: −40 after 2, half of 80: 2.5.
        assert_eq!(payback(&monthly(&[-100, 50, 50])), Payback::Months(2.0));
        assert_eq!(payback(&monthly(&[-100, 30, 30, 80])), Payback::Months(2.5));
        // Counted from the first flow, not from the first month of the sheet.
        assert_eq!(payback(&monthly(&[0, 0, -100, 50, 50])), Payback::Months(2.0));
        assert_eq!(payback(&monthly(&[10, 10])), Payback::Months(0.0));
    }

    #[test]
    fn payback_beyond_the_plan_is_none() {
        assert_eq!(payback(&monthly(&[-100, 50])), Payback::BeyondPlan);
        assert_eq!(payback(&monthly(&[0, 0])), Payback::NoPlan);
        assert_eq!(payback(&[]), Payback::NoPlan);
    }

    #[test]
    fn a_payback_that_is_lost_again_counts_from_when_it_stays() {
        // 0 after month 1, −50 after 2, 0 after 3.
        let flows = monthly(&[-100, 100, -50, 50]);
        assert_eq!(payback(&flows), Payback::Months(3.0));
        assert!(payback_lost_again(&flows));
        assert!(!payback_lost_again(&monthly(&[-100, 50, 50])));
        assert!(!payback_lost_again(&monthly(&[10, 10])));
    }

    #[test]
    fn gaps_in_a_plan_are_months_without_money() {
        let first = Month::new(2025, 12).unwrap();
        let flow = |step, cents| MonthFlow {
            month: first.plus(step),
            cost_planned: None,
            benefit_planned: Some(Cents(cents)),
            cost: None,
            is_booked: false,
            benefit: Some(Cents(cents)),
            benefit_hard: Cents(0),
            benefit_untyped: Cents(0),
        };
        let flows = [flow(0, 5), flow(2, 7)];
        assert_eq!(
            gap_free(&flows, first.plus(36)),
            [(first, Cents(5)), (first.plus(1), Cents(0)), (first.plus(2), Cents(7))]
        );
        // Months after the horizon are cut off; months without a plan make none.
        assert_eq!(gap_free(&flows, first.plus(1)), [(first, Cents(5))]);
        assert!(gap_free(&[MonthFlow { benefit_planned: None, ..flow(0, 0) }], first).is_empty());
        assert!(gap_free(&[], first).is_empty());
    }

    #[test]
    fn a_sum_that_no_rate_can_mean_is_unknown() {
        let flows = monthly(&[1; 1_300]);
        assert_eq!(npv(&flows, &to(flows[0].0, -0.5)), None);
        assert_eq!(npv(&[], &to(Month::new(2026, 1).unwrap(), 0.1)), None);
    }
}
