//! The workbook: which sheets there are, in which order.

use super::{
    data::{self, Part},
    formats::{Formats, text_size},
    names::Names,
    section::{self, Place},
};
use crate::model::{
    report::{Report, Section},
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
        Book { report, theme, front, parts, background }
    }
}

/// Writes the whole report.
pub(super) fn write(report: &Report, theme: &Theme) -> Result<Vec<u8>, XlsxError> {
    let book = Book::new(report, theme);
    let mut formats = Formats::new(theme);
    let mut table_names = Names::default();
    let mut workbook = Workbook::new();
    workbook.set_default_format(&default_format(theme), super::sheet::LINE_PIXELS, 64)?;
    workbook.set_tab_ratio(TAB_SHARE);
    workbook.set_properties(&properties(report)?);
    for (index, (tab, found)) in book.front.iter().enumerate() {
        let place = if index == 0 { Place::First } else { Place::Front };
        section::write(workbook.add_worksheet(), &book, &mut formats, &mut table_names, (tab, found, place))?;
    }
    for part in &book.parts {
        data::write(workbook.add_worksheet(), &book, &formats, &mut table_names, part)?;
    }
    for (tab, found) in &book.background {
        section::write(
            workbook.add_worksheet(),
            &book,
            &mut formats,
            &mut table_names,
            (tab, found, Place::Background),
        )?;
    }
    workbook.save_to_buffer()
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
        .set_author(&report.company)
        .set_company(&report.company)
        .set_creation_datetime(&created))
}
