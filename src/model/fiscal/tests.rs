use super::*;

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn of_weeks(start: u8, weeks: Weeks, year_ends: &str, week_53_in: u8) -> FiscalCalendar {
    let rules = CalendarRules { weeks, year_ends: year_ends.parse().unwrap(), week_53_in, ..CalendarRules::default() };
    FiscalCalendar { start, rules }
}

/// The 4-5-4 calendar of the National Retail Federation: weeks end on Saturday, the year on the Saturday nearest the end
/// of January, and January has the 53rd week.
fn retail() -> FiscalCalendar {
    of_weeks(2, Weeks::FourFiveFour, "nearest Saturday", 12)
}

fn named(start: u8, named_by: NamedBy, labels: YearLabel) -> FiscalCalendar {
    FiscalCalendar { start, rules: CalendarRules { named_by, labels, ..CalendarRules::default() } }
}

/// First days of the periods February to January as the Federation publishes them, and the last day of the year.
const RETAIL: [(&str, [&str; 12], &str); 4] = [
    (
        "2023-02",
        [
            "2023-01-29",
            "2023-02-26",
            "2023-04-02",
            "2023-04-30",
            "2023-05-28",
            "2023-07-02",
            "2023-07-30",
            "2023-08-27",
            "2023-10-01",
            "2023-10-29",
            "2023-11-26",
            "2023-12-31",
        ],
        "2024-02-03",
    ),
    (
        "2024-02",
        [
            "2024-02-04",
            "2024-03-03",
            "2024-04-07",
            "2024-05-05",
            "2024-06-02",
            "2024-07-07",
            "2024-08-04",
            "2024-09-01",
            "2024-10-06",
            "2024-11-03",
            "2024-12-01",
            "2025-01-05",
        ],
        "2025-02-01",
    ),
    (
        "2025-02",
        [
            "2025-02-02",
            "2025-03-02",
            "2025-04-06",
            "2025-05-04",
            "2025-06-01",
            "2025-07-06",
            "2025-08-03",
            "2025-08-31",
            "2025-10-05",
            "2025-11-02",
            "2025-11-30",
            "2026-01-04",
        ],
        "2026-01-31",
    ),
    (
        "2026-02",
        [
            "2026-02-01",
            "2026-03-01",
            "2026-04-05",
            "2026-05-03",
            "2026-05-31",
            "2026-07-05",
            "2026-08-02",
            "2026-08-30",
            "2026-10-04",
            "2026-11-01",
            "2026-11-29",
            "2027-01-03",
        ],
        "2027-01-30",
    ),
];

#[test]
fn periods_of_the_retail_calendar_are_those_that_are_published() {
    let calendar = retail();
    for (first, days, end) in RETAIL {
        let first = month(first);
        for (period, begins) in days.into_iter().enumerate() {
            assert_eq!(calendar.first_day(first.plus(period as i32)), day(begins), "{first} period {}", period + 1);
        }
        assert_eq!(calendar.last_day(first.plus(11)), day(end));
        assert_eq!(calendar.weeks_of_year(first), Some(if first == month("2023-02") { 53 } else { 52 }));
    }
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn each_day_lies_in_one_period_and_each_period_mostly_in_the_month_it_is_called_by() {
    let patterns = [Weeks::FourFourFive, Weeks::FourFiveFour, Weeks::FiveFourFour];
    for (weeks, ends) in patterns.into_iter().zip(["last Saturday", "nearest Saturday", "nearest Sunday"]) {
        for (start, week_53_in) in [(2, 12), (10, 3), (1, 1)] {
            let calendar = of_weeks(start, weeks, ends, week_53_in);
            let (mut at, end) = (day("2010-01-01"), day("2040-12-31"));
            let mut before = calendar.month_of(day("2009-12-31"));
            while at <= end {
                let found = calendar.month_of(at);
                let step = found.since(before);
                assert!(step == 0 || step == 1, "{at}: {before} then {found}");
                assert!(calendar.first_day(found) <= at && at <= calendar.last_day(found), "{at}");
                assert_eq!(step == 1, calendar.first_day(found) == at, "{at}");
                before = found;
                at = at.tomorrow().unwrap();
            }
            for index in 0..372 {
                let period = month("2010-01").plus(index);
                let (from, to) = (calendar.first_day(period), calendar.last_day(period));
                let inside = from.max(period.first_day()).until(to.min(period.last_day())).unwrap().get_days() + 1;
                assert!(inside * 2 > from.until(to).unwrap().get_days() + 1, "{period}: {from} to {to}");
            }
        }
    }
}

/// Year ends that companies published: Apple ends its year on the last Saturday of September and gave the 53rd week of
/// 2023 to its first quarter, 14 weeks to 31 December 2022.
#[test]
fn years_end_as_those_of_a_company_of_the_last_saturday() {
    let calendar = of_weeks(10, Weeks::FourFourFive, "last Saturday", 3);
    let ends = ["2020-09-26", "2021-09-25", "2022-09-24", "2023-09-30", "2024-09-28", "2025-09-27"];
    for end in ends {
        let end = day(end);
        assert_eq!(calendar.last_day(Month::of(end)), end);
        assert_eq!(calendar.weeks_of_year(Month::of(end).plus(-11)), Some(if end.year() == 2023 { 53 } else { 52 }));
    }
    for quarter in ["2022-12-31", "2023-04-01", "2023-07-01", "2023-12-30", "2024-03-30", "2024-06-29"] {
        let quarter = day(quarter);
        assert_eq!(calendar.last_day(calendar.month_of(quarter)), quarter);
        assert_eq!(calendar.month_of(quarter).number() % 3, 0, "{quarter}");
    }
}

/// Year ends that a department store chain (Macy's, the Saturday nearest the end of January) and ends of quarters that a
/// retailer of the same rule (Victoria's Secret) published.
#[test]
fn years_end_as_those_of_companies_of_the_nearest_saturday() {
    let calendar = of_weeks(2, Weeks::FourFiveFour, "nearest Saturday", 12);
    let ends = ["2009-01-31", "2010-01-30", "2011-01-29", "2012-01-28", "2013-02-02", "2024-02-03"];
    for end in ends {
        let end = day(end);
        let period = calendar.month_of(end);
        assert_eq!((period.number(), calendar.last_day(period)), (1, end));
    }
    let quarters = ["2020-05-02", "2020-08-01", "2020-10-31", "2021-01-30", "2021-05-01", "2021-07-31", "2021-10-30"];
    for quarter in quarters.into_iter().chain(["2022-01-29"]) {
        let quarter = day(quarter);
        assert_eq!(calendar.last_day(calendar.month_of(quarter)), quarter);
        assert_eq!((calendar.month_of(quarter).number() + 1) % 3, 2, "{quarter}");
    }
}

#[test]
fn discounting_counts_true_days_of_weeks_and_whole_months_of_months() {
    let calendar = retail();
    // From 1 February 2026 to 4 October 2026 are 28 + 35 + 28 + 28 + 35 + 28 + 28 + 35 = 245 days.
    let between = calendar.months_between(month("2026-02"), month("2026-10"));
    assert!((between - 245.0 * 12.0 / 365.0).abs() < 1e-12);
    let monthly = 1.08_f64.powf(1.0 / 12.0) - 1.0;
    let growth = calendar.growth(monthly, month("2026-02"), month("2026-10"));
    assert!((growth - 1.08_f64.powf(245.0 / 365.0)).abs() < 1e-12);
    let months = FiscalCalendar::beginning_in(2);
    assert_eq!(months.months_between(month("2026-02"), month("2026-10")), 8.0);
    assert_eq!(months.growth(monthly, month("2026-02"), month("2026-10")), (1.0 + monthly).powi(8));
}

#[test]
fn years_are_called_by_their_start_or_end() {
    let october = month("2026-10");
    // A year from November 2025 to October 2026, and the calendar year 2026.
    for (start, named_by, labels, label) in [
        (11, NamedBy::Start, YearLabel::Both, "2025/26"),
        (11, NamedBy::End, YearLabel::Both, "2025/26"),
        (11, NamedBy::Start, YearLabel::Short, "FY25"),
        (11, NamedBy::End, YearLabel::Short, "FY26"),
        (11, NamedBy::End, YearLabel::Long, "FY2026"),
        (1, NamedBy::End, YearLabel::Short, "FY26"),
        (1, NamedBy::Start, YearLabel::Both, "2026"),
    ] {
        let calendar = named(start, named_by, labels);
        assert_eq!(calendar.label(calendar.first_month(october)), label);
    }
    let calendar = named(11, NamedBy::End, YearLabel::Short);
    // November is the first period, October the twelfth.
    assert_eq!(calendar.period_label(october), "P12 FY26");
    assert_eq!(calendar.period_label(october.plus(1)), "P01 FY27");
    assert_eq!((calendar.year_of(october), calendar.label_of_year(2025)), (2025, "FY26".to_owned()));
}

#[test]
fn names_of_years_are_read_as_they_are_given() {
    let found = |typed: &str, start: u8, named_by: NamedBy| {
        named(start, named_by, YearLabel::Short).year_named(typed).map(|first| first.to_string())
    };
    for typed in ["FY26", "FY2026", "fy 26", "2026", "26", "Fiscal year 2026", "GJ26"] {
        assert_eq!(found(typed, 10, NamedBy::Start).as_deref(), Some("2026-10"), "{typed}");
        assert_eq!(found(typed, 10, NamedBy::End).as_deref(), Some("2025-10"), "{typed}");
        assert_eq!(found(typed, 1, NamedBy::End).as_deref(), Some("2026-01"), "{typed}");
    }
    // Both years say which one is meant.
    for named_by in [NamedBy::Start, NamedBy::End] {
        assert_eq!(found("2026/27", 10, named_by).as_deref(), Some("2026-10"));
        assert_eq!(found("FY2026/2027", 10, named_by).as_deref(), Some("2026-10"));
        assert_eq!(found("2026/28", 10, named_by), None);
        assert_eq!(found("some time", 10, named_by), None);
    }
}

#[test]
fn ends_of_years_are_read_and_written() {
    for text in ["last Saturday", "nearest Sunday"] {
        assert_eq!(text.parse::<YearEnd>().unwrap().to_string(), text);
    }
    for wrong in ["", "Saturday", "first Saturday", "last Caturday"] {
        assert!(wrong.parse::<YearEnd>().unwrap_err().contains("nearest Saturday"), "{wrong}");
    }
}
