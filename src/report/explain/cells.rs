//! The cell of a value, and what was accepted from it.

use crate::{
    model::{
        dictionary::{Kind, SheetKind},
        explanation::{Input, InputGroup, InputPart, InputValue},
        identifier::identifier_key,
        money::Cents,
        portfolio::CENTRE,
        table::{Table, Values},
        workbook::CellPlace,
    },
    report::{ReportContext, currencies, round},
};
use std::collections::BTreeMap;

/// A field of a row: sheet, row of its table, key of the field.
pub type Place<'k> = (SheetKind, usize, &'k str);

/// What a board's decision puts in the place of an initiative's own fields, and under which keys it stands there.
const DECIDED: [(&str, &str); 3] =
    [("decision", "decision"), ("decision_on", "decided_on"), ("decision_reason", "reason")];

/// Looks cells up.
pub struct Cells<'a> {
    context: &'a ReportContext<'a>,
    /// For each initiative the board decided on, the row of its latest decision.
    decisions: BTreeMap<String, usize>,
}

impl<'a> Cells<'a> {
    /// Of these facts.
    pub fn of(context: &'a ReportContext<'a>) -> Cells<'a> {
        let table = &context.portfolio.decisions;
        let days = table.date("decided_on");
        let mut decisions: BTreeMap<String, usize> = BTreeMap::new();
        for (row, id) in table.text("initiative_id").iter().enumerate() {
            let Some(id) = id.as_ref().filter(|_| table.text("decision")[row].is_some()) else { continue };
            let best = decisions.entry(identifier_key(id)).or_insert(row);
            if days[row] >= days[*best] {
                *best = row;
            }
        }
        Cells { context, decisions }
    }

    /// Cells of one part, in order of initiative, month and address.
    pub fn group(&self, part: InputPart, title: impl Into<String>, places: &[Place<'_>]) -> InputGroup {
        let mut inputs: Vec<(CellPlace, Input)> =
            places.iter().filter_map(|(kind, row, key)| self.input(*kind, *row, key)).collect();
        inputs.sort_by(|(place, one), (other_place, other)| {
            (&one.initiative_id, one.month, &one.file, &one.sheet, place).cmp(&(
                &other.initiative_id,
                other.month,
                &other.file,
                &other.sheet,
                other_place,
            ))
        });
        let inputs = inputs.into_iter().map(|(_, input)| input).collect();
        InputGroup { part, title: title.into(), inputs }
    }

    /// The cell; none for a field that the row's sheet has no column for.
    fn input(&self, kind: SheetKind, row: usize, key: &str) -> Option<(CellPlace, Input)> {
        let (kind, row, key) = self.decided(kind, row, key);
        let table = self.context.portfolio.table(kind);
        let origin = &table.origins[row];
        let file = &self.context.portfolio.files[origin.file as usize];
        let sheet = &file.sheets[origin.sheet as usize];
        let values = table.known(key)?;
        let has_column = sheet.columns.iter().any(|(field, _)| &**field == key);
        let is_spread = sheet.spread.iter().any(|(field, _)| &**field == key);
        if !(has_column || is_spread || values.is_known(row)) {
            return None;
        }
        let (value, shown) = self.value(values, kind, row, key);
        let month = table.known("month").and_then(|months| match months {
            Values::Month(months) => months[row],
            _ => None,
        });
        let place = sheet.place(key, origin);
        let input = Input {
            initiative_id: id(table, row),
            month,
            field: key.to_owned(),
            title: self.context.title(kind, key).to_owned(),
            value,
            shown,
            file: file.source.path.to_string(),
            sheet: file.has_sheets().then(|| sheet.name.to_string()),
            cell: (has_column || is_spread).then(|| place.to_string()),
            as_of: file.as_of,
            converted_from: table.local(key, row).and_then(|amount| currencies::told(self.context, amount)),
        };
        Some((place, input))
    }

    /// A decision of the board stands in its own workbook.
    fn decided<'k>(&self, kind: SheetKind, row: usize, key: &'k str) -> (SheetKind, usize, &'k str) {
        let table = self.context.portfolio.table(kind);
        let of_board = DECIDED.iter().find(|(field, _)| kind == SheetKind::Initiatives && *field == key);
        let decision = || self.decisions.get(&identifier_key(&id(table, row)));
        match of_board {
            Some((_, there)) if table.known(key).is_some_and(|values| values.is_known(row)) => match decision() {
                Some(decision) => (SheetKind::Decisions, *decision, *there),
                None => (kind, row, key),
            },
            _ => (kind, row, key),
        }
    }

    fn value(&self, values: &Values, kind: SheetKind, row: usize, key: &str) -> (InputValue, String) {
        let locale = self.context.locale();
        let is_percent =
            self.context.rules.dictionary.field(kind, key).is_some_and(|field| field.kind == Kind::Percent);
        let text = |text: String| (InputValue::Text(text.clone()), text);
        let known = match values {
            Values::Text(list) => list[row].as_ref().map(|words| text(words.to_string())),
            Values::List(list) => list[row].as_ref().map(|parts| text(parts.join("; "))),
            Values::Money(list) => {
                list[row].map(|cents: Cents| (InputValue::Number(cents.units()), round::cents(cents).text(locale)))
            }
            Values::Number(list) => list[row].map(|number| {
                let shown = if is_percent { round::percent(number, 1) } else { round::plain(number) };
                (InputValue::Number(number), shown.text(locale))
            }),
            Values::Date(list) => list[row].map(|day| (InputValue::Text(day.to_string()), locale.day(day))),
            Values::Month(list) => list[row].map(|month| text(month.to_string())),
            Values::YesNo(list) => {
                list[row].map(|answer| (InputValue::YesNo(answer), if answer { "Yes" } else { "No" }.to_owned()))
            }
        };
        known.unwrap_or_else(|| (InputValue::Unknown, "not known".to_owned()))
    }
}

/// The id of a row as typed.
fn id(table: &Table, row: usize) -> String {
    table.text("initiative_id")[row].as_deref().unwrap_or(CENTRE).to_owned()
}
