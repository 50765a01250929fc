//! Initiatives as reports speak of them. A view owns its rows, so that who has a sponsor's view has nobody else's data.

use super::{ReportContext, status};
use crate::model::{
    ai_act::register::Registered,
    asked::asked_amount,
    dictionary::SheetKind,
    funding::FundingLine,
    health::Evidence,
    mail::as_kept,
    metrics::{InitiativeMetrics, KpiMetrics, Money},
    money::Cents,
    period::Month,
    phase::Phase,
    portfolio::Portfolio,
    table::{Table, Values},
    usage::UnitCost,
};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::{collections::BTreeSet, sync::Arc};

/// One initiative.
#[derive(Clone, Debug)]
pub struct Initiative {
    /// As typed.
    pub id: Arc<str>,
    /// Its name, else its id.
    pub name: Arc<str>,
    /// Owning department.
    pub department: Option<Arc<str>>,
    /// As reported: Green, Amber, Red.
    pub status: Option<Arc<str>>,
    /// One sentence beside it.
    pub status_reason: Option<Arc<str>>,
    /// Executive sponsor's name.
    pub sponsor: Option<Arc<str>>,
    /// Lower-cased address: who the sponsor is.
    pub sponsor_email: Option<String>,
    /// What is asked.
    pub decision_needed: Option<Arc<str>>,
    /// Its last useful day.
    pub decision_needed_by: Option<Date>,
    /// Who may decide what is asked, `AI board`; `None` where the settings have no limits, or nothing is asked.
    pub decides: Option<String>,
    /// What people decided.
    pub decision: Option<Arc<str>>,
    /// What is asked was not decided in the reporting month; an older decision was about something else.
    pub is_open: bool,
    /// Money asked for.
    pub budget_requested: Option<Cents>,
    /// When production is planned.
    pub planned_production_on: Option<Date>,
    /// Its numbers.
    pub metrics: InitiativeMetrics,
    /// Its KPIs.
    pub kpis: Vec<KpiMetrics>,
    /// Its line in the choice under the budget, if it has one. Others stand in it as row numbers only.
    pub funding: Option<FundingLine>,
    /// What speaks against a Green; `None` for what is not active.
    pub evidence: Option<Vec<Evidence>>,
    /// What a unit of its use costs to run.
    pub unit_costs: Vec<UnitCost>,
    /// What it is to the AI Act; `None` where nobody typed anything of the register.
    pub register: Option<Registered>,
}

impl Initiative {
    /// Is its planned production day over, while it is on its way there?
    pub fn is_overdue(&self, end: Date) -> bool {
        let on_its_way = matches!(self.metrics.phase, Some(Phase::Approved | Phase::Pilot));
        on_its_way && self.planned_production_on.is_some_and(|day| day <= end)
    }

    /// The phase for people.
    pub fn phase_name(&self) -> &'static str {
        self.metrics.phase.map_or("phase not reported", Phase::name)
    }
}

/// Some initiatives and the sums over them.
#[derive(Clone, Debug)]
pub struct View {
    /// In the order of the intake.
    pub initiatives: Vec<Initiative>,
    /// Sum over them, the centre's own money not included.
    pub money: Money,
}

/// Money of some initiatives in one month. An actual is `None` when none of them reported one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthSum {
    /// Which.
    pub month: Month,
    /// Planned benefit.
    pub benefit_planned: Cents,
    /// Real benefit.
    pub benefit_actual: Option<Cents>,
}

impl View {
    /// Every initiative.
    pub fn all(context: &ReportContext) -> View {
        let (fields, index) = (Fields::of(&context.portfolio.initiatives), Index::of(context));
        let rows = 0..context.portfolio.initiatives.len();
        View::with(rows.map(|row| initiative(context, row, &fields, &index)).collect())
    }

    /// Some of them, by their rows in the portfolio, and nothing of others.
    pub fn of(context: &ReportContext, rows: &[u32]) -> View {
        let all = &context.whole().initiatives;
        View::with(rows.iter().map(|row| all[*row as usize].clone()).collect())
    }

    fn with(initiatives: Vec<Initiative>) -> View {
        let money = initiatives.iter().fold(Money::default(), |sum, one| sum.plus(one.metrics.money));
        View { initiatives, money }
    }
}

/// What stands for an initiative that is not one's own.
const SOMEBODY_ELSES: &str = "an initiative outside your list";

/// The accepted rows about some initiatives, and nothing of others: ids of other initiatives are hidden, columns nobody
/// knows are left out.
#[derive(Clone, Debug)]
pub struct OwnRows {
    /// Initiatives, Financials, Outcomes.
    pub tables: [Table; 3],
}

impl OwnRows {
    /// Those of each list of rows of Initiatives.
    pub fn of_each<'a>(portfolio: &Portfolio, lists: impl Iterator<Item = &'a [u32]>) -> Vec<OwnRows> {
        let children = [SheetKind::Financials, SheetKind::Outcomes].map(|kind| portfolio.table(kind));
        let by_id = children.map(rows_by_id);
        let ids = portfolio.initiatives.text("initiative_id");
        lists
            .map(|list| {
                let own: BTreeSet<&str> = list.iter().filter_map(|row| ids[*row as usize].as_deref()).collect();
                let rows: Vec<usize> = list.iter().map(|row| *row as usize).collect();
                let picked = |place: usize| {
                    let mut rows: Vec<usize> =
                        own.iter().filter_map(|id| by_id[place].get(id)).flatten().copied().collect();
                    rows.sort_unstable();
                    children[place].picked(&rows)
                };
                let mut initiatives = portfolio.initiatives.picked(&rows);
                hide_others(&mut initiatives, &own);
                OwnRows { tables: [initiatives, picked(0), picked(1)] }
            })
            .collect()
    }

    /// Sum of a money field of Financials for one initiative, from a month (or the first one) to another.
    pub fn sum(&self, id: &str, key: &str, from: Option<Month>, to: Month) -> Cents {
        let financials = &self.tables[1];
        let (ids, months) = (financials.text("initiative_id"), financials.month("month"));
        let is_in = |row: &usize| {
            ids[*row].as_deref() == Some(id)
                && months[*row].is_some_and(|month| month <= to && from.is_none_or(|from| month >= from))
        };
        let amounts = financials.money(key);
        (0..financials.len()).filter(is_in).filter_map(|row| amounts[row]).sum()
    }
}

/// Rows of each initiative's id.
fn rows_by_id(table: &Table) -> FxHashMap<&str, Vec<usize>> {
    let mut rows: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (row, id) in table.text("initiative_id").iter().enumerate() {
        if let Some(id) = id {
            rows.entry(id).or_default().push(row);
        }
    }
    rows
}

/// What an initiative waits for or competes with may be somebody else's.
fn hide_others(initiatives: &mut Table, own: &BTreeSet<&str>) {
    if let Some(Values::List(lists)) = initiatives.values_mut("depends_on") {
        for ids in lists.iter_mut().flatten() {
            *ids = ids.iter().map(|id| if own.contains(&**id) { id.clone() } else { SOMEBODY_ELSES.into() }).collect();
        }
    }
    let rows = initiatives.len();
    if let Some(groups) = initiatives.values_mut("exclusive_group") {
        (0..rows).for_each(|row| groups.forget(row));
    }
}

/// Rows of Financials by the row of their initiative, so that each sponsor's are found without reading everybody's.
pub struct MoneyRows(Vec<Vec<u32>>);

impl MoneyRows {
    /// Finds them once for all sponsors.
    pub fn of(context: &ReportContext) -> MoneyRows {
        let mut rows = vec![Vec::new(); context.portfolio.initiatives.len()];
        for (place, initiative) in context.portfolio.financials_initiative.iter().enumerate() {
            if let Some(initiative) = initiative {
                rows[*initiative as usize].push(place as u32);
            }
        }
        MoneyRows(rows)
    }

    /// Benefit of some initiatives in each month of the fiscal year to the reporting month.
    pub fn months(&self, context: &ReportContext, initiatives: &[u32]) -> Vec<MonthSum> {
        let table = &context.portfolio.financials;
        let (month, plan, actual) =
            (table.month("month"), table.money("benefit_planned"), table.money("benefit_actual"));
        let (first, last) = (context.assumptions.year_start(), context.assumptions.period);
        let mut sums: Vec<MonthSum> = (0..=last.since(first))
            .map(|later| MonthSum { month: first.plus(later), benefit_planned: Cents::ZERO, benefit_actual: None })
            .collect();
        for row in initiatives.iter().flat_map(|initiative| &self.0[*initiative as usize]).map(|row| *row as usize) {
            let Some(place) = month[row].map(|month| month.since(first)) else { continue };
            let Some(sum) = usize::try_from(place).ok().and_then(|place| sums.get_mut(place)) else { continue };
            sum.benefit_planned += plan[row].unwrap_or_default();
            if let Some(cents) = actual[row] {
                sum.benefit_actual = Some(sum.benefit_actual.unwrap_or_default() + cents);
            }
        }
        sums
    }
}

/// The columns that initiatives are made of, found once for all rows.
struct Fields<'a> {
    id: &'a [Option<Arc<str>>],
    name: &'a [Option<Arc<str>>],
    department: &'a [Option<Arc<str>>],
    status: &'a [Option<Arc<str>>],
    status_reason: &'a [Option<Arc<str>>],
    sponsor: &'a [Option<Arc<str>>],
    sponsor_email: &'a [Option<Arc<str>>],
    decision_needed: &'a [Option<Arc<str>>],
    decision_needed_by: &'a [Option<Date>],
    decision: &'a [Option<Arc<str>>],
    decision_on: &'a [Option<Date>],
    budget_requested: &'a [Option<Cents>],
    planned_production_on: &'a [Option<Date>],
}

impl<'a> Fields<'a> {
    fn of(initiatives: &'a Table) -> Self {
        Fields {
            id: initiatives.text("initiative_id"),
            name: initiatives.text("name"),
            department: initiatives.text("department"),
            status: initiatives.text("status"),
            status_reason: initiatives.text("status_reason"),
            sponsor: initiatives.text("sponsor"),
            sponsor_email: initiatives.text("sponsor_email"),
            decision_needed: initiatives.text("decision_needed"),
            decision_needed_by: initiatives.date("decision_needed_by"),
            decision: initiatives.text("decision"),
            decision_on: initiatives.date("decision_on"),
            budget_requested: initiatives.money("budget_requested"),
            planned_production_on: initiatives.date("planned_production_on"),
        }
    }
}

/// What belongs to which initiative, made once for all of them.
struct Index<'a> {
    /// Where the KPIs of each initiative stand among all KPIs.
    kpis: Vec<std::ops::Range<usize>>,
    /// The choice under the budget, by row.
    lines: FxHashMap<u32, &'a FundingLine>,
    /// Unit costs, by row.
    unit_costs: FxHashMap<u32, Vec<&'a UnitCost>>,
    /// The register of the AI Act, by row.
    register: FxHashMap<u32, &'a Registered>,
}

impl<'a> Index<'a> {
    fn of(context: &ReportContext<'a>) -> Self {
        let mut kpis = vec![0..0; context.portfolio.initiatives.len()];
        for (place, kpi) in context.metrics.kpis.iter().enumerate() {
            let range = &mut kpis[kpi.initiative as usize];
            if range.start == range.end {
                *range = place..place;
            }
            range.end = place + 1;
        }
        let lines = context.metrics.funding.iter().flat_map(|funding| &funding.lines);
        let mut unit_costs: FxHashMap<u32, Vec<&UnitCost>> = FxHashMap::default();
        for of in &context.metrics.unit_costs {
            unit_costs.entry(of.initiative).or_default().push(of);
        }
        let register = context.portfolio.register.iter().map(|one| (one.row, one)).collect();
        Index { kpis, lines: lines.map(|line| (line.row, line)).collect(), unit_costs, register }
    }
}

/// The name, with the month it was sent for where the row is carried forward.
fn marked(name: Arc<str>, context: &ReportContext, row: usize) -> Arc<str> {
    let file = context.portfolio.initiatives.origins[row].file as usize;
    match context.portfolio.files[file].as_of {
        Some(month) => format!("{name} (as of {month})").into(),
        None => name,
    }
}

/// Is something asked that no decision of the reporting month answers?
fn is_open(context: &ReportContext, fields: &Fields, row: usize) -> bool {
    let decided = || {
        let first = context.assumptions.calendar.first_day(context.assumptions.period);
        fields.decision[row].is_some() && fields.decision_on[row].is_some_and(|day| day >= first)
    };
    fields.decision_needed[row].is_some() && !decided()
}

/// Who may decide what is asked, by the limits of the settings.
fn decides(context: &ReportContext, fields: &Fields, row: usize) -> Option<String> {
    let asked = fields.decision_needed[row].as_ref()?;
    context.rules.approvals.words(asked_amount(asked, fields.budget_requested[row]))
}

fn initiative(context: &ReportContext, row: usize, fields: &Fields, index: &Index) -> Initiative {
    let id = fields.id[row].clone().unwrap_or_else(|| "".into());
    Initiative {
        name: marked(fields.name[row].clone().unwrap_or_else(|| id.clone()), context, row),
        id,
        department: fields.department[row].clone(),
        status: fields.status[row].clone(),
        status_reason: fields.status_reason[row].clone(),
        sponsor: fields.sponsor[row].clone(),
        sponsor_email: fields.sponsor_email[row].as_deref().map(as_kept),
        decides: decides(context, fields, row),
        decision_needed: fields.decision_needed[row].clone(),
        decision_needed_by: fields.decision_needed_by[row],
        decision: fields.decision[row].clone(),
        is_open: is_open(context, fields, row),
        budget_requested: fields.budget_requested[row],
        planned_production_on: fields.planned_production_on[row],
        metrics: context.metrics.initiatives[row].clone(),
        kpis: context.metrics.kpis[index.kpis[row].clone()].to_vec(),
        funding: index.lines.get(&(row as u32)).map(|line| (*line).clone()),
        evidence: status::evidence_of(context, row as u32),
        unit_costs: index.unit_costs.get(&(row as u32)).into_iter().flatten().map(|of| (*of).clone()).collect(),
        register: index.register.get(&(row as u32)).map(|one| (*one).clone()),
    }
}
