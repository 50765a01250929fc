//! Targets and limits of the health of the centre, from `[health]` of the settings.

use serde::{Deserialize, Serialize};

/// Where the measures of the centre should be, and the limits inside their definitions. Shares are fractions.
/// `templates/report.toml` says what each is for.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HealthTargets {
    /// M1: benefits reached of plan.
    pub benefit_realisation: f64,
    /// M2: KPIs at target.
    pub kpis_at_target: f64,
    /// M5: cost and schedule index.
    pub earned_value_index: f64,
    /// M7: pilots that end in production.
    pub pilot_conversion: f64,
    /// M7: pilots that began so many months ago or less.
    pub conversion_months_back: u16,
    /// M7: pilots that began so many months ago or more; younger ones cannot have ended yet.
    pub conversion_months_wait: u16,
    /// M8: days in a phase that count as long while fewer than `finished_needed` have finished it.
    pub long_in_phase_days: u16,
    /// M8, M25: how many must have finished a phase before their 85th percentile says what is long.
    pub finished_needed: u16,
    /// M9: work in progress may differ from throughput times cycle time by this share before it is said.
    pub flow_difference: f64,
    /// M10: months from the idea to the first benefit.
    pub months_to_value: f64,
    /// M11: departments with something in production.
    pub departments_in_production: f64,
    /// M11: users reached of those aimed at.
    pub users_reached: f64,
    /// M12: active initiatives with a sponsor who can be reached.
    pub sponsored: f64,
    /// M12: more initiatives than this are too many for one sponsor.
    pub initiatives_a_sponsor: u16,
    /// M13: active initiatives with clear success metrics.
    pub clear_metrics: f64,
    /// M13, M32: days after which a reading is old.
    pub reading_days: u16,
    /// M14: controls met.
    pub controls_met: f64,
    /// M14: months after which a model review is old.
    pub review_months: u16,
    /// M15: share of initiatives led by the centre above which it is "control".
    pub centre_share_most: f64,
    /// M15: share of guided among business-led initiatives below which it is "shadow".
    pub guided_share_least: f64,
    /// M15: median days from idea to approval.
    pub approval_days: f64,
    /// M16: roles filled of those the phases need.
    pub roles_filled: f64,
    /// M17: full-time equivalents of one person above which the person is over-allocated.
    pub person_load: f64,
    /// M18: active initiatives with the business and the centre working together.
    pub collaboration: f64,
    /// M19: initiatives in flight on the shared platform.
    pub shared_platform: f64,
    /// M20: spend on initiatives with a goal and a good strategic fit.
    pub aligned_spend: f64,
    /// M20: a strategic fit from this on is good (1–5).
    pub good_fit: f64,
    /// M21: decisions taken in time.
    pub decided_in_time: f64,
    /// M21: days up to its date within which a decision is in time.
    pub decision_days: u16,
    /// M24: departments with something in production that make a centre part of the whole company.
    pub phase_4_departments: u16,
    /// M25: a pilot may be this old, in days, even where most end sooner.
    pub old_pilot_days: u16,
    /// M28: initiatives in flight with an architect, a problem and a KPI.
    pub context: f64,
    /// M29: share of the three largest in the benefit.
    pub top_three_most: f64,
    /// M32: cost outlook over plan by this share speaks against Green.
    pub cost_over_plan: f64,
    /// M32: a pace below this speaks against Green.
    pub behind_pace: f64,
    /// A measure with this share of its rows missing, or more, says so wherever it is shown.
    pub missing_said: f64,
}

impl Default for HealthTargets {
    fn default() -> Self {
        HealthTargets {
            benefit_realisation: 0.9,
            kpis_at_target: 0.6,
            earned_value_index: 0.95,
            pilot_conversion: 0.5,
            conversion_months_back: 24,
            conversion_months_wait: 6,
            long_in_phase_days: 180,
            finished_needed: 5,
            flow_difference: 0.3,
            months_to_value: 12.0,
            departments_in_production: 0.5,
            users_reached: 0.7,
            sponsored: 0.95,
            initiatives_a_sponsor: 6,
            clear_metrics: 0.8,
            reading_days: 60,
            controls_met: 0.9,
            review_months: 12,
            centre_share_most: 0.7,
            guided_share_least: 0.5,
            approval_days: 60.0,
            roles_filled: 0.9,
            person_load: 1.0,
            collaboration: 0.7,
            shared_platform: 0.7,
            aligned_spend: 0.8,
            good_fit: 4.0,
            decided_in_time: 0.9,
            decision_days: 30,
            phase_4_departments: 4,
            old_pilot_days: 180,
            context: 0.8,
            top_three_most: 0.5,
            cost_over_plan: 0.1,
            behind_pace: 0.8,
            missing_said: 0.4,
        }
    }
}

impl HealthTargets {
    /// The settings that are shares, with their names: each must lie between 0 and 1.
    pub fn shares(&self) -> [(&'static str, f64); 21] {
        [
            ("kpis_at_target", self.kpis_at_target),
            ("pilot_conversion", self.pilot_conversion),
            ("flow_difference", self.flow_difference),
            ("departments_in_production", self.departments_in_production),
            ("users_reached", self.users_reached),
            ("sponsored", self.sponsored),
            ("clear_metrics", self.clear_metrics),
            ("controls_met", self.controls_met),
            ("centre_share_most", self.centre_share_most),
            ("guided_share_least", self.guided_share_least),
            ("roles_filled", self.roles_filled),
            ("collaboration", self.collaboration),
            ("shared_platform", self.shared_platform),
            ("aligned_spend", self.aligned_spend),
            ("decided_in_time", self.decided_in_time),
            ("context", self.context),
            ("top_three_most", self.top_three_most),
            ("cost_over_plan", self.cost_over_plan),
            ("behind_pace", self.behind_pace),
            ("missing_said", self.missing_said),
            ("benefit_realisation", self.benefit_realisation),
        ]
    }
}
