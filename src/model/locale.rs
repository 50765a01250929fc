//! How numbers, dates and text tables look in the configured locale.

use super::{
    figure::{Figure, Unit},
    month_names::{month_called, month_named},
    period::Month,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The order in which people type the parts of a date.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// 31/10/2026
    DayFirst,
    /// 10/31/2026
    MonthFirst,
}

impl DateOrder {
    /// Both.
    pub const ALL: [DateOrder; 2] = [DateOrder::DayFirst, DateOrder::MonthFirst];

    /// As people choose it, `day-month`.
    pub fn name(self) -> &'static str {
        match self {
            DateOrder::DayFirst => "day-month",
            DateOrder::MonthFirst => "month-day",
        }
    }
}

/// Marks and orders of one locale. Words stay English; only digits and dates change.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Locale {
    /// BCP 47 name, `en-GB`.
    pub name: &'static str,
    /// Between units and fraction.
    pub decimal: char,
    /// Between thousands; people may type it in any of its spellings.
    pub group: char,
    /// How `03/04/2026` is read.
    pub date_order: DateOrder,
    /// Between columns of a text table, so that a double-click opens it in columns.
    pub list_separator: char,
    /// Between a number and `%`, `k` or `m`: nothing in `71%`, a space that does not break in `71 %`. As the patterns of
    /// per cent in the Unicode Common Locale Data Repository have it; `.ci/tools/check_locales.py` compares.
    pub unit_gap: &'static str,
    /// How amounts of the report's currency are shortened. Follows from name and currency.
    #[serde(skip)]
    pub short_money: ShortMoney,
}

/// What stands behind amounts in thousands and in millions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ShortMoney {
    /// `k`, or `T€`.
    thousands: &'static str,
    /// `m`, or `Mio. €`.
    millions: &'static str,
    /// The words name the currency, so that no code stands before the amount.
    names_currency: bool,
}

impl ShortMoney {
    /// `EUR 4,225k`: in every language that the reports' English may stand beside.
    const PLAIN: ShortMoney = ShortMoney { thousands: "k", millions: "m", names_currency: false };

    /// As finance writes it in German: `4.225 T€`, `4,2 Mio. €`.
    const GERMAN: [(&str, ShortMoney); 4] = [
        ("EUR", ShortMoney::german("T€", "Mio. €")),
        ("CHF", ShortMoney::german("TCHF", "Mio. CHF")),
        ("USD", ShortMoney::german("TUSD", "Mio. USD")),
        ("GBP", ShortMoney::german("TGBP", "Mio. GBP")),
    ];

    const fn german(thousands: &'static str, millions: &'static str) -> ShortMoney {
        ShortMoney { thousands, millions, names_currency: true }
    }
}

/// A space that does not break and is as narrow as digits want it.
const NARROW: char = '\u{202f}';

/// What stands between a number and its unit.
const TIGHT: &str = "";
const SPACED: &str = "\u{a0}";

/// Every locale that can be configured.
pub const LOCALES: &[Locale] = &[
    locale("en-GB", '.', ',', DateOrder::DayFirst, ',', TIGHT),
    locale("en-US", '.', ',', DateOrder::MonthFirst, ',', TIGHT),
    locale("en-IE", '.', ',', DateOrder::DayFirst, ',', TIGHT),
    locale("de-DE", ',', '.', DateOrder::DayFirst, ';', SPACED),
    locale("de-AT", ',', '.', DateOrder::DayFirst, ';', SPACED),
    locale("de-CH", '.', '’', DateOrder::DayFirst, ';', TIGHT),
    locale("fr-FR", ',', NARROW, DateOrder::DayFirst, ';', SPACED),
    locale("it-IT", ',', '.', DateOrder::DayFirst, ';', TIGHT),
    locale("es-ES", ',', '.', DateOrder::DayFirst, ';', SPACED),
    locale("nl-NL", ',', '.', DateOrder::DayFirst, ';', TIGHT),
    locale("pl-PL", ',', NARROW, DateOrder::DayFirst, ';', TIGHT),
    locale("pt-PT", ',', '.', DateOrder::DayFirst, ';', TIGHT),
    locale("sv-SE", ',', NARROW, DateOrder::DayFirst, ';', SPACED),
    locale("nb-NO", ',', NARROW, DateOrder::DayFirst, ';', SPACED),
    locale("da-DK", ',', '.', DateOrder::DayFirst, ';', SPACED),
    locale("fi-FI", ',', NARROW, DateOrder::DayFirst, ';', SPACED),
];

const fn locale(
    name: &'static str,
    decimal: char,
    group: char,
    date_order: DateOrder,
    list_separator: char,
    unit_gap: &'static str,
) -> Locale {
    Locale { name, decimal, group, date_order, list_separator, unit_gap, short_money: ShortMoney::PLAIN }
}

impl Locale {
    /// The number of a month by its name, in this locale's language, in English, or in any other that settings know.
    pub fn month_named(&self, text: &str) -> Option<u8> {
        month_named(text, self.name)
    }

    /// The number of a month by its whole name or its short form: `Marc` is a person.
    pub fn month_called(&self, text: &str) -> Option<u8> {
        month_called(text, self.name)
    }

    /// Is this the name of a month in any language?
    pub fn is_month_in_any_language(text: &str) -> bool {
        month_named(text, "en").is_some()
    }

    /// The locale of a BCP 47 name, if it is one of [`LOCALES`].
    pub fn named(name: &str) -> Option<Locale> {
        LOCALES.iter().copied().find(|locale| locale.name.eq_ignore_ascii_case(name))
    }

    /// The same for amounts of this currency (ISO 4217): `T€` is never put behind dollars.
    pub fn for_currency(self, currency: &str) -> Locale {
        let german = ShortMoney::GERMAN.iter().find(|(code, _)| self.name.starts_with("de-") && *code == currency);
        Locale { short_money: german.map_or(ShortMoney::PLAIN, |(_, short)| *short), ..self }
    }

    /// What stands behind digits in this unit, with the gap before it: `k`, ` T€`, `%`; nothing behind whole amounts.
    pub fn behind(&self, unit: Unit) -> String {
        let gap = if self.short_money.names_currency { SPACED } else { self.unit_gap };
        match unit {
            Unit::Money | Unit::Count | Unit::Score | Unit::Plain => String::new(),
            Unit::MoneyThousands => format!("{gap}{}", self.short_money.thousands),
            Unit::MoneyMillions => format!("{gap}{}", self.short_money.millions),
            Unit::Percent => format!("{}%", self.unit_gap),
            Unit::PercentPoints => "\u{a0}points".to_owned(),
            Unit::Months => "\u{a0}months".to_owned(),
            Unit::Days => "\u{a0}days".to_owned(),
        }
    }

    /// What stands before digits of an amount in this unit: `EUR `; nothing where what stands behind them says it.
    pub fn before(&self, unit: Unit, currency: &str) -> String {
        let is_named = self.short_money.names_currency && matches!(unit, Unit::MoneyThousands | Unit::MoneyMillions);
        if is_named { String::new() } else { format!("{currency} ") }
    }

    /// An amount with its currency: `EUR 4,225k`, `4.225 T€`.
    pub fn amount(&self, currency: &str, figure: &Figure) -> String {
        self.before(figure.unit, currency) + &figure.text(self)
    }

    /// The unit of amounts whose numbers stand alone, in grey lines and at axes: `EUR`, `EUR k`, `T€`.
    pub fn money_unit(&self, unit: Unit, currency: &str) -> String {
        let (short, is_named) = (self.short_money, self.short_money.names_currency);
        match unit {
            Unit::MoneyThousands if is_named => short.thousands.to_owned(),
            Unit::MoneyMillions if is_named => short.millions.to_owned(),
            Unit::MoneyThousands => format!("{currency} {}", short.thousands),
            Unit::MoneyMillions => format!("{currency} {}", short.millions),
            _ => currency.to_owned(),
        }
    }

    /// `12 Nov 2026`, which nobody can misread.
    pub fn day(&self, day: Date) -> String {
        let month = Month::of(day);
        format!("{} {} {}", day.day(), month.short_name(), day.year())
    }

    /// Digits with this locale's marks: `digits` / 10^`decimals`, grouped by thousands.
    pub fn number(&self, digits: i64, decimals: u8) -> String {
        let scale = 10_u64.pow(u32::from(decimals));
        let size = digits.unsigned_abs();
        let whole = (size / scale).to_string();
        let mut text = String::with_capacity(whole.len() + whole.len() / 3 + 5);
        if digits < 0 {
            text.push('−');
        }
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                text.push(self.group);
            }
            text.push(digit);
        }
        if decimals > 0 {
            text.push(self.decimal);
            text.push_str(&format!("{:0width$}", size % scale, width = usize::from(decimals)));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_shortened_as_the_locale_and_the_currency_have_it() {
        let of = |name: &str, currency: &str, unit: Unit| {
            let locale = Locale::named(name).unwrap().for_currency(currency);
            let figure = Figure { digits: 4_471, decimals: 0, unit, signed: false };
            (locale.amount(currency, &figure).replace('\u{a0}', "_"), locale.money_unit(unit, currency))
        };
        let said = |amount: &str, unit: &str| (amount.to_owned(), unit.to_owned());
        assert_eq!(of("en-GB", "EUR", Unit::MoneyThousands), said("EUR 4,471k", "EUR k"));
        assert_eq!(of("fr-FR", "EUR", Unit::MoneyThousands).1, "EUR k");
        assert_eq!(of("de-DE", "EUR", Unit::MoneyThousands), said("4.471_T€", "T€"));
        assert_eq!(of("de-AT", "EUR", Unit::MoneyMillions), said("4.471_Mio. €", "Mio. €"));
        assert_eq!(of("de-CH", "CHF", Unit::MoneyThousands), said("4’471_TCHF", "TCHF"));
        assert_eq!(of("de-DE", "EUR", Unit::Money), said("EUR 4.471", "EUR"));
        // No currency of another name.
        assert_eq!(of("de-DE", "USD", Unit::MoneyThousands), said("4.471_TUSD", "TUSD"));
        assert_eq!(of("de-DE", "PLN", Unit::MoneyThousands), said("PLN 4.471_k", "PLN k"));
    }

    #[test]
    fn numbers_carry_the_marks_of_the_locale() {
        let british = Locale::named("en-gb").unwrap();
        assert_eq!(british.number(123_456_789, 2), "1,234,567.89");
        assert_eq!(british.number(-5, 2), "−0.05");
        assert_eq!(british.number(0, 0), "0");
        assert_eq!(british.number(i64::MIN, 0), "−9,223,372,036,854,775,808");
        assert_eq!(Locale::named("de-DE").unwrap().number(100_000, 1), "10.000,0");
        assert_eq!(Locale::named("de-CH").unwrap().number(1_000, 0), "1’000");
    }
}
