//! What was changed behind the last closed month: actuals of months that were over, and plans (metric M31).

use super::{movers::InBoth, rates::RatesOfThen};
use crate::model::{
    fiscal::FiscalCalendar,
    history::{
        Baseline, ChangeLimits, MoneyKind, MonthMoney, Picture, Pictured, Rebaselined, Restated, Rewritten, Side,
    },
    money::Cents,
    period::Month,
    phase::Phase,
    portfolio::CENTRE,
};
use jiff::civil::Date;
use std::{collections::BTreeMap, sync::Arc};

/// Actuals of months up to the closed one that are different now. Rows of those who sent nothing cannot differ, and
/// initiatives of one month only have nothing to compare. A rate that is another one now restates nothing by itself.
pub fn restated(before: &Picture, now: &Picture, both: &[InBoth], rates: &RatesOfThen) -> Vec<Restated> {
    let ids = ids_of_both(before, now, both);
    let mut found = Vec::new();
    for (key, id) in &ids {
        let months = months_of(before, now, key).into_iter().filter(|month| *month <= before.period);
        for month in months {
            let (was, is) = (money_of(before, key, month), money_of(now, key, month));
            let sides =
                [(Side::Cost, was.cost_actual, is.cost_actual), (Side::Benefit, was.benefit_actual, is.benefit_actual)];
            found.extend(sides.into_iter().filter_map(|(side, before, now)| {
                let rate_effect = match before.and(now) {
                    Some(_) => rates.of_month(key, month, side, MoneyKind::Actual),
                    None => Cents::ZERO,
                };
                let is_other = before != now.map(|now| now - rate_effect);
                is_other.then(|| Restated { id: id.clone(), month, side, before, now, rate_effect })
            }));
        }
    }
    found
}

/// Plans of initiatives of both months that are different now, at the rates of then.
pub fn rewritten(before: &Picture, now: &Picture, both: &[InBoth], rates: &RatesOfThen) -> Vec<Rewritten> {
    let production = |one: &InBoth| (one.before.planned_production_on, one.now.planned_production_on);
    let production: BTreeMap<&str, _> = both.iter().map(|one| (&*one.now.key, production(one))).collect();
    let mut found = Vec::new();
    for (key, id) in ids_of_both(before, now, both) {
        let effect = |month: Month, side: Side| rates.of_month(&key, month, side, MoneyKind::Planned);
        let is_changed = |month: &Month| {
            let (was, is) = (money_of(before, &key, *month), money_of(now, &key, *month));
            was.cost_planned != is.cost_planned.map(|cents| cents - effect(*month, Side::Cost))
                || was.benefit_planned != is.benefit_planned.map(|cents| cents - effect(*month, Side::Benefit))
        };
        let changed: Vec<Month> = months_of(before, now, &key).into_iter().filter(is_changed).collect();
        let production_on = production.get(&*key).copied().unwrap_or_default();
        if changed.is_empty() && production_on.0 == production_on.1 {
            continue;
        }
        let (then, today) = (planned(before, &key), planned(now, &key));
        found.push(Rewritten {
            id,
            months: changed.len() as u32,
            past_months: changed.iter().filter(|month| **month <= before.period).count() as u32,
            cost: (then.0, today.0),
            benefit: (then.1, today.1),
            rate_effects: plan_effects(&key, rates),
            production_on,
        });
    }
    found
}

/// The baselines that stand from this month on: those that stood, the plans of initiatives that are in Approved or later
/// for the first time, and those whose change the board approved since. What rates did to them since is carried along.
pub fn baselines(before: Option<&Picture>, now: &Picture, calendar: FiscalCalendar) -> Vec<Baseline> {
    let mut standing = before.map(|picture| picture.baselines.clone()).unwrap_or_default();
    if let Some(before) = before {
        let rates = RatesOfThen::of(before, now, calendar);
        for (key, baseline) in &mut standing {
            (baseline.cost_rate_effect, baseline.benefit_rate_effect) = effects_since(baseline, key, &rates);
        }
    }
    for one in now.initiatives.iter().filter(|one| is_approved(one)) {
        let plan = planned(now, &one.key);
        let of_now = Baseline {
            id: one.id.clone(),
            set_in: now.period,
            cost_planned: plan.0,
            benefit_planned: plan.1,
            planned_production_on: one.planned_production_on,
            cost_rate_effect: Cents::ZERO,
            benefit_rate_effect: Cents::ZERO,
        };
        let is_moved = before.is_some_and(|before| change_approved(before, now, one, calendar).is_some());
        if is_moved || !standing.contains_key(&one.key) {
            standing.insert(one.key.clone(), of_now);
        }
    }
    standing.into_values().collect()
}

/// The day on which the board approved something about an initiative after the last closed month; carried rows have no
/// plan of their own to approve.
fn change_approved(before: &Picture, now: &Picture, one: &Pictured, calendar: FiscalCalendar) -> Option<Date> {
    let since = calendar.last_day(before.period);
    let day = now.approvals.get(&one.key).copied().filter(|_| one.as_of.is_none())?;
    (day > since && day <= calendar.last_day(now.period)).then_some(day)
}

fn is_approved(one: &Pictured) -> bool {
    match one.phase {
        Some(Phase::Approved | Phase::Pilot | Phase::Production) => true,
        Some(Phase::OnHold) => one.approved_on.is_some(),
        _ => false,
    }
}

/// Plans that are more than the limit off their baselines. What ended needs no plan any more.
pub fn rebaselined(
    before: &Picture,
    now: &Picture,
    calendar: FiscalCalendar,
    limits: &ChangeLimits,
    rates: &RatesOfThen,
) -> Vec<Rebaselined> {
    let is_off = |baseline: &Baseline, picture: &Picture, one: &Pictured, effects: (Cents, Cents)| {
        let plan = planned(picture, &one.key);
        let far = |then: Cents, today: Cents| super::movers::share(then, today) > limits.baseline_change;
        far(baseline.cost_planned, plan.0 - effects.0)
            || far(baseline.benefit_planned, plan.1 - effects.1)
            || date_moved(baseline, one, calendar, limits.baseline_change)
    };
    let mut found = Vec::new();
    for one in now.initiatives.iter().filter(|one| one.as_of.is_none()) {
        let Some(baseline) = before.baselines.get(&one.key) else { continue };
        let effects = effects_since(baseline, &one.key, rates);
        if matches!(one.phase, Some(Phase::Retired | Phase::Rejected)) || !is_off(baseline, now, one, effects) {
            continue;
        }
        let effects_then = (baseline.cost_rate_effect, baseline.benefit_rate_effect);
        let was = before.initiative(&one.key);
        let plan = planned(now, &one.key);
        found.push(Rebaselined {
            baseline: baseline.clone(),
            cost_planned: plan.0,
            benefit_planned: plan.1,
            rate_effects: effects,
            planned_production_on: one.planned_production_on,
            is_new: !was.is_some_and(|was| is_off(baseline, before, was, effects_then)),
            approved_on: change_approved(before, now, one, calendar),
        });
    }
    found.sort_by(|one, other| one.baseline.id.cmp(&other.baseline.id));
    found
}

/// What rates did to a plan since its baseline: up to the closed month, and since then.
fn effects_since(baseline: &Baseline, key: &str, rates: &RatesOfThen) -> (Cents, Cents) {
    let (cost, benefit) = plan_effects(key, rates);
    (baseline.cost_rate_effect + cost, baseline.benefit_rate_effect + benefit)
}

/// What they did to planned cost and benefit since the closed month.
fn plan_effects(key: &str, rates: &RatesOfThen) -> (Cents, Cents) {
    (rates.of_plan(key, Side::Cost), rates.of_plan(key, Side::Benefit))
}

/// Did planned production move by more than a share of the way there: from approval, else from the baseline's month?
fn date_moved(baseline: &Baseline, one: &Pictured, calendar: FiscalCalendar, limit: f64) -> bool {
    let (Some(then), Some(now)) = (baseline.planned_production_on, one.planned_production_on) else { return false };
    let start = one.approved_on.unwrap_or_else(|| calendar.first_day(baseline.set_in));
    let way = days_between(start, then).max(1);
    days_between(then, now).abs() as f64 / way as f64 > limit
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// Planned cost and benefit of all months.
fn planned(picture: &Picture, key: &str) -> (Cents, Cents) {
    picture.months_of(key).fold((Cents::ZERO, Cents::ZERO), |(cost, benefit), (_, money)| {
        (cost + money.cost_planned.unwrap_or_default(), benefit + money.benefit_planned.unwrap_or_default())
    })
}

/// Upper-case and typed ids of the initiatives in both months whose rows are their submitters' own now; the centre too.
fn ids_of_both(before: &Picture, now: &Picture, both: &[InBoth]) -> BTreeMap<Arc<str>, Arc<str>> {
    let mut ids: BTreeMap<Arc<str>, Arc<str>> =
        both.iter().map(|one| (one.now.key.clone(), one.now.id.clone())).collect();
    let has_centre = |picture: &Picture| picture.months_of(CENTRE).next().is_some();
    if has_centre(before) && has_centre(now) {
        ids.insert(CENTRE.into(), CENTRE.into());
    }
    ids
}

fn months_of(before: &Picture, now: &Picture, key: &str) -> std::collections::BTreeSet<Month> {
    before.months_of(key).chain(now.months_of(key)).map(|(month, _)| month).collect()
}

fn money_of(picture: &Picture, key: &str, month: Month) -> MonthMoney {
    picture.money.get(&(Arc::from(key), month)).copied().unwrap_or_default()
}
