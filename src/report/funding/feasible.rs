//! Does what the solver chose fit the budget? Its choice is a value; that it fits is a formula.

use super::{Page, without_unit};
use crate::{
    model::{
        funding::YearBudget,
        live::{Column, Formula, Name, Symbol, Term, symbol},
        money::Cents,
        report::{Cell, Rest, RowKind, Table},
    },
    report::{
        columns::Columns,
        live::{self, MONEY},
        round::MoneyScale,
        tables::text,
    },
};

/// Name of the table in which the check stands.
pub const BUDGET_LINE: &str = "BudgetLine";
/// What formulas call its column that says whether the set fits.
pub const FITS: Symbol = symbol("fits");

/// Name of the sheet's table of initiatives, and what formulas call its columns that the solver filled.
pub(super) const INITIATIVES: &str = "Funding";
pub(super) const STANDING: Symbol = symbol("standing");
pub(super) const RECOMMENDED: Symbol = symbol("recommended");
pub(super) const COST_FROM_HERE: Symbol = symbol("cost from here");

const BUDGET: Symbol = symbol("budget");
const KEPT: Symbol = symbol("kept");
const FREE: Symbol = symbol("free");
const FUNDED: Symbol = symbol("funded");
const LEFT_OVER: Symbol = symbol("left over");

/// A year of the budget, or all of them.
struct Line<'a> {
    kind: RowKind,
    name: String,
    year: &'a YearBudget,
}

/// A use of the budget: its column, with its sign; what computes it in a year's row.
struct Use {
    title: &'static str,
    /// What `explain` says of it.
    meaning: &'static str,
    symbol: Symbol,
    amount: fn(&YearBudget) -> Cents,
    formula: fn(i16) -> Option<Formula>,
}

const USES: [Use; 8] = [
    Use {
        title: "Budget",
        meaning: "The budget of the fiscal year, from the settings.",
        symbol: BUDGET,
        amount: |year| year.budget,
        formula: |year| Some(Formula::new("{}", [Name::Budget(year).into()])),
    },
    Use {
        title: "Spent, booked",
        meaning: "Cost actual of the fiscal year to the reporting month, of all initiatives and the AI CoE: the spend to \
                  date.",
        symbol: symbol("booked"),
        amount: |year| -(year.spent - year.assumed),
        formula: |_| None,
    },
    Use {
        title: "Spent, assumed",
        meaning: "Forecast, else plan, of the fiscal year's months to the reporting month that have no actual cost.",
        symbol: symbol("assumed"),
        amount: |year| -year.assumed,
        formula: |_| None,
    },
    Use {
        title: "CoE, retired, not judged",
        meaning: "Forecast, else plan, of cost after the reporting month: of the AI CoE itself, of retired initiatives and \
                  of those whose phase cannot be read.",
        symbol: symbol("reserved"),
        amount: |year| -year.reserved,
        formula: |_| None,
    },
    Use {
        title: "Kept running",
        meaning: "Forecast, else plan, of cost after the reporting month, of mandatory initiatives and those in Pilot or \
                  Production.",
        symbol: KEPT,
        amount: |year| -year.kept,
        formula: |year| {
            let standing = of_initiatives(STANDING);
            let terms = [standing.clone(), standing, of_initiatives(COST_FROM_HERE.of_year(year))];
            Some(Formula::new("-SUMPRODUCT(({}=\"in flight\")+({}=\"mandatory\"),{})", terms))
        },
    },
    Use {
        title: "= Free for candidates",
        meaning: "Budget less what is spent, booked and assumed, less what the AI CoE, retired and unreadable initiatives \
                  still cost, less what is kept running.",
        symbol: FREE,
        amount: YearBudget::free,
        formula: |_| Some(Formula::new("SUM({}:{})", [BUDGET.into(), KEPT.into()])),
    },
    Use {
        title: "Candidates funded",
        meaning: "Cost after the reporting month, in years with a budget, of the candidates that are recommended.",
        symbol: FUNDED,
        amount: |year| -year.chosen,
        formula: |year| {
            let cost = of_initiatives(COST_FROM_HERE.of_year(year));
            let terms = [of_initiatives(STANDING), of_initiatives(RECOMMENDED), cost];
            Some(Formula::new("-SUMPRODUCT(({}=\"candidate\")*({}=\"yes\"),{})", terms))
        },
    },
    Use {
        title: "= Left over",
        meaning: "What is free for candidates less the candidates that are funded.",
        symbol: LEFT_OVER,
        amount: |year| year.left,
        formula: |_| Some(Formula::new("{}+{}", [FREE.into(), FUNDED.into()])),
    },
];

/// How each year's budget is used, down to what is left; live with the sums over the initiatives, and whether they fit.
pub(super) fn budget_line(page: &Page, scale: MoneyScale, is_live: bool) -> Table {
    let years = &page.funding.years;
    let count = u32::try_from(years.len()).unwrap_or(0);
    let sum = years.iter().fold(YearBudget::default(), |sum, year| sum.plus(year));
    let mut lines: Vec<Line> =
        years.iter().map(|year| Line { kind: RowKind::Body, name: page.year(year.year), year }).collect();
    if let [_, _, ..] = years[..] {
        lines.push(Line { kind: RowKind::Total, name: "All".to_owned(), year: &sum });
    }
    let cell = |line: &Line, used: &Use| {
        let shown = without_unit(scale.figure((used.amount)(line.year)));
        let formula = match line.kind {
            RowKind::Body => (used.formula)(page.called(line.year.year)),
            _ => Some(Formula::new("SUM({})", [Term::Rows(Column::new(BUDGET_LINE, used.symbol), 0..count)])),
        };
        match formula.filter(|_| is_live) {
            Some(formula) => live::amount(shown, MONEY, formula),
            None => shown,
        }
    };
    let notes = page.budget_notes(adds_up(years, &sum, scale));
    let columns = Columns::new()
        .words("Fiscal year", |line: &Line| text(&*line.name))
        .each(&USES, |columns: Columns<Line>, used| {
            columns.numbers(used.title, move |line| cell(line, used)).symbol(used.symbol).means(used.meaning)
        })
        .when(is_live, |columns| columns.short("Fits", fits).symbol(FITS));
    Table {
        rest: Rest::of_words(notes.join(" ")),
        ..columns.lines(BUDGET_LINE, "How the budget is used", lines, |line| line.kind)
    }
}

/// A column of the table of initiatives.
fn of_initiatives(symbol: Symbol) -> Term {
    Term::All(Column::new(INITIATIVES, symbol))
}

/// Nothing funded always fits: what is kept may be above the budget by itself.
fn fits(line: &Line) -> Cell {
    if line.kind != RowKind::Body {
        return Cell::Empty;
    }
    let terms = [Name::InputsAsRun.into(), FUNDED.into(), LEFT_OVER.into(), Name::Tolerance.into()];
    let holds = line.year.chosen.0 == 0 || line.year.left.0 >= 0;
    live::holds(holds, Formula::new("IF(NOT({}),\"run again\",OR({}=0,{}>-{}))", terms))
}

/// Do the rounded uses of each year add up to what is free and to what is left, and those of the years to their sum?
fn adds_up(years: &[YearBudget], sum: &YearBudget, scale: MoneyScale) -> bool {
    let digits = |year: &YearBudget, used: &Use| scale.figure((used.amount)(year)).digits;
    let of = |year: &YearBudget, symbol: Symbol| -> i64 {
        USES.iter().filter(|used| used.symbol == symbol).map(|used| digits(year, used)).sum()
    };
    let year_adds_up = |year: &YearBudget| {
        let parts: i64 = USES.iter().take_while(|used| used.symbol != FREE).map(|used| digits(year, used)).sum();
        let free = of(year, FREE);
        parts == free && free + of(year, FUNDED) == of(year, LEFT_OVER)
    };
    let is_summed = years.len() > 1;
    let use_adds_up = |used: &Use| years.iter().map(|year| digits(year, used)).sum::<i64>() == digits(sum, used);
    years.iter().all(year_adds_up) && (!is_summed || (year_adds_up(sum) && USES.iter().all(use_adds_up)))
}
