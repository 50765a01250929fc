//! Edge rules: what is missing, zero, alone, moved back or still to come.

use super::intake::{Intake, ids, settings_of};
use crate::model::{health::Health, measure::Measure, phase::Phase};

fn of(initiatives: &[&str]) -> Health {
    Intake { initiatives, ..Intake::default() }.health()
}

fn with_money(initiatives: &str, financials: &str) -> Health {
    Intake { initiatives: &[initiatives], financials, ..Intake::default() }.health()
}

fn with_kpis(outcomes: &str) -> Health {
    let initiatives = "initiative_id | department | phase
                       A | Sales | Pilot
                       B | Sales | Pilot
                       C | HR    | Pilot";
    Intake { initiatives: &[initiatives], outcomes, ..Intake::default() }.health()
}

fn measure<'a>(health: &'a Health, id: &str) -> &'a Measure {
    health.measure(id).unwrap_or_else(|| panic!("there is no measure {id}"))
}

#[test]
fn nothing_sent_makes_nothing_known() {
    let health = of(&[]);
    let known: Vec<&str> =
        health.measures.iter().filter(|measure| measure.value.is_some()).map(|measure| measure.id()).collect();
    // Of five departments none has anything in production, and of three goals all are without an initiative.
    assert_eq!(known, ["M11a", "M20b"]);
}

#[test]
fn of_the_programs_own_list_only_departments_that_the_company_has_can_be_missing() {
    let initiatives = ["initiative_id | department | supporting_departments | phase
                        A | Sales      | Legal | Production
                        B | Operations |       | Idea"];
    let share = |settings: &str| {
        let health = Intake { initiatives: &initiatives, ..Intake::default() }.health_under(&settings_of(settings));
        let found = measure(&health, "M11a");
        (found.numerator.unwrap().number(), found.denominator.unwrap().number())
    };
    // Sales, Operations and Legal.
    assert_eq!(share(""), (1.0, 3.0));
    // And Finance and HR, which are to send, and Marketing.
    let senders = "[[expected_submitters]]\nname = \"Finance and HR\"\nfiles = \"f*\"\n\
                   [[expected_submitters]]\nname = \"Campaigns\"\nfiles = \"c*\"\ndepartment = \"Marketing\"\n";
    assert_eq!(share(senders), (1.0, 6.0));
    // A list of one's own is the company.
    let list =
        "[fields.initiatives.department]\nallowed = [\"Sales\", \"Operations\", \"Legal\", \"Foundry\", \"Other\"]\n";
    assert_eq!(share(list), (1.0, 4.0));
}

#[test]
fn without_people_no_measure_of_people_is_published() {
    let health = of(&["initiative_id | phase\nA | Production"]);
    for id in ["M16a", "M17a", "M18a", "M30"] {
        assert!(health.measure(id).is_none(), "{id}");
    }
    assert!(health.roles.is_empty() && health.people.is_empty() && health.months.is_empty());
    // Whether the centre has its roles is unknown, not No.
    assert_eq!(health.value("M24b"), None);
    assert_eq!(measure(&health, "M28").left_out, 1);
}

#[test]
fn on_hold_is_active_only_when_it_was_approved() {
    let health = of(&["initiative_id | phase | approved_on | delivery_model
                       A | On hold | 2026-01-01 | CoE-led
                       B | On hold |            | CoE-led"]);
    assert_eq!(ids(&measure(&health, "M15a").concerned), "A");
}

#[test]
fn only_months_with_plan_and_actual_are_compared() {
    // Two months of 100 planned, 50 real each: 100 of 200. Eight months with 50 real each and no plan: 400 apart. A month
    // planned at 100 without an actual leaves both sides. Spend to date has all of its actuals.
    let months: String = (1..=8).map(|month| format!("A | 2026-0{month} | 10 | 10 | | 50\n")).collect();
    let health = with_money(
        "initiative_id | phase\nA | Production\nB | Production",
        &format!(
            "initiative_id | month | cost_planned | cost_actual | benefit_planned | benefit_actual
             {months}A | 2026-09 | 10 | 12 | 100 | 50
             A | 2026-10 | | 7 | 100 | 50
             B | 2026-10 | 5 | | 100 |"
        ),
    );
    let reached = measure(&health, "M1a");
    assert_eq!((reached.value, reached.left_out), (Some(0.5), 9));
    assert_eq!(measure(&health, "M1d").value, Some(40_000.0));
    // Nine months of 10 planned, 92 real: 2 over. The 7 without a plan and the 5 without an actual are in neither.
    assert_eq!(measure(&health, "M4a").value, Some(200.0));
}

#[test]
fn rows_of_one_month_are_added_up_before_they_are_compared() {
    // A plan of 100 and 50, actuals of 90 and, in a row of its own, 55: 145 of 150.
    let health = with_money(
        "initiative_id | phase\nA | Production",
        "initiative_id | month | cost_planned | cost_actual
         A | 2026-09 | 100 | 90
         A | 2026-09 | 50 |
         A | 2026-09 | | 55",
    );
    let variance = measure(&health, "M4a");
    assert_eq!((variance.value, variance.left_out), (Some(-500.0), 0));
}

#[test]
fn zero_users_aimed_at_is_unknown() {
    let health = of(&["initiative_id | phase | target_users | active_users\nA | Production | 0 | 5"]);
    assert_eq!(measure(&health, "M11b").value, None);
}

#[test]
fn one_delivering_unit_alone_is_fully_concentrated() {
    let one = of(&["initiative_id | phase | delivery_model\nA | Pilot | CoE-led\nB | Pilot | CoE-led"]);
    assert_eq!(measure(&one, "M15b").value, Some(1.0));
    // Two with the same share are not concentrated at all.
    let even = of(&["initiative_id | phase | delivery_model | department
                     A | Pilot | CoE-led | Sales
                     B | Pilot | BU-led independent | Sales"]);
    assert_eq!(measure(&even, "M15b").value, Some(0.0));
}

#[test]
fn no_business_led_initiative_leaves_the_guided_share_unknown() {
    let health = of(&["initiative_id | phase | delivery_model\nA | Pilot | CoE-led"]);
    assert_eq!(measure(&health, "M15d").value, None);
}

#[test]
fn open_pilots_have_not_arrived() {
    let health = of(&["initiative_id | phase | pilot_on\nA | Pilot | 2025-06-01\nB | Pilot | 2025-09-01"]);
    // Two of two are still in pilot: none has arrived, and of those decided nothing can be said.
    let value = |id| measure(&health, id).value;
    assert_eq!([value("M7a"), value("M7b"), value("M7c")], [Some(0.0), Some(2.0), None]);
}

#[test]
fn pilots_that_wait_or_went_back_stand_apart_and_in_the_cohort() {
    let health = of(&["initiative_id | phase | pilot_on | production_on
                       A | Production | 2025-06-01 | 2026-01-01
                       B | On hold    | 2025-06-01 |
                       C | Approved   | 2025-06-01 |
                       D |            | 2025-06-01 |
                       E | Rejected   | 2025-06-01 |"]);
    let value = |id| measure(&health, id).value;
    // One of five arrived; B, C and D stand apart; of A and E, which are decided, A.
    assert_eq!([value("M7a"), value("M7b"), value("M7c"), value("M7d")], [Some(0.2), Some(0.0), Some(0.5), Some(3.0)]);
}

#[test]
fn pilots_of_the_last_months_cannot_have_ended_yet() {
    // April 2026 is six months back and counts, May does not; October 2024 counts, September 2024 does not.
    let health = of(&["initiative_id | phase | pilot_on | production_on
                       A | Production | 2026-04-30 | 2026-06-01
                       B | Production | 2026-05-01 | 2026-06-01
                       C | Production | 2024-10-01 | 2026-06-01
                       D | Production | 2024-09-30 | 2026-06-01
                       E | Production |            | 2026-06-01"]);
    let measure = measure(&health, "M7a");
    assert_eq!((measure.used, measure.left_out), (2, 1));
}

#[test]
fn what_is_dated_after_the_month_has_not_happened() {
    let health = of(&[
        "initiative_id | phase | approved_on | pilot_on | production_on\nA | Pilot | 2025-01-01 | 2025-06-01 | 2026-11-01",
    ]);
    assert_eq!(measure(&health, "M7a").value, Some(0.0));
    assert_eq!(measure(&health, "M9a").value, Some(0.0));
}

#[test]
fn a_move_back_is_counted_and_finishes_nothing() {
    let health = of(&[
        "initiative_id | phase | submitted_on | approved_on | pilot_on\nA | Approved | 2026-01-01 | 2026-02-01 | 2026-05-01",
    ]);
    assert_eq!(ids(&measure(&health, "M8f").concerned), "A");
    let approved = health.phase_times.iter().find(|times| times.phase == Phase::Approved).unwrap();
    assert_eq!((approved.finished(), approved.open.len()), (0, 1));
}

#[test]
fn without_a_planned_cost_there_is_nothing_to_earn() {
    // A is half done of no plan; B is half done of 200 and has cost 100: its CPI alone, 0.5 · 200 / 100.
    let health = with_money(
        "initiative_id | phase
         A | Pilot
         B | Pilot",
        "initiative_id | month   | cost_planned | cost_actual | percent_planned | percent_actual
         A             | 2026-10 |              | 100         | 0.5             | 0.5
         B             | 2026-10 | 200          | 100         | 0.5             | 0.5",
    );
    assert_eq!((health.earned_value[0].cost_index, health.earned_value[0].to_complete), (None, None));
    let index = measure(&health, "M5a");
    assert_eq!((index.value, index.used, index.left_out), (Some(1.0), 1, 1));
    assert!(index.concerned.is_empty());
}

#[test]
fn days_out_of_order_are_left_out() {
    let health = of(&[
        "initiative_id | phase | approved_on | pilot_on | production_on\nA | Production | 2026-01-01 | 2026-05-01 | 2025-05-01",
    ]);
    let pilot = health.phase_times.iter().find(|times| times.phase == Phase::Pilot).unwrap();
    assert_eq!((pilot.finished(), pilot.left_out()), (0, 1));
    assert_eq!(measure(&health, "M9d").value, None);
}

#[test]
fn a_phase_says_what_is_long_once_five_have_finished_it() {
    let five = "initiative_id | phase | pilot_on | production_on
                A | Production | 2026-01-01 | 2026-01-11
                B | Production | 2026-01-01 | 2026-01-11
                C | Production | 2026-01-01 | 2026-01-11
                D | Production | 2026-01-01 | 2026-01-11
                E | Production | 2026-01-01 | 2026-01-11
                F | Pilot      | 2026-09-01 |";
    let health = of(&[five]);
    // All took ten days; 60 are long. But a pilot may be 180 days old before it is left behind.
    assert_eq!(ids(&measure(&health, "M8e").concerned), "F");
    assert_eq!(measure(&health, "M25a").value, Some(0.0));
}

#[test]
fn a_decision_since_the_pilot_began_takes_it_off_the_list() {
    let pilots = "initiative_id | phase | pilot_on | decision | decision_on
                  A | Pilot | 2025-06-01 | Approve | 2025-06-01
                  B | Pilot | 2025-06-01 | Approve | 2025-05-31
                  C | Pilot | 2025-06-01 |         | 2026-01-01
                  D | Pilot |            |         |";
    let health = of(&[pilots]);
    let left = measure(&health, "M25a");
    assert_eq!((ids(&left.concerned).as_str(), left.used, left.left_out), ("BC", 3, 1));
    // Nobody says what they cost.
    assert_eq!((measure(&health, "M25b").value, measure(&health, "M25b").left_out), (None, 2));
}

#[test]
fn plan_zero_leaves_realisation_unknown_and_the_unplanned_apart() {
    let health = with_money(
        "initiative_id | phase\nA | Production",
        "initiative_id | month | cost_planned | cost_actual | benefit_planned | benefit_actual
         A | 2026-10 | | 50 | | 80",
    );
    assert_eq!(measure(&health, "M1a").value, None);
    assert_eq!(measure(&health, "M1d").value, Some(8_000.0));
    assert_eq!((measure(&health, "M4a").value, measure(&health, "M4b").value), (None, None));
}

#[test]
fn money_after_the_month_or_before_the_year_does_not_count() {
    let health = with_money(
        "initiative_id | phase\nA | Production",
        "initiative_id | month | cost_planned | cost_actual | benefit_planned | benefit_actual
         A | 2025-12 | 1 | 1 | 1 | 1
         A | 2026-10 | 10 | 10 | 10 | 20
         A | 2026-11 | 100 | 100 | 100 | 100",
    );
    assert_eq!(measure(&health, "M1a").value, Some(2.0));
    assert_eq!(measure(&health, "M6a").value, Some(1_000.0));
}

#[test]
fn nothing_earned_leaves_the_estimate_unknown() {
    let earned = |financials: &str| with_money("initiative_id | phase\nA | Pilot", financials).earned_value[0];
    let titles = "initiative_id | month | cost_planned | cost_actual | percent_planned | percent_actual";
    // EV 0: the index is 0, and BAC/0 is no estimate.
    let none_earned = earned(&format!("{titles}\nA | 2026-10 | 100 | 40 | 0.5 | 0"));
    assert_eq!((none_earned.cost_index, none_earned.at_completion), (Some(0.0), None));
    // AC 0 and PV 0: no index.
    let none_spent = earned(&format!("{titles}\nA | 2026-10 | 100 | 0 | 0 | 0.5"));
    assert_eq!((none_spent.cost_index, none_spent.schedule_index, none_spent.at_completion), (None, None, None));
    // BAC = AC: nothing is left to complete it with.
    let all_spent = earned(&format!("{titles}\nA | 2026-10 | 100 | 100 | 1 | 0.9"));
    assert_eq!(all_spent.to_complete, None);
}

#[test]
fn percentages_are_never_added_and_those_to_come_do_not_count() {
    let titles = "initiative_id | month | cost_planned | cost_actual | percent_planned | percent_actual";
    let rows = "A | 2026-09 | 100 | 60 | 0.5 | 0.4
                A | 2026-09 |     | 10 | 0.5 | 0.4
                A | 2026-10 | 100 | 70 |     |
                A | 2026-11 | 100 |    | 0.9 | 0.9";
    let health = with_money("initiative_id | phase\nA | Pilot", &format!("{titles}\n{rows}"));
    let earned = health.earned_value[0];
    // BAC 300, 40% in September; cost to September 70, not that of October.
    assert_eq!((earned.earned.0, earned.cost.unwrap().0, earned.month.to_string()), (12_000, 7_000, "2026-09".into()));
}

#[test]
fn no_percentages_no_earned_value() {
    let health = with_money(
        "initiative_id | phase\nA | Pilot",
        "initiative_id | month | cost_planned | cost_actual\nA | 2026-10 | 100 | 100",
    );
    assert!(health.earned_value.is_empty());
    assert_eq!(measure(&health, "M5a").value, None);
}

#[test]
fn controls_that_depend_on_an_unknown_tier_are_left_out() {
    let health = of(&["initiative_id | phase | predeployment_test | data_signoff\nA | Pilot | Yes | Yes"]);
    let met = measure(&health, "M14a");
    // Test and sign-off apply to all; assessment and oversight depend on the tier.
    assert_eq!((met.value, met.used, met.left_out), (Some(1.0), 2, 2));
}

#[test]
fn n_a_where_a_control_applies_is_no_answer() {
    let health =
        of(&["initiative_id | phase | risk_tier | predeployment_test | data_signoff\nA | Pilot | Minimal | N/A | Yes"]);
    assert_eq!(measure(&health, "M14b").value, Some(0.5));
}

#[test]
fn a_prohibited_initiative_is_counted() {
    let health = of(&["initiative_id | phase | risk_tier\nA | Pilot | Prohibited\nB | Pilot |"]);
    let prohibited = measure(&health, "M14d");
    assert_eq!((prohibited.value, prohibited.left_out, prohibited.is_met()), (Some(1.0), 1, Some(false)));
}

#[test]
fn a_kpi_without_target_is_not_judged_and_not_clear() {
    let titles = "initiative_id | kpi | direction | unit | baseline | target | read_on | actual";
    let health = with_kpis(&format!("{titles}\nA | Calls | Higher is better | count | 10 | | 2026-10-01 | 20"));
    assert_eq!((measure(&health, "M2a").value, measure(&health, "M2a").left_out), (None, 1));
    assert!(ids(&measure(&health, "M13a").concerned).contains('A'));
}

#[test]
fn a_reading_is_recent_for_sixty_days() {
    let titles = "initiative_id | kpi | direction | unit | baseline | target | target_on | read_on | actual";
    let kpi = "Calls | Higher is better | count | 10 | 20 | 2026-12-31";
    // 1 September lies 60 days before 31 October, 31 August 61.
    let health = with_kpis(&format!("{titles}\nA | {kpi} | 2026-09-01 | 15\nB | {kpi} | 2026-08-31 | 15"));
    // No category is given, so nothing is clear; but only B lacks a recent reading.
    let missing: Vec<usize> = health.clear_metrics.iter().map(|one| one.missing.len()).collect();
    assert_eq!(missing[..2], [1, 2]);
}

#[test]
fn one_source_shared_out_is_claimed_once() {
    let titles = "initiative_id | kpi | direction | unit | source | attribution";
    let claims = |rows: &str| with_kpis(&format!("{titles}\n{rows}")).claims.len();
    let kpi = "Scrap | Lower is better | %";
    assert_eq!(claims(&format!("A | {kpi} | MES | 0.5\nB | {kpi} | MES | 0.5")), 0);
    assert_eq!(claims(&format!("A | {kpi} | MES | 0.6\nB | {kpi} | MES | 0.6")), 1);
    assert_eq!(claims(&format!("A | {kpi} | MES |\nB | {kpi} | MES | 0.5")), 1);
    // Two sources, but together more than there is.
    assert_eq!(claims(&format!("A | {kpi} | MES | 0.6\nB | {kpi} | ERP | 0.6")), 1);
    // Another department, or another KPI, is another benefit; without source and attribution nobody can tell.
    assert_eq!(claims(&format!("A | {kpi} | MES |\nC | {kpi} | MES |")), 0);
    assert_eq!(claims(&format!("A | {kpi} | MES |\nB | Waste | Lower is better | % | MES |")), 0);
    assert_eq!(claims(&format!("A | {kpi} | |\nB | {kpi} | |")), 0);
}

#[test]
fn what_is_at_stake_counts_once_however_many_kpis_tie_two_initiatives() {
    let titles = "initiative_id | kpi | source";
    let rows = "A | Scrap | MES\nB | Scrap | MES\nA | Waste | MES\nB | Waste | MES\nB | Hours | MES\nC | Hours | MES";
    let health = Intake {
        initiatives: &["initiative_id | department | phase
                        A | Sales | Pilot
                        B | Sales | Pilot
                        C | Sales | Pilot"],
        financials: "initiative_id | month | benefit_actual\nA | 2026-10 | 100\nB | 2026-10 | 60\nC | 2026-10 | 30",
        outcomes: &format!("{titles}\n{rows}"),
        ..Intake::default()
    }
    .health();
    // A, B and C are one group, C by way of B: 190 less the largest, 100.
    assert_eq!((health.claims.len(), health.claims[0].claims.len()), (1, 3));
    assert_eq!(measure(&health, "M34b").value, Some(9_000.0));
}

#[test]
fn a_kpi_with_later_readings_only_has_no_reading() {
    let titles = "initiative_id | kpi | direction | unit | baseline | target | read_on | actual | weight";
    let health = with_kpis(&format!(
        "{titles}
         A | Win rate | Higher is better | % | 10 | 20 | 2026-11-01 | 15 |
         B | Calls    | Higher is better | % | 10 | 20 | 2026-10-31 | 15 |"
    ));
    let at_target = measure(&health, "M2a");
    assert_eq!((at_target.used, at_target.left_out), (1, 1));
}

#[test]
fn what_left_a_band_from_nowhere_is_not_worse_than_before() {
    let titles = "initiative_id | kpi | direction | unit | baseline | band_low | band_high | read_on | actual";
    let health = with_kpis(&format!(
        "{titles}
         A | Hours | Band | h |    | 10 | 14 | 2026-10-01 | 30
         B | Hours | Band | h | 40 | 10 | 14 | 2026-10-01 | 30
         C | Hours | Band | h | 20 | 10 | 14 | 2026-10-01 | 30"
    ));
    // A has no before; B came nearer, from 26 off to 16; C went from 6 to 16.
    assert_eq!(ids(&measure(&health, "M2b").concerned), "C");
}

#[test]
fn somebody_whose_share_cannot_be_read_is_there_and_in_no_sum() {
    let titles = "initiative_id | person_email | role | fte | from | home_department";
    let health = Intake {
        initiatives: &["initiative_id | department | phase
                        A | Sales   | Pilot
                        B | Sales   | Retired"],
        team: &format!(
            "{titles}
             A | dom@x.example | Business Domain Expert       |     | 2026-01 | Sales
             A | ds@x.example  | Data Scientist / ML Engineer | 0.6 | 2026-01 | AI CoE
             A | ds@x.example  |                              | 0.6 | 2026-01 | AI CoE
             B | ds@x.example  | Data Engineer                | 0.9 | 2026-01 | AI CoE"
        ),
        ..Intake::default()
    }
    .health();
    assert_eq!(measure(&health, "M18a").value, Some(1.0));
    // 0.6 + 0.6, whatever the role says; the retired one's 0.9 is over. The domain expert has no load that is known.
    let load = measure(&health, "M17a");
    assert_eq!((load.value, load.used, load.left_out), (Some(1.0), 1, 1));
    // Of the four roles of a pilot, domain and data science are there.
    assert_eq!(measure(&health, "M16a").value, Some(0.5));
}

#[test]
fn a_review_counts_on_the_day_twelve_months_before() {
    let health = of(&["initiative_id | phase | risk_tier | last_model_review | monitoring
                       A | Production | High | 2025-10-31 | Yes
                       B | Production | High | 2025-10-30 | Yes"]);
    let reviews = health.open_controls.iter().filter(|open| open.control == crate::model::control::Control::Review);
    assert_eq!(ids(&reviews.map(|open| open.row).collect::<Vec<u32>>()), "B");
}

#[test]
fn an_idea_without_a_money_plan_is_left_out_of_what_is_worth_its_cost() {
    let health = with_money(
        "initiative_id | phase | problem | expected_benefit | p_success
         A | Assessment | yes | yes | 1
         B | Idea       | yes | yes |",
        "initiative_id | month | cost_planned | benefit_planned\nA | 2026-11 | 10 | 100",
    );
    let worth = health.centre_phases[0].parts.last().unwrap().1;
    assert_eq!((worth, health.centre_phases[0].left_out), (Some(1.0), 1));
}

#[test]
fn a_goal_without_a_score_cannot_be_told() {
    let health = with_money(
        "initiative_id | phase | strategic_goal | strategic_fit\nA | Pilot | Grow | \nB | Pilot | | 5",
        "initiative_id | month | cost_actual\nA | 2026-10 | 10\nB | 2026-10 | 10",
    );
    let aligned = measure(&health, "M20a");
    assert_eq!((aligned.value, aligned.left_out), (Some(0.0), 1));
}

#[test]
fn a_decision_long_before_its_day_was_about_something_else() {
    let health = of(&["initiative_id | phase | decision_needed_by | decision | decision_on
                       A | Pilot | 2026-10-31 | Approve | 2026-10-01
                       B | Pilot | 2026-10-31 | Approve | 2026-09-30
                       C | Pilot | 2026-10-15 | Approve | 2026-10-15
                       D | Pilot | 2026-10-15 | Approve | 2026-10-16"]);
    let decided = measure(&health, "M21a");
    // A and C in the 30 days up to their day; B earlier, D a day too late.
    assert_eq!((decided.value, ids(&decided.concerned).as_str()), (Some(0.5), "BD"));
}

#[test]
fn a_measure_knows_what_share_of_its_rows_is_missing() {
    let health = of(&["initiative_id | phase | uses_shared_platform
                       A | Pilot | Yes
                       B | Pilot | No
                       C | Pilot | Yes
                       D | Pilot |
                       E | Pilot |"]);
    assert_eq!(measure(&health, "M19").missing_share(), 0.4);
}

#[test]
fn nobody_reports_kpis_so_a_missing_reading_says_nothing() {
    let health = of(&["initiative_id | phase | status\nA | Pilot | Green"]);
    assert_eq!(measure(&health, "M32").value, Some(0.0));
}

#[test]
fn what_is_funded_is_held_against_the_choice() {
    use crate::model::{
        funding::{FundingLine, Reason, Standing, StopQuestion},
        money::Cents,
    };
    // A runs and keeps its place, B runs and would lose it, C was approved and is chosen, D was approved and is not,
    // E was approved and has no money plan, F was only assessed. Funded: A to E; judged: A to D; recommended: A and C.
    let intake = Intake {
        initiatives: &[
            "initiative_id | phase\nA | Pilot\nB | Production\nC | Approved\nD | Approved\nE | Approved\nF | Assessment",
        ],
        ..Intake::default()
    };
    let portfolio = intake.portfolio(&crate::settings::dictionary::embedded());
    let line = |row: u32, standing: Standing, recommended: bool, reason: Reason| FundingLine {
        row,
        standing,
        recommended,
        reason,
        value: None,
        cost: Vec::new(),
        cost_in_budget: Cents::ZERO,
        cost_from_request: false,
        cost_unknown: false,
        people: Vec::new(),
        adds: None,
        price: None,
        in_tests: Vec::new(),
        decided: None,
    };
    let stop = StopQuestion {
        row: 1,
        value: None,
        takes: Vec::new(),
        frees: Vec::new(),
        total: Cents::ZERO,
        takes_frees: Vec::new(),
        takes_total: Cents::ZERO,
        buys: Vec::new(),
        gains: Cents::ZERO,
    };
    let lines = [
        line(0, Standing::InFlight, true, Reason::Kept),
        line(1, Standing::InFlight, true, Reason::Kept),
        line(2, Standing::Candidate, true, Reason::Chosen),
        line(3, Standing::Candidate, false, Reason::WaitsForUnknown),
        line(4, Standing::Candidate, false, Reason::NoData),
        line(5, Standing::Candidate, true, Reason::Chosen),
    ];
    let found = crate::metrics::health::decisions::funded_and_recommended(&portfolio, &lines, &[stop]);
    assert_eq!((found.value, found.used, found.left_out), (Some(0.5), 4, 1));
    assert_eq!(found.concerned, [1, 3]);
}
