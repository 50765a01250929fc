//! What keeps each initiative from being healthy, and its earned value: blocks of the sheet Health.

use crate::{
    model::{
        health::EarnedValue,
        money::Cents,
        report::{Block, Cell, Look, Table},
    },
    report::{
        ReportContext,
        calculations::{Calculations, EarnedColumn},
        columns::Columns,
        round,
        status::sign_in_words,
        tables::{figure_or_empty, text, text_or_unknown},
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
    let notes: Vec<Note> = all
        .words
        .iter()
        .flat_map(|(row, said)| ABOUT.iter().zip(said).map(|(about, said)| Note { row: *row, about, said }))
        .filter(|note| !note.said.is_empty())
        .collect();
    let caption = format!(
        "{} of {} have something to fix: evidence against Green, controls not met, what is missing to tell success, \
         roles nobody has",
        all.words.len(),
        phrases::plural(context.metrics.initiatives.len() as u64, "initiative", "initiatives")
    );
    let columns = Columns::new()
        .short("Initiative ID", |note: &Note| typed(context, note.row, "initiative_id"))
        .words("Initiative", |note| typed(context, note.row, "name"))
        .short("Phase", |note| typed(context, note.row, "phase"))
        .short("Reported", |note| typed(context, note.row, "status"))
        .look(Look::Status)
        .short("About", |note| text(note.about))
        .words("What", |note| text(note.said.join("; ")));
    (!notes.is_empty()).then(|| columns.table("HealthByInitiative", caption, &notes))
}

/// What is noted about an initiative under one of the headings.
struct Note<'a> {
    row: u32,
    about: &'static str,
    said: &'a [String],
}

fn earned_value(context: &ReportContext, live: Option<&Calculations>) -> Option<Table> {
    let list = &context.metrics.health.earned_value;
    // The formulas of Calculations where the workbook computes itself, else the same as values.
    let shown = |column: EarnedColumn, one: &EarnedValue, value: Cell| {
        live.and_then(|live| live.show_earned(column, one.row)).unwrap_or(value)
    };
    let money =
        |column, one: &EarnedValue, cents: Option<Cents>| shown(column, one, figure_or_empty(cents.map(round::cents)));
    let ratio =
        |column, one: &EarnedValue, ratio: Option<f64>| shown(column, one, figure_or_empty(ratio.map(round::ratio)));
    let columns = Columns::new()
        .short("Initiative ID", |one: &EarnedValue| typed(context, one.row, "initiative_id"))
        .words("Initiative", |one| typed(context, one.row, "name"))
        .short("As of", |one| shown(EarnedColumn::AsOf, one, Cell::Month(one.month)))
        .numbers("BAC", |one| money(EarnedColumn::Budget, one, Some(one.budget)))
        .numbers("PV", |one| money(EarnedColumn::Planned, one, one.planned))
        .numbers("EV", |one| money(EarnedColumn::Earned, one, Some(one.earned)))
        .numbers("AC", |one| money(EarnedColumn::Cost, one, one.cost))
        .numbers("CPI", |one| ratio(EarnedColumn::CostIndex, one, one.cost_index))
        .numbers("SPI", |one| ratio(EarnedColumn::ScheduleIndex, one, one.schedule_index))
        .numbers("EAC", |one| money(EarnedColumn::AtCompletion, one, one.at_completion))
        .numbers("VAC", |one| {
            let variance = one.variance_at_completion.map(round::cents_difference);
            shown(EarnedColumn::Variance, one, figure_or_empty(variance))
        })
        .look(Look::GoodWhenPositive)
        .numbers("TCPI", |one| ratio(EarnedColumn::ToComplete, one, one.to_complete));
    let caption = "Earned value (M5) of initiatives that say how much is complete";
    (!list.is_empty()).then(|| columns.table("HealthEarnedValue", caption, list))
}

/// What was typed about an initiative.
fn typed(context: &ReportContext, row: u32, key: &str) -> Cell {
    text_or_unknown(context.portfolio.initiatives.text(key)[row as usize].as_deref())
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
