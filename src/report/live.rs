//! Short ways to make live cells. The value in front of the formula is the engine's; both must agree.

use crate::model::{
    figure::{Figure, Unit},
    live::{Column, Exact, Formula, Live, NOT_REPORTED, NumberLook, Term},
    report::{Cell, TableRow},
};
use std::ops::Range;

/// Money to the cent.
pub const MONEY: NumberLook = NumberLook { unit: Unit::Money, decimals: 2, signed: false };
/// A difference of money, with its sign.
pub const DIFFERENCE: NumberLook = NumberLook { signed: true, ..MONEY };

/// A cell that is computed by `formula` and shows `shown`; `exact` is the number behind a figure, per cents as fractions.
pub fn live(shown: Cell, exact: Option<f64>, look: NumberLook, formula: Formula) -> Cell {
    let result = match (&shown, exact) {
        (Cell::Figure(_), Some(number)) => Exact::Number(number),
        (Cell::Figure(figure), None) => Exact::Number(figure.number()),
        (Cell::Text(words), _) => Exact::Text(words.clone()),
        (Cell::Holds(holds), _) => Exact::Truth(*holds),
        (Cell::Unknown, _) => Exact::Text(NOT_REPORTED.to_owned()),
        _ => Exact::Text(String::new()),
    };
    Cell::Live(Box::new(Live { formula, result, shown, look }))
}

/// An amount to the cent; what stands in its place when it is not known comes from the same formula.
pub fn amount(cell: Cell, look: NumberLook, formula: Formula) -> Cell {
    live(cell, None, look, formula)
}

/// A figure of another unit, with the exact number behind it.
pub fn number(figure: Figure, exact: f64, formula: Formula) -> Cell {
    live(Cell::Figure(figure), Some(exact), figure.into(), formula)
}

/// Does it hold, and still after a recalculation?
pub fn holds(holds: bool, formula: Formula) -> Cell {
    let look = NumberLook { unit: Unit::Plain, decimals: 0, signed: false };
    live(Cell::Holds(holds), None, look, formula)
}

/// The sum of each of these columns over the rows of a table, live or as a value; nothing below a column without any
/// figure. Figures of one column have one unit.
pub fn sums(table: &'static str, rows: &[TableRow], columns: Range<u16>, is_live: bool) -> Vec<Cell> {
    let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let sum = |index: u16| {
        let cells = rows.iter().filter_map(|row| row.cells.get(usize::from(index)));
        let figures = cells.filter_map(|cell| match cell.shown() {
            Cell::Figure(figure) => Some(*figure),
            _ => None,
        });
        let Some(sum) = figures.reduce(|sum, one| Figure { digits: sum.digits + one.digits, ..sum }) else {
            return Cell::Empty;
        };
        let formula = Formula::new("SUM({})", [Term::Rows(Column { table, index }, 0..count)]);
        if is_live { live(Cell::Figure(sum), None, sum.into(), formula) } else { Cell::Figure(sum) }
    };
    columns.map(sum).collect()
}

/// `right − left` of this row where both are numbers, else the words at the left; an empty cell gives none, not 0.
pub fn difference(cell: Cell, left: u16, right: u16) -> Cell {
    let terms = [Term::Here(left), Term::Here(right), Term::Here(right), Term::Here(left), Term::Here(left)];
    amount(cell, DIFFERENCE, Formula::new("IF(AND(ISNUMBER({}),ISNUMBER({})),{}-{},{}&\"\")", terms))
}

/// What the variance is of the columns plan, actual and unplanned that begin at `plan` in this row: actual less
/// unplanned less plan; without a plan the words there.
pub fn variance(cell: Cell, plan: u16) -> Cell {
    let terms = [plan, plan + 1, plan + 2, plan, plan].map(Term::Here);
    amount(cell, DIFFERENCE, Formula::new("IF(ISNUMBER({}),ROUND({}-N({})-{},2),{}&\"\")", terms))
}

/// The difference as a share of the plan, both of this row; nothing where there is nothing to compare with.
pub fn change(shown: Cell, exact: Option<f64>, plan: u16, difference: u16) -> Cell {
    let look = NumberLook { unit: Unit::Percent, decimals: 1, signed: true };
    live(
        shown,
        exact,
        look,
        Formula::new(
            "IF(ISNUMBER({}),IF({}=0,\"\",{}/ABS({})),{}&\"\")",
            [Term::Here(difference), Term::Here(plan), Term::Here(difference), Term::Here(plan), Term::Here(plan)],
        ),
    )
}
