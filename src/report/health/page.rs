//! Page "The CoE": three challenges and what carries them, four phases with what holds each, controls by risk tier.

use super::{figure, gap_words, held_words, missing_words, phase_name, target_words};
use crate::{
    model::{
        control::Answer,
        health::{CentrePhase, TierControls},
        measure::{Measure, MeasureUnit, PageGroup, Part, Target},
        report::{Block, Cell, Chart, Form, Role, Section},
    },
    report::{
        ReportContext, ai_act,
        columns::Columns,
        people, round,
        tables::{figure_or_empty, text},
    },
};

/// Fewer measures than this make no page.
const LEAST_ROWS: usize = 3;

/// The page; `None` when too little is known about the centre.
pub fn section(context: &ReportContext) -> Option<Section> {
    let Some(ranges) = ranges(context) else { return register_alone(context) };
    let mut blocks = vec![Block::Chart(ranges)];
    let people = people::page(context);
    // Beside people ahead there is room for less: phases and controls stand beside each other, in fewer words.
    let is_full = people.is_some();
    blocks.extend(people.map(Block::Table));
    match (phases(context, is_full), controls(context)) {
        (Some(phases), Some(controls)) if is_full => blocks.push(Block::Charts(vec![phases, controls])),
        (phases, controls) => blocks.extend(phases.into_iter().chain(controls).map(Block::Chart)),
    }
    blocks.extend(ai_act::block(context, is_full));
    Some(Section {
        name: super::PAGE.to_owned(),
        title: super::title(context),
        scope: format!("The AI CoE itself · measures against their targets · {}", context.assumptions.period_title()),
        detail_sheet: Some("Health".to_owned()),
        blocks,
    })
}

/// The register of the AI Act, where too little is known about the centre.
fn register_alone(context: &ReportContext) -> Option<Section> {
    ai_act::block(context, false).map(|block| Section {
        name: super::PAGE.to_owned(),
        title: ai_act::title(context),
        scope: format!("The AI Act · {}", context.assumptions.period_title()),
        detail_sheet: Some(ai_act::SHEET.to_owned()),
        blocks: vec![block],
    })
}

/// One line a measure: the band where it should be, and a dot where it is.
fn ranges(context: &ReportContext) -> Option<Chart> {
    let columns = range_columns(context);
    let mut rows = Vec::new();
    let (mut known, mut missed) = (0, Vec::new());
    for group in PageGroup::ALL {
        let found = shown_in(context, group);
        if found.is_empty() {
            continue;
        }
        rows.push(columns.heading(group.name()));
        known += found.len();
        let missing = found.iter().copied().filter(|measure| measure.is_met() == Some(false));
        missed.extend(missing.map(|measure| &*measure.declared.short_label));
        rows.extend(found.iter().map(|measure| columns.body(measure)));
    }
    (known >= LEAST_ROWS).then(|| Chart {
        form: Form::Ranges,
        title: "Where the AI CoE stands".to_owned(),
        alternative_text: match missed.is_empty() {
            true => format!("All {known} measures that have a target meet it."),
            false => format!("Of {known} measures these miss their target: {}.", missed.join(", ")),
        },
        roles: columns.roles(),
        table: columns.of_rows("CentreMeasures", "", rows),
        more_is_better: true,
    })
}

/// The measures of a group that are known, in the order of the page.
fn shown_in<'a>(context: &'a ReportContext, group: PageGroup) -> Vec<&'a Measure> {
    let place = |measure: &Measure| measure.declared.on_page.filter(|(of, _)| *of == group).map(|(_, place)| place);
    let known = context.metrics.health.measures.iter().filter(|measure| measure.value.is_some());
    let mut shown: Vec<(u8, &Measure)> = known.filter_map(|measure| Some((place(measure)?, measure))).collect();
    shown.sort_by_key(|(place, _)| *place);
    shown.into_iter().map(|(_, measure)| measure).collect()
}

/// A measure, the band where it should be, what it is made of, and where it was.
fn range_columns<'a>(context: &'a ReportContext) -> Columns<'a, &'a Measure> {
    let shown = |measure: &Measure, value: Option<f64>| {
        figure_or_empty(value.map(|value| figure(value, measure.unit(), context.scale())))
    };
    Columns::new()
        .words("Measure", |measure: &&Measure| text(&*measure.declared.short_label))
        .role(Role::Category)
        .numbers("Now", move |measure| shown(measure, measure.value))
        .role(Role::Actual)
        .numbers("At least", move |measure| shown(measure, least(measure)))
        .role(Role::Least)
        .numbers("At most", move |measure| shown(measure, most(measure)))
        .role(Role::Most)
        .numbers("End of scale", move |measure| {
            let full = match measure.unit() {
                MeasureUnit::Share => 1.0,
                // Room for the target and the value of what is no share.
                _ => {
                    let shown = [least(measure), most(measure), measure.value, last_closed(context, measure)];
                    shown.into_iter().flatten().fold(0.0, f64::max) * 1.2
                }
            };
            shown(measure, Some(full))
        })
        .role(Role::Full)
        .short("Made of", |measure| text(made_of(context, measure)))
        .role(Role::Remark)
        .short("Target", |measure| text(target_mark(context, measure)))
        .role(Role::Remark)
        .numbers("Last closed month", move |measure| shown(measure, last_closed(context, measure)))
        .role(if context.comparison().is_some() { Role::Before } else { Role::Silent })
}

fn least(measure: &Measure) -> Option<f64> {
    match measure.target {
        Some(Target::AtLeast(least)) => Some(least),
        _ => None,
    }
}

fn most(measure: &Measure) -> Option<f64> {
    match measure.target {
        Some(Target::AtMost(most)) => Some(most),
        _ => None,
    }
}

/// The measure in the last closed month.
fn last_closed(context: &ReportContext, measure: &Measure) -> Option<f64> {
    let comparison = context.comparison()?;
    let (_, measures) = comparison.trend.iter().find(|(month, _)| *month == comparison.with)?;
    measures.get(measure.id()).copied()
}

/// `22 of 29`, `2,814k of 3,337k`, `31 known`, and how much is missing when that is much.
fn made_of(context: &ReportContext, measure: &Measure) -> String {
    let locale = context.locale();
    let part = |part: Part| super::part_figure(part, context.scale()).text(locale);
    let made = match (measure.numerator, measure.denominator) {
        (Some(numerator), Some(denominator)) => format!("{} of {}", part(numerator), part(denominator)),
        // Beside a bar money stands without the letter of its unit.
        _ if measure.unit() == MeasureUnit::Money => {
            let amount = measure.value.map(|value| figure(value, MeasureUnit::Money, context.scale()).text(locale));
            format!("{} over {}", amount.unwrap_or_default(), measure.used)
        }
        _ => format!("{} known", measure.used),
    };
    match missing_words(context, measure) {
        Some(missing) => format!("{made} · {missing}"),
        None => made,
    }
}

/// `at least 70%, missed`.
fn target_mark(context: &ReportContext, measure: &Measure) -> String {
    match measure.is_met() {
        Some(true) => format!("{}, met", target_words(context, measure)),
        Some(false) => format!("{}, missed", target_words(context, measure)),
        None => String::new(),
    }
}

/// Four bars, each with what holds it; in one or two words where there is little room.
fn phases(context: &ReportContext, is_short: bool) -> Option<Chart> {
    let known: Vec<_> =
        context.metrics.health.centre_phases.iter().filter_map(|phase| Some((phase, phase.progress?))).collect();
    let words_of: Vec<String> = known
        .iter()
        .map(|(phase, progress)| {
            let share = round::percent(*progress, 0).text(context.locale());
            format!("phase {} at {share}, {}", phase.number, held_words(context, phase))
        })
        .collect();
    let columns = Columns::new()
        .short("Phase", |(phase, _): &(&CentrePhase, f64)| text(phase_name(phase)))
        .role(Role::Category)
        .numbers("Progress", |(_, progress)| Cell::Figure(round::percent(*progress, 0)))
        .role(Role::Actual)
        .words("Blocked by", move |(phase, _)| match phase.blocking() {
            Some((part, _)) if is_short => text(gap_words(part)),
            _ => text(held_words(context, phase)),
        })
        .role(Role::Remark);
    (!known.is_empty()).then(|| Chart {
        form: Form::Progress,
        title: "Four phases of an AI CoE, and what blocks each".to_owned(),
        alternative_text: format!("{}.", crate::report::words::sentence(&words_of.join("; "))),
        roles: columns.roles(),
        table: columns.table("CentrePhases", "", &known),
        more_is_better: true,
    })
}

/// One bar a risk tier: Yes, In progress, No, Waived, Not reported.
pub fn controls(context: &ReportContext) -> Option<Chart> {
    let tiers: Vec<_> =
        context.metrics.health.controls.iter().filter(|tier| tier.answers.iter().sum::<u32>() > 0).collect();
    let name = |tier: &str| if tier.is_empty() { "Tier not reported".to_owned() } else { format!("{tier} risk") };
    let met: Vec<String> = tiers
        .iter()
        .map(|tier| format!("{} {} of {}", name(&tier.tier), tier.count(Answer::Yes), tier.applying()))
        .collect();
    let columns = Columns::new()
        .short("Risk tier", |tier: &&TierControls| text(name(&tier.tier)))
        .role(Role::Category)
        .each(Answer::ALL, |columns, answer| {
            columns.numbers(answer.name(), move |tier| Cell::Figure(round::count(tier.count(answer)))).role(Role::Part)
        })
        .short("Met", |tier| text(format!("{} of {} met", tier.count(Answer::Yes), tier.applying())))
        .role(Role::Remark);
    (!tiers.is_empty()).then(|| Chart {
        form: Form::Stacked,
        title: "Controls that apply, by risk tier".to_owned(),
        alternative_text: format!("Controls met: {}.", met.join(", ")),
        roles: columns.roles(),
        table: columns.table("ControlsByTier", "", &tiers),
        more_is_better: true,
    })
}
