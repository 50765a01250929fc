//! A sheet to fill: titles with notes, lists and input messages, the rows handed back, and shades where something is
//! missing.

use super::{FIRST_ROW, TITLE_ROW, cells, formulas, last_row, lists::Lists, looks::Looks, tab};
use crate::{
    model::{
        dictionary::SheetKind,
        portfolio::CENTRE,
        template::{Accepts, Asked, Entry, Form, Input, Template},
    },
    render::xlsx::{measure, text},
};
use rust_xlsxwriter::{
    ConditionalFormatFormula, DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Format,
    Formula, Note, Worksheet, XlsxError,
};

/// Most letters of the title and the text of a cell's message.
const MESSAGE_TITLE: usize = 32;
const MESSAGE_TEXT: usize = 255;
/// Most letters of the text that refuses a value.
const REFUSAL_TEXT: usize = 225;
/// Width of what fits on a printed page, in digits.
const PAGE_ROOM: f64 = 200.0;
/// Lines of the highest row: Excel's rows end at 409 points.
const MOST_LINES: usize = 27;
/// Excel's number of A4.
const A4: u8 = 9;

pub(super) fn write(
    worksheet: &mut Worksheet,
    template: &Template,
    index: usize,
    lists: &Lists,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let form = &template.forms[index];
    worksheet.set_name(tab(form))?.set_tab_color(looks.tab(true));
    text::write(worksheet, 0, 0, &banner(form, template), Some(&looks.note()))?;
    for (column, input) in form.columns.iter().enumerate() {
        write_column(worksheet, form, column, input, template, lists, looks)?;
    }
    let formats: Vec<Format> = form.columns.iter().map(|input| looks.input(&input.accepts)).collect();
    for (row, entries) in form.rows.iter().enumerate() {
        for (column, (entry, format)) in entries.iter().zip(&formats).enumerate() {
            if let Some(entry) = entry {
                write_entry(worksheet, FIRST_ROW + row as u32, column as u16, entry, format)?;
            }
        }
        match lines(form, entries) {
            0 | 1 => {}
            lines => drop(worksheet.set_row_height(FIRST_ROW + row as u32, 15.0 * lines as f64)?),
        }
    }
    shade(worksheet, template, index, looks)?;
    worksheet.set_row_height(TITLE_ROW, 15.0 * title_lines(form) as f64)?;
    worksheet.set_freeze_panes(FIRST_ROW, form.frozen_columns as u16)?;
    print(worksheet, form, template)
}

/// What one row is, what the marks mean, and for when it is.
fn banner(form: &Form, template: &Template) -> String {
    format!(
        "{} * is always needed, (*) in some rows: the note on the title says when. {}.",
        form.sentence, template.title
    )
}

fn write_column(
    worksheet: &mut Worksheet,
    form: &Form,
    column: usize,
    input: &Input,
    template: &Template,
    lists: &Lists,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let place = column as u16;
    worksheet.set_column_width(place, width(input))?;
    worksheet.set_column_format(place, &looks.input(&input.accepts))?;
    let format = looks.input_title(input.asked, &input.accepts);
    text::write(worksheet, TITLE_ROW, place, &marked_title(input), Some(&format))?;
    worksheet.insert_note(TITLE_ROW, place, &note(input))?;
    let rule = rule(form, input, template, lists)?;
    worksheet.add_data_validation(FIRST_ROW, place, last_row(form), place, &rule)?;
    Ok(())
}

/// The title with its mark. Marks are no letters, so the intake reads the title without them.
pub(super) fn marked_title(input: &Input) -> String {
    let title = &input.title;
    match input.asked {
        Asked::Always => format!("{title} *"),
        Asked::Sometimes => format!("{title} (*)"),
        Asked::Never => title.clone(),
    }
}

fn note(input: &Input) -> Note {
    let example = if input.example.is_empty() { String::new() } else { format!("\nExample: {}", input.example) };
    let words = format!("Needed: {}.\n{}{example}", input.when, input.help);
    let lines = measure::wrap(&words, 40.0).len() as u32;
    Note::new(words).add_author_prefix(false).set_width(260).set_height(20 + 17 * lines)
}

/// What a cell takes, what it says when people come to it, and what it says to something else.
fn rule(form: &Form, input: &Input, template: &Template, lists: &Lists) -> Result<DataValidation, XlsxError> {
    let (title, words) = message(input);
    let rule = DataValidation::new().set_input_title(title)?.set_input_message(&words)?;
    let rule = match &input.accepts {
        Accepts::Id | Accepts::Text { .. } => return Ok(rule.allow_any_value()),
        Accepts::OneOf(values) => rule.allow_list_formula(Formula::new(format!("={}", lists.place(values)))),
        Accepts::KnownId { .. } => return known_id(rule, form, template),
        Accepts::Email => {
            let cell = format!("{}{}", letters_of(form, input), FIRST_ROW + 1);
            rule.allow_custom(Formula::new(format!("=ISNUMBER(FIND(\"@\",{cell}))")))
        }
        Accepts::Day | Accepts::Month => {
            let (first, last) = (ExcelDateTime::from_ymd(1990, 1, 1)?, ExcelDateTime::from_ymd(2100, 12, 31)?);
            rule.allow_date(DataValidationRule::Between(first, last))
        }
        Accepts::Whole(range) => match (range.at_least, range.at_most) {
            (Some(least), Some(most)) => {
                rule.allow_whole_number(DataValidationRule::Between(least as i32, most as i32))
            }
            (least, _) => {
                rule.allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(least.unwrap_or(-1e9) as i32))
            }
        },
        Accepts::OneOfNumbers(numbers) => {
            let texts: Vec<String> = numbers.iter().map(f64::to_string).collect();
            rule.allow_list_strings(&texts)?
        }
        Accepts::Money(range) | Accepts::Number(range) | Accepts::Share(range) => {
            let decimal = match (range.at_least, range.more_than, range.at_most) {
                (Some(least), _, Some(most)) => DataValidationRule::Between(least, most),
                // Excel's rules have no "above … up to"; the sheet Ready to send and the check have.
                (None, Some(bound), Some(most)) => DataValidationRule::Between(bound, most),
                (Some(least), _, None) => DataValidationRule::GreaterThanOrEqualTo(least),
                (None, Some(bound), None) => DataValidationRule::GreaterThan(bound),
                (None, None, Some(most)) => DataValidationRule::LessThanOrEqualTo(most),
                (None, None, None) => DataValidationRule::Between(-1e12, 1e12),
            };
            rule.allow_decimal_number(decimal)
        }
    };
    rule.set_error_title("This does not fit here")?.set_error_message(text::cut(&input.help, REFUSAL_TEXT))
}

/// Ids are offered as far as the sheet Initiatives is filled. Another id is taken after a question, because the
/// initiative may be typed later.
fn known_id(rule: DataValidation, form: &Form, template: &Template) -> Result<DataValidation, XlsxError> {
    let Some(known) = template.forms.iter().find(|form| form.kind == SheetKind::Initiatives) else {
        return Ok(rule.allow_any_value());
    };
    let (first, all) = (FIRST_ROW + 1, cells(known, 0));
    let list = format!("=OFFSET({0}!$A${first},0,0,MAX(1,COUNTA({0}!{all})),1)", tab(known));
    let centre = match form.columns[0].accepts {
        Accepts::KnownId { centre: true } => format!(" {CENTRE} is the AI CoE (own costs)."),
        _ => String::new(),
    };
    rule.allow_list_formula(Formula::new(list))
        .set_error_style(DataValidationErrorStyle::Warning)
        .set_error_title("Not on the sheet Initiatives")?
        .set_error_message(format!("No initiative has this id yet.{centre} Keep it?"))
}

/// Title and text of the message that shows at a cell.
fn message(input: &Input) -> (String, String) {
    let needed = match input.asked {
        Asked::Never => String::new(),
        Asked::Always => "Always needed. ".to_owned(),
        Asked::Sometimes => format!("Needed {}. ", input.when),
    };
    let words = format!("{needed}{}", input.help);
    let cut = |text: &str, most: usize| match text.encode_utf16().count() > most {
        true => format!("{}…", text::cut(text, most - 1)),
        false => text.to_owned(),
    };
    (cut(&input.title, MESSAGE_TITLE), cut(&words, MESSAGE_TEXT))
}

fn write_entry(
    worksheet: &mut Worksheet,
    row: u32,
    column: u16,
    entry: &Entry,
    format: &Format,
) -> Result<(), XlsxError> {
    match entry {
        Entry::Text(words) => text::write(worksheet, row, column, words, Some(format))?,
        Entry::Number(number) => {
            worksheet.write_number_with_format(row, column, *number, format)?;
        }
        Entry::Day(day) => {
            worksheet.write_datetime_with_format(row, column, excel_day(*day)?, format)?;
        }
        Entry::Month(month) => {
            worksheet.write_datetime_with_format(row, column, excel_day(month.first_day())?, format)?;
        }
    }
    Ok(())
}

fn excel_day(day: jiff::civil::Date) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(day.year().unsigned_abs(), day.month().unsigned_abs(), day.day().unsigned_abs())
}

/// Hatches cells that are needed and empty, while people fill.
fn shade(worksheet: &mut Worksheet, template: &Template, index: usize, looks: &Looks) -> Result<(), XlsxError> {
    let form = &template.forms[index];
    for test in template.tests.iter().filter(|test| test.form == index) {
        let Some(rule) = formulas::shades(test, template) else { continue };
        let column = test.column as u16;
        let shade = ConditionalFormatFormula::new().set_rule(Formula::new(rule)).set_format(looks.missing());
        worksheet.add_conditional_format(FIRST_ROW, column, last_row(form), column, &shade)?;
    }
    Ok(())
}

/// Letters of a column.
fn letters_of(form: &Form, input: &Input) -> String {
    let column = form.columns.iter().position(|other| std::ptr::eq(other, input)).unwrap_or_default();
    crate::model::workbook::column_letters(column as u32)
}

/// Width of a column, in digits.
fn width(input: &Input) -> f64 {
    let word = measure::widest_word(&marked_title(input)) + 2.0;
    let content: f64 = match &input.accepts {
        Accepts::Id | Accepts::KnownId { .. } => 14.0,
        Accepts::Text { long: true } => 40.0,
        Accepts::Text { long: false } => 28.0,
        Accepts::OneOf(values) => {
            values.iter().map(|value| measure::width(value)).fold(0.0, f64::max).clamp(9.0, 30.0) + 3.0
        }
        Accepts::Email => 30.0,
        Accepts::Day => 12.0,
        Accepts::Month => 10.0,
        Accepts::Money(_) => 13.0,
        Accepts::Number(_) | Accepts::Whole(_) | Accepts::Share(_) | Accepts::OneOfNumbers(_) => 11.0,
    };
    content.max(word)
}

/// Lines that the long texts of a row take; not every program makes room for them by itself.
fn lines(form: &Form, entries: &[Option<Entry>]) -> usize {
    let texts = form.columns.iter().zip(entries).filter_map(|(input, entry)| match (&input.accepts, entry) {
        (Accepts::Text { long: true }, Some(Entry::Text(words))) => {
            Some(measure::wrap(words, width(input) - 1.0).len())
        }
        _ => None,
    });
    texts.max().unwrap_or(1).min(MOST_LINES)
}

fn title_lines(form: &Form) -> usize {
    let lines = |input: &Input| measure::wrap(&marked_title(input), width(input) - 1.0).len();
    form.columns.iter().map(lines).max().unwrap_or(1)
}

/// A4 across, the titles on each page, and the frozen columns on each.
fn print(worksheet: &mut Worksheet, form: &Form, template: &Template) -> Result<(), XlsxError> {
    let wide: f64 = form.columns.iter().map(width).sum();
    let pages_wide = (wide / PAGE_ROOM).ceil().max(1.0) as u16;
    worksheet
        .set_paper_size(A4)
        .set_landscape()
        .set_print_fit_to_pages(pages_wide, 0)
        .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)
        .set_footer(footer(template))
        .set_repeat_rows(0, TITLE_ROW)?;
    if pages_wide > 1 {
        worksheet.set_repeat_columns(0, form.frozen_columns as u16 - 1)?;
    }
    Ok(())
}

/// Title left, sheet and page right.
pub(super) fn footer(template: &Template) -> String {
    format!("&L {}&R &A · page &P of &N", text::cut(&template.title, 120).replace('&', "&&"))
}
