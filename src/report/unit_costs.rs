//! What a unit of use costs to run, in tables: on the sheet Outcomes month by month with its formulas, on the page Outcomes
//! and on a sponsor's page in a line each.

use super::{
    ReportContext,
    checks_sheet::serial,
    columns::Columns,
    data, live, round,
    tables::{figure_or_empty, figure_or_unknown, text},
    words::listed_up_to,
};
use crate::model::{
    dictionary::SheetKind,
    figure::Figure,
    live::{Column, Formula, Symbol, Term, symbol},
    locale::Locale,
    period::Month,
    report::{Cell, Look, Rest, Table},
    usage::{CostAndVolume, RUNNING_COST_TYPE, UnitCost, UnitMonth, VolumeSource},
};

/// Units that a page names as dearer.
const MOST_NAMED: usize = 3;
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

/// How it is computed, for `explain` and Method.
pub const FORMULA: &str = "Running cost (Cost actual of rows of Financials whose Cost type is Opex, bills among them) divided \
     by what was used (Volume actual of the sheet Usage, else the quantity of bills), over the months of the fiscal year that \
     have both. The whole running cost of the initiative stands over each of its units.";

/// The same of the figures beside it.
const RUN_SHARE: &str =
    "Cost actual of rows whose Cost type is Opex, divided by all Cost actual of the initiative, year to date.";
const PER_USER: &str = "Cost actual of the reporting month of rows whose Cost type is Opex, divided by Active users.";

/// A unit that costs more while less of it is used: its last two known months, and where they stand in the table of months.
struct Rise<'a> {
    of: &'a UnitCost,
    months: [(&'a UnitMonth, u32); 2],
}

/// The tables of the sheet Outcomes; none without usage.
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
    let rises: Vec<Rise> = sums.iter().filter_map(rise).collect();
    let mut tables = vec![sums_table(context, &sums)];
    tables.extend((!rises.is_empty()).then(|| rises_table(context, &rises)));
    tables.push(months_table(context, &lines));
    tables
}

/// The last two known months of a unit that gets dearer while less is used.
fn rise<'a>(sum: &Sum<'a>) -> Option<Rise<'a>> {
    let of = sum.of;
    let [before, last] = of.last_two().filter(|_| of.rises_while_volume_falls())?;
    let place = |wanted: UnitMonth| {
        let place = of.months.iter().position(|one| one.month == wanted.month)?;
        Some((&of.months[place], sum.rows.start + place as u32))
    };
    Some(Rise { of, months: [place(before)?, place(last)?] })
}

/// Units that cost more while less of them is used.
fn rises_table(context: &ReportContext, rises: &[Rise]) -> Table {
    let in_month =
        |rise: &Rise, place: usize, symbol: Symbol| Term::Cell(Column { table: MONTHS, symbol }, rise.months[place].1);
    let volume = |place: usize| {
        move |rise: &Rise| {
            let exact = rise.months[place].0.actual.volume;
            let cell = figure_or_unknown(exact.map(round::plain));
            let look = round::plain(exact.unwrap_or_default()).into();
            let formula = || Formula::new("{}", [in_month(rise, place, VOLUME[1])]);
            if context.is_live() { live::live(cell, exact, look, formula()) } else { cell }
        }
    };
    let each = |place: usize| {
        move |rise: &Rise| {
            let exact = rise.months[place].0.actual.unit_cost();
            let cell = figure_or_unknown(exact.map(round::unit_cost));
            let look = round::unit_cost(exact.unwrap_or_default()).into();
            let formula = || Formula::new("{}", [in_month(rise, place, EACH[1])]);
            if context.is_live() { live::live(cell, exact, look, formula()) } else { cell }
        }
    };
    let change = |rise: &Rise| {
        let [before, last] = rise.months.map(|(month, _)| month.actual.unit_cost());
        let exact = before.zip(last).map(|(before, last)| last / before - 1.0);
        let figure = exact.map(|share| Figure { signed: true, ..round::percent(share, 0) });
        match (context.is_live(), figure, exact) {
            (true, Some(figure), Some(exact)) => {
                let terms = [in_month(rise, 1, EACH[1]), in_month(rise, 0, EACH[1])];
                live::number(figure, exact, Formula::new("{}/{}-1", terms))
            }
            _ => figure_or_unknown(figure),
        }
    };
    Columns::new()
        .words("Initiative", |rise: &Rise| text(name(context, rise.of)))
        .short("Unit", |rise| text(&*rise.of.unit))
        .short("Volumes from", |rise| text(source(rise.of)))
        .short("Month before", |rise| Cell::Month(rise.months[0].0.month))
        .numbers("Volume before", volume(0))
        .means("Volume actual of the month, see the table by month.")
        .numbers("Cost per unit before", each(0))
        .means(FORMULA)
        .short("Last month", |rise| Cell::Month(rise.months[1].0.month))
        .numbers("Volume", volume(1))
        .means("Volume actual of the month, see the table by month.")
        .numbers("Cost per unit", each(1))
        .means(FORMULA)
        .numbers("Rise", change)
        .means("Cost per unit of the last month less that of the month before, as a share of the latter.")
        .look(Look::GoodWhenNegative)
        .table("UnitCostsRising", "Dearer while less is used: the last two months whose cost per unit is known", rises)
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
        .means("Planned running cost divided by planned volume, over the months that have both.")
        .symbol(EACH[0])
        .numbers("Running cost, actual", cost(1))
        .symbol(COST[1])
        .numbers("Volume, actual", volume(1))
        .symbol(VOLUME[1])
        .numbers("Cost per unit, actual", each(1))
        .means(FORMULA)
        .symbol(EACH[1])
        .numbers("Running cost of all cost", |sum| run_share(context, sum.of))
        .means(
            "Cost actual of rows whose Cost type is Opex, divided by all Cost actual of the initiative, year to date.",
        )
        .numbers("Running cost of the month per active user", |sum| per_active_user(context, sum.of))
        .means(PER_USER)
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
        .means("Planned running cost divided by planned volume, over the months that have both.")
        .symbol(EACH[0])
        .numbers("Running cost, actual", cost(1))
        .symbol(COST[1])
        .numbers("Volume, actual", volume(1))
        .symbol(VOLUME[1])
        .numbers("Cost per unit, actual", each(1))
        .means(FORMULA)
        .symbol(EACH[1])
        .table(MONTHS, format!("Running cost per unit of use by month, {}", context.rules.currency), lines)
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
    let terms = [amounts, ids, ID.into(), months, month, types, running()];
    live::amount(cell, live::MONEY, Formula::new("SUMIFS({},{},{},{},{},{},{})", terms))
}

/// Running cost of the year to date in all cost of it.
fn run_share(context: &ReportContext, of: &UnitCost) -> Cell {
    let shown = of.run_share.map(|share| round::percent(share, 0));
    let year = (context.assumptions.year_start(), context.assumptions.period);
    let sums = actual_cost(context, of, year, true).zip(actual_cost(context, of, year, false));
    match (shown, of.run_share, sums) {
        (Some(shown), Some(exact), Some((running, all))) => {
            live::number(shown, exact, Formula::new("{}/{}", [running.into(), all.into()]))
        }
        _ => figure_or_unknown(shown),
    }
}

/// Running cost of the reporting month for one active user.
fn per_active_user(context: &ReportContext, of: &UnitCost) -> Cell {
    let shown = of.per_active_user.map(round::unit_cost);
    let month = (context.assumptions.period, context.assumptions.period);
    let column = |key| data::column(context, SheetKind::Initiatives, key).map(Term::All);
    let users = column("active_users").zip(column("initiative_id"));
    match (shown, of.per_active_user, actual_cost(context, of, month, true).zip(users)) {
        (Some(shown), Some(exact), Some((running, (users, ids)))) => {
            let terms = [running.into(), users, ids, Term::Text(id(context, of))];
            live::number(shown, exact, Formula::new("{}/SUMIFS({},{},{})", terms))
        }
        _ => figure_or_unknown(shown),
    }
}

/// Actual cost of an initiative from a month to a month, all of it or that of running; none where the workbook does not
/// compute itself.
fn actual_cost(context: &ReportContext, of: &UnitCost, (first, last): (Month, Month), is_run: bool) -> Option<Formula> {
    let column = |key| data::column(context, SheetKind::Financials, key).map(Term::All).filter(|_| context.is_live());
    let (amounts, ids, months) = (column(FIELDS[1])?, column("initiative_id")?, column("month")?);
    let id = Term::Text(id(context, of));
    let [first, last] = [first, last].map(|month| Term::Number(serial(month)));
    let of_cost = match is_run {
        true => Formula::new(",{},{}", [column("cost_type")?, running()]),
        false => Formula::new("", []),
    };
    let terms = [amounts, ids, id, months.clone(), first, months, last, of_cost.into()];
    Some(Formula::new("SUMIFS({},{},{},{},\">=\"&{},{},\"<=\"&{}{})", terms))
}

/// The cost type of running cost.
fn running() -> Term {
    Term::Text(RUNNING_COST_TYPE.to_owned())
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

/// The initiative's id.
pub fn id(context: &ReportContext, of: &UnitCost) -> String {
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

/// `0.500 for 2,400 tickets answered in August 2026, 0.575 for 2,000 in October 2026`, where a unit gets dearer while less
/// of it is used.
pub fn dearer(context: &ReportContext, of: &UnitCost) -> Option<String> {
    let [before, last] = of.last_two().filter(|_| of.rises_while_volume_falls())?;
    let locale = context.locale();
    let words = |month: UnitMonth, unit: &str| {
        let (cost, volume) = (month.actual.unit_cost()?, month.actual.volume?);
        let (cost, volume) = (round::unit_cost(cost).text(locale), round::plain(volume).text(locale));
        Some(format!("{cost} for {volume}{unit} in {}", month.month.title()))
    };
    Some(format!("{}, {}", words(before, &format!(" {}", of.unit))?, words(last, "")?))
}

/// Months of the fiscal year of units of use that have a volume and no cost, or a cost and no volume.
pub fn months_left_out(context: &ReportContext) -> usize {
    let months = context.metrics.unit_costs.iter().flat_map(|of| &of.months);
    months.filter(|month| month.actual.both().is_none()).count()
}

/// The units that somebody typed, in a line each, as pages show them, then those of bills that get dearer while less is
/// used: of both the ones that do so first, then by running cost. None where there are none: what bills measure besides
/// stands in the workbook.
pub fn lines<'a>(
    costs: impl Iterator<Item = (String, &'a UnitCost)>,
    most: usize,
    (currency, locale): (&str, &Locale),
    rest: NotListed,
) -> Option<Table> {
    let is_typed = |of: &UnitCost| of.source == VolumeSource::Typed;
    let is_shown = |(_, of): &(String, &UnitCost)| {
        of.actual.unit_cost().is_some() && (is_typed(of) || of.rises_while_volume_falls())
    };
    let mut listed: Vec<(String, &UnitCost)> = costs.filter(is_shown).collect();
    listed.sort_by_key(|(name, of)| {
        (!is_typed(of), !of.rises_while_volume_falls(), std::cmp::Reverse(of.actual.cost), name.clone())
    });
    if listed.is_empty() {
        return None;
    }
    let knows_users = listed.iter().any(|(_, of)| of.per_active_user.is_some());
    let knows_run = listed.iter().any(|(_, of)| of.run_share.is_some());
    let each = |side: CostAndVolume| figure_or_unknown(side.unit_cost().map(round::unit_cost));
    let columns = Columns::new()
        .words("Initiative", |(name, _): &(String, &UnitCost)| text(name.as_str()))
        .short("Unit", |(_, of)| text(&*of.unit))
        .numbers("Plan", |(_, of)| each(of.planned))
        .numbers("Actual", |(_, of)| each(of.actual))
        .numbers("Δ", |(_, of)| figure_or_unknown(change(of)))
        .look(Look::GoodWhenNegative)
        .short("Last two months", move |(_, of)| text(last_two(of, locale)))
        .when(knows_users, |columns| {
            columns
                .numbers("Per user", |(_, of)| figure_or_empty(of.per_active_user.map(round::unit_cost)))
                .means(PER_USER)
        })
        .when(knows_run, |columns| {
            columns
                .numbers("Run share", |(_, of)| figure_or_empty(of.run_share.map(|share| round::percent(share, 0))))
                .means(RUN_SHARE)
        });
    let caption = format!("Running cost per unit of use, {currency}, year to date");
    let dearer: Vec<String> = (listed.iter())
        .filter(|(_, of)| of.rises_while_volume_falls())
        .map(|(name, of)| format!("{name} ({})", of.unit))
        .collect();
    let dearer_words = format!("Dearer while less is used: {}.", listed_up_to(&dearer, MOST_NAMED));
    let said = [
        (!dearer.is_empty(), &*dearer_words),
        (knows_users, "Per user: in the month, for an active user."),
        (knows_run, "Run share: in all cost."),
    ];
    let words: Vec<&str> = said.into_iter().filter(|(is_there, _)| *is_there).map(|(_, words)| words).collect();
    let rest = match Rest::of_left_out(listed.len().saturating_sub(most), rest.one, rest.many) {
        Some(rest) => Some(Rest { words: words.join(" "), ..rest }),
        None => Rest::of_words(words.join(" ")),
    };
    Some(Table { rest, ..columns.table("UnitCostLines", caption, listed.iter().take(most)) })
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
