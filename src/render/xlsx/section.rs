//! One section on one sheet: its sentence, its scope, its blocks below each other.

use super::{
    book::{Book, Tab},
    chart, contents,
    formats::Formats,
    layout,
    live::Places,
    measure,
    package::Additions,
    print::{self, Extent},
    sheet::{LINE_HEIGHT, Sheet},
    table, text, tiles, widths,
};
use crate::model::report::{Block, Decision, Entry, Section};
use rust_xlsxwriter::{Url, Worksheet, XlsxError};

/// Excel's longest link, in UTF-16 units.
const LINK_UNITS: usize = 2_000;

/// Where a section's sheet stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The sheet that is seen first; it has the contents.
    First,
    /// To be read.
    Front,
    /// To be looked up, with a grey tab.
    Background,
}

/// Writes a section on a sheet of its own, and gives what the package is to have besides. With `places` it only notes there where
/// everything stands: rows of tables are not written.
pub(super) fn write<'a>(
    worksheet: &mut Worksheet,
    book: &'a Book<'a>,
    formats: &mut Formats,
    places: Option<&mut Places>,
    (tab, place): (&'a Tab<'a>, Place),
) -> Result<Additions<'a>, XlsxError> {
    let section = tab.section;
    let is_first = place == Place::First;
    worksheet.set_name(&tab.name)?;
    match place {
        Place::First | Place::Front => print::mark_front(worksheet, book),
        Place::Background => print::mark_background(worksheet, book),
    }
    // A formula without words in it is a formula that gives no words, not 0.
    worksheet.set_formula_result_default("");
    let widths = widths(section, book, is_first);
    for (column, width) in (0..).zip(&widths) {
        worksheet.set_column_width(column, *width)?;
    }
    let mut sheet = Sheet {
        book,
        formats,
        table_names: tab.table_names.iter(),
        additions: Additions::default(),
        places,
        worksheet,
        tab: &tab.name,
        widths,
        row: 0,
        last_column: 0,
        most_columns: most_columns(section),
        is_reference: is_reference(section),
        tables: Vec::new(),
    };
    head(&mut sheet, section, is_first)?;
    blocks(&mut sheet, section, is_first)?;
    finish(&mut sheet)?;
    let additions = sheet.additions;
    if is_first {
        worksheet.set_active(true);
    }
    Ok(additions)
}

/// Is the sheet to look up single cells in: more columns than anybody reads through?
fn is_reference(section: &Section) -> bool {
    const MANY: usize = 60;
    most_columns(section) > MANY
}

/// Columns of the widest table.
fn most_columns(section: &Section) -> usize {
    let columns = section.blocks.iter().map(|block| match block {
        Block::Table(table) => table.columns.len(),
        _ => 0,
    });
    columns.max().unwrap_or(0)
}

/// Which columns have short words or numbers in at least one table.
fn narrow_columns(section: &Section) -> Vec<bool> {
    let mut narrow = vec![false; most_columns(section)];
    for block in &section.blocks {
        let Block::Table(table) = block else { continue };
        for (narrow, column) in narrow.iter_mut().zip(&table.columns) {
            *narrow |= !column.flexible;
        }
    }
    narrow
}

/// Widths of the columns that tables and tiles share on this sheet.
fn widths(section: &Section, book: &Book, is_first: bool) -> Vec<f64> {
    let mut widths = Vec::new();
    let most = most_columns(section);
    let narrow = narrow_columns(section);
    if is_first {
        contents::widen(&mut widths, book);
    }
    for block in &section.blocks {
        match block {
            Block::Table(found) => {
                let mut narrow = narrow.clone();
                // The widest table is what the sheet is about: what says so in it keeps its room.
                if found.columns.len() == most
                    && let Some(named) = found.columns.iter().position(|column| column.flexible)
                {
                    narrow[named] = false;
                }
                widths::widen(&mut widths, found, book, widths::leans(found, most), &narrow);
            }
            Block::Tiles(found) => tiles::widen(&mut widths, found, book),
            Block::Heading(_)
            | Block::Paragraph(_)
            | Block::Decisions(_)
            | Block::Entries(_)
            | Block::Chart(_)
            | Block::Charts(_) => {}
        }
    }
    for block in &section.blocks {
        match block {
            Block::Chart(found) => widths::widen_anywhere(&mut widths, &found.table, book),
            Block::Charts(found) => {
                found.iter().for_each(|chart| widths::widen_anywhere(&mut widths, &chart.table, book));
            }
            Block::Table(_)
            | Block::Tiles(_)
            | Block::Heading(_)
            | Block::Paragraph(_)
            | Block::Decisions(_)
            | Block::Entries(_) => {}
        }
    }
    widths
}

/// The sentence, the grey line and, on the first sheet, the state.
fn head(sheet: &mut Sheet, section: &Section, is_first: bool) -> Result<(), XlsxError> {
    let title = sheet.formats.title();
    sheet.worksheet.set_row_height(0, LINE_HEIGHT * 1.8)?;
    sheet.line(&section.title, &title)?;
    // Large letters run further than the measure of plain ones.
    sheet.use_column(sheet.column_after(0, measure::width(&section.title) * 1.6));
    let scope = sheet.formats.scope();
    sheet.line(&section.scope, &scope)?;
    if is_first {
        let state = sheet.formats.state();
        sheet.line(&print::state_word(sheet.book.report), &state)?;
    }
    sheet.gap();
    Ok(())
}

/// All blocks.
fn blocks<'a>(sheet: &mut Sheet<'_, 'a>, section: &'a Section, is_first: bool) -> Result<(), XlsxError> {
    let mut has_drawing = false;
    for block in &section.blocks {
        match block {
            Block::Heading(words) => {
                let format = sheet.formats.heading();
                sheet.line(words, &format)?;
            }
            Block::Paragraph(paragraph) => {
                let format = sheet.formats.paragraph(paragraph.tone);
                sheet.lines(&paragraph.text, &format)?;
                sheet.gap();
            }
            Block::Tiles(found) => tiles::write(sheet, found)?,
            Block::Decisions(found) => decisions(sheet, found)?,
            Block::Entries(found) => entries(sheet, found)?,
            Block::Table(found) => table::write(sheet, found)?,
            Block::Chart(found) if is_first && !has_drawing => {
                has_drawing = true;
                chart::write_beside_tiles(sheet, found)?;
            }
            Block::Chart(found) => chart::write(sheet, found)?,
            Block::Charts(found) => {
                for chart in found {
                    chart::write(sheet, chart)?;
                }
            }
        }
    }
    // What is in the workbook comes last: the tabs say it too, and the first screen is for the answer.
    if is_first {
        contents::write(sheet)?;
    }
    Ok(())
}

/// Units of what is asked, so that it ends where the drawing beside the key figures begins.
const ASK_UNITS: usize = 44;

/// A row each: the last useful day, where an answer is sent from, and behind it what is asked and of whom.
fn decisions(sheet: &mut Sheet, found: &[Decision]) -> Result<(), XlsxError> {
    for decision in found {
        let (strong, overdue) = (sheet.formats.strong(), sheet.formats.state());
        let by = match (decision.overdue, decision.by.as_str()) {
            (_, "") => "Answer by mail".to_owned(),
            (true, by) => format!("OVERDUE, {by}"),
            (false, by) => format!("Answer {by}"),
        };
        match decision.link.as_deref().filter(|link| is_link(link)) {
            Some(link) => {
                let format = sheet.formats.link();
                sheet.worksheet.write_url_with_options(sheet.row, 0, Url::new(link), &by, "", Some(&format))?;
            }
            None if decision.overdue => sheet.text(sheet.row, 0, &by, &overdue)?,
            None => sheet.text(sheet.row, 0, &decision.by, &strong)?,
        }
        let ask = text::cut(&decision.ask, ASK_UNITS);
        let ellipsis = if ask.len() < decision.ask.len() { "…" } else { "" };
        sheet.line_from(1, &format!("{}{ellipsis} · {}", ask.trim_end(), decision.brief), &strong)?;
        sheet.row += 1;
    }
    sheet.gap();
    Ok(())
}

fn is_link(link: &str) -> bool {
    link.starts_with("mailto:") && link.encode_utf16().count() <= LINK_UNITS
}

fn entries(sheet: &mut Sheet, found: &[Entry]) -> Result<(), XlsxError> {
    for entry in found {
        let strong = sheet.formats.strong();
        sheet.lines(&entry.name, &strong)?;
        if !entry.mark.is_empty() {
            let mark = sheet.formats.judged(entry.judgement);
            sheet.line(&entry.mark, &mark)?;
        }
        let muted = sheet.formats.scope();
        for line in &entry.lines {
            sheet.lines(line, &muted)?;
        }
        sheet.gap();
    }
    Ok(())
}

/// What is folded away, what stays in sight when people scroll, and how it is printed.
fn finish(sheet: &mut Sheet) -> Result<(), XlsxError> {
    let layout = layout::Layout::of(&sheet.tables, &sheet.widths, sheet.last_column);
    for (first, last) in &layout.folded {
        sheet.worksheet.group_columns_collapsed(*first, *last)?;
    }
    sheet.worksheet.set_freeze_panes(layout.frozen_rows, layout.frozen_columns)?;
    let extent = Extent {
        last_row: sheet.row,
        last_column: sheet.last_column,
        repeated: layout.repeated_rows,
        repeated_columns: layout.frozen_columns,
        width: layout.shown_width,
        is_reference: sheet.is_reference,
    };
    print::set_up(sheet.worksheet, sheet.book, &extent)
}
