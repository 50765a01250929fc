//! Earned value, one row for each initiative that says how many per cent are complete.

use super::{
    ABOVE, Filling, columns,
    months::{MonthColumn, Months},
    repeated,
};
use crate::{
    model::{
        dictionary::SheetKind,
        health::EarnedValue,
        live::{Column, Formula, Term},
        money::Cents,
        period::Month,
        report::{Cell, Table, TableRow},
    },
    report::{
        ReportContext, data,
        live::{self, DIFFERENCE, MONEY},
        round,
        tables::{figure_or_empty, text},
    },
};

columns! {
    /// Columns of earned value.
    EarnedColumn of "CalcEarned" {
        Id "Initiative ID",
        AsOf "Earned value as of",
        PercentPlanned "Complete, planned",
        PercentActual "Complete, actual",
        Budget "BAC",
        Planned "PV",
        Earned "EV",
        Cost "AC",
        CostIndex "CPI",
        ScheduleIndex "SPI",
        AtCompletion "EAC",
        Variance "VAC",
        ToComplete "TCPI",
    }
}
use EarnedColumn as At;

/// Every initiative with earned value.
pub struct Earned {
    rows: Vec<TableRow>,
    of: Vec<u32>,
}

impl Earned {
    pub(super) fn of(context: &ReportContext, months: &Months) -> Earned {
        let list = &context.metrics.health.earned_value;
        let writer = Writer { context, months, order: data::order(context, SheetKind::Financials) };
        Earned { rows: list.iter().map(|one| writer.row(one)).collect(), of: list.iter().map(|one| one.row).collect() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(super) fn into_table(self) -> Table {
        super::table(
            At::TABLE,
            "Earned value",
            At::TITLES,
            "Per cents of the latest month that says them. BAC: all planned cost; PV, EV: per cent × BAC; AC: cost to that \
             month; CPI = EV/AC, SPI = EV/PV, EAC = BAC/CPI, VAC = BAC − EAC, TCPI = (BAC − EV)/(BAC − AC).",
            self.rows,
        )
    }

    /// A cell of an initiative, repeated elsewhere; `None` when it has no earned value.
    pub(super) fn show(&self, column: At, initiative: u32) -> Option<Cell> {
        let place = self.of.iter().position(|row| *row == initiative)?;
        let row = u32::try_from(place).ok()? + ABOVE;
        Some(repeated(&self.rows[place].cells[column as usize], column.column(), row))
    }
}

struct Writer<'a> {
    context: &'a ReportContext<'a>,
    months: &'a Months<'a>,
    /// Rows of Data money as rows of the portfolio.
    order: Vec<usize>,
}

impl Writer<'_> {
    fn row(&self, one: &EarnedValue) -> TableRow {
        let owner = one.row as usize;
        let money = |cents: Option<Cents>| figure_or_empty(cents.map(round::cents));
        let ratio = |ratio: Option<f64>| figure_or_empty(ratio.map(round::ratio));
        let mut cells = Filling::new(At::TITLES);
        let id = &self.context.portfolio.initiatives.text("initiative_id")[owner];
        cells.set(At::Id, text(id.as_deref().unwrap_or_default()));
        cells.set(At::AsOf, Cell::Month(one.month));
        let place = self.latest(one.row, one.month);
        cells.set(At::PercentPlanned, self.percent(place, "percent_planned"));
        cells.set(At::PercentActual, self.percent(place, "percent_actual"));
        let sum = |column: MonthColumn, to: Month| {
            self.months.between(owner, Month::EARLIEST, to).map(|rows| Term::Rows(column.column(), rows))
        };
        let plans = |plans: Term| Formula::new("SUM({})", [plans]);
        cells.set(At::Budget, amount(money(Some(one.budget)), sum(MonthColumn::CostPlan, Month::LATEST).map(plans)));
        let of_budget = |column: At| {
            Formula::new("IF(ISNUMBER({}),ROUND({}*{},2),\"\")", [column.here(), column.here(), At::Budget.here()])
        };
        cells.set(At::Planned, amount(money(one.planned), Some(of_budget(At::PercentPlanned))));
        cells.set(At::Earned, amount(money(Some(one.earned)), Some(of_budget(At::PercentActual))));
        let cost = sum(MonthColumn::CostActual, one.month)
            .map(|costs| Formula::new("IF(COUNT({})=0,\"\",SUM({}))", [costs.clone(), costs]));
        cells.set(At::Cost, amount(money(one.cost), cost));
        let index = |below: At| {
            let terms = [At::Budget.here(), below.here(), At::Earned.here(), below.here()];
            Formula::new("IF(AND(N({})>0,N({})>0),{}/{},\"\")", terms)
        };
        let look = round::ratio(0.0).into();
        let (cpi, spi) = (one.cost_index, one.schedule_index);
        cells.set(At::CostIndex, live::live(ratio(cpi), cpi, look, index(At::Cost)));
        cells.set(At::ScheduleIndex, live::live(ratio(spi), spi, look, index(At::Planned)));
        let terms = [At::CostIndex.here(), At::Budget.here(), At::CostIndex.here()];
        let estimate = Formula::new("IF(N({})>0,ROUND({}/{},2),\"\")", terms);
        cells.set(At::AtCompletion, amount(money(one.at_completion), Some(estimate)));
        let terms = [At::AtCompletion.here(), At::Budget.here(), At::AtCompletion.here()];
        let shown = figure_or_empty(one.variance_at_completion.map(round::cents_difference));
        let variance = Formula::new("IF(ISNUMBER({}),{}-{},\"\")", terms);
        cells.set(At::Variance, live::amount(shown, DIFFERENCE, variance));
        let left = Term::from(Formula::new("ROUND({}-{},2)", [At::Budget.here(), At::Cost.here()]));
        let terms = [At::Cost.here(), At::Budget.here(), left.clone(), At::Budget.here(), At::Earned.here(), left];
        let needed = Formula::new("IF(AND(ISNUMBER({}),N({})>0),IF({}=0,\"\",({}-{})/{}),\"\")", terms);
        cells.set(At::ToComplete, live::live(ratio(one.to_complete), one.to_complete, look, needed));
        cells.row()
    }

    /// The row of Data money that says the per cents: the later one of the month counts.
    fn latest(&self, initiative: u32, month: Month) -> Option<u32> {
        let table = &self.context.portfolio.financials;
        let (months, shares) = (table.month("month"), table.number("percent_actual"));
        let whose = &self.context.portfolio.financials_initiative;
        let is_it =
            |row: &usize| whose[*row] == Some(initiative) && months[*row] == Some(month) && shares[*row].is_some();
        u32::try_from(self.order.iter().rposition(is_it)?).ok()
    }

    fn percent(&self, place: Option<u32>, key: &'static str) -> Cell {
        let found: Option<(u32, Column)> = place.zip(data::column(self.context, SheetKind::Financials, key));
        let Some((place, column)) = found else { return Cell::Empty };
        let Some(share) = self.context.portfolio.financials.number(key)[self.order[place as usize]] else {
            return Cell::Empty;
        };
        live::number(round::percent(share, 1), share, Formula::new("{}", [data::cell(column, place)]))
    }
}

/// An amount with its formula, if there is one.
fn amount(cell: Cell, formula: Option<Formula>) -> Cell {
    match formula {
        Some(formula) => live::amount(cell, MONEY, formula),
        None => cell,
    }
}
