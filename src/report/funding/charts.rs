//! What more money would buy, and where the candidates stand.

use super::Page;
use crate::{
    model::{
        funding::{FrontierPoint, FundingLine},
        report::{Cell, Chart, Form, Role, RowKind},
    },
    report::{
        columns::Columns,
        round::{self, MoneyScale},
        tables::{figure_or_unknown, text},
    },
};

/// Candidates next in line that are named in the picture.
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
    let name = scale.name(context.locale(), &context.rules.currency);
    // Today's set is a point of its own.
    let lines = points.iter().map(|point| ("", RowKind::Body, point));
    let lines = lines.chain([("You are here", RowKind::Total, &today)]);
    let columns = Columns::new()
        .short("Point", |(label, ..): &(&str, RowKind, &FrontierPoint)| text(*label))
        .role(Role::Category)
        .numbers("Money for candidates", move |(.., point)| Cell::Figure(scale.figure(point.money)))
        .means("A budget for candidates, all years with a budget together.")
        .role(Role::Across)
        .numbers("Value", move |(.., point)| Cell::Figure(scale.figure(point.value)))
        .means("The value of the best set of candidates for that money.")
        .role(Role::Up);
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
        roles: columns.roles(),
        table: columns.lines("Frontier", "", lines, |(_, kind, _)| *kind),
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
    let score = |score: Option<f64>| figure_or_unknown(score.map(round::score));
    let risk = |line: &&FundingLine| match tiers[line.row as usize].as_deref() {
        Some(tier) => text(format!("{} risk", tier.to_lowercase())),
        None => text("risk not reported"),
    };
    let columns = Columns::new()
        .short("Initiative ID", |line: &&FundingLine| text(&*page.initiative(line.row).id))
        .role(Role::Category)
        .numbers("Feasibility", |line| score(page.initiative(line.row).metrics.feasibility))
        .role(Role::Across)
        .numbers("Value", |line| score(page.initiative(line.row).metrics.value))
        .role(Role::Up)
        .numbers("cost", |line| Cell::Figure(scale.figure(line.cost_in_budget)))
        .means(super::COST_IN_BUDGET)
        .role(Role::Size)
        .short("Risk tier", risk)
        .role(Role::Kind)
        .short("Next in line", |line| Cell::Holds(!line.recommended))
        .role(Role::Hollow);
    Some(Chart {
        form: Form::Quadrant,
        title: "Funded (filled) and next in line (hollow)".to_owned(),
        alternative_text: format!(
            "Value over feasibility. Funded: {}. Next in line: {}.",
            places(page, &funded),
            places(page, &left_out)
        ),
        roles: columns.roles(),
        table: columns.table("FundedQuadrant", "", funded.iter().chain(&left_out)),
        more_is_better: true,
    })
}
