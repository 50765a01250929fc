//! How a sheet is printed, and the first look at it on a screen.

use super::{book::Book, formats::colour, text};
use crate::model::report::{Report, State};
use rust_xlsxwriter::{ColNum, RowNum, Worksheet, XlsxError};

/// Excel's number of A4.
const A4: u8 = 9;
/// Most UTF-16 units of a title or a company's name in a header or footer; Excel takes 255 for the whole of it.
const COMPANY_UNITS: usize = 80;

/// Last cell that is printed, and the rows that every printed page begins with.
pub(super) struct Extent {
    pub(super) last_row: RowNum,
    pub(super) last_column: ColNum,
    pub(super) repeated: (RowNum, RowNum),
    /// Columns from the left that pages further to the right begin with.
    pub(super) repeated_columns: ColNum,
    /// Width of what is shown, in digits.
    pub(super) width: f64,
    /// To look things up on a screen: of many rows the first are printed, as an example.
    pub(super) is_reference: bool,
}

/// Rows and pages side by side that are printed of a sheet to look things up in.
const ROWS_OF_A_REFERENCE: RowNum = 60;
const WIDE_REFERENCE: u16 = 2;

/// A sheet with no more rows than these is printed on one page, so that no page ends within a chart.
const ROWS_OF_ONE_PAGE: RowNum = 60;

/// Digits across a page of A4 that can still be read: letters of about 6 points.
const DIGITS_OF_ONE_PAGE: f64 = 290.0;

/// The same with the page upright.
const DIGITS_OF_UPRIGHT_PAGE: f64 = 200.0;

/// A4, upright where a narrow sheet goes on and on, else across; as few pages wide as can be read.
pub(super) fn set_up(worksheet: &mut Worksheet, book: &Book, extent: &Extent) -> Result<(), XlsxError> {
    let most_wide = if extent.is_reference { f64::from(WIDE_REFERENCE) } else { 100.0 };
    let pages_wide = (extent.width / DIGITS_OF_ONE_PAGE).ceil().clamp(1.0, most_wide) as u16;
    let is_cut = extent.is_reference && extent.last_row > ROWS_OF_A_REFERENCE;
    let last_row = if is_cut { ROWS_OF_A_REFERENCE } else { extent.last_row };
    let pages_high = if last_row <= ROWS_OF_ONE_PAGE { 1 } else { 0 };
    if pages_high == 0 && extent.width <= DIGITS_OF_UPRIGHT_PAGE {
        worksheet.set_portrait();
    } else {
        worksheet.set_landscape();
    }
    worksheet
        .set_paper_size(A4)
        .set_print_fit_to_pages(pages_wide, pages_high)
        .set_margins(0.3, 0.3, 0.7, 0.7, 0.3, 0.3)
        .set_zoom(100)
        .set_header(header(book, is_cut))
        .set_footer(footer(book))
        .set_header_footer_scale_with_doc(false)
        .set_repeat_rows(extent.repeated.0, extent.repeated.1)?
        .set_print_area(0, 0, last_row, extent.last_column)?;
    if pages_wide > 1 && extent.repeated_columns > 0 {
        worksheet.set_repeat_columns(0, extent.repeated_columns - 1)?;
    }
    Ok(())
}

/// The word that says whether the report may still change.
pub(super) fn state_word(report: &Report) -> String {
    match report.state {
        State::Draft => "DRAFT".to_owned(),
        State::HeldBack => "DRAFT · not released: totals do not agree".to_owned(),
        State::Final(_) => report.state.text(),
    }
}

/// Small and grey.
fn looks(book: &Book) -> String {
    let muted = String::from(book.theme.colours.muted);
    format!("&8&K{}", muted.trim_start_matches('#'))
}

/// What the report is, and the sheet; that it goes on where only its beginning is printed.
fn header(book: &Book, is_cut: bool) -> String {
    let looks = looks(book);
    let title = text::cut(&book.report.title, COMPANY_UNITS).replace('&', "&&");
    let beginning = if is_cut { format!(", its first {ROWS_OF_A_REFERENCE} rows") } else { String::new() };
    format!("&L{looks} {title}&R{looks} &A{beginning}")
}

fn footer(book: &Book) -> String {
    let (report, looks) = (book.report, looks(book));
    let company = text::cut(&report.company, COMPANY_UNITS).replace('&', "&&");
    let period = report.period_title.clone();
    let state = state_word(report);
    // The spaces keep a name that begins with a digit out of the codes before it.
    format!("&L{looks} {company} · {period} · {state}&R{looks} page &P of &N")
}

/// Colour of a section's tab.
pub(super) fn mark_front(worksheet: &mut Worksheet, book: &Book) {
    worksheet.set_tab_color(colour(book.theme.colours.accent)).set_screen_gridlines(false);
}

/// Colour of the tab of a section behind the data.
pub(super) fn mark_background(worksheet: &mut Worksheet, book: &Book) {
    mark_data(worksheet, book);
    worksheet.set_screen_gridlines(false);
}

/// Colour of a data sheet's tab.
pub(super) fn mark_data(worksheet: &mut Worksheet, book: &Book) {
    worksheet.set_tab_color(colour(book.theme.colours.muted));
}
