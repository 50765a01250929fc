//! Rows to bytes: workbooks as a department keeps them, and one csv file.

use crate::cell::{Cell, Day, Kind, Month, kind_of};
use crate::intake::{Row, Submission};
use crate::layout::{Layout, PercentStyle};
use crate::{company, table::records};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

/// What a person typed, or would have typed, in a cell.
fn typed<'a>(row: &'a Row, field: &str) -> &'a Cell {
    match row.cells.get(field) {
        None => &Cell::Blank,
        Some(entry) => entry.typed.as_ref().unwrap_or(&entry.meant),
    }
}

/// The workbook of a department.
pub fn workbook(submission: &Submission, intake: Month) -> Result<Vec<u8>, XlsxError> {
    let layout = submission.layout;
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(intake)?);
    for (sheet, rows) in submission.sheets.iter().enumerate() {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(layout.sheet_names[sheet])?;
        write_header(worksheet, layout, sheet)?;
        for (index, row) in rows.iter().enumerate() {
            for (column, (field, _)) in layout.columns_of(sheet).into_iter().enumerate() {
                let position = (index as u32 + 1, column as u16);
                write_cell(worksheet, layout, position, field, typed(row, field))?;
            }
        }
    }
    workbook.save_to_buffer()
}

/// The boards' own workbook: what was decided to the end of the month, and by whom.
pub fn decisions(month: Month) -> Result<Vec<u8>, XlsxError> {
    const TITLES: [&str; 5] = ["Initiative ID", "Decision", "Decided on", "Decided by", "Reason"];
    let bodies = records(company::DECIDED_BY);
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(month)?);
    let worksheet = workbook.add_worksheet();
    worksheet.set_name("Decisions")?;
    worksheet.write_row_with_format(0, 0, TITLES, &Format::new().set_bold())?;
    let mut row = 0;
    for decided in records(company::DECISIONS).into_iter().filter(|record| record.contains_key("Decision")) {
        let day = Day::parse(decided["Decided on"]).expect("a day");
        if day.in_month() > month {
            continue;
        }
        row += 1;
        let id = decided["Initiative ID"];
        let body = bodies.iter().find(|body| body["Initiative ID"] == id).expect("somebody decided");
        worksheet.write_string(row, 0, id)?;
        worksheet.write_string(row, 1, decided["Decision"])?;
        write_day(worksheet, row, 2, day, "yyyy-mm-dd")?;
        worksheet.write_string(row, 3, body["Decided by"])?;
        worksheet.write_string(row, 4, decided["Decision reason"])?;
    }
    worksheet.autofit();
    workbook.save_to_buffer()
}

/// The date of creation is fixed, the first day after the month, so that bytes repeat.
fn properties(month: Month) -> Result<DocProperties, XlsxError> {
    let next = Month(month.0 + 1);
    let created = ExcelDateTime::from_ymd(next.year() as u16, next.number() as u8, 1)?;
    Ok(DocProperties::new().set_company("Halden Components").set_creation_datetime(&created))
}

fn write_header(worksheet: &mut Worksheet, layout: &Layout, sheet: usize) -> Result<(), XlsxError> {
    let header = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_border_bottom(FormatBorder::Thin)
        .set_background_color(Color::RGB(layout.header_colour));
    let columns = layout.columns_of(sheet);
    for (column, (field, title)) in columns.iter().enumerate() {
        worksheet.write_string_with_format(0, column as u16, *title, &header)?;
        worksheet.set_column_width(column as u16, width(field))?;
    }
    worksheet.set_row_height(0, 46)?;
    worksheet.set_freeze_panes(1, 0)?;
    worksheet.set_landscape();
    worksheet.set_print_fit_to_pages(1, 0);
    Ok(())
}

/// Column width in characters.
fn width(field: &str) -> f64 {
    match (field, kind_of(field)) {
        ("Problem statement" | "Expected benefit" | "Decision needed" | "Status reason", _) => 44.0,
        ("Comment" | "Decision reason", _) => 44.0,
        ("Initiative name" | "KPI" | "Person e-mail" | "Owner e-mail" | "Sponsor e-mail", _) => 32.0,
        ("Role" | "Delivery model" | "Strategic goal" | "Outcome category", _) => 24.0,
        (_, Kind::Day | Kind::Money) => 13.0,
        ("Organisational readiness", _) => 15.0,
        (_, Kind::Number | Kind::Percent | Kind::Month) => 11.0,
        ("Initiative ID" | "Status" | "Currency" | "Mandatory", _) => 11.0,
        _ => 18.0,
    }
}

fn write_cell(
    worksheet: &mut Worksheet,
    layout: &Layout,
    (row, column): (u32, u16),
    field: &str,
    cell: &Cell,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Blank => return Ok(()),
        Cell::Text(text) => worksheet.write_string(row, column, text)?,
        Cell::Number(number) => worksheet.write_number(row, column, *number)?,
        Cell::Money(cents) => {
            let money = Format::new().set_num_format("#,##0.00");
            worksheet.write_number_with_format(row, column, *cents as f64 / 100.0, &money)?
        }
        Cell::Percent(per_mille) => match layout.percents {
            PercentStyle::Text => worksheet.write_string(row, column, percent_text(*per_mille))?,
            PercentStyle::Fraction => worksheet.write_number(row, column, *per_mille as f64 / 1000.0)?,
            PercentStyle::Formatted => {
                let percent = Format::new().set_num_format("0%");
                let part = *per_mille as f64 / 1000.0;
                worksheet.write_number_with_format(row, column, part, &percent)?
            }
        },
        Cell::Day(day) => write_day(worksheet, row, column, *day, layout.date_format)?,
        Cell::Month(month) if layout.months_as_text && field == "Month" => {
            worksheet.write_string(row, column, month.short())?
        }
        Cell::Month(month) => {
            let first = Day { year: month.year(), month: month.number(), day: 1 };
            write_day(worksheet, row, column, first, "mmm yyyy")?
        }
    };
    Ok(())
}

fn write_day<'a>(
    worksheet: &'a mut Worksheet,
    row: u32,
    column: u16,
    day: Day,
    number_format: &str,
) -> Result<&'a mut Worksheet, XlsxError> {
    let date = ExcelDateTime::from_ymd(day.year as u16, day.month as u8, day.day as u8)?;
    let format = Format::new().set_num_format(number_format);
    worksheet.write_datetime_with_format(row, column, date, &format)
}

/// `40%`
fn percent_text(per_mille: i64) -> String {
    match per_mille % 10 {
        0 => format!("{}%", per_mille / 10),
        rest => format!("{}.{rest}%", per_mille / 10),
    }
}

/// The csv file: commas, ISO dates, amounts with a point.
pub fn csv(submission: &Submission) -> Vec<u8> {
    let columns = submission.layout.columns_of(0);
    let titles: Vec<String> = columns.iter().map(|(_, title)| quoted(title)).collect();
    let mut text = titles.join(",") + "\n";
    for row in &submission.sheets[0] {
        let values: Vec<String> = columns.iter().map(|(field, _)| quoted(&plain(typed(row, field)))).collect();
        text += &(values.join(",") + "\n");
    }
    text.into_bytes()
}

/// A value as plain text.
pub fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Blank => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.to_string(),
        Cell::Money(cents) => {
            let sign = if *cents < 0 { "-" } else { "" };
            format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
        }
        Cell::Percent(per_mille) => (*per_mille as f64 / 1000.0).to_string(),
        Cell::Day(day) => day.iso(),
        Cell::Month(month) => month.iso(),
    }
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_string() }
}
