//! Live cells of a workbook: formulas in symbols. Only the renderer turns symbols into addresses.
//!
//! A formula's code is `&'static str`, written in this program: what people typed can stand in a formula as a quoted
//! text only, never as code. A column is named by a [`Symbol`] that its table gives it, never by its number: columns may
//! come, go and change places, and no formula has to know.

use super::{
    assumptions::Criterion,
    figure::{Figure, Unit},
    phase::Phase,
    report::Cell,
};
use std::ops::Range;

/// What a cell says where nobody reported anything, live or not.
pub const NOT_REPORTED: &str = "n/r";

/// What formulas call a column of a table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Symbol {
    /// A word of this program; in data sheets the key of the field.
    pub word: &'static str,
    /// Where a table has several columns of this word: which of them.
    pub within: Within,
}

/// Which of the columns with the same word.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Within {
    /// There is only one.
    Table,
    /// That of a group of columns, `spend`.
    Group(&'static str),
    /// That of a fiscal year, by the year in which it begins.
    Year(i16),
}

impl Symbol {
    /// The same word in a group of columns.
    pub const fn within(self, group: &'static str) -> Symbol {
        Symbol { within: Within::Group(group), ..self }
    }

    /// The same word in a fiscal year.
    pub const fn of_year(self, year: i16) -> Symbol {
        Symbol { within: Within::Year(year), ..self }
    }
}

/// The only column of this word.
pub const fn symbol(word: &'static str) -> Symbol {
    Symbol { word, within: Within::Table }
}

impl From<&'static str> for Symbol {
    fn from(word: &'static str) -> Symbol {
        symbol(word)
    }
}

/// A column of a table of the report.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Column {
    /// Name of the table, as [`Table::name`](super::report::Table::name) or
    /// [`DataSheet::table`](super::report::DataSheet::table).
    pub table: &'static str,
    /// What it is called in that table.
    pub symbol: Symbol,
}

impl Column {
    /// The column of a table with this symbol.
    pub fn new(table: &'static str, symbol: impl Into<Symbol>) -> Column {
        Column { table, symbol: symbol.into() }
    }
}

/// A cell that has a name in the workbook, so that formulas and people can say it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Name {
    /// Weight of a criterion of the score; only the proportions count.
    Weight(Criterion),
    /// The same as a share of all weights.
    Share(Criterion),
    /// Yearly discount rate.
    DiscountRate,
    /// The rate of a month whose twelve make the yearly one.
    MonthlyRate,
    /// Yearly rate of money that goes out, for the MIRR.
    FinanceRate,
    /// Yearly rate of money that comes in, for the MIRR.
    ReinvestmentRate,
    /// Least share of the weights that must be known to rank.
    Coverage,
    /// From this attainment on a KPI is at target.
    KpiAtTarget,
    /// Probability of success by phase, where none is typed.
    Chance(Phase),
    /// Money of a fiscal year, by the calendar year that it is called by.
    Budget(i16),
    /// What one unit of another currency is worth, by its row among the rates, from 1.
    ExchangeRate(u32),
    /// TRUE while every weight and threshold is that of the run.
    WeightsAsRun,
    /// TRUE while every rate and chance is that of the run.
    RatesAsRun,
    /// TRUE while every budget is that of the run.
    BudgetsAsRun,
    /// TRUE while every input is that of the run.
    InputsAsRun,
    /// Amounts that differ by less are the same.
    Tolerance,
    /// TRUE while every formula agrees with the engine.
    LiveAgrees,
    /// TRUE while every check of the money holds.
    ChecksHold,
}

impl Name {
    /// As it stands in formulas: letters, digits, underscores.
    pub fn text(self) -> String {
        match self {
            Name::Weight(criterion) => format!("weight_{}", criterion.key()),
            Name::Share(criterion) => format!("share_{}", criterion.key()),
            Name::DiscountRate => "discount_rate".to_owned(),
            Name::MonthlyRate => "monthly_rate".to_owned(),
            Name::FinanceRate => "finance_rate".to_owned(),
            Name::ReinvestmentRate => "reinvestment_rate".to_owned(),
            Name::Coverage => "least_coverage".to_owned(),
            Name::KpiAtTarget => "kpi_at_target".to_owned(),
            Name::Chance(phase) => format!("chance_{}", phase.name().to_lowercase().replace([' ', '-'], "_")),
            Name::Budget(year) => format!("budget_{year}"),
            Name::ExchangeRate(row) => format!("exchange_rate_{row}"),
            Name::WeightsAsRun => "weights_as_run".to_owned(),
            Name::RatesAsRun => "rates_as_run".to_owned(),
            Name::BudgetsAsRun => "budgets_as_run".to_owned(),
            Name::InputsAsRun => "inputs_as_run".to_owned(),
            Name::Tolerance => "tolerance".to_owned(),
            Name::LiveAgrees => "live_agrees".to_owned(),
            Name::ChecksHold => "checks_hold".to_owned(),
        }
    }
}

/// What stands in a formula between its code.
#[derive(Clone, PartialEq, Debug)]
pub enum Term {
    /// The cell of this row in a column of this table.
    Here(Symbol),
    /// One cell: the row counts all rows below the header, from 0.
    Cell(Column, u32),
    /// The cells of some rows below each other; the end is not in it.
    Rows(Column, Range<u32>),
    /// Every cell of a column below the header.
    All(Column),
    /// A cell with a name.
    Named(Name),
    /// A number of this program or of the engine.
    Number(f64),
    /// A quoted text, whatever it holds.
    Text(String),
    /// A formula inside another.
    Formula(Formula),
}

impl From<Symbol> for Term {
    fn from(symbol: Symbol) -> Term {
        Term::Here(symbol)
    }
}

impl From<Formula> for Term {
    fn from(formula: Formula) -> Term {
        Term::Formula(formula)
    }
}

impl From<Name> for Term {
    fn from(name: Name) -> Term {
        Term::Named(name)
    }
}

/// A piece of a formula.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Piece<'a> {
    /// Code.
    Code(&'static str),
    /// A symbol.
    Term(&'a Term),
}

/// Where the code of a formula stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Code {
    /// Around its terms, one in the place of each `{}`.
    Around(&'static str),
    /// Between two terms, the same each time.
    Between(&'static str),
}

/// A formula in symbols. A large workbook holds a hundred thousand: it is kept as it was written, and parted into its
/// pieces where they are asked for.
#[derive(Clone, PartialEq, Debug)]
pub struct Formula {
    code: Code,
    terms: Box<[Term]>,
}

impl Formula {
    /// Code with one term for each `{}`.
    ///
    /// # Panics
    /// If there are more or fewer terms than `{}`: a mistake in this program.
    pub fn new<const N: usize>(code: &'static str, terms: [Term; N]) -> Formula {
        assert_eq!(code.matches("{}").count(), N, "one term for each {{}} of {code}");
        Formula { code: Code::Around(code), terms: Box::new(terms) }
    }

    /// Terms with the same code between them: `a+b+c`.
    pub fn joined(code: &'static str, terms: impl IntoIterator<Item = Term>) -> Formula {
        Formula { code: Code::Between(code), terms: terms.into_iter().collect() }
    }

    /// Nothing stands in it.
    pub fn is_empty(&self) -> bool {
        self.pieces().next().is_none()
    }

    /// Code and terms in turn, left to right.
    pub fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let mut terms = self.terms.iter();
        let first = match self.code {
            Code::Around(_) => None,
            Code::Between(_) => terms.next(),
        };
        let codes = match self.code {
            Code::Around(code) => Codes::Around(code.split("{}")),
            Code::Between(code) => Codes::Between(std::iter::repeat_n(code, terms.len())),
        };
        let rest = codes.flat_map(move |code| {
            let code = (!code.is_empty()).then_some(Piece::Code(code));
            code.into_iter().chain(terms.next().map(Piece::Term))
        });
        first.map(Piece::Term).into_iter().chain(rest)
    }
}

/// The code of a formula, piece by piece.
enum Codes {
    Around(std::str::Split<'static, &'static str>),
    Between(std::iter::RepeatN<&'static str>),
}

impl Iterator for Codes {
    type Item = &'static str;

    fn next(&mut self) -> Option<&'static str> {
        match self {
            Codes::Around(codes) => codes.next(),
            Codes::Between(codes) => codes.next(),
        }
    }
}

/// What a live cell holds until something is recalculated: exactly what the engine computed.
#[derive(Clone, PartialEq, Debug)]
pub enum Exact {
    /// A number, unrounded.
    Number(f64),
    /// Words; never a number in words.
    Text(String),
    /// Does it hold?
    Truth(bool),
}

/// How a live cell shows its number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NumberLook {
    /// What is counted.
    pub unit: Unit,
    /// Digits behind the decimal mark.
    pub decimals: u8,
    /// Write `+` before positive numbers.
    pub signed: bool,
}

impl From<Figure> for NumberLook {
    fn from(figure: Figure) -> NumberLook {
        NumberLook { unit: figure.unit, decimals: figure.decimals, signed: figure.signed }
    }
}

/// A cell that computes itself in the workbook.
#[derive(Clone, PartialEq, Debug)]
pub struct Live {
    /// How.
    pub formula: Formula,
    /// What the engine computed. Per cents are fractions, as in Excel.
    pub result: Exact,
    /// The same as it is shown; what renderers draw that cannot compute.
    pub shown: Cell,
    /// How numbers are shown, also those that a recalculation brings.
    pub look: NumberLook,
}

/// A cell with a name.
#[derive(Clone, PartialEq, Debug)]
pub struct NamedCell {
    /// Its name.
    pub name: Name,
    /// People may type another value: the cell is drawn as an input.
    pub is_input: bool,
    /// What it holds.
    pub cell: Cell,
    /// The number behind a figure, unrounded; per cents are fractions, as in Excel.
    pub exact: Option<f64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_terms_take_turns() {
        let formula = Formula::new("IF({}=0,\"\",{})", [Term::Here(symbol("plan")), Term::Number(2.0)]);
        let terms = [Term::Here(symbol("plan")), Term::Number(2.0)];
        let [plan, two] = terms.each_ref().map(Piece::Term);
        let pieces: Vec<Piece> = formula.pieces().collect();
        assert_eq!(pieces, [Piece::Code("IF("), plan, Piece::Code("=0,\"\","), two, Piece::Code(")")]);
        let terms = [Term::Here(symbol("plan")), Term::Here(symbol("actual")), Term::Number(2.0)];
        let [plan, actual, two] = terms.each_ref().map(Piece::Term);
        let sum = Formula::joined("+", terms.clone());
        let pieces: Vec<Piece> = sum.pieces().collect();
        assert_eq!(pieces, [plan, Piece::Code("+"), actual, Piece::Code("+"), two]);
        assert!(!sum.is_empty() && Formula::joined("+", []).is_empty());
    }

    #[test]
    #[should_panic(expected = "one term for each")]
    fn a_missing_term_is_a_mistake_of_the_program() {
        let _ = Formula::new("{}+{}", [Term::Here(symbol("plan"))]);
    }
}
