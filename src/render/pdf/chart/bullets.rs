//! Bullets: one horizontal bar a row, the plan as a tick across it.

use super::{
    Fill, Plot, Value, categories, remarks,
    scale::{Scale, Ticks},
    series,
};
use crate::{
    model::report::{Chart, Role},
    render::pdf::frame::{Anchor, Area},
};

pub(super) fn draw(chart: &Chart, plot: &mut Plot<'_, '_>) {
    let names = categories(chart, plot.locale());
    let found = |role| series(chart, role, plot.locale());
    let (plan, actual, forecast) = (found(Role::Plan), found(Role::Actual), found(Role::Forecast));
    // Where part of what is real is confirmed, that part is solid and the rest hatched.
    let confirmed = found(Role::Confirmed);
    let loose = if confirmed.is_some() { Fill::Hatched } else { Fill::Solid };
    let all = [&plan, &actual, &forecast];
    let numbers = || all.into_iter().flatten().flat_map(|series| series.values.iter().filter_map(Value::number));
    if names.is_empty() || numbers().next().is_none() {
        return plot.nothing();
    }
    let size = plot.label.size_pt;
    let at = |series: &Option<super::Series>, place: usize| {
        series.as_ref().and_then(|series| series.values.get(place).cloned()).unwrap_or(Value::Absent)
    };
    let remarks = remarks(chart, plot);
    let labels: Vec<String> = (0..names.len())
        .map(|place| {
            let said = remarks.iter().map(|remark| remark.words[place].clone()).filter(|words| !words.is_empty());
            std::iter::once(label(&at(&actual, place), &at(&plan, place))).chain(said).collect::<Vec<_>>().join(" · ")
        })
        .collect();
    let widest = |texts: &[String]| texts.iter().map(|text| plot.width_of(text, plot.strong)).fold(0.0, f32::max);
    let name_room = widest(&names).min(plot.frame.width * 0.34);
    let label_room = widest(&labels).min(plot.frame.width * 0.36) + size;
    let ticks = Ticks::around(numbers(), 4.0);
    let scale = Scale { low: ticks.low, high: ticks.high, start: name_room + size, end: plot.frame.width - label_room };

    let top = legend(plot, &plan, [(&confirmed, Fill::Solid), (&actual, loose), (&forecast, Fill::Hatched)]);
    let pitch = plot.label.line_pt() * 1.6;
    plot.frame.height = top + pitch * names.len() as f32;
    for (place, (name, label)) in names.iter().zip(&labels).enumerate() {
        let middle = top + pitch * (place as f32 + 0.5);
        plot.middle_within(name, plot.label, 0.0, middle, name_room);
        plot.text_within(label, plot.label, plot.frame.width, middle, Anchor::End, label_room);
        let bars = [(&forecast, Fill::Hatched), (&actual, loose), (&confirmed, Fill::Solid)];
        for (value, fill) in bars.map(|(series, fill)| (at(series, place), fill)) {
            if let Some(number) = value.number() {
                bar(plot, scale, number, middle, pitch * 0.6, fill);
            }
        }
        if let Some(number) = at(&plan, place).number() {
            tick(plot, scale.at(number), middle, pitch * 0.82);
        }
    }
    let zero = scale.at(0.0);
    plot.axis((zero, top), (zero, plot.frame.height));
}

/// `71 of 100`, or what is known of it.
fn label(actual: &Value, plan: &Value) -> String {
    match (actual, plan) {
        (Value::Known(..) | Value::Unknown, Value::Known(_, plan)) => format!("{} of {plan}", actual.label()),
        (Value::Absent, Value::Known(_, plan)) => format!("plan {plan}"),
        (_, Value::Unknown | Value::Absent) => actual.label().to_owned(),
    }
}

fn legend(plot: &mut Plot<'_, '_>, plan: &Option<super::Series>, shown: [(&Option<super::Series>, Fill); 3]) -> f32 {
    let entries: Vec<(&str, Fill)> =
        shown.iter().filter_map(|(series, fill)| Some((series.as_ref()?.title.as_str(), *fill))).collect();
    let height = plot.legend(&entries);
    if let Some(plan) = plan {
        let size = plot.label.size_pt;
        let taken: f32 = entries.iter().map(|(title, _)| plot.width_of(title, plot.grey) + size * 3.4).sum();
        let middle = plot.label.line_pt() / 2.0;
        tick(plot, taken + size * 0.4, middle, size * 1.1);
        plot.text(&plan.title, plot.grey, taken + size, middle, Anchor::Start);
    }
    height
}

fn bar(plot: &mut Plot<'_, '_>, scale: Scale, number: f64, middle: f32, thickness: f32, fill: Fill) {
    let (zero, end) = (scale.at(0.0), scale.at(number));
    let area =
        Area { left: zero.min(end), top: middle - thickness / 2.0, width: (end - zero).abs(), height: thickness };
    if area.width > 0.1 {
        plot.bar(area, fill);
    }
}

/// The plan: a stroke across the bar with a light edge, seen on the bar and beside it.
fn tick(plot: &mut Plot<'_, '_>, x: f32, middle: f32, height: f32) {
    let area = |width: f32| Area { left: x - width / 2.0, top: middle - height / 2.0, width, height };
    plot.frame.fill(area(4.0), plot.setter.colours.paper, plot.mark);
    plot.frame.fill(area(2.0), plot.setter.colours.accent, plot.mark);
}
