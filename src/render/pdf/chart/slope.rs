//! Slopes: one line a row from what was to what is, named at its right end.

use super::{Plot, Series, categories, scale::Scale, series};
use crate::{
    model::report::{Chart, Role},
    render::pdf::frame::{Anchor, Outline, Stroke},
};

/// Most of the width that names may take.
const NAMES: f32 = 0.5;
/// Distance of two labels, as a part of a line.
const APART: f32 = 1.05;

pub(super) fn draw(chart: &Chart, plot: &mut Plot<'_, '_>) {
    let found = |role| series(chart, role, plot.locale());
    let (Some(before), Some(now)) = (found(Role::Before), found(Role::Actual)) else { return plot.nothing() };
    let names = categories(chart, plot.locale());
    let ends = |place: usize| Some((before.values[place].number()?, now.values[place].number()?));
    let lines: Vec<(usize, f64, f64)> =
        (0..names.len()).filter_map(|place| ends(place).map(|(from, to)| (place, from, to))).collect();
    if lines.is_empty() {
        return plot.nothing();
    }
    let line = plot.label.line_pt();
    let numbers = || lines.iter().flat_map(|(_, from, to)| [*from, *to]);
    let (low, high) = numbers().fold((f64::MAX, f64::MIN), |(low, high), number| (low.min(number), high.max(number)));
    let top = line * 2.0;
    let height = (line * 1.2 * lines.len() as f32).max(line * 5.0);
    let bottom = top + height;
    plot.frame.height = bottom + line * 0.8;
    let vertical = Scale { low, high: if high > low { high } else { low + 1.0 }, start: bottom, end: top };

    let widest = |series: &Series| -> f32 {
        let width = |place: usize| plot.width_of(series.values[place].label(), plot.strong);
        lines.iter().map(|(place, ..)| width(*place)).fold(0.0, f32::max)
    };
    let (first_numbers, last_numbers) = (widest(&before), widest(&now));
    let left = first_numbers + line * 0.5;
    let widest_name = names.iter().map(|name| plot.width_of(name, plot.label)).fold(0.0, f32::max);
    let room = widest_name.min(plot.frame.width * NAMES);
    let right = plot.frame.width - room - last_numbers - line * 0.9;

    plot.text(&before.title, plot.grey, left, line * 0.6, Anchor::Middle);
    plot.text(&now.title, plot.grey, right, line * 0.6, Anchor::Middle);
    for x in [left, right] {
        plot.hair_line((x, top - line * 0.5), (x, bottom + line * 0.5));
    }
    let apart = line * APART;
    let at_start = spread(lines.iter().map(|(_, from, _)| vertical.at(*from)).collect(), apart, (top, bottom));
    let at_end = spread(lines.iter().map(|(.., to)| vertical.at(*to)).collect(), apart, (top, bottom));
    for (turn, (place, from, to)) in lines.iter().enumerate() {
        let colours = plot.setter.colours;
        let is_worse = (to < from) == chart.more_is_better && to != from;
        let (colour, width_pt) = if is_worse { (colours.bad, 1.8) } else { (colours.ink, 1.1) };
        let (start, end) = ((left, vertical.at(*from)), (right, vertical.at(*to)));
        let corners = Outline::corners(&[start, end]);
        plot.frame.shape(Outline::Open(corners), None, Some(Stroke { colour, width_pt }), plot.mark);
        plot.dot(start.0, start.1, 2.2, colour);
        plot.dot(end.0, end.1, 2.8, colour);
        plot.text(before.values[*place].label(), plot.grey, left - line * 0.4, at_start[turn], Anchor::End);
        let x = right + line * 0.4;
        plot.text(now.values[*place].label(), plot.strong, x + last_numbers, at_end[turn], Anchor::End);
        let name = x + last_numbers + line * 0.4;
        plot.text_within(&names[*place], plot.label, name, at_end[turn], Anchor::Start, plot.frame.width - name);
    }
}

/// Places as near to the wished ones as a distance between neighbours and the limits allow; in the order given.
fn spread(wished: Vec<f32>, apart: f32, (top, bottom): (f32, f32)) -> Vec<f32> {
    let mut order: Vec<usize> = (0..wished.len()).collect();
    order.sort_by(|one, other| wished[*one].total_cmp(&wished[*other]).then(one.cmp(other)));
    let mut placed = wished.clone();
    let mut least = top;
    for place in &order {
        placed[*place] = wished[*place].max(least);
        least = placed[*place] + apart;
    }
    let mut most = bottom;
    for place in order.iter().rev() {
        placed[*place] = placed[*place].min(most);
        most = placed[*place] - apart;
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_keep_their_distance_and_their_order() {
        // Three on one spot at the lower end: they are pushed up, the lowest stays.
        assert_eq!(spread(vec![100.0, 100.0, 100.0], 10.0, (0.0, 100.0)), [80.0, 90.0, 100.0]);
        assert_eq!(spread(vec![50.0, 10.0], 10.0, (0.0, 100.0)), [50.0, 10.0]);
        assert_eq!(spread(vec![5.0, 0.0, 4.0], 10.0, (0.0, 100.0)), [20.0, 0.0, 10.0]);
    }
}
