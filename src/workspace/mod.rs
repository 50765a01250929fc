//! A new workspace: the folder in which a company makes its reports each month.

mod answers;
mod launchers;

pub use answers::Question;

use crate::{
    model::problem::Problem,
    settings::{self, Answers, FileSettings},
};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The settings file, by which a folder is known to be a workspace.
pub const SETTINGS: &str = "report.toml";
/// The blank workbook for departments. Beside the intake, not in it: it would be read.
pub const TEMPLATE: &str = "intake template.xlsx";
/// What people read first.
const README: &str = "README.txt";

const README_TEXT: &str = "\
Put the departments' workbooks into the folder intake (\"intake template.xlsx\" is a blank one to send out), then open \
\"1 Check sheets\", \"2 Make reports\" and, when the month is final, \"3 Close the month\".\n\
The reports appear in the folder reports; closed holds closed months (back it up); settings.xlsx holds the settings, \
report.toml those for IT. \
\"Answer new sheets\" checks each workbook as soon as it comes; \"Look at the set-up\" says whether all is ready; coe-report manual opens the manual.\n";

/// A file of a new workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
struct NewFile {
    name: String,
    bytes: Vec<u8>,
    /// May be started.
    is_program: bool,
}

impl NewFile {
    fn text(name: &str, text: &str) -> NewFile {
        NewFile { name: name.to_owned(), bytes: text.as_bytes().to_vec(), is_program: false }
    }
}

/// Makes the workspace but for its two workbooks: settings of machines, folders, launchers; gives the settings of people,
/// for the workbook of settings. `program` is where this program lies.
///
/// Errors: an answer that cannot be, something that is there already, a folder that cannot be written.
pub fn create(folder: &Path, answers: &Answers, program: Option<&Path>) -> Result<FileSettings, Problem> {
    let (text, settings) = settings::starter(answers).map_err(|what| Problem::usage(what, "Answer again."))?;
    let mut files = vec![NewFile::text(SETTINGS, &text), NewFile::text(README, README_TEXT)];
    files.extend(launchers::launchers(program));
    let others = ["intake", "reports", settings::CLOSED, TEMPLATE, settings::book::FILE];
    let names = files.iter().map(|file| file.name.as_str()).chain(others);
    // A folder of workbooks may lie there already.
    let is_taken = |path: &PathBuf| path.exists() && !(path.ends_with("intake") && path.is_dir());
    if let Some(taken) = names.map(|name| folder.join(name)).find(is_taken) {
        return Err(Problem::usage(
            format!("{} is there already", taken.display()),
            "Nothing was written. Name a new folder behind init.",
        ));
    }
    let attempt = || -> io::Result<()> {
        fs::create_dir_all(folder.join("intake"))?;
        fs::create_dir_all(folder.join("reports"))?;
        files.iter().try_for_each(|file| write(&folder.join(&file.name), file))
    };
    attempt().map_err(|error| {
        Problem::files(
            format!("The folder {} cannot be made: {error}", folder.display()),
            "Choose a folder in which you may write.",
        )
    })?;
    Ok(settings)
}

fn write(path: &Path, file: &NewFile) -> io::Result<()> {
    let mut made = fs::File::create_new(path)?;
    io::Write::write_all(&mut made, &file.bytes)?;
    #[cfg(unix)]
    if file.is_program {
        use std::os::unix::fs::PermissionsExt;
        made.set_permissions(fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}

/// Copies workbooks into the intake of a workspace; one that lies there already stays as it is.
///
/// Errors: a file cannot be copied.
pub fn take_in(folder: &Path, workbooks: &[PathBuf]) -> Result<(), Problem> {
    for from in workbooks {
        let Some(to) = from.file_name().map(|name| folder.join("intake").join(name)).filter(|to| !to.exists()) else {
            continue;
        };
        fs::copy(from, &to).map_err(|error| {
            Problem::files(
                format!("{} cannot be copied to {}: {error}", from.display(), to.display()),
                "Copy it into the folder intake by hand.",
            )
        })?;
    }
    Ok(())
}

/// The first of these folders that is a workspace.
pub fn find(folders: &[PathBuf]) -> Option<PathBuf> {
    let is_one = |folder: &&PathBuf| [SETTINGS, settings::book::FILE].iter().any(|name| folder.join(name).is_file());
    folders.iter().find(is_one).cloned()
}

/// A folder of that name that is not there yet: `ai-portfolio`, `ai-portfolio 2`, …
pub fn free_folder(beside: &Path, name: &str) -> PathBuf {
    let numbered = (2_u32..).map(|number| beside.join(format!("{name} {number}")));
    std::iter::once(beside.join(name)).chain(numbered).find(|folder| !folder.exists()).expect("numbers do not end")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_has_settings_folders_and_launchers() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("Łódź & co");
        create(&folder, &Answers::default(), None).unwrap();
        for name in [SETTINGS, README, "1 Check sheets.cmd", "2 Make reports.command"] {
            assert!(folder.join(name).is_file(), "{name}");
        }
        assert!(folder.join("intake").is_dir() && folder.join("reports").is_dir());
        assert_eq!(README_TEXT.lines().count(), 2);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |name: &str| fs::metadata(folder.join(name)).unwrap().permissions().mode() & 0o111;
            assert_eq!((mode("1 Check sheets.command"), mode(README)), (0o111, 0));
        }
    }

    #[test]
    fn nothing_that_is_there_is_touched() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("2 Make reports.cmd"), "mine").unwrap();
        let problem = create(place.path(), &Answers::default(), None).unwrap_err();
        assert!(problem.what.contains("2 Make reports.cmd"), "{problem}");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
        assert_eq!(free_folder(place.path(), "new"), place.path().join("new"));
        fs::create_dir(place.path().join("new")).unwrap();
        assert_eq!(free_folder(place.path(), "new"), place.path().join("new 2"));
    }
}
