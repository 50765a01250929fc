//! Phrases that several pages use, so that the same thing is always said in the same words.

use super::{
    ReportContext,
    round::{self, MoneyScale},
};
use crate::model::{
    assumptions::Assumptions,
    locale::Locale,
    metrics::{Money, PlanActual},
    money::Cents,
    period::Month,
    report::{Judgement, TileNote},
};
use jiff::civil::Date;
use std::fmt::Write as _;

/// Is a difference too small to speak of?
pub fn on_plan(variance: Cents, planned: Cents, threshold: f64) -> bool {
    planned.0 != 0 && (variance.0 as f64 / planned.0 as f64).abs() < threshold
}

/// Better or worse than plan?
pub fn judgement(variance: Cents, planned: Cents, more_is_better: bool, threshold: f64) -> Judgement {
    if variance == Cents::ZERO || on_plan(variance, planned, threshold) {
        Judgement::Neutral
    } else if (variance.0 > 0) == more_is_better {
        Judgement::Better
    } else {
        Judgement::Worse
    }
}

/// `49k over plan (+1.2%, worse)`, `on plan`, `no plan to compare with`.
pub fn against_plan(context: &ReportContext, money: &PlanActual, scale: MoneyScale, more_is_better: bool) -> TileNote {
    plan_note(money, scale, more_is_better, context.locale(), context.assumptions)
}

/// `40% of inputs missing`, from the share on that the setting says: a figure that rests on so little says so wherever
/// it is shown.
pub fn missing(assumptions: &Assumptions, locale: &Locale, used: u32, left_out: u32) -> Option<String> {
    let all = used + left_out;
    let share = f64::from(left_out) / f64::from(all.max(1));
    (left_out > 0 && share + 1e-9 >= assumptions.health.missing_said)
        .then(|| format!("{} of inputs missing", round::percent(share, 0).text(locale)))
}

/// The same in brackets behind a name or a sentence; empty when there is nothing to say.
pub fn missing_in_brackets(context: &ReportContext, money: &[&PlanActual]) -> String {
    let sum = |of: fn(&PlanActual) -> u32| money.iter().map(|money| of(money)).sum();
    missing(context.assumptions, context.locale(), sum(|money| money.reported()), sum(|money| money.unreported))
        .map_or_else(String::new, |words| format!(" ({words})"))
}

/// The same from its parts, for those who may not see all facts.
pub fn plan_note(
    money: &PlanActual,
    scale: MoneyScale,
    more_is_better: bool,
    locale: &Locale,
    assumptions: &Assumptions,
) -> TileNote {
    let missing = missing(assumptions, locale, money.reported(), money.unreported).filter(|_| money.reported() > 0);
    let missing = missing.map_or_else(String::new, |words| format!("; {words}"));
    let neutral = |text: &str| TileNote::neutral(format!("{text}{missing}"));
    let Some(variance) = money.variance() else { return neutral("no actuals reported") };
    // Tenths say nothing about a tenth and more.
    let is_large = money.planned.0 != 0 && variance.0.abs() >= money.planned.0.abs() / 10;
    let decimals = if is_large { 0 } else { 1 };
    let Some(change) = round::change(variance, money.planned, decimals) else {
        return neutral("no plan to compare with");
    };
    let judgement = judgement(variance, money.planned, more_is_better, assumptions.thresholds.on_plan);
    let word = match judgement {
        Judgement::Neutral => return neutral(&format!("on plan ({})", change.text(locale))),
        Judgement::Better => "better",
        Judgement::Worse | Judgement::Doubtful => "worse",
    };
    let side = if variance.0 > 0 { "over" } else { "under" };
    let size = scale.figure(Cents(variance.0.abs())).text(locale);
    TileNote::new(format!("{size} {side} plan ({}, {word}){missing}", change.text(locale)), judgement)
}

/// The unit in which all of some initiatives' money is shown: that of the largest amount of the year to date.
pub fn scale_of(money: &Money) -> MoneyScale {
    let year = &money.year_to_date;
    let amounts = [year.cost.actual, year.cost.planned, year.benefit.actual, year.benefit.planned];
    MoneyScale::for_size(amounts.into_iter().map(|cents| Cents(cents.0.abs())).max().unwrap_or_default())
}

/// `Jan–Oct 2026`: the fiscal year to the reporting month.
pub fn year_to_date(assumptions: &Assumptions) -> String {
    let (start, end) = (assumptions.year_start(), assumptions.period);
    if start == end {
        format!("{} {}", end.short_name(), end.year())
    } else if start.year() == end.year() {
        format!("{}–{} {}", start.short_name(), end.short_name(), end.year())
    } else {
        format!("{} {}–{} {}", start.short_name(), start.year(), end.short_name(), end.year())
    }
}

/// `12 November`, with its year when that is not the reporting month's.
pub fn day_and_month(day: Date, period: Month) -> String {
    let month = Month::of(day);
    let year = if month.year() == period.year() { String::new() } else { format!(" {}", month.year()) };
    format!("{} {}{year}", day.day(), month.name())
}

/// `12 Nov`, with its year when that is not the reporting month's.
pub fn short_day(day: Date, period: Month) -> String {
    let month = Month::of(day);
    let year = if month.year() == period.year() { String::new() } else { format!(" {}", month.year()) };
    format!("{} {}{year}", day.day(), month.short_name())
}

/// `1 month`, `4 months`.
pub fn plural(count: impl Into<u64>, one: &str, many: &str) -> String {
    let count = count.into();
    format!("{count} {}", if count == 1 { one } else { many })
}

/// `one`, `two`, … `nine`, then digits: numbers at the start of a sentence.
pub fn number_word(count: usize) -> String {
    const WORDS: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    WORDS.get(count).map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

/// `A`, `A and B`, `A, B and C`.
pub fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [front @ .., last] => format!("{} and {last}", front.join(", ")),
    }
}

/// `I. Costa`: where there is no room for a whole name.
pub fn initial_and_surname(name: &str) -> String {
    match name.split_whitespace().collect::<Vec<_>>()[..] {
        [first, .., last] => format!("{}. {last}", first.chars().next().unwrap_or_default()),
        _ => name.to_owned(),
    }
}

/// The same, the first of many: `A, B and 3 more`.
pub fn listed_up_to(names: &[String], most: usize) -> String {
    let mut shown: Vec<String> = names.iter().take(most).cloned().collect();
    if names.len() > most {
        shown.push(format!("{} more", names.len() - most));
    }
    listed(&shown)
}

/// The first letter a capital.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

/// A name cut in its middle: what tells long names apart often stands at their end.
pub fn middle(name: &str, longest: usize) -> String {
    let letters: Vec<char> = name.chars().collect();
    if letters.len() <= longest {
        return name.to_owned();
    }
    let tail = longest / 3;
    let front: String = letters[..longest - tail - 1].iter().collect();
    let back: String = letters[letters.len() - tail..].iter().collect();
    format!("{}…{}", front.trim_end(), back.trim_start())
}

/// A text cut at `longest` characters, at a word where one ends nearby.
pub fn cut(text: &str, longest: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(longest) else { return text.to_owned() };
    let front = &text[..end];
    if text[end..].starts_with(' ') {
        return format!("{front}…");
    }
    let at_word = front.rfind(' ').filter(|place| *place * 2 > end).unwrap_or(end);
    format!("{}…", front[..at_word].trim_end_matches([' ', ',', ';', '.']))
}

/// A link that opens an answer: `mailto:` with subject and body, percent-encoded.
pub fn mailto(address: &str, subject: &str, body: &str) -> String {
    let mut link = "mailto:".to_owned();
    for part in address.split_inclusive('@') {
        encode(part.trim_end_matches('@'), &mut link);
        if part.ends_with('@') {
            link.push('@');
        }
    }
    link.push_str("?subject=");
    encode(subject, &mut link);
    link.push_str("&body=");
    encode(body, &mut link);
    link
}

fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_open_with_subject_and_body() {
        assert_eq!(
            mailto("lead@x.example", "Yes: A & B", "é\r\n"),
            "mailto:lead@x.example?subject=Yes%3A%20A%20%26%20B&body=%C3%A9%0D%0A"
        );
    }

    #[test]
    fn cut_texts_end_at_a_word() {
        assert_eq!(cut("Data access is later than planned", 20), "Data access is later…");
        assert_eq!(cut("short", 20), "short");
        assert_eq!(cut(&"x".repeat(50), 10), format!("{}…", "x".repeat(10)));
    }

    #[test]
    fn long_names_keep_their_end() {
        assert_eq!(middle("Forecast demand for all plants, wave 12", 20), "Forecast dema…ave 12");
        assert_eq!(middle("short", 20), "short");
        assert_eq!(listed_up_to(&["A", "B", "C"].map(str::to_owned), 2), "A, B and 1 more");
    }

    #[test]
    fn small_numbers_are_words() {
        assert_eq!(sentence(&number_word(2)), "Two");
        assert_eq!(number_word(12), "12");
        assert_eq!(plural(1_u32, "row", "rows"), "1 row");
    }
}
