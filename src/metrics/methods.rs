//! RICE, WSJF and CD3: other ways to put initiatives in an order, each known only where all it is made of is.

use super::frames::{
    columns::{certain, numbers, quotient, texts, times},
    day_of,
};
use crate::model::{assumptions::Assumptions, phase::Phase};
use polars::prelude::*;

/// Below this confidence a RICE score is marked as unsure.
const UNSURE_BELOW: f64 = 0.5;

/// Effort below half a person-month counts as half a one.
const LEAST_EFFORT: f64 = 0.5;

/// `rice`, `rice_unsure`, `wsjf` and `cd3` of each initiative; `steady` is its planned benefit of a steady month.
pub fn methods(initiatives: &DataFrame, steady: &Float64Chunked, assumptions: &Assumptions) -> PolarsResult<DataFrame> {
    let rice = rice(initiatives)?;
    let is_unsure = &rice.is_not_null() & &certain(&numbers(initiatives, "confidence")?.lt(UNSURE_BELOW));
    DataFrame::new(
        initiatives.height(),
        vec![
            rice.with_name("rice".into()).into_column(),
            is_unsure.with_name("rice_unsure".into()).into_column(),
            wsjf(initiatives)?.with_name("wsjf".into()).into_column(),
            cd3(initiatives, steady, assumptions)?.with_name("cd3".into()).into_column(),
        ],
    )
}

/// Reach · impact · confidence / effort; unknown where the effort is not above zero.
///
/// Source: Intercom, *RICE: simple prioritization for product managers* (2016).
fn rice(initiatives: &DataFrame) -> PolarsResult<Float64Chunked> {
    let gain = numbers(initiatives, "reach")? * numbers(initiatives, "impact")? * numbers(initiatives, "confidence")?;
    let effort = numbers(initiatives, "effort")?;
    let is_little = &effort.gt(0.0) & &effort.lt(LEAST_EFFORT);
    quotient(&gain, &effort.set(&is_little, Some(LEAST_EFFORT))?)
}

/// (user value + time criticality + risk or opportunity) / job size; unknown where the size is not above zero.
///
/// Source: Scaled Agile Framework, *Weighted shortest job first*; relative within one list only.
fn wsjf(initiatives: &DataFrame) -> PolarsResult<Float64Chunked> {
    let value = numbers(initiatives, "user_value")?
        + numbers(initiatives, "time_criticality")?
        + numbers(initiatives, "risk_opportunity")?;
    quotient(&value, &numbers(initiatives, "job_size")?)
}

/// Cost of delay divided by duration, in cents: the planned benefit of a steady month over the months from T to
/// production. Unknown without plan or date, and where the date has passed: nobody knows how long it still takes. What
/// runs or is over waits for nothing any more.
///
/// Source: Reinertsen, *The Principles of Product Development Flow* (2009), ch. 2.
fn cd3(initiatives: &DataFrame, steady: &Float64Chunked, assumptions: &Assumptions) -> PolarsResult<Int64Chunked> {
    let planned = times(initiatives, "planned_production_on")?;
    let (calendar, period) = (assumptions.calendar, assumptions.period);
    let months = planned.iter().map(|day| day.map(|day| f64::from(calendar.month_of(day_of(day)).since(period))));
    let months = Float64Chunked::from_iter_options("months".into(), months);
    let phase = texts(initiatives, "phase")?;
    let is_there = &phase.equal(Phase::Production.name()) | &phase.equal(Phase::Retired.name());
    let delay = quotient(steady, &months.set(&certain(&is_there), None)?)?;
    Ok(Int64Chunked::from_iter_options("cd3".into(), delay.iter().map(|cents| cents.map(|cents| cents.round() as i64))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::period::Month;

    fn frame(columns: &[(&str, &[Option<f64>])]) -> DataFrame {
        let height = columns[0].1.len();
        let columns = columns.iter().map(|(name, values)| Column::new((*name).into(), *values));
        DataFrame::new(height, columns.collect()).unwrap()
    }

    fn listed<T: PolarsNumericType>(values: &ChunkedArray<T>) -> Vec<Option<T::Native>> {
        values.iter().collect()
    }

    #[test]
    fn rice_is_as_published() {
        let vectors: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/data/vectors/finance.json")).unwrap();
        let cases = vectors["rice"].as_array().unwrap();
        let of = |key: &str| cases.iter().map(|case| case[key].as_f64()).collect::<Vec<_>>();
        let keys = ["reach", "impact", "confidence", "effort"];
        let columns = keys.map(|key| Column::new(key.into(), of(key)));
        let frame = DataFrame::new(cases.len(), columns.into()).unwrap();
        for (found, published) in rice(&frame).unwrap().iter().zip(of("rice")) {
            assert!((found.unwrap() - published.unwrap()).abs() < 0.005, "{found:?} is not {published:?}");
        }
    }

    #[test]
    fn zero_effort_is_no_score_and_little_effort_counts_as_half_a_month() {
        let frame = frame(&[
            ("reach", &[Some(2000.0), Some(2000.0), Some(2000.0), Some(100.0), None]),
            ("impact", &[Some(2.0), Some(2.0), Some(2.0), Some(1.0), Some(2.0)]),
            ("confidence", &[Some(0.8), Some(0.8), Some(0.8), Some(1.0), Some(0.8)]),
            ("effort", &[Some(3.0), Some(0.0), Some(-1.0), Some(0.1), Some(3.0)]),
        ]);
        let found = rice(&frame).unwrap();
        assert_eq!(listed(&found), [Some(3200.0 / 3.0), None, None, Some(200.0), None]);
    }

    #[test]
    fn no_job_size_is_no_score() {
        let frame = frame(&[
            ("user_value", &[Some(8.0), Some(8.0), Some(8.0)]),
            ("time_criticality", &[Some(5.0), Some(5.0), None]),
            ("risk_opportunity", &[Some(3.0); 3]),
            ("job_size", &[Some(8.0), Some(0.0), Some(8.0)]),
        ]);
        assert_eq!(listed(&wsjf(&frame).unwrap()), [Some(2.0), None, None]);
    }

    #[test]
    fn delay_costs_a_steady_month_over_the_months_to_production() {
        // A steady month of 300.00 and four months to production: 75.00; one month: 300.00. Overdue, without a date or
        // without a plan it is not known, and what runs waits for nothing.
        use crate::metrics::frames::day_number;
        let days = ["2027-02-15", "2026-11-01", "2026-08-31", "2026-10-31", "", "2027-02-15", "2027-02-15"];
        let days = days.map(|day| day.parse().ok().map(day_number));
        let phases = ["Pilot", "Approved", "Pilot", "Pilot", "Pilot", "Pilot", "Production"];
        let columns =
            vec![Column::new("planned_production_on".into(), days), Column::new("phase".into(), phases.map(Some))];
        let frame = DataFrame::new(7, columns).unwrap();
        let steady = [Some(30_000.0); 5].into_iter().chain([None, Some(30_000.0)]);
        let steady = Float64Chunked::from_iter_options("steady".into(), steady);
        let found = cd3(&frame, &steady, &Assumptions::standard(Month::new(2026, 10).unwrap())).unwrap();
        assert_eq!(listed(&found), [Some(7_500), Some(30_000), None, None, None, None, None]);
    }
}
