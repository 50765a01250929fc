//! Numbers to figures: the only place where anything is rounded. Halves go away from zero.

use crate::model::{
    figure::{Figure, Unit},
    locale::Locale,
    money::Cents,
    report::Look,
};

/// In which unit a report shows its money, so that all its figures compare.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum MoneyScale {
    /// To the cent.
    Cents,
    /// Units of the currency.
    Units,
    /// Thousands.
    Thousands,
    /// Millions with one decimal.
    Millions,
}

impl MoneyScale {
    /// The scale that shows an amount of this size in three to six digits.
    pub fn for_size(cents: Cents) -> MoneyScale {
        match cents.0.unsigned_abs() / 100 {
            0..=99_999 => MoneyScale::Units,
            100_000..=99_999_999 => MoneyScale::Thousands,
            _ => MoneyScale::Millions,
        }
    }

    /// The scale for amounts of single initiatives, of which this is the largest: ten times as fine, so that the smaller
    /// ones do not all become 0.0.
    pub fn for_single(largest: Cents) -> MoneyScale {
        MoneyScale::for_size(Cents(largest.0.saturating_mul(10)))
    }

    /// An amount.
    pub fn figure(self, cents: Cents) -> Figure {
        let (divisor, decimals, unit) = match self {
            MoneyScale::Cents => (1, 2, Unit::Money),
            MoneyScale::Units => (100, 0, Unit::Money),
            MoneyScale::Thousands => (100_000, 0, Unit::MoneyThousands),
            MoneyScale::Millions => (10_000_000, 1, Unit::MoneyMillions),
        };
        Figure { digits: divided(cents.0, divisor), decimals, unit, signed: false }
    }

    /// How many units of the currency one unit of the scale is.
    pub fn units(self) -> f64 {
        match self {
            MoneyScale::Cents | MoneyScale::Units => 1.0,
            MoneyScale::Thousands => 1e3,
            MoneyScale::Millions => 1e6,
        }
    }

    /// How a workbook shows amounts in this scale, which its cells hold in full.
    pub fn look(self) -> Look {
        match self {
            MoneyScale::Cents | MoneyScale::Units => Look::Plain,
            MoneyScale::Thousands => Look::Scaled(1),
            MoneyScale::Millions => Look::Scaled(2),
        }
    }

    /// A difference of amounts, with its sign.
    pub fn difference(self, cents: Cents) -> Figure {
        Figure { signed: true, ..self.figure(cents) }
    }

    /// `EUR k`, for grey lines and axes.
    pub fn name(self, locale: &Locale, currency: &str) -> String {
        locale.money_unit(self.figure(Cents::ZERO).unit, currency)
    }
}

/// An amount to the cent.
pub fn cents(cents: Cents) -> Figure {
    MoneyScale::Cents.figure(cents)
}

/// A difference of amounts to the cent, with its sign.
pub fn cents_difference(difference: Cents) -> Figure {
    MoneyScale::Cents.difference(difference)
}

/// A fraction as per cent.
pub fn percent(share: f64, decimals: u8) -> Figure {
    decimal(share * 100.0, decimals, Unit::Percent)
}

/// A part of a whole as per cent: nothing and all are shown only where it is nothing or all, so 338 of 339 are 99%.
pub fn part(share: f64, decimals: u8) -> Figure {
    let shown = percent(share, decimals);
    let all = 100 * 10_i64.pow(u32::from(decimals));
    let digits = match shown.digits {
        0 if share > 0.0 => 1,
        digits if digits >= all && share < 1.0 => all - 1,
        digits => digits,
    };
    Figure { digits, ..shown }
}

/// What one amount is of another, as per cent; `None` when there is nothing to compare with.
pub fn share_of(amount: Cents, whole: Cents) -> Option<Figure> {
    (whole.0 > 0).then(|| part(amount.0 as f64 / whole.0 as f64, 0))
}

/// The attainment of a KPI as it is shown: within −100 and 150%.
pub fn attainment(share: f64) -> Figure {
    percent(share.clamp(-1.0, 1.5), 0)
}

/// A difference as a share of what it is compared with, as per cent with its sign; `None` when there is nothing to
/// compare with.
pub fn change(difference: Cents, of: Cents, decimals: u8) -> Option<Figure> {
    (of.0 != 0).then(|| {
        let share = difference.0 as f64 / of.0.abs() as f64;
        Figure { signed: true, ..percent(share, decimals) }
    })
}

/// A share as per cent with its sign: how far a budget is from the one that is set.
pub fn signed_percent(share: f64) -> Figure {
    Figure { signed: true, ..percent(share, 0) }
}

/// A difference of two shares in percentage points, with its sign.
pub fn points(difference: f64) -> Figure {
    Figure { signed: true, unit: Unit::PercentPoints, ..percent(difference, 0) }
}

/// Money for each unit of money, with its sign and one decimal.
pub fn signed_ratio(ratio: f64) -> Figure {
    Figure { signed: true, ..decimal(ratio, 1, Unit::Plain) }
}

/// A score on 0–100 with one decimal.
pub fn score(score: f64) -> Figure {
    decimal(score, 1, Unit::Score)
}

/// Months with one decimal.
pub fn months(months: f64) -> Figure {
    Figure { unit: Unit::Plain, ..decimal(months, 1, Unit::Months) }
}

/// Full-time persons, from thousandths of one.
pub fn people(milli_fte: i64) -> Figure {
    plain(milli_fte as f64 / 1_000.0)
}

/// Whole days.
pub fn days(days: f64) -> Figure {
    decimal(days, 0, Unit::Days)
}

/// A ratio that is no share, with two decimals.
pub fn ratio(ratio: f64) -> Figure {
    decimal(ratio, 2, Unit::Plain)
}

/// Full-time equivalents, or things a month, with one decimal.
pub fn tenths(number: f64) -> Figure {
    decimal(number, 1, Unit::Plain)
}

/// Things counted.
pub fn count(count: impl Into<i64>) -> Figure {
    Figure { digits: count.into(), decimals: 0, unit: Unit::Count, signed: false }
}

/// A number whose unit stands elsewhere, with as many decimals as it needs, at most two.
pub fn plain(number: f64) -> Figure {
    let decimals = (0..2).find(|decimals| {
        let scaled = number * 10_f64.powi(i32::from(*decimals));
        (scaled - scaled.round()).abs() < 1e-6
    });
    decimal(number, decimals.unwrap_or(2), Unit::Plain)
}

/// What one unit of use costs: two decimals, and as many more as show three digits of a small amount, at most eight.
pub fn unit_cost(cost: f64) -> Figure {
    let decimals = (2..8).find(|decimals| cost.abs() * 10_f64.powi(i32::from(*decimals)) >= 100.0).unwrap_or(8);
    decimal(cost, if cost == 0.0 { 2 } else { decimals }, Unit::Plain)
}

fn decimal(number: f64, decimals: u8, unit: Unit) -> Figure {
    // What is a half in decimal must not fall below it in binary: 0.285 · 100 is 28.499999999999996.
    let scaled = number * 10_f64.powi(i32::from(decimals));
    let nudged = scaled + scaled.signum() * scaled.abs().max(1.0) * 1e-12;
    Figure { digits: nudged.round() as i64, decimals, unit, signed: false }
}

fn divided(number: i64, divisor: i64) -> i64 {
    let half = divisor / 2;
    (number + number.signum() * half) / divisor
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::locale::Locale;

    #[test]
    fn halves_go_away_from_zero() {
        let thousands = |cents| MoneyScale::Thousands.figure(Cents(cents)).digits;
        assert_eq!([thousands(49_999), thousands(50_000), thousands(-50_000), thousands(-49_999)], [0, 1, -1, 0]);
        assert_eq!(percent(0.285, 0).digits, 29);
        assert_eq!(percent(-0.285, 0).digits, -29);
        assert_eq!(score(62.25).digits, 623);
    }

    #[test]
    fn nothing_and_all_are_shown_only_where_they_are() {
        let digits = |share: f64, decimals: u8| part(share, decimals).digits;
        // 338 of 339 are 99.7%, 1 of 1,000 is 0.1%.
        assert_eq!([digits(338.0 / 339.0, 0), digits(1.0, 0), digits(0.001, 0), digits(0.0, 0)], [99, 100, 1, 0]);
        assert_eq!([digits(0.9999, 1), digits(0.0001, 1), digits(0.5, 1)], [999, 1, 500]);
        assert_eq!(share_of(Cents(1), Cents(0)), None);
        assert_eq!(share_of(Cents(1_200), Cents(1_000)).map(|figure| figure.digits), Some(120));
    }

    #[test]
    fn the_scale_follows_the_size() {
        assert_eq!(MoneyScale::for_size(Cents(9_999_999)), MoneyScale::Units);
        assert_eq!(MoneyScale::for_size(Cents(-10_000_000)), MoneyScale::Thousands);
        assert_eq!(MoneyScale::for_size(Cents(10_000_000_000)), MoneyScale::Millions);
    }

    #[test]
    fn a_change_carries_its_sign_and_needs_something_to_compare_with() {
        let british = Locale::named("en-GB").unwrap();
        assert_eq!(change(Cents(12), Cents(1_000), 1).unwrap().text(&british), "+1.2%");
        assert_eq!(change(Cents(-5), Cents(-10), 0).unwrap().text(&british), "−50%");
        assert_eq!(change(Cents(5), Cents(0), 0), None);
    }

    #[test]
    fn plain_numbers_keep_the_decimals_they_need() {
        let british = Locale::named("en-GB").unwrap();
        let text = |number| plain(number).text(&british);
        assert_eq!([text(4.0), text(4.5), text(4.25), text(1.0 / 3.0)], ["4", "4.5", "4.25", "0.33"]);
    }
}
