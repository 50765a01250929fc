//! Order and length of the PDFs, from `templates/reports/executive.toml` and `sponsor.toml` or files like them.

use super::file::{line_of, nearest};
use crate::model::{
    layout::{Layout, Named, Shown},
    problem::Problem,
};
use serde::Deserialize;
use toml::Spanned;

/// The layout inside the program for executives.
pub const EXECUTIVE: &str = include_str!("../../templates/reports/executive.toml");
/// The layout inside the program for sponsors.
pub const SPONSOR: &str = include_str!("../../templates/reports/sponsor.toml");

/// Lines of a list where the file says nothing.
const LINES: usize = 12;
/// More than this would not be read; a page that has less room shows fewer and says how many more there are.
const MOST_LINES: usize = 60;

/// A layout file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    section: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: Spanned<String>,
    #[serde(default = "yes")]
    on: bool,
    lines: Option<Spanned<usize>>,
}

fn yes() -> bool {
    true
}

/// Reads a layout. `file` is its name for messages.
///
/// Errors: a section that does not exist (with the nearest that does) or comes twice, too many lines, none at all.
pub fn parse<Name: Named>(text: &str, file: &str) -> Result<Layout<Name>, Problem> {
    let at = |byte: usize| format!("{file}, line {}", line_of(text, byte));
    let parsed: File = toml::from_str(text).map_err(|error| {
        let place = at(error.span().map_or(0, |span| span.start));
        let hint = "Write [[section]], and below it name = \"money\", and if you like on = false or lines = 10.";
        Problem::usage(format!("{place}: {}", error.message().lines().next().unwrap_or_default()), hint)
    })?;
    let mut shown: Vec<Shown<Name>> = Vec::new();
    for entry in &parsed.section {
        let place = at(entry.name.span().start);
        let typed = entry.name.as_ref();
        let Some(name) = named::<Name>(typed) else {
            let near = nearest(typed, names::<Name>());
            let hint = near.map_or_else(String::new, |near| format!("Did you mean \"{near}\"? "));
            let hint = format!("{hint}Sections are {}.", names::<Name>().collect::<Vec<_>>().join(", "));
            return Err(Problem::usage(format!("{place}: there is no section \"{typed}\""), hint));
        };
        if shown.iter().any(|other| other.name == name) {
            return Err(Problem::usage(
                format!("{place}: the section \"{typed}\" comes twice"),
                "Take one of the two away.",
            ));
        }
        let lines = entry.lines.as_ref().map_or(LINES, |lines| *lines.as_ref());
        if !(1..=MOST_LINES).contains(&lines) {
            let place = at(entry.lines.as_ref().map_or(0, |lines| lines.span().start));
            return Err(Problem::usage(
                format!("{place}: lines = {lines} cannot be"),
                format!("Use 1 to {MOST_LINES}; on = false leaves a section out."),
            ));
        }
        if entry.on {
            shown.push(Shown { name, lines });
        }
    }
    if shown.is_empty() {
        return Err(Problem::usage(format!("{file}: it shows no section"), "Name at least one [[section]]."));
    }
    Ok(Layout(shown))
}

/// The section of a name.
fn named<Name: Named>(typed: &str) -> Option<Name> {
    Name::ALL.iter().find(|(_, name)| *name == typed).map(|(section, _)| *section)
}

/// Every name.
fn names<Name: Named>() -> impl Iterator<Item = &'static str> {
    Name::ALL.iter().map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::layout::{ExecutiveSection, SponsorSection};

    #[test]
    fn the_layouts_inside_the_program_name_every_section_that_can_be_named() {
        let executive = parse::<ExecutiveSection>(EXECUTIVE, "executive.toml").unwrap();
        assert!(ExecutiveSection::ALL.iter().all(|(section, _)| executive.lines(*section).is_some()));
        let sponsor = parse::<SponsorSection>(SPONSOR, "sponsor.toml").unwrap();
        // Candidates are shown to those who ask for it.
        let hidden = SponsorSection::ALL.iter().filter(|(section, _)| sponsor.lines(*section).is_none());
        assert_eq!(hidden.map(|(_, name)| *name).collect::<Vec<_>>(), ["candidates"]);
    }

    #[test]
    fn order_length_and_absence_are_as_written() {
        let text = "[[section]]\nname = \"method\"\n[[section]]\nname = \"money\"\nlines = 3\n[[section]]\n\
                    name = \"decide\"\non = false\n";
        let layout: Layout<ExecutiveSection> = parse(text, "own.toml").unwrap();
        let names: Vec<ExecutiveSection> = layout.0.iter().map(|shown| shown.name).collect();
        assert_eq!(names, [ExecutiveSection::Method, ExecutiveSection::Money]);
        assert_eq!(layout.lines(ExecutiveSection::Money), Some(3));
        assert_eq!(layout.lines(ExecutiveSection::Decide), None);
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_line_and_what_to_type() {
        for (text, place, word) in [
            ("[[section]]\nname = \"mony\"\n", "line 2", "Did you mean \"money\""),
            ("[[section]]\nname = \"money\"\n[[section]]\nname = \"money\"\n", "line 4", "twice"),
            ("[[section]]\nname = \"money\"\nlines = 90\n", "line 3", "1 to 60"),
            ("[[section]]\nname = \"money\"\nline = 9\n", "line 3", "lines = 10"),
            ("", "own.toml", "at least one"),
        ] {
            let problem = parse::<ExecutiveSection>(text, "own.toml").unwrap_err();
            assert!(problem.what.contains(place) && problem.to_string().contains(word), "{text}: {problem}");
        }
    }
}
