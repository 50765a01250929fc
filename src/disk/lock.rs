//! One run at a time. The operating system holds the lock for the process and lets go of it when the process ends,
//! however it ends: no lock is ever stale, and there is no file to delete by hand.

use super::replace;
use crate::model::problem::Problem;
use jiff::Timestamp;
use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

/// A lock that is held. It falls with this value, and with the process.
#[derive(Debug)]
pub struct Lock {
    /// Says who holds it. Beside the lock, because Windows lets nobody read a locked file.
    says: PathBuf,
    _file: File,
}

impl Lock {
    /// Takes the lock `name` of a folder, which is made where there is none.
    ///
    /// Errors: another run has it (who, since when), the folder cannot be written or takes no locks.
    pub fn take(folder: &Path, name: &str) -> Result<Lock, Problem> {
        let says = folder.join(format!("{name}.txt"));
        let open = || {
            fs::create_dir_all(folder)?;
            own_file(&folder.join(name))
        };
        let file = open().map_err(|error| cannot_lock(folder, &error))?;
        match file.try_lock() {
            Ok(()) => {
                // Only a help for whoever waits: without it the lock holds as well.
                let _ = replace(&says, holder().as_bytes());
                Ok(Lock { says, _file: file })
            }
            Err(TryLockError::WouldBlock) => Err(taken(folder, &says)),
            Err(TryLockError::Error(error)) => Err(cannot_lock(folder, &error)),
        }
    }

    /// Takes the lock as soon as it is free, and waits for that so long at most.
    pub fn wait(folder: &Path, name: &str, patience: Duration) -> Result<Lock, Problem> {
        const PAUSE: Duration = Duration::from_millis(50);
        let began = Instant::now();
        loop {
            match Lock::take(folder, name) {
                // Without the file there is nothing to wait for: it cannot be made.
                Err(_) if began.elapsed() < patience && folder.join(name).exists() => thread::sleep(PAUSE),
                taken => return taken,
            }
        }
    }

    /// Who holds the lock `name` of a folder at this moment, without waiting for it or making anything.
    pub fn holder(folder: &Path, name: &str) -> Option<String> {
        let file = File::options().write(true).open(folder.join(name)).ok()?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => Some(said(&folder.join(format!("{name}.txt")))),
            _ => None,
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.says);
    }
}

/// The file that is locked. A link in its place is not followed: whoever put it there would have another file locked.
fn own_file(path: &Path) -> io::Result<File> {
    if fs::symlink_metadata(path).is_ok_and(|about| !about.is_file()) {
        fs::remove_file(path)?;
    }
    let mut options = File::options();
    options.create(true).write(true).truncate(false);
    // It may have been put there just now.
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
    }
    options.open(path)
}

/// `process 4711 on finance-pc, since 2026-11-06 05:00:12 UTC`
fn holder() -> String {
    let place = computer().map(|name| format!(" on {name}")).unwrap_or_default();
    format!("process {}{place}, since {}", std::process::id(), Timestamp::now().strftime("%Y-%m-%d %H:%M:%S UTC"))
}

/// The name of this computer: tells apart those that share a folder.
pub fn computer() -> Option<String> {
    #[cfg(unix)]
    let name = Some(rustix::system::uname().nodename().to_string_lossy().into_owned());
    #[cfg(not(unix))]
    let name = std::env::var("COMPUTERNAME").ok();
    name.filter(|name| !name.is_empty())
}

fn said(says: &Path) -> String {
    let text = fs::read_to_string(says).unwrap_or_default();
    if text.is_empty() { "another process".to_owned() } else { text }
}

fn taken(folder: &Path, says: &Path) -> Problem {
    Problem::files(
        format!("Another run is using the folder {}: {}", folder.display(), said(says)),
        "Wait until it has ended, then start this one again. The lock ends with that run: there is no file to delete.",
    )
}

fn cannot_lock(folder: &Path, error: &io::Error) -> Problem {
    let hint = match error.kind() {
        io::ErrorKind::Unsupported => "Choose a folder on a disk that takes locks; some network disks do not.",
        _ => "Check that you may write there and that the disk has room, or name another folder in report.toml.",
    };
    Problem::files(format!("The folder {} cannot be used: {error}", folder.display()), hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_who_holds_it_and_it_is_free_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Lock::holder(folder.path(), "lock"), None);
        let held = Lock::take(folder.path(), "lock").unwrap();
        let problem = Lock::take(folder.path(), "lock").unwrap_err();
        let process = format!("process {}", std::process::id());
        assert!(problem.what.contains(&process) && problem.what.contains(" UTC"), "{problem}");
        assert!(Lock::holder(folder.path(), "lock").unwrap().contains(&process));
        drop(held);
        assert_eq!(Lock::holder(folder.path(), "lock"), None);
        assert!(!folder.path().join("lock.txt").exists());
        // What a killed run left behind says nothing.
        fs::write(folder.path().join("lock.txt"), "process 1 on nowhere").unwrap();
        Lock::take(folder.path(), "lock").unwrap();
    }

    #[test]
    fn a_folder_that_cannot_be_is_told() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "").unwrap();
        let problem = Lock::take(&folder.path().join("file"), "lock").unwrap_err();
        assert!(problem.what.contains("cannot be used"), "{problem}");
    }
}
