//! Columns by month: plan outlined behind, actual solid, forecast hatched; below them what the actual is off its plan.

use super::{
    Fill, Plot, Series, Value, categories,
    scale::{Scale, Ticks},
    series,
};
use crate::{
    model::{
        locale::Locale,
        report::{Chart, Role},
    },
    render::pdf::{
        frame::{Anchor, Area},
        table::NOT_REPORTED,
    },
};

/// Height of the columns as a part of the drawing's width.
const SHAPE: f32 = 0.24;
const LOW: f32 = 0.15;

/// Width of the plan's columns as a part of their slot.
const OUTLINE: f32 = 0.72;

/// Height of the differences below the columns as a part of the columns' height, and of a drawing beside another.
const STRIP: f32 = 0.42;
const BESIDE: f32 = 0.29;

/// Least and most of all amounts of several drawings.
pub(super) fn reach(charts: &[Chart], locale: &Locale) -> (f64, f64) {
    let roles = [Role::Plan, Role::Actual, Role::Forecast];
    let all = charts.iter().flat_map(|chart| roles.into_iter().filter_map(|role| series(chart, role, locale)));
    let numbers = all.flat_map(|series| series.values).filter_map(|value| value.number());
    numbers.fold((0.0, 0.0), |(low, high), number| (low.min(number), high.max(number)))
}

pub(super) fn draw(chart: &Chart, plot: &mut Plot<'_, '_>) {
    let names = categories(chart, plot.locale());
    let found = |role| series(chart, role, plot.locale());
    let (plan, actual, forecast) = (found(Role::Plan), found(Role::Actual), found(Role::Forecast));
    let off = found(Role::Change);
    let all = [(&plan, Fill::Outlined), (&actual, Fill::Solid), (&forecast, Fill::Hatched)];
    let shown: Vec<(&Series, Fill)> = all.iter().filter_map(|(series, fill)| Some((series.as_ref()?, *fill))).collect();
    let numbers = || shown.iter().flat_map(|(series, _)| series.values.iter().filter_map(Value::number));
    if names.is_empty() || numbers().all(|number| number == 0.0) {
        return plot.nothing();
    }
    let legend: Vec<(&str, Fill)> = shown.iter().map(|(series, fill)| (series.title.as_str(), *fill)).collect();
    let line = plot.label.line_pt();
    let top = plot.legend(&legend) + line;
    let shape = match (plot.reach, plot.setter.has_low_charts) {
        (Some(_), _) => BESIDE,
        (None, false) => SHAPE,
        (None, true) => LOW,
    };
    let bottom = top + plot.frame.width * shape;
    plot.frame.height = bottom + line * 1.3;

    let (low, high) = plot.reach.unwrap_or_default();
    let ticks = Ticks::around(numbers().chain([low, high]), 4.0);
    let scale = Scale { low: ticks.low, high: ticks.high, start: bottom, end: top };
    let left = value_axis(plot, ticks, scale);
    let slot = (plot.frame.width - left) / names.len() as f32;
    let middle = |place: usize| left + slot * (place as f32 + 0.5);
    for (series, fill) in &shown {
        let share = if *fill == Fill::Outlined { OUTLINE } else { 0.46 };
        for (place, number) in
            series.values.iter().enumerate().filter_map(|(place, value)| Some((place, value.number()?)))
        {
            let (from, to) = (scale.at(0.0_f64.clamp(ticks.low, ticks.high)), scale.at(number));
            let width = slot * share;
            let area = Area { left: middle(place) - width / 2.0, top: from.min(to), width, height: (from - to).abs() };
            if area.height > 0.1 {
                plot.bar(area, *fill);
            }
        }
    }
    plot.axis((left, scale.at(0.0)), (plot.frame.width, scale.at(0.0)));
    let tops: Vec<Top> = (0..names.len()).map(|place| Top::of(place, &plan, &actual, &forecast, scale)).collect();
    label_columns(plot, &tops, slot, &middle);
    name_columns(plot, &names, slot, &middle, bottom + line * 0.75);
    if let Some(off) = off {
        let strip =
            Strip { left, slot, units: (bottom - top).abs() / (ticks.high - ticks.low).max(f64::MIN_POSITIVE) as f32 };
        differences(plot, &off, &strip, &middle, chart.more_is_better);
    }
}

/// Where the differences stand: the same width of a month and the same height of an amount as the columns above.
struct Strip {
    left: f32,
    slot: f32,
    units: f32,
}

/// What each month is off its plan, up and down from a line, better and worse; the largest are written.
fn differences(
    plot: &mut Plot<'_, '_>,
    off: &Series,
    strip: &Strip,
    middle: &dyn Fn(usize) -> f32,
    more_is_better: bool,
) {
    let numbers = || off.values.iter().filter_map(Value::number);
    let largest = numbers().fold(0.0, |most: f64, number| most.max(number.abs()));
    if largest == 0.0 {
        return;
    }
    let line = plot.label.line_pt();
    let (low, high) = numbers().fold((0.0_f64, 0.0_f64), |(low, high), number| (low.min(number), high.max(number)));
    // Small differences stay as small as they are; they only never shrink below what the strip has room for.
    let room = plot.frame.width * BESIDE * STRIP;
    let scale = strip.units.min(room / (high - low).max(f64::MIN_POSITIVE) as f32);
    let top = plot.frame.height + line * 0.6;
    plot.text(&off.title, plot.grey, 0.0, top, Anchor::Start);
    let zero = top + line * 1.5 + high as f32 * scale;
    let all_fit = off.values.iter().all(|value| plot.width_of(value.label(), plot.label) <= strip.slot * 0.98);
    for (place, value) in off.values.iter().enumerate() {
        let Some(number) = value.number() else { continue };
        let height = (number.abs() as f32 * scale).max(0.5);
        let is_up = number > 0.0;
        let width = strip.slot * 0.46;
        let from = if is_up { zero - height } else { zero };
        let area = Area { left: middle(place) - width / 2.0, top: from, width, height };
        let colours = plot.setter.colours;
        let colour = if is_up == more_is_better { colours.good } else { colours.bad };
        plot.frame.fill(area, colour, plot.mark);
        if all_fit || number.abs() == largest {
            let y = if is_up { area.top - line * 0.5 } else { area.bottom() + line * 0.5 };
            let half = plot.width_of(value.label(), plot.label) / 2.0;
            let x = middle(place).min(plot.frame.width - half);
            plot.text(value.label(), plot.label, x, y, Anchor::Middle);
        }
    }
    plot.axis((strip.left, zero), (plot.frame.width, zero));
    plot.frame.height = zero - low as f32 * scale + line;
}

/// Light lines and numbers at the left; returns where the columns may begin.
fn value_axis(plot: &mut Plot<'_, '_>, ticks: Ticks, scale: Scale) -> f32 {
    let labels: Vec<(f64, String)> = ticks.each().map(|tick| (tick, ticks.label(tick, plot.locale()))).collect();
    let widest = labels.iter().map(|(_, label)| plot.width_of(label, plot.grey)).fold(0.0, f32::max);
    let most = plot.frame.width * 0.2;
    let left = widest.min(most) + plot.grey.size_pt * 0.7;
    for (tick, label) in &labels {
        let y = scale.at(*tick);
        plot.hair_line((left, y), (plot.frame.width, y));
        plot.text_within(label, plot.grey, widest.min(most), y, Anchor::End, most);
    }
    left
}

/// What stands above a group of columns.
struct Top {
    label: String,
    /// Where the highest column ends.
    y: f32,
    /// Where the column ends whose value this is.
    own_y: f32,
    missing: bool,
}

impl Top {
    fn of(
        place: usize,
        plan: &Option<Series>,
        actual: &Option<Series>,
        forecast: &Option<Series>,
        scale: Scale,
    ) -> Top {
        let value = |series: &Option<Series>| series.as_ref().and_then(|series| series.values.get(place).cloned());
        let plan = value(plan).and_then(|value| value.number());
        let (actual, forecast) = (value(actual), value(forecast));
        let known = [&actual, &forecast].into_iter().flatten().find(|value| value.number().is_some());
        let missing =
            known.is_none() && [&actual, &forecast].into_iter().flatten().any(|value| *value == Value::Unknown);
        let highest = known.and_then(Value::number).into_iter().chain(plan).fold(0.0, f64::max);
        let label = known.map_or(String::new(), |value| value.label().to_owned());
        let own_y = scale.at(known.and_then(Value::number).unwrap_or(highest).max(0.0));
        Top { label, y: scale.at(highest), own_y, missing }
    }
}

/// Values above the columns where all of them fit, else only the last; gaps are named.
fn label_columns(plot: &mut Plot<'_, '_>, tops: &[Top], slot: f32, middle: &dyn Fn(usize) -> f32) {
    let half_line = plot.label.line_pt() / 2.0;
    let all_fit = tops.iter().all(|top| plot.width_of(&top.label, plot.label) <= slot * 0.98);
    let last = tops.iter().rposition(|top| !top.label.is_empty());
    for (place, top) in tops.iter().enumerate() {
        if top.missing {
            if plot.width_of(NOT_REPORTED, plot.grey) <= slot {
                plot.text(NOT_REPORTED, plot.grey, middle(place), top.y - half_line, Anchor::Middle);
            }
        } else if all_fit || Some(place) == last {
            let half = plot.width_of(&top.label, plot.label) / 2.0;
            let x = middle(place).min(plot.frame.width - half);
            // Inside a much higher plan, close to the column that it names.
            let is_inside = top.own_y - top.y > half_line * 2.2 && 2.0 * half < slot * OUTLINE * 0.95;
            let y = if is_inside { top.own_y } else { top.y };
            let halo = Area { left: x - half, top: y - half_line * 1.8, width: 2.0 * half, height: half_line * 1.6 };
            plot.frame.fill(halo, plot.setter.colours.paper, plot.mark);
            plot.text(&top.label, plot.label, x, y - half_line, Anchor::Middle);
        }
    }
}

/// Names below the columns, as many as fit without touching.
fn name_columns(plot: &mut Plot<'_, '_>, names: &[String], slot: f32, middle: &dyn Fn(usize) -> f32, y: f32) {
    let widest = names.iter().map(|name| plot.width_of(name, plot.grey)).fold(0.0, f32::max);
    let most = (slot * 4.0).min(plot.frame.width / 3.0);
    let every = ((widest.min(most) + plot.grey.size_pt * 0.4) / slot).ceil().max(1.0) as usize;
    for (place, name) in names.iter().enumerate().step_by(every) {
        let half = plot.width_of(name, plot.grey).min(most) / 2.0;
        let x = middle(place).min(plot.frame.width - half);
        plot.text_within(name, plot.grey, x, y, Anchor::Middle, most);
    }
}
