//! In what an amount stands: thousands or millions, and a currency. The words for it, in the languages of the locales,
//! are one list for amounts (`12k`), titles (`Cost actual (k€)`), lines above a table and number formats.

use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

/// In what an amount stands, as far as it is said.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Unit {
    /// How many zeros are left out: 3 for thousands, 6 for millions.
    pub zeros: u8,
    /// ISO 4217 code, or the mark where several currencies share it (`$`, `kr`).
    pub currency: Option<Arc<str>>,
}

/// Marks and words of currencies, and the codes they may stand for. What several share says less than a code.
const MARKS: [(&str, &[&str]); 57] = [
    ("€", &["EUR"]),
    ("euro", &["EUR"]),
    ("euros", &["EUR"]),
    ("euro's", &["EUR"]),
    ("euroa", &["EUR"]),
    ("euroina", &["EUR"]),
    ("£", &["GBP"]),
    ("pounds", &["GBP"]),
    ("sterling", &["GBP"]),
    ("us$", &["USD"]),
    ("$", &["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "ARS", "CLP", "COP", "TWD", "UYU"]),
    ("dollar", &["USD", "CAD", "AUD", "NZD", "SGD", "HKD"]),
    ("dollars", &["USD", "CAD", "AUD", "NZD", "SGD", "HKD"]),
    ("dollari", &["USD", "CAD", "AUD", "NZD", "SGD", "HKD"]),
    ("dólares", &["USD", "CAD", "AUD", "NZD", "SGD", "HKD"]),
    ("ca$", &["CAD"]),
    ("c$", &["CAD"]),
    ("a$", &["AUD"]),
    ("¥", &["JPY", "CNY"]),
    ("yen", &["JPY"]),
    ("zł", &["PLN"]),
    ("złoty", &["PLN"]),
    ("złotych", &["PLN"]),
    ("zloty", &["PLN"]),
    ("kr", &["SEK", "NOK", "DKK", "ISK"]),
    ("kronor", &["SEK"]),
    ("kroner", &["NOK", "DKK"]),
    ("fr", &["CHF"]),
    ("sfr", &["CHF"]),
    ("francs", &["CHF"]),
    ("franken", &["CHF"]),
    ("franchi", &["CHF"]),
    ("₹", &["INR"]),
    ("rs", &["INR", "PKR"]),
    ("rupees", &["INR", "PKR"]),
    ("kč", &["CZK"]),
    ("ft", &["HUF"]),
    ("lei", &["RON"]),
    ("₺", &["TRY"]),
    ("₽", &["RUB"]),
    ("₴", &["UAH"]),
    ("₩", &["KRW"]),
    ("₪", &["ILS"]),
    ("r$", &["BRL"]),
    ("лв", &["BGN"]),
    ("฿", &["THB"]),
    ("hk$", &["HKD"]),
    ("nz$", &["NZD"]),
    ("au$", &["AUD"]),
    ("s$", &["SGD"]),
    ("mx$", &["MXN"]),
    ("₱", &["PHP"]),
    ("₫", &["VND"]),
    ("₦", &["NGN"]),
    ("₸", &["KZT"]),
    ("元", &["CNY"]),
    ("円", &["JPY"]),
];

/// Codes of ISO 4217 that intake workbooks may name. Those that are words of the locales' languages (ALL, TRY, TOP) are
/// not known by themselves.
const CODES: [&str; 49] = [
    "AED", "ARS", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP", "EUR", "GBP", "HKD",
    "HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KES", "KRW", "KZT", "MAD", "MXN", "MYR", "NGN", "NOK", "NZD", "PEN",
    "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SEK", "SGD", "THB", "TWD", "UAH", "USD", "UYU", "VND",
    "ZAR",
];

/// Words for thousands, millions and billions as people put them behind amounts and into titles. `mil` is not among them:
/// it is a thousand in Spanish and a million in English.
const SCALES: [(u8, &[&str]); 3] = [
    (
        3,
        &[
            "k",
            "t",
            "th",
            "thd",
            "thds",
            "thsd",
            "thous",
            "tsd",
            "thousand",
            "thousands",
            "tausend",
            "tausende",
            "tausenden",
            "millier",
            "milliers",
            "migliaia",
            "mila",
            "miles",
            "duizend",
            "duizenden",
            "tys",
            "tysiąc",
            "tysiące",
            "tysiącach",
            "tysięcy",
            "milhares",
            "tusen",
            "tusental",
            "tusinder",
            "tuhat",
            "tuhatta",
            "tuhansia",
            "tuhansina",
        ],
    ),
    (
        6,
        &[
            "m",
            "mm",
            "mn",
            "mio",
            "mill",
            "million",
            "millions",
            "millionen",
            "milioni",
            "milione",
            "mln",
            "millón",
            "millones",
            "miljoen",
            "miljoenen",
            "milion",
            "miliony",
            "milionach",
            "milionów",
            "milhões",
            "milhão",
            "miljon",
            "miljoner",
            "millioner",
            "miljoona",
            "miljoonaa",
            "miljoonina",
        ],
    ),
    (
        9,
        &[
            "bn",
            "billion",
            "billions",
            "mrd",
            "mia",
            "mld",
            "milliard",
            "milliards",
            "milliarde",
            "milliarden",
            "miliardi",
            "miliard",
            "miliardy",
            "miljard",
            "miljarder",
        ],
    ),
];

/// How many zeros a word stands for: 3 for `k`, `Tsd.` and `thousand`. Any case, with or without its point.
pub fn zeros_of(word: &str) -> Option<u8> {
    zeros_of_plain(&word.trim_end_matches('.').to_lowercase())
}

/// The same for a word in small letters.
fn zeros_of_plain(word: &str) -> Option<u8> {
    static ZEROS: LazyLock<BTreeMap<&str, u8>> =
        LazyLock::new(|| SCALES.iter().flat_map(|(zeros, words)| words.iter().map(|word| (*word, *zeros))).collect());
    ZEROS.get(word).copied()
}

/// The currency that a mark, word or code names: its code, or the mark itself where several share it.
pub fn currency_of(text: &str) -> Option<Arc<str>> {
    currency_of_plain(&text.to_lowercase())
}

/// The same for a text in small letters. Most words are no currency, and this is asked of each word of each title.
fn currency_of_plain(text: &str) -> Option<Arc<str>> {
    static CODED: LazyLock<BTreeMap<String, Arc<str>>> =
        LazyLock::new(|| CODES.iter().map(|code| (code.to_lowercase(), (*code).into())).collect());
    static MARKED: LazyLock<BTreeMap<&str, Arc<str>>> = LazyLock::new(|| {
        let named = |(mark, codes): &(&'static str, &[&str])| match codes {
            [one] => (*mark, (*one).into()),
            _ => (*mark, (*mark).into()),
        };
        MARKS.iter().map(named).collect()
    });
    CODED.get(text).or_else(|| MARKED.get(text.trim_end_matches('.'))).cloned()
}

/// Can a currency, named by code or mark, be the one with this code?
pub fn may_be(currency: &str, code: &str) -> bool {
    currency == code || MARKS.iter().any(|(mark, codes)| *mark == currency && codes.contains(&code))
}

/// The currencies that a mark may stand for, as people name them; none of a code or a mark that nobody knows.
pub fn codes_of(mark: &str) -> &'static [&'static str] {
    MARKS.iter().find(|(known, _)| *known == mark).map_or(&[], |(_, codes)| codes)
}

/// Is it written as a code of ISO 4217 is?
pub fn is_code(currency: &str) -> bool {
    currency.len() == 3 && currency.bytes().all(|letter| letter.is_ascii_uppercase())
}

/// Is there a mark that stands for both of these two currencies?
pub fn share_a_mark(one: &str, other: &str) -> bool {
    one != other && MARKS.iter().any(|(_, codes)| codes.contains(&one) && codes.contains(&other))
}

/// What may be answered where somebody asks which currency a mark is: those that share it; all, where nobody knows it.
pub fn codes_for(mark: &str) -> &'static [&'static str] {
    match codes_of(mark) {
        [] => &CODES,
        known => known,
    }
}

/// Words between the words of a unit: `in thousands of EUR`, `alle Angaben in Tsd. Euro`.
const FILLERS: [&str; 31] = [
    "in", "of", "de", "d", "di", "en", "i", "w", "em", "as", "the", "value", "values", "amount", "amounts", "figure",
    "figures", "all", "alle", "angaben", "beträge", "werte", "currency", "währung", "montants", "importi", "importes",
    "bedragen", "kwoty", "valores", "x",
];

/// Words after which a sentence says a unit: `Costs in EUR`.
const LEADS: [&str; 6] = ["in", "en", "i", "w", "em", "as"];

/// How much of a text is about a unit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Said {
    /// All of it.
    Unit(Unit),
    /// Some of it, and the rest is not known: `k€ per week`, `mil €`.
    Partly,
    /// None of it.
    Nothing,
}

/// No word of a unit has more bytes; a cell may have thousands.
const LONGEST_WORD: usize = 24;

/// What one word says.
enum Word {
    Unit(Unit),
    Filler,
    Other,
}

fn word(text: &str) -> Word {
    let plain = text.trim_matches(|letter: char| matches!(letter, '.' | ',' | '"' | '*' | '×')).to_lowercase();
    let plain = plain.strip_prefix("d'").unwrap_or(&plain);
    if plain.is_empty() || FILLERS.contains(&plain) {
        return Word::Filler;
    }
    if plain.len() > LONGEST_WORD {
        return Word::Other;
    }
    let scale = |zeros| Unit { zeros, currency: None };
    if let Some(currency) = currency_of_plain(plain) {
        return Word::Unit(Unit { zeros: 0, currency: Some(currency) });
    }
    if let Some(zeros) = zeros_of_plain(plain).or_else(|| written_zeros(plain)) {
        return Word::Unit(scale(zeros));
    }
    joined(plain).map_or(Word::Other, Word::Unit)
}

/// `'000`, `000s`, `1000`, `1,000,000`: nothing but a one and zeros.
fn written_zeros(text: &str) -> Option<u8> {
    let text = text.trim_start_matches('x').trim_end_matches('s').trim_matches('\'');
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let is_clean = text.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '.' | ',' | '\''));
    let zeros = digits.strip_prefix('1').unwrap_or(&digits);
    let is_zeros = is_clean && zeros.chars().all(|digit| digit == '0');
    (is_zeros && matches!(zeros.len(), 3 | 6)).then_some(zeros.len() as u8)
}

/// A scale and a currency in one word of small letters: `teur`, `k€`, `$m`, `€'000`, `tkr`.
fn joined(text: &str) -> Option<Unit> {
    let both = |currency: &str, scale: &str| {
        let currency = currency_of_plain(currency)?;
        let scale = scale.trim_matches(|letter: char| matches!(letter, '.' | '-'));
        let zeros = zeros_of_plain(scale).or_else(|| written_zeros(scale))?;
        Some(Unit { zeros, currency: Some(currency) })
    };
    let parted = |place: usize| {
        let (one, other) = text.split_at_checked(place).filter(|(one, other)| !one.is_empty() && !other.is_empty())?;
        both(one, other).or_else(|| both(other, one))
    };
    // Most words are plain letters, and then the currency is a code of three or a mark of two.
    if text.bytes().all(|letter| letter.is_ascii_lowercase()) {
        let length = text.len();
        return [3, 2, length.saturating_sub(3), length.saturating_sub(2)].into_iter().find_map(parted);
    }
    text.char_indices().map(|(place, _)| place).find_map(parted)
}

/// The words of a text, apostrophes of all kinds as one. Commas and points inside numbers stay.
fn words(text: &str) -> Vec<String> {
    let plain: String =
        text.chars().map(|letter| if matches!(letter, '’' | '‘' | '`' | '´') { '\'' } else { letter }).collect();
    let is_mark = |letter: char| {
        letter.is_whitespace() || matches!(letter, '/' | ';' | ':' | '|' | '–' | '—' | '[' | ']' | '(' | ')')
    };
    plain.split(is_mark).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Two units as one; none if they contradict each other.
pub fn joint(one: Unit, other: Unit) -> Option<Unit> {
    let zeros = match (one.zeros, other.zeros) {
        (0, zeros) | (zeros, 0) => zeros,
        (one, other) if one == other => one,
        _ => return None,
    };
    let currency = match (one.currency, other.currency) {
        (None, currency) | (currency, None) => currency,
        (Some(one), Some(other)) if may_be(&other, &one) => Some(one),
        (Some(one), Some(other)) if may_be(&one, &other) => Some(other),
        _ => return None,
    };
    Some(Unit { zeros, currency })
}

impl Said {
    /// What a text says that should be nothing but a unit: `k€`, `in thousands of EUR`, `$ '000`.
    pub fn of(text: &str) -> Said {
        let mut unit = Unit::default();
        let (mut is_all, mut is_any) = (true, false);
        for text in words(text) {
            match word(&text) {
                Word::Filler => {}
                Word::Other => is_all = false,
                Word::Unit(more) => {
                    is_any = true;
                    match joint(unit.clone(), more) {
                        Some(both) => unit = both,
                        None => is_all = false,
                    }
                }
            }
        }
        match (is_any, is_all) {
            (false, _) => Said::Nothing,
            (true, true) => Said::Unit(unit),
            (true, false) => Said::Partly,
        }
    }

    /// What a sentence above or below a table says about its amounts: `All figures in k€`, `costs in EUR unless stated
    /// otherwise`, `Beträge: TEUR`. A text that says it in passing (`3 million saved`) says nothing.
    pub fn in_sentence(text: &str) -> Said {
        let clauses = text.split([';', ':', '|', '(', ')', '[', ']', '\n', '–', '—']);
        let said: Vec<Unit> = clauses.filter_map(unit_of_clause).collect();
        let Some(first) = said.first().cloned() else { return Said::Nothing };
        match said.into_iter().skip(1).try_fold(first, joint) {
            Some(unit) => Said::Unit(unit),
            None => Said::Partly,
        }
    }
}

/// A clause that is a unit, or says one behind `in`.
fn unit_of_clause(clause: &str) -> Option<Unit> {
    let is_clear = |unit: &Unit, words: &[String]| unit.currency.is_some() || words.iter().any(|word| word.len() > 2);
    let words = words(clause);
    if let Said::Unit(unit) = Said::of(clause) {
        return is_clear(&unit, &words).then_some(unit);
    }
    let leads = (0..words.len()).filter(|place| LEADS.contains(&words[*place].to_lowercase().as_str()));
    leads
        .filter_map(|lead| {
            let behind = &words[lead + 1..];
            let length = behind.iter().take_while(|text| !matches!(word(text), Word::Other)).count();
            match Said::of(&behind[..length].join(" ")) {
                Said::Unit(unit) if is_clear(&unit, &behind[..length]) => Some(unit),
                _ => None,
            }
        })
        .next()
}

impl Unit {
    /// Says nothing at all.
    pub fn is_plain(&self) -> bool {
        self.zeros == 0 && self.currency.is_none()
    }

    /// `thousands of EUR`, `thousands`, `EUR`.
    pub fn name(&self) -> String {
        let scale = match self.zeros {
            0 => "",
            3 => "thousands",
            6 => "millions",
            _ => "billions",
        };
        match (&self.currency, scale) {
            (None, scale) => scale.to_owned(),
            (Some(currency), "") => currency.to_string(),
            (Some(currency), scale) => format!("{scale} of {currency}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_and_currencies_are_known_in_the_languages_of_the_locales() {
        for (word, zeros) in [("k", 3), ("Tsd.", 3), ("tys.", 3), ("milliers", 3), ("Mio.", 6), ("mln", 6), ("Mrd", 9)]
        {
            assert_eq!(zeros_of(word), Some(zeros), "{word}");
        }
        for word in ["mil", "kg", "x", ""] {
            assert_eq!(zeros_of(word), None, "{word}");
        }
        for (text, currency) in
            [("€", "EUR"), ("usd", "USD"), ("$", "$"), ("US$", "USD"), ("zł", "PLN"), ("kronor", "SEK"), ("kr.", "kr")]
        {
            assert_eq!(currency_of(text).as_deref(), Some(currency), "{text}");
        }
        for text in ["all", "try", "apples"] {
            assert_eq!(currency_of(text), None, "{text}");
        }
    }

    #[test]
    fn a_shared_mark_may_be_any_of_its_currencies() {
        assert!(may_be("$", "CAD") && may_be("EUR", "EUR") && may_be("kr", "NOK"));
        assert!(!may_be("$", "EUR") && !may_be("USD", "CAD"));
    }

    #[test]
    fn units_are_read_as_people_put_them_into_titles() {
        for (text, zeros, currency) in [
            ("k€", 3, Some("EUR")),
            ("TEUR", 3, Some("EUR")),
            ("T€", 3, Some("EUR")),
            ("kEUR", 3, Some("EUR")),
            ("MEUR", 6, Some("EUR")),
            ("'000", 3, None),
            ("€ ’000", 3, Some("EUR")),
            ("$000s", 3, Some("$")),
            ("in thousands", 3, None),
            ("in Tsd. €", 3, Some("EUR")),
            ("USD m", 6, Some("USD")),
            ("$mm", 6, Some("$")),
            ("Mio. EUR", 6, Some("EUR")),
            ("milliers d'euros", 3, Some("EUR")),
            ("migliaia di euro", 3, Some("EUR")),
            ("w tys. zł", 3, Some("PLN")),
            ("tkr", 3, Some("kr")),
            ("MSEK", 6, Some("SEK")),
            ("tuhansina euroina", 3, Some("EUR")),
            ("x 1,000", 3, None),
            ("EUR", 0, Some("EUR")),
            ("kr", 0, Some("kr")),
        ] {
            assert_eq!(Said::of(text), Said::Unit(Unit { zeros, currency: currency.map(Into::into) }), "{text}");
        }
        for text in ["mil €", "k€ per week", "EUR or USD", "thousands or millions", "USD EUR"] {
            assert_eq!(Said::of(text), Said::Partly, "{text}");
        }
        for text in ["planned", "SAP", "", "1-5", "2026", "100"] {
            assert_eq!(Said::of(text), Said::Nothing, "{text}");
        }
    }

    #[test]
    fn sentences_beside_a_table_say_units_and_not_in_passing() {
        for (text, name) in [
            ("All figures in k€", "thousands of EUR"),
            ("costs in EUR unless stated otherwise", "EUR"),
            ("Alle Angaben in TEUR, Stand Oktober", "thousands of EUR"),
            ("Beträge: Tsd. Euro", "thousands of EUR"),
            ("Belopp i tkr", "thousands of kr"),
            ("AI portfolio (USD m)", "millions of USD"),
            ("Kwoty w tys. zł", "thousands of PLN"),
            ("Montants en milliers d’euros", "thousands of EUR"),
        ] {
            match Said::in_sentence(text) {
                Said::Unit(unit) => assert_eq!(unit.name(), name, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
        for text in ["AI programme in 2026", "3 million saved in May", "Plan (M1)", "in use since May", "Sales in k"] {
            assert_eq!(Said::in_sentence(text), Said::Nothing, "{text}");
        }
        assert_eq!(Said::in_sentence("in k€ (in USD)"), Said::Partly);
    }
}
