//! Titles and commentary, from `templates/reports/sentences.toml`, and from a file of one's own that changes some.

use super::file::{line_of, nearest};
use crate::model::{
    problem::Problem,
    sentences::{ALL, Part, Pattern, Sentence, Sentences},
};
use std::collections::BTreeMap;
use toml::Spanned;

/// The sentences inside the program.
const SENTENCES: &str = include_str!("../../templates/reports/sentences.toml");

/// Tables of lists of patterns, each with its place in the text.
type File = BTreeMap<String, BTreeMap<Spanned<String>, Vec<Spanned<String>>>>;

/// The sentences inside the program, those of `own` (its text and its name) in their place.
///
/// Errors: a sentence, figure or pattern that cannot be, with its line and what there is.
pub fn load(own: Option<(&str, &str)>) -> Result<Sentences, Problem> {
    let mut sentences = parse(SENTENCES, "sentences.toml")?;
    if let Some((text, file)) = own {
        sentences.0.extend(parse(text, file)?.0);
    }
    Ok(sentences)
}

fn parse(text: &str, file: &str) -> Result<Sentences, Problem> {
    let at = |byte: usize| format!("{file}, line {}", line_of(text, byte));
    let parsed: File = toml::from_str(text).map_err(|error| {
        let place = at(error.span().map_or(0, |span| span.start));
        let hint = "Write a table and a list of patterns: [money], and below it title = [\"{spend}.\"].";
        Problem::usage(format!("{place}: {}", error.message().lines().next().unwrap_or_default()), hint)
    })?;
    let mut found = BTreeMap::new();
    for (table, sentences) in &parsed {
        for (name, patterns) in sentences {
            let key = format!("{table}.{}", name.as_ref());
            let sentence = known(&key, &at(name.span().start))?;
            let read = patterns.iter().map(|typed| pattern(typed.as_ref(), sentence, &at(typed.span().start)));
            found.insert(key, read.collect::<Result<Vec<_>, _>>()?);
        }
    }
    Ok(Sentences(found))
}

fn known(key: &str, place: &str) -> Result<&'static Sentence, Problem> {
    ALL.iter().find(|sentence| sentence.key == key).ok_or_else(|| {
        let near = nearest(key, ALL.iter().map(|sentence| sentence.key));
        let hint = near.map_or_else(String::new, |near| format!("Did you mean {near}? "));
        Problem::usage(
            format!("{place}: there is no sentence {key}"),
            format!("{hint}templates/reports/sentences.toml has them all."),
        )
    })
}

/// Words, and in braces what is filled in.
fn pattern(text: &str, sentence: &Sentence, place: &str) -> Result<Pattern, Problem> {
    let wrong = |what: &str| {
        Problem::usage(
            format!("{place}: {what} in \"{text}\""),
            "Write {name}, {name|one|many} or {?name}; each { needs its }.",
        )
    };
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find(['{', '}']) {
        if rest[open..].starts_with('}') {
            return Err(wrong("a } without its {"));
        }
        if open > 0 {
            parts.push(Part::Words(rest[..open].to_owned()));
        }
        let close = rest[open..].find('}').ok_or_else(|| wrong("a { without its }"))? + open;
        let part = part(&rest[open + 1..close]).ok_or_else(|| wrong("braces that cannot be filled"))?;
        let name = part.name().unwrap_or_default();
        if !sentence.figures.contains(&name) {
            let hint = match sentence.figures {
                [] => "It takes no figure.".to_owned(),
                figures => format!("It may hold {}.", figures.join(", ")),
            };
            return Err(Problem::usage(format!("{place}: {} knows no figure {{{name}}}", sentence.key), hint));
        }
        parts.push(part);
        rest = &rest[close + 1..];
    }
    if !rest.is_empty() {
        parts.push(Part::Words(rest.to_owned()));
    }
    Ok(Pattern(parts))
}

/// What stands between two braces.
fn part(inside: &str) -> Option<Part> {
    if inside.contains('{') {
        return None;
    }
    if let Some(name) = inside.strip_prefix('?') {
        return Some(Part::Needs(name.to_owned()));
    }
    match &inside.split('|').collect::<Vec<_>>()[..] {
        [name] => Some(Part::Figure((*name).to_owned())),
        [count, one, many] => {
            Some(Part::Noun { count: (*count).to_owned(), one: (*one).to_owned(), many: (*many).to_owned() })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_has_every_sentence_and_every_figure_of_it() {
        let sentences = load(None).unwrap();
        for sentence in ALL {
            let patterns = sentences.0.get(sentence.key).unwrap_or_else(|| panic!("{} has no pattern", sentence.key));
            let used: Vec<&str> =
                patterns.iter().flat_map(|pattern| &pattern.0).filter_map(|part| part.name()).collect();
            for figure in sentence.figures {
                assert!(used.contains(figure), "{} never says {figure}", sentence.key);
            }
        }
        assert_eq!(sentences.0.len(), ALL.len());
    }

    #[test]
    fn a_file_of_ones_own_changes_what_it_says_and_nothing_else() {
        let own = load(Some(("[decide]\nquiet = [\"All quiet.\"]\n", "own.toml"))).unwrap();
        let standard = load(None).unwrap();
        let differing: Vec<&String> = own.0.keys().filter(|key| own.0.get(*key) != standard.0.get(*key)).collect();
        assert_eq!(differing, ["decide.quiet"]);
        assert_eq!(own.0["decide.quiet"], [Pattern(vec![Part::Words("All quiet.".to_owned())])]);
    }

    #[test]
    fn what_cannot_be_said_is_refused_with_its_line_and_what_can() {
        for (text, place, word) in [
            ("[money]\ntitle = [\"{spent}.\"]\n", "line 2", "It may hold spend, benefits, department, share"),
            ("[money]\n\ntitel = [\"{spend}.\"]\n", "line 3", "Did you mean money.title"),
            ("[money]\ntitle = [\n\"{spend.\"]\n", "line 3", "each { needs its }"),
            ("[money]\ntitle = [\"spend}.\"]\n", "line 2", "a } without its {"),
            ("[money]\ntitle = [\"{spend|a}.\"]\n", "line 2", "cannot be filled"),
            ("[money]\ntitle = \"{spend}.\"\n", "line 2", "list of patterns"),
        ] {
            let problem = load(Some((text, "own.toml"))).unwrap_err();
            assert!(problem.what.contains(place) && problem.to_string().contains(word), "{text}: {problem}");
        }
    }
}
