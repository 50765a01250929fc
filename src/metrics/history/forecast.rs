//! How good earlier forecasts for the reporting month were (metric M22): WAPE and bias (Hyndman and Koehler, "Another
//! look at measures of forecast accuracy", 2006, on why not MAPE: it is undefined or endless at actuals near 0).

use crate::model::history::{Accuracy, MonthMoney, Picture, Side};

/// The forecast of a closed month against what came: estimate, else plan, as it stood then.
pub fn accuracy(forecast: &Picture, now: &Picture) -> Vec<Accuracy> {
    let lag = now.period.since(forecast.period) as u8;
    [Side::Cost, Side::Benefit].into_iter().map(|side| one_side(side, lag, forecast, now)).collect()
}

fn one_side(side: Side, lag: u8, forecast: &Picture, now: &Picture) -> Accuracy {
    let estimate = |money: &MonthMoney| match side {
        Side::Cost => money.cost_forecast.or(money.cost_planned),
        Side::Benefit => money.benefit_forecast.or(money.benefit_planned),
    };
    let real = |money: &MonthMoney| match side {
        Side::Cost => money.cost_actual,
        Side::Benefit => money.benefit_actual,
    };
    let (mut off, mut bias, mut size, mut sum) = (0_i64, 0_i64, 0_i64, 0_i64);
    let (mut compared, mut left_out) = (0, 0);
    let month = now.money.iter().filter(|((_, month), _)| *month == now.period);
    for (key, money) in month {
        let Some(actual) = real(money) else { continue };
        match forecast.money.get(key).and_then(estimate) {
            Some(estimate) => {
                compared += 1;
                off += (actual.0 - estimate.0).abs();
                bias += estimate.0 - actual.0;
                size += actual.0.abs();
                sum += actual.0;
            }
            None => left_out += 1,
        }
    }
    let ratio = |above: i64, below: i64| (below != 0).then(|| above as f64 / below as f64);
    Accuracy { side, lag, wape: ratio(off, size), bias: ratio(bias, sum), compared, left_out }
}
