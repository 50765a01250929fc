//! How to fill the other sheets, and every column with an example.

use super::{GUIDE, form, looks::Looks, tab};
use crate::{
    model::template::Template,
    render::xlsx::{measure, text},
};
use rust_xlsxwriter::{Worksheet, XlsxError};

const TITLES: [&str; 5] = ["Sheet", "Column", "Needed", "What to type", "Right, for example"];
const WIDTHS: [f64; 5] = [13.0, 26.0, 26.0, 66.0, 34.0];

pub(super) fn write(worksheet: &mut Worksheet, template: &Template, looks: &Looks) -> Result<(), XlsxError> {
    worksheet.set_name(GUIDE)?.set_tab_color(looks.tab(false)).set_screen_gridlines(false);
    for (column, width) in WIDTHS.iter().enumerate() {
        worksheet.set_column_width(column as u16, *width)?;
    }
    text::write(worksheet, 0, 0, &template.title, Some(&looks.title()))?;
    text::write(worksheet, 1, 0, &format!("{} · how to fill in this workbook", template.company), Some(&looks.note()))?;
    worksheet.set_row_height(0, 24)?;
    let mut row = 3;
    for (number, step) in template.steps.iter().enumerate() {
        for (line, words) in measure::wrap(step, WIDTHS.iter().sum::<f64>() - 6.0).iter().enumerate() {
            let begins = if line == 0 { format!("{}.  ", number + 1) } else { "     ".to_owned() };
            text::write(worksheet, row, 0, &format!("{begins}{words}"), Some(&looks.words().unset_text_wrap()))?;
            row += 1;
        }
    }
    row += 1;
    let titles = row;
    for (column, title) in TITLES.iter().enumerate() {
        text::write(worksheet, row, column as u16, title, Some(&looks.header()))?;
    }
    row += 1;
    for form in &template.forms {
        for input in &form.columns {
            let cells = [
                tab(form).to_owned(),
                form::marked_title(input),
                input.when.clone(),
                input.help.clone(),
                input.example.clone(),
            ];
            let lines = cells.iter().zip(WIDTHS).map(|(words, width)| measure::wrap(words, width).len());
            worksheet.set_row_height(row, 15.0 * lines.max().unwrap_or(1) as f64)?;
            for (column, words) in cells.iter().enumerate() {
                text::write(worksheet, row, column as u16, words, Some(&looks.words()))?;
            }
            row += 1;
        }
    }
    worksheet
        .set_paper_size(9)
        .set_landscape()
        .set_print_fit_to_pages(1, 0)
        .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)
        .set_footer(form::footer(template))
        .set_repeat_rows(titles, titles)?;
    Ok(())
}
