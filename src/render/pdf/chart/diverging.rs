//! Bars to both sides of zero, one a row, with remarks at the right margin; rows of kind Group are headings.

use super::{Plot, Remark, categories, remarks, scale::Scale, series};
use crate::{
    model::report::{Cell, Chart, Role, RowKind},
    render::pdf::frame::{Anchor, Area},
};

/// Height of a row and of its bar, as parts of a line.
const ROW: f32 = 1.45;
const BAR: f32 = 0.95;

/// Most of the width that names may take.
const NAMES: f32 = 0.4;

pub(super) fn draw(chart: &Chart, plot: &mut Plot<'_, '_>) {
    let Some(values) = series(chart, Role::Change, plot.locale()) else { return plot.nothing() };
    if values.values.is_empty() {
        return plot.nothing();
    }
    let line = plot.label.line_pt();
    let names = categories(chart, plot.locale());
    let remarks = remarks(chart, plot);
    let remarks_width = |plot: &Plot<'_, '_>, remark: &Remark| {
        let is_shown = |_: &&String| !remark.is_letter;
        let widths = remark.words.iter().filter(is_shown).map(|words| plot.width_of(words, plot.grey));
        widths.fold(plot.width_of(&remark.title, plot.grey), f32::max)
    };
    let gap = line * 0.9;
    let mut right = plot.frame.width;
    let mut columns = Vec::new();
    for remark in remarks.into_iter().rev() {
        let width = remarks_width(plot, &remark);
        columns.push((right, remark));
        right -= width + gap;
    }
    let is_row = |place: usize| chart.table.rows[place].kind != RowKind::Group;
    let rows = names.iter().enumerate().filter(|(place, _)| is_row(*place));
    let widest = rows.map(|(_, name)| plot.width_of(name, plot.label)).fold(0.0, f32::max);
    let left = widest.min(plot.frame.width * NAMES) + gap;
    let labels = values.values.iter().map(|value| plot.width_of(value.label(), plot.label)).fold(0.0, f32::max);
    let numbers = || values.values.iter().filter_map(super::Value::number);
    let (low, high) = numbers().fold((0.0_f64, 0.0_f64), |(low, high), number| (low.min(number), high.max(number)));
    // Room for the labels beyond the bars of both sides.
    let start = left + if low < 0.0 { labels + line * 0.4 } else { 0.0 };
    let end = right - if high > 0.0 { labels + line * 0.4 } else { 0.0 };
    let scale = Scale { low, high: if high > low { high } else { low + 1.0 }, start, end };

    let top = line * ROW;
    for (right, remark) in &columns {
        plot.text(&remark.title, plot.grey, *right, line / 2.0, Anchor::End);
    }
    let height = line * ROW;
    for (place, (name, value)) in names.iter().zip(&values.values).enumerate() {
        let middle = top + height * (place as f32 + 0.5);
        if chart.table.rows[place].kind == RowKind::Group {
            plot.text_within(name, plot.strong, 0.0, middle + line * 0.15, Anchor::Start, right);
            continue;
        }
        plot.middle_within(name, plot.label, 0.0, middle, left - gap);
        if let Some(number) = value.number() {
            let is_better = (number > 0.0) != is_inverse(chart, place);
            bar(plot, scale, number, middle, line * BAR, is_better);
            let (x, anchor) = if number < 0.0 {
                (scale.at(number) - line * 0.25, Anchor::End)
            } else {
                (scale.at(number) + line * 0.25, Anchor::Start)
            };
            plot.text(value.label(), plot.label, x, middle, anchor);
        }
        for (right, remark) in &columns {
            match remark.is_letter {
                true => plot.letter(&remark.words[place], *right, middle),
                false => plot.text(&remark.words[place], plot.grey, *right, middle, Anchor::End),
            }
        }
    }
    plot.frame.height = top + height * names.len() as f32;
    // The line of zero leaves headings alone.
    for place in (0..names.len()).filter(|place| is_row(*place)) {
        let above = top + height * place as f32;
        plot.axis((scale.at(0.0), above), (scale.at(0.0), above + height));
    }
}

/// Is more worse in a row?
fn is_inverse(chart: &Chart, place: usize) -> bool {
    let column = chart.roles.iter().position(|role| *role == Role::LessIsBetter);
    let cell = column.and_then(|column| chart.table.rows[place].cells.get(column));
    matches!(cell, Some(Cell::Holds(true)))
}

fn bar(plot: &mut Plot<'_, '_>, scale: Scale, number: f64, middle: f32, height: f32, is_better: bool) {
    let (from, to) = (scale.at(0.0), scale.at(number));
    let area = Area { left: from.min(to), top: middle - height / 2.0, width: (to - from).abs(), height };
    let colours = plot.setter.colours;
    let colour = if is_better { colours.good } else { colours.bad };
    plot.frame.fill(area, colour, plot.mark);
}
