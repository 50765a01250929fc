//! What more money would buy, and where the candidates stand.

use super::Page;
use crate::{
    model::{
        funding::FundingLine,
        money::Cents,
        report::{Cell, Chart, Form, Role, RowKind, Table, TableRow},
    },
    report::{
        round::{self, MoneyScale},
        tables::{body, figure_or_empty, figure_or_unknown, numbers, short, text},
    },
};

/// Candidates below the line that are named in the picture.
const LEFT_OUT: usize = 4;

/// The best value at each budget, and where today's set lies.
pub(super) fn frontier(page: &Page) -> Option<Chart> {
    let points = &page.funding.frontier;
    let (first, last) = (points.first()?, points.last()?);
    if last.value <= first.value {
        return None;
    }
    let (context, today) = (page.context, page.funding.today);
    let scale = MoneyScale::for_size(last.value.max(last.money));
    let name = scale.name(&context.rules.currency);
    let row = |label: &str, money: Cents, value: Cents| {
        vec![text(label), Cell::Figure(scale.figure(money)), Cell::Figure(scale.figure(value))]
    };
    let mut rows: Vec<TableRow> = points.iter().map(|point| body(row("", point.money, point.value))).collect();
    rows.push(TableRow { kind: RowKind::Total, cells: row("You are here", today.money, today.value) });
    let locale = context.locale();
    Some(Chart {
        form: Form::Frontier,
        title: format!("What money buys, {name}"),
        alternative_text: format!(
            "Best value at each budget, from nothing to {}. Today {} buys {}; {} would buy {}.",
            scale.figure(last.money).text(locale),
            scale.figure(today.money).text(locale),
            scale.figure(today.value).text(locale),
            scale.figure(last.money).text(locale),
            scale.figure(last.value).text(locale)
        ),
        table: Table {
            name: "Frontier".to_owned(),
            caption: String::new(),
            columns: vec![short("Point"), numbers("Money for candidates"), numbers("Value")],
            rows,
            rest: None,
        },
        roles: vec![Role::Category, Role::Across, Role::Up],
        more_is_better: true,
    })
}

/// `A-1 at feasibility 75 and value 50, B-2 at …`.
fn places(page: &Page, lines: &[&FundingLine]) -> String {
    let locale = page.context.locale();
    let place = |line: &&FundingLine| {
        let one = page.initiative(line.row);
        let shown = |number: Option<f64>| number.map_or("n/r".to_owned(), |number| round::score(number).text(locale));
        let (across, up) = (shown(one.metrics.feasibility), shown(one.metrics.value));
        format!("{} at feasibility {across} and value {up}", one.id)
    };
    if lines.is_empty() { "none".to_owned() } else { lines.iter().map(place).collect::<Vec<_>>().join(", ") }
}

/// Value over feasibility of what is funded and of the first left out; size is the cost.
pub(super) fn quadrant(page: &Page) -> Option<Chart> {
    let placed = |line: &&FundingLine| page.initiative(line.row).metrics.quadrant.is_some();
    let funded: Vec<&FundingLine> = page.candidates_of(true).into_iter().filter(placed).collect();
    let left_out: Vec<&FundingLine> = page.candidates_of(false).into_iter().filter(placed).take(LEFT_OUT).collect();
    if funded.len() + left_out.len() < 2 {
        return None;
    }
    let largest = funded.iter().chain(&left_out).map(|line| line.cost_in_budget).max().unwrap_or_default();
    let scale = MoneyScale::for_size(largest);
    let tiers = page.context.portfolio.initiatives.text("risk_tier");
    let row = |line: &&FundingLine| {
        let one = page.initiative(line.row);
        body(vec![
            text(&*one.id),
            figure_or_unknown(one.metrics.feasibility.map(round::score)),
            figure_or_unknown(one.metrics.value.map(round::score)),
            figure_or_empty(Some(scale.figure(line.cost_in_budget))),
            text(match tiers[line.row as usize].as_deref() {
                Some(tier) => format!("{} risk", tier.to_lowercase()),
                None => "risk not reported".to_owned(),
            }),
            Cell::Holds(!line.recommended),
        ])
    };
    Some(Chart {
        form: Form::Quadrant,
        title: "Funded (filled) and next in line (hollow)".to_owned(),
        alternative_text: format!(
            "Value over feasibility. Funded: {}. Next in line: {}.",
            places(page, &funded),
            places(page, &left_out)
        ),
        table: Table {
            name: "FundedQuadrant".to_owned(),
            caption: String::new(),
            columns: vec![
                short("Initiative ID"),
                numbers("Feasibility"),
                numbers("Value"),
                numbers("cost"),
                short("Risk tier"),
                short("Next in line"),
            ],
            rows: funded.iter().chain(&left_out).map(row).collect(),
            rest: None,
        },
        roles: vec![Role::Category, Role::Across, Role::Up, Role::Size, Role::Kind, Role::Hollow],
        more_is_better: true,
    })
}
