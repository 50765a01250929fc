//! The sheet Checks: what finance would check by hand, then every cut of the money, failures first. The side that can
//! be computed from the data sheets is a formula, so that a changed cell shows where it is missed.

use super::{
    ReportContext, billing,
    calculations::Calculations,
    columns::Columns,
    data, decide, ledger,
    live::{self, GAP, HOLDS, LEFT, RIGHT},
    round,
    tables::text,
    view::View,
};
use crate::model::{
    check::{Check, CheckUnit, Cut, not_proved},
    dictionary::SheetKind,
    figure::{Figure, Unit},
    live::{Column, Formula, Name, NamedCell, NumberLook, Symbol, Term, symbol},
    money::Cents,
    period::Month,
    portfolio::{CENTRE, MONEY_FIELDS},
    report::{Block, Cell, Look, Section, Table},
};
use std::{collections::BTreeMap, ops::Range};

/// Ranges of rows that a formula names; more would make it longer than Excel takes.
const MOST_RANGES: usize = 50;
/// Sums to the cent agree when they differ by less.
pub const HALF_A_CENT: f64 = 0.005;

/// Composes it.
pub fn sheet(context: &ReportContext, view: &View, live: Option<&Calculations>) -> Section {
    let failed = context.checks.iter().filter(|check| !check.holds()).count();
    let title = match failed {
        0 => format!(
            "Totals agree in all {} checks: every cent that was read is in the report or listed; {}.",
            context.checks.len(),
            not_proved(context.findings).join("; ")
        ),
        _ => format!("{failed} of {} checks failed; the report is not released.", context.checks.len()),
    };
    let mut blocks = vec![Block::Table(by_hand(context, view)), Block::Table(every_check(context))];
    blocks.extend(billing::accounts(context).map(Block::Table));
    blocks.extend((!context.portfolio.ledger.is_empty()).then(|| Block::Table(ledger::table(context))));
    blocks.extend(live.into_iter().flat_map(Calculations::agreement).map(Block::Table));
    Section {
        name: "Checks".to_owned(),
        title,
        scope: format!(
            "Read cell by cell, less what was set aside or rejected, against the report · {}",
            context.rules.currency
        ),
        detail_sheet: None,
        blocks,
    }
}

/// What finance does by hand: files to data, data to the executives' PDF, data to the ledger.
fn by_hand(context: &ReportContext, view: &View) -> Table {
    let mut lines = Vec::new();
    let sources = Sources { context };
    for (field, (kind, key)) in MONEY_FIELDS.iter().enumerate() {
        let check = context.checks.iter().find(|check| check.cut == Cut::DataSheets(field as u8));
        let Some(check) = check.filter(|check| check.read != 0 || check.reported != 0) else { continue };
        let left = Side::fixed("files", Cents(check.read));
        let right = Side { of: "data", shown: Cents(check.reported), formula: sources.all(*kind, key) };
        let what = context.money_title(field as u8).to_owned();
        lines.push(HandLine::new("1 Files → data", what, [left, right], HALF_A_CENT));
    }
    lines.extend(data_to_pdf(context, view, &sources));
    lines.extend(data_to_ledger(context, &sources));
    let of_sides = |cell: fn(&Sides, bool) -> Cell| {
        move |line: &HandLine| line.sides.as_ref().map_or(Cell::Empty, |sides| cell(sides, context.is_live()))
    };
    Columns::new()
        .short("Step", |line: &HandLine| text(line.step))
        .words("What", |line| text(&*line.what))
        .short("Left, right", of_sides(|sides, _| text(format!("{}, {}", sides.left.of, sides.right.of))))
        .numbers("Left", of_sides(|sides, _| sides.left.cell()))
        .symbol(LEFT)
        .numbers("Right", of_sides(|sides, _| sides.right.cell()))
        .symbol(RIGHT)
        .numbers("Difference", of_sides(Sides::difference))
        .symbol(GAP)
        .short("Holds", of_sides(Sides::holds))
        .symbol(HOLDS)
        .look(Look::Check)
        .table(HAND_CHECKS, "What finance checks by hand: files → data, data → PDF, data → ledger", &lines)
}

/// Name of that table.
const HAND_CHECKS: &str = "HandChecks";

/// A check by hand; without sides it only says why there is none.
struct HandLine {
    step: &'static str,
    what: String,
    sides: Option<Sides>,
}

/// What is compared, and how much it may differ.
struct Sides {
    left: Side,
    right: Side,
    tolerance: f64,
}

impl HandLine {
    fn new(step: &'static str, what: String, [left, right]: [Side; 2], tolerance: f64) -> Self {
        HandLine { step, what, sides: Some(Sides { left, right, tolerance }) }
    }
}

impl Sides {
    fn difference(&self, is_live: bool) -> Cell {
        let shown = Cell::Figure(round::cents_difference(self.right.shown - self.left.shown));
        if is_live { live::difference(shown, LEFT, RIGHT) } else { shown }
    }

    /// Is the difference small enough?
    fn holds(&self, is_live: bool) -> Cell {
        let holds = (self.right.shown - self.left.shown).units().abs() < self.tolerance;
        if is_live { small_enough(holds, self.tolerance) } else { Cell::Holds(holds) }
    }
}

/// Is the gap of this row smaller?
pub fn small_enough(holds: bool, tolerance: f64) -> Cell {
    live::holds(holds, Formula::new("ABS({})<{}", [GAP.into(), Term::Number(tolerance)]))
}

/// One side of a comparison.
struct Side {
    /// What it is.
    of: &'static str,
    shown: Cents,
    /// How the data sheets give it, where they can.
    formula: Option<Formula>,
}

impl Side {
    fn fixed(of: &'static str, shown: Cents) -> Side {
        Side { of, shown, formula: None }
    }

    fn cell(&self) -> Cell {
        let cell = Cell::Figure(round::cents(self.shown));
        match &self.formula {
            Some(formula) => live::amount(cell, live::MONEY, formula.clone()),
            None => cell,
        }
    }
}

/// The two sums of page 1, which are rounded there.
fn data_to_pdf(context: &ReportContext, view: &View, sources: &Sources) -> Vec<HandLine> {
    let year = &context.metrics.total.money.year_to_date;
    let sums = [("Spend", "cost_actual", year.cost.actual), ("Benefit", "benefit_actual", year.benefit.actual)];
    let tiles = decide::tiles(context, view, None);
    sums.into_iter()
        .filter_map(|(label, key, sum)| {
            let tile = tiles.iter().find(|tile| tile.label.starts_with(label))?;
            let (shown, unit) = on_page(tile.value?);
            let left = Side { of: "data", shown: sum, formula: sources.year_to_date(key) };
            let right = Side::fixed("page 1", shown);
            let what = format!("{}, as rounded on the page", tile.label);
            // Half of the last digit shown, and the half itself.
            let tolerance = unit.units() / 2.0 + HALF_A_CENT;
            Some(HandLine::new("2 Data → PDF", what, [left, right], tolerance))
        })
        .collect()
}

/// The amount a rounded figure says, and the worth of its last digit.
fn on_page(figure: Figure) -> (Cents, Cents) {
    let thousands = match figure.unit {
        Unit::MoneyThousands => 3,
        Unit::MoneyMillions => 6,
        _ => 0,
    };
    let unit = Cents(10_i64.pow(2 + thousands) / 10_i64.pow(figure.decimals.into()).max(1));
    (Cents(figure.digits * unit.0), unit)
}

/// What the ledger says of the intake, by measure.
fn data_to_ledger(context: &ReportContext, sources: &Sources) -> Vec<HandLine> {
    let mut sums: BTreeMap<&str, (Cents, Cents)> = BTreeMap::new();
    for line in &context.portfolio.ledger {
        let (intake, ledger) = sums.entry(line.measure).or_default();
        *intake += line.intake;
        *ledger += line.ledger;
    }
    if sums.is_empty() {
        let nothing = "No control totals were sent: put a sheet Control totals in the intake";
        return vec![HandLine { step: TO_LEDGER, what: nothing.to_owned(), sides: None }];
    }
    let tolerance = context.rules.ledger_tolerance.units() * context.portfolio.ledger.len() as f64 + HALF_A_CENT;
    sums.into_iter()
        .map(|(measure, (intake, ledger))| {
            let left = Side::fixed("data the ledger has", intake);
            let right = Side { of: "ledger", shown: ledger, formula: sources.all(SheetKind::ControlTotals, measure) };
            let what = context.title(SheetKind::ControlTotals, measure).to_owned();
            HandLine::new(TO_LEDGER, what, [left, right], tolerance)
        })
        .collect()
}

/// The last of the steps.
const TO_LEDGER: &str = "3 Data → ledger";

/// Both sides of each check, failures first; the last row says whether all hold.
fn every_check(context: &ReportContext) -> Table {
    let mut ordered: Vec<&Check> = context.checks.iter().collect();
    ordered.sort_by_key(|check| check.holds());
    let sources = Sources { context };
    let all = ordered.iter().all(|check| check.holds());
    let holds = if context.is_live() && !ordered.is_empty() {
        let last = u32::try_from(ordered.len()).unwrap_or(u32::MAX);
        let hands = Term::All(Column::new(HAND_CHECKS, HOLDS));
        let formula = Formula::new("AND({},{})", [hands, Term::Rows(Column::new(CHECKS, HOLDS), 0..last)]);
        let cell = live::holds(all, formula);
        Cell::Named(Box::new(NamedCell { name: Name::ChecksHold, is_input: false, cell, exact: None }))
    } else {
        Cell::Holds(all)
    };
    Columns::new()
        .short("By", |check: &&Check| text(check.cut.name()))
        .below(text("All, by hand too"))
        .words("Of", |check| text(&*check.scope))
        .symbol(OF)
        .short("What", |check| text(&*check.measure))
        .numbers("As read", |check| Cell::Figure(counted(check, check.read)))
        .symbol(LEFT)
        .numbers("In the report", |check| {
            let reported = counted(check, check.reported);
            match sources.reported(check) {
                Some(formula) => computed(reported, formula),
                None => Cell::Figure(reported),
            }
        })
        .symbol(RIGHT)
        .numbers("Difference", |check| {
            let difference = Figure { signed: true, ..counted(check, check.reported - check.read) };
            match context.is_live() {
                true => computed(difference, Formula::new("{}-{}", [RIGHT.into(), LEFT.into()])),
                false => Cell::Figure(difference),
            }
        })
        .symbol(GAP)
        .short("Holds", |check| match context.is_live() {
            true => small_enough(check.holds(), HALF_A_CENT),
            false => Cell::Holds(check.holds()),
        })
        .symbol(HOLDS)
        .look(Look::Check)
        .below(holds)
        .table(CHECKS, "By kind of row, file, department and month, and inside the report", &ordered)
}

/// Name of that table.
const CHECKS: &str = "Checks";
/// What formulas call its column of names.
const OF: Symbol = symbol("of");

/// A number of a check in its unit.
fn counted(check: &Check, number: i64) -> Figure {
    match check.unit {
        CheckUnit::Cents => round::cents(Cents(number)),
        CheckUnit::Rows => Figure { digits: number, decimals: 0, unit: Unit::Count, signed: false },
    }
}

fn computed(figure: Figure, formula: Formula) -> Cell {
    live::live(Cell::Figure(figure), None, NumberLook::from(figure), formula)
}

/// How the data sheets give what the report says.
struct Sources<'a> {
    context: &'a ReportContext<'a>,
}

impl Sources<'_> {
    fn column(&self, kind: SheetKind, key: &'static str) -> Option<Column> {
        self.context.is_live().then(|| data::column(self.context, kind, key)).flatten()
    }

    /// Sum of a whole column.
    fn all(&self, kind: SheetKind, key: &'static str) -> Option<Formula> {
        Some(Formula::new("SUM({})", [Term::All(self.column(kind, key)?)]))
    }

    /// Sum of the fiscal year to the reporting month.
    fn year_to_date(&self, key: &'static str) -> Option<Formula> {
        let amounts = Term::All(self.column(SheetKind::Financials, key)?);
        let months = Term::All(self.column(SheetKind::Financials, "month")?);
        let set = self.context.assumptions;
        let [from, to] = [set.year_start(), set.period].map(|month| Term::Number(serial(month)));
        let terms = [amounts, months.clone(), from, months, to];
        Some(Formula::new("SUMIFS({},{},\">=\"&{},{},\"<=\"&{})", terms))
    }

    /// The right side of a check.
    fn reported(&self, check: &Check) -> Option<Formula> {
        let amount = |field: u8| {
            let (kind, key) = MONEY_FIELDS[usize::from(field)];
            Some((kind, self.column(kind, key)?))
        };
        match &check.cut {
            Cut::Rows(kind) => {
                let filled = !self.context.portfolio.table(*kind).is_empty();
                let ids = filled.then(|| self.column(*kind, "initiative_id")).flatten()?;
                Some(Formula::new("ROWS({})", [Term::All(ids)]))
            }
            Cut::File(field) => {
                let (kind, amounts) = amount(*field)?;
                let files = Term::All(data::file_column(kind)?);
                // The name stands at the left; in a formula it would be words of people.
                let terms = [files, OF.into(), Term::All(amounts)];
                Some(Formula::new("SUMPRODUCT(--EXACT({},{}),{})", terms))
            }
            Cut::Month(field, month) => {
                let (kind, amounts) = amount(*field)?;
                let months = self.column(kind, "month")?;
                let terms = [Term::All(months), Term::Number(serial(*month)), Term::All(amounts)];
                Some(Formula::new("SUMIF({},{},{})", terms))
            }
            Cut::Department(field, name) => {
                let (kind, amounts) = amount(*field)?;
                self.of_department(kind, amounts, name)
            }
            Cut::DataSheets(field) => {
                let (kind, key) = MONEY_FIELDS[usize::from(*field)];
                self.all(kind, key)
            }
            Cut::Sums | Cut::Currency(_) | Cut::Bill(_) => None,
        }
    }

    /// Sum of the rows of a department, which stand below each other for each of its initiatives.
    fn of_department(&self, kind: SheetKind, amounts: Column, wanted: &str) -> Option<Formula> {
        let departments = self.context.portfolio.initiatives.text("department");
        let of = |row: usize| departments[row].as_deref().unwrap_or_default();
        let is_in = |row: usize| match kind {
            SheetKind::Financials => match self.context.portfolio.financials_initiative[row] {
                Some(initiative) => of(initiative as usize) == wanted,
                None => wanted == CENTRE,
            },
            _ => of(row) == wanted,
        };
        let order = data::order(self.context, kind);
        let ranges = ranges(order.iter().map(|row| is_in(*row)));
        let sums: Vec<Term> = ranges.iter().map(|rows| data::sum(amounts, rows).into()).collect();
        (!sums.is_empty() && sums.len() <= MOST_RANGES).then(|| Formula::joined("+", sums))
    }
}

/// The number that Excel has for the first day of a month: days since 30 December 1899.
pub fn serial(month: Month) -> f64 {
    let days = jiff::civil::date(1899, 12, 30).until(month.first_day());
    days.map_or(0.0, |days| f64::from(days.get_days()))
}

/// Runs of marked places.
fn ranges(marks: impl Iterator<Item = bool>) -> Vec<Range<u32>> {
    let mut ranges: Vec<Range<u32>> = Vec::new();
    for (place, _) in (0..).zip(marks).filter(|(_, is_marked)| *is_marked) {
        match ranges.last_mut() {
            Some(last) if last.end == place => last.end += 1,
            _ => ranges.push(place..place + 1),
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_have_the_numbers_that_excel_gives_them() {
        // =DATE(2026,10,1) shows 46296 in Excel's general format, =DATE(1900,3,1) 61.
        assert_eq!(serial(Month::new(2026, 10).unwrap()), 46_296.0);
        assert_eq!(serial(Month::new(1900, 3).unwrap()), 61.0);
    }

    #[test]
    fn an_amount_of_a_page_is_read_with_the_worth_of_its_last_digit() {
        let figure = |digits, decimals, unit| Figure { digits, decimals, unit, signed: false };
        assert_eq!(on_page(figure(4_225, 0, Unit::MoneyThousands)), (Cents(422_500_000), Cents(100_000)));
        assert_eq!(on_page(figure(42, 1, Unit::MoneyMillions)), (Cents(420_000_000), Cents(10_000_000)));
        assert_eq!(on_page(figure(1_234, 2, Unit::Money)), (Cents(1_234), Cents(1)));
    }

    #[test]
    fn neighbours_are_one_range() {
        assert_eq!(ranges([true, true, false, true].into_iter()), [0..2, 3..4]);
    }
}
