//! Each measure in words, with the fields it is told from.

use crate::model::dictionary::SheetKind::{self, Financials, Initiatives, Outcomes, Team};

/// Which months of Financials a measure looks at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Months {
    /// The fiscal year to the reporting month.
    Year,
    /// All months to the reporting month.
    Life,
    /// Every month, the planned ones too.
    All,
}

/// A measure in words.
pub struct MeasureWords {
    /// `M12a`.
    pub id: &'static str,
    /// How it is computed. `{name}` stands for a setting.
    pub formula: &'static str,
    /// What it is told from.
    pub fields: &'static [(SheetKind, &'static [&'static str])],
    /// Of Financials.
    pub months: Months,
}

const ACTIVE: (SheetKind, &[&str]) = (Initiatives, &["phase"]);
const SPEND: (SheetKind, &[&str]) = (Financials, &["cost_actual"]);
const BENEFIT: (SheetKind, &[&str]) = (Financials, &["benefit_actual"]);
const KPI: (SheetKind, &[&str]) =
    (Outcomes, &["kpi", "direction", "unit", "baseline", "target", "target_on", "read_on", "actual"]);
const PEOPLE: (SheetKind, &[&str]) = (Team, &["role", "fte", "from", "to"]);

const fn words(
    id: &'static str,
    formula: &'static str,
    fields: &'static [(SheetKind, &'static [&'static str])],
) -> MeasureWords {
    MeasureWords { id, formula, fields, months: Months::Year }
}

/// Those that are told from rows. M1, M4 and M6 are sums of money, M24 rests on other measures.
pub const MEASURES: [MeasureWords; 62] = [
    words(
        "M2a",
        "KPIs with an attainment of {kpi_at_target} or more, divided by the KPIs that can be judged. Attainment = (Actual − Baseline) ÷ (Target − Baseline); inside a band 1, outside it 1 − distance ÷ distance of the baseline.",
        &[KPI],
    ),
    words(
        "M2b",
        "KPIs further from their target than their baseline was, divided by the KPIs that can be judged.",
        &[KPI],
    ),
    words(
        "M3",
        "KPIs whose attainment ÷ share of the time passed is 1 or more, divided by the KPIs with a baseline, a target and their dates.",
        &[(Outcomes, &["kpi", "baseline", "baseline_on", "target", "target_on", "read_on", "actual"])],
    ),
    MeasureWords {
        months: Months::All,
        ..words(
            "M5a",
            "Earned value ÷ Cost actual, as sums over initiatives. Earned value = Percent complete actual of the latest month · all Cost planned.",
            EARNED,
        )
    },
    MeasureWords {
        months: Months::All,
        ..words(
            "M5b",
            "Earned value ÷ planned value, as sums over initiatives. Planned value = Percent complete planned · all Cost planned.",
            EARNED,
        )
    },
    MeasureWords { months: Months::All, ..words("M5c", "All Cost planned ÷ cost performance index (M5a).", EARNED) },
    MeasureWords {
        months: Months::All,
        ..words("M5d", "All Cost planned less the estimate at completion (M5c).", EARNED)
    },
    MeasureWords {
        months: Months::All,
        ..words(
            "M5e",
            "(All Cost planned − earned value) ÷ (all Cost planned − Cost actual): the index the rest must reach.",
            EARNED,
        )
    },
    words(
        "M7a",
        "Of pilots that began between {conversion_months_back} and {conversion_months_wait} months before the reporting month: those that went to Production, divided by all of them. What is still open has not arrived.",
        WAY,
    ),
    words(
        "M7b",
        "Of pilots that began between {conversion_months_back} and {conversion_months_wait} months before the reporting month: those that are still in Pilot.",
        WAY,
    ),
    words(
        "M7c",
        "Of the same pilots: those that went to Production, divided by those and the ones retired or rejected from Pilot. It flatters, because what is slow is still open.",
        WAY,
    ),
    words(
        "M7d",
        "Of the same pilots: those on hold, moved back before Pilot, or with a phase that cannot be read.",
        WAY,
    ),
    words("M8a", "Median of the days from Approved on to the next phase, over initiatives that went through.", DATES),
    words("M8b", "85th percentile (as Excel's PERCENTILE.INC) of the days from Approved on to the next phase.", DATES),
    words(
        "M8c",
        "Median of the days from Pilot started on to the next phase, over initiatives that went through.",
        DATES,
    ),
    words(
        "M8d",
        "85th percentile (as Excel's PERCENTILE.INC) of the days from Pilot started on to the next phase.",
        DATES,
    ),
    words(
        "M8e",
        "Initiatives older in their phase than the 85th percentile of those that went through (while fewer than {finished_needed} did, than {long_in_phase_days} days), divided by those with a date; Production not among them.",
        DATES,
    ),
    words("M8f", "Initiatives with the date of a later phase than the one they are in.", DATES),
    words(
        "M9a",
        "Entries into Production in the last twelve months ÷ 12.",
        &[(Initiatives, &["phase", "production_on"])],
    ),
    words("M9b", "Entries into Production in the last three months.", &[(Initiatives, &["phase", "production_on"])]),
    words("M9c", "Initiatives in Approved or Pilot now.", &[ACTIVE]),
    words(
        "M9d",
        "Entries into Production a month · mean months from Approved on to In production on, of the last twelve months (Little's law).",
        &[(Initiatives, &["approved_on", "production_on"])],
    ),
    MeasureWords {
        months: Months::Life,
        ..words(
            "M10a",
            "Median of the months from Submitted on to the first month with Benefit actual above zero.",
            &[(Initiatives, &["submitted_on"]), BENEFIT],
        )
    },
    MeasureWords {
        months: Months::Life,
        ..words(
            "M10b",
            "85th percentile of the months from Submitted on to the first month with Benefit actual above zero.",
            &[(Initiatives, &["submitted_on"]), BENEFIT],
        )
    },
    MeasureWords {
        months: Months::Life,
        ..words(
            "M10c",
            "Initiatives in Pilot or Production without any month with Benefit actual above zero.",
            &[ACTIVE, BENEFIT],
        )
    },
    words(
        "M11a",
        "Listed departments with at least one initiative in Production, divided by listed departments (settings, Other not among them).",
        &[(Initiatives, &["department", "phase"])],
    ),
    words(
        "M11b",
        "Sum of Active users ÷ sum of Target users, over initiatives in Pilot or Production that give both.",
        &[(Initiatives, &["active_users", "target_users"])],
    ),
    words(
        "M12a",
        "Active initiatives with an Executive sponsor and a valid Sponsor e-mail, divided by active initiatives (Approved, Pilot, Production, On hold once approved).",
        SPONSOR,
    ),
    words(
        "M12b",
        "Spend to date on active initiatives with a sponsor who can be reached, divided by spend to date on active initiatives.",
        &[(Initiatives, &["phase", "sponsor", "sponsor_email"]), SPEND],
    ),
    words(
        "M12c",
        "Sponsors with more than {initiatives_a_sponsor} active initiatives, divided by sponsors of active initiatives.",
        SPONSOR,
    ),
    words(
        "M12d",
        "Amount approved (the board's, else Budget requested) of initiatives that were approved, divided by Budget requested of those approved or rejected.",
        &[(Initiatives, &["budget_requested", "phase", "approved_on", "decision"])],
    ),
    words(
        "M13a",
        "Active initiatives with a KPI that has category, unit and direction, baseline, target and target date, and in flight a reading at most {reading_days} days old; divided by active initiatives.",
        CLEAR,
    ),
    words("M13b", "The same by spend to date.", &[(Initiatives, &["phase", "outcome"]), KPI, SPEND]),
    words("M13c", "What M13a asks for and is there, divided by all that it asks for.", CLEAR),
    words(
        "M14a",
        "Controls answered Yes, divided by the controls that apply to active initiatives by risk tier and phase; Waived stands apart. A review counts for {review_months} months, the last day included.",
        CONTROLS,
    ),
    words("M14b", "Controls without an answer, divided by the controls that apply.", CONTROLS),
    words("M14c", "Controls that apply and are answered Waived.", CONTROLS),
    words("M14d", "Active initiatives with Risk tier = Prohibited.", &[(Initiatives, &["phase", "risk_tier"])]),
    words(
        "M15a",
        "Active initiatives with Delivery model = CoE-led, divided by active initiatives with a delivery model.",
        DELIVERY,
    ),
    words(
        "M15a-spend",
        "Spend to date on active initiatives with Delivery model = CoE-led, divided by spend to date on those with a delivery model.",
        &[(Initiatives, &["phase", "delivery_model"]), SPEND],
    ),
    words(
        "M15b",
        "Sum of the squared shares of the units that deliver (centre, departments, vendors), normalised as (sum − 1/K) ÷ (1 − 1/K) over K units.",
        &[(Initiatives, &["phase", "delivery_model", "department"])],
    ),
    words(
        "M15c",
        "Median of the days from Submitted on to Approved on.",
        &[(Initiatives, &["submitted_on", "approved_on"])],
    ),
    words(
        "M15d",
        "Active initiatives with Delivery model = BU-led with CoE support, divided by those and BU-led independent.",
        DELIVERY,
    ),
    words(
        "M16a",
        "Roles with somebody in the reporting month (an FTE that cannot be read is somebody), divided by the roles that the phases of initiatives need; initiatives that report nobody are left out.",
        &[ACTIVE, PEOPLE],
    ),
    words(
        "M16b",
        "Full-time equivalents planned in the reporting month, divided by those there are (setting capacity, else one for each person).",
        PERSON,
    ),
    words(
        "M17a",
        "People with more than {person_load} full-time equivalents in the reporting month over all their rows but those of retired and rejected initiatives, divided by people.",
        PERSON,
    ),
    words("M17b", "Median of the full-time equivalents of each person in the reporting month.", PERSON),
    words("M17c", "The most initiatives that one person is on in the reporting month.", PERSON),
    words(
        "M17d",
        "Initiatives in Pilot or Production whose technical roles are all held by one person, divided by those that report people.",
        &[ACTIVE, (Team, &["role", "person_email", "from", "to"])],
    ),
    words(
        "M18a",
        "Active initiatives with a domain expert of their own department and a technical role of the AI CoE, divided by active initiatives that report people.",
        &[(Initiatives, &["phase", "department"]), (Team, &["role", "home_department", "from", "to"])],
    ),
    words(
        "M18b",
        "Full-time equivalents of business domain experts ÷ those of everybody, on active initiatives in the reporting month.",
        PERSON,
    ),
    words(
        "M18c",
        "Listed departments that own or support an active initiative, divided by listed departments (settings, Other not among them).",
        &[(Initiatives, &["phase", "department", "supporting_departments"])],
    ),
    words(
        "M19",
        "Initiatives in Pilot or Production with Uses shared platform = Yes, divided by those with an answer.",
        &[(Initiatives, &["phase", "uses_shared_platform"])],
    ),
    words(
        "M20a",
        "Spend to date on active initiatives with a strategic goal and Strategic fit of {good_fit} or more, divided by spend to date on active initiatives.",
        &[(Initiatives, &["phase", "strategic_goal", "strategic_fit"]), SPEND],
    ),
    words(
        "M20b",
        "Strategic goals of the settings without an active initiative, divided by the goals of the settings.",
        &[(Initiatives, &["phase", "strategic_goal"])],
    ),
    words(
        "M21a",
        "Decisions taken by the day they were asked for, and no more than {decision_days} days before it, divided by the decisions whose day has passed.",
        &[(Initiatives, &["decision_needed", "decision_needed_by", "decision", "decision_on"])],
    ),
    words(
        "M21b",
        "Initiatives that are funded and that the choice under the budget recommends, divided by the funded ones it judges.",
        &[(Initiatives, &["phase", "decision", "budget_requested"])],
    ),
    words(
        "M21c",
        "Decisions = Override with a reason, divided by decisions = Override.",
        &[(Initiatives, &["decision", "decision_reason"])],
    ),
    words(
        "M25a",
        "Pilots older than {old_pilot_days} days (and than the 85th percentile of finished ones) without a decision since they began, divided by pilots with a date.",
        &[(Initiatives, &["phase", "pilot_on", "decision", "decision_on"])],
    ),
    MeasureWords {
        months: Months::Life,
        ..words("M25b", "Cost actual of all months to date of the old pilots of M25a.", &[SPEND])
    },
    words(
        "M28",
        "Initiatives in Pilot or Production with a cloud architect, a problem statement and a KPI, divided by those of which people are known.",
        &[(Initiatives, &["phase", "problem"]), (Outcomes, &["kpi"]), (Team, &["role", "fte", "from", "to"])],
    ),
    words(
        "M29",
        "Benefit to date of the three initiatives with the most, divided by the benefit to date of all.",
        &[BENEFIT],
    ),
];

/// The rest, which share their words.
pub const MORE: [MeasureWords; 8] = [
    words(
        "M27a",
        "Benefit to date of initiatives with Outcome category = Operational efficiency, divided by that of all.",
        MIX,
    ),
    words(
        "M27b",
        "Benefit to date of initiatives with Outcome category = Revenue growth, divided by that of all.",
        MIX,
    ),
    words(
        "M27c",
        "Benefit to date of initiatives with Outcome category = Customer experience, divided by that of all.",
        MIX,
    ),
    words("M27d", "Benefit to date of initiatives with Outcome category = Other, divided by that of all.", MIX),
    words(
        "M30",
        "Initiatives approved and not over at the end of the reporting month, divided by the full-time equivalents of the centre.",
        &[(Initiatives, &["phase", "approved_on", "retired_on"])],
    ),
    words(
        "M32",
        "Active initiatives with Status = Green although the cost outlook is {cost_over_plan} over plan, a KPI is below {behind_pace} of its pace, the planned production day has passed, or no KPI was read for {reading_days} days; divided by active initiatives with Status = Green.",
        &[(Initiatives, &["phase", "status", "planned_production_on"]), (Outcomes, &["read_on", "actual"])],
    ),
    words(
        "M34a",
        "Initiatives that share a KPI, a data source and a department with another, or whose attributions to one KPI add up to more than 100 %.",
        CLAIM,
    ),
    words(
        "M34b",
        "Of each group of initiatives tied by such claims: benefit to date of all but the largest, once however many KPIs tie them. Nothing is deducted anywhere.",
        &[(Outcomes, &["kpi", "source", "attribution"]), BENEFIT],
    ),
];

const EARNED: &[(SheetKind, &[&str])] =
    &[(Financials, &["cost_planned", "cost_actual", "percent_planned", "percent_actual"])];
const WAY: &[(SheetKind, &[&str])] = &[(Initiatives, &["phase", "pilot_on", "production_on", "retired_on"])];
const DATES: &[(SheetKind, &[&str])] = &[(
    Initiatives,
    &["phase", "submitted_on", "assessed_on", "approved_on", "pilot_on", "production_on", "retired_on"],
)];
const SPONSOR: &[(SheetKind, &[&str])] = &[(Initiatives, &["phase", "sponsor", "sponsor_email"])];
const CLEAR: &[(SheetKind, &[&str])] = &[(Initiatives, &["phase", "outcome"]), KPI];
const CONTROLS: &[(SheetKind, &[&str])] = &[(
    Initiatives,
    &[
        "phase",
        "risk_tier",
        "impact_assessment",
        "predeployment_test",
        "data_signoff",
        "human_oversight",
        "monitoring",
        "last_model_review",
    ],
)];
const DELIVERY: &[(SheetKind, &[&str])] = &[(Initiatives, &["phase", "delivery_model"])];
const PERSON: &[(SheetKind, &[&str])] = &[(Team, &["person_email", "role", "fte", "from", "to"])];
const MIX: &[(SheetKind, &[&str])] = &[(Initiatives, &["outcome"]), BENEFIT];
const CLAIM: &[(SheetKind, &[&str])] = &[(Outcomes, &["kpi", "source", "attribution"])];
