//! What helps the eye in a column: colours of judgements and signs, bars, small lines.

use super::{
    formats::{colour, tint},
    sheet::Sheet,
    table::Placed,
};
use crate::model::{
    figure::Unit,
    report::{Cell, Look, RowKind, Table, TableColumn},
    theme::Colour,
};
use rust_xlsxwriter::{
    ChartEmptyCells, ColNum, ConditionalFormatDataBar, ConditionalFormatFormula, ConditionalFormatType, Format, RowNum,
    Sparkline, XlsxError, utility::row_col_to_cell,
};

/// Helps the eye. What colours say is always printed too, as a sign or a word.
pub(super) fn look(
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
        Look::Plain | Look::Scaled(_) => Ok(()),
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
