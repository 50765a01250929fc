//! The grey sheet Calculations: what the formulas on the sheets in front rest on, row by row in the order of the data.
//!
//! Months of each initiative stand below each other without gaps, so that a formula about one initiative speaks of a
//! few rows and not of all: recalculating takes a time that grows with the rows, not with their square. Its tables
//! cannot be sorted, because others count on their order; those in front can.

mod agreement;
mod earned;
pub mod groups;
mod initiatives;
mod kpis;
mod months;

pub use earned::EarnedColumn;
pub use initiatives::{Compared, InitiativeColumn, WINDOWS, WindowColumns, YEAR_TO_DATE};
pub use kpis::KpiColumn;
pub use months::MonthColumn;

use super::{ReportContext, tables, view::View};
use crate::model::{
    live::{Column, Formula, Live, Term, symbol},
    report::{Block, Cell, RowKind, Section, Table, TableColumn, TableRow},
};
use earned::Earned;
use initiatives::Initiatives;
use kpis::Kpis;
use months::Months;

/// Rows of a table above its first initiative or month: one that says what the columns are.
pub(super) const ABOVE: u32 = 1;

/// Names the columns of a table once: the order here is that of the sheet.
macro_rules! columns {
    ($(#[$doc:meta])* $name:ident of $table:literal { $($column:ident $title:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum $name { $($column,)* }

        impl $name {
            /// Name of the table.
            pub const TABLE: &'static str = $table;
            /// Titles, left to right; formulas call the columns by them.
            pub const TITLES: &'static [&'static str] = &[$($title,)*];

            /// Where formulas find it.
            pub fn column(self) -> crate::model::live::Column {
                crate::model::live::Column::new(Self::TABLE, Self::TITLES[self as usize])
            }

            /// The cell of this column in the row of a formula.
            pub fn here(self) -> crate::model::live::Term {
                crate::model::live::symbol(Self::TITLES[self as usize]).into()
            }
        }

        impl From<$name> for usize {
            fn from(column: $name) -> usize {
                column as usize
            }
        }
    };
}
use columns;

/// Everything computed step by step.
pub struct Calculations<'a> {
    context: &'a ReportContext<'a>,
    months: Months<'a>,
    initiatives: Initiatives,
    kpis: Kpis,
    earned: Earned,
}

impl<'a> Calculations<'a> {
    /// None when the workbook holds values only.
    pub fn of(context: &'a ReportContext<'a>, view: &View) -> Option<Calculations<'a>> {
        if !context.is_live() || view.initiatives.is_empty() {
            return None;
        }
        let months = Months::of(context);
        let kpis = Kpis::of(context);
        let initiatives = Initiatives::of(context, view, &months, &kpis);
        let earned = Earned::of(context, &months);
        Some(Calculations { context, months, initiatives, kpis, earned })
    }

    /// The sheet, when nothing else asks for a cell any more: its rows are the largest of the workbook, and are not
    /// copied.
    pub fn into_sheet(self) -> Section {
        let mut blocks = vec![Block::Table(self.initiatives.into_table())];
        if !self.kpis.is_empty() {
            blocks.push(Block::Table(self.kpis.into_table()));
        }
        if !self.earned.is_empty() {
            blocks.push(Block::Table(self.earned.into_table()));
        }
        if !self.months.is_empty() {
            blocks.push(Block::Table(self.months.table()));
        }
        Section {
            name: "Calculations".to_owned(),
            title: "What the formulas in front rest on: initiatives, KPIs, then months without gaps.".to_owned(),
            scope: format!(
                "Read from the data sheets row by row: filter them, but sort a copy · {}",
                self.context.rules.currency
            ),
            detail_sheet: None,
            blocks,
        }
    }

    /// Each formula against the engine, measure by measure.
    pub fn agreement(&self) -> Vec<Table> {
        std::iter::once(agreement::table(&self.initiatives)).chain(agreement::solver(self.context)).collect()
    }

    /// A cell that shows what is computed for an initiative, by its row in the portfolio.
    pub fn show(&self, column: InitiativeColumn, row: u32) -> Cell {
        self.initiatives.show(column, row)
    }

    /// A cell that shows what is computed for a KPI, by its place among all.
    pub fn show_kpi(&self, column: KpiColumn, place: usize) -> Cell {
        self.kpis.show(column, place)
    }

    /// A cell that shows what is computed of an initiative's earned value; `None` when it has none.
    pub fn show_earned(&self, column: EarnedColumn, initiative: u32) -> Option<Cell> {
        self.earned.show(column, initiative)
    }

    /// What an initiative costs after the reporting month in a fiscal year, by the year in which that begins; `None`
    /// when no month of it says a cost.
    pub fn cost_ahead(&self, initiative: u32, year: i16) -> Option<Formula> {
        let set = self.context.assumptions;
        let start = set.calendar.year_from(year);
        let (from, to) = (start.max(set.period.plus(1)), start.plus(11).min(set.horizon_end()));
        let rows = self.months.between(initiative as usize, from, to)?;
        Some(Formula::new("SUM({})", [Term::Rows(MonthColumn::CostOutlook.column(), rows)]))
    }

    /// Every initiative's cell of a column, and the centre's own.
    pub fn all(&self, column: InitiativeColumn) -> Term {
        self.initiatives.all(column)
    }
}

/// Where formulas find a column of the months; `None` when the workbook has no such table.
pub fn month_column(context: &ReportContext, column: MonthColumn) -> Option<Column> {
    let is_there = context.is_live() && !context.portfolio.initiatives.is_empty() && !context.months.is_empty();
    is_there.then(|| column.column())
}

/// What is computed for an initiative where the workbook computes itself, else the same as a value.
pub fn computed(calculations: Option<&Calculations>, column: InitiativeColumn, row: u32, value: Cell) -> Cell {
    calculations.map_or(value, |calculations| calculations.show(column, row))
}

/// A cell that repeats another one.
fn repeated(cell: &Cell, column: Column, row: u32) -> Cell {
    match cell {
        Cell::Live(live) => {
            let formula = Formula::new("{}", [Term::Cell(column, row)]);
            Cell::Live(Box::new(Live { formula, ..(**live).clone() }))
        }
        other => other.clone(),
    }
}

/// A row that is filled column by column.
struct Filling(Vec<Cell>);

impl Filling {
    fn new(titles: &[&str]) -> Filling {
        Filling(vec![Cell::Empty; titles.len()])
    }

    fn set(&mut self, column: impl Into<usize>, cell: Cell) {
        self.0[column.into()] = cell;
    }

    fn row(self) -> TableRow {
        tables::body(self.0)
    }
}

/// A table without filter, because others count on its order; its first row says how it is read.
fn table(name: &str, caption: &str, titles: &[&'static str], words: &str, rows: Vec<TableRow>) -> Table {
    let mut first = vec![Cell::Empty; titles.len()];
    first[0] = tables::text(words);
    let columns: Vec<TableColumn> = titles
        .iter()
        .enumerate()
        .map(|(place, title)| {
            let column = if has_words(&rows, place) { tables::short(title) } else { tables::numbers(title) };
            TableColumn { symbol: Some(symbol(title)), ..column }
        })
        .collect();
    Table {
        name: name.to_owned(),
        caption: caption.to_owned(),
        columns,
        rows: std::iter::once(TableRow { kind: RowKind::Group, cells: first }).chain(rows).collect(),
        rest: None,
    }
}

/// Does the first row have plain words in this column?
fn has_words(rows: &[TableRow], column: usize) -> bool {
    rows.first().is_some_and(|row| matches!(row.cells.get(column), Some(Cell::Text(_))))
}
