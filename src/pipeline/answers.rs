//! Annotated copies: each submitter's workbook again, with what is to be fixed.

use super::{Checked, Progress, Watch};
use crate::{
    delivery, intake,
    model::{
        annotated_copy::{AnnotatedCopy, CopyKind},
        file_name::{folded_name, safe_name},
        finding::{Finding, Severity},
        portfolio::CheckedFile,
        problem::Problem,
        workbook::Format,
    },
    render::annotate::{self, NotCopied},
    report,
    settings::Settings,
};
use rayon::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// What follows a file's name in that of its copy.
const SUFFIX: &str = " - to fix";

/// A copy that was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Copied {
    /// Path of the file it is a copy of, below the intake folder.
    pub file: String,
    /// The copy.
    pub path: PathBuf,
    /// What it holds of the file.
    pub kind: CopyKind,
}

/// Writes a copy for each file in which something is to be fixed; files without get none. They go to `folder`, which
/// must not lie in the intake: what is in there is read. Beside one workbook that was named they may lie.
pub fn annotate(settings: &Settings, checked: &Checked, folder: &Path, watch: Watch) -> Result<Vec<Copied>, Problem> {
    // The folder of one workbook that was named is not read, and need not be an intake.
    if settings.only.is_none() {
        refuse_intake(&settings.intake, folder)?;
    }
    annotate_those(settings, checked, folder, &|_| true, watch)
}

/// The same for the wanted files alone, under the names that they have among all.
pub(super) fn annotate_those(
    settings: &Settings,
    checked: &Checked,
    folder: &Path,
    is_wanted: &(dyn Fn(&str) -> bool + Sync),
    watch: Watch,
) -> Result<Vec<Copied>, Problem> {
    let to_annotate = to_annotate(checked);
    let names = names(to_annotate.iter().map(|(file, _)| &*file.source.path));
    retire_fixed(checked, folder, is_wanted, &names);
    watch(Progress::Writing(to_annotate.len()));
    to_annotate
        .par_iter()
        .zip(names)
        .filter(|((file, _), _)| is_wanted(&file.source.path))
        .map(|((file, findings), name)| {
            let (bytes, kind) = copy(settings, file, findings)?;
            let path = delivery::write_answer(folder, &name, &bytes)?;
            watch(Progress::OutputMade);
            Ok(Copied { file: file.source.path.to_string(), path, kind })
        })
        .collect()
}

/// Earlier copies of files in which nothing is left to fix move out of the way, unless another file's copy has their
/// name now.
fn retire_fixed(checked: &Checked, folder: &Path, is_wanted: &dyn Fn(&str) -> bool, names: &[String]) {
    let taken: BTreeSet<String> = names.iter().map(|name| folded_name(name)).collect();
    let files = checked.portfolio.files.iter().filter(|file| file.skipped_because.is_none());
    let asking = checked.findings.iter().filter(|finding| finding.asks_sender());
    let with_copy: BTreeSet<&str> = asking.map(|finding| &*finding.address.file).collect();
    let has_copy = |file: &CheckedFile| with_copy.contains(&*file.source.path);
    for file in files.filter(|file| is_wanted(&file.source.path) && !has_copy(file)) {
        let earlier = wanted_names(&file.source.path).into_iter().filter(|name| !taken.contains(&folded_name(name)));
        earlier.for_each(|name| delivery::retire_answer(folder, &name));
    }
}

/// A copy that is not written yet.
pub(super) struct FreshCopy {
    /// Path of the file it is a copy of, below the intake folder.
    pub file: String,
    /// Rows and cells to fix.
    pub to_fix: u32,
    /// Months for which a comment is asked.
    pub comments: u32,
    /// The copy, xlsx.
    pub bytes: Vec<u8>,
}

/// The copies of some files, by their place in the portfolio.
pub(super) fn copies_of(settings: &Settings, checked: &Checked, files: &[u32]) -> Result<Vec<FreshCopy>, Problem> {
    let is_meant = |file: &CheckedFile| {
        files.iter().any(|place| checked.portfolio.files[*place as usize].source.path == file.source.path)
    };
    let wanted = to_annotate(checked).into_iter().filter(|(file, _)| is_meant(file));
    wanted
        .map(|(file, findings)| {
            let to_fix = findings.iter().filter(|finding| finding.severity < Severity::Noted).count() as u32;
            let comments = findings.iter().filter(|finding| finding.asks_sender()).count() as u32 - to_fix;
            let (bytes, _) = copy(settings, file, &findings)?;
            Ok(FreshCopy { file: file.source.path.to_string(), to_fix, comments, bytes })
        })
        .collect()
}

pub(super) fn refuse_intake(intake: &Path, folder: &Path) -> Result<(), Problem> {
    let real = |path: &Path| {
        let there = path.ancestors().find(|part| part.exists() || part.as_os_str().is_empty()).unwrap_or(path);
        let start = if there.as_os_str().is_empty() { Path::new(".") } else { there };
        let rest = path.strip_prefix(there).unwrap_or(Path::new(""));
        start.canonicalize().map(|start| start.join(rest))
    };
    match (real(intake), real(folder)) {
        (Ok(intake), Ok(folder)) if folder.starts_with(&intake) => Err(Problem::usage(
            format!("The annotated copies cannot go to {}: what lies in the intake folder is read", folder.display()),
            "Name another folder behind --annotate, such as answers.",
        )),
        _ => Ok(()),
    }
}

/// Files that were read or refused and whose senders have something to do; and all their findings.
fn to_annotate(checked: &Checked) -> Vec<(&CheckedFile, Vec<&Finding>)> {
    // Each finding is looked at once, not once for each file: there may be ten thousand of both.
    let mut findings: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &checked.findings {
        findings.entry(&finding.address.file).or_default().push(finding);
    }
    let files = checked.portfolio.files.iter().filter(|file| file.skipped_because.is_none());
    let with_findings = files.map(|file| (file, findings.remove(&*file.source.path).unwrap_or_default()));
    with_findings.filter(|(_, own)| own.iter().any(|finding| finding.asks_sender())).collect()
}

/// The best copy that can be made: the whole workbook, else its values, else the list alone.
fn copy(settings: &Settings, file: &CheckedFile, findings: &[&Finding]) -> Result<(Vec<u8>, CopyKind), Problem> {
    let copy = |kind: CopyKind| -> AnnotatedCopy {
        let rules = &settings.rules;
        report::annotated_copy(file, findings, kind, rules.period, rules.dictionary.version)
    };
    let source = &file.source;
    // Of a file that could not be read nothing is handed back, be it damaged, locked or made to do harm.
    let is_read = file.format != Format::Unknown;
    let bytes = is_read
        .then(|| intake::bytes_as_read(&settings.intake, &source.path, &source.sha256, &settings.reading.limits))
        .flatten();
    if let Some(bytes) = &bytes {
        if let Ok(copied) = whole(bytes, settings, copy) {
            return Ok(copied);
        }
        let sheets = intake::plain_sheets(&source.path, bytes, &settings.rules.dictionary, &settings.reading);
        if let Some(Ok(copied)) = sheets.map(|sheets| {
            let package = annotate::from_values(&sheets, &settings.theme)?;
            annotate::write(package, &copy(CopyKind::Values), &settings.theme)
        }) {
            return Ok((copied, CopyKind::Values));
        }
    }
    annotate::empty()
        .and_then(|package| annotate::write(package, &copy(CopyKind::Nothing), &settings.theme))
        .map(|list| (list, CopyKind::Nothing))
        .map_err(|error| Problem::program(format!("The list for {} could not be written: {error}", source.path)))
}

fn whole(
    bytes: &[u8],
    settings: &Settings,
    copy: impl Fn(CopyKind) -> AnnotatedCopy,
) -> Result<(Vec<u8>, CopyKind), NotCopied> {
    let (package, kind) = annotate::open(bytes, &settings.reading.limits)?;
    Ok((annotate::write(package, &copy(kind), &settings.theme)?, kind))
}

/// Names of the copies of some files, all different whatever the case. A copy of a copy is called like the first one.
fn names<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut names = Vec::new();
    for path in paths {
        let wanted = wanted_names(path);
        let (long, _) = wanted[1].rsplit_once('.').expect("it ends in .xlsx");
        let numbered = (2_u32..).map(|number| format!("{long} {number}.xlsx"));
        names.extend(wanted.iter().cloned().chain(numbered).find(|name| taken.insert(folded_name(name))));
    }
    names
}

/// How the copy of a file may be called: after its name without the ending, and with it.
fn wanted_names(path: &str) -> [String; 2] {
    let (folder, file) = path.rsplit_once('/').map_or(("", path), |(folder, file)| (folder, file));
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let stem = stem.strip_suffix(SUFFIX).unwrap_or(stem);
    let folder: String = folder.split('/').filter(|part| !part.is_empty()).map(|part| safe(part) + "/").collect();
    [stem, file].map(|name| format!("{folder}{}{SUFFIX}.xlsx", safe(name)))
}

/// A file's or folder's name that every system takes.
fn safe(name: &str) -> String {
    safe_name(name, "workbook")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_have_safe_names_of_their_own() {
        let paths =
            ["a.xlsx", "A.csv", "a", "sales/a.xlsx", "b - to fix.xlsx", "c:d?.xlsx", " .xlsx", "../x\u{1}/..xlsx"];
        assert_eq!(
            names(paths.into_iter()),
            [
                "a - to fix.xlsx",
                "A.csv - to fix.xlsx",
                "a - to fix 2.xlsx",
                "sales/a - to fix.xlsx",
                "b - to fix.xlsx",
                "c_d_ - to fix.xlsx",
                "workbook - to fix.xlsx",
                "workbook/x_/workbook - to fix.xlsx",
            ]
        );
    }

    #[test]
    fn copies_never_go_into_the_intake() {
        let folder = tempfile::tempdir().unwrap();
        let intake = folder.path().join("intake");
        std::fs::create_dir(&intake).unwrap();
        for inside in ["intake", "intake/answers/new", "intake/../intake"] {
            assert!(refuse_intake(&intake, &folder.path().join(inside)).is_err(), "{inside}");
        }
        for outside in ["answers", "intake2", "intake/../answers"] {
            assert!(refuse_intake(&intake, &folder.path().join(outside)).is_ok(), "{outside}");
        }
    }
}
