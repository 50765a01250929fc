//! The month's folder: made beside the old one under another name, then swapped in.

use crate::model::problem::Problem;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Can files be written here? Asked before the long work, so that nobody waits for a report that cannot be saved.
pub fn ensure_writable(out: &Path) -> Result<(), Problem> {
    let attempt = || -> io::Result<()> {
        fs::create_dir_all(out)?;
        let probe = out.join(format!(".coe-report-{}", std::process::id()));
        fs::write(&probe, b"")?;
        fs::remove_file(&probe)
    };
    attempt().map_err(|error| cannot_write(out, &error))
}

/// Writes `files` (paths below the folder with `/`, and their bytes) as the folder `name` below `out`. An older folder
/// of that name is replaced only after every file is written; if anything fails, it stays as it was.
pub fn write_folder(out: &Path, name: &str, files: &[(String, Vec<u8>)]) -> Result<PathBuf, Problem> {
    let target = out.join(name);
    let fresh = out.join(format!(".{name}.new-{}", std::process::id()));
    let aside = out.join(format!(".{name}.old-{}", std::process::id()));
    let written = write_files(&fresh, files).and_then(|()| swap(&fresh, &target, &aside));
    if let Err(error) = written {
        // Whatever was half-written is ours to clear; that it may not work either changes nothing for the reader.
        let _ = fs::remove_dir_all(&fresh);
        return Err(cannot_write(&target, &error));
    }
    Ok(target)
}

/// Writes a file that must not be there yet.
pub fn write_new_file(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let attempt = || -> io::Result<()> {
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let mut file = fs::File::create_new(path)?;
        io::Write::write_all(&mut file, bytes)?;
        file.sync_all()
    };
    attempt().map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Problem::usage(
            format!("{} exists already", path.display()),
            "It is left as it is. Move it away, or name another file with --out.",
        ),
        _ => Problem::files(
            format!("{} cannot be written: {error}", path.display()),
            "Check that you may write there and that the disk has room, or name another file with --out.",
        ),
    })
}

fn write_files(folder: &Path, files: &[(String, Vec<u8>)]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (path, bytes) in files {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let mut file = fs::File::create(&path)?;
        io::Write::write_all(&mut file, bytes)?;
        file.sync_all()?;
    }
    Ok(())
}

fn swap(fresh: &Path, target: &Path, aside: &Path) -> io::Result<()> {
    if !target.exists() {
        return fs::rename(fresh, target);
    }
    if !target.is_dir() {
        // Somebody's file: it is not ours to move.
        return Err(io::Error::new(io::ErrorKind::NotADirectory, "a file of that name is in the way"));
    }
    fs::rename(target, aside)?;
    if let Err(error) = fs::rename(fresh, target) {
        fs::rename(aside, target)?;
        return Err(error);
    }
    // The new folder stands; an old file that is still open somewhere may keep its folder until the next run.
    let _ = fs::remove_dir_all(aside);
    Ok(())
}

fn cannot_write(path: &Path, error: &io::Error) -> Problem {
    Problem::files(
        format!("{} cannot be written: {error}", path.display()),
        "Close its files if they are open in another program, check that you may write there and that the disk has room, or choose another folder with --out.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> (String, Vec<u8>) {
        (path.to_owned(), text.as_bytes().to_vec())
    }

    #[test]
    fn a_folder_is_replaced_whole() {
        let out = tempfile::tempdir().unwrap();
        write_folder(out.path(), "2026-10", &[file("a.txt", "old"), file("sponsors/gone.pdf", "old")]).unwrap();
        let folder = write_folder(out.path(), "2026-10", &[file("a.txt", "new")]).unwrap();
        assert_eq!(fs::read_to_string(folder.join("a.txt")).unwrap(), "new");
        assert!(!folder.join("sponsors").exists());
        assert_eq!(fs::read_dir(out.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_in_the_way_is_left_alone() {
        let out = tempfile::tempdir().unwrap();
        fs::write(out.path().join("2026-10"), "mine").unwrap();
        assert!(write_folder(out.path(), "2026-10", &[file("a.txt", "new")]).is_err());
        assert_eq!(fs::read_to_string(out.path().join("2026-10")).unwrap(), "mine");
        assert_eq!(fs::read_dir(out.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_failure_leaves_the_old_folder() {
        let out = tempfile::tempdir().unwrap();
        write_folder(out.path(), "2026-10", &[file("a.txt", "old")]).unwrap();
        // A path that is a file and a folder at once cannot be written.
        let problem = write_folder(out.path(), "2026-10", &[file("x", "1"), file("x/y", "2")]).unwrap_err();
        assert!(problem.what.contains("cannot be written"));
        assert_eq!(fs::read_to_string(out.path().join("2026-10/a.txt")).unwrap(), "old");
        assert_eq!(fs::read_dir(out.path()).unwrap().count(), 1);
    }
}
