//! The intake workbook that people fill in: a guide, the sheets to fill with lists and notes, and what is missing.

mod form;
mod formulas;
mod guide;
mod lists;
mod looks;
mod ready;

use super::{formats::text_size, sheet};
use crate::model::{
    template::{Form, Template},
    theme::Theme,
    workbook::column_letters,
};
use lists::Lists;
use looks::Looks;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

/// The sheet that says how to fill the others.
const GUIDE: &str = "Guide";
/// The sheet that counts what is missing.
const READY: &str = "Ready to send";
/// The hidden sheet with the values of lists.
const LISTS: &str = "Lists";
/// The titles stand below one line of words.
const TITLE_ROW: u32 = 1;
/// The first row to fill.
const FIRST_ROW: u32 = 2;
/// Rows to fill that have lists and are looked at, beyond those handed back.
const EMPTY_ROWS: u32 = 500;

/// The workbook as Excel bytes. The same template gives the same bytes.
pub fn template(template: &Template, theme: &Theme) -> Result<Vec<u8>, XlsxError> {
    let looks = Looks::new(theme);
    let lists = Lists::of(template);
    let mut workbook = Workbook::new();
    let size = text_size(&theme.workbook_font);
    let plain = Format::new().set_font_name(&theme.workbook_font).set_font_size(size);
    workbook.set_default_format(&plain, sheet::LINE_PIXELS, 64)?;
    workbook.set_properties(&properties(template)?);
    guide::write(workbook.add_worksheet(), template, &looks)?;
    for index in 0..template.forms.len() {
        form::write(workbook.add_worksheet(), template, index, &lists, &looks)?;
    }
    if !template.tests.is_empty() {
        ready::write(workbook.add_worksheet(), template, &lists, &looks)?;
    }
    lists.write(workbook.add_worksheet())?;
    // People who get their rows back want to see them first.
    let first = usize::from(template.forms.iter().any(|form| !form.rows.is_empty()));
    workbook.worksheet_from_index(first)?.set_active(true);
    workbook.save_to_buffer()
}

/// Title and author. The date is the period's last day, so that the same template gives the same bytes.
fn properties(template: &Template) -> Result<DocProperties, XlsxError> {
    let day = template.stamp.period.last_day();
    let created =
        ExcelDateTime::from_ymd(day.year().unsigned_abs(), day.month().unsigned_abs(), day.day().unsigned_abs())?;
    let properties = DocProperties::new()
        .set_title(&template.title)
        .set_author(&template.company)
        .set_company(&template.company)
        .set_creation_datetime(&created);
    let stamp = template.stamp.properties();
    Ok(stamp.into_iter().fold(properties, |properties, (name, text)| properties.set_custom_property(name, text)))
}

/// The last row of a form that has lists and is looked at.
fn last_row(form: &Form) -> u32 {
    FIRST_ROW + form.rows.len() as u32 + EMPTY_ROWS - 1
}

/// `$F$3:$F$502`: the cells to fill of a column, on their own sheet.
fn cells(form: &Form, column: usize) -> String {
    block(form, column, column)
}

/// The cells to fill from one column to another, on their own sheet.
fn block(form: &Form, first: usize, last: usize) -> String {
    let letters = |column: usize| column_letters(column as u32);
    format!("${}${}:${}${}", letters(first), FIRST_ROW + 1, letters(last), last_row(form) + 1)
}

/// The name of a form's tab.
fn tab(form: &Form) -> &'static str {
    form.kind.name()
}

/// A text as a formula has it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests;
