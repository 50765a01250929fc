//! What stands below a table and is no row of it: totals, which say what the columns should add up to, and notes.

use super::{amounts::split_month, finding, outcome::Place, titles::SheetTitles};
use crate::model::{
    dictionary::{Kind, folded},
    finding::{Address, Code, Finding, Severity},
    unit::{Said, Unit, currency_of},
    workbook::{CellPlace, RawColumn, RawTable, RawTotal, RawValue},
};
use rustc_hash::FxHashMap;
use std::{collections::BTreeSet, sync::Arc};

/// A totals row, taken off the table.
pub(super) struct TotalsRow {
    /// Row on the sheet, from 0.
    pub(super) row: u32,
    /// One for each column of the table.
    pub(super) values: Vec<RawValue>,
    /// In what the columns' amounts stand, once that is known.
    pub(super) units: Vec<Option<Arc<Unit>>>,
}

impl TotalsRow {
    /// In what the total of a column stands, as its rows do.
    pub(super) fn unit(&self, column: usize) -> Option<Arc<Unit>> {
        self.units.get(column).cloned().flatten()
    }

    /// Takes over in what the rows of each column stand. Where they stand in several units, their total says nothing.
    pub(super) fn take_units_of(&mut self, raw: &RawTable) {
        self.units = raw.columns.iter().map(|column| column.units.first().cloned().flatten()).collect();
        for (column, value) in raw.columns.iter().zip(&mut self.values) {
            if column.units.iter().any(|unit| Some(unit) != column.units.first()) {
                *value = RawValue::Blank;
            }
        }
    }
}

/// Words for a total at the begin or end of a label, in the languages of the locales, folded.
const TOTALS: [&str; 34] = [
    "total",
    "totals",
    "grand total",
    "overall",
    "sum",
    "sum total",
    "summe",
    "gesamt",
    "gesamtsumme",
    "gesamtergebnis",
    "ergebnis",
    "insgesamt",
    "somme",
    "total général",
    "totale",
    "totale complessivo",
    "somma",
    "totaal",
    "eindtotaal",
    "som",
    "suma",
    "suma total",
    "razem",
    "ogółem",
    "łącznie",
    "suma końcowa",
    "soma",
    "total geral",
    "summa",
    "totalsumma",
    "totalt",
    "i alt",
    "yhteensä",
    "sammanlagt",
];

/// Words for a sum of some of the rows only.
const SUBTOTALS: [&str; 16] = [
    "subtotal",
    "subtotals",
    "sub total",
    "zwischensumme",
    "teilergebnis",
    "teilsumme",
    "soustotal",
    "sous total",
    "subtotale",
    "subtotaal",
    "suma częściowa",
    "suma parcial",
    "delsumma",
    "delsum",
    "mellomsum",
    "välisumma",
];

/// What was taken off a table.
pub(super) struct Foot {
    /// Rows that say what all rows add up to.
    pub(super) totals: Vec<TotalsRow>,
    /// Texts below the table.
    pub(super) notes: Vec<(Arc<str>, CellPlace)>,
    pub(super) findings: Vec<Finding>,
}

/// Takes totals and notes off the foot of a table, and subtotals out of it.
pub(super) fn cut(raw: &mut RawTable, sheet: &SheetTitles, place: &Place) -> Foot {
    let mut foot = Foot { totals: Vec::new(), notes: Vec::new(), findings: Vec::new() };
    let mut subtotals = Vec::new();
    let mut end = raw.rows.len();
    while end > 0 {
        let row = end - 1;
        if is_totals(raw, row, sheet) {
            if is_of_some_rows(raw, row, sheet) {
                subtotals.push(first_cell(raw, row));
            } else {
                let values = raw.columns.iter().map(|column| column.values[row].clone()).collect();
                foot.totals.push(TotalsRow { row: raw.rows[row], values, units: Vec::new() });
            }
        } else if is_note(raw, row) {
            foot.notes.extend(first_text(raw, row).zip(Some(first_cell(raw, row))));
        } else {
            break;
        }
        end = row;
    }
    if end < raw.rows.len() {
        truncate(raw, end);
    }
    foot.totals.reverse();
    foot.notes.reverse();
    subtotals.extend(cut_inside(raw, sheet));
    foot.findings.extend(foot.notes.first().map(|(_, cell)| noted(place, *cell, foot.notes.len())));
    subtotals.sort_unstable();
    foot.findings.extend(subtotals.first().map(|cell| subtotals_noted(place, *cell, subtotals.len())));
    foot
}

/// Takes out rows between others whose label says total; gives their cells.
fn cut_inside(raw: &mut RawTable, sheet: &SheetTitles) -> Vec<CellPlace> {
    let rows: Vec<usize> = labelled_rows(raw, sheet).into_iter().filter(|row| is_totals(raw, *row, sheet)).collect();
    let cells = rows.iter().map(|row| first_cell(raw, *row)).collect();
    for row in rows.into_iter().rev() {
        raw.rows.remove(row);
        raw.columns.iter_mut().for_each(|column| drop(column.values.remove(row)));
    }
    cells
}

/// Rows with a text that says total. Texts are stored once, so each is looked at once; and only where labels stand.
fn labelled_rows(raw: &RawTable, sheet: &SheetTitles) -> BTreeSet<usize> {
    let may_hold_labels = |column: &&RawColumn| match column.field.as_deref().and_then(|key| sheet.place_of(key)) {
        Some(field) => matches!(sheet.fields[field].kind, Kind::Text | Kind::TextId | Kind::Month),
        None => true,
    };
    let mut known: FxHashMap<*const u8, bool> = FxHashMap::default();
    let mut rows = BTreeSet::new();
    for column in raw.columns.iter().filter(may_hold_labels) {
        for (row, value) in column.values.iter().enumerate() {
            let RawValue::Text(text) = value else { continue };
            if *known.entry(text.as_ptr()).or_insert_with(|| says_total(text)) {
                rows.insert(row);
            }
        }
    }
    rows
}

/// Takes off all rows from the index `end` on.
pub(super) fn truncate(raw: &mut RawTable, end: usize) {
    let below_new_end =
        raw.rows[end..].last().map_or(0, |last| last - raw.rows[..end].last().unwrap_or(&raw.header_row));
    raw.rows_blank = raw.rows_blank.saturating_sub(below_new_end - (raw.rows.len() - end) as u32);
    raw.rows.truncate(end);
    raw.columns.iter_mut().for_each(|column| column.values.truncate(end));
}

/// What the totals of an ordinary table say, column by column.
pub(super) fn of_columns(raw: &RawTable, totals: &[TotalsRow], sheet: &SheetTitles) -> Vec<RawTotal> {
    let mut said = Vec::new();
    for total in totals {
        for (place, (column, value)) in raw.columns.iter().zip(&total.values).enumerate() {
            let Some(key) = &column.field else { continue };
            let is_money = sheet.place_of(key).is_some_and(|field| sheet.fields[field].kind == Kind::Money);
            if is_money && *value != RawValue::Blank {
                let cell = CellPlace { row: total.row, column: column.position };
                let unit = total.unit(place);
                said.push(RawTotal { field: key.clone(), month: None, value: value.clone(), unit, place: cell });
            }
        }
    }
    said
}

/// The label of a totals row without the word for total: `Total cost plan` is `cost plan`.
pub(super) fn without_total(label: &str) -> String {
    let plain = folded(label);
    let words = || TOTALS.iter().chain(&SUBTOTALS);
    let rests = words().filter_map(|word| begun(&plain, word)).chain(words().filter_map(|word| ended(&plain, word)));
    rests.min_by_key(|rest| rest.len()).unwrap_or(&plain).trim().to_owned()
}

/// What follows a word at the begin of a text.
fn begun<'a>(plain: &'a str, word: &str) -> Option<&'a str> {
    plain.strip_prefix(word).filter(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// What precedes a word at the end of a text.
fn ended<'a>(plain: &'a str, word: &str) -> Option<&'a str> {
    plain.strip_suffix(word).filter(|rest| rest.is_empty() || rest.ends_with(' '))
}

fn says_total(text: &str) -> bool {
    let plain = folded(text);
    let ends = |text: &str| text.bytes().next().zip(text.bytes().next_back());
    let Some((first, last)) = ends(&plain) else { return false };
    // Most labels begin and end with other letters than the word.
    let may_be = |word: &&&str| ends(word).is_some_and(|(begin, end)| begin == first || end == last);
    let mut words = TOTALS.iter().chain(&SUBTOTALS).filter(may_be);
    words.any(|word| begun(&plain, word).is_some() || ended(&plain, word).is_some())
}

/// A label that says total and little else that rows hold; or nothing but numbers that add up what stands above them.
fn is_totals(raw: &RawTable, row: usize, sheet: &SheetTitles) -> bool {
    let cells = || {
        raw.columns.iter().map(|column| (column, &column.values[row])).filter(|(_, value)| **value != RawValue::Blank)
    };
    let is_label = |value: &RawValue| matches!(value, RawValue::Text(text) if says_total(text));
    let is_key =
        |key: &Option<Arc<str>>| sheet.keys().any(|field| key.as_deref() == Some(sheet.fields[field].key.as_str()));
    let keys_say_nothing = cells().all(|(column, value)| !is_key(&column.field) || is_label(value));
    if !keys_say_nothing || !cells().any(|(_, value)| is_number(value)) {
        return false;
    }
    // "Total rewards chatbot" with an owner and a phase is an initiative.
    let descriptions = cells().filter(|(column, value)| describes(column, value, sheet) && !is_label(value)).count();
    let is_labelled = cells().any(|(_, value)| is_label(value)) && descriptions < MOST_DESCRIPTIONS;
    is_labelled || cells().all(|(column, value)| adds_up(&column.values[..row], value))
}

/// A number, or in a text table what looks like one.
fn is_number(value: &RawValue) -> bool {
    let is_part = |letter: char| letter.is_ascii_digit() || !(letter.is_alphabetic() || letter.is_control());
    match value {
        RawValue::Text(text) => {
            text.contains(|letter: char| letter.is_ascii_digit()) && (text.chars().all(is_part) || has_unit(text))
        }
        value => value.number().is_some(),
    }
}

/// `37k€`, `EUR 1,200`: digits and a unit of amounts.
fn has_unit(text: &str) -> bool {
    const LONGEST: usize = 30;
    let is_unit = |letter: &char| letter.is_alphabetic() || currency_of(letter.encode_utf8(&mut [0; 4])).is_some();
    let unit: String = text.chars().take(LONGEST).filter(is_unit).collect();
    text.len() <= LONGEST && matches!(Said::of(&unit), Said::Unit(_))
}

/// So many known texts, choices or dates beside a name make it a row.
const MOST_DESCRIPTIONS: usize = 2;

/// Does a cell hold what rows hold beside amounts?
fn describes(column: &RawColumn, value: &RawValue, sheet: &SheetTitles) -> bool {
    let field = column.field.as_deref().and_then(|key| sheet.place_of(key));
    field.is_some_and(|field| {
        !matches!(sheet.fields[field].kind, Kind::Money | Kind::Number | Kind::Integer | Kind::Percent)
    }) && matches!(value, RawValue::Text(_) | RawValue::Date(_) | RawValue::YesNo(_))
        && !is_number(value)
}

/// Does the label name a part: `Subtotal`, `FIN-001 Total`, `HR gesamt`? `Total cost plan` names a line of amounts.
fn is_of_some_rows(raw: &RawTable, row: usize, sheet: &SheetTitles) -> bool {
    let labels = raw.columns.iter().filter_map(|column| match &column.values[row] {
        RawValue::Text(text) if says_total(text) => Some(text),
        _ => None,
    });
    let names_a_part = |label: &Arc<str>| {
        let plain = folded(label);
        let is_sub = SUBTOTALS.iter().any(|word| begun(&plain, word).is_some() || ended(&plain, word).is_some());
        let rest = without_total(label);
        let is_period =
            rest.chars().all(|letter| letter.is_ascii_digit() || letter == ' ') || split_month(&rest).is_some();
        let is_line = sheet.amounts().is_some_and(|amounts| amounts.read(&rest, sheet).is_some());
        is_sub || !(rest.is_empty() || is_period || is_line || TOTALS.contains(&rest.as_str()))
    };
    let mut labels = labels.peekable();
    labels.peek().is_some() && labels.any(names_a_part)
}

/// Is this the sum of the two or more numbers above it?
fn adds_up(above: &[RawValue], value: &RawValue) -> bool {
    let numbers: Vec<f64> = above.iter().filter_map(RawValue::number).collect();
    let sum: f64 = numbers.iter().sum();
    value.number().is_some_and(|total| numbers.len() > 1 && (total - sum).abs() < 0.005 * sum.abs().max(1.0))
}

/// One text alone in a wide table: three words or more, or a mark that notes begin with.
fn is_note(raw: &RawTable, row: usize) -> bool {
    let mut texts = Vec::new();
    for column in &raw.columns {
        match &column.values[row] {
            RawValue::Blank => {}
            RawValue::Text(text) => texts.push(text),
            _ => return false,
        }
    }
    // A merged note may stand in every cell of its range.
    let [text, others @ ..] = &texts[..] else { return false };
    let is_alone = others.iter().all(|other| other == text);
    let has_mark = text.starts_with(['*', '†', '¹', '(']) || text.ends_with(':');
    raw.columns.len() >= 3
        && is_alone
        && (has_mark || text.split_whitespace().count() >= 3 || folded(text).starts_with("note"))
}

fn first_cell(raw: &RawTable, row: usize) -> CellPlace {
    let column = raw.columns.iter().find(|column| column.values[row] != RawValue::Blank);
    CellPlace { row: raw.rows[row], column: column.map_or(0, |column| column.position) }
}

fn first_text(raw: &RawTable, row: usize) -> Option<Arc<str>> {
    raw.columns.iter().find_map(|column| match &column.values[row] {
        RawValue::Text(text) => Some(text.clone()),
        _ => None,
    })
}

fn subtotals_noted(place: &Place, cell: CellPlace, count: usize) -> Finding {
    let problem = match count {
        1 => "this row was read as a subtotal, not as a row of its own".to_owned(),
        _ => format!("{count} rows from here on were read as subtotals, not as rows of their own"),
    };
    let address = Address { file: place.file.clone(), sheet: place.sheet.clone(), cell: Some(cell) };
    let instead = "give it an id and fill the other columns if it is a row".to_owned();
    finding(address, Severity::Noted, Code::SubtotalRead, problem, instead)
}

fn noted(place: &Place, cell: CellPlace, count: usize) -> Finding {
    let problem = match count {
        1 => "this text below the table was read as a note, not as a row".to_owned(),
        _ => format!("{count} texts from here on below the table were read as notes, not as rows"),
    };
    let address = Address { file: place.file.clone(), sheet: place.sheet.clone(), cell: Some(cell) };
    let instead = "fill the other columns if it is a row".to_owned();
    finding(address, Severity::Noted, Code::NoteBelow, problem, instead)
}
