//! Governance and monitoring (M14): controls met of those that apply.
//!
//! Basis: NIST AI RMF 1.0, ISO/IEC 42001:2023, the risk tiers of the EU AI Act (Regulation 2024/1689).

use super::{Centre, INITIATIVES, listed};
use crate::model::{
    control::{Answer, Control},
    health::{Health, Measure, OpenControl, Target, TierControls},
};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Risk tiers in the order of the bars; the empty one is "not reported".
const TIERS: [&str; 5] = ["High", "Limited", "Minimal", "Prohibited", ""];

/// M14: met, not reported, waived, and what should not exist at all.
pub(super) fn add(centre: &Centre, health: &mut Health) {
    let active = centre.active_rows();
    let mut tiers: Vec<TierControls> =
        TIERS.iter().map(|tier| TierControls { tier: (*tier).into(), ..TierControls::default() }).collect();
    let (mut open, mut unsure) = (Vec::new(), 0);
    for row in &active {
        let tier = centre.text("risk_tier", *row).map(|tier| &**tier);
        let place = TIERS.iter().position(|one| *one == tier.unwrap_or_default()).unwrap_or(TIERS.len() - 1);
        tiers[place].initiatives += 1;
        for control in Control::ALL {
            match centre.phase(*row).and_then(|phase| control.applies(phase, tier)) {
                Some(true) => {
                    let answer = answer(centre, *row, control);
                    tiers[place].answers[answer as usize] += 1;
                    if answer != Answer::Yes {
                        open.push(OpenControl { row: *row as u32, control, answer });
                    }
                }
                Some(false) => {}
                None => unsure += 1,
            }
        }
    }
    tiers.retain(|tier| tier.initiatives > 0);
    // Where nobody answers for any control it is unknown, not "not reported" a hundred times.
    if open.iter().all(|open| open.answer == Answer::NotReported)
        && tiers.iter().all(|tier| tier.count(Answer::Yes) == 0)
    {
        unsure += open.len();
        open.clear();
        tiers.clear();
    }
    health.measures.extend(measures(centre, &active, &tiers, &open, unsure));
    health.measures.push(prohibited(centre, &active));
    health.controls = tiers;
    health.open_controls = open;
}

/// A review counts when it is young enough; the others are answered in words. `N/A` where a control applies is no
/// answer (and a finding).
fn answer(centre: &Centre, row: usize, control: Control) -> Answer {
    if control != Control::Review {
        return Answer::of(centre.text(control.key(), row).map(|answer| &**answer));
    }
    match centre.past_day(control.key(), row) {
        Some(day) if day >= oldest_review(centre) => Answer::Yes,
        Some(_) => Answer::No,
        None => Answer::NotReported,
    }
}

/// The first day on which a review is young enough: the day itself, so many months before the end of the month.
fn oldest_review(centre: &Centre) -> Date {
    let months = jiff::Span::new().months(i32::from(centre.targets().review_months));
    centre.end.saturating_sub(months)
}

/// M14: Yes / (Yes + In progress + No + Not reported); Waived stands apart. Where the tier is unknown, controls that
/// depend on it are left out.
fn measures(
    centre: &Centre,
    active: &[usize],
    tiers: &[TierControls],
    open: &[OpenControl],
    unsure: usize,
) -> [Measure; 3] {
    let count = |answer: Answer| tiers.iter().map(|tier| tier.count(answer) as usize).sum::<usize>();
    let applying: usize = tiers.iter().map(|tier| tier.applying() as usize).sum();
    let rows = |wanted: &dyn Fn(Answer) -> bool| -> Vec<u32> {
        let mut rows: Vec<u32> = open.iter().filter(|open| wanted(open.answer)).map(|open| open.row).collect();
        rows.dedup();
        rows
    };
    let with_open: BTreeSet<usize> = open.iter().map(|open| open.row as usize).collect();
    let all_met: Vec<usize> = active.iter().copied().filter(|row| !with_open.contains(row)).collect();
    [
        Measure::share("M14a", "Controls met of those that apply", count(Answer::Yes), applying)
            .without(unsure)
            .counting(INITIATIVES, &all_met, active)
            .aiming(Target::AtLeast(centre.targets().controls_met))
            .listing(rows(&|answer| answer != Answer::Waived)),
        Measure::share("M14b", "Controls not reported of those that apply", count(Answer::NotReported), applying)
            .without(unsure)
            .counting(INITIATIVES, &[], active)
            .aiming(Target::AtMost(0.0))
            .listing(rows(&|answer| answer == Answer::NotReported)),
        Measure::count("M14c", "Controls waived, apart", count(Answer::Waived), applying + count(Answer::Waived))
            .counting(INITIATIVES, &[], active)
            .listing(rows(&|answer| answer == Answer::Waived)),
    ]
}

/// Active initiatives of the tier that the law forbids.
fn prohibited(centre: &Centre, active: &[usize]) -> Measure {
    let tiered = active.iter().filter(|row| centre.text("risk_tier", **row).is_some()).count();
    let is_prohibited = |row: &usize| centre.text("risk_tier", *row).is_some_and(|tier| &**tier == "Prohibited");
    let found: Vec<usize> = active.iter().copied().filter(is_prohibited).collect();
    Measure::count("M14d", "Active initiatives of the prohibited tier", found.len(), tiered)
        .without(active.len() - tiered)
        .counting(INITIATIVES, &found, active)
        .aiming(Target::AtMost(0.0))
        .listing(listed(&found))
}
