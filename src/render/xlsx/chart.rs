//! Native charts. Each stands beside or above the table it draws, so that every bar leads to a cell.

use super::{
    formats::{colour, text_size},
    sheet::{LINE_PIXELS, Sheet},
    table::{self, Placed},
    text, widths,
};
use crate::model::{
    figure::{Figure, Unit},
    report::{Cell, Chart, Form, Look, Role, RowKind, TableRow},
    theme::Colour,
};
use rust_xlsxwriter::{
    self as excel, ChartAxis, ChartAxisLabelPosition, ChartDataLabel, ChartDataLabelPosition, ChartFont, ChartFormat,
    ChartLegendPosition, ChartLine, ChartMarker, ChartMarkerType, ChartPatternFill, ChartPatternFillType, ChartPoint,
    ChartRange, ChartSolidFill, ChartType, ColNum, ObjectMovement, RowNum, XlsxError,
};

/// What a screen of 1,366 pixels shows beside the numbers of the rows. A chart beside its table ends there.
const SCREEN: f64 = 1_310.0;
/// Width of a chart in pixels, and of one beside a wide table; where that has less room, it stands above the table.
const WIDTH: u32 = 640;
const NARROWEST: u32 = 460;
/// Between table and chart, in pixels.
const GUTTER: u32 = 24;
/// Width of a digit in pixels, and what a column has besides.
const DIGIT: f64 = 7.0;
const PADDING: f64 = 5.0;
/// Bubbles with names; more names would hide each other. Every bubble says its name when pointed at.
const NAMED_BUBBLES: usize = 12;
/// Longest alternative text that Excel takes, in UTF-16 units.
const ALTERNATIVE_UNITS: usize = 255;
/// Longest label of a bubble, in UTF-16 units.
const LABEL_UNITS: usize = 28;
/// Excel's most series in a chart.
const MOST_BUBBLES: usize = 255;
/// Diameter of the largest bubble, in points.
const LARGEST_BUBBLE: f64 = 32.0;
/// Diameter of the smallest bubble, in points.
const SMALLEST_BUBBLE: f64 = 6.0;

/// The first row of a drawing that stands beside the key figures of the first sheet.
const BESIDE_TILES: RowNum = 4;

/// Writes the table, and its drawing at the right end of the key figures, where it is seen at first sight.
pub(super) fn write_beside_tiles<'a>(sheet: &mut Sheet<'_, 'a>, chart: &'a Chart) -> Result<(), XlsxError> {
    let column = super::tiles::ACROSS as ColNum;
    let left = widths::left(&sheet.widths, &chart.table, sheet.book);
    let tiles: f64 = (0..column).map(|column| sheet.width(column) * DIGIT + PADDING).sum();
    let width = ((SCREEN - tiles).max(0.0) as u32).clamp(NARROWEST, WIDTH);
    table::caption(sheet, &chart.table, left)?;
    let placed = table::place(sheet, &chart.table, left, 0)?;
    sheet.gap();
    let drawing = Drawing { sheet, chart, placed: &placed };
    if !drawing.has_something() {
        return Ok(());
    }
    let mut drawing = drawing.draw();
    drawing
        .set_width(width - GUTTER)
        .set_height(height(chart))
        .set_alt_text(text::cut(&chart.alternative_text, ALTERNATIVE_UNITS))
        .set_object_movement(ObjectMovement::MoveButDontSizeWithCells);
    sheet.worksheet.insert_chart_with_offset(BESIDE_TILES, column, &drawing, GUTTER / 2, 0)?;
    sheet.use_column(sheet.column_after(column, f64::from(width) / DIGIT));
    Ok(())
}

/// Writes the table and its drawing.
pub(super) fn write<'a>(sheet: &mut Sheet<'_, 'a>, chart: &'a Chart) -> Result<(), XlsxError> {
    let left = widths::left(&sheet.widths, &chart.table, sheet.book);
    table::caption(sheet, &chart.table, left)?;
    let height = height(chart);
    let right = (left..).nth(chart.table.columns.len()).unwrap_or(left);
    let table: f64 = (0..right).map(|column| sheet.width(column) * DIGIT + PADDING).sum();
    let room = (SCREEN - table).max(0.0) as u32;
    let is_beside = room >= GUTTER + NARROWEST;
    let width = if is_beside { WIDTH.min(room - GUTTER) } else { WIDTH };
    let top = sheet.row;
    let below = top + height.div_ceil(LINE_PIXELS) + 1;
    if !is_beside {
        sheet.row = below;
    }
    let placed = table::place(sheet, &chart.table, left, 0)?;
    table::rest(sheet, &chart.table)?;
    if is_beside {
        sheet.row = sheet.row.max(below);
    }
    sheet.gap();
    let drawing = Drawing { sheet, chart, placed: &placed };
    if !drawing.has_something() {
        // Excel refuses a chart without a series; the table says all there is.
        return Ok(());
    }
    let (column, gutter) = if is_beside { (right, GUTTER) } else { (left, 0) };
    let mut drawing = drawing.draw();
    drawing
        .set_width(width)
        .set_height(height)
        .set_alt_text(text::cut(&chart.alternative_text, ALTERNATIVE_UNITS))
        .set_object_movement(ObjectMovement::MoveButDontSizeWithCells);
    sheet.worksheet.insert_chart_with_offset(top, column, &drawing, gutter, 0)?;
    sheet.use_column(sheet.column_after(column, f64::from(width + gutter) / DIGIT));
    Ok(())
}

/// Height in pixels: horizontal bars need room for each row.
fn height(chart: &Chart) -> u32 {
    let rows = u32::try_from(chart.table.rows.len()).unwrap_or(u32::MAX);
    match chart.form {
        Form::MonthColumns => 320,
        Form::Quadrant => 460,
        Form::Frontier => 360,
        Form::Bridge => rows.saturating_mul(26).saturating_add(90).clamp(220, 640),
        Form::Diverging => rows.saturating_mul(24).saturating_add(90).clamp(220, 800),
        Form::Ranges | Form::Progress | Form::Stacked => rows.saturating_mul(26).saturating_add(90).clamp(220, 800),
        Form::Dots | Form::Sparks => 320,
        Form::Bullets => rows.saturating_mul(40).saturating_add(100).clamp(220, 800),
    }
}

/// A chart and the cells it draws.
struct Drawing<'a> {
    sheet: &'a Sheet<'a, 'a>,
    chart: &'a Chart,
    placed: &'a Placed,
}

impl Drawing<'_> {
    fn has_something(&self) -> bool {
        match self.chart.form {
            Form::Bridge => self.steps().is_some(),
            Form::MonthColumns
            | Form::Bullets
            | Form::Quadrant
            | Form::Diverging
            | Form::Frontier
            | Form::Ranges
            | Form::Progress
            | Form::Stacked
            | Form::Sparks
            | Form::Dots => self.rows().next().is_some(),
        }
    }

    fn draw(&self) -> excel::Chart {
        match self.chart.form {
            Form::MonthColumns => self.month_columns(),
            Form::Bridge => self.bridge(),
            Form::Bullets => self.bullets(),
            Form::Quadrant => self.quadrant(),
            Form::Diverging => self.diverging(),
            Form::Frontier => self.frontier(),
            Form::Ranges | Form::Progress | Form::Dots | Form::Sparks => self.bullets(),
            Form::Stacked => self.stacked(),
        }
    }

    fn month_columns(&self) -> excel::Chart {
        let mut drawing = self.frame(ChartType::Column, &self.chart.title);
        self.add_scenarios(&mut drawing, 60, None);
        self.style_axis(drawing.x_axis(), self.header(Role::Category));
        // Months that are dates would else be drawn on a time scale, with bars as thin as days.
        drawing.x_axis().set_text_axis(true).set_num_format("mmm yy").set_label_position(ChartAxisLabelPosition::Low);
        let unit = self.unit();
        self.style_axis(drawing.y_axis(), &unit);
        // Amounts in full are written along the axis as in their cells.
        if let Some(format) = self.scaled().and_then(|groups| ["", "#,##0,", "#,##0.0,,"].get(usize::from(groups))) {
            drawing.y_axis().set_num_format(*format);
        }
        drawing.y_axis().set_major_gridlines(true).set_major_gridlines_line(&self.line(self.colours().rule, 0.5));
        self.legend(&mut drawing);
        drawing
    }

    fn bullets(&self) -> excel::Chart {
        let mut drawing = self.frame(ChartType::Bar, &self.chart.title);
        self.add_scenarios(&mut drawing, 50, Some(&self.value_label()));
        self.style_bars(&mut drawing);
        self.legend(&mut drawing);
        drawing
    }

    /// The steps from plan to actual. Plan and actual stand in the title: drawn to one scale they would hide the steps.
    fn bridge(&self) -> excel::Chart {
        let mut drawing = self.frame(ChartType::Bar, &self.bridge_title());
        let steps = self.steps();
        if let (Some(column), Some((first, last))) = (self.columns(Role::Change).next(), steps) {
            let label = self.value_label();
            let points: Vec<ChartPoint> = (first..=last).map(|row| self.step_point(row, column)).collect();
            let category = self.category();
            let series = drawing.add_series();
            series
                .set_name(&self.cells(self.placed.header, self.placed.header, column))
                .set_values(&self.cells(first, last, column))
                .set_points(&points)
                .set_data_label(&label)
                .set_gap(40);
            if let Some(category) = category {
                series.set_categories(&self.cells(first, last, category));
            }
        }
        self.style_bars(&mut drawing);
        drawing.legend().set_hidden();
        drawing
    }

    /// Bars to both sides of zero, coloured by their sign.
    fn diverging(&self) -> excel::Chart {
        let mut drawing = self.frame(ChartType::Bar, &self.chart.title);
        if let (Some(column), Some(first), Some(last)) =
            (self.columns(Role::Change).next(), self.rows().next(), self.rows().last())
        {
            let points: Vec<ChartPoint> = (first..=last).map(|row| self.step_point(row, column)).collect();
            let series = drawing.add_series();
            series
                .set_name(&self.cells(self.placed.header, self.placed.header, column))
                .set_values(&self.cells(first, last, column))
                .set_points(&points)
                .set_data_label(&self.value_label())
                .set_gap(40);
            if let Some(category) = self.category() {
                series.set_categories(&self.cells(first, last, category));
            }
        }
        self.style_bars(&mut drawing);
        drawing.legend().set_hidden();
        drawing
    }

    /// One bar a row, divided into its parts.
    fn stacked(&self) -> excel::Chart {
        let mut drawing = self.frame(ChartType::BarPercentStacked, &self.chart.title);
        if let (Some(first), Some(last)) = (self.rows().next(), self.rows().last()) {
            for (place, column) in self.columns(Role::Part).enumerate() {
                let series = drawing.add_series();
                series
                    .set_name(&self.cells(self.placed.header, self.placed.header, column))
                    .set_values(&self.cells(first, last, column))
                    .set_format(&mut self.part(place))
                    .set_gap(50);
                if let Some(category) = self.category() {
                    series.set_categories(&self.cells(first, last, category));
                }
            }
        }
        self.style_bars(&mut drawing);
        self.legend(&mut drawing);
        drawing
    }

    /// The looks of a part of a whole: solid, hatched, dark, light, outlined.
    fn part(&self, place: usize) -> ChartFormat {
        let colours = self.colours();
        let outline = self.line(colours.ink, 1.0);
        let mut looks = ChartFormat::new();
        looks.set_border(&outline);
        match place {
            0 => looks.set_solid_fill(&solid(colours.ink)),
            1 => {
                let mut hatch = ChartPatternFill::new();
                hatch.set_pattern(ChartPatternFillType::DiagonalStripesWideUpwards);
                hatch.set_foreground_color(colour(colours.ink)).set_background_color(colour(colours.paper));
                looks.set_pattern_fill(&hatch)
            }
            2 => looks.set_solid_fill(&solid(colours.bad)),
            3 => looks.set_solid_fill(&solid(colours.rule)),
            _ => looks.set_no_fill(),
        };
        looks
    }

    /// The best value at each budget as a line, and today's as a point.
    fn frontier(&self) -> excel::Chart {
        let mut drawing = self.frame(ChartType::ScatterStraightWithMarkers, &self.chart.title);
        let roles = (self.columns(Role::Across).next(), self.columns(Role::Up).next());
        if let ((Some(across), Some(up)), Some(first), Some(last)) = (roles, self.rows().next(), self.rows().last()) {
            let line = self.line(self.colours().ink, 1.5);
            let small = ChartMarker::new().set_type(ChartMarkerType::Circle).set_size(4).clone();
            drawing
                .add_series()
                .set_name(&literal(self.header(Role::Up)))
                .set_categories(&self.cells(first, last, across))
                .set_values(&self.cells(first, last, up))
                .set_marker(&small)
                .set_format(ChartFormat::new().set_line(&line));
            if let Some(here) = self.sums().next() {
                let accent = solid(self.colours().accent);
                let mut large = ChartMarker::new();
                large.set_type(ChartMarkerType::Diamond).set_size(12);
                large.set_format(ChartFormat::new().set_solid_fill(&accent));
                let series = drawing.add_series();
                series.set_categories(&self.cells(here, here, across)).set_values(&self.cells(here, here, up));
                series.set_marker(&large);
                if let Some(category) = self.category() {
                    series.set_name(&self.cells(here, here, category));
                }
            }
        }
        self.style_axis(drawing.x_axis(), self.header(Role::Across));
        self.style_axis(drawing.y_axis(), self.header(Role::Up));
        drawing.y_axis().set_major_gridlines(true).set_major_gridlines_line(&self.line(self.colours().rule, 0.5));
        self.legend(&mut drawing);
        drawing
    }

    /// A series a bubble, because the writer has no bubble chart: markers as large as the size says.
    fn quadrant(&self) -> excel::Chart {
        let mut drawing = self.frame(ChartType::Scatter, &self.chart.title);
        let roles = (self.columns(Role::Across).next(), self.columns(Role::Up).next());
        if let (Some(across), Some(up)) = roles {
            let is_placed = |row: &RowNum| self.figure(*row, across).is_some() && self.figure(*row, up).is_some();
            for (index, row) in self.rows().filter(is_placed).take(MOST_BUBBLES).enumerate() {
                self.add_bubble(&mut drawing, row, (across, up), index < NAMED_BUBBLES);
            }
        }
        self.style_axis(drawing.x_axis(), self.header(Role::Across));
        self.style_axis(drawing.y_axis(), self.header(Role::Up));
        // One line in the middle of each axis: the quadrants.
        let line = self.line(self.colours().rule, 1.0);
        drawing
            .x_axis()
            .set_min(0)
            .set_max(100)
            .set_major_unit(50)
            .set_major_gridlines(true)
            .set_major_gridlines_line(&line);
        drawing
            .y_axis()
            .set_min(0)
            .set_max(100)
            .set_major_unit(50)
            .set_major_gridlines(true)
            .set_major_gridlines_line(&line);
        drawing.x_axis().set_num_format("0");
        drawing.y_axis().set_num_format("0");
        drawing.legend().set_hidden();
        drawing
    }

    fn add_bubble(&self, drawing: &mut excel::Chart, row: RowNum, (across, up): (ColNum, ColNum), is_named: bool) {
        let accent = colour(self.colours().accent);
        let fill = ChartSolidFill::new().set_color(accent).set_transparency(45).clone();
        let border = self.line(self.colours().accent, 0.75);
        let marker = ChartMarker::new()
            .set_type(ChartMarkerType::Circle)
            .set_size(self.diameter(row))
            .set_format(ChartFormat::new().set_solid_fill(&fill).set_border(&border))
            .clone();
        let series = drawing.add_series();
        series.set_categories(&self.cells(row, row, across)).set_values(&self.cells(row, row, up)).set_marker(&marker);
        if let Some(category) = self.category() {
            series.set_name(&self.cells(row, row, category));
        }
        if is_named {
            let font = self.font(8, self.colours().ink);
            // The writer adds the number to a label of the series' name, but not to a label of its own.
            let label = ChartDataLabel::new().set_value(&self.name(row)).set_font(&font).to_custom();
            let beside = ChartDataLabel::new().show_value().set_position(ChartDataLabelPosition::Right).clone();
            series.set_data_label(&beside).set_custom_data_labels(&[label]);
        }
    }

    /// The name of a row, short enough for a label.
    fn name(&self, row: RowNum) -> String {
        let words = self.row(row).and_then(|row| self.category().and_then(|column| name_of(row, column))).unwrap_or("");
        let short = text::cut(words, LABEL_UNITS);
        literal(&if short == words { words.to_owned() } else { format!("{}…", short.trim_end()) })
    }

    /// Diameter whose area is in proportion to the size, in points.
    fn diameter(&self, row: RowNum) -> u8 {
        let Some(column) = self.columns(Role::Size).next() else { return SMALLEST_BUBBLE as u8 };
        let size = |row: RowNum| self.figure(row, column).map_or(0.0, |figure| figure.number().max(0.0));
        let largest = self.rows().map(size).fold(0.0, f64::max);
        if largest == 0.0 {
            return SMALLEST_BUBBLE as u8;
        }
        (LARGEST_BUBBLE * (size(row) / largest).sqrt()).max(SMALLEST_BUBBLE).round() as u8
    }

    /// One series for each planned, real or estimated column.
    fn add_scenarios(&self, drawing: &mut excel::Chart, gap: u16, label: Option<&ChartDataLabel>) {
        let (Some(first), Some(last)) = (self.rows().next(), self.rows().last()) else { return };
        for (column, role) in (0..).zip(&self.chart.roles) {
            let Some(mut looks) = self.scenario(*role) else { continue };
            let series = drawing.add_series();
            series
                .set_name(&self.cells(self.placed.header, self.placed.header, column))
                .set_values(&self.cells(first, last, column))
                .set_format(&mut looks)
                .set_gap(gap);
            if let Some(label) = label {
                series.set_data_label(label);
            }
            if let Some(category) = self.category() {
                series.set_categories(&self.cells(first, last, category));
            }
        }
    }

    /// Plan outlined, actual solid, forecast hatched.
    fn scenario(&self, role: Role) -> Option<ChartFormat> {
        let ink = self.colours().ink;
        let outline = self.line(ink, 1.0);
        match role {
            Role::Plan => Some(ChartFormat::new().set_no_fill().set_border(&outline).clone()),
            Role::Actual => Some(ChartFormat::new().set_solid_fill(&solid(ink)).set_border(&outline).clone()),
            Role::Forecast => {
                let hatch = ChartPatternFill::new()
                    .set_pattern(ChartPatternFillType::DiagonalStripesWideUpwards)
                    .set_foreground_color(colour(ink))
                    .set_background_color(colour(self.colours().paper))
                    .clone();
                Some(ChartFormat::new().set_pattern_fill(&hatch).set_border(&outline).clone())
            }
            Role::Category
            | Role::Change
            | Role::Sum
            | Role::Across
            | Role::Up
            | Role::Size
            | Role::Least
            | Role::Most
            | Role::Full
            | Role::Part
            | Role::Before
            | Role::Point
            | Role::Kind
            | Role::Hollow
            | Role::LessIsBetter
            | Role::Letter
            | Role::Remark
            | Role::Silent => None,
            // Where part of what is real is confirmed, that part is drawn beside it.
            Role::Confirmed => {
                Some(ChartFormat::new().set_solid_fill(&solid(self.colours().accent)).set_border(&outline).clone())
            }
        }
    }

    fn step_point(&self, row: RowNum, column: ColNum) -> ChartPoint {
        let digits = self.figure(row, column).map_or(0, |figure| figure.digits);
        let is_better = (digits > 0) == self.chart.more_is_better;
        let fill = if is_better { self.colours().good } else { self.colours().bad };
        ChartPoint::new().set_format(ChartFormat::new().set_solid_fill(&solid(fill)))
    }

    /// First and last row of a bridge between its ends.
    fn steps(&self) -> Option<(RowNum, RowNum)> {
        let all: Vec<RowNum> = (self.placed.first..self.placed.end).collect();
        match all[..] {
            [_, first, .., last, _] => Some((first, last)),
            [_, only, _] => Some((only, only)),
            _ => None,
        }
    }

    fn bridge_title(&self) -> String {
        let rows = &self.chart.table.rows;
        let ends = [rows.first(), rows.last()].map(|row| row.and_then(|row| self.end_of_bridge(row)));
        match ends {
            [Some(from), Some(to)] => format!("{}\n{from} → {to}", self.chart.title),
            [_, _] => self.chart.title.clone(),
        }
    }

    /// `Plan 1,240k`.
    fn end_of_bridge(&self, row: &TableRow) -> Option<String> {
        let mut sums = self.columns(Role::Sum).chain(self.columns(Role::Change));
        let figure = sums.find_map(|column| figure_of(row, column))?;
        let name = name_of(row, self.category()?).unwrap_or("");
        Some(format!("{name} {}", figure.text(&self.sheet.book.report.locale)).trim_start().to_owned())
    }

    /// Title, paper and fonts that all charts share.
    fn frame(&self, kind: ChartType, title: &str) -> excel::Chart {
        let mut drawing = excel::Chart::new(kind);
        let font = self.font(text_size(self.font_name()) + 1, self.colours().ink).set_bold().clone();
        drawing.title().set_name(&literal(title)).set_font(&font);
        let paper = solid(self.colours().paper);
        drawing.chart_area().set_format(ChartFormat::new().set_solid_fill(&paper).set_no_border());
        drawing
    }

    fn legend(&self, drawing: &mut excel::Chart) {
        let font = self.font(9, self.colours().muted);
        drawing.legend().set_position(ChartLegendPosition::Bottom).set_font(&font);
    }

    fn style_axis(&self, axis: &mut ChartAxis, name: &str) {
        let font = self.font(9, self.colours().muted);
        let title_font = font.clone().unset_bold().clone();
        axis.set_font(&font).set_major_gridlines(false);
        axis.set_format(ChartFormat::new().set_line(&self.line(self.colours().muted, 0.75)));
        if !name.is_empty() {
            axis.set_name(&literal(name)).set_name_font(&title_font);
        }
    }

    /// Horizontal bars in the table's order with their numbers at the ends instead of an axis.
    fn style_bars(&self, drawing: &mut excel::Chart) {
        self.style_axis(drawing.y_axis(), "");
        drawing.y_axis().set_reverse().set_label_position(ChartAxisLabelPosition::Low);
        self.style_axis(drawing.x_axis(), "");
        drawing.x_axis().set_hidden(true);
    }

    fn value_label(&self) -> ChartDataLabel {
        ChartDataLabel::new().show_value().set_font(&self.font(9, self.colours().ink)).clone()
    }

    fn font(&self, size: u8, ink: Colour) -> ChartFont {
        ChartFont::new().set_name(self.font_name()).set_size(size).set_color(colour(ink)).clone()
    }

    fn font_name(&self) -> &str {
        &self.sheet.book.theme.workbook_font
    }

    fn line(&self, ink: Colour, width: f64) -> ChartLine {
        ChartLine::new().set_color(colour(ink)).set_width(width).clone()
    }

    fn colours(&self) -> &crate::model::theme::Colours {
        &self.sheet.book.theme.colours
    }

    /// Cells of one of the table's columns.
    fn cells(&self, first: RowNum, last: RowNum, column: ColNum) -> ChartRange {
        let column = self.placed.left + column;
        ChartRange::new_from_range(self.sheet.tab, first, column, last, column)
    }

    /// The table's columns of a role, the first being 0 wherever the table stands.
    fn columns(&self, role: Role) -> impl Iterator<Item = ColNum> {
        (0..).zip(&self.chart.roles).filter(move |(_, found)| **found == role).map(|(column, _)| column)
    }

    fn category(&self) -> Option<ColNum> {
        self.columns(Role::Category).next()
    }

    fn header(&self, role: Role) -> &str {
        let column = self.columns(role).next().and_then(|column| self.chart.table.columns.get(usize::from(column)));
        column.map_or("", |column| &column.title)
    }

    /// Rows that are drawn: all but sums.
    fn rows(&self) -> impl Iterator<Item = RowNum> + use<'_> {
        (self.placed.first..)
            .zip(&self.chart.table.rows)
            .filter(|(_, row)| row.kind == RowKind::Body)
            .map(|(row, _)| row)
    }

    /// Rows that are sums.
    fn sums(&self) -> impl Iterator<Item = RowNum> + use<'_> {
        let rows = (self.placed.first..).zip(&self.chart.table.rows);
        rows.filter(|(_, row)| row.kind == RowKind::Total).map(|(row, _)| row)
    }

    fn figure(&self, row: RowNum, column: ColNum) -> Option<Figure> {
        figure_of(self.row(row)?, column)
    }

    fn row(&self, row: RowNum) -> Option<&TableRow> {
        let index = usize::try_from(row - self.placed.first).ok()?;
        self.chart.table.rows.get(index)
    }

    /// Groups of three digits that the cells of the drawn amounts do not show.
    fn scaled(&self) -> Option<u8> {
        self.chart.table.columns.iter().find_map(|column| match column.look {
            Look::Scaled(groups) => Some(groups),
            _ => None,
        })
    }

    /// Unit of the first number drawn, `EUR k`.
    fn unit(&self) -> String {
        let drawn = self.columns(Role::Plan).chain(self.columns(Role::Actual)).chain(self.columns(Role::Forecast));
        let mut figures =
            drawn.flat_map(|column| self.chart.table.rows.iter().filter_map(move |row| figure_of(row, column)));
        let report = self.sheet.book.report;
        let money = |unit: Unit| report.locale.money_unit(unit, &report.currency);
        match figures.next().map(|figure| figure.unit) {
            Some(Unit::Money) => money(match self.scaled() {
                Some(1) => Unit::MoneyThousands,
                Some(2) => Unit::MoneyMillions,
                _ => Unit::Money,
            }),
            Some(unit @ (Unit::MoneyThousands | Unit::MoneyMillions)) => money(unit),
            Some(Unit::Percent) => "per cent".into(),
            Some(Unit::PercentPoints) => "points".into(),
            Some(Unit::Score) => "score".into(),
            Some(Unit::Months) => "months".into(),
            Some(Unit::Days) => "days".into(),
            Some(Unit::Count | Unit::Plain) | None => String::new(),
        }
    }
}

fn figure_of(row: &TableRow, column: ColNum) -> Option<Figure> {
    match row.cells.get(usize::from(column))?.shown() {
        Cell::Figure(figure) => Some(*figure),
        Cell::Text(_)
        | Cell::Day(_)
        | Cell::Month(_)
        | Cell::Empty
        | Cell::Unknown
        | Cell::Holds(_)
        | Cell::Live(_)
        | Cell::Named(_) => None,
    }
}

fn name_of(row: &TableRow, column: ColNum) -> Option<&str> {
    match row.cells.get(usize::from(column))?.shown() {
        Cell::Text(name) => Some(name),
        Cell::Figure(_)
        | Cell::Day(_)
        | Cell::Month(_)
        | Cell::Empty
        | Cell::Unknown
        | Cell::Holds(_)
        | Cell::Live(_)
        | Cell::Named(_) => None,
    }
}

fn solid(fill: Colour) -> ChartSolidFill {
    ChartSolidFill::new().set_color(colour(fill)).clone()
}

/// Words that the writer does not take for the address of a cell.
fn literal(words: &str) -> String {
    if words.starts_with('=') || words.contains('!') { format!(" {words} ") } else { words.to_owned() }
}
