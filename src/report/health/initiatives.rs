//! What keeps each initiative from being healthy, and its earned value: blocks of the sheet Health.

use crate::{
    model::{
        health::EarnedValue,
        report::{Block, Cell, Look, Table, TableRow},
    },
    report::{
        ReportContext,
        calculations::Calculations,
        round,
        status::sign_in_words,
        tables::{body, figure_or_empty, looking, numbers, short, text, text_or_unknown, words},
        words as phrases,
    },
};
use std::collections::BTreeMap;

/// The blocks: what is to be fixed, then earned value; none where there is nothing to say.
pub(super) fn blocks(context: &ReportContext, live: Option<&Calculations>) -> Vec<Block> {
    [to_fix(context), earned_value(context, live)].into_iter().flatten().map(Block::Table).collect()
}

/// What a note is about, in the order of [`Notes::words`].
const ABOUT: [&str; 4] = ["Evidence (M32)", "Controls (M14)", "Success (M13)", "Roles (M16)"];

/// One row an initiative and what its notes are about, so that a filter finds all that lack the same.
fn to_fix(context: &ReportContext) -> Option<Table> {
    let all = Notes::of(context);
    let rows: Vec<TableRow> = all
        .words
        .iter()
        .flat_map(|(row, said)| ABOUT.iter().zip(said).map(move |(about, said)| (row, about, said)))
        .filter(|(_, _, said)| !said.is_empty())
        .map(|(row, about, said)| {
            let mut cells = typed(context, *row, &["initiative_id", "name", "phase", "status"]);
            cells.extend([text(*about), text(said.join("; "))]);
            body(cells)
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        name: "HealthByInitiative".to_owned(),
        caption: format!(
            "{} of {} have something to fix: evidence against Green, controls not met, what is missing to tell success, \
             roles nobody has",
            all.words.len(),
            phrases::plural(context.metrics.initiatives.len() as u64, "initiative", "initiatives")
        ),
        columns: vec![
            short("Initiative ID"),
            words("Initiative"),
            short("Phase"),
            looking(short("Reported"), Look::Status),
            short("About"),
            words("What"),
        ],
        rows,
        rest: None,
    })
}

fn earned_value(context: &ReportContext, live: Option<&Calculations>) -> Option<Table> {
    let list = &context.metrics.health.earned_value;
    let mut columns = vec![short("Initiative ID"), words("Initiative"), short("As of")];
    columns.extend(["BAC", "PV", "EV", "AC", "CPI", "SPI", "EAC"].map(numbers));
    columns.push(looking(numbers("VAC"), Look::GoodWhenPositive));
    columns.push(numbers("TCPI"));
    let rows = list.iter().map(|one| {
        let mut cells = typed(context, one.row, &["initiative_id", "name"]);
        cells.extend(live.and_then(|live| live.show_earned(one.row)).unwrap_or_else(|| earned_cells(one)));
        body(cells)
    });
    (!list.is_empty()).then(|| Table {
        name: "HealthEarnedValue".to_owned(),
        caption: "Earned value (M5) of initiatives that say how much is complete".to_owned(),
        columns,
        rows: rows.collect(),
        rest: None,
    })
}

/// What was typed about an initiative.
fn typed(context: &ReportContext, row: u32, keys: &[&str]) -> Vec<Cell> {
    let table = &context.portfolio.initiatives;
    keys.iter().map(|key| text_or_unknown(table.text(key)[row as usize].as_deref())).collect()
}

/// What is noted about each initiative, in words: by row, evidence, controls, metrics, roles.
struct Notes {
    words: BTreeMap<u32, [Vec<String>; 4]>,
}

impl Notes {
    fn of(context: &ReportContext) -> Self {
        let health = &context.metrics.health;
        let mut words: BTreeMap<u32, [Vec<String>; 4]> = BTreeMap::new();
        let mut note = |row: u32, place: usize, said: String| words.entry(row).or_default()[place].push(said);
        for one in &health.evidence {
            one.evidence.iter().for_each(|evidence| note(one.row, 0, sign_in_words(evidence, context.locale())));
        }
        for one in &health.open_controls {
            note(one.row, 1, format!("{} ({})", one.control.name(), one.answer.name()));
        }
        for one in &health.clear_metrics {
            one.missing.iter().for_each(|part| note(one.row, 2, part.name().to_owned()));
        }
        for one in &health.role_gaps {
            one.missing.iter().for_each(|role| note(one.row, 3, role.name().to_owned()));
        }
        Notes { words }
    }
}

/// Month, BAC, PV, EV, AC, CPI, SPI, EAC, VAC, TCPI.
fn earned_cells(one: &EarnedValue) -> Vec<Cell> {
    vec![
        Cell::Month(one.month),
        Cell::Figure(round::cents(one.budget)),
        figure_or_empty(one.planned.map(round::cents)),
        Cell::Figure(round::cents(one.earned)),
        figure_or_empty(one.cost.map(round::cents)),
        figure_or_empty(one.cost_index.map(round::ratio)),
        figure_or_empty(one.schedule_index.map(round::ratio)),
        figure_or_empty(one.at_completion.map(round::cents)),
        figure_or_empty(one.variance_at_completion.map(round::cents_difference)),
        figure_or_empty(one.to_complete.map(round::ratio)),
    ]
}
