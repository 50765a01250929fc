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
            let earned = facts.metrics.health.earned_value.iter().find(|one| one.row == *row);
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
}

impl<'a> Notes<'a> {
    fn of(facts: &'a Facts<'a>) -> Self {
        Notes { facts }
    }

    fn has(&self, row: u32) -> bool {
        let earned = self.facts.metrics.health.earned_value.iter().any(|one| one.row == row);
        earned
            || [self.evidence(row), self.controls(row), self.metrics(row), self.roles(row)]
                .iter()
                .any(|words| !words.is_empty())
    }

    fn cells(&self, row: u32) -> Vec<Cell> {
        let table = &self.facts.portfolio.initiatives;
        let typed = |key: &str| text_or_unknown(table.text(key)[row as usize].as_deref());
        let mut cells = ["initiative_id", "name", "phase", "status"].map(typed).to_vec();
        cells.extend([self.evidence(row), self.controls(row), self.metrics(row), self.roles(row)].map(text));
        cells
    }

    fn evidence(&self, row: u32) -> String {
        let found = self.facts.metrics.health.evidence.iter().filter(|one| one.row == row);
        found.flat_map(|one| &one.evidence).map(|one| evidence_words(self.facts, one)).collect::<Vec<_>>().join("; ")
    }

    fn controls(&self, row: u32) -> String {
        let open = self.facts.metrics.health.open_controls.iter().filter(|one| one.row == row);
        open.map(|one| format!("{} ({})", one.control.name(), one.answer.name())).collect::<Vec<_>>().join("; ")
    }

    fn metrics(&self, row: u32) -> String {
        let found = self.facts.metrics.health.clear_metrics.iter().filter(|one| one.row == row);
        found.flat_map(|one| &one.missing).map(|part| part.name()).collect::<Vec<_>>().join("; ")
    }

    fn roles(&self, row: u32) -> String {
        let found = self.facts.metrics.health.role_gaps.iter().filter(|one| one.row == row);
        found.flat_map(|one| &one.missing).map(|role| role.name()).collect::<Vec<_>>().join("; ")
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
