//! Governance and monitoring (M14): controls met of those that apply.
//!
//! Basis: NIST AI RMF 1.0, ISO/IEC 42001:2023, the risk tiers of the EU AI Act (Regulation 2024/1689).

use super::{Centre, Declared, INITIATIVES, by};
use crate::model::{
    condition::field,
    control::{Answer, Control},
    dictionary::SheetKind::Initiatives,
    health::{Health, OpenControl, TierControls},
    measure::{Found, PageGroup, SheetFields, count, share_of_counts},
    population::Population::Active,
};
use jiff::civil::Date;
use polars::prelude::{Column, PolarsResult};

/// Risk tiers in the order of the bars; the empty one is "not reported".
const TIERS: [&str; 5] = ["High", "Limited", "Minimal", "Prohibited", ""];

const CONTROLS: SheetFields = (
    Initiatives,
    &[
        "phase",
        "risk_tier",
        "impact_assessment",
        "predeployment_test",
        "data_signoff",
        "human_oversight",
        "monitoring",
        "last_model_review",
    ],
);

/// M14: met, not reported, waived, and what should not exist at all. Waived stands apart; where the tier is unknown,
/// controls that depend on it are left out.
pub(super) fn measures() -> Vec<Declared> {
    let of = |counted| [field(counted), field("controls_applying"), field("controls_unsure")];
    vec![
        share_of_counts(of("controls_met"), "M14a", "controls_met", "Controls met of those that apply")
            .short("Controls met")
            .of(Active)
            .at_least("controls_met")
            .lists_the_rest()
            .formula("Controls answered Yes, divided by the controls that apply to active initiatives by risk tier and phase; Waived stands apart. A review counts for {review_months} months, the last day included.")
            .told_from(&[CONTROLS])
            .on_page(PageGroup::Speed, 3)
            .into(),
        share_of_counts(
            of("controls_not_reported"),
            "M14b",
            "controls_not_reported",
            "Controls not reported of those that apply",
        )
        .of(Active)
        .none_wanted()
        .lists_them()
        .formula("Controls without an answer, divided by the controls that apply.")
        .told_from(&[CONTROLS])
        .into(),
        by(
            count("M14c", "controls_waived", "Controls waived, apart")
                .less_is_better()
                .formula("Controls that apply and are answered Waived.")
                .told_from(&[CONTROLS]),
            waived,
        ),
        count("M14d", "prohibited", "Active initiatives of the prohibited tier")
            .of(Active)
            .numerator(field("risk_tier").is("Prohibited"))
            .none_wanted()
            .lists_them()
            .formula("Active initiatives with Risk tier = Prohibited.")
            .told_from(&[(Initiatives, &["phase", "risk_tier"])])
            .into(),
    ]
}

/// Controls of one initiative that apply to it, by answer, and those of which that cannot be told.
#[derive(Clone, Copy, Default)]
struct Answered {
    answers: [u32; 5],
    unsure: u32,
}

impl Answered {
    fn count(&self, answer: Answer) -> u32 {
        self.answers[answer as usize]
    }

    fn applying(&self) -> u32 {
        self.answers.iter().sum()
    }
}

/// Controls by tier, and every one that is open.
pub(super) fn add(centre: &Centre, health: &mut Health) -> Vec<Column> {
    let mut answered = vec![Answered::default(); centre.rows().len()];
    for row in centre.active_rows() {
        let tier = centre.text("risk_tier", row).map(|tier| &**tier);
        for control in Control::ALL {
            match centre.phase(row).and_then(|phase| control.applies(phase, tier)) {
                Some(true) => answered[row].answers[answer(centre, row, control) as usize] += 1,
                Some(false) => {}
                None => answered[row].unsure += 1,
            }
        }
    }
    // Where nobody answers for any control it is unknown, not "not reported" a hundred times.
    if answered.iter().all(|one| one.count(Answer::NotReported) == one.applying()) {
        answered.iter_mut().for_each(|one| *one = Answered { answers: [0; 5], unsure: one.unsure + one.applying() });
    } else {
        health.controls = by_tier(centre, &answered);
        health.open_controls = open_controls(centre);
    }
    let count = |row: usize, answer: Answer| answered[row].count(answer);
    vec![
        centre.counts("controls_met", |row| count(row, Answer::Yes)),
        centre.counts("controls_not_reported", |row| count(row, Answer::NotReported)),
        centre.counts("controls_applying", |row| answered[row].applying() - count(row, Answer::Waived)),
        centre.counts("controls_unsure", |row| answered[row].unsure),
    ]
}

/// One bar a tier with an active initiative.
fn by_tier(centre: &Centre, answered: &[Answered]) -> Vec<TierControls> {
    let mut tiers: Vec<TierControls> =
        TIERS.iter().map(|tier| TierControls { tier: (*tier).into(), ..TierControls::default() }).collect();
    for row in centre.active_rows() {
        let tier = centre.text("risk_tier", row).map_or("", |tier| &**tier);
        let place = TIERS.iter().position(|one| *one == tier).unwrap_or(TIERS.len() - 1);
        tiers[place].initiatives += 1;
        for (sum, count) in tiers[place].answers.iter_mut().zip(answered[row].answers) {
            *sum += count;
        }
    }
    tiers.retain(|tier| tier.initiatives > 0);
    tiers
}

/// Every control that applies and is answered with anything but Yes.
fn open_controls(centre: &Centre) -> Vec<OpenControl> {
    let mut open = Vec::new();
    for row in centre.active_rows() {
        let tier = centre.text("risk_tier", row).map(|tier| &**tier);
        let applying = Control::ALL
            .into_iter()
            .filter(|control| centre.phase(row).and_then(|phase| control.applies(phase, tier)) == Some(true));
        for control in applying {
            let answer = answer(centre, row, control);
            if answer != Answer::Yes {
                open.push(OpenControl { row: row as u32, control, answer });
            }
        }
    }
    open
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

/// Controls that somebody waived: neither met nor missed.
fn waived(centre: &Centre, health: &Health) -> PolarsResult<Option<Found>> {
    let waived: usize = health.controls.iter().map(|tier| tier.count(Answer::Waived) as usize).sum();
    let applying: usize = health.controls.iter().map(|tier| tier.applying() as usize).sum();
    let is_waived = |open: &&OpenControl| open.answer == Answer::Waived;
    let mut rows: Vec<u32> = health.open_controls.iter().filter(is_waived).map(|open| open.row).collect();
    rows.dedup();
    let found = Found::count(waived, applying + waived).counting(INITIATIVES, &[], &centre.active_rows());
    Ok(Some(found.listing(rows)))
}
