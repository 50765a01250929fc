//! `questions.xlsx`: what has to be asked, in words, with the answers to choose from; and the answers read back. Both
//! stand here, so that the columns are named once.

use crate::model::{
    annotated_copy::PlainSheet,
    dictionary::{Dictionary, Kind, SheetKind, folded, takes_own_values},
    finding::{Address, Code, Finding, Severity},
    locale::DateOrder,
    mapping::{About, Answer, Meaning},
    portfolio::MONEY_FIELDS,
    question::{AskedColumn, AskedRow, Guess, Question, QuestionBook, Sureness},
    rules::Rules,
    unit::{codes_for, codes_of, is_code},
    workbook::{CellPlace, RawValue},
};
use std::{collections::BTreeMap, sync::Arc};

/// Name of the file, also in messages.
pub const FILE: &str = "questions.xlsx";
/// Name of its sheet with the questions.
pub const SHEET: &str = "Questions";

const LEAVE_OUT: &str = "Leave out";
const LEAVE_OPEN: &str = "Leave it open";
const NOT_KNOWN: &str = "Not known";
const YES: &str = "Yes";
const NO: &str = "No";
/// In what amounts may be: how many zeros they lack, and how that is said.
const ZEROS: [(u8, &str); 3] = [(0, "Whole amounts"), (3, "Thousands"), (6, "Millions")];
const THIS_SENDER: &str = "This sender";
const EVERYBODY: &str = "Everybody";

/// The kinds of questions as the column "About" has them.
const ABOUT_SHEET: &str = "Sheet";
const ABOUT_DEPARTMENTS: &str = "Departments";
const ABOUT_IDS: &str = "Ids";
const ABOUT_TITLE: &str = "Title";
const ABOUT_UNIT: &str = "Unit";
const ABOUT_WORD: &str = "Word";
const ABOUT_FORMER: &str = "Former name";
const ABOUT_DATE_ORDER: &str = "Date order";
const ABOUT_CURRENCY: &str = "Currency";

/// Columns of the sheet, from left to right.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Head {
    Question,
    FirstCase,
    Examples,
    Rows,
    Amount,
    Guess,
    Sureness,
    Answer,
    For,
    About,
    Holds,
    Field,
    Typed,
    Sender,
}

impl Head {
    const ALL: [Head; 14] = [
        Head::Question,
        Head::FirstCase,
        Head::Examples,
        Head::Rows,
        Head::Amount,
        Head::Guess,
        Head::Sureness,
        Head::Answer,
        Head::For,
        Head::About,
        Head::Holds,
        Head::Field,
        Head::Typed,
        Head::Sender,
    ];

    fn title(self) -> &'static str {
        match self {
            Head::Question => "Question",
            Head::FirstCase => "First case",
            Head::Examples => "Examples",
            Head::Rows => "Rows",
            Head::Amount => "Amount",
            Head::Guess => "Our guess",
            Head::Sureness => "How sure",
            Head::Answer => "Answer",
            Head::For => "Answer is for",
            Head::About => "About",
            Head::Holds => "Sheet holds",
            Head::Field => "Field",
            Head::Typed => "As typed",
            Head::Sender => "Sender",
        }
    }

    fn help(self) -> &'static str {
        match self {
            Head::Answer => "Choose from the list. Clear the cell to leave the question open.",
            Head::For => "This sender: for their files only. Everybody: for all files.",
            Head::About | Head::Holds | Head::Field | Head::Typed | Head::Sender => {
                "Tells the program which question the row is. Leave it as it is."
            }
            _ => "",
        }
    }

    /// Width in letters.
    fn width(self) -> f64 {
        match self {
            Head::Question => 52.0,
            Head::FirstCase | Head::Examples => 34.0,
            Head::Guess | Head::Answer => 30.0,
            Head::Rows => 8.0,
            Head::Amount | Head::Sureness | Head::For | Head::About | Head::Holds => 13.0,
            Head::Field | Head::Typed | Head::Sender => 20.0,
        }
    }
}

/// Composes the workbook; none where nothing is open.
pub fn book(questions: &[Question], company: &str, rules: &Rules) -> Option<QuestionBook> {
    if questions.is_empty() {
        return None;
    }
    let mut asked: Vec<&Question> = questions.iter().collect();
    // What most rests on comes first.
    asked.sort_by_key(|question| (!question.is_weighty, rank(&question.about)));
    Some(QuestionBook {
        company: company.to_owned(),
        period: rules.period,
        sheet: SHEET.to_owned(),
        lead: vec![
            "The program is not sure what some of your sheets, titles and words mean. Check the answers, choose others \
             where they are wrong, save this workbook, and run the program again."
                .to_owned(),
            "Each answer is kept (mapping.toml) and not asked again. Where money, a phase or a department rests on a \
             question, the month cannot be closed until it is answered, or answered with \"Leave it open\"."
                .to_owned(),
        ],
        columns: Head::ALL.map(column).to_vec(),
        rows: asked.into_iter().map(|question| row(question, rules)).collect(),
    })
}

fn rank(about: &About) -> u8 {
    match about {
        About::Sheet(_) => 0,
        About::Departments => 1,
        About::Ids => 2,
        About::Title(..) => 3,
        About::Unit(_) => 4,
        About::Currency(_) => 5,
        About::DateOrder(..) => 6,
        About::Value(..) => 7,
        About::Former(..) => 8,
    }
}

fn column(head: Head) -> AskedColumn {
    AskedColumn {
        title: head.title().to_owned(),
        help: head.help().to_owned(),
        width: head.width(),
        is_answer: matches!(head, Head::Answer | Head::For),
        is_number: matches!(head, Head::Rows | Head::Amount),
        is_for_program: matches!(head, Head::About | Head::Holds | Head::Field | Head::Typed | Head::Sender),
    }
}

fn row(question: &Question, rules: &Rules) -> AskedRow {
    let dictionary = &rules.dictionary;
    let choices = choices(&question.about, dictionary);
    let guess = question.guess.as_ref().map(|guess| text_of(&guess.means, &question.about, dictionary));
    let guess = guess.filter(|text| choices.contains(text)).unwrap_or_default();
    let (holds, field, typed) = match &question.about {
        About::Sheet(name) => (None, None, name.clone()),
        About::Departments | About::Ids => (Some(SheetKind::Initiatives), None, String::new()),
        About::Title(kind, title) | About::DateOrder(kind, title) => (Some(*kind), None, title.clone()),
        About::Unit(said) | About::Currency(said) => (None, None, said.clone()),
        About::Value(kind, field, typed) => (Some(*kind), dictionary.field(*kind, field), typed.clone()),
        About::Former(new, _) => (Some(SheetKind::Initiatives), None, new.clone()),
    };
    // A question about two ids has the second one where others have their field.
    let second = match &question.about {
        About::Former(_, old) => Some(old.clone()),
        _ => None,
    };
    let cell = |head: Head| match head {
        Head::Question => sentence(question, dictionary),
        Head::FirstCase => question.address.to_string(),
        Head::Examples => question.examples.iter().map(|text| short(text)).collect::<Vec<_>>().join(" · "),
        Head::Rows => question.times.to_string(),
        Head::Amount => question.cents.map(|cents| rules.locale.number(cents.0, 2)).unwrap_or_default(),
        Head::Guess | Head::Answer => guess.clone(),
        Head::Sureness => sureness(question.guess.as_ref().filter(|_| !guess.is_empty())).to_owned(),
        Head::For => THIS_SENDER.to_owned(),
        Head::About => about_text(&question.about).to_owned(),
        Head::Holds => holds.map(SheetKind::name).unwrap_or_default().to_owned(),
        Head::Field => second.clone().or_else(|| field.map(|field| field.title.clone())).unwrap_or_default(),
        Head::Typed => typed.clone(),
        Head::Sender => question.sender.clone(),
    };
    let choices = [choices, vec![THIS_SENDER.to_owned(), EVERYBODY.to_owned()]];
    AskedRow { cells: Head::ALL.map(cell).to_vec(), choices, is_weighty: question.is_weighty }
}

fn sureness(guess: Option<&Guess>) -> &'static str {
    match guess.map(|guess| guess.sureness) {
        Some(Sureness::Likely) => "likely",
        Some(Sureness::Perhaps) => "perhaps",
        None => "no guess",
    }
}

fn about_text(about: &About) -> &'static str {
    match about {
        About::Sheet(_) => ABOUT_SHEET,
        About::Departments => ABOUT_DEPARTMENTS,
        About::Ids => ABOUT_IDS,
        About::Title(..) => ABOUT_TITLE,
        About::Unit(_) => ABOUT_UNIT,
        About::Value(..) => ABOUT_WORD,
        About::Former(..) => ABOUT_FORMER,
        About::DateOrder(..) => ABOUT_DATE_ORDER,
        About::Currency(_) => ABOUT_CURRENCY,
    }
}

/// The question as people read it.
pub(super) fn sentence(question: &Question, dictionary: &Dictionary) -> String {
    match &question.about {
        About::Sheet(name) => format!("What does the sheet \"{}\" hold?", short(name)),
        About::Departments => {
            let names: Vec<String> = question.examples.iter().map(|name| short(name)).collect();
            match names.as_slice() {
                [only] => format!("Is the sheet \"{only}\" named after the department of its initiatives?"),
                _ => {
                    format!("Is each of the sheets {} named after the department of its initiatives?", names.join(", "))
                }
            }
        }
        About::Ids => "The initiatives have no ids. Make them from the sender and the name?".to_owned(),
        About::Title(_, title) => format!("What stands in the column \"{}\"?", short(title)),
        About::Unit(said) => format!("In what are the amounts whose titles say \"{}\"?", short(said)),
        About::Currency(mark) => format!("Which currency is \"{}\"?", short(mark)),
        About::DateOrder(_, title) => {
            let order = "does the day or the month stand in front";
            match question.examples.first() {
                Some(date) => format!("In the dates of the column \"{}\", such as {date}, {order}?", short(title)),
                None => format!("In the dates of the column \"{}\", {order}?", short(title)),
            }
        }
        About::Former(new, old) => {
            let name = |place: usize, id: &str| short(question.examples.get(place).map_or(id, |name| name));
            format!(
                "\"{}\" is new and \"{}\" is not listed any more. Is it the same initiative under another name?",
                name(0, new),
                name(1, old)
            )
        }
        About::Value(kind, field, typed) => {
            let title = dictionary.field(*kind, field).map_or(field.as_str(), |field| &field.title);
            format!("Which {title} is \"{}\"?", short(typed))
        }
    }
}

/// What was answered, as Assumptions say it: `Column "Vorhaben" is Initiative name, for finance`.
pub(super) fn answered(answer: &Answer, dictionary: &Dictionary) -> String {
    let of = match &answer.about {
        About::Sheet(name) => format!("Sheet \"{}\"", short(name)),
        About::Departments => "Sheets named after departments".to_owned(),
        About::Ids => "Ids made from sender and name".to_owned(),
        About::Former(new, old) => format!("{new} is {old} under another name"),
        About::Title(_, title) => format!("Column \"{}\"", short(title)),
        About::Unit(said) => format!("Amounts whose titles say \"{}\"", short(said)),
        About::Currency(mark) => format!("Amounts in \"{}\"", short(mark)),
        About::DateOrder(_, title) => format!("Dates of the column \"{}\"", short(title)),
        About::Value(kind, field, typed) => {
            let title = dictionary.field(*kind, field).map_or(field.as_str(), |field| &field.title);
            format!("{title} \"{}\"", short(typed))
        }
    };
    let is = match &answer.means {
        Meaning::Waived => "left open".to_owned(),
        Meaning::LeaveOut => "left out".to_owned(),
        Meaning::Unknown => "not known".to_owned(),
        means => text_of(means, &answer.about, dictionary),
    };
    let whose = if answer.sender.is_empty() { "everybody" } else { &answer.sender };
    format!("{of}: {is} (for {whose})")
}

/// On one line, and not for ever.
fn short(text: &str) -> String {
    const LONGEST: usize = 60;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// What may be answered.
fn choices(about: &About, dictionary: &Dictionary) -> Vec<String> {
    meanings(about, dictionary).iter().map(|means| text_of(means, about, dictionary)).collect()
}

fn meanings(about: &About, dictionary: &Dictionary) -> Vec<Meaning> {
    let mut meanings = meanings_that_say_something(about, dictionary);
    meanings.push(Meaning::Waived);
    meanings
}

fn meanings_that_say_something(about: &About, dictionary: &Dictionary) -> Vec<Meaning> {
    match about {
        About::Sheet(_) => SheetKind::ALL.into_iter().map(Meaning::Kind).chain([Meaning::LeaveOut]).collect(),
        About::Departments | About::Ids | About::Former(..) => vec![Meaning::Holds(true), Meaning::Holds(false)],
        About::Currency(mark) => codes_for(mark).iter().map(|code| Meaning::Currency((*code).to_owned())).collect(),
        About::DateOrder(..) => DateOrder::ALL.map(Meaning::DateOrder).to_vec(),
        About::Unit(_) => ZEROS.map(|(zeros, _)| Meaning::Zeros(zeros)).to_vec(),
        About::Title(kind, _) => {
            let fields = dictionary.sheet(*kind).fields.iter().map(|field| Meaning::Field(field.key.clone()));
            let is_initiatives = *kind == SheetKind::Initiatives;
            let amounts = MONEY_FIELDS.iter().filter(|(kind, _)| is_initiatives && *kind == SheetKind::Financials);
            let spread = amounts.map(|(_, key)| Meaning::Spread((*key).to_owned()));
            std::iter::once(Meaning::LeaveOut).chain(spread).chain(fields).collect()
        }
        About::Value(kind, key, typed) => {
            let allowed = dictionary.field(*kind, key).map_or(&[][..], |field| &field.allowed);
            let own = takes_own_values(*kind, key).then(|| Meaning::Value(typed.clone()));
            own.into_iter().chain(allowed.iter().cloned().map(Meaning::Value)).chain([Meaning::Unknown]).collect()
        }
    }
}

fn text_of(means: &Meaning, about: &About, dictionary: &Dictionary) -> String {
    let title = |kind: SheetKind, key: &str| {
        dictionary.field(kind, key).map_or_else(|| key.to_owned(), |field| field.title.clone())
    };
    match means {
        Meaning::Kind(kind) => kind.name().to_owned(),
        Meaning::Holds(true) => YES.to_owned(),
        Meaning::Holds(false) => NO.to_owned(),
        Meaning::Field(key) => match about {
            About::Title(kind, _) => title(*kind, key),
            _ => key.clone(),
        },
        Meaning::Spread(key) => format!("{} of the year or quarter, spread evenly", title(SheetKind::Financials, key)),
        Meaning::Value(value) => match about {
            // A department or goal that nobody listed yet.
            About::Value(kind, field, typed) if typed == value && !is_allowed(dictionary, *kind, field, value) => {
                format!("{value} (a new one)")
            }
            _ => value.clone(),
        },
        Meaning::Zeros(zeros) => {
            let known = ZEROS.iter().find(|(known, _)| known == zeros);
            known.map_or_else(|| format!("Amounts without {zeros} zeros"), |(_, words)| (*words).to_owned())
        }
        Meaning::Unknown => NOT_KNOWN.to_owned(),
        Meaning::LeaveOut => LEAVE_OUT.to_owned(),
        Meaning::Waived => LEAVE_OPEN.to_owned(),
        Meaning::DateOrder(order) => order.name().to_owned(),
        Meaning::Currency(code) => code.clone(),
    }
}

fn is_allowed(dictionary: &Dictionary, kind: SheetKind, field: &str, value: &str) -> bool {
    dictionary.field(kind, field).is_some_and(|field| field.allowed.iter().any(|known| known == value))
}

/// What was read of a filled-in workbook.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Taken {
    /// Answers that can be used.
    pub answers: Vec<Answer>,
    /// Answers that cannot, each at its cell.
    pub findings: Vec<Finding>,
}

/// Reads the answers of a workbook that [`book`] composed and somebody saved.
pub fn taken(sheets: &[PlainSheet], dictionary: &Dictionary) -> Taken {
    let mut findings = Vec::new();
    let Some(header) = sheets.iter().find_map(header_of) else {
        let problem = "The workbook has no row of titles with Answer and About any more".to_owned();
        let instead = "Delete it, run the program again and answer the new one.".to_owned();
        findings.push(wrong(None, String::new(), problem, instead));
        return Taken { answers: Vec::new(), findings };
    };
    let last = header.cells.last_key_value().map_or(0, |(place, _)| place.row);
    let mut given = Vec::new();
    for row in header.row + 1..=last {
        let text = |head: Head| header.text(row, head);
        let cell = header.place(row, Head::Answer);
        if cell.is_some_and(|cell| header.formulas.contains(&cell)) {
            // What it gives may be another thing tomorrow.
            let problem = "The answer is a formula".to_owned();
            let found = text(Head::Answer).unwrap_or_default();
            findings.push(wrong(cell, found, problem, "Choose an answer from the list.".to_owned()));
            continue;
        }
        let Some(typed) = text(Head::Answer).filter(|typed| !typed.is_empty()) else { continue };
        match answer_of(&typed, &text, dictionary) {
            ReadAnswer::Usable(answer) => {
                let sheet = text(Head::FirstCase).and_then(|case| Some(case.rsplit_once('!')?.0.to_owned()));
                given.push(GivenAnswer { answer, sheet, cell, typed });
            }
            ReadAnswer::Wrong(problem, instead) => findings.push(wrong(cell, typed, problem, instead)),
        }
    }
    let is_refused: Vec<bool> = given
        .iter()
        .map(|one| match contradiction(one, &given, dictionary) {
            Some((problem, instead)) => {
                findings.push(wrong(one.cell, one.typed.clone(), problem, instead));
                true
            }
            None => false,
        })
        .collect();
    let usable = given.into_iter().zip(is_refused).filter(|(_, is_refused)| !is_refused);
    Taken { answers: usable.map(|(one, _)| one.answer).collect(), findings }
}

/// An answer with its cell.
struct GivenAnswer {
    answer: Answer,
    /// Where the first case stands.
    sheet: Option<String>,
    cell: Option<CellPlace>,
    typed: String,
}

/// What other answers say against this one, and what to do: the same question answered twice in two ways, or two columns
/// of a sheet that are the same field.
fn contradiction(one: &GivenAnswer, all: &[GivenAnswer], dictionary: &Dictionary) -> Option<(String, String)> {
    let others = || all.iter().filter(|other| other.cell != one.cell && other.answer.sender == one.answer.sender);
    let place =
        |other: &GivenAnswer| other.cell.map_or_else(|| "another row".to_owned(), |cell| format!("{SHEET}!{cell}"));
    let is_other_way =
        |other: &&GivenAnswer| other.answer.about.is_same(&one.answer.about) && other.answer.means != one.answer.means;
    if let Some(other) = others().find(is_other_way) {
        let problem =
            format!("The same question is answered with \"{}\" in {}, so neither counts", other.typed, place(other));
        return Some((problem, "Keep one of the two answers and clear the other.".to_owned()));
    }
    let old_of = |answer: &Answer| match (&answer.about, &answer.means) {
        (About::Former(_, old), Meaning::Holds(true)) => Some(old.clone()),
        _ => None,
    };
    if let Some(old) = old_of(&one.answer) {
        let other = others().find(|other| old_of(&other.answer).as_ref() == Some(&old))?;
        let problem =
            format!("Two initiatives are said to be the former {old}, here and in {}, so neither is", place(other));
        return Some((problem, "Answer Yes for one of them alone.".to_owned()));
    }
    let field_of = |answer: &Answer| match (&answer.about, &answer.means) {
        (About::Title(kind, _), Meaning::Field(key)) => Some((*kind, key.clone())),
        _ => None,
    };
    let (kind, key) = field_of(&one.answer)?;
    let is_twice = |other: &&GivenAnswer| {
        // Two sheets may call one field by two titles.
        let is_elsewhere = matches!((&one.sheet, &other.sheet), (Some(one), Some(other)) if one != other);
        field_of(&other.answer) == Some((kind, key.clone()))
            && !other.answer.about.is_same(&one.answer.about)
            && !is_elsewhere
    };
    let other = others().find(is_twice)?;
    let About::Title(_, title) = &one.answer.about else { return None };
    let field = dictionary.field(kind, &key).map_or(key.as_str(), |field| &field.title);
    let problem = format!("\"{title}\" and the column of {} are both said to be {field}, so neither is", place(other));
    Some((problem, "Choose it for one of them, and another answer for the other.".to_owned()))
}

/// What a row turned out to be.
enum ReadAnswer {
    Usable(Answer),
    /// What is wrong with it, and what to choose.
    Wrong(String, String),
}

/// One row's answer.
fn answer_of(typed: &str, text: &impl Fn(Head) -> Option<String>, dictionary: &Dictionary) -> ReadAnswer {
    let is_for_everybody = text(Head::For).is_some_and(|text| folded(&text) == folded(EVERYBODY));
    let sender = if is_for_everybody { Some(String::new()) } else { text(Head::Sender) };
    let (Some(about), Some(sender)) = (about_of(text, dictionary), sender) else {
        return ReadAnswer::Wrong(
            "The row does not say any more which question it answers".to_owned(),
            "Delete the workbook, run the program again and answer the new one.".to_owned(),
        );
    };
    match meaning_of(typed, &about, dictionary) {
        Some(means) => ReadAnswer::Usable(Answer { about, sender, means }),
        None => {
            let few: Vec<String> = choices(&about, dictionary).into_iter().take(12).collect();
            ReadAnswer::Wrong(
                format!("\"{typed}\" is none of the answers"),
                format!("Choose one from the list: {}, …", few.join(", ")),
            )
        }
    }
}

/// Which question a row is.
fn about_of(text: &impl Fn(Head) -> Option<String>, dictionary: &Dictionary) -> Option<About> {
    let kind = || {
        let name = text(Head::Holds)?;
        SheetKind::EVERY.into_iter().find(|kind| kind.name() == name)
    };
    let typed = || text(Head::Typed).filter(|typed| !typed.is_empty());
    match text(Head::About)?.as_str() {
        ABOUT_SHEET => Some(About::Sheet(typed()?)),
        ABOUT_DEPARTMENTS => Some(About::Departments),
        ABOUT_IDS => Some(About::Ids),
        ABOUT_FORMER => Some(About::Former(typed()?, text(Head::Field).filter(|old| !old.is_empty())?)),
        ABOUT_TITLE => Some(About::Title(kind()?, typed()?)),
        ABOUT_DATE_ORDER => Some(About::DateOrder(kind()?, typed()?)),
        ABOUT_CURRENCY => Some(About::Currency(typed()?)),
        ABOUT_UNIT => Some(About::Unit(typed()?)),
        ABOUT_WORD => {
            let (kind, title) = (kind()?, text(Head::Field)?);
            let field = dictionary.sheet(kind).fields.iter().find(|field| field.title == title)?;
            Some(About::Value(kind, field.key.clone(), typed()?))
        }
        _ => None,
    }
}

/// What an answer means. A department that the settings do not list may be typed as it is.
fn meaning_of(typed: &str, about: &About, dictionary: &Dictionary) -> Option<Meaning> {
    let is_meant = |means: &Meaning| folded(&text_of(means, about, dictionary)) == folded(typed);
    let is_open = match about {
        About::Value(kind, field, _) => {
            dictionary.field(*kind, field).is_some_and(|field| field.kind == Kind::Choice && field.allowed.is_empty())
        }
        _ => false,
    };
    let listed = meanings(about, dictionary).into_iter().find(is_meant);
    let other_code = || match about {
        // Of a mark that nobody knows it may be any currency.
        About::Currency(mark) if codes_of(mark).is_empty() => {
            is_code(typed).then(|| Meaning::Currency(typed.to_owned()))
        }
        _ => None,
    };
    listed.or_else(other_code).or_else(|| is_open.then(|| Meaning::Value(typed.to_owned())))
}

/// Where the titles stand in a workbook that somebody may have sorted or widened.
struct Header<'a> {
    cells: BTreeMap<CellPlace, &'a RawValue>,
    row: u32,
    columns: Vec<(Head, u32)>,
    formulas: &'a [CellPlace],
}

impl Header<'_> {
    fn place(&self, row: u32, head: Head) -> Option<CellPlace> {
        let (_, column) = self.columns.iter().find(|(of, _)| *of == head)?;
        Some(CellPlace { row, column: *column })
    }

    fn text(&self, row: u32, head: Head) -> Option<String> {
        match *self.cells.get(&self.place(row, head)?)? {
            RawValue::Text(text) => Some(text.trim().to_owned()),
            RawValue::Number(number) => Some(number.to_string()),
            RawValue::YesNo(yes) => Some(if *yes { YES } else { NO }.to_owned()),
            RawValue::Date(day) => Some(day.to_string()),
            _ => None,
        }
    }
}

fn header_of(sheet: &PlainSheet) -> Option<Header<'_>> {
    let is_title = |value: &RawValue, head: Head| matches!(value, RawValue::Text(text) if text.trim() == head.title());
    let row = sheet.cells.iter().find(|(_, value)| is_title(value, Head::About)).map(|(place, _)| place.row)?;
    let in_row = sheet.cells.iter().filter(|(place, _)| place.row == row);
    let columns: Vec<(Head, u32)> = in_row
        .filter_map(|(place, value)| {
            let head = Head::ALL.into_iter().find(|head| is_title(value, *head))?;
            Some((head, place.column))
        })
        .collect();
    let has_answers = columns.iter().any(|(head, _)| *head == Head::Answer);
    let cells = || sheet.cells.iter().map(|(place, value)| (*place, value)).collect();
    has_answers.then(|| Header { cells: cells(), row, columns, formulas: &sheet.formulas })
}

fn wrong(cell: Option<CellPlace>, found: String, problem: String, instead: String) -> Finding {
    Finding {
        address: Address { file: FILE.into(), sheet: Some(Arc::from(SHEET)), cell },
        severity: Severity::Rejected,
        code: Code::UnknownChoice,
        column: Head::Answer.title().into(),
        found,
        problem,
        instead,
        cents: None,
    }
}
