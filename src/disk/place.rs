//! What a folder's disk is like: how much room it has, whether a file lies on it at all, whether it is another computer's.

use super::create;
use jiff::Timestamp;
use std::{
    fs::{self, Metadata},
    io,
    path::{Path, PathBuf},
};

/// Bytes that may still be written below a path; of the nearest folder that exists.
pub fn free_bytes(path: &Path) -> io::Result<u64> {
    fs4::available_space(nearest(path))
}

/// When the newest file below a folder was last changed; `None` where there is no file that can be looked at.
pub fn newest_change(folder: &Path) -> Option<Timestamp> {
    let changed = |file: &fs::Metadata| file.modified().ok().and_then(|at| Timestamp::try_from(at).ok());
    files_below(folder).iter().filter_map(changed).max()
}

/// How many bytes the files below a folder have.
pub fn size_of(folder: &Path) -> u64 {
    files_below(folder).iter().map(fs::Metadata::len).sum()
}

/// What is known of each file below a folder; nothing of what cannot be looked at.
fn files_below(folder: &Path) -> Vec<fs::Metadata> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(inner) = open.pop() {
        for entry in fs::read_dir(inner).into_iter().flatten().flatten() {
            // A link is not followed: it might lead in a circle.
            match entry.metadata() {
                Ok(metadata) if metadata.is_dir() => open.push(entry.path()),
                Ok(metadata) => files.push(metadata),
                Err(_) => {}
            }
        }
    }
    files
}

/// Can files be written in this folder, or in the nearest one above it where it does not exist yet? Leaves nothing.
pub fn try_writing(folder: &Path) -> io::Result<()> {
    let there = folder.ancestors().find(|part| part.exists());
    if there.is_some_and(|part| !part.is_dir()) {
        return Err(io::Error::new(io::ErrorKind::NotADirectory, "a file of that name is in the way"));
    }
    // Two programs that look at once have probes of their own.
    let probe = nearest(folder).join(format!(".coe-report.probe-{}", std::process::id()));
    drop(create(&probe)?);
    fs::remove_file(probe)
}

/// Is this file only a name here, its content in a cloud that hands it over when somebody opens it? A run at night may
/// wait for it, or not get it.
pub fn is_elsewhere(path: &Path) -> bool {
    // iCloud's sign for a file that is not here.
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with('.') && name.ends_with(".icloud")
        || fs::symlink_metadata(path).is_ok_and(|about| has_no_content(&about))
}

/// FILE_ATTRIBUTE_OFFLINE, RECALL_ON_OPEN and RECALL_ON_DATA_ACCESS: OneDrive and others set one of them.
#[cfg(windows)]
fn has_no_content(about: &Metadata) -> bool {
    use std::os::windows::fs::MetadataExt;
    about.file_attributes() & (0x1000 | 0x4_0000 | 0x40_0000) != 0
}

/// SF_DATALESS.
#[cfg(target_os = "macos")]
fn has_no_content(about: &Metadata) -> bool {
    use std::os::macos::fs::MetadataExt;
    about.st_flags() & 0x4000_0000 != 0
}

/// No block of the disk is used by a file that is not small.
#[cfg(all(unix, not(target_os = "macos")))]
fn has_no_content(about: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    const MAY_LIE_IN_ITS_ENTRY: u64 = 4096;
    about.is_file() && about.len() > MAY_LIE_IN_ITS_ENTRY && about.blocks() == 0
}

#[cfg(not(any(unix, windows)))]
fn has_no_content(_about: &Metadata) -> bool {
    false
}

/// The folder on another computer that a drive letter of Windows stands for: `\\files\finance\ai` for `Z:\ai`. Such a
/// letter belongs to a person's session; a task at night does not have it.
pub fn behind_drive_letter(path: &Path) -> Option<String> {
    let real = path.canonicalize().ok()?;
    share_behind(&path.to_string_lossy(), &real.to_string_lossy())
}

fn share_behind(path: &str, real: &str) -> Option<String> {
    let mut letters = path.chars();
    let has_letter = letters.next().is_some_and(|letter| letter.is_ascii_alphabetic()) && letters.next() == Some(':');
    let share = real.strip_prefix(r"\\?\UNC\")?;
    has_letter.then(|| format!(r"\\{share}"))
}

/// The path, or the nearest folder above it that exists.
fn nearest(path: &Path) -> PathBuf {
    let there = path.ancestors().find(|part| part.is_dir() || part.as_os_str().is_empty()).unwrap_or(path);
    if there.as_os_str().is_empty() { PathBuf::from(".") } else { there.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drive_letter_for_another_computer_is_told() {
        assert_eq!(share_behind(r"Z:\ai", r"\\?\UNC\files\finance\ai").as_deref(), Some(r"\\files\finance\ai"));
        assert_eq!(share_behind(r"C:\ai", r"\\?\C:\ai"), None);
        assert_eq!(share_behind(r"\\files\finance\ai", r"\\?\UNC\files\finance\ai"), None);
    }

    #[test]
    fn room_and_rights_are_those_of_the_nearest_folder() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("not/yet");
        assert!(free_bytes(&below).unwrap() > 0);
        try_writing(&below).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        fs::write(folder.path().join("not"), "").unwrap();
        assert!(try_writing(&below).is_err());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_file_without_content_lies_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.xlsx");
        fs::File::create(&path).unwrap().set_len(100_000).unwrap();
        assert!(is_elsewhere(&path));
        fs::write(&path, [1; 100_000]).unwrap();
        fs::File::open(&path).unwrap().sync_all().unwrap();
        assert!(!is_elsewhere(&path));
        assert!(is_elsewhere(Path::new("intake/.plan.xlsx.icloud")));
    }
}
