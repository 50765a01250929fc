//! What stands behind a sponsor's first page: what moved, the months, every initiative in one line, KPIs, controls.

use super::Page;
use crate::{
    model::{
        figure::{Figure, Unit},
        funding::Standing,
        health::OpenControl,
        layout::SponsorSection,
        metrics::{KpiMetrics, PlanActual},
        money::Cents,
        report::{Block, Cell, Chart, Form, Paragraph, Rest, Role, Section, Table, Tone},
    },
    report::{
        ai_act, changes,
        columns::Columns,
        round,
        say::{self, Known},
        tables::{figure_or_unknown, text},
        unit_costs::{self, NotListed},
        view::{Initiative, MonthSum},
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
                SponsorSection::Kpis => {
                    blocks.extend(self.unit_costs(&ordered, part.lines).map(Block::Table));
                    blocks.extend(self.kpis(&ordered, part.lines).map(Block::Table));
                }
                SponsorSection::Controls => {
                    blocks.extend(self.controls(part.lines).map(Block::Table));
                    blocks.extend(self.ai_act(part.lines));
                }
                SponsorSection::Figures | SponsorSection::Asks | SponsorSection::Initiatives => {}
            }
        }
        Section {
            name: "All of them".to_owned(),
            title: say::title(self.sentences, "sponsor.all", &known),
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
        let known = |of: &PlanActual| figure_or_unknown((of.reported() > 0).then(|| money(of.actual)));
        let columns = Columns::new()
            .words("Initiative", |one: &&Initiative| text(&*one.name))
            .short("Phase", |one| text(one.phase_name()))
            .short("Status", |one| text(one.status.as_deref().unwrap_or("–")))
            .numbers("Spend", |one| known(&one.metrics.money.year_to_date.cost))
            .numbers("Benefit", |one| known(&one.metrics.money.year_to_date.benefit))
            .numbers("of plan", |one| {
                let reached = one.metrics.money.year_to_date.benefit.realisation().value();
                figure_or_unknown(reached.map(|share| round::percent(share, 0)))
            });
        Table {
            rest: Rest::in_sponsors_workbook(rest),
            ..columns.table("YourInitiatives", "", ordered.iter().take(most))
        }
    }

    /// What a unit of use of the initiatives costs to run.
    fn unit_costs(&self, ordered: &[&Initiative], most: usize) -> Option<Table> {
        let named = ordered.iter().flat_map(|one| one.unit_costs.iter().map(|of| (one.name.to_string(), of)));
        let rest = NotListed { one: "more unit is yours.", many: "more units are yours." };
        unit_costs::lines(named, most, (self.currency, &self.locale), rest)
    }

    /// The KPIs of the initiatives, in their order.
    fn kpis(&self, ordered: &[&Initiative], most: usize) -> Option<Table> {
        let all: Vec<_> = ordered.iter().flat_map(|one| one.kpis.iter().map(move |kpi| (*one, kpi))).collect();
        let number = |number: Option<f64>| figure_or_unknown(number.map(round::plain));
        let columns = Columns::new()
            .words("KPI", |(one, kpi): &(&Initiative, &KpiMetrics)| text(format!("{}: {}", one.name, kpi.kpi)))
            .short("Unit", |(_, kpi)| text(kpi.unit.as_deref().unwrap_or("–")))
            .numbers("Target", |(_, kpi)| number(kpi.target))
            .numbers("Actual", |(_, kpi)| number(kpi.actual))
            .numbers("Reached", |(_, kpi)| figure_or_unknown(kpi.attainment.map(round::attainment)));
        let caption = "KPIs: share of the way from baseline to target";
        let table = columns.table("YourKpis", caption, all.iter().take(most));
        (!table.rows.is_empty())
            .then(|| Table { rest: Rest::in_sponsors_workbook(all.len().saturating_sub(most)), ..table })
    }

    /// What moved since the last closed month, in words.
    fn changes(&self, most: usize) -> Option<Block> {
        let moves = self.moves.as_ref().filter(|moves| !moves.is_empty())?;
        let said: Vec<String> =
            moves.iter().take(most).map(|mover| changes::in_words(mover, self.scale(), &self.locale)).collect();
        let known = Known::new().figure("moves", said.join(", ")).some("more", moves.len().saturating_sub(most));
        let text = say::say(self.sentences, "sponsor.moved", &known)?;
        Some(Block::Paragraph(Paragraph { tone: Tone::Plain, text }))
    }

    /// Benefit of all own initiatives by month.
    fn months_chart(&self) -> Option<Chart> {
        let scale = self.scale();
        let money = |cents: Cents| Figure { unit: Unit::Money, ..scale.figure(cents) };
        let is_zero = |one: &MonthSum| one.benefit_actual.is_none_or(|cents| cents == Cents::ZERO);
        let is_empty = self.months.iter().all(|one| one.benefit_planned == Cents::ZERO && is_zero(one));
        let columns = Columns::new()
            .short("Month", |one: &MonthSum| Cell::Month(one.month))
            .role(Role::Category)
            .numbers("Plan", |one| Cell::Figure(money(one.benefit_planned)))
            .role(Role::Plan)
            .numbers("Actual", |one| figure_or_unknown(one.benefit_actual.map(money)))
            .role(Role::Actual);
        let year = &self.view.money.year_to_date.benefit;
        let said = |cents: Cents| scale.figure(cents).text(&self.locale);
        // Without it the difference would be another one than the tile's.
        let unplanned = match year.actual_unplanned {
            Cents::ZERO => String::new(),
            cents => format!(", {} of it in months without a plan,", said(cents)),
        };
        (!is_empty).then(|| Chart {
            form: Form::MonthColumns,
            title: format!("Benefit by month, {}", scale.name(&self.locale, self.currency)),
            alternative_text: format!(
                "{} to {}{unplanned} against {} planned.",
                said(year.actual),
                self.assumptions.period_title(),
                said(year.planned)
            ),
            roles: columns.roles(),
            table: columns.table("YourMonths", "", &self.months),
            more_is_better: true,
        })
    }

    /// Own candidates for money: funded or not, and what it would take.
    fn candidates(&self, ordered: &[&Initiative], most: usize) -> Option<Table> {
        let is_candidate =
            |one: &&&Initiative| one.funding.as_ref().is_some_and(|line| line.standing == Standing::Candidate);
        let own: Vec<&&Initiative> = ordered.iter().filter(is_candidate).collect();
        let funded = own.iter().take(most).filter_map(|one| Some((&*one.name, self.funded(one)?)));
        let rest = own.len().saturating_sub(most);
        let columns = Columns::new()
            .words("Initiative", |(name, _): &(&str, String)| text(*name))
            .words("What was computed", |(_, funded)| text(&**funded));
        (!own.is_empty()).then(|| Table {
            rest: Rest::in_sponsors_workbook(rest),
            ..columns.table("YourCandidates", "New money", funded)
        })
    }

    /// What the AI Act asks of them and has no evidence, in words.
    pub(super) fn ai_act(&self, most: usize) -> Option<Block> {
        let gaps = ai_act::gaps_in_words(self.view.initiatives.iter(), most, self.assumptions, &self.locale);
        let (gaps, more) = gaps?;
        let known = Known::new().figure("gaps", gaps).some("more", more);
        let text = say::say(self.sentences, "sponsor.ai_act", &known)?;
        Some(Block::Paragraph(Paragraph { tone: Tone::Plain, text }))
    }

    /// Controls that apply and are not met, an initiative in one line.
    fn controls(&self, most: usize) -> Option<Table> {
        let name = |row: u32| self.view.initiatives.iter().find(|one| one.metrics.row == row).map(|one| &*one.name);
        let by_initiative: Vec<&[OpenControl]> = self.open_controls.chunk_by(|one, next| one.row == next.row).collect();
        let in_words = |open: &OpenControl| format!("{}: {}", open.control.name(), open.answer.name().to_lowercase());
        let columns = Columns::new()
            .words("Initiative", |open: &&[OpenControl]| text(name(open[0].row).unwrap_or_default()))
            .words("Control and answer", |open| text(open.iter().map(in_words).collect::<Vec<_>>().join("; ")));
        (!by_initiative.is_empty()).then(|| Table {
            rest: Rest::in_sponsors_workbook(by_initiative.len().saturating_sub(most)),
            ..columns.table("YourControls", "Controls that are not met yet", by_initiative.iter().take(most))
        })
    }
}
