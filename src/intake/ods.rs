//! OpenDocument spreadsheets (.ods), streamed element by element.
//!
//! The spreadsheet library would read a sheet as one rectangle, of which a file of a kilobyte can make a hundred
//! million cells by repeating rows; and it tells neither percents nor what is hidden or merged.

use super::{
    Refusal, cell, content,
    layout::{Layout, Merged, Visibility},
    number_format::NumberFormat,
    outcome::{Outcome, Place},
    package::Package,
    parts::attribute,
    sheet::{Reading, SheetReader},
    strings::Strings,
};
use crate::model::{
    limits::Limits,
    unit::{self, Said, Unit},
    workbook::{CellPlace, Look, RawValue},
};
use memchr::memmem;
use quick_xml::{
    Reader,
    escape::resolve_predefined_entity,
    events::{BytesRef, BytesStart, Event},
};
use std::{collections::BTreeSet, ops::ControlFlow, sync::Arc};

/// No spreadsheet program has more rows; a file that says so lies.
const MOST_ROWS: u32 = 1_048_576;

/// Elements that hold no cells of the sheet itself, although what is in them may look so.
const PASSED_OVER: [&str; 5] = ["tracked-changes", "shapes", "dde-links", "scenario", "table-source"];

/// Reads all sheets of an unpacked spreadsheet.
pub(super) fn read(package: &Package, reading: &mut Reading) -> Result<(), Refusal> {
    let manifest = package.part("META-INF/manifest.xml").unwrap_or_default();
    if memmem::find(manifest, b"encryption-data").is_some() {
        return Err(content::password_protected());
    }
    let part = package.part("content.xml").ok_or_else(Refusal::damaged)?;
    let text = std::str::from_utf8(part).map_err(|_| Refusal::damaged())?;
    if memmem::find(part, b"spreadsheet").is_none() {
        return Err(content::not_a_workbook("an OpenDocument file, but no spreadsheet"));
    }
    let mut xml = Xml { reader: Reader::from_str(text) };
    let mut hidden_styles = BTreeSet::new();
    let mut style = None;
    let mut sheets = 0;
    while let Some(event) = xml.next()? {
        match event {
            Event::Start(element) | Event::Empty(element) if is(&element, "style") => {
                style = attribute(&element, "name");
            }
            Event::Start(element) | Event::Empty(element)
                if is(&element, "table-properties") && attribute(&element, "display").as_deref() == Some("false") =>
            {
                hidden_styles.extend(style.clone());
            }
            Event::Start(element) if PASSED_OVER.contains(&element.local_name().as_ref()) => xml.skip(&element)?,
            Event::Start(element) if is(&element, "table") => {
                sheets += 1;
                reading.expect_sheets(sheets)?;
                let is_hidden = attribute(&element, "style-name").is_some_and(|style| hidden_styles.contains(&style));
                let visibility = if is_hidden { Visibility::Hidden } else { Visibility::Visible };
                let name = attribute(&element, "name").unwrap_or_else(|| format!("Sheet{sheets}"));
                read_sheet(&mut xml, name.into(), Layout { visibility, ..Layout::default() }, reading)?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn read_sheet(xml: &mut Xml, name: Arc<str>, layout: Layout, reading: &mut Reading) -> Result<(), Refusal> {
    let place = Place { file: reading.context.file.clone(), sheet: Some(name.clone()) };
    // One cell beyond the limit is enough to be noted.
    let most_columns = reading.context.limits.max_columns.saturating_add(1).min(Limits::COLUMNS_OF_EXCEL);
    let most_repeated = reading.context.limits.max_repeated_rows;
    let (sheet, strings) = reading.begin_sheet(&name, &place);
    let mut table = Table {
        sheet,
        strings,
        layout,
        most_columns,
        most_repeated,
        repeats_too_often: false,
        next_row: 0,
        next_column: 0,
        is_over: false,
    };
    while let Some(event) = xml.next()? {
        match event {
            Event::Start(element) if PASSED_OVER.contains(&element.local_name().as_ref()) => xml.skip(&element)?,
            Event::Start(element) | Event::Empty(element) if is(&element, "table-column") => table.column(&element),
            Event::Empty(element) if is(&element, "table-row") => table.row(&element, &[]),
            Event::Start(element) if is(&element, "table-row") => {
                let cells = table.cells_of_row(xml)?;
                table.row(&element, &cells);
            }
            Event::Start(element) if is(&element, "table") => xml.skip(&element)?,
            Event::End(element) if element.local_name().as_ref() == "table" => break,
            _ => {}
        }
    }
    let Table { sheet, layout, repeats_too_often, .. } = table;
    let outcome = sheet.finish()?;
    if repeats_too_often && matches!(outcome, Outcome::Table { .. }) {
        let what = "a row with values is said to repeat too often";
        return Err(Refusal::too_large(what, "max_repeated_rows", most_repeated.into()));
    }
    reading.add_laid_out(name, &place, outcome, &layout);
    Ok(())
}

/// One sheet while its rows go by.
struct Table<'a> {
    sheet: SheetReader<'a>,
    strings: &'a mut Strings,
    layout: Layout,
    most_columns: u32,
    most_repeated: u32,
    /// A row with content is said to repeat more often than that.
    repeats_too_often: bool,
    next_row: u32,
    next_column: u32,
    /// No further cell is wanted.
    is_over: bool,
}

/// A cell with content, and how often it stands side by side.
struct Cell {
    column: u32,
    repeated: u32,
    value: RawValue,
}

impl Table<'_> {
    fn column(&mut self, element: &BytesStart) {
        let repeated = repeats(element, "number-columns-repeated");
        if is_out_of_sight(element) {
            self.layout.hidden_columns.push((self.next_column, self.next_column.saturating_add(repeated - 1)));
        }
        self.next_column = self.next_column.saturating_add(repeated);
    }

    /// Puts a row as often as it is repeated.
    fn row(&mut self, element: &BytesStart, cells: &[Cell]) {
        let repeated = repeats(element, "number-rows-repeated").min(MOST_ROWS.saturating_sub(self.next_row));
        let rows = self.next_row..self.next_row + repeated.min(self.most_repeated);
        self.next_row += repeated;
        if cells.is_empty() {
            return;
        }
        self.repeats_too_often |= repeated > self.most_repeated;
        let is_hidden = is_out_of_sight(element);
        self.layout.is_filtered |= attribute(element, "visibility").as_deref() == Some("filter");
        for row in rows {
            if self.is_over {
                return;
            }
            if is_hidden {
                self.layout.hidden_rows.push(row);
            }
            self.is_over = self.put_row(row, cells).is_break();
        }
    }

    fn put_row(&mut self, row: u32, cells: &[Cell]) -> ControlFlow<()> {
        for cell in cells {
            // However often a cell is repeated beyond the limit, it is one cell beyond the limit.
            let repeated = if cell.column < self.most_columns { cell.repeated } else { 1 };
            let end = cell.column.saturating_add(repeated).min(self.most_columns.max(cell.column.saturating_add(1)));
            for column in cell.column..end {
                self.sheet.put(row, column, cell.value.clone())?;
            }
        }
        ControlFlow::Continue(())
    }

    /// The cells with content up to the end of the row.
    fn cells_of_row(&mut self, xml: &mut Xml) -> Result<Vec<Cell>, Refusal> {
        let (mut cells, mut column) = (Vec::new(), 0_u32);
        loop {
            let Some(event) = xml.next()? else { return Err(Refusal::damaged()) };
            let (element, text) = match event {
                Event::Start(element) if is_cell(&element) => {
                    let mut note = String::new();
                    let text = xml.text_of_cell(&element, &mut note)?;
                    self.layout.meet_note(CellPlace { row: self.next_row, column }, &note);
                    (element, text)
                }
                Event::Empty(element) if is_cell(&element) => (element, String::new()),
                Event::Start(element) => {
                    xml.skip(&element)?;
                    continue;
                }
                Event::End(element) if element.local_name().as_ref() == "table-row" => return Ok(cells),
                _ => continue,
            };
            let repeated = repeats(&element, "number-columns-repeated");
            let place = CellPlace { row: self.next_row, column };
            self.meet(&element, place);
            let value = value(&element, &text, self.strings);
            if value != RawValue::Blank {
                cells.push(Cell { column, repeated, value });
            }
            column = column.saturating_add(repeated);
        }
    }

    /// What a cell tells besides its value.
    fn meet(&mut self, element: &BytesStart, first: CellPlace) {
        let (rows, columns) = (repeats(element, "number-rows-spanned"), repeats(element, "number-columns-spanned"));
        if rows > 1 || columns > 1 {
            let last =
                CellPlace { row: first.row.saturating_add(rows - 1), column: first.column.saturating_add(columns - 1) };
            self.layout.merged.push(Merged { first, last });
        }
        if let Some(formula) = attribute(element, "formula") {
            self.layout.meet_formula(first, &formula);
        }
    }
}

/// The value of a cell, as its attributes say; of a text or an error as it is shown.
fn value(element: &BytesStart, text: &str, strings: &mut Strings) -> RawValue {
    let says = |name: &str| attribute(element, name);
    // Twice the same name in two namespaces: office: says "string" of what calcext: knows to be an error.
    let types: Vec<String> = element
        .attributes()
        .with_checks(false)
        .flatten()
        .filter(|attribute| attribute.key.local_name().as_ref() == "value-type")
        .map(|attribute| attribute.value.into_owned())
        .collect();
    let has_type = |name: &str| types.iter().any(|known| known == name);
    if has_type("error") {
        return RawValue::Error(strings.keep(text));
    }
    let number = || says("value").and_then(|number| number.trim().parse::<f64>().ok());
    match types.first().map(String::as_str) {
        // Excel stores errors as 0 and shows their names.
        Some("float" | "currency" | "percentage") if cell::names_error(text.trim()) => {
            RawValue::Error(strings.keep(text))
        }
        Some("float" | "currency") => match number() {
            Some(number) => look(text, says("currency")).applied(cell::finite(number, strings)),
            None => strings.value(text),
        },
        Some("percentage") => match number() {
            Some(number) => NumberFormat::Percent.applied(cell::finite(number, strings)),
            None => strings.value(text),
        },
        Some("date") => cell::iso_date(&says("date-value").unwrap_or_default(), strings),
        Some("time") => {
            says("time-value").and_then(|time| days_of(&time)).map_or_else(|| strings.value(text), RawValue::Number)
        }
        Some("boolean") => RawValue::YesNo(says("boolean-value").as_deref() == Some("true")),
        Some(_) => strings.value(&says("string-value").unwrap_or_else(|| text.to_owned())),
        None if says("formula").is_some() => RawValue::NoResult,
        None => strings.value(text),
    }
}

/// What a number is shown as: in a currency, or with letters or leading zeros that make an identifier of it.
fn look(text: &str, currency: Option<String>) -> NumberFormat {
    let text = text.trim();
    let currency =
        currency.as_deref().and_then(unit::currency_of).map(|currency| Unit { zeros: 0, currency: Some(currency) });
    let said = match Said::of(without_digits(text).trim()) {
        Said::Unit(unit) => Some(unit),
        Said::Partly | Said::Nothing => None,
    };
    let unit = currency.or(said.filter(|unit| unit.currency.is_some()));
    let is_identifier = unit.is_none()
        && text.ends_with(|end: char| end.is_ascii_digit())
        && (text.starts_with(char::is_alphabetic)
            || (text.starts_with('0') && text.len() > 1 && text.bytes().all(|digit| digit.is_ascii_digit())));
    let look = Look { unit, pattern: is_identifier.then(|| text.into()) };
    if look == Look::default() { NumberFormat::Plain } else { NumberFormat::Shown(Arc::new(look)) }
}

fn without_digits(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_ascii_digit() && !matches!(letter, '.' | ',' | '-' | '−')).collect()
}

/// `PT36H30M00S` in days, as Excel stores a time: 1.5208.
fn days_of(time: &str) -> Option<f64> {
    let (sign, time) = time.strip_prefix('-').map_or((1.0, time), |rest| (-1.0, rest));
    let (hours, rest) = time.strip_prefix("PT")?.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let seconds = rest.strip_suffix('S')?.replace(',', ".");
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    Some(sign * (number(hours)? / 24.0 + number(minutes)? / 1_440.0 + number(&seconds)? / 86_400.0))
}

fn is(element: &BytesStart, name: &str) -> bool {
    element.local_name().as_ref() == name
}

fn is_cell(element: &BytesStart) -> bool {
    is(element, "table-cell") || is(element, "covered-table-cell")
}

fn is_out_of_sight(element: &BytesStart) -> bool {
    matches!(attribute(element, "visibility").as_deref(), Some("collapse" | "filter"))
}

/// A count of at least 1, kept where sums of it cannot run over.
fn repeats(element: &BytesStart, name: &str) -> u32 {
    let says =
        attribute(element, name).and_then(|count| count.trim().parse::<f64>().ok().filter(|count| !count.is_nan()));
    says.unwrap_or(1.0).clamp(1.0, f64::from(MOST_ROWS)) as u32
}

/// The elements of the document.
struct Xml<'a> {
    reader: Reader<&'a [u8]>,
}

impl<'a> Xml<'a> {
    /// The next event, `None` at the end.
    fn next(&mut self) -> Result<Option<Event<'a>>, Refusal> {
        match self.reader.read_event() {
            Ok(Event::Eof) => Ok(None),
            Ok(event) => Ok(Some(event)),
            Err(_) => Err(Refusal::damaged()),
        }
    }

    /// Goes behind the end of an element that was opened.
    fn skip(&mut self, element: &BytesStart) -> Result<(), Refusal> {
        self.reader.read_to_end(element.name()).map(|_| ()).map_err(|_| Refusal::damaged())
    }

    /// The paragraphs of a note that was opened, without who wrote it and when.
    fn text_of_note(&mut self, note: &BytesStart) -> Result<String, Refusal> {
        let (mut text, mut is_paragraph) = (String::new(), false);
        loop {
            match self.next()?.ok_or_else(Refusal::damaged)? {
                Event::Start(element) if is(&element, "p") => {
                    is_paragraph = true;
                    if !text.is_empty() {
                        text.push('\n');
                    }
                }
                Event::Text(more) if is_paragraph && text.len() < Limits::LETTERS_OF_CELL => {
                    text.push_str(&more.xml10_content());
                }
                Event::End(element) if element.name() == note.name() => return Ok(text),
                Event::End(element) if element.local_name().as_ref() == "p" => is_paragraph = false,
                _ => {}
            }
        }
    }

    /// The text of a cell that was opened, its paragraphs as lines; a note at it goes to `note`.
    fn text_of_cell(&mut self, cell: &BytesStart, note: &mut String) -> Result<String, Refusal> {
        let (mut text, mut paragraphs) = (String::new(), 0);
        loop {
            match self.next()?.ok_or_else(Refusal::damaged)? {
                Event::Start(element) if is(&element, "annotation") => *note = self.text_of_note(&element)?,
                Event::Start(element) if is(&element, "p") => {
                    if paragraphs > 0 {
                        text.push('\n');
                    }
                    paragraphs += 1;
                }
                Event::Start(element) | Event::Empty(element) if is(&element, "s") => {
                    // Blanks are counted; a file may not have them multiply.
                    let blanks = repeats(&element, "c").min(1_000) as usize;
                    text.push_str(&" ".repeat(blanks));
                }
                Event::Empty(element) if is(&element, "tab") => text.push('\t'),
                Event::Empty(element) if is(&element, "line-break") => text.push('\n'),
                // More than a cell holds is not kept.
                Event::Text(_) | Event::CData(_) if text.len() > 4 * Limits::LETTERS_OF_CELL => {}
                Event::Text(more) if paragraphs > 0 => text.push_str(&more.xml10_content()),
                Event::CData(more) if paragraphs > 0 => text.push_str(&more.xml10_content()),
                Event::GeneralRef(entity) if paragraphs > 0 => text.push_str(&resolved(&entity)?),
                Event::End(element) if element.name() == cell.name() => return Ok(text),
                _ => {}
            }
        }
    }
}

fn resolved(entity: &BytesRef) -> Result<String, Refusal> {
    if let Some(letter) = entity.resolve_char_ref().map_err(|_| Refusal::damaged())? {
        return Ok(letter.to_string());
    }
    let name = entity.xml10_content();
    Ok(resolve_predefined_entity(&name).unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_parts_of_days() {
        // 36 h 30 min are 1.5 days and 30/1440 = 0.0208333.
        assert_eq!(days_of("PT36H30M00S"), Some(1.5 + 30.0 / 1_440.0));
        assert_eq!(days_of("-PT12H00M00S"), Some(-0.5));
        assert_eq!(days_of("P1D"), None);
        assert_eq!(days_of("PT1e999H0M0S"), None);
    }
}
