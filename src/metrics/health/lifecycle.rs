//! From idea to production and how long it takes: M7–M10, and pilots that nobody ends (M25).

use super::{
    Centre, Declared, INITIATIVES, by,
    fields::{BENEFIT, PHASE, SPEND},
};
use crate::{
    metrics::frames::{
        columns::{cents, certain, counts, percentile, stable, times},
        money::group_sums,
    },
    model::{
        condition::{Condition, field},
        dictionary::SheetKind::Initiatives,
        health::{Health, PhaseTimes},
        measure::{
            Declaration, Found, MeasureUnit, Months, PageGroup, Part, SheetFields, count, median_of, own, share, sum_of,
        },
        period::Month,
        phase::Phase,
        population::Population::InFlight,
    },
};
use jiff::civil::Date;
use polars::prelude::*;

/// Days of an average month, for months from days.
const DAYS_A_MONTH: f64 = 365.25 / 12.0;

/// The phases with the day on which an initiative comes in.
const STEPS: [(Phase, &str); 6] = [
    (Phase::Idea, "submitted_on"),
    (Phase::Assessment, "assessed_on"),
    (Phase::Approved, "approved_on"),
    (Phase::Pilot, "pilot_on"),
    (Phase::Production, "production_on"),
    (Phase::Retired, "retired_on"),
];

const WAY: SheetFields = (Initiatives, &["phase", "pilot_on", "production_on", "retired_on"]);
const DATES: SheetFields =
    (Initiatives, &["phase", "submitted_on", "assessed_on", "approved_on", "pilot_on", "production_on", "retired_on"]);
const SUBMITTED: SheetFields = (Initiatives, &["submitted_on"]);
const ENTRIES: SheetFields = (Initiatives, &["phase", "production_on"]);

/// M7–M10.
pub(super) fn measures() -> Vec<Declared> {
    let mut measures = pilot_measures();
    measures.extend(phase_measures());
    measures.extend(flow_measures());
    measures.extend(value_measures());
    measures
}

/// M7: of pilots that began in [T − 24, T − 6] months, those that went to Production / all of them: one that is still
/// open has not arrived. What of them is open, stands apart or was decided beside it.
fn pilot_measures() -> Vec<Declared> {
    let cohort = || field("began_pilot_in_window").holds();
    let is_in = |stage: PilotStage| field("pilot_stage").is(stage.name());
    vec![
        share("M7a", "pilot_conversion", "Pilots that went to production")
            .short("Pilots that reach production")
            .among(cohort())
            .numerator(is_in(PilotStage::Arrived))
            .at_least("pilot_conversion")
            .lists_the_rest()
            .formula("Of pilots that began between {conversion_months_back} and {conversion_months_wait} months before the reporting month: those that went to Production, divided by all of them. What is still open has not arrived.")
            .told_from(&[WAY])
            .on_page(PageGroup::Speed, 1)
            .into(),
        count("M7b", "pilots_open", "Pilots of the same window still in pilot")
            .among(cohort())
            .numerator(is_in(PilotStage::Open))
            .less_is_better()
            .lists_them()
            .formula("Of pilots that began between {conversion_months_back} and {conversion_months_wait} months before the reporting month: those that are still in Pilot.")
            .told_from(&[WAY])
            .into(),
        share("M7c", "pilot_conversion_decided", "Pilots that went to production, of those decided")
            .among(cohort().and(field("pilot_stage").is_one_of(&[PilotStage::Arrived.name(), PilotStage::Ended.name()])))
            .numerator(is_in(PilotStage::Arrived))
            .more_is_better()
            .lists_the_rest()
            .formula("Of the same pilots: those that went to Production, divided by those and the ones retired or rejected from Pilot. It flatters, because what is slow is still open.")
            .told_from(&[WAY])
            .into(),
        count("M7d", "pilots_apart", "Pilots of the same window on hold, moved back or unreadable")
            .among(cohort())
            .numerator(is_in(PilotStage::Apart))
            .less_is_better()
            .lists_them()
            .formula("Of the same pilots: those on hold, moved back before Pilot, or with a phase that cannot be read.")
            .told_from(&[WAY])
            .into(),
    ]
}

/// M8: median and 85th percentile of the days in a phase, initiatives that are old in their phase, and moves back.
fn phase_measures() -> Vec<Declared> {
    let days_in = |id, key, label, days, through, formula| -> Declaration {
        median_of(field(days), MeasureUnit::Days, id, key, label)
            .among(field(through).holds())
            .less_is_better()
            .formula(formula)
            .told_from(&[DATES])
    };
    // What is in daily use may stay there.
    let waits =
        || field("phase").is_known().and(field("phase").is_one_of(&["Idea", "Assessment", "Approved", "Pilot"]));
    vec![
        days_in(
            "M8a",
            "days_in_approved",
            "Days in Approved, median",
            "days_in_approved",
            "went_through_approved",
            "Median of the days from Approved on to the next phase, over initiatives that went through.",
        )
        .into(),
        days_in(
            "M8b",
            "days_in_approved_85",
            "Days in Approved, 85th percentile",
            "days_in_approved",
            "went_through_approved",
            "85th percentile (as Excel's PERCENTILE.INC) of the days from Approved on to the next phase.",
        )
        .percentile(0.85)
        .into(),
        days_in(
            "M8c",
            "days_in_pilot",
            "Days in Pilot, median",
            "days_in_pilot",
            "went_through_pilot",
            "Median of the days from Pilot started on to the next phase, over initiatives that went through.",
        )
        .into(),
        days_in(
            "M8d",
            "days_in_pilot_85",
            "Days in Pilot, 85th percentile",
            "days_in_pilot",
            "went_through_pilot",
            "85th percentile (as Excel's PERCENTILE.INC) of the days from Pilot started on to the next phase.",
        )
        .percentile(0.85)
        .into(),
        share("M8e", "old_in_phase", "Initiatives old in their phase")
            .among(waits())
            .numerator(field("is_old_in_phase").holds())
            .less_is_better()
            .lists_them()
            .formula("Initiatives older in their phase than the 85th percentile of those that went through (while fewer than {finished_needed} did, than {long_in_phase_days} days), divided by those with a date; Production not among them.")
            .told_from(&[DATES])
            .into(),
        count("M8f", "moved_back", "Initiatives that moved back a phase")
            .numerator(field("has_moved_back").holds())
            .less_is_better()
            .lists_them()
            .formula("Initiatives with the date of a later phase than the one they are in.")
            .told_from(&[DATES])
            .into(),
    ]
}

/// M9: entries into Production, work in progress, and what Little's law makes of them: WIP = throughput · cycle time.
/// Source: Little, *A Proof for the Queuing Formula L = λW* (1961). The law holds for means, so the cycle time in it is
/// a mean; it is published nowhere else.
fn flow_measures() -> Vec<Declared> {
    vec![
        by(
            own("M9a", "throughput", "Entries into production a month, last twelve months", MeasureUnit::PerMonth)
                .more_is_better()
                .formula("Entries into Production in the last twelve months ÷ 12.")
                .told_from(&[ENTRIES]),
            throughput,
        ),
        count("M9b", "entries_last_quarter", "Entries into production, last three months")
            .numerator(field("entered_last_quarter").holds())
            .more_is_better()
            .formula("Entries into Production in the last three months.")
            .told_from(&[ENTRIES])
            .into(),
        count("M9c", "work_in_progress", "Work in progress: approved and in pilot")
            .numerator(field("phase").is_one_of(&["Approved", "Pilot"]))
            .lists_them()
            .formula("Initiatives in Approved or Pilot now.")
            .told_from(&[PHASE])
            .into(),
        by(
            own(
                "M9d",
                "work_implied",
                "Work in progress that throughput times cycle time implies",
                MeasureUnit::Index,
            )
            .formula("Entries into Production a month · mean months from Approved on to In production on, of the last twelve months (Little's law).")
            .told_from(&[(Initiatives, &["approved_on", "production_on"])]),
            work_implied,
        ),
    ]
}

/// M10: months from submitted_on to the first month with a real benefit above zero. Those in use without one yet are
/// counted apart.
fn value_measures() -> Vec<Declared> {
    let months = |id, key, label, formula| -> Declaration {
        median_of(field("months_to_value"), MeasureUnit::Months, id, key, label)
            .among(field("has_benefit").holds())
            .less_is_better()
            .formula(formula)
            .told_from(&[SUBMITTED, BENEFIT])
            .in_months(Months::Life)
    };
    vec![
        months(
            "M10a",
            "months_to_value",
            "Months from idea to first benefit, median",
            "Median of the months from Submitted on to the first month with Benefit actual above zero.",
        )
        .short("Months to first benefit")
        .at_most("months_to_value")
        .on_page(PageGroup::Speed, 2)
        .into(),
        months(
            "M10b",
            "months_to_value_85",
            "Months from idea to first benefit, 85th percentile",
            "85th percentile of the months from Submitted on to the first month with Benefit actual above zero.",
        )
        .percentile(0.85)
        .into(),
        count("M10c", "without_benefit", "In flight without a benefit yet")
            .of(InFlight)
            .numerator(field("has_benefit").holds().negated())
            .less_is_better()
            .lists_them()
            .formula("Initiatives in Pilot or Production without any month with Benefit actual above zero.")
            .told_from(&[PHASE, BENEFIT])
            .in_months(Months::Life)
            .into(),
    ]
}

/// M25: pilots older than the 85th percentile of finished ones, and than the setting, on which nobody has decided since
/// they began; and what they have cost.
pub(super) fn graveyard_measures() -> Vec<Declared> {
    let is_left = || -> Condition { field("is_left_in_pilot").holds() };
    vec![
        share("M25a", "old_pilots", "Old pilots on which nobody has decided")
            .among(field("phase").is_filled_with("Pilot"))
            .numerator(is_left())
            .none_wanted()
            .lists_them()
            .formula("Pilots older than {old_pilot_days} days (and than the 85th percentile of finished ones) without a decision since they began, divided by pilots with a date.")
            .told_from(&[(Initiatives, &["phase", "pilot_on", "decision", "decision_on"])])
            .into(),
        sum_of(field("cost_actual_life"), "M25b", "old_pilots_spend", "Spent on them so far")
            .among(field("phase").is_filled_with("Pilot").and(field("pilot_on").is_known()))
            .numerator(is_left())
            .less_is_better()
            .formula("Cost actual of all months to date of the old pilots of M25a.")
            .told_from(&[SPEND])
            .in_months(Months::Life)
            .into(),
    ]
}

/// How long initiatives stay in each phase, and what M7 to M10 and M25 tell of each initiative.
pub(super) fn add(centre: &Centre, health: &mut Health) -> PolarsResult<Vec<Column>> {
    let times: PolarsResult<_> = STEPS[..5].iter().map(|(phase, _)| phase_times(centre, *phase)).collect();
    health.phase_times = times?;
    let mut columns = pilot_columns(centre);
    columns.extend(phase_columns(centre, &health.phase_times));
    columns.extend(value_columns(centre)?);
    Ok(columns)
}

/// A pilot without its day cannot be told to be in the window or out of it.
fn pilot_columns(centre: &Centre) -> Vec<Column> {
    let targets = centre.targets();
    let (period, calendar) = (centre.assumptions.period, centre.assumptions.calendar);
    let window = period.plus(-i32::from(targets.conversion_months_back))
        ..=period.plus(-i32::from(targets.conversion_months_wait));
    let is_undated = |row: usize| {
        centre.phase(row).is_some_and(|phase| phase.has_reached(Phase::Pilot))
            && centre.table().date("pilot_on")[row].is_none()
    };
    let began = |row: usize| match centre.past_day("pilot_on", row) {
        Some(day) => Some(window.contains(&calendar.month_of(day))),
        None => (!is_undated(row)).then_some(false),
    };
    let stages: Vec<Option<&str>> =
        centre.rows().map(|row| (!is_undated(row)).then(|| PilotStage::of(centre, row).name())).collect();
    vec![centre.marks("began_pilot_in_window", began), Column::new("pilot_stage".into(), stages)]
}

/// Days in Approved and Pilot of those that went through, and whether one is old where it stands, or has moved back.
fn phase_columns(centre: &Centre, times: &[PhaseTimes]) -> Vec<Column> {
    let mut columns = Vec::new();
    let mut old: Vec<Option<bool>> = vec![None; centre.rows().len()];
    for times in times {
        for (row, age) in &times.open {
            old[*row as usize] = age.map(|age| age as f64 > times.limit);
        }
        let names = match times.phase {
            Phase::Approved => ("went_through_approved", "days_in_approved"),
            Phase::Pilot => ("went_through_pilot", "days_in_pilot"),
            _ => continue,
        };
        let (mut through, mut days) = (vec![false; centre.rows().len()], vec![None; centre.rows().len()]);
        for (row, passed) in &times.through {
            through[*row as usize] = true;
            days[*row as usize] = passed.map(|days| days as f64);
        }
        columns.push(centre.marks(names.0, |row| Some(through[row])));
        columns.push(centre.numbers(names.1, |row| days[row]));
    }
    let (left, since) = (left_in_pilot(centre, times), centre.assumptions.period.plus(-2));
    let is_undated =
        |row: usize| centre.phase(row) == Some(Phase::Production) && centre.past_day("production_on", row).is_none();
    let entered = |row: usize| {
        centre.past_day("production_on", row).map(|day| centre.assumptions.calendar.month_of(day) >= since)
    };
    columns.extend([
        centre.marks("is_old_in_phase", |row| old[row]),
        centre.marks("has_moved_back", |row| Some(moved_back(centre, row))),
        centre.marks("is_left_in_pilot", |row| left[row]),
        centre.marks("entered_last_quarter", |row| entered(row).or((!is_undated(row)).then_some(false))),
    ]);
    columns
}

/// M25: is a pilot old, without a decision since it began? `None` for what is no pilot, or has no date.
fn left_in_pilot(centre: &Centre, times: &[PhaseTimes]) -> Vec<Option<bool>> {
    let mut left = vec![None; centre.rows().len()];
    let Some(pilots) = times.iter().find(|times| times.phase == Phase::Pilot) else { return left };
    let enough = pilots.finished() >= usize::from(centre.targets().finished_needed);
    let usual = pilots.percentile_85.filter(|_| enough).unwrap_or_default();
    let limit = usual.max(f64::from(centre.targets().old_pilot_days));
    for (row, age) in &pilots.open {
        let row = *row as usize;
        left[row] = age.map(|age| age as f64 > limit && !decided_since_pilot(centre, row));
    }
    left
}

/// Has it ever had a benefit, and how many months after it was submitted?
fn value_columns(centre: &Centre) -> PolarsResult<[Column; 2]> {
    let (first, calendar) = (first_benefit(centre)?, centre.assumptions.calendar);
    let months = |row: usize| {
        let (month, submitted) = (first[row]?, calendar.month_of(centre.past_day("submitted_on", row)?));
        (submitted <= month).then(|| f64::from(month.since(submitted)))
    };
    Ok([centre.marks("has_benefit", |row| Some(first[row].is_some())), centre.numbers("months_to_value", months)])
}

/// What became of a pilot.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PilotStage {
    /// It went to Production, whatever came later.
    Arrived,
    /// It was retired or rejected from Pilot.
    Ended,
    /// It is still in Pilot.
    Open,
    /// It is on hold, moved back before Pilot, or its phase cannot be read.
    Apart,
}

impl PilotStage {
    fn name(self) -> &'static str {
        match self {
            PilotStage::Arrived => "arrived",
            PilotStage::Ended => "ended",
            PilotStage::Open => "open",
            PilotStage::Apart => "apart",
        }
    }

    fn of(centre: &Centre, row: usize) -> PilotStage {
        match centre.phase(row) {
            _ if centre.past_day("production_on", row).is_some() => PilotStage::Arrived,
            Some(Phase::Production) => PilotStage::Arrived,
            Some(Phase::Retired | Phase::Rejected) => PilotStage::Ended,
            Some(Phase::Pilot) => PilotStage::Open,
            _ => PilotStage::Apart,
        }
    }
}

/// M8: days from coming in to going out, over initiatives that went through; the age of those that are in it now.
fn phase_times(centre: &Centre, phase: Phase) -> PolarsResult<PhaseTimes> {
    let step = STEPS.iter().position(|(one, _)| *one == phase).unwrap_or_default();
    let (mut through, mut open) = (Vec::new(), Vec::new());
    for row in centre.rows() {
        let came = centre.past_day(STEPS[step].1, row);
        if centre.phase(row) == Some(phase) {
            open.push((row as u32, came.map(|came| days(came, centre.end))));
            continue;
        }
        // One that stands before this phase again has not finished it.
        let has_gone_on = centre.phase(row).is_some_and(|now| now > phase);
        if !has_gone_on {
            continue;
        }
        let went = STEPS[step + 1..].iter().find_map(|(_, key)| centre.past_day(key, row));
        match (came, went) {
            (Some(came), Some(went)) if went >= came => through.push((row as u32, Some(days(came, went)))),
            (None, None) => {}
            // Skipped phases have neither day; a day without its partner cannot be used.
            (None, Some(_)) if !is_asked(centre, row, phase) => {}
            _ => through.push((row as u32, None)),
        }
    }
    let finished: Vec<f64> = through.iter().filter_map(|(_, days)| days.map(|days| days as f64)).collect();
    let finished = Float64Chunked::from_vec("days".into(), finished);
    let percentile_85 = percentile(&finished, 0.85)?;
    let enough = finished.len() >= usize::from(centre.targets().finished_needed);
    let setting = f64::from(centre.targets().long_in_phase_days);
    let limit = percentile_85.filter(|_| enough).unwrap_or(setting);
    let is_older = |(_, age): &&(u32, Option<i64>)| age.is_some_and(|age| age as f64 > limit);
    let ageing = open.iter().filter(is_older).map(|(row, _)| *row).collect();
    Ok(PhaseTimes { phase, through, median: percentile(&finished, 0.5)?, percentile_85, limit, ageing, open })
}

/// Must an initiative have been in this phase? One that is further and did not stop on the way must.
fn is_asked(centre: &Centre, row: usize, phase: Phase) -> bool {
    phase != Phase::Assessment && centre.phase(row).is_some_and(|now| now.has_reached(phase))
}

fn days(from: Date, to: Date) -> i64 {
    i64::from((to - from).get_days())
}

/// Has it a day of a later phase than the one it is in?
fn moved_back(centre: &Centre, row: usize) -> bool {
    let Some(now) = centre.phase(row).filter(|phase| !matches!(phase, Phase::Rejected | Phase::OnHold)) else {
        return false;
    };
    STEPS.iter().any(|(phase, key)| *phase > now && centre.past_day(key, row).is_some())
}

/// Initiatives that entered Production in the last twelve months.
fn entered_in_a_year(centre: &Centre) -> PolarsResult<Vec<usize>> {
    let since = centre.assumptions.calendar.first_day(centre.assumptions.period.plus(-11));
    let is_over = field("production_on").on_or_before(centre.end);
    centre.rows_where(&is_over.and(field("production_on").on_or_after(since)))
}

/// M9: entries a month. Initiatives in Production without a day of it are left out.
fn throughput(centre: &Centre, _: &Health) -> PolarsResult<Option<Found>> {
    let year = entered_in_a_year(centre)?;
    let is_dated = field("production_on").is_known().and(field("production_on").on_or_before(centre.end));
    let undated = centre.rows_where(&field("phase").is("Production").and(is_dated.negated()))?.len();
    let a_month = (!centre.rows().is_empty()).then(|| year.len() as f64 / 12.0);
    Ok(Some(Found::number(a_month, year.len()).without(undated).counting(INITIATIVES, &year, &year)))
}

/// M9: throughput times the mean cycle time.
fn work_implied(centre: &Centre, _: &Health) -> PolarsResult<Option<Found>> {
    let year = entered_in_a_year(centre)?;
    let cycles: Vec<f64> = year
        .iter()
        .filter_map(|row| Some((centre.past_day("approved_on", *row)?, centre.past_day("production_on", *row)?)))
        .filter(|(from, to)| to >= from)
        .map(|(from, to)| days(from, to) as f64 / DAYS_A_MONTH)
        .collect();
    let a_month = year.len() as f64 / 12.0;
    let mean = cycles.iter().sum::<f64>() / cycles.len().max(1) as f64;
    let implied = (!cycles.is_empty()).then_some(a_month * mean);
    let found = Found::number(implied, cycles.len()).without(year.len() - cycles.len());
    Ok(Some(Found { numerator: Some(Part::Number(a_month)), ..found.counting(INITIATIVES, &[], &year) }))
}

/// Of each initiative the first month up to the reporting month in which its benefit is above zero.
fn first_benefit(centre: &Centre) -> PolarsResult<Vec<Option<Month>>> {
    let months = &centre.frames.months;
    let is_past = times(months, "month")?.lt_eq(centre.assumptions.period.index());
    let past = months.filter(&(&certain(&is_past) & &counts(months, "initiative")?.is_not_null()))?;
    let past = past.sort(["initiative", "month"], stable())?;
    let sums = group_sums(&past, &["initiative", "month"], &["benefit_actual"])?;
    let gains = sums.filter(&certain(&cents(&sums, "benefit_actual_sum")?.gt(0)))?;
    let mut first = vec![None; centre.rows().len()];
    for (row, month) in counts(&gains, "initiative")?.iter().flatten().zip(times(&gains, "month")?.iter().flatten()) {
        first[row as usize].get_or_insert(Month::from_index(month));
    }
    Ok(first)
}

/// Was something decided on it since its pilot began?
fn decided_since_pilot(centre: &Centre, row: usize) -> bool {
    let decided = centre.text("decision", row).and(centre.past_day("decision_on", row));
    match (decided, centre.past_day("pilot_on", row)) {
        (Some(decided), Some(began)) => decided >= began,
        _ => false,
    }
}
