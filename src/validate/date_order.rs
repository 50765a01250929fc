//! In which order the parts of the dates of each column stand: proven by a part above 12, answered, said by the settings,
//! or only guessed. What is guessed is asked.

use super::{
    kinds::{
        Remark,
        date::{Seen, can_be_both, seen},
    },
    sheet::Sheet,
};
use crate::model::{
    dictionary::{Field, Kind, SheetKind},
    finding::{Address, Code, Finding, Severity},
    locale::{DateOrder, Locale},
    mapping::{About, Meaning, sender_of},
    money::Cents,
    portfolio::amounts_of,
    question::{Guess, Question, Sureness},
    table::Table,
    workbook::{CellPlace, RawColumn, RawValue},
};
use std::{collections::BTreeSet, sync::Arc};

/// Dates that a question shows.
const EXAMPLES: usize = 3;

/// The columns of dates and months of one sheet.
pub(super) struct DateOrders<'a> {
    columns: Vec<ColumnOrder<'a>>,
    /// The column that proves the order for all of them, where it is none of a field.
    proven_by: Option<Arc<str>>,
}

/// The order of one column, and how it is known.
struct ColumnOrder<'a> {
    field: &'a Field,
    column: &'a RawColumn,
    seen: Seen,
    order: DateOrder,
    known: Known,
}

/// How an order is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Known {
    /// The settings say it, or nothing rests on it.
    Settings,
    /// A date of the sheet proves it.
    Proven,
    /// Somebody answered.
    Answered,
    /// Nobody said it.
    Guessed(Sureness),
}

impl<'a> DateOrders<'a> {
    /// Of a sheet. What a column proves by itself counts before what was answered of it, and that before what the other
    /// columns of the sheet prove: nobody types both ways.
    pub fn of(sheet: &Sheet<'a>) -> Self {
        let fields = sheet.rules.dictionary.sheet(sheet.raw.kind).fields.iter();
        let dates = fields.filter(|field| matches!(field.kind, Kind::Date | Kind::Month));
        let columns: Vec<(&Field, &RawColumn, Seen)> = dates
            .filter_map(|field| {
                let column = sheet.raw.column(&field.key)?;
                Some((field, column, seen(&column.values)))
            })
            .collect();
        let proven: BTreeSet<DateOrder> = columns.iter().flat_map(|(.., seen)| seen.proven()).collect();
        let is_open = |(.., seen): &(&Field, &RawColumn, Seen)| !seen.open.is_empty();
        let unread = proven.is_empty() && !sheet.rules.says_date_order && columns.iter().any(is_open);
        let unread = unread.then(|| proven_by_unread(sheet)).flatten();
        let of_sheet = proven.first().copied().filter(|_| proven.len() == 1);
        let of_sheet = of_sheet.or(unread.as_ref().map(|(order, _)| *order));
        let settled = |(field, column, seen): (&'a Field, &'a RawColumn, Seen)| {
            let (order, known) = settled(sheet, field, column, &seen, of_sheet);
            ColumnOrder { field, column, seen, order, known }
        };
        DateOrders { columns: columns.into_iter().map(settled).collect(), proven_by: unread.map(|(_, title)| title) }
    }

    /// The locale by which the dates of a field are read; where it is not quite that of the settings, or only guessed,
    /// this is said at the date that proves it, or at the first that proves nothing.
    pub fn locale(&self, sheet: &Sheet, field: &Field, findings: &mut Vec<Finding>) -> Locale {
        let locale = sheet.rules.locale;
        let Some(own) = self.of_field(field) else { return locale };
        let remark = match own.known {
            Known::Guessed(_) => own.guessed(),
            Known::Proven if own.order != locale.date_order => self.proven(own),
            Known::Proven | Known::Settings | Known::Answered => None,
        };
        findings.extend(remark.map(|(row, remark)| sheet.finding(Severity::Noted, field, row, remark)));
        Locale { date_order: own.order, ..locale }
    }

    /// What is said of a date that can be read both ways and was read as somebody answered; `read` is how.
    pub fn as_answered(&self, field: &Field, value: &RawValue, read: &impl std::fmt::Display) -> Option<Remark> {
        let own = self.of_field(field).filter(|own| own.known == Known::Answered)?;
        let RawValue::Text(text) = value else { return None };
        can_be_both(text).then(|| {
            let problem = format!("\"{text}\" was read as {read}: {}, as answered", own.order.name());
            Remark::new(Code::Answered, problem).advise(format!("{read}, or change the answer in mapping.toml"))
        })
    }

    /// One question for each column whose order is only guessed.
    pub fn questions(&self, sheet: &Sheet, table: &Table) -> Vec<Question> {
        self.columns.iter().filter_map(|own| own.question(sheet, table)).collect()
    }

    /// Which date proves the order of a column. One column speaks for all of the sheet, where none contradicts it.
    fn proven(&self, own: &ColumnOrder) -> Option<(usize, Remark)> {
        let is_disputed = self.columns.iter().any(|other| other.seen.proven().any(|order| order != own.order));
        let advice = "dates like 2026-10-31, which nobody can misread";
        if let Some(title) = &self.proven_by {
            let front = front(own.order);
            let problem =
                format!("Dates under \"{title}\" show that those of the sheet begin with {front}; all were read so");
            return Some((*own.seen.open.first()?, Remark::new(Code::DateOrder, problem).advise(advice)));
        }
        let first = self.columns.iter().find(|column| column.seen.proof(own.order).is_some())?;
        if !is_disputed && first.field.key != own.field.key {
            return None;
        }
        let row = own.seen.proof(own.order)?;
        let whose = if is_disputed { "column" } else { "sheet" };
        let front = front(own.order);
        let problem = format!("This date shows that those of the {whose} begin with {front}; all were read so");
        Some((row, Remark::new(Code::DateOrder, problem).advise(advice)))
    }

    fn of_field(&self, field: &Field) -> Option<&ColumnOrder<'a>> {
        self.columns.iter().find(|column| column.field.key == field.key)
    }
}

/// The order of a column, and how it is known. `of_sheet` is the one order that dates of the sheet prove.
fn settled(
    sheet: &Sheet,
    field: &Field,
    column: &RawColumn,
    seen: &Seen,
    of_sheet: Option<DateOrder>,
) -> (DateOrder, Known) {
    let of_settings = sheet.rules.locale.date_order;
    let mut own = seen.proven();
    if let (Some(order), None) = (own.next(), own.next()) {
        return (order, Known::Proven);
    }
    if seen.open.is_empty() {
        return (of_sheet.unwrap_or(of_settings), Known::Settings);
    }
    if let Some(Meaning::DateOrder(order)) = sheet.answers.to(&about(sheet, column)) {
        return (*order, Known::Answered);
    }
    match of_sheet {
        Some(order) => (order, Known::Proven),
        None if sheet.rules.says_date_order => (of_settings, Known::Settings),
        None => match first_days(field, column, &seen.open) {
            Some(order) => (order, Known::Guessed(Sureness::Likely)),
            None => (of_settings, Known::Guessed(Sureness::Perhaps)),
        },
    }
}

fn front(order: DateOrder) -> &'static str {
    match order {
        DateOrder::DayFirst => "the day",
        DateOrder::MonthFirst => "the month",
    }
}

/// The one order that columns prove which are none of a field, and the title of the first that does.
fn proven_by_unread(sheet: &Sheet) -> Option<(DateOrder, Arc<str>)> {
    let unread = sheet.raw.columns.iter().filter(|column| column.field.is_none());
    let proven: Vec<(DateOrder, &Arc<str>)> = unread
        .flat_map(|column| seen(&column.values).proven().map(|order| (order, &column.title)).collect::<Vec<_>>())
        .collect();
    let (order, title) = proven.first()?;
    proven.iter().all(|(other, _)| other == order).then(|| (*order, (*title).clone()))
}

fn about(sheet: &Sheet, column: &RawColumn) -> About {
    About::DateOrder(sheet.raw.kind, column.title.to_string())
}

/// Months are typed by their first days: the part that is 1 in each cell is the day.
fn first_days(field: &Field, column: &RawColumn, open: &[usize]) -> Option<DateOrder> {
    let texts = open.iter().filter_map(|row| match &column.values[*row] {
        RawValue::Text(text) => Some(text.trim()),
        _ => None,
    });
    let is_one = |part: Option<&str>| part.is_some_and(|part| part.trim_start_matches('0') == "1");
    let (mut days_first, mut months_first) = (true, true);
    for text in texts {
        let mut parts = text.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty());
        days_first &= is_one(parts.next());
        months_first &= is_one(parts.next());
    }
    match (field.kind, days_first, months_first) {
        (Kind::Month, true, false) => Some(DateOrder::DayFirst),
        (Kind::Month, false, true) => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

impl ColumnOrder<'_> {
    /// What is said of the first date that can be read both ways.
    fn guessed(&self) -> Option<(usize, Remark)> {
        let row = *self.seen.open.first()?;
        let RawValue::Text(text) = &self.column.values[row] else { return None };
        let order = self.order.name();
        let problem = match self.seen.open.len() - 1 {
            0 => format!("\"{text}\" can be read in two ways; it was read as {order}, which is a guess"),
            more => format!(
                "\"{text}\" and {more} more {} of the column can be read in two ways; they were read as {order}, which is \
                 a guess",
                if more == 1 { "date" } else { "dates" }
            ),
        };
        let advice = "dates like 2026-10-31, which nobody can misread, or choose the order in questions.xlsx";
        Some((row, Remark::new(Code::DateOrder, problem).advise(advice)))
    }

    fn question(&self, sheet: &Sheet, table: &Table) -> Option<Question> {
        let Known::Guessed(sureness) = self.known else { return None };
        let first = *self.seen.open.first()?;
        let cell: CellPlace = sheet.place(self.field, first);
        let cents = self.money(sheet, table);
        Some(Question {
            about: about(sheet, self.column),
            sender: sender_of(sheet.file()),
            address: Address { cell: Some(cell), ..sheet.address() },
            times: self.seen.open.len() as u32,
            cents,
            examples: self.examples(),
            guess: Some(Guess { means: Meaning::DateOrder(self.order), sureness }),
            is_weighty: cents.is_some() || self.field.kind == Kind::Month,
        })
    }

    fn examples(&self) -> Vec<Arc<str>> {
        let mut examples: Vec<Arc<str>> = Vec::new();
        for row in &self.seen.open {
            if let RawValue::Text(text) = &self.column.values[*row]
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

    /// The amounts whose months rest on it.
    fn money(&self, sheet: &Sheet, table: &Table) -> Option<Cents> {
        if sheet.raw.kind != SheetKind::Financials || self.field.kind != Kind::Month {
            return None;
        }
        let of_field = |key: &str| -> Option<Cents> {
            let amounts = table.money(key);
            self.seen.open.iter().filter_map(|row| amounts[*row]).reduce(|sum, amount| sum + amount)
        };
        amounts_of(SheetKind::Financials).filter_map(of_field).reduce(|sum, amount| sum + amount)
    }
}
