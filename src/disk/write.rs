//! Files that are there whole or not at all, whatever happens meanwhile.

use super::points;
use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
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
    let mut file = File::create(&prepared.fresh)?;
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

/// What runs left behind that were ended while they wrote this file.
fn clear_leftovers(folder: &Path, name: &str) {
    let begins = format!(".{name}{UNFINISHED}");
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(&begins) {
            let _ = fs::remove_file(entry.path());
        }
    }
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
        fs::write(folder.path().join(".a.txt.new-1"), "half").unwrap();
        fs::write(folder.path().join(".b.txt.new-1"), "another's").unwrap();
        replace(&path, b"one").unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert!(!folder.path().join(".a.txt.new-1").exists() && folder.path().join(".b.txt.new-1").exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
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
