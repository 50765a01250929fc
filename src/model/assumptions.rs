//! What the numbers rest on, from the settings: weights, rates, windows, thresholds.

use super::{
    capacity::Capacity,
    fiscal::FiscalCalendar,
    funding_rules::{Consistency, FundingRules, RobustnessRules, StressRule},
    measure::Declaration,
    money::Cents,
    period::Month,
    targets::{HealthTargets, Scale},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// One of the six criteria of the score.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Criterion {
    /// Fit with the strategy.
    StrategicFit,
    /// Value for the business.
    BusinessValue,
    /// Can it be built?
    Feasibility,
    /// Are the data there?
    DataReadiness,
    /// Are the people ready?
    OrgReadiness,
    /// What can go wrong; 5 is worst.
    DeliveryRisk,
}

impl Criterion {
    /// In the dictionary's order.
    pub const ALL: [Criterion; 6] = [
        Criterion::StrategicFit,
        Criterion::BusinessValue,
        Criterion::Feasibility,
        Criterion::DataReadiness,
        Criterion::OrgReadiness,
        Criterion::DeliveryRisk,
    ];

    /// What makes the value.
    pub const VALUE: [Criterion; 2] = [Criterion::StrategicFit, Criterion::BusinessValue];

    /// What makes the feasibility.
    pub const FEASIBILITY: [Criterion; 3] = [Criterion::Feasibility, Criterion::DataReadiness, Criterion::OrgReadiness];

    /// The dictionary's key of its field.
    pub fn key(self) -> &'static str {
        match self {
            Criterion::StrategicFit => "strategic_fit",
            Criterion::BusinessValue => "business_value",
            Criterion::Feasibility => "feasibility",
            Criterion::DataReadiness => "data_readiness",
            Criterion::OrgReadiness => "org_readiness",
            Criterion::DeliveryRisk => "delivery_risk",
        }
    }

    /// For people.
    pub fn title(self) -> &'static str {
        match self {
            Criterion::StrategicFit => "Strategic fit",
            Criterion::BusinessValue => "Business value",
            Criterion::Feasibility => "Feasibility",
            Criterion::DataReadiness => "Data readiness",
            Criterion::OrgReadiness => "Organisational readiness",
            Criterion::DeliveryRisk => "Delivery risk",
        }
    }
}

/// Weights of the score as set; only their proportions matter.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    /// Weight of strategic fit.
    pub strategic_fit: f64,
    /// Weight of business value.
    pub business_value: f64,
    /// Weight of feasibility.
    pub feasibility: f64,
    /// Weight of data readiness.
    pub data_readiness: f64,
    /// Weight of organisational readiness.
    pub org_readiness: f64,
    /// Weight of delivery risk.
    pub delivery_risk: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Weights {
            strategic_fit: 25.0,
            business_value: 25.0,
            feasibility: 15.0,
            data_readiness: 15.0,
            org_readiness: 10.0,
            delivery_risk: 10.0,
        }
    }
}

impl Weights {
    /// As set.
    pub fn of(&self, criterion: Criterion) -> f64 {
        match criterion {
            Criterion::StrategicFit => self.strategic_fit,
            Criterion::BusinessValue => self.business_value,
            Criterion::Feasibility => self.feasibility,
            Criterion::DataReadiness => self.data_readiness,
            Criterion::OrgReadiness => self.org_readiness,
            Criterion::DeliveryRisk => self.delivery_risk,
        }
    }

    /// In the order of [`Criterion::ALL`], adding up to 1.
    pub fn normalised(&self) -> [f64; 6] {
        let set = [
            self.strategic_fit,
            self.business_value,
            self.feasibility,
            self.data_readiness,
            self.org_readiness,
            self.delivery_risk,
        ];
        let sum: f64 = set.iter().sum();
        set.map(|weight| weight / sum)
    }
}

/// Limits at which something counts as good, late or known.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Thresholds {
    /// Least share of weights with a score (0–1) for an initiative to be ranked.
    pub coverage: f64,
    /// A KPI is at target from this attainment on (1 is the whole way).
    pub kpi_at_target: f64,
    /// A difference from plan below this share is "on plan".
    pub on_plan: f64,
    /// Places by score and by money further apart than this share of the list are a disagreement.
    pub far_apart: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Thresholds { coverage: 0.6, kpi_at_target: 1.0, on_plan: 0.005, far_apart: 1.0 / 3.0 }
    }
}

/// All assumptions of a run.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Assumptions {
    /// The reporting month T.
    pub period: Month,
    /// Which months and days make a fiscal year, and what years are called.
    #[serde(flatten)]
    pub calendar: FiscalCalendar,
    /// Months after T that count, the same for every initiative.
    pub horizon_months: u16,
    /// Yearly discount rate as a fraction.
    pub discount_rate: f64,
    /// Weights of the score.
    pub weights: Weights,
    /// How consistent the comparisons are that the weights were made from; `None` when they were set.
    pub weights_consistency: Option<Consistency>,
    /// Budget by fiscal year, named by the year in which it begins.
    pub budgets: BTreeMap<i16, Cents>,
    /// Most people at work at once, by role and month.
    pub capacity: Capacity,
    /// How initiatives are chosen.
    pub funding: FundingRules,
    /// The tests under which the choice is made again.
    pub stress_tests: Vec<StressRule>,
    /// How weightings are drawn.
    pub robustness: RobustnessRules,
    /// Limits.
    pub thresholds: Thresholds,
    /// Targets and limits of the health of the centre.
    pub health: HealthTargets,
    /// The departments that may be named.
    pub departments: Vec<String>,
    /// Those of them that the company has, whether an initiative names them or not: all that the settings list; of the
    /// program's own list, which is anybody's, those after which an expected sender is named.
    #[serde(skip)]
    pub expected_departments: Vec<String>,
    /// The strategic goals there are, as configured.
    pub goals: Vec<String>,
    /// Measures of one's own.
    pub measures: Vec<Arc<Declaration>>,
}

impl Assumptions {
    /// What holds for a month when the settings say nothing.
    pub fn standard(period: Month) -> Assumptions {
        Assumptions {
            period,
            calendar: FiscalCalendar::default(),
            horizon_months: 36,
            discount_rate: 0.08,
            weights: Weights::default(),
            weights_consistency: None,
            budgets: BTreeMap::new(),
            capacity: Capacity::default(),
            funding: FundingRules::default(),
            stress_tests: StressRule::standard(),
            robustness: RobustnessRules::default(),
            thresholds: Thresholds::default(),
            health: HealthTargets::default(),
            departments: Vec::new(),
            expected_departments: Vec::new(),
            goals: Vec::new(),
            measures: Vec::new(),
        }
    }

    /// A number of the settings that measures are held against or say in their formula, and how it is read.
    pub fn setting(&self, name: &str) -> Option<(f64, Scale)> {
        match name {
            "kpi_at_target" => Some((self.thresholds.kpi_at_target, Scale::OpenShare)),
            _ => self
                .health
                .each()
                .into_iter()
                .find(|(setting, ..)| *setting == name)
                .map(|(_, number, scale)| (number, scale)),
        }
    }

    /// First month of the fiscal year of T: the month V to which values are discounted.
    pub fn year_start(&self) -> Month {
        self.calendar.first_month(self.period)
    }

    /// The day on which the fiscal year of T begins.
    pub fn year_start_day(&self) -> Date {
        self.calendar.first_day(self.year_start())
    }

    /// `October 2026`; of weeks with its place in the fiscal year: `October 2026 (P09 FY26)`.
    pub fn period_title(&self) -> String {
        match self.calendar.is_of_weeks() {
            true => format!("{} ({})", self.period.title(), self.calendar.period_label(self.period)),
            false => self.period.title(),
        }
    }

    /// The last day of the reporting month.
    pub fn period_end(&self) -> Date {
        self.calendar.last_day(self.period)
    }

    /// Last month of the fiscal year of T.
    pub fn year_end(&self) -> Month {
        self.year_start().plus(11)
    }

    /// Last month of the horizon.
    pub fn horizon_end(&self) -> Month {
        self.period.plus(i32::from(self.horizon_months))
    }

    /// The budget of the fiscal year of T, if one is set.
    pub fn budget(&self) -> Option<Cents> {
        self.budgets.get(&self.year_start().year()).copied()
    }

    /// The rate of a month whose twelve make the yearly rate: (1 + r)^(1/12) − 1.
    pub fn monthly_rate(&self) -> f64 {
        (1.0 + self.discount_rate).powf(1.0 / 12.0) - 1.0
    }
}
