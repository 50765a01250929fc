//! Figures: numbers as they are shown, rounded once, the same digits in every output.

use super::locale::Locale;
use serde::{Deserialize, Serialize};

/// What a figure counts or measures.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Money in units of the reporting currency.
    Money,
    /// Money in thousands of the reporting currency, written `k`.
    MoneyThousands,
    /// Money in millions of the reporting currency, written `m`.
    MoneyMillions,
    /// Per cent: 14 is 14%.
    Percent,
    /// Difference of two percentages.
    PercentPoints,
    /// Things counted.
    Count,
    /// A score on 0–100.
    Score,
    /// Months.
    Months,
    /// Days.
    Days,
    /// A number whose unit stands elsewhere (a KPI).
    Plain,
}

/// A number as shown: `digits` / 10^`decimals` in `unit`. Rounded in `report`, nowhere else.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Figure {
    /// The shown digits as one integer: 1,234.5 is 12345 with one decimal.
    pub digits: i64,
    /// How many of the digits stand behind the decimal mark.
    pub decimals: u8,
    /// What is counted.
    pub unit: Unit,
    /// Write `+` before positive numbers: differences.
    pub signed: bool,
}

impl Figure {
    /// The number, for positions on a chart's axis and for cells of a workbook.
    pub fn number(&self) -> f64 {
        self.digits as f64 / 10_f64.powi(i32::from(self.decimals))
    }

    /// The digits with the locale's marks, no unit: `+1,234.5`.
    pub fn digits_text(&self, locale: &Locale) -> String {
        let text = locale.number(self.digits, self.decimals);
        if self.signed && self.digits > 0 { format!("+{text}") } else { text }
    }

    /// The figure with its unit as it stands in a sentence: `310k`, `14%`, `1,234`.
    pub fn text(&self, locale: &Locale) -> String {
        self.digits_text(locale) + &locale.behind(self.unit)
    }
}
