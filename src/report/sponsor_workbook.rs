//! A sponsor's workbook: the figures of their own initiatives, the accepted rows behind them, and checks that both
//! agree. Composed from a view and from rows that are that sponsor's alone.

use super::{
    ReportContext,
    checks_sheet::{HALF_A_CENT, serial},
    data, live, money,
    round::{self, MoneyScale},
    sponsor::Sponsor,
    tables::{
        body, figure_or_empty, figure_or_unknown, folded, looking, numbers, short, text, text_or_unknown, total, words,
    },
    view::{Index, Initiative, OwnRows, View},
    words as phrases,
};
use crate::model::{
    assumptions::Assumptions,
    dictionary::SheetKind,
    live::{Formula, Term},
    metrics::{PlanActual, Window},
    money::Cents,
    period::Month,
    phase::Phase,
    report::{Audience, Block, Cell, Look, Paragraph, Report, Section, State, Table, TableRow, Tone},
};

/// Composes the workbook of each of these sponsors.
pub fn sponsor_workbooks(context: &ReportContext, sponsors: &[&Sponsor]) -> Vec<Report> {
    let index = Index::of(context);
    let own = OwnRows::of_each(context.portfolio, sponsors.iter().map(|sponsor| &sponsor.rows[..]));
    let books = sponsors.iter().zip(own).map(|(sponsor, rows)| {
        let book = Book {
            assumptions: context.assumptions,
            currency: &context.rules.currency,
            sponsor: &sponsor.name,
            view: View::of(context, &sponsor.rows, &index),
            rows,
            is_live: context.is_live(),
        };
        let data_sheets = data::own_sheets(context, &book.rows);
        Report {
            audience: Audience::Sponsor,
            title: format!("AI portfolio, {}: initiatives of {}", context.assumptions.period.title(), sponsor.name),
            company: context.company.to_owned(),
            period: context.assumptions.period,
            state: context.state(),
            locale: *context.locale(),
            currency: context.rules.currency.clone(),
            sections: book.sections(&context.state()),
            data_sheets,
            background: Vec::new(),
        }
    });
    books.collect()
}

/// Everything the workbook may say: settings, and what is the sponsor's own. The facts of the whole portfolio are out
/// of reach here.
struct Book<'a> {
    assumptions: &'a Assumptions,
    currency: &'a str,
    sponsor: &'a str,
    view: View,
    rows: OwnRows,
    /// Sums, differences and checks are formulas.
    is_live: bool,
}

impl Book<'_> {
    fn sections(&self, state: &State) -> Vec<Section> {
        let mut sections = vec![self.summary(state), self.money()];
        if self.view.initiatives.iter().any(|one| !one.kpis.is_empty()) {
            sections.push(self.kpis());
        }
        sections.push(self.checks());
        sections
    }

    fn section(&self, name: &str, title: String, blocks: Vec<Block>) -> Section {
        let scope = format!("{} · {} · {}", self.sponsor, self.currency, phrases::year_to_date(self.assumptions));
        Section { name: name.to_owned(), title, scope, detail_sheet: None, blocks }
    }

    fn count(&self) -> String {
        phrases::plural(self.view.initiatives.len() as u64, "initiative", "initiatives")
    }

    fn summary(&self, state: &State) -> Section {
        let open = self.view.initiatives.iter().filter(|one| one.is_open);
        let rows: Vec<TableRow> = open
            .map(|one| {
                body(vec![
                    text(&*one.name),
                    text(&*one.id),
                    one.decision_needed_by.map_or(Cell::Empty, Cell::Day),
                    figure_or_empty(one.budget_requested.map(round::cents)),
                    text_or_unknown(one.decision_needed.as_deref()),
                ])
            })
            .collect();
        let asked = Table {
            name: "Asked".to_owned(),
            caption: "Decisions asked for".to_owned(),
            columns: vec![
                words("Initiative"),
                short("Initiative ID"),
                short("Needed by"),
                numbers(&format!("Budget requested, {}", self.currency)),
                words("Asked"),
            ],
            rows,
            rest: None,
        };
        let reading = "Money, KPIs and Checks are to read; grey tabs have every accepted row with its file, sheet and row.\n\
                       n/r: not reported. It is never counted as zero. Δ: actual less plan, in months that have both; \
                       unplanned: actual in months without a plan.\n\
                       Nobody else's initiatives are in this workbook.";
        let checked = match (state, self.check_rows().1) {
            (State::HeldBack, _) => "The report is not released: do not use these figures yet.".to_owned(),
            (_, 0) => "All checks of this workbook hold.".to_owned(),
            (_, failed) => {
                format!("{} of this workbook fail: see Checks.", phrases::plural(failed as u64, "check", "checks"))
            }
        };
        let blocks = vec![
            Block::Table(asked),
            Block::Heading("How to read this workbook".to_owned()),
            Block::Paragraph(Paragraph { tone: Tone::Note, text: format!("{reading}\n{checked}") }),
        ];
        self.section("Summary", format!("Your {}, and the rows behind their figures.", self.count()), blocks)
    }

    fn money(&self) -> Section {
        let mut columns = vec![
            words("Initiative"),
            short("Initiative ID"),
            short("Department"),
            short("Phase"),
            looking(short("Status"), Look::Status),
            folded(words("Status reason")),
        ];
        for span in ["Year to date", "Life"] {
            for (of, look) in [("spend", Look::GoodWhenNegative), ("benefit", Look::GoodWhenPositive)] {
                columns.push(numbers(&format!("{span} {of} plan")));
                columns.push(numbers(&format!("{span} {of} actual")));
                columns.push(numbers(&format!("{span} {of} unplanned")));
                columns.push(looking(numbers(&format!("{span} {of} Δ")), look));
            }
        }
        columns.push(numbers("KPI attainment"));
        let mut rows: Vec<TableRow> =
            self.view.initiatives.iter().map(|one| body(money_cells(one, self.is_live))).collect();
        let mut sum = vec![text("All yours")];
        sum.resize(usize::from(FIRST_AMOUNT), Cell::Empty);
        sum.extend(live::sums("Money", &rows, FIRST_AMOUNT..FIRST_AMOUNT + AMOUNTS, self.is_live));
        sum.push(Cell::Empty);
        rows.push(total(sum));
        let table = Table { name: "Money".to_owned(), caption: String::new(), columns, rows, rest: None };
        self.section("Money", format!("Spend and benefit of your {}.", self.count()), vec![Block::Table(table)])
    }

    fn kpis(&self) -> Section {
        let number = |number: Option<f64>| figure_or_unknown(number.map(round::plain));
        let all = self.view.initiatives.iter().flat_map(|one| one.kpis.iter().map(move |kpi| (one, kpi)));
        let rows: Vec<TableRow> = all
            .map(|(one, kpi)| {
                body(vec![
                    text(&*one.name),
                    text(&*one.id),
                    text(&*kpi.kpi),
                    text_or_unknown(kpi.unit.as_deref()),
                    number(kpi.baseline),
                    number(kpi.target),
                    number(kpi.actual),
                    kpi.read_on.map_or(Cell::Unknown, Cell::Day),
                    figure_or_unknown(kpi.attainment.map(round::attainment)),
                ])
            })
            .collect();
        let title = phrases::plural(rows.len() as u64, "KPI of your initiatives", "KPIs of your initiatives");
        let columns = vec![
            words("Initiative"),
            short("Initiative ID"),
            words("KPI"),
            short("Unit"),
            numbers("Baseline"),
            numbers("Target"),
            numbers("Actual"),
            short("Read on"),
            numbers("Attainment"),
        ];
        let table = Table { name: "KPIs".to_owned(), caption: String::new(), columns, rows, rest: None };
        self.section("KPIs", format!("{title}."), vec![Block::Table(table)])
    }

    fn checks(&self) -> Section {
        let (rows, failed) = self.check_rows();
        let title = match failed {
            0 => format!("All {} checks passed: the rows on the grey tabs add up to the figures.", rows.len()),
            _ => format!("{failed} of {} checks failed.", rows.len()),
        };
        let columns = vec![
            words("Initiative"),
            short("Initiative ID"),
            words("What"),
            numbers("Sum of the rows"),
            numbers("In the report"),
            numbers("Difference"),
            looking(short("Holds"), Look::Check),
        ];
        let table = Table { name: "Checks".to_owned(), caption: String::new(), columns, rows, rest: None };
        self.section("Checks", title, vec![Block::Table(table)])
    }

    /// Actual money of each initiative as its rows add up, beside the figure; failures first, and how many fail.
    fn check_rows(&self) -> (Vec<TableRow>, usize) {
        let year_start = Some(self.assumptions.year_start());
        let mut checks: Vec<(bool, TableRow)> = Vec::new();
        for one in &self.view.initiatives {
            let year = &one.metrics.money.year_to_date;
            let life = &one.metrics.money.life;
            for (what, key, from, money) in [
                ("Spend, year to date", "cost_actual", year_start, &year.cost),
                ("Benefit, year to date", "benefit_actual", year_start, &year.benefit),
                ("Spend, life to date", "cost_actual", None, &life.cost),
                ("Benefit, life to date", "benefit_actual", None, &life.benefit),
            ] {
                let summed = self.rows.sum(&one.id, key, from, self.assumptions.period);
                checks.push(self.check(one, what, (summed, self.sum(key, from)), money));
            }
        }
        checks.sort_by_key(|(holds, _)| *holds);
        let failed = checks.iter().filter(|(holds, _)| !holds).count();
        (checks.into_iter().map(|(_, row)| row).collect(), failed)
    }

    /// What a money field of the rows with the id at the left adds up to; `None` where the sheet has no such column.
    fn sum(&self, key: &str, from: Option<Month>) -> Option<Formula> {
        let find = |key: &str| data::own_column(&self.rows, SheetKind::Financials, key).map(Term::All);
        let (ids, months, amounts) = (find("initiative_id")?, find("month")?, find(key)?);
        let [from, to] = [from.unwrap_or(Month::EARLIEST), self.assumptions.period].map(serial).map(Term::Number);
        let terms = [ids, Term::Here(1), months.clone(), from, months, to, amounts];
        Some(Formula::new("SUMPRODUCT(--EXACT({},{}),({}>={})*({}<={}),{})", terms))
    }

    /// What the rows add up to beside the figure, whether both agree, and that as a row.
    fn check(
        &self,
        one: &Initiative,
        what: &str,
        (summed, formula): (Cents, Option<Formula>),
        money: &PlanActual,
    ) -> (bool, TableRow) {
        let holds = summed == money.actual;
        let rows_sum = Cell::Figure(round::cents(summed));
        let reported = Cell::Figure(round::cents(money.actual));
        let difference = Cell::Figure(round::cents_difference(money.actual - summed));
        let names = [text(&*one.name), text(&*one.id), text(what)];
        let figures = if self.is_live {
            let apart = Formula::new("ABS({})<{}", [Term::Here(5), Term::Number(HALF_A_CENT)]);
            let rows_sum = match formula {
                Some(formula) => live::amount(rows_sum, live::MONEY, formula),
                None => rows_sum,
            };
            [rows_sum, reported, live::difference(difference, 3, 4), live::holds(holds, apart)]
        } else {
            [rows_sum, reported, difference, Cell::Holds(holds)]
        };
        (holds, body(names.into_iter().chain(figures).collect()))
    }
}

/// Column of the first amount on the sheet Money, and how many amounts there are.
const FIRST_AMOUNT: u16 = 6;
const AMOUNTS: u16 = 16;

fn money_cells(one: &Initiative, is_live: bool) -> Vec<Cell> {
    let mut cells = vec![
        text(&*one.name),
        text(&*one.id),
        text_or_unknown(one.department.as_deref()),
        text_or_unknown(one.metrics.phase.map(Phase::name)),
        text_or_unknown(one.status.as_deref()),
        one.status_reason.as_deref().map_or(Cell::Empty, text),
    ];
    cells.extend([&one.metrics.money.year_to_date, &one.metrics.money.life].into_iter().flat_map(window_cells));
    if is_live {
        for plan in (FIRST_AMOUNT..FIRST_AMOUNT + AMOUNTS).step_by(4) {
            let cell = &mut cells[usize::from(plan) + 3];
            *cell = live::variance(cell.clone(), plan);
        }
    }
    cells.push(figure_or_unknown(one.metrics.attainment.mean.map(|mean| round::percent(mean, 0))));
    cells
}

/// Plan, actual, unplanned and variance of spend, then of benefit.
fn window_cells(window: &Window) -> Vec<Cell> {
    [&window.cost, &window.benefit]
        .into_iter()
        .flat_map(|side| money::plan_actual_cells(side, MoneyScale::Cents))
        .collect()
}
