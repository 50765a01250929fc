//! What keeps a filled workbook from being sent: the tests, and how they stand in the rows handed back.

use super::Order;
use crate::model::{
    dictionary::{Field, Need, SheetKind},
    phase::Phase,
    portfolio::CENTRE,
    rules::Rules,
    template::{Accepts, Counts, Entry, Form, Test, When},
};

/// All tests of all sheets, counted.
pub(super) fn tests(forms: &[Form], order: &Order) -> Vec<Test> {
    let mut tests: Vec<Test> = Vec::new();
    for (index, form) in forms.iter().enumerate() {
        let builder = Builder { forms, form, index, rules: order.rules };
        tests.push(builder.errors());
        tests.extend(builder.keys());
        tests.extend(builder.needs());
        tests.push(builder.accepted());
    }
    for test in &mut tests {
        (test.found, test.first) = count(test, forms);
    }
    tests
}

struct Builder<'a> {
    forms: &'a [Form],
    form: &'a Form,
    index: usize,
    rules: &'a Rules,
}

impl Builder<'_> {
    fn test(&self, column: usize, counts: Counts, wrong: String, todo: String) -> Test {
        Test { form: self.index, column, counts, wrong, todo, found: 0, first: None }
    }

    fn fields(&self) -> &[Field] {
        &self.rules.dictionary.sheet(self.form.kind).fields
    }

    /// The column of a field.
    fn column(&self, key: &str) -> Option<usize> {
        let title = &self.fields().iter().find(|field| field.key == key)?.title;
        self.form.columns.iter().position(|column| column.title == *title)
    }

    fn errors(&self) -> Test {
        let todo = "Clear the cell, or type the value that its formula should give.".to_owned();
        self.test(0, Counts::Error, "A cell shows an error such as #REF!".to_owned(), todo)
    }

    /// The id, and for money the month.
    fn keys(&self) -> Vec<Test> {
        let mut tests = Vec::new();
        let mut key = |column: usize| {
            let input = &self.form.columns[column];
            let wrong = format!("{} is empty in a row that has something", input.title);
            tests.push(self.test(column, Counts::EmptyKey, wrong, input.help.clone()));
        };
        key(0);
        if let Some(month) = self.column("month") {
            key(month);
        }
        let id = &self.form.columns[0];
        match id.accepts {
            Accepts::KnownId { .. } => {
                let of = self.forms.iter().position(|form| form.kind == SheetKind::Initiatives).unwrap_or_default();
                let wrong = format!("{} is not on the sheet Initiatives", id.title);
                let todo = "Choose an id from the list, or add the initiative to the sheet Initiatives.".to_owned();
                tests.push(self.test(0, Counts::UnknownId { of }, wrong, todo));
            }
            _ => {
                let wrong = format!("{} stands in more than one row", id.title);
                tests.push(self.test(0, Counts::Twice, wrong, "Give each initiative an id of its own.".to_owned()));
            }
        }
        tests
    }

    /// Cells that must not be empty.
    fn needs(&self) -> Vec<Test> {
        let mut tests = Vec::new();
        for field in self.fields().iter().filter(|field| field.level <= self.rules.level) {
            let (Some(column), Some(when)) = (self.column(&field.key), self.when(field)) else { continue };
            // The id and the month of money have a test of their own.
            if column == 0 || field.key == "month" {
                continue;
            }
            let input = &self.form.columns[column];
            let wrong = match field.need {
                Need::Required => format!("{} is empty", input.title),
                _ => format!("{} is empty; needed {}", input.title, input.when),
            };
            tests.push(self.test(column, Counts::Empty(when), wrong, input.help.clone()));
        }
        tests
    }

    fn when(&self, field: &Field) -> Option<When> {
        match &field.need {
            Need::Required => Some(When::Always),
            Need::Optional => None,
            Need::FromPhase(step) => {
                let step = Phase::named(step)?;
                let reached = Phase::ALL.into_iter().filter(|phase| phase.has_reached(step));
                Some(When::Is(self.column("phase")?, reached.map(|phase| phase.name().to_owned()).collect()))
            }
            Need::WhenFilled(key) => Some(When::Filled(self.column(key)?)),
            Need::WhenValue { field, is } => Some(When::Is(self.column(field)?, is.clone())),
            Need::ToReportingMonth => Some(When::UpTo(self.column("month")?, self.rules.period)),
        }
    }

    /// Cells filled with what cannot be.
    fn accepted(&self) -> Test {
        let wrong = "A cell holds something else than its list, number, date or address".to_owned();
        let todo = "Click the cell: its note says what fits. Choose from the list where there is one.".to_owned();
        self.test(0, Counts::NotAccepted, wrong, todo)
    }
}

/// How often it is so in the rows of the test's form, and the first of them.
fn count(test: &Test, forms: &[Form]) -> (u32, Option<usize>) {
    let form = &forms[test.form];
    let counts: Vec<u32> = (0..form.rows.len()).map(|row| in_row(test, form, forms, row)).collect();
    (counts.iter().sum(), counts.iter().position(|count| *count > 0))
}

fn in_row(test: &Test, form: &Form, forms: &[Form], row: usize) -> u32 {
    let cells = &form.rows[row];
    let cell = |column: usize| cells[column].as_ref();
    let id = cell(0);
    let is_so = match &test.counts {
        // What is handed back was read, so it is no error.
        Counts::Error => false,
        Counts::EmptyKey => cell(test.column).is_none() && cells.iter().any(Option::is_some),
        Counts::Twice => {
            let same = form.rows.iter().filter(|other| other[test.column].as_ref() == cell(test.column));
            cell(test.column).is_some() && same.count() > 1
        }
        Counts::Empty(when) => id.is_some() && cell(test.column).is_none() && holds(when, cells),
        Counts::UnknownId { of } => {
            let centre = form.columns[0].accepts == Accepts::KnownId { centre: true };
            let is_known = |id: &Entry| {
                (centre && *id == Entry::Text(CENTRE.into()))
                    || forms[*of].rows.iter().any(|other| other[0].as_ref() == Some(id))
            };
            id.is_some_and(|id| !is_known(id))
        }
        Counts::NotAccepted => {
            let wrong = cells
                .iter()
                .zip(&form.columns)
                .filter(|(cell, input)| cell.as_ref().is_some_and(|cell| !is_accepted(cell, &input.accepts)));
            return wrong.count() as u32;
        }
    };
    u32::from(is_so)
}

fn holds(when: &When, cells: &[Option<Entry>]) -> bool {
    match when {
        When::Always => true,
        When::Filled(column) => cells[*column].is_some(),
        When::Is(column, values) => {
            matches!(&cells[*column], Some(Entry::Text(text)) if values.iter().any(|value| **value == **text))
        }
        When::UpTo(column, last) => matches!(&cells[*column], Some(Entry::Month(month)) if month <= last),
    }
}

/// Does the cell hold what its column asks for? Ids have tests of their own.
fn is_accepted(cell: &Entry, accepts: &Accepts) -> bool {
    match (accepts, cell) {
        (Accepts::Id | Accepts::KnownId { .. } | Accepts::Text { .. }, _) => true,
        (Accepts::OneOf(values), Entry::Text(text)) => values.iter().any(|value| **value == **text),
        (Accepts::Email, Entry::Text(text)) => text.contains('@'),
        (Accepts::Day, Entry::Day(_)) | (Accepts::Month, Entry::Month(_)) => true,
        (
            Accepts::Money(range) | Accepts::Number(range) | Accepts::Whole(range) | Accepts::Share(range),
            Entry::Number(number),
        ) => range.holds(*number),
        (Accepts::OneOfNumbers(numbers), Entry::Number(number)) => numbers.contains(number),
        _ => false,
    }
}
