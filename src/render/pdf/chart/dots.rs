//! A strip of dots from −100 to 150%: one line a category, zero and the target marked.

use super::{Plot, Value, categories, scale::Scale, series};
use crate::{
    model::{
        figure::{Figure, Unit},
        locale::Locale,
        report::{Chart, Role},
    },
    render::pdf::frame::{Anchor, Area},
};

/// Ends of the scale and what is marked on it.
const LOW: f64 = -100.0;
const HIGH: f64 = 150.0;
const MARKS: [f64; 6] = [-100.0, -50.0, 0.0, 50.0, 100.0, 150.0];
/// Most of the width that names may take.
const NAMES: f32 = 0.3;

/// `−100%`, `target`; nothing at what lies between.
fn label(mark: f64, locale: &Locale) -> String {
    if mark == 100.0 {
        return "target".to_owned();
    }
    let per_cent = Figure { digits: mark as i64, decimals: 0, unit: Unit::Percent, signed: false };
    if mark == 0.0 || mark.abs() >= 100.0 { per_cent.text(locale) } else { String::new() }
}

pub(super) fn draw(chart: &Chart, plot: &mut Plot<'_, '_>) {
    let Some(values) = series(chart, Role::Across, plot.locale()) else { return plot.nothing() };
    let mut lines: Vec<(String, Vec<Value>)> = Vec::new();
    for (name, value) in categories(chart, plot.locale()).into_iter().zip(values.values) {
        match lines.iter_mut().find(|(known, _)| *known == name) {
            Some((_, values)) => values.push(value),
            None => lines.push((name, vec![value])),
        }
    }
    if lines.is_empty() {
        return plot.nothing();
    }
    let (line, size) = (plot.label.line_pt(), plot.label.size_pt);
    let counts: Vec<String> = lines.iter().map(|(_, values)| count(values.len())).collect();
    let widest =
        |texts: &mut dyn Iterator<Item = &str>| texts.map(|text| plot.width_of(text, plot.label)).fold(0.0, f32::max);
    let left = widest(&mut lines.iter().map(|(name, _)| name.as_str())).min(plot.frame.width * NAMES);
    let margin = widest(&mut counts.iter().map(String::as_str));
    let scale = Scale { low: LOW, high: HIGH, start: left + size * 2.0, end: plot.frame.width - margin - size * 2.0 };
    let top = line * 1.2;
    let height = line * 1.5;
    plot.frame.height = top + height * lines.len() as f32;
    let worse =
        Area { left: scale.at(LOW), top, width: scale.at(0.0) - scale.at(LOW), height: plot.frame.height - top };
    plot.frame.fill(worse, plot.setter.colours.panel, plot.mark);
    for at in MARKS {
        let label = label(at, plot.locale());
        plot.hair_line((scale.at(at), top), (scale.at(at), plot.frame.height));
        plot.text(&label, plot.grey, scale.at(at), line * 0.5, Anchor::Middle);
    }
    plot.text("worse than before", plot.grey, (scale.at(LOW) + scale.at(0.0)) / 2.0, line * 0.5, Anchor::Middle);
    for (place, ((name, values), count)) in lines.iter().zip(&counts).enumerate() {
        let middle = top + height * (place as f32 + 0.5);
        plot.middle_within(name, plot.label, 0.0, middle, left);
        plot.text(count, plot.grey, plot.frame.width, middle, Anchor::End);
        let colours = plot.setter.colours;
        for number in values.iter().filter_map(Value::number) {
            let fill = if number < 0.0 { colours.bad } else { colours.ink };
            plot.dot(scale.at(number), middle, size * 0.36, fill);
        }
    }
    let zero = scale.at(0.0);
    plot.axis((zero, top), (zero, plot.frame.height));
}

fn count(kpis: usize) -> String {
    if kpis == 1 { "1 KPI".to_owned() } else { format!("{kpis} KPIs") }
}
