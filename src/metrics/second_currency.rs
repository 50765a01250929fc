//! Totals in a second currency: sums of months, each at its own rates.

use crate::model::{
    metrics::{MonthMetrics, SecondCurrency, SecondMonth},
    money::Cents,
    portfolio::Portfolio,
    rates::UsedRate,
};

/// The months to date in the second currency that the settings ask for; `None` where they ask for none.
pub fn second_currency(portfolio: &Portfolio, months: &[MonthMetrics]) -> Option<SecondCurrency> {
    let rates = portfolio.currencies.second.as_ref()?;
    let converted: Vec<(&MonthMetrics, SecondMonth)> = (rates.months.iter())
        .filter_map(|(month, plan, average)| {
            let of = months.iter().find(|one| one.month == *month)?;
            Some((of, second_month(of, plan, average)))
        })
        .collect();
    let planned = |of: fn(&SecondMonth) -> Option<Cents>| converted.iter().map(|(_, month)| of(month)).sum();
    Some(SecondCurrency {
        currency: rates.currency.clone(),
        cost: [planned(|one| one.cost[0]), actual(&converted, |one| one.cost_actual, |one| one.cost[1])],
        benefit: [planned(|one| one.benefit[0]), actual(&converted, |one| one.benefit_actual, |one| one.benefit[1])],
        months: converted.into_iter().map(|(_, month)| month).collect(),
    })
}

fn second_month(of: &MonthMetrics, plan: &Option<UsedRate>, average: &Option<UsedRate>) -> SecondMonth {
    let planned = |cents: Cents| match cents {
        Cents::ZERO => Some(Cents::ZERO),
        cents => plan.as_ref()?.rate.convert_back(cents),
    };
    let actual = |cents: Option<Cents>| average.as_ref()?.rate.convert_back(cents?);
    SecondMonth {
        month: of.month,
        plan_rate: plan.clone(),
        average_rate: average.clone(),
        cost: [planned(of.cost_planned), actual(of.cost_actual)],
        benefit: [planned(of.benefit_planned), actual(of.benefit_actual)],
    }
}

/// What is reported to date; `None` where a part of it has no rate.
fn actual(
    months: &[(&MonthMetrics, SecondMonth)],
    reported: fn(&MonthMetrics) -> Option<Cents>,
    converted: fn(&SecondMonth) -> Option<Cents>,
) -> Option<Cents> {
    let reported: Vec<Option<Cents>> =
        months.iter().filter(|(of, _)| reported(of).is_some()).map(|(_, month)| converted(month)).collect();
    if reported.is_empty() { None } else { reported.into_iter().sum() }
}
