//! Amounts in other shapes to one row an initiative and month: months across (one row an initiative and line, or one
//! column a month and amount), and one row an amount (Scenario, Line, Amount). Each value keeps its own cell.
//!
//! What a row is then: an initiative and month, with its cost type and the like, that has an amount. An initiative's
//! month without any is blank. A line that names no amounts we know is set aside as one row.

use super::{
    Refusal,
    amounts::{Amounts, Said},
    finding,
    foot::{self, TotalsRow},
    outcome::Place,
    title_finding,
    titles::SheetTitles,
    unit_cells::number_in,
    units::scale_read,
};
use crate::model::{
    dictionary::folded,
    finding::{Address, Code, Finding, Severity},
    identifier::identifier_key,
    unit::Unit,
    workbook::{CellPlace, RawColumn, RawTable, RawTotal, RawValue},
};
use rustc_hash::FxHashMap;
use std::{collections::BTreeSet, sync::Arc};

/// What lines of one initiative may differ in and then are rows of their own.
const ATTRIBUTES: [&str; 5] = ["cost_type", "cost_category", "benefit_type", "finance_validated", "currency"];

/// A column of amounts.
struct ValueColumn {
    column: usize,
    /// Index among the months across; none where a column says the month of each row.
    month: Option<usize>,
    said: Said,
}

/// Where what stands on the sheet.
struct Plan<'a> {
    raw: &'a RawTable,
    sheet: &'a SheetTitles<'a>,
    amounts: &'a Amounts,
    id: usize,
    month: Option<usize>,
    line: Option<usize>,
    scenario: Option<usize>,
    values: Vec<ValueColumn>,
    /// Columns of amounts that are not counted, because another one says the same.
    doubled: BTreeSet<usize>,
    /// Months across as typed, with the column of the first title.
    months: Vec<(String, usize)>,
    /// What the sheet's name, else the settings say of amounts that nothing else names.
    assumed: Said,
}

/// The table as one row an initiative and month, if it comes in another shape, with what its totals rows say.
pub(super) fn in_rows(
    raw: RawTable,
    totals: &[TotalsRow],
    sheet: &SheetTitles,
    place: &Place,
    most_cells: (u64, u64),
) -> Result<(RawTable, Vec<Finding>), Refusal> {
    let Some(mut plan) = plan(&raw, sheet) else {
        let totals = foot::of_columns(&raw, totals, sheet);
        let findings = half_named(&raw, sheet, place);
        return Ok((RawTable { totals, ..raw }, findings));
    };
    let mut findings = unclear_columns(&plan, place)?;
    findings.extend(same_amounts(&mut plan, place));
    let groups = grouped(&plan, place, &mut findings);
    let cells = groups.list.len() as u64 * plan.months.len().max(1) as u64 * (raw.columns.len() as u64 + 2);
    if cells > most_cells.0.saturating_mul(4) {
        return Err(Refusal::too_large("the months across hold too many cells", "max_cells", most_cells.1));
    }
    let mut table = table(&plan, &groups);
    table.totals = totals_of(&plan, totals);
    findings.extend(scale_of_lines(&plan, place));
    findings.push(said_shape(&plan, &table, place));
    Ok((table, findings))
}

fn plan<'a>(raw: &'a RawTable, sheet: &'a SheetTitles<'a>) -> Option<Plan<'a>> {
    let amounts = sheet.amounts()?;
    let of_field = |key: &str| raw.columns.iter().position(|column| column.field.as_deref() == Some(key));
    let id = of_field("initiative_id")?;
    let month = of_field("month");
    let free: Vec<usize> = (0..raw.columns.len()).filter(|column| raw.columns[*column].field.is_none()).collect();
    let titled = |is: &dyn Fn(&str) -> bool| {
        free.iter().copied().find(|column| is(&sheet.told(&raw.columns[*column].title).parts().folded))
    };
    let mut line = titled(&|title| amounts.is_line_title(title));
    let scenario = titled(&|title| amounts.is_scenario_title(title));
    let mut months: Vec<(String, usize)> = Vec::new();
    let mut values = Vec::new();
    for &column in free.iter().filter(|column| ![line, scenario].contains(&Some(**column))) {
        let told = sheet.told(&raw.columns[column].title);
        let title = &told.parts().plain;
        let value = if month.is_none() {
            sheet.month_in(title).and_then(|(typed, rest)| {
                let said = amounts.read(&rest, sheet)?;
                let known = months.iter().position(|(month, _)| folded(month) == folded(&typed));
                let month = known.unwrap_or_else(|| {
                    months.push((typed, column));
                    months.len() - 1
                });
                Some(ValueColumn { column, month: Some(month), said })
            })
        } else if amounts.is_amount_title(&told.parts().folded) {
            Some(ValueColumn { column, month: None, said: Said::default() })
        } else {
            let said = amounts.read(title, sheet).filter(|said| *said != Said::default());
            said.map(|said| ValueColumn { column, month: None, said })
        };
        values.extend(value);
    }
    let is_value = |column: usize| values.iter().any(|value| value.column == column);
    if month.is_none() && line.is_none() {
        line = free
            .iter()
            .copied()
            .find(|column| !is_value(*column) && names_amounts(&raw.columns[*column], sheet, amounts));
    }
    let has_named_amounts = raw
        .columns
        .iter()
        .filter_map(|column| column.field.as_deref())
        .any(|key| ["cost_planned", "cost_actual", "benefit_planned", "benefit_actual"].contains(&key));
    let is_long = month.is_some() && has_named_amounts && line.is_none() && scenario.is_none();
    if values.is_empty() || is_long {
        return None;
    }
    let name = amounts.read(&raw.sheet, sheet).unwrap_or_default();
    let assumed =
        Said { line: name.line.or(amounts.assumed.line), scenario: name.scenario.or(amounts.assumed.scenario) };
    let doubled = BTreeSet::new();
    Some(Plan { raw, sheet, amounts, id, month, line, scenario, values, doubled, months, assumed })
}

/// Do most cells of the column name amounts?
fn names_amounts(column: &RawColumn, sheet: &SheetTitles, amounts: &Amounts) -> bool {
    let texts: Vec<&Arc<str>> = column.values.iter().filter_map(text).collect();
    let says = |text: &&&Arc<str>| {
        amounts.read(&sheet.told(text).parts().plain, sheet).is_some_and(|said| said != Said::default())
    };
    let named = texts.iter().filter(says).count();
    named > 0 && named * 2 >= texts.len()
}

fn text(value: &RawValue) -> Option<&Arc<str>> {
    match value {
        RawValue::Text(text) => Some(text),
        _ => None,
    }
}

impl Plan<'_> {
    fn cell(&self, row: usize, column: usize) -> CellPlace {
        self.raw.place(&self.raw.columns[column], row)
    }

    /// In what an amount stands: what its line says (`Cost plan (k€)`), else its column.
    fn unit(&self, row: usize, column: usize) -> Option<Arc<Unit>> {
        let line = self.line.and_then(|line| text(&self.raw.columns[line].values[row]));
        let of_line = line.and_then(|line| self.sheet.told(line).parts().unit.clone()).map(Arc::new);
        of_line.or_else(|| self.raw.columns[column].units.get(row).cloned().flatten())
    }

    /// What the line and scenario of a row say. Errors: the column whose cell says nothing known.
    fn said_in(&self, read: impl Fn(usize) -> Option<Said>) -> Result<Said, usize> {
        let mut said = Said::default();
        for column in [self.line, self.scenario].into_iter().flatten() {
            said = read(column).and_then(|more| said.and(more)).ok_or(column)?;
        }
        Ok(said)
    }

    fn said_by_row(&self, row: usize) -> Result<Said, usize> {
        self.said_in(|column| match &self.raw.columns[column].values[row] {
            RawValue::Blank => Some(Said::default()),
            value => {
                let told = self.sheet.told(text(value)?);
                let parts = told.parts();
                let is_clear = parts.unclear.is_none() && parts.other_kind.is_none();
                self.amounts.read(&parts.plain, self.sheet).filter(|_| is_clear)
            }
        })
    }

    /// Key of the field of a value column's amount in a row that says this much.
    fn field(&self, value: &ValueColumn, by_row: Said) -> Option<&'static str> {
        let said = value.said.and(by_row)?;
        let all = Said { line: said.line.or(self.assumed.line), scenario: said.scenario.or(self.assumed.scenario) };
        all.field()
    }

    /// Most lines leave the id blank: each belongs to the initiative named above it.
    fn ids_stand_once(&self) -> bool {
        let blank = self.raw.columns[self.id].values.iter().filter(|value| **value == RawValue::Blank).count();
        self.line.is_some() && blank * 2 >= self.raw.rows.len()
    }
}

/// An amount, its cell, and in what it stands.
#[derive(Clone)]
struct Amount {
    value: RawValue,
    place: CellPlace,
    unit: Option<Arc<Unit>>,
}

/// The lines of one initiative that are rows together.
struct Group {
    /// Index of its first line.
    first: usize,
    /// Index of the line with its id.
    id: usize,
    /// For each month and field its amount; none where no line has it.
    amounts: Vec<Option<Amount>>,
    /// For each column of the sheet its first line with a value.
    lines: Vec<Option<usize>>,
}

struct Groups {
    list: Vec<Group>,
    /// Keys of the fields, in the dictionary's order.
    fields: Vec<&'static str>,
    refused: u32,
}

fn grouped(plan: &Plan, place: &Place, findings: &mut Vec<Finding>) -> Groups {
    let fields = fields_of(plan);
    let place_of = |field: &str| fields.iter().position(|other| *other == field);
    let months = plan.months.len().max(1);
    let mut groups: Vec<Group> = Vec::new();
    let mut refused = 0;
    let mut of_key: FxHashMap<(String, String), Vec<usize>> = FxHashMap::default();
    let ids_stand_once = plan.ids_stand_once();
    let mut last_id = None;
    for row in 0..plan.raw.rows.len() {
        let amounts = match amounts_of(plan, row) {
            Ok(amounts) => amounts,
            Err(column) => {
                refused += 1;
                findings.push(unclear_line(plan, row, column, place));
                continue;
            }
        };
        let has_id = plan.raw.columns[plan.id].values[row] != RawValue::Blank;
        if has_id {
            last_id = Some(row);
        }
        let id = last_id.filter(|_| ids_stand_once).unwrap_or(row);
        let key = group_key(plan, id, row);
        let known = key.as_ref().and_then(|key| of_key.get(key));
        let fits = |group: &&usize| {
            let group = &groups[**group];
            let is_free = |(place, _): &(usize, Amount)| group.amounts[*place].is_none();
            let placed = amounts
                .iter()
                .filter_map(|(month, field, amount)| Some((month * fields.len() + place_of(field)?, amount.clone())));
            placed.into_iter().all(|amount| is_free(&amount)) && attributes_agree(plan, group, row)
        };
        let group = match known.and_then(|known| known.iter().find(fits)) {
            Some(group) => *group,
            None => {
                let lines = vec![None; plan.raw.columns.len()];
                groups.push(Group { first: row, id, amounts: vec![None; months * fields.len()], lines });
                if let Some(key) = key {
                    of_key.entry(key).or_default().push(groups.len() - 1);
                }
                groups.len() - 1
            }
        };
        let group = &mut groups[group];
        for (month, field, amount) in amounts {
            if let Some(field) = place_of(field) {
                let known = &mut group.amounts[month * fields.len() + field];
                if known.is_none() || amount.value != RawValue::Blank {
                    *known = Some(amount);
                }
            }
        }
        for (line, column) in group.lines.iter_mut().zip(&plan.raw.columns) {
            if line.is_none() && column.values[row] != RawValue::Blank {
                *line = Some(row);
            }
        }
    }
    if ids_stand_once {
        findings.push(ids_from_above(plan, place));
    }
    Groups { list: groups, fields, refused }
}

/// The fields that any row and column together name, in the dictionary's order.
fn fields_of(plan: &Plan) -> Vec<&'static str> {
    let mut rows: BTreeSet<Said> = (0..plan.raw.rows.len()).filter_map(|row| plan.said_by_row(row).ok()).collect();
    rows.insert(Said::default());
    let named = |said: &Said| plan.values.iter().filter_map(|value| plan.field(value, *said)).collect::<Vec<_>>();
    let found: BTreeSet<&'static str> = rows.iter().flat_map(named).collect();
    let mut fields: Vec<&'static str> = found.into_iter().collect();
    fields.sort_by_key(|field| plan.sheet.place_of(field));
    fields
}

/// An amount with the index of its month and the key of its field.
type Named = (usize, &'static str, Amount);

/// The amounts of a row, blank ones too. Errors: the column that leaves open which
/// amounts these are.
fn amounts_of(plan: &Plan, row: usize) -> Result<Vec<Named>, usize> {
    let said = plan.said_by_row(row)?;
    let mut amounts = Vec::new();
    for column in &plan.values {
        let value = plan.raw.columns[column.column].values[row].clone();
        match (plan.field(column, said), plan.line.or(plan.scenario)) {
            (Some(field), _) => {
                let unit = plan.unit(row, column.column);
                let amount = Amount { value, place: plan.cell(row, column.column), unit };
                amounts.push((column.month.unwrap_or(0), field, amount))
            }
            (None, Some(line)) if value != RawValue::Blank => return Err(line),
            // Without a line the title alone is at fault, and has its finding.
            _ => {}
        }
    }
    Ok(amounts)
}

/// Rows of one initiative, and of one month where a column says it; none for a row without an id.
fn group_key(plan: &Plan, id: usize, row: usize) -> Option<(String, String)> {
    let typed = |column: usize, row: usize| match &plan.raw.columns[column].values[row] {
        RawValue::Blank => None,
        RawValue::Text(text) => Some(identifier_key(text)),
        value => Some(format!("{value:?}")),
    };
    let month = match plan.month {
        Some(month) => typed(month, row)?,
        None => String::new(),
    };
    Some((typed(plan.id, id)?, month))
}

fn attributes_agree(plan: &Plan, group: &Group, row: usize) -> bool {
    plan.raw.columns.iter().zip(&group.lines).all(|(column, line)| {
        let is_attribute = column.field.as_deref().is_some_and(|key| ATTRIBUTES.contains(&key));
        let here = &column.values[row];
        !is_attribute || *here == RawValue::Blank || line.is_none_or(|line| column.values[line] == *here)
    })
}

/// One row a group and month with an amount.
fn table(plan: &Plan, groups: &Groups) -> RawTable {
    let width = groups.fields.len();
    let months = plan.months.len().max(1);
    let mut kept: Vec<(&Group, usize)> = Vec::new();
    for group in &groups.list {
        let has_amount = |month: &usize| {
            let amounts = &group.amounts[month * width..(month + 1) * width];
            amounts.iter().flatten().any(|amount| amount.value != RawValue::Blank)
        };
        kept.extend((0..months).filter(has_amount).map(|month| (group, month)));
    }
    let id_place = |group: &Group| plan.cell(group.id, plan.id);
    let mut columns = Vec::new();
    for (index, column) in plan.raw.columns.iter().enumerate() {
        let is_amount = plan.values.iter().any(|value| value.column == index);
        if is_amount || plan.doubled.contains(&index) || [plan.line, plan.scenario].contains(&Some(index)) {
            continue;
        }
        let line = |group: &Group| if index == plan.id { Some(group.id) } else { group.lines[index] };
        let value =
            |(group, _): &(&Group, usize)| line(group).map_or(RawValue::Blank, |line| column.values[line].clone());
        let cell = |(group, _): &(&Group, usize)| plan.cell(line(group).unwrap_or(group.first), index);
        // Beside months across, an amount without a month is a sum of them.
        let is_sum = plan.month.is_none() && column.field.as_deref().is_some_and(|key| Said::of_field(key).is_some());
        columns.push(RawColumn {
            field: column.field.clone().filter(|_| !is_sum),
            values: kept.iter().map(value).collect(),
            places: kept.iter().map(cell).collect(),
            title: column.title.clone(),
            position: column.position,
            units: Vec::new(),
        });
    }
    if plan.month.is_none() {
        columns.push(months_across(plan, &kept));
    }
    for (place, field) in groups.fields.iter().enumerate() {
        let amount = |(group, month): &(&Group, usize)| group.amounts[month * width + place].clone();
        let none = |group: &Group| Amount { value: RawValue::Blank, place: id_place(group), unit: None };
        let amounts: Vec<Amount> = kept.iter().map(|row| amount(row).unwrap_or_else(|| none(row.0))).collect();
        let title = plan.sheet.place_of(field).map_or(*field, |place| plan.sheet.fields[place].title.as_str());
        let has_units = amounts.iter().any(|amount| amount.unit.is_some());
        columns.push(RawColumn {
            title: title.into(),
            position: plan.values.first().map_or(0, |value| plan.raw.columns[value.column].position),
            field: Some((*field).into()),
            places: amounts.iter().map(|amount| amount.place).collect(),
            units: if has_units { amounts.iter().map(|amount| amount.unit.clone()).collect() } else { Vec::new() },
            values: amounts.into_iter().map(|amount| amount.value).collect(),
        });
    }
    RawTable {
        sheet: plan.raw.sheet.clone(),
        kind: plan.raw.kind,
        header_row: plan.raw.header_row,
        rows_blank: plan.raw.rows_blank + (groups.list.len() * months - kept.len()) as u32,
        rows: kept.iter().map(|(group, _)| plan.raw.rows[group.first]).collect(),
        columns,
        rows_refused: groups.refused,
        totals: Vec::new(),
        unclear_units: plan.raw.unclear_units.clone(),
    }
}

/// The month of each row, which stands in a title.
fn months_across(plan: &Plan, kept: &[(&Group, usize)]) -> RawColumn {
    let typed = |month: usize| {
        let typed = plan.months[month].0.as_str();
        match typed.parse::<f64>() {
            Ok(serial) if typed.len() == 5 => RawValue::Number(serial),
            _ => RawValue::Text(typed.into()),
        }
    };
    let values: Vec<RawValue> = (0..plan.months.len()).map(typed).collect();
    let cell = |month: usize| {
        let column = &plan.raw.columns[plan.months[month].1];
        CellPlace { row: plan.raw.header_row, column: column.position }
    };
    let first = plan.months.first().map_or(0, |(_, column)| plan.raw.columns[*column].position);
    RawColumn {
        title: "Month".into(),
        position: first,
        field: Some("month".into()),
        values: kept.iter().map(|(_, month)| values[*month].clone()).collect(),
        places: kept.iter().map(|(_, month)| cell(*month)).collect(),
        units: Vec::new(),
    }
}

/// What totals rows say of fields and months. A label like `Total cost plan` says the line.
fn totals_of(plan: &Plan, totals: &[TotalsRow]) -> Vec<RawTotal> {
    let mut said = Vec::new();
    for total in totals {
        let by_label = |column: usize| match &total.values[column] {
            RawValue::Blank => Some(Said::default()),
            value => plan.amounts.read(&foot::without_total(text(value)?), plan.sheet),
        };
        let Ok(row) = plan.said_in(by_label) else { continue };
        for column in &plan.values {
            let value = &total.values[column.column];
            let Some(field) = plan.field(column, row).filter(|_| *value != RawValue::Blank) else { continue };
            let month = column.month.map(|month| RawValue::Text(plan.months[month].0.as_str().into()));
            let place = CellPlace { row: total.row, column: plan.raw.columns[column.column].position };
            let unit = total.unit(column.column);
            said.push(RawTotal { field: field.into(), month, value: value.clone(), unit, place });
        }
    }
    said
}

/// The first line whose words say that zeros are left out, with an example.
fn scale_of_lines(plan: &Plan, place: &Place) -> Option<Finding> {
    let line = &plan.raw.columns[plan.line?];
    (0..plan.raw.rows.len()).find_map(|row| {
        let said = text(&line.values[row])?;
        let unit = plan.sheet.told(said).parts().unit.clone().filter(|unit| unit.zeros > 0)?;
        let amounts = plan.values.iter().map(|value| &plan.raw.columns[value.column].values[row]);
        let first = amounts.filter(|value| **value != RawValue::Blank).map(number_in).next()?;
        let what = format!("amounts of lines such as \"{said}\"");
        let cell = plan.raw.place(line, row);
        Some(scale_read((&what, &line.title, said), &unit, cell, first.unwrap_or(1.0), place))
    })
}

const WHAT_TO_SAY: &str = "Cost plan, Cost actual, Cost forecast, Benefit plan, Benefit actual or Benefit forecast";

/// Titles that leave open what their amounts are, where no line says it either. Errors: they all do.
fn unclear_columns(plan: &Plan, place: &Place) -> Result<Vec<Finding>, Refusal> {
    if plan.line.is_some() || plan.scenario.is_some() {
        return Ok(Vec::new());
    }
    let unclear: Vec<&ValueColumn> =
        plan.values.iter().filter(|value| plan.field(value, Said::default()).is_none()).collect();
    let Some(first) = unclear.first() else { return Ok(Vec::new()) };
    let column = &plan.raw.columns[first.column];
    let what = match unclear.len() {
        1 => format!("\"{}\" does", column.title),
        count => format!("{count} titles such as \"{}\" do", column.title),
    };
    let problem = format!("{what} not say whether the amounts are cost or benefit, plan or actual");
    let instead = format!("put {WHAT_TO_SAY} in the title or in a column \"Line\"; or set amounts_are in the settings");
    if unclear.len() == plan.values.len() {
        return Err(Refusal::new(Code::UnclearAmounts, problem, instead));
    }
    let cell = CellPlace { row: plan.raw.header_row, column: column.position };
    let named = (&place.file, place.sheet.as_ref());
    let problem = format!("{problem}; they are not counted");
    Ok(vec![title_finding(
        named,
        cell,
        Severity::Rejected,
        Code::UnclearAmounts,
        ("", &column.title),
        (problem, instead),
    )])
}

/// Takes out columns whose amounts are the same ones as those of a column before them, and that column with them: of two
/// that stand for one month and field nobody knows which one counts, or whether both do.
fn same_amounts(plan: &mut Plan, place: &Place) -> Vec<Finding> {
    let mut lines: BTreeSet<Said> = (0..plan.raw.rows.len()).filter_map(|row| plan.said_by_row(row).ok()).collect();
    lines.insert(Said::default());
    let is_filled =
        |value: &ValueColumn| plan.raw.columns[value.column].values.iter().any(|cell| *cell != RawValue::Blank);
    let filled: Vec<&ValueColumn> = plan.values.iter().filter(|value| is_filled(value)).collect();
    let are_same = |one: &ValueColumn, other: &ValueColumn| {
        let both = |said: &Said| plan.field(one, *said).zip(plan.field(other, *said));
        one.month == other.month && lines.iter().filter_map(both).any(|(one, other)| one == other)
    };
    let mut doubled: BTreeSet<usize> = BTreeSet::new();
    let mut findings = Vec::new();
    for (index, one) in filled.iter().enumerate() {
        let Some(other) = filled[..index].iter().find(|other| are_same(one, other)) else { continue };
        doubled.extend([one.column, other.column]);
        let [title, before] = [one, other].map(|value| &plan.raw.columns[value.column].title);
        let named = (&place.file, place.sheet.as_ref());
        let column = &plan.raw.columns[one.column];
        let cell = CellPlace { row: plan.raw.header_row, column: column.position };
        let first = CellPlace { row: plan.raw.header_row, column: plan.raw.columns[other.column].position };
        let problem =
            format!("\"{title}\" and \"{before}\" in {first} are the same amounts by their titles; neither is counted");
        let instead =
            "leave one column for each month and amount, or a title that says what the other one is".to_owned();
        let texts = (problem, instead);
        findings.push(title_finding(named, cell, Severity::Rejected, Code::TwoColumnsOneField, ("", title), texts));
    }
    plan.values.retain(|value| !doubled.contains(&value.column));
    plan.doubled = doubled;
    findings
}

/// Columns of an ordinary table that begin to name an amount and do not end it: `Plan` beside `Cost actual`.
fn half_named(raw: &RawTable, sheet: &SheetTitles, place: &Place) -> Vec<Finding> {
    let Some(amounts) = sheet.amounts() else { return Vec::new() };
    let is_half = |column: &&RawColumn| {
        let said = amounts.read(&sheet.told(&column.title).parts().plain, sheet).unwrap_or_default();
        column.field.is_none()
            && column.values.iter().any(|value| *value != RawValue::Blank)
            && said != Said::default()
            && said.field().is_none()
    };
    let mut findings = Vec::new();
    for column in raw.columns.iter().filter(is_half) {
        let problem = format!("\"{}\" does not say which amounts these are; they are not counted", column.title);
        let cell = CellPlace { row: raw.header_row, column: column.position };
        let named = (&place.file, place.sheet.as_ref());
        let texts = (problem, format!("type {WHAT_TO_SAY}"));
        findings.push(title_finding(named, cell, Severity::Rejected, Code::UnclearAmounts, ("", &column.title), texts));
    }
    findings
}

fn unclear_line(plan: &Plan, row: usize, column: usize, place: &Place) -> Finding {
    let typed = match &plan.raw.columns[column].values[row] {
        RawValue::Blank => "an empty cell".to_owned(),
        value => format!("\"{}\"", text(value).map_or("this", |text| text)),
    };
    let title = &plan.raw.columns[column].title;
    let problem = format!("{typed} under \"{title}\" does not say which amounts these are; the line is not counted");
    let named = (&place.file, place.sheet.as_ref());
    let found = text(&plan.raw.columns[column].values[row]).map_or("", |text| text);
    let texts = (problem, format!("type {WHAT_TO_SAY}"));
    title_finding(named, plan.cell(row, column), Severity::SetAside, Code::UnclearAmounts, (title, found), texts)
}

fn of_sheet(place: &Place, code: Code, problem: String, instead: String) -> Finding {
    let address = Address { file: place.file.clone(), sheet: place.sheet.clone(), cell: None };
    finding(address, Severity::Noted, code, problem, instead)
}

fn ids_from_above(plan: &Plan, place: &Place) -> Finding {
    let title = &plan.raw.columns[plan.id].title;
    let problem = format!("lines without {title} were read as lines of the initiative above them");
    of_sheet(place, Code::ShapeRead, problem, format!("type {title} in each line if that is wrong"))
}

fn said_shape(plan: &Plan, table: &RawTable, place: &Place) -> Finding {
    let lines = plan.raw.rows.len();
    let across = match plan.months.len() {
        0 => "one amount a row".to_owned(),
        1 => "1 month across".to_owned(),
        months => format!("{months} months across"),
    };
    let assumed = match (plan.assumed, plan.values.iter().all(|value| value.said.field().is_some())) {
        (Said { line: None, scenario: None }, _) | (_, true) => String::new(),
        _ => "; what the amounts are was taken from the sheet's name or the settings where nothing else says it"
            .to_owned(),
    };
    let rows = table.rows.len();
    let problem = format!("{lines} lines with {across} were read as {rows} rows, one an initiative and month{assumed}");
    of_sheet(place, Code::ShapeRead, problem, "nothing to do if that is right".to_owned())
}
