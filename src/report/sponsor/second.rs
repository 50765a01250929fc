//! A sponsor's second page: what moved, the months, every initiative in one line, KPIs, controls.

use super::Page;
use crate::{
    model::{
        figure::{Figure, Unit},
        funding::Standing,
        layout::SponsorSection,
        metrics::PlanActual,
        money::Cents,
        report::{Block, Cell, Chart, Form, Paragraph, Role, Section, Table, Tone},
        sentences,
    },
    report::{
        changes, round,
        say::{self, Known},
        tables::{body, figure_or_unknown, numbers, short, text, words},
        view::Initiative,
        words as phrases,
    },
};

impl Page<'_> {
    pub(super) fn second_page(&self) -> Section {
        let ordered = self.worst_first();
        let benefits = self.view.money.year_to_date.benefit.realisation().value();
        let known = Known::new()
            .digits("initiatives", ordered.len())
            .holds("only_one", ordered.len() == 1)
            .figure("benefits", benefits.map(|share| round::percent(share, 0).text(&self.locale)));
        let mut blocks = Vec::new();
        for part in &self.layout.0 {
            match part.name {
                SponsorSection::Changes => blocks.extend(self.changes(part.lines)),
                SponsorSection::Months => blocks.extend(self.months_chart().map(Block::Chart)),
                SponsorSection::Candidates => blocks.extend(self.candidates(&ordered, part.lines).map(Block::Table)),
                SponsorSection::All => blocks.push(Block::Table(self.all(&ordered, part.lines))),
                SponsorSection::Kpis => blocks.extend(self.kpis(&ordered, part.lines).map(Block::Table)),
                SponsorSection::Controls => blocks.extend(self.controls(part.lines).map(Block::Table)),
                SponsorSection::Figures | SponsorSection::Asks | SponsorSection::Initiatives => {}
            }
        }
        Section {
            name: "All of them".to_owned(),
            title: say::title(self.sentences, &sentences::SPONSOR_ALL, &known),
            scope: self.scope(", actual"),
            detail_sheet: None,
            blocks,
        }
    }

    /// Every initiative in one line.
    fn all(&self, ordered: &[&Initiative], most: usize) -> Table {
        let scale = self.scale();
        let rest = ordered.len().saturating_sub(most);
        let money = |cents: Cents| Figure { unit: Unit::Money, ..scale.figure(cents) };
        let rows = ordered
            .iter()
            .take(most)
            .map(|one| {
                let year = &one.metrics.money.year_to_date;
                let known = |money_of: &PlanActual| (money_of.reported() > 0).then(|| money(money_of.actual));
                body(vec![
                    text(&*one.name),
                    text(one.phase_name()),
                    text(one.status.as_deref().unwrap_or("–")),
                    figure_or_unknown(known(&year.cost)),
                    figure_or_unknown(known(&year.benefit)),
                    figure_or_unknown(year.benefit.realisation().value().map(|share| round::percent(share, 0))),
                ])
            })
            .collect();
        Table {
            name: "YourInitiatives".to_owned(),
            caption: String::new(),
            columns: vec![
                words("Initiative"),
                short("Phase"),
                short("Status"),
                numbers("Spend"),
                numbers("Benefit"),
                numbers("of plan"),
            ],
            rows,
            rest: (rest > 0)
                .then(|| phrases::plural(rest as u64, "more initiative is yours.", "more initiatives are yours.")),
        }
    }

    /// The KPIs of the initiatives, in their order.
    fn kpis(&self, ordered: &[&Initiative], most: usize) -> Option<Table> {
        let all: Vec<_> = ordered.iter().flat_map(|one| one.kpis.iter().map(move |kpi| (*one, kpi))).collect();
        let rows: Vec<_> = all
            .iter()
            .take(most)
            .map(|(one, kpi)| {
                let number = |number: Option<f64>| figure_or_unknown(number.map(round::plain));
                body(vec![
                    text(format!("{}: {}", one.name, kpi.kpi)),
                    text(kpi.unit.as_deref().unwrap_or("–")),
                    number(kpi.target),
                    number(kpi.actual),
                    figure_or_unknown(kpi.attainment.map(round::attainment)),
                ])
            })
            .collect();
        (!rows.is_empty()).then(|| Table {
            name: "YourKpis".to_owned(),
            caption: "KPIs: share of the way from baseline to target".to_owned(),
            columns: vec![words("KPI"), short("Unit"), numbers("Target"), numbers("Actual"), numbers("Reached")],
            rows,
            rest: (all.len() > most)
                .then(|| phrases::plural((all.len() - most) as u64, "more KPI is yours.", "more KPIs are yours.")),
        })
    }

    /// What moved since the last closed month, in words.
    fn changes(&self, most: usize) -> Option<Block> {
        let moves = self.moves.as_ref().filter(|moves| !moves.is_empty())?;
        let said: Vec<String> =
            moves.iter().take(most).map(|mover| changes::in_words(mover, self.scale(), &self.locale)).collect();
        let known = Known::new().figure("moves", said.join(", ")).some("more", moves.len().saturating_sub(most));
        let text = say::say(self.sentences, &sentences::SPONSOR_MOVED, &known)?;
        Some(Block::Paragraph(Paragraph { tone: Tone::Plain, text }))
    }

    /// Benefit of all own initiatives by month.
    fn months_chart(&self) -> Option<Chart> {
        let scale = self.scale();
        let money = |cents: Cents| Figure { unit: Unit::Money, ..scale.figure(cents) };
        let is_empty = self.months.iter().all(|one| one.benefit_planned == Cents::ZERO && one.benefit_actual.is_none());
        let rows = self.months.iter().map(|one| {
            body(vec![
                Cell::Month(one.month),
                Cell::Figure(money(one.benefit_planned)),
                figure_or_unknown(one.benefit_actual.map(money)),
            ])
        });
        let year = &self.view.money.year_to_date.benefit;
        (!is_empty).then(|| Chart {
            form: Form::MonthColumns,
            title: format!("Benefit by month, {}", scale.name(self.currency)),
            alternative_text: format!(
                "Benefit by month: {} to {} against {} planned.",
                scale.figure(year.actual).text(&self.locale),
                self.period().title(),
                scale.figure(year.planned).text(&self.locale)
            ),
            table: Table {
                name: "YourMonths".to_owned(),
                caption: String::new(),
                columns: vec![short("Month"), numbers("Plan"), numbers("Actual")],
                rows: rows.collect(),
                rest: None,
            },
            roles: vec![Role::Category, Role::Plan, Role::Actual],
            more_is_better: true,
        })
    }

    /// Own candidates for money: funded or not, and what it would take.
    fn candidates(&self, ordered: &[&Initiative], most: usize) -> Option<Table> {
        let is_candidate =
            |one: &&&Initiative| one.funding.as_ref().is_some_and(|line| line.standing == Standing::Candidate);
        let own: Vec<&&Initiative> = ordered.iter().filter(is_candidate).collect();
        let rows = own.iter().take(most).filter_map(|one| Some(body(vec![text(&*one.name), text(self.funded(one)?)])));
        let rest = own.len().saturating_sub(most);
        (!own.is_empty()).then(|| Table {
            name: "YourCandidates".to_owned(),
            caption: "New money".to_owned(),
            columns: vec![words("Initiative"), words("What was computed")],
            rows: rows.collect(),
            rest: (rest > 0).then(|| format!("{rest} more.")),
        })
    }

    /// Controls that apply and are not met.
    fn controls(&self, most: usize) -> Option<Table> {
        let name = |row: u32| self.view.initiatives.iter().find(|one| one.metrics.row == row).map(|one| &*one.name);
        let rows = self.open_controls.iter().take(most).map(|open| {
            let initiative = name(open.row).unwrap_or_default();
            body(vec![text(initiative), text(open.control.name()), text(open.answer.name())])
        });
        let rest = self.open_controls.len().saturating_sub(most);
        (!self.open_controls.is_empty()).then(|| Table {
            name: "YourControls".to_owned(),
            caption: "Controls that are not met yet".to_owned(),
            columns: vec![words("Initiative"), short("Control"), short("Answer")],
            rows: rows.collect(),
            rest: (rest > 0).then(|| format!("{rest} more.")),
        })
    }
}
