//! `report.toml` and `settings.xlsx` become one: a setting stands in one of the two.

use super::{
    FILE, Filled, Read, Typing,
    moved::line_of,
    settings_of,
    taken::{taken, value_at},
};
use crate::{
    model::{
        finding::Finding,
        locale::{LOCALES, Locale},
        problem::Problem,
    },
    settings::file::FileSettings,
};
use toml::{Table, Value};

/// The settings of both files.
pub struct Merged {
    pub file: FileSettings,
    /// What the workbook says; nothing where there is none.
    pub filled: Filled,
}

/// Puts the workbook's settings beside those of the text of `report.toml`, which `name` calls.
///
/// Errors: cells that cannot be used, all of them with what to type; a setting that stands in both.
pub fn merged(file: FileSettings, name: &str, text: &str, workbook: Option<&Read>) -> Result<Merged, Problem> {
    let Some(workbook) = workbook else { return Ok(Merged { file, filled: Filled::default() }) };
    let locale = Locale::named(&file.locale).unwrap_or(LOCALES[0]);
    let filled = taken(&workbook.sheets, &Typing { locale, currency: file.currency.clone() });
    if !filled.wrong.is_empty() {
        return Err(unusable(&filled.wrong));
    }
    let mut table: Table = toml::from_str(text).unwrap_or_default();
    let both = filled.places.iter().filter(|(path, _)| value_at(&table, path).is_some());
    let both: Vec<String> = both
        .map(|(path, place)| {
            let line = line_of(text, path).map(|line| format!(", line {line}")).unwrap_or_default();
            format!("{} stands in {name}{line} and in {place}", path.join("."))
        })
        .collect();
    if !both.is_empty() {
        return Err(Problem::usage(
            both.join("\n"),
            "Delete one of the two: the line, or the cell in settings.xlsx. `coe-report settings --to workbook` moves what \
             stands in report.toml.",
        ));
    }
    put_beside(&mut table, &filled.table);
    match settings_of(&table) {
        Ok(file) => Ok(Merged { file, filled }),
        Err(what) => Err(Problem::usage(
            format!("{name} and {FILE} together cannot be used: {what}"),
            "templates/report.toml shows how each setting is written.",
        )),
    }
}

fn put_beside(table: &mut Table, more: &Table) {
    for (key, value) in more {
        match (table.get_mut(key), value) {
            (Some(Value::Table(inner)), Value::Table(more)) => put_beside(inner, more),
            _ => drop(table.insert(key.clone(), value.clone())),
        }
    }
}

/// Every cell that cannot be used, a line each.
fn unusable(wrong: &[Finding]) -> Problem {
    let line = |finding: &Finding| {
        let found = match finding.found.is_empty() || finding.problem.contains(&finding.found) {
            true => String::new(),
            false => format!("{} · ", finding.found),
        };
        format!("{}: {found}{} {}", finding.address, finding.problem, finding.instead)
    };
    let lines: Vec<String> = wrong.iter().map(line).collect();
    let what = match lines.as_slice() {
        [only] => only.clone(),
        _ => format!("{FILE} has {} cells that cannot be used:\n{}", lines.len(), lines.join("\n")),
    };
    Problem::usage(what, "Change them in Excel, save the workbook, and run again.")
}
