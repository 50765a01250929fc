//! Opens a file as it lies in a folder: through no link, waiting for nobody, and judged by what was opened. Whoever may
//! put files into a folder could otherwise have this program read any file of the computer, or wait for ever at a pipe.

use std::{
    ffi::OsStr,
    fs::{self, File, Metadata},
    io,
    path::{Component, Path, PathBuf},
};

/// Why a file was not opened.
#[derive(Debug)]
pub enum NotOpened {
    /// It, or a folder on the way to it, is a link.
    Link,
    /// It is a pipe, a socket or a device.
    NoFile,
    /// It is a folder.
    Folder,
    /// Nobody but its owner may read it, and it has a name elsewhere too.
    PrivateElsewhere,
    /// The system says why.
    Failed(io::Error),
}

/// Opens the ordinary file at `below` a folder for reading, with what is known of the opened file. The folder itself may
/// be reached through links: it was named by whoever runs the program.
pub fn open_inside(folder: &Path, below: &Path) -> Result<(File, Metadata), NotOpened> {
    let path = folder.join(below);
    // Looked at first, because opening a device may do something; the file that was opened has the last word.
    ordinary(&fs::symlink_metadata(&path).map_err(NotOpened::Failed)?)?;
    if passes_a_link(folder, below) {
        return Err(NotOpened::Link);
    }
    // What fails although nothing was in the way may be a link that was put there just now.
    let file = open(folder, below).map_err(|error| match passes_a_link(folder, below) {
        true => NotOpened::Link,
        false => NotOpened::Failed(error),
    })?;
    let about = file.metadata().map_err(NotOpened::Failed)?;
    ordinary(&about)?;
    match is_private_elsewhere(&about) {
        true => Err(NotOpened::PrivateElsewhere),
        false => Ok((file, about)),
    }
}

/// A second name of a file (a hard link) cannot be told from its first one, and backups and programs that save space make
/// them of any file, so having two is no reason to refuse one. A file that only its owner may read is another matter: not
/// every system keeps others from linking it to where this program reads for them (Linux does, unless told otherwise).
#[cfg(unix)]
fn is_private_elsewhere(about: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    about.nlink() > 1 && about.mode() & 0o077 == 0
}

/// Windows makes hard links only for those who may write the file.
#[cfg(not(unix))]
fn is_private_elsewhere(_: &Metadata) -> bool {
    false
}

fn ordinary(about: &Metadata) -> Result<(), NotOpened> {
    match about.file_type() {
        kind if kind.is_file() => Ok(()),
        kind if kind.is_symlink() => Err(NotOpened::Link),
        kind if kind.is_dir() => Err(NotOpened::Folder),
        _ => Err(NotOpened::NoFile),
    }
}

fn passes_a_link(folder: &Path, below: &Path) -> bool {
    let mut path = PathBuf::from(folder);
    below.components().any(|part| {
        path.push(part);
        fs::symlink_metadata(&path).is_ok_and(|about| about.is_symlink())
    })
}

/// The names on the way; none of them leads upwards.
fn names(below: &Path) -> io::Result<Vec<&OsStr>> {
    let name = |part| match part {
        Component::Normal(name) => Ok(name),
        _ => Err(io::Error::new(io::ErrorKind::InvalidInput, "the path leads out of the folder")),
    };
    below.components().map(name).collect()
}

/// Folder by folder from the opened one: nobody can put a link in the way while it happens.
#[cfg(unix)]
fn open(folder: &Path, below: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags, openat};
    let names = names(below)?;
    let (name, folders) = names.split_last().ok_or(io::ErrorKind::InvalidInput)?;
    let start = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut inner = File::open(start)?;
    let anyway = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    for folder in folders {
        inner = openat(&inner, *folder, anyway | OFlags::DIRECTORY, Mode::empty())?.into();
    }
    Ok(openat(&inner, *name, anyway | OFlags::NONBLOCK | OFlags::NOCTTY, Mode::empty())?.into())
}

/// Elsewhere the real path of what was opened tells whether it lies in the folder; pipes have no place in folders there.
#[cfg(not(unix))]
fn open(folder: &Path, below: &Path) -> io::Result<File> {
    let path: PathBuf = [folder.as_os_str()].into_iter().chain(names(below)?).collect();
    let file = File::open(&path)?;
    let start = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    match path.canonicalize()?.starts_with(start.canonicalize()?) {
        true => Ok(file),
        false => Err(io::Error::new(io::ErrorKind::InvalidInput, "the path leads out of the folder")),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::{io::Read, os::unix::fs::symlink, thread, time::Duration};

    #[test]
    fn only_ordinary_files_inside_the_folder_are_opened() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("intake");
        fs::create_dir_all(folder.join("sales")).unwrap();
        fs::create_dir(place.path().join("secret")).unwrap();
        fs::write(place.path().join("secret/passwords.csv"), "hunter2").unwrap();
        fs::write(folder.join("sales/a.csv"), "a").unwrap();
        symlink(place.path().join("secret/passwords.csv"), folder.join("link.csv")).unwrap();
        symlink(place.path().join("secret"), folder.join("linked")).unwrap();
        symlink(&folder, place.path().join("way")).unwrap();
        rustix::fs::mknodat(
            rustix::fs::CWD,
            folder.join("pipe.csv"),
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RUSR,
            0,
        )
        .unwrap();
        let open = |below: &str| open_inside(&folder, Path::new(below)).map(|(_, about)| about.len());
        assert!(matches!(open("sales/a.csv"), Ok(1)));
        assert!(matches!(open("link.csv"), Err(NotOpened::Link)));
        assert!(matches!(open("linked/passwords.csv"), Err(NotOpened::Link)));
        assert!(matches!(open("../secret/passwords.csv"), Err(NotOpened::Failed(_))));
        assert!(matches!(open("pipe.csv"), Err(NotOpened::NoFile)));
        assert!(matches!(open("sales"), Err(NotOpened::Folder)));
        assert!(matches!(open("gone.csv"), Err(NotOpened::Failed(_))));
        // A second name of what everybody may read is like any file; of what is private it is refused.
        use std::os::unix::fs::PermissionsExt;
        let private = place.path().join("secret/passwords.csv");
        fs::hard_link(&private, folder.join("second.csv")).unwrap();
        fs::set_permissions(&private, fs::Permissions::from_mode(0o600)).unwrap();
        assert!(matches!(open("second.csv"), Err(NotOpened::PrivateElsewhere)));
        fs::set_permissions(&private, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(open("second.csv"), Ok(7)));
        fs::set_permissions(&private, fs::Permissions::from_mode(0o600)).unwrap();
        fs::remove_file(&private).unwrap();
        assert!(matches!(open("second.csv"), Ok(7)));
        // A folder that is itself reached through a link was named so.
        assert!(open_inside(&place.path().join("way"), Path::new("sales/a.csv")).is_ok());
    }

    #[test]
    fn a_file_that_turns_into_a_pipe_or_a_link_meanwhile_holds_nobody_up() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("intake");
        fs::create_dir(&folder).unwrap();
        fs::write(place.path().join("secret.csv"), "hunter2").unwrap();
        let path = folder.join("plan.csv");
        let over = std::sync::atomic::AtomicBool::new(false);
        let is_over = || over.load(std::sync::atomic::Ordering::Relaxed);
        thread::scope(|scope| {
            scope.spawn(|| {
                while !is_over() {
                    let _ = fs::remove_file(&path);
                    let _ = fs::write(&path, "plan");
                    let _ = fs::remove_file(&path);
                    let _ = symlink(place.path().join("secret.csv"), &path);
                    let _ = fs::remove_file(&path);
                    let (here, pipe) = (rustix::fs::CWD, rustix::fs::FileType::Fifo);
                    let _ = rustix::fs::mknodat(here, &path, pipe, rustix::fs::Mode::RUSR, 0);
                    thread::sleep(Duration::from_micros(50));
                }
            });
            for _ in 0..3_000 {
                if let Ok((mut file, _)) = open_inside(&folder, Path::new("plan.csv")) {
                    let mut text = String::new();
                    file.read_to_string(&mut text).unwrap();
                    assert!(text.is_empty() || "plan".starts_with(&text), "{text}");
                }
            }
            over.store(true, std::sync::atomic::Ordering::Relaxed);
        });
    }
}
