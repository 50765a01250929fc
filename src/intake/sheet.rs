//! One sheet, fed cell by cell: first its titles are looked for, then its rows are collected.

use super::{
    Contents, Refusal, answered, decide, finding, foot,
    header::{self, Row, Score, Verdict},
    layout::Layout,
    outcome::{Context, Outcome, Place, Statement},
    second, serial, shape,
    strings::Strings,
    table::TableBuilder,
    title_finding,
    title_text::TitleText,
    titles::{Named, SheetTitles, Titles},
    units,
};
use crate::model::{
    annotated_copy::PlainSheet,
    dictionary::{Dictionary, Kind, SheetKind},
    finding::{Address, Code, Finding, Severity},
    limits::Limits,
    mapping::{About, Meaning},
    reading::ReadingRules,
    stamp::Properties,
    unit::Said,
    workbook::{CellPlace, Format, IgnoredSheet, RawColumn, RawTable, RawValue, UnclearSheet},
};
use std::{ops::ControlFlow, sync::Arc};

/// What was read of one file so far.
pub(super) struct Reading<'a> {
    pub(super) context: Context<'a>,
    pub(super) strings: Strings,
    /// Name of the sheet that lists what to fix, in a copy that this program made.
    findings_sheet: Option<String>,
    tables: Vec<RawTable>,
    ignored: Vec<IgnoredSheet>,
    unclear: Vec<UnclearSheet>,
    /// What sheets that hold no table say about amounts.
    stated: Vec<(Arc<str>, Statement)>,
    /// Sheets refused for what their titles say, unless another sheet is the one that was meant.
    guesses: Vec<(SheetKind, Arc<str>, Finding)>,
    findings: Vec<Finding>,
    copied: Vec<PlainSheet>,
    /// Some sheet has a name that is none.
    has_long_name: bool,
}

impl<'a> Reading<'a> {
    pub(super) fn new(
        file: Arc<str>,
        findings_sheet: Option<String>,
        dictionary: &'a Dictionary,
        rules: &'a ReadingRules,
    ) -> Self {
        Reading {
            context: Context {
                titles: Titles::for_file(dictionary, &file),
                limits: &rules.limits,
                hidden: rules.hidden,
                calendar: rules.calendar,
                is_1904: false,
                is_copied: false,
                file,
            },
            strings: Strings::default(),
            findings_sheet,
            tables: Vec::new(),
            ignored: Vec::new(),
            unclear: Vec::new(),
            stated: Vec::new(),
            guesses: Vec::new(),
            findings: Vec::new(),
            copied: Vec::new(),
            has_long_name: false,
        }
    }

    /// For a copy of the file: [`Reading::copied`] gives every cell.
    pub(super) fn copying(file: Arc<str>, dictionary: &'a Dictionary, rules: &'a ReadingRules) -> Self {
        let mut reading = Reading::new(file, None, dictionary, rules);
        reading.context.is_copied = true;
        reading
    }

    /// All sheets with all their cells.
    pub(super) fn copied(self) -> Vec<PlainSheet> {
        self.copied
    }

    /// Cells the limits leave for further tables.
    pub(super) fn cells_left(&self) -> u64 {
        let cells = |table: &RawTable| table.rows.len() as u64 * table.columns.len() as u64;
        let copied: u64 = self.copied.iter().map(|sheet| sheet.cells.len() as u64).sum();
        self.context.limits.max_cells.saturating_sub(self.tables.iter().map(cells).sum::<u64>() + copied)
    }

    /// A new sheet to read, and where its texts are kept.
    pub(super) fn begin_sheet(&mut self, name: &Arc<str>, place: &Place) -> (SheetReader<'_>, &mut Strings) {
        let cells_left = self.cells_left();
        let named = self.context.titles.kind_named(name);
        let sheet = SheetReader::new(&self.context, name.clone(), place.clone(), named, cells_left);
        (sheet, &mut self.strings)
    }

    /// Refuses a file with too many sheets before one is read.
    pub(super) fn expect_sheets(&self, sheets: usize) -> Result<(), Refusal> {
        let most = self.context.limits.max_sheets;
        match sheets > most as usize {
            true => Err(Refusal::too_large("the workbook has too many sheets", "max_sheets", most.into())),
            false => Ok(()),
        }
    }

    /// Takes in what a sheet turned out to be, after what its layout says.
    pub(super) fn add_laid_out(&mut self, name: Arc<str>, place: &Place, outcome: Outcome, layout: &Layout) {
        let (outcome, notes) = layout.settle(outcome, &self.context, place);
        self.add(name, place, outcome);
        self.findings.extend(notes);
        if let Some(copied) = self.copied.last_mut() {
            copied.merged.extend(layout.merged.iter().map(|region| (region.first, region.last)));
        }
    }

    /// Takes in where the formulas of the sheet stand that was added last, for a copy.
    pub(super) fn add_formulas(&mut self, places: &[(u32, u32)]) {
        if let Some(copied) = self.copied.last_mut() {
            copied.formulas.extend(places.iter().map(|(row, column)| CellPlace { row: *row, column: *column }));
        }
    }

    /// Takes in what a sheet turned out to be.
    pub(super) fn add(&mut self, name: Arc<str>, place: &Place, outcome: Outcome) {
        self.has_long_name |= name.chars().nth(LETTERS_OF_NAME).is_some();
        if self.findings_sheet.as_deref() == Some(&*name) {
            let reason = "it lists what this program found".to_owned();
            self.ignored.push(IgnoredSheet { name, reason });
            return;
        }
        match outcome {
            Outcome::Table { table, findings, stated } => {
                self.findings.extend(findings);
                self.add_table(table, stated, place);
            }
            Outcome::Copied(cells) => {
                self.copied.push(PlainSheet { name, cells, merged: Vec::new(), formulas: Vec::new() })
            }
            Outcome::Ignored { reason, stated, unclear } => {
                self.unclear.extend(unclear);
                self.stated.extend(stated.into_iter().map(|statement| (name.clone(), statement)));
                self.ignored.push(IgnoredSheet { name, reason });
            }
            Outcome::Refused { refusal, findings, guess, unclear } => {
                self.unclear.extend(unclear);
                let refused = refusal.at(place.file.clone(), place.sheet.clone());
                match guess {
                    Some(kind) => self.guesses.push((kind, name, refused)),
                    None => {
                        self.findings.extend(findings);
                        self.findings.push(refused);
                    }
                }
            }
        }
    }

    /// Takes in a table that needs no looking at.
    pub(super) fn add_ready(&mut self, table: RawTable, findings: Vec<Finding>) {
        self.tables.push(table);
        self.findings.extend(findings);
    }

    /// Takes in a table after what only its values can tell: what is below its rows, what its titles mean, its shape.
    fn add_table(&mut self, mut table: RawTable, mut stated: Vec<Statement>, place: &Place) {
        let most_cells = (self.cells_left(), self.context.limits.max_cells);
        self.findings.extend(second::cut(&mut table, &self.context.titles, place));
        let titles = self.context.titles.of(table.kind);
        let foot::Foot { mut totals, notes, findings } = foot::cut(&mut table, titles, place);
        self.findings.extend(findings);
        self.findings.extend(answered::apply(&mut table, &mut totals, &self.context.titles, place));
        stated.extend(notes.iter().filter_map(|(text, cell)| Statement::of(text, *cell)));
        stated.extend(said_by_name(&table.sheet));
        self.findings.extend(decide::shared_titles(&mut table, titles, place));
        self.findings.extend(decide::ids_with_names(&mut table, titles, place));
        if self.context.is_1904 {
            days_since_1904(&mut table, titles);
        }
        self.findings.extend(units::declare(&mut table, titles, &stated, place));
        totals.iter_mut().for_each(|total| total.take_units_of(&table));
        match shape::in_rows(table, &totals, titles, place, most_cells) {
            Ok((table, findings)) => {
                self.findings.extend(findings);
                self.findings.extend(units::shown_by_formats(&table, titles, place));
                self.note_second_of_kind(&table, place);
                self.tables.push(table);
            }
            Err(refusal) => self.findings.push(refusal.at(place.file.clone(), place.sheet.clone())),
        }
    }

    /// Refuses a file that would fill the reports with the name of a sheet.
    pub(super) fn expect_short_names(&self) -> Result<(), Refusal> {
        match self.has_long_name {
            true => Err(Refusal::new(
                Code::Damaged,
                format!("a sheet has a name of more than {LETTERS_OF_NAME} letters, which no spreadsheet gives it"),
                "give it a short name, save the workbook again as .xlsx and send that file",
            )),
            false => Ok(()),
        }
    }

    /// Says that texts were cut.
    pub(super) fn note_cut_texts(&mut self) {
        let cut = self.strings.cut();
        if cut > 0 {
            let most = Limits::LETTERS_OF_CELL;
            let problem = format!("{cut} texts have more than {most} letters, which no cell of Excel holds; cut there");
            let instead = "shorten them, or ask where the file comes from".to_owned();
            let address = Address { file: self.context.file.clone(), sheet: None, cell: None };
            self.findings.push(finding(address, Severity::Noted, Code::TooLarge, problem, instead));
        }
    }

    /// Adds a finding that is no outcome of a sheet.
    pub(super) fn note(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// A cover sheet may speak of thousands while the sheets with the amounts do not.
    fn note_units_said_elsewhere(&mut self) {
        let has_amounts = |table: &RawTable| table.kind == SheetKind::Financials && !table.rows.is_empty();
        let says_unit = |table: &RawTable| table.columns.iter().any(|column| !column.units.is_empty());
        if !self.tables.iter().any(|table| has_amounts(table) && !says_unit(table)) {
            return;
        }
        let scaled = self.stated.iter().find_map(|(sheet, statement)| match &statement.said {
            Said::Unit(unit) if unit.zeros > 0 => Some((sheet.clone(), statement, unit.clone())),
            _ => None,
        });
        if let Some((sheet, statement, unit)) = scaled {
            let place = Place { file: self.context.file.clone(), sheet: Some(sheet.clone()) };
            self.findings.push(units::said_elsewhere(&unit, &sheet, statement, &place));
        }
    }

    fn note_second_of_kind(&mut self, table: &RawTable, place: &Place) {
        // One sheet a department.
        if table.kind == SheetKind::Initiatives && self.context.titles.answers().sheets_are_departments() {
            return;
        }
        let Some(first) = self.tables.iter().find(|other| other.kind == table.kind) else { return };
        let problem = format!("this sheet and \"{}\" both hold {}; both are read", first.sheet, table.kind.name());
        let instead = "delete one of them if it is a copy".to_owned();
        let address = Address { file: place.file.clone(), sheet: place.sheet.clone(), cell: None };
        self.findings.push(finding(address, Severity::Noted, Code::TwoSheetsOneKind, problem, instead));
    }

    /// All that was read of the file.
    pub(super) fn finish(mut self, format: Format, properties: Properties) -> Contents {
        self.note_units_said_elsewhere();
        for (kind, name, refused) in self.guesses {
            if self.tables.iter().any(|table| table.kind == kind) {
                let reason = format!("another sheet holds {}, and here {}", kind.name(), refused.problem);
                self.ignored.push(IgnoredSheet { name, reason });
            } else {
                self.findings.push(refused);
            }
        }
        let is_refused = self.findings.iter().any(|finding| finding.severity == Severity::Refused);
        if self.tables.is_empty() && !is_refused {
            self.findings.push(no_intake_sheet(&self.ignored).at(self.context.file.clone(), None));
        }
        Contents {
            format,
            properties,
            tables: self.tables,
            ignored: self.ignored,
            unclear: self.unclear,
            findings: self.findings,
            bill: None,
        }
    }
}

/// A tab holds 31 letters in Excel, and a few more elsewhere.
const LETTERS_OF_NAME: usize = 255;

fn no_intake_sheet(ignored: &[IgnoredSheet]) -> Refusal {
    let reasons: Vec<_> = ignored.iter().take(5).map(|sheet| format!("{}: {}", sheet.name, sheet.reason)).collect();
    let problem = match reasons.is_empty() {
        true => "the file has no sheets with cells".to_owned(),
        false => format!("no sheet holds rows for the report ({})", reasons.join("; ")),
    };
    let instead = "name a sheet Initiatives, Financials, Outcomes or Team and give it the titles of the template";
    Refusal::new(Code::NoIntakeSheet, problem, instead)
}

/// Reads one sheet from its cells, which must come row by row and from left to right.
pub(super) struct SheetReader<'a> {
    context: &'a Context<'a>,
    name: Arc<str>,
    place: Place,
    named: Option<Named>,
    cells_left: u64,
    last: Option<(u32, u32)>,
    too_far: Option<CellPlace>,
    findings: Vec<Finding>,
    /// What texts above the titles say about amounts.
    stated: Vec<Statement>,
    /// What a question may make clear.
    unclear: Option<UnclearSheet>,
    state: State,
}

enum State {
    Searching(Vec<Row>),
    Collecting(Box<TableBuilder>),
    Copying(Vec<(CellPlace, RawValue)>),
    Ignored(String),
    /// With the kind of sheet if only its titles say so.
    Refused(Refusal, Option<SheetKind>),
    /// The whole file goes beyond a limit.
    FileRefused(Refusal),
}

impl State {
    /// A copy keeps every cell, and what somebody wants left out is not looked at.
    fn first(context: &Context, name: &Arc<str>) -> Self {
        let answered = context.titles.answers().to(&About::Sheet(name.to_string()));
        match answered {
            _ if context.is_copied => State::Copying(Vec::new()),
            Some(Meaning::LeaveOut) => State::Ignored("left out, as answered".to_owned()),
            _ => State::Searching(Vec::new()),
        }
    }
}

impl<'a> SheetReader<'a> {
    pub(super) fn new(
        context: &'a Context<'a>,
        name: Arc<str>,
        place: Place,
        named: Option<Named>,
        cells_left: u64,
    ) -> Self {
        SheetReader {
            context,
            place,
            named,
            cells_left,
            last: None,
            too_far: None,
            findings: Vec::new(),
            stated: Vec::new(),
            unclear: None,
            state: State::first(context, &name),
            name,
        }
    }

    /// Takes the next cell; breaks when no further cell can change the outcome.
    pub(super) fn put(&mut self, row: u32, column: u32, value: RawValue) -> ControlFlow<()> {
        if matches!(value, RawValue::Blank) {
            return ControlFlow::Continue(());
        }
        if row >= self.context.limits.max_rows {
            return self.stop_at_row_limit();
        }
        if column >= self.context.limits.max_columns.min(Limits::COLUMNS_OF_EXCEL) {
            self.too_far.get_or_insert(CellPlace { row, column });
            return ControlFlow::Continue(());
        }
        if self.last.is_some_and(|last| last >= (row, column)) {
            return self.stop(State::Refused(cells_in_disorder(), None));
        }
        self.last = Some((row, column));
        match &mut self.state {
            State::Copying(cells) if cells.len() as u64 >= self.cells_left => {
                let most = self.context.limits.max_cells;
                self.stop(State::FileRefused(Refusal::too_large("the file has too many cells", "max_cells", most)))
            }
            State::Copying(cells) => {
                cells.push((CellPlace { row, column }, value));
                ControlFlow::Continue(())
            }
            State::Collecting(table) => match table.put(row, column, value) {
                Ok(()) => ControlFlow::Continue(()),
                Err(refusal) => self.stop(State::FileRefused(refusal)),
            },
            State::Searching(rows) => match rows.last_mut() {
                Some(last) if last.number == row => {
                    last.push(column, value);
                    ControlFlow::Continue(())
                }
                _ => self.begin_row(row, column, value),
            },
            State::Ignored(_) | State::Refused(..) | State::FileRefused(_) => ControlFlow::Break(()),
        }
    }

    /// A row before the titles are known: perhaps the one above was the titles, or the search has gone far enough.
    fn begin_row(&mut self, row: u32, column: u32, value: RawValue) -> ControlFlow<()> {
        let State::Searching(rows) = &mut self.state else { return ControlFlow::Break(()) };
        if let Some(score) = header::clear_titles(rows, &self.context.titles, self.named) {
            let rows = std::mem::take(rows);
            self.collect(rows, &score, false)?;
        } else if rows.len() as u64 >= u64::from(self.context.limits.header_search_rows) {
            self.settle()?;
        } else {
            rows.push(Row::new(row, vec![(column, value)]));
            return ControlFlow::Continue(());
        }
        // The titles are found: the cell belongs to a row of the table, and is not yet in it.
        self.last = None;
        self.put(row, column, value)
    }

    /// Decides by the rows at hand.
    fn settle(&mut self) -> ControlFlow<()> {
        let State::Searching(rows) = &mut self.state else { return ControlFlow::Continue(()) };
        let rows = std::mem::take(rows);
        match header::verdict(&rows, &self.context.titles, self.named) {
            Verdict::Table { score, is_guess } => self.collect(rows, &score, is_guess),
            Verdict::NoTitles(kind) => {
                self.unclear = unclear_sheet(&self.name, Some(kind), &rows);
                self.stop(State::Refused(no_titles(kind, &rows), None))
            }
            Verdict::Foreign(reason) => {
                self.stated = statements(&rows);
                self.unclear = unclear_sheet(&self.name, None, &rows);
                self.stop(State::Ignored(reason))
            }
        }
    }

    /// Begins the table whose titles stand in the scored row, with the rows below it that were read already; refuses
    /// the sheet if it lacks a key.
    fn collect(&mut self, mut rows: Vec<Row>, score: &Score, is_guess: bool) -> ControlFlow<()> {
        let titles = self.context.titles.of(score.kind);
        let below = rows.split_off(score.row + 1);
        self.stated = statements(&rows[..score.row]);
        let header = &rows[score.row];
        let (columns, findings) = header::columns(score, header.number, titles, &self.place);
        let missing = header::missing_keys(&columns, titles);
        self.findings.extend(findings);
        if score.is_grouped {
            self.findings.push(titles_in_two_rows(&self.place, header.number));
        }
        if !missing.is_empty() {
            let guess = is_guess.then_some(score.kind);
            self.unclear = Some(without_keys(&self.name, score.kind, header.number, &columns, titles));
            return self.stop(State::Refused(missing_columns(score.kind, &missing, &columns), guess));
        }
        let most_cells = (self.cells_left, self.context.limits.max_cells);
        let most_rows = self.context.limits.max_table_rows;
        let table = TableBuilder::new(score.kind, header.number, columns, most_cells, most_rows);
        self.state = State::Collecting(Box::new(table));
        self.last = None;
        for row in below {
            let number = row.number;
            for (column, value) in row.into_cells() {
                self.put(number, column, value)?;
            }
        }
        ControlFlow::Continue(())
    }

    fn stop(&mut self, state: State) -> ControlFlow<()> {
        self.state = state;
        ControlFlow::Break(())
    }

    /// A table that goes on beyond the limit is of no use; a far cell on a sheet without one does not matter.
    fn stop_at_row_limit(&mut self) -> ControlFlow<()> {
        self.settle()?;
        if self.context.is_copied {
            return ControlFlow::Break(());
        }
        let rows = u64::from(self.context.limits.max_rows);
        self.stop(State::Refused(Refusal::too_large("the sheet has too many rows", "max_rows", rows), None))
    }

    /// What the sheet is. Errors: the whole file goes beyond a limit.
    pub(super) fn finish(mut self) -> Result<Outcome, Refusal> {
        // Broken off or not: the state says what the sheet is.
        let _ = self.settle();
        match self.state {
            State::Collecting(table) => {
                let (table, untitled) = table.finish(&self.place, self.name);
                self.findings.extend(untitled);
                let far = self.too_far.map(|cell| too_many_columns(&self.place, cell, self.context.limits.max_columns));
                self.findings.extend(far);
                Ok(Outcome::Table { table, findings: self.findings, stated: self.stated })
            }
            State::Copying(cells) => Ok(Outcome::Copied(cells)),
            State::Ignored(reason) => Ok(Outcome::Ignored { reason, stated: self.stated, unclear: self.unclear }),
            State::Refused(refusal, guess) => {
                Ok(Outcome::Refused { refusal, findings: self.findings, guess, unclear: self.unclear })
            }
            State::FileRefused(refusal) => Err(refusal),
            State::Searching(_) => {
                Ok(Outcome::Ignored { reason: "it is empty".to_owned(), stated: Vec::new(), unclear: None })
            }
        }
    }
}

fn titles_in_two_rows(place: &Place, lower: u32) -> Finding {
    let problem = format!("rows {lower} and {} were read as titles together", lower + 1);
    let address = Address { file: place.file.clone(), sheet: place.sheet.clone(), cell: None };
    finding(address, Severity::Noted, Code::ShapeRead, problem, "nothing to do if that is right".to_owned())
}

fn cells_in_disorder() -> Refusal {
    Refusal::new(
        Code::Damaged,
        "the cells of the sheet are not stored in order, so values could be mixed up",
        "open the file in Excel, save it again as .xlsx and send that file",
    )
}

/// A table needs as many titles and rows below them to be one that somebody keeps.
const FEWEST_TITLES: usize = 3;
const FEWEST_ROWS: usize = 2;

/// A sheet that may be a table with titles nobody knows.
fn unclear_sheet(name: &Arc<str>, kind: Option<SheetKind>, rows: &[Row]) -> Option<UnclearSheet> {
    let header = header::widest(rows)?;
    let titles = texts_of(&rows[header]);
    let is_table = titles.len() >= FEWEST_TITLES && rows.len() >= header + 1 + FEWEST_ROWS;
    is_table.then(|| UnclearSheet {
        name: name.clone(),
        kind,
        header_row: rows[header].number,
        examples: titles.iter().map(|(column, _)| examples_below(*column, &rows[header + 1..])).collect(),
        titles,
        known: Vec::new(),
        missing: Vec::new(),
    })
}

/// Texts below a title that a question shows.
const EXAMPLES: usize = 3;

fn examples_below(column: u32, rows: &[Row]) -> Vec<Arc<str>> {
    let cells = rows.iter().flat_map(|row| row.cells().iter().filter(|(place, _)| *place == column));
    examples_of(cells.map(|(_, value)| value))
}

/// The first texts of a column that differ.
fn examples_of<'a>(values: impl Iterator<Item = &'a RawValue>) -> Vec<Arc<str>> {
    let mut examples: Vec<Arc<str>> = Vec::new();
    for value in values {
        if let RawValue::Text(text) = value
            && !examples.contains(text)
        {
            examples.push(text.clone());
        }
        if examples.len() == EXAMPLES {
            break;
        }
    }
    examples
}

fn texts_of(row: &Row) -> Vec<(u32, Arc<str>)> {
    let text = |(column, value): &(u32, RawValue)| match value {
        RawValue::Text(text) => Some((*column, text.clone())),
        _ => None,
    };
    row.cells().iter().filter_map(text).collect()
}

/// A sheet whose titles are known but for those without which its rows belong nowhere.
fn without_keys(
    name: &Arc<str>,
    kind: SheetKind,
    header_row: u32,
    columns: &[RawColumn],
    titles: &SheetTitles,
) -> UnclearSheet {
    let is_unknown = |column: &&RawColumn| column.field.is_none() && titles.answered(&column.title).is_none();
    let unknown = columns.iter().filter(is_unknown);
    UnclearSheet {
        examples: unknown.clone().map(|column| examples_of(column.values.iter())).collect(),
        name: name.clone(),
        kind: Some(kind),
        header_row,
        titles: unknown.map(|column| (column.position, column.title.clone())).collect(),
        known: columns.iter().filter_map(|column| column.field.clone()).collect(),
        missing: header::missing_keys(columns, titles).into_iter().map(Into::into).collect(),
    }
}

/// Titles that a message names, and how many more there are.
const TITLES_NAMED: usize = 6;

fn missing_columns(kind: SheetKind, missing: &[&str], columns: &[RawColumn]) -> Refusal {
    let titles = missing.iter().map(|title| format!("\"{title}\"")).collect::<Vec<_>>().join(" and ");
    let unknown: Vec<&str> =
        columns.iter().filter(|column| column.field.is_none()).map(|column| &*column.title).collect();
    let others = match unknown.is_empty() {
        true => String::new(),
        false => format!("; titles that were not understood: {}", named(&unknown)),
    };
    Refusal::new(
        Code::MissingColumn,
        format!("the sheet holds {} but has no column {titles}{others}", kind.name()),
        format!(
            "type {titles} over the title that means it; or say in the settings what your title means \
             ([fields.{}] aliases)",
            kind.key()
        ),
    )
}

fn no_titles(kind: SheetKind, rows: &[Row]) -> Refusal {
    let texts = |row: &Row| row.cells().iter().filter(|(_, value)| matches!(value, RawValue::Text(_))).count();
    let widest = rows.iter().max_by_key(|row| (texts(row), std::cmp::Reverse(row.number)));
    let typed: Vec<&str> = widest
        .into_iter()
        .flat_map(|row| row.cells())
        .filter_map(|(_, value)| match value {
            RawValue::Text(text) => Some(&**text),
            _ => None,
        })
        .collect();
    let found = match typed.is_empty() {
        true => String::new(),
        false => format!("; what looks most like titles was not understood: {}", named(&typed)),
    };
    Refusal::new(
        Code::MissingColumn,
        format!("the sheet is called {} but no row holds the titles of its columns{found}", kind.name()),
        format!(
            "type the titles of the template above the first row of values; or say in the settings what your titles \
             mean ([fields.{}] aliases)",
            kind.key()
        ),
    )
}

/// `"A", "B" and 3 more`.
fn named(titles: &[&str]) -> String {
    let few: Vec<String> = titles
        .iter()
        .take(TITLES_NAMED)
        .map(|title| format!("\"{}\"", title.chars().take(60).collect::<String>()))
        .collect();
    match titles.len().saturating_sub(TITLES_NAMED) {
        0 => few.join(", "),
        more => format!("{} and {more} more", few.join(", ")),
    }
}

/// What the texts of rows say about the unit of amounts.
fn statements(rows: &[Row]) -> Vec<Statement> {
    let cells = rows.iter().flat_map(|row| row.cells().iter().map(|(column, value)| (row.number, *column, value)));
    cells
        .filter_map(|(row, column, value)| match value {
            RawValue::Text(text) => Statement::of(text, CellPlace { row, column }),
            _ => None,
        })
        .collect()
}

/// `Financials (k€)`, `Costs TEUR`.
fn said_by_name(sheet: &Arc<str>) -> Option<Statement> {
    let unit = TitleText::of(sheet).unit?;
    Some(Statement { said: Said::Unit(unit), text: sheet.clone(), cell: None })
}

/// Numbers under a title of days or months are days, and here they are counted from 1904.
fn days_since_1904(table: &mut RawTable, titles: &SheetTitles) {
    let is_day = |column: &&mut RawColumn| {
        let field = column.field.as_deref().and_then(|key| titles.place_of(key));
        field.is_some_and(|field| matches!(titles.fields[field].kind, Kind::Date | Kind::Month))
    };
    for value in table.columns.iter_mut().filter(is_day).flat_map(|column| &mut column.values) {
        if let Some(day) =
            value.number().filter(|number| *number > 10_000.0).and_then(|number| serial::day_of(number, true))
        {
            *value = day;
        }
    }
}

fn too_many_columns(place: &Place, cell: CellPlace, most: u32) -> Finding {
    let problem = format!("cells from here on are not read: the limit is max_columns = {most}");
    let instead =
        "delete what is not needed to the right of the table; or raise max_columns in the settings".to_owned();
    let place = (&place.file, place.sheet.as_ref());
    title_finding(place, cell, Severity::Rejected, Code::TooLarge, ("", ""), (problem, instead))
}
