//! What has to be asked about a workbook, each with the best guess: titles and words nobody knows, sheets named after
//! departments, rows without ids, sheets of which nothing is known.

use super::{kinds, kinds::choice::Choices, sheet::Sheet, unread::Unread};
use crate::model::{
    dictionary::{AmountWords, Field, Kind, Need, SheetKind, folded, takes_own_values},
    finding::{Address, Code, Finding},
    mapping::{About, Meaning, sender_of, word_key},
    money::Cents,
    question::{Guess, Question, Sureness},
    rules::Rules,
    workbook::{CellPlace, RawColumn, RawTable, RawValue, SourceFile, UnclearSheet},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// How much a hint of the dictionary counts, where 1 is a known title.
const HINTED: f64 = 0.7;

/// Values that a question shows.
const EXAMPLES: usize = 3;

/// Words in a choice that are longer are sentences, and no word to be learnt.
const LONGEST_WORD: usize = 60;

/// Words of one sheet that are asked about at once; the others come when these are answered.
const MOST_WORDS: usize = 100;

/// Fields on which an initiative's place rests.
const PLACES: [&str; 4] = ["phase", "department", "outcome", "initiative_id"];

/// What only all sheets of a workbook together ask.
pub(super) fn of_workbook(
    tables: &[RawTable],
    unclear: &[UnclearSheet],
    source: &SourceFile,
    rules: &Rules,
) -> Vec<Question> {
    let asking = Asking { file: source.path.clone(), rules };
    let mut questions: Vec<Question> = asking.departments(tables).into_iter().collect();
    let is_empty = tables.is_empty();
    for sheet in unclear {
        match sheet.kind {
            Some(kind) => questions.extend(asking.unclear_titles(kind, sheet)),
            // Where a table was found, a cover or a pivot beside it is no riddle.
            None if is_empty => questions.extend(asking.unknown_sheet(sheet, unclear.len() == 1)),
            None => {}
        }
    }
    questions
}

/// What one table asks: titles under which something stands, and words in columns of choices.
pub(super) fn of_sheet(sheet: &Sheet, unread: &[Unread], findings: &[Finding]) -> Vec<Question> {
    if sheet.raw.kind.is_central() {
        return Vec::new();
    }
    let mut questions = titles(sheet, unread);
    questions.extend(units(sheet));
    match phases_as_status(sheet, findings) {
        Some(question) => {
            let is_status = |finding: &&Finding| Some(&*finding.column) != status_title(sheet);
            let others: Vec<Finding> = findings.iter().filter(is_status).cloned().collect();
            questions.extend(words(sheet, &others));
            questions.push(question);
        }
        None => questions.extend(words(sheet, findings)),
    }
    questions
}

fn status_title<'a>(sheet: &Sheet<'a>) -> Option<&'a str> {
    sheet.rules.dictionary.field(sheet.raw.kind, "status").map(|field| field.title.as_str())
}

/// Tools for tasks call `Status` what is a phase here: `To do`, `In progress`, `Done`. Where no word below it is a status,
/// and the sheet has no phase, the column is asked about.
fn phases_as_status(sheet: &Sheet, findings: &[Finding]) -> Option<Question> {
    let raw = sheet.raw;
    let title = status_title(sheet).filter(|_| raw.column("phase").is_none())?;
    let column = raw.column("status")?;
    let about = About::Title(raw.kind, column.title.to_string());
    let filled = column.values.iter().filter(|value| **value != RawValue::Blank).count();
    let is_unknown = |finding: &&Finding| finding.code == Code::UnknownChoice && &*finding.column == title;
    let unknown = findings.iter().filter(is_unknown).count();
    (filled > 0 && unknown == filled && sheet.answers.to(&about).is_none()).then(|| Question {
        about,
        sender: sender_of(sheet.file()),
        address: Address { cell: Some(CellPlace { row: raw.header_row, column: column.position }), ..sheet.address() },
        times: filled as u32,
        cents: None,
        examples: examples(column),
        guess: Some(perhaps(Meaning::Field("phase".to_owned()))),
        is_weighty: true,
    })
}

/// Columns nobody knows, where amounts stand below them or the sheet lacks a column that is always needed.
fn titles(sheet: &Sheet, unread: &[Unread]) -> Vec<Question> {
    let kind = sheet.raw.kind;
    let fields = &sheet.rules.dictionary.sheet(kind).fields;
    let lacks = |field: &Field| {
        field.need == Need::Required && field.default.is_none() && sheet.raw.column(&field.key).is_none()
    };
    let lacking: Vec<&Field> = fields.iter().filter(|field| lacks(field)).collect();
    let money: BTreeMap<u32, Cents> = unread.iter().map(|unread| (unread.column.position, unread.sum)).collect();
    let mut questions: Vec<(Question, bool)> = Vec::new();
    for column in sheet.raw.columns.iter().filter(|column| column.field.is_none()) {
        let about = About::Title(kind, column.title.to_string());
        let filled = column.values.iter().filter(|value| **value != RawValue::Blank).count();
        let cents = money.get(&column.position).copied();
        if filled == 0 || sheet.answers.to(&about).is_some() || (cents.is_none() && lacking.is_empty()) {
            continue;
        }
        let guess = match cents {
            Some(_) => amounts(sheet, column),
            None => field(sheet, column),
        };
        let cell = Some(CellPlace { row: sheet.raw.header_row, column: column.position });
        let question = Question {
            about,
            sender: sender_of(sheet.file()),
            address: Address { cell, ..sheet.address() },
            times: filled as u32,
            cents,
            examples: examples(column),
            is_weighty: cents.is_some() || is_place(&guess),
            guess: Some(guess),
        };
        questions.push((question, is_text(column)));
    }
    each_field_once(questions.iter_mut().map(|(question, _)| question));
    worth_asking(questions, &lacking)
}

/// What titles say of the unit of their amounts, where nobody understands it: the columns are not read until it is said.
fn units<'a>(sheet: &'a Sheet) -> impl Iterator<Item = Question> + 'a {
    let raw = sheet.raw;
    raw.unclear_units.iter().filter_map(move |unit| {
        let about = About::Unit(unit.said.to_string());
        sheet.answers.to(&about).is_none().then(|| Question {
            about,
            sender: sender_of(sheet.file()),
            address: Address { cell: Some(CellPlace { row: raw.header_row, column: unit.column }), ..sheet.address() },
            times: unit.filled,
            cents: Some(unit.sum),
            examples: unit.examples.clone(),
            guess: None,
            is_weighty: true,
        })
    })
}

/// Of columns that may be the same field the surest one is guessed to be it, else the first: guesses that are all accepted
/// must not contradict each other.
fn each_field_once<'a>(questions: impl Iterator<Item = &'a mut Question>) {
    let mut guessed: Vec<&mut Question> = questions.filter(|question| field_guessed(question).is_some()).collect();
    // A stable order: of two equally sure the first stays.
    guessed.sort_by_key(|question| question.guess.as_ref().map(|guess| guess.sureness));
    let mut taken = BTreeSet::new();
    for question in guessed {
        if field_guessed(question).is_some_and(|key| !taken.insert(key)) {
            question.guess = Some(perhaps(Meaning::LeaveOut));
            question.is_weighty = question.cents.is_some();
        }
    }
}

fn field_guessed(question: &Question) -> Option<String> {
    match question.guess.as_ref().map(|guess| &guess.means) {
        Some(Meaning::Field(key)) => Some(key.clone()),
        _ => None,
    }
}

/// A column that is no field as far as the program can see is asked about where it may be one that the sheet lacks.
fn worth_asking(questions: Vec<(Question, bool)>, lacking: &[&Field]) -> Vec<Question> {
    let is_guessed = |field: &Field| {
        questions.iter().any(|(question, _)| {
            matches!(&question.guess, Some(Guess { means: Meaning::Field(key), .. }) if *key == field.key)
        })
    };
    let is_open = lacking.iter().any(|field| field.kind == Kind::Text && !is_guessed(field));
    let is_worth = |(question, is_text): &(Question, bool)| {
        let is_left_out = question.guess.as_ref().is_none_or(|guess| guess.means == Meaning::LeaveOut);
        question.cents.is_some() || !is_left_out || (is_open && *is_text)
    };
    let worth: Vec<bool> = questions.iter().map(is_worth).collect();
    questions.into_iter().zip(worth).filter(|(_, worth)| *worth).map(|((question, _), _)| question).collect()
}

fn is_text(column: &RawColumn) -> bool {
    column.values.iter().any(|value| matches!(value, RawValue::Text(_)))
}

fn is_place(guess: &Guess) -> bool {
    matches!(&guess.means, Meaning::Field(key) if PLACES.contains(&key.as_str()))
}

/// The first values of a column: what it is shows in a few.
fn looked_at(column: &RawColumn) -> impl Iterator<Item = &RawValue> {
    const FEW: usize = 50;
    column.values.iter().filter(|value| **value != RawValue::Blank).take(FEW)
}

fn examples(column: &RawColumn) -> Vec<Arc<str>> {
    let mut shown: Vec<Arc<str>> = Vec::new();
    for value in looked_at(column) {
        let text = kinds::shown(value);
        if !shown.iter().any(|known| **known == *text) {
            shown.push(text.into());
        }
        if shown.len() == EXAMPLES {
            break;
        }
    }
    shown
}

/// What a column of amounts holds, by the words of its title.
fn amounts(sheet: &Sheet, column: &RawColumn) -> Guess {
    let words = sheet.rules.dictionary.sheet(SheetKind::Financials).amount_words.as_ref();
    let key = words.and_then(|words| amount_field(&column.title, words));
    match key {
        Some(key) if sheet.raw.kind == SheetKind::Financials => likely(Meaning::Field(key)),
        Some(key) => likely(Meaning::Spread(key)),
        None => perhaps(Meaning::LeaveOut),
    }
}

/// `Cost plan 2026` is `cost_planned`. None where cost or benefit, plan or actual is left open.
fn amount_field(title: &str, words: &AmountWords) -> Option<String> {
    let title = format!(" {} ", folded(title));
    let hints = &words.hints;
    let says = |known: &[String], hinted: &[String]| {
        known.iter().chain(hinted).any(|word| title.contains(&format!(" {} ", folded(word))))
    };
    let line = match (says(&words.cost, &hints.cost), says(&words.benefit, &hints.benefit)) {
        (true, false) => "cost",
        (false, true) => "benefit",
        _ => return None,
    };
    let scenarios = [
        (says(&words.planned, &hints.planned), "planned"),
        (says(&words.actual, &hints.actual), "actual"),
        (says(&words.forecast, &hints.forecast), "forecast"),
    ];
    let mut said = scenarios.iter().filter(|(is_said, _)| *is_said);
    let (_, scenario) = said.next()?;
    said.next().is_none().then(|| format!("{line}_{scenario}"))
}

/// Which field a column may be, by the words of its title and by what stands below it.
fn field(sheet: &Sheet, column: &RawColumn) -> Guess {
    let fields = &sheet.rules.dictionary.sheet(sheet.raw.kind).fields;
    let is_free = |field: &&Field| sheet.raw.column(&field.key).is_none() && !field.never_guessed;
    let scored = |field: &Field| {
        let by_title = likeness(&column.title, field);
        let fits = share_that_fits(sheet, column, field);
        let is_telling = field.kind == Kind::Email || (field.kind == Kind::Choice && !field.allowed.is_empty());
        let tells = is_telling && fits >= 0.8;
        let score = if fits < 0.5 { 0.0 } else { by_title + if tells { 0.5 } else { 0.0 } };
        (score, field.key.clone())
    };
    let best = fields
        .iter()
        .filter(is_free)
        .map(scored)
        .fold((0.0, String::new()), |best, next| if next.0 > best.0 { next } else { best });
    match best {
        (score, key) if score >= 0.8 => likely(Meaning::Field(key)),
        (score, key) if score > 0.5 => perhaps(Meaning::Field(key)),
        _ => perhaps(Meaning::LeaveOut),
    }
}

/// How many of the words of two titles are the same, of the longer one's: 0 to 1.
fn likeness(title: &str, field: &Field) -> f64 {
    // As Jira exports a field of one's own.
    let own = title.strip_prefix("Custom field (").and_then(|rest| rest.strip_suffix(')'));
    let title = own.unwrap_or(title);
    let typed = folded(title);
    let typed: Vec<&str> = typed.split(' ').filter(|word| !word.is_empty()).collect();
    let like = |known: &String| {
        let known = folded(known);
        let known: Vec<&str> = known.split(' ').collect();
        let same = typed.iter().filter(|word| known.contains(word)).count();
        same as f64 / typed.len().max(known.len()).max(1) as f64
    };
    let known = std::iter::once(&field.title).chain(&field.aliases).map(like).fold(0.0, f64::max);
    let is_hinted = field.title_hints.iter().any(|hint| folded(hint) == folded(title));
    if is_hinted { known.max(HINTED) } else { known }
}

/// The share of the first values that can be read as the field's.
fn share_that_fits(sheet: &Sheet, column: &RawColumn, field: &Field) -> f64 {
    let choices = Choices::of(field);
    let calendar = kinds::date::Calendar::of(sheet.rules);
    let fits = |value: &RawValue| match field.kind {
        Kind::Choice if !field.allowed.is_empty() => {
            let typed = kinds::text::text(value);
            choices.recognised(&typed).is_some() || choices.within(&typed).is_some() || hinted(field, &typed).is_some()
        }
        Kind::Email => kinds::text::email(value).is_ok(),
        Kind::Date => kinds::date::date_or_part(value, &calendar).is_ok(),
        Kind::Month => kinds::date::month(value, &calendar).is_ok(),
        Kind::Number | Kind::Integer => kinds::number::number(value, &sheet.rules.locale).is_ok(),
        Kind::Percent => kinds::number::share(value, &sheet.rules.locale).is_ok(),
        Kind::YesNo => kinds::choice::yes_no(value).is_ok(),
        Kind::Money => kinds::money::money(value, &sheet.rules.locale, &sheet.rules.currency, None).is_ok(),
        Kind::Text | Kind::TextId | Kind::Choice | Kind::ChoiceList | Kind::IdList => {
            matches!(value, RawValue::Text(_))
        }
    };
    looked_at(column).filter(|value| fits(value)).count() as f64 / looked_at(column).count().max(1) as f64
}

/// Words of their own in columns of choices. A slip of the finger is no such word: its finding says what to type.
fn words(sheet: &Sheet, findings: &[Finding]) -> Vec<Question> {
    let kind = sheet.raw.kind;
    let mut questions: BTreeMap<About, Question> = BTreeMap::new();
    let fields = &sheet.rules.dictionary.sheet(kind).fields;
    for finding in findings.iter().filter(|finding| finding.code == Code::UnknownChoice) {
        let Some(field) = fields.iter().find(|field| *field.title == *finding.column) else { continue };
        let about = About::Value(kind, field.key.clone(), finding.found.clone());
        let key = about.key();
        if let Some(asked) = questions.get_mut(&key) {
            asked.times += 1;
            continue;
        }
        let is_word = questions.len() < MOST_WORDS && finding.found.chars().count() <= LONGEST_WORD;
        let choices = Choices::of(field);
        if !is_word || choices.is_slip(&finding.found) {
            continue;
        }
        // A department or goal that nobody listed is most likely one of their own.
        let own = || takes_own_values(kind, &field.key).then(|| perhaps(Meaning::Value(finding.found.clone())));
        let guess = hinted(field, &finding.found)
            .or_else(|| choices.within(&finding.found).map(|value| likely(Meaning::Value(value.to_string()))))
            .or_else(own);
        let question = Question {
            about,
            sender: sender_of(sheet.file()),
            address: finding.address.clone(),
            times: 1,
            cents: None,
            examples: Vec::new(),
            guess,
            is_weighty: PLACES.contains(&field.key.as_str()),
        };
        questions.insert(key, question);
    }
    questions.into_values().collect()
}

/// What the dictionary's hints say of a word.
fn hinted(field: &Field, typed: &str) -> Option<Guess> {
    let key = word_key(typed);
    let mut values = field.value_hints.iter();
    let (value, _) = values.find(|(_, words)| words.iter().any(|word| word_key(word) == key))?;
    Some(perhaps(Meaning::Value(value.clone())))
}

fn likely(means: Meaning) -> Guess {
    Guess { means, sureness: Sureness::Likely }
}

fn perhaps(means: Meaning) -> Guess {
    Guess { means, sureness: Sureness::Perhaps }
}

/// Asks about the sheets of one file.
struct Asking<'a> {
    file: Arc<str>,
    rules: &'a Rules,
}

impl Asking<'_> {
    /// Sheets of initiatives without departments, with names of their own: is each one a department's?
    fn departments(&self, tables: &[RawTable]) -> Option<Question> {
        let answers = self.rules.dictionary.mapping.of_file(&self.file);
        let field = self.rules.dictionary.field(SheetKind::Initiatives, "department")?;
        if field.default.is_some() || answers.to(&About::Departments).is_some() {
            return None;
        }
        let is_open = |table: &&RawTable| {
            table.kind == SheetKind::Initiatives
                && table.column("department").is_none()
                && (!self.is_usual_name(&table.sheet) || field.allowed.iter().any(|name| same(name, &table.sheet)))
        };
        let sheets: Vec<&RawTable> = tables.iter().filter(is_open).collect();
        let first = sheets.first()?;
        let is_known = field.allowed.iter().any(|name| same(name, &first.sheet));
        let sureness = if sheets.len() > 1 || is_known { Sureness::Likely } else { Sureness::Perhaps };
        Some(Question {
            about: About::Departments,
            sender: sender_of(&self.file),
            address: Address { file: self.file.clone(), sheet: Some(first.sheet.clone()), cell: None },
            times: sheets.iter().map(|table| table.rows.len() as u32).sum(),
            cents: None,
            examples: sheets.iter().map(|table| table.sheet.clone()).collect(),
            guess: Some(Guess { means: Meaning::Holds(true), sureness }),
            is_weighty: true,
        })
    }

    /// Is it a name of a sheet of initiatives, or one that spreadsheets give?
    fn is_usual_name(&self, name: &str) -> bool {
        let sheet = self.rules.dictionary.sheet(SheetKind::Initiatives);
        let numbered =
            folded(name).trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == ' ').to_owned();
        const GIVEN: [&str; 8] = ["sheet", "tabelle", "feuil", "hoja", "foglio", "blad", "ark", "arkusz"];
        same(sheet.kind.name(), name)
            || sheet.aliases.iter().any(|alias| same(alias, name))
            || GIVEN.contains(&numbered.as_str())
    }

    /// A sheet of which only the kind is known: its titles, and whether ids are made.
    fn unclear_titles(&self, kind: SheetKind, sheet: &UnclearSheet) -> Vec<Question> {
        let dictionary = &self.rules.dictionary;
        let id = dictionary.field(kind, "initiative_id");
        let lacks_ids = id.is_some_and(|id| sheet.missing.iter().any(|title| **title == *id.title));
        let ids = (kind == SheetKind::Initiatives && lacks_ids).then(|| Question {
            guess: Some(likely(Meaning::Holds(true))),
            is_weighty: true,
            ..self.about(About::Ids, sheet, None)
        });
        let fields = &dictionary.sheet(kind).fields;
        let is_free = |field: &&Field| !field.never_guessed && !sheet.known.iter().any(|key| **key == *field.key);
        let words = dictionary.sheet(SheetKind::Financials).amount_words.as_ref();
        let guess = |title: &str| {
            let amounts = words.and_then(|words| amount_field(title, words)).filter(|_| kind == SheetKind::Initiatives);
            if let Some(key) = amounts {
                return perhaps(Meaning::Spread(key));
            }
            let scored = fields.iter().filter(is_free).map(|field| (likeness(title, field), field));
            let best = scored.filter(|(score, _)| *score > 0.5).max_by(|one, other| one.0.total_cmp(&other.0));
            best.map_or_else(|| perhaps(Meaning::LeaveOut), |(_, field)| perhaps(Meaning::Field(field.key.clone())))
        };
        let title = |((column, title), examples): (&(u32, Arc<str>), &Vec<Arc<str>>)| {
            let guess = guess(title);
            Question {
                is_weighty: is_place(&guess) || matches!(guess.means, Meaning::Spread(_)),
                guess: Some(guess),
                examples: examples.clone(),
                ..self.about(About::Title(kind, title.to_string()), sheet, Some(*column))
            }
        };
        let mut questions: Vec<Question> = sheet.titles.iter().zip(&sheet.examples).map(title).collect();
        each_field_once(questions.iter_mut());
        self.take_status_for_phase(kind, sheet, &mut questions);
        let is_guessed = |key: &str| questions.iter().any(|question| field_guessed(question).as_deref() == Some(key));
        let has_ids = is_guessed("initiative_id");
        // A tool exports dozens of columns. Once the names are found, what may still be a field is asked when the others
        // are known.
        if sheet.known.iter().any(|key| &**key == "name") || is_guessed("name") {
            questions.retain(|question| question.guess.as_ref().is_none_or(|guess| guess.means != Meaning::LeaveOut));
        }
        ids.filter(|_| !has_ids).into_iter().chain(questions).collect()
    }

    /// Tools for tasks call `Status` what is a phase here. Where none of its first words is a status and no other title is
    /// guessed to be the phase, it is.
    fn take_status_for_phase(&self, kind: SheetKind, sheet: &UnclearSheet, questions: &mut [Question]) {
        let dictionary = &self.rules.dictionary;
        let (Some(status), Some(_)) = (dictionary.field(kind, "status"), dictionary.field(kind, "phase")) else {
            return;
        };
        let has_phase = sheet.known.iter().any(|key| &**key == "phase")
            || questions.iter().any(|question| field_guessed(question).as_deref() == Some("phase"));
        let choices = Choices::of(status);
        let is_phase = |question: &&mut Question| {
            let is_status = field_guessed(question).as_deref() == Some("status");
            let words = &question.examples;
            is_status && !words.is_empty() && words.iter().all(|word| choices.recognised(word).is_none())
        };
        if let Some(question) = questions.iter_mut().find(is_phase).filter(|_| !has_phase) {
            question.guess = Some(perhaps(Meaning::Field("phase".to_owned())));
            question.is_weighty = true;
        }
    }

    /// A sheet of which nothing is known. If it is the only one, it is most likely the list of initiatives, and its titles
    /// are asked about at once.
    fn unknown_sheet(&self, sheet: &UnclearSheet, is_only: bool) -> Vec<Question> {
        let mut questions = vec![self.sheet(sheet, is_only)];
        if is_only {
            let id = self.rules.dictionary.field(SheetKind::Initiatives, "initiative_id");
            let missing = id.map(|id| id.title.as_str().into()).into_iter().collect();
            questions.extend(self.unclear_titles(SheetKind::Initiatives, &UnclearSheet { missing, ..sheet.clone() }));
        }
        questions
    }

    fn sheet(&self, sheet: &UnclearSheet, is_only: bool) -> Question {
        Question {
            examples: sheet.titles.iter().take(EXAMPLES).map(|(_, title)| title.clone()).collect(),
            guess: is_only.then(|| perhaps(Meaning::Kind(SheetKind::Initiatives))),
            is_weighty: true,
            ..self.about(About::Sheet(sheet.name.to_string()), sheet, None)
        }
    }

    fn about(&self, about: About, sheet: &UnclearSheet, column: Option<u32>) -> Question {
        let cell = column.map(|column| CellPlace { row: sheet.header_row, column });
        Question {
            about,
            sender: sender_of(&self.file),
            address: Address { file: self.file.clone(), sheet: Some(sheet.name.clone()), cell },
            times: 1,
            cents: None,
            examples: Vec::new(),
            guess: None,
            is_weighty: false,
        }
    }
}

fn same(one: &str, other: &str) -> bool {
    folded(one) == folded(other)
}
