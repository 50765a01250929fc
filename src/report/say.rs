//! Sentences: a pattern of `templates/reports/sentences.toml` and the figures of the month.

use super::words::{number_word, sentence};
use crate::model::sentences::{Part, Pattern, Sentence, Sentences};

/// Most words of a title.
const WORDS_OF_A_TITLE: usize = 14;

/// What a sentence may speak of: what is known, rounded and written out.
#[derive(Clone, Debug, Default)]
pub struct Known(Vec<Fact>);

#[derive(Clone, Debug)]
struct Fact {
    name: &'static str,
    text: String,
    /// For the word that goes with it.
    count: Option<usize>,
    /// A name keeps its first letter as it was typed.
    is_name: bool,
}

impl Known {
    /// Nothing is known yet.
    pub fn new() -> Known {
        Known::default()
    }

    fn with(mut self, name: &'static str, text: String, count: Option<usize>, is_name: bool) -> Known {
        self.0.push(Fact { name, text, count, is_name });
        self
    }

    /// A figure or words of our own, if known.
    pub fn figure(self, name: &'static str, text: impl Into<Option<String>>) -> Known {
        match text.into() {
            Some(text) => self.with(name, text, None, false),
            None => self,
        }
    }

    /// Words that somebody typed, if known.
    pub fn name(self, name: &'static str, text: impl Into<Option<String>>) -> Known {
        match text.into() {
            Some(text) => self.with(name, text, None, true),
            None => self,
        }
    }

    /// Things counted: a word up to nine.
    pub fn count(self, name: &'static str, count: usize) -> Known {
        self.with(name, number_word(count), Some(count), false)
    }

    /// Things counted, if there are any.
    pub fn some(self, name: &'static str, count: usize) -> Known {
        if count == 0 { self } else { self.count(name, count) }
    }

    /// Things counted, in digits.
    pub fn digits(self, name: &'static str, count: usize) -> Known {
        self.with(name, count.to_string(), Some(count), false)
    }

    /// Things counted, in digits, if there are any.
    pub fn some_digits(self, name: &'static str, count: usize) -> Known {
        if count == 0 { self } else { self.digits(name, count) }
    }

    /// Something that is so or not.
    pub fn holds(self, name: &'static str, holds: bool) -> Known {
        if holds { self.with(name, String::new(), None, false) } else { self }
    }

    fn find(&self, name: &str) -> Option<&Fact> {
        self.0.iter().find(|fact| fact.name == name)
    }
}

/// The first pattern whose figures are all known; `None` where none fits.
pub fn say(sentences: &Sentences, what: &Sentence, known: &Known) -> Option<String> {
    fitting(sentences, what, known).next()
}

/// The same for a title: of those patterns the first that is short enough, else the last; a title there must be.
pub fn title(sentences: &Sentences, what: &Sentence, known: &Known) -> String {
    let mut last = String::new();
    for said in fitting(sentences, what, known) {
        if said.split(' ').count() <= WORDS_OF_A_TITLE {
            return said;
        }
        last = said;
    }
    last
}

fn fitting<'a>(sentences: &'a Sentences, what: &Sentence, known: &'a Known) -> impl Iterator<Item = String> + 'a {
    let is_declared = |fact: &Fact| what.figures.contains(&fact.name);
    debug_assert!(known.0.iter().all(is_declared), "{} does not declare all of {known:?}", what.key);
    sentences.0.get(what.key).into_iter().flatten().filter_map(|pattern| filled(pattern, known))
}

/// The pattern with its figures; `None` when one is not known.
fn filled(pattern: &Pattern, known: &Known) -> Option<String> {
    let mut text = String::new();
    let mut begins_with_name = false;
    for part in &pattern.0 {
        let fact = match part.name() {
            Some(name) => Some(known.find(name)?),
            None => None,
        };
        match (part, fact) {
            (Part::Words(words), _) => text.push_str(words),
            (Part::Figure(_), Some(fact)) => {
                begins_with_name |= text.is_empty() && fact.is_name;
                text.push_str(&fact.text);
            }
            (Part::Noun { one, many, .. }, Some(fact)) => {
                text.push_str(if fact.count == Some(1) { one } else { many });
            }
            (Part::Needs(_) | Part::Figure(_) | Part::Noun { .. }, _) => {}
        }
    }
    // What ends like a sentence begins like one.
    Some(if text.ends_with('.') && !begins_with_name { sentence(&text) } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHAT: Sentence = Sentence { key: "a.b", figures: &["n", "share", "who", "few"] };

    fn sentences(patterns: &[&[Part]]) -> Sentences {
        let patterns = patterns.iter().map(|parts| Pattern(parts.to_vec())).collect();
        Sentences([("a.b".to_owned(), patterns)].into())
    }

    fn figure(name: &str) -> Part {
        Part::Figure(name.to_owned())
    }

    fn words(text: &str) -> Part {
        Part::Words(text.to_owned())
    }

    #[test]
    fn a_pattern_with_an_unknown_figure_is_passed_over() {
        let both = [figure("n"), words(" rows, "), figure("share"), words(" of all.")];
        let one = [figure("n"), words(" "), Part::Noun { count: "n".into(), one: "row".into(), many: "rows".into() }];
        let sentences = sentences(&[&both, &one]);
        let say = |known: Known| say(&sentences, &WHAT, &known);
        assert_eq!(say(Known::new().count("n", 1)).as_deref(), Some("one row"));
        assert_eq!(say(Known::new().count("n", 12)).as_deref(), Some("12 rows"));
        let known = Known::new().count("n", 3).figure("share", "4 %".to_owned());
        assert_eq!(say(known).as_deref(), Some("Three rows, 4 % of all."));
        assert_eq!(say(Known::new().figure("share", "4 %".to_owned())), None);
    }

    #[test]
    fn a_condition_writes_nothing_and_a_name_keeps_its_letters() {
        let few = [Part::Needs("few".to_owned()), words("Few.")];
        let name = [figure("who"), words(" leads.")];
        let sentences = sentences(&[&few, &name]);
        let known = |holds| Known::new().holds("few", holds).name("who", "eSign".to_owned());
        assert_eq!(say(&sentences, &WHAT, &known(true)).as_deref(), Some("Few."));
        assert_eq!(say(&sentences, &WHAT, &known(false)).as_deref(), Some("eSign leads."));
    }

    #[test]
    fn a_title_of_more_than_14_words_gives_way() {
        let long = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen.";
        let sentences = sentences(&[&[words(long)], &[words("short.")]]);
        assert_eq!(title(&sentences, &WHAT, &Known::new()), "Short.");
    }
}
