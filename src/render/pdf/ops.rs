//! Frames as operations of a PDF page.

use super::{
    embed::{Embedding, resource_name},
    frame::{Area, Corner, Frame, Item, Outline, Stroke, Target},
    tags::{Mark, Tags},
    text::Style,
};
use crate::model::theme::Colour;
use printpdf::{
    Actions, BorderArray, Codepoint, Color, ColorArray, Destination, DictItem, FontId, Line, LinePoint, LinkAnnotation,
    Op, PaintMode, PdfFontHandle, Point, Polygon, PolygonRing, Pt, Rect, Rgb, TextItem, WindingOrder, XObjectId,
    XObjectTransform,
};
use std::collections::BTreeMap;

/// Name of the logo among the resources of a page.
pub const LOGO: &str = "Logo";

/// Draws a frame as the next page; its contents and links join the structure.
/// `first_pages` has the page of each section, from 1.
pub fn paint(frame: Frame, embedding: &mut Embedding<'_>, tags: &mut Tags, first_pages: &[usize]) -> Vec<Op> {
    tags.start_page();
    let mut painter =
        Painter { ops: Vec::new(), height: frame.height, open: None, filled: None, drawn: None, first_pages };
    for item in frame.items {
        painter.paint(item, embedding, tags);
    }
    painter.close();
    painter.ops
}

struct Painter<'a> {
    ops: Vec<Op>,
    height: f32,
    /// The owner of the marked content that is open.
    open: Option<Mark>,
    filled: Option<Colour>,
    drawn: Option<Stroke>,
    first_pages: &'a [usize],
}

impl Painter<'_> {
    fn paint(&mut self, item: Item, embedding: &mut Embedding<'_>, tags: &mut Tags) {
        match item {
            Item::Text { x, baseline, text, style, mark } => {
                self.own(mark, tags);
                let codes = embedding.codes(style.weight, &text);
                self.text(x, baseline, codes, style);
            }
            Item::Shape { outline, fill, stroke, mark } => {
                self.own(mark, tags);
                self.shape(outline, fill, stroke);
            }
            Item::Link { area, target, element, description: _ } => {
                tags.link(element);
                self.ops.push(Op::LinkAnnotation { link: self.link(area, target) });
            }
            Item::Logo { area } => {
                self.own(Mark::Artifact, tags);
                self.logo(area);
            }
            Item::Bounds { area, element } => {
                let (bottom, top) = (self.height - area.bottom(), self.height - area.top);
                tags.elements[element.0].bounds_pt = Some([area.left, bottom, area.right(), top]);
            }
        }
    }

    /// Opens the marked content of an owner, unless it is open already.
    fn own(&mut self, mark: Mark, tags: &mut Tags) {
        if self.open == Some(mark) {
            return;
        }
        self.close();
        self.open = Some(mark);
        self.ops.push(match mark {
            Mark::Artifact => Op::BeginMarkedContent { tag: "Artifact".into() },
            Mark::Element(element) => {
                let number = tags.content(element);
                let properties = BTreeMap::from([("MCID".to_owned(), DictItem::Int(number as i64))]);
                Op::BeginMarkedContentWithProperties {
                    tag: tags.elements[element.0].tag.name().into(),
                    properties: DictItem::Dict { map: properties },
                }
            }
        });
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.ops.push(Op::EndMarkedContent);
        }
    }

    fn point(&self, x: f32, y: f32) -> Point {
        Point { x: Pt(short(x)), y: Pt(short(self.height - y)) }
    }

    fn fill_with(&mut self, colour: Colour) {
        if self.filled != Some(colour) {
            self.filled = Some(colour);
            self.ops.push(Op::SetFillColor { col: rgb(colour) });
        }
    }

    fn draw_with(&mut self, stroke: Stroke) {
        if self.drawn != Some(stroke) {
            self.drawn = Some(stroke);
            self.ops.push(Op::SetOutlineColor { col: rgb(stroke.colour) });
            self.ops.push(Op::SetOutlineThickness { pt: Pt(stroke.width_pt) });
        }
    }

    fn text(&mut self, x: f32, baseline: f32, codes: Vec<u16>, style: Style) {
        if codes.is_empty() {
            return;
        }
        self.fill_with(style.colour);
        let font = PdfFontHandle::External(FontId(resource_name(style.weight).into()));
        let glyphs = codes.into_iter().map(|code| Codepoint::new(code, 0.0)).collect();
        self.ops.extend([
            Op::StartTextSection,
            Op::SetFont { font, size: Pt(style.size_pt) },
            Op::SetTextCursor { pos: self.point(x, baseline) },
            Op::ShowText { items: vec![TextItem::GlyphIds(glyphs)] },
            Op::EndTextSection,
        ]);
    }

    fn shape(&mut self, outline: Outline, fill: Option<Colour>, stroke: Option<Stroke>) {
        fill.into_iter().for_each(|colour| self.fill_with(colour));
        stroke.into_iter().for_each(|stroke| self.draw_with(stroke));
        let mode = match (fill, stroke) {
            (Some(_), Some(_)) => PaintMode::FillStroke,
            (Some(_), None) => PaintMode::Fill,
            (None, Some(_)) => PaintMode::Stroke,
            (None, None) => return,
        };
        let op = match outline {
            Outline::Rectangle(area) => {
                Op::DrawRectangle { rectangle: Rect { mode: Some(mode), ..self.rectangle(area) } }
            }
            Outline::Open(corners) => Op::DrawLine { line: Line { points: self.points(&corners), is_closed: false } },
            Outline::Closed(corners) => {
                let rings = vec![PolygonRing { points: self.points(&corners) }];
                Op::DrawPolygon { polygon: Polygon { rings, mode, winding_order: WindingOrder::NonZero } }
            }
        };
        self.ops.push(op);
    }

    /// The picture itself is added when the document is finished.
    fn logo(&mut self, area: Area) {
        let corner = self.point(area.left, area.bottom());
        self.ops.push(Op::UseXobject {
            id: XObjectId(LOGO.into()),
            transform: XObjectTransform {
                translate_x: Some(corner.x),
                translate_y: Some(corner.y),
                scale_x: Some(short(area.width)),
                scale_y: Some(short(area.height)),
                no_auto_scale: true,
                ..XObjectTransform::default()
            },
        });
    }

    fn rectangle(&self, area: Area) -> Rect {
        let corner = self.point(area.left, area.bottom());
        Rect::from_xywh(corner.x, corner.y, Pt(short(area.width)), Pt(short(area.height)))
    }

    fn points(&self, corners: &[Corner]) -> Vec<LinePoint> {
        corners.iter().map(|corner| LinePoint { p: self.point(corner.x, corner.y), bezier: corner.handle }).collect()
    }

    fn link(&self, area: Area, target: Target) -> LinkAnnotation {
        let no_border = BorderArray::Solid([0.0, 0.0, 0.0]);
        let action = match target {
            Target::Address(address) => Actions::Uri(address),
            Target::Section(section) => {
                let page = self.first_pages[section];
                Actions::Goto(Destination::Xyz { page, left: None, top: None, zoom: None })
            }
        };
        LinkAnnotation::new(self.rectangle(area), action, Some(no_border), Some(ColorArray::Transparent), None)
    }
}

/// Hundredths of a point are finer than any printer; more digits only make files larger.
fn short(points: f32) -> f32 {
    (points * 100.0).round() / 100.0
}

fn rgb(colour: Colour) -> Color {
    let part = |value: u8| (f32::from(value) / 255.0 * 1000.0).round() / 1000.0;
    Color::Rgb(Rgb { r: part(colour.0), g: part(colour.1), b: part(colour.2), icc_profile: None })
}
