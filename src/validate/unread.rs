//! Amounts under titles that nobody knows: not read, and said with their sum.

use super::{kinds, sheet::Sheet, spread};
use crate::model::{
    dictionary::{SheetKind, folded},
    finding::{Address, Code, Finding, Severity},
    mapping::About,
    money::Cents,
    workbook::{CellPlace, RawColumn, RawValue},
};

/// Titles of numbers that are no amounts of money, folded.
const NO_MONEY: [&str; 33] = [
    "hours",
    "hour",
    "days",
    "day",
    "fte",
    "ftes",
    "rate",
    "headcount",
    "quantity",
    "qty",
    "year",
    "years",
    "number",
    "no",
    "priority",
    "rank",
    "score",
    "week",
    "weeks",
    "count",
    "month",
    "months",
    "percent",
    "version",
    "row",
    "stunden",
    "tage",
    "jahr",
    "anzahl",
    "heures",
    "jours",
    "godziny",
    "uren",
];

/// Columns without which a sheet of amounts is not whole: where one is missing, a column of numbers may be it.
const EXPECTED: [&str; 4] = ["cost_planned", "cost_actual", "benefit_planned", "benefit_actual"];

/// A column of amounts that was not read.
pub struct Unread<'a> {
    /// The column.
    pub column: &'a RawColumn,
    /// What its amounts add up to.
    pub sum: Cents,
    count: usize,
    code: Code,
}

/// The columns of amounts that were not read, but for those somebody answered for.
pub fn columns<'a>(sheet: &Sheet<'a>) -> Vec<Unread<'a>> {
    // The centre's own workbooks carry what the program wrote for the board to read.
    if sheet.raw.kind.is_central() {
        return Vec::new();
    }
    let about = |column: &RawColumn| About::Title(sheet.raw.kind, column.title.to_string());
    let is_waived = |column: &RawColumn| sheet.answers.is_waived(&about(column));
    let is_answered = |column: &RawColumn| sheet.answers.to(&about(column)).is_some() && !is_waived(column);
    let lacks_amounts =
        sheet.raw.kind == SheetKind::Financials && EXPECTED.iter().any(|key| sheet.raw.column(key).is_none());
    let unread = |column: &'a RawColumn| {
        let amounts = Amounts::of(sheet, column)?;
        let code = if is_waived(column) {
            Code::Answered
        } else if is_among_months(sheet, column) {
            Code::MonthNotRead
        } else if says_money(sheet, column)
            || amounts.has_currency
            || is_of_period(sheet, column)
            || (lacks_amounts && !says_no_money(column))
        {
            Code::MoneyNotRead
        } else {
            return None;
        };
        Some(Unread { column, sum: amounts.sum, count: amounts.count, code })
    };
    let unknown = sheet.raw.columns.iter().filter(|column| column.field.is_none() && !is_answered(column));
    unknown.filter_map(unread).collect()
}

/// What a column of amounts holds.
struct Amounts {
    count: usize,
    sum: Cents,
    has_currency: bool,
}

impl Amounts {
    /// None where fewer than half of the cells are amounts.
    fn of(sheet: &Sheet, column: &RawColumn) -> Option<Self> {
        let rules = sheet.rules;
        let filled = column.values.iter().filter(|value| **value != RawValue::Blank).count();
        let read = |value: &RawValue| match value {
            RawValue::Text(_) | RawValue::Number(_) | RawValue::Formatted(..) => {
                kinds::money::money(value, &rules.locale, &rules.currency, None).ok()
            }
            _ => None,
        };
        let known: Vec<Cents> = column.values.iter().filter_map(read).collect();
        let has_currency = column.values.iter().any(|value| match value {
            RawValue::Formatted(_, look) => look.unit.as_ref().is_some_and(|unit| unit.currency.is_some()),
            RawValue::Text(text) => text.contains(['€', '$', '£', '¥']) && read(value).is_some(),
            _ => false,
        });
        let is_column = !known.is_empty() && known.len() * 2 >= filled;
        is_column.then(|| Amounts { count: known.len(), sum: known.into_iter().sum(), has_currency })
    }
}

/// Does it stand between the columns of months across?
fn is_among_months(sheet: &Sheet, column: &RawColumn) -> bool {
    let amounts =
        sheet.raw.columns.iter().filter(|other| other.field.as_deref().is_some_and(|key| EXPECTED.contains(&key)));
    let places = || amounts.clone().flat_map(|other| &other.places).map(|place| place.column);
    let (Some(first), Some(last)) = (places().min(), places().max()) else { return false };
    (first..last).contains(&column.position)
}

fn says_money(sheet: &Sheet, column: &RawColumn) -> bool {
    let words = sheet.rules.dictionary.sheet(SheetKind::Financials).amount_words.as_ref();
    let is_one = |word: &str| {
        words.is_some_and(|words| {
            [&words.cost, &words.benefit, &words.about_money].into_iter().flatten().any(|known| folded(known) == word)
        })
    };
    folded(&column.title).split(' ').any(is_one)
}

/// `Q1/26`, `FY26`: numbers by quarter or year are amounts more often than not.
fn is_of_period(sheet: &Sheet, column: &RawColumn) -> bool {
    spread::span_in(&column.title, sheet.rules.calendar).is_some() && !says_no_money(column)
}

fn says_no_money(column: &RawColumn) -> bool {
    folded(&column.title).split(' ').any(|word| NO_MONEY.contains(&word))
}

/// What is said of such a column.
pub fn finding(sheet: &Sheet, &Unread { column, sum, count, code }: &Unread) -> Finding {
    let sum = sheet.rules.locale.number(sum.0, 2);
    let held = match count {
        1 => format!("its amount, {sum}, was not read"),
        count => format!("its {count} amounts, {sum} together, were not read"),
    };
    let (problem, instead) = match code {
        Code::Answered => (
            format!("What \"{}\" means was left open; {held}", column.title),
            "Nothing to do; delete the answer from mapping.toml to be asked again.".to_owned(),
        ),
        Code::MonthNotRead => (
            format!("\"{}\" stands among the months and is no month; {held}", column.title),
            "Type a month like 2026-10 as its title, or move the column out of the months.".to_owned(),
        ),
        _ if sheet.raw.kind == SheetKind::Financials => (
            format!("Nobody knows the title \"{}\"; {held}", column.title),
            "Type the title of the template that means it, such as Cost actual; or say in the settings what it means \
             ([fields.financials.cost_actual] aliases)."
                .to_owned(),
        ),
        _ => (
            format!("Nobody knows the title \"{}\" here; {held}", column.title),
            "Give amounts by month on the sheet Financials; nothing to do if they do not count.".to_owned(),
        ),
    };
    Finding {
        address: Address {
            cell: Some(CellPlace { row: sheet.raw.header_row, column: column.position }),
            ..sheet.address()
        },
        severity: Severity::Noted,
        code,
        column: column.title.clone(),
        found: column.title.chars().take(120).collect(),
        problem,
        instead,
        cents: None,
    }
}
