//! The list of sheets on the first one: a link to each and what it answers.

use super::{book::Book, measure, sheet::Sheet};
use crate::model::report::Section;
use rust_xlsxwriter::{Url, XlsxError, utility::quote_sheet_name};

/// Makes the first column wide enough for every sheet's name.
pub(super) fn widen(widths: &mut Vec<f64>, book: &Book) {
    let sections = book.front.iter().chain(&book.background).map(|tab| &tab.name);
    let names = sections.chain(book.parts.iter().map(|part| &part.tab));
    let widest = names.map(|name| measure::width(name)).fold(0.0, f64::max);
    super::widths::at_least(widths, 0, widest + 2.0);
}

/// Writes the list.
pub(super) fn write(sheet: &mut Sheet) -> Result<(), XlsxError> {
    let book = sheet.book;
    let heading = sheet.formats.heading();
    sheet.line("Sheets", &heading)?;
    for tab in book.front.iter().skip(1) {
        entry(sheet, &tab.name, answer(tab.section))?;
    }
    for part in &book.parts {
        entry(sheet, &part.tab, &part.note(&book.report.locale))?;
    }
    for tab in &book.background {
        entry(sheet, &tab.name, answer(tab.section))?;
    }
    sheet.gap();
    Ok(())
}

fn answer(section: &Section) -> &str {
    if section.title.is_empty() { &section.scope } else { &section.title }
}

fn entry(sheet: &mut Sheet, tab: &str, words: &str) -> Result<(), XlsxError> {
    let (link, muted) = (sheet.formats.link(), sheet.formats.scope());
    let target = Url::new(format!("internal:{}!A1", quote_sheet_name(tab)));
    sheet.worksheet.write_url_with_options(sheet.row, 0, target, tab, "", Some(&link))?;
    sheet.line_from(1, words, &muted)?;
    sheet.row += 1;
    Ok(())
}
