//! In what the amounts of a table stand: said by titles, by lines above or below the table, by the name of its sheet.

use super::{
    amounts, finding,
    outcome::{Place, Statement},
    title_finding,
    title_text::{ToldTitle, UnitText},
    titles::SheetTitles,
    unit_cells,
};
use crate::model::{
    dictionary::{Kind, SheetKind},
    finding::{Address, Code, Finding, Severity},
    money::Cents,
    unit::{Said, Unit, currency_of},
    workbook::{CellPlace, RawColumn, RawTable, RawValue, UnclearUnit},
};
use std::sync::Arc;

/// Gives each column of amounts the unit that its title says, else the one of a note at its title, else the one that the
/// sheet says of all its amounts.
///
/// A column whose title says something about its amounts that is not understood is not read: amounts of another scale are
/// worse than none.
pub(super) fn declare(table: &mut RawTable, titles: &SheetTitles, stated: &[Statement], place: &Place) -> Vec<Finding> {
    let mut findings = Vec::new();
    let header_row = table.header_row;
    let is_at_title = |statement: &&Statement| statement.cell.is_some_and(|cell| cell.row == header_row);
    let (at_titles, stated): (Vec<&Statement>, Vec<&Statement>) = stated.iter().partition(is_at_title);
    let unit_row = unit_cells::below_titles(table, titles);
    let of_sheet = of_sheet(table, titles, &stated, place, &mut findings);
    let rows = table.rows.len();
    let mut unclear_units: Vec<UnclearUnit> = Vec::new();
    let mut below: Vec<(Unit, Finding)> = Vec::new();
    let mut declared: Vec<(Unit, Vec<String>, CellPlace, f64)> = Vec::new();
    for column in table.columns.iter_mut().filter(|column| holds_amounts(column, titles)) {
        let told = titles.told(&column.title);
        let text = told.parts();
        let cell = CellPlace { row: header_row, column: column.position };
        let answered = text.unclear.as_deref().and_then(|said| Some((said, titles.zeros(said)?)));
        let answered = answered.map(|(said, zeros)| Unit { zeros, currency: currency_in(said) });
        if let Some(finding) = unclear(&told, answered.as_ref(), column, titles, cell, place) {
            if let Some(said) = text.unclear.as_deref() {
                ask(&mut unclear_units, said, column);
            }
            column.field = None;
            // No shape may take it for amounts either.
            column.values.iter_mut().for_each(|value| *value = RawValue::Blank);
            findings.push(finding);
            continue;
        }
        let own = answered.or_else(|| text.unit.clone());
        if let Some((said, says, at)) = unit_row.as_ref().and_then(|row| row.of(column.position)) {
            match says {
                UnitText::Unit(unit) => match unit_cells::together(own.as_ref(), unit, unit.zeros == 0) {
                    Some(unit) => {
                        let is_new = unit.zeros > 0 && !below.iter().any(|(known, _)| *known == unit);
                        if is_new && is_filled(column) {
                            let what = format!("amounts below \"{said}\" under \"{}\"", column.title);
                            let first = column.values.iter().find_map(RawValue::number).unwrap_or(1.0);
                            let note = scale_read((&what, &column.title, said), &unit, at, first, place);
                            below.push((unit.clone(), note));
                        }
                        column.units = vec![Some(Arc::new(unit)); rows];
                        continue;
                    }
                    None => findings.push(unit_row_unread(said, column, at, "another unit than the title", place)),
                },
                _ => findings.push(unit_row_unread(said, column, at, "no unit that is understood", place)),
            }
            column.field = None;
            column.values.iter_mut().for_each(|value| *value = RawValue::Blank);
            continue;
        }
        let noted = at_titles.iter().find(|statement| own.is_none() && statement.cell == Some(cell));
        match noted.map(|statement| (statement, &statement.said)) {
            Some((statement, Said::Unit(unit))) => {
                if unit.zeros > 0 {
                    findings.push(by_note(unit, statement, &column.title, place));
                }
                column.units = vec![Some(Arc::new(unit.clone())); rows];
                continue;
            }
            Some((statement, _)) => findings.push(doubtful(statement, place)),
            None => {}
        }
        let Some(unit) = own.clone().or_else(|| of_sheet.as_ref().map(|(unit, _)| unit.clone())) else { continue };
        if let (Some(own), true) = (own, unit.zeros > 0) {
            let first = column.values.iter().find_map(RawValue::number).unwrap_or(1.0);
            match declared.iter_mut().find(|(unit, ..)| *unit == own) {
                Some((_, titles, ..)) => titles.push(column.title.to_string()),
                None => declared.push((own, vec![column.title.to_string()], cell, first)),
            }
        }
        column.units = vec![Some(Arc::new(unit)); rows];
    }
    table.unclear_units = unclear_units;
    findings.extend(below.into_iter().map(|(_, finding)| finding));
    findings
        .extend(declared.into_iter().map(|(unit, titles, cell, first)| by_titles(&unit, &titles, cell, first, place)));
    if let Some((unit, statement)) = of_sheet.filter(|(unit, _)| unit.zeros > 0) {
        findings.push(by_statement(&unit, statement, place));
    }
    findings.extend(unit_cells::beside(table, titles, place));
    findings
}

fn is_filled(column: &RawColumn) -> bool {
    column.values.iter().any(|value| *value != RawValue::Blank)
}

/// The first scale that the number format of an amount shows, with that amount.
pub(super) fn shown_by_formats(table: &RawTable, titles: &SheetTitles, place: &Place) -> Option<Finding> {
    let is_money = |column: &&RawColumn| {
        let field = column.field.as_deref().and_then(|key| titles.place_of(key));
        field.is_some_and(|field| titles.fields[field].kind == Kind::Money)
    };
    table.columns.iter().filter(is_money).find_map(|column| {
        column.values.iter().enumerate().find_map(|(row, value)| {
            let RawValue::Formatted(number, look) = value else { return None };
            let unit = look.unit.as_ref().filter(|unit| unit.zeros > 0)?;
            let what =
                format!("amounts under \"{}\", which their number format shows as {},", column.title, unit.name());
            let found = number.to_string();
            Some(scale_read((&what, &column.title, &found), unit, table.place(column, row), *number, place))
        })
    })
}

/// A column of money; on a sheet of amounts also one that may turn out to be.
fn holds_amounts(column: &RawColumn, titles: &SheetTitles) -> bool {
    match column.field.as_deref() {
        Some(key) => titles.place_of(key).is_some_and(|place| titles.fields[place].kind == Kind::Money),
        None => titles.amounts().is_some(),
    }
}

/// What the sheet says of all its amounts, and where. What contradicts itself says nothing.
fn of_sheet<'a>(
    table: &RawTable,
    titles: &SheetTitles,
    stated: &[&'a Statement],
    place: &Place,
    findings: &mut Vec<Finding>,
) -> Option<(Unit, &'a Statement)> {
    let said: Vec<(Unit, &Statement)> = stated
        .iter()
        .copied()
        .filter_map(|statement| match &statement.said {
            Said::Unit(unit) => Some((unit.clone(), statement)),
            Said::Partly | Said::Nothing => None,
        })
        .collect();
    let contradicts = |(unit, _): &(Unit, &Statement)| {
        said.iter().any(|(other, _)| other.zeros != unit.zeros && other.zeros > 0 && unit.zeros > 0)
    };
    let has_amounts = table.columns.iter().any(|column| holds_amounts(column, titles));
    let unclear = said.iter().find(|one| contradicts(one)).map(|(_, statement)| *statement);
    let unclear = unclear.or_else(|| stated.iter().copied().find(|statement| statement.said == Said::Partly));
    if let Some(statement) = unclear.filter(|_| has_amounts) {
        findings.push(doubtful(statement, place));
        return None;
    }
    // What says a scale says more than what names a currency.
    said.into_iter().max_by_key(|(unit, _)| unit.zeros).filter(|_| has_amounts)
}

/// Notes a column whose unit has to be asked; those that say the same are asked about once.
fn ask(units: &mut Vec<UnclearUnit>, said: &str, column: &RawColumn) {
    const EXAMPLES: usize = 3;
    let filled = column.values.iter().filter(|value| **value != RawValue::Blank);
    let is_amount = |number: &f64| number.abs() * 100.0 <= Cents::LARGEST_CELL as f64;
    let numbers = filled.clone().filter_map(RawValue::number).filter(is_amount);
    let sum: Cents = numbers.map(|number| Cents((number * 100.0).round() as i64)).sum();
    match units.iter_mut().find(|unit| *unit.said == *said) {
        Some(unit) => {
            unit.filled += filled.count() as u32;
            unit.sum += sum;
        }
        None => units.push(UnclearUnit {
            said: said.into(),
            title: column.title.clone(),
            column: column.position,
            examples: filled
                .clone()
                .filter_map(RawValue::number)
                .take(EXAMPLES)
                .map(|one| one.to_string().into())
                .collect(),
            filled: filled.count() as u32,
            sum,
        }),
    }
}

/// The currency that a word about a unit names, if one does.
fn currency_in(said: &str) -> Option<Arc<str>> {
    said.split_whitespace().find_map(currency_of)
}

/// Why a column of amounts cannot be read by its title. `answered` is the unit that somebody said it has.
fn unclear(
    told: &ToldTitle,
    answered: Option<&Unit>,
    column: &RawColumn,
    titles: &SheetTitles,
    cell: CellPlace,
    place: &Place,
) -> Option<Finding> {
    if !is_filled(column) {
        return None;
    }
    let (title, text) = (&column.title, told.parts());
    let is_monthly = matches!(titles.kind, SheetKind::Financials | SheetKind::ControlTotals);
    let (problem, instead) = if let Some(part) = text.unclear.as_ref().filter(|_| answered.is_none()) {
        (
            format!(
                "\"{title}\" says \"{part}\" of its amounts, which can be read in several ways; the column is not read"
            ),
            "type what they stand in, such as (EUR), (k€) or (USD m), or leave it out for whole amounts".to_owned(),
        )
    } else if let Some(part) = text.span.as_ref().filter(|_| is_monthly) {
        (
            format!("\"{title}\" says \"{part}\", so its amounts are not those of one month; the column is not read"),
            "give the amounts of each month, under a title without that word".to_owned(),
        )
    } else if let Some(part) =
        text.other_kind.as_ref().filter(|_| column.field.is_some() || is_of_amounts(told, titles))
    {
        (
            format!(
                "\"{title}\" says \"{part}\", so its numbers are no amounts in a unit that is read; the column is not read"
            ),
            "give amounts, and what they stand in, such as (EUR) or (k€); or give the column another title".to_owned(),
        )
    } else if let Some(part) = other_scenario(told, column, titles) {
        (
            format!("\"{title}\" says one thing and \"{part}\" another; the column is not read"),
            "type which amounts these are, such as Cost planned, Cost actual or Cost forecast".to_owned(),
        )
    } else {
        return None;
    };
    let at = (&place.file, place.sheet.as_ref());
    Some(title_finding(at, cell, Severity::Rejected, Code::UnitUnclear, (title, title), (problem, instead)))
}

/// A bracket that says plan where the title says actual, or the like: `Cost actual (planned)`.
fn other_scenario<'a>(told: &'a ToldTitle, column: &RawColumn, titles: &SheetTitles) -> Option<&'a str> {
    let own = amounts::Said::of_field(column.field.as_deref()?)?.scenario?;
    let words = titles.amounts()?;
    let is_other =
        |inside: &&str| words.read(inside, titles).and_then(|said| said.scenario).is_some_and(|said| said != own);
    told.brackets().find(is_other)
}

fn by_titles(unit: &Unit, titles: &[String], cell: CellPlace, first: f64, place: &Place) -> Finding {
    let (title, more) = (&titles[0], titles.len() - 1);
    let whose = match more {
        0 => format!("\"{title}\""),
        1 => format!("\"{title}\" and 1 more title"),
        _ => format!("\"{title}\" and {more} more titles"),
    };
    scale_read((&format!("amounts under {whose}"), title, title), unit, cell, first, place)
}

/// Amounts that were multiplied, with an example. `what` names them, `column` and `found` what said so.
pub(super) fn scale_read(
    (what, column, found): (&str, &str, &str),
    unit: &Unit,
    cell: CellPlace,
    example: f64,
    place: &Place,
) -> Finding {
    let read = example * 10_f64.powi(i32::from(unit.zeros));
    let problem = format!("{what} were read as {}: {example} is {read}", unit.name());
    let at = (&place.file, place.sheet.as_ref());
    let texts = (problem, "nothing to do if that is right; else correct what says the unit".to_owned());
    title_finding(at, cell, Severity::Noted, Code::UnitRead, (column, found), texts)
}

/// Is the title without its brackets that of amounts, perhaps of a month?
fn is_of_amounts(told: &ToldTitle, titles: &SheetTitles) -> bool {
    unit_cells::names_amounts(&told.outside().into(), titles)
}

fn unit_row_unread(said: &str, column: &RawColumn, cell: CellPlace, what: &str, place: &Place) -> Finding {
    let title = &column.title;
    let problem = format!("\"{said}\" below \"{title}\" is {what}; the column is not read");
    let instead = "put what the amounts stand in into the title, such as (EUR), (k€) or (USD m)".to_owned();
    let at = (&place.file, place.sheet.as_ref());
    title_finding(at, cell, Severity::Rejected, Code::UnitUnclear, (title, said), (problem, instead))
}

fn by_statement(unit: &Unit, statement: &Statement, place: &Place) -> Finding {
    let problem = format!("\"{}\" was read as: the amounts of this sheet are {}", statement.text, unit.name());
    let instead = "nothing to do if that is right; else put the unit into the titles, such as (EUR)".to_owned();
    Finding { found: shortened(&statement.text), ..at(statement, place, Code::UnitRead, problem, instead) }
}

fn by_note(unit: &Unit, statement: &Statement, title: &str, place: &Place) -> Finding {
    let problem =
        format!("the note \"{}\" was read as: the amounts under \"{title}\" are {}", statement.text, unit.name());
    let instead = "nothing to do if that is right; else put the unit into the title, such as (EUR)".to_owned();
    Finding { found: shortened(&statement.text), ..at(statement, place, Code::UnitRead, problem, instead) }
}

fn doubtful(statement: &Statement, place: &Place) -> Finding {
    let problem = format!(
        "\"{}\" says something about the unit of the amounts, but not clearly; they were read as they stand",
        statement.text
    );
    let instead = "put the unit into the titles, such as Cost actual (k€) or Cost actual (EUR)".to_owned();
    Finding { found: shortened(&statement.text), ..at(statement, place, Code::UnitDoubtful, problem, instead) }
}

/// Another sheet of the file speaks of thousands, and the sheets with amounts do not.
pub(super) fn said_elsewhere(unit: &Unit, sheet: &str, statement: &Statement, place: &Place) -> Finding {
    let problem = format!(
        "the sheet \"{sheet}\" says \"{}\"; the sheets with amounts say nothing of {}, so they were read as they stand",
        statement.text,
        unit.name()
    );
    let instead =
        "put the unit into the titles of the amounts, such as Cost actual (k€) or Cost actual (EUR)".to_owned();
    Finding { found: shortened(&statement.text), ..at(statement, place, Code::UnitDoubtful, problem, instead) }
}

fn at(statement: &Statement, place: &Place, code: Code, problem: String, instead: String) -> Finding {
    let address = Address { file: place.file.clone(), sheet: place.sheet.clone(), cell: statement.cell };
    finding(address, Severity::Noted, code, problem, instead)
}

fn shortened(text: &str) -> String {
    text.chars().take(120).collect()
}
