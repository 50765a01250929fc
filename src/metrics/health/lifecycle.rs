//! From idea to production and how long it takes: M7–M10, and pilots that nobody ends (M25).

use super::{
    Centre, INITIATIVES, listed,
    percentile::{median, percentile},
};
use crate::model::{
    health::{Health, Measure, MeasureUnit, Part, PhaseTimes, Target},
    money::Cents,
    period::Month,
    phase::Phase,
};
use jiff::civil::Date;
use std::collections::BTreeMap;

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

/// M7–M10.
pub(super) fn add(centre: &Centre, health: &mut Health) {
    health.measures.extend(pilot_to_production(centre));
    health.phase_times = STEPS[..5].iter().map(|(phase, _)| phase_times(centre, *phase)).collect();
    health.measures.extend(time_in_phase(centre, &health.phase_times));
    health.measures.extend(flow(centre));
    health.measures.extend(time_to_value(centre));
}

/// M7: of pilots that began in [T − 24, T − 6] months, those that went to Production / all of them: one that is still
/// open has not arrived. What of them is open, stands apart or was decided beside it.
fn pilot_to_production(centre: &Centre) -> [Measure; 4] {
    let targets = centre.targets();
    let period = centre.assumptions.period;
    let window = period.plus(-i32::from(targets.conversion_months_back))
        ..=period.plus(-i32::from(targets.conversion_months_wait));
    let began = |row: &usize| centre.past_day("pilot_on", *row).is_some_and(|day| window.contains(&Month::of(day)));
    let cohort: Vec<usize> = centre.rows().filter(began).collect();
    let is_in = |stage: PilotStage| -> Vec<usize> {
        cohort.iter().copied().filter(|row| PilotStage::of(centre, *row) == stage).collect()
    };
    let [converted, ended, open, apart] =
        [PilotStage::Arrived, PilotStage::Ended, PilotStage::Open, PilotStage::Apart].map(is_in);
    let not: Vec<usize> = cohort.iter().copied().filter(|row| !converted.contains(row)).collect();
    let undated = centre
        .rows()
        .filter(|row| centre.phase(*row).is_some_and(|phase| phase.has_reached(Phase::Pilot)))
        .filter(|row| centre.table().date("pilot_on")[*row].is_none())
        .count();
    let decided = [converted.as_slice(), &ended].concat();
    [
        Measure::share("M7a", "Pilots that went to production", converted.len(), cohort.len())
            .without(undated)
            .counting(INITIATIVES, &converted, &cohort)
            .aiming(Target::AtLeast(targets.pilot_conversion))
            .listing(listed(&not)),
        Measure::count("M7b", "Pilots of the same window still in pilot", open.len(), cohort.len())
            .without(undated)
            .counting(INITIATIVES, &open, &cohort)
            .listing(listed(&open)),
        Measure::share(
            "M7c",
            "Pilots that went to production, of those decided",
            converted.len(),
            converted.len() + ended.len(),
        )
        .without(undated)
        .counting(INITIATIVES, &converted, &decided)
        .listing(listed(&ended)),
        Measure::count("M7d", "Pilots of the same window on hold, moved back or unreadable", apart.len(), cohort.len())
            .without(undated)
            .counting(INITIATIVES, &apart, &cohort)
            .listing(listed(&apart)),
    ]
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
fn phase_times(centre: &Centre, phase: Phase) -> PhaseTimes {
    let step = STEPS.iter().position(|(one, _)| *one == phase).unwrap_or_default();
    let (mut finished, mut through, mut open, mut left_out) = (Vec::new(), Vec::new(), Vec::new(), 0);
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
            (Some(came), Some(went)) if went >= came => {
                finished.push(days(came, went) as f64);
                through.push(row as u32);
            }
            (None, None) => {}
            // Skipped phases have neither day; a day without its partner cannot be used.
            (None, Some(_)) if !is_asked(centre, row, phase) => {}
            _ => left_out += 1,
        }
    }
    let percentile_85 = percentile(&finished, 0.85);
    let enough = finished.len() >= usize::from(centre.targets().finished_needed);
    let setting = f64::from(centre.targets().long_in_phase_days);
    let limit = percentile_85.filter(|_| enough).unwrap_or(setting);
    let ageing = open.iter().filter(|(_, age)| age.is_some_and(|age| age as f64 > limit)).map(|(row, _)| *row);
    PhaseTimes {
        phase,
        finished: finished.len() as u32,
        through,
        median: median(&finished),
        percentile_85,
        limit,
        ageing: ageing.collect(),
        open,
        left_out,
    }
}

/// Must an initiative have been in this phase? One that is further and did not stop on the way must.
fn is_asked(centre: &Centre, row: usize, phase: Phase) -> bool {
    phase != Phase::Assessment && centre.phase(row).is_some_and(|now| now.has_reached(phase))
}

fn days(from: Date, to: Date) -> i64 {
    i64::from((to - from).get_days())
}

/// M8: median and 85th percentile of the pilots, initiatives that are old in their phase, and moves back.
fn time_in_phase(centre: &Centre, times: &[PhaseTimes]) -> Vec<Measure> {
    let mut measures = Vec::new();
    for (id, id_85, name, name_85, phase) in [
        ("M8a", "M8b", "Days in Approved, median", "Days in Approved, 85th percentile", Phase::Approved),
        ("M8c", "M8d", "Days in Pilot, median", "Days in Pilot, 85th percentile", Phase::Pilot),
    ] {
        let Some(times) = times.iter().find(|times| times.phase == phase) else { continue };
        let number = |id, name, value| {
            Measure::number(id, name, MeasureUnit::Days, value, times.finished as usize)
                .without(times.left_out as usize)
                .counting(INITIATIVES, &[], &places(&times.through))
        };
        measures.push(number(id, name, times.median));
        measures.push(number(id_85, name_85, times.percentile_85));
    }
    // What is in daily use may stay there.
    let waiting = || times.iter().filter(|times| times.phase != Phase::Production);
    let ages = waiting().flat_map(|times| &times.open);
    let mut dated: Vec<usize> = ages.clone().filter(|(_, age)| age.is_some()).map(|(row, _)| *row as usize).collect();
    dated.sort_unstable();
    let mut ageing: Vec<u32> = waiting().flat_map(|times| times.ageing.iter().copied()).collect();
    ageing.sort_unstable();
    measures.push(
        Measure::share("M8e", "Initiatives old in their phase", ageing.len(), dated.len())
            .without(ages.count() - dated.len())
            .counting(INITIATIVES, &places(&ageing), &dated)
            .listing(ageing),
    );
    let back: Vec<usize> = centre.rows().filter(|row| moved_back(centre, *row)).collect();
    measures.push(
        Measure::count("M8f", "Initiatives that moved back a phase", back.len(), centre.rows().len())
            .counting(INITIATIVES, &back, &back)
            .listing(listed(&back)),
    );
    measures
}

fn places(rows: &[u32]) -> Vec<usize> {
    rows.iter().map(|row| *row as usize).collect()
}

/// Has it a day of a later phase than the one it is in?
fn moved_back(centre: &Centre, row: usize) -> bool {
    let Some(now) = centre.phase(row).filter(|phase| !matches!(phase, Phase::Rejected | Phase::OnHold)) else {
        return false;
    };
    STEPS.iter().any(|(phase, key)| *phase > now && centre.past_day(key, row).is_some())
}

/// M9: entries into Production, work in progress, and what Little's law makes of them: WIP = throughput · cycle time.
/// Source: Little, *A Proof for the Queuing Formula L = λW* (1961). The law holds for means, so the cycle time in it is
/// a mean; it is published nowhere else.
fn flow(centre: &Centre) -> [Measure; 4] {
    let period = centre.assumptions.period;
    let entered = |months: i32| -> Vec<usize> {
        let since = period.plus(1 - months);
        let is_in = |row: &usize| centre.past_day("production_on", *row).is_some_and(|day| Month::of(day) >= since);
        centre.rows().filter(is_in).collect()
    };
    let (year, quarter) = (entered(12), entered(3));
    let undated = centre
        .rows()
        .filter(|row| centre.phase(*row) == Some(Phase::Production) && centre.past_day("production_on", *row).is_none())
        .count();
    let progressing: Vec<usize> =
        centre.rows().filter(|row| matches!(centre.phase(*row), Some(Phase::Approved | Phase::Pilot))).collect();
    let cycles: Vec<f64> = year
        .iter()
        .filter_map(|row| Some((centre.past_day("approved_on", *row)?, centre.past_day("production_on", *row)?)))
        .filter(|(from, to)| to >= from)
        .map(|(from, to)| days(from, to) as f64 / DAYS_A_MONTH)
        .collect();
    let a_month = year.len() as f64 / 12.0;
    let mean = cycles.iter().sum::<f64>() / cycles.len().max(1) as f64;
    let implied = (!cycles.is_empty()).then_some(a_month * mean);
    let started = centre.rows().len();
    [
        Measure::number(
            "M9a",
            "Entries into production a month, last twelve months",
            MeasureUnit::PerMonth,
            (started > 0).then_some(a_month),
            year.len(),
        )
        .without(undated)
        .counting(INITIATIVES, &year, &year),
        Measure::count("M9b", "Entries into production, last three months", quarter.len(), started)
            .without(undated)
            .counting(INITIATIVES, &quarter, &quarter),
        Measure::count("M9c", "Work in progress: approved and in pilot", progressing.len(), started)
            .without(centre.without_phase())
            .counting(INITIATIVES, &progressing, &progressing)
            .listing(listed(&progressing)),
        Measure {
            numerator: Some(Part::Number(a_month)),
            denominator: None,
            ..Measure::number(
                "M9d",
                "Work in progress that throughput times cycle time implies",
                MeasureUnit::Index,
                implied,
                cycles.len(),
            )
            .without(year.len() - cycles.len())
            .counting(INITIATIVES, &[], &year)
        },
    ]
}

/// M10: months from submitted_on to the first month with a real benefit above zero. Those in use without one yet are
/// counted apart.
fn time_to_value(centre: &Centre) -> [Measure; 3] {
    let first = first_benefit(centre);
    let (mut months, mut valued, mut undated) = (Vec::new(), Vec::new(), 0);
    for (row, month) in &first {
        match centre.past_day("submitted_on", *row as usize).map(Month::of) {
            Some(submitted) if submitted <= *month => {
                months.push(f64::from(month.since(submitted)));
                valued.push(*row as usize);
            }
            _ => undated += 1,
        }
    }
    let waiting: Vec<usize> =
        centre.in_flight_rows().into_iter().filter(|row| !first.contains_key(&(*row as u32))).collect();
    let number = |id, name, value| {
        Measure::number(id, name, MeasureUnit::Months, value, months.len()).without(undated).counting(
            INITIATIVES,
            &[],
            &valued,
        )
    };
    [
        number("M10a", "Months from idea to first benefit, median", median(&months))
            .aiming(Target::AtMost(centre.targets().months_to_value)),
        number("M10b", "Months from idea to first benefit, 85th percentile", percentile(&months, 0.85)),
        Measure::count("M10c", "In flight without a benefit yet", waiting.len(), centre.in_flight_rows().len())
            .counting(INITIATIVES, &waiting, &centre.in_flight_rows())
            .listing(listed(&waiting)),
    ]
}

/// The first month up to the reporting month in which each initiative's benefit is above zero.
fn first_benefit(centre: &Centre) -> BTreeMap<u32, Month> {
    let table = &centre.portfolio.financials;
    let mut sums: BTreeMap<(u32, Month), Cents> = BTreeMap::new();
    for (row, initiative) in centre.portfolio.financials_initiative.iter().enumerate() {
        if let (Some(initiative), Some(month), Some(benefit)) =
            (initiative, table.month("month")[row], table.money("benefit_actual")[row])
            && month <= centre.assumptions.period
        {
            *sums.entry((*initiative, month)).or_default() += benefit;
        }
    }
    let mut first = BTreeMap::new();
    for ((initiative, month), _) in sums.into_iter().filter(|(_, benefit)| benefit.0 > 0) {
        first.entry(initiative).or_insert(month);
    }
    first
}

/// M25: pilots older than the 85th percentile of finished ones, and than the setting, on which nobody has decided since
/// they began; and what they have cost.
pub(super) fn add_graveyard(centre: &Centre, health: &mut Health) {
    let Some(pilots) = health.phase_times.iter().find(|times| times.phase == Phase::Pilot) else { return };
    let enough = pilots.finished >= u32::from(centre.targets().finished_needed);
    let usual = pilots.percentile_85.filter(|_| enough).unwrap_or_default();
    let limit = usual.max(f64::from(centre.targets().old_pilot_days));
    let dated: Vec<(usize, i64)> = pilots.open.iter().filter_map(|(row, age)| Some((*row as usize, (*age)?))).collect();
    let left: Vec<usize> = dated
        .iter()
        .filter(|(row, age)| *age as f64 > limit && !decided_since_pilot(centre, *row))
        .map(|(row, _)| *row)
        .collect();
    let life = |row: &usize| {
        let cost = &centre.initiatives[*row].money.life.cost;
        (cost.reported() > 0).then_some(cost.actual)
    };
    let spent: Vec<Cents> = left.iter().filter_map(life).collect();
    let undated = pilots.open.len() - dated.len();
    let (count, known) = (left.len(), spent.len());
    health.measures.extend([
        Measure::share("M25a", "Old pilots on which nobody has decided", count, dated.len())
            .without(undated)
            .counting(INITIATIVES, &left, &dated.iter().map(|(row, _)| *row).collect::<Vec<usize>>())
            .aiming(Target::AtMost(0.0))
            .listing(listed(&left)),
        Measure {
            value: (!dated.is_empty() && known + usize::from(count == 0) > 0)
                .then(|| spent.iter().copied().sum::<Cents>().0 as f64),
            ..Measure::money("M25b", "Spent on them so far", Cents::ZERO, known).without(count - known).counting(
                INITIATIVES,
                &left,
                &left,
            )
        },
    ]);
}

/// Was something decided on it since its pilot began?
fn decided_since_pilot(centre: &Centre, row: usize) -> bool {
    let decided = centre.text("decision", row).and(centre.past_day("decision_on", row));
    match (decided, centre.past_day("pilot_on", row)) {
        (Some(decided), Some(began)) => decided >= began,
        _ => false,
    }
}
