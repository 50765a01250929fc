//! Rates of return of planned monthly flows, and what stands beside them: profitability and discounted payback.

use super::cashflow::{Discount, from_first_flow, payback_of};
use crate::model::{funding::Irr, metrics::Payback, money::Cents, period::Month};
use std::ops::Range;

/// Rates a period between which internal rates of return are looked for.
const LOWEST_RATE: f64 = -0.99;
const HIGHEST_RATE: f64 = 10.0;

/// Every rate a period in (−0.99, 10] at which the flows are worth nothing, ascending. A flow a period, the first at
/// time 0.
///
/// Source: Brealey, Myers & Allen, *Principles of Corporate Finance*, ch. 5; that there can be several, and no more than
/// changes of sign, is Descartes' rule. Looked for on a fine grid of growth factors, at each change of sign and at each
/// place where the value turns back towards zero.
pub fn irr(flows: &[f64]) -> Vec<f64> {
    rates_within(flows, &doubtful(flows))
}

/// The rates that begin at these steps of the grid, ends included.
fn rates_within(flows: &[f64], steps: &[Range<usize>]) -> Vec<f64> {
    let value = |growth: f64| worth(flows, growth.exp());
    let mut roots = Vec::new();
    for &Range { start, end } in steps {
        // Two steps more: a place where the value turns back is seen from both sides.
        let grid: Vec<(f64, f64)> = (start..=(end + 2).min(STEPS)).map(|step| (at(step), value(at(step)))).collect();
        for (place, here) in grid.iter().enumerate().take(end - start + 1) {
            if here.1 == 0.0 {
                roots.push(here.0);
            }
            let Some(next) = grid.get(place + 1) else { continue };
            if here.1 * next.1 < 0.0 {
                roots.push(crossing(&value, here.0, next.0));
            }
            if let Some(after) = grid.get(place + 2) {
                let turns_back = next.1.abs() <= here.1.abs().min(after.1.abs());
                if turns_back && here.1 * next.1 > 0.0 && next.1 * after.1 > 0.0 {
                    roots.extend(touches(&value, here.0, after.0, flows));
                }
            }
        }
    }
    let rates = roots.into_iter().map(|growth| growth.exp() - 1.0);
    // The lower bound itself is no rate.
    let mut rates: Vec<f64> = rates.filter(|rate| *rate > LOWEST_RATE).collect();
    rates.sort_by(f64::total_cmp);
    rates.dedup_by(|one, other| (*one - *other).abs() < 1e-9);
    rates
}

/// The steps of the grid at which a root may begin, in order: all but those where money out or money in surely
/// outweighs the other. Both sides only fall, or only rise, with the rate, so their values at two ends bound what lies
/// between them.
fn doubtful(flows: &[f64]) -> Vec<Range<usize>> {
    // Seldom more than a few of thousands are left.
    const FEW: usize = 8;
    let side = |keep: fn(f64) -> f64| flows.iter().map(|flow| keep(*flow)).collect::<Vec<f64>>();
    let (money_in, money_out) = (side(|flow| flow.max(0.0)), side(|flow| (-flow).max(0.0)));
    let size: f64 = flows.iter().map(|flow| flow.abs()).sum();
    let sides = |step: usize| (worth(&money_in, at(step).exp()), worth(&money_out, at(step).exp()));
    // The value is scaled the other way below a rate of nothing; no piece may lie on both sides of it.
    let turn = (0..=STEPS).position(|step| at(step) >= 0.0).unwrap_or(STEPS);
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let mut left = vec![(turn, STEPS), (turn - 1, turn), (0, turn - 1)];
    while let Some((start, end)) = left.pop() {
        let ((in_start, out_start), (in_end, out_end)) = (sides(start), sides(end));
        // Far more than rounding, and more than what counts as nothing where the value only touches it.
        let least = 1e-9 * (in_start + out_start + in_end + out_end) + 1e-12 * size;
        let is_sure = in_start.min(in_end) - out_start.max(out_end) > least
            || out_start.min(out_end) - in_start.max(in_end) > least;
        if is_sure && start + 1 != turn {
            continue;
        }
        if end - start > FEW {
            let middle = usize::midpoint(start, end);
            left.extend([(middle, end), (start, middle)]);
            continue;
        }
        let start = start.saturating_sub(2);
        match pieces.last_mut() {
            Some(last) if last.end >= start => last.end = end,
            _ => pieces.push(start..end),
        }
    }
    pieces
}

/// Steps of the grid of growth factors.
const STEPS: usize = 4_000;

/// A place of the grid, from the lowest rate to the highest.
fn at(step: usize) -> f64 {
    let (low, high) = ((1.0 + LOWEST_RATE).ln(), (1.0 + HIGHEST_RATE).ln());
    low + (high - low) * step as f64 / STEPS as f64
}

/// The one rate of flows that change their sign once: what [`irr`] finds on the whole grid is found by halving it.
fn only_rate(flows: &[f64]) -> Option<f64> {
    let value = |growth: f64| worth(flows, growth.exp());
    let sign = value(at(0)).signum();
    let (mut before, mut after) = (0, STEPS);
    if value(at(before)) == 0.0 || value(at(after)) * sign > 0.0 {
        return None;
    }
    while after - before > 1 {
        let middle = usize::midpoint(before, after);
        if value(at(middle)) * sign > 0.0 { before = middle } else { after = middle }
    }
    let root = if value(at(after)) == 0.0 { at(after) } else { crossing(&value, at(before), at(after)) };
    Some(root.exp() - 1.0).filter(|rate| *rate > LOWEST_RATE)
}

/// Σ flow / factor^t, below factor 1 times factor^n: the same sign without overflow.
fn worth(flows: &[f64], factor: f64) -> f64 {
    if factor >= 1.0 {
        flows.iter().rev().fold(0.0, |sum, flow| sum / factor + flow)
    } else {
        flows.iter().fold(0.0, |sum, flow| sum * factor + flow)
    }
}

/// Where the value crosses zero between two places of opposite sign.
fn crossing(value: &dyn Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    let sign = value(low).signum();
    loop {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            return middle;
        }
        if value(middle).signum() == sign { low = middle } else { high = middle }
    }
}

/// Roots around a place where the value comes near zero and turns back: two, one that only touches, or none.
fn touches(value: &dyn Fn(f64) -> f64, low: f64, high: f64, flows: &[f64]) -> Vec<f64> {
    // Of one sign on both sides: how far it dips towards zero, or beyond it.
    let sign = value(low).signum();
    let (mut left, mut right) = (low, high);
    for _ in 0..200 {
        let third = (right - left) / 3.0;
        if sign * value(left + third) < sign * value(right - third) {
            right -= third;
        } else {
            left += third;
        }
    }
    let nearest = f64::midpoint(left, right);
    let size: f64 = flows.iter().map(|flow| flow.abs()).sum();
    if value(nearest).abs() <= 1e-12 * size {
        return vec![nearest];
    }
    if value(nearest) * value(low) < 0.0 {
        return vec![crossing(value, low, nearest), crossing(value, nearest, high)];
    }
    Vec::new()
}

/// Changes of sign from flow to flow, zeros left out.
pub fn sign_changes(flows: &[f64]) -> usize {
    let signs: Vec<bool> = flows.iter().filter(|flow| **flow != 0.0).map(|flow| *flow > 0.0).collect();
    signs.windows(2).filter(|pair| pair[0] != pair[1]).count()
}

/// The internal rate of return of gap-free planned months, or why there is none: the root where the flows change their
/// sign once, or where their running sum does, which then has a single positive one; else every root.
///
/// Source: Norstrøm, *A sufficient condition for a unique nonnegative internal rate of return*, *Journal of Financial and
/// Quantitative Analysis* 7 (1972).
pub fn irr_of(flows: &[(Month, Cents)]) -> Irr {
    let flows = units(flows);
    match sign_changes(&flows) {
        _ if flows.is_empty() => Irr::NoPlan,
        0 => Irr::NoSignChange,
        1 => one_or_none(only_rate(&flows)),
        _ if has_one_positive_rate(&flows) => one_or_none(irr(&flows).into_iter().find(|rate| *rate > 0.0)),
        _ => match irr(&flows) {
            roots if roots.is_empty() => Irr::NoRoot,
            roots => Irr::Several(roots),
        },
    }
}

fn one_or_none(monthly: Option<f64>) -> Irr {
    monthly.map_or(Irr::NoRoot, |monthly| Irr::One { monthly, annual: annual(monthly) })
}

/// Norstrøm's condition: the running sum changes its sign once and does not end at nothing. Cents are added up, so that
/// nothing is nothing.
fn has_one_positive_rate(flows: &[f64]) -> bool {
    let cents = flows.iter().map(|flow| (flow * 100.0).round());
    let sums: Vec<f64> = cents
        .scan(0.0, |sum, flow| {
            *sum += flow;
            Some(*sum)
        })
        .collect();
    sign_changes(&sums) == 1 && sums.last().is_some_and(|last| *last != 0.0)
}

/// Modified internal rate of return a period: (value at the end of all money in, at the reinvestment rate / value at
/// the start of all money out, at the finance rate)^(1/n) − 1. `None` without money in or out, or within one period.
///
/// Source: Excel's MIRR.
pub fn mirr(flows: &[f64], finance_rate: f64, reinvestment_rate: f64) -> Option<f64> {
    let periods = flows.len().checked_sub(1).filter(|periods| *periods > 0)? as f64;
    let flow = |keep: fn(f64) -> f64| flows.iter().map(|flow| keep(*flow)).collect::<Vec<f64>>();
    let money_in = worth_at(&flow(|flow| flow.max(0.0)), reinvestment_rate) * (1.0 + reinvestment_rate).powf(periods);
    let money_out = -worth_at(&flow(|flow| flow.min(0.0)), finance_rate);
    let rate = (money_in / money_out).powf(1.0 / periods) - 1.0;
    (money_in > 0.0 && money_out > 0.0 && rate.is_finite()).then_some(rate)
}

fn worth_at(flows: &[f64], rate: f64) -> f64 {
    flows.iter().rev().fold(0.0, |sum, flow| sum / (1.0 + rate) + flow)
}

/// The yearly MIRR of planned months at yearly rates.
pub fn mirr_annual(flows: &[(Month, Cents)], finance_rate: f64, reinvestment_rate: f64) -> Option<f64> {
    mirr(&units(flows), monthly(finance_rate), monthly(reinvestment_rate)).map(annual)
}

/// Profitability index: present value of benefits / present value of costs, neither rounded; `None` when the costs are
/// nothing.
///
/// Source: Brealey, Myers & Allen, ch. 5.
pub fn profitability_index(benefits: f64, costs: f64) -> Option<f64> {
    (costs != 0.0).then(|| benefits / costs)
}

/// Payback of flows that are discounted to the first of them.
pub fn payback_discounted(flows: &[(Month, Cents)], discount: &Discount) -> Payback {
    let flows = from_first_flow(flows);
    let Some((first, _)) = flows.first() else { return Payback::NoPlan };
    let to_first = Discount { to: *first, ..*discount };
    let discounted = flows.iter().map(|(month, cents)| to_first.value(*month, cents.0 as f64));
    payback_of(&discounted.collect::<Vec<f64>>())
}

/// The rate a month whose twelve make the yearly one.
fn monthly(yearly: f64) -> f64 {
    (1.0 + yearly).powf(1.0 / 12.0) - 1.0
}

fn annual(monthly: f64) -> f64 {
    (1.0 + monthly).powi(12) - 1.0
}

fn units(flows: &[(Month, Cents)]) -> Vec<f64> {
    from_first_flow(flows).iter().map(|(_, cents)| cents.units()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fiscal::FiscalCalendar;

    fn tenth() -> Discount {
        Discount { calendar: FiscalCalendar::default(), to: Month::EARLIEST, monthly_rate: 0.1 }
    }

    fn monthly_flows(cents: &[i64]) -> Vec<(Month, Cents)> {
        let first = Month::new(2026, 1).unwrap();
        cents.iter().enumerate().map(|(step, cents)| (first.plus(step as i32), Cents(*cents))).collect()
    }

    #[test]
    fn halving_finds_what_the_whole_grid_shows() {
        let mut state = 1_u64;
        let mut draw = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as f64 / (1_u64 << 31) as f64
        };
        for _ in 0..300 {
            // Money out, then money in; small and large, some with no rate inside the bounds.
            let (out, back) = (1 + (draw() * 6.0) as usize, 1 + (draw() * 30.0) as usize);
            let scale = 10.0_f64.powf(draw() * 8.0 - 4.0);
            let flows: Vec<f64> =
                (0..out + back).map(|month| if month < out { -draw() } else { draw() * scale }).collect();
            assert_eq!(only_rate(&flows), irr(&flows).first().copied(), "{flows:?}");
        }
        // −100, then 110: 10%.
        assert!((only_rate(&[-100.0, 110.0]).unwrap() - 0.1).abs() < 1e-12);
    }

    #[test]
    fn what_is_left_out_of_the_grid_holds_no_rate() {
        let mut state = 7_u64;
        let mut draw = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as f64 / (1_u64 << 31) as f64
        };
        let (mut several, mut steps) = (0, 0);
        for case in 0..200 {
            // Polynomials made of their roots have many; months drawn at random, some of them empty, few.
            let flows: Vec<f64> = if case % 2 == 0 {
                let roots: Vec<f64> = (0..5).map(|_| 0.05 + draw() * 3.0).collect();
                let with = |flows: Vec<f64>, root: &f64| {
                    let shifted = [0.0].into_iter().chain(flows.iter().map(|flow| flow * -root));
                    flows.iter().copied().chain([0.0]).zip(shifted).map(|(one, other)| one + other).collect()
                };
                roots.iter().fold(vec![1.0], with)
            } else {
                (0..40).map(|_| if draw() < 0.2 { 0.0 } else { draw() * 2.0 - 1.0 }).collect()
            };
            let found = irr(&flows);
            assert_eq!(found, rates_within(&flows, std::slice::from_ref(&(0..STEPS))), "{flows:?}");
            several += usize::from(found.len() > 1);
            steps += doubtful(&flows).iter().map(Range::len).sum::<usize>();
        }
        assert!(several > 80 && steps < 200 * STEPS / 5, "{several} {steps}");
    }

    #[test]
    fn no_sign_change_is_no_rate() {
        assert_eq!(irr_of(&monthly_flows(&[100, 200, 300])), Irr::NoSignChange);
        assert_eq!(irr_of(&monthly_flows(&[-100, 0, -300])), Irr::NoSignChange);
        assert_eq!(irr_of(&monthly_flows(&[0, 0])), Irr::NoPlan);
        assert_eq!(irr_of(&[]), Irr::NoPlan);
    }

    #[test]
    fn one_sign_change_is_one_rate_a_month_and_a_year() {
        // −100 now, 110 after a month: 10% a month; 1.1^12 − 1 = 213.8428% a year.
        let Irr::One { monthly, annual } = irr_of(&monthly_flows(&[0, -10_000, 11_000])) else { panic!("one root") };
        assert!((monthly - 0.1).abs() < 1e-12 && (annual - 2.138_428_376_721).abs() < 1e-9);
    }

    #[test]
    fn several_roots_are_all_found() {
        // (x − 1.1)(x − 1.2)(x − 1.3) = x³ − 3.6x² + 4.31x − 1.716, x the growth factor: rates 10, 20 and 30%.
        let roots = irr(&[1.0, -3.6, 4.31, -1.716]);
        assert_eq!(roots.len(), 3);
        for (root, expected) in roots.iter().zip([0.1, 0.2, 0.3]) {
            assert!((root - expected).abs() < 1e-6, "{roots:?}");
        }
        // Two roots closer than any grid: 10% and 10.01%, (x − 1.1)(x − 1.1001).
        let roots = irr(&[1.0, -2.2001, 1.21011]);
        assert_eq!(roots.len(), 2, "{roots:?}");
        // One that only touches: (x − 1.25)² = x² − 2.5x + 1.5625, exact in binary.
        let roots = irr(&[1.0, -2.5, 1.5625]);
        assert!(roots.len() == 1 && (roots[0] - 0.25).abs() < 1e-6, "{roots:?}");
        let flows = monthly_flows(&[10_000, -36_000, 43_100, -17_160]);
        assert!(matches!(irr_of(&flows), Irr::Several(roots) if roots.len() == 3));
    }

    #[test]
    fn a_running_sum_that_changes_sign_once_has_one_rate() {
        // Signs of the flows change three times, those of the sums −100, −50, −70, 30, 90 once (Norstrøm 1972).
        let Irr::One { monthly, .. } = irr_of(&monthly_flows(&[-10_000, 5_000, -2_000, 10_000, 6_000])) else {
            panic!("one root")
        };
        let value: f64 =
            [-100.0, 50.0, -20.0, 100.0, 60.0].iter().rev().fold(0.0, |sum, flow| sum / (1.0 + monthly) + flow);
        assert!(monthly > 0.0 && value.abs() < 1e-9, "{monthly}: {value}");
        // Sums −100, 50, 0 end at nothing: one root is nothing itself, the other −50%.
        assert!(matches!(irr_of(&monthly_flows(&[-10_000, 15_000, -5_000])), Irr::Several(_)));
    }

    #[test]
    fn a_rate_beyond_all_bounds_is_none() {
        // −1 now, 100 after a month: 9,900% a month, above 1,000%.
        assert_eq!(irr_of(&monthly_flows(&[-1, 100])), Irr::NoRoot);
        // A root at the upper bound itself counts: 11 after −1 is 1,000%.
        assert!(
            matches!(irr_of(&monthly_flows(&[-100, 1_100])), Irr::One { monthly, .. } if (monthly - 10.0).abs() < 1e-9)
        );
    }

    #[test]
    fn long_plans_do_not_overflow() {
        // −1 and then 300 months of 0.01: the sum is 3, so the rate lies above zero and below 1% a month.
        let mut flows = vec![-100; 1];
        flows.extend([1; 300]);
        let Irr::One { monthly, .. } = irr_of(&monthly_flows(&flows)) else { panic!("one root") };
        assert!(monthly > 0.0 && monthly < 0.01);
    }

    #[test]
    fn mirr_needs_money_in_and_out() {
        assert_eq!(mirr(&[1.0, 2.0], 0.1, 0.1), None);
        assert_eq!(mirr(&[-1.0, -2.0], 0.1, 0.1), None);
        assert_eq!(mirr(&[-1.0], 0.1, 0.1), None);
        assert_eq!(mirr(&[], 0.1, 0.1), None);
    }

    #[test]
    fn cost_nothing_has_no_index() {
        assert_eq!(profitability_index(100.0, 0.0), None);
        assert_eq!(profitability_index(150.0, 100.0), Some(1.5));
    }

    #[test]
    fn discounted_payback_comes_later() {
        // −100, then 60 a month at 10%: 54.545 and 49.587. After one month −45.455; 45.455 / 49.587 = 0.91667 more.
        let flows = monthly_flows(&[0, -10_000, 6_000, 6_000]);
        let Payback::Months(months) = payback_discounted(&flows, &tenth()) else { panic!("it pays back") };
        assert!((months - (1.0 + 45.454_545_454_5 / 49.586_776_859_5)).abs() < 1e-9);
        assert_eq!(payback_discounted(&monthly_flows(&[-100, 50, 51]), &tenth()), Payback::BeyondPlan);
        assert_eq!(payback_discounted(&[], &tenth()), Payback::NoPlan);
    }
}
