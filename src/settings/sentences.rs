//! Titles and commentary, from `templates/reports/sentences.toml`, and from a file of one's own that changes some.

use super::file::{line_of, nearest};
use crate::model::{problem::Problem, sentences::Sentences};
use minijinja::{Environment, ErrorKind};
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

/// The sentences inside the program.
const SENTENCES: &str = include_str!("../../templates/reports/sentences.toml");

/// Tables of lists of patterns, each with its place in the text.
type File = BTreeMap<String, BTreeMap<Spanned<String>, Vec<Spanned<String>>>>;

/// The sentences inside the program, those of `own` (its text and its name) in their place.
///
/// Errors: a sentence, figure or template that cannot be, with its line and what there is.
pub fn load(own: Option<(&str, &str)>) -> Result<Sentences, Problem> {
    let mut sentences = Sentences::default();
    for read in read(SENTENCES, "sentences.toml")? {
        let names: Vec<BTreeSet<String>> = read.templates.iter().map(figures).collect::<Result<_, _>>()?;
        sentences.figures.insert(read.key.clone(), names.into_iter().flatten().collect());
        sentences.templates.insert(read.key, read.templates.into_iter().map(|template| template.text).collect());
    }
    for read in own.map(|(text, file)| read(text, file)).transpose()?.into_iter().flatten() {
        let figures = known(&sentences, &read)?;
        read.templates.iter().try_for_each(|template| check(&read.key, figures, template))?;
        sentences.templates.insert(read.key, read.templates.into_iter().map(|template| template.text).collect());
    }
    Ok(sentences)
}

/// A sentence as a file puts it.
struct Read {
    key: String,
    place: String,
    templates: Vec<Template>,
}

/// A template, and where it stands.
struct Template {
    text: String,
    place: String,
}

/// Every sentence of a file.
fn read(text: &str, file: &str) -> Result<Vec<Read>, Problem> {
    let at = |byte: usize| format!("{file}, line {}", line_of(text, byte));
    let parsed: File = toml::from_str(text).map_err(|error| {
        let place = at(error.span().map_or(0, |span| span.start));
        let hint = "Write a table and a list of templates: [money], and below it title = [\"{{ spend }}.\"].";
        Problem::usage(format!("{place}: {}", error.message().lines().next().unwrap_or_default()), hint)
    })?;
    let mut found = Vec::new();
    for (table, sentences) in &parsed {
        for (name, templates) in sentences {
            let key = format!("{table}.{}", name.as_ref());
            let of = |typed: &Spanned<String>| Template { text: typed.as_ref().clone(), place: at(typed.span().start) };
            found.push(Read { key, place: at(name.span().start), templates: templates.iter().map(of).collect() });
        }
    }
    Ok(found)
}

/// The figures of a sentence that is there.
fn known<'a>(standard: &'a Sentences, read: &Read) -> Result<&'a BTreeSet<String>, Problem> {
    standard.figures.get(&read.key).ok_or_else(|| {
        let near = nearest(&read.key, standard.figures.keys().map(String::as_str));
        let hint = near.map_or_else(String::new, |near| format!("Did you mean {near}? "));
        Problem::usage(
            format!("{}: there is no sentence {}", read.place, read.key),
            format!("{hint}templates/reports/sentences.toml has them all."),
        )
    })
}

/// A template of somebody's own: its form is that of today, and it can be filled in with the figures there are.
fn check(key: &str, there: &BTreeSet<String>, template: &Template) -> Result<(), Problem> {
    let Template { text, place } = template;
    if let Some((old, new)) = old_form(text) {
        return Err(Problem::usage(
            format!("{place}: {old} in \"{text}\" is the form of version 0.1"),
            format!(
                "Write {new}: sentences are templates of Jinja now. templates/reports/sentences.toml shows the forms."
            ),
        ));
    }
    if let Some(name) = figures(template)?.iter().find(|name| !there.contains(*name)) {
        let names: Vec<&str> = there.iter().map(String::as_str).collect();
        let hint = match &names[..] {
            [] => "It takes no figure.".to_owned(),
            names => format!("It may hold {}.", names.join(", ")),
        };
        return Err(Problem::usage(format!("{place}: {key} knows no figure {name}"), hint));
    }
    // Filters, too, are looked for only when it is filled in.
    let anything: BTreeMap<&str, &str> = there.iter().map(|name| (name.as_str(), "1")).collect();
    let mut environment = Environment::new();
    environment.add_filter("noun", |_: String, one: String, _: String| one);
    environment.render_str(text, &anything).map(|_| ()).map_err(|error| wrong(template, &error))
}

/// The figures a template speaks of.
fn figures(template: &Template) -> Result<BTreeSet<String>, Problem> {
    let environment = Environment::new();
    let parsed = environment.template_from_str(&template.text).map_err(|error| wrong(template, &error))?;
    Ok(parsed.undeclared_variables(false).into_iter().collect())
}

fn wrong(template: &Template, error: &minijinja::Error) -> Problem {
    let why = match (error.kind(), error.detail()) {
        (ErrorKind::SyntaxError, Some(detail)) => detail.to_owned(),
        (kind, Some(detail)) => format!("{kind}: {detail}"),
        (kind, None) => kind.to_string(),
    };
    Problem::usage(
        format!("{}: \"{}\" cannot be filled in: {why}", template.place, template.text),
        "Write {{ name }}, {{ name|noun('one', 'many') }} or {% if name %}…{% endif %}.",
    )
}

/// The first piece in the form that version 0.1 read, and what is written instead.
fn old_form(text: &str) -> Option<(String, String)> {
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let inside = &rest[open + 1..];
        let end = match inside.chars().next()? {
            '{' => "}}",
            '%' => "%}",
            '#' => "#}",
            _ => {
                let inside = inside.split('}').next()?;
                let new = match (inside.strip_prefix('?'), &inside.split('|').collect::<Vec<_>>()[..]) {
                    (Some(name), _) => format!("{{% if {name} %}}…{{% endif %}}"),
                    (None, [count, one, many]) => format!("{{{{ {count}|noun('{one}', '{many}') }}}}"),
                    _ => format!("{{{{ {inside} }}}}"),
                };
                return Some((format!("{{{inside}}}"), new));
            }
        };
        rest = inside.split_once(end)?.1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_ones_own_changes_what_it_says_and_nothing_else() {
        let own = load(Some(("[decide]\nquiet = [\"All quiet.\"]\n", "own.toml"))).unwrap();
        let standard = load(None).unwrap();
        let differing = |key: &&String| own.templates.get(*key) != standard.templates.get(*key);
        let differing: Vec<&String> = own.templates.keys().filter(differing).collect();
        assert_eq!(differing, ["decide.quiet"]);
        assert_eq!(own.templates["decide.quiet"], ["All quiet."]);
        assert_eq!(own.figures, standard.figures);
        // An empty list says nothing.
        assert!(load(Some(("[decide]\nquiet = []\n", "own.toml"))).unwrap().templates["decide.quiet"].is_empty());
    }

    #[test]
    fn what_cannot_be_said_is_refused_with_its_line_and_what_can() {
        for (text, place, word) in [
            ("[money]\ntitle = [\"{{ spent }}.\"]\n", "line 2", "It may hold benefits, department, share, spend"),
            ("[money]\n\ntitel = [\"{{ spend }}.\"]\n", "line 3", "Did you mean money.title"),
            ("[money]\ntitle = [\n\"{{ spend.\"]\n", "line 3", "cannot be filled in"),
            ("[money]\ntitle = [\"{{ spend|nown('a', 'b') }}.\"]\n", "line 2", "nown"),
            ("[money]\ntitle = [\"{% if spend %}.\"]\n", "line 2", "cannot be filled in"),
            ("[money]\ntitle = \"{{ spend }}.\"\n", "line 2", "list of templates"),
        ] {
            let problem = load(Some((text, "own.toml"))).unwrap_err();
            assert!(problem.what.contains(place) && problem.to_string().contains(word), "{text}: {problem}");
        }
    }

    #[test]
    fn the_form_of_version_0_1_is_refused_with_what_is_written_instead() {
        for (old, new) in [
            ("{spend}.", "Write {{ spend }}:"),
            ("{{ spend }}, {benefits|benefit|benefits}.", "Write {{ benefits|noun('benefit', 'benefits') }}:"),
            ("{?department}By {{ department }}.", "Write {% if department %}…{% endif %}:"),
        ] {
            let problem = load(Some((&format!("[money]\ntitle = [\"{old}\"]\n"), "own.toml"))).unwrap_err();
            assert!(problem.what.contains("line 2") && problem.to_string().contains(new), "{old}: {problem}");
        }
        assert_eq!(old_form("{{ a }} {% if b %}{# c #}{% endif %} d"), None);
    }
}
