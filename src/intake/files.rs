//! Which files lie in the intake folder, and which of them nobody meant to send.

use super::{Refusal, empty_workbook, is_for_own_process, isolated, read_workbook, refused_workbook, source};
use crate::model::{
    dictionary::Dictionary,
    finding::Code,
    limits::Limits,
    reading::ReadingRules,
    workbook::{Format, SourceFile, Workbook},
};
use std::{
    convert::Infallible,
    fs::{self, File, Metadata},
    io::{self, Read},
    path::{Path, PathBuf},
    thread,
    time::{Duration, SystemTime},
};

/// All files of the folder and its subfolders (not through links to folders), in the order of [`path_name`].
///
/// Files to be passed over are among them: [`read_file`] says why. Errors: a folder cannot be listed.
pub fn list_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(&inner)? {
            let entry = entry?;
            let path = entry.path();
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else if !path.is_dir() {
                files.push(path);
            }
        }
    }
    files.sort_by_cached_key(|path| path_name(folder, path));
    Ok(files)
}

/// A file of the intake folder that may be a workbook, as it lies there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lying {
    /// Its path below the folder, with `/`.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// When it was changed, as the disk says.
    pub changed: Option<SystemTime>,
}

/// The files of [`list_files`] that somebody may have meant to send, without opening one.
pub fn lying(folder: &Path) -> io::Result<Vec<Lying>> {
    let described = list_files(folder)?.into_iter().filter_map(|path| {
        // Gone meanwhile: the next list is without it.
        let about = fs::metadata(&path).ok()?;
        let name = path_name(folder, &path);
        reason_to_skip(&name, about.len()).is_none().then(|| Lying {
            name,
            bytes: about.len(),
            changed: about.modified().ok(),
        })
    });
    Ok(described.collect())
}

/// Reads one of [`list_files`]; one that cannot be opened or is too big is a workbook with a finding.
///
/// `program` is this program, to read what is dangerous in a process of its own; without it everything is read here.
pub fn read_file(
    folder: &Path,
    path: &Path,
    dictionary: &Dictionary,
    rules: &ReadingRules,
    program: Option<&Path>,
) -> Workbook {
    match read_unless(folder, path, dictionary, rules, program, |_| None::<Infallible>) {
        Ok(never) => match never {},
        Err(workbook) => *workbook,
    }
}

/// As [`read_file`], unless the very same file is known already: then what `known` gives for it.
pub fn read_unless<Known>(
    folder: &Path,
    path: &Path,
    dictionary: &Dictionary,
    rules: &ReadingRules,
    program: Option<&Path>,
    known: impl Fn(&SourceFile) -> Option<Known>,
) -> Result<Known, Box<Workbook>> {
    let name = path_name(folder, path);
    let unread = |bytes: u64| SourceFile { path: name.as_str().into(), sha256: String::new(), bytes };
    let refused = |bytes: u64, why: &str| Err(Box::new(refused_workbook(unread(bytes), unreadable(why))));
    let skipped = |bytes: u64, reason: &str| {
        Err(Box::new(Workbook { skipped_because: Some(reason.to_owned()), ..empty_workbook(unread(bytes)) }))
    };
    // By its name alone first: temporary files of other programs come and go.
    if let Some(reason) = reason_to_skip(&name, 1) {
        return skipped(fs::metadata(path).map_or(0, |about| about.len()), reason);
    }
    let about = match once_there(|| fs::metadata(path)) {
        Ok(about) if about.is_file() => about,
        // A pipe or a device could keep the run waiting for ever.
        Ok(_) => return refused(0, "it is no ordinary file"),
        Err(error) => return refused(0, &error.to_string()),
    };
    if let Some(reason) = reason_to_skip(&name, about.len()) {
        return skipped(about.len(), reason);
    }
    let bytes = match once_there(|| bytes_of(path, &rules.limits)) {
        Ok(bytes) => bytes,
        Err(error) => return refused(about.len(), &error.to_string()),
    };
    if let Some(known) = known(&source(&name, &bytes)) {
        return Ok(known);
    }
    let workbook = read_bytes(&name, &bytes, dictionary, rules, program);
    if !may_be_cut(&workbook) || !rest(&about, rules.quiet_seconds) {
        return Err(Box::new(workbook));
    }
    Err(Box::new(match bytes_of(path, &rules.limits) {
        Ok(later) if later == bytes => workbook,
        _ => refused_workbook(workbook.source, being_written()),
    }))
}

fn read_bytes(
    name: &str,
    bytes: &[u8],
    dictionary: &Dictionary,
    rules: &ReadingRules,
    program: Option<&Path>,
) -> Workbook {
    match program {
        Some(program) if is_for_own_process(bytes, rules) => {
            isolated::read_in_own_process(program, source(name, bytes), bytes, dictionary, rules)
        }
        _ => read_workbook(name, bytes, dictionary, rules),
    }
}

/// One byte more than allowed is enough for the refusal; a file that grows meanwhile cannot fill the memory.
fn bytes_of(path: &Path, limits: &Limits) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(limits.max_file_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Some programs save by taking the old file away and giving its name to a new one: what was listed and is not there now
/// is there again in a moment.
fn once_there<Found>(look: impl Fn() -> io::Result<Found>) -> io::Result<Found> {
    const TRIES: usize = 10;
    const PAUSE: Duration = Duration::from_millis(50);
    for _ in 1..TRIES {
        match look() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => thread::sleep(PAUSE),
            found => return found,
        }
    }
    look()
}

/// A workbook has its directory at its end, so one that was read is whole. A text ends anywhere, and what could not be
/// used may be the first half of a file.
fn may_be_cut(workbook: &Workbook) -> bool {
    let is_unusable = workbook.format == Format::Unknown && workbook.skipped_because.is_none();
    workbook.format == Format::Csv || is_unusable
}

/// Waits until a file that changed just now has rested; `false` when it had already.
fn rest(about: &Metadata, quiet_seconds: u32) -> bool {
    let quiet = Duration::from_secs(quiet_seconds.into());
    // Without a date, or with one to come, nothing tells that somebody writes.
    let age = about.modified().ok().and_then(|changed| changed.elapsed().ok());
    match age.and_then(|age| quiet.checked_sub(age)).filter(|left| !left.is_zero()) {
        Some(left) => {
            thread::sleep(left);
            true
        }
        None => false,
    }
}

fn being_written() -> Refusal {
    Refusal::new(
        Code::BeingWritten,
        "the file changed while it was read: somebody is still copying or saving it",
        "wait until it is whole, and run again",
    )
}

/// The bytes of a file that was read: `path_name` is its path below `folder` (which may be the file itself), `sha256`
/// its fingerprint. None where it is gone, changed or too big meanwhile.
pub fn bytes_as_read(folder: &Path, path_name: &str, sha256: &str, limits: &Limits) -> Option<Vec<u8>> {
    let path = if folder.is_file() { folder.to_owned() } else { folder.join(path_name) };
    let bytes = bytes_of(&path, limits).ok()?;
    (super::sha256(&bytes) == sha256).then_some(bytes)
}

fn unreadable(why: &str) -> Refusal {
    Refusal::new(
        Code::Unreadable,
        format!("the file could not be opened ({why})"),
        "close it in Excel if it is open, check that it may be read, and run again",
    )
}

/// The path below `folder`, with `/` on every system.
fn path_name(folder: &Path, path: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// Why a file was surely not meant as input, told by its name and size.
pub(super) fn reason_to_skip(path_name: &str, bytes: u64) -> Option<&'static str> {
    let name = path_name.rsplit('/').next().unwrap_or(path_name);
    let lower = name.to_lowercase();
    if name.starts_with("~$") || name.starts_with(".~lock.") {
        Some("owner file of an open workbook")
    } else if path_name.split('/').any(|part| part.starts_with('.')) {
        Some("hidden file")
    } else if lower.ends_with(".tmp") || name.starts_with('~') {
        Some("temporary file")
    } else if lower == "thumbs.db" || lower == "desktop.ini" {
        Some("file of the operating system")
    } else if bytes == 0 {
        Some("empty file")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::dictionary::embedded;

    #[test]
    fn what_is_saved_by_taking_the_old_file_away_is_read_and_temporary_files_may_vanish() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.csv");
        let late = path.clone();
        let saver = thread::spawn(move || {
            thread::sleep(Duration::from_millis(120));
            fs::write(late, "Initiative ID\nA-1\n").unwrap();
        });
        let read = |name: &str| {
            read_file(folder.path(), &folder.path().join(name), &embedded(), &ReadingRules::default(), None)
        };
        assert_eq!(read("plan.csv").format, Format::Csv);
        saver.join().unwrap();
        assert_eq!(read("~saving.tmp").skipped_because.as_deref(), Some("temporary file"));
        assert_eq!(read("gone.csv").findings.len(), 1);
    }

    #[test]
    fn files_nobody_meant_to_send_are_told_by_name_and_size() {
        assert_eq!(reason_to_skip("sales/~$plan.xlsx", 165), Some("owner file of an open workbook"));
        assert_eq!(reason_to_skip(".git/config", 20), Some("hidden file"));
        assert_eq!(reason_to_skip("A1B2.TMP", 20), Some("temporary file"));
        assert_eq!(reason_to_skip("it/Thumbs.db", 20), Some("file of the operating system"));
        assert_eq!(reason_to_skip("plan.xlsx", 0), Some("empty file"));
        assert_eq!(reason_to_skip("v1.2/plan ~ final.xlsx", 20), None);
    }

    #[test]
    fn folders_are_listed_in_the_order_of_their_paths() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.csv", "a/z.csv", "a.csv", ".hidden", "c/d/e.csv"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        let listed = list_files(folder.path()).unwrap();
        let names: Vec<_> = listed.iter().map(|path| path_name(folder.path(), path)).collect();
        assert_eq!(names, [".hidden", "a.csv", "a/z.csv", "b.csv", "c/d/e.csv"]);
        assert!(list_files(&folder.path().join("nowhere")).is_err());
    }

    #[test]
    fn a_file_that_is_gone_or_too_big_is_a_finding() {
        let folder = tempfile::tempdir().unwrap();
        let limits = Limits { max_file_bytes: 10, ..Limits::default() };
        let (dictionary, rules) = (embedded(), ReadingRules { limits, quiet_seconds: 0, ..ReadingRules::default() });
        let read = |name: &str| read_file(folder.path(), &folder.path().join(name), &dictionary, &rules, None);

        assert_eq!(read("sub/gone.xlsx").findings[0].code, Code::Unreadable);
        fs::write(folder.path().join("big.csv"), "0123456789A").unwrap();
        let finding = &read("big.csv").findings[0];
        assert_eq!(finding.code, Code::TooLarge);
        assert!(finding.problem.contains("max_file_bytes = 10"), "{}", finding.problem);
        fs::write(folder.path().join("empty.csv"), "").unwrap();
        assert_eq!(read("empty.csv").skipped_because.as_deref(), Some("empty file"));
    }

    #[test]
    fn a_file_that_is_still_being_written_is_left_for_the_next_run() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("team.csv");
        let rules = ReadingRules { quiet_seconds: 1, ..ReadingRules::default() };
        let read = || read_file(folder.path(), &path, &embedded(), &rules, None);
        fs::write(&path, "Initiative ID,Role\nIT-1,Data Engineer\n").unwrap();
        let writer = {
            let path = path.clone();
            thread::spawn(move || {
                thread::sleep(Duration::from_millis(300));
                fs::write(path, "Initiative ID,Role\nIT-1,Data Engineer\nIT-2,Data Engineer\n").unwrap();
            })
        };
        let workbook = read();
        writer.join().unwrap();
        assert_eq!((workbook.tables.len(), workbook.findings[0].code), (0, Code::BeingWritten));
        // It has changed just now, but it rests: read again, it is the same.
        assert_eq!(read().tables[0].rows, [1, 2]);
    }

    #[test]
    fn only_what_may_be_cut_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let rules = ReadingRules { quiet_seconds: 60, ..ReadingRules::default() };
        let started = std::time::Instant::now();
        let read = |name: &str| read_file(folder.path(), &folder.path().join(name), &embedded(), &rules, None);
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().set_name("Team").unwrap().write_row(0, 0, ["Initiative ID", "Role"]).unwrap();
        // Whole and new.
        fs::write(folder.path().join("new.xlsx"), book.save_to_buffer().unwrap()).unwrap();
        assert_eq!(read("new.xlsx").tables.len(), 1);
        // A text, but of last year.
        let old = folder.path().join("old.csv");
        fs::write(&old, "Initiative ID,Role\nIT-1,Data Engineer\n").unwrap();
        let last_year = std::time::SystemTime::now() - Duration::from_secs(365 * 86_400);
        File::options().write(true).open(&old).unwrap().set_modified(last_year).unwrap();
        assert_eq!(read("old.csv").tables.len(), 1);
        assert!(started.elapsed() < Duration::from_secs(30));
    }
}
