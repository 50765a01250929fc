//! The reference rates of the European Central Bank as they are downloaded: a day a row, a currency a column, how many
//! units of it are one euro. They become rows of the sheet Rates, one for each currency and month: the average of the
//! month's days.

use super::{finding, outcome::Place};
use crate::model::{
    dictionary::SheetKind,
    finding::{Address, Code, Finding, Severity},
    fiscal::FiscalCalendar,
    period::Month,
    rates::RateKind,
    workbook::{CellPlace, RawColumn, RawTable, RawValue},
};
use jiff::civil::Date;
use std::{collections::BTreeMap, sync::Arc};

/// The currency in which the bank counts.
const BASE: &str = "EUR";

/// Fewer columns of currencies may be anything.
const FEWEST: usize = 3;

/// Days and the rates of a month of one currency.
struct Average {
    sum: f64,
    days: u32,
    /// Where the first of them stands.
    place: CellPlace,
}

/// The currencies in the titles of such a file, with their columns; none of another file.
fn currencies<'a>(titles: impl Iterator<Item = &'a str>) -> Option<Vec<(u32, Arc<str>)>> {
    let mut titles = titles.map(str::trim);
    let is_code = |title: &str| title.len() == 3 && title.bytes().all(|letter| letter.is_ascii_uppercase());
    if titles.next()? != "Date" {
        return None;
    }
    // Every line of the file ends in a comma.
    let named: Vec<(u32, &str)> = (1..).zip(titles).filter(|(_, title)| !title.is_empty()).collect();
    let is_theirs = named.len() >= FEWEST && named.iter().all(|(_, title)| is_code(title) && *title != BASE);
    is_theirs.then(|| named.into_iter().map(|(column, title)| (column, title.into())).collect())
}

/// The table of such a file, and what is wrong in it; none of another file.
pub(super) fn read(
    text: &str,
    name: &Arc<str>,
    place: &Place,
    calendar: FiscalCalendar,
) -> Option<(RawTable, Vec<Finding>)> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut records = reader.records();
    let titles = records.next()?.ok()?;
    let currencies = currencies(titles.iter())?;
    let mut averages: BTreeMap<(usize, Month), Average> = BTreeMap::new();
    let mut wrong: Vec<(CellPlace, String)> = Vec::new();
    for (row, record) in (1..).zip(records.map_while(Result::ok)) {
        let typed = record.get(0).unwrap_or_default().trim();
        let Some(day) = day_of(typed) else {
            if !typed.is_empty() {
                wrong.push((CellPlace { row, column: 0 }, typed.to_owned()));
            }
            continue;
        };
        for (index, (column, _)) in currencies.iter().enumerate() {
            let typed = record.get(*column as usize).unwrap_or_default().trim();
            if typed.is_empty() || typed == "N/A" {
                continue;
            }
            let place = CellPlace { row, column: *column };
            match typed.parse::<f64>().ok().filter(|rate| rate.is_finite() && *rate > 0.0) {
                Some(rate) => {
                    let month = (index, calendar.month_of(day));
                    let average = averages.entry(month).or_insert(Average { sum: 0.0, days: 0, place });
                    average.sum += rate;
                    average.days += 1;
                }
                None => wrong.push((place, typed.to_owned())),
            }
        }
    }
    Some((table(&currencies, &averages, name), refused(&wrong, place)))
}

/// `2026-10-30` of the file with all days, `30 October 2026` of the one with the last day.
fn day_of(typed: &str) -> Option<Date> {
    typed.parse().ok().or_else(|| Date::strptime("%d %B %Y", typed).ok())
}

fn table(currencies: &[(u32, Arc<str>)], averages: &BTreeMap<(usize, Month), Average>, name: &Arc<str>) -> RawTable {
    let column = |position, title: &str, field: Option<&str>, cells: Vec<(RawValue, CellPlace)>| {
        let (values, places) = cells.into_iter().unzip();
        RawColumn { title: title.into(), position, field: field.map(Arc::from), values, places, units: Vec::new() }
    };
    let text = |text: &str| RawValue::Text(text.into());
    let (base, kind) = (text(BASE), text(RateKind::Reference.value()));
    let mut codes = Vec::with_capacity(averages.len());
    let (mut months, mut kinds, mut rates) = (codes.clone(), codes.clone(), codes.clone());
    let (mut bases, mut days) = (codes.clone(), codes.clone());
    for ((index, month), average) in averages {
        let (position, code) = &currencies[*index];
        let at_day = CellPlace { column: 0, ..average.place };
        codes.push((RawValue::Text(code.clone()), CellPlace { row: 0, column: *position }));
        months.push((text(&month.to_string()), at_day));
        kinds.push((kind.clone(), at_day));
        rates.push((RawValue::Number(average.sum / f64::from(average.days)), average.place));
        bases.push((base.clone(), at_day));
        days.push((text(&average.days.to_string()), average.place));
    }
    RawTable {
        sheet: name.clone(),
        kind: SheetKind::Rates,
        header_row: 0,
        rows: averages.values().map(|average| average.place.row).collect(),
        columns: vec![
            column(0, "Currency", Some("currency"), codes),
            column(0, "Date", Some("holds_for"), months),
            column(0, "Kind", Some("rate_kind"), kinds),
            column(1, "Units", Some("rate_inverse"), rates),
            column(0, "Base", Some("base"), bases),
            column(1, "Days", None, days),
        ],
        rows_blank: 0,
        rows_refused: 0,
        totals: Vec::new(),
        unclear_units: Vec::new(),
    }
}

/// One finding for all cells that cannot be read, at the first.
fn refused(wrong: &[(CellPlace, String)], place: &Place) -> Vec<Finding> {
    let Some((cell, typed)) = wrong.first() else { return Vec::new() };
    let address = Address { file: place.file.clone(), sheet: place.sheet.clone(), cell: Some(*cell) };
    let more = match wrong.len() {
        1 => String::new(),
        many => format!(", nor are {} more", many - 1),
    };
    let problem = format!("\"{typed}\" is no day or rate of the published form{more}; they were left out");
    let instead = "download the file again, and put it into the folder as it is".to_owned();
    let said = finding(address, Severity::Rejected, Code::RateUnusable, problem, instead);
    vec![Finding { found: typed.chars().take(120).collect(), ..said }]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three days of October and one of September 2026 in the form in which the bank publishes them, newest first.
    const PUBLISHED: &str = "Date,USD,JPY,ISK,CYP,\n\
        2026-10-30,1.0834,164.07,150.5,N/A,\n\
        2026-10-29,1.0820,163.99,N/A,N/A,\n\
        2026-10-28,1.0806,163.58,150.7,N/A,\n\
        2026-09-30,1.1196,159.82,N/A,N/A,\n";

    fn place() -> Place {
        Place { file: "eurofxref-hist.csv".into(), sheet: None }
    }

    #[test]
    fn a_month_is_the_average_of_its_days() {
        let (table, findings) = read(PUBLISHED, &"eurofxref-hist".into(), &place(), FiscalCalendar::default()).unwrap();
        assert_eq!(findings, []);
        let texts = |key: &str| -> Vec<String> {
            let shown = |value: &RawValue| match value {
                RawValue::Text(text) => text.to_string(),
                other => format!("{:.6}", other.number().unwrap()),
            };
            table.column(key).unwrap().values.iter().map(shown).collect()
        };
        // USD: (1.0834 + 1.0820 + 1.0806) / 3 = 3.2460 / 3 = 1.082; JPY: (164.07 + 163.99 + 163.58) / 3 = 491.64 / 3 =
        // 163.88; ISK: (150.5 + 150.7) / 2 = 150.6, for one day has none; CYP has none at all.
        assert_eq!(texts("currency"), ["USD", "USD", "JPY", "JPY", "ISK"]);
        assert_eq!(texts("holds_for"), ["2026-09", "2026-10", "2026-09", "2026-10", "2026-10"]);
        assert_eq!(texts("rate_inverse"), ["1.119600", "1.082000", "159.820000", "163.880000", "150.600000"]);
        let cell = |row: usize| table.place(table.column("rate_inverse").unwrap(), row).to_string();
        assert_eq!((cell(1), cell(4)), ("B2".to_owned(), "D2".to_owned()));
        let days = table.columns.iter().find(|column| &*column.title == "Days").unwrap();
        assert_eq!(days.values[4], RawValue::Text("2".into()));
    }

    #[test]
    fn other_tables_with_dates_are_none() {
        for text in [
            "Date,USD,EUR,JPY\n2026-10-30,1,1,1\n",
            "Date,Cost,Benefit,Name\n2026-10-30,1,1,1\n",
            "Day,USD,JPY,CHF\n2026-10-30,1,1,1\n",
            "Date,USD\n2026-10-30,1\n",
            "",
        ] {
            assert!(read(text, &"x".into(), &place(), FiscalCalendar::default()).is_none(), "{text}");
        }
    }

    #[test]
    fn what_is_no_day_and_no_rate_is_said_once_at_the_first() {
        let text =
            "Date,USD,JPY,CHF\n2026-10-30,1.1,-160,0.9\n30.10.2026,1.1,160,0.9\n29 October 2026, 1.2, 161, 0.9\n";
        let (table, findings) = read(text, &"x".into(), &place(), FiscalCalendar::default()).unwrap();
        assert_eq!((table.rows.len(), findings.len()), (3, 1));
        assert_eq!(findings[0].address.to_string(), "eurofxref-hist.csv › C2");
        assert!(findings[0].problem.contains("nor are 1 more"), "{}", findings[0].problem);
    }
}
