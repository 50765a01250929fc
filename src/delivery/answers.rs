//! Copies for submitters: somebody may have typed into an older one, so nothing is ever written over.

use crate::{disk, model::problem::Problem};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Folder, beside a copy, for copies that a new one takes the place of.
const OLDER: &str = "older";

/// Writes a copy as `name` (with `/`) below `folder`. A file of that name with other content goes to a folder `older`
/// beside it first; one with the same content stays.
pub fn write_answer(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, Problem> {
    let path = folder.join(name);
    write(&path, bytes).map_err(|error| {
        Problem::files(
            format!("{} cannot be written: {error}", path.display()),
            "Close it if it is open in another program, check that you may write there and that the disk has room, or choose another folder with --annotate.",
        )
    })?;
    Ok(path)
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new(""));
    if path.is_file() && fs::read(path)? == bytes {
        return Ok(());
    }
    let fresh = disk::prepare(path, bytes)?;
    if path.exists() {
        move_away(path, &folder.join(OLDER))?;
    }
    fresh.put()
}

/// Moves a file to a folder, under its own name or that with a number.
fn move_away(path: &Path, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().map(|extension| format!(".{}", extension.to_string_lossy())).unwrap_or_default();
    let names = (1_u32..).map(|number| match number {
        1 => folder.join(format!("{stem}{extension}")),
        _ => folder.join(format!("{stem} ({number}){extension}")),
    });
    let free = names.into_iter().find(|name| !name.exists()).unwrap_or_else(|| folder.join(OLDER));
    fs::rename(path, free)
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
    }
}
