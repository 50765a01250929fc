//! Reading: all files, only those that changed, or a dataset into which other machines have read their shares.

use super::{Progress, Watch, list, rules};
use crate::model::fingerprint::sha256;
use crate::{
    disk::points,
    intake,
    model::{
        portfolio::CheckedWorkbook,
        problem::Problem,
        rules::Rules,
        workbook::{Format, SourceFile},
    },
    settings::Settings,
    state::{self, CheckedFolder, FolderError},
    validate,
};
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// A share of the intake that was added to a dataset.
#[derive(Debug)]
pub struct Extracted {
    /// How many files.
    pub files: usize,
    /// Rows accepted from them.
    pub rows: usize,
    /// The checked workbooks, for what is said about them.
    pub workbooks: Vec<CheckedWorkbook>,
}

/// One workbook at a time on each core: its cells are gone before the next one is read. What did not change since the
/// last run is taken from `cache`.
pub(super) fn read_files(
    settings: &Settings,
    rules: &Rules,
    paths: &[PathBuf],
    cache: Option<&CheckedFolder>,
    watch: Watch,
) -> Vec<CheckedWorkbook> {
    watch(Progress::Reading(paths.len()));
    let known = |source: &SourceFile| cache.and_then(|cache| cache.get(source));
    let workbooks = paths
        .par_iter()
        .map(|path| {
            let program = settings.program.as_deref();
            let read =
                intake::read_unless(&settings.intake, path, &rules.dictionary, &settings.reading, program, known);
            let checked = read.unwrap_or_else(|workbook| {
                let checked = validate::check_workbook(*workbook, rules);
                // What could not be used is tried again. The next run is only slower where nothing can be kept.
                let _ = cache.filter(|_| is_usable(&checked)).map(|cache| cache.put(&checked));
                checked
            });
            points::pass("file read");
            watch(Progress::FileRead);
            checked
        })
        .collect();
    cache.into_iter().for_each(CheckedFolder::delete_others);
    workbooks
}

fn is_usable(workbook: &CheckedWorkbook) -> bool {
    workbook.file.format != Format::Unknown
}

/// The checked workbooks of the last run, below the state folder; none without one, or for a single file.
pub(super) fn cache(settings: &Settings, rules: &Rules) -> Option<CheckedFolder> {
    let folder = settings.state.as_ref().filter(|_| settings.cache && settings.only.is_none())?;
    Some(CheckedFolder::new(&folder.join("cache"), &fingerprint(settings, rules)))
}

/// Everything that a check depends on but the file itself.
fn fingerprint(settings: &Settings, rules: &Rules) -> String {
    let program = env!("CARGO_PKG_VERSION");
    let printable = sha256(format!("{:?}", rules.printable));
    format!("{program}\n{}\n{printable}\n{}\n", settings.digest, rules.says_date_order)
}

/// Adds the files of the intake to a dataset: typed tables for other programs, and each workbook whole for
/// [`from_dataset`].
pub fn extract(settings: &Settings, dataset: &Path, watch: Watch) -> Result<Extracted, Problem> {
    let rules = rules(settings)?;
    let paths = list(settings)?;
    let workbooks = read_files(settings, &rules, &paths, None, watch);
    let folder = CheckedFolder::new(&dataset.join(state::CHECKED), &fingerprint(settings, &rules));
    let written = workbooks.iter().try_for_each(|workbook| folder.put(workbook));
    written.and_then(|()| state::write_part(dataset, &workbooks)).map_err(|error| {
        Problem::files(
            format!("The dataset {} cannot be written: {error}", dataset.display()),
            "Check that the folder may be written and the disk has room, or name another one after --into.",
        )
    })?;
    let rows = workbooks.iter().flat_map(|workbook| &workbook.tables).map(|table| table.len()).sum();
    Ok(Extracted { files: paths.len(), rows, workbooks })
}

/// Every workbook of a dataset, in the order in which one run would have read them.
pub(super) fn from_dataset(
    settings: &Settings,
    rules: &Rules,
    dataset: &Path,
) -> Result<Vec<CheckedWorkbook>, Problem> {
    let folder = CheckedFolder::new(&dataset.join(state::CHECKED), &fingerprint(settings, rules));
    let workbooks = folder.all().map_err(|why| unusable(dataset, &why))?;
    let twice = workbooks.windows(2).find(|pair| pair[0].file.source.path == pair[1].file.source.path);
    if let Some(pair) = twice {
        return Err(Problem::files(
            format!("The dataset {} has two states of {}", dataset.display(), pair[0].file.source.path),
            "Extract the whole intake again into a new folder.",
        ));
    }
    if workbooks.is_empty() {
        return Err(Problem::files(format!("The dataset {} is empty", dataset.display()), fill_first(dataset)));
    }
    Ok(workbooks)
}

/// How a dataset is filled.
fn fill_first(dataset: &Path) -> String {
    format!("Fill it first, from the folder of a share: coe-report extract intake --into {}.", dataset.display())
}

fn unusable(dataset: &Path, why: &FolderError) -> Problem {
    let (what, hint) = match why {
        FolderError::Unreadable(error) => (format!("cannot be read: {error}"), fill_first(dataset)),
        FolderError::Damaged(name) => (
            format!("is damaged: {name} was cut or changed"),
            "Delete that file and extract its share again.".to_owned(),
        ),
        FolderError::OtherRules(name) => (
            format!("was made by another version of this program, for another month or with other settings ({name})"),
            "Use the same program, month and settings for every share and for the report, or extract again.".to_owned(),
        ),
    };
    Problem::files(format!("The dataset {} {what}", dataset.display()), hint)
}
