//! What a sheet says about its cells besides their values: what is hidden, what is merged, which results move.
//!
//! The readers fill a [`Layout`], each from its own format; what is done about it is decided here, once for all.

use super::{
    finding,
    outcome::{Context, Outcome, Place, Statement},
    title_finding,
};
use crate::model::{
    dictionary::{Field, Kind},
    finding::{Address, Code, Finding, Severity},
    limits::Limits,
    reading::HiddenPolicy,
    workbook::{CellPlace, RawColumn, RawTable, RawValue, column_letters},
};
use std::{collections::BTreeMap, sync::Arc};

/// Functions whose results change although nobody changes the workbook.
const VOLATILE: [&str; 7] = ["TODAY(", "NOW(", "RAND(", "RANDBETWEEN(", "RANDARRAY(", "OFFSET(", "INDIRECT("];

/// What stands in a formula for a cell that was deleted.
const GONE: &str = "#REF!";

/// How the notes begin that this program puts at cells.
const OWN_NOTE: &str = "coe-report:";

/// So many notes of a sheet are looked at.
const MOST_NOTES: usize = 1_000;

/// So many formulas that refer to an error are told one by one.
const MOST_BROKEN: usize = 1_000;

/// Whether people see the sheet's tab.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Visibility {
    #[default]
    Visible,
    Hidden,
    /// Excel itself offers no command to show it.
    VeryHidden,
}

impl From<calamine::SheetVisible> for Visibility {
    fn from(visible: calamine::SheetVisible) -> Self {
        match visible {
            calamine::SheetVisible::Visible => Visibility::Visible,
            calamine::SheetVisible::Hidden => Visibility::Hidden,
            calamine::SheetVisible::VeryHidden => Visibility::VeryHidden,
        }
    }
}

/// Cells that are shown as one; both corners belong to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Merged {
    pub(super) first: CellPlace,
    pub(super) last: CellPlace,
}

/// Everything of one sheet that is not a value.
#[derive(Default, Debug)]
pub(super) struct Layout {
    pub(super) visibility: Visibility,
    /// Rows nobody sees, from 0, in order.
    pub(super) hidden_rows: Vec<u32>,
    /// A filter is set, so it may be what hides them.
    pub(super) is_filtered: bool,
    /// Columns nobody sees: first and last, from 0.
    pub(super) hidden_columns: Vec<(u32, u32)>,
    pub(super) merged: Vec<Merged>,
    /// The first formula with each volatile function.
    pub(super) volatile: BTreeMap<&'static str, CellPlace>,
    /// The first formula that takes values from another file.
    pub(super) other_file: Option<CellPlace>,
    /// Formulas with a reference that is gone: what they last gave is no result any more.
    pub(super) broken: Vec<CellPlace>,
    /// Notes that people put at cells, the first of them: one at a title may say in what the amounts below it stand.
    pub(super) notes: Vec<(CellPlace, Arc<str>)>,
}

impl Layout {
    /// Looks at a formula as the file has it, as far as one of Excel can reach.
    pub(super) fn meet_formula(&mut self, cell: CellPlace, formula: &str) {
        let end = formula.char_indices().nth(Limits::LETTERS_OF_FORMULA).map_or(formula.len(), |(end, _)| end);
        let formula = &formula[..end];
        for function in VOLATILE {
            if calls(formula, function) {
                self.volatile.entry(function).or_insert(cell);
            }
        }
        if self.other_file.is_none() && names_other_file(formula) {
            self.other_file = Some(cell);
        }
        if formula.contains(GONE) && self.broken.len() < MOST_BROKEN {
            self.broken.push(cell);
        }
    }

    /// Keeps a note as somebody wrote it, without what this program wrote behind it into a copy to fix.
    pub(super) fn meet_note(&mut self, cell: CellPlace, text: &str) {
        let text = text.split(OWN_NOTE).next().unwrap_or_default().trim();
        if self.notes.len() < MOST_NOTES && !text.is_empty() {
            self.notes.push((cell, text.into()));
        }
    }

    /// Does what the policy says about the sheet's table, and what was noticed on the way.
    pub(super) fn settle(&self, outcome: Outcome, context: &Context, place: &Place) -> (Outcome, Vec<Finding>) {
        let Outcome::Table { mut table, findings, mut stated } = outcome else { return (outcome, Vec::new()) };
        let notes = self.notes.iter().filter(|(cell, _)| cell.row <= table.header_row);
        stated.extend(notes.filter_map(|(cell, text)| Statement::of(text, *cell)));
        let mut notes = Vec::new();
        if self.visibility != Visibility::Visible {
            notes.push(self.hidden_sheet(&table, context.hidden.sheets, place));
            if context.hidden.sheets == HiddenPolicy::LeaveOut {
                let reason = "it is hidden, and hidden.sheets is leave-out".to_owned();
                return (Outcome::Ignored { reason, stated, unclear: None }, notes);
            }
        }
        let fields = context.titles.of(table.kind).fields;
        notes.extend(self.fill_merged(&mut table, fields, context.limits.max_merged, place));
        notes.extend(self.hidden_rows_of(&mut table, context.hidden.rows, place));
        let keys: Vec<&str> = context.titles.of(table.kind).keys().map(|key| fields[key].key.as_str()).collect();
        notes.extend(self.hidden_columns_of(&mut table, context.hidden.columns, &keys, place));
        notes.extend(self.formulas(place));
        notes.extend(self.break_cells(&mut table, place));
        (Outcome::Table { table, findings, stated }, notes)
    }

    fn hidden_sheet(&self, table: &RawTable, policy: HiddenPolicy, place: &Place) -> Finding {
        let how = match self.visibility {
            Visibility::VeryHidden => "very hidden (only the editor of macros shows it)",
            _ => "hidden",
        };
        let rows = count(table.rows.len(), "row");
        let problem = match policy {
            HiddenPolicy::Read => format!("the sheet is {how}; it is read like any other, with {rows}"),
            HiddenPolicy::LeaveOut => format!("the sheet is {how}; it is left out, with {rows}"),
        };
        note(place, None, Code::HiddenSheet, problem, whether_meant("the sheet", "hidden.sheets", policy))
    }

    /// Notes how many of the table's rows are hidden, and takes them out if the policy says so.
    fn hidden_rows_of(&self, table: &mut RawTable, policy: HiddenPolicy, place: &Place) -> Option<Finding> {
        let is_hidden = |row: &u32| self.hidden_rows.binary_search(row).is_ok();
        let first = *table.rows.iter().find(|row| is_hidden(row))?;
        let marks: Vec<bool> = table.rows.iter().map(|row| !is_hidden(row)).collect();
        let hidden = marks.iter().filter(|keep| !**keep).count();
        let by = if self.is_filtered { " (by a filter, perhaps)" } else { "" };
        let of = format!("hidden rows{by}: {hidden} of {}, the first is row {}", marks.len(), first + 1);
        let problem = match policy {
            HiddenPolicy::Read => format!("{of}; they are read like the others"),
            HiddenPolicy::LeaveOut => {
                keep_rows(table, &marks);
                format!("{of}; they are left out")
            }
        };
        Some(note(place, None, Code::HiddenRows, problem, whether_meant("the rows", "hidden.rows", policy)))
    }

    /// The same for columns; those without which a row has no place are always read.
    fn hidden_columns_of(
        &self,
        table: &mut RawTable,
        policy: HiddenPolicy,
        keys: &[&str],
        place: &Place,
    ) -> Option<Finding> {
        let is_key = |column: &RawColumn| column.field.as_deref().is_some_and(|field| keys.contains(&field));
        let hidden_columns = together(&self.hidden_columns);
        let is_hidden = |column: &RawColumn| {
            hidden_columns.iter().any(|(first, last)| (*first..=*last).contains(&column.position))
                && !(policy == HiddenPolicy::LeaveOut && is_key(column))
        };
        let shown = |column: &RawColumn| format!("{} \"{}\"", column_letters(column.position), column.title);
        let hidden: Vec<String> = table.columns.iter().filter(|column| is_hidden(column)).map(shown).collect();
        if hidden.is_empty() {
            return None;
        }
        let few = hidden.iter().take(5).map(String::as_str).collect::<Vec<_>>().join(", ");
        let more = if hidden.len() > 5 { ", …" } else { "" };
        let of = format!("{} hidden ({few}{more})", are(hidden.len(), "column"));
        let problem = match policy {
            HiddenPolicy::Read => format!("{of}, and read like the others"),
            HiddenPolicy::LeaveOut => {
                table.columns.retain(|column| !is_hidden(column));
                format!("{of}, and left out")
            }
        };
        Some(note(place, None, Code::HiddenColumns, problem, whether_meant("the columns", "hidden.columns", policy)))
    }

    /// Gives each row of a merged area its value, where the value is one that several rows can share: a name, a choice,
    /// a date. An amount is one amount, so it stays in the first row.
    fn fill_merged(&self, table: &mut RawTable, fields: &[Field], most: u32, place: &Place) -> Vec<Finding> {
        let mut notes = Vec::new();
        if self.merged.len() > most as usize {
            return vec![too_many_merged(place, self.merged.len(), most)];
        }
        let mut merged = self.merged.clone();
        merged.sort_unstable_by_key(|area| (area.first.column, area.first.row));
        let (rows, header_row) = (&table.rows, table.header_row);
        for column in &mut table.columns {
            let Some(field) = fields.iter().find(|field| Some(field.key.as_str()) == column.field.as_deref()) else {
                continue;
            };
            let own = merged.partition_point(|area| area.first.column < column.position)
                ..merged.partition_point(|area| area.first.column <= column.position);
            let areas = apart(merged[own].iter().filter(|area| is_down(area, column.position, header_row)));
            let areas: Vec<Merged> = areas.filter(|area| holds_for_more(area, rows, &column.values)).collect();
            let Some(first) = areas.first() else { continue };
            let is_shared = !is_amount(field.kind);
            if is_shared {
                areas.iter().for_each(|area| fill(area, rows, &mut column.values));
            }
            notes.push(merged_cells(place, column, &areas, first, is_shared));
        }
        notes
    }

    /// Formulas that refer to an error hold that error, whatever number was saved with them.
    fn break_cells(&self, table: &mut RawTable, place: &Place) -> Option<Finding> {
        for cell in &self.broken {
            let Ok(row) = table.rows.binary_search(&cell.row) else { continue };
            for column in table.columns.iter_mut().filter(|column| column.position == cell.column) {
                column.values[row] = RawValue::Error(GONE.into());
            }
        }
        let first = *self.broken.first().filter(|_| self.broken.len() == MOST_BROKEN)?;
        let problem = format!("{MOST_BROKEN} formulas and more refer to cells that are gone ({GONE})");
        let instead = "fix the formulas; beyond these, results are read as they were saved".to_owned();
        Some(note(place, Some(first), Code::ErrorCell, problem, instead))
    }

    fn formulas(&self, place: &Place) -> Vec<Finding> {
        let mut notes = Vec::new();
        if let Some(first) = self.volatile.values().min() {
            let names: Vec<&str> = self.volatile.keys().map(|function| function.trim_end_matches('(')).collect();
            let problem = format!(
                "formulas use {}, so their results change by themselves; those last saved are read",
                names.join(", ")
            );
            let instead = "type values where a figure has to stay the same".to_owned();
            notes.push(note(place, Some(*first), Code::VolatileFormulas, problem, instead));
        }
        if let Some(first) = self.other_file {
            let problem = "formulas take values from other files; the values last saved are read, the other files are \
                           never opened"
                .to_owned();
            let instead = "open both files, update the links and save, or type the values".to_owned();
            notes.push(note(place, Some(first), Code::OtherFiles, problem, instead));
        }
        notes
    }
}

/// Areas of one column without those that begin inside another one, which no spreadsheet makes: each row is filled once.
fn apart<'a>(areas: impl Iterator<Item = &'a Merged>) -> impl Iterator<Item = Merged> {
    let mut last = None;
    areas.copied().filter(move |area| {
        let is_apart = last.is_none_or(|last| area.first.row > last);
        if is_apart {
            last = Some(area.last.row);
        }
        is_apart
    })
}

/// Ranges of columns as few as can be: a file may name each a million times.
fn together(ranges: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut ranges = ranges.to_vec();
    ranges.sort_unstable();
    let mut few: Vec<(u32, u32)> = Vec::new();
    for (first, last) in ranges {
        match few.last_mut() {
            Some(before) if first <= before.1.saturating_add(1) => before.1 = before.1.max(last),
            _ => few.push((first, last)),
        }
    }
    few
}

fn too_many_merged(place: &Place, areas: usize, most: u32) -> Finding {
    let problem = format!("{areas} areas are merged, and none of them was looked at: the limit is max_merged = {most}");
    let instead = "unmerge the cells and type the values into each row; or raise max_merged in the settings".to_owned();
    note(place, None, Code::TooLarge, problem, instead)
}

/// Whether an area lies in this one column, below the titles, over more than one row.
fn is_down(area: &Merged, column: u32, header_row: u32) -> bool {
    area.first.column == column
        && area.last.column == column
        && area.first.row > header_row
        && area.last.row > area.first.row
}

/// The table's rows inside an area, as indices; the first is the one that holds its value.
fn rows_inside(area: &Merged, rows: &[u32]) -> std::ops::Range<usize> {
    rows.partition_point(|row| *row < area.first.row)..rows.partition_point(|row| *row <= area.last.row)
}

/// Whether the area has a value and further rows of the table to which it could belong.
fn holds_for_more(area: &Merged, rows: &[u32], values: &[RawValue]) -> bool {
    let inside = rows_inside(area, rows);
    inside.len() > 1 && rows[inside.start] == area.first.row && values[inside.start] != RawValue::Blank
}

fn fill(area: &Merged, rows: &[u32], values: &mut [RawValue]) {
    let inside = rows_inside(area, rows);
    let value = values[inside.start].clone();
    for below in values[inside].iter_mut().skip(1).filter(|value| **value == RawValue::Blank) {
        *below = value.clone();
    }
}

fn is_amount(kind: Kind) -> bool {
    matches!(kind, Kind::Money | Kind::Number | Kind::Integer | Kind::Percent)
}

fn merged_cells(place: &Place, column: &RawColumn, areas: &[Merged], first: &Merged, is_shared: bool) -> Finding {
    let more = if areas.len() > 1 { format!(" and {} more", areas.len() - 1) } else { String::new() };
    let area = format!("{}:{}", first.first, first.last);
    let (problem, instead) = match is_shared {
        true => (
            format!("{area}{more} are merged; the value counts for each of their rows"),
            "type the value into each row if it is meant for all of them".to_owned(),
        ),
        false => (
            format!("{area}{more} are merged; the number counts once, for the first of their rows"),
            "type into each row its own number".to_owned(),
        ),
    };
    let at = (&place.file, place.sheet.as_ref());
    title_finding(at, first.first, Severity::Noted, Code::MergedCells, (&column.title, ""), (problem, instead))
}

fn keep_rows(table: &mut RawTable, marks: &[bool]) {
    let mut kept = marks.iter();
    table.rows.retain(|_| *kept.next().unwrap_or(&true));
    for column in &mut table.columns {
        let mut kept = marks.iter();
        column.values.retain(|_| *kept.next().unwrap_or(&true));
    }
}

fn note(place: &Place, cell: Option<CellPlace>, code: Code, problem: String, instead: String) -> Finding {
    let address = Address { file: place.file.clone(), sheet: place.sheet.clone(), cell };
    finding(address, Severity::Noted, code, problem, instead)
}

fn whether_meant(what: &str, setting: &str, policy: HiddenPolicy) -> String {
    match policy {
        HiddenPolicy::Read => format!("delete {what} if they do not count; or set {setting} = \"leave-out\""),
        HiddenPolicy::LeaveOut => format!("show {what} if they count; or set {setting} = \"read\""),
    }
}

/// `1 row`, `3 rows`.
fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

fn are(number: usize, noun: &str) -> String {
    format!("{} {}", count(number, noun), if number == 1 { "is" } else { "are" })
}

/// Whether a formula calls a function, given with its bracket: not as the end of a longer name, not in quotes.
fn calls(formula: &str, function: &str) -> bool {
    let mut inside_quotes = false;
    let mut before = ' ';
    for (place, letter) in formula.char_indices() {
        if letter == '"' {
            inside_quotes = !inside_quotes;
        }
        let begins = !inside_quotes && !before.is_alphanumeric() && !matches!(before, '_' | '.');
        if begins && formula.as_bytes()[place..].len() >= function.len() {
            let here = &formula.as_bytes()[place..place + function.len()];
            if here.eq_ignore_ascii_case(function.as_bytes()) {
                return true;
            }
        }
        before = letter;
    }
    false
}

/// `[1]Sheet!A1`, `'[1]A sheet'!A1` in Excel, `'file:///…'#…` in OpenDocument. `Table[1]` is a column of a table.
fn names_other_file(formula: &str) -> bool {
    if formula.contains("'file:") {
        return true;
    }
    let mut before = ' ';
    for (place, letter) in formula.char_indices() {
        let is_first = !before.is_alphanumeric() && !matches!(before, '_' | ']' | '[');
        if letter == '[' && is_first {
            let inside = formula[place + 1..].split(']').next().unwrap_or_default();
            if !inside.is_empty() && inside.bytes().all(|digit| digit.is_ascii_digit()) {
                return true;
            }
        }
        before = letter;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_columns_and_merged_areas_that_lie_over_each_other_are_looked_at_once() {
        assert_eq!(together(&[(5, 9), (0, 1), (2, 2), (6, 7), (12, 12)]), [(0, 2), (5, 9), (12, 12)]);
        let area = |first, last| Merged {
            first: CellPlace { row: first, column: 0 },
            last: CellPlace { row: last, column: 0 },
        };
        let over: Vec<Merged> = (1..5_000).map(|row| area(row, 1_000_000)).collect();
        assert_eq!(apart(over.iter()).count(), 1);
        assert_eq!(apart([area(1, 2), area(3, 4)].iter()).count(), 2);
    }

    #[test]
    fn a_formula_is_looked_at_as_far_as_one_of_excel_reaches() {
        let began = std::time::Instant::now();
        let mut layout = Layout::default();
        // Each bracket asks for the next closing one, and there is none.
        layout.meet_formula(CellPlace { row: 0, column: 0 }, &" [".repeat(2_000_000));
        layout.meet_formula(CellPlace { row: 0, column: 0 }, &(" ".repeat(8_192) + "TODAY()"));
        assert!(layout.volatile.is_empty() && layout.other_file.is_none());
        assert!(began.elapsed() < std::time::Duration::from_secs(5));
    }

    #[test]
    fn functions_are_told_from_names_and_text() {
        assert!(calls("IF(A1>today(),1,0)", "TODAY("));
        assert!(calls("of:=NOW()", "NOW("));
        assert!(!calls("MYTODAY()", "TODAY("));
        assert!(!calls("\"TODAY()\"", "TODAY("));
        assert!(!calls("_xlfn.TODAY()", "TODAY("));
        assert!(!calls("ä", "TODAY("));
    }

    #[test]
    fn other_files_are_told_from_columns_of_tables() {
        assert!(names_other_file("[1]Sheet1!$A$1"));
        assert!(names_other_file("SUM('[12]My sheet'!A1:A3)"));
        assert!(names_other_file("of:='file:///C:/budget.ods'#$Sheet1.A1"));
        assert!(!names_other_file("SUM(Table1[2026])"));
        assert!(!names_other_file("Table1[[2026]]"));
        assert!(!names_other_file("SUM(A1:A3)"));
    }
}
