//! `templates/report.toml` as data: what each setting means, its default, and the file without some of its settings.

use crate::settings::DEFAULTS;
use std::{collections::BTreeSet, sync::LazyLock};

/// A line of the template that sets something, commented out or not.
struct Entry {
    /// `health`, or empty at the top.
    section: String,
    key: String,
    /// Its lines of comment, which several keys in a row share.
    comment: Vec<usize>,
    line: usize,
}

/// The head of a part: `[health]`, `[[measure]]`, also commented out.
struct Head {
    section: String,
    comment: Vec<usize>,
    line: usize,
    /// The part as a whole is an example: every line of it is commented out.
    is_example: bool,
    /// Its last line.
    end: usize,
}

/// The template.
pub struct Template {
    lines: Vec<&'static str>,
    entries: Vec<Entry>,
    heads: Vec<Head>,
}

/// The template of this program.
pub fn template() -> &'static Template {
    static READ: LazyLock<Template> = LazyLock::new(|| Template::read(DEFAULTS));
    &READ
}

impl Template {
    fn read(text: &'static str) -> Template {
        let mut template = Template { lines: text.lines().collect(), entries: Vec::new(), heads: Vec::new() };
        let mut section = String::new();
        let (mut comment, mut is_example, mut may_go_on) = (Vec::new(), false, false);
        for (line, written) in template.lines.iter().enumerate() {
            let commented = written.strip_prefix("# ");
            if let Some(name) = head(written).or_else(|| commented.and_then(head)) {
                is_example = head(written).is_none();
                section = name;
                let comment = std::mem::take(&mut comment);
                template.heads.push(Head { section: section.clone(), comment, line, is_example, end: line });
                may_go_on = false;
                continue;
            }
            if written.is_empty() {
                comment.clear();
                may_go_on = false;
                if is_example {
                    (is_example, section) = (false, String::new());
                }
                continue;
            }
            let said = if is_example { commented.unwrap_or(written) } else { written };
            let key = key_of(said);
            // Words behind the last key belong to the next part, unless the part ends at a blank line.
            let head = template.heads.last_mut().filter(|head| head.section == section);
            if let Some(head) = head.filter(|_| is_example || key.is_some()) {
                head.end = line;
            }
            // A line of an example whose key is a name of one's own.
            if is_example && said.starts_with('"') {
                comment.clear();
                continue;
            }
            match key {
                Some(key) => {
                    let comment = comment.clone();
                    template.entries.push(Entry { section: section.clone(), key: key.to_owned(), comment, line });
                    may_go_on = true;
                }
                None => {
                    // A comment behind keys begins anew.
                    if may_go_on {
                        comment.clear();
                        may_go_on = false;
                    }
                    comment.push(line);
                }
            }
        }
        template
    }

    /// What a setting means, by its path: its comment, else that of its part. A column of a block is `measure.id`.
    pub fn help(&self, path: &str) -> String {
        let (section, key) = path.rsplit_once('.').unwrap_or(("", path));
        let is_it = |entry: &&Entry| entry.section == section && entry.key == key;
        let own = self.entries.iter().find(is_it).map(|entry| &entry.comment).filter(|comment| !comment.is_empty());
        own.map_or_else(|| self.help_of_part(section), |comment| self.words(comment))
    }

    /// What a part means: the comment above its head.
    pub fn help_of_part(&self, section: &str) -> String {
        let head = self.heads.iter().find(|head| head.section == section);
        head.map(|head| self.words(&head.comment)).unwrap_or_default()
    }

    fn words(&self, comment: &[usize]) -> String {
        let bare = |line: &usize| self.lines[*line].trim_start_matches(['#', ' ']).trim();
        let words = comment.iter().map(bare).collect::<Vec<_>>().join(" ");
        // The way into the example below it is no help.
        match words.split_once(" By default there are none").or(words.split_once(" None by default")) {
            Some((front, _)) => front.to_owned(),
            None => match words.strip_suffix(':') {
                Some(front) => format!("{front}."),
                None => words,
            },
        }
    }

    /// The line on which a setting or a part of this path stands first.
    #[cfg(test)]
    pub fn line_of(&self, path: &str) -> Option<usize> {
        let (section, key) = path.rsplit_once('.').unwrap_or(("", path));
        let entry = self.entries.iter().find(|entry| entry.section == section && entry.key == key);
        let head = || self.heads.iter().find(|head| head.section == path).map(|head| head.line);
        entry.map(|entry| entry.line).or_else(head)
    }

    /// Its lines of comment.
    pub fn comments(&self) -> impl Iterator<Item = &'static str> {
        self.lines.iter().copied().filter(|line| line.starts_with('#'))
    }

    /// The text without the settings of these paths, without parts that are empty then, and without their comments.
    pub fn without(&self, is_left_out: impl Fn(&str) -> bool) -> String {
        let mut gone = BTreeSet::new();
        let path = |entry: &Entry| match entry.section.is_empty() {
            true => entry.key.clone(),
            false => format!("{}.{}", entry.section, entry.key),
        };
        let (out, kept): (Vec<&Entry>, Vec<&Entry>) = self.entries.iter().partition(|entry| is_left_out(&path(entry)));
        let still: BTreeSet<usize> = kept.iter().flat_map(|entry| entry.comment.iter().copied()).collect();
        for entry in out {
            gone.insert(entry.line);
            gone.extend(entry.comment.iter().filter(|line| !still.contains(line)));
        }
        for head in &self.heads {
            let is_of_it = |entry: &&&Entry| entry.line > head.line && entry.line <= head.end;
            let is_empty = !kept.iter().any(|entry| is_of_it(&entry));
            if (is_empty && !head.is_example) || (head.is_example && is_left_out(&head.section)) {
                gone.extend(head.comment.iter().copied().chain(head.line..=head.end));
            }
        }
        let mut text = String::new();
        let mut is_blank = true;
        for (_, line) in self.lines.iter().enumerate().filter(|(number, _)| !gone.contains(number)) {
            if line.is_empty() && is_blank {
                continue;
            }
            is_blank = line.is_empty();
            text.push_str(line);
            text.push('\n');
        }
        text
    }
}

/// `health` of `[health]`, `measure` of `[[measure]]`.
fn head(line: &str) -> Option<String> {
    let inner = line.strip_prefix('[')?.strip_suffix(']')?;
    let inner = inner.strip_prefix('[').map_or(inner, |inner| inner.trim_end_matches(']'));
    let is_name = |name: &str| name.chars().all(|letter| letter.is_ascii_alphanumeric() || "._-".contains(letter));
    (!inner.is_empty() && is_name(inner)).then(|| inner.to_owned())
}

/// The key that a line sets.
fn key_of(line: &str) -> Option<&str> {
    let (key, _) = line.split_once(" = ")?;
    let is_key = key.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_');
    is_key.then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_is_the_comment_above_a_setting_or_above_its_part() {
        let help = |path: &str| template().help(path);
        assert_eq!(help("company"), "Name on every page.");
        assert_eq!(help("health.users_reached"), help("health.departments_in_production"));
        assert!(help("health.users_reached").starts_with("Departments with something in production"));
        assert!(help("weights.feasibility").starts_with("Weights of the score."));
        assert_eq!(help("measure.short_name"), "A shorter name for the page; the name if there is none.");
        assert_eq!(help("expected_submitters.due_day"), "Day of the next month by which they send.");
        assert!(template().help_of_part("budgets").starts_with("Money for AI initiatives by fiscal year"));
        assert!(help("plausible.outlook_change").starts_with("Change of the portfolio's outlook"));
        assert!(help("changes.outlook_change").starts_with("Change of the outlook of the year's cost"));
    }

    #[test]
    fn settings_can_be_left_out_with_their_comments_and_the_rest_stays_as_it_is() {
        let left = template().without(|path| path == "company" || path.starts_with("weights.") || path == "budgets");
        assert!(!left.contains("Name on every page") && !left.contains("[weights]\nstrategic"));
        assert!(!left.contains("2026 = 5_000_000") && left.contains("\n# Most people at work at once"));
        let (mut rest, whole): (toml::Table, toml::Table) =
            (toml::from_str(&left).unwrap(), toml::from_str(DEFAULTS).unwrap());
        rest.insert("company".to_owned(), whole["company"].clone());
        rest.insert("weights".to_owned(), whole["weights"].clone());
        assert_eq!(rest, whole);
        assert_eq!(template().without(|_| false), DEFAULTS);
    }
}
