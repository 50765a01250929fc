//! Sentences: a template of `templates/reports/sentences.toml` and the figures of the month.

use super::words::{number_word, sentence};
use crate::model::sentences::Sentences;
use minijinja::{Environment, UndefinedBehavior, Value, value::Object};
use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, LazyLock},
};

/// Most words of a title.
const WORDS_OF_A_TITLE: usize = 14;

/// What fills templates in. What is not known makes a template fail, and the next one is tried.
static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_filter("noun", noun);
    environment
});

/// The word that goes with a number of things.
fn noun(things: &Value, one: String, many: String) -> String {
    let is_one = things.downcast_object_ref::<Counted>().is_some_and(|counted| counted.count == 1);
    if is_one { one } else { many }
}

/// How many things there are, and how that is said.
#[derive(Debug)]
struct Counted {
    count: usize,
    text: String,
}

impl Object for Counted {
    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What a sentence may speak of: what is known, rounded and written out.
#[derive(Clone, Debug, Default)]
pub struct Known {
    figures: BTreeMap<&'static str, Value>,
    /// Words that somebody typed: they keep their first letter.
    names: Vec<String>,
}

impl Known {
    /// Nothing is known yet.
    pub fn new() -> Known {
        Known::default()
    }

    fn with(mut self, name: &'static str, value: Value) -> Known {
        self.figures.insert(name, value);
        self
    }

    /// A figure or words of our own, if known.
    pub fn figure(self, name: &'static str, text: impl Into<Option<String>>) -> Known {
        match text.into() {
            Some(text) => self.with(name, text.into()),
            None => self,
        }
    }

    /// Words that somebody typed, if known.
    pub fn name(mut self, name: &'static str, text: impl Into<Option<String>>) -> Known {
        let text = text.into();
        self.names.extend(text.clone());
        self.figure(name, text)
    }

    /// Things counted: a word up to nine.
    pub fn count(self, name: &'static str, count: usize) -> Known {
        self.with(name, Value::from_object(Counted { count, text: number_word(count) }))
    }

    /// Things counted, if there are any.
    pub fn some(self, name: &'static str, count: usize) -> Known {
        if count == 0 { self } else { self.count(name, count) }
    }

    /// Things counted, in digits.
    pub fn digits(self, name: &'static str, count: usize) -> Known {
        self.with(name, Value::from_object(Counted { count, text: count.to_string() }))
    }

    /// Things counted, in digits, if there are any.
    pub fn some_digits(self, name: &'static str, count: usize) -> Known {
        if count == 0 { self } else { self.digits(name, count) }
    }

    /// Something that is so or not.
    pub fn holds(self, name: &'static str, holds: bool) -> Known {
        if holds { self.with(name, true.into()) } else { self }
    }
}

/// The first template whose figures are all known; `None` where none fits. `key` names the sentence, `money.spend`.
pub fn say(sentences: &Sentences, key: &str, known: &Known) -> Option<String> {
    fitting(sentences, key, known).next()
}

/// The same for a title: of those templates the first that is short enough, else the last; a title there must be.
pub fn title(sentences: &Sentences, key: &str, known: &Known) -> String {
    let mut last = String::new();
    for said in fitting(sentences, key, known) {
        if said.split(' ').count() <= WORDS_OF_A_TITLE {
            return said;
        }
        last = said;
    }
    last
}

fn fitting<'a>(sentences: &'a Sentences, key: &str, known: &'a Known) -> impl Iterator<Item = String> + 'a {
    debug_assert!(
        known.figures.keys().all(|name| sentences.figures.get(key).is_some_and(|figures| figures.contains(*name))),
        "{key} does not hold all of {known:?}"
    );
    let templates = sentences.templates.get(key).map_or(&[][..], Vec::as_slice);
    templates.iter().filter_map(|template| filled(template, known))
}

/// The template with its figures; `None` when one is not known, and when it says nothing.
fn filled(template: &str, known: &Known) -> Option<String> {
    let text = TEMPLATES.render_str(template, &known.figures).ok().filter(|text| !text.is_empty())?;
    let begins_with_name = known.names.iter().any(|name| !name.is_empty() && text.starts_with(&**name));
    // What ends like a sentence begins like one.
    Some(if text.ends_with('.') && !begins_with_name { sentence(&text) } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(templates: &[&str]) -> Sentences {
        let figures = ["n", "share", "who", "few"].map(str::to_owned).into();
        Sentences {
            templates: [("a.b".to_owned(), templates.iter().map(|one| (*one).to_owned()).collect())].into(),
            figures: [("a.b".to_owned(), figures)].into(),
        }
    }

    #[test]
    fn a_template_with_an_unknown_figure_is_passed_over() {
        let sentences = sentences(&["{{ n }} rows, {{ share }} of all.", "{{ n }} {{ n|noun('row', 'rows') }}"]);
        let say = |known: Known| say(&sentences, "a.b", &known);
        assert_eq!(say(Known::new().count("n", 1)).as_deref(), Some("one row"));
        assert_eq!(say(Known::new().count("n", 12)).as_deref(), Some("12 rows"));
        let known = Known::new().count("n", 3).figure("share", "4%".to_owned());
        assert_eq!(say(known).as_deref(), Some("Three rows, 4% of all."));
        assert_eq!(say(Known::new().figure("share", "4%".to_owned())), None);
    }

    #[test]
    fn a_condition_says_nothing_where_it_does_not_hold_and_a_name_keeps_its_letters() {
        let sentences = sentences(&["{% if few %}Few.{% endif %}", "{{ who }} leads."]);
        let known = |holds| Known::new().holds("few", holds).name("who", "eSign <b>".to_owned());
        assert_eq!(say(&sentences, "a.b", &known(true)).as_deref(), Some("Few."));
        assert_eq!(say(&sentences, "a.b", &known(false)).as_deref(), Some("eSign <b> leads."));
    }

    #[test]
    fn what_people_typed_is_never_a_template() {
        let sentences = sentences(&["{{ who }} leads."]);
        let known = Known::new().name("who", "{{ n }}{% if".to_owned()).count("n", 3);
        assert_eq!(say(&sentences, "a.b", &known).as_deref(), Some("{{ n }}{% if leads."));
    }

    #[test]
    fn a_title_of_more_than_14_words_gives_way() {
        let long = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen.";
        assert_eq!(title(&sentences(&[long, "short."]), "a.b", &Known::new()), "Short.");
    }
}
