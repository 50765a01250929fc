//! Which files lie in the intake folder, and which of them nobody meant to send.

use super::{
    Contents, Refusal, billing, empty_workbook, is_for_own_process, isolated, protected, read_workbook,
    refused_workbook, source,
};
use crate::{
    disk::{self, NotOpened},
    guard,
    model::{
        dictionary::Dictionary,
        finding::Code,
        fingerprint,
        limits::Limits,
        reading::ReadingRules,
        workbook::{Format, SourceFile, Workbook},
    },
};
use sha2::{Digest, Sha256};
use std::{
    convert::Infallible,
    fs::{self, File, Metadata},
    io::{self, Read, Seek},
    path::{Path, PathBuf},
    thread,
    time::{Duration, SystemTime},
};

/// All files of the folder and its subfolders (not through links to folders), in the order of [`path_name`].
///
/// Files to be passed over are among them, and so are links, pipes and folders below that cannot be listed: [`read_file`]
/// says why nothing comes of them. Errors: the folder itself cannot be listed.
pub fn list_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = Vec::new();
    list(fs::read_dir(folder)?, &mut files, &mut folders)?;
    while let Some(inner) = folders.pop() {
        let (files_before, folders_before) = (files.len(), folders.len());
        if fs::read_dir(&inner).and_then(|entries| list(entries, &mut files, &mut folders)).is_err() {
            // Half of a folder would look like all of it.
            files.truncate(files_before);
            folders.truncate(folders_before);
            files.push(inner);
        }
    }
    files.sort_by_cached_key(|path| path_name(folder, path));
    Ok(files)
}

/// The files of the folder itself that somebody may have meant to send, by name. Errors: it cannot be listed.
pub fn files_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    list(fs::read_dir(folder)?, &mut files, &mut Vec::new())?;
    let is_meant = |path: &PathBuf| {
        let about = fs::symlink_metadata(path).ok().filter(|about| about.is_file());
        about.is_some_and(|about| reason_to_skip(&path_name(folder, path), about.len()).is_none())
    };
    files.retain(is_meant);
    files.sort_by_cached_key(|path| path_name(folder, path));
    Ok(files)
}

/// Parts the entries of one folder.
fn list(entries: fs::ReadDir, files: &mut Vec<PathBuf>, folders: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in entries {
        let entry = entry?;
        match entry.file_type()?.is_dir() {
            true => folders.push(entry.path()),
            false => files.push(entry.path()),
        }
    }
    Ok(())
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
        let about = fs::symlink_metadata(&path).ok()?;
        let name = path_name(folder, &path);
        // What is no file is none that is empty.
        let bytes = if about.is_file() { about.len() } else { about.len().max(1) };
        let is_meant = reason_to_skip(&name, bytes).is_none();
        is_meant.then(|| Lying { name, bytes, changed: about.modified().ok() })
    });
    Ok(described.collect())
}

/// Why one of [`lying`] could not be read now, as its finding says it; None where it can be opened.
pub fn why_not_opened(folder: &Path, path_name: &str) -> Option<String> {
    open(folder, Path::new(path_name)).err().map(|refusal| refusal.problem)
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
    let skipped = |bytes: u64, reason: &str| {
        Err(Box::new(Workbook { skipped_because: Some(reason.to_owned()), ..empty_workbook(unread(bytes)) }))
    };
    // By its name alone first: temporary files of other programs come and go.
    if let Some(reason) = reason_to_skip(&name, 1) {
        return skipped(fs::symlink_metadata(path).map_or(0, |about| about.len()), reason);
    }
    let below = path.strip_prefix(folder).unwrap_or(path);
    let (mut file, about) = match open(folder, below) {
        Ok(opened) => opened,
        Err(refusal) => return Err(Box::new(refused_workbook(unread(0), refusal))),
    };
    if let Some(reason) = reason_to_skip(&name, about.len()) {
        return skipped(about.len(), reason);
    }
    match head_of(&mut file) {
        Ok(head) => {
            if let Some(kind) = billing::kind(&head) {
                let opened = Opened { folder, below, name: &name, about: &about };
                return read_bill(&opened, file, (kind, &head), rules, known);
            }
        }
        Err(error) => return Err(Box::new(refused_workbook(unread(about.len()), unreadable(&error)))),
    }
    let bytes = match bytes_of(file, &rules.limits) {
        Ok(bytes) => bytes,
        Err(error) => return Err(Box::new(refused_workbook(unread(about.len()), unreadable(&error)))),
    };
    if let Some(known) = known(&source(&name, &bytes)) {
        return Ok(known);
    }
    let workbook = read_bytes(&name, &bytes, dictionary, rules, program);
    if !may_be_cut(&workbook) || !rest(&about, rules.quiet_seconds) {
        return Err(Box::new(workbook));
    }
    let later = open(folder, below).ok().and_then(|(file, _)| bytes_of(file, &rules.limits).ok());
    Err(Box::new(match later {
        Some(later) if later == bytes => workbook,
        _ => refused_workbook(workbook.source, being_written()),
    }))
}

/// A file that was opened, and where it lies.
struct Opened<'a> {
    folder: &'a Path,
    below: &'a Path,
    name: &'a str,
    about: &'a Metadata,
}

/// The first bytes of a file, which are read again after.
fn head_of(file: &mut File) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(billing::HEAD);
    file.take(billing::HEAD as u64).read_to_end(&mut head)?;
    file.rewind()?;
    Ok(head)
}

/// A bill may be larger than the memory: it is read once for its fingerprint, and once more where nobody knows it.
fn read_bill<Known>(
    opened: &Opened,
    mut file: File,
    (kind, head): (billing::Kind, &[u8]),
    rules: &ReadingRules,
    known: impl Fn(&SourceFile) -> Option<Known>,
) -> Result<Known, Box<Workbook>> {
    let unread = |bytes: u64| SourceFile { path: opened.name.into(), sha256: String::new(), bytes };
    let refused = |source: SourceFile, refusal: Refusal| Err(Box::new(refused_workbook(source, refusal)));
    if opened.about.len() > rules.limits.max_bill_bytes {
        return refused(unread(opened.about.len()), billing::too_large(&rules.limits));
    }
    let source = match fingerprint_of(&mut file, opened.name, &rules.limits) {
        Ok(source) => source,
        Err(error) => return refused(unread(opened.about.len()), unreadable(&error)),
    };
    if let Some(known) = known(&source) {
        return Ok(known);
    }
    if let Err(error) = file.rewind() {
        return refused(source, unreadable(&error));
    }
    let read = guard::catch(|| billing::read_file(kind, head, file, rules));
    let bill = match read.unwrap_or_else(|_| Err(Refusal::damaged())) {
        Ok(bill) => bill,
        Err(refusal) => return refused(source, refusal),
    };
    rest(opened.about, rules.quiet_seconds);
    // Somebody may have written between both readings, or still write.
    let later = open(opened.folder, opened.below).ok().filter(|(_, later)| is_unchanged(later, opened.about));
    if later.is_none() {
        return refused(source, being_written());
    }
    Err(Box::new(Contents::of_bill(bill).into_workbook(source)))
}

/// The fingerprint of a file that is not kept in memory.
fn fingerprint_of(file: &mut File, name: &str, limits: &Limits) -> io::Result<SourceFile> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    let mut bytes = 0;
    let mut left = file.take(limits.max_bill_bytes);
    loop {
        let count = left.read(&mut buffer)?;
        if count == 0 {
            break;
        }
        hash.update(&buffer[..count]);
        bytes += count as u64;
    }
    Ok(SourceFile { path: name.into(), sha256: fingerprint::hex(&hash.finalize()), bytes })
}

/// The same length and the same moment of the last change.
fn is_unchanged(now: &Metadata, before: &Metadata) -> bool {
    now.len() == before.len() && now.modified().ok() == before.modified().ok()
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
fn bytes_of(file: File, limits: &Limits) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(limits.max_file_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Opens an ordinary file of the folder, and says what is known of it. What leads out of the folder or could keep the run
/// waiting is refused.
fn open(folder: &Path, below: &Path) -> Result<(File, Metadata), Refusal> {
    once_there(|| disk::open_inside(folder, below)).map_err(|why| match why {
        NotOpened::Link => not_a_file(
            "it is a link, or lies behind one, and only files that lie in the intake folder themselves are read",
            "put the file itself into the intake folder in place of the link",
        ),
        NotOpened::NoFile => not_a_file(
            "it is no ordinary file but a pipe, a socket or a device, which could keep the run waiting for ever",
            "take it out of the intake folder, and put the workbook there if one was meant",
        ),
        NotOpened::PrivateElsewhere => not_a_file(
            "only its owner may read it, and it has a second name elsewhere (a hard link): somebody may have put a private \
             file here",
            "put a copy of the workbook into the intake folder in place of the link",
        ),
        NotOpened::Folder => Refusal::new(
            Code::Unreadable,
            "the folder could not be listed, so none of its files was read",
            "check that it may be read by the account that runs this program, and run again",
        ),
        NotOpened::Failed(error) => unreadable(&error),
    })
}

fn not_a_file(problem: &str, instead: &str) -> Refusal {
    Refusal::new(Code::NotAFile, problem, instead)
}

/// Some programs save by taking the old file away and giving its name to a new one: what was listed and is not there now
/// is there again in a moment.
fn once_there<Found>(look: impl Fn() -> Result<Found, NotOpened>) -> Result<Found, NotOpened> {
    const TRIES: usize = 10;
    const PAUSE: Duration = Duration::from_millis(50);
    for _ in 1..TRIES {
        match look() {
            Err(NotOpened::Failed(error)) if error.kind() == io::ErrorKind::NotFound => thread::sleep(PAUSE),
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

/// The bytes of a file that was read: `path_name` is its path below `folder`, `sha256` its fingerprint. None where it is
/// gone, changed, too big or no longer an ordinary file meanwhile. What Excel encrypts with its own password is opened.
pub fn bytes_as_read(folder: &Path, path_name: &str, sha256: &str, limits: &Limits) -> Option<Vec<u8>> {
    let (file, _) = open(folder, Path::new(path_name)).ok()?;
    let bytes = bytes_of(file, limits).ok()?;
    (fingerprint::sha256(&bytes) == sha256).then(|| protected::opened(&bytes).unwrap_or(bytes))
}

fn unreadable(error: &io::Error) -> Refusal {
    Refusal::new(
        Code::Unreadable,
        format!("the file could not be opened ({error})"),
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
    #[cfg(unix)]
    fn links_and_pipes_are_findings_and_never_read() {
        use std::os::unix::fs::symlink;
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("intake");
        fs::create_dir(&folder).unwrap();
        fs::create_dir(place.path().join("outside")).unwrap();
        let secret = place.path().join("outside/passwords.csv");
        fs::write(&secret, "Initiative ID,Role\nhunter2,Data Engineer\n").unwrap();
        symlink(&secret, folder.join("link.csv")).unwrap();
        symlink(place.path().join("outside"), folder.join("linked")).unwrap();
        symlink("/nowhere", folder.join("dangling.xlsx")).unwrap();
        std::process::Command::new("mkfifo").arg(folder.join("pipe.csv")).status().unwrap();
        let listed = list_files(&folder).unwrap();
        assert_eq!(listed.len(), 4);
        for path in listed.iter().chain([&folder.join("linked/passwords.csv")]) {
            let workbook = read_file(&folder, path, &embedded(), &ReadingRules::default(), None);
            let [finding] = &workbook.findings[..] else { panic!("{path:?}: {:?}", workbook.findings) };
            assert_eq!(
                (finding.code, workbook.tables.len(), workbook.source.bytes),
                (Code::NotAFile, 0, 0),
                "{path:?}"
            );
            assert_eq!(finding.severity, crate::model::finding::Severity::Refused);
        }
        // As it would be handed back, if it had been read a moment ago.
        let fingerprint = crate::model::fingerprint::sha256(fs::read(&secret).unwrap());
        assert_eq!(bytes_as_read(&folder, "link.csv", &fingerprint, &Limits::default()), None);
        assert!(why_not_opened(&folder, "pipe.csv").unwrap().contains("a pipe"));
    }

    #[test]
    #[cfg(unix)]
    fn a_folder_that_cannot_be_listed_is_a_finding_and_the_others_are_read() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let closed = folder.path().join("sales");
        fs::create_dir(&closed).unwrap();
        fs::write(closed.join("a.csv"), "Initiative ID,Role\nIT-1,Data Engineer\n").unwrap();
        fs::write(folder.path().join("b.csv"), "Initiative ID,Role\nIT-1,Data Engineer\n").unwrap();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
        let listed = list_files(folder.path()).unwrap();
        let is_root = fs::read_dir(&closed).is_ok();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
        let names: Vec<_> = listed.iter().map(|path| path_name(folder.path(), path)).collect();
        // Nothing is closed to root.
        assert_eq!(names, if is_root { ["b.csv", "sales/a.csv"] } else { ["b.csv", "sales"] });
        // Listed as a file because it could not be listed as a folder.
        let workbook = read_file(folder.path(), &closed, &embedded(), &ReadingRules::default(), None);
        assert_eq!(workbook.findings[0].code, Code::Unreadable);
        assert!(workbook.findings[0].problem.contains("none of its files"));
        // Vanished after it was listed.
        let gone = read_file(folder.path(), &folder.path().join("it"), &embedded(), &ReadingRules::default(), None);
        assert_eq!(gone.findings[0].code, Code::Unreadable);
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
