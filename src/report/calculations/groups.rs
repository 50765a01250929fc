//! Tables by department, phase or outcome category: sums over the initiatives of a group, totals over the groups.

use super::{Calculations, InitiativeColumn, WINDOWS};
use crate::{
    model::{
        live::{Column, Formula, Term},
        metrics::GroupMetrics,
        money::Cents,
        phase::Phase,
        report::{Cell, RowKind, Table},
    },
    report::{
        live::{self, MONEY},
        money::group_name,
        round,
    },
};
use std::collections::BTreeSet;

/// What the columns of a table by groups show.
pub struct Shows {
    /// By which column of the initiatives they are grouped; the first column of the table names the group.
    pub by: InitiativeColumn,
    /// First of five columns: plan, actual, unplanned, difference, change; and what the first three are the sums of.
    pub compared: &'static [(u16, [InitiativeColumn; 3])],
    /// Columns that are plain sums over the initiatives of the group.
    pub sums: &'static [(u16, InitiativeColumn)],
    /// Columns that count the initiatives of the group: all, or those of a phase.
    pub counts: &'static [(u16, Option<Phase>)],
    /// Columns that are values, of which the total is a sum.
    pub added: &'static [u16],
}

/// Money by department, phase.
pub const fn money(by: InitiativeColumn) -> Shows {
    use InitiativeColumn as At;
    Shows {
        by,
        compared: &[(1, WINDOWS[1][0]), (6, WINDOWS[1][1])],
        sums: &[(11, At::SpendOutlook)],
        counts: &[],
        added: &[],
    }
}

/// Benefit by outcome category.
pub const BENEFIT_BY_OUTCOME: Shows = Shows {
    by: InitiativeColumn::Outcome,
    compared: &[(3, WINDOWS[1][1])],
    sums: &[],
    counts: &[(1, None), (2, Some(Phase::Production))],
    added: &[8, 9, 10, 11],
};

/// The same by department.
pub const BENEFIT_BY_DEPARTMENT: Shows = Shows { by: InitiativeColumn::Department, added: &[], ..BENEFIT_BY_OUTCOME };

/// The same table with live cells. Its body rows are groups, its last row their total.
pub fn live_table(mut table: Table, name: &'static str, shows: &Shows, live: Option<&Calculations>) -> Table {
    let Some(calculations) = live.filter(|_| names_differ(&table)) else { return table };
    table.name = name.to_owned();
    let groups = u32::try_from(table.rows.iter().filter(|row| row.kind == RowKind::Body).count()).unwrap_or(0);
    for row in &mut table.rows {
        let of = match row.kind {
            RowKind::Body => Of::Group(calculations, shows.by),
            RowKind::Total if groups > 0 => Of::Total(name, groups),
            RowKind::Total | RowKind::Group => continue,
        };
        for (plan, columns) in shows.compared {
            compare(&mut row.cells, *plan, *columns, &of);
        }
        for (place, column) in shows.sums {
            let cell = std::mem::replace(&mut row.cells[usize::from(*place)], Cell::Empty);
            row.cells[usize::from(*place)] = live::amount(cell, MONEY, of.sum(*place, *column));
        }
        for (place, phase) in shows.counts {
            let cell = &mut row.cells[usize::from(*place)];
            if let Cell::Figure(figure) = cell {
                *cell = live::number(*figure, figure.number(), of.count(*place, *phase));
            }
        }
        if let Of::Total(..) = of {
            for place in shows.added {
                let cell = &mut row.cells[usize::from(*place)];
                if let Cell::Figure(figure) = cell {
                    *cell = live::number(*figure, figure.number(), of.sum(*place, InitiativeColumn::Id));
                }
            }
        }
    }
    table
}

/// Excel takes `Sales` and `sales` for one name; then the table keeps its values.
fn names_differ(table: &Table) -> bool {
    let mut seen = BTreeSet::new();
    let names = table.rows.iter().filter(|row| row.kind == RowKind::Body).filter_map(|row| row.cells.first());
    names.into_iter().all(|cell| matches!(cell, Cell::Text(name) if seen.insert(name.to_lowercase())))
}

/// Formulas by group, where no two groups are one name to Excel.
pub fn distinct<'a, 'b>(groups: &[GroupMetrics], live: Option<&'a Calculations<'b>>) -> Option<&'a Calculations<'b>> {
    let mut seen = BTreeSet::new();
    live.filter(|_| groups.iter().all(|group| seen.insert(group_name(&group.name).to_lowercase())))
}

/// The sum of a column over the initiatives of the group named at the left.
pub fn sum(live: Option<&Calculations>, (by, column): (InitiativeColumn, InitiativeColumn), cents: Cents) -> Cell {
    let shown = Cell::Figure(round::cents(cents));
    let Some(calculations) = live else { return shown };
    let terms = [calculations.all(by), Term::Here(0), calculations.all(column)];
    let formula = Formula::new("SUMPRODUCT(--({}={}),{})", terms);
    live::live(shown, Some(cents.units()), round::cents(Cents::ZERO).into(), formula)
}

/// Of what a row is the sum.
enum Of<'a> {
    Group(&'a Calculations<'a>, InitiativeColumn),
    Total(&'static str, u32),
}

impl Of<'_> {
    /// A sum that is a number in any case.
    fn sum(&self, place: u16, column: InitiativeColumn) -> Formula {
        match self {
            Of::Group(calculations, by) => Formula::new(
                "SUMPRODUCT(--({}={}),{})",
                [calculations.all(*by), Term::Here(0), calculations.all(column)],
            ),
            Of::Total(..) => Formula::new("SUM({})", [self.column(place)]),
        }
    }

    /// How many initiatives, of all phases or of one.
    fn count(&self, place: u16, phase: Option<Phase>) -> Formula {
        match (self, phase) {
            (Of::Group(calculations, by), None) => {
                Formula::new("SUMPRODUCT(--({}={}))", [calculations.all(*by), Term::Here(0)])
            }
            (Of::Group(calculations, by), Some(phase)) => Formula::new(
                "SUMPRODUCT(({}={})*({}={}))",
                [
                    calculations.all(*by),
                    Term::Here(0),
                    calculations.all(InitiativeColumn::Phase),
                    Term::Text(phase.name().to_owned()),
                ],
            ),
            (Of::Total(..), _) => Formula::new("SUM({})", [self.column(place)]),
        }
    }

    /// A sum where the column `known` at the place `at` has any number; else n/r where it says so, else nothing.
    fn known_sum(&self, (place, column): (u16, InitiativeColumn), (at, known): (u16, InitiativeColumn)) -> Formula {
        let sum = self.sum(place, column).into();
        match self {
            Of::Group(calculations, by) => {
                let (groups, known) = (calculations.all(*by), calculations.all(known));
                let name = Term::Here(0);
                Formula::new(
                    "IF(SUMPRODUCT(({}={})*ISNUMBER({}))>0,{},IF(SUMPRODUCT(({}={})*({}=\"n/r\"))>0,\"n/r\",\"\"))",
                    [groups.clone(), name.clone(), known.clone(), sum, groups, name, known],
                )
            }
            Of::Total(..) => Formula::new(
                "IF(COUNT({})>0,{},IF(COUNTIF({},\"n/r\")>0,\"n/r\",\"\"))",
                [self.column(at), sum, self.column(at)],
            ),
        }
    }

    /// The groups' cells of a column.
    fn column(&self, index: u16) -> Term {
        match self {
            Of::Group(..) => Term::Here(index),
            Of::Total(table, groups) => Term::Rows(Column { table, index }, 0..*groups),
        }
    }
}

/// Plan, actual, unplanned, difference and change of one row.
fn compare(cells: &mut [Cell], plan: u16, [of_plan, of_actual, of_unplanned]: [InitiativeColumn; 3], of: &Of) {
    let first = usize::from(plan);
    let [planned, actual, unplanned, difference, change] =
        [0, 1, 2, 3, 4].map(|step| cells[first + step].shown().clone());
    let share = match (&difference, &planned) {
        (Cell::Figure(difference), Cell::Figure(plan)) if plan.digits != 0 => {
            Some(difference.digits as f64 / plan.digits.abs() as f64)
        }
        _ => None,
    };
    let actuals = (plan + 1, of_actual);
    cells[first] = live::amount(planned, MONEY, of.known_sum((plan, of_plan), (plan, of_plan)));
    cells[first + 1] = live::amount(actual, MONEY, of.known_sum(actuals, actuals));
    cells[first + 2] = live::amount(unplanned, MONEY, of.known_sum((plan + 2, of_unplanned), actuals));
    cells[first + 3] = live::variance(difference, plan);
    cells[first + 4] = live::change(change, share, plan, plan + 3);
}
