//! The workbook of questions: one row a question, with a list of answers at each.

use super::{
    formats::{colour, text_size, tint},
    text,
};
use crate::model::{
    question::{AskedColumn, QuestionBook},
    theme::Theme,
    workbook::column_letters,
};
use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Note, Workbook,
    Worksheet, XlsxError,
};

/// The hidden sheet with what may be chosen; Excel takes no list longer than 255 letters in a cell's rule.
const LISTS: &str = "Lists";

/// Height of a line, in points.
const LINE_POINTS: f64 = 15.0;

/// The workbook as Excel bytes. The same questions give the same bytes.
pub fn questions(book: &QuestionBook, theme: &Theme) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(book)?);
    let lists = lists(book);
    write(workbook.add_worksheet(), book, &lists, theme)?;
    let sheet = workbook.add_worksheet();
    sheet.set_name(LISTS)?.set_hidden(true);
    for (column, values) in lists.iter().enumerate() {
        for (row, value) in values.iter().enumerate() {
            text::write(sheet, row as u32, column as u16, value, None)?;
        }
    }
    workbook.save_to_buffer()
}

/// The date is the period's last day, so that the same questions give the same bytes.
fn properties(book: &QuestionBook) -> Result<DocProperties, XlsxError> {
    let day = book.period.last_day();
    let created =
        ExcelDateTime::from_ymd(day.year().unsigned_abs(), day.month().unsigned_abs(), day.day().unsigned_abs())?;
    Ok(DocProperties::new()
        .set_title("Questions about the intake")
        .set_author(&book.company)
        .set_company(&book.company)
        .set_creation_datetime(&created))
}

/// Each list once.
fn lists(book: &QuestionBook) -> Vec<&Vec<String>> {
    let mut lists: Vec<&Vec<String>> = Vec::new();
    for list in book.rows.iter().flat_map(|row| &row.choices) {
        if !list.is_empty() && !lists.contains(&list) {
            lists.push(list);
        }
    }
    lists
}

/// How many lines the longest cell that people see takes. Words do not fill their lines, so a tenth is left free.
fn lines(book: &QuestionBook, cells: &[String]) -> f64 {
    let of = |(column, cell): (&AskedColumn, &String)| (cell.chars().count() as f64 / (column.width * 0.9)).ceil();
    book.columns.iter().zip(cells).filter(|(column, _)| !column.is_for_program).map(of).fold(1.0, f64::max)
}

fn write(sheet: &mut Worksheet, book: &QuestionBook, lists: &[&Vec<String>], theme: &Theme) -> Result<(), XlsxError> {
    let colours = &theme.colours;
    let font = &theme.workbook_font;
    let plain = Format::new().set_font_name(font).set_font_size(text_size(font)).set_font_color(colour(colours.ink));
    let words = plain.clone().set_text_wrap().set_align(FormatAlign::Top);
    let quiet = words.clone().set_font_color(colour(colours.muted));
    let number = words.clone().set_align(FormatAlign::Right).set_indent(1);
    let answer = words.clone().set_background_color(colour(tint(colours.accent, colours.paper, 1)));
    let title = words
        .clone()
        .set_bold()
        .set_background_color(colour(colours.panel))
        .set_border_bottom(FormatBorder::Thin)
        .set_border_bottom_color(colour(colours.muted));
    sheet.set_name(&book.sheet)?;
    let last_column = book.columns.len() as u16 - 1;
    for (row, line) in book.lead.iter().enumerate() {
        sheet.merge_range(row as u32, 0, row as u32, last_column.min(8), "", &words)?;
        text::write(sheet, row as u32, 0, line, Some(&words))?;
        sheet.set_row_height(row as u32, 32)?;
    }
    let head = book.lead.len() as u32 + 1;
    for (place, column) in (0..).zip(&book.columns) {
        sheet.set_column_width(place, column.width)?;
        text::write(sheet, head, place, &column.title, Some(&title))?;
        if !column.help.is_empty() {
            sheet.insert_note(head, place, &Note::new(&column.help).add_author_prefix(false))?;
        }
        if column.is_for_program {
            sheet.set_column_hidden(place)?;
        }
    }
    for (number_of_row, row) in (head + 1..).zip(&book.rows) {
        sheet.set_row_height(number_of_row, LINE_POINTS * lines(book, &row.cells))?;
        let mut choices = row.choices.iter();
        for (place, (column, cell)) in (0..).zip(book.columns.iter().zip(&row.cells)) {
            let format = match (column.is_answer, column.is_for_program) {
                (true, _) => &answer,
                (false, true) => &quiet,
                (false, false) if column.is_number => &number,
                (false, false) => &words,
            };
            text::write(sheet, number_of_row, place, cell, Some(format))?;
            let list = if column.is_answer { choices.next() } else { None };
            if let Some(list) = list.filter(|list| !list.is_empty()) {
                let at = lists.iter().position(|known| *known == list).unwrap_or_default();
                let letters = column_letters(at as u32);
                let range = format!("{LISTS}!${letters}$1:${letters}${}", list.len());
                let rule = DataValidation::new()
                    .allow_list_formula(Formula::new(format!("={range}")))
                    .set_error_title("Not one of the answers")?
                    .set_error_message("Choose an answer from the list, or clear the cell.")?;
                sheet.add_data_validation(number_of_row, place, number_of_row, place, &rule)?;
            }
        }
    }
    sheet.set_freeze_panes(head + 1, 1)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(head, head)?;
    Ok(())
}
