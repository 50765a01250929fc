//! Tiles: key figures on panels, the only things that stand side by side.

use super::{
    flow::Piece,
    frame::{Anchor, Area, Frame, Item, Outline, Stroke, Target},
    style::Typesetter,
    tags::{ElementId, Mark, Tag},
    text::{Line, Style},
};
use crate::model::{
    figure::{Figure, Unit},
    report::{Judgement, Tile, TileMonth},
};

/// One piece for each row of tiles.
pub fn pieces(tiles: &[Tile], setter: &mut Typesetter<'_>) -> Vec<Piece> {
    let list = setter.tags.add(setter.section, Tag::PlainList);
    let columns = columns(tiles.len(), setter.sizes.tiles);
    let gutter = setter.sizes.body * 0.7;
    let width = (setter.width - gutter * (columns as f32 - 1.0)) / columns as f32;
    let mut pieces: Vec<Piece> = Vec::new();
    for row in tiles.chunks(columns) {
        let frames: Vec<Frame> = row.iter().map(|tile| self::tile(tile, width, list, setter)).collect();
        let height = frames.iter().map(|frame| frame.height).fold(0.0, f32::max);
        let mut strip = Frame::new(setter.width, height);
        for (column, frame) in frames.into_iter().enumerate() {
            let left = column as f32 * (width + gutter);
            strip.fill(Area { left, top: 0.0, width, height }, setter.colours.panel, Mark::Artifact);
            strip.fill(Area { left, top: 0.0, width: 2.5, height }, setter.colours.accent, Mark::Artifact);
            strip.place(frame, left, 0.0);
        }
        let above = if pieces.is_empty() { 0.0 } else { gutter };
        pieces.push(Piece { above, ..Piece::of(strip) });
    }
    pieces
}

/// As many as may stand side by side, but rather two rows of two than three and one.
fn columns(tiles: usize, most: usize) -> usize {
    let rows = tiles.div_ceil(most).max(1);
    tiles.div_ceil(rows).max(1)
}

/// Label, figure, notes.
fn tile(tile: &Tile, width: f32, list: ElementId, setter: &mut Typesetter<'_>) -> Frame {
    let item = setter.tags.add(list, Tag::ListItem);
    let body = setter.tags.add(item, Tag::ListBody);
    let padding = setter.sizes.body * 0.75;
    let inner = width - 2.0 * padding;
    let mut stack = Stack { frame: Frame::new(width, padding * 0.7), left: padding };

    let label = setter.regular(setter.sizes.body, setter.colours.muted);
    let section = tile.leads_to.and_then(|name| setter.sections.iter().position(|section| section.name == name));
    let head = setter.tags.add(body, if section.is_some() { Tag::Link } else { Tag::Paragraph });
    stack.lines(setter.wrap(&tile.label, label, inner), label, 0.0, Mark::Element(head));

    let mark = Mark::Element(setter.tags.add(body, Tag::Paragraph));
    // A figure that would have to shrink much is worth more than the months beside it.
    let whole = figure(tile, f32::MAX, setter);
    let is_wide = setter.measure(&whole.0, whole.1) * LEAST_FIGURE <= inner * (1.0 - MONTHS);
    let drawing = if tile.months.is_empty() || !is_wide { 0.0 } else { inner * MONTHS };
    let (words, style) = figure(tile, inner - drawing, setter);
    let top = stack.frame.height;
    stack.lines(setter.wrap(&words, style, inner), style, 0.0, mark);
    if drawing > 0.0 {
        let height = (stack.frame.height - top) * 0.72;
        let gap = inner * 0.04;
        let left = padding + inner - drawing + gap;
        let area = Area { left, top: top + (stack.frame.height - top - height) / 2.0, width: drawing - gap, height };
        months(&mut stack.frame, &tile.months, area, setter);
    }

    for note in &tile.notes {
        let mark = Mark::Element(setter.tags.add(body, Tag::Paragraph));
        let style = setter.regular(setter.sizes.note, setter.judged(note.judgement));
        let indent = if note.judgement == Judgement::Neutral { 0.0 } else { style.size_pt * 0.95 };
        sign(&mut stack, note.judgement, style);
        stack.lines(setter.wrap(&note.text, style, inner - indent), style, indent, mark);
    }
    stack.frame.height += padding * 0.7;
    if let (Some(section), Some(name)) = (section, tile.leads_to) {
        let area = Area { left: 0.0, top: 0.0, width, height: stack.frame.height };
        let description = format!("{}: to the page {name}", tile.label);
        stack.frame.items.push(Item::Link { area, target: Target::Section(section), description, element: head });
    }
    stack.frame
}

/// How small a figure may get beside its months.
const LEAST_FIGURE: f32 = 0.84;

/// Part of a tile's width that the months take.
const MONTHS: f32 = 0.36;

/// A column a month: plan outlined, actual solid. What they say stands below in words.
fn months(frame: &mut Frame, months: &[TileMonth], area: Area, setter: &Typesetter<'_>) {
    let numbers = || months.iter().flat_map(|month| [Some(month.plan), month.actual]).flatten();
    let most = numbers().map(|figure| figure.number()).fold(0.0, f64::max);
    let least = numbers().map(|figure| figure.number()).fold(0.0, f64::min);
    if most - least <= 0.0 {
        return;
    }
    let y = |number: f64| area.top + area.height * ((most - number) / (most - least)) as f32;
    let slot = area.width / months.len() as f32;
    let column = |place: usize, figure: Figure, share: f32| {
        let (from, to) = (y(0.0), y(figure.number()));
        let left = area.left + slot * (place as f32 + 0.5) - slot * share / 2.0;
        Area { left, top: from.min(to), width: slot * share, height: (from - to).abs().max(0.3) }
    };
    for (place, month) in months.iter().enumerate() {
        let edge = Stroke { colour: setter.colours.muted, width_pt: 0.5 };
        frame.shape(
            Outline::Rectangle(column(place, month.plan, 0.84)),
            Some(setter.colours.paper),
            Some(edge),
            Mark::Artifact,
        );
        if let Some(actual) = month.actual {
            frame.fill(column(place, actual, 0.5), setter.colours.ink, Mark::Artifact);
        }
    }
}

/// The figure as large as its tile allows, or the words that stand for a missing one.
fn figure(tile: &Tile, inner: f32, setter: &Typesetter<'_>) -> (String, Style) {
    let Some(figure) = tile.value else {
        let size = (setter.sizes.figure * 0.65).max(setter.sizes.body);
        let style = setter.regular(size, setter.colours.muted);
        // As high as a figure, so that the notes of all tiles stand on one line.
        return (tile.missing.clone(), style);
    };
    let words = match figure.unit {
        Unit::Money | Unit::MoneyThousands | Unit::MoneyMillions => {
            // An amount is never parted from its currency.
            setter.locale.amount(setter.currency, &figure).replace(' ', "\u{a0}")
        }
        _ => figure.text(setter.locale),
    };
    let mut style = setter.bold(setter.sizes.figure, setter.colours.ink);
    while setter.measure(&words, style) > inner && style.size_pt > setter.sizes.body {
        style.size_pt -= 1.0;
    }
    (words, style)
}

/// A tick for better, a filled diamond for worse: seen without colour.
fn sign(stack: &mut Stack, judgement: Judgement, style: Style) {
    let unit = style.size_pt * 0.1;
    let middle = stack.frame.height + style.line_pt() / 2.0 + unit * 0.4;
    let at = |points: &[(f32, f32)]| -> Vec<(f32, f32)> {
        points.iter().map(|(x, y)| (stack.left + x * unit, middle + y * unit)).collect()
    };
    match judgement {
        Judgement::Better => {
            let tick = Outline::Open(Outline::corners(&at(&[(0.5, 0.2), (2.6, 2.4), (6.6, -3.0)])));
            let stroke = Stroke { colour: style.colour, width_pt: unit * 1.3 };
            stack.frame.shape(tick, None, Some(stroke), Mark::Artifact);
        }
        Judgement::Worse | Judgement::Doubtful => {
            let diamond = at(&[(3.4, -3.6), (6.6, -0.2), (3.4, 3.2), (0.2, -0.2)]);
            stack.frame.shape(Outline::Closed(Outline::corners(&diamond)), Some(style.colour), None, Mark::Artifact);
        }
        Judgement::Neutral => {}
    }
}

/// Lines below each other.
struct Stack {
    frame: Frame,
    left: f32,
}

impl Stack {
    fn lines(&mut self, lines: Vec<Line>, style: Style, indent: f32, mark: Mark) {
        for line in lines {
            let baseline = self.frame.height + style.baseline_pt();
            self.frame.line_of_text(line, self.left + indent, baseline, Anchor::Start, mark);
            self.frame.height += style.line_pt();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_stand_in_even_rows() {
        let cases = [(4, 2, 2), (3, 3, 3), (4, 3, 2), (4, 4, 4), (5, 4, 3), (1, 2, 1), (0, 2, 1), (3, 2, 2)];
        for (tiles, most, expected) in cases {
            assert_eq!(columns(tiles, most), expected, "{tiles} tiles, {most} at most");
        }
    }
}
