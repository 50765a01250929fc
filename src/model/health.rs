//! How the centre and its portfolio are doing: its measures, and what they rest on by phase, department, person, goal.
//! Unknown is `None`.

use super::{
    control::{Answer, Control},
    measure::Measure,
    metrics::PlanActual,
    money::Cents,
    period::Month,
    phase::Phase,
    role::Role,
};
use jiff::civil::Date;
use std::sync::Arc;

/// How long initiatives stay in a phase (M8), in days.
#[derive(Clone, PartialEq, Debug)]
pub struct PhaseTimes {
    /// Which phase.
    pub phase: Phase,
    /// Initiatives that went through it: row, and days in it; no days where one of the two dates is missing, or they are
    /// out of order.
    pub through: Vec<(u32, Option<i64>)>,
    /// Median of those days.
    pub median: Option<f64>,
    /// 85th percentile of those days.
    pub percentile_85: Option<f64>,
    /// Initiatives in it now: row, and days since they came in where that day is known.
    pub open: Vec<(u32, Option<i64>)>,
    /// Older than this is ageing: the 85th percentile, or the setting while too few have finished.
    pub limit: f64,
    /// Initiatives in it now that are older.
    pub ageing: Vec<u32>,
}

impl PhaseTimes {
    /// Initiatives that went through it with both days known.
    pub fn finished(&self) -> usize {
        self.through.iter().filter(|(_, days)| days.is_some()).count()
    }

    /// Initiatives whose days could not be used.
    pub fn left_out(&self) -> usize {
        self.through.len() - self.finished()
    }
}

/// A department (M11, M18, M27), the four of the mission among them even when nobody is there.
#[derive(Clone, PartialEq, Debug)]
pub struct DepartmentHealth {
    /// Its name.
    pub name: Arc<str>,
    /// Active initiatives it owns.
    pub active: u32,
    /// Of those, in production.
    pub in_production: u32,
    /// Users aimed at, over initiatives that give both numbers.
    pub target_users: f64,
    /// Users now, over the same.
    pub active_users: f64,
    /// Active initiatives it supports without owning them.
    pub supports: u32,
    /// Benefit of the year to date.
    pub benefit: PlanActual,
    /// The part of the real benefit that finance has validated.
    pub benefit_validated: Cents,
}

/// Benefit and attainment of one outcome category in one department (M27).
#[derive(Clone, PartialEq, Debug)]
pub struct OutcomeMix {
    /// Outcome category; empty when not reported.
    pub outcome: Arc<str>,
    /// Department; empty when not reported.
    pub department: Arc<str>,
    /// Initiatives.
    pub initiatives: u32,
    /// Benefit of the year to date.
    pub benefit: PlanActual,
    /// Of the real benefit, validated by finance.
    pub benefit_validated: Cents,
    /// Mean attainment over KPIs judged, each within −1…1.5.
    pub attainment: Option<f64>,
    /// KPIs judged.
    pub kpis: u32,
}

/// Benefit of one kind: hard, avoided cost, revenue, soft (M1, M6).
#[derive(Clone, PartialEq, Debug)]
pub struct BenefitKind {
    /// As the dictionary spells it; empty when not reported.
    pub name: Arc<str>,
    /// Of the year to date.
    pub benefit: PlanActual,
    /// Of the real benefit, validated by finance.
    pub validated: Cents,
    /// By outcome category; only those that have any.
    pub by_outcome: Vec<BenefitPart>,
    /// By department; only those that have any. The centre's own benefit, if any, is not among them.
    pub by_department: Vec<BenefitPart>,
}

/// The benefit of one kind in one category or department.
#[derive(Clone, PartialEq, Debug)]
pub struct BenefitPart {
    /// Name of the category or department; empty when not reported.
    pub name: Arc<str>,
    /// Of the year to date.
    pub benefit: PlanActual,
    /// Of the real benefit, validated by finance.
    pub validated: Cents,
}

/// Earned value of one initiative (M5), at the latest month up to the reporting month with a percentage.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct EarnedValue {
    /// Its row.
    pub row: u32,
    /// The month of the percentages.
    pub month: Month,
    /// Budget at completion: the whole planned cost.
    pub budget: Cents,
    /// Planned value.
    pub planned: Option<Cents>,
    /// Earned value.
    pub earned: Cents,
    /// Actual cost up to that month.
    pub cost: Option<Cents>,
    /// EV / AC.
    pub cost_index: Option<f64>,
    /// EV / PV.
    pub schedule_index: Option<f64>,
    /// Estimate at completion: BAC / CPI.
    pub at_completion: Option<Cents>,
    /// BAC − EAC.
    pub variance_at_completion: Option<Cents>,
    /// (BAC − EV) / (BAC − AC): the cost index the rest must reach.
    pub to_complete: Option<f64>,
}

/// One thing that makes a success metric clear (M13).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ClearPart {
    /// There is a KPI.
    Kpi,
    /// An outcome category.
    Category,
    /// Unit and direction.
    UnitAndDirection,
    /// Where it started.
    Baseline,
    /// Where it should be.
    Target,
    /// By when.
    TargetDate,
    /// A reading that is not too old.
    RecentReading,
}

impl ClearPart {
    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            ClearPart::Kpi => "KPI",
            ClearPart::Category => "category",
            ClearPart::UnitAndDirection => "unit or direction",
            ClearPart::Baseline => "baseline",
            ClearPart::Target => "target",
            ClearPart::TargetDate => "target date",
            ClearPart::RecentReading => "recent reading",
        }
    }
}

/// How clear the success of one initiative is (M13), by its best KPI.
#[derive(Clone, PartialEq, Debug)]
pub struct ClearMetrics {
    /// Its row.
    pub row: u32,
    /// Parts that apply.
    pub applies: u32,
    /// Those that are missing.
    pub missing: Vec<ClearPart>,
}

/// Answers to the controls that apply (M14), for one risk tier.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TierControls {
    /// `High`; empty when the tier is not reported.
    pub tier: Arc<str>,
    /// Active initiatives in it.
    pub initiatives: u32,
    /// How many of each answer, in the order of [`Answer::ALL`].
    pub answers: [u32; 5],
}

impl TierControls {
    /// How many have this answer.
    pub fn count(&self, answer: Answer) -> u32 {
        self.answers[answer as usize]
    }

    /// Controls that apply and are not waived.
    pub fn applying(&self) -> u32 {
        self.answers.iter().sum::<u32>() - self.count(Answer::Waived)
    }
}

/// A control that an initiative has not met.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OpenControl {
    /// The initiative's row.
    pub row: u32,
    /// Which control.
    pub control: Control,
    /// Anything but Yes.
    pub answer: Answer,
}

/// A unit that delivers initiatives (M15): the centre, a department, vendors. In halves, because two may share one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeliveringUnit {
    /// `AI CoE`, `Vendors`, or a department.
    pub name: Arc<str>,
    /// Twice the active initiatives it delivers.
    pub halves: u32,
}

/// One role over the portfolio in the reporting month (M16).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct RoleHealth {
    /// Which.
    pub role: Role,
    /// Initiatives whose phase needs it and that report people.
    pub needed: u32,
    /// Of those, with somebody in it.
    pub filled: u32,
    /// Full-time equivalents on initiatives and at the centre.
    pub demand: f64,
    /// Full-time equivalents there are: the setting's, else one for each person whose main role it is.
    pub capacity: f64,
    /// Somebody has it at the centre itself.
    pub at_centre: bool,
}

/// Roles an initiative's phase needs and that nobody has (M16).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoleGap {
    /// Its row.
    pub row: u32,
    /// In the order of [`Role::ALL`].
    pub missing: Vec<Role>,
}

/// One person in the reporting month (M17).
#[derive(Clone, PartialEq, Debug)]
pub struct PersonLoad {
    /// Lower-cased address.
    pub email: Arc<str>,
    /// Name, if given.
    pub name: Option<Arc<str>>,
    /// Sum of full-time equivalents; `None` when none of them can be read.
    pub fte: Option<f64>,
    /// Initiatives at once; the centre's own work is none.
    pub initiatives: u32,
    /// In-flight initiatives in which nobody else has a technical role.
    pub alone_on: u32,
}

/// A strategic goal (M20).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GoalHealth {
    /// As configured; empty for none.
    pub name: Arc<str>,
    /// Active initiatives with it.
    pub active: u32,
    /// Their spend of the year to date.
    pub spend: Cents,
}

/// One of the four phases of a centre (M24).
#[derive(Clone, PartialEq, Debug)]
pub struct CentrePhase {
    /// 1–4.
    pub number: u8,
    /// How far, 0–1.
    pub progress: Option<f64>,
    /// What it is made of, in words of the measure, with how far each is; the lowest blocks.
    pub parts: Vec<(CentrePart, Option<f64>)>,
    /// Initiatives left out of a part, because they have no money plan.
    pub left_out: u32,
}

impl CentrePhase {
    /// The part that holds it back most, unless all are done or unknown.
    pub fn blocking(&self) -> Option<(CentrePart, f64)> {
        let known = self.parts.iter().filter_map(|(part, share)| Some((*part, (*share)?)));
        known.filter(|(_, share)| *share < 1.0 - 1e-9).min_by(|one, other| one.1.total_cmp(&other.1))
    }
}

/// A part of a phase of the centre.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CentrePart {
    /// Phase 1: use cases with a problem statement.
    Problem,
    /// Phase 1: with an expected benefit.
    ExpectedBenefit,
    /// Phase 1: with a KPI.
    Kpi,
    /// Phase 1: worth more than they cost.
    Worth,
    /// Phase 2: this role is filled at the centre.
    RoleAtCentre(Role),
    /// Phase 2: at least one sponsor who can be reached.
    Sponsor,
    /// Phase 3: shared platform in use.
    SharedPlatform,
    /// Phase 3: controls met.
    Controls,
    /// Phase 4: departments with something in production.
    Adoption,
    /// Phase 4: enough departments with something in production.
    Departments,
}

/// The centre in one month (M30).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct CentreMonth {
    /// Which.
    pub month: Month,
    /// People of the centre, full-time equivalents.
    pub fte: f64,
    /// Initiatives approved and not retired at its end.
    pub initiatives: u32,
}

impl CentreMonth {
    /// Initiatives for each full-time equivalent.
    pub fn initiatives_per_fte(&self) -> Option<f64> {
        (self.fte > 0.0).then(|| f64::from(self.initiatives) / self.fte)
    }
}

/// What speaks against a reported Green (M32).
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Evidence {
    /// The year's cost outlook is over plan by this share.
    CostOverPlan(f64),
    /// A KPI is at this share of the pace it needs.
    BehindPace(f64),
    /// The planned production day has passed.
    ProductionOverdue(Date),
    /// No reading of any KPI for so many days; `None` when there has never been one.
    NoReading(Option<i64>),
}

/// Reported status beside the evidence (M32), for an active initiative.
#[derive(Clone, PartialEq, Debug)]
pub struct StatusEvidence {
    /// Its row.
    pub row: u32,
    /// As reported.
    pub status: Option<Arc<str>>,
    /// What speaks against Green; may be empty.
    pub evidence: Vec<Evidence>,
}

/// Several initiatives that claim one benefit (M34).
#[derive(Clone, PartialEq, Debug)]
pub struct SharedClaim {
    /// The KPI as first written.
    pub kpi: Arc<str>,
    /// Department they share.
    pub department: Arc<str>,
    /// Data source they share, if that is why.
    pub source: Option<Arc<str>>,
    /// Sum of the typed attributions, if that is why.
    pub attribution: Option<f64>,
    /// Their rows.
    pub rows: Vec<u32>,
}

/// Initiatives tied by such claims, directly or through others (M34).
#[derive(Clone, PartialEq, Debug)]
pub struct ClaimGroup {
    /// What ties them.
    pub claims: Vec<SharedClaim>,
    /// Their rows, in order.
    pub rows: Vec<u32>,
    /// Real benefit of the year to date of all but the largest: what may be counted twice. Nothing is deducted.
    pub at_stake: Cents,
}

/// All of it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Health {
    /// In order of their numbers.
    pub measures: Vec<Measure>,
    /// Idea to Production.
    pub phase_times: Vec<PhaseTimes>,
    /// As configured, then others that occur.
    pub departments: Vec<DepartmentHealth>,
    /// By outcome, then department.
    pub outcome_mix: Vec<OutcomeMix>,
    /// Hard, avoided, revenue, soft, not reported; only those that occur.
    pub benefit_kinds: Vec<BenefitKind>,
    /// Initiatives with percentages.
    pub earned_value: Vec<EarnedValue>,
    /// Every active initiative.
    pub clear_metrics: Vec<ClearMetrics>,
    /// High, Limited, Minimal, Prohibited, not reported; only those that occur.
    pub controls: Vec<TierControls>,
    /// Every control that applies and is not met.
    pub open_controls: Vec<OpenControl>,
    /// Largest first.
    pub delivering: Vec<DeliveringUnit>,
    /// The five roles; empty when nobody reports people.
    pub roles: Vec<RoleHealth>,
    /// Initiatives with gaps.
    pub role_gaps: Vec<RoleGap>,
    /// Busiest first.
    pub people: Vec<PersonLoad>,
    /// As configured, then none.
    pub goals: Vec<GoalHealth>,
    /// Phases 1–4.
    pub centre_phases: Vec<CentrePhase>,
    /// Months of the fiscal year to the reporting month; empty when nobody reports people.
    pub months: Vec<CentreMonth>,
    /// Every active initiative.
    pub evidence: Vec<StatusEvidence>,
    /// Largest stake first.
    pub claims: Vec<ClaimGroup>,
}

impl Health {
    /// A measure by its id.
    pub fn measure(&self, id: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.id() == id)
    }

    /// The value of a measure.
    pub fn value(&self, id: &str) -> Option<f64> {
        self.measure(id)?.value
    }
}
