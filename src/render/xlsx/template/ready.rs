//! What is missing, counted while people fill: no program is needed to see it.

use super::{READY, cells, form, formulas, lists::Lists, looks::Looks, tab};
use crate::{
    model::{
        dictionary::SheetKind,
        template::{Form, Template, Test},
        workbook::column_letters,
    },
    render::xlsx::{measure, text},
};
use rust_xlsxwriter::{ConditionalFormatFormula, Formula, Worksheet, XlsxError};

/// Rows above the list: the answer, what is in it, a gap, the titles.
const LIST_ROW: u32 = 5;
const TITLES: [&str; 6] = ["State", "Sheet", "What is looked at", "How many", "First", "What to do"];
const WIDTHS: [f64; 6] = [9.0, 13.0, 58.0, 10.0, 9.0, 62.0];
/// What the first column says of a line.
const TO_FIX: &str = "MEND";
const FINE: &str = "ok";

pub(super) fn write(
    worksheet: &mut Worksheet,
    template: &Template,
    lists: &Lists,
    looks: &Looks,
) -> Result<(), XlsxError> {
    worksheet.set_name(READY)?.set_tab_color(looks.tab(false)).set_screen_gridlines(false);
    for (column, width) in WIDTHS.iter().enumerate() {
        worksheet.set_column_width(column as u16, *width)?;
    }
    let last = LIST_ROW + template.tests.len() as u32 - 1;
    text::write(worksheet, 0, 0, "Ready to send?", Some(&looks.title()))?;
    let (answer, now) = answer(template, last);
    worksheet.write_formula_with_format(
        1,
        0,
        Formula::new(answer).set_result(now),
        &looks.strong().set_font_size(13),
    )?;
    worksheet.set_row_height(0, 24)?.set_row_height(1, 20)?;
    let (inside, now) = inside(template);
    worksheet.write_formula_with_format(2, 0, Formula::new(inside).set_result(now), &looks.note())?;
    for (column, title) in TITLES.iter().enumerate() {
        text::write(worksheet, LIST_ROW - 1, column as u16, title, Some(&looks.header()))?;
    }
    for (index, test) in template.tests.iter().enumerate() {
        write_test(worksheet, LIST_ROW + index as u32, test, template, lists, looks)?;
    }
    mark(worksheet, last, looks)?;
    worksheet.set_freeze_panes(LIST_ROW, 0)?;
    worksheet
        .set_paper_size(9)
        .set_landscape()
        .set_print_fit_to_pages(1, 0)
        .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)
        .set_footer(form::footer(template))
        .set_repeat_rows(LIST_ROW - 1, LIST_ROW - 1)?;
    Ok(())
}

fn write_test(
    worksheet: &mut Worksheet,
    row: u32,
    test: &Test,
    template: &Template,
    lists: &Lists,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let form = &template.forms[test.form];
    let counted = format!("$D{}", row + 1);
    let state = format!("=IF({counted}>0,\"{TO_FIX}\",\"{FINE}\")");
    let now = if test.found > 0 { TO_FIX } else { FINE };
    worksheet.write_formula_with_format(row, 0, Formula::new(state).set_result(now), &looks.words())?;
    text::write(worksheet, row, 1, tab(form), Some(&looks.words()))?;
    text::write(worksheet, row, 2, &test.wrong, Some(&looks.words()))?;
    let count = formulas::count(test, template, lists);
    worksheet.write_formula_with_format(
        row,
        3,
        Formula::new(count).set_result(test.found.to_string()),
        &looks.count(),
    )?;
    let first = formulas::first(test, template, lists, &counted);
    let now = first_cell(test);
    worksheet.write_formula_with_format(row, 4, Formula::new(first).set_result(now), &looks.link())?;
    text::write(worksheet, row, 5, &test.todo, Some(&looks.words()))?;
    let lines = |words: &str, width: f64| measure::wrap(words, width).len();
    let lines = lines(&test.wrong, WIDTHS[2]).max(lines(&test.todo, WIDTHS[5]));
    worksheet.set_row_height(row, 15.0 * lines as f64)?;
    Ok(())
}

/// `F7`, or a dash.
fn first_cell(test: &Test) -> String {
    test.first.map_or_else(
        || formulas::NOTHING.to_owned(),
        |row| format!("{}{}", column_letters(test.column as u32), super::FIRST_ROW + row as u32 + 1),
    )
}

/// The sentence that answers, and what it says now.
fn answer(template: &Template, last: u32) -> (String, String) {
    let place = |letter: char| format!("${letter}${}:${letter}${}", LIST_ROW + 1, last + 1);
    let nothing = "NOTHING YET. Begin with the sheet Initiatives: one row for each.";
    let ready = "READY. Save this workbook and send it.";
    let begin = |what: char| format!("INDEX({},MATCH(\"{TO_FIX}\",{},0))", place(what), place('A'));
    let formula = format!(
        "=IF(COUNTA({})=0,\"{nothing}\",IF(SUM({counts})=0,\"{ready}\",\"NOT READY: \"&SUM({counts})&\" to fix, marked below. Begin with \"&{}&\": \"&{}&\".\"))",
        on_sheet(initiatives(template)),
        begin('B'),
        begin('C'),
        counts = place('D'),
    );
    let found: u32 = template.tests.iter().map(|test| test.found).sum();
    let now = match template.tests.iter().find(|test| test.found > 0) {
        _ if initiatives(template).rows.iter().all(|row| row[0].is_none()) => nothing.to_owned(),
        None => ready.to_owned(),
        Some(test) => format!(
            "NOT READY: {found} to fix, marked below. Begin with {}: {}.",
            tab(&template.forms[test.form]),
            test.wrong
        ),
    };
    (formula, now)
}

/// How many rows each sheet has, and what that says now.
fn inside(template: &Template) -> (String, String) {
    let parts: Vec<String> =
        template.forms.iter().map(|form| format!("\"{} \"&COUNTA({})", tab(form), on_sheet(form))).collect();
    let now: Vec<String> = template
        .forms
        .iter()
        .map(|form| format!("{} {}", tab(form), form.rows.iter().filter(|row| row[0].is_some()).count()))
        .collect();
    (format!("=\"Rows filled: \"&{}", parts.join("&\" · \"&")), format!("Rows filled: {}", now.join(" · ")))
}

fn initiatives(template: &Template) -> &Form {
    let found = template.forms.iter().find(|form| form.kind == SheetKind::Initiatives);
    found.expect("every level has the sheet Initiatives")
}

/// The ids of a form, seen from another sheet.
fn on_sheet(form: &Form) -> String {
    format!("{}!{}", tab(form), cells(form, 0))
}

/// What is to fix stands out by its word and its weight; the rest stays quiet.
fn mark(worksheet: &mut Worksheet, last: u32, looks: &Looks) -> Result<(), XlsxError> {
    let rule = |rule: String, format| ConditionalFormatFormula::new().set_rule(Formula::new(rule)).set_format(format);
    let row = LIST_ROW + 1;
    worksheet.add_conditional_format(LIST_ROW, 0, last, 3, &rule(format!("=$D{row}>0"), looks.signal(false)))?;
    worksheet.add_conditional_format(LIST_ROW, 0, last, 5, &rule(format!("=$D{row}=0"), looks.quiet()))?;
    worksheet.add_conditional_format(1, 0, 1, 0, &rule("=LEFT($A$2,6)=\"READY.\"".to_owned(), looks.signal(true)))?;
    worksheet.add_conditional_format(1, 0, 1, 0, &rule("=LEFT($A$2,3)=\"NOT\"".to_owned(), looks.signal(false)))?;
    Ok(())
}
