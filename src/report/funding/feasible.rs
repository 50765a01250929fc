//! Does what the solver chose fit the budget? Its choice is a value; that it fits is a formula.

use super::Page;
use crate::{
    model::{
        live::{Column, Formula, Name, Term},
        report::{Cell, RowKind, Table},
    },
    report::{
        live::{self, MONEY},
        tables::short,
    },
};

/// Name of the table in which the check stands.
pub const BUDGET_LINE: &str = "BudgetLine";
/// Column of that table that says whether the set fits.
pub const FITS: u16 = 9;

/// Where the table of initiatives has what the solver used and said.
struct Found {
    standing: Term,
    recommended: Term,
}

/// How the budget is used: down to what is left, with the sums over the initiatives live and whether they fit.
pub(super) fn live_budget_line(mut line: Table, page: &Page, initiatives: &Table) -> Table {
    if !page.context.is_live() {
        return line;
    }
    let column = |title: &str| {
        let index = initiatives.columns.iter().position(|column| column.title == title)?;
        Some(Term::All(Column { table: "Funding", index: u16::try_from(index).ok()? }))
    };
    let (Some(standing), Some(recommended)) = (column("Standing"), column("Recommended")) else { return line };
    let found = Found { standing, recommended };
    line.columns.push(short("Fits"));
    let years = u32::try_from(page.funding.years.len()).unwrap_or(0);
    for (place, row) in line.rows.iter_mut().enumerate() {
        match (row.kind, page.funding.years.get(place)) {
            (RowKind::Body, Some(year)) => {
                let cost = column(&format!("Cost {} from here", year.year));
                fill_year(&mut row.cells, &found, cost, Name::Budget(year.year));
                row.cells.push(fits(year.chosen.0 == 0 || year.left.0 >= 0));
            }
            _ => {
                for index in 1..FITS {
                    let rows = Term::Rows(Column { table: BUDGET_LINE, index }, 0..years);
                    set(&mut row.cells, index, Formula::new("SUM({})", [rows]));
                }
                row.cells.push(Cell::Empty);
            }
        }
    }
    line
}

/// Budget, spent (booked, assumed), reserved, kept, free, funded, left over: columns 1 to 8.
fn fill_year(cells: &mut [Cell], found: &Found, cost: Option<Term>, budget: Name) {
    set(cells, 1, Formula::new("{}", [budget.into()]));
    if let Some(cost) = cost {
        let terms = [found.standing.clone(), found.standing.clone(), cost.clone()];
        set(cells, 5, Formula::new("-SUMPRODUCT(({}=\"in flight\")+({}=\"mandatory\"),{})", terms));
        let terms = [found.standing.clone(), found.recommended.clone(), cost];
        set(cells, 7, Formula::new("-SUMPRODUCT(({}=\"candidate\")*({}=\"yes\"),{})", terms));
    }
    set(cells, 6, Formula::new("SUM({}:{})", [Term::Here(1), Term::Here(5)]));
    set(cells, 8, Formula::new("{}+{}", [Term::Here(6), Term::Here(7)]));
}

/// Nothing funded always fits: what is kept may be above the budget by itself.
fn fits(holds: bool) -> Cell {
    let terms = [Name::InputsAsRun.into(), Term::Here(7), Term::Here(8), Name::Tolerance.into()];
    live::holds(holds, Formula::new("IF(NOT({}),\"run again\",OR({}=0,{}>-{}))", terms))
}

fn set(cells: &mut [Cell], place: u16, formula: Formula) {
    let cell = &mut cells[usize::from(place)];
    *cell = live::amount(std::mem::replace(cell, Cell::Empty), MONEY, formula);
}
