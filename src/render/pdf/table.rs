//! Tables: columns as wide as their content, thin rules, the header again on each page.

use super::{
    blocks::hair_line,
    flow::Piece,
    font::Weight,
    frame::{Anchor, Area, Frame, Stroke},
    style::Typesetter,
    tags::{ElementId, Mark, Scope, Tag},
    text::{self, Line, Style},
};
use crate::model::{
    figure::{Figure, Unit},
    locale::Locale,
    report::{Align, Cell, Look, RowKind, Table, TableColumn, TableRow},
    theme::Colour,
};
use std::rc::Rc;

/// Lines a text may take in a cell.
const MOST_LINES: usize = 3;

/// Rows of a table that stands on one page.
const SHORT: usize = 8;

/// Shown where something belongs that nobody reported.
pub const NOT_REPORTED: &str = "n/r";

/// Caption, header, rows, and what was left out. Pages may part it between rows.
pub fn pieces(table: &Table, setter: &mut Typesetter<'_>) -> Vec<Piece> {
    let element = setter.tags.add(setter.section, Tag::Table);
    let mut pieces = caption(table, element, setter);
    if table.columns.is_empty() {
        return pieces;
    }
    let grid = Grid::of(table, setter);
    let header = header(table, &grid, element, setter);
    let repeat = Rc::new(header.as_artifact());
    pieces.push(Piece { with_next: true, ..Piece::of(header) });
    let count = table.rows.len();
    for (place, row) in table.rows.iter().enumerate() {
        let next_is_total = table.rows.get(place + 1).is_some_and(|next| next.kind == RowKind::Total);
        // Neither the first nor the last row stands alone with the header or the line below; a short table is not parted.
        let is_short = count <= SHORT && place + 1 < count;
        let with_next = next_is_total || row.kind == RowKind::Group || (place == 0 && count > 1) || is_short;
        let frame = self::row(row, table, &grid, element, setter);
        pieces.push(Piece { with_next, repeat: Some(Rc::clone(&repeat)), ..Piece::of(frame) });
    }
    pieces.extend(remark(table, setter));
    pieces
}

fn caption(table: &Table, element: ElementId, setter: &mut Typesetter<'_>) -> Vec<Piece> {
    if table.caption.is_empty() {
        return Vec::new();
    }
    let mark = Mark::Element(setter.tags.add(element, Tag::Caption));
    let size = setter.sizes.heading.min(setter.sizes.table * 1.2);
    let style = setter.bold(size, setter.colours.ink);
    let mut pieces = setter.rows(setter.wrap(&table.caption, style, setter.width), style, 0.0, mark);
    for piece in &mut pieces {
        piece.with_next = true;
    }
    if let Some(last) = pieces.last_mut() {
        last.frame.height += setter.sizes.table * 0.3;
    }
    pieces
}

/// What was left out, or that there is nothing.
pub fn remark(table: &Table, setter: &mut Typesetter<'_>) -> Vec<Piece> {
    let words = match &table.rest {
        Some(rest) => rest.text(),
        None if table.rows.is_empty() => "Nothing to list.".to_owned(),
        None => return Vec::new(),
    };
    let mark = Mark::Element(setter.tags.add(setter.section, Tag::Paragraph));
    let style = setter.regular(setter.sizes.note, setter.colours.muted);
    let mut pieces = setter.rows(setter.wrap(&words, style, setter.width), style, 0.0, mark);
    if let Some(first) = pieces.first_mut() {
        first.above = setter.sizes.table * 0.4;
    }
    pieces
}

/// The words of a cell.
pub fn words(cell: &Cell, locale: &Locale) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Figure(figure) => number(figure, locale),
        Cell::Day(day) => locale.day(*day),
        Cell::Month(month) => format!("{} {}", month.short_name(), month.year()),
        Cell::Empty => String::new(),
        Cell::Unknown => NOT_REPORTED.into(),
        Cell::Holds(true) => "holds".into(),
        Cell::Holds(false) => "fails".into(),
        Cell::Live(live) => words(&live.shown, locale),
        Cell::Named(named) => words(&named.cell, locale),
    }
}

/// A figure among others of its kind: the header says the unit, but per cents are told from money.
pub fn number(figure: &Figure, locale: &Locale) -> String {
    match figure.unit {
        Unit::Percent => figure.text(locale),
        Unit::Money
        | Unit::MoneyThousands
        | Unit::MoneyMillions
        | Unit::PercentPoints
        | Unit::Count
        | Unit::Score
        | Unit::Months
        | Unit::Days
        | Unit::Plain => figure.digits_text(locale),
    }
}

/// Where the columns stand, in points, and how large their text is.
struct Grid {
    /// Left end and width of the text of each column.
    columns: Vec<(f32, f32)>,
    size: f32,
    padding: f32,
}

/// What a column asks for, in points.
#[derive(Clone, Copy)]
struct Wish {
    /// Width at which nothing is wrapped.
    natural: f32,
    /// Width below which a word would be broken.
    least: f32,
    flexible: bool,
}

impl Grid {
    fn of(table: &Table, setter: &Typesetter<'_>) -> Grid {
        let size = setter.sizes.table;
        let gap = size * 1.1;
        let padding = size * 0.35;
        let wishes: Vec<Wish> =
            table.columns.iter().enumerate().map(|(place, column)| wish(table, place, column, size, setter)).collect();
        // Marks side by side are read as one row of marks.
        let is_mark = |place: usize| table.columns.get(place).is_some_and(|column| column.align == Align::Centre);
        let gap_behind = |place: usize| if is_mark(place) && is_mark(place + 1) { gap * 0.4 } else { gap };
        let gaps: f32 = (0..wishes.len().saturating_sub(1)).map(gap_behind).sum();
        let widths = widths(&wishes, setter.width - gaps - 2.0 * padding);
        let mut left = padding;
        let mut columns = Vec::with_capacity(widths.len());
        for (place, width) in widths.into_iter().enumerate() {
            columns.push((left, width));
            left += width + gap_behind(place);
        }
        Grid { columns, size, padding }
    }
}

fn wish(table: &Table, place: usize, column: &TableColumn, size: f32, setter: &Typesetter<'_>) -> Wish {
    let bold = |text: &str| setter.fonts.width_pt(text, Weight::Bold, size);
    let longest_word = |text: &str| text.split_whitespace().map(bold).fold(0.0, f32::max);
    let head = head_words(column);
    let mut natural = bold(head);
    let mut least = on_two_lines(head, bold);
    let cells = table.rows.iter().filter(|row| row.kind != RowKind::Group).filter_map(|row| row.cells.get(place));
    for cell in cells {
        let text = words(cell, setter.locale);
        let width = bold(&text);
        natural = natural.max(width);
        least = least.max(if column.flexible { longest_word(&text).min(size * 9.0) } else { width });
    }
    // The first column of text takes what is left if no other does: numbers then end at the right margin.
    let none_flexible = !table.columns.iter().any(|column| column.flexible);
    let flexible = column.flexible || (none_flexible && place == 0 && column.align == Align::Left);
    // Half a point, so that adding widths up does not break what just fits.
    Wish { natural: natural + 0.5, least: least + 0.5, flexible }
}

/// Width of a title that is broken once, at its best place.
fn on_two_lines(title: &str, measure: impl Fn(&str) -> f32) -> f32 {
    let breaks = title.match_indices(' ').map(|(place, _)| measure(&title[..place]).max(measure(&title[place + 1..])));
    breaks.fold(measure(title), f32::min)
}

/// Shares `room` out: everyone gets the least, or all they ask for if there is room for that. Between the two, flexible
/// columns grow in equal parts up to what they ask for.
fn widths(wishes: &[Wish], room: f32) -> Vec<f32> {
    let least: f32 = wishes.iter().map(|wish| wish.least).sum();
    let natural: f32 = wishes.iter().map(|wish| wish.natural).sum();
    if least > room {
        // Too much for the page: all get narrower and wrap.
        return wishes.iter().map(|wish| wish.least * room / least).collect();
    }
    let flexible = wishes.iter().filter(|wish| wish.flexible).count() as f32;
    if natural <= room {
        let spare = if flexible > 0.0 { (room - natural) / flexible } else { 0.0 };
        return wishes.iter().map(|wish| wish.natural + if wish.flexible { spare } else { 0.0 }).collect();
    }
    let mut shared: Vec<f32> = wishes.iter().map(|wish| wish.least).collect();
    let mut growing: Vec<usize> =
        (0..wishes.len()).filter(|place| wishes[*place].flexible || flexible == 0.0).collect();
    // Those that want least first: what they do not need is left for the others.
    growing.sort_by(|one, other| wishes[*one].natural.total_cmp(&wishes[*other].natural));
    let mut spare = room - least;
    for (turn, place) in growing.iter().enumerate() {
        let fair = spare / (growing.len() - turn) as f32;
        let growth = (wishes[*place].natural - wishes[*place].least).min(fair);
        shared[*place] += growth;
        spare -= growth;
    }
    // What nobody asked for goes to the texts, so that the last column ends at the margin.
    for place in (0..wishes.len()).filter(|place| wishes[*place].flexible) {
        shared[place] += spare / flexible;
    }
    shared
}

/// The words of a column's header: what stands above it already is not said again.
fn head_words(column: &TableColumn) -> &str {
    column.spanner.as_ref().map_or(&column.title, |spanner| spanner.head)
}

/// Runs of columns with one spanner or none: its words, where the run begins and how many columns it has.
fn spanners(table: &Table) -> Vec<(&'static str, usize, usize)> {
    let mut runs: Vec<(&'static str, usize, usize)> = Vec::new();
    for (place, column) in table.columns.iter().enumerate() {
        let name = column.spanner.as_ref().map_or("", |spanner| spanner.name);
        match runs.last_mut() {
            Some((words, first, count)) if *words == name && *first + *count == place => *count += 1,
            _ => runs.push((name, place, 1)),
        }
    }
    runs
}

fn header(table: &Table, grid: &Grid, element: ElementId, setter: &mut Typesetter<'_>) -> Frame {
    let style = setter.bold(grid.size, setter.colours.muted);
    let runs = spanners(table);
    let has_spanners = runs.iter().any(|(words, ..)| !words.is_empty());
    let above = if has_spanners { style.line_pt() + grid.padding } else { 0.0 };
    let mut upper = Vec::new();
    if has_spanners {
        let row = setter.tags.add(element, Tag::Row);
        for (words, first, count) in runs {
            let mark = Mark::Element(setter.tags.add(row, Tag::HeaderCell(Scope::Column, count)));
            upper.push((words, first, count, mark));
        }
    }
    let row = setter.tags.add(element, Tag::Row);
    let mut cells = Vec::with_capacity(table.columns.len());
    for (column, (_, width)) in table.columns.iter().zip(&grid.columns) {
        let mark = Mark::Element(setter.tags.add(row, Tag::HeaderCell(Scope::Column, 1)));
        let mut lines = setter.wrap(head_words(column), style, *width);
        text::shorten(setter.fonts, &mut lines, MOST_LINES, *width);
        cells.push((lines, mark));
    }
    let deepest = cells.iter().map(|(lines, _)| lines.len()).max().unwrap_or(1) as f32;
    let height = above + deepest * style.line_pt() + 2.0 * grid.padding;
    let mut frame = Frame::new(setter.width, height);
    frame.fill(Area { left: 0.0, top: 0.0, width: setter.width, height }, setter.colours.panel, Mark::Artifact);
    for (words, first, count, mark) in upper.into_iter().filter(|(words, ..)| !words.is_empty()) {
        let (left, _) = grid.columns[first];
        let (last, width) = grid.columns[first + count - 1];
        let right = last + width;
        let line = text::fit(setter.fonts, words, style, right - left);
        frame.line_of_text(line, (left + right) / 2.0, grid.padding + style.baseline_pt(), Anchor::Middle, mark);
        let rule = Stroke { colour: setter.colours.muted, width_pt: 0.6 };
        frame.rule((left, above), (right, above), rule, Mark::Artifact);
    }
    for ((lines, mark), (column, place)) in cells.into_iter().zip(table.columns.iter().zip(&grid.columns)) {
        // Short titles stand at the bottom, close to their column.
        let top = height - grid.padding - lines.len() as f32 * style.line_pt();
        draw(&mut frame, lines, style, column.align, *place, top, mark);
    }
    let rule = Stroke { colour: setter.colours.muted, width_pt: 0.8 };
    frame.rule((0.0, height), (setter.width, height), rule, Mark::Artifact);
    frame
}

fn draw(frame: &mut Frame, lines: Vec<Line>, style: Style, align: Align, place: (f32, f32), top: f32, mark: Mark) {
    let (left, width) = place;
    let (x, anchor) = match align {
        Align::Left => (left, Anchor::Start),
        Align::Right => (left + width, Anchor::End),
        Align::Centre => (left + width / 2.0, Anchor::Middle),
    };
    for (number, line) in lines.into_iter().enumerate() {
        frame.line_of_text(line, x, top + number as f32 * style.line_pt() + style.baseline_pt(), anchor, mark);
    }
}

fn row(row: &TableRow, table: &Table, grid: &Grid, element: ElementId, setter: &mut Typesetter<'_>) -> Frame {
    let tag = setter.tags.add(element, Tag::Row);
    match row.kind {
        RowKind::Group => group(row, table, grid, tag, setter),
        RowKind::Body | RowKind::Total => cells(row, table, grid, tag, setter),
    }
}

/// A heading of the rows below, over all columns.
fn group(row: &TableRow, table: &Table, grid: &Grid, tag: ElementId, setter: &mut Typesetter<'_>) -> Frame {
    let mark = Mark::Element(setter.tags.add(tag, Tag::HeaderCell(Scope::Row, table.columns.len())));
    let style = setter.bold(grid.size, setter.colours.accent);
    let words: Vec<String> =
        row.cells.iter().map(|cell| words(cell, setter.locale)).filter(|text| !text.is_empty()).collect();
    let width = setter.width - 2.0 * grid.padding;
    let mut lines = setter.wrap(&words.join(" · "), style, width);
    text::shorten(setter.fonts, &mut lines, MOST_LINES, width);
    let above = grid.size * 0.6;
    let height = above + lines.len() as f32 * style.line_pt() + grid.padding;
    let mut frame = Frame::new(setter.width, height);
    draw(&mut frame, lines, style, Align::Left, (grid.padding, width), above, mark);
    frame.rule((0.0, height), (setter.width, height), hair_line(setter), Mark::Artifact);
    frame
}

/// Do the first cells name their rows for those who hear the table? Not where headers would outnumber what they name:
/// then a row says itself what it is.
fn rows_are_named(table: &Table) -> bool {
    let (rows, columns) = (table.rows.len(), table.columns.len());
    columns + rows <= rows * columns.saturating_sub(1)
}

fn cells(row: &TableRow, table: &Table, grid: &Grid, tag: ElementId, setter: &mut Typesetter<'_>) -> Frame {
    let total = row.kind == RowKind::Total;
    let mut cells: Vec<(Vec<Line>, Mark, Style)> = Vec::with_capacity(table.columns.len());
    for (place, (column, (_, width))) in table.columns.iter().zip(&grid.columns).enumerate() {
        let cell = row.cells.get(place).unwrap_or(&Cell::Empty);
        let names_row = place == 0 && rows_are_named(table) && matches!(cell, Cell::Text(_));
        let cell_tag = if names_row { Tag::HeaderCell(Scope::Row, 1) } else { Tag::Cell };
        let mark = Mark::Element(setter.tags.add(tag, cell_tag));
        let (weight, colour) = look(cell, column.look, setter);
        let style = Style { size_pt: grid.size, weight: if total { Weight::Bold } else { weight }, colour };
        let mut lines = setter.wrap(&words(cell, setter.locale), style, *width);
        // A text may be cut; a number that lost digits would be another number.
        if matches!(cell, Cell::Text(_)) {
            text::shorten(setter.fonts, &mut lines, MOST_LINES, *width);
        }
        cells.push((lines, mark, style));
    }
    let deepest = cells.iter().map(|(lines, ..)| lines.len()).max().unwrap_or(1) as f32;
    let height = deepest * grid.size * text::LEADING + 2.0 * grid.padding;
    let mut frame = Frame::new(setter.width, height);
    for ((lines, mark, style), (column, place)) in cells.into_iter().zip(table.columns.iter().zip(&grid.columns)) {
        draw(&mut frame, lines, style, column.align, *place, grid.padding, mark);
    }
    if total {
        let rule = Stroke { colour: setter.colours.ink, width_pt: 0.8 };
        frame.rule((0.0, 0.0), (setter.width, 0.0), rule, Mark::Artifact);
    }
    frame.rule((0.0, height), (setter.width, height), hair_line(setter), Mark::Artifact);
    frame
}

/// Weight and colour of a cell; the words or the sign say the same.
fn look(cell: &Cell, look: Look, setter: &Typesetter<'_>) -> (Weight, Colour) {
    let colours = setter.colours;
    match cell {
        Cell::Figure(figure) => (Weight::Regular, signed(figure.digits, look, setter)),
        Cell::Text(text) if look == Look::Status => status(text, setter),
        Cell::Unknown => (Weight::Regular, colours.muted),
        Cell::Holds(false) => (Weight::Bold, colours.bad),
        Cell::Holds(true) | Cell::Text(_) | Cell::Day(_) | Cell::Month(_) | Cell::Empty => {
            (Weight::Regular, colours.ink)
        }
        Cell::Live(live) => self::look(&live.shown, look, setter),
        Cell::Named(named) => self::look(&named.cell, look, setter),
    }
}

fn signed(digits: i64, look: Look, setter: &Typesetter<'_>) -> Colour {
    let colours = setter.colours;
    let (positive, negative) = match look {
        Look::GoodWhenPositive => (colours.good, colours.bad),
        Look::GoodWhenNegative => (colours.bad, colours.good),
        Look::Plain | Look::Bar | Look::Status | Look::Severity | Look::Check | Look::Scaled(_) | Look::Trend(_) => {
            (colours.ink, colours.ink)
        }
    };
    match digits {
        0 => colours.ink,
        1.. => positive,
        _ => negative,
    }
}

fn status(text: &str, setter: &Typesetter<'_>) -> (Weight, Colour) {
    match text {
        "Green" => (Weight::Bold, setter.colours.good),
        "Amber" => (Weight::Bold, setter.colours.warn),
        "Red" => (Weight::Bold, setter.colours.bad),
        _ => (Weight::Regular, setter.colours.ink),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(natural: f32, least: f32, flexible: bool) -> Wish {
        Wish { natural, least, flexible }
    }

    #[test]
    fn flexible_columns_take_the_room_that_is_left() {
        let wishes = [wish(300.0, 40.0, true), wish(50.0, 50.0, false), wish(100.0, 40.0, true)];
        let shared = widths(&wishes, 250.0);
        // 120 points are left above the least; each may have 60, and that is all the second wants.
        assert_eq!(shared, [100.0, 50.0, 100.0]);
        let roomy = widths(&wishes, 650.0);
        assert!((roomy.iter().sum::<f32>() - 650.0).abs() < 0.01 && roomy[0] >= 300.0 && roomy[2] >= 100.0);
    }

    #[test]
    fn columns_never_leave_the_page() {
        let wishes = vec![wish(90.0, 90.0, false); 12];
        let shared = widths(&wishes, 500.0);
        assert!((shared.iter().sum::<f32>() - 500.0).abs() < 0.01);
    }
}
