//! The workbook: which sheets there are, in which order.

use super::{
    data::{self, Part},
    formats::{Formats, text_size},
    live::Places,
    names::Names,
    package::{self, Additions},
    section::{self, Place},
    table,
};
use crate::model::{
    report::{Block, Cell, Report, Section, Table},
    theme::Theme,
};
use rayon::prelude::*;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

/// Share of the window's foot that tabs may take, in per cent: all tabs in front are seen on a screen of 1,366 pixels.
const TAB_SHARE: u8 = 85;

/// What every sheet may want to know about the whole workbook.
pub(super) struct Book<'a> {
    pub(super) report: &'a Report,
    pub(super) theme: &'a Theme,
    /// Sections in front.
    pub(super) front: Vec<Tab<'a>>,
    /// Data sheets, split where Excel's rows end.
    pub(super) parts: Vec<Part<'a>>,
    /// Sections behind the data.
    pub(super) background: Vec<Tab<'a>>,
    /// Where the tables stand that formulas speak of; `None` while it is being found out.
    pub(super) places: Option<Places>,
    /// Tables of so many rows are left to the package.
    pub(super) long: usize,
}

/// A section with the names it has in the workbook.
pub(super) struct Tab<'a> {
    /// Name of the sheet.
    pub(super) name: String,
    pub(super) section: &'a Section,
    /// Names of the tables that can be filtered, in their order on the sheet.
    pub(super) table_names: Vec<String>,
}

impl<'a> Book<'a> {
    fn new(report: &'a Report, theme: &'a Theme, long: usize) -> Self {
        let (mut names, mut table_names) = (Names::default(), Names::default());
        let tabs = |sections: &'a [Section], names: &mut Names, table_names: &mut Names| {
            let tab = |section: &'a Section| {
                let filtered = section.blocks.iter().flat_map(tables).filter(|table| table::filtered_rows(table) > 0);
                let table_names = filtered.map(|table| table_names.table(&table.name)).collect();
                Tab { name: names.tab(&section.name), section, table_names }
            };
            sections.iter().map(tab).collect()
        };
        let front = tabs(&report.sections, &mut names, &mut table_names);
        let data = report.data_sheets.iter();
        let parts = data.flat_map(|sheet| data::parts(sheet, &mut names, &mut table_names)).collect();
        let background = tabs(&report.background, &mut names, &mut table_names);
        Book { report, theme, front, parts, background, places: None, long }
    }

    /// All sections with their places in the workbook.
    fn tabs(&self) -> impl Iterator<Item = (&Tab<'a>, Place)> {
        let front = self.front.iter().enumerate();
        let front = front.map(|(index, tab)| (tab, if index == 0 { Place::First } else { Place::Front }));
        front.chain(self.background.iter().map(|tab| (tab, Place::Background)))
    }
}

/// What stands on one sheet.
enum Content<'a> {
    Section(&'a Tab<'a>, Place),
    Data(&'a Part<'a>),
}

/// Writes the whole report; tables of `long` rows and more are left to the package.
pub(super) fn write(report: &Report, theme: &Theme, long: usize) -> Result<Vec<u8>, XlsxError> {
    let mut book = Book::new(report, theme, long);
    if is_live(&book) {
        book.places = Some(find_places(&book)?);
    }
    let mut workbook = Workbook::new();
    // Packed better later, all parts at the same time.
    workbook.set_zip_compression_level(1);
    workbook.set_default_format(&default_format(theme), super::sheet::LINE_PIXELS, 64)?;
    workbook.set_tab_ratio(TAB_SHARE);
    workbook.set_properties(&properties(report)?);
    for (name, cell) in book.places.iter().flat_map(Places::definitions) {
        workbook.define_name(name, cell)?;
    }
    let additions = sheets(&book, &mut workbook)?;
    let written = workbook.save_to_buffer()?;
    drop(workbook);
    package::finish(written, additions)
}

/// Where everything stands that formulas speak of. A formula may speak of a table further down, so the sections are
/// laid out before they are written.
fn find_places(book: &Book) -> Result<Places, XlsxError> {
    let mut places = Places::of_data(book);
    let mut formats = Formats::new(book.theme);
    for (tab, place) in book.tabs() {
        section::write(&mut Worksheet::new(), book, &mut formats, Some(&mut places), (tab, place))?;
    }
    Ok(places)
}

/// Writes every sheet, all at the same time, and gives what the package is to have besides.
fn sheets<'a>(book: &'a Book<'a>, workbook: &mut Workbook) -> Result<Vec<Additions<'a>>, XlsxError> {
    let mut contents: Vec<Content> = book.tabs().map(|(tab, place)| Content::Section(tab, place)).collect();
    contents.splice(book.front.len()..book.front.len(), book.parts.iter().map(Content::Data));
    for _ in &contents {
        workbook.add_worksheet();
    }
    let write = |(worksheet, content): (&mut Worksheet, Content<'a>)| {
        let mut formats = Formats::new(book.theme);
        match content {
            Content::Section(tab, place) => section::write(worksheet, book, &mut formats, None, (tab, place)),
            Content::Data(part) => data::write(worksheet, book, &formats, part),
        }
    };
    let sheets = workbook.worksheets_mut().par_iter_mut().zip(contents).with_max_len(1);
    let written: Vec<Result<Additions, XlsxError>> = sheets.map(|sheet| super::caught(|| write(sheet))).collect();
    written.into_iter().collect()
}

/// Does any cell compute itself, or have a name?
fn is_live(book: &Book) -> bool {
    let blocks = book.tabs().flat_map(|(tab, _)| &tab.section.blocks);
    let mut cells = blocks.flat_map(tables).flat_map(|table| &table.rows).flat_map(|row| &row.cells);
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
