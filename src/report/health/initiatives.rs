//! What keeps each initiative from being healthy, one row each: a block of the sheet Health.

use crate::{
    model::{
        health::{EarnedValue, Evidence},
        report::{Block, Cell, Look, Table},
    },
    report::{
        Facts,
        calculations::Calculations,
        round,
        tables::{body, figure_or_empty, looking, numbers, short, text, text_or_unknown, words},
        words as phrases,
    },
};
use std::collections::BTreeMap;

/// The block; none when no initiative has anything to say.
pub(super) fn blocks(facts: &Facts, live: Option<&Calculations>) -> Vec<Block> {
    let all = Notes::of(facts);
    let noted: Vec<u32> = (0..facts.metrics.initiatives.len() as u32).filter(|row| all.has(*row)).collect();
    if noted.is_empty() {
        return Vec::new();
    }
    let has_earned = !facts.metrics.health.earned_value.is_empty();
    let mut columns = vec![
        short("Initiative ID"),
        words("Initiative"),
        short("Phase"),
        looking(short("Reported"), Look::Status),
        words("Evidence against Green (M32)"),
        words("Controls not met (M14)"),
        words("Missing to tell success (M13)"),
        words("Roles nobody has (M16)"),
    ];
    if has_earned {
        columns.push(short("Earned value as of"));
        columns.extend(["BAC", "PV", "EV", "AC", "CPI", "SPI", "EAC"].map(numbers));
        columns.push(looking(numbers("VAC"), Look::GoodWhenPositive));
        columns.push(numbers("TCPI"));
    }
    let rows = noted.iter().map(|row| {
        let mut cells = all.cells(*row);
        if has_earned {
            let earned = all.earned.get(row).copied();
            cells.extend(live.and_then(|live| live.show_earned(*row)).unwrap_or_else(|| earned_cells(earned)));
        }
        body(cells)
    });
    let table = Table {
        name: "HealthByInitiative".to_owned(),
        caption: format!(
            "{} of {} have something to mend",
            noted.len(),
            phrases::plural(facts.metrics.initiatives.len() as u64, "initiative", "initiatives")
        ),
        columns,
        rows: rows.collect(),
        rest: None,
    };
    vec![Block::Table(table)]
}

/// What is noted about each initiative, in words.
struct Notes<'a> {
    facts: &'a Facts<'a>,
    /// By row: evidence, controls, metrics, roles.
    words: BTreeMap<u32, [Vec<String>; 4]>,
    earned: BTreeMap<u32, &'a EarnedValue>,
}

impl<'a> Notes<'a> {
    fn of(facts: &'a Facts<'a>) -> Self {
        let health = &facts.metrics.health;
        let mut words: BTreeMap<u32, [Vec<String>; 4]> = BTreeMap::new();
        let mut note = |row: u32, place: usize, said: String| words.entry(row).or_default()[place].push(said);
        for one in &health.evidence {
            one.evidence.iter().for_each(|evidence| note(one.row, 0, evidence_words(facts, evidence)));
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
        let earned = health.earned_value.iter().map(|one| (one.row, one)).collect();
        Notes { facts, words, earned }
    }

    fn has(&self, row: u32) -> bool {
        self.earned.contains_key(&row) || self.words.contains_key(&row)
    }

    fn cells(&self, row: u32) -> Vec<Cell> {
        let table = &self.facts.portfolio.initiatives;
        let typed = |key: &str| text_or_unknown(table.text(key)[row as usize].as_deref());
        let mut cells = ["initiative_id", "name", "phase", "status"].map(typed).to_vec();
        let said = self.words.get(&row).cloned().unwrap_or_default();
        cells.extend(said.map(|said| text(said.join("; "))));
        cells
    }
}

/// One reason in words.
fn evidence_words(facts: &Facts, evidence: &Evidence) -> String {
    let locale = facts.locale();
    match evidence {
        Evidence::CostOverPlan(share) => format!("cost outlook {} over plan", round::percent(*share, 0).text(locale)),
        Evidence::BehindPace(pace) => format!("a KPI at {} of its pace", round::attainment(*pace).text(locale)),
        Evidence::ProductionOverdue(day) => format!("planned for production on {}", locale.day(*day)),
        Evidence::NoReading(Some(days)) => format!("no reading for {days} days"),
        Evidence::NoReading(None) => "no reading yet".to_owned(),
    }
}

/// Month, BAC, PV, EV, AC, CPI, SPI, EAC, VAC, TCPI; nothing where no percentage was given.
fn earned_cells(earned: Option<&EarnedValue>) -> Vec<Cell> {
    let Some(one) = earned else { return vec![Cell::Empty; 10] };
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
