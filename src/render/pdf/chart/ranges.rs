//! Range rows: one line a measure with a scale of its own, the band where it should be, a dot where it is, a ring where it
//! was last month.

use super::{Fill, Plot, Remark, Series, Value, categories, remarks, scale::Scale, series};
use crate::{
    model::report::{Chart, Role, RowKind},
    render::pdf::frame::{Anchor, Area, Outline, Stroke},
};

/// Height of a row and of its band, as parts of a line.
const ROW: f32 = 1.42;
const BAND: f32 = 0.62;
/// Most of the width that names may take.
const NAMES: f32 = 0.32;

pub(super) fn draw(chart: &Chart, plot: &mut Plot<'_, '_>) {
    let found = |role| series(chart, role, plot.locale());
    let Some(now) = found(Role::Actual) else { return plot.nothing() };
    if chart.table.rows.is_empty() {
        return plot.nothing();
    }
    let (least, most, full) = (found(Role::Least), found(Role::Most), found(Role::Full));
    let before = found(Role::Before);
    let names = categories(chart, plot.locale());
    let (line, size) = (plot.label.line_pt(), plot.label.size_pt);
    let mut right = plot.frame.width;
    let mut margins: Vec<(f32, Remark)> = Vec::new();
    for remark in remarks(chart, plot).into_iter().rev() {
        let width = remark.words.iter().map(|words| plot.width_of(words, plot.grey)).fold(0.0, f32::max);
        if width > 0.0 {
            margins.push((right, remark));
            right -= width + size;
        }
    }
    let widest = names.iter().map(|name| plot.width_of(name, plot.label)).fold(0.0, f32::max);
    let left = widest.min(plot.frame.width * NAMES);
    let values = now.values.iter().map(|value| plot.width_of(value.label(), plot.strong)).fold(0.0, f32::max);
    // The figure stands between name and scale, so that figures stand under each other.
    let start = left + size + values + size * 0.8;
    let top = legend(plot, before.is_some());
    let height = line * ROW;
    plot.frame.height = top + height * names.len() as f32;
    for (place, (name, row)) in names.iter().zip(&chart.table.rows).enumerate() {
        let middle = top + height * (place as f32 + 0.5);
        if row.kind == RowKind::Group {
            plot.text_within(name, plot.strong, 0.0, middle + height * 0.1, Anchor::Start, plot.frame.width);
            continue;
        }
        let at = |series: &Option<Series>| series.as_ref().and_then(|series| series.values.get(place)?.number());
        let scale = Scale { low: 0.0, high: at(&full).unwrap_or(1.0), start, end: right };
        plot.middle_within(name, plot.label, 0.0, middle, left);
        let value = now.values.get(place).cloned().unwrap_or(Value::Absent);
        plot.text(value.label(), plot.strong, start - size * 0.8, middle, Anchor::End);
        let band = match (at(&least), at(&most)) {
            (Some(least), _) => Some((scale.at(least), right)),
            (None, Some(most)) => Some((start, scale.at(most))),
            (None, None) => None,
        };
        plot.axis((start, middle), (right, middle));
        if let Some((from, to)) = band {
            let area =
                Area { left: from, top: middle - line * BAND / 2.0, width: (to - from).max(1.5), height: line * BAND };
            plot.bar(area, Fill::Light);
        }
        if let Some(number) = at(&before) {
            ring(plot, scale.at(number), middle);
        }
        if let Some(number) = value.number() {
            plot.dot(scale.at(number), middle, size * 0.36, plot.setter.colours.ink);
        }
        for (right, remark) in &margins {
            let words = remark.words.get(place).map(String::as_str).unwrap_or_default();
            plot.text(words, plot.grey, *right, middle, Anchor::End);
        }
    }
}

/// A circle as large as a dot, its ground seen through it.
fn ring(plot: &mut Plot<'_, '_>, x: f32, middle: f32) {
    let stroke = Stroke { colour: plot.setter.colours.ink, width_pt: 0.9 };
    let circle = Outline::circle(x, middle, plot.label.size_pt * 0.36);
    plot.frame.shape(circle, Some(plot.setter.colours.paper), Some(stroke), plot.mark);
}

/// What dot, ring and band stand for.
fn legend(plot: &mut Plot<'_, '_>, has_rings: bool) -> f32 {
    let (line, size) = (plot.label.line_pt(), plot.label.size_pt);
    let middle = line / 2.0;
    plot.dot(size * 0.5, middle, size * 0.36, plot.setter.colours.ink);
    plot.text("now", plot.grey, size * 1.3, middle, Anchor::Start);
    let mut left = size * 1.3 + plot.width_of("now", plot.grey) + size * 1.6;
    if has_rings {
        ring(plot, left + size * 0.5, middle);
        plot.text("last closed month", plot.grey, left + size * 1.3, middle, Anchor::Start);
        left += size * 1.3 + plot.width_of("last closed month", plot.grey) + size * 1.6;
    }
    plot.bar(Area { left, top: middle - line * BAND / 2.0, width: size * 2.0, height: line * BAND }, Fill::Light);
    plot.text("where it should be", plot.grey, left + size * 2.5, middle, Anchor::Start);
    line * 1.1
}
