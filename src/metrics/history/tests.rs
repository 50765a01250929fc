//! Three months of a made portfolio with known changes (worked by hand beside each).

use super::*;
use crate::model::{
    history::{Baseline, LocalPart, MoneyKind, MonthMoney, Move, OutlookMove, Pictured, Response, Side},
    money::Cents,
    period::Month,
    phase::Phase,
    rates::Rate,
};
use jiff::civil::{Date, date};
use std::{collections::BTreeMap, sync::Arc};

fn month(number: u8) -> Month {
    Month::new(2026, number).unwrap()
}

fn one(id: &str, name: &str, phase: Phase, rank: u32, submitter: &str) -> Pictured {
    Pictured {
        id: id.into(),
        key: id.to_uppercase().into(),
        name: Some(name.into()),
        phase: Some(phase),
        rank: Some(rank),
        submitter: Some(submitter.into()),
        ..Pictured::default()
    }
}

/// The same plan in every month of the year but where it is said otherwise; actuals up to the picture's month.
fn money(picture: &mut Picture, id: &str, planned: i64, actual: i64) {
    for number in 1..=12 {
        let known = month(number) <= picture.period;
        let row = MonthMoney {
            cost_planned: Some(Cents(planned)),
            cost_actual: known.then_some(Cents(actual)),
            ..MonthMoney::default()
        };
        picture.money.insert((id.into(), month(number)), row);
    }
}

fn cost_actual(picture: &mut Picture, id: &str, number: u8, cents: Option<i64>) {
    picture.money.get_mut(&(Arc::from(id), month(number))).unwrap().cost_actual = cents.map(Cents);
}

/// What does not change: A to F of Operations, S of Supply Chain, each with 1,000.00 a month planned and spent.
fn base(number: u8) -> Picture {
    let mut picture = Picture {
        period: month(number),
        initiatives: vec![
            one("A", "Match invoices", Phase::Pilot, 1, "Operations"),
            one("B", "Predict stock-outs", Phase::Approved, 2, "Operations"),
            one("C", "Sort the mail", Phase::Production, 3, "Operations"),
            one("D", "Plan the routes", Phase::Assessment, 4, "Operations"),
            one("E", "Write the offers", Phase::Idea, 5, "Operations"),
            one("S", "Count the stock", Phase::Pilot, 6, "Supply Chain"),
        ],
        money: BTreeMap::new(),
        local: BTreeMap::new(),
        figures: BTreeMap::new(),
        baselines: BTreeMap::new(),
        sent: vec!["Operations".into(), "Supply Chain".into()],
        approvals: BTreeMap::new(),
    };
    for id in ["A", "B", "C", "D", "E", "S"] {
        money(&mut picture, id, 100_000, 100_000);
    }
    picture
}

fn set(picture: &mut Picture, id: &str, change: impl Fn(&mut Pictured)) {
    change(picture.initiatives.iter_mut().find(|one| &*one.id == id).unwrap());
}

fn drop_one(picture: &mut Picture, id: &str) {
    picture.initiatives.retain(|one| &*one.id != id);
    picture.money.retain(|(other, _), _| &**other != id);
}

fn close(picture: &mut Picture, before: Option<&Picture>) {
    picture.baselines = baselines(before, picture, FiscalCalendar::default())
        .into_iter()
        .map(|one| (one.id.to_uppercase().into(), one))
        .collect();
}

/// August: as in `base`. September: A goes back from Pilot to Approved; August of C is restated; the plan of B from
/// November on is 1,200.00; D is renamed; E vanishes; F is new; Supply Chain sends nothing. October: B's plan as in
/// September, C retires, Supply Chain sends again.
fn quarter() -> [Picture; 3] {
    let mut august = base(8);
    close(&mut august, None);

    let mut september = base(9);
    set(&mut september, "A", |one| one.phase = Some(Phase::Approved));
    cost_actual(&mut september, "C", 8, Some(112_345));
    for number in [11, 12] {
        september.money.get_mut(&("B".into(), month(number))).unwrap().cost_planned = Some(Cents(120_000));
    }
    set(&mut september, "B", |one| one.planned_production_on = Some(date(2027, 3, 1)));
    drop_one(&mut september, "D");
    september.initiatives.push(one("D2", "Plan the  routes", Phase::Assessment, 4, "Operations"));
    drop_one(&mut september, "E");
    september.initiatives.push(one("F", "Read the contracts", Phase::Idea, 7, "Operations"));
    drop_one(&mut september, "S");
    september.sent = vec!["Operations".into()];
    close(&mut september, Some(&august));

    let mut october = september.clone();
    october.period = month(10);
    set(&mut october, "C", |one| one.phase = Some(Phase::Retired));
    for id in ["A", "B", "C"] {
        cost_actual(&mut october, id, 10, Some(90_000));
    }
    october.initiatives.push(one("S", "Count the stock", Phase::Pilot, 6, "Supply Chain"));
    money(&mut october, "S", 100_000, 100_000);
    october.sent = vec!["Operations".into(), "Supply Chain".into()];
    close(&mut october, Some(&september));
    [august, september, october]
}

fn compared(before: &Picture, now: &Picture) -> Comparison {
    compare(before, 1, now, &[], FiscalCalendar::beginning_in(1), &ChangeLimits::default()).unwrap()
}

fn how(comparison: &Comparison) -> Vec<(&str, Move)> {
    comparison.movers.iter().map(|mover| (&*mover.id, mover.how.clone())).collect()
}

#[test]
fn movers_are_exactly_those_that_moved() {
    let [august, september, october] = quarter();
    // Only spaces tell the two names of D apart, which do not count: they are wholly alike.
    assert_eq!(
        how(&compared(&august, &september)),
        [
            ("F", Move::New),
            ("D", Move::Renamed { to: "D2".into(), likeness: 1.0 }),
            ("E", Move::Gone),
            ("S", Move::NotSent),
            ("A", Move::Phase { before: Phase::Pilot, now: Phase::Approved, is_back: true }),
        ]
    );
    // S was not in September's picture (left out), so it is new to it.
    assert_eq!(how(&compared(&september, &october)), [("S", Move::New), ("C", Move::Ended(Phase::Retired))]);
    assert_eq!(how(&compared(&august, &august)), []);
}

#[test]
fn a_carried_row_is_not_sent_and_moves_nothing() {
    let [august, mut september, _] = quarter();
    let mut carried = one("S", "Count the stock", Phase::Production, 1, "Supply Chain");
    carried.as_of = Some(month(8));
    carried.cost_outlook = Some(Cents(5));
    september.initiatives.push(carried);
    let comparison = compared(&august, &september);
    let moved = how(&comparison);
    assert_eq!(moved.iter().filter(|(id, _)| *id == "S").collect::<Vec<_>>(), [&("S", Move::NotSent)]);
}

#[test]
fn restatements_are_exactly_those_of_months_that_were_closed() {
    let [august, september, october] = quarter();
    let restated = compared(&august, &september).restated;
    // C's August: 1,000.00 became 1,123.45. September itself was not closed before, so its actuals are no restatement.
    assert_eq!(restated.len(), 1);
    assert_eq!((&*restated[0].id, restated[0].month, restated[0].side), ("C", month(8), Side::Cost));
    assert_eq!((restated[0].before, restated[0].now), (Some(Cents(100_000)), Some(Cents(112_345))));
    assert_eq!(compared(&september, &october).restated, []);
}

#[test]
fn late_and_withdrawn_actuals_are_told_from_changed_ones() {
    let (before, mut now) = (base(8), base(9));
    let mut late = before.clone();
    cost_actual(&mut late, "A", 7, None);
    cost_actual(&mut now, "B", 6, None);
    let found: Vec<_> =
        compared(&late, &now).restated.into_iter().map(|one| (one.id, one.month, one.before, one.now)).collect();
    assert_eq!(
        found,
        [("A".into(), month(7), None, Some(Cents(100_000))), ("B".into(), month(6), Some(Cents(100_000)), None),]
    );
}

#[test]
fn rewritten_plans_are_told_with_their_totals() {
    let [august, september, october] = quarter();
    let rewritten = compared(&august, &september).rewritten;
    // Twelve months of 1,000.00; two of them now 1,200.00: 12,000.00 became 12,400.00, 3.3%.
    assert_eq!(rewritten.len(), 1);
    assert_eq!((&*rewritten[0].id, rewritten[0].months, rewritten[0].past_months), ("B", 2, 0));
    assert_eq!(rewritten[0].cost, (Cents(1_200_000), Cents(1_240_000)));
    assert_eq!(rewritten[0].production_on, (None, Some(date(2027, 3, 1))));
    assert_eq!(compared(&september, &october).rewritten, []);
}

#[test]
fn baselines_are_set_once_in_approved_or_later() {
    let [august, september, october] = quarter();
    // A, B, C and S are Approved or later in August; D and E are not; nobody joins them in September and October.
    let set: Vec<(&str, Month)> = august.baselines.values().map(|one| (&*one.id, one.set_in)).collect();
    assert_eq!(set, [("A", month(8)), ("B", month(8)), ("C", month(8)), ("S", month(8))]);
    assert_eq!(october.baselines, august.baselines);
    assert_eq!(september.baselines["B"].cost_planned, Cents(1_200_000), "the rewritten plan does not move it");
}

/// A baseline of 12,000.00 by 31 December, approved on 1 January; what is planned now.
fn rebaselined(cost: i64, by: Option<Date>) -> Vec<crate::model::history::Rebaselined> {
    let mut before = base(8);
    let approved = Some(date(2026, 1, 1));
    set(&mut before, "B", |one| {
        one.approved_on = approved;
        one.planned_production_on = Some(date(2026, 12, 31));
    });
    close(&mut before, None);
    let mut now = before.clone();
    now.period = month(9);
    set(&mut now, "B", |one| one.planned_production_on = by);
    now.money.get_mut(&("B".into(), month(12))).unwrap().cost_planned = Some(Cents(cost));
    compared(&before, &now).rebaselined
}

#[test]
fn a_plan_is_another_one_beyond_five_per_cent_of_money_or_way() {
    let end = Some(date(2026, 12, 31));
    // 5% of 12,000.00 is 600.00: December may become 1,600.00, not 1,600.01.
    assert_eq!(rebaselined(160_000, end), []);
    let off = rebaselined(160_001, end);
    assert_eq!((off.len(), off[0].cost_planned, off[0].is_new), (1, Cents(1_260_001), true));
    // 1 January to 31 December is 364 days, 5% of it 18.2: 18 days later is the same plan, 19 are not.
    assert_eq!(rebaselined(100_000, Some(date(2027, 1, 18))), []);
    assert_eq!(rebaselined(100_000, Some(date(2027, 1, 19))).len(), 1);
    assert_eq!(rebaselined(100_000, None), []);
}

#[test]
fn a_change_that_the_board_approved_moves_the_baseline_and_is_listed() {
    // B planned 12 · 1,000.00 in August. In September it plans 12 · 1,300.00, which is 30% more than its baseline.
    let mut august = base(8);
    close(&mut august, None);
    let with_approval = |day: Option<Date>| {
        let mut september = base(9);
        money(&mut september, "B", 130_000, 100_000);
        september.approvals = day.into_iter().map(|day| ("B".into(), day)).collect();
        close(&mut september, Some(&august));
        let listed = compared(&august, &september).rebaselined;
        assert_eq!(listed.iter().map(|one| &*one.baseline.id).collect::<Vec<_>>(), ["B"]);
        (listed[0].approved_on, september.baselines["B"].clone())
    };
    let (approved, baseline) = with_approval(Some(date(2026, 9, 14)));
    assert_eq!(approved, Some(date(2026, 9, 14)));
    assert_eq!((baseline.set_in, baseline.cost_planned), (month(9), Cents(1_560_000)));
    // Without an approval, with one of August (the baseline has it), or one of October, the baseline stays.
    for day in [None, Some(date(2026, 8, 31)), Some(date(2026, 10, 1))] {
        let (approved, baseline) = with_approval(day);
        assert_eq!(approved, None);
        assert_eq!((baseline.set_in, baseline.cost_planned), (month(8), Cents(1_200_000)), "{day:?}");
    }
}

#[test]
fn without_a_baseline_nothing_is_rebaselined() {
    let (before, mut now) = (base(8), base(9));
    now.money.get_mut(&("B".into(), month(12))).unwrap().cost_planned = Some(Cents(900_000));
    assert_eq!(compared(&before, &now).rebaselined, []);
    assert_eq!(compared(&before, &now).rewritten.len(), 1);
}

#[test]
fn ranks_are_compared_among_those_of_both_months() {
    let (before, mut now) = (base(8), base(9));
    // Three newcomers at the top move nobody: the six of both months keep their order.
    for (place, id) in ["N1", "N2", "N3"].into_iter().enumerate() {
        now.initiatives.push(one(id, id, Phase::Idea, place as u32 + 1, "Operations"));
    }
    for id in ["A", "B", "C", "D", "E", "S"] {
        set(&mut now, id, |one| one.rank = one.rank.map(|rank| rank + 3));
    }
    assert!(how(&compared(&before, &now)).iter().all(|(_, how)| *how == Move::New));
    // A falls behind D: from 1st to 4th, three places; B, C and D rise by one, which is no news.
    set(&mut now, "A", |one| one.rank = Some(8));
    set(&mut now, "D", |one| one.rank = Some(6));
    set(&mut now, "C", |one| one.rank = Some(5));
    set(&mut now, "B", |one| one.rank = Some(4));
    set(&mut now, "E", |one| one.rank = Some(9));
    let comparison = compared(&before, &now);
    let moved = how(&comparison);
    assert_eq!(moved.last(), Some(&("A", Move::Rank { before: 1, now: 4 })));
    assert_eq!(moved.len(), 4);
}

#[test]
fn outlook_and_kpi_move_beyond_their_limits() {
    let outlook = |now| OutlookMove { before: Cents(1_000_000), now: Cents(now), rate_effect: Cents::ZERO };
    let (mut before, mut now) = (base(8), base(9));
    set(&mut before, "A", |one| {
        one.cost_outlook = Some(Cents(1_000_000));
        one.benefit_outlook = Some(Cents(1_000_000));
        one.attainment = Some(0.5);
    });
    for (cost, benefit, attainment, expected) in [
        (1_050_000, 950_000, 0.59, vec![]),
        (1_050_001, 1_000_000, 0.5, vec![Move::Cost(outlook(1_050_001))]),
        (1_000_000, 949_999, 0.5, vec![Move::Benefit(outlook(949_999))]),
        (1_000_000, 1_000_000, 0.6, vec![Move::Kpi { before: 0.5, now: 0.6 }]),
    ] {
        set(&mut now, "A", |one| {
            one.cost_outlook = Some(Cents(cost));
            one.benefit_outlook = Some(Cents(benefit));
            one.attainment = Some(attainment);
        });
        let moved: Vec<Move> = compared(&before, &now).movers.into_iter().map(|mover| mover.how).collect();
        assert_eq!(moved, expected);
    }
}

#[test]
fn a_rename_needs_names_nine_tenths_alike() {
    let (before, mut now) = (base(8), base(9));
    drop_one(&mut now, "B");
    // "predict stock-outs" has 18 letters: one slip is 17/18 = 0.944 alike, two are 16/18 = 0.889.
    now.initiatives.push(one("B9", "Predict stock-out", Phase::Approved, 2, "Operations"));
    assert!(
        matches!(how(&compared(&before, &now))[0].1, Move::Renamed { likeness, .. } if (likeness - 17.0 / 18.0).abs() < 1e-12)
    );
    set(&mut now, "B9", |one| one.name = Some("Predict stockout".into()));
    assert_eq!(how(&compared(&before, &now)), [("B9", Move::New), ("B", Move::Gone)]);
}

#[test]
fn forecasts_are_held_against_what_came() {
    let (mut forecast, mut now) = (base(7), base(8));
    // August: A forecast 900.00 and 1,000.00 came; B planned 1,000.00 (no forecast) and 1,300.00 came; C was credited
    // 100.00; N was not there in July.
    forecast.money.get_mut(&("A".into(), month(8))).unwrap().cost_forecast = Some(Cents(90_000));
    cost_actual(&mut now, "B", 8, Some(130_000));
    cost_actual(&mut now, "C", 8, Some(-10_000));
    for id in ["D", "E", "S"] {
        cost_actual(&mut now, id, 8, None);
    }
    now.initiatives.push(one("N", "New", Phase::Idea, 9, "Operations"));
    money(&mut now, "N", 0, 50_000);
    let comparison =
        compare(&base(7), 1, &now, &[forecast], FiscalCalendar::beginning_in(1), &ChangeLimits::default()).unwrap();
    let cost = &comparison.accuracy[0];
    // |1000 − 900| + |1300 − 1000| + |−100 − 1000| = 1,500; Σ|A| = 1000 + 1300 + 100 = 2,400.
    assert!((cost.wape.unwrap() - 1_500.0 / 2_400.0).abs() < 1e-12);
    // (900 − 1000) + (1000 − 1300) + (1000 + 100) = 700; ΣA = 2,200.
    assert!((cost.bias.unwrap() - 700.0 / 2_200.0).abs() < 1e-12);
    assert_eq!((cost.lag, cost.compared, cost.left_out), (1, 3, 1));
    // Nobody reported a benefit.
    assert_eq!((comparison.accuracy[1].wape, comparison.accuracy[1].compared), (None, 0));
}

#[test]
fn what_was_asked_is_answered_or_not() {
    let (mut before, mut now) = (base(9), base(10));
    for (id, by) in
        [("A", date(2026, 10, 15)), ("B", date(2026, 10, 31)), ("C", date(2026, 11, 12)), ("D", date(2026, 11, 1))]
    {
        set(&mut before, id, |one| {
            one.decision_needed = Some("Go on?".into());
            one.decision_needed_by = Some(by);
        });
    }
    // E asked too, and was answered in September already; S asks, with a decision of last year about something else.
    set(&mut before, "E", |one| {
        one.decision_needed = Some("Begin?".into());
        (one.decision, one.decision_on) = (Some("Go".into()), Some(date(2026, 9, 3)));
    });
    set(&mut before, "S", |one| {
        one.decision_needed = Some("More money?".into());
        (one.decision, one.decision_on) = (Some("Go".into()), Some(date(2025, 9, 3)));
    });
    now.initiatives = before.initiatives.clone();
    set(&mut now, "A", |one| (one.decision, one.decision_on) = (Some("Go".into()), Some(date(2026, 10, 8))));
    set(&mut now, "D", |one| one.decision_needed = None);
    drop_one(&mut now, "S");
    let answers: Vec<(Arc<str>, Response)> =
        compared(&before, &now).asked.into_iter().map(|one| (one.id, one.response)).collect();
    assert_eq!(
        answers,
        [
            ("A".into(), Response::Taken(date(2026, 10, 8))),
            ("B".into(), Response::Overdue),
            ("C".into(), Response::Open),
            ("D".into(), Response::Withdrawn),
            ("S".into(), Response::Withdrawn),
        ]
    );
}

#[test]
fn figures_are_compared_like_for_like() {
    let (mut before, mut now) = (base(8), base(9));
    for picture in [&mut before, &mut now] {
        for one in &mut picture.initiatives {
            one.cost_to_date = Some(Cents(100_000));
        }
    }
    // August: six initiatives of 1,000.00 and 500.00 of the centre. September: 300.00 more by A, 200.00 more by the
    // centre, and S of August carried forward.
    before.figures.insert("cost_actual_ytd".into(), 6_500.0);
    now.figures.insert("cost_actual_ytd".into(), 7_000.0);
    set(&mut now, "A", |one| one.cost_to_date = Some(Cents(130_000)));
    set(&mut now, "S", |one| {
        one.as_of = Some(month(8));
        one.phase = Some(Phase::Production);
    });
    now.sent = vec!["Operations".into()];
    let comparison = compared(&before, &now);
    let spend = comparison.figure("cost_actual_ytd").unwrap();
    assert_eq!((spend.before, spend.now), (5_500.0, 6_000.0));
    let production = comparison.figure("initiatives_in_production").unwrap();
    assert_eq!((production.before, production.now), (1.0, 1.0));
    // Left out instead of carried forward: the same.
    drop_one(&mut now, "S");
    now.figures.insert("cost_actual_ytd".into(), 6_000.0);
    let spend = compared(&before, &now).figure("cost_actual_ytd").cloned().unwrap();
    assert_eq!((spend.before, spend.now), (5_500.0, 6_000.0));
}

#[test]
fn an_unknown_amount_is_compared_with_nothing() {
    let (mut before, mut now) = (base(8), base(9));
    for picture in [&mut before, &mut now] {
        for id in ["A", "B"] {
            set(picture, id, |one| one.cost_to_date = Some(Cents(100_000)));
        }
    }
    before.figures.insert("cost_actual_ytd".into(), 2_000.0);
    // B's costs are not reported any more: by hand, A alone is compared, 1,000 with 1,000.
    set(&mut now, "B", |one| one.cost_to_date = None);
    now.figures.insert("cost_actual_ytd".into(), 1_000.0);
    let spend = compared(&before, &now).figure("cost_actual_ytd").map(|figure| (figure.before, figure.now));
    assert_eq!(spend, Some((1_000.0, 1_000.0)));
    // Nobody's are: nothing is compared, least of all with the zero that their sum is.
    set(&mut now, "A", |one| one.cost_to_date = None);
    now.figures.insert("cost_actual_ytd".into(), 0.0);
    assert_eq!(compared(&before, &now).figure("cost_actual_ytd"), None);
}

#[test]
fn sums_to_date_are_not_compared_over_the_end_of_a_fiscal_year() {
    let (mut before, mut now) = (base(8), base(9));
    for picture in [&mut before, &mut now] {
        set(picture, "A", |one| one.cost_to_date = Some(Cents(100)));
    }
    before.figures.insert("cost_actual_ytd".into(), 1.0);
    now.figures.insert("cost_actual_ytd".into(), 2.0);
    assert!(
        compare(&before, 1, &now, &[], FiscalCalendar::beginning_in(9), &ChangeLimits::default())
            .unwrap()
            .figure("cost_actual_ytd")
            .is_none()
    );
    assert!(
        compare(&before, 1, &now, &[], FiscalCalendar::beginning_in(1), &ChangeLimits::default())
            .unwrap()
            .figure("cost_actual_ytd")
            .is_some()
    );
}

#[test]
fn a_baseline_is_kept_when_the_initiative_is_away_for_a_month() {
    let [august, september, october] = quarter();
    let kept: Option<&Baseline> = september.baselines.get("S");
    assert_eq!(kept, august.baselines.get("S"));
    assert_eq!(october.baselines.get("S"), kept);
}

/// An amount of an initiative's September in dollars.
fn dollars(picture: &mut Picture, id: &str, kind: MoneyKind, local: i64, rate: f64) {
    let rate = Rate::of(rate).unwrap();
    let (local, currency) = (Cents(local), "USD".into());
    let part = LocalPart { side: Side::Cost, kind, currency, local, rate, cents: rate.convert(local).unwrap() };
    picture.local.entry((id.into(), month(9))).or_default().push(part);
}

#[test]
fn what_rates_did_is_told_from_what_people_did() {
    let (mut before, mut now) = (base(8), base(9));
    dollars(&mut before, "A", MoneyKind::Outlook, 100_000, 0.9);
    // 1,200 dollars at 0.95 are 1,140 euros, at 0.9 1,080: rates did 60.
    dollars(&mut now, "A", MoneyKind::Outlook, 120_000, 0.95);
    // B had no dollars then, but somebody had: 500 · (0.95 − 0.9) = 25.
    dollars(&mut now, "B", MoneyKind::Outlook, 50_000, 0.95);
    // What was not real yet stood in the outlook: 200 · (0.95 − 0.9) = 10.
    dollars(&mut now, "C", MoneyKind::Actual, 20_000, 0.95);
    // Nobody had a plan in dollars then: nothing is known of its rate.
    dollars(&mut now, "D", MoneyKind::Planned, 30_000, 0.95);
    let rates = RatesOfThen::of(&before, &now, FiscalCalendar::beginning_in(1));
    assert_eq!([rates.of_outlook("A", Side::Cost), rates.of_outlook("A", Side::Benefit)], [Cents(6_000), Cents::ZERO]);
    assert_eq!(rates.of_outlook("B", Side::Cost), Cents(2_500));
    assert_eq!(rates.of_year_to_date("C", Side::Cost), Cents(1_000));
    assert_eq!(rates.of_plan("D", Side::Cost), Cents::ZERO);
    // The other fiscal year has nothing of it.
    let rates = RatesOfThen::of(&before, &now, FiscalCalendar::beginning_in(10));
    assert_eq!(rates.of_outlook("A", Side::Cost), Cents(6_000));
    now.period = month(10);
    let rates = RatesOfThen::of(&before, &now, FiscalCalendar::beginning_in(10));
    assert_eq!(rates.of_outlook("A", Side::Cost), Cents::ZERO);
}
