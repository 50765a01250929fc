//! The months of each initiative, without gaps: read from Data money, compared, forecast, discounted, added up.

use super::{ABOVE, Filling, columns};
use crate::{
    model::{
        assumptions::Assumptions,
        dictionary::SheetKind,
        figure::{Figure, Unit},
        live::{Column, Formula, Name, NumberLook, Term},
        metrics::{MonthSide, OwnerMonth},
        money::Cents,
        period::Month,
        report::{Cell, Table},
    },
    report::{
        ReportContext, data,
        live::{self, MONEY},
        round,
        tables::{figure_or_empty, text},
    },
};
use std::{collections::BTreeMap, ops::Range};

columns! {
    /// Columns of the months.
    MonthColumn of "CalcMonths" {
        Id "Initiative ID",
        Month "Month",
        Step "Months from the year's start",
        CostPlan "Cost plan",
        CostActual "Cost actual",
        CostCompared "Cost plan compared",
        CostUnplanned "Cost unplanned",
        CostOutlook "Cost outlook",
        BenefitPlan "Benefit plan",
        BenefitActual "Benefit actual",
        BenefitCompared "Benefit plan compared",
        BenefitUnplanned "Benefit unplanned",
        BenefitOutlook "Benefit outlook",
        Discount "Discount factor",
        Flow "Planned flow",
        Cumulative "Flow so far",
        Discounted "Discounted so far",
        Place "Place on Data money",
    }
}

/// The four columns of cost or of benefit.
#[derive(Clone, Copy)]
pub struct SideColumns {
    /// How the dictionary's keys begin.
    key: &'static str,
    /// Planned.
    pub plan: MonthColumn,
    /// Real.
    pub actual: MonthColumn,
    /// The plan of a month that has an actual too.
    pub compared: MonthColumn,
    /// The actual of a month without a plan.
    pub unplanned: MonthColumn,
    /// Actual, else forecast, else plan.
    pub outlook: MonthColumn,
}

/// Cost.
pub const COST: SideColumns = SideColumns {
    key: "cost",
    plan: MonthColumn::CostPlan,
    actual: MonthColumn::CostActual,
    compared: MonthColumn::CostCompared,
    unplanned: MonthColumn::CostUnplanned,
    outlook: MonthColumn::CostOutlook,
};
/// Benefit.
pub const BENEFIT: SideColumns = SideColumns {
    key: "benefit",
    plan: MonthColumn::BenefitPlan,
    actual: MonthColumn::BenefitActual,
    compared: MonthColumn::BenefitCompared,
    unplanned: MonthColumn::BenefitUnplanned,
    outlook: MonthColumn::BenefitOutlook,
};

/// A month of an initiative.
struct MonthRow<'a> {
    owner: usize,
    month: Month,
    /// `None` in a gap.
    found: Option<&'a OwnerMonth>,
    /// Its rows on Data money.
    data: Range<u32>,
}

impl MonthRow<'_> {
    /// The cell of a column in its only row, which the table has found by its number; `None` where it has several.
    fn only(&self, column: Column) -> Option<Term> {
        let found = || Formula::new("INDEX({},{})", [Term::All(column), MonthColumn::Place.here()]).into();
        (self.data.len() == 1).then(found)
    }

    /// The known amounts of a column, added up; blank where none is known.
    fn sum(&self, column: Column) -> Formula {
        let (filled, sum) = match self.only(column) {
            Some(cell) => (Formula::new("COUNT({})", [cell.clone()]), cell),
            None => (data::filled_rows(column, &self.data), data::sum(column, &self.data).into()),
        };
        Formula::new("IF({}=0,\"\",{})", [filled.into(), sum])
    }

    /// Of each row its forecast, else its plan.
    fn expected(&self, planned: Option<Column>, forecast: Option<Column>, plan_here: Term) -> Formula {
        let (forecast, planned) = match (forecast, planned) {
            (Some(forecast), Some(planned)) => (forecast, planned),
            (Some(forecast), None) => return self.sum(forecast),
            (None, _) => return Formula::new("IF({}=\"\",\"\",{})", [plan_here.clone(), plan_here]),
        };
        if let (Some(forecast), Some(planned)) = (self.only(forecast), self.only(planned)) {
            let terms = [forecast.clone(), forecast, planned.clone(), planned];
            return Formula::new("IF(ISNUMBER({}),{},IF(ISNUMBER({}),{},\"\"))", terms);
        }
        let terms = [
            data::filled_rows(forecast, &self.data),
            data::filled_rows(planned, &self.data),
            data::sum(forecast, &self.data),
            data::sum_without(planned, forecast, &self.data),
        ];
        Formula::new("IF({}+{}=0,\"\",{}+{})", terms.map(Term::from))
    }
}

/// All months, by initiative; the centre's own last.
pub struct Months<'a> {
    context: &'a ReportContext<'a>,
    rows: Vec<MonthRow<'a>>,
    /// Which rows are an initiative's; the last is the centre.
    of: Vec<Range<usize>>,
}

/// The planned flows of an initiative, as rows of the table.
pub struct Plan {
    /// From the first planned month to the last within the horizon.
    pub rows: Range<u32>,
    /// The same from the first flow that is not nothing; `None` when all are.
    pub flows: Option<Range<u32>>,
}

impl<'a> Months<'a> {
    pub(super) fn of(context: &'a ReportContext<'a>) -> Months<'a> {
        let count = context.portfolio.initiatives.len();
        let owner_of = |owner: Option<u32>| owner.map_or(count, |row| row as usize);
        let mut data: BTreeMap<(usize, Month), Range<u32>> = BTreeMap::new();
        let months = context.portfolio.financials.month("month");
        for (place, row) in (0..).zip(data::order(context, SheetKind::Financials)) {
            if let Some(month) = months[row] {
                let owner = owner_of(context.portfolio.financials_initiative[row]);
                data.entry((owner, month)).or_insert(place..place).end = place + 1;
            }
        }
        let mut found: BTreeMap<usize, Vec<&OwnerMonth>> = BTreeMap::new();
        for month in context.months {
            found.entry(owner_of(month.owner)).or_default().push(month);
        }
        let mut rows = Vec::new();
        let mut of = vec![0..0; count + 1];
        for (owner, reported) in found {
            let start = rows.len();
            let (first, last) = (reported[0].month, reported[reported.len() - 1].month);
            let mut reported = reported.into_iter().peekable();
            for step in 0..=last.since(first) {
                let month = first.plus(step);
                let found = reported.next_if(|one| one.month == month);
                let data = data.get(&(owner, month)).cloned().unwrap_or(0..0);
                rows.push(MonthRow { owner, month, found, data });
            }
            of[owner] = start..rows.len();
        }
        Months { context, rows, of }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows of an initiative from one month to another, both in it; `None` when there are none.
    pub fn between(&self, owner: usize, from: Month, to: Month) -> Option<Range<u32>> {
        let rows = self.of.get(owner)?.clone();
        let inside = rows.filter(|row| (from..=to).contains(&self.rows[*row].month));
        let (first, last) = inside.fold((None, None), |(first, _), row| (first.or(Some(row)), Some(row)));
        Some(on_sheet(first?)..on_sheet(last?) + 1)
    }

    /// The planned months within the horizon; `None` without a plan.
    pub(super) fn plan(&self, owner: usize) -> Option<Plan> {
        let horizon = self.context.assumptions.horizon_end();
        let planned = |row: &usize| {
            let MonthRow { month, found, .. } = &self.rows[*row];
            *month <= horizon && found.is_some_and(|one| one.cost.planned.is_some() || one.benefit.planned.is_some())
        };
        let rows: Vec<usize> = self.of.get(owner)?.clone().filter(planned).collect();
        let (first, last) = (*rows.first()?, *rows.last()?);
        let flows = (first..=last).find(|row| self.flow(*row) != Cents::ZERO);
        let end = on_sheet(last) + 1;
        Some(Plan { rows: on_sheet(first)..end, flows: flows.map(|first| on_sheet(first)..end) })
    }

    /// Planned benefit less planned cost, nothing beyond the horizon.
    fn flow(&self, row: usize) -> Cents {
        let MonthRow { month, found, .. } = &self.rows[row];
        let known = found.filter(|_| *month <= self.context.assumptions.horizon_end());
        known.map_or(Cents::ZERO, |one| one.benefit.planned.unwrap_or_default() - one.cost.planned.unwrap_or_default())
    }

    pub(super) fn table(&self) -> Table {
        let columns = DataColumns::of(self.context);
        let numbers = data::column(self.context, SheetKind::Financials, "month").map(data::numbers_beside);
        let mut rows = Vec::with_capacity(self.rows.len());
        let (mut sum, mut discounted) = (Cents::ZERO, 0.0);
        for (place, row) in self.rows.iter().enumerate() {
            let is_first = self.of[row.owner].start == place;
            if is_first {
                (sum, discounted) = (Cents::ZERO, 0.0);
            }
            sum += self.flow(place);
            let set = self.context.assumptions;
            let factor = set.calendar.growth(set.monthly_rate(), row.month, set.year_start());
            discounted = rounded(discounted + self.flow(place).units() * factor);
            let mut cells = Filling::new(MonthColumn::TITLES);
            cells.set(MonthColumn::Id, text(self.id(row.owner)));
            cells.set(MonthColumn::Month, Cell::Month(row.month));
            cells.set(MonthColumn::Step, step(set, row.month));
            if let (1, Some(numbers)) = (row.data.len(), numbers) {
                let number = row.data.start + 1;
                let terms = [Term::Number(f64::from(number)), Term::All(numbers)];
                let found = Formula::new("MATCH({},{},0)", terms);
                cells.set(MonthColumn::Place, live::number(round::count(number), f64::from(number), found));
            }
            for side in [COST, BENEFIT] {
                self.side(&mut cells, row, side, &columns);
            }
            let look = NumberLook { unit: Unit::Plain, decimals: 6, signed: false };
            let rate = Formula::new("(1+{})^-{}", [Name::MonthlyRate.into(), MonthColumn::Step.here()]);
            cells.set(MonthColumn::Discount, live::live(plain(factor), Some(factor), look, rate));
            let is_within = row.month <= self.context.assumptions.horizon_end();
            cells.set(MonthColumn::Flow, self.flow_cell(place, is_within));
            let above = |column: MonthColumn| Term::Cell(column.column(), on_sheet(place).saturating_sub(1));
            let add = |code_first, code, column: MonthColumn, terms: Vec<Term>| match (is_first, &terms[..]) {
                (true, [flow]) => Formula::new(code_first, [flow.clone()]),
                (_, [flow]) => Formula::new(code, [above(column), flow.clone()]),
                _ => unreachable!("one flow"),
            };
            let flow = MonthColumn::Flow.here();
            let so_far = add("{}", "ROUND({}+{},2)", MonthColumn::Cumulative, vec![flow.clone()]);
            cells.set(MonthColumn::Cumulative, live::amount(Cell::Figure(round::cents(sum)), MONEY, so_far));
            let worth = Term::from(Formula::new("{}*{}", [flow, MonthColumn::Discount.here()]));
            let so_far = add("ROUND({},6)", "ROUND({}+{},6)", MonthColumn::Discounted, vec![worth]);
            let shown = Cell::Figure(round::cents(Cents((discounted * 100.0).round() as i64)));
            cells.set(MonthColumn::Discounted, live::live(shown, Some(discounted), MONEY, so_far));
            rows.push(cells.row());
        }
        super::table(
            MonthColumn::TABLE,
            "Months",
            MonthColumn::TITLES,
            "Sums of Data money by initiative and month. Plan compared: of months with plan and actual; unplanned: actual \
             without plan. Outlook: actual if the month is over and known, else of each row its forecast, else its plan.",
            rows,
        )
    }

    fn id(&self, owner: usize) -> String {
        let ids = self.context.portfolio.initiatives.text("initiative_id");
        let centre = || crate::model::portfolio::CENTRE.to_owned();
        ids.get(owner).map_or_else(centre, |id| id.as_deref().unwrap_or_default().to_owned())
    }

    fn flow_cell(&self, place: usize, is_within: bool) -> Cell {
        let shown = Cell::Figure(round::cents(self.flow(place)));
        if !is_within || self.rows[place].found.is_none() {
            return shown;
        }
        let terms = [MonthColumn::BenefitPlan.here(), MonthColumn::CostPlan.here()];
        live::amount(shown, MONEY, Formula::new("N({})-N({})", terms))
    }

    /// Plan, actual, what of them is compared and what is not, and outlook of one month, from its rows on Data money.
    fn side(&self, cells: &mut Filling, row: &MonthRow, side: SideColumns, columns: &DataColumns) {
        let Some(found) = row.found else { return };
        let of: &MonthSide = if side.key == "cost" { &found.cost } else { &found.benefit };
        let money = |cents: Option<Cents>| figure_or_empty(cents.map(round::cents));
        let [planned, actual, forecast] = columns.of_side(side.key);
        let sum = |shown: Option<Cents>, column: Option<Column>| match column {
            Some(column) => live::amount(money(shown), MONEY, row.sum(column)),
            None => Cell::Empty,
        };
        cells.set(side.plan, sum(of.planned, planned));
        cells.set(side.actual, sum(of.actual, actual));
        let (plan_here, actual_here) = (side.plan.here(), side.actual.here());
        if actual.is_some() {
            let terms = [&actual_here, &plan_here, &plan_here].map(Term::clone);
            let compared = Formula::new("IF(AND(ISNUMBER({}),ISNUMBER({})),{},\"\")", terms);
            cells.set(side.compared, live::amount(money(of.compared()), MONEY, compared));
            let terms = [&actual_here, &plan_here, &actual_here].map(Term::clone);
            let unplanned = Formula::new("IF(AND(ISNUMBER({}),NOT(ISNUMBER({}))),{},\"\")", terms);
            cells.set(side.unplanned, live::amount(money(of.unplanned()), MONEY, unplanned));
        }
        let expected = row.expected(planned, forecast, plan_here);
        let outlook = if row.month <= self.context.assumptions.period && actual.is_some() {
            Formula::new("IF(ISNUMBER({}),{},{})", [actual_here.clone(), actual_here, expected.into()])
        } else {
            expected
        };
        cells.set(side.outlook, live::amount(money(of.outlook), MONEY, outlook));
    }
}

/// Where the amounts stand on Data money; `None` for those that nobody filled.
struct DataColumns {
    cost: [Option<Column>; 3],
    benefit: [Option<Column>; 3],
}

impl DataColumns {
    fn of(context: &ReportContext) -> DataColumns {
        let find = |keys: [&'static str; 3]| keys.map(|key| data::column(context, SheetKind::Financials, key));
        DataColumns {
            cost: find(["cost_planned", "cost_actual", "cost_forecast"]),
            benefit: find(["benefit_planned", "benefit_actual", "benefit_forecast"]),
        }
    }

    fn of_side(&self, key: &str) -> [Option<Column>; 3] {
        if key == "cost" { self.cost } else { self.benefit }
    }
}

/// The row of the table in which a month stands.
fn on_sheet(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX - ABOVE) + ABOVE
}

/// Six decimals, as the formula rounds it: a sum that is nothing must not be a billionth below it.
fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}

fn plain(number: f64) -> Cell {
    let digits = (number * 1e6).round() as i64;
    Cell::Figure(Figure { digits, decimals: 6, unit: Unit::Plain, signed: false })
}

/// How far a month lies behind the start of the fiscal year: whole months, or of weeks true days.
fn step(set: &Assumptions, month: Month) -> Cell {
    let steps = set.calendar.months_between(set.year_start(), month);
    if !set.calendar.is_of_weeks() {
        return Cell::Figure(round::count(month.since(set.year_start())));
    }
    let days = set.year_start_day().until(set.calendar.first_day(month)).map_or(0, |span| span.get_days());
    let shown = Figure { digits: (steps * 100.0).round() as i64, decimals: 2, unit: Unit::Plain, signed: false };
    live::number(shown, steps, Formula::new("{}*12/365", [Term::Number(f64::from(days))]))
}
