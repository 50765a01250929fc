//! What a title or a line says about the amounts beside it: cost or benefit; plan, actual or forecast; of which month.

use super::titles::SheetTitles;
use crate::model::{
    dictionary::{AmountWords, folded},
    fiscal::names::period_in,
    locale::Locale,
};

/// What amounts are about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Line {
    Cost,
    Benefit,
    /// The share done.
    Percent,
}

/// How sure they are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Scenario {
    Planned,
    Actual,
    Forecast,
}

/// What is said so far.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(super) struct Said {
    pub(super) line: Option<Line>,
    pub(super) scenario: Option<Scenario>,
}

impl Said {
    /// Both together; `None` if they contradict each other.
    pub(super) fn and(self, other: Said) -> Option<Said> {
        let agree = |one: Option<bool>| one.unwrap_or(true);
        let lines = agree(self.line.zip(other.line).map(|(one, other)| one == other));
        let scenarios = agree(self.scenario.zip(other.scenario).map(|(one, other)| one == other));
        let said = Said { line: self.line.or(other.line), scenario: self.scenario.or(other.scenario) };
        (lines && scenarios).then_some(said)
    }

    /// Key of the field, once all is said.
    pub(super) fn field(self) -> Option<&'static str> {
        match (self.line?, self.scenario?) {
            (Line::Cost, Scenario::Planned) => Some("cost_planned"),
            (Line::Cost, Scenario::Actual) => Some("cost_actual"),
            (Line::Cost, Scenario::Forecast) => Some("cost_forecast"),
            (Line::Benefit, Scenario::Planned) => Some("benefit_planned"),
            (Line::Benefit, Scenario::Actual) => Some("benefit_actual"),
            (Line::Benefit, Scenario::Forecast) => Some("benefit_forecast"),
            (Line::Percent, Scenario::Planned) => Some("percent_planned"),
            (Line::Percent, Scenario::Actual) => Some("percent_actual"),
            (Line::Percent, Scenario::Forecast) => None,
        }
    }

    /// What a field is about; none for one that is no amount.
    pub(super) fn of_field(key: &str) -> Option<Said> {
        let (line, scenario) = key.split_once('_')?;
        let line = match line {
            "cost" => Line::Cost,
            "benefit" => Line::Benefit,
            "percent" => Line::Percent,
            _ => return None,
        };
        let scenario = match scenario {
            "planned" => Scenario::Planned,
            "actual" => Scenario::Actual,
            "forecast" => Scenario::Forecast,
            _ => return None,
        };
        Some(Said { line: Some(line), scenario: Some(scenario) })
    }
}

/// The words of the dictionary, ready to read titles and lines with.
pub(super) struct Amounts {
    /// Folded word or words, and what they say; the longest first.
    words: Vec<(String, Said)>,
    line: Vec<String>,
    scenario: Vec<String>,
    amount: Vec<String>,
    /// What is assumed of amounts that nothing names.
    pub(super) assumed: Said,
}

impl Amounts {
    pub(super) fn new(words: &AmountWords) -> Self {
        let line = |line| Said { line: Some(line), scenario: None };
        let scenario = |scenario| Said { line: None, scenario: Some(scenario) };
        let lists = [
            (&words.cost, line(Line::Cost)),
            (&words.benefit, line(Line::Benefit)),
            (&words.percent, line(Line::Percent)),
            (&words.planned, scenario(Scenario::Planned)),
            (&words.actual, scenario(Scenario::Actual)),
            (&words.forecast, scenario(Scenario::Forecast)),
            (&words.ignored, Said::default()),
        ];
        let mut known: Vec<(String, Said)> =
            lists.into_iter().flat_map(|(list, said)| list.iter().map(move |word| (folded(word), said))).collect();
        known.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        let titles = |list: &[String]| list.iter().map(|title| folded(title)).collect();
        let mut amounts = Amounts {
            words: known,
            line: titles(&words.line),
            scenario: titles(&words.scenario),
            amount: titles(&words.amount),
            assumed: Said::default(),
        };
        amounts.assumed = amounts.words_of(&words.assumed).unwrap_or_default();
        amounts
    }

    /// Is this the title of a column that names each row's amounts?
    pub(super) fn is_line_title(&self, folded: &str) -> bool {
        self.line.iter().any(|title| title == folded)
    }

    /// Is this the title of a column with plan, actual or forecast?
    pub(super) fn is_scenario_title(&self, folded: &str) -> bool {
        self.scenario.iter().any(|title| title == folded)
    }

    /// Is this the title of a column of amounts?
    pub(super) fn is_amount_title(&self, folded: &str) -> bool {
        self.amount.iter().any(|title| title == folded)
    }

    /// Is it any of these?
    pub(super) fn is_helper_title(&self, folded: &str) -> bool {
        self.is_line_title(folded) || self.is_scenario_title(folded) || self.is_amount_title(folded)
    }

    /// What a text says: a field's title or alias, else words that are all known; `None` if one is not.
    pub(super) fn read(&self, text: &str, sheet: &SheetTitles) -> Option<Said> {
        let field = sheet.field(&folded(text)).map(|(field, _)| sheet.fields[field].key.as_str());
        field.and_then(Said::of_field).or_else(|| self.words_of(text))
    }

    /// `Benefits (actual)`, `Planned costs`: brackets may hold a word of ours or anything, such as a currency.
    fn words_of(&self, text: &str) -> Option<Said> {
        let said = self.all_known(&folded(text))?;
        let inside: String = text.split(['(', '[']).skip(1).filter_map(|part| part.split([')', ']']).next()).collect();
        Some(self.all_known(&folded(&inside)).and_then(|more| said.and(more)).unwrap_or(said))
    }

    fn all_known(&self, folded: &str) -> Option<Said> {
        let mut said = Said::default();
        let mut rest = folded;
        while !rest.is_empty() {
            let begins = |word: &str| rest.strip_prefix(word).filter(|rest| rest.is_empty() || rest.starts_with(' '));
            let (after, more) = self.words.iter().find_map(|(word, more)| Some((begins(word)?, *more)))?;
            said = said.and(more)?;
            rest = after.trim_start();
        }
        Some(said)
    }
}

/// A month in a title, as typed, and what else the title says: `Jan-26 Cost plan` gives `Jan-26` and `Cost plan`.
pub(super) fn split_month(title: &str) -> Option<(String, String)> {
    let is_mark = |letter: char| {
        letter.is_whitespace() || matches!(letter, '|' | ':' | ',' | ';' | '(' | ')' | '[' | ']' | '_' | '–' | '—')
    };
    let has_letters = |part: &&str| part.contains(char::is_alphanumeric);
    let parts: Vec<&str> = title.split(is_mark).filter(has_letters).collect();
    let without = |from: usize, count: usize| {
        let rest = parts.iter().enumerate().filter(|(place, _)| !(from..from + count).contains(place));
        rest.map(|(_, part)| *part).collect::<Vec<_>>().join(" ")
    };
    if let [serial] = parts[..]
        && serial.parse::<u32>().is_ok_and(|serial| (32_874..=73_415).contains(&serial))
    {
        return Some((serial.to_owned(), String::new()));
    }
    for (place, pair) in parts.windows(2).enumerate() {
        if (is_month_name(pair[0]) && is_year(pair[1])) || (is_year(pair[0]) && is_month_name(pair[1])) {
            return Some((pair.join(" "), without(place, 2)));
        }
    }
    if let Some(place) = parts.iter().position(|part| is_dated(part)) {
        return Some((month_text(parts[place]), without(place, 1)));
    }
    let (places, typed) = period_of_year(&parts)?;
    let rest = parts.iter().enumerate().filter(|(place, _)| !places.contains(place));
    Some((typed, rest.map(|(_, part)| *part).collect::<Vec<_>>().join(" ")))
}

/// Where a period of a fiscal year stands in a title, and how: `P9 FY26`, `FY26-P09`; the year may also stand before and
/// the period behind the amount: `FY26 Cost plan P9`.
fn period_of_year(parts: &[&str]) -> Option<(Vec<usize>, String)> {
    /// `Fiscal year 2026 P9`.
    const MOST_PARTS: usize = 4;
    /// A title of more words names no period: every pair of its words would be looked at.
    const MOST_WORDS: usize = 24;
    let has_digit = |part: &&str| part.bytes().any(|byte| byte.is_ascii_digit());
    if parts.len() > MOST_WORDS || !parts.iter().any(has_digit) {
        return None;
    }
    let side_by_side = (1..=MOST_PARTS.min(parts.len()))
        .flat_map(|count| (0..=parts.len() - count).map(move |from| (from..from + count).collect::<Vec<usize>>()));
    let apart = (0..parts.len()).flat_map(|year| (year + 2..parts.len()).map(move |period| vec![year, period]));
    side_by_side.chain(apart).find_map(|places| {
        let typed = places.iter().map(|place| parts[*place]).collect::<Vec<_>>().join(" ");
        period_in(&typed).map(|_| (places, typed))
    })
}

/// A month's name without a year: `Jan`. It cannot be placed, but it is no amount either.
pub(super) fn split_yearless_month(title: &str) -> Option<(String, String)> {
    let parts: Vec<&str> = title.split_whitespace().collect();
    let place = parts.iter().position(|part| is_month_name(part))?;
    let rest = parts.iter().enumerate().filter(|(other, _)| *other != place);
    Some((parts[place].to_owned(), rest.map(|(_, part)| *part).collect::<Vec<_>>().join(" ")))
}

fn is_month_name(text: &str) -> bool {
    Locale::is_month_in_any_language(text.trim_end_matches('.'))
}

fn is_year(text: &str) -> bool {
    let digits = text.trim_start_matches(['\'', '’']);
    let number = digits.parse::<u16>().unwrap_or(0);
    (digits.len() == 4 && (1990..=2100).contains(&number)) || (digits.len() == 2 && text.len() <= 5 && number > 0)
}

/// `Jan-26`, `Jan26`, `2026-01`, `1/2026`, `31/01/2026`, `202601`.
fn is_dated(text: &str) -> bool {
    let parts: Vec<String> = words_and_numbers(text);
    let number = |text: &String| text.parse::<u32>().unwrap_or(0);
    let is_month = |text: &String| text.len() <= 2 && (1..=12).contains(&number(text));
    let is_day = |text: &String| text.len() <= 2 && (1..=31).contains(&number(text));
    let is_whole_year = |text: &String| text.len() == 4 && is_year(text);
    match &parts[..] {
        [one] => one.split_at_checked(4).is_some_and(|(year, month)| {
            month.len() == 2 && is_whole_year(&year.to_owned()) && is_month(&month.to_owned())
        }),
        [one, two] => {
            (is_month_name(one) && is_year(two))
                || (is_year(one) && is_month_name(two))
                || (is_whole_year(one) && is_month(two))
                || (is_month(one) && is_whole_year(two))
        }
        [one, two, three] => {
            (is_whole_year(one) && is_month(two) && is_day(three))
                || (is_day(one) && (is_day(two) || is_month_name(two)) && is_year(three))
        }
        _ => false,
    }
}

/// As validation reads months: `Jan26` and `Jan'26` become `Jan-26`.
fn month_text(text: &str) -> String {
    let parts = words_and_numbers(text);
    match &parts[..] {
        [one, two] if is_month_name(one) || is_month_name(two) => parts.join("-"),
        _ => text.to_owned(),
    }
}

/// Runs of letters and runs of digits.
fn words_and_numbers(text: &str) -> Vec<String> {
    let mut runs: Vec<String> = Vec::new();
    let mut last = None;
    for letter in text.chars() {
        let kind = if letter.is_ascii_digit() { Some(true) } else { letter.is_alphabetic().then_some(false) };
        match kind {
            Some(_) if kind == last => runs.last_mut().into_iter().for_each(|run| run.push(letter)),
            Some(_) => runs.push(letter.to_string()),
            None => {}
        }
        last = kind;
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{intake::titles::Titles, model::dictionary::SheetKind, settings::dictionary::embedded};

    fn key(text: &str) -> Option<&'static str> {
        let dictionary = embedded();
        let titles = Titles::new(&dictionary);
        let sheet = titles.of(SheetKind::Financials);
        sheet.amounts()?.read(text, sheet)?.field()
    }

    #[test]
    fn amounts_are_named_by_titles_aliases_and_words() {
        for (text, field) in [
            ("Cost plan", "cost_planned"),
            ("Actual spend", "cost_actual"),
            ("Planned costs", "cost_planned"),
            ("Benefits (actual)", "benefit_actual"),
            ("Savings – forecast", "benefit_forecast"),
            ("Cost budget [EUR]", "cost_planned"),
            ("Percent complete actual", "percent_actual"),
            ("% complete plan", "percent_planned"),
        ] {
            assert_eq!(key(text), Some(field), "{text}");
        }
        for text in ["Plan", "Cost", "Cost plan actual", "Headcount", "Total cost plan", ""] {
            assert_eq!(key(text), None, "{text}");
        }
    }

    #[test]
    fn months_stand_anywhere_in_a_title() {
        for (title, month, rest) in [
            ("Jan-26", "Jan-26", ""),
            ("Jan-26 Cost plan", "Jan-26", "Cost plan"),
            ("Cost plan\nJan 2026", "Jan 2026", "Cost plan"),
            ("Cost actual (2026-01)", "2026-01", "Cost actual"),
            ("2026-01-31", "2026-01-31", ""),
            ("2026 Jan", "2026 Jan", ""),
            ("1/2026 | Benefit plan", "1/2026", "Benefit plan"),
            ("Okt'26", "Okt-26", ""),
            ("46023", "46023", ""),
            ("202601 Plan", "202601", "Plan"),
            ("P9 FY26", "P9 FY26", ""),
            ("FY26-P09 Cost plan", "FY26-P09", "Cost plan"),
            ("FY26 Cost plan P9", "FY26 P9", "Cost plan"),
            ("Cost actual 2026/27 P10", "2026/27 P10", "Cost actual"),
        ] {
            assert_eq!(split_month(title), Some((month.to_owned(), rest.to_owned())), "{title}");
        }
        for title in [
            "Cost planned",
            "Benefit 1",
            "FY26",
            "FY26 P13",
            "P9",
            "Q1 2026",
            "Mar",
            "12",
            "2026",
            "FIN-001",
            "Version 2.1",
            "漢字",
            "Übergäbe",
        ] {
            assert_eq!(split_month(title), None, "{title}");
        }
    }
}
