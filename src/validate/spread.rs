//! Amounts of a year, half-year or quarter that stand in a column of Initiatives, as somebody answered: spread evenly
//! over its months as rows of Financials, each amount with the cell it came from.

use super::{kinds, sheet::Sheet};
use crate::model::{
    dictionary::SheetKind,
    finding::{Code, Finding, Severity},
    fiscal::FiscalCalendar,
    mapping::{About, Meaning, part_of_year, year_in},
    money::Cents,
    period::Month,
    table::Table,
    workbook::{CellPlace, RawColumn, RawTable, RawValue},
};
use std::sync::Arc;

/// Months that follow each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Span {
    first: Month,
    months: i32,
}

/// A column whose amounts are spread.
struct Amounts<'a> {
    column: &'a RawColumn,
    /// Key of the field of Financials.
    field: &'a str,
    span: Span,
}

/// Rows of Financials made of the columns that somebody answered to hold such amounts; says so.
pub(super) fn financials(sheet: &Sheet, table: &Table, findings: &mut Vec<Finding>) -> Option<RawTable> {
    if sheet.raw.kind != SheetKind::Initiatives {
        return None;
    }
    let answered: Vec<Amounts> = sheet.raw.columns.iter().filter_map(|column| answered(sheet, column)).collect();
    let (twice, amounts): (Vec<&Amounts>, Vec<&Amounts>) = answered.iter().partition(|one| is_twice(one, &answered));
    findings.extend(twice.iter().map(|amounts| said_twice(sheet, amounts)));
    let mut fields: Vec<&str> = amounts.iter().map(|amounts| amounts.field).collect();
    fields.sort_unstable();
    fields.dedup();
    let first = amounts.iter().map(|amounts| amounts.span.first).min()?;
    let last = amounts.iter().map(|amounts| amounts.span.first.plus(amounts.span.months - 1)).max()?;
    findings.extend(amounts.iter().map(|amounts| spread(sheet, amounts)));
    let months: Vec<Month> = (0..=last.since(first)).map(|after| first.plus(after)).collect();
    let mut rows = Rows::new(sheet, &fields);
    for row in 0..sheet.raw.rows.len() {
        let id = table.text("initiative_id")[row].clone();
        // Where an amount of a month would stand that there is not.
        let homes: Vec<CellPlace> = fields
            .iter()
            .filter_map(|field| amounts.iter().find(|amounts| amounts.field == *field))
            .map(|amounts| place(sheet, amounts.column, row))
            .collect();
        for month in &months {
            let cells: Vec<(usize, CellPlace, RawValue)> = amounts
                .iter()
                .filter_map(|amounts| {
                    let field = fields.iter().position(|field| *field == amounts.field)?;
                    Some((field, place(sheet, amounts.column, row), part(sheet, amounts, row, *month)?))
                })
                .collect();
            if !cells.is_empty() {
                rows.add(id.as_ref(), *month, &cells, &homes);
            }
        }
    }
    Some(rows.table)
}

fn answered<'a>(sheet: &Sheet<'a>, column: &'a RawColumn) -> Option<Amounts<'a>> {
    let about = About::Title(SheetKind::Initiatives, column.title.to_string());
    let Meaning::Spread(field) = sheet.answers.to(&about)? else { return None };
    let rules = sheet.rules;
    let span = span_in(&column.title, rules.calendar)
        .unwrap_or(Span { first: rules.calendar.first_month(rules.period), months: 12 });
    let span = match field.ends_with("_actual") {
        // What really happened did so up to the reporting month.
        true => Span { months: span.months.min(rules.period.since(span.first) + 1), ..span },
        false => span,
    };
    (span.months > 0).then_some(Amounts { column, field, span })
}

/// Does another column say the same amounts of one of its months? Then nobody knows which counts.
fn is_twice(one: &Amounts, all: &[Amounts]) -> bool {
    let ends = |span: &Span| span.first.plus(span.months);
    all.iter().any(|other| {
        other.column.position != one.column.position
            && other.field == one.field
            && other.span.first < ends(&one.span)
            && one.span.first < ends(&other.span)
    })
}

fn said_twice(sheet: &Sheet, amounts: &Amounts) -> Finding {
    let problem = format!(
        "\"{}\" and another column say {} of the same months, so neither is read",
        amounts.column.title,
        title_of(sheet, amounts.field)
    );
    let instead = "Answer \"Leave out\" for one of them in mapping.toml, or delete the column.";
    Finding { severity: Severity::Rejected, ..about(sheet, amounts, Code::TwoColumnsOneField, problem, instead) }
}

fn title_of(sheet: &Sheet, key: &str) -> String {
    let field = sheet.rules.dictionary.field(SheetKind::Financials, key);
    field.map_or_else(|| key.to_owned(), |field| field.title.clone())
}

/// A note on the title of a column.
fn about(sheet: &Sheet, amounts: &Amounts, code: Code, problem: String, instead: &str) -> Finding {
    let mut finding = sheet.noted(code, &amounts.column.title, problem, instead.to_owned());
    finding.address.cell = Some(CellPlace { row: sheet.raw.header_row, column: amounts.column.position });
    finding
}

fn place(sheet: &Sheet, column: &RawColumn, row: usize) -> CellPlace {
    sheet.raw.place(column, row)
}

/// A month's part of an amount. What is no amount stands in the first month, once, and is answered there.
fn part(sheet: &Sheet, amounts: &Amounts, row: usize, month: Month) -> Option<RawValue> {
    let value = &amounts.column.values[row];
    let after = month.since(amounts.span.first);
    if *value == RawValue::Blank || !(0..amounts.span.months).contains(&after) {
        return None;
    }
    let rules = sheet.rules;
    match kinds::money::money(value, &rules.locale, &rules.currency, amounts.column.unit(row)) {
        Ok(whole) => Some(RawValue::Number(share(whole, after, amounts.span.months).units())),
        Err(_) => (after == 0).then(|| value.clone()),
    }
}

/// The part of the month that comes so many after the first: cents that do not divide go to the first months.
fn share(whole: Cents, after: i32, months: i32) -> Cents {
    let (each, rest) = (whole.0.div_euclid(i64::from(months)), whole.0.rem_euclid(i64::from(months)));
    Cents(each + i64::from(i64::from(after) < rest))
}

fn spread(sheet: &Sheet, amounts: &Amounts) -> Finding {
    let (first, months) = (amounts.span.first, amounts.span.months);
    let over = match months {
        1 => format!("all in {first}"),
        _ => format!("spread evenly over {first} to {}", first.plus(months - 1)),
    };
    let problem = format!("\"{}\" is {}, {over}, as answered", amounts.column.title, title_of(sheet, amounts.field));
    about(sheet, amounts, Code::Answered, problem, "Give amounts by month to have them exact.")
}

/// The year, half-year or quarter in a title: `Cost plan 2026`, `FY26`, `2026/27`, `H1 2026`, `Q3/26`, `Q3 FY26`.
pub(super) fn span_in(title: &str, calendar: FiscalCalendar) -> Option<Span> {
    let words: Vec<&str> =
        title.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let part = words.iter().find_map(|word| part_of_year(word));
    let (place, year) =
        words.iter().enumerate().find_map(|(place, word)| Some((place, year_in(word, part.is_some())?)))?;
    let two_years = words.get(place + 1).and_then(|next| calendar.year_over(&year.to_string(), next));
    let start = two_years.or_else(|| calendar.year_called(year))?;
    let (number, months) = part.unwrap_or((1, 12));
    Some(Span { first: start.plus((number - 1) * months), months })
}

/// The rows while they are made.
struct Rows {
    table: RawTable,
    id: Option<u32>,
}

impl Rows {
    fn new(sheet: &Sheet, fields: &[&str]) -> Self {
        let column = |key: &str| RawColumn {
            title: key.into(),
            position: 0,
            field: Some(key.into()),
            values: Vec::new(),
            places: Vec::new(),
            units: Vec::new(),
        };
        let keys = ["initiative_id", "month"].into_iter().chain(fields.iter().copied());
        let table = RawTable {
            sheet: sheet.raw.sheet.clone(),
            kind: SheetKind::Financials,
            header_row: sheet.raw.header_row,
            rows: Vec::new(),
            columns: keys.map(column).collect(),
            rows_blank: 0,
            rows_refused: 0,
            totals: Vec::new(),
            unclear_units: Vec::new(),
        };
        let id = sheet.raw.column("initiative_id").or_else(|| sheet.raw.column("name"));
        Rows { table, id: id.map(|column| column.position) }
    }

    /// A row of an initiative and month. The amounts' row on the sheet is that of the initiative.
    /// `homes` are the cells of the fields, in their order.
    fn add(
        &mut self,
        id: Option<&Arc<str>>,
        month: Month,
        cells: &[(usize, CellPlace, RawValue)],
        homes: &[CellPlace],
    ) {
        let row = cells[0].1.row;
        self.table.rows.push(row);
        let amount_place = cells[0].1;
        let id_place = CellPlace { row, column: self.id.unwrap_or_default() };
        for (index, column) in self.table.columns.iter_mut().enumerate() {
            let (value, place) = match index {
                0 => (id.map_or(RawValue::Blank, |id| RawValue::Text(id.clone())), id_place),
                1 => (RawValue::Date(month.first_day()), amount_place),
                _ => match cells.iter().find(|(field, ..)| field + 2 == index) {
                    Some((_, place, value)) => (value.clone(), *place),
                    None => (RawValue::Blank, homes[index - 2]),
                },
            };
            column.values.push(value);
            column.places.push(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fiscal::{CalendarRules, NamedBy};

    #[test]
    fn titles_say_years_halves_and_quarters() {
        let span = |title: &str, start: u8| {
            let span = span_in(title, FiscalCalendar::beginning_in(start))?;
            Some((span.first.to_string(), span.months))
        };
        let of = |first: &str, months: i32| Some((first.to_owned(), months));
        assert_eq!(span("Cost plan 2026", 1), of("2026-01", 12));
        assert_eq!(span("Cost plan FY26", 10), of("2026-10", 12));
        assert_eq!(span("Q3/26", 1), of("2026-07", 3));
        assert_eq!(span("Costs Q2 2026 (plan)", 4), of("2026-07", 3));
        assert_eq!(span("H2-2025", 1), of("2025-07", 6));
        assert_eq!(span("Cost plan 2026/27", 10), of("2026-10", 12));
        assert_eq!(span("Cost plan Q3 FY26", 10), of("2027-04", 3));
        assert_eq!(span("Saving p.a.", 1), None);
        // Named by the year in which it ends: the year from October 2025 is 2026, and its third quarter begins in April.
        let rules = CalendarRules { named_by: NamedBy::End, ..CalendarRules::default() };
        let by_end = |title: &str| span_in(title, FiscalCalendar { start: 10, rules }).unwrap().first.to_string();
        assert_eq!(by_end("Cost plan Q3 FY26"), "2026-04");
        assert_eq!(by_end("Cost plan 2026"), "2025-10");
        assert_eq!(by_end("Cost plan 2026/27"), "2026-10");
        // A count of things is no year, and there is no fifth quarter.
        assert_eq!(span("26 sites", 1), None);
        assert_eq!(span("Q5/26", 1), None);
    }

    #[test]
    fn parts_add_up_to_the_cent() {
        for (whole, months) in [(1_000_i64, 12), (-1_000, 12), (1, 3), (0, 6), (999_999_999, 7)] {
            let sum: i64 = (0..months).map(|after| share(Cents(whole), after, months).0).sum();
            assert_eq!(sum, whole, "{whole} over {months}");
        }
    }
}
