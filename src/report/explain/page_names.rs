//! Every figure of a page, and every name that stands above or beside it, is a question that has an answer: the same
//! figure.

use super::{explain, tests::Sample};
use crate::{
    model::{
        explanation::{Answered, Explanation, Question},
        figure::{Figure, Unit},
        report::{Block, Cell, Report, Role, Section, Table, TableRow},
    },
    report::{ReportContext, executive, sponsor, sponsors},
};
use std::collections::BTreeMap;

/// A figure on a page and what a reader may call it, the most exact name first.
struct Printed {
    place: String,
    figure: Figure,
    names: Vec<String>,
}

fn printed(report: &Report) -> Vec<Printed> {
    report
        .sections
        .iter()
        .flat_map(|section| section.blocks.iter().flat_map(|block| of_block(section, block)))
        .collect()
}

fn of_block(section: &Section, block: &Block) -> Vec<Printed> {
    match block {
        Block::Tiles(tiles) => tiles
            .iter()
            .filter_map(|tile| {
                let name = tile.label.split(", ").next().unwrap_or_default().to_owned();
                Some(Printed { place: format!("{}, tile", section.name), figure: tile.value?, names: vec![name] })
            })
            .collect(),
        Block::Table(table) => of_table(section, table, &[]),
        Block::Chart(chart) => of_table(section, &chart.table, &chart.roles),
        Block::Charts(charts) => {
            charts.iter().flat_map(|chart| of_table(section, &chart.table, &chart.roles)).collect()
        }
        Block::Heading(_) | Block::Paragraph(_) | Block::Decisions(_) | Block::Entries(_) => Vec::new(),
    }
}

fn of_table(section: &Section, table: &Table, roles: &[Role]) -> Vec<Printed> {
    table.rows.iter().flat_map(|row| of_row(section, table, roles, row)).collect()
}

fn of_row(section: &Section, table: &Table, roles: &[Role], row: &TableRow) -> Vec<Printed> {
    let texts: Vec<String> = row
        .cells
        .iter()
        .take(2)
        .filter_map(|cell| match cell.shown() {
            Cell::Text(text) => Some(text.clone()),
            Cell::Month(month) => Some(month.to_string()),
            _ => None,
        })
        .collect();
    let mut found = Vec::new();
    for (place, (column, cell)) in table.columns.iter().zip(&row.cells).enumerate() {
        let Cell::Figure(figure) = cell.shown() else { continue };
        if matches!(roles.get(place), Some(Role::Silent | Role::Full)) {
            continue;
        }
        let title = column.title.trim_start_matches("= ");
        let mut names: Vec<String> = texts.iter().map(|text| format!("{title} of {text}")).collect();
        names.extend(texts.first().cloned());
        names.push(title.to_owned());
        found.push(Printed {
            place: format!("{} › {} › {}", section.name, table.name, column.title),
            figure: *figure,
            names,
        });
    }
    found
}

fn answers(context: &ReportContext, name: &str, sponsor: Option<&str>) -> Vec<Explanation> {
    let question = Question { what: name.to_owned(), sponsor: sponsor.map(str::to_owned) };
    match explain(context, &question, None) {
        Answered::Explained(explained) => explained.explanations,
        Answered::NotFound(_) => Vec::new(),
    }
}

/// The numbers an answer says.
fn numbers(explained: &Explanation) -> impl Iterator<Item = f64> {
    explained.value.into_iter().chain(explained.steps.iter().filter_map(|step| step.value))
}

/// The number behind a figure of a page may differ by half of its last digit. Uses of the budget are printed below
/// zero; a figure by itself is not.
fn is_it(context: &ReportContext, figure: Figure, number: f64) -> bool {
    let scale = match figure.unit {
        Unit::MoneyThousands => 1e3,
        Unit::MoneyMillions => 1e6,
        Unit::Money => context.scale().units(),
        Unit::Percent => 0.01,
        _ => 1.0,
    };
    let half = 0.5 * scale / 10_f64.powi(i32::from(figure.decimals));
    [1.0, -1.0].iter().any(|sign| (figure.number() * scale - sign * number).abs() <= half * 1.000_001)
}

/// The figures of a report that no name beside them leads to.
fn without_answer(context: &ReportContext, report: &Report, sponsor: Option<&str>) -> Vec<String> {
    let mut known: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    let mut is_answered = |one: &Printed| {
        one.names.iter().any(|name| {
            let ask = || answers(context, name, sponsor).iter().flat_map(numbers).collect();
            let answers: &Vec<f64> = known.entry(name.clone()).or_insert_with(ask);
            answers.iter().any(|number| is_it(context, one.figure, *number))
        })
    };
    let missing: Vec<Printed> = printed(report).into_iter().filter(|one| !is_answered(one)).collect();
    missing.iter().map(|one| format!("{}: {} under {:?}", one.place, one.figure.number(), one.names)).collect()
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn every_figure_of_a_page_is_answered_by_its_name() {
    let sample = Sample::read();
    let context = sample.context();
    let all = printed(executive(&context)).len();
    assert!(all > 300, "{all} figures were found on the pages");
    let missing = without_answer(&context, executive(&context), None);
    assert!(missing.is_empty(), "{} of {all}: {missing:#?}", missing.len());
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn every_figure_of_a_sponsors_page_is_answered_for_that_sponsor() {
    let sample = Sample::read();
    let context = sample.context();
    let all = sponsors(&context);
    for (sponsor, report) in all.iter().zip(sponsor(&context, &all)) {
        let missing = without_answer(&context, &report, Some(&sponsor.email));
        assert!(missing.is_empty(), "{}: {missing:#?}", sponsor.email);
    }
}

/// A figure that only other sponsors' rows make up has no answer for a sponsor, however it is called.
#[test]
fn a_sponsor_is_not_told_the_figures_of_others() {
    let sample = Sample::read();
    let context = sample.context();
    for name in ["left over", "left over of 2026", "frees of IT-01", "value of FIN-01", "controls met"] {
        assert!(!answers(&context, name, None).is_empty(), "{name}");
        let own = context.portfolio.initiatives.text("sponsor_email");
        let ids = context.portfolio.initiatives.text("initiative_id");
        let asks = own.iter().zip(ids).find(|(_, id)| id.as_deref() == Some("HR-01")).unwrap().0.clone().unwrap();
        let told = answers(&context, name, Some(&asks));
        assert!(told.is_empty(), "{name} for {asks}: {told:?}");
    }
}
