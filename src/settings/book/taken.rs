//! A filled-in `settings.xlsx` becomes settings, each with its cell. What cannot be used is said with its cell, all of it
//! at once: a run never goes on with half of what somebody typed.

use super::{
    FILE,
    cells::{self, Refused, Typing},
    compose::label,
    declared::{Cell, Column, Content, Rows, SHEETS, Sheet, Table as Declared, What},
    settings_of,
    words::{self, Set, Word},
};
use crate::{
    model::{
        annotated_copy::PlainSheet,
        dictionary::folded,
        finding::{Address, Code, Finding, Severity, sentence},
        locale::Locale,
        mail::{AlsoSponsor, Recipient, as_kept, is_address},
        setting::LINE_TITLES,
        workbook::{CellPlace, RawValue},
    },
    validate::kinds::shown,
};
use serde::Deserialize;
use std::{collections::BTreeMap, sync::Arc};
use toml::{Table, Value};

/// What a workbook of settings says.
#[derive(Clone, Debug, Default)]
pub struct Filled {
    /// The settings as `report.toml` would have them.
    pub table: Table,
    /// Where each stands: its path, and its cell. Of an entry of a list the path ends in its number.
    pub places: Vec<(Vec<String>, Address)>,
    /// Who gets mail.
    pub readers: Vec<(Recipient, Address)>,
    /// Amounts that were typed as words, and how they were understood.
    pub notes: Vec<Finding>,
    /// Cells that cannot be used.
    pub wrong: Vec<Finding>,
}

impl Filled {
    /// The cell of the setting that is meant by `setting`, its path or the end of it; `said` names it in full where two
    /// settings end alike.
    pub fn place_of(&self, setting: &str, said: &str) -> Option<&Address> {
        // Of a table, each of its entries: `budgets.2026`.
        let ends = |path: &String| {
            path == setting || path.ends_with(&format!(".{setting}")) || path.starts_with(&format!("{setting}."))
        };
        let mut found = self.places.iter().map(|(path, place)| (path.join("."), place)).filter(|(path, _)| ends(path));
        let first = found.next()?;
        let exact = std::iter::once(first.clone()).chain(found).find(|(path, _)| said.contains(path.as_str()));
        Some(exact.unwrap_or(first).1)
    }

    /// The row of an entry.
    pub fn place_of_entry(&self, key: &str, number: usize) -> Option<&Address> {
        let path = [key.to_owned(), number.to_string()];
        self.places.iter().find(|(other, _)| *other == path).map(|(_, place)| place)
    }
}

/// Reads the sheets of a workbook that [`super::book`] composed and somebody saved. `before` are locale and currency of
/// `report.toml`, which hold where the workbook does not say them.
pub fn taken(sheets: &[PlainSheet], before: &Typing) -> Filled {
    let mut reader = Reader { filled: Filled::default(), typing: typing(sheets, before), formulas: &[] };
    for sheet in sheets.iter().filter(|sheet| !sheet.cells.is_empty() && &*sheet.name != super::LISTS) {
        match SHEETS.iter().find(|declared| folded(declared.name) == folded(&sheet.name)) {
            Some(declared) => {
                reader.formulas = &sheet.formulas;
                reader.sheet(declared, sheet);
            }
            None => {
                let names = SHEETS.iter().map(|sheet| sheet.name).collect::<Vec<_>>().join(", ");
                let problem = "No sheet of settings has this name".to_owned();
                reader.wrong(
                    &sheet.name,
                    None,
                    String::new(),
                    problem,
                    format!("one of: {names}; or delete the sheet"),
                );
            }
        }
    }
    reader.check_each();
    reader.filled
}

/// How people type: what the sheet Company says, before anything else is read by it.
fn typing(sheets: &[PlainSheet], before: &Typing) -> Typing {
    let said = |key: &str| {
        sheets.iter().filter_map(Lines::of).find_map(|lines| {
            let row = lines.rows.iter().find(|(_, cells)| text_at(cells, lines.key).as_deref() == Some(key))?;
            text_at(&row.1, lines.value)
        })
    };
    Typing {
        locale: said("locale").and_then(|name| Locale::named(&name)).unwrap_or(before.locale),
        currency: said("currency").unwrap_or_else(|| before.currency.clone()),
    }
}

/// The rows below the titles, with what stands in them.
type FilledRows<'a> = Vec<(u32, BTreeMap<u32, &'a RawValue>)>;

fn rows_below(sheet: &PlainSheet, head: u32) -> FilledRows<'_> {
    let mut rows: BTreeMap<u32, BTreeMap<u32, &RawValue>> = BTreeMap::new();
    for (place, value) in sheet.cells.iter().filter(|(place, _)| place.row > head) {
        rows.entry(place.row).or_default().insert(place.column, value);
    }
    rows.into_iter().collect()
}

fn text_at(cells: &BTreeMap<u32, &RawValue>, column: u32) -> Option<String> {
    match cells.get(&column)? {
        RawValue::Text(text) => Some(text.trim().to_owned()),
        _ => None,
    }
}

/// Where a title stands, from the top.
fn title_at(sheet: &PlainSheet, title: &str, row: Option<u32>) -> Option<CellPlace> {
    let is_it = |value: &RawValue| matches!(value, RawValue::Text(text) if folded(text) == folded(title));
    let in_row = |place: &CellPlace| row.is_none_or(|row| place.row == row);
    sheet.cells.iter().find(|(place, value)| in_row(place) && is_it(value)).map(|(place, _)| *place)
}

/// A sheet of lines.
struct Lines<'a> {
    value: u32,
    key: u32,
    rows: FilledRows<'a>,
}

impl<'a> Lines<'a> {
    fn of(sheet: &'a PlainSheet) -> Option<Lines<'a>> {
        let key = title_at(sheet, LINE_TITLES[4], None)?;
        let value = title_at(sheet, LINE_TITLES[1], Some(key.row))?;
        Some(Lines { value: value.column, key: key.column, rows: rows_below(sheet, key.row) })
    }
}

struct Reader<'a> {
    filled: Filled,
    typing: Typing,
    /// Cells of the sheet that hold formulas.
    formulas: &'a [CellPlace],
}

impl Reader<'_> {
    fn sheet(&mut self, declared: &Sheet, sheet: &PlainSheet) {
        match &declared.content {
            Content::Lines(groups) => {
                let keys = groups.iter().flat_map(|group| group.keys.iter().copied()).collect();
                self.lines(sheet, &keys);
            }
            Content::Tables(tables) => self.tables(sheet, tables),
        }
    }

    fn no_titles(&mut self, sheet: &PlainSheet, titles: &str) {
        let problem = format!("The sheet has no row of titles with {titles} any more");
        let instead = "the titles again, or write the workbook anew: coe-report settings --to workbook".to_owned();
        self.wrong(&sheet.name, None, String::new(), problem, instead);
    }

    fn lines(&mut self, sheet: &PlainSheet, keys: &BTreeMap<&'static str, Cell>) {
        let Some(lines) = Lines::of(sheet) else { return self.no_titles(sheet, "Value and Key") };
        for (row, cells) in &lines.rows {
            let place = CellPlace { row: *row, column: lines.value };
            let Some(value) = cells.get(&lines.value).filter(|value| ***value != RawValue::Blank) else { continue };
            let found = shown(value);
            let key = text_at(cells, lines.key).unwrap_or_default();
            let Some((key, cell)) = keys.get_key_value(key.as_str()) else {
                let problem = "Nothing says any more which setting this line is".to_owned();
                let instead =
                    "the value into the line of its setting, or the key again in the hidden column".to_owned();
                self.wrong(&sheet.name, Some(place), found, problem, instead);
                continue;
            };
            let path: Vec<String> = key.split('.').map(str::to_owned).collect();
            if let Some(read) = self.cell(&sheet.name, place, *cell, value) {
                self.put(path, read, &sheet.name, place);
            }
        }
    }

    fn tables(&mut self, sheet: &PlainSheet, tables: &[Declared]) {
        let columns = || tables.iter().flat_map(|table| table.columns);
        let Some(head) = columns().find_map(|column| title_at(sheet, column.title, None)) else {
            let titles = columns().take(2).map(|column| column.title).collect::<Vec<_>>().join(" and ");
            return self.no_titles(sheet, &titles);
        };
        let wrong_before = self.filled.wrong.len();
        let in_head = sheet.cells.iter().filter(|(place, _)| place.row == head.row);
        for (place, value) in in_head {
            let title = shown(value);
            let is_known = columns().any(|column| folded(column.title) == folded(&title));
            let is_second = is_known && title_at(sheet, &title, Some(head.row)) != Some(*place);
            if !is_known || is_second {
                let titles = columns().map(|column| column.title).collect::<Vec<_>>().join(", ");
                let why = if is_second { "stands twice on this sheet" } else { "is no column of this sheet" };
                let problem = format!("\"{title}\" {why}");
                self.wrong(&sheet.name, Some(*place), title, problem, format!("one of: {titles}, each once"));
            }
        }
        if self.filled.wrong.len() > wrong_before {
            return;
        }
        let rows = rows_below(sheet, head.row);
        for table in tables {
            let place = |column: &Column| title_at(sheet, column.title, Some(head.row)).map(|place| place.column);
            let at: Vec<Option<u32>> = table.columns.iter().map(place).collect();
            if at.iter().all(Option::is_none) {
                continue;
            }
            for (row, cells) in &rows {
                self.row(sheet, table, &at, *row, cells);
            }
        }
    }

    /// One row of a table.
    fn row(
        &mut self,
        sheet: &PlainSheet,
        table: &Declared,
        at: &[Option<u32>],
        row: u32,
        cells: &BTreeMap<u32, &RawValue>,
    ) {
        let typed = |column: &Option<u32>| column.and_then(|column| Some((column, *cells.get(&column)?)));
        let is_filled = |column: &Option<u32>| typed(column).is_some_and(|(_, value)| *value != RawValue::Blank);
        let Some(first) = at.iter().find(|column| is_filled(column)).copied().flatten() else { return };
        let wrong_before = self.filled.wrong.len();
        let mut values = Vec::new();
        for (column, at) in table.columns.iter().zip(at) {
            let place = CellPlace { row, column: at.unwrap_or(first) };
            let read = match typed(at) {
                Some((_, value)) => self.cell(&sheet.name, place, column.cell, value),
                None => None,
            };
            if column.is_needed && !is_filled(at) {
                let problem = format!("{} is missing in this row", column.title);
                self.wrong(&sheet.name, Some(place), String::new(), problem, "it, or clear the row".to_owned());
            }
            values.push((column, place, read));
        }
        if self.filled.wrong.len() == wrong_before {
            self.entry(&sheet.name, table, CellPlace { row, column: first }, values);
        }
    }

    fn entry(
        &mut self,
        sheet: &Arc<str>,
        table: &Declared,
        row: CellPlace,
        values: Vec<(&Column, CellPlace, Option<Value>)>,
    ) {
        let text = |number: usize| {
            values.get(number).and_then(|(_, _, value)| value.as_ref()?.as_str()).unwrap_or_default().to_owned()
        };
        match table.rows {
            Rows::Pairs => {
                let (Some(key), Some(value)) = (&values[0].2, &values[1].2) else { return };
                let key = key.as_str().map_or_else(|| key.to_string(), str::to_owned);
                self.put(vec![table.key.to_owned(), key], value.clone(), sheet, values[1].1);
            }
            Rows::Entries => {
                let entry = entry_of(&values);
                let list = self.filled.table.entry(table.key).or_insert_with(|| Value::Array(Vec::new()));
                let Some(list) = list.as_array_mut() else { return };
                let number = list.len();
                list.push(Value::Table(entry));
                let address = address(sheet, Some(row));
                if number == 0 {
                    self.filled.places.push((vec![table.key.to_owned()], address.clone()));
                }
                self.filled.places.push((vec![table.key.to_owned(), number.to_string()], address));
                for (column, place, value) in &values {
                    if value.is_some() {
                        let path = vec![table.key.to_owned(), number.to_string(), column.key.to_owned()];
                        self.filled.places.push((path, self::address(sheet, Some(*place))));
                    }
                }
            }
            Rows::Allowed(field) => {
                let value = text(0);
                self.set(words::set_allowed(field, &value), sheet, values[0].1);
                for spelling in values[1].2.iter().filter_map(Value::as_array).flatten().filter_map(Value::as_str) {
                    self.set(words::set_spelling(field, &value, spelling), sheet, values[1].1);
                }
            }
            Rows::Words => {
                let what = What::ALL.into_iter().find(|what| what.text() == text(1));
                let Some(what) = what else { return };
                let word = Word { of: text(0), what, yours: text(2), stands_for: text(3) };
                match words::set(&word) {
                    Ok(set) => self.set(set, sheet, row),
                    Err((title, problem, instead)) => {
                        let found = values.iter().find(|(column, _, _)| column.title == title);
                        let (place, typed) = found.map_or((row, String::new()), |(column, place, _)| {
                            (
                                *place,
                                text(table.columns.iter().position(|other| other.title == column.title).unwrap_or(0)),
                            )
                        });
                        self.wrong(sheet, Some(place), typed, problem, instead);
                    }
                }
            }
            Rows::People => self.person(sheet, table, &values),
        }
    }

    fn person(&mut self, sheet: &Arc<str>, table: &Declared, values: &[(&Column, CellPlace, Option<Value>)]) {
        for (_, place, value) in values.iter().filter(|(column, _, _)| ["address", "copy"].contains(&column.key)) {
            let Some(typed) = value.as_ref().and_then(Value::as_str) else { continue };
            if !is_address(typed.trim()) {
                let problem = format!("\"{typed}\" is no address to which mail can be sent");
                let instead = "an address such as name@example.com, without letters like ä or é".to_owned();
                self.wrong(sheet, Some(*place), typed.to_owned(), problem, instead);
                return;
            }
        }
        let place = values[0].1;
        let entry = Value::Table(entry_of(values));
        if table.key == "recipient" {
            let Ok(mut one) = Recipient::deserialize(entry) else { return };
            (one.address, one.copy) = (as_kept(&one.address), as_kept(&one.copy));
            if let Some((_, other)) = self.filled.readers.iter().find(|(other, _)| other.address == one.address) {
                let problem = format!("{} stands here and in {other}", one.address);
                self.wrong(sheet, Some(place), one.address, problem, "one row with all their roles".to_owned());
                return;
            }
            self.filled.readers.push((one, address(sheet, Some(place))));
        } else {
            let mut also = AlsoSponsor { address: String::new(), department: String::new(), name: String::new() };
            for (column, _, value) in values {
                let text = value.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
                match column.key {
                    "address" => also.address = as_kept(&text),
                    "department" => also.department = text,
                    _ => also.name = text,
                }
            }
            match self.filled.readers.iter_mut().find(|(one, _)| one.address == also.address) {
                Some((one, _)) => one.also.push(also),
                None => {
                    let problem = format!("{} is no reader of the table at the left", also.address);
                    self.wrong(sheet, Some(place), also.address, problem, "a reader's address".to_owned());
                }
            }
        }
    }

    /// One cell; none where it is blank or wrong.
    fn cell(&mut self, sheet: &Arc<str>, place: CellPlace, cell: Cell, value: &RawValue) -> Option<Value> {
        match cells::read(cell, value, &self.typing) {
            Ok(read) => {
                let computed = self
                    .formulas
                    .contains(&place)
                    .then(|| format!("The cell holds a formula, of which {} was saved and is read", shown(value)));
                let understood = read.as_ref().and_then(|read| cells::understood(cell, value, read, &self.typing));
                let note = computed.or(understood);
                if let Some(said) = note {
                    let found = shown(value);
                    let finding = Finding {
                        severity: Severity::Noted,
                        code: Code::SettingRead,
                        ..finding(
                            address(sheet, Some(place)),
                            found,
                            said,
                            "nothing to do, if that is right".to_owned(),
                        )
                    };
                    self.filled.notes.push(finding);
                }
                read
            }
            Err(Refused { problem, instead }) => {
                self.wrong(sheet, Some(place), shown(value), problem, instead);
                None
            }
        }
    }

    fn set(&mut self, set: Set, sheet: &Arc<str>, place: CellPlace) {
        match set {
            Set::To(path, value) => self.put(path, value, sheet, place),
            Set::Added(path, text) => {
                let mut list =
                    value_at(&self.filled.table, &path).and_then(Value::as_array).cloned().unwrap_or_default();
                list.push(Value::String(text));
                insert(&mut self.filled.table, &path, Value::Array(list));
                if !self.filled.places.iter().any(|(other, _)| *other == path) {
                    self.filled.places.push((path, address(sheet, Some(place))));
                }
            }
        }
    }

    /// A setting, unless it stands there already.
    fn put(&mut self, path: Vec<String>, value: Value, sheet: &Arc<str>, place: CellPlace) {
        if let Some((_, other)) = self.filled.places.iter().find(|(other, _)| *other == path) {
            let problem = format!("{} stands here and in {other}", path.join("."));
            self.wrong(sheet, Some(place), String::new(), problem, "one of the two".to_owned());
            return;
        }
        insert(&mut self.filled.table, &path, value);
        self.filled.places.push((path, address(sheet, Some(place))));
    }

    /// Values that a setting cannot have, each by itself: a day 300, a budget of the year 99999.
    fn check_each(&mut self) {
        let mut wrong = Vec::new();
        for (path, place) in &self.filled.places {
            let Some(value) = value_at(&self.filled.table, path) else { continue };
            let is_list = value_at(&self.filled.table, &path[..1]).is_some_and(Value::is_array);
            let mut alone = Table::new();
            match (is_list && value.is_table(), path.len()) {
                // An entry is looked at as a whole, not its list and not its cells.
                (true, 2) => insert(&mut alone, &path[..1], Value::Array(vec![value.clone()])),
                _ if is_list
                    && (path.len() > 1 || value.as_array().is_some_and(|list| list.iter().any(Value::is_table))) =>
                {
                    continue;
                }
                _ => insert(&mut alone, path, value.clone()),
            }
            if settings_of(&alone).is_err() {
                let (sheet, at) = (place.sheet.clone(), place.cell);
                wrong.push((sheet, at, value.clone(), path.clone()));
            }
        }
        for (sheet, at, value, path) in wrong {
            let sheet = sheet.unwrap_or_else(|| "".into());
            let problem = match &value {
                Value::Table(_) => "A number or word of this row cannot be".to_owned(),
                // The year itself, or the role.
                value if path.len() == 2 && path[0] == "budgets" => {
                    format!("{value} cannot be the budget of {}", path[1])
                }
                value => format!("{value} cannot be the {}", label(&path.join(".")).to_lowercase()),
            };
            self.wrong(&sheet, at, String::new(), problem, "another one, as its help says".to_owned());
        }
    }

    fn wrong(&mut self, sheet: &Arc<str>, cell: Option<CellPlace>, found: String, problem: String, instead: String) {
        self.filled.wrong.push(finding(address(sheet, cell), found, problem, format!("Type {instead}")));
    }
}

fn entry_of(values: &[(&Column, CellPlace, Option<Value>)]) -> Table {
    values.iter().filter_map(|(column, _, value)| Some((column.key.to_owned(), value.clone()?))).collect()
}

fn address(sheet: &Arc<str>, cell: Option<CellPlace>) -> Address {
    Address { file: FILE.into(), sheet: Some(sheet.clone()), cell }
}

fn finding(address: Address, found: String, problem: String, instead: String) -> Finding {
    Finding {
        address,
        severity: Severity::Rejected,
        code: Code::SettingRead,
        column: "".into(),
        found,
        problem: sentence(&problem),
        instead: sentence(&instead),
        cents: None,
    }
}

/// Puts a value at a path; tables on the way are made.
pub(super) fn insert(table: &mut Table, path: &[String], value: Value) {
    let Some((last, way)) = path.split_last() else { return };
    let mut inner = table;
    for part in way {
        let next = inner.entry(part.as_str()).or_insert_with(|| Value::Table(Table::new()));
        match next {
            Value::Table(next) => inner = next,
            _ => return,
        }
    }
    inner.insert(last.clone(), value);
}

/// The value at a path; numbers are places in lists.
pub(super) fn value_at<'a>(table: &'a Table, path: &[String]) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(table.get(first)?, |value, part| match value {
        Value::Table(table) => table.get(part),
        Value::Array(list) => list.get(part.parse::<usize>().ok()?),
        _ => None,
    })
}
