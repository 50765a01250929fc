//! Tables of a section: real Excel tables where people may filter and sort, plain rows where that would tear groups apart.

use super::{
    book::Book,
    formats::{CellStyle, Content, cell_number, colour, tint},
    live::{self, Place},
    long, measure, names,
    sheet::{Sheet, TEXT_ROOM, TableFacts, UNSET_WIDTH, column_after},
    text,
};
use crate::model::{
    figure::{Figure, Unit},
    live::NOT_REPORTED,
    locale::Locale,
    period::Month,
    report::{Align, Cell, Look, RowKind, Table, TableColumn, TableRow},
    theme::Colour,
};
use jiff::civil::Date;
use rust_xlsxwriter::{
    self as excel, ChartEmptyCells, ColNum, ConditionalFormatDataBar, ConditionalFormatFormula, ConditionalFormatType,
    ExcelDateTime, Format, IgnoreError, RowNum, Sparkline, TableStyle, XlsxError, utility::row_col_to_cell,
};
use std::borrow::Cow;

/// What nobody reported.
const UNKNOWN: &str = NOT_REPORTED;
/// Widest column of texts, in digits; longer texts wrap.
const WIDEST_TEXT: f64 = 48.0;
/// The same where another table of the sheet has short words or numbers in the column: they would stand in wide gaps.
const MIXED_TEXT: f64 = 28.0;
/// Room of a cell's own margins, in digits.
const MARGIN: f64 = 2.5;
/// Room of a header's filter button, in digits.
const BUTTON: f64 = 3.5;
/// Bold letters are wider than plain ones.
const BOLD: f64 = 1.1;
/// A header is given as many lines as this before it is given more width.
const HEADER_LINES: usize = 2;

/// A chart's table may begin so many columns from the left.
const FURTHEST_LEFT: usize = 3;

/// Where a table stands.
pub(super) struct Placed {
    pub(super) left: ColNum,
    pub(super) header: RowNum,
    /// First row below the header.
    pub(super) first: RowNum,
    /// First row below the table.
    pub(super) end: RowNum,
}

/// Does a table let the words of its last column run over the empty cells at their right? They would widen a column
/// that a wider table on the sheet keeps narrow.
pub(super) fn leans(table: &Table, most_columns: usize) -> bool {
    table.columns.len() < most_columns && table.columns.last().is_some_and(|column| column.flexible)
}

/// Makes the first columns wide enough for a table. Words in a column that is `narrow` for another table wrap.
pub(super) fn widen(widths: &mut Vec<f64>, table: &Table, book: &Book, leans: bool, narrow: &[bool]) {
    let mut needs = needs(table, book);
    if leans {
        needs.pop();
    }
    for ((need, column), narrow) in needs.iter_mut().zip(&table.columns).zip(narrow) {
        if column.flexible && *narrow {
            *need = need.min(MIXED_TEXT).max(header_width(&column.title) + MARGIN);
        }
    }
    for (index, need) in needs.into_iter().enumerate() {
        at_least(widths, index, need);
    }
}

/// Makes columns wide enough for a chart's table, which stands where it widens least what other tables share.
pub(super) fn widen_anywhere(widths: &mut Vec<f64>, table: &Table, book: &Book) {
    let needs = needs(table, book);
    let widening =
        |left: usize| needs.iter().enumerate().map(|(index, need)| lack(widths, left + index, *need)).sum::<f64>();
    let best = (0..=FURTHEST_LEFT).min_by(|one, other| widening(*one).total_cmp(&widening(*other))).unwrap_or(0);
    for (index, need) in needs.into_iter().enumerate() {
        at_least(widths, best + index, need);
    }
}

/// The first column from which on a chart's table fits into the widths.
pub(super) fn left(widths: &[f64], table: &Table, book: &Book) -> ColNum {
    let needs = needs(table, book);
    let fits = |left: usize| needs.iter().enumerate().all(|(index, need)| lack(widths, left + index, *need) == 0.0);
    (0..).zip(0..=FURTHEST_LEFT).find(|(_, left)| fits(*left)).map_or(0, |(column, _)| column)
}

/// How much a column lacks to the width it needs.
fn lack(widths: &[f64], index: usize, need: f64) -> f64 {
    (need - widths.get(index).copied().unwrap_or(0.0)).max(0.0)
}

/// Width each column of a table needs, in digits.
fn needs(table: &Table, book: &Book) -> Vec<f64> {
    let headers = names::headers(table.columns.iter().map(|column| column.title.as_str()));
    let need = |(index, title): (usize, &String)| {
        let cells = table.rows.iter().filter(|row| row.kind != RowKind::Group).filter_map(|row| {
            let swelling = if row.kind == RowKind::Total { BOLD } else { 1.0 };
            row.cells.get(index).map(|cell| cell_width(cell, &book.report.locale) * swelling)
        });
        cells.fold(header_width(title), f64::max) + MARGIN
    };
    headers.iter().enumerate().map(need).collect()
}

/// Makes one column at least this wide.
pub(super) fn at_least(widths: &mut Vec<f64>, index: usize, width: f64) {
    let least = 6.0;
    widths.resize(widths.len().max(index + 1), least);
    widths[index] = widths[index].max(width);
}

/// The narrowest width in which a header keeps its words whole and takes few lines.
pub(super) fn header_width(title: &str) -> f64 {
    let mut room = measure::widest_word(title).min(WIDEST_TEXT);
    while measure::wrap(title, room).len() > HEADER_LINES && room < WIDEST_TEXT {
        room += 1.0;
    }
    room * BOLD + BUTTON
}

/// Lines a header takes in a column of this width.
pub(super) fn header_lines(title: &str, width: f64) -> usize {
    measure::wrap(title, (width - BUTTON - MARGIN / 2.0) / BOLD).len()
}

fn cell_width(cell: &Cell, locale: &Locale) -> f64 {
    match cell.shown() {
        Cell::Text(words) => measure::widest_line(words).min(WIDEST_TEXT),
        Cell::Figure(figure) => measure::width(&figure.text(locale)),
        Cell::Day(_) => measure::width("00 Mmm 0000"),
        Cell::Month(_) => measure::width("Mmm 0000"),
        Cell::Empty => 0.0,
        Cell::Unknown => measure::width(UNKNOWN),
        Cell::Holds(_) => measure::width("FALSE"),
        Cell::Live(_) | Cell::Named(_) => 0.0,
    }
}

/// Writes a table with its caption and what was left out of it.
pub(super) fn write<'a>(sheet: &mut Sheet<'_, 'a>, table: &'a Table) -> Result<(), XlsxError> {
    caption(sheet, table, 0)?;
    place(sheet, table, 0, long::rows(table, sheet.book))?;
    rest(sheet, table)?;
    sheet.gap();
    Ok(())
}

/// Writes the heading of a table, if it has one.
pub(super) fn caption(sheet: &mut Sheet, table: &Table, left: ColNum) -> Result<(), XlsxError> {
    if table.caption.is_empty() {
        return Ok(());
    }
    let heading = sheet.formats.heading();
    sheet.line_from(left, &table.caption, &heading)?;
    sheet.row += 1;
    Ok(())
}

/// Writes what was left out of a table.
pub(super) fn rest(sheet: &mut Sheet, table: &Table) -> Result<(), XlsxError> {
    let Some(words) = &table.rest else { return Ok(()) };
    let muted = sheet.formats.scope();
    sheet.lines(words, &muted)
}

/// Writes header and rows from the next free row on; the first `long` rows are left to the package.
pub(super) fn place<'a>(
    sheet: &mut Sheet<'_, 'a>,
    table: &'a Table,
    left: ColNum,
    long: usize,
) -> Result<Placed, XlsxError> {
    let header = sheet.row;
    let headers = names::headers(table.columns.iter().map(|column| column.title.as_str()));
    if sheet.places.is_some() {
        return Ok(note(sheet, table, left));
    }
    write_header(sheet, table, &headers, left)?;
    sheet.row += 1;
    if long > 0 {
        long::hold(sheet, table, long, left)?;
    }
    let looks = RowLooks::of(sheet, table, left);
    for row in &table.rows[long..] {
        write_row(sheet, &looks, row)?;
        sheet.row += 1;
    }
    sheet.use_column(looks.furthest(&table.rows[long..]));
    let placed = Placed { left, header, first: header + 1, end: sheet.row };
    sheet.tables.push(TableFacts {
        left,
        header,
        rows: table.rows.len(),
        columns: table.columns.iter().map(|column| (column.is_folded, column.flexible)).collect(),
    });
    if filtered_rows(table) > 0 {
        add_table(sheet, table, headers, &placed)?;
    }
    if table.rows.is_empty() {
        let muted = sheet.formats.scope();
        sheet.line_from(left, "None.", &muted)?;
        sheet.row += 1;
    }
    for (column, found) in (left..).zip(&table.columns) {
        sheet.use_column(column);
        look(sheet, table, column, found, &placed)?;
        // Excel ignores one kind of warning a cell. Rows may differ in what they know, and so in their formulas.
        let is_live =
            table.rows.iter().any(|row| matches!(row.cells.get(usize::from(column - left)), Some(Cell::Live(_))));
        let warning = if is_live { IgnoreError::FormulaDiffers } else { IgnoreError::NumberStoredAsText };
        sheet.worksheet.ignore_error_range(header, column, placed.end, column, warning)?;
    }
    Ok(placed)
}

/// Notes where a table stands, and the named cells in it.
fn note(sheet: &mut Sheet, table: &Table, left: ColNum) -> Placed {
    let header = sheet.row;
    let first = header + 1;
    let end = (first..).nth(table.rows.len()).unwrap_or(RowNum::MAX);
    sheet.row = if table.rows.is_empty() { end + 1 } else { end };
    if let Some(places) = &mut sheet.places {
        let place = Place { tab: sheet.tab.to_owned(), left, first, rows: end - first };
        places.add_table(&table.name, place);
        for (row, found) in (first..).zip(&table.rows) {
            for (column, cell) in (left..).zip(&found.cells) {
                if let Cell::Named(named) = cell {
                    places.add_name(named.name, sheet.tab, row, column);
                }
            }
        }
    }
    Placed { left, header, first, end }
}

/// How many rows a filter may hide and sort: those above the sums at the end. None where headings stand between rows.
pub(super) fn filtered_rows(table: &Table) -> usize {
    let body = table.rows.iter().take_while(|row| row.kind == RowKind::Body).count();
    if table.rows[body..].iter().all(|row| row.kind == RowKind::Total) { body } else { 0 }
}

fn add_table(sheet: &mut Sheet, table: &Table, headers: Vec<String>, placed: &Placed) -> Result<(), XlsxError> {
    let columns: Vec<excel::TableColumn> = headers
        .into_iter()
        .zip(&table.columns)
        .map(|(title, column)| {
            excel::TableColumn::new().set_header(title).set_header_format(sheet.formats.header(column.align))
        })
        .collect();
    let body = (placed.first..).zip(&table.rows).filter(|(_, row)| row.kind == RowKind::Body);
    let last_row = body.map(|(row, _)| row).last().unwrap_or(placed.first);
    let last_column = (placed.left..).zip(&columns).map(|(column, _)| column).last().unwrap_or(placed.left);
    // Named for every table that has such rows, so one is there.
    let name = sheet.table_names.next().cloned().unwrap_or_default();
    sheet.additions.lengths.insert(name.clone(), (last_row - placed.header) as usize);
    let object = excel::Table::new()
        .set_name(name)
        .set_style(TableStyle::None)
        .set_alt_text_title(&table.caption)
        .set_columns(&columns);
    // The library would keep a list of all its cells; the package says later how long it is.
    sheet.worksheet.add_table(placed.header, placed.left, placed.first, last_column, &object)?;
    Ok(())
}

fn write_header(sheet: &mut Sheet, table: &Table, headers: &[String], left: ColNum) -> Result<(), XlsxError> {
    let row = sheet.row;
    let mut lines = 1;
    for ((place, title), column) in (left..).zip(headers).zip(&table.columns) {
        let format = sheet.formats.header(column.align);
        sheet.text(row, place, title, &format)?;
        lines = lines.max(header_lines(title, sheet.width(place)));
    }
    sheet.height(row, lines)
}

/// How the cells of a table's rows look, as far as it depends on the room they have.
pub(super) struct RowLooks<'a> {
    table: &'a Table,
    left: ColNum,
    /// Widths of the sheet's first columns, in digits.
    widths: Vec<f64>,
    /// The column whose words run over the empty cells at their right.
    leaning: Option<usize>,
}

impl<'a> RowLooks<'a> {
    pub(super) fn of(sheet: &Sheet, table: &'a Table, left: ColNum) -> Self {
        let leaning = leans(table, sheet.most_columns).then(|| table.columns.len() - 1);
        RowLooks { table, left, widths: sheet.widths.clone(), leaning }
    }

    /// The look of a text that does not wrap.
    pub(super) fn plain(&self, index: usize, kind: RowKind) -> CellStyle {
        let align = self.table.columns.get(index).map_or(Align::Left, |column| column.align);
        CellStyle { content: Content::Text { wraps: false }, kind, align, is_input: false }
    }

    /// The looks of a row's cells as if all were texts, and the lines the row is high.
    pub(super) fn cells(&self, row: &TableRow) -> (Vec<CellStyle>, usize) {
        let mut lines = 1;
        let looks = row.cells.iter().zip(&self.table.columns).enumerate().map(|(index, (cell, column))| {
            let place = usize::from(self.left) + index;
            let room = self.widths.get(place).copied().unwrap_or(UNSET_WIDTH) - MARGIN / 2.0;
            let runs_on = self.leaning == Some(index) || column.is_folded;
            let wraps = row.kind != RowKind::Group && !runs_on && is_wrapped(cell, room);
            if let Cell::Text(words) = cell
                && wraps
            {
                lines = lines.max(measure::wrap(words, room).len());
            }
            CellStyle { content: Content::Text { wraps }, ..self.plain(index, row.kind) }
        });
        (looks.collect(), lines)
    }

    /// The last column that words of these rows touch. Words of a folded column end where the next begins.
    pub(super) fn furthest(&self, rows: &[TableRow]) -> ColNum {
        let last = self.left + self.table.columns.len().saturating_sub(1) as ColNum;
        let groups = rows.iter().filter(|row| row.kind == RowKind::Group).map(|row| (row, 0));
        let leaning = self.leaning.into_iter().flat_map(|index| rows.iter().map(move |row| (row, index)));
        let reach = |(row, index): (&TableRow, usize)| match row.cells.get(index) {
            Some(Cell::Text(words)) => {
                // A list of thousands of ids is for a search, not for paper.
                let room = measure::widest_line(words).min(TEXT_ROOM);
                column_after(&self.widths, self.left + index as ColNum, room)
            }
            _ => 0,
        };
        groups.chain(leaning).map(reach).fold(last, ColNum::max)
    }
}

fn write_row(sheet: &mut Sheet, looks: &RowLooks, row: &TableRow) -> Result<(), XlsxError> {
    let (styles, lines) = looks.cells(row);
    for ((place, cell), style) in (looks.left..).zip(&row.cells).zip(styles) {
        write_cell(sheet, (looks.left, place), cell, style)?;
    }
    sheet.height(sheet.row, lines)
}

fn is_wrapped(cell: &Cell, room: f64) -> bool {
    match cell {
        Cell::Text(words) => measure::width(words) > room || words.contains('\n'),
        Cell::Figure(_)
        | Cell::Day(_)
        | Cell::Month(_)
        | Cell::Empty
        | Cell::Unknown
        | Cell::Holds(_)
        | Cell::Live(_)
        | Cell::Named(_) => false,
    }
}

/// What stands in a cell that does not compute.
pub(super) enum Value<'a> {
    Blank,
    Number(f64),
    Day(ExcelDateTime),
    Text(Cow<'a, str>),
    Truth(bool),
}

/// What a cell shows: how it looks and its value; `style` is that of a text.
pub(super) fn shown<'a>(cell: &'a Cell, style: CellStyle, locale: &Locale) -> (CellStyle, Value<'a>) {
    let with = |content| CellStyle { content, ..style };
    match cell.shown() {
        Cell::Text(words) if words.is_empty() => (style, Value::Blank),
        Cell::Text(words) => (style, Value::Text(words.into())),
        Cell::Figure(figure) => (with(figure_look(figure)), Value::Number(cell_number(figure))),
        Cell::Day(day) => day_shown(*day, with(Content::Day), || locale.day(*day)),
        Cell::Month(month) => day_shown(month.first_day(), with(Content::Month), || month.title()),
        Cell::Unknown => (with(Content::Unknown), Value::Text(UNKNOWN.into())),
        Cell::Holds(holds) => (with(Content::Check { holds: *holds }), Value::Truth(*holds)),
        Cell::Empty | Cell::Live(_) | Cell::Named(_) => (style, Value::Blank),
    }
}

fn figure_look(figure: &Figure) -> Content {
    Content::Figure { unit: figure.unit, decimals: figure.decimals, signed: figure.signed }
}

/// A day as a date; in words where Excel's calendar does not reach.
fn day_shown<'a>(day: Date, style: CellStyle, words: impl FnOnce() -> String) -> (CellStyle, Value<'a>) {
    match excel_day(day) {
        Some(date) => (style, Value::Day(date)),
        None => (style, Value::Text(words().into())),
    }
}

/// Writes one cell of a table that begins in column `left`; `style` is that of a text.
fn write_cell(
    sheet: &mut Sheet,
    (left, column): (ColNum, ColNum),
    cell: &Cell,
    style: CellStyle,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Live(live) => live::write(sheet, left, column, live, style),
        Cell::Named(named) => {
            let style = CellStyle { is_input: named.is_input, ..style };
            let (look, _) = shown(&named.cell, style, &sheet.book.report.locale);
            match named.exact {
                Some(exact) => write_value(sheet, column, look, Value::Number(exact)),
                None => write_cell(sheet, (left, column), &named.cell, style),
            }
        }
        cell => {
            let (style, value) = shown(cell, style, &sheet.book.report.locale);
            write_value(sheet, column, style, value)
        }
    }
}

fn write_value(sheet: &mut Sheet, column: ColNum, style: CellStyle, value: Value) -> Result<(), XlsxError> {
    let (row, format) = (sheet.row, sheet.formats.cell(style));
    match value {
        Value::Blank => sheet.worksheet.write_blank(row, column, format)?,
        Value::Number(number) => sheet.worksheet.write_number_with_format(row, column, number, format)?,
        Value::Day(day) => sheet.worksheet.write_datetime_with_format(row, column, &day, format)?,
        Value::Truth(truth) => sheet.worksheet.write_boolean_with_format(row, column, truth, format)?,
        Value::Text(words) => return text::write(sheet.worksheet, row, column, &words, Some(format)),
    };
    Ok(())
}

/// A day of Excel's calendar, which begins in 1900.
pub(super) fn excel_day(day: Date) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year()).ok().filter(|year| *year >= 1900)?;
    ExcelDateTime::from_ymd(year, day.month().unsigned_abs(), day.day().unsigned_abs()).ok()
}

/// The first day of a month of Excel's calendar.
pub(super) fn excel_month(month: Month) -> Option<ExcelDateTime> {
    excel_day(month.first_day())
}

/// Helps the eye. What colours say is always printed too, as a sign or a word.
fn look(
    sheet: &mut Sheet,
    table: &Table,
    column: ColNum,
    found: &TableColumn,
    placed: &Placed,
) -> Result<(), XlsxError> {
    if table.rows.is_empty() {
        return Ok(());
    }
    let colours = &sheet.book.theme.colours;
    let (good, bad, warn, muted) = (colours.good, colours.bad, colours.warn, colours.muted);
    let range = Range { first: placed.first, last: placed.end - 1, column };
    let cell = row_col_to_cell(placed.first, column);
    let is = |word: &str| format!("={cell}=\"{word}\"");
    match found.look {
        Look::Plain => Ok(()),
        Look::Bar => bar(sheet, table, &range, is_score(table, usize::from(column - placed.left))),
        Look::GoodWhenPositive => signs(sheet, &range, &cell, good, bad),
        Look::GoodWhenNegative => signs(sheet, &range, &cell, bad, good),
        Look::Status => signals(sheet, &range, &[(is("Green"), good), (is("Amber"), warn), (is("Red"), bad)]),
        Look::Severity => signals(
            sheet,
            &range,
            &[(is("refused"), bad), (is("set aside"), bad), (is("rejected"), warn), (is("noted"), muted)],
        ),
        // Cells that hold a value carry their colour; those that compute follow what comes out. An empty cell equals FALSE.
        Look::Check => {
            let says = |truth: &str| format!("=AND({cell}<>\"\",{cell}={truth})");
            signals(sheet, &range, &[(says("FALSE"), bad), (says("TRUE"), good)])
        }
        Look::Trend(columns) => trend(sheet, table, &range, columns, placed.left),
    }
}

/// A small line in each row over the last columns of the table, which may be folded away.
fn trend(sheet: &mut Sheet, table: &Table, range: &Range, columns: u8, left: ColNum) -> Result<(), XlsxError> {
    let end = left + table.columns.len() as ColNum;
    let (first_column, last_column) = (end - ColNum::from(columns), end - 1);
    let colours = &sheet.book.theme.colours;
    let tab = sheet.tab.to_owned();
    for (row, _) in (range.first..).zip(&table.rows).filter(|(_, found)| found.kind == RowKind::Body) {
        let line = Sparkline::new()
            .set_range((tab.as_str(), row, first_column, row, last_column))
            .set_sparkline_color(colour(colours.accent))
            .show_last_point(true)
            .set_last_point_color(colour(colours.accent))
            .show_empty_cells_as(ChartEmptyCells::Gaps)
            .show_hidden_data(true);
        sheet.worksheet.add_sparkline(row, range.column, &line)?;
    }
    Ok(())
}

/// Cells of one column.
struct Range {
    first: RowNum,
    last: RowNum,
    column: ColNum,
}

fn signals(sheet: &mut Sheet, range: &Range, rules: &[(String, Colour)]) -> Result<(), XlsxError> {
    for (rule, signal) in rules {
        conditional(sheet, range, rule, sheet.formats.signal(*signal))?;
    }
    Ok(())
}

/// Colours numbers by their sign; text is neither, though Excel holds it for greater than any number.
fn signs(sheet: &mut Sheet, range: &Range, cell: &str, positive: Colour, negative: Colour) -> Result<(), XlsxError> {
    conditional(sheet, range, &format!("=AND(ISNUMBER({cell}),{cell}>0)"), sheet.formats.coloured(positive))?;
    conditional(sheet, range, &format!("=AND(ISNUMBER({cell}),{cell}<0)"), sheet.formats.coloured(negative))
}

fn conditional(sheet: &mut Sheet, range: &Range, rule: &str, format: Format) -> Result<(), XlsxError> {
    let rule = ConditionalFormatFormula::new().set_rule(rule).set_format(format);
    sheet.worksheet.add_conditional_format(range.first, range.column, range.last, range.column, &rule)?;
    Ok(())
}

/// Bars behind the numbers of the rows that are no sums. Scores always run to 100.
fn bar(sheet: &mut Sheet, table: &Table, range: &Range, is_score: bool) -> Result<(), XlsxError> {
    let body = (range.first..).zip(&table.rows).filter(|(_, row)| row.kind == RowKind::Body).map(|(row, _)| row);
    let Some(last) = body.last() else { return Ok(()) };
    let colours = &sheet.book.theme.colours;
    let fill = colour(tint(colours.accent, colours.paper, 2));
    let bars = ConditionalFormatDataBar::new().set_fill_color(fill).use_classic_style();
    let bars = if is_score {
        bars.set_minimum(ConditionalFormatType::Number, 0).set_maximum(ConditionalFormatType::Number, 100)
    } else {
        bars
    };
    sheet.worksheet.add_conditional_format(range.first, range.column, last, range.column, &bars)?;
    Ok(())
}

fn is_score(table: &Table, index: usize) -> bool {
    let mut cells = table.rows.iter().filter_map(|row| row.cells.get(index)).map(Cell::shown);
    cells.any(|cell| matches!(cell, Cell::Figure(figure) if figure.unit == Unit::Score))
}
