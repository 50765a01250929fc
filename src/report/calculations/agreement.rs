//! The formulas against the engine, a row a measure: two computations of everything.

use super::initiatives::{COMPARED, InitiativeColumn as At, Initiatives, RestsOn};
use crate::{
    model::{
        figure::{Figure, Unit},
        live::{Column, Formula, Name, NamedCell, NumberLook, Term},
        report::{Cell, Look, Table, TableColumn},
    },
    report::{
        ReportContext,
        funding::feasible::{BUDGET_LINE, FITS},
        live, round,
        tables::{body, looking, numbers, short, text, total, words},
    },
};

/// Name of the table.
const TABLE: &str = "LiveAndEngine";
/// What stands in the first column.
const STEP: &str = "4 Live = engine";
/// Where it says whether a measure agrees.
const HOLDS: u16 = 6;

/// The rows of the block "live = engine".
pub fn table(initiatives: &Initiatives) -> Table {
    let mut rows: Vec<_> = COMPARED
        .iter()
        .map(|(live, engine, rests_on, name)| {
            let (left, right) = (initiatives.all(*live), initiatives.all(*engine));
            let count = initiatives.numbers(*engine);
            let difference = Figure { signed: true, ..round::count(0) };
            let (none, none_look) = (Cell::Figure(difference), NumberLook::from(difference));
            let counted = |range: &Term| {
                let formula = Formula::new("COUNT({})", [range.clone()]);
                live::number(round::count(count), f64::from(count), formula)
            };
            body(vec![
                text(STEP),
                text(*name),
                text("numbers"),
                counted(&left),
                counted(&right),
                live::live(none, Some(0.0), none_look, Formula::new("{}-{}", [Term::Here(4), Term::Here(3)])),
                live::holds(true, holds(*rests_on, &left, &right)),
                live::live(Cell::Empty, None, NO_NUMBER, remark(*rests_on, (&left, &right))),
            ])
        })
        .collect();
    let every = initiatives.all(At::Agrees);
    let differ = Formula::new("COUNTIF({},FALSE)=0", [every.clone()]);
    let mut every_row = vec![text(STEP), text("Every initiative, each measure")];
    every_row.resize(usize::from(HOLDS), Cell::Empty);
    every_row
        .extend([live::holds(true, differ), live::live(Cell::Empty, None, NO_NUMBER, differing(initiatives, every))]);
    rows.push(body(every_row));
    let last = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let column = Column { table: TABLE, index: HOLDS };
    let all = live::holds(true, Formula::new("AND({})", [Term::Rows(column, 0..last)]));
    let named = NamedCell { name: Name::LiveAgrees, is_input: false, cell: all, exact: None };
    let mut all_row = vec![text("All")];
    all_row.resize(usize::from(HOLDS), Cell::Empty);
    all_row.extend([Cell::Named(Box::new(named)), Cell::Empty]);
    rows.push(total(all_row));
    Table {
        name: TABLE.to_owned(),
        caption: "Live = engine: every formula against what the program computed in this run".to_owned(),
        columns: columns(["Live", "Engine"]),
        rows,
        rest: None,
    }
}

/// Does what the solver chose fit each year's budget? None when no budget is set.
pub fn solver(context: &ReportContext) -> Option<Table> {
    let funding = context.metrics.funding.as_ref()?;
    let rows = (0..).zip(&funding.years).map(|(row, year)| {
        let fits = Column { table: BUDGET_LINE, index: FITS };
        let holds = year.chosen.0 == 0 || year.left.0 >= 0;
        let formula = Formula::new("{}", [Term::Cell(fits, row)]);
        let remark = Formula::new(
            "IF({},\"\",\"an input is not that of the run: run the program again\")",
            [Name::InputsAsRun.into()],
        );
        let mut cells = vec![text("5 Solver"), text(format!("What is recommended fits the budget {}", year.year))];
        cells.resize(usize::from(HOLDS), Cell::Empty);
        cells.extend([live::holds(holds, formula), live::live(Cell::Empty, None, NO_NUMBER, remark)]);
        body(cells)
    });
    Some(Table {
        name: "SolverChecks".to_owned(),
        caption: "What the solver chose: a value of this run, checked by a formula".to_owned(),
        columns: columns(["Left", "Right"]),
        rows: rows.collect(),
        rest: None,
    })
}

/// The same columns as those of the checks above, so that the sheet has one column of TRUE and FALSE.
fn columns([left, right]: [&str; 2]) -> Vec<TableColumn> {
    vec![
        short("Step"),
        words("What"),
        short("Left, right"),
        numbers(left),
        numbers(right),
        numbers("Difference"),
        looking(short("Holds"), Look::Check),
        words("What it says"),
    ]
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
    let terms = [Term::Here(HOLDS), every.clone(), initiatives.all(At::Id), every];
    Formula::new("IF({},\"\",COUNTIF({},FALSE)&\" differ, first: \"&INDEX({},MATCH(FALSE,{},0)))", terms)
}

/// Why a measure is not compared, or by how much its sum differs.
fn remark(rests_on: RestsOn, (live, engine): (&Term, &Term)) -> Formula {
    let terms = [Term::Here(HOLDS), live.clone(), engine.clone()];
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
