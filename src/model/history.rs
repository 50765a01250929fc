//! What moved since the last closed month, and what was changed behind it.

use super::{money::Cents, period::Month, phase::Phase, rates::Rate};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// From where on a change since the last closed month is worth a line. `templates/report.toml` says what each is for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ChangeLimits {
    /// Places in the ranking.
    pub rank_places: u32,
    /// Change of the year's outlook, a fraction; more than this moves.
    pub outlook_change: f64,
    /// Change of the mean attainment of KPIs, a fraction; this or more moves.
    pub kpi_change: f64,
    /// Likeness of two names, 0–1, from which a new id may be an old one renamed.
    pub name_likeness: f64,
    /// Change of a planned total or of the way to production, a fraction; more than this is another plan.
    pub baseline_change: f64,
}

impl Default for ChangeLimits {
    fn default() -> Self {
        ChangeLimits {
            rank_places: 3,
            outlook_change: 0.05,
            kpi_change: 0.1,
            name_likeness: 0.9,
            baseline_change: 0.05,
        }
    }
}

/// A month as far as comparing needs it: made of a snapshot, just computed or read back.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Which month.
    pub period: Month,
    /// In order of their rows.
    pub initiatives: Vec<Pictured>,
    /// Money by initiative (upper-case id) and month, rows of one month added up.
    pub money: BTreeMap<(Arc<str>, Month), MonthMoney>,
    /// The amounts among them that stand in other currencies; empty where all are in the report's.
    pub local: BTreeMap<(Arc<str>, Month), Vec<LocalPart>>,
    /// Value of each figure of the portfolio that is known, by its key in `run.json`, and of each measure, by its id.
    pub figures: BTreeMap<Arc<str>, f64>,
    /// Baselines that stood then, by upper-case id.
    pub baselines: BTreeMap<Arc<str>, Baseline>,
    /// Submitters whose own rows are in it, not carried forward.
    pub sent: Vec<Arc<str>>,
    /// The day of the board's latest approval of each initiative, by upper-case id. What a department typed about its
    /// own money is not among them.
    pub approvals: BTreeMap<Arc<str>, Date>,
}

impl Picture {
    /// Money of an initiative (upper-case id) by month.
    pub fn months_of(&self, key: &str) -> impl Iterator<Item = (Month, &MonthMoney)> {
        let key: Arc<str> = key.into();
        let (first, last) = (Month::from_index(i32::MIN), Month::from_index(i32::MAX));
        self.money.range((key.clone(), first)..=(key, last)).map(|((_, month), money)| (*month, money))
    }

    /// The initiative of an upper-case id.
    pub fn initiative(&self, key: &str) -> Option<&Pictured> {
        self.initiatives.iter().find(|one| &*one.key == key)
    }
}

/// One initiative of a picture.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Pictured {
    /// As typed.
    pub id: Arc<str>,
    /// Its id in upper case: what joins it with another month.
    pub key: Arc<str>,
    /// Its name, if it has one.
    pub name: Option<Arc<str>>,
    /// Owning department.
    pub department: Option<Arc<str>>,
    /// Its phase, if it could be read.
    pub phase: Option<Phase>,
    /// Competition rank by score; `None` when unranked.
    pub rank: Option<u32>,
    /// Outlook of the fiscal year's cost.
    pub cost_outlook: Option<Cents>,
    /// Outlook of the fiscal year's benefit.
    pub benefit_outlook: Option<Cents>,
    /// Spent since the fiscal year began.
    pub cost_to_date: Option<Cents>,
    /// Gained since the fiscal year began.
    pub benefit_to_date: Option<Cents>,
    /// Mean attainment of its KPIs, a fraction.
    pub attainment: Option<f64>,
    /// Day of approval.
    pub approved_on: Option<Date>,
    /// When production is planned.
    pub planned_production_on: Option<Date>,
    /// What is asked.
    pub decision_needed: Option<Arc<str>>,
    /// Its last useful day.
    pub decision_needed_by: Option<Date>,
    /// What was decided.
    pub decision: Option<Arc<str>>,
    /// When.
    pub decision_on: Option<Date>,
    /// Whose row it is.
    pub submitter: Option<Arc<str>>,
    /// The month its row was sent for, when it is carried forward.
    pub as_of: Option<Month>,
}

/// Money of one initiative in one month. `None` is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct MonthMoney {
    /// Planned cost.
    pub cost_planned: Option<Cents>,
    /// Real cost.
    pub cost_actual: Option<Cents>,
    /// Latest estimate of the cost.
    pub cost_forecast: Option<Cents>,
    /// Planned benefit.
    pub benefit_planned: Option<Cents>,
    /// Real benefit.
    pub benefit_actual: Option<Cents>,
    /// Latest estimate of the benefit.
    pub benefit_forecast: Option<Cents>,
}

impl MonthMoney {
    /// The real amount of a side.
    pub fn actual(&self, side: Side) -> Option<Cents> {
        match side {
            Side::Cost => self.cost_actual,
            Side::Benefit => self.benefit_actual,
        }
    }
}

/// What an amount of a month is when it is compared with that of another report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MoneyKind {
    /// Planned.
    Planned,
    /// Real.
    Actual,
    /// What the month counts for in the outlook: real where it is over and known, else the estimate, else the plan.
    Outlook,
}

/// An amount that stands in another currency.
#[derive(Clone, Debug, PartialEq)]
pub struct LocalPart {
    /// Of cost or benefit.
    pub side: Side,
    /// As what; an amount may be two of them.
    pub kind: MoneyKind,
    /// ISO 4217 code.
    pub currency: Arc<str>,
    /// The amount in that currency.
    pub local: Cents,
    /// At which rate it was converted.
    pub rate: Rate,
    /// To what.
    pub cents: Cents,
}

/// The plan of an initiative as it stood in the first closed month in Approved or later (metric M31).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baseline {
    /// Its initiative, as typed.
    pub id: Arc<str>,
    /// The closed month.
    pub set_in: Month,
    /// Planned cost of all months.
    pub cost_planned: Cents,
    /// Planned benefit of all months.
    pub benefit_planned: Cents,
    /// When production was planned.
    pub planned_production_on: Option<Date>,
    /// What exchange rates have done to the planned cost since.
    pub cost_rate_effect: Cents,
    /// The same of the planned benefit.
    pub benefit_rate_effect: Cents,
}

/// How an initiative moved.
#[derive(Clone, Debug, PartialEq)]
pub enum Move {
    /// It was not there last month.
    New,
    /// Its submitter sent, without it.
    Gone,
    /// It is gone and another is new under nearly the same name.
    Renamed {
        /// The new id.
        to: Arc<str>,
        /// Likeness of the names, 0–1.
        likeness: f64,
    },
    /// Its submitter sent nothing.
    NotSent,
    /// Taken out of use, or rejected.
    Ended(Phase),
    /// Another phase.
    Phase {
        /// Then.
        before: Phase,
        /// Now.
        now: Phase,
        /// Towards the idea.
        is_back: bool,
    },
    /// Another place among the initiatives of both months.
    Rank {
        /// Then.
        before: u32,
        /// Now.
        now: u32,
    },
    /// The outlook of the year's cost.
    Cost(OutlookMove),
    /// The outlook of the year's benefit.
    Benefit(OutlookMove),
    /// Mean attainment of its KPIs.
    Kpi {
        /// Then.
        before: f64,
        /// Now.
        now: f64,
    },
}

impl Move {
    /// The part of a difference of money that is due to exchange rates.
    pub fn rate_effect(&self) -> Cents {
        match self {
            Move::Cost(outlook) | Move::Benefit(outlook) => outlook.rate_effect,
            _ => Cents::ZERO,
        }
    }
}

/// An outlook that moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutlookMove {
    /// Then.
    pub before: Cents,
    /// Now.
    pub now: Cents,
    /// The part of the difference that is due to exchange rates.
    pub rate_effect: Cents,
}

impl OutlookMove {
    /// The difference at the rates of then: what people did.
    pub fn at_constant_rates(&self) -> Cents {
        self.now - self.before - self.rate_effect
    }
}

/// What exchange rates did to the year's outlook of an initiative since the last closed month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateEffectSince {
    /// As typed; `COE` for the centre.
    pub id: Arc<str>,
    /// Cost.
    pub cost: Since,
    /// Benefit.
    pub benefit: Since,
}

/// An amount then and now, and what rates did of the difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Since {
    /// Then; unknown of an initiative that is new.
    pub before: Option<Cents>,
    /// Now.
    pub now: Option<Cents>,
    /// The part of it that is due to exchange rates.
    pub rate_effect: Cents,
}

impl Since {
    /// The difference at the rates of then; unknown where an amount is.
    pub fn at_constant_rates(&self) -> Option<Cents> {
        Some(self.now? - self.before? - self.rate_effect)
    }
}

/// An initiative that moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Mover {
    /// As typed; of one that is gone, as it was typed.
    pub id: Arc<str>,
    /// Its name.
    pub name: Option<Arc<str>>,
    /// How.
    pub how: Move,
}

/// Which side of the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// What is spent.
    Cost,
    /// What is gained.
    Benefit,
}

/// An actual of a month that was closed already, and is different now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restated {
    /// As typed; `COE` for the centre.
    pub id: Arc<str>,
    /// The month whose actual it is.
    pub month: Month,
    /// Cost or benefit.
    pub side: Side,
    /// Then; `None` when it was not known yet and came late.
    pub before: Option<Cents>,
    /// Now; `None` when it was taken back.
    pub now: Option<Cents>,
    /// The part of the difference that is due to exchange rates.
    pub rate_effect: Cents,
}

/// A plan that was written anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewritten {
    /// As typed; `COE` for the centre.
    pub id: Arc<str>,
    /// How many months have another planned cost or benefit.
    pub months: u32,
    /// Of those, how many were over already.
    pub past_months: u32,
    /// Planned cost of all months, then and now.
    pub cost: (Cents, Cents),
    /// Planned benefit of all months, then and now.
    pub benefit: (Cents, Cents),
    /// The parts of the differences of both that are due to exchange rates.
    pub rate_effects: (Cents, Cents),
    /// Planned start of production, then and now.
    pub production_on: (Option<Date>, Option<Date>),
}

/// A plan that is more than the threshold off its baseline (metric M31).
#[derive(Clone, Debug, PartialEq)]
pub struct Rebaselined {
    /// As it stood.
    pub baseline: Baseline,
    /// Planned cost of all months now.
    pub cost_planned: Cents,
    /// Planned benefit of all months now.
    pub benefit_planned: Cents,
    /// The parts of the differences of both that are due to exchange rates.
    pub rate_effects: (Cents, Cents),
    /// Planned start of production now.
    pub planned_production_on: Option<Date>,
    /// The baseline was reached this month only: last month the plan was within the threshold.
    pub is_new: bool,
    /// The day on which the board approved the change, since the last closed month: the plan of now is the baseline from
    /// here on.
    pub approved_on: Option<Date>,
}

/// What became of a decision that was asked last month (metric M33).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Response {
    /// Decided on this day.
    Taken(Date),
    /// Not decided, the last useful day is over.
    Overdue,
    /// Not decided yet.
    Open,
    /// Nobody asks any more, and nothing was decided.
    Withdrawn,
}

/// A decision asked last month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Initiative, as typed.
    pub id: Arc<str>,
    /// What was asked.
    pub question: Arc<str>,
    /// By when.
    pub by: Option<Date>,
    /// What came of it.
    pub response: Response,
    /// What was decided.
    pub decision: Option<Arc<str>>,
}

/// How good forecasts for the reporting month were (metric M22).
#[derive(Clone, Debug, PartialEq)]
pub struct Accuracy {
    /// Cost or benefit.
    pub side: Side,
    /// Months between the closed month that forecast and the reporting month.
    pub lag: u8,
    /// Σ|A − F| ÷ Σ|A|, a fraction; `None` when nothing real was reported.
    pub wape: Option<f64>,
    /// Σ(F − A) ÷ ΣA, a fraction; above 0 the forecasts were too high.
    pub bias: Option<f64>,
    /// Initiatives with both.
    pub compared: u32,
    /// Initiatives with an actual of the month and no forecast then.
    pub left_out: u32,
}

/// A figure of the portfolio against last month, over the submitters who sent in both.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureMove {
    /// Its key in `run.json`.
    pub key: &'static str,
    /// Then, without the rows of those who sent nothing now.
    pub before: f64,
    /// Now, without rows that are carried forward.
    pub now: f64,
    /// The part of the difference that is due to exchange rates; of money.
    pub rate_effect: Cents,
}

/// This month against the last closed one.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The last closed month.
    pub with: Month,
    /// Its revision.
    pub revision: u32,
    /// By kind, then id.
    pub movers: Vec<Mover>,
    /// In order of id, month and side.
    pub restated: Vec<Restated>,
    /// In order of id.
    pub rewritten: Vec<Rewritten>,
    /// In order of id.
    pub rebaselined: Vec<Rebaselined>,
    /// In order of id.
    pub asked: Vec<Asked>,
    /// In order of id; empty where exchange rates did nothing.
    pub rate_effects: Vec<RateEffectSince>,
    /// By side and lag.
    pub accuracy: Vec<Accuracy>,
    /// In a fixed order; empty over the end of a fiscal year, where sums to date cannot be compared.
    pub figures: Vec<FigureMove>,
    /// Figures and measures of closed months and, last, of this one: the value of each key that is known.
    pub trend: Vec<(Month, BTreeMap<Arc<str>, f64>)>,
}

impl Comparison {
    /// A figure's move.
    pub fn figure(&self, key: &str) -> Option<&FigureMove> {
        self.figures.iter().find(|one| one.key == key)
    }
}
