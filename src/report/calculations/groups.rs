//! Tables by department, phase or outcome category: sums over the initiatives of a group, totals over the groups.

use super::{Calculations, Compared, InitiativeColumn};
use crate::{
    model::{
        live::{Column, Formula, Symbol, Term, symbol},
        metrics::GroupMetrics,
        money::Cents,
        phase::Phase,
        report::{Cell, RowKind},
    },
    report::{
        live::{self, MONEY},
        money::{Part, group_name},
        round,
    },
};
use std::collections::BTreeSet;

/// What formulas call the column that names the group.
pub const GROUP: Symbol = symbol("group");

/// What computes the lines of a table by groups, whose body rows are groups and whose total is their sum.
pub struct GroupSums<'a> {
    /// None where the workbook holds values, and where Excel takes two of the names for one.
    calculations: Option<&'a Calculations<'a>>,
    /// By which column of the initiatives they are grouped; the column [`GROUP`] of the table names the group.
    by: InitiativeColumn,
    table: &'static str,
    groups: u32,
}

impl<'a> GroupSums<'a> {
    /// Those of a table with these groups.
    pub fn of<'n>(
        live: Option<&'a Calculations<'a>>,
        (table, by): (&'static str, InitiativeColumn),
        names: impl IntoIterator<Item = &'n str>,
    ) -> Self {
        let mut seen = BTreeSet::new();
        let mut groups = 0;
        let mut differ = true;
        for name in names {
            differ &= seen.insert(name.to_lowercase());
            groups += 1;
        }
        GroupSums { calculations: live.filter(|_| differ), by, table, groups }
    }

    /// Does any line compute itself?
    pub fn is_live(&self) -> bool {
        self.calculations.is_some()
    }

    /// Of what a line is the sum; `None` where it is a value.
    fn line(&self, kind: RowKind) -> Option<Line<'_>> {
        let calculations = self.calculations?;
        match kind {
            RowKind::Body => Some(Line::Group(calculations, self.by)),
            RowKind::Total if self.groups > 0 => Some(Line::Total(self.table, self.groups)),
            RowKind::Total | RowKind::Group => None,
        }
    }

    /// A plain sum over the initiatives of the group.
    pub fn amount(&self, kind: RowKind, symbol: Symbol, column: InitiativeColumn, cell: Cell) -> Cell {
        match self.line(kind) {
            Some(line) => live::amount(cell, MONEY, line.sum(symbol, column)),
            None => cell,
        }
    }

    /// How many initiatives of the group there are, of all phases or of one.
    pub fn count(&self, kind: RowKind, symbol: Symbol, phase: Option<Phase>, cell: Cell) -> Cell {
        match (self.line(kind), cell) {
            (Some(line), Cell::Figure(figure)) => live::number(figure, figure.number(), line.count(symbol, phase)),
            (_, cell) => cell,
        }
    }

    /// A value of which the total is a sum.
    pub fn added(&self, kind: RowKind, symbol: Symbol, cell: Cell) -> Cell {
        match (self.line(kind), cell) {
            (Some(line @ Line::Total(..)), Cell::Figure(figure)) => {
                live::number(figure, figure.number(), Formula::new("SUM({})", [line.above(symbol)]))
            }
            (_, cell) => cell,
        }
    }

    /// Plan, actual or unplanned of the group, where it has any.
    pub fn compared(&self, kind: RowKind, group: &'static str, columns: Compared, part: Part, cell: Cell) -> Cell {
        let Some(line) = self.line(kind) else { return cell };
        // Nothing is unplanned without an actual.
        let known = if part == Part::Unplanned { Part::Actual } else { part };
        let here = |part: Part| part.symbol().within(group);
        let sum = (here(part), columns.of(part));
        live::amount(cell, MONEY, line.known_sum(sum, (here(known), columns.of(known))))
    }
}

/// Formulas by group, where no two groups are one name to Excel.
pub fn distinct<'a, 'b>(groups: &[GroupMetrics], live: Option<&'a Calculations<'b>>) -> Option<&'a Calculations<'b>> {
    let mut seen = BTreeSet::new();
    live.filter(|_| groups.iter().all(|group| seen.insert(group_name(&group.name).to_lowercase())))
}

/// The sum of a column over the initiatives of the group that this row names.
pub fn sum(live: Option<&Calculations>, (by, column): (InitiativeColumn, InitiativeColumn), cents: Cents) -> Cell {
    let shown = Cell::Figure(round::cents(cents));
    let Some(calculations) = live else { return shown };
    let formula = Line::Group(calculations, by).sum(GROUP, column);
    live::live(shown, Some(cents.units()), round::cents(Cents::ZERO).into(), formula)
}

/// Of what a row is the sum.
enum Line<'a> {
    Group(&'a Calculations<'a>, InitiativeColumn),
    Total(&'static str, u32),
}

impl Line<'_> {
    /// A sum that is a number in any case.
    fn sum(&self, symbol: Symbol, column: InitiativeColumn) -> Formula {
        match self {
            Line::Group(calculations, by) => Formula::new(
                "SUMPRODUCT(--({}={}),{})",
                [calculations.all(*by), GROUP.into(), calculations.all(column)],
            ),
            Line::Total(..) => Formula::new("SUM({})", [self.above(symbol)]),
        }
    }

    /// How many initiatives, of all phases or of one.
    fn count(&self, symbol: Symbol, phase: Option<Phase>) -> Formula {
        match (self, phase) {
            (Line::Group(calculations, by), None) => {
                Formula::new("SUMPRODUCT(--({}={}))", [calculations.all(*by), GROUP.into()])
            }
            (Line::Group(calculations, by), Some(phase)) => Formula::new(
                "SUMPRODUCT(({}={})*({}={}))",
                [
                    calculations.all(*by),
                    GROUP.into(),
                    calculations.all(InitiativeColumn::Phase),
                    Term::Text(phase.name().to_owned()),
                ],
            ),
            (Line::Total(..), _) => Formula::new("SUM({})", [self.above(symbol)]),
        }
    }

    /// A sum where another column has any number; else n/r where it says so, else nothing.
    fn known_sum(
        &self,
        (place, column): (Symbol, InitiativeColumn),
        (at, known): (Symbol, InitiativeColumn),
    ) -> Formula {
        let sum = self.sum(place, column).into();
        match self {
            Line::Group(calculations, by) => {
                let (groups, known) = (calculations.all(*by), calculations.all(known));
                let name = Term::from(GROUP);
                Formula::new(
                    "IF(SUMPRODUCT(({}={})*ISNUMBER({}))>0,{},IF(SUMPRODUCT(({}={})*({}=\"n/r\"))>0,\"n/r\",\"\"))",
                    [groups.clone(), name.clone(), known.clone(), sum, groups, name, known],
                )
            }
            Line::Total(..) => Formula::new(
                "IF(COUNT({})>0,{},IF(COUNTIF({},\"n/r\")>0,\"n/r\",\"\"))",
                [self.above(at), sum, self.above(at)],
            ),
        }
    }

    /// The groups' cells of a column, for their total; in a group's own row that row's cell.
    fn above(&self, symbol: Symbol) -> Term {
        match self {
            Line::Group(..) => symbol.into(),
            Line::Total(table, groups) => Term::Rows(Column { table, symbol }, 0..*groups),
        }
    }
}
