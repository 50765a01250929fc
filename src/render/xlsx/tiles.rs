//! Key figures side by side: label, figure, notes.

use super::{
    book::Book,
    formats::{TILE_SIZE, cell_number, text_size},
    live, measure,
    sheet::{LINE_HEIGHT, Sheet},
    widths::at_least,
};
use crate::model::{
    figure::Figure,
    money::Cents,
    report::{Tile, TileNote},
};
use rust_xlsxwriter::{ColNum, Format, RowNum, XlsxError};

/// How many tiles stand side by side.
pub(super) const ACROSS: usize = 4;
/// Width of a tile, in digits.
const TILE_WIDTH: f64 = 26.0;
/// What the indent and the cell's own margin take, in digits.
const MARGIN: f64 = 2.5;

/// Makes the first columns wide enough for tiles.
pub(super) fn widen(widths: &mut Vec<f64>, tiles: &[Tile], book: &Book) {
    let swelling = f64::from(TILE_SIZE) / f64::from(text_size(&book.theme.workbook_font)) * 1.15;
    for (index, tile) in tiles.iter().enumerate() {
        let figure = figure_text(tile, book);
        at_least(widths, index % ACROSS, TILE_WIDTH.max(measure::width(&figure) * swelling + MARGIN));
    }
}

fn figure_text(tile: &Tile, book: &Book) -> String {
    let shown = |figure: Figure| book.report.locale.amount(&book.report.currency, &figure);
    tile.value.map_or_else(|| tile.missing.clone(), shown)
}

/// Writes tiles, four side by side.
pub(super) fn write(sheet: &mut Sheet, tiles: &[Tile]) -> Result<(), XlsxError> {
    for row_of_tiles in tiles.chunks(ACROSS) {
        let top = sheet.row;
        for (column, tile) in (0..).zip(row_of_tiles) {
            write_tile(sheet, top, column, tile)?;
        }
        heights(sheet, top, row_of_tiles)?;
        sheet.row += 3;
        sheet.gap();
    }
    Ok(())
}

fn write_tile(sheet: &mut Sheet, top: RowNum, column: ColNum, tile: &Tile) -> Result<(), XlsxError> {
    let label = sheet.formats.tile_label();
    sheet.text(top, column, &tile.label, &label)?;
    match &tile.value {
        Some(figure) => {
            let format = sheet.formats.tile_figure(figure, sheet.book.report);
            match &tile.live {
                Some(live) => {
                    let formula = live::formula(sheet, ("", column), live)?;
                    sheet.worksheet.write_formula_with_format(top + 1, column, formula, &format)?;
                }
                None => {
                    let number = tile.exact.map_or_else(|| cell_number(figure), Cents::units);
                    sheet.worksheet.write_number_with_format(top + 1, column, number, &format)?;
                }
            }
        }
        None => {
            let format = sheet.formats.tile_missing();
            sheet.text(top + 1, column, &tile.missing, &format)?;
        }
    }
    write_notes(sheet, top + 2, column, &tile.notes)
}

/// Writes all notes into one cell, each in its colour, so that the lines of neighbours need not be equally high.
fn write_notes(sheet: &mut Sheet, row: RowNum, column: ColNum, notes: &[TileNote]) -> Result<(), XlsxError> {
    let format = sheet.formats.tile_notes();
    let said = notes.iter().filter(|note| !note.text.is_empty());
    let coloured: Vec<(Format, String)> = said
        .enumerate()
        .map(|(index, note)| {
            let break_before = if index == 0 { "" } else { "\n" };
            (sheet.formats.tile_note(note.judgement), format!("{break_before}{}", note.text))
        })
        .collect();
    let parts: Vec<(&Format, &str)> = coloured.iter().map(|(format, words)| (format, words.as_str())).collect();
    if parts.is_empty() {
        sheet.worksheet.write_blank(row, column, &format)?;
    } else {
        sheet.worksheet.write_rich_string_with_format(row, column, &parts, &format)?;
    }
    Ok(())
}

fn heights(sheet: &mut Sheet, top: RowNum, tiles: &[Tile]) -> Result<(), XlsxError> {
    let (mut labels, mut notes) = (1, 1);
    for (column, tile) in (0..).zip(tiles) {
        let room = sheet.width(column) - MARGIN;
        labels = labels.max(measure::wrap(&tile.label, room).len());
        notes = notes.max(tile.notes.iter().map(|note| measure::wrap(&note.text, room).len()).sum());
    }
    // A line more than the text takes: air between the tile's edge and its words.
    sheet.worksheet.set_row_height(top, LINE_HEIGHT * (labels as f64 + 0.5))?;
    sheet.worksheet.set_row_height(top + 1, LINE_HEIGHT * 2.0)?;
    sheet.worksheet.set_row_height(top + 2, LINE_HEIGHT * (notes as f64 + 0.5))?;
    Ok(())
}
