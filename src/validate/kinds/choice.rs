//! Values from a list, and Yes or No.

use super::{Reading, Remark, turning};
use crate::model::{
    dictionary::{Field, folded},
    finding::Code,
    mapping::word_key,
    workbook::RawValue,
};
use std::sync::Arc;

/// The allowed values of a field, ready to be looked up.
pub struct Choices {
    /// Folded spelling, canonical value, and whether the spelling is an alias.
    spellings: Vec<(String, Arc<str>, bool)>,
    /// Words somebody answered for, by their key; none where they say nothing known.
    answered: Vec<(String, Option<Arc<str>>)>,
    open: bool,
}

/// A choice that was read.
#[derive(Clone, PartialEq, Debug)]
pub struct Choice {
    /// The canonical spelling.
    pub value: Arc<str>,
    /// It was typed as another word for it.
    pub recoded: bool,
}

impl Choices {
    /// Of a field. A field without allowed values takes any text.
    pub fn of(field: &Field) -> Self {
        let mut spellings: Vec<(String, Arc<str>, bool)> = Vec::new();
        for value in &field.allowed {
            spellings.push((folded(value), value.as_str().into(), false));
        }
        for (value, others) in &field.value_aliases {
            spellings.extend(others.iter().map(|typed| (folded(typed), value.as_str().into(), true)));
        }
        Choices { spellings, answered: Vec::new(), open: field.allowed.is_empty() }
    }

    /// The same with words somebody answered for.
    pub fn answering<'a>(mut self, answers: impl Iterator<Item = (&'a str, Option<&'a str>)>) -> Self {
        self.answered.extend(answers.map(|(typed, value)| (typed.to_owned(), value.map(Arc::from))));
        self
    }

    /// Is the text a slip of the finger for an allowed value?
    pub fn is_slip(&self, text: &str) -> bool {
        self.nearest(&word_key(text)).is_some()
    }

    /// The allowed value that other words were added to, or that is part of it: `pilot phase`, `in test since May`. None
    /// where a word turns the meaning, or two values could be meant.
    pub fn within(&self, text: &str) -> Option<&Arc<str>> {
        let typed = format!(" {} ", word_key(text));
        let holds = |spelling: &str| spelling.len() >= 3 && typed.contains(&format!(" {spelling} "));
        let mut found = self
            .spellings
            .iter()
            .filter(|(spelling, value, _)| holds(spelling) && !turning::turns(&typed, &format!("{spelling} {value}")));
        let (_, first, _) = found.next()?;
        found.all(|(_, value, _)| value == first).then_some(first)
    }

    /// Reads one text.
    pub fn read(&self, text: &str) -> Reading<Choice> {
        let key = word_key(text);
        if self.answered_nothing(&key) {
            return Err(Remark::new(Code::Answered, format!("\"{text}\" says nothing known, as answered")));
        }
        self.recognised_by(text, &key).ok_or_else(|| {
            let remark = Remark::new(Code::UnknownChoice, format!("\"{text}\" is not one of the allowed values"));
            match self.nearest(&key) {
                Some(value) => remark.advise(format!("{value}, if that is meant; else {}", self.list())),
                None => remark.advise(self.list()),
            }
        })
    }

    /// The value of a text; `None` where it has none. Costs less than the message of [`Choices::read`], which looks for
    /// the nearest value.
    pub fn recognised(&self, text: &str) -> Option<Choice> {
        self.recognised_by(text, &word_key(text))
    }

    fn recognised_by(&self, text: &str, key: &str) -> Option<Choice> {
        // What stands in brackets may turn the meaning, so it is no mark to be dropped.
        if let Some((_, value)) = self.answered.iter().find(|(typed, _)| typed == key) {
            return value.clone().map(|value| Choice { recoded: *value != *text, value });
        }
        if let Some((value, alias)) = self.spelled(key).filter(|(value, _)| !turning::is_unsure(text, value)) {
            return Some(Choice { value, recoded: alias });
        }
        if self.open {
            return Some(Choice { value: text.into(), recoded: false });
        }
        let (unmarked, parted) = bare(text);
        let of_front = || {
            let (front, behind) = parted?;
            let (value, _) = self.spelled(&word_key(front))?;
            (!turning::turns(behind, front) && !self.note_names_another(behind, &value)).then_some(value)
        };
        let value = self.spelled(&word_key(unmarked)).map(|(value, _)| value).or_else(of_front)?;
        (!turning::is_unsure(text, &value)).then_some(Choice { value, recoded: true })
    }

    /// Does a short note name another value: `No (waived)`, `Amber - Red`?
    fn note_names_another(&self, note: &str, value: &Arc<str>) -> bool {
        let words = turning::words_of_note(note);
        let named = |spelling: &str| spelling.len() >= 2 && words.contains(&format!(" {spelling} "));
        self.spellings.iter().any(|(spelling, of, _)| of != value && named(spelling))
    }

    /// Did somebody answer that the word says nothing known?
    fn answered_nothing(&self, key: &str) -> bool {
        self.answered.iter().any(|(typed, value)| typed == key && value.is_none())
    }

    /// The value of a folded spelling, and whether the spelling is an alias.
    fn spelled(&self, key: &str) -> Option<(Arc<str>, bool)> {
        let tight = |text: &str| text.replace(' ', "");
        let found = self.spellings.iter().find(|(spelling, _, _)| spelling == key).or_else(|| {
            // "In-progress" and "In progress" differ in a hyphen only.
            let key = tight(key);
            self.spellings.iter().find(|(spelling, _, _)| tight(spelling) == key)
        })?;
        Some((found.1.clone(), found.2))
    }

    /// The allowed value a mistyped one most likely stands for.
    fn nearest(&self, key: &str) -> Option<&str> {
        self.spellings
            .iter()
            .filter(|(spelling, ..)| can_be_near(spelling, key))
            .map(|(spelling, value, _)| (strsim::normalized_damerau_levenshtein(spelling, key), value))
            .filter(|(likeness, _)| *likeness >= A_SLIP)
            // Last, because it looks for each word that turns in each spelling of the value.
            .filter(|(_, value)| !self.may_be_turned(key, value))
            .max_by(|one, other| one.0.total_cmp(&other.0))
            .map(|(_, value)| &**value)
    }

    /// Could the typed value be any spelling of this one turned round? `Pre-production` is near `In production`.
    fn may_be_turned(&self, key: &str, value: &Arc<str>) -> bool {
        let mut spellings = self.spellings.iter().filter(|(_, of, _)| of == value);
        spellings.any(|(spelling, _, _)| turning::may_turn(key, spelling))
    }

    /// `one of Green, Amber, Red`.
    fn list(&self) -> String {
        let mut values: Vec<&str> = Vec::new();
        for (_, value, alias) in &self.spellings {
            if !alias && !values.contains(&&**value) {
                values.push(value);
            }
        }
        format!("one of {}", values.join(", "))
    }
}

/// What goes on for longer is no explanation of a value.
const LONGEST_EXPLANATION: usize = 1_000;

/// How alike a slip of the finger leaves a word. "Low impact" and "high impact" are less alike.
const A_SLIP: f64 = 0.75;

/// What lists to pick from put around a value: `c) Deployed – The use case is in use` is `Deployed`. Gives the text
/// without its mark, and parted from the explanation behind it.
fn bare(text: &str) -> (&str, Option<(&str, &str)>) {
    let unmarked = without_mark(text.trim());
    let ends = [" – ", " — ", " - ", ": ", ", ", " (", " ["].map(|end| unmarked.find(end));
    let parted = ends.into_iter().flatten().min().map(|end| unmarked.split_at(end));
    let is_short = |text: &str| text.len() <= LONGEST_EXPLANATION;
    (unmarked, parted.filter(|(_, behind)| is_short(behind)))
}

/// Without `c)`, `(c)`, `3.` or `3)` at the beginning.
fn without_mark(text: &str) -> &str {
    let inside = text.strip_prefix('(').unwrap_or(text);
    let Some(end) = inside.find([')', '.']).filter(|end| (1..=2).contains(end)) else { return text };
    let mark = &inside[..end];
    let is_mark = mark.chars().all(|letter| letter.is_ascii_digit())
        || (mark.len() == 1 && mark.chars().all(|letter| letter.is_ascii_alphabetic()));
    if is_mark { inside[end + 1..].trim_start() } else { text }
}

/// Words for yes and no in the languages of the locales, with what spreadsheets there show for TRUE and FALSE.
const YES: [&str; 29] = [
    "yes",
    "y",
    "true",
    "x",
    "1",
    "✓",
    "✔",
    "ja",
    "j",
    "wahr",
    "oui",
    "vrai",
    "sì",
    "si",
    "vero",
    "sí",
    "verdadero",
    "waar",
    "tak",
    "prawda",
    "sim",
    "verdadeiro",
    "sant",
    "sann",
    "sand",
    "kyllä",
    "tosi",
    "☑",
    "✅",
];
const NO: [&str; 24] = [
    "no", "n", "false", "0", "nein", "falsch", "non", "faux", "falso", "nee", "onwaar", "nie", "fałsz", "não", "nao",
    "nej", "falskt", "nei", "usann", "falsk", "ei", "epätosi", "✗", "☐",
];

/// Reads Yes or No as people type it, in any language of the locales: no word is a yes in one and a no in another.
pub fn yes_no(value: &RawValue) -> Reading<bool> {
    let wrong = |shown: &str| Err(Remark::new(Code::NotYesNo, format!("\"{shown}\" is neither Yes nor No")));
    match value {
        RawValue::YesNo(answer) => Ok(*answer),
        RawValue::Number(number) | RawValue::Formatted(number, _) if *number == 1.0 => Ok(true),
        RawValue::Number(number) | RawValue::Formatted(number, _) if *number == 0.0 => Ok(false),
        RawValue::Text(text) => match text.trim().to_lowercase().as_str() {
            word if YES.contains(&word) => Ok(true),
            word if NO.contains(&word) => Ok(false),
            _ => wrong(text),
        },
        other => wrong(&super::shown(other)),
    }
}

/// Texts that differ in length by more than four letters in ten are not near, however they are compared: comparing takes
/// as long as both lengths multiplied, and a cell holds 32,767 letters.
fn can_be_near(one: &str, other: &str) -> bool {
    let (one, other) = (one.chars().count(), other.chars().count());
    one.abs_diff(other) * 10 <= one.max(other) * 4
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::dictionary::{Kind, Level, Need};

    fn phases() -> Choices {
        Choices::of(&Field {
            key: "phase".into(),
            title: "Phase".into(),
            kind: Kind::Choice,
            need: Need::Required,
            level: Level::Start,
            aliases: vec![],
            allowed: ["Idea", "Pilot", "Production", "On hold"].map(String::from).to_vec(),
            configured: false,
            never_guessed: false,
            title_hints: Vec::new(),
            value_hints: Default::default(),
            value_aliases: [("Production".to_owned(), vec!["Live".to_owned()])].into(),
            at_least: None,
            more_than: None,
            at_most: None,
            one_of: vec![],
            default: None,
            help: String::new(),
            example: String::new(),
        })
    }

    #[test]
    fn allowed_values_are_known_by_any_case_and_by_alias() {
        assert_eq!(phases().read("on  HOLD").unwrap(), Choice { value: "On hold".into(), recoded: false });
        assert_eq!(phases().read("On-hold").unwrap(), Choice { value: "On hold".into(), recoded: false });
        assert_eq!(phases().read("live").unwrap(), Choice { value: "Production".into(), recoded: true });
    }

    #[test]
    fn a_value_picked_from_a_list_is_known_by_its_first_words() {
        let production = Choice { value: "Production".into(), recoded: true };
        for typed in ["c)  Live – The use case is in use", "3. Live", "c) Production: since May"] {
            assert_eq!(phases().read(typed).unwrap(), production, "{typed}");
        }
        // The whole text goes first, and a beginning that is no allowed value is none.
        assert_eq!(phases().read("On hold").unwrap(), Choice { value: "On hold".into(), recoded: false });
        assert_eq!(phases().read("Nearly – Live").unwrap_err().code, Code::UnknownChoice);
        assert_eq!(phases().read("Mr. Live").unwrap_err().code, Code::UnknownChoice);
    }

    #[test]
    fn a_word_that_turns_the_meaning_is_never_dropped_and_never_advised_against_itself() {
        for typed in [
            "Pilot (cancelled)",
            "Pilot – abgebrochen",
            "Production: stopped",
            "Live – decommissioned 2025",
            "Production (pas encore)",
            "Not live",
            "Pre-production",
            "Non-production",
            "No longer in production",
            "Pilot [planned]",
        ] {
            let remark = phases().read(typed).unwrap_err();
            assert_eq!(remark.code, Code::UnknownChoice, "{typed}");
            assert!(remark.instead.unwrap().starts_with("one of "), "{typed}");
        }
        // What says nothing against it is an explanation.
        for typed in ["Pilot (phase 2)", "Pilot – in two plants", "Pilot, since May"] {
            assert_eq!(phases().read(typed).unwrap(), Choice { value: "Pilot".into(), recoded: true }, "{typed}");
        }
    }

    #[test]
    fn what_is_recognised_is_what_is_read() {
        let choices = phases().answering([("poc", Some("Pilot")), ("tbd", None)].into_iter());
        for typed in ["Pilot", "live", "c) Live – in use", "PoC", "TBD", "Pilto", "Pilot (cancelled)", ""] {
            assert_eq!(choices.recognised(typed), choices.read(typed).ok(), "{typed}");
        }
        assert!(choices.recognised("PoC").is_some() && choices.recognised("TBD").is_none());
    }

    #[test]
    fn a_mistyped_value_is_answered_with_the_nearest() {
        let remark = phases().read("Pilto").unwrap_err();
        assert_eq!(remark.code, Code::UnknownChoice);
        assert!(remark.instead.unwrap().starts_with("Pilot, if that is meant"));
        assert_eq!(
            phases().read("Almost done").unwrap_err().instead.unwrap(),
            "one of Idea, Pilot, Production, On hold"
        );
    }

    #[test]
    fn answers_are_read_as_people_type_them() {
        for yes in ["Yes", "y", "TRUE", "x", "1", "ja", "wahr", "Oui", "sì", "SÍ", "tak", "Sim", "kyllä"] {
            assert_eq!(yes_no(&RawValue::Text(yes.into())), Ok(true), "{yes}");
        }
        for no in ["No", "n", "FALSE", "nein", "FALSCH", "non", "nee", "nie", "não", "nej", "ei"] {
            assert_eq!(yes_no(&RawValue::Text(no.into())), Ok(false), "{no}");
        }
        assert_eq!(yes_no(&RawValue::Number(0.0)), Ok(false));
        assert_eq!(yes_no(&RawValue::Text("maybe".into())).unwrap_err().code, Code::NotYesNo);
        assert_eq!(yes_no(&RawValue::Number(2.0)).unwrap_err().code, Code::NotYesNo);
    }
}
