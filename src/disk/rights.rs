//! Who may read what the program writes. Reports, closed months, mails and the log hold what is meant for few people.

use std::{io, path::Path};

/// From here on new files and folders are readable by the account that runs the program, and by its group if `by_group`:
/// whatever its umask says. Windows gives files the rights of their folder.
pub fn keep_to_owner(by_group: bool) {
    #[cfg(unix)]
    unix::keep_to_owner(by_group);
    #[cfg(not(unix))]
    let _ = by_group;
}

/// Gives a file or folder the rights that it would have had without [`keep_to_owner`]: others are to open it.
pub fn open_to_others(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    return unix::open_to_others(path);
    #[cfg(not(unix))]
    path.metadata().map(|_| ())
}

#[cfg(unix)]
mod unix {
    use rustix::{fs::Mode, process::umask};
    use std::{
        fs::{self, Permissions},
        io,
        os::unix::fs::PermissionsExt,
        path::Path,
        sync::OnceLock,
    };

    /// What whoever started the program wanted.
    static USUAL: OnceLock<Mode> = OnceLock::new();

    pub(super) fn keep_to_owner(by_group: bool) {
        let before = umask(Mode::from_raw_mode(if by_group { 0o027 } else { 0o077 }));
        USUAL.get_or_init(|| before);
    }

    pub(super) fn open_to_others(path: &Path) -> io::Result<()> {
        let Some(usual) = USUAL.get() else { return Ok(()) };
        let all = if fs::symlink_metadata(path)?.is_dir() { 0o777 } else { 0o666 };
        fs::set_permissions(path, Permissions::from_mode(all & !usual.as_raw_mode()))
    }
}
