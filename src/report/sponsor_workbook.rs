//! A sponsor's workbook: the figures of their own initiatives, the accepted rows behind them, and checks that both
//! agree. Composed from a view and from rows that are that sponsor's alone.

use super::{
    ReportContext,
    checks_sheet::{HALF_A_CENT, serial, small_enough},
    columns::Columns,
    currencies, data,
    live::{self, GAP, LEFT, RIGHT},
    money::{self, Side},
    round,
    sponsor::Sponsor,
    tables::{figure_or_empty, figure_or_unknown, text, text_or_unknown},
    view::{Initiative, OwnRows, View},
    words as phrases,
};
use crate::model::{
    assumptions::Assumptions,
    dictionary::SheetKind,
    live::{Formula, Symbol, Term, symbol},
    metrics::{KpiMetrics, Money, Window},
    money::Cents,
    period::Month,
    phase::Phase,
    report::{Audience, Block, Cell, Look, Paragraph, Report, Section, State, Tone},
};
use std::{collections::BTreeSet, sync::Arc};

/// Composes the workbook of each of these sponsors.
pub fn sponsor_workbooks(context: &ReportContext, sponsors: &[&Sponsor]) -> Vec<Report> {
    let own = OwnRows::of_each(context.portfolio, sponsors.iter().map(|sponsor| &sponsor.rows[..]));
    let books = sponsors.iter().zip(own).map(|(sponsor, rows)| {
        let book = Book {
            assumptions: context.assumptions,
            currency: &context.rules.currency,
            converted: currencies::of_rows(&rows.tables),
            sponsor: &sponsor.name,
            view: View::of(context, &sponsor.rows),
            rows,
            is_live: context.is_live(),
        };
        let data_sheets = data::own_sheets(context, &book.rows);
        Report {
            audience: Audience::Sponsor,
            title: format!("AI portfolio, {}: initiatives of {}", context.assumptions.period_title(), sponsor.name),
            company: context.company.to_owned(),
            period: context.assumptions.period,
            period_title: context.assumptions.period_title(),
            state: context.state(),
            locale: *context.locale(),
            currency: context.rules.currency.clone(),
            sections: book.sections(&context.state()),
            data_sheets,
            background: currencies::sheet(context, &currencies::used_by(&book.rows.tables)).into_iter().collect(),
        }
    });
    books.collect()
}

/// Everything the workbook may say: settings, and what is the sponsor's own. The facts of the whole portfolio are out
/// of reach here.
struct Book<'a> {
    assumptions: &'a Assumptions,
    currency: &'a str,
    /// The other currencies of their amounts.
    converted: BTreeSet<Arc<str>>,
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
        let scope = format!(
            "{} · {} · {}",
            self.sponsor,
            currencies::unit(self.currency, &self.converted),
            phrases::year_to_date(self.assumptions)
        );
        Section { name: name.to_owned(), title, scope, detail_sheet: None, blocks }
    }

    fn count(&self) -> String {
        phrases::plural(self.view.initiatives.len() as u64, "initiative", "initiatives")
    }

    fn summary(&self, state: &State) -> Section {
        let open = self.view.initiatives.iter().filter(|one| one.is_open);
        let asked = Columns::new()
            .words("Initiative", |one: &Initiative| text(&*one.name))
            .short("Initiative ID", |one| text(&*one.id))
            .short("Needed by", |one| one.decision_needed_by.map_or(Cell::Empty, Cell::Day))
            .numbers(format!("Budget requested, {}", self.currency), |one| {
                figure_or_empty(one.budget_requested.map(round::cents))
            })
            .words("Asked", |one| text_or_unknown(one.decision_needed.as_deref()))
            .table("Asked", "Decisions asked for", open);
        let reading = "Money, KPIs and Checks are to read; grey tabs have every accepted row with its file, sheet and row.\n\
                       n/r: not reported. It is never counted as zero. Δ: actual less plan, in months that have both; \
                       unplanned: actual in months without a plan.\n\
                       Nobody else's initiatives are in this workbook.";
        let checked = match (state, failed(&self.check_lines())) {
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
        let columns = Columns::new()
            .words("Initiative", |one: &Initiative| text(&*one.name))
            .below(text("All yours"))
            .short("Initiative ID", |one| text(&*one.id))
            .short("Department", |one| text_or_unknown(one.department.as_deref()))
            .short("Phase", |one| text_or_unknown(one.metrics.phase.map(Phase::name)))
            .short("Status", |one| text_or_unknown(one.status.as_deref()))
            .look(Look::Status)
            .words("Status reason", |one| one.status_reason.as_deref().map_or(Cell::Empty, text))
            .folded()
            .and(self.window("Year to date", ["year spend", "year benefit"], |money| money.year_to_date))
            .and(self.window("Life", ["life spend", "life benefit"], |money| money.life))
            .numbers("KPI attainment", |one| {
                figure_or_unknown(one.metrics.attainment.mean.map(|mean| round::percent(mean, 0)))
            });
        let table = columns.table("Money", "", &self.view.initiatives);
        self.section("Money", format!("Spend and benefit of your {}.", self.count()), vec![Block::Table(table)])
    }

    /// Plan, actual, unplanned and variance of spend, then of benefit, with their sums below.
    fn window<'a>(
        &self,
        span: &str,
        [spend, benefit]: [&'static str; 2],
        window: fn(&Money) -> Window,
    ) -> Columns<'a, Initiative> {
        let side = |of: &str, group, look| Side { title: format!("{span} {of}"), group, look };
        let (spend, benefit) =
            (side("spend", spend, Look::GoodWhenNegative), side("benefit", benefit, Look::GoodWhenPositive));
        let cost = move |one: &Initiative| window(&one.metrics.money).cost;
        let gained = move |one: &Initiative| window(&one.metrics.money).benefit;
        let as_value = |_: &Initiative, _, cell| cell;
        money::compared(&spend, cost, as_value, self.is_live)
            .and(money::compared(&benefit, gained, as_value, self.is_live))
            .sums(self.is_live)
    }

    fn kpis(&self) -> Section {
        let number = |number: Option<f64>| figure_or_unknown(number.map(round::plain));
        let all = self.view.initiatives.iter().flat_map(|one| one.kpis.iter().map(move |kpi| (one, kpi)));
        let table = Columns::new()
            .words("Initiative", |(one, _): &(&Initiative, &KpiMetrics)| text(&*one.name))
            .short("Initiative ID", |(one, _)| text(&*one.id))
            .words("KPI", |(_, kpi)| text(&*kpi.kpi))
            .short("Unit", |(_, kpi)| text_or_unknown(kpi.unit.as_deref()))
            .numbers("Baseline", |(_, kpi)| number(kpi.baseline))
            .numbers("Target", |(_, kpi)| number(kpi.target))
            .numbers("Actual", |(_, kpi)| number(kpi.actual))
            .short("Read on", |(_, kpi)| kpi.read_on.map_or(Cell::Unknown, Cell::Day))
            .numbers("Attainment", |(_, kpi)| figure_or_unknown(kpi.attainment.map(round::attainment)))
            .table("KPIs", "", all);
        let title = phrases::plural(table.rows.len() as u64, "KPI of your initiatives", "KPIs of your initiatives");
        self.section("KPIs", format!("{title}."), vec![Block::Table(table)])
    }

    fn checks(&self) -> Section {
        let lines = self.check_lines();
        let title = match failed(&lines) {
            0 => format!("All {} checks passed: the rows on the grey tabs add up to the figures.", lines.len()),
            failed => format!("{failed} of {} checks failed.", lines.len()),
        };
        let is_live = self.is_live;
        let table = Columns::new()
            .words("Initiative", |line: &CheckLine| text(&*line.one.name))
            .short("Initiative ID", |line| text(&*line.one.id))
            .symbol(ID)
            .words("What", |line| text(line.what))
            .numbers("Sum of the rows", |line| {
                let shown = Cell::Figure(round::cents(line.summed));
                match line.formula.clone().filter(|_| is_live) {
                    Some(formula) => live::amount(shown, live::MONEY, formula),
                    None => shown,
                }
            })
            .symbol(LEFT)
            .numbers("In the report", |line| Cell::Figure(round::cents(line.reported)))
            .symbol(RIGHT)
            .numbers("Difference", |line| {
                let shown = Cell::Figure(round::cents_difference(line.reported - line.summed));
                if is_live { live::difference(shown, LEFT, RIGHT) } else { shown }
            })
            .symbol(GAP)
            .short("Holds", |line| match is_live {
                true => small_enough(line.holds(), HALF_A_CENT),
                false => Cell::Holds(line.holds()),
            })
            .look(Look::Check)
            .table("Checks", "", &lines);
        self.section("Checks", title, vec![Block::Table(table)])
    }

    /// Actual money of each initiative as its rows add up, beside the figure; failures first.
    fn check_lines(&self) -> Vec<CheckLine<'_>> {
        let year_start = Some(self.assumptions.year_start());
        let mut lines = Vec::new();
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
                lines.push(CheckLine { one, what, summed, formula: self.sum(key, from), reported: money.actual });
            }
        }
        lines.sort_by_key(CheckLine::holds);
        lines
    }

    /// What a money field of the rows with the id at the left adds up to; `None` where the sheet has no such column.
    fn sum(&self, key: &'static str, from: Option<Month>) -> Option<Formula> {
        let find = |key: &'static str| data::own_column(&self.rows, SheetKind::Financials, key).map(Term::All);
        let (ids, months, amounts) = (find("initiative_id")?, find("month")?, find(key)?);
        let [from, to] = [from.unwrap_or(Month::EARLIEST), self.assumptions.period].map(serial).map(Term::Number);
        let terms = [ids, ID.into(), months.clone(), from, months, to, amounts];
        Some(Formula::new("SUMPRODUCT(--EXACT({},{}),({}>={})*({}<={}),{})", terms))
    }
}

/// What formulas call the column of ids.
const ID: Symbol = symbol("id");

/// What the rows add up to beside the figure.
struct CheckLine<'a> {
    one: &'a Initiative,
    what: &'static str,
    summed: Cents,
    /// The sum of the rows; `None` where the sheet has no such column.
    formula: Option<Formula>,
    reported: Cents,
}

impl CheckLine<'_> {
    fn holds(&self) -> bool {
        self.summed == self.reported
    }
}

/// How many do not hold.
fn failed(lines: &[CheckLine]) -> usize {
    lines.iter().filter(|line| !line.holds()).count()
}
