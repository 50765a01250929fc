//! Bars divided into parts of a whole, each part told by its fill and its number.

use super::{Fill, Plot, categories, remarks};
use crate::{
    model::report::{Cell, Chart, Role},
    render::pdf::{
        frame::{Anchor, Area},
        table,
    },
};

/// The fills of five parts, in their order: done, begun, not done, set aside, silent.
const FILLS: [Fill; 5] = [Fill::Solid, Fill::Hatched, Fill::Bad, Fill::Light, Fill::Outlined];
/// Of four parts: from the best to the rest.
const RAMP: [Fill; 4] = [Fill::Solid, Fill::Accent, Fill::Light, Fill::Outlined];
/// Most of the width that names may take.
const NAMES: f32 = 0.3;

pub(super) fn draw(chart: &Chart, plot: &mut Plot<'_, '_>) {
    let places: Vec<usize> = (0..chart.roles.len()).filter(|place| chart.roles[*place] == Role::Part).collect();
    if chart.table.rows.is_empty() || places.is_empty() {
        return plot.nothing();
    }
    let names = categories(chart, plot.locale());
    let remark = remarks(chart, plot).into_iter().next();
    let (line, size) = (plot.label.line_pt(), plot.label.size_pt);
    let widest = names.iter().map(|name| plot.width_of(name, plot.label)).fold(0.0, f32::max);
    let start = widest.min(plot.frame.width * NAMES) + size;
    let words = |place: usize| remark.as_ref().and_then(|remark| remark.words.get(place)).cloned().unwrap_or_default();
    let margin = (0..names.len()).map(|place| plot.width_of(&words(place), plot.grey)).fold(0.0, f32::max);
    let width = plot.frame.width - margin - size - start;
    let titles: Vec<String> = places.iter().map(|place| chart.table.columns[*place].title.clone()).collect();
    let fills: &[Fill] = if places.len() == RAMP.len() { &RAMP } else { &FILLS };
    let entries: Vec<(&str, Fill)> = titles.iter().map(String::as_str).zip(fills.iter().copied()).collect();
    let top = plot.legend(&entries);
    let height = line * 1.5;
    plot.frame.height = top + height * names.len() as f32;
    for (place, (name, row)) in names.iter().zip(&chart.table.rows).enumerate() {
        let middle = top + height * (place as f32 + 0.5);
        plot.middle_within(name, plot.label, 0.0, middle, start - size);
        plot.text(&words(place), plot.grey, plot.frame.width, middle, Anchor::End);
        let parts: Vec<(f64, String)> = places
            .iter()
            .map(|part| match row.cells.get(*part).map(Cell::shown) {
                Some(Cell::Figure(figure)) => (figure.number().max(0.0), table::number(figure, plot.locale())),
                _ => (0.0, String::new()),
            })
            .collect();
        let whole: f64 = parts.iter().map(|(number, _)| number).sum();
        let mut left = start;
        for ((number, label), fill) in parts.into_iter().zip(fills.iter().copied()) {
            let share = if whole > 0.0 { (number / whole) as f32 } else { 0.0 };
            let area = Area { left, top: middle - line * 0.5, width: width * share, height: line };
            left = area.right();
            if area.width > 0.1 {
                plot.bar(area, fill);
                number_in(plot, &label, area, fill);
            }
        }
    }
}

/// The number of a part inside it, where it fits; hatched parts get a light ground below it.
fn number_in(plot: &mut Plot<'_, '_>, label: &str, area: Area, fill: Fill) {
    let width = plot.width_of(label, plot.label);
    if width + 3.0 > area.width {
        return;
    }
    let (x, middle) = (area.left + area.width / 2.0, area.top + area.height / 2.0);
    if fill == Fill::Hatched {
        let ground =
            Area { left: x - width / 2.0 - 1.5, top: area.top + 1.0, width: width + 3.0, height: area.height - 2.0 };
        plot.frame.fill(ground, plot.setter.colours.paper, plot.mark);
    }
    let style = match fill {
        Fill::Solid | Fill::Bad | Fill::Accent => plot.setter.regular(plot.label.size_pt, plot.setter.colours.paper),
        Fill::Hatched | Fill::Light | Fill::Outlined => plot.label,
    };
    plot.text(label, style, x, middle, Anchor::Middle);
}
