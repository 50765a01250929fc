//! A sponsor's report: what is needed from them, and how their own initiatives do. Composed from a view that holds
//! nothing but their rows.

mod approved;
mod second;

pub use approved::{sponsors, waiting, withheld};

use super::{
    ReportContext, changes, currencies, decide,
    funding::reason::Reader,
    round::{self, MoneyScale},
    say::{self, Known},
    status,
    view::{Initiative, MoneyRows, MonthSum, View},
    words as phrases,
};
use crate::model::{
    assumptions::Assumptions,
    control::Answer,
    funding::Standing,
    health::OpenControl,
    history::{Move, Mover},
    identifier::are_same,
    layout::{Layout, SponsorSection},
    locale::Locale,
    metrics::PlanActual,
    money::Cents,
    period::Month,
    phase::Phase,
    report::{
        Audience, Block, Decision, Entry, Judgement, Paragraph, Report, Section, State, Tile, TileMonth, TileNote, Tone,
    },
    sentences::Sentences,
};
use std::{collections::BTreeSet, sync::Arc};

/// Lines of text that stand below the figures of the first page.
const LINES_ON_FIRST_PAGE: usize = 22;

/// Characters of a line on the first page.
const LINE_LENGTH: usize = 58;

/// Letters of a reason: two lines.
const REASON_LENGTH: usize = 2 * LINE_LENGTH;

/// An executive sponsor: a lower-cased address, and what is theirs.
#[derive(Clone, Debug)]
pub struct Sponsor {
    /// Lower-cased address: who they are.
    pub email: String,
    /// As typed most often, else the address.
    pub name: String,
    /// Rows of their initiatives in the portfolio.
    pub rows: Vec<u32>,
}

/// Composes the report of each sponsor.
pub fn sponsor(context: &ReportContext, sponsors: &[Sponsor]) -> Vec<Report> {
    let money = MoneyRows::of(context);
    let waiting = waiting(context);
    sponsors
        .iter()
        .map(|sponsor| {
            let view = View::of(context, &sponsor.rows);
            let page = Page {
                company: context.company,
                sentences: &context.presentation.sentences,
                layout: &context.presentation.sponsor,
                assumptions: context.assumptions,
                locale: *context.locale(),
                currency: &context.rules.currency,
                converted: currencies::of_initiatives(context, &sponsor.rows),
                program_lead: context.program_lead,
                state: context.state(),
                sponsor: &sponsor.name,
                months: money.months(context, &sponsor.rows),
                open_controls: open_controls(context, &sponsor.rows),
                moves: moves(context, &sponsor.rows),
                waiting: waiting.get(&sponsor.email).copied().unwrap_or_default(),
                view,
            };
            page.report()
        })
        .collect()
}

/// Controls of these initiatives that apply and are not met; those that somebody waived are settled.
fn open_controls(context: &ReportContext, rows: &[u32]) -> Vec<OpenControl> {
    let is_own = |open: &&OpenControl| rows.contains(&open.row) && open.answer != Answer::Waived;
    context.metrics.health.open_controls.iter().filter(is_own).cloned().collect()
}

/// How these initiatives moved, the weightiest first. Whoever else may be meant stays out.
fn moves(context: &ReportContext, rows: &[u32]) -> Option<Vec<Mover>> {
    let comparison = context.comparison()?;
    let ids = context.portfolio.initiatives.text("initiative_id");
    let is_id = |id: &str| rows.iter().any(|row| ids[*row as usize].as_deref().is_some_and(|own| are_same(own, id)));
    let is_own = |mover: &&Mover| {
        let other_is_own = match &mover.how {
            Move::Renamed { to, .. } => is_id(to),
            _ => true,
        };
        is_id(&mover.id) && other_is_own
    };
    let mut own: Vec<Mover> = comparison.movers.iter().filter(is_own).cloned().collect();
    own.sort_by_key(|mover| changes::weight(&mover.how));
    Some(own)
}

/// Everything a sponsor's report may say: settings, and a view of their own rows. The facts of the whole portfolio
/// are out of reach here.
struct Page<'a> {
    company: &'a str,
    sentences: &'a Sentences,
    layout: &'a Layout<SponsorSection>,
    assumptions: &'a Assumptions,
    locale: Locale,
    currency: &'a str,
    /// The other currencies of their amounts.
    converted: BTreeSet<Arc<str>>,
    program_lead: &'a str,
    state: State,
    sponsor: &'a str,
    months: Vec<MonthSum>,
    open_controls: Vec<OpenControl>,
    /// What moved since the last closed month; `None` when no month is closed.
    moves: Option<Vec<Mover>>,
    /// Initiatives that name this sponsor and wait until somebody has approved that.
    waiting: usize,
    view: View,
}

impl Page<'_> {
    fn report(self) -> Report {
        let (first, shown) = self.first_page();
        let mut sections = vec![first];
        let has_usage = self.view.initiatives.iter().any(|one| !one.unit_costs.is_empty());
        let has_duties = self.lines(SponsorSection::Controls).is_some_and(|most| self.ai_act(most).is_some());
        if self.view.initiatives.len() > shown || self.moves.is_some() || has_usage || has_duties {
            sections.extend(Some(self.second_page()).filter(|page| !page.blocks.is_empty()));
        }
        Report {
            audience: Audience::Sponsor,
            title: format!("AI portfolio, {}: initiatives of {}", self.assumptions.period_title(), self.sponsor),
            company: self.company.to_owned(),
            period: self.period(),
            period_title: self.assumptions.period_title(),
            state: self.state,
            locale: self.locale,
            currency: self.currency.to_owned(),
            sections,
            data_sheets: Vec::new(),
            background: Vec::new(),
        }
    }

    fn period(&self) -> Month {
        self.assumptions.period
    }

    fn scale(&self) -> MoneyScale {
        phrases::scale_of(&self.view.money)
    }

    /// Most lines of a part; `None` when the layout leaves it out.
    fn lines(&self, part: SponsorSection) -> Option<usize> {
        self.layout.lines(part)
    }

    /// The first page, and how many initiatives it shows.
    fn first_page(&self) -> (Section, usize) {
        let asked = decide::decisions_of(&self.view, self.assumptions, &self.locale, self.program_lead, false);
        let title = self.title(asked.len());
        let mut room = LINES_ON_FIRST_PAGE;
        let mut shown = 0;
        let mut blocks = Vec::new();
        for part in &self.layout.0 {
            match part.name {
                SponsorSection::Figures => blocks.push(Block::Tiles(self.tiles())),
                SponsorSection::Asks => blocks.extend(asks(&asked, part.lines, &mut room)),
                SponsorSection::Initiatives => {
                    let (list, listed) = self.initiatives(part.lines, &mut room);
                    blocks.extend(list);
                    shown = listed;
                }
                _ => {}
            }
        }
        let section =
            Section { name: "Your initiatives".to_owned(), title, scope: self.scope(""), detail_sheet: None, blocks };
        (section, shown)
    }

    /// `Inês Costa · EUR k · Jan–Oct 2026`.
    fn scope(&self, more: &str) -> String {
        let unit = currencies::unit(&self.scale().name(&self.locale, self.currency), &self.converted);
        format!("{} · {unit} · {}{more}", self.sponsor, phrases::year_to_date(self.assumptions))
    }

    /// The worst initiatives for which there is room, and how many those are.
    fn initiatives(&self, most: usize, room: &mut usize) -> (Vec<Block>, usize) {
        let worst_first = self.worst_first();
        let mut entries: Vec<Entry> = Vec::new();
        for one in worst_first.iter().take(most) {
            let entry = self.entry(one);
            let lines = entry_lines(&entry);
            if lines > *room && !entries.is_empty() {
                break;
            }
            *room = room.saturating_sub(lines);
            entries.push(entry);
        }
        let shown = entries.len();
        let mut blocks = vec![Block::Heading("Your initiatives, worst first".to_owned()), Block::Entries(entries)];
        if worst_first.len() > shown && self.lines(SponsorSection::All).is_some() {
            blocks.push(Block::Paragraph(Paragraph { tone: Tone::Note, text: "More on the next page.".to_owned() }));
        }
        (blocks, shown)
    }

    /// `12 November`, the first day on which an answer is needed, if one is given.
    fn first_day(&self) -> Option<String> {
        let days = decide::open_decisions(&self.view).filter_map(|one| one.decision_needed_by);
        days.min().map(|day| phrases::day_and_month(day, self.period()))
    }

    /// What they spent against plan, and what is needed from them.
    fn title(&self, asked: usize) -> String {
        let cost = &self.view.money.year_to_date.cost;
        let variance = cost.variance().filter(|_| cost.planned != Cents::ZERO);
        let is_on_plan = variance.is_some_and(|variance| {
            variance == Cents::ZERO || phrases::on_plan(variance, cost.planned, self.assumptions.thresholds.on_plan)
        });
        let missing = phrases::missing(self.assumptions, &self.locale, cost.reported(), cost.unreported)
            .map_or_else(String::new, |words| format!(" ({words})"));
        let size = variance
            .filter(|_| !is_on_plan)
            .map(|variance| format!("{}{missing}", self.scale().figure(Cents(variance.0.abs())).text(&self.locale)));
        let is_over = variance.is_some_and(|variance| variance.0 > 0);
        let count = self.view.initiatives.len();
        let yours = Known::new().digits("initiatives", count).holds("only_one", count == 1);
        let gap = Known::new()
            .figure("yours", say::say(self.sentences, "sponsor.yours", &yours))
            .figure("over", size.clone().filter(|_| is_over))
            .figure("under", size.filter(|_| !is_over))
            .figure("benefits_behind", self.benefits_behind())
            .holds("on_plan", is_on_plan && missing.is_empty());
        let alarming = decide::alarming(&self.view);
        let is_red = |one: &&&Initiative| status::reported(one) == Some(status::Colour::Red);
        let asks = Known::new()
            .some("asked", asked)
            .figure("day", self.first_day())
            .holds("nothing_asked", asked == 0)
            .some("waiting", self.waiting)
            .some("red", alarming.iter().filter(is_red).count())
            .some("worse", alarming.iter().filter(|one| status::is_rosy(one)).count())
            .figure("only_worse", alarming.first().filter(|_| alarming.len() == 1).map(|one| status::mark(one)));
        let known = Known::new()
            .figure("gap", say::say(self.sentences, "sponsor.gap", &gap))
            .figure("asks", say::say(self.sentences, "sponsor.asks", &asks));
        say::title(self.sentences, "sponsor.title", &known)
    }

    /// `85%`: by how much the benefits miss their plan, where that is more than what was spent over plan.
    fn benefits_behind(&self) -> Option<String> {
        let year = &self.view.money.year_to_date;
        let worse = |money: &PlanActual, sign: i64| {
            let variance = money.variance().filter(|_| money.planned != Cents::ZERO)?;
            Some((variance.0 * sign) as f64 / money.planned.0.abs() as f64)
        };
        let behind = worse(&year.benefit, -1)?;
        let threshold = self.assumptions.thresholds.on_plan;
        let is_worst = behind >= threshold && behind > 0.0 && worse(&year.cost, 1).is_none_or(|over| over <= behind);
        let missing =
            phrases::missing(self.assumptions, &self.locale, year.benefit.reported(), year.benefit.unreported)
                .map_or_else(String::new, |words| format!(" ({words})"));
        is_worst.then(|| format!("{}{missing}", round::percent(behind, 0).text(&self.locale)))
    }

    fn tiles(&self) -> Vec<Tile> {
        let scale = self.scale();
        let year = &self.view.money.year_to_date;
        let mut tiles = Vec::new();
        if year.cost.reported() + year.cost.unreported > 0 {
            let note = |money, more_is_better| {
                phrases::plan_note(money, scale, more_is_better, &self.locale, self.assumptions)
            };
            tiles.push(Tile {
                label: format!("Spend to {}", self.period().short_name()),
                value: (year.cost.reported() > 0).then(|| scale.figure(year.cost.actual)),
                exact: None,
                live: None,
                missing: "not reported".to_owned(),
                notes: [Some(note(&year.cost, false)), self.rate_note(&year.cost)].into_iter().flatten().collect(),
                months: Vec::new(),
                leads_to: None,
            });
            tiles.push(Tile {
                label: format!("Benefit to {}", self.period().short_name()),
                value: (year.benefit.reported() > 0).then(|| scale.figure(year.benefit.actual)),
                exact: None,
                live: None,
                missing: "not reported".to_owned(),
                notes: [Some(note(&year.benefit, true)), self.rate_note(&year.benefit)].into_iter().flatten().collect(),
                months: self.tile_months(),
                leads_to: None,
            });
        }
        tiles.push(self.production_tile());
        tiles
    }

    /// `of it +2k by exchange rates`, where these did anything to own money.
    fn rate_note(&self, side: &PlanActual) -> Option<TileNote> {
        let effect = self.scale().difference(side.rate_effect);
        (side.rate_effect != Cents::ZERO)
            .then(|| TileNote::neutral(format!("of it {} by exchange rates", effect.text(&self.locale))))
    }

    fn production_tile(&self) -> Tile {
        let end = self.assumptions.period_end();
        let late = self.view.initiatives.iter().filter(|one| one.is_overdue(end)).count();
        let running = self.view.initiatives.iter().filter(|one| one.metrics.phase == Some(Phase::Production)).count();
        let all = phrases::plural(self.view.initiatives.len() as u64, "initiative", "initiatives");
        let mut notes = vec![TileNote::part_of(all)];
        if late > 0 {
            notes.push(TileNote::new(format!("{late} past planned date"), Judgement::Worse));
        }
        Tile {
            label: "In production".to_owned(),
            value: Some(round::count(running as i64)),
            exact: None,
            live: None,
            missing: String::new(),
            notes,
            months: Vec::new(),
            leads_to: None,
        }
    }

    /// Planned and real benefit of each month to date.
    fn tile_months(&self) -> Vec<TileMonth> {
        let shown = |cents: Cents| self.scale().figure(cents);
        let drawn =
            |one: &MonthSum| TileMonth { plan: shown(one.benefit_planned), actual: one.benefit_actual.map(shown) };
        self.months.iter().map(drawn).collect()
    }

    /// Red before Amber before Green, as reported or by the evidence, whichever is worse; late before in time, then by the
    /// benefit that is missing.
    fn worst_first(&self) -> Vec<&Initiative> {
        let end = self.assumptions.period_end();
        let mut ordered: Vec<&Initiative> = self.view.initiatives.iter().collect();
        ordered.sort_by_key(|one| {
            let colour = status::reported(one).max(status::by_evidence(one).filter(|_| status::is_active(one)));
            let missing = one.metrics.money.year_to_date.benefit.variance().unwrap_or_default();
            (std::cmp::Reverse(colour), !one.is_overdue(end), missing, one.id.clone())
        });
        ordered
    }

    fn entry(&self, one: &Initiative) -> Entry {
        let is_troubled = status::worst(one).is_some_and(|colour| colour > status::Colour::Green);
        let is_explained = is_troubled && (status::is_rosy(one) || one.status_reason.is_some());
        let mut lines = Vec::new();
        if is_explained {
            lines.push(phrases::sentence(&phrases::cut(&status::reason(one, &self.locale), REASON_LENGTH)));
        }
        lines.push(self.evidence(one, is_explained && status::reason_names_due_day(one)));
        lines.extend(self.funded(one));
        Entry {
            name: format!("{} · {}", phrases::middle(&one.name, 34), one.phase_name()),
            mark: status::mark(one),
            judgement: status::worst(one).map_or(Judgement::Neutral, status::Colour::judgement),
            says: String::new(),
            lines,
        }
    }

    /// `Due 30 Jun 2026; spend +23k; benefit 49% of plan; KPIs 39%`, without the day where it was said before.
    fn evidence(&self, one: &Initiative, is_day_said: bool) -> String {
        let (scale, locale) = (self.scale(), &self.locale);
        let year = &one.metrics.money.year_to_date;
        let missing = |used: u32, left_out: u32| {
            phrases::missing(self.assumptions, locale, used, left_out)
                .map_or_else(String::new, |words| format!(" ({words})"))
        };
        let mut parts = Vec::new();
        let is_overdue = one.is_overdue(self.assumptions.period_end());
        if let Some(day) = one.planned_production_on.filter(|_| is_overdue && !is_day_said) {
            parts.push(format!("due {}", locale.day(day)));
        }
        if let Some(variance) = year.cost.variance().filter(|_| year.cost.planned != Cents::ZERO) {
            let small = variance == Cents::ZERO
                || phrases::on_plan(variance, year.cost.planned, self.assumptions.thresholds.on_plan);
            let spend = if small { "on plan".to_owned() } else { scale.difference(variance).text(locale) };
            parts.push(format!("spend {spend}{}", missing(year.cost.reported(), year.cost.unreported)));
        }
        if let Some(share) = year.benefit.realisation().value() {
            let missing = missing(year.benefit.reported(), year.benefit.unreported);
            parts.push(format!("benefit {} of plan{missing}", round::percent(share, 0).text(locale)));
        }
        if let Some(mean) = one.metrics.attainment.mean {
            let missing = missing(one.metrics.attainment.known, one.metrics.attainment.unknown);
            parts.push(format!("KPIs {}{missing}", round::percent(mean, 0).text(locale)));
        }
        if parts.is_empty() { "No money or KPI was reported.".to_owned() } else { phrases::sentence(&parts.join("; ")) }
    }

    /// `Funded: adds 120k, passes 7 of 8 tests.` What others have to do with it is said without their names.
    fn funded(&self, one: &Initiative) -> Option<String> {
        let line = one.funding.as_ref().filter(|line| line.standing == Standing::Candidate)?;
        let own = |row: u32| self.view.initiatives.iter().find(|one| one.metrics.row == row).map(|one| one.id.clone());
        let calendar = self.assumptions.calendar;
        let reader = Reader { locale: &self.locale, scale: self.scale(), calendar, id_of: &own };
        let holds = line.in_tests.iter().filter(|stays| **stays == Some(true)).count();
        let tests = match line.in_tests.iter().flatten().count() {
            0 => String::new(),
            all => format!(", passes {holds} of {all} tests"),
        };
        Some(match (line.adds, &line.price) {
            (Some(adds), _) => format!("Funded: adds {}{tests}.", self.scale().figure(adds).text(&self.locale)),
            (None, Some(price)) => format!("Not funded: {}; {}.", reader.reason(line), reader.price(price)),
            (None, None) => format!("Not funded: {}.", reader.reason(line)),
        })
    }
}

/// What is needed from them, the most urgent first.
fn asks(asked: &[Decision], most: usize, room: &mut usize) -> Vec<Block> {
    if asked.is_empty() {
        return Vec::new();
    }
    let shown = &asked[..asked.len().min(most)];
    *room = room.saturating_sub(2 + shown.iter().map(decision_lines).sum::<usize>());
    let heading = match asked.len() - shown.len() {
        0 => "We need from you".to_owned(),
        _ => format!("We need from you: the first {} of {}", shown.len(), asked.len()),
    };
    vec![Block::Heading(heading), Block::Decisions(shown.to_vec())]
}

/// Lines that a decision takes on the first page, with the room below it.
fn decision_lines(decision: &Decision) -> usize {
    // Its number and its button take some of the width.
    let lines = |text: &str, less: usize| text.chars().count().div_ceil(LINE_LENGTH - less);
    lines(&decision.ask, 6) + lines(&decision.facts, 12) + 1
}

/// Lines that an entry takes on the first page, with the room below it.
fn entry_lines(entry: &Entry) -> usize {
    1 + entry.lines.iter().map(|line| line.chars().count().div_ceil(LINE_LENGTH)).sum::<usize>()
}
