//! A line that rises in steps with the money, and where today's plan lies on it.

use super::{
    Plot, categories,
    scale::{Scale, Ticks},
    series,
};
use crate::{
    model::report::{Chart, Role, RowKind},
    render::pdf::frame::{Anchor, Area, Outline, Stroke},
};

pub(super) fn draw(chart: &Chart, plot: &mut Plot<'_, '_>) {
    let (Some(across), Some(up)) = (series(chart, Role::Across, plot.locale()), series(chart, Role::Up, plot.locale()))
    else {
        return plot.nothing();
    };
    let point = |place: usize| Some((across.values[place].number()?, up.values[place].number()?));
    let is_here = |place: &usize| chart.table.rows[*place].kind == RowKind::Total;
    let all = || 0..chart.table.rows.len();
    // Where we are is a point of the line too; the line never falls.
    let mut points: Vec<(f64, f64)> = all().filter_map(point).collect();
    points.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)));
    let mut best = f64::MIN;
    points.retain(|(_, value)| {
        let rises = *value >= best;
        best = best.max(*value);
        rises
    });
    if points.is_empty() {
        return plot.nothing();
    }
    let columns = Ticks::around(points.iter().map(|point| point.0), 4.0);
    let rows = Ticks::around(points.iter().map(|point| point.1), 4.0);
    let line = plot.label.line_pt();
    let labels: Vec<String> = rows.each().map(|tick| rows.label(tick, plot.locale())).collect();
    let margin = labels.iter().map(|label| plot.width_of(label, plot.grey)).fold(0.0, f32::max) + line * 0.4;
    let field = Area {
        left: margin,
        top: line * 1.4,
        width: plot.frame.width - margin - line * 0.8,
        height: super::height_of_plot(plot.frame.width),
    };
    plot.frame.height = field.bottom() + line * 2.4;
    let horizontal = Scale { low: columns.low, high: columns.high, start: field.left, end: field.right() };
    let vertical = Scale { low: rows.low, high: rows.high, start: field.bottom(), end: field.top };
    for (tick, label) in rows.each().zip(&labels) {
        let y = vertical.at(tick);
        plot.hair_line((field.left, y), (field.right(), y));
        plot.text(label, plot.grey, field.left - line * 0.3, y, Anchor::End);
    }
    for tick in columns.each() {
        let label = columns.label(tick, plot.locale());
        // The last one may be wider than the margin beside the field.
        let x = horizontal.at(tick).min(plot.frame.width - plot.width_of(&label, plot.grey) / 2.0);
        plot.text(&label, plot.grey, x, field.bottom() + line * 0.7, Anchor::Middle);
    }
    plot.axis((field.left, field.bottom()), (field.right(), field.bottom()));
    plot.text(&format!("↑ {}", up.title), plot.label, 0.0, line * 0.5, Anchor::Start);
    let below = field.bottom() + line * 1.8;
    plot.text(&format!("{} →", across.title), plot.label, field.right(), below, Anchor::End);
    steps(plot, &points, horizontal, vertical);
    let names = categories(chart, plot.locale());
    for place in all().filter(is_here) {
        if let Some((x, y)) = point(place) {
            here(plot, horizontal.at(x), vertical.at(y), &names[place], field);
        }
    }
}

/// More money buys nothing until the next set fits: up where it does, level between.
fn steps(plot: &mut Plot<'_, '_>, points: &[(f64, f64)], horizontal: Scale, vertical: Scale) {
    let mut corners: Vec<(f32, f32)> = Vec::new();
    for (x, y) in points {
        let (x, y) = (horizontal.at(*x), vertical.at(*y));
        if let Some((_, before)) = corners.last().copied() {
            corners.push((x, before));
        }
        corners.push((x, y));
    }
    let stroke = Stroke { colour: plot.setter.colours.ink, width_pt: 1.4 };
    plot.frame.shape(Outline::Open(Outline::corners(&corners)), None, Some(stroke), plot.mark);
}

/// A filled point with its name, below the line where there is room.
fn here(plot: &mut Plot<'_, '_>, x: f32, y: f32, name: &str, field: Area) {
    let line = plot.strong.line_pt();
    let colours = plot.setter.colours;
    let stroke = Stroke { colour: colours.paper, width_pt: 0.8 };
    plot.frame.shape(Outline::circle(x, y, 4.0), Some(colours.accent), Some(stroke), plot.mark);
    let width = plot.width_of(name, plot.strong);
    let fits_right = x + width + line * 0.6 <= field.right();
    let (at, anchor) = if fits_right { (x + line * 0.6, Anchor::Start) } else { (x - line * 0.6, Anchor::End) };
    let middle = if y + line * 1.6 < field.bottom() { y + line } else { y - line };
    plot.text(name, plot.strong, at, middle, anchor);
}
