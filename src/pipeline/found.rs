//! What workbooks that lie where a workspace is made say of the company: its departments, and who sends them.

use super::{rules, shards};
use crate::{
    intake,
    model::{
        dictionary::{SheetKind, folded},
        mapping::{About, Meaning, file_pattern},
        portfolio::CheckedWorkbook,
        problem::Problem,
        question::Question,
        rules::Submitter,
    },
    settings::{Found, Settings},
};
use std::path::{Path, PathBuf};

/// Ends of the names of files that may be intake workbooks.
const WORKBOOKS: [&str; 7] = ["xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv"];

/// A folder with more of them is one of something else.
const MOST_FILES: usize = 50;

/// More departments than this are a column of something else.
const MOST_DEPARTMENTS: usize = 60;

/// The workbooks that lie in a folder, not below it; none where there are too many.
pub fn workbooks_in(folder: &Path) -> Vec<PathBuf> {
    let is_workbook = |path: &PathBuf| {
        let end = path.extension().map(|end| end.to_string_lossy().to_lowercase());
        end.is_some_and(|end| WORKBOOKS.contains(&&*end))
    };
    let mut found = intake::files_in(folder).unwrap_or_default();
    found.retain(is_workbook);
    if found.len() > MOST_FILES { Vec::new() } else { found }
}

/// Reads these files, as a first run would, for what they say of the company. Files that hold nothing of an intake are no
/// part of it.
///
/// Errors: fonts of the settings cannot be read.
pub fn found(settings: &Settings, files: &[PathBuf]) -> Result<Found, Problem> {
    let rules = rules(settings)?;
    let mut found = Found::default();
    for file in files {
        let folder = file.parent().unwrap_or(Path::new("")).to_owned();
        let of_file = Settings { intake: folder, only: Some(file.clone()), cache: false, ..settings.clone() };
        for workbook in shards::read_files(&of_file, &rules, std::slice::from_ref(file), None, &|_| ()) {
            if !is_of_an_intake(&workbook) {
                continue;
            }
            found.workbooks.push(file.clone());
            found.is_own |= workbook.questions.iter().any(|question| is_of_shape(&question.about));
            let own = departments(&workbook);
            let is_new = |name: &String, known: &[String]| !known.iter().any(|one| folded(one) == folded(name));
            for name in &own {
                if is_new(name, &found.departments) && found.departments.len() < MOST_DEPARTMENTS {
                    found.departments.push(name.clone());
                }
            }
            found.senders.extend(sender(&workbook, &own, &found.senders));
        }
    }
    Ok(found)
}

/// Holds it rows of an intake, or a table of which some titles are probably fields of one?
fn is_of_an_intake(workbook: &CheckedWorkbook) -> bool {
    const SOME: usize = 2;
    let is_field = |question: &&Question| {
        let means = question.guess.as_ref().map(|guess| &guess.means);
        matches!((&question.about, means), (About::Title(..), Some(Meaning::Field(_) | Meaning::Spread(_))))
    };
    workbook.tables.iter().any(|table| !table.is_empty()) || workbook.questions.iter().filter(is_field).count() >= SOME
}

/// Is it asked what a sheet or column is, and not what a word means?
fn is_of_shape(about: &About) -> bool {
    matches!(about, About::Sheet(_) | About::Departments | About::Ids | About::Title(..))
}

/// The departments that its rows name, those that its words would be if somebody answered so, and its sheets where each is
/// named after one.
fn departments(workbook: &CheckedWorkbook) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let tables = workbook.tables.iter().filter(|table| table.kind == SheetKind::Initiatives);
    names.extend(tables.flat_map(|table| table.text("department").iter().flatten().map(|name| name.to_string())));
    for question in &workbook.questions {
        match &question.about {
            About::Departments => names.extend(question.examples.iter().map(|name| name.to_string())),
            About::Value(SheetKind::Initiatives, key, typed) if key == "department" => {
                // A word that is close to a known one is that one.
                let guessed = question.guess.as_ref().map(|guess| &guess.means);
                names.push(match guessed {
                    Some(Meaning::Value(value)) => value.clone(),
                    _ => typed.clone(),
                });
            }
            _ => {}
        }
    }
    let mut once: Vec<String> = Vec::new();
    for name in names.into_iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()) {
        if !once.iter().any(|known| folded(known) == folded(&name)) {
            once.push(name);
        }
    }
    once
}

/// Who sends a workbook: the department whose initiatives it holds alone. A register of several departments is no
/// department that could be missed.
fn sender(workbook: &CheckedWorkbook, departments: &[String], known: &[Submitter]) -> Option<Submitter> {
    let path = &workbook.file.source.path;
    let files = file_pattern(path);
    let [name] = departments else { return None };
    let is_known = known.iter().any(|sender| sender.files == files || sender.name == *name);
    (!is_known).then(|| Submitter { files, ..Submitter::named(name.clone()) })
}
