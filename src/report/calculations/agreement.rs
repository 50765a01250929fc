//! The formulas against the engine, a row a measure: two computations of everything.

use super::initiatives::{COMPARED, InitiativeColumn as At, Initiatives, RestsOn};
use crate::{
    model::{
        figure::{Figure, Unit},
        live::{Column, Formula, Name, NamedCell, NumberLook, Term},
        report::{Cell, Look, Table},
    },
    report::{
        ReportContext,
        columns::Columns,
        funding::feasible::{BUDGET_LINE, FITS},
        live::{self, HOLDS, LEFT, RIGHT},
        round,
        tables::text,
    },
};

/// Name of the table.
const TABLE: &str = "LiveAndEngine";
/// What stands in the first column.
const STEP: &str = "4 Live = engine";

/// The rows of the block "live = engine".
pub fn table(initiatives: &Initiatives) -> Table {
    let mut lines: Vec<Line> = COMPARED
        .iter()
        .map(|(live, engine, rests_on, name)| {
            let rests_on = &rests_on.beside_exchange_rates(initiatives.has_exchange_rates);
            let (left, right) = (initiatives.all(*live), initiatives.all(*engine));
            let count = initiatives.numbers(*engine);
            let difference = Figure { signed: true, ..round::count(0) };
            let counted = |range: &Term| {
                let formula = Formula::new("COUNT({})", [range.clone()]);
                live::number(round::count(count), f64::from(count), formula)
            };
            Line {
                step: STEP,
                what: (*name).to_owned(),
                of: text("numbers"),
                left: counted(&left),
                right: counted(&right),
                gap: live::number(difference, 0.0, Formula::new("{}-{}", [RIGHT.into(), LEFT.into()])),
                holds: live::holds(true, holds(*rests_on, &left, &right)),
                remark: words(remark(*rests_on, (&left, &right))),
            }
        })
        .collect();
    let every = initiatives.all(At::Agrees);
    let differ = Formula::new("COUNTIF({},FALSE)=0", [every.clone()]);
    let holds = live::holds(true, differ);
    let what = "Every initiative, each measure".to_owned();
    lines.push(Line { step: STEP, what, holds, remark: words(differing(initiatives, every)), ..Line::default() });
    let last = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    let all = live::holds(true, Formula::new("AND({})", [Term::Rows(Column::new(TABLE, HOLDS), 0..last)]));
    let named = NamedCell { name: Name::LiveAgrees, is_input: false, cell: all, exact: None };
    let caption = "Live = engine: every formula against what the program computed in this run";
    let columns = columns(["Live", "Engine"], Some(Cell::Named(Box::new(named))));
    columns.table(TABLE, caption, &lines)
}

/// Does what the solver chose fit each year's budget? None when no budget is set.
pub fn solver(context: &ReportContext) -> Option<Table> {
    let funding = context.metrics.funding.as_ref()?;
    let lines = (0..).zip(&funding.years).map(|(row, year)| {
        let holds = year.chosen.0 == 0 || year.left.0 >= 0;
        let formula = Formula::new("{}", [Term::Cell(Column::new(BUDGET_LINE, FITS), row)]);
        let remark = Formula::new(
            "IF({},\"\",\"an input is not that of the run: run the program again\")",
            [Name::InputsAsRun.into()],
        );
        Line {
            step: "5 Solver",
            what: format!(
                "What is recommended fits the budget {}",
                context.assumptions.calendar.label_of_year(year.year)
            ),
            holds: live::holds(holds, formula),
            remark: words(remark),
            ..Line::default()
        }
    });
    let caption = "What the solver chose: a value of this run, checked by a formula";
    Some(columns(["Left", "Right"], None).table("SolverChecks", caption, lines))
}

/// A measure, or what is said of all initiatives.
struct Line {
    step: &'static str,
    what: String,
    of: Cell,
    left: Cell,
    right: Cell,
    gap: Cell,
    holds: Cell,
    remark: Cell,
}

impl Default for Line {
    fn default() -> Self {
        let [of, left, right, gap, holds, remark] = std::array::from_fn(|_| Cell::Empty);
        Line { step: "", what: String::new(), of, left, right, gap, holds, remark }
    }
}

/// The same columns as those of the checks above, so that the sheet has one column of TRUE and FALSE; below it whether all
/// hold.
fn columns<'a>([left, right]: [&str; 2], all: Option<Cell>) -> Columns<'a, Line> {
    let has_sum = all.is_some();
    let columns = Columns::new()
        .short("Step", |line: &Line| text(line.step))
        .when(has_sum, |columns| columns.below(text("All")))
        .words("What", |line| text(&*line.what))
        .short("Left, right", |line| line.of.clone())
        .numbers(left, |line| line.left.clone())
        .symbol(LEFT)
        .numbers(right, |line| line.right.clone())
        .symbol(RIGHT)
        .numbers("Difference", |line| line.gap.clone())
        .short("Holds", |line| line.holds.clone())
        .symbol(HOLDS)
        .look(Look::Check);
    let columns = match all {
        Some(all) => columns.below(all),
        None => columns,
    };
    columns.words("What it says", |line| line.remark.clone())
}

/// Words that a formula makes; none while nothing was changed.
fn words(formula: Formula) -> Cell {
    live::live(Cell::Empty, None, NO_NUMBER, formula)
}

/// As many numbers, and the same sum. That no two rows make up for each other is what the row "Every initiative" says:
/// SUMXMY2 would say both at once, but LibreOffice takes words for an error there.
fn holds(rests_on: RestsOn, left: &Term, right: &Term) -> Formula {
    let tolerance = Name::Tolerance.into();
    let terms = [left.clone(), right.clone(), left.clone(), right.clone(), tolerance, right.clone()];
    let same = Formula::new("AND(COUNT({})=COUNT({}),ABS(SUM({})-SUM({}))<{}*MAX(1,ABS(SUM({}))/1000))", terms);
    match changed(rests_on) {
        Some(changed) => Formula::new("IF({},TRUE,{})", [changed.into(), same.into()]),
        None => same,
    }
}

/// How many initiatives differ, and the first of them.
fn differing(initiatives: &Initiatives, every: Term) -> Formula {
    let terms = [HOLDS.into(), every.clone(), initiatives.all(At::Id), every];
    Formula::new("IF({},\"\",COUNTIF({},FALSE)&\" differ, first: \"&INDEX({},MATCH(FALSE,{},0)))", terms)
}

/// Why a measure is not compared, or by how much its sum differs.
fn remark(rests_on: RestsOn, (live, engine): (&Term, &Term)) -> Formula {
    let terms = [HOLDS.into(), live.clone(), engine.clone()];
    let first = Formula::new("IF({},\"\",\"sum differs by \"&ROUND(SUM({})-SUM({}),6))", terms);
    match changed(rests_on) {
        Some(changed) => {
            Formula::new("IF({},\"not compared: inputs changed since the run\",{})", [changed.into(), first.into()])
        }
        None => first,
    }
}

/// Is an input changed on which it rests?
fn changed(rests_on: RestsOn) -> Option<Formula> {
    let (weights, rates) = (Term::from(Name::WeightsAsRun), Term::from(Name::RatesAsRun));
    match rests_on {
        RestsOn::Data => None,
        RestsOn::Weights => Some(Formula::new("NOT({})", [weights])),
        RestsOn::Rates => Some(Formula::new("NOT({})", [rates])),
        RestsOn::Both => Some(Formula::new("NOT(AND({},{}))", [weights, rates])),
    }
}

const NO_NUMBER: NumberLook = NumberLook { unit: Unit::Plain, decimals: 0, signed: false };

impl Initiatives {
    /// How many numbers a column of values holds.
    fn numbers(&self, column: At) -> i32 {
        let cells = self.cells(column).filter(|cell| matches!(cell, Cell::Figure(Figure { .. })));
        i32::try_from(cells.count()).unwrap_or(i32::MAX)
    }
}
