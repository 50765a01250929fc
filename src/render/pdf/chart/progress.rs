//! Progress bars from 0 to 100%, with what holds each in words below it.

use super::{Fill, Plot, Value, categories, remarks, scale::Scale, series};
use crate::{
    model::report::{Chart, Role},
    render::pdf::frame::{Anchor, Area},
};

/// Most of the width that names may take.
const NAMES: f32 = 0.45;

pub(super) fn draw(chart: &Chart, plot: &mut Plot<'_, '_>) {
    let Some(now) = series(chart, Role::Actual, plot.locale()) else { return plot.nothing() };
    if now.values.is_empty() {
        return plot.nothing();
    }
    let names = categories(chart, plot.locale());
    let remark = remarks(chart, plot).into_iter().next();
    let (line, size) = (plot.label.line_pt(), plot.label.size_pt);
    let widest = names.iter().map(|name| plot.width_of(name, plot.label)).fold(0.0, f32::max);
    let values = now.values.iter().map(|value| plot.width_of(value.label(), plot.strong)).fold(0.0, f32::max);
    let left = widest.min(plot.frame.width * NAMES);
    let start = left + size + values + size * 0.8;
    // Bar and words share the rest, so that every phase is one line; the bars give way to the words down to a half.
    let words = remark.iter().flat_map(|remark| &remark.words);
    let widest_words = words.map(|words| plot.width_of(words, plot.grey)).fold(0.0, f32::max);
    let rest = plot.frame.width - start;
    let end = start + (rest - size - widest_words).clamp(rest * 0.2, rest * 0.4);
    let scale = Scale { low: 0.0, high: 100.0, start, end };
    let height = line * 1.5;
    plot.frame.height = height * names.len() as f32;
    for (place, (name, value)) in names.iter().zip(&now.values).enumerate() {
        let middle = height * (place as f32 + 0.5);
        plot.middle_within(name, plot.label, 0.0, middle, left);
        plot.text(value.label(), plot.strong, start - size * 0.8, middle, Anchor::End);
        let thickness = line * 0.7;
        let whole = Area { left: start, top: middle - thickness / 2.0, width: end - start, height: thickness };
        plot.bar(whole, Fill::Light);
        if let Value::Known(number, _) = value {
            let done = Area { width: scale.at(*number) - start, ..whole };
            if done.width > 0.1 {
                plot.bar(done, Fill::Solid);
            }
        }
        if let Some(words) = remark.as_ref().and_then(|remark| remark.words.get(place)) {
            let x = end + size;
            plot.text_within(words, plot.grey, x, middle, Anchor::Start, plot.frame.width - x);
        }
    }
}
