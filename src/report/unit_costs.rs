//! What a unit of use costs to run, in tables: on the sheet Outcomes month by month with its formulas, on the page Outcomes
//! and on a sponsor's page in a line each.

use super::{
    ReportContext,
    checks_sheet::serial,
    columns::Columns,
    data, live, round,
    tables::{figure_or_unknown, text},
};
use crate::model::{
    dictionary::SheetKind,
    figure::Figure,
    live::{Column, Formula, Symbol, Term, symbol},
    locale::Locale,
    report::{Cell, Look, Rest, Table},
    usage::{CostAndVolume, UnitCost, UnitMonth, VolumeSource},
};

/// Name of the table of months.
const MONTHS: &str = "UnitCostMonths";
/// What formulas call its columns, and those of the sums.
const ID: Symbol = symbol("initiative id");
const COST: [Symbol; 2] = [symbol("running cost plan"), symbol("running cost actual")];
const VOLUME: [Symbol; 2] = [symbol("volume plan"), symbol("volume actual")];
const EACH: [Symbol; 2] = [symbol("unit cost plan"), symbol("unit cost actual")];
/// Fields of Financials: planned, then actual.
const FIELDS: [&str; 2] = ["cost_planned", "cost_actual"];

/// A month of a unit, and whose.
struct Line<'a> {
    of: &'a UnitCost,
    month: &'a UnitMonth,
}

/// A unit, and where its months stand in the table of months.
struct Sum<'a> {
    of: &'a UnitCost,
    rows: std::ops::Range<u32>,
}

/// Both tables of the sheet Outcomes; none without usage.
pub fn tables(context: &ReportContext) -> Vec<Table> {
    let costs = &context.metrics.unit_costs;
    if costs.is_empty() {
        return Vec::new();
    }
    let lines: Vec<Line> = costs.iter().flat_map(|of| of.months.iter().map(move |month| Line { of, month })).collect();
    let mut next = 0;
    let sums: Vec<Sum> = costs
        .iter()
        .map(|of| {
            let rows = next..next + of.months.len() as u32;
            next = rows.end;
            Sum { of, rows }
        })
        .collect();
    vec![sums_table(context, &sums), months_table(context, &lines)]
}

/// One row a unit: year to date.
fn sums_table(context: &ReportContext, sums: &[Sum]) -> Table {
    let side = |place: usize| move |sum: &Sum| both(sum.of)[place];
    let cost = |place: usize| {
        move |sum: &Sum| {
            let cell = figure_or_unknown(side(place)(sum).cost.map(round::cents));
            summed(context, cell, live::MONEY, sum, (COST[place], VOLUME[place], COST[place]))
        }
    };
    let volume = |place: usize| {
        move |sum: &Sum| {
            let volume = side(place)(sum).volume;
            let cell = figure_or_unknown(volume.map(round::plain));
            let look = round::plain(volume.unwrap_or_default()).into();
            match (context.is_live(), volume) {
                (true, Some(exact)) => {
                    live::live(cell, Some(exact), look, sum_of_both(sum, (COST[place], VOLUME[place], VOLUME[place])))
                }
                _ => cell,
            }
        }
    };
    let each = |place: usize| move |sum: &Sum| unit_cost_cell(context, side(place)(sum), place);
    Columns::new()
        .words("Initiative", |sum: &Sum| text(name(context, sum.of)))
        .short("Unit", |sum| text(&*sum.of.unit))
        .short("Volumes from", |sum| text(source(sum.of)))
        .numbers("Running cost, plan", cost(0))
        .symbol(COST[0])
        .numbers("Volume, plan", volume(0))
        .symbol(VOLUME[0])
        .numbers("Cost per unit, plan", each(0))
        .symbol(EACH[0])
        .numbers("Running cost, actual", cost(1))
        .symbol(COST[1])
        .numbers("Volume, actual", volume(1))
        .symbol(VOLUME[1])
        .numbers("Cost per unit, actual", each(1))
        .symbol(EACH[1])
        .numbers("Running cost of all cost", |sum| {
            figure_or_unknown(sum.of.run_share.map(|share| round::percent(share, 0)))
        })
        .numbers("Running cost of the month per active user", |sum| {
            figure_or_unknown(sum.of.per_active_user.map(round::unit_cost))
        })
        .short("Remark", |sum| text(remark(sum.of)))
        .table(
            "UnitCosts",
            format!(
                "Running cost (Opex) per unit of use, {}, year to date: months that have both cost and volume",
                context.rules.currency
            ),
            sums,
        )
}

/// One row a unit and month.
fn months_table(context: &ReportContext, lines: &[Line]) -> Table {
    let side = |place: usize| move |line: &Line| [line.month.planned, line.month.actual][place];
    let cost = |place: usize| move |line: &Line| running_cost(context, line, side(place)(line), place);
    let volume = |place: usize| move |line: &Line| figure_or_unknown(side(place)(line).volume.map(round::plain));
    let each = |place: usize| move |line: &Line| unit_cost_cell(context, side(place)(line), place);
    Columns::new()
        .words("Initiative", |line: &Line| text(name(context, line.of)))
        .short("Initiative ID", |line| text(id(context, line.of)))
        .symbol(ID)
        .short("Unit", |line| text(&*line.of.unit))
        .short("Month", |line| Cell::Month(line.month.month))
        .numbers("Running cost, plan", cost(0))
        .symbol(COST[0])
        .numbers("Volume, plan", volume(0))
        .symbol(VOLUME[0])
        .numbers("Cost per unit, plan", each(0))
        .symbol(EACH[0])
        .numbers("Running cost, actual", cost(1))
        .symbol(COST[1])
        .numbers("Volume, actual", volume(1))
        .symbol(VOLUME[1])
        .numbers("Cost per unit, actual", each(1))
        .symbol(EACH[1])
        .table(MONTHS, format!("The same by month, {}", context.rules.currency), lines)
}

/// Sum of the Opex rows of the initiative and month on the data sheet.
fn running_cost(context: &ReportContext, line: &Line, side: CostAndVolume, place: usize) -> Cell {
    let cell = figure_or_unknown(side.cost.map(round::cents));
    let column = |key| data::column(context, SheetKind::Financials, key).map(Term::All);
    let columns = [FIELDS[place], "initiative_id", "month", "cost_type"].map(column);
    let ([Some(amounts), Some(ids), Some(months), Some(types)], true, Some(_)) =
        (columns, context.is_live(), side.cost)
    else {
        return cell;
    };
    let month = Term::Number(serial(line.month.month));
    let terms = [amounts, ids, ID.into(), months, month, types];
    live::amount(cell, live::MONEY, Formula::new("SUMIFS({},{},{},{},{},{},\"Opex\")", terms))
}

/// Cost over volume of this row; nothing where nothing was used.
fn unit_cost_cell(context: &ReportContext, side: CostAndVolume, place: usize) -> Cell {
    let shown = figure_or_unknown(side.unit_cost().map(round::unit_cost));
    match (context.is_live(), side.unit_cost()) {
        (true, Some(exact)) => {
            let terms = [VOLUME[place], COST[place], VOLUME[place]].map(Term::Here);
            live::live(
                shown,
                Some(exact),
                round::unit_cost(exact).into(),
                Formula::new("IF(N({})>0,{}/{},\"\")", terms),
            )
        }
        _ => shown,
    }
}

fn summed(
    context: &ReportContext,
    cell: Cell,
    look: crate::model::live::NumberLook,
    sum: &Sum,
    symbols: (Symbol, Symbol, Symbol),
) -> Cell {
    match (&cell, context.is_live()) {
        (Cell::Figure(_), true) => live::amount(cell, look, sum_of_both(sum, symbols)),
        _ => cell,
    }
}

/// Sum of a column over the months of a unit that have both.
fn sum_of_both(sum: &Sum, (one, other, added): (Symbol, Symbol, Symbol)) -> Formula {
    let rows = |symbol| Term::Rows(Column { table: MONTHS, symbol }, sum.rows.clone());
    Formula::new("SUMPRODUCT(--ISNUMBER({}),--ISNUMBER({}),{})", [rows(one), rows(other), rows(added)])
}

fn both(of: &UnitCost) -> [CostAndVolume; 2] {
    [of.planned, of.actual]
}

fn id(context: &ReportContext, of: &UnitCost) -> String {
    let id = &context.portfolio.initiatives.text("initiative_id")[of.initiative as usize];
    id.as_deref().unwrap_or_default().to_owned()
}

/// The initiative's name, else its id.
pub fn name(context: &ReportContext, of: &UnitCost) -> String {
    let name = &context.portfolio.initiatives.text("name")[of.initiative as usize];
    name.as_deref().map_or_else(|| id(context, of), str::to_owned)
}

fn source(of: &UnitCost) -> &'static str {
    match of.source {
        VolumeSource::Typed => "Usage",
        VolumeSource::Billed => "bill",
    }
}

/// What a reader should see.
fn remark(of: &UnitCost) -> &'static str {
    if of.rises_while_volume_falls() { "dearer, less used" } else { "" }
}

/// The units that somebody typed, in a line each, as pages show them: those that get dearer while less is used first, then
/// by running cost. None where nobody typed one: what bills measure besides stands in the workbook.
pub fn lines<'a>(
    costs: impl Iterator<Item = (String, &'a UnitCost)>,
    most: usize,
    (currency, locale): (&str, &Locale),
    rest: NotListed,
) -> Option<Table> {
    let typed = |(_, of): &(String, &UnitCost)| of.source == VolumeSource::Typed && of.actual.unit_cost().is_some();
    let mut listed: Vec<(String, &UnitCost)> = costs.filter(typed).collect();
    listed.sort_by_key(|(name, of)| (!of.rises_while_volume_falls(), std::cmp::Reverse(of.actual.cost), name.clone()));
    if listed.is_empty() {
        return None;
    }
    let each = |side: CostAndVolume| figure_or_unknown(side.unit_cost().map(round::unit_cost));
    let columns = Columns::new()
        .words("Initiative", |(name, _): &(String, &UnitCost)| text(name.as_str()))
        .short("Unit", |(_, of)| text(&*of.unit))
        .numbers("Plan", |(_, of)| each(of.planned))
        .numbers("Actual", |(_, of)| each(of.actual))
        .numbers("Δ", |(_, of)| figure_or_unknown(change(of)))
        .look(Look::GoodWhenNegative)
        .short("Last two months", move |(_, of)| text(last_two(of, locale)))
        .words("Remark", |(_, of)| text(remark(of)));
    let caption = format!("Running cost per unit of use, {currency}, year to date");
    Some(Table {
        rest: Rest::of_left_out(listed.len().saturating_sub(most), rest.one, rest.many),
        ..columns.table("UnitCostLines", caption, listed.iter().take(most))
    })
}

/// What is said of units that are not listed.
#[derive(Clone, Copy)]
pub struct NotListed {
    /// Of one.
    pub one: &'static str,
    /// Of several.
    pub many: &'static str,
}

/// Actual against plan, as a share of the plan.
fn change(of: &UnitCost) -> Option<Figure> {
    let (planned, actual) = (of.planned.unit_cost()?, of.actual.unit_cost()?);
    (planned > 0.0).then(|| Figure { signed: true, ..round::percent((actual - planned) / planned, 0) })
}

/// `0.42, 0.47`.
fn last_two(of: &UnitCost, locale: &Locale) -> String {
    let said = |month: UnitMonth| month.actual.unit_cost().map(|cost| round::unit_cost(cost).text(locale));
    let months = of.last_two().into_iter().flatten();
    months.filter_map(said).collect::<Vec<_>>().join(", ")
}
