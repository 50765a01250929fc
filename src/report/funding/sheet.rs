//! The Funding sheet of the workbook: one row an initiative with every method, and what the choice under the budget is.

use super::{
    Page, charts, dot,
    feasible::{COST_FROM_HERE, INITIATIVES, RECOMMENDED, STANDING, budget_line},
    reason::Reader,
    robustness,
};
use crate::{
    model::{
        assumptions::Criterion,
        funding::{Decided, FundingLine, Irr, Rnpv, RobustnessLine, RoleCapacity, Standing, WeightRange},
        locale::Locale,
        metrics::InitiativeMetrics,
        money::Cents,
        phase::Phase,
        report::{Block, Cell, Look, Paragraph, Section, Table, Tone},
    },
    report::{
        ReportContext,
        calculations::{Calculations, InitiativeColumn as At, computed},
        columns::Columns,
        inputs,
        live::{self, MONEY},
        ranking::{in_order, rank_text},
        round::{self, MoneyScale},
        tables::{figure_or_unknown, fold_unknown, text, text_or_unknown},
        view::{Initiative, View},
    },
};

/// Composes it; none when no budget is set.
pub fn sheet(context: &ReportContext, view: &View, live: Option<&Calculations>) -> Option<Section> {
    let page = Page::new(context, view)?;
    // The list first, so that its header stays in sight; a click on a sign + above it opens more columns.
    let paragraph = |tone, text| Block::Paragraph(Paragraph { tone, text });
    let line = budget_line(&page, MoneyScale::Cents, context.is_live());
    let mut blocks = vec![Block::Table(initiatives(&page, live)), paragraph(Tone::Note, notes(&page))];
    let sure = [robustness::sentence(context, view), robustness::disagreement(context, view)];
    blocks.extend(sure.into_iter().flatten().map(|text| paragraph(Tone::Plain, text)));
    blocks.push(Block::Table(line));
    blocks.push(Block::Table(page.other_budgets(MoneyScale::Cents)));
    blocks.extend(capacity(&page).map(Block::Table));
    blocks.extend([charts::frontier(&page), charts::quadrant(&page)].into_iter().flatten().map(Block::Chart));
    Some(Section {
        name: "Funding".to_owned(),
        title: page.title(),
        scope: format!(
            "Initiatives · {} to the cent · chosen by an exact solver, not by a formula · {}",
            context.unit(MoneyScale::Cents),
            context.assumptions.period_title()
        ),
        detail_sheet: None,
        blocks,
    })
}

/// An initiative with what is known of it.
struct Row<'a> {
    one: &'a Initiative,
    line: Option<&'a FundingLine>,
    sure: Option<&'a RobustnessLine>,
}

fn initiatives(page: &Page, live: Option<&Calculations>) -> Table {
    let sure = |row: u32| page.context.metrics.robustness.as_ref()?.lines.iter().find(|line| line.row == row);
    let rows =
        in_order(page.view).into_iter().map(|one| Row { one, line: one.funding.as_ref(), sure: sure(one.metrics.row) });
    let columns =
        what().and(choice(page, live)).and(by_score(page, live)).and(by_money(page, live)).and(by_other_methods());
    let mut table = columns.table(INITIATIVES, "", rows);
    fold_unknown(&mut table);
    table
}

fn what<'a>() -> Columns<'a, Row<'a>> {
    Columns::new()
        .short("Initiative ID", |row: &Row| text(&*row.one.id))
        .words("Initiative", |row| text(&*row.one.name))
        .short("Department", |row| text_or_unknown(row.one.department.as_deref()))
        .short("Phase", |row| text_or_unknown(row.one.metrics.phase.map(Phase::name)))
        .short("Status", |row| text_or_unknown(row.one.status.as_deref()))
        .look(Look::Status)
}

/// What the solver chose, why, and what people decided.
fn choice<'a>(page: &'a Page, live: Option<&'a Calculations>) -> Columns<'a, Row<'a>> {
    let yes_no = |holds: bool| text(if holds { "yes" } else { "no" });
    let reason = move |line: &FundingLine| text(read(page, |reader| reader.reason(line)));
    let takes = move |line: &FundingLine| {
        line.price.as_ref().map_or(Cell::Empty, |price| text(read(page, |reader| reader.price(price))))
    };
    let money = |cents: Option<Cents>| cents.map_or(Cell::Empty, |cents| Cell::Figure(round::cents(cents)));
    Columns::new()
        .short("Standing", of_line(|line| text(standing(line.standing))))
        .symbol(STANDING)
        .short("Recommended", of_line(move |line| yes_no(line.recommended)))
        .symbol(RECOMMENDED)
        .words("Why", of_line(reason))
        .each(page.funding.years.iter().map(|year| year.year), |columns, year| {
            columns
                .numbers(
                    format!("Cost {} from here", page.year(year)),
                    of_line(move |line| cost_from_here(line, year, live)),
                )
                .symbol(COST_FROM_HERE.of_year(page.called(year)))
        })
        .numbers("Cost to the horizon", of_line(|line| Cell::Figure(round::cents(line.cost_to_horizon()))))
        .means(super::COST)
        .numbers("Adds", of_line(move |line| money(line.adds)))
        .means("Value of the recommended set less that of the best set without it.")
        .numbers("Price", of_line(move |line| money(line.price.as_ref().map(|price| price.total))))
        .means("The budget that it would take beside the recommended set.")
        .words("What it would take", of_line(takes))
        .folded()
        .each(page.funding.tests.iter().enumerate(), |columns, (place, test)| {
            let stays =
                move |line: &FundingLine| line.in_tests.get(place).map_or(Cell::Empty, |stays| text(dot(*stays)));
            columns.short(&test.name, of_line(stays)).folded()
        })
        .short(
            "Passes all tests",
            of_line(move |line| match line.in_tests.iter().any(Option::is_some) {
                true => yes_no(line.holds_in_all()),
                false => Cell::Empty,
            }),
        )
        .short("Decided", of_decision(|decided| text(&*decided.decision)))
        .short("Decided on", of_decision(|decided| decided.on.map_or(Cell::Empty, Cell::Day)))
        .folded()
        .words("Reason given", of_decision(|decided| decided.reason.as_deref().map_or(Cell::Empty, text)))
        .folded()
        .short("Differs", of_decision(move |decided| yes_no(decided.differs)))
}

/// A cell about what the solver said; empty for what it did not judge.
fn of_line<'a>(cell: impl Fn(&FundingLine) -> Cell + 'a) -> impl Fn(&Row) -> Cell + 'a {
    move |row| row.line.map_or(Cell::Empty, &cell)
}

/// A cell about what was decided, if anything was.
fn of_decision<'a>(cell: impl Fn(&Decided) -> Cell + 'a) -> impl Fn(&Row) -> Cell + 'a {
    of_line(move |line| line.decided.as_ref().map_or(Cell::Empty, &cell))
}

/// Words of one who knows the ids, to the cent.
fn read(page: &Page, words: impl FnOnce(&Reader) -> String) -> String {
    let id_of = page.id_of();
    words(&Reader {
        locale: page.context.locale(),
        scale: MoneyScale::Cents,
        calendar: page.context.assumptions.calendar,
        id_of: &id_of,
    })
}

/// The outlook of its cost after the reporting month; a budget asked for in its place is a value.
fn cost_from_here(line: &FundingLine, year: i16, live: Option<&Calculations>) -> Cell {
    let Some(cost) = line.cost.iter().find(|cost| cost.year == year) else { return Cell::Empty };
    let shown = Cell::Figure(round::cents(cost.amount));
    let computed = live.filter(|_| !line.cost_from_request).and_then(|live| live.cost_ahead(line.row, year));
    match computed {
        Some(formula) => live::amount(shown, MONEY, formula),
        None => shown,
    }
}

/// What Calculations computes of an initiative, or the same as a value.
fn of_metrics<'a>(
    live: Option<&'a Calculations>,
    column: At,
    cell: impl Fn(&InitiativeMetrics) -> Cell + 'a,
) -> impl Fn(&Row) -> Cell + 'a {
    move |row| computed(live, column, row.one.metrics.row, cell(&row.one.metrics))
}

fn by_score<'a>(page: &'a Page, live: Option<&'a Calculations>) -> Columns<'a, Row<'a>> {
    let weights = page.context.assumptions.weights.normalised();
    let top = page.context.metrics.robustness.as_ref().map_or(0, |robustness| robustness.top);
    let share = |share: Option<f64>| figure_or_unknown(share.map(|share| round::percent(share, 0)));
    let score = |score: Option<f64>| figure_or_unknown(score.map(round::score));
    let place = |one: &InitiativeMetrics| Cell::Figure(round::count(one.position + 1));
    let coverage = |one: &InitiativeMetrics| Cell::Figure(round::percent(one.score.coverage, 0));
    let quadrant = |one: &InitiativeMetrics| text_or_unknown(one.quadrant.map(|quadrant| quadrant.name()));
    Columns::new()
        .numbers("Rank by score", of_metrics(live, At::Rank, |one| rank_text(one.rank)))
        .numbers("Place in the list", of_metrics(live, At::Place, place))
        .numbers("Score", of_metrics(live, At::Score, move |one| score(one.score.score)))
        .look(Look::Bar)
        .numbers("Score low", of_metrics(live, At::Low, move |one| score(Some(one.score.low))))
        .folded()
        .numbers("Score high", of_metrics(live, At::High, move |one| score(Some(one.score.high))))
        .folded()
        .numbers("Coverage", of_metrics(live, At::Coverage, coverage))
        .numbers("Value 0–100", of_metrics(live, At::Value, move |one| score(one.value)))
        .folded()
        .numbers("Feasibility 0–100", of_metrics(live, At::Feasibility, move |one| score(one.feasibility)))
        .folded()
        .short("Quadrant", of_metrics(live, At::Quadrant, quadrant))
        .numbers(format!("In the top {top} of weightings"), move |row| share(row.sure.map(|sure| sure.top_share)))
        .folded()
        .numbers("At its rank or better", move |row| {
            share(row.sure.and_then(|sure| robustness::holds_its_place(sure, row.one.metrics.rank)))
        })
        .folded()
        .words("Rank holds while", move |row| stability(&row.one.metrics, weights, page.context.locale()))
        .folded()
        .numbers("Pareto layer", |row| figure_or_unknown(row.one.metrics.appraisal.pareto_layer.map(round::count)))
        .folded()
}

fn by_money<'a>(page: &Page, live: Option<&'a Calculations>) -> Columns<'a, Row<'a>> {
    let currency = &page.context.rules.currency;
    let money = |cents: Option<Cents>| figure_or_unknown(cents.map(round::cents));
    let percent = |share: Option<f64>| figure_or_unknown(share.map(|share| round::percent(share, 1)));
    let assumed = |value: Rnpv| text(if value.p_assumed { "assumed" } else { "typed" });
    let reached = move |one: &InitiativeMetrics| percent(one.money.year_to_date.benefit.realisation().value());
    Columns::new()
        .numbers(
            format!("Risk-adjusted NPV {currency}"),
            of_metrics(live, At::Rnpv, move |one| money(one.appraisal.rnpv.map(|value| value.value))),
        )
        .look(Look::GoodWhenPositive)
        .numbers(
            "Chance of success",
            of_metrics(live, At::Chance, move |one| percent(one.appraisal.rnpv.map(|value| value.p_success))),
        )
        .folded()
        .short("Chance is", move |row| row.one.metrics.appraisal.rnpv.map_or(Cell::Empty, assumed))
        .folded()
        .numbers("NPV of the plan", of_metrics(live, At::Npv, move |one| money(one.npv)))
        .look(Look::GoodWhenPositive)
        .folded()
        .short("NPV is", |row| {
            let metrics = &row.one.metrics;
            metrics.npv.and(metrics.plan.bound()).map_or(Cell::Empty, |bound| text(bound.words()))
        })
        .folded()
        .short("Plan ends before the horizon", |row| row.one.metrics.plan.early_end().map_or(Cell::Empty, Cell::Month))
        .numbers("NPV of the outlook", of_metrics(live, At::NpvOutlook, move |one| money(one.appraisal.npv_outlook)))
        .look(Look::GoodWhenPositive)
        .folded()
        .numbers("NPV from here on", of_metrics(live, At::NpvForward, move |one| money(one.appraisal.npv_forward)))
        .look(Look::GoodWhenPositive)
        .folded()
        .numbers("Payback months", of_metrics(live, At::Payback, |one| super::payback(one.payback)))
        .numbers(
            "Payback months, discounted",
            of_metrics(live, At::PaybackDiscounted, |one| super::payback(one.appraisal.payback_discounted)),
        )
        .folded()
        .words("IRR a year", of_metrics(live, At::Irr, |one| irr(&one.appraisal.irr)))
        .folded()
        .numbers("MIRR a year", of_metrics(live, At::Mirr, move |one| percent(one.appraisal.mirr_annual)))
        .folded()
        .numbers(
            "Profitability index",
            of_metrics(live, At::Index, |one| figure_or_unknown(one.appraisal.pi.map(round::plain))),
        )
        .folded()
        .numbers("Budget requested", move |row| money(row.one.budget_requested))
        .numbers("Benefit reached to date", of_metrics(live, At::Reached, reached))
        .numbers("KPI attainment", of_metrics(live, At::Attainment, move |one| percent(one.attainment.mean)))
}

fn by_other_methods<'a>() -> Columns<'a, Row<'a>> {
    Columns::new()
        .numbers("RICE", |row: &Row| figure_or_unknown(row.one.metrics.appraisal.rice.map(round::plain)))
        .folded()
        .numbers("WSJF", |row| figure_or_unknown(row.one.metrics.appraisal.wsjf.map(round::plain)))
        .folded()
        .numbers("Cost of delay / duration", |row| figure_or_unknown(row.one.metrics.appraisal.cd3.map(round::cents)))
        .folded()
}

/// What is kept and chosen in each role with a cap.
fn capacity(page: &Page) -> Option<Table> {
    let people = |fte| Cell::Figure(round::people(fte));
    let columns = Columns::new()
        .words("Role", |role: &RoleCapacity| text(&*role.role))
        .short("Month", |role| Cell::Month(role.month))
        .numbers("Cap", |role| people(role.cap))
        .numbers("Centre", |role| people(role.reserved))
        .numbers("Kept running", |role| people(role.kept))
        .numbers("Candidates funded", |role| people(role.chosen))
        .numbers("Left", |role| people(role.left()));
    let caption = "Full-time people at work at once, in the month with the least left";
    let roles = &page.funding.roles;
    (!roles.is_empty()).then(|| columns.table("Capacity", caption, roles))
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::InFlight => "in flight",
        Standing::Mandatory => "mandatory",
        Standing::Candidate => "candidate",
        Standing::NotJudged => "not judged",
    }
}

/// A yearly rate above this (1,000%) says only that next to nothing is paid before money comes in.
pub const HIGHEST_IRR: f64 = 10.0;
/// What stands in its place, in formulas too.
pub const ABOVE_HIGHEST_IRR: &str = "over 1000%: see MIRR";

/// The rate, or why there is none.
pub fn irr(irr: &Irr) -> Cell {
    match irr {
        Irr::NoPlan => Cell::Unknown,
        Irr::NoSignChange => text("none: flows never change sign"),
        Irr::NoRoot => text("none found"),
        Irr::One { annual, .. } if *annual > HIGHEST_IRR => text(ABOVE_HIGHEST_IRR),
        Irr::One { annual, .. } => Cell::Figure(round::percent(*annual, 1)),
        Irr::Several(roots) => text(format!("not meaningful: {} rates; see MIRR", roots.len())),
    }
}

/// `Feasibility 12–41%`: the criterion whose weight moves its place soonest.
fn stability(metrics: &InitiativeMetrics, weights: [f64; 6], locale: &Locale) -> Cell {
    let Some(ranges) = &metrics.appraisal.stability else { return Cell::Unknown };
    let room = |range: &WeightRange, weight: f64| {
        let below = if range.low > 0.0 { weight - range.low } else { f64::INFINITY };
        let above = if range.high < 1.0 { range.high - weight } else { f64::INFINITY };
        below.min(above)
    };
    let each = Criterion::ALL.iter().zip(ranges).zip(weights);
    let tightest = each.map(|((criterion, range), weight)| (room(range, weight), criterion, range));
    match tightest.min_by(|one, other| one.0.total_cmp(&other.0)) {
        Some((room, ..)) if room < 0.005 => text("changes with the slightest change of weights"),
        Some((room, criterion, range)) if room.is_finite() => {
            let [low, high] = [range.low, range.high].map(|share| round::percent(share, 0).text(locale));
            text(format!("{} weighs {low} to {high}", criterion.title()))
        }
        _ => text("whatever the weights"),
    }
}

fn notes(page: &Page) -> String {
    let set = &page.context.assumptions;
    let mut text = format!(
        "n/r: not reported. Recommended, Adds, Price and tests are results of a solver under the budget: change a \
         setting and run again. ● stays in the best set, ○ does not, – the test cannot be made, because what runs does not fit by itself. Weightings: {} drawn, seed {}.",
        set.robustness.samples, set.robustness.seed
    );
    if let Some(consistency) = set.weights_consistency {
        let ratio = round::plain(consistency.ratio).text(page.context.locale());
        text.push_str(&format!(" Weights from comparisons, consistency ratio {ratio}."));
    }
    text.extend(inputs::why_values(page.context).map(|why| format!(" {why}")));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::metrics::Payback;

    #[test]
    fn a_rate_says_why_there_is_none() {
        assert_eq!(irr(&Irr::Several(vec![0.1, 0.2])), text("not meaningful: 2 rates; see MIRR"));
        assert_eq!(irr(&Irr::NoPlan), Cell::Unknown);
        // −1, then +1,000% a month: (1 + 10)^12 − 1 = 3.1e12 a year, a rate that nobody can use.
        assert_eq!(irr(&Irr::One { monthly: 10.0, annual: 3.1e12 }), text("over 1000%: see MIRR"));
        let rate = Cell::Figure(round::percent(9.5, 1));
        assert_eq!(irr(&Irr::One { monthly: 0.217, annual: 9.5 }), rate);
    }

    #[test]
    fn payback_is_unknown_without_a_plan() {
        assert_eq!(super::super::payback(Payback::NoPlan), Cell::Unknown);
    }
}
