//! A quadrant: bubbles on two axes from 0 to 100, with names that do not collide.

use super::{Plot, Value, categories, scale::Scale, series};
use crate::{
    model::report::{Cell, Chart, Role},
    render::pdf::{
        frame::{Anchor, Area, Outline, Stroke},
        text,
    },
};

/// Names of the corners: top left, top right, bottom left, bottom right.
const CORNERS: [&str; 4] = ["Strategic bet", "Quick win", "Deprioritise", "Fill-in"];

struct Bubble {
    name: String,
    kind: usize,
    is_hollow: bool,
    x: f32,
    y: f32,
    radius: f32,
}

impl Bubble {
    fn area(&self) -> Area {
        Area {
            left: self.x - self.radius,
            top: self.y - self.radius,
            width: 2.0 * self.radius,
            height: 2.0 * self.radius,
        }
    }
}

pub(super) fn draw(chart: &Chart, plot: &mut Plot<'_, '_>) {
    let line = plot.label.line_pt();
    let (Some(across), Some(up)) = (series(chart, Role::Across, plot.locale()), series(chart, Role::Up, plot.locale()))
    else {
        return plot.nothing();
    };
    let field = Area {
        left: line * 1.5,
        top: line * 1.2,
        width: plot.frame.width - line * 1.5,
        height: super::height_of_plot(plot.frame.width),
    };
    plot.frame.height = field.bottom() + line * 2.4;
    let columns = Scale { low: 0.0, high: 100.0, start: field.left, end: field.right() };
    let rows = Scale { low: 0.0, high: 100.0, start: field.bottom(), end: field.top };
    draw_field(plot, field, columns, rows, &across.title, &up.title);

    let sizes = series(chart, Role::Size, plot.locale());
    let size = |place: usize| sizes.as_ref().and_then(|sizes| sizes.values.get(place)).and_then(Value::number);
    let names = categories(chart, plot.locale());
    let largest = (0..names.len()).filter_map(size).fold(0.0, f64::max);
    // Many bubbles are drawn smaller, so that they do not cover each other.
    let crowd = (16.0 / names.len().max(1) as f32).sqrt().clamp(0.4, 1.0);
    let most = field.width * 0.04 * crowd;
    let kinds = kinds(chart);
    let kind_of = |place: usize| {
        let kind = kind_at(chart, place).unwrap_or_default();
        kinds.iter().position(|one| *one == kind).unwrap_or(0).min(SHAPES.len() - 1)
    };
    let placed = names.into_iter().enumerate().filter_map(|(place, name)| {
        let (x, y) = (across.values.get(place)?.number()?, up.values.get(place)?.number()?);
        let share = size(place).map_or(0.1, |number| (number / largest.max(f64::MIN_POSITIVE)).clamp(0.0, 1.0));
        // The area, not the radius, stands for the size.
        let radius = (most * share.sqrt() as f32).max(2.5);
        let (x, y) = (
            inside(columns.at(x), field.left, field.right(), radius),
            inside(rows.at(y), field.top, field.bottom(), radius),
        );
        Some(Bubble { name, kind: kind_of(place), is_hollow: is_hollow(chart, place), x, y, radius })
    });
    let mut bubbles: Vec<Bubble> = placed.collect();
    // Large ones first, so that small ones stay visible on top of them.
    bubbles.sort_by(|one, other| other.radius.total_cmp(&one.radius));
    let colours = plot.setter.colours;
    for bubble in &bubbles {
        let shape = shape(bubble.kind, bubble.x, bubble.y, bubble.radius);
        let (fill, edge, width_pt) = match bubble.is_hollow {
            true => (colours.paper, colours.accent, 1.2),
            false => (colours.accent, colours.paper, 0.8),
        };
        plot.frame.shape(shape, Some(fill), Some(Stroke { colour: edge, width_pt }), plot.mark);
    }
    let unnamed = name_bubbles(plot, &bubbles, field);
    let mut note = sizes.map_or(String::new(), |sizes| format!("Size: {}. ", sizes.title));
    if let [first, others @ ..] = &kinds[..] {
        let others: Vec<String> =
            others.iter().zip(&SHAPES[1..]).map(|(kind, shape)| format!("{shape}: {kind}")).collect();
        note.push_str(&format!("{}: {first}", SHAPES[0]));
        note.push_str(&others.iter().map(|other| format!(", {other}")).collect::<String>());
        note.push_str(". ");
    }
    if !unnamed.is_empty() {
        note.push_str(&format!("No room for a name: {}.", unnamed.join(", ")));
    }
    let mut middle = field.bottom() + line * 1.9;
    for words in plot.setter.wrap(note.trim_end(), plot.grey, field.width) {
        plot.frame.line_of_text(words, field.left, middle + plot.grey.size_pt / 3.0, Anchor::Start, plot.mark);
        middle += line;
    }
    plot.frame.height = plot.frame.height.max(middle - line * 0.5);
}

/// Names of the shapes, in the order in which kinds get them.
const SHAPES: [&str; 4] = ["Circle", "square", "diamond", "triangle"];

/// What a row is.
fn kind_at(chart: &Chart, place: usize) -> Option<String> {
    let column = chart.roles.iter().position(|role| *role == Role::Kind)?;
    match chart.table.rows.get(place)?.cells.get(column)? {
        Cell::Text(kind) => Some(kind.clone()),
        _ => None,
    }
}

/// Is the bubble of a row drawn hollow?
fn is_hollow(chart: &Chart, place: usize) -> bool {
    let column = chart.roles.iter().position(|role| *role == Role::Hollow);
    let cell = column.and_then(|column| chart.table.rows.get(place)?.cells.get(column));
    matches!(cell, Some(Cell::Holds(true)))
}

/// The kinds there are, in order of their first row; at most as many as there are shapes.
fn kinds(chart: &Chart) -> Vec<String> {
    let mut kinds: Vec<String> = Vec::new();
    for kind in (0..chart.table.rows.len()).filter_map(|place| kind_at(chart, place)) {
        if !kinds.contains(&kind) && kinds.len() < SHAPES.len() {
            kinds.push(kind);
        }
    }
    kinds
}

/// A circle, square, diamond or triangle of about the same area around a point.
fn shape(kind: usize, x: f32, y: f32, radius: f32) -> Outline {
    let side = radius * 0.9;
    match kind {
        1 => Outline::Rectangle(Area { left: x - side, top: y - side, width: 2.0 * side, height: 2.0 * side }),
        2 => {
            let reach = radius * 1.2;
            Outline::Closed(Outline::corners(&[(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)]))
        }
        3 => {
            let reach = radius * 1.2;
            let (left, right, low) = (x - reach, x + reach, y + reach * 0.8);
            Outline::Closed(Outline::corners(&[(x, y - reach), (right, low), (left, low)]))
        }
        _ => Outline::circle(x, y, radius),
    }
}

fn inside(position: f32, from: f32, to: f32, radius: f32) -> f32 {
    position.clamp(from + radius, to - radius)
}

/// The frame, its middle lines, the names of the axes.
fn draw_field(plot: &mut Plot<'_, '_>, field: Area, columns: Scale, rows: Scale, across: &str, up: &str) {
    let stroke = Stroke { colour: plot.setter.colours.rule, width_pt: 0.8 };
    plot.frame.shape(Outline::Rectangle(field), None, Some(stroke), plot.mark);
    plot.hair_line((columns.at(50.0), field.top), (columns.at(50.0), field.bottom()));
    plot.hair_line((field.left, rows.at(50.0)), (field.right(), rows.at(50.0)));
    let line = plot.grey.line_pt();
    for (tick, label) in [(0.0, "0"), (50.0, "50"), (100.0, "100")] {
        let anchor = if tick == 100.0 {
            Anchor::End
        } else if tick == 0.0 {
            Anchor::Start
        } else {
            Anchor::Middle
        };
        plot.text(label, plot.grey, columns.at(tick), field.bottom() + line * 0.6, anchor);
        plot.text(label, plot.grey, field.left - line * 0.25, rows.at(tick), Anchor::End);
    }
    let below = field.bottom() + line * 0.6;
    plot.text(&format!("{across} →"), plot.label, columns.at(75.0), below, Anchor::Middle);
    plot.text(&format!("↑ {up}"), plot.label, field.left, field.top - line * 0.6, Anchor::Start);
}

/// Writes the names of the corners, further inside where bubbles stand in the way; returns the room taken.
fn name_corners(plot: &mut Plot<'_, '_>, bubbles: &[Bubble], field: Area) -> Vec<Area> {
    let height = plot.grey.line_pt();
    let mut taken = Vec::with_capacity(CORNERS.len());
    for (place, name) in CORNERS.into_iter().enumerate() {
        let (right, bottom) = (place % 2 == 1, place >= 2);
        let width = plot.width_of(name, plot.grey);
        let left = if right { field.right() - width - height * 0.4 } else { field.left + height * 0.4 };
        let at = |row: usize| {
            let inset = height * (0.2 + row as f32);
            let top = if bottom { field.bottom() - height - inset } else { field.top + inset };
            Area { left, top, width, height }
        };
        let free = |area: &Area| !bubbles.iter().any(|bubble| bubble.area().overlaps(area));
        // Never so far inside that it would name another quarter; where nothing is free, the names of bubbles are worth more.
        let rows = (field.height / 2.0 / height - 1.0).max(1.0) as usize;
        if let Some(area) = (0..rows).map(at).find(free) {
            plot.text(name, plot.grey, left, area.top + height / 2.0, Anchor::Start);
            taken.push(area);
        }
    }
    taken
}

/// Writes each name beside its bubble where nothing else stands, further away with a line to it where it must; returns
/// those that found no place.
fn name_bubbles(plot: &mut Plot<'_, '_>, bubbles: &[Bubble], field: Area) -> Vec<String> {
    let line = plot.label.line_pt();
    let mut taken: Vec<Area> = bubbles.iter().map(Bubble::area).collect();
    taken.extend(name_corners(plot, bubbles, field));
    let mut unnamed = Vec::new();
    for bubble in bubbles {
        let name = text::fit(plot.setter.fonts, &bubble.name, plot.label, field.width * 0.3);
        let is_free = |spot: &Area| field.contains(spot) && !taken.iter().any(|other| other.overlaps(spot));
        let near = spots(bubble, name.width_pt, line, 0.0).into_iter().find(is_free);
        let far =
            || (1..=6).flat_map(|step| spots(bubble, name.width_pt, line, line * 0.7 * step as f32)).find(is_free);
        match near.or_else(far) {
            Some(spot) => {
                if near.is_none() {
                    lead(plot, bubble, spot);
                }
                // A line of the field behind a name would strike it out.
                let ground = Area { top: spot.top + line * 0.2, height: line * 0.6, ..spot };
                plot.frame.fill(ground, plot.setter.colours.paper, plot.mark);
                let baseline = spot.top + plot.label.baseline_pt();
                plot.frame.line_of_text(name, spot.left, baseline, Anchor::Start, plot.mark);
                taken.push(spot);
            }
            None => unnamed.push(bubble.name.clone()),
        }
    }
    unnamed
}

/// A thin line from a bubble to its name.
fn lead(plot: &mut Plot<'_, '_>, bubble: &Bubble, spot: Area) {
    let end = (bubble.x.clamp(spot.left, spot.right()), bubble.y.clamp(spot.top, spot.bottom()));
    let (across, down) = (end.0 - bubble.x, end.1 - bubble.y);
    let length = across.hypot(down).max(f32::MIN_POSITIVE);
    let start = (bubble.x + across / length * bubble.radius, bubble.y + down / length * bubble.radius);
    let stroke = Stroke { colour: plot.setter.colours.muted, width_pt: 0.6 };
    plot.frame.rule(start, end, stroke, plot.mark);
}

/// Where a name may stand: right, left, above, below, then the corners; so far away.
fn spots(bubble: &Bubble, width: f32, line: f32, away: f32) -> [Area; 8] {
    let gap = 2.0 + away;
    let side = bubble.radius + gap;
    let slant = bubble.radius * 0.75 + 1.0 + away;
    let area = |left: f32, top: f32| Area { left, top, width, height: line };
    let (x, y) = (bubble.x, bubble.y);
    [
        area(x + side, y - line / 2.0),
        area(x - side - width, y - line / 2.0),
        area(x - width / 2.0, y - bubble.radius - away - line),
        area(x - width / 2.0, y + bubble.radius + away),
        area(x + slant, y - slant - line),
        area(x + slant, y + slant),
        area(x - slant - width, y - slant - line),
        area(x - slant - width, y + slant),
    ]
}
