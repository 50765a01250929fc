//! Rates of exchange: what one unit of another currency is in the report's, as a decimal that a cell can hold.

use super::{finding::Address, money::Cents, period::Month};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr, sync::Arc};

/// How many units of the report's currency one unit of another is: a decimal of at most twelve digits, so that what is
/// computed here and what a spreadsheet computes from the cell are the same cent.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Rate {
    /// The digits, above zero and below 10¹².
    digits: i64,
    /// How many of them stand behind the decimal mark; fewer than none for very large rates.
    decimals: i8,
}

impl Rate {
    /// Digits of a rate.
    const DIGITS: usize = 12;

    /// One unit for one.
    pub const ONE: Rate = Rate { digits: 1, decimals: 0 };

    /// A number as a rate, rounded to twelve digits; `None` for what is not above zero or no rate of any currency.
    pub fn of(number: f64) -> Option<Rate> {
        if !(1e-12..1e12).contains(&number) {
            return None;
        }
        let written = format!("{:.*e}", Rate::DIGITS - 1, number);
        let (mantissa, exponent) = written.split_once('e')?;
        let mut digits: i64 = mantissa.replace('.', "").parse().ok()?;
        let mut decimals: i8 = (Rate::DIGITS as i32 - 1 - exponent.parse::<i32>().ok()?).try_into().ok()?;
        while decimals > 0 && digits % 10 == 0 {
            (digits, decimals) = (digits / 10, decimals - 1);
        }
        Some(Rate { digits, decimals })
    }

    /// The number.
    pub fn value(self) -> f64 {
        // Read as it is written: a division of powers of ten may be off by the last bit.
        self.to_string().parse().unwrap_or_default()
    }

    /// Its digits, and how many of them stand behind the decimal mark.
    pub fn digits(self) -> (i64, u8) {
        match u8::try_from(self.decimals) {
            Ok(decimals) => (self.digits, decimals),
            Err(_) => (self.digits * 10_i64.pow(u32::from(self.decimals.unsigned_abs())), 0),
        }
    }

    /// An amount of the report's currency in the other, to the cent, halves away from zero; `None` beyond all amounts.
    pub fn convert_back(self, ours: Cents) -> Option<Cents> {
        let scaled = |number: i128, decimals: i8| {
            u32::try_from(decimals).ok().map_or(Some(number), |places| number.checked_mul(10_i128.checked_pow(places)?))
        };
        // Of a very large rate the decimals are fewer than none: then its digits stand for more.
        let amount = scaled(i128::from(ours.0), self.decimals)?;
        let rate = scaled(i128::from(self.digits), self.decimals.checked_neg()?)?;
        let cents = (amount.abs() + rate / 2) / rate * amount.signum();
        i64::try_from(cents).ok().map(Cents)
    }

    /// An amount of the other currency in the report's, to the cent, halves away from zero; `None` beyond all amounts.
    pub fn convert(self, local: Cents) -> Option<Cents> {
        let product = i128::from(local.0) * i128::from(self.digits);
        let cents = match u32::try_from(self.decimals) {
            Ok(decimals) => {
                let divisor = 10_i128.checked_pow(decimals)?;
                (product.abs() + divisor / 2) / divisor * product.signum()
            }
            Err(_) => product.checked_mul(10_i128.checked_pow(u32::from(self.decimals.unsigned_abs()))?)?,
        };
        i64::try_from(cents).ok().map(Cents)
    }
}

impl fmt::Display for Rate {
    /// `0.0067`, as plain digits.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ok(decimals) = usize::try_from(self.decimals) else {
            return write!(out, "{}{}", self.digits, "0".repeat(usize::from(self.decimals.unsigned_abs())));
        };
        let digits = format!("{:0>1$}", self.digits, decimals + 1);
        let (whole, behind) = digits.split_at(digits.len() - decimals);
        if behind.is_empty() { out.write_str(whole) } else { write!(out, "{whole}.{behind}") }
    }
}

/// What a rate is of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum RateKind {
    /// The rate at which budgets and plans are made.
    Plan,
    /// The month's average, as the company books.
    Average,
    /// That of the month's last day.
    Closing,
    /// The average of the published daily rates of a month.
    Reference,
}

impl RateKind {
    /// All of them.
    pub const ALL: [RateKind; 4] = [RateKind::Plan, RateKind::Average, RateKind::Closing, RateKind::Reference];

    /// The dictionary's value.
    pub fn value(self) -> &'static str {
        match self {
            RateKind::Plan => "Plan",
            RateKind::Average => "Average",
            RateKind::Closing => "Closing",
            RateKind::Reference => "Reference average",
        }
    }

    /// By the dictionary's value.
    pub fn named(value: &str) -> Option<RateKind> {
        RateKind::ALL.into_iter().find(|kind| kind.value() == value)
    }

    /// Inside a sentence: `plan rate`.
    pub fn words(self) -> &'static str {
        match self {
            RateKind::Plan => "plan rate",
            RateKind::Average => "average rate",
            RateKind::Closing => "closing rate",
            RateKind::Reference => "average reference rate",
        }
    }
}

/// What an amount is, for its rate.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Basis {
    /// A plan or budget: at the plan rate.
    Plan,
    /// An actual: at its month's average.
    Actual,
    /// A forecast: as the settings say.
    Forecast,
}

impl Basis {
    /// Of a field of money, by its key.
    pub fn of_field(key: &str) -> Basis {
        match key {
            key if key.ends_with("_actual") => Basis::Actual,
            key if key.ends_with("_forecast") => Basis::Forecast,
            _ => Basis::Plan,
        }
    }
}

/// Which rates a setting takes where two would do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RateChoice {
    /// The plan rate of the month's fiscal year.
    #[default]
    Plan,
    /// The average of the month, of later months that of the last month that has one.
    LastKnown,
}

/// `[rates]` of the settings.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct RateRules {
    /// At which rates plans and budgets are converted.
    pub plans_at: RateChoice,
    /// At which rates forecasts are.
    pub forecasts_at: RateChoice,
    /// A second currency in which totals are told, by its code; empty: none.
    pub also_in: String,
}

impl RateRules {
    /// Which amounts are converted at which rates.
    pub fn words(&self) -> &'static str {
        match (self.plans_at, self.forecasts_at) {
            (RateChoice::Plan, RateChoice::Plan) => {
                "plans and forecasts at plan rates, actuals at their month's average"
            }
            (RateChoice::Plan, RateChoice::LastKnown) => {
                "plans at plan rates, forecasts at the last known average, actuals at their month's average"
            }
            (RateChoice::LastKnown, RateChoice::Plan) => {
                "plans at the last known average, forecasts at plan rates, actuals at their month's average"
            }
            (RateChoice::LastKnown, RateChoice::LastKnown) => {
                "actuals at their month's average, plans and forecasts at the last known one"
            }
        }
    }

    /// Nothing is set.
    pub fn is_default(&self) -> bool {
        *self == RateRules::default()
    }
}

impl fmt::Display for RateSpan {
    /// `2026-10`; of a fiscal year `from 2026-01`, as snapshots keep it.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RateSpan::Year(first) => write!(out, "from {first}"),
            RateSpan::Month(month) => write!(out, "{month}"),
        }
    }
}

impl FromStr for RateSpan {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.strip_prefix("from ") {
            Some(first) => first.parse().map(RateSpan::Year),
            None => text.parse().map(RateSpan::Month),
        }
    }
}

/// The time for which a rate holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum RateSpan {
    /// The fiscal year that begins in this month.
    Year(Month),
    /// A month.
    Month(Month),
}

/// A rate at which amounts of the report were converted.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct UsedRate {
    /// ISO 4217 code of the other currency.
    pub currency: Arc<str>,
    /// What it is of.
    pub kind: RateKind,
    /// When it holds.
    pub span: RateSpan,
    /// Units of the report's currency for one of the other.
    pub rate: Rate,
    /// The cell in which it, or the first number of it, stands; those of both, where it goes over a third currency.
    pub cells: Vec<Address>,
    /// How it was made of what stands there; empty where it stands there as it is.
    pub made_of: String,
}

/// At which rates totals are told in a second currency.
#[derive(Clone, PartialEq, Debug)]
pub struct SecondRates {
    /// Its ISO 4217 code.
    pub currency: Arc<str>,
    /// For each month of the fiscal year to date with amounts its plan rate and its average; `None` where there is none.
    pub months: Vec<(Month, Option<UsedRate>, Option<UsedRate>)>,
}

/// An amount that stands in another currency than the report's, beside what it was converted to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LocalAmount {
    /// Row of its table.
    pub row: u32,
    /// Key of its field.
    pub field: Arc<str>,
    /// ISO 4217 code, or a mark that several share, before it is converted.
    pub currency: Arc<str>,
    /// The amount in that currency.
    pub cents: Cents,
    /// What says its currency.
    pub said: CurrencySaid,
    /// The rate at which it was converted: index into the rates that the portfolio used, or those of a closed month's
    /// workbook. None while it was not.
    pub rate: Option<u32>,
    /// The same amount at the plan rate, for actuals: what they would be had rates stayed as planned. None where there is
    /// no plan rate.
    pub at_plan: Option<Cents>,
    /// That plan rate, as `rate`.
    pub plan_rate: Option<u32>,
    /// For actuals of the fiscal year to date, the average of the same month a year before, as `rate`: what they would be
    /// had rates stayed. None where there is no such rate, or nothing of last year to compare with.
    pub last_year_rate: Option<u32>,
}

/// What says the currency of an amount. Whether anything has to be said of it shows when it is known which amounts have
/// a rate.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum CurrencySaid {
    /// Its initiative.
    Initiative,
    /// A code in the column *Currency* of its row. The cell is a plain number of as many units as the amount, so that all
    /// that may have to be said of it is known: there are hundreds of thousands of them.
    Row,
    /// A title, the cell itself or a bill: index into the workbook's [`ForeignColumn`]s.
    Column(u32),
}

impl CurrencySaid {
    /// Behind so many other columns.
    pub fn moved(self, columns: u32) -> CurrencySaid {
        match self {
            CurrencySaid::Column(place) => CurrencySaid::Column(place + columns),
            said => said,
        }
    }
}

/// Local amounts added up by currency and field, each sum with one of its amounts: for the amounts of one file, which
/// have few of both.
pub fn local_sums<'a>(amounts: impl IntoIterator<Item = &'a LocalAmount>) -> Vec<(&'a LocalAmount, Cents)> {
    let mut sums: Vec<(&LocalAmount, Cents)> = Vec::new();
    for amount in amounts {
        let is_same = |one: &Arc<str>, other: &Arc<str>| Arc::ptr_eq(one, other) || one == other;
        let found = sums
            .iter_mut()
            .find(|(other, _)| is_same(&other.field, &amount.field) && is_same(&other.currency, &amount.currency));
        match found {
            Some((_, sum)) => *sum += amount.cents,
            None => sums.push((amount, amount.cents)),
        }
    }
    sums
}

/// Amounts of one column of a sheet, or one cell of it, that stand in another currency. Whether anything has to be said of
/// them shows when it is known which have a rate.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ForeignColumn {
    /// Where it is said that they are not counted.
    pub address: Address,
    /// Title of the field.
    pub title: Arc<str>,
    /// What stands there.
    pub found: String,
    /// Their currency, as a code or as typed.
    pub currency: Arc<str>,
    /// What says it.
    pub said_by: SaidBy,
    /// What is wrong with cells among them that could not be read; told once the others are converted.
    pub unread: Vec<super::finding::Finding>,
}

/// What says the currency of amounts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum SaidBy {
    /// The cell of the one amount, or its row.
    Cell,
    /// The title above so many amounts.
    Title(u32),
    /// A provider's bill with so many amounts.
    Bill(u32),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_decimals_of_at_most_twelve_digits() {
        for (number, shown) in [
            (0.92, "0.92"),
            (1.0, "1"),
            (0.0067, "0.0067"),
            (16_500.0, "16500"),
            // 1 / 3, and 1 / 1.0834 = 0.9230201218386…
            (1.0 / 3.0, "0.333333333333"),
            (1.0 / 1.0834, "0.923020121839"),
            (123_456_789_012.0, "123456789012"),
        ] {
            assert_eq!(Rate::of(number).unwrap().to_string(), shown);
        }
        for wrong in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e13] {
            assert_eq!(Rate::of(wrong), None, "{wrong}");
        }
        assert_eq!(Rate::of(0.92).unwrap().value(), 0.92);
    }

    #[test]
    fn amounts_are_rounded_once_to_the_cent_halves_away_from_zero() {
        let convert = |rate: f64, cents: i64| Rate::of(rate).unwrap().convert(Cents(cents)).unwrap().0;
        // 0.50 · 0.29 = 0.145, which no binary fraction is: 0.15.
        assert_eq!(convert(0.29, 50), 15);
        assert_eq!(convert(0.29, -50), -15);
        // 1,000,000 yen · 0.0062 = 6,200.00
        assert_eq!(convert(0.0062, 100_000_000), 620_000);
        // 12.34 · 1.005 = 12.4017
        assert_eq!(convert(1.005, 1_234), 1_240);
        assert_eq!(convert(1.0, 1_234), 1_234);
        assert_eq!(Rate::of(1e11).unwrap().convert(Cents(i64::MAX)), None);
    }

    #[test]
    fn amounts_are_told_in_the_other_currency_halves_away_from_zero() {
        let back = |rate: f64, cents: i64| Rate::of(rate).unwrap().convert_back(Cents(cents)).unwrap().0;
        // 100 ÷ 0.92 = 108.6956…
        assert_eq!([back(0.92, 10_000), back(0.92, -10_000)], [10_870, -10_870]);
        // 6,200 ÷ 0.0062 = 1,000,000 yen; 0.01 ÷ 0.8 = 0.0125, and 0.01 ÷ 2 = 0.005, half a cent.
        assert_eq!([back(0.0062, 620_000), back(0.8, 1), back(2.0, 1), back(2.0, -1)], [100_000_000, 1, 1, -1]);
        // 500 billion ÷ 100 billion
        assert_eq!(back(1e11, 50_000_000_000_000), 500);
        assert_eq!(back(1.0, i64::MAX), i64::MAX);
        assert_eq!(Rate::of(1e-9).unwrap().convert_back(Cents(i64::MAX)), None);
    }
}
