//! Files that are there whole or not at all, whatever happens meanwhile.

use super::points;
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Mutex,
    thread,
    time::Duration,
};

/// Between a file's name and a number: a file while it is written.
const UNFINISHED: &str = ".new-";

/// Writes a file in place of one that may be there. Whoever opens it finds the old bytes or the new ones.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    prepare(path, bytes)?.put()
}

/// Writes a file that must not be there yet.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if path.symlink_metadata().is_ok() {
        return Err(io::Error::from(io::ErrorKind::AlreadyExists));
    }
    replace(path, bytes)
}

/// Makes a file of the program's own to write into. Whatever has its name goes first: a link that somebody put there leads
/// nowhere, and the file it led to stays as it is.
pub fn create(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => File::create_new(path),
    }
}

/// Opens a file to write at its end, and makes it where there is none. Errors: a link, a pipe or anything else that is no
/// ordinary file has its name.
pub fn append(path: &Path) -> io::Result<File> {
    if path.symlink_metadata().is_ok_and(|about| !about.is_file()) {
        return Err(io::Error::other("something that is no ordinary file has its name"));
    }
    let mut options = File::options();
    options.create(true).append(true);
    // It may have been put there just now.
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
    }
    options.open(path)
}

/// Makes what was written last in a folder survive a power cut: names of files and of folders. Windows cannot open
/// folders and needs it not.
pub fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

/// Gives a file or folder another name, in place of a file that may have it. On Windows a scanner for viruses may hold what
/// was written just now; it lets go in a moment.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    const TRIES: usize = 10;
    const PAUSE: Duration = Duration::from_millis(50);
    for _ in 1..TRIES {
        match fs::rename(from, to) {
            Err(error) if cfg!(windows) && error.kind() == io::ErrorKind::PermissionDenied => thread::sleep(PAUSE),
            done => return done,
        }
    }
    fs::rename(from, to)
}

/// A file that is written down to the disk, under another name beside its own. Gone again if it is not put there.
#[derive(Debug)]
pub struct Prepared {
    fresh: PathBuf,
    path: PathBuf,
}

/// Writes the bytes of a file, without it being there yet; makes its folder where there is none.
pub fn prepare(path: &Path, bytes: &[u8]) -> io::Result<Prepared> {
    let folder = folder_of(path);
    fs::create_dir_all(folder)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    clear_leftovers(folder, &name);
    let fresh = folder.join(format!(".{name}{UNFINISHED}{}", std::process::id()));
    let prepared = Prepared { fresh, path: path.to_owned() };
    let mut file = create(&prepared.fresh)?;
    points::pass("file made");
    file.write_all(bytes)?;
    file.sync_all()?;
    points::pass("file written");
    Ok(prepared)
}

impl Prepared {
    /// Gives the file its name, in place of an older one.
    pub fn put(self) -> io::Result<()> {
        rename(&self.fresh, &self.path)?;
        sync_folder(folder_of(&self.path));
        points::pass("file in place");
        Ok(())
    }
}

impl Drop for Prepared {
    fn drop(&mut self) {
        // After it was put there, there is nothing of that name.
        let _ = fs::remove_file(&self.fresh);
    }
}

/// What runs left behind in each folder that were ended while they wrote, by the name of the file. A folder is looked
/// through once: among ten thousand files that would take longer than to write them.
static LEFTOVERS: Mutex<BTreeMap<PathBuf, Leftovers>> = Mutex::new(BTreeMap::new());

type Leftovers = BTreeMap<String, Vec<PathBuf>>;

/// Clears what was left behind of this file, but for what another process is writing at this moment.
fn clear_leftovers(folder: &Path, name: &str) {
    let mut known = LEFTOVERS.lock().unwrap_or_else(|broken| broken.into_inner());
    let leftovers = known.entry(folder.to_owned()).or_insert_with(|| leftovers_in(folder));
    for path in leftovers.remove(name).into_iter().flatten() {
        let _ = fs::remove_file(path);
    }
}

fn leftovers_in(folder: &Path) -> Leftovers {
    let mut leftovers = Leftovers::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let file = entry.file_name().to_string_lossy().into_owned();
        let parts = file.strip_prefix('.').and_then(|rest| rest.rsplit_once(UNFINISHED));
        if let Some((name, process)) = parts
            && !is_running(process)
        {
            leftovers.entry(name.to_owned()).or_default().push(entry.path());
        }
    }
    leftovers
}

/// Is there a process of this number? What is no number is none. A process of another computer may be taken for one that
/// is gone, or the other way round; folders that computers share have a lock.
#[cfg(unix)]
pub fn is_running(process: &str) -> bool {
    let process = process.parse().ok().and_then(rustix::process::Pid::from_raw);
    process.is_some_and(|process| rustix::process::test_kill_process(process) != Err(rustix::io::Errno::SRCH))
}

/// Is there a process of this number? Not known here: what is written is open and cannot be removed.
#[cfg(not(unix))]
pub fn is_running(_process: &str) -> bool {
    false
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_leftovers_go() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        // No process has such a number; the second one is this test itself.
        fs::write(folder.path().join(".a.txt.new-999999999"), "half").unwrap();
        let written_now = folder.path().join(format!(".b.txt.new-{}", std::process::id()));
        fs::write(&written_now, "another's").unwrap();
        replace(&path, b"one").unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert!(!folder.path().join(".a.txt.new-999999999").exists() && written_now.exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    #[cfg(unix)]
    fn planted_links_neither_empty_nor_overwrite_what_they_lead_to() {
        let folder = tempfile::tempdir().unwrap();
        let mine = folder.path().join("mine.txt");
        fs::write(&mine, "mine").unwrap();
        let plant = |name: &str| std::os::unix::fs::symlink(&mine, folder.path().join(name)).unwrap();
        plant(&format!(".a.txt.new-{}", std::process::id()));
        plant("a.txt");
        plant(&format!(".coe-report.probe-{}", std::process::id()));
        plant("lock");
        plant("lock.txt");
        plant("log.jsonl");
        replace(&folder.path().join("a.txt"), b"one").unwrap();
        super::super::try_writing(folder.path()).unwrap();
        drop(super::super::Lock::take(folder.path(), "lock").unwrap());
        assert!(append(&folder.path().join("log.jsonl")).is_err());
        assert_eq!(fs::read(folder.path().join("a.txt")).unwrap(), b"one");
        assert_eq!(fs::read(&mine).unwrap(), b"mine");
    }

    #[test]
    fn a_new_file_replaces_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sub/a.txt");
        write_new(&path, b"mine").unwrap();
        assert_eq!(write_new(&path, b"other").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"mine");
    }

    #[test]
    fn a_file_that_cannot_be_replaced_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        fs::create_dir_all(path.join("in the way")).unwrap();
        assert!(replace(&path, b"one").is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
