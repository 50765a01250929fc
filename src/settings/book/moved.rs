//! Settings leave `report.toml` for the workbook and come back: line by line, so that what people wrote between them
//! stays. Whoever calls this reads the result again and compares: what cannot be moved so is said, never lost.

use super::{has, taken::insert, template::template};
use std::collections::BTreeSet;
use toml::{
    Table, Value,
    de::{DeTable, DeValue},
};

/// The text without the settings that the workbook has, and those settings. Of comments only the template's own go with
/// them. Errors: the text is no TOML.
pub fn out_of_text(text: &str) -> Result<(String, Table), String> {
    let whole: Table = toml::from_str(text).map_err(|error| error.message().to_owned())?;
    let parsed = DeTable::parse(text).map_err(|error| error.message().to_owned())?;
    let mut lines = Lines { text, gone: BTreeSet::new() };
    let mut moved = Table::new();
    lines.leave_out(parsed.get_ref(), &whole, &mut Vec::new(), &mut moved);
    lines.leave_out_empty_parts();
    Ok((lines.left(), moved))
}

struct Lines<'a> {
    text: &'a str,
    gone: BTreeSet<usize>,
}

impl Lines<'_> {
    fn leave_out(&mut self, parsed: &DeTable, whole: &Table, path: &mut Vec<String>, moved: &mut Table) {
        for (key, value) in parsed {
            path.push(key.get_ref().to_string());
            let name = path.join(".");
            let own = whole.get(&path[path.len() - 1]);
            let is_inline = self.text[value.span()].starts_with(['{', '[']) && !self.is_part(value.span().start);
            match (value.get_ref(), own) {
                (DeValue::Table(inner), Some(Value::Table(own))) if !is_inline => {
                    self.leave_out(inner, own, path, moved);
                }
                (DeValue::Array(list), Some(own)) if has(&name) && !is_inline => {
                    for entry in list.iter() {
                        let keys = entry.get_ref().as_table().into_iter().flatten();
                        keys.for_each(|(key, value)| self.take(key.span().start, value.span().end));
                    }
                    insert(moved, path, own.clone());
                }
                // An empty list holds for something else than no rows of a table do.
                (_, Some(Value::Array(list))) if list.is_empty() => {}
                (_, Some(own)) if has(&name) => {
                    self.take(key.span().start, value.span().end);
                    insert(moved, path, own.clone());
                }
                _ => {}
            }
            path.pop();
        }
    }

    /// Is there the head of a part, `[health]`?
    fn is_part(&self, byte: usize) -> bool {
        let line = self.text[..byte].rfind('\n').map_or(0, |place| place + 1);
        self.text[line..].trim_start().starts_with('[')
    }

    fn line(&self, byte: usize) -> usize {
        self.text[..byte.min(self.text.len())].matches('\n').count()
    }

    fn take(&mut self, start: usize, end: usize) {
        let (first, last) = (self.line(start), self.line(end));
        self.gone.extend(first..=last);
        self.take_comments_above(first);
    }

    /// Comments of the template that stand directly above.
    fn take_comments_above(&mut self, line: usize) {
        let lines: Vec<&str> = self.text.lines().collect();
        let known: BTreeSet<&str> = template().comments().collect();
        let mut above = line;
        while above > 0 && (known.contains(lines[above - 1]) || self.gone.contains(&(above - 1))) {
            above -= 1;
            self.gone.insert(above);
        }
    }

    fn leave_out_empty_parts(&mut self) {
        let lines: Vec<&str> = self.text.lines().collect();
        let is_head = |line: &str| line.trim_start().starts_with('[');
        let is_said = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
        for number in (0..lines.len()).filter(|number| is_head(lines[*number])) {
            if self.gone.contains(&number) {
                continue;
            }
            // The parts of a list in several lines may look like a head; something was taken from a part that is one.
            let rest = lines[number + 1..].iter().enumerate().take_while(|(_, line)| !is_head(line));
            let of_it: Vec<usize> = rest.map(|(place, _)| number + 1 + place).collect();
            let had: Vec<&usize> = of_it.iter().filter(|line| is_said(lines[**line])).collect();
            if !had.is_empty() && had.iter().all(|line| self.gone.contains(line)) {
                self.gone.insert(number);
                self.take_comments_above(number);
            }
        }
    }

    fn left(&self) -> String {
        let mut left = String::new();
        let mut is_blank = true;
        for (_, line) in self.text.lines().enumerate().filter(|(number, _)| !self.gone.contains(number)) {
            if line.trim().is_empty() && is_blank {
                continue;
            }
            is_blank = line.trim().is_empty();
            left.push_str(line);
            left.push('\n');
        }
        left.truncate(left.trim_end().len());
        if left.is_empty() { left } else { left + "\n" }
    }
}

/// The line of a setting in the text, from 1.
pub fn line_of(text: &str, path: &[String]) -> Option<usize> {
    let parsed = DeTable::parse(text).ok()?;
    let (mut byte, mut inner) = (0, Some(parsed.get_ref()));
    for part in path {
        let (key, value) = inner?.get_key_value(part.as_str())?;
        (byte, inner) = (key.span().start, value.get_ref().as_table());
    }
    Some(text[..byte].matches('\n').count() + 1)
}

/// The text with these settings in their parts; parts that are not there yet come at the end.
pub fn into_text(text: &str, settings: &Table) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    put(&mut lines, settings, &mut Vec::new());
    lines.join("\n") + "\n"
}

fn put(lines: &mut Vec<String>, table: &Table, path: &mut Vec<String>) {
    let is_blocks =
        |value: &Value| value.as_array().is_some_and(|list| !list.is_empty() && list.iter().all(Value::is_table));
    let plain: Vec<String> = table
        .iter()
        .filter(|(_, value)| !value.is_table() && !is_blocks(value))
        .map(|(key, value)| format!("{} = {value}", quoted(key)))
        .collect();
    if !plain.is_empty() {
        let place = place_of(lines, path);
        lines.splice(place..place, plain);
    }
    for (key, value) in table {
        path.push(key.clone());
        match value {
            Value::Table(inner) => put(lines, inner, path),
            Value::Array(list) if is_blocks(value) => {
                let blocks = list.iter().filter_map(Value::as_table);
                for block in blocks {
                    lines.extend([String::new(), format!("[[{}]]", head(path))]);
                    lines.extend(block.iter().map(|(key, value)| format!("{} = {value}", quoted(key))));
                }
            }
            _ => {}
        }
        path.pop();
    }
}

/// Where a part's settings go: behind its head; at the top those without a part.
fn place_of(lines: &mut Vec<String>, path: &[String]) -> usize {
    if path.is_empty() {
        let behind_words = lines.iter().take_while(|line| line.starts_with('#')).count();
        if behind_words > 0 {
            lines.insert(behind_words, String::new());
            return behind_words + 1;
        }
        return 0;
    }
    let wanted = format!("[{}]", head(path));
    let bare = |line: &str| line.split('#').next().unwrap_or_default().trim().replace([' ', '"'], "");
    match lines.iter().position(|line| bare(line) == wanted.replace([' ', '"'], "")) {
        Some(place) => place + 1,
        None => {
            lines.extend([String::new(), wanted]);
            lines.len()
        }
    }
}

fn head(path: &[String]) -> String {
    path.iter().map(|part| quoted(part)).collect::<Vec<_>>().join(".")
}

/// A key as TOML writes it.
fn quoted(key: &str) -> String {
    let is_bare =
        !key.is_empty() && key.bytes().all(|letter| letter.is_ascii_alphanumeric() || b"_-".contains(&letter));
    if is_bare { key.to_owned() } else { Value::String(key.to_owned()).to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::DEFAULTS;

    const MINE: &str = "\
# Mine.
company = \"Halden\"
intake = \"in\"
sponsor_workbooks = [
  \"a@x.example\",
]

# Why 0.7: the board said so.
[health] # targets
context = 0.7

[limits]
max_sheets = 9

[[measure]]
id = \"X1\"
name = \"One\"

[[measure]]
id = \"X2\"
name = \"Two\"
among = { phase = \"Pilot\" }
";

    #[test]
    fn settings_of_the_workbook_leave_and_what_people_wrote_stays() {
        let (left, moved) = out_of_text(MINE).unwrap();
        assert_eq!(left, "# Mine.\nintake = \"in\"\n\n# Why 0.7: the board said so.\n\n[limits]\nmax_sheets = 9\n");
        let keys: Vec<&str> = moved.keys().map(String::as_str).collect();
        assert_eq!(keys, ["company", "health", "measure", "sponsor_workbooks"]);
        let back: Table = toml::from_str(&into_text(&left, &moved)).unwrap();
        assert_eq!(back, toml::from_str::<Table>(MINE).unwrap());
    }

    #[test]
    fn the_template_gives_away_what_the_workbook_has_and_takes_it_back() {
        let (left, moved) = out_of_text(DEFAULTS).unwrap();
        assert!(!left.contains("\ncompany = ") && !left.contains("[health]") && !left.contains("Name on every page"));
        assert!(left.contains("[limits]\nmax_file_bytes"));
        let back: Table = toml::from_str(&into_text(&left, &moved)).unwrap();
        assert_eq!(back, toml::from_str::<Table>(DEFAULTS).unwrap());
    }

    #[test]
    fn a_part_that_is_there_takes_its_settings_in() {
        let settings: Table = toml::from_str("currency = \"CHF\"\n[mail]\nport = 1\n[budgets]\n2026 = 5.0\n").unwrap();
        let text = into_text("# Words.\n\n[mail] # ours\nserver = \"m\"\n", &settings);
        assert_eq!(
            text,
            "# Words.\n\ncurrency = \"CHF\"\n\n[mail] # ours\nport = 1\nserver = \"m\"\n\n[budgets]\n2026 = 5.0\n"
        );
    }
}
