//! Targets and limits of the health of the centre, from `[health]` of the settings.

use serde::{Deserialize, Serialize};

/// How a setting is read and shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scale {
    /// A fraction between 0 and 1, shown in per cent.
    Share,
    /// A fraction that may be above 1, shown in per cent.
    OpenShare,
    /// A plain number: days, months, things.
    Number,
}

/// One line a setting: what it is for, its name, type, default and scale.
macro_rules! targets {
    ($($(#[$doc:meta])* $name:ident: $kind:ty = $default:expr, $scale:ident;)*) => {
        /// Where the measures of the centre should be, and the limits inside their definitions. Shares are fractions.
        /// `templates/report.toml` says what each is for.
        #[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        #[serde(default, deny_unknown_fields)]
        pub struct HealthTargets {
            $($(#[$doc])* pub $name: $kind,)*
        }

        impl Default for HealthTargets {
            fn default() -> Self {
                HealthTargets { $($name: $default,)* }
            }
        }

        impl HealthTargets {
            /// Every setting: its name, its value, and how that is read.
            pub fn each(&self) -> Vec<(&'static str, f64, Scale)> {
                vec![$((stringify!($name), f64::from(self.$name), Scale::$scale),)*]
            }
        }
    };
}

targets! {
    /// M1: benefits reached of plan.
    benefit_realisation: f64 = 0.9, Share;
    /// M2: KPIs at target.
    kpis_at_target: f64 = 0.6, Share;
    /// M5: cost and schedule index.
    earned_value_index: f64 = 0.95, Number;
    /// M7: pilots that end in production.
    pilot_conversion: f64 = 0.5, Share;
    /// M7: pilots that began so many months ago or less.
    conversion_months_back: u16 = 24, Number;
    /// M7: pilots that began so many months ago or more; younger ones cannot have ended yet.
    conversion_months_wait: u16 = 6, Number;
    /// M8: days in a phase that count as long while fewer than `finished_needed` have finished it.
    long_in_phase_days: u16 = 180, Number;
    /// M8, M25: how many must have finished a phase before their 85th percentile says what is long.
    finished_needed: u16 = 5, Number;
    /// M9: work in progress may differ from throughput times cycle time by this share before it is said.
    flow_difference: f64 = 0.3, Share;
    /// M10: months from the idea to the first benefit.
    months_to_value: f64 = 12.0, Number;
    /// M11: departments with something in production.
    departments_in_production: f64 = 0.5, Share;
    /// M11: users reached of those aimed at.
    users_reached: f64 = 0.7, Share;
    /// M12: active initiatives with a sponsor who can be reached.
    sponsored: f64 = 0.95, Share;
    /// M12: more initiatives than this are too many for one sponsor.
    initiatives_a_sponsor: u16 = 6, Number;
    /// M13: active initiatives with clear success metrics.
    clear_metrics: f64 = 0.8, Share;
    /// M13, M32: days after which a reading is old.
    reading_days: u16 = 60, Number;
    /// M14: controls met.
    controls_met: f64 = 0.9, Share;
    /// M14: months after which a model review is old.
    review_months: u16 = 12, Number;
    /// M15: share of initiatives led by the centre above which it is "control".
    centre_share_most: f64 = 0.7, Share;
    /// M15: share of guided among business-led initiatives below which it is "shadow".
    guided_share_least: f64 = 0.5, Share;
    /// M15: median days from idea to approval.
    approval_days: f64 = 60.0, Number;
    /// M16: roles filled of those the phases need.
    roles_filled: f64 = 0.9, Share;
    /// M17: full-time equivalents of one person above which the person is over-allocated.
    person_load: f64 = 1.0, Number;
    /// M18: active initiatives with the business and the centre working together.
    collaboration: f64 = 0.7, Share;
    /// M19: initiatives in flight on the shared platform.
    shared_platform: f64 = 0.7, Share;
    /// M20: spend on initiatives with a goal and a good strategic fit.
    aligned_spend: f64 = 0.8, Share;
    /// M20: a strategic fit from this on is good (1–5).
    good_fit: f64 = 4.0, Number;
    /// M21: decisions taken in time.
    decided_in_time: f64 = 0.9, Share;
    /// M21: days up to its date within which a decision is in time.
    decision_days: u16 = 30, Number;
    /// M24: departments with something in production that make a centre part of the whole company.
    phase_4_departments: u16 = 4, Number;
    /// M25: a pilot may be this old, in days, even where most end sooner.
    old_pilot_days: u16 = 180, Number;
    /// M28: initiatives in flight with an architect, a problem and a KPI.
    context: f64 = 0.8, Share;
    /// M29: share of the three largest in the benefit.
    top_three_most: f64 = 0.5, Share;
    /// M32: cost outlook over plan by this share speaks against Green.
    cost_over_plan: f64 = 0.1, Share;
    /// M32: a pace below this speaks against Green.
    behind_pace: f64 = 0.8, Share;
    /// A measure with this share of its rows missing, or more, says so wherever it is shown.
    missing_said: f64 = 0.4, Share;
}

impl HealthTargets {
    /// The number of a setting.
    pub fn number(&self, name: &str) -> Option<f64> {
        self.each().into_iter().find(|(setting, ..)| *setting == name).map(|(_, number, _)| number)
    }
}
