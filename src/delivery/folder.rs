//! The month's folder: made beside the old one under another name, then swapped in.

use crate::{
    disk::{self, points},
    model::{period::Month, problem::Problem},
};
use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

/// Between a month's name and the number of a process: the folder while it is written, and the one it takes the place of.
const FRESH: &str = ".new-";
const OLD: &str = ".old-";
/// After a month's name: the folder of its drafts, once the month is closed.
const DRAFT: &str = "-draft";
/// Behind a month's name: the folder of its mails, to look at.
pub const PREVIEW: &str = "-preview";
/// The file that is written last.
const LAST_FILE: &str = "run.json";

/// Can files be written here? Asked before the long work, so that nobody waits for a report that cannot be saved.
pub fn ensure_writable(out: &Path) -> Result<(), Problem> {
    let attempt = || -> io::Result<()> {
        fs::create_dir_all(out)?;
        disk::try_writing(out)
    };
    attempt().map_err(|error| cannot_write(out, &error))
}

/// A month's folder that is written down to the disk and not yet in its place. Gone again if it never gets there.
#[derive(Debug)]
pub struct StagedFolder {
    fresh: PathBuf,
    target: PathBuf,
    stays: bool,
}

/// Writes `files` (paths below the folder with `/`, and their bytes, in their order) beside the place of the folder
/// `name` below `out`.
pub fn stage_folder(out: &Path, name: &str, files: &[(String, Vec<u8>)]) -> Result<StagedFolder, Problem> {
    let fresh = out.join(format!(".{name}{FRESH}{}", std::process::id()));
    let staged = StagedFolder { fresh, target: out.join(name), stays: false };
    // Told now, before anything is written, and again when it takes its place.
    nothing_in_the_way(&staged.target).map_err(|error| cannot_write(&staged.target, &error))?;
    write_files(&staged.fresh, files).map_err(|error| cannot_write(&staged.target, &error))?;
    Ok(staged)
}

impl StagedFolder {
    /// With a file more, which comes last: where it is, all are.
    pub fn with(self, (path, bytes): &(String, Vec<u8>)) -> Result<StagedFolder, Problem> {
        let written = write_file(&self.fresh.join(path), bytes);
        written.map_err(|error| cannot_write(&self.target, &error))?;
        disk::sync_folder(&self.fresh);
        Ok(self)
    }

    /// Puts the folder in its place, and gives that. An older one of that name goes; if it cannot, because a program
    /// has a file of it open, the new one stands beside it with a number: `2026-10 (2)`.
    /// If that fails, it waits for [`recover`].
    pub fn publish(mut self) -> Result<PathBuf, Problem> {
        self.stays = true;
        publish(&self.fresh, &self.target, &disk::rename).map_err(|error| cannot_write(&self.target, &error))
    }
}

impl Drop for StagedFolder {
    fn drop(&mut self) {
        if !self.stays {
            // What cannot be removed goes with the next run.
            let _ = fs::remove_dir_all(&self.fresh);
        }
    }
}

/// Writes `files` as the folder `name` below `out`, and gives its place.
pub fn write_folder(out: &Path, name: &str, files: &[(String, Vec<u8>)]) -> Result<PathBuf, Problem> {
    stage_folder(out, name, files)?.publish()
}

/// Clears what runs left behind in `out` that were ended while they wrote; only for whoever holds its lock. A folder
/// that was written whole is published if `is_due` says so of it; an older one that was moved away comes back if nothing
/// took its place.
pub fn recover(out: &Path, is_due: &dyn Fn(&Path) -> bool) -> Result<(), Problem> {
    let names = || -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(out)? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    };
    for mark in [FRESH, OLD] {
        for name in names().map_err(|error| cannot_write(out, &error))? {
            let Some(month) = month_of(&name, mark) else { continue };
            let (left, target) = (out.join(&name), out.join(month));
            let attempt = if mark == FRESH && is_due(&left) {
                publish(&left, &target, &disk::rename).map(|_| ())
            } else if mark == OLD && !target.exists() {
                disk::rename(&left, &target)
            } else {
                // In vain while a program has a file of it open; then the next run clears it.
                let _ = fs::remove_dir_all(&left);
                Ok(())
            };
            attempt.map_err(|error| cannot_write(&target, &error))?;
        }
    }
    Ok(())
}

/// Name of the folder for drafts of a month that is closed: a draft never replaces a final report.
pub fn drafts_of(month: Month) -> String {
    format!("{month}{DRAFT}")
}

/// Removes the drafts of a month that was closed: its final reports are newer.
pub fn clear_drafts(out: &Path, month: Month) {
    let drafts = out.join(drafts_of(month));
    // In vain while a program has a file of it open; then they go with the next closing.
    if drafts.join(LAST_FILE).is_file() {
        let _ = fs::remove_dir_all(drafts);
    }
}

/// Clears what killed previews left behind in the outbox; only for whoever holds its lock. They come to life again by
/// being made.
pub fn clear_previews(outbox: &Path) {
    for entry in fs::read_dir(outbox).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let parts = name.strip_prefix('.').and_then(|rest| rest.split_once(FRESH).or_else(|| rest.split_once(OLD)));
        let is_preview = parts.is_some_and(|(folder, process)| {
            let month = folder.strip_suffix(PREVIEW).and_then(|month| month.parse::<Month>().ok());
            month.is_some() && process.bytes().all(|digit| digit.is_ascii_digit())
        });
        if is_preview {
            // What cannot be removed goes with the next preview.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Where the reports of a month are: its folder, or the newest one beside it when that could not be replaced.
pub fn month_folder(out: &Path, name: &str) -> PathBuf {
    let target = out.join(name);
    numbered(&target).take_while(|folder| folder.exists()).last().unwrap_or(target)
}

/// Writes a file to hand on, that must not be there yet: others may read it as far as whoever started the program lets
/// them.
pub fn write_new_file(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    disk::write_new(path, bytes).and_then(|()| disk::open_to_others(path)).map_err(|error| match error.kind() {
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

/// Writes a file, whole or not at all, in place of one of that name; makes its folder where there is none.
pub fn put_file(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    disk::replace(path, bytes).map_err(|error| {
        Problem::files(
            format!("{} cannot be written: {error}", path.display()),
            "Close it if it is open in another program, and check that you may write there and that the disk has room.",
        )
    })
}

/// In their order, each down to the disk before the next: when the last one is there, all are.
fn write_files(folder: &Path, files: &[(String, Vec<u8>)]) -> io::Result<()> {
    let mut folders = BTreeSet::from([folder.to_owned()]);
    // Made anew: a link that somebody put in its place would have the outputs written elsewhere.
    if folder.symlink_metadata().is_ok() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    for (path, bytes) in files {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
            folders.insert(parent.to_owned());
        }
        write_file(&path, bytes)?;
    }
    folders.iter().for_each(|folder| disk::sync_folder(folder));
    Ok(())
}

fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = disk::create(path)?;
    points::pass("output made");
    io::Write::write_all(&mut file, bytes)?;
    file.sync_all()?;
    points::pass("output written");
    Ok(())
}

/// Moves a folder, given by two paths.
type Rename<'a> = &'a dyn Fn(&Path, &Path) -> io::Result<()>;

fn publish(fresh: &Path, target: &Path, rename: Rename) -> io::Result<PathBuf> {
    points::pass("outputs staged");
    let place = swap(fresh, target, rename)?;
    disk::sync_folder(target.parent().unwrap_or(Path::new(".")));
    points::pass("outputs in place");
    Ok(place)
}

/// Somebody's file of that name is not ours to move.
fn nothing_in_the_way(target: &Path) -> io::Result<()> {
    if target.symlink_metadata().is_ok() && !target.is_dir() {
        return Err(io::Error::new(io::ErrorKind::NotADirectory, "a file of that name is in the way"));
    }
    Ok(())
}

fn swap(fresh: &Path, target: &Path, rename: Rename) -> io::Result<PathBuf> {
    nothing_in_the_way(target)?;
    if target.exists() {
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        let aside = target.with_file_name(format!(".{name}{OLD}{}", std::process::id()));
        if rename(target, &aside).is_err() {
            // A program has a file of it open; Windows moves no such folder.
            let free = numbered(target).skip(1).find(|folder| !folder.exists()).expect("numbers do not end");
            return rename(fresh, &free).map(|()| free);
        }
        points::pass("older outputs moved away");
        if let Err(error) = rename(fresh, target) {
            rename(&aside, target)?;
            return Err(error);
        }
        points::pass("outputs in place of older ones");
        // The new folder stands; an old file that is still open somewhere may keep its folder until the next run.
        let _ = fs::remove_dir_all(aside);
    } else {
        rename(fresh, target)?;
    }
    // They stood in for this one, and are older now.
    for older in numbered(target).skip(1).take_while(|folder| folder.join(LAST_FILE).is_file()) {
        let _ = fs::remove_dir_all(older);
    }
    Ok(target.to_owned())
}

/// `2026-10`, `2026-10 (2)`, `2026-10 (3)` …
fn numbered(target: &Path) -> impl Iterator<Item = PathBuf> {
    let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let beside = target.to_owned();
    (1_u32..).map(move |number| match number {
        1 => beside.clone(),
        _ => beside.with_file_name(format!("{name} ({number})")),
    })
}

/// The month in `.2026-10.new-4711`, if that is the mark.
fn month_of<'a>(name: &'a str, mark: &str) -> Option<&'a str> {
    let (month, process) = name.strip_prefix('.')?.split_once(mark)?;
    let is_ours = month.strip_suffix(DRAFT).unwrap_or(month).parse::<Month>().is_ok()
        && process.bytes().all(|digit| digit.is_ascii_digit());
    is_ours.then_some(month)
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
        recover(out.path(), &|_| false).unwrap();
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

    #[test]
    fn a_folder_that_is_in_use_gets_a_neighbour_until_it_is_free() {
        let out = tempfile::tempdir().unwrap();
        let target = out.path().join("2026-10");
        write_folder(out.path(), "2026-10", &[file("run.json", "old")]).unwrap();
        // What Windows answers when a workbook of the folder is open in Excel.
        let in_use = |from: &Path, to: &Path| match from == target {
            true => Err(io::Error::from(io::ErrorKind::PermissionDenied)),
            false => fs::rename(from, to),
        };
        for (text, name) in [("new", "2026-10 (2)"), ("newer", "2026-10 (3)")] {
            let staged = stage_folder(out.path(), "2026-10", &[file("run.json", text)]).unwrap();
            let place = publish(&staged.fresh, &staged.target, &in_use).unwrap();
            assert_eq!(place, out.path().join(name));
            assert_eq!(month_folder(out.path(), "2026-10"), place);
            assert_eq!(fs::read_to_string(place.join("run.json")).unwrap(), text);
            assert_eq!(fs::read_to_string(target.join("run.json")).unwrap(), "old");
        }
        write_folder(out.path(), "2026-10", &[file("run.json", "newest")]).unwrap();
        assert_eq!(month_folder(out.path(), "2026-10"), target);
        assert_eq!(fs::read_to_string(target.join("run.json")).unwrap(), "newest");
        assert_eq!(fs::read_dir(out.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_killed_previews_left_behind_is_cleared_and_nothing_else() {
        let out = tempfile::tempdir().unwrap();
        for name in
            [".2026-10-preview.new-1", ".2026-10-preview.old-7", "2026-10-preview", "2026-10-r1", ".x-preview.new-1"]
        {
            fs::create_dir_all(out.path().join(name).join("sub")).unwrap();
        }
        clear_previews(out.path());
        let mut left: Vec<_> = fs::read_dir(out.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, [".x-preview.new-1", "2026-10-preview", "2026-10-r1"]);
    }

    #[test]
    #[cfg(unix)]
    fn a_link_in_the_place_of_a_folder_to_come_is_not_followed() {
        let (out, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(elsewhere.path().join("a.txt"), "mine").unwrap();
        for name in [format!(".2026-10.new-{}", std::process::id()), "2026-10".to_owned()] {
            std::os::unix::fs::symlink(elsewhere.path(), out.path().join(name)).unwrap();
        }
        let folder = write_folder(out.path(), "2026-10", &[file("a.txt", "new")]).unwrap();
        assert_eq!(fs::read_to_string(folder.join("a.txt")).unwrap(), "new");
        assert_eq!(fs::read_to_string(elsewhere.path().join("a.txt")).unwrap(), "mine");
    }

    #[test]
    fn what_killed_runs_left_behind_is_cleared_or_brought_back() {
        let out = tempfile::tempdir().unwrap();
        let leave = |name: &str, text: &str| {
            let folder = out.path().join(name);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("run.json"), text).unwrap();
        };
        let text = |name: &str| fs::read_to_string(out.path().join(name).join("run.json")).ok();
        // Half-written.
        leave(".2026-07.new-1", "half");
        // Ended between the two moves: the older one comes back.
        leave(".2026-08.new-2", "half");
        leave(".2026-08.old-2", "older");
        // Whole and closed.
        leave(".2026-09.new-3", "due");
        leave(".2026-09.old-3", "older");
        // In place, the older one not yet removed.
        leave("2026-10", "newest");
        leave(".2026-10.old-4", "older");
        // Not ours.
        leave(".backup.new-5", "mine");
        let is_due = |folder: &Path| fs::read_to_string(folder.join("run.json")).unwrap() == "due";
        recover(out.path(), &is_due).unwrap();
        assert_eq!(text("2026-07"), None);
        assert_eq!(text("2026-08").as_deref(), Some("older"));
        assert_eq!(text("2026-09").as_deref(), Some("due"));
        assert_eq!(text("2026-10").as_deref(), Some("newest"));
        assert_eq!(text(".backup.new-5").as_deref(), Some("mine"));
        assert_eq!(fs::read_dir(out.path()).unwrap().count(), 4);
    }
}
