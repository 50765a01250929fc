//! A bridge: horizontal steps from plan to actual.

use super::{Fill, Plot, categories, scale::Scale, series};
use crate::{
    model::{
        report::{Chart, Role},
        theme::Colour,
    },
    render::pdf::{
        frame::{Anchor, Area, Outline, Stroke},
        text::Style,
    },
};

/// A row of the bridge.
struct Step {
    name: String,
    from: f64,
    to: f64,
    label: String,
    sum: bool,
}

pub(super) fn draw(chart: &Chart, plot: &mut Plot<'_, '_>) {
    let steps = steps(chart, plot);
    if steps.iter().all(|step| step.from == step.to) {
        return plot.nothing();
    }
    let pitch = plot.label.line_pt() * 1.55;
    let thickness = pitch * 0.62;
    plot.frame.height = pitch * steps.len() as f32;
    let names = steps.iter().map(|step| plot.width_of(&step.name, plot.strong)).fold(0.0, f32::max);
    let labels = steps.iter().map(|step| plot.width_of(&step.label, plot.strong)).fold(0.0, f32::max);
    let size = plot.label.size_pt;
    let name_room = names.min(plot.frame.width * 0.34);
    let label_room = (labels + size).min(plot.frame.width * 0.3);
    let (base, cut) = base(&steps);
    let start = |step: &Step| if step.sum { base } else { step.from };
    let reach =
        |of: fn(f64, f64) -> f64, first| steps.iter().fold(first, |found, step| of(of(found, start(step)), step.to));
    // A label may stand left of the bars only where a step ends below zero.
    let below_zero = reach(f64::min, base) < base;
    let scale = Scale {
        low: reach(f64::min, base),
        high: reach(f64::max, base + f64::MIN_POSITIVE),
        start: name_room + size + if below_zero { label_room } else { 0.0 },
        end: plot.frame.width - label_room,
    };
    for (place, step) in steps.iter().enumerate() {
        let middle = pitch * (place as f32 + 0.5);
        let name_style = if step.sum { plot.strong } else { plot.label };
        plot.text_within(&step.name, name_style, 0.0, middle, Anchor::Start, name_room);
        let (left, right) = ordered(scale.at(start(step)), scale.at(step.to));
        let area = Area { left, top: middle - thickness / 2.0, width: (right - left).max(0.8), height: thickness };
        let colour = colour(step, chart.more_is_better, plot);
        if step.sum && place == 0 {
            plot.bar(area, Fill::Outlined);
        } else {
            plot.frame.fill(area, colour, plot.mark);
        }
        if step.sum && cut {
            break_mark(plot, area);
        }
        label(plot, step, area, colour, size);
        if place + 1 < steps.len() {
            let x = scale.at(step.to);
            plot.axis((x, area.bottom()), (x, area.bottom() + pitch - thickness));
        }
    }
    let axis = scale.at(base);
    plot.axis((axis, 0.0), (axis, plot.frame.height));
    if cut {
        let note = "Bars of the sums are cut at their left end, so that the steps can be seen.";
        let y = plot.frame.height + plot.grey.line_pt() * 0.7;
        plot.text(note, plot.grey, 0.0, y, Anchor::Start);
        plot.frame.height += plot.grey.line_pt() * 1.3;
    }
}

/// Running from sum to sum. Sums have a column of their own; without one, the ends are sums.
fn steps(chart: &Chart, plot: &Plot<'_, '_>) -> Vec<Step> {
    let names = categories(chart, plot.locale());
    let sums = series(chart, Role::Sum, plot.locale());
    let changes = series(chart, Role::Change, plot.locale());
    let last = names.len().saturating_sub(1);
    let mut reached = 0.0;
    let mut steps = Vec::with_capacity(names.len());
    for (place, name) in names.into_iter().enumerate() {
        let value =
            |series: &Option<super::Series>| series.as_ref().and_then(|series| series.values.get(place).cloned());
        let own_sum = value(&sums).filter(|value| value.number().is_some());
        let sum = own_sum.is_some() || (sums.is_none() && (place == 0 || place == last));
        let Some(value) = own_sum.or_else(|| value(&changes)) else { continue };
        let number = value.number().unwrap_or(0.0);
        let (from, to) = if sum {
            (0.0, number)
        } else {
            (reached, if value.number().is_some() { reached + number } else { reached })
        };
        steps.push(Step { name, from, to, label: value.label().to_owned(), sum });
        reached = to;
    }
    steps
}

/// Where the sums' bars begin: zero, or closer to the steps if these would be too small to see.
fn base(steps: &[Step]) -> (f64, bool) {
    let reached = || steps.iter().map(|step| step.to);
    let (low, high) = reached().fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
    let range = high - low;
    if low > 0.0 && range > 0.0 && range < 0.2 * high { (low - range * 0.6, true) } else { (0.0, false) }
}

fn ordered(one: f32, other: f32) -> (f32, f32) {
    (one.min(other), one.max(other))
}

fn colour(step: &Step, more_is_better: bool, plot: &Plot<'_, '_>) -> Colour {
    let colours = plot.setter.colours;
    if step.sum || step.from == step.to {
        colours.ink
    } else if (step.to > step.from) == more_is_better {
        colours.good
    } else {
        colours.bad
    }
}

fn label(plot: &mut Plot<'_, '_>, step: &Step, area: Area, colour: Colour, size: f32) {
    let style = Style { colour, ..plot.strong };
    let middle = area.top + area.height / 2.0;
    if step.to < 0.0 {
        plot.text(&step.label, style, area.left - size * 0.4, middle, Anchor::End);
    } else {
        plot.text(&step.label, style, area.right() + size * 0.4, middle, Anchor::Start);
    }
}

/// A slanted gap through a bar that does not begin at zero.
fn break_mark(plot: &mut Plot<'_, '_>, area: Area) {
    let (top, bottom) = (area.top - 1.5, area.bottom() + 1.5);
    let x = area.left + 7.0;
    let gap = [(x, bottom), (x + 4.0, top), (x + 7.5, top), (x + 3.5, bottom)];
    let paper = plot.setter.colours.paper;
    plot.frame.shape(Outline::Closed(Outline::corners(&gap)), Some(paper), None, plot.mark);
    let stroke = Stroke { colour: plot.setter.colours.ink, width_pt: 0.7 };
    plot.frame.rule(gap[0], gap[1], stroke, plot.mark);
    plot.frame.rule(gap[3], gap[2], stroke, plot.mark);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(of: &[f64]) -> Vec<Step> {
        of.iter().map(|to| Step { name: String::new(), from: 0.0, to: *to, label: String::new(), sum: false }).collect()
    }

    #[test]
    fn sums_are_cut_only_if_the_steps_would_be_too_small() {
        // Steps over 30 of 100 are seen well; over 10 of 1,000 they are not.
        assert_eq!(base(&ends(&[100.0, 70.0, 90.0])), (0.0, false));
        assert_eq!(base(&ends(&[1_000.0, 1_010.0, 1_005.0])), (994.0, true));
        assert_eq!(base(&ends(&[-5.0, 10.0])), (0.0, false));
        assert_eq!(base(&ends(&[50.0, 50.0])), (0.0, false));
    }
}
