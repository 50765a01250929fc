//! The Funding sheet of the workbook: one row an initiative with every method, and what the choice under the budget is.

use super::{Page, charts, dot, feasible::live_budget_line, reason::Reader, robustness};
use crate::{
    model::{
        assumptions::Criterion,
        funding::{FundingLine, Irr, RobustnessLine, Standing, WeightRange},
        locale::Locale,
        metrics::InitiativeMetrics,
        money::Cents,
        phase::Phase,
        report::{Block, Cell, Look, Paragraph, Section, Table, TableColumn, Tone},
    },
    report::{
        ReportContext,
        calculations::{Calculations, InitiativeColumn as At, computed},
        inputs,
        live::{self, MONEY},
        ranking::{in_order, rank_text},
        round::{self, MoneyScale},
        tables::{
            body, figure_or_unknown, fold_unknown, folded, looking, numbers, short, text, text_or_unknown,
            words as wide,
        },
        view::{Initiative, View},
    },
};

/// Composes it; none when no budget is set.
pub fn sheet(context: &ReportContext, view: &View, live: Option<&Calculations>) -> Option<Section> {
    let page = Page::new(context, view)?;
    // The list first, so that its header stays in sight; a click on a sign + above it opens more columns.
    let paragraph = |tone, text| Block::Paragraph(Paragraph { tone, text });
    let initiatives = initiatives(&page, live);
    let line = live_budget_line(page.budget_line(MoneyScale::Cents), &page, &initiatives);
    let mut blocks = vec![Block::Table(initiatives), paragraph(Tone::Note, notes(&page))];
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
            context.rules.currency,
            context.assumptions.period.title()
        ),
        detail_sheet: None,
        blocks,
    })
}

/// A group of columns: their heads, and the cells of one initiative.
struct Columns<'a> {
    heads: Vec<TableColumn>,
    cells: Box<Fill<'a>>,
}

/// Gives the cells of one initiative.
type Fill<'a> = dyn Fn(&Row) -> Vec<Cell> + 'a;

/// An initiative with what is known of it.
struct Row<'a> {
    one: &'a Initiative,
    line: Option<&'a FundingLine>,
    sure: Option<&'a RobustnessLine>,
}

fn initiatives(page: &Page, live: Option<&Calculations>) -> Table {
    let groups = [what(), choice(page, live), by_score(page, live), by_money(page, live), by_other_methods()];
    let sure = |row: u32| page.context.metrics.robustness.as_ref()?.lines.iter().find(|line| line.row == row);
    let rows = in_order(page.view)
        .into_iter()
        .map(|one| {
            let row = one.metrics.row;
            let row = Row { one, line: one.funding.as_ref(), sure: sure(row) };
            body(groups.iter().flat_map(|group| (group.cells)(&row)).collect())
        })
        .collect();
    let mut table = Table {
        name: "Funding".to_owned(),
        caption: String::new(),
        columns: groups.iter().flat_map(|group| group.heads.clone()).collect(),
        rows,
        rest: None,
    };
    fold_unknown(&mut table);
    table
}

fn what<'a>() -> Columns<'a> {
    Columns {
        heads: vec![
            short("Initiative ID"),
            wide("Initiative"),
            short("Department"),
            short("Phase"),
            looking(short("Status"), Look::Status),
        ],
        cells: Box::new(|row| {
            vec![
                text(&*row.one.id),
                text(&*row.one.name),
                text_or_unknown(row.one.department.as_deref()),
                text_or_unknown(row.one.metrics.phase.map(Phase::name)),
                text_or_unknown(row.one.status.as_deref()),
            ]
        }),
    }
}

/// What the solver chose, why, and what people decided.
fn choice<'a>(page: &'a Page, live: Option<&'a Calculations>) -> Columns<'a> {
    let years: Vec<i16> = page.funding.years.iter().map(|year| year.year).collect();
    let mut heads = vec![short("Standing"), short("Recommended"), wide("Why")];
    heads.extend(years.iter().map(|year| numbers(&format!("Cost {year} from here"))));
    heads.push(numbers("Cost to the horizon"));
    heads.extend([numbers("Adds"), numbers("Price"), folded(wide("What it would take"))]);
    heads.extend(page.funding.tests.iter().map(|test| folded(short(&test.name))));
    heads.extend([
        short("Passes all tests"),
        short("Decided"),
        folded(short("Decided on")),
        folded(wide("Reason given")),
        short("Differs"),
    ]);
    let tests = page.funding.tests.len();
    let width = heads.len();
    Columns {
        heads,
        cells: Box::new(move |row| {
            let Some(line) = row.line else { return vec![Cell::Empty; width] };
            let id_of = page.id_of();
            let reader = Reader { locale: page.context.locale(), scale: MoneyScale::Cents, id_of: &id_of };
            let money = |cents: Option<Cents>| cents.map_or(Cell::Empty, |cents| Cell::Figure(round::cents(cents)));
            let mut cells = vec![
                text(standing(line.standing)),
                text(if line.recommended { "yes" } else { "no" }),
                text(reader.reason(line)),
            ];
            cells.extend(years.iter().map(|year| cost_from_here(line, *year, live)));
            cells.push(Cell::Figure(round::cents(line.cost_to_horizon())));
            cells.push(money(line.adds));
            cells.push(money(line.price.as_ref().map(|price| price.total)));
            cells.push(line.price.as_ref().map_or(Cell::Empty, |price| text(reader.price(price))));
            let stays = |stays: &Option<bool>| text(dot(*stays));
            cells.extend(line.in_tests.iter().map(stays));
            cells.extend(std::iter::repeat_n(Cell::Empty, tests - line.in_tests.len()));
            let is_tested = line.in_tests.iter().any(Option::is_some);
            cells.push(if is_tested { text(if line.holds_in_all() { "yes" } else { "no" }) } else { Cell::Empty });
            match &line.decided {
                Some(decided) => cells.extend([
                    text(&*decided.decision),
                    decided.on.map_or(Cell::Empty, Cell::Day),
                    decided.reason.as_deref().map_or(Cell::Empty, text),
                    text(if decided.differs { "yes" } else { "no" }),
                ]),
                None => cells.extend([Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty]),
            }
            cells
        }),
    }
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

fn by_score<'a>(page: &'a Page, live: Option<&'a Calculations>) -> Columns<'a> {
    let weights = page.context.assumptions.weights.normalised();
    let top = page.context.metrics.robustness.as_ref().map_or(0, |robustness| robustness.top);
    Columns {
        heads: vec![
            numbers("Rank by score"),
            numbers("Place in the list"),
            looking(numbers("Score"), Look::Bar),
            folded(numbers("Score low")),
            folded(numbers("Score high")),
            numbers("Coverage"),
            folded(numbers("Value 0–100")),
            folded(numbers("Feasibility 0–100")),
            short("Quadrant"),
            folded(numbers(&format!("In the top {top} of weightings"))),
            folded(numbers("At its rank or better")),
            folded(wide("Rank holds while")),
            folded(numbers("Pareto layer")),
        ],
        cells: Box::new(move |row| {
            let metrics = &row.one.metrics;
            let share = |share: Option<f64>| figure_or_unknown(share.map(|share| round::percent(share, 0)));
            let computed = |column, value| computed(live, column, metrics.row, value);
            vec![
                computed(At::Rank, rank_text(metrics.rank)),
                computed(At::Place, Cell::Figure(round::count(metrics.position + 1))),
                computed(At::Score, figure_or_unknown(metrics.score.score.map(round::score))),
                computed(At::Low, Cell::Figure(round::score(metrics.score.low))),
                computed(At::High, Cell::Figure(round::score(metrics.score.high))),
                computed(At::Coverage, Cell::Figure(round::percent(metrics.score.coverage, 0))),
                computed(At::Value, figure_or_unknown(metrics.value.map(round::score))),
                computed(At::Feasibility, figure_or_unknown(metrics.feasibility.map(round::score))),
                computed(At::Quadrant, text_or_unknown(metrics.quadrant.map(|quadrant| quadrant.name()))),
                share(row.sure.map(|sure| sure.top_share)),
                share(row.sure.and_then(|sure| robustness::holds_its_place(sure, metrics.rank))),
                stability(metrics, weights, page.context.locale()),
                figure_or_unknown(metrics.appraisal.pareto_layer.map(round::count)),
            ]
        }),
    }
}

fn by_money<'a>(page: &Page, live: Option<&'a Calculations>) -> Columns<'a> {
    let currency = &page.context.rules.currency;
    Columns {
        heads: vec![
            looking(numbers(&format!("Risk-adjusted NPV {currency}")), Look::GoodWhenPositive),
            folded(numbers("Chance of success")),
            folded(short("Chance is")),
            folded(looking(numbers("NPV of the plan"), Look::GoodWhenPositive)),
            folded(short("NPV is")),
            short("Plan ends before the horizon"),
            folded(looking(numbers("NPV of the outlook"), Look::GoodWhenPositive)),
            folded(looking(numbers("NPV from here on"), Look::GoodWhenPositive)),
            numbers("Payback months"),
            folded(numbers("Payback months, discounted")),
            folded(wide("IRR a year")),
            folded(numbers("MIRR a year")),
            folded(numbers("Profitability index")),
            numbers("Budget requested"),
            numbers("Benefit reached to date"),
            numbers("KPI attainment"),
        ],
        cells: Box::new(move |row| {
            let metrics = &row.one.metrics;
            let appraisal = &metrics.appraisal;
            let computed = |column, value| computed(live, column, metrics.row, value);
            let money = |cents: Option<Cents>| figure_or_unknown(cents.map(round::cents));
            let percent = |share: Option<f64>| figure_or_unknown(share.map(|share| round::percent(share, 1)));
            let realisation = metrics.money.year_to_date.benefit.realisation().value();
            vec![
                computed(At::Rnpv, money(appraisal.rnpv.map(|value| value.value))),
                computed(At::Chance, percent(appraisal.rnpv.map(|value| value.p_success))),
                appraisal.rnpv.map_or(Cell::Empty, |value| text(if value.p_assumed { "assumed" } else { "typed" })),
                computed(At::Npv, money(metrics.npv)),
                metrics.npv.and(metrics.plan.bound()).map_or(Cell::Empty, |bound| text(bound.words())),
                metrics.plan.early_end().map_or(Cell::Empty, Cell::Month),
                computed(At::NpvOutlook, money(appraisal.npv_outlook)),
                computed(At::NpvForward, money(appraisal.npv_forward)),
                computed(At::Payback, super::payback(metrics.payback)),
                computed(At::PaybackDiscounted, super::payback(appraisal.payback_discounted)),
                computed(At::Irr, irr(&appraisal.irr)),
                computed(At::Mirr, percent(appraisal.mirr_annual)),
                computed(At::Index, figure_or_unknown(appraisal.pi.map(round::plain))),
                money(row.one.budget_requested),
                computed(At::Reached, percent(realisation)),
                computed(At::Attainment, percent(metrics.attainment.mean)),
            ]
        }),
    }
}

fn by_other_methods<'a>() -> Columns<'a> {
    Columns {
        heads: vec![folded(numbers("RICE")), folded(numbers("WSJF")), folded(numbers("Cost of delay / duration"))],
        cells: Box::new(|row| {
            let appraisal = &row.one.metrics.appraisal;
            vec![
                figure_or_unknown(appraisal.rice.map(round::plain)),
                figure_or_unknown(appraisal.wsjf.map(round::plain)),
                figure_or_unknown(appraisal.cd3.map(round::cents)),
            ]
        }),
    }
}

/// What is kept and chosen in each role with a cap.
fn capacity(page: &Page) -> Option<Table> {
    let rows: Vec<_> = page
        .funding
        .roles
        .iter()
        .map(|role| {
            let people = |fte| Cell::Figure(round::people(fte));
            let left = role.cap - role.reserved - role.kept - role.chosen;
            body(vec![
                text(&*role.role),
                Cell::Month(role.month),
                people(role.cap),
                people(role.reserved),
                people(role.kept),
                people(role.chosen),
                people(left),
            ])
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        name: "Capacity".to_owned(),
        caption: "Full-time people at work at once, in the month with the most".to_owned(),
        columns: vec![
            wide("Role"),
            short("Month"),
            numbers("Cap"),
            numbers("Centre"),
            numbers("Kept running"),
            numbers("Candidates funded"),
            numbers("Left"),
        ],
        rows,
        rest: None,
    })
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::InFlight => "in flight",
        Standing::Mandatory => "mandatory",
        Standing::Candidate => "candidate",
        Standing::NotJudged => "not judged",
    }
}

/// A yearly rate above this (1,000 %) says only that next to nothing is paid before money comes in.
pub const HIGHEST_IRR: f64 = 10.0;
/// What stands in its place, in formulas too.
pub const ABOVE_HIGHEST_IRR: &str = "over 1000 %: see MIRR";

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

/// `Feasibility 12–41 %`: the criterion whose weight moves its place soonest.
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
        // −1, then +1,000 % a month: (1 + 10)^12 − 1 = 3.1e12 a year, a rate that nobody can use.
        assert_eq!(irr(&Irr::One { monthly: 10.0, annual: 3.1e12 }), text("over 1000 %: see MIRR"));
        let rate = Cell::Figure(round::percent(9.5, 1));
        assert_eq!(irr(&Irr::One { monthly: 0.217, annual: 9.5 }), rate);
    }

    #[test]
    fn payback_is_unknown_without_a_plan() {
        assert_eq!(super::super::payback(Payback::NoPlan), Cell::Unknown);
    }
}
