//! Charts as vectors: one module a form, all reading the same series and drawing on the same plot.

mod bridge;
mod bullets;
mod columns;
mod diverging;
mod dots;
mod frontier;
mod progress;
mod quadrant;
mod ranges;
mod scale;
mod sparks;
mod stacked;

use super::{
    flow::Piece,
    frame::{Anchor, Area, Frame, Item, Outline, Stroke},
    style::Typesetter,
    table::{self, NOT_REPORTED},
    tags::{Mark, Tag},
    text::{self, Style},
};
use crate::model::{
    locale::Locale,
    report::{Cell, Chart, Form, Role},
    theme::Colour,
};

/// Title and drawing, never parted.
pub fn pieces(chart: &Chart, setter: &mut Typesetter<'_>) -> Vec<Piece> {
    drawn(chart, None, setter)
}

/// The same; amounts by month reach as far as those of the drawings beside it.
fn drawn(chart: &Chart, reach: Option<(f64, f64)>, setter: &mut Typesetter<'_>) -> Vec<Piece> {
    let mut pieces = title(chart, setter);
    let element = setter.tags.add(setter.section, Tag::Figure(chart.alternative_text.clone()));
    let mut plot = Plot::new(setter, Mark::Element(element));
    plot.reach = reach;
    match chart.form {
        Form::MonthColumns => columns::draw(chart, &mut plot),
        Form::Bridge => bridge::draw(chart, &mut plot),
        Form::Bullets => bullets::draw(chart, &mut plot),
        Form::Quadrant => quadrant::draw(chart, &mut plot),
        Form::Diverging => diverging::draw(chart, &mut plot),
        Form::Frontier => frontier::draw(chart, &mut plot),
        Form::Ranges => ranges::draw(chart, &mut plot),
        Form::Progress => progress::draw(chart, &mut plot),
        Form::Stacked => stacked::draw(chart, &mut plot),
        Form::Dots => dots::draw(chart, &mut plot),
        Form::Sparks => sparks::draw(chart, &mut plot),
    }
    let mut frame = plot.frame;
    let area = Area { left: 0.0, top: 0.0, width: frame.width, height: frame.height };
    frame.items.push(Item::Bounds { area, element });
    pieces.push(Piece { above: setter.sizes.table * 0.4, ..Piece::of(frame) });
    if chart.table.rest.is_some() {
        pieces.iter_mut().for_each(|piece| piece.with_next = true);
        pieces.extend(table::remark(&chart.table, setter));
    }
    pieces
}

/// Height of a plot on two axes: half its width, a little less where it shares the page with another.
fn height_of_plot(width: f32) -> f32 {
    const SMALL_PT: f32 = 300.0;
    width * if width < SMALL_PT { 0.38 } else { 0.5 }
}

/// Drawings of equal width beside each other in one piece, their titles on one line.
pub fn beside(charts: &[Chart], setter: &mut Typesetter<'_>) -> Vec<Piece> {
    let whole = setter.width;
    let gutter = setter.sizes.body * 1.6;
    let count = charts.len().max(1) as f32;
    setter.width = (whole - gutter * (count - 1.0)) / count;
    let reach =
        charts.iter().all(|chart| chart.form == Form::MonthColumns).then(|| columns::reach(charts, setter.locale));
    let mut all = Frame::new(whole, 0.0);
    for (place, chart) in (0_u8..).zip(charts) {
        let left = f32::from(place) * (setter.width + gutter);
        let mut top = 0.0;
        for piece in drawn(chart, reach, setter) {
            let above = if top > 0.0 { piece.above } else { 0.0 };
            let height = piece.frame.height;
            all.place(piece.frame, left, top + above);
            top += above + height;
        }
        all.height = all.height.max(top);
    }
    setter.width = whole;
    vec![Piece::of(all)]
}

fn title(chart: &Chart, setter: &mut Typesetter<'_>) -> Vec<Piece> {
    if chart.title.is_empty() {
        return Vec::new();
    }
    let mark = Mark::Element(setter.tags.add(setter.section, Tag::Paragraph));
    let style = setter.bold(setter.sizes.heading.min(setter.sizes.table * 1.2), setter.colours.ink);
    let mut pieces = setter.rows(setter.wrap(&chart.title, style, setter.width), style, 0.0, mark);
    pieces.iter_mut().for_each(|piece| piece.with_next = true);
    pieces
}

/// A value of a series.
#[derive(Clone, PartialEq, Debug)]
enum Value {
    /// A number and how it is written.
    Known(f64, String),
    /// Should be there, was not reported.
    Unknown,
    /// Nothing belongs there.
    Absent,
}

impl Value {
    fn number(&self) -> Option<f64> {
        match self {
            Value::Known(number, _) => Some(*number),
            Value::Unknown | Value::Absent => None,
        }
    }

    fn label(&self) -> &str {
        match self {
            Value::Known(_, label) => label,
            Value::Unknown => NOT_REPORTED,
            Value::Absent => "",
        }
    }
}

/// A column of the chart's table.
#[derive(Clone, Debug)]
struct Series {
    title: String,
    values: Vec<Value>,
}

/// The first column with a role.
fn series(chart: &Chart, role: Role, locale: &Locale) -> Option<Series> {
    let place = chart.roles.iter().position(|each| *each == role)?;
    let column = chart.table.columns.get(place)?;
    let values = chart.table.rows.iter().map(|row| match row.cells.get(place).map(Cell::shown) {
        Some(Cell::Figure(figure)) => Value::Known(figure.number(), table::number(figure, locale)),
        Some(Cell::Unknown) => Value::Unknown,
        Some(
            Cell::Text(_)
            | Cell::Day(_)
            | Cell::Month(_)
            | Cell::Empty
            | Cell::Holds(_)
            | Cell::Live(_)
            | Cell::Named(_),
        )
        | None => Value::Absent,
    });
    Some(Series { title: column.title.clone(), values: values.collect() })
}

/// The names of the rows.
fn categories(chart: &Chart, locale: &Locale) -> Vec<String> {
    let place = chart.roles.iter().position(|role| *role == Role::Category).unwrap_or(0);
    let name = |cell: &Cell| match cell {
        Cell::Month(month) => month.short_name().to_owned(),
        other => table::words(other, locale),
    };
    chart.table.rows.iter().map(|row| row.cells.get(place).map(name).unwrap_or_default()).collect()
}

/// A column of words at the right margin.
struct Remark {
    /// Green, Amber and Red stand as a letter in a box.
    is_letter: bool,
    title: String,
    words: Vec<String>,
}

fn remarks(chart: &Chart, plot: &Plot<'_, '_>) -> Vec<Remark> {
    let is_remark = |role: &Role| matches!(role, Role::Remark | Role::Letter);
    let places = chart.roles.iter().enumerate().filter(|(_, role)| is_remark(role));
    places
        .map(|(place, _)| {
            let words = |row: &crate::model::report::TableRow| {
                table::words(row.cells.get(place).unwrap_or(&Cell::Empty), plot.locale())
            };
            Remark {
                is_letter: chart.roles[place] == Role::Letter,
                title: chart.table.columns[place].title.clone(),
                words: chart.table.rows.iter().map(words).collect(),
            }
        })
        .collect()
}

/// How the bars of a series are filled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fill {
    Outlined,
    Solid,
    Hatched,
    /// Worse: dark red.
    Bad,
    /// Light, of little weight.
    Light,
    /// The accent.
    Accent,
}

/// What a chart is drawn on.
struct Plot<'setter, 'report> {
    setter: &'setter Typesetter<'report>,
    frame: Frame,
    mark: Mark,
    /// Labels.
    label: Style,
    /// Labels that say something about others.
    grey: Style,
    /// Names and sums.
    strong: Style,
    /// Least and most of the drawings on one scale with this one.
    reach: Option<(f64, f64)>,
}

impl<'setter, 'report> Plot<'setter, 'report> {
    fn new(setter: &'setter Typesetter<'report>, mark: Mark) -> Self {
        let size = setter.sizes.table;
        Plot {
            frame: Frame::new(setter.width, 0.0),
            mark,
            label: setter.regular(size, setter.colours.ink),
            grey: setter.regular(size, setter.colours.muted),
            strong: setter.bold(size, setter.colours.ink),
            reach: None,
            setter,
        }
    }

    fn locale(&self) -> &Locale {
        self.setter.locale
    }

    fn width_of(&self, text: &str, style: Style) -> f32 {
        self.setter.measure(text, style)
    }

    /// Text centred on the height `middle`.
    fn text(&mut self, text: &str, style: Style, x: f32, middle: f32, anchor: Anchor) {
        self.text_within(text, style, x, middle, anchor, self.frame.width);
    }

    /// The same, cut with an ellipsis if it is wider than `most`.
    fn text_within(&mut self, text: &str, style: Style, x: f32, middle: f32, anchor: Anchor, most: f32) {
        let line = text::fit(self.setter.fonts, text, style, most);
        self.frame.line_of_text(line, x, middle + style.size_pt / 3.0, anchor, self.mark);
    }

    /// Text that begins at `x`, cut in its middle if it is wider than `most`: long names differ at their end.
    fn middle_within(&mut self, text: &str, style: Style, x: f32, middle: f32, most: f32) {
        let line = text::fit_middle(self.setter.fonts, text, style, most);
        self.frame.line_of_text(line, x, middle + style.size_pt / 3.0, Anchor::Start, self.mark);
    }

    fn bar(&mut self, area: Area, fill: Fill) {
        let colours = self.setter.colours;
        match fill {
            Fill::Outlined => {
                let stroke = Stroke { colour: colours.ink, width_pt: 0.9 };
                let outline = Outline::Rectangle(area);
                self.frame.shape(outline, Some(colours.paper), Some(stroke), self.mark);
            }
            Fill::Solid => self.frame.fill(area, colours.ink, self.mark),
            Fill::Bad => self.frame.fill(area, colours.bad, self.mark),
            Fill::Light => {
                // Too light to be seen by itself: its edge is not.
                let stroke = Stroke { colour: colours.muted, width_pt: 0.5 };
                self.frame.shape(Outline::Rectangle(area), Some(colours.rule), Some(stroke), self.mark);
            }
            Fill::Accent => self.frame.fill(area, colours.accent, self.mark),
            Fill::Hatched => {
                self.frame.fill(area, colours.paper, self.mark);
                self.frame.hatch(area, colours.ink, self.mark);
            }
        }
    }

    fn hair_line(&mut self, from: (f32, f32), to: (f32, f32)) {
        let stroke = Stroke { colour: self.setter.colours.rule, width_pt: 0.6 };
        self.frame.rule(from, to, stroke, self.mark);
    }

    fn axis(&mut self, from: (f32, f32), to: (f32, f32)) {
        let stroke = Stroke { colour: self.setter.colours.muted, width_pt: 0.8 };
        self.frame.rule(from, to, stroke, self.mark);
    }

    /// The first letter of Green, Amber or Red in a box of that colour, its right end at `right`; other words as they are.
    fn letter(&mut self, words: &str, right: f32, middle: f32) {
        let colours = self.setter.colours;
        let colour = match words {
            "Green" => colours.good,
            "Amber" => colours.warn,
            "Red" => colours.bad,
            _ => return self.text(words, self.grey, right, middle, Anchor::End),
        };
        let side = self.label.size_pt * 1.25;
        let area = Area { left: right - side, top: middle - side / 2.0, width: side, height: side };
        self.frame.shape(Outline::rounded(area, side / 5.0), Some(colour), None, self.mark);
        let style = self.setter.bold(self.label.size_pt, colours.paper);
        self.text(&words[..1], style, area.left + side / 2.0, middle, Anchor::Middle);
    }

    /// A dot with a light edge, seen on bars and on other dots.
    fn dot(&mut self, x: f32, middle: f32, radius: f32, fill: Colour) {
        let edge = Stroke { colour: self.setter.colours.paper, width_pt: 0.8 };
        self.frame.shape(Outline::circle(x, middle, radius), Some(fill), Some(edge), self.mark);
    }

    /// What the bars stand for, in words, in one line at the top. Returns the height taken.
    fn legend(&mut self, entries: &[(&str, Fill)]) -> f32 {
        let (size, line) = (self.label.size_pt, self.label.line_pt());
        let (mut x, mut middle) = (0.0, line / 2.0);
        for (title, fill) in entries {
            let width = self.width_of(title, self.grey);
            let words_at = |x: f32| x + 0.5 + size * 1.8;
            // What has no room beside the others begins a line.
            if x > 0.0 && words_at(x) + width > self.frame.width {
                (x, middle) = (0.0, middle + line);
            }
            let swatch = Area { left: x + 0.5, top: middle - size * 0.36, width: size * 1.3, height: size * 0.72 };
            self.bar(swatch, *fill);
            self.text(title, self.grey, words_at(x), middle, Anchor::Start);
            x = words_at(x) + width + size * 1.6;
        }
        middle - line / 2.0 + line * 1.3
    }

    /// Words in the place of a drawing without data.
    fn nothing(&mut self) {
        self.frame.height = self.grey.line_pt();
        let middle = self.grey.line_pt() / 2.0;
        self.text("Nothing was reported.", self.grey, 0.0, middle, Anchor::Start);
    }
}
