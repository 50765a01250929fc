//! Laid-out drawings: text and shapes at their places, before they become a PDF. The origin is the top left corner,
//! y grows downwards, everything is in points.

use super::{
    tags::{ElementId, Mark},
    text::{Line, Style},
};
use crate::model::theme::Colour;

/// A rectangle, in points.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Area {
    /// Left edge.
    pub left: f32,
    /// Top edge.
    pub top: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

impl Area {
    /// Right edge.
    pub fn right(&self) -> f32 {
        self.left + self.width
    }

    /// Bottom edge.
    pub fn bottom(&self) -> f32 {
        self.top + self.height
    }

    /// Do the two share more than an edge?
    pub fn overlaps(&self, other: &Area) -> bool {
        self.left < other.right() && other.left < self.right() && self.top < other.bottom() && other.top < self.bottom()
    }

    /// Does the other lie inside, edges included?
    pub fn contains(&self, other: &Area) -> bool {
        let slack = 0.01;
        other.left >= self.left - slack
            && other.top >= self.top - slack
            && other.right() <= self.right() + slack
            && other.bottom() <= self.bottom() + slack
    }

    /// The same, moved.
    pub fn moved(self, right: f32, down: f32) -> Area {
        Area { left: self.left + right, top: self.top + down, ..self }
    }
}

/// A point of an outline; `handle` bends the curve towards it without touching it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Corner {
    /// From the left.
    pub x: f32,
    /// From the top.
    pub y: f32,
    /// Control point of a Bézier curve.
    pub handle: bool,
}

/// The form of a shape.
#[derive(Clone, PartialEq, Debug)]
pub enum Outline {
    /// Four right angles.
    Rectangle(Area),
    /// A line with two ends.
    Open(Vec<Corner>),
    /// A line back to its start.
    Closed(Vec<Corner>),
}

/// Part of a circle's radius at which handles make four curves look like a circle.
const CIRCLE: f32 = 0.5523;

impl Outline {
    /// A polygon or a line through points.
    pub fn corners(points: &[(f32, f32)]) -> Vec<Corner> {
        points.iter().map(|&(x, y)| Corner { x, y, handle: false }).collect()
    }

    /// A circle.
    pub fn circle(x: f32, y: f32, radius: f32) -> Outline {
        let area = Area { left: x - radius, top: y - radius, width: 2.0 * radius, height: 2.0 * radius };
        Outline::rounded(area, radius)
    }

    /// A rectangle with round corners.
    pub fn rounded(area: Area, radius: f32) -> Outline {
        let (left, top, right, bottom) = (area.left, area.top, area.right(), area.bottom());
        let bend = radius * (1.0 - CIRCLE);
        let corner = |x, y| Corner { x, y, handle: false };
        let handle = |x, y| Corner { x, y, handle: true };
        Outline::Closed(vec![
            corner(left + radius, top),
            corner(right - radius, top),
            handle(right - bend, top),
            handle(right, top + bend),
            corner(right, top + radius),
            corner(right, bottom - radius),
            handle(right, bottom - bend),
            handle(right - bend, bottom),
            corner(right - radius, bottom),
            corner(left + radius, bottom),
            handle(left + bend, bottom),
            handle(left, bottom - bend),
            corner(left, bottom - radius),
            corner(left, top + radius),
            handle(left, top + bend),
            handle(left + bend, top),
            corner(left + radius, top),
        ])
    }

    fn shift(&mut self, right: f32, down: f32) {
        match self {
            Outline::Rectangle(area) => *area = area.moved(right, down),
            Outline::Open(corners) | Outline::Closed(corners) => {
                for corner in corners {
                    corner.x += right;
                    corner.y += down;
                }
            }
        }
    }
}

/// A drawn line.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Stroke {
    /// Colour.
    pub colour: Colour,
    /// Thickness in points.
    pub width_pt: f32,
}

/// Where a link leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// A URI.
    Address(String),
    /// The first page of a section, by its number.
    Section(usize),
}

/// Something at its place.
#[derive(Clone, PartialEq, Debug)]
pub enum Item {
    /// A run of text.
    Text {
        /// Left end.
        x: f32,
        /// Base line.
        baseline: f32,
        /// Words.
        text: String,
        /// Look.
        style: Style,
        /// Owner.
        mark: Mark,
    },
    /// A line or a filled form.
    Shape {
        /// Form.
        outline: Outline,
        /// Inside.
        fill: Option<Colour>,
        /// Edge.
        stroke: Option<Stroke>,
        /// Owner.
        mark: Mark,
    },
    /// A place to click.
    Link {
        /// Where.
        area: Area,
        /// Where it leads.
        target: Target,
        /// Said of it.
        description: String,
        /// Owner.
        element: ElementId,
    },
    /// The company's logo, which is decoration: its name stands beside it.
    Logo {
        /// Where.
        area: Area,
    },
    /// The room an element takes, for figures.
    Bounds {
        /// Where.
        area: Area,
        /// Owner.
        element: ElementId,
    },
}

/// Where a line of text is held.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Anchor {
    /// By its left end.
    Start,
    /// By its middle.
    Middle,
    /// By its right end.
    End,
}

/// Things at their places.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Frame {
    /// Width in points.
    pub width: f32,
    /// Height in points.
    pub height: f32,
    /// In drawing order.
    pub items: Vec<Item>,
}

impl Frame {
    /// An empty frame.
    pub fn new(width: f32, height: f32) -> Self {
        Frame { width, height, items: Vec::new() }
    }

    /// Draws a line of text on a base line; `x` is the point the anchor names.
    pub fn line_of_text(&mut self, line: Line, x: f32, baseline: f32, anchor: Anchor, mark: Mark) {
        let start = match anchor {
            Anchor::Start => x,
            Anchor::Middle => x - line.width_pt / 2.0,
            Anchor::End => x - line.width_pt,
        };
        for run in line.runs {
            self.items.push(Item::Text { x: start + run.x_pt, baseline, text: run.text, style: run.style, mark });
        }
    }

    /// Draws a form.
    pub fn shape(&mut self, outline: Outline, fill: Option<Colour>, stroke: Option<Stroke>, mark: Mark) {
        self.items.push(Item::Shape { outline, fill, stroke, mark });
    }

    /// Fills a rectangle.
    pub fn fill(&mut self, area: Area, colour: Colour, mark: Mark) {
        self.shape(Outline::Rectangle(area), Some(colour), None, mark);
    }

    /// Draws a straight line.
    pub fn rule(&mut self, from: (f32, f32), to: (f32, f32), stroke: Stroke, mark: Mark) {
        self.shape(Outline::Open(Outline::corners(&[from, to])), None, Some(stroke), mark);
    }

    /// Fills a rectangle with slanted lines and draws its edge.
    pub fn hatch(&mut self, area: Area, colour: Colour, mark: Mark) {
        let stroke = Stroke { colour, width_pt: 0.6 };
        let step = 3.2;
        let mut offset = step;
        while offset < area.width + area.height {
            // The line x + y = offset inside the rectangle, from its left or bottom edge to its top or right edge.
            let start = if offset <= area.height {
                (area.left, area.top + offset)
            } else {
                (area.left + offset - area.height, area.bottom())
            };
            let end = if offset <= area.width {
                (area.left + offset, area.top)
            } else {
                (area.right(), area.top + offset - area.width)
            };
            self.rule(start, end, stroke, mark);
            offset += step;
        }
        self.shape(Outline::Rectangle(area), None, Some(stroke), mark);
    }

    /// Draws another frame with its top left corner at a point.
    pub fn place(&mut self, frame: Frame, right: f32, down: f32) {
        self.items.extend(frame.items.into_iter().map(|item| moved(item, right, down)));
    }

    /// The same drawing as decoration: a header repeated on a further page.
    pub fn as_artifact(&self) -> Frame {
        let mut copy = self.clone();
        copy.items.retain(|item| matches!(item, Item::Text { .. } | Item::Shape { .. }));
        for item in &mut copy.items {
            if let Item::Text { mark, .. } | Item::Shape { mark, .. } = item {
                *mark = Mark::Artifact;
            }
        }
        copy
    }
}

fn moved(mut item: Item, right: f32, down: f32) -> Item {
    match &mut item {
        Item::Text { x, baseline, .. } => {
            *x += right;
            *baseline += down;
        }
        Item::Shape { outline, .. } => outline.shift(right, down),
        Item::Link { area, .. } | Item::Logo { area } | Item::Bounds { area, .. } => *area = area.moved(right, down),
    }
    item
}
