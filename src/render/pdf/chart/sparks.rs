//! Sparklines: one small line a row on a scale of its own, its first and last value written.

use super::{Plot, Value, categories};
use crate::{
    model::report::{Cell, Chart, Role},
    render::pdf::{
        frame::{Anchor, Outline, Stroke},
        table,
    },
};

/// Most of the width that names may take.
const NAMES: f32 = 0.34;
/// Height of a row, as a part of a line.
const ROW: f32 = 1.45;

pub(super) fn draw(chart: &Chart, plot: &mut Plot<'_, '_>) {
    let places: Vec<usize> = (0..chart.roles.len()).filter(|place| chart.roles[*place] == Role::Point).collect();
    let rows: Vec<Vec<Value>> = chart
        .table
        .rows
        .iter()
        .map(|row| places.iter().map(|place| value(row.cells.get(*place), plot)).collect())
        .collect();
    if rows.is_empty() || places.is_empty() {
        return plot.nothing();
    }
    let names = categories(chart, plot.locale());
    let (line, size) = (plot.label.line_pt(), plot.label.size_pt);
    let widest_name = names.iter().map(|name| plot.width_of(name, plot.label)).fold(0.0, f32::max);
    let name_room = widest_name.min(plot.frame.width * NAMES);
    let labels = rows.iter().flatten().map(|value| plot.width_of(value.label(), plot.strong)).fold(0.0, f32::max);
    let left = name_room + size + labels + size * 0.8;
    let right = plot.frame.width - labels - size * 0.8;
    let height = line * ROW;
    let top = line * 1.2;
    plot.frame.height = top + height * rows.len() as f32;
    let title = |place: usize| chart.table.columns[places[place]].title.clone();
    plot.text(&title(0), plot.grey, left, line * 0.5, Anchor::Start);
    if places.len() > 1 {
        plot.text(&title(places.len() - 1), plot.grey, right, line * 0.5, Anchor::End);
    }
    let step = (right - left) / (places.len().max(2) - 1) as f32;
    for (turn, (name, values)) in names.iter().zip(&rows).enumerate() {
        let middle = top + height * (turn as f32 + 0.5);
        plot.text_within(name, plot.label, 0.0, middle, Anchor::Start, name_room);
        let points = points(values, left, step, middle, height * 0.34);
        line_through(plot, &points);
        let known = |value: &&Value| value.number().is_some();
        if let Some(first) = values.iter().find(known) {
            plot.text(first.label(), plot.grey, left - size * 0.6, middle, Anchor::End);
        }
        if let (Some(last), Some((x, y))) = (values.iter().rfind(known), points.last().copied()) {
            plot.dot(x, y, 2.6, plot.setter.colours.accent);
            plot.text(last.label(), plot.strong, plot.frame.width, middle, Anchor::End);
        }
    }
}

fn value(cell: Option<&Cell>, plot: &Plot<'_, '_>) -> Value {
    match cell {
        Some(Cell::Figure(figure)) => Value::Known(figure.number(), table::number(figure, plot.locale())),
        Some(Cell::Unknown) => Value::Unknown,
        _ => Value::Absent,
    }
}

/// Where the known values stand: the least at the lower edge of the row, the most at the upper.
fn points(values: &[Value], left: f32, step: f32, middle: f32, half: f32) -> Vec<(f32, f32)> {
    let numbers = || values.iter().filter_map(Value::number);
    let (low, high) = numbers().fold((f64::MAX, f64::MIN), |(low, high), number| (low.min(number), high.max(number)));
    let place = |(turn, value): (usize, &Value)| {
        let share = if high > low { ((value.number()? - low) / (high - low)) as f32 } else { 0.5 };
        Some((left + step * turn as f32, middle + half - 2.0 * half * share))
    };
    values.iter().enumerate().filter_map(place).collect()
}

fn line_through(plot: &mut Plot<'_, '_>, points: &[(f32, f32)]) {
    if points.len() > 1 {
        let stroke = Stroke { colour: plot.setter.colours.ink, width_pt: 1.2 };
        plot.frame.shape(Outline::Open(Outline::corners(points)), None, Some(stroke), plot.mark);
    }
}
