//! Short ways to make live cells. The value in front of the formula is the engine's; both must agree.

use crate::model::{
    figure::{Figure, Unit},
    live::{Exact, Formula, Live, NOT_REPORTED, NumberLook, Symbol, Term, symbol},
    report::Cell,
};

/// Money to the cent.
pub const MONEY: NumberLook = NumberLook { unit: Unit::Money, decimals: 2, signed: false };
/// A difference of money, with its sign.
pub const DIFFERENCE: NumberLook = NumberLook { signed: true, ..MONEY };

/// What formulas call the columns of a group that compares plan and actual.
pub const PLAN: Symbol = symbol("plan");
/// See [`PLAN`].
pub const ACTUAL: Symbol = symbol("actual");
/// See [`PLAN`]: the actual of months without a plan.
pub const UNPLANNED: Symbol = symbol("unplanned");
/// See [`PLAN`]: of months that have both.
pub const VARIANCE: Symbol = symbol("variance");

/// What formulas call the columns of a table that compares two numbers.
pub const LEFT: Symbol = symbol("left");
/// See [`LEFT`].
pub const RIGHT: Symbol = symbol("right");
/// See [`LEFT`]: right less left.
pub const GAP: Symbol = symbol("gap");
/// See [`LEFT`]: is the gap small enough?
pub const HOLDS: Symbol = symbol("holds");

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

/// `right − left` of this row where both are numbers, else the words at the left; an empty cell gives none, not 0.
pub fn difference(cell: Cell, left: Symbol, right: Symbol) -> Cell {
    let terms = [left, right, right, left, left].map(Term::Here);
    amount(cell, DIFFERENCE, Formula::new("IF(AND(ISNUMBER({}),ISNUMBER({})),{}-{},{}&\"\")", terms))
}

/// What the variance is of plan, actual and unplanned of a group of columns in this row: actual less unplanned less
/// plan; without a plan the words there.
pub fn variance(cell: Cell, group: &'static str) -> Cell {
    let terms = [PLAN, ACTUAL, UNPLANNED, PLAN, PLAN].map(|part| Term::Here(part.within(group)));
    amount(cell, DIFFERENCE, Formula::new("IF(ISNUMBER({}),ROUND({}-N({})-{},2),{}&\"\")", terms))
}

/// The variance of a group of columns as a share of its plan; nothing where there is nothing to compare with.
pub fn change(shown: Cell, exact: Option<f64>, group: &'static str) -> Cell {
    let look = NumberLook { unit: Unit::Percent, decimals: 1, signed: true };
    let terms = [VARIANCE, PLAN, VARIANCE, PLAN, PLAN].map(|part| Term::Here(part.within(group)));
    live(shown, exact, look, Formula::new("IF(ISNUMBER({}),IF({}=0,\"\",{}/ABS({})),{}&\"\")", terms))
}
