//! Copies for submitters: somebody may have typed into an older one, so nothing is ever written over.

use crate::{disk, model::problem::Problem};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Folder, beside a copy, for copies that a new one takes the place of.
const OLDER: &str = "older";

/// Writes a copy as `name` (with `/`) below `folder`. A file of that name with other content goes to a folder `older`
/// beside it first; one with the same content stays. If it cannot be moved, because a program has it open, the new one
/// stands beside it with a number: `plan - to fix (2).xlsx`.
pub fn write_answer(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, Problem> {
    let path = folder.join(name);
    let written = make_open(path.parent().unwrap_or(folder)).and_then(|()| write(&path, bytes, &disk::rename));
    written.and_then(|path| disk::open_to_others(&path).map(|()| path)).map_err(|error| {
        Problem::files(
            format!("{} cannot be written: {error}", path.display()),
            "Check that you may write there and that the disk has room, or choose another folder with --annotate.",
        )
    })
}

/// Makes a folder, and those above it that are not there, as whoever drops workbooks can open it.
fn make_open(folder: &Path) -> io::Result<()> {
    let missing: Vec<&Path> =
        folder.ancestors().take_while(|part| !part.as_os_str().is_empty() && !part.exists()).collect();
    fs::create_dir_all(folder)?;
    missing.into_iter().try_for_each(disk::open_to_others)
}

/// Puts the copies of this name that lie below `folder` into the folder `older` beside them: nothing is to be fixed any
/// more. One that a program has open stays where it is.
pub fn retire_answer(folder: &Path, name: &str) {
    retire(&folder.join(name), &disk::rename);
}

/// Moves a file, given by two paths.
type Rename<'a> = &'a dyn Fn(&Path, &Path) -> io::Result<()>;

fn write(path: &Path, bytes: &[u8], rename: Rename) -> io::Result<PathBuf> {
    if let Some(same) = numbered(path).take_while(|path| path.exists()).find(|path| has(path, bytes)) {
        return Ok(same);
    }
    retire(path, rename);
    let free = numbered(path).find(|path| !path.exists()).expect("numbers do not end");
    disk::write_new(&free, bytes)?;
    Ok(free)
}

fn has(path: &Path, bytes: &[u8]) -> bool {
    fs::read(path).is_ok_and(|there| there == bytes)
}

/// Moves what can be moved of a file and its numbered neighbours.
fn retire(path: &Path, rename: Rename) {
    let older = path.with_file_name(OLDER);
    let lying: Vec<PathBuf> = numbered(path).take_while(|path| path.exists()).collect();
    for path in lying {
        // In vain while a program has it open: then it stays, and nothing is lost.
        let _ = move_away(&path, &older, rename);
    }
}

/// Moves a file to a folder, under its own name or that with a number.
fn move_away(path: &Path, folder: &Path, rename: Rename) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let name = path.file_name().unwrap_or_default();
    let free = numbered(&folder.join(name)).find(|name| !name.exists()).expect("numbers do not end");
    rename(path, &free)
}

/// `a.xlsx`, `a (2).xlsx`, `a (3).xlsx` …
fn numbered(path: &Path) -> impl Iterator<Item = PathBuf> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let extension = path.extension().map(|extension| format!(".{}", extension.to_string_lossy())).unwrap_or_default();
    let path = path.to_owned();
    (1_u32..).map(move |number| match number {
        1 => path.clone(),
        _ => path.with_file_name(format!("{stem} ({number}){extension}")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_typed_into_an_older_copy_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = write_answer(folder.path(), "sales/a.xlsx", b"one").unwrap();
        write_answer(folder.path(), "sales/a.xlsx", b"one").unwrap();
        assert!(!folder.path().join("sales/older").exists());
        for typed in ["typed", "more"] {
            fs::write(&path, typed).unwrap();
            write_answer(folder.path(), "sales/a.xlsx", b"two").unwrap();
            assert_eq!(fs::read(&path).unwrap(), b"two");
        }
        assert_eq!(fs::read(folder.path().join("sales/older/a.xlsx")).unwrap(), b"typed");
        assert_eq!(fs::read(folder.path().join("sales/older/a (2).xlsx")).unwrap(), b"more");
        assert_eq!(fs::read_dir(folder.path().join("sales")).unwrap().count(), 2);
        retire_answer(folder.path(), "sales/a.xlsx");
        retire_answer(folder.path(), "sales/never.xlsx");
        assert!(!path.exists());
        assert_eq!(fs::read(folder.path().join("sales/older/a (3).xlsx")).unwrap(), b"two");
    }

    #[test]
    fn a_copy_that_is_open_elsewhere_gets_a_neighbour_until_it_is_closed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a - to fix.xlsx");
        fs::write(&path, "one").unwrap();
        // What Windows answers when the copy is open in Excel.
        let in_use = |from: &Path, to: &Path| match from == path {
            true => Err(io::Error::from(io::ErrorKind::PermissionDenied)),
            false => fs::rename(from, to),
        };
        let neighbour = folder.path().join("a - to fix (2).xlsx");
        for text in ["two", "two", "three"] {
            assert_eq!(write(&path, text.as_bytes(), &in_use).unwrap(), neighbour);
            assert_eq!(fs::read_to_string(&neighbour).unwrap(), text);
            assert_eq!(fs::read_to_string(&path).unwrap(), "one");
        }
        assert_eq!(write_answer(folder.path(), "a - to fix.xlsx", b"four").unwrap(), path);
        assert_eq!(fs::read_to_string(&path).unwrap(), "four");
        assert!(!neighbour.exists());
        // one, two and three.
        assert_eq!(fs::read_dir(folder.path().join("older")).unwrap().count(), 3);
    }
}
