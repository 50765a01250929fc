//! One column: every cell read by the field's kind.

use super::{
    date_order::DateOrders,
    foreign::{self, Foreign, RowCurrencies},
    kinds::{
        self, Reading, Remark,
        choice::Choices,
        date::{Calendar, Noted},
        number::Share,
    },
    limit::more,
    sheet::Sheet,
};
use crate::model::{
    dictionary::{Field, Kind},
    finding::{Address, Code, Finding, Severity},
    limits::Limits,
    mapping::word_key,
    money::Cents,
    rates::{CurrencySaid, ForeignColumn, SaidBy},
    table::Values,
    unit::{Unit, may_be},
    workbook::{CellPlace, RawColumn, RawValue},
};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::{collections::BTreeMap, sync::Arc};

/// A field's values, and amounts that could be read but not be used.
pub struct TypedColumn {
    /// One for each row.
    pub values: Values,
    /// By row: money of rejected cells, counted apart.
    pub rejected_cents: BTreeMap<usize, Cents>,
    /// Amounts in other currencies.
    pub foreign: Foreign,
}

/// Reads the columns of one sheet.
pub struct Reader<'a> {
    sheet: &'a Sheet<'a>,
    /// In which order its dates stand.
    pub dates: DateOrders<'a>,
    /// What its rows say of their currency.
    pub currencies: RowCurrencies,
}

/// What reading a cell gave: a value, and what to say about it.
struct Cell<T> {
    value: Option<T>,
    remark: Option<(Severity, Remark)>,
}

impl<T> Cell<T> {
    fn from_reading(reading: Reading<T>) -> Self {
        match reading {
            Ok(value) => Cell { value: Some(value), remark: None },
            Err(remark) => Cell { value: None, remark: Some((Severity::Rejected, remark)) },
        }
    }

    fn from_noted(reading: Reading<Noted<T>>) -> Self {
        match reading {
            Ok((value, remark)) => Cell { value: Some(value), remark: remark.map(|remark| (Severity::Noted, remark)) },
            Err(remark) => Cell { value: None, remark: Some((Severity::Rejected, remark)) },
        }
    }

    fn noted(value: T, remark: Remark) -> Self {
        Cell { value: Some(value), remark: Some((Severity::Noted, remark)) }
    }
}

impl<'a> Reader<'a> {
    /// For a sheet.
    pub fn new(sheet: &'a Sheet<'a>) -> Self {
        Reader { sheet, dates: DateOrders::of(sheet), currencies: RowCurrencies::of(sheet) }
    }

    /// Reads the column of a field; a sheet without it gives the field's default, or nothing known.
    pub fn read(&self, field: &Field, findings: &mut Vec<Finding>) -> TypedColumn {
        let default = field.default.as_ref().map(|text| RawValue::Text(text.as_str().into()));
        self.note_default(field, findings);
        let locale = &self.sheet.rules.locale;
        let column = self.sheet.raw.column(&field.key);
        let mut rejected_cents = BTreeMap::new();
        let mut foreign = Foreign::default();
        let values = match field.kind {
            Kind::Text => Values::Text(self.texts(field, column, &default, findings, |value| self.printable(value))),
            Kind::TextId => Values::Text(self.texts(field, column, &default, findings, |value| Cell {
                value: Some(kinds::text::identifier(value)),
                remark: None,
            })),
            Kind::Email => Values::Text(
                self.texts(field, column, &default, findings, |value| Cell::from_reading(kinds::text::email(value))),
            ),
            Kind::Choice => {
                let choices = self.choices(field);
                Values::Text(self.texts(field, column, &default, findings, |value| one_choice(&choices, value)))
            }
            Kind::ChoiceList => {
                let choices = self.choices(field);
                Values::List(self.lists(field, column, &default, findings, |value| choice_list(&choices, value)))
            }
            Kind::IdList => Values::List(self.lists(field, column, &default, findings, |value| {
                let typed = kinds::text::text(value);
                let ids = kinds::text::list(&typed);
                if let Some(remark) = too_many_entries(&ids) {
                    return Cell { value: None, remark: Some((Severity::Rejected, remark)) };
                }
                let ids: Arc<[Arc<str>]> = ids.into_iter().map(Arc::from).collect();
                Cell { value: (!ids.is_empty()).then_some(ids), remark: None }
            })),
            Kind::Date => {
                let locale = self.dates.locale(self.sheet, field, findings);
                let calendar = Calendar { locale: &locale, ..Calendar::of(self.sheet.rules) };
                Values::Date(self.cells(field, column, &default, findings, |value| {
                    self.as_answered(field, value, day_or_first(value, &calendar))
                }))
            }
            Kind::Month => {
                let locale = self.dates.locale(self.sheet, field, findings);
                let calendar = Calendar { locale: &locale, ..Calendar::of(self.sheet.rules) }.of_months(column);
                Values::Month(self.texts(field, column, &default, findings, |value| {
                    self.as_answered(field, value, Cell::from_noted(kinds::date::month(value, &calendar)))
                }))
            }
            Kind::Number => Values::Number(self.cells(field, column, &default, findings, |value| {
                Cell::from_reading(
                    kinds::number::number(value, locale).and_then(|number| kinds::number::in_range(number, field)),
                )
            })),
            Kind::Integer => Values::Number(self.cells(field, column, &default, findings, |value| {
                Cell::from_reading(
                    kinds::number::number(value, locale)
                        .and_then(kinds::number::whole)
                        .and_then(|number| kinds::number::in_range(number, field)),
                )
            })),
            Kind::YesNo => Values::YesNo(
                self.cells(field, column, &default, findings, |value| Cell::from_reading(kinds::choice::yes_no(value))),
            ),
            Kind::Percent => Values::Number(self.shares(field, column, &default, findings)),
            Kind::Money => {
                let amounts = match column.and_then(|column| Some((column, self.other_currency(column)?))) {
                    Some((column, other)) => self.other_amounts(field, column, &other, &mut foreign),
                    None => self.amounts(field, column, &default, findings, (&mut rejected_cents, &mut foreign)),
                };
                Values::Money(amounts)
            }
        };
        TypedColumn { values, rejected_cents, foreign }
    }

    fn choices(&self, field: &Field) -> Choices {
        let choices = Choices::of(field).answering(self.sheet.answers.values(self.sheet.raw.kind, &field.key));
        match field.key.as_str() {
            // The sheets are named as the departments are, whatever the settings call them.
            "department" if self.sheet.answers.sheets_are_departments() => {
                let name = &*self.sheet.raw.sheet;
                choices.answering([(word_key(name).as_str(), Some(name))].into_iter())
            }
            _ => choices,
        }
    }

    /// A date with a note where it was read as somebody answered.
    fn as_answered<T: std::fmt::Display>(&self, field: &Field, value: &RawValue, cell: Cell<T>) -> Cell<T> {
        let Cell { value: Some(read), remark: None } = &cell else { return cell };
        match self.dates.as_answered(field, value, read) {
            Some(remark) => Cell { remark: Some((Severity::Noted, remark)), ..cell },
            None => cell,
        }
    }

    /// A sheet without the column takes the settings' value, which is an assumption.
    fn note_default(&self, field: &Field, findings: &mut Vec<Finding>) {
        let Some(default) = &field.default else { return };
        let rows = self.sheet.raw.rows.len();
        if rows == 0 || self.sheet.raw.column(&field.key).is_some() {
            return;
        }
        let rows = if rows == 1 { "its row".to_owned() } else { format!("its {rows} rows") };
        let problem = format!("There is no column \"{}\"; {rows} took \"{default}\" from the settings", field.title);
        let instead = format!("Add the column \"{}\" if that is wrong.", field.title);
        findings.push(self.sheet.noted(Code::DefaultUsed, &field.title, problem, instead));
    }

    /// Reads every cell; what all kinds treat alike (blank, error, placeholder) is settled here.
    fn cells<T: Clone>(
        &self,
        field: &Field,
        column: Option<&RawColumn>,
        default: &Option<RawValue>,
        findings: &mut Vec<Finding>,
        mut read: impl FnMut(&RawValue) -> Cell<T>,
    ) -> Vec<Option<T>> {
        self.cells_in_rows(field, column, default, findings, |value, _| read(value))
    }

    /// The same for what depends on the row, as the unit of amounts does.
    fn cells_in_rows<T: Clone>(
        &self,
        field: &Field,
        column: Option<&RawColumn>,
        default: &Option<RawValue>,
        findings: &mut Vec<Finding>,
        mut read: impl FnMut(&RawValue, usize) -> Cell<T>,
    ) -> Vec<Option<T>> {
        let Some(column) = column else {
            let value = default.as_ref().and_then(|value| read(value, 0).value);
            return vec![value; self.sheet.raw.rows.len()];
        };
        let cell = |value: &RawValue, row: usize, read: &mut dyn FnMut(&RawValue, usize) -> Cell<T>| {
            if *value == RawValue::Blank {
                return Cell { value: None, remark: None };
            }
            if let Some(remark) = kinds::broken(value) {
                return Cell { value: None, remark: Some((Severity::Rejected, remark)) };
            }
            let cell = read(value, row);
            match value {
                RawValue::Text(text)
                    if kinds::is_placeholder(text) && (cell.value.is_none() || field.kind == Kind::Text) =>
                {
                    let remark = Remark::new(Code::PlaceholderRead, format!("\"{text}\" was read as not reported"))
                        .advise("the value when it is known, or leave the cell blank");
                    Cell { value: None, remark: Some((Severity::Noted, remark)) }
                }
                _ => cell,
            }
        };
        let mut values = Vec::with_capacity(column.values.len());
        let most = self.sheet.rules.max_findings as usize;
        let (mut noted, mut unlisted) = (0, None);
        for (row, value) in column.values.iter().enumerate() {
            let cell = cell(value, row, &mut read);
            if let Some((severity, remark)) = cell.remark {
                noted += usize::from(severity == Severity::Noted);
                match severity == Severity::Noted && noted > most {
                    true => unlisted = Some(remark.code),
                    false => findings.push(self.sheet.finding(severity, field, row, remark)),
                }
            }
            values.push(cell.value);
        }
        findings.extend(unlisted.map(|code| more(self.sheet.address(), Severity::Noted, code, noted - most, most)));
        values
    }

    /// Reads lists; of cells that share one stored text the first alone is taken apart.
    fn lists(
        &self,
        field: &Field,
        column: Option<&RawColumn>,
        default: &Option<RawValue>,
        findings: &mut Vec<Finding>,
        read: impl Fn(&RawValue) -> Cell<Arc<[Arc<str>]>>,
    ) -> Vec<Option<Arc<[Arc<str>]>>> {
        let mut known: FxHashMap<*const u8, Arc<[Arc<str>]>> = FxHashMap::default();
        self.cells(field, column, default, findings, |value| {
            let RawValue::Text(text) = value else { return read(value) };
            if let Some(value) = known.get(&text.as_ptr()) {
                return Cell { value: Some(value.clone()), remark: None };
            }
            let cell = read(value);
            if let (Some(value), None) = (&cell.value, &cell.remark) {
                known.insert(text.as_ptr(), value.clone());
            }
            cell
        })
    }

    /// Reads cells of which many share one stored text, and each text once: names, choices and months repeat thousands of
    /// times.
    fn texts<T: Clone>(
        &self,
        field: &Field,
        column: Option<&RawColumn>,
        default: &Option<RawValue>,
        findings: &mut Vec<Finding>,
        read: impl Fn(&RawValue) -> Cell<T>,
    ) -> Vec<Option<T>> {
        let mut known: FxHashMap<*const u8, T> = FxHashMap::default();
        self.cells(field, column, default, findings, |value| {
            let RawValue::Text(text) = value else { return read(value) };
            if let Some(value) = known.get(&text.as_ptr()) {
                return Cell { value: Some(value.clone()), remark: None };
            }
            let cell = read(value);
            // A cell that is remarked upon is remarked upon each time.
            if let (Some(value), None) = (&cell.value, &cell.remark) {
                known.insert(text.as_ptr(), value.clone());
            }
            cell
        })
    }

    /// Any text; characters that the reports' fonts lack are noted.
    fn printable(&self, value: &RawValue) -> Cell<Arc<str>> {
        let text = kinds::text::text(value);
        let printable = &self.sheet.rules.printable;
        let missing = text.chars().find(|letter| !letter.is_whitespace() && !printable.has(*letter));
        match missing {
            None => Cell { value: Some(text), remark: None },
            Some(letter) => {
                let remark = Remark::new(
                    Code::UnprintableCharacter,
                    format!(
                        "The fonts of the PDF reports lack the character {letter} (U+{:04X}); □ stands there",
                        u32::from(letter)
                    ),
                )
                .advise("another spelling, or configure fonts that have it ([brand] in report.toml)");
                Cell::noted(text, remark)
            }
        }
    }

    /// Shares. `40%` is sure; of plain numbers the column decides whether they are fractions or percentages.
    fn shares(
        &self,
        field: &Field,
        column: Option<&RawColumn>,
        default: &Option<RawValue>,
        findings: &mut Vec<Finding>,
    ) -> Vec<Option<f64>> {
        let locale = &self.sheet.rules.locale;
        let plain: Vec<f64> = column
            .into_iter()
            .flat_map(|column| &column.values)
            .filter_map(|value| match kinds::number::share(value, locale) {
                Ok(Share::Plain(number)) => Some(number),
                _ => None,
            })
            .collect();
        // 0 and 1 may be either; what is between them can only be a fraction, what is above only a percentage.
        let between = plain.iter().filter(|number| **number > 0.0 && **number < 1.0).count();
        let above = plain.iter().filter(|number| **number > 1.0).count();
        let fractions = above == 0 || between >= above;
        if !plain.is_empty()
            && let Some(first) = column.and_then(|column| {
                column
                    .values
                    .iter()
                    .position(|value| matches!(kinds::number::share(value, locale), Ok(Share::Plain(_))))
            })
        {
            let reading = if fractions { "fractions: 0.4 is 40%" } else { "percentages: 40 is 40%" };
            let remark =
                Remark::new(Code::PercentsRead, format!("Plain numbers in this column were read as {reading}"))
                    .advise("the values with a % sign if that is wrong");
            findings.push(self.sheet.finding(Severity::Noted, field, first, remark));
        }
        self.cells(field, column, default, findings, |value| {
            Cell::from_reading(kinds::number::share(value, locale).and_then(|share| {
                let fraction = match share {
                    Share::Sure(fraction) => fraction,
                    Share::Plain(number) if fractions => number,
                    Share::Plain(number) if number > 0.0 && number < 1.0 => {
                        return Err(Remark::new(
                            Code::MixedPercents,
                            format!("{number} among whole percentages can be read in two ways"),
                        )
                        .advise("the value with a % sign"));
                    }
                    Share::Plain(number) => number / 100.0,
                };
                kinds::number::in_range(fraction, field)
            }))
        })
    }

    /// The currency that a column says of all its amounts, if it is not the report's.
    fn other_currency(&self, column: &RawColumn) -> Option<Arc<str>> {
        let other = column.only_unit()?.currency.clone()?;
        (!may_be(&other, &self.sheet.rules.currency)).then_some(other)
    }

    /// The column as a whole: each of its cells has the same fault.
    fn column_of_other_currency(&self, field: &Field, column: &RawColumn, other: &Arc<str>) -> ForeignColumn {
        let amounts = column.values.iter().filter(|value| **value != RawValue::Blank).count();
        let cell = CellPlace { row: self.sheet.raw.header_row, column: column.position };
        ForeignColumn {
            address: Address { cell: Some(cell), ..self.sheet.address() },
            title: field.title.as_str().into(),
            found: column.title.to_string(),
            currency: other.clone(),
            said_by: SaidBy::Title(amounts as u32),
            unread: Vec::new(),
        }
    }

    /// The amounts of a column that says another currency of all of them: none is the report's.
    fn other_amounts(
        &self,
        field: &Field,
        column: &RawColumn,
        other: &Arc<str>,
        foreign: &mut Foreign,
    ) -> Vec<Option<Cents>> {
        foreign.columns.push(self.column_of_other_currency(field, column, other));
        let mut unread = Vec::new();
        let read = |value: &RawValue, row: usize| {
            Cell::from_reading(self.currencies.unit(Some(column), row).and_then(|unit| {
                self.other_amount(value, unit.as_deref(), field)?
                    .ok_or_else(|| Remark::new(Code::UnknownCurrency, "The cell says another currency than its column"))
            }))
        };
        let read = self.cells_in_rows(field, Some(column), &None, &mut unread, read);
        foreign.amounts.reserve(read.len());
        for (row, amount) in read.into_iter().enumerate() {
            if let Some((currency, cents)) = amount {
                foreign.add(row, field, currency, cents);
            }
        }
        foreign.columns.iter_mut().for_each(|column| column.unread = std::mem::take(&mut unread));
        vec![None; self.sheet.raw.rows.len()]
    }

    /// An amount of another currency than the report's, with its currency; none where it says no other one.
    fn other_amount(&self, value: &RawValue, unit: Option<&Unit>, field: &Field) -> Reading<Option<(Arc<str>, Cents)>> {
        let rules = self.sheet.rules;
        let Some(other) = kinds::money::currency_of(value, unit).filter(|other| !may_be(other, &rules.currency)) else {
            return Ok(None);
        };
        let cents = kinds::money::amount(value, &rules.locale, &other, unit)?;
        kinds::number::in_range(cents.units(), field).map(|_| Some((other, cents)))
    }

    /// Amounts; one that is out of range could be read, so its cents are counted apart.
    fn amounts(
        &self,
        field: &Field,
        column: Option<&RawColumn>,
        default: &Option<RawValue>,
        findings: &mut Vec<Finding>,
        (rejected_cents, foreign): (&mut BTreeMap<usize, Cents>, &mut Foreign),
    ) -> Vec<Option<Cents>> {
        let rules = self.sheet.rules;
        let are_said = self.currencies.are_said();
        let read = |value: &RawValue, row: usize| {
            if are_said {
                let unit = self.currencies.unit(column, row)?;
                return kinds::money::money(value, &rules.locale, &rules.currency, unit.as_deref());
            }
            let unit = column.and_then(|column| column.unit(row));
            kinds::money::money(value, &rules.locale, &rules.currency, unit)
        };
        let title: Arc<str> = field.title.as_str().into();
        let before = findings.len();
        let values = self.cells_in_rows(field, column, default, findings, |value, row| {
            if let Some(amount) = column.and_then(|column| self.plain_amount_in_row(field, column, row)) {
                foreign.add_said(CurrencySaid::Row, row, field, amount);
                return Cell { value: None, remark: None };
            }
            if let Some((currency, cents)) = column.and_then(|column| self.other_amount_in_row(field, column, row)) {
                foreign.columns.push(foreign::cell(self.sheet, (field, &title), row, &currency));
                foreign.add(row, field, currency, cents);
                return Cell { value: None, remark: None };
            }
            let reading = read(value, row).and_then(|cents| {
                let in_range = kinds::number::in_range(cents.units(), field);
                if in_range.is_err() && column.is_some() {
                    rejected_cents.insert(row, cents);
                }
                in_range.map(|_| cents)
            });
            Cell::from_reading(reading)
        });
        // Their money hangs on the first finding of their cell.
        let mut first: FxHashMap<Option<CellPlace>, &mut Finding> = FxHashMap::default();
        for finding in findings[before..].iter_mut().filter(|_| !rejected_cents.is_empty()) {
            first.entry(finding.address.cell).or_insert(finding);
        }
        for (row, cents) in rejected_cents {
            let cell = column.map(|column| self.sheet.raw.place(column, *row));
            first.get_mut(&cell).into_iter().for_each(|finding| finding.cents = Some(*cents));
        }
        values
    }

    /// A plain number in a row that says another currency by its code, under a title that says nothing.
    fn plain_amount_in_row(&self, field: &Field, column: &RawColumn, row: usize) -> Option<(Arc<str>, Cents)> {
        let currency = self.currencies.other(row)?;
        let RawValue::Number(number) = column.values[row] else { return None };
        if column.units.get(row).is_some_and(Option::is_some) {
            return None;
        }
        let cents = kinds::money::plain(number).ok().filter(|cents| cents.units() == number)?;
        kinds::number::in_range(number, field).ok().map(|_| (currency.clone(), cents))
    }

    /// An amount that says another currency by itself, or whose row says it, and can be read.
    fn other_amount_in_row(&self, field: &Field, column: &RawColumn, row: usize) -> Option<(Arc<str>, Cents)> {
        let value = &column.values[row];
        if matches!(value, RawValue::Number(_)) && !self.currencies.are_said() && column.units.is_empty() {
            return None;
        }
        let unit = self.currencies.unit(Some(column), row).ok()?;
        self.other_amount(value, unit.as_deref(), field).ok().flatten()
    }
}

/// A day; of a month or a year the first day, which is noted.
fn day_or_first(value: &RawValue, calendar: &Calendar) -> Cell<Date> {
    Cell::from_noted(kinds::date::date_or_part(value, calendar))
}

fn one_choice(choices: &Choices, value: &RawValue) -> Cell<Arc<str>> {
    let typed = kinds::text::text(value);
    match choices.read(&typed) {
        Ok(choice) if choice.recoded => {
            let remark = Remark::new(Code::Recoded, format!("\"{typed}\" was read as {}", choice.value))
                .advise(choice.value.to_string());
            Cell::noted(choice.value, remark)
        }
        Ok(choice) => Cell { value: Some(choice.value), remark: None },
        Err(remark) if remark.code == Code::Answered => Cell { value: None, remark: Some((Severity::Noted, remark)) },
        Err(remark) => Cell { value: None, remark: Some((Severity::Rejected, remark)) },
    }
}

/// A list that nobody typed.
fn too_many_entries(list: &[&str]) -> Option<Remark> {
    let most = Limits::ENTRIES_OF_LIST;
    (list.len() > most).then(|| {
        Remark::new(Code::TooLarge, format!("The cell lists {} entries, and at most {most} are read", list.len()))
            .advise("only those that are meant")
    })
}

fn choice_list(choices: &Choices, value: &RawValue) -> Cell<Arc<[Arc<str>]>> {
    let typed = kinds::text::text(value);
    let mut found = Vec::new();
    let mut remark = None;
    let parts = kinds::text::list(&typed);
    if let Some(remark) = too_many_entries(&parts) {
        return Cell { value: None, remark: Some((Severity::Rejected, remark)) };
    }
    for part in parts {
        match choices.read(part) {
            Ok(choice) => found.push(choice.value),
            Err(problem) => remark = Some((Severity::Rejected, problem)),
        }
    }
    Cell { value: (!found.is_empty()).then(|| found.into()), remark }
}
