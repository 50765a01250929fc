//! The workbook: which sheets there are, in which order.

use super::{
    data::{self, Part},
    formats::{Formats, text_size},
    live::Places,
    names::Names,
    section::{self, Place},
};
use crate::model::{
    report::{Block, Cell, Report, Section, Table},
    theme::Theme,
};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

/// Share of the window's foot that tabs may take, in per cent: all tabs in front are seen on a screen of 1,366 pixels.
const TAB_SHARE: u8 = 85;

/// What every sheet may want to know about the whole workbook.
pub(super) struct Book<'a> {
    pub(super) report: &'a Report,
    pub(super) theme: &'a Theme,
    /// Sections in front, each with its tab.
    pub(super) front: Vec<(String, &'a Section)>,
    /// Data sheets, split where Excel's rows end.
    pub(super) parts: Vec<Part<'a>>,
    /// Sections behind the data, each with its tab.
    pub(super) background: Vec<(String, &'a Section)>,
    /// Where the tables stand that formulas speak of; `None` while it is being found out.
    pub(super) places: Option<Places>,
}

impl<'a> Book<'a> {
    fn new(report: &'a Report, theme: &'a Theme) -> Self {
        let mut names = Names::default();
        let tabs = |sections: &'a [Section], names: &mut Names| {
            sections.iter().map(|section| (names.tab(&section.name), section)).collect()
        };
        let front = tabs(&report.sections, &mut names);
        let parts = report.data_sheets.iter().flat_map(|sheet| data::parts(sheet, &mut names)).collect();
        let background = tabs(&report.background, &mut names);
        Book { report, theme, front, parts, background, places: None }
    }
}

/// Writes the whole report.
pub(super) fn write(report: &Report, theme: &Theme) -> Result<Vec<u8>, XlsxError> {
    let mut book = Book::new(report, theme);
    if is_live(&book) {
        // A formula may speak of a table further down, so the sections are written twice, the first time to nowhere.
        let mut places = Places::of_data(&book);
        sheets(&book, &mut places)?;
        book.places = Some(places);
    }
    let mut workbook = sheets(&book, &mut Places::default())?;
    for (name, cell) in book.places.iter().flat_map(Places::definitions) {
        workbook.define_name(name, cell)?;
    }
    workbook.save_to_buffer()
}

/// Every sheet. Notes where the tables and named cells of the sections stand; where those of the data stand is known
/// before, so they are written once only.
fn sheets(book: &Book, places: &mut Places) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    // As Excel itself compresses: 5 % larger than the default, in half the time.
    workbook.set_zip_compression_level(3);
    workbook.set_default_format(&default_format(book.theme), super::sheet::LINE_PIXELS, 64)?;
    workbook.set_tab_ratio(TAB_SHARE);
    workbook.set_properties(&properties(book.report)?);
    let mut formats = Formats::new(book.theme);
    let mut table_names = Names::default();
    for (index, (tab, found)) in book.front.iter().enumerate() {
        let place = if index == 0 { Place::First } else { Place::Front };
        let worksheet = workbook.add_worksheet();
        section::write(worksheet, book, &mut formats, (&mut table_names, places), (tab, found, place))?;
    }
    let is_finding_out = book.places.is_none() && is_live(book);
    for part in book.parts.iter().filter(|_| !is_finding_out) {
        // Rows that are written leave the memory: the data may have millions of cells.
        let worksheet = workbook.add_worksheet_with_low_memory()?;
        data::write(worksheet, book, &formats, &mut table_names, part)?;
    }
    for (tab, found) in &book.background {
        let worksheet = workbook.add_worksheet();
        section::write(worksheet, book, &mut formats, (&mut table_names, places), (tab, found, Place::Background))?;
    }
    Ok(workbook)
}

/// Does any cell compute itself, or have a name?
fn is_live(book: &Book) -> bool {
    let sections = book.front.iter().chain(&book.background).flat_map(|(_, section)| &section.blocks);
    let mut cells = sections.flat_map(tables).flat_map(|table| &table.rows).flat_map(|row| &row.cells);
    cells.any(|cell| matches!(cell, Cell::Live(_) | Cell::Named(_)))
}

fn tables(block: &Block) -> Vec<&Table> {
    match block {
        Block::Table(table) => vec![table],
        Block::Chart(chart) => vec![&chart.table],
        Block::Charts(charts) => charts.iter().map(|chart| &chart.table).collect(),
        Block::Heading(_) | Block::Paragraph(_) | Block::Tiles(_) | Block::Decisions(_) | Block::Entries(_) => vec![],
    }
}

fn default_format(theme: &Theme) -> Format {
    Format::new().set_font_name(&theme.workbook_font).set_font_size(text_size(&theme.workbook_font))
}

/// Title and author. The date is the period's last day, so that the same report gives the same bytes.
fn properties(report: &Report) -> Result<DocProperties, XlsxError> {
    let day = report.period.last_day();
    let created =
        ExcelDateTime::from_ymd(day.year().unsigned_abs(), day.month().unsigned_abs(), day.day().unsigned_abs())?;
    Ok(DocProperties::new()
        .set_title(&report.title)
        .set_subject(super::print::state_word(report))
        .set_author(&report.company)
        .set_company(&report.company)
        .set_creation_datetime(&created))
}
