//! The workbook of settings: sheets of lines, one a setting, and sheets of tables, one row an entry.

use super::{
    formats::{colour, text_size, tint},
    text,
};
use crate::model::{
    setting::{
        LINE_TITLES, SettingKind, SettingLine, SettingValue, SettingsBook, SettingsColumn, SettingsSheet,
        SettingsTable, SheetContent,
    },
    theme::Theme,
    workbook::column_letters,
};
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula,
    Note, Workbook, Worksheet, XlsxError,
};

/// The hidden sheet with what may be chosen; Excel takes no list longer than 255 letters in a cell's rule.
const LISTS: &str = "Lists";
/// Height of a line, in points.
const LINE_POINTS: f64 = 15.0;
/// Rows for entries that are ready to be filled, at least.
const READY_ROWS: usize = 25;
/// Widths of a sheet of lines, in letters.
const LINE_WIDTHS: [f64; 5] = [30.0, 24.0, 20.0, 78.0, 30.0];
/// Width of the whole of a sheet's lead, in letters.
const LEAD_LETTERS: f64 = 120.0;

/// The workbook as Excel bytes. The same settings give the same bytes.
pub fn settings(book: &SettingsBook, theme: &Theme) -> Result<Vec<u8>, XlsxError> {
    super::caught(|| {
        let mut workbook = Workbook::new();
        workbook.set_properties(&properties(book)?);
        let looks = Looks::of(theme);
        let lists = lists(book);
        for sheet in &book.sheets {
            write(workbook.add_worksheet(), sheet, &lists, &looks)?;
        }
        let sheet = workbook.add_worksheet();
        sheet.set_name(LISTS)?.set_hidden(true);
        for (column, values) in lists.iter().enumerate() {
            for (row, value) in values.iter().enumerate() {
                text::write(sheet, row as u32, column as u16, value, None)?;
            }
        }
        workbook.save_to_buffer()
    })
}

/// The date is the month's last day, so that the same settings give the same bytes.
fn properties(book: &SettingsBook) -> Result<DocProperties, XlsxError> {
    let day = book.stamp.period.last_day();
    let created =
        ExcelDateTime::from_ymd(day.year().unsigned_abs(), day.month().unsigned_abs(), day.day().unsigned_abs())?;
    let mut properties = DocProperties::new()
        .set_title("Settings of the reports")
        .set_author(&book.company)
        .set_company(&book.company)
        .set_creation_datetime(&created);
    for (name, text) in book.stamp.properties() {
        properties = properties.set_custom_property(name, &text);
    }
    Ok(properties)
}

fn list_of(kind: &SettingKind) -> Option<Vec<String>> {
    match kind {
        SettingKind::OneOf(list) | SettingKind::Offered(list) => Some(list.clone()),
        SettingKind::YesNo => Some(vec!["Yes".to_owned(), "No".to_owned()]),
        _ => None,
    }
}

/// Each list once.
fn lists(book: &SettingsBook) -> Vec<Vec<String>> {
    let kinds = book.sheets.iter().flat_map(|sheet| match &sheet.content {
        SheetContent::Lines(lines) => lines.iter().filter_map(kind_of).collect::<Vec<_>>(),
        SheetContent::Tables(tables) => {
            tables.iter().flat_map(|table| &table.columns).map(|column| &column.kind).collect()
        }
    });
    let mut lists: Vec<Vec<String>> = Vec::new();
    for list in kinds.filter_map(list_of).filter(|list| !list.is_empty()) {
        if !lists.contains(&list) {
            lists.push(list);
        }
    }
    lists
}

fn kind_of(line: &SettingLine) -> Option<&SettingKind> {
    match line {
        SettingLine::Setting { kind, .. } => Some(kind),
        SettingLine::Heading(_) => None,
    }
}

/// Formats of the workbook.
struct Looks {
    words: Format,
    quiet: Format,
    heading: Format,
    title: Format,
    input: Format,
}

impl Looks {
    fn of(theme: &Theme) -> Looks {
        let colours = &theme.colours;
        let font = &theme.workbook_font;
        let plain =
            Format::new().set_font_name(font).set_font_size(text_size(font)).set_font_color(colour(colours.ink));
        let words = plain.set_text_wrap().set_align(FormatAlign::Top);
        Looks {
            quiet: words.clone().set_font_color(colour(colours.muted)).set_align(FormatAlign::Left),
            heading: words.clone().set_bold().unset_text_wrap(),
            title: words
                .clone()
                .set_bold()
                .set_background_color(colour(colours.panel))
                .set_border_bottom(FormatBorder::Thin)
                .set_border_bottom_color(colour(colours.muted)),
            input: words
                .clone()
                .set_align(FormatAlign::Left)
                .set_background_color(colour(tint(colours.accent, colours.paper, 1)))
                .set_border_bottom(FormatBorder::Thin)
                .set_border_bottom_color(colour(colours.paper)),
            words,
        }
    }
}

/// How a value of this kind is shown.
fn number_format(kind: &SettingKind) -> &'static str {
    match kind {
        SettingKind::Share => "0.####%",
        SettingKind::Amount => "#,##0.##",
        _ => "General",
    }
}

fn write(
    sheet: &mut Worksheet,
    content: &SettingsSheet,
    lists: &[Vec<String>],
    looks: &Looks,
) -> Result<(), XlsxError> {
    sheet.set_name(&content.name)?;
    let last_column = match &content.content {
        SheetContent::Lines(_) => 3,
        SheetContent::Tables(tables) => {
            tables.iter().map(|table| table.columns.len() as u16 + 1).sum::<u16>().max(5) - 2
        }
    };
    for (row, line) in (0..).zip(&content.lead) {
        sheet.merge_range(row, 0, row, last_column, "", &looks.words)?;
        text::write(sheet, row, 0, line, Some(&looks.words))?;
        let letters = line.chars().count() as f64;
        sheet.set_row_height(row, LINE_POINTS * (letters / LEAD_LETTERS).ceil().max(1.0) + LINE_POINTS)?;
    }
    let head = content.lead.len() as u32 + 1;
    match &content.content {
        SheetContent::Lines(lines) => write_lines(sheet, head, lines, lists, looks)?,
        SheetContent::Tables(tables) => {
            let mut column = 0;
            for table in tables {
                write_table(sheet, (head, column), table, lists, looks)?;
                column += table.columns.len() as u16;
                sheet.set_column_width(column, 3)?;
                column += 1;
            }
        }
    }
    sheet.set_freeze_panes(head + 1, 1)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(head, head)?;
    Ok(())
}

fn write_lines(
    sheet: &mut Worksheet,
    head: u32,
    lines: &[SettingLine],
    lists: &[Vec<String>],
    looks: &Looks,
) -> Result<(), XlsxError> {
    for (column, (title, width)) in (0..).zip(LINE_TITLES.into_iter().zip(LINE_WIDTHS)) {
        sheet.set_column_width(column, width)?;
        text::write(sheet, head, column, title, Some(&looks.title))?;
    }
    sheet.set_column_hidden(4)?;
    for (row, line) in (head + 1..).zip(lines) {
        match line {
            SettingLine::Heading(title) => {
                sheet.set_row_height(row, LINE_POINTS * 1.6)?;
                text::write(sheet, row, 0, title, Some(&looks.heading))?;
            }
            SettingLine::Setting { label, key, kind, value, default, help } => {
                let high = (help.chars().count() as f64 / (LINE_WIDTHS[3] * 1.05)).ceil().max(1.0);
                sheet.set_row_height(row, LINE_POINTS * high)?;
                text::write(sheet, row, 0, label, Some(&looks.words))?;
                write_value(sheet, (row, 1), value.as_ref(), kind, &looks.input)?;
                write_value(sheet, (row, 2), default.as_ref(), kind, &looks.quiet)?;
                text::write(sheet, row, 3, help, Some(&looks.quiet))?;
                text::write(sheet, row, 4, key, Some(&looks.quiet))?;
                offer(sheet, (row, row), 1, kind, lists)?;
            }
        }
    }
    Ok(())
}

fn write_table(
    sheet: &mut Worksheet,
    (head, first): (u32, u16),
    table: &SettingsTable,
    lists: &[Vec<String>],
    looks: &Looks,
) -> Result<(), XlsxError> {
    let rows = (table.rows.len() + READY_ROWS / 2).max(READY_ROWS);
    let last = head + rows as u32;
    for (place, column) in table.columns.iter().enumerate() {
        let at = first + place as u16;
        sheet.set_column_width(at, width(table, place, column))?;
        text::write(sheet, head, at, &column.title, Some(&looks.title))?;
        if !column.help.is_empty() {
            sheet.insert_note(head, at, &Note::new(&column.help).add_author_prefix(false).set_width(260))?;
        }
        for number in 0..rows {
            let value = table.rows.get(number).and_then(|row| row[place].as_ref());
            write_value(sheet, (head + 1 + number as u32, at), value, &column.kind, &looks.input)?;
        }
        offer(sheet, (head + 1, last), at, &column.kind, lists)?;
    }
    Ok(())
}

/// As wide as what stands in the column, within reason.
fn width(table: &SettingsTable, place: usize, column: &SettingsColumn) -> f64 {
    let letters = |value: &SettingValue| match value {
        SettingValue::Text(text) => text.chars().count(),
        _ => 8,
    };
    let longest = table.rows.iter().filter_map(|row| row[place].as_ref().map(letters)).max().unwrap_or(0);
    let least = match column.kind {
        SettingKind::Text | SettingKind::Texts | SettingKind::Offered(_) => 24,
        SettingKind::OneOf(_) => 18,
        _ => 12,
    };
    longest.clamp(least, 48).max(column.title.chars().count() + 2) as f64
}

fn write_value(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: Option<&SettingValue>,
    kind: &SettingKind,
    format: &Format,
) -> Result<(), XlsxError> {
    let format = format.clone().set_num_format(number_format(kind));
    match value {
        Some(SettingValue::Text(text)) => text::write(sheet, row, column, text, Some(&format))?,
        Some(SettingValue::Number(number)) => {
            sheet.write_number_with_format(row, column, *number, &format)?;
        }
        Some(SettingValue::YesNo(answer)) => {
            text::write(sheet, row, column, if *answer { "Yes" } else { "No" }, Some(&format))?;
        }
        None => {
            sheet.write_blank(row, column, &format)?;
        }
    }
    Ok(())
}

/// The list of what may be chosen.
fn offer(
    sheet: &mut Worksheet,
    (first, last): (u32, u32),
    column: u16,
    kind: &SettingKind,
    lists: &[Vec<String>],
) -> Result<(), XlsxError> {
    let Some(list) = list_of(kind).filter(|list| !list.is_empty()) else { return Ok(()) };
    let at = lists.iter().position(|known| *known == list).unwrap_or_default();
    let letters = column_letters(at as u32);
    let range = format!("={LISTS}!${letters}$1:${letters}${}", list.len());
    let rule = DataValidation::new()
        .allow_list_formula(Formula::new(range))
        .set_error_title("Not one of the answers")?
        .set_error_message("Choose from the list, or clear the cell: then the default holds.")?;
    let rule = match kind {
        SettingKind::Offered(_) => rule.set_error_style(DataValidationErrorStyle::Information),
        _ => rule,
    };
    sheet.add_data_validation(first, column, last, column, &rule)?;
    Ok(())
}
